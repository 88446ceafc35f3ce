"""What is remembered of the table's answers: kept in bounds, counted, and forgotten when another version is served."""

import contextlib
import ctypes
import gc
import threading
from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, TypeVar

TIDY_EVERY = 60.0  # seconds between two clearances
_LARGE_FROM, _LARGE = -3, 2**20  # M_MMAP_THRESHOLD of glibc's malloc.h, and bytes
Answer = TypeVar("Answer")
_memories: "list[_lru_cache_wrapper[Any]]" = []
_before = [0, 0]  # hits and misses of what has been forgotten


def memoize(most: int) -> Callable[[Callable[..., Answer]], "_lru_cache_wrapper[Answer]"]:
    """Has a function remember the answers to the `most` last different questions, as `functools.lru_cache` does."""

    def wrap(function: Callable[..., Answer]) -> "_lru_cache_wrapper[Answer]":
        memory = lru_cache(maxsize=most)(function)
        _memories.append(memory)
        return memory

    return wrap


def forget() -> None:
    """Lets go of every answer, and with it of the version of the table that it was made from."""
    for memory in _memories:
        about = memory.cache_info()
        _before[0] += about.hits
        _before[1] += about.misses
        memory.cache_clear()


def counts() -> tuple[int, int]:
    """How many questions were answered from memory since the start, and how many were not."""
    now = [memory.cache_info() for memory in _memories]
    return _before[0] + sum(each.hits for each in now), _before[1] + sum(each.misses for each in now)


def give_back() -> None:
    """From now on a large piece of memory goes back to the system as soon as nobody needs it.

    The C library of Linux otherwise keeps pieces of up to 32 MB for itself, once one of their size was given back, and a hundred files
    that were refused would stay in the process. Where there is another one, nothing is changed.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_LARGE_FROM, _LARGE)


def tidy(end: threading.Event, every: float = TIDY_EVERY) -> threading.Thread:
    """Clears away what refers only to itself, in a thread of its own until `end` is set.

    Visits that are over, and with them a version of the table that was replaced, are such. Python looks for them only after the
    objects have grown by a quarter of what there was before the start froze it, and that can be hours.
    """

    def clear() -> None:
        while not end.wait(every):
            gc.collect()

    thread = threading.Thread(target=clear, name="tidy", daemon=True)
    thread.start()
    return thread
