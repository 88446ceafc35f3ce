"""A reviewed workbook taken into the draft that it was made of: what people changed, cell by cell, or everything that is wrong with it."""

import contextlib
import csv
import datetime
import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from fenjin.draft.workbook import BASE, MARK, SHEETS, Column, Review, Row, Sheet, code_of
from fenjin.draft.writing import lines_of
from fenjin.language.translate import Message, Translator, _, translator
from fenjin.table import numerals
from fenjin.table.contract import NEAR
from fenjin.table.curated import FILES, BuildError, Problem
from fenjin.table.printed import disagreements
from fenjin.table.replacing import BusyError, replacing

_LARGEST_UNPACKED = 200 * 2**20  # bytes
_NOT_THERE = _("承诺的原文里这个数字近旁没有这几个字：照原文写")
_DAYS = (18_264, 109_939)  # serial numbers of days that a deadline may be: 1950 to 2200


class Intake(NamedTuple):
    """What a workbook changed: cells of each file, rows that are reviewed now and were not, figures that are no targets, and numerals that are."""

    cells: Mapping[str, int]
    reviewed: int
    dropped: int
    added: int


class _Wrong(Exception):
    """A cell that cannot be understood; what to do about it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.remedy = Message(text, **values)


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
    _write(review, work.changed())
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
        self._codes = {
            name: {_folded(word): code for code, word in choices.items()} | {_folded(code): code for code in choices}
            for name, choices in review.choices(self.words).items()
        }

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
        heads = [_folded(cell.value) for cell in next(lines, ())]
        places = {column.name: _index(heads, _folded(self.words(column.head))) for column in sheet.columns}
        missing = [column for column in sheet.columns if places[column.name] is None and (column.form or column.name == "id")]
        for column in missing:
            self.report(sheet, 1, column, "", Message(_("表头里没有这一列：还原表头")))
        if missing:
            return
        self._columns[sheet.file] = {key: place for key, place in places.items() if place is not None}
        for number, line in enumerate(lines, 2):
            cells = {key: line[place] for key, place in self._columns[sheet.file].items() if place < len(line)}
            if any(_text(cell.value) for cell in cells.values()):
                self._row(sheet, number, cells)
        for file, code in self.base:
            if file == sheet.file and (file, code) not in self._lines:
                remedy = _("这一行被删去，或编号被改动：还原它")
                if file == "targets.csv":
                    remedy = _("这一行被删去，或编号被改动：还原它；不是指标值的，在“不是指标值的理由”里选一个")
                self.report(sheet, 0, sheet.columns[0], code, Message(remedy))

    def _row(self, sheet: Sheet, number: int, cells: Mapping[str, Any]) -> None:
        code = _text(cells["id"].value) if "id" in cells else ""
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
        uom = _folded(cells["uom"].value) if "uom" in cells else ""
        base = dict(zip((column.name for column in sheet.columns if column.form), self.base[own], strict=False))
        values: dict[str, str] = {}
        for column in sheet.columns:
            cell = cells.get(column.name)
            value = None if cell is None else cell.value
            try:
                if column.form:
                    values[column.name] = self._value(column, cell, base.get(column.name, ""), uom)
                elif row is not None and column.name in row and _text(value) != row[column.name].strip():
                    raise _Wrong(_("这一格由程序填写，不能改：还原为“{value}”"), value=row[column.name])
            except _Wrong as error:
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
        for name, start, end in (("figure", "start", "end"), ("bound_word", "bound_start", "")):
            if name in changes and sheet.file == "targets.csv":
                column = next(each for each in sheet.columns if each.name == name)
                place = self._place(name, changes[name], row)
                if place is None and (changes[name] or name == "figure"):
                    self.report(sheet, number, column, changes[name], Message(_NOT_THERE))
                    continue
                row[start] = "" if place is None else str(place)
                if end and place is not None:
                    row[end] = str(place + len(changes[name]))
        self.cells[sheet.file] += len(changes)
        was_reviewed = row.get("status") == "reviewed"
        row.update(changes)
        if changes.keys() - {"status"} and sheet.file in ("commitments.csv", "targets.csv"):
            # A topic has its theme, an indicator its topic; what a person wrote stands.
            row["topic"] = row["topic"] or self._of("indicator", "indicator_id", row.get("indicator_id", ""), "topic")
            row["theme"] = row["theme"] or self._of("topic", "topic", row["topic"], "theme")
        if row.get("status") == "reviewed":
            self.reviewed += not was_reviewed
            needed = {column for column in FILES[sheet.file] if not column.endswith("*")}
            for column in sheet.columns:
                if column.name in needed and column.name in row and not row[column.name]:
                    self.report(sheet, number, column, "", Message(_("已审的行里这一格不能空：填上，或把审定改回“待审”")))

    def _place(self, name: str, words: str, row: Row) -> int | None:
        """Where a target's figure or governing word stands in the text, the nearest to where the figure stood; None where it does not."""
        own = next((each for each in self.files["commitments.csv"] if _commitment(each) == _commitment(row)), None)
        if own is None or not words:
            return None
        start, end = int(row["start"]), int(row["end"])
        places = _places(self.review.text, words, int(own["start"]), int(own["end"]))
        if name == "figure":
            near = [place for place in places if place < end and start < place + len(words)]
        else:
            near = [place for place in places if start - NEAR <= place + len(words) <= start or end <= place <= end + NEAR]
        return min(near, key=lambda place: (abs(place - start), place), default=None)

    def _add(self, sheet: Sheet, number: int, row: Row, figure: str) -> None:
        """Drafts a target at a numeral that was taken for none: what its printed figure says, for people to review."""
        column, at = sheet.columns[-1], int(row["start"])
        own = next((each for each in self.files["commitments.csv"] if int(each["start"]) <= at < int(each["end"])), None)
        places = _places(self.review.text, figure, int(own["start"]), int(own["end"])) if own else []
        place = next((place for place in places if place <= at < place + len(figure)), None)
        if own is None or place is None:
            self.report(sheet, number, column, figure, Message(_NOT_THERE))
            return
        try:
            quantity = numerals.read(figure)
        except numerals.Unreadable as error:
            self.report(sheet, number, column, figure, error)
            return
        targets = self.files["targets.csv"]
        before = [n for n, each in enumerate(targets) if _commitment(each) == _commitment(own)]
        # The number of a figure that was dropped is not given again: an older workbook would take the one for the other.
        of_drafts = [each for each in self.review.files["suggestions.csv"] if each["target_no"]]
        numbers = [int(targets[n]["target_no"]) for n in before]
        numbers += [int(each["target_no"]) for each in of_drafts if _commitment(each) == _commitment(own)]
        form = quantity.form if quantity.form in ("rank", "grade") else "share" if quantity.uom == "%" else "level"
        target = dict.fromkeys(self.review.heads["targets.csv"], "") | {
            "unit_id": own["unit_id"], "commitment_no": own["commitment_no"], "target_no": str(max(numbers, default=0) + 1),
            "theme": own["theme"], "topic": own["topic"], "kind": form, "comparator": quantity.comparator, "value": f"{quantity.value:.15g}",
            "value_high": "" if quantity.value_high is None else f"{quantity.value_high:.15g}", "uom": quantity.uom or "",
            "firmness": "plain", "tier": "base", "figure": figure, "start": str(place), "end": str(place + len(figure)),
            "status": "draft", "reading": "zero" if quantity.form == "zero" else "",
        }  # fmt: skip
        targets.insert(before[-1] + 1 if before else len(targets), target)
        self.added += 1
        for numeral in self.files["numerals.csv"]:
            if place <= int(numeral["start"]) < place + len(figure) and numeral["reason"]:
                numeral["targets"], numeral["reason"] = code_of("targets.csv", target), ""

    def _of(self, name: str, key: str, code: str, column: str) -> str:
        return next((str(row[column]) for row in self.review.shared[name] if row[key] == code), "")

    def _value(self, column: Column, cell: Any, before: str, uom: str) -> str:
        """A cell as curated text: as it was where it says the same."""
        value = _understood(column, cell, before, uom, self._codes, self.book.epoch)
        if column.form == "uom" and value and value != before and not self.review.measures.knows(value):
            raise _Wrong(_("计量单位未定义：改用已定义的单位，或在 units_of_measure.csv 中加一行"))
        if column.name == "status" and not value:
            raise _Wrong(_("审定不能空：选“待审”或“已审”"))
        if column.name == "adcode" and value and not re.fullmatch(r"\d{6}", value):
            raise _Wrong(_("区划代码是六位数字"))
        same = value == _text(before)
        if column.form == "number" and value and before and not same:
            with contextlib.suppress(ValueError):
                same = float(value) == float(before)
        return before if same else value

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
        self.files["targets.csv"] = [row for row in self.files["targets.csv"] if code_of("targets.csv", row) not in self.dropped]
        for row in self.files["numerals.csv"]:
            codes = [code for code in row["targets"].split() if code in self.dropped]
            if codes:
                row["targets"] = " ".join(code for code in row["targets"].split() if code not in self.dropped)
                row["reason"] = "" if row["targets"] else self.dropped[codes[0]]
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


