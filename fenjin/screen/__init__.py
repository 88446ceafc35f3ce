"""Views to Streamlit: what every page shares of drawing, choosing and downloading."""

from fenjin.screen.choose import choose, choose_many, follow, number, search
from fenjin.screen.frame import Ended, context, failed, footer, go, headed, leave, served, stage
from fenjin.screen.link import around, choices, filters, put_into_link, query, root, same, staged
from fenjin.screen.navigation import page_at, paths
from fenjin.screen.similar import choose_similar, similar
from fenjin.screen.theme import theme_page, theme_pages
from fenjin.screen.view import data, download, draw, table
from fenjin.screen.visit import allowed, attach, documents, keep_story, language, offer, own_story, tell, the_lists, visitor

__all__ = [
    "Ended",
    "allowed",
    "around",
    "attach",
    "choices",
    "choose",
    "choose_many",
    "choose_similar",
    "context",
    "data",
    "documents",
    "download",
    "draw",
    "failed",
    "filters",
    "follow",
    "footer",
    "go",
    "headed",
    "keep_story",
    "language",
    "leave",
    "number",
    "offer",
    "own_story",
    "page_at",
    "paths",
    "put_into_link",
    "query",
    "root",
    "same",
    "search",
    "served",
    "similar",
    "stage",
    "staged",
    "table",
    "tell",
    "the_lists",
    "theme_page",
    "theme_pages",
    "visitor",
]
