"""The collection of features in a boundary file, in whatever it is wrapped as it is published.

Servers put it into an answer, map libraries into a script, exports write one feature a line, and any of them may be compressed. A
script is never run: what is read of it is the JSON that stands in it.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fenjin.figures import packed
from fenjin.language.translate import Message, _

# Systems of coordinates in degrees that differ by less than a map of a city shows.
_DEGREES = re.compile(r"(CRS:?84|EPSG:+(?:[\d.]+:)?(4326|4490|4979|4258|4269))$", re.IGNORECASE)
_DEEPEST = 6  # levels at which an answer may wrap its collection
# Of a script: at how many brackets JSON is looked for, and how often its length may be read in vain.
_MOST_OPENINGS, _MOST_READINGS = 300, 4
_OPENING = re.compile(r"[{\[]")
_SCRIPT = re.compile(r"registerMap|FeatureCollection|\b(?:var|let|const|export|function|define|module)\b|=>")
_SPACE = " \t\r\n,;\x1e\ufeff"  # between values of a file that has several
# What a file is that begins so, and is none of ours.
_OTHERS = (
    (b"\x00\x00\x27\x0a", _("这是Shapefile，不是GeoJSON。请在地图软件里另存为GeoJSON。")),
    (b"<", _("这是XML（如 KML、GML、SVG），不是GeoJSON。请在地图软件里另存为GeoJSON。")),
    (b"SQLite format 3", _("这是数据库（如 GeoPackage），不是GeoJSON。请在地图软件里另存为GeoJSON。")),
    (b"fgb", _("这是FlatGeobuf，不是GeoJSON。请在地图软件里另存为GeoJSON。")),
)


class BoundariesError(Message):
    """Says of a boundary file what is wrong, where, and what to do; of what stands there no more than can be read."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text, **{name: str(value)[:160] for name, value in values.items()})


class UncoveredError(BoundariesError):
    """A list of which there is no map: the file has none of its divisions, for it is another city's, or it names none."""


def read(raw: bytes, most: int) -> dict[str, Any]:
    """The FeatureCollection in a file's bytes, which may be `most` when they are no longer compressed. Raises BoundariesError."""
    raw = _unzip(raw, most) if raw.startswith((b"PK", b"\x1f\x8b")) else raw
    if not raw.strip():
        raise BoundariesError(_("文件是空的。请重新导出GeoJSON。"))
    for start, remedy in _OTHERS:
        if raw.lstrip().startswith(start):
            raise BoundariesError(remedy)
    document = _collection(_parse(_text(raw)))
    if document["type"] == "Topology":
        document = _unpack(
            packed.unpack_topology, document, _("这是TopoJSON，但读不出来。请在地图软件或 mapshaper 里另存为GeoJSON。")
        )
    if document.get("UTF8Encoding"):
        document = _unpack(packed.unpack_letters, document, _("坐标是ECharts压缩过的，读不出来。请用没有压缩的GeoJSON。"))
    system = document.get("crs")
    crs = system["properties"].get("name") if isinstance(system, dict) and isinstance(system.get("properties"), dict) else None
    if crs is not None and not _DEGREES.search(str(crs)):
        raise BoundariesError(_("坐标系是{crs}，不是经纬度。请另存为经纬度坐标（如 CGCS2000，EPSG:4490）。"), crs=crs)
    return document


def _unpack(way: Callable[[Mapping[str, Any]], dict[str, Any]], document: Mapping[str, Any], remedy: str) -> dict[str, Any]:
    try:
        return way(document)
    # A file may hold anything in place of numbers, at any depth.
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        raise BoundariesError(remedy) from None


