"""A published file as one text: .txt, .docx, .pdf with text, .html as saved from a site, .xlsx, or pasted text.

The file is read in a process of its own (`fenjin.data.confined`). The text is the same for the same bytes: one line a paragraph or
row, a tab between the cells of a row, nothing rewritten. Each line knows its place in the file. One file: whatever the kind of the
file, what comes out is the same lines under the same limits; Word's, which takes most, has its own (`fenjin.draft.word`).
"""

import base64
import hashlib
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from fenjin.data import confined
from fenjin.language.translate import Message, _

VERSION = "3"  # of the text that a file gives: raised whenever the same bytes would give another
LARGEST = 20 * 2**20  # bytes of a file
KINDS = (".txt", ".docx", ".pdf", ".html", ".htm", ".xlsx")

_MOST_CHARACTERS = 2_000_000
_LARGEST_PACKED = 200 * 2**20  # bytes of what an archive unpacks to
_MEMORY = 768 * 2**20
_SECONDS = 20
_MOST_CELLS = 200
_MOST_BLANK = 1000  # rows of a sheet that nothing stands in, before it is taken to have ended
_LEAST_LINES = 6  # that a page draws where there may be a table

_REFUSALS = {
    "empty": _("这个文件里没有文字：换一个文件，或把文字复制过来粘贴"),
    "large": _("文件超过{most}兆：去掉图片再存，或只留清单部分"),
    "old": _("这是旧格式（.doc、.wps、.xls）：用 Word 或 WPS 打开，另存为 .docx 或 .xlsx 再来"),
    "scanned": _("这个 PDF 是扫描的图片，里面没有文字：找带文字的原文件，或先做文字识别再来"),
    "kind": _("不认识这种文件：请给 .txt、.docx、.pdf、.html 或 .xlsx，或把文字复制过来粘贴"),
    "locked": _("文件加了密码：去掉密码另存再来"),
    "broken": _("文件已损坏，或不是它的扩展名所说的格式：重新下载，或用原来的软件另存一次再来"),
    "characters": _("文字的编码读不出来：用记事本另存为 UTF-8 再来"),
    "bomb": _("文件展开后太大：这不像一份清单，请核对来源"),
    "long": _("文字超过{most}万字：只留清单部分再来"),
    "time": _("读这个文件用的时间太长，已停下：用原来的软件另存一次，或把文字复制过来粘贴"),
    "memory": _("读这个文件要的内存太多，已停下：去掉图片再存，或把文字复制过来粘贴"),
    "formula": _("表里的公式还没有算出结果：用 Excel 或 WPS 打开，保存一次再来"),
    "crash": _("读这个文件的程序中途停了：用原来的软件另存一次，或把文字复制过来粘贴"),
}


class Refusal(Message):
    """A file that gives no text: what is wrong, and what to do. `reason` is one of the codes above."""

    def __init__(self, reason: str) -> None:
        most = LARGEST // 2**20 if reason == "large" else _MOST_CHARACTERS // 10_000
        super().__init__(_REFUSALS[reason], most=most)
        self.reason = reason


@dataclass(frozen=True)
class Line:
    """A paragraph or row of a text: its characters from `start` up to `end`, those of its cells (none where it is no row), and its
    place in the file: what kind of place (`paragraph`, `row`, `page`), and numbers from 1 (a row's table, then the row)."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]
    place: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Published:
    """A published file and the text that it gives; `sha256` is the fingerprint of the file, `text_sha256` that of the text."""

    text: str
    lines: tuple[Line, ...]
    sha256: str
    kind: str

    @property
    def text_sha256(self) -> str:
        """The fingerprint of the text as UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def words(self, line: Line) -> str:
        """The text of a line."""
        return self.text[line.start : line.end]


