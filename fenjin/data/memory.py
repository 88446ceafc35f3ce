"""What is remembered of the table's answers: kept in bounds, counted, and forgotten when another version is served."""

import contextlib
import ctypes
import functools
import gc
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, Generic, TypeVar

TIDY_EVERY = 60.0  # seconds between two clearances
_LARGE_FROM, _LARGE = -3, 2**20  # M_MMAP_THRESHOLD of glibc's malloc.h, and bytes
_KEYWORDS = object()  # stands between the arguments by place and those by name
Answer = TypeVar("Answer")
_memories: "list[_Memory[Any]]" = []


class _Memory(Generic[Answer]):
    """What a function has answered to the last different questions, those that are just being answered included."""

    def __init__(self, function: Callable[..., Answer], most: int) -> None:
        functools.update_wrapper(self, function)
        self._function, self._most = function, most
        self._answers: OrderedDict[tuple[object, ...], Future[Answer]] = OrderedDict()
        self._changing = threading.Lock()
        self.hits = self.misses = 0

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        question = (*args, _KEYWORDS, *sorted(kwargs.items())) if kwargs else args
        while True:
            with self._changing:
                answer = self._answers.get(question)
                if answer is None:
                    own = self._answers[question] = Future()
                    self.misses += 1
                    while len(self._answers) > self._most:
                        self._answers.popitem(last=False)
                    break
                self._answers.move_to_end(question)
                self.hits += 1
            # Whoever was to answer may have been stopped, which is nothing to this question.
            with contextlib.suppress(CancelledError):
                return answer.result()
        try:
            own.set_result(self._function(*args, **kwargs))
        except BaseException as error:
            with self._changing:
                if self._answers.get(question) is own:
                    del self._answers[question]
            # A failure is told to all who wait, and asked for anew by whoever comes after them.
            if isinstance(error, Exception):
                own.set_exception(error)
            else:
                own.cancel()
            raise
        return own.result()

    def forget(self, keep: object) -> None:
        """Lets go of the answers to all questions but those about one version."""
        with self._changing:
            for question in list(self._answers):
                if keep is None or not any(part is keep or getattr(part, "database", None) is keep for part in question):
                    del self._answers[question]


def memoize(most: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Has a function remember the answers to the `most` last different questions; who asks what is just being answered waits for that answer."""

    def wrap(function: Callable[..., Answer]) -> Callable[..., Answer]:
        memory = _Memory(function, most)
        _memories.append(memory)
        return memory

    return wrap


def forget(keep: object = None) -> None:
    """Lets go of every answer, and with it of the version of the table that it was made from, but those about one version (a `Database`)."""
    for memory in _memories:
        memory.forget(keep)


def counts() -> tuple[int, int]:
    """How many questions were answered from memory since the start, and how many were not."""
    return sum(memory.hits for memory in _memories), sum(memory.misses for memory in _memories)


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
