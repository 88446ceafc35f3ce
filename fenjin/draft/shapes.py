"""How a published list is laid out, and the commitments that it cuts into: of which units, and what a row or heading says for all of them."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fenjin.draft.answering import NO_UNIT, ROLE_BRACKET, ROLE_LINE, Names, roles, split_units, squeezed, units_bracket
from fenjin.draft.commitments import MARKER, Commitment, heading_end_of, is_heading, level, title_of
from fenjin.draft.flattened import gather
from fenjin.draft.notation import last_day
from fenjin.draft.reading import Line, Published
from fenjin.draft.surroundings import Cell
from fenjin.draft.tables import column, of_tables, tables
from fenjin.language.translate import Message, _

# unit headings with paragraphs below; items that name who answers for them; rows of tables; plans by month; prose of one place.
SHAPES = ("units", "items", "table", "months", "prose")


@dataclass(frozen=True)
class Layout:
    """The shape of a list, why it is taken for that, and its commitments in the order of the document."""

    shape: str
    reason: Message
    commitments: tuple[Commitment, ...] = field(repr=False)


_REASONS = {
    "units": _("有{n}行只写着单位名称，下面各有段落"),
    "items": _("有{n}条后面写着牵头或责任单位"),
    "table": _("有{n}行是表格"),
    "months": _("有{n}个标题是月份或季度"),
    "prose": _("没有单位标题、责任单位、表格或月份：整篇是一个地方的"),
    "asked": _("按所选的版式"),
}
_MONTH = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]+[）)]?[、.．])?\s*((?:\d{4}\s*年\s*)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?|第?[一二三四1-4]季度|上半年|下半年)(?:[工作重点任务计划安排目标]{0,6})[:：]?\s*"
)
# Who publishes and prints it, and what a site writes around a text.
_DAY = re.compile(
    r"[\d〇○零一二三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_FRAME = re.compile(
    "^(?:编者按|编辑|审核|校对|终审|来源|责任编辑|责编|发布|信息来源|发布日期|发布时间|浏览|阅读|字号|打印|关闭|分享|扫一扫|评论|最热|最新|还没有|已有\\d|上一篇|下一篇|附件|附[:：]|索引号|索 引 号|"
    "版权|主办|各位代表|同志们|名词解释|现将|谢谢|ICP|首页|当前位置|抄送|印发|\\(此件|（此件|备注[:：]|附?注[:：]|记者|通讯员|作者)"
)


def lay_out(published: Published, shape: str = "", unit_names: Iterable[str] = (), place: str = "", year: int = 0) -> Layout:
    """The commitments of a published list, in the `shape` asked for or the one that is recognised.

    `known` are names of units that are known already; `place` is whose list it is, where the text names no unit.
    """
    names = Names(unit_names)
    published = gather(published, column, names.all_units)
    lines = list(published.lines)
    counts = _counts(published, lines, names)
    picked = shape or _recognise(counts)
    makers = {"units": _of_units, "items": _of_items, "table": of_tables, "months": _of_months, "prose": _of_prose}
    commitments = tuple(_answered(makers[picked](published, lines, names, place, year), published, place))
    reason = Message(_REASONS["asked" if shape else picked], n=counts.get(picked, 0))
    return Layout(picked, reason, commitments)


def _answered(commitments: Iterable[Commitment], published: Published, place: str) -> Iterator[Commitment]:
    """The commitments that somebody answers for: the place where the text names nobody, but nobody for what stands before the first
    (a notice to those who are to carry the list out), unless it says that it states the year's targets."""
    started = False
    for commitment in commitments:
        if commitment.leads:
            started = True
            yield commitment
        elif place and (started or _states_targets(published.text[commitment.start : commitment.end])):
            yield replace(commitment, leads=(place,))


def _states_targets(text: str) -> bool:
    return not is_heading(text) and bool(re.search("目标(?:任务)?(?:是|为|[:：])|预期目标|主要(?:经济)?指标", text))