def read(content: bytes, name: str) -> Published:
    """The text of a file with this name. Raises Refusal."""
    kind = os.path.splitext(name)[1].lower()
    if len(content) > LARGEST:
        raise Refusal("large")
    reason = _known_by_its_bytes(content, kind)
    if reason:
        raise Refusal(reason)
    try:
        request = json.dumps({"kind": kind, "content": base64.b64encode(content).decode()}).encode()
        answer, status = confined.ask("fenjin.draft.reading", request, _SECONDS, 16 * _MOST_CHARACTERS)
        reply = json.loads(answer)
    except OSError as error:
        raise Refusal("crash") from error
    except ValueError as error:
        raise Refusal("time" if confined.was_stopped(status) else "crash") from error
    if reply["refused"]:
        raise Refusal(reply["refused"])
    return _published(reply["lines"], hashlib.sha256(content).hexdigest(), kind)


def pasted(text: str) -> Published:
    """The text that somebody pasted. Raises Refusal."""
    content = text.encode("utf-8", "surrogatepass")
    try:
        return _published(_plain(content), hashlib.sha256(content).hexdigest(), "")
    except _Refused as refused:
        raise Refusal(str(refused)) from None


def _known_by_its_bytes(content: bytes, kind: str) -> str:
    if not content.strip():
        return "empty"
    if kind in (".doc", ".wps", ".xls", ".et", ".ppt"):
        return "old"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # What Word and Excel write with a password has the container of the old formats too.
        return "locked" if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content else "old"
    return "" if kind in KINDS else "kind"


def _published(rows: list[tuple[str, list[int], list[str]]], sha256: str, kind: str) -> Published:
    parts: list[str] = []
    lines: list[Line] = []
    at = 0
    for place, numbers, cells in rows:
        spans = []
        start = at
        for n, cell in enumerate(cells):
            if n:
                parts.append("\t")
                at += 1
            parts.append(cell)
            spans.append((at, at + len(cell)))
            at += len(cell)
        parts.append("\n")
        if cells and any(cell.strip() for cell in cells):
            lines.append(Line(start, at, tuple(spans) if len(spans) > 1 else (), place, tuple(numbers)))
        at += 1
    return Published("".join(parts), tuple(lines), sha256, kind)


# What follows runs in the process of its own.


class _Refused(Exception):
    """Why a file gives no text."""


_Row = tuple[str, list[int], list[str]]
_ITEM = re.compile(r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、](?!\d))")


class _PageLine(NamedTuple):
    """A line of a page, and where it begins and ends."""

    text: str
    left: float
    right: float


# Of a page: a line, or the rows of a table.
_Block = _PageLine | list[list[str]]


def _plain(content: bytes) -> list[_Row]:
    """The lines of a text; a line with tabs is a row."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _Refused("characters")
    if "\0" in text:
        raise _Refused("broken")
    if re.search("[\ue000-\uf8ff]", text) and encoding == "gb18030":
        # Bytes of another encoding, such as Big5, that happen to be characters which nobody has written down.
        raise _Refused("characters")
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[_Row] = []
    number = 0
    for line in text.split("\n"):
        number += bool(line.strip())
        rows.append(("paragraph", [number], line.split("\t")))
    return rows


def _word(content: bytes) -> list[_Row]:
    from fenjin.draft import word

    return [(place, numbers, [_one_line(text) for text in cells]) for place, numbers, cells in word.rows(content)]


def _portable(content: bytes) -> list[_Row]:
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _Refused("locked" if "password" in str(error).lower() else "broken") from error
    pages: list[list[_Block]] = []
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        lines = sum(1 for _path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3))
        blocks = _ruled(content, number) if lines >= _LEAST_LINES else []
        if not any(isinstance(block, list) for block in blocks):
            blocks = list(_numberless(_page_lines(page.get_textpage())))
        pages.append(blocks)
    rows = _flowing(_without_running_heads(pages))
    if not rows:
        raise _Refused("scanned")
    return rows


def _ruled(content: bytes, number: int) -> list["_Block"]:
    """The lines and ruled tables of a page from top to bottom."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content), pages=[number]) as document:
        page = document.pages[0]
        blocks: list[_Block] = []
        top = 0.0
        for table in sorted(page.find_tables(), key=lambda each: each.bbox[1]):
            rows = [[_one_line((cell or "").replace("\n", "")) for cell in row] for row in table.extract()]
            # At the top of a page a row may stand alone, as the last of a table before it.
            alone = number > 1 and not blocks and not _between(page, 0, table.bbox[1])
            if len(rows) < (1 if alone else 2) or len(rows[0]) < 2 or table.bbox[1] < top:
                continue
            blocks += _between(page, top, table.bbox[1])
            blocks.append(rows)
            top = table.bbox[3]
        return [*blocks, *_between(page, top, float(page.height))]


