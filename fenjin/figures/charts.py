"""Frames to Plotly figures: pure functions, no query, no counting, no Streamlit.

Figures are plain dictionaries in Plotly's own form. Every mark keeps the same meaning everywhere: solid for an assigned
figure, hatched for one that is only aimed for, an open arrow for "at least", a closed one for "at most", an outline for a
figure that is kept apart.
"""

import html
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import pandas as pd
from pandas.io.formats.style import Styler

FONT = (
    "Microsoft YaHei UI, Microsoft YaHei, 微软雅黑, PingFang SC, Hiragino Sans GB, HarmonyOS Sans SC, Source Han Sans SC, "
    "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
)
_PALETTE = {
    "light": {
        "text": "#16202B", "secondary": "#4A5560", "page": "#FFFFFF", "neutral": "#8B949E", "grid": "#D5DBE1",
        "silent": "#E3E6EA", "edge": "#5B6672", "ramp": ["#E1EEF8", "#B5D4EC", "#7DB2DA", "#2C6CA8", "#0A3563"],
        "investment": "#002C7A", "attraction": "#B65D0C", "rural": "#2B807E", "livelihood": "#590128", "business": "#8C58D0",
        "other": "#4A5560",
    },
    "dark": {
        "text": "#F2F6FA", "secondary": "#B8C4D0", "page": "#0E1620", "neutral": "#8A97A5", "grid": "#33424F",
        "silent": "#26313C", "edge": "#8A97A5", "ramp": ["#1B3F63", "#2A6295", "#5A9BD0", "#9CC8EA", "#E3F1FB"],
        "investment": "#2989E2", "attraction": "#F8AA5F", "rural": "#7CFACE", "livelihood": "#D4556C", "business": "#D8C7F9",
        "other": "#B8C4D0",
    },
}  # fmt: skip


class Figure(dict[str, Any]):
    """A figure in Plotly's own form, and its `content`: what it shows, from which slides and files draw it their own way."""

    def __init__(self, drawn: dict[str, Any], content: "Content") -> None:
        super().__init__(drawn)
        self.content = content

    @cached_property
    def packed(self) -> bytes:
        """The figure as it goes to the browser, JSON in UTF-8."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Look:
    """The colours of a figure: `mode` light or dark, and the theme whose colour its marks take."""

    mode: str = "light"
    theme: str = "investment"

    def colour(self, name: str) -> Any:
        """A named colour of the palette."""
        return _PALETTE[self.mode][name]

    @property
    def mark(self) -> str:
        """The colour of the theme's marks."""
        return str(self.colour(self.theme))

    @property
    def light(self) -> "Look":
        """The same look on white."""
        return replace(self, mode="light")


def on_white() -> tuple[dict[str, str], dict[str, str]]:
    """For each colour of a dark screen the one it is on white, and the ink of the words on it there."""
    dark, light = _PALETTE["dark"], _PALETTE["light"]
    # Two names share a colour on a dark screen; that of an edge, darker on white, reads better for both.
    colours = {str(dark[name]): str(light[name]) for name in sorted(dark, key="edge".__eq__) if name != "ramp"}
    colours.update(zip(dark["ramp"], light["ramp"], strict=True))
    return colours, {shade: ink_on(white) for shade, white in colours.items()}


@dataclass(frozen=True)
class Bar:
    """One mark of a bar chart: its words, its length in the standard unit, and what its sign must say."""

    label: str
    value: float
    text: str
    high: float | None = None
    comparator: str = "eq"
    strive: bool = False
    apart: bool = False
    detail: str = ""
    hover: str = ""
    target: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Section:
    """Bars under one heading; a heading of "" draws none."""

    heading: str
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Bars:
    """What a bar chart shows: bars section by section; `longest` is a value that its scale has room for, 0 for its own."""

    sections: list[Section]
    longest: float = 0


def _layout(look: Look, height: int, size: int, **changes: Any) -> dict[str, Any]:
    axis = {"visible": False, "fixedrange": True, "zeroline": False, "showgrid": False}
    return {
        "height": height,
        "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": size, "color": look.colour("text")},
        "hoverlabel": {"font": {"family": FONT, "size": size}, "align": "left"},
        "showlegend": False,
        "dragmode": False,
        "bargap": 0,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
        **changes,
    }


