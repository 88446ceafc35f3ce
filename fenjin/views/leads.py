"""Where a press on a head or a cell of a table of figures leads, on a live page as on one that stands by itself.

Each answer is the path of a page below the dashboard's root and the parameters of its link, beside list and language.
"""

from collections.abc import Callable, Mapping

from fenjin.views.base import LEAGUES, Context
from fenjin.views.filtered_matrix import DEPARTMENTS
from fenjin.views.matrix import CITY, OTHERS
from fenjin.views.ranking import indicators

# From the kind of what is pressed ("row", "column" or "cell") and its code.
Lead = Callable[[str, str], tuple[str, Mapping[str, str]]]


def of_promises(kind: str, code: str) -> tuple[str, Mapping[str, str]]:
    """Of the table of the overview: a county leads to its page, a theme to its own, what else a cell holds to its rows."""
    if kind == "row":
        return "unit", {"unit": code}
    if kind == "column":
        return code, {}
    unit, theme = code.split()
    return "explore", {"unit": unit, "theme": theme, "measurable": "yes"}


def of_matrix(context: Context, theme: str) -> Lead:
    """Of the table of a theme: an indicator leads to its comparison, a unit to its page, the city and the other figures to theirs."""
    options = list(indicators(context, theme).frame["indicator_id"])

    def lead(kind: str, code: str) -> tuple[str, Mapping[str, str]]:
        if kind == "row" and code in options:
            # The first is shown unasked.
            return theme, {} if code == options[0] else {"indicator": code}
        if code == OTHERS:
            return "explore", {"theme": theme, "indicator": "none", "league": LEAGUES[0], "measurable": "yes"}
        return ("city", {}) if code == CITY else ("unit", {"unit": code})

    return lead


def of_compared(context: Context) -> Lead:
    """Of the table of units side by side: a unit leads to its page, an indicator to its comparison."""
    theme_of = {each["indicator_id"]: each["theme"] for each in context.database.metadata["indicators"]}
    return lambda kind, code: ("unit", {"unit": code}) if kind == "column" else (theme_of[code], {"indicator": code})


def of_values(link: Mapping[str, str]) -> Lead:
    """Of the table of filtered figures, with the link of these filters: a unit leads to its page, the city to its own, all departments
    and a row to their targets alone."""

    def lead(kind: str, code: str) -> tuple[str, Mapping[str, str]]:
        if kind == "column" and code == DEPARTMENTS:
            return "explore", {**link, "league": LEAGUES[1]}
        if kind == "column":
            return ("city", {}) if code == CITY else ("unit", {"unit": code})
        indicator, *rest = code.split()
        narrower = {"measurable": "yes", **dict(zip(("theme", "topic"), rest, strict=False))} if rest else {}
        return "explore", {**link, "indicator": indicator, **narrower}

    return lead
