"""The named queries on a server that speaks Spark Connect: the same answers as in the process, or a clear word of why there is none."""

import datetime
import json
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import unicodedata
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
import sqlglot
from streamlit.testing.v1 import AppTest

from benchmarks import country
from fenjin import settings, views
from fenjin.data import admission, cluster, edition, store
from fenjin.data.cluster import Cluster, ClusterError
from fenjin.data.database import Database
from fenjin.data.queries import statement
from fenjin.figures.look import Look
from fenjin.files import export
from fenjin.language.translate import translator
from fenjin.paths import QUERIES, ROOT, TABLE
from fenjin.views import Context, selection
from fenjin.views.lists import within
from fenjin.views.selection import Filters
from tests import hostile, spark
from tests.client import Visit, run_visit
from tests.server import PAGES, free_port, listens, started, wait_for
from tests.tools import needs
from tests.unit.test_scale import FILTERS, REAL, asked, with_the_real
from tests.workers import begin, certify

ROWS = 50_000
NAMES = sorted(path.stem for path in QUERIES.glob("*.sql"))
WHOLE = 10**9
# Of every plane of Unicode that has characters, with what SQL, Java and Rust may read in their own way.
LETTERS = (
    "襄阳枣宜城南漳保康谷老河口", "㐀㒲䶵", "𠀀𪚥𪛖𫝀𫠝𫠠𬺡𬺰𮯠", "𰀀𱍊𱍐𲎯", "豈更車﨎﨏", "，。、；：“”（）《》—…％＋－", "０１２ＡＢｃ", "ẞßÆæŁłÅåЖжΩω",
    "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳", "e\u0301\u0308", "\u202eab\u202c\u200b\ufeff", "\t\n\r ", "%_\\'\"$:?|&<>{}[]", "\ue000\U000f0000\U0010fffd",
)  # fmt: skip
SPOILT = ("unit", "unit_en", "commitment", "statement", "measure", "scope", "figure")
# The contract bounds a value; these are the extremes within it, and what is hard to write down.
VALUES = (0.0, -0.0, 5e-324, 1e-9, 0.1, 0.5, 1.5, 2.5, 1 / 3, 1e14 - 1, 999_999_999_999_999.0)


def spoilt(table: arrow.Table, r: random.Random) -> arrow.Table:
    """The table with a third of its free texts and a tenth of its values replaced by hard ones."""
    for name in SPOILT:
        place = table.schema.get_field_index(name)
        kind, texts = table.schema.field(place).type, table[name].to_pylist()
        for row, text in enumerate(texts):
            if text is not None and r.random() < 0.3:
                texts[row] = "".join(r.choice(r.choice(LETTERS)) for _ in range(r.randrange(0, 12)))
        table = table.set_column(place, table.schema.field(place), arrow.array(texts, arrow.string()).cast(kind))
    place = table.schema.get_field_index("std_value")
    values = table["std_value"].to_pylist()
    for row, value in enumerate(values):
        if value is not None and r.random() < 0.1:
            values[row] = r.choice(VALUES)
    return table.set_column(place, table.schema.field(place), arrow.array(values, arrow.float64()))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A store with a table of 50 thousand rows, one of whose lists is the real one."""
    place, r = tmp_path_factory.mktemp("cluster"), random.Random(1)
    made = country.tables(ROWS // country.ROWS + 2)
    assert with_the_real(place / "targets.parquet", *made, change=lambda rows: spoilt(rows, r)) > ROWS
    store.publish(Database(place / "targets.parquet"), place / "store", 0)
    return place / "store"


def embedded(published, whole=WHOLE):
    """The table of a store, asked in the process."""
    return Database(store.file_of(published, store.pointer(published).current()), whole=whole)


def connected(published, address, seconds=60, tables=None, whole=WHOLE):
    """The table of a store, asked on a server, which reads these files of it."""
    database = embedded(published, whole)
    database.connect(Cluster(address, tables or store.tables(published, database.version), seconds))
    return database


def answered(database, name, **params):
    """Whether there is an answer by now."""
    try:
        return bool(database.query(name, **params))
    except ClusterError:
        return False


class Sail:
    """LakeSail's server, which speaks Spark Connect, as a process of its own at a fixed port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"sc://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "sail"), "spark", "server", "--ip", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        self.kill()