def bars(sections: list[Section], look: Look, size: int = 17) -> Figure:
    """Horizontal bars with their words above them, section by section; nothing where there are no bars.

    Words stand above the bar, from the left edge, in lines that fit a phone, so that nothing is clipped on any screen.
    """
    rows = [bar for section in sections for bar in section.bars]
    content = Bars(sections)
    if not rows:
        return Figure({"data": [], "layout": _layout(look, 40, size)}, content)
    line = size * 1.35
    longest = max([bar.high or bar.value for bar in rows] + [0]) or 1
    words, shapes, marks = [], [], []
    # Words are higher than their type.
    y = 4.0
    for section in sections:
        if section.heading:
            y += size * 0.7
            for said in wrapped(section.heading, size - 1):
                words.append(_Word(_plain(said), 0, y + line / 2, size - 1, look.colour("secondary")))
                y += line
            shapes.append({
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y,
                "line": {"color": look.colour("grid"), "width": 1},
            })  # fmt: skip
            y += size * 0.3
        for bar in section.bars:
            for said in _worded(bar, size):
                words.append(_Word(said, 0, y + line / 2, size, look.colour("text")))
                y += line
            marks.append((bar, y + size * 0.65))
            y += size * 1.65
    layout = _layout(
        look, int(y + 8), size,
        shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, longest * 1.06]},
        yaxis={"visible": False, "fixedrange": True, "range": [y + 4, 0]},
        barmode="overlay",
    )  # fmt: skip
    return Figure(
        {"data": [*_marks(marks, size * 0.9, longest, look), _written(words, "middle right")], "layout": layout}, content
    )


_PHONE = 300  # pixels that a line of words may take on the narrowest screen


# Latin characters that are narrower or wider than half of their height, in the typefaces of FONT.
_BREADTHS = (
    dict.fromkeys("iIjl.,:;'|! ", 0.3)
    | dict.fromkeys("frt()[]-", 0.38)
    | dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.66)
    | dict.fromkeys("mwMW%", 0.88)
)


def breadth(text: str, size: float) -> float:
    """Pixels that a text takes; a Chinese character is as wide as it is high, a Latin one about half of that."""
    return _breadth(text) * size


@lru_cache(maxsize=1 << 15)
def _breadth(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _BREADTHS.get(c, 0.57) for c in text)


# What is not broken between lines: a word (of a sensible length) or a character, with the punctuation that belongs to it.
# A number keeps the unit behind it, a date stays whole, and so does what an equals sign joins.
_PIECE = re.compile(
    r"[（“《]*(?:(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9][0-9,.–%/]{0,30}[^\W\d_]?|[!-~’–]{1,30} ?|.)(?:＝.)?[，。；：、！？）”》]*"
)


def pieces(text: str) -> list[str]:
    """The parts of a text between which a line may be broken."""
    return _PIECE.findall(text)


def wrapped(text: str, size: int, room: float = _PHONE) -> list[str]:
    """The text in lines of at most `room` pixels (those of a phone), broken between words or Chinese characters."""
    lines = [""]
    for piece in pieces(text):
        if lines[-1] and breadth(lines[-1] + piece, size) > room:
            lines.append("")
        lines[-1] += piece
    return lines


def _worded(bar: Bar, size: int) -> list[str]:
    """A bar's label, figure (bold) and detail in lines that fit a phone, as few as possible."""
    lines: list[str] = []
    plain = ""
    for text, bold in ((bar.label, False), (bar.text, True), (bar.detail, False)):
        for place, part in enumerate(wrapped(text, size) if text else []):
            shown = f"<b>{_plain(part)}</b>" if bold else _plain(part)
            if lines and place == 0 and breadth(f"{plain}　{part}", size) <= _PHONE:
                lines[-1], plain = f"{lines[-1]}　{shown}", f"{plain}　{part}"
            else:
                lines.append(shown)
                plain = part
    return lines


def _note(text: str, y: float, size: int, colour: str) -> dict[str, Any]:
    return {
        "text": text, "xref": "paper", "x": 0, "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False,
        "align": "left", "font": {"size": size, "color": colour},
    }  # fmt: skip


