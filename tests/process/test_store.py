"""Versions of the table on shared storage: whole before they are named, shown by all servers from one moment."""

import os
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pyarrow.parquet as parquet
import pytest

from fenjin import settings
from fenjin.data import edition, publish, store
from fenjin.data.admission import TableError
from fenjin.data.database import TABLES, Database
from fenjin.data.edition import Edition
from fenjin.paths import ROOT, TABLE
from fenjin.server import health
from fenjin.table.replacing import BusyError, replacing
from tests.clock import Clock


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def other(folder):
    """The same table in other bytes, and so in another version."""
    path = folder / "other.parquet"
    parquet.write_table(parquet.read_table(TABLE), path, row_group_size=97)
    return path


def test_a_version_is_there_as_file_and_as_tables(tmp_path):
    shown = store.publish(Database(), tmp_path, 0)
    assert shown == store.pointer(tmp_path) and shown.current() == Database().version
    assert store.file_of(tmp_path, shown.version).read_bytes() == TABLE.read_bytes()
    for name, address in store.tables(tmp_path, shown.version).items():
        assert parquet.read_table(address.removeprefix("file://")).num_rows == Database().tables()[name].num_rows
    assert set(store.tables(tmp_path, shown.version)) == set(TABLES)


def test_a_broken_version_to_come_keeps_no_new_server_from_the_one_that_is_shown(tmp_path):
    first = store.publish(Database(), tmp_path, 0)
    second = store.publish(Database(other(tmp_path)), tmp_path, 60)
    file = store.file_of(tmp_path, second.version)
    file.write_bytes(file.read_bytes()[:1000])
    started = Edition(tmp_path)
    assert started.database().version == first.version
    assert started.state.problem is not None


def test_a_version_that_was_taken_back_before_its_moment_is_never_shown(tmp_path, clock):
    first = store.publish(Database(), tmp_path, 0)
    server = Edition(tmp_path)
    assert server.database().version == first.version
    second = store.publish(Database(other(tmp_path)), tmp_path, 600)
    # Loaded, and taken back before its moment.
    for _look in range(2):
        server.look()
        clock.forward(edition.STILL + 0.1)
    store.file_of(tmp_path, second.version).unlink()
    store.publish(Database(), tmp_path, 0)
    clock.forward_to(second.since)
    for _look in range(3):
        assert server.database().version == first.version
        server.look()
        clock.forward(edition.STILL + 0.1)


def test_servers_show_a_new_version_at_the_same_moment(tmp_path, clock):
    first = store.publish(Database(), tmp_path, 0)
    servers = [Edition(tmp_path), Edition(tmp_path)]
    assert {each.database().version for each in servers} == {first.version}
    second = store.publish(Database(other(tmp_path)), tmp_path, 600)
    # One that is started in between shows what the others show.
    servers.append(Edition(tmp_path))
    for passes in (0, edition.STILL + 0.1, 590 - edition.STILL):
        clock.forward(passes)
        assert {each.database().version for each in servers} == {first.version}
    # Loaded beforehand: nobody reads it at its moment.
    store.file_of(tmp_path, second.version).unlink()
    clock.forward_to(second.since)
    assert {each.database().version for each in servers} == {second.version}


def test_a_version_that_was_published_before_comes_back(tmp_path, clock):
    first = store.publish(Database(), tmp_path, 0)
    server = Edition(tmp_path)
    assert server.database().version == first.version
    second = store.publish(Database(other(tmp_path)), tmp_path, 0)
    places = sorted(each.name for each in (tmp_path / "versions").iterdir())
    server.database()
    clock.forward(edition.STILL + 0.1)
    assert server.database().version == second.version
    assert store.publish(Database(), tmp_path, 0).version == first.version
    assert sorted(each.name for each in (tmp_path / "versions").iterdir()) == places and len(places) == 2


@pytest.mark.parametrize("lost", ["targets.parquet", "targets/00000.parquet", "units/00000.parquet", "topics"])
def test_a_damaged_version_is_mended_by_publishing_it_again(tmp_path, lost):
    first = store.publish(Database(), tmp_path, 0)
    folder = store.file_of(tmp_path, first.version).parent
    place = folder / lost
    if place.is_dir():
        shutil.rmtree(place)
    elif lost == "targets.parquet":
        place.write_bytes(place.read_bytes()[:5000])
    else:
        place.unlink()
    store.publish(Database(), tmp_path, 0)
    assert store.file_of(tmp_path, first.version).read_bytes() == TABLE.read_bytes()
    for name, address in store.tables(tmp_path, first.version).items():
        assert parquet.read_table(address.removeprefix("file://")).num_rows == Database().tables()[name].num_rows
    assert [each.name for each in folder.parent.iterdir()] == [folder.name]


def test_a_whole_version_is_not_written_again(tmp_path):
    first = store.publish(Database(), tmp_path, 0)
    before = store.file_of(tmp_path, first.version).stat()
    store.publish(Database(), tmp_path, 0)
    assert store.file_of(tmp_path, first.version).stat().st_ino == before.st_ino


