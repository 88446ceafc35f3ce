"""SQL of a visitor on its page: the answer, the link, the words of a refusal, the examples, the columns explained."""

import hashlib
import json
import re

import pyarrow
import pytest

from fenjin import views
from fenjin.data import database, sandbox
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language import columns
from fenjin.language.translate import translator
from fenjin.paths import QUERIES, ROOT
from fenjin.screen import visit
from fenjin.server import audit
from fenjin.slides.story import Slot, Story, code_of
from tests import profiles
from tests.client import Visit, run_visit
from tests.pages import opened
from tests.sandboxed import refused


def in_box(app):
    """What the box for SQL is given: its text, how often one was chosen, and what it completes."""
    (given,) = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "editor"]
    return given


def test_a_link_with_sql_opens_with_its_answer():
    app = opened("sql", sql="select unit\nfrom targets\nlimit 3")
    assert in_box(app)["text"] == "select unit\nfrom targets\nlimit 3"
    assert app.subheader[0].value == "3行"
    assert list(app.dataframe[0].value.columns) == ["unit"]


def test_a_column_of_the_answer_is_drawn_as_bars():
    """Each bar bears the texts that tell its row from others; what is below zero, or no number, is not offered."""
    sql = (
        "select * from (values ('县', '甲', 3, -1), ('县', '乙', 1.5, 2), ('县', '丙', null, 0)) as t(kind, unit, value, change)"
    )
    app = opened("sql", sql=sql)
    choice = next(each for each in app.selectbox if each.label == "画成条形图")
    assert choice.options == ["不画图", "value"]
    choice.set_value("3").run()
    assert not app.exception and app.query_params["chart"] == "3"
    page = views.Context(current(), "xiangyang-2022", translator("zh"), Look())
    view = views.answered(page, sql, sandbox.run(sql, current().extract(("xiangyang-2022",))).table, False, "3")
    assert [(bar.label, bar.value, bar.text) for bar in view.figure.content.bars] == [("甲", 3.0, "3.0"), ("乙", 1.5, "1.5")]
    assert views.answered(page, sql, pyarrow.table({"a": ["x"]}), False, "3").figure is None


def test_running_writes_the_link_and_a_text_too_long_for_it_runs_all_the_same(dashboard):
    async def write():
        async with await Visit.open(dashboard, "sql") as visit:
            assert "sql" not in visit.link
            await visit.tell("sql-text", "text", "select 1 as a")
            assert visit.link["sql"] == "select 1 as a" and any(text.startswith("1行") for text in visit.texts())
            await visit.tell("sql-text", "text", "select 7 as a, 8 as b --" + "长" * 4_000)
            assert "sql" not in visit.link
            assert any(text.startswith("1行") for text in visit.texts()) and any("放不进链接" in text for text in visit.texts())

    run_visit(write())


def test_the_box_is_told_the_columns_of_every_table_with_their_meaning_and_codes():
    given = in_box(opened("sql", lang="en"))
    assert list(given["tables"]) == list(database.TABLES)
    assert [name for name, *_rest in given["tables"]["targets"]] == current().tables()["targets"].column_names
    by_name = {name: rest for name, *rest in given["tables"]["targets"]}
    assert by_name["year"] == ["Year", "The year of the list"]
    assert by_name["league"][2]["county"] == "Counties and zones"


def test_the_query_of_any_view_opens_with_the_rows_that_the_view_shows():
    app = opened("explore", uom="亿元", above="10")
    app.session_state["explore-csv-more"] = True
    app.run()
    (copied,) = [
        json.loads(each.proto.json)["text"] for each in app.get("bidi_component") if each.proto.component_name == "copying"
    ]
    assert len(copied.splitlines()) == 18 and copied.splitlines()[1].startswith("枣阳市\t至少450亿元\t")
    next(each for each in app.button if each.key == "explore-csv-sql").click().run()
    assert app.query_params["list"] == "xiangyang-2022"
    assert "|亿元|" in in_box(app)["text"] and "> 10.0" in in_box(app)["text"]
    # In this list 20 figures are in 亿元, three of them are 10.
    assert app.subheader[0].value == "17行"


@pytest.mark.parametrize(
    ("sql", "lang"),
    [
        ("drop table targets", "zh"),
        ("pivot ledger on reason using sum(numerals)", "zh"),
        ("-- x", "zh"),
        ("select nonsense from targets", "zh"),
        ("select nonsense from targets", "en"),
    ],
)
def test_a_refusal_is_told_in_words(sql, lang):
    app = opened("sql", sql=sql, lang=lang)
    (said,) = app.error
    assert said.value
    assert "{" not in said.value
    assert bool(re.search("[\u4e00-\u9fff]", said.value)) is (lang == "zh")
    assert [each.value for each in app.code] == ([refused(sql).detail] if "nonsense" in sql else [])


def test_every_reason_has_words():
    calls = re.findall(r'Refusal\(("[^()]*)', (ROOT / "fenjin" / "data" / "sandbox.py").read_text("utf-8"))
    reasons = {word for call in calls for word in re.findall(r'"(\w+)"', call)}
    assert {"empty", "statement", "busy", "crash", "error"} <= reasons
    assert reasons == set(re.findall(r'^    "(\w+)": _', _messages(), re.MULTILINE))


def _messages():
    page = (ROOT / "pages" / "sql.py").read_text("utf-8")
    return page[page.index("WRONG = {") : page.index("}\n\n\ndef take(")]


