"""Reads what is said of the list as a whole, of units and of days: counts, who is specific, where a unit stands, what falls due."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from tests.checker.cells import none
from tests.checker.grammar import split
from tests.checker.notes import Notes, Told
from tests.checker.places import Thing, things
from tests.themes import THEMES


class Wholes(Notes):
    """The sentences of counts."""

    def _rows(self, league: str | None = None) -> pd.DataFrame:
        return self.own() if league in (None, "all") else self.own(league=str(league))

    def own(self, **by: str) -> pd.DataFrame:
        """The rows that have these codes."""
        key = ("own", *sorted(by.items()))
        if key not in self.truth.kept:
            rows = self.truth.rows
            for column, code in by.items():
                rows = rows[rows[column] == code]
            self.truth.kept[key] = rows
        return self.truth.kept[key]

    @staticmethod
    def _measured(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["kind"] != "qualitative"]

    def _numbers(self, **by: str) -> dict[str, int]:
        """How much the rows that have these codes hold, by the heading under which a table counts it."""
        key = ("numbers", *sorted(by.items()))
        if key not in self.truth.kept:
            self.truth.kept[key] = self._counts(self.own(**by))
        return self.truth.kept[key]

    def _counts(self, rows: pd.DataFrame) -> dict[str, int]:
        measured = self._measured(rows)
        counted = {
            "单位数": rows["unit_id"].nunique(),
            "承诺数": rows["commitment_id"].nunique(),
            "可衡量的承诺数": measured["commitment_id"].nunique(),
            "目标数": len(measured),
            "写明期限的目标数": int(measured["deadline"].notna().sum()),
        }
        firm = {"ensure": "确保的目标数", "task": "任务的目标数", "strive": "力争的目标数"}
        return counted | {name: int((measured["firmness"] == code).sum()) for code, name in firm.items()}

    def counted(self, cells: Mapping[str, Any], **by: str) -> Iterator[str]:
        """What is wrong with the counts of a table's row, by their headings; of the rows that have these codes."""
        known = self._numbers(**by)
        for heading, value in cells.items():
            if heading not in known and heading not in ("单位", "主题", "单位范围", "最早的期限"):
                yield f"{heading}: nobody reads this column"
            if heading in known and int(value) != known[heading]:
                yield f"{heading} {value} is {known[heading]}"

    # The list

    def counts(self, text: str) -> Iterator[str]:
        """What is wrong with the sentence of the whole list."""
        told = self.told(
            text,
            "{units:d}个单位作出{commitments:d}条承诺，其中{measurable:d}条（{share:d}%）可以衡量，共{targets:d}个目标",
            "{units:d} {units:unit|units} made {commitments:d} {commitments:commitment|commitments}, {measurable:d} of which ({share:d}%) can be measured, with {targets:d} {targets:target|targets}",
        )
        if told is None:
            yield f"cannot read: {text}"
            return
        known = self._numbers()
        share = known["可衡量的承诺数"] / known["承诺数"] * 100
        said = [int(told[name]) for name in ("units", "commitments", "measurable", "targets")]
        if (
            said != [known[name] for name in ("单位数", "承诺数", "可衡量的承诺数", "目标数")]
            or abs(share - int(told["share"])) > 0.501
        ):
            yield f"{said}, {told['share']}% are {known}"

    def opening(self, text: str) -> Iterator[str]:
        """What is wrong with the sentence that the overview begins with."""
        whole, mark, rest = text.rpartition(self._t("；", "; "))
        without = sum(not self._numbers(unit_id=unit)["目标数"] for unit in self.truth.units)
        told = self.told(rest, "{n:d}个单位一个数字也没有写", "{n:d} {n:unit|units} gave none")
        if bool(told) != bool(without) or (told and int(told["n"]) != without):
            yield f"{rest}: {without} wrote no figure"
        yield from self.counts(whole if told and mark else text)

    def concreteness(self, text: str, league: str) -> Iterator[str]:
        """What is wrong with the sentence of who is specific about what."""
        told = self.told(
            text,
            "{league}在“{best}”上最具体（{high:d}%的承诺可衡量），在“{worst}”上最笼统（{low:d}%）",
            "{league} are most specific on {best} ({high:d}% of commitments measurable), least on {worst} ({low:d}%)",
        )
        alike = self.told(
            text,
            "{league}在“{best}”上都有{share:d}%的承诺可衡量",
            "{league}: {share:d}% of commitments measurable on {best}",
        )
        if (told or alike or {"league": ""})["league"] != self.word("league", league):
            yield f"cannot read: {text}"
            return
        found = {}
        for theme in THEMES:
            known = self._numbers(league=league, theme=theme)
            if known["承诺数"]:
                found[theme] = (known["可衡量的承诺数"], known["承诺数"])
        rate = {theme: n / of for theme, (n, of) in found.items()}
        if told is None or len(set(rate.values())) == 1:
            known = {round(each * 100) for each in rate.values()}
            if (
                alike is None
                or len(set(rate.values())) > 1
                or {int(alike["share"])} != known
                or set(split(alike["best"], self.listed))
                != {f"{self.word('theme', theme)} {n}/{of}" for theme, (n, of) in found.items()}
            ):
                yield f"{text}: {found}"
            return
        for named, share, most in (
            (told["best"], told["high"], max(rate.values())),
            (told["worst"], told["low"], min(rate.values())),
        ):
            told_of = {
                f"{self.word('theme', theme)} {found[theme][0]}/{found[theme][1]}" for theme in rate if rate[theme] == most
            }
            if set(split(named, self.listed)) != told_of or abs(most * 100 - int(share)) > 0.501:
                yield f"{named} ({share}%) are {told_of}"

    def matrix(self, content: Any, league: str) -> Iterator[str]:
        """What is wrong with the words in the cells of the figure of who is specific."""
        rows = self._rows(league)
        by = "unit_id" if league == "county" else "unit_type"
        names = (
            {self.truth.units[unit][self._t("short", "short_en")]: unit for unit in set(rows["unit_id"])}
            if league == "county"
            else {self.word("unit_type", code): code for code in set(rows["unit_type"])}
        )
        if set(content.rows) != set(names) or list(content.columns) != [self.word("theme", theme) for theme in THEMES]:
            yield f"{content.rows}: are {set(names)}"
            return
        for name, texts, shares in zip(content.rows, content.text, content.share, strict=True):
            for theme, text, share in zip(THEMES, texts, shares, strict=True):
                known = self._numbers(**{by: names[name], "theme": theme})
                n, of = known["可衡量的承诺数"], known["承诺数"]
                if text != (f"{n}/{of}" if of else "–") or (share is None) != (of == 0) or (of and abs(share - n / of) > 1e-9):
                    yield f"{name} {theme} {text} is {n}/{of}"

    # Units

    def _all(self, league: str, chosen: tuple[str, ...] = ()) -> list[Thing]:
        stated = self._measured(self._rows(league))["indicator_id"].dropna().unique()
        every = [each for indicator in stated for each in things(self.truth, league, str(indicator))]
        return [each for each in every if not chosen or each.unit in chosen]

    def standings(self, text: str, unit: str, league: str) -> Iterator[str]:
        """What is wrong with the sentence of where a unit stands."""
        ranked = [each for each in self._all(league, (unit,)) if "" in each.reasons]
        first = [each for each in ranked if each.worst == 1]
        if not ranked:
            alone = self._t("没有同口径的单位可比", "No other unit states figures of the same scope")
            mute = self._t("一个数字也没有写，没有可比的", "Gives no figure, so that nothing can be compared")
            if text != (alone if self._numbers(unit_id=unit)["目标数"] else mute):
                yield "takes part in no comparison"
            return
        told = re.fullmatch(
            self._t(
                r"参加(\d+)项比较，每项(\d+)(?:–(\d+))?家(?:，其中(\d+)项在给出数字的单位中居首：(.+))?",
                r"Takes part in (\d+) comparisons? of (\d+)(?:–(\d+))? units each(?:, in (\d+) of them first among the units that give figures: (.+))?",
            ),
            text,
        )
        if not told:
            yield f"cannot read: {text}"
            return
        sizes = [each.size for each in ranked]
        if (int(told[1]), int(told[2]), int(told[3] or told[2])) != (len(ranked), min(sizes), max(sizes)):
            yield f"{told[1]}, {told[2]}–{told[3]} are {len(ranked)}, {min(sizes)}–{max(sizes)}"
        if int(told[4] or 0) != len(first):
            yield f"first in {told[4]} is {len(first)}"
        known = {(each.indicator, frozenset(self.truth.parts(each.scope))) for each in first}
        named = [self.subject(item) for item in split(told[5], self.listed)] if told[5] else []
        said = {(each[0], frozenset(self.truth.parts(each[1]))) for each in named if each}
        if None in named or said != known or len(named) != len(said):
            yield f"{told[5]} are {known}"

    def stated_alone(self, notes: Sequence[str], unit: str, league: str) -> Iterator[str]:
        """What is wrong with the note of which indicators a unit alone gives in its league."""
        every = self._all(league, (unit,))
        maybe = {each.indicator for each in every if "alone" in each.reasons}
        surely = {each.indicator for each in every if each.reasons == {"alone"}}
        told = [
            self.told(line, "{league}中只有{unit}给出：{names}。", "{league}, figures from {unit} only: {names}.")
            for line in notes
        ]
        if len(told) != bool(surely) and len(told) != bool(maybe):
            yield f"{notes}: are {maybe}"
        for each in told:
            named = (
                {self.truth.indicator_names[self.lang].get(name, "") for name in split(each["names"], self.listed)}
                if each
                else set()
            )
            short = self.truth.units[unit][self._t("short", "short_en")]
            if (
                each is None
                or (each["league"], each["unit"]) != (self.word("league", league), short)
                or not surely <= named <= maybe
            ):
                yield f"{notes}: are {maybe}"

    def alone(self, text: str, units: Sequence[str], league: str) -> Iterator[str]:
        """What is wrong with the sentence of what only one of some units states."""
        told = self.told(
            text,
            "{n:d}个指标在所选的单位中只有一家给出数字，共{m:d}个数字",
            "{n:d} {n:indicator|indicators} of which only one of the chosen units gives a figure, {m:d} {m:figure|figures} in all",
        )
        single = self.single(units, league)
        known = (single["indicator_id"].nunique(), len(single))
        if told is None:
            yield f"cannot read: {text}"
        elif (int(told["n"]), int(told["m"])) != known:
            yield f"{told} are {known}"

    def single(self, units: Sequence[str], league: str) -> pd.DataFrame:
        """The figures of the indicators that exactly one of some units states."""
        rows = self._measured(self._rows(league))
        rows = rows[rows["unit_id"].isin(units) & rows["indicator_id"].notna()]
        return rows[rows.groupby("indicator_id")["unit_id"].transform("nunique") == 1]

    def profile(self, text: str, units: Sequence[str], themes: Sequence[str]) -> Iterator[str]:
        """What is wrong with the sentence of how firm and how dated units promise."""
        names = {self.word("theme", theme): theme for theme in themes} if themes else self.truth.short[self.lang]
        seen = []
        for piece in re.split(self._t("；", "; "), text):
            told = self.told(piece, "{name}{n:d}个目标：{said}", "{name}, {n:d} {n:target|targets}: {said}")
            if told is None or told["name"] not in names:
                yield f"cannot read: {piece}"
                continue
            code = names[told["name"]]
            seen.append(code)
            known = self._numbers(unit_id=units[0], theme=code) if themes else self._numbers(unit_id=code)
            if int(told["n"]) != known["目标数"]:
                yield f"{piece}: has {known['目标数']}"
            wanted = {"确保的目标数": ("确保{n}个", "{n} ensured"), "任务的目标数": ("任务{n}个", "{n} assigned"),
                      "力争的目标数": ("力争{n}个", "{n} aimed for"), "写明期限的目标数": ("写明期限{n}个", "{n} with a deadline")}  # fmt: skip
            right = [self._t(*words).format(n=known[name]) for name, words in wanted.items() if known[name]]
            if told["said"] != (self.listed.join(right) or self._t("都没有强调，也没有写明期限", "none stressed, none dated")):
                yield f"{piece}: is {right}"
        having = [theme for theme in themes if len(self.own(unit_id=units[0], theme=theme))] if themes else list(units)
        if seen != having:
            yield f"{seen} are {having}"

    # Days

    def dated(self, league: str | None, theme: str | None) -> pd.DataFrame:
        """The rows of a league and a theme for which the list states a day, in order."""
        rows = self._rows(league)
        rows = rows[rows["deadline"].notna()]
        rows = rows if theme is None else rows[rows["theme"] == theme]
        return rows.sort_values(["deadline", "unit_order", "target_id"])

    def timeline(self, text: str, league: str | None, theme: str | None) -> Iterator[str]:
        """What is wrong with the sentence of what falls due when."""
        rows = self.dated(league, theme)
        days = list(rows["deadline"])
        if not days:
            if text != self._t("没有目标写明期限", "No target states a deadline"):
                yield "no target is dated"
            return
        day = self._t(r"\d+年\d+月\d+日", r"\d+ \w+ \d+")
        told = re.fullmatch(
            self._t(
                rf"(\d+)个目标写明了期限(?:，其中(\d+)个在({day})前到期)?(?:，(?:都)?在({day})|；最早的在({day})（(.+?)）(?:，最多的一天是({day})，(\d+)个)?)",
                rf"Targets with a deadline: (\d+)(?:, (\d+) of them by ({day}))?(?:, (?:all of them|due)? ?on ({day})|; the first is due on ({day}) \((.+?)\)(?:, most on ({day}): (\d+))?)",
            ),
            text,
        )
        if not told:
            yield f"cannot read: {text}"
            return
        n, early, middle, only, first, named, fullest, most = told.groups()
        year = int(self.truth.description["year"])
        half = sum(each <= datetime.date(year, 6, 30) for each in days)
        if int(n) != len(days) or int(early or 0) != (half if 0 < half < len(days) else 0):
            yield f"{n}, {early} are {len(days)}, {half}"
        if middle and self.day(middle) != datetime.date(year, 6, 30):
            yield f"{middle} is not the middle of the year"
        times = Counter(days)
        if only:
            every = self._t("，都在", ", all of them on") in text
            if set(days) != {self.day(only)} or every != (len(days) > 1):
                yield f"not all on {only}"
            return
        names = [
            self.truth.units[unit][self._t("short", "short_en")]
            for unit in dict.fromkeys(rows[rows["deadline"] == min(days)]["unit_id"])
        ]
        if self.day(first) != min(days) or split(named, self.listed) != names:
            yield f"{first} ({named}) is {min(days)} ({names})"
        if bool(fullest) != (max(times.values()) > 1 and len(times) > 1):
            yield "the fullest day is not said"
        if fullest and (
            times[self.day(fullest)] != int(most) or int(most) != max(times.values()) or list(times.values()).count(int(most)) > 1
        ):
            yield f"{fullest}, {most}: {times}"

    def due(self, text: str, row: Any) -> str:
        """What is wrong with a dated target in a line; "" where nothing is."""
        english = self.lang == "en" and not none(row["indicator_id"])
        said = f"{row[self._t('short', 'short_en')] if 'short' in row else self.truth.units[row['unit_id']][self._t('short', 'short_en')]}{self._t('：', ': ')}{row['indicator_en'] if english else self.said_of(row, 'measure')}"
        if not text.startswith(said):
            return f"{text}: is {said}"
        rest = text.removeprefix(said)
        stressed = (
            self._t(f"（{self.word('firmness', row['firmness'])}）", f" ({self.word('firmness', row['firmness'])})")
            if row["firmness"] != "plain"
            else ""
        )
        if not rest.endswith(stressed):
            return f"{text}: is {row['firmness']}"
        rest = rest.removesuffix(stressed) if stressed else rest
        return (
            ("" if rest == "" else f"{rest}: what is this?")
            if row["kind"] == "date"
            else self.promise(rest.removeprefix(" "), row)
        )

    def milestones(self, content: Any, league: str | None, theme: str | None) -> Iterator[str]:
        """What is wrong with the words and signs of a timeline."""
        rows = self.dated(league, theme)
        counted = 0
        for each in content.milestones:
            own = rows[rows["target_id"].isin(each.targets)]
            counted += len(own)
            same = rows[
                (rows["deadline"].map(str) == each.date)
                & (rows["theme"] == each.lane)
                & ((rows["firmness"] == "strive") == each.strive)
            ]
            if each.count != len(own) or set(own["target_id"]) != set(same["target_id"]):
                yield f"{each.date} {each.lane} {each.count}: is {len(same)}"
            numbered = Counter(self.truth.units[unit][self._t("short", "short_en")] for unit in own["unit_id"])
            said = [self._t(f"{name}（{n}个）", f"{name} ({n})") if n > 1 else name for name, n in numbered.items()]
            if split(each.words, self.listed) != said:
                yield f"{each.words}: are {said}"
            head, *lines = each.hover.split("<br>")
            date, _mark, lane = head.partition(" · ")
            if str(self.day(date)) != each.date or lane != self.word("theme", each.lane):
                yield f"{head}: is {each.date} {each.lane}"
            for line, row in zip(lines, own.to_dict("records"), strict=True):
                if wrong := self.due(line, row):
                    yield wrong
        if counted != len(rows):
            yield f"{counted} drawn of {len(rows)}"

    def days(self, content: Any) -> Iterator[str]:
        """What is wrong with the bars of days."""
        rows, seen = self.dated(None, None), 0
        for bar in (bar for section in content.sections for bar in section.bars):
            own = rows[rows["deadline"] == self.day(bar.label)]
            seen += len(own)
            names = list(dict.fromkeys(self.truth.units[unit][self._t("short", "short_en")] for unit in own["unit_id"]))
            more = self._t(f"等{len(names)}家", f" and others ({len(names)} units)") if len(names) > 2 else ""
            if (
                bar.text != self._t(f"{len(own)}个", f"{len(own)}")
                or bar.value != len(own)
                or bar.detail != self.listed.join(names[:2]) + more
            ):
                yield f"{bar.label} {bar.text} {bar.detail}: are {len(own)} of {names}"
            for line, row in zip(bar.hover.split("<br>"), own.to_dict("records"), strict=True):
                if wrong := self.due(line, row):
                    yield wrong
        if seen != len(rows):
            yield f"{seen} drawn of {len(rows)}"

    def defined(self, text: str) -> Iterator[str] | None:
        """Reads the definition of an indicator, which must be the curated text."""
        for each in self.truth.indicators.values():
            name = each[self._t("indicator", "indicator_en")]
            said = self._t(f"{name}：{each['definition']}", f"{name}: {each['definition_en']}")
            if text.rstrip("。.") == said.rstrip("。."):
                return iter(())
        return None

    def told_of_all(self) -> Told:
        """Reads the fixed sentences that hold of every list."""
        return self.fixed(
            ("一条承诺涉及几个主题时，在每个主题各计一次。承诺多少不是优劣。", "A commitment that touches several themes counts once in each. More commitments are not better.", True),
            ("格中为 可衡量的承诺数/承诺数；颜色与底色反差越大，可衡量的比例越高；“–”是没有这方面的承诺。",
             "Cells show measurable commitments / commitments; the stronger the colour, the larger the measurable share; “–” means no commitment on the theme.", True),
            ("没有写明期限的目标以全年为期，不在此列。", "Targets that state no deadline run to the end of the year and are not listed here.", True),
            ("比例、增速和各家可能重复的事项不相加。", "Shares, growth rates, and items that units may have in common are not added up.", True),
        )  # fmt: skip
