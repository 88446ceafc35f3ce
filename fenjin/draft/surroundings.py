"""A commitment while it is drafted: what is found of it, and what stands around a character of its text."""

import re
from dataclasses import dataclass

from fenjin.draft.notation import AFTER, AMOUNT, CLAUSE, DATE, SCALE, VERB, Counting, Span, units_pattern
from fenjin.draft.plain import Passage

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Target:
    """A drafted target; places are characters of the document, and `part_of` is the place of another target of the commitment."""

    start: int
    end: int
    figure: str
    kind: str
    comparator: str
    value: float | None
    value_high: float | None
    uom: str | None
    firmness: str
    tier: str = "base"
    part_of: int | None = None
    deadline: str | None = None
    bound_word: str | None = None
    bound_start: int | None = None
    reading: str | None = None
    measure: str = ""
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """One numeral of the document: where it starts, and either the target it belongs to (its start) or a reason; `unsure`: the
    rules do not know."""

    start: int
    numeral: str
    target: int | None
    reason: str | None
    unsure: bool = False


@dataclass(frozen=True)
class Cell:
    """What the column of a table says of the figures in one of its cells, from `start` up to `end`: their unit of measure, their last
    day, the reason why they are no targets, and the column's head."""

    start: int
    end: int
    uom: str | None = None
    deadline: str | None = None
    reason: str | None = None
    head: str = ""


@dataclass(frozen=True)
class Setting:
    """What stands around a commitment: the list's year, the last day that its row or month sets, and the cells of its row."""

    year: int
    deadline: str | None = None
    cells: tuple[Cell, ...] = ()

    def cell(self, place: int) -> Cell | None:
        """The cell in which a character of the document stands."""
        return next((cell for cell in self.cells if cell.start <= place < cell.end), None)


class Surroundings:
    """One commitment while it is drafted."""

    def __init__(self, document: str, start: int, end: int, setting: Setting, counting: Counting, heading_end: int) -> None:
        self.document, self.start, self.end = document, start, end
        self.setting, self.counting = setting, counting
        self.passage = Passage.of(document, start, end)
        self.text = self.passage.text
        # The same with no commas within numbers, for the comma of 2,300家 ends no clause.
        self._stops = _THOUSANDS.sub("·", self.text)
        self.heading = sum(place < heading_end for place in self.passage.places)
        # Of each character of the passage, what covers it: a target's start, or a reason.
        self.reasons: dict[int, str] = {}
        self.unsure: set[int] = set()
        # Where figures start whose unit of measure is not known.
        self.unknown: set[int] = set()
        self.targets: list[tuple[Span, Target]] = []

    def _in_name(self, at: int) -> bool:
        return self.passage.depth[at] > 0

    def _bracketed(self, at: int) -> bool:
        """Whether a character stands in brackets within its sentence."""
        low = max(self.text.rfind(stop, 0, at) for stop in "。\n") + 1
        return self.text.count("(", low, at) > self.text.count(")", low, at)

    def _bracket(self, at: int) -> int:
        """Where the bracket opens in which a character stands; the character itself where it stands in none."""
        low = self.text.rfind("(", max(self.text.rfind(stop, 0, at) for stop in "。\n") + 1, at)
        return low if low >= 0 and self._bracketed(at) else at

    def _clause(self, at: int) -> Span:
        low = max(self._stops.rfind(stop, 0, at) for stop in CLAUSE) + 1
        highs = [place for place in (self._stops.find(stop, at) for stop in CLAUSE) if place >= 0]
        return low, min(highs, default=len(self.text))

    def _unit_of(self, figure: str) -> str:
        match = re.search(f"({SCALE})\\(?({self._unit_pattern()})(?:\\(次)?\\)?{AFTER}$", figure)
        if match and re.search("[零〇一二两三四五六七八九十百千万亿\\d半余多]", figure[: match.start(2)]):
            return match.group(2)
        return "%" if re.search("成|百分之|%", figure) else ""

    def _unit_pattern(self) -> str:
        return units_pattern(self.counting.uoms)

    def _cell(self, at: int) -> str:
        low = self.text.rfind("\n", 0, at) + 1
        high = self.text.find("\n", at)
        return self.text[low : high if high >= 0 else len(self.text)]

    def _another_after(self, end: int) -> bool:
        """Whether another figure with a unit follows in the same clause, not in a list with this one."""
        clause_end = self._clause(end)[1]
        # What stands in a bracket says something of its own.
        rest = self.text[end:clause_end].partition("(")[0]
        match = re.search(f"(?:{AMOUNT})(?:[余多])?{SCALE}(?:{self._unit_pattern()})", rest)
        return bool(match) and not re.search("[、和]", rest[: match.start()] if match else "")

    def _counts_something(self, start: int) -> bool:
        before = self.text[self._clause(start)[0] : start]
        return bool(re.search(VERB, before)) and not re.search("[A-Za-z第-]$", before)

    def _figure_places(self) -> list[int]:
        """Where numbers with a unit of measure stand that are no dates and no phases (一期工程)."""
        if not hasattr(self, "_places"):
            dates = [match.span() for match in DATE.finditer(self.text)]
            self._places = [
                match.start()
                for match in re.finditer(f"(?:{AMOUNT})(?:[余多])?{SCALE}(?:{self._unit_pattern()})", self.text)
                if not re.match("[一二三四五六七八九十]+[期批年]", match.group())
                and not any(low <= match.start() < high for low, high in dates)
            ]
        return self._places

    def _has_figure(self, low: int, high: int) -> bool:
        return any(low <= at < high for at in self._figure_places())

    def _clauses(self, low: int, high: int) -> list[Span]:
        spans, at = [], low
        for match in re.finditer("[,:]", self._stops[low:high]):
            spans.append((at, low + match.start()))
            at = low + match.end()
        return [*spans, (at, high)]

    def _refuse(self, span: Span, reason: str, unsure: bool = False) -> None:
        for at in range(*span):
            self.reasons.setdefault(at, reason)
        if unsure:
            self.unsure.update(range(*span))
