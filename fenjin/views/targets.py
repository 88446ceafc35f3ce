"""Targets and qualitative commitments, filtered, ordered and counted."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from fenjin.data.rows import Target
from fenjin.language import quantity
from fenjin.language.columns import Column, column
from fenjin.language.translate import _
from fenjin.language.words import facet_heading, words
from fenjin.views.base import Context, records, remember_few
from fenjin.views.columns import (
    FIRMNESS,
    INDICATOR,
    LEADS,
    MEASURE,
    PROMISE_IN_WORDS,
    STD_UOM,
    Cell,
    as_it_is,
    code_words,
    names_of,
    tabulate,
)
from fenjin.views.facets import FILTERS, codes, facet_words, filter_words
from fenjin.views.lists import known_lists, within
from fenjin.views.page import at
from fenjin.views.parameter import Parameter
from fenjin.views.question import View, query, question
from fenjin.views.selection import FACETS, Filters


def targets(context: Context, theme: str | None = None, unit: str | None = None, search: str = "") -> View:
    """Every target and qualitative commitment of a theme or a unit, narrowed by the words searched for."""
    return explore(context, of_unit(context, unit, (theme,) if theme else (), search))


def of_unit(context: Context, unit: str | None, themes: tuple[str, ...] = (), search: str = "") -> Filters:
    """The filters that leave the rows of a unit (None for all) in some themes of the list."""
    sets = (("list", (context.list_id,)), ("unit", (unit,) if unit else ()), ("theme", themes))
    return Filters(tuple((facet, chosen) for facet, chosen in sets if chosen), words=search)


def themes_of(context: Context, unit: str) -> tuple[str, ...]:
    """The themes in which a unit promises anything, in their own order."""
    held = set(targets(context, unit=unit).frame["theme"])
    return tuple(theme for theme in context.themes if theme in held)


def units_of_measure(context: Context, filters: Filters) -> list[str]:
    """The standard units of measure among the rows that the filters leave."""
    return sorted(explore(context, filters).frame["std_uom"].dropna().unique())


class Entry(Target):
    """A row with the city of its list."""

    city: str
    city_en: str


# The columns that a table of targets can have, by the code that a link chooses them with; and those that it has unasked.
COLUMNS: dict[str, tuple[Column, Cell[Entry]]] = {
    "city": (column("city"), lambda context, row: context.t.of(row, "city")),
    "year": as_it_is("year"),
    "unit": LEADS,
    "target": PROMISE_IN_WORDS,
    "measure": MEASURE,
    "commitment": as_it_is("commitment"),
    "indicator": INDICATOR,
    "scope": (column("scope"), lambda context, row: quantity.scope_words(row["scope"], context.scopes, context.t)),
    "part_of": (column("part_of"), lambda _context, row: row["part_of"] or ""),
    "firmness": FIRMNESS,
    "deadline": as_it_is("deadline"),
    "theme": code_words("theme"),
    "topic": (column("topic_zh"), lambda context, row: row["topic_zh"] if context.t.lang == "zh" else row["topic_en"]),
    "statement": as_it_is("statement"),
    "para": as_it_is("para"),
    "std_value": as_it_is("std_value"),
    "std_high": as_it_is("std_high"),
    "std_uom": STD_UOM,
    "comparator": code_words("comparator"),
    "kind": code_words("kind"),
    "unit_type": code_words("unit_type"),
    "tier": code_words("tier"),
    "figure": (column("figure"), lambda _context, row: row["figure"] or ""),
    "first_char": as_it_is("first_char"),
    "last_char": as_it_is("last_char"),
    "start": as_it_is("start"),
    "end": as_it_is("end"),
    "action": (
        column("action_zh"),
        lambda context, row: context.t.join([facet_words(context, "action", code) for code in (row["actions"] or "").split()]),
    ),
    "id": as_it_is("target_id"),
}

_WHICH = ("city", "year")  # what tells a list from another: shown wherever there is more than one
COLUMNS_UNASKED = (*[code for code in COLUMNS if code not in _WHICH][:13], "id")


# The orders of a table of targets. Values are ordered within one indicator, unit of measure and scope only.
ORDERS: dict[str, list[str]] = {
    "list": ["list_id", "unit_order", "commitment_no", "target_id"],
    "value": ["indicator_id", "std_uom", "scope", "value_order", "target_id"],
    "deadline": ["deadline", "list_id", "unit_order", "target_id"],
    "theme": ["theme_order", "topic", "indicator_id", "list_id", "unit_order", "target_id"],
}


EXPLORE = query("explore", _("筛选全部目标"), **FILTERS)
_COLUMNS = Parameter("codes", COLUMNS, len(COLUMNS))


def _page_of_rows(_context: Context, choice: Mapping[str, str]) -> tuple[str, Mapping[str, str | None]]:
    """The page of filtered rows, on which `columns` are those of the counts."""
    return "explore", {("show" if name == "columns" else name): value for name, value in choice.items()}


@question(EXPLORE, page=_page_of_rows, filters=True, memory=remember_few, columns=_COLUMNS, order=Parameter(codes=ORDERS))
def explore(context: Context, filters: Filters, columns: tuple[str, ...] = COLUMNS_UNASKED, order: str = "list") -> View:
    """The rows that the filters leave; `columns` are codes of COLUMNS, `order` is one of ORDERS.

    Where they are rows of several lists, each says of which city and year it is.
    """
    t = context.t
    context, filters = within(context, filters)
    params = filters.parameters()
    frame = context.frame("explore", **params)
    lists = {each: known_lists(context.database)[each] for each in filters.chosen("list")}
    keyed = frame.assign(value_order=-frame["std_value"], theme_order=frame["theme"].map(context.themes.index))
    rows: list[Entry] = [
        {**row, "city": lists[row["list_id"]]["city"], "city_en": lists[row["list_id"]]["city_en"]}
        for row in records(keyed.sort_values(ORDERS[order], na_position="last", kind="stable"), Target)
    ]
    figures = int((frame["kind"] != "qualitative").sum())
    told = {*columns, "id", *(_WHICH if len(lists) > 1 else ())}
    shown = tuple(COLUMNS[code] for code in COLUMNS if code in told)
    table = tabulate(context, rows, shown)
    others = len(frame) - figures
    takeaway = t("{targets}个目标", targets=figures)
    if others:
        takeaway += t("，另有{others}条没有数字的承诺", others=others)
    narrowed = filter_words(context, filters)
    if narrowed:
        takeaway = t("{name}：{takeaway}", name=narrowed, takeaway=takeaway)
    return View(_asked_of(context, filters), takeaway, "explore", params, frame, table=table, columns=names_of(shown))


def _asked_of(context: Context, filters: Filters) -> str:
    """The question that filters ask: of one unit or one theme alone, or of whatever satisfies them."""
    t = context.t
    narrowing = {facet: chosen for facet, chosen in filters.sets if chosen and not (facet == "list" and len(chosen) == 1)}
    for facet in ("unit", "theme"):
        if len(narrowing.get(facet, ())) == 1 and len(narrowing) == 1 and replace(filters, sets=()) == Filters():
            return t("“{name}”有哪些目标和承诺？", name=facet_words(context, facet, narrowing[facet][0]))
    return t("哪些目标符合条件？")


PIVOTS = ("theme", *(facet for facet in FACETS if facet != "theme"))
_FACET = Parameter(codes=PIVOTS)


@question(EXPLORE, page=at("explore"), filters=True, memory=remember_few, rows=_FACET, columns=_FACET)
def pivot(context: Context, filters: Filters, rows: str, columns: str) -> View:
    """How many rows the filters leave for each pair of codes of two facets, with totals."""
    t = context.t
    context, filters = within(context, filters)
    frame = explore(context, filters).frame
    keyed = frame.rename(columns={"unit": "unit_name"}).rename(columns={"unit_id": "unit", "list_id": "list"})
    keyed = keyed.assign(indicator=keyed["indicator_id"], action=keyed["actions"])
    keyed = keyed.assign(**{each: keyed[each].fillna("none") for each in ("comparator", "firmness", "indicator", "action")})
    # A row that several units promise, or that is about several actions, counts for each of them, and once in a total.
    if "unit" in (rows, columns):
        keyed = keyed.assign(unit=[context.leads(row) for row in records(frame)]).explode("unit")
    keyed = keyed.assign(action=keyed["action"].str.split()).explode("action") if "action" in (rows, columns) else keyed
    known, named = codes(context), dict[str, str]()
    if context.beside:
        # The units of two lists are no one's together, whatever their names.
        keyed = keyed.assign(unit=keyed["list"] + "/" + keyed["unit"])
        named = {
            f"{each}/{unit['unit_id']}": t("{unit}（{scope}）", unit=t.of(unit, "unit"), scope=facet_words(context, "list", each))
            for each in context.lists
            for unit in context.database.described(each)["units"]
        }
        known = {**known, "unit": list(named)}

    def says(facet: str, code: str) -> str:
        return named.get(code) or facet_words(context, facet, code)

    counted = keyed.groupby([rows, columns], sort=False).size().unstack(fill_value=0) if len(keyed) else pd.DataFrame()
    counted = counted.reindex(index=[c for c in known[rows] if c in counted.index])
    counted = counted.reindex(columns=[c for c in known[columns] if c in counted.columns])
    lines = [says(rows, str(code)) for code in counted.index]
    heads = [says(columns, str(code)) for code in counted.columns]
    table = pd.DataFrame(counted.to_numpy(), columns=heads)
    table[t("合计")] = [int(n) for n in keyed.groupby(rows)["target_id"].nunique().reindex(counted.index)] if lines else []
    table.insert(0, words(t, "facet", rows), lines)
    if lines:
        below = keyed.groupby(columns)["target_id"].nunique().reindex(counted.columns)
        table.loc[len(table)] = [t("合计"), *(int(n) for n in below), keyed["target_id"].nunique()]
    takeaway = t("{n}行，按{rows}和{columns}计数", n=len(frame), rows=words(t, "facet", rows), columns=words(t, "facet", columns))
    narrowed = filter_words(context, filters)
    if narrowed:
        takeaway = t("{name}：{takeaway}", name=narrowed, takeaway=takeaway)
    params = {**filters.parameters(), "rows": rows, "columns": columns}
    wording = t("按{rows}和{columns}分，各有多少行？", rows=words(t, "facet", rows), columns=words(t, "facet", columns))
    notes = [t("一行可以是几个举措，在各举措下各计一次，合计只计一次。")] if "action" in (rows, columns) else []
    counts = [
        Column(f"rows_{code}", head, _("属于这一类的行数"), "count")
        for code, head in zip(map(str, counted.columns), heads, strict=True)
    ]
    named_columns = (_facet_column(rows), *counts, Column("total", _("合计"), _("一行或一列的总数"), "count"))
    return View(wording, takeaway, "explore", params, frame, notes=notes, table=table, columns=named_columns)


def _facet_column(facet: str) -> Column:
    """The column of the codes of a facet in words."""
    name = {"list": "list_id", "topic": "topic_zh", "action": "action_zh"}.get(facet, facet)
    return replace(column(name, "explore"), name=facet if facet == "unit" else f"facet_{facet}", heading=facet_heading(facet))
