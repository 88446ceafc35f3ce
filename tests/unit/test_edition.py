"""Data that change and break while the dashboard serves them: which version is served, and what is said of the file."""

import dataclasses
import functools
import gc
import logging
import os
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
from pandas._libs.internals import BlockValuesRefs
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from fenjin import frames
from fenjin.data import admission, edition, memory
from fenjin.language.translate import translator
from fenjin.paths import ROOT, TABLE
from fenjin.server import api, calendar
from fenjin.table import layout
from fenjin.views.selection import Filters
from tests import made_up, profiles
from tests.clock import Clock

WHOLE = TABLE.read_bytes()
DESCRIBED = layout.about(TABLE)["lists"][0]


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The file of a table, a copy of the published one; a change of it need not keep still before it is taken."""
    monkeypatch.setattr(edition, "STILL", 0)
    path = tmp_path / "targets.parquet"
    shutil.copy(TABLE, path)
    return path


@pytest.fixture
def installed(path, monkeypatch):
    """The same as the file of the installation."""
    monkeypatch.setenv("FENJIN_TABLE", str(path))
    return path


@functools.cache
def small(*figures):
    """The bytes of a good table with a target of each figure."""
    rows = [made_up.target(unit, figure) for unit, figure in zip(made_up.UNITS, figures, strict=False)]
    with tempfile.TemporaryDirectory() as folder:
        made_up.database(Path(folder), rows)
        return (Path(folder) / "targets.parquet").read_bytes()


def another(path):
    """Another good table in place of the file."""
    content, new = small(5, 6), path.with_suffix(".new")
    with open(new, "wb") as file:
        file.write(content)
    new.replace(path)


def rewritten(path, change=lambda table: table, **metadata):
    """The published table with other rows or other metadata, written as any program would."""
    table = parquet.read_table(TABLE)
    about = layout.unpack(table.schema.metadata) | metadata
    parquet.write_table(change(table).replace_schema_metadata(layout.pack(about)), path)


def with_cell(table, column, value):
    """The table with another value in the first row's column."""
    place = table.column_names.index(column)
    values = [value, *table[column].to_pylist()[1:]]
    return table.set_column(place, table.schema.field(column), arrow.array(values, table.schema.field(column).type))


BROKEN = {
    "cut off": (lambda path: path.write_bytes(WHOLE[:-100_000]), "incomplete"),
    "nothing but its end": (lambda path: path.write_bytes(b"PAR1"), "incomplete"),
    "damaged inside": (lambda path: path.write_bytes(WHOLE[:-5000] + bytes(4000) + WHOLE[-1000:]), "damaged"),
    "foreign": (lambda path: path.write_text("indicator,value\na,1\n" * 100), "no Parquet file"),
    "empty": (lambda path: path.write_bytes(b""), "empty"),
    "missing": (lambda path: path.unlink(), "no such file"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "a folder"),
    "a pipe, which nobody writes": (lambda path: (path.unlink(), os.mkfifo(path)), "a folder or something else"),
    "a Parquet file of others": (lambda path: parquet.write_table(arrow.table({"a": [1]}), path), "no table of Fenjin"),
    "an older schema": (lambda path: rewritten(path, schema_version="0"), "version “0”, this program reads “6”"),
    "columns missing": (lambda path: rewritten(path, lambda table: table.select(table.column_names[:30])), "firmness, tier"),
    "a column of text": (
        lambda path: rewritten(path, lambda table: table.set_column(2, "year", arrow.array(["2022"] * len(table)))),
        "wrong type: year",
    ),
    "no row": (lambda path: rewritten(path, lambda table: table.slice(0, 0)), "no row"),
    "a list that is not described": (lambda path: rewritten(path, lists=[{**DESCRIBED, "list_id": "nowhere-2022"}]), "“xiangyang-2022”"),
    "a rule broken": (lambda path: rewritten(path, lambda table: with_cell(table, "para", 0)), "1 row breaks the data contract’s rule “para”"),
    "an unknown unit of measure": (lambda path: rewritten(path, lambda table: with_cell(table, "uom", "光年")), "“uom-known”"),
    "an unknown scope": (lambda path: rewritten(path, lambda table: with_cell(table, "scope", "亿元以上，无此口径")), "“scope-translated”"),
    "an unknown indicator": (lambda path: rewritten(path, lambda table: with_cell(table, "indicator_id", "nothing")), "“indicator”"),
    "a topic of another theme": (lambda path: rewritten(path, lambda table: with_cell(table, "theme", "rural")), "“topic”"),
    "a target numbered as another list's": (lambda path: rewritten(path, lambda table: with_cell(table, "target_id", "nowhere-2022/zaoyang/98.01")), "“target-id-form”"),
    "a target numbered as another unit's": (lambda path: rewritten(path, lambda table: with_cell(table, "target_id", "xiangyang-2022/zaoyan/98.01")), "“target-id-form”"),
    "a number twice": (lambda path: rewritten(path, lambda table: arrow.concat_tables([table, table.slice(0, 1)])), "2 rows break"),
}  # fmt: skip


