"""What the user chose, to and from the link: texts cleaned, numbers read, and the filters of rows."""

import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from fenjin.views.sought import MOST_WORDS, Sought, typed, words_of

LONGEST_SEARCH = 100
# Beyond this a bound of the standard value is taken for a slip.
LARGEST = 1e15
_LONGEST_NAME = 80  # characters of a file's name that say what is in it
_IN_FILE_NAMES = {"low": "from", "high": "to"}
MOST_LISTS = 6  # that are looked at side by side


@dataclass(frozen=True)
class Ignored:
    """A part of a link that was not understood."""

    name: str
    value: str


def clean(text: str) -> str:
    """Text without control and formatting characters, in composed form, cut to a length that a person would type."""
    return _tidy(text)[:LONGEST_SEARCH]


def _tidy(text: str) -> str:
    text_nfc = unicodedata.normalize("NFC", text[: LONGEST_SEARCH * 4])
    letters = (" " if c.isspace() or unicodedata.category(c).startswith("Z") else c for c in text_nfc)
    return " ".join("".join(c for c in letters if unicodedata.category(c)[0] != "C").split())


def words_in(text: str) -> tuple[str, str]:
    """The text of a search, and what of it is not searched for: what is beyond the most words, or a text without any."""
    tidied = clean(text)
    words = words_of(tidied)
    end = words[MOST_WORDS - 1].end if len(words) > MOST_WORDS else len(tidied) if words else 0
    return tidied[:end].strip(), clean(" ".join((tidied[end:], _tidy(text)[LONGEST_SEARCH:])))


FACETS = (
    "list",
    "league",
    "unit_type",
    "unit",
    "theme",
    "topic",
    "action",
    "indicator",
    "kind",
    "comparator",
    "uom",
    "firmness",
    "measurable",
    "due",
)


# Bounds of what a row states: the standard value from and to; the value as it is printed above, below and equal to.
BOUNDS = ("low", "high", "above", "below", "equals")


def one_of(codes: Collection[str]) -> str:
    """A set of codes as the queries take it: |a|b|, or '' for all."""
    return f"|{'|'.join(codes)}|" if codes else ""


def link_number(value: float) -> str:
    """A number as a link states it: nothing is lost, and a whole number has no point."""
    return str(int(value)) if value == int(value) else repr(value)


def link_of(params: Mapping[str, object]) -> dict[str, str]:
    """The parameters of a query as a link states them: filter_unit=|a|b| is unit=a,b; the words are q; what does not
    narrow is left out."""
    link = {}
    for name, value in params.items():
        if value is None or value == "" or name.startswith("word"):
            continue
        text = link_number(value) if isinstance(value, float) else str(value)
        link[name.removeprefix("filter_")] = ",".join(text.strip("|").split("|")) if name.startswith("filter_") else text
    words = typed(str(params.get(f"word{i + 1}") or "") for i in range(MOST_WORDS))
    return {**link, "q": words} if words else link


@dataclass(frozen=True)
class Filters:
    """What the rows of the table are narrowed to: sets of codes per facet, bounds of the standard value and of the printed one, words.

    A range is within bounds with both its ends. An empty set leaves every row; a row must satisfy all facets and contain all words. `sought` says how these are searched for in
    the rows of a list (`lists.within`); just as they are where nobody has looked yet.
    """

    sets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    low: float | None = None
    high: float | None = None
    words: str = ""
    sought: Sought | None = None
    above: float | None = None
    below: float | None = None
    equals: float | None = None

    @property
    def bounds(self) -> dict[str, float]:
        """The bounds that are set, by their names in a link."""
        values = {name: getattr(self, name) for name in BOUNDS}
        return {name: value for name, value in values.items() if value is not None}

    def codes(self, facet: str) -> tuple[str, ...]:
        """The codes chosen for a facet, in order; none means all."""
        return dict(self.sets).get(facet, ())

    def of_list(self, list_id: str, units: Collection[str]) -> "Filters | None":
        """The same of one list, which has these units; None where it has none of those that are chosen."""
        own = tuple(unit for unit in self.codes("unit") if unit in units)
        if self.codes("unit") and not own:
            return None
        sets = {**dict(self.sets), "list": (list_id,), "unit": own}
        return replace(self, sets=tuple((facet, sets[facet]) for facet in FACETS if sets.get(facet)))

    def parameters(self) -> dict[str, object]:
        """The parameters of the queries explore and facets."""
        words = self.sought.patterns if self.sought else [word.pattern for word in words_of(self.words)]
        sets = {f"filter_{facet}": one_of(self.codes(facet)) for facet in FACETS}
        return {
            **sets,
            **{name: getattr(self, name) for name in BOUNDS},
            **{f"word{i + 1}": words[i] if i < len(words) else "" for i in range(MOST_WORDS)},
        }

    def file_name(self) -> str:
        """What the name of a file of these rows says of them, in codes; "" where nothing is narrowed."""
        parts = [code for facet, codes in self.sets for code in codes if facet != "list"]
        parts += [f"{_IN_FILE_NAMES.get(name, name)}{link_number(value)}" for name, value in self.bounds.items()]
        parts += ["-".join(word.wordings) for word in words_of(self.words)]
        text = "-".join("".join(c if c.isalnum() or c in ".-" else "-" for c in part) for part in parts)
        return text[:_LONGEST_NAME]

    def link(self) -> dict[str, str]:
        """The filters as parameters of a link; what is not narrowed is left out."""
        sets = {facet: ",".join(codes) for facet, codes in self.sets if codes}
        bounds = {name: link_number(value) for name, value in self.bounds.items()}
        return {**sets, **bounds, **({"q": self.words} if self.words else {})}


def filters(params: Mapping[str, str], codes_of: Mapping[str, Collection[str]]) -> tuple[Filters, list[Ignored]]:
    """The filters that a link states, and what in them was not understood. `codes_of` has the codes of each facet."""
    sets, ignored = [], []
    for facet in FACETS:
        codes = [code for code in params.get(facet, "").split(",") if code]
        own = tuple(dict.fromkeys(code for code in codes if code in codes_of[facet]))
        if facet == "list":
            ignored += [Ignored(facet, code) for code in own[MOST_LISTS:]]
            own = own[:MOST_LISTS]
        ignored += [Ignored(facet, clean(code)) for code in codes if code not in codes_of[facet]]
        if own:
            sets.append((facet, own))
    bounds = {name: number(params[name]) for name in BOUNDS if name in params}
    ignored += [Ignored(name, clean(params[name])) for name, value in bounds.items() if value is None]
    words = words_in(params.get("q", ""))[0]
    low, high, above, below, equals = (bounds.get(name) for name in BOUNDS)
    return Filters(tuple(sets), low, high, words, above=above, below=below, equals=equals), ignored


_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"


def number(text: str) -> float | None:
    """A plain finite number, else None."""
    value = float(text) if re.fullmatch(_NUMBER, text) and len(text) <= 24 else math.nan
    # Minus nought is nought: equal choices must be told in the same words.
    return value + 0.0 if abs(value) < LARGEST else None
