"""Present: a story, one view a slide, on the whole screen; nothing else."""

from dataclasses import replace

import streamlit as st

from fenjin import metrics, screen, settings, views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.screen.components.show import PACES, show
from fenjin.slides import story
from fenjin.views.parameter import ANY_UNIT, UNIT, Parameter, address, whole

RENEWED = "60s"  # how often a screen in a lobby asks for newer data

page = screen.context()
t = page.t
units = [each["unit_id"] for each in page.described["units"]]
ready = story.ready_names(page)
chosen, notice = screen.staged(
    page,
    {
        "story": Parameter(codes=(*ready, story.OWN)), "s": story.CODE, "unit": UNIT.of(page), "slide": whole(1, 1000), "mark": ANY_UNIT,
        "every": Parameter(codes=PACES), "dark": Parameter(codes=["1"]), "back": address(screen.paths()),
    },
)  # fmt: skip
every = int(chosen.get("every", 0))
look = Look("dark" if "dark" in chosen else "light")


def shown() -> None:
    """The slides, from the newest data."""
    newest = current()
    context = replace(page, database=newest if page.list_id in views.known_lists(newest) else page.database, look=look)
    named, said = chosen.get("story", ready[0]), [notice]
    if "s" in chosen:
        linked = story.of_code(chosen["s"], t)
        told = screen.allowed(linked)
        if told != linked:
            said.append(t("你的角色不能运行SQL：放映中的SQL查询已略去。"))
    elif named == story.OWN:
        told = screen.own_story()
    else:
        told = story.ready(context, named, chosen.get("unit", units[0]))
    if not told.slots:
        said.append(t("这份放映没有内容，现在放映整份清单。"))
        told = story.ready(context, ready[0])
    empty = len([slot for slot in told.slots if story.view_of(context, slot) is None])
    if empty:
        said.append(t("{n}个图现在没有内容，已跳过。", n=empty))
    back = chosen.get("back", "story?")
    left = show(
        t, story.slides(context, told, settings.now().date()), chosen.get("s", f"{page.list_id} {named} {chosen.get('unit')}"),
        int(chosen.get("slide", 1)) - 1, chosen.get("mark", ""), every, "\n".join(filter(None, said)), back,
    )  # fmt: skip
    if left:
        screen.leave(back)


(st.fragment(run_every=RENEWED)(metrics.run("slides")(shown)) if every else shown)()
