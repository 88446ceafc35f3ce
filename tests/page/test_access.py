"""Who may come in: sign-in at a real OpenID provider, roles, and no door beside the gate."""

import asyncio
import base64
import os
import re
import subprocess
import sys
import urllib.parse
import zlib

import httpx2
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from fenjin import settings
from fenjin.paths import ROOT
from fenjin.server import access, doors, gate
from fenjin.settings import ANALYST, OPERATOR, VIEWER
from fenjin.slides import story
from tests import profiles
from tests.client import Lost, Visit, run_visit
from tests.server import PAGES, Server, free_port
from tests.signing import (
    COOKIE,
    GOOD,
    PAGE,
    PEOPLE,
    PROVIDER,
    SECRET,
    WITHOUT,
    Provider,
    cookie,
    problem,
    records,
    signed_in,
    signing_in,
    stranger,
    variables,
    visit_of,
)  # fmt: skip
from tests.visitor import LONGEST_WAIT, SETTLED, SIZE, STILL

SHORT = 600  # seconds of a sign-in
# A request for every door, by what the gate calls it.
REQUESTS = {
    "/_stcore/health": "/_stcore/health",
    "/_stcore/host-config": "/_stcore/host-config",
    "/auth/login": "/auth/login",
    "/auth/logout": "/auth/logout",
    "/oauth2callback": "/oauth2callback",
    "/_stcore/stream": "/_stcore/stream",
    "/_stcore/bidi-components/{path:path}": "/_stcore/bidi-components/fenjin.share/index.js",
    "/component/{path:path}": "/component/fenjin/index.html",
    "/app/static/{path:path}": "/app/static/a.csv",
    "/_stcore/upload_file/{session_id}/{file_id}": "/_stcore/upload_file/one/two",
    "/media/{file_id:path}": "/media/0123456789abcdef.csv",
    "/api": "/api",
    "/api/{path:path}": "/api/ledger",
    "/calendar.ics": "/calendar.ics",
    "/picture/{page}": "/picture/rural?lang=en",
    "/review/{list_id}": "/review/linhe-2031",
    "/review/{list_id}/{part}": "/review/linhe-2031/check",
    "/_stcore/metrics": "/_stcore/metrics",
    "/_stcore/script-health-check": "/_stcore/script-health-check",
    "/_stcore/agent/{path:path}": "/_stcore/agent/openapi.json",
    "": "/unit",
}
# The same addresses written otherwise, and files of the data by name.
OTHERWISE = [
    "/api/", "/api/openapi.json", "/api/ledger?format=parquet", "/API/ledger", "//api/ledger", "/./api/ledger", "/api%2Fledger",
    "/explore/api/ledger", "/calendar.ics?league=county", "/data/targets.parquet", "/data/curated/xiangyang-2022.csv", "/app.py",
    "/static/../data/targets.parquet", "/favicon.png", "/explore/_stcore/stream", "/",
]  # fmt: skip
OPEN = ["/_stcore/health", "/_stcore/host-config", "/auth/login", "/auth/logout", "/oauth2callback"]
# Closed to everybody, whoever asks.
CLOSED = ["/component", "/_stcore/upload_file", "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent"]
FOR_ANALYSTS = [
    "/_stcore/upload_file/{session_id}/{file_id}",
    "/media/{file_id:path}",
    "/api",
    "/api/{path:path}",
    "/calendar.ics",
    "/picture/{page}",
]
FOR_OPERATORS = [
    "/review/{list_id}",
    "/review/{list_id}/{part}",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/{path:path}",
]


@pytest.fixture(scope="module")
def places():
    """The ports of the two servers with sign-in, which the provider has to know before they start."""
    return [free_port(), free_port()]


@pytest.fixture(scope="module")
def provider(places):
    if not (PROVIDER / "node_modules").exists() and not os.environ.get("CI"):
        pytest.skip("the provider is not installed: `make test` installs it from npm's registry, which was out of reach")
    started = Provider(*(f"http://127.0.0.1:{port}" for port in places))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def server(provider, places, tmp_path_factory):
    """The dashboard with sign-in."""
    folder = tmp_path_factory.mktemp("server")
    kept = {settings.STATE: str(folder / "state"), settings.LOG: str(folder / "log.jsonl")}
    started = Server(port=places[0], variables=variables(folder, provider.address, f"http://127.0.0.1:{places[0]}", **kept))
    started.audit, started.state, started.log = folder / "audit.jsonl", folder / "state", folder / "log.jsonl"
    yield started
    started.stop()


