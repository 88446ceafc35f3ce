"""The schematic map: an installation's boundary file, checked whole before it is used, and laid out on a plane.

The file is GeoJSON (`fenjin.figures.geojson`): one polygon for each county-level division, known by its division code or name, and
a point for each zone, known by its unit; `metadata`, in it or in a file beside it, says what it is and where it comes from. See docs/data.md. One file: what is laid
out is what was checked, and a rule of the file is read beside what relies on it.
"""

import errno
import hashlib
import itertools
import json
import logging
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from fenjin import settings
from fenjin.figures import geofile, geojson
from fenjin.figures.geofile import BoundariesError, UncoveredError
from fenjin.figures.map import Area
from fenjin.figures.spacing import Point, Rectangle, separate
from fenjin.language.translate import _
from fenjin.paths import ROOT, content, stamp

SCHEMATIC = ROOT / "data" / "map.geojson"
_NAMES = ("unit", "short", "unit_en", "short_en")  # of a unit: by which it may be known in a file
SIDES = ("right", "left", "above", "below")
_LARGEST = 5 * 2**20  # bytes of a boundary file
_LARGEST_BESIDE = 64 * 2**10  # bytes of the file beside it
# Of a plane's width, for a page and for a slide: the height of the type for which words are placed, and what is too fine to be seen.
_TALL, _WIDE = (0.04, 0.004), (0.023, 0.001)
_WORDS = (3.3, 2.4)  # how wide and high the words of a division are, of the height of their type
_GAP = 0.02  # of the map's width, between the map and its enlarged part
_log = logging.getLogger(__name__)
_opening = threading.Lock()


@dataclass(frozen=True)
class Plane:
    """Divisions and zones on a plane 1 wide and `height` high, y downwards, with type `type` high.

    `areas` are the divisions by code, `enlarged` their parts in the rectangle `inset`, which shows what `frame` holds; both
    are None where nothing is enlarged. A division's words stand at its label, in the inset where that lies in it. `points`
    are the zones by unit, `near` the same in the inset. `sign` is a place that nothing covers. Words that found no room in their division
    stand beside it, and `leaders` says where the line from them ends.
    """

    height: float
    type: float
    areas: Mapping[str, list[Area]]
    enlarged: Mapping[str, list[Area]]
    labels: Mapping[str, Point]
    points: Mapping[str, Point]
    near: Mapping[str, Point]
    frame: Rectangle | None
    inset: Rectangle | None
    sign: Point
    leaders: Mapping[str, Point]


@dataclass(frozen=True, eq=False)
class Boundaries:
    """A checked boundary file: its fingerprint (SHA-256), what it says of itself, and the plane for a page and for a slide.

    `about` holds title, origin, note and review number ("" where none is stated), each with its English under the name that ends in
    `_en`; `schematic` whether it says that it is no more than a sketch. `sides` says on which side of its point a zone's words stand.
    """

    version: str
    about: Mapping[str, str]
    schematic: bool
    tall: Plane
    wide: Plane
    sides: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What is at hand: boundaries or none, and what is wrong with the file as it is now, or that it is of another city; `own`
    for an owner's file."""

    boundaries: Boundaries | None
    problem: BoundariesError | None
    own: bool


_MOST_OUTCOMES = 32  # of lists that have a map, and of those that have none
_Names = frozenset[tuple[str, str]]
_outcomes: OrderedDict[tuple[Path, frozenset[str], frozenset[str], _Names], tuple[object, Outcome]] = OrderedDict()


def state() -> object:
    """What tells one state of the boundary file from another."""
    path = settings.load().map or SCHEMATIC
    return path, stamp(path), stamp(_beside(path))


