"""Quantities as people say them: as printed in Chinese (14.45万亩, 至少), with familiar units in English."""

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
from babel.dates import format_date

from fenjin.language.translate import Translator

SEPARATOR = "，"  # between the parts of a scope

# What a unit may have in front of it, the longest first: how many of the unit it is, and in English.
_SCALES = {
    "万亿": (1e12, "1 trillion"),
    "亿": (1e8, "100 million"),
    "万": (1e4, "10,000"),
    "千": (1e3, "1,000"),
    "百": (1e2, "100"),
}


def number(value: float) -> str:
    """A number with thousands separators and no needless digits: 1470 -> "1,470", 14.45 -> "14.45"."""
    text = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.10f}"
    return text.rstrip("0").rstrip(".")


def unit_of_measure(uom: str, t: Translator) -> str:
    """A unit of measure standing alone, such as 亿元 in a table's column: in English "CNY 100 million"."""
    scale, unit = _split_scale(uom, t)
    if t.lang != "en" or unit not in t.units:
        return uom
    pattern = t.units[unit]["pattern_en"] or _PATTERN
    # 家 has a name, which is left out beside a number: what it counts is said elsewhere.
    with_name = pattern if "{name}" in pattern else _PATTERN
    return str(with_name.format(n=_SCALES[scale][1] if scale else "", name=t.units[unit]["many_en"])).strip()


def is_nameless(uom: str, t: Translator) -> bool:
    """Whether English leaves a unit of measure out beside a number, as of what is counted: 30个 -> "30"."""
    return uom in t.units and "{name}" not in (t.units[uom]["pattern_en"] or _PATTERN)


def standard(value: float, std_uom: str, t: Translator) -> str:
    """A value in a standard unit in words: 144500 亩 -> "14.45万亩"; in English "144,500 mu"."""
    if t.lang == "en":
        return _english([value], std_uom, t)
    scale, unit = _split_scale(std_uom, t)
    if scale == "亿" and abs(value) < 1e-4:
        return f"{number(value * 1e8)}{unit}"
    if scale == "亿" and abs(value) < 0.1:
        return f"{number(value * 1e4)}万{unit}"
    if not scale and unit != "%" and abs(value) >= 1e5:
        return f"{number(value / 1e4)}万{unit}"
    return f"{number(value)}{std_uom}"


_PATTERN = "{n} {name}"
_NO_UNIT = {"pattern_en": "{n}", "per_en": None, "one_en": "", "many_en": ""}


def _split_scale(uom: str, t: Translator) -> tuple[str, str]:
    """A unit of measure as what stands in front of it (万, 亿 or nothing) and the unit itself."""
    if uom not in t.units:
        for scale in _SCALES:
            if uom.startswith(scale) and uom.removeprefix(scale) in t.units:
                return scale, uom.removeprefix(scale)
    return "", uom


def _english(values: list[float], std_uom: str, t: Translator) -> str:
    """A value in a standard unit in English, or the two of a range."""
    scale, unit = _split_scale(std_uom, t)
    about = t.units.get(unit, _NO_UNIT)
    amounts = [value * (_SCALES[scale][0] if scale else 1.0) / (about["per_en"] or 1.0) for value in values]
    size, word = 1.0, ""
    if scale == "亿":
        size, word = next(((size, word) for size, word in _LARGE if abs(amounts[-1]) >= size), (1.0, ""))
    figures = "–".join(number(amount / size) for amount in amounts)
    return str(
        (about["pattern_en"] or _PATTERN).format(n=figures + word, name=about["one_en" if figures + word == "1" else "many_en"])
    )


_LARGE = ((1e9, " billion"), (1e6, " million"))


def amount_words(row: Mapping[str, Any], t: Translator) -> str:
    """A target in words, its comparator included: "至少450亿元", "1–2家", "6月30日前"; in English a Chinese unit with its metric value:
    "144,500 mu (9,633 ha)".

    `row` holds kind, comparator, value, value_high, uom, std_value, std_high, std_uom, figure and deadline of a table
    row. A rank, a grade or an approximate figure is shown as printed, for its words (第一方阵, C级, 10件左右) say more than its
    number, and so is a zero without a unit of measure (清零).
    """
    if row["kind"] == "qualitative":
        return t("没有数字")
    if row["kind"] == "date":
        words = t("{date}前") if row["comparator"] == "le" else t("{date}（期内）")
        return words.format(date=day(row["deadline"], t))
    if row["kind"] in ("rank", "grade"):
        if t.lang == "zh":
            return str(row["figure"])
        letter = re.search("[A-Z]", str(row["figure"]))
        place = letter[0] if letter else number(row["value"])
        return f"top {place}" if row["comparator"] == "le" else f"{t.units.get(row['uom'], _NO_UNIT)['one_en']} {place}".strip()
    if row["comparator"] == "range":
        if t.lang == "zh":
            return f"{number(row['value'])}–{number(row['value_high'])}{row['uom']}"
        return _with_metric(_english([row["std_value"], row["std_high"]], row["std_uom"], t), row, t)
    if row["comparator"] == "approx" and t.lang == "zh" and row["figure"]:
        return str(row["figure"])
    if pd.isna(row["uom"]):
        return str(row["figure"]) if t.lang == "zh" else "zero"
    quantity = number(row["value"]) + row["uom"] if t.lang == "zh" else standard(row["std_value"], row["std_uom"], t)
    return _with_metric(with_comparator(quantity, row["comparator"], t), row, t)


