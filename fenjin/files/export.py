"""A view's table as CSV, Parquet and JSON."""

import io
import json
import re
from typing import Any

import pandas as pd
import pyarrow as arrow

from fenjin.files.provenance import notes, provenance
from fenjin.files.values import plain_value
from fenjin.paths import METADATA_KEY
from fenjin.views import Context, View

# What a spreadsheet may read as a formula when a text begins with it; ASCII and full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Without these pandas makes a whole number beside a missing one a fraction: 1 would be written as 1.0.
_NULLABLE: dict[arrow.DataType, Any] = {
    arrow.int8(): pd.Int8Dtype(),
    arrow.int16(): pd.Int16Dtype(),
    arrow.int32(): pd.Int32Dtype(),
    arrow.int64(): pd.Int64Dtype(),
    arrow.uint8(): pd.UInt8Dtype(),
    arrow.uint16(): pd.UInt16Dtype(),
    arrow.uint32(): pd.UInt32Dtype(),
    arrow.uint64(): pd.UInt64Dtype(),
    arrow.bool_(): pd.BooleanDtype(),
}


def csv(table: pd.DataFrame, encoding: str = "utf-8-sig", whole: bool = False) -> bytes:
    """The table as CSV that Chinese Excel opens right: UTF-8 with a byte order mark, unless another encoding is asked for.

    A text that a spreadsheet could run as a formula gets an apostrophe in front; numbers stay numbers. So that this can be
    undone, a text that already is such a text behind apostrophes gets one more: `unguard` gives back every text as it was.
    `whole` says that whole numbers are written without a point, as people do; what is read again by its type has it.
    """
    return _guarded(table, whole).to_csv(index=False, lineterminator="\r\n").encode(encoding)


def tabbed(table: pd.DataFrame) -> str:
    """The table as text that Excel, WPS and Word take from the clipboard as cells: tabs between them, guarded as in CSV, a row a line."""
    lines = table.copy()
    for name in lines.columns:
        if not pd.api.types.is_numeric_dtype(lines[name]):
            lines[name] = lines[name].map(_one_line)
    lines.columns = [_one_line(str(name)) for name in lines.columns]
    return _guarded(lines, whole=True).to_csv(index=False, sep="\t", lineterminator="\r\n")


def _one_line(value: object) -> object:
    return re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", value) if isinstance(value, str) else value


def _guarded(table: pd.DataFrame, whole: bool) -> pd.DataFrame:
    """The table with no text in it that a spreadsheet could run, and with `whole` numbers without a point."""
    safe = table.copy()
    for column in safe.columns:
        if whole and pd.api.types.is_float_dtype(safe[column]):
            values = [value if value % 1 else int(value) for value in safe[column].astype(object)]
            safe[column] = pd.Series(values, index=safe.index, dtype=object)
        elif not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_guard_value)
    safe.columns = [guard(str(column)) for column in safe.columns]
    return safe


def frame_of(table: arrow.Table) -> pd.DataFrame:
    """The rows of a query for a CSV file: whole numbers stay whole beside missing ones, dates and times are in ISO form."""
    frame = table.to_pandas(types_mapper=_NULLABLE.get)
    for name, kind in zip(table.column_names, table.schema.types, strict=True):
        if arrow.types.is_date(kind) or arrow.types.is_timestamp(kind):
            frame[name] = [None if value is None else value.isoformat() for value in table[name].to_pylist()]
    return frame


def guard(text: str) -> str:
    """The text as a CSV file holds it: with an apostrophe in front where a spreadsheet could run it as a formula."""
    return "'" + text if _risky(text) else text


def unguard(text: str) -> str:
    """The true text of a cell of a CSV file: undoes `guard` by taking away the one apostrophe that it put in front."""
    return text[1:] if text.startswith("'") and _risky(text) else text


def _guard_value(value: object) -> object:
    return guard(value) if isinstance(value, str) else value


def _risky(text: str) -> bool:
    """Whether a text, apostrophes in front of it left aside, begins as a formula does."""
    bare = text.lstrip("'")
    return bare.lstrip(" \u3000\ufeff")[:1] in _FORMULA and bool(bare.strip())


def parquet(view: View, context: Context, link: str) -> bytes:
    """The view's table as Parquet with the true texts; the file's metadata (key `fenjin`, JSON) says where it comes from."""
    columns = [as_arrow(view.table.iloc[:, place], field.kind) for place, field in enumerate(view.fields)]
    table = arrow.table(columns, names=[str(name) for name in view.table.columns])
    facts = json.dumps(provenance(view, context, link), ensure_ascii=False)
    table = table.replace_schema_metadata({METADATA_KEY: facts.encode("utf-8")})
    file = io.BytesIO()
    arrow.parquet.write_table(table, file, compression="zstd")
    return file.getvalue()


def as_json(view: View, context: Context, link: str) -> bytes:
    """The view as JSON in UTF-8: where it comes from, its columns in order, and its rows by column; missing is null."""
    names = [str(name) for name in view.table.columns]
    rows = [dict(zip(names, map(plain_value, row), strict=True)) for row in view.table.itertuples(index=False, name=None)]
    content = {**provenance(view, context, link), "columns": names, "rows": rows, "notes": notes(view)}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1, default=str).encode("utf-8")


# What a column of a kind is where no cell says it; all others are text.
_TYPES = {
    "number": arrow.float64(),
    "share": arrow.float64(),
    "count": arrow.int64(),
    "year": arrow.int64(),
    "date": arrow.date32(),
}


def as_arrow(column: pd.Series, kind: str = "") -> arrow.Array:
    """A column for Parquet; one that mixes kinds is text, for Parquet has one kind a column, and one without a value is what its kind says,
    so that files of several choices fit together."""
    if kind and column.isna().all():
        return arrow.nulls(len(column), _TYPES.get(kind, arrow.string()))
    try:
        array = arrow.array(column, from_pandas=True)
        return array.cast(arrow.string()) if arrow.types.is_large_string(array.type) else array
    except (arrow.ArrowInvalid, arrow.ArrowTypeError):
        return arrow.array([None if value is None else str(value) for value in map(plain_value, column)], arrow.string())
