"""Shares as shades in rows and columns, and a table whose counts are shaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from fenjin.figures.canvas import LEAST, Box, Frame, Mark, Words, centre, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, Word, ink_on, layout_of, shade, step, word_trace
from fenjin.figures.native import Cell, Grid, Native
from fenjin.figures.typeset import as_text, breadth, wrap
from fenjin.language.translate import Translator


def shade_counts(counts: pd.DataFrame, look: Look) -> Styler:
    """A table of counts (names in the first column, totals in the last) with each count shaded; none for 0."""
    ramp = look.colour("ramp")
    inner = counts.iloc[:, 1:-1]
    most = max(int(inner.to_numpy().max()), 1) if inner.size else 1

    def shade_of(count: int) -> str:
        if not count:
            return f"color: {look.colour('secondary')}"
        fill = ramp[round((count / most) ** 0.5 * (len(ramp) - 1))]
        return f"background-color: {fill}; color: {ink_on(fill)}"

    return counts.style.map(shade_of, subset=(inner.index, inner.columns))


@dataclass(frozen=True)
class Shares(Content):
    """Shares between 0 and 1 as shades with their words inside: for each row a share and words a column; None is not stated.

    `units` are the rows' units, where they are units, and `cells` the codes of what a press on a cell leads to, "" for nothing. A page takes the columns' names from `narrow`, broken to fit a phone, and what a
    cell tells a pointer from `hover`.
    """

    rows: list[str]
    columns: list[str]
    share: list[list[float | None]]
    text: list[list[str]]
    units: Sequence[str] = ()
    hover: Sequence[Sequence[str]] = ()
    narrow: Sequence[str] = ()
    cells: Sequence[Sequence[str]] = ()

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """The cells as shapes, the names of rows and columns as those of axes."""
        heads = self.narrow or self.columns
        shapes, captions = [], []
        for r, line in enumerate(self.share):
            for c, value in enumerate(line):
                fill, ink = _colours(look, value)
                shapes.append(
                    {
                        "type": "rect",
                        "x0": c + 0.02,
                        "x1": c + 0.98,
                        "y0": r + 0.06,
                        "y1": r + 0.94,
                        "fillcolor": fill,
                        "layer": "below",
                        "line": {"color": look.colour("edge"), "width": 0.6},
                    }
                )
                captions.append(Word(self.text[r][c], c + 0.5, r + 0.5, size, ink))
        units = [unit for unit in self.units for _ in heads]
        points = {
            "type": "scatter",
            "mode": "markers",
            "hoverinfo": "text",
            "x": [c + 0.5 for _ in self.rows for c in range(len(heads))],
            "y": [r + 0.5 for r in range(len(self.rows)) for _ in heads],
            "hovertext": [as_text(words) for line in self.hover for words in line],
            "meta": units,
            **({"customdata": [code and f"cell {code}" for line in self.cells for code in line]} if self.cells else {}),
            "marker": {"size": 26, "opacity": 0, "symbol": "square"},
        }
        longest = max((len(name.encode("gbk", "replace")) for name in self.rows), default=4)
        axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": size}}
        layout = layout_of(
            look,
            int(len(self.rows) * size * 2.3 + size * 3.4),
            size,
            shapes=shapes,
            meta=units,
            margin={
                "l": int(longest * size * 0.56) + 8,
                "r": 2,
                "t": int(size * 1.4 * max(name.count("<br>") + 1 for name in heads)) + 6,
                "b": 2,
            },
            xaxis={
                **axis,
                "side": "top",
                "autotickangles": [0, -90],
                "automargin": "height",
                "range": [0, len(heads)],
                "tickvals": [c + 0.5 for c in range(len(heads))],
                "ticktext": [*map(as_text, heads)],
            },
            yaxis={
                **axis,
                "range": [len(self.rows), 0],
                "tickvals": [r + 0.5 for r in range(len(self.rows))],
                "ticktext": [*map(as_text, self.rows)],
            },
        )
        return {"data": [points, word_trace(captions, "middle center")], "layout": layout}

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The cells as boxes, in the smallest type: there are many."""
        left, top, w, h, heads = self._measure(frame)
        gap = 2 if h > 34 else 1
        marks: list[Mark] = []
        for c, lines in enumerate(heads):
            x, y = frame.x + left + (c + 0.5) * w, frame.y + top - 8 - len(lines) * LEAST * 1.2
            marks.append(Words(x, y, lines_of(lines), LEAST, look.colour("text"), "middle"))
        for r, name in enumerate(self.rows):
            unit = self.units[r] if self.units else ""
            y = frame.y + top + r * h
            marks.append(centre(lines_of([name]), frame.x, y + h / 2, LEAST, look.colour("text"), unit))
            for c, (share, text) in enumerate(zip(self.share[r], self.text[r], strict=True)):
                fill, ink = _colours(look, share)
                x, edge = frame.x + left + c * w + 2, look.colour("edge")
                marks.append(Box(x, y + gap, w - 4, h - 2 * gap, fill, edge, 1, words=lines_of([text]), colour=ink, unit=unit))
        return marks

    def native(self, frame: Frame, look: Look, t: Translator) -> list[Native]:
        """A table with shaded cells, where their marks are; marks where they are many."""
        left, top, w, h, heads = self._measure(frame)
        text, edge = str(look.colour("text")), str(look.colour("edge"))
        # Rows of a table are at least as high as a line of its type, in some programs whatever they are told.
        if h < LEAST * 1.45:
            return [*self.marks(frame, look)]
        above = (0, 0, 0, 8)
        rows = [
            (
                Cell(("",), text, anchor="bottom", pad=above),
                *(Cell(tuple(lines), text, "middle", "bottom", pad=above) for lines in heads),
            )
        ]
        for name, shares, texts in zip(self.rows, self.share, self.text, strict=True):
            cells = []
            for share, own in zip(shares, texts, strict=True):
                fill, ink = _colours(look, share)
                cells.append(Cell((own,), ink, "middle", "middle", fill=fill, edge=edge, sides="LRTB", width=1))
            rows.append((Cell((name,), text, anchor="middle"), *cells))
        widths, heights = (left, *[w] * len(self.columns)), (top, *[h] * len(self.rows))
        return [Grid(frame.x, frame.y, widths, heights, tuple(rows), LEAST)]

    def _measure(self, frame: Frame) -> tuple[float, float, float, float, list[list[str]]]:
        """The room for the names of rows and for those of columns, the width and height of a cell, and the columns' names in lines."""
        left = max(breadth(name, LEAST) for name in self.rows) * 1.08 + 16
        w = (frame.w - left) / len(self.columns)
        heads = [wrap(name, LEAST, w * 0.96) for name in self.columns]
        top = max(map(len, heads)) * LEAST * 1.2 + 8
        return left, top, w, min((frame.h - top) / len(self.rows), 56), heads

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height of rows that have one line each."""
        return LEAST * (1.4 * len(self.rows) + 3)

    def pick(self, names: Sequence[str]) -> None:
        """Its cells are no rows of the view's table."""

    def sentences(self, t: Translator) -> list[str]:
        """Each row with its cells."""
        return [
            t(
                "{name}：{value}",
                name=name,
                value=t.join([f"{column} {text}" for column, text in zip(self.columns, texts, strict=True)]),
            )
            for name, texts in zip(self.rows, self.text, strict=True)
        ]


def _colours(look: Look, share: float | None) -> tuple[str, str]:
    """The fill of a cell and the colour of its words."""
    if share is None:
        return shade(look, "absent", None)
    fill = step(look, share)
    return fill, ink_on(fill)
