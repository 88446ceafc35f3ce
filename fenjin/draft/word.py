"""A Word file as paragraphs and rows: its paragraphs with the numbers that Word counts by itself, text boxes, tables."""

import io
import string
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

_DIGITS = "零一二三四五六七八九"
_MOST_LEVELS = 9


def rows(content: bytes) -> Iterator[tuple[str, list[int], list[str]]]:
    """Each paragraph and row of a file: what kind of place, its numbers from 1, and the text of its cells."""
    document = docx.Document(io.BytesIO(content))
    numbering = _Numbering(document)
    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            number = numbering.number(block)
            for text in (number + block.text if block.text.strip() else "", *_boxes(block)):
                if text.strip():
                    paragraphs += 1
                    yield "paragraph", [paragraphs], [text]
        elif isinstance(block, Table):
            tables += 1
            for place, cells in enumerate(_table(block), 1):
                yield "row", [tables, place], cells


def _boxes(paragraph: Any) -> Iterator[str]:
    """The paragraphs of the text boxes that hang on a paragraph; a box is often there twice, the second time for older programs."""
    boxes = list(paragraph._p.iter(qn("w:txbxContent")))
    own = [box for box in boxes if not any(each.tag.endswith("}Fallback") for each in box.iterancestors())]
    for box in own or boxes:
        for each in box.iter(qn("w:p")):
            yield "".join(text.text or "" for text in each.iter(qn("w:t")))


def _table(table: Any) -> Iterator[list[str]]:
    """The rows of a table; a cell that spans several columns or rows says its text once and leaves the others empty."""
    above: list[object] = []
    for row in table.rows:
        own = [cell._tc for cell in row.cells]
        yield [
            "" if (n and tc is own[n - 1]) or (n < len(above) and tc is above[n]) else cell.text
            for n, (tc, cell) in enumerate(zip(own, row.cells, strict=True))
        ]
        above = own


class _Numbering:
    """Counts a document's numbered paragraphs as Word does: the file has their list and level, and no number."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                facts = [_value(level, name) for name in ("w:numFmt", "w:lvlText", "w:start")]
                key = abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")))
                self._levels[key] = facts[0] or "decimal", facts[1] or "", int(facts[2] or 1)
        for own in root.iter(qn("w:num")):
            self._lists[own.get(qn("w:numId"))] = _value(own, "w:abstractNumId")

    def number(self, paragraph: Paragraph) -> str:
        """What Word writes in front of a paragraph; "" where it has no number, or a bullet."""
        place = self._place(paragraph)
        if place is None:
            return ""
        list_of, level = place
        counts = self._counts.setdefault(list_of, [0] * _MOST_LEVELS)
        _form, _text, start = self._levels[list_of, level]
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (_MOST_LEVELS - level - 1)
        form, text, _start = self._levels[list_of, level]
        if form in ("bullet", "none") or "%" not in text:
            return ""
        for n in range(level + 1):
            own, _text, first = self._levels.get((list_of, n), ("decimal", "", 1))
            text = text.replace(f"%{n + 1}", _in_form(counts[n] or first, own))
        # A number at once behind a point would be one with it.
        return f"{text} " if text[-1:] in ".．" else text

    def _place(self, paragraph: Paragraph) -> tuple[str, int] | None:
        """The list and the level of a paragraph, its own or its style's; None where it is of none."""
        style: Any = paragraph.style
        elements = [paragraph._p]
        while style is not None:
            elements.append(style.element)
            style = style.base_style
        for element in elements:
            properties = element.find(qn("w:pPr"))
            own = None if properties is None else properties.find(qn("w:numPr"))
            if own is not None:
                list_of, level = self._lists.get(_value(own, "w:numId")), int(_value(own, "w:ilvl") or 0)
                return (list_of, level) if list_of is not None and (list_of, level) in self._levels else None
        return None


def _value(element: Any, name: str) -> str:
    child = element.find(qn(name))
    return "" if child is None else child.get(qn("w:val")) or ""


def _in_form(number: int, form: str) -> str:
    """A number in one of Word's forms; in Arabic numerals where the form is none of those that lists use."""
    if number < 100 and ("hinese" in form or form in ("japaneseCounting", "ideographDigital", "taiwaneseCounting")):
        tens, ones = divmod(number, 10)
        if tens:
            return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
        return _DIGITS[ones]
    if "nclosedCircle" in form and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letters = string.ascii_lowercase if form == "lowerLetter" else string.ascii_uppercase
        return letters[number - 1]
    return str(number)