def current(description: Mapping[str, Any]) -> Outcome:
    """The boundaries for the units of a list, read once for every thread, and again when file or units have changed.

    While a new file is missing or broken, the boundaries that were read last stay.
    """
    own = settings.load().map
    path = own or SCHEMATIC
    key, now = (path, *_codes(description)), state()
    with _opening:
        before = _outcomes.get(key)
        if before is None or before[0] != now:
            previous = before[1].boundaries if before is not None else None
            try:
                outcome = Outcome(load(*key), None, bool(own))
            except BoundariesError as problem:
                quiet = isinstance(problem, UncoveredError) and not previous
                _log.log(
                    logging.INFO if quiet else logging.ERROR,
                    "%s: %s %s",
                    path,
                    problem,
                    "The map read before stays." if previous else "No map is drawn.",
                )
                outcome = Outcome(previous, problem, bool(own))
            before = _outcomes[key] = now, outcome
        _outcomes.move_to_end(key)
        while len(_outcomes) > _MOST_OUTCOMES:
            _outcomes.popitem(last=False)
        return before[1]


def _codes(description: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str], _Names]:
    """The division codes of the counties, the ids of the zones, and the names of both with what they stand for."""
    unit_of = {
        unit["unit_id"] if unit["unit_type"] == "zone" else unit["adcode"]: unit
        for unit in description["units"]
        if unit.get("adcode") or unit["unit_type"] == "zone"
    }
    zones = frozenset(code for code, unit in unit_of.items() if unit["unit_type"] == "zone")
    names = [(str(unit[field]), code) for code, unit in unit_of.items() for field in _NAMES if unit.get(field)]
    return frozenset(unit_of) - zones, zones, frozenset(names)


def load(path: Path, counties: frozenset[str], zones: frozenset[str] = frozenset(), names: _Names = frozenset()) -> Boundaries:
    """The boundaries of a file that has every one of the counties (division codes) and may have zones (unit ids), or has them by name.

    A zone whose point lies outside the counties is another city's zone of that name. Raises BoundariesError.
    """
    if not counties:
        raise UncoveredError(_("表里没有带区划代码的县区，画不出地图。"))
    raw = _content(path, _LARGEST)
    document = geofile.read(raw, _LARGEST)
    metadata, beside = _metadata(path, document)
    about = geojson.describe(metadata)
    features = geojson.features(document, counties | zones, dict(names))
    missing = sorted(counties - set(features))
    if missing:
        raise _missing(missing, len(missing) == len(counties), document)
    land = {code: _land(path, code, features[code]) for code in sorted(counties)}
    geojson.check_places(land)
    west, south, east, north = shapely.GeometryCollection(list(land.values())).bounds
    zone_points = {unit: geojson.locate(unit, features[unit]) for unit in sorted(zones & set(features))}
    points = {unit: (x, y) for unit, (x, y) in zone_points.items() if west <= x <= east and south <= y <= north}
    own_labels = {code: at for code in land if (at := _label(features[code], land[code]))}
    labels = {code: own_labels.get(code) or _inner_point(land[code]) for code in land}
    inset = _inset(metadata.get("inset"), land)
    sides = {unit: geojson.properties(features[unit]).get("side") for unit in points}
    tall, wide = _planes(land, labels, frozenset(land) - set(own_labels), points, inset)
    label_sides = {unit: side if side in SIDES else SIDES[0] for unit, side in sides.items()}
    version = hashlib.sha256(raw + beside).hexdigest()
    return Boundaries(version, about, metadata.get("schematic") is True, tall, wide, label_sides)


