"""Every named query on the published list of 2022, against what was read from the text by hand."""

import datetime
import itertools
from pathlib import Path
from typing import get_args, get_type_hints

import pyarrow as arrow
import pytest

from fenjin import views
from fenjin.data import queries
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.data.rows import ROWS
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.paths import QUERIES
from fenjin.views import Context
from fenjin.views.selection import BOUNDS, Filters
from tests import cities, made_up, profiles

LIST = "xiangyang-2022"


@pytest.fixture(scope="module")
def database():
    return current()


def rows(database, name, **params):
    return database.query(name, list=LIST, **params).to_pylist()


def figures(database, indicator, league="county"):
    """(unit, scope, value, comparator, best rank, worst rank) of every figure of an indicator."""
    found = rows(database, "comparison", theme=None, indicator=indicator, league=league, filter_unit="")
    return {(r["short"], r["scope"], r["std_value"], r["comparator"], r["rank_best"], r["rank_worst"]) for r in found}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_typed_as_its_query_gives_it(database, name):
    """Whatever the type of a row names, the query gives in that type; so a column that is renamed in SQL fails here, not on a page."""
    schema = database.query(name, **dict.fromkeys(queries.statement(name)[1])).schema
    told = {field.name: type(_example(field.type)) for field in schema}
    wanted = {column: _without_none(kind) for column, kind in get_type_hints(ROWS[name]).items()}
    assert {column: told.get(column) for column in wanted} == wanted


def _without_none(kind):
    """A type without the None that may stand in its place."""
    (own,) = [each for each in get_args(kind) or (kind,) if each is not type(None)]
    return own


@pytest.fixture(scope="module")
def tables(database, tmp_path_factory):
    """The list of 2022, one of two cities, and one with a nought of no unit, a day, and a commitment that measures nothing."""
    folder = tmp_path_factory.mktemp("tables")
    nothing = dict.fromkeys(("indicator_id", "indicator", "indicator_en", "value", "uom", "std_value", "std_uom"))
    day = {"kind": "date", "deadline": datetime.date(2030, 6, 30), "figure": "6月底"}
    promise = {"kind": "qualitative", "commitment_no": 2, "commitment_id": "nowhere-2030/bureau/02"}
    promise |= dict.fromkeys(("measure", "comparator", "figure", "firmness"))
    bare = [
        made_up.target("east", 0, uom=None),
        made_up.target("bureau", 7),
        {**made_up.target("bureau", 0), **nothing, **day},
        {**made_up.target("bureau", 0), **nothing, **promise},
    ]
    return [database, Database(cities.built(folder / "cities")), made_up.database(folder, bare)]


@pytest.mark.parametrize("name", profiles.some(ROWS, 6))
def test_what_a_query_may_leave_empty_its_type_says(tables, name):
    hints, asked = get_type_hints(ROWS[name]), queries.statement(name)[1]
    sure = {column for column, kind in hints.items() if _without_none(kind) is kind}
    for table in tables:
        for listed in table.lists:
            all_of_it = {**dict.fromkeys(asked), **Filters().parameters(), "filter_unit": "", "list": listed["list_id"]}
            for choice in CHOICES.get(name, lambda _table, _listed: [{}])(table, listed["list_id"]):
                rows_found = table.query(name, **{**all_of_it, **choice})
                assert not {column for column in sure if rows_found[column].null_count}, choice


def _targets(table, listed):
    found = table.query("explore", **{**Filters().parameters(), "filter_list": f"|{listed}|"})["target_id"].to_pylist()
    return [{"target": each} for each in found[::40]]


# What these are asked of; all others of everything at once.
CHOICES = {
    "commitment": _targets,
    "commitment_actions": _targets,
    "coverage": lambda table, _listed: [
        {"indicator": each["indicator_id"], "league": league}
        for each in table.metadata["indicators"][::16]
        for league in ("county", "department")
    ],
    "pair": lambda table, _listed: [
        {"league": "county", "indicator": one["indicator_id"], "other": other["indicator_id"]}
        for one, other in itertools.pairwise(table.metadata["indicators"])
    ],
    "spread": lambda table, _listed: [
        {"league": league, "indicator": each["indicator_id"]}
        for each in table.metadata["indicators"][::9]
        for league in ("county", "department")
    ],
    "years": lambda table, _listed: [{"before": each["list_id"]} for each in table.lists],
    "similar": lambda table, _listed: [{"action": each["action"]} for each in table.metadata["actions"][::9]],
}


def _example(kind):
    """A value of an Arrow type, in Python's terms; a whole number also where it has digits that no engine keeps apart."""
    if arrow.types.is_decimal(kind):
        return 1
    if arrow.types.is_date(kind):
        return datetime.date(2030, 1, 1)
    return arrow.scalar("1" if arrow.types.is_string(kind) else 1).cast(kind).as_py()


