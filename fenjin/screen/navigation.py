"""The pages that there are: those of the folder pages/, and one for each theme of the table."""

from collections.abc import Mapping

import streamlit as st

from fenjin import views
from fenjin.data.admission import TableError
from fenjin.data.edition import current
from fenjin.data.engine import ClusterError
from fenjin.paths import PAGES
from fenjin.screen.visit import the_lists
from fenjin.sitemap import CITY, NOWHERE, SITEMAP
from fenjin.table.themes import Theme

_FILES = frozenset(path.stem for path in PAGES.glob("*.py"))


def known_themes() -> Mapping[str, Theme]:
    """The themes of the table by code, in their order; none where there is no table."""
    try:
        return current().themes
    except TableError:
        return {}


def themes() -> tuple[str, ...]:
    """The themes that have a page: those of the table; while there is none, those that have a file in pages/."""
    return tuple(known_themes() or sorted(_FILES - SITEMAP.keys()))


def empty_pages() -> frozenset[str]:
    """The addresses of pages that have nothing to show of the list of this screen: the navigation does not name them."""
    try:
        database = current()
    except TableError:
        return frozenset()
    list_id = the_lists(database)[0]
    try:
        empty = set(database.themes) - set(views.promised_themes(database, list_id))
    except ClusterError:
        # The top of a page is there all the same, and the page says what is wrong.
        return frozenset()
    return frozenset(empty if views.has_counties_and_city(database, list_id) else {*empty, CITY})


def paths() -> tuple[str, ...]:
    """The addresses of all pages that have the dashboard's header, below its root."""
    return tuple(sorted({*(path for path, page in SITEMAP.items() if page.place != NOWHERE), *themes()}))


def page_at(path: str) -> "str | st.Page":
    """The page at an address below the root, as Streamlit's links take it: a file's name, or a page of a theme that has no file."""
    if path in SITEMAP or path in _FILES:
        return f"pages/{path}.py"
    # Streamlit knows it by its address; what it shows app.py has said.
    return st.Page(lambda: None, title=path, url_path=path)
