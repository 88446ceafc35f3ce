"""The dashboard as its operator sees it: health, metrics and log of a real server whose data come, change and break."""

import json
import re
import shutil
import socket

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from fenjin.paths import ROOT, TABLE
from tests import made_up, profiles
from tests.client import PageError, Visit, run_visit
from tests.server import Server, free_port, wait_for

# What a visitor gives away of himself, and what no log, no metric and no notice may repeat.
SECRETS = ("王小明查低保", "203.0.113.77", "secret-story", "zaoyang-visitor", "Mozilla-of-Wang")
FAILING = """
import streamlit as st
from fenjin import screen
page = screen.context()
st.text("before")
raise ValueError("asked for " + st.query_params.get("q", "nothing"))
"""


class Operated:
    """A server with its operator's address and its log; `path` is the file of its table."""

    def __init__(self, folder):
        self.path, self.log = folder / "data" / "targets.parquet", folder / "stderr.log"
        self.path.parent.mkdir()
        project = folder / "project"
        shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(".*", "tests", "docs", "benchmarks", "__pycache__"))
        shutil.copytree(ROOT / ".streamlit", project / ".streamlit")
        (project / "pages" / "city.py").write_text(FAILING, "utf-8")
        self.port = free_port()
        variables = {"FENJIN_TABLE": str(self.path), "FENJIN_OPERATIONS": f"127.0.0.1:{self.port}", "FENJIN_LOG_LEVEL": "debug"}
        self.server = Server(folder=project, variables=variables, log=self.log)

    def asked(self, path, **more):
        return httpx2.get(f"http://127.0.0.1:{self.port}/{path}", timeout=120, **more)

    def until(self, path, holds):
        """The answer of this address once it is as expected; fails where it never is."""
        return wait_for(lambda: answer if holds(answer := self.asked(path)) else None)

    def metrics(self):
        """Every number by its name and labels."""
        found = text_string_to_metric_families(self.asked("metrics").text)
        return {(each.name, *each.labels.values()): each.value for family in found for each in family.samples}

    def lines(self):
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def seen(self, page, **headers):
        """What a visitor reads on a page."""

        async def visited():
            async with await Visit.open(self.server.address, page, headers=headers) as visit:
                return visit.texts()

        return run_visit(visited())


@pytest.fixture(scope="module")
def operated(tmp_path_factory):
    """A server that was started without a table, and is given one once that has been looked at."""
    server = Operated(tmp_path_factory.mktemp("operated"))
    try:
        server.first = (
            server.asked("ready"),
            server.asked("live"),
            httpx2.get(f"{server.server.address}/api/units", timeout=120),
            server.metrics(),
        )
        shutil.copy(TABLE, server.path)
        server.until("ready", lambda answer: answer.status_code == 200)
        yield server
    finally:
        server.server.stop()


def test_a_server_without_a_table_is_live_but_not_ready_and_recovers(operated):
    ready, live, asked, counted = operated.first
    assert ready.status_code == 503 and ready.json()["problem"]["said"].startswith("There is no such file.")
    assert ready.json()["problem"]["zh"].startswith("没有这个文件。") and ready.json()["status"] == "no table"
    assert live.status_code == 200 and asked.status_code == 503 and ready.json()["state"] == "none"
    assert counted["fenjin_table_problem",] == 1 and ("fenjin_table_rows",) not in counted
    now = operated.asked("ready").json()
    assert now["rows"] == 484 and len(now["version"]) == 64 and now["since"] and "problem" not in now
    assert operated.metrics()["fenjin_table_problem",] == 0


@profiles.thorough
def test_new_and_broken_data_are_noticed_though_nobody_visits(operated):
    """The address says which version is served and what is wrong; the log says each once."""
    first, before = operated.asked("ready").json(), operated.metrics()
    operated.path.unlink()
    missing = operated.until("ready", lambda answer: "problem" in answer.json())
    assert missing.status_code == 200 and missing.json()["version"] == first["version"]
    operated.path.write_bytes(TABLE.read_bytes()[:5000])
    broken = operated.until("ready", lambda answer: "incomplete" in answer.json()["problem"]["said"])
    assert broken.status_code == 200 and broken.json()["version"] == first["version"] and broken.json()["since"] == first["since"]
    assert "incomplete" in broken.json()["problem"]["said"] and operated.metrics()["fenjin_table_problem",] == 1
    assert any("文件不完整" in text for text in operated.seen("about"))
    made_up.database(operated.path.parent, [made_up.target("east", 5)])
    second = operated.until("ready", lambda answer: answer.json()["version"] != first["version"]).json()
    assert second["rows"] == 1 and "problem" not in second
    assert any("无名市清单" in text for text in operated.seen(""))
    shutil.copy(TABLE, operated.path)
    operated.until("ready", lambda answer: answer.json()["version"] == first["version"])
    after = operated.metrics()
    assert after["fenjin_table_reloads_total", "refused"] == before["fenjin_table_reloads_total", "refused"] + 2
    assert after["fenjin_table_reloads_total", "taken"] == before["fenjin_table_reloads_total", "taken"] + 2
    told = [line["message"] for line in operated.lines() if line["logger"] == "fenjin.data.edition"]
    assert len([text for text in told if "incomplete" in text]) == 1