ARROWS = {"ge": "triangle-right-open", "gt": "triangle-right-open", "le": "triangle-left", "lt": "triangle-left"}


def _marks(placed: list[tuple[Bar, float]], width: float, longest: float, look: Look) -> list[dict[str, Any]]:
    """Bars, each with the height of its middle, as few traces: Plotly's time goes by traces, not by marks."""
    edge, clear = str(look.colour("edge")), "rgba(0,0,0,0)"

    def colours(bars: list[Bar]) -> list[str]:
        return [edge if bar.apart else look.mark for bar in bars]

    def trace(marked: list[tuple[Bar, float]], x: list[float], **settings: Any) -> dict[str, Any]:
        told = {"hoverinfo": "text", "hovertext": [_plain(bar.hover or bar.text) for bar, _y in marked], "cliponaxis": False}
        if any(bar.target for bar, _y in marked):
            # Who presses a mark is shown its target.
            told["customdata"] = [bar.target for bar, _y in marked]
        return {"x": x, "y": [y for _bar, y in marked], **settings, **told}

    bars = [bar for bar, _y in placed]
    # Where a mark is hatched, its colour is that of the strokes.
    fills = [clear if bar.apart and not bar.strive else colour for bar, colour in zip(bars, colours(bars), strict=True)]
    pattern = {"shape": ["/" if bar.strive else "" for bar in bars], "bgcolor": clear, "size": 7, "solidity": 0.3}
    marker: dict[str, Any] = {"color": fills, "line": {"color": colours(bars), "width": 2}, "pattern": pattern}
    drawn = [trace(placed, [bar.value for bar in bars], type="bar", orientation="h", width=[width] * len(bars), marker=marker)]
    for bar, y in placed:
        if bar.high is not None:
            ends: dict[str, Any] = {"x": [bar.value, bar.high], "y": [y, y], "line": {"color": colours([bar])[0], "width": 4}}
            drawn.append({**trace([(bar, y), (bar, y)], []), "type": "scatter", "mode": "lines", **ends})
    open_ended = [(bar, y) for bar, y in placed if bar.comparator in ARROWS]
    if open_ended:
        own = colours([bar for bar, _y in open_ended])
        arrow = {
            "symbol": [ARROWS[bar.comparator] for bar, _y in open_ended], "size": width * 0.95, "color": own, "line": {"width": 2, "color": own},
        }  # fmt: skip
        drawn.append(
            trace(
                open_ended, [bar.value + 0.022 * longest for bar, _y in open_ended], type="scatter", mode="markers", marker=arrow
            )
        )
    return drawn


class _Word(NamedTuple):
    """Words of a figure at a place of it."""

    text: str
    x: float
    y: float
    size: int
    colour: str
    shadow: str = "none"


def _written(words: list[_Word], place: str) -> dict[str, Any]:
    """Words as one trace, `place` (Plotly's `textposition`) from where they are: an annotation each would take ten times as long."""
    text, x, y, size, colour, shadow = (list(each) for each in zip(*words, strict=True)) if words else ([], [], [], [], [], [])
    font = {"size": size, "color": colour, **({"shadow": shadow} if any(each != "none" for each in shadow) else {})}
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y, "text": text, "textposition": place, "textfont": font, "hoverinfo": "skip",
        "cliponaxis": False,
    }  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """One unit on the tile grid.

    `status` is ranked, apart, topic or silent; `rank_share` runs from 0 (lowest of the ranked) to 1; None for what is not
    ranked. `full` is the name for a slide, where `name` is broken to fit a phone.
    """

    name: str
    text: str
    column: int
    row: int
    status: str
    rank_share: float | None = None
    zone: bool = False
    hover: str = ""
    full: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Tiles:
    """What a grid of tiles shows."""

    cells: list[Tile]


