"""The named queries: their SQL, the names of their parameters, and the SQL with the parameters written in."""

import re
from collections.abc import Mapping
from functools import cache

import duckdb

from fenjin.paths import QUERIES


@cache
def parsed(sql: str) -> duckdb.Statement:
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
    sql = _INCLUDE.sub(lambda found: (QUERIES / "shared" / f"{found[1]}.sql").read_text("utf-8"), path.read_text("utf-8"))
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
