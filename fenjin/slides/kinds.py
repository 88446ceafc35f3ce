"""What a slide shows, by kind: how each is laid out, cut into several slides, and measured.

One file while the kinds share bars, tables and their measures.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fenjin.figures.bars import ARROWS, Bar, Bars, Section
from fenjin.figures.canvas import HEIGHT, LEAST, LINE, Box, Frame, Mark, Path, Run, Words, lines_of, text_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, ink_on, shade
from fenjin.figures.map import Area, Map, Marker, Point, Rectangle, Region
from fenjin.figures.matrix import Matrix
from fenjin.figures.tiles import Tiles
from fenjin.figures.timeline import Timeline
from fenjin.figures.typeset import balance, breadth, pieces, settle, wrap


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
            said_above = lines_of(wrap(section.heading, quiet, frame.w * 0.97))
            above = size * 0.5 if lines else 0
            high = above + len(said_above) * quiet * LINE + quiet * 0.2
            lines.append(
                (
                    high + size * 0.3,
                    [Words(frame.x, above, said_above, quiet, look.colour("secondary")), rule_of(frame, high, look)],
                )
            )
        for bar in section.bars:
            figure = tuple((Run(part, bold=True),) for part in wrap(bar.text, size, right - size * 2))
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
    details = balance(bar.detail, size, room) if bar.detail else []
    return (*lines_of(wrap(bar.label, size, room)), *lines_of(details, colour=quiet))


def _bar_marks(bar: Bar, x: float, y: float, size: float, length: float, look: Look) -> tuple[list[Mark], float]:
    """A bar with its signs, and where they end."""
    colour = look.colour("edge") if bar.apart else look.mark
    thick = size * 0.95
    end = x + max(bar.value * length, 2)
    filled = not bar.apart and not bar.pattern
    marks: list[Mark] = [
        Box(x, y - thick / 2, end - x, thick, fill=colour if filled else "", edge=colour, pattern=bar.pattern, unit=bar.unit)
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


def _centred(lines: tuple[tuple[Run, ...], ...], x: float, middle: float, size: float, colour: str, unit: str) -> Words:
    return Words(x, middle - len(lines) * size * LINE / 2, lines, size, colour, unit=unit)


def rule_of(frame: Frame, y: float, look: Look, edge: str = "grid") -> Path:
    """A line across the frame at a height of it."""
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
        lines = (*lines_of(wrap(cell.full, size, w * 0.92)), *lines_of([cell.text], bold=True))
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
    heads = [wrap(name, size, w * 0.96) for name in matrix.columns]
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
            fill, ink = shade(look, "absent" if share is None else "ranked", share)
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
        cells = [wrap(text, size, width - size) for text, width in zip(row, widths, strict=True)]
        high = max(map(len, cells)) * size * 1.25 + size * 0.55
        marks: list[Mark] = [rule_of(frame, high - 1, look, "edge" if head else "grid")]
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
        names = wrap(each.words, size, frame.x + frame.w - names_at)
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
            Path((ring,), "" if each.strive else colour, colour, 2, pattern="stripes" if each.strive else "", unit=unit),
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
        if size == LEAST or all(breadth(line, size) * _UNEVEN <= room for label in labels for line in balance(label, size, room))
    )
    y = frame.y + frame.h * 0.14
    below = y + 150 + max(len(balance(label, size, room)) for label in labels) * size * LINE
    end = max(below + LEAST * LINE, y + 270)
    marks: list[Mark] = []
    for place, (number, label, said) in enumerate(numbers.items):
        x = frame.x + place * w
        large = min(120, w * 0.82 / breadth(number, 1))
        marks.append(Path((((x, y), (x, end)),), edge=look.mark, width=5, closed=False))
        marks.append(Words(x + 24, y - 12, ((Run(number, bold=True),),), large, look.colour("text")))
        marks.append(Words(x + 24, y + 150, lines_of(balance(label, size, room)), size, look.colour("text")))
        if said:
            marks.append(Words(x + 24, below, lines_of(balance(said, LEAST, room)), LEAST, look.colour("secondary")))
    return marks


def _lines(lines: Lines, frame: Frame, look: Look) -> list[Mark]:
    def laid(size: int) -> list[tuple[float, list[Mark]]]:
        found: list[tuple[float, list[Mark]]] = []
        for text in lines.items:
            words = lines_of(settle(text, size, frame.w))
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


_DRAWN: dict[type, Callable[..., list[Mark]]] = {
    Bars: _bars, Tiles: _tiles, Map: _map, Matrix: _matrix, Timeline: _timeline, Table: _table, Numbers: _numbers, Lines: _lines,
}  # fmt: skip
CUT: dict[type, Callable[..., list]] = {Bars: _cut_bars, Timeline: _cut_timeline, Table: _cut_table}


def length_of(body: Body) -> int:
    """How many rows, bars or targets a body that can be cut shows."""
    if isinstance(body, Bars):
        return sum(len(section.bars) for section in body.sections)
    if isinstance(body, Timeline):
        return sum(each.count for each in body.milestones)
    return len(body.rows) if isinstance(body, Table) else 0


def needs_of(body: Body, frame: Frame, look: Look) -> float:
    """The height that a body takes in the smallest type."""
    if isinstance(body, Bars):
        return _rows(frame, look, body, LEAST)[1]
    if isinstance(body, Timeline):
        return sum(high for high, _own in _dates(body, frame, look, LEAST))
    if isinstance(body, Map):
        return LEAST / body.type * body.height
    return LEAST * (1.4 * len(body.rows) + 3) if isinstance(body, Matrix) else HEIGHT * 0.55


def drawn(body: Body, frame: Frame, look: Look) -> list[Mark]:
    """What a slide shows, drawn in a place of the canvas."""
    return _DRAWN[type(body)](body, frame, look)
