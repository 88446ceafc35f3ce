"""The first screenful of a page as HTML: what the live page will draw, from the same views, before it runs and where it never does.

It is made of what an address says, its list and its language, and is the same for every visitor who may see the page. What is pressed in it
is a link to the screen that the live page would show.
"""

import logging
import re
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from fenjin import views
from fenjin.data.database import Database
from fenjin.data.memory import memoize, work_beforehand
from fenjin.figures.look import Look
from fenjin.language.translate import LANGUAGES, translator
from fenjin.server.openings import MOST_ITEMS, PAGES, PARAMETERS, Page, ask_further, open_theme
from fenjin.server.painting import Painting
from fenjin.server.sheet import Part, Sheet, draw, escape, link_to, title_of, write_table, write_title
from fenjin.settings import ANALYST
from fenjin.sitemap import FIRST, MORE, NAME, SITEMAP, START
from fenjin.slides.story import COVER
from fenjin.views import Context, View
from fenjin.views.page import SHORT_VERSION, age_words
from fenjin.views.parameter import VERSION, Parameter, mend_link, notice_of, read
from fenjin.views.selection import Ignored, clean

# The table of figures that a page shows first, which may be drawn after those of departments further down.
_TABLE = ".fenjin-crosstab:not(.flow)"
_log = logging.getLogger(__name__)


class Screenful(NamedTuple):
    """A page as it stands by itself: what it says first, its body and the colours of that; what of the live page stands in the place of the body;
    and whether it has a main figure."""

    takeaway: str
    body: str
    colours: str
    awaits: str
    has_figure: bool


@memoize(256)
def screenful(database: Database, address: str, lang: str, query: str, names_language: bool) -> Screenful | None:
    """The first screenful of the page at an address with these parameters; None where the page draws nothing but for a live reader.

    `names_language` says that links name the language, as they do unless it is Chinese in a Chinese browser.
    """
    page = _read_address(database, address, lang, query, names_language)
    if page is None:
        return None
    make, sheet, ignored = page
    part = make(sheet)
    card = _card(sheet, sheet.choice["target"]) if "target" in sheet.choice else ""
    body = _body(sheet, part, _notices(sheet, ignored) + card)
    figure = part.view.drawn if part.view else None
    awaits = part.awaits or (_TABLE if figure and figure.html else "")
    return Screenful(part.takeaway, body, sheet.painting.style(), awaits, bool(figure))


def main_figure(database: Database, address: str, lang: str, query: str) -> tuple[Context, View] | None:
    """The view that is drawn first on the page at an address with these parameters, with its context; None where nothing is drawn."""
    page = _read_address(database, address, lang, query, False)
    view = page[0](page[1]).view if page else None
    return (page[1].context, view) if page and view and view.drawn else None


def _read_address(
    database: Database, address: str, lang: str, query: str, names_language: bool
) -> tuple[Page, Sheet, list[Ignored]] | None:
    address = address or START
    make = PAGES.get(address, open_theme if address in database.themes else None)
    if make is None:
        return None
    link, dropped = mend_link(urllib.parse.parse_qsl(query, keep_blank_values=True, errors="replace"), COVER)
    dropped += [Ignored(clean(name), clean(value)) for name, values in link.items() for value in values[:-1]]
    parameters = {name: values[-1] for name, values in link.items()}
    every = views.known_lists(database)
    most = 6 if address == "explore" else 1
    lists_of_link = [each for each in dict.fromkeys(parameters.get("list", "").split(",")) if each in every][:most]
    first, *further = lists_of_link or [str(database.lists[-1]["list_id"])]
    look = Look("light", address if address in database.themes else "")
    context = Context(database, first, translator(lang), look, tuple(further))
    everywhere = {
        "lang": Parameter(codes=LANGUAGES),
        "list": Parameter("codes", every, len(context.lists)),
        "target": Parameter(codes=views.Targets(context)),
        "v": VERSION,
    }
    own = PARAMETERS.get(address, PARAMETERS[""])(context, parameters)
    choice, unknown = read(parameters, {**everywhere, **own})
    return make, Sheet(context, address, choice, names_language, Painting()), [*dropped, *unknown]


def warm(database: Database, is_over: Callable[[], bool]) -> None:
    """Makes what every page shows unasked, in every language, before anybody comes, until it is over."""
    work_beforehand(
        (
            partial(_make, database, address, lang, is_over)
            for lang in LANGUAGES
            for address in ("", *database.themes, *(each for each in PAGES if each != START))
        ),
        is_over,
    )


