"""A draft as one Excel workbook that people review: a sheet for each kind of row, with drop-downs where a cell holds a code.

The columns stand here alone; `fenjin.draft.intake` takes a workbook in by the same ones. One file: half of it is the table of columns, and the
sheets are written by it.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from fenjin.draft.plain import Passage
from fenjin.language import cells
from fenjin.language.translate import Message, Translator, _
from fenjin.language.words import words, words_of
from fenjin.table.contract import LEDGER_REASONS
from fenjin.table.curated import FILES, BuildError, Reader
from fenjin.table.measure import UnitsOfMeasure
from fenjin.table.vocabulary import records, vocabulary

Row = dict[str, str]

# Cells without which a row has no place.
_MECHANICAL = ("unit_id", "commitment_no", "target_no", "start", "end", "year")
BASE, OPTIONS = "_base", "_options"
# What the first cell of a workbook's base says, with the version of these columns.
MARK = "fenjin-draft-1"
_LONGEST_CELL = 32_000
_OPTIONS_MOST = 255  # characters of what Excel shows beside a cell


class Column(NamedTuple):
    """A column of a sheet: `name` in the curated file, or a name of its own for what is shown for reading; its head and width.

    `form` is `text`, `number`, `date`, `uom`, or the choices that the cell is one of; "" where the program fills the cell.
    """

    name: str
    head: str
    width: int
    form: str = ""


class Sheet(NamedTuple):
    """A sheet: the curated file that it shows, its name, and its columns; the first is the row's own code."""

    file: str
    name: str
    columns: tuple[Column, ...]


_STATUS = Column("status", _("审定"), 8, "status")
SHEETS = (
    Sheet(
        "commitments.csv",
        _("承诺"),
        (
            Column("id", _("编号"), 16),
            Column("unit_name", _("单位"), 11),
            Column("words", _("原文"), 46),
            _STATUS,
            Column("commitment", _("标题"), 24, "text"),
            Column("commitment_en", _("标题（英文）"), 24, "text"),
            Column("statement", _("概述"), 36, "text"),
            Column("statement_en", _("概述（英文）"), 36, "text"),
            Column("theme", _("主题"), 14, "theme"),
            Column("topic", _("子题"), 18, "topic"),
            Column("firmness", _("语气"), 10, "firmness"),
        ),
    ),
    Sheet(
        "targets.csv",
        _("指标值"),
        (
            Column("id", _("编号"), 16),
            Column("unit_name", _("单位"), 11),
            Column("words", _("原文"), 42),
            Column("figure", _("原文数字"), 14, "text"),
            _STATUS,
            Column("reason", _("不是指标值的理由"), 16, "reason"),
            Column("measure", _("量的是什么"), 26, "text"),
            Column("measure_en", _("量的是什么（英文）"), 26, "text"),
            Column("value", _("数值"), 10, "number"),
            Column("value_high", _("数值上限"), 10, "number"),
            Column("uom", _("计量单位"), 10, "uom"),
            Column("comparator", _("比较符"), 8, "comparator"),
            Column("firmness", _("语气"), 9, "firmness"),
            Column("kind", _("类型"), 9, "kind"),
            Column("deadline", _("期限"), 12, "date"),
            Column("suggestions", _("建议的指标"), 34),
            Column("indicator_id", _("指标"), 24, "indicator"),
            Column("theme", _("主题"), 14, "theme"),
            Column("topic", _("子题"), 18, "topic"),
            Column("scope", _("口径"), 18, "text"),
            Column("tier", _("档次"), 10, "tier"),
            Column("part_of", _("属于哪个总数"), 20, "text"),
            Column("reading", _("读法（reading）"), 18, "reading"),
            Column("bound_word", _("限定词（bound_word）"), 14, "text"),
        ),
    ),
    Sheet(
        "numerals.csv",
        _("不是指标值的数字"),
        (
            Column("id", _("位置"), 8),
            Column("words", _("原文"), 70),
            Column("numeral", _("原文数字"), 12),
            Column("reason", _("理由"), 20, "reason"),
            Column("figure", _("应作指标值：照抄数字和单位"), 20, "text"),
        ),
    ),
    Sheet(
        "units.csv",
        _("单位"),
        (
            Column("id", _("编号"), 22),
            Column("unit", _("名称"), 20),
            Column("short", _("简称"), 14, "text"),
            Column("unit_en", _("英文名"), 34, "text"),
            Column("short_en", _("英文简称"), 20, "text"),
            Column("unit_type", _("单位类型"), 14, "unit_type"),
            Column("adcode", _("区划代码"), 10, "text"),
            Column("within", _("位于"), 18, "text"),
        ),
    ),
)


