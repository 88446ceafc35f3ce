"""How a table lies in its file: row groups that hold whole lists, and what the table says of itself in the file's metadata.

docs/performance.md says by which measurements this was chosen.
"""

import base64
import hashlib
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from fenjin.paths import METADATA_KEY

# Where a file says which rules its rows are known to keep.
_PROOF = METADATA_KEY + b".kept"
# Rows of a row group: whole lists up to about this many. docs/performance.md says why.
ROW_GROUP = 15_000

_LISTS = arrow.schema(
    [
        arrow.field("list_id", arrow.string(), nullable=False),
        arrow.field("year", arrow.int64(), nullable=False),
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("city", "city_en", "title", "title_en")),
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("source_id", "source_sha256")),
        arrow.field("source_end", arrow.int64()),
        arrow.field("agreement", arrow.string(), nullable=False),
        arrow.field("mentions_read", arrow.bool_(), nullable=False),
    ]
)
_UNITS = arrow.schema(
    [
        arrow.field("list_id", arrow.string(), nullable=False),
        arrow.field("unit_order", arrow.int64(), nullable=False),
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("unit", "unit_id", "unit_en", "unit_type")),
        arrow.field("adcode", arrow.string()),
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("short", "short_en")),
        *(arrow.field(name, arrow.int64()) for name in ("tile_column", "tile_row")),
        arrow.field("within", arrow.string()),
        arrow.field("found_by", arrow.string(), nullable=False),
    ]
)
_LEDGER = arrow.schema(
    [
        arrow.field("list_id", arrow.string(), nullable=False),
        arrow.field("reason", arrow.string(), nullable=False),
        arrow.field("numerals", arrow.int64(), nullable=False),
    ]
)
_READERS = arrow.schema(
    [
        arrow.field("list_id", arrow.string(), nullable=False),
        arrow.field("reader_no", arrow.int64(), nullable=False),
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("role", "reads", "kind")),
        *(arrow.field(name, arrow.string()) for name in ("note", "note_en")),
    ]
)
_MENTIONS = arrow.schema(
    [
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("list_id", "unit_id", "league", "commitment_id")),
        arrow.field("commitment_no", arrow.int64(), nullable=False),
        *(arrow.field(name, arrow.string()) for name in ("action", "indicator_id", "basis_targets", "firmness")),
        arrow.field("words", arrow.string(), nullable=False),
        *(arrow.field(name, arrow.int64(), nullable=False) for name in ("para", "first_char", "last_char", "start", "end")),
    ]
)
# Only what does not follow from the rows: of all other commitments the unit under which they stand is the one lead.
_RESPONSIBILITY = arrow.schema(
    [arrow.field(name, arrow.string(), nullable=False) for name in ("list_id", "commitment_id", "unit_id", "league", "role")]
)
_REVISIONS = arrow.schema(
    [
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("list_id", "target_id", "column")),
        arrow.field("day", arrow.date32(), nullable=False),
        *(arrow.field(name, arrow.string()) for name in ("old", "new")),
        *(arrow.field(name, arrow.string(), nullable=False) for name in ("reason", "reason_en")),
    ]
)
PARTS = {
    "lists": _LISTS,
    "units": _UNITS,
    "ledger": _LEDGER,
    "readers": _READERS,
    "mentions": _MENTIONS,
    "responsibility": _RESPONSIBILITY,
    "revisions": _REVISIONS,
}
# What a file has only where a list has any of it.
_RARE = ("revisions",)
# What is the same for all lists, row by row, and the schemas of what may have no row or an empty column.
SAME = ("themes", "topics", "indicators", "actions", "scopes", "narrower", "units_of_measure")
SAME_SCHEMAS = {
    "themes": arrow.schema(
        [
            arrow.field("theme", arrow.string(), nullable=False),
            arrow.field("theme_order", arrow.int64(), nullable=False),
            *(arrow.field(name, arrow.string(), nullable=False) for name in ("name", "name_en", "short", "short_en")),
            *(arrow.field(name, arrow.string(), nullable=False) for name in ("light", "dark")),
        ]
    ),
    "actions": arrow.schema(
        [
            *(
                arrow.field(name, arrow.string(), nullable=False)
                for name in ("action", "theme", "topic", "action_zh", "action_en")
            ),
            *(arrow.field(name, arrow.string()) for name in ("indicator_id", "wordings")),
        ]
    ),
    "scopes": arrow.schema(
        [
            arrow.field("scope", arrow.string(), nullable=False),
            arrow.field("scope_en", arrow.string(), nullable=False),
            arrow.field("dimension", arrow.string()),
            arrow.field("effect", arrow.string(), nullable=False),
            *(arrow.field(name, arrow.string()) for name in ("implies", "disjoint", "exhausted_by")),
        ]
    ),
    "narrower": arrow.schema(
        [
            arrow.field("indicator_id", arrow.string(), nullable=False),
            arrow.field("wide", arrow.string(), nullable=False),
            arrow.field("family", arrow.int64(), nullable=False),
            arrow.field("narrow", arrow.string(), nullable=False),
            arrow.field("members", arrow.int64(), nullable=False),
            arrow.field("whole", arrow.bool_(), nullable=False),
            arrow.field("area", arrow.string(), nullable=False),
        ]
    ),
    "units_of_measure": arrow.schema(
        [
            arrow.field("uom", arrow.string(), nullable=False),
            *(arrow.field(name, arrow.string()) for name in ("of", "factor", "std_uom")),
            *(arrow.field(name, arrow.string(), nullable=False) for name in ("one_en", "many_en")),
            arrow.field("pattern_en", arrow.string()),
            arrow.field("per_en", arrow.float64()),
        ]
    ),
}


