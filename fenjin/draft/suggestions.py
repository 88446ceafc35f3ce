"""What a drafted target or commitment may be about: indicator, topic, scope and actions, by the nearest wording of what is known.

Known are names and definitions of the shared files and the reviewed rows of all lists; nearest is who shares the rarest pairs of
characters.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

TOP = 3
_LIKE_UNIT = 0.5  # how much it counts that a unit of a like name promises something of a topic


@dataclass(frozen=True)
class Suggestion:
    """A code or text that a cell may hold, and how near it is, from 0 to 1."""

    value: str
    score: float


@dataclass(frozen=True)
class ReviewedTarget:
    """A reviewed target of any list: which, what it measures, and what was decided of it."""

    target: str
    words: str
    indicator: str
    topic: str
    scope: str
    kind: str
    uom: str


@dataclass
class Suggestions:
    """What is known of indicators, topics, scopes and actions, each a row of its shared file, and the reviewed rows.

    `convertible` says whether a figure in one unit of measure can be one of another. `commitments` are topics with the words of reviewed
    commitments.
    """

    indicators: Sequence[Mapping[str, str]]
    topics: Sequence[Mapping[str, str]]
    actions: Sequence[Mapping[str, str]]
    scopes: Sequence[str]
    reviewed: Sequence[ReviewedTarget]
    commitments: Sequence[tuple[str, str, str, str]]
    convertible: Callable[[str, str], bool]
    _rarity: dict[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        texts = [row["indicator"] + row["definition"] for row in self.indicators]
        texts += [reviewed.words for reviewed in self.reviewed] + [words for _key, words, _topic, _unit in self.commitments]
        matches = Counter(pair for text in texts for pair in _pairs(text))
        self._rarity = {pair: math.log(1 + len(texts) / (1 + count)) for pair, count in matches.items()}
        self._usual = math.log(1 + len(texts))
        self._names = self._wordings((row["indicator_id"], "", row["indicator"], 1.0) for row in self.indicators)
        self._definitions = self._wordings((row["indicator_id"], "", row["definition"], 0.85) for row in self.indicators)
        self._both = self._wordings(
            (row["indicator_id"], "", row["indicator"] + row["definition"], 0.1) for row in self.indicators
        )
        self._examples = self._wordings(
            (reviewed.indicator, reviewed.target, reviewed.words, 1.0) for reviewed in self.reviewed if reviewed.indicator
        )
        topics = [(row["topic"], "", row["topic_zh"], 1.0) for row in self.topics]
        topics += [(row["topic"], "", row["indicator"], 1.0) for row in self.indicators]
        topics += [
            (row["topic"], "", name, 0.9)
            for row in self.actions
            for name in (row["action_zh"], *filter(None, row["wordings"].split("、")))
        ]
        topics += [(reviewed.topic, reviewed.target.rsplit(".", 1)[0], reviewed.words, 0.8) for reviewed in self.reviewed]
        topics += [(topic, key, words, 0.8) for key, words, topic, _unit in self.commitments]
        self._topics = self._wordings(topics)
        self._units = self._wordings((topic, key, unit, 1.0) for key, _words, topic, unit in self.commitments)

    def _wordings(self, rows: Iterable[tuple[str, str, str, float]]) -> "_Wordings":
        return _Wordings(rows, self._weight)

    def indicator(self, words: str, around: str, kind: str, uom: str, without: str = "") -> list[Suggestion]:
        """The indicators that a figure may be of, the nearest first: `words` are its own, `around` those of its commitment.

        `without` is a reviewed target that is left out.
        """
        scores = {
            row["indicator_id"]: 0.0 for row in self.indicators if row["kind"] == kind and self.convertible(uom, row["std_uom"])
        }
        ours, theirs = _pairs(words), _pairs(around)
        wide_names = dict(_highest(self._names.near(theirs)))
        nears_by_code = [(indicator, near) for indicator, _key, near in (*self._names.near(ours), *self._definitions.near(ours))]
        nears_by_code += [(indicator, 0.5 * near) for indicator, near in wide_names.items()]
        wide = dict(_highest(self._both.near(theirs)))
        for indicator, near in nears_by_code:
            if indicator in scores:
                scores[indicator] = max(scores[indicator], near)
        for indicator in scores:
            scores[indicator] += wide.get(indicator, 0.0)
        around_of = {key: near for _indicator, key, near in self._examples.near(theirs)}
        for indicator, key, near in self._examples.near(ours):
            if indicator in scores and key != without:
                scores[indicator] = max(scores[indicator], near + 0.1 * around_of.get(key, 0.0))
        return _best(scores)

    def topic(self, words: str, unit: str = "", without: str = "") -> list[Suggestion]:
        """The topics that a commitment or figure of a unit may belong to, the nearest first.

        `without` is a reviewed commitment that is left out.
        """
        nears: dict[str, list[float]] = {}
        for topic, key, near in self._topics.near(_pairs(words)):
            if not without or key != without:
                nears.setdefault(topic, []).append(near)
        # What units of a like name promise.
        alike = [
            (topic, near) for topic, key, near in self._units.near(_pairs(unit)) if near > 0.6 and (not without or key != without)
        ]
        for topic, near in alike:
            nears.setdefault(topic, []).append(_LIKE_UNIT * near)
        # The nearest wording counts, and the next a little.
        scores = {
            topic: sum(near * part for near, part in zip(sorted(each, reverse=True), (1.0, 0.3, 0.2, 0.1), strict=False))
            for topic, each in nears.items()
        }
        # How sure a topic is only its distance to the others tells.
        whole = sum(sorted(scores.values(), reverse=True)[:TOP])
        return _best({topic: score / whole for topic, score in scores.items()} if whole else {})

    def scope(self, words: str, indicator: str) -> list[str]:
        """The parts of a scope that a figure's own words say, among those that reviewed figures of the indicator have."""
        used = {
            part
            for reviewed in self.reviewed
            if reviewed.indicator == indicator and reviewed.scope
            for part in reviewed.scope.split("，")
        }
        parts = [part for part in self.scopes if part in words and (part in used or part[0].isdigit() or part.startswith("亿"))]
        return [part for part in parts if not any(part != other and part in other for other in parts)]

    def share(self, words: str, text: str) -> float:
        """How much of what is rare in some words, numbers aside, stands in a text, from 0 to 1."""
        ours, theirs = (_pairs(re.sub(r"\d[\d.]*", "", each)) for each in (words, text))
        whole = sum(map(self._weight, sorted(ours)))
        return sum(map(self._weight, sorted(ours & theirs))) / whole if whole else 0.0

    def actions_in(self, text: str) -> list[tuple[str, int, str]]:
        """The actions that a text names: code, where, and the naming words; each action once."""
        matches: dict[str, tuple[str, int, str]] = {}
        for row in self.actions:
            names = [name for name in (row["action_zh"], *row["wordings"].split("、")) if len(name) >= 2]
            for name in sorted(names, key=len, reverse=True):
                at = text.find(name)
                if at >= 0 and row["action"] not in matches:
                    matches[row["action"]] = (row["action"], at, name)
        return sorted(matches.values(), key=lambda each: (each[1], each[0]))

    def _weight(self, pair: str) -> float:
        return self._rarity.get(pair, self._usual)


