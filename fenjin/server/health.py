"""Health and metrics for the operator, at an address of their own (`FENJIN_OPERATIONS`), never at that of the visitors.

`/live` answers 200 while the server's loop goes on, 503 when it has stood still for seconds: start the process again. `/ready`
answers 200 with the version, rows and age of the table that is served, 503 with the reason where there is none; what is wrong with
a newer file stands there too. `/metrics` is Prometheus' text format. Each process has an address of its own.
"""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping

import uvicorn
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fenjin import __version__, metrics, state
from fenjin.data import edition, memory
from fenjin.files import deck
from fenjin.language.translate import translator
from fenjin.server import logs
from fenjin.settings import MAP, SOURCE, TEMPLATE, Settings, load

PATIENCE = 5.0  # seconds that the server's loop may take to answer
RETRY = 5.0  # seconds after which a port that was taken is tried again
ADDRESSES = ("/live", "/ready", "/metrics")
_MEDIA = "text/plain; version=0.0.4; charset=utf-8"
_NO_STORE = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


def serve(
    address: tuple[str, int], loop: asyncio.AbstractEventLoop, sessions: Callable[[], int], end: threading.Event
) -> threading.Thread:
    """Answers at the address in a thread of its own until `end` is set; a port that is taken is tried again and again.

    `loop` is the one that serves the visitors, `sessions` tells how many visits are open.
    """
    collector = _State(sessions)
    metrics.registry.register(collector)

    def answer() -> None:
        logged = False
        while not end.is_set():
            try:
                listening = _listening(address)
            except OSError as error:
                if not logged:
                    _log.error(
                        "health and metrics are not served yet, %s: free the address or choose another",
                        error.strerror,
                        extra={"address": f"{address[0]}:{address[1]}"},
                    )
                logged = True
                end.wait(RETRY)
                continue
            host, port = listening.getsockname()[:2]
            # Who asks for health is not logged, and a connection on which nothing comes is closed.
            server = uvicorn.Server(
                uvicorn.Config(
                    _application(loop),
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    timeout_keep_alive=10,
                    timeout_graceful_shutdown=1,
                )
            )
            serving = threading.Thread(target=server.run, args=([listening],), name="health-answers", daemon=True)
            serving.start()
            _log.info("health and metrics are served", extra={"address": f"{host}:{port}"})
            end.wait()
            server.should_exit = True
            serving.join()
            listening.close()
        metrics.registry.unregister(collector)

    thread = threading.Thread(target=answer, name="health", daemon=True)
    thread.start()
    return thread


class _State(Collector):
    """What the server knows of itself when it is asked."""

    def __init__(self, sessions: Callable[[], int]) -> None:
        self._sessions = sessions

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("fenjin", "The program", {"version": __version__})
        yield GaugeMetricFamily("fenjin_sessions", "Visits that are open", self._sessions())
        hits, misses = memory.counts()
        answers = CounterMetricFamily("fenjin_answers", "Answers given from memory or made", labels=["source"])
        answers.add_metric(["memory"], hits)
        answers.add_metric(["made"], misses)
        yield answers
        table_edition = edition.edition()
        reloads = CounterMetricFamily("fenjin_table_reloads", "Versions of the table's file taken or refused", labels=["result"])
        reloads.add_metric(["taken"], table_edition.takes)
        reloads.add_metric(["refused"], table_edition.refusals)
        yield reloads
        table = table_edition.state
        yield GaugeMetricFamily(
            "fenjin_table_problem", "1 where the table's file as it is now cannot be served", bool(table.problem)
        )
        if table.database and table.since:
            about = {"version": table.database.version, "schema": str(table.database.metadata["schema_version"])}
            yield InfoMetricFamily("fenjin_table", "The version of the table that is served", about)
            yield GaugeMetricFamily("fenjin_table_rows", "Rows of the table that is served", table.rows)
            since = table.since.timestamp()
            yield GaugeMetricFamily("fenjin_table_since_timestamp_seconds", "When this version was first served", since)


def _application(loop: asyncio.AbstractEventLoop) -> Starlette:
    """What answers for the operator. `loop` is the one that serves the visitors, never the one that answers here."""

    def say(status: int, about: Mapping[str, object]) -> Response:
        return JSONResponse(about, status, _NO_STORE)

    def nothing(request: Request, error: Exception) -> Response:
        return say(404, {"error": "there is nothing here", "addresses": ADDRESSES})

    # Functions that wait are run in threads of their own, so that one that waits keeps nobody from being answered.
    answers: tuple[Callable[[Request], Response], ...] = (
        lambda request: say(*live(loop)),
        lambda request: say(*ready()),
        lambda request: Response(metrics.text(), headers=_NO_STORE | {"Content-Type": _MEDIA}),
    )
    return Starlette(
        routes=[Route(address, answer) for address, answer in zip(ADDRESSES, answers, strict=True)],
        exception_handlers={404: nothing},
    )


def _listening(address: tuple[str, int]) -> socket.socket:
    """A socket at the address. Raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    return socket.create_server(address, family=family)


def live(loop: asyncio.AbstractEventLoop) -> tuple[int, dict[str, object]]:
    """Status and content of /live: whether the loop that serves the visitors still goes round."""
    turn = threading.Event()
    try:
        loop.call_soon_threadsafe(turn.set)
    except RuntimeError:
        return 503, {"status": "stopped"}
    if turn.wait(PATIENCE):
        return 200, {"status": "live"}
    return 503, {"status": "stuck", "seconds": PATIENCE}


def _unreadable(paths: Settings) -> list[str]:
    """The settings whose folder or file cannot be read now: pages go on without it, and readers are not told."""
    settings_of = {SOURCE: paths.source, MAP: paths.map, TEMPLATE: paths.template}
    there = {name: path.is_dir() if name == SOURCE else path.is_file() for name, path in settings_of.items() if path}
    return [name for name, path in settings_of.items() if path and not (there[name] and os.access(path, os.R_OK))]


def ready() -> tuple[int, dict[str, object]]:
    """Status and content of /ready: which version of the table is served, and what is wrong with its file as it is now.

    Of several servers on one store, one that cannot show what the others show is not ready.
    """
    table = edition.state()
    current = not (edition.edition().of_store and table.problem)
    about: dict[str, object] = {"status": "ready" if table.database else "no table", "state": state.standing(load())}
    about["audit"] = logs.audit_standing()
    unreadable = _unreadable(load())
    if unreadable:
        about["unreadable"] = unreadable
    if TEMPLATE not in unreadable and (why := deck.installed()[1]):
        about["unusable"] = {TEMPLATE: {"said": why["en"], "zh": why["zh"]}}
    if table.database and table.since:
        about |= {"version": table.database.version, "rows": table.rows, "since": table.since.isoformat("T", "seconds")}
    if table.problem and table.wrong_since:
        about["problem"] = {
            "said": table.problem.in_words(translator("en")),
            "zh": table.problem.in_words(translator("zh")),
            "since": table.wrong_since.isoformat("T", "seconds"),
        }
    return 200 if table.database and current else 503, about
