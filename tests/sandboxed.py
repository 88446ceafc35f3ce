"""A visitor's SELECT in the sandbox."""

import contextlib
import subprocess
from collections.abc import Iterator

import pytest

from fenjin.data import confined, sandbox
from fenjin.data.sandbox import Refusal
from fenjin.paths import TABLE

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
    """Every process that questions start in the block, before which there is none; each of them is gone in the end."""
    forget_all()
    started: list[subprocess.Popen] = []
    real = confined.subprocess.Popen

    def begun(*args, **settings):
        started.append(real(*args, **settings))
        return started[-1]

    monkeypatch.setattr(confined.subprocess, "Popen", begun)
    # However busy the machine is.
    monkeypatch.setattr(confined, "_START_SECONDS", 600)
    yield started
    forget_all()
    for process in started:
        process.wait(600)


def forget_all() -> None:
    """Lets go of all processes that are ready."""
    for module, name in [*confined._prepared]:
        confined._forget(module, name)
