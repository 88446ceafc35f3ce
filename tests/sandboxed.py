"""A visitor's SELECT in the sandbox's own process, or in one that answers many.

What a text gives or is refused for does not depend on the limits that the sandbox lays on its process, which answers one text and is
gone: starting it takes most of a second.
"""

import base64
import contextlib
import functools
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from fenjin.data import confined, sandbox
from fenjin.data.database import Database
from fenjin.data.sandbox import Refusal
from fenjin.paths import ROOT, TABLE

ENDLESS = "select count(*) from targets a, targets b, targets c, targets d"


def run(sql: str) -> sandbox.Answer:
    """The answer to a text about the project's table."""
    return sandbox.run(sql, TABLE.read_bytes())


def values(sql: str) -> list[dict]:
    """The rows of the answer."""
    return run(sql).table.to_pylist()


def refused(sql: str) -> Refusal:
    """Why a text is refused."""
    with pytest.raises(Refusal) as found:
        run(sql)
    return found.value


@contextlib.contextmanager
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen]]:
    """Every process that a question starts in the block; each of them is gone in the end."""
    started: list[subprocess.Popen] = []
    real = confined.subprocess.Popen

    def begun(*args, **settings):
        started.append(real(*args, **settings))
        return started[-1]

    monkeypatch.setattr(confined.subprocess, "Popen", begun)
    # However busy the machine is.
    monkeypatch.setattr(confined, "_START_SECONDS", 600)
    yield started
    for process in started:
        assert process.poll() is not None
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


@contextlib.contextmanager
def child() -> Iterator[Callable[[bytes, str], tuple[bytes, int]]]:
    """A process that answers one request after the other, in place of the one that `sandbox` starts for each."""
    command = [sys.executable, "-E", "-s", "-B", "-m", "tests.sandboxed"]
    with subprocess.Popen(
        command, cwd=ROOT, env=confined.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout
        requests, answers = process.stdin, process.stdout

        def asked(table: bytes, sql: str) -> tuple[bytes, int]:
            requests.write(json.dumps({"sql": sql, "table": base64.b64encode(table).decode()}).encode() + b"\n")
            requests.flush()
            # Nothing where the process has ended.
            return answers.read(int.from_bytes(answers.read(8))), 0

        yield asked
        requests.close()


@functools.lru_cache(2)
def _opened(table: bytes) -> Database:
    return Database(table, limits=sandbox._SETTINGS)


def _serve() -> None:
    """Answers a request a line on standard input; each answer on standard output begins with its length in eight bytes."""
    os.chdir("/")
    for line in sys.stdin.buffer:
        asked, out = json.loads(line), io.BytesIO()
        sandbox._tell(_opened(base64.b64decode(asked["table"])).cursor(), asked["sql"], out)
        sys.stdout.buffer.write(len(out.getvalue()).to_bytes(8) + out.getvalue())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
