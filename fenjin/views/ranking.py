"""Who promises how much of an indicator."""

from dataclasses import replace

import pandas as pd

from fenjin import figures
from fenjin.data.database import Database
from fenjin.figures.bars import Section
from fenjin.language import quantity
from fenjin.language.words import words
from fenjin.views.base import Context, View, addressed, records, remember
from fenjin.views.comparison import (
    apart_notes,
    bar_of,
    comparison_table,
    of_indicator,
    of_league,
    sections_of,
    sign_legend,
    with_wholes,
)
from fenjin.views.coverage import coverage
from fenjin.views.rows import in_scope


@remember
def indicators(context: Context, theme: str | None) -> View:
    """The indicators of a theme (None for all), those with the largest comparison of counties first."""
    frame = _choice(context.database, context.list_id)
    if theme is not None:
        frame = frame[frame["theme"] == theme].reset_index(drop=True)
    return View(context.t("这个主题有哪些指标？"), "", "indicator_choice", {"theme": theme}, frame)


@remember
def _choice(database: Database, list_id: str) -> pd.DataFrame:
    """The indicators of every theme: a query for all of them takes no longer than one for a theme, and many pages want several."""
    return database.query("indicator_choice", list=list_id, theme=None).to_pandas()


@remember
@addressed
def ranking(context: Context, indicator: str, league: str) -> View:
    """Which units of a league promise how much of an indicator: ranked where that is fair, kept apart where it is not."""
    t = context.t
    params = of_league(league, indicator)
    frame = of_indicator(context, league, indicator)
    if frame.empty:
        return View("", t("没有单位给出这个指标的数字"), "comparison", params, frame)
    rows = with_wholes(records(frame), t)
    ranked = [row for row in rows if row["apart"] == ""]
    apart = [row for row in rows if row["apart"] != ""]
    return View(
        question=t(
            "{league}中，{indicator}谁承诺得最多？", league=words(t, "league", league), indicator=t.of(rows[0], "indicator")
        )
        if rows[0]["direction"] == "higher"
        else t("{league}中，{indicator}谁承诺得最低？", league=words(t, "league", league), indicator=t.of(rows[0], "indicator")),
        takeaway=_ranking_takeaway(context, rows, ranked),
        query="comparison",
        params=params,
        frame=frame,
        figure=figures.bars(sections_of(context, rows), context.look),
        notes=apart_notes(context, ranked, apart),
        table=comparison_table(context, rows),
        legend=sign_legend(t, rows),
        aside=[
            t("{league}：{coverage}", league=words(t, "league", league), coverage=coverage(context, indicator, league).takeaway)
        ],
    )


def _ranking_takeaway(context: Context, rows: list[dict], ranked: list[dict]) -> str:
    t = context.t
    indicator = t.of(rows[0], "indicator")
    if not ranked:
        if len({row["unit_id"] for row in rows}) == 1:
            named = t.join([in_scope(context, quantity.promised(row, t), row["scope"]) for row in rows])
            return t("{indicator}：只有{unit}给出数字，{named}", indicator=indicator, unit=t.of(rows[0], "short"), named=named)
        n = len({row["unit_id"] for row in rows})
        return t("{indicator}：{n}家给出数字，口径各不相同，不能排序", indicator=indicator, n=n)
    group = [row for row in ranked if row["scope_key"] == ranked[0]["scope_key"]]
    subject = in_scope(context, indicator, ranked[0]["scope_key"])
    first = [row for row in group if row["rank_best"] == 1]
    listed = [f"{t.of(row, 'short')} {quantity.promised(row, t)}" for row in group]
    if len(first) == 1 and first[0]["rank_worst"] == 1:
        top, rest = listed[0], t.join(listed[1:3])
        if rows[0]["direction"] == "higher":
            return t("{subject}：{top}最高，其后是{rest}", subject=subject, top=top, rest=rest)
        return t("{subject}：{top}最低，其后是{rest}", subject=subject, top=top, rest=rest)
    tied = t.join([f"{t.of(row, 'short')} {quantity.promised(row, t)}" for row in first])
    return t("{subject}：{tied}，难分先后", subject=subject, tied=tied)


@remember
def headline(context: Context, theme: str, most: int = 4) -> View | None:
    """A theme's headline comparison, drawn small; None where the theme has no indicator.

    It is the counties' ranking with the most units, cut to the first marks of its first group.
    """
    choice = indicators(context, theme).frame
    if choice.empty:
        return None
    first = choice.iloc[0]
    view = ranking(context, first["indicator_id"], "county" if first["county_units"] else "department")
    rows = with_wholes(records(view.frame), context.t)
    ranked = [row for row in rows if row["apart"] == ""]
    if ranked:
        shown = [row for row in ranked if row["scope_key"] == ranked[0]["scope_key"]]
    else:
        shown = [row for row in rows if not row["part_of"]]
    figure = figures.bars([Section("", [bar_of(context, row) for row in shown[:most]])], context.look, size=16)
    missing = {row["unit_id"] for row in rows} - {row["unit_id"] for row in shown} if ranked else set()
    left_out = [context.t("另有{n}家口径不同，不在这里排序。", n=len(missing))] if missing else []
    return replace(view, figure=figure, notes=left_out)
