"""SQL of a visitor: what it gives, what is refused or stopped, what its page shows, and that others do not feel it."""

import io
import json
import os
import re
import threading
import time
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pandas as pd
import pyarrow as arrow
import pytest
from playwright.sync_api import expect, sync_playwright
from streamlit.testing.v1 import AppTest

from fenjin.data import database, sandbox
from fenjin.data.database import Database
from fenjin.data.sandbox import Refused
from fenjin.figures.charts import Look
from fenjin.files import export
from fenjin.language import columns
from fenjin.language.translate import translator
from fenjin.paths import QUERIES, ROOT, TABLE
from fenjin.views import Context, View, selection
from tests.server import launch, serve


def run(sql):
    return sandbox.run(sql, TABLE.read_bytes())


APP = str(ROOT / "app.py")
ENDLESS = "select count(*) from targets a, targets b, targets c, targets d"


@pytest.fixture(autouse=True)
def processes(monkeypatch):
    """Every process that a query started; each of them is gone when the test is over."""
    started = []
    real = sandbox.subprocess.Popen

    def noted(*args, **settings):
        started.append(real(*args, **settings))
        return started[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", noted)
    yield started
    for process in started:
        assert process.poll() is not None
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


def refused(sql):
    """Why a text is refused."""
    with pytest.raises(Refused) as found:
        run(sql)
    return found.value


def values(sql):
    return run(sql).table.to_pylist()


def test_a_question_is_answered():
    answer = run(
        "select unit, std_value from targets where indicator_id = 'funds-in-place' and league = 'county' order by 2 desc"
    )
    assert answer.table.to_pylist()[0] == {"unit": "枣阳市", "std_value": 450.0}
    assert answer.table.num_rows == 3
    assert not answer.truncated
    assert answer.seconds < sandbox.SECONDS


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("with a as (select 1 as x) select x + 1 as y from a", [{"y": 2}]),
        ("/* 说明； */ select ';' as a -- ; drop table targets", [{"a": ";"}]),
        ("select 1 as a;\n\n", [{"a": 1}]),
        ("values (1), (2)", [{"col0": 1}, {"col0": 2}]),
        ("from lists select year", [{"year": 2022}]),
        ("pivot ledger on reason in ('site') using sum(numerals)", [{"list_id": "xiangyang-2022", "site": 1}]),
        ("select '襄阳😀' as “名”", [{"“名”": "襄阳😀"}]),
        ("select 1 as a, 2 as a, 3 as A", [{"a": 1, "a_2": 2, "A_3": 3}]),
        ("select i from range(5) t(i) order by -i limit 2", [{"i": 4}, {"i": 3}]),
        ("select 1 as a where false", []),
    ],
)
def test_what_one_select_may_look_like(sql, rows):
    assert values(sql) == rows


def test_the_tables_are_those_of_the_dashboard():
    assert {row["name"] for row in values("show tables")} == set(database.TABLES)


@pytest.mark.parametrize(("rows", "cut"), [(10_000, False), (10_001, True)])
def test_an_answer_is_cut_at_the_limit_and_says_so(rows, cut):
    answer = run(f"select i from range({rows}) t(i)")
    assert answer.truncated is cut
    assert answer.table["i"].to_pylist() == list(range(10_000))


