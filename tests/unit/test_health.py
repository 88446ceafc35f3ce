"""What health rests on: the event loop, the port of the operator, and the counts of page runs."""

import asyncio
import contextlib
import logging
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from pptx import Presentation

from fenjin import metrics
from fenjin.files import deck
from fenjin.server import health
from tests.server import free_port, wait_for


@pytest.fixture
def loop():
    """An event loop that goes round in a thread of its own."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


def test_a_loop_that_stands_still_is_not_live(loop, monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    assert health.live(loop) == (200, {"status": "live"})
    go_on = threading.Event()
    loop.call_soon_threadsafe(go_on.wait)
    assert health.live(loop)[0] == 503
    go_on.set()
    monkeypatch.setattr(health, "PATIENCE", 30)
    assert health.live(loop)[0] == 200


class Counted(threading.Event):
    """An event that knows how often it was waited for."""

    waits = 0

    def wait(self, timeout=None):
        self.waits += 1
        return super().wait(timeout)


def test_a_port_that_is_taken_is_tried_again_and_costs_nothing_else(loop, monkeypatch, caplog):
    """One line in the log; once the port is free, health is served there; when the server ends, the port is free again."""
    monkeypatch.setattr(health, "RETRY", 0.05)
    port, ended = free_port(), Counted()
    with socket.create_server(("127.0.0.1", port)):
        serving = health.serve(("127.0.0.1", port), loop, lambda: 3, ended)
        wait_for(lambda: ended.waits >= 5)
    assert len([line for line in caplog.records if line.levelno >= logging.ERROR]) == 1

    def live():
        with contextlib.suppress(httpx2.ConnectError):
            return httpx2.get(f"http://127.0.0.1:{port}/live", timeout=120).status_code

    assert wait_for(live) == 200
    assert b"fenjin_sessions 3.0" in metrics.text()
    ended.set()
    serving.join(30)
    assert not serving.is_alive() and b"fenjin_sessions" not in metrics.text()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"http://127.0.0.1:{port}/live", timeout=120)


def test_parts_are_not_counted_within_their_page_and_errors_pass_through():
    def counted(name, page):
        return metrics.registry.get_sample_value(name, {"page": page}) or 0

    before = {page: counted("fenjin_page_run_seconds_count", page) for page in ("whole", "part")}
    part = metrics.run("part")(lambda: "drawn")
    with metrics.run("whole"):
        assert part() == "drawn"
    with pytest.raises(KeyError), metrics.run("whole"):
        raise KeyError("x")
    assert part() == "drawn"
    assert counted("fenjin_page_run_seconds_count", "whole") == before["whole"] + 2
    assert counted("fenjin_page_run_seconds_count", "part") == before["part"] + 1
    assert counted("fenjin_page_errors_total", "whole") == 1


def test_a_file_of_the_settings_that_cannot_be_read_is_told_to_the_operator(monkeypatch, tmp_path):
    assert "unreadable" not in health.ready()[1]
    os.mkfifo(tmp_path / "pipe.pptx")
    for name, path in {"FENJIN_SOURCE": "no-such-folder", "FENJIN_MAP": "no-such-file", "FENJIN_TEMPLATE": "pipe.pptx"}.items():
        monkeypatch.setenv(name, str(tmp_path / path))
    assert health.ready()[1]["unreadable"] == ["FENJIN_SOURCE", "FENJIN_MAP", "FENJIN_TEMPLATE"]
    monkeypatch.setenv("FENJIN_SOURCE", str(tmp_path))
    assert health.ready()[1]["unreadable"] == ["FENJIN_MAP", "FENJIN_TEMPLATE"]
    assert "unusable" not in health.ready()[1]


def test_a_template_of_the_settings_that_cannot_serve_is_told_to_the_operator_and_logged_once(monkeypatch, tmp_path, caplog):
    path = tmp_path / "old.pptx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "PowerPoint Document".encode("utf-16-le") + bytes(100))
    monkeypatch.setenv("FENJIN_TEMPLATE", str(path))
    checks, check, both = [], deck.check, threading.Barrier(2)

    def slow_check(template):
        checks.append(template)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        check(template)

    monkeypatch.setattr(deck, "check", slow_check)
    # Two come at once at the start.
    with ThreadPoolExecutor(2) as two:
        assert {each[0] for each in two.map(lambda _n: deck.installed(), range(2))} == {None}
    for _again in range(2):
        status, about = health.ready()
        said = about["unusable"]["FENJIN_TEMPLATE"]
        assert status == 200 and "旧的.ppt格式" in said["zh"] and ".ppt" in said["said"] and "unreadable" not in about
    (line,) = [each.getMessage() for each in caplog.records if "FENJIN_TEMPLATE" in each.getMessage()]
    assert str(path) in line and said["said"] in line
    assert len(checks) == 1
    Presentation().save(path)
    assert "unusable" not in health.ready()[1]
