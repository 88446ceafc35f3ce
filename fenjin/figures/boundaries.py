"""The schematic map: an installation's boundary file, checked whole before it is used, and laid out on a plane.

The file is GeoJSON: one polygon for each county-level division, known by its division code, and a point for each zone, known
by its unit; `metadata` says what the file is and where it comes from. See docs/data.md.
"""

import errno
import hashlib
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
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from fenjin import settings
from fenjin.figures.map import Area, Point, Rectangle
from fenjin.language.translate import Message, _
from fenjin.paths import ROOT, content, stamp

SCHEMATIC = ROOT / "data" / "map.geojson"
SIDES = ("right", "left", "above", "below")
_LARGEST = 5 * 2**20  # bytes of a boundary file
_LONGEST = 500  # characters of a text about it
_TEXTS = {"title": None, "origin": None, "note": ""}  # with what stands for one that the file leaves out
_CHINA = (73.0, 3.0, 136.0, 54.0)  # degrees: west, south, east, north
# Of a plane's width, for a page and for a slide: the height of the type for which words are placed, and what is too fine to be seen.
_TALL, _WIDE = (0.04, 0.004), (0.023, 0.001)
_GAP = 0.02  # of the map's width, between the map and its enlarged part
_log = logging.getLogger(__name__)
_opening = threading.Lock()


class BoundariesError(Message):
    """Says of a boundary file what is wrong, where, and what to do; of what stands there no more than can be read."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text, **{name: str(value)[:160] for name, value in values.items()})


@dataclass(frozen=True)
class Plane:
    """Divisions and zones on a plane 1 wide and `height` high, y downwards, with type `type` high.

    `areas` are the divisions by code, `enlarged` their parts in the rectangle `inset`, which shows what `frame` holds; both
    are None where nothing is enlarged. A division's words stand at its label, in the inset where that lies in it. `points`
    are the zones by unit, `near` the same in the inset. `sign` is a place that nothing covers.
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


@dataclass(frozen=True, eq=False)
class Boundaries:
    """A checked boundary file: its fingerprint (SHA-256), what it says of itself, and the plane for a page and for a slide.

    `about` holds title, origin and note, each with its English under the name that ends in `_en`. `sides` says on which side
    of its point a zone's words stand.
    """

    version: str
    about: Mapping[str, str]
    tall: Plane
    wide: Plane
    sides: Mapping[str, str]


class UncoveredError(BoundariesError):
    """A list of which there is no map: the file has none of its divisions, for it is another city's, or it names none."""


@dataclass(frozen=True)
class Outcome:
    """What is at hand: boundaries or none, and what is wrong with the file as it is now, or that it is of another city; `own`
    for an owner's file."""

    boundaries: Boundaries | None
    problem: BoundariesError | None
    own: bool


_MOST_OUTCOMES = 32  # of lists that have a map, and of those that have none
_outcomes: OrderedDict[tuple[Path, frozenset[str], frozenset[str]], tuple[object, Outcome]] = OrderedDict()


def state() -> object:
    """What tells one state of the boundary file from another."""
    path = settings.load().map or SCHEMATIC
    return path, stamp(path)


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