def test_every_example_answers():
    app = opened("sql")
    for times, each in enumerate(app.selectbox[0].options, 1):
        app.selectbox[0].set_value(each).run()
        assert not app.exception
        assert not app.error
        assert not app.dataframe[0].value.empty
        assert app.query_params["sql"] == in_box(app)["text"] and in_box(app)["times"] == times


@profiles.thorough
def test_every_query_of_the_dashboard_can_be_started_from():
    app = opened("sql")
    names = app.selectbox[1].options
    assert len(names) == len(list(QUERIES.glob("*.sql")))
    assert all(re.search("[\u4e00-\u9fff]", name) for name in names)
    for each in names:
        app.selectbox[1].set_value(each).run()
        assert not app.exception
        assert not app.error
        assert not app.dataframe[0].value.empty
        assert "$" not in in_box(app)["text"]


@pytest.mark.parametrize("name", profiles.some(database.TABLES, 4))
def test_every_column_of_a_table_is_explained(name):
    shown = opened("sql", table=name).dataframe[-1].value
    assert list(shown["字段"]) == current().tables()[name].column_names
    assert all(shown["含义"])
    assert list(shown["含义"]) == [columns.meaning(translator("zh"), column, name) for column in shown["字段"]]


def test_sql_on_its_page_and_in_a_story_is_recorded_and_asked_in_the_visitor_s_own_line(monkeypatch):
    recorded, lines = [], []
    monkeypatch.setattr(audit.logs, "audit", lambda event, **facts: recorded.append((event, facts)))
    monkeypatch.setattr(visit, "address", lambda: "10.0.0.7")
    run = sandbox._run
    monkeypatch.setattr(sandbox, "_run", lambda name, *rest: (lines.append(name), run(name, *rest))[1])
    for sql in ("select 'on its page' as a", "select nonsense"):
        opened("sql", sql=sql)
    told = "select 'within a story' as a"
    opened("present", story="own", s=code_of(Story("题", (Slot("answered", {"sql": told}),))))
    assert [(event, facts["outcome"], facts["address"], facts["user"]) for event, facts in recorded] == [
        ("sql", "done", "10.0.0.7", "-"), ("sql", "error", "10.0.0.7", "-"), ("sql", "done", "10.0.0.7", "-"),
    ]  # fmt: skip
    assert recorded[-1][1]["sha256"] == hashlib.sha256(told.encode()).hexdigest() and recorded[-1][1]["characters"] == len(told)
    assert lines == ["10.0.0.7"] * 3


@pytest.mark.parametrize(
    ("sql", "zh", "en"),
    [
        ("select unitt from targets", "没有叫“unitt”的字段，相近的有：unit、", "There is no column “unitt”; like it are: unit,"),
        ("select 单位简称 from units", "“单位简称”的字段名是 short。", "The column of “单位简称” is called short."),
        ("select * from targets where unit = \"枣阳市\"", "要写在英文单引号里：'枣阳市'。", "single quotes: '枣阳市'"),
        ("select unit，theme from targets", "SQL里有中文标点：，。请换成英文的标点。", "Chinese punctuation: ，"),
        ("select unit from targets where unit = ‘枣阳市’", "SQL里有中文标点：‘’。", "Chinese punctuation: ‘’"),
        ("select * from target", "没有叫“target”的表。这里的表是：targets、", "There is no table “target”. The tables are: targets,"),
        ("select x.unit from targets as t", "FROM里没有“x”这个表，有的是：t。", "FROM has no table “x”; it has: t."),
        ("select unit, count(*) from targets group by theme", "字段“unit”要么也写进GROUP BY", "the column “unit” into GROUP BY"),
        ("select unit from targets grou by unit", "写法在“by”附近不对", "wrong near “by”"),
        ("select unit from targets t join indicators i using (indicator_id) where theme = 'x'", "t.theme", "t.theme"),
        ("select unit from targets where std_value = 'abc'", "“abc”不是数字", "“abc” is no number"),
        ("select unit from targets where count(*) > 1", "写在HAVING里", "HAVING"),
        ("select foo(unit) from targets", "没有叫“foo”的函数。", "There is no function “foo”."),
        ("select sum(unit) from targets", "“sum”不能用于这种类型的字段。", "“sum” does not take columns of this type"),
    ],
)  # fmt: skip
def test_an_error_says_what_to_do(sql, zh, en):
    """Words are first the reader's own; those of the database stand below."""
    for lang, words in (("zh", zh), ("en", en)):
        assert words in views.remedy(refused(sql).detail, sql, database.TABLES, translator(lang))
    # Signs of Chinese within a text are none of SQL's.
    assert views.remedy("Parser Error: another", "select '枣阳，襄城' -- 注：二", database.TABLES, translator("zh")) == ""


def test_the_page_leads_with_what_to_do_and_remembers_what_ran():
    app = opened("sql", sql="select unitt from targets")
    assert app.error[0].value.startswith("没有叫“unitt”的字段") and "数据库的说明：" in [each.value for each in app.caption]

    def remembered(sql):
        (history,) = (
            json.loads(each.proto.json)["latest"]
            for each in opened("sql", sql=sql).get("bidi_component")
            if "latest" in each.proto.json
        )
        return history

    assert remembered("select 1") == "select 1"
    assert remembered("select unitt from targets") == ""
