"""How fast something may come."""

import time

clock = time.monotonic


class Pace:
    """How fast something may come: `rate` a second, and after a pause so many at once."""

    def __init__(self, rate: float, at_once: float) -> None:
        self._rate, self._most, self._left, self._at = rate, at_once, at_once, clock()

    def wait(self, cost: float) -> float:
        """Seconds that the next one, which counts for `cost`, has to wait."""
        now = clock()
        self._left = min(self._most, self._left + (now - self._at) * self._rate) - min(cost, self._most)
        self._at = now
        return max(0.0, -self._left / self._rate)