def tiles(cells: list[Tile], look: Look, size: int = 16) -> Figure:
    """A grid of equal tiles, one a unit, so that no unit counts for more because it is larger. Zones have dashed edges."""
    shapes, written, x, y, hover = [], [], [], [], []
    for cell in cells:
        fill, ink = shade(look, cell.status, cell.rank_share)
        shapes.append({
            "type": "rect", "x0": cell.column + 0.03, "x1": cell.column + 0.97, "y0": cell.row + 0.04, "y1": cell.row + 0.96,
            "fillcolor": fill, "layer": "below",
            "line": {"color": look.colour("edge"), "width": 1.5, "dash": "dash" if cell.zone else "solid"},
        })  # fmt: skip
        # On a phone a tile is as wide as four characters.
        said = re.sub(r"^([^\W\d]+) ?(?=[\d≥>≤<≈])", r"\1<br>", cell.text) if breadth(cell.text, 1) > 4 else cell.text
        words = f"<b>{_plain(cell.name)}</b><br>{_plain(said)}"
        written.append(_Word(words, cell.column + 0.5, cell.row + 0.5, size, ink))
        x.append(cell.column + 0.5)
        y.append(cell.row + 0.5)
        hover.append(_plain(cell.hover) or words)
    columns, lines = max(cell.column for cell in cells) + 1, max(cell.row for cell in cells) + 1
    layout = _layout(
        look, int(lines * size * (4.6 if size >= 16 else 5.8)), size,
        shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, columns]},
        yaxis={"visible": False, "fixedrange": True, "range": [lines, 0]},
    )  # fmt: skip
    points = {
        "type": "scatter", "mode": "markers", "x": x, "y": y, "hoverinfo": "text", "hovertext": hover,
        "marker": {"size": 50, "opacity": 0, "symbol": "square"},
    }  # fmt: skip
    return Figure({"data": [points, _written(written, "middle center")], "layout": layout}, Tiles(cells))


def shade(look: Look, status: str, share: float | None) -> tuple[str, str]:
    """The fill of a place by its status (ranked, apart, topic or silent) and its share of the ranks, and the colour of words on it."""
    if status == "ranked":
        fill = look.colour("ramp")[round((share or 0) * (len(look.colour("ramp")) - 1))]
        return fill, ink_on(fill)
    return str(look.colour("page" if status == "apart" else "silent")), str(look.colour("text"))


def heat(counts: pd.DataFrame, look: Look) -> Styler:
    """A table of counts (names in the first column, totals in the last column and row) with each count shaded; none for 0."""
    ramp = look.colour("ramp")
    inner = counts.iloc[:-1, 1:-1]
    most = max(int(inner.to_numpy().max()), 1) if inner.size else 1

    def shade(count: int) -> str:
        if not count:
            return f"color: {look.colour('secondary')}"
        fill = ramp[round((count / most) ** 0.5 * (len(ramp) - 1))]
        return f"background-color: {fill}; color: {ink_on(fill)}"

    return counts.style.map(shade, subset=(inner.index, inner.columns))


