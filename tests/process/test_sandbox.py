"""SQL of a visitor that never ends, takes all memory or breaks the parser: it is stopped, and others do not feel it."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from fenjin.data import sandbox
from tests import sandboxed
from tests.client import Visit, run_visit
from tests.sandboxed import ENDLESS, refused
from tests.server import serve

LONGEST = 300  # seconds after which a process that should have ended by itself never will


@pytest.fixture(autouse=True)
def processes(monkeypatch):
    """Every process that a question started is gone when the test is over."""
    with sandboxed.noted(monkeypatch) as started:
        yield started


@pytest.mark.parametrize(
    "sql",
    [
        "with recursive a as (select 1 as i union all select i + 1 from a) select count(*) from a",
        "select i from range(1000000000000) t(i) order by hash(i)",
        "select levenshtein(repeat('x', 100000), repeat('y', 100000))",
        "select sleep_ms(600000)",
    ],
)
def test_what_takes_too_long_is_stopped(sql, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    assert refused(sql).reason == "time"


def test_a_process_that_nobody_stops_ends_by_itself(monkeypatch, processes):
    """Where the server has died in the meantime: here it would wait for a day."""
    monkeypatch.setattr(sandbox, "SECONDS", 86_400)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(refused, ENDLESS)
        try:
            assert asking.result(LONGEST).reason == "time"
        finally:
            for each in processes:
                each.kill()


@pytest.mark.parametrize(
    "sql",
    [
        "select range(1000000000)",
        "select list(i) from range(1000000000) t(i)",
        "select string_agg(a.statement) from targets a, targets b, targets c",
        "select repeat('x', 100000) from range(10000)",
    ],
)
def test_what_takes_too_much_memory_is_stopped(sql):
    assert refused(sql).reason in ("memory", "time")


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "[" * 100_000,
        "select * from " + "(" * 50_000 + "targets" + ")" * 50_000,
        "select 1" + " union select 1" * 100_000,
    ],
)
def test_a_text_that_breaks_the_parser_is_refused(sql, monkeypatch):
    monkeypatch.setattr(sandbox, "LONGEST", 10**7)
    assert refused(sql).reason in ("memory", "time", "crash", "error")


def test_others_are_served_while_two_endless_queries_run():
    """A visitor's page is answered before either of two endless queries, begun earlier, has been stopped."""

    async def visit(address):
        async with contextlib.AsyncExitStack() as stack:
            reader, *hostile = [
                await stack.enter_async_context(await Visit.open(address, page)) for page in ("attraction", "sql", "sql")
            ]
            endless = [asyncio.create_task(each.goto(f"sql?sql={quote(ENDLESS)}")) for each in hostile]
            await reader.goto("attraction?indicator=funds-in-place")
            assert any("实际到位资金" in text for text in reader.texts())
            assert not any(each.done() for each in endless)
            await asyncio.gather(*endless)
            for each in hostile:
                assert any("超过5秒没有算完" in text for text in each.texts())

    with serve() as address:
        run_visit(visit(address))
