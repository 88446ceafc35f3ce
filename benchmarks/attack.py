"""One visitor means ill: how long does another wait meanwhile, and what memory stays? `python -m benchmarks.attack`.

Each attack is one connection of a stranger's program, while a visitor chooses on a page over and over. Ends with 1 where he waits
for more than a second longer than before, or the memory does not come back.
"""

import asyncio
import sys
import time
from collections.abc import Iterable

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State
from websockets.typing import Origin, Subprotocol

from tests.client import Visit
from tests.server import started

PAGE, CHOICE = "attraction", "choose-action"
SECONDS = 8.0  # for which an attack is watched
MOST_SECONDS, MOST_MEMORY = 1.0, 200 * 2**20


def _runs() -> Iterable[BackMsg]:
    for number in range(2000):
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = "explore", f"q=a{number}"
        yield message


class Raw(bytes):
    """What goes over the connection as it is: frames that are no messages (RFC 6455, 5.2)."""


PING, BEGIN, PIECE = Raw(b"\x89\x80" + bytes(4)), Raw(b"\x02\x80" + bytes(4)), Raw(b"\x00\x80" + bytes(4))


def _addresses() -> Iterable[BackMsg]:
    message = BackMsg()
    message.file_urls_request.file_names.extend([""] * 2_000_000)
    yield message


ATTACKS = {
    "nothing": lambda: (),
    "2000 choices at once": _runs,
    "two million names of files": _addresses,
    "git, 1000 times": lambda: [BackMsg(load_git_info=True)] * 1000,
    "caches cleared, 1000 times": lambda: [BackMsg(clear_cache=True)] * 1000,
    "one message of 15 MB": lambda: [BackMsg(rerun_script=ClientState(query_string="x" * 15_000_000))],
}


def attacks() -> dict[str, list[bytes]]:
    """What each attack sends, made beforehand, as making it would keep the visitors of this program waiting."""
    messages = {name: [message.SerializeToString() for message in make()] for name, make in ATTACKS.items()}
    return messages | {"a million pings": [Raw(PING * 1000)] * 1000, "a million pieces": [BEGIN, *[Raw(PIECE * 1000)] * 1000]}


async def attack(address: str, messages: list[bytes]) -> None:
    """One connection of a stranger's program, which sends these messages as fast as it can and reads no answer."""
    spoken = [Subprotocol("streamlit"), Subprotocol("x")]
    stream = f"ws{address.removeprefix('http')}/_stcore/stream"
    try:
        async with connect(stream, subprotocols=spoken, origin=Origin(address), max_size=None, proxy=None) as line:
            for message in messages:
                if isinstance(message, Raw):
                    if line.state is not State.OPEN:
                        return
                    line.transport.write(message)
                    await asyncio.sleep(0)
                else:
                    await line.send(message)
            await asyncio.sleep(SECONDS)
    except ConnectionClosed:
        pass


async def _longest(address: str, messages: list[bytes]) -> float:
    """The longest that a visitor waited for one of his choices while the messages came."""
    async with await Visit.open(address, PAGE) as visit:
        options = visit.options(CHOICE)
        await visit.choose(CHOICE, options[-1])
        stranger, longest, number = asyncio.create_task(attack(address, messages)), 0.0, 0
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            await visit.choose(CHOICE, options[number % len(options)])
            longest, number = max(longest, visit.last.seconds), number + 1
        stranger.cancel()
        return longest


def _memory(process: int) -> int:
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


def main() -> int:
    """Runs all attacks against one server; returns the exit status."""
    held, usual, worst = True, 0.0, 0
    with started() as server:
        asyncio.run(_longest(server.address, []))
        before = _memory(server.process.pid)
        for name, sent in attacks().items():
            longest = asyncio.run(_longest(server.address, sent))
            usual = usual or longest
            grown = _memory(server.process.pid) - before
            worst = max(worst, grown)
            held &= longest - usual < MOST_SECONDS
            print(f"{name:30} another waits for {longest:5.2f} s at most; memory {grown / 2**20:+5.0f} MB", flush=True)
    held &= worst < MOST_MEMORY
    print("held" if held else "did not hold")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
