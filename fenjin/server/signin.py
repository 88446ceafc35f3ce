"""Signing in at an OpenID provider, by Authlib's client for Starlette: to the provider, back from there, and out.

Two cookies, both signed by Starlette's session middleware: one for the minutes of signing in (what the provider's answer must
match), one for the visit. Neither holds a token of the provider. Each is good for its own purpose and for one address of the
dashboard only, and goes when the browser is closed.
"""

import base64
import binascii
import contextlib
import logging
import urllib.parse
import zlib
from typing import Any

from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fenjin.server import access, audit, refusals
from fenjin.server.doors import CALLBACK, LOGIN, LOGOUT, door
from fenjin.server.visits import SKEW, Visit, Visits
from fenjin.settings import Access, Oidc

VISIT = "fenjin.visit"  # where in a request's scope the session of the visit lies
_PATIENCE = 5.0  # seconds for an answer of the provider
_SIGNATURES = ("RS", "PS", "ES", "Ed")  # how the names begin of those signatures that the provider alone can make
_RETURN_COOKIE = "fenjin_back"  # the cookie that keeps the address asked for while its visitor signs in
_LONGEST_RETURN = 3500  # characters that a browser keeps in a cookie with room to spare
_RETURN_SECONDS = 600
_PLAIN = "/:@!$&'()*+,;=-._~"  # characters that stand for themselves in an address
_METHODS = {LOGIN: ("GET",), CALLBACK: ("GET",), LOGOUT: ("GET", "POST")}
_NO_STORE = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


