"""What the server says to whom: which hosts and addresses it answers for, and the headers on every answer.

A browser that has come by a stranger's name (DNS rebinding) or from a stranger's page (a foreign Origin) is refused, so are the
addresses of Streamlit that no page of ours uses. Every answer tells the browser to run no script but Streamlit's own, to load
nothing from elsewhere, to let nobody frame it, to guess no types and to tell nobody where a visitor came from.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fenjin.language.translate import LANGUAGES, _, translator
from fenjin.server import origin
from fenjin.server.streamlit_inside import ADDRESSES, COMPONENTS, INTERNAL
from fenjin.settings import HOSTS
from fenjin.views.parameter import LONGEST_LINK

# Names that no public name server gives an address to.
_PRIVATE = (".localhost", ".local", ".internal", ".home.arpa")
_UNKNOWN_HOST = _("看板不认得这个主机名。请用服务器的IP地址打开；管理员可以把这个名字写进环境变量{variable}。")
_STRANGER = _("看板不接受别的网站发来的请求。请直接打开看板。")
_TOO_LONG = _("链接太长，最多{most}个字符。放映太长时，请写短一些，或拆成两份。")
_NO_ADDRESS = _("没有这个地址。")
_YEAR = 365 * 86400  # seconds for which a browser comes by https only, once it has


def policy(scripts: Sequence[str], ancestors: Sequence[str] = ()) -> dict[str, str]:
    """The headers of every answer, by name: `scripts` are fingerprints of a page's own, `ancestors` are who may frame it."""
    # Streamlit's style is written by script; a component's script comes as a blob.
    sources = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *(f"'{each}'" for each in scripts)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(ancestors) or "'none'",
    }
    never = ("camera", "microphone", "geolocation", "payment", "usb", "midi", "display-capture")
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in sources.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(["fullscreen=(self)", "clipboard-write=(self)", *(f"{feature}=()" for feature in never)]),
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def answers_for(host: str | None, names: Sequence[str]) -> bool:
    """Whether the server answers under a Host header: `names` are those of the installation, "*.name" with all below it.

    This machine may always ask by its loopback address. Where no names are given, addresses are answered for, and names that
    only an intranet knows: without a dot, below .local or .internal, or the machine's own.
    """
    match = re.fullmatch(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", (host or "").lower())
    if not match:
        return False
    name = match[1].strip("[]").removesuffix(".")
    if any(name == each or (each.startswith("*.") and name.endswith(each[1:])) for each in names):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        if names:
            return name == "localhost"
        return "." not in name or name.endswith(_PRIVATE) or name == socket.gethostname().lower()
    return not names or address.is_loopback


class Front:
    """ASGI middleware before everything else; `headers` go onto every answer that does not have them yet.

    `proxies` are those whose word on a visitor's address counts (see `origin`).
    """

    def __init__(self, app: ASGIApp, headers: dict[str, str], hosts: Sequence[str] = (), proxies: origin.Networks = ()) -> None:
        self._app, self._headers, self._hosts, self._proxies = app, headers, hosts, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses in plain words, or hands the request on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        address = origin.of(scope, self._proxies)
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != origin.PAGE_HEADER.encode()]
        if address:
            headers.append((origin.PAGE_HEADER.encode(), address.encode()))
        scope = {**scope, origin.KEY: address, "headers": headers}
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal:
                await receive()
                await send({"type": "websocket.close", "code": 1008, "reason": ""})
            else:
                await self._app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                # A browser heeds it on an encrypted connection only, and complains of it elsewhere.
                if scope["scheme"] == "https":
                    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
                    headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
                    message["headers"] = [_secure(name, value) for name, value in message["headers"]]
            await send(message)

        await (_in_all_languages(*refusal) if refusal else self._app)(scope, receive, send_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) >= LONGEST_LINK:
            return 414, _TOO_LONG
        if not answers_for(headers.get("host"), self._hosts):
            return 421, _UNKNOWN_HOST
        # A program that is no browser states no origin.
        claim = headers.get("origin")
        changing = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changing and claim is not None and claim.partition("://")[2].lower() != headers["host"].lower():
            return 403, _STRANGER
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        # All else of Streamlit's own is closed, such as metrics, uploads and the interface for agents.
        if path.startswith(INTERNAL) and not (path in ADDRESSES or path.startswith(COMPONENTS)):
            return 404, _NO_ADDRESS
        return None


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; one that sets a cookie lets it be sent over https only."""
    lacks = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return (name, value + b"; Secure") if lacks else (name, value)


def _in_all_languages(status: int, words: str) -> PlainTextResponse:
    text = "\n".join(translator(language)(words, variable=HOSTS, most=LONGEST_LINK) for language in LANGUAGES)
    return PlainTextResponse(f"{text}\n", status, {"Cache-Control": "no-store"})