def _between(page: Any, top: float, bottom: float) -> list["_PageLine"]:
    if bottom - top < 2:
        return []
    lines = page.crop((0, top, page.width, min(bottom, page.height))).extract_text_lines(return_chars=False)
    return _numberless(_PageLine(line["text"].strip(), line["x0"], line["x1"]) for line in lines)


def _page_lines(page: Any) -> Iterator["_PageLine"]:
    at = 0
    for line in page.get_text_range().split("\r\n"):
        ends = [n for n, char in enumerate(line) if not char.isspace()]
        if ends:
            left, right = page.get_charbox(at + ends[0])[0], page.get_charbox(at + ends[-1])[2]
            yield _PageLine(line.strip().replace("\ufffe", ""), left, right)
        at += len(line) + 2


def _numberless(lines: Iterable["_PageLine"]) -> list["_PageLine"]:
    """The lines of a page but for its number."""
    number = r"[-—–·\s]*\d{1,3}[-—–·\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?"
    return [line for line in lines if line.text and not re.fullmatch(number, line.text)]


def _without_running_heads(pages: list[list["_Block"]]) -> list[list["_Block"]]:
    """The pages without the line that stands at the head or foot of most of them."""
    for end in (0, -1):
        heads = [re.sub(r"\d+", "#", page[end].text) if page and isinstance(page[end], _PageLine) else "" for page in pages]  # type: ignore[union-attr]
        usual = max(set(heads), key=heads.count, default="")
        if usual and heads.count(usual) >= 3 and heads.count(usual) * 2 > len(pages):
            pages = [
                [block for n, block in enumerate(page) if head != usual or n != end % len(page)]
                for page, head in zip(pages, heads, strict=True)
            ]
    return pages


def _flowing(pages: list[list["_Block"]]) -> list[_Row]:
    """Paragraphs and rows of all pages: both go on from one page to the next."""
    rows: list[_Row] = []
    lines: list[tuple[int, _PageLine]] = []
    paragraphs: dict[int, int] = {}
    tables = width = line = 0

    def flush() -> None:
        for number, words in _joined(lines):
            paragraphs[number] = paragraphs.get(number, 0) + 1
            rows.append(("page", [number, paragraphs[number]], [words]))
        lines.clear()

    for number, blocks in enumerate(pages, 1):
        for block in blocks:
            if isinstance(block, _PageLine):
                lines.append((number, block))
                width = 0
                continue
            flush()
            # A table that goes on over the page has as many columns as there, and nothing between.
            if len(block[0]) != width:
                tables, width, line = tables + 1, len(block[0]), 0
            elif _breaks(rows[-line:], block[0]):
                rows[-1] = (*rows[-1][:2], [above + below for above, below in zip(rows[-1][2], block.pop(0), strict=True)])
            for cells in block:
                line += 1
                rows.append(("row", [tables, line], cells))
    flush()
    return rows