@pytest.fixture(scope="module")
def strict(provider, places, tmp_path_factory):
    """The dashboard with short sign-ins, for those with a role only."""
    folder = tmp_path_factory.mktemp("strict")
    more = {settings.SESSION_HOURS: str(SHORT / 3600), settings.ROLE_OTHERS: "refused"}
    (folder / "later").write_text("0")
    held = variables(folder, provider.address, f"http://127.0.0.1:{places[1]}", LATER=str(folder / "later"), **more)
    started = Server("tests.later:app", port=places[1], variables=held)
    started.audit = folder / "audit.jsonl"
    started.later = folder / "later"
    yield started
    started.stop()


def pass_over(server) -> None:
    """Lets all sign-ins of this server end."""
    server.later.write_text(str(int(server.later.read_text()) + SHORT + 1))


def visited(server, page: str, cookie: str) -> Visit:
    """A page as its visitor has it before him, after it was left."""

    async def look() -> Visit:
        async with await Visit.open(server.address, page, headers={"Cookie": cookie}) as visit:
            return visit

    return run_visit(look())


def seen(visit: Visit) -> str:
    text = " ".join(str(placed.message) for placed in visit.elements.values())
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def test_every_door_is_asked_for_here():
    """That each address of the server has one is in tests/page/test_web.py."""
    assert set(REQUESTS) == {*doors.DOORS, ""}
    for known, path in REQUESTS.items():
        assert doors.door({"path": path})[0] == known


@pytest.mark.parametrize("path", [path for known, path in REQUESTS.items() if known not in OPEN] + OTHERWISE)
def test_nobody_gets_anything_without_signing_in(server, path):
    with httpx2.Client(base_url=server.address, timeout=120) as client:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            answer = client.request(method, path)
            assert answer.status_code == (404 if path.startswith(tuple(CLOSED)) else 401), (method, path)
            assert answer.status_code == 404 or answer.headers["cache-control"] == "no-store"
        assert len(client.get(path).content) < 500


@pytest.mark.parametrize("page", profiles.some(["", *PAGES, "explore?q=水利", "nowhere", "present"], 4))
def test_a_page_leads_to_the_provider(server, provider, page):
    with stranger(server) as client:
        answer = client.get(f"/{page}")
        assert answer.status_code == 303 and not answer.content
        assert client.get(answer.headers["location"]).headers["location"].startswith(f"{provider.address}/auth?")


def test_no_page_runs_without_signing_in(server):
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"ws{server.address[4:]}/_stcore/stream", subprotocols=["streamlit"])
    for headers in ({}, {"Cookie": f"{COOKIE}=made-up"}, {"X-Fenjin-Visitor": access.EVERYBODY.text()}):
        with connect(
            f"ws{server.address[4:]}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=server.address,
            additional_headers=headers,
        ) as socket:
            # What a page that was left open is told: to load itself again, which leads to the provider.
            sent = [socket.recv()]
            with pytest.raises(ConnectionClosedError):
                sent.append(socket.recv())
        assert len(sent) == 1 and len(sent[0]) < 10
        assert ForwardMsg.FromString(sent[0]).WhichOneof("type") == "auth_redirect"


def test_what_needs_no_sign_in_says_nothing_of_the_data(server):
    with httpx2.Client(base_url=server.address, timeout=120) as client:
        assert client.get("/_stcore/health").text == "ok"
        assert len(client.get("/_stcore/host-config").content) < 1000
        assert problem(client.get("/oauth2callback")) == "signed-out"


