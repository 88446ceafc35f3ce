"""Processes of their own, in limits that cannot be got back, for what a stranger's text or file may do to the program.

The one who asks calls `ask`. That starts `python -m module`, which reads what all its requests begin with, works out what it can of that,
and calls `serve`: for each request it makes a copy of itself, which calls `limit`, writes START_SIGN and then its answer, and is gone.
So no request meets what another left, and none waits for Python to start; `prepare` has such a process ready before anybody asks.
"""

import math
import os
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fenjin.paths import ROOT

START_SIGN = b"\n"
_START_SECONDS = 30
PREPARED_SECONDS = 60.0  # for which a process that nobody asks is kept
_LENGTH, _STATUS = struct.Struct("!Q"), struct.Struct("!i")
_REQUEST = b"?"  # comes with the ends of three pipes: for the request, for the answer, and for how the copy ended
_DESCRIPTORS = 3


@dataclass(frozen=True)
class _Prepared:
    """A process that has been sent what requests begin with, its line, and what ends it if nobody asks."""

    process: "subprocess.Popen[bytes]"
    line: socket.socket
    end: threading.Timer


_MOST_PREPARED = 2  # of one module: while a table is replaced, both versions are asked about
_prepared: dict[tuple[str, str], _Prepared] = {}  # by module and name, the longest unasked first
_changing = threading.Lock()
_starting = [threading.Lock() for _each in range(8)]  # who asks for a process that is just being started waits for that one


def ask(module: str, request: bytes, seconds: float, most: int, head: bytes = b"", name: str = "") -> tuple[bytes, int]:
    """What a copy of a module's process writes on the request, which follows its `head`, within `seconds` of its start sign, at most `most`
    bytes, and how it ended; it answers no other, and is gone when this returns. `name` tells one head from others. Raises OSError where
    none can be started."""
    for _attempt in range(2):
        own = _at_hand(module, name, lambda: head)
        content, status = _answer(own.line, request, seconds, most)
        if content is not None:
            break
        # What had ended while it waited, or hangs, is gone, and another is asked once more.
        own.process.kill()
        own.process.wait()
    return content or b"", status


def prepare(module: str, name: str, head: Callable[[], bytes]) -> None:
    """Has a process ready for requests to a module that begin with the head of this name, for a minute from now; a thread of its own starts
    it, unless there is one."""
    if not _renew(module, name):
        threading.Thread(target=keep, args=(module, name, head), name="prepare", daemon=True).start()


def is_prepared(module: str) -> bool:
    """Whether a process is ready for requests to a module."""
    with _changing:
        return any(of == module for of, _name in _prepared)


def keep(module: str, name: str, head: Callable[[], bytes]) -> None:
    """The same in this thread."""
    with suppress(OSError):
        _at_hand(module, name, head)


def _at_hand(module: str, name: str, head: Callable[[], bytes]) -> _Prepared:
    """The process for requests with this head; one for all who ask at once."""
    with _starting[hash((module, name)) % len(_starting)]:
        own = _renew(module, name)
        if own is None:
            process, line = _start(module)
            try:
                content = head()
                line.sendall(_LENGTH.pack(len(content)) + content)
            except BaseException:
                line.close()
                process.kill()
                process.wait()
                raise
            with _changing:
                own = _add(module, name, process, line)
                more = [each for each in _prepared if each[0] == module][:-_MOST_PREPARED]
            for each in more:
                _forget(*each)
        return own


def _renew(module: str, name: str) -> _Prepared | None:
    """The process for requests with this head, which from now on waits as long as a new one; None where there is none."""
    with _changing:
        before = _prepared.pop((module, name), None)
        if before is None:
            return None
        before.end.cancel()
        if before.process.poll() is not None:
            before.line.close()
            return None
        return _add(module, name, before.process, before.line)


def _add(module: str, name: str, process: "subprocess.Popen[bytes]", line: socket.socket) -> _Prepared:
    end = threading.Timer(PREPARED_SECONDS, _forget, (module, name))
    end.daemon = True
    end.start()
    _prepared[module, name] = _Prepared(process, line, end)
    return _prepared[module, name]


def _forget(module: str, name: str) -> None:
    """Has a process end, once those of its copies are gone that are answering."""
    with _changing:
        own = _prepared.pop((module, name), None)
    if own:
        own.end.cancel()
        own.line.close()
        threading.Thread(target=own.process.wait, name="end", daemon=True).start()


def _answer(line: socket.socket, request: bytes, seconds: float, most: int) -> tuple[bytes | None, int]:
    """What a copy writes after its start sign, None where that does not come, and how it ended."""
    with ExitStack() as stack:

        def pipe() -> tuple[IO[bytes], IO[bytes]]:
            read, write = os.pipe()
            return stack.enter_context(open(read, "rb", buffering=0)), stack.enter_context(open(write, "wb", buffering=0))

        (requests, requesting), (answers, answering), (endings, ending) = pipe(), pipe(), pipe()
        theirs = (requests, answering, ending)
        try:
            socket.send_fds(line, [_REQUEST], [each.fileno() for each in theirs])
        except OSError:
            return None, 1
        for each in theirs:
            each.close()
        _hand_over(requesting, request)
        if _until(answers, _START_SECONDS, 1) != START_SIGN:
            return None, 1
        end = time.monotonic() + seconds
        content = _until(answers, seconds, most)
        is_late = time.monotonic() >= end
        # Who is no longer listened to is not held up.
        answers.close()
        status = _until(endings, seconds + _START_SECONDS, _STATUS.size)
        return content, -signal.SIGALRM if is_late else _STATUS.unpack(status)[0] if status else 1


