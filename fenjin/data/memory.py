"""What is remembered of the table's answers: kept in bounds, counted, and forgotten when another version is served."""

import contextlib
import ctypes
import functools
import gc
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from typing import Any, Generic, TypeVar

from fenjin.frames import forget_views

TIDY_EVERY = 60.0  # seconds between two clearances
_LARGE_FROM, _LARGE = -3, 2**20  # M_MMAP_THRESHOLD of glibc's malloc.h, and bytes
_MOST_POOLS, _POOLS = -8, 2  # M_ARENA_MAX of the same, and a number
MOST = 1024  # answers that a process remembers in all
_REST = 3.0  # times as long as something is done beforehand, those who come meanwhile have for themselves
_LOOK = 0.2  # seconds between two looks whether nothing more need be done beforehand
_BY_IDENTITY: Any = object.__hash__
_KEYWORDS = object()  # stands between the arguments by place and those by name
Answer = TypeVar("Answer")
Question = tuple[Any, ...]
_memories: "list[_Memory[Any]]" = []
# Of every answer its question, the longest unasked first.
_questions: "OrderedDict[Future[Any], tuple[_Memory[Any], Question]]" = OrderedDict()
_changing = threading.RLock()
_versions = 1  # versions of the table of which answers are remembered
_workers: set[int] = set()  # threads that work beforehand
_demand = 0  # questions of other threads


class _Memory(Generic[Answer]):
    """What a function has answered to the last different questions, those that are just being answered included."""

    def __init__(self, function: Callable[..., Answer], most: int) -> None:
        functools.update_wrapper(self, function)
        self._function, self._most = function, most
        self._answers: OrderedDict[Question, Future[Answer]] = OrderedDict()
        self.hits = self.misses = 0

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        question = (*args, _KEYWORDS, *sorted(kwargs.items())) if kwargs else args
        global _demand
        while True:
            with _changing:
                _demand += threading.get_ident() not in _workers
                answer = self._answers.get(question)
                if answer is None:
                    own = self._answers[question] = Future()
                    _questions[own] = self, question
                    self.misses += 1
                    self._make_room()
                    break
                self._answers.move_to_end(question)
                _questions.move_to_end(answer)
                self.hits += 1
            # Whoever was to answer may have been stopped, which is nothing to this question.
            with contextlib.suppress(CancelledError):
                return answer.result()
        try:
            own.set_result(self._function(*args, **kwargs))
        except BaseException as error:
            with _changing:
                if self._answers.get(question) is own:
                    self.drop(question)
            # A failure is told to all who wait, and asked for anew by whoever comes after them.
            if isinstance(error, Exception):
                own.set_exception(error)
            else:
                own.cancel()
            raise
        return own.result()

    def _make_room(self) -> None:
        while len(self._answers) > self._most * _versions:
            self.drop(next(iter(self._answers)))
        while len(_questions) > MOST * _versions:
            memory, question = next(iter(_questions.values()))
            memory.drop(question)

    def drop(self, question: Question) -> "Future[Answer]":
        """Lets go of one answer; that."""
        answer = self._answers.pop(question)
        del _questions[answer]
        return answer


