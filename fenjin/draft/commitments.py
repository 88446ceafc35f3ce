"""A commitment of a published list, and what its first words are: a number, a heading, a title."""

import re
from dataclasses import dataclass

from fenjin.draft.reading import Line
from fenjin.draft.surroundings import Cell


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


MARKER = re.compile(
    r"\s*(?:(?P<one>[一二三四五六七八九十]{1,3})、|(?P<two>[（(][一二三四五六七八九十]{1,3}[）)])、?|(?P<three>\d{1,3})(?:[.．](?!\d)|[.．](?=\d{1,2}月(?!\d))|[.．](?=20\d\d年)|[.．](?=12\d{3}(?!\d))|、)"
    r"|(?P<four>[（(]\d{1,3}[）)])|(?P<five>[①-⑳])|(?P<six>第[一二三四五六七八九十]{1,3}[,，、:：]))\s*"
)
_LEVELS = {"one": 1, "two": 2, "six": 2, "three": 3, "four": 4, "five": 5}


def level(marker: re.Match[str] | None) -> int:
    """How deep the number stands that a line begins with, 1 the highest; 9 where it has none."""
    if marker is None:
        return 9
    return next(_LEVELS[name] for name, words in marker.groupdict().items() if words)


def is_heading(text: str) -> bool:
    """Whether a line is a heading: short, and no sentence."""
    return len(text) <= 40 and not re.search("[。；;！？，,]", text.rstrip("。")) and not re.search(r"[。；;]$", text)


def title_of(text: str) -> str:
    """A heading without its number and signs."""
    return re.sub(r"^[★◆●■\s]+", "", text[marker.end() :] if (marker := MARKER.match(text)) else text).strip("。：: ")


def short(title: str, most: int) -> str:
    """The beginning of a title, at most so many characters: no figure, quotation or bracket is cut through, and none of several figures
    behind 分别 stands for all."""
    head = title[:most]
    for figure in re.finditer(r"\d[\d.,]*[万亿]*[^\d、，,和]{0,3}", title):
        if figure.start() < most < figure.end() or ("分别" in title[: figure.start()] and figure.start() >= 6):
            head = head[: figure.start()]
            break
    for opening, closing in ("“”", "（）", "()", "《》"):
        if head.count(opening) > head.count(closing):
            head = head[: head.rindex(opening)]
    return re.sub("(?:达到?|提[高升][到至]|为|至|到|[、和及与，,])+$", "", head) or title[:most]


def heading_end_of(text: str, start: int, end: int) -> int:
    """Where the published heading of a commitment ends: its first sentence, or what stands before a colon; 0 where it has none."""
    stop = text.find("。", start, end)
    line = text.find("\n", start, end)
    colon = re.compile("[：:]").search(text, start, end)
    if line >= 0 and is_heading(text[start:line]) and (stop < 0 or line < stop):
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