def ink_on(fill: str) -> str:
    """The colour of words on a fill: dark or white, whichever stands out."""
    red, green, blue = (int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#16202B" if luminance > 0.18 else "#FFFFFF"


@dataclass(frozen=True)
class Matrix:
    """What a table of shares shows: the names of its rows and columns, and for each row a share (or None) and words a column."""

    rows: list[str]
    columns: list[str]
    share: list[list[float | None]]
    text: list[list[str]]
    units: Sequence[str] = ()


def matrix(
    rows: list[str], columns: list[str], share: list[list[float | None]], text: list[list[str]], hover: list[list[str]],
    look: Look, size: int = 16, names: list[str] | None = None, units: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """A table of shares between 0 and 1 as shades with their words inside; None is drawn as not stated.

    `share`, `text` and `hover` hold one list per row, one item per column; `names` are the columns' full names, for a
    slide, where `columns` are broken to fit a phone; `units` are the rows' units, where they are units.
    """
    ramp = look.colour("ramp")
    shapes, written = [], []
    for r, line in enumerate(share):
        for c, value in enumerate(line):
            fill = look.colour("silent") if value is None else ramp[round(value * (len(ramp) - 1))]
            shapes.append({
                "type": "rect", "x0": c + 0.02, "x1": c + 0.98, "y0": r + 0.06, "y1": r + 0.94, "fillcolor": fill, "layer": "below",
                "line": {"color": look.colour("edge"), "width": 0.6},
            })  # fmt: skip
            ink = look.colour("text") if value is None else ink_on(fill)
            written.append(_Word(text[r][c], c + 0.5, r + 0.5, size, ink))
    points = {
        "type": "scatter", "mode": "markers", "hoverinfo": "text",
        "x": [c + 0.5 for _ in rows for c in range(len(columns))],
        "y": [r + 0.5 for r in range(len(rows)) for _ in columns],
        "hovertext": [_plain(words) for line in hover for words in line],
        "marker": {"size": 26, "opacity": 0, "symbol": "square"},
    }  # fmt: skip
    longest = max((len(name.encode("gbk", "replace")) for name in rows), default=4)
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": size}}
    layout = _layout(
        look, int(len(rows) * size * 2.3 + size * 3.4), size,
        shapes=shapes,
        margin={"l": int(longest * size * 0.56) + 8, "r": 2, "t": int(size * 1.4 * max(name.count("<br>") + 1 for name in columns)) + 6, "b": 2},
        xaxis={**axis, "side": "top", "tickangle": 0, "range": [0, len(columns)], "tickvals": [c + 0.5 for c in range(len(columns))], "ticktext": [*map(_plain, columns)]},
        yaxis={**axis, "range": [len(rows), 0], "tickvals": [r + 0.5 for r in range(len(rows))], "ticktext": [*map(_plain, rows)]},
    )  # fmt: skip

    return Figure(
        {"data": [points, _written(written, "middle center")], "layout": layout},
        Matrix(rows, names or columns, share, text, units),
    )


@dataclass(frozen=True)
class Milestone:
    """Targets of one theme that fall due on one day: `date` is in ISO form, `day` the same in words without the year.

    `lane` is the theme's code, `words` are the names of the `units`, `count` counts the `targets`.
    """

    date: str
    day: str
    lane: str
    words: str
    count: int
    units: tuple[str, ...] = ()
    strive: bool = False
    hover: str = ""
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """What a timeline shows: milestones in their order, in lanes (a theme's code and its words).

    `start` and `end` bound the list's year; `ticks` divide it, each a date and its words, and name the years beyond it.
    """

    lanes: dict[str, str]
    start: str
    end: str
    ticks: list[tuple[str, str]]
    milestones: list[Milestone]


def timeline(content: Timeline, look: Look, size: int = 16) -> Figure:
    """A line down the year with a dot for each milestone, its number in it and its words beside it; dashed beyond the year.

    Time runs downwards and as far apart as words need: only so do many names of one day stand clear of each other on a phone.
    """
    if not content.milestones:
        return Figure({"data": [], "layout": _layout(look, 40, size)}, content)
    line, radius = size * 1.35, size * 0.8
    beside = radius + size * 0.5
    labels = [words for _date, words in content.ticks] + [each.day for each in content.milestones]
    left = int(max(breadth(words, size) for words in labels) * 1.12 + beside)
    words_of: dict[str, list[str]] = {}
    for date, words in content.ticks:
        words_of.setdefault(date, []).append(words)
    annotations, shapes, heights = [], [], []
    y, end = line * 0.6, 0.0
    for date in sorted({*words_of, *(each.date for each in content.milestones)}):
        for words in words_of.get(date, []):
            annotations.append(_beside(words, -beside, y, size - 2, look.colour("secondary")))
            shapes.append(_stroke(f"M0,{y}L{-radius * 0.6},{y}", look.colour("edge"), 2))
            y += line
        own = [each for each in content.milestones if each.date == date]
        if own:
            y += radius * 0.4
            annotations.append(_beside(f"<b>{_plain(own[0].day)}</b>", -beside, y, size, look.colour("text")))
        for each in own:
            heights.append(y)
            bold = len(content.lanes[each.lane])
            for words in _named(f"{content.lanes[each.lane]}　", each.words, size, _PHONE + 20 - left - beside):
                said = f"<b>{_plain(words[:bold])}</b>{_plain(words[bold:])}" if bold else _plain(words)
                annotations.append(_beside(said, beside, y, size, look.colour("text")))
                bold = max(bold - len(words), 0)
                y += line
            y = max(y, heights[-1] + 2 * radius) + size * 0.4
        if date <= content.end:
            end = y - line / 2
    for each, height in zip(content.milestones, heights, strict=True):
        colour = look.colour(each.lane)
        ink, digits = look.colour("text") if each.strive else ink_on(colour), size - (2 if each.count < 100 else 5)
        number = _beside(f"<b>{each.count}</b>", 0, height, digits, ink)
        if each.strive:
            shapes += [_stroke(path, colour, 2) for path in _hatched(radius, height)]
            number |= {"bgcolor": look.colour("page"), "borderpad": 1}
        annotations.append({**number, "xanchor": "center"})
    dots = {
        "type": "scatter", "mode": "markers", "x": [0] * len(heights), "y": heights, "cliponaxis": False,
        "hoverinfo": "text", "hovertext": [_plain(each.hover or each.words) for each in content.milestones],
        "marker": {
            "size": 2 * radius, "opacity": 1,
            "color": [look.colour("page" if each.strive else each.lane) for each in content.milestones],
            "line": {"width": 2, "color": [look.colour(each.lane) for each in content.milestones]},
        },
    }  # fmt: skip
    end = y if date <= content.end else end
    rail = {"type": "line", "layer": "below", "xref": "x", "x0": 0, "x1": 0}
    for top, bottom, dash in ((0, end, "solid"), (end, y, "dot")):
        shapes.append({**rail, "y0": top, "y1": bottom, "line": {"color": look.colour("edge"), "width": 2, "dash": dash}})
    layout = _layout(
        look, int(y) + 4, size,
        margin={"l": left, "r": 2, "t": 2, "b": 2}, annotations=annotations, shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, 1]},
        yaxis={"visible": False, "fixedrange": True, "range": [int(y), 0]},
    )  # fmt: skip
    return Figure({"data": [dots], "layout": layout}, content)


