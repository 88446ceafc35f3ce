"""The first answer to an address: what a person and a chat program see of a page before it has run once.

Title, description, icon and the first screenful stand in the page that the server sends; where it cannot go on, by want of script,
of a browser that is new enough, or of the live connection, it says so itself, in both languages, and the screenful stays.
"""

import html
import string
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fenjin.files.paper import PICTURE
from fenjin.language.translate import LANGUAGES, _, language_of, translator
from fenjin.server import screenful, streamlit_inside
from fenjin.server.screenful import Screenful
from fenjin.sitemap import NAME, SITEMAP, START

_ABOUT = _("一座城市公布的年度目标：谁承诺了什么，放在一起怎样比才公平；每个数字都能查到出处。")
_RELOAD_AFTER = 3  # seconds
_OPENING = _("正在打开……")
# Four bars that rise, the last one in the colour of what is chosen, on the header's ground: whole pixels at 16 and 32.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0B3561"/>'
    '<path d="M3 13V9h2v4zM6 13V7h2v6zM9 13V5h2v8z" fill="#fff"/><path d="M12 13V3h2v10z" fill="#F5A623"/></svg>'
)
_BODY = string.Template(Path(__file__).with_suffix(".html").read_text("utf-8"))
_LINES = [line.strip() for line in Path(__file__).with_suffix(".js").read_text("utf-8").splitlines()]
_SCRIPT = "\n".join(line for line in _LINES if not line.startswith("//"))  # it travels with every page


def title(address: str, lang: str, themes: Mapping[str, Mapping[str, Any]]) -> str:
    """What the page at an address is called, below its name that of the dashboard; `themes` are those of the table."""
    t = translator(lang)
    entry = SITEMAP.get(address or START)
    name = t.of(themes[address], "name") if address in themes else t(entry.title) if entry else ""
    return f"{name} · {t(NAME)}" if name else t(NAME)


def language(query: bytes, accepted: str = "", before: str = "") -> str:
    """The language that the parameters of an address ask for, else the one chosen `before`, else that of the browser, whose header
    Accept-Language is `accepted`."""
    wish = urllib.parse.parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
    return next((each for each in (wish, before) if each in LANGUAGES), language_of(accepted))


def page(
    folder: Path,
    heading: str,
    lang: str,
    content: Screenful | None = None,
    appearance: str = "",
    is_open: bool = True,
    reloads: bool = False,
    picture: str = "",
) -> str:
    """The page with this title as it is first sent, of the Streamlit whose front end lies in the folder.

    `content` stands in it until the live page has drawn its own, in the `appearance` (light or dark) that was chosen, "" for the one that
    the browser prefers. Where there will be one soon, a browser without script `reloads` it by itself. Only a page that
    `is_open` to everybody says in its head what the data say, and where a `picture` of it is to be had.
    """
    t = translator(lang)
    about = content.takeaway if content and is_open else t(_ABOUT)
    facts = {
        "description": about,
        "og:title": heading,
        "og:description": about,
        "og:site_name": t(NAME),
        "og:type": "website",
        "twitter:card": "summary_large_image" if picture else "summary",
        **({"og:image": picture, "og:image:width": PICTURE[0], "og:image:height": PICTURE[1]} if picture else {}),
    }
    head = [f"<title>{html.escape(heading)}</title>", f'<link rel="icon" href="data:image/svg+xml,{urllib.parse.quote(ICON)}">']
    # The page is there in both languages: a translation by the browser would put one headline over another figure.
    head.append('<meta name="google" content="notranslate">')
    for name, text in facts.items():
        kind = "property" if name.startswith("og:") else "name"
        head.append(f'<meta {kind}="{name}" content="{html.escape(str(text))}">')
    screen = ""
    if content is None and reloads:
        head.append(f'<noscript><meta http-equiv="refresh" content="{_RELOAD_AFTER}"></noscript>')
    if content:
        head.append(f'<style id="fenjin-screen-style">{screenful.STYLE}</style><style>{content.colours}</style>')
        screen = f'<div id="fenjin-screen" data-awaits="{html.escape(content.awaits)}">{content.body}</div>'
    body = _BODY.substitute(opening=html.escape(t(_OPENING)), screen=screen) + f"<script>{_SCRIPT}</script>"
    return streamlit_inside.shell(folder, "zh-CN" if lang == "zh" else lang, "\n    ".join(head), body, appearance)