@pytest.mark.parametrize(
    "sql",
    [
        "select 1; select 2",
        "select 1; drop table targets",
        "drop table targets",
        "insert into lists select * from lists",
        "update targets set value = 0",
        "create macro f(x) as x",
        "create table t as select 1",
        "attach '/tmp/other.db'",
        "copy targets to '/tmp/targets.csv'",
        "copy lists from '/etc/passwd'",
        "export database '/tmp/all'",
        "pragma database_list",
        "call enable_logging()",
        "set memory_limit = '100GB'",
        "reset memory_limit",
        "install httpfs",
        "load httpfs",
        "explain select 1",
        "explain analyze select 1",
        "begin",
        "prepare p as select 1",
        "checkpoint",
    ],
)
def test_what_is_not_one_select_is_refused(sql):
    assert refused(sql).reason == "statement"


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("-- nothing", "empty"),
        ("select '" + "x" * 20_000 + "'", "long"),
        ("select '\0'", "characters"),
        ("select '\ud800'", "characters"),
        ("pivot ledger on reason using sum(numerals)", "pivot"),
        ("select " + ", ".join(["1"] * 101), "columns"),
        ("select t.*, t.*, t.* from targets t", "columns"),
        ("select repeat('x', 1000) from range(10000)", "bytes"),
    ],
)
def test_a_text_or_an_answer_without_measure_is_refused(sql, reason):
    assert refused(sql).reason == reason


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from read_blob('/proc/self/environ')",
        "select * from read_json('/etc/passwd')",
        "select * from read_parquet('data/targets.parquet')",
        "from '/etc/passwd.csv'",
        "from 'data/targets.parquet'",
        "select * from glob('/*')",
        "select * from sniff_csv('/etc/passwd')",
        "select * from read_csv('http://127.0.0.1:9/x')",
        "select * from query('attach ''/tmp/x''')",
        "select * from query('copy targets to ''/tmp/x''')",
        "select * from enable_logging(storage='file', storage_path='/tmp/x')",
        "select * from enable_profiling()",
        "select getenv('PATH')",
        "with gone as (delete from targets returning *) select count(*) from gone",
        "with more as (insert into lists select * from lists returning *) select * from more",
        "select * from request",
        "select ?",
        "select nonsense from targets",
        "selec 1",
        "select error('boom')",
        "select " + "(" * 9_000 + "1" + ")" * 9_000,
        "select " + "not " * 4_000 + "true",
    ],
)
def test_files_network_settings_and_nonsense_end_in_words_of_the_database(sql):
    found = refused(sql)
    assert found.reason == "error"
    assert re.search(r"^[A-Z]\w+.* Error: ", found.detail)
    assert not re.search(r"root:|/bin/|site-packages", found.detail)


def test_an_error_points_at_the_line_that_was_written():
    found = refused("select 1,\n  cast('x' as integer)")
    assert "LINE 2:   cast('x' as integer)" in found.detail


@pytest.mark.parametrize(
    "sql",
    [
        "select * from duckdb_settings()",
        "select * from duckdb_databases()",
        "select * from duckdb_secrets()",
        "select * from duckdb_variables()",
        "select * from duckdb_temporary_files()",
        "select * from duckdb_logs()",
        "select current_setting('secret_directory'), current_setting('temp_directory'), current_setting('allowed_directories')",
        "from pragma_database_list",
    ],
)
def test_the_database_tells_nothing_of_the_machine(sql):
    said = json.dumps(values(sql), default=str)
    for secret in (str(ROOT), str(Path.home()), os.environ["PATH"]):
        assert secret not in said


@pytest.mark.parametrize(
    "sql",
    [
        ENDLESS,
        "with recursive a as (select 1 as i union all select i + 1 from a) select count(*) from a",
        "select i from range(1000000000000) t(i) order by hash(i)",
        "select levenshtein(repeat('x', 100000), repeat('y', 100000))",
        "select sleep_ms(600000)",
    ],
)
def test_what_takes_too_long_is_stopped(sql, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    started = time.monotonic()
    assert refused(sql).reason == "time"
    assert time.monotonic() - started < 20


def test_a_process_that_nobody_stops_ends_by_itself(monkeypatch):
    """Where the server has died in the meantime: here it would wait for a minute."""
    monkeypatch.setattr(sandbox, "SECONDS", 60)
    started = time.monotonic()
    assert refused(ENDLESS).reason == "time"
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "sql",
    [
        "select repeat('x', 1000000000)",
        "select range(1000000000)",
        "select list(i) from range(1000000000) t(i)",
        "select string_agg(a.statement) from targets a, targets b, targets c",
        "select repeat('x', 100000) from range(10000)",
    ],
)
def test_what_takes_too_much_memory_is_stopped(sql):
    assert refused(sql).reason in ("memory", "time")


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 100_000 + "1" + ")" * 100_000,
        "select " + "[" * 100_000,
        "select * from " + "(" * 50_000 + "targets" + ")" * 50_000,
        "select 1" + " union select 1" * 20_000,
    ],
)
def test_a_text_that_breaks_the_parser_breaks_only_its_own_process(sql, monkeypatch):
    monkeypatch.setattr(sandbox, "LONGEST", 10**7)
    assert refused(sql).reason in ("memory", "time", "crash", "error")
    assert values("select 1 as a") == [{"a": 1}]


def test_a_process_that_dies_is_told_as_such(monkeypatch):
    monkeypatch.setattr(sandbox, "_environment", lambda: {"PYTHONHOME": "/nonexistent", "LD_PRELOAD": ""})
    monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
    assert refused("select 1").reason == "crash"


