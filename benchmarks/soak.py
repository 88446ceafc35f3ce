"""Many visitors for a long time, while data are replaced and workers killed: `python -m benchmarks.soak --minutes 60`.

Two workers behind nginx serve one table. Visitors open pages, choose, search, download, ask the API and SQL, look at slides, press bars, follow
broken links, leave and come again. Meanwhile the table's file is replaced, each other time by a broken one first, and one worker
is killed (kill -9) and started again. A fault is whatever a visitor would call one beyond a reconnection that leads to the same
screen: an exception on a page, a file that does not come, an answer of 5xx, a server that goes away by itself. At the end the
workers must hold no more memory, descriptors, threads, temporary files and dead children than after the warm-up.
"""

import argparse
import asyncio
import collections
import contextlib
import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pyarrow.parquet as parquet
from websockets.exceptions import WebSocketException

from benchmarks import attack, process
from benchmarks.pages import CHOICES
from fenjin import settings
from fenjin.data import memory
from fenjin.paths import TABLE
from tests.client import Lost, PageError, Visit
from tests.server import PAGES, Server
from tests.workers import NGINX, front

STORIES = ("whole", "attraction", "rural", "livelihood", "city", "unit")
SEARCHED = ("项目", "亿元", "增长", "以上", "zzz", "100", "%_", "' or 1=1 --")
ASKED = (
    "select unit, count(*) as n from targets group by unit order by n desc",
    "select * from targets limit 500",
    "select nothing from nowhere",
    "drop table targets",
)
ENDLESS = "select count(*) from range(1000000000) as a, range(1000000) as b"
BROKEN = (
    "attraction?indicator=nonsense&v=zzz",
    "unit?unit=%00%F0%9F%98%80&lang=xx",
    "explore?low=1e999&high=nan&q=" + "x" * 300,
    "present?story=own&s=!!!!&slide=99999",
    "compare?units=a,b,c,d,e,f,g,h&by=nothing",
)
_SETTLED = 180.0  # seconds within which every worker has to show a new table, however busy the machine
# What a worker may hold more at rest than a fresh one: visits that are just being forgotten; threads that wait for downloads and
# requests to the API, of which Starlette keeps forty. And MiB of memory, after a warm-up.
_MORE_DESCRIPTORS, _MORE_THREADS, _MORE_MEMORY, _MORE_SHARE = 40, 50, 40.0, 0.15
_LATE = 2.0  # seconds; who waits longer is counted
_JUDGED = 300.0  # seconds since its last start that a worker's memory needs to tell growth from warming up


@dataclass(frozen=True)
class Plan:
    """How long, with how many visitors who rest how long between two actions, and what happens meanwhile."""

    minutes: float = 60.0
    visitors: int = 50
    rest: float = 6.0  # seconds on average
    replacements: int = 10
    kills: int = 5
    workers: int = 2
    nginx: bool = False  # whether the visitors come through nginx, with a cookie that keeps them together
    entry: str = "asgi:app"
    forgets: float = 125.0  # seconds after which the server has forgotten who left
    tidies: float = memory.TIDY_EVERY + 10  # seconds in which it clears away what they leave behind
    attacked: bool = False  # whether a stranger's program attacks meanwhile, in each way of `benchmarks.attack` by turns
    seed: int = 1


