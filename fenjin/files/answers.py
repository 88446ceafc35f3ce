"""The rows of a query as JSON, CSV and Parquet, under the names that the columns have there."""

import datetime
import io
import json
from collections.abc import Mapping

import pyarrow as arrow
import pyarrow.compute
import pyarrow.parquet

from fenjin.files import export
from fenjin.paths import METADATA_KEY


def encode(content: object) -> bytes:
    """Anything that JSON can hold, in UTF-8; dates in ISO form."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, default=_text).encode("utf-8")


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def as_json(table: arrow.Table, about: Mapping[str, object]) -> bytes:
    """The rows of a query with what is said `about` them, and the names and types of their columns."""
    columns = [{"name": field.name, "type": json_type(field.type)[0]} for field in table.schema]
    return encode({**about, "columns": columns, "rows": _printable(table).to_pylist()})


def as_csv(table: arrow.Table, _about: Mapping[str, object]) -> bytes:
    """The rows of a query, as `export.csv` writes them."""
    return export.csv(export.frame_of(_printable(table)))


def as_parquet(table: arrow.Table, about: Mapping[str, object]) -> bytes:
    """The rows of a query; the file's metadata (key `fenjin`, JSON) holds what is said about them."""
    file = io.BytesIO()
    arrow.parquet.write_table(table.replace_schema_metadata({METADATA_KEY: encode(about)}), file, compression="zstd")
    return file.getvalue()


def _printable(table: arrow.Table) -> arrow.Table:
    """The table with numbers that every reader knows: what is no finite number is missing, a decimal is a plain number."""
    columns = []
    for column in table.columns:
        if arrow.types.is_decimal(column.type):
            column = column.cast(arrow.int64() if column.type.scale == 0 else arrow.float64())
        elif arrow.types.is_floating(column.type):
            column = arrow.compute.if_else(arrow.compute.is_finite(column), column, None)
        columns.append(column)
    return arrow.table(columns, names=table.column_names)


def json_type(kind: arrow.DataType) -> tuple[str, dict[str, object]]:
    """What a column holds, in a word, and as JSON Schema."""
    is_type = arrow.types
    if is_type.is_boolean(kind):
        return "boolean", {"type": ["boolean", "null"]}
    if is_type.is_integer(kind) or (is_type.is_decimal(kind) and kind.scale == 0):
        return "integer", {"type": ["integer", "null"]}
    if is_type.is_floating(kind) or is_type.is_decimal(kind):
        return "number", {"type": ["number", "null"]}
    if is_type.is_date(kind):
        return "date", {"type": ["string", "null"], "format": "date"}
    return "string", {"type": ["string", "null"]}
