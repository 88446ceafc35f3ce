"""Stories: kept in a link or a file and read again, whatever a stranger made of it; the ready-made ones; changed data."""

import base64
import datetime
import json
import random
import re
import string
import tracemalloc
import urllib.parse
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from fenjin import views
from fenjin.data import sandbox
from fenjin.data.edition import current
from fenjin.figures.crosstab import Crosstab
from fenjin.figures.look import Look
from fenjin.figures.points import FAR, Points
from fenjin.language.translate import translator
from fenjin.paths import ROOT
from fenjin.screen import visit
from fenjin.slides import decks, sheets, slide, story
from fenjin.slides.story import CODE, Slot, Story, StoryError, code_of, of_code, of_text, text_of
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests import made_up, profiles
from tests.themes import THEMES

DATABASE = current()
WHEN = datetime.date(2030, 7, 1)
ZH, EN = translator("zh"), translator("en")
CHINESE = re.compile("[\u3400-\u9fff]")


def context(lang="zh", database=DATABASE, listed="xiangyang-2022", mode="light"):
    return Context(database, listed, translator(lang), Look(mode))


CONTEXT = context()
FIRST = ("zaoyang", "fancheng", "gucheng")


# With tabs and lines as people write them.
SQL = "select unit,\tcount(*) as n\nfrom targets\ngroup by unit\torder by n desc, unit limit 5"


NARROWED = Filters((("league", ("county",)), ("theme", ("rural", "other"))), 5.0, 1e6, "建设 公里")


def answer(page):
    """The answer to a visitor's query, which a process of its own gives."""
    found = sandbox.run(SQL, DATABASE.extract(["xiangyang-2022"]))
    return views.answered(page, SQL, found.table, found.truncated)


# A view of each kind that a story may hold, made from a page.
EXAMPLES = {
    "counts": views.counts,
    "ranking": lambda page: views.ranking(page, "rural-roads", "county"),
    "coverage": lambda page: views.coverage(page, "rural-roads", "county"),
    "multiples": lambda page: views.multiples(page, "livelihood"),
    "spread": lambda page: views.spread(page, "county", "rural-roads"),
    "pair": lambda page: views.pair(page, "county", "rural-roads", "school-places"),
    "tile_grid": lambda page: views.tile_grid(page, "rural-roads"),
    "city_map": lambda page: views.city_map(page, "rural-roads"),
    "county_city": lambda page: views.county_city(page, "rural-roads"),
    "sums": views.sums,
    "rates": views.rates,
    "standings": lambda page: views.standings(page, "approvals", "department"),
    "shared": lambda page: next(iter(views.common_views(page, FIRST, "county"))),
    "alone": lambda page: views.alone(page, FIRST, "county"),
    "profile": lambda page: views.profile(page, FIRST),
    "profile of one": lambda page: views.profile(page, ("zaoyang",), ("rural", "livelihood")),
    "concreteness": lambda page: views.concreteness(page, "department"),
    "timeline": views.timeline,
    "timeline of departments": lambda page: views.timeline(page, "department", "other"),
    "timeline of a theme": lambda page: views.timeline(page, theme="livelihood"),
    "deadlines": views.deadlines,
    "matrix": lambda page: views.matrix(page, "rural"),
    "departments": lambda page: views.departments(page, "business"),
    "promises": views.promises,
    "silent": views.silent,
    "compared": lambda page: views.compared(page, FIRST, "county"),
    "named_by_departments": lambda page: views.named_by_departments(page, "fancheng"),
    "similar": lambda page: views.similar(page, "one-licence"),
    "card": lambda page: views.card(page, "xiangyang-2022/zaoyang/01.01"),
    "explore": lambda page: views.explore(page, Filters()),
    "explore narrowed": lambda page: views.explore(page, NARROWED, ("unit", "target", "id"), "value"),
    "filtered_matrix": lambda page: views.filtered_matrix(page, NARROWED),
    "pivot": lambda page: views.pivot(page, Filters(), "theme", "kind"),
    "pivot narrowed": lambda page: views.pivot(page, NARROWED, "unit", "due"),
    "definitions": views.definitions,
    "ledger": views.ledger,
    "answered": answer,
}


# Kept and read again.

