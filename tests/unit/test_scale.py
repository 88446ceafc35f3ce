"""A table of many lists: asked list by list, it answers as if the list were alone, whatever happens to its file meanwhile."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from benchmarks import country
from fenjin.data import admission, database, sandbox, snapshot
from fenjin.data.database import Database, TooManyLists
from fenjin.data.edition import current
from fenjin.paths import QUERIES, TABLE
from fenjin.table import contract, layout
from fenjin.table.build import write
from fenjin.views.selection import Filters
from tests import profiles

# A quick run has a table of two lists (test_lists).
pytestmark = profiles.thorough
REAL = "xiangyang-2022"
LISTS = 40
CHOICES = [
    {"theme": theme, "league": league, "indicator": indicator, "filter_unit": unit, "action": action}
    for theme, league, indicator, unit, action in (
        (None, None, None, "", "streamlining"), ("attraction", "county", "funds-in-place", "", "one-licence"),
        ("rural", "department", "projects-attracted", "|zaoyang|gucheng|", "no-such-action"),
    )
]  # fmt: skip
FILTERS = [
    Filters(),
    Filters((("league", ("county",)), ("kind", ("level", "growth"))), words="项目"),
    Filters((("theme", ("rural", "livelihood")), ("due", ("none",))), low=5.0, high=500.0),
    Filters((("indicator", ("funds-in-place", "none")),), words="资金 亿元"),
]


def with_the_real(path, about, parts, rules="", change=lambda rows: rows):
    """Writes a table of made-up lists with the real one among them; returns the number of rows."""
    about = {**about, "lists": [*about["lists"], *layout.about(TABLE)["lists"]]}
    rows = sorted([*parts, parquet.read_table(TABLE)], key=lambda each: each["list_id"][0].as_py())
    with path.open("wb") as file:
        return layout.write_into(file, map(change, rows), layout.pack(about), rules=rules)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The file of the real list among made-up ones of two cities over twenty years."""
    about, parts = country.tables(LISTS)
    path = tmp_path_factory.mktemp("scale") / "targets.parquet"
    with_the_real(path, about, country.checked(about, parts))
    return path


@pytest.fixture(scope="module")
def large(path):
    """Of which no more is loaded than is asked for."""
    return Database(path, whole=6000)


@pytest.fixture(scope="module")
def whole(path):
    """All of which is loaded."""
    return Database(path)


def asked(name, list_id, target):
    """The choices with which a query is asked about a list."""
    # Beside itself each promise is the same.
    of_list = {"list": list_id, "before": list_id, "target": target, "other": "funds-in-place-growth"}
    if name in ("explore", "facets", "filtered_matrix"):
        # What compares takes a server long.
        filters = FILTERS[2:] if name == "filtered_matrix" else FILTERS
        return [{**each.parameters(), "list": list_id, "filter_list": f"|{list_id}|"} for each in filters]
    of_unit = {"unit": "xiangcheng"} if name == "named_by_departments" else {}
    return [{**of_list, **choice, **of_unit} for choice in CHOICES]


@pytest.mark.parametrize("name", sorted({path.stem for path in QUERIES.glob("*.sql")} - {"lists"}))
def test_a_list_among_many_answers_as_if_it_were_alone(large, name):
    alone = current()
    rows = []
    for params in asked(name, REAL, f"{REAL}/zaoyang/01.02"):
        found = large.query(name, **params)
        assert found.equals(alone.query(name, **params))
        rows.append(found.num_rows)
    # Nothing was changed in the project's list.
    assert any(rows) or name == "revisions"


@pytest.mark.parametrize("name", ["explore", "comparison", "facets", "profile", "units", "ledger", "commitment"])
def test_lists_loaded_when_asked_for_answer_as_the_whole_table_does(whole, large, name):
    assert whole.whole and not large.whole
    first, second = whole.lists[3]["list_id"], whole.lists[-2]["list_id"]
    target = whole.query("explore", **{**Filters().parameters(), "filter_list": f"|{first}|"})["target_id"][0].as_py()
    for params in asked(name, first, target):
        found = large.query(name, **params)
        assert found.equals(whole.query(name, **params))
    if name in ("explore", "facets"):
        both = {**Filters().parameters(), "filter_list": f"|{second}|{first}|"}
        found = large.query(name, **both)
        assert found.equals(whole.query(name, **both))
        codes = found["list_id" if name == "explore" else "code"].to_pylist()
        assert {first, second} <= set(codes)


def test_many_readers_of_many_lists_get_each_their_own(path, whole, monkeypatch):
    monkeypatch.setattr(database, "MOST_SCHEMAS", 2)
    large = Database(path, whole=6000)
    lists, reads = [each["list_id"] for each in whole.lists[:12]], 24
    right = {each: whole.query("units", list=each) for each in lists}
    start = threading.Barrier(8)

    def read(offset):
        start.wait()
        return all(large.query("units", list=each).equals(right[each]) for each in (lists * 3)[offset : offset + reads])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(8)))
    mine = large.cursor([lists[0]])
    for each in lists[1:]:
        large.query("units", list=each)
    assert mine.sql("select distinct list_id from targets").fetchall() == [(lists[0],)]
    kept = mine.sql("select count(*) from duckdb_schemas() where schema_name like 'lists_%'").fetchall()[0][0]
    assert kept <= 4


