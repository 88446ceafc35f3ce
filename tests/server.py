"""The dashboard as a process of its own and a browser to look at it, for tests and measurements."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Playwright

from fenjin.paths import ROOT
from fenjin.sitemap import NOWHERE, SITEMAP, START
from tests.themes import THEMES

Found = TypeVar("Found")
# Every page, in the order of the navigation.
PAGES = (START, *THEMES, *(path for path, page in SITEMAP.items() if path != START and page.place != NOWHERE))


class Server:
    """The dashboard (or another `entry`) as a process of its own, without what an installation adds; `folder` holds the project.

    It answers at `address` once started; `port` is a free one of this machine unless a certain one is asked for; `variables` are
    what an installation sets, `log` is the file that its standard error is added to.
    """

    def __init__(
        self,
        entry: str = "asgi:app",
        folder: Path = ROOT,
        port: int = 0,
        variables: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._entry, self._folder, self._variables = entry, folder, dict(variables or {})
        self._log = log or Path(os.devnull)
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers. Raises RuntimeError where it does not come up."""
        command = [
            sys.executable, "-m", "uvicorn", self._entry, "--port", str(self.port), "--log-level", "warning", "--no-access-log",
            "--no-server-header", "--ws-per-message-deflate", "false",
        ]  # fmt: skip
        # An older checkout, which a benchmark starts, has none.
        if (self._folder / "fenjin/server/heads.py").is_file():
            command += ["--http", "fenjin.server.heads:Heads"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FENJIN_")}
        environment.update(self._variables)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self._folder, env=environment, stdout=log, stderr=log)
        try:
            wait_for(lambda: _answers(f"{self.address}/_stcore/health"), by=self.process)
        except RuntimeError:
            self.kill()
            raise

    def stop(self) -> None:
        """Asks it to end, as an operator does, and waits until it has."""
        self.process.terminate()
        self.process.wait(timeout=120)

    def kill(self) -> None:
        """Ends it in the middle of whatever it does (kill -9)."""
        self.process.kill()
        self.process.wait(timeout=120)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody listens at a port of this machine."""
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


def wait_for(
    what: Callable[[], Found], seconds: float = 180.0, every: float = 0.1, by: subprocess.Popen[bytes] | None = None
) -> Found:
    """Waits until something holds, and returns what it gave.

    Raises RuntimeError where it does not hold within so many seconds, or the process `by` which it is to come about has ended.
    """
    until = time.monotonic() + seconds
    while not (found := what()):
        if time.monotonic() >= until or (by and by.poll() is not None):
            raise RuntimeError(f"waited in vain: {(by.args if by else what)!r}")
        time.sleep(every)
    return found


@contextlib.contextmanager
def serve(
    entry: str = "asgi:app", folder: Path = ROOT, port: int = 0, variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A server for as long as the block runs (see `Server`); yields its address."""
    with started(entry, folder, port, variables) as server:
        yield server.address


@contextlib.contextmanager
def started(
    entry: str = "asgi:app", folder: Path = ROOT, port: int = 0, variables: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """The same; yields the server."""
    server = Server(entry, folder, port, variables)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[str]:
    """The dashboard of all processes of a test run, whose common folder is given: who asks first starts it, who leaves last stops it."""
    with _held(folder) as kept:
        if not kept.get("users"):
            server = Server()
            kept |= {"address": server.address, "process": server.process.pid, "users": 0}
        kept["users"] += 1
        address = str(kept["address"])
    try:
        yield address
    finally:
        with _held(folder) as kept:
            kept["users"] -= 1
            if not kept["users"]:
                os.kill(kept["process"], signal.SIGTERM)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[dict[str, Any]]:
    """What the processes of a test run have told one another in a file of this folder; nobody else reads or writes it meanwhile."""
    with (folder / "dashboard.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        kept: dict[str, Any] = json.loads(file.read() or "{}")
        yield kept
        file.truncate(0)
        file.write(json.dumps(kept))


def _answers(address: str) -> bool:
    with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address, timeout=2):
        return True
    return False


def launch(playwright: Playwright) -> Browser:
    """Headless Chromium: the installed one where there is one, else Playwright's own."""
    return playwright.chromium.launch(**_chromium())


def resident(playwright: Playwright, folder: Path, flags: Sequence[str] = (), **settings: Any) -> BrowserContext:
    """The same as a reader's own, which keeps in `folder` what it has fetched and compiled from visit to visit; `flags` are Chromium's."""
    started = _chromium()
    started["args"] += flags
    return playwright.chromium.launch_persistent_context(folder, **started, **settings)


def _chromium() -> dict[str, Any]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for found in map(shutil.which, names) if found), None)
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-background-networking", alone]}
