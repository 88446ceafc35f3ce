"""The first screenful of a page as HTML: what the live page will draw, from the same views, before it runs and where it never does.

It is made of what an address says, its list and its language, and is the same for every visitor who may see the page. What is pressed in it
is a link to the screen that the live page would show.
"""

import contextlib
import functools
import html
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from fenjin import views
from fenjin.data.database import Database
from fenjin.data.memory import memoize
from fenjin.figures.canvas import Box, Frame, svg_of, svg_pattern
from fenjin.figures.canvas import Path as Line
from fenjin.figures.content import COLOUR, Figure
from fenjin.figures.look import FONT, Look
from fenjin.figures.typeset import PHONE_TITLE, breakable
from fenjin.language import cells, quantity
from fenjin.language.translate import LANGUAGES, translator
from fenjin.language.words import words
from fenjin.settings import ANALYST
from fenjin.sitemap import FIRST, MORE, NAME, SITEMAP, START
from fenjin.slides.story import COVER
from fenjin.views import Context, View, leads
from fenjin.views.leads import Lead
from fenjin.views.page import SHORT_VERSION, age_words, theme_of
from fenjin.views.parameter import LEAGUE, SEARCH, VERSION, Parameter, mend_link, notice_of, read
from fenjin.views.selection import BOUNDS, FACETS, Ignored, clean, filters

MOST_ROWS, MOST_LETTERS = 60, 60_000  # of a table
_MOST_ITEMS = 60  # lines of a list
_SIZE, _TYPE = 24, 16  # of words on the canvas, and in pixels on a page
LOOKS = ("light", "dark")
_BUTTON = re.compile(r'<button type="button"([^>]*?) data-(target|row|column|cell)="([^"]*)"([^>]*)>(.*?)</button>', re.DOTALL)
# What the live page shows in its first screen where that is no table of figures: a figure, rows, words.
_PLOT, _ROWS, _WORDS = ".js-plotly-plot .main-svg", "[data-testid=stDataFrame] canvas", ".st-key-promises p"
# The colours of a page beside those of its figures: words, ground, what a press leads to, and the ground of what is folded.
_PAGE = {
    "ink": ("#0B131C", "#F2F6FA"),
    "ground": ("#FFFFFF", "#0E1620"),
    "lead": ("#2C6CA8", "#5A9BD0"),
    "line": ("#C9D1D9", "#33424F"),
    "soft": ("#F3F6F9", "#182330"),
}


class Screenful(NamedTuple):
    """A page as it stands by itself: what it says first, its body and its style; what of the live page stands in the place of the body;
    and whether it has a main figure."""

    takeaway: str
    body: str
    style: str
    awaits: str
    has_figure: bool


@dataclass(frozen=True)
class _Sheet:
    """What a page is drawn with: the context, its address, its choice, and whether links name the language."""

    context: Context
    address: str
    choice: Mapping[str, str]
    names_language: bool
    painting: "_Painting"

    def link(self, path: str, parameters: Mapping[str, str | None] = {}) -> str:
        """The address of a page with a choice, the list and the language, as it stands in an attribute."""
        own = {name: value for name, value in parameters.items() if value}
        rest = {"list": ",".join(self.context.lists) if path == self.address else self.context.list_id}
        rest |= {"lang": self.context.t.lang} if self.names_language else {}
        return _escape(f"./{'' if path == START else path}?{urllib.parse.urlencode({**own, **rest})}")


class _Painting:
    """Collects the colours of all that is drawn, each with what it is on the other ground."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def name(self, light: str, dark: str) -> str:
        """The colour's name in the style."""
        return f"var(--f{self._names.setdefault((light, dark), str(len(self._names)))})"

    def paint(self, text: str, light: Sequence[str], dark: Sequence[str]) -> str:
        """A text whose colours are those of either ground; as it is where these do not belong together."""
        if len(light) != len(dark) or len(light) != len(COLOUR.findall(text)):
            return text
        pairs = iter(zip(light, dark, strict=True))
        return COLOUR.sub(lambda _match: self.name(*next(pairs)), text)

    def style(self) -> str:
        """The colours on a light ground, on a dark one where that was chosen or the browser prefers it, and on paper."""
        light, dark = (
            "".join(f"--f{name}:{pair[ground]};" for pair, name in self._names.items())
            + "".join(f"--first-{name}:{pair[ground]};" for name, pair in _PAGE.items())
            for ground in range(2)
        )
        return (
            f":root{{{light}}}@media screen{{:root[data-appearance=dark]{{{dark}color-scheme:dark}}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root:not([data-appearance]){{{dark}color-scheme:dark}}}}"
        )


