"""Who promises how much of an indicator."""

from collections.abc import Sequence

from fenjin.figures.bars import Bars
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context, Row
from fenjin.views.columns import tabulate
from fenjin.views.comparison import (
    COMPARISON,
    COMPARISON_COLUMNS,
    MOST_AMOUNTS,
    RARE,
    amount,
    apart_notes,
    certain,
    group_of,
    league_size,
    list_amounts,
    of_indicator,
    of_league,
    sections_of,
    sign_legend,
    with_origins,
)
from fenjin.views.coverage import coverage, how_many
from fenjin.views.page import of_theme
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST, THEME
from fenjin.views.question import Show, View, query, question
from fenjin.views.rows import in_scope

INDICATOR_CHOICE = query(
    "indicator_choice", _("一个主题有哪些指标"), list=LIST, theme=THEME.optional, indicator=INDICATOR.optional
)


@question(INDICATOR_CHOICE, theme=THEME)
def indicators(context: Context, theme: str | None) -> View:
    """The indicators of a theme (None for all), those with the largest comparison of counties first."""
    # Of every theme: that takes no longer than of one, and many pages want several.
    frame = context.frame("indicator_choice", theme=None, indicator=None)
    if theme is not None:
        frame = frame[frame["theme"] == theme].reset_index(drop=True)
    return View(context.t("这个主题有哪些指标？"), "", "indicator_choice", {"theme": theme, "indicator": None}, frame)


def _remainder(context: Context, view: View, n: int) -> str:
    indicator = context.t.of(view.rows[0], "indicator")
    return (
        context.t("{indicator}：另有{n}个数字单列，不排序", indicator=indicator, n=n) if (view.frame["apart"] == "").any() else ""
    )


@question(
    COMPARISON,
    page=of_theme("indicator"),
    table=COMPARISON_COLUMNS,
    rare=RARE,
    show=Show(lines=how_many, remainder=_remainder),
    indicator=INDICATOR,
    league=LEAGUE,
)
def ranking(context: Context, indicator: str, league: str) -> View:
    """Which units of a league promise how much of an indicator: ranked where that is fair, kept apart where it is not."""
    t = context.t
    params = of_league(league, indicator)
    frame = of_indicator(context, league, indicator)
    if frame.empty:
        return View("", t("没有单位给出这个指标的数字"), "comparison", params, frame)
    rows = with_origins(context, frame)
    return View(
        question=t(
            "{league}中，{indicator}谁承诺得最多？", league=words(t, "league", league), indicator=t.of(rows[0], "indicator")
        )
        if rows[0]["direction"] == "higher"
        else t("{league}中，{indicator}谁承诺得最低？", league=words(t, "league", league), indicator=t.of(rows[0], "indicator")),
        takeaway=comparison_words(context, rows),
        query="comparison",
        params=params,
        frame=frame,
        figure=Bars(sections_of(context, rows)).figure(context.look),
        notes=apart_notes(context, rows),
        table=tabulate(context, rows, COMPARISON_COLUMNS),
        legend=sign_legend(t, rows),
        asides=[
            t("{league}：{coverage}", league=words(t, "league", league), coverage=coverage(context, indicator, league).takeaway)
        ],
    )


def comparison_words(context: Context, rows: Sequence[Row], among: str = "") -> str:
    """What is written down of an indicator and what holds whatever happens, in a sentence; `among` is what the range is called."""
    t = context.t
    indicator = t.of(rows[0], "indicator")
    in_order = [row for row in rows if row["apart"] == ""]
    if in_order:
        group = group_of(rows, in_order[0]["scope_key"])
        subject = in_scope(context, indicator, in_order[0]["scope_key"])
        return t(
            "写明的{subject}：{written}；{certain}",
            subject=subject,
            written=list_amounts(context, group),
            certain=certain(context, group, among),
        )
    own = [row for row in rows if row["apart"] != "other"]
    if not own:
        amounts = t.join([t("{unit}{amount}", unit=t.of(row, "short"), amount=amount(row, t)) for row in rows])
        if among:
            return t("{indicator}：所选的单位都没有写自己的数字；写了全市的：{named}", indicator=indicator, named=amounts)
        return t("{indicator}：没有单位写自己的数字；写了全市的：{named}", indicator=indicator, named=amounts)
    wholes = [row for row in own if not row["part_of"]]
    figures = [in_scope(context, amount(row, t), row["scope"]) for row in wholes[:MOST_AMOUNTS]]
    if len({row["unit_id"] for row in own}) == 1:
        amounts = t.join(figures)
        if len(wholes) > MOST_AMOUNTS:
            amounts = t("{names}等{n}项", names=amounts, n=len(wholes))
        if among:
            return t(
                "{subject}：所选的单位中只有{unit}写了自己的数字，{named}",
                subject=indicator,
                unit=t.of(own[0], "short"),
                named=amounts,
            )
        n = league_size(context, rows[0]["league"])
        return t(
            "{subject}：{n}家中只有{unit}写了数字，{named}", subject=indicator, n=n, unit=t.of(own[0], "short"), named=amounts
        )
    amounts = t.join(
        [t("{unit}{amount}", unit=t.of(row, "short"), amount=each) for row, each in zip(wholes, figures, strict=False)]
    )
    if len(wholes) > MOST_AMOUNTS:
        amounts = t("{names}等{n}项", names=amounts, n=len(wholes))
    return t("写明的{subject}：{named}；口径不同，不比多少", subject=indicator, named=amounts)
