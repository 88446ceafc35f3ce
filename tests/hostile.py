"""Hostile input of every kind, made from a seed, and the entries of the dashboard that it is thrown at.

`python -m tests.hostile --minutes 10` throws at all of them in turn until the time is over and prints what came of it; a
fault is printed with the seed that makes it again: `--entry link --seed 12345`.
"""

import argparse
import base64
import gc
import io
import itertools
import json
import math
import random
import re
import resource
import struct
import sys
import tempfile
import time
import traceback
import unicodedata
import urllib.parse
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pptx import Presentation
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from fenjin import settings, views
from fenjin.data import sandbox
from fenjin.data.edition import current
from fenjin.figures import boundaries
from fenjin.figures.look import Look
from fenjin.files import deck
from fenjin.language.translate import translator
from fenjin.paths import ROOT
from fenjin.screen import link as page_link
from fenjin.screen.components import upload
from fenjin.server import api, calendar
from fenjin.slides import story
from fenjin.table import source
from fenjin.views import Context, parameter, selection
from tests import hostile_table
from tests.client import run_visit
from tests.server import PAGES

MANY = 20_000  # characters of a long text
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

TEXTS = (
    "", " ", "\x00", "\x00zaoyang", "a\x00b", "\r\nSet-Cookie: a=b", "\n\n", "\t", "\x1b[31m", "\x07\x08\x7f", "\x85\u2028\u2029",
    "\u202egnaoyaz", "\u2066\u2069", "z\u200bao\u200dyang", "\ufeff", "\ufffe", "\uffff", "\ud800", "\udfff\ud800", "e" + "\u0301" * 400, "\ufdfa" * 30,
    "ﬀ", "İ", "ß", "ſ", "K", "１２", "٣", "Ⅷ", "½", "𝟗𝟗", "𠀀", "👩‍👩‍👧‍👦", "\U000e0041", "\U0010ffff", "ｚａｏｙａｎｇ", "zаoyang",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</script><script>alert(1)//", "javascript:alert(1)",
    "\"><b>", "&lt;b&gt;&#0;&#x110000;", "![p](http://stranger.example/p.png)", "[l](http://stranger.example/)", "**b** _i_ ~~s~~ `c` $x^2$ :red[r]",
    "{{7*7}}", "${7*7}", "{0}{x.__class__}", "%s%n%d", "%00%2e%2e%2f", "' or 1=1 --", "'; drop table targets; --", "\\", "\\u0000", "*", "%", "_", "|", "||",
    "=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://stranger.example\")",
    "../../etc/passwd", "..\\..\\windows", "/etc/passwd", "file:///etc/passwd", "http://stranger.example/", "//stranger.example", "CON", "a" * 300,
    "0", "-0", "1e308", "1e309", "-1e999", "9" * 400, "0x10", "1_000", "nan", "NaN", "inf", "-Infinity", "1e-999", ".", "1.", "+.5e+05", "٣.٥",
    "null", "None", "true", "undefined", "[object Object]", "__proto__", "constructor", "__class__", "zh", "en", "fr", "zh,en",
    "#set text(1pt)", "#read(\"/etc/passwd\")", "$ sum $", "@label", "END:VCALENDAR", "a;b,c\\nd", "]]>", "<!--", "<?xml?>", "<!DOCTYPE a>",
)  # fmt: skip


# Pages of the hostile table and what is chosen there.
LINKS = (
    *((page, {}) for page in PAGES),
    ("unit", {"unit": "east"}),
    ("compare", {"units": "east,west"}),
    ("compare", {"by": "themes", "unit": "east"}),
    ("explore", {"indicator": "projects", "rows": "unit", "columns": "indicator", "lang": "en"}),
    ("explore", {"target": "nowhere-2030/east/01.01"}),
    ("investment", {"indicator": "days", "lang": "en"}),
    ("timeline", {"lang": "en"}),
)  # fmt: skip