def test_every_query_is_tested():
    text = Path(__file__).read_text("utf-8")
    assert [path.stem for path in QUERIES.glob("*.sql") if f'"{path.stem}"' not in text] == []


def test_the_lists_are_those_of_the_table(database):
    (listed,) = rows(database, "lists")
    assert (listed["list_id"], listed["year"], listed["city"], listed["city_en"]) == (LIST, 2022, "襄阳市", "Xiangyang")


def test_projects_of_a_narrower_scope_bound_those_of_the_wider_one(database):
    # 110 industrial projects of that size are 110 projects of that size at least; a signed project is not yet brought in.
    assert figures(database, "projects-attracted") == {
        ("枣阳", "亿元以上", 110, "ge", 1, 3),
        ("宜城", "亿元以上", 100, "eq", 2, 4),
        ("襄州", "亿元以上", 90, "ge", 1, 4),
        ("樊城", "亿元以上", 30, "ge", 1, 4),
        ("襄城", "亿元以上", 20, "eq", 5, 5),
        ("宜城", "5亿元以上", 15, "eq", None, None),
        ("枣阳", "亿元以上，工业", 110, "eq", None, None),
        ("襄州", "亿元以上，重点投资", 90, "eq", None, None),
        ("樊城", "亿元以上，战略性新兴产业", 30, "eq", None, None),
        ("老河口", "新签约", 145, "ge", None, None),
    }


def test_a_bound_says_from_which_targets_it_follows(database):
    found = rows(database, "comparison", theme=None, indicator="rural-roads", league="county", filter_unit="|gucheng|")
    assert {(r["scope_key"], r["basis"], r["basis_targets"]) for r in found if r["target_id"] is None} == {
        ("", "parts", "xiangyang-2022/gucheng/04.01 xiangyang-2022/gucheng/04.02 xiangyang-2022/gucheng/04.03"),
    }  # fmt: skip


def test_funds_in_place_and_their_growth_are_two_things(database):
    assert figures(database, "funds-in-place") == {
        ("枣阳", None, 450, "ge", 1, 1), ("东津新区", None, 271.5, "eq", 2, 2), ("保康", None, 191.4, "eq", 3, 3),
    }  # fmt: skip
    # Ten, more than ten and ten or more are one promise in different words; growth of industry bounds no growth.
    assert figures(database, "funds-in-place-growth") == {
        ("保康", None, 10, "ge", 1, 3), ("谷城", None, 10, "eq", 1, 3), ("东津新区", None, 10, "gt", 1, 3),
        ("谷城", "工业", 10, "eq", None, None),
    }  # fmt: skip


def test_investment_in_key_projects_differs_in_stage_and_is_not_ranked(database):
    assert figures(database, "key-project-investment") == {
        ("襄城", "省市级，获批", 27.5, "eq", None, None), ("东津新区", "省市级，申报", 42.2, "eq", None, None),
    }  # fmt: skip


def test_rural_roads_by_kind_of_work(database):
    # 谷城 20+90+120, 南漳 40+80+30: kinds of work that exclude one another; others may be in the total beside them.
    assert figures(database, "rural-roads") == {
        ("枣阳", None, 310, "eq", 1, 4), ("谷城", None, 230, "ge", 1, 4), ("南漳", None, 150, "ge", 1, 4), ("樊城", None, 22, "ge", 1, 4),
        ("枣阳", "提档升级", 160, "eq", 1, 1), ("谷城", "提档升级", 120, "eq", 2, 2), ("南漳", "提档升级", 30, "eq", 3, 3),
        ("樊城", "提档升级", 22, "eq", 4, 4),
        ("谷城", "路网延伸连通", 90, "eq", 1, 2), ("南漳", "路网延伸连通", 80, "eq", 2, 3), ("枣阳", "路网延伸连通", 310, "le", 1, 3),
        ("南漳", "县乡道", 40, "eq", 1, 2), ("谷城", "县乡道", 20, "eq", 2, 3), ("枣阳", "县乡道", 310, "le", 1, 3),
    }  # fmt: skip


def test_old_neighbourhoods_of_the_central_area_are_the_least_of_all(database):
    assert figures(database, "old-neighbourhoods") == {
        ("枣阳", None, 66, "eq", 1, 2), ("樊城", None, 60, "ge", 1, 2), ("襄城", None, 26, "eq", 3, 3), ("樊城", "中心城区", 60, "eq", None, None),
    }  # fmt: skip


