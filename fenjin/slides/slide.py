"""Views laid out for a meeting room: slides with one view each, as marks on a canvas that screen, paper and files draw alike.

Everything here is in units of a canvas of WIDTH x HEIGHT, which is one pixel on the smallest projector and grows with the screen.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fenjin import views
from fenjin.figures.canvas import (
    BOTTOM,
    GAP,
    HEIGHT,
    LEAST,
    LINE,
    SIDE,
    TOP,
    WIDTH,
    Box,
    Frame,
    Mark,
    Path,
    Words,
    lines_of,
    rule,
    svg_of,
    svg_pattern,
)
from fenjin.figures.content import Content
from fenjin.figures.lines import Lines
from fenjin.figures.look import FONT, Look
from fenjin.figures.points import FAR, Points
from fenjin.figures.typeset import balance, settle, sure_room, wrap
from fenjin.language import quantity
from fenjin.language.translate import Translator
from fenjin.slides.body import body_of
from fenjin.views import Context, View

MOST_PARTS = 6  # slides of one view; what does not fit is counted on the last one


@dataclass(frozen=True)
class Slide:
    """One slide: its title, what it shows, and what stands below it.

    `takeaway` is the view's where the title is another, `small` the definition, the coverage and the signs, `source` the list
    and the date, a line each. `part` is which of how many slides of the view this is. `view` is None on a cover and on slides of words;
    `number` is its place in a story; `link` opens it on its page; `remark` is the speaker's own, `say` what he may say; `context` is
    that of the view.
    """

    title: str
    body: Content
    small: tuple[str, ...] = ()
    source: str = ""
    look: Look = field(default_factory=Look)
    takeaway: str = ""
    part: tuple[int, int] = (1, 1)
    remark: str = ""
    say: tuple[str, ...] = ()
    view: View | None = None
    link: str = ""
    cover: bool = False
    number: str = ""
    height: float = HEIGHT
    context: Context | None = None

    @property
    def heading(self) -> str:
        """The title, with the number of the part where a view takes several slides."""
        n, of = self.part
        if of == 1:
            return self.title
        return f"{self.title} ({n}/{of})" if self.title.isascii() else f"{self.title}（{n}/{of}）"

    @property
    def frame(self) -> Frame:
        """Where the body stands: what title and footer leave."""
        top, (_marks, bottom) = heading_of(self)[1], footer_of(self)
        return Frame(SIDE, top + GAP, WIDTH - 2 * SIDE, bottom - top - 2 * GAP)


# A Chinese font, in which the words of both languages are drawn, has quotation marks as wide as its characters.
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_COVER_TITLES, _TITLES = (64, 56, 48), (42, 38, 34, 30)
_BOLD = 0.99  # of a title's room, as heavy letters are somewhat wider than they are reckoned


def heading_of(slide: Slide) -> tuple[list[Mark], float]:
    """The title and, where it is not the takeaway, the takeaway; and where they end."""
    room, look = WIDTH - 2 * SIDE, slide.look
    # Room for the part's number, so that the slides of one view have titles of one size.
    text = slide.heading
    far = isinstance(slide.body, Points) and slide.body.least >= FAR
    sizes = _COVER_TITLES if slide.cover or far else _TITLES
    size, lines = next(
        (size, lines) for size in sizes for lines in [balance(text, size, room * _BOLD)] if len(lines) <= 2 or size == sizes[-1]
    )
    y = HEIGHT * 0.3 if slide.cover else float(TOP)
    marks_of: list[Mark] = [Words(SIDE, y, lines_of(lines, bold=True), size, look.colour("text"))]
    end = y + len(lines) * size * LINE
    if not slide.cover:
        marks_of.append(Box(0, y + 6, 16, end - y - 12, look.mark))
    if slide.takeaway:
        lines = balance(slide.takeaway, 28, room)
        marks_of.append(Words(SIDE, end + 2, lines_of(lines), 28, look.colour("secondary")))
        end += 2 + len(lines) * 28 * LINE
    return marks_of, end


def footer_of(slide: Slide) -> tuple[list[Mark], float]:
    """The lines below the body, and where they begin."""
    room, look = WIDTH - 2 * SIDE, slide.look
    text = "　".join(slide.small)
    small = settle(text, LEAST, sure_room(text, room)) if slide.small else []
    lines = [*small, *(part for line in slide.source.split("\n") for part in wrap(line, LEAST, room * 0.92))]
    if not slide.source:
        return [], slide.height - BOTTOM
    y = slide.height - BOTTOM - len(lines) * LEAST * 1.25
    # A space at the end of a line would indent the next.
    words = Words(SIDE, y, lines_of(line.strip("　 ") for line in lines), LEAST, look.colour("secondary"), pitch=1.25)
    marks_of: list[Mark] = [rule(Frame(SIDE, 0, room, 0), y - 8, look), words]
    if slide.number:
        last = slide.height - BOTTOM - LEAST * 1.25
        marks_of.append(Words(WIDTH - SIDE, last, lines_of([slide.number]), LEAST, look.colour("secondary"), "end", pitch=1.25))
    return marks_of, y - 8


def source(context: Context, lists: Sequence[Mapping[str, object]], when: datetime.date) -> str:
    """The last line of a slide: lists and date."""
    return f"{views.titles(lists, context.t)} · {quantity.day(when, context.t)}"


def dated_source(context: Context, lists: Sequence[Mapping[str, object]], when: datetime.date) -> str:
    """The last line of what stands on its own: lists, version of the data, date."""
    t = context.t
    return t(
        "{title} · 数据版本 {version} · {date}",
        title=views.titles(lists, t),
        version=context.database.version[:12],
        date=quantity.day(when, t),
    )


def title_of(view: View) -> str:
    """What a slide says of a view: its takeaway, with its question where a number of rows alone would say nothing."""
    if view.free:
        return f"{view.question} {view.takeaway}".strip()
    return view.takeaway or view.question


def of_view(
    context: Context, view: View, when: datetime.date, title: str = "", remark: str = "", link: str = "", brief: bool = False
) -> list[Slide]:
    """A view as slides, one or as many as its rows need; `title` replaces the takeaway, which then stands below it. One slide of what
    says most shall do where it is to be `brief`."""
    t = context.t
    takeaway = title_of(view)
    first = Slide(
        title or takeaway,
        body_of(view, context),
        _small(view, context),
        source(context, views.lists_of(context, view), when),
        remark=remark,
        view=view,
        look=context.look,
        link=link,
        takeaway=takeaway if title and title != takeaway else "",
        context=views.of_view(context, view),
    )
    bodies = first.body.cut(first.frame, first.look)
    if brief and len(bodies) > 1:
        return [_digest(first, t)]
    if len(bodies) > 1:
        # The number of a part takes room in its title, and the count of what is left out in its footer.
        small = (t("另有{n}行，见看板。", n=9999), *first.small) if len(bodies) > MOST_PARTS else first.small
        bodies = first.body.cut(replace(first, part=(MOST_PARTS, MOST_PARTS), small=small).frame, first.look)
    parts = bodies[:MOST_PARTS]
    slides = [replace(first, body=body, part=(n + 1, len(parts))) for n, body in enumerate(parts)]
    if not title:
        slides = [
            replace(each, title=_remainder(each.body, view, context) or takeaway) if each.part[0] > 1 else each for each in slides
        ]
    remaining = sum(body.length for body in bodies[MOST_PARTS:])
    if remaining:
        slides[-1] = replace(slides[-1], small=(t("另有{n}行，见看板。", n=remaining), *slides[-1].small))
    return slides


def _digest(whole: Slide, t: Translator) -> Slide:
    """One slide of what says most, which says how much it leaves out."""
    # The count of what is left out takes room below.
    noted = replace(whole, small=(t("另有{n}行，见看板。", n=9999), *whole.small))
    body = whole.body.digest(noted.frame, whole.look)
    remaining = whole.body.length - body.length
    return (
        replace(noted, body=body, small=(t("另有{n}行，见看板。", n=remaining), *whole.small))
        if remaining
        else replace(whole, body=body)
    )


def _remainder(body: Content, view: View, context: Context) -> str:
    """What a part says that holds nothing but what is kept apart: the takeaway of the whole speaks of other figures."""
    return view.show.remainder(context, view, body.unranked) if view.show.remainder and body.unranked else ""


def picture(context: Context, view: View, when: datetime.date, link: str) -> Slide:
    """A view as one slide that stands on its own, with its notes and its link; as high as its figure and its words need."""
    light = replace(context, look=context.look.light)
    whole = Slide(
        title_of(view),
        body_of(view, light),
        (*_small(view, light), *view.notes),
        f"{dated_source(light, views.lists_of(light, view), when)}\n{link}",
        light.look,
        view=view,
        context=views.of_view(light, view),
    )
    frame = whole.frame
    return replace(whole, height=HEIGHT + max(whole.body.least_height(frame, whole.look) - frame.h, 0))


def _small(view: View, context: Context) -> tuple[str, ...]:
    """What must stand below a view: the indicator's definition, how many state it, and what the signs mean."""
    t = context.t
    lines = [
        t("{indicator}：{definition}", indicator=t.of(each, "indicator"), definition=t.of(each, "definition"))
        for code in view.indicators
        for each in context.database.metadata["indicators"]
        if each["indicator_id"] == code
    ]
    lines += view.show.lines(context, view) if view.show.lines else []
    return tuple(sentence(line, t) for line in (*lines, *view.legend))


