"""The short form of the soak: what `python -m benchmarks.soak` does for an hour, in less than a minute."""

import gc
import threading
import weakref

from benchmarks.soak import Plan, run, told
from fenjin.data import memory
from tests.client import run_visit
from tests.server import wait_for

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
