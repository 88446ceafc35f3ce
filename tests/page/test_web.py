"""What the server sends and to whom: packed files, headers, named hosts, closed addresses, and no call to anybody."""

import contextlib
import gzip
import hashlib
import http.client
import json
import re
import subprocess
import sys
from urllib.parse import urlsplit

import brotli
import pytest
from starlette.testclient import TestClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fenjin.paths import PAGES as PAGE_FILES
from fenjin.paths import PLOTLY, ROOT
from fenjin.server import assets, doors, parts, streamlit_inside, web
from fenjin.settings import ANCESTORS, HOSTS, SettingError, read
from fenjin.views.parameter import LONGEST_LINK
from tests import profiles
from tests.client import Visit, run_visit
from tests.server import PAGES, Server, wait_for

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
SCRIPT = f"/{assets.LIBRARY}"
POLICY = "content-security-policy"
# Writes down every address that is not this machine's own, of a connection, a message or a question to a name server.
RECORDER = """
import ipaddress, os, sys

def strange(host):
    if host is None or isinstance(host, (bytes, bytearray)):
        host = (host or b"").decode()
    if not isinstance(host, str) or host in ("", "localhost"):
        return False
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)

def heard(event, values):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        place = values[1]
        host = place[0] if isinstance(place, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = values[0]
    else:
        return
    if strange(host):
        write(f"{event} {host}")

def write(line):
    with open(os.environ["RECORD"], "a") as file:
        file.write(f"{line}\\n")

sys.addaudithook(heard)
if "asgi:app" in sys.orig_argv:
    write("the server starts")
"""


class Answer:
    def __init__(self, answer):
        self.status, self.body = answer.status, answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}