def cookie(name: str, by: Oidc) -> str:
    """What a cookie is called: over https so that no other host of the domain can set it (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if by.encrypted else name


def session(app: ASGIApp, name: str, by: Oidc) -> SessionMiddleware:
    """The application with a session of its own in a cookie of this name."""
    # Without an age: how long a visit lasts is known by `visits`, which lets the clocks of two workers differ.
    secret = f"{by.cookie_secret}\n{by.address}\n{name}"
    return SessionMiddleware(app, secret, cookie(name, by), max_age=None, same_site="lax", https_only=by.encrypted)


def address_of(scope: Scope) -> str:
    """The path and the parameters of a request, as they stand in an address."""
    path = urllib.parse.quote(scope["path"].lstrip("/\\"), safe=_PLAIN)
    query = urllib.parse.quote(scope["query_string"], safe=_PLAIN + "?%")
    return f"/{path}?{query}" if query else f"/{path}"


def lead(scope: Scope, by: Oidc) -> Response:
    """Leads a browser to sign in; the address that it asked for is kept."""
    answer = RedirectResponse(LOGIN, 303, _NO_STORE)
    value = base64.urlsafe_b64encode(zlib.compress(address_of(scope).encode("ascii"), 9)).decode("ascii")
    if len(value) <= _LONGEST_RETURN:
        answer.set_cookie(cookie(_RETURN_COOKIE, by), value, _RETURN_SECONDS, httponly=True, samesite="lax", secure=by.encrypted)
    return answer


class SignIn:
    """ASGI application at the three addresses of signing in; it finds the session of the visit in the scope, under VISIT."""

    def __init__(self, by: Oidc, restriction: Access, visits: Visits) -> None:
        self._by, self._access, self._visits = by, restriction, visits
        self._app = session(self._answer, "fenjin_signing", by)
        # Imported here: where nobody signs in, they would take 17 MB and a quarter of a second of the start for nothing.
        import httpx
        from authlib.integrations.starlette_client import OAuth, OAuthError

        self._client, self._mismatch = OAuth, OAuthError
        # Made once: reading the authorities takes tens of milliseconds, in which nobody else would be answered.
        self._authorities = httpx.create_ssl_context()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, (path, _role) = Request(scope, receive), door(scope)
        if request.method not in _METHODS[path]:
            answer = Response(status_code=405, headers=_NO_STORE | {"Allow": ", ".join(_METHODS[path])})
        else:
            answer = await {LOGIN: self._login, CALLBACK: self._callback, LOGOUT: self._logout}[path](request)
        await answer(scope, receive, send)

    def _provider(self) -> Any:
        """The provider as it describes itself now, once it is asked."""
        return self._client().register(
            "provider",
            client_id=self._by.client_id,
            client_secret=self._by.client_secret,
            server_metadata_url=self._by.metadata,
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": _PATIENCE,
                "verify": self._authorities,
            },
        )

    async def _login(self, request: Request) -> Response:
        """To the provider; where that cannot be reached, it is said."""
        try:
            to = await self._provider().authorize_redirect(request, self._by.address + CALLBACK, prompt=self._by.prompt)
        except Exception:
            _log.warning("the provider of the sign-in cannot be reached", exc_info=True)
            self._refuse(request, "provider unreachable")
            return refusals.answer("unreachable", request.scope, self._return_address(request))
        return RedirectResponse(to.headers["location"], 302, _NO_STORE)

    async def _callback(self, request: Request) -> Response:
        """Back from the provider: on to the address that was asked for, or what went wrong."""
        if not {"code", "error"} & set(request.query_params):
            with contextlib.suppress(self._mismatch):
                await self._provider().validate_logout_response(request)
            return refusals.answer("signed-out", request.scope, "/")
        target = self._return_address(request)
        try:
            claims = await self._claims(request)
        except Exception:
            # Whatever the provider, or who pretends to be it, sends: nobody is signed in.
            _log.info("a sign-in failed", exc_info=True)
            self._refuse(request, "sign-in failed")
            return refusals.answer("failed", request.scope, target)
        visit_data = request.scope[VISIT]
        before = Visit.of(visit_data)
        visit_data.clear()
        visitor = access.of_claims(claims, self._by.claim, self._access)
        if visitor is None:
            self._refuse(request, "role", account=str(claims.get("sub")))
            return refusals.answer("no-role", request.scope, target)
        # Of what he belongs to only what gives a role here: a cookie holds little.
        values = [value for value in access.values_of_claim(claims, self._by.claim) if value in self._access.roles]
        visit = Visit.begin(visitor.user, visitor.name, values)
        try:
            if before:
                self._visits.end(before)
            self._visits.begin(visit)
        except OSError as error:
            _log.error("a sign-in cannot be kept: %s", error.strerror)
            self._refuse(request, "sign-in not kept", account=visitor.user)
            return refusals.answer("not-kept", request.scope, target)
        visit_data.update(visit.session())
        audit.record("sign-in", visitor, **audit.where(request.scope))
        on = RedirectResponse(target, 303, _NO_STORE)
        on.delete_cookie(cookie(_RETURN_COOKIE, self._by), secure=self._by.encrypted, httponly=True, samesite="lax")
        return on

    async def _claims(self, request: Request) -> dict[str, Any]:
        """What the ID token says, once state, signature, issuer, audience, time and nonce have been checked."""
        provider = self._provider()
        about = await provider.load_server_metadata()
        algorithms = about.get("id_token_signing_alg_values_supported") or ["RS256"]
        # "none" may stand among them (OpenID Connect Discovery, 3): signed by nobody.
        about["id_token_signing_alg_values_supported"] = [name for name in algorithms if name.startswith(_SIGNATURES)]
        claims = {
            "iss": {"essential": True, "value": about["issuer"]},
            "aud": {"essential": True, "value": self._by.client_id},
        }
        token = await provider.authorize_access_token(request, claims_options=claims, leeway=SKEW)
        return dict(token["userinfo"])

    async def _logout(self, request: Request) -> Response:
        """Out: ends the visit in every window and for whoever may have copied its cookie, then at the provider."""
        if not self._is_own_request(request):
            asking = refusals.answer("sign-out", request.scope, LOGOUT, button=True)
            # So that the browser says from where the form comes, and may be led on from it.
            asking.headers["Referrer-Policy"] = "same-origin"
            asking.headers["Content-Security-Policy"] = (
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
                f"form-action 'self' {_origin(self._by.metadata)}"
            )
            return asking
        visit_data = request.scope[VISIT]
        visit = Visit.of(visit_data)
        visit_data.clear()
        if visit is None or self._visits.why_over(visit):
            return refusals.answer("signed-out", request.scope, "/")
        visitor = access.of_values(visit.user, visit.name, list(visit.values), self._access)
        try:
            self._visits.end(visit)
        except OSError as error:
            _log.error("a sign-out cannot be kept: %s", error.strerror)
            return refusals.answer("not-out", request.scope, "/")
        audit.record("sign-out", visitor, **audit.where(request.scope))
        try:
            to = await self._provider().logout_redirect(request, self._by.address + CALLBACK, client_id=self._by.client_id)
        except Exception:
            # It is away, or knows of no signing out.
            _log.info("a sign-out was not taken to the provider", exc_info=True)
            return refusals.answer("signed-out", request.scope, "/")
        return RedirectResponse(to.headers["location"], 303, _NO_STORE)

    def _is_own_request(self, request: Request) -> bool:
        """Whether a page of this dashboard, or its visitor by hand, asks for it, and no other site's link or form."""
        site = request.headers.get("sec-fetch-site")
        # Not every browser says so, and none does where the dashboard has no certificate.
        if site is not None:
            return site in ("same-origin", "none")
        return request.method == "POST" and request.headers.get("origin") == self._by.address

    def _return_address(self, request: Request) -> str:
        """The address within the dashboard that was asked for before signing in; the start where none was kept."""
        value = HTTPConnection(request.scope).cookies.get(cookie(_RETURN_COOKIE, self._by), "")
        try:
            inflater = zlib.decompressobj()
            address = inflater.decompress(base64.urlsafe_b64decode(value), 2**16).decode("ascii")
        except (binascii.Error, ValueError, zlib.error):
            return "/"
        # Never to another server: neither `//host` nor `/\host`, which browsers take for the same.
        return address if address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable() else "/"

    def _refuse(self, request: Request, why: str, **facts: object) -> None:
        audit.record("refused", None, why=why, **facts, **audit.where(request.scope))


def _origin(address: str) -> str:
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
