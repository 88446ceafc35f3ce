"""Tables whose cells stand one below the other, as a page of a site gives them to who copies it: put back into rows."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from fenjin.draft.reading import Line, Published

_NUMBER = re.compile(r"\d{1,3}")
_LONGEST_HEAD = 16  # characters of a column's head
_MOST_COLUMNS = 9
_LEAST_ROWS = 2


def gather(published: Published, column: Callable[[str], str], is_units: Callable[[str], object]) -> Published:
    """The same text with a line for each row of such a table; `column` says what a column with this head holds, "" where it is none, and
    `is_units` whether a cell names units alone.

    It begins with the heads, the first that of the rows' numbers, and each row with its number. A cell that has several lines is the one
    of the content, which reaches as far as units are named; cells that are missing are the last ones.
    """
    lines = list(published.lines)
    gathered: list[Line] = []
    at = 0
    while at < len(lines):
        width = _width(published, lines, at, column)
        rows = list(_rows(published, lines, at + width, width)) if width else []
        if len(rows) < _LEAST_ROWS:
            gathered.append(lines[at])
            at += 1
            continue
        kinds = [column(_squeezed(published, line)) for line in lines[at : at + width]]
        wide = next((n for kind in ("content", "title") for n, each in enumerate(kinds) if each == kind), 1)
        first_units = next((n for n, kind in enumerate(kinds) if kind in ("lead", "assist") and n > wide), 0)
        gathered.append(_row(lines[at : at + width], width, wide, 0))
        for row in rows:
            surplus = max(len(row) - width, 0)
            units_at = next((n for n, line in enumerate(row) if n > wide and is_units(published.words(line).strip())), 0)
            gathered.append(_row(row, width, wide, max(units_at - first_units, 0) if units_at and first_units else surplus))
        at += width + sum(map(len, rows))
    return replace(published, lines=tuple(gathered))


def _squeezed(published: Published, line: Line) -> str:
    return re.sub(r"\s", "", published.words(line))


def _width(published: Published, lines: Sequence[Line], at: int, column: Callable[[str], str]) -> int:
    """How many columns the table has whose heads begin here, 0 where none does."""
    heads = [_squeezed(published, line) for line in lines[at : at + _MOST_COLUMNS + 1]]
    width = next((n for n, head in enumerate(heads) if n and _NUMBER.fullmatch(head)), 0)
    kinds = [column(head) for head in heads[:width]]
    if width < 3 or kinds[0] != "number" or any(line.cells for line in lines[at : at + width]) or heads[width] != "1":
        return 0
    return width if max(map(len, heads[:width])) <= _LONGEST_HEAD and sum(map(bool, kinds)) * 2 > width else 0


def _rows(published: Published, lines: Sequence[Line], at: int, width: int) -> Iterator[Sequence[Line]]:
    number = 1
    while at < len(lines) and _squeezed(published, lines[at]) == str(number):
        following = (n for n in range(at + 1, len(lines)) if _squeezed(published, lines[n]) == str(number + 1))
        end = next(following, 0)
        # The last row has as many lines as columns: what comes after it may be anything.
        yield lines[at : end or at + width]
        if not end:
            return
        at, number = end, number + 1


def _row(cells: Sequence[Line], width: int, wide: int, surplus: int) -> Line:
    """Lines as the cells of one row; `wide` is the column that takes so many more than one."""
    spans = []
    at = 0
    for n in range(width):
        # The last column holds all units that are named in its lines.
        own = cells[at : at + 1 + (surplus if n == wide else 0)] if n < width - 1 else cells[at:]
        at += len(own)
        spans.append((own[0].start, own[-1].end) if own else (cells[-1].end, cells[-1].end))
    return Line(cells[0].start, cells[-1].end, tuple(spans), cells[0].place, cells[0].numbers)
