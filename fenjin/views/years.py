"""What a city's units promised last year beside what they promise this year: each promise with its own earlier one, never ranked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from fenjin.data.rows import Years
from fenjin.language import quantity
from fenjin.language.columns import Column, column
from fenjin.language.translate import _
from fenjin.language.words import words, words_of
from fenjin.views.base import Context, Row, records
from fenjin.views.columns import INDICATOR as INDICATOR_COLUMN
from fenjin.views.columns import LEADS, SCOPE, TARGET, Columns, code_words, tabulate
from fenjin.views.lists import known_lists
from fenjin.views.page import theme_of
from fenjin.views.parameter import INDICATOR, LIST, THEME, UNITS, Parameter
from fenjin.views.question import Excerpt, Show, View, query, question
from fenjin.views.rows import place_in_text
from fenjin.views.selection import one_of


def _list_before(context: Context) -> list[str]:
    """The one list beside which another may stand: that of the same city of the year before."""
    return [context.before] if context.before else []


YEARS = query(
    "years",
    _("去年承诺多少、今年承诺多少"),
    list=LIST,
    before=Parameter(codes=_list_before).optional,
    unit=UNITS.optional,
    theme=THEME.optional,
    indicator=INDICATOR.optional,
)
_MOST_ROWS = 8  # of a slide that shows each of them
_MOST_NAMES = 3  # in a cell of a slide
_BEFORE = "before_"


def _last(row: Row) -> Row:
    """The figure of last year of a row, under the names of that of this year."""
    own = {name.removeprefix(_BEFORE): value for name, value in row.items() if name.startswith(_BEFORE)}
    return {**own, "target_id": row["before_target"], "deadline": None}


def _amount(context: Context, row: Row) -> str:
    return quantity.amount_words({**row, "deadline": None}, context.t) if row["target_id"] else ""


def _stress(context: Context, row: Row) -> str:
    """How the firmness changed, where both years have a figure and it did."""
    then, now = row["before_firmness"], row["firmness"]
    if then is None or now is None or then == now:
        return ""
    return context.t("由{old}改为{new}", old=words(context.t, "firmness", then), new=words(context.t, "firmness", now))


def _where(context: Context, row: Row) -> str:
    if not row["target_id"]:
        return ""
    # Numbers that other rows lack come as such with a point.
    return place_in_text({name: int(row[name]) for name in ("para", "first_char", "last_char")}, context.t)


CHANGE = code_words("change")
_COLUMNS: Columns[Any] = (
    LEADS,
    INDICATOR_COLUMN,
    SCOPE,
    (
        Column("before", _("去年的目标"), _("去年的清单承诺多少，带“至少”“超过”等字样"), "amount"),
        lambda context, row: _amount(context, _last(row)),
    ),
    (
        Column("now", _("今年的目标"), _("今年的清单承诺多少，带“至少”“超过”等字样"), "amount"),
        lambda context, row: _amount(context, row),
    ),
    CHANGE,
    (Column("stress", _("语气的变化"), _("两年都有数字而语气不同的，去年是什么、今年是什么")), _stress),
    (
        Column("before_source", _("去年出处"), _("去年的数字在去年的清单中的位置"), "place"),
        lambda context, row: _where(context, _last(row)),
    ),
    (Column("source", _("今年出处"), _("今年的数字在今年的清单中的位置"), "place"), _where),
    TARGET,
    (column("before_target"), lambda _context, row: row["before_target"] or ""),
)


def _page(context: Context, choice: Mapping[str, str]) -> tuple[str, Mapping[str, str | None]]:
    """The page of the one unit, of the units beside one another, of the theme, or of the whole list."""
    units = choice.get("units") or ""
    if units:
        return ("compare", {"units": units}) if "," in units else ("unit", {"unit": units})
    return theme_of(context, choice), {"indicator": choice.get("indicator")}


def _in_short(context: Context, view: View) -> Excerpt:
    """The rows where they are few, else how many of them changed how, with the first names."""
    t = context.t
    changes = [row["change"] for row in view.rows]
    if len(changes) <= _MOST_ROWS:
        places = [place for place, each in enumerate(view.columns) if each.name in _OF_SLIDE]
        return Excerpt(tuple(view.columns[place] for place in places), view.table.iloc[:, places], tuple(range(len(changes))))
    columns = (column("change"), Column("rows", _("项数"), kind="count"), Column("names", _("单位和指标")))
    both = with_before(context)
    lines = []
    for name, codes in _groups(context):
        own = [row for row in view.rows if row["change"] in codes]
        if not own:
            continue
        names = [t("{unit} {indicator}", unit=both.who(row, "short"), indicator=t.of(row, "indicator")) for row in own]
        text = t.join(names[:_MOST_NAMES]) + (t("等{n}项", n=len(own)) if len(own) > _MOST_NAMES else "")
        lines.append((name, len(own), text))
    return Excerpt(columns, pd.DataFrame(lines, columns=[t(each.heading) for each in columns]))


# Of which neither more nor less can be said; sentences and slides say so of all of them together.
_OPEN = ("unsure", "scope", "unlike", "led", "unread_before", "unread_now", "no_unit_before", "no_unit_now")
_OF_SLIDE = ("unit", "indicator", "scope", "before", "now", "change")


def _groups(context: Context) -> list[tuple[str, tuple[str, ...]]]:
    """The changes as they are counted: in words, with their codes; those that say neither more nor less together."""
    t = context.t
    own = [(words(t, "change", each), (each,)) for each in words_of("change") if each not in _OPEN]
    return [*own, (t("说不准或不能比"), _OPEN)]


def with_before(context: Context) -> Context:
    """The context with the list of last year, where there is one, beside its own, so that units and targets of both can be named."""
    before = context.before
    return context if before is None or before in context.lists else replace(context, further=(*context.further, before))


@question(
    YEARS,
    page=_page,
    table=_COLUMNS,
    rare=("stress",),
    show=Show(excerpt=_in_short, lines=lambda _context, view: view.notes),
    units=UNITS,
    theme=THEME,
    indicator=INDICATOR,
)
def years(context: Context, units: tuple[str, ...] = (), theme: str | None = None, indicator: str | None = None) -> View:
    """What some units (all of them where none is named) promised of the indicators of a theme, or of one indicator, last year and this
    year. Nothing where the city has no list of the year before."""
    t, before = context.t, context.before
    if before is None:
        return View(t("和去年比，承诺变了什么？"), t("没有去年的清单"), "years", {}, pd.DataFrame())
    params = {"before": before, "filter_unit": one_of(units), "theme": theme, "indicator": indicator}
    frame = context.frame("years", **params)
    rows = records(frame, Years)
    year = known_lists(context.database)[before]["year"]
    return View(
        t("和{year}年比，承诺变了什么？", year=year),
        _takeaway(context, rows, year),
        "years",
        params,
        frame,
        notes=_notes(context, rows),
        table=tabulate(with_before(context), rows, _COLUMNS),
    )


def _takeaway(context: Context, rows: Sequence[Years], year: int) -> str:
    """How many promises changed how."""
    t = context.t
    counts = Counter(row["change"] for row in rows)
    if not rows:
        return t("和{year}年比：两年都没有可以相比的指标", year=year)
    pieces = [
        t("{n}项{change}", n=n, change=name) for name, codes in _groups(context) if (n := sum(counts[each] for each in codes))
    ]
    if stressed := sum(bool(_stress(context, row)) for row in rows):
        # Beside what became of their figures: these are among those.
        pieces.append(t("{m}项中有{n}项语气变了", m=len(rows), n=stressed))
    return t("和{year}年比：{changes}", year=year, changes=("；" if t.lang == "zh" else "; ").join(pieces))


def _notes(context: Context, rows: Sequence[Years]) -> list[str]:
    t = context.t
    if not rows:
        return []
    notes = [
        t("同一单位、同一指标、同一口径和档次才相比；提高、降低说的是数，不是好坏，也不排名次。没有归入指标的数字不在此列。")
    ]
    if any(row["change"] == "unsure" for row in rows):
        notes.append(t("说不准的，比较符定不了高低：“至少”的上头、“至多”的下头没有说，“约”按上下一成算。"))
    return notes
