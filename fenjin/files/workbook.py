"""A view as an Excel workbook: its choice and how to cite it, its rows, its bars, its columns and signs explained.

One file: its sheets share formats, widths and heights, and are nothing apart from one another.
"""

import datetime
import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fenjin import views
from fenjin.figures.look import Look, blend
from fenjin.figures.native import Chart, Item, Scatter, Sheet
from fenjin.figures.typeset import writable
from fenjin.files.provenance import citation, list_ids, notes
from fenjin.files.values import plain_value
from fenjin.language import cells
from fenjin.language.quantity import number
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views import Context, View
from fenjin.views.selection import BOUNDS

# A workbook always bears a date; this one says nothing, so that a file depends only on what is in it.
MOST_CELLS = 200_000  # of a workbook: a larger one keeps the server busy for seconds
_CREATION_DATE = datetime.datetime(1980, 1, 1)
_WIDEST = 48
_LONGEST_URL = 2000
_PIXELS_PER_ROW = 20
_POINTS_PER_LINE = 16.5
_LONGEST_TEXT = 32_767  # of a cell, in UTF-16
# On paper letters of 10 points are at least 7 high: a sheet takes A4, A3, or several pages side by side.
_SMALLEST = 0.7
_PAPERS = {9: 842.0, 8: 1191.0}  # Excel's number of A4 and A3, and how many points wide they lie
_MARGIN = 0.4  # inches
_ALLOWANCE = 0.97
_LETTER = 7.2  # pixels of a digit of the font
_LONGEST_FOOTER = 255
_LONGEST_SOURCE = 80  # letters of a footer beside the number of the page

# What signs in the cells mean.
_SIGNS = {
    _("空格"): _("没有这一项，或原文没有给出；不等于零"),
    _("不排序"): _("口径不同、只有一家给出，或是争取目标：数字照列，不与别家比高低"),
    _("第1–3位"): _("数字相同，或“至少”“超过”使高低说不清"),
    _("难分先后"): _("参加比较，但数字相同，或“至少”“超过”“至多”使名次说不清"),
    _("只有本单位给出"): _("同一范围内没有别的单位给出这个数字，不排名次"),
    _("没有数字"): _("有承诺，但没有给出可以衡量的数字"),
    _("至少、超过"): _("只知道下限：原文只说了下限，或由别的口径推出；实际可能更高"),
    _("至多、低于"): _("只知道上限：原文只说了上限，或由别的口径推出；实际可能更低"),
    _("约"): _("大致的数字，按上下各一成比较"),
    _("区间"): _("给出上下两个数字"),
    _("确保"): _("原文要求确保完成"),
    _("任务"): _("原文说是完成交办的任务"),
    _("力争"): _("原文只说力争、争取"),
    _("未强调"): _("原文没有“确保”“任务”“力争”这样的语气"),
    _("口径不限"): _("数字没有比指标更窄的范围"),
}

_WIDE_SIGNS = {
    _("数字后的*"): _("这一格还有口径、语气或别的数字，见批注"),
    _("≥、>、≤、<、≈"): _("至少、超过、至多、低于、约：数字表里写成文字，不参加计算；数值和比较符分列在“数据”里"),
}

# Parameters of views that are no facets.
_PARAMETERS = {
    "low": _("标准值不低于"),
    "high": _("标准值不高于"),
    "above": _("原文数值大于"),
    "below": _("原文数值小于"),
    "equals": _("原文数值等于"),
    "rows": _("行"),
    "columns": _("列"),
    "target": _("目标"),
    "other": _("另一个指标"),
    "sql": "SQL",
}


