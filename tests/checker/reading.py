"""Reads the sentences of comparisons, sums and filtered rows, and says what in them the table does not bear.

Each reader takes a text as it is shown and what it is shown for, and yields what is wrong: a claim that does not hold, a name or number that
is not borne, or that the sentence cannot be read. Nothing is yielded for a true sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fenjin.language.translate import translator
from fenjin.language.words import words, words_of
from tests.checker.truth import JOINT, Known, Truth

BOUNDS = {
    "zh": {"至少": "ge", "超过": "gt", "至多": "le", "低于": "lt", "约": "approx"},
    "en": {"at least ": "ge", "more than ": "gt", "at most ": "le", "less than ": "lt", "about ": "approx"},
}
_SCALES = {"万": 1e4, "亿": 1e8, "million": 1e6, "billion": 1e9}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"


@dataclass(frozen=True)
class Amount:
    """An amount as written: comparator, and value and upper value in plain units (万 and 亿 worked out)."""

    comparator: str
    value: float
    high: float | None


def split(text: str, mark: str) -> list[str]:
    """The pieces of a text between marks that stand outside brackets."""
    pieces, depth, piece = [], 0, ""
    place = 0
    while place < len(text):
        if text[place] in "（(":
            depth += 1
        elif text[place] in "）)":
            depth -= 1
        if depth == 0 and text.startswith(mark, place):
            pieces.append(piece)
            piece, place = "", place + len(mark)
            continue
        piece += text[place]
        place += 1
    return [*pieces, piece]


def amount_of(text: str, lang: str) -> Amount | None:
    """An amount read from its words; None where it is none."""
    comparator, rest = "eq", text.strip()
    for word, code in BOUNDS[lang].items():
        if rest.startswith(word):
            comparator, rest = code, rest[len(word) :]
    if lang == "zh" and rest.endswith("左右"):
        comparator, rest = "approx", rest.removesuffix("左右")
    found = re.fullmatch(rf"(?:CNY )?({_NUMBER})(?:–({_NUMBER}))?(余?)( ?(?:million|billion))?(.*)", rest)
    if not found:
        return None
    low, high, more, scale, unit = found.groups()
    if re.search(r"\d", unit):
        return None
    factor = _SCALES[scale.strip()] if scale else _SCALES.get(unit[:1], 1.0) if lang == "zh" else 1.0
    values = [float(each.replace(",", "")) * factor for each in (low, high) if each]
    return Amount("range" if high else "gt" if more else comparator, values[0], values[1] if high else None)


def plain(value: float, std_uom: str) -> float:
    """A standard value in plain units."""
    return value * {"亿": 1e8, "万": 1e4}.get(std_uom[:1], 1.0)


def near(one: float, other: float) -> bool:
    """Whether two numbers are the same but for the digits that a screen leaves out."""
    return abs(one - other) <= max(0.006, abs(other) * 1e-4)


@dataclass(frozen=True)
class Reader:
    """Reads the sentences of one list in one language."""

    truth: Truth
    lang: str

    # Words

    def _t(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    @property
    def listed(self) -> str:
        """What stands between the names of a list."""
        return self._t("、", ", ")

    def items(self, text: str) -> tuple[list[str], int | None]:
        """The items of a list, and how many there are where it names only the first."""
        found = re.search(self._t(r"等(\d+)[家项个]$", r" and others, (\d+) in all$"), text)
        return split(text[: found.start()] if found else text, self.listed), int(found[1]) if found else None

    def unit(self, text: str) -> tuple[str | None, str]:
        """The unit whose short name a text begins with, and what follows."""
        names = sorted((name for name in self.truth.short[self.lang] if text.startswith(name)), key=len)
        return (self.truth.short[self.lang][names[-1]], text[len(names[-1]) :].lstrip()) if names else (None, text)

    def bracketed(self, text: str) -> tuple[str, str | None]:
        """A text and what stands in the bracket at its end."""
        close, opening = self._t("）", ")"), self._t("（", " (")
        if not text.endswith(close):
            return text, None
        depth = 0
        for place in range(len(text) - 1, -1, -1):
            depth += (text[place] in "）)") - (text[place] in "（(")
            if depth == 0:
                start = place if self.lang == "zh" else place - 1
                return text[:start], text[place + 1 : -1]
        return text, opening and None

    def scope(self, words: str) -> list[str] | None:
        """The parts of a scope that words name; None where one is not known."""
        parts, rest = [], words
        names = sorted(self.truth.part_names[self.lang], key=len, reverse=True)
        while rest:
            name = next((name for name in names if rest.startswith(name)), None)
            if name is None:
                return None
            parts.append(self.truth.part_names[self.lang][name])
            rest = rest[len(name) :].removeprefix(self._t("，", ", "))
        return parts

    def subject(self, text: str) -> tuple[str, str] | None:
        """The indicator and scope that a text is about."""
        names = self.truth.indicator_names[self.lang]
        if text in names:
            return names[text], ""
        name, words = self.bracketed(text)
        parts = self.scope(words) if words is not None else None
        return (names[name], JOINT.join(parts)) if name in names and parts else None

    # Comparisons

    def comparison(self, text: str, league: str, chosen: Sequence[str] = ()) -> Iterator[str]:
        """What is wrong with the takeaway of a comparison; `chosen` are the units that it is about, all of the league where none."""
        told = re.fullmatch(self._t(r"写明的(.+?)：(.*)；(.+)", r"Written down for (.+?): (.*); (.+)"), text)
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
        lone = re.fullmatch(
            self._t(r"(.+)：(\d+)家中只有(.+)写了数字，(.+)", r"(.+): of (\d+) units only (.+) gives a figure, (.+)"), text
        )
        if lone:
            yield from self._lone(league, *lone.groups())
            return
        other = re.fullmatch(
            self._t(
                r"(.+)：没有单位写自己的数字；写了全市的：(.+)",
                r"(.+): no unit gives a figure of its own; the whole city's is given by (.+)",
            ),
            text,
        )
        if other:
            yield from self._others(league, *other.groups())
            return
        yield f"cannot read: {text}"

    def _matches(self, row: object, amount: Amount) -> bool:
        value, high, uom = row["std_value"], row["std_high"], row["std_uom"]  # type: ignore[index]
        same = near(amount.value, plain(float(value), uom)) and row["comparator"] == amount.comparator  # type: ignore[index]
        return same and (amount.high is None or near(amount.high, plain(float(high), uom)))

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
        own = [row for _, row in rows[(rows["unit_id"] == unit) & (rows["tier"] == "base")].iterrows()]
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
        added = re.fullmatch(self._t(r"(\d+)项合计", r"(\d+) items added up"), words)
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

        if text == self._t("谁多谁少说不定", "who promises more cannot be told"):
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
                r"(Of the (\d+) that give figures, |Of the chosen units, )(.+) (promises most|promises least)",
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
            for _, row in rows.iterrows()
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

    def _lone(self, league: str, subject: str, n: str, name: str, amounts: str) -> Iterator[str]:
        truth = self.truth
        about, unit = self.subject(subject), truth.short[self.lang].get(name)
        if about is None or unit is None:
            yield f"{subject}, {name}: unknown"
            return
        if int(n) != len(truth.members(league)):
            yield f"{n} units are not {len(truth.members(league))}"
        rows = truth.figures(league, about[0])
        own = [row for _, row in rows.iterrows() if not truth.is_other(row)]
        if {row["unit_id"] for row in own} != {unit}:
            yield "others give a figure too"
        items, more = self.items(amounts)
        listed = [row for row in own if not row["part_of"]]
        if (more or len(items)) != len(listed):
            yield f"{more or len(items)} listed of {len(listed)}"
        for item in items:
            if not self._stated(item, listed):
                yield f"{item}: is not stated"

    def _others(self, league: str, subject: str, listed: str) -> Iterator[str]:
        about = self.subject(subject)
        rows = self.truth.figures(league, about[0]) if about else self.truth.rows.iloc[:0]
        own = [row for _, row in rows.iterrows()]
        if not own or not all(self.truth.is_other(row) for row in own):
            yield "someone gives a figure of his own"
        for item in self.items(listed)[0]:
            unit, rest = self.unit(item)
            amount = amount_of(rest, self.lang)
            if amount is None or not any(row["unit_id"] == unit and self._matches(row, amount) for row in own):
                yield f"{item}: is not stated"

    # Sums

    def sum(self, text: str) -> Iterator[str]:
        """What is wrong with the sentence of a sum of counties against the city."""
        truth = self.truth
        told = re.fullmatch(
            self._t(
                r"(.+)：(\d+)家县区中(\d+)家写了数字，合计(.+?)，(?:(至少|至多)?是全市(.+?)的(\d+)%(，超过全市)?|全市(.+)，占多少说不定(，超过全市)?)",
                r"(.+): (\d+) of (\d+) counties and zones give figures, together (.+?), (?:(at least |at most )?(\d+)% of the city's (.+?)(, more than the city's)?|the city's figure is (.+), and the share cannot be told(, more than the city's)?)",
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
                r"(.+); (\d+) figures are given by counties and city, (\d+) of them exceeded",
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

    # Filtered rows

    def _codes(self) -> dict[str, set[tuple[str, str]]]:
        """What the words of a filter may name: facets and codes of them."""
        t, truth = translator(self.lang), self.truth
        found: dict[str, set[tuple[str, str]]] = {}

        def name(said: str, facet: str, code: str) -> None:
            found.setdefault(said, set()).add((facet, code))

        for facet in ("league", "unit_type", "theme"):
            for code in words_of(facet):
                name(words(t, facet, code), facet, code)
        for said, code in truth.unit_names[self.lang].items():
            name(said, "unit", code)
        for code, each in truth.topics.items():
            name(each[self._t("topic_zh", "topic_en")], "topic", code)
        for said, code in truth.indicator_names[self.lang].items():
            name(said, "indicator", code)
        for code, each in truth.actions.items():
            name(str(each[self._t("action_zh", "action_en")]), "action", code)
        return found

    def _named(self, text: str, codes: dict[str, set[tuple[str, str]]]) -> list[set[tuple[str, str]]] | None:
        """What the names of a list stand for; None where one is unknown."""
        names, found, rest = sorted(codes, key=len, reverse=True), [], text
        while rest:
            name = next((name for name in names if rest.startswith(name)), None)
            if name is None:
                return None
            found.append(codes[name])
            rest = rest[len(name) :].removeprefix(self.listed)
        return found

    def filtered(
        self, text: str, sets: dict[str, tuple[str, ...]], low: float | None, high: float | None, searched: str
    ) -> Iterator[str]:
        """What is wrong with the takeaway of rows that were filtered by these codes of facets, bounds and words."""
        told = re.fullmatch(
            self._t(
                r"(?:(.+)：)?(\d+)个目标(?:，另有(\d+)条没有数字的承诺)?",
                r"(?:(.+): )?([\d,]+) targets?(?:, and ([\d,]+) commitments? without a figure)?",
            ),
            text,
        )
        if not told:
            yield f"cannot read: {text}"
            return
        t = translator(self.lang)
        facets = {words(t, "facet", each): each for each in words_of("facet")}
        left, bounds, asked = dict(sets), {"low": low, "high": high}, searched
        for piece in split(told[1], self._t("；", "; ")) if told[1] else ():
            bound = re.fullmatch(self._t(r"标准值不(小|大)于(.+)", r"standard value at (least|most) (.+)"), piece)
            contained = re.fullmatch(self._t(r"含“(.+)”", r"with “(.+)”"), piece)
            facet, mark, value = piece.partition(self._t("：", ": "))
            acting = re.fullmatch(self._t(r"与(.+)有关", r"related to (.+)"), piece)
            if acting:
                facet, mark, value = words(t, "facet", "action"), ":", acting[1]
            if bound:
                name = "low" if bound[1] in ("小", "least") else "high"
                if bounds.pop(name, None) != float(bound[2]):
                    yield f"{piece}: no such bound"
                continue
            if contained:
                if contained[1] != searched:
                    yield f"{piece}: no such words"
                searched = ""
                continue
            listed, more = re.fullmatch(
                self._t(r"(.+?)(?:等(\d+)个)?", r"(.+?)(?: and others, (\d+) in all)?"),
                value if mark and facet in facets else piece,
            ).groups()  # type: ignore[union-attr]
            if mark and facet in facets:
                known = facets[facet]
                codes = (
                    {}
                    if known in ("action", "due", "indicator", "topic", "unit", "list")
                    else {words(t, known, code): {(known, code)} for code in words_of(known)}
                )
                codes |= {
                    name: {each for each in every if each[0] == known}
                    for name, every in self._codes().items()
                    if any(each[0] == known for each in every)
                }
                codes |= {self._t("无", "none"): {(known, "none")}, self._t("无期限", "no deadline"): {(known, "none")}}
                if known == "due":
                    codes |= {code: {(known, code)} for code in re.findall(r"\d{4}-\d{2}", listed)}
            else:
                codes = self._codes()
            named = self._named(listed, codes)
            if named is None:
                yield f"cannot read: {piece}"
                continue
            fitting = [
                name
                for name, chosen in left.items()
                if all(any(each == (name, code) for each in every) for every, code in zip(named, chosen, strict=False))
                and (int(more) if more else len(named)) == len(chosen)
            ]
            if not fitting:
                yield f"{piece}: no such filter"
            else:
                left.pop(fitting[0])
        if left or searched or any(value is not None for value in bounds.values()):
            yield f"not said: {left or searched or bounds}"
        rows = self.truth.filtered(sets, low, high, asked)
        figures = int((rows["kind"] != "qualitative").sum())
        said = (int(told[2].replace(",", "")), int((told[3] or "0").replace(",", "")))
        if said != (figures, len(rows) - figures):
            yield f"{said} are {figures} and {len(rows) - figures}"
