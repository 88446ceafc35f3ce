"""The named queries on a cluster that speaks Spark Connect (Apache Spark, managed services of it, LakeSail) instead of in this process.

Nothing but `Database.query` asks it. The SQL of a file in `queries/` is carried to Spark's dialect once; parameters are bound, never
written into it; the answer has the schema that DuckDB gives. A session is opened when the first query comes, over the tables that
a version of the table has on shared storage (`fenjin.data.store`), and another one when it is lost.

The packages that this needs are those of requirements-cluster.txt; without `FENJIN_ENGINE` nothing of it is loaded.
"""

import contextlib
import logging
import threading
import time
import urllib.parse
import uuid
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as arrow

from fenjin.data.engine import ClusterError
from fenjin.data.queries import statement
from fenjin.language.translate import _
from fenjin.paths import content

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

SECONDS = 30.0  # the most that a query may take
REST = 5.0  # seconds for which a cluster that was lost is not asked again
_LARGEST_TOKEN = 64 * 1024  # bytes of the file of one
_AT_ONCE = 32  # queries of this process that are under way on the cluster
_SILENT = 15.0  # seconds after which a cluster that says nothing to a word that costs it nothing is taken for lost
# What servers say to a session that they have forgotten, with its views (Spark, LakeSail), and the client of one that is over.
_SIGNS = (
    "INVALID_HANDLE",
    "is not running",
    "TABLE_OR_VIEW_NOT_FOUND",
    "RESPONSE_ALREADY_RECEIVED",
    "closed channel",
    "NO_ACTIVE_SESSION",
)
_INSISTS = 60.0  # seconds for which a cluster is told to stop a question
_RETRIES = 3  # each after a longer pause, of at most a second
# What a session is set to, of all that could change an answer.
_SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
_log = logging.getLogger(__name__)


