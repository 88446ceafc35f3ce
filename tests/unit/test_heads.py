"""A connection on which nothing comes, or too much, is ended."""

import asyncio

import pytest
import uvicorn

from fenjin.server import heads
from tests.client import run_visit

REQUEST = b"GET / HTTP/1.1\r\nHost: dash\r\n\r\n"


async def answered(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def served(talk, between=60):
    """What `talk` gives with a connection to a server of this protocol, which waits so many seconds between two requests."""
    configured = uvicorn.Config(
        answered, port=0, http="fenjin.server.heads:Heads", lifespan="off", log_config=None, timeout_keep_alive=between, ws="none"
    )
    server = uvicorn.Server(configured)
    serving = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await talk(reader, writer)
    finally:
        writer.close()
        server.should_exit = True
        await serving


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
