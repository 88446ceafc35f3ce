"""Bars with their words before and behind them.

One file, as every kind of figure is: bars are laid out once for page, slide, PowerPoint and Excel.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from fenjin.figures.canvas import (
    LEAST,
    LINE,
    SIZES,
    UNEVEN,
    Box,
    Frame,
    Mark,
    Path,
    Run,
    Words,
    centre,
    lines_of,
    rule,
    stack,
    text_of,
)
from fenjin.figures.content import Content
from fenjin.figures.look import FONT, Look, Word, layout_of, word_trace
from fenjin.figures.native import Chart, Native, Plot, Row
from fenjin.figures.typeset import as_text, balance, breadth, wrap
from fenjin.language.translate import Translator


@dataclass(frozen=True)
class Bar:
    """One mark of a bar chart: its words, its length in the standard unit, and what its sign must say.

    `target` is what is shown to whoever presses it, or where that is several, `units` (codes separated by commas) whose rows are; `row` names the row of the view's table that it draws, where it is no target's.
    """

    label: str
    value: float
    text: str
    high: float | None = None
    comparator: str = "eq"
    strive: bool = False
    unranked: bool = False
    derived: bool = False
    detail: str = ""
    hover: str = ""
    target: str = ""
    unit: str = ""
    row: str = ""
    units: str = ""

    @property
    def press(self) -> str:
        """What a press on it leads to, "" for nothing."""
        return f"cell {self.units}" if self.units else self.target

    @property
    def pattern(self) -> str:
        """What the bar is filled with in place of its colour: `dots` where it follows from other figures, `stripes` where it is only
        aimed for, "" for nothing."""
        return "dots" if self.derived else "stripes" if self.strive else ""

    @property
    def arrow(self) -> str:
        """The arrow beyond its end: `open` where the figure may be more, `closed` where it may be less, "" for none."""
        return {"ge": "open", "gt": "open", "le": "closed", "lt": "closed"}.get(self.comparator, "")

    @property
    def end(self) -> float:
        """The value up to which it is drawn."""
        return self.high or self.value

    def colour(self, look: Look) -> str:
        """The colour of its edge, and of its fill where it has one: grey for what is kept apart."""
        return str(look.colour("edge")) if self.unranked else look.mark


@dataclass(frozen=True)
class Section:
    """Bars under one heading; a heading of "" draws none."""

    heading: str
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    """A line of bars as it is set: a bar with its label and its figure in lines of words, or a heading (`bar` is None)."""

    section: int
    words: tuple[tuple[Run, ...], ...]
    bar: Bar | None = None
    figure: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Setting:
    """Bars set in type of a size: their lines, and the room left and right of the bars for words."""

    size: int
    left: float
    right: float
    lines: tuple[_Line, ...]


@dataclass(frozen=True)
class _PageBar:
    """A bar on a page: the height of its middle, the lines of its label (each with a detail), and its figure in lines, with what is before
    each of them."""

    bar: Bar
    middle: float
    label: tuple[tuple[str, str], ...]
    before: str
    figure: tuple[str, ...]


@dataclass(frozen=True)
class _PageSetting:
    """Bars as they stand on a page, in pixels: the room left and right of them for words, where the last of them ends, how high the
    figure is, and its headings and rules with their heights; `longest` is the value of the longest bar."""

    left: float
    right: float
    end: float
    high: int
    longest: float
    bars: tuple[_PageBar, ...]
    headings: tuple[tuple[str, float], ...]
    rules: tuple[float, ...]


_AIR = 0.42  # between two bars, as a multiple of their type
_LABELS = 0.4  # of the width is what labels may take


@dataclass(frozen=True)
class Bars(Content):
    """Bars section by section; `longest` is a value that the scale of a slide has room for, 0 for their own.

    A slide and PowerPoint's chart have their bars from the same setting; only the heights of lines are their own, for in a chart
    all are equal.
    """

    sections: list[Section]
    longest: float = 0
    type_size: ClassVar[int] = 15

    @property
    def bars(self) -> list[Bar]:
        """All bars, from top to bottom."""
        return [bar for section in self.sections for bar in section.bars]

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """Bars with their names before them and their figures behind, which leaves half of a phone for the bars and clips nothing there."""
        if not self.bars:
            return {"data": [], "layout": layout_of(look, 40, size)}
        setting, quiet = _page_setting(self.sections, size), size - _SMALLER
        longest, line = setting.longest, size * _PAGE_LINE
        names, figures = list[Word](), list[Word]()
        for each in setting.bars:
            bar, top = each.bar, each.middle - len(each.label) * line / 2
            for place, (label, detail) in enumerate(each.label):
                small = f'<span style="font-size:{quiet}px;color:{look.colour("secondary")}">{as_text(detail)}</span>'
                text = f"{as_text(label)}{_GAP if label and detail else ''}{small if detail else ''}{_GAP}"
                names.append(Word(text, 0, top + (place + 0.5) * line, size, look.colour("text")))
            amount = "<br>".join(f"{each.before}<b>{as_text(part)}</b>" for part in each.figure)
            figures.append(Word(amount, bar.end, each.middle, size, look.colour("text")))
        headings = [_heading(text, -setting.left, y, quiet + 1, look) for text, y in setting.headings]
        edge = {"color": look.colour("grid"), "width": 1}
        shapes = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": edge} for y in setting.rules]
        layout = layout_of(
            look,
            setting.high,
            size,
            shapes=shapes,
            annotations=headings,
            hoverlabel={"font": {"family": FONT, "size": quiet}, "align": "left"},
            margin={"l": int(setting.left), "r": int(setting.right), "t": _EDGE, "b": _EDGE},
            xaxis={"visible": False, "fixedrange": True, "range": [0, longest * _BEYOND]},
            yaxis={"visible": False, "fixedrange": True, "range": [setting.end, 0]},
            barmode="overlay",
        )
        words = [word_trace(names, "middle left"), word_trace(figures, "middle right")]
        marks = [(each.bar, each.middle) for each in setting.bars]
        return {"data": [*_traces(marks, _THICK, longest, look), *words], "layout": layout}

    def marks_on_page(self, wide: float, look: Look, size: int) -> tuple[list[Mark], float]:
        """The bars where `plotly` has them drawn."""
        setting = _page_setting(self.sections, size)
        return _marks_on_page(setting, wide, look, size), setting.high

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The bars in the largest type in which they fit; few of them stand in the upper half, where the room looks."""
        setting = self._largest(frame)
        lines = self._lines(setting, frame, look)
        return stack(lines, frame.y + max(frame.h - sum(high for high, _own in lines), 0) * 0.35)

    @property
    def length(self) -> int:
        """How many bars there are."""
        return len(self.bars)

    @property
    def unranked(self) -> int:
        """How many bars there are, where all are kept apart."""
        return len(self.bars) if all(bar.unranked for bar in self.bars) else 0

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """Parts of one scale, each bar under the heading of its section, and a section in one part where it fits."""
        lines = [_height(line, LEAST, place == 0) for place, line in enumerate(self._setting(frame.w, LEAST).lines)]
        if sum(lines) <= frame.h:
            return [self]
        heights = iter(lines)
        groups: list[list[Section]] = [[]]
        used = 0.0
        for section in self.sections:
            heading = next(heights) if section.heading else 0.0
            needs = [next(heights) for _bar in section.bars]
            if used and used + heading + sum(needs) > frame.h:
                groups.append([])
                used = 0.0
            own: list[Bar] = []
            for bar, high in zip(section.bars, needs, strict=True):
                if used + (0 if own else heading) + high > frame.h and used:
                    groups.append([])
                    own, used = [], 0.0
                if not own:
                    groups[-1].append(Section(section.heading, own))
                    used += heading
                own.append(bar)
                used += high
        parts = [type(self)(sections) for sections in groups]
        return self._scale(parts, [part._largest(frame) for part in parts], [frame.w] * len(parts))

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height of all lines."""
        return sum(_height(line, LEAST, place == 0) for place, line in enumerate(self._setting(frame.w, LEAST).lines))

    def native(self, frame: Frame, look: Look, t: Translator) -> list[Native]:
        """One chart, a line of words a row, so that a label of two lines is not squeezed into one.

        Headings of sections stand over rows that have no bar: words of a chart could not be as long as they are.
        """
        setting, pitch, rows = self._even(frame, t)
        high = pitch * len(rows)
        y = frame.y + max(frame.h - high, 0) * 0.35
        chart = Chart(tuple(section.heading for section in self.sections), tuple(row for row, _line in rows))
        words = ("；" if t.lang == "zh" else "; ").join(f"{bar.label} {bar.text}" for bar in self.bars)
        place = Frame(frame.x, y, frame.w, high)
        parts: list[Native] = [Plot(chart, place, setting.size, setting.left, setting.right, self._scale_end(), words)]
        quiet = _quiet(setting.size)
        for line in setting.lines:
            at = [number for number, (_row, own) in enumerate(rows) if own is line and line.bar is None]
            if at:
                end = y + (at[-1] + 0.92) * pitch
                top = end - pitch * 0.08 - len(at) * quiet * LINE
                parts += [Words(frame.x, top, line.words, quiet, look.colour("secondary")), rule(frame, end, look)]
        return parts

    @classmethod
    def align(cls, parts: Sequence[tuple[Self, Frame]], t: Translator) -> list[Self]:
        """Parts whose charts have one scale."""
        return cls._scale(
            [part for part, _frame in parts],
            [part._even(frame, t)[0] for part, frame in parts],
            [frame.w for _part, frame in parts],
        )

    def chart(self, t: Translator) -> Chart | None:
        """A row a bar; what is kept apart, or follows from other figures, says its detail with its name."""
        if not self.bars:
            return None
        rows = []
        for place, section in enumerate(self.sections):
            for bar in section.bars:
                with_detail = bar.detail and (bar.unranked or bar.derived)
                label = t("{unit}（{scope}）", unit=bar.label, scope=bar.detail) if with_detail else bar.label
                rows.append(_chart_row(label, bar, place, (bar.text,)))
        return Chart(tuple(section.heading for section in self.sections), tuple(rows))

    def pick(self, names: Sequence[str]) -> list[int]:
        """The rows that it draws; all where it knows none."""
        own = {bar.row or bar.target for bar in self.bars}
        return [row for row, name in enumerate(names) if name in own] if any(own) else list(range(len(names)))

    def _scale_end(self) -> float:
        return max([bar.end for bar in self.bars] + [self.longest]) or 1

    @classmethod
    def _scale(cls, parts: Sequence[Self], settings: Sequence[_Setting], widths: Sequence[float]) -> list[Self]:
        """Parts drawn to one scale, whatever room their words leave, so that bars of two parts can be compared."""
        longest = max(bar.end for part in parts for bar in part.bars)
        rooms = [width - setting.left - setting.right for width, setting in zip(widths, settings, strict=True)]
        return [replace(part, longest=longest * room / min(rooms)) for part, room in zip(parts, rooms, strict=True)]

    def _largest(self, frame: Frame) -> _Setting:
        """The bars in the largest type in which they fit."""
        return next(
            setting
            for size in SIZES
            for setting in [self._setting(frame.w, size)]
            if size == LEAST or sum(_height(line, size, place == 0) for place, line in enumerate(setting.lines)) <= frame.h
        )

    def _setting(self, wide: float, size: int, share: float = _LABELS, bracket: Callable[[str], str] = str) -> _Setting:
        """The bars in type of a size; labels take a share of the width, and `aside` writes a detail that has lines of its own."""
        room = wide * share
        labels = {bar: _label(bar, size, room, bracket) for bar in self.bars}
        before = [breadth(text_of(line), size) for lines in labels.values() for line in lines]
        left = max([*before, 0]) * UNEVEN + size * 0.5
        right = min(max([breadth(bar.text, size) for bar in self.bars] + [0]) * 1.1 + size * 2, wide * 0.4)
        lines: list[_Line] = []
        for place, section in enumerate(self.sections):
            if section.heading:
                lines.append(_Line(place, lines_of(wrap(section.heading, _quiet(size), wide * 0.97))))
            lines += [_Line(place, labels[bar], bar, tuple(wrap(bar.text, size, right - size * 2))) for bar in section.bars]
        return _Setting(size, left, right, tuple(lines))

    def _lines(self, setting: _Setting, frame: Frame, look: Look) -> list[tuple[float, list[Mark]]]:
        """The lines as marks, each with its height."""
        size, text, quiet = setting.size, look.colour("text"), look.colour("secondary")
        length = (frame.w - setting.left - setting.right) / self._scale_end()
        lines: list[tuple[float, list[Mark]]] = []
        for line in setting.lines:
            high = _height(line, size, not lines)
            if line.bar is None:
                above = size * 0.5 if lines else 0
                heading = Words(frame.x, above, line.words, _quiet(size), quiet)
                lines.append((high, [heading, rule(frame, high - size * 0.3, look)]))
                continue
            marks, end = _bar_marks(line.bar, frame.x + setting.left, high / 2, size, length, look)
            label = tuple(tuple(replace(run, colour=quiet) if run.colour else run for run in own) for own in line.words)
            marks.append(centre(label, frame.x, high / 2, size, text, line.bar.unit))
            marks.append(centre(lines_of(line.figure, bold=True), end + size * 0.45, high / 2, size, text, line.bar.unit))
            lines.append((high, marks))
        return lines

    def _even(self, frame: Frame, t: Translator) -> tuple[_Setting, float, list[tuple[Row, _Line | None]]]:
        """The largest type in which the bars fit rows of one height, that height, and the rows, each with the line that it is of."""
        for share, least, air in _MANNERS:
            for size in SIZES:
                if size >= least:
                    setting = self._setting(frame.w, size, share, lambda detail: t("（{scope}）", scope=detail).strip())
                    pitch, rows = _rows(setting, air)
                    if len(rows) * pitch <= frame.h:
                        return setting, pitch, rows
        return setting, frame.h / len(rows), rows


# How a chart of rows of one height is set: the share of its width that labels may take, the smallest type, and whether there is air.
# Long labels may take half of the width before type gets small, and air before it gets smaller than can be read.
_MANNERS = ((_LABELS, 30, True), (0.5, LEAST, True), (_LABELS, LEAST, True), (_LABELS, LEAST, False))


def _rows(setting: _Setting, air: bool) -> tuple[float, list[tuple[Row, _Line | None]]]:
    """The lines as rows of one height, a line of words each, and that height."""
    # Where labels have two lines, air shows which belong together.
    gaps = air and any(line.bar and len(line.words) > 1 for line in setting.lines)
    rows: list[tuple[Row, _Line | None]] = []
    for line in setting.lines:
        if line.bar is None:
            rows += [(Row(), None)] if air and rows and rows[-1][0].label else []
            rows += [(Row(), line) for _words in line.words]
            continue
        first, *others = map(text_of, line.words)
        rows += [(_chart_row(first, line.bar, line.section, line.figure), line), *((Row(words), line) for words in others)]
        rows += [(Row(), None)] if gaps else []
    if gaps:
        rows.pop()
    return setting.size * (LINE + (0.04 if gaps else _AIR if air else 0)), rows


def _chart_row(label: str, bar: Bar, section: int, words: tuple[str, ...]) -> Row:
    sign = {"open": "▷", "closed": "◀"}.get(bar.arrow, "")
    return Row(label, bar.value, bar.high, words, sign, bar.pattern, bar.unranked, section)


def _quiet(size: int) -> int:
    """The type of a heading."""
    return max(size - 2, LEAST)


def _height(line: _Line, size: int, first: bool) -> float:
    """How high a line is on a slide; the first has no air above it."""
    if line.bar:
        return max(len(line.words), len(line.figure)) * size * LINE + size * _AIR
    quiet = _quiet(size)
    return (0 if first else size * 0.5) + len(line.words) * quiet * LINE + quiet * 0.2 + size * 0.3


def _label(bar: Bar, size: int, room: float, bracket: Callable[[str], str]) -> tuple[tuple[Run, ...], ...]:
    """A bar's label and its detail, the latter with a colour: on one line where both fit, else on lines of their own."""
    if bar.detail and breadth(f"{bar.label}　{bar.detail}", size) <= room:
        return ((Run(f"{bar.label}　"), Run(bar.detail, colour=_QUIET)),)
    details = balance(bracket(bar.detail), size, room) if bar.detail else []
    return (*lines_of(wrap(bar.label, size, room)), *lines_of(details, colour=_QUIET))