def excel(view: View, context: Context, link: str, when: datetime.datetime | None = None) -> bytes:
    """The view as an Excel workbook: cover, data, for a comparison an editable chart, and what columns and signs mean.

    No text is taken for a formula, a number or a link. `when` is the time of export that the cover states, if any.
    """
    t = context.t
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, cells.workbook_options()) as book:
        book.set_properties(
            {
                "title": writable(view.question),
                "subject": writable(views.titles(views.lists_of(context, view), t)),
                "author": t("奋进看板"),
                "comments": writable(link),
                "created": _CREATION_DATE,
            }
        )
        formats = _Formats(book)
        formats["head"].set_bg_color(context.look.colour("silent") if context.look.mode == "light" else _LIGHT.colour("silent"))
        titles = views.titles(views.lists_of(context, view), t)
        source = writable(f"{context.database.version[:12]} · {titles} · {view.question}")
        _cover(book.add_worksheet(t("封面")), view, source, context, link, when, formats)
        wide = view.figure.content.sheet(context.look.light, t) if view.figure is not None else None
        if wide:
            _wide(book.add_worksheet(t("数字表")), wide, source, t, formats)
        _data(book.add_worksheet(t("数据")), view, source, t, formats)
        chart = view.figure.content.chart(t) if view.figure is not None else None
        if isinstance(chart, Scatter):
            _scatter(book, book.add_worksheet(t("图")), chart, view, source, context, formats)
        elif chart:
            _chart(book, book.add_worksheet(t("图")), chart, view, source, context, formats)
        _dictionary(book.add_worksheet(t("字段和符号")), view, source, t, formats, _WIDE_SIGNS if wide else {})
    return file.getvalue()


_LIGHT = Look("light")
_PATTERNS = {"": 1, "stripes": 14, "dots": 18}  # Excel's own, by number
_FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16},
    "label": {"bold": True},
    "head": {"bold": True, "bottom": 1, "text_wrap": True},
    "text": {"text_wrap": True},
    "strong": {"text_wrap": True, "bold": True, "font_size": 12},
    "link": {"text_wrap": True, "font_color": "#0563C1", "underline": 1},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}


class _Formats(dict[str, Format]):
    """The formats of a workbook: those of _FORMATS by name, and a number's by its number format."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        super().__init__({name: book.add_format({"valign": "top", **look}) for name, look in _FORMATS.items()})

    def of(self, form: str, fill: str, ink: str, pattern: str, outline: bool) -> Format:
        """The format of a cell of a table of figures: a number's by its number format ("" for a text), filled and outlined."""
        key = " ".join([form, fill, ink, pattern, str(outline)])
        if key not in self:
            look: dict[str, object] = {"valign": "top", "text_wrap": not form}
            look |= {"num_format": form} if form else {}
            look |= {"align": "right"} if form or fill or outline else {}
            if fill or pattern:
                ground = fill or "#FFFFFF"
                # The library exchanges the colours of a solid fill.
                look |= {"pattern": _PATTERNS[pattern], "bg_color": ground}
                look |= {"fg_color": blend(ink or "#000000", ground, 0.25)} if pattern else {}
            look |= {"font_color": ink} if ink else {}
            look |= {"border": 1, "border_color": _LIGHT.colour("edge")} if outline else {}
            self[key] = self._book.add_format(look)
        return self[key]

    def __missing__(self, form: str) -> Format:
        self[form] = self._book.add_format({"valign": "top", "num_format": form, "align": "right", "indent": 1})
        return self[form]


def _choice(view: View, context: Context) -> list[str]:
    """The choice that a view answers, in words: one line for each parameter that narrows it."""
    t, context = context.t, views.of_view(context, view)
    lines: dict[str, str] = {}
    for name, value in view.params.items():
        facet = name.removeprefix("filter_")
        codes = [code for code in str(value).split("|") if code]
        # Of which list a view is stands above its question.
        if value is None or value == "" or facet.startswith("word") or (facet == "list" and len(codes) == 1):
            continue
        if facet in ("rows", "columns"):
            codes_in_words = [words(t, "facet", code) for code in codes]
        elif facet in BOUNDS:
            codes_in_words = [number(float(value))] if isinstance(value, int | float) else codes
        elif facet == "sql":
            codes_in_words = [str(value)]
        else:
            codes_in_words = [_code(context, facet, code) for code in codes]
        lines[_parameter(t, facet)] = t.join(codes_in_words)
    search = " ".join(str(value) for name, value in view.params.items() if name.startswith("word") and value)
    if search:
        lines[t("搜索")] = search
    return [t("{name}：{value}", name=name, value=value) for name, value in lines.items()]


