"""SQL of a visitor: one SELECT over the tables, in a process of its own that can read nothing else and is stopped in time.

`run` starts `python -m fenjin.data.sandbox`, hands it the table and the text and reads the answer as an Arrow stream. DuckDB's own locks
keep files, network and settings away; the process around it bears what they do not: endless queries, memory, crashes.
"""

import hashlib
import json
import logging
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import duckdb
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.ipc as ipc

from fenjin.data import confined
from fenjin.data.database import Database
from fenjin.data.turns import Turns
from fenjin.paths import ROOT

LONGEST = 30_000
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_BYTES = 8 * 2**20
SECONDS = 5
AT_ONCE = 2
WAIT = 10

_MODULE = "fenjin.data.sandbox"
_MEMORY = 512 * 2**20
_LONGEST_MESSAGE = 2000
_LONGEST_NAME = 100
# How many lines DuckDB puts before a query of which only some columns or rows are asked for.
_LINES_BEFORE = 2
# A whole number beyond this is not exact in a spreadsheet or a browser.
_EXACT = 2**53

_SETTINGS = (
    "set threads = 1",
    f"set global max_execution_time = {SECONDS * 1000}",
    # With a folder for temporary files, that folder could be read and written in spite of every other lock.
    "set temp_directory = ''",
    "set max_temp_directory_size = '0B'",
    "set disabled_filesystems = 'LocalFileSystem'",
    "set allow_community_extensions = false",
    "set allow_persistent_secrets = false",
    # It would tell where the server keeps its files.
    "set secret_directory = ''",
)

_PLAIN = frozenset(
    {
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "utinyint",
        "usmallint",
        "uinteger",
        "ubigint",
        "hugeint",
        "uhugeint",
        "float",
        "double",
        "decimal",
        "varchar",
        "date",
        "timestamp",
        "timestamp_s",
        "timestamp_ms",
        "timestamp_ns",
    }
)

_log = logging.getLogger(__name__)
# One of the places is always for somebody else.
_turns = Turns(AT_ONCE, AT_ONCE - 1)


