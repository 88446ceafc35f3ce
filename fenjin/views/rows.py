"""A row of the table in words: its place, its scope, where the text states it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.views.base import Context, Row


def scope_of(context: Context, scope: object) -> str:
    """A scope in words, also where there is none."""
    return quantity.scope_words(scope, context.scopes, context.t) or context.t("口径不限")


def row_name(target: str | None, targets: str, scope: str) -> str:
    """What tells a compared row from all others: its target, or of a bound that follows from `targets` also its scope in words."""
    return target or f"{targets} {scope}"


def place(row: Row, t: Translator) -> str:
    """The rank of a compared target, with its bounds where it is tied: "第1位", "第1–3位"; "" where it is not ranked, or could be
    anywhere in its group."""
    if row["apart"] or pd.isna(row["rank_best"]):
        return ""
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    if worst - best + 1 == row["group_size"]:
        return ""
    return t("第{n}位", n=best) if best == worst else t("第{best}–{worst}位", best=best, worst=worst)


def target_line(row: Row, t: Translator) -> str:
    """A target as one line of Markdown: the figure, what it measures, its firmness where the text stresses it."""
    return f"**{plain(quantity.amount_words(row, t))}**　{plain(t.of(row, 'measure'))}{stress_words(row, t)}"


def promise_line(row: Row, t: Translator) -> str:
    """The same of a promise without a figure, too: its title, and its firmness where the text stresses it."""
    return target_line(row, t) if row["kind"] != "qualitative" else plain(t.of(row, "commitment")) + stress_words(row, t)


def stress_words(row: Row, t: Translator) -> str:
    """The firmness of a target or a commitment in brackets, "" where the text does not stress it."""
    return t("（{scope}）", scope=words(t, "firmness", row["firmness"])) if row["firmness"] not in ("plain", None) else ""


def source(row: Row, t: Translator, *others: Row) -> str:
    """Where the published text says it: the unit's paragraph, and the characters within it, from the first to the last of all
    these rows of one paragraph."""
    return t("{unit}第{para}段", unit=t.of(row, "unit"), para=row["para"]) + _characters(row, t, *others)


def place_in_text(row: Row, t: Translator, *others: Row) -> str:
    """The same where the unit is named beside it."""
    return t("第{para}段", para=row["para"]) + _characters(row, t, *others)


def _characters(row: Row, t: Translator, *others: Row) -> str:
    rows = (row, *others)
    first, last = min(each["first_char"] for each in rows), max(each["last_char"] for each in rows)
    return t("，第{start}–{end}字", start=first, end=last) if first < last else t("，第{n}字", n=first)


def in_scope(context: Context, text: str, scope: object) -> str:
    """A text with the scope that it is about, where there is one."""
    scope_text = quantity.scope_words(scope, context.scopes, context.t)
    return context.t("{indicator}（{scope}）", indicator=text, scope=scope_text) if scope_text else text


def place_or_why(row: Row, t: Translator) -> str:
    """The place of a compared target among how many, or why it has none."""
    if not row["apart"]:
        rank = place(row, t)
        return (
            t("{place}，共{n}家", place=rank, n=int(row["group_size"]))
            if rank
            else t("{n}家中难分先后", n=int(row["group_size"]))
        )
    return {
        "scope": t("口径不同，不排序"),
        "within": t("按较宽的口径比较"),
        "alone": t("只有本单位给出"),
        "tier": t("争取目标，不排序"),
        "other": t("全市的数字，不是本单位的"),
    }[row["apart"]]


def measure_name(row: Row, t: Translator) -> str:
    """What a target measures; in English by its indicator, where it has one, whose name is shorter."""
    return t.of(row, "indicator" if t.lang == "en" and row["indicator_id"] else "measure")


def due_words(row: Row, t: Translator, whose: bool = True) -> str:
    """A dated target in a line: its unit (unless others say `whose` it is), what it measures, its firmness, and how much, but where that
    is the day itself."""
    measure = measure_name(row, t)
    figure = "" if row["kind"] == "date" else f" {quantity.amount_words(row, t)}"
    promise = f"{measure}{figure}{stress_words(row, t)}"
    return t("{unit}：{promise}", unit=t.of(row, "short"), promise=promise) if whose else promise


class Measure(NamedTuple):
    """How an indicator's figures are written short: `size` standard units are one of `name`."""

    size: float
    name: str


def short_measure(rows: Sequence[Mapping[str, Any]], t: Translator) -> Measure:
    """The unit of measure in which an indicator's stated figures are written where there is little room: as they are printed, where all
    are printed alike."""
    std_uom, units = rows[0]["std_uom"], {each["uom"] for each in rows}
    if t.lang == "en" and std_uom == "亿元":
        return Measure(10.0, "CNY billion")
    sizes = {each["std_value"] / each["value"] for each in rows if each["value"]}
    if t.lang == "zh" and len(units) == 1 and len(sizes) == 1:
        return Measure(sizes.pop(), str(rows[0]["uom"]))
    scale = "万" if std_uom in ("亩", "头") else ""
    if t.lang == "en" and quantity.is_nameless(std_uom, t):
        return Measure(1.0, "")
    return Measure(1e4 if scale else 1.0, quantity.unit_with_metric(scale + std_uom, t))


def short_number(row: Mapping[str, Any], measure: Measure) -> str:
    """How much a figure or a bound is, with a sign for its comparator: "≥14.45"."""
    sign = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}.get(row["comparator"], "")
    high = "" if pd.isna(row["std_high"]) else "–" + quantity.number(row["std_high"] / measure.size)
    return sign + quantity.number(row["std_value"] / measure.size) + high
