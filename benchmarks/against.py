"""This checkout beside another one, in turns: `python -m benchmarks.against FOLDER [--only questions,start,pages,changes]`.

FOLDER is a checkout of another commit (`git worktree add FOLDER COMMIT`), run with this one's packages. Both are asked the same, one after
the other and again, so that what else the machine does weighs on both alike; what counts is the servers' processor time. Prints the
medians as a table: the other, this one, and how many times as much this one takes.

questions  each named query that both have, asked twice before; in a process of its own
start      until the server answers, from there until the first page is whole, and what the process holds then
pages      each page that both have: opened by a visitor unknown so far, run again, and a choice changed that was seen before
changes    a theme's page whose visitors never rest: processor time of a change, changes a second, and what the process holds then
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import machine, process, throughput
from benchmarks.pages import ROWS, changed, choices, heads
from fenjin.paths import ROOT
from tests.client import Visit
from tests.server import PAGES, Server
from tests.themes import THEMES

TURNS = 9
FORMER_ROWS = "choose-indicator"  # where a theme's page had a choice in place of its table
CROWD, SECONDS = 20, 4.0
_SETTLE = 0.02  # seconds until a run's last work on the server is done
# What the processes do that answer questions: it has to run in any checkout. A line is the name of a query; the answer, milliseconds.
_ANSWER = """
import json, sys, time
from fenjin.data.database import Database
from fenjin.data.queries import statement
database = Database()
own = database.lists[-1]["list_id"]
target = database.query("explore", **{
    name: f"|{own}|" if name == "filter_list" else "" if name.startswith(("filter_", "word")) else None for name in statement("explore")[1]
})["target_id"][0].as_py()
known = {"list": own, "before": own, "filter_list": f"|{own}|", "target": target, "league": "county", "indicator": "funds-in-place"}
for line in sys.stdin:
    name, times = json.loads(line)
    params = {key: known.get(key, "" if key.startswith(("filter_", "word")) else None) for key in statement(name)[1]}
    began = time.process_time()
    for _ in range(times):
        database.query(name, **params)
    print(1000 * (time.process_time() - began) / times, flush=True)
