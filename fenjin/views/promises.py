"""What each county promises in each theme, its weightiest figures first, and who wrote no figure at all."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from fenjin.figures.crosstab import Cell, Crosstab, Entry, Head
from fenjin.figures.points import Points
from fenjin.language.words import words
from fenjin.views.base import Context, Row, records, remember_few
from fenjin.views.columns import UNIT, Columns, as_it_is, code_words, tabulate
from fenjin.views.comparison import amount
from fenjin.views.matrix import ENTRIES, MATRIX, RARE_ENTRIES, entries_of, leading, parameters, short_amount
from fenjin.views.page import at
from fenjin.views.question import Show, View, question
from fenjin.views.rows import in_scope, scope_of, stress_words
from fenjin.views.totals import UNITS_OF_A_LIST, counts

_MOST_FIGURES = 2  # figures of a cell
_SHORT = 4  # rows that a phone shows at once, where there are no more


@question(MATRIX, page=at(""), table=ENTRIES, rare=RARE_ENTRIES)
def promises(context: Context) -> View:
    """What the counties and zones of a list promise, theme by theme: the weightiest figures of each, and how many more there are."""
    t = context.t
    params = parameters(None, "county")
    frame = context.frame("matrix", **params)
    rows = [row for row in entries_of(context, frame) if row["league"] == "county"]
    leads = leading(context, rows)
    units = [unit for unit in context.description["units"] if unit["unit_id"] in leads]
    themes = [theme for theme in context.themes if any(row["theme"] == theme for row in rows)]
    cells = tuple(
        tuple(
            _cell(
                context, unit["unit_id"], [row for row in rows if unit["unit_id"] in context.leads(row) and row["theme"] == theme]
            )
            for theme in themes
        )
        for unit in units
    )
    table = Crosstab(
        t("县区"),
        tuple(Head(t.of(unit, "short"), "", unit["unit_id"]) for unit in units),
        tuple(Head(words(t, "theme", theme), "", theme) for theme in themes),
        cells,
        by_unit="row",
        themes=tuple(themes),
        all_rows=t("全部{n}家县区", n=len(units)) if len(units) > _SHORT else "",
    )
    with_figure = [row for row in rows if row["status"] == "figure" and row["target_id"]]
    takeaway = t("{n}家县区写了{m}个目标", n=len(leading(context, with_figure)), m=len(with_figure))
    without_figure = [theme for theme in themes if not any(row["theme"] == theme for row in with_figure)]
    if without_figure:
        takeaway += t("；{themes}没有一家写数字", themes=t.join([words(t, "theme", theme) for theme in without_figure]))
    return View(
        t("各县区在各个主题上承诺了什么？"),
        takeaway,
        "matrix",
        params,
        frame,
        figure=table.figure(context.look) if rows else None,
        notes=[t("每格先写分量大的数字：金额和总量先于个数，个数先于比例；承诺多少不是优劣。没有数字不等于零。")],
        table=tabulate(context, rows, ENTRIES),
        legend=[t("图例：斜纹＝只写了文字，–＝在这个主题下没有承诺，+n＝另有n个数字。")],
    )


def _cell(context: Context, unit: str, rows: Sequence[Row]) -> Cell:
    """What a unit promises in a theme."""
    t = context.t
    figures = [row for row in rows if row["status"] == "figure" and row["target_id"]]
    if not figures:
        n = len([row for row in rows if row["status"] == "words"])
        return Cell("worded", sign=t("只有文字 {n}条", n=n)) if n else Cell("absent", sign="–")
    first = sorted(_main(rows), key=_weight)[:_MOST_FIGURES]
    # What a sum is made of is shown with it.
    basis = {target for row in first for target in row["basis_targets"].split()}
    others = len([row for row in figures if row["target_id"] not in basis])
    return Cell(
        "listed",
        tuple(_entry(context, row) for row in first),
        full=t("另有{n}个", n=others) if others else "",
        more=others,
        rows=f"{unit} {rows[0]['theme']}",
    )


@remember_few
def _entries_of_counties(context: Context) -> list[Row]:
    return [row for row in entries_of(context, promises(context).frame) if row["league"] == "county"]


def weightiest(context: Context, unit: str, most: int) -> list[tuple[str, str]]:
    """The weightiest figures that a county promises, of whatever theme: how much, and of what."""
    rows = [row for row in _entries_of_counties(context) if unit in context.leads(row)]
    themes: dict[str, list[Row]] = {}
    for row in sorted(_main(rows), key=_weight):
        themes.setdefault(row["theme"], []).append(row)
    # One of each theme before the second of any.
    turns = [row for turn in zip_longest(*themes.values()) for row in turn if row]
    return [(entry.amount, entry.detail) for row in turns[:most] for entry in [_entry(context, row)]]


def _weight(row: Row) -> tuple[Any, ...]:
    return -(row["weight"] or 0), row["topic_order"], row["target_id"] or ""


def _main(rows: Sequence[Row]) -> list[Row]:
    """One row for each indicator: what is stated of it as a whole, or what its parts add up to; and each figure of no indicator."""
    main_rows = [row for row in rows if row["status"] == "figure" and not row["indicator_id"] and not row["part_of"]]
    for indicator in dict.fromkeys(row["indicator_id"] for row in rows if row["indicator_id"]):
        own = [row for row in rows if row["indicator_id"] == indicator and row["status"] == "figure"]
        totals = [row for row in own if row["basis"] == "stated" and not row["part_of"] and row["tier"] == "base"]
        sums = [row for row in own if row["basis"] in ("parts", "whole")]
        if len(totals) > 1 and sums:
            main_rows.append(max(sums, key=lambda row: len(row["basis_targets"].split())))
        elif totals:
            main_rows.append(min(totals, key=lambda row: (len(row["scope_key"]), row["target_id"])))
    return main_rows


def _entry(context: Context, row: Row) -> Entry:
    t = context.t
    measure = t.of(row, "measure")
    if row["basis"] != "stated" or (t.lang == "en" and row["indicator_id"]):
        measure = in_scope(context, t.of(row, "indicator"), row["scope_key"])
    promise = f"{measure} {amount(row, t)}{stress_words(row, t)}"
    full = t("{name}，口径：{scope}", name=promise, scope=scope_of(context, row["scope_key"])) if row["indicator_id"] else promise
    detail = t("{name}，{more}", name=measure, more=words(t, "firmness", "strive")) if row["firmness"] == "strive" else measure
    target = row["target_id"] or row["basis_targets"].split()[0]
    return Entry(short_amount(context, row), detail, t("{unit}：{promise}", unit=t.of(row, "short"), promise=full), target)


_SILENT: Columns[Any] = (UNIT, code_words("unit_type"), as_it_is("commitments"))


def _names_by_kind(context: Context, view: View) -> Points:
    """The units by their kind, in the list's order."""
    t = context.t
    rows = [row for row in view.rows if not row["targets"]]
    kinds = dict.fromkeys(row["unit_type"] for row in rows)
    names = {kind: t.join([t.of(row, "short") for row in rows if row["unit_type"] == kind]) for kind in kinds}
    return Points(tuple((words(t, "unit_type", kind), name) for kind, name in names.items()))


@question(UNITS_OF_A_LIST, page=at(""), table=_SILENT, show=Show(content=_names_by_kind))
def silent(context: Context) -> View:
    """Which units wrote no figure that could be measured."""
    t = context.t
    frame = context.frame("units")
    rows = [row for row in records(frame) if not row["targets"]]
    table = tabulate(context, rows, _SILENT)
    names = t.join([t.of(row, "short") for row in rows])
    takeaway = (
        t("{all}个单位中{n}个一个数字也没有写", all=len(frame), n=len(rows))
        if rows
        else t("{all}个单位都写了数字", all=len(frame))
    )
    notes = [t("没有写数字的：{names}。", names=names)] if rows else []
    return View(t("哪些单位一个数字也没有写？"), takeaway, "units", {}, frame, notes=notes, table=table)


def opening(context: Context) -> str:
    """What a list holds, and of how many units no figure can be held against them, in a sentence."""
    t, whole = context.t, counts(context).takeaway
    without = [row for row in silent(context).rows if not row["targets"]]
    return t("{whole}；{n}个单位一个数字也没有写", whole=whole, n=len(without)) if without else whole
