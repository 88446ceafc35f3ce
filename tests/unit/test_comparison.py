"""What may be ranked with what, on cases worked out by hand."""

from pathlib import Path

import pandas as pd
import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.table.scopes import Part
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests import profiles
from tests.made_up import database, target
from tests.themes import THEMES


def compared(folder: Path, rows: list[dict], league: str | None = "county", indicator: str = "projects") -> dict:
    """unit -> (best rank, worst rank, why it is kept apart); a unit with several rows keeps its last."""
    found = database(folder, rows).query(
        "comparison", list="nowhere-2030", theme=None, indicator=indicator, league=league, filter_unit=""
    )
    stated = [row for row in found.to_pylist() if row["basis"] == "stated"]
    return {row["unit_id"]: (row["rank_best"], row["rank_worst"], row["apart"]) for row in stated}


def test_the_larger_figure_ranks_first(tmp_path):
    assert compared(tmp_path, [target("east", 20), target("west", 100), target("north", 90)]) == {
        "west": (1, 1, ""), "north": (2, 2, ""), "east": (3, 3, ""),
    }  # fmt: skip


def test_equal_figures_tie_and_the_next_rank_is_left_out(tmp_path):
    assert compared(tmp_path, [target("east", 5), target("west", 5), target("north", 3)]) == {
        "east": (1, 2, ""), "west": (1, 2, ""), "north": (3, 3, ""),
    }  # fmt: skip


def test_a_scope_that_nobody_has_judged_is_kept_apart(tmp_path):
    rows = [target("east", 100), target("west", 90), target("north", 110, scope="没有人判断过")]
    assert compared(tmp_path, rows)["north"] == (None, None, "scope")


def test_two_of_the_other_scope_are_ranked_among_themselves(tmp_path):
    rows = [
        target("east", 100), target("west", 90), target("middle", 80), target("north", 110, scope="大型"), target("south", 7, scope="大型"),
    ]  # fmt: skip
    found = compared(tmp_path, rows)
    # Of the large ones alone the others may promise up to 100, 90 and 80.
    assert found["north"] == (1, 1, "")
    assert found["south"] == (2, 5, "")
    # North promises 110 at least, south may promise more than its 7.
    assert found["middle"] == (4, 5, "")


def test_a_stretch_target_is_kept_apart_and_does_not_push_others_down(tmp_path):
    rows = [target("east", 10), target("west", 8), target("north", 99, tier="stretch")]
    assert compared(tmp_path, rows) == {"east": (1, 1, ""), "west": (2, 2, ""), "north": (None, None, "tier")}


def test_counties_and_departments_are_never_ranked_together(tmp_path):
    rows = [target("east", 10), target("west", 8), target("bureau", 100)]
    assert compared(tmp_path, rows) == {"east": (1, 1, ""), "west": (2, 2, "")}
    assert compared(tmp_path, rows, league="department") == {"bureau": (None, None, "alone")}


def test_asked_for_both_leagues_at_once_each_is_ranked_by_itself(tmp_path):
    rows = [target("east", 10), target("west", 8), target("bureau", 100), target("office", 9)]
    assert compared(tmp_path, rows, league=None) == {
        "east": (1, 1, ""), "west": (2, 2, ""), "bureau": (1, 1, ""), "office": (2, 2, ""),
    }  # fmt: skip


def test_the_group_in_which_most_wrote_something_down_comes_first(tmp_path):
    other = "没有人判断过"
    rows = [target(unit, 5, scope=other) for unit in ("east", "west")] + [
        target(unit, 9) for unit in ("north", "south", "middle")
    ]
    found = database(tmp_path, rows).query(
        "comparison", list="nowhere-2030", theme=None, indicator="projects", league="county", filter_unit=""
    )
    assert found["scope_key"].to_pylist() == ["", "", "", other, other]
    assert set(found["apart"].to_pylist()) == {""}


def test_less_than_ten_may_be_any_number_below_it(tmp_path):
    assert compared(tmp_path, [target("east", 10, "lt"), target("west", 5)]) == {"east": (1, 2, ""), "west": (1, 2, "")}


def test_more_than_ten_may_be_any_number_above_it(tmp_path):
    assert compared(tmp_path, [target("east", 10, "gt"), target("west", 12)]) == {"east": (1, 2, ""), "west": (1, 2, "")}


def test_a_lone_figure_is_not_ranked(tmp_path):
    assert compared(tmp_path, [target("east", 10)]) == {"east": (None, None, "alone")}


def test_two_open_bounds_say_nothing_of_who_promises_more(tmp_path):
    assert compared(tmp_path, [target("east", 90, "ge"), target("west", 50, "ge")]) == {"east": (1, 2, ""), "west": (1, 2, "")}


def test_ten_in_three_wordings_is_one_promise(tmp_path):
    rows = [target("east", 10, "ge", "growth"), target("west", 10, "eq", "growth"), target("north", 10, "gt", "growth")]
    assert compared(tmp_path, rows, indicator="growth") == dict.fromkeys(("north", "east", "west"), (1, 3, ""))