def _unzip(raw: bytes, most: int) -> bytes:
    """What is in a file that gzip compressed, or the one file with JSON in a ZIP archive."""
    try:
        if not raw.startswith(b"PK"):
            content = zlib.decompressobj(31).decompress(raw, most + 1)
        else:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open(_member(archive)) as member:
                content = member.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise BoundariesError(_("压缩包打不开，可能不完整或加了密。请重新下载，或解压后再用。")) from None
    if len(content) > most:
        raise BoundariesError(_("文件超过{most}MB。请先简化边界再用。"), most=most // 2**20)
    return content


def _member(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/")]
    texts = [name for name in names if name.lower().endswith((".json", ".geojson", ".topojson"))]
    # What is said of a file beside it is no boundary file.
    fitting = [name for name in texts if not name.lower().endswith(".metadata.json")]
    shapefile = next((name for name in names if name.lower().endswith(".shp")), None)
    if shapefile and not fitting:
        name = shapefile.rpartition("/")[2]
        raise BoundariesError(
            _(
                "压缩包里是Shapefile（{name}），不是GeoJSON。请解压后用 mapshaper 或 QGIS 转换，如：mapshaper {name} -proj wgs84 -o format=geojson map.geojson"
            ),
            name=name,
        )
    if len(fitting) != 1:
        raise BoundariesError(
            _("压缩包里要有且只有一个GeoJSON文件，现有{count}个；里面是：{names}。请只留一个，或解压后再用。"),
            count=len(fitting),
            names="，".join(names[:5]),
        )
    return fitting[0]


def _text(raw: bytes) -> str:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BoundariesError(_("不是UTF-8编码的JSON。请重新导出GeoJSON。"))


def _refuse(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def _parse(text: str) -> Any:
    """The JSON of a file, of one feature a line a list of them, of a script the data in it."""
    text = text.strip(_SPACE)
    try:
        if not text.startswith(("{", "[")):
            return _script_data(text)
        values = []
        at = 0
        while at < len(text):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
            at = _skip(text, at)
    except json.JSONDecodeError as wrong:
        raise BoundariesError(
            _("不是JSON：第{line}行第{column}列读不下去。请重新导出GeoJSON。"), line=wrong.lineno, column=wrong.colno
        ) from None
    except (ValueError, RecursionError):
        raise BoundariesError(_("不是UTF-8编码的JSON。请重新导出GeoJSON。")) from None
    return values[0] if len(values) == 1 else values


def _skip(text: str, at: int) -> int:
    """Where the next value begins."""
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _script_data(text: str) -> Any:
    """The data in a script, which is not run: the first JSON in it that is a collection of features or wraps one."""
    at, in_vain = 0, 0
    for _try in range(_MOST_OPENINGS):
        opening = _OPENING.search(text, at)
        if not opening or in_vain > _MOST_READINGS * len(text):
            break
        try:
            value, at = _DECODER.raw_decode(text, opening.start())
        except json.JSONDecodeError as wrong:
            in_vain += wrong.pos - opening.start()
            at = opening.end()
            continue
        if next(_collections(value), None):
            return value
    if _SCRIPT.search(text):
        raise BoundariesError(
            _("这是脚本（JavaScript），里面没有能按JSON读的边界，而脚本不会被运行。请取出里面的GeoJSON，另存为 .geojson 文件。")
        )
    raise BoundariesError(_("不是JSON：第{line}行第{column}列读不下去。请重新导出GeoJSON。"), line=1, column=1)


def _collections(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The collections of features in a document, each as a FeatureCollection or a Topology, none within another."""
    members = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(value, dict) and (
        kind == "Topology" or (kind == "FeatureCollection" and isinstance(value.get("features"), list))
    ):
        yield value
    elif isinstance(value, dict) and kind == "Feature" and "geometry" in value:
        yield {"type": "FeatureCollection", "features": [value]}
    elif isinstance(value, dict) and kind == "GeometryCollection" and isinstance(value.get("geometries"), list):
        shapes = [each for each in value["geometries"] if isinstance(each, dict)]
        features = [{**each, "type": "Feature", "geometry": each} for each in shapes]
        yield {"type": "FeatureCollection", "features": features}
    elif members and all(isinstance(each, dict) and "geometry" in each for each in members):
        yield {"type": "FeatureCollection", "features": members}
    elif depth < _DEEPEST:
        for each in members:
            yield from _collections(each, depth + 1)


def _collection(document: Any) -> dict[str, Any]:
    """The one collection of features in a document."""
    collections = [each for _place, each in zip(range(2), _collections(document), strict=False)]
    if len(collections) == 1:
        return collections[0]
    if collections:
        raise BoundariesError(_("文件里有好几个FeatureCollection，不知道用哪一个。请只留下县（市）区的那一个。"))
    if isinstance(document, dict) and ("geometryType" in document or "spatialReference" in document):
        raise BoundariesError(_("这是ArcGIS的JSON，不是GeoJSON。请导出GeoJSON；从地图服务取时，网址里写 f=geojson。"))
    outer = "，".join(map(str, list(document)[:8])) if isinstance(document, dict) else ""
    raise BoundariesError(
        _("里面没有GeoJSON的FeatureCollection：要有 type 和 features。最外层是：{outer}。请重新导出。"), outer=outer or "[]"
    )