_QUIET = "secondary"  # marks words that are set in this colour of a look


def _bar_marks(bar: Bar, x: float, y: float, size: float, length: float, look: Look) -> tuple[list[Mark], float]:
    """A bar with its signs, and where they end."""
    colour = bar.colour(look)
    thick = size * 0.95
    end = x + max(bar.value * length, 2)
    full = not bar.unranked and not bar.pattern
    marks: list[Mark] = [
        Box(x, y - thick / 2, end - x, thick, fill=colour if full else "", edge=colour, pattern=bar.pattern, unit=bar.unit)
    ]
    if bar.high is not None:
        far = x + bar.high * length
        marks.append(Path((((end, y), (far, y)),), edge=colour, width=5, closed=False, unit=bar.unit))
        marks.append(Path((((far, y - thick / 3), (far, y + thick / 3)),), edge=colour, width=5, closed=False, unit=bar.unit))
        end = far
    if bar.arrow:
        start, tip, half = end + 5, size * 0.72, thick * 0.46
        ends = (start, start + tip) if bar.arrow == "open" else (start + tip, start)
        points = ((ends[0], y - half), (ends[1], y), (ends[0], y + half))
        marks.append(Path((points,), fill="" if bar.arrow == "open" else colour, edge=colour, width=2.5, unit=bar.unit))
        end = start + tip
    return marks, end


