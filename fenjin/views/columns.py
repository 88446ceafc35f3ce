"""The columns of the tables of views: what each means, and its cell in a row of a query."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pandas as pd

from fenjin.language import quantity
from fenjin.language.columns import Column, column
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context
from fenjin.views.rows import place_in_text, scope_of

# A cell of a row, as the context's language has it.
Kind = TypeVar("Kind")
Cell = Callable[[Context, Kind], object]
Columns = tuple[tuple[Column, Cell[Kind]], ...]


def tabulate(context: Context, rows: Sequence[Kind], columns: Columns[Kind]) -> pd.DataFrame:
    """Rows as the table of a view, headed in the reader's language."""
    return pd.DataFrame({context.t(each.heading): [cell(context, row) for row in rows] for each, cell in columns})


def names_of(columns: Columns[Any]) -> tuple[Column, ...]:
    """What the columns mean, without their cells."""
    return tuple(each for each, _cell in columns)


def code_words(name: str, enumeration: str = "", of: str = "") -> tuple[Column, Cell[Any]]:
    """A column of codes in words; "" where a row has none."""
    codes = enumeration or name
    return column(name, of), lambda context, row: words(context.t, codes, row[name]) if row[name] else ""


def as_it_is(name: str, of: str = "") -> tuple[Column, Cell[Any]]:
    """A column whose cells are those of the query."""
    return column(name, of), lambda _context, row: row[name]


def in_language(name: str) -> tuple[Column, Cell[Any]]:
    """A column whose cells are in the reader's language, where the query gives both (`name` and `name_en`)."""
    return column(name), lambda context, row: context.t.of(row, name)


# Columns that no query gives.
PROMISE = Column("promise", _("目标"), _("承诺的数字，写成统一的说法，带“至少”“超过”等字样；原文的写法见原文数字"), "amount")
RANK = Column("rank", _("名次"), _("在可比的单位之间的位置；写成区间的难分先后，不排序的写明"), "amount")
SOURCE = Column("source", _("出处"), _("这个数字在清单中的位置：单位（表中已有的不再写）、第几段、这一段的第几个字"), "place")
QUOTE = Column("quote", _("原文"), _("原文中写出这个数字的一句；附上原文时才有"))

UNIT: tuple[Column, Cell[Any]] = column("unit"), lambda context, row: context.t.of(row, "unit")
# Rows that bear the name of the unit under which they stand: all who lead the commitment, and those who assist.
LEADS: tuple[Column, Cell[Any]] = column("unit"), lambda context, row: context.who(row)
ASSISTING: tuple[Column, Cell[Any]] = (
    Column("assisting", _("配合单位"), _("配合牵头单位做这件事的单位")),
    lambda context, row: context.assisting(row),
)
INDICATOR: tuple[Column, Cell[Any]] = (
    column("indicator"),
    lambda context, row: context.t.of(row, "indicator") if row["indicator_id"] else "",
)
ACTION: tuple[Column, Cell[Any]] = (
    column("action_zh"),
    lambda context, row: str(row["action_zh" if context.t.lang == "zh" else "action_en"] or ""),
)
PROMISE_IN_WORDS: tuple[Column, Cell[Any]] = PROMISE, lambda context, row: quantity.amount_words(row, context.t)
MEASURE = in_language("measure")
SCOPE: tuple[Column, Cell[Any]] = column("scope"), lambda context, row: scope_of(context, row["scope"])
COMPARISON_SCOPE: tuple[Column, Cell[Any]] = column("scope"), lambda context, row: scope_of(context, row["scope_key"])
FIRMNESS = code_words("firmness")
STD_UOM: tuple[Column, Cell[Any]] = (
    column("std_uom"),
    lambda context, row: quantity.unit_with_metric(row["std_uom"], context.t) if row["std_uom"] else "",
)
IN_TEXT: tuple[Column, Cell[Any]] = SOURCE, lambda context, row: place_in_text(row, context.t)
TARGET: tuple[Column, Cell[Any]] = column("target_id"), lambda _context, row: row["target_id"] or ""
BASIS_TARGETS = as_it_is("basis_targets")
