"""Reads what stands below a view: fixed sentences, each with what it rests on, legends, and what is told of bounds and of what is kept apart."""

import re
from collections.abc import Callable, Iterator, Sequence

from fenjin.figures.bars import Bar, Bars
from tests.checker.cells import Cells
from tests.checker.grammar import split
from tests.checker.places import Thing, things

SIGNS = {
    "derived": ("点纹＝由别的口径推出", "dots = follows from another scope"),
    "strive": ("斜纹＝力争", "hatched = aim"),
    "task": ("“任务”＝完成交办的任务", "“assigned task” = the text says that an assigned task is completed"),
    "least": ("空心箭头＝至少或超过", "open arrow = at least or more than"),
    "most": ("实心箭头＝至多或低于", "closed arrow = at most or less than"),
    "hollow": ("空心点＝由别的口径推出的数字", "hollow dot = a figure that follows from another scope"),
    "range": ("横线＝区间", "line = range"),
    "apart": ("灰框＝不参加排序", "grey = not ranked"),
    "sum": ("空心条＝县区合计", "outline = sum of the counties"),
    "dot": ("点中数字＝到期的目标数", "number in a dot = targets falling due"),
}
Told = Callable[[str], "Iterator[str] | None"]


class Notes(Cells):
    """The sentences below views."""

    def lines(self, texts: Sequence[str], *readers: Told) -> Iterator[str]:
        """What is wrong with sentences, each of which one of the readers reads."""
        for text in texts:
            found = next((wrong for reader in readers if (wrong := reader(text)) is not None), None)
            if found is None:
                yield f"cannot read: {text}"
            else:
                for wrong in found:
                    yield f"{wrong} ({text})"

    def fixed(self, *known: tuple[str, str, bool]) -> Told:
        """Reads fixed sentences (Chinese, English), each with whether it holds."""

        def told(text: str) -> Iterator[str] | None:
            holds = {self._t(zh, en): true for zh, en, true in known}
            return None if text not in holds else iter([] if holds[text] else ["does not hold here"])

        return told

    def legend(self, signs: set[str]) -> Told:
        """Reads the line of signs, which are those that the figure has."""

        def told(text: str) -> Iterator[str] | None:
            line = self.told(text, "图例：{signs}。", "Key: {signs}.")
            return None if line is None else wrong(line["signs"])

        def wrong(said: str) -> Iterator[str]:
            names = {self._t(*words): sign for sign, words in SIGNS.items()}
            named = {names.get(piece, piece) for piece in re.split(self._t("[，、]", ", (?=[^,]+ = )"), said)}
            if named != signs:
                yield f"signs {sorted(named)} are {sorted(signs)}"

        return told

    @staticmethod
    def signs(bars: Bars) -> set[str]:
        """The signs that bars bear."""
        every = [bar for section in bars.sections for bar in section.bars]
        return (
            ({"derived"} if any(bar.pattern == "dots" for bar in every) else set())
            | ({"strive"} if any(bar.pattern == "stripes" for bar in every) else set())
            | ({"least"} if any(bar.comparator in ("ge", "gt") for bar in every) else set())
            | ({"most"} if any(bar.comparator in ("le", "lt") for bar in every) else set())
            | ({"range"} if any(bar.comparator == "range" for bar in every) else set())
            | ({"apart"} if any(bar.unranked for bar in every) else set())
        )

    # What is told of a comparison

    def of_comparison(self, league: str, indicator: str) -> list[Told]:
        """Reads the notes of a league's comparison."""
        every = things(self.truth, league, indicator)
        ranked = [each for each in every if "" in each.reasons]
        return [
            self.fixed(
                ("各口径分别排列，组与组之间不比。", "Each scope has a list of its own; the lists are not compared with each other.",
                 len({frozenset(self.truth.parts(each.scope)) for each in ranked}) > 1),
                ("名次写成区间或没有写的难分先后：数字相同，或“至少”“超过”“至多”使高低说不清。",
                 "Where a rank is a range, or left out, the order is unclear: the numbers are the same, or “at least”, “more than” or “at most” leave it open.",
                 any(each.best != each.worst for each in ranked)),
            ),
            lambda text: self._bounds(text, ranked),
            lambda text: self._kept(text, every),
            lambda text: self._whole_city(text, every),
        ]  # fmt: skip

    def owed(self, league: str, indicator: str, notes: Sequence[str]) -> Iterator[str]:
        """What the notes of a comparison leave unsaid."""
        every = things(self.truth, league, indicator)
        for wanted, zh, en in (
            (any("" in each.reasons and each.row is None for each in every), "由别的口径推出", "Bounds that follow"),
            (any(each.reasons == {"scope"} for each in every), "推不出谁多谁少", "it is unclear who promises more"),
            (any("other" in each.reasons for each in every), "写的是全市的数字", "the whole city's figure"),
        ):
            if wanted != any(self._t(zh, en) in note for note in notes) and (
                wanted or not any("scope" in each.reasons for each in every)
            ):
                yield f"{self._t(zh, en)}: {'not said' if wanted else 'said'}"

    def _bounds(self, text: str, ranked: list[Thing]) -> Iterator[str] | None:
        told = self.told(
            text,
            "由别的口径推出、原文没有这样写的界限：{list}。",
            "Bounds that follow from other scopes and are not written in the text: {list}.",
        )
        return None if told is None else self._bounds_in(told["list"], [each for each in ranked if each.row is None])

    def _bounds_in(self, listed: str, derived: list[Thing]) -> Iterator[str]:
        met = set()
        for item in split(listed, self.listed):
            unit, rest = self.unit(item)
            amount, origins = self.bracketed(rest)
            fitting = [
                each
                for each in derived
                if each.unit == unit and not self.amount(amount, each) and not self.origins(origins or "", each)
            ]
            if not fitting:
                yield f"{item}: does not follow"
            met |= {(each.unit, each.scope) for each in fitting}
        missing = {(each.unit, each.scope) for each in derived} - met
        if missing:
            yield f"not listed: {missing}"

    def _kept(self, text: str, every: list[Thing]) -> Iterator[str] | None:
        ranked = any("" in each.reasons for each in every)
        told = self.told(
            text,
            "口径不同、推不出谁多谁少，所以单列：{kept}。" if ranked else "各个数字的口径不同，推不出谁多谁少：{kept}。",
            "Listed separately, as the scopes differ and it is unclear who promises more: {kept}."
            if ranked
            else "The scopes of the figures differ, so that it is unclear who promises more: {kept}.",
        )
        return None if told is None else self._kept_in(told["kept"], every)

    def _kept_in(self, listed: str, every: list[Thing]) -> Iterator[str]:
        may = [(each.unit, each.scope) for each in every if "scope" in each.reasons]
        must = [(each.unit, each.scope) for each in every if each.reasons == {"scope"}]
        for item in split(listed, self.listed):
            name, words = self.bracketed(item)
            unit = self.truth.short[self.lang].get(name)
            fitting = [each for each in may if each[0] == unit and self.scope_is(words or "", each[1])]
            if not fitting:
                yield f"{item}: is not kept apart"
                continue
            may.remove(fitting[0])
            must = [each for each in must if each != fitting[0]] + [fitting[0]] * (must.count(fitting[0]) - 1)
        if must:
            yield f"not listed: {must}"

    def _whole_city(self, text: str, every: list[Thing]) -> Iterator[str] | None:
        told = self.told(
            text,
            "写的是全市的数字，不是本单位自己的：{kept}。",
            "What is given is the whole city's figure, not the unit's own: {kept}.",
        )
        return None if told is None else self._whole_city_in(told["kept"], [each for each in every if "other" in each.reasons])

    def _whole_city_in(self, listed: str, others: list[Thing]) -> Iterator[str]:
        items = split(listed, self.listed)
        for item in items:
            unit, rest = self.unit(item)
            if not any(each.unit == unit and not self.amount(rest, each) for each in others):
                yield f"{item}: is not stated of the whole city"
        if len(items) != len(others):
            yield f"{len(items)} listed of {len(others)}"

    # Bars

    def bars(self, bars: Bars, league: str, indicator: str, chosen: tuple[str, ...] = ()) -> Iterator[str]:
        """What is wrong with the words and signs of the bars of a comparison."""
        every = things(self.truth, league, indicator, chosen)
        drawn = []
        for section in bars.sections:
            reason = self._heading(section.heading, every, chosen)
            if reason is None:
                yield f"{section.heading}: cannot read this heading"
                continue
            for bar in section.bars:
                fitting = [each for each in every if self._is(bar, each, *reason)]
                wrong = [list(self._bar(bar, each, every)) for each in fitting] or [["is nothing that the table bears"]]
                best = min(wrong, key=len)
                for each in best:
                    yield f"{section.heading}, {bar.label} {bar.text}: {each}"
                drawn += [id(fitting[wrong.index(best)])] if fitting else []
        for each in every:
            if id(each) not in drawn and ("" in each.reasons or "within" not in each.reasons):
                yield f"not drawn: {each.unit} {each.scope}"

    def _heading(self, text: str, every: list[Thing], chosen: Sequence[str]) -> tuple[str, list[str] | None] | None:
        """For which reason the bars below a heading stand there ("" where they are ranked, at which scope)."""
        kept = {
            self._t("所选单位中没有同口径的，不相比", "No other of the chosen units has this scope: not compared"): "partner",
            self._t("口径不同，单列，不排序", "Different scope: kept apart, unranked"): "scope",
            self._t("只有一家给出，不排序", "Given by one unit only, unranked"): "alone",
            self._t("争取目标，单列，不排序", "Stretch target: kept apart, unranked"): "tier",
            self._t("说的是全市的数字，不是本单位的", "The whole city's figure, not the unit's own"): "other",
        }
        if text in kept:
            return kept[text], None
        told = self.told(
            text, "写明的数字，按大小排：{scope}（{n:d}家）", "Stated figures, in order of amount: {scope} ({n:d} {n:unit|units})"
        ) or self.told(text, "写明的数字，按大小排（{n:d}家）", "Stated figures, in order of amount ({n:d} {n:unit|units})")
        among = (
            None
            if told
            else self.told(text, "同口径{n:d}家中的位置：{scope}", "Place among the {n:d} of the same scope: {scope}")
            or self.told(text, "同口径{n:d}家中的位置", "Place among the {n:d} of the same scope")
        )
        found = told or among
        parts = self.scope(found.get("scope") or "") if found else None
        group = [
            each for each in every if "" in each.reasons and parts is not None and set(self.truth.parts(each.scope)) == set(parts)
        ]
        if not found or not group:
            return None
        own = len([each for each in group if each.low is not None or each.row is not None])
        right = int(found["n"]) == (own if told else group[0].size) and bool(among) == (len(group) < group[0].size)
        return ("", parts) if right else None

    def _is(self, bar: Bar, thing: Thing, reason: str, parts: list[str] | None) -> bool:
        kept = reason in thing.reasons or (reason == "scope" and "within" in thing.reasons)
        return bar.unit == thing.unit and kept and (parts is None or set(self.truth.parts(thing.scope)) == set(parts))

    def _bar(self, bar: Bar, thing: Thing, every: list[Thing]) -> Iterator[str]:
        name = self.truth.units[thing.unit][self._t("short", "short_en")]
        if not bar.label.endswith(name) or not self.place(bar.label.removesuffix(name).strip(), thing):
            yield f"is {name} at {thing.best}–{thing.worst} of {thing.size}"
        if wrong := self.amount(bar.text, thing):
            yield wrong
        if (
            bar.derived != (thing.row is None)
            or bar.unranked != ("" not in thing.reasons)
            or bar.comparator not in thing.comparators
        ):
            yield "bears another's sign"
        rows = self.rows_of(thing, " ".join(sorted({each for way in thing.ways for each in way} | set(thing.tops))))
        if thing.row is not None and bar.strive != (thing.row["firmness"] == "strive"):
            yield "is not aimed for"
        yield from self._detail(bar.detail, thing, rows)
        yield from self._hover(bar.hover, thing, rows)

    def _detail(self, text: str, thing: Thing, rows: list) -> Iterator[str]:
        """What is wrong with the words beside a bar: from what it follows, its scope where it is kept apart, firmness, the total."""
        pieces = split(text, self._t("，", ", ")) if text else []
        firm = self._of_bound("语气", "", thing, rows) if thing.row is None else ""
        codes = [thing.row["firmness"]] if thing.row is not None else [firm.rpartition(" ")[2]] if firm else []
        stressed = [self.word("firmness", code) for code in codes if code not in ("plain", None)]
        for said in stressed:
            if said in pieces:
                pieces.remove(said)
            else:
                yield f"{said} is not said"
        whole = thing.row["part_of"] if thing.row is not None else ""
        told = [(piece, line["whole"]) for piece in pieces if (line := self.told(piece, "{whole}中的一部分", "part of {whole}"))]
        if bool(whole) != bool(told) or any(self.promise(said, self.truth.by_target[whole]) for _piece, said in told):
            yield f"{text}: is part of {whole or 'nothing'}"
        pieces = [piece for piece in pieces if piece not in [each for each, _said in told]]
        rest = self._t("，", ", ").join(pieces)
        if thing.row is None:
            if wrong := self.origins(rest, thing):
                yield wrong
        elif "" in thing.reasons or not self.truth.parts(thing.scope):
            if rest:
                yield f"{rest}: what is this?"
        elif not self.scope_is(rest, thing.scope):
            yield f"{rest}: is {thing.scope}"

    def _hover(self, text: str, thing: Thing, rows: list) -> Iterator[str]:
        """What is wrong with the words that a pointer shows."""
        first, *lines = text.split("<br>")
        name = self.truth.units[thing.unit][self._t("unit", "unit_en")]
        if not first.startswith(f"{name}  ") or self.amount(first.removeprefix(f"{name}  "), thing):
            yield f"{first}: is {name}"
        labels = {"口径": "Scope", "依据": "Basis", "语气": "Firmness", "出处": "Source"}
        told: dict[str, list[str]] = {}
        stated = ""
        for line in lines:
            label, mark, value = line.partition(self._t("：", ": "))
            known = next((zh for zh, en in labels.items() if mark and label == self._t(zh, en)), None)
            if known:
                told.setdefault(known, []).append(value)
            else:
                stated += line.replace(" ", "")
        if not all(self.scope_is(each, thing.scope) for each in told.get("口径", ["?"])):
            yield f"{told.get('口径')}: is {thing.scope}"
        if bool(told.get("依据")) != (thing.row is None) or any(self.basis(each, thing) for each in told.get("依据", ())):
            yield f"{told.get('依据')}: does not rest on that"
        statements = [self.said_of(row, "statement").replace(" ", "") for row in rows]
        given = [each for each in statements if each in stated]
        if not given or stated != "".join(given)[: len(stated)]:
            yield f"{stated}: is not the statement"
        for each in told.get("出处", ()):
            if not any(self.where(each, [row], named=True) for row in rows):
                yield f"{each}: elsewhere"
        wrong = (
            self._of_bound("语气", told.get("语气", [""])[0], thing, rows)
            if thing.row is None
            else self.fact("语气", told.get("语气", [""])[0], thing.row)
        )
        if wrong:
            yield wrong