def test_firms_of_industry_are_the_least_of_all_firms(database):
    assert figures(database, "firms-entering-statistics") == {
        ("老河口", None, 41, "eq", 1, 3), ("宜城", None, 15, "eq", 2, 4), ("谷城", None, 15, "ge", 1, 4), ("襄城", None, 10, "ge", 1, 4),
        ("谷城", "工业", 15, "ge", 1, 4), ("襄城", "工业", 10, "ge", 1, 4), ("老河口", "工业", 41, "le", 1, 4), ("宜城", "工业", 15, "le", 1, 4),
    }  # fmt: skip


def test_school_places_over_both_levels(database):
    assert figures(database, "school-places") == {
        ("枣阳", "学前和义务教育", 1470, "eq", 1, 3), ("谷城", "学前和义务教育", 1000, "ge", 1, 3), ("樊城", "学前和义务教育", 500, "ge", 1, 3),
        ("谷城", "学前教育", 1000, "eq", None, None), ("樊城", "义务教育", 500, "eq", None, None),
    }  # fmt: skip


def test_where_nothing_follows_figures_stand_apart(database):
    apart = {
        "key-projects": 6, "key-project-investment": 2, "upgrading-projects": 2, "demonstration-villages": 2, "kindergartens": 3,
        "ranked-firms-attracted": 2, "signed-investment": 1, "contract-investment-growth": 2,
    }  # fmt: skip
    for indicator, n in apart.items():
        found = figures(database, indicator)
        assert len(found) == n
        assert {best for *_, best, _worst in found} == {None}


def test_a_zone_that_names_the_whole_city_gives_no_figure_of_its_own(database):
    (found,) = rows(database, "comparison", theme=None, indicator="gross-domestic-product", league="county", filter_unit="")
    assert (found["short"], found["apart"]) == ("高新区", "other")


def test_licence_reforms(database):
    assert figures(database, "licence-reform-items") == {("樊城", None, 90, "ge", 1, 2), ("保康", None, 50, "ge", 1, 2)}
    assert figures(database, "licence-reform-items", "department") == {("市市场监管局", None, 100, "ge", None, None)}


def test_approval_limits_are_of_three_project_types(database):
    assert {(r["scope"], r["std_value"], r["comparator"]) for r in rows(database, "comparison", theme=None, indicator="approval-days", league="department", filter_unit="")} == {
        ("政府投资项目", 70, "le"), ("一般社会投资项目", 50, "le"), ("带方案出让土地项目", 30, "le"),
    }  # fmt: skip


def test_coverage_of_pocket_parks(database):
    status = {r["short"]: r["status"] for r in rows(database, "coverage", indicator="pocket-parks", league="county")}
    assert len(status) == 12
    assert {unit for unit, s in status.items() if s == "figure"} == {"枣阳", "襄州"}
    assert {unit for unit, s in status.items() if s == "mentioned"} == {"老河口"}


def test_what_a_commitment_names_and_how_many_name_it(database):
    """枣阳's fourth commitment, in the order of its text; 断头路 and the 316国道 are named by others too."""
    found = {r["action"]: r["units"] for r in database.query("commitment_actions", target=f"{LIST}/zaoyang/04.02").to_pylist()}
    assert list(found)[-4:] == ["old-neighbourhood-renewal", "back-street-renewal", "pocket-park-building", "trunk-roads"]
    assert found["back-street-renewal"] == 4


def test_actions_that_most_units_promise(database):
    found = rows(database, "action_choice", theme="business")
    assert [r["units"] for r in found] == sorted([r["units"] for r in found], reverse=True)
    (licence,) = [r for r in found if r["action"] == "one-licence"]
    assert (licence["county_units"], licence["department_units"], licence["figure_units"]) == (3, 0, 2)
    (own,) = [r for r in rows(database, "similar", action="one-licence") if r["short"] == "东津新区"]
    assert (own["words"], own["figure"]) == ("一业一证", None)


def test_what_a_theme_holds(database):
    asked = {"theme": "rural", "indicator": None, "filter_unit": ""}
    found = rows(database, "matrix", league="county", **asked)
    # Grain: the city's is that of the only department that gives any.
    grain = [(r["short"], r["status"], r["is_city"], r["std_value"]) for r in found if r["indicator_id"] == "grain-output"]
    assert grain == [("枣阳", "figure", 0, 25), ("宜城", "mentioned", 0, None), ("市农业农村局", "figure", 1, 90)]
    # Roads: 谷城 states three kinds, which make 230 at least.
    (roads,) = [r for r in found if r["indicator_id"] == "rural-roads" and r["short"] == "谷城" and r["basis"] != "stated"]
    assert (roads["std_value"], roads["comparator"], roads["basis"], roads["target_id"]) == (230, "ge", "parts", None)
    # No promise of 襄州 is about villages; 市委台办 promises something in words alone.
    assert "襄州" not in {r["short"] for r in found}
    own = rows(database, "matrix", league="department", **asked)
    stating, wording = ({r["short"] for r in own if r["status"] == status} for status in ("figure", "words"))
    assert wording - stating == {"市委台办"}
    # Figures stand in the list's order of weight: money and totals first.
    assert [r["weight"] for r in found if r["topic"] == "farmland" and r["indicator_id"]] == sorted(
        (r["weight"] for r in found if r["topic"] == "farmland" and r["indicator_id"]), reverse=True
    )