def _hand_over(stream: IO[bytes], content: bytes) -> None:
    """Writes to the stream and closes it; what nobody takes in time is let go, as the sign that does not come tells."""
    rest, end = memoryview(content), time.monotonic() + _START_SECONDS
    os.set_blocking(stream.fileno(), False)
    with suppress(BrokenPipeError), stream:
        while rest and _is_ready(stream, select.POLLOUT, end):
            rest = rest[stream.write(rest) or 0 :]


def _until(stream: IO[bytes], seconds: float, most: int) -> bytes:
    """At most `most` bytes of the stream, those that have come in time."""
    content, end = bytearray(), time.monotonic() + seconds
    while len(content) < most:
        if not _is_ready(stream, select.POLLIN, end):
            break
        part = os.read(stream.fileno(), min(most - len(content), 2**20))
        if not part:
            break
        content += part
    return bytes(content)


def _is_ready(stream: IO[bytes], event: int, end: float) -> bool:
    # Not select.select: of a server with a thousand visitors it refuses every further descriptor.
    ready = select.poll()
    ready.register(stream, event)
    return bool(ready.poll(max(0.0, end - time.monotonic()) * 1000))


def _start(module: str) -> tuple["subprocess.Popen[bytes]", socket.socket]:
    own, other = socket.socketpair()
    with other:
        own.settimeout(_START_SECONDS)
        try:
            process = subprocess.Popen(
                [sys.executable, "-E", "-s", "-B", "-m", module],
                cwd=ROOT,
                env=environment(),
                start_new_session=True,
                stdin=other.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except BaseException:
            own.close()
            raise
    return process, own


def serve(begin: Callable[[bytes], Callable[[bytes, IO[bytes]], None]]) -> None:
    """What a module does in its process: `begin` takes what requests begin with and gives what writes the answer to one of them, which a copy
    of the process does. Ends with the one who asks, and with its copies."""
    with socket.socket(fileno=os.dup(0)) as line, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        answer = begin(_exactly(line, _LENGTH.unpack(_exactly(line, _LENGTH.size))[0]))
        endings: dict[int, int] = {}  # of each copy the pipe for how it ended

        def reap(*_signal: object) -> None:
            with suppress(ChildProcessError):
                while endings:
                    process, status = os.waitpid(-1, os.WNOHANG)
                    if not process:
                        return
                    ending = endings.pop(process)
                    with suppress(OSError):
                        os.write(ending, _STATUS.pack(os.waitstatus_to_exitcode(status)))
                    os.close(ending)

        signal.signal(signal.SIGCHLD, reap)
        while True:
            message, descriptors, _flags, _address = socket.recv_fds(line, len(_REQUEST), _DESCRIPTORS)
            if not message:
                break
            request, answering, ending = descriptors
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
            try:
                process = os.fork()
            except OSError:
                os.close(ending)
            else:
                if not process:
                    line.close()
                    for each in (*endings.values(), ending):
                        os.close(each)
                    _answer_one(answer, request, answering)
                endings[process] = ending
            os.close(request)
            os.close(answering)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        reap()
        while endings:
            signal.sigwait({signal.SIGCHLD})
            reap()
    os._exit(0)


def _answer_one(answer: Callable[[bytes, IO[bytes]], None], request: int, answering: int) -> None:
    """What a copy does; it does not return."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        for descriptor, place in ((request, 0), (answering, 1)):
            os.dup2(descriptor, place)
            os.close(descriptor)
        # Ends it where the one who asks says nothing.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_START_SECONDS)
        # What a stranger asks gives way to what others wait for.
        os.nice(10)
        with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as stream:
            answer(requests.read(), stream)
    except BaseException:
        os._exit(1)
    # Nothing is left to be tidied up, and a destructor that hangs would cost the answer.
    os._exit(0)


def _exactly(line: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length and (part := line.recv(min(length - len(content), 2**20))):
        content += part
    if len(content) < length:
        # Nobody asks any more.
        os._exit(0)
    return bytes(content)


def was_stopped(status: int) -> bool:
    """Whether a process ended because its time was up."""
    return status in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM)


def limit(memory: int, seconds: int, files: int) -> None:
    """Takes away from this process what its task does not need: bytes of memory beyond what it has, seconds, open files beyond `files`.

    Not every system knows every limit.
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
    # Ends the process in time, also where the one who asks has died meanwhile.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def environment() -> dict[str, str]:
    """Of the server's environment only what Python may need to start; one thread and one arena keep the process small."""
    own = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {**own, "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
