"""What follows from scopes: the vocabulary's reasoning, and bounds on made-up lists worked out by hand."""

import datetime
from pathlib import Path

import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.slides import slide
from fenjin.table.scopes import Part, Scopes
from fenjin.views import Context
from tests.made_up import database, target

LARGE = Part("大型", "size", implies=frozenset({"中型以上"}))
MEDIUM = Part("中型以上", "size")
STEEL = Part("钢铁", "sector", disjoint="sector")
PAPER = Part("造纸", "sector", disjoint="sector")
GREEN = Part("绿色", "sector")
SIGNED = Part("签约", "stage", "stage")
CENTRE = Part("中心", "area")
CITY = Part("全市", "area", "other")
DAY = Part("日间", "time", implies=frozenset({"全天"}), disjoint="time")
NIGHT = Part("夜间", "time", implies=frozenset({"全天"}), disjoint="time")
ROUND = Part("全天", "time", exhausted_by=frozenset({"日间", "夜间"}))
UNJUDGED = Part("别的")
PARTS = (LARGE, MEDIUM, STEEL, PAPER, GREEN, SIGNED, CENTRE, CITY, DAY, NIGHT, ROUND, UNJUDGED)
SCOPES = Scopes({part.name: part for part in PARTS})


@pytest.mark.parametrize(
    ("narrow", "wide", "follows"),
    [
        ("大型", "中型以上", True),
        ("大型", "", True),
        ("中型以上", "大型", False),
        ("大型，钢铁", "中型以上", True),
        ("大型，钢铁", "钢铁", True),
        ("钢铁", "造纸", False),
        ("大型", "大型", False),
        ("签约", "", False),
        ("签约，大型", "大型", False),
        ("签约，大型", "签约", True),
        ("全市", "", False),
        ("别的", "", False),
        ("大型，别的", "大型", False),
        ("没有的", "", False),
    ],
)
def test_a_scope_implies_what_all_its_parts_imply_and_nothing_by_stage(narrow, wide, follows):
    assert SCOPES.implies(narrow, wide) is follows


def test_parts_of_one_set_exclude_one_another_also_within_larger_scopes():
    assert SCOPES.disjoint("钢铁，大型", "造纸，中型以上")
    assert not SCOPES.disjoint("钢铁", "绿色")
    assert not SCOPES.disjoint("大型", "中型以上")


def test_only_all_the_parts_make_up_the_whole():
    assert SCOPES.exhaust(["日间", "夜间"], "全天")
    assert SCOPES.exhaust(["日间，大型", "夜间，大型"], "大型，全天")
    assert not SCOPES.exhaust(["日间"], "全天")
    assert not SCOPES.exhaust(["日间，大型", "夜间"], "全天")


