"""What the published table bears, worked out by plain loops over its rows: no query, no view."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet

from fenjin.table import layout
from fenjin.views.sought import resolve, words_of

JOINT = "，"
SMALL = 1e-9


@dataclass(frozen=True)
class Known:
    """What is known of a unit at a scope: between `low` and `high` (None: not bounded), `stated` there or following from elsewhere.

    `written` says that the unit wrote down an amount at the scope or within it.
    """

    low: float | None
    high: float | None
    stated: bool
    written: bool
    ways: tuple[frozenset[str], ...] = ()  # sets of targets from which the lower bound follows
    tops: tuple[str, ...] = ()  # targets from which the upper one follows


def kept(method: Callable[..., Any]) -> Callable[..., Any]:
    """Has a truth remember what it has worked out."""

    @wraps(method)
    def remembered(self: "Truth", *given: object) -> Any:
        key = (method.__name__, *given)
        if key not in self.kept:
            self.kept[key] = method(self, *given)
        return self.kept[key]

    return remembered


class Truth:
    """The table of one list."""

    def __init__(self, path: Path, list_id: str) -> None:
        about = layout.about(path)
        self.path = path
        rows = parquet.read_table(path).to_pandas()
        rows = rows.assign(scope=rows["scope"].astype(object).where(rows["scope"].notna(), ""))
        # Plain objects: columns of Arrow take long to be read cell by cell.
        rows = rows.assign(part_of=rows["part_of"].astype(object).where(rows["part_of"].notna(), ""))
        self.rows = rows[rows["list_id"] == list_id].reset_index(drop=True).astype(object)
        self.description = next(each for each in about["lists"] if each["list_id"] == list_id)
        self.units = {unit["unit_id"]: unit for unit in self.description["units"]}
        self.indicators = {each["indicator_id"]: each for each in about["indicators"]}
        self.scopes = {each["scope"]: each for each in about["scopes"]}
        self.topics = {each["topic"]: each for each in about["topics"]}
        self.actions = {each["action"]: each for each in about["actions"]}
        self.about = about
        self.kept: dict[object, Any] = {}
        self.measures = {each["uom"]: each for each in about["units_of_measure"]}
        self.by_target = {row["target_id"]: row for row in self.rows.to_dict("records")}

    @cached_property
    def before(self) -> "Truth | None":
        """The same of the city's list of the year before; None where there is none."""
        own = (self.description["city"], self.description["year"] - 1)
        lists = [each["list_id"] for each in self.about["lists"] if (each["city"], each["year"]) == own]
        return Truth(self.path, lists[0]) if len(lists) == 1 else None

    def leads(self, row: Any) -> frozenset[str]:
        """The units that lead the commitment of a row."""
        named = [each for each in self.description["responsibility"] if each["commitment_id"] == row["commitment_id"]]
        return frozenset(each["unit_id"] for each in named if each["role"] == "lead") or frozenset([row["unit_id"]])

    def acting(self, row: Any) -> set[str]:
        """The actions that a row is about: those of its commitment of which no figure, or this one, says how much is done."""
        return {action for action, basis in self._acting(row["commitment_id"]) if not basis or row["target_id"] in basis.split()}

    @kept
    def _acting(self, commitment: str) -> list[tuple[str, str]]:
        told = [
            each for each in self.description["mentions"] if each["commitment_id"] == commitment and each["action"] is not None
        ]
        return [(str(each["action"]), each["basis_targets"] or "") for each in told]

    @kept
    def league(self, unit: str) -> str:
        """The league of a unit."""
        return "county" if self.units[unit]["unit_type"] in ("county", "zone") else "department"

    @kept
    def members(self, league: str) -> list[str]:
        """The units of a league."""
        return [unit for unit in self.units if self.league(unit) == league]

    @kept
    @kept
    def figures(self, league: str, indicator: str) -> pd.DataFrame:
        """The rows with a figure of an indicator in a league."""
        rows = self.rows
        return rows[(rows["league"] == league) & (rows["indicator_id"] == indicator) & (rows["kind"] != "qualitative")]

    @kept
    def figure_rows(self, league: str, indicator: str) -> list[dict[str, Any]]:
        """The same, each as a dictionary."""
        return self.figures(league, indicator).to_dict("records")

    # Scopes

    @kept
    def implied(self, part: str) -> set[str]:
        """A part with all that it implies."""
        found, waiting = set(), [part]
        while waiting:
            each = waiting.pop()
            if each in found:
                continue
            found.add(each)
            waiting += [p for p in (self.scopes.get(each, {}).get("implies") or "").split(JOINT) if p]
        return found

    def effect(self, part: str) -> str:
        """What a part does to a quantity; "" where nobody has judged it."""
        row = self.scopes.get(part, {})
        return str(row["effect"]) if row.get("dimension") else ""

    def parts(self, scope: str | None) -> list[str]:
        """The parts of a scope."""
        return [part for part in (scope or "").split(JOINT) if part]

    def within(self, narrow: str, wide: str, unit: str) -> bool:
        """Whether a unit's quantity at one scope lies within that at another."""
        few, many = self.parts(wide), self.parts(narrow)
        if set(few) == set(many) or not all(self.effect(part) for part in (*few, *many)):
            return False
        if {p for p in few if self.effect(p) != "narrows"} != {p for p in many if self.effect(p) != "narrows"}:
            return False
        reached = set().union(*(self.implied(part) for part in many))
        if not {p for p in few if self.effect(p) == "narrows"} <= reached:
            return False
        held = set().union(*(self.implied(part) for part in few)) if few else set()
        areas = [part for part in many if self.scopes[part]["dimension"] == "area" and part not in held]
        if not areas:
            return True
        lies = (self.units[unit].get("within") or "").split()
        return len(areas) == 1 and (self.league(unit) == "department" or areas[0] in lies)

    def apart(self, one: str, other: str) -> bool:
        """Whether nothing has both scopes."""
        for a in set().union(*(self.implied(p) for p in self.parts(one)), set()):
            for b in set().union(*(self.implied(p) for p in self.parts(other)), set()):
                first, second = self.scopes.get(a, {}).get("disjoint"), self.scopes.get(b, {}).get("disjoint")
                if first and first == second and b not in self.implied(a) and a not in self.implied(b):
                    return True
        return False

    def makes_up(self, narrow: list[str], wide: str) -> bool:
        """Whether narrower scopes are all of a wider one."""
        few = set(self.parts(wide))
        for part in few:
            pieces = [p for p in (self.scopes.get(part, {}).get("exhausted_by") or "").split(JOINT) if p]
            if pieces and {frozenset(self.parts(each)) for each in narrow} == {
                frozenset((few - {part}) | {piece}) for piece in pieces
            }:
                return True
        return False

    def is_other(self, row: Any) -> bool:
        """Whether a county's figure is one of another quantity than its own."""
        return row["league"] == "county" and any(self.effect(part) == "other" for part in self.parts(row["scope"]))

    # Amounts

    @staticmethod
    def interval(row: Any) -> tuple[float | None, float | None]:
        """The least and the most that a figure can be."""
        value, comparator = float(row["std_value"]), row["comparator"]
        if comparator in ("ge", "gt"):
            return value, None
        if comparator in ("le", "lt"):
            return None, value
        if comparator == "approx":
            return value * 0.9, value * 1.1
        return value, float(row["std_high"]) if comparator == "range" else value

    @kept
    def known(self, league: str, indicator: str, scope: str) -> dict[str, Known]:
        """What is known of each unit of a league at a scope; a unit of which nothing is known is not there."""
        rows = self.figures(league, indicator)
        rows = rows[(rows["tier"] == "base") & rows["std_value"].notna()]
        additive = bool(self.indicators[indicator]["additive"])
        found = {}
        for unit, own in rows.groupby("unit_id"):
            own = [row for row in own.to_dict("records") if not self.is_other(row)]
            here = [row for row in own if set(self.parts(row["scope"])) == set(self.parts(scope))]
            if here:
                low, high = self.interval(here[0])
                found[unit] = Known(low, high, True, True, (frozenset({here[0]["target_id"]}),))
                continue
            adding = [row for row in own if additive and row["kind"] == "level" and row["comparator"] != "approx"]
            low, exact, ways = None, None, list[tuple[float, frozenset[str]]]()
            below = [row for row in adding if self.within(row["scope"] or "", scope, unit) and self.interval(row)[0] is not None]
            for n in range(1, len(below) + 1):
                for some in itertools.combinations(below, n):
                    names = [row["scope"] or "" for row in some]
                    if all(self.apart(a, b) for a, b in itertools.combinations(names, 2)):
                        total = sum(float(self.interval(row)[0] or 0) for row in some)
                        low = total if low is None or total > low else low
                        ways.append((total, frozenset(row["target_id"] for row in some)))
                        if self.makes_up(names, scope) and all(self.interval(row)[1] is not None for row in some):
                            exact = sum(float(self.interval(row)[1] or 0) for row in some)
            above = [row for row in adding if self.within(scope, row["scope"] or "", unit)]
            tops = [top for top in (*(self.interval(row)[1] for row in above), exact) if top is not None]
            high = min(tops) if tops else None
            if low is not None and high is not None and high < low:
                high = exact  # the unit contradicts itself: its narrower figures stand
            if low is not None or high is not None:
                best = tuple(way for total, way in ways if low is not None and abs(total - low) < SMALL)
                reaching = tuple(row["target_id"] for row in above if self.interval(row)[1] == high)
                found[unit] = Known(low, high, False, low is not None, best, reaching)
        return found

    @kept
    def stated_scopes(self, indicator: str) -> set[str]:
        """The scopes at which any unit of the list states an indicator."""
        rows = self.rows[(self.rows["indicator_id"] == indicator) & (self.rows["tier"] == "base")]
        return {JOINT.join(self.parts(scope)) for scope in rows["scope"]}

    @kept
    def groups(self, league: str, indicator: str) -> dict[str, dict[str, Known]]:
        """The scopes at which two units or more wrote down an amount, each with what is known there."""
        every = {scope: self.known(league, indicator, scope) for scope in self.stated_scopes(indicator)}
        return {scope: known for scope, known in every.items() if sum(each.written for each in known.values()) >= 2}

    def sure_above(self, known: dict[str, Known], one: str, other: str) -> bool:
        """Whether one unit's amount is larger than another's whatever happens."""
        low, high = known[one].low, known[other].high
        return low is not None and high is not None and low > high + SMALL

    # Sums

    @kept
    def city(self, indicator: str, scope: str) -> dict[str, Known]:
        """The departments that give the city's figure at a scope: stated, or made up of all its parts."""
        known = self.known("department", indicator, scope)
        return {unit: each for unit, each in known.items() if each.stated or (each.low is not None and each.low == each.high)}

    @kept
    def counties(self, indicator: str, scope: str) -> tuple[float, int, bool]:
        """The least that counties promise at a scope together, how many are in it, and whether it is exact."""
        known = [each for each in self.known("county", indicator, scope).values() if each.low is not None]
        total = sum(each.low or 0 for each in known)
        return total, len(known), all(each.low == each.high for each in known)

    # Names

    @cached_property
    def short(self) -> dict[str, dict[str, str]]:
        """language -> short name of a unit -> its code."""
        return {
            "zh": {unit["short"]: code for code, unit in self.units.items()},
            "en": {unit["short_en"]: code for code, unit in self.units.items()},
        }

    @cached_property
    def indicator_names(self) -> dict[str, dict[str, str]]:
        """language -> name of an indicator -> its code."""
        return {
            "zh": {each["indicator"]: code for code, each in self.indicators.items()},
            "en": {each["indicator_en"]: code for code, each in self.indicators.items()},
        }

    @cached_property
    def part_names(self) -> dict[str, dict[str, str]]:
        """language -> name of a part of a scope -> the part."""
        return {"zh": {part: part for part in self.scopes}, "en": {each["scope_en"]: part for part, each in self.scopes.items()}}

    @cached_property
    def unit_names(self) -> dict[str, dict[str, str]]:
        """language -> full name of a unit -> its code."""
        return {
            "zh": {unit["unit"]: code for code, unit in self.units.items()},
            "en": {unit["unit_en"]: code for code, unit in self.units.items()},
        }

    # Filtered rows

    def filtered(self, sets: dict[str, tuple[str, ...]], bounds: Mapping[str, float], searched: str) -> pd.DataFrame:
        """The rows that satisfy all: codes of facets, bounds of the standard and the printed value, words in what a row says."""
        rows = self.rows
        columns = {"unit": "unit_id", "indicator": "indicator_id"}
        for facet, codes in sets.items():
            if facet == "measurable":
                rows = rows[rows["kind"].ne("qualitative").map({True: "yes", False: "no"}).isin(codes)]
            elif facet == "action":
                about = [bool((self.acting(row) or {"none"}) & set(codes)) for row in rows.to_dict("records")]
                rows = rows[pd.Series(about, index=rows.index, dtype=bool)]
            elif facet == "due":
                rows = rows[rows["deadline"].map(lambda day: "none" if pd.isna(day) else str(day)[:7]).isin(codes)]
            else:
                own = rows[columns.get(facet, facet)].astype(object)
                rows = rows[own.where(own.notna(), "none").isin(codes)]
        std_end, end = rows["std_high"].fillna(rows["std_value"]), rows["value_high"].fillna(rows["value"])
        within = {
            "low": lambda bound: rows["std_value"] >= bound,
            "high": lambda bound: std_end <= bound,
            "above": lambda bound: rows["value"] > bound,
            "below": lambda bound: end < bound,
            "equals": lambda bound: (rows["value"] == bound) & (end == bound),
        }
        fitting = [within[name](bound) for name, bound in bounds.items()]
        rows = rows[np.logical_and.reduce(fitting)] if fitting else rows
        found_by = self.rows["found_by"]
        for pattern in resolve(words_of(searched), lambda pattern: bool(found_by.str.contains(pattern).any())).patterns:
            rows = rows[rows["found_by"].str.contains(pattern)]
        return rows