def _codes(description: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The division codes of the counties and the ids of the zones."""
    units = description["units"]
    return (
        frozenset(unit["adcode"] for unit in units if unit.get("adcode")),
        frozenset(unit["unit_id"] for unit in units if unit["unit_type"] == "zone"),
    )


def load(path: Path, counties: frozenset[str], zones: frozenset[str] = frozenset()) -> Boundaries:
    """The boundaries of a file that has every one of the counties (division codes) and may have zones (unit ids).

    A zone whose point lies outside the counties is another city's zone of that name. Raises BoundariesError.
    """
    if not counties:
        raise UncoveredError(_("表里没有带区划代码的县区，画不出地图。"))
    try:
        raw = content(path, _LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise BoundariesError(_("文件超过{most}MB。请先简化边界再用。"), most=_LARGEST // 2**20) from None
        raise BoundariesError(_("读不到文件“{name}”。请检查文件在不在、有没有读取的权限。"), name=path.name) from None
    document = _document(raw)
    about = _about(document.get("metadata"))
    features = _features(document["features"], counties | zones)
    missing = sorted(counties - set(features))
    if len(missing) == len(counties):
        raise UncoveredError(_("边界文件里没有这座城市的县（市）区（区划代码{codes}），所以不画地图。"), codes=", ".join(missing))
    if missing:
        raise BoundariesError(
            _("缺少区划代码{codes}。每个县（市）区要有一个要素，它的 id（或属性 adcode）是六位区划代码。"),
            codes=", ".join(missing),
        )
    land = {code: _land(code, features[code]) for code in sorted(counties)}
    west, south, east, north = shapely.GeometryCollection(list(land.values())).bounds
    zone_points = {unit: _point(unit, features[unit]) for unit in sorted(zones & set(features))}
    points = {unit: (x, y) for unit, (x, y) in zone_points.items() if west <= x <= east and south <= y <= north}
    labels = {code: _label(features[code], land[code]) for code in land}
    inset = _inset(document["metadata"].get("inset"), land)
    sides = {unit: _properties(features[unit]).get("side") for unit in points}
    tall, wide = _planes(land, labels, points, inset)
    label_sides = {unit: side if side in SIDES else SIDES[0] for unit, side in sides.items()}
    return Boundaries(hashlib.sha256(raw).hexdigest(), about, tall, wide, label_sides)


def _document(raw: bytes) -> dict[str, Any]:
    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_constant=refuse)
    except json.JSONDecodeError as wrong:
        raise BoundariesError(
            _("不是JSON：第{line}行第{column}列读不下去。请重新导出GeoJSON。"), line=wrong.lineno, column=wrong.colno
        ) from None
    except (ValueError, RecursionError):
        raise BoundariesError(_("不是UTF-8编码的JSON。请重新导出GeoJSON。")) from None
    whole = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    if not whole or not isinstance(document.get("features"), list):
        raise BoundariesError(_("不是GeoJSON的FeatureCollection：最外层要有 type 和 features。请重新导出。"))
    return document


def _about(metadata: object) -> dict[str, str]:
    """What the file says of itself; English that it leaves out is the Chinese."""
    texts = metadata if isinstance(metadata, dict) else {}
    about: dict[str, str] = {}
    for name, default in _TEXTS.items():
        about[name] = _text(texts, name, default)
        about[f"{name}_en"] = _text(texts, f"{name}_en", about[name])
    return about


def _text(texts: Mapping[str, Any], field: str, default: str | None) -> str:
    text = texts.get(field, default)
    if not isinstance(text, str) or len(text) > _LONGEST or not (text.strip() or default == ""):
        raise BoundariesError(
            _("metadata 里的“{field}”没有写，或者不是{most}字以内的文字。请写明地图的名称（title）和来历（origin）。"),
            field=field,
            most=_LONGEST,
        )
    return " ".join(text.split())


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _features(features: list[Any], codes: frozenset[str]) -> dict[str, dict[str, Any]]:
    """The wanted features by code; others are not drawn."""
    by_code: dict[str, dict[str, Any]] = {}
    for place, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise BoundariesError(_("第{place}个要素不是GeoJSON的Feature。请重新导出。"), place=place)
        properties = _properties(feature)
        code = str(feature.get("id", properties.get("adcode", properties.get("unit_id", ""))))
        if code not in codes:
            continue
        if code in by_code:
            raise BoundariesError(
                _("“{code}”出现了两次，第二次在第{place}个要素。请合并成一个，几块地用 MultiPolygon。"), code=code, place=place
            )
        by_code[code] = feature
    return by_code


def _geometry(code: str, feature: Mapping[str, Any], kinds: Sequence[str]) -> BaseGeometry:
    """A feature's geometry, of one of the kinds, not empty and within China."""
    source = feature.get("geometry")
    kind = source.get("type") if isinstance(source, dict) else None
    if not isinstance(source, dict) or kind not in kinds:
        raise BoundariesError(_("“{code}”的图形是{kind}，应为{kinds}。请改好它。"), code=code, kind=kind, kinds=" / ".join(kinds))
    try:
        flat = shapely.force_2d(shape(source))
    # A file may hold anything in place of numbers, at any depth.
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, shapely.errors.ShapelyError):
        raise BoundariesError(_("“{code}”的坐标读不出来。每个点写作[经度, 纬度]。"), code=code) from None
    if flat.is_empty:
        raise BoundariesError(_("“{code}”的图形是空的。请补上它的边界。"), code=code)
    coordinates = shapely.get_coordinates(flat)
    outside = coordinates[~((coordinates >= _CHINA[:2]) & (coordinates <= _CHINA[2:])).all(axis=1)]
    if len(outside):
        x, y = outside[0]
        raise BoundariesError(
            _("“{code}”有一个点是[{x}, {y}]，不在中国的经纬度之内。每个点写作[经度, 纬度]，单位是度。"), code=code, x=x, y=y
        )
    return flat


