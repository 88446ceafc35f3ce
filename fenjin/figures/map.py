"""Places on a plane."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from shapely import Point as Dot
from shapely import Polygon

from fenjin.figures.canvas import LEAST, Box, Frame, Mark, Path, Words, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look, Word, ink_on, layout_of, shade, word_trace
from fenjin.figures.spacing import Point, Rectangle, separate
from fenjin.figures.typeset import as_text, breadth

_NARROWEST = 264  # pixels of a map on a phone 320 wide
_PITCH = 1.15  # from line to line of the words of a place, of their type
_BOLD = 1.12  # how much wider bold words and the air at their sides are
# Of the ground of words: as much as has to lie in their division, or they have a ground of their own; of light letters on dark nearly all.
_WITHIN, _ALL = 0.75, 0.97


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

    def _places(self, type_: float, room: Rectangle) -> list[Region | Marker]:
        """Regions, and markers with boxes that hold their words of this type and lie in the room."""
        return [*self.regions, *(replace(each, box=_wide_enough(each, type_, room)) for each in self.markers)]

    def _words(self, places: Sequence[Region | Marker], type_: float, room: Rectangle) -> list[tuple[Point, Point | None]]:
        """Where the middle of each place's words of this type stands, so that none is over another's or outside the room; and the point of
        its division to which a line leads from there, where one has to."""
        middles = [_middle(each.box) if isinstance(each, Marker) else each.label for each in places]
        grounds = [_ground(each, at, type_) for each, at in zip(places, middles, strict=True)]
        ways = separate(grounds, [isinstance(each, Region) for each in places], room)
        words: list[tuple[Point, Point | None]] = []
        for each, (x, y), (across, down) in zip(places, middles, ways, strict=True):
            at, anchor = (x + across, y + down), None
            if isinstance(each, Region) and (each.leader or ((across or down) and not _holds(each, at))):
                anchor = each.leader or each.label
            words.append((at, anchor))
        return words

    def _leader(self, place: Region | Marker, at: Point, anchor: Point, type_: float) -> tuple[Point, Point] | None:
        """The line from the edge of words to the point that they are of; None where they cover it."""
        line = shapely.LineString([at, anchor]).difference(shapely.box(*_ground(place, at, type_)))
        return None if line.is_empty else ((line.coords[0][0], line.coords[0][1]), anchor)

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """A map from filled lines, which needs no request as Plotly's own maps do; what is pointed at anywhere tells its words."""
        edge = look.colour("edge")
        data, captions = [], []
        # Words are set for the narrowest picture, which is the most crowded one.
        type_, room = size / _NARROWEST, (0.0, 0.0, 1.0, self.height)
        places = self._places(type_, room)
        words = self._words(places, type_, room)
        leaders = [self._leader(place, at, anchor, type_) for place, (at, anchor) in zip(places, words, strict=True) if anchor]
        for place, ((x, y), _anchor) in zip(places, words, strict=True):
            fill, ink = shade(look, place.status, place.rank_share)
            box = [_rectangle(place.box)] if isinstance(place, Marker) else []
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
                "x0": start[0],
                "y0": start[1],
                "x1": end[0],
                "y1": end[1],
                "line": {"color": look.colour("text"), "width": 1.2},
            }
            for start, end in filter(None, leaders)
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
            return Words(x, y - size * _PITCH, lines, size, ink, "middle", place.unit, pitch=_PITCH)

        marks: list[Mark] = []
        inset: list[Mark] = [box(self.inset, look.colour("page"))] if self.inset else []
        words: list[Mark] = []
        # Words that leave their division keep the colour that they are to be read on.
        grounds: list[Mark] = []
        captions: list[Mark] = []
        # Beside a high map there is room as well.
        room = ((frame.x - left) / scale, 0.0, (frame.x + frame.w - left) / scale, self.height)
        places = self._places(size / scale, room)
        for place, (middle, anchor) in zip(places, self._words(places, size / scale, room), strict=True):
            fill, _ink = shade(look, place.status, place.rank_share)
            marks += [outline(area, fill, place.unit) for area in place.areas]
            inset += [outline(area, fill, place.unit) for area in place.enlarged]
            if isinstance(place, Marker):
                words.append(box(place.box, fill, 1.5, dash=True, unit=place.unit))
            if anchor and (leader := self._leader(place, middle, anchor, size / scale)):
                line = (tuple(map(at, leader)),)
                words.append(Path(line, "", str(look.colour("text")), 1.5, closed=False, unit=place.unit))
            ground = _ground(place, middle, size / scale)
            least = _WITHIN if ink_on(fill) == ink_on(str(look.colour("page"))) else _ALL
            if isinstance(place, Region) and _share_within(place, ground) < least:
                grounds.append(box(ground, fill, 1, unit=place.unit))
            captions.append(caption(place, *at(middle)))
        words += [*grounds, *captions]
        if self.frame and self.inset:
            inset += [box(self.inset), box(self.frame)]
        if self.sign:
            x, y = at(self.sign_at)
            words.append(Words(x, y - size * 0.6, lines_of([self.sign]), size, look.colour("secondary"), "middle"))
        return [*marks, *inset, *words]

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height at which its words are of the smallest type."""
        return LEAST / self.type * self.height


def _ground(place: Region | Marker, at: Point, type_: float) -> Rectangle:
    """What the words of a place cover where they stand in the middle of a point."""
    half, high = max(breadth(line, type_) for line in (place.name, place.text)) * _BOLD / 2, _PITCH * type_
    return at[0] - half, at[1] - high, at[0] + half, at[1] + high


def _wide_enough(marker: Marker, type_: float, room: Rectangle) -> Rectangle:
    """The box of a marker, made as wide and high as its words of a type, within a room."""
    box, ground = marker.box, _ground(marker, _middle(marker.box), type_)
    left, top, right, bottom = *map(min, box[:2], ground[:2]), *map(max, box[2:], ground[2:])
    across = max(min(0.0, room[2] - right), room[0] - left)
    down = max(min(0.0, room[3] - bottom), room[1] - top)
    return left + across, top + down, right + across, bottom + down


def _holds(region: Region, at: Point) -> bool:
    """Whether a place lies in a division, on the map or enlarged."""
    return any(each.contains(Dot(at)) for each in _polygons(region))


def _share_within(region: Region, ground: Rectangle) -> float:
    """How much of a rectangle lies in a division, on the map or enlarged."""
    whole = shapely.box(*ground)
    return max((each.intersection(whole).area for each in _polygons(region)), default=0.0) / whole.area


def _polygons(region: Region) -> list[Polygon]:
    # What is drawn coarsely may touch itself.
    return [Polygon(area.edge, area.holes).buffer(0) for area in (*region.areas, *region.enlarged)]


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
