"""What units promise, indicator by indicator, with the figures in the cells: a real table wherever it is drawn.

One file, as every kind of figure is: what a cell holds and how it stands out is the same for page, slide, PowerPoint and Excel.
"""

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, Self

from fenjin.figures.canvas import LINE, UNEVEN, Box, Frame, Mark, Words, centre, lines_of, spread
from fenjin.figures.content import Content
from fenjin.figures.look import FONT, Look, blend, ink_on, shade, tint
from fenjin.figures.native import Cell as NativeCell
from fenjin.figures.native import Grid, Item, Native, Sheet
from fenjin.figures.typeset import balance, breadth, pieces
from fenjin.language.translate import Translator

_ON_PAGE, _SMALL_ON_PAGE, _LEAST_ON_PAGE = (
    14,
    13,
    60,
)  # pixels on a page: type in a cell and in a head, and a column at its narrowest
_TYPE = 20  # of a cell on the canvas, where there are many
_PITCH = 1.25  # of the lines in a box
_INSET, _AIR = 12, 7  # the room beside and above the words of a cell, both sides
_NARROWEST = 3.9  # times the type that a column of figures needs
_LEAST_OF_DIGEST = 4.2  # times the type that a column needs where the rows that say most are shown
_FEW = 3  # columns that are wide
_MIDDLING = (6, 8)  # columns that a tablet held upright has room for, with English words and with Chinese ones
_OF_NO_UNIT, _WORDY = 1.4, 8  # times the width of others, where its words are longer than so many times their type
_AT_FIRST = 2  # rows that a phone shows of a table that it folds
_SILENT = ("absent", "unread", "outside")  # cells that say nothing
_FAR = 7  # rows below its head in which a column is known without it
_COLOURS = ("text", "secondary", "page", "grid", "edge", "silent", "mentioned")


@dataclass(frozen=True)
class Entry:
    """A figure in a cell: how much, in small words what tells it from others, all of it in words, and the target whose card it opens.

    `value` is the number in the unit of measure of its row, None where it is a bound, a range or about so much.
    """

    amount: str
    detail: str = ""
    full: str = ""
    target: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Cell:
    """What a unit promises of a row.

    `status` is ranked, apart, listed (figures with what they measure), worded (words without a figure), mentioned, absent, outside or
    unread; `share` runs from 0 (lowest of the ranked) to 1. Of an indicator's `entries` the first is shown, with its `small` words; listed
    ones stand one below the other. `sign` stands where there is none, `full` says what it means. `strive` and `derived` are of the first.
    `more` counts the figures beside those that are shown, which `full` says in words, and `rows` is the code of the rows that a press on it
    leads to.
    """

    status: str
    entries: tuple[Entry, ...] = ()
    share: float | None = None
    strive: bool = False
    derived: bool = False
    sign: str = ""
    full: str = ""
    more: int = 0
    rows: str = ""
    small: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a row or a column: its name, a quiet word on it, the code of what it leads to, and the group of rows that it is in.

    `unit` is false where it stands among units and is none; a column is `wide` times as wide as others.
    """

    name: str
    note: str = ""
    code: str = ""
    group: str = ""
    unit: bool = True
    wide: float = 1.0


class _Line(NamedTuple):
    """A row on the canvas: its height, its place among the table's rows (None for the heading of a group), its name, and its cells."""

    high: float
    place: int | None
    name: list[str]
    cells: list[list[tuple[str, bool]]]


