"""Where units stand, alone and side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from fenjin.data.rows import Comparison, Profile
from fenjin.figures.bars import Bars
from fenjin.figures.crosstab import Crosstab, Head
from fenjin.figures.numbers import Numbers
from fenjin.language import cells
from fenjin.language.columns import column
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context, Row, records, remember
from fenjin.views.columns import (
    BASIS_TARGETS,
    COMPARISON_SCOPE,
    FIRMNESS,
    IN_TEXT,
    MEASURE,
    PROMISE,
    PROMISE_IN_WORDS,
    RANK,
    SOURCE,
    TARGET,
    Columns,
    as_it_is,
    code_words,
    in_language,
    tabulate,
)
from fenjin.views.columns import INDICATOR as INDICATOR_COLUMN
from fenjin.views.columns import UNIT as UNIT_COLUMN
from fenjin.views.comparison import (
    COMPARISON,
    COMPARISON_COLUMNS,
    RARE,
    Position,
    amount,
    basis_words,
    of_league,
    places_in_text,
    positions,
    sections_of,
    sign_legend,
    with_origins,
)
from fenjin.views.coverage import how_many
from fenjin.views.matrix import (
    ENTRIES,
    MATRIX,
    RARE_ENTRIES,
    IndicatorLine,
    entries_of,
    leading,
    list_cell,
    parameters,
    signs_of,
)
from fenjin.views.page import at
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST, THEME, UNIT, UNITS
from fenjin.views.question import QUESTIONS, Excerpt, Show, View, query, question
from fenjin.views.ranking import comparison_words
from fenjin.views.rows import in_scope, place_or_why, target_line
from fenjin.views.selection import one_of
from fenjin.views.targets import targets
from fenjin.views.totals import units as every_unit

_LARGE, _CLOSEST = 16, 5  # units of a large league, and how many of it are offered to compare one with
MOST_SIDE_BY_SIDE = 6  # units or themes that are put side by side
_SIDE_BY_SIDE = replace(UNITS, most=MOST_SIDE_BY_SIDE)


def _span(numbers: list[int]) -> str:
    """Sorted numbers as one, or from the first to the last."""
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"


def _ranked_rows(context: Context, view: View) -> Excerpt:
    """The rows that are ranked, where any is. The table has its rows in an order of its own."""
    in_order = [not row["apart"] for row in with_origins(context, view.frame)]
    table = view.table[in_order] if any(in_order) else view.table
    return Excerpt(view.columns, table, tuple(table.index))


def _unranked_line(context: Context, view: View) -> list[str]:
    """How many figures are not among them. What is compared at a wider scope has its place there."""
    if not (view.frame["apart"] == "").any():
        return []
    others = int((~view.frame["apart"].isin(["", "within"])).sum())
    return [context.t("另有{n}个数字不排名次。", n=others)] if others else []


_STANDING_COLUMNS: Columns[Position] = (
    INDICATOR_COLUMN,
    (RANK, lambda context, row: place_or_why(row, context.t)),
    (PROMISE, lambda context, row: amount(row, context.t)),
    (column("basis"), basis_words),
    COMPARISON_SCOPE,
    FIRMNESS,
    (SOURCE, lambda context, row: places_in_text(row, context.t)),
    TARGET,
    BASIS_TARGETS,
)


@question(
    COMPARISON,
    page=at("unit", "unit"),
    table=_STANDING_COLUMNS,
    show=Show(excerpt=_ranked_rows, lines=_unranked_line),
    unit=UNIT,
    league=LEAGUE,
)
def standings(context: Context, unit: str, league: str) -> View:
    """Where one unit stands in each comparison that it takes part in."""
    t = context.t
    everything = positions(context, league)
    frame = context.select_led(everything, [unit])
    rows = with_origins(context, frame)
    in_order = [row for row in rows if not row["apart"]]
    table = tabulate(context, rows, _STANDING_COLUMNS)
    first = [in_scope(context, t.of(row, "indicator"), row["scope"]) for row in in_order if row["rank_worst"] == 1]
    sizes = sorted(int(size) for row in in_order if (size := row["group_size"]) is not None)
    takeaway = t("参加{n}项比较，每项{sizes}家", n=len(in_order), sizes=_span(sizes)) if in_order else t("没有同口径的单位可比")
    if not any(each["targets"] for each in records(context.frame("units")) if each["unit_id"] == unit):
        takeaway = t("一个数字也没有写，没有可比的")
    if first:
        takeaway += t("，其中{m}项在给出数字的单位中居首：{names}", m=len(first), names=t.join(list(dict.fromkeys(first))))
    about = next(each for each in context.description["units"] if each["unit_id"] == unit)
    only = list(dict.fromkeys(t.of(row, "indicator") for row in rows if row["apart"] == "alone"))
    group, short = words(t, "league", league), t.of(about, "short")
    notes = [t("{league}中只有{unit}给出：{names}。", league=group, unit=short, names=t.join(only))] if only else []
    wording = t("{unit}在各项比较中排第几？", unit=t.of(about, "unit"))
    return View(wording, takeaway, "comparison", of_league(league, units=[unit]), frame, notes=notes, table=table)


def target_lines(context: Context, unit: str, league: str) -> dict[str, str]:
    """A unit's targets as lines of Markdown by their numbers, each with its place among those that it is ranked with, or that it is alone."""
    t, standing = context.t, standings(context, unit, league)
    places = {row["target_id"]: place_or_why(row, t) for row in standing.rows if row["apart"] in ("", "alone")}
    rows = [row for row in targets(context, unit=unit).rows if row["kind"] != "qualitative"]
    return {
        row["target_id"]: target_line(row, t) + (f" · {places[row['target_id']]}" if row["target_id"] in places else "")
        for row in rows
    }


