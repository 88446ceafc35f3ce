"""The gate before every door of the server, where an installation restricts who may come in.

It stands before the whole application, Streamlit's own addresses included: a request reaches a door only with a visitor whose
role may use it. Who signs in here (`signin`) is known by his visit, whom a proxy names by its header; either way the pages are told
of him by a header of the gate's own. What is said to whoever does not get in is in `refusals`.
"""

import ipaddress
import logging
import re
import urllib.parse
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fenjin.server import access, audit, refusals, signin, visits, web
from fenjin.server.access import Visitor
from fenjin.server.doors import NOBODY, SIGNING, door
from fenjin.server.streamlit_inside import load_again
from fenjin.server.visits import Visit, Visits
from fenjin.settings import (
    ACCESS,
    ANALYST,
    HOSTS,
    OIDC_ADDRESS,
    OPERATOR,
    STATE,
    Access,
    Oidc,
    Proxy,
    SettingError,
    Settings,
)

_COOKIE = "fenjin_visit"
_POLICY_VIOLATION = 1008
_log = logging.getLogger(__name__)


def middleware(settings: Settings, folder: Path | None) -> list[Middleware]:
    """The gate, where the installation restricts who may come in; `folder` is FENJIN_STATE's.

    Raises SettingError where it would not hold.
    """
    _check(settings)
    if settings.access is None:
        return []
    by = settings.access.by
    visits_of = visits.visits_of(by, folder) if isinstance(by, Oidc) else None
    if visits_of and folder is None:
        _log.warning(
            "%s is not set: who signs out is forgotten with a restart and by other workers, and nobody else can end it", STATE
        )
    if (
        isinstance(by, Oidc)
        and not by.encrypted
        and not by.address.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
    ):
        _log.warning("%s has no https: whoever is on the way can take over a visit", OIDC_ADDRESS)
    return [Middleware(Gate, settings.access, visits_of)]


def _check(settings: Settings) -> None:
    if settings.access is None:
        if st.secrets.load_if_toml_exists() and "auth" in st.secrets:
            raise SettingError(f"Streamlit's secrets hold [auth], but {ACCESS} is open: take [auth] out, or set {ACCESS}=oidc.")
        return
    if st.get_option("server.baseUrlPath"):
        raise SettingError(
            "Access is restricted, but Streamlit's server.baseUrlPath is set: take it out, or let a proxy rewrite."
        )
    # The grid's own file would pass by roles and audit; the page's own buttons do not.
    options = {"server.trustedUserHeaders": {access.HEADER: access.KEY}, "client.disableDataExport": True}
    for name, value in options.items():
        if st.get_option(name) != value:
            raise SettingError(
                f"Access is restricted, but Streamlit's {name} is not as .streamlit/config.toml has it: undo that."
            )
    if isinstance(settings.access.by, Oidc):
        host = urllib.parse.urlsplit(settings.access.by.address).netloc
        if not web.answers_for(host, settings.hosts):
            raise SettingError(
                f"{OIDC_ADDRESS}={settings.access.by.address}: the server does not answer under it. Add it to {HOSTS}."
            )


