"""What a browser loads before it can draw: Streamlit's page, its script and style, and Plotly's, packed once and kept in memory.

Streamlit sends these files as they lie on the disk, ten megabytes for a first visit. Here each is packed once, in the background
while the server starts or when it is first asked for, and the page names beforehand what its address will need, so that the
browser fetches it while it still starts Streamlit. Names are read from the installed files; what is not found is not named, and
whatever is not answered here Streamlit answers as ever.
"""

import asyncio
import base64
import hashlib
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fenjin.data.database import Database
from fenjin.figures.content import STYLE as FIGURE_STYLE
from fenjin.language.translate import LANGUAGES
from fenjin.paths import CODEMIRROR, PLOTLY
from fenjin.server import first, parts, preview, refusals
from fenjin.server.doors import door
from fenjin.server.packing import PACKERS, Package, codings, pack
from fenjin.server.pages import Pages, Wish, wish_of
from fenjin.server.screenful import Screenful
from fenjin.server.streamlit_inside import FOLDER, scripts_of
from fenjin.sitemap import EVERYWHERE, FIRST, MORE, SITEMAP, START, THEME_PAGE

# The addresses of what draws figures and of what writes SQL, below the dashboard's root.
LIBRARY, EDITOR = (f"app/static/{path.name}" for path in (PLOTLY, CODEMIRROR))
# A file whose name changes with its content is kept for a year and never asked for again; a page is asked for each time.
_FOREVER, _ASK = "public, max-age=31536000, immutable", "no-cache"
_MEDIA = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_HTML = "text/html; charset=utf-8"
_CONTENT_NAME = re.compile(r"\.[\w-]{8}\.\w+$|-\d+\.\d+\.\d+\.min\.js$")
_NAMES = re.compile(r'"\.(/(?:app/)?static/[^"]+)"')

# Has the browser compile the whole file while it comes in, beside the page's own work, in place of each function when it is called.
_COMPILE = b"//# allFunctionsCalledOnLoad\n"
_STYLE = re.sub(r"/\*.*?\*/|\s+", " ", Path(__file__).with_name("page.css").read_text("utf-8") + FIGURE_STYLE, flags=re.DOTALL)


_Product = TypeVar("_Product")


def page(
    folder: Path,
    address: str,
    title: str = "",
    lang: str = "zh",
    content: Screenful | None = None,
    appearance: str = "",
    is_open: bool = True,
    picture: str = "",
) -> str:
    """What is sent for an address such as "attraction" with this title, naming beforehand what that page is made of, with the style of
    its top; the rest is as `first.page` takes it."""
    reloads = SITEMAP.get(address or START, THEME_PAGE).place in (FIRST, MORE)
    html = first.page(folder, title, lang, content, appearance, is_open, reloads, picture)
    names = [name for name in needs(folder, address) if f"/{name}" not in html]
    links = "".join(f'  <link rel="modulepreload" crossorigin href="./{name}">\n  ' for name in names)
    return html.replace("</head>", f"<style>{_STYLE}</style>\n  {links}</head>", 1)


def scripts(html: str) -> list[str]:
    """The fingerprints of the scripts that stand in a page itself, as a content security policy names them."""
    texts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    return [f"sha256-{base64.b64encode(hashlib.sha256(each.encode('utf-8')).digest()).decode()}" for each in texts]


def needs(folder: Path, address: str) -> list[str]:
    """The script files that a page is made of and those that they import, below the root, the page's own first."""
    own = SITEMAP.get(address or START, THEME_PAGE)
    names = [name for each in (*own.parts, *EVERYWHERE) for name in scripts_of(folder, each)]
    ours = [parts.address(each) for each in (*(["figure"] if own.plotly else []), *own.components)]
    libraries = [*([LIBRARY] if own.plotly else []), *([EDITOR] if "editor" in own.components else [])]
    return list(dict.fromkeys([*libraries, *names, *ours]))


