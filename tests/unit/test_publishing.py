"""Publishing from curated files: what is let in, what would change, versions, and that nothing is lost whatever happens in between."""

import csv
import datetime
import io
import multiprocessing
import os
import resource
import shutil
import signal
from dataclasses import replace

import pyarrow.parquet as parquet
import pytest

from fenjin.data import edition, store
from fenjin.data.database import Database
from fenjin.data.edition import Edition
from fenjin.language.translate import translator
from fenjin.paths import CURATED, TABLE
from fenjin.publishing import collection, publishing
from fenjin.publishing.__main__ import main
from fenjin.publishing.publishing import Place, Prepared, PublishingError, Wish
from fenjin.table.curated import FILES
from fenjin.table.replacing import BusyError, replacing
from fenjin.views.selection import Filters
from tests import cities, profiles
from tests.cities import LISTS

OLD, NEW = LISTS
DAY = datetime.date(2033, 5, 6)
T = translator("zh")
REASON = Wish("王", reason="原文更正", reason_en="The text was corrected")


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def written(name, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, [each.rstrip("*") for each in FILES[name]], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def of_year(year):
    """The files of the made-up list of a year."""
    _text, files = cities.text_and_files(year)
    return {
        name: written(name, [{key.rstrip("*"): row.get(key.rstrip("*"), "") for key in FILES[name]} for row in rows])
        for name, rows in files.items()
    }


def edited(own, file, where, **cells):
    """A list's files with cells of one row changed."""
    rows = lines(own[file])
    (row,) = [each for each in rows if all(each[name] == value for name, value in where.items())]
    row.update(cells)
    return {**own, file: written(file, rows)}


@pytest.fixture(scope="module")
def first():
    """The made-up city's first list alone, with what all lists share: quick to build."""
    shared = {path: content for path, content in collection.read_folder(CURATED).items() if "/" not in path}
    return collection.with_list(shared, OLD, of_year(2031))


@pytest.fixture(scope="module")
def tables(first):
    """The table of that list, and of the same with another title, built once."""
    return {
        name: Prepared(files, publishing.assembled(files, T), (), "") for name, files in (("old", first), ("new", _other(first)))
    }


@pytest.fixture
def where(tmp_path, tables):
    """A store into which the first list was published."""
    place = Place(tmp_path / "store")
    publishing.publish(place, tables["old"], "李", "第一次", 0)
    return place


def target(unit, number, no):
    return {"unit_id": unit, "commitment_no": str(number), "target_no": str(no)}


LESS_ROAD = target("lintan", 2, 1), {"value": "50", "figure": "50公里以上"}


def shown(where):
    return Edition(where.store).database()


def test_the_projects_own_list_published_from_its_files_is_the_table_byte_for_byte(tmp_path):
    files = collection.read_folder(CURATED)
    assert collection.unpacked(collection.packed(files)) == files
    ready, left = publishing.admit(
        files, {each: collection.of_list(files, each) for each in collection.lists_of(files)}, Wish(""), DAY
    )
    assert ready == files and left == {}
    # Not compared within the assertion, which would look for minutes where they differ.
    is_same = publishing.assembled(ready, T) == TABLE.read_bytes()
    assert is_same


@profiles.thorough
def test_a_new_year_is_published_beside_the_old_one_and_taken_back(where):
    files, left = publishing.admit(publishing.files_of(where), {NEW: of_year(2032)}, Wish("王"), DAY)
    prepared = publishing.prepare(where, files, T)
    (change,) = prepared.changes
    assert (change.list_id, change.state, change.counts, left) == (NEW, "added", (19, 0, 0), {})
    running = Edition(where.store)
    assert [each["list_id"] for each in running.database().lists] == [OLD]
    publishing.publish(where, prepared, "王", "新的一年", 0)
    assert [each["list_id"] for each in shown(where).lists] == [OLD, NEW]
    last, before = publishing.records(where)
    assert (last.by, last.note, last.lists, before.by, before.note) == ("王", "新的一年", {NEW: (19, 0, 0)}, "李", "第一次")
    publishing.back(where, before, "李", T, 0)
    assert [each["list_id"] for each in shown(where).lists] == [OLD] and collection.lists_of(publishing.files_of(where)) == [OLD]
    newest, *_others = publishing.records(where)
    assert (newest.by, newest.version, newest.lists) == ("李", before.version, {NEW: (0, 0, 19)})
    publishing.back(where, last, "王", T, 0)
    assert [each["list_id"] for each in shown(where).lists] == [OLD, NEW]
    assert [each.version for each in publishing.records(where)] == [last.version, before.version, last.version, before.version]
    assert [each.version for each in publishing.since_version(where, before.version[:12])] == [last.version]
    assert publishing.since_version(where, last.version[:12]) == [] and publishing.since_version(where, "0" * 12) is None


def test_what_changes_is_told_before_it_is_published_and_kept_as_corrections(where):
    """临潭县 promised 60 km of roads or more, the least of four counties; the text says 50."""
    own = edited(of_year(2031), "targets.csv", LESS_ROAD[0], **LESS_ROAD[1])
    own = edited(own, "numerals.csv", {"targets": "lintan/02.01"}, numeral="50")
    with pytest.raises(PublishingError, match="2 cells of it change"):
        publishing.admit(publishing.files_of(where), {OLD: own}, Wish("王"), DAY)
    files, _left = publishing.admit(publishing.files_of(where), {OLD: own}, REASON, DAY)
    prepared = publishing.prepare(where, files, T)
    (change,) = prepared.changes
    assert change.state == "changed" and change.counts == (0, 1, 0) and f"{OLD}/lintan/02.01" in change.changed
    assert any("60" in (each.old or "") and "50" in (each.new or "") for each in change.headlines)
    kept = lines(files[f"{OLD}/revisions.csv"])
    assert [(row["column"], row["day"], row["old"], row["new"], row["reason"]) for row in kept] == [
        ("figure", "2033-05-06", "60公里以上", "50公里以上", "原文更正"), ("value", "2033-05-06", "60", "50", "原文更正"),
    ]  # fmt: skip
    publishing.publish(where, prepared, "王", "", 0)
    assert [row["column"] for row in shown(where).describe(OLD)["revisions"]] == ["figure", "value"]
    # Published again without any of it, and on the same day put back: what was told stays told, and one day has one line.
    again, _left = publishing.admit(files, {OLD: own}, Wish("王"), DAY)
    assert again == files
    undone, _left = publishing.admit(files, {OLD: of_year(2031)}, REASON, DAY)
    assert f"{OLD}/revisions.csv" not in undone
    later, _left = publishing.admit(files, {OLD: of_year(2031)}, REASON, DAY + datetime.timedelta(1))
    assert [(row["column"], row["old"], row["new"]) for row in lines(later[f"{OLD}/revisions.csv"])] == [
        ("figure", "60公里以上", "50公里以上"), ("figure", "50公里以上", "60公里以上"), ("value", "60", "50"), ("value", "50", "60"),
    ]  # fmt: skip
    publishing.assembled(later, T)


def test_what_nobody_has_reviewed_is_never_published(where):
    own = edited(of_year(2032), "targets.csv", target("lintan", 1, 2), status="draft")
    own = edited(own, "commitments.csv", {"unit_id": "forestry-grass", "commitment_no": "1"}, status="draft")
    # The only figure of a commitment: left out with it, for it is not one without a figure.
    own = edited(own, "targets.csv", target("luming", 2, 1), status="draft")
    own["mentions.csv"] = written("mentions.csv", [])
    with pytest.raises(PublishingError, match="2 commitments and 3 targets"):
        publishing.admit(publishing.files_of(where), {NEW: own}, Wish("王"), DAY)
    files, left = publishing.admit(publishing.files_of(where), {NEW: own}, Wish("王", reviewed_only=True), DAY)
    assert left[NEW] == (2, 3, ("市林草局",))
    # Nobody may say that the bureau promises nothing, nor that everything was read.
    database = Database(publishing.assembled(files, T))
    numbers = {row["target_id"] for row in database.query("explore", **_all_of(NEW)).to_pylist()}
    assert f"{NEW}/lintan/01.01" in numbers and f"{NEW}/lintan/01.02" not in numbers
    assert not [number for number in numbers if number.startswith(f"{NEW}/luming/02")]
    assert "forestry-grass" not in {unit["unit_id"] for unit in database.describe(NEW)["units"]}
    assert database.describe(NEW)["mentions_read"] is False


def _all_of(listed):
    return {**Filters().parameters(), "filter_list": f"|{listed}|"}


def test_who_reviewed_what_rules_drafted_is_written_down(where):
    own = of_year(2032)
    own["readers.csv"] = written(
        "readers.csv", [{"role": "drafter", "reads": "targets", "kind": "rules", "note": "", "note_en": ""}]
    )
    files, _left = publishing.admit(publishing.files_of(where), {NEW: own}, Wish("王"), DAY)
    readers = lines(files[f"{NEW}/readers.csv"])
    assert [(row["role"], row["kind"], row["note"]) for row in readers] == [
        ("drafter", "rules", ""),
        ("reviewer", "person", "审定：王"),
    ]
    # Of 2031 somebody wrote down that a person drafted it; who reviewed it, if anybody, is not known.
    assert len(lines(of_year(2031)["readers.csv"])) == 1


def test_a_list_is_renamed_and_removed(where):
    files, _left = publishing.admit(publishing.files_of(where), {NEW: of_year(2032)}, Wish("王"), DAY)
    renamed = collection.renamed(files, NEW, "yunqi-2032-b")
    assert collection.lists_of(renamed) == [OLD, "yunqi-2032-b"]
    assert [each["list_id"] for each in Database(publishing.assembled(renamed, T)).lists] == [OLD, "yunqi-2032-b"]
    assert collection.lists_of(collection.without(files, OLD)) == [NEW]
    with pytest.raises(collection.CollectionError):
        collection.without(publishing.files_of(where), OLD)
    for code in (OLD, "", "云栖", "../yunqi", "yunqi/2032", "a" + chr(10)):
        with pytest.raises(collection.CollectionError):
            collection.renamed(files, NEW, code)


def test_the_files_of_a_list_come_back_as_they_were_taken_out(where):
    files = publishing.files_of(where)
    assert collection.of_archive(collection.archived(files, OLD)) == (OLD, collection.of_list(files, OLD))
    # What a spreadsheet program or a file manager puts beside them stays out.
    more = collection.packed({**files, "__MACOSX/._list.csv": b"x", f"{OLD}/~$targets.csv": b"x", "../../etc/list.csv": b"x"})
    assert collection.of_archive(more) == (OLD, collection.of_list(files, OLD))
    for wrong in (
        b"",
        b"PK",
        more[:-30],
        collection.packed({"themes.csv": b"x"}),
        collection.packed({**files, "b/list.csv": b"x"}),
    ):
        with pytest.raises(collection.CollectionError):
            collection.of_archive(wrong)


# What happens in between: whoever serves goes on serving the last good version, and the next publisher finds everything in order.


def _other(first):
    """The same with another title of the list, and so another version."""
    return {**first, f"{OLD}/list.csv": first[f"{OLD}/list.csv"].replace("目标".encode(), "新目标".encode(), 1)}


def _counted(place, prepared, step, told):
    """Publishes in a process that counts its changes of the disk, and is killed at the n-th of them."""
    count = 0

    def watched(function):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return call

    for name in ("replace", "fsync", "rename"):
        setattr(os, name, watched(getattr(os, name)))
    publishing.publish(place, prepared, "王", "", 0)
    told.write_text(str(count))


@profiles.thorough
def test_a_publisher_that_is_killed_at_any_moment_leaves_the_old_version_or_the_new_one(tmp_path, tables):
    versions = {each.version for each in tables.values()}
    place = Place(tmp_path / "store", tmp_path / "served.parquet")
    place.file.write_bytes(tables["old"].table)
    publishing.publish(place, tables["old"], "李", "", 0)
    before = store.pointer(place.store).version

    def attempt(step):
        prepared = replace(tables["new"], expected=store.pointer(place.store).version)
        worker = multiprocessing.get_context("fork").Process(target=_counted, args=(place, prepared, step, tmp_path / "count"))
        worker.start()
        worker.join()
        return worker.exitcode

    assert attempt(0) == 0
    steps = int((tmp_path / "count").read_text())
    assert steps > 20
    for step in (1, steps // 2, steps - 5, steps - 2, steps - 1, steps):
        publishing.publish(place, replace(tables["old"], expected=store.pointer(place.store).version), "李", "", 0)
        shutil.rmtree(store.file_of(place.store, max(versions - {before})).parent, ignore_errors=True)
        assert attempt(step) == -signal.SIGKILL
        assert Database(place.file).version in versions
        assert Edition(place.store).database().version in versions
        publishing.mend(place)
        assert Database(place.file).version == store.pointer(place.store).version
        assert publishing.records(place)[0].version == store.pointer(place.store).version
    assert attempt(0) == 0 and Database(place.file).version != before
    assert [each.name for each in (place.store / "versions").iterdir() if each.name.startswith(".")] == []


def test_a_full_disk_leaves_what_is_shown(where, tables):
    prepared = replace(tables["new"], expected=tables["old"].version)
    before = (where.store / store.POINTER).read_bytes()

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            publishing.publish(where, prepared, "王", "", 0)
        except OSError:
            os._exit(3)
        os._exit(0)

    worker = multiprocessing.get_context("fork").Process(target=limited)
    worker.start()
    worker.join()
    assert worker.exitcode == 3 and (where.store / store.POINTER).read_bytes() == before
    assert len(publishing.records(where)) == 1 and len(list((where.store / "versions").iterdir())) == 1


def test_of_two_who_publish_at_once_one_is_told_so_and_nobody_overwrites_what_he_has_not_seen(where, tables):
    mine = theirs = replace(tables["new"], expected=tables["old"].version)
    with replacing(where.store / store.POINTER) as file:
        with pytest.raises(BusyError):
            publishing.publish(where, mine, "王", "", 0)
        file.write((where.store / store.POINTER).read_bytes())
    publishing.publish(where, theirs, "李", "", 0)
    with pytest.raises(store.StaleError):
        publishing.publish(where, mine, "王", "", 0)
    assert shown(where).version == theirs.version and [each.by for each in publishing.records(where)] == ["李", "李"]


def test_a_dashboard_that_runs_follows_by_itself_and_the_file_that_it_served_can_come_back(tmp_path, tables, monkeypatch):
    """Where a file is served, it is the first version."""
    served = tmp_path / "served.parquet"
    served.write_bytes(tables["old"].table)
    running = Edition(served)
    begin = running.database().version
    place = Place(tmp_path / "store", served)
    publishing.publish(place, tables["new"], "王", "")
    running.look()
    monkeypatch.setattr(edition, "STILL", 0)
    running.look()
    assert running.database().version != begin and running.database().version == store.pointer(place.store).version
    last, original = publishing.records(place)
    assert (last.by, original.by, original.version) == ("王", "", begin)
    publishing.back(place, original, "王", T)
    assert Database(served).version == begin
    # What somebody builds is served, neither taken back nor lost: it is kept as a version when the next is published.
    parquet.write_table(parquet.read_table(served), tmp_path / "built.parquet", row_group_size=5)
    served.write_bytes((tmp_path / "built.parquet").read_bytes())
    built = Database(served).version
    publishing.mend(place)
    assert Database(served).version == built != begin
    publishing.publish(place, replace(tables["old"], expected=begin), "王", "")
    assert [each.version for each in publishing.records(place)[:3]] == [begin, built, begin]


@profiles.thorough
def test_the_command_line_does_all_of_it(where, tmp_path, monkeypatch, capsys):
    def run(*words):
        status = main([*words, "--by", "王", "--ahead", "0"])
        said = capsys.readouterr()
        return status, said.out, said.err

    monkeypatch.setenv("FENJIN_TABLE", str(where.store))
    own = tmp_path / NEW
    collection.write_into(own, edited(of_year(2032), "targets.csv", target("lintan", 2, 1), comparator="eq", uom="斗"))
    status, _said, wrong = run("check", str(own))
    assert status == 1 and f"{NEW}/targets.csv 第 4 行 [uom] '斗'" in wrong and f"{NEW}/targets.csv 第 4 行 [comparator]" in wrong
    collection.write_into(own, of_year(2032))
    assert f"{NEW}：没有它的原文，没有核对" in run("check", str(own))[1]
    # A figure that is moved within its text is right by every rule but the text itself.
    text = tmp_path / "text"
    text.mkdir()
    (text / "list.txt").write_text(cities.text_and_files(2032)[0], "utf-8")
    begin = next(
        each for each in lines(of_year(2032)["targets.csv"]) if each["unit_id"] == "lintan" and each["commitment_no"] == "2"
    )
    elsewhere = {name: str(int(begin[name]) - 1) for name in ("start", "end")}
    moved = tmp_path / "moved" / NEW
    collection.write_into(moved, edited(of_year(2032), "targets.csv", target("lintan", 2, 1), **elsewhere))
    assert run("check", str(own), "--source", str(text))[0] == 0 and run("check", str(moved), "--source", str(text))[0] == 1
    status, said, _wrong = run("publish", str(own), "--note", "新的一年")
    assert status == 0 and "云栖市2032年目标：新的清单，加19行" in said and "已发布版本" in said
    collection.write_into(own, edited(of_year(2032), "targets.csv", target("lintan", 2, 1), measure="云栖新修路"))
    assert run("publish", str(own))[::2] == (1, f"“{NEW}”发布过，这次改了1格：写一次理由，它会记进更正\n")
    assert run("files", NEW, "-o", str(tmp_path / "out"))[0] == 0
    assert (tmp_path / "out" / "targets.csv").read_bytes() == of_year(2032)["targets.csv"]
    assert run("back")[0] == 0
    assert [each["list_id"] for each in Edition(where.store).database().lists] == [OLD]
    said = run("versions")[1].splitlines()
    assert len(said) == 3 and "王" in said[0] and "新的一年" in said[1] and "第一次" in said[2]
    assert run("back", "ffffffffffff")[0] == 1
    monkeypatch.delenv("FENJIN_TABLE")
    monkeypatch.delenv("FENJIN_STATE", raising=False)
    status, _said, wrong = run("versions")
    assert status == 1 and "FENJIN_STATE" in wrong
