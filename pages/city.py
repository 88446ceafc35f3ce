"""City and counties: do the counties' targets add up to what the departments state for the city?"""

import functools

import streamlit as st

from fenjin import screen, views
from fenjin.language.markdown import plain
from fenjin.views.parameter import Parameter

page = screen.context()
t = page.t
names = views.sums(page)
indicators = list(dict.fromkeys(names.frame["indicator_id"]))
choice = screen.choices(page, {"indicator": Parameter(codes=indicators)})

screen.headline(names.takeaway, names, page)
for note in names.notes:
    st.caption(plain(note))
screen.table(names, page, "sums", f"{page.list_id}-city", titled=True)

rates = views.rates(page)
if not rates.empty:
    st.subheader(t("不能相加的数字"), anchor=False)
    screen.caption(rates.takeaway, rates, page, "rates")
    screen.table(rates, page, "rates", f"{page.list_id}-city-rates", titled=True)

if indicators:
    st.header(t("逐项看"), anchor=False)
    about = {row["indicator_id"]: row for row in reversed(names.rows)}
    indicator = screen.choose(
        st.pills,
        t("指标"),
        "indicator",
        indicators,
        choice.get("indicator"),
        lambda code: t.of(about[code], "indicator"),
        required=True,
        label_visibility="collapsed",
    )
    rows_of = functools.partial(screen.lead_to_rows, page, indicator)
    left, right = st.columns([3, 2], gap="large")
    with left:
        both = views.county_city(page, indicator)
        screen.draw(both, page, "sum", lead=rows_of)
        screen.data(both, page, f"sum-data-{indicator}", f"{page.list_id}-{indicator}-county-city")
        parts = views.county_parts(page, indicator)
        screen.data(parts, page, f"parts-data-{indicator}", f"{page.list_id}-{indicator}-county-parts", t("各家的数字和依据"))
    with right:
        st.markdown(f"**{t('各县区的数字')}**")
        st.caption(plain(views.coverage(page, indicator, "county").takeaway))
        ranking = views.ranking(page, indicator, "county")
        screen.draw(ranking, page, "counties", heading=False, lead=rows_of)
        screen.data(ranking, page, f"counties-data-{indicator}", f"{page.list_id}-{indicator}-county")
screen.footer(page, choice)
