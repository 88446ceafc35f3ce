"""Words in lines: how wide they are, where a line of them may be broken, and what a drawing can hold of them."""

import html
import re
import unicodedata
from functools import lru_cache

PHONE_TITLE = 20  # pixels of a title on a phone
PHONE = 300  # pixels that a line of words may take on the narrowest screen


# Latin characters that are narrower or wider than half of their height, in the typefaces of FONT.
_BREADTHS = (
    dict.fromkeys("iIjl.,:;'|! ", 0.3)
    | dict.fromkeys("frt()[]-", 0.38)
    | dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.66)
    | dict.fromkeys("mwMW%", 0.88)
)


def breadth(text: str, size: float) -> float:
    """Pixels that a text takes; a Chinese character is as wide as it is high, a Latin one about half of that."""
    return _breadth(text) * size


@lru_cache(maxsize=1 << 15)
def _breadth(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _BREADTHS.get(c, 0.57) for c in text)


# What is not broken between lines: a word (of a sensible length) or a character, with the punctuation that belongs to it.
# A number keeps the unit behind it (a version of digits and letters is such), a date stays whole, and so does what an equals sign joins.
_PIECE = re.compile(
    r"[（“《]*(?:(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9][0-9,.]{0,30}[A-Za-z][!-~]{0,30} ?|[0-9][0-9,.–%/]{0,30}[^\W\d_]?|[!-~’–]{1,30} ?|.)(?:＝.)?[，。；：、！？）”》]*"
)


def pieces(text: str) -> list[str]:
    """The parts of a text between which a line may be broken."""
    return _PIECE.findall(text)


def wrap(text: str, size: int, room: float = PHONE) -> list[str]:
    """The text in lines of at most `room` pixels (those of a phone), broken between words or Chinese characters."""
    lines = [""]
    for piece in pieces(text):
        if lines[-1] and breadth(lines[-1] + piece, size) > room:
            lines.append("")
        lines[-1] += piece
    return lines


_PART = re.compile(r"[^\s，、：；。！？（）]+[，、：；。！？）]*|.", re.DOTALL)


def breakable(text: str, size: int, room: float = PHONE) -> str:
    """The text with places to break (blanks of no width) in those parts between punctuation that have no room on a line.

    Without them a browser that keeps parts whole breaks such a one anywhere, so that a line may begin with its punctuation.
    """
    return "".join("\u200b".join(pieces(part)) if breadth(part, size) > room else part for part in _PART.findall(text))


def sure_room(text: str, room: float) -> float:
    """The room that a text may fill so that it stays within `room` where Latin letters are those of a wider typeface."""
    latin = sum(breadth(letter, 1) for letter in text if letter < "\u2e80")
    return room * (1 - 0.07 * latin / max(breadth(text, 1), 1))


def settle(text: str, size: int, room: float) -> list[str]:
    """The text in lines that fill the room, unless that leaves a character or two on the last one."""
    lines = wrap(text, size, room)
    return balance(text, size, room) if len(lines) > 1 and breadth(lines[-1], size) < 3 * size else lines


def balance(text: str, size: int, room: float) -> list[str]:
    """The text in as few lines as fit the room, broken behind punctuation where that is possible, else of about one length."""
    plain = wrap(text, size, room)
    # Weighing every break takes long where there are many.
    cheapest = _cheapest(tuple(pieces(text)), size, room, len(plain)) if len(plain) <= _MOST_BALANCED else None
    return list(cheapest[1]) if cheapest else plain


_MOST_BALANCED = 6  # lines


# The ends of a text are set again for every way to set what stands before them.
@lru_cache(maxsize=4096)
def _cheapest(left: tuple[str, ...], size: int, room: float, lines: int) -> tuple[float, tuple[str, ...]] | None:
    """The cheapest way to set pieces in a number of lines, with its cost; None where there is none."""
    whole = "".join(left)
    if lines == 1:
        return (0.0, (whole,)) if breadth(whole, size) <= room else None
    ideal = breadth(whole, size) / lines
    best: tuple[float, tuple[str, ...]] | None = None
    for place in range(1, len(left)):
        line = "".join(left[:place])
        if breadth(line, size) > room:
            break
        rest = _cheapest(left[place:], size, room, lines - 1)
        if rest is None:
            continue
        # A break in the middle of a name is worth a line of half the length.
        cost = (
            abs(breadth(line, size) - ideal) / room
            + (0 if line[-1] in _STOPS else 0.15 if line[-1] in _PAUSES else 0.5)
            + rest[0]
        )
        if best is None or cost < best[0]:
            best = cost, (line, *rest[1])
    return best


_STOPS, _PAUSES = "，；：。？,;:.?", "、 ）)”"


_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """A text without the characters that XML, and so no drawing and no office file, can hold."""
    return _NOT_XML.sub("", text)


def as_text(text: str) -> str:
    """A text that Plotly shows as it is, whatever it looks like; only the line breaks that it is given in stay."""
    return "<br>".join(html.escape(line, quote=False) for line in text.split("<br>"))