def test_a_large_table_is_not_loaded_as_a_whole(large):
    for ask in (
        lambda: large.query("explore", **Filters().parameters()),
        lambda: large.cursor(),
        lambda: large.tables(),
        lambda: large.extract([each["list_id"] for each in large.lists]),
    ):
        with pytest.raises(TooManyLists):
            ask()
    assert large.query("explore", **{**Filters().parameters(), "filter_list": "|nowhere-1999|"}).num_rows == 0
    assert large.query("lists").num_rows == LISTS + 1


def test_a_list_says_of_itself_what_it_said_alone(large):
    about = large.describe(REAL)
    assert about == current().describe(REAL)
    assert (
        len(about["units"]),
        about["units"][1]["short"],
        about["ledger"]["target"],
        about["agreement"]["targets"]["paired"],
    ) == (
        91,
        "宜城",
        340,
        337,
    )
    assert all("units" not in each for each in large.lists)
    with pytest.raises(KeyError):
        large.describe("nowhere-1999")


def test_sql_of_ones_own_sees_the_lists_that_are_looked_at(large):
    two = [large.lists[0]["list_id"], REAL]
    sql = "select count(distinct t.list_id), count(*), (select count(*) from lists), (select count(*) from units) from targets t"
    (row,) = sandbox.run(sql, large.extract(two)).table.to_pylist()
    assert list(row.values()) == [2, sum(len(large.tables([each])["targets"]) for each in two), LISTS + 1, 182]


@pytest.mark.parametrize("limit", [snapshot.IN_MEMORY, 1000])
def test_a_file_that_is_spoilt_in_place_goes_on_answering(path, tmp_path, monkeypatch, limit):
    """Held in memory where it is small, else in a copy that has no name."""
    monkeypatch.setattr(snapshot, "IN_MEMORY", limit)
    copy = tmp_path / "targets.parquet"
    copy.write_bytes(path.read_bytes())
    opened = Database(copy, whole=6000)
    with copy.open("r+b") as file:
        file.write(b"spoilt" * 20_000)
        file.truncate(60_000)
    for each in opened.lists[-3:]:
        assert opened.query("counts", list=each["list_id"]).num_rows == 3
    assert opened.version == Database(path).version


def test_a_made_up_country_is_the_same_each_time_and_keeps_the_contract(tmp_path):
    def made(name):
        about, parts = country.tables(3)
        with (tmp_path / name).open("wb") as file:
            layout.write_into(file, country.checked(about, parts), layout.pack(about), rules=contract.RULES_SHA256)
        return tmp_path / name

    first, second = made("first"), made("second")
    assert first.read_bytes() == second.read_bytes()
    opened, rows = admission.open_table(first)
    assert rows == opened.rows and 600 < rows / 3 < 860
    assert [each["year"] for each in opened.lists] == [2007, 2008, 2009]


def test_rows_that_kept_the_contract_are_not_held_against_it_again(tmp_path, monkeypatch):
    rows = parquet.read_table(TABLE)
    good, unproved, foreign = (tmp_path / name for name in ("good", "unproved", "foreign"))
    write(rows, good, contract.RULES_SHA256)
    write(rows, unproved)
    content = bytearray(good.read_bytes())
    content[5000] ^= 1
    parquet.write_table(parquet.read_table(good), foreign)
    write(rows, tmp_path / "older", "rules of another time")

    assert Database(good).keeps(contract.RULES_SHA256)
    for each in (unproved, foreign, tmp_path / "older"):
        assert not Database(each).keeps(contract.RULES_SHA256)
    asked = []
    monkeypatch.setattr(contract, "find_broken", lambda *given: asked.append(given) or [])
    admission.open_table(good)
    assert not asked
    admission.open_table(foreign)
    assert len(asked) == 1
    file = parquet.ParquetFile(good)
    assert layout.keeps(file, arrow.py_buffer(good.read_bytes()), contract.RULES_SHA256)
    assert not layout.keeps(file, arrow.py_buffer(bytes(content)), contract.RULES_SHA256)


@pytest.mark.parametrize(("most", "groups"), [(layout.ROW_GROUP, 3), (100, LISTS + 1)])
def test_a_row_group_has_whole_lists(path, tmp_path, most, groups):
    with (tmp_path / "again").open("wb") as file:
        layout.write_into(file, [parquet.read_table(path)], {}, most)
    about = parquet.ParquetFile(tmp_path / "again")
    seen = [about.read_row_group(n, ["list_id"])["list_id"].unique().to_pylist() for n in range(about.metadata.num_row_groups)]
    listed = list(itertools.chain.from_iterable(seen))
    assert len(seen) == groups and len(listed) == len(set(listed)) == LISTS + 1
