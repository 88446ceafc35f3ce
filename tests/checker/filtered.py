"""Reads what is said of filtered rows."""

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from fenjin.language.quantity import unit_of_measure
from fenjin.language.translate import translator
from fenjin.language.words import words, words_of
from tests.checker.grammar import Grammar, split
from tests.themes import ROWS


class Filtered(Grammar):
    """The sentences of rows that filters leave."""

    def _codes(self) -> dict[str, set[tuple[str, str]]]:
        """What the words of a filter may name: facets and codes of them."""
        t, truth = translator(self.lang), self.truth
        found: dict[str, set[tuple[str, str]]] = {}

        def name(said: str, facet: str, code: str) -> None:
            found.setdefault(said, set()).add((facet, code))

        for row in ROWS:
            name(row[self._t("name", "name_en")], "theme", row["theme"])
        for facet in ("league", "unit_type"):
            for code in words_of(facet):
                name(words(t, facet, code), facet, code)
        for said, code in truth.unit_names[self.lang].items():
            name(said, "unit", code)
        for code, each in truth.topics.items():
            name(each[self._t("topic_zh", "topic_en")], "topic", code)
        for said, code in truth.indicator_names[self.lang].items():
            name(said, "indicator", code)
        for code in truth.rows["uom"].dropna().unique():
            name(self.uom_word(str(code)), "uom", str(code))
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

    def filtered(self, text: str, sets: dict[str, tuple[str, ...]], bounds: Mapping[str, float], searched: str) -> Iterator[str]:
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
        yield from self.narrowed(told[1] or "", sets, bounds, searched)
        rows = self.truth.filtered(sets, bounds, searched)
        figures = int((rows["kind"] != "qualitative").sum())
        said = (int(told[2].replace(",", "")), int((told[3] or "0").replace(",", "")))
        if said != (figures, len(rows) - figures):
            yield f"{said} are {figures} and {len(rows) - figures}"

    def narrowed(
        self, narrowing: str, sets: dict[str, tuple[str, ...]], bounds: Mapping[str, float], searched: str
    ) -> Iterator[str]:
        """What is wrong with the words for what narrows rows."""
        t = translator(self.lang)
        facets = {words(t, "facet", each): each for each in words_of("facet")}
        left, unsaid = dict(sets), dict(bounds)
        for piece in split(narrowing, self._t("；", "; ")) if narrowing else ():
            bound = re.fullmatch(
                self._t(
                    r"(标准值不小于|标准值不大于|原文数值大于|原文数值小于|原文数值等于)(.+?)(（不分计量单位）)?",
                    r"(Standard value at least|Standard value at most|Printed value over|Printed value under|Printed value equal to) "
                    r"(.+?)( \(whatever the unit of measure\))?",
                ),
                piece,
            )
            contained = re.fullmatch(self._t(r"含“(.+?)”(（.+）)?", r"With “(.+?)”( \(.+\))?"), piece)
            facet, mark, value = piece.partition(self._t("：", ": "))
            acting = re.fullmatch(self._t(r"与(.+)有关", r"Related to (.+)"), piece)
            if acting:
                facet, mark, value = words(t, "facet", "action"), ":", acting[1]
            if bound:
                said = ("小于", "at least"), ("大于", "at most"), ("大于", "over"), ("小于", "under"), ("等于", "equal to")
                standard = bound[1].startswith(("标准", "Standard"))
                names = (("low", "high"), ("above", "below", "equals"))[not standard]
                name = next(
                    name for name, ends in zip(names, said[:2] if standard else said[2:], strict=True) if bound[1].endswith(ends)
                )
                if unsaid.pop(name, None) != float(bound[2]) or bool(bound[3]) != (
                    not standard and len(sets.get("uom", ())) != 1
                ):
                    yield f"{piece}: no such bound"
                continue
            if contained:
                if contained[1] != searched.strip('“”"'):
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
                    if known in ("action", "due", "indicator", "topic", "unit", "list", "uom")
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
        if left or searched or unsaid:
            yield f"not said: {left or searched or unsaid}"

    def coded(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows with the code that each has in each facet."""
        due = rows["deadline"].map(lambda day: "none" if pd.isna(day) else str(day)[:7])
        measurable = rows["kind"].ne("qualitative").map({True: "yes", False: "no"})
        acting = [sorted(self.truth.acting(row)) or ["none"] for row in rows.to_dict("records")]
        coded = rows.assign(
            action=pd.Series(acting, index=rows.index, dtype=object),
            unit=rows["unit_id"],
            indicator=rows["indicator_id"],
            due=due,
            measurable=measurable,
            list=rows["list_id"],
        )
        return coded.assign(
            **{
                name: coded[name].astype(object).where(coded[name].notna(), "none")
                for name in ("indicator", "comparator", "uom", "firmness")
            }
        )

    def uom_word(self, code: str) -> str:
        """A unit of measure in words; where another of the list has the same, with its own character."""
        t = translator(self.lang).with_table(self.truth.measures)
        same = [
            each for each in self.truth.rows["uom"].dropna().unique() if unit_of_measure(str(each), t) == unit_of_measure(code, t)
        ]
        return unit_of_measure(code, t) + (f" ({code})" if len(same) > 1 else "")

    def facet_word(self, facet: str, code: str) -> str:
        """A code of a facet in words."""
        if code == "none":
            return self._t("无期限", "no deadline") if facet == "due" else self._t("无", "none")
        if facet == "uom":
            return self.uom_word(code)
        if facet == "action":
            return str(self.truth.actions[code][self._t("action_zh", "action_en")])
        if facet == "unit":
            return str(self.truth.units[code][self._t("unit", "unit_en")])
        if facet == "topic":
            return str(self.truth.topics[code][self._t("topic_zh", "topic_en")])
        if facet == "indicator":
            return str(self.truth.indicators[code][self._t("indicator", "indicator_en")])
        if facet == "list":
            return f"{self.truth.description[self._t('city', 'city_en')]} {self.truth.description['year']}"
        return code if facet == "due" else self.word(facet, code)
