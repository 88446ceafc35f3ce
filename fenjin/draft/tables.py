"""Commitments in the rows of tables: what each column is, by its head or by what stands in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fenjin.draft.answering import Names, leaders, split_units
from fenjin.draft.commitments import Commitment, heading_end_of, title_of
from fenjin.draft.notation import last_day
from fenjin.draft.reading import Line, Published
from fenjin.draft.surroundings import Cell

_COLUMNS = (
    ("number", r"序号|编号|^号$"),
    ("uom", r"计量单位|^单位$|度量单位"),
    ("assist", r"配合|协办|协同|协助|参与|参加"),
    (
        "lead",
        r"责任单位|牵头单位|责任部门|牵头部门|主办|承办|责任主体|实施主体|建设单位|主管单位|主管部门|责任科室|落实单位|业主|牵头(?!领导|人)|责任处室|^责任$|^部门$|完成单位|^单位名称$|承担单位",
    ),
    ("person", r"领导|责任人|联系人|负责人|电话|挂联|包保|人员"),
    ("last", r"上年|去年|基期|基数|现状|完成情况|进展|实绩|20\d\d年(?:实际|完成|基数|实绩)|累计完成|已完成"),
    ("remark", r"备注|说明|资金来源|权重|分值|评分|考核|性质|类型|属性|地点|位置|依据|建设性质|总投资|亮点|存在问题"),
    ("time", r"时限|完成时间|时间节点|起止|工期|建设年限|完成期限|^时间$|时间要求|进度安排|期限"),
    (
        "value",
        r"目标值|指标值|目标数|计划数|任务数|数量|年度投资|当年投资|计划投资|投资计划|年投资|(?:季度|上半年|全年|年度|半年)(?:目标|计划|任务)|^(?:第?[一二三四1-4]季度|上半年|前三季度|[12]?\d?-?\d{1,2}月)末?$|^目标$|^计划$|目标任务数|^全年$|^20\d\d年$|20\d\d年(?:目标|计划)",
    ),
    ("category", r"类别|分类|领域|板块|大类"),
    ("title", r"项目名称|^项目$|指标名称|^指标$|名称|事项|工程|考核指标|一级|主要指标"),
    ("content", r"内容|任务|目标|举措|措施|规模|计划|要求|标准|清单|承诺|工作|要点"),
)


_NAMED_UOM = re.compile(r"[（(](?:单位[:：])?([^\d（()）、，,]{1,6})[）)]$")
_CAPTION = re.compile(r"(?:计量)?单位\s*[:：]\s*([^\s:：）)]{1,6})\s*[）)]?\s*$")
# Columns in whose heads no unit of measure has to stand where the caption says it.
_MONEY = re.compile("投资|资金|金额|产值|收入|预算|经费|支出")


def tables(published: Published, lines: Sequence[Line], names: Names) -> Iterator[tuple[int, list[tuple[str, str]], list[Line]]]:
    """Each table: its number, what each column is with its head, and its rows. A unit of measure that stands above the table (单位：万元)
    joins the heads of the columns that it can be meant for."""
    groups: dict[int, list[Line]] = {}
    captions: dict[int, str] = {}
    table, last = 0, None
    caption = ""
    for n, line in enumerate(lines):
        if not line.cells:
            match = _CAPTION.search(published.words(line).strip())
            last, caption = None, match[1] if match else ""
            continue
        if line.place == "row":
            table = line.numbers[0]
        elif last is None:
            table = -n - 1
        last = line
        groups.setdefault(table, []).append(line)
        captions.setdefault(table, caption)
    for number, rows in groups.items():
        header, skip = _header(published, rows, names)
        if uom := captions[number]:
            header = [
                (
                    kind,
                    f"{head}（{uom}）"
                    if kind == "value" and not _uom_in(head) and (_MONEY.search(head) or "元" not in uom)
                    else head,
                )
                for kind, head in header
            ]
        yield number, header, rows[skip:]


def _cell_words(published: Published, line: Line) -> list[str]:
    return [published.text[low:high].strip() for low, high in line.cells]


def _header(published: Published, rows: Sequence[Line], names: Names) -> tuple[list[tuple[str, str]], int]:
    """What each column is, and how many rows say so."""
    for n, row in enumerate(rows[:6]):
        words = [re.sub(r"\s", "", cell) for cell in _cell_words(published, row)]
        kinds = [column(word) for word in words]
        filled = [kind for kind, word in zip(kinds, words, strict=True) if word]
        if (
            len([kind for kind in filled if kind]) >= 2
            and len([kind for kind in filled if kind]) * 2 > len(filled)
            and max(map(len, words)) <= 24
        ):
            depth = 1
            below = [re.sub(r"\s", "", cell) for cell in _cell_words(published, rows[n + 1])] if n + 1 < len(rows) else []
            # A head of two rows: the lower one names the columns under a common head.
            if (
                below
                and len(below) >= 2
                and sum(bool(column(word)) and len(word) <= 14 for word in below) >= 2
                and not any(re.search("[。；]", word) or len(word) > 14 for word in below)
                and not below[0].isdigit()
            ):
                heads = []
                common = ""
                for k in range(max(len(words), len(below))):
                    upper = words[k] if k < len(words) else ""
                    common = upper or common
                    lower = below[k] if k < len(below) else ""
                    heads.append(lower and common + lower if not upper or lower else upper or common)
                words, kinds, depth = heads, [column(word) for word in heads], 2
            kinds = _settled(published, kinds, words, rows[n + depth :], names)
            return list(zip(kinds, words, strict=True)), n + depth
    kinds = _guessed(published, rows, names)
    return [(kind, "") for kind in kinds], 0


def column(head: str) -> str:
    """What a column with this head holds, as the codes above; "" where the head is none of these."""
    plain = re.sub(r"[（(].*?[）)]", "", head)
    return next((kind for kind, pattern in _COLUMNS if re.search(pattern, plain)), "") if head else ""


def _settled(published: Published, kinds: list[str], words: list[str], rows: Sequence[Line], names: Names) -> list[str]:
    """单位 may head units of measure or units that answer: what stands below decides."""
    for k, kind in enumerate(kinds):
        cells = [cells[k] for cells in (_cell_words(published, row) for row in rows) if k < len(cells) and cells[k]]
        if kind == "uom" and words[k] == "单位" and sum(bool(names.all_units(cell)) for cell in cells) * 2 > len(cells):
            kinds[k] = "lead"
        if (
            kind in ("content", "title", "value")
            and cells
            and all(re.fullmatch(r"[≥≤><=约]*\d[\d.,]*%?", cell) for cell in cells)
            and kind != "value"
        ):
            kinds[k] = "value"
        if kind == "time" and cells and sum(last_day(cell, 2000) is not None for cell in cells) * 2 <= len(cells) > 0:
            # 进度安排 may hold milestones in sentences.
            kinds[k] = "content" if max(map(len, cells)) > 16 and any(re.search("[,，。；;]", cell) for cell in cells) else kind
        if kind == "" and words[k]:
            kinds[k] = (
                "lead"
                if cells and sum(bool(names.all_units(cell)) for cell in cells) * 2 > len(cells)
                else "content"
                if cells and max(map(len, cells)) > 12
                else ""
            )
    return kinds


def _guessed(published: Published, rows: Sequence[Line], names: Names) -> list[str]:
    """The columns of a table without a head: the longest holds the content, one of units alone those who answer."""
    table = [_cell_words(published, row) for row in rows]
    if len(table) < 2:
        return []
    kinds = []
    width = max(map(len, table))
    lengths = [sum(len(row[k]) for row in table if k < len(row)) for k in range(width)]
    for k in range(width):
        cells = [row[k] for row in table if k < len(row) and row[k]]
        if cells and all(re.fullmatch(r"\d{1,3}", cell) for cell in cells):
            kinds.append("number")
        elif cells and sum(bool(names.all_units(cell)) for cell in cells) * 2 > len(cells):
            kinds.append("lead")
        elif cells and sum(last_day(cell, 2000) is not None for cell in cells) * 2 > len(cells):
            kinds.append("time")
        else:
            kinds.append("content" if lengths[k] * 4 >= max(lengths) else "")
    return kinds if "lead" in kinds and "content" in kinds else []


def of_tables(published: Published, lines: Sequence[Line], names: Names, place: str, year: int) -> Iterator[Commitment]:
    """The commitments of all tables, a row each; those of nobody are the place's."""
    for _number, header, rows in tables(published, lines, names):
        if not header:
            continue
        last_said: dict[int, str] = {}
        for row in rows:
            cells = _cell_words(published, row)
            if len([cell for cell in cells if cell]) <= 1 or any(
                kind and cell == head for (kind, head), cell in zip(header, cells, strict=False)
            ):
                continue
            if commitment := _commitment_of(published, row, cells, header, last_said, names, place, year):
                yield commitment