def _counts(published: Published, lines: Sequence[Line], names: Names) -> dict[str, int]:
    words = [published.words(line) for line in lines]
    return {
        "table": sum(1 for _table, header, rows in tables(published, lines, names) for _line in rows if header),
        "items": sum(
            bool(ROLE_LINE.match(text) or ROLE_BRACKET.search(text) or units_bracket(text, names)) and not names.heading(text)
            for text in words
        )
        + sum(bool(names.all_units(text)) and len(split_units(text)) > 1 for text in words),
        "units": sum(bool(names.heading(text) or _inline_unit(text, names)) for text in words[1:]),
        "months": sum(
            bool((match := _MONTH.match(text)) and (match.end() == len(text) or text[match.end() - 1] in ":：")) for text in words
        ),
        "prose": 1,
    }


def _recognise(counts: dict[str, int]) -> str:
    if counts["table"] >= 2:
        return "table"
    if counts["items"] >= 2 and counts["items"] * 2 >= counts["units"]:
        return "items"
    if counts["units"] >= 2 or (counts["units"] == 1 and counts["items"] == 0 and counts["months"] < 2):
        return "units"
    if counts["items"]:
        return "items"
    return "months" if counts["months"] >= 2 else "prose"


def _of_units(published: Published, lines: Sequence[Line], names: Names, place: str, _year: int) -> Iterator[Commitment]:
    unit = ""
    first = next((n for n, line in enumerate(lines) if n and names.heading(published.words(line))), 0)
    for n, line in enumerate(lines[1:first], 1):
        # What stands above the first name that is known like one, with sentences below it, is one too.
        text = published.words(line).strip()
        if (
            re.fullmatch("[一-鿿()（）]{3,14}", text)
            and not NO_UNIT.search(text)
            and re.search("[。；]", published.words(lines[n + 1]))
        ):
            names.unit_names.add(squeezed(text))
    group: list[Line] = []
    for n, line in enumerate(lines):
        text = published.words(line)
        if n + 1 < len(lines) and names.heading(text) and _DAY.fullmatch(published.words(lines[n + 1]).strip()):
            # Who signs a notice promises nothing below his name.
            continue
        # The first line is the list's own title, even where it is little more than the place.
        if (name := names.heading(text)) and (line is not lines[0] or name == text.strip()):
            yield from _paragraphs(published, group, (unit,) if unit else ())
            unit, group = name, []
        elif unit and _FRAME.match(text.strip()):
            yield from _paragraphs(published, group, (unit,))
            unit, group = ("", []) if not re.match("备注|附?注[:：]", text.strip()) else (unit, [])
        elif head := _inline_unit(text, names):
            yield from _paragraphs(published, group, (unit,) if unit else ())
            group, unit = [replace(line, start=line.start + head[1])], head[0]
        elif unit:
            group.append(line)
    yield from _paragraphs(published, group, (unit,) if unit else ())


def _inline_unit(text: str, names: Names) -> tuple[str, int] | None:
    """The unit that opens a paragraph with a colon (市教育局：…), and where what it promises begins."""
    head = re.match(r"\s*(?:\d{1,3}[.．、]|[一二三四五六七八九十]{1,3}、)?\s*([^：:，。\d]{2,20})[：:]\s*(?=\S)", text)
    return (names.heading(head[1]), head.end()) if head and names.heading(head[1]) else None


def _paragraphs(published: Published, group: Sequence[Line], leads: tuple[str, ...]) -> Iterator[Commitment]:
    """The commitments of a run of paragraphs of one unit."""
    if not leads:
        return
    title: Line | None = None
    merged: list[tuple[Line, Line]] = []
    for line in group:
        text = published.words(line)
        if is_heading(text) and len(group) > 1:
            title = line if title is None else title
            continue
        if ROLE_LINE.match(text) and merged:
            merged[-1], title = (merged[-1][0], line), None
            continue
        if re.search("[：:]\\s*$", text) and not re.search("[。；]", text):
            # What leads to what follows (重点做好以下工作：).
            continue
        marker = MARKER.match(text)
        first = title or line
        if title is None and merged and not marker and _continues(published, merged):
            merged[-1] = (merged[-1][0], line)
            continue
        merged.append((first, line))
        title = None
    if title is not None:
        merged.append((title, title))
    for first, last in merged:
        yield from _cut(published, first, last, leads, alone=len(merged) == 1)


def _continues(published: Published, merged: Sequence[tuple[Line, Line]]) -> bool:
    """Whether a paragraph without a number goes on with the item before: where the items of the unit are numbered."""
    return bool(MARKER.match(published.words(merged[-1][0])))