def test_what_a_killed_publisher_left_is_cleared_away(tmp_path):
    store.publish(Database(), tmp_path, 0)
    (tmp_path / "versions" / ".fenjin-abc" / "targets").mkdir(parents=True)
    (tmp_path / "current.json.new").write_text("{")
    # What others keep there is none of its business.
    (tmp_path / "versions" / ".Trash-0").mkdir()
    (tmp_path / "versions" / ".Trash-0" / "keep").write_text("")
    (tmp_path / "versions" / ".snapshot").symlink_to(tmp_path)
    shown = store.publish(Database(), tmp_path, 0)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["current.json", "records", "versions"]
    assert {each.name for each in (tmp_path / "versions").iterdir()} == {shown.version[:12], ".Trash-0", ".snapshot"}
    assert (tmp_path / "versions" / ".Trash-0" / "keep").exists()


def test_of_several_who_publish_at_once_some_are_told_to_wait_and_nothing_mixes(tmp_path):
    databases = [Database(), Database(other(tmp_path))] * 3

    def attempt(database):
        try:
            return store.publish(database, tmp_path / "store", 0)
        except BusyError:
            return None

    with ThreadPoolExecutor(len(databases)) as pool:
        shown = [each for each in pool.map(attempt, databases) if each]
    last = store.pointer(tmp_path / "store")
    assert last in shown
    assert Edition(tmp_path / "store").database().version == last.version


def test_who_publishes_while_another_does_is_told_so(tmp_path, capsys):
    first = store.publish(Database(), tmp_path, 0)
    before = (tmp_path / store.POINTER).read_bytes()
    with replacing(tmp_path / store.POINTER) as file:
        assert publish.main([str(tmp_path), "--file", str(other(tmp_path)), "--lang", "en"]) == 1
        file.write(before)
    assert f"Somebody else is publishing into {tmp_path}" in capsys.readouterr().err
    assert store.pointer(tmp_path) == first
    assert publish.main([str(tmp_path), "--file", str(other(tmp_path)), "--ahead", "0"]) == 0


def test_a_disk_that_ends_within_a_version_leaves_what_was_shown(tmp_path):
    """The system itself refuses the 50001st byte of a file."""
    first = store.publish(Database(), tmp_path / "store", 0)
    command = [
        sys.executable,
        "-m",
        "fenjin.data.publish",
        str(tmp_path / "store"),
        "--file",
        str(other(tmp_path)),
        "--lang",
        "en",
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )  # fmt: skip
    assert done.returncode == 1 and "File too large" in done.stderr and "Traceback" not in done.stderr
    assert store.pointer(tmp_path / "store") == first
    assert sorted(each.name for each in (tmp_path / "store").iterdir()) == ["current.json", "records", "versions"]
    assert [each.name for each in (tmp_path / "store" / "versions").iterdir()] == [first.version[:12]]


def test_others_than_the_publisher_may_read_a_store(tmp_path):
    before = os.umask(0o077)
    try:
        store.publish(Database(), tmp_path, 0)
    finally:
        os.umask(before)
    for path in (tmp_path / "versions").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    assert (tmp_path / store.POINTER).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"version": "a", "since": "2030-01-01T00:00:00+00:00", "before": null}', "\x00", None]
)
def test_a_pointer_that_cannot_be_read_changes_nothing(tmp_path, clock, content):
    first = store.publish(Database(), tmp_path, 0)
    server = Edition(tmp_path)
    assert server.database().version == first.version
    if content is None:
        (tmp_path / store.POINTER).unlink()
        os.mkfifo(tmp_path / store.POINTER)
    else:
        (tmp_path / store.POINTER).write_text(content)
    for _ in range(2):
        clock.forward(edition.STILL + 0.1)
        assert server.database().version == first.version
    assert server.state.problem
    with pytest.raises(TableError):
        Edition(tmp_path).database()


def test_a_version_that_is_another_than_its_name_is_refused(tmp_path):
    first = store.publish(Database(), tmp_path, 0)
    store.file_of(tmp_path, first.version).write_bytes(other(tmp_path).read_bytes())
    with pytest.raises(TableError):
        Edition(tmp_path).database()


def test_an_empty_folder_is_no_store(tmp_path):
    with pytest.raises(TableError):
        Edition(tmp_path).database()


def test_the_command_publishes_and_refuses(tmp_path, capsys, monkeypatch):
    assert publish.main([str(tmp_path / "store"), "--file", str(TABLE), "--ahead", "0"]) == 0
    assert "已发布版本" + Database().version[:12] in capsys.readouterr().out
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(TABLE.read_bytes()[:1000])
    assert publish.main([str(tmp_path / "store"), "--file", str(broken)]) == 1
    assert "没有发布" in capsys.readouterr().err
    assert store.pointer(tmp_path / "store").version == Database().version


def test_a_server_that_cannot_show_what_the_store_shows_is_not_ready(tmp_path, clock, monkeypatch):
    store.publish(Database(), tmp_path, 0)
    monkeypatch.setenv(settings.TABLE, str(tmp_path))
    assert edition.current().version and health.ready()[0] == 200
    (tmp_path / store.POINTER).write_text("{}")
    for _ in range(2):
        clock.forward(edition.STILL + 0.1)
        edition.current()
    status, about = health.ready()
    assert status == 503 and about["version"] == Database().version and about["problem"]