def sentence(text: str, t: Translator) -> str:
    """A text with a stop at its end."""
    text, stop = text.strip(), "。" if t.lang == "zh" else "."
    return text if text.endswith(("。", ".", "？", "?")) else text + stop


def marks(slide: Slide) -> list[Mark]:
    """Everything on a slide, from the back to the front."""
    look = slide.look
    page: list[Mark] = [Box(0, 0, WIDTH, slide.height, look.colour("page"))]
    if slide.cover:
        page.append(Box(0, 0, 30, slide.height, look.mark))
    return [*page, *heading_of(slide)[0], *slide.body.marks(slide.frame, look), *footer_of(slide)[0]]


def svg(slide: Slide, lang: str) -> str:
    """The slide as SVG; the marks of a unit are groups that bear its code as `data-unit`."""
    every = marks(slide)
    groups = [svg_of(mark) for mark in every]
    used = sorted({(mark.pattern, mark.edge) for mark in every if isinstance(mark, Box | Path) and mark.pattern})
    patterns = "".join(svg_pattern(pattern, colour) for pattern, colour in used)
    words = "".join(groups) if lang == "zh" else "".join(groups).translate(_STRAIGHT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{slide.height:.0f}" viewBox="0 0 {WIDTH} {slide.height:.0f}" '
        f'lang="{"zh-CN" if lang == "zh" else "en"}" font-family="{FONT}"><defs>{patterns}</defs>{words}</svg>'
    )


def paragraphs(title: str, items: Sequence[str], look: Look) -> list[Slide]:
    """Paragraphs as slides, as many as they need."""
    first = Slide(title, Lines(tuple(items)), look=look, source=" ")
    parts = first.body.cut(first.frame, look)
    return [replace(first, body=part, part=(n + 1, len(parts))) for n, part in enumerate(parts)]
