"""Fenjin: navigation, language and appearance; everything else is on the pages."""

import streamlit as st

from fenjin import screen
from fenjin.words import words

t = screen.language()
st.set_page_config(page_title=t("奋进看板"), page_icon="📊", layout="wide")

pages = [
    st.Page("pages/overview.py", title=t("总览"), url_path="overview", default=True),
    st.Page("pages/investment.py", title=words(t, "theme", "investment"), url_path="investment"),
    st.Page("pages/attraction.py", title=words(t, "theme", "attraction"), url_path="attraction"),
    st.Page("pages/rural.py", title=words(t, "theme", "rural"), url_path="rural"),
    st.Page("pages/livelihood.py", title=words(t, "theme", "livelihood"), url_path="livelihood"),
    st.Page("pages/business.py", title=words(t, "theme", "business"), url_path="business"),
    st.Page("pages/other.py", title=words(t, "theme", "other"), url_path="other"),
    st.Page("pages/unit.py", title=t("单位"), url_path="unit"),
    st.Page("pages/compare.py", title=t("对照"), url_path="compare"),
    st.Page("pages/city.py", title=t("县区与全市"), url_path="city"),
    st.Page("pages/explore.py", title=t("查询"), url_path="explore"),
    st.Page("pages/sql.py", title="SQL", url_path="sql"),
    st.Page("pages/about.py", title=t("关于"), url_path="about"),
]
page = st.navigation(pages, position="top")
screen.header(t, page.title, [each.url_path for each in pages])
page.run()
