"""The rankings of a theme beside each other."""

from collections.abc import Sequence

from fenjin.figures.multiples import Multiples, Panel, Strip
from fenjin.language.words import words
from fenjin.views.base import Context, Row
from fenjin.views.columns import INDICATOR as INDICATOR_COLUMN
from fenjin.views.columns import tabulate
from fenjin.views.comparison import (
    COMPARISON,
    COMPARISON_COLUMNS,
    RARE,
    bar_of,
    bound_notes,
    group_of,
    of_league,
    sign_legend,
    with_origins,
)
from fenjin.views.page import at_theme
from fenjin.views.parameter import THEME
from fenjin.views.question import Show, View, question
from fenjin.views.rows import in_scope

LEAST_UNITS = 3  # that a ranking has to have: two are one sentence
_MOST_STRIPS = 12  # of a panel
_COLUMNS = (INDICATOR_COLUMN, *COMPARISON_COLUMNS)


@question(COMPARISON, page=at_theme, table=_COLUMNS, rare=RARE, show=Show(lines=lambda _context, view: view.notes), theme=THEME)
def multiples(context: Context, theme: str) -> View:
    """The rankings of counties in a theme in which three or more wrote down an amount, each at the scope at which most did, beside each other."""
    t = context.t
    params = {**of_league("county"), "theme": theme}
    frame = context.frame("comparison", **params)
    rows = with_origins(context, frame)
    groups = []
    for indicator in dict.fromkeys(row["indicator_id"] for row in rows if row["apart"] == ""):
        own = [row for row in rows if row["indicator_id"] == indicator and row["apart"] == ""]
        group = [row for row in group_of(own, own[0]["scope_key"]) if row["basis"] != "wider"]
        if len(group) >= LEAST_UNITS:
            groups.append(group)
    groups.sort(key=len, reverse=True)
    amounts = [row for group in groups for row in group]
    subjects = [in_scope(context, t.of(group[0], "indicator"), group[0]["scope_key"]) for group in groups]
    name = words(t, "theme", theme)
    takeaway = (
        t("{theme}：{n}个指标有三家以上的数字口径相同：{names}", theme=name, n=len(groups), names=t.join(subjects))
        if groups
        else t("{theme}：没有一个指标有三家以上的数字口径相同", theme=name)
    )
    notes = [*bound_notes(context, amounts), t("各图的刻度不同，图与图之间不比；单列的数字在各指标的比较里。")] if groups else []
    panels = tuple(_panel(context, subject, group) for subject, group in zip(subjects, groups, strict=True))
    return View(
        t("{theme}：各指标的排列，一起看", theme=name),
        takeaway,
        "comparison",
        params,
        frame,
        figure=Multiples(panels).figure(context.look) if panels else None,
        notes=notes,
        table=tabulate(context, amounts or rows, _COLUMNS),
        legend=sign_legend(t, [{**row, "firmness": "strive" if row["firmness"] == "strive" else "plain"} for row in amounts]),
    )


def _panel(context: Context, subject: str, group: Sequence[Row]) -> Panel:
    """A ranking: its bars, and of more than there is room for, how many there are."""
    t = context.t
    shown_rows = group if len(group) <= _MOST_STRIPS else group[: _MOST_STRIPS - 1]
    strips = []
    for row in shown_rows:
        bar = bar_of(context, row)
        strips.append(Strip(t.of(row, "short"), bar.text, bar.value, bar.comparator, bar.pattern, bar.target, bar.unit, bar.row))
    if len(group) > len(shown_rows):
        strips.append(Strip(t("另有{n}家", n=len(group) - len(shown_rows))))
    return Panel(subject, group[0]["indicator_id"], tuple(strips))
