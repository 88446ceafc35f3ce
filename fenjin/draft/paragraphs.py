"""Commitments in the paragraphs of one unit, or of a whole place: where one begins and ends, and what is only printed around them."""

import itertools
import re
from collections.abc import Iterator, Sequence

from fenjin.draft.answering import ROLE_LINE
from fenjin.draft.commitments import MARKER, Commitment, heading_end_of, is_heading, level, title_of
from fenjin.draft.reading import Line, Published

# Who publishes and prints a list, and what a site writes around its text.
FRAME = re.compile(
    "^(?:编者按|编辑|审核|校对|终审|来源|责任编辑|责编|发布|信息来源|发布日期|发布时间|浏览|阅读|字号|打印|关闭|分享|扫一扫|评论|最热|最新|还没有|已有\\d|上一篇|下一篇|附件|附[:：]|索引号|索 引 号|"
    "版权|主办|各位代表|同志们|名词解释|现将|谢谢|ICP|首页|当前位置|抄送|印发|\\(此件|（此件|备注[:：]|附?注[:：]|记者|通讯员|作者|"
    "信息首发|今日头条|关键[词字]|标签|相关(?:阅读|新闻|链接|文章)|新闻推荐|推荐阅读|网站地图|原标题|【本报|【纠错|【我要纠错|文号|发文字号|成文日期|公开方式|主题分类|信息来源)"
)
_BULLET = re.compile(r"\s*([●■★◆▲◇□○•·▪◎※➤►])")
# A notice to those who carry a list out, or the news of its day.
_NOTICE = re.compile(
    "现将|如下[:：。]?$|印发给你们|贯彻(?:执行|落实)|请(?:认真|遵照|结合)|审议通过|会议(?:上|第)|开幕|召开|获悉|据悉|本报讯|日讯|消息[,，(（]|报送|"
    "^(?:各|[^。]{0,20}各)[^。，]{2,60}[:：]$"
)
_PROMISED = re.compile("预期目标|目标(?:任务)?(?:是|为)|力争|今年(?:将|要|计划)")
_STOPPED = re.compile(r"[^。；;！？，,]{2,20}。\s*")
_FULL_STOP = re.compile(r"[。；;]\s*$")


def is_bullet(words: Sequence[str], n: int) -> bool:
    """Whether a line is an item behind a bullet, and not a heading over others."""
    return bool(_BULLET.match(words[n])) and not heads_bullets(words, n)


def heads_bullets(words: Sequence[str], n: int) -> bool:
    """Whether a line with a bullet is a heading: what follows has another bullet or a number, and the same bullet comes again."""
    own, below = _BULLET.match(words[n]), words[n + 1] if n + 1 < len(words) else ""
    following = _BULLET.match(below)
    return bool(own and (following[1] != own[1] if following else MARKER.match(below)) and is_heading(words[n]))


def heads(words: Sequence[str], n: int) -> bool:
    """Whether a line is the heading of what stands below it: not where the next number is of the same order, or nothing follows."""
    marker, below = MARKER.match(words[n]), words[n + 1] if n + 1 < len(words) else ""
    if _STOPPED.fullmatch(words[n]) and marker and (deeper := MARKER.match(below)):
        # 一、教育助学。 over 1.新建…: a full stop makes no sentence of it.
        return level(deeper) > level(marker)
    if not is_heading(words[n]) or _BULLET.match(words[n]):
        return heads_bullets(words, n)
    following = MARKER.match(below)
    return not marker or (bool(below) and not FRAME.match(below.strip()) and (not following or level(following) > level(marker)))


def preamble(words: Sequence[str]) -> int:
    """How many lines at the beginning say who publishes what and when: titles, a notice, the news of its day."""
    items = [n for n, text in enumerate(words) if MARKER.match(text) or _BULLET.match(text)]
    end = items[0] if len(items) >= 3 else max((n for n, text in enumerate(words) if _FULL_STOP.search(text)), default=0)
    begin = 0
    for n, text in enumerate(words[:end]):
        notice = (len(text) <= 60 and not _FULL_STOP.search(text)) or (
            _NOTICE.search(text.strip()) and not _PROMISED.search(text)
        )
        if notice:
            begin = n + 1
        elif begin == n and len(items) < 3:
            break
    return begin


def paragraphs(published: Published, group: Sequence[Line], leads: tuple[str, ...]) -> Iterator[Commitment]:
    """The commitments of a run of paragraphs of one unit."""
    if not leads:
        return
    title: Line | None = None
    merged: list[tuple[Line, Line]] = []
    words = [published.words(line) for line in group]
    for n, (line, text) in enumerate(zip(group, words, strict=True)):
        if len(group) > 1 and not _BULLET.match(text) and heads(words, n):
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
        yield from cut(published, first, last, leads, alone=len(merged) == 1)


def _continues(published: Published, merged: Sequence[tuple[Line, Line]]) -> bool:
    """Whether a paragraph without a number goes on with the item before: where the items of the unit are numbered."""
    return bool(MARKER.match(published.words(merged[-1][0])))


_INLINE = re.compile(
    r"(?<=[。；;：:\s])\s*(?:(?P<n>\d{1,2})[.．、](?!\d)|[（(](?P<c>[一二三四五六七八九十]{1,2}|\d{1,2})[）)]|(?P<s>[一二三四五六七八九十])是)"
)


def cut(published: Published, first: Line, last: Line, leads: tuple[str, ...], alone: bool) -> Iterator[Commitment]:
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
    by_beginning: dict[str, list[int]] = {}
    for at, words in short:
        by_beginning.setdefault(words[:2], []).append(at)
    best = max(by_beginning.values(), key=len, default=[])
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