@dataclass(frozen=True)
class Crosstab(Content):
    """Rows (indicators, or units) by columns (units, or one for all that a unit promises); `cells` has as many a row.

    `corner` heads the rows. `by_unit` says where a cell's unit is, "column" or "row". Where they are `grouped`, the groups of rows have
    headings of their own; where they `flow`, there is one column, and what stands in a cell stands side by side. `themes` are the codes of
    columns that are themes, whose colours they bear; none where they are not. On a phone only the first rows show until somebody asks for
    `all_rows`, in these words; where there are none, all rows show.

    One class, though long: page, slide, PowerPoint and Excel ask the same rows of one measure of their cells.
    """

    whole: ClassVar[bool] = False
    smallest: ClassVar[int] = _TYPE

    corner: str
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: tuple[tuple[Cell, ...], ...]
    by_unit: str = "column"
    grouped: bool = False
    flow: bool = False
    themes: tuple[str, ...] = ()
    all_rows: str = ""

    def html(self, look: Look, size: int) -> str:
        """A table for a page that has `content.STYLE`; what can be pressed bears what it leads to as `data-target`, `data-row` or `data-column`."""
        heads = "".join(
            f'<th scope="col"{self._unit(None, c)}{self._manner(c, look)}>{_pressable(head, "column")}</th>'
            for c, head in enumerate(self.columns)
        )
        lines, above = [], 0
        for r, (head, cells) in enumerate(zip(self.rows, self.cells, strict=True)):
            if self.grouped and self._begins(r):
                # Where the heads of the columns are far above, they stand here again.
                with_heads = r - above >= _FAR and not self.flow
                above = r if with_heads else above
                head_cells = (
                    "".join(f'<td aria-hidden="true">{_escape(each.name)}</td>' for each in self.columns) if with_heads else ""
                )
                whole = "" if with_heads else f' colspan="{len(cells) + 1}"'
                lines.append(f'<tr class="group"><th scope="rowgroup"{whole}>{_escape(head.group)}</th>{head_cells}</tr>')
            rule, halves = _lines(cells)
            columns = (
                self._side_by_side(cells)
                if self._is_list(cells)
                else "".join(
                    f'<td class="{_signs(cell)}{" wide" if self.columns[c].wide > 1 else ""}{" half" if c in halves else ""}" style="{_style(cell, look)}"{self._unit(r, c)} data-of="{_escape(self.columns[c].name)}">'
                    f"{self._inner(cell)}</td>"
                    for c, cell in enumerate(cells)
                )
            )
            manner = " ".join(
                filter(None, ["begun" if self._begins(r) else "", "rest" if self.all_rows and r >= _AT_FIRST else "", rule])
            )
            lines.append(
                f'<tr class="{manner}"><th scope="row"{self._unit(r, None)}>{_pressable(head, "row")}</th>{columns}</tr>'
            )
        width = (
            " flow"
            if self.flow
            else " few"
            if len(self.columns) <= _FEW
            else " uneven"
            if self._widths > len(self.columns)
            else ""
        )
        many = " broad" if self._widths > _MIDDLING[1] else " middling" if self._widths > _MIDDLING[0] else ""
        kind = f"by-{self.by_unit}{width}{many}"
        colours = "".join(f"--{name}:{look.colour(name)};" for name in _COLOURS)
        rest = f'<label><input type="checkbox">{_escape(self.all_rows)}</label>' if self.all_rows else ""
        return (
            f'<div class="fenjin-crosstab {kind}" style="{colours}--mark:{look.mark};'
            f'--columns:{self._page_widths:g};--least:{sum(map(self._least, range(len(self.columns))))}px;font-family:{_escape(FONT)}"><table><thead><tr><td>{_escape(self.corner)}</td>{heads}</tr></thead>'
            f"<tbody>{''.join(lines)}</tbody></table>{rest}</div>"
        )

    def _is_list(self, cells: Sequence[Cell]) -> bool:
        """Whether nothing of a row of units' figures is compared: under its heads it would be as high as the longest of its lists."""
        many = len(self.columns) > _FEW and self.by_unit == "column"
        return many and all(cell.status == "listed" or not (cell.entries or cell.sign) for cell in cells)

    def _side_by_side(self, cells: Sequence[Cell]) -> str:
        """What units state in a row of lists, unit by unit with their names, in one cell as wide as the table."""
        parts = "".join(
            f"<div{self._unit(None, c)}><span><i>{_escape(self.columns[c].name)}</i>{_entry(cell.entries[0])}</span>"
            f"{''.join(map(_entry, cell.entries[1:]))}</div>"
            for c, cell in enumerate(cells)
            if cell.entries
        )
        return f'<td class="listed abreast" colspan="{len(cells)}">{parts}</td>'

    @property
    def _widths(self) -> float:
        """How many common columns the columns are as wide as."""
        return sum(head.wide for head in self.columns)

    @property
    def _page_widths(self) -> float:
        """How many common columns the columns of a page are as wide as."""
        return sum(map(self._wide, range(len(self.columns))))

    def _wide(self, column: int) -> float:
        """How many times as wide as others a column of a page is: one that is of no unit among many says most about its figures."""
        head = self.columns[column]
        own = (line[column] for line in self.cells)
        is_wordy = any(breadth(cell.small, 1) > _WORDY for cell in own)
        return _OF_NO_UNIT if not head.unit and is_wordy and len(self.columns) > _FEW else head.wide

    def _least(self, column: int) -> int:
        """The pixels of a page that a column needs at least, with which no word of it is broken."""
        head = self.columns[column]
        texts = [(f"{head.name} {head.note}", _SMALL_ON_PAGE * 1.06)]
        for cell in (line[column] for line in self.cells if not self._is_list(line)):
            small = _SMALL_ON_PAGE if cell.status == "listed" else _ON_PAGE
            texts += [(cell.sign, small), (cell.small, small), *((entry.detail, small) for entry in cell.entries)]
            texts += [(entry.amount, _ON_PAGE * 1.1) for entry in cell.entries]
        words = (breadth(word, size) for text, size in texts for piece in pieces(text) for word in re.split("(?<=[- ])", piece))
        return math.ceil(max(_LEAST_ON_PAGE * head.wide, *(width + 6 for width in words)))

    def _breadth(self, column: int) -> str:
        """The width of a column among several: as wide as others, a wide one so many times that, and none narrower than its words."""
        wide, least = self.columns[column].wide, self._least(column)
        if len(self.columns) <= (_FEW if wide == 1 else 1):
            return ""
        times = self._wide(column)
        even = (
            f"(100cqi - var(--names)) / var(--columns){f' * {times:g}' if times != 1 else ''} - 7px"
            if wide == 1
            else f"var(--narrowest) * {wide:g}"
        )
        return f"width:max({even}, {least}px)"

    def _manner(self, column: int, look: Look) -> str:
        """How the head of a column looks: its width, and the colour of its theme."""
        rules = [self._breadth(column), f"--hue:{look.hue(self.themes[column])}" if self.themes else ""]
        style = f' style="{";".join(filter(None, rules))}"' if any(rules) else ""
        return (' class="hued"' if self.themes else "") + style

    def _begins(self, row: int) -> bool:
        return not row or self.rows[row - 1].group != self.rows[row].group

    def unit_of(self, row: int | None, column: int | None) -> str:
        """The code of the unit whose a cell or a head is; "" for nobody's."""
        place, heads = (column, self.columns) if self.by_unit == "column" else (row, self.rows)
        return heads[place].code if place is not None and heads[place].unit else ""

    def _unit(self, row: int | None, column: int | None) -> str:
        unit = self.unit_of(row, column)
        return f' data-unit="{_escape(unit)}"' if unit else ""

    def _inner(self, cell: Cell) -> str:
        if not cell.entries:
            return f'<span title="{_escape(cell.full)}">{_escape(cell.sign)}</span>'
        if _stands_alone(cell):
            more = (
                f'<button type="button" class="more" data-cell="{_escape(cell.rows)}" title="{_escape(cell.full)}" aria-label="{_escape(cell.full)}">+{cell.more}</button>'
                if cell.more
                else ""
            )
            return "".join(_entry(entry) for entry in cell.entries) + more
        first = cell.entries[0]
        return (
            f'<details><summary title="{_escape(first.full)}"><b>{_escape(first.amount)}</b> '
            f"<small>{_escape(cell.small)}</small></summary>"
            f"<div>{''.join(_entry(entry, whole=True) for entry in cell.entries)}</div></details>"
        )

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The cells as boxes below and beside their heads."""
        left, widths, heads, top, lines = self._measure(frame)
        text, quiet = str(look.colour("text")), str(look.colour("secondary"))
        marks: list[Mark] = []
        x = frame.x + left
        for c, (head, width) in enumerate(zip(heads, widths, strict=True)):
            at, anchor = (x + 6, "start") if self.flow else (x + width / 2, "middle")
            marks.append(
                Words(
                    at,
                    frame.y + top - 6 - len(head) * _TYPE * _PITCH,
                    lines_of(head),
                    _TYPE,
                    quiet,
                    anchor,
                    self.unit_of(None, c),
                    pitch=_PITCH,
                )
            )
            if self.themes:
                marks.append(Box(x + 2, frame.y + top - 4, width - 4, 3, look.hue(self.themes[c])))
            x += width
        y = frame.y + top
        for line in lines:
            if line.place is None:
                marks.append(
                    Words(frame.x, y + line.high - _TYPE * 1.45, lines_of(line.name, bold=True), _TYPE, quiet, pitch=_PITCH)
                )
            else:
                unit = self.unit_of(line.place, None)
                marks.append(centre(lines_of(line.name), frame.x, y + line.high / 2, _TYPE, text, unit))
                x = frame.x + left
                for c, (words, width) in enumerate(zip(line.cells, widths, strict=True)):
                    marks += self._cell_marks(line.place, c, words, Frame(x, y, width, line.high), look)
                    x += width
            y += line.high
        return marks

    def _cell_marks(self, row: int, column: int, words: list[tuple[str, bool]], place: Frame, look: Look) -> list[Mark]:
        cell, unit = self.cells[row][column], self.unit_of(row, column)
        fill, ink = _colours(cell, look)
        runs = tuple(line for text, bold in words for line in lines_of([text], bold))
        edge = str(look.colour("grid" if cell.status == "listed" else "edge"))
        if self.flow:
            y = place.y + (place.h - len(runs) * _TYPE * _PITCH) / 2
            return [Words(place.x + 6, y, runs, _TYPE, ink, unit=unit, pitch=_PITCH)]
        if cell.status == "outside" and not runs:
            return []
        is_outlined = cell.status in ("apart", "listed")
        pattern = "stripes" if cell.strive or cell.status == "worded" else "dots" if cell.derived else ""
        ground = Box(place.x + 2, place.y + 1.5, place.w - 4, place.h - 3, fill, edge if is_outlined else "", 1.5, unit=unit)
        marks: list[Mark] = [ground]
        if pattern:
            # In full ink it would hide what is written on it.
            faint = blend(ink, fill or str(look.colour("page")), 0.2)
            marks.append(replace(ground, fill="", edge=faint, width=0, pattern=pattern))
        if runs:
            y = place.y + (place.h - len(runs) * _TYPE * _PITCH) / 2
            marks.append(Words(place.x + place.w / 2, y, runs, _TYPE, ink, "middle", unit, pitch=_PITCH))
        return marks

    @property
    def length(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """Parts of columns that are wide enough, and of these parts of rows that fit, each with its heads."""
        room = frame.w - self._names(frame)
        groups = spread([head.wide for head in self.columns], float(max(int(room / self._narrowest()), 1)))
        parts = []
        for group in groups:
            # A row of which nothing stands in these columns is in another part.
            filled = [r for r, line in enumerate(self.cells) if any(line[c].entries or line[c].sign for c in group)]
            if not filled:
                continue
            part = replace(
                self,
                rows=tuple(self.rows[r] for r in filled),
                columns=tuple(self.columns[c] for c in group),
                themes=tuple(self.themes[c] for c in group if self.themes),
                cells=tuple(tuple(self.cells[r][c] for c in group) for r in filled),
            )
            part = part._apportion(frame)
            _names_width, _widths, _heads, top, lines = part._measure(frame)
            heights, above = [], 0.0
            for line in lines:
                # The heading of a group stays with its first row.
                if line.place is None:
                    above = line.high
                else:
                    heights.append(line.high + above)
                    above = 0.0
            parts += [
                replace(part, rows=tuple(part.rows[r] for r in rows), cells=tuple(part.cells[r] for r in rows))
                for rows in spread(heights, frame.h - top - (_TYPE * 1.9 if self.grouped else 0))
            ]
        return parts or [self]

    def digest(self, frame: Frame, look: Look) -> Self:
        """The rows in which most is written, as many as fit, in their order; columns in which nothing stands then are left out."""

        filled = [[cell for cell in line if cell.entries] for line in self.cells]
        # Cells that are lists are the highest, and compare nothing.
        order = sorted(
            range(len(self.rows)), key=lambda row: (all(cell.status == "listed" for cell in filled[row]), -len(filled[row]))
        )
        best, rows = self, list[int]()
        for row in order:
            attempt = self._of_rows(sorted([*rows, row]))
            if attempt.least_height(frame, look) <= frame.h and frame.w * 0.86 >= _TYPE * _LEAST_OF_DIGEST * len(attempt.columns):
                best, rows = attempt, [*rows, row]
        return best if rows else self.cut(frame, look)[0]

    def _of_rows(self, rows: Sequence[int]) -> Self:
        """Some rows, and of the columns those in which anything stands then, each as wide as its longest word asks for."""
        filled = [c for c in range(len(self.columns)) if any(self.cells[r][c].entries for r in rows)]
        cells = tuple(tuple(self.cells[r][c] for c in filled) for r in rows)
        part = replace(
            self,
            rows=tuple(self.rows[r] for r in rows),
            columns=tuple(self.columns[c] for c in filled),
            cells=cells,
            themes=tuple(self.themes[c] for c in filled if self.themes),
        )
        needs = [part._need(c) for c in range(len(filled))]
        return replace(
            part, columns=tuple(replace(head, wide=need / min(needs)) for head, need in zip(part.columns, needs, strict=True))
        )

    def _apportion(self, frame: Frame) -> Self:
        """The same where no row is higher than a place: of one that would be, what stands in its cells is spread over several."""
        _names_width, widths, _heads, top, lines = self._measure(frame)
        room = frame.h - top - (_TYPE * 1.9 if self.grouped else 0)
        rows, cells = [], []
        # The headings of groups are no rows.
        own_lines = (line for line in lines if line.place is not None)
        for head, own, line in zip(self.rows, self.cells, own_lines, strict=True):
            parts = [own] if line.high <= room else self._spread(own, widths, room)
            rows += [head] * len(parts)
            cells += parts
        return replace(self, rows=tuple(rows), cells=tuple(cells))

    def _spread(self, cells: Sequence[Cell], widths: Sequence[float], room: float) -> list[tuple[Cell, ...]]:
        """The cells of a row as those of several, none of which is higher than the room."""
        columns = []
        for cell, width in zip(cells, widths, strict=True):
            heights = [len(self._words(replace(cell, entries=(each,)), width - _INSET)) * _TYPE * _PITCH for each in cell.entries]
            is_list = cell.status == "listed" and len(cell.entries) > 1
            groups = spread(heights, room - _AIR) if is_list else []
            columns.append([replace(cell, entries=tuple(cell.entries[n] for n in group)) for group in groups] or [cell])
        most = max(map(len, columns))
        return [tuple(own[n] if n < len(own) else Cell("outside") for own in columns) for n in range(most)]

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height of all its rows."""
        _names_width, _widths, _heads, top, lines = self._measure(frame)
        return top + sum(line.high for line in lines)

    def native(self, frame: Frame, look: Look, t: Translator) -> list[Native]:
        """A table of its own."""
        left, widths, heads, top, lines = self._measure(frame)
        text, quiet, grid = (str(look.colour(name)) for name in ("text", "secondary", "grid"))
        align = "start" if self.flow else "middle"
        rows = [
            (
                NativeCell((self.corner,), quiet, anchor="bottom"),
                *(
                    NativeCell(tuple(head), quiet, align, "bottom", edge=hue, sides="B" if hue else "", width=3)
                    for head, hue in zip(heads, map(look.hue, self.themes) if self.themes else ("",) * len(heads), strict=True)
                ),
            )
        ]
        for line in lines:
            if line.place is None:
                group = NativeCell(tuple(line.name), quiet, bold=True, anchor="bottom", span=1 + len(widths))
                rows.append((group, *(NativeCell(("",), quiet) for _ in widths)))
                continue
            cells = []
            for cell, words in zip(self.cells[line.place], line.cells, strict=True):
                fill, ink = _colours(cell, look)
                edge = str(look.colour("edge")) if cell.status == "apart" else grid
                cells.append(
                    NativeCell(
                        tuple(text for text, _bold in words) or ("",),
                        ink,
                        align,
                        "middle",
                        fill="" if cell.status in ("apart", "listed", "outside") else fill,
                        edge=edge,
                        sides="LRTB",
                        width=1,
                    )
                )
            rows.append((NativeCell(tuple(line.name), text, anchor="middle", edge=grid, sides="B"), *cells))
        return [Grid(frame.x, frame.y, (left, *widths), (top, *(line.high for line in lines)), tuple(rows), _TYPE)]

    def sheet(self, look: Look, t: Translator) -> Sheet:
        """The same rows and columns, where numbers are numbers."""
        noted = any(head.note for head in self.rows)
        heads = [self.corner, *([t("计量单位、口径")] if noted else [])]
        names = [[Item(head.name), *([Item(head.note)] if noted else [])] for head in self.rows]
        if self.grouped:
            heads.insert(0, t("分组"))
            names = [[Item(head.group), *own] for head, own in zip(self.rows, names, strict=True)]
        columns = [
            t("{indicator}（{scope}）", indicator=head.name, scope=head.note) if head.note else head.name for head in self.columns
        ]
        rows = tuple((*own, *(_item(cell, look) for cell in cells)) for own, cells in zip(names, self.cells, strict=True))
        return Sheet((*heads, *columns), len(heads), rows, (*(1.0 for _ in heads), *(head.wide for head in self.columns)))

    def pick(self, names: Sequence[str]) -> None:
        """Its own words say what it shows."""

    def sentences(self, t: Translator) -> list[str]:
        """Each row with what its cells hold."""
        sentences = []
        for head, cells in zip(self.rows, self.cells, strict=True):
            values = [
                (f"{column.name} " if self.by_unit == "column" else "")
                + t.join([f"{entry.amount} {entry.detail}".strip() for entry in cell.entries] or [cell.sign])
                for column, cell in zip(self.columns, cells, strict=True)
                if cell.entries or cell.status == "mentioned"
            ]
            name = (
                f"{head.name}（{head.note}）"
                if head.note and t.lang == "zh"
                else f"{head.name} ({head.note})"
                if head.note
                else head.name
            )
            sentences.append(t("{name}：{value}", name=name, value=("；" if t.lang == "zh" else "; ").join(values)))
        return sentences

    def _names(self, frame: Frame) -> float:
        """The room for the names of the rows."""
        return min(max(breadth(f"{head.name} {head.note}", _TYPE) for head in self.rows) * 1.05 + 14, frame.w * 0.22)

    def _narrowest(self) -> float:
        """The width of a common column with which no word of any is broken."""
        return max(self._need(c) / head.wide for c, head in enumerate(self.columns))

    def _need(self, column: int) -> float:
        """The width that a column needs so that no word of it is broken."""
        texts = [self.columns[column].name, self.columns[column].note]
        for cell in (line[column] for line in self.cells if line[column].status != "listed"):
            texts += [cell.sign, cell.small, *(entry.amount for entry in cell.entries[:1])]
        return max(_TYPE * _NARROWEST, *(breadth(piece, _TYPE) * UNEVEN + 14 for text in texts for piece in pieces(text)))

    def _measure(self, frame: Frame) -> tuple[float, list[float], list[list[str]], float, list[_Line]]:
        """The room for the names of rows, the widths of the columns, their names in lines, the height of these, and the rows."""
        # Where columns are many, in a picture that is not cut, the names of rows make room.
        left = max(min(self._names(frame), frame.w - self._widths * self._narrowest()), frame.w * 0.12)
        widths = [(frame.w - left) * head.wide / self._widths for head in self.columns]
        heads = [_wrap(f"{head.name} {head.note}".strip(), width - 4) for head, width in zip(self.columns, widths, strict=True)]
        top = max(map(len, heads)) * _TYPE * _PITCH + 8
        lines = []
        for r, (head, cells) in enumerate(zip(self.rows, self.cells, strict=True)):
            if self.grouped and self._begins(r):
                lines.append(_Line(_TYPE * 1.9, None, [head.group], []))
            name = _wrap(f"{head.name} {head.note}".strip(), left - 12)
            texts = [self._words(cell, width - _INSET) for cell, width in zip(cells, widths, strict=True)]
            high = max(len(name) * LINE, max(map(len, texts)) * _PITCH) * _TYPE + _AIR
            lines.append(_Line(high, r, name, texts))
        return left, widths, heads, top, lines

    def _words(self, cell: Cell, room: float) -> list[tuple[str, bool]]:
        """The lines of a cell, each with whether it is bold."""
        if not cell.entries:
            return [(text, False) for text in _wrap(cell.sign, room) if text]
        if self.flow:
            return [(line, False) for entry in cell.entries for line in _wrap(f"{entry.amount}　{entry.detail}", room)]
        if cell.status == "listed":
            return [
                line
                for entry in cell.entries
                for line in [
                    *((text, True) for text in _wrap(entry.amount, room)),
                    *((text, False) for text in _wrap(entry.detail, room)),
                ]
            ]
        return [(cell.entries[0].amount, True), *((text, False) for text in _wrap(cell.small, room) if text)]


