"""A reviewed workbook taken into the draft that it was made of: what people changed, cell by cell, or everything that is wrong with it."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from fenjin.draft.cells import Wrong, codes_of, curated, folded, text_of
from fenjin.draft.keeping import keep
from fenjin.draft.rows import add_target, drop_targets, follow, replace_words
from fenjin.draft.workbook import BASE, MARK, SHEETS, Column, Review, Row, Sheet, code_of
from fenjin.language.translate import Message, Translator, _, translator
from fenjin.table.curated import FILES, BuildError, Problem
from fenjin.table.numerals import Unreadable
from fenjin.table.printed import disagreements

_LARGEST_UNPACKED = 200 * 2**20  # bytes


class Intake(NamedTuple):
    """What a workbook changed: cells of each file, rows that are reviewed now and were not, figures that are no targets, and numerals that are."""

    cells: Mapping[str, int]
    reviewed: int
    dropped: int
    added: int


def take(content: bytes, review: Review, t: Translator) -> Intake:
    """Takes the workbook `content` into the draft's folder: writes the files in which people changed a cell, none where anything is wrong.

    Raises BuildError with each fault (its file is the sheet, its row the sheet's), Message where it is no workbook of this draft,
    OSError and BusyError where a file cannot be written.
    """
    book = _open(content)
    work = _Work(review, t, book)
    for sheet in SHEETS:
        work.take(sheet)
    work.check()
    work.check_figures()
    if work.problems:
        raise BuildError(work.problems)
    keep(review, work.changed())
    return Intake(work.cells, work.reviewed, len(work.dropped), work.added)


def _open(content: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise Message(_("这个工作簿太大：只留导出时的工作表"))
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    except Message:
        raise
    except Exception as error:
        # Whatever the library raises over a broken file, it is broken.
        raise Message(_("打不开这个工作簿：用 Excel 或 WPS 打开，另存为 .xlsx 再来")) from error


class _Work:
    """A draft while a workbook is taken in."""

    def __init__(self, review: Review, t: Translator, book: Any) -> None:
        self.review, self.t, self.book = review, t, book
        base = list(book[BASE].iter_rows(values_only=True)) if BASE in book.sheetnames else []
        if not base or base[0][0] != MARK:
            raise Message(_("这不是从草稿导出的工作簿：用 workbook 导出的那一个，不要把表格复制到新的工作簿"))
        if base[0][1] != review.list_id:
            raise Message(_("这个工作簿是{other}的，不是{list}的：换成这份草稿的工作簿"), other=base[0][1], list=review.list_id)
        self.words = translator(str(base[0][2]))
        self.base: dict[tuple[str, str], list[str]] = {
            (str(line[0]), str(line[1])): ["" if cell is None else str(cell) for cell in line[2:]] for line in base[1:]
        }
        self.files = {name: [dict(row) for row in rows] for name, rows in review.files.items()}
        self.rows = {sheet.file: {code_of(sheet.file, row): row for row in self.files[sheet.file]} for sheet in SHEETS}
        self.problems: list[Problem] = []
        self.cells = {sheet.file: 0 for sheet in SHEETS}
        self.dropped: dict[str, str] = {}
        self.additions: list[tuple[Sheet, int, Row, str]] = []
        self.reviewed = self.added = 0
        self._columns: dict[str, dict[str, int]] = {}
        self._lines: dict[tuple[str, str], int] = {}
        self._codes = codes_of(review.choices(self.words))

    def report(self, sheet: Sheet, line: int, column: Column | None, value: object, remedy: Message) -> None:
        """Writes down what is wrong, where, and what to do."""
        place = self._columns.get(sheet.file, {}).get(column.name) if column else None
        where = "" if column is None else self.words(column.head)
        if place is not None:
            where = self.t("{letter}列“{head}”", letter=get_column_letter(place + 1), head=where)
        text = "" if value is None else str(value)
        self.problems.append(Problem(self.words(sheet.name), line, where, text[:40], remedy.in_words(self.t)))

    def take(self, sheet: Sheet) -> None:
        """Takes in one sheet."""
        name = self.words(sheet.name)
        if name not in self.book.sheetnames:
            self.report(sheet, 0, None, "", Message(_("缺少这个工作表：还原它，或重新导出")))
            return
        lines = self.book[name].iter_rows()
        heads = [folded(cell.value) for cell in next(lines, ())]
        places = {column.name: _index(heads, folded(self.words(column.head))) for column in sheet.columns}
        missing = [column for column in sheet.columns if places[column.name] is None and (column.form or column.name == "id")]
        for column in missing:
            self.report(sheet, 1, column, "", Message(_("表头里没有这一列：还原表头")))
        if missing:
            return
        self._columns[sheet.file] = {key: place for key, place in places.items() if place is not None}
        for number, line in enumerate(lines, 2):
            cells = {key: line[place] for key, place in self._columns[sheet.file].items() if place < len(line)}
            if any(text_of(cell.value) for cell in cells.values()):
                self._row(sheet, number, cells)
        for file, code in self.base:
            if file == sheet.file and (file, code) not in self._lines:
                remedy = _("这一行被删去，或编号被改动：还原它")
                if file == "targets.csv":
                    remedy = _("这一行被删去，或编号被改动：还原它；不是指标值的，在“不是指标值的理由”里选一个")
                self.report(sheet, 0, sheet.columns[0], code, Message(remedy))

    def _row(self, sheet: Sheet, number: int, cells: Mapping[str, Any]) -> None:
        code = text_of(cells["id"].value) if "id" in cells else ""
        own = (sheet.file, code)
        if own not in self.base:
            remedy = Message(_("没有这个编号：编号不能改；加的行删去"))
            self.report(sheet, number, sheet.columns[0], code, remedy)
            return
        if own in self._lines:
            remedy = Message(_("编号重复，第{line}行已有：删去复制的行"), line=self._lines[own])
            self.report(sheet, number, sheet.columns[0], code, remedy)
            return
        self._lines[own] = number
        row = self.rows[sheet.file].get(code)
        # A percentage is one by the unit of measure that the row has now.
        uom = folded(cells["uom"].value) if "uom" in cells else ""
        base = dict(zip((column.name for column in sheet.columns if column.form), self.base[own], strict=False))
        values: dict[str, str] = {}
        for column in sheet.columns:
            cell = cells.get(column.name)
            value = None if cell is None else cell.value
            try:
                if column.form:
                    values[column.name] = curated(
                        column, cell, base.get(column.name, ""), uom, self._codes, self.review, self.book.epoch
                    )
                elif row is not None and column.name in row and text_of(value) != row[column.name].strip():
                    raise Wrong(_("这一格由程序填写，不能改：还原为“{value}”"), value=row[column.name])
            except Wrong as error:
                self.report(sheet, number, column, value, error.remedy)
        if row is None:
            if not values.get("reason"):
                remedy = Message(_("草稿里已没有这一行：它在导出之后被归入不是指标值的数字，重新导出"))
                self.report(sheet, number, sheet.columns[0], code, remedy)
            return
        if sheet.file == "targets.csv" and values.get("reason"):
            self.dropped[code] = values["reason"]
            return
        if sheet.file == "numerals.csv" and values.get("figure"):
            # Taken in before, it has its target already.
            if row["reason"]:
                self.additions.append((sheet, number, row, values["figure"]))
            return
        self._merge(sheet, number, row, base, values)

    def _merge(self, sheet: Sheet, number: int, row: Row, base: Row, values: Row) -> None:
        """Writes into a row what a person changed since the workbook was made, unless somebody else changed the same cell."""
        changes: Row = {}
        for column in sheet.columns:
            value = values.get(column.name)
            if value is None or column.name not in row or value in (base.get(column.name, ""), row[column.name]):
                continue
            if row[column.name] != base.get(column.name, ""):
                remedy = Message(_("草稿里这一格在导出之后已改为“{value}”：两处不同，重新导出再改"), value=row[column.name])
                self.report(sheet, number, column, value, remedy)
                continue
            changes[column.name] = value
        for name in ("figure", "bound_word"):
            if name in changes and sheet.file == "targets.csv":
                column = next(each for each in sheet.columns if each.name == name)
                try:
                    replace_words(self.review.text, self.files["commitments.csv"], name, changes[name], row)
                except Wrong as error:
                    self.report(sheet, number, column, changes[name], error.remedy)
        self.cells[sheet.file] += len(changes)
        was_reviewed = row.get("status") == "reviewed"
        row.update(changes)
        if changes.keys() - {"status"} and sheet.file in ("commitments.csv", "targets.csv"):
            follow(row, self.review)
        if row.get("status") == "reviewed":
            self.reviewed += not was_reviewed
            needed = {column for column in FILES[sheet.file] if not column.endswith("*")}
            for column in sheet.columns:
                if column.name in needed and column.name in row and not row[column.name]:
                    self.report(sheet, number, column, "", Message(_("已审的行里这一格不能空：填上，或把审定改回“待审”")))

    def _add(self, sheet: Sheet, number: int, row: Row, figure: str) -> None:
        """Drafts a target at a numeral that was taken for none."""
        try:
            add_target(self.files, self.review, row, figure)
            self.added += 1
        except Wrong as error:
            self.report(sheet, number, sheet.columns[-1], figure, error.remedy)
        except Unreadable as error:
            self.report(sheet, number, sheet.columns[-1], figure, error)

    def check(self) -> None:
        """Moves figures that are no targets into the ledger, and holds totals and numerals against what is left."""
        for addition in self.additions:
            self._add(*addition)
        sheets = {sheet.file: sheet for sheet in SHEETS}
        left = self.rows["targets.csv"].keys() - self.dropped.keys()
        sheet, part_of = sheets["targets.csv"], next(c for c in sheets["targets.csv"].columns if c.name == "part_of")
        for code, row in self.rows["targets.csv"].items():
            if code in left and row["part_of"] and (row["part_of"] not in left or row["part_of"] == code):
                line = self._lines.get(("targets.csv", code), 0)
                self.report(sheet, line, part_of, row["part_of"], Message(_("没有这个指标值：填另一个指标值的编号，或留空")))
        drop_targets(self.files, self.dropped)
        sheet = sheets["numerals.csv"]
        for code, row in self.rows["numerals.csv"].items():
            if not row["targets"] and not row["reason"] and ("numerals.csv", code) in self._lines:
                line = self._lines["numerals.csv", code]
                self.report(
                    sheet,
                    line,
                    next(c for c in sheet.columns if c.name == "reason"),
                    "",
                    Message(_("选一个理由：不是指标值的数字都要写明为什么")),
                )

    def check_figures(self) -> None:
        """Holds reviewed targets against what their printed figures say, as the build does."""
        rows = [row for row in self.files["targets.csv"] if ("targets.csv", code_of("targets.csv", row)) in self._lines]
        if self.problems or not rows:
            return
        frame = pd.DataFrame(rows, dtype="object").replace("", None)
        for name in ("value", "value_high", "start"):
            frame[name] = pd.to_numeric(frame[name])
        sheet, year = next(each for each in SHEETS if each.file == "targets.csv"), int(self.review.files["list.csv"][0]["year"])
        for row, name, remedy in disagreements(frame, year):
            if row["status"] == "reviewed":
                column = next(each for each in sheet.columns if each.name == name)
                remedy_values = dict(remedy.values)
                choices = self.review.choices(self.t).get(column.form, {})
                if remedy_values.get("said") in choices:
                    remedy_values["said"] = choices[str(remedy_values["said"])]
                line = self._lines["targets.csv", code_of("targets.csv", row)]
                self.report(sheet, line, column, row[name], Message(remedy.text, **remedy_values))

    def changed(self) -> dict[str, list[Row]]:
        """The files in which a cell is another than before."""
        return {name: rows for name, rows in self.files.items() if rows != self.review.files[name]}


def _index(heads: Sequence[str], head: str) -> int | None:
    return heads.index(head) if head in heads else None