@pytest.fixture(scope="module")
def serving(request, tmp_path_factory):
    """Starts a server: LakeSail's, or a cluster of Apache Spark's where that was asked for."""

    def start():
        return spark.Cluster(tmp_path_factory.mktemp("spark")) if request.config.getoption("--spark") else Sail()

    return start


@pytest.fixture(scope="module")
def server(serving):
    running = serving()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def both(published, server):
    """The same table, asked in the process and on the server."""
    return embedded(published), connected(published, server.address, 120)


def equal(both, name, **params):
    """The rows that both give, which are the same, in the same order, of the same types."""
    first, second = (each.query(name, **params) for each in both)
    assert second.schema == first.schema
    assert second.equals(first), (name, params)
    return first.num_rows


@pytest.mark.parametrize("name", NAMES)
def test_a_server_gives_the_same_rows_as_the_process(both, name, spark_itself):
    lists = [each["list_id"] for each in both[0].lists]
    rows = 0
    for list_id in [REAL, *random.Random(2).sample(lists, 2 if spark_itself else 1)]:
        target = both[0].query("explore", **{**Filters().parameters(), "filter_list": f"|{list_id}|"})["target_id"][7].as_py()
        every = asked(name, list_id, target)
        # Of another list one choice: its rows are drawn from those of the real one.
        for params in every if spark_itself or list_id == REAL else every[:1]:
            rows += equal(both, name, **params)
    # Nothing was changed in these lists.
    assert rows or name == "revisions"


@pytest.mark.parametrize("name", ["explore", "facets"])
def test_a_question_about_all_lists_is_answered_alike(both, name):
    for filters in FILTERS:
        assert equal(both, name, **filters.parameters())


def test_whatever_is_searched_for_is_found_alike(both, spark_itself):
    for words in (
        *hostile.TEXTS[:: 1 if spark_itself else 5],
        "zys",
        "招伤引资",
        "farmlnad",
        "养老 OR 14.45 互联网+",
        "≥450亿元",
    ):
        stated = {"q": words.encode("utf-8", "replace").decode()}
        filters, _dropped = selection.filters(stated, {facet: [] for facet in selection.FACETS})
        own = within(page(both[0]), filters)[1]
        equal(both, "explore", **{**own.parameters(), "filter_list": f"|{REAL}|"})