@dataclass
class Worker:
    """One worker: where it keeps its temporary files and its log, and what its process held when."""

    server: Server
    folder: Path
    down: bool = False  # from a kill until it answers again
    samples: list[tuple[float, dict[str, float]]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its process; each start gives another."""
        return self.server.process.pid

    def holds(self) -> dict[str, float]:
        """What it holds now."""
        return {
            "memory": process.memory(self.number),
            "descriptors": process.descriptors(self.number),
            "threads": process.threads(self.number),
            "dead_children": sum(state == "Z" for _number, state in process.children(self.number)),
            "temporary_files": sum(len(files) for _path, _folders, files in os.walk(self.folder / "tmp")),
        }


@dataclass
class Soak:
    """A soak under way: what was seen."""

    plan: Plan
    folder: Path
    workers: list[Worker] = field(default_factory=list)
    faults: collections.Counter[str] = field(default_factory=collections.Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: collections.defaultdict(list))
    addresses: list[str] = field(default_factory=list)
    reconnections: int = 0
    interrupted: int = 0
    kills: int = 0
    attacks: int = 0
    replaced: int = 0
    version: str = ""
    until: float = 0.0
    calm: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while a worker is away, and while the table is a broken file

    @property
    def away(self) -> int:
        """A number that changes when a worker is killed, and is 0 while one is down."""
        return 0 if any(worker.down for worker in self.workers) else 1 + self.kills

    @property
    def table(self) -> Path:
        """The file that the workers serve."""
        return self.folder / "table.parquet"

    def fault(self, text: str) -> None:
        """Notes what should not have happened, and tells it when it is new."""
        if not self.faults[text]:
            print(f"fault: {text}", file=sys.stderr, flush=True)
        self.faults[text] += 1


async def run(plan: Plan) -> Soak:
    """The whole soak; its `faults` are empty when all held."""
    with tempfile.TemporaryDirectory(prefix="fenjin-soak-") as name:
        soak = Soak(plan, Path(name))
        _replace(soak, TABLE.read_bytes())
        try:
            for place in range(plan.workers):
                soak.workers.append(await asyncio.to_thread(_worker, soak, place))
            with contextlib.ExitStack() as running:
                if plan.nginx:
                    before = running.enter_context(front(soak.folder / "nginx", [each.server.port for each in soak.workers]))
                    soak.addresses = [before.address]
                else:
                    soak.addresses = [each.server.address for each in soak.workers]
                await _soaked(soak)
        finally:
            for worker in soak.workers:
                if worker.server.process.poll() is None:
                    worker.server.kill()
        _read_logs(soak)
        return soak


def _worker(soak: Soak, place: int) -> Worker:
    folder = soak.folder / f"worker-{place}"
    (folder / "tmp").mkdir(parents=True)
    variables = {settings.TABLE: str(soak.table), settings.LOG: str(folder / "log"), "TMPDIR": str(folder / "tmp")}
    return Worker(Server(soak.plan.entry, variables=variables), folder)


async def _soaked(soak: Soak) -> None:
    plan = soak.plan
    # What every process loads once is loaded before anything is compared.
    for worker in soak.workers:
        for path in ("", *PAGES[1:], "present?story=whole"):
            async with await Visit.open(worker.server.address, path):
                pass
    began = time.monotonic()
    soak.until = began + 60 * plan.minutes
    visitors = [asyncio.create_task(_visitor(soak, place)) for place in range(plan.visitors)]
    beside = [asyncio.create_task(each) for each in (_sampled(soak), _replaced(soak), _killed(soak), _attacked(soak))]
    await asyncio.gather(*visitors)
    await asyncio.gather(*beside)
    await _compare(soak)


async def _visitor(soak: Soak, place: int) -> None:
    """One visitor until the time is over; leaves at the end."""
    chance = random.Random(f"{soak.plan.seed} {place}")
    address = soak.addresses[place % len(soak.addresses)]
    visit: Visit | None = None
    # Nobody opens a page in the same instant as all others.
    await asyncio.sleep(chance.uniform(0, 2 * soak.plan.rest))
    while time.monotonic() < soak.until:
        away = soak.away
        action = chance.choices(list(_ACTIONS), list(_ACTIONS.values()))[0] if visit else _come
        began = time.monotonic()
        try:
            if visit is None:
                visit = await Visit.open(address, _somewhere(chance), html=True)
            else:
                await action(visit, chance)
            soak.times[action.__name__.strip("_")].append(time.monotonic() - began)
            if action is _leave:
                visit = None
            gone = await _rested(visit, chance.uniform(0, 2 * soak.plan.rest), soak.until)
            if gone and visit:
                raise Lost("the connection ended")
        except Lost as lost:
            visit = await _back(soak, away, visit, lost)
        except (PageError, AssertionError) as error:
            if action in (_take, _api) and not away == soak.away != 0:
                # A file that was being made is gone with its worker.
                soak.interrupted += 1
                continue
            soak.fault(f"{action.__name__.strip('_')}: {error}"[:500])
            await _gone(visit)
            visit = None
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            soak.fault(f"{action.__name__.strip('_')}: {type(error).__name__} {error} ({last.name}:{last.lineno})"[:500])
            await _gone(visit)
            visit = None
    await _gone(visit)


async def _rested(visit: Visit | None, seconds: float, until: float) -> bool:
    """Rests; True as soon as the connection ends, upon which a browser comes back at once."""
    seconds = max(min(seconds, until - time.monotonic()), 0)
    if visit is None:
        await asyncio.sleep(seconds)
        return False
    try:
        async with asyncio.timeout(seconds):
            await visit.gone()
    except TimeoutError:
        return False
    return True


async def _back(soak: Soak, away: int, visit: Visit | None, lost: Lost) -> Visit | None:
    """After the server went away: a fault unless a worker was killed; then the same screen has to come back."""
    if away == soak.away != 0:
        soak.fault(f"lost without a kill: {str(lost).partition(': ')[2] or lost}")
    if visit is None:
        await asyncio.sleep(1)
        return None
    before = visit.path, visit.link
    began = time.monotonic()
    try:
        await visit.reconnect()
    except (Lost, PageError) as error:
        soak.fault(f"not back after a kill: {error}")
        await _gone(visit)
        return None
    soak.times["reconnection"].append(time.monotonic() - began)
    soak.reconnections += 1
    # A page that was cut off before it was drawn has not yet said of which list and which version of the data it is.
    now = visit.path, {name: value for name, value in visit.link.items() if name not in ("v", "list") or name in before[1]}
    if now != before:
        soak.fault(f"another screen after a kill: {before} became {now}")
    return visit


async def _gone(visit: Visit | None) -> None:
    if visit:
        with contextlib.suppress(Exception):
            await visit.close()


def _somewhere(chance: random.Random) -> str:
    path = chance.choice(PAGES)
    language = chance.choice(("", "", "lang=en"))
    return f"{'' if path == PAGES[0] else path}?{language}"


async def _come(_visit: Visit, _chance: random.Random) -> None:
    """Opens a page as somebody new; done by the visitor's own round."""


async def _choose(visit: Visit, chance: random.Random) -> None:
    key = CHOICES.get(visit.path, "choose-lang")
    if not _has(visit, key):
        key = "choose-lang"
    if not _has(visit, key):
        return
    options = visit.options(key)
    many = visit.widget(key).kind == "multiselect"
    await visit.choose(
        key, *chance.sample(options, min(len(options), chance.randint(1, 4))) if many else [chance.choice(options)]
    )


async def _go(visit: Visit, chance: random.Random) -> None:
    await visit.goto(_somewhere(chance))


async def _search(visit: Visit, chance: random.Random) -> None:
    if _has(visit, "search-q"):
        await visit.choose("search-q", chance.choice(SEARCHED))


async def _unfold(visit: Visit, chance: random.Random) -> None:
    """Opens what stands behind a figure."""
    folded = [each for each in visit.widgets() if each.kind == "expandable"]
    if folded:
        await visit.choose(chance.choice(folded).key, True)


async def _take(visit: Visit, chance: random.Random) -> None:
    """Downloads one of the files that the page offers."""
    offered = [each for each in visit.widgets() if each.kind == "download_button"]
    if offered:
        widget = chance.choice(offered)
        content = await visit.download(widget.key)
        assert content or "csv" not in widget.key, f"{visit.path}: {widget.key} is empty"


async def _api(visit: Visit, chance: random.Random) -> None:
    """Follows one of the page's addresses of the API, or asks it wrongly."""
    addresses = [
        placed.message.url for placed in visit.elements.values() if placed.kind == "link_button" and "/api/" in placed.message.url
    ]
    address = chance.choice([*addresses, "/api/openapi.json", "/calendar.ics", "/api/comparison?league=nobody", "/api/nothing"])
    try:
        answer = await visit.http.get(address)
    except httpx2.TransportError as error:
        raise Lost(f"{visit.address}{address}: {error}") from error
    right = address in addresses or address in ("/api/openapi.json", "/calendar.ics")
    assert answer.status_code == 200 if right else 400 <= answer.status_code < 500, f"{address} answers {answer.status_code}"


async def _sql(visit: Visit, chance: random.Random, text: str = "") -> None:
    await visit.goto("sql?lang=en")
    await visit.tell("sql-text", "text", text or chance.choice(ASKED))


async def _ask_without_end(visit: Visit, chance: random.Random) -> None:
    """Asks what has no end within the seconds that a query may take, and waits for them."""
    await _sql(visit, chance, ENDLESS)


async def _slides(visit: Visit, chance: random.Random) -> None:
    await visit.goto(f"present?story={chance.choice(STORIES)}")


async def _press(visit: Visit, chance: random.Random) -> None:
    """Presses a bar, whose card opens."""
    marks = [
        (key, target)
        for key, given in visit.figures().items()
        if given["press"]
        for trace in given["figure"]["data"]
        for target in filter(None, trace.get("customdata") or [])
    ]
    if marks:
        await visit.press_mark(*chance.choice(marks))


async def _tick(visit: Visit, chance: random.Random) -> None:
    """Ticks the first row of a table, whose card opens."""
    tables = [each for each in visit.widgets() if each.kind == "dataframe" and each.message.selection_mode]
    if tables:
        await visit.choose(chance.choice(tables).key, json.dumps({"selection": {"rows": [0], "columns": [], "cells": []}}))


async def _stray(visit: Visit, chance: random.Random) -> None:
    """Follows a link in which nothing is right."""
    await visit.goto(chance.choice(BROKEN))


async def _leave(visit: Visit, _chance: random.Random) -> None:
    await visit.close()


_ACTIONS: dict[Callable[[Visit, random.Random], Awaitable[None]], float] = {
    _choose: 30,
    _go: 20,
    _search: 5,
    _unfold: 8,
    _take: 8,
    _api: 6,
    _sql: 3.88,
    _ask_without_end: 0.12,
    _slides: 5,
    _press: 5,
    _tick: 5,
    _stray: 3,
    _leave: 6,
}


def _has(visit: Visit, key: str) -> bool:
    return any(each.key == key for each in visit.widgets())


def _replace(soak: Soak, content: bytes) -> None:
    """Puts a file in the place of the table at once."""
    beside = soak.table.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(soak.table)


def _rewritten(place: int) -> bytes:
    """The same table in other bytes, and so in another version."""
    written = io.BytesIO()
    parquet.write_table(parquet.read_table(TABLE), written, row_group_size=40 + place)
    return written.getvalue()


async def _replaced(soak: Soak) -> None:
    """Replaces the table at even distances; every worker has to show the new one soon, and none a broken one."""
    began, plan = time.monotonic(), soak.plan
    for turn in range(plan.replacements):
        await _at(began + 60 * plan.minutes * (turn + 0.5) / plan.replacements, soak)
        # Who starts beside a broken file alone has none to serve, and says so.
        async with soak.calm:
            if turn % 2:
                _replace(soak, _rewritten(turn)[: 1000 * turn])
                await asyncio.sleep(2)
            _replace(soak, _rewritten(turn))
        replaced = time.monotonic()
        shown: dict[str, str] = {}
        while True:
            for worker in soak.workers:
                with contextlib.suppress(Lost):
                    async with await Visit.open(worker.server.address, "about") as visit:
                        # A worker that has just come up may have no table yet.
                        shown[worker.server.address] = visit.link.get("v", soak.version)
            if len(shown) == len(soak.workers) and set(shown.values()) == {shown[soak.workers[0].server.address]} != {
                soak.version
            }:
                soak.version = next(iter(shown.values()))
                soak.times["new_table"].append(time.monotonic() - replaced)
                break
            if time.monotonic() - replaced > _SETTLED:
                soak.fault(f"a new table is not shown by every worker within {_SETTLED:g} seconds")
                break
            await asyncio.sleep(0.5)
        soak.replaced += 1


async def _killed(soak: Soak) -> None:
    """Kills the last worker at even distances and starts it again, as systemd does."""
    began, plan = time.monotonic(), soak.plan
    for turn in range(plan.kills):
        await _at(began + 60 * plan.minutes * (turn + 1) / (plan.kills + 1), soak)
        worker = soak.workers[-1]
        async with soak.calm:
            worker.down = True
            await asyncio.to_thread(worker.server.kill)
            await asyncio.sleep(1)
            while worker.down:
                try:
                    await asyncio.to_thread(worker.server.start)
                    worker.down = False
                except RuntimeError as error:
                    soak.fault(f"after a kill: {error}")
        worker.samples.clear()
        soak.kills += 1


async def _attacked(soak: Soak) -> None:
    """Attacks, one way after the other, as long as the soak lasts."""
    sent = await asyncio.to_thread(attack.attacks) if soak.plan.attacked else {}
    while sent and time.monotonic() < soak.until:
        for name, messages in sent.items():
            began = time.monotonic()
            with contextlib.suppress(OSError, WebSocketException):
                await attack.attack(soak.addresses[soak.attacks % len(soak.addresses)], messages)
            soak.attacks += bool(messages)
            print(f"attacked: {name}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


async def _at(moment: float, soak: Soak) -> None:
    await asyncio.sleep(max(min(moment, soak.until) - time.monotonic(), 0))


async def _sampled(soak: Soak) -> None:
    """Notes what the workers hold, every few seconds."""
    every = min(5.0, soak.plan.minutes * 60 / 40)
    dead: collections.Counter[int] = collections.Counter()
    while time.monotonic() < soak.until:
        for worker in soak.workers:
            with contextlib.suppress(ProcessLookupError, FileNotFoundError):
                held = worker.holds()
                worker.samples.append((time.monotonic(), held))
                dead[worker.number] = dead[worker.number] + 1 if held["dead_children"] else 0
                if dead[worker.number] > 3:
                    soak.fault("dead children are not waited for")
        await asyncio.sleep(every)


async def _compare(soak: Soak) -> None:
    """When everybody has left and is forgotten, the workers hold no more than they need; memory did not grow meanwhile."""
    await asyncio.sleep(soak.plan.forgets)
    for worker in soak.workers:
        # Somebody new makes the server look through what it keeps.
        for _ in range(3):
            async with await Visit.open(worker.server.address, "about"):
                pass
    await asyncio.sleep(soak.plan.tidies)
    for place, worker in enumerate(soak.workers):
        held = worker.holds()
        fresh = await asyncio.to_thread(_worker, soak, len(soak.workers) + place)
        try:
            for _ in range(3):
                async with await Visit.open(fresh.server.address, "about"):
                    pass
            rest = fresh.holds()
        finally:
            fresh.server.kill()
        worker.samples.append((time.monotonic(), held))
        for name, more in (("descriptors", _MORE_DESCRIPTORS), ("threads", _MORE_THREADS)):
            if held[name] > rest[name] + more:
                soak.fault(f"worker {place} holds {held[name]:.0f} {name} at rest, a fresh one {rest[name]:.0f}")
        if held["dead_children"]:
            soak.fault(f"worker {place} has {held['dead_children']:.0f} dead children")
        if held["temporary_files"] > rest["temporary_files"]:
            soak.fault(f"worker {place} left {held['temporary_files']:.0f} temporary files")
        mebibytes = [each["memory"] for _when, each in worker.samples[:-1]]
        if len(mebibytes) >= 16 and worker.samples[-2][0] - worker.samples[0][0] >= _JUDGED:
            early, late = (
                statistics.median(mebibytes[len(mebibytes) // 4 : len(mebibytes) // 2]),
                statistics.median(mebibytes[-len(mebibytes) // 4 :]),
            )
            if late > early * (1 + _MORE_SHARE) + _MORE_MEMORY:
                soak.fault(f"worker {place} held {early:.0f} MiB after the warm-up and {late:.0f} MiB at the end")


def _read_logs(soak: Soak) -> None:
    """An error in the log is a fault, but what was said of the broken files."""
    for worker in soak.workers:
        for path in sorted(worker.folder.glob("log*")):
            for line in path.read_text("utf-8").splitlines():
                said: dict[str, Any] = json.loads(line)
                if said["level"] in ("error", "critical") and not said["logger"].startswith("fenjin.data.edition"):
                    soak.fault(f"in the log: {said['logger']}: {said['message']} {json.dumps(said.get('error'))}"[:900])


def told(soak: Soak) -> str:
    """The verdict in words and figures."""
    lines = [f"{'action':<16} {'times':>7} {'median s':>9} {'95 % s':>8} {'longest':>8} {f'> {_LATE:g} s':>8}"]
    for name, times in sorted(soak.times.items()):
        ordered = sorted(times)
        late = sum(each > _LATE for each in times)
        lines.append(
            f"{name:<16} {len(times):>7} {statistics.median(times):>9.2f} {ordered[int(0.95 * len(times))]:>8.2f} {ordered[-1]:>8.2f} {late:>8}"
        )
    for place, worker in enumerate(soak.workers):
        if len(worker.samples) > 4:
            when = [at for at, _held in worker.samples[:-1]]
            mebibytes = [held["memory"] for _at, held in worker.samples[:-1]]
            half = len(when) // 3
            slope = statistics.linear_regression(when[half:], mebibytes[half:]).slope * 3600 if len(when) - half > 2 else 0.0
            most = {name: max(held[name] for _at, held in worker.samples) for name in worker.samples[0][1]}
            last = worker.samples[-1][1]
            lines.append(
                f"worker {place}: since its last start {mebibytes[0]:.0f} to {mebibytes[-1]:.0f} MiB (at most {most['memory']:.0f}), {slope:+.0f} MiB an hour; "
                + ", ".join(f"{name} at most {most[name]:.0f}, at rest {last[name]:.0f}" for name in most if name != "memory")
            )
    lines.append(
        f"{soak.plan.visitors} visitors, {soak.plan.minutes:g} minutes, {sum(map(len, soak.times.values()))} actions, "
        f"{soak.replaced} replacements, {soak.kills} kills, {soak.attacks} attacks, {soak.reconnections} reconnections, {soak.interrupted} files interrupted"
    )
    lines += [f"FAULT {number} times: {text}" for text, number in soak.faults.most_common()]
    return "\n".join([*lines, "held" if not soak.faults else "did not hold"])


def main() -> None:
    """Runs the long form."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--rest", type=float, default=6, help="seconds between two actions of a visitor, on average")
    parser.add_argument("--kills", type=int, default=5, help="of a worker")
    parser.add_argument("--replacements", type=int, default=10, help="of the table, each of which empties every memory")
    parser.add_argument("--attacked", action="store_true", help="by a stranger's program meanwhile (see benchmarks.attack)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--direct", action="store_true", help="without nginx")
    asked = parser.parse_args()
    nginx = not asked.direct and NGINX is not None
    plan = Plan(
        asked.minutes,
        asked.visitors,
        asked.rest,
        asked.replacements,
        asked.kills,
        nginx=nginx,
        attacked=asked.attacked,
        seed=asked.seed,
    )
    soak = asyncio.run(run(plan))
    print(told(soak))
    sys.exit(bool(soak.faults))


if __name__ == "__main__":
    main()
