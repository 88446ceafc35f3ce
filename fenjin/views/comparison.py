"""Compared targets: what ranking, map, standing and comparison of units have in common, as bars, notes and table."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as arrow
from pyarrow import compute

from fenjin.data.database import Database
from fenjin.figures.bars import Bar, Section
from fenjin.language import quantity
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.views.base import Context, remember
from fenjin.views.rows import place, scope_of, source
from fenjin.views.selection import one_of


def of_league(league: str, indicator: str | None = None, units: Sequence[str] = ()) -> dict[str, object]:
    """The parameters of the query comparison for a league; no unit means all of them."""
    return {"theme": None, "indicator": indicator, "league": league, "filter_unit": one_of(units)}


def of_indicator(context: Context, league: str, indicator: str) -> pd.DataFrame:
    """The figures of an indicator in a league, as the query comparison gives them."""
    every = league_rows(context.database, context.list_id, league)
    return every.filter(compute.field("indicator_id") == indicator).to_pandas()


@remember
def league_rows(database: Database, list_id: str, league: str) -> arrow.Table:
    """The figures of every indicator in a league: a query for all of them takes hardly longer than one for an indicator."""
    return database.query("comparison", list=list_id, **of_league(league))


def with_wholes(rows: list[dict], t: Translator) -> list[dict]:
    """Compared rows, each part of a total under that total and with its words as `whole`."""
    by_id = {row["target_id"]: row for row in rows}
    for row in rows:
        row["whole"] = quantity.promised(by_id[row["part_of"]], t) if row["part_of"] in by_id else ""
    places = {row["target_id"]: place for place, row in enumerate(rows)}

    def order(row: dict) -> tuple[int, int]:
        together = row["apart"] and row["part_of"] in by_id and by_id[row["part_of"]]["apart"]
        return (places[row["part_of"]] if together else places[row["target_id"]], places[row["target_id"]] if together else -1)

    return sorted(rows, key=order)


def sections_of(context: Context, rows: list[dict]) -> list[Section]:
    """Compared rows as sections of bars: one for each scope that is ranked, then those kept apart by reason."""
    t = context.t
    sections = []
    ranked = [row for row in rows if row["apart"] == ""]
    for scope in dict.fromkeys(row["scope_key"] for row in ranked):
        group = [row for row in ranked if row["scope_key"] == scope]
        words_of_scope = quantity.scope_words(scope, context.scopes, t)
        n = group[0]["group_size"]
        if len(group) < n:
            heading = t("同口径{n}家中的位置", n=n) + (t("：{scope}", scope=words_of_scope) if words_of_scope else "")
        elif words_of_scope:
            heading = t("同口径排序：{scope}（{n}家）", scope=words_of_scope, n=n)
        else:
            heading = t("同口径排序（{n}家）", n=n)
        sections.append(Section(heading, [bar_of(context, row) for row in group]))
    reason = {
        "partner": t("所选单位中没有同口径的，不相比"),
        "scope": t("口径不同，单列，不排序"),
        "alone": t("只有一家给出，不排序"),
        "tier": t("争取目标，单列，不排序"),
    }
    for why in dict.fromkeys(row["apart"] for row in rows if row["apart"]):
        sections.append(Section(reason[why], [bar_of(context, row) for row in rows if row["apart"] == why]))
    return sections


def bar_of(context: Context, row: dict) -> Bar:
    """A compared row (one of `with_wholes`) as a bar, with its rank and what keeps it from being ranked."""
    t = context.t
    name = t.of(row, "short")
    rank = place(row, t)
    label = f"{rank} {name}" if rank else name
    text = quantity.promised(row, t)
    extra = []
    if row["apart"] == "scope" or (row["apart"] and row["scope_key"]):
        extra.append(scope_of(context, row["scope_key"]))
    if row["firmness"] != "plain":
        extra.append(words(t, "firmness", row["firmness"]))
    if row["whole"]:
        extra.append(t("{whole}中的一部分", whole=row["whole"]))
    hover = "<br>".join([
        f"{t.of(row, 'unit')}  {text}", *_wrapped(row["statement"]),
        t("口径：{scope}", scope=scope_of(context, row["scope_key"])),
        t("力度：{firmness}", firmness=words(t, "firmness", row["firmness"])),
        t("出处：{where}", where=source(row, t)),
    ])  # fmt: skip
    return Bar(
        label=label,
        value=float(row["std_value"]),
        text=text,
        high=None if pd.isna(row["std_high"]) else float(row["std_high"]),
        comparator=row["comparator"],
        strive=row["firmness"] == "strive",
        apart=bool(row["apart"]),
        detail=("，" if t.lang == "zh" else ", ").join(extra),
        hover=hover,
        target=row["target_id"],
        unit=row["unit_id"],
    )


def _wrapped(text: str, width: int = 30) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


def apart_notes(context: Context, ranked: list[dict], apart: list[dict]) -> list[str]:
    """Why some rows are kept apart, why groups are not compared, and what a rank written as a range means, in sentences."""
    t = context.t
    notes = []
    if any(row["apart"] == "scope" for row in apart):
        kept = [
            t("{unit}（{scope}）", unit=t.of(row, "short"), scope=scope_of(context, row["scope_key"]))
            for row in apart
            if row["apart"] == "scope"
        ]
        if ranked:
            notes.append(t("单列的数字与排序的口径不同，不能比大小：{kept}。", kept=t.join(kept)))
        else:
            notes.append(t("各个数字的口径不同，不能比大小：{kept}。", kept=t.join(kept)))
    if len({row["scope_key"] for row in ranked}) > 1:
        notes.append(t("各口径分别排序，组与组之间不比。"))
    if any(row["rank_best"] != row["rank_worst"] for row in ranked):
        notes.append(t("名次写成区间的难分先后：数字相同，或“至少”“超过”使高低说不清。"))
    return notes


def sign_legend(t: Translator, rows: list[dict]) -> list[str]:
    """The signs that bars of these rows bear, as one line; no line where there are none."""
    signs = []
    if any(row["firmness"] == "strive" for row in rows):
        signs.append(t("斜纹＝力争"))
    if any(row["firmness"] == "task" for row in rows):
        signs.append(t("“任务”＝完成交办的任务"))
    if any(row["comparator"] in ("ge", "gt") for row in rows):
        signs.append(t("空心箭头＝至少或超过"))
    if any(row["comparator"] in ("le", "lt") for row in rows):
        signs.append(t("实心箭头＝至多或低于"))
    if any(row["comparator"] == "range" for row in rows):
        signs.append(t("横线＝区间"))
    if any(row["apart"] for row in rows):
        signs.append(t("灰框＝不参加排序"))
    return [t("图例：{signs}。", signs="，".join(signs) if t.lang == "zh" else ", ".join(signs))] if signs else []


def comparison_table(context: Context, rows: list[dict]) -> pd.DataFrame:
    """Compared rows as the table of a file, headed in the reader's language."""
    t = context.t
    return pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("名次"): [place(row, t) or t("不排序") for row in rows],
            t("目标"): [quantity.promised(row, t) for row in rows],
            t("标准值"): [row["std_value"] for row in rows],
            t("标准值上限"): [row["std_high"] for row in rows],
            t("标准单位"): [t(row["std_uom"]) for row in rows],
            t("比较符"): [words(t, "comparator", row["comparator"]) for row in rows],
            t("口径"): [scope_of(context, row["scope_key"]) for row in rows],
            t("所属合计"): [row["part_of"] or "" for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) for row in rows],
            t("衡量内容"): [row["measure"] for row in rows],
            t("段落"): [row["para"] for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )


@remember
def compared_rows(context: Context, league: str) -> pd.DataFrame:
    """Every compared target of a league; the same for all of its units."""
    return league_rows(context.database, context.list_id, league).to_pandas()