# What the files of queries/ may be written with, as sqlglot calls it; of a cast also to what. Each stands in a battery query below.
ALLOWED = {
    "Abs", "Add", "Alias", "And", "CTE", "Case", "Cast BIGINT", "Cast DECIMAL(28, 6)", "Cast DOUBLE", "Cast TEXT", "Coalesce", "Column",
    "Concat", "ConcatWs", "Contains", "Count", "Distinct", "Div", "EQ", "Exists", "Filter", "From", "GT", "GTE", "Group", "GroupConcat", "GroupingSets",
    "Identifier", "If", "In", "Is", "Join", "LT", "LTE", "Literal", "Lower", "Max", "Min", "Mul", "NEQ", "Neg", "Not", "Null", "Nullif", "Or",
    "Order", "Ordered", "Paren", "Placeholder", "RegexpLike", "RowNumber", "Select", "SplitPart", "Star", "Sub", "Subquery", "Substring", "Sum", "Table", "TableAlias", "Tuple", "Union",
    "Where", "Window", "With",
}  # fmt: skip
BATTERY = (
    "select id, abs(n) as a, n + 1 as b, n - 0.5 as c, n * 0.9 as d, -n as e, n + abs(n) * 1e-12 + 1e-12 as f, cast(-1e300 as double) as g from battery order by id",
    "select id, n / nullif(k, 0) as a, nullif(s, '') as b, coalesce(n, k, 0) as c, coalesce(s, 'none') as d from battery order by id",
    "select id, cast(day as varchar) as a, substr(cast(day as varchar), 1, 7) as b, cast(k as bigint) as c, cast(k as double) as d from battery order by id",
    "select id, concat('|', s, '|') as a, concat_ws(' ', s, f, null, 'x') as b, lower(s) as c, substr(f, 1, 2) as d from battery order by id",
    "select id, contains(s, f) as a, contains('|a|b|', concat('|', f, '|')) as b, contains(lower(concat_ws(' ', s, f)), lower($word)) as c from battery order by id",
    "select id, regexp_matches(s, $word) as a, regexp_matches(concat('·', s, f), '(?:·[^ ·]?b)|襄[.+]?') as b from battery order by id",
    "select id from battery where ($low is null or n >= $low) and (n <= 10 or n > 1e14 or n is null) and (f <> 'b' or f is null) and not k in (1, 2) order by id",
    "select id, case when n > 1 then 'more' when n is null then 'none' else 'less' end as a, case when k = 1 then 1 end as b from battery order by id",
    "select f, count(*) as a, count(n) as b, count(distinct s) as c, count(*) filter (where n > 1) as d, min(day) as e, max(n) as g, min(s) as h, max(s) as i,"
    " cast(cast(sum(cast(n as decimal(28, 6))) as varchar) as double) as j, cast(sum(k) as bigint) as l from battery group by f order by f",
    "select f, k, count(*) as a from battery group by grouping sets ((f, k), (f), (k)) order by f, k, a",
    "select id, count(*) over () as a, min(s) over (partition by f) as b, max(k) over (partition by f, k) as c from battery order by id",
    "select distinct f, k from battery order by k desc, f",
    "with few as (select id, s, f from battery where k = 1 union all select id, f as s, s as f from battery where k = 2), one as (select 1 as n)"
    " select a.id, a.s, b.id as other from few as a left join few as b on b.s = a.s and b.id <> a.id inner join battery as c on c.id = a.id cross join one as d"
    " order by a.id, other",
    "select s, n, day, id from battery order by s, n desc, day, id",
    "select f, string_agg(s, ' ' order by id) as a, split_part(string_agg(concat(s, 'x'), ' ' order by s, id), ' ', 1) as b from battery group by f order by f",
    "select a.id, a.choice from (select id, row_number() over (partition by f order by cast(cast(cast(n as decimal(28, 6)) as varchar) as double) desc nulls last, id) as choice"
    " from battery where n < 10) as a"
    " where exists (select 1 from battery as b where b.id = a.id and not b.k is null) order by a.id",
)  # fmt: skip


def parts(sql):
    """What a statement is written with."""
    for node in sqlglot.parse_one(sql, read="duckdb").walk():
        name = type(node).__name__
        if isinstance(node, sqlglot.exp.Cast):
            name = f"Cast {node.to.sql('duckdb')}"
        elif isinstance(node, sqlglot.exp.Anonymous):
            name = f"{name} {node.name}"
        if not isinstance(node, sqlglot.exp.DataType | sqlglot.exp.DataTypeParam) and not isinstance(
            node.parent, sqlglot.exp.DataTypeParam
        ):
            yield name


def test_queries_are_written_with_what_both_engines_were_compared_on():
    for name in NAMES:
        assert set(parts(statement(name)[0])) <= ALLOWED, name
    assert {part for sql in BATTERY for part in parts(sql)} == ALLOWED


@pytest.fixture(scope="module")
def battery(tmp_path_factory):
    """Rows with everything that is hard, as a file."""
    r = random.Random(3)
    texts = [None, "", *LETTERS, *("".join(r.choice(r.choice(LETTERS)) for _ in range(4)) for _ in range(200))]
    rows = [
        {
            "id": row, "s": text, "f": r.choice(("a", "b", "襄", "𠀀", "\U0010fffd", None)), "k": r.choice((0, 1, 2, -3, None)),
            "n": r.choice((*VALUES, *(-value for value in VALUES), None)),
            "day": r.choice((None, datetime.date(2022, 2, 28), datetime.date(1, 1, 1), datetime.date(9999, 12, 31))),
        }
        for row, text in enumerate(texts)
    ]  # fmt: skip
    kinds = {
        "id": arrow.int64(),
        "s": arrow.string(),
        "f": arrow.string(),
        "k": arrow.int16(),
        "n": arrow.float64(),
        "day": arrow.date32(),
    }
    folder = tmp_path_factory.mktemp("battery")
    parquet.write_table(arrow.Table.from_pylist(rows, schema=arrow.schema(kinds.items())), folder / "rows.parquet")
    return folder


