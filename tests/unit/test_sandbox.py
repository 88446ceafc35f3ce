"""SQL of a visitor: what one SELECT gives and in what it is refused, and that its process bears what it should."""

import contextlib
import io
import json
import os
import re
import resource
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from fenjin.data import confined, database, sandbox
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.files import export, workbook
from fenjin.language.translate import translator
from fenjin.paths import ROOT, TABLE
from fenjin.views import Context, View
from fenjin.views.parameter import read, text_of
from tests import profiles, sandboxed
from tests.sandboxed import ENDLESS, refused, run, values
from tests.server import wait_for


@pytest.fixture
def processes(monkeypatch):
    """Every process that questions start; each of them is gone when the test is over."""
    with sandboxed.noted(monkeypatch) as started:
        yield started


def test_a_question_is_answered_by_a_process_of_its_own(processes):
    answer = run(
        "select unit, std_value from targets where indicator_id = 'funds-in-place' and league = 'county' order by 2 desc"
    )
    assert answer.table.to_pylist()[0] == {"unit": "枣阳市", "std_value": 450.0}
    assert answer.table.num_rows == 3
    assert not answer.truncated
    assert answer.seconds < sandbox.SECONDS
    assert len(processes) == 1


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


def test_an_answer_is_cut_at_the_limit_and_says_so():
    for rows, cut in ((10_000, False), (10_001, True)):
        answer = run(f"select i from range({rows}) t(i)")
        assert answer.truncated is cut
        assert answer.table["i"].to_pylist() == list(range(10_000))


@pytest.mark.parametrize(
    "sql",
    profiles.some([
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
    ], 2),
)  # fmt: skip
def test_what_is_not_one_select_is_refused(sql):
    assert refused(sql).reason == "statement"


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("-- nothing", "empty"),
        ("select '" + "x" * sandbox.LONGEST + "'", "long"),
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
    profiles.some([
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
    ], 2),
)  # fmt: skip
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
    profiles.some([
        "select * from duckdb_settings()",
        "select * from duckdb_databases()",
        "select * from duckdb_secrets()",
        "select * from duckdb_variables()",
        "select * from duckdb_temporary_files()",
        "select * from duckdb_logs()",
        "select current_setting('secret_directory'), current_setting('temp_directory'), current_setting('allowed_directories')",
        "from pragma_database_list",
    ], 2),
)  # fmt: skip
def test_the_database_tells_nothing_of_the_machine(sql):
    said = json.dumps(values(sql), default=str)
    for secret in (str(ROOT), str(Path.home()), os.environ["PATH"]):
        assert secret not in said