def _with_metric(amount: str, row: Mapping[str, Any], t: Translator) -> str:
    """An amount in words with its metric value, where it has one of its own."""
    metric = metric_words(row, t)
    return f"{amount} ({metric})" if metric else amount


# The metric units in which English says Chinese ones once more.
_METRIC = {"亩": "公顷", "亩次": "公顷次", "斤": "吨", "担": "吨", "里": "公里"}


def metric_words(row: Mapping[str, Any], t: Translator) -> str:
    """A target of a Chinese unit of measure in the metric one, in English: 144500 亩 -> "9,633 ha"; "" of any other, and in Chinese.

    `row` is as for `amount_words`.
    """
    scale, unit = _split_scale(row["std_uom"] or "", t)
    metric = _METRIC.get(unit, "")
    if t.lang == "zh" or not {unit, metric} <= t.units.keys() or pd.isna(row["std_value"]):
        return ""
    per_unit = (_SCALES[scale][0] if scale else 1.0) * _in_base(unit, t) / _in_base(metric, t)
    values = [value * per_unit for value in (row["std_value"], row["std_high"]) if not pd.isna(value)]
    whole = [round(value) if value >= 100 else round(value, 3) for value in values]
    return _english([value / _SCALES["亿"][0] for value in whole], f"亿{metric}", t)


def unit_with_metric(uom: str, t: Translator) -> str:
    """A unit of measure standing alone, a Chinese one in English with its metric value: 万亩 -> "10,000 mu (667 ha)"."""
    return _with_metric(unit_of_measure(uom, t), {"std_value": 1.0, "std_high": None, "std_uom": uom}, t)


def _in_base(unit: str, t: Translator) -> float:
    """How many it is of the unit from which all of its kind are reckoned."""
    about = t.units[unit]
    return float(Fraction(about["factor"])) * _in_base(about["of"], t) if about["of"] else 1.0


def bound_words(row: Mapping[str, Any], t: Translator) -> str:
    """What is known of a unit at a scope, in standard units: "至少110个", "10–20个"; in English with metric values as `amount_words`.

    `row` holds comparator, std_value, std_high and std_uom of a bound; std_value is the upper one where there is no lower.
    """
    if row["comparator"] != "range":
        amount = with_comparator(standard(row["std_value"], row["std_uom"], t), row["comparator"], t)
    elif t.lang == "zh":
        amount = f"{number(row['std_value'])}–{standard(row['std_high'], row['std_uom'], t)}"
    else:
        amount = _english([row["std_value"], row["std_high"]], row["std_uom"], t)
    return _with_metric(amount, row, t)


def with_comparator(quantity: str, comparator: str, t: Translator) -> str:
    """A quantity in words with its comparator: "450亿元", "ge" -> "至少450亿元"."""
    patterns = {
        "ge": t("至少{quantity}"),
        "gt": t("超过{quantity}"),
        "le": t("至多{quantity}"),
        "lt": t("低于{quantity}"),
        "approx": t("约{quantity}"),
    }
    return patterns.get(comparator, "{quantity}").format(quantity=quantity)


_DATES = {
    "zh": {"day": "y年M月d日", "day of the year": "M月d日", "month": "M月", "year": "y年"},
    "en": {"day": "d MMM y", "day of the year": "d MMM", "month": "MMM", "year": "y"},
}


def day(date: object, t: Translator, form: str = "day") -> str:
    """A date in words: "2030年6月30日"; in English "30 Jun 2030". `form` can be "day of the year", "month" or "year" alone."""
    value = pd.Timestamp(str(date)).date() if not isinstance(date, datetime.date) else date
    return format_date(value, _DATES[t.lang][form], locale=t.lang)


def scope_words(scope: object, words: dict[str, str], t: Translator) -> str:
    """A scope in the chosen language, "" where there is none; `words` maps its parts to English."""
    if pd.isna(scope) or not scope:
        return ""
    parts = str(scope).split(SEPARATOR)
    return SEPARATOR.join(parts) if t.lang == "zh" else ", ".join(words.get(part, part) for part in parts)
