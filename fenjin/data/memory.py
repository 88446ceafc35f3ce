"""What is remembered of the table's answers: kept in bounds, counted, and forgotten when another version is served."""

import contextlib
import ctypes
import gc
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from cachetools import LRUCache, cached

TIDY_EVERY = 60.0  # seconds between two clearances
_LARGE_FROM, _LARGE = -3, 2**20  # M_MMAP_THRESHOLD of glibc's malloc.h, and bytes
Answer = TypeVar("Answer")
_memories: list[Any] = []


def memoize(most: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Has a function remember the answers to the `most` last different questions; who asks what is just being answered waits for that answer."""

    def wrap(function: Callable[..., Answer]) -> Callable[..., Answer]:
        memory = cached(LRUCache(maxsize=most), condition=threading.Condition(), info=True)(function)
        _memories.append(memory)
        return memory

    return wrap


def forget(keep: object = None) -> None:
    """Lets go of every answer, and with it of the version of the table that it was made from, but those about one version (a `Database`)."""
    for memory in _memories:
        with memory.cache_lock:
            for question in list(memory.cache):
                if keep is None or not any(part is keep or getattr(part, "database", None) is keep for part in question):
                    del memory.cache[question]


def counts() -> tuple[int, int]:
    """How many questions were answered from memory since the start, and how many were not."""
    every = [memory.cache_info() for memory in _memories]
    return sum(each.hits for each in every), sum(each.misses for each in every)


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