@dataclass(frozen=True)
class Review:
    """A draft's folder as it stands: its list's code and files, the published text, and the words and codes that cells may hold."""

    list_id: str
    folder: Path
    files: Mapping[str, list[Row]]
    heads: Mapping[str, list[str]]
    text: str
    shared: Mapping[str, list[dict[str, Any]]]
    uoms: tuple[str, ...]
    measures: UnitsOfMeasure

    @classmethod
    def read(cls, folder: Path, curated: Path, t: Translator) -> "Review":
        """Reads the folder that a draft was written into; `curated` holds the shared files. Raises Message, BuildError, OSError."""
        lists = sorted(path.parent for path in folder.glob("*/list.csv"))
        if len(lists) != 1:
            raise Message(_("{folder}里要有且只有一份草稿：给出起草时用 -o 指定的那个文件夹"), folder=folder)
        list_id = lists[0].name
        shared, own = Reader(curated, t), Reader(folder, t)
        common = vocabulary(shared, t)
        if shared.problems:
            raise BuildError(sorted(set(shared.problems)))
        files: dict[str, list[Row]] = {}
        heads: dict[str, list[str]] = {}
        for name in ("list.csv", "units.csv", "commitments.csv", "targets.csv", "numerals.csv"):
            own.read(name, list_id)
            rows = own.raw.get(f"{list_id}/{name}")
            # What is still empty a draft may leave so; a file that cannot be read whole would lose rows.
            broken = [problem for problem in own.problems if problem.row <= 1 or problem.column in ("", *_MECHANICAL)]
            if broken or rows is None:
                raise BuildError(sorted(set(broken)))
            with (lists[0] / name).open(encoding="utf-8-sig", newline="") as file:
                heads[name] = next(csv.reader(file))
            files[name] = [
                {str(key): str(value) for key, value in row.items() if not str(key).startswith("_")}
                for row in rows.to_dict("records")
            ]
        path = lists[0] / "responsibility.csv"
        heads["responsibility.csv"] = [name.rstrip("*") for name in FILES["responsibility.csv"]]
        files["responsibility.csv"] = _rows(path)
        files["suggestions.csv"] = _rows(lists[0] / "suggestions.csv")
        text = (folder / "published" / f"{list_id}.txt").read_bytes().decode()
        uoms = dict.fromkeys(
            [row["uom"] for row in files["targets.csv"]] + [row["uom"] for row in records(common.units_of_measure)]
        )
        shared_rows = {
            "theme": records(common.themes),
            "topic": records(common.topics),
            "indicator": records(common.indicators),
            "scope": records(common.scopes),
        }
        return cls(list_id, folder, files, heads, text, shared_rows, tuple(filter(None, uoms)), common.measures)

    def choices(self, t: Translator) -> dict[str, dict[str, str]]:
        """The codes that cells may hold, each with its words; of two with the same words the second bears its code as well."""
        choices = {
            "theme": _distinct((row["theme"], t.of(row, "name")) for row in self.shared["theme"]),
            "topic": _distinct((row["topic"], row["topic_zh" if t.lang == "zh" else "topic_en"]) for row in self.shared["topic"]),
            "indicator": _distinct((row["indicator_id"], t.of(row, "indicator")) for row in self.shared["indicator"]),
            "reason": {code: words(t, "ledger", code) for code in LEDGER_REASONS},
            "status": {"draft": t("待审"), "reviewed": t("已审")},
        }
        for name in ("firmness", "kind", "comparator", "tier", "reading", "unit_type"):
            # A row of the sheet of targets has a figure.
            choices[name] = {code: words(t, name, code) for code in words_of(name) if code != "qualitative"}
        return choices

    def rows(self, sheet: Sheet) -> dict[str, Row]:
        """The rows of a sheet as curated text by their codes, in the order of the file; of numerals those that are no target."""
        rows = self.files[sheet.file]
        return {
            code_of(sheet.file, row): row for row in rows if sheet.file != "numerals.csv" or row["reason"] or not row["targets"]
        }


