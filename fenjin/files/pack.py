"""A view as a research pack: one ZIP with which somebody who has nothing else can check, rerun and cite what a page said.

It holds the rows of the view's query, the tables that they come from and the SQL that leads from one to the other; what a
page shows (`table.xlsx`) is made from those rows. The same view, link and time give the same bytes.
"""

import datetime
import hashlib
import io
import json
import unicodedata
import zipfile
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as arrow
import pyarrow.parquet

from fenjin import views
from fenjin.data import database
from fenjin.data.memory import memoize
from fenjin.files import export, provenance, workbook
from fenjin.language import columns, quantity
from fenjin.language.reading import readings
from fenjin.language.translate import LANGUAGES, Translator, _
from fenjin.language.words import words
from fenjin.table import contract
from fenjin.views import OWN_SQL, Context, View

_PROFILES = "https://datapackage.org/profiles/2.0"
_KEYS = {
    "targets": ["target_id"],
    "lists": ["list_id"],
    "units": ["list_id", "unit_id"],
    "themes": ["theme"],
    "topics": ["topic"],
    "indicators": ["indicator_id"],
    "actions": ["action"],
    "scopes": ["scope"],
    "units_of_measure": ["uom"],
    "ledger": ["list_id", "reason"],
    "readers": ["list_id", "reader_no"],
    "responsibility": ["list_id", "commitment_id", "unit_id"],
    "revisions": ["target_id", "column", "day"],
    "quotes": ["target_id"],
}
_QUOTES = "quotes"
_MOST_SOURCES = 12  # lists that a pack names one by one
# A file of a ZIP always bears a date; this one says nothing, so that the pack depends only on what is in it.
_DATE = (1980, 1, 1, 0, 0, 0)

_CONTENTS = {
    "result.csv": _("查询的结果；UTF-8，表格软件可以直接打开"),
    "result.parquet": _("同样的行，类型和文字都是真值"),
    "table.xlsx": _("页面上的表：由结果整理而来，可能只取一部分行、换成文字或计了数；附封面和字段说明"),
    "tables/*.parquet": _("所涉清单的全部表格，结果由它们算出"),
    "query.sql": _("由表格重新算出结果的 SQL"),
    "parameters.json": _("查询名称、参数、清单、数据版本和链接"),
    "datapackage.json": _("Data Package 2.0 说明：每一列的类型、含义、取值，每个文件的字节数和 SHA-256"),
    "quotes.csv": _("各目标在公布文件中的原句，取自附上的公布文件，不属于本看板的数据"),
    "CITATION.cff": _("引用信息（Citation File Format 1.2.0）"),
}
_RULES = (
    _(
        "只有清单、年份、单位范围、指标、类型和标准单位都相同的基本目标才能排在一起，口径须相同，或能由较窄、较宽的口径推出界限；县（市）区和开发区与部门和单位从不混排。"
    ),
    _("结果中有 apart 一列时，它不为空文字的行不参加排序；rank_best 与 rank_worst 不同的行难分先后。"),
    _("结果中有 basis 一列时，它不是 stated 的行由 basis_targets 里的目标推出，原文没有这样写，不能当作原文引用。"),
    _(
        "相加时只加可以相加的指标，口径须相同；同一单位较窄口径的数字只在互斥时相加，得到的是较宽口径的下限。part_of 不为空的行是别的数字的其中一项，不再计入。"
    ),
    _("“至少”“超过”“至多”“低于”只是界限（见 comparator），不是确数。"),
    _("承诺多少不是优劣；这些是承诺，不是完成的结果。"),
)

# Undoes `export.guard` for a reader who has no Fenjin at hand.
UNGUARD = r"""import re

def unguard(text):
    return re.sub(r"^'(?='*[ \u3000\ufeff]*[=+\-@\t\r\n＝＋－＠])(?='*[^'\s]|'*\s+\S)", "", text)
"""


