"""Who gives a figure, who promises it without one, who does not promise it and who is not asked: by rules and in the list of 2022."""

import dataclasses

import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.slides import decks
from fenjin.views import Context
from tests.made_up import database, mention, target

LIST = "xiangyang-2022"


def of_made_up(found, indicator="projects", league="county"):
    """The status of each unit of the made-up list."""
    rows = found.query("coverage", list="nowhere-2030", indicator=indicator, league=league).to_pylist()
    return {row["unit_id"]: row["status"] for row in rows}


def test_a_figure_counts_before_a_mention_and_a_mention_before_nothing(tmp_path):
    """East gives a figure and mentions the work besides; west names an action that the indicator measures, north the indicator itself;
    middle sings, which no indicator counts, and so does not promise any project."""
    found = database(tmp_path, [target("east", 3), target("west", 5, indicator="days")], mentions=[
        mention("east", "building"), mention("west", "building"), mention("north", indicator="projects"), mention("middle", "singing"),
    ])  # fmt: skip
    assert of_made_up(found) == {
        "east": "figure", "west": "mentioned", "north": "mentioned", "south": "absent", "middle": "absent",
    }  # fmt: skip


def test_who_is_asked(tmp_path):
    """What is asked of counties is asked of no department, and the other way round; whoever states it all the same has stated it."""
    rows = [target("east", 3), target("bureau", 9)]
    counties = database(tmp_path, rows, asked_of={"projects": "county"})
    assert set(of_made_up(counties, league="county").values()) == {"figure", "absent"}
    assert of_made_up(counties, league="department") == {"bureau": "figure", "office": "outside"}
    departments = database(tmp_path, rows, mentions=[mention("south", "building")], asked_of={"projects": "department"})
    assert of_made_up(departments) == {
        "east": "figure", "west": "outside", "north": "outside", "south": "mentioned", "middle": "outside",
    }  # fmt: skip


def test_a_department_is_asked_under_topics_of_its_own_only(tmp_path):
    """The bureau gives a figure. The office is asked once it promises anything under the same topic: a row or an action."""
    alone = [target("bureau", 9)]
    assert of_made_up(database(tmp_path, alone), league="department")["office"] == "outside"
    with_a_row = [*alone, target("office", 2, indicator="days")]
    assert of_made_up(database(tmp_path, with_a_row), league="department")["office"] == "absent"
    singing = database(tmp_path, alone, mentions=[mention("office", "singing")])
    assert of_made_up(singing, league="department")["office"] == "absent"
    # Where an action alone brings the topic in question, it does so for others too.
    asked = database(tmp_path, [target("office", 2, indicator="days")], mentions=[mention("bureau", "building")])
    assert of_made_up(asked, league="department") == {"bureau": "mentioned", "office": "absent"}


def test_where_nobody_looked_nothing_is_called_absent(tmp_path):
    """Without mentions the list says no more than that there is no figure, and the page says so."""
    unread = database(tmp_path, [target("east", 3)], mentions=None)
    assert set(of_made_up(unread).values()) == {"figure", "unread"}
    chinese, english = (Context(unread, "nowhere-2030", translator(lang), Look()) for lang in ("zh", "en"))
    said = views.coverage(chinese, "projects", "county")
    assert (
        said.takeaway
        == "5家中1家给出数字。没有找到数字：西县、北县、南县、中县。这份清单没有人通读全部承诺，没有数字不等于没有承诺。"
    )
    assert "没有承诺" not in set(said.table["有无数字"])
    assert "Nobody has read all commitments" in views.coverage(english, "projects", "county").takeaway
    texts = {cell.text for cell in views.tile_grid(chinese, "projects").figure.content.cells}
    assert texts == {"3", "无数字"}


@pytest.fixture(scope="module")
def published():
    """The published table."""
    return current()


def in_list(published, indicator, league="county"):
    """The rows of the list of 2022, by short name."""
    return {row["short"]: row for row in published.query("coverage", list=LIST, indicator=indicator, league=league).to_pylist()}