_INLINE = re.compile(
    r"(?<=[。；;：:\s])\s*(?:(?P<n>\d{1,2})[.．、](?!\d)|[（(](?P<c>[一二三四五六七八九十]{1,2}|\d{1,2})[）)]|(?P<s>[一二三四五六七八九十])是)"
)


def _cut(published: Published, first: Line, last: Line, leads: tuple[str, ...], alone: bool) -> Iterator[Commitment]:
    """A paragraph as one commitment, or as several where it holds several headed or numbered items."""
    start, end = first.start, last.end
    text = published.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    cuts = _headed(text, start, end) or _numbered(text, start, end, alone)
    bounds = [*cuts, end] if cuts and cuts[0] == start else [start, *cuts, end]
    for low, high in itertools.pairwise(bounds):
        high = low + len(text[low:high].rstrip())
        if high > low:
            title_end = heading_end_of(text, low, high) if first is last or low > start else first.end
            yield Commitment(low, high, leads, (), first, title_end, title_of(text[low:title_end]) if title_end else "")


def _headed(text: str, start: int, end: int) -> list[int]:
    """Where headings with the same beginning open several items within one paragraph (全力向…。…全力向…。)."""
    sentences = [(start + match.start(), match.group()) for match in re.finditer("[^。]+。?", text[start:end])]
    short = [(at, words) for at, words in sentences if len(words) <= 30 and not re.search("[，,；;、]|\\d", words)]
    heads: dict[str, list[int]] = {}
    for at, words in short:
        heads.setdefault(words[:2], []).append(at)
    best = max(heads.values(), key=len, default=[])
    return best if len(best) >= 3 and best[0] == start else []


def _numbered(text: str, start: int, end: int, alone: bool) -> list[int]:
    """Where numbered items open within one paragraph."""
    cuts: list[int] = []
    if marker := MARKER.match(text, start, end):
        if not (marker["three"] or marker["two"] or marker["four"]):
            return []
        cuts, expected = [start], 2
    else:
        expected = 1
    for match in _INLINE.finditer(text, start, end):
        cell_words = match["n"] or match["c"] or match["s"]
        number = int(cell_words) if cell_words.isdigit() else "一二三四五六七八九十".find(cell_words) + 1
        if match["s"] and not alone:
            continue
        if number == expected:
            cuts.append(match.start() + len(match.group()) - len(match.group().lstrip()))
            expected += 1
    return cuts if len(cuts) >= 2 else []


def _of_items(published: Published, lines: Sequence[Line], names: Names, place: str, year: int) -> Iterator[Commitment]:
    body: list[Line] = []
    section_leads: tuple[str, ...] = ()
    pending: Commitment | None = None

    def close(leads: Sequence[str], assisting: Sequence[str], deadline: str | None) -> Iterator[Commitment]:
        if body:
            yield from _item(published, body, tuple(leads) or section_leads, tuple(assisting), deadline)
            body.clear()

    for n, line in enumerate(lines):
        text = published.words(line)
        stripped = text.strip()
        if re.fullmatch(r"\d{1,3}[.、．]?", stripped) or (_FRAME.match(stripped) and not ROLE_LINE.match(stripped)):
            continue
        if ROLE_LINE.match(text) or (body and names.all_units(stripped)):
            leads, assisting, deadline = roles(text, names, year)
            if body:
                yield from ([pending] if pending else [])
                pending = None
                finished = list(close(leads, assisting, deadline))
                yield from finished[:-1]
                pending = finished[-1] if finished else None
            elif pending is not None:
                # 牵头单位 and 配合单位 on lines of their own.
                if pending.leads and leads and re.match(r"\s*[（(\[【]?责任", text):
                    leads, assisting = [], [*leads, *assisting]
                pending = replace(
                    pending,
                    leads=(*pending.leads, *leads),
                    assisting=(*pending.assisting, *assisting),
                    deadline=pending.deadline or deadline,
                    end=pending.end,
                )
            elif not leads and not assisting:
                pass
            else:
                section_leads = tuple(leads)
            continue
        if pending is not None:
            yield pending
            pending = None
        if name := names.heading(text):
            yield from close((), (), None)
            section_leads = (name,)
            continue
        marker = MARKER.match(text)
        bracket = ROLE_BRACKET.search(text) or units_bracket(text, names)
        if body and (
            (marker and level(marker) <= level(MARKER.match(published.words(body[0]))))
            or (not marker and not MARKER.match(published.words(body[0])))
        ):
            if _only_headings(published, body):
                body.clear()
            else:
                yield from close((), (), None)
        if body and marker and _only_headings(published, body):
            body.clear()
        body.append(line)
        if bracket:
            leads, assisting, deadline = roles(bracket.group(), names, year)
            yield from close(leads, assisting, deadline)
        elif (
            not marker
            and len(stripped) < 40
            and is_heading(text)
            and n + 1 < len(lines)
            and MARKER.match(published.words(lines[n + 1]))
        ):
            body.clear()
    if pending is not None:
        yield pending
    if body and not _only_headings(published, body) and section_leads:
        yield from close((), (), None)