def test_a_third_query_waits_and_is_then_told_to_come_back(monkeypatch):
    monkeypatch.setattr(sandbox, "WAIT", 0.2)
    monkeypatch.setattr(sandbox, "SECONDS", 3)
    ends = []
    others = [threading.Thread(target=lambda: ends.append(refused(ENDLESS).reason)) for _ in range(sandbox.AT_ONCE)]
    for each in others:
        each.start()
    time.sleep(0.3)
    assert refused("select 1").reason == "busy"
    for each in others:
        each.join()
    assert ends == ["time"] * sandbox.AT_ONCE
    assert values("select 1 as a") == [{"a": 1}]


ODD = """select {'x': 1} as struct, [1, 2] as list, map {'a': 1} as map, interval 1 day as interval, 'a'::blob as blob, '101'::bit as bit,
    '12:00:00+01'::timetz as timetz, time '12:30:00' as time, 'a'::enum ('a', 'b') as enum, union_value(x := 1) as union_, null as nothing,
    [1, 2]::integer[2] as array_, '1'::json as json, 170141183460469231731687303715884105727 as huge, 9007199254740993 as inexact, sum(1) as whole,
    1.50 as decimal_, true as truth, date '2022-06-30' as day, date '0850-01-01' as long_ago, timestamp '2022-06-30 12:30:00' as moment,
    'nan'::double as nan, 'infinity'::double as endless, '=1+1' as formula, 1 as a, 2 as a, 'x' as 名次, 'y' as 标准值, 'z' as 口径"""


def test_every_type_comes_as_what_a_table_can_show():
    (row,) = values(ODD)
    assert row["struct"] == "{'x': 1}"
    assert row["list"] == row["array_"] == "[1, 2]"
    assert row["interval"] == "1 day"
    assert row["huge"] == "170141183460469231731687303715884105727"
    assert row["inexact"] == "9007199254740993"
    assert row["whole"] == 1
    assert row["long_ago"] == "0850-01-01"
    assert str(row["day"]) == "2022-06-30"
    assert row["nothing"] is None


def test_every_type_that_duckdb_knows_comes_through():
    answer = run("select * from test_all_types()")
    assert answer.table.num_rows == 3
    answer.table.to_pandas()


@pytest.fixture(scope="module")
def context():
    opened = Database()
    return Context(opened, "xiangyang-2022", translator("zh"), Look("light"))


def test_odd_types_go_into_every_kind_of_file(context):
    sql = ODD + ", 'a' || 'b' as both"
    frame = run(sql).table.to_pandas(types_mapper={arrow.int64(): pd.Int64Dtype()}.get)
    view = View("问题", "1行", "sql", {"sql": sql}, frame, table=frame)
    text = export.csv(frame).decode("utf-8-sig")
    assert "170141183460469231731687303715884105727" in text
    assert "'=1+1" in text
    (row,) = json.loads(export.as_json(view, context, "http://x/sql"))["rows"]
    assert (row["a"], row["a_2"], row["huge"], row["nan"]) == (1, 2, "170141183460469231731687303715884105727", None)
    stored = pd.read_parquet(io.BytesIO(export.parquet(view, context, "http://x/sql")))
    assert list(stored.columns) == list(frame.columns)
    book = openpyxl.load_workbook(io.BytesIO(export.excel(view, context, "http://x/sql")))
    assert any(sql in str(cell.value) for row in book["封面"].iter_rows() for cell in row)
    data = {cell.value: book["数据"].cell(2, cell.column).value for cell in book["数据"][1]}
    assert (data["inexact"], data["whole"], data["formula"]) == ("9007199254740993", 1, "=1+1")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("select 1\n\tfrom targets -- 说明", True),
        ("x" * 50, True),
        ("x" * 51, False),
        ("", False),
        (" \n", False),
        ("select\0", False),
        ("select\u202e", False),
        ("\ud800", False),
    ],
)
def test_a_link_keeps_a_text_of_several_lines_as_it_is(text, kept):
    chosen, dropped = selection.read({"sql": text}, {"sql": selection.Text(50)})
    assert chosen == ({"sql": text} if kept else {})
    assert bool(dropped) is not kept
    assert all(len(each.value) <= 100 and "\u202e" not in each.value for each in dropped)


