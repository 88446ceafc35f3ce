"""What the audit log records: who came in, who was refused, what was taken away."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from fenjin.server import logs, origin
from fenjin.server.access import Visitor

_REFUSALS = 30  # refusals a minute that a process records: whoever floods the log must not fill the disk
_LONGEST = 500  # characters of a text in a record

_lock = threading.Lock()
_counted = {"minute": 0, "refusals": 0, "left_out": 0}


def record(event: str, visitor: Visitor | None, **facts: object) -> None:
    """Records what this visitor did, None being one who is not known. Only numbers and short texts, never what was typed."""
    if event == "refused":
        left_out = _left_out()
        if left_out is None:
            return
        facts |= {"left_out": left_out} if left_out else {}
    short = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in facts.items()}
    logs.audit(event, user=visitor.user if visitor else None, role=visitor.role if visitor else None, **short)


def where(scope: Mapping[str, Any]) -> dict[str, object]:
    """From where a request comes, as a record says it: the visitor's address, or that of the connection where it is not known."""
    return {"address": scope.get(origin.KEY) or (scope.get("client") or ("",))[0]}


def _left_out() -> int | None:
    """How many refusals before this one were not recorded; None where this one is not either."""
    with _lock:
        minute = int(time.monotonic() // 60)
        if _counted["minute"] != minute:
            _counted.update(minute=minute, refusals=0)
        _counted["refusals"] += 1
        if _counted["refusals"] > _REFUSALS:
            _counted["left_out"] += 1
            return None
        left_out, _counted["left_out"] = _counted["left_out"], 0
        return left_out
