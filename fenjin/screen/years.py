"""Last year beside this year, as a part of a page."""

import streamlit as st

from fenjin import views
from fenjin.language.markdown import plain
from fenjin.screen.view import caption, table
from fenjin.views import Context


def beside_last_year(page: Context, name: str, units: tuple[str, ...] = (), theme: str | None = None) -> None:
    """What was promised last year beside what is promised now: by some units or all, in a theme or in all; nothing where the city has no
    list of last year, or neither list a figure to compare. `name` is that of its files."""
    if page.before is None:
        return
    view = views.years(page, units, theme)
    if view.empty:
        return
    st.header(plain(view.question), anchor=False)
    caption(view.takeaway, view, page, "years")
    if view.notes:
        st.caption("  \n".join(map(plain, view.notes)))
    table(view, page, "years", name, titled=True)
