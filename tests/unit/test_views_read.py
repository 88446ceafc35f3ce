"""Everything that views, slides and files show is read again: every view of the code with the choices of the list, in both languages."""

import datetime
import inspect
import itertools
import random
import re
from dataclasses import replace

import pytest

from fenjin import views
from fenjin.figures.lines import Lines
from fenjin.figures.look import Look
from fenjin.files import ics
from fenjin.files.pptx.notes import notes_of
from fenjin.language.translate import translator
from fenjin.screen.view import text_twin
from fenjin.slides import decks, slide, story
from fenjin.views import Context, View
from fenjin.views.selection import Filters
from tests.checker.shown import Shown
from tests.checker.spoilt import spoilt_views
from tests.checker.truth import Truth
from tests.made_up import database, target
from tests.profiles import by_halves, by_turns, full, some
from tests.themes import THEMES
from tests.unit.test_sentences import PAGES, PARTS, TRUTH

LANGS = ("zh", "en")
READERS = {lang: Shown(TRUTH, lang) for lang in LANGS}
WHEN = datetime.date(2030, 7, 1)
# What a view shows that no reader here reads, and why.
OUTSIDE = {
    "years": "of two lists, which its own test reads",
    "answered": "shows whatever a reader's own SQL gives; it counts its rows, which its tests do",
}
# Functions that give a view which another one shows, or none of its own words.
WITHIN = {
    "actions": "the choice of an action: names and numbers beside them",
    "indicators": "the choice of an indicator: names and numbers beside them", "units": "the choice of a unit", "add_quotes": "a view with sentences of the text",
    "in_text": "explore, narrowed to what a text has, which its own test reads",
    "add_other_language": "a view with the words of its targets in the other language, which its own test reads",
    "add_numbers": "a view with the numbers of its targets, which its own test reads",
    "county_parts": "the notes of county_city, read there, with a table that its own tests hold against the text",
    "targets": "explore for a page",
}  # fmt: skip


# What is asked of the table of figures of what matches: everything, leagues, a unit, an indicator, promises without a figure, nothing.
FILTERS = [
    Filters(tuple((facet, tuple(codes.split(","))) for facet, codes in sets.items()), *more)
    for sets, *more in [
        ({}, ), ({"league": "county"},), ({"league": "department"},), ({"league": "county", "theme": "rural"},), ({"theme": "rural,other"},),
        ({"firmness": "strive", "league": "county"},), ({"unit": "zaoyang,agriculture,publicity"},), ({"unit": "agriculture"},), ({"indicator": "rural-roads"},),
        ({"comparator": "ge"},), ({"due": "2022-06"},), ({"unit_type": "zone"},), ({"action": "streamlining"},), ({"measurable": "no"},),
        ({"topic": "farmland", "unit": "zaoyang,xiangzhou"},), ({}, None, None, "招商"), ({"kind": "level"}, 5.0, 200.0, "项目"), ({}, None, None, "无此词"),
    ]
]  # fmt: skip


# Two indicators that three counties state, one of them at a narrower scope; of which two state both; of which nobody does.
PAIRS = [("old-neighbourhoods", "back-streets"), ("rural-roads", "school-places"), ("funds-in-place", "funds-in-place-growth"),
         ("firms-entering-statistics", "contract-investment")]  # fmt: skip


def makers() -> set[str]:
    """The functions of `views` that make a view."""
    found = set()
    for name, function in inspect.getmembers(views, callable):
        given = getattr(inspect.unwrap(function), "__annotations__", {}).get("return")
        if given in (View, View | None, "View", "View | None", list[View]):
            found.add("beside" if name == "common_views" else name)
    return found