def text(r: random.Random) -> str:
    """One hostile text."""
    kind = r.randrange(9)
    if kind < 4:
        return r.choice(TEXTS)
    if kind == 4:
        return r.choice(known())
    if kind == 5:
        return "".join(
            chr(r.choice((r.randrange(0x250), r.randrange(0x3000, 0xA000), r.randrange(0x110000))))
            for _ in range(r.randrange(40))
        )
    if kind == 6:
        parts = [text(r) for _ in range(r.randrange(1, 5))]
        return r.choice(("", ",", " ", "|", "&", "\n")).join(parts)[:MANY]
    if kind == 7:
        return (r.choice(TEXTS) or "x")[:20] * r.choice((2, 50, 1000))
    code = list(r.choice(known()) or "x")
    code[r.randrange(len(code))] = chr(r.randrange(0x3000))
    return "".join(code)


def blob(r: random.Random, good: bytes) -> bytes:
    """A file that is spoiled: cut, with bytes changed, in another encoding, or something else altogether."""
    kind = r.randrange(9)
    if kind == 0:
        return good[: r.randrange(len(good) + 1)]
    if kind in (1, 2, 3):
        spoiled = bytearray(good)
        for _ in range(r.choice((1, 3, 30))):
            spoiled[r.randrange(len(spoiled))] = r.randrange(256)
        return bytes(spoiled)
    if kind == 4:
        at = r.randrange(len(good))
        return good[:at] + r.randbytes(r.randrange(60)) + good[at + r.randrange(60) :]
    if kind == 5:
        return good.decode("utf-8", "replace").encode(
            r.choice(("utf-16", "utf-32", "utf-16-be", "gb18030", "utf-7", "utf-8-sig")), "replace"
        )
    if kind == 6:
        return r.choice(
            (
                b"",
                b"\0",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
                b"PK\x03\x04",
                b"\x1f\x8b",
                b"[" * 50_000,
                b'{"a":' * 20_000,
                b" " * 300_000,
            )
        )
    if kind == 7:
        return r.randbytes(r.randrange(3000))
    return good + good[-r.randrange(1, 500) :]


def value(r: random.Random, depth: int = 3) -> object:
    """Anything that JSON can hold."""
    kind = r.randrange(9 if depth else 6)
    if kind < 3:
        return text(r)
    if kind < 6:
        return r.choice(
            (None, True, False, 0, -1, 1, 2**63, -(2**70), 10**400, 1e308, 0.1, float("nan"), float("inf"), 39.9, 112.1)
        )
    if kind == 6:
        return [value(r, depth - 1) for _ in range(r.randrange(5))]
    return {text(r)[:30]: value(r, depth - 1) for _ in range(r.randrange(5))}


def spoiled(r: random.Random, given: Any) -> Any:
    """A value of JSON with something in it replaced, taken out, doubled or named otherwise."""
    if isinstance(given, dict) and given and r.random() < 0.9:
        name = r.choice(list(given))
        kind = r.randrange(8)
        if kind == 0:
            return {key: each for key, each in given.items() if key != name}
        if kind == 1:
            return {**given, text(r): value(r)}
        return {**given, name: spoiled(r, given[name])}
    if isinstance(given, list) and given and r.random() < 0.8:
        at = r.randrange(len(given))
        kind = r.randrange(10)
        if kind == 0:
            return given[:at] + given[at + 1 :]
        if kind == 1:
            return given[: at + 1] * r.choice((2, 100))
        return [*given[:at], spoiled(r, given[at]), *given[at + 1 :]]
    return value(r)


def as_json(r: random.Random, content: object) -> bytes:
    """A value as JSON, as strictly written or not."""
    return json.dumps(content, ensure_ascii=r.random() < 0.5).encode("utf-8", "surrogatepass")


@cache
def context() -> Context:
    opened = current()
    return Context(opened, str(opened.lists[-1]["list_id"]), translator("zh"), Look("light"))


