"""Explore: any question of the whole table: filter, search, count, take away."""

import functools

import streamlit as st

from fenjin import screen, views
from fenjin.selection import FACETS, Filters
from fenjin.words import words

page = screen.context()
t = page.t
filters, chosen = screen.filters(page, {"rows": views.PIVOTS, "columns": views.PIVOTS})
left = views.facets(page, filters)


def says(facet: str, code: str) -> str:
    """A choice in words, with the number of rows that it would leave."""
    return f"{views.facet_words(page, facet, code)} · {left[facet].get(code, 0)}"


searched = screen.search(t("搜索单位、承诺、指标、口径，多个词用空格隔开"), "q", chosen.get("q"))
with st.grid("auto", min_column_width=230):
    for facet in FACETS:
        codes = list(dict.fromkeys([*left[facet], *filters.chosen(facet)]))
        screen.choose_many(
            words(t, "facet", facet), facet, codes, filters.chosen(facet),
            functools.partial(says, facet),
        )  # fmt: skip

active = [(facet, code) for facet, codes in filters.sets for code in codes]
if active or searched:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for facet, code in active:
            rest = ",".join(other for other in filters.chosen(facet) if other != code)
            st.button(
                f"{words(t, 'facet', facet)}：{views.facet_words(page, facet, code)}", key=f"drop-{facet}-{code}",
                icon=":material/close:", on_click=screen.put_into_link, args=({facet: rest},),
            )  # fmt: skip
        st.button(
            t("清除全部"), key="clear", type="tertiary", on_click=screen.put_into_link,
            args=(dict.fromkeys(Filters.link(filters), ""),),
        )  # fmt: skip

found = views.explore(page, filters)
st.subheader(found.takeaway, anchor=False)
screen.table(found, page, "explore", f"{page.list_id}-explore")

indicators = filters.chosen("indicator")
if len(indicators) == 1 and indicators[0] != "none":
    st.header(t("这个指标的比较"), anchor=False)
    st.caption(t("比较用清单中这个指标的全部数字，不受上面的筛选影响。"))
    for league in filters.chosen("league") or views.LEAGUES:
        compared = views.ranking(page, indicators[0], league)
        if not compared.empty:
            st.caption(words(t, "league", league))
            screen.draw(compared, page, f"ranking-{league}")

st.header(t("分类统计"), anchor=False)
first, second = st.columns(2)
with first:
    rows = screen.choose(st.selectbox, t("行"), "rows", views.PIVOTS, chosen.get("rows"), lambda code: words(t, "facet", code))
with second:
    others = [code for code in views.PIVOTS if code != rows]
    default = ["kind", *(code for code in others if code != "kind")] if rows != "kind" else others
    columns = screen.choose(
        st.selectbox, t("列"), "columns", default, chosen.get("columns"), lambda code: words(t, "facet", code)
    )
counted = views.pivot(page, filters, rows, columns)
screen.table(counted, page, "pivot", f"{page.list_id}-counts")
screen.footer(page)
