"""Which addresses the server has, and the role that each needs."""

from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from fenjin.settings import ANALYST, OPERATOR, VIEWER

NOBODY = "nobody"  # a door for which no role is needed, because nothing of the data is behind it
SIGNING = "signing"  # the same where visitors sign in here; else nobody has business there
LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"

# The server's own routes; the first that fits counts.
DOORS = {
    "/_stcore/health": NOBODY,
    "/_stcore/host-config": NOBODY,
    LOGIN: SIGNING,
    LOGOUT: SIGNING,
    CALLBACK: SIGNING,
    "/_stcore/stream": VIEWER,
    "/_stcore/bidi-components/{path:path}": VIEWER,
    "/component/{path:path}": VIEWER,
    "/app/static/{path:path}": VIEWER,
    "/_stcore/upload_file/{session_id}/{file_id}": ANALYST,
    # Files to take away are built on demand and laid there.
    "/media/{file_id:path}": ANALYST,
    "/api": ANALYST,
    "/api/{path:path}": ANALYST,
    "/calendar.ics": ANALYST,
    "/picture/{page}": ANALYST,
    "/review/{list_id}": OPERATOR,
    "/review/{list_id}/{part}": OPERATOR,
    "/_stcore/metrics": OPERATOR,
    "/_stcore/script-health-check": OPERATOR,
    "/_stcore/agent/{path:path}": OPERATOR,
}
# The pages and what the browser needs to draw them.
_PAGES = VIEWER


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotImplementedError


_ROUTES = [(Route(path, _nothing), role) for path, role in DOORS.items()]


def door(scope: Scope) -> tuple[str, str]:
    """Which of DOORS an address is, "" for a page, and the role that it needs."""
    request = {"type": "http", "method": "GET", "path": scope["path"], "root_path": scope.get("root_path", "")}
    return next(((route.path, role) for route, role in _ROUTES if route.matches(request)[0] is not Match.NONE), ("", _PAGES))