def _content(path: Path, most: int) -> bytes:
    try:
        return content(path, most)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise BoundariesError(_("文件超过{most}MB。请先简化边界再用。"), most=_LARGEST // 2**20) from None
        raise BoundariesError(_("读不到文件“{name}”。请检查文件在不在、有没有读取的权限。"), name=path.name) from None


def _beside(path: Path) -> Path:
    """The file that may say of a boundary file what it does not say itself."""
    return path.with_suffix(".metadata.json")


def _metadata(path: Path, document: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What is said of a boundary file, in it and, before that, beside it; and the bytes of the file beside it."""
    own, beside = document.get("metadata"), _beside(path)
    metadata = dict(own) if isinstance(own, dict) else {}
    if not beside.exists():
        return metadata, b""
    raw = _content(beside, _LARGEST_BESIDE)
    try:
        further = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        further = None
    if not isinstance(further, dict):
        raise BoundariesError(_("“{name}”应当是一个JSON对象，写着 title、origin 等。请改好它，或移走它。"), name=beside.name)
    return metadata | further, raw


def _missing(codes: Sequence[str], every: bool, document: Mapping[str, Any]) -> BoundariesError:
    """Why there is no map where divisions are missing, and what the file has in their place."""
    values = {"codes": ", ".join(codes), "count": len(document["features"]), "first": geojson.first_of(document)}
    if every and geojson.has_codes(document):
        return UncoveredError(_("边界文件里没有这座城市的县（市）区（区划代码{codes}），所以不画地图。"), codes=values["codes"])
    return BoundariesError(
        _(
            "缺少区划代码{codes}。每个县（市）区要有一个要素，写着它的六位区划代码或名称。文件里有{count}个要素，第一个：{first}。"
        ),
        **values,
    )


def _land(path: Path, code: str, feature: Mapping[str, Any]) -> BaseGeometry:
    land, change = geojson.division(code, feature)
    if change is not None:
        _log.info(
            "%s: the boundary of %s crossed itself and was repaired; its area changed by %.3f %%.", path, code, 100 * change
        )
    return land


def _degrees(value: object) -> list[float]:
    """A list of degrees, empty where something else is in it; JSON has whole numbers that no float can hold."""
    numbers = value if isinstance(value, list) else []
    return (
        [float(each) for each in numbers] if all(isinstance(each, int | float) and abs(each) <= 360 for each in numbers) else []
    )


def _label(feature: Mapping[str, Any], land: BaseGeometry) -> Point | None:
    """Where the file says that a division's words stand; None where it does not, or elsewhere than within the division."""
    numbers = _degrees(geojson.properties(feature).get("label"))
    if len(numbers) == 2 and land.contains(shapely.Point(*numbers)):
        return numbers[0], numbers[1]
    return None


def _inner_point(land: BaseGeometry) -> Point:
    """A place well inside the largest part of a division."""
    largest = max(shapely.get_parts(land), key=lambda part: part.area)
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
    return float(middle[0]), float(middle[1])


def _inset(value: object, land: Mapping[str, BaseGeometry]) -> Rectangle | None:
    """What is to be enlarged, in degrees, where the file says so."""
    if value is None:
        return None
    numbers = _degrees(value)
    if len(numbers) == 4:
        west, south, east, north = numbers
        x0, y0, x1, y1 = shapely.GeometryCollection(list(land.values())).bounds
        inside = x0 <= west < east <= x1 and y0 <= south < north <= y1
        if inside and east - west <= (x1 - x0) / 2 and north - south <= (y1 - y0) / 2:
            return west, south, east, north
    raise BoundariesError(
        _("metadata 里的 inset 不对：写[西, 南, 东, 北]四个度数，在地图之内，长宽都不超过地图的一半；不要放大图就去掉它。")
    )


Move = Callable[[BaseGeometry], BaseGeometry]


def _planes(
    land: Mapping[str, BaseGeometry],
    labels: Mapping[str, Point],
    movable: frozenset[str],
    points: Mapping[str, Point],
    inset: Rectangle | None,
) -> tuple[Plane, Plane]:
    """The plane for a page, the enlarged part in the map's emptiest corner, and that for a slide, the part beside the map.

    Where nobody says what is to be enlarged, it is the part where words would lie over each other, if there is one.
    """
    west, south, east, north = shapely.GeometryCollection(list(land.values())).bounds
    narrow = math.cos(math.radians((south + north) / 2))
    scale = 1 / ((east - west) * narrow)

    def flat(each: BaseGeometry) -> BaseGeometry:
        return affinity.affine_transform(each, [narrow * scale, 0, 0, -scale, -west * narrow * scale, north * scale])

    shapes = {code: flat(each) for code, each in land.items()}
    label_points = {code: _move_point(at, flat) for code, at in labels.items()}
    zone_points = {unit: _move_point(at, flat) for unit, at in points.items()}
    whole = shapely.union_all(list(shapes.values()))

    def plane(type_: float, fine: float, place: Callable[[BaseGeometry, Rectangle | None], Rectangle | None]) -> Plane:
        crowded = _crowded(label_points, whole.bounds[3], type_) if movable == frozenset(land) else None
        frame = flat(shapely.box(*inset)).bounds if inset else crowded
        return _plane(_Layout(shapes, label_points, movable, zone_points, frame), place(whole, frame), type_, fine)

    return plane(*_TALL, _corner), plane(*_WIDE, _right_of_map)


@dataclass(frozen=True)
class _Layout:
    """Divisions, places of words, zones, and what is to be enlarged, on one plane."""

    shapes: Mapping[str, BaseGeometry]
    labels: Mapping[str, Point]
    movable: frozenset[str]
    points: Mapping[str, Point]
    frame: Rectangle | None


def _overlap(one: Point, other: Point, type_: float) -> Point:
    """How far the words at two places lie over each other, across and down; both are positive where they do."""
    return _WORDS[0] * type_ - abs(one[0] - other[0]), _WORDS[1] * type_ - abs(one[1] - other[1])


def _crowded(labels: Mapping[str, Point], height: float, type_: float) -> Rectangle | None:
    """The part of a plane where the words of divisions that lie close together stand over each other; None where they do not.

    It is half as wide and as high as the map at most, as it is to be enlarged.
    """
    groups = [{code} for code in labels]
    for one, other in itertools.combinations(labels, 2):
        if min(_overlap(labels[one], labels[other], type_)) > 0:
            joint = [group for group in groups if group & {one, other}]
            groups = [group for group in groups if group not in joint] + [set[str]().union(*joint)]
    largest = max(groups, key=lambda group: (len(group), sorted(group)))
    if len(largest) == 1:
        return None
    x, y = zip(*(labels[code] for code in largest), strict=True)
    middle = (min(x) + max(x)) / 2, (min(y) + max(y)) / 2
    across = min(max(max(x) - min(x) + 4 * type_, 6 * type_), 0.5) / 2
    down = min(max(max(y) - min(y) + 4 * type_, 6 * type_), height / 2) / 2
    left = min(max(middle[0] - across, 0.0), 1 - 2 * across)
    top = min(max(middle[1] - down, 0.0), height - 2 * down)
    return left, top, left + 2 * across, top + 2 * down


def _spread(labels: Mapping[str, Point], movable: frozenset[str], height: float, type_: float) -> dict[str, Point]:
    """The places of words, moved apart where they would lie over each other, those that nobody has set, and no further than needed."""
    w, h = _WORDS[0] * type_ / 2, _WORDS[1] * type_ / 2
    codes = sorted(labels)
    grounds = [(x - w, y - h, x + w, y + h) for x, y in (labels[code] for code in codes)]
    ways = separate(grounds, [code in movable for code in codes], (0.0, 0.0, 1.0, height))
    return {code: (labels[code][0] + across, labels[code][1] + down) for code, (across, down) in zip(codes, ways, strict=True)}


def _move_point(at: Point, move: Move) -> Point:
    point = move(shapely.Point(at))
    return point.x, point.y


def _corner(whole: BaseGeometry, frame: Rectangle | None) -> Rectangle | None:
    """Where the enlarged part stands on a page: in the corner where it makes the map least higher, covering no land."""
    if frame is None:
        return None
    bottom = whole.bounds[3]
    across, down = frame[2] - frame[0], frame[3] - frame[1]
    factor = min(0.56 / across, 0.56 / down)
    w, h = across * factor, down * factor

    def corners() -> Iterator[tuple[float, Rectangle]]:
        for x in (0.0, 1 - w):
            land = shapely.clip_by_rect(whole, x - _GAP, -1, x + w + _GAP, bottom + 1).bounds
            low, high = max(land[3] + _GAP, bottom - h), min(land[1] - _GAP, h)
            yield low + h - bottom, (x, low, x + w, low + h)
            yield h - high, (x, high - h, x + w, high)

    return min(corners())[1]


def _right_of_map(whole: BaseGeometry, frame: Rectangle | None) -> Rectangle | None:
    """Where the enlarged part stands on a slide: to the right of the map, no higher and two thirds as wide at most."""
    if frame is None:
        return None
    bottom = whole.bounds[3]
    across, down = frame[2] - frame[0], frame[3] - frame[1]
    factor = min(bottom / down, 0.66 / across)
    x, y = 1 + _GAP, (bottom - down * factor) / 2
    return x, y, x + across * factor, y + down * factor


def _plane(layout: _Layout, inset: Rectangle | None, type_: float, fine: float) -> Plane:
    """Everything moved and shrunk so that map and enlarged part fit a plane 1 wide."""
    bounds = [shapely.GeometryCollection(list(layout.shapes.values())).bounds, *([inset] if inset else [])]
    left, top, right = min(b[0] for b in bounds), min(b[1] for b in bounds), max(b[2] for b in bounds)
    shrink = 1 / (right - left)
    height = (max(b[3] for b in bounds) - top) * shrink

    def fit(each: BaseGeometry) -> BaseGeometry:
        return affinity.affine_transform(each, [shrink, 0, 0, shrink, -left * shrink, -top * shrink])

    whole = {code: fit(each) for code, each in layout.shapes.items()}
    labels = {code: _move_point(at, fit) for code, at in layout.labels.items()}
    points = {unit: _move_point(at, fit) for unit, at in layout.points.items()}
    magnified: dict[str, BaseGeometry] = {}
    near: dict[str, Point] = {}
    frame = box = None
    if layout.frame and inset:
        frame, box = fit(shapely.box(*layout.frame)).bounds, fit(shapely.box(*inset)).bounds
        factor = (box[2] - box[0]) / (frame[2] - frame[0])

        def closer(each: BaseGeometry) -> BaseGeometry:
            return affinity.affine_transform(each, [factor, 0, 0, factor, box[0] - frame[0] * factor, box[1] - frame[1] * factor])

        magnified = {code: closer(shapely.intersection(each, shapely.box(*frame))) for code, each in whole.items()}
        window = shapely.box(*frame)
        labels = {code: _move_point(at, closer) if window.contains(shapely.Point(at)) else at for code, at in labels.items()}
        near = {unit: _move_point(at, closer) for unit, at in points.items() if window.contains(shapely.Point(at))}
    anchors = labels
    labels = _spread(anchors, layout.movable, height, type_)
    visible = {
        **whole,
        **{code: each for code, each in magnified.items() if frame and each.contains(shapely.Point(anchors[code]))},
    }
    leaders = {
        code: anchors[code]
        for code, at in labels.items()
        if at != anchors[code] and not visible[code].contains(shapely.Point(at))
    }
    extent = shapely.GeometryCollection([*whole.values(), *([shapely.box(*box)] if box else [])])
    # Room for the longer of the two words that a map is marked with.
    w, h = type_ * 5.2, type_ * 1.4
    corners = [shapely.box(x, y, x + w, y + h) for x in (0, 1 - w) for y in (0, height - h)]
    sign = max(corners, key=lambda corner: corner.distance(extent) - corner.intersection(extent).area).centroid
    return Plane(
        height, type_, _areas(whole, fine), _areas(magnified, fine), labels, points, near, frame, box, (sign.x, sign.y), leaders
    )


def _areas(shapes: Mapping[str, BaseGeometry], fine: float) -> dict[str, list[Area]]:
    """Polygons as rings of points, without what is too fine to be seen; borders that are shared stay shared."""
    land = {code: shapely.MultiPolygon(_polygons(each)) for code, each in shapes.items() if _polygons(each)}
    simple = shapely.orient_polygons(shapely.coverage_simplify(list(land.values()), fine))
    return {
        code: [Area(_ring(part.exterior), [_ring(hole) for hole in part.interiors]) for part in _polygons(each)]
        for code, each in zip(land, simple, strict=True)
    }


def _polygons(each: BaseGeometry) -> list[shapely.Polygon]:
    """The polygons of a geometry, without the lines and points at which it touches another."""
    return [part for part in shapely.get_parts(each) if isinstance(part, shapely.Polygon) and part.area]


def _ring(line: BaseGeometry) -> list[Point]:
    return [(round(float(x), 4), round(float(y), 4)) for x, y in shapely.get_coordinates(line)]