def opened(**params):
    """The page as a visitor with this link sees it."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    app.switch_page("pages/sql.py")
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_a_link_with_sql_opens_with_its_answer():
    app = opened(sql="select unit\nfrom targets\nlimit 3")
    assert app.text_area[0].value == "select unit\nfrom targets\nlimit 3"
    assert app.subheader[1].value == "3行"
    assert list(app.dataframe[0].value.columns) == ["unit"]


def test_running_writes_the_link():
    app = opened()
    assert len(app.subheader) == 1
    app.text_area[0].set_value("select 1 as a")
    next(each for each in app.button if each.label == "运行").click().run()
    assert app.query_params["sql"] == "select 1 as a"
    assert app.subheader[1].value.startswith("1行")


def test_a_text_too_long_for_the_link_runs_all_the_same():
    app = opened(sql="select 1 as a")
    app.text_area[0].set_value("select 7 as a --" + "长" * 4_000)
    next(each for each in app.button if each.label == "运行").click().run()
    assert "sql" not in app.query_params
    assert app.dataframe[0].value["a"].tolist() == [7]
    assert any("放不进链接" in each.value for each in app.caption)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "sql", ["drop table targets", "select nonsense from targets", "pivot ledger on reason using sum(numerals)", "-- x"]
)
def test_a_refusal_is_told_in_words(sql, lang):
    app = opened(sql=sql, lang=lang)
    (said,) = app.error
    assert said.value
    assert "{" not in said.value
    assert bool(re.search("[\u4e00-\u9fff]", said.value)) is (lang == "zh")
    assert [each.value for each in app.code] == ([refused(sql).detail] if "nonsense" in sql else [])


def test_every_reason_has_words():
    calls = re.findall(r'Refused\(("[^()]*)', (ROOT / "fenjin" / "data" / "sandbox.py").read_text("utf-8"))
    reasons = {word for call in calls for word in re.findall(r'"(\w+)"', call)}
    assert {"empty", "statement", "busy", "crash", "error"} <= reasons
    assert reasons == set(re.findall(r'^    "(\w+)": _', _messages(), re.MULTILINE))


def _messages():
    page = (ROOT / "pages" / "sql.py").read_text("utf-8")
    return page[page.index("WRONG = {") : page.index("}\n\n\ndef take(")]


def test_every_example_answers():
    app = opened()
    for each in app.selectbox[0].options:
        app.selectbox[0].set_value(each).run()
        assert not app.exception
        assert not app.error
        assert not app.dataframe[0].value.empty
        assert app.query_params["sql"] == app.text_area[0].value


def test_every_query_of_the_dashboard_can_be_started_from():
    app = opened()
    names = app.selectbox[1].options
    assert len(names) == len(list(QUERIES.glob("*.sql")))
    assert all(re.search("[\u4e00-\u9fff]", name) for name in names)
    for each in names:
        app.selectbox[1].set_value(each).run()
        assert not app.exception
        assert not app.error
        assert not app.dataframe[0].value.empty
        assert "$" not in app.text_area[0].value


@pytest.mark.parametrize("name", database.TABLES)
def test_every_column_of_a_table_is_explained(name):
    shown = opened(table=name).dataframe[-1].value
    assert list(shown["字段"]) == Database().tables()[name].column_names
    assert all(shown["含义"])
    assert list(shown["含义"]) == [columns.meaning(translator("zh"), column, name) for column in shown["字段"]]


def test_others_are_served_while_two_endless_queries_run():
    """A visitor's choice is answered before either of two endless queries, begun earlier, has been stopped."""
    with serve() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        reader, *hostile = [browser.new_context().new_page() for _ in range(3)]
        reader.goto(f"{address}/attraction")
        expect(reader.get_by_role("heading", level=3).first).to_contain_text("引进项目个数", timeout=30_000)
        for page in hostile:
            page.goto(f"{address}/sql?sql={quote(ENDLESS)}")
        for page in hostile:
            expect(page.get_by_text("正在查询")).to_be_visible(timeout=30_000)
        started = time.monotonic()
        reader.get_by_text("实际到位资金").first.click()
        expect(reader.get_by_role("heading", level=3).first).to_contain_text("实际到位资金：", timeout=30_000)
        print(f"answered in {time.monotonic() - started:.3f} s")
        for page in hostile:
            assert page.get_by_text("正在查询").is_visible()
        for page in hostile:
            expect(page.get_by_text("超过5秒没有算完")).to_be_visible(timeout=30_000)
        browser.close()
