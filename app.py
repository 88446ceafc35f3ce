"""Fenjin: navigation, language and appearance; everything else is on the pages."""

from typing import Any

import streamlit as st

from fenjin import metrics, screen, settings
from fenjin.server import first

t = screen.language()
who = screen.visitor()


def page(path: str, **options: Any) -> st.Page:
    """A page of the folder pages/, whose address is its file's name."""
    return st.Page(f"pages/{path}.py", title=t(first.TITLES[path]), url_path=path, **options)


leading = [
    page("overview", default=True),
    *screen.theme_pages(t),
    page("unit"),
    page("timeline"),
    page("story"),
]
rest = [
    page("compare"),
    page("city"),
    page("explore"),
    page("sql", visibility="visible" if who.may(settings.ANALYST) else "hidden"),
    page("about"),
]
stage = page("present", visibility="hidden")
current = st.navigation({"": leading, t("更多"): rest, " ": [stage]}, position="top")
st.set_page_config(page_title=f"{current.title} · {t(first.NAME)}", page_icon=first.ICON, layout="wide")
if not screen.has_table(t):
    st.stop()
with metrics.run(current.url_path or "overview"):
    if current == stage:
        screen.stage()
        current.run()
    else:
        with screen.frame_page(t, current.title, current.url_path, [each.url_path for each in (*leading, *rest)]):
            current.run()