def _breaks(rows: Sequence[_Row], cells: Sequence[str]) -> bool:
    """Whether cells at the top of a page are the rest of the last row before it: where rows are numbered and these cells have no number."""
    numbered = all(re.fullmatch(r"\d{1,3}", row[2][0]) for row in rows[1:]) and len(rows) > 1
    return (
        numbered
        and not cells[0]
        and any(cells)
        and not any(re.search("[。；;]$", rows[-1][2][n]) for n, each in enumerate(cells) if each)
    )


def _joined(lines: list[tuple[int, "_PageLine"]]) -> list[tuple[int, str]]:
    """The paragraphs of lines, each with its page: a line that fills its page's width goes on in the next, unless that is indented."""
    left, right = min((line.left for _page, line in lines), default=0), max((line.right for _page, line in lines), default=0)
    indents = [line.left > left + 0.02 * (right - left) for _page, line in lines]
    has_indents = 0.02 * len(lines) < sum(indents) < 0.7 * len(lines)
    paragraphs: list[tuple[int, str]] = []
    goes_on = False
    for (page, line), indented in zip(lines, indents, strict=True):
        if goes_on and not (has_indents and indented) and not _ITEM.match(line.text):
            paragraphs[-1] = (paragraphs[-1][0], paragraphs[-1][1] + line.text)
        else:
            paragraphs.append((page, line.text))
        goes_on = line.right > right - 0.05 * (right - left) and (has_indents or not re.search("[。；;！？]$", line.text))
    return paragraphs


def _web(content: bytes) -> list[_Row]:
    import lxml.html

    encoding = None
    try:
        content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        match = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
        encoding = "gb18030" if not match or match[1].lower().startswith(b"gb") else match[1].decode()
    parser = lxml.html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(content, parser=parser)
    except (ValueError, LookupError, AssertionError) as error:
        raise _Refused("broken") from error
    for skip in tree.xpath("//script|//style|//noscript|//template|//head|//nav|//select|//button|//iframe"):
        skip.drop_tree()
    rows: list[_Row] = []
    paragraphs = tables = 0

    def flush(words: list[str]) -> None:
        nonlocal paragraphs
        text = _one_line("".join(words))
        words.clear()
        if text:
            paragraphs += 1
            rows.append(("paragraph", [paragraphs], [text]))

    def walk(element: object, words: list[str]) -> None:
        nonlocal tables
        tag = element.tag if isinstance(element.tag, str) else ""  # type: ignore[attr-defined]
        if tag == "table" and _is_of_data(element):
            flush(words)
            tables += 1
            for number, cells in enumerate(_grid(element), 1):
                rows.append(("row", [tables, number], cells))
        else:
            is_block = tag in _BLOCKS
            if is_block:
                flush(words)
            words.append(element.text or "")  # type: ignore[attr-defined]
            for child in element:  # type: ignore[attr-defined]
                walk(child, words)
            if is_block:
                flush(words)
        words.append(element.tail or "")  # type: ignore[attr-defined]

    words: list[str] = []
    sys.setrecursionlimit(3000)
    try:
        walk(tree, words)
    except RecursionError as error:
        raise _Refused("broken") from error
    flush(words)
    return rows


_BLOCKS = frozenset(
    "address article aside blockquote body br dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre "
    "section table tbody td tfoot th thead tr ul".split()
)


def _is_of_data(table: object) -> bool:
    """Whether a table holds rows of several cells and no other table: otherwise it lays out a page."""
    return not table.xpath(".//table") and any(len(row.xpath("./td|./th")) > 1 for row in table.xpath(".//tr"))  # type: ignore[attr-defined]


def _grid(table: object) -> Iterator[list[str]]:
    """The rows of a table; a cell that reaches over several rows stands in the first and is repeated in none."""
    hanging: dict[int, int] = {}
    for row in table.xpath(".//tr"):  # type: ignore[attr-defined]
        cells: list[str] = []
        for cell in row.xpath("./td|./th"):
            while hanging.get(len(cells), 0):
                hanging[len(cells)] -= 1
                cells.append("")
            rows = min(int(cell.get("rowspan") or 1) if (cell.get("rowspan") or "1").isdigit() else 1, 1000)
            columns = min(int(cell.get("colspan") or 1) if (cell.get("colspan") or "1").isdigit() else 1, _MOST_CELLS)
            for n in range(columns):
                if rows > 1:
                    hanging[len(cells)] = rows - 1
                cells.append(_one_line("".join(cell.itertext())) if not n else "")
        while hanging.get(len(cells), 0):
            hanging[len(cells)] -= 1
            cells.append("")
        yield cells


