"""Fenjin: navigation, language and appearance; everything else is on the pages."""

from typing import Any

import streamlit as st

from fenjin import metrics, screen, settings

t = screen.language()
st.set_page_config(page_title=t("奋进看板"), page_icon="📊", layout="wide")
who = screen.visitor()


def page(path: str, title: str, **settings: Any) -> st.Page:
    """A page of the folder pages/, whose address is its file's name."""
    return st.Page(f"pages/{path}.py", title=title, url_path=path, **settings)


first = [
    page("overview", t("总览"), default=True),
    *screen.theme_pages(t),
    page("unit", t("单位")),
    page("timeline", t("期限")),
    page("story", t("放映")),
]
rest = [
    page("compare", t("对照")),
    page("city", t("县区与全市")),
    page("explore", t("查询")),
    page("sql", "SQL", visibility="visible" if who.may(settings.ANALYST) else "hidden"),
    page("about", t("关于")),
]
stage = page("present", t("放映"), visibility="hidden")
chosen = st.navigation({"": first, t("更多"): rest, " ": [stage]}, position="top")
if not screen.served(t):
    st.stop()
with metrics.run(chosen.url_path or "overview"):
    if chosen == stage:
        screen.stage()
        chosen.run()
    else:
        with screen.headed(t, chosen.title, chosen.url_path, [each.url_path for each in (*first, *rest)]):
            chosen.run()