# Pixels on a page: from bar to bar, how thick they are, and the room of a name before a bar and of a figure behind it.
_PITCH, _THICK, _NAME, _FIGURE = 28, 16, 140, 112
_SMALLER = 2  # pixels by which the type of a detail is smaller
_GAP = "\u00a0\u00a0"
_ARROW = "\u2003"  # the room of an arrow before a figure
_PAGE_LINE = 1.3  # from line to line, of their type
_EDGE, _BEYOND = 2, 1.06  # pixels around a figure, and how far its scale goes, of the longest bar
_NEAR = 0.016  # of the longest bar: how far beyond the end of a bar its arrow is


def _middle_line(text: str, x: float, y: float, size: float, colour: str, anchor: str = "start", unit: str = "") -> Words:
    """A line of words whose middle is at a height."""
    return Words(x, y - size * LINE / 2, lines_of([text]), size, colour, anchor, unit)


def _page_marks(bar: Bar, x: float, y: float, length: float, longest: float, look: Look) -> list[Mark]:
    """A bar with its signs, as Plotly draws them."""
    colour, half = bar.colour(look), _THICK / 2
    fill = "" if bar.unranked or bar.pattern else colour
    marks: list[Mark] = [Box(x, y - half, bar.value * length, _THICK, fill=fill, edge=colour, pattern=bar.pattern, unit=bar.unit)]
    if bar.high is not None:
        ends = ((x + bar.value * length, y), (x + bar.high * length, y))
        marks.append(Path((ends,), edge=colour, width=4, closed=False, unit=bar.unit))
    if bar.arrow:
        middle, way = x + (bar.value + _NEAR * longest) * length, 1 if bar.arrow == "open" else -1
        radius = _THICK * 0.95 / 2
        base, tip, side = middle - way * radius / 2, middle + way * radius, radius * 2 / 3**0.5
        points = ((base, y - side), (tip, y), (base, y + side))
        marks.append(Path((points,), fill="" if bar.arrow == "open" else colour, edge=colour, unit=bar.unit))
    return marks


