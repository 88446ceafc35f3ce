"""The gate before every door of the server, where an installation restricts who may come in.

It stands before the whole application, Streamlit's own addresses included: a request reaches a door only with a visitor whose
role may use it. Signing in itself (`/auth/login`, `/oauth2callback`, `/auth/logout`) is Streamlit's; the gate reads the cookie
that it leaves, keeps the address that was asked for, and says in words what went wrong.
"""

import base64
import binascii
import hashlib
import html
import ipaddress
import json
import re
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks, get_secrets_auth_section
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from fenjin.language.translate import Translator, _, translator
from fenjin.server import access, audit, web
from fenjin.server.access import Visitor
from fenjin.server.streamlit_inside import load_again
from fenjin.settings import ACCESS, ANALYST, HOSTS, OIDC_ADDRESS, OPERATOR, VIEWER, Access, Oidc, Proxy, SettingError, Settings

NOBODY = "nobody"  # a door for which no role is needed, because nothing of the data is behind it
_SIGNING = "signing"  # the same while signing in is Streamlit's matter; else nobody has business there
_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"

# Who may use which address, by the server's own routes; the first that fits counts.
DOORS = {
    "/_stcore/health": NOBODY,
    "/_stcore/host-config": NOBODY,
    _LOGIN: _SIGNING,
    _LOGOUT: _SIGNING,
    _CALLBACK: _SIGNING,
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
    "/_stcore/metrics": OPERATOR,
    "/_stcore/script-health-check": OPERATOR,
    "/_stcore/agent/{path:path}": OPERATOR,
}
# The pages and what the browser needs to draw them.
_PAGES = VIEWER

_BACK = "fenjin_back"  # the cookie that keeps the address asked for while its visitor signs in
_LONGEST_BACK = 3500  # characters that a browser keeps in a cookie with room to spare
_BACK_SECONDS = 600
_PLAIN = "/:@!$&'()*+,;=-._~"  # characters that stand for themselves in an address
_MOST_ENDED = 10_000
_POLICY_VIOLATION = 1008

