"""The dashboard on which sign-ins grow old at a test's word: by as many seconds as the file that LATER names holds."""

import os
from pathlib import Path

from itsdangerous import TimestampSigner

from asgi import app

__all__ = ["app"]
_now = TimestampSigner.get_timestamp
TimestampSigner.get_timestamp = lambda self: _now(self) + int(Path(os.environ["LATER"]).read_text())
