"""All tables of some lists as one Excel workbook, with what each column means: what somebody takes away who asks nothing yet."""

import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fenjin import views
from fenjin.data import database
from fenjin.figures.typeset import writable
from fenjin.files.provenance import citation, reference
from fenjin.language import cells, columns
from fenjin.language.translate import Translator
from fenjin.views import Context

_CREATION_DATE = datetime.datetime(1980, 1, 1)
# What a search looks in repeats what stands in other columns.
_LEFT_OUT = ("found_by",)
_WIDE, _NARROW = 40, 16  # letters of a column of texts, and of any other
_LONGEST_TEXT = 32_767  # of a cell


def cells_of(context: Context) -> int:
    """How many cells the workbook has."""
    cursor = context.database.cursor(context.lists)
    return sum(len(cursor.table(name).columns) * _count(cursor, name) for name in database.TABLES)


def everything(context: Context, link: str, when: datetime.datetime) -> bytes:
    """The workbook: rows of targets first, then what every column means and which codes it holds, where all is from, and the other tables.

    No text is taken for a formula, a number or a link.
    """
    t, cursor = context.t, context.database.cursor(context.lists)
    tables = {name: cursor.table(name) for name in database.TABLES}
    lists = [views.known_lists(context.database)[each] for each in context.lists]
    version = context.database.version
    sources = [
        *((t("清单"), t.of(each, "title")) for each in lists),
        (t("数据版本"), version),
        (t("导出时间"), when.isoformat(" ", "minutes")),
        *((t("引用"), line) for line in reference(t("全部数据"), lists, version, link, when.date())),
        (t("引用"), citation(t.lang, lists, version, link)),
        (t("怎么读"), t("数字只有指标、口径、标准单位、年度和单位范围都相同才能直接比较；没有数字不等于零；相加时去掉其中项。")),
    ]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, cells.workbook_options()) as book:
        book.set_properties({"title": t("全部数据"), "comments": writable(link), "created": _CREATION_DATE})
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheets: dict[str, tuple[Sequence[str], Sequence[Sequence[Any]]]] = {
            name: (relation.columns, relation.fetchall()) for name, relation in tables.items()
        }
        first = database.TABLES[0]
        codebook = [t("表"), t("字段"), t("名称"), t("类型"), t("含义"), t("取值")]
        order = {
            first: sheets.pop(first),
            t("字段"): (codebook, list(_codebook(t, tables))),
            t("来源和引用"): ([t("项目"), t("内容")], sources),
            **sheets,
        }
        for name, (heads, rows) in order.items():
            _fill(book.add_worksheet(name), heads, rows, head, day)
    return file.getvalue()


def _count(cursor: Any, name: str) -> int:
    return int(cursor.table(name).count("*").fetchall()[0][0])


def _codebook(t: Translator, tables: dict[str, Any]) -> Iterator[list[str]]:
    """Every column of every table: heading, type, meaning, and its codes with their words."""
    for name, relation in tables.items():
        for field, kind in zip(relation.columns, relation.types, strict=True):
            if field not in _LEFT_OUT:
                codes = "\n".join(f"{code} {text}" for code, text in columns.codes(t, field, name).items())
                yield [name, field, columns.title(t, field, name), str(kind), columns.meaning(t, field, name), codes]


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Any]], head: Format, day: Format) -> None:
    """A sheet with a row of heads, which stays in sight, and each value as what it is."""
    own = [place for place, name in enumerate(heads) if name not in _LEFT_OUT]
    for column, place in enumerate(own):
        is_text = any(isinstance(row[place], str) and len(row[place]) > _NARROW for row in rows)
        sheet.set_column(column, column, _WIDE if is_text else _NARROW)
        sheet.write_string(0, column, heads[place], head)
        for line, row in enumerate(rows, start=1):
            value = row[place]
            if isinstance(value, bool):
                sheet.write_boolean(line, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, column, value)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(line, column, datetime.datetime(value.year, value.month, value.day), day)
            elif value is not None and value != "":
                sheet.write_string(line, column, str(value)[:_LONGEST_TEXT])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(own) - 1)
