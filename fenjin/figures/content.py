"""What a figure may show."""

from fenjin.figures.bars import Bars
from fenjin.figures.map import Map
from fenjin.figures.matrix import Matrix
from fenjin.figures.tiles import Tiles
from fenjin.figures.timeline import Timeline

Content = Bars | Tiles | Matrix | Timeline | Map
