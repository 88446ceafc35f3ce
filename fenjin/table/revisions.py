"""What was changed in a list's targets and commitments since they were first published: when, from what to what, and why."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from fenjin.language.translate import Translator
from fenjin.table.curated import ListFiles, Reader

# Columns of targets.csv and commitments.csv whose changes are told; places in the text and numbers of rows are no facts of a promise.
OF_TARGETS = (
    "measure",
    "measure_en",
    "indicator_id",
    "scope",
    "theme",
    "topic",
    "kind",
    "comparator",
    "value",
    "value_high",
    "uom",
    "firmness",
    "tier",
    "part_of",
    "deadline",
    "figure",
    "bound_word",
    "reading",
)
OF_COMMITMENTS = ("commitment", "commitment_en", "statement", "statement_en", "theme", "topic", "firmness")
_KEY = ["unit_id", "commitment_no", "target_no"]


def revisions(reader: Reader, rows: pd.DataFrame, own: ListFiles, t: Translator) -> list[dict[str, Any]]:
    """The changes of a list that its `revisions.csv` has, as the table says them (`layout.PARTS`), in the order of the list.

    Those of reviewed rows alone; what is wrong the reader keeps.
    """
    targets = {
        (row["unit_id"], _number(row["commitment_no"]), _number(row["target_no"])): row
        for row in reader.raw[f"{own.folder}/targets.csv"].to_dict("records")
    }
    commitments = {
        (row["unit_id"], _number(row["commitment_no"])): row
        for row in reader.raw[f"{own.folder}/commitments.csv"].to_dict("records")
    }
    pairs = zip(rows["unit_id"], rows["commitment_no"], strict=True)
    rows = reader.refuse(
        rows, "commitment_no", _flags(rows, [pair not in commitments for pair in pairs]), t("承诺不在 commitments.csv 中")
    )
    keys = zip(*(rows[name] for name in _KEY), strict=True)
    unknown = [not pd.isna(key[2]) and key not in targets for key in keys]
    rows = reader.refuse(rows, "target_no", _flags(rows, unknown), t("没有这个目标"))
    wrong = rows["target_no"].notna() & ~rows["column"].isin(OF_TARGETS)
    rows = reader.refuse(rows, "column", wrong, t("更正的是目标，写这些列之一：{columns}", columns=t.join(list(OF_TARGETS))))
    wrong = rows["target_no"].isna() & ~rows["column"].isin(OF_COMMITMENTS)
    remedy = t("更正的是承诺，写这些列之一：{columns}", columns=t.join(list(OF_COMMITMENTS)))
    rows = reader.refuse(rows, "column", wrong, remedy)
    days = pd.to_datetime(rows["day"], format="%Y-%m-%d", errors="coerce")
    rows = reader.refuse(rows.assign(date=days), "day", days.isna(), t("日期须写作 2030-06-30 的样子"))
    for name in ("old", "new"):
        dates = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce")
        wrong = (rows["column"] == "deadline") & rows[name].notna() & dates.isna()
        rows = reader.refuse(rows, name, wrong, t("日期须写作 2030-06-30 的样子"))
    equal = [same(*cells) for cells in zip(rows["column"], rows["old"], rows["new"], strict=True)]
    rows = reader.refuse(rows, "new", _flags(rows, equal), t("新值与原值相同：改正其一，或删去这一行"))
    of_cell = rows.groupby([*_KEY, "column"], dropna=False, sort=False)
    early = rows["date"] <= of_cell["date"].shift()
    reader.refuse(rows, "day", early, t("同一格的更正按日期先后写，一天至多一行"))
    before, is_first = of_cell["new"].shift(), of_cell.cumcount() == 0
    broken = [not first and not same(*cells) for first, *cells in zip(is_first, rows["column"], before, rows["old"], strict=True)]
    reader.refuse(rows, "old", _flags(rows, broken), t("原值须是同一格上一次更正的新值"))
    now = [
        (targets[unit, number, target] if not pd.isna(target) else commitments[unit, number])[column] or None
        for unit, number, target, column in zip(*(rows[name] for name in (*_KEY, "column")), strict=True)
    ]
    is_last = of_cell.cumcount(ascending=False) == 0
    stale = [last and not same(*cells) for last, *cells in zip(is_last, rows["column"], rows["new"], now, strict=True)]
    reader.refuse(rows, "new", _flags(rows, stale), t("最近一次更正的新值须与现在的行所写的相同：改正其一"))
    order = own.units.set_index("unit_id")["unit_order"]
    entries = []
    for row in rows.itertuples():
        commitment = commitments[row.unit_id, row.commitment_no]
        whole = pd.isna(row.target_no)
        about = commitment if whole else targets[row.unit_id, row.commitment_no, row.target_no]
        if {"reviewed"} == {commitment["status"], about["status"]} and row.unit_id in order.index:
            number = 0 if whole else int(row.target_no)
            entry = {
                "target_id": f"{own.folder}/{row.unit_id}/{int(row.commitment_no):02d}.{number:02d}",
                "column": row.column,
                "day": row.date.date(),
                "old": None if pd.isna(row.old) else row.old,
                "new": None if pd.isna(row.new) else row.new,
                "reason": row.reason,
                "reason_en": row.reason_en,
            }
            entries.append(((order[row.unit_id], entry["target_id"], entry["day"]), entry))
    return [entry for _place, entry in sorted(entries, key=lambda each: each[0])]


def is_well_formed(row: Mapping[str, Any], units: Collection[str]) -> bool:
    """Whether a change that a table has can be told: of a unit of its list, of a known column, a deadline being a date."""
    list_id, _slash, rest = str(row["target_id"]).partition("/")
    days = [row["old"], row["new"]] if row["column"] == "deadline" else []
    dates = pd.to_datetime(pd.Series([day for day in days if day is not None], dtype=object), format="%Y-%m-%d", errors="coerce")
    return (
        list_id == row["list_id"]
        and rest.partition("/")[0] in units
        and row["column"] in {*OF_TARGETS, *OF_COMMITMENTS}
        and not dates.isna().any()
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def same(column: str, one: Any, other: Any) -> bool:
    """Whether two values of a cell are the same: None for an empty one, numbers however they are written."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if column in ("value", "value_high"):
        numbers = pd.to_numeric(pd.Series([one, other]), errors="coerce")
        if numbers.notna().all():
            return bool(numbers[0] == numbers[1])
    return bool(one == other)


def _flags(rows: pd.DataFrame, wrong: list[bool]) -> pd.Series:
    return pd.Series(wrong, index=rows.index, dtype=bool)
