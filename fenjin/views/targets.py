"""Targets and qualitative commitments, filtered, ordered and counted."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from fenjin.data.rows import Target
from fenjin.language import quantity
from fenjin.language.columns import Column, column
from fenjin.language.markdown import plain
from fenjin.language.translate import _
from fenjin.language.words import facet_heading, words
from fenjin.views.base import Context, Row, records, remember_few
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
    in_language,
    names_of,
    tabulate,
)
from fenjin.views.facets import FILTERS, codes, facet_words, filter_words
from fenjin.views.lists import known_lists, within
from fenjin.views.page import at
from fenjin.views.parameter import Parameter
from fenjin.views.question import View, query, question
from fenjin.views.rows import promise_line
from fenjin.views.selection import FACETS, Filters


def targets(context: Context, theme: str | None = None, unit: str | None = None, search: str = "") -> View:
    """Every target and qualitative commitment of a theme or a unit, narrowed by the words searched for."""
    return explore(context, of_unit(context, unit, (theme,) if theme else (), search))


def assistance(context: Context, unit: str) -> list[Row]:
    """The rows of the commitments in which a unit only assists; they are none of its own, and are counted with those who lead."""
    own = context.assistance(unit)
    return [row for row in targets(context).rows if row["commitment_id"] in own]


def assistance_lines(context: Context, unit: str) -> list[str]:
    """The same as lines of Markdown, each with who leads."""
    return [f"{plain(context.who(row, 'short'))}　{promise_line(row, context.t)}" for row in assistance(context, unit)]


def of_unit(context: Context, unit: str | None, themes: tuple[str, ...] = (), search: str = "") -> Filters:
    """The filters that leave the rows of a unit (None for all) in some themes of the list."""
    sets = (("list", (context.list_id,)), ("unit", (unit,) if unit else ()), ("theme", themes))
    return Filters(tuple((facet, values) for facet, values in sets if values), words=search)


def themes_of(context: Context, unit: str) -> tuple[str, ...]:
    """The themes in which a unit promises anything, in their own order."""
    own = set(targets(context, unit=unit).frame["theme"])
    return tuple(theme for theme in context.themes if theme in own)


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
    "commitment": in_language("commitment"),
    "indicator": INDICATOR,
    "scope": (column("scope"), lambda context, row: quantity.scope_words(row["scope"], context.scopes, context.t)),
    "part_of": (column("part_of"), lambda _context, row: row["part_of"] or ""),
    "firmness": FIRMNESS,
    "deadline": as_it_is("deadline"),
    "theme": code_words("theme"),
    "topic": (column("topic_zh"), lambda context, row: row["topic_zh"] if context.t.lang == "zh" else row["topic_en"]),
    "statement": in_language("statement"),
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
DEFAULT_COLUMNS = (*[code for code in COLUMNS if code not in _WHICH][:13], "id")


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
def explore(context: Context, filters: Filters, columns: tuple[str, ...] = DEFAULT_COLUMNS, order: str = "list") -> View:
    """The rows that the filters leave; `columns` are codes of COLUMNS, `order` is one of ORDERS.

    Where they are rows of several lists, each says of which city and year it is.
    """
    t = context.t
    context, filters = within(context, filters)
    params = filters.parameters()
    frame = context.frame("explore", **params)
    lists = {each: known_lists(context.database)[each] for each in filters.codes("list")}
    sortable = frame.assign(value_order=-frame["std_value"], theme_order=frame["theme"].map(context.themes.index))
    rows: list[Entry] = [
        {**row, "city": lists[row["list_id"]]["city"], "city_en": lists[row["list_id"]]["city_en"]}
        for row in records(sortable.sort_values(ORDERS[order], na_position="last", kind="stable"), Target)
    ]
    figures = int((frame["kind"] != "qualitative").sum())
    names = {*columns, "id", *(_WHICH if len(lists) > 1 else ())}
    columns_of = tuple(COLUMNS[code] for code in COLUMNS if code in names)
    table = tabulate(context, rows, columns_of)
    others = len(frame) - figures
    takeaway = t("{targets}个目标", targets=figures)
    if others:
        takeaway += t("，另有{others}条没有数字的承诺", others=others)
    narrowing = filter_words(context, filters)
    if narrowing:
        takeaway = t("{name}：{takeaway}", name=narrowing, takeaway=takeaway)
    return View(_question_of(context, filters), takeaway, "explore", params, frame, table=table, columns=names_of(columns_of))


def _question_of(context: Context, filters: Filters) -> str:
    """The question that filters ask: of one unit or one theme alone, or of whatever satisfies them."""
    t = context.t
    narrowing = {facet: values for facet, values in filters.sets if values and not (facet == "list" and len(values) == 1)}
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
    rows_of, cells = _count_pairs(context, filters, rows, columns)
    frame = explore(context, filters).frame
    unit_names = {
        f"{each}/{unit['unit_id']}": t("{unit}（{scope}）", unit=t.of(unit, "unit"), scope=facet_words(context, "list", each))
        for each in (context.lists if context.further else ())
        for unit in context.database.describe(each)["units"]
    }

    def says(facet: str, code: str) -> str:
        return unit_names.get(code) or facet_words(context, facet, code)

    lines = [says(rows, str(code)) for code in cells.index]
    heads = [says(columns, str(code)) for code in cells.columns]
    table = pd.DataFrame(cells.to_numpy(), columns=heads)
    table[t("合计")] = [int(n) for n in rows_of.groupby(rows)["target_id"].nunique().reindex(cells.index)] if lines else []
    table.insert(0, words(t, "facet", rows), lines)
    if lines:
        totals = rows_of.groupby(columns)["target_id"].nunique().reindex(cells.columns)
        table.loc[len(table)] = [t("合计"), *(int(n) for n in totals), rows_of["target_id"].nunique()]
    takeaway = t("{n}行，按{rows}和{columns}计数", n=len(frame), rows=words(t, "facet", rows), columns=words(t, "facet", columns))
    narrowing = filter_words(context, filters)
    if narrowing:
        takeaway = t("{name}：{takeaway}", name=narrowing, takeaway=takeaway)
    params = {**filters.parameters(), "rows": rows, "columns": columns}
    wording = t("按{rows}和{columns}分，各有多少行？", rows=words(t, "facet", rows), columns=words(t, "facet", columns))
    notes = [t("一行可以是几个举措，在各举措下各计一次，合计只计一次。")] if "action" in (rows, columns) else []
    counts = [
        Column(f"rows_{code}", head, _("属于这一类的行数"), "count")
        for code, head in zip(map(str, cells.columns), heads, strict=True)
    ]
    columns_of = (_facet_column(rows), *counts, Column("total", _("合计"), _("一行或一列的总数"), "count"))
    return View(wording, takeaway, "explore", params, frame, notes=notes, table=table, columns=columns_of, totals=bool(lines))


def _count_pairs(context: Context, filters: Filters, rows: str, columns: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each row that the filters leave once for each code of two facets that it has; and how many there are of each pair, by their codes, a
    unit of several lists with its list before it."""
    frame = explore(context, filters).frame
    rows_of = frame.rename(columns={"unit": "unit_name"}).rename(columns={"unit_id": "unit", "list_id": "list"})
    rows_of = rows_of.assign(indicator=rows_of["indicator_id"], action=rows_of["actions"])
    rows_of = rows_of.assign(
        **{each: rows_of[each].fillna("none") for each in ("comparator", "uom", "firmness", "indicator", "action")}
    )
    # A row that several units promise, or that is about several actions, counts for each of them, and once in a total.
    if "unit" in (rows, columns):
        rows_of = rows_of.assign(unit=[context.leads(row) for row in records(frame)]).explode("unit")
    rows_of = rows_of.assign(action=rows_of["action"].str.split()).explode("action") if "action" in (rows, columns) else rows_of
    codes_of = codes(context)
    if context.further:
        # The units of two lists are no one's together, whatever their names.
        rows_of = rows_of.assign(unit=rows_of["list"] + "/" + rows_of["unit"])
        units = [f"{each}/{unit['unit_id']}" for each in context.lists for unit in context.database.describe(each)["units"]]
        codes_of = {**codes_of, "unit": units}
    cells = rows_of.groupby([rows, columns], sort=False).size().unstack(fill_value=0) if len(rows_of) else pd.DataFrame()
    cells = cells.reindex(index=[c for c in codes_of[rows] if c in cells.index])
    return rows_of, cells.reindex(columns=[c for c in codes_of[columns] if c in cells.columns])


def counted_rows(context: Context, filters: Filters, facets: tuple[str, str], line: int, place: int) -> dict[str, str]:
    """What the link of the page 查询 needs beside its filters for the rows that a cell of `pivot` counts, by its `line` and its `place` among the columns of
    that table; those after the last are totals. {} where it counts none."""
    cells = _count_pairs(*within(context, filters), *facets)[1]
    names = [list(map(str, cells.index)), list(map(str, cells.columns))]
    places = (line, place - 1)
    if min(places) < 0 or (line < len(names[0]) and places[1] < len(names[1]) and not cells.iloc[places]):
        return {}
    link: dict[str, str] = {}
    for facet, own, number in zip(facets, names, places, strict=True):
        if number < len(own):
            list_id, _stroke, code = own[number].rpartition("/") if facet == "unit" else ("", "", own[number])
            link |= {facet: code, **({"list": list_id} if list_id else {})}
    return link


def _facet_column(facet: str) -> Column:
    """The column of the codes of a facet in words."""
    name = {"list": "list_id", "topic": "topic_zh", "action": "action_zh"}.get(facet, facet)
    return replace(column(name, "explore"), name=facet if facet == "unit" else f"facet_{facet}", heading=facet_heading(facet))
