"""Quantities as people say them: as printed in Chinese (14.45万亩, 至少), with familiar units in English."""

import datetime
import re

import pandas as pd
from babel.dates import format_date

from fenjin.language.translate import Translator, _

SEPARATOR = "，"  # between the parts of a scope

# English: what one standard unit is called, and how many of the English unit it is.
_ENGLISH = {
    "元": ("CNY {}", 1.0),
    "亿元": ("CNY {} million", 100.0),
    "亿斤": ("{} million jin", 100.0),
    "万吨": ("{} tonnes", 1e4),
    "万千瓦": ("{} MW", 10.0),
    "吨标煤": ("{} tonnes of coal equivalent", 1.0),
    "亩": ("{} mu", 1.0),
    "亩次": ("{} mu-times", 1.0),
    "平方米": ("{} m²", 1.0),
    "公里": ("{} km", 1.0),
    "工作日": ("{} working days", 1.0),
    "日": ("{} days", 1.0),
    "%": ("{}%", 1.0),
    "人": ("{} people", 1.0),
    "人次": ("{} attendances", 1.0),
    "户": ("{} households", 1.0),
    "头": ("{} head", 1.0),
    "场": ("{} events", 1.0),
    "篇": ("{} papers", 1.0),
}


# The standard units of measure, as they stand alone on a screen.
UNIT_NAMES = (
    _("个"), _("亿元"), _("亿斤"), _("亩"), _("公里"), _("%"), _("人"), _("工作日"), _("日"), _("场"), _("篇"), _("头"), _("平方米"),
    _("位"), _("批"), _("方阵"), _("类"), _("级"), _("项"), _("处"), _("名"), _("箱"), _("条"), _("场次"), _("万千瓦"), _("所"), _("人次"),
    _("家"), _("担"), _("次"), _("亩次"), _("起"), _("人份"), _("户"), _("件"), _("吨标煤"), _("幅"), _("期"),
)  # fmt: skip


def number(value: float) -> str:
    """A number with thousands separators and no needless digits: 1470 -> "1,470", 14.45 -> "14.45"."""
    text = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.10f}"
    return text.rstrip("0").rstrip(".")


def standard(value: float, std_uom: str, t: Translator) -> str:
    """A value in a standard unit in words: 144500 亩 -> "14.45万亩"; in English "144,500 mu"."""
    if t.lang == "en":
        pattern, scaled = _english(value, std_uom)
        return pattern.format(number(scaled))
    if std_uom == "亿元" and abs(value) < 1e-4:
        return f"{number(value * 1e8)}元"
    if std_uom == "亿元" and abs(value) < 0.1:
        return f"{number(value * 1e4)}万元"
    if std_uom not in ("%", "亿元", "亿斤") and abs(value) >= 1e5:
        return f"{number(value / 1e4)}万{std_uom}"
    return f"{number(value)}{std_uom}"


def _english(value: float, std_uom: str) -> tuple[str, float]:
    """The English pattern for a value in a standard unit, and the number that goes into it."""
    pattern, factor = _ENGLISH.get(std_uom, ("{}", 1.0))
    scaled = value * factor
    if "million" in pattern and abs(scaled) >= 1000:
        return pattern.replace("million", "billion"), scaled / 1000
    if "million" in pattern and abs(scaled) < 1:
        return pattern.replace(" million", ""), scaled * 1e6
    return pattern, scaled


def promised(row: dict, t: Translator) -> str:
    """A target in words, its comparator included: "至少450亿元", "1–2家", "6月30日前".

    `row` holds kind, comparator, value, value_high, uom, std_value, std_high, std_uom, figure and deadline of a table
    row. A rank, a grade or an approximate figure is shown as printed, for its words (第一方阵, C级, 10件左右) say more than its
    number, and so is a zero without a unit of measure (清零).
    """
    if row["kind"] == "qualitative":
        return t("定性")
    if row["kind"] == "date":
        words = t("{date}前") if row["comparator"] == "le" else t("{date}（期内）")
        return words.format(date=day(row["deadline"], t))
    if row["kind"] in ("rank", "grade"):
        if t.lang == "zh":
            return str(row["figure"])
        letter = re.search("[A-Z]", str(row["figure"]))
        place = letter[0] if letter else number(row["value"])
        return f"top {place}" if row["comparator"] == "le" else f"{t(row['uom'])} {place}"
    if row["comparator"] == "range":
        if t.lang == "zh":
            return f"{number(row['value'])}–{number(row['value_high'])}{row['uom']}"
        return _span(row)
    if row["comparator"] == "approx" and t.lang == "zh" and row["figure"]:
        return str(row["figure"])
    if pd.isna(row["uom"]):
        return str(row["figure"]) if t.lang == "zh" else "zero"
    quantity = number(row["value"]) + row["uom"] if t.lang == "zh" else standard(row["std_value"], row["std_uom"], t)
    return bounded(quantity, row["comparator"], t)


def known(row: dict, t: Translator) -> str:
    """What is known of a unit at a scope, in standard units: "至少110个", "10–20个".

    `row` holds comparator, std_value, std_high and std_uom of a bound; std_value is the upper one where there is no lower.
    """
    if row["comparator"] == "range":
        return f"{number(row['std_value'])}–{standard(row['std_high'], row['std_uom'], t)}" if t.lang == "zh" else _span(row)
    return bounded(standard(row["std_value"], row["std_uom"], t), row["comparator"], t)


def _span(row: dict) -> str:
    """A range in English, both ends in the unit that the upper one takes."""
    pattern, high = _english(row["std_high"], row["std_uom"])
    low = row["std_value"] * high / row["std_high"]
    return pattern.format(f"{number(low)}–{number(high)}")


def bounded(quantity: str, comparator: str, t: Translator) -> str:
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


def day(date: object, t: Translator, said: str = "day") -> str:
    """A date in words: "2030年6月30日"; in English "30 Jun 2030". `said` can be "day of the year", "month" or "year" alone."""
    value = pd.Timestamp(str(date)).date() if not isinstance(date, datetime.date) else date
    return format_date(value, _DATES[t.lang][said], locale=t.lang)


def scope_words(scope: object, words: dict[str, str], t: Translator) -> str:
    """A scope in the chosen language, "" where there is none; `words` maps its parts to English."""
    if pd.isna(scope) or not scope:
        return ""
    parts = str(scope).split(SEPARATOR)
    return SEPARATOR.join(parts) if t.lang == "zh" else ", ".join(words.get(part, part) for part in parts)
