"""The small modules: links, files, quantities in words, and the catalogue of English texts."""

import ast
import datetime
import io
import re
import string
import unicodedata

import pandas as pd
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from fenjin import settings
from fenjin.files import export
from fenjin.language import quantity
from fenjin.language.translate import translator
from fenjin.paths import ROOT, TABLE
from fenjin.table import layout
from fenjin.views import selection
from fenjin.views.parameter import SEARCH, Parameter, read

UNITS = {row["uom"]: row for row in layout.about(TABLE)["units_of_measure"]}
ZH, EN = translator("zh").with_table(UNITS), translator("en").with_table(UNITS)
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

# Selection: what a link may say.

ALLOWED = {"lang": Parameter(codes=("zh", "en")), "unit": Parameter(codes=["zaoyang", "postal"]), "q": SEARCH}


def test_link_that_is_understood():
    """Known names with known values come back as they are."""
    assert read({"lang": "en", "unit": "postal", "q": "水利 项目"}, ALLOWED) == (
        {"lang": "en", "unit": "postal", "q": "水利 项目"},
        [],
    )
    assert read({}, ALLOWED) == ({}, [])


def test_link_with_unknown_parts():
    """Unknown names and values are dropped and named; the rest of the link stays."""
    chosen, dropped = read({"lang": "fr", "unit": "zaoyang", "debug": "1", "Unit": "postal"}, ALLOWED)
    assert chosen == {"unit": "zaoyang"}
    assert [(each.name, each.value) for each in dropped] == [("lang", "fr"), ("debug", "1"), ("Unit", "postal")]


@pytest.mark.parametrize(
    "value", ["", "zaoyang ", "ZAOYANG", "zaoyang\x00", "zaoyang' or 1=1 --", "../../etc/passwd", "<script>", "zaoyan"]
)
def test_value_that_is_almost_right(value):
    """A value is one of the list or it is nothing."""
    chosen, dropped = read({"unit": value}, ALLOWED)
    assert chosen == {}
    assert [each.name for each in dropped] == ["unit"]


@pytest.mark.parametrize(("typed", "kept"), [
    ("水利", "水利"),
    ("  水利\u3000项目\t ", "水利 项目"),
    ("水\x00利\x1b[31m", "水利[31m"),
    ("水\u200b\u202e利\ufeff", "水利"),
    ("cafe\u0301", "café"),
    ("100%_'", "100%_'"),
    ("\ud800水", "水"),
])  # fmt: skip
def test_free_text_is_cleaned(typed, kept):
    """Control and invisible characters go, spaces close up, a person's words stay."""
    assert read({"q": typed}, ALLOWED) == ({"q": kept}, [])


def test_what_is_cut_of_a_search_is_named():
    """A hundred characters and eight words are searched for; the rest is told, not forgotten."""
    assert read({"q": "长" * 130}, ALLOWED) == ({"q": "长" * 100}, [selection.Ignored("q", "长" * 30)])
    chosen, dropped = read({"q": "a b c d e f g h i j"}, ALLOWED)
    assert (chosen["q"], dropped) == ("a b c d e f g h", [selection.Ignored("q", "i j")])


def test_a_list_keeps_what_it_knows():
    """Unknown codes and those beyond the most are named; a code said twice counts once."""
    allowed = {"units": Parameter("codes", ["a", "b", "c"], 2)}
    assert read({"units": "a,x,a,b"}, allowed) == ({"units": "a,b"}, [selection.Ignored("units", "x")])
    assert read({"units": "c,b,a"}, allowed) == ({"units": "c,b"}, [selection.Ignored("units", "a")])
    assert read({"units": ",,"}, allowed) == ({}, [selection.Ignored("units", ",,")])


def test_dropped_parts_can_be_shown():
    """The notice about a hostile link is itself harmless and short."""
    _, dropped = read({"evil\x00" + "n" * 5000: "\u202e" + "v" * 5000}, ALLOWED)
    assert len(dropped[0].name) <= 100
    assert len(dropped[0].value) <= 100
    assert "\x00" not in dropped[0].name
    assert "\u202e" not in dropped[0].value


anything = st.text(st.characters(), max_size=300)