def _parameter(t: Translator, name: str) -> str:
    try:
        return t(_PARAMETERS[name]) if name in _PARAMETERS else words(t, "facet", name)
    except KeyError:
        return name


def _code(context: Context, facet: str, code: str) -> str:
    try:
        return views.facet_words(context, "indicator" if facet == "other" else facet, code)
    except (KeyError, StopIteration):
        return code


def _cover(
    sheet: Worksheet, view: View, source: str, context: Context, link: str, when: datetime.datetime | None, formats: _Formats
) -> None:
    """The first sheet: what is asked and answered, which choice, from which data, and how to cite it."""
    t, lists, version = context.t, views.lists_of(context, view), context.database.version
    _set_print(sheet, _set_widths(sheet, [18, 88]), source)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 27)
    sheet.write_string(0, 0, views.titles(lists, t), formats["title"])
    lines = [
        (t("问题"), view.question, "text"),
        (t("结论"), view.takeaway, "strong"),
        (t("所选"), "\n".join(_choice(view, context)) or t("全部"), "text"),
        (t("怎么读"), "\n".join(notes(view)), "text"),
        (t("链接"), link, "link"),
        (t("清单编号"), list_ids(context, view), "text"),
        (t("数据版本"), version, "text"),
        (t("导出时间"), when.isoformat(" ", "minutes") if when else "", "text"),
        (t("中文引用"), citation("zh", lists, version, link), "text"),
        (t("英文引用"), citation("en", lists, version, link), "text"),
    ]
    row = 2
    for label, text, look in lines:
        if not text:
            continue
        sheet.write_string(row, 0, label, formats["label"])
        if look == "link" and text.startswith(("https://", "http://")) and len(text) <= _LONGEST_URL:
            sheet.write_url(row, 1, text, formats["link"], string=text)
        else:
            sheet.write_string(row, 1, _cut(text, t), formats["text" if look == "link" else look])
        _tall(sheet, row, [(text, 66 if look == "strong" else 84)])
        row += 1


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> list[float]:
    """Makes columns so many letters wide, and returns them."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    return list(widths)


def _set_print(sheet: Worksheet, widths: Sequence[float], source: str, names: int = 0, note: str = "") -> None:
    """Lets columns so many letters wide be read on paper: on A4, on A3, or on several pages of it side by side, each of which begins
    with the first `names` columns. Below them stand a note, the source and the number of the page."""
    points = [(_LETTER * width + 5) * 0.75 for width in widths]
    rooms = {paper: (width - 2 * 72 * _MARGIN) * _ALLOWANCE for paper, width in _PAPERS.items()}
    paper = next((paper for paper, room in rooms.items() if sum(points) * _SMALLEST <= room), 8)
    scale = max(min(rooms[paper] / max(sum(points), 1), 1), _SMALLEST)
    breaks, used = [], 0.0
    for place, width in enumerate(points):
        if used and used + width > rooms[paper] / scale + 1:
            breaks.append(place)
            used = sum(points[:names])
        used += width
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.set_margins(_MARGIN, _MARGIN, 0.5, 0.75)
    # Above the least scale only what is rounded down is sure to fit.
    sheet.set_print_scale(math.floor(100 * scale + 1e-6))
    if breaks:
        sheet.set_v_pagebreaks(breaks)
    # Also without breaks: where the font is missing, another may need more room.
    if names:
        sheet.repeat_columns(0, names - 1)
    note_lines = f"{note}\n" if note else ""
    rest = _LONGEST_FOOTER - len(note_lines) - len("&L&10 &R&10 &P / &N")
    # A text that begins with a digit would be taken for a size, and each & for the begin of a sign.
    sheet.set_footer(
        f"&L&10 {note_lines}{_shorten(source, min(_LONGEST_SOURCE, rest // 2)).replace('&', '&&')}&R&10 &P / &N",
        {"scale_with_doc": False},
    )


def _shorten(text: str, most: int) -> str:
    """A text of so many characters at most: of a longer one whole words, and a sign that more follow."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    whole = head.rpartition(" ")[0] if text[most - 1] != " " else head
    return f"{(whole if len(whole) > most / 2 else head).rstrip()}…"


