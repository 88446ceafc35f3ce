"""A connection on which nothing comes, or too much, is ended."""

import asyncio
import contextlib
import socket

import pytest
import uvicorn

from fenjin.server import bounds, frames, heads, origin
from tests.client import run_visit

REQUEST = b"GET / HTTP/1.1\r\nHost: dash\r\n\r\n"


async def answered(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@contextlib.asynccontextmanager
async def running(app, **options):
    """A server of this protocol, and its port."""
    configured = uvicorn.Config(app, port=0, http="fenjin.server.heads:Heads", lifespan="off", log_config=None, **options)
    server = uvicorn.Server(configured)
    serving = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def served(talk, between=60):
    """What `talk` gives with a connection to a server of this protocol, which waits so many seconds between two requests."""
    async with running(answered, timeout_keep_alive=between, ws="none") as (_server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return await talk(reader, writer)
        finally:
            writer.close()


@pytest.mark.parametrize(
    "words",
    [b"", b"GET / HTTP/1.1\r\nHost: da", b"\r\n\r\n", b"POST / HTTP/1.1\r\nHost: dash\r\nContent-Length: 9\r\n\r\nab", REQUEST + b"\r\n"],
    ids=["nothing", "half a header", "empty lines", "half a body", "a request and no other"],
)  # fmt: skip
def test_a_request_that_does_not_come_in_whole_ends_its_connection(monkeypatch, words):
    monkeypatch.setattr(heads, "SECONDS", 0.2)

    async def talk(reader, writer):
        writer.write(words)
        # Read to its end: the server closes it.
        return await reader.read()

    said = run_visit(served(talk, between=0.2))
    assert said.count(b"200 OK") == (1 if b"Host: dash\r\n" in words else 0)


@pytest.mark.parametrize("ending", [b"", b"\r\n\r\n"], ids=["endless", "whole"])
@pytest.mark.parametrize("where", [b"GET / HTTP/1.1\r\nX: ", b"GET /?q="], ids=["header", "line"])
def test_a_header_beyond_its_bound_is_refused_as_it_comes(where, ending):
    async def talk(reader, writer):
        writer.write(where + b"a" * (heads.LARGEST + 10))
        if ending:
            writer.write((b"" if where.endswith(b": ") else b" HTTP/1.1\r\nHost: dash") + ending)
        return await reader.read()

    assert run_visit(served(talk)).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("line", [b"a" * 1000, b"X-Remote-User: li\r\n" * 50], ids=["a line", "lines"])
def test_what_names_itself_a_header_after_the_body_is_none_and_ends_as_it_comes(monkeypatch, line):
    """A proxy that hands it on does not look at it, and what is kept of it would have no bound."""
    kept, headers_of = [], heads.HttpToolsProtocol.on_header

    def note(self, name, value):
        headers_of(self, name, value)
        kept.append(name.lower())

    monkeypatch.setattr(heads.HttpToolsProtocol, "on_header", note)

    async def talk(reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: dash\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n")
        await reader.read(1)
        with contextlib.suppress(ConnectionError):
            for _each in range(10 * heads.LARGEST // len(line)):
                writer.write(line)
                await writer.drain()
        # Read to its end: the server closes it, long before its time is up.
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 20)

    run_visit(served(talk))
    assert kept == [b"host", b"transfer-encoding"]


def test_who_asks_again_on_one_connection_is_answered(monkeypatch):
    waiting = []
    awaited = heads.Heads._awaited
    monkeypatch.setattr(heads.Heads, "_awaited", lambda self: (waiting.append(self), awaited(self)))

    async def talk(reader, writer):
        for _ in range(3):
            writer.write(REQUEST)
            assert b"200 OK" in await reader.readuntil(b"ok")
            assert waiting[-1]._until is None, "between two requests only uvicorn's own time counts"

    run_visit(served(talk))


LARGE = bytes(32 * 2**20)  # more than the buffers of both systems hold
HANDSHAKE = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: dash\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def answered_at_length(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": LARGE})
        while (await receive())["type"] != "websocket.disconnect":
            pass
    else:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(LARGE)).encode())]})
        await send({"type": "http.response.body", "body": LARGE})


@pytest.fixture
def visited(monkeypatch):
    """The same behind the bounds of a visitor, who may ask for two answers at once."""
    monkeypatch.setattr(bounds, "REQUESTS_OF_ONE", 2)
    gate = bounds.Bounds(answered_at_length)

    async def ask(scope, receive, send):
        await gate({**scope, origin.KEY: "10.0.0.7"}, receive, send)

    return ask


@contextlib.asynccontextmanager
async def connected(port, words, buffer=4096):
    """A socket that has said these words and reads only what it is told to."""
    loop = asyncio.get_running_loop()
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.setblocking(False)
        await loop.sock_connect(line, ("127.0.0.1", port))
        await loop.sock_sendall(line, words)
        yield line, loop


@pytest.mark.parametrize("words", [REQUEST, HANDSHAKE], ids=["request", "live connection"])
@pytest.mark.parametrize("step", [0, 200], ids=["nothing", "a little"])
def test_who_does_not_take_what_he_asked_for_is_hung_up_on(monkeypatch, visited, words, step):
    """A live connection that answers no ping is closed by uvicorn, which then waits for ever for its last words to be taken."""
    monkeypatch.setattr(heads, "SECONDS", 0.2)

    async def ask():
        async with (
            running(visited, ws_ping_interval=0.1, ws_ping_timeout=0.1) as (server, port),
            connected(port, words) as (line, loop),
        ):
            state = server.server_state
            while not state.connections or not state.tasks:
                await asyncio.sleep(0.01)
            while state.connections or state.tasks:
                if step:
                    await loop.sock_recv(line, step)
                await asyncio.sleep(0.01)

    run_visit(asyncio.wait_for(ask(), 60))