@pytest.mark.parametrize("name", ["", WITHOUT, *PEOPLE])
@pytest.mark.parametrize("known", profiles.some([known for known in REQUESTS if known not in OPEN], 3))
def test_each_role_gets_through_its_doors_and_no_other(tmp_path, known, name):
    """Of the gate alone, for some of these addresses are closed to everybody."""
    restricted = settings.read(variables(tmp_path, "https://sign.example", "http://testserver")).access

    def data(request):
        # Streamlit takes the first such header for the visitor of its pages.
        told = [access.of_text(each).role for each in request.headers.getlist(access.HEADER)]
        return Response(f"data for {request.scope[access.KEY].role}, {told}")

    inside = Route("/{path:path}", data, methods=["GET", "PUT"])
    client = TestClient(Starlette(routes=[inside], middleware=[gate.Middleware(gate.Gate, restricted)]))
    role, values = PEOPLE.get(name, (VIEWER, []))
    headers = {"Cookie": visit_of(restricted, name, values) if name else "", access.HEADER: access.EVERYBODY.text()}
    needed = ANALYST if known in FOR_ANALYSTS else OPERATOR if known in FOR_OPERATORS else VIEWER
    may = {VIEWER: [VIEWER], ANALYST: [VIEWER, ANALYST], OPERATOR: [VIEWER, ANALYST, OPERATOR]}[role]
    for method in ("GET", "PUT"):
        answer = client.request(method, REQUESTS[known], headers=headers)
        if not name:
            assert problem(answer) == "not-signed-in" and answer.status_code == 401
        elif needed in may:
            assert answer.text == f"data for {role}, ['{role}']"
        else:
            assert problem(answer) == "not-allowed" and answer.status_code == 403


def test_the_server_s_own_roles(server):
    answers = {name: signed_in(server, name).get("/api/ledger", headers={"Accept": "*/*"}) for name in PEOPLE}
    assert {name: (answer.status_code, "rows" in answer.text) for name, answer in answers.items()} == {
        "viewer": (403, False), "analyst": (200, True), "operator": (200, True),
    }  # fmt: skip


def test_a_file_s_address_is_of_no_use_to_others(server):
    async def taken() -> tuple[list[str], bytes]:
        async with await Visit.open(
            server.address, "attraction", headers={"Cookie": cookie(signed_in(server, "analyst"))}
        ) as visit:
            asked, get = [], visit.http.get
            visit.http.get = lambda url: asked.append(url) or get(url)
            return asked, await visit.download("targets-attraction-csv")

    before = len(records(server, "export"))
    [url], content = run_visit(taken())
    assert content.startswith(b"\xef\xbb\xbf") and url.startswith("/media/")
    assert httpx2.get(server.address + url, timeout=120).status_code == 401
    assert problem(signed_in(server, "viewer").get(url, headers={"Accept": "*/*"})) == "not-allowed"
    again = signed_in(server, "operator").get(url)
    assert again.content == content and again.headers["cache-control"] == "private, no-cache"
    [record] = records(server, "export")[before:]
    assert record["file"] == "xiangyang-2022-attraction.csv"
    rows = content.decode("utf-8-sig").count("\r\n") - 1
    assert {name: record[name] for name in ("user", "role", "query", "rows", "bytes")} == {
        "user": "analyst", "role": "analyst", "query": "explore", "rows": rows, "bytes": len(content),
    }  # fmt: skip
    assert record["version"] and re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+\+00:00", record["time"])


def test_a_viewer_is_offered_no_file_no_upload_and_no_sql(server):
    held = cookie(signed_in(server, "viewer"))
    for page in profiles.some(("", *PAGES[1:]), 4, start=1):
        visit = visited(server, page, held)
        kinds = [placed.kind for placed in visit.elements.values()]
        assert "download_button" not in kinds and "link_button" not in kinds, page
        components = [placed.message.component_name for placed in visit.elements.values() if placed.kind == "bidi_component"]
        assert not [name for name in components if "upload" in name or "picture" in name], (page, components)
        assert "editor" not in components
        assert any("viewer 甲 · 查看" in text for text in visit.texts())


def test_an_analyst_is_offered_them(server):
    held = cookie(signed_in(server, "analyst"))
    assert "download_button" in [placed.kind for placed in visited(server, "attraction", held).elements.values()]
    sql = [placed.message for placed in visited(server, "sql", held).elements.values() if placed.kind == "bidi_component"]
    assert "editor" in [message.component_name for message in sql]
    assert "upload" in seen(visited(server, "story", held))