@pytest.mark.parametrize("sql", BATTERY)
def test_both_engines_read_the_sql_alike(battery, server, sql, monkeypatch):
    params = {name: value for name, value in {"low": -1.5, "word": "襄|a[.]|(?:[^ ·]b)"}.items() if f"${name}" in sql}
    with duckdb.connect() as connection:
        connection.register("battery", parquet.read_table(battery / "rows.parquet"))
        expected = connection.execute(sql, params).to_arrow_table()
    monkeypatch.setattr(cluster, "translate_query", cluster.spark)
    found = Cluster(server.address, {"battery": battery.as_uri()}, 60).query(sql, params, expected.schema)
    assert found.equals(expected)


def test_a_search_takes_every_capital_alike_but_one(tmp_path, server, monkeypatch):
    """The capital is the dotted I; of the scripts that Unicode has taken in since 2022 the engines know different ones."""
    letters = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    table = arrow.table({"id": arrow.array(range(len(letters)), arrow.int64()), "s": letters})
    parquet.write_table(table, tmp_path / "rows.parquet")
    sql = "select id, s, lower(s) as small from battery order by id"
    with duckdb.connect() as connection:
        connection.register("battery", table)
        expected = connection.execute(sql).to_arrow_table()
    monkeypatch.setattr(cluster, "translate_query", cluster.spark)
    found = Cluster(server.address, {"battery": tmp_path.as_uri()}, 60).query(sql, {}, expected.schema)
    assert len(letters) > 250_000 and {"襄", "Ω", "Ж", "Ａ"} <= set(letters)
    different = {row["s"] for row, other in zip(expected.to_pylist(), found.to_pylist(), strict=True) if row != other}
    assert different == {"İ"}


@pytest.fixture(scope="module")
def spark_itself(request):
    """Whether Apache Spark is asked, for whose sake there is time to ask everything."""
    return request.config.getoption("--spark")


# One page of each kind: figures of all lists, of a theme, of a unit, what matches. The others show the same views.
KINDS = ("overview", "attraction", "unit", "explore")


def pytest_generate_tests(metafunc):
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("path", PAGES if metafunc.config.getoption("--spark") else KINDS)


def page(database):
    return Context(database, REAL, translator("zh"), Look("light"))


def test_the_views_of_every_page_and_their_files_are_the_same_bytes(both):
    first, second = map(page, both)
    for made in (
        views.counts, views.timeline, views.deadlines, views.definitions, views.ledger, views.sums,
        lambda each: views.concreteness(each, "county"), lambda each: views.profile(each, ("zaoyang", "yicheng")),
        *(lambda each, league=league: views.ranking(each, "funds-in-place", league) for league in views.LEAGUES),
        lambda each: views.coverage(each, "funds-in-place", "county"), lambda each: views.tile_grid(each, "funds-in-place"),
        lambda each: views.county_city(each, "grain-output"), lambda each: views.standings(each, "zaoyang", "county"),
        lambda each: views.matrix(each, "rural"), lambda each: views.departments(each, "rural"),
        lambda each: views.similar(each, "one-licence"), lambda each: views.actions(each),
        lambda each: views.card(each, f"{REAL}/zaoyang/01.02"), lambda each: views.explore(each, Filters()), lambda each: views.filtered_matrix(each, Filters((("theme", ("rural",)),))),
        lambda each: views.targets(each, theme="rural"), lambda each: views.pivot(each, Filters(), "unit", "indicator"),
    ):  # fmt: skip
        one, other = made(first), made(second)
        assert (one.takeaway, one.notes, one.drawn) == (other.takeaway, other.notes, other.drawn)
        assert export.csv(one.table) == export.csv(other.table)
        assert export.as_json(one, first, "http://localhost/") == export.as_json(other, second, "http://localhost/")


@pytest.fixture
def lonely(published, serving):
    """The table asked on a server of its own, which may be killed."""
    running = serving()
    yield running, connected(published, running.address)
    running.stop()


