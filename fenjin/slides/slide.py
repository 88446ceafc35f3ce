"""Views laid out for a meeting room: slides with one view each, as marks on a canvas that screen, paper and files draw alike.

Everything here is in units of a canvas of WIDTH x HEIGHT, which is one pixel on the smallest projector and grows with the screen.
"""

import datetime
import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pandas as pd

from fenjin import views
from fenjin.figures.bars import ARROWS, Bar, Bars, Section
from fenjin.figures.content import Content
from fenjin.figures.look import FONT, Look, ink_on, shade
from fenjin.figures.map import Area, Map, Marker, Point, Rectangle, Region
from fenjin.figures.matrix import Matrix
from fenjin.figures.tiles import Tiles
from fenjin.figures.timeline import Timeline
from fenjin.figures.typeset import breadth, pieces, wrapped, writable
from fenjin.language import quantity
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views import Context, View
from fenjin.views.selection import Filters

WIDTH, HEIGHT = 1366, 768
LEAST = 24  # the smallest type that can be read from the back of a room
SIDE = 52
MOST_PARTS = 6  # slides of one view; what does not fit is counted on the last one
_TOP, BOTTOM = 34, 26
LINE = 1.32
_GAP = 22


@dataclass(frozen=True)
class Run:
    """A piece of a line of words; a colour of "" is that of the words."""

    text: str
    bold: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Words:
    """Lines of words; `x` is their left end, middle or right end as `anchor` says (start, middle, end), `y` the top of the
    first; a line is `pitch` times as high as its type.
    """

    x: float
    y: float
    lines: tuple[tuple[Run, ...], ...]
    size: float
    colour: str
    anchor: str = "start"
    unit: str = ""
    pitch: float = 1.32


@dataclass(frozen=True)
class Box:
    """A rectangle, with or without words in its middle; `hatch` fills it with stripes of the edge's colour."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    edge: str = ""
    width: float = 2
    dash: bool = False
    hatch: bool = False
    words: tuple[tuple[Run, ...], ...] = ()
    size: float = LEAST
    colour: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Path:
    """Lines through points: closed ones are filled, a ring within a ring is a hole; `hatch` fills with stripes of the edge's colour."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    fill: str = ""
    edge: str = ""
    width: float = 2
    dash: bool = False
    closed: bool = True
    hatch: bool = False
    unit: str = ""


Mark = Words | Box | Path


