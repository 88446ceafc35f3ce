"""How the table may lie and be held, measured: `python -m benchmarks.layout data/country.parquet` (make it with benchmarks.country).

Each way is tried in a process of its own: seconds and processor seconds until it answers, memory then, and for each named query
about one list milliseconds on the wall and of the processor, medians; "first" is the first question about a list. Then the first
lists written again with row groups of other sizes: bytes, row groups, and the first question about a list.

memory    all rows in DuckDB's memory
parquet   DuckDB reads the Parquet file at each question
lists     the rows of a list are read from its row group when it is first asked for, and kept in DuckDB's memory (fenjin.data.database)
"""

import argparse
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as arrow
import pyarrow.parquet as parquet

from fenjin.data.database import Database
from fenjin.data.queries import statement
from fenjin.table import layout
from fenjin.views.selection import Filters

WAYS = ("memory", "parquet", "lists")
SIZES = (1, 5_000, layout.ROW_GROUP, 60_000, 120_000)
QUERIES = (
    "comparison",
    "coverage",
    "indicator_choice",
    "county_city",
    "units",
    "counts",
    "concreteness",
    "deadlines",
    "profile",
    "explore",
    "facets",
    "commitment",
)
LISTS = 8  # that are asked about
_PART = 400  # lists of the files of other sizes

Ask = Callable[[str, dict[str, object]], object]


def memory() -> int:
    """The resident memory of this process, in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20


def asking(way: str, path: Path) -> Ask:
    """What answers a named query over the table."""
    if way == "lists":
        opened = Database(path)
        return lambda name, params: opened.query(name, **params)
    connection = duckdb.connect(":memory:")
    connection.execute("set enable_progress_bar = false")
    source = f"select * from read_parquet('{path}')"
    connection.execute(f"create {'table' if way == 'memory' else 'view'} targets as {source}")
    stored = parquet.read_schema(path).metadata
    about = layout.whole(stored)
    for name, rows in (
        *((name, layout.plain(layout.part(stored, name))) for name in layout.PARTS),
        *((name, arrow.Table.from_pylist(about[name])) for name in ("topics", "indicators", "scopes")),
    ):
        connection.register("incoming", rows)
        connection.execute(f"create table {name} as select * from incoming")
        connection.unregister("incoming")

    def ask(name: str, params: dict[str, object]) -> object:
        sql, names = statement(name)
        return connection.cursor().sql(sql, params={key: params[key] for key in names}).to_arrow_table()

    return ask


def tried(way: str, path: Path, queries: tuple[str, ...], send: Connection) -> None:
    """Opens a table in one way, asks it, and sends what it took."""
    wall, processor = time.perf_counter(), time.process_time()
    ask = asking(way, path)
    took: dict[str, Any] = {"start": time.perf_counter() - wall, "cpu": time.process_time() - processor, "memory": memory()}
    lists = [each["list_id"] for each in layout.part(parquet.read_schema(path).metadata, "lists").to_pylist()]
    chosen = random.Random(1).sample(lists, LISTS)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ("first", *queries)}
    for listed in chosen:
        params = {
            "list": listed,
            "theme": "attraction",
            "league": "county",
            "indicator": "funds-in-place",
            "filter_unit": "",
            **Filters((("list", (listed,)),)).parameters(),
            "target": f"{listed}/publicity/01.01",
        }
        for name in ("first", *queries, *queries):
            begun, burnt = time.perf_counter(), time.process_time()
            ask("counts" if name == "first" else name, params)
            times[name].append((1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - burnt)))
    took["ms"] = {name: [statistics.median(taken) for taken in zip(*each, strict=True)] for name, each in times.items()}
    took["after"] = memory()
    send.send(took)


def measured(way: str, path: Path, queries: tuple[str, ...] = QUERIES) -> dict[str, Any]:
    """What a way takes, measured in a process of its own."""
    receive, send = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=tried, args=(way, path, queries, send))
    process.start()
    send.close()
    took = receive.recv()
    process.join()
    return took


def rewritten(path: Path, folder: Path, size: int) -> Path:
    """The first lists of a file with row groups of another size."""
    about = layout.about(path)
    kept = sorted(each["list_id"] for each in about["lists"])[:_PART]
    rows = parquet.read_table(path, filters=[("list_id", "<=", kept[-1])])
    about = {**about, "lists": [each for each in about["lists"] if each["list_id"] <= kept[-1]]}
    written = folder / f"{size}.parquet"
    with written.open("wb") as file:
        layout.write_into(file, [rows], layout.pack(about), size)
    return written


def said(taken: list[float]) -> str:
    """Milliseconds on the wall and of the processor."""
    return " / ".join(f"{each:.0f}" for each in taken)


def main() -> None:
    """Prints the measurements as two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    options = parser.parse_args()
    found = {way: measured(way, options.table) for way in WAYS}
    print("| | " + " | ".join(WAYS) + " |\n|---|" + "---:|" * len(WAYS))
    for label, key, form in (
        ("start, s", "start", ".1f"),
        ("start, CPU s", "cpu", ".1f"),
        ("memory, MiB", "memory", ","),
        ("memory after the questions, MiB", "after", ","),
    ):
        print(f"| {label} | " + " | ".join(f"{found[way][key]:{form}}" for way in WAYS) + " |")
    for name in ("first", *QUERIES):
        label = "first question about a list, ms" if name == "first" else f"`{name}`, ms"
        print(f"| {label} | " + " | ".join(said(found[way]["ms"][name]) for way in WAYS) + " |")
    print("\n| rows of a row group | bytes of 400 lists | row groups | first question about a list, ms |\n|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = rewritten(options.table, Path(folder), size)
            groups = parquet.read_metadata(path).num_row_groups
            took = measured("lists", path, ())
            print(
                f"| {'one list' if size == 1 else f'{size:,}'} | {path.stat().st_size:,} | {groups} | {said(took['ms']['first'])} |"
            )


if __name__ == "__main__":
    main()
