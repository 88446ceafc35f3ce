"""Who promises the same action: a choice among actions, and the units that promise the one chosen."""

from collections.abc import Sequence

import streamlit as st

from fenjin import metrics, views
from fenjin.language.markdown import plain
from fenjin.language.words import words
from fenjin.screen.choose import choose
from fenjin.screen.link import surroundings
from fenjin.screen.view import data
from fenjin.views import Context


def similar(page: Context, action: str, key: str) -> None:
    """The units that promise an action, those of each league in the order of the list, and the files of it."""
    t, view = page.t, views.similar(page, action)
    st.subheader(plain(view.takeaway), anchor=False)
    by_league = views.promise_lines(page, view)
    for column, (league, lines) in zip(st.columns(max(len(by_league), 1), gap="large"), by_league.items(), strict=True):
        with column:
            st.caption(words(t, "league", league))
            st.markdown(
                "\n".join(
                    f"- **{plain(unit)}**　{plain(figures)}  \n  {plain(title)}{t('（{scope}）', scope=plain(place))}"
                    for unit, figures, title, place in lines
                )
            )
    for note in view.notes:
        st.caption(plain(note))
    data(view, page, f"{key}-{action}", f"{page.list_id}-{action}", t("数据、出处、放映"))


@st.fragment
@metrics.run("similar")
def choose_similar(page: Context, actions: Sequence[str], key: str, before: tuple[object, ...]) -> None:
    """The choice of one of some actions, in the order in which they come, and who promises it: alone run again when another one is
    chosen. `before` is `surroundings()` as it was for the page."""
    if before != surroundings():
        st.rerun()
    t = page.t
    rows = {row["action"]: row for row in views.actions(page).rows}

    def says(code: str) -> str:
        return t("{name} · {n}个单位", name=views.action_name(rows[code], t), n=rows[code]["units"])

    action = choose(
        st.selectbox, t("举措（后面是承诺它的单位数）"), "action", list(actions), st.query_params.get("action"), says, width=420
    )
    similar(page, action, key)