@cache
def known() -> tuple[str, ...]:
    """Codes that do exist: what is nearly right goes deepest."""
    return tuple(sorted({str(code) for codes in views.codes(context()).values() for code in codes}))


@cache
def allowed() -> dict[str, dict[str, Any]]:
    """The parameters of a link that each page understands, as the page itself states them."""
    found: dict[str, dict[str, Any]] = {}
    read = parameter.read

    def watched(stated: Any, taken: Any) -> Any:
        found[page] = dict(taken)
        return read(stated, taken)

    page_link.read = watched
    try:
        page = PAGES[0]
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600).run()
        for page in (*PAGES, "present"):
            app.switch_page(f"pages/{page}.py").run()
    finally:
        page_link.read = read
    return found


def link(r: random.Random, page: str) -> dict[str, str]:
    """Parameters of a link to a page, some of which it understands."""
    names = [*allowed()[page], "lang", "v", "target", "embed", "embed_options", *selection.FACETS]
    return {(r.choice(names) if r.random() < 0.8 else text(r)): text(r) for _ in range(r.randrange(1, 6))}


def seen(said: str, longest: int) -> None:
    """What is shown of a stranger's words is short, and all of it can be seen."""
    assert len(said) <= longest and not UNSEEN.search(said), repr(said[:200])
    assert all(unicodedata.category(c)[0] != "C" for c in said), repr(said[:200])


def a_link(r: random.Random) -> None:
    page = r.choice(list(allowed()))
    taken = allowed()[page]
    chosen, dropped = parameter.read(link(r, page), taken)
    for each in dropped:
        seen(each.name, selection.LONGEST_SEARCH)
        seen(each.value, selection.LONGEST_SEARCH)
    for name, chose in chosen.items():
        if taken[name].kind == "words":
            seen(chose, selection.LONGEST_SEARCH)
        else:
            assert taken[name].takes(chose), (name, chose)
    assert parameter.read(chosen, taken) == (chosen, [])


def a_filter(r: random.Random) -> None:
    codes = views.codes(context())
    names = [*selection.FACETS, *selection.BOUNDS, "q"]
    found, dropped = selection.filters({r.choice(names): text(r) for _ in range(r.randrange(1, 6))}, codes)
    for each in dropped:
        seen(each.value, selection.LONGEST_SEARCH)
    assert all(code in codes[facet] for facet, chosen in found.sets for code in chosen)
    assert all(abs(bound) < selection.LARGEST for bound in found.bounds.values())
    assert selection.filters(found.link(), codes) == (found, [])


_visit: list[Any] = []


def a_page(r: random.Random) -> None:
    page = r.choice(list(allowed()))
    if not _visit or r.random() < 0.1:
        _visit[:] = [AppTest.from_file(str(ROOT / "app.py"), default_timeout=600).run()]
    app = _visit[0]
    # The protocol that carries a link cannot carry half a character; Streamlit keeps what begins with embed for itself.
    given = {
        name.encode("utf-8", "replace").decode(): chose.encode("utf-8", "replace").decode()
        for name, chose in link(r, page).items()
        if not name.lower().startswith("embed")
    }
    app.switch_page(f"pages/{page}.py")
    app.query_params.clear()
    for name, chose in given.items():
        app.query_params[name] = chose
    app.run()
    assert not app.exception, (page, given, app.exception[0].value)
    assert not [each for each in app.error if "Traceback" in each.value]
    for each in app.text:
        assert not UNSEEN.search(each.value.replace("\n", ""))


@cache
def served() -> Starlette:
    return Starlette(routes=[*api.routes, *calendar.routes])


def asked(method: str, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]]) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer to a request whose bytes no client has put in order."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": urllib.parse.unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path, "query_string": query, "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8501), "root_path": "",
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run_visit(served()(scope, receive, send))
    start, *parts = sent
    return start["status"], dict(start["headers"]), b"".join(part.get("body", b"") for part in parts)


