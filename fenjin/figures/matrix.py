"""A matrix of shares, and a table whose counts are shaded."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from pandas.io.formats.style import Styler

from fenjin.figures.look import Figure, Look, Word, ink_on, layout_of, word_trace
from fenjin.figures.typeset import as_text


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
            written.append(Word(text[r][c], c + 0.5, r + 0.5, size, ink))
    points = {
        "type": "scatter", "mode": "markers", "hoverinfo": "text",
        "x": [c + 0.5 for _ in rows for c in range(len(columns))],
        "y": [r + 0.5 for r in range(len(rows)) for _ in columns],
        "hovertext": [as_text(words) for line in hover for words in line],
        "marker": {"size": 26, "opacity": 0, "symbol": "square"},
    }  # fmt: skip
    longest = max((len(name.encode("gbk", "replace")) for name in rows), default=4)
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": size}}
    layout = layout_of(
        look, int(len(rows) * size * 2.3 + size * 3.4), size,
        shapes=shapes,
        margin={"l": int(longest * size * 0.56) + 8, "r": 2, "t": int(size * 1.4 * max(name.count("<br>") + 1 for name in columns)) + 6, "b": 2},
        xaxis={**axis, "side": "top", "tickangle": 0, "range": [0, len(columns)], "tickvals": [c + 0.5 for c in range(len(columns))], "ticktext": [*map(as_text, columns)]},
        yaxis={**axis, "range": [len(rows), 0], "tickvals": [r + 0.5 for r in range(len(rows))], "ticktext": [*map(as_text, rows)]},
    )  # fmt: skip

    return Figure(
        {"data": [points, word_trace(written, "middle center")], "layout": layout},
        Matrix(rows, names or columns, share, text, units),
    )