_SAID = {
    "unreachable": (503, _("登录服务暂时连不上"), _("看板本身没有问题。请稍后再试；一直这样，请告诉管理员。"), _("再试一次")),
    "failed": (400, _("登录没有成功"), _("登录服务的答复没有通过核对，或者登录页开得太久。请再登录一次。"), _("再登录一次")),
    "no-role": (403, _("你还没有看板的权限"), _("登录成功了，但你的账号没有得到看板的角色。请联系管理员。"), _("换一个账号登录")),
    "signed-out": (200, _("已退出"), _("你已退出看板。"), _("重新登录")),
    "misdirected": (421, _("请换一个地址打开"), _("看板要在下面这个地址登录。"), _("打开看板")),
    "not-allowed": (403, _("这里要另外的权限"), _("你的角色不能打开这个地址。需要时请联系管理员。"), _("回到看板")),
    "not-signed-in": (401, _("请先登录"), _("要先登录才能打开。"), _("登录")),
    "not-named": (403, _("没有收到你的身份"), _("看板只接待网关认得的人。请从网关的地址打开；一直这样，请告诉管理员。"), ""),
}  # fmt: skip
_PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body {{ font: 1.1rem/1.7 'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', sans-serif;
max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; color: #1f2933; background: #fff }} a {{ color: #005bac }}
h1 {{ font-size: 1.5rem }}</style>
<main><h1>{title}</h1><p>{text}</p>{link}</main></html>"""


def middleware(settings: Settings) -> list[Middleware]:
    """The gate, where the installation restricts who may come in."""
    return [Middleware(Gate, settings.access)] if settings.access else []


def secrets(settings: Settings) -> dict[str, Any]:
    """What Streamlit must know to sign visitors in, as `st.App` takes it."""
    by = settings.access.by if settings.access else None
    if not isinstance(by, Oidc):
        return {}
    return {
        "auth": {
            "redirect_uri": by.address + _CALLBACK,
            "cookie_secret": by.cookie_secret,
            "client_id": by.client_id,
            "client_secret": by.client_secret,
            "server_metadata_url": by.metadata,
            "client_kwargs": {"scope": "openid email profile", "prompt": by.prompt},
        }
    }


def prepare(settings: Settings) -> None:
    """Sets Streamlit up for what the installation restricts. Raises SettingError where that would not hold."""
    if settings.access is None:
        if get_secrets_auth_section():
            raise SettingError(f"Streamlit's secrets hold [auth], but {ACCESS} is open: take [auth] out, or set {ACCESS}=oidc.")
        return
    if config.get_option("server.baseUrlPath"):
        raise SettingError(
            "Access is restricted, but Streamlit's server.baseUrlPath is set: take it out, or let a proxy rewrite."
        )
    if isinstance(settings.access.by, Oidc):
        host = urllib.parse.urlsplit(settings.access.by.address).netloc
        if not web.answers_for(host, settings.hosts):
            raise SettingError(
                f"{OIDC_ADDRESS}={settings.access.by.address}: the server does not answer under it. Add it to {HOSTS}."
            )
        # Before its start Streamlit signs with this one, after it with the secret above: one for all worker processes.
        config.set_option("server.cookieSecret", settings.access.by.cookie_secret)
    config.set_option("server.trustedUserHeaders", {access.HEADER: access.KEY})
    # The grid's own file would pass by roles and audit; the page's own buttons do not.
    config.set_option("client.disableDataExport", True)


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotImplementedError


_ROUTES = [(Route(path, _nothing), role) for path, role in DOORS.items()]


def door(scope: Scope) -> tuple[str, str]:
    """Which of DOORS an address is, "" for a page, and the role that it needs."""
    asked = {"type": "http", "method": "GET", "path": scope["path"], "root_path": scope.get("root_path", "")}
    return next(((route.path, role) for route, role in _ROUTES if route.matches(asked)[0] is not Match.NONE), ("", _PAGES))


class Gate:
    """ASGI middleware: lets through who may come in, and tells the application who it is."""

    def __init__(self, app: ASGIApp, restricted: Access) -> None:
        self._app, self._access = app, restricted
        # Sign-ins that were ended by hand before their time, and when that time is over.
        self._ended: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request itself, or hands it on with its visitor."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = {
            **scope,
            "headers": [(name, value) for name, value in scope["headers"] if name.lower() != access.HEADER.encode()],
        }
        path, role = door(scope)
        if role == _SIGNING:
            through = {_LOGIN: self._login, _CALLBACK: self._callback, _LOGOUT: self._logout}[path]
            role = NOBODY if isinstance(self._access.by, Oidc) and scope["type"] == "http" else OPERATOR
            send = through(scope, send) if role == NOBODY else send
        if role == NOBODY:
            await self._app(scope, receive, send)
        else:
            visitor = self._known(scope)
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

    def _known(self, scope: Scope) -> Visitor | None:
        """Who asks; None for whoever is not known, or not any more."""
        by, headers = self._access.by, Headers(scope=scope)
        if isinstance(by, Oidc):
            claims = self._claims(HTTPConnection(scope).cookies, by)
            return access.of_claims(claims, by.claim, self._access) if claims and _mark(claims) not in self._ended else None
        users = headers.getlist(by.user_header)
        if not self._from_proxy(scope) or len(users) != 1 or not users[0].strip():
            return None
        user = users[0].encode("latin-1").decode("utf-8", "replace").strip()
        listed = ",".join(headers.getlist(by.roles_header)) if by.roles_header else ""
        values = [value.strip() for value in listed.encode("latin-1").decode("utf-8", "replace").split(",")]
        return access.of_values(user, user, values, self._access)

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

    def _claims(self, cookies: dict[str, str], by: Oidc, days: float | None = None) -> dict[str, Any] | None:
        """What the cookie of a sign-in says, where it is signed with this installation's secret and its time is not over."""
        # Half a second keeps a whole number of seconds from becoming one less.
        days = (by.seconds + 0.5) / 86400 if days is None else days

        def one(name: str) -> bytes | None:
            return decode_signed_value(by.cookie_secret, name, cookies.get(name, "").encode("latin-1", "replace"), days)

        text = get_cookie_with_chunks(one, USER_COOKIE_NAME)
        try:
            claims = json.loads(text) if text else None
        except ValueError:
            return None
        return claims if isinstance(claims, dict) and claims.get("is_logged_in") and claims.get("origin") == by.address else None

    async def _unknown(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers whoever is not known: the way to sign in for a page in a browser, a refusal for everything else."""
        by, headers = self._access.by, Headers(scope=scope)
        if not isinstance(by, Oidc):
            self._refuse(scope, None, "no one user named" if self._from_proxy(scope) else "not from the proxy")
            await self._say("not-named", scope, receive, send)
            return
        why = self._why(HTTPConnection(scope).cookies, by)
        if not _page(scope) or why not in ("not signed in", "sign-in is over"):
            self._refuse(scope, None, why)
        if scope["type"] == "websocket":
            if headers.get("origin") == by.address:
                await _accept(scope, receive, send)
                await _send_away(send)
            else:
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        asked = _asked(scope)
        if not _page(scope):
            await self._say("not-signed-in", scope, receive, send)
        elif headers.get("host", "").lower() != by.address.partition("://")[2]:
            # The cookies of one address are not sent to another: signing in from here could not succeed.
            await self._say("misdirected", scope, receive, send, by.address + asked)
        else:
            answer = RedirectResponse(generate_login_redirect_url("default"), 303, {"Cache-Control": "no-store"})
            kept = base64.urlsafe_b64encode(zlib.compress(asked.encode("ascii"), 9)).decode("ascii")
            if len(kept) <= _LONGEST_BACK:
                answer.set_cookie(_BACK, kept, _BACK_SECONDS, httponly=True, samesite="lax", secure=self._secure())
            await answer(scope, receive, send)

    def _why(self, cookies: dict[str, str], by: Oidc) -> str:
        """Why nobody is known by these cookies."""
        if USER_COOKIE_NAME not in cookies:
            return "not signed in"
        claims = self._claims(cookies, by, days=36500)
        if claims is None:
            return "cookie is not ours"
        return "sign-in was ended" if _mark(claims) in self._ended else "sign-in is over"

    def _secure(self) -> bool:
        return isinstance(self._access.by, Oidc) and self._access.by.address.startswith("https:")

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send, role: str) -> None:
        closed = False

        async def heard() -> Message:
            nonlocal closed
            message = await receive()
            if message["type"] == "websocket.receive" and self._known(scope) != scope[access.KEY]:
                # The sign-in is over: what the browser asks for is not done, and its page is sent to sign in again.
                await _send_away(send)
                closed = True
                return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
            return message

        async def said(message: Message) -> None:
            if message["type"] == "http.response.start" and role in (ANALYST, OPERATOR):
                MutableHeaders(scope=message)["Cache-Control"] = "private, no-cache"
            if not closed:
                await send(message)

        await self._app(scope, heard if scope["type"] == "websocket" else receive, said)

    def _login(self, scope: Scope, send: Send) -> Send:
        """Streamlit's way to the provider; where that cannot be reached, it is said."""

        def answer(start: Message) -> Response | None:
            if start["status"] < 400:
                return None
            audit.record("refused", None, why="provider unreachable", **_where(scope))
            return self._page_of("unreachable", scope, self._back(scope))

        return self._instead(scope, send, answer)

    def _callback(self, scope: Scope, send: Send) -> Send:
        """Streamlit's way back from the provider: on to the address that was asked for, or what went wrong."""
        back, by = self._back(scope), self._access.by
        assert isinstance(by, Oidc)

        def answer(start: Message) -> Response | None:
            set_cookies = Headers(raw=start["headers"]).getlist("set-cookie")
            if not {"code", "state", "error"} & set(urllib.parse.parse_qs(scope["query_string"].decode("latin-1"))):
                return self._page_of("signed-out", scope, "/")
            claims = self._claims(_given(set_cookies), by)
            visitor = access.of_claims(claims, by.claim, self._access) if claims else None
            if visitor:
                audit.record("sign-in", visitor, **_where(scope))
                on = RedirectResponse(back, 303, {"Cache-Control": "no-store"})
                on.delete_cookie(_BACK)
                return _with(on, set_cookies)
            why = "role" if claims else "sign-in failed"
            audit.record("refused", None, why=why, account=str(claims.get("sub")) if claims else None, **_where(scope))
            said = self._page_of("no-role" if claims else "failed", scope, back)
            for name in (USER_COOKIE_NAME, TOKENS_COOKIE_NAME):
                said.delete_cookie(name)
            return _with(said, (each for each in set_cookies if not each.startswith(USER_COOKIE_NAME)))

        return self._instead(scope, send, answer)

    def _logout(self, scope: Scope, send: Send) -> Send:
        """Streamlit's way out, which ends this sign-in for every window and for whoever may have copied its cookie."""
        by, visitor = self._access.by, self._known(scope)
        assert isinstance(by, Oidc)
        claims = self._claims(HTTPConnection(scope).cookies, by)
        if visitor and claims:
            audit.record("sign-out", visitor, **_where(scope))
            now = time.monotonic()
            alive = [(mark, until) for mark, until in self._ended.items() if until > now][-_MOST_ENDED:]
            self._ended = {**dict(alive), _mark(claims): now + by.seconds}

        def answer(start: Message) -> Response | None:
            headers = Headers(raw=start["headers"])
            if headers.get("location") != "/":
                return None
            return _with(self._page_of("signed-out", scope, "/"), headers.getlist("set-cookie"))

        return self._instead(scope, send, answer)

    def _instead(self, scope: Scope, send: Send, answer: Callable[[Message], Response | None]) -> Send:
        """Sends what `answer` makes of the start of the application's answer in place of it; where that is None, the latter."""
        replaced = False

        async def sent(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                made = answer(message)
                if made is not None:
                    replaced = True
                    message = {**message, "status": made.status_code, "headers": made.raw_headers}
                if self._secure():
                    message["headers"] = [_secured(name, value) for name, value in message["headers"]]
                await send(message)
                if made is not None:
                    await send({"type": "http.response.body", "body": made.body})
            elif not replaced:
                await send(message)

        return sent

    def _back(self, scope: Scope) -> str:
        """The address within the dashboard that was asked for before signing in; the start where none was kept."""
        kept = HTTPConnection(scope).cookies.get(_BACK, "")
        try:
            unpacked = zlib.decompressobj()
            back = unpacked.decompress(base64.urlsafe_b64decode(kept), 2**16).decode("ascii")
        except (binascii.Error, ValueError, zlib.error):
            return "/"
        # Never to another server: neither `//host` nor `/\host`, which browsers take for the same.
        return back if back.startswith("/") and back[1:2] not in ("/", "\\") and back.isprintable() else "/"

    def _refuse(self, scope: Scope, visitor: Visitor | None, why: str) -> None:
        audit.record("refused", visitor, why=why, path=scope["path"], **_where(scope))

    async def _say(self, problem: str, scope: Scope, receive: Receive, send: Send, link: str = "") -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await self._page_of(problem, scope, link)(scope, receive, send)

    def _page_of(self, problem: str, scope: Scope, link: str) -> Response:
        """What went wrong: for a browser as a page with the way on, for a program as a problem (RFC 9457)."""
        status, title, text, label = _SAID[problem]
        t = _language(scope, link)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            body = {"type": f"urn:fenjin:problem:{problem}", "title": t(title), "status": status, "detail": t(text)}
            return Response(json.dumps(body, ensure_ascii=False), status, headers, "application/problem+json")
        anchor = f'<p><a href="{html.escape(link)}">{html.escape(t(label))}</a></p>' if link and label else ""
        page = _PAGE.format(
            lang="zh-CN" if t.lang == "zh" else t.lang, title=html.escape(t(title)), text=html.escape(t(text)), link=anchor
        )
        return HTMLResponse(page, status, headers)


def _page(scope: Scope) -> bool:
    """Whether a browser opens a page, which can lead its visitor to sign in."""
    accepted = Headers(scope=scope).get("accept", "")
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and "text/html" in accepted


def _asked(scope: Scope) -> str:
    """The path and the parameters of a request, as they stand in an address."""
    path = urllib.parse.quote(scope["path"].lstrip("/\\"), safe=_PLAIN)
    query = urllib.parse.quote(scope["query_string"], safe=_PLAIN + "?%")
    return f"/{path}?{query}" if query else f"/{path}"


def _where(scope: Scope) -> dict[str, object]:
    return {"address": (scope.get("client") or ("",))[0]}


def _language(scope: Scope, link: str) -> Translator:
    """The language that the address or the one to go on to asks for, else the browser's first, else Chinese."""
    query = f"{urllib.parse.urlsplit(link).query}&{scope['query_string'].decode('latin-1')}"
    asked = urllib.parse.parse_qs(query).get("lang", [""])[-1]
    first = Headers(scope=scope).get("accept-language", "").lower()
    return translator(asked or ("en" if first.startswith("en") else "zh"))


def _mark(claims: dict[str, Any]) -> str:
    """What tells one sign-in from every other."""
    return hashlib.sha256(json.dumps(claims, sort_keys=True).encode("utf-8")).hexdigest()


def _given(set_cookies: Iterable[str]) -> dict[str, str]:
    """The cookies that an answer sets, without those that it takes away."""
    given: dict[str, str] = {}
    for each in set_cookies:
        if "max-age=0" not in each.lower():
            given.update(cookie_parser(each.partition(";")[0]))
    return given


def _with(response: Response, set_cookies: Iterable[str]) -> Response:
    for each in set_cookies:
        response.headers.append("set-cookie", each)
    return response


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; one that sets a cookie lets it be sent over https only."""
    lacks = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if lacks else (name, value)


async def _accept(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    protocols = scope.get("subprotocols") or [None]
    await send({"type": "websocket.accept", "subprotocol": protocols[0]})


async def _send_away(send: Send) -> None:
    """Has the browser at the other end load its page again, which leads it to sign in, and hangs up."""
    await send({"type": "websocket.send", "bytes": load_again()})
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
