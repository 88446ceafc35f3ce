"""What is searched for: the words of a text as patterns of what rows are found by (`found_by` of the table)."""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fenjin.language.folding import DASHES, SYLLABLE, fold, pinyin

MOST_WORDS = 8

# A phrase in quotation marks; OR, which between Chinese characters is also a slash; AND, there also & or +; or what stands between blanks, in a range (1 - 2家) with these.
_HAN = "[㐀-鿿]"
_SLASH, _PLUS = rf"(?:(?<={_HAN})|(?<={_HAN}\s))[/／](?=\s?{_HAN})", rf"(?:(?<={_HAN})|(?<={_HAN}\s))[&＆+＋](?=\s?{_HAN})"
_RANGE = rf"(?<=[\d%％‰])\s+(?:[-~〜∼至到{DASHES}]\s*)(?=\d)|(?<=[\d%％‰])[-~〜∼至到{DASHES}]\s+(?=\d)"
_PARTS = re.compile(
    rf"""["“”「『](?P<phrase>[^"“”「」『』]*)["“”」』]|(?P<either>[|｜]+|{_SLASH}|(?<!\S)(?i:OR|ＯＲ|或|或者)(?!\S))|(?P<both>(?<!\S)(?i:AND|ＡＮＤ)(?!\S)|{_PLUS})"""
    rf"""|(?P<word>(?:{_RANGE}|(?!{_SLASH}|{_PLUS})[^\s|｜"“”「」『』])+)"""
)
# A letter, or a sign where any other stands: what a pattern is written with, so that a word stands in it as it is.
_ANY = f"[^ {SYLLABLE}]"
_SPECIAL = re.compile(r"[.+]")


@dataclass(frozen=True)
class Word:
    """A word that is searched for: one of its folded `wordings`. `end` is where it ends in the text that was typed."""

    wordings: tuple[str, ...]
    end: int = 0

    @property
    def pattern(self) -> str:
        """What finds it just as it is."""
        return "|".join(_SPECIAL.sub(lambda match: f"[{match[0]}]", each) for each in self.wordings)

    @property
    def at_start(self) -> str:
        """The same, of Latin letters only where a word begins with them."""
        return "|".join(f"(?:[^a-z{SYLLABLE}]{each})" for each in self.wordings if _is_latin(each))

    @property
    def by_sound(self) -> str:
        """What finds it also by its pinyin or the initials of that; "" where it has none."""
        return self._or(by_sound(each) for each in self.wordings)

    @property
    def nearly(self) -> str:
        """What finds it also where one character is wrong, missing or too many, or two are exchanged; "" where it is too short for that."""
        return self._or(pattern for each in self.wordings for pattern in _near(each))

    def _or(self, others: Iterable[str]) -> str:
        patterns = [f"(?:{each})" for each in dict.fromkeys(others) if each]
        return "|".join([self.pattern, *patterns]) if patterns else ""


def words_of(text: str) -> list[Word]:
    """The words of a text: all must be found, of those that OR, 或 or | joins any. What is in quotation marks is one word."""
    words: list[Word] = []
    joins = False
    parts = list(_PARTS.finditer(text))
    for part, after in itertools.zip_longest(parts, parts[1:]):
        if part["either"]:
            joins = bool(words)
            continue
        if part["both"]:
            continue
        phrase = fold(part["phrase"] or "")
        own = [phrase] if phrase else fold(part["word"] or "").split()
        if not own:
            continue
        # What OR joins stays together.
        wordings = [" ".join(own)] if joins or (after and after["either"]) else own
        if joins:
            last = words.pop()
            words.append(Word(tuple(dict.fromkeys([*last.wordings, wordings[0]])), part.end()))
        else:
            words += [Word((each,), part.end()) for each in wordings]
        joins = False
    return words


def typed(patterns: Iterable[str]) -> str:
    """The text that says the words of patterns again."""
    return " ".join(
        " OR ".join(f'"{each}"' if _needs_marks(each) else each for each in _wordings(pattern)) for pattern in patterns if pattern
    )


def _needs_marks(wording: str) -> bool:
    """Whether a wording is only itself in quotation marks: else a sign at its end might join it to the next (0 and -0 to 0-0)."""
    return " " in wording or wording in ("或", "或者", "or", "and") or not (wording[:1].isalnum() and wording[-1:].isalnum())


def _wordings(pattern: str) -> list[str]:
    """The wordings of a word as they stand in its pattern, without what finds it by sound or nearly."""
    return [re.sub(r"\[([.+])\]", r"\1", each) for each in pattern.partition("|(?:")[0].split("|")]


def by_sound(wording: str) -> str:
    """The pattern of the pinyin of Chinese characters, or of Latin letters as pinyin, whole or initials; "" of anything else."""
    wording = wording.replace("-", "")
    if _is_latin(wording):
        # Where a syllable ends nobody writes: xian is 县 and 西安.
        letters = (
            "[uv]" if each == "u" and before in "ln" else each for before, each in zip(" " + wording, wording, strict=False)
        )
        return SYLLABLE + f"{SYLLABLE}?".join(letters)
    if len(wording) > 1 and all("㐀" <= each <= "鿿" for each in wording):
        return pinyin([wording])[0]
    return ""


def _is_latin(wording: str) -> bool:
    return len(wording) > 1 and all("a" <= each <= "z" for each in wording)


def _near(wording: str) -> list[str]:
    """The patterns of a word with one character wrong, missing or too many, or two exchanged. A number is another number then."""
    is_latin = wording.isascii()
    if len(wording) == 2 and all("㐀" <= each <= "鿿" for each in wording):
        # Of two characters one says little: it must be a whole name.
        one, other = wording[0], wording[1]
        return [f"(?:^| )(?:{one}{_ANY}|{_ANY}{other})[市县区]?(?: |$)", other + one]
    if len(wording) < (4 if is_latin else 3) or any(each.isdigit() for each in wording):
        return []
    plain = [_SPECIAL.sub(lambda match: f"[{match[0]}]", each) for each in wording]
    exchanged = [[*plain[:place], plain[place + 1], plain[place], *plain[place + 2 :]] for place in range(len(plain) - 1)]
    if is_latin and len(wording) < 5:
        return ["".join(each) for each in exchanged]
    changed = [[*plain[:place], _ANY, *plain[place + 1 :]] for place in range(len(plain))]
    changed += [[*plain[:place], _ANY, *plain[place:]] for place in range(1, len(plain))]
    changed += exchanged
    if len(plain) > (5 if is_latin else 3):
        changed += [plain[:place] + plain[place + 1 :] for place in range(len(plain))]
    return ["".join(each) for each in changed]


@dataclass(frozen=True)
class Sought:
    """The patterns of words, and which of them are searched by their `sounds`, which `nearly`, as nothing bears them just as they are."""

    patterns: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    nearly: tuple[str, ...] = ()


def resolve(words: Sequence[Word], finds: Callable[[str], bool]) -> Sought:
    """How words are searched for; `finds` says whether a pattern finds any row."""
    patterns, sounds, near = [], [], []
    for word in words[:MOST_WORDS]:
        pattern = word.pattern
        # Letters within a word are no sign that it was meant: xc is a place rather than excellent.
        if not finds(word.at_start or pattern):
            if word.by_sound and finds(word.by_sound):
                pattern = word.by_sound
                sounds.append(typed([pattern]))
            elif not finds(pattern) and word.nearly and finds(word.nearly):
                pattern = word.nearly
                near.append(typed([pattern]))
        patterns.append(pattern)
    return Sought(tuple(patterns), tuple(sounds), tuple(near))
