"""Kinds of figures: what each shows, and how Plotly draws it; each kind is a file."""

from fenjin.figures.bars import ARROWS, Bar, Bars, Section, bars
from fenjin.figures.content import Content
from fenjin.figures.look import FONT, Figure, Look, ink_on, on_white, shade
from fenjin.figures.map import Area, Map, Marker, Point, Rectangle, Region, beside, diamond, regions
from fenjin.figures.matrix import Matrix, heat, matrix
from fenjin.figures.tiles import Tile, Tiles, tiles
from fenjin.figures.timeline import Milestone, Timeline, timeline
from fenjin.figures.typeset import breadth, pieces, wrap, writable

__all__ = [
    "ARROWS",
    "FONT",
    "Area",
    "Bar",
    "Bars",
    "Content",
    "Figure",
    "Look",
    "Map",
    "Marker",
    "Matrix",
    "Milestone",
    "Point",
    "Rectangle",
    "Region",
    "Section",
    "Tile",
    "Tiles",
    "Timeline",
    "bars",
    "beside",
    "breadth",
    "diamond",
    "heat",
    "ink_on",
    "matrix",
    "on_white",
    "pieces",
    "regions",
    "shade",
    "tiles",
    "timeline",
    "wrap",
    "writable",
]
