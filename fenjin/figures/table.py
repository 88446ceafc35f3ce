"""Rows of words under headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from fenjin.figures.canvas import LEAST, TEXT_SIZES, Frame, Mark, Words, lines_of, rule, spread, stack
from fenjin.figures.content import Content
from fenjin.figures.look import Look
from fenjin.figures.native import Cell, Grid, Native
from fenjin.figures.typeset import breadth, pieces, wrap
from fenjin.language.translate import Translator


@dataclass(frozen=True)
class Table(Content):
    """Rows of words under headings.

    `figures` says which columns are set to the right; `units` whose each row is ("" for nobody's), and `places` which row of its
    view's table (none where it is no row of it).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    units: tuple[str, ...]
    places: tuple[int, ...] = ()

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The rows under each other."""
        return stack(self._fit(frame, look)[1], frame.y)

    @property
    def length(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """Parts of about as many rows each, with the headings."""
        (head, _marks), *lines = self._lines(frame, look, LEAST)
        room = frame.h - head
        while True:
            parts = [self._part(rows) for rows in spread([high for high, _own in lines], room)]
            # A part has columns of other widths than the whole, in which its rows may need more lines.
            if all(
                len(part.rows) < 2 or sum(high for high, _own in part._lines(frame, look, LEAST)) <= frame.h for part in parts
            ):
                return parts
            room *= 0.96

    def least_height(self, frame: Frame, look: Look) -> float:
        """That of its head and its rows."""
        return sum(high for high, _marks in self._lines(frame, look, LEAST))

    def digest(self, frame: Frame, look: Look) -> Self:
        """Its first rows, as many as fit."""
        return next(
            (
                part
                for n in range(len(self.rows), 1, -1)
                for part in [self._part(range(n))]
                if sum(high for high, _marks in part._lines(frame, look, LEAST)) <= frame.h
            ),
            self._part(range(min(len(self.rows), 1))),
        )

    def _part(self, rows: Sequence[int]) -> Self:
        places = tuple(self.places[row] for row in rows) if self.places else ()
        return replace(
            self, rows=tuple(self.rows[row] for row in rows), units=tuple(self.units[row] for row in rows), places=places
        )

    def native(self, frame: Frame, look: Look, t: Translator) -> list[Native]:
        """A table, each row as high as its marks."""
        size, lines = self._fit(frame, look)
        rows = []
        for number, texts in enumerate((self.columns, *self.rows)):
            colour, edge = ("secondary", "edge") if number == 0 else ("text", "grid")
            rows.append(
                tuple(
                    Cell(
                        (text,),
                        look.colour(colour),
                        "end" if right else "start",
                        bold=right and number > 0,
                        edge=look.colour(edge),
                        sides="B",
                        pad=(0, size if right else size * 0.25, size * 0.2, 0),
                    )
                    for text, right in zip(texts, self.figures, strict=True)
                )
            )
        widths = tuple(self._widths(size, frame.w))
        return [Grid(frame.x, frame.y, widths, tuple(high for high, _marks in lines), tuple(rows), size)]

    def pick(self, names: Sequence[str]) -> list[int] | None:
        """Those that its rows are."""
        return list(dict.fromkeys(self.places)) or None

    def sentences(self, t: Translator) -> list[str]:
        """Each row with its headings."""
        return [sentence(t, zip(self.columns, row, strict=True)) for row in self.rows]

    def _fit(self, frame: Frame, look: Look) -> tuple[int, list[tuple[float, list[Mark]]]]:
        """The largest type, up to a size, in which the table fits its place without more lines a row, and its rows in it."""
        return next(
            (size, lines)
            for size in TEXT_SIZES
            for lines in [self._lines(frame, look, size)]
            if (sum(high for high, _own in lines) <= frame.h and all(high < size * 2.9 for high, _own in lines)) or size == LEAST
        )

    def _lines(self, frame: Frame, look: Look, size: int) -> list[tuple[float, list[Mark]]]:
        """The head and the rows, each with its height."""
        widths = self._widths(size, frame.w)
        lines: list[tuple[float, list[Mark]]] = []
        for row, unit in zip((self.columns, *self.rows), ("", *self.units), strict=True):
            head = not lines
            cells = [wrap(text, size, width - size) for text, width in zip(row, widths, strict=True)]
            high = max(map(len, cells)) * size * 1.25 + size * 0.55
            marks: list[Mark] = [rule(frame, high - 1, look, "edge" if head else "grid")]
            x = frame.x
            for cell, width, figures in zip(cells, widths, self.figures, strict=True):
                colour = look.colour("secondary" if head else "text")
                at, anchor = (x + width - size, "end") if figures else (x, "start")
                marks.append(
                    Words(at, size * 0.2, lines_of(cell, bold=figures and not head), size, colour, anchor, unit, pitch=1.25)
                )
                x += width
            lines.append((high, marks))
        return lines

    def _widths(self, size: int, room: float) -> list[float]:
        """How wide each column is: as its widest words and a share of what is left; where there is less room, the wide ones share
        it, none narrower than its longest word."""
        cells = [[head, *(row[place] for row in self.rows)] for place, head in enumerate(self.columns)]
        needs = [max(breadth(text, size) for text in column) * 1.02 + size * 1.1 for column in cells]
        if sum(needs) <= room:
            spare = min((room - sum(needs)) / len(needs), size * 3)
            return [need + spare for need in needs]
        widths = [
            max([breadth(piece, size) for text in column for piece in pieces(text)] + [0]) * 1.02 + size * 1.1 for column in cells
        ]
        left = max(room - sum(widths), 0)
        waiting = sorted(range(len(needs)), key=lambda place: needs[place] - widths[place])
        while waiting:
            place = waiting.pop(0)
            more = min(needs[place] - widths[place], left / (len(waiting) + 1))
            widths[place] += more
            left -= more
        return widths


def sentence(t: Translator, cells: Iterable[tuple[str, str]]) -> str:
    """A row in a line: each heading with its cell, without the empty ones."""
    return ("；" if t.lang == "zh" else "; ").join(t("{name}：{value}", name=name, value=text) for name, text in cells if text)
