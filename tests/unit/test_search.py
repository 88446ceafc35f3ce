"""Whatever is written of a target, a unit or an action anywhere finds it, however it is typed."""

import functools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.folding import fold, pinyin
from fenjin.language.translate import translator
from fenjin.screen.choose import _find
from fenjin.table.source import Document
from fenjin.views import Context, selection
from fenjin.views.lists import seek
from fenjin.views.selection import Filters
from fenjin.views.sought import MOST_WORDS, resolve, typed, words_of

LIST = "xiangyang-2022"


@functools.cache
def context(lang="zh"):
    return Context(current(), LIST, translator(lang), Look())


@functools.cache
def found_by():
    rows = current().cursor().execute("select target_id, found_by from targets").fetchall()
    return dict(rows)


@functools.cache
def sought(text):
    return words_of(selection.words_in(text)[0])[:MOST_WORDS]


def is_found(target, text):
    """Whether a text, as it is, finds a target, read from the table."""
    words, own = sought(text), found_by()[target]
    return bool(words) and all(any(wording in own for wording in word.wordings) for word in words)


def finds(text):
    """The targets that a text finds."""
    return {target for target in found_by() if is_found(target, text)}


def search(text):
    return set(views.explore(context(), Filters(words=selection.words_in(text)[0])).frame["target_id"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_of_a_row_on_the_screen_finds_it(lang):
    """Each cell of each row that says what it is, and the short names of its unit."""
    page = context(lang)
    view = views.explore(page, Filters(), tuple(views.COLUMNS))
    names = {each.name: t for each, t in zip(view.columns, view.table.columns, strict=True)}
    of_row = (
        "unit",
        "commitment",
        "measure",
        "indicator",
        "scope",
        "statement",
        "theme",
        "topic_zh",
        "figure",
        "target_id",
        "action_zh",
    )
    told = [name for machine, name in names.items() if machine in of_row or machine == "amount"]
    assert len(told) >= len(of_row)
    short = {each["unit_id"]: page.t.of(each, "short") for each in page.units}
    lost = []
    for row, cells in zip(view.frame.to_dict("records"), view.table.to_dict("records"), strict=True):
        texts = [*(str(cells[name]) for name in told if cells[name] == cells[name] and cells[name]), short[row["unit_id"]]]
        lost += [(row["target_id"], text) for text in texts if not is_found(row["target_id"], text)]
    assert lost == []


def test_a_search_takes_no_notice_of_how_a_text_is_written():
    """Widths, dashes, brackets, quotation marks, Roman numerals, traditional and compatibility forms: one answer."""
    for same in (
        ("东津新区（经开区）", "东津新区(经开区)", "东津新区经开区", "東津新區（經開區）", "東津新区 经开区"),
        ("6场（次）", "6场(次)", "6场次"),
        ("1–2家", "1-2家", "1—2家", "1~2家", "１至２家", "1 - 2家", "1 —2家", "1 至 2家"),
        ("Ⅱ类", "II类", "ii类", "ＩＩ类"),
        ("1,000个", "1000个", "１，０００个"),
        ("≥CNY 45 billion", "≥45 billion", ">= CNY 45 billion"),
        ("≥450亿元", ">=450亿元", "至少450亿元", "450亿元以上", "450億元以上"),
        ("乡村振兴", "鄉村振興", "“乡村振兴”", "《乡村振兴》", "乡\u2f3f振兴".replace("\u2f3f", "村"), "乡村\u200b振兴"),
        ("民生", "\u2ea0生", "⺠⽣"),
        ("10%", "10％", "１０％"),
    ):
        first = search(same[0])
        assert first and [text for text in same if search(text) != first] == []


def test_units_are_found_by_their_short_names_sounds_and_initials():
    leads = {}
    for row in views.explore(context(), Filters()).frame.to_dict("records"):
        leads.setdefault(row["unit_id"], set()).add(row["target_id"])
    for unit in context().units:
        own = leads[unit["unit_id"]]
        for name in ("short", "unit", "short_en", "unit_en"):
            assert own <= finds(unit[name]), (unit["unit_id"], unit[name])
    assert (len(search("卫健委")), len(search("市文旅局")), len(search("市城管委"))) == (7, 11, 9)
    assert leads["zaoyang"] <= search("zys") and leads["zaoyang"] <= search("ZaoYangShi") and leads["zaoyang"] <= search("枣羊市")
    assert leads["xiangcheng"] <= search("xc")


def test_initials_choose_their_unit_rather_than_letters_within_another_name():
    found_by_of = views.units_found_by(context())
    for initials, unit in {"gc": "gucheng", "nz": "nanzhang", "lhk": "laohekou", "fc": "fancheng", "谷成": "gucheng"}.items():
        assert _find(initials, list(found_by_of), found_by_of) == unit


def test_a_word_is_looked_for_otherwise_only_where_nothing_bears_it():
    def said(words):
        return views.explore(context(), Filters(words=words)).takeaway

    exact, sound, near = said("招商引资"), said("招伤引资"), said("farmlnad")
    assert "（" not in exact and exact.partition("：")[2] == sound.partition("：")[2]
    assert "按读音找" in sound and "差一个字" in near and search("farmlnad") == search("farmland")
    # Of two characters one is enough of a whole name alone.
    assert search("保庚") == {each for each in search("保康") if each.startswith(f"{LIST}/baokang/")} != set()
    assert search("游旅") == search("旅游") != set() and search("农由") == set()
    assert search("14.54万亩") == set() and search("放管服务器") == set()


def test_or_and_quotation_marks():
    both = search("养老") | search("旅游")
    assert search("养老 OR 旅游") == search("养老|旅游") == search("养老 或 旅游") == both > search("养老")
    assert search("养老 or 旅游") == search("养老 ＯＲ 旅游") == search("养老 / 旅游") == both
    assert search("枣阳&农田") == search("枣阳 ＋ 农田") == search("枣阳 and 农田") == search("枣阳 农田") != set()
    assert search("养老/旅游") == search("养老／旅游 ") == both and search(f"{LIST}/zaoyang/05.01") == {f"{LIST}/zaoyang/05.01"}
    assert search("枣阳 养老 OR 农田") == search("枣阳") & (search("养老") | search("农田"))
    assert search('"high-standard farmland"') <= search("high-standard farmland")
    assert [word.wordings for word in words_of("东津新区（经开区） OR 枣阳")] == [("东津新区 经开区", "枣阳")]


any_text = st.text(max_size=20) | st.text(st.sampled_from("<>=≥0123456789,.-–~至 ()（）“\"'…ab·，|或OR"), max_size=12)


@given(any_text)
@example("<.")
def test_what_is_folded_stays(text):
    once = fold(text)
    assert fold(once) == once and not set(once) & set("\\^|[]{}()*?$·\n")
    assert fold(unicodedata.normalize("NFD", text)) == once


@given(any_text)
def test_the_patterns_of_a_search_say_its_words_again(text):
    words = words_of(text)[:MOST_WORDS]
    for found in (True, False):
        patterns = resolve(words, lambda _pattern, found=found: found).patterns
        assert [each.wordings for each in words_of(typed(patterns))] == [each.wordings for each in words]
    # Nothing of it is an error, nor finds what it should not.
    seek(current(), (LIST,), text)


def test_pinyin():
    assert pinyin(["枣阳市", "5G基站"]) == ["·zao·yang·shi·", "·z·y·s·", "·5g·ji·zhan·", "·5·j·z·"]


def test_hits_are_marked_and_those_off_the_screen_told():
    """Of the 20 rows with 养老 sixteen show it; four are about an action that has it in its name."""
    view = views.explore(context(), Filters(words="养老"))
    marked = views.hits(view, context())
    lines = list(zip(*marked.values(), strict=True))
    assert len(lines) == 20 and sum(any(line) for line in lines) == 16
    for name, hits in marked.items():
        assert [("养老" in str(cell)) for cell in view.table[name]] == hits
    assert views.elsewhere(context(), view) == ["“养老”在4行中不见于下面的列，而见于：举措4行"]
    # By its sound too.
    sounds = views.explore(context(), Filters(words="zys"))
    assert any(views.hits(sounds, context())["单位"])


def test_an_attached_text_is_searched_too():
    """Rows whose sentence alone has the word; a made-up text stands in the place of the published one."""
    page = context()
    sha = page.description["source_sha256"]
    end = max(stop for _sha, _start, stop in views.places(page).values())
    start = views.places(page)[f"{LIST}/red-cross/03.02"][1]
    text = "无" * start + "独一无二的词" + "无" * (end - start)
    document = Document(text, sha)
    view = views.in_text(page, Filters(words="独一无二"), {sha: document})
    assert f"{LIST}/red-cross/03.02" in view.targets and "独一无二的词" in "".join(view.table["原文"])
    assert views.in_text(page, Filters(words="独一无二"), {}) is None
    assert views.in_text(page, Filters(words="枣阳"), {sha: document}) is None


def test_every_name_typed_in_traditional_characters_is_the_same():
    names = {
        text
        for row in views.explore(context(), Filters()).frame.to_dict("records")
        for text in (row["unit"], row["commitment"], row["statement"])
    }
    for way in ("s2t", "s2tw", "s2hk"):
        convert = OpenCC(way).convert
        assert [name for name in names if fold(convert(name)) != fold(name)] == []
