"""Which edition of the table is served: the newest whole one of its file, whatever happens to the file.

A changed file is taken once it has kept still for a moment, can be read, keeps the contract and answers every named query. Until
then, and for as long as it is missing or broken, the edition before it stays, for every visitor alike. What is wrong is said once
in the log, and by `state` for the page 关于 and the health address.

In place of a file there may be a store of versions (`fenjin.data.store`), from which the one that its pointer names is taken: loaded at
once, shown from the moment that the pointer states. Where an installation has a cluster, queries run there.

`watch` looks at the file every second, so that a new edition is there before the next visitor; without it whoever asks looks.
"""

import datetime
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fenjin import settings
from fenjin.data import store
from fenjin.data.admission import TableError, another, open_table
from fenjin.data.cluster import Cluster
from fenjin.data.database import Database
from fenjin.language.translate import _
from fenjin.paths import stamp

EVERY = 1.0  # seconds between two looks
STILL = 1.0  # seconds for which a changed file must not have changed again
RETRY = 60.0  # seconds after which a file that could not be taken is tried once more
PREPARING = 120.0  # seconds at most that a new version is kept back while what everybody asks of it is worked out
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """What is served, since when and how many rows; and what is wrong with the file as it is now, since when."""

    database: Database | None = None
    since: datetime.datetime | None = None
    rows: int = 0
    problem: TableError | None = None
    wrong_since: datetime.datetime | None = None


