"""Overview: what every county promises in every theme, what falls due next, whether the counties add up to the city, who wrote no figure."""

import streamlit as st

from fenjin import screen, views
from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.words import words
from fenjin.screen.components import figure
from fenjin.views import leads
from fenjin.views.parameter import Parameter

DUE, SUMS = 6, 3  # lines of what falls due, and of sums

page = screen.context()
t = page.t
counts = views.counts(page)
# A list may be of departments alone, or of counties alone.
leagues = [league for league in views.LEAGUES if league in set(counts.frame["league"])]
choice = screen.choices(page, {"league": Parameter(codes=leagues)})


def lead(kind: str, code: str) -> None:
    """What is pressed leads on."""
    path, link = leads.of_promises(kind, code)
    screen.go(path, {**screen.same(page), **link})


promises = views.promises(page)
screen.headline(views.opening(page), promises if promises.drawn else counts, page)
if promises.drawn:
    screen.draw(promises, page, "promises", heading=False, lead=lead)
    figure.first()
    screen.data(promises, page, "promises-data", f"{page.list_id}-promises")

has_sums = views.has_counties_and_city(page.database, page.list_id)
due, *between, silent = st.columns(3 if has_sums else 2, gap="large")
with due:
    st.header(t("何时到期？"), anchor=False)
    deadlines = views.deadlines(page)
    rows = deadlines.rows
    screen.lines(
        {
            row["target_id"]: f"**{quantity.day(row['deadline'], t, 'day of the year')}**　{plain(views.due_words(row, t))}"
            for row in rows[:DUE]
        },
        "due",
    )
    if rows:
        st.page_link(
            "pages/timeline.py",
            label=t("全部{n}个期限，放进日历", n=len(rows)),
            icon=":material/arrow_forward:",
            query_params=screen.same(page),
        )
    else:
        st.caption(plain(deadlines.takeaway))
for place in between:
    with place:
        st.header(t("县区加起来等于全市吗？"), anchor=False)
        sentences = views.sum_sentences(page)
        for sentence in sentences[:SUMS]:
            st.markdown(plain(sentence))
        if sentences:
            st.page_link(
                "pages/city.py", label=t("县区与全市，逐项看"), icon=":material/arrow_forward:", query_params=screen.same(page)
            )
        else:
            st.caption(plain(views.sums(page).takeaway))
with silent:
    st.header(t("谁一个数字也没有写？"), anchor=False)
    without = views.silent(page)
    st.markdown(f"**{plain(without.takeaway)}**")
    for note in without.notes:
        st.markdown(plain(note))
    screen.data(without, page, "silent-data", f"{page.list_id}-silent", t("数据、出处、放映"))

screen.beside_last_year(page, f"{page.list_id}-years")
st.header(t("谁在哪里说得具体？"), anchor=False)
league = screen.choose(
    st.segmented_control,
    t("单位范围"),
    "league",
    leagues,
    choice.get("league"),
    lambda code: words(t, "league", code),
    required=True,
    label_visibility="collapsed",
)
concrete = views.concreteness(page, league)


def lead_to_commitments(_kind: str, code: str) -> None:
    """A cell leads to the commitments that it counts."""
    row, theme = code.split()
    screen.go("explore", {**screen.same(page), "unit" if league == views.LEAGUES[0] else "unit_type": row, "theme": theme})


screen.draw(concrete, page, "concreteness", lead=lead_to_commitments)
screen.data(concrete, page, "concreteness-data", f"{page.list_id}-concreteness-{league}")
screen.data(counts, page, "counts", f"{page.list_id}-totals", t("清单的总数：数据、出处、放映"))
screen.footer(page, choice)