def _named(label: str, names: str, size: int, room: float) -> list[str]:
    """A label and names in lines of at most `room` pixels, broken between names where they are short enough."""
    lines = wrapped(label, size, room)
    for name in re.findall("[^、,]+[、,]? ?", names):
        if breadth(lines[-1] + name.rstrip(), size) <= room:
            lines[-1] += name
        else:
            lines += wrapped(name, size, room)
    return lines


def _beside(text: str, shift: float, y: float, size: int, colour: str) -> dict[str, Any]:
    """Words that begin, or to the left of it end, `shift` pixels from the line of a timeline."""
    side = {"xref": "x", "x": 0, "xshift": shift, "xanchor": "left" if shift > 0 else "right"}
    return {**_note(text, y, size, colour), **side}


def _stroke(path: str, colour: str, width: float) -> dict[str, Any]:
    """A path whose x counts pixels from the line of a timeline; one that is tied to the axis would be cut off there."""
    line = {"color": colour, "width": width}
    return {"type": "path", "path": path, "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "line": line}


def _hatched(radius: float, y: float) -> list[str]:
    """The strokes that hatch a dot: Plotly hatches bars, but no dots."""
    paths = []
    for shift in (-0.6, -0.2, 0.2, 0.6):
        across, along = shift * radius / 2**0.5, radius * ((1 - shift**2) / 2) ** 0.5
        paths.append(f"M{across - along:.1f},{y + across + along:.1f}L{across + along:.1f},{y + across - along:.1f}")
    return paths


_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """A text without the characters that XML, and so no drawing and no office file, can hold."""
    return _NOT_XML.sub("", text)


def _plain(text: str) -> str:
    """A text that Plotly shows as it is, whatever it looks like; only the line breaks that it is given in stay."""
    return "<br>".join(html.escape(line, quote=False) for line in text.split("<br>"))


Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Area:
    """A polygon: the points of its edge, and those of the holes in it, which run the other way round."""

    edge: list[Point]
    holes: list[list[Point]] = field(default_factory=list)


@dataclass(frozen=True)
class Region:
    """One division on a map; its words stand in the middle of `label`. Status and share of the ranks are a tile's.

    `enlarged` is its part in the map's inset.
    """

    name: str
    text: str
    areas: list[Area]
    label: Point
    status: str
    rank_share: float | None = None
    enlarged: list[Area] = field(default_factory=list)
    hover: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Marker:
    """One zone on a map, which has no boundary: a small sign at its place, and in the inset again, and its words in `box`."""

    name: str
    text: str
    areas: list[Area]
    box: Rectangle
    status: str
    rank_share: float | None = None
    enlarged: list[Area] = field(default_factory=list)
    hover: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Map:
    """What a map shows, on a plane 1 wide and `height` high, y downwards, with words placed for type `type` high.

    `inset` shows enlarged what `frame` holds; both are None where nothing is. The word `sign`, which says that the map is
    schematic, stands in the middle of `sign_at`.
    """

    regions: list[Region]
    markers: list[Marker]
    height: float
    type: float
    frame: Rectangle | None
    inset: Rectangle | None
    sign: str
    sign_at: Point


def diamond(at: Point, type: float) -> Area:
    """The sign of a zone, for type of a height."""
    (x, y), half = at, type * 0.42
    return Area([(x - half, y), (x, y + half), (x + half, y), (x, y - half), (x - half, y)])


def beside(at: Point, side: str, lines: Sequence[str], type: float, within: Rectangle) -> Rectangle:
    """Where a zone's words stand: on a side (right, left, above, below) of its sign, but within a rectangle."""
    w, h, gap = (max(breadth(line, 1) for line in lines) * 1.1 + 0.5) * type, (len(lines) * 1.25 + 0.25) * type, type * 0.5
    across = {"right": gap, "left": -gap - w}.get(side, -w / 2)
    down = {"above": -gap - h, "below": gap}.get(side, -h / 2)
    x = max(min(at[0] + across, within[2] - w), within[0])
    y = max(min(at[1] + down, within[3] - h), within[1])
    return x, y, x + w, y + h


def regions(content: Map, look: Look, size: int = 16) -> Figure:
    """A map from filled lines, which needs no request as Plotly's own maps do; what is pointed at anywhere tells its words."""
    edge = look.colour("edge")
    data, written = [], []
    places: list[Region | Marker] = [*content.regions, *content.markers]
    for place in places:
        fill, ink = shade(look, place.status, place.rank_share)
        box = [_rectangle(place.box)] if isinstance(place, Marker) else []
        x, y = _middle(place.box) if isinstance(place, Marker) else place.label
        drawn = {
            "type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": fill, "hoveron": "fills", "hoverinfo": "text",
            "text": _plain(place.hover or place.name), "line": {"color": edge, "width": 1.2, "dash": "dash" if box else "solid"},
            "hoverlabel": {"font": {"color": ink}},
        }  # fmt: skip
        data.append({**drawn, **_lines_of([*place.areas, *place.enlarged, *box])})
        # A name may be wider than its division: it keeps the colour that it is to be read on around it.
        shadow = ", ".join([f"0 0 3px {fill}"] * 4)
        written.append(_Word(f"<b>{_plain(place.name)}</b><br>{_plain(place.text)}", x, y, size, ink, shadow))
    written.append(_Word(content.sign, *content.sign_at, size, look.colour("secondary")))
    shapes = [
        {"type": "rect", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": {"color": look.colour("text"), "width": 1.6}}
        for x0, y0, x1, y1 in filter(None, (content.frame, content.inset))
    ]
    layout = _layout(
        look, int(max(size, 16) / content.type * content.height) + 4, size,
        shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, 1], "constrain": "domain"},
        yaxis={
            "visible": False, "fixedrange": True, "range": [content.height, 0], "constrain": "domain", "scaleanchor": "x", "scaleratio": 1,
        },
    )  # fmt: skip
    return Figure({"data": [*data, _written(written, "middle center")], "layout": layout}, content)


def _rectangle(box: Rectangle) -> Area:
    x0, y0, x1, y1 = box
    return Area([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


def _middle(box: Rectangle) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _lines_of(areas: list[Area]) -> dict[str, list[float | None]]:
    """The points of areas for one line that is filled: a gap after each ring; a hole runs the other way, so it stays empty."""
    points: list[tuple[float | None, float | None]] = []
    for area in areas:
        for ring in (area.edge, *area.holes):
            points += [*ring, (None, None)]
    return {"x": [x for x, _y in points[:-1]], "y": [y for _x, y in points[:-1]]}


Content = Bars | Tiles | Matrix | Timeline | Map
