"""Places are shared out in turn."""

import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from fenjin.data.turns import Turns
from tests.server import wait_for


def waiting(turns):
    return sum(map(len, turns._waiting.values()))


class Noted(Counter):
    """How many each has at once; who gets a place is noted at that moment, as he himself may say so later than the next."""

    def __init__(self, came):
        super().__init__()
        self._came = came

    def __setitem__(self, who, number):
        if number > self[who]:
            self._came.append(who)
        super().__setitem__(who, number)


def test_one_who_asks_for_many_keeps_nobody_else_waiting_for_more_than_his_own_turn():
    turns, came, go_on = Turns(2, 1), [], defaultdict(lambda: threading.Semaphore(0))
    turns._working = Noted(came)

    def work(who):
        with turns.place(who, 60):
            assert go_on[who].acquire(timeout=60)

    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(work, "many") for _ in range(10)]
        wait_for(lambda: came == ["many"] and waiting(turns) == 9)
        asked.append(pool.submit(work, "one"))
        wait_for(lambda: came == ["many", "one"])
        for known, who in enumerate(("one", "two", "three"), start=1):
            asked.append(pool.submit(work, who))
            wait_for(lambda known=known: waiting(turns) == 9 + known)
        # Both places are taken: of those who wait now, each is served once before anybody is twice.
        for inside in ("many", "one", "many", "one"):
            number = len(came)
            go_on[inside].release()
            wait_for(lambda number=number: len(came) == number + 1)
        assert came[2:] == ["many", "one", "two", "three"]
        for who in ("two", "three", *["many"] * 8):
            go_on[who].release()
        for each in asked:
            each.result(60)
    assert came.count("many") == 10 and not turns._waiting and not turns._working


def test_whoever_is_not_known_stands_in_nobody_s_line():
    turns, inside, over = Turns(2, 1), threading.Semaphore(0), threading.Event()

    def work():
        with turns.place("", 60):
            inside.release()
            assert over.wait(60)

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(work) for _ in range(2)]
        assert all(inside.acquire(timeout=60) for _ in asked)
        with pytest.raises(TimeoutError), turns.place("late", 0.01):
            pass
        assert not turns._waiting
        over.set()
    with turns.place("late", 0.01):
        pass