def choices(name, page):
    """The views of a function with the choices of the list: all of them, or a part where they are endless.

    In a quick run each eighth choice is asked for, in one of the languages.
    """
    make, every = getattr(views, name), full()
    turn = LANGS.index(page.t.lang)
    indicators = some(views.indicators(page, None).frame["indicator_id"], 8, 4 * turn)
    chance = random.Random(name)
    if name == "spread":
        return [make(page, league, indicator) for indicator in indicators for league in views.LEAGUES]
    if name in ("ranking", "coverage"):
        return [make(page, indicator, league) for indicator in indicators for league in views.LEAGUES]
    if name in ("matrix", "departments", "multiples"):
        return [make(page, theme) for theme in some(THEMES, 4, 2 * turn)]
    if name == "compared":
        return [
            make(page, tuple(chance.sample(TRUTH.members(league), n)), league)
            for league in views.LEAGUES
            for n in ((2, 3, 6) if every else (3,))
        ]
    if name == "named_by_departments":
        return [make(page, unit) for unit in some(TRUTH.units, 6, 3 * turn)]
    if name in ("tile_grid", "city_map", "county_city"):
        return [make(page, indicator) for indicator in some(views.indicators(page, None).frame["indicator_id"], 4, 2 * turn)]
    if name == "similar":
        return [make(page, action) for action in some(TRUTH.actions, 4, 2 * turn)]
    if name == "pair":
        met = {league: views.partners(page, league) for league in views.LEAGUES}
        pairs = [(league, *pair) for league, own in met.items() for pair in itertools.combinations(own, 2)]
        return [make(page, "county", *pair) for pair in PAIRS] + [
            make(page, *each) for each in (pairs if every else chance.sample(pairs, 4))
        ]
    if name == "standings":
        return [make(page, unit, TRUTH.league(unit)) for unit in some(TRUTH.units, 4, 2 * turn)]
    if name == "concreteness":
        return [make(page, league) for league in views.LEAGUES]
    if name == "timeline":
        return [make(page, league, theme) for league in (None, *views.LEAGUES) for theme in (None, *some(THEMES, 4, 2 * turn))]
    if name == "card":
        return [
            make(page, target)
            for target in by_halves(TRUTH.by_target if every else chance.sample(list(TRUTH.by_target), 40), page.t.lang)
        ]
    if name in ("alone", "profile", "beside"):
        teams = [
            tuple(chance.sample(TRUTH.members(league), n))
            for league in views.LEAGUES
            for n in ((2, 2, 3, 4, 6) * 8 if every else (2, 3, 6))
        ]
        if name == "profile":
            units = list(TRUTH.units) if every else chance.sample(list(TRUTH.units), 6)
            return [make(page, (unit,), views.themes_of(page, unit)) for unit in units] + [
                make(page, team) for team in [*teams, (units[0],)]
            ]
        if name == "alone":
            return [make(page, team, TRUTH.league(team[0])) for team in teams]
        teams += by_halves(itertools.combinations(TRUTH.members("county"), 2), page.t.lang) if every else []
        return [each for team in teams for each in views.common_views(page, team, TRUTH.league(team[0]))]
    if name == "explore":
        themes = [Filters((("theme", (theme,)),)) for theme in THEMES]
        units = list(TRUTH.units) if every else chance.sample(list(TRUTH.units), 6)
        return [make(page, filters, tuple(views.COLUMNS)) for filters in themes] + [
            make(page, views.of_unit(page, unit)) for unit in units
        ]
    if name == "filtered_matrix":
        return [make(page, filters) for filters in some(FILTERS, 4, 2 * turn)]
    if name == "pivot":
        sets = [Filters(), Filters((("theme", ("rural", "other")),)), Filters((("kind", ("date",)), ("comparator", ("le",))))]
        pairs = list(itertools.permutations(views.PIVOTS, 2))
        return [
            make(page, filters, *pair)
            for filters in sets
            for pair in (by_halves(pairs, page.t.lang) if every else chance.sample(pairs, 4))
        ]
    return [make(page)]


def test_every_function_that_makes_a_view_has_a_reader_or_a_reason():
    read = {name.removeprefix("read_") for name in dir(Shown) if name.startswith("read_")}
    assert makers() == read | set(OUTSIDE) | set(WITHIN)


READ = sorted(set(views.story_questions()) - set(OUTSIDE))


@pytest.mark.parametrize(("name", "lang"), by_turns(READ))
def test_every_view_says_what_the_table_bears_and_one_wrong_word_in_it_is_found_out(name, lang):
    """A number larger by one, another unit's name, a superlative or an "only", in any sentence, cell or mark of a view."""
    made = choices(name, PAGES[lang])
    assert [wrong for view in made for wrong in READERS[lang].view(view)] == []
    rich = max((view for view in made if not view.empty), key=lambda view: len(view.takeaway) + 50 * len(view.notes))
    tried = list(spoilt_views(rich, TRUTH, lang))
    kept = random.Random(name).sample(tried, min(len(tried), 12 if full() else 4))
    assert len(tried) > 10
    assert [text for text, other in kept if next(READERS[lang].view(other), None) is None] == []


SLIDES = (
    "ranking",
    "pair",
    "spread",
    "multiples",
    "county_city",
    "sums",
    "rates",
    "counts",
    "concreteness",
    "timeline",
    "deadlines",
    "standings",
    "beside",
    "alone",
    "matrix",
    "departments",
    "promises",
    "compared",
    "filtered_matrix",
    "named_by_departments",
    "silent",
)


@pytest.mark.parametrize(("name", "lang"), by_turns(SLIDES, 3))
def test_slides_and_the_words_for_the_speaker_say_no_more_than_their_view(name, lang):
    page, reader, wrong = PAGES[lang], READERS[lang], []
    made = [view for view in choices(name, page) if not view.empty]
    for view in made if full() else random.Random(name).sample(made, min(len(made), 4)):
        for own in slide.of_view(page, view, WHEN, link="http://fenjin.example/"):
            each = replace(own, say=story.spoken(page, view) if own.part[0] == 1 else ())
            wrong += [*reader.slide(each, view, WHEN), *reader.spoken(notes_of(page, each), each)]
        drawn = slide.picture(page, view, WHEN, "http://fenjin.example/")
        alone = replace(drawn, source=drawn.source.removesuffix("\nhttp://fenjin.example/"))
        wrong += [*reader.slide(alone, view, WHEN, page.database.version), *reader.twin(text_twin(view, lang), view)]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGS)