def _page_setting(sections: Sequence[Section], size: int) -> _PageSetting:
    """The bars as they stand on a page, in type of a size."""
    line, every = size * _PAGE_LINE, [bar for section in sections for bar in section.bars]
    texts = {id(bar): _page_lines(bar, size) for bar in every}
    left = max(_breadth(line_of, size) for each in texts.values() for line_of in each) + 14
    parts = {id(bar): wrap(bar.text, size, _FIGURE) for bar in every}
    right = max(breadth(part, size) * 1.08 + (size if bar.arrow else 0) for bar in every for part in parts[id(bar)]) + 12
    bars, headings, rules = list[_PageBar](), list[tuple[str, float]](), list[float]()
    # Words are higher than their type.
    y = 2.0
    for section in sections:
        if section.heading:
            y += size * 0.5 if bars else 0
            for text in wrap(section.heading, size - _SMALLER + 1):
                headings.append((text, y + line / 2))
                y += line
            rules.append(y)
            y += size * 0.2
        for bar in section.bars:
            label, figure = tuple(texts[id(bar)]), tuple(parts[id(bar)])
            high = max(_PITCH, len(label) * line + 6, len(figure) * line + 6)
            before = f"{_GAP}{_ARROW if bar.arrow else ''}"
            bars.append(_PageBar(bar, y + high / 2, label, before, figure))
            y += high
    # Plotly shows no words of a mark for which the figure is not high enough.
    y = max(y, 14 + 1.3 * (size - _SMALLER) * max(bar.hover.count("<br>") + 1 for bar in every))
    longest = max([bar.end for bar in every] + [0]) or 1
    return _PageSetting(left, right, y + 2, int(y + 6), longest, tuple(bars), tuple(headings), tuple(rules))