# More of each: tests/process/test_sandbox.py.
def test_what_takes_too_long_is_stopped(processes, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    assert refused(ENDLESS).reason == "time"


def test_what_takes_too_much_memory_is_stopped(processes):
    assert refused("select repeat('x', 1000000000)").reason in ("memory", "time")


def test_a_text_that_breaks_the_parser_breaks_only_its_own_process(processes, monkeypatch):
    monkeypatch.setattr(sandbox, "LONGEST", 10**7)
    assert refused("select " + "(" * 100_000 + "1" + ")" * 100_000).reason in ("memory", "time", "crash", "error")
    assert values("select 1 as a") == [{"a": 1}]


def test_a_process_that_dies_is_told_as_such(processes, monkeypatch):
    monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
    assert refused("select 1").reason == "crash"


def _prepared(table):
    """The process that is ready for texts about a table."""
    database = Database(table)
    sandbox.prepare(database)

    def ready():
        own = confined._prepared.get(("fenjin.data.sandbox", database.version))
        return own and own.process

    return wait_for(ready, every=0.01)


def _other_table():
    """The bytes of a table with the same rows in another file."""
    other = io.BytesIO()
    parquet.write_table(parquet.read_table(TABLE), other, row_group_size=100)
    return other.getvalue()


def test_a_process_that_is_ready_answers_each_text_by_a_copy_that_knows_nothing_of_another(processes):
    """Also while one of them never ends, and after one that ended badly."""
    ready = _prepared(TABLE.read_bytes())
    assert _prepared(TABLE.read_bytes()) is ready
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(refused, ENDLESS)
        assert values("select 1 as a") == [{"a": 1}] and not endless.done()
        assert endless.result(600).reason == "time"
    assert refused("create table mine as select 1").reason == "statement" and refused("from mine").reason == "error"
    assert processes == [ready] and ready.poll() is None


@profiles.thorough
def test_each_of_two_versions_has_a_process_and_one_that_has_died_is_not_asked(processes, monkeypatch):
    """While a table is replaced, texts about both are asked; of three versions the one that nobody asked about longest goes."""
    other = _other_table()
    ready = _prepared(other)
    for _turn in range(2):
        assert values("select count(*) as n from targets") == [{"n": 484}]
        assert sandbox.run("select count(*) as n from targets", other).table.to_pylist() == [{"n": 484}]
    assert len(processes) == 2 and ready.poll() is None
    ready.kill()
    ready.wait()
    assert sandbox.run("select 1 as a", other).table.to_pylist() == [{"a": 1}] and len(processes) == 3
    first = _prepared(TABLE.read_bytes())
    assert sandbox.run("select 1 as a", other).table.num_rows == 1
    monkeypatch.setattr(confined, "_MOST_PREPARED", 1)
    confined.keep("fenjin.data.sandbox", "a third", lambda: other)
    assert first.wait(600) == 0 and processes[2].wait(600) == 0


@profiles.thorough
def test_a_text_is_answered_by_a_server_that_has_a_thousand_descriptors_open(processes):
    """As with 250 visitors: what waits for a process must be able to wait for any of them."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(2048, before[0]), before[1]))
    with contextlib.ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, before)
        for _each in range(1024):
            stack.enter_context(open(os.devnull))
        assert values("select 1 as a") == [{"a": 1}]


@profiles.thorough
def test_a_process_that_hangs_is_ended_and_holds_nobody_up(processes, monkeypatch):
    """Neither with what it takes of a long text, nor with the answer that it does not give."""
    ready = _prepared(TABLE.read_bytes())
    ready.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(confined, "_START_SECONDS", 1)
    # The one in its place may be too slow for that on a busy machine.
    with contextlib.suppress(sandbox.Refusal):
        values(f"select '{'字' * 29_000}' as a")
    assert ready.wait(600) == -signal.SIGKILL and len(processes) == 2


def test_a_process_that_nobody_asks_ends(processes, monkeypatch):
    monkeypatch.setattr(confined, "PREPARED_SECONDS", 0.01)
    sandbox.prepare(current())
    assert wait_for(lambda: processes and processes[0].poll() is not None)


@profiles.thorough
def test_where_texts_are_asked_one_is_ready_for_the_version_that_comes_next(processes):
    other = _other_table()
    sandbox.follow(Database(other))
    assert not processes
    _prepared(TABLE.read_bytes())
    sandbox.follow(Database(other))
    assert len(processes) == 2
    assert sandbox.run("select count(*) as n from targets", other).table.to_pylist() == [{"n": 484}]
    assert len(processes) == 2


def test_a_third_query_waits_and_is_then_told_to_come_back(processes, monkeypatch):
    inside, over, asked = threading.Semaphore(0), threading.Event(), sandbox._ask

    def held(table, sql):
        inside.release()
        assert over.wait(60)
        return asked(table, sql)

    monkeypatch.setattr(sandbox, "WAIT", 0.2)
    monkeypatch.setattr(sandbox, "_ask", held)
    with ThreadPoolExecutor(sandbox.AT_ONCE) as pool:
        others = [pool.submit(values, f"select {number} as a") for number in range(sandbox.AT_ONCE)]
        assert all(inside.acquire(timeout=60) for _each in others)
        assert refused("select 1").reason == "busy"
        over.set()
        assert [each.result() for each in others] == [[{"a": number}] for number in range(sandbox.AT_ONCE)]
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
    opened = current()
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
    book = openpyxl.load_workbook(io.BytesIO(workbook.excel(view, context, "http://x/sql")))
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
    chosen, dropped = read({"sql": text}, {"sql": text_of(50)})
    assert chosen == ({"sql": text} if kept else {})
    assert bool(dropped) is not kept
    assert all(len(each.value) <= 100 and "\u202e" not in each.value for each in dropped)


def test_what_is_locked_is_locked_for_every_cursor():
    """A setting of one connection alone would hold for the first and for none of those that run visitors' queries."""
    opened = Database(TABLE.read_bytes(), limits=sandbox._SETTINGS)
    held = {}
    for setting in (*sandbox._SETTINGS, *database._LOCKDOWN):
        name, value = re.fullmatch(r"set (?:global )?(\w+) = (.*)", setting).groups()
        held[name] = value.strip("'")
    # The system keeps it to itself; what it locks is tried above.
    del held["disabled_filesystems"]
    for name, value in held.items():
        for cursor in (opened.cursor(), opened.cursor(["xiangyang-2022"])):
            ((found,),) = cursor.sql(f"select current_setting('{name}')").fetchall()
            expected = {"max_temp_directory_size": "0 bytes", "memory_limit": "953.6 MiB"}.get(name, value)
            # Of several that are named the system keeps an order of its own.
            assert {*str(found).lower().split(",")} == {*expected.lower().split(",")}, name


@pytest.mark.parametrize("kind", profiles.some(["timestamp_ms", "date", "timestamp_s", "timestamp", "timestamp_ns"], 5))
def test_an_endless_date_is_shown_as_the_database_writes_it(kind):
    dates = ", ".join(f"'{each}'::{kind}" for each in ("infinity", "-infinity", "2022-06-30"))
    shown = values(f"select a, 'infinity'::{kind} as b, '-infinity'::{kind} as c from unnest([{dates}]) as t(a)")
    assert [each["a"] for each in shown[:2]] == ["infinity", "-infinity"] and shown[2]["a"].startswith("2022-06-30")
    # Also where no other date is beside them in their column.
    assert {(each["b"], each["c"]) for each in shown} == {("infinity", "-infinity")}
