"""A process of its own, in limits that cannot be got back, for what a stranger's text or file may do to the program.

The one who asks calls `ask`, which starts `python -m module`; that module reads the request from its standard input, calls `limit`,
writes START_SIGN, and then its answer. What all requests begin with can be read, and worked out, before anybody asks (`prepare`).
"""

import math
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fenjin.paths import ROOT

START_SIGN = b"\n"
_START_SECONDS = 30
PREPARED_SECONDS = 60.0  # for which a process that nobody asks is kept


@dataclass(frozen=True)
class _Prepared:
    """A process that has read how a request begins, by the name of that, and waits for the rest of one; and what ends it if none comes."""

    head: str
    process: "subprocess.Popen[bytes]"
    end: threading.Timer


_prepared: dict[str, _Prepared] = {}  # by module, one at most
_changing, _preparing = threading.Lock(), threading.Lock()


def ask(module: str, request: bytes, seconds: float, most: int, head: bytes = b"", name: str = "") -> tuple[bytes, int]:
    """What a process writes on the request, which follows its `head`, within `seconds` of its start sign, at most `most` bytes, and how it
    ended; it answers no other, and is gone when this returns. `name` tells one head from others. Raises OSError where none can be started."""
    spare = _take(module, name)
    if spare:
        content, status = _answer(spare, request, seconds, most)
        # One that has ended while it waited is no answer.
        if content is not None:
            return content, status
    content, status = _answer(_start(module), head + request, seconds, most)
    return content or b"", status


def prepare(module: str, name: str, head: Callable[[], bytes]) -> None:
    """Has a process ready for the next request to a module that begins with the head of this name, for a minute from now; a thread of its
    own starts it, unless there is one."""
    with _changing:
        before = _prepared.get(module)
        if before and before.head == name and before.process.poll() is None:
            before.end.cancel()
            _prepared[module] = _with_end(module, name, before.process)
            return
    threading.Thread(target=keep, args=(module, name, head), name="prepare", daemon=True).start()


def is_prepared(module: str) -> bool:
    """Whether a process is ready for the next request to a module."""
    with _changing:
        return module in _prepared


def keep(module: str, name: str, head: Callable[[], bytes]) -> None:
    """The same in this thread. Who asks before it is ready starts a process himself."""
    if not _preparing.acquire(blocking=False):
        return
    try:
        with suppress(OSError):
            process = _start(module)
            try:
                assert process.stdin
                end = threading.Timer(_START_SECONDS, process.kill)
                end.start()
                try:
                    process.stdin.write(head())
                    process.stdin.flush()
                finally:
                    end.cancel()
            except BaseException:
                _end(process)
                raise
            with _changing:
                before, _prepared[module] = _prepared.get(module), _with_end(module, name, process)
            if before:
                before.end.cancel()
                _end(before.process)
    finally:
        _preparing.release()


def _with_end(module: str, name: str, process: "subprocess.Popen[bytes]") -> _Prepared:
    end = threading.Timer(PREPARED_SECONDS, _forget, (module, process))
    end.daemon = True
    end.start()
    return _Prepared(name, process, end)


def _forget(module: str, process: "subprocess.Popen[bytes]") -> None:
    with _changing:
        own = _prepared.get(module)
        if own is None or own.process is not process:
            return
        del _prepared[module]
    _end(process)


def _take(module: str, name: str) -> "subprocess.Popen[bytes] | None":
    """The process that is ready for a request with this head, whose alone it now is."""
    with _changing:
        prepared = _prepared.get(module)
        if prepared is None or prepared.head != name:
            return None
        del _prepared[module]
    prepared.end.cancel()
    return prepared.process


def _answer(process: "subprocess.Popen[bytes]", request: bytes, seconds: float, most: int) -> tuple[bytes | None, int]:
    """What a process writes after its start sign, None where that does not come, and how it ended."""
    assert process.stdin and process.stdout
    content = None
    try:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(request)
        if _until(process, process.stdout, _START_SECONDS, 1) == START_SIGN:
            content = _until(process, process.stdout, seconds, most)
    finally:
        status = _end(process)
    return content, status


def _start(module: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-E", "-s", "-B", "-m", module],
        cwd=ROOT,
        env=environment(),
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _end(process: "subprocess.Popen[bytes]") -> int:
    """Ends a process; how it ended."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream:
            with suppress(BrokenPipeError):
                stream.close()
    return process.wait()


def was_stopped(status: int) -> bool:
    """Whether a process ended because its time was up."""
    return status in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM)


def limit(memory: int, seconds: int, files: int) -> None:
    """Takes away from this process what its task does not need: bytes of memory beyond what it has, seconds, open files beyond `files`.

    Not every system knows every limit; the time on the wall is kept by the one who started the process, too.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: files,
        resource.RLIMIT_CPU: math.ceil(used.ru_utime + used.ru_stime) + seconds + 1,
    }
    with suppress(OSError):
        limits[resource.RLIMIT_AS] = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + memory
    for bound, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(bound, (most, most))
    # Ends the process even where the one who asks has died meanwhile.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + 2)


def _until(process: subprocess.Popen[bytes], stream: IO[bytes], seconds: float, most: int) -> bytes:
    """At most `most` bytes of the stream; the process is killed when they have not come in time."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        return stream.read(most)
    finally:
        timer.cancel()


def environment() -> dict[str, str]:
    """Of the server's environment only what Python may need to start; one thread and one arena keep the process small."""
    own = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {**own, "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
