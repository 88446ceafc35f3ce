"""Views: a question about the table, answered by a named query, a figure, a takeaway computed from the data, and notes.

Screens, files and links render views; nothing else computes a number that a user sees.
"""

from fenjin.views.base import LEAGUES, Context, Row, records
from fenjin.views.card import card
from fenjin.views.compare import (
    MOST_SIDE_BY_SIDE,
    alike_pair,
    alone,
    beside,
    common_views,
    companions,
    compared,
    named_by_departments,
    profile,
    standings,
    target_lines,
)
from fenjin.views.comparison import amount, basis_words, origin_words, with_origins
from fenjin.views.coverage import action_name, coverage, stating
from fenjin.views.due import deadlines, timeline
from fenjin.views.facets import FILTERS, choice_words, codes, facet_words, facets, whose
from fenjin.views.filtered_matrix import filtered_matrix
from fenjin.views.hits import elsewhere, hits, in_text
from fenjin.views.lists import known_lists, list_of, list_words, lists_of, of_lists, of_view, titles, within
from fenjin.views.maps import city_map, tile_grid
from fenjin.views.matrix import departments, matrix
from fenjin.views.promises import promises, silent
from fenjin.views.question import OWN_SQL, QUERIES, QUESTIONS, View, story_questions
from fenjin.views.ranking import indicators, ranking
from fenjin.views.rows import (
    due_words,
    measure_name,
    place,
    place_in_text,
    promise_line,
    row_name,
    scope_of,
    source,
    stress_words,
    target_line,
)
from fenjin.views.similar import actions, actions_of, promise_lines, similar
from fenjin.views.sql import LONGEST_SQL, SQL, answered
from fenjin.views.sums import county_city, county_parts, part_sentences, rates, sum_sentences, sums
from fenjin.views.targets import (
    COLUMNS,
    DEFAULT_COLUMNS,
    ORDERS,
    PIVOTS,
    assistance,
    assistance_lines,
    explore,
    of_unit,
    pivot,
    targets,
    themes_of,
    units_of_measure,
)
from fenjin.views.text import Targets, add_numbers, add_quotes, places, quotes
from fenjin.views.totals import concreteness, counts, definitions, ledger, unit_kinds, units

__all__ = [
    "COLUMNS",
    "DEFAULT_COLUMNS",
    "FILTERS",
    "LEAGUES",
    "LONGEST_SQL",
    "MOST_SIDE_BY_SIDE",
    "ORDERS",
    "OWN_SQL",
    "PIVOTS",
    "QUERIES",
    "QUESTIONS",
    "SQL",
    "Context",
    "Row",
    "Targets",
    "View",
    "action_name",
    "actions",
    "actions_of",
    "add_numbers",
    "add_quotes",
    "alike_pair",
    "alone",
    "amount",
    "answered",
    "assistance",
    "assistance_lines",
    "basis_words",
    "beside",
    "card",
    "choice_words",
    "city_map",
    "codes",
    "common_views",
    "companions",
    "compared",
    "concreteness",
    "counts",
    "county_city",
    "county_parts",
    "coverage",
    "deadlines",
    "definitions",
    "departments",
    "due_words",
    "elsewhere",
    "explore",
    "facet_words",
    "facets",
    "filtered_matrix",
    "hits",
    "in_text",
    "indicators",
    "known_lists",
    "ledger",
    "list_of",
    "list_words",
    "lists_of",
    "matrix",
    "measure_name",
    "named_by_departments",
    "of_lists",
    "of_unit",
    "of_view",
    "origin_words",
    "part_sentences",
    "pivot",
    "place",
    "place_in_text",
    "places",
    "profile",
    "promise_line",
    "promise_lines",
    "promises",
    "quotes",
    "ranking",
    "rates",
    "records",
    "row_name",
    "scope_of",
    "silent",
    "similar",
    "source",
    "standings",
    "stating",
    "story_questions",
    "stress_words",
    "sum_sentences",
    "sums",
    "target_line",
    "target_lines",
    "targets",
    "themes_of",
    "tile_grid",
    "timeline",
    "titles",
    "unit_kinds",
    "units",
    "units_of_measure",
    "whose",
    "with_origins",
    "within",
]
