"""Compare: two to six units of one league side by side, and the counties together against the city."""

import streamlit as st

from fenjin import screen, views
from fenjin.selection import SetOf
from fenjin.words import words

MOST = 6

page = screen.context()
t = page.t
every = views.units(page).frame.set_index("unit_id")
chosen = screen.choices(t, {"league": views.LEAGUES, "units": SetOf(list(every.index), MOST)})

league = screen.choose(
    st.segmented_control, t("单位范围"), "league", views.LEAGUES, chosen.get("league"), lambda code: words(t, "league", code),
    required=True, label_visibility="collapsed",
)  # fmt: skip
options = list(every.index[every["league"] == league])
asked = tuple(unit for unit in chosen.get("units", "").split(",") if unit in options)
units = asked or tuple(options[:2])
screen.choose_many(
    t("选择二至六个单位"), "units", options, units, lambda code: t.of(every.loc[code].to_dict(), "unit"), most=MOST
)

if len(units) < 2:
    st.info(t("再选一个单位，才能对照。"))
else:
    st.header(t("共同的指标"), anchor=False)
    common = views.shared(page, units, league)
    st.caption(t("{n}个指标有两家以上给出数字；名次是在全部{league}中的名次。", n=len(common), league=words(t, "league", league)))
    with st.grid("auto", min_column_width=330, border=True) as grid:
        for view in common:
            with grid.cell():
                screen.draw(view, page, f"shared-{view.params['indicator']}")

    st.header(t("谁说了别人没说的？"), anchor=False)
    rest = views.alone(page, units, league)
    st.caption(rest.takeaway)
    screen.table(rest, page, "alone", f"{page.list_id}-alone")

    st.header(t("各个主题承诺了什么"), anchor=False)
    for theme in views.ALL_THEMES:
        st.markdown(f"**{words(t, 'theme', theme)}**")
        with st.grid("auto", min_column_width=260, border=True) as grid:
            for unit in units:
                rows = views.records(views.targets(page, theme=theme, unit=unit).frame)
                lines = [f"- {row['commitment'] if row['kind'] == 'qualitative' else views.said(row, t)}" for row in rows]
                with grid.cell():
                    st.caption(t.of(every.loc[unit].to_dict(), "short"))
                    st.markdown("\n".join(lines) or t("没有承诺"))

st.header(t("县区加起来等于全市吗？"), anchor=False)
for view in views.sums(page):
    with st.container(border=True):
        screen.draw(view, page, f"sum-{view.params['indicator']}")
        screen.download(
            view, page, f"sum-csv-{view.params['indicator']}", f"{page.list_id}-{view.params['indicator']}-county-city"
        )
screen.footer(page)