# Read in the text: the unit, the indicator, the naming words, and which characters of which paragraph they are.
NAMED_WITHOUT_A_FIGURE = [
    ("宜城", "old-neighbourhoods", "老旧小区改造", 1, 638, 643),
    ("老河口", "old-neighbourhoods", "老旧小区", 4, 25, 28),
    ("老河口", "back-streets", "背街小巷", 4, 30, 33),
    ("老河口", "pocket-parks", "口袋公园", 4, 36, 39),
    ("东津新区", "one-licence-items", "一业一证", 4, 126, 129),
    ("襄城", "one-stop-items", "一事联办", 1, 112, 115),
    ("宜城", "urban-jobs", "扩大就业", 1, 784, 787),
    ("襄城", "urban-jobs", "就业服务", 4, 102, 105),
    ("枣阳", "cultural-performances", "帝乡大舞台", 1, 1070, 1074),
    ("宜城", "schools", "雷河中学迁建", 1, 274, 279),
]


@pytest.mark.parametrize(
    ("unit", "indicator", "words", "para", "first", "last"), NAMED_WITHOUT_A_FIGURE,
    ids=[f"{unit} {indicator}" for unit, indicator, *_ in NAMED_WITHOUT_A_FIGURE],
)  # fmt: skip
def test_work_that_the_list_names_without_a_figure(published, unit, indicator, words, para, first, last):
    """Ten promises that have no figure, each at its place in the text."""
    row = in_list(published, indicator)[unit]
    assert (row["status"], row["words"]) == ("mentioned", words)
    assert (row["para"], row["first_char"], row["last_char"]) == (para, first, last)


def test_what_the_list_does_not_promise(published):
    """A commitment under the same topic is no promise: 襄州 builds parks and no streets, 南漳 names no neighbourhood."""
    streets = {unit: row["status"] for unit, row in in_list(published, "back-streets").items()}
    assert {unit for unit, status in streets.items() if status == "figure"} == {"枣阳", "襄城", "樊城"}
    assert streets["襄州"] == "absent" and streets["老河口"] == "mentioned"
    assert in_list(published, "old-neighbourhoods")["南漳"]["status"] == "absent"
    # 樊城 keeps disputes in hand, which no county's list of villages is.
    assert in_list(published, "grain-output")["樊城"]["status"] == "absent"


def test_whose_business_it_is_not(published):
    """The whole city's product is asked of no county, though the zone says what the city strives for; papers are asked of none either."""
    product = {unit: row["status"] for unit, row in in_list(published, "gross-domestic-product").items()}
    assert {unit for unit, status in product.items() if status != "outside"} == {"高新区"}
    assert {row["status"] for row in in_list(published, "published-articles").values()} == {"outside"}
    # The transport bureau states the city's roads; the tobacco bureau promises none, and nothing else on that topic.
    roads = in_list(published, "rural-roads", "department")
    assert (roads["市交通局"]["status"], roads["市烟草局"]["status"]) == ("figure", "outside")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_coverage_in_words(published, lang):
    """The sentence beside the chart names who promises without a figure and who does not promise."""
    page = Context(published, LIST, translator(lang), Look())
    streets = views.coverage(page, "back-streets", "county")
    expected = {
        "zh": "12家中3家给出数字。承诺了，没有写数字：老河口。清单里没有承诺：宜城、南漳、保康、谷城、襄州、高新区、东津新区、鱼梁洲。没有数字不等于零。",
        "en": "3 of 12 give a figure. Promised without a figure: Laohekou. Not promised in the list: Yicheng, Nanzhang, Baokang, "
        "Gucheng, Xiangzhou, High-tech, Dongjin, Yuliangzhou. No figure does not mean zero. ",
    }  # fmt: skip
    assert streets.takeaway == expected[lang]
    assert views.stating(page, "back-streets", "county") == {"zh": "12家中3家给出数字。", "en": "3 of 12 give a figure. "}[lang]
    laohekou = streets.table.iloc[5]
    assert list(laohekou)[2:] == {
        "zh": ["承诺了，没有写数字", "改造背街小巷", "背街小巷", "第4段，第30–33字"],
        "en": ["promised without a figure", "Renewing back streets", "背街小巷", "para. 4, characters 30–33"],
    }[lang]  # fmt: skip