def _marks_on_page(setting: _PageSetting, wide: float, look: Look, size: int) -> list[Mark]:
    quiet = size - _SMALLER
    text, grey = look.colour("text"), look.colour("secondary")
    left, right, line = int(setting.left), wide - int(setting.right), size * _PAGE_LINE
    length, pitch = (right - left) / (setting.longest * _BEYOND), (setting.high - 2 * _EDGE) / setting.end
    marks: list[Mark] = []
    for y in setting.rules:
        marks.append(
            Path((((left, _EDGE + y * pitch), (right, _EDGE + y * pitch)),), edge=look.colour("grid"), width=1, closed=False)
        )
    for heading, y in setting.headings:
        marks.append(_middle_line(heading, 0, _EDGE + y * pitch, quiet + 1, grey))
    for each in setting.bars:
        bar, y = each.bar, _EDGE + each.middle * pitch
        marks += _page_marks(bar, left, y, length, setting.longest, look)
        for place, (label, detail) in enumerate(each.label):
            middle = y + (place + 0.5 - len(each.label) / 2) * line
            if detail:
                marks.append(_middle_line(f"{detail}{_GAP}", left, middle, quiet, grey, "end", bar.unit))
            before = left - breadth(detail, quiet) if detail else left
            if label:
                marks.append(_middle_line(f"{label}{_GAP}{_GAP if detail else ''}", before, middle, size, text, "end", bar.unit))
        for place, part in enumerate(each.figure):
            middle = y + (place + 0.5 - len(each.figure) / 2) * line
            runs = ((Run(each.before), Run(part, bold=True)),)
            marks.append(Words(left + bar.end * length, middle - size * LINE / 2, runs, size, text, unit=bar.unit))
    return marks


