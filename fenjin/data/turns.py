"""Places that are shared out in turn, so that whoever asks for many keeps nobody else from his own."""

import contextlib
import threading
from collections import Counter, deque
from collections.abc import Iterator


class Turns:
    """So many places, of which each may have `of_one` at once; those who wait come round one after the other."""

    def __init__(self, places: int, of_one: int) -> None:
        self._changed = threading.Condition()
        self._free, self._of_one = places, of_one
        self._working: Counter[str] = Counter()
        self._waiting: dict[str, deque[object]] = {}

    @contextlib.contextmanager
    def place(self, who: str, seconds: float) -> Iterator[None]:
        """A place for as long as the block runs; "" is somebody of whom nothing is known, each time another.

        Raises TimeoutError where his turn does not come within so many seconds.
        """
        ticket = object()
        who = who or f"unknown {id(ticket)}"
        with self._changed:
            self._waiting.setdefault(who, deque()).append(ticket)
            came = self._changed.wait_for(lambda: self._next() is ticket, seconds)
            left = self._waiting.pop(who)
            left.remove(ticket)
            if left:
                # Behind all others who wait.
                self._waiting[who] = left
            if not came:
                raise TimeoutError
            self._free -= 1
            self._working[who] += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._working[who] -= 1
                self._working += Counter()
                self._changed.notify_all()

    def _next(self) -> object:
        """Whose turn it is; None where there is no place for any who waits."""
        if not self._free:
            return None
        return next((tickets[0] for who, tickets in self._waiting.items() if self._working[who] < self._of_one), None)
