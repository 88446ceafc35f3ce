"""Views to Streamlit: what every page shares of drawing, choosing and downloading."""

from fenjin.screen.choose import SEARCH_HINT, choose, choose_many, follow, number, search
from fenjin.screen.frame import EndOfPage, context, footer, frame_page, has_table, lead_to_rows, leave, report_failure, stage
from fenjin.screen.link import choices, choices_on_stage, filters, go, mend, put_into_link, query, root, same, surroundings
from fenjin.screen.navigation import page_at, paths
from fenjin.screen.similar import choose_similar, similar
from fenjin.screen.theme import theme_names, theme_page, theme_pages
from fenjin.screen.view import data, download, draw, headline, in_text, lines, table
from fenjin.screen.visit import (
    attach,
    documents,
    keep_story,
    language,
    may_curate,
    offer,
    own_story,
    restrict,
    tell,
    the_lists,
    visitor,
)
from fenjin.screen.years import beside_last_year

__all__ = [
    "SEARCH_HINT",
    "EndOfPage",
    "attach",
    "beside_last_year",
    "choices",
    "choices_on_stage",
    "choose",
    "choose_many",
    "choose_similar",
    "context",
    "data",
    "documents",
    "download",
    "draw",
    "filters",
    "follow",
    "footer",
    "frame_page",
    "go",
    "has_table",
    "headline",
    "in_text",
    "keep_story",
    "language",
    "lead_to_rows",
    "leave",
    "lines",
    "may_curate",
    "mend",
    "number",
    "offer",
    "own_story",
    "page_at",
    "paths",
    "put_into_link",
    "query",
    "report_failure",
    "restrict",
    "root",
    "same",
    "search",
    "similar",
    "stage",
    "surroundings",
    "table",
    "tell",
    "the_lists",
    "theme_names",
    "theme_page",
    "theme_pages",
    "visitor",
]