class _Part(NamedTuple):
    """What a page says first and draws: the headline, its main figure or none, what a press on it leads to, further blocks as HTML, what
    stands above the headline, and views whose rows stand below. `awaits` names what the live page
    shows in its place where that is no main figure."""

    takeaway: str
    view: View | None = None
    lead: Lead | None = None
    current: str = ""
    above: str = ""
    blocks: tuple[str, ...] = ()
    rows: tuple[View, ...] = ()
    awaits: str = ""


_Page = Callable[[_Sheet], _Part]


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
    awaits = part.awaits or (".fenjin-crosstab" if figure and figure.html else "")
    return Screenful(part.takeaway, body, _STYLE + sheet.painting.style(), awaits, bool(figure))


def main_figure(database: Database, address: str, lang: str, query: str) -> tuple[Context, View] | None:
    """The view that is drawn first on the page at an address with these parameters, with its context; None where nothing is drawn."""
    page = _read_address(database, address, lang, query, False)
    view = page[0](page[1]).view if page else None
    return (page[1].context, view) if page and view and view.drawn else None


def _read_address(
    database: Database, address: str, lang: str, query: str, names_language: bool
) -> tuple[_Page, _Sheet, list[Ignored]] | None:
    address = address or START
    make = _PAGES.get(address, _theme if address in database.themes else None)
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
    own = _PARAMETERS.get(address, _PARAMETERS[""])(context, parameters)
    choice, unknown = read(parameters, {**everywhere, **own})
    return make, _Sheet(context, address, choice, names_language, _Painting()), [*dropped, *unknown]


def warm(database: Database, end: threading.Event) -> None:
    """Makes what every page shows unasked, in every language, before anybody comes, until `end` is set; whoever comes meanwhile has
    half of the time."""
    for lang in LANGUAGES:
        for address in ("", *database.themes, *(each for each in _PAGES if each != START)):
            began = time.monotonic()
            with contextlib.suppress(Exception):
                screenful(database, address, lang, "", lang != "zh")
            if end.wait(time.monotonic() - began):
                return


def _notices(sheet: _Sheet, ignored: Sequence[Ignored]) -> str:
    """What of the link is not understood, and that it was made with another version of the data."""
    t, now = sheet.context.t, sheet.context.database.version[:SHORT_VERSION]
    texts = []
    if ignored:
        names = notice_of(ignored)
        texts.append(f"{t('链接中有不认识的内容，已忽略：')}\n{names}")
    if sheet.choice.get("v", now) != now:
        texts.append(age_words(sheet.context, sheet.choice["v"]))
    return "".join(f'<p class="notice" role="status">{_escape(text)}</p>' for text in texts)


def _card(sheet: _Sheet, target: str) -> str:
    """The card of a target, which a press on a figure opens."""
    own = views.of_lists(sheet.context, [views.list_of(target)])
    view = views.card(own, target)
    rest = {name: value for name, value in sheet.choice.items() if name not in ("target", "list", "lang", "v")}
    facts = "".join(
        f"<dt>{_escape(str(label))}</dt><dd>{_escape(str(text))}</dd>"
        for label, text in view.table.iloc[0].items()
        if str(text or "")
    )
    close = f'<a href="{sheet.link(sheet.address, rest)}">{_escape(sheet.context.t("关闭"))}</a>'
    return f'<section class="box card" aria-label="{_escape(view.takeaway)}"><h2>{_escape(view.takeaway)}</h2><dl>{facts}</dl>{close}</section>'