def _understood(
    column: Column, cell: Any, before: str, uom: str, codes: Mapping[str, Mapping[str, str]], epoch: datetime.datetime
) -> str:
    """What a cell says, whatever Excel took it for; "" for an empty one."""
    value = None if cell is None else cell.value
    kind = getattr(cell, "data_type", "n")
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if kind == "f" or not isinstance(value, str | bool | int | float | datetime.date | datetime.time):
        raise _Wrong(_("这一格是公式：复制后选择性粘贴为数值"))
    if kind == "e":
        raise _Wrong(_("这一格是 Excel 的出错值：重新填写"))
    if isinstance(value, bool) and column.name != "status":
        raise _Wrong(_("Excel 把它当成了真假值：把单元格设为文本再填"))
    if column.form == "date":
        return _day(value, epoch)
    if isinstance(value, datetime.date | datetime.time):
        raise _Wrong(_("Excel 把它变成了日期：把单元格设为文本再填"))
    if column.form == "number":
        return _number(value, getattr(cell, "number_format", "") or "", before, uom)
    if column.name == "status" and isinstance(value, bool):
        return "reviewed" if value else "draft"
    text = _text(value)
    if column.form in codes:
        if _folded(text) not in codes[column.form]:
            raise _Wrong(_("不在下拉列表里：从列表里选一个"))
        return codes[column.form][_folded(text)]
    if column.name in ("uom", "adcode", "part_of"):
        return unicodedata.normalize("NFKC", text).replace(" ", "")
    if column.name == "scope":
        return re.sub(r"\s*[,，]\s*", "，", text)
    return text