words = st.text(st.characters(), max_size=120) | st.sampled_from(["", "标题", "a" * 100, "\ud800", "e\u200b\u0301", "\r\n\t行"])
choices = st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=12), words, max_size=4)


@st.composite
def stories(draw):
    """Stories as the dashboard keeps them: any words that a presenter may type, tidied as it tidies them."""

    def line(longest):
        return " ".join(story.tidy(draw(words), longest).split())

    slots = [
        Slot(
            draw(st.sampled_from(list(views.story_questions()))), {key: story.tidy(value, 4000) for key, value in draw(choices).items()},
            line(story.LONGEST_TITLE), story.tidy(draw(words), story.LONGEST_REMARK), draw(st.sampled_from(["", "0123abcd"])),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    return Story(line(story.LONGEST_TITLE), tuple(slots), draw(st.sampled_from(["", "0123456789ab"])))


@given(stories())
def test_a_story_comes_back_from_its_link_and_from_its_file(told):
    assert of_code(code_of(told), ZH) == told
    assert of_text(text_of(told).encode(), EN) == told
    assert CODE.takes(code_of(told))
    assert re.fullmatch("[A-Za-z0-9_-]+", code_of(told))


@given(words)
def test_what_is_tidy_stays_as_it_is(text):
    tidied = story.tidy(text, 80)
    assert story.tidy(tidied, 80) == tidied
    assert len(tidied) <= 80


def test_a_story_of_the_most_slides_with_words_of_ones_own_for_each_comes_back():
    """A title of a line and a remark of some sentences, in letters that cannot be packed much closer than real ones."""
    chance = random.Random(0)

    def typed(length):
        return "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(length))

    slot = story.slot_of(views.explore(CONTEXT, Filters((("unit", FIRST),), 1.0, 9.0, "水利"), tuple(views.COLUMNS), "value"))
    slots = [replace(slot, title=typed(25), remark=typed(90)) for _ in range(story.MOST_SLIDES)]
    told = Story(typed(story.LONGEST_TITLE), tuple(slots), "0123456789ab")
    assert of_code(code_of(told), ZH) == told
    assert of_text(text_of(told).encode(), ZH) == told


def test_a_file_can_be_read_by_a_person_and_edited():
    told = Story("例会", (Slot("ranking", {"indicator": "rural-roads", "league": "county"}, "先看公路"),), "0123456789ab")
    text = text_of(told)
    assert '"title": "例会"' in text and '"view": "ranking"' in text and "先看公路" in text
    assert of_text(b"\xef\xbb\xbf" + text.replace("先看公路", "公路").encode(), ZH).slots[0].title == "公路"


# Hostile links and files.


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def file(**changes):
    return {"fenjin_story": 1, "title": "题", "version": "", "slides": [{"view": "counts"}], **changes}


def one(**changes):
    return file(slides=[{"view": "counts"}, {"view": "sums", **changes}])


def test_the_harmless_file_that_the_hostile_ones_begin_with_is_read():
    assert of_text(json.dumps(one()).encode(), ZH) == Story("题", (Slot("counts"), Slot("sums")))


NO_STORY = [
    b"", b"\x00", b"null", b"[]", b"1", b'"text"', b"NaN", b"{", b"\xff\xfe{\x00}\x00", "{}".encode("utf-16"), b"[" * 100_000,
    b'{"a":' * 30_000, b"1" * 5000, b"-" * 10, b'{"fenjin_story": 1}', bytes(range(256)), b"\xed\xa0\x80",
    *(json.dumps(each).encode() for each in (
        file(fenjin_story=2), file(fenjin_story="1"), file(fenjin_story=None), file(slides={}), file(slides=None), file(slides="a"),
        file(title=["a"]), file(title=1), file(title=None), file(title={"a": {}}),
    )),
]  # fmt: skip
IN_A_PLACE = [
    one(view="nothing"), one(view="__init__"), one(view="records"), one(view=None), one(view=["counts"]), one(view={}), one(view=1),
    one(view="counts\x00"), one(choice=[]), one(choice="a"), one(choice=None), one(choice={"a": 1}), one(choice={"a": ["b"]}),
    one(choice={"a": None}), one(choice={"a": "x" * 4001}), one(choice={"x" * 4001: "a"}),
    one(choice={str(n): "a" for n in range(41)}), one(title=1), one(title=["a"]), one(title="x" * 5000), one(remark={}),
    one(remark="x" * 5000), one(remark=None), one(seen=0), one(seen=["0123abcd"]), one(seen="x" * 5000),
    file(slides=[{"view": "counts"}, []]), file(slides=[{"view": "counts"}, None]), file(slides=[{"view": "counts"}, "sums"]),
    file(slides=[{"view": "counts"}, float("nan")]),
]  # fmt: skip


def refused(read, given):
    """What both readers of a language say of it; nothing but a StoryError leaves them."""
    said = []
    for t in (ZH, EN):
        with pytest.raises(StoryError) as error:
            read(given, t)
        said.append(str(error.value))
    assert CHINESE.search(said[0]) and said[0].endswith("。")
    assert not CHINESE.search(said[1]) and said[1].endswith(".")
    return said


@pytest.mark.parametrize("content", NO_STORY, ids=range(len(NO_STORY)))
def test_what_is_no_story_is_refused_in_words(content):
    said = refused(of_text, content)
    assert "这不是放映文件" in said[0]
    assert refused(of_code, packed(content)) == said
    assert not CODE.takes(packed(content))


@pytest.mark.parametrize("content", IN_A_PLACE, ids=range(len(IN_A_PLACE)))
def test_a_view_that_is_none_is_refused_with_its_place(content):
    said = refused(of_text, json.dumps(content).encode())
    assert said[0].startswith("第2个图") and "2" in said[1]


@pytest.mark.parametrize("version", ["0123", "0123456789AB", "g" * 12, 123456789012, ["0123456789ab"], {}, None, True])
def test_a_version_that_is_none_is_refused(version):
    assert "数据版本" in refused(of_text, json.dumps(file(version=version)).encode())[0]


def test_too_many_views_and_too_large_files_are_refused_with_the_limit():
    many = file(slides=[{"view": "counts"}] * 61)
    said = refused(of_text, json.dumps(many).encode())
    assert all("60" in text and "61" in text for text in said)
    assert of_text(json.dumps(file(slides=many["slides"][1:])).encode(), ZH).slots == (Slot("counts"),) * 60
    assert "200" in refused(of_text, b" " * 200_001)[1]


def test_a_hundred_deep_is_no_view_either():
    deep = value = {}
    for _ in range(100):
        value["choice"] = value = {}
    refused(of_text, json.dumps(one(choice={"a": deep})).encode())
    refused(of_text, json.dumps(file(title=deep)).encode())


@pytest.mark.parametrize("code", [
    "", "!", "a", "====", "放映", "\ud800", "\x00", "A" * 100_001, "A" * 4_000_000, base64.urlsafe_b64encode(b"garbage").decode(),
    base64.urlsafe_b64encode(random.Random(1).randbytes(3000)).decode(), packed(b"{}")[:-6], packed(b" " * 300_000),
])  # fmt: skip
def test_a_code_that_is_none_is_refused_in_words(code):
    assert "链接" in refused(of_code, code)[0] or "放映" in refused(of_code, code)[0]
    assert not CODE.takes(code)


def test_a_bomb_is_not_unpacked():
    bomb = packed(b"[" + b" " * 15_000_000 + b"]")
    assert len(bomb) < 30_000, "a link may bring it"
    tracemalloc.start()
    try:
        refused(of_code, bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_words_of_a_stranger_are_shown_as_words():
    evil = "<script>\x00\u202e\ud800x</script>\n a"
    told = of_text(json.dumps(file(title=evil, slides=[{"view": "counts", "title": evil, "remark": evil}])).encode(), ZH)
    assert told.title == told.slots[0].title == "<script>x</script> a"
    assert told.slots[0].remark == "<script>x</script>\n a"
    slides = story.slides(CONTEXT, told, WHEN)
    assert [each.title for each in slides[:2]] == ["<script>x</script> a"] * 2
    assert "<script>" not in "".join(slide.svg(each, "zh") for each in slides)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | words
    | st.sampled_from([*list(views.story_questions()), "0123456789ab"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(words | st.sampled_from(["view", "choice", "title", "remark", "seen"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["title", "version", "slides"]), json_values | st.lists(json_values, max_size=3), max_size=3)
)
def test_any_file_is_a_story_or_refused_in_words(content):
    text = json.dumps(file(**content)).encode()
    try:
        told = of_text(text, ZH)
    except StoryError:
        refused(of_text, text)
    else:
        assert of_code(code_of(told), ZH) == told
        assert len(story.slides(CONTEXT, told, WHEN)) >= 2


codes = views.codes(CONTEXT)
values = st.sampled_from([
    *codes["indicator"], *codes["unit"][:9], "zaoyang,fancheng", "approvals,zaoyang", *views.LEAGUES, *THEMES, "rural,other",
    *views.PIVOTS, *views.ORDERS, "unit,target", "xiangyang-2022/zaoyang/01.01", "水利", "5", "nan", "", ",", "-1", "1e999",
])  # fmt: skip
names = st.sampled_from(["indicator", "league", "unit", "units", "theme", "themes", "rows", "columns", "order", "q", "low", "high", "target", "kind", "due"])  # fmt: skip


@given(st.sampled_from(list(views.story_questions())), st.dictionaries(names, values, max_size=4))
def test_any_choice_shows_something_or_is_left_out(view, choice):
    slot = Slot(view, choice)
    slides = story.slides(CONTEXT, Story("题", (slot,)), WHEN)
    made = story.view_of(CONTEXT, slot)
    assert len(slides) > 2 or made is None
    for each in slides:
        assert slide.svg(each, "zh")


# From a view to a story and back, and to its page.


def test_every_question_that_a_story_may_hold_has_an_example():
    # The one list of a city has none of the year before: tests/unit/test_years.py has the example.
    assert {make(CONTEXT).address[0] for make in EXAMPLES.values()} == set(views.story_questions()) - {"years"}


@pytest.mark.parametrize("name", profiles.some(EXAMPLES, 2))
def test_a_story_shows_the_view_that_was_added_in_any_language(name):
    view = EXAMPLES[name](CONTEXT)
    slot = story.slot_of(view, "题", "注")
    (kept,) = of_code(code_of(Story("", (slot,))), ZH).slots
    assert kept == slot and (kept.title, kept.remark) == ("题", "注")
    _context, again = story.view_of(CONTEXT, kept)
    assert again.address[0] == view.address[0] == kept.view
    assert again.question == view.question and again.takeaway == view.takeaway
    assert again.frame.equals(view.frame) and again.table.equals(view.table)
    english = story.view_of(context("en"), kept)[1]
    assert story.fingerprint(english) == story.fingerprint(again) == slot.seen


def test_a_view_without_an_address_is_kept_in_no_story():
    with pytest.raises(ValueError, match="问"):
        story.slot_of(replace(views.counts(CONTEXT), question="问", address=None))


def test_a_query_that_fails_is_left_out_and_not_run_again_unless_others_were_served(monkeypatch):
    asked = []

    def run(sql, _content):
        asked.append(sql)
        raise sandbox.Refusal("busy" if "busy" in sql else "error")

    monkeypatch.setattr(sandbox, "run", run)
    given = Story("题", tuple(Slot("answered", {"sql": sql}) for sql in ("select wrong", "select busy")))
    for _ in range(2):
        assert len(story.slides(CONTEXT, given, WHEN)) == 2
    assert asked == ["select wrong", "select busy", "select busy"]


def test_a_view_takes_the_colour_of_its_theme():
    def theme(view, **choice):
        return story.view_of(CONTEXT, Slot(view, choice))[0].look.theme

    assert theme("ranking", indicator="rural-roads", league="county") == "rural"
    assert theme("explore", theme="livelihood") == "livelihood"
    assert theme("counts") == theme("explore", theme="rural,other") == ""


def opened(address):
    """The page at an address below the dashboard's root."""
    path, _mark, query = address.partition("?")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    params = dict(urllib.parse.parse_qsl(query, strict_parsing=True))
    app.query_params.update(params)
    app.run()
    if path:
        assert Path(ROOT / "pages" / f"{path}.py").is_file()
        app.switch_page(f"pages/{path}.py")
        app.query_params.update(params)
        app.run()
    return app, params


@pytest.mark.parametrize("name", profiles.some(EXAMPLES, 4))
def test_the_page_of_a_view_understands_its_address_and_shows_it(name):
    view = EXAMPLES[name](CONTEXT)
    slot = story.slot_of(view)
    app, params = opened(story.page_of(CONTEXT, slot))
    assert not app.exception
    assert not app.warning
    assert {name: app.query_params.get(name) for name in params} == params
    said = [each.value.replace("\u200b", "") for each in (*app.header, *app.subheader, *app.caption, *app.markdown)]
    told = any(words in text for text in said for words in (view.takeaway, view.question) if words)
    # The overview says what is promised in a headline of its own, the table of units what one alone states; six units make a map.
    assert told or slot.view in ("card", "promises", "alone", "tile_grid", "city_map")
    shown = [frame.value for frame in app.dataframe]
    if slot.view in ("explore", "pivot", "sums", "rates", "standings", "definitions", "ledger"):
        assert any(
            list(frame.columns) == list(view.table.columns) and len(frame) == len(view.table) - view.totals for frame in shown
        )


def test_the_page_of_a_departments_profile_is_that_of_departments():
    slot = story.slot_of(views.profile(CONTEXT, ("education", "approvals")))
    app, _params = opened(story.page_of(CONTEXT, slot))
    assert not app.warning
    assert app.query_params["units"] == "education,approvals"
    own, _params = opened(story.page_of(CONTEXT, story.slot_of(views.profile(CONTEXT, ("approvals",)))))
    assert not own.warning
    assert "市" in own.header[0].value


# Ready-made stories.


def told(name, unit="", page=CONTEXT):
    return decks.ready(page, name, unit)


def made(given, page=CONTEXT):
    """The views of a story, without its slides of words."""
    return [(slot, *story.view_of(page, slot)) for slot in given.slots if slot.view not in sheets.SHEETS]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["whole", *THEMES, "unit", "city", "lobby"])
def test_every_view_of_a_ready_made_story_shows_something(name, lang):
    page = context(lang)
    given = told(name, "fancheng", page)
    assert given.title and len(given.slots) <= story.MOST_SLIDES
    today = story.Occasion(WHEN)
    assert all(story.shows(page, slot, today) for slot in given.slots)
    once = [slot for slot in given.slots if slot.view != sheets.NEXT]
    assert len(set(map(code_of, [Story("", (slot,)) for slot in once]))) == len(once)
    assert bool(CHINESE.search(given.title)) == (lang == "zh")
    assert of_code(code_of(given), ZH) == given


def test_the_story_of_the_whole_list_is_one_for_a_meeting():
    """Three sentences, agenda, of each of the six themes one table and where three units state an indicator one ranking, sums, what is
    due, who wrote no figure, what there is to settle. Of investment and the business environment no figure is of three counties' that are ranked."""
    given = told("whole")
    assert [slot.view for slot in given.slots] == [
        "summary", "agenda", "matrix", "matrix", "ranking", "matrix", "ranking", "matrix", "ranking", "matrix", "matrix", "ranking",
        "sums", "deadlines", "silent", "settle",
    ]  # fmt: skip
    themes = [slot.choice["theme"] for slot in given.slots if slot.view == "matrix"]
    assert themes == list(THEMES)
    # Five counties write down projects of one size, three write down funds.
    assert given.slots[4].choice == {"indicator": "projects-attracted", "league": "county"}
    slides = story.slides(CONTEXT, given, WHEN)
    assert len(slides) == 18, "cover, a slide each, sources"
    three, agenda = slides[1:3]
    assert len(three.body.items) == 3
    # The text's own counts: 91 units, 306 commitments, 339 targets, 23 units without a figure; 152 neighbourhoods against the city's 118.
    assert all(figure in three.body.items[0][1] for figure in ("91", "306", "339", "23个单位"))
    assert "152" in three.body.items[1][1] and "118" in three.body.items[1][1] and "6月30日" in three.body.items[2][1]
    names = [text for _n, text in agenda.body.items]
    assert names[:6] == [CONTEXT.t.of(CONTEXT.database.themes[theme], "name") for theme in THEMES]
    assert names[6:] == ["县区加起来等于全市吗？", "何时到期？", "哪些单位一个数字也没有写？", "要研究的问题"]


def test_no_slide_of_a_ready_made_story_is_for_one_bar_and_none_bears_the_version_but_the_last():
    version = DATABASE.version[:12]
    for lang in ("zh", "en"):
        page = context(lang)
        for name in ("whole", *THEMES, "city"):
            slides = story.slides(page, told(name, page=page), WHEN)
            for each in slides:
                bars = [bar for section in getattr(each.body, "sections", ()) for bar in section.bars]
                assert len(bars) != 1, (name, lang, each.heading)
            drawn = [slide.svg(each, lang) for each in slides]
            first = next(n for n, each in enumerate(slides) if each.title in ("来源和定义", "Sources and definitions"))
            assert not [text for text in drawn[:first] if version in text] and version in drawn[first]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_theme_is_one_table_whose_title_speaks_of_rows_that_are_on_it(lang):
    page = context(lang)
    names = {each["indicator_id"]: page.t.of(each, "indicator") for each in DATABASE.metadata["indicators"]}
    for theme in THEMES:
        (each,) = story.of_slot(page, Slot("matrix", {"theme": theme}, brief="1"), story.Occasion(WHEN))
        assert isinstance(each.body, Crosstab)
        whole = each.view.figure.content
        assert set(each.body.rows) <= set(whole.rows) and len(each.body.rows) >= 3
        spoken_of = {name for name in names.values() if f"{name}：" in each.title or f"{name}:" in each.title}
        assert spoken_of <= {head.name for head in each.body.rows}
        left = len(whole.rows) - len(each.body.rows)
        assert not left or re.search(rf"(?<![0-9]){left}(?![0-9])", each.small[0])


def test_what_is_due_is_shown_with_what_and_who_wrote_no_figure_by_name():
    (due,) = story.of_slot(CONTEXT, Slot("deadlines", brief="1"), story.Occasion(WHEN))
    rows = {tuple(row) for row in due.body.rows}
    # Of the six that fall due by the end of June: the high-speed railway opens, and who wants it.
    assert any(day == "6月30日" and unit == "市发改委" and "郑万高铁" in what for day, unit, what in rows)
    assert "另有" in due.small[0]
    (silent,) = story.of_slot(CONTEXT, Slot("silent"), story.Occasion(WHEN))
    text = "、".join(names for _kind, names in silent.body.items)
    assert len(text.split("、")) == 23 and "市公安局" in text and "市审计局" in text


def test_a_hall_reads_from_afar_what_counties_promise_and_what_falls_due_next():
    """On 18 June the two that fell due before are past. Every county and zone writes some figure."""
    slides = story.slides(CONTEXT, told("lobby"), datetime.date(2022, 6, 18))
    own = slides[1:]
    assert all(isinstance(each.body, Points) and each.body.least >= FAR for each in own)
    for each in own:
        sizes = [mark.size for mark in each.body.marks(each.frame, each.look)]
        assert min(sizes) >= 40
    assert sum("今年承诺" in each.title for each in own) == 12
    due = [each for each in own if each.title == "接下来到期的"]
    assert len(due) == 2 and all(day == "6月30日" for each in due for day, _what in each.body.items)
    zaoyang = next(each for each in own if each.title.startswith("枣阳市"))
    assert zaoyang.body.items[0][0] == "至少450亿元"


@pytest.mark.parametrize("theme", THEMES)
def test_the_story_of_a_theme_keeps_to_its_indicators_and_its_leagues_apart(theme):
    of = {each["indicator_id"]: each["theme"] for each in DATABASE.metadata["indicators"]}
    given = told(theme)
    assert (given.slots[0].view, given.slots[-1].view) == ("summary", "settle")
    views_of = made(given)
    # What all counties promise opens it, and what the departments do ends it.
    tables = [slot for slot, _page, _view in views_of if slot.view in ("matrix", "departments")]
    assert [(slot.view, slot.choice["theme"]) for slot in tables] == [("matrix", theme), ("departments", theme)]
    assert tables == [views_of[0][0], views_of[-1][0]]
    views_of = views_of[1:-1]
    assert {of[slot.choice["indicator"]] for slot, _page, _view in views_of} == {theme}
    for slot, page, view in views_of:
        if view.query == "comparison":
            assert view.frame["league"].nunique() == 1
        assert page.look.theme == theme
        if slot.view == "ranking":
            assert slot.choice["league"] == view.frame["league"].iloc[0]
            assert view.frame["unit_id"].nunique() > 1
    assert 1 <= sum(slot.view == "ranking" for slot, _page, _view in views_of) <= 2
    summed = [view for slot, _page, view in views_of if slot.view == "county_city"]
    assert len(summed) <= 1 and all(view.frame["county_units"].max() > 1 for view in summed)


def test_the_story_of_a_unit_has_all_its_rows():
    """樊城 promises 28 targets in five commitments, each with a figure, and takes part in comparisons."""
    given = told("unit", "fancheng")
    assert given.title == "樊城区承诺了什么"
    assert [slot.view for slot in given.slots] == ["unit_promises", "standings", "explore"]
    rows = made(given)[-1][2].frame
    assert len(rows) == 28 and set(rows["unit_id"]) == {"fancheng"} and (rows["kind"] != "qualitative").all()
    assert rows["commitment_id"].nunique() == 5


def test_the_story_of_a_unit_without_a_comparison_leaves_it_out():
    assert [slot.view for slot in told("unit", "postal").slots] == ["profile", "explore"]


def test_the_story_of_counties_and_city_has_all_sums_and_each_of_several_counties_once():
    given = told("city")
    frame = views.sums(CONTEXT).frame
    first, *others, last = given.slots
    assert (first.view, last.view) == ("sums", "settle")
    each = [slot.choice["indicator"] for slot in others]
    assert all(slot.view == "county_city" for slot in others)
    # Eleven figures of eight indicators; of four of these several counties give figures.
    assert (len(frame), frame["indicator_id"].nunique()) == (11, 8)
    assert sorted(each) == ["basic-gaps-villages", "old-neighbourhoods", "rural-roads", "school-places"]


def test_slides_begin_with_a_cover_and_end_with_sources_and_definitions():
    given = Story("例会", (Slot("ranking", {"indicator": "rural-roads", "league": "county"}), Slot("counts")))
    cover, *shown, closing = story.slides(CONTEXT, given, WHEN, "http://dash.example/")
    ranking, counts = shown[0], shown[-1]
    assert {each.view.query for each in shown[:-1]} == {"comparison"} and counts.view.query == "counts"
    assert cover.cover and cover.title == "例会"
    assert cover.body.items == (CONTEXT.description["title"], "2030年7月1日")
    (own, *_more) = story.slides(CONTEXT, given.covered({"occasion": "常务会", "office": "政府办", "day": "6月1日"}), WHEN)
    assert own.body.items == (CONTEXT.description["title"], "常务会", "政府办", "6月1日")
    assert cover.look.theme == ranking.look.theme == closing.look.theme == "rural"
    assert ranking.link.startswith("http://dash.example/rural?indicator=rural-roads&list=xiangyang-2022&v=")
    assert counts.link == f"http://dash.example/?list=xiangyang-2022&v={DATABASE.version[:12]}"
    definition = next(each["definition"] for each in DATABASE.metadata["indicators"] if each["indicator_id"] == "rural-roads")
    text = "".join(closing.body.items)
    assert definition in text and text.count(definition) == 1
    assert "不当作零" in text and "不排名次" in text and "写明依据" in text
    assert "斜纹＝力争" in text and "点纹＝由别的口径推出" in text
    assert [each.look.mode for each in story.slides(context(mode="dark"), given, WHEN)] == ["dark"] * (len(shown) + 2)


def test_what_shows_nothing_now_is_left_out():
    gone = Slot("ranking", {"indicator": "no-such-indicator", "league": "county"})
    empty = Slot("timeline", {"theme": "attraction"})
    given = Story("题", (gone, Slot("counts"), empty))
    assert [each.view.query for each in story.slides(CONTEXT, given, WHEN) if each.view] == ["counts"]
    assert len(story.slides(CONTEXT, Story("题"), WHEN)) == 2


# Data that have changed.


def listed(folder, *rows):
    folder.mkdir()
    database = made_up.database(folder, [made_up.target("bureau", 9, indicator="growth"), *rows])
    return context(database=database, listed="nowhere-2030")


def kept(page, *slots):
    """A story with these views as they are added on a page of the dashboard."""
    return Story("题", tuple(story.slot_of(story.view_of(page, slot)[1]) for slot in slots), page.database.version[:12])


RANKING = Slot("ranking", {"indicator": "projects", "league": "county"})
GROWTH = Slot("ranking", {"indicator": "growth", "league": "department"})


def test_a_story_says_which_views_have_changed_with_the_data(tmp_path):
    before = listed(tmp_path / "a", made_up.target("east", 5), made_up.target("west", 7))
    after = listed(tmp_path / "b", made_up.target("east", 6), made_up.target("west", 7))
    given = kept(before, GROWTH, RANKING, Slot("counts"))
    assert story.changes(before, given) == ""
    said = story.changes(after, given)
    assert "第2个图" in said and before.database.version[:12] in said
    assert story.slides(after, given, WHEN)[-1].body.items[0] == said
    assert said not in story.slides(before, given, WHEN)[-1].body.items
    assert story.changes(replace(after, t=EN), given) and not CHINESE.search(story.changes(replace(after, t=EN), given))


def test_a_story_whose_rows_stay_says_so_and_one_without_rows_says_which(tmp_path):
    before = listed(tmp_path / "a", made_up.target("east", 5), made_up.target("west", 7))
    other = listed(
        tmp_path / "b", made_up.target("east", 5), made_up.target("west", 7), made_up.target("north", 3, indicator="days")
    )
    without = listed(tmp_path / "c")
    given = kept(before, GROWTH, RANKING)
    assert "相同" in story.changes(other, given) and "第" not in story.changes(other, given)
    assert "第2个图" in story.changes(without, given)


def test_a_ready_made_story_never_says_that_data_have_changed(tmp_path):
    page = listed(tmp_path / "a", made_up.target("east", 5), made_up.target("west", 7))
    for name in ("whole", "investment", "city"):
        assert story.changes(page, decks.ready(page, name)) == ""
    assert len(story.slides(page, decks.ready(page, "whole"), WHEN)) > 4


def test_a_view_added_before_the_browser_hands_over_its_story_is_not_lost_nor_is_the_story(monkeypatch):
    """Who presses at once after a load is faster than the browser; another tab's story replaces this one's, as its views were taken away."""
    state = {}
    monkeypatch.setattr(visit.st, "session_state", state)
    monkeypatch.setattr(visit, "language", lambda: translator("zh"))
    first, second = Slot("counts"), Slot("sums")
    visit.keep_story(Story("", (second,)))
    visit.take_story(code_of(Story("", (first,))))
    assert of_code(state[visit.STORY_KEY], translator("zh")).slots == (first, second)
    visit.take_story(code_of(Story("", (second,))))
    assert of_code(state[visit.STORY_KEY], translator("zh")).slots == (second,)


def test_what_there_is_to_settle_counts_what_other_queries_count():
    """Promises without a figure, by the coverage of each indicator; units without a figure, of the list's 91; sums beyond the city's figure."""
    (each,) = story.of_slot(CONTEXT, Slot("settle"), story.Occasion(WHEN))
    text = "\n".join(point for _n, point in each.body.items)
    found = [views.coverage(CONTEXT, code, "county").frame for code in views.codes(CONTEXT)["indicator"] if code != "none"]
    mentioned = [unit for frame in found for unit in frame.loc[frame["status"] == "mentioned", "unit_id"]]
    assert f"县区有{len(mentioned)}处承诺了却没有写数字（{len(set(mentioned))}家）" in text
    assert "23个单位一个数字也没有写" in text and "合计至少152个" in text
    # Four counties give key projects, each of a kind of its own.
    assert "重点项目个数" in text and "引进项目个数" not in text


def test_what_a_hall_is_told_of_a_county_is_written_in_the_list():
    rows = views.records(views.targets(CONTEXT).frame)
    for unit in ("zaoyang", "fancheng", "xiangcheng", "dongjin"):
        own = [row for row in rows if row["unit_id"] == unit]
        for amount, what in views.weightiest(CONTEXT, unit, 3):
            measure = what.removesuffix("，力争")
            row = next(row for row in own if row["measure"] == measure)
            assert f"{row['value']:,g}" in amount and (row["firmness"] == "strive") == what.endswith("，力争")
