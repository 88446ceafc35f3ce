"""What a process of this machine uses, read from outside (Linux)."""

import contextlib
import os
import time
from pathlib import Path


def cpu(process: int) -> float:
    """Seconds of processor time that the process has used in all its threads, those that have ended included, without children."""
    # The kernel's number of another process's processor-time clock (clock_getcpuclockid): nanoseconds, where /proc has ticks.
    return time.clock_gettime(~process << 3 | 2)


def memory(process: int) -> float:
    """MiB of memory that the process holds resident."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(process)


def descriptors(process: int) -> int:
    """How many files, sockets and pipes the process has open."""
    return len(os.listdir(f"/proc/{process}/fd"))


def threads(process: int) -> int:
    """How many threads the process has."""
    return len(os.listdir(f"/proc/{process}/task"))


def children(process: int) -> list[tuple[int, str]]:
    """The processes that it has started and that are not gone: their number and state, Z for one that nobody waited for."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _name, rest = _split(path.read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, parent = rest.split()[:2]
        if int(parent) == process:
            found.append((number, state))
    return found


def members(groups: set[int]) -> list[int]:
    """The processes that belong to groups of processes and are not gone."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            number, _name, rest = _split(path.read_text())
            state, _parent, group = rest.split()[:3]
            if int(group) in groups and state != "Z":
                found.append(number)
    return found


def _split(stat: str) -> tuple[int, str, str]:
    number, _paren, rest = stat.partition("(")
    name, _paren, rest = rest.rpartition(")")
    return int(number), name, rest