@given(st.dictionaries(anything | st.sampled_from(["lang", "unit", "q"]), anything | st.sampled_from(["zh", "postal"])))
def test_any_link(params):
    """No link breaks the reader; what it lets through is allowed, short and free of control characters."""
    chosen, dropped = read(params, ALLOWED)
    assert set(chosen) <= set(ALLOWED)
    assert chosen.get("lang", "zh") in ("zh", "en")
    assert chosen.get("unit", "postal") in ("zaoyang", "postal")
    cut = [name for name in ("q",) if name in chosen and name in {each.name for each in dropped}]
    # A search for nothing is none, of which nobody is told.
    blank = [
        name
        for name in ("q",)
        if name in params and not "".join(c for c in params[name] if unicodedata.category(c)[0] != "C").strip()
    ]
    assert len(params) - len(blank) <= len(chosen) + len(dropped) <= len(params) + len(cut)
    for text in [chosen.get("q", ""), *(each.name for each in dropped), *(each.value for each in dropped)]:
        assert len(text) <= 100
        assert not [c for c in text if unicodedata.category(c)[0] == "C"]


# Files.


def test_csv_opens_in_a_chinese_spreadsheet():
    """A byte order mark, Windows line ends, Chinese as it is, no row numbers."""
    content = export.csv(pd.DataFrame({"单位": ["枣阳市"], "目标": [14.45]}))
    assert content == b"\xef\xbb\xbf" + "单位,目标\r\n枣阳市,14.45\r\n".encode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@sum", "＝1", "＋1", "－1", "＠a", " =1", "\u3000=1", "\t=1", "\r=1", "\n=1", "\ufeff=1"]
)
def test_text_that_looks_like_a_formula(text):
    """A cell or header that a spreadsheet could run gets an apostrophe in front, and nothing else changes."""
    read = pd.read_csv(
        io.BytesIO(export.csv(pd.DataFrame({"a": [text], text: ["b"]}))), encoding="utf-8-sig", keep_default_na=False
    )
    cell = read["a"].iloc[0]
    assert cell.replace("\r", "\n") == ("'" + text).replace("\r", "\n")
    assert list(read.columns)[1].startswith("'")


def test_text_of_a_category_is_guarded_too():
    """Enumerations are guarded as any text."""
    assert "'=x" in export.csv(pd.DataFrame({"a": pd.Categorical(["=x", "y"])})).decode("utf-8-sig")


def test_plain_cells_are_left_alone():
    """Harmless texts, numbers (negative ones too), dates and empty cells are written as they are."""
    frame = pd.DataFrame({
        "text": ["a=b", "1-2家", "'", ""], "real": [-1.5, 0.00003, None, 144500.0], "whole": [-3, 0, 1, 2], "mixed": [-7, None, "x", 2.5],
        "date": [datetime.date(2022, 6, 30), None, None, None],
    })  # fmt: skip
    lines = export.csv(frame).decode("utf-8-sig").split("\r\n")
    assert lines[1:] == ["a=b,-1.5,-3,-7,2022-06-30", "1-2家,3e-05,0,,", "',,1,x,", ",144500.0,2,2.5,", ""]


def test_csv_round_trip():
    """What is written is read back the same: quotes, commas, line breaks and Chinese."""
    frame = pd.DataFrame({"单位": ["枣阳市", '引"号', "逗,号", "换\n行"], "值": [1.25, -2.0, 0.1, 1e9], "数": [1, 2, 3, -4]})
    read = pd.read_csv(io.BytesIO(export.csv(frame)), encoding="utf-8-sig")
    pd.testing.assert_frame_equal(read, frame)


def test_csv_leaves_its_input_alone():
    """Guarding happens on a copy."""
    frame = pd.DataFrame({"=a": ["=1"]})
    export.csv(frame)
    assert list(frame.columns) == ["=a"]
    assert frame.iloc[0, 0] == "=1"


def test_csv_without_rows():
    """An empty table still has its header."""
    assert export.csv(pd.DataFrame({"单位": []})).decode("utf-8-sig") == "单位\r\n"


# Quantities in words.


@pytest.mark.parametrize(("value", "words"), [
    (0, "0"), (1470, "1,470"), (14.45, "14.45"), (100, "100"), (0.5, "0.5"), (1000000, "1,000,000"), (12.345678, "12.35"), (-3, "-3"),
    (0.1382, "0.1382"), (99.999, "100"), (6000.0, "6,000"), (0.00003, "0.00003"),
])  # fmt: skip
def test_number(value, words):
    """Thousands separated, no needless digits, never an exponent."""
    assert quantity.number(value) == words