def test_an_answer_is_in_work_until_it_is_taken_or_hung_up_on(monkeypatch, visited):
    async def ask():
        async with running(visited, ws="none") as (server, port), contextlib.AsyncExitStack() as lines:
            for _ in range(2):
                await lines.enter_async_context(connected(port, REQUEST))
            while len(server.server_state.tasks) < 2:
                await asyncio.sleep(0.01)
            first, loop = await lines.enter_async_context(connected(port, REQUEST))
            assert (await loop.sock_recv(first, 4096)).startswith(b"HTTP/1.1 503")
            monkeypatch.setattr(heads, "SECONDS", 0.1)
            for each in list(server.server_state.connections):
                each._look()
            while server.server_state.tasks:
                await asyncio.sleep(0.01)
            later, loop = await lines.enter_async_context(connected(port, REQUEST))
            assert (await loop.sock_recv(later, 4096)).startswith(b"HTTP/1.1 200")

    run_visit(asyncio.wait_for(ask(), 60))


def test_who_takes_it_slowly_gets_all_of_it(monkeypatch, visited):
    monkeypatch.setattr(heads, "SECONDS", 0.2)

    async def ask():
        async with running(visited, ws="none") as (_server, port), connected(port, REQUEST, 2**20) as (line, loop):
            came = 0
            while came < len(LARGE):
                said = await loop.sock_recv(line, 2**18)
                assert said, f"the connection ended after {came} bytes"
                came += len(said)
                # Several looks are taken meanwhile.
                await asyncio.sleep(0.005)

    run_visit(asyncio.wait_for(ask(), 60))


def frame(kind, content=b"", whole=True):
    """A frame as a browser sends it (RFC 6455, 5.2), masked with noughts."""
    size = bytes([0x80 | len(content)]) if len(content) < 126 else b"\xff" + len(content).to_bytes(8, "big")
    return bytes([(0x80 if whole else 0) | kind]) + size + bytes(4) + content


PIECE, TEXT, BINARY, PING, PONG = 0, 1, 2, 9, 10


async def listened(heard, scope, receive, send):
    """Accepts every live connection and keeps what it says."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        heard.append(message["bytes"])


def said_over(words, until):
    """What is heard of these words over one live connection after another, when `until(protocols, heard)` holds; and the ends of all, as codes."""
    heard, ends = [], []

    async def app(scope, receive, send):
        await listened(heard, scope, receive, send)

    async def speak(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    async def ask():
        async with running(app, ws_ping_interval=None) as (server, port):
            lines = []
            for each in words:
                reader, writer = await speak(port)
                lines.append((reader, writer))
                with contextlib.suppress(ConnectionError):
                    writer.write(each)
                    await writer.drain()
            while not until(server.server_state.connections, heard):
                await asyncio.sleep(0.01)
            for reader, writer in lines:
                writer.write(frame(8, (1000).to_bytes(2, "big")))
                with contextlib.suppress(ConnectionError):
                    said = await reader.read()
                    ends.append(int.from_bytes(said[-2:], "big"))
                writer.close()

    run_visit(asyncio.wait_for(ask(), 60))
    return heard, ends


@pytest.mark.parametrize(
    "words",
    [frame(PING) * 5000, frame(PONG, bytes(4)) * 5000, frame(BINARY, b"", False) + frame(PIECE, b"", False) * 5000],
    ids=["pings", "pongs", "pieces"],
)  # fmt: skip
def test_pings_and_pieces_without_end_end_their_connection(monkeypatch, words):
    read = []
    usual = frames.WebSocketsSansIOProtocol.data_received
    monkeypatch.setattr(
        frames.WebSocketsSansIOProtocol, "data_received", lambda self, data: (read.append(len(data)), usual(self, data))
    )
    said_over([words], lambda connections, _heard: not connections)
    assert sum(read) < 3 * frames._SLICE, "what comes after is not read"


def test_a_message_in_pieces_and_the_pongs_of_a_browser_are_heard():
    whole = bytes(range(256)) * 4096
    pieces = [whole[begin : begin + 65536] for begin in range(0, len(whole), 65536)]
    words = (
        frame(PONG) * 20
        + frame(BINARY, pieces[0], False)
        + b"".join(frame(PIECE, each, False) for each in pieces[1:])
        + frame(PIECE)
    )
    assert said_over([words + frame(BINARY, b"next")], lambda _connections, heard: len(heard) == 2) == ([whole, b"next"], [1000])


def test_long_messages_come_in_a_few_at_once_and_end_in_time(monkeypatch):
    monkeypatch.setattr(frames, "FILES", 2)
    unfinished = frame(BINARY, bytes(frames.LONG + 2 * frames._SLICE), False)
    said_over([unfinished] * 3, lambda connections, _heard: len(connections) == 2)
    assert not frames.Frames._coming, "whoever left makes room"
    monkeypatch.setattr(frames, "SECONDS", 0.1)
    said_over([unfinished] * 2, lambda connections, _heard: not connections)