def _cut(text: str, t: Translator) -> str:
    """A text as far as a cell holds it; what is left out is said at its end."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_TEXT:
        return text
    head = units[: 2 * (_LONGEST_TEXT - 100)].decode("utf-16-le", "ignore")
    return head + t("……（一格写不下，后面还有{n}个字，见CSV文件）", n=len(text) - len(head))


def _tall(sheet: Worksheet, row: int, texts: list[tuple[str, int]]) -> None:
    """Makes a row as high as its texts need in columns of these widths; not every spreadsheet does so by itself."""
    lines = max(sum(max(math.ceil(_letters(line) / width), 1) for line in text.split("\n")) for text, width in texts)
    sheet.set_row(row, _POINTS_PER_LINE * min(lines, 20) + 3)


def _data(sheet: Worksheet, view: View, source: str, t: Translator, formats: _Formats) -> None:
    """The view's table from the first cell on, so that it can be filtered, sorted and turned into a pivot table at once."""
    table = view.table
    widths = []
    row_texts: list[list[tuple[str, int]]] = [[("", 1)] for _row in range(len(table))]
    for place, field in enumerate(view.fields):
        column, name = list(table.iloc[:, place]), str(table.columns[place])
        cell_texts = [_cell_text(value, field.kind, t) for value in column]
        # The arrow of the filter takes the room of three letters.
        width = min(max([_letters(name) + 3, *map(_letters, cell_texts)]) + 3, _WIDEST)
        widths.append(width)
        sheet.write_string(0, place, name, formats["head"])
        for row, (value, text) in enumerate(zip(column, cell_texts, strict=True), start=1):
            _write(sheet, row, place, value, formats, t, field.kind)
            row_texts[row - 1].append((text, width - 2))
    for row, texts in enumerate(row_texts, start=1):
        _tall(sheet, row, texts)
    sheet.freeze_panes(1, 1)
    if len(table.columns):
        # What is sorted or filtered there leaves totals where they are.
        sheet.autofilter(0, 0, len(table) - view.totals, len(table.columns) - 1)
    sheet.repeat_rows(0)
    _set_widths(sheet, widths)
    # The codes of targets at the end of a row are there to look it up, which nobody does on paper.
    kinds = [field.kind for field in view.fields]
    columns = next((place for place in range(len(kinds), 0, -1) if kinds[place - 1] not in ("target", "targets")), len(kinds))
    if columns < len(kinds):
        sheet.print_area(0, 0, len(table), columns - 1)
    _set_print(sheet, widths[:columns], source, names=1)


def _wide(sheet: Worksheet, what: Sheet, source: str, t: Translator, formats: _Formats) -> None:
    """A table of figures as it is seen: a plain number is a number, with a star where its remark says more; the rest is text."""
    few = len(what.heads) - what.names <= 3
    widths = []
    for place, head in enumerate(what.heads):
        column = [row[place] for row in what.rows]
        most = 30.0 if place < what.names else _WIDEST if few else 15 * what.wide[place]
        least = max([8, *(_letters(number(item.value)) + 3 for item in column if item.value is not None)])
        best = max([_letters(head) + 3, *(_letters(item.text) + 2 for item in column)])
        widths.append(max(min(best, most), least))
        sheet.set_column(place, place, widths[-1])
        sheet.write_string(0, place, head, formats["head"])
    _tall(sheet, 0, [(head, int(width) - 3) for head, width in zip(what.heads, widths, strict=True)])
    for line, row in enumerate(what.rows, start=1):
        for place, item in enumerate(row):
            _write_item(sheet, line, place, item, formats, t)
        _tall(sheet, line, [(item.text, int(width) - 1) for item, width in zip(row, widths, strict=True)])
    sheet.freeze_panes(1, what.names)
    sheet.autofilter(0, 0, len(what.rows), len(what.heads) - 1)
    sheet.repeat_rows(0)
    note = t("*：口径、语气或别的数字见批注；≥、>、≤、<、≈写成文字，不参加计算")
    _set_print(sheet, widths, source, what.names, note)


