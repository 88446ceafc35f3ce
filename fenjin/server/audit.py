"""What the audit log records: who came in, who was refused, what was taken away."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from fenjin.server import logs, origin
from fenjin.server.access import Visitor

_REFUSALS = 30  # refusals a minute of one address that a process records
_REFUSALS_OF_ALL = 300  # and of all: whoever floods the log must not fill the disk
_MOST_ADDRESSES = 1000  # of which it is counted what was left out; the others are counted together
_LONGEST = 500  # characters of a text in a record

clock = time.monotonic
_lock = threading.Lock()
_refusals: Counter[str] = Counter()  # recorded in this minute, by address
_omissions: Counter[str] = Counter()
_minute = -1


def record(event: str, visitor: Visitor | None, **facts: object) -> None:
    """Records what this visitor did, None being one who is not known. Only numbers and short texts, never what was typed."""
    if event == "refused":
        omissions = _before(str(facts.get("address") or ""))
        if omissions is None:
            return
        facts |= {"left_out": omissions} if omissions else {}
    short = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in facts.items()}
    logs.audit(event, user=visitor.user if visitor else None, role=visitor.role if visitor else None, **short)


def where(scope: Mapping[str, Any]) -> dict[str, object]:
    """From where a request comes, as a record says it: the visitor's address, or that of the connection where it is not known."""
    return {"address": scope.get(origin.KEY) or (scope.get("client") or ("",))[0]}


def _before(address: str) -> int | None:
    """How many refusals of an address were not recorded before this one; None where this one is not either."""
    global _minute
    with _lock:
        minute = int(clock() // 60)
        if _minute != minute:
            _refusals.clear()
            _minute = minute
        if _refusals[address] >= _REFUSALS or _refusals.total() >= _REFUSALS_OF_ALL:
            _omissions[address if address in _omissions or len(_omissions) < _MOST_ADDRESSES else ""] += 1
            return None
        _refusals[address] += 1
        return _omissions.pop(address, 0)
