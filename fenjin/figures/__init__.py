"""Kinds of figures: what each shows, and how page, slide, PowerPoint and Excel draw it; each kind is a file."""

from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.content import Content, Figure
from fenjin.figures.lines import Lines
from fenjin.figures.look import FONT, Look, ink_on, on_white, shade
from fenjin.figures.map import Area, Map, Marker, Point, Rectangle, Region, caption_box, diamond
from fenjin.figures.numbers import Numbers
from fenjin.figures.shares import Shares, heat
from fenjin.figures.table import Table
from fenjin.figures.tiles import Tile, Tiles
from fenjin.figures.timeline import Milestone, Timeline
from fenjin.figures.typeset import breadth, pieces, wrap, writable

__all__ = [
    "FONT",
    "Area",
    "Bar",
    "Bars",
    "Content",
    "Figure",
    "Lines",
    "Look",
    "Map",
    "Marker",
    "Milestone",
    "Numbers",
    "Point",
    "Rectangle",
    "Region",
    "Section",
    "Shares",
    "Table",
    "Tile",
    "Tiles",
    "Timeline",
    "breadth",
    "caption_box",
    "diamond",
    "heat",
    "ink_on",
    "on_white",
    "pieces",
    "shade",
    "wrap",
    "writable",
]
