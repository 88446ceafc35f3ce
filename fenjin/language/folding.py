"""Texts as a search compares them: what is typed and what is stored is folded by one function, so that neither widths, forms of
characters, dashes, quotation marks nor brackets stand between them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from opencc import OpenCC

# Stands before each syllable of pinyin, and nowhere else in a folded text.
SYLLABLE = "·"

# Characters of the Unicode block CJK Radicals Supplement that PDF files give in place of a character, and which NFKC leaves alone.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺋⺌⺎⺒⺓⺔⺕⺗⺘⺙⺛⺝⺞⺠⺡⺢⺣⺤⺥⺧⺨⺩⺫⺭⺮⺯⺰⺱⺲⺵⺷⺸⺹⺺⺻⺼⺽⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乙几卩小兀巳幺彐彐忄扌攵旡月歺民氵氺灬爫爫牛犭王罒礻竹糸纟网网罒羊羊老聿聿月臼艹虎衤覀西见角讠贝车辶辶辶阝钅长镸长门阜阝雨青韦页风飞食食饣饣马骨鬼鱼鸟卤麦黄黾齐齐齿齿竜龙龟龟",
        strict=True,
    )
)
DASHES = "‐‑‒–—―−⸺⸻﹣－"
_COMPARATORS = {"≧": "≥", "⩾": "≥", "⋝": "≥", "≦": "≤", "⩽": "≤", "⋜": "≤"}
_LARGE_V = dict.fromkeys("üǖǘǚǜ", "v")  # as keyboards for Chinese write it
# What a regular expression takes for more than itself can stand in none.
_LEFT_OUT = "\\^|[]{}()*?$"
_MARKS = {
    **dict.fromkeys(DASHES, "-"),
    **_COMPARATORS,
    **dict.fromkeys("'\"`´′″“”‘’„‟‚‛«»‹›「」『』〝〞〟＂＇", ""),
    **dict.fromkeys("…‥·・•‧∙⋅、，。；：！？,;:!?_¦¬", " "),
    **dict.fromkeys(_LEFT_OUT, " "),
}
_BRACKETS = re.compile("[()（）《》【】〔〕]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RANGE = re.compile(r"(?<=[\d%‰]) ?(?:[-~〜∼]|至|到) ?(?=\d)")
_LONE_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")


@cache
def _forms() -> dict[int, str]:
    """Traditional characters to simplified ones, character by character, so that a part of a text is folded like the whole."""
    blocks = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
    every = [chr(code) for block in blocks for code in block]
    # As Hong Kong writes them too, and those that stand for one another only in some words.
    forms = {ord("藉"): "借", ord("覆"): "复"}
    for way in ("hk2s", "t2s"):
        simple = OpenCC(way).convert("\n".join(every)).split("\n")
        forms |= {ord(one): other for one, other in zip(every, simple, strict=True) if one != other}
    return forms


@lru_cache(100_000)
def fold(text: str) -> str:
    """A text as it is compared: NFKC, radicals and traditional forms as plain simplified characters, letters without case and accents,
    one dash, one sign for each comparator, no quotation marks, no thousands separators, and blanks for brackets and punctuation.

    What is folded stays as it is when it is folded again.
    """
    while (text_folded := _fold_once(text)) != text:
        text = text_folded
    return text


def _fold_once(text: str) -> str:
    text_nfkc = unicodedata.normalize("NFKC", text.replace("…", " ").replace("´", "'"))
    letters = (_RADICALS.get(c, _LARGE_V.get(c, c)) for c in text_nfkc.casefold())
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", "".join(letters)) if unicodedata.category(c)[0] not in "MC" or c.isspace()
    )
    plain = bare.translate(_forms()).replace(">=", "≥").replace("<=", "≤").replace("=>", "≥").replace("=<", "≤")
    plain = _THOUSANDS.sub("", plain)
    # A bracket that opens or closes nothing beside a number is a comparator.
    plain = re.sub(r"(?<![<>])([<>])(?=\s*\d)", lambda match: f"\0{match[1]}", plain)
    plain = re.sub(r"(?<!\0)[<>]", " ", plain).replace("\0", "")
    plain = "".join(_MARKS.get(c, c) for c in plain)
    plain = "".join(" " if unicodedata.category(c) in ("Ps", "Pe", "Pi", "Pf") else c for c in plain)
    plain = _LONE_POINT.sub(" ", _RANGE.sub("-", plain))
    return " ".join(re.sub("-+", "-", plain).split())


def folded(texts: Iterable[object]) -> list[str]:
    """What texts are found by, each once: folded, and Chinese ones with brackets also as they are typed without these."""
    every: dict[str, None] = {}
    for each in texts:
        text = "" if each is None or each != each else str(each)
        every[fold(text)] = None
        if not text.isascii() and _BRACKETS.search(text):
            every[fold(_BRACKETS.sub("", text))] = None
    return [each for each in every if each]


def pinyin(texts: Iterable[object]) -> list[str]:
    """The syllables of Chinese texts and their initials, each after SYLLABLE: 东县 is ·dong·xian· and ·d·x·."""
    words = (word for text in folded(texts) for word in text.split() if not word.isascii())
    return list(dict.fromkeys(each for word in words for each in _pinyin_of(word)))


@lru_cache(10_000)
def _pinyin_of(word: str) -> tuple[str, str]:
    # The library's dictionaries are large, and few searches need them.
    from pypinyin import lazy_pinyin

    syllables = [each.lower() for each in lazy_pinyin(word)]
    syllables_and_initials = (syllables, [each[0] for each in syllables])
    whole, initials = (SYLLABLE + SYLLABLE.join(parts) + SYLLABLE for parts in syllables_and_initials)
    return whole, initials


def in_pinyin(name: str) -> str:
    """A Chinese name in Latin letters without tones, a syllable a word; "" where it has nothing of either."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(name, errors=lambda other: re.sub(r"[^ -~]", "", other))
    return " ".join(each.strip() for each in syllables if each.strip()).capitalize()
