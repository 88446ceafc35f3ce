"""The named queries on a cluster that speaks Spark Connect (Apache Spark, managed services of it, LakeSail) instead of in this process.

Nothing but `Database.query` asks it. The SQL of a file in `queries/` is carried to Spark's dialect once; parameters are bound, never
written into it; the answer has the schema that DuckDB gives. A session is opened when the first query comes, over the tables that
a version of the table has on shared storage (`fenjin.store`), and another one when it is lost.

The packages that this needs are those of requirements-cluster.txt; without `FENJIN_ENGINE` nothing of it is loaded.
"""

import contextlib
import logging
import threading
import time
import uuid
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as arrow

from fenjin.translate import Translator, _

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

SECONDS = 30.0  # the most that a query may take
REST = 5.0  # seconds for which a cluster that was lost is not asked again
_AT_ONCE = 32  # queries of this process that are under way on the cluster
_INSISTS = 60  # times that a cluster is told to stop a question, a second apart
_RETRIES = 3  # each after a longer pause, of at most a second
# What a session is set to, so that the cluster's own settings change no answer.
_SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
_log = logging.getLogger(__name__)


class ClusterError(RuntimeError):
    """Says why the cluster gave no answer, and what to do: a text of the catalogue and what fills its places."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text.format(**values))

    def said(self, t: Translator) -> str:
        """The same in the reader's language."""
        return t(self.text, **self.values)


class Cluster:
    """The tables of one version on a cluster at an address `sc://host:port`, asked by many threads.

    `tables` are the addresses, as the cluster reads them, of the folders of Parquet files by name.
    """

    def __init__(self, address: str, tables: Mapping[str, str], seconds: float = SECONDS) -> None:
        self.address = address
        self._tables = dict(tables)
        self._seconds = seconds
        self._session: SparkSession | None = None
        self._opening = threading.Lock()
        self._rests_until = 0.0
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def query(
        self, name: str, asked: Mapping[str, object], schema: arrow.Schema, lists: Sequence[str] | None = None
    ) -> arrow.Table:
        """The rows that `queries/<name>.sql` gives for these parameters, in this schema; where `lists` are given, it needs the rows
        of these only, and the cluster reads no others.

        Raises ClusterError where the cluster cannot be reached, fails, or takes too long.
        """
        if time.monotonic() < self._rests_until:
            raise _lost()
        named = {f"of_list_{place}": each for place, each in enumerate(sorted(set(lists)))} if lists else {}
        sql = carried(name, tuple(named))
        tag = f"fenjin-{uuid.uuid4()}"
        answer: Future[arrow.Table] = Future()
        _apart(self._answered, answer, sql, {**asked, **named}, tag)
        try:
            found = answer.result(self._seconds)
        except Late:
            if not answer.cancel():
                _apart(self._interrupt, answer, tag)
            _log.warning("a query on the cluster took too long and was stopped", extra={"query": name})
            raise ClusterError(
                _("集群{seconds:g}秒内没有答完，已停止。请稍后再试，或缩小范围。"), seconds=self._seconds
            ) from None
        # Columns are told by their place: an engine may name them differently.
        return arrow.table([_cast(column, each.type) for column, each in zip(found.columns, schema, strict=True)], schema=schema)

    def prepare(self) -> None:
        """Opens the session and asks a first question without waiting for them, so that the first visitor need not.

        After its start a cluster takes half a minute for what later takes it a second.
        """

        def asked() -> None:
            # Whoever asks next will hear of it.
            with contextlib.suppress(Exception):
                self._answer("select count(*) as n from targets", {}, "fenjin-first")

        _apart(asked)

    def _answered(self, answer: "Future[arrow.Table]", sql: str, asked: dict[str, object], tag: str) -> None:
        with self._places:
            # Whoever waited for his turn may have given up.
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(self._answer(sql, asked, tag))
            except BaseException as error:
                answer.set_exception(error)

    def _answer(self, sql: str, asked: dict[str, object], tag: str) -> arrow.Table:
        for last in (False, True):
            session = None
            try:
                session = self._opened()
                with _tagged(session, tag):
                    return session.sql(sql, args=asked).toArrow()
            except Exception as error:
                if not _is_lost(error):
                    _log.error("a query failed on the cluster: %s", type(error).__name__, exc_info=error)
                    raise ClusterError(_("集群没有算完这个问题。请过几秒再试；一直这样，请告诉管理员。")) from None
                self._forget(session)
                if last:
                    self._rests_until = time.monotonic() + REST
                    _log.error("the cluster cannot be reached: %s", type(error).__name__, exc_info=error)
                    raise _lost() from None
        raise AssertionError

    def _opened(self) -> "SparkSession":
        """The session, opened where there is none."""
        with self._opening:
            if self._session is None:
                with warnings.catch_warnings():
                    # It warns of pandas 3; nothing here passes through pandas.
                    warnings.simplefilter("ignore", FutureWarning)
                    from pyspark.sql.connect.client.retries import DefaultPolicy
                    from pyspark.sql.connect.session import SparkSession
                warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]")
                session = SparkSession.builder.remote(self.address).create()
                session.client.set_retry_policies([DefaultPolicy(_RETRIES, 3.0, 100, 1000, 50)])
                for setting, value in _SETTINGS.items():
                    session.conf.set(setting, value)
                for name, address in self._tables.items():
                    session.read.parquet(address).createOrReplaceTempView(name)
                # The server forgets it with the version of the table that it was for; at the end of the process it need not.
                weakref.finalize(self, _end, session).atexit = False
                self._session = session
            return self._session

    def _forget(self, session: "SparkSession | None") -> None:
        with self._opening:
            if session is not None and self._session is session:
                self._session = None
        if session is not None:
            with contextlib.suppress(Exception):
                session.client.close()

    def _interrupt(self, answer: "Future[arrow.Table]", tag: str) -> None:
        """Tells the cluster to stop a question until it has: the question may not have come there yet."""
        for _time in range(_INSISTS):
            if session := self._session:
                with contextlib.suppress(Exception):
                    session.interruptTag(tag)
            if answer.done():
                return
            time.sleep(1)


