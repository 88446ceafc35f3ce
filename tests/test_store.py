"""Versions of the table on shared storage: whole before they are named, shown by all servers from one moment."""

import time

import pyarrow.parquet as parquet
import pytest

from fenjin import edition, health, settings, store
from fenjin.database import TABLES, Database
from fenjin.edition import Edition, TableError
from fenjin.paths import TABLE


def other(folder):
    """The same table in other bytes, and so in another version."""
    path = folder / "other.parquet"
    parquet.write_table(parquet.read_table(TABLE), path, row_group_size=97)
    return path


def test_a_version_is_there_as_file_and_as_tables(tmp_path):
    shown = store.publish(TABLE, tmp_path, 0)
    assert shown == store.pointer(tmp_path) and shown.shown() == Database().version
    assert store.file(tmp_path, shown.version).read_bytes() == TABLE.read_bytes()
    for name, address in store.tables(tmp_path, shown.version).items():
        assert parquet.read_table(address.removeprefix("file://")).num_rows == Database().tables()[name].num_rows
    assert set(store.tables(tmp_path, shown.version)) == set(TABLES)


def test_a_broken_version_to_come_keeps_no_new_server_from_the_one_that_is_shown(tmp_path):
    first = store.publish(TABLE, tmp_path, 0)
    second = store.publish(other(tmp_path), tmp_path, 60)
    file = store.file(tmp_path, second.version)
    file.write_bytes(file.read_bytes()[:1000])
    started = Edition(tmp_path)
    assert started.database().version == first.version
    assert started.state.problem is not None


def test_a_version_that_was_taken_back_before_its_moment_is_never_shown(tmp_path):
    first = store.publish(TABLE, tmp_path, 0)
    server = Edition(tmp_path)
    assert server.database().version == first.version
    store.publish(other(tmp_path), tmp_path, 4)
    until = time.time() + 6
    taken_back = False
    while time.time() < until:
        assert server.database().version == first.version
        server.look()
        if not taken_back and time.time() > until - 2.3:
            store.publish(TABLE, tmp_path, 0)
            taken_back = True
        time.sleep(0.1)


def test_two_servers_show_a_new_version_at_the_same_moment(tmp_path):
    first = store.publish(TABLE, tmp_path, 0)
    servers = [Edition(tmp_path), Edition(tmp_path)]
    assert {each.database().version for each in servers} == {first.version}
    second = store.publish(other(tmp_path), tmp_path, 4)
    # One that is started in between shows what the others show.
    servers.append(Edition(tmp_path))
    until = time.time() + 3
    while time.time() < until:
        assert {each.database().version for each in servers} == {first.version}
        time.sleep(0.2)
    while time.time() < second.since.timestamp():
        time.sleep(0.01)
    # Loaded beforehand: nobody waits for it.
    begun = time.monotonic()
    assert {each.database().version for each in servers} == {second.version}
    assert time.monotonic() - begun < 1


def test_a_version_that_was_published_before_comes_back(tmp_path):
    first = store.publish(TABLE, tmp_path, 0)
    server = Edition(tmp_path)
    assert server.database().version == first.version
    second = store.publish(other(tmp_path), tmp_path, 0)
    places = sorted(each.name for each in (tmp_path / "versions").iterdir())
    time.sleep(edition.STILL + 0.1)
    server.database()
    time.sleep(edition.STILL + 0.1)
    assert server.database().version == second.version
    assert store.publish(TABLE, tmp_path, 0).version == first.version
    assert sorted(each.name for each in (tmp_path / "versions").iterdir()) == places and len(places) == 2


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"version": "a", "since": "2030-01-01T00:00:00+00:00", "before": null}', "\x00"]
)
def test_a_pointer_that_cannot_be_read_changes_nothing(tmp_path, content):
    first = store.publish(TABLE, tmp_path, 0)
    server = Edition(tmp_path)
    assert server.database().version == first.version
    (tmp_path / store.POINTER).write_text(content)
    for _ in range(2):
        time.sleep(edition.STILL + 0.1)
        assert server.database().version == first.version
    assert server.state.problem
    with pytest.raises(TableError):
        Edition(tmp_path).database()


def test_a_version_that_is_another_than_its_name_is_refused(tmp_path):
    first = store.publish(TABLE, tmp_path, 0)
    store.file(tmp_path, first.version).write_bytes(other(tmp_path).read_bytes())
    with pytest.raises(TableError):
        Edition(tmp_path).database()


def test_an_empty_folder_is_no_store(tmp_path):
    with pytest.raises(TableError):
        Edition(tmp_path).database()


def test_the_command_publishes_and_refuses(tmp_path, capsys, monkeypatch):
    assert store.main([str(tmp_path / "store"), "--file", str(TABLE), "--ahead", "0"]) == 0
    assert "已发布版本" + Database().version[:12] in capsys.readouterr().out
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(TABLE.read_bytes()[:1000])
    assert store.main([str(tmp_path / "store"), "--file", str(broken)]) == 1
    assert "没有发布" in capsys.readouterr().err
    assert store.pointer(tmp_path / "store").version == Database().version


def test_a_server_that_cannot_show_what_the_store_shows_is_not_ready(tmp_path, monkeypatch):
    store.publish(TABLE, tmp_path, 0)
    monkeypatch.setenv(settings.TABLE, str(tmp_path))
    assert edition.current().version and health.ready()[0] == 200
    (tmp_path / store.POINTER).write_text("{}")
    for _ in range(2):
        time.sleep(edition.STILL + 0.1)
        edition.current()
    status, about = health.ready()
    assert status == 503 and about["version"] == Database().version and about["problem"]
