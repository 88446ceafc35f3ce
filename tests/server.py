"""The dashboard as a process of its own and a browser to look at it, for tests and measurements."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from fenjin.paths import ROOT

# Every page, in the order of the navigation.
PAGES = (
    "overview",
    "investment",
    "attraction",
    "rural",
    "livelihood",
    "business",
    "other",
    "unit",
    "timeline",
    "story",
    "compare",
    "city",
    "explore",
    "sql",
    "about",
)


@contextlib.contextmanager
def serve(entry: str = "asgi:app", folder: Path = ROOT, port: int = 0) -> Iterator[str]:
    """Serves the dashboard (or another `entry`), without what an installation adds of its own; yields its address.

    The port is a free one of this machine; `folder` holds the project, `port` is the port where it must be a certain one. Raises RuntimeError where it does not come up.
    """
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", entry, "--port", str(port), "--log-level", "warning", "--no-access-log"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FENJIN_")}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError("the dashboard did not come up")


def launch(playwright: Playwright) -> Browser:
    """Headless Chromium: the installed one where there is one, else Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for found in map(shutil.which, names) if found), None)
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
