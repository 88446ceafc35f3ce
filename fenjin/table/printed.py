"""Whether a list's rows say what their printed figures say: number, unit of measure, comparator and day, each read anew."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from fenjin.language.translate import Told, _
from fenjin.table import numerals
from fenjin.table.numerals import Unreadable, governing


class Disagreement(NamedTuple):
    """A cell that is not what the text says: the row, its column, and what to do."""

    row: Any
    column: str
    remedy: Told


_SAID = _("原文“{figure}”读作 {said}：改正这一格，或改正原文数字")
_BOUND = _("原文“{figure}”读作 {said}：改正比较符，或把数字之外的限定词照原文写进 bound_word，位置写进 bound_start")
_NO_UNIT = _("原文“{figure}”里没有计量单位：写进原文数字；原文真不写的在 reading 写 unit，与后面的数共用的写 shared")
_NO_RANK = _("“{figure}”不是位次：改正类型，或改正原文数字")
_DECLARE = _("“{figure}”里没有数字，说的是零：在 reading 写 zero")
_NOT_SO = _("“{figure}”不是这样的例外：删去 reading，或改正原文数字")
_NOT_SHARED = _("本承诺后面没有写着这个计量单位的数：改正计量单位，或改正 reading")
_BOUNDS_NOTHING = _("“{word}”没有限定数字：删去，或改成真正的限定词")


def disagreements(targets: pd.DataFrame, year: int) -> Iterator[Disagreement]:
    """The cells of a list's targets that are not what their `figure` and `bound_word` say, in a list of `year`.

    A row may declare in `reading` how its figure is no plain one: it has no numeral, for nothing is to be left ("zero": 清零); the
    text leaves the "unit" of measure out (前三), or says it only with a later figure of the same commitment ("shared":
    70、50、30个工作日).
    """
    for _index, row in targets.iterrows():
        cells = {column: None if pd.isna(value) else value for column, value in row.items()}
        if cells["figure"] is None:
            continue
        try:
            said = list(_date(cells, year) if cells["kind"] == "date" else _quantity(cells, targets))
        except Unreadable as error:
            yield Disagreement(row, "figure", error)
            continue
        for column, remedy in said:
            yield Disagreement(row, column, remedy)


def _date(cells: dict[str, Any], year: int) -> Iterator[tuple[str, Told]]:
    deadline = numerals.read_date(cells["figure"], year)
    if cells["deadline"] is not None and cells["deadline"] != deadline.day.isoformat():
        yield "deadline", Told(_SAID, figure=cells["figure"], said=deadline.day.isoformat())
    yield from _comparator(cells, deadline.comparator, of_date=True)


def _quantity(cells: dict[str, Any], targets: pd.DataFrame) -> Iterator[tuple[str, Told]]:
    figure, reading = cells["figure"], cells["reading"]
    found = numerals.read(figure)
    for column, said in (("value", found.value), ("value_high", found.value_high)):
        # That a value is there and a range has two are rules of the contract.
        if cells[column] is not None and cells[column] != said:
            yield column, Told(_SAID, figure=figure, said="" if said is None else f"{said:.15g}")
    yield from _comparator(cells, found.comparator)
    # What 第一批 and C级 say is no amount.
    if found.form in ("rank", "grade") and cells["kind"] != found.form:
        yield "kind", Told(_SAID, figure=figure, said=found.form)
    elif cells["kind"] == "rank" and found.form == "quantity":
        yield "kind", Told(_NO_RANK, figure=figure)
    if found.form == "zero" and reading != "zero":
        yield "reading", Told(_DECLARE, figure=figure)
    elif reading == "zero" and found.form != "zero":
        yield "reading", Told(_NOT_SO, figure=figure)
    yield from _unit(cells, found, targets)


def _unit(cells: dict[str, Any], found: numerals.Quantity, targets: pd.DataFrame) -> Iterator[tuple[str, Told]]:
    figure, uom, reading = cells["figure"], cells["uom"], cells["reading"]
    # 1.5万 says how many ten thousands, and not of what.
    scale = found.uom if found.uom in ("万", "亿", "万亿") else ""
    if found.uom and not scale:
        if reading in ("unit", "shared"):
            yield "reading", Told(_NOT_SO, figure=figure)
        if uom is not None and uom != found.uom:
            yield "uom", Told(_SAID, figure=figure, said=found.uom)
    elif reading == "shared":
        later = targets[
            (targets["unit_id"] == cells["unit_id"])
            & (targets["commitment_no"] == cells["commitment_no"])
            & (targets["start"] > cells["start"])
            & targets["reading"].isna()
        ]
        if uom not in set(later["uom"].dropna()):
            yield "uom", Told(_NOT_SHARED)
    elif uom is not None and (reading != "unit" or not str(uom).startswith(scale)):
        yield "uom", Told(_NO_UNIT, figure=figure)


def _comparator(cells: dict[str, Any], printed: str, of_date: bool = False) -> Iterator[tuple[str, Told]]:
    figure, word = cells["figure"], cells["bound_word"]
    outside = "eq"
    if word is not None:
        try:
            outside = numerals.bound(str(word), of_date)
        except Unreadable as error:
            yield "bound_word", error
            return
        if outside == "eq":
            yield "bound_word", Told(_BOUNDS_NOTHING, word=word)
            return
    # Both ends of a range bound it; 左右 after one adds nothing.
    said = "range" if printed == "range" and outside in ("eq", "approx") else governing([printed, outside], figure)
    if cells["comparator"] is not None and cells["comparator"] != said:
        yield "comparator", Told(_SAID if word is not None else _BOUND, figure=figure, said=said)
