"""Reads what is said of a comparison: what is written down, and what holds whatever happens."""

import re
from collections.abc import Iterator, Sequence

from tests.checker.cells import Cells
from tests.checker.grammar import amount_of, near, plain, split
from tests.checker.truth import Known


class Comparisons(Cells):
    """The sentences of comparisons."""

    def comparison(self, text: str, league: str, chosen: Sequence[str] = ()) -> Iterator[str]:
        """What is wrong with the takeaway of a comparison; `chosen` are the units that it is about, all of the league where none."""
        among = self.told(
            text,
            "{about}：所选的单位中只有{name}写了自己的数字，{amounts}",
            "{about}: of the chosen units only {name} gives a figure of its own, {amounts}",
        )
        if among and chosen:
            n = str(len(self.truth.members(league)))
            yield from self._lone(league, among["about"], n, among["name"], among["amounts"], chosen)
            return
        none = self.told(
            text,
            "{about}：所选的单位都没有写自己的数字；写了全市的：{names}",
            "{about}: none of the chosen units gives a figure of its own; the whole city's is given by {names}",
        )
        if none and chosen:
            yield from self._others(league, none["about"], none["names"], chosen)
            return
        lone = re.fullmatch(
            self._t(r"(.+)：(\d+)家中只有(.+)写了数字，(.+)", r"(.+): of (\d+) units only (.+) gives a figure, (.+)"), text
        )
        if lone and not chosen:
            yield from self._lone(league, *lone.groups())
            return
        other = re.fullmatch(
            self._t(
                r"(.+)：没有单位写自己的数字；写了全市的：(.+)",
                r"(.+): no unit gives a figure of its own; the whole city's is given by (.+)",
            ),
            text,
        )
        if other and not chosen:
            yield from self._others(league, *other.groups())
            return
        # Last, as nothing but its shape tells it from the others in English.
        told = re.fullmatch(self._t(r"写明的(.+?)：(.*)；(.+)", r"(.+?): (.*); (.+)"), text)
        if told:
            about = self.subject(told[1])
            if about is None:
                yield f"cannot tell what is compared: {told[1]}"
                return
            apart = self._t("口径不同，不比多少", "the scopes differ, so that amounts are not compared")
            if told[3] == apart:
                yield from self._apart(told[2], league, about[0], chosen)
            else:
                yield from self._group(told[2], told[3], league, *about, chosen)
            return
        yield f"cannot read: {text}"

    def _group(self, listed: str, certain: str, league: str, indicator: str, scope: str, chosen: Sequence[str]) -> Iterator[str]:
        truth = self.truth
        scope = next(
            (each for each in truth.stated_scopes(indicator) if set(truth.parts(each)) == set(truth.parts(scope))), scope
        )
        known = {unit: each for unit, each in truth.known(league, indicator, scope).items() if not chosen or unit in chosen}
        written = [unit for unit, each in known.items() if each.written]
        if len(written) < 2:
            yield f"{indicator} at {scope!r} is written down by {len(written)}"
        items, n = self.items(listed)
        if n is None and len(items) != len(written):
            yield f"{len(items)} listed of {len(written)}"
        if n is not None and n != len(written):
            yield f"{n} said of {len(written)}"
        last = None
        better = max if truth.indicators[indicator]["direction"] == "higher" else min
        for item in items:
            unit, rest = self.unit(item)
            if unit is None or unit not in written:
                yield f"{item}: who is this?"
                continue
            value = None
            for wrong in self._amount(rest, league, indicator, scope, unit):
                if isinstance(wrong, float):
                    value = wrong
                else:
                    yield f"{item}: {wrong}"
            if value is not None and last is not None and better(value, last) == value and value != last:
                yield f"{item}: not in order of amount"
            last = value if value is not None else last
        yield from self._certain(certain, known, indicator, chosen)

    def _amount(self, text: str, league: str, indicator: str, scope: str, unit: str) -> Iterator[str | float]:
        """What is wrong with the amount of a unit; a number is the value by which it is ordered."""
        truth, rows = self.truth, self.truth.figures(league, indicator)
        own = rows[(rows["unit_id"] == unit) & (rows["tier"] == "base")].to_dict("records")
        written, words = self.bracketed(text)
        amount = amount_of(written, self.lang)
        if amount is None:
            yield "no amount"
            return
        here = [row for row in own if set(truth.parts(row["scope"])) == set(truth.parts(scope))]
        if words is None:
            if not any(self._matches(row, amount) for row in here):
                yield "is not stated at this scope"
            yield amount.value
            return
        added = re.fullmatch(self._t(r"(\d+)项合计", r"sum of (\d+)"), words)
        known = truth.known(league, indicator, scope).get(unit)
        if here or known is None or known.low is None:
            yield "states this scope itself, or nothing within it"
            return
        if added:
            below = [row for row in own if truth.within(row["scope"] or "", scope, unit)]
            if not near(amount.value, plain(known.low, below[0]["std_uom"])) or len(below) < int(added[1]) or int(added[1]) < 2:
                yield f"does not add up to {known.low}"
        else:
            parts = self.scope(words)
            fitting = [
                row
                for row in own
                if parts is not None
                and set(truth.parts(row["scope"])) - set(truth.parts(scope)) == set(parts)
                and truth.within(row["scope"] or "", scope, unit)
            ]
            if not any(self._matches(row, amount) for row in fitting):
                yield "is not stated within this scope"
        yield amount.value

    def _certain(self, text: str, known: dict[str, Known], indicator: str, chosen: Sequence[str]) -> Iterator[str]:
        truth = self.truth
        higher = truth.indicators[indicator]["direction"] == "higher"

        def beats(one: str, other: str) -> bool:
            return truth.sure_above(known, one, other) if higher else truth.sure_above(known, other, one)

        if text == self._t("谁多谁少说不定", "it is unclear who promises more"):
            if any(beats(a, b) for a in known for b in known if a != b):
                yield "something does follow"
            return
        lows, highs = {each.low for each in known.values()}, {each.high for each in known.values()}
        if text in (self._t("一样多", "the same amount"), self._t("说法不同，数字相同", "the same number in different words")):
            exact = all(each.low == each.high for each in known.values())
            least = len(lows) == 1 and lows != {None} and highs <= lows | {None}
            most = len(highs) == 1 and highs != {None} and lows <= highs | {None}
            if not (least or most) or not all(each.stated for each in known.values()):
                yield "the numbers differ"
            elif exact != (text == self._t("一样多", "the same amount")):
                yield "exact or not?"
            return
        best = re.fullmatch(
            self._t(
                r"(给出数字的(\d+)家中|所选的单位中)(.+)(最高|最低)",
                r"(of the (\d+) that give figures, |of the chosen units, )(.+) (promises most|promises least)",
            ),
            text,
        )
        if best:
            unit = truth.short[self.lang].get(best[3])
            if (best[4] in ("最高", "promises most")) != higher:
                yield "the direction is wrong"
            if (best[2] is None) != bool(chosen) or (best[2] is not None and int(best[2]) != len(known)):
                yield f"among whom? {len(known)} give figures"
            if unit not in known or not all(beats(unit, other) for other in known if other != unit):
                yield f"{best[3]} need not be first"
            return
        more = re.fullmatch(self._t(r"(.+?)(多于|低于)(.+)", r"(.+?) promises (more|less) than (.+)"), text)
        if more:
            unit = truth.short[self.lang].get(more[1])
            if (more[2] in ("多于", "more")) != higher:
                yield "the direction is wrong"
            for name in split(more[3], self.listed):
                other = truth.short[self.lang].get(name)
                if unit not in known or other not in known or not beats(str(unit), str(other)):
                    yield f"{more[1]} need not promise more than {name}"
            return
        yield f"cannot read: {text}"

    def _apart(self, listed: str, league: str, indicator: str, chosen: Sequence[str]) -> Iterator[str]:
        truth = self.truth
        if any(
            sum(known[u].written for u in known if not chosen or u in chosen) >= 2
            for known in truth.groups(league, indicator).values()
        ):
            yield "some of them can be compared"
        rows = truth.figures(league, indicator)
        items, n = self.items(listed)
        own = [
            row
            for row in rows.to_dict("records")
            if not truth.is_other(row) and not row["part_of"] and (not chosen or row["unit_id"] in chosen)
        ]
        if (n or len(items)) != len(own):
            yield f"{n or len(items)} listed of {len(own)}"
        for item in items:
            unit, rest = self.unit(item)
            if unit is None or not self._stated(rest, [row for row in own if row["unit_id"] == unit]):
                yield f"{item}: is not stated"

    def _stated(self, text: str, rows: Sequence[object]) -> bool:
        """Whether one of the rows states an amount with the scope in its bracket."""
        written, words = self.bracketed(text)
        amount = amount_of(written, self.lang)
        parts = [] if words is None else self.scope(words)
        return (
            amount is not None
            and parts is not None
            and any(
                self._matches(row, amount) and set(self.truth.parts(row["scope"])) == set(parts)
                for row in rows  # type: ignore[index]
            )
        )

    def _lone(self, league: str, subject: str, n: str, name: str, amounts: str, chosen: Sequence[str] = ()) -> Iterator[str]:
        truth = self.truth
        about, unit = self.subject(subject), truth.short[self.lang].get(name)
        if about is None or unit is None:
            yield f"{subject}, {name}: unknown"
            return
        if int(n) != len(truth.members(league)):
            yield f"{n} units are not {len(truth.members(league))}"
        rows = truth.figures(league, about[0])
        own = [row for row in rows.to_dict("records") if not truth.is_other(row) and (not chosen or row["unit_id"] in chosen)]
        if {row["unit_id"] for row in own} != {unit}:
            yield "others give a figure too"
        items, more = self.items(amounts)
        listed = [row for row in own if not row["part_of"]]
        if (more or len(items)) != len(listed):
            yield f"{more or len(items)} listed of {len(listed)}"
        for item in items:
            if not self._stated(item, listed):
                yield f"{item}: is not stated"

    def _others(self, league: str, subject: str, listed: str, chosen: Sequence[str] = ()) -> Iterator[str]:
        about = self.subject(subject)
        rows = self.truth.figures(league, about[0]) if about else self.truth.rows.iloc[:0]
        own = [row for row in rows.to_dict("records") if not chosen or row["unit_id"] in chosen]
        if not own or not all(self.truth.is_other(row) for row in own):
            yield "someone gives a figure of his own"
        for item in self.items(listed)[0]:
            unit, rest = self.unit(item)
            amount = amount_of(rest, self.lang)
            if amount is None or not any(row["unit_id"] == unit and self._matches(row, amount) for row in own):
                yield f"{item}: is not stated"