def test_a_link_with_sql_runs_for_an_analyst_only(server):
    sql = "select 'two' || 'parts' as n"
    code = story.code_of(story.Story("题", (story.Slot("answered", {"sql": sql}),)))
    held = {name: cookie(signed_in(server, name)) for name in ("viewer", "analyst")}
    for page in (f"present?s={code}", f"sql?sql={urllib.parse.quote(sql)}"):
        found = {name: seen(visited(server, page, held[name])) for name in held}
        assert "twoparts" not in found["viewer"] and "twoparts" in found["analyst"], page
        assert "运行SQL" in found["viewer"]
    ran = records(server, "sql")
    assert {each["user"] for each in ran} == {"analyst"} and ran[-1]["characters"] == len(sql)
    assert "parts" not in server.audit.read_text(encoding="utf-8")


def test_the_address_asked_for_survives_signing_in(server):
    page = "/explore?q=%E6%B0%B4%E5%88%A9&lang=en&unit=zaoyang"
    answer = signing_in(server, "viewer", page)
    assert str(answer.url) == server.address + page and answer.status_code == 200
    assert [each["user"] for each in records(server, "sign-in")][-1] == "viewer"


@pytest.mark.parametrize(
    "planted", ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example/", "/a\nb", "no base64"]
)
def test_signing_in_leads_to_no_other_server(server, planted):
    packed = base64.urlsafe_b64encode(zlib.compress(planted.encode())).decode() if planted != "no base64" else planted
    client = stranger(server)
    asked = client.get("/", follow_redirects=True)
    client.cookies.delete("fenjin_back")
    client.cookies.set("fenjin_back", packed, domain="127.0.0.1")
    answer = client.post(asked.url, data={"name": "viewer"}, follow_redirects=True)
    assert str(answer.url) == f"{server.address}/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server):
    client = stranger(server)
    asked = client.get("/", follow_redirects=True)
    back = client.post(asked.url, data={"name": "viewer"})
    for _step in range(2):
        back = client.get(back.headers["location"])
    set_cookies = [each for each in back.headers.get_list("set-cookie") if each.startswith(f"{COOKIE}=") and "1970" not in each]
    assert len(set_cookies) == 1 and "httponly" in set_cookies[0].lower() and "samesite=lax" in set_cookies[0].lower()


def test_over_https_cookies_are_sent_over_https_only(tmp_path):
    restricted = settings.read(variables(tmp_path, "https://sign.example", "https://dash.example")).access

    inside = Starlette(middleware=[gate.Middleware(gate.Gate, restricted)])
    client = TestClient(inside, base_url="https://dash.example", follow_redirects=False)
    answer = client.get("/about", headers=PAGE)
    assert answer.status_code == 303 and answer.headers["set-cookie"].startswith("__Host-fenjin_back=")
    assert "; Secure" in answer.headers["set-cookie"] and "Path=/;" in answer.headers["set-cookie"]
    assert visit_of(restricted, "li", []).startswith(f"__Host-{COOKIE}=")


def test_another_worker_with_the_same_secret_knows_the_visitor(server, provider, tmp_path):
    def inside(**more: str) -> TestClient:
        restricted = settings.read(variables(tmp_path, provider.address, server.address, **more)).access
        routes = [Route("/about", lambda request: Response(request.scope[access.KEY].user))]
        return TestClient(Starlette(routes=routes, middleware=[gate.Middleware(gate.Gate, restricted)]))

    headers = {"Cookie": cookie(signed_in(server, "analyst"))}
    assert inside().get("/about", headers=headers).text == "analyst"
    other = inside(**{settings.COOKIE_SECRET: SECRET[::-1]})
    assert other.get("/about", headers=headers).status_code == 401
    elsewhere = inside(**{settings.OIDC_ADDRESS: "http://127.0.0.1:1"})
    assert elsewhere.get("/about", headers=headers).status_code == 401


def test_a_tampered_cookie_opens_nothing(server):
    name, _equals, value = cookie(signed_in(server, "viewer")).partition(";")[0].partition("=")
    assert httpx2.get(f"{server.address}/unit", timeout=120, headers={"Cookie": f"{name}={value}"}).status_code == 200
    middle = len(value) // 2
    forged = [
        value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :], value[:-1], value.rpartition(".")[0], "",
        value + f"; {COOKIE}=", "null",
    ]  # fmt: skip
    for each in forged:
        answer = httpx2.get(f"{server.address}/unit", timeout=120, headers={"Cookie": f"{name}={each}"})
        assert answer.status_code == 401, each
    begun = stranger(server)
    begun.get("/", follow_redirects=True)
    other = next(each.value for each in begun.cookies.jar if each.name == "fenjin_signing")
    assert httpx2.get(f"{server.address}/unit", timeout=120, headers={"Cookie": f"{name}={other}"}).status_code == 401