@pytest.mark.parametrize(("value", "uom", "zh", "en"), [
    (144500, "亩", "14.45万亩", "144,500 mu"),
    (450, "亿元", "450亿元", "CNY 45 billion"),
    (5, "亿元", "5亿元", "CNY 500 million"),
    (10, "亿元", "10亿元", "CNY 1 billion"),
    (6000, "亿元", "6,000亿元", "CNY 600 billion"),
    (0.3, "亿元", "0.3亿元", "CNY 30 million"),
    (0.05, "亿元", "500万元", "CNY 5 million"),
    (25, "亿斤", "25亿斤", "2.5 billion jin"),
    (100, "万千瓦", "100万千瓦", "1,000 MW"),
    (12.5, "%", "12.5%", "12.5%"),
    (29000, "人", "29,000人", "29,000 people"),
    (1200000, "头", "120万头", "1,200,000 head"),
    (160, "公里", "160公里", "160 km"),
    (30, "工作日", "30工作日", "30 working days"),
    (0.5, "日", "0.5日", "0.5 days"),
    (110, "个", "110个", "110"),
    (3420000, "平方米", "342万平方米", "3,420,000 m²"),
    (2.5, "万吨", "2.5万吨", "25,000 tonnes"),
])  # fmt: skip
def test_standard_value_in_words(value, uom, zh, en):
    """A standard value as a reader of either language would say it."""
    assert quantity.standard(value, uom, ZH) == zh
    assert quantity.standard(value, uom, EN) == en


def row(**cells):
    """A row of the table as the pages hand it on."""
    empty = dict.fromkeys(["value", "value_high", "uom", "std_value", "std_high", "std_uom", "figure", "deadline"])
    return {**empty, "kind": "level", "comparator": "eq", **cells}


JUNE = datetime.date(2022, 6, 30)


@pytest.mark.parametrize(("cells", "zh", "en"), [
    ({"comparator": "ge", "value": 450, "uom": "亿元", "std_value": 450, "std_uom": "亿元"}, "至少450亿元", "at least CNY 45 billion"),
    ({"comparator": "gt", "value": 10, "uom": "亿元", "std_value": 10, "std_uom": "亿元"}, "超过10亿元", "more than CNY 1 billion"),
    ({"comparator": "lt", "value": 3, "uom": "%", "std_value": 3, "std_uom": "%", "kind": "share"}, "低于3%", "less than 3%"),
    ({"comparator": "le", "value": 70, "uom": "工作日", "std_value": 70, "std_uom": "工作日"}, "至多70工作日", "at most 70 working days"),
    ({"comparator": "approx", "value": 10, "uom": "条", "std_value": 10, "std_uom": "个"}, "约10条", "about 10"),
    ({"value": 14.45, "uom": "万亩", "std_value": 144500, "std_uom": "亩"}, "14.45万亩", "144,500 mu (9,633 ha)"),
    ({"value": 1470, "uom": "个", "std_value": 1470, "std_uom": "个"}, "1,470个", "1,470"),
    ({"value": 0, "uom": "元", "std_value": 0, "std_uom": "亿元"}, "0元", "CNY 0"),
    ({"comparator": "ge", "value": 3000, "uom": "元", "std_value": 0.00003, "std_uom": "亿元"}, "至少3,000元", "at least CNY 3,000"),
    ({"comparator": "range", "value": 1, "value_high": 2, "uom": "家", "std_value": 1, "std_high": 2, "std_uom": "个"}, "1–2家", "1–2"),
    ({"comparator": "range", "value": 3, "value_high": 5, "uom": "篇", "std_value": 3, "std_high": 5, "std_uom": "篇"}, "3–5篇", "3–5 papers"),
    ({"kind": "date", "comparator": "le", "deadline": JUNE}, "2022年6月30日前", "by 30 Jun 2022"),
    ({"kind": "rank", "comparator": "le", "value": 3, "uom": "位", "figure": "前三"}, "前三", "top 3"),
    ({"kind": "rank", "value": 1, "uom": "方阵", "figure": "第一方阵"}, "第一方阵", "group 1"),
    ({"kind": "rank", "value": 2, "uom": "类", "figure": "Ⅱ类"}, "Ⅱ类", "class 2"),
])  # fmt: skip
def test_promise_in_words(cells, zh, en):
    """A target with its comparator, in both languages."""
    assert quantity.amount_words(row(**cells), ZH) == zh
    assert quantity.amount_words(row(**cells), EN) == en


