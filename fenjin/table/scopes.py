"""What follows from a scope: which scopes are narrower than which, which narrower ones may be added up, and when they make up the whole.

A scope is a set of parts joined by SEPARATOR, all of which hold; "" is no narrowing at all. `scopes.csv` says of each part to which
dimension it belongs and what it implies; nothing follows from a part of which it says nothing. docs/curation.md has the rules.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from fenjin.language.quantity import SEPARATOR

# Families of disjoint scopes that one unit may state of one indicator: far beyond any list, and a bound on the work of a build.
MOST_FAMILIES = 64


@dataclass(frozen=True)
class Part:
    """A part of a scope: its dimension ("" where nobody has judged it), its effect (`narrows`, `stage`, `other`), the parts that it
    implies, the name of the set of parts that exclude one another, and the parts that together make it up."""

    name: str
    dimension: str = ""
    effect: str = "narrows"
    implies: frozenset[str] = frozenset()
    disjoint: str = ""
    exhausted_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contradiction:
    """What a vocabulary of parts says against itself: of which part, in which column, and what (a code of WRONG)."""

    part: str
    column: str
    wrong: str


@dataclass(frozen=True)
class Narrower:
    """One scope of a family of disjoint scopes that all are narrower than `wide`, for one indicator.

    `members` is how many scopes the family has; `whole` says that together they make up `wide`; `area` is the area that the narrower
    scope is limited to and the wider one is not, "" where there is none: what follows holds of units that lie in it.
    """

    indicator_id: str
    wide: str
    family: int
    narrow: str
    members: int
    whole: bool
    area: str


@dataclass(frozen=True)
class Scopes:
    """The vocabulary of parts, reasoned about. Raises nothing: `contradictions` says what must not be built on."""

    parts: Mapping[str, Part] = field(default_factory=dict)

    @cached_property
    def _closure(self) -> dict[str, frozenset[str]]:
        """Each part with all that it implies, itself included."""
        closure = {name: {name, *part.implies} for name, part in self.parts.items()}
        for _round in self.parts:
            larger = {name: set().union(*(closure.get(each, {each}) for each in parts_of)) for name, parts_of in closure.items()}
            if larger == closure:
                break
            closure = larger
        return {name: frozenset(parts_of) for name, parts_of in closure.items()}

    def contradictions(self) -> Iterator[Contradiction]:
        """Everything that the parts say against themselves or each other."""
        for name, part in self.parts.items():
            unknown = (part.implies | part.exhausted_by) - self.parts.keys()
            if part.implies - self.parts.keys():
                yield Contradiction(name, "implies", "unknown")
            if part.exhausted_by - self.parts.keys():
                yield Contradiction(name, "exhausted_by", "unknown")
            if not part.dimension and (part.implies or part.disjoint or part.exhausted_by):
                yield Contradiction(name, "dimension", "unjudged")
            if part.effect != "narrows" and (part.implies or part.exhausted_by):
                yield Contradiction(name, "implies", "effect")
            if unknown:
                continue
            if any(self.parts[each].dimension != part.dimension for each in part.implies | part.exhausted_by):
                yield Contradiction(name, "implies", "dimension")
            if any(name in self._closure[each] for each in part.implies if each != name) or name in part.implies:
                yield Contradiction(name, "implies", "circle")
            if any(self._exclude(a, b) for a, b in itertools.combinations(self._closure[name], 2)):
                yield Contradiction(name, "implies", "excluded")
            if any(name not in self._closure[each] for each in part.exhausted_by):
                yield Contradiction(name, "exhausted_by", "outside")
            if not all(self._exclude(a, b) for a, b in itertools.combinations(part.exhausted_by, 2)):
                yield Contradiction(name, "exhausted_by", "overlapping")

    def _exclude(self, one: str, other: str) -> bool:
        """Whether two parts exclude one another: of one set, and neither within the other."""
        first, second = self.parts[one], self.parts[other]
        separate = other not in self._closure[one] and one not in self._closure[other]
        return bool(first.disjoint) and first.disjoint == second.disjoint and separate

    def order(self, scope: str) -> str:
        """The scope with its parts in the order of the vocabulary, each once; unknown parts last."""
        places = {name: place for place, name in enumerate(self.parts)}
        return SEPARATOR.join(sorted(dict.fromkeys(_parts(scope)), key=lambda part: places.get(part, len(places))))

    def faults(self, scope: str) -> Iterator[str]:
        """What is wrong with a scope: `excluded` where two of its parts exclude one another, `repeated` where one implies another."""
        parts_of = [part for part in _parts(scope) if part in self.parts]
        for one, other in itertools.combinations(parts_of, 2):
            if self._disjoint({one}, {other}):
                yield "excluded"
            if other in self._closure[one] or one in self._closure[other]:
                yield "repeated"

    def implies(self, narrow: str, wide: str) -> bool:
        """Whether whatever has the scope `narrow` has the scope `wide` too, and `wide` has more than that."""
        if narrow == wide:
            return False
        few, many = _parts(wide), _parts(narrow)
        if any(part not in self.parts or not self.parts[part].dimension for part in (*few, *many)):
            return False
        return self._without_narrowing(few) == self._without_narrowing(many) and all(
            part in self._closure_of(many) for part in few if self.parts[part].effect == "narrows"
        )

    def _without_narrowing(self, parts: Iterable[str]) -> set[str]:
        """The parts that narrow nothing but name a stage or another quantity."""
        return {part for part in parts if self.parts[part].effect != "narrows"}

    def _closure_of(self, parts: Iterable[str]) -> set[str]:
        return set().union(*(self._closure[part] for part in parts)) if parts else set()

    def disjoint(self, one: str, other: str) -> bool:
        """Whether nothing can have both scopes."""
        parts_of = [{part for part in _parts(scope) if part in self.parts} for scope in (one, other)]
        return self._disjoint(*parts_of)

    def _disjoint(self, one: Set[str], other: Set[str]) -> bool:
        return any(self._exclude(a, b) for a in self._closure_of(one) for b in self._closure_of(other))

    def exhaust(self, narrow: Iterable[str], wide: str) -> bool:
        """Whether some narrower scopes together make up a wider one: they differ from it by the parts that exhaust one of its parts."""
        few, families = set(_parts(wide)), {frozenset(_parts(scope)) for scope in narrow}
        return any(
            self.parts[part].exhausted_by
            and families == {frozenset((few - {part}) | {each}) for each in self.parts[part].exhausted_by}
            for part in few
            if part in self.parts
        )

    def area(self, narrow: str, wide: str) -> str | None:
        """The area that limits the narrower scope and not the wider one, "" for none; None where there are several."""
        areas = [
            part
            for part in _parts(narrow)
            if part in self.parts and self.parts[part].dimension == "area" and part not in self._closure_of(_parts(wide))
        ]
        return areas[0] if len(areas) == 1 else None if areas else ""

    def narrower(self, sets_by_indicator: Mapping[str, Iterable[frozenset[str]]]) -> list[Narrower]:
        """For each indicator the families of disjoint narrower scopes below each scope that is stated.

        `sets_by_indicator` has for each indicator the sets of scopes that single units state side by side. A family is a largest set of scopes,
        stated side by side, that exclude one another; what a unit states of it may be added up. Raises OverflowError where one unit states
        more families than MOST_FAMILIES.
        """
        families_of: list[Narrower] = []
        for indicator in sorted(sets_by_indicator):
            sets = set(sets_by_indicator[indicator])
            for wide in sorted(set().union(*sets) if sets else ()):
                families: set[frozenset[str]] = set()
                for each in sets:
                    narrow_scopes = sorted(
                        scope for scope in each if self.implies(scope, wide) and self.area(scope, wide) is not None
                    )
                    families.update(self._families(narrow_scopes))
                largest = [one for one in families if not any(one < other for other in families)]
                for number, family in enumerate(sorted(map(sorted, largest)), 1):
                    whole = self.exhaust(family, wide)
                    families_of += [
                        Narrower(indicator, wide, number, scope, len(family), whole, self.area(scope, wide) or "")
                        for scope in family
                    ]
        return families_of

    def _families(self, scopes: Sequence[str]) -> set[frozenset[str]]:
        """The largest sets of scopes of which each two exclude one another."""
        families: set[frozenset[str]] = {frozenset()} if scopes else set()
        for scope in scopes:
            larger = {frozenset({scope, *(each for each in family if self.disjoint(scope, each))}) for family in families}
            families |= larger
            families = {one for one in families if not any(one < other for other in families)}
            if len(families) > MOST_FAMILIES:
                raise OverflowError(scope)
        return families


def _parts(scope: str) -> list[str]:
    return [part for part in scope.split(SEPARATOR) if part]
