"""Equal tiles on a grid."""

import re
from dataclasses import dataclass
from typing import Any

from fenjin.figures.canvas import LEAST, Box, Frame, Mark, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, Word, layout_of, shade, word_trace
from fenjin.figures.typeset import PHONE, as_text, breadth, wrap


@dataclass(frozen=True)
class Tile:
    """One unit on the tile grid.

    `status` is ranked, apart, or what is known of a unit without a figure: mentioned, absent, outside or unread; `rank_share` runs from 0 (lowest of the ranked) to 1; None for what is not
    ranked. `full` is the name for a slide, where `name` is broken to fit a phone. `press` is what a press on it leads to, "" for nothing: a
    kind and a code, "target" or "cell" (the rows of its unit).
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
    press: str = ""


_ROOMY, _SMALL = (
    5,
    13,
)  # columns in which a phone has room for four characters in each tile, and pixels of type where there are more


@dataclass(frozen=True)
class Tiles(Content):
    """A grid of equal tiles, one a unit, so that no unit counts for more because it is larger. Zones have dashed edges."""

    cells: list[Tile]

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """The tiles, their words in lines that fit a phone."""
        shapes, captions, x, y, hover = [], [], [], [], []
        columns, lines = max(cell.column for cell in self.cells) + 1, max(cell.row for cell in self.cells) + 1
        # Where a phone has room for fewer characters in a tile than names have, type is smaller and words take more lines.
        size = size if columns <= _ROOMY else min(size, _SMALL)
        room, most = 0.94 * (PHONE + 40) / columns, 0
        for cell in self.cells:
            fill, ink = shade(look, cell.status, cell.rank_share)
            shapes.append(
                {
                    "type": "rect",
                    "x0": cell.column + 0.03,
                    "x1": cell.column + 0.97,
                    "y0": cell.row + 0.04,
                    "y1": cell.row + 0.96,
                    "fillcolor": fill,
                    "layer": "below",
                    "line": {"color": look.colour("edge"), "width": 1.5, "dash": "dash" if cell.zone else "solid"},
                }
            )
            # On a phone a tile is as wide as four characters.
            words_of = re.sub(r"^([^\W\d]+) ?(?=[\d≥>≤<≈])", r"\1<br>", cell.text) if breadth(cell.text, 1) > 4 else cell.text
            names, amounts = (_lines(text, size, room) for text in (cell.name, words_of))
            most = max(most, len(names) + len(amounts))
            words = f"<b>{'<br>'.join(map(as_text, names))}</b><br>{'<br>'.join(map(as_text, amounts))}"
            captions.append(Word(words, cell.column + 0.5, cell.row + 0.5, size, ink))
            x.append(cell.column + 0.5)
            y.append(cell.row + 0.5)
            hover.append(as_text(cell.hover) or words)
        layout = layout_of(
            look,
            int(lines * size * max(4.6 if size >= 16 else 5.8, most * 1.3 + 0.8)),
            size,
            shapes=shapes,
            meta=[cell.unit for cell in self.cells],
            xaxis={"visible": False, "fixedrange": True, "range": [0, columns]},
            yaxis={"visible": False, "fixedrange": True, "range": [lines, 0]},
        )
        points = {
            "type": "scatter",
            "mode": "markers",
            "x": x,
            "y": y,
            "hoverinfo": "text",
            "hovertext": hover,
            "meta": [cell.unit for cell in self.cells],
            "customdata": [cell.press for cell in self.cells],
            "marker": {"size": 50, "opacity": 0, "symbol": "square"},
        }
        return {"data": [points, word_trace(captions, "middle center")], "layout": layout}

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The tiles in the middle of the place."""
        columns, rows = max(cell.column for cell in self.cells) + 1, max(cell.row for cell in self.cells) + 1
        w, h = min(frame.w / columns, 260), min(frame.h / rows, 150)
        x, y = frame.x + (frame.w - w * columns) / 2, frame.y + (frame.h - h * rows) / 2
        marks: list[Mark] = []
        for cell in self.cells:
            fill, ink = shade(look, cell.status, cell.rank_share)
            size = 30 if max(breadth(cell.full, 30), breadth(cell.text, 30)) < w * 0.9 else LEAST
            lines = (*lines_of(wrap(cell.full, size, w * 0.92)), *lines_of([cell.text], bold=True))
            marks.append(
                Box(
                    x + cell.column * w + 4,
                    y + cell.row * h + 4,
                    w - 8,
                    h - 8,
                    fill,
                    look.colour("edge"),
                    dash=cell.zone,
                    words=lines,
                    size=size,
                    colour=ink,
                    unit=cell.unit,
                )
            )
        return marks


def _lines(text: str, size: int, room: float) -> list[str]:
    """Words of a tile in lines of its width, each a line of its own where they say so."""
    return [line for part in text.split("<br>") for line in wrap(part, size, room)]