def test_metric_value_behind_the_comparator():
    """2,000 jin are a tonne, 15 mu a hectare; of a bound as of a target."""
    grain = row(comparator="ge", value=25, uom="亿斤", std_value=25, std_uom="亿斤")
    land = row(comparator="range", value=150, value_high=300, uom="亩", std_value=150, std_high=300, std_uom="亩")
    for words in (quantity.amount_words, quantity.bound_words):
        assert [words(grain, ZH), words(land, ZH)] == ["至少25亿斤", "150–300亩"]
        assert words(grain, EN) == "at least 2.5 billion jin (1.25 million tonnes)"
        assert words(land, EN) == "150–300 mu (10–20 ha)"


@pytest.mark.parametrize(("std_value", "std_high", "std_uom", "metric"), [
    (144500, None, "亩", "9,633 ha"),  # a hectare is 15 mu
    (150, 300, "亩", "10–20 ha"),
    (25, None, "亿斤", "1.25 million tonnes"),  # a tonne is 2,000 jin
    (0.0003, None, "亿斤", "15 tonnes"),
    (138200, None, "担", "6,910 tonnes"),  # and 20 dan
    (2000000, None, "亩次", "133,333 ha-times"),  # a mu that is worked twice counts as two
    (160, None, "公里", ""),
    (110, None, "个", ""),
    (None, None, None, ""),
])  # fmt: skip
def test_metric_value_of_a_chinese_unit(std_value, std_high, std_uom, metric):
    """English says mu, jin and dan once more, Chinese does not."""
    cells = row(std_value=std_value, std_high=std_high, std_uom=std_uom)
    assert quantity.metric_words(cells, EN) == metric
    assert quantity.metric_words(cells, ZH) == ""


def test_missing_upper_value_from_a_frame():
    """A frame says nan where there is no upper value."""
    cells = {
        "comparator": "ge",
        "value": 5.0,
        "value_high": float("nan"),
        "uom": "个",
        "std_value": 5.0,
        "std_high": float("nan"),
        "std_uom": "个",
    }
    assert quantity.amount_words(row(**cells), ZH) == "至少5个"
    assert quantity.amount_words(row(**cells), EN) == "at least 5"


def test_date_that_is_the_period_itself():
    """A milestone within a period does not read as one before its last day."""
    cells = {"kind": "date", "comparator": "eq", "deadline": JUNE}
    assert "2022年6月30日" in quantity.amount_words(row(**cells), ZH)
    assert not quantity.amount_words(row(**cells), ZH).endswith("前")
    assert "30 Jun 2022" in quantity.amount_words(row(**cells), EN)
    assert not quantity.amount_words(row(**cells), EN).startswith("by")


@pytest.mark.parametrize(
    "date", [datetime.date(2022, 12, 31), pd.Timestamp("2022-12-31"), "2022-12-31", datetime.datetime(2022, 12, 31, 8)]
)
def test_day(date):
    """A date in words, whatever type carries it."""
    assert quantity.day(date, ZH) == "2022年12月31日"
    assert quantity.day(date, EN) == "31 Dec 2022"


def test_scope_in_words():
    """A scope's parts are translated one by one."""
    words = {"工业": "industrial", "亿元以上": "CNY 100 million or more"}
    assert quantity.scope_words("亿元以上，工业", words, ZH) == "亿元以上，工业"
    assert quantity.scope_words("亿元以上，工业", words, EN) == "CNY 100 million or more, industrial"
    assert [quantity.scope_words(nothing, words, EN) for nothing in (None, "", float("nan"))] == ["", "", ""]


def test_every_promise_of_the_table_can_be_said():
    """Every row of the table has words in both languages, the English ones without a Chinese character or an exponent."""
    rows = pd.read_parquet(TABLE).to_dict("records")
    assert len(rows) > 400
    for each in rows:
        assert quantity.amount_words(each, ZH)
        english = quantity.amount_words(each, EN)
        assert english and not CHINESE.search(english) and not re.search(r"\de-|nan|None", english), english


# The catalogue.


def sources():
    """The modules whose texts are shown."""
    return [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "fenjin").rglob("*.py"))]


def literals(node):
    """The literal texts that an argument may be: one, or those of a conditional; None where it is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        both = [literals(node.body), literals(node.orelse)]
        return None if None in both else both[0] + both[1]
    return None


def translated_calls():
    """Every call of t(...), _(...) or something.t(...) with its first argument."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = node.func
                if (isinstance(called, ast.Name) and called.id in ("t", "_")) or (
                    isinstance(called, ast.Attribute) and called.attr == "t"
                ):
                    yield path, node, node.args[0]


def keys():
    """Every literal text that is to be translated, with one place where it stands."""
    return {
        text: f"{path.name}:{node.lineno}" for path, node, argument in translated_calls() for text in literals(argument) or []
    }