def test_filters_leave_of_what_is_promised_what_satisfies_them(database):
    """谷城 builds 20, 90 and 120 km of roads, the sum of which no filter of their values leaves but one that leaves all three."""
    every = {**Filters((("indicator", ("rural-roads",)),)).parameters(), "low": None, "high": None}

    def found(**more):
        asked = rows(database, "filtered_matrix", **{**every, **more})
        return {(r["short"], r["std_value"], r["basis"]) for r in asked if r["unit_id"] in ("gucheng", "transport")}

    assert found() == {
        ("谷城", 230, "parts"), *(("谷城", n, "stated") for n in (20, 90, 120)), ("市交通局", 1000, "stated"),
    }  # fmt: skip
    assert found(low=50.0, high=500.0) == {("谷城", 90, "stated"), ("谷城", 120, "stated")}
    assert found(filter_theme="|business|") == set()


def test_a_unit_of_a_theme_is_asked_for_alone(database):
    found = rows(database, "matrix", theme=None, indicator=None, league=None, filter_unit="|tobacco|")
    assert {r["short"] for r in found} == {"市烟草局"}
    assert {r["theme"] for r in found} == {"rural", "other"}


def test_counties_against_the_city(database):
    found = rows(database, "county_city", theme=None, indicator=None)
    columns = ("county_units", "county_comparator", "county_value", "city_value", "share_comparator")
    sums = {(r["indicator_id"], r["scope"]): tuple(r[column] for column in columns) for r in found}
    assert sums == {
        ("grain-output", None): (1, "ge", 25, 90, None),
        ("basic-gaps-villages", "第三批"): (2, "eq", 141, 936, "eq"),
        ("old-neighbourhoods", None): (3, "ge", 152, 118, "ge"),
        ("old-neighbourhoods", "中心城区"): (1, "eq", 60, 53, "eq"),
        ("rural-roads", None): (4, "ge", 712, 1000, "ge"),
        ("technology-smes", None): (1, "eq", 160, 1300, "eq"),
        ("schools", None): (1, "eq", 1, 13, "eq"),
        ("kindergartens", "新改扩建"): (1, "ge", 6, 15, "ge"),
        ("school-places", "学前教育"): (1, "eq", 1000, 2900, "eq"),
        ("school-places", "义务教育"): (1, "eq", 500, 10995, "eq"),
        # 10995 and 2900 are all the places of both levels.
        ("school-places", "学前和义务教育"): (3, "ge", 2970, 13895, "ge"),
    }


def test_who_is_in_a_sum_and_what_is_left_out(database):
    found = rows(database, "county_parts", theme=None, indicator="school-places")
    told = {(r["scope"], r["short"], r["counted"], r["comparator"], r["std_value"], r["own_scope"]) for r in found}
    assert told == {
        ("义务教育", "樊城", 1, "eq", 500, "义务教育"),
        ("义务教育", "枣阳", 0, "eq", 1470, "学前和义务教育"),
        ("义务教育", "谷城", 0, "eq", 1000, "学前教育"),
        ("学前教育", "谷城", 1, "eq", 1000, "学前教育"),
        ("学前教育", "枣阳", 0, "eq", 1470, "学前和义务教育"),
        ("学前教育", "樊城", 0, "eq", 500, "义务教育"),
        ("学前和义务教育", "枣阳", 1, "eq", 1470, "学前和义务教育"),
        ("学前和义务教育", "谷城", 1, "ge", 1000, None),
        ("学前和义务教育", "樊城", 1, "ge", 500, None),
    }


# Read in the text: Zaoyang 66 and 60, Xiangcheng 26 and 7, Fancheng 60 in the central urban area and 8.
def test_two_indicators_meet_at_the_scopes_at_which_most_units_write_both(database):
    found = rows(database, "pair", league="county", indicator="old-neighbourhoods", other="back-streets")
    assert {
        (r["short"], r["indicator_id"], r["comparator"], r["std_value"], r["basis"]) for r in found if r["meeting"] == "both"
    } == {
        ("枣阳", "old-neighbourhoods", "eq", 66, "stated"),
        ("枣阳", "back-streets", "eq", 60, "stated"),
        ("襄城", "old-neighbourhoods", "eq", 26, "stated"),
        ("襄城", "back-streets", "eq", 7, "stated"),
        ("樊城", "old-neighbourhoods", "ge", 60, "narrower"),
        ("樊城", "back-streets", "eq", 8, "stated"),
    }
    assert {(r["short"], r["meeting"]) for r in found if r["meeting"] != "both"} == {("樊城", "")}
    assert {r["units"] for r in found} == {3}
    # Of all roads, and of upgraded ones, three have a figure each with one of school places; of upgraded ones more of them are stated.
    roads = rows(database, "pair", league="county", indicator="rural-roads", other="school-places")
    assert {(r["short"], r["scope_key"], r["std_value"]) for r in roads if r["meeting"] == "both" and r["indicator_id"] == "rural-roads"} == {
        ("枣阳", "提档升级", 160), ("谷城", "提档升级", 120), ("樊城", "提档升级", 22),
    }  # fmt: skip
    assert {(r["short"], r["meeting"]) for r in roads if r["meeting"] == "one"} == {("南漳", "one")}