def _commitment_of(
    published: Published,
    row: Line,
    cells: list[str],
    header: list[tuple[str, str]],
    last_said: dict[int, str],
    names: Names,
    place: str,
    year: int,
) -> Commitment | None:
    leads: list[str] = []
    responsible: list[str] = []
    assisting: list[str] = []
    title = number = ""
    uom = deadline = None
    cell_words: list[Cell] = []
    spans: list[tuple[int, int]] = []
    names_leader = any(kind == "lead" and words for (kind, _head), words in zip(header, cells, strict=False))
    # What a sheet leaves out at a row's end is empty, and may be said once for several rows.
    missing = max(0, len(header) - len(row.cells))
    places = [*row.cells, *[(row.cells[-1][1], row.cells[-1][1])] * missing]
    for k, ((kind, head), (low, high), words) in enumerate(zip(header, places, [*cells, *[""] * missing], strict=False)):
        # A cell that reaches over several rows says its text once; who assists one that leads is not who assists the next.
        if kind == "time" or (kind in ("lead", "assist") and not names_leader):
            words = words or last_said.get(k, "")
        last_said[k] = words
        if kind == "number":
            number = words
        elif kind == "uom":
            uom = words or None
        elif kind == "lead":
            # 全县合计 is the whole place's.
            first, others = leaders(words) if not re.search("合计|总计|小计", words) else ([], [])
            (leads if re.search("牵头|主办|主责", head) else responsible).extend(first)
            assisting += others
        elif kind == "assist":
            assisting += split_units(words)
        elif kind == "time":
            deadline = last_day(words, year)
        elif kind in ("title", "content", "value", "last", "remark"):
            if kind in ("title", "content", "value") and words:
                spans.append((low, high))
            title = title or (words if kind == "title" and len(words) <= 60 else "")
            if kind == "title" and (match := _NAMED_UOM.search(words)) and not uom:
                # 用电量（亿千瓦时）: the name of what is measured says in what.
                uom = match[1]
                cell_words.append(Cell(low + match.start(), low + match.end(), reason="name"))
            cell_words.append(
                Cell(
                    low,
                    high,
                    _uom_in(head),
                    _deadline_in(head, year),
                    {"last": "existing", "remark": "background"}.get(kind),
                    re.sub(r"[（(].*", "", head),
                )
            )
            continue
        cell_words.append(Cell(low, high, None, None, {"number": "ordinal", "time": "date", "uom": "name"}.get(kind, "name")))
    if not spans:
        return None
    if leads:
        assisting = [*responsible, *assisting]
    leads = leads or responsible or ([place] if place else [])
    start, end = min(spans)[0], max(spans)[1]
    if uom:
        cell_words = [cell if cell.uom or cell.reason else replace(cell, uom=uom) for cell in cell_words]
    heading_end = next(
        (high for (kind, _head), (low, high) in zip(header, row.cells, strict=False) if kind == "title" and high > low), 0
    )
    if not title:
        heading_end = heading_end_of(published.text, start, end)
        title = title_of(published.text[start:heading_end]) if heading_end else ""
        if re.fullmatch(r"[\d.,%\s]+", published.text[start:end]):
            title = next((re.sub(r"[（(].*", "", head) for kind, head in header if kind == "value"), "")
    if start >= end or not leads:
        return None
    return Commitment(
        start,
        end,
        tuple(leads),
        tuple(assisting),
        row,
        heading_end if heading_end <= end else 0,
        title,
        number,
        deadline,
        tuple(cell_words),
    )


def _uom_in(head: str) -> str | None:
    """The unit of measure that a column's head names in brackets (年度投资（万元）)."""
    match = re.search(r"[（(](?:单位[:：]?)?([^（()）]{1,6})[）)]", head)
    return match[1] if match and not re.search("[年月日]$|含|以|详", match[1]) else None


def _deadline_in(head: str, year: int) -> str | None:
    match = re.search(r"[一二三四1-4]季度|上半年|\d{1,2}月", head)
    return last_day(match.group(), year) if match else None