def _body(sheet: _Sheet, part: _Part, notices: str) -> str:
    t, context = sheet.context.t, sheet.context
    title = _page_title(context, sheet.address)
    names = [START, *context.themes, *(path for path, page in SITEMAP.items() if page.place == FIRST and path != START)]
    leading = "".join(_to(sheet, path) for path in names)
    # Where the navigation does not name the page, the page does.
    titled = "" if sheet.address in names else ' class="titled"'
    rest = [path for path, page in SITEMAP.items() if page.place == MORE and page.role != ANALYST]
    other = next(lang for lang in LANGUAGES if lang != t.lang)
    choice = {name: value for name, value in sheet.choice.items() if name not in ("lang", "v")}
    query = urllib.parse.urlencode({**choice, "list": ",".join(context.lists), "lang": other})
    switch = f'<a class="other" lang="{other}" href="?{_escape(query)}">{ {"zh": "中文", "en": "English"}[other] }</a>'
    about = _escape(t.of(context.description, "title"))
    above = f'<div class="above">{part.above}</div>' if part.above else ""
    figure = _figure(sheet, part.view, part.lead, part.current) if part.view else ""
    every = "".join(f"<li>{_to(sheet, path)}</li>" for path in (*names, *rest))
    lists = "".join(
        f'<li><a href="{sheet_of.link(sheet.address)}">{_escape(views.list_words(context.database.describe(code), t))}</a></li>'
        for code in list(views.known_lists(context.database))[-_MOST_ITEMS:]
        for sheet_of in [replace(sheet, context=replace(context, list_id=code, further=()))]
        if code != context.list_id
    )
    versions = t(
        "数据：{title} · 版本 {version}",
        title=t.of(context.description, "title"),
        version=context.database.version[:SHORT_VERSION],
    )
    return (
        f'<header><p class="brand"><b>{_escape(t(NAME))}</b><span>{about}</span></p><a class="menu" href="#fenjin-pages">{_escape(t("菜单"))}</a>'
        f'<nav aria-label="{_escape(t("页面"))}">{leading}<a href="#fenjin-pages">{_escape(t("更多"))}</a></nav>{switch}</header>'
        f"<main{titled}><h1>{_escape(title)}</h1>{notices}{above}"
        f'<h2 class="headline">{_title(part.takeaway)}</h2>{figure}{"".join(part.blocks)}'
        f'<div id="fenjin-rows">{"".join(_table(sheet, view) for view in part.rows)}</div>'
        f'<footer id="fenjin-pages"><h2>{_escape(t("全部页面"))}</h2><ul>{every}</ul>'
        + (f"<h2>{_escape(t('别的清单'))}</h2><ul>{lists}</ul>" if lists else "")
        + f"<p>{_escape(versions)}</p></footer></main>"
    )


def _page_title(context: Context, address: str) -> str:
    return words(context.t, "theme", address) if address in context.themes else context.t(SITEMAP[address].title)


def _to(sheet: _Sheet, path: str) -> str:
    current = ' aria-current="page"' if path == sheet.address else ""
    return f'<a href="{sheet.link(path)}"{current}>{_escape(_page_title(sheet.context, path))}</a>'


def _figure(sheet: _Sheet, view: View, lead: Lead | None = None, current: str = "", size: tuple[int, int] = (1318, 0)) -> str:
    """A view's figure with its words: a table of figures as the live page has it, of others the marks that a slide draws."""
    t, figure = sheet.context.t, view.drawn
    pressing = [t("点数字看来历和出处，点行名、列名往下看。")] if figure and figure.html and figure.pressable else []
    notes = [*view.notes, ("" if t.lang == "zh" else " ").join([*view.legend, *pressing])]
    caption = ("　" if t.lang == "zh" else "  ").join(note for note in notes if note)
    words_below = f'<p class="caption">{_escape(caption)}</p>' if caption else ""
    if figure is None:
        return words_below
    if figure.html:
        text = sheet.painting.paint(figure.html, figure.colours("light"), figure.colours("dark"))
        return f'<div class="figure">{_BUTTON.sub(functools.partial(_as_link, sheet, lead), _mark(text, current))}</div>{words_below}'
    return f'<div class="drawn">{_svg(sheet, figure, view.takeaway, *size)}</div>{words_below}'


def _mark(text: str, current: str) -> str:
    """A table with the row in hand said to be that."""
    place = text.find(f'data-row="{_escape(current)}"') if current else -1
    begin = text.rfind("<tr", 0, place) if place >= 0 else -1
    return f'{text[:begin]}<tr aria-current="true"{text[begin + 3 :]}' if begin >= 0 else text


