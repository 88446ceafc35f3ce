"""Tables of a figure as tables of PowerPoint."""

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.table import _Cell

from fenjin.figures.canvas import lines_of
from fenjin.figures.native import Cell, Grid
from fenjin.files.pptx.pen import ALIGN, Pen, rgb

_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"
_ANCHOR = {"top": None, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}


def draw_table(pen: Pen, grid: Grid) -> None:
    """A table with cells that can be edited, its first row that of the headings."""
    wide, high = pen.long(sum(grid.widths)), pen.long(sum(grid.heights))
    shape = pen.page.shapes.add_table(len(grid.rows), len(grid.widths), *pen.at(grid.x, grid.y), wide, high)
    shape.name = pen.t("表")
    pen.describe(shape)
    table = shape.table
    table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = pen.long(width)
    for row, height, cells in zip(table.rows, grid.heights, grid.rows, strict=True):
        row.height = pen.long(height)
        places = list(row.cells)
        for n, (place, cell) in enumerate(zip(places, cells, strict=True)):
            _draw(pen, place, cell, grid.size)
            if cell.span > 1:
                place.merge(places[n + cell.span - 1])


def _draw(pen: Pen, place: _Cell, cell: Cell, size: float) -> None:
    place.margin_left, place.margin_right, place.margin_top, place.margin_bottom = map(pen.long, cell.pad)
    pen.write(place.text_frame, lines_of(cell.lines, bold=cell.bold), size, cell.colour, ALIGN[cell.align], 1.25)
    if _ANCHOR[cell.anchor] is not None:
        place.vertical_anchor = _ANCHOR[cell.anchor]
    if cell.fill:
        place.fill.solid()
        place.fill.fore_color.rgb = rgb(cell.fill)
    properties = place._tc.get_or_add_tcPr()
    for number, side in enumerate(cell.sides):
        line = f'<a:ln{side} {nsdecls("a")} w="{pen.long(cell.width)}"><a:solidFill><a:srgbClr val="{cell.edge[1:]}"/></a:solidFill></a:ln{side}>'
        properties.insert(number, parse_xml(line))
