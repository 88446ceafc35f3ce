"""What falls due when."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from fenjin.data.rows import Due
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.timeline import Milestone, Timeline
from fenjin.language import quantity
from fenjin.language.columns import Column
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context, records
from fenjin.views.columns import (
    FIRMNESS,
    IN_TEXT,
    MEASURE,
    PROMISE_IN_WORDS,
    TARGET,
    UNIT,
    Columns,
    as_it_is,
    code_words,
    in_language,
    tabulate,
)
from fenjin.views.page import at
from fenjin.views.parameter import LEAGUE, LIST, THEME
from fenjin.views.question import Excerpt, Show, View, query, question
from fenjin.views.rows import due_words

DEADLINES = query(
    "deadlines", _("什么时候到期"), {"league": None, "theme": None}, list=LIST, league=LEAGUE.optional, theme=THEME.optional
)


_DUE_COLUMNS: Columns[Due] = (
    as_it_is("deadline"),
    UNIT,
    PROMISE_IN_WORDS,
    MEASURE,
    in_language("commitment"),
    code_words("theme"),
    FIRMNESS,
    IN_TEXT,
    TARGET,
)


_WITH_WHAT = (
    Column("deadline", _("期限"), _("原文写明的最后一天")),
    Column("unit", _("单位"), _("作出承诺的单位，简称")),
    Column("what", _("到期的是什么"), _("到期的目标衡量什么，是多少")),
)


def _with_what(context: Context, view: View) -> Excerpt:
    """Each day with who has to have done what by then."""
    t, year = context.t, int(context.description["year"])
    rows = records(view.frame, Due)
    table = pd.DataFrame(
        [
            (
                quantity.day(row["deadline"], t, "day of the year" if row["deadline"].year == year else "day"),
                t.of(row, "short"),
                due_words(row, t, whose=False),
            )
            for row in rows
        ],
        columns=[t(each.heading) for each in _WITH_WHAT],
    )
    return Excerpt(_WITH_WHAT, table, tuple(range(len(rows))))


def _first_due(context: Context, view: View) -> list[str]:
    """What the first days have, for the speaker."""
    t = context.t
    return [
        t("{name}：{value}", name=quantity.day(row["deadline"], t), value=due_words(row, t))
        for row in records(view.frame, Due)[:_MOST_SAID]
    ]


_MOST_SAID = 4  # targets that a speaker names


@question(DEADLINES, page=at(""), table=_DUE_COLUMNS, show=Show(excerpt=_with_what, say=_first_due))
def deadlines(context: Context) -> View:
    """How many targets fall due on each day that the text states: the whole timeline as bars."""
    t = context.t
    whole = timeline(context)
    bars = []
    for date, group in whole.frame.groupby("deadline", sort=True):
        names = list(dict.fromkeys(t.of(row, "short") for row in records(group, Due)))
        first_names = t.join(names[:2]) + (t("等{n}家", n=len(names)) if len(names) > 2 else "")
        hover = "<br>".join(due_words(row, t) for row in records(group, Due))
        bars.append(Bar(quantity.day(date, t), len(group), t("{n}个", n=len(group)), detail=first_names, hover=hover))
    return replace(whole, figure=Bars([Section("", bars)]).figure(context.look) if bars else None, legend=[])


@question(DEADLINES, page=at("timeline"), table=_DUE_COLUMNS, league=LEAGUE, theme=THEME)
def timeline(context: Context, league: str | None = None, theme: str | None = None) -> View:
    """What falls due when: the targets for which the text states a last day, along the list's year, one lane a theme.

    None stands for every league and every theme.
    """
    t = context.t
    params = {"league": league, "theme": theme}
    frame = context.frame("deadlines", **params)
    rows = records(frame, Due)
    table = tabulate(context, rows, _DUE_COLUMNS)
    signs = [t("点中数字＝到期的目标数")] + ([t("斜纹＝力争")] if any(row["firmness"] == "strive" for row in rows) else [])
    return View(
        t("何时到期？"),
        _due_takeaway(context, rows),
        "deadlines",
        params,
        frame,
        _timeline(context, frame).figure(context.look) if rows else None,
        [t("没有写明期限的目标以全年为期，不在此列。")],
        table,
        [t("图例：{signs}。", signs=("，" if t.lang == "zh" else ", ").join(signs))] if rows else [],
    )


def _due_takeaway(context: Context, rows: Sequence[Due]) -> str:
    """How many targets state a day, how many of them fall due by the middle of the year, the first day and the fullest one."""
    t, middle = context.t, datetime.date(int(context.description["year"]), 6, 30)
    days = [row["deadline"] for row in rows]
    if not days:
        return t("没有目标写明期限")
    sentence = t("{n}个目标写明了期限", n=len(days))
    by_middle = len([day for day in days if day <= middle])
    if 0 < by_middle < len(days):
        sentence += t("，其中{n}个在{day}前到期", n=by_middle, day=quantity.day(middle, t))
    first, fullest = days[0], max(dict.fromkeys(days), key=days.count)
    if days.count(fullest) == len(days):
        return sentence + t("，都在{day}" if len(days) > 1 else "，在{day}", day=quantity.day(fullest, t))
    names = t.join(list(dict.fromkeys(t.of(row, "short") for row in rows if row["deadline"] == first)))
    sentence += t("；最早的在{day}（{units}）", day=quantity.day(first, t), units=names)
    if days.count(fullest) > 1:
        sentence += t("，最多的一天是{day}，{n}个", day=quantity.day(fullest, t), n=days.count(fullest))
    return sentence


def _timeline(context: Context, frame: pd.DataFrame) -> Timeline:
    """Dated targets as a timeline: on each day a milestone for each theme, and one for what is only aimed for."""
    t, year = context.t, int(context.description["year"])
    milestones = []
    rows_of = frame.assign(strive=frame["firmness"] == "strive")
    for (date, theme, strive), group in rows_of.groupby(["deadline", "theme", "strive"]):
        rows = records(group, Due)
        names = Counter(t.of(row, "short") for row in rows)
        about = f"{quantity.day(date, t)} · {words(t, 'theme', theme)}"
        milestones.append(
            Milestone(
                date=date.isoformat(),
                day=quantity.day(date, t, "day of the year"),
                lane=theme,
                words=t.join([t("{unit}（{n}个）", unit=unit, n=n) if n > 1 else unit for unit, n in names.items()]),
                count=len(rows),
                units=tuple(dict.fromkeys(unit for row in rows for unit in context.leads(row))),
                strive=bool(strive),
                hover="<br>".join([about, *(due_words(row, t) for row in rows)]),
                targets=tuple(row["target_id"] for row in rows),
            )
        )
    milestones.sort(key=lambda each: (each.date, context.themes.index(each.lane), each.strive))
    years = {year, *(int(each.date[:4]) for each in milestones)}
    firsts = [(datetime.date(each, 1, 1), "year") for each in years]
    firsts += [(datetime.date(year, month, 1), "month") for month in range(1, 13)]
    # A year stands before its first month: the sort keeps their order.
    ticks = [(first.isoformat(), quantity.day(first, t, form)) for first, form in sorted(firsts, key=lambda each: each[0])]
    lanes = {theme: words(t, "theme", theme) for theme in context.themes if any(each.lane == theme for each in milestones)}
    return Timeline(lanes, f"{year}-01-01", f"{year}-12-31", ticks, milestones)