def code_of(file: str, row: Mapping[str, str]) -> str:
    """The code by which a row of a curated file is known: `education/01.02` of a target; of a numeral its place in the text."""
    if file == "numerals.csv":
        return row["start"]
    parts = [row["unit_id"]]
    if file != "units.csv":
        parts.append(f"/{row['commitment_no'].zfill(2)}")
    if file == "targets.csv":
        parts.append(f".{row['target_no'].zfill(2)}")
    return "".join(parts)


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _distinct(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    choices: dict[str, str] = {}
    for code, name in pairs:
        choices[code] = f"{name}（{code}）" if name in choices.values() else name
    return choices


def excel(review: Review, t: Translator) -> bytes:
    """The workbook of a draft: a first sheet that says how to review, the sheets of `SHEETS`, and two hidden ones, the drop-downs'
    words and the cells as they stood."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, cells.workbook_options()) as book:
        book.set_properties({"title": t("审定草稿：{list}", list=review.list_id), "created": datetime.datetime(2000, 1, 1)})
        formats = _Formats(book.add_format)
        front = book.add_worksheet(t("怎么审"))
        pages = [(sheet, book.add_worksheet(t(sheet.name))) for sheet in SHEETS]
        options_page, base = book.add_worksheet(OPTIONS), book.add_worksheet(BASE)
        choices = review.choices(t)
        ranges = _write_options(options_page, choices, review.uoms)
        base.write_row(0, 0, [MARK, review.list_id, t.lang])
        line = 1
        for sheet, page in pages:
            _Page(sheet, page, review, choices, t, formats, ranges).write()
            for code, row in review.rows(sheet).items():
                # The width of every row is that of its sheet.
                texts = [sheet.file, code, *(row.get(column.name, "") for column in sheet.columns if column.form)]
                for place, value in enumerate(texts):
                    base.write_string(line, place, value)
                line += 1
        options_page.hide()
        base.very_hidden()
        _write_front(front, review, t, formats)
        front.activate()
    return content.getvalue()


class _Formats:
    """The formats of a workbook by what a cell is: `head`, `locked`, `free`, `asked`, and what its number looks like."""

    _LOOKS: Mapping[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16},
        "plain": {"text_wrap": True},
        "head": {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#E7ECF3"},
        "locked": {"text_wrap": True, "bg_color": "#F2F2F2", "border": 1, "border_color": "#D9D9D9"},
        "free": {"text_wrap": True, "locked": False, "border": 1, "border_color": "#D9D9D9"},
        "asked": {"text_wrap": True, "locked": False, "bg_color": "#FFE699", "border": 1, "border_color": "#D9D9D9"},
        "strong": {"bold": True, "font_color": "#B00020"},
        "settled": {"bg_color": "#C6E0B4"},
    }

    def __init__(self, add: Callable[[dict[str, object]], Format]) -> None:
        self._add = add
        self._formats: dict[tuple[str, str], Format] = {}

    def of(self, look: str, form: str = "") -> Format:
        """A look, for a cell of a column's form."""
        number = {"date": "yyyy-mm-dd", "number": "0.##########", "text": "@"}.get(form, "")
        if (look, number) not in self._formats:
            self._formats[look, number] = self._add(
                {"valign": "top", **self._LOOKS[look], **({"num_format": number} if number else {})}
            )
        return self._formats[look, number]


def _write_options(page: Worksheet, choices: Mapping[str, Mapping[str, str]], uoms: tuple[str, ...]) -> dict[str, str]:
    """Writes the words of each drop-down below one another; returns where they stand, by choices."""
    ranges = {}
    for place, (name, texts) in enumerate([*((name, list(of.values())) for name, of in choices.items()), ("uom", list(uoms))]):
        page.write_column(0, place, texts)
        letter = xl_col_to_name(place)
        ranges[name] = f"={OPTIONS}!${letter}$1:${letter}${max(len(texts), 1)}"
    return ranges


class _Page:
    """A sheet while it is written."""

    def __init__(
        self,
        sheet: Sheet,
        page: Worksheet,
        review: Review,
        choices: Mapping[str, Mapping[str, str]],
        t: Translator,
        formats: _Formats,
        ranges: Mapping[str, str],
    ) -> None:
        self.sheet, self.page, self.review, self.choices = sheet, page, review, choices
        self.t, self.formats, self.ranges = t, formats, ranges
        self.names = {row["unit_id"]: row["unit"] for row in review.files["units.csv"]}
        self.spans = [(int(row["start"]), int(row["end"])) for row in review.files["commitments.csv"]]
        self.asked: set[tuple[str, str]] = set()
        self.near: dict[str, list[str]] = {}
        for row in review.files["suggestions.csv"]:
            file = "targets.csv" if row["target_no"] else "commitments.csv" if row["commitment_no"] else "units.csv"
            if row["column"] == "numeral":
                file, code, name = *self._doubtful(row["value"].split(" ")[0]), "reason"
            else:
                code, name = code_of(file, row), row["column"]
            if file == sheet.file and row["used"] == "asked":
                self.asked.add((code, name))
            if file == sheet.file == "targets.csv" and name == "indicator_id" and row["value"] in choices["indicator"]:
                self.near.setdefault(code, []).append(f"{choices['indicator'][row['value']]} {float(row['score'] or 0):.2f}")

    def _doubtful(self, start: str) -> tuple[str, str]:
        """The file and code of the row that a numeral stands in: its own, or that of the target that it was taken for."""
        for row in self.review.files["targets.csv"]:
            if int(row["start"]) <= int(start) < int(row["end"]):
                return "targets.csv", code_of("targets.csv", row)
        return "numerals.csv", start

    def write(self) -> None:
        """Writes the heads, the rows, the drop-downs, and what may not be changed."""
        page, columns = self.page, self.sheet.columns
        rows = self.review.rows(self.sheet)
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, self.t(column.head), self.formats.of("head"))
        for line, (code, row) in enumerate(rows.items(), 1):
            for place, column in enumerate(columns):
                self._cell(line, place, column, code, row)
        last = max(len(rows), 1)
        for place, column in enumerate(columns):
            self._validation(last, place, column)
            if column.form == "status":
                rule = {"type": "cell", "criteria": "==", "value": f'"{self.t("已审")}"', "format": self.formats.of("settled")}
                page.conditional_format(1, place, last, place, rule)
        # What a row is about stays in sight: up to the sentence, which is narrower than half of a screen.
        names = [column.name for column in columns]
        page.freeze_panes(1, names.index("words") + 1 if "words" in names else 2)
        page.autofilter(0, 0, last, len(columns) - 1)
        page.set_row(0, 32)
        page.set_landscape()
        page.repeat_rows(0)
        page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})

    def _cell(self, line: int, place: int, column: Column, code: str, row: Row) -> None:
        is_open = (code, column.name) in self.asked and row.get("status") != "reviewed"
        form = self.formats.of("locked" if not column.form else "asked" if is_open else "free", column.form)
        if column.name == "words":
            self._words(line, place, row, form)
            return
        value = self._value(column, code, row)
        if value == "":
            self.page.write_blank(line, place, None, form)
        elif isinstance(value, float):
            self.page.write_number(line, place, value, form)
        elif isinstance(value, datetime.date):
            self.page.write_datetime(line, place, value, form)
        else:
            self.page.write_string(line, place, value[:_LONGEST_CELL], form)

    def _value(self, column: Column, code: str, row: Row) -> str | float | datetime.date:
        if column.name == "id":
            return code
        if column.name == "unit_name":
            return self.names.get(row["unit_id"], row["unit_id"])
        if column.name == "suggestions":
            return "\n".join(self.near.get(code, []))
        # Of a figure that is none the reason is asked; its file has no such column.
        text = row.get(column.name, "")
        try:
            if column.form == "number" and text:
                return float(text)
            if column.form == "date" and text:
                return datetime.date.fromisoformat(text)
        except ValueError:
            return text
        return self.choices[column.form].get(text, text) if column.form in self.choices else text

    def _words(self, line: int, place: int, row: Row, form: Format) -> None:
        """The sentence around a figure, the figure in red; of a commitment all of it."""
        text, start = self.review.text, int(row["start"])
        if self.sheet.file == "commitments.csv":
            self.page.write_string(line, place, text[start : int(row["end"])].strip()[:_LONGEST_CELL], form)
            return
        end = start + len(row["numeral"]) if self.sheet.file == "numerals.csv" else int(row["end"])
        low, high = self._sentence(start)
        before, figure, after = text[low:start].lstrip(), text[start:end], text[end : max(high, end)].rstrip()
        if len(before) + len(after) + len(figure) > _LONGEST_CELL or not (before or after):
            self.page.write_string(line, place, (before + figure + after)[:_LONGEST_CELL], form)
            return
        parts = [each for each in (before, self.formats.of("strong"), figure, after) if each]
        self.page.write_rich_string(line, place, *parts, form)

    def _sentence(self, at: int) -> tuple[int, int]:
        span = next((span for span in self.spans if span[0] <= at < span[1]), None)
        if span is None:
            # A numeral between commitments: its line.
            text = self.review.text
            end = text.find("\n", at)
            span = text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end
        passage = Passage.of(self.review.text, *span)
        if at not in passage.places:
            return span
        return passage.span(*passage.sentence(passage.places.index(at)))

    def _validation(self, last: int, place: int, column: Column) -> None:
        t = self.t
        rule: dict[str, Any] = {"ignore_blank": True}
        if column.form in self.choices or column.form == "uom":
            rule |= {"validate": "list", "source": self.ranges[column.form], "error_title": t(column.head)}
            rule |= {"error_message": t("从下拉列表里选一个，或留空")}
            if column.form == "uom":
                # In front of each of them may stand 万 or 亿.
                rule |= {
                    "error_type": "warning",
                    "error_message": t("不在下拉列表里：确认是一个计量单位，前面可带百、千、万、亿"),
                }
        elif column.form == "number":
            rule |= {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
            rule |= {"error_message": t("填数字，不带单位；百分之八填 8")}
        elif column.form == "date":
            rule |= {"validate": "date", "criteria": "between"}
            rule |= {"minimum": datetime.date(1950, 1, 1), "maximum": datetime.date(2200, 12, 31)}
            rule |= {"error_message": t("填日期，如 2031-12-31")}
        else:
            return
        rule["error_message"] = rule["error_message"][:_OPTIONS_MOST]
        self.page.data_validation(1, place, last, place, rule)


def _write_front(page: Worksheet, review: Review, t: Translator, formats: _Formats) -> None:
    """The first sheet: what to do, and how many rows are left."""
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    page.write_string(0, 0, t("审定草稿：{list}", list=review.list_id), formats.of("title"))
    lines = [
        (t("黄色"), t("规则拿不准，要人来定；按颜色筛选就只看这些")),
        (t("灰色"), t("由程序填写，不能改")),
        (t("审定"), t("看过并改好的行选“已审”；只有这样的行会发布")),
        (t("不是指标值"), t("在“不是指标值的理由”里选一个：这一行就归入数字台账")),
        (t("空着的子题和主题"), t("随指标、随子题填上")),
        (t("不要做的"), t("不删行，不加行，不改编号和表头；可以筛选、调列宽")),
        (t("交回"), "python -m fenjin.draft take review.xlsx FOLDER"),
    ]
    for line, (label, text) in enumerate(lines, 2):
        page.write_string(line, 0, label, formats.of("asked" if line == 2 else "locked" if line == 3 else "plain"))
        page.write_string(line, 1, text, formats.of("plain"))
    line = len(lines) + 3
    for sheet in SHEETS:
        place = next((place for place, column in enumerate(sheet.columns) if column.form == "status"), None)
        if place is not None:
            left = sum(row["status"] == "draft" for row in review.files[sheet.file])
            letter = xl_col_to_name(place)
            page.write_string(line, 0, t("还没审的{sheet}", sheet=t(sheet.name)), formats.of("plain"))
            page.write_formula(
                line, 1, f"=COUNTIF('{t(sheet.name)}'!{letter}:{letter},\"{t('待审')}\")", formats.of("plain"), left
            )
            line += 1