@pytest.mark.parametrize("wrong", [
    {"iss": "http://127.0.0.1:1"}, {"aud": "another-dashboard"}, {"nonce": "of-another-sign-in"}, {"exp": 1_600_000_000},
    {"foreign": True}, {"sub": ""},
], ids=str)  # fmt: skip
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(server, provider, wrong):
    client = stranger(server)
    asked = client.get("/", follow_redirects=True)
    provider.next_token(**wrong)
    answer = client.post(asked.url, data={"name": "operator"}, follow_redirects=True)
    assert answer.status_code in (400, 403) and not cookie(client)
    assert "登录没有成功" in answer.text or "还没有看板的权限" in answer.text
    assert client.get("/api/ledger", headers={"Accept": "*/*"}).status_code == 401
    # The link on that page leads to the provider again, where it goes well.
    link = re.search('href="([^"]+)"', answer.text)[1]
    asked = client.get(link, follow_redirects=True)
    if "<form" in asked.text:
        asked = client.post(asked.url, data={"name": "operator"}, follow_redirects=True)
    assert asked.status_code == 200 and str(asked.url) == f"{server.address}/"


def test_an_answer_of_the_provider_counts_once_and_in_one_browser(server):
    client = stranger(server)
    asked = client.get("/", follow_redirects=True)
    back = client.get(client.post(asked.url, data={"name": "analyst"}).headers["location"]).headers["location"]
    assert back.startswith(f"{server.address}/oauth2callback?code=")
    with stranger(server) as other:
        assert other.get(back).status_code == 400 and not cookie(other)
    assert client.get(re.sub("state=[^&]+", "state=made-up", back)).status_code == 400 and not cookie(client)
    assert client.get(back).status_code == 303 and cookie(client)
    client.cookies.clear()
    assert client.get(back).status_code == 400 and not cookie(client)


def test_no_log_holds_what_the_provider_sends_back(server):
    client = stranger(server)
    asked = client.get("/", follow_redirects=True)
    back = client.get(client.post(asked.url, data={"name": "analyst"}).headers["location"]).headers["location"]
    before = len(server.log.read_text("utf-8"))
    with stranger(server) as other:
        assert other.get(back).status_code == 400
    written = server.log.read_text("utf-8")[before:]
    assert "a sign-in failed" in written
    for name in ("code", "state"):
        [value] = urllib.parse.parse_qs(urllib.parse.urlsplit(back).query)[name]
        assert value not in written and value not in server.audit.read_text("utf-8")


def test_a_provider_that_cannot_be_reached_is_said_and_tried_again(server, provider):
    client, before = stranger(server), signed_in(server, "viewer")
    provider.stop()
    try:
        answer = client.get("/explore?lang=en", follow_redirects=True)
        assert answer.status_code == 503 and "The sign-in service cannot be reached" in answer.text
        link = re.search('href="([^"]+)"', answer.text)[1]
        assert link == "/explore?lang=en"
        # Whoever has signed in before does not notice.
        assert before.get("/about").status_code == 200
    finally:
        provider.start()
    assert str(signing_in(server, "viewer", link, client).url) == f"{server.address}/explore?lang=en"


def test_signing_out_ends_it_everywhere(server):
    client = signed_in(server, "analyst")
    held = cookie(client)

    async def left_open() -> None:
        async with await Visit.open(server.address, "about", headers={"Cookie": held}) as visit:
            await visit.rerun()
            answer = await asyncio.to_thread(client.get, "/auth/logout", headers={"Sec-Fetch-Site": "same-origin"})
            assert "/session/end?" in answer.headers["location"]
            with pytest.raises(Lost):
                await visit.rerun()

    run_visit(left_open())
    assert not cookie(client)
    assert httpx2.get(f"{server.address}/api", timeout=120, headers={"Cookie": held}).status_code == 401
    assert records(server, "sign-out")[-1]["user"] == "analyst"
    assert "已退出" in client.get("/oauth2callback").text


