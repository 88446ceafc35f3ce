"""What every sentence is made of, in either language: amounts, lists, names, scopes, and what may be said in fixed words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fenjin.language.words import words
from tests.checker.truth import JOINT, Truth
from tests.themes import speaking

BOUNDS = {
    "zh": {"至少": "ge", "超过": "gt", "至多": "le", "低于": "lt", "约": "approx"},
    "en": {"at least ": "ge", "more than ": "gt", "at most ": "le", "less than ": "lt", "about ": "approx"},
}
_SCALES = {"万": 1e4, "亿": 1e8, "million": 1e6, "billion": 1e9}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"

# Chinese units, of which English says how much it is in a metric one, too, and how many of that it is.
_METRIC = {
    "mu": ("ha", 1 / 15),
    "mu-times": ("ha-time", 1 / 15),
    "jin": ("tonne", 0.0005),
    "dan": ("tonne", 0.05),
    "li": ("km", 0.5),
}
_CHINESE = re.compile(rf"(?P<amount>.*\d.* (?P<unit>{'|'.join(_METRIC)}))(?: \((?P<metric>[^()]+)\))?")


@dataclass(frozen=True)
class Amount:
    """An amount as written: comparator, value and upper value in plain units (万 and 亿 worked out), and what is counted, "" for nothing."""

    comparator: str
    value: float
    high: float | None
    unit: str = ""


def split(text: str, mark: str) -> list[str]:
    """The pieces of a text between marks that stand outside brackets."""
    pieces, depth, piece = [], 0, ""
    place = 0
    while place < len(text):
        if text[place] in "（(":
            depth += 1
        elif text[place] in "）)":
            depth -= 1
        if depth == 0 and text.startswith(mark, place):
            pieces.append(piece)
            piece, place = "", place + len(mark)
            continue
        piece += text[place]
        place += 1
    return [*pieces, piece]


def amount_of(text: str, lang: str) -> Amount | None:
    """An amount read from its words; None where it is none, or where English does not say a Chinese unit rightly in a metric one, too."""
    comparator, rest = "eq", text.strip()
    chinese = _CHINESE.fullmatch(rest) if lang == "en" else None
    if chinese:
        rest = chinese["amount"]
    for word, code in BOUNDS[lang].items():
        if rest.startswith(word):
            comparator, rest = code, rest[len(word) :]
    if lang == "zh" and rest.endswith("左右"):
        comparator, rest = "approx", rest.removesuffix("左右")
    found = re.fullmatch(rf"(CNY )?(-?{_NUMBER})(?:–({_NUMBER}))?(余?)( ?(?:million|billion))?(.*)", rest)
    if not found:
        return None
    money, low, high, more, scale, unit = found.groups()
    if re.search(r"\d", unit):
        return None
    factor = _SCALES[scale.strip()] if scale else _SCALES.get(unit[:1], 1.0) if lang == "zh" else 1.0
    values = [float(each.replace(",", "")) * factor for each in (low, high) if each]
    counted = unit[1:] if lang == "zh" and unit[:1] in _SCALES else unit.strip()
    amount = Amount(
        "range" if high else "gt" if more else comparator, values[0], values[1] if high else None, (money or "") + counted
    )
    return amount if chinese is None or _is_metric(chinese["metric"] or "", amount) else None


def _is_metric(text: str, amount: Amount) -> bool:
    """Whether a text is an amount of a Chinese unit in its metric one."""
    if amount.unit not in _METRIC:
        return False
    unit, size = _METRIC[amount.unit]
    turned = amount_of(text, "en")
    if turned is None or turned.unit.rstrip("s") != unit or (turned.high is None) != (amount.high is None):
        return False
    pairs = [(turned.value, amount.value * size), (turned.high or 0, (amount.high or 0) * size)]
    return all(abs(one - right) <= (0.006 if right < 100 else 0.5 if right < 1e5 else right * 1e-3) for one, right in pairs)


def plain(value: float, std_uom: str) -> float:
    """A standard value in plain units."""
    return value * {"亿": 1e8, "万": 1e4}.get(std_uom[:1], 1.0)


def near(one: float, other: float) -> bool:
    """Whether two numbers are the same but for the digits that a screen leaves out."""
    # Whoever writes the last digit of a large number has left none out.
    rounded = abs(other) >= 1e5 and round(one) % 10 == 0
    return abs(one - other) <= (max(0.006, abs(other) * 1e-4) if rounded else 0.006)


@dataclass(frozen=True)
class Grammar:
    """Reads the words of one list in one language."""

    truth: Truth
    lang: str

    # Words

    def _t(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def said_of(self, row: Mapping[str, Any], name: str) -> str:
        """A row's title, statement or measure in the language that is read; "" where it has none."""
        text = row[self._t(name, f"{name}_en")]
        return "" if text is None or text != text else str(text)

    @property
    def listed(self) -> str:
        """What stands between the names of a list."""
        return self._t("、", ", ")

    def items(self, text: str) -> tuple[list[str], int | None]:
        """The items of a list, and how many there are where it names only the first."""
        found = re.search(self._t(r"等(\d+)[家项个]$", r" and others, (\d+) in all$"), text)
        return split(text[: found.start()] if found else text, self.listed), int(found[1]) if found else None

    @staticmethod
    def many(n: int, one: str, several: str) -> str:
        """The English words for so many of a thing."""
        return one if n == 1 else several

    def told(self, text: str, zh: str, en: str) -> dict[str, str] | None:
        """What stands in the places of a sentence; None where it is another sentence.

        A place is {name}, {name:d} for a whole number, or {name:one|several} for the words for one and for several of them.
        """
        pattern = re.escape(self._t(zh, en))
        pattern = re.sub(
            r"\\{(\w+):([^{}|]+)\\\|([^{}|]+)\\}", lambda found: f"(?:(?P<one{found.start()}_{found[1]}>{found[2]})|{found[3]})", pattern
        )  # fmt: skip
        pattern = re.sub(r"\\{(\w+):d\\}", r"(?P<\1>[\\d,]+)", pattern)
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", pattern)
        found = re.fullmatch(pattern, text, re.DOTALL)
        places = found.groupdict() if found else {}
        forms = [(each.partition("_")[2], places.pop(each)) for each in list(places) if re.match(r"one\d+_", each)]
        return places if found and all((places[name] == "1") == bool(one) for name, one in forms) else None

    def word(self, enumeration: str, code: str) -> str:
        """A code of an enumeration in words."""
        return words(speaking(self.lang), enumeration, code)

    def counted_in(self, amount: Amount, *uoms: object) -> bool:
        """Whether an amount is counted in one of these units of measure."""
        for uom in uoms:
            plain_uom = re.sub("^[千百]?[万亿]*", "", str(uom)) if str(uom) not in self.truth.measures else str(uom)
            about = self.truth.measures.get(plain_uom, {})
            if self.lang == "zh":
                names = {plain_uom}
            else:
                pattern = about.get("pattern_en") or "{n} {name}"
                names = {
                    "" if "{name}" not in pattern else f"{each} " if pattern.startswith("{name}") else each
                    for each in (about.get("one_en", ""), about.get("many_en", ""))
                }
                names |= {"MW", "MWh"} if about.get("per_en") else set()
            if amount.unit in names:
                return True
        return not uoms

    def grown(self, amount: Amount, uom: str) -> Amount:
        """An amount in a unit's English name that stands for many of it (MW), in the unit itself."""
        about = self.truth.measures.get(re.sub("^[千百]?[万亿]*", "", uom), {})
        if self.lang == "zh" or not about.get("per_en") or f"{{n}} {amount.unit}" != about["pattern_en"]:
            return amount
        return replace(amount, value=amount.value * about["per_en"], high=amount.high and amount.high * about["per_en"])

    def unit(self, text: str) -> tuple[str | None, str]:
        """The unit whose short name a text begins with, and what follows."""
        names = sorted((name for name in self.truth.short[self.lang] if text.startswith(name)), key=len)
        return (self.truth.short[self.lang][names[-1]], text[len(names[-1]) :].lstrip()) if names else (None, text)

    def bracketed(self, text: str) -> tuple[str, str | None]:
        """A text and what stands in the bracket at its end, which the metric value of an amount does not count as."""
        close, opening = self._t("）", ")"), self._t("（", " (")
        if not text.endswith(close) or (self.lang == "en" and _CHINESE.fullmatch(text)):
            return text, None
        depth = 0
        for place in range(len(text) - 1, -1, -1):
            depth += (text[place] in "）)") - (text[place] in "（(")
            if depth == 0:
                start = place if self.lang == "zh" else place - 1
                return text[:start], text[place + 1 : -1]
        return text, opening and None

    def scope(self, words: str) -> list[str] | None:
        """The parts of a scope that words name; None where one is not known."""
        parts, rest = [], words
        names = sorted(self.truth.part_names[self.lang], key=len, reverse=True)
        while rest:
            name = next((name for name in names if rest.startswith(name)), None)
            if name is None:
                return None
            parts.append(self.truth.part_names[self.lang][name])
            rest = rest[len(name) :].removeprefix(self._t("，", ", "))
        return parts

    def subject(self, text: str) -> tuple[str, str] | None:
        """The indicator and scope that a text is about."""
        names = self.truth.indicator_names[self.lang]
        if text in names:
            return names[text], ""
        name, words = self.bracketed(text)
        parts = self.scope(words) if words is not None else None
        return (names[name], JOINT.join(parts)) if name in names and parts else None