def test_a_lost_server_is_told_soon_and_found_again_when_it_is_back(lonely, monkeypatch):
    running, database = lonely
    lists = database.query("lists").num_rows
    seen = views.counts(page(database))
    monkeypatch.setattr(cluster, "REST", 600.0)
    running.kill()
    # Not only once the time is over that a query may take.
    with pytest.raises(ClusterError, match="The cluster cannot be reached"):
        database.query("lists")
    # What was answered before still is, and whoever asks next need not wait: nobody is asked.
    assert views.counts(page(database)) is seen
    with monkeypatch.context() as nobody:
        nobody.setattr(Cluster, "_answer", lambda *_given: pytest.fail("it was asked"))
        with pytest.raises(ClusterError, match="The cluster cannot be reached"):
            database.query("units", list=REAL)
    monkeypatch.undo()
    database._engine._rests_until = 0.0
    running.start()
    wait_for(lambda: answered(database, "lists"), every=0.3)
    assert database.query("lists").num_rows == lists


def test_a_query_that_takes_too_long_is_given_up(both, server, published, monkeypatch):
    version = store.pointer(published).current()
    impatient = Cluster(server.address, store.tables(published, version), 0.5)
    monkeypatch.setattr(
        cluster,
        "translate_query",
        lambda name, lists: "select sum(abs(a.para * b.para - b.unit_order)) as n from targets as a cross join targets as b",
    )
    with pytest.raises(ClusterError, match=r"within 0\.5 seconds"):
        impatient.query("endless", {}, arrow.schema([("n", arrow.int64())]))
    monkeypatch.undo()
    # The server goes on answering others.
    assert both[1].query("lists").num_rows


def test_a_server_that_was_restarted_while_nobody_asked_is_asked_in_a_new_session(lonely):
    running, database = lonely
    lists = database.query("lists").num_rows
    running.kill()
    running.start()
    port = int(running.address.rpartition(":")[2])
    wait_for(lambda: listens(port))
    # The first may still be told that it is lost: the network waits a little before it tries an address again.
    wait_for(lambda: answered(database, "lists"), every=0.3)
    assert database.query("lists").num_rows == lists


def test_of_many_who_ask_a_lost_cluster_at_once_the_first_tries_for_all(monkeypatch):
    monkeypatch.setattr(cluster, "REST", 600.0)
    tried, opens, all_ask = [], Cluster._open, threading.Barrier(12)
    monkeypatch.setattr(Cluster, "_open", lambda self: tried.append(self) or opens(self))
    lost = Cluster(f"sc://127.0.0.1:{free_port()}", {}, 120)

    def asked(_number):
        all_ask.wait(60)
        with pytest.raises(ClusterError) as told:
            lost.query("lists", {}, arrow.schema([]))
        return str(told.value)

    with ThreadPoolExecutor(12) as pool:
        said = set(pool.map(asked, range(12)))
    assert len(tried) == 1
    assert len(said) == 1 and "cannot be reached" in said.pop()


def test_a_silent_cluster_is_taken_for_lost_and_keeps_no_threads(monkeypatch):
    """As one whose machine has lost its power, behind a network that says nothing."""
    monkeypatch.setattr(cluster, "_SILENT", 0.5)
    before = {each for each in threading.enumerate() if each.name == "cluster"}
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        silent = Cluster(f"sc://127.0.0.1:{deaf.getsockname()[1]}", {}, 1)
        with pytest.raises(ClusterError, match="within 1 seconds"):
            silent.query("lists", {}, arrow.schema([]))
        wait_for(lambda: silent._rests_until)
        with pytest.raises(ClusterError, match="The cluster cannot be reached"):
            silent.query("lists", {}, arrow.schema([]))
        monkeypatch.setattr(cluster, "REST", 0.0)
        silent._rests_until = 0.0
        for _time in range(5):
            with pytest.raises(ClusterError):
                silent.query("lists", {}, arrow.schema([]))
        wait_for(lambda: len({each for each in threading.enumerate() if each.name == "cluster"} - before) <= 3, 20)


