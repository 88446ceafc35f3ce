"""Last year beside this year: two made-up lists of one city, each change worked out by hand."""

import datetime

import pytest

from fenjin import views
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.language.translate import LANGUAGES, translator
from fenjin.slides import decks, slide, story
from fenjin.slides.story import Slot, Story
from fenjin.views import Context
from tests import profiles
from tests.checker.shown import Shown
from tests.checker.spoilt import spoilt_views
from tests.checker.truth import Truth
from tests.made_up import answering, database, mention, of_last_year, target
from tests.unit.test_pack import checked, rerun, unpacked

LIST, BEFORE = "nowhere-2030", "nowhere-2029"
LARGE = {"scope": "大型"}

# Unit, indicator, what last year's list says and what this one says (value, comparator, other columns), and what became of it.
CASES = [
    # A least is above a least; a most above a most.
    ("east", "projects", (90, "ge", {}), (100, "ge", {}), "raised"),
    ("office", "days", (7, "le", {}), (5, "le", {}), "lowered"),
    # About 100 is 90 to 110, at least 90 has no top.
    ("west", "projects", (90, "ge", {}), (100, "approx", {}), "unsure"),
    # Ten, at least ten and more than ten are one promise.
    ("north", "projects", (10, "ge", {"firmness": "strive"}), (10, "eq", {"firmness": "ensure"}), "reworded"),
    # One hundred of them, printed as 0.01万个, and 120.
    ("south", "projects", (0.01, "eq", {"uom": "万个", "std_value": 100.0, "figure": "0.01万个"}), (120, "eq", {}), "raised"),
    # Exactly 10 lies below at least 11, whatever happens; not above what "at most 12" may be.
    ("middle", "projects", (10, "eq", {}), (11, "ge", {}), "raised"),
    ("bureau", "projects", (10, "eq", {}), (12, "le", {}), "unsure"),
    # 4 to 8 reaches higher and lower than 5 to 6.
    ("east", "growth", (5, "range", {"value_high": 6.0, "std_high": 6.0, "figure": "5-6%"}), (4, "range", {"value_high": 8.0, "std_high": 8.0, "figure": "4-8%"}), "unsure"),
    ("west", "growth", (8, "eq", {"figure": "8%"}), (8, "eq", {"figure": "8%"}), "same"),
    # More than 9 does not touch at most 9.
    ("north", "growth", (9, "le", {"figure": "9%"}), (9, "gt", {"figure": "9%"}), "raised"),
    ("east", "days", (9, "eq", {"kind": "rank", "figure": "前九"}), (3, "eq", {"kind": "rank", "figure": "前三"}), "ahead"),
    # Another kind of figure is no figure to compare.
    ("west", "days", (9, "eq", {"kind": "rank", "figure": "前九"}), (3, "eq", {}), "unlike"),
    ("north", "days", None, (9, "eq", {}), "first"),
    ("south", "days", (9, "eq", {}), None, "dropped"),
    # 举措1, which projects count, was promised in words by 市乙办 last year; this year 市甲局 has growth in words.
    ("office", "projects", None, (4, "eq", {}), "worded_before"),
    ("bureau", "growth", (4, "eq", {}), None, "worded_now"),
]  # fmt: skip
MENTIONS = [mention("bureau", indicator="growth")]
MENTIONS_BEFORE = [of_last_year(mention("office", "building"))]


def rows_of(side):
    """The rows of one side of the cases: 2 is last year, 3 this year."""
    return [
        target(unit, own[0], own[1], indicator, **own[2])
        for unit, indicator, *sides, _change in CASES
        if (own := sides[side - 2]) is not None
    ]