class Edition:
    """The edition of one file or store, shared by all threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = State()
        self.is_watched = False
        self.takes, self.refusals = 0, 0
        self.of_store = False  # whether what is served came from a store
        self._looking = threading.Lock()
        self._last_stamp: object = None
        self._last_try: object = None
        self._stamp_time = self._try_time = 0.0
        self._next: tuple[store.Pointer, Database, int] | None = None
        self.prepare: Callable[[Database, Callable[[], bool]], object] | None = None

    def database(self) -> Database:
        """The table that is served. Raises TableError where there is none."""
        if not self.is_watched:
            self.look()
        now = self.state
        if now.database is None:
            problem = now.problem or TableError(_("数据表还在读取。请稍等片刻。"))
            # One of its own for each thread: an exception that is raised remembers where.
            raise TableError(problem.text, **problem.values)
        return now.database

    def look(self) -> None:
        """Takes the file if it is another one than before; whoever comes while it is read is not kept waiting."""
        if not self._looking.acquire(blocking=self.state.database is None):
            return
        try:
            # A pointer that was replaced meanwhile has the last word.
            if self._next and self._next[0].current() == self._next[1].version and self._stamp() == self._last_try:
                (_pointer, database, rows), self._next = self._next, None
                self._show(database, rows, 0.0)
            now, moment = self._stamp(), time.monotonic()
            if now != self._last_stamp:
                self._last_stamp, self._stamp_time = now, moment
            if now == self._last_try:
                if not self.state.problem or moment - self._try_time < RETRY:
                    return
            elif self.state.database and moment - self._stamp_time < STILL:
                return
            self._take(now)
        finally:
            self._looking.release()

    def _stamp(self) -> object:
        return store.stamp_of(self.path) if self.path.is_dir() else stamp(self.path)

    def _take(self, now: object) -> None:
        start, before = time.monotonic(), self.state.database
        try:
            if self.path.is_dir():
                next_version = self._of_store(before)
            elif settings.load().engine:
                raise TableError(
                    _(
                        "查询要在集群上跑，数据表就要放在版本库里：先用 python -m fenjin.data.publish 发布，再把FENJIN_TABLE设成版本库。"
                    )
                )
            else:
                next_version = another(self.path, before.version if before else "")
            if self._stamp() != now:
                raise TableError(_("文件读到一半又变了，可能还在复制。"))
        except TableError as problem:
            if before and self._stamp() != now:
                return
            self._refuse(problem, now)
            return
        self._last_try, self._try_time = now, time.monotonic()
        if next_version:
            seconds = time.monotonic() - start
            if before:
                self._prepare(next_version[0], lambda: self._stamp() != now)
            self._show(*next_version, seconds)
        elif self.state.problem:
            _log.info("the file of the table is again the version that is served", extra={"file": str(self.path)})
            self.state = State(self.state.database, self.state.since, self.state.rows)
        if self._next:
            pointer, database, _rows = self._next
            self._prepare(database, lambda: pointer.current() == pointer.version or self._stamp() != now)

    def _of_store(self, before: Database | None) -> tuple[Database, int] | None:
        """The version that the store shows now, with its rows, None where it is served; a later one is loaded for its moment."""
        self._next = None
        try:
            pointer = store.pointer(self.path)
        except FileNotFoundError:
            raise TableError(
                _("这是一个目录，里面还没有发布过版本。请把数据表文件放到该在的位置，或先用 python -m fenjin.data.publish 发布。")
            ) from None
        except store.StoreError:
            raise TableError(_("文件内容损坏，读不下去。请重新复制或重新生成。")) from None
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise TableError(_("读文件时出错（{why}）。过一分钟再试。"), why=why) from None
        version = pointer.current()
        current_version = None if before and before.version == version else self._version(version)
        if pointer.version != version:
            try:
                self._next = (pointer, *self._version(pointer.version))
            except TableError:
                # A broken version to come is no reason not to show the one before it.
                if current_version:
                    self._show(*current_version, 0.0)
                raise
        return current_version

    def _prepare(self, database: Database, is_over: Callable[[], bool]) -> None:
        """Has what everybody asks of a version worked out before it is shown, or all visitors would wait for it at once."""
        until = time.monotonic() + PREPARING
        if self.prepare:
            self.prepare(database, lambda: time.monotonic() > until or is_over())

    def _version(self, version: str) -> tuple[Database, int]:
        """One version of the store, proved, with its rows; its queries run on the cluster where there is one."""
        database, rows = open_table(store.file_of(self.path, version))
        if database.version != version:
            raise TableError(_("文件内容损坏，读不下去。请重新复制或重新生成。"))
        installation = settings.load()
        if installation.engine:
            tables = store.tables(self.path, version, installation.engine_store)
            cluster = Cluster(installation.engine, tables, rows=database.rows, token=installation.engine_token)
            cluster.prepare()
            database.connect(cluster)
        return database, rows

    def _show(self, database: Database, rows: int, seconds: float) -> None:
        self.takes += 1
        self.of_store = self.path.is_dir()
        self.state = State(database, _now(), rows)
        _log.info(
            "a version of the table is served",
            extra={"file": str(self.path), "version": database.version, "rows": rows, "seconds": round(seconds, 2)},
        )

    def _refuse(self, problem: TableError, now: object) -> None:
        before = self.state
        repeated = now == self._last_try
        self._last_try, self._try_time = now, time.monotonic()
        self.refusals += not repeated
        self.state = State(before.database, before.since, before.rows, problem, before.wrong_since or _now())
        if repeated and str(before.problem) == str(problem):
            return
        still = {"served": before.database.version} if before.database else {}
        what = "the version before it stays" if still else "there is none to serve"
        _log.error("the table cannot be taken, %s: %s", what, problem, extra={"file": str(self.path), **still})


_editions: dict[Path, Edition] = {}
_adding = threading.Lock()


def edition(path: Path | None = None) -> Edition:
    """The edition of a file; of the installation's table unless another is named."""
    path = path or settings.load().table
    if path not in _editions:
        with _adding:
            _editions.setdefault(path, Edition(path))
    return _editions[path]


def current(path: Path | None = None) -> Database:
    """The table that is served, of a file or of the installation. Raises TableError where there is none."""
    return edition(path).database()


def state(path: Path | None = None) -> State:
    """What is served of a file or of the installation's, and what is wrong with the file."""
    of_file = edition(path)
    if not of_file.is_watched:
        of_file.look()
    return of_file.state


def watch(
    end: threading.Event,
    on_change: Callable[[], object],
    prepare: Callable[[Database, Callable[[], bool]], object],
    path: Path | None = None,
) -> threading.Thread:
    """Looks at the file in a thread of its own until `end` is set; calls `on_change` after each new version.

    Before a version takes the place of another, `prepare` is called with it, and with a function that says when to stop. The first look is
    done when this returns.
    """
    of_file = edition(path)
    of_file.look()
    of_file.is_watched, of_file.prepare = True, lambda database, is_over: prepare(database, lambda: end.is_set() or is_over())

    def look() -> None:
        before = of_file.state.database
        while not end.wait(EVERY):
            # Whatever goes wrong here must not end the looking.
            try:
                of_file.look()
                if of_file.state.database is not before:
                    before = of_file.state.database
                    on_change()
            except Exception:
                _log.exception("looking after the table failed")
        of_file.is_watched = False

    thread = threading.Thread(target=look, name="edition", daemon=True)
    thread.start()
    return thread


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()
