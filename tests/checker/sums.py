"""Reads what is said of counties beside the city."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from fenjin.figures.bars import Bars
from fenjin.views import View
from tests.checker.grammar import amount_of, near, plain, split
from tests.checker.notes import Notes, Told
from tests.checker.truth import Known


class Sums(Notes):
    """The sentences of sums and rates."""

    def sum(self, text: str) -> Iterator[str]:
        """What is wrong with the sentence of a sum of counties against the city."""
        truth = self.truth
        told = re.fullmatch(
            self._t(
                r"(.+)：(\d+)家县区中(\d+)家写了数字，合计(.+?)，(?:(至少|至多)?是全市(.+?)的(\d+)%(，超过全市)?|全市(.+)，占多少说不定(，超过全市)?)",
                r"(.+): (\d+) of (\d+) counties and zones gives? figures, together (.+?), (?:(at least |at most )?(\d+)% of the city's (.+?)(, more than the city's)?|the city's figure is (.+), and the share is unclear(, more than the city's)?)",
            ),
            text,
        )
        about = self.subject(told[1]) if told else None
        if not told or about is None:
            yield f"cannot read: {text}"
            return
        if self.lang == "zh":
            every, n, total, bound, city, share, beyond, unknown, over = told.groups()[1:]
        else:
            n, every, total, bound, share, city, beyond, unknown, over = told.groups()[1:]
        indicator, scope = about
        scope = next(
            (each for each in truth.stated_scopes(indicator) if set(truth.parts(each)) == set(truth.parts(scope))), scope
        )
        value, counted, whole = truth.counties(indicator, scope)
        uom = truth.indicators[indicator]["std_uom"]
        if (int(every), int(n)) != (len(truth.members("county")), counted):
            yield f"{n} of {every} are {counted} of {len(truth.members('county'))}"
        amount = amount_of(total, self.lang)
        if amount is None or not near(amount.value, plain(value, uom)) or amount.comparator != ("eq" if whole else "ge"):
            yield f"{total} is {value}"
        given = amount_of(city or unknown, self.lang)
        stated = truth.figures("department", indicator)
        fitting = []
        for unit, each in truth.city(indicator, scope).items():
            rows = [
                row
                for _, row in stated[(stated["unit_id"] == unit) & (stated["tier"] == "base")].iterrows()
                if set(truth.parts(row["scope"])) == set(truth.parts(scope))
            ]
            exact = not rows and given is not None and given.comparator == "eq" and near(given.value, plain(each.low or 0, uom))
            exact = exact and given is not None and self.counted_in(given, uom)
            if given is not None and (exact or any(self._matches(row, given) for row in rows)):
                fitting.append(each)
        if not fitting:
            yield f"{city or unknown} is not the city's figure"
            return
        known = fitting[0]
        if bool(beyond or over) != (known.high is not None and value > known.high):
            yield "more than the city's, or not?"
        if unknown:
            if known.low == known.high or (known.high is None and whole) or known.low is None:
                yield "the share can be told"
            return
        base = known.low if known.low is not None else known.high
        if known.low == known.high:
            wanted = "" if whole else "ge"
        else:
            wanted = "le" if known.high is None and whole else "ge" if known.low is None else "?"
        said = {"": "", None: "", "至少": "ge", "at least ": "ge", "至多": "le", "at most ": "le"}[bound]
        if not base or said != wanted or abs(value / base * 100 - int(share)) > 0.501:
            yield f"the share of {value} in {base} is not {bound or ''}{share}%"

    def sums(self, text: str) -> Iterator[str]:
        """What is wrong with the sentence of all sums."""
        told = re.fullmatch(
            self._t(
                r"(.+)；县区和全市都写了数字的共(\d+)项，超过全市的(\d+)项",
                r"(.+); (\d+) (?:figures are|figure is) given by counties and city, (\d+) of them exceeded",
            ),
            text,
        )
        if not told:
            yield f"cannot read: {text}"
            return
        yield from self.sum(told[1])
        n = beyond = 0
        for indicator, about in self.truth.indicators.items():
            if not about["additive"] or about["kind"] != "level":
                continue
            for scope in self.truth.stated_scopes(indicator):
                value, counted, _exact = self.truth.counties(indicator, scope)
                for known in self.truth.city(indicator, scope).values() if counted else ():
                    n += 1
                    beyond += known.high is not None and value > known.high
        if (int(told[2]), int(told[3])) != (n, beyond):
            yield f"{told[2]} and {told[3]} are {n} and {beyond}"

    def sums_of(self, indicator: str) -> list[tuple[str, str, Known]]:
        """The sums of an indicator: scope, the department that gives the city's figure, and that figure."""
        about, truth = self.truth.indicators[indicator], self.truth
        if not about["additive"] or about["kind"] != "level":
            return []
        scopes = {frozenset(truth.parts(scope)): scope for scope in truth.stated_scopes(indicator)}.values()
        return [
            (scope, *each)
            for scope in scopes
            if truth.counties(indicator, scope)[1]
            for each in truth.city(indicator, scope).items()
        ]

    def _parts(self, indicator: str, scope: str) -> dict[str, Known]:
        return {unit: each for unit, each in self.truth.known("county", indicator, scope).items() if each.low is not None}

    def _left_out(self, indicator: str, scope: str) -> list[dict[str, Any]]:
        """The counties' figures of an indicator that are not in its sum at a scope."""
        counted, truth = self._parts(indicator, scope), self.truth
        rows = truth.figure_rows("county", indicator)
        here = set(truth.parts(scope))
        return [
            row
            for row in rows
            if row["tier"] == "base"
            and not (
                row["unit_id"] in counted
                and (set(truth.parts(row["scope"])) == here or truth.within(row["scope"] or "", scope, row["unit_id"]))
            )
        ]

    def _scope(self, said: str, indicator: str) -> str | None:
        """The scope of a sum that is about an indicator in these words."""
        about = self.subject(said)
        if about is None or about[0] != indicator:
            return None
        scopes = (scope for scope, _unit, _known in self.sums_of(indicator))
        return next((scope for scope in scopes if set(self.truth.parts(scope)) == set(self.truth.parts(about[1]))), None)

    def of_sums(self, indicator: str) -> list[Told]:
        """Reads the notes of an indicator's sums."""
        every = self.sums_of(indicator)
        parts = [part for scope, _unit, _known in every for part in self._parts(indicator, scope).values()]
        less = any(len(self._parts(indicator, scope)) < len(self.truth.members("county")) for scope, _unit, _known in every)
        return [
            self.fixed(
                ("带“至少”的有些由较窄的口径推出，原文没有这样写。", "Some of those with “at least” follow from a narrower scope and are not written in the text.",
                 not all(part.stated for part in parts)),
                ("没有写数字的县区不当作零。", "Counties that give no figure are not taken as zero.", less),
            ),
            lambda text: self._overlap(text, indicator),
            lambda text: self.sum(text[:-1]) if re.search(self._t(r"家县区中\d+家写了数字", r"\d+ of \d+ counties and zones gives?"), text) else None,
            lambda text: self._parts_told(text, indicator),
        ]  # fmt: skip

    def _overlap(self, text: str, indicator: str) -> Iterator[str] | None:
        told = self.told(
            text,
            "{about}：{zone}在{district}的地界里，两家可能算了同一件事，合计可能重复。",
            "{about}: {zone} lies within {district}; both may count the same thing, and the sum may count it twice.",
        )
        if told is None:
            return None
        scope, short = self._scope(told["about"], indicator), self.truth.short[self.lang]
        zone, district = short.get(told["zone"]), short.get(told["district"])
        parts = self._parts(indicator, scope) if scope is not None else {}
        lies = zone in parts and district in parts and district in (self.truth.units[str(zone)].get("within") or "").split()
        return iter([] if lies else ["not so"])

    def _parts_told(self, text: str, indicator: str) -> Iterator[str] | None:
        told = self.told(text, "{about}：{parts}；没有计入{names}。", "{about}: {parts}; not counted: {names}.") or self.told(
            text, "{about}：{parts}。", "{about}: {parts}."
        )
        scope = self._scope(told["about"], indicator) if told else None
        return (
            None if told is None or scope is None else self._parts_read(told["parts"], told.get("names") or "", indicator, scope)
        )

    def added(self, text: str, indicator: str, scope: str) -> Iterator[str]:
        """What is wrong with the list of what each county has in a sum."""
        parts, uom, named = self._parts(indicator, scope), self.truth.indicators[indicator]["std_uom"], []
        for item in split(text, self.listed):
            unit, rest = self.unit(item)
            amount, part = amount_of(rest, self.lang), parts.get(str(unit))
            named.append(unit)
            right = (
                part is not None
                and amount is not None
                and near(amount.value, plain(part.low or 0, uom))
                and self.counted_in(amount, uom)
            )
            # What follows from several scopes is said as a least, even where it is exact.
            exact = part is not None and part.low == part.high
            if (
                not right
                or (amount.comparator != "eq" and amount.comparator not in ("ge", "gt"))
                or (amount.comparator == "eq") > exact
            ):  # type: ignore[union-attr]
                yield f"{item}: {part}"
            elif exact and amount.comparator != "eq" and part.stated:  # type: ignore[union-attr]
                yield f"{item}: is exact"
        if sorted(map(str, named)) != sorted(parts):
            yield f"{named} are {sorted(parts)}"

    def _parts_read(self, listed: str, left: str, indicator: str, scope: str) -> Iterator[str]:
        yield from self.added(listed, indicator, scope)
        out = self._left_out(indicator, scope)
        for item in split(left, self.listed) if left else ():
            unit, rest = self.unit(item)
            said, words = self.bracketed(rest)
            amount = amount_of(said, self.lang)
            fitting = [
                row for row in out
                if row["unit_id"] == unit and amount is not None and self._matches(row, amount) and self._apart_from(words or "", row["scope"], scope)
            ]  # fmt: skip
            if not fitting:
                yield f"{item}: is not what is left out"
            else:
                out.remove(fitting[0])
        if out:
            yield f"left out and not said: {[row['target_id'] for row in out]}"

    def _apart_from(self, words: str, own: str, wide: str) -> bool:
        parts = [part for part in self.truth.parts(own) if part not in self.truth.parts(wide)]
        return words == self._t("总数", "total") if not parts else sorted(self.scope(words) or []) == sorted(parts)

    # Tables and bars

    def summed_table(self, view: View) -> Iterator[str]:
        """What is wrong with the table of sums."""
        names = ("指标", "口径", "各县区合计", "为全市提出", "占全市多少", "由哪几家合计", "计量单位", "全市数字", "县区合计", "占全市比例", "差额", "县区家数",
                 "全市由谁提出", "目标编号", "合计依据的目标", "依据的目标")  # fmt: skip
        known, truth = self.headings(names), self.truth
        for row in view.table.to_dict("records"):
            cells: dict[str, Any] = {known.get(str(name), str(name)): value for name, value in row.items()}
            indicator = truth.indicator_names[self.lang].get(cells["指标"], next(iter(truth.indicators)))
            every = [
                each
                for each in self.sums_of(indicator)
                if self.scope_is(cells["口径"], each[0])
                and truth.units[each[1]][self._t("unit", "unit_en")] == cells["全市由谁提出"]
            ]
            if not every:
                yield f"{cells}: there is no such sum"
                continue
            scope, unit, city = every[0]
            value, counted, _whole = truth.counties(indicator, scope)
            stated = [
                row["std_value"]
                for row in truth.figure_rows("department", indicator)
                if row["unit_id"] == unit and self.scope_is(cells["口径"], row["scope"]) and row["tier"] == "base"
            ]
            base = stated[0] if stated else city.low if city.low is not None else city.high
            numbers = (float(cells["全市数字"]), float(cells["县区合计"]), float(cells["差额"]), int(cells["县区家数"]))
            if not all(
                near(one, float(other))
                for one, other in zip(numbers, (base, value, value - float(base or 0), counted), strict=True)
            ):
                yield f"{numbers} are {base}, {value}, {counted}"
            share = self.share(value, _whole, city)
            if (share is None) != pd.isna(cells["占全市比例"]) or (share and abs(float(cells["占全市比例"]) - share[1]) > 1e-6):
                yield f"{cells['占全市比例']} is {share}"
            words = {"eq": "{}", "ge": self._t("至少{}", "at least {}"), "le": self._t("至多{}", "at most {}")}
            right = self._t("说不定", "unclear") if share is None else words[share[0]].format(f"{share[1]:.0%}")
            if cells["占全市多少"] != right or not self.measure_is(cells["计量单位"], truth.indicators[indicator]["std_uom"]):
                yield f"{cells['占全市多少']} is {right}"
            rows = [row for row in truth.figure_rows("department", indicator) if row["unit_id"] == unit]
            own = [row["target_id"] for row in rows if self.scope_is(cells["口径"], row["scope"]) and row["tier"] == "base"]
            parts = self._parts(indicator, scope).values()
            given = set(cells["合计依据的目标"].split())
            # Of several ways in which a part follows, each counts.
            met = [way for part in parts for way in part.ways if way <= given]
            if (
                set().union(*met) != given
                or not all(any(way <= given for way in part.ways) for part in parts)
                or set(cells) != set(names)
            ):
                yield f"{cells['合计依据的目标']}: {list(parts)}"
            basis = set(cells["依据的目标"].split())
            if cells["目标编号"] not in basis or (basis != set(own) if own else basis not in city.ways):
                yield f"{cells['目标编号']}, {cells['依据的目标']}: are {own or city.ways}"
            yield from self._total(cells["各县区合计"], indicator, scope)
            yield from self._city(cells["为全市提出"], indicator, scope, unit)
            yield from self.added(cells["由哪几家合计"], indicator, scope)

    def share(self, value: float, whole: bool, city: Known) -> tuple[str, float] | None:
        """How the counties' share is bounded, and the share; None where it cannot be told."""
        base = city.low if city.low is not None else city.high
        if city.low == city.high:
            bound = "eq" if whole else "ge"
        elif city.high is None and whole:
            bound = "le"
        elif city.low is None:
            bound = "ge"
        else:
            return None
        return (bound, value / base) if base else None

    def _total(self, text: str, indicator: str, scope: str) -> Iterator[str]:
        value, _n, whole = self.truth.counties(indicator, scope)
        uom, amount = self.truth.indicators[indicator]["std_uom"], amount_of(text, self.lang)
        if (
            amount is None
            or not near(amount.value, plain(value, uom))
            or amount.comparator != ("eq" if whole else "ge")
            or not self.counted_in(amount, uom)
        ):
            yield f"{text} is {value}"

    def _city(self, text: str, indicator: str, scope: str, unit: str) -> Iterator[str]:
        rows = self.truth.figures("department", indicator)
        own = [
            row
            for row in rows.to_dict("records")
            if row["unit_id"] == unit and set(self.truth.parts(row["scope"])) == set(self.truth.parts(scope))
        ]
        amount, known = amount_of(text, self.lang), self.truth.city(indicator, scope).get(unit)
        uom = self.truth.indicators[indicator]["std_uom"]
        summed = (
            not own
            and known is not None
            and amount is not None
            and amount.comparator == "eq"
            and near(amount.value, plain(known.low or 0, uom))
        )
        summed = summed and self.counted_in(amount, uom)
        if amount is None or not (summed or any(self._matches(row, amount) for row in own)):
            yield f"{text}: is not the city's figure"

    def summed_bars(self, bars: Bars, indicator: str) -> Iterator[str]:
        """What is wrong with the bars of sums."""
        every = self.sums_of(indicator)
        if len(bars.sections) != len(every):
            yield f"{len(bars.sections)} drawn of {len(every)}"
        for section in bars.sections:
            parts = self.scope(section.heading) if section.heading else []
            fitting = [
                each
                for each in every
                if parts is not None and set(self.truth.parts(each[0])) == set(parts) and section.bars[0].unit == each[1]
            ]
            if not fitting:
                yield f"{section.heading}: there is no such sum"
                continue
            scope, unit, _known = fitting[0]
            city, counties = section.bars
            name = self.truth.units[unit][self._t("short", "short_en")]
            if city.label != self._t(f"全市（{name}）", f"City ({name})"):
                yield f"{city.label}: is {name}"
            yield from self._city(city.text, indicator, scope, unit)
            yield from self._total(counties.text, indicator, scope)
            told = self.told(counties.label, "县区：{names}", "Counties: {names}")
            named = {self.truth.short[self.lang].get(each) for each in split(told["names"], self.listed)} if told else set()
            if named != set(self._parts(indicator, scope)):
                yield f"{counties.label}: are {sorted(self._parts(indicator, scope))}"

    # Rates

    def _rates(self) -> list[list[dict[str, Any]]]:
        """What counties promise beside the city where figures are never added: the city's figure first."""
        truth, found = self.truth, list[list[dict[str, Any]]]()
        if "rates" in truth.kept:
            return truth.kept["rates"]
        truth.kept["rates"] = found
        for indicator, about in truth.indicators.items():
            rows = [
                row
                for row in truth.rows[truth.rows["indicator_id"] == indicator].to_dict("records")
                if row["tier"] == "base" and not pd.isna(row["std_value"])
            ]
            for city in (
                row for row in rows if row["league"] == "department" and not (about["additive"] and row["kind"] == "level")
            ):
                beside = [
                    row for row in rows
                    if row["league"] == "county" and row["kind"] == city["kind"] and row["std_uom"] == city["std_uom"] and not truth.is_other(row)
                    and set(truth.parts(row["scope"])) == set(truth.parts(city["scope"]))
                ]  # fmt: skip
                found += [[city, *beside]] if beside else []
        return found

    def rated(self) -> pd.DataFrame:
        """The targets of all rates."""
        named = [row["target_id"] for group in self._rates() for row in group]
        return self.truth.rows.set_index("target_id", drop=False).loc[named] if named else self.truth.rows.iloc[:0]

    def rates(self, text: str) -> Iterator[str]:
        """What is wrong with the sentence of all rates."""
        groups = self._rates()
        if not groups:
            if text != self._t(
                "没有县区和全市都写了、不能相加的数字", "There is no figure of counties and city that cannot be added up"
            ):
                yield f"cannot read: {text}"
            return
        pieces = re.split("；" if self.lang == "zh" else r"; (?=[^;]+: city )", text)
        if len(pieces) != len(groups):
            yield f"{len(pieces)} said of {len(groups)}"
        for piece in pieces:
            told = self.told(piece, "{about}：全市{city}，{names}", "{about}: city {city}; {names}")
            about = self.subject(told["about"]) if told else None
            fitting = [
                group for group in groups
                if told and about and group[0]["indicator_id"] == about[0] and set(self.truth.parts(group[0]["scope"])) == set(self.truth.parts(about[1]))
                and not self.promise(told["city"], group[0])
            ]  # fmt: skip
            if not fitting or told is None:
                yield f"cannot read: {piece}"
                continue
            _city, *beside = fitting[0]
            for item in split(told["names"], self.listed):
                unit, rest = self.unit(item)
                met = [row for row in beside if row["unit_id"] == unit and not self.promise(rest, row)]
                if met:
                    beside.remove(met[0])
                else:
                    yield f"{item}: is not stated"
            if beside:
                yield f"not said: {[row['target_id'] for row in beside]}"