def _make(database: Database, address: str, lang: str, is_over: Callable[[], bool]) -> None:
    try:
        screenful(database, address, lang, "", lang != "zh")
        if not is_over():
            look = Look("light", address if address in database.themes else "")
            ask_further(Context(database, str(database.lists[-1]["list_id"]), translator(lang), look), address)
    except Exception:
        _log.warning("what a page shows could not be made beforehand", extra={"page": address}, exc_info=True)


def _notices(sheet: Sheet, ignored: Sequence[Ignored]) -> str:
    """What of the link is not understood, and that it was made with another version of the data."""
    t, now = sheet.context.t, sheet.context.database.version[:SHORT_VERSION]
    texts = []
    if ignored:
        names = notice_of(ignored)
        texts.append(f"{t('链接中有不认识的内容，已忽略：')}\n{names}")
    if sheet.choice.get("v", now) != now:
        texts.append(age_words(sheet.context, sheet.choice["v"]))
    return "".join(f'<p class="notice" role="status">{escape(text)}</p>' for text in texts)


def _card(sheet: Sheet, target: str) -> str:
    """The card of a target, which a press on a figure opens."""
    own = views.of_lists(sheet.context, [views.list_of(target)])
    view = views.card(own, target)
    rest = {name: value for name, value in sheet.choice.items() if name not in ("target", "list", "lang", "v")}
    facts = "".join(
        f"<dt>{escape(str(label))}</dt><dd>{escape(str(text))}</dd>"
        for label, text in view.table.iloc[0].items()
        if str(text or "")
    )
    close = f'<a href="{sheet.link(sheet.address, rest)}">{escape(sheet.context.t("关闭"))}</a>'
    return f'<section class="box card" aria-label="{escape(view.takeaway)}"><h2>{escape(view.takeaway)}</h2><dl>{facts}</dl>{close}</section>'


def _body(sheet: Sheet, part: Part, notices: str) -> str:
    t, context = sheet.context.t, sheet.context
    title = title_of(context, sheet.address)
    names = [START, *context.themes, *(path for path, page in SITEMAP.items() if page.place == FIRST and path != START)]
    leading = "".join(link_to(sheet, path) for path in names)
    # Where the navigation does not name the page, the page does.
    titled = "" if sheet.address in names else ' class="titled"'
    rest = [path for path, page in SITEMAP.items() if page.place == MORE and page.role != ANALYST]
    other = next(lang for lang in LANGUAGES if lang != t.lang)
    choice = {name: value for name, value in sheet.choice.items() if name not in ("lang", "v")}
    query = urllib.parse.urlencode({**choice, "list": ",".join(context.lists), "lang": other})
    switch = f'<a class="other" lang="{other}" href="?{escape(query)}">{ {"zh": "中文", "en": "English"}[other] }</a>'
    about = escape(t.of(context.description, "title"))
    above = f'<div class="above">{part.above}</div>' if part.above else ""
    figure = draw(sheet, part.view, part.lead, part.current) if part.view else ""
    every = "".join(f"<li>{link_to(sheet, path)}</li>" for path in (*names, *rest))
    lists = "".join(
        f'<li><a href="{sheet_of.link(sheet.address)}">{escape(views.list_words(context.database.describe(code), t))}</a></li>'
        for code in list(views.known_lists(context.database))[-MOST_ITEMS:]
        for sheet_of in [replace(sheet, context=replace(context, list_id=code, further=()))]
        if code != context.list_id
    )
    versions = t(
        "数据：{title} · 版本 {version}",
        title=t.of(context.description, "title"),
        version=context.database.version[:SHORT_VERSION],
    )
    return (
        f'<header><p class="brand"><b>{escape(t(NAME))}</b><span>{about}</span></p><a class="menu" href="#fenjin-pages">{escape(t("菜单"))}</a>'
        f'<nav aria-label="{escape(t("页面"))}">{leading}<a href="#fenjin-pages">{escape(t("更多"))}</a></nav>{switch}</header>'
        f"<main{titled}><h1>{escape(title)}</h1>{notices}{above}"
        f'<h2 class="headline">{write_title(part.takeaway)}</h2>{figure}{"".join(part.blocks)}'
        f'<div id="fenjin-rows">{"".join(write_table(sheet, view) for view in part.rows)}</div>'
        f'<footer id="fenjin-pages"><h2>{escape(t("全部页面"))}</h2><ul>{every}</ul>'
        + (f"<h2>{escape(t('别的清单'))}</h2><ul>{lists}</ul>" if lists else "")
        + f"<p>{escape(versions)}</p></footer></main>"
    )


STYLE = re.sub(r"/\*.*?\*/|\s+", " ", Path(__file__).with_suffix(".css").read_text("utf-8"), flags=re.DOTALL)
