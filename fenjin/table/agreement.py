"""How far two curators agree."""

from collections.abc import Sequence

import pandas as pd

_COMPARED = (
    "kind",
    "comparator",
    "value",
    "value_high",
    "uom",
    "theme",
    "topic",
    "indicator_id",
    "scope",
    "firmness",
    "tier",
    "deadline",
)


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> dict[str, object]:
    """How far two curators who had not seen each other's work agree, before anything was settled.

    Rows are paired within a commitment where their figures overlap in the text, in order. Returns the number of rows of
    each and of pairs, and the number of pairs that agree per column, on the quantity (kind, comparator, values, unit)
    and on everything.
    """
    waiting: dict[tuple[object, object], list[dict]] = {}
    for row in second.to_dict("records"):
        waiting.setdefault((row["unit_id"], row["commitment_no"]), []).append(row)
    pairs = []
    for row in first.to_dict("records"):
        candidates = waiting.get((row["unit_id"], row["commitment_no"]), [])
        for other in candidates:
            if other["start"] < row["end"] and row["start"] < other["end"]:
                candidates.remove(other)
                pairs.append((row, other))
                break

    def same(row: dict, other: dict, columns: Sequence[str]) -> bool:
        return all((pd.isna(row[c]) and pd.isna(other[c])) or row[c] == other[c] for c in columns)

    return {
        "first": len(first),
        "second": len(second),
        "paired": len(pairs),
        "quantity": sum(same(a, b, _COMPARED[:5]) for a, b in pairs),
        "everything": sum(same(a, b, _COMPARED) for a, b in pairs),
        "columns": {column: sum(same(a, b, [column]) for a, b in pairs) for column in _COMPARED},
    }
