"""A visitor's SELECT in the sandbox's own process, or in one that answers many.

What a text gives or is refused for does not depend on the limits that the sandbox lays on its process, which answers one text and is
gone: starting it takes most of a second.
"""

import base64
import contextlib
import functools
import io
import json
import multiprocessing
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from fenjin.data import sandbox
from fenjin.data.database import Database
from fenjin.data.sandbox import Refused
from fenjin.paths import TABLE

ENDLESS = "select count(*) from targets a, targets b, targets c, targets d"


def run(sql: str) -> sandbox.Answer:
    """The answer to a text about the project's table."""
    return sandbox.run(sql, TABLE.read_bytes())


def values(sql: str) -> list[dict]:
    """The rows of the answer."""
    return run(sql).table.to_pylist()


def refused(sql: str) -> Refused:
    """Why a text is refused."""
    with pytest.raises(Refused) as found:
        run(sql)
    return found.value


@contextlib.contextmanager
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen]]:
    """Every process that a question starts in the block; each of them is gone in the end."""
    started: list[subprocess.Popen] = []
    real = sandbox.subprocess.Popen

    def begun(*args, **settings):
        started.append(real(*args, **settings))
        return started[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", begun)
    yield started
    for process in started:
        assert process.poll() is not None
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


@contextlib.contextmanager
def child() -> Iterator[Callable[[bytes], tuple[bytes, int]]]:
    """A process that answers one request after the other, in place of the one that `sandbox` starts for each."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawned, _begin) as pool:
        # Started here: what Streamlit takes for the main module while a page runs is none that a process may begin with.
        pool.submit(os.getpid).result(60)
        yield lambda request: pool.submit(_answered, request).result(60)


def _begin() -> None:
    kept = sandbox._environment()
    os.environ.clear()
    os.environ.update(kept)
    os.chdir("/")


@functools.lru_cache(2)
def _opened(table: bytes) -> Database:
    return Database(table, limits=sandbox._SETTINGS)


def _answered(request: bytes) -> tuple[bytes, int]:
    asked, out = json.loads(request), io.BytesIO()
    sandbox._tell(_opened(base64.b64decode(asked["table"])).cursor(), asked["sql"], out)
    return out.getvalue(), 0
