"""The English of rows: the terms of the glossary, and the same numbers as the Chinese."""

import csv
import shutil

import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.screen.view import _WIDEST_FIXED, _WIDEST_FIXED_ON_PHONE, _grid
from fenjin.table.english import Glossary, Term
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests.curated import commitment, edit, problems, target

LIST = "xiangyang-2022"
GLOSSARY = Glossary([
    Term("规上企业", ("above designated size",)), Term("企业", ("firm", "enterprise")), Term("一业一证", ("one licence per trade",)),
    Term("100强", ("Top 100",)),
])  # fmt: skip


def faults(chinese, english):
    return [fault.in_words(translator("en")) for fault in GLOSSARY.faults(chinese, english)]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("投资450亿元以上", "At least CNY 45 billion of investment"),
        ("建高标准农田14.45万亩", "Build 144,500 mu of high-standard farmland"),
        ("引进亿元以上项目110个", "Attract 110 projects of CNY 100 million or more"),
        ("推进五百万元以上的项目", "Advance projects of CNY 5 million or more"),
        ("材料减少两成以上，时限缩短七成", "Cut documents by at least 20% and time by 70%"),
        ("不少于全省总量的一成", "At least 10% of the province's total"),
        ("新增装机100万千瓦", "Add 1,000 MW of installed capacity"),
        ("道路十多条，小巷百余条", "More than ten roads, over a hundred back streets"),
        ("引进1至2家", "Attract 1 to 2"),
        ("6月底前建成4A景区3家", "Complete 3 4A scenic areas before the end of June"),
        ("产粮25亿斤，收购烟叶13.82万担", "2.5 billion jin (1.25 million tonnes) of grain, 138,200 dan (6,910 tonnes) of leaf"),
        ("三类项目各多15%", "15% more projects of each kind"),  # 三类 only sums up
        ("推行19项一业一证", "19 items of one licence per trade"),  # and what is within a term is no number
    ],
)
def test_the_same_numbers(chinese, english):
    """Scales, shares, months, numerals in words, and numbers that belong to a name."""
    assert faults(chinese, english) == []


@pytest.mark.parametrize(
    ("chinese", "english", "numbers"),
    [
        ("投资450亿元", "CNY 450 billion of investment", "45000000000 450000000000"),
        ("14.45万亩", "14,450 mu", "14450 144500"),
        ("引进项目110个", "Attract projects", "110"),
        ("引进项目", "Attract 110 projects", "110"),
        ("引进一批项目", "Attract ten projects", "10"),
        ("各建5个，共5处", "Build 5 each", "5"),
        ("材料减少两成", "Cut documents by 2%", "2 20"),
        ("亿元以上项目", "Projects of CNY 10 million or more", "10000000 100000000"),
        ("6月底前建成", "Complete before the end of July", "June"),
    ],
)
def test_other_numbers(chinese, english, numbers):
    """A slip of the scale, a number left out, put in, or said once instead of twice."""
    assert faults(chinese, english) == [f"The numbers of the English differ from the Chinese: {numbers}"]


def test_a_wrong_metric_value():
    """8,500 mu are 567 hectares."""
    assert faults("储备林8500亩", "8,500 mu (567 ha) of forest") == []
    assert [each.split(":")[0] for each in faults("储备林8500亩", "8,500 mu (576 ha) of forest")] == [
        "“8,500 mu (576 ha)” is converted wrongly"
    ]


def test_the_longest_term_counts():
    """规上企业 asks for its own words, not for those of 企业 within it; where both stand, both are asked for."""
    assert faults("新增规上企业", "Add those above designated size") == []
    assert [each.split(" (")[0] for each in faults("新增规上企业", "Add firms")] == ["The English has no word for “规上企业”"]
    assert [each.split(" (")[0] for each in faults("企业与规上企业", "Above designated size")] == [
        "The English has no word for “企业”"
    ]
    assert faults("企业", "Enterprises of every size") == []