def _as_link(sheet: _Sheet, lead: Lead | None, button: re.Match[str]) -> str:
    """What is pressed on a live page as a link to what it leads to there, words alone where that is nowhere."""
    before, kind, code, after, inner = button.groups()
    code_text = html.unescape(code)
    if kind == "target":
        # Of one page, with the choice that it has.
        there = {
            **{name: value for name, value in sheet.choice.items() if name not in ("lang", "list", "v")},
            "target": code_text,
        }
        href = sheet.link(sheet.address, there)
    elif lead:
        path, parameters = lead(kind, code_text)
        href = sheet.link(path, parameters)
    else:
        return inner
    return f'<a href="{href}" data-{kind}="{code}"{before}{after}>{inner}</a>'


def _svg(sheet: _Sheet, figure: Figure, alt: str, wide: int, high: int) -> str:
    """The marks of a figure, as wide as its place, with words of about the size that they have on a page."""
    scale = _SIZE / _TYPE
    w = wide * scale
    look = sheet.context.look
    frame = Frame(
        0, 0, w, (high or figure["layout"].get("height", 0)) * scale or figure.content.least_height(Frame(0, 0, w, 0), look)
    )
    drawings = []
    for mode in LOOKS:
        marks = figure.content.marks(frame, replace(look, mode=mode))
        patterns = dict.fromkeys((mark.pattern, mark.edge) for mark in marks if isinstance(mark, Box | Line) and mark.pattern)
        drawings.append("".join(svg_pattern(*each) for each in patterns) + "".join(map(svg_of, marks)))
    light, dark = drawings
    inner = sheet.painting.paint(light, COLOUR.findall(light), COLOUR.findall(dark))
    return (
        f'<svg role="img" aria-label="{_escape(alt)}" viewBox="0 0 {frame.w:.0f} {frame.h:.0f}" font-family="{_escape(FONT)}">'
        f"{inner}</svg>"
    )


def _table(sheet: _Sheet, view: View) -> str:
    """A view's rows as a table, with what is left out of it."""
    t, rows = sheet.context.t, view.table.head(MOST_ROWS)
    if rows.empty:
        return f'<p class="caption">{_escape(t("没有符合条件的行。"))}</p>'
    columns = [
        (
            str(name),
            [cells.words(value, field.kind, t) for value in rows.iloc[:, place]],
            cells.numeric(list(rows.iloc[:, place]), field.kind),
        )
        for place, (field, name) in enumerate(zip(view.fields, view.table.columns, strict=True))
    ]
    columns = [each for each in columns if any(each[1])]
    heads = "".join(f'<th scope="col"{_right(numeric)}>{_escape(name)}</th>' for name, _texts, numeric in columns)
    lines: list[str] = []
    letters = 0
    for place in range(len(rows)):
        line = (
            "<tr>" + "".join(f"<td{_right(numeric)}>{_escape(texts[place])}</td>" for _name, texts, numeric in columns) + "</tr>"
        )
        letters += len(line)
        if letters > MOST_LETTERS:
            break
        lines.append(line)
    left_out = (
        f'<p class="caption">{_escape(t("这里是前{n}行，共{all}行。", n=len(lines), all=f"{len(view.table):,}"))}</p>'
        if len(lines) < len(view.table)
        else ""
    )
    return (
        f'<section class="rows"><h2>{_escape(t("数据：{question}", question=view.question))}</h2><div tabindex="0" role="region" '
        f'aria-label="{_escape(view.question)}"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>{left_out}</section>'
    )


