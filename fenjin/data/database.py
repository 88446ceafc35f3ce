"""The door to the data: `query(name, params)` runs one file of `queries/` over the table and returns Arrow.

DuckDB holds the rows that are asked for, and the small tables that the file's metadata carry (lists, units, responsibility, mentions, themes, topics,
indicators, actions, scopes, narrower, ledger, readers, revisions), in memory and is closed to everything else: no file, no network, no setting can be reached from a query.

A small table is held as a whole. Of a large one the rows of the lists that a query names are loaded when they are asked for, and
those asked for last are kept: pages ask about one list, or a few side by side.
"""

import io
import json
import threading
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from weakref import WeakSet

import duckdb
import numpy
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from fenjin import metrics
from fenjin.data.engine import Engine
from fenjin.data.queries import parse, statement
from fenjin.data.snapshot import take_snapshot
from fenjin.paths import METADATA_KEY, QUERIES, TABLE
from fenjin.table import layout
from fenjin.table.themes import Theme

TABLES = ("targets", "lists", "units", "responsibility", "mentions", *layout.SAME, "ledger", "readers", "revisions")
# Tables of which a list has rows of its own; the others are the same for all lists.
OF_LISTS = ("targets", "units", "responsibility", "mentions", "ledger", "readers", "revisions")
# A table of at most so many rows is held as a whole; so many are at most loaded for one question of a larger one.
WHOLE = 100_000
MOST_SCHEMAS = 48  # choices of lists of a large table whose rows stay loaded
_MOST_DESCRIPTIONS = 512  # lists whose units stay at hand
# DuckDB advises against what `query` does for large answers; these are small, and a second copy of them costs less.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result")
# Who answers for each commitment: those whom the file names (`stated`), else the unit under which it stands, in the lead.
_ANSWERING = """
    insert into {schema}.responsibility
    select distinct list_id, commitment_id, unit_id, league, 'lead', false
    from (
        select list_id, commitment_id, unit_id, league from {schema}.targets
        union all
        select list_id, commitment_id, unit_id, league from {schema}.mentions
    )
    where commitment_id not in (select commitment_id from {schema}.responsibility)
    order by all
"""
_LOCKDOWN = (
    # On the rows of a few lists a second thread costs more than it brings, and readers have their own.
    "set threads = 1",
    # Rewriting these takes longer than they do, on hundreds of rows as on a hundred thousand (docs/performance.md).
    "set global disabled_optimizers = 'distinct_aggregate_rewrite,grouping_sets'",
    "set memory_limit = '1GB'",
    "set temp_directory = ''",
    "set global python_enable_replacements = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class _Piece(NamedTuple):
    """Rows that follow one another in a row group and belong to one list."""

    group: int
    start: int
    rows: int


class _RowFile:
    """A Parquet file whose rows belong to lists, of which those of a list are read when they are asked for."""

    def __init__(self, file: parquet.ParquetFile) -> None:
        self.file = file
        self.pieces: dict[str, list[_Piece]] = {}
        for group in range(file.metadata.num_row_groups):
            column = file.read_row_group(group, columns=["list_id"], use_threads=False)["list_id"]
            for list_id, (start, rows) in _runs(column):
                self.pieces.setdefault(list_id, []).append(_Piece(group, start, rows))

    def rows(self, lists: Sequence[str] | None) -> arrow.Table:
        """The rows of some lists, or of all."""
        if lists is None:
            return layout.plain(self.file.read())
        pieces = sorted(piece for each in lists for piece in self.pieces.get(each, ()))
        parts: list[arrow.Table] = [self.file.schema_arrow.empty_table()]
        for group in dict.fromkeys(piece.group for piece in pieces):
            rows = self.file.read_row_group(group, use_threads=False)
            parts += [rows.slice(piece.start, piece.rows) for piece in pieces if piece.group == group]
        return arrow.concat_tables([layout.plain(rows) for rows in parts])


@dataclass
class _Schema:
    """The tables of some lists in a schema of their own, and the cursors at large that look at them."""

    schema: str
    cursors: WeakSet[duckdb.DuckDBPyConnection] = field(default_factory=WeakSet)


class Database:
    """The table of one Parquet file (its path or its bytes) as it was when it was opened, read by many threads.

    `version` is the SHA-256 of the file, `rows` their number; `metadata` is what the file says of itself that is the same for all
    lists: schema_version and `layout.SAME`; `units_of_measure` is of it by name, `themes` by code, in their order. `limits` are DuckDB settings made before the
    settings are locked. A table of more than `whole` rows answers only for lists that are named.
    """

    def __init__(self, file: Path | bytes = TABLE, limits: Sequence[str] = (), whole: int = WHOLE) -> None:
        self._content, self.version = take_snapshot(file)
        self._file = parquet.ParquetFile(arrow.BufferReader(self._content))
        metadata = self._file.schema_arrow.metadata or {}
        self.metadata = layout.whole(metadata)
        self.units_of_measure = {str(row["uom"]): row for row in self.metadata["units_of_measure"]}
        self.themes: dict[str, Theme] = {row["theme"]: row for row in self.metadata["themes"]}
        self.rows: int = self._file.metadata.num_rows
        self.whole = self.rows <= whole
        self._most = whole
        self._lists: list[dict[str, Any]] = layout.part(metadata, "lists").to_pylist()
        self._lists.sort(key=lambda each: (each["year"], each["city"], each["list_id"]))
        self._about = {each["list_id"]: each for each in self._lists}
        self._list_metadata = {name: content for name, content in metadata.items() if name == METADATA_KEY + b".lists"}
        self._parts = {
            name: layout.part(metadata, name) for name in ("units", "ledger", "readers", "responsibility", "revisions")
        }
        self._places = {name: dict(_runs(table["list_id"])) for name, table in self._parts.items()}
        self._targets = _RowFile(self._file)
        # Of many lists they are about as many as the targets.
        self._mentions = _RowFile(layout.part_file(metadata, "mentions"))
        self._descriptions: dict[str, dict[str, Any]] = {}
        self._loading = threading.Lock()
        self._schemas_at_hand: OrderedDict[tuple[str, ...], _Schema] = OrderedDict()
        self._count = 0
        self._engine: Engine | None = None
        self._schemas: dict[str, arrow.Schema] = {}
        self._connection = duckdb.connect(":memory:")
        for name in layout.SAME:
            rows = arrow.Table.from_pylist(self.metadata[name], schema=layout.SAME_SCHEMAS.get(name))
            self._load(f"main.{name}", rows)
        list_rows = [{name: value for name, value in each.items() if name != "agreement"} for each in self._lists]
        self._load("main.lists", arrow.Table.from_pylist(list_rows))
        # Before the settings are locked: what is small enough is there for the first question.
        self.cursor(() if not self.whole else None)
        for setting in (*limits, *_LOCKDOWN):
            self._connection.execute(setting)

    def _load(self, name: str, rows: arrow.Table) -> None:
        connection = self._connection.cursor()
        connection.register("incoming", rows)
        connection.execute(f"create table {name} as select * from incoming")
        connection.unregister("incoming")

    def query(self, name: str, /, **params: object) -> arrow.Table:
        """The rows that `queries/<name>.sql` gives for the named parameters; those it does not mention are left out.

        Of a large table the lists asked for are those that `list`, `before`, `filter_list` or `target` names. Raises KeyError where there is
        no such query or a parameter that it names is missing, TooManyLists where a large table is asked about too many, and
        ClusterError where a cluster was to answer and did not.
        """
        sql, names = statement(name)
        own = {key: params[key] for key in names}
        with metrics.query(name):
            if self._engine:
                return self._engine.query(name, own, self._schemas[name], _lists_of(own))
            cursor = self.cursor(_lists_of(own))
            # Executed rather than made a relation of, which would bind it twice: on few rows that is most of the work.
            return cursor.execute(parse(sql), own).to_arrow_table()

    def finds(self, pattern: str, lists: Sequence[str]) -> bool:
        """Whether any row of some lists is found by what a regular expression says. Raises TooManyLists as `query` does."""
        sql = "select count(*) from targets where list_contains($lists, list_id) and regexp_matches(found_by, $pattern)"
        ((rows,),) = self.cursor(lists).execute(sql, {"lists": list(lists), "pattern": pattern}).fetchall()
        return bool(rows)

    def connect(self, engine: Engine) -> None:
        """From now on an engine that holds the same rows answers `query`; everything else stays with the file."""
        for path in QUERIES.glob("*.sql"):
            self._schemas[path.stem] = self.query(path.stem, **dict.fromkeys(statement(path.stem)[1])).schema
        self._engine = engine

    @property
    def lists(self) -> list[dict[str, Any]]:
        """What is known of each list (list_id, year, city, title, source …) without its units, ledger and readers, by year and city; the
        last is the one shown unasked. Cheap also where there are thousands of lists."""
        return self._lists

    def describe(self, list_id: str) -> dict[str, Any]:
        """What is known of one list, with its units, ledger, readers, agreement, revisions, and who answers where that is not the unit itself. Raises KeyError where there is no such list."""
        description = self._descriptions.get(list_id)
        if description is None:
            about = self._about[list_id]
            units = self._of_part("units", [list_id]).drop_columns("list_id").to_pylist()
            ledger = self._of_part("ledger", [list_id]).to_pylist()
            readers, answering, revisions = (
                self._of_part(name, [list_id]).drop_columns("list_id").to_pylist()
                for name in ("readers", "responsibility", "revisions")
            )
            description = {
                **about,
                "agreement": json.loads(about["agreement"]),
                "units": units,
                "readers": readers,
                "responsibility": answering,
                "revisions": revisions,
                "ledger": {entry["reason"]: entry["numerals"] for entry in ledger},
            }
            if len(self._descriptions) >= _MOST_DESCRIPTIONS:
                self._descriptions.clear()
            self._descriptions[list_id] = description
        return description

    def cursor(self, lists: Sequence[str] | None = None) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one thread, over the tables with the rows of some lists, or of all (the whole table always).

        Raises TooManyLists where a large table is asked about all or too many.
        """
        key = None if self.whole else self._check_lists(lists)
        with self._loading:
            schema = self._schemas_at_hand.get(key or ())
            if schema is None:
                schema = self._schemas_at_hand[key or ()] = self._fill(key)
            self._schemas_at_hand.move_to_end(key or ())
            cursor = self._connection.cursor()
            cursor.execute(f"use {schema.schema}")
            schema.cursors.add(cursor)
            self._forget()
        return cursor

    def _check_lists(self, lists: Sequence[str] | None) -> tuple[str, ...]:
        own = None if lists is None else tuple(sorted({each for each in lists if each in self._targets.pieces}))
        if own is None or sum(piece.rows for each in own for piece in self._targets.pieces[each]) > self._most:
            raise TooManyLists(self._most)
        return own

    def _fill(self, lists: tuple[str, ...] | None) -> _Schema:
        """Loads the tables of some lists, or of all, into a schema of their own."""
        self._count += 1
        schema = f"lists_{self._count}"
        tables = self._rows(lists)
        self._connection.execute(f"create schema {schema}")
        for name in TABLES:
            if name in OF_LISTS:
                rows = tables[name]
                if name == "responsibility":
                    rows = rows.append_column("stated", arrow.array([True] * rows.num_rows, arrow.bool_()))
                self._load(f"{schema}.{name}", rows)
            else:
                self._connection.execute(f"create view {schema}.{name} as select * from main.{name}")
        self._connection.execute(_ANSWERING.format(schema=schema))
        return _Schema(schema)

    def _forget(self) -> None:
        """Drops what was asked for longest ago, where nobody looks at it."""
        for key in list(self._schemas_at_hand)[: max(0, len(self._schemas_at_hand) - MOST_SCHEMAS)]:
            if not self._schemas_at_hand[key].cursors:
                self._connection.execute(f"drop schema {self._schemas_at_hand.pop(key).schema} cascade")

    def _rows(self, lists: tuple[str, ...] | None) -> dict[str, arrow.Table]:
        """The rows of some lists, or of all, of the tables that have rows of lists."""
        return {
            "targets": self._targets.rows(lists),
            "mentions": self._mentions.rows(lists),
            **{name: layout.plain(self._parts[name]) if lists is None else self._of_part(name, lists) for name in self._parts},
        }

    def _of_part(self, name: str, lists: Sequence[str]) -> arrow.Table:
        table, places = self._parts[name], self._places[name]
        own = arrow.concat_tables([table.slice(0, 0), *(table.slice(*places[each]) for each in lists if each in places)])
        return layout.plain(own)

    def tables(self, lists: Sequence[str] | None = None) -> dict[str, arrow.Table]:
        """Every table that a query may name, with the rows of some lists or of all: those of TABLES. Raises TooManyLists where a large table is asked about all or too many."""
        cursor = self.cursor(lists)
        tables = {name: cursor.table(name).to_arrow_table() for name in TABLES}
        if lists is not None:
            ids = arrow.array(sorted(set(lists)), arrow.string())
            for name in (*OF_LISTS, "lists"):
                tables[name] = tables[name].filter(compute.is_in(tables[name]["list_id"], ids))
        return tables

    def extract(self, lists: Sequence[str]) -> bytes:
        """The whole file where the table is small, else a file like it with the rows of some lists and all descriptions of lists:
        what a reader's own SQL sees. Raises TooManyLists where they are too many."""
        if self.whole:
            return bytes(self._content.to_pybytes())
        own = self._check_lists(lists)
        descriptions = [{**self.describe(each), "mentions": self._mentions.rows([each]).to_pylist()} for each in own]
        about = {**self.metadata, "lists": descriptions}
        file = io.BytesIO()
        layout.write_into(file, [self._rows(own)["targets"]], {**layout.pack(about), **self._list_metadata})
        return file.getvalue()

    def copy_into(self, file: BinaryIO) -> None:
        """Writes the bytes of the whole file, as they were when it was opened, into another."""
        file.write(memoryview(self._content))

    def counts(self) -> dict[str, int]:
        """How many rows each table has (see `tables`), whatever its size."""
        own = self._connection.cursor()
        answering = self._parts["responsibility"]
        commitments, explicit = (
            len(compute.unique(column))
            for column in (self._file.read(columns=["commitment_id"])["commitment_id"], answering["commitment_id"])
        )
        others = {name: own.sql(f"select count(*) from main.{name}").fetchall()[0][0] for name in TABLES if name not in OF_LISTS}
        return {
            "targets": self.rows,
            "mentions": self._mentions.file.metadata.num_rows,
            **{name: table.num_rows for name, table in self._parts.items()},
            **others,
            "responsibility": answering.num_rows + commitments - explicit,
        }

    def revisions(self) -> list[dict[str, Any]]:
        """What was changed in all lists since they were published, by list; in most tables nothing."""
        return list(layout.plain(self._parts["revisions"]).to_pylist())

    def having_rows(self) -> set[str]:
        """The lists that have rows, described or not."""
        return set(self._targets.pieces)

    def keeps(self, rules: str) -> bool:
        """Whether the file was written by who had held its rows against these rules, and is as it was then."""
        return layout.keeps(self._file, self._content, rules)

    def batches(self, rows: int) -> Iterator[tuple[tuple[str, ...], duckdb.DuckDBPyConnection]]:
        """All lists that have rows, in groups of about as many rows as are asked for, each with a cursor over its tables that is
        good until the next; of a small table the whole at once."""
        if self.whole:
            yield tuple(self._targets.pieces), self.cursor()
            return
        for lists in self._groups(rows):
            with self._loading:
                schema = self._fill(lists)
            cursor = self._connection.cursor()
            cursor.execute(f"use {schema.schema}")
            yield lists, cursor
            self._connection.cursor().execute(f"drop schema {schema.schema} cascade")

    def _groups(self, most: int) -> Iterator[tuple[str, ...]]:
        group: list[str] = []
        size = 0
        for list_id, pieces in self._targets.pieces.items():
            own = sum(piece.rows for piece in pieces)
            if group and size + own > most:
                yield tuple(group)
                group, size = [], 0
            group.append(list_id)
            size += own
        if group:
            yield tuple(group)


class TooManyLists(ValueError):
    """More rows of a large table are asked for than are loaded at once: `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"name lists of at most {most} rows together")
        self.most = most


def _lists_of(params: Mapping[str, object]) -> list[str] | None:
    """The lists that the parameters of a query name; None for all of them."""
    if params.get("filter_list") == "":
        return None
    lists = [str(params[name]) for name in ("list", "before") if params.get(name)]
    lists += str(params.get("filter_list") or "").strip("|").split("|")
    # The number of a target begins with that of its list.
    return [*lists, str(params.get("target") or "").partition("/")[0]]


def _runs(lists: arrow.ChunkedArray) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each list of a column of lists in which its rows follow one another, with the place of its first row and their number."""
    column = lists.combine_chunks()
    if not len(column):
        return
    dictionary = column if isinstance(column, arrow.DictionaryArray) else column.dictionary_encode()
    codes = dictionary.indices.to_numpy()
    starts = numpy.flatnonzero(numpy.diff(codes, prepend=codes[0] - 1))
    names = dictionary.dictionary.to_pylist()
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(codes)], strict=True):
        yield names[codes[start]], (start, end - start)