def told(caplog):
    """What the log says of the table that is wrong, whatever else its level lets through."""
    return [each for each in caplog.records if each.name == "fenjin.data.edition" and each.levelno >= logging.WARNING]


@pytest.mark.parametrize("name", profiles.some(BROKEN, 12))
def test_what_is_no_good_table_is_not_taken_and_said_once(path, name, caplog):
    """The version before stays until a good file comes; the log has one line, however many ask."""
    break_it, why = BROKEN[name]
    path.write_bytes(small(4))
    before = edition.current(path)
    break_it(path)
    assert all(edition.current(path) is before for _ in range(20))
    assert before.query("explore", **Filters().parameters()).num_rows == 1
    found = edition.state(path)
    assert why in found.problem.in_words(translator("en")) and found.wrong_since >= found.since
    assert found.problem.in_words(translator("zh")) != found.problem.in_words(translator("en"))
    (line,) = told(caplog)
    assert line.levelname == "ERROR" and why in line.getMessage() and line.served == before.version

    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    another(path)
    assert edition.current(path).version != before.version
    assert edition.state(path).problem is None and edition.state(path).rows == 2


@pytest.mark.parametrize("name", profiles.some(["cut off", "missing", "a folder", "an older schema", "a rule broken"], 4))
def test_without_a_good_table_from_the_start_it_is_said_and_mended(path, name):
    break_it, why = BROKEN[name]
    break_it(path)
    with pytest.raises(admission.TableError, match=why):
        edition.current(path)
    assert edition.state(path).database is None
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.copy(TABLE, path)
    assert edition.current(path).version
    assert edition.state(path).problem is None


