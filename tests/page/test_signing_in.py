"""Signing in and out, by the gate alone: what a browser keeps, how long a visit lasts, who may end it, and a provider that lies."""

import base64
import hashlib
import json
import os
import socket
import threading
import time
import urllib.parse
from pathlib import Path

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fenjin import settings, state
from fenjin.server import access, gate, logs, refusals, signin, visits, web
from fenjin.settings import SettingError
from tests.client import run_visit
from tests.server import wait_for
from tests.signing import COOKIE, PAGE, ROLES, SECRET

HERE = "https://dash.example"
OWN = {"Sec-Fetch-Site": "same-origin", **PAGE}
IDLE = 600  # seconds
SIGNED_IN = "/about"


class Stub:
    """A provider that says what a test has it say: `claims` beside the usual ones, signed by `key` or, without one, by nobody."""

    def __init__(self) -> None:
        self.key = self.own = RSAKey.generate_key(2048, {"kid": "one"})
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.claims, self.algorithms, self.asked = {}, ["RS256"], {}
        routes = [
            Route("/metadata", self._metadata), Route("/keys", self._keys), Route("/token", self._token, methods=["POST"]),
        ]  # fmt: skip
        self._server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_config=None, access_log=False, lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        wait_for(lambda: self._server.started)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    def _metadata(self, request):
        return JSONResponse({
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize", "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys", "id_token_signing_alg_values_supported": self.algorithms,
            "end_session_endpoint": f"{self.address}/end",
        })  # fmt: skip

    def _keys(self, request):
        return JSONResponse({"keys": [self.own.as_dict(private=False)]})

    async def _token(self, request):
        self.asked["token"] = dict(await request.form())
        usual = {
            "iss": self.address, "aud": "fenjin", "sub": "li", "name": "李", "iat": int(time.time()), "exp": int(time.time()) + 300,
            "nonce": self.asked["nonce"],
        }  # fmt: skip
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        if self.key:
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        else:
            parts = ({"alg": "none", "kid": "one"}, claims)
            token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
        return JSONResponse({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token})


@pytest.fixture(scope="module")
def running():
    stub = Stub()
    yield stub
    stub.stop()


@pytest.fixture
def provider(running):
    running.key, running.claims, running.algorithms, running.asked = running.own, {}, ["RS256"], {}
    return running


@pytest.fixture
def recorded(monkeypatch):
    written = []
    monkeypatch.setattr("fenjin.server.logs.audit", lambda event, **facts: written.append((event, facts)))
    return written


@pytest.fixture
def passing(monkeypatch):
    """Lets time go by, for the visits alone."""
    gone = [0.0]
    monkeypatch.setattr(visits, "clock", lambda: time.time() + gone[0])

    def go_by(seconds):
        gone[0] += seconds

    return go_by


def stated(provider, address=HERE, **more):
    return settings.read({
        settings.ACCESS: "oidc", settings.AUDIT: "a.jsonl", settings.COOKIE_SECRET: SECRET, settings.ROLES: ROLES,
        settings.OIDC_METADATA: f"{provider.address}/metadata", settings.OIDC_ADDRESS: address, settings.OIDC_CLIENT_ID: "fenjin",
        settings.OIDC_CLIENT_SECRET: "of-no-use-elsewhere", settings.IDLE_MINUTES: str(IDLE / 60), **more,
    })  # fmt: skip


def worker(provider, folder=None, address=HERE, **more):
    """A process of the server: a browser at its door."""
    restricted = stated(provider, address, **more).access

    async def told(request):
        return Response(request.scope[access.KEY].user)

    async def socket_of(websocket):
        await websocket.accept()
        async for message in websocket.iter_text():
            await websocket.send_text(message)

    routes = [Route("/{path:path}", told), WebSocketRoute("/_stcore/stream", socket_of)]
    known = visits.visits_of(restricted.by, folder)
    inside = Starlette(routes=routes, middleware=[gate.Middleware(gate.Gate, restricted, known)])
    return TestClient(inside, base_url=address, headers=PAGE, follow_redirects=False)


def begin(client, provider):
    """Goes to the provider and comes to what it would send back."""
    client.get(SIGNED_IN)
    to = client.get("/auth/login").headers["location"]
    provider.asked.update({name: values[0] for name, values in urllib.parse.parse_qs(urllib.parse.urlsplit(to).query).items()})
    return f"/oauth2callback?code=a-code&state={provider.asked['state']}"


def sign_in(client, provider):
    answer = client.get(begin(client, provider))
    assert answer.status_code == 303 and answer.headers["location"] == SIGNED_IN, answer.text
    assert known(client)
    return answer


