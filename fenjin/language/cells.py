"""How a cell is written, by the kind of its column: on the screen, on slides, on paper and in Excel.

CSV, Parquet and JSON hold the values themselves.
"""

import datetime
import numbers
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy
import pandas as pd

from fenjin.language.quantity import day
from fenjin.language.translate import Translator


def workbook_options() -> dict[str, Any]:
    """How a workbook is written: no text is taken for a formula, a number or a link, in a font that offices have. Each has its own, as the
    library writes into them."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10},
    }


@dataclass(frozen=True)
class Kind:
    """How cells of a kind are written: `words` of a value that is there, `excel` the number format of a spreadsheet for a number.

    `number` says that they are numbers, which stand at the right; `grid` which form of its own the browser's grid writes, "words"
    where it has none and takes the words. `order` is by what texts of numbers are sorted, where their letters would not do.
    """

    words: Callable[[Any, Translator], str]
    excel: Callable[[float], str] = lambda _value: "General"
    number: bool = False
    grid: Literal["plain", "grouped", "date", "words"] = "plain"
    order: Callable[[str], tuple[Any, ...]] | None = None


def missing(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or (value == "" if isinstance(value, str) else bool(pd.api.types.is_scalar(value) and pd.isna(value)))


def _day(value: Any, t: Translator) -> str:
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return value.isoformat(" ", "minutes")
    return day(value, t)


def _sign(text: str) -> str:
    """A number with the sign of minus, behind which, unlike a hyphen, no line breaks."""
    return text.replace("-", "−") if text[:1] == "-" else text


def _bare(value: Any, _t: Translator) -> str:
    """A number without separators: a year, and what nobody knows to be anything else."""
    return _sign(f"{value:.10g}" if isinstance(value, float) else str(value))


def _form(value: float) -> str:
    """Excel's format of a number: with separators, no needless digits, and what needs more than four decimals as it is."""
    return "#,##0" if value == round(value) else "#,##0.####" if value == round(value, 4) else "General"


def _group(value: Any, t: Translator) -> str:
    """A number as Excel writes it in that format."""
    form = _form(value)
    if form == "General":
        return _bare(float(value), t)
    return _sign(f"{value:,.0f}" if form == "#,##0" else f"{value:,.4f}".rstrip("0"))


def _any(value: Any, t: Translator) -> str:
    if isinstance(value, datetime.date):
        return _day(value, t)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _bare(value, t)
    return str(value)


# A metric value in brackets behind it is no part of its unit.
_AMOUNT = re.compile(
    r"(?P<before>CNY |USD )?(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?:[–-][0-9.,]+)?(?P<scale> (?:m|b|tr)illion|万亿|[万亿])?(?P<unit>.*?)"
    r"(?: \([0-9][^()]*\))?$"
)
_SCALES = {" million": 1e6, " billion": 1e9, " trillion": 1e12, "万": 1e4, "亿": 1e8, "万亿": 1e12}


def _by_amount(text: str) -> tuple[Any, ...]:
    """A quantity in words by its unit of measure, then its value; what has no number stands last."""
    amount = _AMOUNT.search(text)
    if amount is None:
        return (1 if text else 2, text)
    value = float(amount["number"].replace(",", "")) * _SCALES.get(amount["scale"], 1)
    return 0, f"{amount['before'] or ''}{amount['unit']}", value, text


_TEXT = Kind(_any)
_NUMBER = Kind(_group, _form, number=True, grid="grouped")
KINDS: dict[str, Kind] = {
    "text": _TEXT,
    "count": _NUMBER,  # how many, or the how-manieth: whole
    "number": _NUMBER,  # how much, in the unit of measure that another column names
    "share": Kind(lambda value, _t: _sign(f"{value:.1%}"), lambda _value: "0.0%", number=True, grid="words"),  # of 1
    "year": Kind(_bare, lambda _value: "0", number=True),
    "date": Kind(_day, grid="date"),
    "amount": Kind(_any, order=_by_amount),  # a quantity in words
    "target": _TEXT,  # the number of a target
    "targets": _TEXT,  # the numbers of several
    "unit": _TEXT,  # the name of a unit
    "place": _TEXT,  # where in the text
    "any": Kind(_any),  # what a reader's own SQL gives
}


def numeric(column: Iterable[Any], kind: str) -> bool:
    """Whether the cells of a column are numbers; of one of which nobody knows what it holds, by its values."""
    if kind != "any":
        return KINDS[kind].number
    values = [value for value in column if not missing(value)]
    return bool(values) and all(isinstance(value, numbers.Number) and not isinstance(value, bool) for value in values)


def words(value: Any, kind: str, t: Translator) -> str:
    """A cell in words; "" where it holds nothing. What is words already stays as it is."""
    if isinstance(value, str):
        return value
    if missing(value):
        return ""
    value = value.item() if isinstance(value, numpy.generic) else value
    return KINDS[kind].words(value, t)