def quoted(r: random.Random, said: str) -> bytes:
    """A text as a part of an address: encoded as it should be, not at all, too long, or wrongly."""
    raw = said.encode("utf-8", "surrogatepass")
    kind = r.randrange(6)
    if kind == 0:
        return bytes(byte for byte in raw if byte not in b" \r\n\0#&=?")
    if kind == 1:
        return raw.replace(b"/", b"%c0%af").replace(b".", b"%2e").replace(b"a", b"%u0061")
    if kind == 2:
        return urllib.parse.quote(raw).encode() + r.choice((b"%", b"%0", b"%ff", b"%zz", b"%ed%a0%80", b"%00"))
    return urllib.parse.quote(raw, safe="").encode()


HEADERS = (
    "accept",
    "if-none-match",
    "range",
    "host",
    "accept-encoding",
    "accept-language",
    "cookie",
    "x-forwarded-host",
    "content-length",
    "origin",
)


def an_address(r: random.Random) -> None:
    name = r.choice([*sorted(views.QUERIES), "openapi.json", ""])
    names = [*selection.FACETS, "low", "high", "q", "format", "lang", "v", "target", "list", "league", "theme", "filter_unit"]
    path = (
        b"/api/" + name.encode() if r.random() < 0.7 else r.choice((b"/api/", b"/calendar.ics", b"/api/../")) + quoted(r, text(r))
    )
    pairs = [
        quoted(r, r.choice(names) if r.random() < 0.9 else text(r)) + b"=" + quoted(r, text(r)) for _ in range(r.randrange(4))
    ]
    headers = [(r.choice(HEADERS).encode(), text(r).encode("utf-8", "replace")[:8000]) for _ in range(r.randrange(3))]
    method = r.choice(("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 300))
    status, answered, body = asked(method, path, b"&".join(pairs), headers)
    assert status in (200, 304, 307, 400, 404, 405, 406), (status, path, pairs)
    assert b"Traceback" not in body
    assert all(b"\r" not in each and b"\n" not in each for each in answered.values())
    if status in (400, 404, 406) and path.startswith(b"/api/") and answered.get(b"content-type") == b"application/problem+json":
        seen(json.loads(body)["detail"], 2000)
    if status in (200, 304) and (path.startswith(b"/api/") or path == b"/calendar.ics"):
        assert answered[b"x-content-type-options"] == b"nosniff"
    if status == 307:
        assert urllib.parse.urlsplit(answered[b"location"].decode("latin-1")).netloc in (
            "127.0.0.1:8501",
            "",
            *(v.decode("latin-1") for _, v in headers),
        )


def a_good_story() -> dict[str, Any]:
    choice = {"indicator": "rural-roads", "league": "county"}
    return {"fenjin_story": 1, "title": "题", "version": "0123456789ab", "slides": [
        {"view": "counts"}, {"view": "ranking", "choice": choice, "title": "题", "remark": "注", "seen": "0123abcd"},
        {"view": "explore", "choice": {"theme": "rural", "q": "建设", "low": "1", "columns": "unit,target"}}, {"view": "timeline"},
    ]}  # fmt: skip


def a_told_story(r: random.Random, told: story.Story) -> None:
    seen(told.title, story.LONGEST_TITLE)
    assert len(told.slots) <= story.MOST_SLIDES
    for slot in told.slots[:2]:
        seen(slot.title, story.LONGEST_TITLE)
        if slot.view != "answered":
            story.view_of(context(), slot)
    assert story.of_code(story.code_of(told), context().t) == told


def a_story_file(r: random.Random) -> None:
    good = a_good_story()
    for slide in good["slides"]:
        if r.random() < 0.3:
            slide["view"] = r.choice(list(views.story_questions()))
        for name in ("title", "remark"):
            if r.random() < 0.3:
                slide[name] = text(r)
        for name in slide.get("choice", ()):
            if r.random() < 0.2:
                slide["choice"][name] = text(r)
    if r.random() < 0.5:
        good["title"] = text(r)
    content = (
        as_json(r, spoiled(r, good) if r.random() < 0.7 else good) if r.random() < 0.8 else blob(r, json.dumps(good).encode())
    )
    try:
        told = story.of_text(content, translator(r.choice(("zh", "en"))))
    except story.StoryError as wrong:
        assert 0 < len(str(wrong)) < 300
    else:
        a_told_story(r, told)


def a_story_link(r: random.Random) -> None:
    content = as_json(r, spoiled(r, a_good_story()))
    if r.random() < 0.1:
        content = b'{"fenjin_story": 1, "slides": [' + b" " * r.choice((1000, 5_000_000)) + b"]}"
    packed = r.choice((zlib.compress, lambda raw: raw, lambda raw: blob(r, zlib.compress(raw))))(content)
    code = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if r.random() < 0.2:
        code = text(r) if r.random() < 0.5 else code[: len(code) // 2] + text(r)
    if story.CODE.takes(code):
        a_told_story(r, story.of_code(code, context().t))


@cache
def a_good_template() -> bytes:
    file = io.BytesIO()
    Presentation().save(file)
    return file.getvalue()


XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'


def a_template(r: random.Random) -> None:
    kind = r.randrange(8)
    if kind == 0:
        content = blob(r, a_good_template())
    else:
        written = io.BytesIO()
        # Python's own warning of two entries of one name is what is meant here.
        with (
            warnings.catch_warnings(action="ignore"),
            zipfile.ZipFile(io.BytesIO(a_good_template())) as old,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            victim = r.choice(old.namelist())
            for name in old.namelist():
                part = old.read(name)
                if name == victim:
                    if kind == 1:
                        part = blob(r, part)
                    if kind == 2:
                        part = re.sub(rb"(<\?xml[^>]*\?>)", rb"\1" + XXE, part).replace(b"</", b"&x;&d;</", 1)
                    if kind == 3:
                        name = r.choice(("../../evil.xml", "/etc/evil", "ppt/..\\evil", text(r).replace("\0", "") or "x"))
                        name = name.encode("utf-8", "replace").decode()[:2000]
                if kind == 4 and name.endswith(".rels"):
                    part = re.sub(
                        rb'Target="[^"]*"',
                        b'Target="'
                        + r.choice((b"http://stranger.example/a", b"file:///etc/passwd", b"../../../../etc/passwd", b"", b"/x"))
                        + b'" TargetMode="External"',
                        part,
                        count=r.choice((0, 1)),
                    )
                if kind == 5 and name == victim:
                    part = part + b"\0" * r.choice((1_000_000, 60_000_000))
                if kind == 6:
                    part = re.sub(
                        rb'="-?\d+"',
                        lambda found: (
                            found[0]
                            if r.random() < 0.97
                            else b'="%s"' % str(r.choice((0, -1, 10**12, 10**400, "x", "1e9"))).encode()
                        ),
                        part,
                    )
                new.writestr(name, part)
                if kind == 7 and name == victim:
                    for n in range(r.choice((1, 6000))):
                        new.writestr(f"{name}{n}" if n else name, b"")
        content = written.getvalue()
        if r.random() < 0.1:
            # A central directory that does not tell the truth about sizes.
            at = content.rfind(b"PK\x01\x02")
            content = content[: at + 24] + struct.pack("<I", r.choice((0, 2**31, 2**32 - 1))) + content[at + 28 :]
    try:
        deck.check(content)
    except deck.TemplateError as wrong:
        assert 0 < len(str(wrong)) < 300


def a_good_map() -> dict[str, Any]:
    def square(x: float, y: float) -> list[list[float]]:
        return [[x, y], [x + 0.2, y], [x + 0.2, y + 0.2], [x, y + 0.2], [x, y]]

    features = [
        {"type": "Feature", "id": code, "properties": {"name": code, "label": [112.1, 32.1]}, "geometry": {"type": "Polygon", "coordinates": [square(112 + n * 0.2, 32)]}}
        for n, code in enumerate(("420602", "420606"))
    ]  # fmt: skip
    zone = {
        "type": "Feature",
        "id": "zone",
        "properties": {"side": "left"},
        "geometry": {"type": "Point", "coordinates": [112.1, 32.1]},
    }
    return {
        "type": "FeatureCollection",
        "metadata": {"title": "图", "origin": "来历", "inset": [112.0, 32.0, 112.2, 32.2]},
        "features": [*features, zone],
    }


@cache
def folder() -> "tempfile.TemporaryDirectory[str]":
    """Gone at the end of the process."""
    return tempfile.TemporaryDirectory(prefix="fenjin-hostile-")


def a_map(r: random.Random) -> None:
    content = as_json(r, spoiled(r, a_good_map())) if r.random() < 0.8 else blob(r, json.dumps(a_good_map()).encode())
    path = Path(folder().name) / "map.geojson"
    path.write_bytes(content)
    try:
        found = boundaries.load(path, frozenset(("420602", "420606")), frozenset(("zone",)))
    except boundaries.BoundariesError as wrong:
        assert 0 < len(wrong.in_words(context().t)) < 1500
    else:
        assert all(len(said) <= 500 for said in found.about.values())
        for plane in (found.tall, found.wide):
            places = [
                plane.sign,
                *plane.labels.values(),
                *plane.points.values(),
                *plane.near.values(),
                (plane.height, plane.type),
            ]
            assert all(math.isfinite(each) for place in places for each in place)


def a_document(r: random.Random) -> None:
    content = blob(r, "襄州区\n1. 建设公路100公里。\n".encode())
    try:
        source.Document.of(content, "0" * 64)
    except source.DocumentNotFound:
        return
    raise AssertionError("a document of another hash was taken")


NAMES = [name for name in vars(settings).values() if isinstance(name, str) and name.startswith("FENJIN_")]


def a_setting(r: random.Random) -> None:
    variables = {name: text(r).replace("\0", "") for name in NAMES if r.random() < 0.5}
    try:
        settings.read(variables)
    except settings.SettingError as wrong:
        assert any(name in str(wrong) for name in variables)


def a_chosen_file(r: random.Random) -> None:
    """What a browser says that the reader has chosen."""
    raw = r.randbytes(r.randrange(2000))
    told = r.choice(
        (
            text(r),
            value(r),
            base64.b64encode(raw).decode(),
            base64.b64encode(raw).decode()[:-1],
            base64.urlsafe_b64encode(raw).decode(),
        )
    )
    field = upload._field
    upload._field = lambda **_: SimpleNamespace(file=told)
    try:
        taken = upload.upload(context().t, "", "key", 1000)
    finally:
        upload._field = field
    assert taken is None or len(taken) <= 1000


SQL = (
    "select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'", "copy targets to '/tmp/x'", "attach '/tmp/x'", "select 1; drop table targets",
    "insert into targets select * from targets", "with a as (insert into lists values (1) returning *) select * from a", "select repeat('a', 1000000000)",
    "select * from range(100000000) a, range(100000000) b", "with recursive a as (select 1 as n union all select n + 1 from a) select * from a",
    "pragma version", "set threads = 9", "install httpfs", "load httpfs", "select getenv('PATH')", "call pragma_version()", "select * from glob('/*')",
    "select unnest(range(10000000))", "select '<script>' as \"<script>alert(1)</script>\"", "select 1 as \"=1+1\"", "(" * 5000, "select " + "1+" * 5000 + "1", "describe targets",
)  # fmt: skip


def a_query(r: random.Random) -> None:
    sql = r.choice(SQL) if r.random() < 0.7 else r.choice(("", "select ", "select * from ")) + text(r)
    try:
        answer = sandbox.run(sql, context().database.extract(context().lists))
    except sandbox.Refusal as refused:
        assert len(refused.detail) <= 3000 and "/etc/passwd:" not in refused.detail
    else:
        assert answer.table.num_rows <= sandbox.MOST_ROWS
        assert "root:x:" not in str(answer.table.slice(0, 5).to_pylist())


def a_table(r: random.Random) -> None:
    with tempfile.TemporaryDirectory() as place:
        hostile_table.check_files(hostile_table.context(hostile_table.write(Path(place), r), r.choice(("zh", "en"))))


@dataclass(frozen=True)
class Entry:
    """Where input comes in: how often the tests throw at it, and what throws once; it raises where something is wrong."""

    count: int
    throw: Callable[[random.Random], None]


ENTRIES = {
    "link": Entry(5000, a_link),
    "filters": Entry(2000, a_filter),
    "page": Entry(40, a_page),
    "address": Entry(1500, an_address),
    "story file": Entry(500, a_story_file),
    "story link": Entry(400, a_story_link),
    "template": Entry(40, a_template),
    "map": Entry(500, a_map),
    "document": Entry(200, a_document),
    "setting": Entry(400, a_setting),
    "chosen file": Entry(400, a_chosen_file),
    "query": Entry(40, a_query),
    "table": Entry(3, a_table),
}


def throw(name: str, seed: int, count: int) -> None:
    """Throws so often at an entry, from a seed on. Raises AssertionError that names the seed of a fault."""
    for one in range(seed, seed + count):
        try:
            ENTRIES[name].throw(random.Random(f"{name} {one}"))
        except Exception as fault:
            raise AssertionError(f"python -m tests.hostile --entry '{name}' --seed {one}: {fault!r}") from fault


class Memory:
    """The most that this process held at once since it was made, in bytes beyond what it held then; Linux only, else 0."""

    def __init__(self) -> None:
        gc.collect()
        self._start = self._read("VmRSS")
        if sys.platform == "linux":
            Path("/proc/self/clear_refs").write_text("5")

    def most(self) -> int:
        return max(0, self._read("VmHWM") - self._start)

    @staticmethod
    def _read(name: str) -> int:
        if sys.platform != "linux":
            return 0
        return int(re.search(rf"^{name}:\s+(\d+)", Path("/proc/self/status").read_text(), re.MULTILINE)[1]) * 1024


def main() -> int:
    """Throws until the time is over, an entry after the other; prints the faults and, at the end, how often and how slowly."""
    parser = argparse.ArgumentParser(description="throws hostile input at every entry of the dashboard")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--entry", choices=[*ENTRIES], help="throw once at this entry, with the seed")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    if given.entry:
        ENTRIES[given.entry].throw(random.Random(f"{given.entry} {given.seed}"))
        return 0
    counts: Counter[str] = Counter()
    slowest = dict.fromkeys(ENTRIES, (0.0, 0))
    faults: dict[str, str] = {}
    until = time.monotonic() + given.minutes * 60
    for turn in itertools.count():
        for name, entry in ENTRIES.items():
            for one in range(max(1, entry.count // 20)):
                seed = given.seed + turn * 1000 + one
                counts[name] += 1
                started = time.perf_counter()
                try:
                    entry.throw(random.Random(f"{name} {seed}"))
                except Exception as fault:
                    last = traceback.extract_tb(fault.__traceback__)[-1]
                    where = f"{name}: {type(fault).__name__} in {last.name} line {last.lineno}"
                    if where not in faults:
                        faults[where] = f"{where}: {str(fault)[:300]} (--entry '{name}' --seed {seed})"
                        print(faults[where], flush=True)
                slowest[name] = max(slowest[name], (time.perf_counter() - started, seed))
        if time.monotonic() > until:
            break
    for name, count in counts.items():
        print(f"{name:12} {count:8} inputs, slowest {slowest[name][0]:.2f} s (seed {slowest[name][1]})")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 2**20)
    print(f"{sum(counts.values())} inputs, {len(faults)} kinds of fault, at most {most} MB of memory")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
