"""Rows of pandas' frames, which here are few and read one by one."""

import gc
import sys
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as arrow
from pandas._libs.internals import BlockValuesRefs

# Texts as Python has them: taking one out of Arrow's costs more than all that is done with it.
pd.set_option("mode.string_storage", "python")
_TEXT = pd.StringDtype(na_value=np.nan)


def of_table(table: arrow.Table) -> pd.DataFrame:
    """The rows of an answer as a frame. Equal texts are one in all frames: many answers are remembered, and most say the same."""
    are_texts = [arrow.types.is_string(kind) for kind in table.schema.types]
    rest = table.select([place for place, is_text in enumerate(are_texts) if not is_text]).to_pandas()
    columns = {
        name: _column_of(table[place].to_pylist()) if is_text else rest[name]
        for place, (name, is_text) in enumerate(zip(table.column_names, are_texts, strict=True))
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def _column_of(texts: list[str | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array(np.array([np.nan if text is None else sys.intern(text) for text in texts], dtype=object), dtype=_TEXT)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries by column, what is missing as None."""
    are_texts = [isinstance(kind, pd.StringDtype) for kind in frame.dtypes]
    rest = iter(arrow.Table.from_pandas(frame.loc[:, [not is_text for is_text in are_texts]], preserve_index=False).columns)
    columns = [
        [text if isinstance(text, str) else None for text in column.to_list()] if is_text else next(rest).to_pylist()
        for is_text, (_name, column) in zip(are_texts, frame.items(), strict=True)
    ]
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def forget_views() -> None:
    """Has pandas let go of what it noted of views that are gone: for each column of each frame it keeps up to 500 of them, 40 KB, and thousands of
    columns are remembered and looked at again and again."""
    for each in gc.get_objects():
        if type(each) is BlockValuesRefs:
            each.has_reference()