def _page_lines(bar: Bar, size: int) -> list[tuple[str, str]]:
    """A bar's label and its detail, in smaller type, in lines that stand before it: on one where both fit."""
    if _breadth((bar.label, bar.detail), size) <= _NAME:
        return [(bar.label, bar.detail)]
    details = wrap(bar.detail, size - _SMALLER, _NAME) if bar.detail else []
    return [*((text, "") for text in wrap(bar.label, size, _NAME)), *(("", text) for text in details)]


def _breadth(line: tuple[str, str], size: int) -> float:
    """Pixels that a label and a detail take on one line."""
    label, detail = line
    return breadth(label, size) + breadth(detail, size - _SMALLER) + (breadth(_GAP, size) if label and detail else 0)


def _heading(text: str, shift: float, y: float, size: int, look: Look) -> dict[str, Any]:
    """A line over bars, from the left edge of the figure."""
    font = {"size": size, "color": look.colour("secondary")}
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": shift, "y": y, "yanchor": "middle", "align": "left"}
    return {"text": as_text(text), "font": font, "showarrow": False, "borderpad": 0, **place}


# What Plotly calls the patterns of bars, and the arrows.
_PATTERNS = {"": "", "stripes": "/", "dots": "."}
_SYMBOLS = {"open": "triangle-right-open", "closed": "triangle-left"}


