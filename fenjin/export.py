"""Views to files."""

import pandas as pd

# What a spreadsheet may read as a formula when a text begins with it; ASCII and full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv(table: pd.DataFrame) -> bytes:
    """The table as CSV that Chinese Excel opens right: UTF-8 with a byte order mark.

    A text that a spreadsheet could run as a formula gets an apostrophe in front; numbers stay numbers.
    """
    guarded = table.copy()
    for column in guarded.columns:
        if not pd.api.types.is_numeric_dtype(guarded[column]):
            guarded[column] = guarded[column].map(_guard)
    guarded.columns = [_guard(str(column)) for column in guarded.columns]
    return guarded.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _guard(value: object) -> object:
    if isinstance(value, str) and value.lstrip(" \u3000\ufeff")[:1] in _FORMULA and value.strip():
        return "'" + value
    return value
