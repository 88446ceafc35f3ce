"""The log: what a line holds, what it never holds, and how often it says the same."""

import io
import json
import logging
import logging.handlers
import os
import re
import socket
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
import uvicorn

import fenjin
from fenjin import metrics, settings
from fenjin.data import sandbox
from fenjin.paths import ROOT
from fenjin.server import health, logs
from tests import profiles
from tests.client import run_visit

SECRETS = ("王小明的搜索", "203.0.113.77", "2001:db8::77", "unit=zaoyang&q=secret")


@pytest.fixture
def written(monkeypatch):
    """The lines that the log writes to standard error, started anew."""
    kept = list(logging.getLogger().handlers)
    hooks = threading.excepthook, sys.unraisablehook, warnings.showwarning
    stream = io.StringIO()

    def begin(**variables):
        monkeypatch.setattr("sys.stderr", stream)
        logs.start(settings.read(variables))
        return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]

    yield begin
    for handler in list(logging.getLogger().handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()
    for handler in kept:
        logging.getLogger().addHandler(handler)
    threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
    logging.getLogger("uvicorn.access").disabled = False
    logs.start_audit(None)


def failing(text):
    raise ValueError(text)


def told_of(error):
    """An error as a handler has it, raised and caught."""
    try:
        error()
    except Exception as caught:
        return caught
    raise AssertionError


def test_a_line_is_one_json_object_with_what_the_caller_adds(written):
    lines = written()
    logging.getLogger("fenjin.data.database").info("the table is\nserved", extra={"rows": 484, "version": "ab12"})
    (line,) = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "fenjin.data.database",
        "message": "the table is served",
        "rows": 484,
        "version": "ab12",
    }


def test_an_error_is_told_by_its_places_and_number_but_not_in_its_own_words(written):
    lines = written()
    errors = [told_of(lambda text=text: failing(text)) for text in (SECRETS[0], "another text")]
    for error in errors:
        logging.getLogger("fenjin.x").error("it failed", exc_info=error)
    first, second = (line["error"] for line in lines())
    assert (
        first["type"] == "ValueError"
        and first["places"][-1].startswith("tests/unit/test_logs.py:")
        and first["places"][-1].endswith(" failing")
    )
    assert first["number"] == second["number"] == logs.number(errors[0]) and len(first["number"]) == 8
    assert logs.number(told_of(lambda: 1 / 0)) != first["number"]
    assert SECRETS[0] not in json.dumps(lines(), ensure_ascii=False)


def test_causes_and_the_systems_own_words_are_told(written):
    lines = written()

    def caused():
        try:
            failing(SECRETS[0])
        except ValueError as error:
            raise OSError(28, "No space left on device", f"/tmp/{SECRETS[0]}") from error

    logging.getLogger("fenjin.x").error("it failed", exc_info=told_of(caused))
    told = lines()[0]["error"]
    assert told["said"] == "No space left on device" and told["causes"][0]["type"] == "ValueError"
    assert SECRETS[0] not in json.dumps(lines(), ensure_ascii=False)


def test_what_libraries_say_loses_what_a_visitor_gave(written):
    lines = written()
    library = logging.getLogger("uvicorn.error")
    library.warning('%s:%d - "WebSocket %s" 403', SECRETS[1], 5123, f"/_stcore/stream?{SECRETS[3]}")
    library.warning(f"refused {SECRETS[1]} and {SECRETS[2]} at /attraction?{SECRETS[3]} today\nwith {SECRETS[0]}")
    library.warning("by %(who)s", {"who": SECRETS[0]})
    library.warning(ValueError(SECRETS[0]))
    library.info("nobody asked")
    logging.getLogger("uvicorn.access").error("%s asked", SECRETS[1])
    assert [line["message"] for line in lines()] == [
        '…:5123 - "WebSocket …" 403', "refused … and … at /attraction?… today", "by …", "ValueError",
    ]  # fmt: skip


def test_a_flood_of_equal_messages_is_bounded_and_counted(written, monkeypatch):
    lines = written()
    now = [1000.0]
    monkeypatch.setattr(logs.time, "monotonic", lambda: now[0])
    log = logging.getLogger("fenjin.x")
    for _ in range(1000):
        log.warning("again")
    log.warning("something else")
    assert [line["message"] for line in lines()] == ["again"] * 5 + ["something else"]
    now[0] += 61
    log.warning("again")
    log.warning("again")
    assert [line.get("repeated") for line in lines()[6:]] == [995, None]


def test_threads_and_warnings_speak_through_the_log(written):
    lines = written()
    thread = threading.Thread(target=failing, args=(SECRETS[0],))
    thread.start()
    thread.join()
    warnings.warn(SECRETS[0], UserWarning, stacklevel=1)
    first, second = lines()
    assert first["message"] == "a thread ended with an error" and first["error"]["type"] == "ValueError"
    assert second["message"].startswith("UserWarning at tests/unit/test_logs.py:")
    assert SECRETS[0] not in json.dumps(lines(), ensure_ascii=False)


def test_the_level_is_the_installations(written):
    lines = written(FENJIN_LOG_LEVEL="warning")
    logging.getLogger("fenjin.x").info("quiet")
    logging.getLogger("fenjin.x").warning("loud")
    assert [line["message"] for line in lines()] == ["loud"]


