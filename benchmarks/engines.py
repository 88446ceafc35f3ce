"""What a question costs in the process and on a cluster: `python -m benchmarks.engines FILE` (a table made by `benchmarks.country`).

The cluster is Apache Spark on this machine (`make test-cluster` installs it): a master, two workers of one core, a Connect server.

list     a question about one list that was asked before about another: median of several lists, in milliseconds of wall and of
         processor time, of the server and of all processes of the cluster
country  a question about all lists: the choices of the filter, and the rows that a search finds
sessions how many questions a second are answered when so many ask at once, each about lists of its own
page     a theme's page before the cluster: by the first who asks for it, and by the next, for whom it is remembered
"""

import argparse
import asyncio
import gc
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import machine, process
from fenjin import settings
from fenjin.data import store
from fenjin.data.cluster import Cluster
from fenjin.data.database import Database
from fenjin.data.queries import statement
from fenjin.paths import QUERIES
from fenjin.views.selection import Filters
from tests import spark
from tests.client import Visit
from tests.server import started

RESULTS = Path(__file__).resolve().parent / "results"
LISTS = 5  # asked about, one after the other
SECONDS = 10.0
SESSIONS = (1, 4, 16)
COUNTRY: dict[str, tuple[str, Filters]] = {
    "facets, all lists": ("facets", Filters()),
    "facets, all lists, a word": ("facets", Filters(words="项目")),
    "explore, all lists, few rows found": (
        "explore",
        Filters((("indicator", ("funds-in-place",)),), words="资金 亿元", low=600.0),
    ),
}