def test_a_question_that_was_given_up_before_its_turn_is_never_asked(monkeypatch):
    asked, over, others = [], threading.Event(), set(threading.enumerate())
    monkeypatch.setattr(cluster, "_AT_ONCE", 1)
    monkeypatch.setattr(Cluster, "_answer", lambda self, sql, *_given: asked.append(sql) or over.wait(60))
    busy = Cluster("sc://127.0.0.1:15002", {}, 0.3)
    for _time in range(3):
        with pytest.raises(ClusterError, match=r"within 0\.3 seconds"):
            busy.query("lists", {}, arrow.schema([]))
    over.set()
    # Whoever waited for its turn is gone by then.
    wait_for(lambda: not {each for each in threading.enumerate() if each.name == "cluster"} - others)
    assert len(asked) == 1


def test_a_query_that_fails_there_is_told(both, monkeypatch, caplog):
    monkeypatch.setattr(cluster, "translate_query", lambda name, lists: "select no_such_column from lists")
    with pytest.raises(ClusterError, match="The cluster did not finish"):
        both[1].query("lists")
    assert "a query failed on the cluster" in caplog.text
    monkeypatch.undo()
    assert both[1].query("lists").num_rows


def test_the_cluster_may_have_the_store_under_another_address(published, server, tmp_path):
    (tmp_path / "elsewhere").symlink_to(published)
    version = store.pointer(published).current()
    address = settings.read({settings.ENGINE_STORE: f"file://{tmp_path}/elsewhere"}).engine_store
    tables = store.tables(Path("/not/there"), version, address)
    assert tables["lists"] == f"file://{tmp_path}/elsewhere/versions/{version[:12]}/lists"
    database = connected(published, server.address, tables=tables)
    assert database.query("lists").num_rows == len(database.lists)


def test_a_cluster_that_reads_fewer_rows_gives_no_answer(published, server, tmp_path):
    shutil.copytree(published, tmp_path / "store")
    version = store.pointer(published).current()
    database = Database(store.file_of(published, version))
    rows = database.rows
    whole = Cluster(server.address, store.tables(tmp_path / "store", version), 60, rows)
    database.connect(whole)
    assert database.query("lists").num_rows == len(database.lists)
    part = store.file_of(tmp_path / "store", version).parent / "targets" / "00000.parquet"
    parquet.write_table(parquet.read_table(part).slice(5), part)
    with pytest.raises(ClusterError, match=f"{rows - 5} rows in place of {rows}"):
        Cluster(server.address, store.tables(tmp_path / "store", version), 60, rows).query("lists", {}, arrow.schema([]))


def test_the_store_may_have_a_name_with_spaces_and_characters(published, server, tmp_path):
    place = tmp_path / "奋进 数据"
    place.symlink_to(published)
    database = connected(place, server.address)
    assert database.query("lists").num_rows == len(database.lists)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A store with the table that comes with the project."""
    folder = tmp_path_factory.mktemp("real")
    store.publish(Database(), folder, 0)
    return folder


def test_a_page_says_that_the_cluster_is_lost_and_the_api_too(real):
    variables = {settings.TABLE: str(real), settings.ENGINE: f"sc://127.0.0.1:{free_port()}"}

    async def seen(address):
        async with await Visit.open(address, "attraction") as visit:
            return visit.texts()

    with started(variables=variables) as server:
        told = run_visit(seen(server.address))
        assert any("暂时连不上集群" in each for each in told) and "再试一次" in told
        # The top of the page is there all the same.
        assert "招商引资" in told and "全屏放映" in told
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{server.address}/api/units?list={REAL}", timeout=30)
        assert refused.value.code == 503 and "暂时连不上集群" in json.loads(refused.value.read())["detail"]


def test_the_dashboard_asks_the_cluster(tmp_path, server, monkeypatch):
    store.publish(Database(), tmp_path, 0)
    monkeypatch.setenv(settings.TABLE, str(tmp_path))
    monkeypatch.setenv(settings.ENGINE, server.address)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.query_params["list"] = REAL
    app.switch_page("pages/attraction.py")
    app.run()
    assert not app.exception and not app.warning
    assert any("宜城" in each.value for each in app.subheader)


def seen(reader, address, path):
    """The words of a page once it is complete, and of its figures what they say."""
    reader.address = address
    page = reader.open(path, f"list={REAL}")
    # From when on a server has served the version is its own.
    words = re.sub(r"自\d{4}-\d\d-\d\d \d\d:\d\d起", "", page.get_by_test_id("stMain").inner_text())
    return words, [each.get_attribute("aria-label") for each in page.get_by_role("figure").all()]


@pytest.fixture(scope="module")
def clustered(real, server):
    """The address of a dashboard of the project's table that asks the cluster."""
    with started("tests.cluster.patient:app", variables={settings.TABLE: str(real), settings.ENGINE: server.address}) as running:
        yield running.address


