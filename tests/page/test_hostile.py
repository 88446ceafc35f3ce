"""Hostile input: at least ten thousand of it at the entries of the dashboard, and a table full of it."""

import contextlib
import functools
import json
import random
import re
import socket
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.testing.v1 import AppTest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from fenjin import settings
from fenjin.data import admission
from fenjin.language.markdown import plain
from fenjin.paths import ROOT
from tests import hostile, profiles
from tests.client import Visit, run_visit
from tests.hostile import LINKS
from tests.pages import figures

# Beyond what a thrown entry may need for what it remembers: pages, views and slides, each bounded.
MOST_MEMORY = 400 * 2**20


# How many of the inputs are thrown with every change: each so many-th of them, and one of the slow ones.
EVERY, FEW = 400, 1


@pytest.mark.parametrize("name", hostile.ENTRIES)
def test_an_entry_bears_what_is_thrown_at_it(name):
    """No traceback, no error of the server, nothing shown that cannot be seen, within bounds of memory."""
    memory, count = hostile.Memory(), hostile.ENTRIES[name].count
    hostile.throw(name, 0, count if profiles.full() else max(count // EVERY, min(count, FEW)))
    assert memory.most() < MOST_MEMORY


def test_ten_thousand_are_thrown_in_a_full_run():
    assert sum(entry.count for entry in hostile.ENTRIES.values()) >= 10_000


# Fields that are shown as Markdown; the lists of a selectbox, of a grid and the text of a field are not.
MARKDOWN = {
    "markdown": ("body",), "caption": ("body",), "header": ("body",), "subheader": ("body",), "title": ("body",), "button": ("label",),
    "button_group": ("content",), "dialog": ("title",), "metric": ("label",), "expander": ("label",), "warning": ("body",), "info": ("body",),
}  # fmt: skip
# What only the hostile texts make: pictures, links, emphasis, formulas, colours, code, headings, quotations.
MADE = re.compile(
    r"(?<!\\)(?:!?\[[pl]\]\(|\*\*b\*\*|~~s~~|`c`|\$x\^2|\$\$y|:red\[|:(?:smile|material/home|streamlit):|<script|<img|<svg|<b>|\$ sum)|^\s*(?:# h|> q|```|1\. n)|^- l",
    re.MULTILINE,
)


def words_of(value: Any) -> Iterator[str]:
    """Every text within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from words_of(each)


def strings(message: Any) -> Iterator[tuple[str, str]]:
    """The texts of a message of Streamlit's protocol with the names of their fields."""
    for about, value in message.ListFields():
        for each in value if about.is_repeated else [value]:
            if isinstance(each, str):
                yield about.name, each
            elif hasattr(each, "ListFields"):
                yield from strings(each)


def elements(node: Any) -> Iterator[tuple[str, Any]]:
    """Everything that is on a page: its kind and its message."""
    for child in getattr(node, "children", {}).values():
        yield from elements(child)
    if getattr(node, "proto", None) is not None:
        yield node.type, node.proto


def test_the_hostile_table_keeps_the_contract(hostile_file):
    """So it is one that a builder may publish, or somebody put in place of the table."""
    database, rows = admission.open_table(hostile_file)
    assert rows == 12 and "<script>" in json.dumps(database.metadata)


@pytest.mark.parametrize(
    ("page", "params"), profiles.some(LINKS, 4), ids=lambda each: each if isinstance(each, str) else "&".join(each)
)
def test_the_words_of_a_table_are_words_on_every_page(hostile_file, monkeypatch, page, params):
    monkeypatch.setenv(settings.TABLE, str(hostile_file))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600).run()
    app.switch_page(f"pages/{page}.py")
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    texts = [(kind, name, text) for kind, message in elements(app._tree) for name, text in strings(message)]
    for kind, name, text in texts:
        if name in MARKDOWN.get(kind, ()):
            assert not MADE.search(text), (kind, text)
        if kind == "html":
            for each in lxml.html.fromstring(f"<div>{text}</div>").iter():
                assert each.tag not in ("script", "img", "svg", "b", "a") and not any(
                    key.startswith("on") for key in each.attrib
                ), text
    for drawn in figures(app):
        # Plotly knows a little HTML of its own.
        for said in words_of(drawn):
            small = r"<span style=\"font-size:\d+px;color:#[0-9A-F]{6}\">(.*?)</span>"
            assert set(re.findall(r"<[^>]*>?", re.sub(small, r"\1", said))) <= {"<b>", "</b>", "<br>"}, said
            texts.append(("figure", "", said))
    # Each hostile text ends in a number of three digits.
    shown = [text for _kind, _name, text in texts if re.search(r" 0\d\d", text)]
    assert shown or page in ("attraction", "rural", "livelihood", "business", "other", "sql")


def held(server) -> int:
    """Bytes of memory of the server; 0 where the system does not tell."""
    status = Path(f"/proc/{server.process.pid}/status")
    return int(re.search(r"VmRSS:\s+(\d+)", status.read_text())[1]) * 1024 if status.exists() else 0


def lives(server) -> None:
    """The server still answers a visitor who means well."""

    async def visited() -> list[str]:
        async with await Visit.open(server.address, "investment") as visit:
            return visit.texts()

    assert run_visit(visited())


def raw_request(r: random.Random) -> bytes:
    """The bytes of a request, in whose lines anything may stand."""
    said = hostile.quoted(r, hostile.text(r))[:9000]
    path = r.choice(
        (
            b"/api/explore?q=",
            b"/",
            b"/_stcore/",
            b"/media/",
            b"/static/",
            b"/component/",
            b"/_stcore/upload_file/a/",
            b"/calendar.ics?",
        )
    )
    path = r.choice(
        (path + said, path + b"..%2f..%2f..%2fetc%2fpasswd", path + b"%2e%2e/%2e%2e/etc/passwd", b"//stranger.example/" + said)
    )
    method = r.choice((b"GET", b"GET", b"HEAD", b"PUT", b"POST", b"DELETE", b"CONNECT", b"\0", b"G" * 5000))
    name = r.choice(
        (
            b"X-A",
            b"Cookie",
            b"Accept",
            b"Range",
            b"Origin",
            b"X-Forwarded-For",
            b"Content-Length",
            b"Transfer-Encoding",
            b"Upgrade",
            b"A" * 9000,
        )
    )
    value = r.choice(
        (said, b"bytes=0-1,2-,-3", b"1" * 30, b"-1", b"chunked", b"websocket", b"\xff\xfe\0", b"a" * 70_000, b"gzip, " * 3000)
    )
    host = r.choice((b"127.0.0.1", b"127.0.0.1", b"stranger.example", b"", b"a" * 3000, b"127.0.0.1\r\nHost: b"))
    request = (
        method
        + b" "
        + path
        + b" HTTP/1.1\r\nHost: "
        + host
        + b"\r\nConnection: close\r\n"
        + name
        + b": "
        + value
        + b"\r\n\r\n"
        + r.randbytes(r.randrange(50))
    )
    return hostile.blob(r, request) if r.random() < 0.3 else request


def answered(server, request: bytes) -> bytes:
    """What the server says until it closes the connection or says nothing for a while."""
    answer = b""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        line.sendall(request)
        # Of a request that was never finished it waits for the rest.
        line.settimeout(1)
        while len(answer) < 100_000 and (part := line.recv(65536)):
            answer += part
    return answer


def test_requests_that_no_browser_sends_leave_the_server_alive(hostile_server):
    server, before = hostile_server, held(hostile_server)
    requests = [raw_request(random.Random(one)) for one in range(250 if profiles.full() else 20)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(functools.partial(answered, server), requests))
    for request, answer in zip(requests, answers, strict=True):
        assert not answer.startswith(b"HTTP/1.1 5"), (request[:300], answer[:300])
        assert b"Traceback" not in answer and b"root:x:" not in answer
    assert {b"400", b"404"} <= {answer[9:12] for answer in answers}
    lives(server)
    assert held(server) - before < MOST_MEMORY


def test_messages_that_no_browser_sends_leave_the_server_alive(hostile_server):
    server, before = hostile_server, held(hostile_server)
    stream = f"ws{server.address.removeprefix('http')}/_stcore/stream"
    for one in range(60 if profiles.full() else 21):
        r = random.Random(one)
        message = BackMsg()
        message.rerun_script.query_string = urllib.parse.quote(hostile.text(r).encode("utf-8", "replace"))[:5000]
        message.rerun_script.page_name = hostile.text(r).encode("utf-8", "replace").decode()
        message.rerun_script.widget_states.widgets.add(
            id=r.choice(("choose-indicator", "x" * 5000, "")), string_value="a" * r.choice((1, 10_000))
        )
        good = message.SerializeToString()
        sent = r.choice(
            (good, hostile.blob(r, good), r.randbytes(3000), b"", "text", b"a" * 17_000_000 if one % 20 == 0 else b"a")
        )
        with (
            contextlib.suppress(ConnectionClosed, TimeoutError),
            connect(stream, subprotocols=["streamlit", "x"], origin=server.address) as line,
        ):
            line.send(sent)
            line.recv(timeout=0.3)
    lives(server)
    assert held(server) - before < MOST_MEMORY


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("至少450亿元", "至少450亿元"),
        ("a*b_c~d", r"a\*b\_c\~d"),
        ("![p](http://x)", "!\\[p\\](http:\u2060//x)"),
        ("www.a.example a@b.example", "www\u2060.a.example a@\u2060b.example"),
        ("$x$ <b> `c` | &lt;", r"\$x\$ \<b> \`c\` \| \&lt;"),
        ("# h", r"\# h"),
        ("- l", r"\- l"),
        ("-5%", "-5%"),
        ("1. n", r"1\. n"),
        ("2022. ", r"2022\."),
        ("1.5亿元", "1.5亿元"),
        ("> q", r"\> q"),
        ("a\n# h\n\n---", "a # h ---"),
        ("\\", r"\\"),
        (":smile: :+1: :100:", ":\u2060smile: :\u2060+1: :\u2060100:"),
        (":material/home: :streamlit:", ":\u2060material/home: :\u2060streamlit:"),
        ("比例1:2:3，12:30:45开会", "比例1:2:3，12:30:45开会"),
        ("a -> b <- c -- d >= e", "a -\u2060> b \\<\u2060- c -\u2060- d >\u2060= e"),
        ("<-> ~= x<=y", "\\<\u2060-> \\~\u2060= x\\<=y"),
    ],
)
def test_plain_text_is_escaped_where_markdown_would_make_something_of_it(text, written):
    assert plain(text) == written
