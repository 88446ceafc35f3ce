"""No sentence that the table would not sign: what views say is read again by a checker that knows the table alone."""

import functools
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenjin import views
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.language.translate import LANGUAGES, translator
from fenjin.paths import TABLE
from fenjin.table.scopes import Part
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests.checker.reading import Reader
from tests.checker.truth import Truth
from tests.made_up import UNITS, database, target
from tests.profiles import by_halves, costly, full

LIST = "xiangyang-2022"
TRUTH = Truth(TABLE, LIST)


class Remembering(Database):
    """The table, which gives what it was asked before from memory: both languages and several views ask the same."""

    query = functools.cache(Database.query)


DATABASE = Remembering(TABLE)
PAGES = {lang: Context(DATABASE, LIST, translator(lang), Look()) for lang in LANGUAGES}
READERS = {lang: Reader(TRUTH, lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("league", views.LEAGUES)
def test_every_comparison_says_what_the_table_bears(lang, league):
    wrong = []
    for indicator in views.indicators(PAGES[lang], None).frame["indicator_id"]:
        view = views.ranking(PAGES[lang], indicator, league)
        if not view.frame.empty:
            wrong += [(view.takeaway, each) for each in READERS[lang].comparison(view.takeaway, league)]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sum_says_what_the_table_bears(lang):
    page, reader = PAGES[lang], READERS[lang]
    assert list(reader.sums(views.sums(page).takeaway)) == []
    begins = views.opening(page)
    assert list(reader.opening(begins)) == []
    for false in (begins.replace("23", "24"), begins.replace("339", "338"), begins.rpartition("；" if lang == "zh" else "; ")[0]):
        assert list(reader.opening(false)) != []
    wrong = []
    for indicator in dict.fromkeys(views.sums(page).frame["indicator_id"]):
        takeaway = views.county_city(page, indicator).takeaway
        wrong += [(takeaway, each) for each in reader.sum(takeaway)]
    assert wrong == []


@pytest.mark.parametrize(
    "false",
    [
        "引进项目个数（亿元以上）：宜城 100个最高，其后是襄州 90个、襄城 20个",
        "写明的引进项目个数（亿元以上）：宜城100个、襄州90个（重点投资）、襄城20个；给出数字的3家中宜城最高",
        "写明的引进项目个数（亿元以上）：枣阳110个（工业）、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄州",
        "写明的引进项目个数（亿元以上）：枣阳110个、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        "写明的引进项目个数（亿元以上）：枣阳111个（工业）、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        "写明的引进项目个数（亿元以上）：宜城100个、枣阳110个（工业）、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        "写明的老旧小区改造个数：枣阳66个、襄城26个；给出数字的2家中枣阳最高",
        "写明的老旧小区改造个数：枣阳66个、樊城60个（中心城区）、襄城26个；给出数字的3家中枣阳最高",
        "写明的老旧小区改造个数：枣阳66个、樊城60个（中心城区）、襄城26个；谁多谁少说不定",
        "写明的新增规上企业数：老河口41家、宜城15家；给出数字的2家中老河口最高",
        "写明的口袋公园新建个数：枣阳5处、襄州5个；给出数字的2家中枣阳最高",
        "写明的审批改革事项数：樊城至少90项、保康至少50项；给出数字的2家中樊城最高",
        "写明的到位资金增速：保康至少10%、谷城10%、东津新区超过10%；一样多",
        "写明的实际到位资金：枣阳450亿元、东津新区271.5亿元、保康191.4亿元；给出数字的3家中枣阳最高",
        "城镇新增就业人数：12家中只有枣阳写了数字，至少6,000人",
        "城镇新增就业人数：11家中只有樊城写了数字，至少6,000人",
        "实际到位资金：12家中只有枣阳写了数字，至少450亿元",
        "地区生产总值：12家中只有高新区写了数字，6,000亿元（全市）",
    ],
)
def test_a_false_comparison_is_found_out(false):
    assert list(READERS["zh"].comparison(false, "county")) != []


@pytest.mark.parametrize(
    "false",
    [
        "老旧小区改造个数：12家县区中2家写了数字，合计92个，是全市118个的78%",
        "老旧小区改造个数：12家县区中3家写了数字，合计152个，是全市118个的129%，超过全市",
        "老旧小区改造个数：12家县区中3家写了数字，合计至少152个，至少是全市118个的129%",
        "农村公路建设里程：12家县区中1家写了数字，合计310公里，是全市1,000公里的31%",
        "农村公路建设里程：12家县区中4家写了数字，合计至少712公里，至少是全市1,000公里的72%",
        "粮食总产量：12家县区中1家写了数字，合计至少25亿斤，是全市至少90亿斤的28%",
        "口袋公园新建个数：12家县区中2家写了数字，合计10个，是全市10个的100%",
    ],
)
def test_a_false_sum_is_found_out(false):
    assert list(READERS["zh"].sum(false)) != []


CODES = {facet: codes for facet, codes in views.codes(PAGES["zh"]).items() if facet != "list"}


def told_wrongly(lang: str, sets: dict[str, tuple[str, ...]], **more: object) -> list[tuple[str, str]]:
    """What is wrong with what 查询 says of rows filtered so."""
    filters = Filters(tuple(sets.items()), **more)
    takeaway = views.explore(PAGES[lang], filters).takeaway
    return [(takeaway, each) for each in READERS[lang].filtered(takeaway, sets, filters.bounds, filters.words)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_single_filter_is_said_and_counted(lang):
    single = [{facet: (code,)} for facet, codes in CODES.items() for code in codes]
    assert [wrong for sets in by_halves(single if full() else single[::10], lang) for wrong in told_wrongly(lang, sets)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pairs_and_many_filters_are_said_and_counted(lang):
    chance = random.Random(f"{lang}-filters")
    pairs = list(itertools.combinations(CODES, 2)) if full() else chance.sample(list(itertools.combinations(CODES, 2)), 6)
    wrong = []
    for one, other in pairs:
        for _ in range(2 if full() else 1):
            wrong += told_wrongly(lang, {one: (chance.choice(CODES[one]),), other: (chance.choice(CODES[other]),)})
    for _ in range(60 if full() else 10):
        sets = {
            facet: tuple(chance.sample(CODES[facet], chance.randint(1, min(5, len(CODES[facet])))))
            for facet in chance.sample(list(CODES), chance.randint(1, 5))
        }
        sets = {facet: tuple(code for code in CODES[facet] if code in codes) for facet, codes in sets.items()}
        bounds = {
            name: value
            for name, value in (("low", 5.0), ("high", 200.0), ("above", 1.0), ("below", 100.0), ("equals", 10.0))
            if chance.random() < 0.2
        }
        wrong += told_wrongly(lang, sets, words=chance.choice(["", "", "项目", "建设 服务"]), **bounds)
    assert wrong == []


@pytest.mark.parametrize(
    "false",
    [
        "乡村振兴：1个目标",
        "1个目标",
        "县（市）区和开发区；乡村振兴；比较符：至少：1个目标",
        "县（市）区和开发区；乡村振兴；比较符：至少；语气：确保：1个目标",
        "县（市）区和开发区；乡村振兴；比较符：至少；语气：力争：2个目标",
        "部门和单位；乡村振兴；比较符：至少；语气：力争：1个目标",
    ],
)
def test_a_dropped_or_changed_filter_is_found_out(false):
    sets = {"league": ("county",), "theme": ("rural",), "comparator": ("ge",), "firmness": ("strive",)}
    assert told_wrongly("zh", sets) == []
    assert list(READERS["zh"].filtered(false, sets, {}, "")) != []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_units_side_by_side_are_compared_as_the_table_bears(lang):
    wrong = []
    for league in views.LEAGUES:
        named = TRUTH.members(league)
        pairs = list(itertools.combinations(named, 2))
        for units in by_halves(pairs if full() else random.Random("pairs").sample(pairs, 30), lang):
            for view in views.common_views(PAGES[lang], units, league):
                wrong += [(units, view.takeaway, each) for each in READERS[lang].comparison(view.takeaway, league, units)]
    assert wrong == []


PARTS = (
    Part("大型", "size", implies=frozenset({"中型以上"})), Part("中型以上", "size"),
    Part("钢铁", "sector", disjoint="sector"), Part("造纸", "sector", disjoint="sector"), Part("绿色", "sector"),
    Part("签约", "stage", "stage"), Part("中心", "area"), Part("全市", "area", "other"),
    Part("日间", "time", implies=frozenset({"全天"}), disjoint="time"), Part("夜间", "time", implies=frozenset({"全天"}), disjoint="time"),
    Part("全天", "time", exhausted_by=frozenset({"日间", "夜间"})), Part("别的"),
)  # fmt: skip
SCOPES = ("", "", "大型", "中型以上", "钢铁", "造纸", "绿色", "大型，钢铁", "中型以上，造纸", "签约", "签约，大型", "中心", "全市", "日间", "夜间", "全天", "别的")  # fmt: skip


@settings(parent=costly(), report_multiple_bugs=False)
@given(
    stated=st.dictionaries(
        st.tuples(st.sampled_from(list(UNITS)), st.sampled_from(SCOPES)),
        st.tuples(st.integers(1, 30), st.sampled_from(["eq", "eq", "eq", "ge", "gt", "le", "lt", "approx", "range"])),
        min_size=1,
        max_size=12,
    ),
    within=st.dictionaries(st.sampled_from(["east", "west", "north"]), st.just("中心")),
)
def test_comparisons_and_sums_of_any_list_say_what_it_bears(tmp_path_factory, stated, within):
    rows = []
    for (unit, scope), (value, comparator) in stated.items():
        high = {"value_high": value + 5.0, "std_high": value + 5.0} if comparator == "range" else {}
        rows.append(target(unit, value, comparator, scope=scope or None, **high))
    folder = tmp_path_factory.mktemp("list")
    opened = database(folder, rows, PARTS, within)
    truth = Truth(folder / "targets.parquet", "nowhere-2030")
    for lang in LANGUAGES:
        page, reader = Context(opened, "nowhere-2030", translator(lang), Look()), Reader(truth, lang)
        for league in views.LEAGUES:
            takeaway = views.ranking(page, "projects", league).takeaway
            if not truth.figures(league, "projects").empty:
                assert list(reader.comparison(takeaway, league)) == [], takeaway
        both = views.county_city(page, "projects")
        if not both.empty:
            assert list(reader.sum(both.takeaway)) == [], both.takeaway
            assert list(reader.sums(views.sums(page).takeaway)) == [], views.sums(page).takeaway