def test_every_page_says_the_same_before_a_cluster(reader, dashboard, clustered, path):
    here, there = (seen(reader, address, path) for address in (dashboard, clustered))
    assert len(here[0]) > 100
    assert there == here


class Endpoint:
    """nginx before a server, with TLS, which lets nobody pass without a token."""

    def __init__(self, folder, behind, token):
        self.folder, self._behind, self._port = folder, behind.removeprefix("sc://"), free_port()
        self.address = f"sc://127.0.0.1:{self._port}"
        self.certificate, self._key = certify(folder)
        (folder / "sites").mkdir()
        (folder / "conf.d").mkdir()
        self._write(token)
        self._process = begin(folder)
        wait_for(lambda: listens(self._port), by=self._process)

    def _write(self, token):
        (self.folder / "sites" / "endpoint.conf").write_text(
            f"""map $http_authorization $known {{ "Bearer {token}" 1; }}
            server {{
                listen 127.0.0.1:{self._port} ssl http2;
                ssl_certificate {self.certificate};
                ssl_certificate_key {self._key};
                access_log {self.folder}/access.log;
                client_max_body_size 0;
                location / {{ if ($known = "") {{ return 401; }} grpc_pass grpc://{self._behind}; }}
            }}"""
        )

    def takes(self, token):
        """From now on it lets pass who has this token."""
        self._write(token)
        self._process.send_signal(signal.SIGHUP)

    def stop(self):
        self._process.terminate()
        self._process.wait(20)


@needs("nginx", "openssl", why="tools/system.sh browser installs them")
def test_a_cluster_behind_tls_is_asked_with_the_token_of_a_file_also_when_it_was_replaced(real, server, tmp_path):
    token = tmp_path / "token"
    token.write_text("alpha/+==\n")
    endpoint = Endpoint(tmp_path, server.address, "alpha/+==")
    variables = {
        settings.TABLE: str(real), settings.ENGINE: endpoint.address, settings.ENGINE_TOKEN: str(token), settings.LOG: str(tmp_path / "log"),
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(endpoint.certificate),
    }  # fmt: skip

    def status(query):
        try:
            return urllib.request.urlopen(f"{dashboard.address}/api/{query}?list={REAL}", timeout=60).status
        except urllib.error.HTTPError as refused:
            return refused.code

    try:
        with started(variables=variables) as dashboard:
            wait_for(lambda: status("units") == 200)
            endpoint.takes("omega")
            wait_for(lambda: status("ledger") == 503)
            token.unlink()
            wait_for(lambda: "holds no token" in (tmp_path / "log").read_text() or status("ledger") == 200)
            token.write_text("omega")
            wait_for(lambda: status("ledger") == 200)
    finally:
        endpoint.stop()
    asked = (tmp_path / "access.log").read_text()
    assert "/spark.connect.SparkConnectService/ExecutePlan" in asked and " 401 " in asked
    logged = (tmp_path / "log").read_text()
    assert "cannot be reached" in logged and "holds no token" in logged
    assert "alpha" not in logged and "omega" not in logged


@pytest.mark.parametrize(
    "address", ["spark.city.example:15002", "sc://", "http://spark:15002", "sc://host:port", "sc://host/;token"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(settings.SettingError, match="write sc://host:port"):
        settings.read({settings.ENGINE: address})


@pytest.mark.parametrize("address", ["/mnt/fenjin", "bucket/fenjin", "s3a://", "s3a://bucket/a store"])
def test_an_address_of_the_store_that_is_none_is_refused(address):
    with pytest.raises(settings.SettingError, match="write an address"):
        settings.read({settings.ENGINE_STORE: address})


def test_a_cluster_needs_a_store(tmp_path, monkeypatch):
    monkeypatch.setenv(settings.ENGINE, "sc://127.0.0.1:15002")
    with pytest.raises(admission.TableError, match=r"python -m fenjin\.data\.publish"):
        edition.Edition(TABLE).database()
