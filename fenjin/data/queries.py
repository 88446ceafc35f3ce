"""The named queries: their SQL, the names of their parameters, and the SQL with the parameters written in."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

from fenjin.paths import QUERIES


@cache
def parse(sql: str) -> duckdb.Statement:
    """The SQL of one query as DuckDB takes it again and again."""
    (only,) = duckdb.extract_statements(sql)
    return only


# A line of a query in whose place stands a part that several queries share.
_INCLUDE = re.compile(r"^--include (\w+)\n", re.MULTILINE)


@cache
def statement(name: str) -> tuple[str, frozenset[str]]:
    """The SQL of a named query and the names of its parameters. Raises KeyError where there is no such query."""
    path = QUERIES / f"{name}.sql"
    if not re.fullmatch(r"[a-z_]+", name) or not path.is_file():
        raise KeyError(name)
    sql = _whole(path)
    return sql, frozenset(re.findall(r"\$(\w+)", re.sub(r"--.*", "", sql)))


def _whole(path: Path) -> str:
    """The SQL of a file with what it includes, and that with what it includes itself."""
    return _INCLUDE.sub(lambda match: _whole(QUERIES / "shared" / f"{match[1]}.sql"), path.read_text("utf-8"))


def fill(name: str, params: Mapping[str, object]) -> str:
    """The SQL of a named query with its parameters written in, as it can be run anywhere over tables of the same names."""
    sql, _ = statement(name)
    lines = []
    for line in sql.splitlines():
        code, dashes, comment = line.partition("--")
        lines.append(re.sub(r"\$(\w+)", lambda match: _literal(params[match[1]]), code) + dashes + comment)
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