BY_DEPARTMENTS = query("named_by_departments", _("部门的数字里提到一个县区的"), {"unit": "xiangcheng"}, list=LIST, unit=UNIT)


_BY_DEPARTMENTS_COLUMNS: Columns[Any] = (
    UNIT_COLUMN,
    PROMISE_IN_WORDS,
    MEASURE,
    in_language("commitment"),
    FIRMNESS,
    as_it_is("deadline"),
    IN_TEXT,
    TARGET,
)


@question(BY_DEPARTMENTS, page=at("unit", "unit"), table=_BY_DEPARTMENTS_COLUMNS, quotes=True, unit=UNIT)
def named_by_departments(context: Context, unit: str) -> View:
    """What departments promise for one county or zone by name; none for a department."""
    t = context.t
    params = {"unit": unit}
    frame = context.frame("named_by_departments", **params)
    rows = records(frame)
    table = tabulate(context, rows, _BY_DEPARTMENTS_COLUMNS)
    about = next(each for each in context.description["units"] if each["unit_id"] == unit)
    short = t.of(about, "short")
    takeaway = t("部门有{n}个数字点名{unit}", n=len(rows), unit=short) if rows else t("没有部门的数字点名{unit}", unit=short)
    return View(t("部门为{unit}写了什么？", unit=short), takeaway, "named_by_departments", params, frame, table=table)


def _positions_of(context: Context, units: tuple[str, ...], league: str) -> tuple[dict[str, object], pd.DataFrame]:
    """The compared targets of some units of a league, and the parameters that they come from."""
    frame = positions(context, league)
    return of_league(league, units=units), context.select_led(frame, units)


@remember
def common_views(context: Context, units: tuple[str, ...], league: str) -> list[View]:
    """The indicators that at least two of the chosen units state, each drawn by the rules of the ranking.

    A figure is ranked beside another of the chosen units only; the rank that it shows is the one in the whole league.
    """
    t = context.t
    params, frame = _positions_of(context, units, league)
    answers = []
    for indicator, group in frame.groupby("indicator_id", sort=False):
        if group["unit_id"].nunique() < 2:
            continue
        rows = _among(with_origins(context, group))
        view = View(
            question=t(
                "{units}各承诺多少{indicator}？",
                units=t.join(list(dict.fromkeys(t.of(row, "short") for row in rows))),
                indicator=t.of(rows[0], "indicator"),
            ),
            takeaway=comparison_words(context, rows, t("所选的单位中")),
            query="comparison",
            params={**params, "indicator": indicator},
            frame=group,
            figure=Bars(sections_of(context, rows)).figure(context.look),
            table=tabulate(context, rows, COMPARISON_COLUMNS),
            legend=sign_legend(t, rows),
            asides=[t("名次是在全部{league}中的名次。", league=words(t, "league", league))],
        )
        choice = {"list": context.list_id, "units": units, "league": league, "indicator": indicator}
        answers.append(QUESTIONS["beside"].answer(view, choice))
    return answers


def _among(rows: list[Position]) -> list[Position]:
    """Comparison rows of some units: ranked at a scope where two of them wrote down an amount there, else kept apart as stated."""
    stating: dict[str, set[str]] = {}
    for row in rows:
        if row["apart"] == "" and row["basis"] != "wider":
            stating.setdefault(row["scope_key"], set()).add(row["unit_id"])
    bars = []
    for row in rows:
        single = row["apart"] == "" and len(stating.get(row["scope_key"], ())) < 2
        if single and row["basis"] == "stated":
            row["apart"] = "partner"
        if not single or row["basis"] == "stated":
            bars.append(row)
    return sorted(bars, key=lambda row: row["apart"] != "")


