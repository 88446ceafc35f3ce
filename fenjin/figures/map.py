"""Places on a plane."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from fenjin.figures.canvas import LEAST, Box, Frame, Mark, Path, Words, lines_of, text_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, Word, layout_of, shade, word_trace
from fenjin.figures.typeset import as_text, breadth

_LETTERS = 1.1  # how high letters are, of their type

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Area:
    """A polygon: the points of its edge, and those of the holes in it, which run the other way round."""

    edge: list[Point]
    holes: list[list[Point]] = field(default_factory=list)


@dataclass(frozen=True)
class Region:
    """One division on a map; its words stand in the middle of `label`. Status, share of the ranks and `press` are a tile's.

    `enlarged` is its part in the map's inset. Where its words stand beside it, a line leads from them to `leader`.
    """

    name: str
    text: str
    areas: list[Area]
    label: Point
    status: str
    rank_share: float | None = None
    enlarged: list[Area] = field(default_factory=list)
    hover: str = ""
    unit: str = ""
    press: str = ""
    leader: Point | None = None


@dataclass(frozen=True)
class Marker:
    """One zone on a map, which has no boundary: a small sign at its place, and in the inset again, and its words in `box`."""

    name: str
    text: str
    areas: list[Area]
    box: Rectangle
    status: str
    rank_share: float | None = None
    enlarged: list[Area] = field(default_factory=list)
    hover: str = ""
    unit: str = ""
    press: str = ""


def diamond(at: Point, height: float) -> Area:
    """The sign of a zone, for type of a height."""
    (x, y), half = at, height * 0.42
    return Area([(x - half, y), (x, y + half), (x + half, y), (x, y - half), (x - half, y)])


def caption_box(at: Point, side: str, lines: Sequence[str], height: float, within: Rectangle) -> Rectangle:
    """Where a zone's words stand: on a side (right, left, above, below) of its sign, but within a rectangle."""
    w, h, gap = (max(breadth(line, 1) for line in lines) * 1.1 + 0.5) * height, (len(lines) * 1.25 + 0.25) * height, height * 0.5
    across = {"right": gap, "left": -gap - w}.get(side, -w / 2)
    down = {"above": -gap - h, "below": gap}.get(side, -h / 2)
    x = max(min(at[0] + across, within[2] - w), within[0])
    y = max(min(at[1] + down, within[3] - h), within[1])
    return x, y, x + w, y + h


