"""What a page that stands by itself is drawn with: figures, rows, choices and links as HTML.

What is pressed in it is a link to the screen that the live page would show.
"""

import functools
import html
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from fenjin.figures.canvas import Box, Frame, svg_growing, svg_of, svg_pattern
from fenjin.figures.canvas import Path as Line
from fenjin.figures.content import COLOUR, Figure
from fenjin.figures.look import FONT
from fenjin.figures.typeset import PHONE_TITLE, breakable
from fenjin.language import cells
from fenjin.language.words import words
from fenjin.server.painting import Painting
from fenjin.sitemap import SITEMAP, START
from fenjin.views import Context, View
from fenjin.views.leads import Lead

MOST_ROWS, MOST_LETTERS = 60, 60_000  # of a table
_FURTHER = 1000  # pixels by which a place is wider, to see what of a figure goes with its width
_SIZE, _TYPE = 24, 16  # of words on the canvas, and in pixels on a page
LOOKS = ("light", "dark")
_BUTTON = re.compile(r'<button type="button"([^>]*?) data-(target|row|column|cell)="([^"]*)"([^>]*)>(.*?)</button>', re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """What a page is drawn with: the context, its address, its choice, and whether links name the language."""

    context: Context
    address: str
    choice: Mapping[str, str]
    names_language: bool
    painting: Painting

    def link(self, path: str, parameters: Mapping[str, str | None] = {}) -> str:
        """The address of a page with a choice, the list and the language, as it stands in an attribute."""
        own = {name: value for name, value in parameters.items() if value}
        rest = {"list": ",".join(self.context.lists) if path == self.address else self.context.list_id}
        rest |= {"lang": self.context.t.lang} if self.names_language else {}
        return escape(f"./{'' if path == START else path}?{urllib.parse.urlencode({**own, **rest})}")


class Part(NamedTuple):
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


def title_of(context: Context, address: str) -> str:
    """What a page is called: a theme as the table has it, others as the site map has them."""
    return words(context.t, "theme", address) if address in context.themes else context.t(SITEMAP[address].title)


def link_to(sheet: Sheet, path: str) -> str:
    """A link to a page, by what it is called."""
    current = ' aria-current="page"' if path == sheet.address else ""
    return f'<a href="{sheet.link(path)}"{current}>{escape(title_of(sheet.context, path))}</a>'


def draw(sheet: Sheet, view: View, lead: Lead | None = None, current: str = "", size: tuple[int, int] = (1318, 0)) -> str:
    """A view's figure with its words: a table of figures as the live page has it, of others the marks that a slide draws."""
    t, figure = sheet.context.t, view.drawn
    pressing = [t("点数字看来历和出处，点行名、列名往下看。")] if figure and figure.html and figure.pressable else []
    notes = [*view.notes, ("" if t.lang == "zh" else " ").join([*view.legend, *pressing])]
    caption = ("　" if t.lang == "zh" else "  ").join(note for note in notes if note)
    words_below = f'<p class="caption">{escape(caption)}</p>' if caption else ""
    if figure is None:
        return words_below
    if figure.html:
        text = sheet.painting.paint(figure.html, figure.colours("light"), figure.colours("dark"))
        return f'<div class="figure">{_BUTTON.sub(functools.partial(_as_link, sheet, lead), _mark(text, current))}</div>{words_below}'
    return f'<div class="drawn">{draw_marks(sheet, figure, view.takeaway, *size)}</div>{words_below}'


def _mark(text: str, current: str) -> str:
    """A table with the row in hand said to be that."""
    place = text.find(f'data-row="{escape(current)}"') if current else -1
    begin = text.rfind("<tr", 0, place) if place >= 0 else -1
    return f'{text[:begin]}<tr aria-current="true"{text[begin + 3 :]}' if begin >= 0 else text


def _as_link(sheet: Sheet, lead: Lead | None, button: re.Match[str]) -> str:
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


def draw_marks(sheet: Sheet, figure: Figure, alt: str, wide: int, high: int) -> str:
    """The marks of a figure, as wide as its place: as the live page draws them, or those of a slide with words of about the size of a page."""
    look, content, layout = sheet.context.look, figure.content, figure["layout"]
    scale = _SIZE / _TYPE
    least = Frame(0, 0, wide * scale, 0)
    frame = replace(least, h=(high or layout.get("height", 0)) * scale or content.least_height(least, look))
    drawings = []
    place = f'viewBox="0 0 {frame.w:.0f} {frame.h:.0f}"'
    for mode in LOOKS:
        own_look = replace(look, mode=mode)
        on_page, wider = (
            content.marks_on_page(each, own_look, layout["font"]["size"]) if figure["data"] else None
            for each in (wide, wide + _FURTHER)
        )
        marks = on_page[0] if on_page else content.marks(frame, own_look)
        svgs = [*map(svg_of, marks)]
        if on_page and wider:
            svgs = [svg_growing(*each, wide, _FURTHER) for each in zip(marks, wider[0], strict=True)]
            place = f'style="height:{on_page[1]:.0f}px"'
        patterns = dict.fromkeys((mark.pattern, mark.edge) for mark in marks if isinstance(mark, Box | Line) and mark.pattern)
        drawings.append("".join(svg_pattern(*each) for each in patterns) + "".join(svgs))
    light, dark = drawings
    inner = sheet.painting.paint(light, COLOUR.findall(light), COLOUR.findall(dark))
    return f'<svg role="img" aria-label="{escape(alt)}" {place} font-family="{escape(FONT)}">{inner}</svg>'


def write_table(sheet: Sheet, view: View) -> str:
    """A view's rows as a table, with what is left out of it."""
    t, rows = sheet.context.t, view.table.head(MOST_ROWS)
    if rows.empty:
        return f'<p class="caption">{escape(t("没有符合条件的行。"))}</p>'
    columns = [
        (
            str(name),
            [cells.words(value, field.kind, t) for value in rows.iloc[:, place]],
            cells.numeric(list(rows.iloc[:, place]), field.kind),
        )
        for place, (field, name) in enumerate(zip(view.fields, view.table.columns, strict=True))
    ]
    columns = [each for each in columns if any(each[1])]
    heads = "".join(f'<th scope="col"{_right(numeric)}>{escape(name)}</th>' for name, _texts, numeric in columns)
    lines: list[str] = []
    letters = 0
    for place in range(len(rows)):
        line = (
            "<tr>" + "".join(f"<td{_right(numeric)}>{escape(texts[place])}</td>" for _name, texts, numeric in columns) + "</tr>"
        )
        letters += len(line)
        if letters > MOST_LETTERS:
            break
        lines.append(line)
    left_out = (
        f'<p class="caption">{escape(t("这里是前{n}行，共{all}行。", n=len(lines), all=f"{len(view.table):,}"))}</p>'
        if len(lines) < len(view.table)
        else ""
    )
    return (
        f'<section class="rows"><h2>{escape(t("数据：{question}", question=view.question))}</h2><div tabindex="0" role="region" '
        f'aria-label="{escape(view.question)}"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>{left_out}</section>'
    )


def _right(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def write_title(text: str) -> str:
    """A title as HTML that a telephone can break."""
    return escape(breakable(text, PHONE_TITLE))


def escape(text: str) -> str:
    """A text as it stands in HTML, also within an attribute."""
    return html.escape(text, quote=True)


def write_paragraphs(texts: Iterable[str], kind: str = "") -> str:
    """Texts as paragraphs of a class, those that are empty left out."""
    return "".join(f"<p{f' class={kind}' if kind else ''}>{escape(text)}</p>" for text in texts if text)


def write_items(texts: Iterable[str]) -> str:
    """Texts as a list."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def write_choices(sheet: Sheet, name: str, options: Iterable[tuple[str, str, Mapping[str, str]]], current: str) -> str:
    """A choice as links, each a code, its words and the parameters of its link."""
    links = "".join(
        f'<a href="{sheet.link(sheet.address, link)}"{" aria-current=true" if code == current else ""}>{escape(text)}</a>'
        for code, text, link in options
    )
    return f'<p class="choices" role="group" aria-label="{escape(name)}">{links}</p>'


def write_select(
    sheet: Sheet, label: str, name: str, options: Mapping[str, str], current: str, link: Mapping[str, str] | None = None
) -> str:
    """A choice among many as a form, with the other parameters of its `link`, and list and language as a link has them."""
    t = sheet.context.t
    hidden = {**(link or {}), "list": sheet.context.list_id, **({"lang": t.lang} if sheet.names_language else {})}
    fields = "".join(f'<input type="hidden" name="{each}" value="{escape(value)}">' for each, value in hidden.items())
    rows = "".join(
        f'<option value="{escape(code)}"{" selected" if code == current else ""}>{escape(text)}</option>'
        for code, text in options.items()
    )
    return (
        f'<form class="one" method="get" action="./{sheet.address}"><select name="{name}" aria-label="{escape(label)}">{rows}</select>{fields}'
        f"<button>{escape(t('打开'))}</button></form>"
    )


def unmark(markdown: str) -> str:
    """A line of the page as text: what it escapes and makes bold is written as it is."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown.replace("**", ""))
