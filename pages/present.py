"""Present: a story, one view a slide, on the whole screen; nothing else."""

from dataclasses import replace

import streamlit as st

from fenjin import metrics, screen, settings, views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.screen.components.show import PACES, show
from fenjin.slides import decks, story
from fenjin.views.parameter import ANY_UNIT, UNIT, Parameter, address, whole

RENEWAL = "60s"  # how often a screen in a lobby asks for newer data

page = screen.context()
t = page.t
units = [each["unit_id"] for each in page.description["units"]]
ready = decks.ready_names(page)
choice, notice = screen.choices_on_stage(
    page,
    {
        "story": Parameter(codes=(*ready, decks.OWN)),
        "s": story.CODE,
        "unit": UNIT.of(page),
        "slide": whole(1, 1000),
        "mark": ANY_UNIT,
        "every": Parameter(codes=PACES),
        "dark": Parameter(codes=["1"]),
        "back": address(screen.paths()),
        **story.COVER_PARAMETERS,
    },
)
every = int(choice.get("every", 0))
look = Look("dark" if "dark" in choice else "light")


def show_slides() -> None:
    """The slides, from the newest data."""
    newest = current()
    context = replace(page, database=newest if page.list_id in views.known_lists(newest) else page.database, look=look)
    name, notices = choice.get("story", ready[0]), [notice]
    cover = {part: choice[part] for part in story.COVER if part in choice}
    if "s" in choice:
        of_link = story.of_code(choice["s"], t)
        own = screen.restrict(of_link)
        if own != of_link:
            notices.append(t("你的角色不能运行SQL：放映中的SQL查询已略去。"))
    elif name == decks.OWN:
        own = screen.own_story()
    else:
        own = decks.ready(context, name, choice.get("unit", units[0])).covered(cover)
    if not own.slots:
        notices.append(t("这份放映没有内容，现在放映整份清单。"))
        own = decks.ready(context, ready[0])
    today = story.Occasion(settings.now().date())
    empty = len([slot for slot in own.slots if not story.shows(context, slot, today)])
    if empty:
        notices.append(t("{n}个图现在没有内容，已跳过。", n=empty))
    return_to = choice.get("back", "story?")
    is_left = show(
        t,
        story.slides(context, own, settings.now().date()),
        choice.get("s", f"{page.list_id} {name} {choice.get('unit')}"),
        int(choice.get("slide", 1)) - 1,
        choice.get("mark", ""),
        every,
        "\n".join(filter(None, notices)),
        return_to,
    )
    if is_left:
        screen.leave(return_to)


(st.fragment(run_every=RENEWAL)(metrics.run("slides")(show_slides)) if every else show_slides)()
