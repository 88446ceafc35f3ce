"""The English of a list held against its Chinese: the same numbers, and the terms of the glossary."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from fenjin.language.translate import Message, _
from fenjin.table.numerals import numeral_value

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WORDS = {
    word: Decimal(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"hundred": Decimal(100), "half": Decimal("0.5")}
_SIZES = {"": 1, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LARGE = 10  # a number in words from which on the English has to say it too
_NUMBER = rf"([0-9][0-9,]*(?:\.[0-9]+)?)(?![0-9A-Za-z])(?: ({'|'.join(filter(None, _SIZES))})\b)?"
_IN_ENGLISH = re.compile(rf"(?<![\w.]){_NUMBER}")
_WORD_IN_ENGLISH = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)
# 千 of a unit of measure that begins with it (100万千瓦) is none of the number; letters (4A) make a name of one.
_IN_CHINESE = re.compile(
    r"(?P<arabic>[0-9][0-9,]*(?:\.[0-9]+)?(?:[百万亿]|千(?![瓦米克]))*)(?![A-Za-z])(?P<after>月|成|千瓦时?)?"
    r"|(?P<words>(?:[零两二三四五六七八九十百万亿]|一(?=[百千万亿十成])|(?<=[十百千万亿])一|千(?![瓦米克]))+)(?P<tenths>成)?"
)

# A Chinese unit of measure with its metric value behind it, and how many of it make one of that.
_METRIC = re.compile(rf"{_NUMBER} (mu|jin|dan) \({_NUMBER} (?:ha|tonnes)\)")
_PER_METRIC = {"mu": Decimal(15), "jin": Decimal(2000), "dan": Decimal(20)}

_NO_TERM = _("英文里没有“{term}”的译名（{english}）：照术语表 glossary.csv 改，或在表里加一种译名")
_NO_METRIC = _("“{text}”换算错了：1 公顷 15 亩，1 吨 2000 斤或 20 担")
_NO_NUMBER = _("英文里的数与中文不同：{numbers}")


class Term(NamedTuple):
    """A term of the glossary with the English that may stand for it."""

    chinese: str
    english: tuple[str, ...]


class Glossary:
    """The terms in which Chinese and English say the same; of terms within one another the longest counts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_name = {term.chinese: term for term in terms}
        names = sorted(self._by_name, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, names)) or r"(?!)")
        self._wordings = {
            term.chinese: [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in term.english]
            for term in self._by_name.values()
        }

    def faults(self, chinese: str, english: str) -> Iterator[Message]:
        """What an English text says otherwise than the Chinese: terms that it lacks, numbers that differ."""
        rest = english
        for name in dict.fromkeys(self._any.findall(chinese)):
            wording = next((each for each in self._wordings[name] if each.search(english)), None)
            if wording is None:
                yield Message(_NO_TERM, term=name, english=" / ".join(self._by_name[name].english))
            else:
                # A number within a term (一业一证) is none of the text.
                rest = wording.sub(" ", rest)
        for match in _METRIC.finditer(rest):
            own, metric = _value(match[1], match[2]) / _PER_METRIC[match[3]], _value(match[4], match[5])
            # Whole hectares and tonnes; of millions what is written.
            if abs(own - metric) > Decimal("0.5"):
                yield Message(_NO_METRIC, text=match[0])
        rest = _METRIC.sub(lambda match: match[0].partition(" (")[0], rest)
        differences = _differences(self._any.sub("|", chinese), rest)
        if differences:
            yield Message(_NO_NUMBER, numbers=" ".join(sorted(differences)))


def _differences(chinese: str, english: str) -> set[str]:
    """The numbers that one text has and the other lacks.

    What is printed in Arabic numerals has to be there as often; 两 and ten may stand for them. A small number in words (三类) may be
    left out, but none may be added.
    """
    in_digits: Counter[Decimal] = Counter()
    worded: set[Decimal] = set()
    months = set()
    for match in _IN_CHINESE.finditer(chinese):
        value = numeral_value(match["arabic"] or match["words"])
        if value is None:
            continue
        if match["after"] == "月":
            months.add(_MONTHS[int(value) - 1])
        elif match["arabic"]:
            in_digits[value * _AFTER.get(match["after"], 1)] += 1
        else:
            worded.add(value * (10 if match["tenths"] else 1))
    figures = Counter(_value(digits, size) for digits, size in _IN_ENGLISH.findall(english))
    words = {_WORDS[word.casefold()] for word in _WORD_IN_ENGLISH.findall(_IN_ENGLISH.sub(" ", english))} - {Decimal(1)}
    both = worded | set(in_digits)
    different = {
        *(in_digits - figures),
        *(value for value in figures if value not in both),
        *(words - both - {Decimal("0.5")}),
        *(value for value in worded - set(figures) - words if value >= _LARGE),
    }
    return {f"{value.normalize():f}" for value in different} | {month for month in months if month not in english}


def _value(digits: str, size: str | None) -> Decimal:
    return Decimal(digits.replace(",", "")) * _SIZES[size or ""]


_AFTER: Mapping[str | None, Decimal] = {"成": Decimal(10), "千瓦": Decimal("0.001"), "千瓦时": Decimal("0.001")}