def research_pack(
    view: View,
    context: Context,
    link: str,
    when: datetime.datetime | None = None,
    quotes: Mapping[str, object] | None = None,
) -> bytes:
    """The view as a ZIP: result, tables, SQL, parameters, workbook, description, citation.

    `link` is the page's address and `when` the time of export, where there is one. `quotes` are sentences of the published
    document by target_id, for a reader who attached it.
    """
    own = tuple(each["list_id"] for each in views.lists_of(context, view))
    # A reader's own SQL sees every list of a small table.
    lists = () if view.free and context.database.whole else own
    result, (tables, parquet_files) = _result(view, context), _tables(context.database, lists)
    tabular = {"result.csv": result, "result.parquet": result, **tables}
    files = {"result.csv": export.csv(export.frame_of(result)), "result.parquet": _parquet(result), **parquet_files}
    if quotes:
        pairs = sorted((target, str(sentence)) for target, sentence in quotes.items())
        tabular["quotes.csv"] = arrow.table(list(map(list, zip(*pairs, strict=True))), names=["target_id", "quote"])
        files["quotes.csv"] = export.csv(export.frame_of(tabular["quotes.csv"]))
    if len(view.table.columns) and view.table.size <= workbook.MOST_CELLS:
        files["table.xlsx"] = workbook.excel(view, context, link, when)
    files["query.sql"] = _sql(view, context).encode("utf-8")
    files["parameters.json"] = _json(provenance.provenance(view, context, link))
    files["CITATION.cff"] = _citation(view, context, link).encode("utf-8")
    resources = [_resource(path, table, files[path], view, context.t) for path, table in tabular.items()]
    files["datapackage.json"] = _json({**_package(view, context, link, when), "resources": resources})
    files["README.md"] = _readme(view, context, link, result, list(files)).encode("utf-8")
    return _zip(files)


@memoize(4)
def _tables(source: database.Database, lists: tuple[str, ...]) -> tuple[dict[str, arrow.Table], dict[str, bytes]]:
    """The tables of a database and their Parquet files, by path, with the rows of some lists (none named: of all)."""
    tables = {}
    for name in database.TABLES:
        cursor = source.cursor(lists or None)
        whole = cursor.table(name)
        if lists and "list_id" in whole.columns:
            whole = cursor.sql(f"select * from {name} where list_id in $lists", params={"lists": list(lists)})
        tables[f"tables/{name}.parquet"] = whole.to_arrow_table()
    return tables, {path: _parquet(table) for path, table in tables.items()}


def _zip(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        for path in sorted(files):
            about = zipfile.ZipInfo(path, _DATE)
            about.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise the file says on which system it was made, and unpacks without a right to read it.
            about.create_system, about.external_attr = 3, 0o100644 << 16
            pack.writestr(about, files[path])
    return content.getvalue()


def _result(view: View, context: Context) -> arrow.Table:
    """The rows of the view's query with the types of the database; a reader's own SQL is not run a second time."""
    if not view.free:
        return context.database.query(view.query, **{"list": context.list_id, **view.params})
    parts = [_portable(export.as_arrow(view.frame.iloc[:, place])) for place in range(view.frame.shape[1])]
    return arrow.table(parts, names=[str(name) for name in view.frame.columns])


def _portable(column: arrow.Array) -> arrow.Array:
    """A column as it is where CSV, Parquet and a description of both can hold it, else as text."""
    if _field_type(column.type) != "any":
        return column
    return arrow.array([None if value is None else str(value) for value in column.to_pylist()], arrow.string())


def _parquet(table: arrow.Table) -> bytes:
    file = io.BytesIO()
    arrow.parquet.write_table(table.replace_schema_metadata(None), file, compression="zstd")
    return file.getvalue()


def _sql(view: View, context: Context) -> str:
    """The view's SQL with its parameters written in, after the statements that make the tables."""
    t = context.t
    text = views.sql_of(view, context)
    head = [
        _line(views.titles(views.lists_of(context, view), t)),
        _line(view.question),
        t("数据版本：{version}", version=context.database.version),
        t("在解压后的文件夹里运行，二者任选："),
        "  duckdb -csv < query.sql",
        """  python -c "import duckdb; print(duckdb.execute(open('query.sql', encoding='utf-8').read()).df())" """.rstrip(),
    ]
    tables = [
        f"create or replace table {name} as select * from read_parquet('tables/{name}.parquet');" for name in database.TABLES
    ]
    # The semicolon stands on a line of its own, for a reader's SQL may end in a comment.
    return "\n".join([*(f"-- {line}" for line in head if line), "", *tables, "", text.rstrip().rstrip(";"), ";", ""])


def _line(text: str) -> str:
    """Text as one line without control characters, as a comment or a heading can hold it."""
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C").split())


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8")


def _web(link: str) -> bool:
    return link.startswith(("https://", "http://"))


def _package(view: View, context: Context, link: str, when: datetime.datetime | None) -> dict[str, object]:
    """What a Data Package says of itself; https://datapackage.org/standard/data-package/ tells the properties."""
    t, lists = context.t, views.lists_of(context, view)
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"{context.list_id}-{view.query}".replace("_", "-"),
        "title": _package_title(view, context),
        "description": "\n\n".join(
            part for part in (view.takeaway, *provenance.notes(view), *(t(rule) for rule in _RULES)) if part
        ),
        "version": context.database.version[:12],
        **({"homepage": link} if _web(link) else {}),
        # The standard asks for a time with its zone; one that bears none is the machine's.
        **({"created": (when if when.tzinfo else when.astimezone()).isoformat(timespec="seconds")} if when else {}),
        "contributors": [{"title": t("奋进看板"), "roles": ["creator"]}],
        "sources": [
            {"title": t.of(about, "title"), "version": f"sha256:{about['source_sha256']}"} for about in lists[:_MOST_SOURCES]
        ],
    }


