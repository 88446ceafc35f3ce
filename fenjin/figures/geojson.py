"""What a boundary file holds, as it is published: what it says of itself, and the features of a list's units.

Those who publish boundaries call the division code differently, write it as text or number and with what stands before and behind it,
and seldom say what the file is; none of this is a reason for no map.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from fenjin.figures.geofile import BoundariesError
from fenjin.language.translate import _

_LONGEST = 500  # characters of a text about a file
# What a file may say of itself: its title, where it comes from, a remark, the number under which it was reviewed (审图号).
_TEXTS = ("title", "origin", "note", "number")
_ABOVE = ("省", "市", "区", "州", "盟")  # how what stands above a county ends
_CHINA = (73.0, 3.0, 136.0, 54.0)  # degrees: west, south, east, north
# Of an area: so much a repair may change, so much two divisions may overlap.
_MOST_REPAIR, _MOST_OVERLAP = 0.001, 0.01


def describe(metadata: Mapping[str, Any]) -> dict[str, str]:
    """What a file says of itself, "" where it does not; English that it leaves out is the Chinese."""
    about: dict[str, str] = {}
    for name in _TEXTS:
        about[name] = _about(metadata, name, "")
        about[f"{name}_en"] = _about(metadata, f"{name}_en", about[name])
    about["number"] = about["number_en"] = about["number"] or _about(metadata, "审图号", "")
    return about


def _about(texts: Mapping[str, Any], field: str, default: str) -> str:
    text = texts.get(field)
    if text is None:
        return default
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise BoundariesError(_("metadata 里的“{field}”不是{most}字以内的文字。请改好它，或去掉它。"), field=field, most=_LONGEST)
    return " ".join(text.split()) or default


def properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a feature says of itself."""
    own = feature.get("properties")
    return own if isinstance(own, dict) else {}


def _plain_code(value: object) -> str:
    """A code as it is in the table: a number without its point, text without letters before its digits, of what is as long as a village's
    or town's the first six digits, of those that begin with China's number the last."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if isinstance(value, bool) or not isinstance(value, int | str) else str(value).strip()
    text = re.sub(r"(?<=^\d{6})\.0+$", "", text)
    text = re.sub(r"^[A-Za-z]{1,8}[-_. ]?(?=\d{6})", "", text)
    if re.fullmatch(r"156\d{6}", text):
        return text[3:]
    return text[:6] if re.fullmatch(r"\d{12}|\d{6}000", text) else text


def _code_by_name(value: object, names: Mapping[str, str]) -> str:
    """The code of a unit by its name, which may stand behind those of its province and city; "" where it is none."""
    text = value.strip() if isinstance(value, str) else ""
    if text in names:
        return names[text]
    ends = [name for name in names if text.endswith(name) and text[: -len(name)].endswith(_ABOVE)]
    return names[max(ends, key=len)] if ends else ""


def _cells(feature: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    if "id" in feature:
        yield "id", feature["id"]
    yield from ((f"properties.{name}", value) for name, value in properties(feature).items())


def features(document: Mapping[str, Any], codes: Collection[str], names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The wanted features by code; others are not drawn.

    The code is looked for wherever most of the wanted ones stand, under whatever name, and then elsewhere; a unit without one is
    found by its name (`names`: name to code). Several features with the same are its pieces of land. Raises BoundariesError where they
    cannot be.
    """
    members = document["features"]
    for place, feature in enumerate(members, start=1):
        if not isinstance(feature, dict) or "geometry" not in feature:
            raise BoundariesError(_("第{place}个要素不是GeoJSON的Feature。请重新导出。"), place=place)
    by_code: dict[str, dict[str, Any]] = {}
    used: set[int] = set()
    for by_name in (False, True):
        columns: dict[str, dict[int, str]] = {}
        for place, feature in enumerate(members):
            for column, value in _cells(feature):
                code = _code_by_name(value, names) if by_name else _plain_code(value)
                if code in codes:
                    columns.setdefault(column, {})[place] = code
        for rows in sorted(columns.values(), key=lambda rows: (-len({*rows.values()}), len(rows))):
            fresh = {place: code for place, code in rows.items() if code not in by_code and place not in used}
            for place, code in fresh.items():
                by_code[code] = _joined(by_code[code], members[place], place + 1, code) if code in by_code else members[place]
            used |= set(fresh)
    return by_code


def _joined(one: Mapping[str, Any], other: Mapping[str, Any], place: int, code: str) -> dict[str, Any]:
    """Two features of the same division as one, as its pieces of land are published; `repeat` is the place of the second.

    Where only one of them is land, the other is a place for words or a border, and left out.
    """
    pieces = [_pieces(feature["geometry"]) for feature in (one, other)]
    if not any(pieces):
        raise _twice(code, place)
    if not all(pieces):
        return {**(one if pieces[0] else other)}
    return {**one, "geometry": {"type": "MultiPolygon", "coordinates": [*pieces[0], *pieces[1]]}, "repeat": place}


