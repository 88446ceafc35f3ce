"""The first answer to an address: what a person and a chat program see of a page before it has run once.

Title, description, icon and a word while it opens stand in the page that the server sends; where it cannot go on, by want of script,
of a browser that is new enough, or of the live connection, it says so itself, in both languages.
"""

import html
import string
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fenjin.language.translate import LANGUAGES, _, language_of, translator
from fenjin.server import streamlit_inside
from fenjin.sitemap import SITEMAP, START

ICON = "📊"
NAME = _("奋进看板")
_ABOUT = _("一座城市公布的年度目标：谁承诺了什么，放在一起怎样比才公平；每个数字都能查到出处。")
_OPENING = _("正在打开……")
SIGN = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text y=".9em" font-size="90">{ICON}</text></svg>'
_BODY = string.Template(Path(__file__).with_suffix(".html").read_text("utf-8"))
_LINES = [line.strip() for line in Path(__file__).with_suffix(".js").read_text("utf-8").splitlines()]
_SCRIPT = "\n".join(line for line in _LINES if not line.startswith("//"))  # it travels with every page


def title(address: str, lang: str, themes: Mapping[str, Mapping[str, Any]]) -> str:
    """What the page at an address is called, below its name that of the dashboard; `themes` are those of the table."""
    t = translator(lang)
    entry = SITEMAP.get(address or START)
    name = t.of(themes[address], "name") if address in themes else t(entry.title) if entry else ""
    return f"{name} · {t(NAME)}" if name else t(NAME)


def language(query: bytes, accepted: str = "") -> str:
    """The language that the parameters of an address ask for, else that of the browser, whose header Accept-Language is `accepted`."""
    wish = urllib.parse.parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
    return wish if wish in LANGUAGES else language_of(accepted)


def page(folder: Path, heading: str, lang: str) -> str:
    """The page with this title as it is first sent, of the Streamlit whose front end lies in the folder."""
    t = translator(lang)
    facts = {
        "description": t(_ABOUT),
        "og:title": heading,
        "og:description": t(_ABOUT),
        "og:site_name": t(NAME),
        "og:type": "website",
    }
    head = [f"<title>{html.escape(heading)}</title>", f'<link rel="icon" href="data:image/svg+xml,{urllib.parse.quote(SIGN)}">']
    # The page is there in both languages: a translation by the browser would put one headline over another figure.
    head.append('<meta name="google" content="notranslate">')
    for name, content in facts.items():
        kind = "property" if name.startswith("og:") else "name"
        head.append(f'<meta {kind}="{name}" content="{html.escape(content)}">')
    body = _BODY.substitute(opening=html.escape(t(_OPENING))) + f"<script>{_SCRIPT}</script>"
    return streamlit_inside.shell(folder, "zh-CN" if lang == "zh" else lang, "\n    ".join(head), body)