@pytest.mark.parametrize(
    ("parts", "column", "wrong"),
    [
        ([Part("a", "x", implies=frozenset({"b"}))], "implies", "unknown"),
        ([Part("a", "x", implies=frozenset({"b"})), Part("b", "x", implies=frozenset({"a"}))], "implies", "circle"),
        ([Part("a", "x", implies=frozenset({"b"})), Part("b", "y")], "implies", "dimension"),
        ([Part("a", "x", "stage", implies=frozenset({"b"})), Part("b", "x")], "implies", "effect"),
        ([Part("a", implies=frozenset({"b"})), Part("b")], "dimension", "unjudged"),
        (
            [Part("a", "x", implies=frozenset({"b", "c"})), Part("b", "x", disjoint="s"), Part("c", "x", disjoint="s")],
            "implies",
            "excluded",
        ),
        ([Part("a", "x", exhausted_by=frozenset({"b"})), Part("b", "x")], "exhausted_by", "outside"),
        (
            [
                Part("a", "x", exhausted_by=frozenset({"b", "c"})),
                Part("b", "x", implies=frozenset({"a"})),
                Part("c", "x", implies=frozenset({"a"})),
            ],
            "exhausted_by",
            "overlapping",
        ),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_told(parts, column, wrong):
    found = Scopes({part.name: part for part in parts}).contradictions()
    assert (column, wrong) in {(each.column, each.wrong) for each in found}


def test_the_published_vocabulary_does_not_contradict_itself():
    assert list(SCOPES.contradictions()) == []


def bounds(folder: Path, rows: list[dict], unit: str = "north", **places: str) -> dict[str, tuple]:
    """scope -> (comparator, value, upper value, basis) of what follows for a unit; the others make the scopes count."""
    folder.mkdir(exist_ok=True)
    found = database(folder, rows, PARTS, places).query(
        "comparison", list="nowhere-2030", theme=None, indicator=rows[0]["indicator_id"], league="county", filter_unit=f"|{unit}|"
    )
    derived = [row for row in found.to_pylist() if row["basis"] != "stated"]
    return {row["scope_key"]: (row["comparator"], row["std_value"], row["std_high"], row["basis"]) for row in derived}


OTHERS = [target("east", 100), target("west", 90)]


def test_a_narrower_figure_is_a_least_at_the_wider_scope(tmp_path):
    assert bounds(tmp_path, [*OTHERS, target("north", 7, scope="钢铁")]) == {"": ("ge", 7, None, "narrower")}


def test_more_than_stays_more_than_and_at_most_gives_no_least(tmp_path):
    assert bounds(tmp_path / "a", [*OTHERS, target("north", 7, "gt", scope="钢铁")])[""] == ("gt", 7, None, "narrower")
    assert bounds(tmp_path / "b", [*OTHERS, target("north", 7, "le", scope="钢铁")]) == {}
    assert bounds(tmp_path / "c", [*OTHERS, target("north", 7, "approx", scope="钢铁")]) == {}


def test_a_range_gives_its_lower_end(tmp_path):
    rows = [*OTHERS, target("north", 3, "range", scope="钢铁", value_high=5.0, std_high=5.0)]
    assert bounds(tmp_path, rows)[""] == ("ge", 3, None, "narrower")


def test_scopes_that_exclude_one_another_add_up_and_others_do_not(tmp_path):
    rows = [*OTHERS, target("north", 7, scope="钢铁"), target("north", 5, scope="造纸")]
    assert bounds(tmp_path / "a", rows) == {"": ("ge", 12, None, "parts")}
    # Green and steel may be the same ones: the larger of the two is all that follows.
    rows = [*OTHERS, target("north", 7, scope="钢铁"), target("north", 9, scope="绿色")]
    assert bounds(tmp_path / "b", rows) == {"": ("ge", 9, None, "narrower")}


def test_the_best_of_overlapping_sums_is_taken(tmp_path):
    # Steel and paper exclude one another, large ones lie across both: 7 + 5 is more than 8.
    rows = [*OTHERS, target("north", 7, scope="钢铁"), target("north", 5, scope="造纸"), target("north", 8, scope="大型")]
    assert bounds(tmp_path, rows)[""] == ("ge", 12, None, "parts")


def test_a_sum_is_exact_only_where_the_parts_are_the_whole(tmp_path):
    others = [target("east", 100, scope="全天"), target("west", 90, scope="全天")]
    both = [target("north", 7, scope="日间"), target("north", 5, scope="夜间")]
    assert bounds(tmp_path / "a", [*others, *both]) == {"全天": ("eq", 12, None, "whole")}
    assert bounds(tmp_path / "b", [*others, both[0]]) == {"全天": ("ge", 7, None, "narrower")}


def test_a_wider_figure_is_a_most_at_the_narrower_scope(tmp_path):
    others = [target("east", 100, scope="大型"), target("west", 90, scope="大型")]
    assert bounds(tmp_path / "a", [*others, target("north", 7)]) == {"大型": ("le", 7, None, "wider")}
    assert bounds(tmp_path / "b", [*others, target("north", 7, "lt")]) == {"大型": ("lt", 7, None, "wider")}
    assert bounds(tmp_path / "c", [*others, target("north", 7, "ge")]) == {}


def test_between_a_narrower_and_a_wider_figure(tmp_path):
    others = [target("east", 100, scope="中型以上"), target("west", 90, scope="中型以上")]
    rows = [*others, target("north", 20), target("north", 7, scope="大型")]
    assert bounds(tmp_path, rows) == {"中型以上": ("range", 7, 20, "between")}


def test_what_a_unit_states_itself_is_never_replaced(tmp_path):
    rows = [*OTHERS, target("north", 3), target("north", 7, scope="钢铁")]
    assert bounds(tmp_path, rows) == {}


def test_stages_growth_and_stretch_targets_bound_nothing(tmp_path):
    assert bounds(tmp_path / "a", [*OTHERS, target("north", 7, scope="签约")]) == {}
    growth = [target("east", 10, indicator="growth"), target("west", 9, indicator="growth")]
    assert bounds(tmp_path / "b", [*growth, target("north", 7, indicator="growth", scope="钢铁")]) == {}
    assert bounds(tmp_path / "c", [*OTHERS, target("north", 7, scope="钢铁", tier="stretch")]) == {}


def test_an_area_bounds_the_whole_only_of_a_unit_that_lies_in_it(tmp_path):
    rows = [*OTHERS, target("north", 7, scope="中心")]
    assert bounds(tmp_path / "a", rows) == {}
    assert bounds(tmp_path / "b", rows, north="中心") == {"": ("ge", 7, None, "narrower")}


def test_the_whole_citys_figure_is_none_of_a_county(tmp_path):
    rows = [*OTHERS, target("north", 500, scope="全市")]
    assert bounds(tmp_path, rows) == {}
    page = Context(database(tmp_path, rows, PARTS), "nowhere-2030", translator("zh"), Look())
    view = views.ranking(page, "projects", "county")
    assert "东县最高" in view.takeaway
    assert "写的是全市的数字，不是本单位自己的：北县500个。" in view.notes


def test_zone_and_district_in_one_sum_are_named(tmp_path):
    rows = [target("east", 10), target("west", 4), target("bureau", 20)]
    page = Context(database(tmp_path, rows, PARTS, {"west": "east"}), "nowhere-2030", translator("zh"), Look())
    assert any("西县在东县的地界里" in note for note in views.county_city(page, "projects").notes)
    (told,) = slide.of_view(page, views.county_city(page, "projects"), datetime.date(2030, 7, 1))
    assert any("西县在东县的地界里" in line for line in told.small)


CONTEXT = Context(current(), "xiangyang-2022", translator("zh"), Look())


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        (
            "projects-attracted",
            "写明的引进项目个数（亿元以上）：枣阳110个（工业）、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        ),
        ("old-neighbourhoods", "写明的老旧小区改造个数：枣阳66个、樊城60个（中心城区）、襄城26个；枣阳多于襄城"),
        (
            "firms-entering-statistics",
            "写明的新增规上企业数：老河口41家、宜城15家、谷城至少15家（工业）、襄城至少10家（工业）；老河口多于宜城",
        ),
        (
            "rural-roads",
            "写明的农村公路建设里程：枣阳310公里、谷城230公里（3项合计）、南漳150公里（3项合计）、樊城22公里（提档升级）；谁多谁少说不定",
        ),
        (
            "school-places",
            "写明的新增学位数（学前和义务教育）：枣阳1,470个、谷城1,000个（学前教育）、樊城500个（义务教育）；谁多谁少说不定",
        ),
        ("funds-in-place", "写明的实际到位资金：枣阳至少450亿元、东津新区271.5亿元、保康191.4亿元；给出数字的3家中枣阳最高"),
        ("funds-in-place-growth", "写明的到位资金增速：保康至少10%、谷城10%、东津新区超过10%；说法不同，数字相同"),
        ("high-standard-farmland", "写明的高标准农田建设面积：枣阳14.45万亩、宜城7.58万亩；给出数字的2家中枣阳最高"),
        ("pocket-parks", "写明的口袋公园新建个数：枣阳5处、襄州5个；一样多"),
        ("licence-reform-items", "写明的审批改革事项数：樊城至少90项、保康至少50项；谁多谁少说不定"),
        ("urban-jobs", "城镇新增就业人数：12家中只有樊城写了数字，至少6,000人"),
        ("gross-domestic-product", "地区生产总值：没有单位写自己的数字；写了全市的：高新区6,000亿元"),
    ],
)
def test_the_headline_of_a_comparison(indicator, says):
    assert views.ranking(CONTEXT, indicator, "county").takeaway == says


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        ("old-neighbourhoods", "老旧小区改造个数：12家县区中3家写了数字，合计至少152个，至少是全市118个的129%，超过全市"),
        ("rural-roads", "农村公路建设里程：12家县区中4家写了数字，合计至少712公里，至少是全市1,000公里的71%"),
        ("basic-gaps-villages", "“两基”补短板村数（第三批）：12家县区中2家写了数字，合计141个，是全市936个的15%"),
        ("school-places", "新增学位数（学前和义务教育）：12家县区中3家写了数字，合计至少2,970个，至少是全市13,895个的21%"),
        ("grain-output", "粮食总产量：12家县区中1家写了数字，合计至少25亿斤，全市至少90亿斤，占多少说不定"),
    ],
)
def test_the_headline_of_a_sum(indicator, says):
    assert views.county_city(CONTEXT, indicator).takeaway == says