# At another scope last year than this year.
SCOPED = target("middle", 3, indicator="days", **LARGE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("years")
    before = [of_last_year(row) for row in [*rows_of(2), SCOPED]]
    now = [*rows_of(3), target("middle", 3, indicator="days")]
    database(made, now, mentions=MENTIONS, before=before, mentions_before=MENTIONS_BEFORE)
    return made


@pytest.fixture(scope="module", params=["small", "large"])
def made(request, folder):
    opened = Database(folder / "targets.parquet", whole=100_000 if request.param == "small" else 0)
    opened._most = 100
    return opened


def page(made, lang="zh"):
    return Context(made, LIST, translator(lang), Look())


def changes(context, **choice):
    """What became of each figure: by unit, indicator and scope."""
    return {(row["unit_id"], row["indicator_id"], row["scope"]): row["change"] for row in views.years(context, **choice).rows}


def test_what_became_of_each_promise(made):
    known = {(unit, indicator, None): change for unit, indicator, *_sides, change in CASES}
    assert changes(page(made)) == {**known, ("middle", "days", None): "scope", ("middle", "days", "大型"): "scope"}
    assert changes(page(made), units=("south", "north")) == {
        key: each for key, each in known.items() if key[0] in ("south", "north")
    }
    assert changes(page(made), indicator="growth") == {key: each for key, each in known.items() if key[1] == "growth"}


def test_it_is_told_in_words(made):
    view = views.years(page(made), units=("north",))
    assert view.question == "和2029年比，承诺变了什么？"
    assert view.takeaway == "和2029年比：1项提高；1项数没变，说法变了；1项去年没有承诺，今年承诺；3项中有1项语气变了"
    told = view.table.set_index("指标").loc["projects"]
    assert list(told[["单位", "去年的目标", "今年的目标", "变化", "语气的变化"]]) == [
        "北县", "至少10个", "10个", "数没变，说法变了", "由力争改为确保",
    ]  # fmt: skip
    gone = views.years(page(made), units=("south",)).table.set_index("变化").loc["今年不再承诺"]
    assert (gone["去年的目标"], gone["今年的目标"], gone["目标编号"]) == ("9日", "", "")
    assert views.years(page(made, "en"), units=("south",)).takeaway == "Against 2029: 1 raised; 1 no longer promised"
    # What is gone opens the card of last year's target.
    assert f"{BEFORE}/south/01.02" in views.years(page(made), units=("south",)).cards
    assert views.card(views.of_lists(page(made), [BEFORE]), f"{BEFORE}/south/01.02").takeaway.startswith("南县")


def test_of_the_first_list_of_a_city_nothing_is_said(made):
    first = Context(made, BEFORE, translator("zh"), Look())
    assert first.before is None and views.years(first).empty
    assert story.view_of(first, Slot("years")) is None
    assert "years" not in [slot.view for slot in decks.ready(first, "whole").slots]


@pytest.mark.parametrize("lang", profiles.some(LANGUAGES, 2))
def test_the_checker_signs_it_and_finds_out_one_wrong_word(folder, lang):
    made, reader = Database(folder / "targets.parquet"), Shown(Truth(folder / "targets.parquet", LIST), lang)
    for choice in ({}, {"units": ("north",)}, {"units": ("east", "south")}, {"theme": "investment"}, {"theme": "rural"}):
        view = views.years(page(made, lang), **choice)
        assert [*reader.view(view)] == []
    view = views.years(page(made, lang), units=("north",))
    spoilt = [*spoilt_views(view, reader.truth, lang)]
    assert len(spoilt) > 20 and [text for text, wrong in spoilt if not [*reader.view(wrong)]] == []


def test_a_deck_has_one_slide_of_it_and_each_slide_leads_to_its_page(made):
    context = page(made)
    assert [slot.view for slot in decks.ready(context, "whole").slots].count("years") == 1
    assert Slot("years", {"units": "north"}) in decks.ready(context, "unit", "north").slots
    told = Story("题", (Slot("years", {"units": "east,west,south,middle"}), Slot("years", {"units": "north"})))
    pages = [each for each in story.slides(context, told, datetime.date(2030, 7, 1)) if each.view and each.view.query == "years"]
    assert len(pages) == 2
    whole, north = (slide.svg(each, "zh") for each in pages)
    assert "今年不再承诺" in whole and "至少10个" in north and "无名市清单" in north
    assert story.page_of(context, Slot("years")).startswith("?")
    assert story.page_of(context, told.slots[0]).startswith("compare?units=east")
    assert story.page_of(context, told.slots[1]).startswith("unit?unit=north")


@profiles.thorough
def test_its_pack_holds_both_lists_and_gives_the_same_rows_again(made, tmp_path):
    view = views.years(page(made), units=("north",))
    package = checked(unpacked(tmp_path, view, page(made)))
    assert len(rerun(tmp_path)) == 3 and package.title.endswith("和2029年比，承诺变了什么？")


def test_who_leads_together_is_compared_with_itself_alone(tmp_path):
    """东县 and 西县 lead 100 together in both years; what 南县 promised alone it now leads with 北县."""
    now, before = (
        [target("east", 100), target("south", 30)],
        [target("east", 90), target("south", 30), target("north", 1, indicator="days")],
    )
    led = [*answering("east", east="lead", west="lead"), *answering("south", south="lead", north="lead")]
    led += [
        {**each, "commitment_id": each["commitment_id"].replace("2030", "2029")}
        for each in answering("east", east="lead", west="lead")
    ]
    made = database(tmp_path, now, before=[of_last_year(row) for row in before], responsibility=led, mentions=None)
    assert changes(page(made)) == {
        ("east", "projects", None): "raised", ("south", "projects", None): "led", ("north", "days", None): "unread_now",
    }  # fmt: skip
    assert changes(page(made), units=("west",)) == {("east", "projects", None): "raised"}
    assert list(views.years(page(made), units=("west",)).table["单位"]) == ["东县、西县"]
    reader = Shown(Truth(tmp_path / "targets.parquet", LIST), "zh")
    assert [*reader.view(views.years(page(made)))] == []


def test_a_list_that_nobody_read_for_words_and_units_that_are_new_are_said_as_such(tmp_path):
    before = [of_last_year(target("east", 5)), of_last_year(target("west", 5, indicator="growth"))]
    made = database(tmp_path, [target("east", 8, indicator="growth"), target("north", 5)], before=before, mentions_before=None)
    assert changes(page(made)) == {
        ("east", "projects", None): "dropped", ("east", "growth", None): "unread_before", ("west", "growth", None): "dropped",
        ("north", "projects", None): "no_unit_before",
    }  # fmt: skip
