"""Whether the counties' targets add up to the city's."""

import pandas as pd

from fenjin import figures
from fenjin.figures.bars import Bar, Section
from fenjin.language import quantity
from fenjin.views.base import Context, View, addressed, records, remember
from fenjin.views.comparison import of_indicator
from fenjin.views.rows import in_scope, scope_of


def _bound_of_sum(comparators: list[str]) -> str:
    """What a sum of figures is where some are bounds of the same side: a bound of that side; else taken as it is."""
    for sides in (("ge", "gt"), ("le", "lt")):
        if set(comparators) & set(sides) and set(comparators) <= {"eq", *sides}:
            return sides[0]
    return "eq"


@remember
@addressed
def county_city(context: Context, indicator: str) -> View:
    """Do the counties' targets add up to the city's figure?"""
    t = context.t
    params = {"indicator": indicator, "theme": None}
    frame = context.frame("county_city", **params)
    rows = records(frame)
    sections, notes, takeaways = [], [], []
    stated = records(of_indicator(context, "county", indicator))
    for row in rows:
        scope = quantity.scope_words(row["scope"], context.scopes, t)
        parts = [each for each in stated if each["scope"] == row["scope"] and not each["part_of"]]
        summed = {each["unit_id"]: t.of(each, "short") for each in parts}
        bound = _bound_of_sum([each["comparator"] for each in parts])
        city = quantity.bounded(quantity.standard(row["city_value"], row["std_uom"], t), row["comparator"], t)
        counties = quantity.bounded(quantity.standard(row["county_value"], row["std_uom"], t), bound, t)
        otherwise = list(dict.fromkeys(t.of(each, "short") for each in stated if each["unit_id"] not in summed))
        named = t.join(list(summed.values()))
        both = [
            Bar(
                t("市级（{unit}）", unit=t.of(row, "short")),
                row["city_value"],
                city,
                comparator=row["comparator"],
                target=row["target_id"],
                unit=row["unit_id"],
            ),
            Bar(
                t("县区：{named}", named=named),
                row["county_value"],
                counties,
                comparator=bound,
                apart=True,
                strive=all(each["firmness"] == "strive" for each in parts),
            ),
        ]
        sections.append(Section(scope, both))
        about = in_scope(context, t.of(row, "indicator"), row["scope"])
        share = f"{row['share']:.0%}"
        if row["county_units"] == 1:
            said = t(
                "{about}：只有{named}给出同口径的数字{counties}，是市级{city}的{share}",
                about=about,
                named=named,
                counties=counties,
                city=city,
                share=share,
            )
        else:
            said = t(
                "{about}：{n}家县区合计{counties}，是市级{city}的{share}",
                about=about,
                n=row["county_units"],
                counties=counties,
                city=city,
                share=share,
            )
        takeaways.append(said + (t("，超出市级，两边的统计范围可能不同") if row["share"] > 1 else ""))
        missing = row["league_units"] - row["county_units"]
        notes.append(
            t(
                "{about}：{all}家中{missing}家没有同口径的数字，合计不是全部县区的和。",
                about=about,
                all=row["league_units"],
                missing=missing,
            )
        )
        if otherwise:
            notes.append(t("{about}：{names}按别的口径给出数字，没有计入。", about=about, names=t.join(otherwise)))
        if row["county_bounds"] or row["comparator"] != "eq":
            notes.append(t("含“至少”“超过”等承诺，按其界限相加。"))
    question = t("{indicator}：县区加起来等于全市吗？", indicator=t.of(rows[0], "indicator")) if rows else ""
    return View(
        question, "；".join(takeaways) if t.lang == "zh" else "; ".join(takeaways), "county_city", params, frame,
        figures.bars(sections, context.look) if rows else None, list(dict.fromkeys(notes)),
        _sums_table(context, rows), [t("图例：{signs}。", signs=t("空心条＝口径相同的县区合计"))],
    )  # fmt: skip


@remember
@addressed
def sums(context: Context) -> View:
    """For every indicator that counties and city state at the same scope: do the counties add up to the city?"""
    t = context.t
    params = {"indicator": None, "theme": None}
    frame = context.frame("county_city", **params)
    rows = records(frame)
    beyond = [in_scope(context, t.of(row, "indicator"), row["scope"]) for row in rows if row["gap"] > 0]
    takeaway = t(
        "{n}项数字县区和全市都有，县区合计达到全市的有{m}项", n=len(rows), m=len([row for row in rows if row["gap"] >= 0])
    )
    if beyond:
        takeaway += t("；超出的是{names}，两边的统计范围可能不同", names=t.join(beyond))
    notes = [t("只加口径相同的数字；没有给出数字的县区不当作零，所以差额不等于缺口。")]
    return View(t("县区加起来等于全市吗？"), takeaway, "county_city", params, frame, None, notes, _sums_table(context, rows))


def _sums_table(context: Context, rows: list[dict]) -> pd.DataFrame:
    t = context.t
    return pd.DataFrame(
        {
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("口径"): [scope_of(context, row["scope"]) for row in rows],
            t("标准单位"): [t(row["std_uom"]) for row in rows],
            t("全市数字"): [row["city_value"] for row in rows],
            t("县区合计"): [row["county_value"] for row in rows],
            t("占全市比例"): [row["share"] for row in rows],
            t("差额"): [row["gap"] for row in rows],
            t("县区家数"): [row["county_units"] for row in rows],
            t("全市由谁提出"): [t.of(row, "unit") for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )
