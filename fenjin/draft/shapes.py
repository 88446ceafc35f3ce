"""How a published list is laid out, and the commitments that it cuts into: of which units, and what a row or heading says for all of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fenjin.draft.answering import (
    FIRST_LEADS,
    NO_UNIT,
    ROLE_BRACKET,
    ROLE_LINE,
    Names,
    roles,
    split_units,
    squeezed,
    units_bracket,
)
from fenjin.draft.commitments import MARKER, Commitment, heading_end_of, is_heading, level, title_of
from fenjin.draft.flattened import gather
from fenjin.draft.notation import last_day
from fenjin.draft.paragraphs import FRAME, cut, heads, heads_bullets, is_bullet, paragraphs, preamble
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
_PAST = re.compile("回顾|总结|完成情况|工作成效|主要成绩|取得的成|成绩单")
# Who publishes a list, and when.
_DAY = re.compile(
    r"[\d〇○零一二三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
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
    items = makers[picked](published, lines, names, place, year)
    if FIRST_LEADS.search(published.text):
        items = (replace(each, leads=each.leads[:1], assisting=each.leads[1:]) if not each.assisting else each for each in items)
    commitments = tuple(_answered(items, published, place))
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
        elif place and (started or _promises(published.text[commitment.start : commitment.end])):
            yield replace(commitment, leads=(place,))


def _promises(text: str) -> bool:
    """Whether a text that stands before all that name somebody promises anything: the year's targets, or an item's figures."""
    marker = MARKER.match(text)
    item = 3 <= level(marker) < 9 and not re.search("通知|报送|附件|如下", text)
    return _states_targets(text) or (item and bool(re.search(r"\d[\d.]*万?亿?(?:[个家项%％条座所户人亩公]|平方)", text)))


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
            yield from paragraphs(published, group, (unit,) if unit else ())
            unit, group = name, []
        elif unit and FRAME.match(text.strip()):
            yield from paragraphs(published, group, (unit,))
            unit, group = ("", []) if not re.match("备注|附?注[:：]", text.strip()) else (unit, [])
        elif head := _inline_unit(text, names):
            yield from paragraphs(published, group, (unit,) if unit else ())
            group, unit = [replace(line, start=line.start + head[1])], head[0]
        elif unit:
            group.append(line)
    yield from paragraphs(published, group, (unit,) if unit else ())


def _inline_unit(text: str, names: Names) -> tuple[str, int] | None:
    """The unit that opens a paragraph with a colon (市教育局：…), and where what it promises begins."""
    head = re.match(r"\s*(?:\d{1,3}[.．、]|[一二三四五六七八九十]{1,3}、)?\s*([^：:，。\d]{2,20})[：:]\s*(?=\S)", text)
    return (names.heading(head[1]), head.end()) if head and names.heading(head[1]) else None


def _of_items(published: Published, lines: Sequence[Line], names: Names, place: str, year: int) -> Iterator[Commitment]:
    body: list[Line] = []
    section_leads: tuple[str, ...] = ()
    pending: Commitment | None = None
    # Items of a section of which nobody has been named yet: a line below the last may name who answers for all of them.
    unled: list[Commitment] = []
    answers = False

    def close(leads: Sequence[str], assisting: Sequence[str], deadline: str | None) -> Iterator[Commitment]:
        items = list(_item(published, body, tuple(leads) or section_leads, tuple(assisting), deadline)) if body else []
        body.clear()
        if leads or section_leads:
            yield from items
        else:
            unled.extend(items)

    def left() -> Iterator[Commitment]:
        yield from unled
        unled.clear()

    for n, line in enumerate(lines):
        text = published.words(line)
        stripped = text.strip()
        if re.fullmatch(r"\d{1,3}[.、．]?", stripped) or (FRAME.match(stripped) and not ROLE_LINE.match(stripped)):
            continue
        if ROLE_LINE.match(text) or (body and names.all_units(stripped)):
            leads, assisting, deadline = roles(text, names, year)
            if not (leads or assisting or deadline):
                # 责任单位 on a line of its own, with the names below it.
                continue
            if body:
                yield from ([pending] if pending else [])
                pending = None
                own = MARKER.match(published.words(body[0]))
                for each in unled:
                    like = own and not answers and level(MARKER.match(published.words(each.line))) == level(own)
                    yield replace(each, leads=tuple(leads), assisting=tuple(assisting)) if like else each
                unled.clear()
                answers = True
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
            yield from left()
            section_leads, answers = (name,), False
            continue
        marker = MARKER.match(text)
        bracket = ROLE_BRACKET.search(text) or units_bracket(text, names)
        above = MARKER.match(published.words(body[0])) if body else None
        if body and (level(marker) <= level(above) if marker else not above) and not _only_headings(published, body):
            yield from close((), (), None)
        if body and (_heads(published, body, marker) or (bracket and not marker and _ends_alike(published, lines, n, names))):
            yield from left()
            body.clear()
            answers = False
        body.append(line)
        if bracket:
            leads, assisting, deadline = roles(bracket.group(), names, year)
            yield from left()
            answers = True
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
    yield from left()


def _heads(published: Published, body: Sequence[Line], marker: re.Match[str] | None) -> bool:
    """Whether what was gathered heads the section that goes on with this number: headings, and what is said below them without a figure."""
    if _only_headings(published, body):
        return bool(marker) or not MARKER.match(published.words(body[0]))
    own = MARKER.match(published.words(body[0]))
    return (
        own is not None
        and level(own) <= 2 < level(marker)
        and marker is not None
        and not re.search(r"[。；;：:]\s*$", published.words(body[0]))
        and not any(re.search(r"\d", published.words(line)) for line in body[1:])
    )


def _ends_alike(published: Published, lines: Sequence[Line], n: int, names: Names) -> bool:
    """Whether the line below has no number either, and ends like this one in who answers for it: both are items of one section."""
    below = published.words(lines[n + 1]) if n + 1 < len(lines) else ""
    return (
        not MARKER.match(below) and bool(ROLE_BRACKET.search(below) or units_bracket(below, names)) and not ROLE_LINE.match(below)
    )


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
            or FRAME.match(text.strip())
            or (is_heading(text) and not re.search(r"\d", text) and not MARKER.match(text))
        ):
            continue
        bracket = ROLE_BRACKET.search(text)
        leads, assisting, own = roles(bracket.group(), names, year) if bracket else ([], [], None)
        for commitment in cut(published, line, line, tuple(leads) or (unit,), alone=True):
            yield replace(commitment, assisting=tuple(assisting), deadline=own or deadline)


def _of_prose(published: Published, lines: Sequence[Line], names: Names, place: str, _year: int) -> Iterator[Commitment]:
    group: list[Line] = []
    past, headed = 0, False
    words = [published.words(line) for line in lines]
    begin = preamble(words)
    for n, (line, text) in enumerate(zip(lines, words, strict=True)):
        marker = MARKER.match(text)
        head = heads(words, n) and (bool(marker) or heads_bullets(words, n))
        if past and not (head and level(marker) <= past):
            continue
        past = 0
        if is_heading(text) and not is_bullet(words, n) and _PAST.search(text):
            # What was done is no promise.
            yield from _part(published, group, place, headed)
            group, past, headed = [], level(marker), False
            continue
        if FRAME.match(text.strip()) or (n < begin and not _states_targets(text)) or (n < 3 and is_heading(text) and not marker):
            continue
        if head and (level(marker) <= 2 or not marker):
            yield from _part(published, group, place, headed)
            group, headed = [line], True
            continue
        group.append(line)
    yield from _part(published, group, place, headed)


def _part(published: Published, group: Sequence[Line], place: str, headed: bool) -> Iterator[Commitment]:
    """The commitments below a heading: it is the title of the one paragraph that stands there, and no more than a heading of several."""
    words = published.words(group[0]) if group else ""
    headed = headed or (is_heading(words) and not MARKER.match(words) and not is_bullet([words], 0))
    yield from paragraphs(published, group[1:] if headed and len(group) != 2 else group, (place,))
