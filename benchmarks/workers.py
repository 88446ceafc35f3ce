"""How much more two workers behind nginx answer than one, and what nginx itself costs; visitors, workers and nginx share the machine."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks import throughput
from tests.server import started
from tests.workers import balanced

SESSIONS = 20


def measure(variables: dict[str, str]) -> dict[str, dict[str, float]]:
    """What `throughput` measures of one worker asked directly, and of one and two behind nginx, whose processor time counts."""
    found = {}
    with started(variables=variables) as server:
        found["1, without nginx"] = _measure(server.address, [server.process.pid])
    for count in (1, 2):
        with tempfile.TemporaryDirectory() as folder, balanced(Path(folder) / "nginx", count, variables) as (front, workers):
            found[str(count)] = _measure(front.address, [*(each.process.pid for each in workers), *front.processes()])
    return found


def _measure(address: str, processes: list[int]) -> dict[str, float]:
    return asyncio.run(throughput.measure(address, processes, (SESSIONS,)))[str(SESSIONS)]