@dataclass(frozen=True)
class Map(Content):
    """What a map shows, on a plane 1 wide and `height` high, y downwards, with words placed for type `type` high.

    `inset` shows enlarged what `frame` holds; both are None where nothing is. The word `sign`, which says that the map is
    schematic where it is, stands in the middle of `sign_at`.
    """

    regions: list[Region]
    markers: list[Marker]
    height: float
    type: float
    frame: Rectangle | None
    inset: Rectangle | None
    sign: str
    sign_at: Point

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """A map from filled lines, which needs no request as Plotly's own maps do; what is pointed at anywhere tells its words."""
        edge = look.colour("edge")
        data, captions = [], []
        places: list[Region | Marker] = [*self.regions, *self.markers]
        for place in places:
            fill, ink = shade(look, place.status, place.rank_share)
            box = [_rectangle(place.box)] if isinstance(place, Marker) else []
            x, y = _middle(place.box) if isinstance(place, Marker) else place.label
            form = {
                "type": "scatter",
                "mode": "lines",
                "fill": "toself",
                "fillcolor": fill,
                "hoveron": "fills",
                "hoverinfo": "text",
                "text": as_text(place.hover or place.name),
                "meta": [place.unit],
                "customdata": [place.press],
                "line": {"color": edge, "width": 1.2, "dash": "dash" if box else "solid"},
                "hoverlabel": {"font": {"color": ink}},
            }
            data.append({**form, **_lines_of([*place.areas, *place.enlarged, *box])})
            # A name may be wider than its division: it keeps the colour that it is to be read on around it.
            shadow = ", ".join([f"0 0 3px {fill}"] * 4)
            captions.append(Word(f"<b>{as_text(place.name)}</b><br>{as_text(place.text)}", x, y, size, ink, shadow))
        if self.sign:
            captions.append(Word(self.sign, *self.sign_at, size, look.colour("secondary")))
        shapes = [
            {"type": "rect", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": {"color": look.colour("text"), "width": 1.6}}
            for x0, y0, x1, y1 in filter(None, (self.frame, self.inset))
        ]
        shapes += [
            {
                "type": "line",
                "x0": region.label[0],
                "y0": region.label[1],
                "x1": region.leader[0],
                "y1": region.leader[1],
                "line": {"color": look.colour("text"), "width": 1.2},
            }
            for region in self.regions
            if region.leader
        ]
        layout = layout_of(
            look,
            int(max(size, 16) / self.type * self.height) + 4,
            size,
            shapes=shapes,
            xaxis={"visible": False, "fixedrange": True, "range": [0, 1], "constrain": "domain"},
            yaxis={
                "visible": False,
                "fixedrange": True,
                "range": [self.height, 0],
                "constrain": "domain",
                "scaleanchor": "x",
                "scaleratio": 1,
            },
        )
        return {"data": [*data, word_trace(captions, "middle center")], "layout": layout}

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The map as large as the place allows, in its middle."""
        scale = min(frame.w, frame.h / self.height)
        left, top = frame.x + (frame.w - scale) / 2, frame.y + (frame.h - scale * self.height) / 2
        size = max(self.type * scale, LEAST)
        edge = str(look.colour("edge"))

        def at(point: Point) -> Point:
            return left + point[0] * scale, top + point[1] * scale

        def outline(area: Area, fill: str, unit: str) -> Path:
            return Path(tuple(tuple(map(at, ring)) for ring in (area.edge, *area.holes)), fill, edge, 1.5, unit=unit)

        def box(place: Rectangle, fill: str = "", width: float = 2, dash: bool = False, unit: str = "") -> Box:
            x, y = at(place[:2])
            return Box(x, y, (place[2] - place[0]) * scale, (place[3] - place[1]) * scale, fill, edge, width, dash, unit=unit)

        def caption(place: Region | Marker, x: float, y: float) -> Words:
            _fill, ink = shade(look, place.status, place.rank_share)
            lines = (*lines_of([place.name]), *lines_of([place.text], bold=True))
            return Words(x, y - size * 1.15, lines, size, ink, "middle", place.unit, pitch=1.15)

        marks: list[Mark] = []
        inset: list[Mark] = [box(self.inset, look.colour("page"))] if self.inset else []
        words: list[Mark] = []
        captions: list[Words] = []
        places: list[Region | Marker] = [*self.regions, *self.markers]
        for place in places:
            fill, _ink = shade(look, place.status, place.rank_share)
            marks += [outline(area, fill, place.unit) for area in place.areas]
            inset += [outline(area, fill, place.unit) for area in place.enlarged]
            if isinstance(place, Marker):
                words.append(box(place.box, fill, 1.5, dash=True, unit=place.unit))
                x, y = at(((place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2))
            else:
                x, y = at(place.label)
                if place.leader:
                    words.append(
                        Path(
                            ((at(place.label), at(place.leader)),),
                            "",
                            str(look.colour("text")),
                            1.5,
                            closed=False,
                            unit=place.unit,
                        )
                    )
            captions.append(caption(place, x, y))
        words += _separate_captions(captions)
        if self.frame and self.inset:
            inset += [box(self.inset), box(self.frame)]
        if self.sign:
            x, y = at(self.sign_at)
            words.append(Words(x, y - size * 0.6, lines_of([self.sign]), size, look.colour("secondary"), "middle"))
        return [*marks, *inset, *words]

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height at which its words are of the smallest type."""
        return LEAST / self.type * self.height


def _separate_captions(captions: Sequence[Words]) -> list[Words]:
    """The same words, where those that only just touch, as the longer names of a language may, are put a little up and down."""
    places = list(captions)
    for one, two in combinations(range(len(places)), 2):
        upper, lower = sorted((one, two), key=lambda n: places[n].y)
        a, b = places[upper], places[lower]
        over = max(
            (
                a.y + n * a.size * a.pitch + a.size * _LETTERS - b.y - m * b.size * b.pitch
                for n, own in enumerate(a.lines)
                for m, other in enumerate(b.lines)
                if abs(a.x - b.x) < (breadth(text_of(own), a.size) + breadth(text_of(other), b.size)) / 2
            ),
            default=0.0,
        )
        if 0 < over < a.size / 2:
            places[upper], places[lower] = replace(a, y=a.y - over / 2), replace(b, y=b.y + over / 2)
    return places


def _rectangle(box: Rectangle) -> Area:
    x0, y0, x1, y1 = box
    return Area([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])


def _middle(box: Rectangle) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _lines_of(areas: list[Area]) -> dict[str, list[float | None]]:
    """The points of areas for one line that is filled: a gap after each ring; a hole runs the other way, so it stays empty."""
    points: list[tuple[float | None, float | None]] = []
    for area in areas:
        for ring in (area.edge, *area.holes):
            points += [*ring, (None, None)]
    return {"x": [x for x, _y in points[:-1]], "y": [y for _x, y in points[:-1]]}
