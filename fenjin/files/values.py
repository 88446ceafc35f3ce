"""Cells of a view's table as values that a file can hold."""

import datetime
import decimal
import math
from typing import Any

import pandas as pd


def plain_value(value: Any) -> Any:
    """A value as JSON holds it: missing (and what no number is) as None, dates in ISO form."""
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_value(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, decimal.Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and math.isinf(value):
        return None
    return value.isoformat() if isinstance(value, datetime.date) else value