ENGLISH = Context(current(), "xiangyang-2022", translator("en"), Look())


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        (
            "projects-attracted",
            "Zaoyang 110 (industry), Yicheng 100, Xiangzhou 90 (key investment projects), Fancheng 30 (strategic emerging industries), Xiangcheng 20; Zaoyang promises more than Yicheng, Xiangcheng",
        ),
        ("old-neighbourhoods", "Zaoyang 66, Fancheng 60 (central urban area), Xiangcheng 26; Zaoyang promises more than Xiangcheng"),
        ("firms-entering-statistics", "Laohekou 41, Yicheng 15, Gucheng at least 15 (industry), Xiangcheng at least 10 (industry); Laohekou promises more than Yicheng"),
        ("funds-in-place-growth", "Baokang at least 10%, Gucheng 10%, Dongjin more than 10%; the same number in different words"),
    ],
)  # fmt: skip
def test_the_headline_of_a_comparison_in_english(indicator, says):
    assert views.ranking(ENGLISH, indicator, "county").takeaway.endswith(f": {says}")


def known(indicator: str, league: str = "county", page: Context = CONTEXT) -> dict[tuple[str, str], tuple]:
    """(unit, scope) -> (comparator, value, basis, best rank, worst rank) of everything that is compared."""
    frame = views.ranking(page, indicator, league).frame
    return {
        (row["short"], row["scope_key"]): (row["comparator"], row["std_value"], row["basis"], row["rank_best"], row["rank_worst"])
        for row in views.records(frame)
        if row["apart"] == ""
    }


