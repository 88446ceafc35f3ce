"""On what machine something was measured, of what commit, and how busy the machine was with other things meanwhile (Linux)."""

import os
import platform
import re
import resource
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from fenjin.paths import ROOT

_BUSY = (0, 1, 2, 5, 6, 7)  # of the counters in /proc/stat: user, nice, system, irq, softirq, steal


def describe() -> dict[str, str | int]:
    """The machine: `kind` is a name for machines alike, fit for a file."""
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    cpu = found[1].strip() if found else platform.machine()
    processors = len(os.sched_getaffinity(0))
    gibibytes = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    short = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\(.*?\)|@.*|\bcpu\b|\bprocessor\b", " ", cpu.lower())).strip("-")
    return {
        "kind": f"{short}-{processors}",
        "cpu": cpu,
        "processors": processors,
        "memory_GiB": gibibytes,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def commit() -> str:
    """The commit of the project's folder, with a + where files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


class Busy:
    """How busy the machine was with others' work while the block ran: a measurement says so, as times grow with it."""

    said = ""

    def __enter__(self) -> Self:
        self._load = os.getloadavg()[0]
        self._began, self._all, self._own = time.monotonic(), _all(), _own()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        took = time.monotonic() - self._began
        others = max(_all() - self._all - (_own() - self._own), 0) / took
        self.said = f"load {self._load:.1f} before, {os.getloadavg()[0]:.1f} after; others took {others:.1f} processors"


def _all() -> float:
    """Seconds of processor time that the whole machine has used."""
    counters = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(int(counters[place]) for place in _BUSY) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Those of this process and of what it started and waited for."""
    return sum(
        used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