def _write_item(sheet: Worksheet, row: int, place: int, item: Item, formats: _Formats, t: Translator) -> None:
    form = ""
    if item.value is not None:
        # As wide as the star is the room that stands in its place.
        form = cells.KINDS["number"].excel(item.value) + ('"*"' if item.remark else "_*")
    look = formats.of(form, item.fill, item.ink, item.pattern, item.outline)
    if item.value is not None:
        sheet.write_number(row, place, item.value, look)
    elif item.text:
        sheet.write_string(row, place, _cut(item.text, t), look)
    if item.remark:
        sheet.write_comment(row, place, item.remark, {"x_scale": 2, "y_scale": 0.4 + 0.5 * len(item.remark.split("\n"))})


def _letters(text: str) -> int:
    """How many letters wide the widest line of a text is; a Chinese character is as wide as two."""
    return max(sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n"))


def _cell_text(value: Any, kind: str, t: Translator) -> str:
    """A cell as Excel shows it: a day in the form of its own."""
    return (
        str(plain_value(value)) if isinstance(value, datetime.date) and not cells.missing(value) else cells.words(value, kind, t)
    )


def _write(sheet: Worksheet, row: int, place: int, value: Any, formats: _Formats, t: Translator, kind: str = "number") -> None:
    """One cell as what it is: a number as a number, a date as a date, a text as a text whatever it looks like."""
    plain = plain_value(value)
    if plain is None or plain == "":
        sheet.write_blank(row, place, None, formats["text"])
    elif isinstance(plain, bool):
        sheet.write_boolean(row, place, plain, formats["text"])
    elif isinstance(plain, int | float):
        sheet.write_number(row, place, plain, formats[cells.KINDS[kind].excel(plain)])
    elif isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        sheet.write_datetime(row, place, value.replace(tzinfo=None), formats["date" if midnight else "time"])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, place, datetime.datetime.combine(value, datetime.time()), formats["date"])
    else:
        sheet.write_string(row, place, _cut(str(plain), t), formats["text"])