def catalogue():
    """The English texts."""
    with (ROOT / "fenjin" / "language" / "locale" / "en.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def places(text):
    """The names in braces, with their formats left out."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_has_an_english_one():
    """Chinese in the code comes out as English, with the same places to fill."""
    english = catalogue()
    found = keys()
    assert len(found) > 100, "the walk over the code found too little"
    wrong = []
    for text, where in found.items():
        if CHINESE.search(text):
            shown = english.get(text, "")
            if not shown.strip() or CHINESE.search(shown) or places(shown) != places(text):
                wrong.append(f"{where} {text} -> {shown}")
    assert not wrong, "\n".join(wrong)


def test_one_of_a_thing_is_said_of_one():
    """No English text speaks of 1 rows, and none of 2 row; what is never one, a limit or several units of a subject, has a fixed word."""
    limits = {"longest", "most", "seconds", "megabytes", "columns", "rows", "year", "subject", "action"}
    english = [text for text in catalogue().values() if not places(text) & limits]
    pairs = [spec.split("|") for text in english for *_, spec, _ in string.Formatter().parse(text) if "|" in (spec or "")]
    assert len(pairs) > 30
    wrong = []
    for n, forms in ((1, {many for _one, many in pairs}), (2, {one for one, _many in pairs})):
        pattern = re.compile(rf"\b{n} (?:more )?(?:{'|'.join(sorted(forms))})\b")
        filled = [EN(text, **dict.fromkeys(places(text), n)) for text in english]
        wrong += [text for text in filled if pattern.search(text)]
    assert not wrong, "\n".join(wrong)
    said = [EN("{n}行", n=n) for n in (0, 1, 2, "1", "1,001")]
    assert said == ["0 rows", "1 row", "2 rows", "1 row", "1,001 rows"]


def test_no_english_text_is_unused():
    """The catalogue holds nothing that the code no longer says."""
    assert not set(catalogue()) - set(keys())


def test_no_text_is_put_together_before_it_is_translated():
    """A text with values pasted in is in no catalogue."""
    assert not [
        f"{path.name}:{node.lineno}"
        for path, node, argument in translated_calls()
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]


def test_places_are_filled_by_those_who_ask():
    """A call fills exactly the places that its text has, unless it fills none and leaves that for later."""
    wrong = []
    for path, node, argument in translated_calls():
        given_names = {keyword.arg for keyword in node.keywords}
        if None not in given_names and given_names:
            wrong += [f"{path.name}:{node.lineno} {text}" for text in literals(argument) or [] if places(text) != given_names]
    assert not wrong, "\n".join(wrong)


def test_units_of_the_table_have_english_names():
    """The standard units and the units of ranks, which the pages translate one by one."""
    rows = pd.read_parquet(TABLE)
    units = set(rows["std_uom"].dropna()) | set(rows.loc[rows["kind"] == "rank", "uom"].dropna())
    assert not [unit for unit in units if CHINESE.search(quantity.unit_of_measure(unit, EN))]


def test_translator():
    """Chinese is the source, English fills the same places, any other language is Chinese."""
    assert ZH("单位 {units}，承诺 {commitments}，目标 {targets}", units=2, commitments=3, targets=4) == "单位 2，承诺 3，目标 4"
    assert EN("至少{quantity}", quantity=5) == "at least 5"
    assert translator("fr").lang == "zh"
    assert ZH.join(["甲", "乙"]) == "甲、乙"
    assert EN.join(["a", "b"]) == "a, b"
    assert ZH.of({"title": "清单", "title_en": "List"}, "title") == "清单"
    assert EN.of({"title": "清单", "title_en": "List"}, "title") == "List"


def test_a_day_is_the_reader_s_and_not_the_server_s(monkeypatch):
    """A server in a container lives in UTC: until eight in the morning its day is yesterday's."""
    monkeypatch.setenv("TZ", "UTC")
    assert settings.now().utcoffset() == datetime.timedelta(hours=8)
    monkeypatch.setenv(settings.TIMEZONE, "Asia/Urumqi")
    assert settings.now().utcoffset() == datetime.timedelta(hours=6)
    asking = [
        *ROOT.glob("pages/*.py"),
        *(each for room in ("screen", "slides", "views", "files") for each in ROOT.glob(f"fenjin/{room}/**/*.py")),
    ]
    assert not [each.name for each in asking if re.search(r"\.today\(\)|datetime\.now\(\)", each.read_text("utf-8"))]
