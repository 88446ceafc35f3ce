"""The short form of the soak: what `python -m benchmarks.soak` does for an hour, in less than a minute."""

import gc
import resource
import threading
import weakref

from benchmarks.soak import Plan, run, told
from fenjin.data import memory
from tests.client import Visit, run_visit
from tests.server import Server, wait_for

PLAN = Plan(minutes=0.6, visitors=8, rest=0.5, replacements=2, kills=1, entry="benchmarks.forgetful:app", forgets=4, tidies=4)


def test_visitors_notice_nothing_while_data_are_replaced_and_a_worker_is_killed():
    soak = run_visit(run(PLAN))
    print(told(soak))
    assert not soak.faults, told(soak)
    assert (soak.replaced, soak.kills) == (2, 1)
    # Four of the eight visitors were with the worker that was killed; each came back unless he had just left by himself.
    assert soak.reconnections
    # Every kind of action was tried, or the soak has proved little.
    assert {"choose", "go", "take", "press"} <= set(soak.times)


def test_more_visitors_come_than_the_system_allows_descriptors_unasked():
    """Forty visitors hold four descriptors each, where the server was started with a soft limit of a hundred."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard))
    try:
        server = Server()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    async def come():
        visits = [await Visit.open(server.address, "sql") for _ in range(40)]
        for visit in visits:
            await visit.close()

    try:
        run_visit(come())
    finally:
        server.stop()


class Ring:
    """Something that refers to itself, as a visit that is over does."""

    def __init__(self):
        self.own = self


def test_what_refers_only_to_itself_is_cleared_away_though_python_would_wait():
    over, ended = weakref.ref(Ring()), threading.Event()
    gc.disable()
    try:
        thread = memory.tidy(ended, 0.05)
        wait_for(lambda: over() is None)
    finally:
        gc.enable()
        ended.set()
        thread.join(20)
    assert not thread.is_alive()
