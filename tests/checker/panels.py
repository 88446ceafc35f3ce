"""Reads the rankings of a theme beside each other."""

from collections.abc import Iterator, Mapping
from typing import Any

from fenjin.figures.multiples import Multiples
from fenjin.views import View
from tests.checker.grammar import split
from tests.checker.pairs import Pairs
from tests.checker.places import Thing


class Panels(Pairs):
    """The sentences of several rankings."""

    def read_multiples(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """The rankings of a theme in which three counties or more wrote down an amount."""
        name = self.word("theme", choice["theme"])
        yield from self.asked(view, f"{name}：各指标的排列，一起看", f"{name}: the indicators in order of amount, at a glance")
        wanted = self._rankings(choice["theme"])
        told = self.told(
            view.takeaway,
            "{theme}：{n:d}个指标有三家以上的数字口径相同：{names}",
            "{theme}: {n:d} {n:indicator has|indicators have} figures of three or more units at the same scope: {names}",
        )
        nothing = self._t(
            f"{name}：没有一个指标有三家以上的数字口径相同",
            f"{name}: no indicator has figures of three or more units at the same scope",
        )
        if not wanted and (view.takeaway != nothing or view.figure):
            yield f"{view.takeaway}: there is none"
        drawn: list[Thing] = []
        if wanted:
            subjects = [self.subject(each) for each in split(told["names"], self.listed)] if told else []
            if told is None or told["theme"] != name or not int(told["n"]) == len(subjects) == len(wanted):
                yield f"cannot read: {view.takeaway}"
                return
            for subject in subjects:
                scopes = wanted.pop(subject[0], {}) if subject else {}
                own = scopes.get(frozenset(self.truth.parts(subject[1]))) if subject else None
                if own is None:
                    yield f"{subject}: three do not write it, or more write another scope"
                    return
                drawn += own
            assert view.figure is not None and isinstance(view.figure.content, Multiples)
            yield from self._panels(view.figure.content, [*zip(split(told["names"], self.listed), subjects, strict=True)], drawn)
        yield from self.lines(
            view.notes, lambda text: self._bounds(text, [thing for thing in drawn if thing.row is None]),
            self.fixed(("各图的刻度不同，图与图之间不比；单列的数字在各指标的比较里。",
                        "Each picture has a scale of its own; they are not compared with each other. Figures that are kept apart are with the comparison of each indicator.", bool(drawn))),
        )  # fmt: skip
        signs = {
            "derived": any(thing.row is None for thing in drawn),
            "strive": any(thing.row is not None and thing.row["firmness"] == "strive" for thing in drawn),
            "least": any(thing.comparators & {"ge", "gt"} for thing in drawn),
            "most": any(thing.comparators & {"le", "lt"} for thing in drawn),
            "range": any("range" in thing.comparators for thing in drawn),
        }
        yield from self.lines(view.legend, self.legend({sign for sign, occurs in signs.items() if occurs}))
        seen = 0
        by_name = {self.indicator(code): code for code in self.truth.indicators}
        for cells in self.cells(view):
            code = by_name.get(cells["指标"], "")
            thing = self.thing_of("county", code, cells["目标编号"], cells["依据的目标"], cells["口径"]) if code else None
            if thing is None:
                yield f"{cells}: is nothing that the table bears"
                continue
            seen += thing in drawn
            yield from self.compared(cells, thing)
        if seen != len(drawn):
            yield f"{seen} rows are {len(drawn)}"

    def _rankings(self, theme: str) -> dict[str, dict[frozenset[str], list[Thing]]]:
        """Of each indicator of a theme that three counties write down at one scope, the scopes at which most do."""
        found = {}
        for code, about in self.truth.indicators.items():
            every = self._amounts_at("county", code) if about["theme"] == theme else {}
            most = max(map(len, every.values()), default=0)
            if most > 2:
                found[code] = {scope: [*own.values()] for scope, own in every.items() if len(own) == most}
        return found

    def _panels(self, content: Multiples, subjects: list[tuple[str, Any]], drawn: list[Thing]) -> Iterator[str]:
        if [(panel.title, panel.code) for panel in content.panels] != [(name, about[0]) for name, about in subjects]:
            yield f"{[panel.title for panel in content.panels]}: are {subjects}"
        waiting = [*drawn]
        for panel in content.panels:
            for strip in panel.strips:
                own = [
                    thing
                    for thing in waiting
                    if thing.indicator == panel.code
                    and thing.unit == self.truth.short[self.lang].get(strip.name) == strip.unit
                    and not self.amount(strip.text, thing)
                ]
                if not own:
                    yield f"{panel.title}, {strip.name} {strip.text}: is not so"
                    continue
                waiting.remove(own[0])
                first = own[0].low if own[0].low is not None else own[0].high
                if (
                    strip.value != first
                    or strip.comparator not in own[0].comparators
                    or (strip.pattern == "dots") != (own[0].row is None)
                ):
                    yield f"{panel.title}, {strip.name}: bears another's sign"
        if waiting:
            yield f"not drawn: {[(thing.indicator, thing.unit) for thing in waiting]}"