# East and West write both; North writes growth of something else, South of nothing, the middle wants to reach more than it promises, and
# what East and West lead together is the promise of neither alone.
def test_who_writes_both_indicators_but_not_where_they_are_compared_is_kept_apart(tmp_path):
    common = {"commitment_id": "nowhere-2030/south/02", "commitment_no": 2}
    stated = [
        made_up.target("east", 10), made_up.target("east", 5, indicator="growth"),
        made_up.target("west", 20, "ge"), made_up.target("west", 6, indicator="growth"),
        made_up.target("north", 30), made_up.target("north", 7, indicator="growth", scope="大型"),
        made_up.target("south", 40), made_up.target("south", 8, indicator="growth", **common),
        made_up.target("middle", 50), made_up.target("middle", 9, indicator="growth", tier="stretch"),
    ]  # fmt: skip
    leading = [{**each, "stated": True} for each in made_up.answering("south", 2, east="lead", west="lead")]
    table = made_up.database(tmp_path, stated, responsibility=leading)
    found = table.query("pair", list="nowhere-2030", league="county", indicator="projects", other="growth").to_pylist()
    assert {(r["short"], r["indicator_id"], r["meeting"]) for r in found} == {
        *((unit, indicator, "both") for unit in ("东县", "西县") for indicator in ("projects", "growth")),
        *((unit, indicator, "apart") for unit in ("北县", "中县") for indicator in ("projects", "growth")),
        ("南县", "projects", "one"),
        ("东县、西县", "growth", "one"),
    }
    assert {r["units"] for r in found} == {2}


def test_amounts_stand_from_the_smallest_on_and_open_ones_have_no_quartiles(database):
    found = [r for r in rows(database, "spread", league="county", indicator="projects-attracted") if r["place"]]
    assert [(r["short"], r["comparator"], r["std_value"], r["place"]) for r in found] == [
        ("襄城", "eq", 20, 1), ("樊城", "ge", 30, 2), ("襄州", "ge", 90, 3), ("宜城", "eq", 100, 4), ("枣阳", "ge", 110, 5),
    ]  # fmt: skip
    assert {(r["units"], r["exact"], r["lower_quartile"], r["median"], r["upper_quartile"]) for r in found} == {
        (5, 2, None, None, None)
    }


# Of 10, 20 … 80 the middle lies between the fourth and the fifth, a quarter of the way is 2.75 places on, three quarters 6.25.
def test_eight_exact_amounts_have_quartiles_and_seven_have_none(tmp_path, monkeypatch):
    for name in ("one", "two", "three"):
        monkeypatch.setitem(made_up.UNITS, name, f"{name}县")
    counties = [unit for unit in made_up.UNITS if unit not in ("bureau", "office")]
    stated = [made_up.target(unit, 10.0 * (place + 1)) for place, unit in enumerate(counties)]
    quartiles = []
    for n, given in ((8, stated), (7, stated[:7]), (8, [*stated[:7], made_up.target("three", 80, "ge")])):
        (tmp_path / f"{len(quartiles)}").mkdir()
        table = made_up.database(tmp_path / f"{len(quartiles)}", given)
        found = table.query("spread", list="nowhere-2030", league="county", indicator="projects").to_pylist()
        assert len(found) == n
        quartiles.append({(r["lower_quartile"], r["median"], r["upper_quartile"]) for r in found})
        page = Context(table, "nowhere-2030", translator("zh"), Look())
        notes, plane = (view := views.spread(page, "county", "projects")).notes, view.figure.content
        assert ("虚线＝写了数字的8家的四分位数和中位数：27.5个、45个、62.5个。" in notes) == (len(quartiles) == 1)
        assert plane.marked == ((27.5, 45, 62.5) if len(quartiles) == 1 else ())
    assert quartiles == [{(27.5, 45, 62.5)}, {(None, None, None)}, {(None, None, None)}]