def _wrap(text: str, room: float) -> list[str]:
    """A text in lines; a word that is wider than the room is broken, and one of Latin letters may be wider than they say."""
    room /= UNEVEN if text.isascii() else 1
    whole = []
    for piece in pieces(text):
        while breadth(piece.rstrip(), _TYPE) > room and len(piece) > 3:
            fitting = next((n for n in range(len(piece) - 2, 1, -1) if breadth(piece[:n] + "-", _TYPE) <= room), 2)
            whole.append(piece[:fitting] + ("-" if piece[:fitting].isalpha() and piece.isascii() else ""))
            piece = piece[fitting:]
        whole.append(piece)
    lines = [""]
    for piece in whole:
        if lines[-1] and breadth((lines[-1] + piece).rstrip(), _TYPE) > room:
            lines.append("")
        lines[-1] += piece
    if len(lines) > 1 and whole == pieces(text) and breadth(lines[-1].rstrip(), _TYPE) < 2 * _TYPE:
        # No character stands alone on a line of its own.
        even = balance(text, _TYPE, room)
        lines = even if len(even) == len(lines) else lines
    return [line.rstrip() for line in lines]


def _signs(cell: Cell) -> str:
    signs = {"strive": cell.strive, "derived": cell.derived, "plus": cell.more and _stands_alone(cell)}
    return " ".join([cell.status, *(name for name, is_so in signs.items() if is_so)])


