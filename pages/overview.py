"""Overview: what the list holds, each theme's headline comparison, who is concrete where, what falls due when."""

from dataclasses import replace

import streamlit as st

from fenjin import screen, views
from fenjin.language.markdown import plain
from fenjin.language.words import words
from fenjin.screen.components import figure
from fenjin.views.parameter import Parameter

page = screen.context()
t = page.t
counted = views.counts(page)
# A list may be of departments alone, or of counties alone.
leagues = [league for league in views.LEAGUES if league in set(counted.frame["league"])]
chosen = screen.choices(page, {"league": Parameter(codes=leagues)})

st.subheader(plain(counted.takeaway), anchor=False)
whole, county = (
    counted.frame.set_index("league").reindex(["all", "county"], fill_value=0).loc[name] for name in ("all", "county")
)
with st.grid(4, min_column_width=150, border=True):
    st.metric(
        t("单位总数"), int(whole["units"]), delta=t("其中县区 {n}", n=county["units"]), delta_color="off", delta_arrow="off"
    )
    st.metric(
        t("承诺总数"),
        int(whole["commitments"]),
        delta=t("其中县区 {n}", n=county["commitments"]),
        delta_color="off",
        delta_arrow="off",
    )
    st.metric(
        t("可以衡量的承诺"), f"{whole['measurable'] / whole['commitments']:.0%}",
        delta=t("{n}条", n=whole["measurable"]), delta_color="off", delta_arrow="off",
    )  # fmt: skip
    st.metric(
        t("目标总数"), int(whole["targets"]), delta=t("其中县区 {n}", n=county["targets"]), delta_color="off", delta_arrow="off"
    )

screen.data(counted, page, "counts", f"{page.list_id}-totals")

st.header(t("每个主题看一项"), anchor=False)
grid = st.grid(3, min_column_width=330, border=True)
for theme in page.themes:
    themed = replace(page, look=replace(page.look, theme=theme))
    view = views.headline(themed, theme)
    with grid.cell():
        st.markdown(f"**{words(t, 'theme', theme)}**")
        if view is not None and view.figure is not None:
            st.markdown(plain(view.takeaway))
            figure.draw(view.figure, f"card-{theme}", view.takeaway, still=True)
            for note in view.notes:
                st.caption(plain(note))
        st.page_link(
            screen.page_at(theme),
            label=t("看{theme}的全部比较", theme=words(t, "theme", theme)),
            icon=":material/arrow_forward:",
            query_params=screen.same(page),
        )
    if theme == page.themes[0]:
        figure.first()

st.header(t("谁在哪里说得具体？"), anchor=False)
league = screen.choose(
    st.segmented_control, t("单位范围"), "league", leagues, chosen.get("league"), lambda code: words(t, "league", code),
    required=True, label_visibility="collapsed",
)  # fmt: skip
concrete = views.concreteness(page, league)
screen.draw(concrete, page, "concreteness")
screen.data(concrete, page, "concreteness-data", f"{page.list_id}-concreteness-{league}")

st.header(t("何时到期？"), anchor=False)
due = views.deadlines(page)
screen.draw(due, page, "deadlines")
screen.data(due, page, "deadlines-data", f"{page.list_id}-deadlines")
st.page_link(
    "pages/timeline.py", label=t("看全年的期限，放进日历"), icon=":material/arrow_forward:", query_params=screen.same(page)
)
screen.footer(page, chosen)
