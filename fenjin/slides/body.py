"""What of a view stands on a slide: its figure, its counts, or its rows, without what a room need not read."""

import datetime

import pandas as pd

from fenjin import views
from fenjin.figures.content import Content
from fenjin.figures.numbers import Numbers
from fenjin.figures.table import Table
from fenjin.language import quantity
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views import Context, View

# Columns that a slide has no room for: they are in the files, and a paragraph is in the notes.
_LEFT_OUT = (
    _("编号"), _("段落"), _("出处"), _("标准值"), _("标准值上限"), _("所属合计"), _("比较符"), _("类型"), _("概述"), _("段内首字"), _("段内末字"), _("文件内起始位置"), _("文件内终止位置"), _("原文数字"),
    _("子题"), _("档次"), _("年份"), _("方向"), _("可否相加"), _("阶段"),
)  # fmt: skip
_MOST_COLUMNS = 7
_MOST_NAMES = 15  # in a cell


def _table_of(view: View, context: Context) -> Table:
    """A view's table as a slide shows it: the columns that a room reads, those without any word left out."""
    t = context.t
    shown = view.table.reset_index(drop=True)
    if view.query == "commitment":
        pairs = tuple((str(label), str(text)) for label, text in shown.iloc[0].items() if label != t("编号"))
        return Table((t("字段"), t("取值")), pairs, (False, False), ("",) * len(pairs), (0,) * len(pairs))
    if view.query == "coverage":
        said, unit, number = t("有无数字"), t("单位"), t("家数")
        # Short names, and not too many a row: a row that is higher than a slide could not be cut.
        short = shown.assign(**{unit: [t.of(row, "short") for row in view.frame.to_dict("records")]})
        listed = [(status, list(group[unit])) for status, group in short.groupby(said, sort=False)]
        shown = pd.DataFrame([
            {said: status, number: "" if first else str(len(names)), unit: t.join(names[first : first + _MOST_NAMES])}
            for status, names in listed
            for first in range(0, len(names), _MOST_NAMES)
        ])  # fmt: skip
    left_out = {t(name) for name in _LEFT_OUT} if not view.free else set()
    if view.query == "county_city":
        # Most counties state nothing at the scope: who is in the sum says more than what it lacks.
        left_out |= {
            t("差额"),
            t("标准单位"),
            t("全市由谁提出"),
            t("全市数字"),
            t("县区合计"),
            t("占全市比例"),
            t("依据的目标"),
            t("合计依据的目标"),
        }
    if view.query == "similar":
        # A unit's name says its league: the room is for what it promises.
        left_out |= {t("原文字样"), t("单位范围")}
    if view.address and view.address[0] == "standings" and (view.frame["apart"] == "").any():
        # The table has its rows in an order of its own.
        shown = shown[[row["apart"] == "" for row in views.with_origins(context, view.frame)]]
    # A row of names that share a status is none of the table.
    places = tuple(shown.index) if view.query != "coverage" else ()
    if t("力度") in shown:
        shown = shown.assign(**{t("力度"): shown[t("力度")].replace(words(t, "firmness", "plain"), "")})
    if {t("衡量内容"), t("承诺")} <= set(shown):
        # A commitment without a figure measures nothing, and says what it promises.
        shown = shown.assign(**{t("衡量内容"): shown[t("衡量内容")].where(shown[t("衡量内容")] != "", shown[t("承诺")])})
        if t.lang == "en" and t("指标") in shown:
            # What is measured is said in the list's language; the indicator's name is at hand in the reader's.
            shown = shown.assign(**{t("衡量内容"): shown[t("指标")].where(shown[t("指标")] != "", shown[t("衡量内容")])})
        left_out |= {t("承诺"), t("主题"), t("指标")}
    names = [name for name in shown if name not in left_out and any(cell_words(value, name, t) for value in shown[name])][
        :_MOST_COLUMNS
    ]
    # The title says whose rows they are where they are all one unit's.
    if t("单位") in names and shown[t("单位")].nunique() == 1 and len(shown) > 1:
        names.remove(t("单位"))
    # Who chose only such columns is shown them all the same.
    names = names or list(shown)[:_MOST_COLUMNS]
    owners = {t.of(unit, "unit"): unit["unit_id"] for unit in views.of_view(context, view).units}
    units = tuple(owners.get(name, "") for name in shown[t("单位")]) if t("单位") in shown else ("",) * len(shown)
    rows = tuple(tuple(cell_words(row[name], name, t) for name in names) for row in shown.to_dict("records"))
    figures = tuple(pd.api.types.is_numeric_dtype(shown[name]) for name in names)
    return Table(tuple(map(str, names)), rows, figures, units, places)


def cell_words(value: object, column: object, t: Translator) -> str:
    """A cell in words."""
    if value is None or value == "" or pd.isna(value):
        return ""
    if isinstance(value, datetime.date):
        return quantity.day(value, t)
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A hyphen would let the line break behind it.
        return f"{value:.0%}" if column == t("占全市比例") else quantity.number(value).replace("-", "−")
    return str(value)


def _numbers_of(view: View, t: Translator) -> Numbers:
    """The counts of the list, the whole and of that the counties; those of one unit."""
    if view.query == "profile":
        own = view.table.iloc[0]
        return Numbers(tuple((quantity.number(own[name]), str(name), "") for name in own.index[2:8]))
    leagues = list(view.frame["league"])
    whole = view.table.iloc[leagues.index("all")]
    county = view.table.iloc[leagues.index("county")] if "county" in leagues else None

    def of_that(name: object) -> str:
        return "" if county is None else t("其中县区 {n}", n=quantity.number(county[name]))

    return Numbers(tuple((quantity.number(whole[name]), str(name), of_that(name)) for name in whole.index[1:])
    )  # fmt: skip


def body_of(view: View, context: Context) -> Content:
    """What a view shows on a slide: counts as numbers, a figure as it is, else its rows as a table."""
    if view.query == "counts" or (view.query == "profile" and len(view.table) == 1):
        return _numbers_of(view, context.t)
    if view.drawn:
        return view.drawn.content
    return _table_of(view, context)
