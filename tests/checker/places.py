"""What may be compared: which figures stand together, what follows from others, and who holds which place, by plain loops."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.checker.truth import Truth


@dataclass(frozen=True)
class Thing:
    """A figure of an indicator, or a bound that follows from others (`row` is None), with its place.

    `reasons` are those for which it may be kept apart; "" is that it is not. `ways` are the sets of targets from which a lower bound
    may follow, `tops` those of which one gives the upper one.
    """

    unit: str
    league: str
    indicator: str
    scope: str
    row: dict[str, Any] | None
    low: float | None
    high: float | None
    reasons: frozenset[str]
    ways: tuple[frozenset[str], ...] = ()
    tops: tuple[str, ...] = ()
    best: int = 0
    worst: int = 0
    size: int = 0

    @property
    def comparators(self) -> set[str]:
        """How it may be bounded."""
        if self.row is not None:
            return {self.row["comparator"]}
        if self.low is None:
            return {"le", "lt"}
        if self.high is None:
            return {"ge", "gt"}
        return {"eq"} if self.low == self.high else {"range"}


def things(truth: Truth, league: str, indicator: str, chosen: Sequence[str] = ()) -> list[Thing]:
    """Everything that stands in a comparison of a league, or of the units chosen from it."""
    key = ("things", league, indicator, tuple(chosen))
    if key not in truth.kept:
        truth.kept[key] = _things(truth, league, indicator, chosen)
    return list(truth.kept[key])


def _things(truth: Truth, league: str, indicator: str, chosen: Sequence[str]) -> list[Thing]:
    rows = truth.figure_rows(league, indicator)
    groups = {frozenset(truth.parts(scope)): (scope, known) for scope, known in truth.groups(league, indicator).items()}
    alone = len({row["unit_id"] for row in rows}) == 1
    found = []

    def together(scope: str) -> bool:
        known = groups[frozenset(truth.parts(scope))][1]
        return not chosen or sum(known[unit].written for unit in chosen if unit in known) >= 2

    def placed(scope: str, unit: str) -> tuple[int, int, int]:
        known = groups[frozenset(truth.parts(scope))][1]
        above = sum(truth.sure_above(known, other, unit) for other in known if other != unit)
        below = sum(truth.sure_above(known, unit, other) for other in known if other != unit)
        if truth.indicators[indicator]["direction"] == "lower":
            above, below = below, above
        return above + 1, len(known) - below, len(known)

    for row in rows:
        unit, scope = row["unit_id"], row["scope"]
        if chosen and unit not in chosen:
            continue
        place = (0, 0, 0)
        if row["tier"] == "stretch":
            reasons = {"tier"}
        elif truth.is_other(row):
            reasons = {"other"}
        elif frozenset(truth.parts(scope)) in groups:
            reasons, place = ({""}, placed(scope, unit)) if together(scope) else ({"partner"}, place)
        else:
            through = [known[unit].ways for _scope, known in groups.values() if unit in known and not known[unit].stated]
            surely = any(ways and all(row["target_id"] in way for way in ways) for ways in through)
            maybe = any(row["target_id"] in way for ways in through for way in ways)
            reasons = ({"within"} if maybe else set()) | (set() if surely else {"alone" if alone else "scope"})
        low, high = truth.interval(row)
        found.append(
            Thing(
                unit, league, indicator, scope, row, low, high, frozenset(reasons), (frozenset({row["target_id"]}),), (), *place
            )
        )
    for scope, known in groups.values():
        for unit, each in known.items():
            if not each.stated and together(scope) and (not chosen or unit in chosen):
                bounds = each.low, each.high
                found.append(
                    Thing(
                        unit, league, indicator, scope, None, *bounds, frozenset({""}), each.ways, each.tops, *placed(scope, unit)
                    )
                )
    return found