def test_cover_and_end_of_a_story_say_what_the_table_bears(lang):
    page, reader = PAGES[lang], READERS[lang]
    names = ("whole", *THEMES, "unit", "city") if full() else ("rural", "unit")
    for name in names:
        first, *rest = story.slides(page, decks.ready(page, name, "zaoyang"), WHEN)
        ends = [each.body for each in rest if each.title == page.t("来源和定义")]
        items = [text for body in ends for text in body.paragraphs]
        assert isinstance(first.body, Lines) and ends
        assert [*reader.cover(first.body, WHEN), *reader.closing(items, page.database.version)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_calendar_says_what_the_table_bears(lang):
    assert list(READERS[lang].calendar(ics.ics(PAGES[lang]))) == []


@pytest.fixture
def listed(tmp_path):
    """Makes a list of these figures (unit, value, comparator, scope), and gives its page and its reader in Chinese."""

    def made(*figures):
        rows = [target(unit, value, comparator, scope=scope) for unit, value, comparator, scope in figures]
        page = Context(database(tmp_path, rows, PARTS), "nowhere-2030", translator("zh"), Look())
        return page, Shown(Truth(tmp_path / "targets.parquet", "nowhere-2030"), "zh")

    return made


def test_only_one_of_the_chosen_units_is_not_the_only_one_of_all(listed):
    page, reader = listed(("east", 18, "gt", None), ("north", 14, "lt", "全市"), ("south", 30, "eq", "钢铁"))
    (view,) = views.common_views(page, ("east", "west", "north"), "county")
    assert view.takeaway == "projects：所选的单位中只有东县写了自己的数字，超过18个"
    assert list(reader.view(view)) == []
    assert list(reader.view(replace(view, takeaway="projects：5家中只有东县写了数字，超过18个"))) != []


def test_a_figure_for_an_area_that_the_county_does_not_lie_in_is_left_out_and_said(listed):
    """Nobody of this list lies in the centre, so what 中县 promises there is not within what it promises in all."""
    page, reader = listed(("bureau", 90, "eq", None), ("middle", 22, "eq", None), ("middle", 28, "eq", "中心"))
    view = views.county_city(page, "projects")
    assert view.notes[0] == "projects：中县22个；没有计入中县28个（中心）。"
    assert list(reader.view(view)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_sums_that_the_overview_tells_are_read_as_those_of_their_own_page(lang):
    told = views.sum_sentences(PAGES[lang])
    assert len(told) > 3 and [each for sentence in told for each in READERS[lang].sum(sentence)] == []


def as_read(markdown):
    """A line as it is read, without what keeps Markdown from making something of it."""
    return re.sub(r"\\(.)", r"\1", markdown.replace("\u2060", ""))


@pytest.mark.parametrize("lang", some(LANGS, 2))
def test_each_target_of_a_unit_is_told_with_its_place_and_one_wrong_word_is_found_out(lang):
    page, reader, wrong, found = PAGES[lang], READERS[lang], [], []
    for unit in [*TRUTH.members("county"), *some(TRUTH.members("department"), 4, 2 * LANGS.index(lang))]:
        lines = views.target_lines(page, unit, TRUTH.league(unit))
        rows = TRUTH.rows[(TRUTH.rows["unit_id"] == unit) & (TRUTH.rows["kind"] != "qualitative")]
        assert set(lines) == set(rows["target_id"])
        wrong += [told for code, line in lines.items() if (told := reader.placed_line(as_read(line), TRUTH.by_target[code]))]
        for code, line in some(sorted(lines.items()), 3):
            spoilt = re.sub(r"\d+(?=\D*$)", lambda number: str(int(number[0]) + 1), as_read(line))
            found += [line] if spoilt != as_read(line) and not reader.placed_line(spoilt, TRUTH.by_target[code]) else []
    assert wrong == [] and found == []
    zaoyang = views.target_lines(page, "zaoyang", "county")
    farmland, grain = (zaoyang[f"xiangyang-2022/zaoyang/{number}"] for number in ("05.01", "05.02"))
    assert ("第1位，共2家" if lang == "zh" else "(9,633 ha)") in farmland and (
        " · 只有本单位给出" if lang == "zh" else " t"
    ) in grain


@pytest.mark.parametrize("lang", LANGS)
def test_what_falls_due_is_told_with_its_unit_and_how_much(lang):
    page, reader = PAGES[lang], READERS[lang]
    rows, colon = views.records(views.deadlines(page).frame), "：" if lang == "zh" else ": "
    assert len(rows) == 27
    for row in rows:
        (known,) = TRUTH.rows[TRUTH.rows["target_id"] == row["target_id"]].to_dict("records")
        unit, rest = reader.unit(views.due_words(row, page.t))
        assert unit == known["unit_id"] and rest.startswith(colon.strip())
        assert known["kind"] == "date" or f"{known['value']:,g}" in rest