"""
Figures = dict[str, tuple[list[float], list[float]]]


def questions(folders: tuple[Path, Path], turns: int) -> Figures:
    """Milliseconds of processor time of each query."""
    names = sorted(set.intersection(*({path.stem for path in folder.glob("queries/*.sql")} for folder in folders)))
    found: Figures = {name: ([], []) for name in names}
    children = [
        subprocess.Popen([sys.executable, "-c", _ANSWER], cwd=each, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for each in folders
    ]

    def ask(side: int, name: str, times: int) -> float:
        child = children[side]
        assert child.stdin and child.stdout
        child.stdin.write(json.dumps([name, times]) + "\n")
        child.stdin.flush()
        return float(child.stdout.readline())

    for name in names:
        for side in (0, 1):
            ask(side, name, 2)
        for _ in range(turns):
            for side in (0, 1):
                found[name][side].append(ask(side, name, 5))
    for child in children:
        child.communicate()
    return found


@contextmanager
def both(folders: tuple[Path, Path]) -> Iterator[list[Server]]:
    """Servers of both checkouts."""
    servers = [Server(folder=each) for each in folders]
    try:
        yield servers
    finally:
        for server in servers:
            server.stop()


def start(folders: tuple[Path, Path], turns: int) -> Figures:
    """Seconds of processor and of wall time, and MiB."""
    found: Figures = defaultdict(lambda: ([], []))
    for turn in range(turns + 1):
        for side, folder in enumerate(folders):
            began = time.perf_counter()
            server = Server(folder=folder)
            try:
                ready, burnt = time.perf_counter() - began, process.cpu(server.process.pid)
                asyncio.run(_first(server))
                whole, all_burnt = time.perf_counter() - began, process.cpu(server.process.pid)
                held = process.memory(server.process.pid)
                _rest(server)
                figures = {
                    "start, s of processor": burnt,
                    "start, s of wall": ready,
                    "first page right after, s of processor": all_burnt - burnt,
                    "first page right after, s of wall": whole - ready,
                    "both and all that follows, s of processor": process.cpu(server.process.pid),
                    "memory with the first page, MiB": held,
                    "memory at rest after it, MiB": process.memory(server.process.pid),
                }
            finally:
                server.stop()
            # The first start of each compiles what Python runs.
            for name, figure in figures.items() if turn else ():
                found[name][side].append(figure)
    return found


async def _first(server: Server) -> None:
    async with await Visit.open(server.address, html=True):
        pass


def _rest(server: Server) -> None:
    """Waits until the server does nothing any more."""
    before = -1.0
    while (now := process.cpu(server.process.pid)) - before > 0.02:
        before = now
        time.sleep(0.5)


async def _pages(servers: list[Server], shared: list[str], turns: int) -> Figures:
    found: Figures = defaultdict(lambda: ([], []))

    async def taken(name: str, side: int, action: Any) -> Any:
        before = process.cpu(servers[side].process.pid)
        result = await action
        await asyncio.sleep(_SETTLE)
        found[name][side].append(1000 * (process.cpu(servers[side].process.pid) - before))
        return result

    async def opened(server: Server, path: str) -> None:
        async with await Visit.open(server.address, path, html=True):
            pass

    for page in shared:
        path = "" if page == PAGES[0] else page
        visits = [await Visit.open(server.address, path) for server in servers]
        for turn in range(turns + 1):
            for side, server in enumerate(servers):
                if turn:
                    await taken(f"{page}: opened", side, opened(server, path))
                else:
                    await opened(server, path)
        for _ in range(turns):
            for side, visit in enumerate(visits):
                await taken(f"{page}: again", side, visit.rerun())
        offers = [_choices(visit, page) for visit in visits]
        for turn in range(turns + 4):
            for side, (visit, (key, options)) in enumerate(zip(visits, offers, strict=True)):
                action = changed(visit, key, options[turn % min(len(options), 4)])
                if turn < 4:
                    await action
                else:
                    await taken(f"{page}: change", side, action)
        for visit in visits:
            await visit.close()
    for side, server in enumerate(servers):
        found["memory after every page, MiB"][side].append(process.memory(server.process.pid))
    return found


def _choices(visit: Visit, page: str) -> tuple[str, list[tuple[str, ...]]]:
    try:
        return FORMER_ROWS, [(each,) for each in visit.options(FORMER_ROWS)]
    except LookupError:
        visit.path = page
        return choices(visit)


def pages(folders: tuple[Path, Path], turns: int) -> Figures:
    """Milliseconds of processor time, and MiB."""
    with both(folders) as servers:
        for server in servers:
            _rest(server)
        shared = [page for page in PAGES if all((each / "pages" / f"{page}.py").is_file() for each in folders)]
        return asyncio.run(_pages(servers, shared, turns))


async def _changes(servers: list[Server], turns: int) -> Figures:
    found: Figures = defaultdict(lambda: ([], []))
    crowds = [[await Visit.open(server.address, throughput.PAGE) for _ in range(CROWD)] for server in servers]
    rows = heads(throughput.PAGE)
    assert throughput.PAGE in THEMES

    async def busy(visit: Visit, place: int, until: float, times: list[float]) -> None:
        former = any(each.key == FORMER_ROWS for each in visit.widgets())
        options = visit.options(FORMER_ROWS) if former else rows
        while time.perf_counter() < until:
            place += 1
            chosen = options[place % len(options)]
            run = await (visit.choose(FORMER_ROWS, chosen) if former else visit.press_mark(ROWS, chosen))
            times.append(run.seconds)

    for turn in range(turns + 1):
        for side, server in enumerate(servers):
            times: list[float] = []
            began, burnt = time.perf_counter(), process.cpu(server.process.pid)
            await asyncio.gather(*(busy(visit, place, began + SECONDS, times) for place, visit in enumerate(crowds[side])))
            if turn:
                found["a change, ms of processor"][side].append(1000 * (process.cpu(server.process.pid) - burnt) / len(times))
                found["changes a second"][side].append(len(times) / (time.perf_counter() - began))
    for side, server in enumerate(servers):
        found["memory after it, MiB"][side].append(process.memory(server.process.pid))
        for visit in crowds[side]:
            await visit.close()
    return found


def changes(folders: tuple[Path, Path], turns: int) -> Figures:
    """Milliseconds of processor time of a change, changes a second, MiB."""
    with both(folders) as servers:
        for server in servers:
            _rest(server)
        return asyncio.run(_changes(servers, turns))


PARTS = {"questions": questions, "start": start, "pages": pages, "changes": changes}


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="another checkout")
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, separated by commas: {', '.join(PARTS)} (all)")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"how often each is measured ({TURNS})")
    asked = parser.parse_args()
    for part in asked.only.split(","):
        with machine.Busy() as busy:
            found = PARTS[part]((asked.folder.resolve(), ROOT), asked.turns)
        print(f"\n{part} ({busy.said})\n\n| | other | this | times |\n|---|---|---|---|")
        for name, sides in found.items():
            other, this = map(statistics.median, sides)
            print(f"| {name} | {other:.1f} | {this:.1f} | {this / other:.2f} |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