def _only_headings(published: Published, body: Sequence[Line]) -> bool:
    return all(is_heading(published.words(line)) for line in body)


def _item(
    published: Published, body: Sequence[Line], leads: tuple[str, ...], assisting: tuple[str, ...], deadline: str | None
) -> Iterator[Commitment]:
    first, last = body[0], body[-1]
    text = published.text
    start = first.start + len(text[first.start : first.end]) - len(text[first.start : first.end].lstrip())
    end = last.end - (len(text[last.start : last.end]) - len(text[last.start : last.end].rstrip()))
    marker = MARKER.match(text, start, end)
    number = marker.group().strip(" 、.．()（）") if marker else ""
    content_end = end
    cells: tuple[Cell, ...] = ()
    if bracket := ROLE_BRACKET.search(text[last.start : end]):
        content_end = last.start + bracket.start()
        # Who answers, and by when, is no promise.
        cells = (Cell(content_end, end, reason="name"),)
    heading_end = heading_end_of(text, marker.end() if marker else start, content_end)
    title = title_of(text[start:heading_end]) if heading_end else ""
    yield Commitment(start, end, leads, assisting, first, heading_end, title, number, deadline, cells)


def _of_months(published: Published, lines: Sequence[Line], names: Names, place: str, year: int) -> Iterator[Commitment]:
    deadline: str | None = None
    unit = place
    for line in lines:
        text = published.words(line)
        # The first line is the list's own title, even where it is little more than the place.
        if (name := names.heading(text)) and (line is not lines[0] or name == text.strip()):
            unit, deadline = name, None
            continue
        month = _MONTH.match(text)
        if month and (month.end() == len(text.rstrip()) or text[month.end() - 1] in ":："):
            deadline = last_day(re.sub("份$", "", month[1]), year)
            if month.end() >= len(text.rstrip()):
                continue
        elif (
            deadline is None
            or _FRAME.match(text.strip())
            or (is_heading(text) and not re.search(r"\d", text) and not MARKER.match(text))
        ):
            continue
        bracket = ROLE_BRACKET.search(text)
        leads, assisting, own = roles(bracket.group(), names, year) if bracket else ([], [], None)
        for commitment in _cut(published, line, line, tuple(leads) or (unit,), alone=True):
            yield replace(commitment, assisting=tuple(assisting), deadline=own or deadline)


def _of_prose(published: Published, lines: Sequence[Line], names: Names, place: str, _year: int) -> Iterator[Commitment]:
    group: list[Line] = []
    past = 0
    for n, line in enumerate(lines):
        text = published.words(line)
        marker = MARKER.match(text)
        if past and not (marker and level(marker) <= past and is_heading(text)):
            continue
        past = 0
        if is_heading(text) and re.search("回顾|总结|完成情况|工作成效|主要成绩|取得的成", text):
            # What was done is no promise.
            yield from _part(published, group, place)
            group, past = [], level(marker)
            continue
        if _FRAME.match(text.strip()) or (n < 3 and is_heading(text) and not MARKER.match(text)):
            continue
        if is_heading(text) and marker and level(marker) <= 2:
            yield from _part(published, group, place)
            group = [line]
            continue
        group.append(line)
    yield from _part(published, group, place)


def _part(published: Published, group: Sequence[Line], place: str) -> Iterator[Commitment]:
    """The commitments below a heading: it is the title of the one paragraph that stands there, and no more than a heading of several."""
    headed = bool(group) and is_heading(published.words(group[0]))
    yield from _paragraphs(published, group[1:] if headed and len(group) != 2 else group, (place,))
