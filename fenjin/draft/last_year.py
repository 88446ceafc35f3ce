"""Last year beside this year: which commitment and which figure of the same unit's last list a drafted one takes up again.

Last year's published text is not at hand, only what was written of it: a commitment takes up the one whose title, statement and measures
share most of what is rare in them, a figure the one of the same kind and unit of measure whose measure does; figures keep their order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from fenjin.draft.surroundings import Target

_LEAST_COMMITMENT = (
    0.24  # of the rare pairs of a title, statement and measures that stand in the text of the commitment that takes it up
)
_LEAST_FIGURE = 0.34  # of those of a measure that stand around the figure
_SAME_FIGURE = 0.2  # how much it counts that a figure is printed as it was
_NUMBER = re.compile(r"\d[\d.]*")

Row = Mapping[str, str]
Share = Callable[[str, str], float]


class Promise(NamedTuple):
    """A reviewed commitment of last year's list, its targets, and how much of it is taken up (0 to 1)."""

    commitment: Row
    targets: Sequence[Row]
    score: float


class LastYear:
    """The reviewed rows of a city's newest earlier list, by the names of their files; `share` tells how much of what is rare in some words
    stands in a text."""

    def __init__(self, files: Mapping[str, Sequence[Row]], share: Share) -> None:
        self._share = share
        self._of_unit: dict[str, list[Row]] = {}
        self._targets: dict[tuple[str, str], list[Row]] = {}
        for row in files.get("commitments.csv", ()):
            if row["status"] == "reviewed":
                self._of_unit.setdefault(row["unit_id"], []).append(row)
        for row in files.get("targets.csv", ()):
            if row["status"] == "reviewed":
                self._targets.setdefault((row["unit_id"], row["commitment_no"]), []).append(row)

    def promises_for(self, unit_id: str, texts: Sequence[str]) -> list[Promise | None]:
        """For each commitment of a unit, by its text, the one of last year that it takes up, in whichever order; None where it is new."""
        rows = self._of_unit.get(unit_id, [])
        words = [
            row["commitment"] + row["statement"] + "".join(target["measure"] for target in self._own_targets(row)) for row in rows
        ]
        scores = [[self._share(each, text) for each in words] for text in texts]
        pairs = dict(_nearest(scores, _LEAST_COMMITMENT))
        return [
            Promise(rows[pairs[n]], self._own_targets(rows[pairs[n]]), scores[n][pairs[n]]) if n in pairs else None
            for n in range(len(texts))
        ]

    def _own_targets(self, row: Row) -> Sequence[Row]:
        return self._targets.get((row["unit_id"], row["commitment_no"]), ())

    def figures(
        self, promise: Promise, targets: Sequence[Target], document: str, span: tuple[int, int]
    ) -> list[tuple[Row, float] | None]:
        """For each drafted target of the commitment that spans these characters of a document, by its order, last year's target that it
        takes up, and how near; None where it is new.

        What is written of a figure stands only where the numbers in it (5亿元以上, “1+3”) are still in the commitment.
        """
        numbers = _numbers(document[slice(*span)])
        bounds = [span[0], *(target.end for target in targets)], [*(target.start for target in targets), span[1]]
        around = [document[low:high] for low, high in zip(bounds[0], bounds[1][1:], strict=False)]

        def score(row: Row, target: Target, near: str) -> float:
            if not _is_like(row, target) or not _numbers(row["measure"]) <= numbers:
                return 0.0
            # What is counted may stand behind the figure (148个省级重点项目).
            shares = max(self._share(row["measure"], target.words), self._share(row["measure"], near))
            return (shares + _SAME_FIGURE * (row["figure"] == target.figure)) / (1 + _SAME_FIGURE)

        scores = [[score(row, *each) for row in promise.targets] for each in zip(targets, around, strict=True)]
        # Where every figure has its like in the same order, the commitment says of each what it is.
        alike = len(targets) == len(promise.targets) and all(
            _is_like(row, target) for row, target in zip(promise.targets, targets, strict=True)
        )
        least = 0.01 if alike else _LEAST_FIGURE
        pairs = dict(_aligned(scores, least))
        return [(promise.targets[pairs[n]], scores[n][pairs[n]]) if n in pairs else None for n in range(len(targets))]


def words_for(promise: Promise | None, text: str, targets: Sequence[Target]) -> dict[str, str]:
    """The title and the statement, with their English, that a commitment which takes up another may keep: those without a number, and
    where its targets are printed as last year's were also those whose numbers still stand in its `text`."""
    if promise is None:
        return {}
    row = promise.commitment
    is_same = [target.figure for target in targets] == [each["figure"] for each in promise.targets]
    numbers = _numbers(text) if is_same else set()
    # A figure in Chinese numerals (三项), too.
    old_figures = {each["figure"] for each in promise.targets if each["figure"]} - {target.figure for target in targets}
    return {
        name: row[name]
        for column in ("commitment", "statement")
        if _numbers(row[column]) <= numbers and not any(figure in row[column] for figure in old_figures)
        for name in (column, f"{column}_en")
        if row[name]
    }


def names_for(files: Mapping[str, Sequence[Row]], year: int) -> dict[str, str]:
    """What last year's list calls its city and itself, with another year in it; only titles that bear their year."""
    names: dict[str, str] = {}
    for row in files.get("list.csv", ()):
        names["city_en"] = row.get("city_en", "")
        for name in ("title", "title_en"):
            title = row.get(name, "")
            if row["year"] in title:
                names[name] = title.replace(row["year"], str(year))
    return names


def in_words(row: Row) -> str:
    """A target of last year as the review shows it beside the one that takes it up."""
    return f"{row['figure']} {row['measure']}".strip()


def _is_like(row: Row, target: Target) -> bool:
    return row["kind"] == target.kind and row["uom"] == (target.uom or "")


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _nearest(scores: Sequence[Sequence[float]], least: float) -> list[tuple[int, int]]:
    """Pairs of rows and columns, each once, the nearest first, of which each scores at least so much."""
    ordered = sorted(((score, n, m) for n, row in enumerate(scores) for m, score in enumerate(row)), key=lambda each: -each[0])
    pairs: dict[int, int] = {}
    for score, n, m in ordered:
        if score >= least and n not in pairs and m not in pairs.values():
            pairs[n] = m
    return list(pairs.items())


def _aligned(scores: Sequence[Sequence[float]], least: float) -> list[tuple[int, int]]:
    """Pairs of rows and columns, each once and both in order, of which each scores at least so much and all together the most."""
    width = len(scores[0]) if scores else 0
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (width + 1)]
    for n, row in enumerate(scores):
        line: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for m in range(width):
            ways = [best[n][m + 1], line[m]]
            if row[m] >= least:
                whole, pairs = best[n][m]
                ways.append((whole + row[m], (*pairs, (n, m))))
            line.append(max(ways, key=lambda way: way[0]))
        best.append(line)
    return list(best[-1][-1][1])