def known(client, headers=None):
    return client.get(SIGNED_IN, headers={"Accept": "*/*", **(headers or {})}).status_code == 200


def copied(client):
    return {"Cookie": "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)}


def test_no_token_of_the_provider_comes_into_the_browser(provider):
    client = worker(provider)
    answer = sign_in(client, provider)
    sent = answer.headers.get_list("set-cookie")
    kept = [json.loads(base64.b64decode(each.value.partition(".")[0])) for each in client.cookies.jar]
    assert [set(each) for each in kept] == [{"id", "user", "name", "values", "begun"}]
    for text in (*sent, *map(str, kept)):
        assert "token" not in text and "eyJhbGciOi" not in text and "a-code" not in text


def test_over_https_no_other_host_of_the_domain_can_set_our_cookies(provider):
    client = worker(provider)
    sent = client.get(SIGNED_IN).headers.get_list("set-cookie") + client.get("/auth/login").headers.get_list("set-cookie")
    sent += sign_in(client, provider).headers.get_list("set-cookie")
    assert len({each.partition("=")[0] for each in sent}) == 3
    for each in sent:
        name, *attributes = each.lower().split("; ")
        assert name.startswith("__host-fenjin_")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(attributes) and "domain" not in each.lower()


def test_a_cookie_is_good_for_its_own_purpose_alone(provider):
    def written(name):
        def write(request):
            request.session.update(visits.Visit.begin("li", "li", []).session())
            return Response()

        inside = signin.session(Starlette(routes=[Route("/", write)]), name, stated(provider).access.by)
        return TestClient(inside).get("/").headers["set-cookie"].partition(";")[0].partition("=")[2]

    client = worker(provider)
    taken = {name: known(client, {"Cookie": f"__Host-{COOKIE}={written(name)}"}) for name in (COOKIE, "fenjin_signing")}
    assert taken == {COOKIE: True, "fenjin_signing": False}


def test_the_provider_gets_a_challenge_and_its_proof(provider):
    sign_in(worker(provider), provider)
    asked = provider.asked
    proof = hashlib.sha256(asked["token"]["code_verifier"].encode()).digest()
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
    assert asked["code_challenge"] == base64.urlsafe_b64encode(proof).decode().rstrip("=")
    assert asked["redirect_uri"] == asked["token"]["redirect_uri"] == f"{HERE}/oauth2callback"


@pytest.mark.parametrize("lie", [
    {"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "another-dashboard"}, {"aud": None}, {"aud": ["another-dashboard"]},
    {"aud": "another-dashboard", "azp": "fenjin"}, {"aud": ["fenjin"], "azp": "another-dashboard"}, {"nonce": "of-another-sign-in"},
    {"nonce": None}, {"exp": 1_600_000_000}, {"exp": None}, {"sub": None}, {"iat": 9_999_999_999},
], ids=str)  # fmt: skip
def test_an_id_token_that_is_not_meant_for_us_signs_nobody_in(provider, recorded, lie):
    client = worker(provider)
    provider.claims = lie
    assert client.get(begin(client, provider)).status_code in (400, 403)
    assert not known(client) and "sign-in" not in [event for event, _facts in recorded]


def test_an_id_token_that_nobody_or_somebody_else_signed_signs_nobody_in(provider):
    for key, algorithms in ((None, ["RS256", "none"]), (RSAKey.generate_key(2048, {"kid": "one"}), ["RS256"])):
        client = worker(provider)
        provider.key, provider.algorithms = key, algorithms
        assert client.get(begin(client, provider)).status_code == 400
        assert not known(client)


def test_an_answer_without_our_question_signs_nobody_in(provider):
    client, other = worker(provider), worker(provider)
    back = begin(client, provider)
    assert other.get(back).status_code == 400 and not known(other)
    assert client.get("/oauth2callback?code=a-code").status_code == 400 and not known(client)
    assert client.get("/oauth2callback?error=access_denied&state=x").status_code == 400 and not known(client)
    assert client.get(back).status_code == 303


def test_a_little_difference_of_clocks_is_no_matter(provider, passing, tmp_path):
    """Two workers of which one is some seconds ahead, in the visit's cookie and in the provider's token."""
    for folder in (None, tmp_path):
        client = worker(provider, folder)
        provider.claims = {"iat": int(time.time()) + 5, "exp": int(time.time()) - 5}
        sign_in(client, provider)
        passing(-5)
        assert known(client)
        passing(-60)
        assert not known(client)
        passing(65)


def test_signing_out_lasts_over_restarts_and_workers(provider, tmp_path, recorded):
    client = worker(provider, tmp_path)
    sign_in(client, provider)
    held, others = copied(client), [worker(provider, tmp_path) for _each in range(2)]
    assert all(known(each, held) for each in others)
    assert client.get("/auth/logout", headers=OWN).headers["location"].startswith(f"{provider.address}/end?")
    assert not known(client, held) and not any(known(each, held) for each in others)
    assert not known(worker(provider, tmp_path), held)
    assert [event for event, _facts in recorded].count("sign-out") == 1


def test_without_the_folder_signing_out_holds_in_this_process(provider):
    client = worker(provider)
    sign_in(client, provider)
    held = copied(client)
    client.get("/auth/logout", headers=OWN)
    assert not known(client, held)


def test_an_operator_ends_the_visits_of_a_person(provider, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "state"
    own = state.part(state.prepare(settings.read({settings.STATE: str(folder)})), "visits")
    people = {}
    for user, name in (("7", "李四"), ("7", "李四"), ("8", "王五")):
        provider.claims = {"sub": user, "name": name}
        people.setdefault(user, []).append(worker(provider, folder))
        sign_in(people[user][-1], provider)
    monkeypatch.setenv(settings.STATE, str(folder))
    monkeypatch.setenv(settings.AUDIT, str(tmp_path / "audit.jsonl"))
    assert visits.main(["--lang", "en"]) == 0
    listed = capsys.readouterr().out
    assert len(listed.splitlines()) == 3 and listed.count("李四") == 2
    assert visits.main(["--lang", "en", "end", "李四"]) == 0 and "2" in capsys.readouterr().out
    assert not any(known(each) for each in people["7"]) and known(people["8"][0])
    lines = map(json.loads, (tmp_path / "audit.jsonl").read_text("utf-8").splitlines())
    [line] = [each for each in lines if each["event"] == "visits-ended"]
    assert line["account"] == "7" and line["visits"] == 2
    assert visits.main(["end", "nobody"]) == 1 and visits.main(["end", "8"]) == 0
    assert not known(people["8"][0]) and list(own.iterdir()) == []
    logs.start_audit(None)


def test_without_the_folder_the_operator_is_told_that_it_is_needed(monkeypatch, capsys):
    monkeypatch.delenv(settings.STATE, raising=False)
    assert visits.main(["--lang", "en", "end", "li"]) == 2 and settings.STATE in capsys.readouterr().err


@pytest.mark.parametrize("shared", [True, False])
def test_a_visit_ends_when_nobody_is_there(provider, passing, tmp_path, shared):
    client = worker(provider, tmp_path if shared else None)
    sign_in(client, provider)
    for _time in range(4):
        passing(IDLE * 0.9)
        assert known(client)
    passing(IDLE + 1)
    assert not known(client)
    assert client.get(SIGNED_IN).status_code == 303


def test_who_works_on_one_open_page_is_there(provider, passing, tmp_path):
    client = worker(provider, tmp_path)
    sign_in(client, provider)
    with client.websocket_connect("/_stcore/stream", headers=copied(client)) as page:
        for _time in range(4):
            passing(IDLE * 0.9)
            page.send_text("a choice")
            assert page.receive_text() == "a choice"
        assert known(client)
        passing(IDLE + 1)
        page.send_text("too late")
        assert page.receive()["bytes"]
        with pytest.raises(WebSocketDisconnect):
            page.receive_text()


def test_a_visit_ends_with_its_time_however_busy(provider, passing, tmp_path):
    client = worker(provider, tmp_path, **{settings.SESSION_HOURS: "1"})
    sign_in(client, provider)
    for _time in range(7):
        passing(500)
        assert known(client)
    passing(110)
    assert not known(client)


@pytest.mark.parametrize(("method", "headers"), [
    ("GET", {"Sec-Fetch-Site": "cross-site"}), ("GET", {"Sec-Fetch-Site": "same-site"}), ("GET", {}),
    ("POST", {"Sec-Fetch-Site": "cross-site"}), ("POST", {}), ("POST", {"Origin": "https://evil.example"}), ("POST", {"Origin": "null"}),
    ("HEAD", {"Sec-Fetch-Site": "same-origin"}), ("PUT", {"Sec-Fetch-Site": "same-origin"}), ("OPTIONS", {"Sec-Fetch-Site": "same-origin"}),
], ids=str)  # fmt: skip
def test_nobody_is_signed_out_by_another_site(provider, recorded, method, headers):
    client = worker(provider)
    sign_in(client, provider)
    answer = client.request(method, "/auth/logout", headers=headers)
    assert answer.status_code == (200 if method in ("GET", "POST") else 405)
    assert known(client) and "sign-out" not in [event for event, _facts in recorded]


def test_who_comes_by_a_link_is_asked_and_signs_out_by_a_button(provider):
    """Also where the browser says nothing of where it comes from, as without a certificate."""
    client = worker(provider)
    sign_in(client, provider)
    asked = client.get("/auth/logout")
    assert 'method="post" action="/auth/logout"' in asked.text and "退出" in asked.text
    assert asked.headers["referrer-policy"] == "same-origin"
    assert f"form-action 'self' {provider.address}" in asked.headers["content-security-policy"]
    out = client.post("/auth/logout", headers={"Origin": HERE})
    assert out.status_code == 303 and not known(client)
    state_of = urllib.parse.parse_qs(urllib.parse.urlsplit(out.headers["location"]).query)
    assert state_of["post_logout_redirect_uri"] == [f"{HERE}/oauth2callback"] and state_of["client_id"] == ["fenjin"]
    assert "已退出" in client.get(f"/oauth2callback?state={state_of['state'][0]}").text


def test_signing_in_again_leaves_no_visit_behind(provider, tmp_path):
    client = worker(provider, tmp_path)
    sign_in(client, provider)
    before = copied(client)
    assert client.get(begin(client, provider)).status_code == 303 and known(client)
    assert not known(worker(provider, tmp_path), before)


def test_a_visitor_with_many_groups_and_a_long_name_comes_in(provider):
    client = worker(provider, **{settings.ROLES: "data-people=analyst"})
    provider.claims = {"sub": "u" * 300, "name": "长" * 300, "roles": [f"group-{n}" for n in range(500)] + ["data-people"]}
    answer = sign_in(client, provider)
    assert max(map(len, answer.headers.get_list("set-cookie"))) < 4096
    assert max(map(len, client.get("/auth/login").headers.get_list("set-cookie"))) < 4096


def test_what_is_kept_of_a_visit_is_for_this_user_alone(provider, tmp_path):
    sign_in(worker(provider, tmp_path), provider)
    [file] = (tmp_path / "visits").iterdir()
    assert file.stat().st_mode & 0o077 == 0 and file.parent.stat().st_mode & 0o077 == 0
    assert set(json.loads(file.read_text("utf-8"))) == {"user", "name", "begun"}


def test_what_is_left_of_old_visits_goes(provider, tmp_path, passing):
    sign_in(worker(provider, tmp_path), provider)
    [first] = (tmp_path / "visits").iterdir()
    passing(IDLE * 2)
    sign_in(worker(provider, tmp_path), provider)
    [second] = (tmp_path / "visits").iterdir()
    assert first != second


def test_where_the_folder_is_lost_nobody_is_known_and_it_is_said(provider, tmp_path, caplog):
    client = worker(provider, tmp_path)
    sign_in(client, provider)
    (tmp_path / "visits").rename(tmp_path / "away")
    (tmp_path / "visits").write_text("a file")
    assert not known(client) and settings.STATE in caplog.text
    answer = client.get(begin(client, provider))
    assert answer.status_code == 503 and "登录没有记下来" in answer.text and not known(client)


def made(folder: Path, mode: int = 0o700) -> Path:
    folder.mkdir()
    folder.chmod(mode)
    return folder


@pytest.mark.parametrize(("make", "words"), [
    (lambda folder: made(folder / "open", 0o755), "chmod 700"), (lambda folder: made(folder / "group", 0o770), "chmod 700"),
    (lambda folder: folder / "not" / "there", "No such file"), (lambda folder: Path("/dev/null"), "File exists"),
], ids=["readable", "group", "missing", "file"])  # fmt: skip
def test_a_folder_that_is_not_private_or_not_there_is_refused_in_words(tmp_path, make, words):
    path = make(tmp_path)
    with pytest.raises(SettingError, match=words) as refused:
        state.prepare(settings.read({settings.STATE: str(path)}))
    assert f"{settings.STATE}={path}" in str(refused.value)


def test_a_folder_of_another_user_is_refused(tmp_path, monkeypatch):
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    with pytest.raises(SettingError, match="another user"):
        state.prepare(settings.read({settings.STATE: str(made(tmp_path / "state"))}))


def test_a_folder_is_made_where_it_is_missing(tmp_path):
    folder = tmp_path / "state"
    installed = settings.read({settings.STATE: str(folder)})
    assert state.prepare(installed) == folder and folder.stat().st_mode & 0o777 == 0o700
    assert state.standing(installed) == "kept" and state.standing(settings.read({})) == "none"
    folder.rmdir()
    assert state.standing(installed) == "lost"


def test_secrets_may_be_in_files(provider, tmp_path):
    (tmp_path / "cookie").write_text(f"{SECRET}\n")
    (tmp_path / "client").write_text("of-no-use-elsewhere\n")
    files = {
        settings.COOKIE_SECRET: "", settings.COOKIE_SECRET_FILE: str(tmp_path / "cookie"),
        settings.OIDC_CLIENT_SECRET: "", settings.OIDC_CLIENT_SECRET_FILE: str(tmp_path / "client"),
    }  # fmt: skip
    by = stated(provider, **files).access.by
    assert (by.cookie_secret, by.client_secret) == (SECRET, "of-no-use-elsewhere")
    (tmp_path / "short").write_text("short-secret")
    (tmp_path / "empty").write_text("\n")
    for wrong, words in (("nowhere", "No such file"), ("empty", "empty"), ("short", "12 characters")):
        with pytest.raises(SettingError, match=words) as refused:
            stated(provider, **{**files, settings.COOKIE_SECRET_FILE: str(tmp_path / wrong)})
        assert settings.COOKIE_SECRET in str(refused.value) and "short-secret" not in str(refused.value)
    with pytest.raises(SettingError, match="both set"):
        stated(provider, **{**files, settings.COOKIE_SECRET: SECRET})
    with pytest.raises(SettingError, match=settings.COOKIE_SECRET_FILE):
        settings.read({settings.COOKIE_SECRET_FILE: str(tmp_path / "cookie")})


@pytest.mark.parametrize("minutes", ["0", "-1", "x", "nan", "43201"])
def test_a_wrong_time_without_a_request_is_named(provider, minutes):
    with pytest.raises(SettingError, match=settings.IDLE_MINUTES):
        stated(provider, **{settings.IDLE_MINUTES: minutes})


def test_sign_ins_that_cannot_be_ended_and_travel_in_clear_are_warned_of(provider, caplog):
    gate.middleware(stated(provider, "http://dash.internal"), None)
    assert settings.STATE in caplog.text and "no https" in caplog.text


def behind(headers):
    restricted = settings.read({
        settings.ACCESS: "proxy", settings.AUDIT: "a.jsonl", settings.PROXY_ADDRESSES: "10.0.0.1", settings.PROXY_USER_HEADER: "X-User",
        settings.PROXY_ROLES_HEADER: "X-Groups", settings.ROLES: ROLES,
    }).access  # fmt: skip
    inside = Starlette(
        routes=[Route("/{path:path}", lambda request: Response(request.scope[access.KEY].role))],
        middleware=[gate.Middleware(gate.Gate, restricted)],
    )
    said = {}

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        said.update(message)

    # As they come, byte for byte.
    raw = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in headers]
    scope = {"type": "http", "method": "GET", "path": "/about", "query_string": b"", "headers": raw, "client": ("10.0.0.1", 1)}
    run_visit(inside(scope, receive, send))
    return said["body"].decode()


def test_a_second_header_of_roles_gives_none():
    assert behind([("x-user", "li"), ("x-groups", "staff")]) == "viewer"
    assert behind([("x-user", "li"), ("x-groups", "staff,server-people")]) == "operator"
    assert "not-named" in behind([("x-user", "li"), ("x-groups", "staff"), ("x-groups", "server-people")])


def test_a_name_that_is_not_in_utf_8_is_nobody_s():
    assert "not-named" in behind([("x-user", "张三".encode("gbk"))])
    assert behind([("x-user", "张三")]) == "viewer"


def test_what_is_refused_is_said_in_the_language_asked_for():
    scope = {"type": "http", "headers": [(b"accept", b"text/html")], "query_string": b"lang=en"}
    assert b"Sign out of the dashboard?" in refusals.answer("sign-out", scope, "/auth/logout", button=True).body


def test_over_https_browsers_come_by_https_only_and_no_cookie_goes_in_clear():
    def set_one(request):
        answer = Response()
        answer.set_cookie("_streamlit_xsrf", "x")
        return answer

    inside = Starlette(routes=[Route("/", set_one)], middleware=[gate.Middleware(web.Front, headers={}, hosts=("dash.example",))])
    over = {scheme: TestClient(inside, base_url=f"{scheme}://dash.example").get("/").headers for scheme in ("http", "https")}
    assert int(over["https"]["strict-transport-security"].removeprefix("max-age=")) >= 365 * 86400
    assert over["https"]["set-cookie"].endswith("; Secure")
    assert "strict-transport-security" not in over["http"] and "Secure" not in over["http"]["set-cookie"]