def _package_title(view: View, context: Context) -> str:
    return _line(context.t("{name}：{value}", name=views.titles(views.lists_of(context, view), context.t), value=view.question))


def _resource(path: str, table: arrow.Table, content: bytes, view: View, t: Translator) -> dict[str, object]:
    """What a Data Package says of one file of rows."""
    stem, ending = path.rsplit("/", 1)[-1].split(".")
    kind = {"mediatype": "text/csv", "encoding": "utf-8"} if ending == "csv" else {"mediatype": "application/vnd.apache.parquet"}
    of = view.query if stem == "result" else stem
    what = _CONTENTS.get(path)
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": path.replace("/", "-").replace(".", "-"),
        "type": "table",
        "path": path,
        **({"description": t(what)} if what else {}),
        "format": ending,
        **kind,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [_field(name, table, of, ending == "csv", t) for name in table.column_names],
            "missingValues": [""],
            **({"primaryKey": _KEYS[stem]} if stem in _KEYS else {}),
        },
    }


def _field(name: str, table: arrow.Table, of: str, in_csv: bool, t: Translator) -> dict[str, object]:
    """What a Data Package says of a column: type, meaning, unit of measure, codes and whether a row can be without it."""
    field: dict[str, object] = {"name": export.guard(name) if in_csv else name, "type": _field_type(table[name].type)}
    if of == OWN_SQL:
        return {**field, "title": name, "description": t("由所附的 SQL 算出")}
    field |= {"title": _title(t, name, of), "description": _meaning(t, name, of)}
    uom = _uom(name, table)
    if uom:
        # Not of the standard, which lets a descriptor say more.
        field |= {
            "description": t("{meaning}（这里都以{uom}计）", meaning=field["description"], uom=quantity.unit_of_measure(uom, t)),
            "unit": uom,
        }
    constraints: dict[str, object] = {}
    labels = {} if of == _QUOTES else columns.codes(t, name, of)
    if labels:
        field["categories"] = [{"value": code, "label": label} for code, label in labels.items()]
        constraints["enum"] = list(labels)
    # A query may give a column of the table for what is no target: a bound of a comparison, a promise without a figure.
    required = of == "targets" or not table[name].null_count
    if name in contract.COLUMNS and not contract.SCHEMA.field(name).nullable and required:
        constraints["required"] = True
    if "" in labels or name == "scope_key":
        field["missingValues"] = []
    return {**field, "constraints": constraints} if constraints else field


def _title(t: Translator, name: str, of: str) -> str:
    return t("原句") if (of, name) == (_QUOTES, "quote") else columns.title(t, name, of)


def _meaning(t: Translator, name: str, of: str) -> str:
    return t("公布文件中写出这个目标的一句") if (of, name) == (_QUOTES, "quote") else columns.meaning(t, name, of)


def _uom(name: str, table: arrow.Table) -> str:
    """The unit of measure of a column where all rows have the same, else ""."""
    column = columns.UNIT_COLUMNS.get(name)
    units = table[column].drop_null().unique().to_pylist() if column in table.column_names else []
    return str(units[0]) if len(units) == 1 else ""


def _field_type(kind: arrow.DataType) -> str:
    """The type of a field of a Table Schema that holds the values of an Arrow type; "any" where none does."""
    is_ = arrow.types
    if is_.is_integer(kind) or (is_.is_decimal(kind) and kind.scale == 0):
        return "integer"
    if is_.is_floating(kind) or is_.is_decimal(kind):
        return "number"
    if is_.is_string(kind) or is_.is_large_string(kind):
        return "string"
    return "boolean" if is_.is_boolean(kind) else "date" if is_.is_date(kind) else "datetime" if is_.is_timestamp(kind) else "any"


