"""Units in a plane, what each writes of one indicator across and of another upwards; or of one alone, along a line."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from fenjin.figures.canvas import LEAST, LINE, Frame, Mark, Path, Words, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, Word, layout_of, word_trace
from fenjin.figures.native import Chart, Point, Row, Scatter
from fenjin.figures.typeset import as_text, breadth, wrap
from fenjin.language import quantity
from fenjin.language.translate import Translator

_HEIGHT, _LINE_HEIGHT = 400, 300  # pixels on a page, of a plane and of a line
_WIDTHS = (
    230.0,
    440.0,
    900.0,
)  # pixels that the plane has on a phone, in half a page, and on a page: the first in which all words have room
_STEPS = 4  # of an axis, about
_COLUMNS = 4  # of words beside each other on a slide
_SMALLER = 2  # pixels by which the type of figures and numbers of an axis is smaller


@dataclass(frozen=True)
class Axis:
    """What is laid off along an axis: its name with the unit of measure in which its numbers are written, `size` standard units each."""

    name: str
    size: float = 1.0

    def ticks(self, values: Sequence[float]) -> list[tuple[float, str]]:
        """Round numbers from nought to beyond all values, each with its words."""
        least, most = min([0.0, *values]) / self.size, max([0.0, *values]) / self.size or 1.0
        rough = (most - least) / _STEPS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
        first, last = math.floor(least / step), math.ceil(most / step + 0.25)
        return [(place * step * self.size, quantity.number(round(place * step, 9))) for place in range(first, last + 1)]


@dataclass(frozen=True)
class Amount:
    """How much a unit writes, in the standard unit: as a bar elsewhere, with the name of the row of the view's table that it draws."""

    value: float
    high: float | None = None
    comparator: str = "eq"
    derived: bool = False
    hover: str = ""
    row: str = ""

    @property
    def arrow(self) -> str:
        """The arrow at it: `open` where the figure may be more, `closed` where it may be less, "" for none."""
        return {"ge": "open", "gt": "open", "le": "closed", "lt": "closed"}.get(self.comparator, "")

    @property
    def end(self) -> float:
        """The value up to which it is drawn."""
        return self.high or self.value


@dataclass(frozen=True)
class Spot:
    """A unit in the plane: its name, its amounts, and what these are in words; on a line it has none upwards."""

    name: str
    across: Amount
    words: str
    unit: str = ""
    up: Amount = Amount(0.0)

    @property
    def derived(self) -> bool:
        """Whether either amount follows from other figures."""
        return self.across.derived or self.up.derived

    @property
    def hover(self) -> str:
        """What a pointer is shown."""
        return "<br>".join(each.hover for each in (self.across, self.up) if each.hover)


class _Label(NamedTuple):
    """Where a spot's words stand: their left end and top, how wide they are, and on which side of the spot (left, right, or middle: above
    or below it)."""

    x: float
    y: float
    w: float
    side: str

    @property
    def at(self) -> float:
        """Where they are anchored."""
        return self.x + self.w * {"right": 0.0, "middle": 0.5, "left": 1.0}[self.side]