@question(
    COMPARISON,
    page=at("compare", "league", "units"),
    table=COMPARISON_COLUMNS,
    rare=RARE,
    show=Show(lines=how_many),
    memory=None,
    units=_SIDE_BY_SIDE,
    league=LEAGUE,
    indicator=INDICATOR,
)
def beside(context: Context, units: tuple[str, ...], league: str, indicator: str) -> View:
    """One of the indicators that the chosen units share. Raises KeyError where they do not share it."""
    by_indicator = {view.params["indicator"]: view for view in common_views(context, units, league)}
    return by_indicator[indicator]


@question(MATRIX, page=at("compare"), table=ENTRIES, rare=RARE_ENTRIES, units=_SIDE_BY_SIDE, league=LEAGUE)
def compared(context: Context, units: tuple[str, ...], league: str) -> View:
    """What some units of a league promise, indicator by indicator: first what two or more give figures of, then what one does, then
    figures of no indicator, theme by theme."""
    t = context.t
    params = parameters(None, league, units)
    frame = context.frame("matrix", **params)
    rows = [{**row, "is_city": 0} for row in entries_of(context, frame)]
    by_code = {unit["unit_id"]: unit for unit in context.description["units"]}
    columns = tuple(Head(t.of(by_code[unit], "short"), "", unit) for unit in units)
    several_rows, single, others = t("两家以上写了数字的"), t("只有一家写了数字的"), t("不属指标的数字")
    heads, cell_rows = [], []
    by_indicator: dict[str, list[Row]] = {}
    for row in rows:
        if row["indicator_id"]:
            by_indicator.setdefault(row["indicator_id"], []).append(row)
    stating = {
        indicator: len(leading(context, [row for row in own if row["status"] == "figure"]) & set(units))
        for indicator, own in by_indicator.items()
    }
    for group, several in ((several_rows, True), (single, False)):
        for indicator in sorted(by_indicator, key=lambda each: context.themes.index(by_indicator[each][0]["theme"])):
            if stating[indicator] and (stating[indicator] > 1) == several:
                line = IndicatorLine(context, by_indicator[indicator])
                heads.append(replace(line.head(), group=group))
                cell_rows.append(tuple(line.cell(unit) for unit in units))
    for theme in context.themes:
        own = [row for row in rows if row["status"] == "figure" and not row["indicator_id"] and row["theme"] == theme]
        if own:
            heads.append(Head(words(t, "theme", theme), "", "", others))
            cell_rows.append(tuple(list_cell(context, [row for row in own if unit in context.leads(row)]) for unit in units))
    table = Crosstab(t("指标"), tuple(heads), columns, tuple(cell_rows), grouped=True)
    n, m = len([each for each in stating.values() if each > 1]), len([each for each in stating.values() if each == 1])
    names = t.join([head.name for head in columns])
    takeaway = t("{units}：{n}个指标两家以上写了数字，{m}个只有一家写了数字", units=names, n=n, m=m)
    return View(
        t("{units}各承诺了什么？", units=names),
        takeaway,
        "matrix",
        params,
        frame,
        figure=table.figure(context.look) if heads else None,
        notes=[t("名次是在全部{league}中的名次。", league=words(t, "league", league))] if heads else [],
        table=tabulate(context, rows, ENTRIES),
        legend=signs_of(context, [cell for line in cell_rows for cell in line]),
    )


def _in_common(context: Context, units: Sequence[str]) -> Callable[[str, str], tuple[int, int]]:
    """What says of two of some units how many indicators both give figures of, and how many actions both promise."""
    figures: dict[str, set[str]] = {unit: set() for unit in units}
    actions: dict[str, set[str]] = {unit: set() for unit in units}
    for row in targets(context).rows:
        for unit in {*context.leads(row)} & set(units):
            figures[unit] |= {row["indicator_id"]} - {None}
            actions[unit] |= set((row["actions"] or "").split())
    return lambda one, other: (len(figures[one] & figures[other]), len(actions[one] & actions[other]))


def _of(context: Context, league: str) -> list[str]:
    every = every_unit(context).frame
    return list(every[every["league"] == league]["unit_id"])


@remember
def alike_pair(context: Context, league: str) -> tuple[str, ...]:
    """Two units of a league that have most in common to compare: figures of the same indicators, then actions; of several such pairs the
    first in the list."""
    options = _of(context, league)
    in_common = _in_common(context, options)
    return max(combinations(options, 2), key=lambda pair: in_common(*pair), default=tuple(options[:2]))