class Timed:
    """Wall and processor time of what is asked, of this process and of groups of others."""

    def __init__(self, groups: set[int]) -> None:
        self._groups = groups

    def _cpu(self) -> float:
        return time.process_time() + sum(map(process.cpu, process.members(self._groups)))

    def __call__(self, ask: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds: wall, processor."""
        began, burnt = time.perf_counter(), self._cpu()
        ask()
        return 1000 * (time.perf_counter() - began), 1000 * (self._cpu() - burnt)


def _asked(name: str, list_id: str, target: str) -> dict[str, object]:
    of_list: dict[str, object] = {
        **Filters().parameters(),
        "filter_list": f"|{list_id}|",
        "list": list_id,
        "before": list_id,
        "target": target,
        "theme": None,
        "league": "county",
        "indicator": "funds-in-place",
        "filter_unit": "",
    }
    return {key: of_list[key] for key in statement(name)[1]}


def of_lists(database: Database, timed: Timed, lists: list[str], targets: dict[str, str]) -> dict[str, dict[str, float]]:
    """Every named query about lists that were not asked about before: medians."""
    found = {}
    for name in sorted(path.stem for path in QUERIES.glob("*.sql")):
        database.query(name, **_asked(name, lists[0], targets[lists[0]]))
        times = [
            timed(lambda name=name, each=each: database.query(name, **_asked(name, each, targets[each])))  # type: ignore[misc]
            for each in lists[1:]
        ]
        wall, cpu = (round(statistics.median(each), 1) for each in zip(*times, strict=True))
        found[name] = {"wall_ms": wall, "cpu_ms": cpu}
    return found


def of_country(database: Database | spark.Process, timed: Timed) -> dict[str, dict[str, float]]:
    """Questions about all lists, the second time that they are asked."""
    found = {}
    for said, (name, filters) in COUNTRY.items():
        rows = database.query(name, **filters.parameters()).num_rows
        wall, cpu = timed(lambda name=name, filters=filters: database.query(name, **filters.parameters()))  # type: ignore[misc]
        found[said] = {"wall_ms": round(wall), "cpu_ms": round(cpu), "rows": rows}
    return found


def at_once(database: Database, lists: list[str]) -> dict[str, dict[str, float]]:
    """Questions a second, and the middle and the 95th of a hundred in milliseconds, by how many ask without a rest."""
    found = {}
    fresh: Iterator[str] = itertools.cycle(lists)
    for number in SESSIONS:
        times: list[float] = []
        until = time.monotonic() + SECONDS

        def ask(_: int, until: float = until, times: list[float] = times) -> None:
            while time.monotonic() < until:
                began = time.perf_counter()
                database.query("facets", **{**Filters().parameters(), "filter_list": f"|{next(fresh)}|"})
                times.append(1000 * (time.perf_counter() - began))

        began = time.monotonic()
        with ThreadPoolExecutor(number) as pool:
            list(pool.map(ask, range(number)))
        took = time.monotonic() - began
        times.sort()
        found[str(number)] = {
            "per_s": round(len(times) / took, 1),
            "wall_ms": round(statistics.median(times)),
            "wall_95_ms": round(times[int(0.95 * len(times))]),
        }
    return found


def pages(variables: dict[str, str], lists: list[str]) -> dict[str, float]:
    """Milliseconds until a theme's page is complete, in the middle of several lists: asked for first, and by the next visitor."""

    async def opened(address: str, list_id: str) -> float:
        began = time.perf_counter()
        async with await Visit.open(address, f"attraction?list={list_id}"):
            return 1000 * (time.perf_counter() - began)

    async def every(address: str) -> list[tuple[float, float]]:
        return [(await opened(address, each), await opened(address, each)) for each in lists]

    with started(variables=variables) as server:
        # The very first visitor also waits for what the process does once.
        first, again = zip(*asyncio.run(every(server.address))[1:], strict=True)
    return {"first_ms": round(statistics.median(first)), "again_ms": round(statistics.median(again))}


def in_process(file: Path, tables: dict[str, str], lists: list[str], few: list[str], targets: dict[str, str]) -> dict[str, Any]:
    """DuckDB: questions about lists as they are served, those about the country over Parquet files and over memory."""
    timed, own = Timed(set()), os.getpid()
    served = Database(file)
    found: dict[str, Any] = {"list": of_lists(served, timed, few, targets), "sessions": at_once(served, lists)}
    del served
    gc.collect()
    before, began = process.memory(own), time.perf_counter()
    held = spark.Process(tables, held=True)
    found["load_s"], found["MiB"] = round(time.perf_counter() - began, 1), round(process.memory(own) - before)
    found["country in memory"] = of_country(held, timed)
    found["country"] = of_country(spark.Process(tables), timed)
    found["page"] = pages({settings.TABLE: str(file)}, few)
    return found


def on_spark(
    file: Path, folder: Path, tables: dict[str, str], lists: list[str], few: list[str], targets: dict[str, str]
) -> dict[str, Any]:
    """Spark, after it has been asked everything once."""
    cluster = spark.Cluster(folder, memory="3g")
    try:
        groups = set(cluster.groups())
        timed = Timed(groups)
        connected = Database(file)
        connected.connect(Cluster(cluster.address, tables, 600))
        found: dict[str, Any] = {"first_question_s": round(timed(lambda: connected.query("lists"))[0] / 1000, 1)}
        of_lists(connected, timed, few[:3], targets)
        print("Spark is warm", flush=True)
        found["list"] = of_lists(connected, timed, few, targets)
        found["country"] = of_country(connected, timed)
        found["sessions"] = at_once(connected, lists)
        print(json.dumps(found), flush=True)
        found["MiB"] = round(sum(map(process.memory, process.members(groups))))
        found["page"] = pages({settings.TABLE: str(folder / "store"), settings.ENGINE: cluster.address}, few)
        return found
    finally:
        cluster.stop()


def main() -> None:
    """Measures both engines and prints what it found; keeps it in `benchmarks/results/engines.json`, by number of rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    described = Database(options.file)
    rows, every = described.rows, [each["list_id"] for each in described.lists]
    lists = every[:: len(every) // 700]
    few = lists[5 : 6 + LISTS]
    targets = {}
    for each in few:
        found = described.query("explore", **{**Filters().parameters(), "filter_list": f"|{each}|"})
        targets[each] = found["target_id"][7].as_py()
    del described
    with tempfile.TemporaryDirectory() as place, machine.Busy() as busy:
        folder = Path(place)
        began = time.perf_counter()
        tables = store.tables(folder / "store", store.publish(Database(options.file), folder / "store", 0).version)
        publish = round(time.perf_counter() - began, 1)
        measured = {
            "publish_s": publish,
            "spark": on_spark(options.file, folder, tables, lists, few, targets),
            "process": in_process(options.file, tables, lists, few, targets),
        }
    kept = RESULTS / "engines.json"
    results = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    results[str(rows)] = {"machine": machine.describe(), "commit": machine.commit(), "busy": busy.said, **measured}
    kept.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    print(json.dumps(results[str(rows)], indent=1))


if __name__ == "__main__":
    main()
