"""The pages that the dashboard has beside those of the themes: a file of pages/ each, and here what all else needs to know of it."""

from typing import NamedTuple

from fenjin.language.translate import _
from fenjin.settings import ANALYST, VIEWER

NAME = _("奋进看板")
START = "overview"
CITY = "city"
# Where the navigation names a page: in sight, under “more”, there for those who curate lists, not at all.
FIRST, MORE, CURATING, NOWHERE = "first", "more", "curating", "nowhere"


# Our own components, beside that of Plotly's figures, on most pages.
OURS = ("appearance", "markup", "current")


class Page(NamedTuple):
    """A page: its title, a text of the catalogue; where the navigation names it; whether it draws figures with Plotly; Streamlit's names
    for the other parts that it is made of, beside those of every page; the role for which the navigation names it; and our own components
    there, beside that of Plotly's figures."""

    title: str
    place: str
    plotly: bool = False
    parts: tuple[str, ...] = ()
    role: str = VIEWER
    components: tuple[str, ...] = OURS


# What every page is made of, and what stands around each table of rows.
EVERYWHERE = ("BidiComponent", "ButtonGroup", "Button")
GRID = ("Html", "DataFrame", "DownloadButton")
# By file and address, in the order of the navigation; the themes' stand after the first.
SITEMAP = {
    START: Page(_("总览"), FIRST, True, ("Metric", "PageLink")),
    "unit": Page(_("单位"), FIRST, False, ("Selectbox", *GRID)),
    "timeline": Page(_("期限"), FIRST, True, ("DownloadButton", "LinkButton")),
    "story": Page(_("放映"), FIRST, False, ("Selectbox", "DownloadButton", "Html")),
    "compare": Page(_("对照"), MORE, True, ("Multiselect", *GRID)),
    CITY: Page(_("县区与全市"), MORE, True, GRID),
    "explore": Page(_("查询"), MORE, False, ("TextInput", "Multiselect", "NumberInput", "Selectbox", *GRID)),
    "sql": Page("SQL", MORE, False, ("Selectbox", *GRID), ANALYST, (*OURS, "history", "editor")),
    "curate": Page(
        _("整理"),
        CURATING,
        False,
        ("TextInput", "TextArea", "NumberInput", "Selectbox", "DownloadButton", "PageLink"),
        components=("appearance", "review"),
    ),
    "publish": Page(_("发布"), CURATING, False, ("Selectbox", "Checkbox", "TextInput", "DownloadButton")),
    "about": Page(_("关于"), MORE, False, GRID),
    "present": Page(_("放映"), NOWHERE, False, ("Html",), components=("appearance", "show")),
}
# The page of a theme.
THEME_PAGE = Page("", FIRST, True, ("TextInput", "Selectbox", *GRID))