@remember
def companions(context: Context, unit: str, league: str) -> tuple[str, ...]:
    """The units that one is put side by side with: all others of its league, as in the list; of a large one only those with which it has
    most in common, most first."""
    options = _of(context, league)
    others = [other for other in options if other != unit]
    if len(others) < _LARGE:
        return tuple(others)
    in_common = _in_common(context, options)
    shares = sorted(
        (other for other in others if any(in_common(unit, other))), key=lambda other: in_common(unit, other), reverse=True
    )
    return tuple(shares[:_CLOSEST])


_ALONE_COLUMNS: Columns[Comparison] = (
    UNIT_COLUMN,
    INDICATOR_COLUMN,
    COMPARISON_SCOPE,
    PROMISE_IN_WORDS,
    FIRMNESS,
    IN_TEXT,
    TARGET,
)


@question(COMPARISON, page=at("compare"), table=_ALONE_COLUMNS, units=_SIDE_BY_SIDE, league=LEAGUE)
def alone(context: Context, units: tuple[str, ...], league: str) -> View:
    """The indicators that exactly one of the chosen units states."""
    t = context.t
    params, frame = _positions_of(context, units, league)
    own = frame[frame["basis"] == "stated"]
    stating = own.groupby("indicator_id")["unit_id"].transform("nunique")
    single = own[stating == 1].sort_values(["unit_order", "indicator_id", "target_id"])
    rows = records(single, Comparison)
    table = tabulate(context, rows, _ALONE_COLUMNS)
    takeaway = t("{n}个指标在所选的单位中只有一家给出数字，共{m}个数字", n=single["indicator_id"].nunique(), m=len(single))
    return View(t("谁说了别人没说的？"), takeaway, "comparison", params, frame, table=table)


PROFILE = query("profile", _("每个单位在各主题的语气和期限"), list=LIST, unit=UNITS.optional)


def _page_of_profile(context: Context, choice: Mapping[str, str]) -> tuple[str, Mapping[str, str | None]]:
    """Where a profile stands: units side by side on the page that compares them, with their league; one has its own page."""
    first, *others = choice.get("units", "").split(",")
    if "themes" in choice:
        return "compare", {"by": "themes", "unit": first, "themes": choice["themes"]}
    if not others:
        return "unit", {"unit": first}
    every = every_unit(context).frame.set_index("unit_id")["league"]
    return "compare", {"league": every.get(first), "units": choice["units"]}


def _numbers_of_one(context: Context, view: View) -> Numbers | None:
    """The counts of one unit; of several, a table."""
    if len(view.table) != 1:
        return None
    counts = [(each, cell) for each, cell in zip(view.columns, view.table.iloc[0], strict=True) if each.kind == "count"]
    return Numbers(tuple((cells.words(cell, each.kind, context.t), context.t(each.heading), "") for each, cell in counts[:6]))


_COUNTS = ("commitments", "measurable", "targets", "ensured", "tasks", "striven", "dated", "first_deadline")
_THEME_COLUMNS: Columns[Profile] = (UNIT_COLUMN, code_words("theme"), *map(as_it_is, _COUNTS))
_PROFILE_COLUMNS: Columns[Profile] = (
    UNIT_COLUMN,
    (column("theme"), lambda context, _row: context.t("全部")),
    *map(as_it_is, _COUNTS),
)


@question(
    PROFILE,
    page=_page_of_profile,
    table=_PROFILE_COLUMNS,
    show=Show(content=_numbers_of_one),
    units=_SIDE_BY_SIDE,
    themes=replace(THEME, kind="codes"),
)
def profile(context: Context, units: tuple[str, ...], themes: tuple[str, ...] = ()) -> View:
    """How firm and how dated the promises of some units are; of one unit by theme where themes are given."""
    t = context.t
    params = {"filter_unit": one_of(units)}
    frame = context.frame("profile", **params)
    rows = records(frame[frame["theme"].isin(themes or ("all",))], Profile)
    rows.sort(key=lambda row: (units.index(row["unit_id"]), themes.index(row["theme"]) if themes else 0))
    table = tabulate(context, rows, _THEME_COLUMNS if themes else _PROFILE_COLUMNS)
    sentences = []
    for row in rows:
        parts = [
            (t("确保{n}个"), row["ensured"]),
            (t("任务{n}个"), row["tasks"]),
            (t("力争{n}个"), row["striven"]),
            (t("写明期限{n}个"), row["dated"]),
        ]
        firmness = t.join([part.format(n=n) for part, n in parts if n]) or t("都没有强调，也没有写明期限")
        name = words(t, "theme", row["theme"]) if themes else t.of(row, "short")
        sentences.append(t("{name}{targets}个目标：{stressed}", name=name, targets=row["targets"], stressed=firmness))
    takeaway = ("；" if t.lang == "zh" else "; ").join(sentences)
    return View(t("说得多肯定，何时到期？"), takeaway, "profile", params, frame, table=table)