def pack(about_table: Mapping[str, Any]) -> dict[bytes, bytes]:
    """What a table says of itself as the metadata of its file: `fenjin` is JSON (schema_version and SAME);
    `fenjin.lists` and the other PARTS, which grow with the lists, are small Parquet files in base 64.

    `about_table` has schema_version, what SAME names, and lists, each with its units, ledger, readers, mentions, responsibility and agreement, and
    revisions where it has any.
    """
    lists = sorted(about_table["lists"], key=lambda each: each["list_id"])
    same = {name: about_table[name] for name in ("schema_version", *SAME)}
    parts = {METADATA_KEY: _json(same).encode()}
    for name, schema in PARTS.items():
        # List by list: of many lists all rows at once would be many times as large.
        rows = arrow.concat_tables(
            [schema.empty_table(), *(arrow.Table.from_pylist(_rows_of(each, name), schema=schema) for each in lists)]
        )
        if name in _RARE and not rows.num_rows:
            continue
        file = io.BytesIO()
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in _groups(rows.combine_chunks(), ROW_GROUP):
                writer.write_table(group)
        parts[METADATA_KEY + b"." + name.encode()] = base64.b64encode(file.getvalue())
    return parts


def _rows_of(about_list: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows that a list has in a part."""
    if name == "lists":
        return [{**about_list, "agreement": _json(about_list["agreement"])}]
    if name == "ledger":
        return [
            {"list_id": about_list["list_id"], "reason": reason, "numerals": number}
            for reason, number in sorted(about_list["ledger"].items())
        ]
    return [
        {**row, "list_id": about_list["list_id"]} for row in (about_list.get(name, ()) if name in _RARE else about_list[name])
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def whole(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    """What is the same for all lists: schema_version and SAME. Raises KeyError where it is not said."""
    return dict(json.loads(metadata[METADATA_KEY]))


def part(metadata: Mapping[bytes, bytes], name: str) -> arrow.Table:
    """One of the PARTS of a file's metadata, by list. Raises KeyError where it has none but may not be without."""
    if name in _RARE and METADATA_KEY + b"." + name.encode() not in metadata:
        return PARTS[name].empty_table()
    return part_file(metadata, name).read().unify_dictionaries().combine_chunks()


def part_file(metadata: Mapping[bytes, bytes], name: str) -> parquet.ParquetFile:
    """The same as a file, of which the rows of a list can be read alone. Raises KeyError where it has none."""
    content = base64.b64decode(metadata[METADATA_KEY + b"." + name.encode()])
    # Their texts are few, and said of many lists.
    texts = [field.name for field in PARTS[name] if arrow.types.is_string(field.type)]
    return parquet.ParquetFile(arrow.BufferReader(content), read_dictionary=texts)


def write_into(
    file: IO[bytes], parts: Iterable[arrow.Table], metadata: Mapping[bytes, bytes], rows: int = ROW_GROUP, rules: str = ""
) -> int:
    """Writes a table that comes in parts into a file that is open, and returns the number of its rows.

    The parts are sorted by list over all of them, and no list is in two. A row group has whole lists, as many as fit into `rows`
    and at least one: who asks for a list reads one row group. `rules` names the rules that all rows are known to keep, so that
    who reads the file need not hold it against them again. The same parts give the same bytes.
    """
    groups = (group for each in parts for group in _groups(each.replace_schema_metadata(metadata), rows))
    first = next(groups)
    count = 0
    sink = _Digest(file)
    with parquet.ParquetWriter(arrow.PythonFile(sink, "w"), first.schema, compression="zstd") as writer:
        for group in itertools.chain([first], groups):
            writer.write_table(group, row_group_size=max(1, group.num_rows))
            count += group.num_rows
        if rules:
            writer.add_key_value_metadata({_PROOF: _json({"rules": rules, "sha256": sink.digest(metadata)}).encode()})
    return count


class _Digest(io.RawIOBase):
    """A file that passes on what is written, and keeps count and SHA-256 of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.bytes = 0
        self._sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._sha256.update(content)
        self.bytes += len(content)
        return self._file.write(content)

    def tell(self) -> int:
        return self.bytes

    def digest(self, metadata: Mapping[bytes, bytes]) -> str:
        """The SHA-256 of what was written and of what the table says of itself."""
        return _finish(self._sha256, metadata)


def _finish(digest: Any, metadata: Mapping[bytes, bytes]) -> str:
    for name, content in sorted(metadata.items()):
        digest.update(name + b"\0" + content + b"\0")
    return str(digest.hexdigest())


def keeps(file: parquet.ParquetFile, content: arrow.Buffer, rules: str) -> bool:
    """Whether a file says of itself that its rows keep these rules, and rows and metadata are as they were when it was said."""
    of_file = file.metadata
    try:
        proof = json.loads((of_file.metadata or {})[_PROOF])
        # Before its end a file has its description, the length of that, and its mark.
        body = content[: content.size - of_file.serialized_size - 8]
        return bool(
            proof["rules"] == rules and proof["sha256"] == _finish(hashlib.sha256(body), file.schema_arrow.metadata or {})
        )
    except (KeyError, TypeError, ValueError):
        return False


def _groups(table: arrow.Table, most: int) -> Iterator[arrow.Table]:
    """The table cut between lists into pieces of at most `most` rows, or one list; a dictionary has the values of its piece."""
    if not table.num_rows:
        yield table
        return
    lists = table["list_id"].combine_chunks().cast(arrow.string())
    changes = compute.not_equal(lists.slice(1), lists.slice(0, len(lists) - 1))
    starts = [0, *(int(n) + 1 for n in compute.indices_nonzero(changes).to_pylist()), len(lists)]
    first = 0
    for start, end in itertools.pairwise(starts):
        if end - first > most and start > first:
            yield _compact(table.slice(first, start - first))
            first = start
    yield _compact(table.slice(first))


def _compact(table: arrow.Table) -> arrow.Table:
    columns = [
        column.cast(column.type.value_type).dictionary_encode().cast(column.type)
        if arrow.types.is_dictionary(column.type)
        else column
        for column in table.columns
    ]
    return arrow.Table.from_arrays(columns, schema=table.schema)


def about(path: Path) -> dict[str, Any]:
    """What the table of a file says of itself, as `pack` takes it."""
    return unpack(parquet.read_schema(path).metadata)


def unpack(metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    """What a table says of itself, as `pack` takes it: all its lists with their units, ledger, readers, mentions, responsibility, revisions and agreement."""
    lists = {
        each["list_id"]: {
            **each,
            "agreement": json.loads(each["agreement"]),
            "units": [],
            "ledger": {},
            "readers": [],
            "mentions": [],
            "responsibility": [],
            "revisions": [],
        }
        for each in part(metadata, "lists").to_pylist()
    }
    for unit in part(metadata, "units").to_pylist():
        lists[unit.pop("list_id")]["units"].append(unit)
    for entry in part(metadata, "ledger").to_pylist():
        lists[entry["list_id"]]["ledger"][entry["reason"]] = entry["numerals"]
    for row in part(metadata, "readers").to_pylist():
        lists[row.pop("list_id")]["readers"].append(row)
    for mention in part(metadata, "mentions").to_pylist():
        lists[mention.pop("list_id")]["mentions"].append(mention)
    for row in part(metadata, "responsibility").to_pylist():
        lists[row.pop("list_id")]["responsibility"].append(row)
    for row in part(metadata, "revisions").to_pylist():
        lists[row.pop("list_id")]["revisions"].append(row)
    return {**whole(metadata), "lists": list(lists.values())}


def plain(table: arrow.Table) -> arrow.Table:
    """Dictionary-encoded columns as plain text, so that queries compare text with text."""
    fields = [
        field.with_type(field.type.value_type) if arrow.types.is_dictionary(field.type) else field for field in table.schema
    ]
    return table.cast(arrow.schema(fields)).replace_schema_metadata(None)