def test_rates_stand_beside_the_citys_rate(database):
    found = rows(database, "county_rates", theme=None, indicator=None)
    assert [(r["indicator_id"], r["short"], r["comparator"], r["std_value"]) for r in found] == [
        ("fixed-asset-investment-growth", "市发改委", "ge", 12),
        ("fixed-asset-investment-growth", "南漳", "eq", 12),
        ("licence-reform-items", "市市场监管局", "ge", 100),
        ("licence-reform-items", "保康", "ge", 50),
        ("licence-reform-items", "樊城", "ge", 90),
    ]


def test_who_read_the_list_is_told(database):
    # Two curators, a settler and a reviewer read the targets; two readers and a settler the mentions.
    found = rows(database, "readers")
    assert {(r["role"], r["kind"]) for r in found} >= {
        ("first", "model"),
        ("second", "model"),
        ("settler", "model"),
        ("reviewer", "model"),
    }


def test_nothing_was_changed_in_the_list_of_the_project(database):
    assert rows(database, "revisions") == []


def test_indicator_choice_puts_the_largest_comparison_first(database):
    found = rows(database, "indicator_choice", theme="attraction", indicator=None)
    assert found[0]["indicator_id"] == "projects-attracted"
    assert (found[0]["county_units"], found[0]["county_ranked"], found[0]["department_units"]) == (6, 5, 0)


def test_counts(database):
    found = {r["league"]: r for r in rows(database, "counts")}
    assert (found["all"]["units"], found["county"]["units"], found["department"]["units"]) == (91, 12, 79)
    assert found["all"]["commitments"] == 306
    assert found["county"]["commitments"] == 6 + 7 + 5 * 8 + 4 + 3


def test_concreteness_of_yuliangzhou(database):
    found = [r for r in rows(database, "concreteness", league="county") if r["unit_id"] == "yuliangzhou"]
    assert [(r["theme"], r["commitments"], r["measurable"]) for r in found] == [("other", 3, 1)]


def test_deadlines_of_the_first_half(database):
    found = [r for r in rows(database, "deadlines", league=None, theme=None) if str(r["deadline"]) <= "2022-06-30"]
    assert sorted({r["short"] for r in found}) == sorted(
        ["市卫健委", "市自然资源局", "市红十字会", "市发改委", "市文旅局", "市国资委"]
    )
    assert {str(r["deadline"]) for r in found} == {"2022-02-28", "2022-03-31", "2022-06-30"}


def test_deadlines_of_a_league_and_a_theme(database):
    def due(league, theme):
        return [(r["target_id"][15:], str(r["deadline"])) for r in rows(database, "deadlines", league=league, theme=theme)]

    assert due("county", None) == due("county", "livelihood") == [("xiangcheng/04.03", "2022-09-30")]
    assert due("department", "rural") == [("agriculture/02.01", "2022-12-31"), ("postal/01.01", "2022-12-31")]
    assert due(None, "attraction") == []


def explored(database, **choice):
    """Figures of the rows that filters leave; facets are given as lists of codes."""
    words = choice.pop("words", "")
    bounds = {name: choice.pop(name) for name in BOUNDS if name in choice}
    filters = Filters(tuple((facet, tuple(codes)) for facet, codes in choice.items()), words=words, **bounds)
    return rows(database, "explore", **filters.parameters()), {
        (r["facet"], r["code"]): r["rows_left"] for r in rows(database, "facets", **filters.parameters())
    }


def test_rows_are_found_by_every_word(database):
    found, _ = explored(database, theme=["rural"], words="枣阳 生猪")
    assert [r["figure"] for r in found] == ["120万头"]


def test_filters_narrow_together_and_each_choice_tells_what_it_would_leave(database):
    found, left = explored(database, theme=["attraction"], league=["county"], firmness=["strive"])
    assert {r["unit"] for r in found} == {"枣阳市", "宜城市", "保康县", "老河口市", "襄州区", "襄城区", "东津新区(经开区)"}
    assert left[("theme", "attraction")] == len(found) == left[("firmness", "strive")]
    other, _ = explored(database, theme=["rural"], league=["county"], firmness=["strive"])
    assert left[("theme", "rural")] == len(other) > 0


# What the published text says of promises without a figure.
ENSURED = {
    "gaoxin/04", "government-office/03", "court/02", "transport/01", "rural-revitalization/01", "hanjiang-investment/01",
    "radio-monitoring/01",
}  # fmt: skip
STRIVEN = {"xiangcheng/03", "gaoxin/02", "dongjin/04", "cppcc/03", "ecology/03", "commerce/01", "government-services/02"}
ASSIGNED = {"dongjin/01", "chronicles/02", "meteorology/02"}