@dataclass(frozen=True)
class Frame:
    """A place on the canvas."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Table:
    """Rows of words under headings; `figures` says which columns are set to the right, `units` whose row it is ("" for nobody's)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    """A few large numbers, each with what it counts and a word on it."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Lines:
    """Paragraphs, for a cover or a closing slide."""

    items: tuple[str, ...]


Body = Content | Table | Numbers | Lines


@dataclass(frozen=True)
class Slide:
    """One slide: its title, what it shows, and what stands below it.

    `said` is the takeaway where the title is another, `small` the definition, the coverage and the signs, `source` the list,
    data version and date, a line each. `part` is which of how many slides of the view this is. `view` is None on a cover and a closing
    slide; `number` is its place in a story; `link` opens it on its page; `remark` is for the speaker; `context` is that of the view.
    """

    title: str
    body: Body
    small: tuple[str, ...] = ()
    source: str = ""
    look: Look = field(default_factory=Look)
    said: str = ""
    part: tuple[int, int] = (1, 1)
    remark: str = ""
    view: View | None = None
    link: str = ""
    cover: bool = False
    number: str = ""
    height: float = HEIGHT
    context: Context | None = None

    @property
    def heading(self) -> str:
        """The title, with the number of the part where a view takes several slides."""
        n, of = self.part
        if of == 1:
            return self.title
        return f"{self.title} ({n}/{of})" if self.title.isascii() else f"{self.title}（{n}/{of}）"

    @property
    def frame(self) -> Frame:
        """Where the body stands: what title and footer leave."""
        top, (_marks, bottom) = heading_of(self)[1], footer_of(self)
        return Frame(SIDE, top + _GAP, WIDTH - 2 * SIDE, bottom - top - 2 * _GAP)


_TITLES = (64, 56, 48), (42, 38, 34, 30)


def heading_of(slide: Slide) -> tuple[list[Mark], float]:
    """The title and, where it is not the takeaway, the takeaway; and where they end."""
    room, look = WIDTH - 2 * SIDE, slide.look
    # Room for the part's number, so that the slides of one view have titles of one size.
    text = slide.heading
    sizes = _TITLES[0] if slide.cover else _TITLES[1]
    size, lines = next(
        (size, lines) for size in sizes for lines in [balanced(text, size, room)] if len(lines) <= 2 or size == sizes[-1]
    )
    y = HEIGHT * 0.3 if slide.cover else float(_TOP)
    found: list[Mark] = [Words(SIDE, y, lines_of(lines, bold=True), size, look.colour("text"))]
    end = y + len(lines) * size * LINE
    if not slide.cover:
        found.append(Box(0, y + 6, 16, end - y - 12, look.mark))
    if slide.said:
        lines = balanced(slide.said, 28, room)
        found.append(Words(SIDE, end + 2, lines_of(lines), 28, look.colour("secondary")))
        end += 2 + len(lines) * 28 * LINE
    return found, end


def footer_of(slide: Slide) -> tuple[list[Mark], float]:
    """The lines below the body, and where they begin."""
    room, look = WIDTH - 2 * SIDE, slide.look
    small = settled("　".join(slide.small), LEAST, room) if slide.small else []
    lines = [*small, *(part for line in slide.source.split("\n") for part in wrapped(line, LEAST, room * 0.92))]
    if not slide.source:
        return [], slide.height - BOTTOM
    y = slide.height - BOTTOM - len(lines) * LEAST * 1.25
    # A space at the end of a line would indent the next.
    words = Words(SIDE, y, lines_of(line.strip("　 ") for line in lines), LEAST, look.colour("secondary"), pitch=1.25)
    found: list[Mark] = [_rule(Frame(SIDE, 0, room, 0), y - 8, look), words]
    if slide.number:
        last = slide.height - BOTTOM - LEAST * 1.25
        found.append(Words(WIDTH - SIDE, last, lines_of([slide.number]), LEAST, look.colour("secondary"), "end", pitch=1.25))
    return found, y - 8


def settled(text: str, size: int, room: float) -> list[str]:
    """The text in lines that fill the room, unless that leaves a character or two on the last one."""
    lines = wrapped(text, size, room)
    return balanced(text, size, room) if len(lines) > 1 and breadth(lines[-1], size) < 3 * size else lines


def balanced(text: str, size: int, room: float) -> list[str]:
    """The text in as few lines as fit the room, broken behind punctuation where that is possible, else of about one length."""
    plain = wrapped(text, size, room)
    # Weighing every break takes long where there are many.
    found = _broken(tuple(pieces(text)), size, room, len(plain)) if len(plain) <= _MOST_BALANCED else None
    return list(found[1]) if found else plain


_MOST_BALANCED = 6  # lines


# The ends of a text are set again for every way to set what stands before them.
@lru_cache(maxsize=4096)
def _broken(left: tuple[str, ...], size: int, room: float, lines: int) -> tuple[float, tuple[str, ...]] | None:
    """The cheapest way to set pieces in a number of lines, with its cost; None where there is none."""
    whole = "".join(left)
    if lines == 1:
        return (0.0, (whole,)) if breadth(whole, size) <= room else None
    ideal = breadth(whole, size) / lines
    best: tuple[float, tuple[str, ...]] | None = None
    for place in range(1, len(left)):
        line = "".join(left[:place])
        if breadth(line, size) > room:
            break
        rest = _broken(left[place:], size, room, lines - 1)
        if rest is None:
            continue
        # A break in the middle of a name is worth a line of half the length.
        cost = (
            abs(breadth(line, size) - ideal) / room
            + (0 if line[-1] in _STOPS else 0.15 if line[-1] in _PAUSES else 0.5)
            + rest[0]
        )
        if best is None or cost < best[0]:
            best = cost, (line, *rest[1])
    return best


_STOPS, _PAUSES = "，；：。？,;:.?", "、 ）)”"


def _rows(frame: Frame, look: Look, bars: Bars, size: int) -> tuple[list[tuple[float, list[Mark]]], float]:
    """The lines of a bar chart, each with its height and its marks as if it began at y = 0, and the height of all."""
    longest = max([bar.high or bar.value for section in bars.sections for bar in section.bars] + [bars.longest]) or 1
    said = {
        bar: _label(bar, size, frame.w * 0.4, str(look.colour("secondary"))) for section in bars.sections for bar in section.bars
    }
    left, right = _sides(bars, frame, size)
    length = (frame.w - left - right) / longest
    quiet = max(size - 2, LEAST)
    lines: list[tuple[float, list[Mark]]] = []
    for section in bars.sections:
        if section.heading:
            said_above = lines_of(wrapped(section.heading, quiet, frame.w * 0.97))
            above = size * 0.5 if lines else 0
            high = above + len(said_above) * quiet * LINE + quiet * 0.2
            lines.append(
                (
                    high + size * 0.3,
                    [Words(frame.x, above, said_above, quiet, look.colour("secondary")), _rule(frame, high, look)],
                )
            )
        for bar in section.bars:
            figure = tuple((Run(part, bold=True),) for part in wrapped(bar.text, size, right - size * 2))
            high = max(len(said[bar]), len(figure)) * size * LINE + size * 0.42
            middle = high / 2
            marks, end = _bar_marks(bar, frame.x + left, middle, size, length, look)
            marks.append(_centred(said[bar], frame.x, middle, size, look.colour("text"), bar.unit))
            marks.append(_centred(figure, end + size * 0.45, middle, size, look.colour("text"), bar.unit))
            lines.append((high, marks))
    return lines, sum(high for high, _marks in lines)


# A word that is not broken may be wider than its letters are on average.
_UNEVEN = 1.13


def _sides(bars: Bars, frame: Frame, size: int) -> tuple[float, float]:
    """The room for the words before the bars and for those behind them."""
    every = [bar for section in bars.sections for bar in section.bars]
    before = [breadth(text_of(line), size) for bar in every for line in _label(bar, size, frame.w * 0.4, "")]
    behind = [breadth(bar.text, size) for bar in every]
    return max([*before, 0]) * _UNEVEN + size * 0.5, min(max([*behind, 0]) * 1.1 + size * 2, frame.w * 0.4)


def _label(bar: Bar, size: int, room: float, quiet: str) -> tuple[tuple[Run, ...], ...]:
    """A bar's label and its detail: on one line where both fit, else on lines of their own."""
    if bar.detail and breadth(f"{bar.label}　{bar.detail}", size) <= room:
        return ((Run(f"{bar.label}　"), Run(bar.detail, colour=quiet)),)
    details = balanced(bar.detail, size, room) if bar.detail else []
    return (*lines_of(wrapped(bar.label, size, room)), *lines_of(details, colour=quiet))


def _bar_marks(bar: Bar, x: float, y: float, size: float, length: float, look: Look) -> tuple[list[Mark], float]:
    """A bar with its signs, and where they end."""
    colour = look.colour("edge") if bar.apart else look.mark
    thick = size * 0.95
    end = x + max(bar.value * length, 2)
    filled = not bar.apart and not bar.strive
    marks: list[Mark] = [
        Box(x, y - thick / 2, end - x, thick, fill=colour if filled else "", edge=colour, hatch=bar.strive, unit=bar.unit)
    ]
    if bar.high is not None:
        far = x + bar.high * length
        marks.append(Path((((end, y), (far, y)),), edge=colour, width=5, closed=False, unit=bar.unit))
        marks.append(Path((((far, y - thick / 3), (far, y + thick / 3)),), edge=colour, width=5, closed=False, unit=bar.unit))
        end = far
    if bar.comparator in ARROWS:
        start, tip, half = end + 5, size * 0.72, thick * 0.46
        opened = ARROWS[bar.comparator] == "triangle-right-open"
        ends = (start, start + tip) if opened else (start + tip, start)
        points = ((ends[0], y - half), (ends[1], y), (ends[0], y + half))
        marks.append(Path((points,), fill="" if opened else colour, edge=colour, width=2.5, unit=bar.unit))
        end = start + tip
    return marks, end


def lines_of(lines: Iterable[str], bold: bool = False, colour: str = "") -> tuple[tuple[Run, ...], ...]:
    """Plain lines of words, all in one manner."""
    return tuple((Run(line, bold, colour),) for line in lines)


def text_of(line: Sequence[Run]) -> str:
    """A line of words as text."""
    return "".join(run.text for run in line)


def _centred(lines: tuple[tuple[Run, ...], ...], x: float, middle: float, size: float, colour: str, unit: str) -> Words:
    return Words(x, middle - len(lines) * size * LINE / 2, lines, size, colour, unit=unit)


def _rule(frame: Frame, y: float, look: Look, edge: str = "grid") -> Path:
    return Path((((frame.x, y), (frame.x + frame.w, y)),), edge=look.colour(edge), width=1.5, closed=False)


def _stacked(lines: list[tuple[float, list[Mark]]], y: float) -> list[Mark]:
    """Marks of lines under each other, from y on."""
    marks: list[Mark] = []
    for high, own in lines:
        marks += [shifted(mark, 0, y) for mark in own]
        y += high
    return marks


def shifted(mark: Mark, dx: float, dy: float) -> Mark:
    """The mark, moved."""
    if isinstance(mark, Path):
        return replace(mark, rings=tuple(tuple((x + dx, y + dy) for x, y in ring) for ring in mark.rings))
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


SIZES = range(40, LEAST - 1, -2)


def _bars(bars: Bars, frame: Frame, look: Look) -> list[Mark]:
    lines, high = _rows(frame, look, bars, _largest(bars, frame, look))
    # Few bars stand in the upper half, where the room looks.
    return _stacked(lines, frame.y + max(frame.h - high, 0) * 0.35)


def _largest(bars: Bars, frame: Frame, look: Look) -> int:
    """The largest type in which a chart fits its frame."""
    return next(size for size in SIZES if size == LEAST or _rows(frame, look, bars, size)[1] <= frame.h)


def _cut_bars(bars: Bars, frame: Frame, look: Look) -> list[Bars]:
    """The chart in parts that fit, each bar under the heading of its section, and a section in one part where it fits."""
    lines, high = _rows(frame, look, bars, LEAST)
    if high <= frame.h:
        return [bars]
    heights = iter([high for high, _marks in lines])
    parts: list[list[Section]] = [[]]
    used = 0.0
    for section in bars.sections:
        heading = next(heights) if section.heading else 0.0
        needs = [next(heights) for _bar in section.bars]
        if used and used + heading + sum(needs) > frame.h:
            parts.append([])
            used = 0.0
        held: list[Bar] = []
        for bar, high in zip(section.bars, needs, strict=True):
            if used + (0 if held else heading) + high > frame.h and used:
                parts.append([])
                held, used = [], 0.0
            if not held:
                parts[-1].append(Section(section.heading, held))
                used += heading
            held.append(bar)
            used += high
    return _one_scale([Bars(sections) for sections in parts], frame, look)


def _one_scale(parts: Sequence[Bars], frame: Frame, look: Look) -> list[Bars]:
    """Parts of a chart drawn to one scale, whatever room their words leave, so that bars of two parts can be compared."""
    longest = max(bar.high or bar.value for part in parts for section in part.sections for bar in section.bars)
    rooms = [frame.w - sum(_sides(part, frame, _largest(part, frame, look))) for part in parts]
    return [replace(part, longest=longest * room / min(rooms)) for part, room in zip(parts, rooms, strict=True)]


def _tiles(tiles: Tiles, frame: Frame, look: Look) -> list[Mark]:
    columns, rows = max(cell.column for cell in tiles.cells) + 1, max(cell.row for cell in tiles.cells) + 1
    w, h = min(frame.w / columns, 260), min(frame.h / rows, 150)
    x, y = frame.x + (frame.w - w * columns) / 2, frame.y + (frame.h - h * rows) / 2
    marks: list[Mark] = []
    for cell in tiles.cells:
        fill, ink = shade(look, cell.status, cell.rank_share)
        size = 30 if max(breadth(cell.full, 30), breadth(cell.text, 30)) < w * 0.9 else LEAST
        lines = (*lines_of(wrapped(cell.full, size, w * 0.92)), *lines_of([cell.text], bold=True))
        marks.append(
            Box(
                x + cell.column * w + 4, y + cell.row * h + 4, w - 8, h - 8, fill, look.colour("edge"), dash=cell.zone,
                words=lines, size=size, colour=ink, unit=cell.unit,
            )
        )  # fmt: skip
    return marks


def _map(content: Map, frame: Frame, look: Look) -> list[Mark]:
    scale = min(frame.w, frame.h / content.height)
    left, top = frame.x + (frame.w - scale) / 2, frame.y + (frame.h - scale * content.height) / 2
    size = max(content.type * scale, LEAST)
    edge = str(look.colour("edge"))

    def at(point: Point) -> Point:
        return left + point[0] * scale, top + point[1] * scale

    def drawn(area: Area, fill: str, unit: str) -> Path:
        return Path(tuple(tuple(map(at, ring)) for ring in (area.edge, *area.holes)), fill, edge, 1.5, unit=unit)

    def box(place: Rectangle, fill: str = "", width: float = 2, dash: bool = False, unit: str = "") -> Box:
        x, y = at(place[:2])
        return Box(x, y, (place[2] - place[0]) * scale, (place[3] - place[1]) * scale, fill, edge, width, dash, unit=unit)

    def said(place: Region | Marker, x: float, y: float) -> Words:
        _fill, ink = shade(look, place.status, place.rank_share)
        lines = (*lines_of([place.name]), *lines_of([place.text], bold=True))
        return Words(x, y - size * 1.15, lines, size, ink, "middle", place.unit, pitch=1.15)

    marks: list[Mark] = []
    inset: list[Mark] = [box(content.inset, look.colour("page"))] if content.inset else []
    words: list[Mark] = []
    places: list[Region | Marker] = [*content.regions, *content.markers]
    for place in places:
        fill, _ink = shade(look, place.status, place.rank_share)
        marks += [drawn(area, fill, place.unit) for area in place.areas]
        inset += [drawn(area, fill, place.unit) for area in place.enlarged]
        if isinstance(place, Marker):
            words.append(box(place.box, fill, 1.5, dash=True, unit=place.unit))
            x, y = at(((place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2))
        else:
            x, y = at(place.label)
        words.append(said(place, x, y))
    if content.frame and content.inset:
        inset += [box(content.inset), box(content.frame)]
    x, y = at(content.sign_at)
    sign = Words(x, y - size * 0.6, lines_of([content.sign]), size, look.colour("secondary"), "middle")
    return [*marks, *inset, *words, sign]


def _matrix(matrix: Matrix, frame: Frame, look: Look) -> list[Mark]:
    size = LEAST
    left = max(breadth(name, size) for name in matrix.rows) * 1.08 + 16
    w = (frame.w - left) / len(matrix.columns)
    heads = [wrapped(name, size, w * 0.96) for name in matrix.columns]
    top = max(map(len, heads)) * size * 1.2 + 8
    h = min((frame.h - top) / len(matrix.rows), 56)
    gap = 2 if h > 34 else 1
    marks: list[Mark] = [
        Words(frame.x + left + (c + 0.5) * w, frame.y + top - 8 - len(lines) * size * 1.2, lines_of(lines), size, look.colour("text"), "middle")
        for c, lines in enumerate(heads)
    ]  # fmt: skip
    for r, name in enumerate(matrix.rows):
        unit = matrix.units[r] if matrix.units else ""
        y = frame.y + top + r * h
        marks.append(_centred(lines_of([name]), frame.x, y + h / 2, size, look.colour("text"), unit))
        for c, (share, text) in enumerate(zip(matrix.share[r], matrix.text[r], strict=True)):
            fill, ink = shade(look, "silent" if share is None else "ranked", share)
            marks.append(
                Box(frame.x + left + c * w + 2, y + gap, w - 4, h - 2 * gap, fill, look.colour("edge"), 1, words=lines_of([text]), size=size, colour=ink, unit=unit)
            )  # fmt: skip
    return marks


def column_widths(table: Table, size: int, room: float) -> list[float]:
    """How wide each column is: as its widest words and a share of what is left; where there is less room, the wide ones share
    it, none narrower than its longest word."""
    cells = [[head, *(row[place] for row in table.rows)] for place, head in enumerate(table.columns)]
    needs = [max(breadth(text, size) for text in column) * 1.02 + size * 1.1 for column in cells]
    if sum(needs) <= room:
        spare = min((room - sum(needs)) / len(needs), size * 3)
        return [need + spare for need in needs]
    found = [
        max([breadth(piece, size) for text in column for piece in pieces(text)] + [0]) * 1.02 + size * 1.1 for column in cells
    ]
    left = max(room - sum(found), 0)
    waiting = sorted(range(len(needs)), key=lambda place: needs[place] - found[place])
    while waiting:
        place = waiting.pop(0)
        more = min(needs[place] - found[place], left / (len(waiting) + 1))
        found[place] += more
        left -= more
    return found


def _table_rows(table: Table, frame: Frame, look: Look, size: int) -> list[tuple[float, list[Mark]]]:
    widths = column_widths(table, size, frame.w)
    lines: list[tuple[float, list[Mark]]] = []
    for row, unit in zip((table.columns, *table.rows), ("", *table.units), strict=True):
        head = not lines
        cells = [wrapped(text, size, width - size) for text, width in zip(row, widths, strict=True)]
        high = max(map(len, cells)) * size * 1.25 + size * 0.55
        marks: list[Mark] = [_rule(frame, high - 1, look, "edge" if head else "grid")]
        x = frame.x
        for cell, width, figures in zip(cells, widths, table.figures, strict=True):
            colour = look.colour("secondary" if head else "text")
            at, anchor = (x + width - size, "end") if figures else (x, "start")
            marks.append(Words(at, size * 0.2, lines_of(cell, bold=figures and not head), size, colour, anchor, unit, pitch=1.25))
            x += width
        lines.append((high, marks))
    return lines


def table_lines(table: Table, frame: Frame, look: Look) -> list[tuple[float, list[Mark]]]:
    """The rows in the largest type, up to a size, in which the table fits its frame without more lines a row."""
    return next(
        lines
        for size in (32, 30, 28, 26, LEAST)
        for lines in [_table_rows(table, frame, look, size)]
        if (sum(high for high, _own in lines) <= frame.h and all(high < size * 2.9 for high, _own in lines)) or size == LEAST
    )


def _table(table: Table, frame: Frame, look: Look) -> list[Mark]:
    return _stacked(table_lines(table, frame, look), frame.y)


def _cut_table(table: Table, frame: Frame, look: Look) -> list[Table]:
    """The table in parts that fit, of about as many rows each, with its headings."""
    (head, _marks), *lines = _table_rows(table, frame, look, LEAST)
    room = frame.h - head
    while True:
        spread = _spread([high for high, _own in lines], room)
        parts = [
            replace(table, rows=tuple(table.rows[row] for row in part), units=tuple(table.units[row] for row in part))
            for part in spread
        ]
        # A part has columns of other widths than the whole, in which its rows may need more lines.
        if all(
            len(part.rows) < 2 or sum(high for high, _own in _table_rows(part, frame, look, LEAST)) <= frame.h for part in parts
        ):
            return parts
        room *= 0.96


def _dates(timeline: Timeline, frame: Frame, look: Look, size: int) -> list[tuple[float, list[Mark]]]:
    """The milestones of a timeline, one under the other along a line down the year."""
    # A day of another year than the list's says which.
    days = [
        each.day if timeline.start <= each.date <= timeline.end else f"{each.day}（{each.date[:4]}）"
        for each in timeline.milestones
    ]
    left = max(breadth(day, size) for day in days) * 1.04 + size
    radius = size * 0.72
    x = frame.x + left + radius
    themes = [breadth(timeline.lanes[each.lane], size) for each in timeline.milestones]
    words_at = x + radius + size * 0.6
    names_at = words_at + (max(themes) * 1.04 + size if max(themes) else 0)
    lines: list[tuple[float, list[Mark]]] = []
    for place, (each, day) in enumerate(zip(timeline.milestones, days, strict=True)):
        first = place == 0 or days[place - 1] != day
        names = wrapped(each.words, size, frame.x + frame.w - names_at)
        high = max(len(names) * size * LINE, 2 * radius) + size * 0.3
        unit = each.units[0] if len(each.units) == 1 else ""
        colour, middle = str(look.colour(each.lane)), size * LINE / 2
        marks: list[Mark] = [Path((((x, 0), (x, high)),), edge=look.colour("edge"), width=2, closed=False)]
        if first:
            marks.append(Words(x - radius - size * 0.5, 0, lines_of([day], bold=True), size, look.colour("text"), "end"))
        ring = tuple(
            (x + radius * math.cos(step * math.pi / 16), middle + radius * math.sin(step * math.pi / 16)) for step in range(32)
        )
        marks += [
            Path((ring,), "" if each.strive else colour, colour, 2, hatch=each.strive, unit=unit),
            *([Path((_circle(x, middle, radius * 0.62),), look.colour("page"), unit=unit)] if each.strive else []),
            Words(
                x, middle - size * LINE * 0.46, lines_of([str(each.count)], bold=True), max(size * 0.92, LEAST),
                look.colour("text") if each.strive else ink_on(colour), "middle", unit,
            ),
            Words(words_at, 0, lines_of([timeline.lanes[each.lane]], bold=True), size, look.colour("text"), unit=unit),
            Words(names_at, 0, lines_of(names), size, look.colour("text"), unit=unit),
        ]  # fmt: skip
        lines.append((high, marks))
    return lines


def _circle(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    return tuple((x + radius * math.cos(step * math.pi / 16), y + radius * math.sin(step * math.pi / 16)) for step in range(32))


def _timeline(timeline: Timeline, frame: Frame, look: Look) -> list[Mark]:
    lines = next(
        lines
        for size in (32, 30, 28, 26, LEAST)
        for lines in [_dates(timeline, frame, look, size)]
        if size == LEAST or sum(high for high, _own in lines) <= frame.h
    )
    return _stacked(lines, frame.y)


def _cut_timeline(timeline: Timeline, frame: Frame, look: Look) -> list[Timeline]:
    """The timeline in parts that fit."""
    heights = [high for high, _own in _dates(timeline, frame, look, LEAST)]
    return [replace(timeline, milestones=[timeline.milestones[n] for n in part]) for part in _spread(heights, frame.h)]


def _spread(heights: Sequence[float], room: float) -> list[list[int]]:
    """Which lines stand together where not all fit a room: as few groups as need be, none much higher than the others."""

    def grouped(limit: float) -> list[list[int]]:
        groups: list[list[int]] = [[]]
        used = 0.0
        for line, high in enumerate(heights):
            if used + high > limit and groups[-1]:
                groups.append([])
                used = 0.0
            groups[-1].append(line)
            used += high
        return groups

    least = len(grouped(room))
    return next(groups for step in range(1, 11) for groups in [grouped(room * step / 10)] if len(groups) == least)


def _numbers(numbers: Numbers, frame: Frame, look: Look) -> list[Mark]:
    w = frame.w / len(numbers.items)
    room = w - 44
    labels = [label for _number, label, _said in numbers.items]
    size = next(
        size
        for size in (32, 30, 28, 26, LEAST)
        if size == LEAST or all(breadth(line, size) * _UNEVEN <= room for label in labels for line in balanced(label, size, room))
    )
    y = frame.y + frame.h * 0.14
    below = y + 150 + max(len(balanced(label, size, room)) for label in labels) * size * LINE
    end = max(below + LEAST * LINE, y + 270)
    marks: list[Mark] = []
    for place, (number, label, said) in enumerate(numbers.items):
        x = frame.x + place * w
        large = min(120, w * 0.82 / breadth(number, 1))
        marks.append(Path((((x, y), (x, end)),), edge=look.mark, width=5, closed=False))
        marks.append(Words(x + 24, y - 12, ((Run(number, bold=True),),), large, look.colour("text")))
        marks.append(Words(x + 24, y + 150, lines_of(balanced(label, size, room)), size, look.colour("text")))
        if said:
            marks.append(Words(x + 24, below, lines_of(balanced(said, LEAST, room)), LEAST, look.colour("secondary")))
    return marks


def _lines(lines: Lines, frame: Frame, look: Look) -> list[Mark]:
    def laid(size: int) -> list[tuple[float, list[Mark]]]:
        found: list[tuple[float, list[Mark]]] = []
        for text in lines.items:
            words = lines_of(settled(text, size, frame.w))
            found.append((len(words) * size * LINE + size * 0.5, [Words(frame.x, 0, words, size, look.colour("text"))]))
        return found

    drawn = next(
        found
        for size in SIZES
        if size <= 32
        for found in [laid(size)]
        if sum(high for high, _own in found) <= frame.h or size == LEAST
    )
    return _stacked(drawn, frame.y)


# Columns that a slide has no room for: they are in the files, and a paragraph is in the notes.
_LEFT_OUT = (
    _("编号"), _("段落"), _("标准值"), _("标准值上限"), _("所属合计"), _("比较符"), _("类型"), _("概述"), _("起始字"), _("末尾字"), _("原文数字"),
    _("子题"), _("档次"), _("年份"), _("方向"), _("可否相加"), _("阶段"),
)  # fmt: skip
_MOST_COLUMNS = 7
_MOST_NAMES = 15  # in a cell


def _table_of(view: View, context: Context) -> Table:
    """A view's table as a slide shows it: the columns that a room reads, those without any word left out."""
    t = context.t
    shown = view.table
    if view.query == "commitment":
        pairs = tuple((str(label), str(text)) for label, text in shown.iloc[0].items() if label != t("编号"))
        return Table((t("字段"), t("取值")), pairs, (False, False), ("",) * len(pairs))
    if view.query == "coverage":
        said, unit, number = t("有无数字"), t("单位"), t("家数")
        # Short names, and not too many a row: a row that is higher than a slide could not be cut.
        short = shown.assign(**{unit: [t.of(row, "short") for row in view.frame.to_dict("records")]})
        listed = [(status, list(group[unit])) for status, group in short.groupby(said, sort=False)]
        shown = pd.DataFrame([
            {said: status, number: "" if first else str(len(names)), unit: t.join(names[first : first + _MOST_NAMES])}
            for status, names in listed
            for first in range(0, len(names), _MOST_NAMES)
        ])  # fmt: skip
    left_out = {t(name) for name in _LEFT_OUT} if view.query != views.OWN_SQL else set()
    if view.query == "county_city":
        # Most counties state nothing at the scope: who is in the sum says more than what it lacks.
        left_out |= {t("差额"), t("标准单位"), t("全市由谁提出")}
    if view.address and view.address[0] == "standings" and (view.frame["apart"] == "").any():
        shown = shown[list(view.frame["apart"] == "")]
    if t("力度") in shown:
        shown = shown.assign(**{t("力度"): shown[t("力度")].replace(words(t, "firmness", "plain"), "")})
    if {t("衡量内容"), t("承诺")} <= set(shown):
        # A commitment without a figure measures nothing, and says what it promises.
        shown = shown.assign(**{t("衡量内容"): shown[t("衡量内容")].where(shown[t("衡量内容")] != "", shown[t("承诺")])})
        if t.lang == "en" and t("指标") in shown:
            # What is measured is said in the list's language; the indicator's name is at hand in the reader's.
            shown = shown.assign(**{t("衡量内容"): shown[t("指标")].where(shown[t("指标")] != "", shown[t("衡量内容")])})
        left_out |= {t("承诺"), t("主题"), t("指标")}
    names = [name for name in shown if name not in left_out and any(cell_words(value, name, t) for value in shown[name])][
        :_MOST_COLUMNS
    ]
    # The title says whose rows they are where they are all one unit's.
    if t("单位") in names and shown[t("单位")].nunique() == 1 and len(shown) > 1:
        names.remove(t("单位"))
    # Who chose only such columns is shown them all the same.
    names = names or list(shown)[:_MOST_COLUMNS]
    owners = {t.of(unit, "unit"): unit["unit_id"] for unit in views.of_view(context, view).units}
    units = tuple(owners.get(name, "") for name in shown[t("单位")]) if t("单位") in shown else ("",) * len(shown)
    rows = tuple(tuple(cell_words(row[name], name, t) for name in names) for row in shown.to_dict("records"))
    figures = tuple(pd.api.types.is_numeric_dtype(shown[name]) for name in names)
    return Table(tuple(map(str, names)), rows, figures, units)


def cell_words(value: object, column: object, t: Translator) -> str:
    """A cell in words."""
    if value is None or value == "" or pd.isna(value):
        return ""
    if isinstance(value, datetime.date):
        return quantity.day(value, t)
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A hyphen would let the line break behind it.
        return f"{value:.0%}" if column == t("占全市比例") else quantity.number(value).replace("-", "−")
    return str(value)


def _numbers_of(view: View, t: Translator) -> Numbers:
    """The counts of the list, the whole and of that the counties; those of one unit."""
    if view.query == "profile":
        own = view.table.iloc[0]
        return Numbers(tuple((quantity.number(own[name]), str(name), "") for name in own.index[2:8]))
    leagues = list(view.frame["league"])
    whole = view.table.iloc[leagues.index("all")]
    county = view.table.iloc[leagues.index("county")] if "county" in leagues else None

    def of_that(name: object) -> str:
        return "" if county is None else t("其中县区 {n}", n=quantity.number(county[name]))

    return Numbers(tuple((quantity.number(whole[name]), str(name), of_that(name)) for name in whole.index[1:])
    )  # fmt: skip


def _body(view: View, context: Context) -> Body:
    if view.query == "counts" or (view.query == "profile" and len(view.table) == 1):
        return _numbers_of(view, context.t)
    if view.drawn:
        return view.drawn.content
    return _table_of(view, context)


_DRAWN: dict[type, Callable[..., list[Mark]]] = {
    Bars: _bars, Tiles: _tiles, Map: _map, Matrix: _matrix, Timeline: _timeline, Table: _table, Numbers: _numbers, Lines: _lines,
}  # fmt: skip
_CUT: dict[type, Callable[..., list]] = {Bars: _cut_bars, Timeline: _cut_timeline, Table: _cut_table}


def _length(body: Body) -> int:
    """How many rows, bars or targets a body that can be cut shows."""
    if isinstance(body, Bars):
        return sum(len(section.bars) for section in body.sections)
    if isinstance(body, Timeline):
        return sum(each.count for each in body.milestones)
    return len(body.rows) if isinstance(body, Table) else 0


def source(context: Context, lists: Sequence[Mapping[str, object]], when: datetime.date) -> str:
    """The last line of a slide: lists, version of the data, date."""
    t = context.t
    return t(
        "{title} · 数据版本 {version} · {date}",
        title=views.titles(lists, t), version=context.database.version[:12], date=quantity.day(when, t),
    )  # fmt: skip


def title_of(context: Context, view: View) -> str:
    """What a slide says of a view: its takeaway, with whose rows they are where a number of rows alone would say nothing."""
    if view.query not in ("explore", views.OWN_SQL):
        return view.takeaway or view.question
    filters, context = view.address[1].get("filters") if view.address else None, views.of_view(context, view)
    for facet in ("unit", "theme"):
        chosen = filters.chosen(facet) if isinstance(filters, Filters) else ()
        if len(chosen) == 1:
            return context.t("{name}：{takeaway}", name=views.facet_words(context, facet, chosen[0]), takeaway=view.takeaway)
    return f"{view.question} {view.takeaway}".strip()


def of_view(context: Context, view: View, when: datetime.date, title: str = "", remark: str = "", link: str = "") -> list[Slide]:
    """A view as slides, one or as many as its rows need; `title` replaces the takeaway, which then stands below it."""
    t = context.t
    takeaway = title_of(context, view)
    first = Slide(
        title or takeaway, _body(view, context), _small(view, context), source(context, views.lists_of(context, view), when), remark=remark,
        view=view, look=context.look, link=link, said=takeaway if title and title != takeaway else "", context=views.of_view(context, view),
    )  # fmt: skip
    cut = _CUT.get(type(first.body))
    bodies = cut(first.body, first.frame, first.look) if cut else [first.body]
    if cut and len(bodies) > 1:
        # The number of a part takes room in its title, and the count of what is left out in its footer.
        counted = (t("另有{n}行，见看板。", n=9999), *first.small) if len(bodies) > MOST_PARTS else first.small
        bodies = cut(first.body, replace(first, part=(MOST_PARTS, MOST_PARTS), small=counted).frame, first.look)
    kept = bodies[:MOST_PARTS]
    slides = [replace(first, body=body, part=(n + 1, len(kept))) for n, body in enumerate(kept)]
    if not title:
        slides = [replace(each, title=_apart(each.body, view, t) or takeaway) if each.part[0] > 1 else each for each in slides]
    left = sum(map(_length, bodies[MOST_PARTS:]))
    if left:
        slides[-1] = replace(slides[-1], small=(t("另有{n}行，见看板。", n=left), *slides[-1].small))
    return slides


def _apart(body: Body, view: View, t: Translator) -> str:
    """What a part says that holds nothing but what is kept apart: the takeaway of the whole speaks of other figures."""
    held = [bar for section in body.sections for bar in section.bars] if isinstance(body, Bars) else []
    ranked = view.address is not None and view.address[0] == "ranking" and bool((view.frame["apart"] == "").any())
    if not ranked or not held or not all(bar.apart for bar in held):
        return ""
    indicator = t.of(views.records(view.frame.head(1))[0], "indicator")
    return t("{indicator}：另有{n}个数字口径不同，单列，不排序", indicator=indicator, n=len(held))


def picture(context: Context, view: View, when: datetime.date, link: str) -> Slide:
    """A view as one slide that stands on its own, with its notes and its link; as high as its figure and its words need."""
    light = replace(context, look=context.look.light)
    whole = Slide(
        title_of(context, view), _body(view, light), (*_small(view, light), *view.notes), f"{source(light, views.lists_of(light, view), when)}\n{link}",
        light.look, view=view, context=views.of_view(light, view),
    )  # fmt: skip
    frame = whole.frame
    return replace(whole, height=HEIGHT + max(_needs(whole.body, frame, whole.look) - frame.h, 0))


def _needs(body: Body, frame: Frame, look: Look) -> float:
    """The height that a body takes in the smallest type."""
    if isinstance(body, Bars):
        return _rows(frame, look, body, LEAST)[1]
    if isinstance(body, Timeline):
        return sum(high for high, _own in _dates(body, frame, look, LEAST))
    if isinstance(body, Map):
        return LEAST / body.type * body.height
    return LEAST * (1.4 * len(body.rows) + 3) if isinstance(body, Matrix) else HEIGHT * 0.55


def _small(view: View, context: Context) -> tuple[str, ...]:
    """What must stand below a view: the indicator's definition, how many state it, and what the signs mean."""
    t = context.t
    lines = []
    indicator = view.params.get("indicator")
    about = next((each for each in context.database.metadata["indicators"] if each["indicator_id"] == indicator), None)
    if about:
        lines.append(t("{indicator}：{definition}", indicator=t.of(about, "indicator"), definition=t.of(about, "definition")))
    league = view.params.get("league")
    if about and league and view.query == "comparison":
        lines.append(
            t(
                "{league}：{coverage}",
                league=words(t, "league", str(league)),
                coverage=views.stating(context, str(indicator), str(league)),
            )
        )
    if view.query == "county_city":
        lines += view.notes
    if view.address and view.address[0] == "standings" and (view.frame["apart"] == "").any():
        left = int((view.frame["apart"] != "").sum())
        lines += [t("另有{n}个数字没有同口径的单位可比，不排名次。", n=left)] if left else []
    return tuple(_sentence(line, t) for line in (*lines, *view.legend))


def _sentence(text: str, t: Translator) -> str:
    text, stop = text.strip(), "。" if t.lang == "zh" else "."
    return text if text.endswith(("。", ".", "？", "?")) else text + stop


def drawn(body: Body, frame: Frame, look: Look) -> list[Mark]:
    """What a slide shows, drawn in a place of the canvas."""
    return _DRAWN[type(body)](body, frame, look)


def marks(slide: Slide) -> list[Mark]:
    """Everything on a slide, from the back to the front."""
    look = slide.look
    page: list[Mark] = [Box(0, 0, WIDTH, slide.height, look.colour("page"))]
    if slide.cover:
        page.append(Box(0, 0, 30, slide.height, look.mark))
    return [*page, *heading_of(slide)[0], *drawn(slide.body, slide.frame, look), *footer_of(slide)[0]]


def svg(slide: Slide, lang: str) -> str:
    """The slide as SVG; the marks of a unit are groups that bear its code as `data-unit`."""
    every = marks(slide)
    drawn = [_svg(mark) for mark in every]
    colours = sorted({mark.edge for mark in every if isinstance(mark, Box | Path) and mark.hatch})
    hatch = "".join(
        f'<pattern id="{_pattern(colour)}" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="3.4" height="9" fill="{colour}"/></pattern>'
        for colour in colours
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{slide.height:.0f}" viewBox="0 0 {WIDTH} {slide.height:.0f}" '
        f'lang="{"zh-CN" if lang == "zh" else "en"}" font-family="{FONT}"><defs>{hatch}</defs>{"".join(drawn)}</svg>'
    )


def _svg(mark: Mark) -> str:
    if isinstance(mark, Words):
        drawn = _svg_words(mark)
    elif isinstance(mark, Box):
        place = f'x="{mark.x:.1f}" y="{mark.y:.1f}" width="{mark.w:.1f}" height="{mark.h:.1f}"'
        drawn = f"<rect {place} {_stroke(mark)}/>"
        if mark.hatch:
            drawn += f'<rect {place} fill="url(#{_pattern(mark.edge)})"/>'
        if mark.words:
            y = mark.y + (mark.h - len(mark.words) * mark.size * 1.25) / 2
            drawn += _svg_words(Words(mark.x + mark.w / 2, y, mark.words, mark.size, mark.colour, "middle", pitch=1.25))
    else:
        lines = " ".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + ("Z" if mark.closed else "") for ring in mark.rings
        )
        drawn = f'<path d="{lines}" fill-rule="evenodd" {_stroke(mark)}/>'
        if mark.hatch:
            drawn += f'<path d="{lines}" fill="url(#{_pattern(mark.edge)})"/>'
    return f'<g data-unit="{_written(mark.unit)}">{drawn}</g>' if mark.unit else drawn


def _written(text: str) -> str:
    return html.escape(writable(text))


def _pattern(colour: str) -> str:
    return f"hatch-{colour.removeprefix('#')}"


def _stroke(mark: Box | Path) -> str:
    dash = ' stroke-dasharray="7 5"' if mark.dash else ""
    edge = f' stroke="{mark.edge}" stroke-width="{mark.width}"{dash}' if mark.edge else ""
    return f'fill="{mark.fill or "none"}"{edge}'


def _svg_words(words: Words) -> str:
    lines = []
    for place, line in enumerate(words.lines):
        # The base line of letters whose line begins at the top.
        y = words.y + words.size * (words.pitch * (place + 0.5) + 0.36)
        runs = "".join(_tspan(run) for run in line)
        lines.append(f'<text x="{words.x:.1f}" y="{y:.1f}">{runs}</text>')
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    return f'<g font-size="{words.size:.0f}" fill="{words.colour}"{anchor}>{"".join(lines)}</g>'


def _tspan(run: Run) -> str:
    weight = ' font-weight="700"' if run.bold else ""
    fill = f' fill="{run.colour}"' if run.colour else ""
    return f"<tspan{weight}{fill}>{_written(run.text)}</tspan>"


def paragraphs(title: str, items: Sequence[str], look: Look) -> list[Slide]:
    """Paragraphs as slides, as many as they need."""
    first = Slide(title, Lines(tuple(items)), look=look, source=" ")
    high = [len(wrapped(text, LEAST, first.frame.w)) * LEAST * LINE + LEAST * 0.5 for text in items]
    parts: list[list[str]] = [[]]
    used = 0.0
    for text, needs in zip(items, high, strict=True):
        if used + needs > first.frame.h and parts[-1]:
            parts.append([])
            used = 0.0
        parts[-1].append(text)
        used += needs
    return [replace(first, body=Lines(tuple(part)), part=(n + 1, len(parts))) for n, part in enumerate(parts)]
