"""A clock that a test sets forward, for what happens after some time."""

import datetime
import time
import types

import pytest

from fenjin.data import edition, store


class Clock:
    """The time as the table's edition and its store see it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._passed = 0.0
        clock = self

        class Moment(datetime.datetime):
            @classmethod
            def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
                return datetime.datetime.now(tz) + datetime.timedelta(seconds=clock._passed)

        shown = types.SimpleNamespace(**{**vars(datetime), "datetime": Moment})
        monkeypatch.setattr(edition, "time", types.SimpleNamespace(monotonic=lambda: time.monotonic() + self._passed))
        monkeypatch.setattr(edition, "datetime", shown)
        monkeypatch.setattr(store, "datetime", shown)

    def forward(self, seconds: float) -> None:
        """Lets so many seconds pass."""
        self._passed += seconds

    def forward_to(self, moment: datetime.datetime) -> None:
        """Lets the time pass until a moment of the store."""
        self._passed += max(0.0, (moment - store.datetime.datetime.now(datetime.UTC)).total_seconds())
