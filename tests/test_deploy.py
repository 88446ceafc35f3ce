"""The files that an installer copies: that they say what their programs understand, and agree with each other and with the project."""

import asyncio
import itertools
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from uvicorn.main import main

from fenjin import settings
from fenjin.paths import ROOT
from tests.client import Visit
from tests.server import serve

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "systemd" / "fenjin@.service").read_text().replace("\\\n", "")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", "")
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(not ANALYZE, reason="this machine has no systemd-analyze, which comes with systemd")


def directive(name):
    """The value of a directive of the unit, of worker 1."""
    (value,) = re.findall(rf"(?m)^{name}=(.*)$", UNIT)
    return value.replace("%i", "1")


def command():
    """What starts the container of a worker."""
    worker = DOCKERFILE.split("AS worker")[1].split("\nFROM ")[0]
    return re.findall(r'"([^"]*)"', re.findall(r"(?m)^CMD (.*)$", worker)[-1])


def options(words):
    """The options of a command of uvicorn that take a value, by name."""
    return {name: value for name, value in itertools.pairwise(words) if name.startswith("--")}


@needs_systemd
def test_systemd_understands_the_unit(tmp_path):
    # As if the program were installed where the unit expects it, and its user there.
    unit = UNIT.replace("/opt/fenjin/current/.venv/bin/uvicorn", "/bin/true").replace("/opt/fenjin/current", "/tmp")
    unit = unit.replace("+/usr/bin/curl", "+/bin/true").replace("=fenjin\n", "=root\n")
    (tmp_path / "fenjin@.service").write_text(unit)
    asked = [ANALYZE, "verify", "--man=no", str(tmp_path / "fenjin@.service")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_a_worker_may_do_next_to_nothing():
    asked = [ANALYZE, "security", "--offline=yes", "--no-pager", "--threshold=10", str(DEPLOY / "systemd" / "fenjin@.service")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("words", [shlex.split(directive("ExecStart")), command()], ids=["unit", "container"])
def test_the_server_understands_how_it_is_started(words):
    assert words[0].endswith(".venv/bin/uvicorn")
    understood = main.make_context("uvicorn", list(words[1:])).params
    assert understood["app"] == "asgi:app"
    assert understood["access_log"] is False
    (kept,) = re.findall(r"(?m)^\s*keepalive_timeout (\d+)s;", (DEPLOY / "nginx" / "fenjin-workers.conf").read_text())
    assert int(kept) < understood["timeout_keep_alive"]


def test_workers_listen_where_nginx_and_the_check_ask():
    started = options(shlex.split(directive("ExecStart")))
    servers = re.findall(r"(?m)^server ([\d.]+):(\d+) ", (DEPLOY / "nginx" / "fenjin-servers.conf").read_text())
    assert servers == [("127.0.0.1", "8501"), ("127.0.0.1", "8502")]
    assert (started["--host"], started["--port"]) == servers[0]
    assert f"http://127.0.0.1:{started['--port']}/_stcore/health" in directive("ExecStartPost")
    (operations,) = re.findall(r"(?m)^Environment=(FENJIN_OPERATIONS)=(.*)$", UNIT)
    assert settings.read({operations[0]: operations[1].replace("%i", "1")}).operations == ("127.0.0.1", 9091)


def test_containers_listen_where_nginx_and_the_check_ask():
    started = options(command())
    compose = (DEPLOY / "compose.yaml").read_text()
    addresses = dict(re.findall(r"(?s)\n  (worker-\d|nginx):\n.*?ipv4_address: ([\d.]+)", compose))
    servers = re.findall(r"(?m)^server ([\d.]+):(\d+) ", (DEPLOY / "nginx" / "compose-servers.conf").read_text())
    assert servers == [(addresses["worker-1"], started["--port"]), (addresses["worker-2"], started["--port"])]
    assert started["--forwarded-allow-ips"] == addresses["nginx"]
    assert f"http://127.0.0.1:{started['--port']}/_stcore/health" in DOCKERFILE


def test_the_image_has_all_that_a_page_needs(tmp_path):
    folder = tmp_path / "image"
    sent = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in re.findall(r"(?m)^COPY (?!--from)(.*)$", DOCKERFILE):
        *sources, target = line.split()
        for source in sources:
            assert any(f"!{source}/".startswith(f"{each}/") for each in sent), f"{source} does not reach the builder"
            assert (ROOT / source).exists(), source
            if target.startswith("/") or source == "requirements.txt":
                continue
            place = folder / target / Path(source).name if target.endswith("/") else folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile
            copy(ROOT / source, place)

    async def look(address):
        for page in ("attraction", "sql?sql=select+count(*)+from+targets", "about"):
            async with await Visit.open(address, page) as visit:
                assert visit.texts()
        async with await Visit.open(address, "unit") as visit:
            assert (await visit.download("一页简报（PDF）")).startswith(b"%PDF")

    log = tmp_path / "log"
    with serve(folder=folder, variables={"FENJIN_LOG": str(log)}) as address:
        asyncio.run(look(address))
    assert [line for line in log.read_text().splitlines() if json.loads(line)["level"] in ("warning", "error")] == []


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_the_files_that_a_document_names_are_there(name):
    named = set(re.findall(r"(?<![\w/])((?:deploy|docs|tests|benchmarks|tools)/[\w./@-]*\w)", (ROOT / "docs" / name).read_text()))
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []
