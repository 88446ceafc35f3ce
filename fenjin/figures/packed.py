"""Boundaries whose coordinates a file packs: as lines that neighbours share (TopoJSON), or as letters (ECharts).

Both become a FeatureCollection with plain coordinates. Whatever is wrong with such a file raises ValueError, LookupError, TypeError or
AttributeError.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Point = tuple[float, float]
_MOST_POINTS = 1_000_000
_SCALE = 1024  # of ECharts: so many steps are a degree


def unpack_topology(document: Mapping[str, Any]) -> dict[str, Any]:
    """A TopoJSON document as a FeatureCollection: every geometry of every object, with what it says of itself."""
    transform = document.get("transform")
    lines = [_line(arc, transform) for arc in document["arcs"]]
    features: list[dict[str, Any]] = []
    points = 0
    for geometry in _geometries(document["objects"].values()):
        kind = geometry.get("type")
        if kind in ("Polygon", "MultiPolygon"):
            polygons = [geometry["arcs"]] if kind == "Polygon" else geometry["arcs"]
            coordinates: Any = [[_ring(ring, lines) for ring in polygon] for polygon in polygons]
            points += sum(len(ring) for polygon in coordinates for ring in polygon)
            coordinates = coordinates[0] if kind == "Polygon" else coordinates
        elif kind == "Point":
            coordinates = _at(geometry["coordinates"], transform)
        else:
            continue
        if points > _MOST_POINTS:
            raise ValueError("too many points")
        own = {name: geometry[name] for name in ("id", "properties") if name in geometry}
        features.append({"type": "Feature", **own, "geometry": {"type": kind, "coordinates": coordinates}})
    return {"type": "FeatureCollection", "features": features, "metadata": document.get("metadata")}


def _geometries(values: Any) -> Iterator[Mapping[str, Any]]:
    """The geometries of collections of them, one within another."""
    waiting = list(values)
    while waiting:
        geometry = waiting.pop(0)
        if geometry.get("type") == "GeometryCollection":
            waiting = [*geometry["geometries"], *waiting]
        else:
            yield geometry


def _at(point: Sequence[float], transform: Any) -> Point:
    (x, y), (dx, dy) = (transform["scale"], transform["translate"]) if transform else ((1, 1), (0, 0))
    return point[0] * x + dx, point[1] * y + dy


def _line(arc: Sequence[Sequence[float]], transform: Any) -> list[Point]:
    """The points of a line; with a transform, each is written as its distance from the one before, in steps."""
    if not transform:
        return [(float(point[0]), float(point[1])) for point in arc]
    x = y = 0.0
    line = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        line.append(_at((x, y), transform))
    return line


def _ring(numbers: Sequence[int], lines: Sequence[list[Point]]) -> list[Point]:
    """Lines joined to a ring; a negative number is a line that is walked backwards."""
    ring: list[Point] = []
    for number in numbers:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def unpack_letters(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document whose coordinates ECharts wrote as letters, as a FeatureCollection with numbers."""
    scale = document.get("UTF8Scale") or _SCALE
    features = []
    for feature in document["features"]:
        geometry = feature["geometry"]
        rings, starts = geometry["coordinates"], geometry.get("encodeOffsets")
        if starts is None:
            features.append(feature)
            continue
        if geometry["type"] == "Polygon":
            coordinates: Any = [_spelt(*pair, scale) for pair in zip(rings, starts, strict=True)]
        else:
            coordinates = [
                [_spelt(*pair, scale) for pair in zip(polygon, begins, strict=True)]
                for polygon, begins in zip(rings, starts, strict=True)
            ]
        features.append(feature | {"geometry": {"type": geometry["type"], "coordinates": coordinates}})
    return {**document, "UTF8Encoding": False, "features": features}


def _spelt(text: str, start: Sequence[int], scale: float) -> list[Point]:
    """The points of a ring that is written as letters, two a point: the distance from the point before, its sign in the last bit."""
    x, y = start
    ring = []
    for across, down in zip(text[::2], text[1::2], strict=True):
        x, y = x + _step(across), y + _step(down)
        ring.append((x / scale, y / scale))
    return ring


def _step(letter: str) -> int:
    number = ord(letter) - 64
    return (number >> 1) ^ -(number & 1)