def _land(code: str, feature: Mapping[str, Any]) -> BaseGeometry:
    land = _geometry(code, feature, ("Polygon", "MultiPolygon"))
    if not land.is_valid or not land.area:
        raise BoundariesError(
            _("“{code}”的边界自相交或不成形（{detail}）。请在地图软件里修复。"), code=code, detail=shapely.is_valid_reason(land)
        )
    return land


def _point(unit: str, feature: Mapping[str, Any]) -> Point:
    point = _geometry(unit, feature, ("Point",))
    return point.x, point.y


def _degrees(value: object) -> list[float]:
    """A list of degrees, empty where something else is in it; JSON has whole numbers that no float can hold."""
    numbers = value if isinstance(value, list) else []
    return (
        [float(each) for each in numbers] if all(isinstance(each, int | float) and abs(each) <= 360 for each in numbers) else []
    )


def _label(feature: Mapping[str, Any], land: BaseGeometry) -> Point:
    """Where a division's words stand: where the file says, if that is within it, else well inside its largest part."""
    numbers = _degrees(_properties(feature).get("label"))
    if len(numbers) == 2 and land.contains(shapely.Point(*numbers)):
        return numbers[0], numbers[1]
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
    land: Mapping[str, BaseGeometry], labels: Mapping[str, Point], points: Mapping[str, Point], inset: Rectangle | None
) -> tuple[Plane, Plane]:
    """The plane for a page, the enlarged part in the map's emptiest corner, and that for a slide, the part beside the map."""
    west, south, east, north = shapely.GeometryCollection(list(land.values())).bounds
    narrow = math.cos(math.radians((south + north) / 2))
    scale = 1 / ((east - west) * narrow)

    def flat(each: BaseGeometry) -> BaseGeometry:
        return affinity.affine_transform(each, [narrow * scale, 0, 0, -scale, -west * narrow * scale, north * scale])

    layout = _Layout(
        {code: flat(each) for code, each in land.items()},
        {code: _move_point(at, flat) for code, at in labels.items()},
        {unit: _move_point(at, flat) for unit, at in points.items()},
        flat(shapely.box(*inset)).bounds if inset else None,
    )
    whole = shapely.union_all(list(layout.shapes.values()))
    return _plane(layout, _corner(whole, layout.frame), *_TALL), _plane(layout, _right_of_map(whole, layout.frame), *_WIDE)


@dataclass(frozen=True)
class _Layout:
    """Divisions, places of words, zones, and what is to be enlarged, on one plane."""

    shapes: Mapping[str, BaseGeometry]
    labels: Mapping[str, Point]
    points: Mapping[str, Point]
    frame: Rectangle | None


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
    extent = shapely.GeometryCollection([*whole.values(), *([shapely.box(*box)] if box else [])])
    # Room for the longer of the two words that a map is marked with.
    w, h = type_ * 5.2, type_ * 1.4
    corners = [shapely.box(x, y, x + w, y + h) for x in (0, 1 - w) for y in (0, height - h)]
    sign = max(corners, key=lambda corner: corner.distance(extent) - corner.intersection(extent).area).centroid
    return Plane(height, type_, _areas(whole, fine), _areas(magnified, fine), labels, points, near, frame, box, (sign.x, sign.y))


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