def _stands_alone(cell: Cell) -> bool:
    """Whether what a cell has stands in it, and does not unfold."""
    return cell.status == "listed" or len(cell.entries) == 1


def _lines(cells: Sequence[Cell]) -> tuple[str, set[int]]:
    """How the cells of a row that say something stand below its name on a phone, as a class, and which of them take half a line where others take
    a third. The server says it: a style sheet that counts them (`:has`, `:nth-child(of)`) has the browser judge the page anew at each change."""
    places = [place for place, cell in enumerate(cells) if cell.status not in _SILENT]
    if any(cell.status == "listed" for cell in cells):
        return "" if len(places) > 2 and len(places) != 4 else "pairs", set()
    if len(places) < 2:
        return "pairs single", set()
    if len(places) in (2, 4):
        return "pairs", set()
    # Where threes would leave one or two beside an empty place, the last lines are two each.
    halves = {0: 0, 1: 4, 2: 2}[len(places) % 3]
    return ("sixths", set(places[-halves:])) if halves else ("", set())


def _colours(cell: Cell, look: Look) -> tuple[str, str]:
    """The fill of a cell and the colour of the words on it."""
    if cell.status == "ranked":
        fill = tint(look, cell.share or 0.0)
        return fill, ink_on(fill)
    if cell.status in ("absent", "unread"):
        return blend(str(look.colour("silent")), str(look.colour("page")), 0.55), str(look.colour("secondary"))
    return shade(look, "apart" if cell.status == "listed" else cell.status, None)