def test_at_least_fifteen_may_reach_forty_one_but_stands_above_fourteen(tmp_path):
    rows = [target("east", 41), target("west", 15, "ge"), target("north", 14)]
    assert compared(tmp_path, rows) == {"east": (1, 2, ""), "west": (1, 2, ""), "north": (3, 3, "")}


def test_a_range_ties_with_what_lies_in_it_only(tmp_path):
    rows = [target("east", 1, "range", value_high=3.0, std_high=3.0), target("west", 2), target("north", 4)]
    assert compared(tmp_path, rows) == {"north": (1, 1, ""), "east": (2, 3, ""), "west": (2, 3, "")}


def test_about_a_hundred_ties_with_ninety_five(tmp_path):
    rows = [target("east", 100, "approx"), target("west", 95), target("north", 60)]
    assert compared(tmp_path, rows) == {"east": (1, 2, ""), "west": (1, 2, ""), "north": (3, 3, "")}


def test_where_less_is_better_the_smaller_figure_ranks_first(tmp_path):
    rows = [target("east", 70, "le", "days"), target("west", 50, "le", "days"), target("north", 30, "le", "days")]
    assert compared(tmp_path, rows, indicator="days") == dict.fromkeys(("north", "west", "east"), (1, 3, ""))
    (tmp_path / "exact").mkdir()
    rows = [target("east", 70, indicator="days"), target("west", 50, "le", "days"), target("north", 30, indicator="days")]
    assert compared(tmp_path / "exact", rows, indicator="days") == {"north": (1, 2, ""), "west": (1, 2, ""), "east": (3, 3, "")}


@pytest.fixture
def context(tmp_path):
    """A made-up list: two counties state projects, one has a commitment on the topic that does not promise any, two say nothing."""
    silent = dict.fromkeys(
        ["indicator_id", "indicator", "indicator_en", "comparator", "value", "uom", "std_value", "std_uom", "figure", "measure"]
    )
    rows = [
        target("east", 10),
        target("west", 4),
        {**target("north", 1), **silent, "kind": "qualitative"},
        target("bureau", 20),
    ]
    return Context(database(tmp_path, rows), "nowhere-2030", translator("zh"), Look())


def test_who_says_nothing_is_named_and_is_no_zero(context):
    view = views.coverage(context, "projects", "county")
    assert dict(zip(view.frame["unit_id"], view.frame["status"], strict=True)) == {
        "east": "figure", "west": "figure", "north": "absent", "south": "absent", "middle": "absent",
    }  # fmt: skip
    assert view.takeaway.startswith("5家中2家给出数字")
    assert "清单里没有承诺：北县、南县、中县" in view.takeaway
    ranked = views.ranking(context, "projects", "county")
    assert set(ranked.frame["unit_id"]) == {"east", "west"}


def test_counties_add_up_against_the_city(context):
    row = views.county_city(context, "projects").frame.iloc[0]
    assert (row["county_value"], row["city_value"], row["gap"], row["share"], row["county_units"]) == (14, 20, -6, 0.7, 2)


def test_parts_of_a_total_are_not_added_twice(tmp_path):
    total = "nowhere-2030/east/01.01"
    rows = [target("east", 30), target("east", 10, scope="大型", part_of=total), target("west", 5), target("bureau", 50)]
    rows.append(target("bureau", 9, scope="大型"))
    found = database(tmp_path, rows).query("county_city", list="nowhere-2030", theme=None, indicator="projects").to_pylist()
    assert [(row["scope"], row["county_value"], row["city_value"]) for row in found] == [(None, 35.0, 50.0), ("大型", 10.0, 9.0)]


@pytest.mark.parametrize(
    ("said", "weakest"),
    [
        (("ensure", "ensure"), "ensure"), (("ensure", "task"), "task"), (("task", "plain"), "plain"),
        (("ensure", "strive"), "strive"), (("plain", "strive"), "strive"),
    ],
)  # fmt: skip
def test_a_sum_of_parts_is_as_firm_as_its_weakest(tmp_path, said, weakest):
    """East states two kinds of work that exclude one another; together they bound what it says of all kinds."""
    parts = tuple(Part(name, "work", disjoint="work") for name in ("修", "建"))
    rows = [target("east", 10, scope="修", firmness=said[0]), target("east", 20, scope="建", firmness=said[1]), target("west", 5)]
    found = database(tmp_path, rows, parts).query(
        "comparison", list="nowhere-2030", theme=None, indicator="projects", league="county", filter_unit=""
    )
    told = [(row["std_value"], row["firmness"]) for row in found.to_pylist() if row["basis"] != "stated"]
    assert told == [(30, weakest)]


def test_what_is_not_additive_is_not_added(tmp_path):
    rows = [
        target("east", 10, indicator="growth"),
        target("west", 12, indicator="growth"),
        target("bureau", 11, indicator="growth"),
    ]
    found = database(tmp_path, rows).query("county_city", list="nowhere-2030", theme=None, indicator="growth")
    assert found.num_rows == 0