def test_a_slip_is_refused_where_it_stands(tmp_path):
    """Another word for a term and a wrong figure are refused by the build, in the file, the row and the column in which they are."""
    curated = shutil.copytree(CURATED, tmp_path / "curated")
    lines = {
        "commitment_en": edit(curated, f"{LIST}/commitments.csv", commitment("baokang", 3), commitment_en="Stronger trade"),
        "statement_en": edit(curated, f"{LIST}/commitments.csv", commitment("zaoyang", 1), statement_en="Attract 11 projects."),
        "measure_en": edit(curated, f"{LIST}/targets.csv", target("zaoyang", 5, 1), measure_en="Good land completed"),
    }
    assert {(each.column, each.row) for each in problems(curated)} == set(lines.items())


def test_where_a_row_has_no_english_the_chinese_stands_and_says_so():
    """Never an empty cell, a name behind its pinyin, and nothing where nothing is measured."""
    t = translator("en")
    assert t.of({"measure": "水渠长度", "measure_en": "Length of canals"}, "measure") == "Length of canals"
    assert t.of({"measure": "水渠长度", "measure_en": None}, "measure") == "Shui qu chang du 水渠长度 (not translated)"
    long = "修水渠。"
    assert t.of({"statement": long, "statement_en": None}, "statement") == f"{long} (not translated)"
    assert t.of({"measure": None, "measure_en": None}, "measure") == ""
    assert translator("zh").of({"measure": "水渠长度", "measure_en": None}, "measure") == "水渠长度"


def test_an_english_word_finds_a_promise():
    """零工市场 of the human resources bureau, by its title; vegetables of Zaoyang, by what is measured."""
    context = Context(current(), LIST, translator("en"), Look())
    for word, unit in (("gig-work", "human-resources"), ("vegetables", "zaoyang")):
        assert set(views.explore(context, Filters(words=word)).frame["unit_id"]) == {unit}


def test_the_list_of_2022_is_english_throughout():
    """Every title, statement and measure has its English, and each term of the glossary at least one word."""
    with (CURATED / LIST / "commitments.csv").open(encoding="utf-8", newline="") as file:
        commitments = list(csv.DictReader(file))
    with (CURATED / LIST / "targets.csv").open(encoding="utf-8", newline="") as file:
        targets = list(csv.DictReader(file))
    assert (len(commitments), len(targets)) == (306, 339)
    assert all(row["commitment_en"] and row["statement_en"] for row in commitments)
    assert all(row["measure_en"] for row in targets)


def test_chinese_units_of_measure_have_their_metric_value_wherever_they_stand_and_no_cell_of_sums_holds_two_amounts():
    page = Context(current(), LIST, translator("en"), Look())
    table = views.sums(page).table
    (grain,) = table[table["Indicator"] == "Grain output"].to_dict("records")
    assert grain["Counties together"] == "at least 2.5 billion jin (1.25 million tonnes)"
    assert grain["For the city"] == "at least 9 billion jin (4.5 million tonnes)"
    assert grain["Unit of measure"] == "100 million jin (50,000 tonnes)"


def test_on_a_phone_the_column_that_stays_leaves_more_than_half_of_the_screen_to_others():
    page = Context(current(), LIST, translator("en"), Look())
    for most in (_WIDEST_FIXED, _WIDEST_FIXED_ON_PHONE):
        columns = _grid(views.sums(page), page, 1, False, most).columns
        fixed = [each for each in columns.values() if each and each["pinned"]]
        assert [each["width"] for each in fixed] == [most]
        # An amount with its metric value is whole: 45 letters, of which few are wider than half of their height.
        assert columns["Counties together"]["width"] > 45 * 14 * 0.45
    assert _WIDEST_FIXED_ON_PHONE < 342 / 2


def test_what_the_counties_come_to_is_in_sight_before_anything_is_scrolled():
    """A laptop has 1318 pixels for a grid, a phone 342, of which the boxes that are ticked take 33."""
    page = Context(current(), LIST, translator("en"), Look())
    for most, room, whole in (
        (_WIDEST_FIXED, 1318, ["Indicator", "Share of the city's", "Counties together", "For the city"]),
        (_WIDEST_FIXED_ON_PHONE, 342, ["Indicator", "Share of the city's"]),
    ):
        columns = _grid(views.sums(page), page, 1, False, most).columns
        assert list(columns)[: len(whole)] == whole
        assert 33 + sum(columns[each]["width"] for each in whole) <= room