def memoize(most: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Has a function remember the answers to the `most` last different questions; who asks what is just being answered waits for that answer."""

    def wrap(function: Callable[..., Answer]) -> Callable[..., Answer]:
        memory = _Memory(function, most)
        _memories.append(memory)
        return memory

    return wrap


def is_about(version: object, question: Question) -> bool:
    """Whether a question is about a version of the table (a `Database`): that itself, or something that has it, is a part of it."""
    return any(part is version or getattr(part, "database", None) is version for part in question)


def forget(keep: object = None) -> None:
    """Lets go of every answer, and with it of the version of the table that it was made from, but those about one version (a `Database`)."""
    global _versions
    with _changing:
        _versions = 1
        current = _answers_about(keep) if keep is not None else {}
        answers = [
            memory.drop(question)
            for memory, question in list(_questions.values())
            if keep is None or not (is_about(keep, question) or any(id(part) in current for part in question))
        ]
    # One by one: nobody else runs while Python takes apart what is large.
    while answers:
        answers.pop()


def follow(old: object, new: object, is_over: Callable[[], bool]) -> None:
    """Asks of a version that is shown next (a `Database`) what was asked of the one before it, the last asked first, and then what was asked of
    answers about that, until it is over; else whoever comes then would wait, all at once. Both are remembered meanwhile, until `forget`."""
    global _versions
    with _changing:
        _versions = 2
        answers = _answers_about(old)
        before = [(*each, future) for future, each in reversed(_questions.items())]
    following: dict[int, object] = {}

    def part_of(part: Any) -> Any:
        if id(part) in answers:
            return following[id(part)]
        return new if part is old else replace(part, database=new) if is_about(old, (part,)) else part

    def ask(memory: _Memory[Any], question: Question, future: "Future[Any]") -> None:
        place = question.index(_KEYWORDS) if _KEYWORDS in question else len(question)
        following[id(future.result())] = memory(*map(part_of, question[:place]), **dict(question[place + 1 :]))

    rests = [any(id(part) in answers for part in question) for _memory, question, _future in before]
    first = [each for each, rest in zip(before, rests, strict=True) if not rest and is_about(old, each[1])]
    second = [each for each, rest in zip(before, rests, strict=True) if rest]
    work_beforehand((functools.partial(ask, *each) for each in (*first, *second)), is_over)


def _answers_about(version: object) -> dict[int, object]:
    """What was answered about a version of the table and of which something may be asked again: what is only itself; by its identity."""
    return {
        id(answer): answer
        for future, (_memory, question) in _questions.items()
        if is_about(version, question) and future.done() and not future.cancelled() and not future.exception()
        for answer in [future.result()]
        if type(answer).__hash__ is _BY_IDENTITY
    }


def work_beforehand(jobs: Iterable[Callable[[], object]], is_over: Callable[[], bool]) -> None:
    """Does what may be wanted later, until it is over, which is asked after each job and five times a second; where somebody asks for
    something meanwhile, others have most of the time. What fails is left: who asks for it sees what is wrong."""
    own = threading.get_ident()
    _workers.add(own)
    try:
        for job in jobs:
            demand, began = _demand, time.monotonic()
            with contextlib.suppress(Exception):
                job()
            now = time.monotonic()
            until = now + (_REST * (now - began) if _demand > demand else 0.0)
            while time.monotonic() < until and not is_over():
                time.sleep(_LOOK)
            if is_over():
                return
    finally:
        _workers.discard(own)


def counts() -> tuple[int, int]:
    """How many questions were answered from memory since the start, and how many were not."""
    return sum(memory.hits for memory in _memories), sum(memory.misses for memory in _memories)


def give_back() -> None:
    """From now on a large piece of memory goes back to the system as soon as nobody needs it.

    The C library of Linux otherwise keeps pieces of up to 32 MB for itself, once one of their size was given back, and a hundred files
    that were refused would stay in the process. And it has a pool for each of many threads, of which none gets what another has left:
    two do for threads that wait for the same interpreter. Where there is another library, nothing is changed.
    """
    with contextlib.suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.mallopt(_LARGE_FROM, _LARGE)
        library.mallopt(_MOST_POOLS, _POOLS)


def tidy(end: threading.Event, every: float = TIDY_EVERY) -> threading.Thread:
    """Clears away what refers only to itself, in a thread of its own until `end` is set.

    Visits that are over, and with them a version of the table that was replaced, are such. Python looks for them only after the
    objects have grown by a quarter of what there was before the start froze it, and that can be hours. What pandas noted of frames that are
    remembered goes, too.
    """

    def clear() -> None:
        while not end.wait(every):
            gc.collect()
            forget_views()

    thread = threading.Thread(target=clear, name="tidy", daemon=True)
    thread.start()
    return thread
