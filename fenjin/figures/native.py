"""Charts and tables that a program draws with its own means, in a form that knows no program: PowerPoint and Excel draw the same."""

from dataclasses import dataclass

from fenjin.figures.canvas import Frame, Mark


@dataclass(frozen=True)
class Row:
    """A row of a chart: its words, and where it has a value a bar with the lines of words behind it.

    `high` is the upper end of a range; `sign` stands before the words; `pattern` (stripes or dots) fills the bar in place of its
    colour, an `outline` has no colour of a theme; `series` is the place of its series.
    """

    label: str = ""
    value: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    sign: str = ""
    pattern: str = ""
    outline: bool = False
    series: int = 0


@dataclass(frozen=True)
class Chart:
    """Horizontal bars from top to bottom, in series with a name each ("" for one that has none)."""

    series: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Point:
    """A point of a scatter: its name, where it stands, and its amounts in words."""

    label: str
    across: float
    up: float
    words: str


@dataclass(frozen=True)
class Scatter:
    """Points between two axes with a name each, in whose units of measure they are."""

    across: str
    up: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Plot:
    """A chart at its place on the canvas, all rows equally high: type of a `size`, `left` and `right` of the bars room for words.

    The scale ends at `longest`; `words` say what it shows.
    """

    chart: Chart
    frame: Frame
    size: int
    left: float
    right: float
    longest: float
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table: lines of words, where they stand (start, middle or end; top, middle or bottom), and how it is filled.

    It has a line of the colour `edge` at its `sides` (of L, R, T and B, in this order), and `pad` units left, right, above and below
    its words. It takes `span` columns; the cells after it that it covers are empty.
    """

    lines: tuple[str, ...]
    colour: str
    align: str = "start"
    anchor: str = "top"
    bold: bool = False
    fill: str = ""
    edge: str = ""
    sides: str = ""
    width: float = 1.5
    pad: tuple[float, float, float, float] = (0, 0, 0, 0)
    span: int = 1


@dataclass(frozen=True)
class Grid:
    """A table whose corner stands at x and y of the canvas, its columns and rows as wide and high as said; the first row is its head."""

    x: float
    y: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    size: float


@dataclass(frozen=True)
class Item:
    """A cell of a sheet: a plain number where it is one (`value`), else a `text`; `remark` is all that is to be said of it.

    It is filled with `fill`, over which a `pattern` (stripes or dots) may lie, its words are of the colour `ink`, and it has an outline.
    """

    text: str = ""
    value: float | None = None
    remark: str = ""
    fill: str = ""
    ink: str = ""
    pattern: str = ""
    outline: bool = False


@dataclass(frozen=True)
class Sheet:
    """A wide table for a spreadsheet: the heads of its columns, the first `names` of which name the rows, and its rows.

    `wide` says for each column how many common ones it is as wide as.
    """

    heads: tuple[str, ...]
    names: int
    rows: tuple[tuple[Item, ...], ...]
    wide: tuple[float, ...]


Native = Mark | Plot | Grid
