"""Reads what is said of two indicators side by side: which units give figures of both at scopes that are compared, by plain loops."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fenjin.figures.plane import Plane
from fenjin.views import View
from tests.checker.grammar import split
from tests.checker.places import Thing, things
from tests.checker.years import Years

Scopes = tuple[frozenset[str], frozenset[str]]


class Pairs(Years):
    """The sentences of two indicators."""

    def _amounts_at(self, league: str, indicator: str) -> dict[frozenset[str], dict[str, Thing]]:
        """What units wrote down of an indicator at or within each scope that is compared."""
        found: dict[frozenset[str], dict[str, Thing]] = {}
        for each in things(self.truth, league, indicator):
            if "" in each.reasons and (each.row is not None or each.low is not None):
                found.setdefault(frozenset(self.truth.parts(each.scope)), {})[each.unit] = each
        return found

    def meetings(self, league: str, codes: Sequence[str]) -> dict[Scopes, list[tuple[Thing, Thing]]]:
        """The scopes at which most units have an amount of both, and of those the ones with most stated ones, each with these amounts."""
        across, up = (self._amounts_at(league, code) for code in codes)
        every = {
            (one, other): [(own[unit], others[unit]) for unit in self.truth.units if unit in own and unit in others]
            for one, own in across.items()
            for other, others in up.items()
        }
        sizes = {
            each: (len(both), sum(thing.row is not None for pair in both for thing in pair))
            for each, both in every.items()
            if both
        }
        return {each: every[each] for each, size in sizes.items() if size == max(sizes.values())}

    def read_pair(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Two indicators against each other."""
        league, codes = choice["league"], (choice["indicator"], choice["other"])
        every = self.meetings(league, codes)
        asked = self.told(view.question, "{both}，同一家各写了多少？", "{both}: how much does each unit promise of both?")
        both, joint = asked["both"] if asked else "", self._t("和", " and ")
        pieces = both.split(joint)
        # The name of an indicator may have the same word in it.
        names = next(
            (
                two
                for n in range(1, len(pieces))
                for two in [[joint.join(pieces[:n]), joint.join(pieces[n:])]]
                if [subject and subject[0] for subject in map(self.subject, two)] == [*codes]
            ),
            [],
        )
        subjects = [self.subject(each) for each in names]
        scopes = [frozenset(self.truth.parts(each[1])) for each in subjects if each]
        if not names or (tuple(scopes) not in every and (every or any(scopes))):
            yield f"cannot read: {view.question}"
            return
        meeting = every.get((scopes[0], scopes[1]), [])
        yield from self._meeting(view.takeaway, both, meeting)
        yield from self._below(view, league, codes, meeting)
        yield from self._pair_table(view, league, codes, meeting)
        plane = view.figure.content if view.figure else None
        if (plane is None) != (len(meeting) < 3):
            yield f"drawn, or not, of {len(meeting)}"
        if isinstance(plane, Plane):
            yield from self._plane(plane, meeting, names)

    def _meeting(self, text: str, about: str, meeting: Sequence[tuple[Thing, Thing]]) -> Iterator[str]:
        zh, en = "在可比的口径里两个都写了", "of both at scopes that can be compared"
        forms = (
            (f"{{about}}：没有一家{zh}，不成图", f"{{about}}: no unit gives a figure {en}, so nothing is drawn", not meeting),
            (f"{{about}}：只有{{n:d}}家{zh}，不成图：{{amounts}}",
             f"{{about}}: only {{n:d}} {{n:unit gives a figure|units give figures}} {en}, so nothing is drawn: {{amounts}}", 0 < len(meeting) < 3),
            (f"{{about}}：{{n:d}}家{zh}：{{amounts}}", f"{{about}}: {{n:d}} {{n:unit gives a figure|units give figures}} {en}: {{amounts}}", len(meeting) > 2),
        )  # fmt: skip
        told = next((line for zh, en, holds in forms if holds and (line := self.told(text, zh, en))), None)
        if told is None or told["about"] != about:
            yield f"cannot read: {text}"
            return
        items, n = self.items(told["amounts"]) if meeting else ([], None)
        if (meeting and int(told["n"]) != len(meeting)) or (n or len(items)) != len(meeting):
            yield f"{text}: are {len(meeting)}"
        waiting = {pair[0].unit: pair for pair in meeting}
        for item in items:
            name, words = self.bracketed(item)
            pair = waiting.pop(self.truth.short[self.lang].get(name, ""), None)
            if pair is None or not self._each(words or "", pair):
                yield f"{item}: is not so"

    def _each(self, words: str, pair: Sequence[Thing]) -> bool:
        """Whether words are these amounts, each with its firmness where that is stressed."""
        pieces = split(words, self._t("，", "; "))
        return len(pieces) == len(pair) and all(self._stressed(piece, thing) for piece, thing in zip(pieces, pair, strict=True))

    def _stressed(self, text: str, thing: Thing) -> bool:
        targets = " ".join(sorted({each for way in thing.ways for each in way} | set(thing.tops)))
        rows = self.rows_of(thing, targets)
        for code in ("plain", "ensure", "task", "strive"):
            firm = self.word("firmness", code)
            tail = "" if code == "plain" else self._t(f"（{firm}）", f" ({firm})")
            if text.endswith(tail) and not self.amount(text.removesuffix(tail), thing):
                own = self.fact("语气", firm, thing.row) if thing.row is not None else self._of_bound("语气", firm, thing, rows)
                if not own:
                    return True
        return False

    def _below(self, view: View, league: str, codes: Sequence[str], meeting: Sequence[tuple[Thing, Thing]]) -> Iterator[str]:
        """What is wrong with the notes and the key."""
        stating = [{row["unit_id"] for row in self.truth.figure_rows(league, code)} for code in codes]
        drawn = {pair[0].unit for pair in meeting}
        derived = [thing for pair in meeting for thing in pair if thing.row is None]
        owed = {code: own - other for code, own, other in zip(codes, stating, reversed(stating), strict=True)}
        owed["both"] = (stating[0] & stating[1]) - drawn
        met = set()

        def names(text: str) -> Iterator[str] | None:
            single = self.told(text, "只写了{about}的：{names}。", "Only {about} is given by: {names}.")
            both = self.told(
                text,
                "两个都写了、但不都在可比的口径里的：{names}。",
                "Both are given, but not both at scopes that can be compared, by: {names}.",
            )
            told = both or single
            key = "both" if both else self.truth.indicator_names[self.lang].get(single["about"], "") if single else ""
            if told is None or key not in owed:
                return None
            met.add(key)
            units = [self.truth.short[self.lang].get(each) for each in told["names"].split(self.listed)]
            return iter([] if sorted(map(str, units)) == sorted(owed[key]) else [f"are {sorted(owed[key])}"])

        yield from self.lines(
            view.notes, names, lambda text: self._bounds(text, derived),
            self.fixed(("点的位置就是写了多少；两个数字并列，不说明一个影响另一个。",
                        "A dot stands where its figures put it; that two figures stand side by side does not say that one bears on the other.", len(meeting) > 2)),
        )  # fmt: skip
        if met != {key for key, units in owed.items() if units}:
            yield f"said of {met}"
        yield from self._key(view, [thing for pair in meeting for thing in pair] if len(meeting) > 2 else [])

    def _key(self, view: View, drawn: Sequence[Thing]) -> Iterator[str]:
        signs = {
            "hollow": any(thing.row is None for thing in drawn),
            "least": any(thing.comparators & {"ge", "gt"} for thing in drawn),
            "most": any(thing.comparators & {"le", "lt"} for thing in drawn),
            "range": any("range" in thing.comparators for thing in drawn),
        }
        wanted = {sign for sign, occurs in signs.items() if occurs}
        if bool(view.legend) != bool(wanted):
            yield f"no key of {wanted}"
        yield from self.lines(view.legend, self.legend(wanted))

    def _pair_table(self, view: View, league: str, codes: Sequence[str], meeting: Sequence[tuple[Thing, Thing]]) -> Iterator[str]:
        words = {
            "both": self._t("两个都写了，可以并列", "gives both, side by side"),
            "apart": self._t("两个都写了，不都在可比的口径里", "gives both, not both at scopes that can be compared"),
            "one": self._t("只写了一个", "gives one alone"),
        }
        stating = [{row["unit_id"] for row in self.truth.figure_rows(league, code)} for code in codes]
        drawn = [thing for pair in meeting for thing in pair]
        units = {thing.unit for thing in drawn}
        rest = [row for code in codes for row in self.truth.figure_rows(league, code) if row["unit_id"] not in units]
        if len(view.table) != len(drawn) + len(rest):
            yield f"{len(view.table)} rows are {len(drawn) + len(rest)}"
        by_name = {self.indicator(code): code for code in codes}
        for cells in self.cells(view):
            said = cells.pop(self._t("两个指标", "Two indicators"))
            code = by_name.get(cells["指标"], "")
            thing = self.thing_of(league, code, cells["目标编号"], cells["依据的目标"], cells["口径"]) if code else None
            if thing is None:
                yield f"{cells}: is nothing that the table bears"
                continue
            kind = "both" if thing.unit in units else "apart" if thing.unit in stating[0] & stating[1] else "one"
            if said != words[kind] or (kind == "both" and thing not in drawn):
                yield f"{said}: is {kind}"
            yield from self.compared(cells, thing)

    def _plane(self, plane: Plane, meeting: Sequence[Sequence[Thing]], names: Sequence[str]) -> Iterator[str]:
        """What is wrong with the words, the places and the signs of the spots."""
        axes = [plane.across, *([plane.up] if plane.up else [])]
        if [axis.name.partition(" · ")[0] for axis in axes] != [*names]:
            yield f"{[axis.name for axis in axes]}: are {names}"
        waiting = {pair[0].unit: pair for pair in meeting}
        for spot in plane.spots:
            pair = waiting.pop(self.truth.short[self.lang].get(spot.name, ""), None)
            if pair is None or pair[0].unit != spot.unit or not self._each(spot.words, pair):
                yield f"{spot.name} {spot.words}: is not so"
                continue
            for amount, thing in zip((spot.across, spot.up), pair, strict=False):
                first = thing.low if thing.low is not None else thing.high
                if amount.value != first or amount.derived != (thing.row is None) or amount.comparator not in thing.comparators:
                    yield f"{spot.name}: stands at {amount.comparator} {amount.value}"
        if waiting:
            yield f"not drawn: {sorted(waiting)}"

    def read_spread(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Where the amounts of an indicator lie."""
        league, indicator = choice["league"], choice["indicator"]
        every = self._amounts_at(league, indicator)
        asked = self.told(view.question, "{about}，各家写的数字落在哪里？", "{about}: where do the figures lie?")
        about = self.subject(asked["about"]) if asked else None
        scope = frozenset(self.truth.parts(about[1])) if about else frozenset()
        most = max(map(len, every.values()), default=0)
        if asked is None or about is None or about[0] != indicator or len(every.get(scope, ())) != most:
            yield f"cannot read: {view.question}"
            return
        name, drawn = asked["about"], [*every.get(scope, {}).values()]
        if not drawn:
            nothing = self._t(f"{name}：没有口径相同的数字可比", f"{name}: there are no figures of the same scope to compare")
            if view.takeaway != nothing or view.figure or len(view.table) != len(self.truth.figure_rows(league, indicator)):
                yield f"{view.takeaway}: there are none"
            yield from self.compared_table(view, indicator, league)
            return
        told = self.told(
            view.takeaway,
            "{about}：{n:d}家写了数字，从{least}到{most}",
            "{about}: {n:d} {n:unit gives a figure|units give figures}, from {least} to {most}",
        )
        values = [thing.low if thing.low is not None else thing.high for thing in drawn]
        if told is None or told["about"] != name or int(told["n"]) != len(drawn):
            yield f"cannot read: {view.takeaway}"
        else:
            for text, value in ((told["least"], min(values)), (told["most"], max(values))):
                unit, amount = self.unit(text) if self.lang == "zh" else (None, text)
                if self.lang == "en":
                    amount, short = self.bracketed(text)
                    unit = self.truth.short["en"].get(short or "")
                own = [thing for thing, each in zip(drawn, values, strict=True) if thing.unit == unit and each == value]
                if not own or self.amount(amount.removeprefix("的"), own[0]):
                    yield f"{text}: is not {value}"
        yield from self.lines(
            view.notes, lambda text: self._bounds(text, [thing for thing in drawn if thing.row is None]),
            self.fixed(
                ("有的数字是“至少”“至多”“大约”或区间，点在写出或推出的数上，实际落在哪里说不定。",
                 "Some figures are “at least”, “at most”, “about” or a range: the dot is at the number that is written or follows, and where it will lie is open.",
                 any(thing.low != thing.high for thing in drawn)),
                ("没有写数字的单位不在线上，不等于零。", "Units without a figure are not on the line, which does not make them zero.", True),
            ),
        )  # fmt: skip
        yield from self._key(view, drawn)
        seen = [
            self.thing_of(league, indicator, cells["目标编号"], cells["依据的目标"], cells["口径"]) for cells in self.cells(view)
        ]
        if len(seen) != len(drawn) or any(thing not in drawn for thing in seen):
            yield f"{len(seen)} rows are {len(drawn)}"
        yield from self.compared_table(view, indicator, league)
        assert view.figure is not None and isinstance(view.figure.content, Plane)
        yield from self._plane(view.figure.content, [(thing,) for thing in drawn], [name])
        if view.figure.content.marked and (len(drawn) < 8 or any(thing.low != thing.high for thing in drawn)):
            yield "quartiles of what is open"

    def compared_table(self, view: View, indicator: str, league: str, chosen: tuple[str, ...] = ()) -> Iterator[str]:
        """What is wrong with the table of a comparison."""
        for cells in self.cells(view):
            thing = self.thing_of(league, indicator, cells["目标编号"], cells["依据的目标"], cells["口径"], chosen)
            if thing is None:
                yield f"{cells}: is nothing that the table bears"
            else:
                yield from self.compared(cells, thing)