@dataclass(frozen=True)
class Plane(Content):
    """Spots between two axes that begin at nought, or on a line where there is one axis. An amount that may be more has an open arrow, one
    that may be less a closed one. `marked` are values across at which a dashed line stands."""

    across: Axis
    up: Axis | None
    spots: tuple[Spot, ...]
    marked: tuple[float, ...] = ()
    type_size: ClassVar[int] = 15

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """The plane as wide as there is room; words stand as they must on a phone, so that they are clear of each other everywhere."""
        if not self.spots:
            return {"data": [], "layout": layout_of(look, 40, size)}
        quiet = size - _SMALLER
        ticks, rungs = self._ticks()
        title = wrap(self.up.name if self.up else "", quiet)
        top = int(len(title) * quiet * LINE + 8)
        foot = wrap(self.across.name, quiet)
        bottom = int((1 + len(foot)) * quiet * LINE + 14)
        # Words over the first and the last spot of a line may be wider than what is beyond these.
        beyond = 0 if self.up else max(_breadth(spot, size) for spot in self.spots) / 2
        left = int(max(breadth(text, quiet) for _value, text in rungs) * 1.1 + 10 + beyond)
        whole = _HEIGHT if self.up else _LINE_HEIGHT
        high = whole - top - bottom
        labels = next(
            tried
            for wide in _WIDTHS
            for area in [Frame(0, 0, max(wide - 2 * beyond, 100), high)]
            for room in [Frame(-beyond, 0, area.w + 2 * beyond, high)]
            for tried in [_arrange(self.spots, _scale(ticks, rungs, area), size, room, 1, self.up is None)]
            if all(tried) or wide == _WIDTHS[-1]
        )
        back = (rungs[-1][0] - rungs[0][0]) / high
        secondary, text = look.colour("secondary"), look.colour("text")
        sides: dict[str, list[Word]] = {"right": [], "left": [], "middle": []}
        strokes = [_line([value] * 2, [rungs[0][0], rungs[-1][0]], secondary, 2, "dash") for value in self.marked]
        signs: list[dict[str, Any]] = []
        for spot, label in zip(self.spots, labels, strict=True):
            if label:
                y = rungs[-1][0] - (label.y + size * LINE) * back
                gap = "\u2003" * (2 if any(each.arrow or each.high for each in (spot.across, spot.up)) else 1)
                lines = [f"<b>{as_text(spot.name)}</b>", f'<span style="font-size:{quiet}px">{as_text(spot.words)}</span>']
                before, behind = {"right": (gap, ""), "left": ("", gap), "middle": ("", "")}[label.side]
                own = "<br>".join(f"{before}{line}{behind}" for line in lines)
                sides[label.side].append(Word(own, spot.across.value, y, size, text))
                if abs(y - spot.up.value) > size * LINE * back:
                    # On a line up to the words, else to their middle, beside which the line ends.
                    end = y + (size * LINE * back if y < spot.up.value else -size * LINE * back) * (label.side == "middle")
                    strokes.append(_line([spot.across.value] * 2, [spot.up.value, end], secondary, 1))
            for amount, sign, x, up in _signs(spot):
                signs.append(
                    {"text": sign, "x": spot.across.end if amount is spot.across else spot.across.value,
                     "y": spot.up.end if amount is spot.up else spot.up.value, "xshift": x * size * 0.95, "yshift": up * size * 0.95,
                     "showarrow": False, "font": {"size": size, "color": look.mark}}
                )  # fmt: skip
            for amount, xs, ys in (
                (spot.across, [spot.across.value, spot.across.end], [spot.up.value] * 2),
                (spot.up, [spot.across.value] * 2, [spot.up.value, spot.up.end]),
            ):
                if amount.high is not None:
                    strokes.append(_line(xs, ys, look.mark, 4))
        dots = {
            "type": "scatter",
            "mode": "markers",
            "x": [spot.across.value for spot in self.spots],
            "y": [spot.up.value for spot in self.spots],
            "cliponaxis": False,
            "hoverinfo": "text",
            "hovertext": [as_text(spot.hover) for spot in self.spots],
            "meta": [spot.unit for spot in self.spots],
            "customdata": [f"cell {spot.unit}" for spot in self.spots],
            "marker": {
                "size": size * 0.95,
                "opacity": 1,
                "color": [look.colour("page") if spot.derived else look.mark for spot in self.spots],
                "line": {"width": 3, "color": look.mark},
            },
        }
        axis = {
            "visible": True, "fixedrange": True, "zeroline": False, "showgrid": True, "gridcolor": look.colour("grid"), "ticks": "",
            "tickfont": {"size": quiet, "color": secondary}, "tickangle": 0,
        }  # fmt: skip
        foot_text, title_text = "<br>".join(map(as_text, foot)), "<br>".join(map(as_text, title))
        note = {"xref": "paper", "yref": "paper", "showarrow": False, "font": {"size": quiet, "color": text}, "borderpad": 0}
        layout = layout_of(
            look,
            whole,
            size,
            margin={"l": left, "r": int(12 + beyond), "t": top, "b": bottom},
            hoverlabel={"font": {"size": quiet}, "align": "left"},
            shapes=strokes,
            annotations=[
                {**note, "text": title_text, "x": 0, "xshift": 4 - left, "y": 1, "yshift": 6, "xanchor": "left", "yanchor": "bottom", "align": "left"},
                {**note, "text": foot_text, "x": 1, "y": 0, "yshift": -quiet * LINE - 6, "xanchor": "right", "yanchor": "top", "align": "right"},
                *signs,
            ],
            xaxis={**axis, **_range(ticks)},
            yaxis={**axis, **_range(rungs), **({} if self.up else {"tickvals": [0], "ticktext": [""]})},
        )  # fmt: skip
        places = {"right": "middle right", "left": "middle left", "middle": "middle center"}
        words = [word_trace(sides[side], where) for side, where in places.items() if sides[side]]
        return {"data": [dots, *words], "layout": layout}

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The plane over the whole place, its words in the smallest type: they must be clear of each other."""
        ticks, rungs = self._ticks()
        title = wrap(self.up.name if self.up else "", LEAST, frame.w)
        foot = wrap(self.across.name, LEAST, frame.w * 0.97)
        left = max(breadth(text, LEAST) for _value, text in rungs) * 1.1 + 12
        top = len(title) * LEAST * LINE + 14
        bottom = (1 + len(foot)) * LEAST * LINE + 10
        beyond = 0 if self.up else max(_breadth(spot, LEAST) for spot in self.spots) / 2
        high = frame.h - top - bottom
        area = Frame(frame.x + max(left, beyond), frame.y + top, frame.w - max(left, beyond) - max(30, beyond), high)
        # A line has no title above it.
        above = 0 if self.up else top
        room = Frame(area.x - beyond, area.y - above, area.w + 2 * beyond, high + above)
        place = _scale(ticks, rungs, area)
        text, secondary, grid = look.colour("text"), look.colour("secondary"), look.colour("grid")
        end = area.y + area.h
        marks: list[Mark] = [Words(frame.x, frame.y, lines_of(title), LEAST, text)]
        for value, number in rungs if self.up else rungs[1:2]:
            y = place(0, value)[1]
            marks.append(_stroke(((area.x, y), (area.x + area.w, y)), grid, 1.5))
            marks.append(Words(area.x - 10, y - LEAST * LINE / 2, lines_of([number]), LEAST, secondary, "end"))
        for value, number in ticks:
            x = place(value, 0)[0]
            marks.append(_stroke(((x, area.y), (x, end)), grid, 1.5))
            marks.append(Words(x, end + 6, lines_of([number]), LEAST, secondary, "middle"))
        for value in self.marked:
            x = place(value, 0)[0]
            marks.append(Path((((x, area.y), (x, end)),), edge=secondary, width=2, dash=True, closed=False))
        marks.append(Words(area.x + area.w, end + 8 + LEAST * LINE, lines_of(foot), LEAST, text, "end"))
        labels = _arrange(self.spots, place, LEAST, room, _COLUMNS, self.up is None)
        for spot, label in zip(self.spots, labels, strict=True):
            marks += _spot_marks(spot, label, place, look)
        return marks

    def chart(self, _t: Translator) -> Chart | Scatter | None:
        """The plane as points, a line as bars, in the units of measure of its axes."""
        if self.up is None:
            rows = [Row(spot.name, spot.across.value / self.across.size, words=(spot.words,)) for spot in self.spots]
            return Chart((self.across.name,), tuple(rows))
        points = [
            Point(spot.name, spot.across.value / self.across.size, spot.up.value / self.up.size, spot.words)
            for spot in self.spots
        ]
        return Scatter(self.across.name, self.up.name, tuple(points))

    @property
    def length(self) -> int:
        """How many units stand in it."""
        return len(self.spots)

    def pick(self, names: Sequence[str]) -> list[int]:
        """The rows of both amounts of each of its units."""
        own = {amount.row for spot in self.spots for amount in (spot.across, spot.up)}
        return [row for row, name in enumerate(names) if name in own]

    def _ticks(self) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
        return (
            self.across.ticks([end for spot in self.spots for end in (spot.across.value, spot.across.end)]),
            self.up.ticks([end for spot in self.spots for end in (spot.up.value, spot.up.end)])
            if self.up
            else [(-1.0, ""), (0.0, ""), (1.0, "")],
        )


Place = Callable[[float, float], tuple[float, float]]


def _scale(ticks: list[tuple[float, str]], rungs: list[tuple[float, str]], area: Frame) -> Place:
    """From two amounts to a place of an area."""
    (x0, x1), (y0, y1) = ((each[0][0], each[-1][0]) for each in (ticks, rungs))
    return lambda x, y: (area.x + (x - x0) / (x1 - x0) * area.w, area.y + (y1 - y) / (y1 - y0) * area.h)


def _range(ticks: list[tuple[float, str]]) -> dict[str, Any]:
    values, texts = zip(*ticks, strict=True)
    return {"range": [values[0], values[-1]], "tickvals": list(values), "ticktext": list(texts)}


def _line(x: Sequence[float], y: Sequence[float], colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
    """A line from one place of the plane to another: a shape, for a trace of lines is a mark that tells a reader something."""
    ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
    return {"type": "line", "layer": "below", **ends, "line": {"color": colour, "width": width, "dash": dash}}


def _stroke(points: tuple[tuple[float, float], ...], colour: str, width: float, unit: str = "") -> Path:
    return Path((points,), edge=colour, width=width, closed=False, unit=unit)


def _arrange(spots: Sequence[Spot], place: Place, size: int, area: Frame, columns: int, is_line: bool) -> list[_Label | None]:
    """Where the words of spots stand: beside them, or as little away as keeps them clear of words and spots, at most so many widths of
    theirs to the side; None for those that have no room, which a pointer and the table tell.

    On a line they stand above or below their spot where they can, so that nobody takes them for those of the next one.
    """
    high, radius = 2 * size * LINE, size * 1.5
    dots = [place(spot.across.value, spot.up.value) for spot in spots]
    labels: list[_Label | None] = []
    turns = [step * sign * size * 0.5 for step in range(60) for sign in ((-1, 1) if step else (1,))]
    for spot, (x, y) in zip(spots, dots, strict=True):
        w = _breadth(spot, size)
        beside = ("left", "right") if x > area.x + area.w / 2 else ("right", "left")
        ways = [("middle", 0.0, turn) for turn in turns] if is_line else []
        ways += [(side, column * w, turn) for column in range(columns) for turn in turns for side in beside]
        every = (
            _Label(
                {"left": x - radius - w - away, "right": x + radius + away, "middle": x - w / 2}[side],
                y + turn - high / 2,
                w,
                side,
            )
            for side, away, turn in ways
        )
        labels.append(next((each for each in every if _is_clear(each, high, area, labels, dots, radius)), None))
    return labels


def _breadth(spot: Spot, size: int) -> float:
    return max(breadth(spot.name, size) * 1.08, breadth(spot.words, size) * 1.05)


def _is_clear(
    label: _Label, high: float, area: Frame, others: Sequence[_Label | None], dots: Sequence[tuple[float, float]], radius: float
) -> bool:
    """Whether words stand within an area, clear of other words and of spots."""
    right, bottom, half = label.x + label.w, label.y + high, radius * 0.6
    if label.x < area.x or right > area.x + area.w or label.y < area.y or bottom > area.y + area.h:
        return False
    if any(label.x - half < x < right + half and label.y - half / 2 < y < bottom + half / 2 for x, y in dots):
        return False
    return not any(
        each and label.x < each.x + each.w and each.x < right and label.y < each.y + high and each.y < bottom for each in others
    )


# The signs of an amount that may be more or less, across and up: how they look, and in which direction from the spot they stand.
_SIGNS = {
    ("open", False): ("▷", 1, 0),
    ("closed", False): ("◀", -1, 0),
    ("open", True): ("△", 0, 1),
    ("closed", True): ("▼", 0, -1),
}


def _signs(spot: Spot) -> list[tuple[Amount, str, int, int]]:
    return [
        (amount, *_SIGNS[amount.arrow, upwards]) for amount, upwards in ((spot.across, False), (spot.up, True)) if amount.arrow
    ]


def _spot_marks(spot: Spot, label: _Label | None, place: Place, look: Look) -> list[Mark]:
    """A spot with its signs and its words, and a line to these where they stand away from it."""
    x, y = place(spot.across.value, spot.up.value)
    colour, radius, unit = look.mark, LEAST * 0.4, spot.unit
    marks: list[Mark] = []
    if label:
        at, end = label.at, {"right": "start", "left": "end", "middle": "middle"}[label.side]
        middle = label.y + LEAST * LINE
        if label.side == "middle":
            marks.append(
                _stroke(((x, y), (x, middle + (-1 if middle > y else 1) * LEAST * LINE)), look.colour("secondary"), 1.5, unit)
            )
        elif abs(middle - y) > LEAST * LINE or abs(at - x) > 2 * LEAST:
            marks.append(_stroke(((x, y), (x, middle), (at, middle)), look.colour("secondary"), 1.5, unit))
        words = (*lines_of([spot.name], bold=True), *lines_of([spot.words]))
        marks.append(Words(at, label.y, words, LEAST, look.colour("text"), end, unit))
    for amount, upwards in ((spot.across, False), (spot.up, True)):
        if amount.high is not None:
            far = place(spot.across.value, amount.high) if upwards else place(amount.high, spot.up.value)
            marks.append(_stroke(((x, y), far), colour, 5, unit))
    ring = tuple((x + radius * math.cos(n * math.pi / 16), y + radius * math.sin(n * math.pi / 16)) for n in range(32))
    marks.append(Path((ring,), look.colour("page") if spot.derived else colour, colour, 4, unit=unit))
    for amount, _sign, right, up in _signs(spot):
        from_x, from_y = place(spot.across.end, spot.up.value) if right else place(spot.across.value, spot.up.end)
        near, tip, half = radius + 4, 2 * radius + 4, radius * 0.8
        points = tuple(
            (from_x + right * far + (side if up else 0), from_y - up * far + (side if right else 0))
            for far, side in ((near, -half), (tip, 0), (near, half))
        )
        marks.append(Path((points,), "" if amount.arrow == "open" else colour, colour, 2.5, unit=unit))
    return marks