def ask(address, path, method="GET", **headers):
    """An answer to exactly these headers; an underscore stands for a hyphen."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
    connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = Answer(connection.getresponse())
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, ["identity"]),
        ("", ["identity"]),
        ("gzip, deflate", ["gzip", "identity"]),
        ("gzip, deflate, br, zstd", ["br", "gzip", "identity"]),
        ("GZIP;Q=0.9 , br;q=0.8", ["gzip", "br", "identity"]),
        ("br;q=0, gzip;q=0.001", ["gzip", "identity"]),
        ("gzip;q=0", ["identity"]),
        ("*", ["br", "gzip", "identity"]),
        ("*;q=0.5, br;q=0", ["gzip", "identity"]),
        ("identity;q=0, gzip", ["gzip"]),
        ("identity, gzip;q=0.5", ["identity", "gzip"]),
        ("*;q=0", []),
        ("gzip;q=nonsense", ["identity"]),
    ],
)
def test_coding_is_the_one_that_the_reader_likes_best(header, expected):
    assert assets.codings(header) == expected


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, br", "br"), ("gzip, deflate", "gzip"), ("br;q=0.1, gzip", "gzip")])
def test_a_file_is_sent_packed_and_kept_for_ever(dashboard, accepted, coding):
    installed = PLOTLY.read_bytes()
    # Brotli is packed last; until then gzip is sent.

    def packed():
        sent = ask(dashboard, SCRIPT, Accept_Encoding=accepted)
        return sent if sent.headers["content-encoding"] == coding else None

    answer = wait_for(packed)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert len(answer.body) == int(answer.headers["content-length"]) < len(installed) / 3
    hint, _line, content = UNPACK[coding](answer.body).partition(b"\n")
    assert content == installed and hint.startswith(b"//#")
    head = ask(dashboard, SCRIPT, "HEAD", Accept_Encoding=accepted)
    assert head.body == b"" and head.headers == {**answer.headers, "date": head.headers["date"]}
    known = ask(dashboard, SCRIPT, Accept_Encoding=accepted, If_None_Match=f'"other", {answer.headers["etag"]}')
    assert known.status == 304 and known.body == b"" and known.headers["etag"] == answer.headers["etag"]
    assert ask(dashboard, SCRIPT, Accept_Encoding=accepted, If_None_Match='"other"').status == 200


def test_a_file_is_sent_as_it_is_to_who_takes_nothing_packed(dashboard):
    installed = PLOTLY.read_bytes()
    whole = ask(dashboard, SCRIPT)
    assert whole.body == installed and "content-encoding" not in whole.headers
    assert whole.headers["vary"] == "Accept-Encoding" and "immutable" in whole.headers["cache-control"]
    part = ask(dashboard, SCRIPT, Range="bytes=100-299", Accept_Encoding="br, gzip")
    assert part.status == 206 and part.body == installed[100:300] and "content-encoding" not in part.headers
    assert part.headers["content-range"] == f"bytes 100-299/{len(installed)}"
    tags = {ask(dashboard, SCRIPT, Accept_Encoding=coding).headers["etag"] for coding in ("gzip", "identity")}
    assert len(tags) == 2, "answers that differ have tags that differ"


def test_other_answers_are_packed_where_the_reader_allows(dashboard):
    plain = ask(dashboard, "/api/coverage?indicator=rural-roads&league=county")
    packed = ask(dashboard, "/api/coverage?indicator=rural-roads&league=county", Accept_Encoding="gzip")
    refused = ask(dashboard, "/api/coverage?indicator=rural-roads&league=county", Accept_Encoding="gzip;q=0")
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body == refused.body
    assert len(packed.body) < len(plain.body) / 2 and "content-encoding" not in refused.headers


@pytest.mark.parametrize("path", ["/", "/attraction", "/present?story=whole"])
def test_a_page_is_asked_for_each_time_and_sent_only_when_it_changed(dashboard, path):
    def whole(coding):
        # What is not there in time on a busy machine is there for whoever asks next.
        sent = ask(dashboard, path, Accept_Encoding=coding)
        is_whole = b"fenjin-rows" in (gzip.decompress(sent.body) if coding == "gzip" else sent.body)
        return sent if is_whole or path.startswith("/present") else None

    answer, plain = wait_for(lambda: whole("gzip")), wait_for(lambda: whole("identity"))
    assert answer.status == 200 and answer.headers["content-encoding"] == "gzip" and len(answer.body) < 40_000
    assert answer.headers["cache-control"] == "no-cache" and answer.headers["content-type"] == "text/html; charset=utf-8"
    assert ask(dashboard, path, Accept_Encoding="gzip", If_None_Match=answer.headers["etag"]).status == 304
    assert gzip.decompress(answer.body) == plain.body


def test_every_page_names_what_it_needs_and_nothing_that_is_not_there(dashboard):
    named = {}
    for page in (path.stem for path in PAGE_FILES.glob("*.py")):
        named[page] = re.findall(r'rel="modulepreload"[^>]* href="\.([^"]+)"', ask(dashboard, f"/{page}").body.decode())
        assert len(named[page]) == len(set(named[page])), page
        ours = (SCRIPT, f"/{assets.EDITOR}", *(f"/{each}" for each in parts.scripts()))
        files = [each for each in named[page] if each not in ours]
        assert all((assets.FOLDER / each.lstrip("/")).is_file() for each in files), page
    assert f"/{parts.address('markup')}" in named["attraction"]
    assert SCRIPT in named["attraction"] and SCRIPT not in named["about"]
    assert [page for page, names in named.items() if f"/{assets.EDITOR}" in names] == ["sql"]
    assert set(PAGES) <= set(named)


def test_a_page_of_another_streamlit_is_sent_without_what_is_not_found(tmp_path):
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "DataFrame.abcdefgh.js").write_text(
        'import{a}from"./gone.12345678.js";import"./has.12345678.js"'
    )
    (tmp_path / "static" / "js" / "has.12345678.js").write_text("1")
    (tmp_path / "index.html").write_text("<html><head><script>first()</script></head><body>new</body></html>")
    sent = assets.page(tmp_path, "attraction")
    assert re.findall(r'modulepreload".* href="([^"]+)"', sent) == [
        f".{SCRIPT}",
        "./static/js/DataFrame.abcdefgh.js",
        "./static/js/has.12345678.js",
        *(f"./{parts.address(each)}" for each in ("figure", "appearance", "markup", "current")),
    ]
    assert "<body>new</body>" in sent and len(assets.scripts(sent)) == 2
    (tmp_path / "index.html").write_text(
        f"<html><head><script>first()</script></head><body>{streamlit_inside._ROOT}</body></html>"
    )
    assert len(assets.scripts(assets.page(tmp_path, "attraction"))) == 3


EVERYWHERE = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-resource-policy": "same-origin",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/attraction", 200), ("/no-such-page", 404), (SCRIPT, 200), ("/favicon.png", 200), ("/static/js/none.js", 404),
     ("/api", 200), ("/api/none", 404), ("/calendar.ics", 200), ("/_stcore/health", 200), ("/_stcore/metrics", 404),
     ("/media/none.csv", 404), ("//evil.example", 404)],
)  # fmt: skip
def test_every_answer_carries_the_headers(dashboard, path, status):
    answer = ask(dashboard, path, Accept_Encoding="gzip")
    assert answer.status == status
    assert EVERYWHERE.items() <= answer.headers.items() and "server" not in answer.headers
    directives = dict(each.split(" ", 1) for each in answer.headers[POLICY].split("; "))
    assert directives["default-src"] == directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["object-src"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in directives["script-src"] and "http" not in answer.headers[POLICY]
    assert "fullscreen=(self)" in answer.headers["permissions-policy"] and "camera=()" in answer.headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/", "/about", "/attraction?lang=en"])
def test_the_policy_allows_just_the_scripts_that_stand_in_a_page(dashboard, path):
    answer = ask(dashboard, path)
    written = assets.scripts(answer.body.decode())
    allowed = re.findall(r"'(sha256-[^']+)'", answer.headers[POLICY])
    assert written and set(written) <= set(allowed) and len(allowed) == 2


def test_on_an_encrypted_connection_no_other_window_holds_the_page(dashboard):
    assert "cross-origin-opener-policy" not in ask(dashboard, "/").headers
    proxied = ask(dashboard, "/", X_Forwarded_Proto="https", X_Forwarded_For="10.0.0.9")
    assert proxied.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("host", "names", "answered"),
    [
        ("192.168.7.20:8501", "", True),
        ("[fd00::7]:8501", "", True),
        ("localhost:8501", "", True),
        ("dash", "", True),
        ("dash.local:8501", "", True),
        ("FENJIN.internal.", "", True),
        ("dash.city.example", "", False),
        ("evil.example:8501", "", False),
        ("192.168.7.20.evil.example", "", False),
        ("", "", False),
        (None, "", False),
        ("dash.city.example@evil.example", "dash.city.example", False),
        ("dash.city.example:443", "dash.city.example", True),
        ("DASH.city.example", "other.example, dash.city.example", True),
        ("evil.example", "dash.city.example", False),
        ("xdash.city.example", "dash.city.example", False),
        ("a.b.city.example", "*.city.example", True),
        ("city.example", "*.city.example", False),
        ("notcity.example", "*.city.example", False),
        ("192.168.7.20", "dash.city.example", False),
        ("192.168.7.20", "dash.city.example,192.168.7.20", True),
        ("dash", "dash.city.example", False),
        ("127.0.0.1:8501", "dash.city.example", True),
        ("localhost", "dash.city.example", True),
    ],
)
def test_hosts(host, names, answered):
    assert web.answers_for(host, read({HOSTS: names}).hosts) is answered


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        (HOSTS, "dash.city.example:8501", "without port"),
        (HOSTS, "https://dash.city.example", "no host name"),
        (HOSTS, "a.example,*", "no host name"),
        (ANCESTORS, "portal.city.example", "no origin"),
        (ANCESTORS, "https://portal.city.example; script-src *", "no origin"),
        (ANCESTORS, "*", "no origin"),
    ],
)
def test_a_wrong_setting_says_so(variable, value, word):
    with pytest.raises(SettingError, match=word) as found:
        read({variable: value})
    assert variable in str(found.value) and value.lower() in str(found.value)


def test_who_may_frame():
    given = read({ANCESTORS: "self, https://portal.city.example:8443"}).ancestors
    assert web.policy([], given)["Content-Security-Policy"].endswith("frame-ancestors 'self' https://portal.city.example:8443")
    assert web.policy([])["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_a_strangers_name_is_refused_in_plain_words(dashboard):
    for path in ("/", "/api", SCRIPT, "/_stcore/health"):
        answer = ask(dashboard, path, Host="evil.example")
        assert answer.status == 421 and HOSTS in answer.body.decode() and "主机名" in answer.body.decode()
        assert POLICY in answer.headers
    assert ask(dashboard, "/api", Host="10.1.2.3:8501").status == 200


def upgraded(address, **headers):
    """Whether the server takes a socket with these headers; it refuses with 403."""
    where = urlsplit(address)
    refused = 0
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(
                connect(f"ws://{where.netloc}/_stcore/stream", additional_headers=headers, proxy=None, open_timeout=120)
            )
        except InvalidStatus as error:
            refused = error.response.status_code
    return {0: True, 403: False}[refused]


def test_a_socket_opens_for_our_own_pages_only(dashboard):
    host = urlsplit(dashboard).netloc
    assert upgraded(dashboard, Origin=dashboard)
    assert upgraded(dashboard), "a program that is no browser states no origin"
    other_port = host.rpartition(":")[0] + ":1"
    for origin in ("http://evil.example", "null", f"http://{other_port}", "http://localhost", f"http://{host}.evil.example", ""):
        assert not upgraded(dashboard, Origin=origin), origin


def test_nothing_is_changed_from_a_strangers_page(dashboard):
    for method in ("POST", "PUT", "DELETE"):
        assert ask(dashboard, "/api", method, Origin="http://evil.example").status == 403
        assert ask(dashboard, "/api", method, Origin=dashboard).status == 405


def test_every_address_of_the_server_is_known_and_what_no_page_needs_is_closed(dashboard):
    """A new version of Streamlit may bring addresses: each has to be looked at, and decided on in the gate, also those that a setting
    of Streamlit opens."""
    listing = (
        "import json, asgi\nfrom streamlit import config\n"
        "paths = [[each.path for each in asgi.app._build_starlette_app().routes]]\n"
        "for name in ('enableStaticServing', 'scriptHealthCheckEnabled'): config.set_option(f'server.{name}', True)\n"
        "paths.append([each.path for each in asgi.app._build_starlette_app().routes])\n"
        "print(json.dumps(paths))"
    )
    shown = subprocess.run([sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    paths, possible = map(set, json.loads(shown.stdout.splitlines()[-1]))
    assert len(possible) > 15 and possible > paths
    assert [path for path in possible - {""} if not doors.door({"path": path})[0]] == []
    # What is drafted and reviewed is nobody's here: tests/page/test_curating.py
    curating = {"/review/{list_id}", "/review/{list_id}/{part}"}
    reading = {"/api", "/api/{path:path}", "/calendar.ics", "/picture/{page}", "/media/{file_id:path}", ""}
    signing_in = {"/auth/login", "/auth/logout", "/oauth2callback"}
    needed = {
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/_stcore/bidi-components/{path:path}",
        "/app/static/{path:path}",
    }
    closed = paths - reading - curating - signing_in - needed
    assert closed == {
        "/_stcore/metrics", "/_stcore/upload_file/{session_id}/{file_id}", "/component/{path:path}", "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json", "/_stcore/agent/mcp",
    }  # fmt: skip
    assert needed <= paths
    for path in closed:
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            answer = ask(dashboard, re.sub(r"\{[^}]+\}", "x", path), method)
            assert answer.status == 404 and "没有这个地址" in answer.body.decode(), (method, path)
    for path in (
        "/_stcore/metrics/",
        "/_stcore%2Fmetrics",
        "/_stcore/agent",
        "/_stcore/agent/other",
        "/_stcore/script-health-check",
    ):
        assert ask(dashboard, path).status == 404, path
    assert ask(dashboard, "/_stcore/health").body == b"ok"


@profiles.thorough
@profiles.thorough
def test_the_server_calls_nobody(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(RECORDER)
    record = tmp_path / "record"
    # The loop written in C would not be heard.
    server = Server(variables={"PYTHONPATH": str(tmp_path), "RECORD": str(record), "UVICORN_LOOP": "asyncio"})

    async def visit():
        async with await Visit.open(server.address, "") as visitor:
            for page in (*profiles.some(PAGES[1:], 3), "present?story=attraction", f"sql?sql={'select 1 as one'}"):
                await visitor.goto(page)
            await visitor.goto("attraction")
            button = next(each for each in visitor.widgets() if each.kind == "download_button")
            assert len(await visitor.download(button.key or button.label)) > 100

    try:
        run_visit(visit())
        for path in ("/", "/api", "/api/openapi.json", "/api/ledger?format=parquet", "/calendar.ics", "/favicon.png"):
            assert ask(server.address, path).status == 200
        assert not upgraded(server.address, Origin="http://evil.example")
    finally:
        server.stop()
    assert record.read_text("utf-8").splitlines() == ["the server starts"]


def test_a_page_needs_no_script_that_it_did_not_name_and_asks_nothing_in_vain(browser, dashboard):
    for page in profiles.some(("explore", "", "attraction", "sql"), 4):
        named = set(re.findall(r'href="\.(/(?:app/)?static/[^"]+\.js)"', ask(dashboard, f"/{page}").body.decode()))
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        opened = context.new_page()
        asked, vain = [], []
        opened.on("request", lambda request, asked=asked: asked.append(urlsplit(request.url).path))
        opened.on("response", lambda answer, vain=vain: vain.append(answer.url) if answer.status >= 400 else None)
        opened.goto(f"{dashboard}/{page}")
        opened.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] [data-testid=stCaptionContainer]")
        opened.wait_for_load_state("networkidle")
        entry = {path for path in asked if path.startswith("/static/js/index.")}
        missed = {path for path in asked if path.endswith(".js")} - named - entry
        assert missed == set() and vain == [], page
        assert {path for path in named if path == SCRIPT or "DataFrame" in path} <= set(asked)
        context.close()


def test_a_script_that_found_its_way_into_a_page_does_not_run(browser, dashboard):
    page = browser.new_context(hostile=True).new_page()
    page.goto(f"{dashboard}/about")
    page.wait_for_selector("[data-testid=stCaptionContainer]")
    ran = page.evaluate(
        """async () => {
          const blocked = new Promise((done) => addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective)))
          const script = document.createElement('script')
          script.textContent = 'window.ran = true'
          document.body.append(script)
          const waited = new Promise((done) => setTimeout(done, 60000, 'nothing'))
          return [window.ran ?? false, await Promise.race([blocked, waited])]
        }"""
    )
    assert ran == [False, "script-src-elem"]
    page.context.close()


def test_the_first_page_is_found_under_its_name_too(dashboard):
    answer = ask(dashboard, "/overview?lang=en&unit=%E4%B8%AD")
    assert answer.status == 307 and answer.headers["location"] == "./?lang=en&unit=%E4%B8%AD"
    assert ask(dashboard, "/overview").headers["location"] == "./"


def test_figures_are_drawn_by_the_release_that_they_are_proved_against():
    from plotly.offline import get_plotlyjs_version

    version = re.search(r"v(\S+)\n", PLOTLY.read_text("utf-8")[:200])[1]
    assert PLOTLY.name == f"plotly-basic-{version}.min.js" and version == get_plotlyjs_version()
    assert hashlib.sha256(PLOTLY.read_bytes()).hexdigest() == "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"


@pytest.mark.parametrize("path", ["/", "/story", "/api/ledger", SCRIPT, "/_stcore/health", "/no-such-page"])
def test_a_link_has_one_bound_everywhere(dashboard, path):
    longest = f"{path}?q=".ljust(LONGEST_LINK, "a")
    assert ask(dashboard, longest).status != 414
    refused = ask(dashboard, f"{longest}a")
    assert refused.status == 414 and "链接太长" in refused.body.decode() and "too long" in refused.body.decode()


def test_an_address_that_no_page_has_is_said_by_the_server():
    """A program, too, is told that nothing is there."""

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(assets.Assets(app, ["overview", "unit"], themes=lambda: {"rural": {"name": "乡", "name_en": "Country"}}))
    for path in (
        "/no-such-page",
        "/a/b",
        "/.git/config",
        "/robots.txt",
        "/data/targets.parquet",
        "/%2e%2e/app.py",
        "/units",
        "/unit/rural",
    ):
        answer = client.get(path, headers={"Accept": "text/html"}, follow_redirects=False)
        assert answer.status_code == 404 and "没有这个页面" in answer.text and 'href="/"' in answer.text, path
        program = client.get(path, headers={"Accept": "*/*"}, follow_redirects=False)
        assert program.status_code == 404 and program.json()["type"].endswith("no-such-page")
    assert "There is no such page" in client.get("/no-such-page?lang=en", headers={"Accept": "text/html"}).text
    for path, to in {
        "/Unit?a=1": "./unit?a=1",
        "/unit%E3%80%82": "./unit",
        "/rural/": "../rural",
        "/RURAL).": "./rural",
        "/unit%EF%BC%8C%E8%AF%B7%E7%9C%8B": "./unit",
        "/unit%3Funit%3Dyicheng": "./unit?unit=yicheng",
        "/unit&amp;unit=yicheng": "./unit?unit=yicheng",
        "/%20unit?a=1": "./unit?a=1",
    }.items():
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 307 and answer.headers["location"] == to, path
    icon = client.get("/favicon.ico")
    assert (
        icon.status_code == 200
        and icon.headers["content-type"].startswith("image/svg+xml")
        and icon.text.startswith("<svg ")
        and "<text" not in icon.text
    )
    for path in ("/api/none", "/_stcore/health", "/favicon.png", "/media/none.csv", "/auth/login"):
        assert client.get(path).status_code == 299, "that is not for this part to say"
    for path, named in {"/": "总览", "/unit": "单位", "/rural": "乡"}.items():
        assert f"<title>{named} · 奋进看板</title>" in client.get(path).text
    assert "<title>Country · Fenjin</title>" in client.get("/rural?lang=en").text