def test_roads_of_a_kind_that_another_may_have_within_its_total():
    """枣阳 names 310 km of all kinds: how many are 县乡道 nobody knows, so 南漳's 40 stand above 谷城's 20 and are not the most."""
    roads = known("rural-roads")
    assert roads["南漳", "县乡道"] == ("eq", 40, "stated", 1, 2)
    assert roads["谷城", "县乡道"] == ("eq", 20, "stated", 2, 3)
    assert roads["枣阳", "县乡道"][2:] == ("wider", 1, 3)
    assert roads["枣阳", "县乡道"][0] == "le"
    # 160, 120, 30 and 22 km of the same kind are stated by all four.
    assert [roads[unit, "提档升级"][1:] for unit in ("枣阳", "谷城", "南漳", "樊城")] == [
        (160, "stated", 1, 1), (120, "stated", 2, 2), (30, "stated", 3, 3), (22, "stated", 4, 4),
    ]  # fmt: skip


def test_a_part_that_only_some_state_makes_no_total():
    """樊城 names 22 km of one kind of road and nothing of the others: at least so many, and nobody stands below or above it."""
    roads = known("rural-roads")
    assert roads["樊城", ""] == ("ge", 22, "narrower", 1, 4)
    assert ("樊城", "县乡道") not in roads