def _citation(view: View, context: Context, link: str) -> str:
    """How to cite the pack, in the Citation File Format 1.2.0."""
    t, lists = context.t, views.lists_of(context, view)
    values: list[tuple[str, object]] = [
        ("cff-version", "1.2.0"),
        ("message", t("使用这些数据请按此引用。")),
        ("type", "dataset"),
        ("title", _package_title(view, context)),
        ("authors", [{"name": t("奋进看板")}]),
        ("version", context.database.version[:12]),
        *([("url", link)] if _web(link) else []),
        *([("abstract", view.takeaway)] if view.takeaway else []),
        (
            "references",
            [
                {
                    "type": "government-document",
                    "title": t.of(about, "title"),
                    "year": int(about["year"]),
                    "authors": [{"name": t.of(about, "city")}],
                }
                for about in lists[:_MOST_SOURCES]
            ],
        ),
    ]
    # YAML reads a value written as JSON.
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values)


def _readme(view: View, context: Context, link: str, result: arrow.Table, paths: list[str]) -> str:
    """What a person who opens the pack reads first."""
    t, lists, version = context.t, views.lists_of(context, view), context.database.version
    own = view.free
    paths_held = {*paths, "tables/*.parquet", "datapackage.json"}
    parts = [
        f"# {_package_title(view, context)}",
        _line(view.takeaway),
        f"<{link}>" if _web(link) else "",
        f"## {t('包里有什么')}",
        _markdown(
            [t("文件"), t("内容")], [[f"`{path}`", t(content)] for path, content in _CONTENTS.items() if path in paths_held]
        ),
        f"## {t('怎么读')}",
        _bullets(
            [
                *provenance.notes(view),
                *(t(rule) for rule in _RULES),
                *(
                    [
                        t(
                            "这是读者自己写的 SQL：列的含义以 SQL 为准，能否比较由写的人判断；行数可能被截短，重名的列加了序号，数字、文字和日期以外的值写成了文字。"
                        )
                    ]
                    if own
                    else []
                ),
            ]
        ),
        f"## {t('缺失和空格')}",
        t("缺失的值是没有这一项，或原文没有给出，不等于零。CSV 里缺失和空文字都是空格，Parquet 里分得开。"),
        f"## {t('重新计算')}",
        t("在解压后的文件夹里运行其中一行（数据由 DuckDB {version} 算出），得到的就是 result 的行：", version=duckdb.__version__),
        "```sh\nduckdb -csv < query.sql\npython -c \"import duckdb; print(duckdb.execute(open('query.sql', encoding='utf-8').read()).df())\"\n```",
        f"## {t('CSV 里的撇号')}",
        t(
            "表格软件会把以等号、加号、减号等开头的文字当作公式运行，所以 CSV 在这样的文字前加了一个撇号；数字不受影响。去掉它的办法："
        ),
        f"```python\n{UNGUARD}```",
        f"## {t('结果的列')}",
        _markdown(
            [t("列名"), t("数据类型"), t("含义")], [_column_row(name, result, view.query, t) for name in result.column_names]
        ),
        t(
            "各表格的列见 datapackage.json。用 frictionless 校验时请只看 CSV：它（第5版）读 Parquet 不计字节数，又把缺失的整数读成 NaN，会误报。"
        ),
        f"## {t('来源和引用')}",
        *(
            t(
                "目标来自{city}公布的清单，由奋进看板逐条整理，文字是概括，位置指向公布的文件（SHA-256 {sha}）。本看板不是{city}的发布渠道。",
                city=t.of(about, "city"),
                sha=about["source_sha256"],
            )
            for about in lists[:_MOST_SOURCES]
        ),
        *(
            _bullets(
                [
                    t("{name}：{value}", name=words(t, "reads", reads), value=content)
                    for reads, content in readings(about["readers"], about["agreement"], t).items()
                ]
            )
            for about in ([context.description] if len(lists) == 1 else [])
        ),
        t("程序按MIT许可发布；数据没有另定许可，引用请注明来源。"),
        t("数据版本：{version}", version=version),
        _bullets([provenance.citation(lang, lists, version, link) for lang in LANGUAGES]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _column_row(name: str, result: arrow.Table, query: str, t: Translator) -> list[str]:
    field: dict[str, Any] = _field(name, result, query, False, t)
    codes = t("；").join(f"`{each['value'] or chr(39) * 2}` {each['label']}" for each in field.get("categories", []))
    return [
        f"`{name}`",
        field["type"],
        t("{name}：{value}", name=field["description"], value=codes) if codes else field["description"],
    ]


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {_line(line)}" for line in lines)


def _markdown(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_line(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