class Gate:
    """ASGI middleware: lets through who may come in, and tells the application who it is."""

    def __init__(self, app: ASGIApp, restriction: Access, visits_of: Visits | None = None) -> None:
        self._app, self._access = app, restriction
        by = restriction.by
        self._outer: ASGIApp = self._answer
        if isinstance(by, Oidc):
            self._visits = visits_of or Visits(by.seconds, by.idle)
            self._signin = signin.SignIn(by, restriction, self._visits)
            self._outer = signin.session(self._answer, _COOKIE, by)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request itself, or hands it on with its visitor."""
        if scope["type"] in ("http", "websocket"):
            await self._outer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        _path, role = door(scope)
        scope = {
            **scope,
            "headers": [(name, value) for name, value in scope["headers"] if name.lower() != access.HEADER.encode()],
            # Under a name of its own: an application behind may have a session, too.
            signin.VISIT: scope.get("session", {}),
        }
        if role == SIGNING:
            if isinstance(self._access.by, Oidc) and scope["type"] == "http":
                await self._signin(scope, receive, send)
                return
            role = OPERATOR
        if role == NOBODY:
            await self._app(scope, receive, send)
            return
        visitor = self._visitor_of(scope)
        if visitor is None:
            await self._unknown(scope, receive, send)
        elif not visitor.may(role):
            self._refuse(scope, visitor, "role")
            await self._say("not-allowed", scope, receive, send, "/")
        else:
            scope["headers"].append((access.HEADER.encode(), visitor.text().encode()))
            scope[access.KEY] = visitor
            if isinstance(self._access.by, Proxy) and Headers(scope=scope).get("x-forwarded-proto") == "https":
                scope["scheme"] = {"http": "https", "ws": "wss"}.get(scope["scheme"], scope["scheme"])
            await self._hand_on(scope, receive, send, role)

    def _visitor_of(self, scope: Scope) -> Visitor | None:
        """Who asks; None for whoever is not known, or not any more."""
        by, headers = self._access.by, Headers(scope=scope)
        if isinstance(by, Oidc):
            visit = Visit.of(scope[signin.VISIT])
            if visit is None or self._visits.why_over(visit):
                return None
            return access.of_values(visit.user, visit.name, list(visit.values), self._access)
        users, roles = headers.getlist(by.user_header), headers.getlist(by.roles_header) if by.roles_header else []
        # Whoever sends a header beside the proxy's own is not to have a say.
        if not self._from_proxy(scope) or len(users) != 1 or len(roles) > 1:
            return None
        try:
            user, values = (text.encode("latin-1").decode("utf-8").strip() for text in (users[0], ",".join(roles)))
        except ValueError:
            # Two names in another coding would be one.
            return None
        return access.of_values(user, user, [value.strip() for value in values.split(",")], self._access) if user else None

    def _from_proxy(self, scope: Scope) -> bool:
        """Whether the connection itself comes from the proxy."""
        by = self._access.by
        host, _port = scope.get("client") or ("", 0)
        # uvicorn may put in the connection's place what a header states, which anybody can write.
        if re.search(rf"(?<![\w.:]){re.escape(host)}(?![\w.])", ",".join(Headers(scope=scope).getlist("x-forwarded-for"))):
            return False
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return isinstance(by, Proxy) and any(address in network for network in by.addresses)

    async def _unknown(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers whoever is not known: the way to sign in for a page in a browser, a refusal for everything else."""
        by, headers = self._access.by, Headers(scope=scope)
        if not isinstance(by, Oidc):
            self._refuse(scope, None, "no one user named" if self._from_proxy(scope) else "not from the proxy")
            await self._say("not-named", scope, receive, send)
            return
        why = self._why(scope, by)
        if not _page(scope) or why not in ("not signed in", "sign-in is over", "nobody was there"):
            self._refuse(scope, None, why)
        if scope["type"] == "websocket":
            if headers.get("origin") == by.address:
                await _accept(scope, receive, send)
                await _send_away(send)
            else:
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        elif not _page(scope):
            await self._say("not-signed-in", scope, receive, send)
        elif headers.get("host", "").lower() != by.address.partition("://")[2]:
            # The cookies of one address are not sent to another: signing in from here could not succeed.
            await self._say("misdirected", scope, receive, send, by.address + signin.address_of(scope))
        else:
            await signin.lead(scope, by)(scope, receive, send)

    def _why(self, scope: Scope, by: Oidc) -> str:
        """Why nobody is known by the cookies of a request."""
        if signin.cookie(_COOKIE, by) not in HTTPConnection(scope).cookies:
            return "not signed in"
        visit = Visit.of(scope[signin.VISIT])
        return (self._visits.why_over(visit) or "role") if visit else "cookie is not ours"

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send, role: str) -> None:
        closed = False

        async def receive_checked() -> Message:
            nonlocal closed
            message = await receive()
            if message["type"] == "websocket.receive" and self._visitor_of(scope) != scope[access.KEY]:
                # The sign-in is over: what the browser asks for is not done, and its page is sent to sign in again.
                await _send_away(send)
                closed = True
                return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
            return message

        async def send_checked(message: Message) -> None:
            if message["type"] == "http.response.start" and role in (ANALYST, OPERATOR):
                MutableHeaders(scope=message)["Cache-Control"] = "private, no-cache"
            if not closed:
                await send(message)

        await self._app(scope, receive_checked if scope["type"] == "websocket" else receive, send_checked)

    def _refuse(self, scope: Scope, visitor: Visitor | None, why: str) -> None:
        audit.record("refused", visitor, why=why, path=scope["path"], **audit.where(scope))

    async def _say(self, problem: str, scope: Scope, receive: Receive, send: Send, link: str = "") -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await refusals.answer(problem, scope, link)(scope, receive, send)


def _page(scope: Scope) -> bool:
    """Whether a browser opens a page, which can lead its visitor to sign in."""
    accept = Headers(scope=scope).get("accept", "")
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and "text/html" in accept


async def _accept(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    protocols = scope.get("subprotocols") or [None]
    await send({"type": "websocket.accept", "subprotocol": protocols[0]})


async def _send_away(send: Send) -> None:
    """Has the browser at the other end load its page again, which leads it to sign in, and hangs up."""
    await send({"type": "websocket.send", "bytes": load_again()})
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
