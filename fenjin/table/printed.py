"""Whether a list's rows say what their printed figures say: number, unit of measure, comparator and day, each read anew."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from fenjin.frames import records
from fenjin.language.translate import Message, _
from fenjin.table import numerals
from fenjin.table.numerals import Unreadable, governing


class Disagreement(NamedTuple):
    """A cell that is not what the text says: the row, its column, and what to do."""

    row: Any
    column: str
    remedy: Message


_READS_AS = _("原文“{figure}”读作 {said}：改正这一格，或改正原文数字")
_READS_AS_BOUND = _("原文“{figure}”读作 {said}：改正比较符，或把数字之外的限定词照原文写进 bound_word，位置写进 bound_start")
_NO_UNIT = _("原文“{figure}”里没有计量单位：写进原文数字；原文真不写的在 reading 写 unit，与后面的数共用的写 shared")
_NO_RANK = _("“{figure}”不是位次：改正类型，或改正原文数字")
_DECLARE = _("“{figure}”里没有数字，说的是零：在 reading 写 zero")
_NOT_SO = _("“{figure}”不是这样的例外：删去 reading，或改正原文数字")
_NO_LATER_UNIT = _("本承诺后面没有写着这个计量单位的数：改正计量单位，或改正 reading")
_BOUNDS_NOTHING = _("“{word}”没有限定数字：删去，或改成真正的限定词")


def disagreements(targets: pd.DataFrame, year: int) -> Iterator[Disagreement]:
    """The cells of a list's targets that are not what their `figure` and `bound_word` say, in a list of `year`.

    A row may declare in `reading` how its figure is no plain one: it has no numeral, for nothing is to be left ("zero": 清零); the
    text leaves the "unit" of measure out (前三), or says it only with a later figure of the same commitment ("shared":
    70、50、30个工作日).
    """
    for place, cells in enumerate(records(targets)):
        if cells["figure"] is None:
            continue
        try:
            remedies = list(_date(cells, year) if cells["kind"] == "date" else _quantity(cells, targets))
        except Unreadable as error:
            yield Disagreement(targets.iloc[place], "figure", error)
            continue
        for column, remedy in remedies:
            yield Disagreement(targets.iloc[place], column, remedy)


def _date(cells: dict[str, Any], year: int) -> Iterator[tuple[str, Message]]:
    deadline = numerals.read_date(cells["figure"], year)
    if cells["deadline"] is not None and cells["deadline"] != deadline.day.isoformat():
        yield "deadline", Message(_READS_AS, figure=cells["figure"], said=deadline.day.isoformat())
    yield from _comparator(cells, deadline.comparator, of_date=True)


def _quantity(cells: dict[str, Any], targets: pd.DataFrame) -> Iterator[tuple[str, Message]]:
    figure, reading = cells["figure"], cells["reading"]
    reading_of = numerals.read(figure)
    for column, value_read in (("value", reading_of.value), ("value_high", reading_of.value_high)):
        # That a value is there and a range has two are rules of the contract.
        if cells[column] is not None and cells[column] != value_read:
            yield column, Message(_READS_AS, figure=figure, said="" if value_read is None else f"{value_read:.15g}")
    yield from _comparator(cells, reading_of.comparator)
    # What 第一批 and C级 say is no amount.
    if reading_of.form in ("rank", "grade") and cells["kind"] != reading_of.form:
        yield "kind", Message(_READS_AS, figure=figure, said=reading_of.form)
    elif cells["kind"] == "rank" and reading_of.form == "quantity":
        yield "kind", Message(_NO_RANK, figure=figure)
    if reading_of.form == "zero" and reading != "zero":
        yield "reading", Message(_DECLARE, figure=figure)
    elif reading == "zero" and reading_of.form != "zero":
        yield "reading", Message(_NOT_SO, figure=figure)
    yield from _unit(cells, reading_of, targets)


def _unit(cells: dict[str, Any], reading_of: numerals.Quantity, targets: pd.DataFrame) -> Iterator[tuple[str, Message]]:
    figure, uom, reading = cells["figure"], cells["uom"], cells["reading"]
    # 1.5万 says how many ten thousands, and not of what.
    scale = reading_of.uom if reading_of.uom in ("万", "亿", "万亿") else ""
    if reading_of.uom and not scale:
        if reading in ("unit", "shared"):
            yield "reading", Message(_NOT_SO, figure=figure)
        if uom is not None and uom != reading_of.uom:
            yield "uom", Message(_READS_AS, figure=figure, said=reading_of.uom)
    elif reading == "shared":
        later = targets[
            (targets["unit_id"] == cells["unit_id"])
            & (targets["commitment_no"] == cells["commitment_no"])
            & (targets["start"] > cells["start"])
            & targets["reading"].isna()
        ]
        if uom not in set(later["uom"].dropna()):
            yield "uom", Message(_NO_LATER_UNIT)
    elif uom is not None and (reading != "unit" or not str(uom).startswith(scale)):
        yield "uom", Message(_NO_UNIT, figure=figure)


def _comparator(cells: dict[str, Any], in_figure: str, of_date: bool = False) -> Iterator[tuple[str, Message]]:
    figure, word = cells["figure"], cells["bound_word"]
    outside = "eq"
    if word is not None:
        try:
            outside = numerals.bound(str(word), of_date)
        except Unreadable as error:
            yield "bound_word", error
            return
        if outside == "eq":
            yield "bound_word", Message(_BOUNDS_NOTHING, word=word)
            return
    # Both ends of a range bound it; 左右 after one adds nothing.
    comparator = "range" if in_figure == "range" and outside in ("eq", "approx") else governing([in_figure, outside], figure)
    if cells["comparator"] is not None and cells["comparator"] != comparator:
        yield "comparator", Message(_READS_AS if word is not None else _READS_AS_BOUND, figure=figure, said=comparator)