def _chart(
    book: xlsxwriter.Workbook, sheet: Worksheet, what: Chart, view: View, source: str, context: Context, formats: _Formats
) -> None:
    """The chart of a view's figure, with its numbers below it in cells of their own.

    It does not read the data sheet: sorted there, a figure kept apart would be drawn as a ranked one, where here it is a grey
    outline.
    """
    t = context.t
    mark, grey = context.look.light.mark, _LIGHT.colour("neutral")
    heads = [name or t("数字") for name in what.series]
    height = 130 + 44 * len(what.rows)
    top = 2 + math.ceil(height / _PIXELS_PER_ROW) + 2

    patterns = {row.pattern for row in what.rows if not row.outline}
    signs = [sign for pattern, sign in (("dots", t("点纹＝由别的口径推出")), ("stripes", t("斜纹＝力争"))) if pattern in patterns]
    if any(row.outline for row in what.rows):
        signs.append(t(view.show.outline))
    sheet.write_string(0, 0, t("条形的长短随图下的表改变；条旁的文字不随表改变。"))
    if signs:
        sheet.write_string(1, 0, t("图例：{signs}。", signs=t.join(signs)))

    titles = [t("图中的名字"), t("目标"), *heads]
    for place, head in enumerate(titles):
        sheet.write_string(top, place, head, formats["head"])
    _tall(sheet, top, [(head, 23) for head in titles])
    for line, row in enumerate(what.rows, start=top + 1):
        text = "".join(row.words)
        sheet.write_string(line, 0, row.label, formats["text"])
        sheet.write_string(line, 1, text, formats["text"])
        _tall(sheet, line, [(row.label, _WIDEST - 2), (text, 22)])
        _write(sheet, line, 2 + row.series, row.value, formats, t)
    widest = max(_letters(row.label) for row in what.rows)
    widths = _set_widths(sheet, [min(widest + 2, _WIDEST), *[24] * (1 + len(heads))])

    chart = book.add_chart({"type": "bar"})
    last = top + len(what.rows)
    for place in range(len(heads)):
        own = [row.outline for row in what.rows if row.series == place]
        unranked = bool(own) and all(own)
        fills = {
            name: {"pattern": {"pattern": pattern, "fg_color": mark, "bg_color": "#FFFFFF"}}
            for name, pattern in (("stripes", "wide_upward_diagonal"), ("dots", "percent_30"))
        }
        outline = {"fill": {"none": True}, "border": {"color": grey, "width": 1}}
        points = [(outline if row.outline else fills.get(row.pattern)) if row.series == place else None for row in what.rows]
        # Not the cell itself: some spreadsheets would draw the bare number and lose the "at least".
        captions = [{"value": _caption("".join(row.words))} if row.series == place else {"delete": True} for row in what.rows]
        chart.add_series(
            {
                "name": [sheet.name, top, 2 + place],
                "categories": [sheet.name, top + 1, 0, last, 0],
                "values": [sheet.name, top + 1, 2 + place, last, 2 + place],
                # Scopes are told apart by the strength of one colour.
                "fill": {"none": True} if unranked else {"color": mark, "transparency": min(25 * place, 75)},
                "border": {"color": grey if unranked else mark, "width": 1},
                "points": points,
                "data_labels": {"value": True, "custom": captions},
                "gap": 45,
                "overlap": 100,
            }
        )
    chart.set_title({"name": _caption(view.question), "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 10}, "major_tick_mark": "none", "interval_unit": 1})
    chart.set_x_axis(
        {
            "min": 0 if all((row.value or 0) >= 0 for row in what.rows) else None,
            # The labels tell the figures as people say them, in units that those of an axis need not be.
            "major_gridlines": {"visible": True, "line": {"color": _LIGHT.colour("grid")}},
            "label_position": "none",
            "major_tick_mark": "none",
        }
    )
    # Room for the names on the left: a name that would be broken too often is left out by some spreadsheets.
    left = min(0.04 + widest * 0.0078, 0.45)
    chart.set_plotarea({"layout": {"x": left, "y": 60 / height, "width": 0.92 - left, "height": 1 - 150 / height}})
    chart.set_legend({"position": "bottom"} if len(heads) > 1 or what.series[0] else {"none": True})
    chart.set_size({"width": 900, "height": height})
    sheet.insert_chart(2, 0, chart, {"description": writable(view.takeaway), "object_position": 2})
    _set_print(sheet, widths, source)


def _scatter(
    book: xlsxwriter.Workbook, sheet: Worksheet, what: Scatter, view: View, source: str, context: Context, formats: _Formats
) -> None:
    """Points between two axes, with their numbers below them; what is at least or at most so much is said in words."""
    t, top, mark = context.t, 28, context.look.light.mark
    last = top + len(what.points)
    heads = [t("图中的名字"), t("目标"), what.across, what.up]
    for place, head in enumerate(heads):
        sheet.write_string(top, place, head, formats["head"])
    _tall(sheet, top, [(head, 22) for head in heads])
    for line, point in enumerate(what.points, start=top + 1):
        sheet.write_string(line, 0, point.label, formats["text"])
        sheet.write_string(line, 1, point.words, formats["text"])
        _write(sheet, line, 2, point.across, formats, t)
        _write(sheet, line, 3, point.up, formats, t)
        _tall(sheet, line, [(point.words, 38)])
    chart = book.add_chart({"type": "scatter"})
    chart.add_series(
        {
            "name": _caption(view.question),
            "categories": [sheet.name, top + 1, 2, last, 2],
            "values": [sheet.name, top + 1, 3, last, 3],
            "marker": {"type": "circle", "size": 9, "fill": {"color": mark}, "border": {"color": mark}},
            "data_labels": {
                "value": True,
                "position": "above",
                "custom": [
                    {"value": _caption(t("{unit}（{scope}）", unit=point.label, scope=point.words))} for point in what.points
                ],
            },
        }
    )
    chart.set_title({"name": _caption(view.question), "name_font": {"size": 12}, "overlay": False})
    for name, use in ((what.across, chart.set_x_axis), (what.up, chart.set_y_axis)):
        use({"name": _caption(name), "min": 0, "major_gridlines": {"visible": True, "line": {"color": _LIGHT.colour("grid")}}})
    chart.set_legend({"none": True})
    chart.set_size({"width": 900, "height": (top - 1) * _PIXELS_PER_ROW})
    sheet.insert_chart(0, 0, chart, {"description": writable(view.takeaway), "object_position": 2})
    _set_print(sheet, _set_widths(sheet, [24, 40, 24, 24]), source)


def _caption(text: str) -> str:
    """A text of a chart; where the library would take it for the address of a cell, its exclamation mark is the Chinese one."""
    return re.sub(r"!(?=\$?[A-Z]+\$?\d)", "！", writable(text))


def _dictionary(sheet: Worksheet, view: View, source: str, t: Translator, formats: _Formats, more: Mapping[str, str]) -> None:
    """The last sheet: what each column of the table means, then what the signs in its cells mean, and `more` signs of another sheet."""
    _set_print(sheet, _set_widths(sheet, [26, 12, 80]), source)
    for place, head in enumerate([t("字段"), t("取值"), t("含义")]):
        sheet.write_string(0, place, head, formats["head"])
    row = 1
    for place, field in enumerate(view.fields):
        name, meaning = str(view.table.columns[place]), t("由所附的 SQL 算出") if view.free else t(field.meaning)
        for column, text in enumerate([name, _kind(view.table.iloc[:, place], t), meaning]):
            sheet.write_string(row, column, text, formats["text"])
        _tall(sheet, row, [(name, 24), (meaning, 76)])
        row += 1
    row += 1
    sheet.write_string(row, 0, t("符号"), formats["head"])
    sheet.write_string(row, 1, "", formats["head"])
    sheet.write_string(row, 2, t("含义"), formats["head"])
    for line, (sign, meaning) in enumerate([*more.items(), *_signs(view, t)], start=row + 1):
        sheet.write_string(line, 0, t(sign), formats["text"])
        sheet.write_string(line, 2, t(meaning), formats["text"])
        _tall(sheet, line, [(t(sign), 24), (t(meaning), 76)])


def _signs(view: View, t: Translator) -> list[tuple[str, str]]:
    """The signs that occur in the cells of the view's table, each with its meaning."""
    # A place in the text is no range of a figure.
    texts = {
        _cell_text(value, field.kind, t)
        for place, field in enumerate(view.fields)
        if field.kind != "place"
        for value in view.table.iloc[:, place]
    }
    ranks = {text for text in texts if re.fullmatch(t("第{best}–{worst}位", best=r"\d+", worst=r"\d+"), text)}

    def occurs(sign: str) -> bool:
        if sign == "空格":
            return "" in texts
        if sign == "第1–3位":
            return bool(ranks)
        if sign == "区间":
            return any(re.search(r"\d–\d", text) for text in texts - ranks)
        # A word alone, or before a figure.
        signs = "|".join(map(re.escape, t(sign).split(t.join(["", ""]))))
        return any(re.fullmatch(rf"({signs})([ \d].*)?", text, re.DOTALL) for text in texts)

    return [] if view.free else [(sign, meaning) for sign, meaning in _SIGNS.items() if occurs(sign)]


def _kind(column: pd.Series, t: Translator) -> str:
    values = [value for value in column if plain_value(value) not in (None, "")]
    if values and all(isinstance(value, datetime.date) for value in values):
        return t("日期")
    plain = [plain_value(value) for value in values]
    numbers = [value for value in plain if isinstance(value, int | float) and not isinstance(value, bool)]
    if not plain:
        return t("空")
    return t("数字") if len(numbers) == len(plain) else t("文字")