class _Wordings:
    """Wordings of codes, found by the pairs of characters that they share with others: of each its code, a key and how much it counts."""

    def __init__(self, rows: Iterable[tuple[str, str, str, float]], weight: Callable[[str], float]) -> None:
        self._weight = weight
        self._rows: list[tuple[str, str, float, float]] = []
        self._of: dict[str, list[int]] = {}
        for code, key, words, part in rows:
            pairs = _pairs(words)
            for pair in pairs:
                self._of.setdefault(pair, []).append(len(self._rows))
            self._rows.append((code, key, part, sum(map(weight, sorted(pairs)))))

    def near(self, pairs: set[str]) -> list[tuple[str, str, float]]:
        """Each wording that shares a pair: code, key, and how much of what is rare in it is shared, with a little of the reverse."""
        shared: dict[int, float] = {}
        whole = 0.0
        for pair in sorted(pairs):
            weight = self._weight(pair)
            whole += weight
            for n in self._of.get(pair, ()):
                shared[n] = shared.get(n, 0.0) + weight
        return [
            (self._rows[n][0], self._rows[n][1], self._rows[n][2] * (0.7 * part / self._rows[n][3] + 0.3 * part / whole))
            for n, part in shared.items()
        ]


def _highest(matches: Iterable[tuple[str, str, float]]) -> Iterable[tuple[str, float]]:
    highest: dict[str, float] = {}
    for code, _key, near in matches:
        highest[code] = max(highest.get(code, 0.0), near)
    return highest.items()


def nearest(name: str, reviewed: Iterable[str], least: float = 85) -> Suggestion | None:
    """The known name that is nearest to a name, at least so much alike (of 100); None where none is."""
    best = max(((fuzz.ratio(name, other), other) for other in reviewed), default=(0.0, ""))
    return Suggestion(best[1], best[0] / 100) if best[0] >= least else None


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"[^一-鿿A-Za-z0-9%]", "", text)
    return {plain[n : n + 2] for n in range(len(plain) - 1)} or ({plain} if plain else set())


def _best(scores: Mapping[str, float]) -> list[Suggestion]:
    ordered = sorted(scores.items(), key=lambda each: (-each[1], each[0]))[:TOP]
    return [Suggestion(value, round(min(score, 1.0), 3)) for value, score in ordered if score > 0]
