"""SQL of a visitor that never ends, takes all memory or breaks the parser: it is stopped, and others do not feel it."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from fenjin.data import sandbox
from tests import sandboxed
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
        "select 1" + " union select 1" * 20_000,
    ],
)
def test_a_text_that_breaks_the_parser_is_refused(sql, monkeypatch):
    monkeypatch.setattr(sandbox, "LONGEST", 10**7)
    assert refused(sql).reason in ("memory", "time", "crash", "error")


def test_others_are_served_while_two_endless_queries_run(browser):
    """A visitor's choice is answered before either of two endless queries, begun earlier, has been stopped."""
    with serve() as address:
        reader, *hostile = [browser.new_context().new_page() for _ in range(3)]
        reader.goto(f"{address}/attraction?indicator=projects-attracted")
        expect(reader.get_by_role("heading", level=3).first).to_contain_text("引进项目个数")
        for page in hostile:
            page.goto(f"{address}/sql?sql={quote(ENDLESS)}")
        for page in hostile:
            expect(page.get_by_text("正在查询")).to_be_visible()
        reader.get_by_text("实际到位资金").first.click()
        expect(reader.get_by_role("heading", level=3).first).to_contain_text("实际到位资金：")
        for page in hostile:
            assert page.get_by_text("正在查询").is_visible()
        for page in hostile:
            expect(page.get_by_text("超过5秒没有算完")).to_be_visible()
        for page in (reader, *hostile):
            page.context.close()