def test_the_operator_ends_a_visit_while_the_server_runs(server):
    ended, other = signed_in(server, "analyst"), signed_in(server, "viewer")
    command = [sys.executable, "-m", "fenjin.server.visits", "end", "analyst"]
    stated = {settings.STATE: str(server.state), settings.AUDIT: str(server.audit)}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | stated, capture_output=True, text=True, check=True)
    assert "analyst" in done.stdout
    assert [each.get("/about").status_code for each in (ended, other)] == [303, 200]
    assert records(server, "visits-ended")[-1]["account"] == "analyst"


@profiles.thorough
def test_a_sign_in_ends_with_its_time(strict):
    client = signed_in(strict, "analyst")
    held = cookie(client)

    async def left_open() -> None:
        async with await Visit.open(strict.address, "about", headers={"Cookie": held}) as visit:
            pass_over(strict)
            with pytest.raises(Lost):
                await visit.rerun()

    run_visit(left_open())
    assert client.get("/api", headers={"Accept": "*/*"}).status_code == 401
    assert client.get("/about").status_code == 303


@profiles.thorough
def test_somebody_without_a_role_is_refused_where_that_is_set(strict):
    answer = signing_in(strict, WITHOUT)
    assert answer.status_code == 403 and "你还没有看板的权限" in answer.text
    assert not cookie(answer.extensions["client"])
    assert answer.extensions["client"].get("/api", headers={"Accept": "*/*"}).status_code == 401
    assert [each["account"] for each in records(strict, "refused") if each["why"] == "role"] == [WITHOUT]


def test_another_name_of_the_server_is_told_the_right_one(server):
    answer = httpx2.get(f"http://localhost:{server.port}/explore?q=1", timeout=120, headers=PAGE)
    assert answer.status_code == 421 and f'href="{server.address}/explore?q=1"' in answer.text


@profiles.thorough
@pytest.mark.parametrize(
    "stated", profiles.some([{settings.OIDC_CLIENT_ID: "fenjin"}, {**GOOD, settings.AUDIT: "/nowhere/at/all"}], 2)
)
def test_a_server_that_is_set_wrongly_does_not_come_up_and_says_why_in_a_sentence(stated):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FENJIN_")} | stated
    done = subprocess.run(
        [sys.executable, "-m", "uvicorn", "asgi:app", "--port", str(free_port())], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=600,
    )  # fmt: skip
    assert done.returncode != 0 and done.stderr.startswith("FENJIN_") and "Traceback" not in done.stderr


def test_without_the_gate_nothing_is_shown(monkeypatch):
    """Started by another entry than the server's own, a restricted dashboard stays shut, also to whoever brings a name."""
    monkeypatch.setattr(streamlit, "user", {access.KEY: access.EVERYBODY.text()})
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    for page in ("overview", "sql"):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
        app.switch_page(f"pages/{page}.py")
        app.run()
        assert len(app.error) == 1 and not app.title and not app.dataframe and not app.markdown


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="zh-CN", viewport=SIZE)
    context.set_default_timeout(LONGEST_WAIT)
    opened = context.new_page()
    yield opened
    context.close()


def test_a_visitor_signs_in_sees_his_role_and_signs_out(server, page):
    page.goto(f"{server.address}/attraction?lang=en")
    page.locator("input[name=name]").fill("analyst")
    page.get_by_role("button", name="Sign in").click()
    page.locator(".js-plotly-plot").first.wait_for()
    assert page.url.startswith(f"{server.address}/attraction?") and "lang=en" in page.url
    page.get_by_text("analyst 甲 · analyst").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name=re.compile("CSV")).last.click()
    assert taken.value.suggested_filename == "xiangyang-2022-attraction.csv"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name=re.compile("Yes")).click()
    page.get_by_role("heading", name="已退出").wait_for()
    page.get_by_role("link", name="重新登录").click()
    page.locator("input[name=name]").wait_for()


@profiles.thorough
def test_a_page_left_open_leads_to_signing_in_and_back(strict, page):
    page.goto(f"{strict.address}/attraction")
    page.locator("input[name=name]").fill("viewer")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("viewer 甲").wait_for()
    assert page.get_by_role("button", name=re.compile("CSV")).count() == 0
    page.wait_for_function(SETTLED, arg=STILL)
    pass_over(strict)
    page.get_by_text("English", exact=True).click(no_wait_after=True)
    page.locator("input[name=name]").fill("viewer")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("viewer 甲").wait_for()
    assert page.url.startswith(f"{strict.address}/attraction")
