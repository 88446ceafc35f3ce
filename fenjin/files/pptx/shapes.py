"""Marks of the canvas as shapes of PowerPoint."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.base import BaseShape
from pptx.shapes.freeform import FreeformBuilder

from fenjin.figures.canvas import Box, Mark, Path, Words, text_of
from fenjin.figures.typeset import breadth
from fenjin.files.pptx.pen import ALIGN, Pen, bare
from fenjin.files.pptx.template import clean


def draw_marks(pen: Pen, marks: Sequence[Mark], names: Mapping[str, str]) -> list[BaseShape]:
    """Marks as shapes, those of one unit that follow each other in a group that bears its name, which `names` hold by its code."""
    every: list[BaseShape] = []
    for unit, own in groupby(marks, key=lambda mark: mark.unit):
        shapes = [_shape(pen, mark) for mark in own]
        if unit and len(shapes) > 1:
            shapes = [pen.page.shapes.add_group_shape(shapes)]
        for each in shapes if unit else []:
            each.name = clean(names.get(unit, unit))
        every += shapes
    return every


class _Freeform(FreeformBuilder):
    """The library looks for the corner of a shape again at each of its points."""

    @cached_property
    def shape_offset_x(self) -> Any:  # type: ignore[override]
        return super().shape_offset_x

    @cached_property
    def shape_offset_y(self) -> Any:  # type: ignore[override]
        return super().shape_offset_y


def _shape(pen: Pen, mark: Mark) -> BaseShape:
    if isinstance(mark, Words):
        return _words(pen, mark)
    return _path(pen, mark) if isinstance(mark, Path) else _box(pen, mark)


def _box(pen: Pen, mark: Box) -> BaseShape:
    shape = pen.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *pen.at(mark.x, mark.y), pen.long(mark.w), pen.long(mark.h))
    _unstyle(shape)
    pen.fill(shape.fill, mark)
    pen.edge(shape.line, mark)
    bare(shape.text_frame)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    if mark.words:
        pen.write(shape.text_frame, mark.words, mark.size, mark.colour, PP_ALIGN.CENTER, 1.25)
    return shape  # type: ignore[no-any-return]


def _words(pen: Pen, mark: Words) -> BaseShape:
    wide = max([breadth(text_of(line), mark.size) for line in mark.lines] + [1.0])
    x, y = pen.at(mark.x - {"start": 0, "middle": wide / 2, "end": wide}[mark.anchor], mark.y)
    shape = pen.page.shapes.add_textbox(x, y, pen.long(wide), pen.long(len(mark.lines) * mark.size * mark.pitch))
    bare(shape.text_frame)
    pen.write(shape.text_frame, mark.lines, mark.size, mark.colour, ALIGN[mark.anchor], mark.pitch)
    return shape  # type: ignore[no-any-return]


def _path(pen: Pen, mark: Path) -> BaseShape:
    rings = [[pen.at(x, y) for x, y in ring] for ring in mark.rings]
    if len(rings) == 1 and len(rings[0]) == 2 and not mark.closed:
        line = pen.page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *rings[0][0], *rings[0][1])
        _unstyle(line)
        pen.edge(line.line, mark)
        return line  # type: ignore[no-any-return]
    first, *others = rings
    builder = _Freeform(pen.page.shapes, *first[0], 1.0, 1.0)
    builder.add_line_segments(first[1:], close=mark.closed)
    for ring in others:
        builder.move_to(*ring[0])
        builder.add_line_segments(ring[1:], close=mark.closed)
    shape = builder.convert_to_shape()
    _unstyle(shape)
    if mark.closed:
        pen.fill(shape.fill, mark)
    else:
        shape.fill.background()
    pen.edge(shape.line, mark)
    return shape


def _unstyle(shape: BaseShape) -> None:
    """Takes away the theme's style, which would bring shadows and colours of its own."""
    for style in list(shape._element.iterfind(qn("p:style"))):
        shape._element.remove(style)
