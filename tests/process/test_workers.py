"""Several workers behind one address: who goes where, what is passed on, and that nobody loses his place when one goes away."""

import contextlib
import gzip
import http.client
import http.server
import re
import ssl
import threading
import urllib.parse
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.server import PAGES, wait_for
from tests.tools import needs
from tests.workers import balanced, front

pytestmark = needs("nginx", "openssl", why="tools/system.sh browser installs them")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Two workers and nginx before them."""
    with balanced(tmp_path_factory.mktemp("nginx") / "front") as both:
        yield both


def ask(address, path, **headers):
    """The answer to a request: its status, its headers as they came, and its body. No redirect is followed."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme == "https":
        unchecked = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=120, context=unchecked)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()


def named(headers, name):
    """The values of the headers of this name."""
    return [value for found, value in headers if found.lower() == name]


def logged(before, path, **headers):
    """What nginx logs of a request that is made now, and the answer to it."""
    known = len(before.log())
    answer = ask(before.address, path, **headers)
    # An answer is logged right after it was given.
    wait_for(lambda: len(before.log()) > known, every=0.01)
    return before.log()[-1], answer


def worker_of(served, cookie):
    """The worker that a visitor with this cookie comes to."""
    before, workers = served
    line, (status, *_) = logged(before, "/_stcore/health", Cookie=f"fenjin={cookie}")
    assert status == 200
    return next(worker for worker in workers if line[3].endswith(f":{worker.port}"))


def visitor(browser, served, worker, path, **settings):
    """A browser whose visitor comes to this worker, with a page open."""
    before, _workers = served
    name = next(name for name in map(str, range(100)) if worker_of(served, name) is worker)
    context = browser.new_context(viewport={"width": 1366, "height": 900}, **settings)
    context.add_cookies([{"name": "fenjin", "value": name, "url": before.address}])
    page = context.new_page()
    page.goto(f"{before.address}/{path}")
    expect(page.locator("#root h3").first).to_be_visible()
    return page


def link(page):
    """The parameters of the address bar."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))


def drawn(page):
    """Waits until the page is connected and drawn."""
    expect(page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]")).to_be_visible()
    expect(page.locator("[data-testid=stMain]:not([inert])")).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def test_visitors_of_one_address_are_spread_and_each_stays_with_one_worker(served):
    before, workers = served
    found = Counter()
    for _ in range(40):
        line, (status, headers, _body) = logged(before, "/attraction?indicator=projects-attracted")
        assert status == 200
        (cookie,) = named(headers, "set-cookie")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        mine = {line[3]}
        for path in ("/_stcore/health", "/unit", "/api/counts"):
            line, (status, headers, _body) = logged(before, path, Cookie=cookie.split(";")[0])
            assert status == 200
            assert not any("fenjin=" in each for each in named(headers, "set-cookie"))
            mine.add(line[3])
        assert len(mine) == 1
        found.update(mine)
    assert set(found) == {f"127.0.0.1:{worker.port}" for worker in workers}
    assert min(found.values()) >= 5


@pytest.mark.parametrize("path", ["/", *(f"/{path}?lang=en" for path in PAGES[1:]), "/api/counts", "/favicon.png"])
def test_an_answer_comes_through_as_the_worker_gave_it(served, path):
    before, workers = served
    asked = {"Accept_Encoding": "gzip", "Cookie": "fenjin=me", "Host": "dashboard"}
    # A worker that has not made the first screenful yet says so, and has the page loaded again.
    wait_for(
        lambda: (
            all(b'http-equiv="refresh"' not in gzip.decompress(ask(each.address, path, **asked)[2]) for each in workers)
            if not path.startswith(("/api", "/favicon"))
            else True
        )
    )
    status, given, body = ask(workers[0].address, path, **asked)
    passed_status, passed, passed_body = ask(before.address, path, **asked)
    assert status == passed_status == 200
    # The first ten bytes of a gzip file tell when it was packed.
    assert passed_body[10:] == body[10:]
    # These describe the connection and the moment.
    own = {"server", "date", "connection", "keep-alive", "transfer-encoding"}
    given, passed = (sorted((name.lower(), value) for name, value in each if name.lower() not in own) for each in (given, passed))
    assert passed == given


@pytest.mark.parametrize("path", ["metrics", "script-health-check", "upload_file/a/b", "agent/openapi.json", "metrics/"])
def test_what_is_for_operators_or_for_nobody_is_not_passed_on(served, path):
    before, _workers = served
    line, (status, *_) = logged(before, f"/_stcore/{path}")
    assert (status, line[3]) == (404, "-")


def test_a_large_body_is_refused_before_it_reaches_a_worker(served):
    before, _workers = served
    line, (status, *_) = logged(before, "/api/counts", Content_Length="100000")
    assert (status, line[3]) == (413, "-")


def test_nothing_of_a_visitor_is_logged(served):
    before, _workers = served
    ask(
        before.address,
        "/explore?q=secret-word",
        Cookie="fenjin=secret-name",
        User_Agent="secret-browser",
        Referer="http://secret",
    )
    # nginx writes the line once its answer is through.
    log = before.folder / "access.log"
    wait_for(lambda: "GET /explore 200" in log.read_text(), 10)
    line = [each for each in log.read_text().splitlines() if "GET /explore 200" in each][-1]
    assert "secret" not in log.read_text()
    assert line.count("127.0.0.1") == 1, "the worker's address and no other"


def test_a_worker_learns_what_it_needs_and_not_who_asks(tmp_path):
    told = []

    class Worker(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            told.append(dict(self.headers))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments):
            """Keeps quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Worker) as worker:
        threading.Thread(target=worker.serve_forever, daemon=True).start()
        with front(tmp_path / "front", [worker.server_port]) as before:
            mine = {"X_Forwarded_For": "10.1.2.3", "X_Forwarded_Proto": "https", "Forwarded": "for=10.1.2.3"}
            ask(before.address, "/", Host="dashboard.example:8080", **mine)
            ask(before.secure, "/", **mine)
        worker.shutdown()
    plain, secure = told
    assert (plain["Host"], plain["X-Forwarded-Proto"], secure["X-Forwarded-Proto"]) == ("dashboard.example:8080", "http", "https")
    for each in told:
        assert not {"X-Forwarded-For", "Forwarded", "Upgrade", "X-Real-Ip", "Via"} & set(each)


