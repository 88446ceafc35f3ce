"""The door to the data: `query(name, params)` runs one file of `queries/` over the table and returns Arrow.

DuckDB holds the table and the small tables that its metadata carries (lists, units, topics, indicators, scopes) in memory
and is closed to everything else: no file, no network, no setting can be reached from a query.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as arrow
import pyarrow.parquet as parquet

from fenjin.paths import METADATA_KEY, QUERIES, TABLE

TABLES = ("targets", "lists", "units", "topics", "indicators", "scopes", "ledger")
_LOCKED = (
    "set memory_limit = '1GB'",
    "set temp_directory = ''",
    "set python_enable_replacements = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class Database:
    """The table of one Parquet file (its path or its bytes), loaded once and read by many threads.

    `content` is the file's bytes, `version` is the SHA-256 of the file; `metadata` is what the file carries about its lists. `limits` are DuckDB settings
    made before the settings are locked.
    """

    def __init__(self, file: Path | bytes = TABLE, limits: Sequence[str] = ()) -> None:
        content = file if isinstance(file, bytes) else file.read_bytes()
        self.content = content
        self.version = hashlib.sha256(content).hexdigest()
        table = parquet.read_table(arrow.BufferReader(content))
        self.metadata = json.loads(table.schema.metadata[METADATA_KEY])
        self._connection = duckdb.connect(":memory:")
        self._load("targets", _plain(table))
        lists = self.metadata["lists"]
        units = [{**unit, "list_id": each["list_id"]} for each in lists for unit in each["units"]]
        described = [{k: v for k, v in each.items() if not isinstance(v, dict | list)} for each in lists]
        self._lists = sorted(described, key=lambda each: (each["year"], each["city"], each["list_id"]))
        ledger = [{"list_id": each["list_id"], "reason": k, "numerals": n} for each in lists for k, n in each["ledger"].items()]
        self._load("lists", arrow.Table.from_pylist(described))
        self._load("units", arrow.Table.from_pylist(units))
        self._load("ledger", arrow.Table.from_pylist(ledger))
        for name in ("topics", "indicators", "scopes"):
            self._load(name, arrow.Table.from_pylist(self.metadata[name]))
        for setting in (*limits, *_LOCKED):
            self._connection.execute(setting)

    def _load(self, name: str, rows: arrow.Table) -> None:
        self._connection.register("incoming", rows)
        self._connection.execute(f"create table {name} as select * from incoming")
        self._connection.unregister("incoming")

    def query(self, name: str, /, **params: object) -> arrow.Table:
        """The rows that `queries/<name>.sql` gives for the named parameters; those it does not mention are left out.

        Raises KeyError where there is no such query or a parameter that it names is missing.
        """
        sql, names = statement(name)
        return self.cursor().sql(sql, params={key: params[key] for key in names}).to_arrow_table()

    @property
    def lists(self) -> list[dict[str, Any]]:
        """What is known of each list (list_id, year, city, title, source …) without its units, ledger and agreement, by year
        and city; the last is the one shown unasked. Cheap also where there are thousands of lists."""
        return self._lists

    def described(self, list_id: str) -> dict[str, Any]:
        """What is known of one list, with its units, ledger and agreement. Raises KeyError where there is no such list."""
        for each in self.metadata["lists"]:
            if each["list_id"] == list_id:
                return each
        raise KeyError(list_id)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one thread."""
        return self._connection.cursor()

    def tables(self) -> dict[str, arrow.Table]:
        """Every table that a query may name, with its rows: targets, lists, units, topics, indicators, scopes, ledger."""
        return {name: self.cursor().table(name).to_arrow_table() for name in TABLES}


def _plain(table: arrow.Table) -> arrow.Table:
    """Dictionary-encoded columns as plain text, so that queries compare text with text."""
    fields = [
        field.with_type(field.type.value_type) if arrow.types.is_dictionary(field.type) else field for field in table.schema
    ]
    return table.cast(arrow.schema(fields)).replace_schema_metadata(None)


@cache
def statement(name: str) -> tuple[str, frozenset[str]]:
    """The SQL of a named query and the names of its parameters. Raises KeyError where there is no such query."""
    path = QUERIES / f"{name}.sql"
    if not re.fullmatch(r"[a-z_]+", name) or not path.is_file():
        raise KeyError(name)
    sql = path.read_text("utf-8")
    return sql, frozenset(re.findall(r"\$(\w+)", re.sub(r"--.*", "", sql)))


def filled(name: str, params: Mapping[str, object]) -> str:
    """The SQL of a named query with its parameters written in, as it can be run anywhere over tables of the same names."""
    sql, _ = statement(name)
    lines = []
    for line in sql.splitlines():
        code, dashes, comment = line.partition("--")
        lines.append(re.sub(r"\$(\w+)", lambda found: _literal(params[found[1]]), code) + dashes + comment)
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
