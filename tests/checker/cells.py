"""Reads what is said of a single figure or bound, wherever it stands: in a cell, beside a bar, in a speaker's line, on a card."""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from fenjin.language.translate import translator
from tests.checker.grammar import Grammar, amount_of, near, plain, split
from tests.checker.places import Thing, things

Row = Mapping[str, Any]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NUMBERS = {"标准值": "std_value", "标准值上限": "std_high", "段落": "para", "段内首字": "first_char", "段内末字": "last_char", "年份": "year",
            "文件内起始位置": "start", "文件内终止位置": "end"}  # fmt: skip
_IN_LANGUAGE = {"衡量什么": "measure", "承诺": "commitment", "概述": "statement"}
_WORDS = {"所属合计": "part_of", "原文数字": "figure"}
_CODES = {
    "语气": "firmness",
    "比较符": "comparator",
    "类型": "kind",
    "单位类型": "unit_type",
    "档次": "tier",
    "主题": "theme",
    "单位范围": "league",
}


def none(value: object) -> bool:
    """Whether there is no value."""
    return value is None or value == "" or bool(pd.isna(value))  # type: ignore[call-overload]


class Cells(Grammar):
    """The words of single figures."""

    def day(self, text: str) -> datetime.date | None:
        """A day, with its year."""
        found = re.fullmatch(
            self._t(r"(?P<y>\d{4})年(?P<m>\d+)月(?P<d>\d+)日", r"(?P<d>\d+) (?P<m>[A-Z][a-z]{2}) (?P<y>\d{4})"), text
        )
        if not found:
            return None
        month = int(found["m"]) if self.lang == "zh" else [*_MONTHS, found["m"]].index(found["m"]) + 1
        try:
            return datetime.date(int(found["y"]), month, int(found["d"]))
        except ValueError:
            return None

    def promise(self, text: str, row: Row) -> str:
        """What is wrong with the words for how much a target promises; "" where nothing is."""
        if row["kind"] == "qualitative":
            return "" if text == self._t("没有数字", "no figure") else f"{text}: there is no figure"
        if row["kind"] == "date":
            told = self.told(text, "{day}前", "by {day}") or self.told(text, "{day}（期内）", "until {day}")
            by = text.endswith("前") or text.startswith("by ")
            right = told and self.day(told["day"]) == row["deadline"] and by == (row["comparator"] == "le")
            return "" if right else f"{text}: is due {row['comparator']} {row['deadline']}"
        if row["kind"] in ("rank", "grade") and self.lang == "en":
            told = re.fullmatch(r"(top|[a-z ]+)? ?([A-Z]|\d+)", text)
            printed = str(row["figure"])
            right = told and (told[2] in printed or (told[2].isdigit() and float(told[2]) == float(row["value"])))
            return "" if right and (told[1] == "top") == (row["comparator"] == "le") else f"{text}: is {printed}"
        if self.lang == "zh" and (row["kind"] in ("rank", "grade") or none(row["uom"])):
            return "" if text == row["figure"] else f"{text}: is {row['figure']}"
        if none(row["uom"]):
            return "" if text == "zero" and float(row["value"]) == 0 else f"{text}: is {row['figure']}"
        amount = amount_of(text, self.lang)
        return (
            ""
            if amount is not None and self._matches(row, amount)
            else f"{text}: is {row['comparator']} {row['value']} {row['uom']}"
        )

    def line(self, text: str, row: Row) -> str:
        """What is wrong with a promise as a line: how much of what, and its firmness where that is stressed."""
        firm = "" if none(row["firmness"]) or row["firmness"] == "plain" else self.word("firmness", row["firmness"])
        stress = self._t(f"（{firm}）", f" ({firm})") if firm else ""
        if row["kind"] == "qualitative":
            right = f"{self.said_of(row, 'commitment')}{stress}"
            return "" if text == right else f"{text}: is {right}"
        told = re.fullmatch(r"\*\*(?P<amount>.+?)\*\*　(?P<rest>.*)", text)
        if told is None or told["rest"] != f"{self.said_of(row, 'measure')}{stress}":
            return f"{text}: is {self.said_of(row, 'measure')}{stress}"
        return self.promise(told["amount"], row)

    def placed_line(self, text: str, row: Row) -> str:
        """The same of a unit's own target: with its place among those that are ranked with it, or that it is alone, and with nothing else."""
        every = things(self.truth, row["league"], row["indicator_id"]) if not none(row["indicator_id"]) else []
        own = [each for each in every if each.row is not None and each.row["target_id"] == row["target_id"]]
        told, mark, place = text.rpartition(" · ") if own and own[0].reasons & {"", "alone"} else (text, "", "")
        if mark and not self.standing(place, own[0]):
            return f"{place}: is {own[0].best}–{own[0].worst} of {own[0].size}"
        return self.line(told, row)

    def _matches(self, row: Any, amount: Any) -> bool:
        uom = row["std_uom"]
        amount = self.grown(amount, uom)
        same = near(amount.value, plain(float(row["std_value"]), uom)) and row["comparator"] == amount.comparator
        high = amount.high is None or near(amount.high, plain(float(row["std_high"]), uom))
        return same and high and self.counted_in(amount, row["uom"], uom)

    def amount(self, text: str, thing: Thing) -> str:
        """What is wrong with the words for how much is known of a unit."""
        if thing.row is not None:
            return self.promise(text, thing.row)
        amount = amount_of(text, self.lang)
        about = [self.truth.by_target[target] for target in {*thing.tops, *(each for way in thing.ways for each in way)}]
        uom = about[0]["std_uom"]
        first = thing.low if thing.low is not None else thing.high
        amount = self.grown(amount, uom) if amount else None
        right = (
            amount is not None
            and amount.comparator in thing.comparators
            and near(amount.value, plain(float(first or 0), uom))
            and (amount.high is None or near(amount.high, plain(float(thing.high or 0), uom)))
            and self.counted_in(amount, uom, *(row["uom"] for row in about))
        )
        return "" if right else f"{text}: is between {thing.low} and {thing.high}"

    def scope_is(self, text: str, scope: object) -> bool:
        """Whether words are those of a scope."""
        own = self.truth.parts(None if none(scope) else str(scope))
        return text == self._t("口径不限", "all") if not own else sorted(self.scope(text) or []) == sorted(own)

    # From what a bound follows

    def origins(self, text: str, thing: Thing) -> str:
        """What is wrong with the list of what a bound follows from: "县乡道20公里，提档升级120公里"."""
        named = set()
        given = [self.truth.by_target[target] for target in {*thing.tops, *(each for way in thing.ways for each in way)}]
        for piece in self.chunks(text, given, thing.scope):
            if piece is None:
                return f"{text}: cannot read from what it follows"
            named.add(piece)
        lows, tops = named - set(thing.tops), named & set(thing.tops)
        if thing.low is not None and frozenset(lows) not in thing.ways and frozenset(named) not in thing.ways:
            return f"{text}: {thing.low} does not follow from that"
        if thing.low is None and len(tops) != 1:
            return f"{text}: {thing.high} does not follow from that"
        return ""

    def chunks(self, text: str, given: list[Row], wide: str) -> Iterator[str | None]:
        """The targets that "scope amount" words name, one after the other; None where the rest names none."""
        joint, mark = self._t("，", ", "), self._t("", ": ")
        pieces = split(text, joint)
        while pieces:
            for n in range(len(pieces), 0, -1):
                said = joint.join(pieces[:n])
                found = next((row["target_id"] for row in given if self._narrowed(said, row, wide, mark)), None)
                if found:
                    yield found
                    pieces = pieces[n:]
                    break
            else:
                yield None
                return

    def _narrowed(self, said: str, row: Row, wide: str, mark: str) -> bool:
        parts = [part for part in self.truth.parts(row["scope"]) if part not in self.truth.parts(wide)]
        names = {part: name for name, part in self.truth.part_names[self.lang].items()}
        head = (self._t("，", ", ").join(names[part] for part in parts) or self._t("总数", "total")) + mark
        return said.startswith(head) and not self.promise(said[len(head) :], row)

    def basis(self, text: str, thing: Thing) -> str:
        """What is wrong with the words for what a row rests on."""
        if thing.row is not None:
            return "" if text == self.word("basis", "stated") else f"{text}: it is written down"
        for code in ("narrower", "parts", "whole", "between", "wider"):
            name = self.word("basis", code)
            if text.startswith(name):
                inner = self.bracketed(text)[1]
                fitting = code in self.bases(thing)
                return (f"{text}: not so" if not fitting else "") or (
                    "no origin" if inner is None else self.origins(inner, thing)
                )
        return f"{text}: no basis"

    def bases(self, thing: Thing) -> set[str]:
        """The codes of how a bound may follow."""
        if thing.low is None:
            return {"wider"}
        found = set()
        for way in thing.ways:
            scopes = [self.truth.by_target[target]["scope"] for target in way]
            many = "parts" if len(way) > 1 else "narrower"
            found.add("whole" if self.truth.makes_up(scopes, thing.scope) else "between" if thing.tops else many)
        return found

    # Places

    def place(self, text: str, thing: Thing) -> bool:
        """Whether words name a thing's place: "第1位", "第1–3位", and nothing where it could be anywhere."""
        told = re.fullmatch(self._t(r"第(\d+)(?:–(\d+))?位", r"Nos?\. (\d+)(?:–(\d+))?"), text)
        if "" not in thing.reasons or thing.worst - thing.best + 1 == thing.size:
            return text == ""
        return bool(told) and (int(told[1]), int(told[2] or told[1])) == (thing.best, thing.worst)  # type: ignore[index]

    def standing(self, text: str, thing: Thing) -> bool:
        """Whether words say a thing's place among how many, or why it has none."""
        reasons = {
            "scope": self._t("口径不同，不排序", "different scope, unranked"),
            "within": self._t("按较宽的口径比较", "compared at a wider scope"),
            "alone": self._t("只有本单位给出", "only figure given"),
            "tier": self._t("争取目标，不排序", "stretch target, unranked"),
            "other": self._t("全市的数字，不是本单位的", "the whole city's figure, not the unit's own"),
        }
        if "" not in thing.reasons:
            return any(text == reasons.get(reason) for reason in thing.reasons)
        told = self.told(text, "{place}，共{n:d}家", "{place} of {n:d}")
        if told:
            return bool(told["place"]) and self.place(told["place"], thing) and int(told["n"]) == thing.size
        return text == self._t(f"{thing.size}家中难分先后", f"cannot be ranked among {thing.size}") and self.place("", thing)

    def where(self, text: str, rows: list[Row], named: bool) -> bool:
        """Whether words say where the list states rows; `named` with the unit before each."""
        said = set()
        for row in rows:
            head = self._t(f"第{row['para']}段，第", f"{'paragraph' if named else 'para.'} {row['para']}, character")
            one = row["first_char"] == row["last_char"]
            chars = f"{row['first_char']}" if one else f"{row['first_char']}–{row['last_char']}"
            tail = self._t(f"{chars}字", f" {chars}" if one else f"s {chars}")
            unit = row[self._t("unit", "unit_en")] if named else ""
            said.add(self._t(f"{unit}{head}{tail}", f"{unit}, {head}{tail}") if named else head + tail)
        pieces = (
            text.split(self._t("；", "; ")) if not named else re.split(self._t("、(?=.+?第)", r"(?<=\d), (?!character)"), text)
        )
        return set(pieces) == said and len(pieces) == len(said)

    def rows_of(self, thing: Thing, targets: str = "") -> list[Row]:
        """The rows that a thing rests on: those that are named, if they do."""
        return (
            [thing.row]
            if thing.row is not None
            else [self.truth.by_target[each] for each in targets.split() if each in self.truth.by_target]
        )

    # Cells

    def headings(self, names: tuple[str, ...]) -> dict[str, str]:
        """Headings as they are shown -> their Chinese."""
        t = translator(self.lang)
        return {t(name): name for name in names}

    def fact(self, heading: str, value: object, row: Row) -> str:
        """What is wrong with a cell that says something of a row of the table; `heading` in Chinese."""
        known: object = None
        if heading in _NUMBERS:
            known = row[_NUMBERS[heading]]
            same = (none(value) and none(known)) or (not none(value) and not none(known) and float(value) == float(known))  # type: ignore[arg-type]
        elif heading in _CODES:
            code = row[_CODES[heading]]
            known = "" if none(code) else self.word(_CODES[heading], code)
            same = value == known
        elif heading in _IN_LANGUAGE:
            known = self.said_of(row, _IN_LANGUAGE[heading])
            same = value == known
        elif heading in _WORDS:
            known = "" if none(row[_WORDS[heading]]) else row[_WORDS[heading]]
            same = value == known
        elif heading == "单位":
            known = row[self._t("unit", "unit_en")]
            same = value == known
        elif heading == "城市":
            known = self.truth.description[self._t("city", "city_en")]
            same = value == known
        elif heading == "指标":
            known = "" if none(row["indicator_id"]) else row[self._t("indicator", "indicator_en")]
            same = value == known
        elif heading == "子题":
            known = self.truth.topics[row["topic"]][self._t("topic_zh", "topic_en")]
            same = value == known
        elif heading == "目标编号":
            known, same = row["target_id"], value == row["target_id"]
        elif heading == "期限":
            known = row["deadline"]
            same = none(value) if none(known) else value == known
        elif heading == "口径":
            known = row["scope"]
            same = (none(value) and none(known)) or self.scope_is(str(value), known)
        elif heading == "计量单位":
            known = row["std_uom"]
            same = (none(value) and none(known)) or self.measure_is(str(value), known)
        elif heading == "举措":
            known = {self.truth.actions[code][self._t("action_zh", "action_en")] for code in self.truth.acting(row)}
            same = self.names_are(str(value or ""), known)
        elif heading == "目标":
            return self.promise(str(value), row)
        elif heading == "出处":
            known, same = "elsewhere", self.where(str(value), [row], named=False)
        else:
            return f"{heading}: nobody reads this column"
        return "" if same else f"{heading} {value}: is {known}"

    def names_are(self, text: str, names: set[str]) -> bool:
        """Whether a list names these and nothing else; a name may hold what stands between names."""
        for name in sorted(names, key=len, reverse=True):
            if name not in text:
                return False
            text = text.replace(name, "", 1)
        return text == self.listed * max(len(names) - 1, 0)

    def measure_is(self, text: str, uom: object) -> bool:
        """Whether words are those of a unit of measure standing alone."""
        if self.lang == "zh":
            return text == uom
        scaled = re.match("[千百]?[万亿]*", str(uom))
        size = {"": "", "万": "10,000", "亿": "100 million", "万亿": "1 trillion", "千": "1,000", "百": "100"}[
            scaled[0] if str(uom) not in self.truth.measures and scaled else ""
        ]
        about = self.truth.measures.get(str(uom).removeprefix(scaled[0] if size and scaled else ""), {"many_en": str(uom)})
        if text.endswith(")"):
            if amount_of(text if size else f"1 {text}", self.lang) is None:
                return False
            text = text.rpartition(" (")[0]
        return set(text.split()) == set(f"{size} {about['many_en']}".split())

    def thing_of(
        self, league: str, indicator: str, target: str, basis: str, scope: str, chosen: tuple[str, ...] = ()
    ) -> Thing | None:
        """The figure or bound that a line of a comparison's table is about."""
        if none(target):
            unit = f"{basis}//".split("/")[1]
            fitting = [each for each in things(self.truth, league, indicator, chosen) if each.row is None and each.unit == unit]
            return next((each for each in fitting if self.scope_is(scope, each.scope)), None)
        return next(
            (
                each
                for each in things(self.truth, league, indicator, chosen)
                if each.row is not None and each.row["target_id"] == target
            ),
            None,
        )

    def compared(self, cells: Mapping[str, Any], thing: Thing) -> Iterator[str]:
        """What is wrong with the cells (by their Chinese headings) of a row of a comparison."""
        targets = str(cells.get("依据的目标") or "")
        rows = self.rows_of(thing, targets)
        for heading, value in cells.items():
            wrong = ""
            if heading == "名次":
                plain_words = {
                    self._t("不排序", "unranked"): "" not in thing.reasons,
                    self._t("难分先后", "cannot be ranked"): "" in thing.reasons and self.place("", thing),
                }
                right = (
                    plain_words[value]
                    if value in plain_words
                    else self.standing(value, thing) or (value != "" and self.place(value, thing))
                )
                wrong = "" if right else f"{value}: is {thing.best}–{thing.worst} of {thing.size} {set(thing.reasons)}"
            elif heading == "目标":
                wrong = self.amount(value, thing)
            elif heading == "依据":
                wrong = self.basis(value, thing)
            elif heading == "依据的目标":
                given = frozenset(targets.split())
                own = (
                    {way | {top} for way in thing.ways for top in thing.tops}
                    | set(thing.ways)
                    | ({frozenset({top}) for top in thing.tops} if thing.low is None else set())
                )
                wrong = "" if given in own else f"{targets}: it does not follow from that"
            elif heading == "出处":
                wrong = "" if self.where(value, rows, named=False) else f"{value}: elsewhere"
            elif thing.row is not None and heading != "口径":
                wrong = self.fact(heading, value, thing.row)
            elif heading == "口径":
                wrong = "" if self.scope_is(value, thing.scope) else f"{value}: is {thing.scope}"
            else:
                wrong = self._of_bound(heading, value, thing, rows)
            if wrong:
                yield wrong

    def _of_bound(self, heading: str, value: Any, thing: Thing, rows: list[Row]) -> str:
        """What is wrong with another cell of a bound, which nobody wrote down."""
        if heading in ("单位", "指标", "计量单位", "单位范围"):
            return self.fact(
                heading,
                value,
                (rows or self.rows_of(thing, " ".join([*thing.tops, *(each for way in thing.ways for each in way)])))[0],
            )
        if heading in ("衡量什么", "目标编号", "所属合计", "期限"):
            return "" if none(value) else f"{heading} {value}: nobody wrote this down"
        if heading == "标准值":
            return (
                ""
                if near(float(value), float(thing.low if thing.low is not None else thing.high or 0))
                else f"{value}: is {thing.low}, {thing.high}"
            )
        if heading == "标准值上限":
            ranged = thing.low is not None and thing.high is not None and thing.low < thing.high
            return (
                "" if (none(value) if not ranged else near(float(value), float(thing.high or 0))) else f"{value}: is {thing.high}"
            )
        if heading == "比较符":
            return (
                ""
                if value in {self.word("comparator", each) for each in thing.comparators}
                else f"{value}: is {thing.comparators}"
            )
        if heading == "语气":
            firm = [
                row["firmness"]
                for row in (rows if thing.low is None else [row for row in rows if row["target_id"] not in thing.tops] or rows)
            ]
            code = firm[0] if len(set(firm)) == 1 else "strive" if "strive" in firm else "plain" if "plain" in firm else "task"
            return "" if value == self.word("firmness", code) else f"{value}: is {code}"
        return f"{heading}: nobody reads this column"