def test_the_takeaway_lists_what_is_written_and_says_what_holds(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = Context(database(tmp_path / "a", [target("east", 9), target("west", 3)]), "nowhere-2030", translator("zh"), Look())
    tied = Context(
        database(tmp_path / "b", [target("east", 9), target("west", 3, "ge")]), "nowhere-2030", translator("zh"), Look()
    )
    assert views.ranking(first, "projects", "county").takeaway == "写明的projects：东县9个、西县3个；给出数字的2家中东县最高"
    assert views.ranking(tied, "projects", "county").takeaway == "写明的projects：东县9个、西县至少3个；谁多谁少说不定"


@pytest.mark.parametrize(
    ("lang", "task", "sign", "ensured"),
    [
        ("zh", "任务", "“任务”＝完成交办的任务", "确保"),
        ("en", "assigned task", "“assigned task” = the text says that an assigned task is completed", "ensured"),
    ],
)
def test_an_assigned_task_is_drawn_solid_and_told_in_words(lang, task, sign, ensured):
    """枣阳 is to complete a 任务 of farmland, 宜城 says no such word; two expressways without a figure are 确保."""
    t = translator(lang)
    page = Context(current(), "xiangyang-2022", t, Look())
    view = views.ranking(page, "high-standard-farmland", "county")
    bars = {bar.unit: bar for section in view.figure.content.sections for bar in section.bars}
    assert (bars["zaoyang"].strive, bars["zaoyang"].detail) == (False, task)
    assert (bars["yicheng"].strive, bars["yicheng"].detail) == (False, "")
    assert sign in view.legend[0]
    assert view.table[t("语气")].iloc[0] == task
    assert sign not in views.ranking(page, "old-neighbourhoods", "county").legend[0]
    told = {
        target: views.card(page, f"xiangyang-2022/{target}").table.iloc[0].get(t("语气"))
        for target in ("zaoyang/05.01", "transport/01.00", "transport/02.01", "zaoyang/03.00")
    }
    assert told == {
        "zaoyang/05.01": task, "transport/01.00": ensured, "transport/02.01": t("未强调"), "zaoyang/03.00": None,
    }  # fmt: skip
    listed = views.explore(page, Filters((("firmness", ("task", "ensure")), ("unit", ("transport", "meteorology"))))).table
    assert dict(zip(listed[t("目标编号")], listed[t("语气")], strict=True)) == {
        "xiangyang-2022/transport/01.00": ensured, "xiangyang-2022/meteorology/02.00": task,
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "said"), [("zh", ["C级", "Ⅱ类", "清零"]), ("en", ["grade C", "class 2", "zero"])])
def test_a_grade_and_a_zero_are_told_as_the_text_has_them(lang, said):
    """A grade is no rank, and nothing is not counted in a made-up unit of measure."""
    page = Context(current(), "xiangyang-2022", translator(lang), Look())
    given = [
        views.card(page, f"xiangyang-2022/{target}").takeaway
        for target in ("yicheng/03.01", "ecology/02.01", "state-assets/03.01")
    ]
    assert [takeaway.endswith(words) for takeaway, words in zip(given, said, strict=True)] == [True] * 3, given


@pytest.mark.parametrize("league", profiles.some(views.LEAGUES, 2))
def test_a_ranking_shows_what_its_query_answers(league):
    """Views take an indicator's figures from those of its whole league; the address that a view names must answer the same."""
    found = current()
    page = Context(found, "xiangyang-2022", translator("zh"), Look())
    shown = 0
    for place, indicator in enumerate(views.indicators(page, None).frame["indicator_id"]):
        view = views.ranking(page, indicator, league)
        assert view.frame["target_id"].dropna().is_unique
        if place % 9 == 0 or profiles.full():
            answered = found.query("comparison", list="xiangyang-2022", **view.params).to_pandas()
            pd.testing.assert_frame_equal(view.frame, answered)
        shown += len(view.frame)
    stated = found.query("explore", list="xiangyang-2022", **Filters((("league", (league,)),)).parameters()).to_pandas()
    assert shown >= stated["indicator_id"].notna().sum() > 0
    for theme in (*THEMES, None):
        stated = views.indicators(page, theme)
        asked = found.query("indicator_choice", list="xiangyang-2022", **stated.params).to_pandas()
        pd.testing.assert_frame_equal(stated.frame, asked)


def test_some_of_a_group_are_said_to_be_of_it_and_how_many_it_has():
    """Of five counties that wrote down projects of 100 million yuan three are chosen."""
    page = Context(current(), "xiangyang-2022", translator("zh"), Look())
    found = views.common_views(page, ("zaoyang", "xiangcheng", "fancheng"), "county")
    headings = [section.heading for view in found for section in view.figure.content.sections]
    assert "同口径5家中的位置：亿元以上" in headings
    assert not [heading for heading in headings if "." in heading]
