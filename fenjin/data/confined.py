"""A process of its own, in limits that cannot be got back, for what a stranger's text or file may do to the program.

The one who asks calls `ask`, which starts `python -m module`; that module calls `limit`, writes START_SIGN, and then its answer.
"""

import math
import os
import resource
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from fenjin.paths import ROOT

START_SIGN = b"\n"
_START_SECONDS = 30


def ask(module: str, request: bytes, seconds: float, most: int) -> tuple[bytes, int]:
    """What a new process writes on the request within `seconds` of its start sign, at most `most` bytes, and how it ended; it is gone
    when this returns. Raises OSError where none can be started."""
    process = subprocess.Popen(
        [sys.executable, "-E", "-s", "-B", "-m", module],
        cwd=ROOT,
        env=environment(),
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin and process.stdout
    try:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(request)
        content = _until(process, process.stdout, _START_SECONDS, 1)
        if content == START_SIGN:
            content = _until(process, process.stdout, seconds, most)
    finally:
        process.kill()
        process.stdout.close()
        status = process.wait()
    return content, status


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