def _traces(bars: list[tuple[Bar, float]], width: float, longest: float, look: Look) -> list[dict[str, Any]]:
    """Bars, each with the height of its middle, as few traces: Plotly's time goes by traces, not by marks."""
    clear = "rgba(0,0,0,0)"

    def trace(some: list[tuple[Bar, float]], x: list[float], **settings: Any) -> dict[str, Any]:
        about = {"hoverinfo": "text", "hovertext": [as_text(bar.hover or bar.text) for bar, _y in some], "cliponaxis": False}
        if any(bar.unit for bar, _y in some):
            about["meta"] = [bar.unit for bar, _y in some]
        if any(bar.press for bar, _y in some):
            about["customdata"] = [bar.press for bar, _y in some]
        return {"x": x, "y": [y for _bar, y in some], **settings, **about}

    colours = [bar.colour(look) for bar, _y in bars]
    # Where a mark is hatched, its colour is that of the strokes.
    fills = [clear if bar.unranked and not bar.pattern else colour for (bar, _y), colour in zip(bars, colours, strict=True)]
    pattern = {"shape": [_PATTERNS[bar.pattern] for bar, _y in bars], "bgcolor": clear, "size": 7, "solidity": 0.3}
    marker: dict[str, Any] = {"color": fills, "line": {"color": colours, "width": 2}, "pattern": pattern}
    traces = [trace(bars, [bar.value for bar, _y in bars], type="bar", orientation="h", width=[width] * len(bars), marker=marker)]
    for bar, y in bars:
        if bar.high is not None:
            ends: dict[str, Any] = {"x": [bar.value, bar.high], "y": [y, y], "line": {"color": bar.colour(look), "width": 4}}
            traces.append({**trace([(bar, y), (bar, y)], []), "type": "scatter", "mode": "lines", **ends})
    ends_open = [(bar, y) for bar, y in bars if bar.arrow]
    if ends_open:
        own = [bar.colour(look) for bar, _y in ends_open]
        arrow = {
            "symbol": [_SYMBOLS[bar.arrow] for bar, _y in ends_open],
            "size": width * 0.95,
            "color": own,
            "line": {"width": 2, "color": own},
        }
        beyond = [bar.value + _NEAR * longest for bar, _y in ends_open]
        traces.append(trace(ends_open, beyond, type="scatter", mode="markers", marker=arrow))
    return traces