def test_a_file_that_may_not_be_read_is_taken_once_it_may(path, monkeypatch):
    opens = Path.open

    def guarded(self, *arguments, **named):
        """What the system does for any user but root."""
        if not self.stat().st_mode & 0o444:
            raise PermissionError(13, "Permission denied", str(self))
        return opens(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", guarded)
    before = edition.current(path)
    another(path)
    path.chmod(0)
    assert edition.current(path) is before
    assert "may not be read" in str(edition.state(path).problem)
    path.chmod(0o644)
    assert edition.current(path) is not before


def test_a_failure_of_the_system_is_tried_again(path, monkeypatch, caplog):
    """What fails without the file's fault, such as memory, is tried again though the file stays as it is; it is said once."""
    before = edition.current(path)
    another(path)
    monkeypatch.setattr(admission, "Database", lambda path: (_ for _ in ()).throw(MemoryError()))
    assert edition.current(path) is before
    assert "MemoryError" in str(edition.state(path).problem)
    monkeypatch.setattr(edition, "RETRY", 0)
    assert all(edition.current(path) is before for _ in range(5))
    assert len(told(caplog)) == 1
    monkeypatch.undo()
    assert edition.current(path) is before
    monkeypatch.setattr(edition, "RETRY", 0)
    assert edition.current(path) is not before


def test_a_copy_in_progress_is_not_taken_half(path, monkeypatch, caplog):
    """A file that still grows is left alone, though at each look it is another one; also where it is good at every look."""
    clock = Clock(monkeypatch)
    monkeypatch.setattr(edition, "STILL", 10)
    before = edition.current(path)
    with path.open("wb") as file:
        for start in range(0, len(WHOLE), len(WHOLE) // 8):
            file.write(WHOLE[start : start + len(WHOLE) // 8])
            file.flush()
            assert edition.current(path) is before
            clock.forward(9)
    another(path)
    assert edition.current(path) is before and edition.state(path).problem is None
    clock.forward(10)
    assert edition.current(path) is not before
    assert told(caplog) == []


@profiles.thorough
def test_a_file_that_changes_while_it_is_read_is_read_again(path, monkeypatch):
    before = edition.current(path)
    another(path)
    load = edition.Database

    def changed_meanwhile(given):
        loaded = load(given)
        shutil.copy(TABLE, path)
        return loaded

    monkeypatch.setattr(admission, "Database", changed_meanwhile)
    assert edition.current(path) is before
    monkeypatch.setattr(admission, "Database", load)
    assert edition.current(path) is before and edition.state(path).problem is None


def test_the_same_bytes_again_are_no_new_version(path):
    before = edition.state(path)
    os.utime(path)
    assert edition.state(path) == before
    path.write_bytes(b"")
    edition.current(path)
    path.write_bytes(WHOLE)
    assert edition.state(path) == dataclasses.replace(before, problem=None)


def test_a_link_to_the_file_that_is_turned_elsewhere_is_followed(path, tmp_path):
    link = tmp_path / "link.parquet"
    link.symlink_to(path)
    before = edition.current(link)
    (tmp_path / "new").mkdir()
    another(tmp_path / "new" / "targets.parquet")
    link.unlink()
    link.symlink_to(tmp_path / "new" / "targets.parquet")
    assert edition.current(link) is not before


def test_the_table_is_loaded_once_for_all_threads(path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: edition.current(path), range(16)))
    assert len({id(each) for each in found}) == 1


def test_nobody_waits_while_a_new_version_is_read(path, monkeypatch):
    """One visitor's visit reads the new file; the others are served from the old one meanwhile."""
    before = edition.current(path)
    another(path)
    reading, go_on = threading.Event(), threading.Event()
    load = edition.Database

    def slowly(given):
        reading.set()
        assert go_on.wait(30)
        return load(given)

    monkeypatch.setattr(admission, "Database", slowly)
    first = threading.Thread(target=edition.current, args=(path,))
    first.start()
    assert reading.wait(30)
    assert edition.current(path) is before
    go_on.set()
    first.join(30)
    assert edition.current(path) is not before


def test_a_watched_file_is_taken_though_nobody_asks(path, monkeypatch):
    monkeypatch.setattr(edition, "EVERY", 0.05)
    ended, changed = threading.Event(), threading.Event()
    looking = edition.watch(ended, changed.set, lambda _database, _is_over: None, path)
    before = edition.current(path)
    assert not changed.is_set()
    another(path)
    assert changed.wait(30)
    assert edition.current(path) is not before
    ended.set()
    looking.join(30)
    assert not looking.is_alive()


def test_a_new_version_is_shown_once_it_is_prepared_or_a_newer_one_has_come(path, monkeypatch):
    """Else all visitors would wait for their pages at once. The one before it is served meanwhile."""
    monkeypatch.setattr(edition, "EVERY", 0.05)
    monkeypatch.setattr(edition, "PREPARING", 3600.0)
    ended, changed, preparing, go_on = (threading.Event() for _ in range(4))
    prepared, overtaken = [], []

    def prepare(database, is_over):
        prepared.append(database)
        preparing.set()
        while not (go_on.wait(0.01) or is_over()):
            pass
        overtaken.append(is_over())

    looking = edition.watch(ended, changed.set, prepare, path)
    before = edition.current(path)
    assert not prepared  # nobody waits for the first
    another(path)
    assert preparing.wait(30)
    assert edition.current(path) is before and not changed.is_set()
    preparing.clear()
    path.write_bytes(small(7, 8))
    assert changed.wait(30) and overtaken == [True]
    changed.clear()
    assert preparing.wait(30)
    assert edition.current(path) is prepared[0] and not changed.is_set()
    go_on.set()
    assert changed.wait(30) and overtaken == [True, False]
    assert edition.current(path) is prepared[1] and len(prepared) == 2
    ended.set()
    looking.join(30)


def test_what_was_remembered_of_an_older_version_is_let_go(path):
    asked = []
    answer = memory.memoize(4)(lambda database: asked.append(database) or len(asked))
    hits, misses = memory.counts()
    assert [answer("a"), answer("a"), answer("b")] == [1, 1, 2]
    assert memory.counts() == (hits + 1, misses + 2)
    memory.forget()
    assert answer("a") == 3
    assert memory.counts() == (hits + 1, misses + 3)
    # What was made beforehand of the version that comes stays.
    memory.forget("a")
    assert [answer("a"), answer("b")] == [3, 4]


@dataclasses.dataclass(frozen=True)
class _About:
    """Has a version of the table, as the context of a view does."""

    database: str


def test_what_was_asked_of_a_version_is_asked_of_the_next_before_that_is_shown():
    """The last asked first; both are remembered until the old one is let go, and what fails is left."""
    asked = []

    @memory.memoize(2)
    def answer(about, place, *, lang="zh"):
        asked.append((about.database, place, lang))
        assert about.database == "old" or place != "gone"
        return about.database

    @memory.memoize(2)
    def unconcerned(place):
        asked.append(place)

    old, new = "old", "new"
    answer(_About(old), "a", lang="en")
    answer(_About(old), "b")
    answer(_About(old), "a", lang="en")
    unconcerned("c")
    del asked[:]
    memory.follow(old, new, lambda: False)
    assert asked == [("new", "a", "en"), ("new", "b", "zh")]
    del asked[:]
    for version in (old, new):
        answer(_About(version), "a", lang="en")
        answer(_About(version), "b")
    assert not asked
    memory.forget(new)
    answer(_About(new), "b")
    assert not asked
    answer(_About(old), "gone")
    assert asked == [("old", "gone", "zh")]
    memory.follow(old, new, lambda: False)
    memory.forget(new)
    memory.follow(new, "newer", lambda: True)
    assert asked[2:] == [("newer", "b", "zh")]  # the one that was begun
    memory.forget()


def test_what_was_asked_of_an_answer_is_asked_of_the_answer_that_follows_it():
    class View:
        """Only itself."""

    drawn = []
    view = memory.memoize(4)(lambda about: View())
    draw = memory.memoize(4)(lambda view, lang: drawn.append(view) or f"{id(view)} {lang}")
    old, new = "old", "new"
    draw(view(_About(old)), "zh")
    view(_About(old))  # was asked last
    memory.follow(old, new, lambda: False)
    assert drawn == [view(_About(old)), view(_About(new))]
    memory.forget(new)
    assert draw(view(_About(new)), "zh") == f"{id(drawn[1])} zh" and len(drawn) == 2
    memory.forget()


def test_what_is_done_beforehand_leaves_most_of_the_time_to_those_who_ask_meanwhile(monkeypatch):
    moments, naps = [0.0], []

    def sleep(seconds):
        naps.append(seconds)
        moments[0] += seconds

    def job(is_asked):
        if is_asked:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(answer, "a").result(30)
        answer("b")
        moments[0] += 2.0

    answer = memory.memoize(4)(lambda place: place)
    monkeypatch.setattr(memory.time, "monotonic", lambda: moments[0])
    monkeypatch.setattr(memory.time, "sleep", sleep)
    memory.work_beforehand([functools.partial(job, False)] * 3, lambda: False)
    assert not naps
    memory.work_beforehand([functools.partial(job, True), functools.partial(job, False)], lambda: False)
    assert sum(naps) == pytest.approx(6.0, abs=0.3)


def test_answers_are_remembered_in_bounds_over_all_functions(monkeypatch):
    monkeypatch.setattr(memory, "MOST", 3)
    memory.forget()
    asked = []
    functions = [memory.memoize(2)(lambda place, number=number: asked.append((number, place))) for number in range(2)]
    for number, place in ((0, "a"), (0, "b"), (1, "a"), (0, "a"), (1, "b")):
        functions[number](place)
    del asked[:]
    for number, place in ((0, "a"), (1, "a"), (1, "b"), (0, "b")):
        functions[number](place)
    assert asked == [(0, "b")]
    memory.forget()


def test_who_asks_what_is_just_being_answered_waits_for_that_answer():
    begun, go_on = threading.Event(), threading.Event()
    asked = []

    @memory.memoize(4)
    def answer(question):
        asked.append(question)
        begun.set()
        assert go_on.wait(30)
        return len(asked)

    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(answer, "a")
        assert begun.wait(30)
        others = [pool.submit(answer, "a") for _ in range(4)]
        assert not wait(others, 0.1).done
        go_on.set()
        assert [each.result(30) for each in (first, *others)] == [1] * 5
    assert asked == ["a"]


def opened(page, **link):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run() if page == "overview" else app.run().switch_page(f"pages/{page}.py").run()


@profiles.thorough
def test_the_page_about_tells_of_a_file_that_cannot_be_used(installed):
    """And of the version that is served in its place, in both languages; other pages are as before."""
    version = edition.current().version
    assert not opened("about").warning
    installed.write_bytes(WHOLE[:1000])
    for lang, said, why in (("zh", "新的数据文件不能用，仍用上面这一版。", "文件不完整"), ("en", "The new data file cannot be used; the version above stays.", "The file is incomplete")):  # fmt: skip
        app = opened("about", lang=lang)
        assert [each.value for each in app.warning] == [said]
        assert any(why in each.value for each in app.text)
        assert any(version in each.value for each in app.markdown)
    page = opened("overview")
    assert not page.warning and page.subheader[0].value.startswith("91个单位")


def test_a_visit_that_is_open_goes_on_with_the_new_version(installed):
    """At its next step it shows the new table, and says that its link was made with the older one."""
    app = opened("overview")
    version = edition.current().version[:12]
    assert app.subheader[0].value.startswith("91个单位") and app.query_params["v"] == version
    another(installed)
    app.run()
    assert not app.exception and app.subheader[0].value.startswith("2个单位")
    assert any(version in each.value for each in app.info)


@pytest.mark.parametrize("page", profiles.some(["overview", "rural", "unit", "about", "present"], 5))
def test_every_page_says_plainly_that_there_is_no_table(installed, page):
    installed.write_bytes(b"")
    app = opened("overview", lang="en") if page == "overview" else opened(page, lang="en")
    assert not app.exception
    assert [each.value for each in app.error] == ["There is no table to show. The file is empty. Copy it again."]
    shutil.copy(TABLE, installed)
    app.run()
    assert not app.error and not app.exception


def test_addresses_answer_that_there_is_no_table(installed):
    installed.unlink()
    client = TestClient(Starlette(routes=[*api.routes, *calendar.routes]))
    for address in ("/api", "/api/units", "/api/openapi.json", "/calendar.ics"):
        answer = client.get(address)
        assert answer.status_code == 503 and answer.json()["type"] == "urn:fenjin:problem:no-table"
    shutil.copy(TABLE, installed)
    assert client.get("/api/units").status_code == 200


def test_a_frame_that_is_looked_at_again_and_again_takes_no_more_memory():
    """Frames are remembered for as long as a version is served, and each page looks at their columns."""
    frame = frames.of_table(arrow.table({"unit": ["east", "west"], "value": [1.0, 2.0]}))

    def looks():
        return sum(len(each.referenced_blocks) for each in gc.get_objects() if type(each) is BlockValuesRefs)

    frames.forget_views()
    before = looks()
    for _ in range(300):
        _column = frame["unit"], frame["value"]
    assert looks() >= before + 600
    frames.forget_views()
    assert looks() < before + 10
    assert frames.records(frame) == [{"unit": "east", "value": 1.0}, {"unit": "west", "value": 2.0}]
