"""How wide words are, where a line of them may be broken, and what a drawing can hold of them."""

import html
import re
import unicodedata
from functools import lru_cache

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
# A number keeps the unit behind it, a date stays whole, and so does what an equals sign joins.
_PIECE = re.compile(
    r"[（“《]*(?:(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9][0-9,.–%/]{0,30}[^\W\d_]?|[!-~’–]{1,30} ?|.)(?:＝.)?[，。；：、！？）”》]*"
)


def pieces(text: str) -> list[str]:
    """The parts of a text between which a line may be broken."""
    return _PIECE.findall(text)


def wrapped(text: str, size: int, room: float = PHONE) -> list[str]:
    """The text in lines of at most `room` pixels (those of a phone), broken between words or Chinese characters."""
    lines = [""]
    for piece in pieces(text):
        if lines[-1] and breadth(lines[-1] + piece, size) > room:
            lines.append("")
        lines[-1] += piece
    return lines


_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """A text without the characters that XML, and so no drawing and no office file, can hold."""
    return _NOT_XML.sub("", text)


def as_text(text: str) -> str:
    """A text that Plotly shows as it is, whatever it looks like; only the line breaks that it is given in stay."""
    return "<br>".join(html.escape(line, quote=False) for line in text.split("<br>"))
