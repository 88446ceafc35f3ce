"""Shares as shades in rows and columns, and a table whose counts are shaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from fenjin.figures.canvas import LEAST, Box, Frame, Mark, Words, centre, lines_of, text_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, Word, ink_on, layout_of, shade, word_trace
from fenjin.figures.native import Cell, Grid, Native
from fenjin.figures.typeset import as_text, breadth, wrap
from fenjin.language.translate import Translator


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


@dataclass(frozen=True)
class Shares(Content):
    """Shares between 0 and 1 as shades with their words inside: for each row a share and words a column; None is not stated.

    `units` are the rows' units, where they are units. A page takes the columns' names from `narrow`, broken to fit a phone, and what a
    cell tells a pointer from `hover`.
    """

    rows: list[str]
    columns: list[str]
    share: list[list[float | None]]
    text: list[list[str]]
    units: Sequence[str] = ()
    hover: Sequence[Sequence[str]] = ()
    narrow: Sequence[str] = ()

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """The cells as shapes, the names of rows and columns as those of axes."""
        heads = self.narrow or self.columns
        ramp = look.colour("ramp")
        shapes, written = [], []
        for r, line in enumerate(self.share):
            for c, value in enumerate(line):
                fill = look.colour("silent") if value is None else ramp[round(value * (len(ramp) - 1))]
                shapes.append({
                    "type": "rect", "x0": c + 0.02, "x1": c + 0.98, "y0": r + 0.06, "y1": r + 0.94, "fillcolor": fill, "layer": "below",
                    "line": {"color": look.colour("edge"), "width": 0.6},
                })  # fmt: skip
                ink = look.colour("text") if value is None else ink_on(fill)
                written.append(Word(self.text[r][c], c + 0.5, r + 0.5, size, ink))
        points = {
            "type": "scatter", "mode": "markers", "hoverinfo": "text",
            "x": [c + 0.5 for _ in self.rows for c in range(len(heads))],
            "y": [r + 0.5 for r in range(len(self.rows)) for _ in heads],
            "hovertext": [as_text(words) for line in self.hover for words in line],
            "marker": {"size": 26, "opacity": 0, "symbol": "square"},
        }  # fmt: skip
        longest = max((len(name.encode("gbk", "replace")) for name in self.rows), default=4)
        axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": size}}
        layout = layout_of(
            look, int(len(self.rows) * size * 2.3 + size * 3.4), size,
            shapes=shapes,
            margin={"l": int(longest * size * 0.56) + 8, "r": 2, "t": int(size * 1.4 * max(name.count("<br>") + 1 for name in heads)) + 6, "b": 2},
            xaxis={**axis, "side": "top", "tickangle": 0, "range": [0, len(heads)], "tickvals": [c + 0.5 for c in range(len(heads))], "ticktext": [*map(as_text, heads)]},
            yaxis={**axis, "range": [len(self.rows), 0], "tickvals": [r + 0.5 for r in range(len(self.rows))], "ticktext": [*map(as_text, self.rows)]},
        )  # fmt: skip
        return {"data": [points, word_trace(written, "middle center")], "layout": layout}

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The cells as boxes, in the smallest type: there are many."""
        size = LEAST
        left = max(breadth(name, size) for name in self.rows) * 1.08 + 16
        w = (frame.w - left) / len(self.columns)
        heads = [wrap(name, size, w * 0.96) for name in self.columns]
        top = max(map(len, heads)) * size * 1.2 + 8
        h = min((frame.h - top) / len(self.rows), 56)
        gap = 2 if h > 34 else 1
        marks: list[Mark] = [
            Words(frame.x + left + (c + 0.5) * w, frame.y + top - 8 - len(lines) * size * 1.2, lines_of(lines), size, look.colour("text"), "middle")
            for c, lines in enumerate(heads)
        ]  # fmt: skip
        for r, name in enumerate(self.rows):
            unit = self.units[r] if self.units else ""
            y = frame.y + top + r * h
            marks.append(centre(lines_of([name]), frame.x, y + h / 2, size, look.colour("text"), unit))
            for c, (share, text) in enumerate(zip(self.share[r], self.text[r], strict=True)):
                fill, ink = shade(look, "absent" if share is None else "ranked", share)
                marks.append(
                    Box(frame.x + left + c * w + 2, y + gap, w - 4, h - 2 * gap, fill, look.colour("edge"), 1, words=lines_of([text]), size=size, colour=ink, unit=unit)
                )  # fmt: skip
        return marks

    def native(self, frame: Frame, look: Look, t: Translator) -> list[Native]:
        """A table with shaded cells, where their marks are."""
        marks = self.marks(frame, look)
        boxes = [mark for mark in marks if isinstance(mark, Box)]
        first, size, text = boxes[0], boxes[0].size, str(look.colour("text"))
        # Rows of a table are at least as high as a line of its type, in some programs whatever they are told.
        if first.h + 4 < size * 1.45:
            return [*marks]
        names = [mark for mark in marks if isinstance(mark, Words)][: len(self.columns)]
        heads = [Cell(tuple(map(text_of, name.lines)), text, "middle", "bottom", pad=(0, 0, 0, 8)) for name in names]
        rows = [(Cell(("",), text, anchor="bottom", pad=(0, 0, 0, 8)), *heads)]
        for number, name in enumerate(self.rows):
            own = boxes[number * len(self.columns) : (number + 1) * len(self.columns)]
            cells = [
                Cell(
                    (text_of(box.words[0]),), box.colour, "middle", "middle", fill=box.fill, edge=box.edge, sides="LRTB", width=1
                )
                for box in own
            ]
            rows.append((Cell((name,), text, anchor="middle"), *cells))
        widths = (first.x - 2 - frame.x, *[first.w + 4] * len(self.columns))
        heights = (first.y - 2 - frame.y, *[first.h + 4] * len(self.rows))
        return [Grid(frame.x, frame.y, widths, heights, tuple(rows), size)]

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
