"""Rows of pandas' frames, which here are few and read one by one."""

from typing import Any

import pandas as pd
import pyarrow as arrow

# Texts as Python has them: taking one out of Arrow's costs more than all that is done with it.
pd.set_option("mode.string_storage", "python")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries by column, what is missing as None."""
    return arrow.Table.from_pandas(frame, preserve_index=False).to_pylist()
