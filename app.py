"""Fenjin: navigation, language and appearance; everything else is on the pages."""

import streamlit as st

from fenjin import metrics, screen
from fenjin.server import first
from fenjin.sitemap import CURATING, FIRST, MORE, NAME, NOWHERE, SITEMAP, START

screen.mend()
t = screen.language()
who = screen.visitor()
places = (FIRST, MORE, *([CURATING] if screen.may_curate() else []))
empty = screen.empty_pages()


def pages(place: str) -> list[st.Page]:
    """The pages of the folder pages/ that the navigation names there; the address of each is its file's name."""
    return [
        st.Page(
            f"pages/{path}.py",
            title=t(page.title),
            url_path=path,
            default=path == START,
            visibility="visible" if place in places and who.may(page.role) and path not in empty else "hidden",
        )
        for path, page in SITEMAP.items()
        if page.place == place
    ]


start, *leading = pages(FIRST)
leading = [start, *screen.theme_pages(t), *leading]
rest = [*pages(CURATING), *pages(MORE)]
(stage,) = pages(NOWHERE)
current = st.navigation({"": leading, t("更多"): rest, " ": [stage]}, position="top")
title = screen.theme_names(t).get(current.url_path, current.title)
st.session_state["page-title"] = f"{title} · {t(NAME)}"
st.set_page_config(page_title=st.session_state["page-title"], page_icon=first.ICON, layout="wide")
if not screen.has_table(t):
    st.stop()
with metrics.run(current.url_path or START):
    if current == stage:
        screen.stage()
        current.run()
    else:
        with screen.frame_page(t, title, current.url_path, [each.url_path for each in (*leading, *rest)]):
            current.run()
