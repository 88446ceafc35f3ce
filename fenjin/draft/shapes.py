"""How a published list is laid out, and the commitments that it cuts into: of which units, and what a row or heading says for all of them."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fenjin.draft.flattened import gather
from fenjin.draft.notation import last_day
from fenjin.draft.reading import Line, Published
from fenjin.draft.surroundings import Cell
from fenjin.language.translate import Message, _

# unit headings with paragraphs below; items that name who answers for them; rows of tables; plans by month; prose of one place.
SHAPES = ("units", "items", "table", "months", "prose")


@dataclass(frozen=True)
class Commitment:
    """A commitment of a published list: its characters, who answers for it by name, and where it stands.

    `heading_end` is where a heading of its own ends (0: none), `title` what the list calls it. `cells` are what the columns of a table
    say of the figures in them, `deadline` what a month's heading or a row says of the whole. `number` is the list's own number.
    """

    start: int
    end: int
    leads: tuple[str, ...]
    assisting: tuple[str, ...]
    line: Line
    heading_end: int = 0
    title: str = ""
    number: str = ""
    deadline: str | None = None
    cells: tuple[Cell, ...] = ()


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

_UNIT_END = (
    "市|县|区|镇|乡|街道|办事处|委|局|办|办公室|中心|公司|集团|院|会|社|党校|台|馆|处|队|站|行|所|学校|大学|学院|联|工会|团委|团市委|团县委|团区委|"
    "政府|部|厅|投|机关|园区|新区|开发区|管委会|旅游区|示范区|高新区|经开区|农场|林场|监狱|支行|分行|口岸办|党委|工委|纪委监委|纪委|人大|政协|法院|检察院|侨联|残联|科协|文联|社科联|妇联|工商联|"
    "海关|海事|供电|电力|移动|联通|电信|铁塔|烟草|邮政|气象|卫生院|分公司|指挥部|领导小组|专班|工作组|机场|港口|地铁|燃气|热力|公交|广电|报业|研究所|保险|国网|消防|武装部|军分区|供销社|老促会|银保监分局|水务|城投|交投|文旅|国投|产投|农投|科工信局|各单位"
)
_UNIT = re.compile(
    f"(?:各|市|县|区|州|省|国家|中国|中共|湖北|[一-鿿]{{1,6}}[省市县区州])?[一-鿿·]{{0,18}}?(?:{_UNIT_END})(?:\\([一-鿿、]{{1,14}}\\)|（[一-鿿、]{{1,14}}）)?(?:党组|党委)?"
)
_NO_UNIT = re.compile(
    "推进|加快|提升|打造|完善|优化|强化|深化|做好|开展|实施|完成|持续|全力|着力|落实|坚持|推动|构建|扩大|改善|培育|聚焦|创建|实现|巩固|争创|"
    "一方面|目标|任务|措施|内容|时限|备注|建成|全面建设"
)
_MARKER = re.compile(
    r"\s*(?:(?P<one>[一二三四五六七八九十]{1,3})、|(?P<two>[（(][一二三四五六七八九十]{1,3}[）)])、?|(?P<three>\d{1,3})(?:[.．](?!\d)|、)"
    r"|(?P<four>[（(]\d{1,3}[）)])|(?P<five>[①-⑳])|(?P<six>第[一二三四五六七八九十]{1,3}[,，、:：]))\s*"
)
_LEVELS = {"one": 1, "two": 2, "six": 2, "three": 3, "four": 4, "five": 5}
_LEAD = "牵头(?:责任)?(?:单位|部门|科室)|牵头(?=[:：])|责任(?:单位|部门|主体|科室)|主办(?:单位|部门)|承办(?:单位|部门)|主责(?:单位|部门)|实施(?:主体|单位)|建设(?:单位|主体)|落实(?:单位|部门)|承担单位|主管(?:单位|部门)|责任(?=[:：])"
_ASSIST = (
    "配合(?:单位|部门)|协办(?:单位|部门)|参与(?:单位|部门)|协同(?:单位|部门)|协作单位|参加单位|协助(?:单位|部门)|配合(?=[:：])"
)
_PERSON = "(?:责任|牵头|分管|包保|挂联|联系|负责|挂点)[市县区]?领导|责任人|负责人|联系人|牵头人|(?:联系)?电话"
_TIME = "(?:完成|办结|办理|落实)(?:时限|时间|期限)|时限(?:要求)?|时间(?:节点|要求)"
_ROLE = re.compile(f"(?P<lead>{_LEAD})|(?P<assist>{_ASSIST})|(?P<person>{_PERSON})|(?P<time>{_TIME})")
_ROLE_BRACKET = re.compile(
    f"[（(\\[【]\\s*(?:{_LEAD}|{_ASSIST}|{_PERSON}|{_TIME})[^（(]*(?:[（(][^（）()]*[）)][^（(]*)*?[）)\\]】]?\\s*[。；;]?\\s*$"
)
_ROLE_LINE = re.compile(f"\\s*[（(\\[【]?(?:★|◆|●)?(?:{_LEAD}|{_ASSIST}|{_PERSON}|{_TIME})\\s*[:：]")
_UNITS_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]{2,80}(?:[（(][^（()）]*[）)][^（()）]{0,60})*)[）)\]】]\s*[。；;]?\s*$")
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
    names = _Names(unit_names)
    published = gather(published, _column, names.all_units)
    lines = list(published.lines)
    counts = _counts(published, lines, names)
    picked = shape or _recognise(counts)
    makers = {"units": _of_units, "items": _of_items, "table": _of_tables, "months": _of_months, "prose": _of_prose}
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
    return not _is_heading(text) and bool(re.search("目标(?:任务)?(?:是|为|[:：])|预期目标|主要(?:经济)?指标", text))


class _Names:
    """Names of units, as far as they are known."""

    def __init__(self, unit_names: Iterable[str]) -> None:
        self.unit_names = {_squeezed(name) for name in unit_names}

    def is_unit(self, text: str) -> bool:
        """Whether a text is the name of a unit and nothing else."""
        name = _squeezed(text)
        if name in self.unit_names:
            return True
        return 2 <= len(name) <= 26 and bool(_UNIT.fullmatch(name)) and not _NO_UNIT.search(name)

    def heading(self, text: str) -> str:
        """The unit that a line names as a heading, with or without a number, brackets or colon; "" where it names none."""
        name = _ROLE_BRACKET.sub("", text).strip()
        if marker := _MARKER.match(name):
            name = name[marker.end() :]
        name = re.sub(r"^[【\[◆●■★*#]+|[】\]:：]+$", "", name.strip()).strip()
        name = re.sub(r"(?:\d{4}年度?)?(?:奋进清单|工作目标|目标任务|重点工作|工作任务|年度目标|承诺事项)$", "", name).strip()
        return name if self.is_unit(name) and "、" not in re.sub(r"[（(].*?[）)]", "", name) else ""

    def all_units(self, text: str) -> list[str]:
        """The units that a text lists, where it lists nothing else."""
        names = split_units(text)
        return names if names and all(self.is_unit(name) or name.startswith("各") for name in names) else []


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


def split_units(text: str) -> list[str]:
    """The names in a list of units; a comma within brackets parts none."""
    text = re.sub(r"(?:等|负责|按职责分工(?:负责)?)\s*$", "", text.strip(" 。；;,，、:："))
    parts, depth, name = [], 0, ""
    for char in text:
        depth += char in "（(" or -(char in "）)")
        if depth <= 0 and char in "、，,;；/\n\t ":
            parts.append(name)
            name = ""
        else:
            name += char
    return [part.strip("。.等 \u3000") for part in [*parts, name] if part.strip("。.等 \u3000")]


def _counts(published: Published, lines: Sequence[Line], names: _Names) -> dict[str, int]:
    words = [published.words(line) for line in lines]
    tables = sum(1 for _table, header, rows in _tables(published, lines, names) for _line in rows if header)
    return {
        "table": tables,
        "items": sum(
            bool(_ROLE_LINE.match(text) or _ROLE_BRACKET.search(text) or _units_bracket(text, names)) and not names.heading(text)
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


def _is_heading(text: str) -> bool:
    """Whether a line is a heading: short, and no sentence."""
    return len(text) <= 40 and not re.search("[。；;！？，,]", text.rstrip("。")) and not re.search(r"[。；;]$", text)


def _title_of(text: str) -> str:
    return re.sub(r"^[★◆●■\s]+", "", text[marker.end() :] if (marker := _MARKER.match(text)) else text).strip("。：: ")


# Unit headings with paragraphs.


def _of_units(published: Published, lines: Sequence[Line], names: _Names, place: str, _year: int) -> Iterator[Commitment]:
    unit = ""
    first = next((n for n, line in enumerate(lines) if n and names.heading(published.words(line))), 0)
    for n, line in enumerate(lines[1:first], 1):
        # What stands above the first name that is known like one, with sentences below it, is one too.
        text = published.words(line).strip()
        if (
            re.fullmatch("[一-鿿()（）]{3,14}", text)
            and not _NO_UNIT.search(text)
            and re.search("[。；]", published.words(lines[n + 1]))
        ):
            names.unit_names.add(_squeezed(text))
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


def _inline_unit(text: str, names: _Names) -> tuple[str, int] | None:
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
        if _is_heading(text) and len(group) > 1:
            title = line if title is None else title
            continue
        if _ROLE_LINE.match(text) and merged:
            merged[-1], title = (merged[-1][0], line), None
            continue
        if re.search("[：:]\\s*$", text) and not re.search("[。；]", text):
            # What leads to what follows (重点做好以下工作：).
            continue
        marker = _MARKER.match(text)
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
    return bool(_MARKER.match(published.words(merged[-1][0])))


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
            title_end = _heading_end(text, low, high) if first is last or low > start else first.end
            yield Commitment(low, high, leads, (), first, title_end, _title_of(text[low:title_end]) if title_end else "")


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
    if marker := _MARKER.match(text, start, end):
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


def _heading_end(text: str, start: int, end: int) -> int:
    """Where the published heading of a commitment ends: its first sentence, or what stands before a colon; 0 where it has none."""
    stop = text.find("。", start, end)
    line = text.find("\n", start, end)
    colon = re.compile("[：:]").search(text, start, end)
    if line >= 0 and _is_heading(text[start:line]) and (stop < 0 or line < stop):
        return line
    if (
        colon
        and colon.start() - start <= 24
        and (stop < 0 or colon.start() < stop)
        and not re.search("[，,；;]", text[start : colon.start()])
    ):
        return colon.end()
    if 0 <= stop < end - 1 and stop - start <= 50:
        return stop + 1
    return 0


# Items that name who answers for them.


def _of_items(published: Published, lines: Sequence[Line], names: _Names, place: str, year: int) -> Iterator[Commitment]:
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
        if re.fullmatch(r"\d{1,3}[.、．]?", stripped) or (_FRAME.match(stripped) and not _ROLE_LINE.match(stripped)):
            continue
        if _ROLE_LINE.match(text) or (body and names.all_units(stripped)):
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
        marker = _MARKER.match(text)
        bracket = _ROLE_BRACKET.search(text) or _units_bracket(text, names)
        if body and (
            (marker and _level(marker) <= _level(_MARKER.match(published.words(body[0]))))
            or (not marker and not _MARKER.match(published.words(body[0])))
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
            and _is_heading(text)
            and n + 1 < len(lines)
            and _MARKER.match(published.words(lines[n + 1]))
        ):
            body.clear()
    if pending is not None:
        yield pending
    if body and not _only_headings(published, body) and section_leads:
        yield from close((), (), None)


def _units_bracket(text: str, names: _Names) -> re.Match[str] | None:
    """A bracket at the end of an item that holds nothing but units."""
    match = _UNITS_BRACKET.search(text)
    if not match or not text[: match.start()].strip():
        return None
    inner = re.sub("(?:分别)?牵头|配合|负责|参与|主办|协办", "、", match[1])
    return match if names.all_units(inner) else None


def _level(marker: re.Match[str] | None) -> int:
    if marker is None:
        return 9
    return next(_LEVELS[name] for name, words in marker.groupdict().items() if words)


def _only_headings(published: Published, body: Sequence[Line]) -> bool:
    return all(_is_heading(published.words(line)) for line in body)


def _item(
    published: Published, body: Sequence[Line], leads: tuple[str, ...], assisting: tuple[str, ...], deadline: str | None
) -> Iterator[Commitment]:
    first, last = body[0], body[-1]
    text = published.text
    start = first.start + len(text[first.start : first.end]) - len(text[first.start : first.end].lstrip())
    end = last.end - (len(text[last.start : last.end]) - len(text[last.start : last.end].rstrip()))
    marker = _MARKER.match(text, start, end)
    number = marker.group().strip(" 、.．()（）") if marker else ""
    content_end = end
    cells: tuple[Cell, ...] = ()
    if bracket := _ROLE_BRACKET.search(text[last.start : end]):
        content_end = last.start + bracket.start()
        # Who answers, and by when, is no promise.
        cells = (Cell(content_end, end, reason="name"),)
    heading_end = _heading_end(text, marker.end() if marker else start, content_end)
    title = _title_of(text[start:heading_end]) if heading_end else ""
    yield Commitment(start, end, leads, assisting, first, heading_end, title, number, deadline, cells)


def roles(text: str, names: _Names, year: int) -> tuple[list[str], list[str], str | None]:
    """Who leads and who assists by what stands in a bracket or line, and the last day that it sets."""
    text = re.sub(r"^\s*[（(\[【](.*)[）)\]】]\s*$", r"\1", text.strip().rstrip("。；;"), flags=re.DOTALL)
    marks = [match for match in _ROLE.finditer(text) if re.match(r"\s*[:：为]", text[match.end() :]) or match.start() == 0]
    if not marks:
        return *_leaders(text), None
    counts: dict[str, list[str]] = {"lead": [], "responsible": [], "assist": []}
    deadline = None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        words = text[mark.end() : following.start() if following else len(text)].strip(" :：为;；,，。、)）]】")
        # What has another label says nothing of units (分值：3分).
        words = re.split(r"[；;，,]\s*[^；;，,：:]{2,6}[：:]", words)[0]
        if mark["time"]:
            deadline = last_day(words, year)
        elif mark["person"]:
            continue
        elif mark["assist"]:
            counts["assist"] += split_units(words)
        else:
            leads, assisting = _leaders(words)
            counts["lead" if mark.group().startswith(("牵头", "主办", "主责")) else "responsible"] += leads
            counts["assist"] += assisting
    # Where somebody takes the lead, those who are responsible beside him assist.
    if counts["lead"]:
        return counts["lead"], [*counts["responsible"], *counts["assist"]], deadline
    return counts["responsible"], counts["assist"], deadline


def _leaders(words: str) -> tuple[list[str], list[str]]:
    """市发改委牵头，市财政局、市税务局配合: who leads and who assists; all lead where nobody is said to."""
    if match := re.match(r"(.+?)(?:分别|共同|按职责)?牵头(?:负责)?[，,、;；\s]*(.*)", words):
        return split_units(match[1]), split_units(re.sub("(?:等)?(?:配合|参与|协办|负责|按职责分工)$", "", match[2].strip("。 ")))
    if match := re.match(r"(.+?)(?:负责|主办)[，,、;；\s]+(.*?)(?:等)?(?:配合|参与|协办)?$", words):
        return split_units(match[1]), split_units(match[2])
    return split_units(words), []


# Tables.

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
        r"目标值|指标值|目标数|计划数|任务数|数量|年度投资|当年投资|计划投资|投资计划|年投资|(?:季度|上半年|全年|年度|半年)(?:目标|计划|任务)|^目标$|^计划$|目标任务数|^全年$|^20\d\d年$|20\d\d年(?:目标|计划)",
    ),
    ("category", r"类别|分类|领域|板块|大类"),
    ("title", r"项目名称|^项目$|指标名称|^指标$|名称|事项|工程|考核指标|一级|主要指标"),
    ("content", r"内容|任务|目标|举措|措施|规模|计划|要求|标准|清单|承诺|工作|要点"),
)


def _tables(
    published: Published, lines: Sequence[Line], names: _Names
) -> Iterator[tuple[int, list[tuple[str, str]], list[Line]]]:
    """Each table: its number, what each column is with its head, and its rows."""
    groups: dict[int, list[Line]] = {}
    table, last = 0, None
    for n, line in enumerate(lines):
        if not line.cells:
            last = None
            continue
        if line.place == "row":
            table = line.numbers[0]
        elif last is None:
            table = -n - 1
        last = line
        groups.setdefault(table, []).append(line)
    for number, rows in groups.items():
        header, skip = _header(published, rows, names)
        yield number, header, rows[skip:]


def _cell_words(published: Published, line: Line) -> list[str]:
    return [published.text[low:high].strip() for low, high in line.cells]


def _header(published: Published, rows: Sequence[Line], names: _Names) -> tuple[list[tuple[str, str]], int]:
    """What each column is, and how many rows say so."""
    for n, row in enumerate(rows[:6]):
        words = [re.sub(r"\s", "", cell) for cell in _cell_words(published, row)]
        kinds = [_column(word) for word in words]
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
                and sum(bool(_column(word)) and len(word) <= 14 for word in below) >= 2
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
                words, kinds, depth = heads, [_column(word) for word in heads], 2
            kinds = _settled(published, kinds, words, rows[n + depth :], names)
            return list(zip(kinds, words, strict=True)), n + depth
    kinds = _guessed(published, rows, names)
    return [(kind, "") for kind in kinds], 0


def _column(head: str) -> str:
    plain = re.sub(r"[（(].*?[）)]", "", head)
    return next((kind for kind, pattern in _COLUMNS if re.search(pattern, plain)), "") if head else ""


def _settled(published: Published, kinds: list[str], words: list[str], rows: Sequence[Line], names: _Names) -> list[str]:
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
        if kind == "" and words[k]:
            kinds[k] = (
                "lead"
                if cells and sum(bool(names.all_units(cell)) for cell in cells) * 2 > len(cells)
                else "content"
                if cells and max(map(len, cells)) > 12
                else ""
            )
    return kinds


def _guessed(published: Published, rows: Sequence[Line], names: _Names) -> list[str]:
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


def _of_tables(published: Published, lines: Sequence[Line], names: _Names, place: str, year: int) -> Iterator[Commitment]:
    for _number, header, rows in _tables(published, lines, names):
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
    names: _Names,
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
    for k, ((kind, head), (low, high)) in enumerate(zip(header, row.cells, strict=False)):
        words = cells[k]
        # A cell that reaches over several rows says its text once; who assists one that leads is not who assists the next.
        if kind in ("lead", "time") or (kind == "assist" and not names_leader):
            words = last_said[k] = words or last_said.get(k, "")
        if kind == "number":
            number = words
        elif kind == "uom":
            uom = words or None
        elif kind == "lead":
            first, others = _leaders(words)
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
            cell_words.append(
                Cell(low, high, _uom_in(head), _deadline_in(head, year), {"last": "existing", "remark": "background"}.get(kind))
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
        heading_end = _heading_end(published.text, start, end)
        title = _title_of(published.text[start:heading_end]) if heading_end else ""
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


# Plans by month, and prose.


def _of_months(published: Published, lines: Sequence[Line], names: _Names, place: str, year: int) -> Iterator[Commitment]:
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
            or (_is_heading(text) and not re.search(r"\d", text) and not _MARKER.match(text))
        ):
            continue
        bracket = _ROLE_BRACKET.search(text)
        leads, assisting, own = roles(bracket.group(), names, year) if bracket else ([], [], None)
        for commitment in _cut(published, line, line, tuple(leads) or (unit,), alone=True):
            yield replace(commitment, assisting=tuple(assisting), deadline=own or deadline)


def _of_prose(published: Published, lines: Sequence[Line], names: _Names, place: str, _year: int) -> Iterator[Commitment]:
    group: list[Line] = []
    past = 0
    for n, line in enumerate(lines):
        text = published.words(line)
        marker = _MARKER.match(text)
        if past and not (marker and _level(marker) <= past and _is_heading(text)):
            continue
        past = 0
        if _is_heading(text) and re.search("回顾|总结|完成情况|工作成效|主要成绩|取得的成", text):
            # What was done is no promise.
            yield from _part(published, group, place)
            group, past = [], _level(marker)
            continue
        if _FRAME.match(text.strip()) or (n < 3 and _is_heading(text) and not _MARKER.match(text)):
            continue
        if _is_heading(text) and marker and _level(marker) <= 2:
            yield from _part(published, group, place)
            group = [line]
            continue
        group.append(line)
    yield from _part(published, group, place)


def _part(published: Published, group: Sequence[Line], place: str) -> Iterator[Commitment]:
    """The commitments below a heading: it is the title of the one paragraph that stands there, and no more than a heading of several."""
    headed = bool(group) and _is_heading(published.words(group[0]))
    yield from _paragraphs(published, group[1:] if headed and len(group) != 2 else group, (place,))
