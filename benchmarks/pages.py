"""What a run of each page costs the server, measured by a visitor who speaks Streamlit's protocol.

load     a page opened by somebody whom the server does not know yet, its views being remembered
again    the same page run again with nothing changed
change   a choice that has been seen before
first    a choice that nobody has made since the server started: every view of it is computed
DuckDB   the queries of such a first choice alone, one after the other: what it takes at least
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import process
from fenjin import views
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.views import Context
from tests.client import Run, Visit
from tests.server import PAGES, Server, started
from tests.themes import THEMES

RUNS = 15
# The choice that is changed on a page; where a page has none of its own, the language of all.
ROWS = "matrix"  # the table of a theme, whose rows' heads are pressed
CHOICES = {
    "unit": "choose-unit",
    "timeline": "choose-theme",
    "compare": "choose-units",
    "explore": "choose-theme",
    "sql": "choose-table",
}
SHOWN = ("whole", "attraction", "rural", "city")  # stories that the page that presents is asked for
_SETTLE = 0.02  # seconds until a run's last work on the server is done


@dataclass
class Taken:
    """Measured runs of one kind: medians of milliseconds and of bytes."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    wire: list[int] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """Milliseconds and bytes, in the middle and at most."""
        if not self.wall:
            return {}
        return {
            "wall_ms": round(statistics.median(self.wall), 1),
            "cpu_ms": round(statistics.median(self.cpu), 1),
            "longest_ms": round(max(self.wall), 1),
            "kB": round(statistics.median(self.received) / 1000, 1),
            "wire_kB": round(statistics.median(self.wire) / 1000, 1),
            "runs": len(self.wall),
        }


async def measured(into: Taken, server: Server, action: Callable[[], Awaitable[Run]]) -> None:
    """Measures one action of a visitor who is alone with the server."""
    before = process.cpu(server.process.pid)
    run = await action()
    await asyncio.sleep(_SETTLE)
    into.wall.append(1000 * run.seconds)
    into.cpu.append(1000 * (process.cpu(server.process.pid) - before))
    into.received.append(run.received)
    into.wire.append(run.wire)


def choices(visit: Visit) -> tuple[str, list[tuple[str, ...]]]:
    """The choice that is changed on this page and what it can be changed to, the present one first."""
    if visit.path in THEMES:
        return ROWS, [(head,) for head in heads(visit.path)]
    key = CHOICES.get(visit.path, "choose-lang")
    chosen, options = tuple(visit.chosen(key)), visit.options(key)
    if visit.path == "compare":
        return key, [chosen, *((chosen[0], other) for other in options if other not in chosen)]
    if visit.path == "explore":
        return key, [(), *((option,) for option in options)]
    return key, [chosen, *((option,) for option in options if option not in chosen)]


def heads(theme: str) -> list[str]:
    """What a press on each row's head of a theme's table sends, that of the row in hand first."""
    database = Database()
    context = Context(database, database.lists[-1]["list_id"], translator("zh"), Look())
    return [f"row {indicator}" for indicator in views.indicators(context, theme).frame["indicator_id"]]


async def page(server: Server, path: str, runs: int = RUNS) -> dict[str, dict[str, float]]:
    """The figures of one page that nobody has opened since the server started."""
    # The first page of the navigation stands at the root.
    path = "" if path == PAGES[0] else path
    taken = {name: Taken() for name in ("opened", "load", "again", "change", "first")}

    async def opened() -> Run:
        async with await Visit.open(server.address, path) as visit:
            return visit.last

    await measured(taken["opened"], server, opened)
    for _ in range(runs // 2):
        await measured(taken["load"], server, opened)
    if path == "present":
        for story in SHOWN:
            await measured(taken["first"], server, partial(shown, server, story))
        for turn in range(runs):
            await measured(taken["change"], server, partial(shown, server, SHOWN[turn % len(SHOWN)]))
        return {name: each.row() for name, each in taken.items()}
    async with await Visit.open(server.address, path) as visit:
        for _ in range(runs):
            await measured(taken["again"], server, visit.rerun)
        key, options = choices(visit)
        for option in options[1 : runs + 1]:
            await measured(taken["first"], server, partial(changed, visit, key, option))
        seen = options[: runs + 1]
        for turn in range(max(runs, 2 * len(seen))):
            await measured(taken["change"], server, partial(changed, visit, key, seen[turn % len(seen)]))
    return {name: each.row() for name, each in taken.items()}


async def shown(server: Server, story: str) -> Run:
    """A story opened by a new visitor."""
    async with await Visit.open(server.address, f"present?story={story}") as visit:
        return visit.last


async def changed(visit: Visit, key: str, option: tuple[str, ...]) -> Run:
    """A choice, by whatever words it goes by in the page's present language and counts."""
    if key == ROWS:
        return await visit.press_mark(key, *option)
    if key == "choose-units":
        return await visit.choose(key, *option)
    words = [next((each for each in visit.options(key) if _name(each) == _name(word)), word) for word in option]
    return await visit.choose(key, *words)


def _name(option: str) -> str:
    return option.rsplit(" · ", 1)[0]


def floors(variables: dict[str, str], table: Path, paths: tuple[str, ...], runs: int = RUNS) -> dict[str, dict[str, float]]:
    """For each page the queries of a first choice and what they take alone, as `benchmarks.traced` writes them down.

    Milliseconds of wall time and of processor time; the median over choices, each the least of three runs.
    """
    found: dict[str, dict[str, float]] = {}
    database = Database(table)
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            trace = Path(folder, "trace")
            trace.touch()
            with started("benchmarks.traced:app", variables={**variables, "BENCH_TRACE": str(trace)}) as server:
                asked = asyncio.run(_traced(server, path, trace, runs))
        times = [[_least(database, name, params) for name, params in queries] for queries in asked]
        found[path] = {
            "duckdb_ms": round(1000 * statistics.median(sum(wall for wall, _cpu in each) for each in times), 2) if times else 0.0,
            "duckdb_cpu_ms": round(1000 * statistics.median(sum(cpu for _wall, cpu in each) for each in times), 2)
            if times
            else 0.0,
            "queries": statistics.median(len(queries) for queries in asked) if asked else 0,
        }
    return found


async def _traced(server: Server, path: str, trace: Path, runs: int) -> list[list[tuple[str, dict]]]:
    """The queries of each first choice."""
    asked = []

    def since(place: int) -> list[tuple[str, dict]]:
        return [tuple(json.loads(line)) for line in trace.read_text("utf-8").splitlines()[place:]]

    if path == "present":
        for story in SHOWN:
            place = len(trace.read_text("utf-8").splitlines())
            await shown(server, story)
            asked.append(since(place))
        return asked
    async with await Visit.open(server.address, "" if path == PAGES[0] else path) as visit:
        key, options = choices(visit)
        for option in options[1 : runs + 1]:
            place = len(trace.read_text("utf-8").splitlines())
            await changed(visit, key, option)
            asked.append(since(place))
    return asked


def _least(database: Database, name: str, params: dict) -> tuple[float, float]:
    """Seconds of wall and of processor time."""
    walls, cpus = [], []
    for _ in range(3):
        began, burnt = time.perf_counter(), time.process_time()
        database.query(name, **params)
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - burnt)
    return min(walls), min(cpus)
