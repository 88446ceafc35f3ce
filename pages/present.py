"""Present: a story, one view a slide, on the whole screen; nothing else."""

import datetime
from dataclasses import replace

import streamlit as st

from fenjin import screen, selection, story
from fenjin.charts import Look
from fenjin.database import current
from fenjin.show import show

PACES = ("10", "15", "20", "30", "60", "120")
RENEWED = "60s"  # how often a screen in a lobby asks for newer data

page = screen.context()
t = page.t
units = [each["unit_id"] for each in page.described["units"]]
chosen, notice = screen.staged(
    page,
    {
        "story": (*story.READY, story.OWN), "s": story.Codes(), "unit": units, "slide": selection.Whole(1, 1000), "mark": units,
        "every": PACES, "dark": ["1"], "back": selection.Address(screen.PATHS),
    },
)  # fmt: skip
every = int(chosen.get("every", 0))
look = Look("dark" if "dark" in chosen else "light")


@st.fragment(run_every=RENEWED if every else None)
def shown() -> None:
    """The slides, from the newest data."""
    context = replace(page, database=current(), look=look)
    named = chosen.get("story", story.READY[0])
    if "s" in chosen:
        told = story.of_code(chosen["s"], t)
    else:
        told = story.ready(context, named if named != story.OWN else story.READY[0], chosen.get("unit", units[0]))
    left = show(
        t, story.slides(context, told, datetime.date.today()), chosen.get("s", f"{named} {chosen.get('unit')}"),
        int(chosen.get("slide", 1)) - 1, chosen.get("mark", ""), every, notice,
        lambda to: screen.put_into_link({"slide": str(to.get("slide", "")), "mark": str(to.get("mark", ""))}),
    )  # fmt: skip
    if left:
        screen.leave(chosen.get("back", "story"))


shown()
