"""What a person wrote into a cell of a draft, as the curated files have it, or why it cannot be understood."""

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from fenjin.draft.workbook import Column, Review
from fenjin.language.translate import Message, _

_DAYS = (18_264, 109_939)  # serial numbers of days that a deadline may be: 1950 to 2200


class Wrong(Exception):
    """A cell that cannot be understood; what to do about it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.remedy = Message(text, **values)


class Typed(NamedTuple):
    """A text that was typed, in the place of a workbook's cell."""

    value: str
    data_type: str = "s"
    number_format: str = ""


def codes_of(choices: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The codes of each drop-down by their words and by themselves, both folded."""
    return {
        name: {folded(word): code for code, word in of.items()} | {folded(code): code for code in of}
        for name, of in choices.items()
    }


def curated(
    column: Column,
    cell: Any,
    before: str,
    uom: str,
    lists: Mapping[str, Mapping[str, str]],
    review: Review,
    epoch: datetime.datetime = WINDOWS_EPOCH,
) -> str:
    """A cell, or `Typed`, as curated text: as it was (`before`) where it says the same.

    `uom` is the row's unit of measure now, `lists` are those of each drop-down by their folded words. Raises Wrong.
    """
    value = _understood(column, cell, before, uom, lists, epoch)
    if column.form == "uom" and value and value != before and not review.measures.knows(value):
        raise Wrong(_("计量单位未定义：改用已定义的单位，或在 units_of_measure.csv 中加一行"))
    if column.name == "status" and not value:
        raise Wrong(_("审定不能空：选“待审”或“已审”"))
    if column.name == "adcode" and value and not re.fullmatch(r"\d{6}", value):
        raise Wrong(_("区划代码是六位数字"))
    same = value == text_of(before)
    if column.form == "number" and value and before and not same:
        with contextlib.suppress(ValueError):
            same = float(value) == float(before)
    return before if same else value


def _understood(
    column: Column, cell: Any, before: str, uom: str, lists: Mapping[str, Mapping[str, str]], epoch: datetime.datetime
) -> str:
    """What a cell says, whatever Excel took it for; "" for an empty one."""
    value = None if cell is None else cell.value
    kind = getattr(cell, "data_type", "n")
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if kind == "f" or not isinstance(value, str | bool | int | float | datetime.date | datetime.time):
        raise Wrong(_("这一格是公式：复制后选择性粘贴为数值"))
    if kind == "e":
        raise Wrong(_("这一格是 Excel 的出错值：重新填写"))
    if isinstance(value, bool) and column.name != "status":
        raise Wrong(_("Excel 把它当成了真假值：把单元格设为文本再填"))
    if column.form == "date":
        return _day(value, epoch)
    if isinstance(value, datetime.date | datetime.time):
        raise Wrong(_("Excel 把它变成了日期：把单元格设为文本再填"))
    if column.form == "number":
        return _number(value, getattr(cell, "number_format", "") or "", before, uom)
    if column.name == "status" and isinstance(value, bool):
        return "reviewed" if value else "draft"
    text = text_of(value)
    if column.form in lists:
        if folded(text) not in lists[column.form]:
            raise Wrong(_("不在下拉列表里：从列表里选一个"))
        return lists[column.form][folded(text)]
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
    text = folded(value)
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    try:
        if match:
            return datetime.date(*map(int, match.groups())).isoformat()
        serial = float(text)
    except ValueError:
        raise Wrong(_("不是一个日期：写成 2031-12-31")) from None
    if not _DAYS[0] <= serial <= _DAYS[1]:
        raise Wrong(_("不是一个日期：写成 2031-12-31"))
    return str(from_excel(serial, epoch).date().isoformat())


def _number(value: object, number_format: str, before: str, uom: str) -> str:
    """A number as the curated files write it; of what Excel keeps as a part of one (8 % as 0.08) the percentage."""
    text = folded(value)
    percentage = "%" in number_format.split(";")[0] and not isinstance(value, str)
    if text.endswith("%"):
        text = text[:-1]
        if uom != "%":
            raise Wrong(_("计量单位不是百分比：去掉百分号，或先改计量单位"))
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        number = float(text)
    except ValueError:
        raise Wrong(_("不是一个数字：填数字，不带单位；百分之八填 8")) from None
    if not abs(number) < 1e15:
        raise Wrong(_("不是一个数字：填数字，不带单位；百分之八填 8"))
    part = round(number * 100, 10)
    if percentage and uom != "%":
        raise Wrong(_("计量单位不是百分比：去掉百分号，或先改计量单位"))
    if percentage or (uom == "%" and before and part == _float(before) and not isinstance(value, str)):
        number = part
    elif uom == "%" and isinstance(value, float) and 0 < abs(number) < 1 <= abs(_float(before) or 0):
        raise Wrong(_("看不出是百分之几：百分之八填 8"))
    return f"{number:.15g}"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def text_of(value: object) -> str:
    """A cell's text; a whole number without what Excel adds to it."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return str(value).replace("\xa0", " ").strip()


def folded(value: object) -> str:
    """A text for comparing: half-width, without blanks, in small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text_of(value))).lower()
