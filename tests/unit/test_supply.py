"""What is installed: locked with hashes, installed with them, licensed to be used, and nothing that is not needed."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fenjin.paths import ROOT
from tests import profiles
from tools import licences

LOCKS = {
    ROOT / f"requirements{kind}.txt": ROOT / f"requirements{kind}.in" for kind in ("", "-cluster", "-dev", "-spark", "-supply")
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,-]+\])?==(\S+)")


def pins(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(PIN.pattern, path.read_text(), re.MULTILINE):
        found.setdefault(name.lower(), set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_of_a_lock_has_one_version_and_a_hash(lock):
    entries = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE)).splitlines()
    assert len(entries) >= 2
    for entry in entries:
        assert re.fullmatch(PIN.pattern + r"(?: ; [^\\]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_place_to_install_from(lock):
    assert not re.search(r"://|^-(?!r)|--(?!hash)| @ ", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_what_its_list_asks_for(lock):
    asked = pins(LOCKS[lock])
    locked = pins(lock)
    assert asked and all(versions == locked.get(name) for name, versions in asked.items()), "run make lock"


@pytest.mark.parametrize("folder", ["tests/provider", "tests/old", "tools/biome", "tools/editor"])
def test_every_package_of_node_has_one_version_a_hash_and_a_licence_and_names_no_place(folder):
    asked = json.loads((ROOT / folder / "package.json").read_text("utf-8"))["dependencies"]
    packages = json.loads((ROOT / folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert asked and packages.pop("")["dependencies"] == asked
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    for name, about in packages.items():
        assert about["integrity"].startswith("sha512-") and "resolved" not in about, name
        assert licences.allowed(name, about["license"]), name


@pytest.mark.parametrize("kind", ["", "-cluster"])
def test_tests_run_with_the_versions_that_are_served(kind):
    served, tested = pins(ROOT / f"requirements{kind}.txt"), pins(ROOT / "requirements-dev.txt")
    assert all(tested.get(name) == versions for name, versions in served.items()), "run make lock"


def test_every_installation_checks_hashes():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    texts = {
        name: (ROOT / name).read_text(errors="ignore") for name in files if name and (ROOT / name).suffix not in {".po", ".py"}
    }
    lines = [(name, line) for name, text in texts.items() for line in text.splitlines() if re.search(r"pip install\b.* -r", line)]
    assert {"Makefile", "README.md"} <= {name for name, _ in lines}
    for name, line in lines:
        assert "--require-hashes" in line and "--only-binary :all:" in line, f"{name}: {line}"


@profiles.thorough
def test_the_options_of_make_refuse_a_package_that_was_changed_or_has_no_hash(tmp_path):
    wheel = tmp_path / "harmless-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("harmless.py", "")
        file.writestr("harmless-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n")
        file.writestr("harmless-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr("harmless-1.0.dist-info/RECORD", "")
    options = re.search(r"^INSTALL := (.+) -r$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    lock = tmp_path / "lock.txt"
    lock.write_text(f"harmless==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    command = [sys.executable, *options, "--no-index", "--find-links", str(tmp_path), "-r", str(lock), "--target"]
    assert subprocess.run([*command, str(tmp_path / "right")], capture_output=True).returncode == 0
    assert (tmp_path / "right" / "harmless.py").exists()
    with zipfile.ZipFile(wheel, "a") as file:
        file.writestr("harm.py", "")
    refused = subprocess.run([*command, str(tmp_path / "wrong")], capture_output=True, text=True)
    assert refused.returncode and "DO NOT MATCH THE HASHES" in refused.stderr and not (tmp_path / "wrong").exists()
    lock.write_text("harmless==1.0\n")
    refused = subprocess.run([*command, str(tmp_path / "wrong")], capture_output=True, text=True)
    assert refused.returncode and "Hashes are required" in refused.stderr and not (tmp_path / "wrong").exists()


def deptry(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deptry", ".", "--no-ansi", "--config", "tools/deptry.toml", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_what_the_dashboard_imports_is_declared_and_the_other_way_round():
    run = deptry("--extend-exclude", "benchmarks|tools", "--requirements-files", "requirements.in,requirements-cluster.in")
    assert run.returncode == 0, run.stderr


def test_what_the_tests_import_is_declared_and_the_other_way_round():
    run = deptry(
        "--exclude", r"\.venv|\.git", "--requirements-files", "requirements.in,requirements-cluster.in,requirements-dev.in"
    )
    assert run.returncode == 0, run.stderr


def test_the_list_of_licences_is_current_and_all_are_allowed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["licences", "--check"])
    assert licences.main() == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND (GPL-3.0-only OR MIT)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT; GNU General Public License v3 (GPLv3)", False),
        ("MPL-2.0", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_a_licence_that_is_not_known_to_be_permissive_is_refused(licence, expected):
    assert licences.allowed("somebody", licence) is expected


def test_the_mozilla_licence_is_allowed_by_name_only():
    assert licences.allowed("certifi", "MPL-2.0") and not licences.allowed("numpy", "MPL-2.0")
