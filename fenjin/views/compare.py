"""Where units stand, alone and side by side."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from fenjin.figures.bars import Bars
from fenjin.language import quantity
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context, records, remember
from fenjin.views.comparison import (
    COMPARISON,
    amount,
    basis_words,
    compared_rows,
    comparison_table,
    of_league,
    places_in_text,
    sections_of,
    sign_legend,
    with_origins,
)
from fenjin.views.page import at
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST, THEME, UNIT, UNITS
from fenjin.views.question import QUESTIONS, View, query, question
from fenjin.views.ranking import comparison_words
from fenjin.views.rows import in_scope, place_in_text, place_or_why, scope_of
from fenjin.views.selection import one_of
from fenjin.views.totals import units as every_unit

MOST_TOGETHER = 6  # units or themes that are put side by side
_TOGETHER = replace(UNITS, most=MOST_TOGETHER)


def _span(numbers: list[int]) -> str:
    """Sorted numbers as one, or from the first to the last."""
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"


@question(COMPARISON, page=at("unit", "unit"), unit=UNIT, league=LEAGUE)
def standings(context: Context, unit: str, league: str) -> View:
    """Where one unit stands in each comparison that it takes part in."""
    t = context.t
    everything = compared_rows(context, league)
    frame = everything[everything["unit_id"] == unit]
    rows = with_origins(context, frame)
    ranked = [row for row in rows if not row["apart"]]
    table = pd.DataFrame(
        {
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("名次"): [place_or_why(row, t) for row in rows],
            t("目标"): [amount(row, t) for row in rows],
            t("依据"): [basis_words(context, row) for row in rows],
            t("口径"): [scope_of(context, row["scope_key"]) for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) if row["firmness"] else "" for row in rows],
            t("出处"): [places_in_text(row, t) for row in rows],
            t("编号"): [row["target_id"] or "" for row in rows],
            t("依据的目标"): [row["basis_targets"] for row in rows],
        }
    )
    first = [in_scope(context, t.of(row, "indicator"), row["scope"]) for row in ranked if row["rank_worst"] == 1]
    sizes = sorted(int(row["group_size"]) for row in ranked)
    takeaway = t("参加{n}项比较，每项{sizes}家", n=len(ranked), sizes=_span(sizes)) if ranked else t("没有同口径的单位可比")
    if first:
        takeaway += t("，其中{m}项在给出数字的单位中居首：{names}", m=len(first), names=t.join(list(dict.fromkeys(first))))
    about = next(each for each in context.described["units"] if each["unit_id"] == unit)
    question = t("{unit}在各项比较中排第几？", unit=t.of(about, "unit"))
    return View(question, takeaway, "comparison", of_league(league, units=[unit]), frame, table=table)


def _chosen(context: Context, units: tuple[str, ...], league: str) -> tuple[dict[str, object], pd.DataFrame]:
    """The compared targets of some units of a league, and the parameters that they come from."""
    frame = compared_rows(context, league)
    return of_league(league, units=units), frame[frame["unit_id"].isin(units)]


@remember
def shared(context: Context, units: tuple[str, ...], league: str) -> list[View]:
    """The indicators that at least two of the chosen units state, each drawn by the rules of the ranking.

    A figure is ranked beside another of the chosen units only; the rank that it shows is the one in the whole league.
    """
    t = context.t
    params, frame = _chosen(context, units, league)
    found = []
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
            table=comparison_table(context, rows),
            legend=sign_legend(t, rows),
            aside=[t("名次是在全部{league}中的名次。", league=words(t, "league", league))],
        )
        choice = {"list": context.list_id, "units": units, "league": league, "indicator": indicator}
        found.append(QUESTIONS["beside"].answer(view, choice))
    return found


def _among(rows: list[dict]) -> list[dict]:
    """Compared rows of some units: ranked at a scope where two of them wrote down an amount there, else kept apart as stated."""
    written: dict[str, set[str]] = {}
    for row in rows:
        if row["apart"] == "" and row["basis"] != "wider":
            written.setdefault(row["scope_key"], set()).add(row["unit_id"])
    shown = []
    for row in rows:
        alone = row["apart"] == "" and len(written.get(row["scope_key"], ())) < 2
        if alone and row["basis"] == "stated":
            row["apart"] = "partner"
        if not alone or row["basis"] == "stated":
            shown.append(row)
    return sorted(shown, key=lambda row: row["apart"] != "")


@question(COMPARISON, page=at("compare", "league", "units"), memory=None, units=_TOGETHER, league=LEAGUE, indicator=INDICATOR)
def beside(context: Context, units: tuple[str, ...], league: str, indicator: str) -> View:
    """One of the indicators that the chosen units share. Raises KeyError where they do not share it."""
    found = {view.params["indicator"]: view for view in shared(context, units, league)}
    return found[indicator]


@question(COMPARISON, page=at("compare"), units=_TOGETHER, league=LEAGUE)
def alone(context: Context, units: tuple[str, ...], league: str) -> View:
    """The indicators that exactly one of the chosen units states."""
    t = context.t
    params, frame = _chosen(context, units, league)
    own = frame[frame["basis"] == "stated"]
    stating = own.groupby("indicator_id")["unit_id"].transform("nunique")
    single = own[stating == 1].sort_values(["unit_order", "indicator_id", "target_id"])
    rows = records(single)
    table = pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("口径"): [scope_of(context, row["scope_key"]) for row in rows],
            t("目标"): [quantity.promised(row, t) for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) for row in rows],
            t("出处"): [place_in_text(row, t) for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )
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


@question(PROFILE, page=_page_of_profile, units=_TOGETHER, themes=replace(THEME, kind="codes"))
def profile(context: Context, units: tuple[str, ...], themes: tuple[str, ...] = ()) -> View:
    """How firm and how dated the promises of some units are; of one unit by theme where themes are given."""
    t = context.t
    params = {"filter_unit": one_of(units)}
    frame = context.frame("profile", **params)
    rows = records(frame[frame["theme"].isin(themes or ("all",))])
    rows.sort(key=lambda row: (units.index(row["unit_id"]), themes.index(row["theme"]) if themes else 0))
    table = pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("主题"): [words(t, "theme", row["theme"]) if themes else t("全部") for row in rows],
            t("承诺数"): [row["commitments"] for row in rows],
            t("可衡量的承诺数"): [row["measurable"] for row in rows],
            t("目标数"): [row["targets"] for row in rows],
            t("确保的目标数"): [row["ensured"] for row in rows],
            t("任务的目标数"): [row["tasks"] for row in rows],
            t("力争的目标数"): [row["striven"] for row in rows],
            t("写明期限的目标数"): [row["dated"] for row in rows],
            t("最早的期限"): [row["first_deadline"] for row in rows],
        }
    )
    said = []
    for row in rows:
        parts = [
            (t("确保{n}个"), row["ensured"]),
            (t("任务{n}个"), row["tasks"]),
            (t("力争{n}个"), row["striven"]),
            (t("写明期限{n}个"), row["dated"]),
        ]
        stressed = t.join([part.format(n=n) for part, n in parts if n]) or t("都没有强调，也没有写明期限")
        name = words(t, "theme", row["theme"]) if themes else t.of(row, "short")
        said.append(t("{name}{targets}个目标：{stressed}", name=name, targets=row["targets"], stressed=stressed))
    takeaway = ("；" if t.lang == "zh" else "; ").join(said)
    return View(t("说得多肯定，何时到期？"), takeaway, "profile", params, frame, table=table)
