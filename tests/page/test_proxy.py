"""Whom a proxy names comes in, and nobody else can name himself."""

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fenjin import settings
from fenjin.server import access
from tests.server import Server
from tests.signing import ROLES, problem, records


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """The dashboard behind a proxy, which is at 127.0.0.2."""
    folder = tmp_path_factory.mktemp("behind")
    started = Server(
        variables={
            settings.ACCESS: "proxy", settings.AUDIT: str(folder / "audit.jsonl"), settings.PROXY_ADDRESSES: "127.0.0.2, 10.1.0.0/16",
            settings.PROXY_USER_HEADER: "X-Remote-User", settings.PROXY_ROLES_HEADER: "X-Remote-Groups", settings.ROLES: ROLES,
        }
    )  # fmt: skip
    started.audit = folder / "audit.jsonl"
    yield started
    started.stop()


def through(source: str, server, path: str, headers: list[tuple[str, str]]) -> httpx2.Response:
    with httpx2.Client(base_url=server.address, transport=httpx2.HTTPTransport(local_address=source), timeout=120) as client:
        return client.get(path, headers=headers)


def test_whom_the_proxy_names_comes_in_with_his_role(behind):
    for groups, may in (("", False), ("staff", False), ("staff, data-people", True), ("other,server-people", True)):
        headers = [("X-Remote-User", "li"), ("X-Remote-Groups", groups)]
        assert through("127.0.0.2", behind, "/explore", headers).status_code == 200
        assert through("127.0.0.2", behind, "/api/ledger", headers).status_code == (200 if may else 403)
    assert {each["user"] for each in records(behind, "api")} == {"li"}


@pytest.mark.parametrize(("source", "headers"), [
    ("127.0.0.1", [("X-Remote-User", "li")]),
    ("127.0.0.3", [("X-Remote-User", "li")]),
    ("127.0.0.1", [("X-Remote-User", "li"), ("X-Forwarded-For", "127.0.0.2")]),
    ("127.0.0.1", [("X-Remote-User", "li"), ("X-Forwarded-For", "127.0.0.2:4711")]),
    ("127.0.0.1", [("X-Remote-User", "li"), ("X-Forwarded-For", "10.1.2.3")]),
    ("127.0.0.1", [("X-Fenjin-Visitor", access.EVERYBODY.text())]),
    ("127.0.0.2", []),
    ("127.0.0.2", [("X-Remote-User", "")]),
    ("127.0.0.2", [("X-Remote-User", "li"), ("X-Remote-User", "wang")]),
    ("127.0.0.2", [("X-Fenjin-Visitor", access.EVERYBODY.text())]),
], ids=str)  # fmt: skip
def test_nobody_else_can_name_himself(behind, source, headers):
    headers = [*headers, ("X-Remote-Groups", "server-people")]
    for path in (
        "/",
        "/explore",
        "/api/ledger",
        "/calendar.ics",
        "/media/a.csv",
        "/auth/login",
        "/oauth2callback",
    ):
        answer = through(source, behind, path, headers)
        assert answer.status_code == 403 and problem(answer) == "not-named", path
    with pytest.raises(InvalidStatus, match="403"):
        connect(
            f"ws{behind.address[4:]}/_stcore/stream", subprotocols=["streamlit"], origin=behind.address, additional_headers=headers,
            source_address=(source, 0),
        )  # fmt: skip
