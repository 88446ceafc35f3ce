"""Equal tiles on a grid."""

import re
from dataclasses import dataclass

from fenjin.figures.look import Figure, Look, Word, layout_of, shade, word_trace
from fenjin.figures.typeset import as_text, breadth


@dataclass(frozen=True)
class Tile:
    """One unit on the tile grid.

    `status` is ranked, apart, or what is known of a unit without a figure: mentioned, absent, outside or unread; `rank_share` runs from 0 (lowest of the ranked) to 1; None for what is not
    ranked. `full` is the name for a slide, where `name` is broken to fit a phone.
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


@dataclass(frozen=True)
class Tiles:
    """What a grid of tiles shows."""

    cells: list[Tile]


def tiles(cells: list[Tile], look: Look, size: int = 16) -> Figure:
    """A grid of equal tiles, one a unit, so that no unit counts for more because it is larger. Zones have dashed edges."""
    shapes, written, x, y, hover = [], [], [], [], []
    for cell in cells:
        fill, ink = shade(look, cell.status, cell.rank_share)
        shapes.append({
            "type": "rect", "x0": cell.column + 0.03, "x1": cell.column + 0.97, "y0": cell.row + 0.04, "y1": cell.row + 0.96,
            "fillcolor": fill, "layer": "below",
            "line": {"color": look.colour("edge"), "width": 1.5, "dash": "dash" if cell.zone else "solid"},
        })  # fmt: skip
        # On a phone a tile is as wide as four characters.
        said = re.sub(r"^([^\W\d]+) ?(?=[\d≥>≤<≈])", r"\1<br>", cell.text) if breadth(cell.text, 1) > 4 else cell.text
        words = f"<b>{as_text(cell.name)}</b><br>{as_text(said)}"
        written.append(Word(words, cell.column + 0.5, cell.row + 0.5, size, ink))
        x.append(cell.column + 0.5)
        y.append(cell.row + 0.5)
        hover.append(as_text(cell.hover) or words)
    columns, lines = max(cell.column for cell in cells) + 1, max(cell.row for cell in cells) + 1
    layout = layout_of(
        look, int(lines * size * (4.6 if size >= 16 else 5.8)), size,
        shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, columns]},
        yaxis={"visible": False, "fixedrange": True, "range": [lines, 0]},
    )  # fmt: skip
    points = {
        "type": "scatter", "mode": "markers", "x": x, "y": y, "hoverinfo": "text", "hovertext": hover,
        "marker": {"size": 50, "opacity": 0, "symbol": "square"},
    }  # fmt: skip
    return Figure({"data": [points, word_trace(written, "middle center")], "layout": layout}, Tiles(cells))