def _item(cell: Cell, look: Look) -> Item:
    """A cell in a spreadsheet: one plain number as such; a bound as a text, so that nobody adds it up as if it were one."""
    if not cell.entries:
        # Of whom nothing is promised, the cell is empty.
        return Item(cell.sign if cell.status in ("mentioned", "worded") else "")
    if cell.status == "listed":
        lines = [f"{entry.amount} {entry.detail}".strip() for entry in cell.entries]
        return Item("\n".join([*lines, f"+{cell.more}"] if cell.more else lines))
    first, several = cell.entries[0], len(cell.entries) > 1
    fill, ink = _colours(cell, look) if cell.status == "ranked" else ("", "")
    return Item(
        "" if first.value is not None else f"{first.amount} {cell.small}".strip(),
        first.value,
        "\n".join(entry.full for entry in cell.entries) if cell.small or cell.derived or several else "",
        fill,
        ink,
        "stripes" if cell.strive else "dots" if cell.derived else "",
        cell.status == "apart",
    )


def _style(cell: Cell, look: Look) -> str:
    fill, ink = _colours(cell, look)
    return f"--fill:{fill};--ink:{ink}"


def _pressable(head: Head, kind: str) -> str:
    words = f"<span>{_escape(head.name)}</span>" + (f" <small>{_escape(head.note)}</small>" if head.note else "")
    return f'<button type="button" data-{kind}="{_escape(head.code)}">{words}</button>' if head.code else words


def _entry(entry: Entry, whole: bool = False) -> str:
    words = (
        _escape(entry.full)
        if whole
        else f"<b>{_escape(entry.amount)}</b>" + (f" <small>{_escape(entry.detail)}</small>" if entry.detail else "")
    )
    return f'<button type="button" data-target="{_escape(entry.target)}" title="{_escape(entry.full)}">{words}</button>'


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