def test_the_file_is_put_aside_when_it_is_full_and_few_are_kept(written, tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LARGEST", 2000)
    lines = written(FENJIN_LOG=str(tmp_path / "fenjin.log"))
    for n in range(300):
        logging.getLogger("fenjin.x").info("line %d", n)
    kept = sorted(tmp_path.iterdir())
    assert [path.name for path in kept] == ["fenjin.log", *(f"fenjin.log.{n}" for n in range(1, 6))]
    assert all(path.stat().st_size <= 2000 for path in kept)
    assert json.loads((tmp_path / "fenjin.log").read_text().splitlines()[-1])["message"] == "line 299"
    assert lines() == []


def test_a_line_that_the_file_cannot_take_goes_to_standard_error(written, tmp_path, monkeypatch):
    lines = written(FENJIN_LOG=str(tmp_path / "fenjin.log"))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logging.handlers.RotatingFileHandler, "shouldRollover", full)
    logging.getLogger("fenjin.x").info("still told")
    assert [line["message"] for line in lines()] == ["still told"]


def test_the_audit_log_grows_by_itself_alone(written, tmp_path):
    path = tmp_path / "audit.log"
    path.write_text('{"event":"older"}\n')
    path.chmod(0o600)
    lines = written(FENJIN_AUDIT=str(path))
    logs.audit("export", user="li", kind="csv")
    os.rename(path, tmp_path / "audit.log.1")
    for _ in range(20):
        logs.audit("sign-in", user="li")
    kept = [json.loads(line) for line in (tmp_path / "audit.log.1").read_text().splitlines()]
    assert kept[0] == {"event": "older"} and kept[1]["event"] == "export" and kept[1]["user"] == "li" and kept[1]["time"]
    assert len(path.read_text().splitlines()) == 20 and path.stat().st_mode & 0o777 == 0o600
    assert lines() == []


def test_without_its_variable_nothing_is_audited_and_nothing_leaks_into_the_log(written):
    lines = written()
    logs.audit("sign-in", user="li")
    assert lines() == []


@pytest.mark.parametrize("name", ["FENJIN_LOG", "FENJIN_AUDIT"])
def test_a_file_that_cannot_be_written_is_refused_at_the_start(written, tmp_path, name):
    # Nobody reads the pipe: who opens it to write would wait for ever.
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "gone" / "fenjin.log"):
        with pytest.raises(settings.SettingError, match=name):
            written(**{name: str(path)})


@pytest.mark.parametrize(("name", "value"), [
    ("FENJIN_LOG_LEVEL", "loud"), ("FENJIN_OPERATIONS", "9090"), ("FENJIN_OPERATIONS", "localhost:"), ("FENJIN_OPERATIONS", "localhost:x"),
    ("FENJIN_TIMEZONE", "Mars/Olympus"), ("FENJIN_TIMEZONE", "../etc/passwd"), ("FENJIN_OPERATIONS", "localhost:99999"), ("FENJIN_OPERATIONS", "localhost:-1"),
])  # fmt: skip
def test_a_setting_that_cannot_be_used_is_refused_by_name(name, value):
    with pytest.raises(settings.SettingError, match=f"{name}={value}"):
        settings.read({name: value})


def test_an_address_has_a_host_and_a_port():
    assert settings.read({"FENJIN_OPERATIONS": "127.0.0.1:9090"}).operations == ("127.0.0.1", 9090)
    assert settings.read({"FENJIN_OPERATIONS": "[::1]:9090"}).operations == ("::1", 9090)
    assert settings.read({}).operations is None


@profiles.thorough
def test_no_logger_of_the_server_speaks_beside_the_log():
    """Not even one that Streamlit made before the log was started, or makes later."""
    asked = """
import asgi, logging
from streamlit.logger import get_logger
get_logger("streamlit.made_later")
found = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
spoken = lambda logger: [each for each in logger.handlers if not isinstance(each, logging.NullHandler)]
print([logger.name for logger in found if spoken(logger) or not (logger.propagate or logger.disabled)])
"""
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk that is always full")
def test_a_full_disk_under_the_audit_log_is_told_to_the_operator(written):
    def lost():
        (count,) = re.findall(r"(?m)^fenjin_audit_lost_total (\d+)", metrics.text().decode())
        return int(count)

    written()
    assert health.ready()[1]["audit"] == "none"
    before = lost()
    written(FENJIN_AUDIT="/dev/full")
    assert health.ready()[1]["audit"] == "kept"
    logs.audit("export", user="li")
    assert health.ready()[1]["audit"] == "lost" and lost() == before + 1


def test_a_port_that_is_taken_is_said_in_the_systems_words(written):
    lines = written()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = uvicorn.Server(
            uvicorn.Config(lambda: None, port=taken.getsockname()[1], lifespan="off", log_config=None, ws="none")
        )
        with pytest.raises(SystemExit):
            run_visit(server.serve())
    assert any("address already in use" in each["message"] for each in lines())


def test_a_user_without_a_name_has_a_home_that_is_nowhere(monkeypatch):
    """Streamlit asks for it as it is imported, and a raw traceback was all that an operator saw."""
    monkeypatch.setenv("HOME", "")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    assert "nonsense" in sandbox._message(ValueError("nonsense"), 0)
    fenjin._settle()
    assert Path.home() == Path("/nonexistent")