def test_firmness_is_the_texts_own_word_also_without_a_figure(database):
    """Plain is a figure that the text does not stress, never a promise without one; none is such a promise unstressed."""
    left = explored(database)[1]
    found = {code: explored(database, firmness=[code])[0] for code in ("ensure", "task", "strive", "plain", "none")}
    assert {code: left[("firmness", code)] for code in found} == {code: len(rows) for code, rows in found.items()}
    assert sum(map(len, found.values())) == 484
    bare = {code: {r["commitment_id"][15:] for r in rows if r["kind"] == "qualitative"} for code, rows in found.items()}
    assert (bare["ensure"], bare["strive"], bare["task"], bare["plain"]) == (ENSURED, STRIVEN, ASSIGNED, set())
    assert len(bare["none"]) == len(found["none"]) == 145 - 17
    assert {r["firmness"] for r in found["none"]} == {None}


def test_a_task_is_what_the_text_calls_one(database):
    """完成…任务 is no 确保: farmland, four growth rates of 谷城, garden complexes, and tasks of departments."""
    found = explored(database, firmness=["task"], measurable=["yes"])[0]
    assert {r["target_id"][15:] for r in found} == {
        "zaoyang/05.01", "gucheng/02.01", "gucheng/02.02", "gucheng/02.03", "gucheng/02.04", "fancheng/03.05",
        "natural-resources/01.04", "culture-tourism/03.02", "culture-tourism/03.03", "state-assets/01.01", "housing-fund/01.01",
        "inspection-testing/03.01",
    }  # fmt: skip


def test_bounds_are_in_the_standard_unit(database):
    found, _ = explored(database, indicator=["high-standard-farmland"], low=100000)
    assert [(r["unit"], r["std_value"]) for r in found] == [("枣阳市", 144500)]
    found, _ = explored(database, indicator=["high-standard-farmland"], high=100000)
    assert [r["unit"] for r in found] == ["宜城市"]


def test_printed_values_are_compared_as_they_are_printed(database):
    """Farmland is printed in 万亩 and stored in 亩; a range is within with both its ends, and equals no number."""
    farmland = {"indicator": ["high-standard-farmland"], "uom": ["万亩"]}
    assert [r["unit"] for r in explored(database, **farmland, above=10.0)[0]] == ["枣阳市"]
    assert [r["unit"] for r in explored(database, **farmland, above=14.45)[0]] == []
    assert [r["figure"] for r in explored(database, **farmland, equals=14.45)[0]] == ["14.45万亩"]
    articles = {"unit": ["policy-research"], "uom": ["篇"]}
    in_range = "policy-research/02.02"
    for bounds, kept in (
        ({"above": 2.0}, True),
        ({"above": 3.0}, False),
        ({"below": 5.0}, False),
        ({"below": 6.0}, True),
        ({"equals": 3.0}, False),
    ):
        found = {r["target_id"][15:] for r in explored(database, **articles, **bounds)[0]}
        assert (in_range in found) == kept, bounds


def test_rows_without_indicator_or_deadline_can_be_asked_for(database):
    found, _ = explored(database, due=["2022-06"])
    assert {str(r["deadline"]) for r in found} == {"2022-06-30"}
    found, left = explored(database, measurable=["no"])
    assert all(r["value"] is None and r["kind"] == "qualitative" for r in found)
    assert left[("measurable", "no")] == len(found) == 306 - 161


def test_units_in_order_of_publication(database):
    found = rows(database, "units")
    assert [r["unit"] for r in found[:3]] == ["枣阳市", "宜城市", "南漳县"]
    assert found[-1]["unit"] == "市烟草专卖局"


def test_firmness_and_deadlines_of_fancheng_and_yuliangzhou(database):
    found = rows(database, "profile", filter_unit="|fancheng|yuliangzhou|")
    told = {
        (r["unit_id"], r["theme"]): (r["commitments"], r["measurable"], r["targets"], r["ensured"], r["tasks"], r["striven"])
        for r in found
    }
    assert told[("yuliangzhou", "all")] == told[("yuliangzhou", "other")] == (3, 1, 1, 0, 0, 0)
    assert told[("fancheng", "all")][0] == 5
    themes = [told[key] for key in told if key[0] == "fancheng" and key[1] != "all"]
    assert told[("fancheng", "all")][2:] == tuple(sum(theme[i] for theme in themes) for i in (2, 3, 4, 5))
    # The garden complexes are a 任务; 18 and 15 projects, 100 % and 95 % of disputes are 力争.
    assert told[("fancheng", "all")][3:] == (0, 1, 4)
    assert {r["theme"] for r in found if r["unit_id"] == "yuliangzhou"} == {"all", "other"}


def test_a_target_brings_its_whole_commitment(database):
    found = rows(database, "commitment", target="xiangyang-2022/zaoyang/02.03")
    assert [(r["target_id"][-5:], r["figure"]) for r in found] == [("02.01", "160家"), ("02.02", "50家"), ("02.03", "10亿元")]
    assert rows(database, "commitment", target="xiangyang-2022/nowhere/01.01") == []


