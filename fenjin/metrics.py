"""What is counted of the server's work for `fenjin.server.health`: how much and how long, never who asked or what was asked for.

Every label has few values, which the program itself knows: pages, queries, kinds of file, the version of the table.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

Product = TypeVar("Product")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
disable_created_metrics()
registry = CollectorRegistry()
for _process in (ProcessCollector, PlatformCollector, GCCollector):
    _process(registry=registry)
_runs = Histogram(
    "fenjin_page_run_seconds", "Time to run a page, or a part of it by itself", ["page"], buckets=_SECONDS, registry=registry
)
_errors = Counter(
    "fenjin_page_errors", "Runs of a page, or of a part by itself, that ended with an error", ["page"], registry=registry
)
_queries = Histogram("fenjin_query_seconds", "Time to run a named query", ["query"], buckets=_SECONDS, registry=registry)
_exports = Counter("fenjin_exports", "Files made to be taken away, by kind", ["kind"], registry=registry)
_unrecorded = Counter("fenjin_audit_lost", "Records of the audit log that could not be written", registry=registry)
_running = threading.local()


@contextlib.contextmanager
def run(page: str) -> Iterator[None]:
    """Counts and times one run of a page, or of a part of a page that is run by itself; an error is counted and passed on.

    Within the run of a page, that of its parts is not counted again. Also a decorator.
    """
    if getattr(_running, "page", None):
        yield
        return
    _running.page, start = page, time.perf_counter()
    try:
        yield
    except Exception:
        _errors.labels(page).inc()
        raise
    finally:
        _running.page = None
        _runs.labels(page).observe(time.perf_counter() - start)


@contextlib.contextmanager
def query(name: str) -> Iterator[None]:
    """Times one run of a named query."""
    start = time.perf_counter()
    try:
        yield
    finally:
        _queries.labels(name).observe(time.perf_counter() - start)


def count_exports(kind: str, make: Callable[[], Product]) -> Callable[[], Product]:
    """The same function, which makes a file of this kind, counted each time that it has made one."""

    def make_and_count() -> Product:
        file = make()
        _exports.labels(kind).inc()
        return file

    return make_and_count


def audit_lost() -> None:
    """Counts a record of the audit log that could not be written."""
    _unrecorded.inc()


def text() -> bytes:
    """Everything that is counted, in Prometheus' text format."""
    return generate_latest(registry)