class Refusal(Exception):
    """A text that was not run to its end: `reason` is one of the codes below, `detail` what DuckDB says of it (English).

    empty, long, characters, statement, pivot: the text; error: DuckDB's own words in `detail`; columns, bytes: too large an
    answer; time, memory: stopped; crash: the process ended by itself; busy: others are using all the places.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Asker:
    """Who asks: his name in the queue, "" where nothing tells him from others, and who is told of each text with how it ended."""

    name: str = ""
    told: Callable[[str, str], None] = lambda sql, outcome: None


# Who asks in this thread; whoever knows the visitors says so.
asker: Callable[[], Asker] = Asker


@dataclass(frozen=True)
class Answer:
    """What a text gave: at most MOST_ROWS rows, whether there were more, and the seconds that DuckDB took.

    Names of columns are unique. Columns are truth values, numbers, dates, times of day on a date, or text; whatever else
    DuckDB knows is its text, and so are numbers and dates that a file or a browser could not hold exactly.
    """

    table: arrow.Table
    truncated: bool
    seconds: float


def run(sql: str, table: bytes) -> Answer:
    """The answer to one SELECT over the tables of a Parquet file, given as its bytes, in the turn of whoever asks. Raises Refused."""
    asking, outcome = asker(), "crash"
    try:
        answer = _run(asking.name, sql, table)
        outcome = "done"
    except Refusal as refused:
        outcome = refused.reason
        raise
    finally:
        asking.told(sql, outcome)
    return answer


def _run(name: str, sql: str, table: bytes) -> Answer:
    if not sql.strip():
        raise Refusal("empty")
    if len(sql) > LONGEST:
        raise Refusal("long")
    if "\0" in sql or any("\ud800" <= character <= "\udfff" for character in sql):
        raise Refusal("characters")
    try:
        with _turns.place(name, WAIT):
            return _read(*_ask(table, sql))
    except TimeoutError:
        raise Refusal("busy") from None
    except OSError as error:
        _log.error("a process for SQL cannot be started: %s", error.strerror)
        raise Refusal("crash") from error


def prepare(database: Database) -> None:
    """Has a process read the tables of a small table for the next text about them, which then need not wait for that."""
    if database.whole:
        confined.prepare(_MODULE, database.version, lambda: database.extract(()))


def follow(database: Database) -> None:
    """The same for the version that is shown next, at once, where a process is ready for the version before it."""
    if database.whole and confined.is_prepared(_MODULE):
        confined.keep(_MODULE, database.version, lambda: database.extract(()))


def _ask(table: bytes, sql: str) -> tuple[bytes, int]:
    """What a process writes on a text, and how it ended; it is gone when this returns."""
    version = hashlib.sha256(table).hexdigest()
    return confined.ask(_MODULE, json.dumps(sql).encode(), SECONDS, 2 * MOST_BYTES, table, version)


def _read(content: bytes, status: int) -> Answer:
    try:
        table = ipc.open_stream(arrow.BufferReader(content)).read_all()
        table.validate(full=True)
        about = json.loads((table.schema.metadata or {})[b"said"])
    except (arrow.ArrowException, KeyError, ValueError) as error:
        raise Refusal("time" if confined.was_stopped(status) else "crash") from error
    if about["refused"]:
        raise Refusal(about["refused"], about["detail"])
    return Answer(table.replace_schema_metadata(None), about["truncated"], about["seconds"])


def _begin(table: bytes) -> Callable[[bytes, IO[bytes]], None]:
    """What answers texts about the tables of a file."""
    database = Database(table, limits=_SETTINGS)
    os.chdir("/")
    cursor = database.cursor()
    # What is set up at the first query is set up before the limits.
    cursor.sql("select 1").to_arrow_table()

    def answer(request: bytes, stream: IO[bytes]) -> None:
        # The three standard streams and one more: DuckDB looks up the machine's limits at each query, and fails if it cannot.
        confined.limit(_MEMORY, SECONDS, files=4)
        stream.write(confined.START_SIGN)
        stream.flush()
        _tell(cursor, json.loads(request), stream)

    return answer


def _tell(cursor: duckdb.DuckDBPyConnection, sql: str, stream: IO[bytes]) -> None:
    """Writes the answer to a text, or why there is none, as an Arrow stream."""
    about: dict[str, object] = {"refused": "", "detail": "", "truncated": False, "seconds": 0.0}
    table = arrow.table({})
    start = time.perf_counter()
    try:
        table = _answer(cursor, sql)
        about |= {"truncated": table.num_rows > MOST_ROWS, "seconds": time.perf_counter() - start}
    except Refusal as refused:
        about |= {"refused": refused.reason, "detail": refused.detail}
    table = table.slice(0, MOST_ROWS).replace_schema_metadata({b"said": json.dumps(about).encode()})
    with ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)


def _answer(cursor: duckdb.DuckDBPyConnection, sql: str) -> arrow.Table:
    """The first rows of a SELECT, one more than are shown. Raises Refused."""
    lines_before = 0
    try:
        statements = cursor.extract_statements(sql)
        kinds = [statement.type for statement in statements]
        if kinds != [duckdb.StatementType.SELECT]:
            raise Refusal("empty" if not kinds else "pivot" if kinds == [duckdb.StatementType.MULTI] else "statement")
        # A SELECT may hold an INSERT.
        cursor.execute("begin transaction read only")
        relation = cursor.sql(statements[0])
        lines_before = _LINES_BEFORE
        names, types = _unique(relation.columns), [each.id for each in relation.types]
        if len(names) > MOST_COLUMNS:
            raise Refusal("columns", str(len(names)))
        projection = [f"#{n}" if each in _PLAIN else f"cast(#{n} as varchar)" for n, each in enumerate(types, 1)]
        table = relation.project(", ".join(projection)).limit(MOST_ROWS + 1).to_arrow_table()
        table = arrow.table([_exact(column) for column in table.columns], names=names)
    except (duckdb.OutOfMemoryException, MemoryError, arrow.ArrowMemoryError) as error:
        raise Refusal("memory") from error
    except duckdb.InterruptException as error:
        raise Refusal("time") from error
    except (duckdb.InternalException, duckdb.FatalException) as error:
        raise Refusal("crash") from error
    except (duckdb.Error, arrow.ArrowException, UnicodeError) as error:
        raise Refusal("error", _message(error, lines_before)) from error
    if table.nbytes > MOST_BYTES:
        raise Refusal("bytes")
    return table


def _unique(names: list[str]) -> list[str]:
    """The names, cut where they are endless; those that came before (in capitals or not) get a number."""
    used: set[str] = set()
    unique = []
    for whole in names:
        name = whole[:_LONGEST_NAME]
        free, number = name, 1
        while free.casefold() in used:
            number += 1
            free = f"{name}_{number}"
        used.add(free.casefold())
        unique.append(free)
    return unique


def _exact(column: arrow.ChunkedArray) -> arrow.ChunkedArray:
    """A column with whole numbers as int64, and as text where a file or a browser could not hold it exactly."""
    kind = column.type
    if arrow.types.is_null(kind):
        return column.cast(arrow.string())
    if arrow.types.is_integer(kind) or (arrow.types.is_decimal(kind) and kind.scale == 0):
        bounds = compute.min_max(column).as_py().values()
        return column.cast(arrow.int64() if all(abs(value or 0) <= _EXACT for value in bounds) else arrow.string())
    if arrow.types.is_date(kind) or arrow.types.is_timestamp(kind):
        return column if _in_calendar(column) else _in_words(column)
    return column


def _in_words(column: arrow.ChunkedArray) -> arrow.ChunkedArray:
    """Dates as text, the endless ones as DuckDB writes them: it keeps them as the largest number of their type."""
    numbers, most = _numbers(column)
    text = column.cast(arrow.string())
    for number, words in ((most, "infinity"), (-most, "-infinity")):
        text = compute.if_else(compute.equal(numbers, number), words, text)
    return text


def _numbers(column: arrow.ChunkedArray) -> tuple[arrow.ChunkedArray, int]:
    """Dates as they are kept, and the largest number of their type."""
    days = arrow.types.is_date32(column.type)
    return column.cast(arrow.int32() if days else arrow.int64()), 2 ** (31 if days else 63) - 1


def _in_calendar(column: arrow.ChunkedArray) -> bool:
    """Whether all dates lie in the years that spreadsheets know; an endless one has a year of any kind."""
    numbers, most = _numbers(column)
    endless = any(abs(value or 0) >= most for value in compute.min_max(numbers).as_py().values())
    years = compute.min_max(compute.year(column)).as_py()
    return not endless and all(value is None or 1900 <= value <= 9999 for value in years.values())


def _message(error: Exception, lines_before: int) -> str:
    """What DuckDB says, without the machine's folders and not endlessly; `lines_before` lines stand before the visitor's own."""
    text = re.sub(r"^LINE (\d+):", lambda match: f"LINE {int(match[1]) - lines_before}:", str(error), flags=re.MULTILINE)
    for folder in (str(ROOT), sys.prefix, sys.base_prefix, os.path.expanduser("~")):
        text = text.replace(folder, "…") if len(folder) > 1 else text
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + "…"


if __name__ == "__main__":
    confined.serve(_begin)