def test_compared_units_can_be_chosen_and_keep_their_ranks(database):
    found = rows(
        database, "comparison", theme=None, indicator="projects-attracted", league="county", filter_unit="|xiangcheng|laohekou|"
    )
    assert {(r["short"], r["rank_best"], r["apart"]) for r in found} == {("襄城", 5, ""), ("老河口", None, "scope")}


def test_ledger_counts_every_numeral(database):
    found = rows(database, "ledger")
    assert sum(r["numerals"] for r in found) == found[0]["all_numerals"]
    assert {r["reason"] for r in found} >= {"target", "name", "threshold", "repeated"}


def test_a_question_asked_in_another_language_or_of_one_indicator_asks_the_table_once(monkeypatch):
    own = Database()
    asked, query = [], own.query
    monkeypatch.setattr(own, "query", lambda name, **params: asked.append(name) or query(name, **params))
    light, dark = Context(own, LIST, translator("zh"), Look()), Context(own, LIST, translator("en"), Look("dark"))
    for name in ("county_city", "county_parts"):
        every = light.frame(name, theme=None, indicator=None)
        assert dark.frame(name, indicator=None, theme=None).equals(every)
        for indicator in ("old-neighbourhoods", "rural-roads"):
            alone = light.frame_of("indicator", name, indicator=indicator, theme=None)
            assert alone.equals(query(name, list=LIST, theme=None, indicator=indicator).to_pandas())
            assert 0 < len(alone) < len(every)
    for theme in light.themes[:2]:
        params = {"theme": theme, "indicator": None, "league": "county", "filter_unit": ""}
        alone = light.frame_of("theme", "matrix", **params)
        assert len(alone) > 0
        assert alone.equals(query("matrix", list=LIST, **params).to_pandas())
    assert asked == ["county_city", "county_parts", "matrix"]
    # What filters leave is asked for anew.
    for _again in range(2):
        light.frame("explore", **Filters().parameters())
    assert asked[3:] == ["explore"] * 2


def test_unknown_queries_and_missing_parameters_are_refused(database):
    with pytest.raises(KeyError):
        database.query("../secrets", list=LIST)
    with pytest.raises(KeyError):
        database.query("coverage", list=LIST)


def test_the_database_reaches_no_file_and_no_setting(database):
    cursor = database.cursor()
    for statement in (
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/x.db'",
        "set memory_limit = '9GB'",
        "copy targets to '/tmp/x.csv'",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|permission|not allowed"):
            cursor.execute(statement)


def test_what_departments_promise_for_a_county_by_name(database):
    """The bureau of urban management counts sites of waste sorting district by district; nobody names 枣阳."""
    found = rows(database, "named_by_departments", unit="xiangcheng")
    assert [(each["unit_id"], each["std_value"], each["measure"]) for each in found] == [
        ("urban-management", 30.0, "襄城区垃圾分类示范点数")
    ]
    assert rows(database, "named_by_departments", unit="zaoyang") == []
    assert rows(database, "named_by_departments", unit="education") == []


def test_a_theme_in_one_matrix_holds_each_target_once(database):
    """Of 襄阳's rural theme counties state 28 targets and departments 13; 宜城 and 保康 promise an indicator without a figure."""
    found = rows(database, "matrix", theme="rural", indicator=None, league=None, filter_unit="")
    targets = [each["target_id"] for each in found if each["status"] == "figure" and each["target_id"]]
    assert len(targets) == len(set(targets)) == 28 + 13
    mentioned = {(each["unit_id"], each["indicator_id"]) for each in found if each["status"] == "mentioned"}
    assert mentioned == {("yicheng", "grain-output"), ("baokang", "basic-gaps-villages")}
    city = {each["indicator_id"]: each["std_value"] for each in found if each["is_city"]}
    assert city == {"grain-output": 90, "basic-gaps-villages": 936, "rural-roads": 1000, "rural-tap-water-share": 91}


def test_concreteness_totals_add_up_to_what_the_units_promise(database):
    """Today each commitment has one lead: so kinds of unit and all together are the sums of their units."""
    units, summed = rows(database, "concreteness", league="department"), {}
    for row in units:
        for kind in (row["unit_type"], "all"):
            before = summed.get((kind, row["theme"]), (0, 0, 0))
            own = (row["commitments"], row["measurable"], row["targets"])
            summed[kind, row["theme"]] = tuple(a + b for a, b in zip(before, own, strict=True))
    found = rows(database, "concreteness_totals", league="department")
    assert {(r["unit_type"], r["theme"]): (r["commitments"], r["measurable"], r["targets"]) for r in found} == summed
