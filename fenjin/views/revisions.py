"""What was changed in a target or a commitment since the list was first published."""

from collections.abc import Sequence

import pandas as pd

from fenjin.language import quantity
from fenjin.language.columns import codes, title
from fenjin.language.translate import Translator
from fenjin.views.base import Context, Row

# Columns that have the words of one language beside those of the other.
_IN_BOTH = ("measure", "commitment", "statement")
# Columns of codes by the columns of their names.
_NAMES = {"indicator_id": ("indicators", "indicator", "indicator_en"), "topic": ("topics", "topic_zh", "topic_en")}


def revisions(context: Context, target: str = "", column: str = "") -> list[Row]:
    """The changes of a list in the order of the list and of their days; of one target with those of its commitment, and of one column.

    What was changed in the words of one language only is told in that language.
    """
    list_id = target.partition("/")[0] or context.list_id
    rows = context.database.describe(list_id)["revisions"]
    numbers = (target, target.rpartition(".")[0] + ".00")
    rows = [row for row in rows if not target or row["target_id"] in numbers]
    english = {(row["target_id"], row["day"], row["column"]) for row in rows if row["column"].endswith("_en")}
    return [
        row
        for row in rows
        if column in ("", row["column"])
        and not (row["column"].endswith("_en") and context.t.lang == "zh")
        and not (context.t.lang != "zh" and (row["target_id"], row["day"], f"{row['column']}_en") in english)
    ]


def revision_words(context: Context, row: Row) -> str:
    """A change in a sentence: what it was, when it was changed to what, and why."""
    t = context.t
    return t(
        "{column}：原为{old}，{day}改为{new}：{reason}",
        column=_column(row, t),
        old=_value(context, row, "old"),
        new=_value(context, row, "new"),
        day=quantity.day(row["day"], t),
        reason=t.of(row, "reason"),
    )


def revision_table(context: Context, rows: Sequence[Row]) -> pd.DataFrame:
    """Changes as a table in the reader's language, one a row."""
    t = context.t
    units = {unit["unit_id"]: t.of(unit, "short") for unit in context.units}
    return pd.DataFrame(
        {
            title(t, "target_id"): [row["target_id"] for row in rows],
            title(t, "unit"): [units[row["target_id"].split("/")[1]] for row in rows],
            t("更正的日期"): [quantity.day(row["day"], t) for row in rows],
            t("更正了什么"): [_column(row, t) for row in rows],
            t("原为"): [_value(context, row, "old") for row in rows],
            t("改为"): [_value(context, row, "new") for row in rows],
            t("理由"): [t.of(row, "reason") for row in rows],
        }
    )


def _column(row: Row, t: Translator) -> str:
    column = row["column"].removesuffix("_en")
    return title(t, _NAMES[column][1] if column in _NAMES else column)


def _value(context: Context, row: Row, name: str) -> str:
    """What stood or stands in a cell, in words; what no longer has any as it is."""
    t, column, text = context.t, row["column"], row[name]
    if text is None:
        return t("（空）")
    if column == "deadline":
        return quantity.day(text, t)
    if column == "scope":
        return quantity.scope_words(text, context.scopes, t)
    if column == "uom":
        return quantity.unit_of_measure(text, t)
    if column in _NAMES:
        table, zh, en = _NAMES[column]
        names = {each[column]: each[zh if t.lang == "zh" else en] for each in context.database.metadata[table]}
    else:
        names = codes(t, column)
    return str(names.get(text, text))
