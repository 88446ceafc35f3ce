"""The dashboard that writes down each query it runs, with its parameters, a line each into the file that BENCH_TRACE names."""

import json
import os
from pathlib import Path

import pyarrow as arrow

from fenjin.data.database import Database

_plain = Database.query
_trace = Path(os.environ["BENCH_TRACE"])


def _query(self: Database, name: str, /, **params: object) -> arrow.Table:
    with _trace.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps([name, params], ensure_ascii=False) + "\n")
    return _plain(self, name, **params)


Database.query = _query  # type: ignore[method-assign]

from asgi import app  # noqa: E402

__all__ = ["app"]