def test_a_file_is_found_at_the_worker_that_made_it(browser, served):
    _before, workers = served
    page = visitor(browser, served, workers[0], "explore?q=%E5%85%AC%E9%87%8C")
    # As when his own worker was away for a while: what he sees lives in one worker, his cookie leads to the other.
    other = next(name for name in map(str, range(100)) if worker_of(served, name) is workers[1])
    page.context.add_cookies([{"name": "fenjin", "value": other, "url": served[0].address}])
    with page.expect_download() as download:
        page.get_by_role("button", name="下载表格").first.click()
    content = download.value.path().read_text("utf-8-sig")
    assert "公里" in content
    asked = [line for line in served[0].log() if line[1].startswith("/media/") and line[1].endswith(".csv")]
    assert asked
    assert {tuple(line[2:]) for line in asked} == {("200", f"127.0.0.1:{workers[1].port}, 127.0.0.1:{workers[0].port}")}
    page.context.close()


def test_a_page_opens_with_a_certificate_too(browser, served):
    before, _workers = served
    status, headers, _body = ask(before.secure, "/")
    assert status == 200
    assert named(headers, "set-cookie")[0].endswith("; Secure")
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{before.secure}/unit")
    expect(page.locator("#root h1")).to_have_text("单位")
    context.close()


def test_nobody_loses_his_place_when_a_worker_is_killed_or_all_are_started_again(browser, served):
    before, (killed, other) = served
    page = visitor(browser, served, killed, "attraction")
    page.locator(".fenjin-crosstab [data-row]").nth(2).click()
    expect(page).to_have_url(re.compile("indicator="))
    drawn(page)
    heading = page.locator("h3").first
    chosen, shown = link(page), heading.inner_text()

    def choose(search):
        """A choice of the visitor's, beside those before; the page answers it."""
        drawn(page)
        field = page.get_by_placeholder("搜索单位")
        field.fill(search)
        field.press("Enter")
        expect(page).to_have_url(re.compile(f"q={urllib.parse.quote(search)}"))
        assert link(page) == {**chosen, "q": search}
        drawn(page)
        expect(heading).to_have_text(shown)

    # Killed: he goes on with the other.
    with page.expect_websocket():
        killed.kill()
    choose("襄州")
    # Started again: it gets visitors.
    killed.start()
    (name,) = [each["value"] for each in page.context.cookies() if each["name"] == "fenjin"]
    wait_for(lambda: worker_of(served, name) is killed)
    # Upgraded one after the other, beginning with the one that he is with.
    with page.expect_websocket():
        other.stop()
    choose("枣阳")
    other.start()
    with page.expect_websocket():
        killed.stop()
    choose("宜城")
    # None is left for a moment: whoever opens a page is told, and comes in as soon as one is back.
    other.stop()
    late = browser.new_context().new_page()
    late.goto(f"{before.address}/unit?lang=en")
    expect(late.get_by_text("The dashboard is being restarted.")).to_be_visible()
    other.start()
    expect(late.locator("#root h1")).to_have_text("Unit")
    late.context.close()
    choose("保康")
    page.context.close()
    # Both are there for the tests after this one.
    killed.start()
    wait_for(lambda: {worker_of(served, str(each)) for each in range(20)} == {killed, other})