# A formula beside which no program has written what it comes to; one that comes to no text has an empty one.
_UNCOUNTED = re.compile(rb'<c (?![^>]*t="str")[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')


def _sheet(content: bytes) -> list[_Row]:
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(_UNCOUNTED.search(archive.read(name)) for name in archive.namelist() if name.startswith("xl/worksheets/")):
            raise _Refused("formula")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    rows: list[_Row] = []
    for number, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            continue
        last = 0
        for line, row in enumerate(sheet.iter_rows(max_col=_MOST_CELLS), 1):
            cells = [_cell_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                rows.append(("row", [number, line], cells))
                last = line
            elif line - last > _MOST_BLANK:
                # A sheet that was formatted down to its last row.
                break
    return rows


def _cell_text(cell: object) -> str:
    """A cell as the sheet shows it, as far as its format says so."""
    value, style = cell.value, getattr(cell, "number_format", None) or ""  # type: ignore[attr-defined]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        if "%" in style:
            return f"{value * 100:.10g}%"
        return f"{value:.12g}" if abs(value) < 1e15 else str(value)
    if hasattr(value, "strftime"):
        return f"{value.year}年{value.month}月{value.day}日" if getattr(value, "year", 0) else str(value)
    return _one_line(str(value))


def _one_line(text: str) -> str:
    return re.sub(r"[\s\xa0\u3000]+", " ", text).strip()


_READERS: dict[str, Callable[[bytes], list[_Row]]] = {
    ".txt": _plain,
    ".docx": _word,
    ".pdf": _portable,
    ".html": _web,
    ".htm": _web,
    ".xlsx": _sheet,
}
_MODULES = {
    ".docx": ("docx", "docx.table"),
    ".pdf": ("pypdfium2", "pdfplumber"),
    ".html": ("lxml.html",),
    ".htm": ("lxml.html",),
    ".xlsx": ("openpyxl",),
}


def _rows(content: bytes, kind: str) -> list[_Row]:
    """What a file holds. Raises _Refused."""
    if kind in (".docx", ".xlsx"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_PACKED:
                    raise _Refused("bomb")
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise _Refused("broken") from error
    try:
        rows = _READERS[kind](content)
    except (MemoryError, _Refused):
        raise
    except Exception as error:
        # Whatever a library raises over a broken file, it is broken.
        raise _Refused("broken") from error
    characters = sum(len(cell) for _place, _numbers, cells in rows for cell in cells)
    if not any(cell.strip() for _place, _numbers, cells in rows for cell in cells):
        raise _Refused("scanned" if kind == ".pdf" else "empty")
    if characters > _MOST_CHARACTERS:
        raise _Refused("long")
    return rows


def _answer(request: bytes, stream: IO[bytes]) -> None:
    """Reads the one file of a request and writes its lines."""
    about = json.loads(request)
    for module in _MODULES.get(about["kind"], ()):
        __import__(module)
    confined.limit(_MEMORY, _SECONDS, files=8)
    stream.write(confined.START_SIGN)
    stream.flush()
    reply: dict[str, object]
    try:
        reply = {"refused": "", "lines": _rows(base64.b64decode(about["content"]), about["kind"])}
    except _Refused as refused:
        reply = {"refused": str(refused)}
    except MemoryError:
        reply = {"refused": "memory"}
    stream.write(json.dumps(reply).encode())


if __name__ == "__main__":
    confined.serve(lambda _head: _answer)