def _right(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def _title(text: str) -> str:
    return _escape(breakable(text, PHONE_TITLE))


def _escape(text: str) -> str:
    return html.escape(text, quote=True)


def _paragraphs(texts: Iterable[str], kind: str = "") -> str:
    return "".join(f"<p{f' class={kind}' if kind else ''}>{_escape(text)}</p>" for text in texts if text)


def _items(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_escape(text)}</li>' for text in texts)}</ul>"


def _choices(sheet: _Sheet, name: str, options: Iterable[tuple[str, str, Mapping[str, str]]], current: str) -> str:
    """A choice as links, each a code, its words and the parameters of its link."""
    links = "".join(
        f'<a href="{sheet.link(sheet.address, link)}"{" aria-current=true" if code == current else ""}>{_escape(text)}</a>'
        for code, text, link in options
    )
    return f'<p class="choices" role="group" aria-label="{_escape(name)}">{links}</p>'


def _select(sheet: _Sheet, label: str, name: str, options: Mapping[str, str], current: str) -> str:
    """A choice among many as a form, with list and language as a link has them."""
    t = sheet.context.t
    hidden = {"list": sheet.context.list_id, **({"lang": t.lang} if sheet.names_language else {})}
    fields = "".join(f'<input type="hidden" name="{each}" value="{_escape(value)}">' for each, value in hidden.items())
    rows = "".join(
        f'<option value="{_escape(code)}"{" selected" if code == current else ""}>{_escape(text)}</option>'
        for code, text in options.items()
    )
    return (
        f'<form class="one" method="get" action="./{sheet.address}"><select name="{name}" aria-label="{_escape(label)}">{rows}</select>{fields}'
        f"<button>{_escape(t('打开'))}</button></form>"
    )


def _overview(sheet: _Sheet) -> _Part:
    page, t = sheet.context, sheet.context.t
    counts, promises = views.counts(page), views.promises(page)
    due = views.deadlines(page)
    dates = [
        f"<li><b>{_escape(quantity.day(row['deadline'], t, 'day of the year'))}</b>　{_escape(views.due_words(row, t))}</li>"
        for row in views.records(due.frame)[:6]
    ]
    blocks = (
        f'<p class="fold"><a href="#fenjin-rows">{_escape(t("数据"))}</a></p>' if promises.drawn else "",
        '<div class="three"><section>',
        f"<h2>{_escape(t('何时到期？'))}</h2><ul>{''.join(dates)}</ul>" if dates else _paragraphs([due.takeaway]),
        f"</section><section><h2>{_escape(t('县区加起来等于全市吗？'))}</h2>{_paragraphs(views.sum_sentences(page)[:3] or [views.sums(page).takeaway])}",
        f"</section><section><h2>{_escape(t('谁一个数字也没有写？'))}</h2>{_paragraphs([views.silent(page).takeaway, *views.silent(page).notes])}</section></div>",
    )
    view = promises if promises.drawn else None
    return _Part(counts.takeaway, view, leads.of_promises, blocks=blocks, rows=(promises if promises.drawn else counts,))


def _theme(sheet: _Sheet) -> _Part:
    page, t, theme = sheet.context, sheet.context.t, sheet.address
    view, indicators = views.matrix(page, theme), views.indicators(page, theme)
    rows = {row["indicator_id"]: row for row in indicators.rows}
    # As the live page: unless the link says another, the one that most counties can be compared in.
    indicator = sheet.choice.get("indicator") or next(iter(rows), None)
    blocks: tuple[str, ...] = ()
    if indicator:
        about = rows[indicator]
        league = next(league for league in views.LEAGUES if about[f"{league}_units"])
        ranking, coverage, sums = (
            views.ranking(page, indicator, league),
            views.coverage(page, indicator, league),
            views.county_city(page, indicator),
        )
        facts = t(
            "阶段：{stage} · 计量单位：{uom} · {direction} · {additive}",
            stage=words(t, "stage", about["stage"]),
            uom=quantity.unit_with_metric(about["std_uom"], t),
            direction=words(t, "direction", about["direction"]),
            additive=t("可以相加") if about["additive"] else t("不能相加"),
        )
        definition = f"<p><b>{_escape(t.of(about, 'indicator'))}</b>　{_escape(t.of(about, 'definition'))}</p>{_paragraphs([facts], 'caption')}"
        blocks = (
            f'<div class="two"><section><h3>{_title(ranking.takeaway)}</h3>{_figure(sheet, ranking, size=(759, 0))}</section>',
            f'<section><div class="box">{definition}</div>{_paragraphs([coverage.takeaway], "caption")}',
            "" if sums.empty else f"<h3>{_title(sums.takeaway)}</h3>",
            "</section></div>",
        )
        return _Part(view.takeaway, view, leads.of_matrix(page, theme), indicator, blocks=blocks, rows=(ranking, view))
    return _Part(view.takeaway, view, leads.of_matrix(page, theme), rows=(view,))


def _unit(sheet: _Sheet) -> _Part:
    page, t = sheet.context, sheet.context.t
    every = views.units(page).frame.set_index("unit_id")
    unit = sheet.choice.get("unit") or str(every.index[0])
    own = every.loc[unit].to_dict()
    standing, promises = views.standings(page, unit, own["league"]), views.targets(page, unit=unit)
    line_of = views.target_lines(page, unit, own["league"])
    rows = views.records(promises.frame)
    boxes = []
    for theme in page.themes:
        of_theme = [row for row in rows if row["theme"] == theme]
        if of_theme:
            parts = []
            for commitment in dict.fromkeys(row["commitment_id"] for row in of_theme):
                of_one = [row for row in of_theme if row["commitment_id"] == commitment]
                lines = [_plain(line_of[row["target_id"]]) for row in of_one if row["kind"] != "qualitative"]
                title, promise = (t.of(of_one[0], name) for name in ("commitment", "statement"))
                text = title if promise == title else t("{unit}：{promise}", unit=title, promise=promise)
                parts.append(_items(lines) if lines else f"<p><i>{_escape(t('没有数字的承诺'))}</i></p>")
                parts.append(
                    _paragraphs([text]) + _paragraphs([t("出处：{where}", where=views.source(of_one[0], t, *of_one))], "caption")
                )
            boxes.append(f'<section class="box"><h3>{_escape(words(t, "theme", theme))}</h3>{"".join(parts)}</section>')
    takeaway = t(
        "{unit}：{commitments}条承诺，{measurable}条可以衡量，{targets}个目标",
        unit=t.of(own, "unit"),
        commitments=own["commitments"],
        measurable=own["measurable"],
        targets=own["targets"],
    )
    names = {code: t.of(row.to_dict(), "unit") for code, row in every.iterrows()}
    summary = f'<div class="summary">{_paragraphs([standing.takeaway, *standing.notes])}</div>'
    above = _select(sheet, t("选择单位"), "unit", {str(code): name for code, name in names.items()}, unit)
    return _Part(
        takeaway,
        above=above,
        blocks=(summary, f'<div class="grid">{"".join(boxes)}</div>'),
        rows=(promises, standing),
        awaits=_WORDS,
    )


def _plain(markdown: str) -> str:
    """A line of the page as text: what it escapes and makes bold is written as it is."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown.replace("**", ""))


def _timeline(sheet: _Sheet) -> _Part:
    page, t = sheet.context, sheet.context.t
    league, theme = (None if sheet.choice.get(name) in (None, "all") else sheet.choice[name] for name in ("league", "theme"))
    due = views.timeline(page, league, theme)
    counts = views.timeline(page, league).frame["theme"].value_counts()

    def options(name: str, codes: Iterable[str], other: Mapping[str, str | None], says: Callable[[str], str]) -> str:
        return _choices(
            sheet,
            name,
            [
                (code, says(code), {name: "" if code == "all" else code, **{key: value or "" for key, value in other.items()}})
                for code in codes
            ],
            sheet.choice.get(name, "all"),
        )

    above = options(
        "league",
        ["all", *views.LEAGUES],
        {"theme": theme},
        lambda code: t("县区和部门") if code == "all" else words(t, "league", code),
    ) + options(
        "theme",
        ["all", *page.themes],
        {"league": league},
        lambda code: (
            f"{t('各主题') if code == 'all' else words(t, 'theme', code)} · {counts.sum() if code == 'all' else counts.get(code, 0)}"
        ),
    )
    days = []
    for day, group in due.frame.groupby("deadline"):
        days.append(
            f"<p><b>{_escape(quantity.day(day, t))}</b></p>{_items(views.due_words(row, t) for row in views.records(group))}"
        )
    line = _figure(sheet, due, size=(495, 0)) if due.drawn else ""
    blocks = (f'<div class="line"><section>{line}</section><section>{"".join(days)}</section></div>',)
    return _Part(due.takeaway, above=above, blocks=blocks, rows=(due,), awaits=_PLOT if due.drawn else "")


def _compare(sheet: _Sheet) -> _Part:
    page, t, choice = sheet.context, sheet.context.t, sheet.choice
    every = views.units(page).frame.set_index("unit_id")
    by = choice.get("by", "units")
    ways = {"units": t("几个单位"), "themes": t("一个单位的几个主题")}
    above = _choices(
        sheet, t("对照什么"), [(code, text, {"by": "" if code == "units" else code}) for code, text in ways.items()], by
    )
    if by == "themes":
        unit = choice.get("unit") or str(every.index[0])
        themes = (
            tuple(choice["themes"].split(",")) if "themes" in choice else views.themes_of(page, unit)[: views.MOST_SIDE_BY_SIDE]
        )
        targets = views.explore(page, views.of_unit(page, unit, themes))
        return _Part(t("各个主题承诺了什么"), above=above, rows=(targets,))
    league = choice.get("league", views.LEAGUES[0])
    units = tuple(choice["units"].split(",")) if "units" in choice else views.alike_pair(page, league)
    own = {"league": "" if league == views.LEAGUES[0] else league}
    above += _choices(
        sheet, t("单位范围"), [(code, words(t, "league", code), {"league": code}) for code in views.LEAGUES], league
    )
    codes = list(every.index[every["league"] == league])
    options = []
    for code in codes if len(codes) <= _MOST_ITEMS else units:
        several = [each for each in units if each != code] if code in units else [*units, code]
        if 2 <= len(several) <= views.MOST_SIDE_BY_SIDE:
            options.append(
                (
                    code,
                    ("− " if code in units else "+ ") + t.of(every.loc[code].to_dict(), "short"),
                    {**own, "units": ",".join(several)},
                )
            )
    above = f'<div class="beside">{above}</div>'
    more = (_choices(sheet, t("选择二至六个单位"), options, ""),)
    if len(units) < 2:
        return _Part(t("再选一个单位，才能对照。"), above=above, blocks=more)
    table = views.compared(page, units, league)
    return _Part(
        table.takeaway, table, leads.of_compared(page), above=above, blocks=more, rows=(table, views.profile(page, units))
    )


def _city(sheet: _Sheet) -> _Part:
    page, t = sheet.context, sheet.context.t
    names = views.sums(page)
    about = names.frame.drop_duplicates("indicator_id").set_index("indicator_id")
    if about.empty:
        return _Part(names.takeaway, blocks=(_paragraphs(names.notes, "caption"),))
    indicator = sheet.choice.get("indicator") or str(about.index[0])
    both = views.county_city(page, indicator)
    options = [(str(code), t.of(row.to_dict(), "indicator"), {"indicator": str(code)}) for code, row in about.iterrows()]
    blocks = (
        _paragraphs(names.notes, "caption"),
        _table(sheet, names),
        f"<h2>{_escape(t('逐项看'))}</h2>",
        _choices(sheet, t("指标"), options, indicator),
        f"<h3>{_title(both.takeaway)}</h3>",
        _figure(sheet, both, size=(759, 0)),
    )
    return _Part(names.takeaway, blocks=blocks, rows=(both, views.ranking(page, indicator, views.LEAGUES[0])), awaits=_ROWS)


def _explore(sheet: _Sheet) -> _Part:
    page, t, choice = sheet.context, sheet.context.t, sheet.choice
    own = filters(choice, views.codes(page))[0]
    page = replace(page, look=replace(page.look, theme=theme_of(page, own.link())))
    sheet = replace(sheet, context=page)
    show = tuple(code for code in views.COLUMNS if code in choice.get("show", "").split(",")) or views.DEFAULT_COLUMNS
    rows = views.explore(page, own, show, choice.get("order", "list"))
    link = {name: value for name, value in own.link().items() if name != "list"}
    rest_of_link = "".join(
        f'<input type="hidden" name="{name}" value="{_escape(value)}">' for name, value in link.items() if name != "q"
    )
    rest_of_link += f'<input type="hidden" name="list" value="{",".join(page.lists)}">' + (
        f'<input type="hidden" name="lang" value="{t.lang}">' if sheet.names_language else ""
    )
    label = t("搜索单位、承诺、举措、指标、口径，多个词用空格隔开")
    above = (
        f'<form method="get" action="./explore" role="search"><input type="search" name="q" value="{_escape(own.words)}" aria-label="{_escape(label)}" '
        f'placeholder="{_escape(label)}">{rest_of_link}<button>{_escape(t("搜索"))}</button></form>'
    )
    counts = views.facets(page, own)
    more = _choices(
        sheet,
        t("主题"),
        [
            (
                code,
                f"{words(t, 'theme', code)} · {counts['theme'].get(code, 0)}",
                {**link, "theme": "" if code in own.codes("theme") else code},
            )
            for code in page.themes
        ],
        next(iter(own.codes("theme")), ""),
    )
    drops = [
        (code, "× " + views.facet_words(page, facet, code), {**link, facet: ",".join(each for each in codes if each != code)})
        for facet, codes in own.sets
        for code in codes
        if facet not in ("list", "theme")
    ]
    drops += [(name, "× " + views.bound_words(page, own, name), {**link, name: ""}) for name in own.bounds]
    more += _choices(sheet, t("筛选"), drops, "") if drops else ""
    if choice.get("form") == "values" and not page.further:
        one = own.of_list(page.list_id, [unit["unit_id"] for unit in page.units])
        view = views.filtered_matrix(page, one) if one else None
        if view and view.drawn:
            return _Part(
                view.takeaway, view, leads.of_values({**link, "form": "values"}), above=above, blocks=(more,), rows=(rows,)
            )
    return _Part(rows.takeaway, above=above, blocks=(more,), rows=(rows,), awaits="" if rows.table.empty else _ROWS)


def _about(sheet: _Sheet) -> _Part:
    page = sheet.context
    return _Part(views.counts(page).takeaway, rows=(views.definitions(page), views.counts(page)))


def _live_alone(sheet: _Sheet) -> _Part:
    """A page that is nothing without what its reader does on it."""
    t = sheet.context.t
    text = t("这一页要在打开的看板里用：它做的事都是读者当场选的。清单的数字在别的页上。")
    return _Part(views.counts(sheet.context).takeaway, blocks=(_paragraphs([text]),), rows=(views.counts(sheet.context),))


_PAGES: dict[str, _Page] = {
    START: _overview,
    "unit": _unit,
    "timeline": _timeline,
    "compare": _compare,
    "city": _city,
    "explore": _explore,
    "about": _about,
    "story": _live_alone,
    "sql": _live_alone,
}


def _of_compare(context: Context, link: Mapping[str, str]) -> dict[str, Parameter]:
    every = views.units(context).frame.set_index("unit_id")
    league = link["league"] if link.get("league") in views.LEAGUES else views.LEAGUES[0]
    unit = link["unit"] if link.get("unit") in every.index else str(every.index[0])
    return {
        "by": Parameter(codes=["units", "themes"]),
        "league": LEAGUE,
        "units": Parameter("codes", list(every.index[every["league"] == league]), views.MOST_SIDE_BY_SIDE),
        "unit": Parameter(codes=list(every.index)),
        "themes": Parameter("codes", views.themes_of(context, unit), views.MOST_SIDE_BY_SIDE),
    }


def _of_explore(context: Context, link: Mapping[str, str]) -> dict[str, Parameter]:
    codes = views.codes(context)
    facets = {name: Parameter("codes", codes[name]) for name in FACETS if name != "list"}
    own = {"order": views.QUESTIONS["explore"].parameters["order"], "show": views.QUESTIONS["explore"].parameters["columns"]}
    bounds = {name: Parameter("number") for name in BOUNDS}
    more = {name: each.of(context) for name, each in {**views.QUESTIONS["pivot"].parameters, **own}.items()}
    return {**facets, **bounds, **more, "q": SEARCH, "form": Parameter(codes=["rows", "values"])}


# The parameters of each page's link beside those of every page, the theme's under "".
_PARAMETERS: dict[str, Callable[[Context, Mapping[str, str]], dict[str, Parameter]]] = {
    "": lambda context, _link: {
        "indicator": Parameter(codes=list(views.indicators(context, context.look.theme or None).frame["indicator_id"])),
        "action": Parameter(codes=list(views.actions(context, context.look.theme or None).frame["action"])),
        "q": SEARCH,
    },
    START: lambda _context, _link: {"league": LEAGUE},
    "unit": lambda context, _link: {
        "unit": Parameter(codes=list(views.units(context).frame["unit_id"])),
        "action": Parameter(codes=list(views.actions(context).frame["action"])),
    },
    "timeline": lambda context, _link: {
        "league": Parameter(codes=["all", *views.LEAGUES]),
        "theme": Parameter(codes=["all", *context.themes]),
    },
    "compare": _of_compare,
    "city": lambda context, _link: {"indicator": Parameter(codes=list(views.sums(context).frame["indicator_id"]))},
    "explore": _of_explore,
    "about": lambda _context, _link: {},
    "story": lambda _context, _link: {name: Parameter("text", longest=None) for name in ("unit", "s", "every", "dark", *COVER)},
    "sql": lambda _context, _link: {name: Parameter("text", longest=None) for name in ("sql", "table")},
}
_STYLE = re.sub(r"/\*.*?\*/|\s+", " ", Path(__file__).with_suffix(".css").read_text("utf-8"), flags=re.DOTALL)