@pytest.mark.parametrize(
    ("indicator", "league", "says"),
    [
        # Approved and applied for are stages; the first may be among the second.
        ("key-projects", "county", "写明的重点项目个数：保康313个（500万元以上，推进）、老河口超过120个（路线图管理）、襄城至少13个（省市级，获批）、东津新区8个（省市级，申报）；口径不同，不比多少"),
        ("upgrading-projects", "county", "写明的技术改造项目数：南漳35个（入库）、襄城至少10个（新上）；口径不同，不比多少"),
        ("demonstration-villages", "county", "写明的美丽乡村示范点个数：保康20个（新建）、老河口30个（巩固提升）；口径不同，不比多少"),
        # Scopes that overlap: built by the public hand, affordable.
        ("kindergartens", "county", "写明的建设幼儿园所数：谷城6所（公办，新改扩建）、襄州2所（普惠性）、襄城3所（公办，新开办）；口径不同，不比多少"),
        ("key-projects", "department", "重点项目个数：79家中只有市发改委写了数字，1,507个（亿元以上，推进）、148个（推进，省市级）"),
        # A growth of industry is none of everything, nor the other way round.
        ("contract-investment-growth", "county", "合同投资额增速：12家中只有谷城写了数字，10%、10%（工业）"),
        # At most, of a rate and of days.
        ("urban-unemployment", "county", "城镇登记失业率：12家中只有樊城写了数字，至多5%"),
        ("approval-days", "department", "工程审批时限：79家中只有市行政审批局写了数字，至多70个工作日（政府投资项目）、至多50个工作日（一般社会投资项目）、至多30个工作日（带方案出让土地项目）"),
        # A share of some services is none of all.
        ("online-share", "county", "网上可办比例：12家中只有樊城写了数字，至少90%（政务服务事项）"),
    ],
)  # fmt: skip
def test_where_nothing_follows_the_page_says_so(indicator, league, says):
    view = views.ranking(CONTEXT, indicator, league)
    assert view.takeaway == says
    assert set(view.frame["basis"]) == {"stated"}


def test_a_signed_project_is_none_that_was_attracted():
    """老河口 signs 145: a stage, which stands by itself and above nobody."""
    view = views.ranking(CONTEXT, "projects-attracted", "county")
    assert "口径不同、推不出谁多谁少，所以单列：宜城（5亿元以上）、老河口（新签约）。" in view.notes
    assert not any(unit == "老河口" for unit, _scope in known("projects-attracted"))


def test_shares_ranks_and_dates_bound_nothing(tmp_path):
    """The same rows of which a count would bound a wider one."""
    for place, kind in enumerate(("share", "rank", "date")):
        folder = tmp_path / str(place)
        folder.mkdir()
        rows = [{**row, "kind": kind} for row in (*OTHERS, target("north", 7, scope="钢铁"))]
        assert bounds(folder, rows) == {}


def test_pocket_parks_of_two_counties_are_not_held_against_those_of_the_citys_centre():
    """Five and five in two counties, ten in the city's centre: that the numbers agree is chance."""
    assert views.county_city(CONTEXT, "pocket-parks").empty


def test_each_countys_part_of_a_sum_says_what_it_rests_on():
    """谷城 states 20, 90 and 120 km of three kinds, 樊城 22 of one, 枣阳 310 of all."""
    parts = views.county_parts(CONTEXT, "rural-roads").table
    told = {
        row["单位"]: (row["目标"], row["依据"], row["依据的目标"].replace("xiangyang-2022/", ""))
        for row in parts.to_dict("records")
    }
    assert told == {
        "枣阳市": ("310公里", "写明", "zaoyang/05.06"),
        "南漳县": ("至少150公里", "由互斥的各项相加推出", "nanzhang/05.01 nanzhang/05.02 nanzhang/05.03"),
        "谷城县": ("至少230公里", "由互斥的各项相加推出", "gucheng/04.01 gucheng/04.02 gucheng/04.03"),
        "樊城区": ("至少22公里", "由较窄的口径推出", "fancheng/03.03"),
    }
    row = views.county_city(CONTEXT, "rural-roads").table.iloc[0]
    assert set(row["合计依据的目标"].split()) == {target for each in parts["依据的目标"] for target in each.split()}


def test_what_is_in_no_sum_is_named_with_its_amount():
    parts = views.county_parts(CONTEXT, "old-neighbourhoods").table
    left = parts[parts["是否计入"] == 0]
    assert list(zip(left["口径"], left["单位"], left["目标"], strict=True)) == [
        ("中心城区", "枣阳市", "66个"), ("中心城区", "襄城区", "26个"),
    ]  # fmt: skip


def test_nine_indicators_have_a_comparison_of_three_or_more():
    most = {
        league: views.indicators(CONTEXT, None).frame.set_index("indicator_id")[f"{league}_ranked"] for league in views.LEAGUES
    }
    assert {code for ranked in most.values() for code, n in ranked.items() if n >= 3} == {
        "projects-attracted", "funds-in-place", "funds-in-place-growth", "back-streets", "old-neighbourhoods", "rural-roads",
        "firms-entering-statistics", "school-places", "theory-lectures",
    }  # fmt: skip