def test_what_the_server_does_is_counted(operated):
    before = operated.metrics()

    async def visited():
        async with await Visit.open(operated.server.address, "rural") as visit:
            open_now = operated.metrics()["fenjin_sessions",]
            await visit.press_mark("matrix", "row rural-bridges")
            await visit.download(next(each.key for each in visit.widgets() if each.kind == "download_button"))
            return open_now

    assert run_visit(visited()) == 1
    httpx2.get(f"{operated.server.address}/api/units?format=csv", timeout=120).raise_for_status()
    httpx2.get(
        f"{operated.server.address}/api/comparison?indicator=grain-output&league=department", timeout=120
    ).raise_for_status()
    after = operated.metrics()

    def more(*name):
        return after.get(name, 0) - before.get(name, 0)

    assert more("fenjin_page_run_seconds_count", "rural") >= 1
    assert more("fenjin_page_run_seconds_count", "rural") + more("fenjin_page_run_seconds_count", "comparison") >= 2
    assert more("fenjin_query_seconds_count", "comparison") >= 1
    assert more("fenjin_exports_total", "csv") == 1 and more("fenjin_exports_total", "api-csv") == 1
    assert more("fenjin_answers_total", "made") >= 1
    assert (
        after["process_resident_memory_bytes",] > 50e6
        and after["process_open_fds",] > 3
        and after["process_cpu_seconds_total",] > 0
    )
    assert after["fenjin_table_rows",] == 484


@profiles.thorough
def test_the_visitors_address_tells_nothing_of_the_server(operated):
    for path in ("metrics", "live", "ready", "_stcore/metrics", "_stcore/metrics/", "_stcore/%6Detrics", "api/metrics"):
        text = httpx2.get(f"{operated.server.address}/{path}", timeout=120, follow_redirects=True).text
        # A query may be called …_totals; a counter ends with _total.
        assert "process_" not in text and not re.search(r"_total\b", text) and "484" not in text, path


def test_the_operators_address_has_nothing_but_its_three_pages(operated):
    assert (
        operated.asked("").status_code == operated.asked("overview").status_code == operated.asked("../app.py").status_code == 404
    )
    assert operated.asked("metrics").headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert httpx2.head(f"http://127.0.0.1:{operated.port}/ready").content == b""
    assert httpx2.post(f"http://127.0.0.1:{operated.port}/ready").status_code == 405


def test_a_page_that_fails_tells_a_number_that_the_log_has_and_neither_tells_of_the_visitor(operated):
    """The top of the page stays; no traceback; and nothing that the visitor gave is in the log or among the metrics."""
    headers = {"X-Forwarded-For": SECRETS[1], "User-Agent": SECRETS[4], "X-Forwarded-User": SECRETS[3]}
    said = operated.seen(f"city?lang=en&q={SECRETS[0]}", **headers)
    assert "before" in said and any("Counties" in text for text in said)
    (notice,) = [text for text in said if "error number" in text]
    number = re.search(r"number ([0-9A-F]{8})", notice)[1]
    assert not any("Traceback" in text or "ValueError" in text or "asked for" in text for text in said)

    operated.seen(f"explore?q={SECRETS[0]}&unit={SECRETS[3]}", **headers)
    operated.seen(f"rural?q={SECRETS[0]}&indicator={SECRETS[3]}&{SECRETS[3]}=1", **headers)
    operated.seen(f"story?s={SECRETS[2]}", **headers)
    with pytest.raises(PageError):
        operated.seen(SECRETS[3], **headers)
    for path in (
        f"api/explore?q={SECRETS[0]}",
        f"api/{SECRETS[3]}",
        f"media/{SECRETS[3]}",
        f"component/{SECRETS[3]}/x",
        "api/%ff%00",
    ):
        httpx2.get(f"{operated.server.address}/{path}", timeout=120, headers=headers)
    httpx2.post(f"{operated.server.address}/_stcore/upload_file/{SECRETS[3]}/x", headers=headers)
    with socket.create_connection(("127.0.0.1", operated.server.port)) as raw:
        raw.sendall(f"GET /{SECRETS[3]} HTTP/9 \r\nX: {SECRETS[1]}\r\n\r\n".encode())
        raw.recv(1000)

    errors = [line["error"] for line in operated.lines() if "error" in line]
    (told,) = [error for error in errors if error["number"] == number]
    assert told["type"] == "ValueError" and told["places"][-1].startswith("pages/city.py:6")
    assert operated.metrics()["fenjin_page_errors_total", "city"] == 1
    everything = operated.log.read_text("utf-8") + operated.asked("metrics").text
    assert not [secret for secret in SECRETS if secret in everything or secret.encode("unicode_escape").decode() in everything]
    assert all(set(line) >= {"time", "level", "logger", "message"} for line in operated.lines())