def _day(value: object, epoch: datetime.datetime) -> str:
    """A day as YYYY-MM-DD: a date, Excel's serial number, or as people write it."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = _folded(value)
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    try:
        if match:
            return datetime.date(*map(int, match.groups())).isoformat()
        serial = float(text)
    except ValueError:
        raise _Wrong(_("不是一个日期：写成 2031-12-31")) from None
    if not _DAYS[0] <= serial <= _DAYS[1]:
        raise _Wrong(_("不是一个日期：写成 2031-12-31"))
    return str(from_excel(serial, epoch).date().isoformat())


def _number(value: object, number_format: str, before: str, uom: str) -> str:
    """A number as the curated files write it; of what Excel keeps as a part of one (8 % as 0.08) the percentage."""
    text = _folded(value)
    percentage = "%" in number_format.split(";")[0] and not isinstance(value, str)
    if text.endswith("%"):
        text = text[:-1]
        if uom != "%":
            raise _Wrong(_("计量单位不是百分比：去掉百分号，或先改计量单位"))
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        number = float(text)
    except ValueError:
        raise _Wrong(_("不是一个数字：填数字，不带单位；百分之八填 8")) from None
    if not abs(number) < 1e15:
        raise _Wrong(_("不是一个数字：填数字，不带单位；百分之八填 8"))
    part = round(number * 100, 10)
    if percentage and uom != "%":
        raise _Wrong(_("计量单位不是百分比：去掉百分号，或先改计量单位"))
    if percentage or (uom == "%" and before and part == _float(before) and not isinstance(value, str)):
        number = part
    elif uom == "%" and isinstance(value, float) and 0 < abs(number) < 1 <= abs(_float(before) or 0):
        raise _Wrong(_("看不出是百分之几：百分之八填 8"))
    return f"{number:.15g}"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _places(text: str, words: str, start: int, end: int) -> list[int]:
    """Every place of some words between two places of a text."""
    return [start + match.start() for match in re.finditer(re.escape(words), text[start:end])]


def _commitment(row: Mapping[str, str]) -> tuple[str, str]:
    return row["unit_id"], row["commitment_no"].zfill(2)


def _text(value: object) -> str:
    """A cell's text; a whole number without what Excel adds to it."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return str(value).replace("\xa0", " ").strip()


def _folded(value: object) -> str:
    """A text for comparing: half-width, without blanks, in small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", _text(value))).lower()


def _index(heads: Sequence[str], head: str) -> int | None:
    return heads.index(head) if head in heads else None


def _write(review: Review, files: Mapping[str, list[Row]]) -> None:
    """Writes files of the list: all are on the disk before the first takes its place. A kill between two leaves whole files, and
    the same workbook taken once more does the rest."""
    with contextlib.ExitStack() as stack:
        for name, rows in files.items():
            path = review.folder / review.list_id / name
            file = stack.enter_context(replacing(path))
            with path.open(encoding="utf-8-sig", newline="") as old:
                rows_now = [{key: cell.strip() for key, cell in row.items()} for row in csv.DictReader(old)]
            if rows_now != review.files[name]:
                # Written by somebody else since it was read.
                raise BusyError(path)
            file.write(lines_of(tuple(review.heads[name]), rows))
            file.flush()
            os.fsync(file.fileno())