def _apart(what: Callable[..., object], *given: object) -> None:
    """Does something in a thread of its own, that no end of the process waits for: what it waits for may never come."""
    threading.Thread(target=what, args=given, name="cluster", daemon=True).start()


def _end(session: "SparkSession") -> None:
    with contextlib.suppress(Exception):
        session.stop()


def _lost() -> ClusterError:
    return ClusterError(_("暂时连不上集群。已经打开过的画面照常可用；连上后会自动恢复，请过几秒再试。"))


@contextlib.contextmanager
def _tagged(session: "SparkSession", tag: str) -> Iterator[None]:
    """What this thread asks of the session carries a tag, by which it can be stopped."""
    session.addTag(tag)
    try:
        yield
    finally:
        session.removeTag(tag)


def _is_lost(error: Exception) -> bool:
    """Whether the server, or its session, is gone, rather than the question wrong."""
    import grpc
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    if isinstance(error, SparkConnectGrpcException):
        gone = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED)
        return error.getGrpcStatusCode() in gone or "INVALID_HANDLE" in str(error)
    return isinstance(error, grpc.RpcError)


def _cast(column: arrow.ChunkedArray, kind: arrow.DataType) -> arrow.ChunkedArray:
    return column if column.type == kind else column.cast(kind)


@cache
def carried(name: str, lists: tuple[str, ...] = ()) -> str:
    """The SQL of a named query in Spark's dialect, over the rows of the lists that these parameters name, or of all.

    Raises KeyError where there is no such query.
    """
    from fenjin.database import statement

    return spark(statement(name)[0], lists)


def spark(sql: str, lists: tuple[str, ...] = ()) -> str:
    """The same statement in Spark's dialect; where parameters are named, what it reads of `targets` are rows of their lists."""
    import sqlglot
    from sqlglot import expressions

    tree = sqlglot.parse_one(sql, read="duckdb")
    for table in list(tree.find_all(expressions.Table)) if lists else []:
        if table.name == "targets":
            wanted = expressions.column("list_id").isin(*(expressions.Placeholder(this=each) for each in lists))
            # A column of its own in a condition of its own is what an engine finds the parts of a file by.
            own = expressions.select("*").from_("targets").where(wanted)
            table.replace(own.subquery(table.alias_or_name))
    return tree.sql(dialect="spark")