class Assets:
    """Answers for Streamlit's script and style and for the pages' addresses; everything else goes on to `app`.

    `addresses` are those of the pages that have a file, `themes` says which themes have a page, `database` gives the table that is served;
    `is_open` says whether everybody may see it.
    """

    def __init__(
        self,
        app: ASGIApp,
        addresses: Iterable[str],
        folder: Path = FOLDER,
        themes: Callable[[], Mapping[str, Mapping[str, Any]]] = dict,
        database: Callable[[], Database | None] = lambda: None,
        is_open: bool = True,
    ) -> None:
        self.app, self._folder = app, folder
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": path for path in folder.glob("static/**/*") if path.suffix in _MEDIA
        } | {f"/{LIBRARY}": PLOTLY, f"/{EDITOR}": CODEMIRROR}
        self._scripts = {f"/{address}": script for address, script in parts.scripts().items()}
        self._packages: dict[tuple[str, str], Future[Package]] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "packing")
        self._pages: dict[tuple[str, str], Future[dict[str, Package]]] = {}
        self._addresses, self._themes, self._is_open = {"", *addresses}, themes, is_open
        self._answers = Pages(self._whole, database, is_open)
        pages = [self._page(each, lang) for lang in LANGUAGES for each in sorted(self._addresses)]
        self._worker.submit(self._pack_first, pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or hands the request on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path, headers = scope["path"].removeprefix(scope.get("root_path", "")), Headers(scope=scope)
            accepted_codings = codings(headers.get("accept-encoding"))
            if path == f"/{START}":
                # Streamlit knows its first page by the root alone.
                await RedirectResponse(f"./?{scope['query_string'].decode('ascii')}".rstrip("?"))(scope, receive, send)
                return
            if path == "/favicon.ico":
                # Browsers ask for it unasked, where what they show has no icon of its own.
                await Response(first.ICON, media_type="image/svg+xml", headers={"Cache-Control": _ASK})(scope, receive, send)
                return
            address = path.removeprefix("/")
            all_addresses = {*self._addresses, *self._themes()}
            if address in all_addresses and accepted_codings:
                wish = wish_of(scope, address, accepted_codings[0])
                package = await self._answers.answer(scope, wish) or (await _await(self._page(address, wish.lang)))[wish.coding]
                # Behind a gate a browser keeps nothing of what it was shown.
                cache = _ASK if self._is_open else "private, no-store"
                vary = "Accept-Encoding, Accept-Language, Cookie"
                await _response(scope, package, _HTML, cache, vary)(scope, receive, send)
                return
            if not (address in all_addresses or door(scope)[0] or (self._folder / address).is_file()):
                # As it is written, or as somebody's sentence or hand has put it.
                meant, more = _meant(address)
                query = "&".join(filter(None, (more, scope["query_string"].decode("latin-1"))))
                there = f"{'../' * address.count('/') or './'}{meant}?{query}".rstrip("?")
                answer = (
                    RedirectResponse(there) if meant and meant in all_addresses else refusals.answer("no-such-page", scope, "/")
                )
                await answer(scope, receive, send)
                return
            if "gzip" not in accepted_codings:
                # What packs the other answers only looks whether the word stands there.
                scope = {**scope, "headers": [each for each in scope["headers"] if each[0] != b"accept-encoding"]}
            if path in self._scripts:
                package = await self._best(path, accepted_codings or ["identity"])
                await _response(scope, package, _MEDIA[".js"], _FOREVER)(scope, receive, send)
                return
            if path in self._files:
                cache = _FOREVER if _CONTENT_NAME.search(path) else _ASK
                # A part of a file is a part of it as it lies on the disk.
                if accepted_codings and accepted_codings[0] != "identity" and "range" not in headers:
                    package = await self._best(path, accepted_codings)
                    await _response(scope, package, _MEDIA[self._files[path].suffix], cache)(scope, receive, send)
                    return
                send = _whole(send, cache)
        await self.app(scope, receive, send)

    def _page(self, address: str, lang: str) -> Future[dict[str, Package]]:
        """The page of a known address in a language, by its name in the table as it is now."""
        title = first.title(address, lang, self._themes())
        with self._lock:
            if (address, title) not in self._pages:
                self._pages[address, title] = self._worker.submit(_page, self._folder, address, title, lang)
            return self._pages[address, title]

    def _whole(self, wish: Wish, content: Screenful) -> Package:
        """The page with its first screenful."""
        title = first.title(wish.address, wish.lang, self._themes())
        picture = preview.address(wish.home, wish.address, wish.query, wish.lang) if self._is_open and content.has_figure else ""
        html = page(self._folder, wish.address, title, wish.lang, content, wish.appearance, self._is_open, picture)
        return pack(html.encode(), wish.coding, 5)

    def _pack_first(self, pages: list[Future[dict[str, Package]]]) -> None:
        """Packs what the pages name, ahead of the first visitor."""
        names = [name for each in pages for name in _NAMES.findall(each.result()["identity"].body.decode())]
        for coding in ("gzip", "br"):
            for name in dict.fromkeys(names):
                if name in self._files or name in self._scripts:
                    self._pack(name, coding)

    def _pack(self, name: str, coding: str) -> Future[Package]:
        with self._lock:
            if (name, coding) not in self._packages:
                content = self._scripts.get(name) or self._files[name]
                self._packages[name, coding] = self._worker.submit(_read, content, coding)
            return self._packages[name, coding]

    async def _best(self, name: str, codings_liked: list[str]) -> Package:
        """The file in the coding liked best of those that are ready; where none is, in one that is quickly made."""
        works = [self._packages.get((name, coding)) for coding in codings_liked]
        ready = next((each for each in works if each and each.done()), None)
        return await _await(ready or self._pack(name, "gzip" if "gzip" in codings_liked else codings_liked[0]))


async def _await(work: Future[_Product]) -> _Product:
    # A reader who leaves must not stop the work for those who come after him.
    return await asyncio.shield(asyncio.wrap_future(work))


def _page(folder: Path, address: str, title: str, lang: str) -> dict[str, Package]:
    content = page(folder, address, title, lang).encode("utf-8")
    return {coding: pack(content, coding) for coding in PACKERS}


def _read(content: Path | bytes, coding: str) -> Package:
    if isinstance(content, bytes):
        return pack(content, coding)
    return pack((_COMPILE if content.suffix == ".js" else b"") + content.read_bytes(), coding)


def _response(scope: Scope, package: Package, media: str, cache: str, vary: str = "Accept-Encoding") -> Response:
    headers = {"Cache-Control": cache, "ETag": package.tag, "Vary": vary}
    tags = ",".join(Headers(scope=scope).getlist("if-none-match"))
    if tags.strip() == "*" or package.tag in re.findall(r'"[^"]*"', tags):
        return Response(status_code=304, headers=headers)
    if package.coding != "identity":
        headers["Content-Encoding"] = package.coding
    return Response(package.body, headers={**headers, "Content-Type": media})


def _meant(address: str) -> tuple[str, str]:
    """The address of a page as it was before a sentence or a hand put it otherwise, and the parameters that were escaped with it; "" where
    a word stuck to it that addresses have."""
    path, *more = re.split(r"\?|&(?:amp;)?", address, maxsplit=1)
    match = re.match(r"[\s/]*([\w/-]*)(.*)", path, re.ASCII | re.DOTALL)
    own, rest = match.groups() if match else ("", path)
    stuck = not rest[:1].isascii() or not re.search(r"\w", rest, re.ASCII)
    return own.strip("/").lower() if stuck else "", urllib.parse.quote("".join(more), safe="=&%/,+-._~")


def _whole(send: Send, cache: str) -> Send:
    async def send_whole(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Cache-Control", cache)
            if "accept-encoding" not in headers.get("vary", "").lower():
                headers.add_vary_header("Accept-Encoding")
        await send(message)

    return send_whole