def _pieces(source: object) -> list[Any]:
    """The coordinates of each polygon of a geometry, and of what stands in a collection; none of what is no land."""
    kind, coordinates = (source.get("type"), source.get("coordinates")) if isinstance(source, dict) else (None, None)
    if isinstance(source, dict) and kind == "GeometryCollection" and isinstance(source.get("geometries"), list):
        simple = [each for each in source["geometries"] if isinstance(each, dict) and each.get("type") != kind]
        return [piece for each in simple for piece in _pieces(each)]
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        return []
    return [coordinates] if kind == "Polygon" else coordinates


def _twice(code: str, place: int) -> BoundariesError:
    return BoundariesError(_("“{code}”出现了两次，第二次在第{place}个要素，两处重叠。请去掉一个。"), code=code, place=place)


def has_codes(document: Mapping[str, Any]) -> bool:
    """Whether a file names divisions of whatever city by their codes."""
    cells = (_plain_code(value) for feature in document["features"] for _column, value in _cells(feature))
    return any(re.fullmatch(r"[1-8]\d{5}", code) for code in cells)


def first_of(document: Mapping[str, Any]) -> str:
    """How the first feature is known, for who has to find out why a file does not fit."""
    cells = _cells(document["features"][0]) if document["features"] else ()
    return "，".join([f"{column.removeprefix('properties.')}={value}" for column, value in cells][:8])


def geometry(code: str, feature: Mapping[str, Any], kinds: Sequence[str]) -> BaseGeometry:
    """A feature's geometry, of one of the kinds, not empty and within China. Raises BoundariesError."""
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


def division(code: str, feature: Mapping[str, Any]) -> tuple[BaseGeometry, float | None]:
    """A division's land, and by what share of its area it was changed where its rings crossed themselves (None: it was not).

    Raises BoundariesError where that would be more than nobody sees.
    """
    source = feature.get("geometry")
    if isinstance(source, dict) and source.get("type") == "GeometryCollection" and (pieces := _pieces(source)):
        feature = {**feature, "geometry": {"type": "MultiPolygon", "coordinates": pieces}}
    land = geometry(code, feature, ("Polygon", "MultiPolygon"))
    if land.is_valid and land.area:
        return land, None
    parts = [part for part in shapely.get_parts(shapely.make_valid(land)) if part.area]
    repaired = shapely.union_all([polygon for part in parts for polygon in shapely.get_parts(part) if polygon.area])
    change = abs(repaired.area - land.area) / repaired.area if repaired.area else 1.0
    if change > _MOST_REPAIR and "repeat" in feature:
        raise _twice(code, feature["repeat"])
    if change > _MOST_REPAIR:
        raise BoundariesError(
            _("“{code}”的边界自相交或不成形（{detail}）。请在地图软件里修复。"), code=code, detail=shapely.is_valid_reason(land)
        )
    return repaired, change


def check_places(land: Mapping[str, BaseGeometry]) -> None:
    """Raises BoundariesError where two divisions lie over each other, or one lies far from all others."""
    shapes = list(land.items())
    tree = shapely.STRtree([each for _code, each in shapes])
    for one, other in tree.query([each for _code, each in shapes], "intersects").T:
        if one < other:
            (a, first), (b, second) = shapes[one], shapes[other]
            share = shapely.intersection(first, second).area / min(first.area, second.area)
            if share > _MOST_OVERLAP:
                raise BoundariesError(
                    _("“{one}”和“{other}”重叠，重叠处占较小一个的{share}。请在地图软件里改好边界。"),
                    one=a,
                    other=b,
                    share=f"{share:.0%}",
                )
    for code, own in shapes if len(shapes) > 2 else []:
        rest = shapely.union_all([each for other, each in shapes if other != code])
        west, south, east, north = rest.bounds
        if own.distance(rest) > ((east - west) ** 2 + (north - south) ** 2) ** 0.5:
            raise BoundariesError(_("“{code}”离其余县（市）区太远。请检查它的坐标，或区划代码是不是写错了。"), code=code)


def locate(unit: str, feature: Mapping[str, Any]) -> tuple[float, float]:
    """Where a zone is: at its point, or well inside what it covers."""
    at = geometry(unit, feature, ("Point", "Polygon", "MultiPolygon"))
    point = at if at.geom_type == "Point" else shapely.point_on_surface(at)
    return float(point.x), float(point.y)