def test_a_place_and_a_bar_lead_to_the_one_figure_that_they_show_or_to_the_rows_of_several(published):
    """枣阳 states 60 back streets, 老河口 promises them without a number, 襄州 not at all; of roads 南漳 states three parts, and four counties are added."""
    page = Context(published, LIST, translator("zh"), Look())
    codes = {}
    for view in (views.tile_grid(page, "back-streets"), views.city_map(page, "back-streets")):
        content = view.figure.content
        cells = getattr(content, "cells", None) or [*content.regions, *content.markers]
        codes = {cell.unit: cell.press for cell in cells}
        assert (codes["laohekou"], codes["xiangzhou"]) == (f"target {LIST}/laohekou/04.00", "")
        assert codes["zaoyang"].startswith(f"target {LIST}/zaoyang/") and view.figure.pressable and view.figure.leads
        drawn = [code for mark in view.figure["data"] for code in mark.get("customdata", ())]
        assert sorted(drawn) == sorted(codes.values())
    roads = views.tile_grid(page, "rural-roads").figure.content.cells
    assert {cell.press for cell in roads if cell.unit == "nanzhang"} == {"cell nanzhang"}
    bars = views.ranking(page, "rural-roads", "county").figure.content.bars
    assert {bar.press for bar in bars if bar.unit == "nanzhang" and bar.derived} == {"cell nanzhang"}
    city, counties = views.county_city(page, "rural-roads").figure.content.bars
    assert city.press == city.target and counties.press == "cell zaoyang,nanzhang,gucheng,fancheng"


def test_what_a_place_without_a_figure_shows(published):
    """On tiles and map a promise without a figure differs from none in word and shade; the legend says what both mean."""
    page = Context(published, LIST, translator("zh"), Look())
    grid = views.tile_grid(page, "back-streets")
    cells = {cell.full: cell for cell in grid.figure.content.cells}
    assert (cells["老河口"].text, cells["襄州"].text, cells["枣阳"].text) == ("有承诺", "未承诺", "60")
    assert "“背街小巷”，第4段，第30–33字" in cells["老河口"].hover
    assert "没有数字的：浓灰底“有承诺”＝承诺了，没有写数字，淡灰底“未承诺”＝清单里没有承诺。" in grid.legend
    fills = {
        shape["fillcolor"]
        for shape, cell in zip(grid.figure["layout"]["shapes"], grid.figure.content.cells, strict=True)
        if cell.full in ("老河口", "襄州")
    }
    assert len(fills) == 2
    mapped = views.city_map(page, "back-streets")
    assert {region.name: region.text for region in mapped.figure.content.regions}["老河口"] == "有承诺"
    product = views.tile_grid(page, "gross-domestic-product")
    assert {cell.text for cell in product.figure.content.cells if cell.full != "高新区"} == {"不涉及"}
    english = dataclasses.replace(page, t=translator("en"))
    assert {cell.full: cell.text for cell in views.tile_grid(english, "back-streets").figure.content.cells}[
        "Laohekou"
    ] == "promised"


def test_a_card_says_a_title_that_stands_for_the_statement_once(tmp_path):
    opened = database(tmp_path, [target("east", 5), target("west", 7, statement="做项目")])
    page = Context(opened, "nowhere-2030", translator("zh"), Look())
    cards = [views.card(page, f"nowhere-2030/{unit}/01.01").table.iloc[0] for unit in ("east", "west")]
    assert [list(each).count("做项目") for each in cards] == [1, 1]
    assert "今年做项目" in list(cards[0])


def test_what_a_list_has_nothing_of_is_not_offered(tmp_path):
    opened = database(tmp_path, [target("bureau", 5), target("east", 7)])
    page = Context(opened, "nowhere-2030", translator("zh"), Look())
    assert decks.ready_names(page) == ("whole", "investment", "unit", "city", decks.LOBBY)
    # A list of departments alone has no counties to add up.
    described = {"units": [{"unit_type": "government"}, {"unit_type": "party"}]}
    departments = type("Departments", (), {"describe": staticmethod(lambda _list: described)})()
    assert not views.has_counties_and_city(departments, "nowhere-2030")
