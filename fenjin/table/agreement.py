"""How far two readings of a list agree that were made without sight of each other, before anything was settled."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from fenjin.frames import records
from fenjin.table.curated import CURATORS, READINGS

_COLUMNS = (
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


def agreements(files: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """How far the two readings of a list's curated files agree, by what was read: `targets`, `mentions`.

    What was not read twice, or of which nobody kept both readings, is not in it.
    """
    measures = {"targets": (CURATORS, agreement), "mentions": (READINGS, agreement_on_mentions)}
    by_reading = {}
    for reads, (names, measure) in measures.items():
        first, second = (files.get(name, pd.DataFrame()) for name in names)
        if len(first) and len(second):
            by_reading[reads] = measure(first, second)
    return by_reading


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> dict[str, Any]:
    """How far two curators agree on targets.

    Rows are paired within a commitment where their figures overlap in the text, in order. Returns the number of rows of
    each and of pairs, and the number of pairs that agree per column, on the quantity (kind, comparator, values, unit)
    and on everything.
    """
    waiting: dict[tuple[object, object], list[dict[str, Any]]] = {}
    for row in records(second):
        waiting.setdefault((row["unit_id"], row["commitment_no"]), []).append(row)
    pairs = []
    for row in records(first):
        candidates = waiting.get((row["unit_id"], row["commitment_no"]), [])
        for other in candidates:
            if _overlap(row, other):
                candidates.remove(other)
                pairs.append((row, other))
                break
    return {
        "first": len(first),
        "second": len(second),
        "paired": len(pairs),
        "quantity": sum(_same(a, b, _COLUMNS[:5]) for a, b in pairs),
        "everything": sum(_same(a, b, _COLUMNS) for a, b in pairs),
        "columns": {column: sum(_same(a, b, [column]) for a, b in pairs) for column in _COLUMNS},
    }


def agreement_on_mentions(first: pd.DataFrame, second: pd.DataFrame) -> dict[str, Any]:
    """How far two readers agree on what commitments mention.

    A mention is one with another where both name the same indicator and action in the same commitment. Returns the number of
    mentions of each and of pairs, and the number of pairs that agree on the targets which belong to it, on its firmness, and
    whose words overlap in the text.
    """
    own, other = ({_key(row): row for row in records(rows)} for rows in (first, second))
    pairs = [(own[key], other[key]) for key in own if key in other]
    return {
        "first": len(own),
        "second": len(other),
        "paired": len(pairs),
        "targets": sum(_numbers(a) == _numbers(b) for a, b in pairs),
        "firmness": sum(_same(a, b, ["firmness"]) for a, b in pairs),
        "place": sum(_overlap(a, b) for a, b in pairs),
    }


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in ("unit_id", "commitment_no", "indicator_id", "action"))


def _numbers(row: Mapping[str, Any]) -> set[str]:
    return set(str(row["targets"] or "").split())


def _overlap(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(other["start"] < row["end"] and row["start"] < other["end"])


def _same(row: Mapping[str, Any], other: Mapping[str, Any], columns: Sequence[str]) -> bool:
    return all(row[c] == other[c] for c in columns)
