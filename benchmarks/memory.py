"""What memory the server holds, started and idle, for each further visitor who does nothing, and after load.

Resident memory of the one server process. Visitors stay on a theme page that the server has drawn before. What Streamlit keeps
of those who left, it keeps for two minutes.
"""

import asyncio
import time

from benchmarks import process, throughput
from tests.client import Visit
from tests.server import PAGES, Server, started

FEW, MANY = 10, 200  # visitors


def measure(variables: dict[str, str], seconds: float = 5.0) -> dict[str, float]:
    """MiB, and the seconds of a start."""
    began = time.perf_counter()
    with started(variables=variables) as server:
        return {"start_s": round(time.perf_counter() - began, 1), **asyncio.run(_held(server, seconds))}


async def _held(server: Server, seconds: float) -> dict[str, float]:
    number = server.process.pid
    found = {"idle": process.memory(number)}
    visits = [await Visit.open(server.address, throughput.PAGE)]
    found["one_visitor"] = process.memory(number)
    for path in PAGES[1:]:
        async with await Visit.open(server.address, path):
            pass
    found["every_page_once"] = process.memory(number)
    while len(visits) < FEW:
        visits.append(await Visit.open(server.address, throughput.PAGE))
    few = process.memory(number)
    while len(visits) < MANY:
        visits.append(await Visit.open(server.address, throughput.PAGE))
    found[f"visitors_{MANY}"] = process.memory(number)
    found["each_further_visitor"] = (found[f"visitors_{MANY}"] - few) / (MANY - FEW)
    for visit in visits:
        await visit.close()
    await throughput.measure(server.address, [server.process.pid], (20,), seconds)
    found["after_load"] = process.memory(number)
    found["descriptors"], found["threads"] = process.descriptors(number), process.threads(number)
    return {name: round(value, 3 if name == "each_further_visitor" else 0) for name, value in found.items()}