class Cluster:
    """The tables of one version on a cluster at an address `sc://host:port`, asked by many threads.

    `tables` are the addresses, as the cluster reads them, of the folders of Parquet files by name; where `rows` is given, it must
    find as many of them in the table of targets. `token` is a file, read for each session, with what a cluster behind TLS asks for.
    """

    def __init__(
        self,
        address: str,
        tables: Mapping[str, str],
        seconds: float = SECONDS,
        rows: int | None = None,
        token: Path | None = None,
    ) -> None:
        self.address = address
        self._token = token
        self._rows = rows
        self._tables = dict(tables)
        self._seconds = seconds
        self._session: SparkSession | None = None
        self._half: SparkSession | None = None  # one that is being opened
        self._ending: weakref.finalize[..., Cluster]
        self._opening = threading.Lock()
        self._rests_until = 0.0
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def query(
        self, name: str, params: Mapping[str, object], schema: arrow.Schema, lists: Sequence[str] | None = None
    ) -> arrow.Table:
        """The rows that `queries/<name>.sql` gives for these parameters, in this schema; where `lists` are given, it needs the rows
        of these only, and the cluster reads no others.

        Raises ClusterError where the cluster cannot be reached, fails, or takes too long.
        """
        if time.monotonic() < self._rests_until:
            raise _unreachable()
        list_params = {f"of_list_{place}": each for place, each in enumerate(sorted(set(lists)))} if lists else {}
        sql = translate_query(name, tuple(list_params))
        tag = f"fenjin-{uuid.uuid4()}"
        answer: Future[arrow.Table] = Future()
        stop = threading.Event()
        until = time.monotonic() + self._seconds
        try:
            # Taken before there is a thread, so that there are never more threads than places.
            if not self._places.acquire(timeout=self._seconds):
                answer.cancel()
                raise Late
            _start_thread(self._answer_into, answer, sql, {**params, **list_params}, tag, stop)
            table = answer.result(max(0.0, until - time.monotonic()))
        except Late:
            stop.set()
            if not answer.cancelled():
                _start_thread(self._interrupt, answer, tag)
            _log.warning("a query on the cluster took too long and was stopped", extra={"query": name})
            raise ClusterError(
                _("集群{seconds:g}秒内没有答完，已停止。请稍后再试，或缩小范围。"), seconds=self._seconds
            ) from None
        # Columns are told by their place: an engine may name them differently.
        return arrow.table([_cast(column, each.type) for column, each in zip(table.columns, schema, strict=True)], schema=schema)

    def prepare(self) -> None:
        """Opens the session, with a first question, without waiting for it, so that the first visitor need not.

        After its start a cluster takes many seconds for what later takes it one.
        """

        def open_early() -> None:
            # Whoever asks next will hear of it.
            with contextlib.suppress(Exception):
                self._open_session()

        _start_thread(open_early)

    def _answer_into(
        self, answer: "Future[arrow.Table]", sql: str, params: dict[str, object], tag: str, stop: threading.Event
    ) -> None:
        try:
            answer.set_result(self._answer(sql, params, tag, stop))
        except BaseException as error:
            answer.set_exception(error)
        finally:
            self._places.release()

    def _answer(self, sql: str, params: dict[str, object], tag: str, stop: threading.Event) -> arrow.Table:
        for last in (False, True):
            session = self._open_session()
            try:
                with _tag(session, tag):
                    return session.sql(sql, args=params).toArrow()
            except Exception as error:
                if stop.is_set():
                    raise _unreachable() from None
                if not _is_lost(error):
                    raise _failure(error) from None
                self._forget(session)
                if last:
                    raise self._rest(type(error).__name__, error) from None
        raise AssertionError

    def _open_session(self) -> "SparkSession":
        """The session, opened where there is none."""
        with self._opening:
            if self._session is None:
                # Of many who wait here while it cannot be opened, the first has tried for all.
                if time.monotonic() < self._rests_until:
                    raise _unreachable()
                try:
                    self._session = self._open()
                except Exception as error:
                    if self._half:
                        _start_thread(_end, self._half)
                    if isinstance(error, ClusterError):
                        raise
                    raise (self._rest(type(error).__name__, error) if _is_lost(error) else _failure(error)) from None
                finally:
                    self._half = None
                # The server forgets it with the version of the table that it was for; at the end of the process it need not.
                self._ending = weakref.finalize(self, _start_thread, _end, self._session)
                self._ending.atexit = False
            return self._session

    def _open(self) -> "SparkSession":
        with warnings.catch_warnings():
            # It warns of pandas 3; nothing here passes through pandas.
            warnings.simplefilter("ignore", FutureWarning)
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession
        warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]")
        self._half = session = SparkSession.builder.remote(self._remote()).create()
        session.client.set_retry_policies([DefaultPolicy(_RETRIES, 3.0, 100, 1000, 50)])
        for setting, value in _SETTINGS.items():
            session.conf.set(setting, value)
        for name, address in self._tables.items():
            session.read.parquet(address).createOrReplaceTempView(name)
        if self._rows is not None:
            count = session.sql("select count(*) as n from targets").toArrow()["n"][0].as_py()
            if count != self._rows:
                _log.error("the cluster reads %d rows of %d", count, self._rows)
                raise ClusterError(
                    _("集群读到的数据不全：{found}行，应为{rows}行。请让管理员把这一版数据重新发布一次。"),
                    found=count,
                    rows=self._rows,
                )
        return session

    def _remote(self) -> str:
        """The address as the client wants it, with the token."""
        if self._token is None:
            return self.address
        try:
            token = content(self._token, _LARGEST_TOKEN).decode("utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            token = ""
        if not (token.isascii() and token.isprintable() and token):
            raise self._rest(f"{self._token} holds no token")
        # Without being told the client takes a cluster on this machine for one that needs no TLS.
        secure = "" if "use_ssl" in self.address else ";use_ssl=true"
        return f"{self.address}{'' if self.address.count('/') > 2 else '/'}{secure};token={urllib.parse.quote(token, safe='')}"

    def _rest(self, why: str, error: Exception | None = None) -> ClusterError:
        """Has nobody ask for a while, and the log say why."""
        self._rests_until = time.monotonic() + REST
        _log.error("the cluster cannot be reached: %s", why, exc_info=error)
        return _unreachable()

    def _forget(self, session: "SparkSession") -> None:
        with self._opening:
            if self._session is not session:
                return
            self._session = None
            self._ending.detach()
        _start_thread(_end, session)

    def _interrupt(self, answer: "Future[arrow.Table]", tag: str) -> None:
        """Tells the cluster to stop a question until it has: the question may not have come there yet. Where the cluster is silent,
        the session is given up, and with it whatever waits for an answer."""
        start, half = time.monotonic(), self._half
        while not answer.done() and time.monotonic() < start + _INSISTS:
            session = self._session
            if session and not _reaches(lambda session=session: session.interruptTag(tag)):  # type: ignore[misc]
                self._rest("it is silent")
                self._forget(session)
                return
            if half and self._half is half and time.monotonic() > start + _SILENT:
                self._rest("it is silent")
                _end(half)
                return
            time.sleep(1)


def _start_thread(what: Callable[..., object], *arguments: object) -> None:
    """Does something in a thread of its own, that no end of the process waits for: what it waits for may never come."""
    threading.Thread(target=what, args=arguments, name="cluster", daemon=True).start()


def _reaches(what: Callable[[], object]) -> bool:
    """Whether the cluster took note of something, or refused it, within a few seconds."""
    end = threading.Event()

    def tell() -> None:
        with contextlib.suppress(Exception):
            what()
        end.set()

    _start_thread(tell)
    return end.wait(_SILENT)


def _end(session: "SparkSession") -> None:
    """Has the server forget a session, if it listens, and breaks off whatever waits for it."""
    # Not its `stop`, which keeps all other sessions from being opened until the server has answered.
    _reaches(session.client.release_session)
    with contextlib.suppress(Exception):
        session.client.close()


def _unreachable() -> ClusterError:
    return ClusterError(_("暂时连不上集群。已经打开过的画面照常可用；连上后会自动恢复，请过几秒再试。"))


def _failure(error: Exception) -> ClusterError:
    _log.error("a query failed on the cluster: %s", type(error).__name__, exc_info=error)
    return ClusterError(_("集群没有算完这个问题。请过几秒再试；一直这样，请告诉管理员。"))


@contextlib.contextmanager
def _tag(session: "SparkSession", tag: str) -> Iterator[None]:
    """What this thread asks of the session carries a tag, by which it can be stopped."""
    session.addTag(tag)
    try:
        yield
    finally:
        session.removeTag(tag)


def _is_lost(error: Exception) -> bool:
    """Whether the server, or its session, is gone, rather than the question wrong."""
    import grpc
    from pyspark.errors.exceptions.base import PySparkAssertionError
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    if isinstance(error, SparkConnectGrpcException) and error.getGrpcStatusCode() in (
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.ABORTED,
        # A token that is no longer good: another session reads it anew.
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.PERMISSION_DENIED,
    ):
        return True
    return isinstance(error, grpc.RpcError | PySparkAssertionError) or any(sign in str(error) for sign in _SIGNS)


def _cast(column: arrow.ChunkedArray, kind: arrow.DataType) -> arrow.ChunkedArray:
    return column if column.type == kind else column.cast(kind)


@cache
def translate_query(name: str, lists: tuple[str, ...] = ()) -> str:
    """The SQL of a named query in Spark's dialect, over the rows of the lists that these parameters name, or of all.

    Raises KeyError where there is no such query.
    """
    return spark(statement(name)[0], lists)


def spark(sql: str, lists: tuple[str, ...] = ()) -> str:
    """The same statement in Spark's dialect; where parameters are named, what it reads of `targets` are rows of their lists."""
    import sqlglot
    from sqlglot import expressions

    tree = sqlglot.parse_one(sql, read="duckdb")
    for table in list(tree.find_all(expressions.Table)) if lists else []:
        if table.name == "targets":
            condition = expressions.column("list_id").isin(*(expressions.Placeholder(this=each) for each in lists))
            # A column of its own in a condition of its own is what an engine finds the parts of a file by.
            own = expressions.select("*").from_("targets").where(condition)
            table.replace(own.subquery(table.alias_or_name))
    return tree.sql(dialect="spark")
