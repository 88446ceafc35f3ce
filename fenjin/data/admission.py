"""Whether a table's file may be served: it can be read, keeps the contract and answers every named query."""

import contextlib
import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as arrow
import pyarrow.parquet as parquet

from fenjin.data.database import Database
from fenjin.data.queries import statement
from fenjin.language.translate import Message, _
from fenjin.paths import METADATA_KEY, QUERIES
from fenjin.table import contract, revisions
from fenjin.table.measure import units_of_measure
from fenjin.table.themes import faults

_MAGIC = b"PAR1"
_BATCH = 50_000  # rows held against the contract at once
_log = logging.getLogger(__name__)


class TableError(Message):
    """Says of a table's file why it is not served, and what to do."""


def open_table(path: Path) -> tuple[Database, int]:
    """The table of a file, proved, and its rows.

    Raises TableError where the file is missing, unreadable, broken, foreign or of another schema, or its rows break the contract.
    """
    with _explain_errors():
        database = _read(path)
        return database, _prove(database)


def another(path: Path, version: str) -> tuple[Database, int] | None:
    """The same; None where it is the version that is known."""
    with _explain_errors():
        database = _read(path)
        return None if database.version == version else (database, _prove(database))


def _read(path: Path) -> Database:
    _check_file(path)
    _check_schema(path)
    return Database(path)


@contextlib.contextmanager
def _explain_errors() -> Iterator[None]:
    """What goes wrong with a file, as TableError."""
    try:
        yield
    except TableError:
        raise
    except FileNotFoundError:
        raise TableError(_("没有这个文件。请把数据表放到该在的位置。")) from None
    except PermissionError:
        raise TableError(_("没有读取的权限。请让运行程序的用户能读这个文件。")) from None
    except (arrow.ArrowInvalid, arrow.ArrowNotImplementedError, duckdb.Error, KeyError, TypeError, ValueError) as error:
        _log.debug("the table's file is broken", exc_info=error)
        raise TableError(_("文件内容损坏，读不下去。请重新复制或重新生成。")) from None
    except (OSError, MemoryError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
        raise TableError(_("读文件时出错（{why}）。过一分钟再试。"), why=why) from None


def _check_file(path: Path) -> None:
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise TableError(_("这里不是文件，是文件夹或别的东西。请把数据表放到这个位置。"))
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
        file.seek(max(0, about.st_size - len(_MAGIC)))
        tail = file.read(len(_MAGIC))
    if not about.st_size:
        raise TableError(_("文件是空的。请重新复制。"))
    if head != _MAGIC:
        raise TableError(_("这不是Parquet文件。请放入用 python -m fenjin.table build 生成的数据表。"))
    if tail != _MAGIC or about.st_size < 3 * len(_MAGIC):
        raise TableError(_("文件不完整，复制可能中断了。请重新复制。"))


def _check_schema(path: Path) -> None:
    schema = parquet.read_schema(path)
    about = json.loads((schema.metadata or {}).get(METADATA_KEY, b"null"))
    if not isinstance(about, dict):
        raise TableError(_("这不是奋进看板的数据表。请放入用 python -m fenjin.table build 生成的数据表。"))
    version = str(about.get("schema_version", ""))
    if version != contract.SCHEMA_VERSION:
        raise TableError(
            _("表结构版本是“{found}”，这个程序要的是“{expected}”。请用这个版本的程序重新生成数据表。"),
            found=version[:20],
            expected=contract.SCHEMA_VERSION,
        )
    wrong = [
        field.name
        for field in contract.SCHEMA
        if field.name not in schema.names or _plain(schema.field(field.name).type) != _plain(field.type)
    ]
    if wrong:
        raise TableError(_("缺少这些列，或列的类型不对：{columns}。请重新生成数据表。"), columns=", ".join(wrong))


def _plain(kind: arrow.DataType) -> arrow.DataType:
    return kind.value_type if arrow.types.is_dictionary(kind) else kind


def _prove(database: Database) -> int:
    """The rows of the table, which keep the contract and over which every named query runs; raises TableError."""
    for fault in faults(database.metadata["themes"]):
        row = database.metadata["themes"][fault.place]
        raise TableError(
            _("主题“{theme}”的{column}不合数据约定。请改正后重新生成。"), theme=str(row["theme"])[:20], column=fault.column
        )
    if not database.rows:
        raise TableError(_("表里没有一行。请重新生成。"))
    unknown = sorted(database.having_rows() - {str(each["list_id"]) for each in database.lists})
    if unknown:
        raise TableError(_("清单“{list}”没有附带的说明。请重新生成数据表。"), list=unknown[0])
    proven = database.keeps(contract.RULES_SHA256)
    measures = units_of_measure(database.metadata["units_of_measure"])
    # No rule looks beyond one list.
    for lists, cursor in () if proven else database.batches(_BATCH):
        uoms = cursor.execute("select distinct uom from targets where uom is not null").fetchall()
        params = {"lists": list(lists), "uoms": [uom for (uom,) in uoms if measures.knows(uom)]}
        for rule, targets in contract.find_broken(cursor, contract.PUBLISHED_ROWS, "target_id", params):
            raise TableError(
                _("有{n}行不合数据约定“{rule}”，例如{first}。请改正后重新生成。"),
                n=len(targets),
                rule=rule.name,
                first=targets[0],
            )
        orphans = cursor.execute(f"select commitment_id from {contract.WITHOUT_LEAD} order by 1").fetchall()
        if orphans:
            raise TableError(_("承诺{commitment}由谁负责，写得不合数据约定。请改正后重新生成。"), commitment=orphans[0][0])
    for row in () if proven else database.revisions():
        if not revisions.is_well_formed(row, {unit["unit_id"] for unit in database.describe(row["list_id"])["units"]}):
            raise TableError(_("目标{target}的更正写得不合数据约定。请改正后重新生成。"), target=str(row["target_id"])[:60])
    for path in sorted(QUERIES.glob("*.sql")):
        try:
            database.query(path.stem, **dict.fromkeys(statement(path.stem)[1]))
        except duckdb.Error:
            raise TableError(_("查询“{query}”在这张表上跑不通。请用这个版本的程序重新生成数据表。"), query=path.stem) from None
    return database.rows
