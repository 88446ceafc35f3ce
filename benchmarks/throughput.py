"""How many changes a second the server answers for 1, 20 and 100 visitors who never rest, and the processor time of each.

Every visitor has a theme page open and goes round its indicators, the next choice as soon as the last page has come whole.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence

from benchmarks import process
from benchmarks.pages import ROWS, heads
from tests.client import Visit

PAGE = "attraction"
SESSIONS = (1, 20, 100)
SECONDS = 10.0


async def measure(
    address: str, processes: Sequence[int], sessions: Sequence[int] = SESSIONS, seconds: float = SECONDS
) -> dict[str, dict[str, float]]:
    """Changes a second, milliseconds of a change (middle, 95 of 100, longest) and of processor time per change, by visitors.

    `processes` are those whose processor time counts; that of this one, the visitors', is told beside it.
    """
    found = {}
    for number in sessions:
        visits = [await Visit.open(address, PAGE) for _ in range(number)]
        # Where there are several workers, some of these are with each.
        for visit in visits[:8]:
            for head in heads(PAGE):
                await visit.press_mark(ROWS, head)
        times: list[float] = []
        until = time.perf_counter() + seconds
        began, burnt, mine = time.perf_counter(), sum(map(process.cpu, processes)), time.process_time()
        await asyncio.gather(*(_busy(visit, place, until, times) for place, visit in enumerate(visits)))
        took, cpu = time.perf_counter() - began, sum(map(process.cpu, processes)) - burnt
        mine = time.process_time() - mine
        for visit in visits:
            await visit.close()
        times.sort()
        found[str(number)] = {
            "changes_per_s": round(len(times) / took, 1),
            "wall_ms": round(1000 * statistics.median(times), 1),
            "wall_95_ms": round(1000 * times[int(0.95 * len(times))], 1),
            "longest_ms": round(1000 * times[-1], 1),
            "cpu_ms": round(1000 * cpu / len(times), 1),
            "visitors_cpu_ms": round(1000 * mine / len(times), 1),
            "changes": len(times),
        }
    return found


async def _busy(visit: Visit, place: int, until: float, times: list[float]) -> None:
    """Changes the indicator until the time is over; the visitors do not all ask for the same one at once."""
    rows = heads(PAGE)
    while time.perf_counter() < until:
        place += 1
        times.append((await visit.press_mark(ROWS, rows[place % len(rows)])).seconds)
