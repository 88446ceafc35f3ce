"""Reads who gives a figure, who promises without one and who does not: lines of coverage, places on grid and map, the same action of many."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.checker.grammar import split
from tests.checker.notes import Told
from tests.checker.places import Thing, things
from tests.checker.wholes import Wholes

# What stands in a place of a unit without a figure, and how it is shaded.
SHORT = {
    "mentioned": ("有承诺", "promised"),
    "absent": ("未承诺", "–"),
    "outside": ("不涉及", "n/a"),
    "unread": ("无数字", "no fig."),
}
SHADES = {
    "mentioned": ("浓灰底", "strong grey"),
    "absent": ("淡灰底", "faint grey"),
    "unread": ("淡灰底", "faint grey"),
    "outside": ("无底色", "no shade"),
}
SIGNED = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}


class Promises(Wholes):
    """The sentences of coverage."""

    def mentions(self, **by: object) -> list[Mapping[str, Any]]:
        """The mentions that have these codes."""
        return [each for each in self.truth.description["mentions"] if all(each[name] == code for name, code in by.items())]

    def naming(self, indicator: str) -> list[Mapping[str, Any]]:
        """The mentions of an indicator, or of an action that it measures."""
        measured = {code for code, each in self.truth.actions.items() if each["indicator_id"] == indicator}
        return [
            each for each in self.truth.description["mentions"] if each["indicator_id"] == indicator or each["action"] in measured
        ]

    def _touched(self, unit: str) -> set[str]:
        """The topics under which a unit has rows, or mentions an action."""
        key = ("touched", unit)
        if key not in self.truth.kept:
            acted = {self.truth.actions[each["action"]]["topic"] for each in self.mentions(unit_id=unit) if each["action"]}
            self.truth.kept[key] = set(self.own(unit_id=unit)["topic"]) | acted
        return self.truth.kept[key]

    def statuses(self, indicator: str, league: str) -> dict[str, str]:
        """What is known of each unit of a league."""
        key = ("statuses", indicator, league)
        if key in self.truth.kept:
            return self.truth.kept[key]
        truth, found = self.truth, {}
        named = self.naming(indicator)
        naming = {each["unit_id"] for each in named}
        stating = set(self.own(indicator_id=indicator)["unit_id"])
        topics = set(self.own(indicator_id=indicator)["topic"]) | {
            truth.actions[each["action"]]["topic"] for each in named if each["action"]
        }
        for unit in truth.members(league):
            touches = self._touched(unit) & topics
            asked = truth.indicators[indicator]["asked_of"] in ("both", league)
            if unit in stating:
                found[unit] = "figure"
            elif unit in naming:
                found[unit] = "mentioned"
            elif not asked or (league == "department" and not touches):
                found[unit] = "outside"
            else:
                found[unit] = "absent" if truth.description["mentions_read"] else "unread"
        truth.kept[key] = found
        return found

    def covered(self, text: str, indicator: str, league: str) -> Iterator[str] | None:
        """Reads how many units of a league give a figure of an indicator, after the league's name."""
        head = self.word("league", league) + self._t("：", ": ")
        return self.coverage(text.removeprefix(head), indicator, league, whole=False) if text.startswith(head) else None

    def coverage(self, text: str, indicator: str, league: str, whole: bool = True) -> Iterator[str]:
        """What is wrong with the sentences of who gives a figure of an indicator; `whole` where nobody may be left out."""
        known = self.statuses(indicator, league)
        by = {
            status: {unit for unit, each in known.items() if each == status}
            for status in ("figure", "mentioned", "absent", "outside", "unread")
        }
        asked = self.truth.indicators[indicator]["asked_of"] in ("both", league)
        group, n = self.word("league", league), len(by["figure"])
        fixed = {
            self._t(f"{len(known) - len(by['outside'])}家中{n}家给出数字", f"{n} of {len(known) - len(by['outside'])} {self.many(n, 'gives', 'give')} a figure"): asked,
            self._t(f"这不是{group}的事，不问它们", f"{group}: not asked, it is not their business"): not asked,
            self._t(f"仍有{n}家给出数字", f"{n} of them {self.many(n, 'gives', 'give')} a figure all the same"): not asked and n > 0,
            self._t("没有数字不等于零", "No figure does not mean zero"): bool(by["mentioned"] or by["absent"]) and not by["unread"],
            self._t("这份清单没有人通读全部承诺，没有数字不等于没有承诺", "Nobody has read all commitments of this list: no figure does not mean no promise"): bool(by["unread"]),
            self._t(f"另有{len(by['outside'])}家不在其列，这不是它们的事", f"{len(by['outside'])} more are not asked: it is not their business"): bool(by["outside"]),
        }  # fmt: skip
        lists = {
            self._t("承诺了，没有写数字", "Promised without a figure"): "mentioned",
            self._t("清单里没有承诺", "Not promised in the list"): "absent" if league == "county" else "",
            self._t("同一子题下有别的承诺、没有这一项的", "With other promises under its topic, but not this one"): "absent"
            if league == "department"
            else "",
            self._t("没有找到数字", "No figure found"): "unread",
        }
        said, seen = (
            [each for each in re.split(self._t("。", r"\. (?=[A-Z0-9])|\. ?$"), text) if each.strip()],
            {"figure", "outside"},
        )
        for sentence in said:
            label, mark, names = sentence.partition(self._t("：", ": "))
            if sentence in fixed:
                yield from [] if fixed[sentence] else [f"{sentence}: is not so"]
            elif mark and lists.get(label):
                seen.add(lists[label])
                named = [self.truth.short[self.lang].get(each) for each in split(names, self.listed)]
                if set(named) != by[lists[label]] or len(named) != len(by[lists[label]]):
                    yield f"{sentence}: are {sorted(by[lists[label]])}"
            else:
                yield f"cannot read: {sentence}"
        if not said or said[0] not in fixed or (whole and any(by[status] and status not in seen for status in by)):
            yield f"not everybody is accounted for: {text}"

    def status_words(self, text: str, unit: str, indicator: str, league: str) -> bool:
        """Whether words are those for a unit without a figure, with the words of the text where it promises without one."""
        status = self.statuses(indicator, league)[unit]
        told = self.told(text, "{status}（“{words}”，{where}）", "{status} (“{words}”, {where})")
        if status != "mentioned" or told is None:
            return text == self.word("coverage", status) and status != "mentioned"
        own = [each for each in self.naming(indicator) if each["unit_id"] == unit and each["words"] == told["words"]]
        return told["status"] == self.word("coverage", status) and any(
            self.where(told["where"], [each], named=False) for each in own
        )

    # Places

    def number_in(self, text: str, thing: Thing) -> bool:
        """Whether the short words of a place say how much: "力争≥110", "27.15"."""
        bare = text.removeprefix(self._t("力争", "aim "))
        row = thing.row or self.truth.by_target[next(iter(next(iter(thing.ways), frozenset(thing.tops))))]
        scale = {"亩": 1e4, "头": 1e4}.get(row["std_uom"], 10.0 if self.lang == "en" and row["std_uom"] == "亿元" else 1.0)
        low = thing.row["std_value"] if thing.row is not None else thing.low if thing.low is not None else thing.high
        found = re.fullmatch(r"([≥>≤<≈]?)([\d,.]+)(?:–([\d,.]+))?", bare)
        if not found:
            return False
        sign = next((code for code, mark in SIGNED.items() if mark == found[1]), "range" if found[3] else "eq")
        firm = thing.row["firmness"] if thing.row is not None else None
        aimed = (
            firm == "strive"
            if firm is not None
            else bare == text or any(self.truth.by_target[each]["firmness"] == "strive" for way in thing.ways for each in way)
        )
        value = float(found[2].replace(",", ""))
        return (
            sign in thing.comparators
            and abs(value - float(low or 0) / scale) <= 0.006
            and (aimed == (bare != text) or thing.row is None)
        )

    def places(self, cells: Any, indicator: str, said: str | None) -> Iterator[str]:
        """What is wrong with the words and shades of the places of an indicator: each a unit with its name, words, status and hover.

        `said` is the scope that the view names, of those that as many units wrote down.
        """
        every = things(self.truth, "county", indicator)
        groups = self.truth.groups("county", indicator)
        most = max((sum(each.written for each in known.values()) for known in groups.values()), default=0)
        mains = [scope for scope, known in groups.items() if sum(each.written for each in known.values()) == most]
        mains = [scope for scope in mains if self.scope_is(said or self._t("口径不限", "all"), scope)]
        statuses, seen = self.statuses(indicator, "county"), set()
        for cell in cells:
            unit = cell.unit
            seen.add(unit)
            own = [each for each in every if each.unit == unit]
            mine = [each for each in own if "other" not in each.reasons]
            name = self.truth.units[unit][self._t("short", "short_en")]
            if name not in (cell.name.replace("-<br>", ""), cell.name.replace("<br>", "")) or getattr(cell, "full", name) != name:
                yield f"{cell.name}: is {name}"
            head, *lines = cell.hover.split("<br>")
            if head != self.truth.units[unit][self._t("unit", "unit_en")]:
                yield f"{head}: is {unit}"
            if not own:
                if (
                    cell.text != self._t(*SHORT[statuses[unit]])
                    or cell.status != statuses[unit]
                    or len(lines) != 1
                    or not self.status_words(lines[0], unit, indicator, "county")
                ):
                    yield f"{unit} {cell.text} {cell.status} {lines}: is {statuses[unit]}"
                continue
            ranked = [
                each
                for each in mine
                if "" in each.reasons and any(set(self.truth.parts(each.scope)) == set(self.truth.parts(main)) for main in mains)
            ]
            whole = cell.text.removeprefix(self._t("全市", "city "))
            fitting = [each for each in (ranked or mine or own) if self.number_in(cell.text if mine else whole, each)]
            if not fitting or (not mine and whole == cell.text):
                yield f"{unit} {cell.text}: is not what it promises"
            shades = {
                1 - (each.worst - 1) / max(each.size - 1, 1) for each in ranked if each.low is not None or each.row is not None
            }
            if (cell.status == "ranked") != bool(shades) or (
                shades and not any(abs(cell.rank_share - share) < 1e-9 for share in shades)
            ):
                yield f"{unit} {cell.status} {cell.rank_share}: is {shades}"
            for line in lines:
                if not self._place_line(line, mine or own, mine):
                    yield f"{line}: is not what {unit} promises"
        if seen != set(self.truth.members("county")):
            yield f"not drawn: {set(self.truth.members('county')) - seen}"

    def _place_line(self, line: str, own: list[Thing], mine: list[Thing]) -> bool:
        if not mine:
            return any(self.number_in(line.removeprefix(self._t("全市", "city ")), each) for each in own)
        amount, mark, basis = line.partition(self._t("：", ": "))
        if mark and any(not self.amount(amount, each) and not self.basis(basis, each) for each in own if each.row is None):
            return True
        said, scope = self.bracketed(line)
        return any(not self.amount(said, each) and self.scope_is(scope or "", each.scope) for each in own if each.row is not None)

    def of_places(self, indicator: str, statuses: set[str], drawn: set[str]) -> list[Told]:
        """Reads the legends of grid and map; `statuses` are those of places without a figure, `drawn` the units on the map."""
        rows = self.own(league="county", indicator_id=indicator)
        own = [row for row in rows.to_dict("records") if row["kind"] != "qualitative"]

        def uom(text: str) -> Iterator[str] | None:
            told = self.told(text, "计量单位：{uom}。", "Unit of measure: {uom}.")
            if told is None:
                return None
            known = {row["std_uom"] for row in own}
            scaled = {f"万{each}" if each in ("亩", "头") else each for each in known}
            english = told["uom"] == "CNY billion" and known == {"亿元"}
            printed = (
                len({row["uom"] for row in own}) == 1 and told["uom"] == own[0]["uom"] and own[0]["value"] == own[0]["std_value"]
            )
            return iter(
                []
                if english or (self.lang == "zh" and printed) or any(self.measure_is(told["uom"], each) for each in scaled)
                else [f"is {known}"]
            )

        def shades(text: str) -> Iterator[str] | None:
            told = self.told(text, "没有数字的：{signs}。", "Without a figure: {signs}.")
            right = {
                self._t(f"{shade[0]}“{SHORT[status][0]}”＝{self.word('coverage', status)}", f"{shade[1]}, “{SHORT[status][1]}” = {self.word('coverage', status)}")
                for status, shade in SHADES.items() if status in statuses
            }  # fmt: skip
            pieces = set(re.split(self._t("，(?=[浓淡无].+?“)", ", (?=strong|faint|no shade)"), told["signs"])) if told else set()
            return None if told is None else iter([] if pieces == right else [f"are {right}"])

        def missing(text: str) -> Iterator[str] | None:
            told = self.told(text, "图上没有：{names}。", "Not on the map: {names}.")
            named = {self.truth.short[self.lang].get(each) for each in split(told["names"], self.listed)} if told else set()
            return None if told is None else iter([] if named == set(self.truth.members("county")) - drawn else ["are others"])

        return [uom, shades, missing, self.fixed(
            ("方格等大，只示位置，不示面积；虚线框是开发区。颜色与底色反差越大，无论如何都保得住的名次越前；只有描边的不在这一组里排序。",
             "Tiles are equal: they show place, not area; dashed tiles are development zones. The stronger the colour, the higher the rank that is held whatever happens; tiles that are only outlined are not ranked in this group.", True),
            ("地图：襄阳市县级行政区划示意图。", "Map: Schematic map of the county-level divisions of Xiangyang.", True),
            ("示意图，不作划界依据。", "Schematic, no basis for boundaries.", True),
            ("菱形是开发区的大致位置。", "A diamond is roughly where a zone is.", bool({"dongjin", "gaoxin", "yuliangzhou"} & drawn)),
            ("面积不代表多少。颜色与底色反差越大，无论如何都保得住的名次越前；只有描边的不在这一组里排序。",
             "Area is no measure. The stronger the contrast with the page, the higher the rank that is held whatever happens; outlined only: not ranked in this group.", True),
        )]  # fmt: skip

    # Actions

    def similar(self, text: str, action: str) -> Iterator[str]:
        """What is wrong with the sentence of who promises an action."""
        own = self.mentions(action=action)
        units = {each["unit_id"] for each in own}
        stating = {each["unit_id"] for each in own if each["basis_targets"]}
        name, n, m = self.truth.actions[action][self._t("action_zh", "action_en")], len(units), len(stating)
        one = self.truth.units[next(iter(units))][self._t("short", "short_en")] if n == 1 else ""
        right = {
            n == 0: self._t(f"{name}：没有单位承诺", f"{name}: no unit promises it"),
            n == 1 and m == 1: self._t(f"{name}：只有{one}承诺，写了数字", f"{name}: only {one} promises it, with a figure"),
            n == 1 and m == 0: self._t(f"{name}：只有{one}承诺，没有写数字", f"{name}: only {one} promises it, without a figure"),
            n > 1 and m == n: self._t(f"{name}：{n}个单位承诺，都写了数字", f"{name}: promised by {n} units, all with a figure"),
            n > 1 and m == 0: self._t(
                f"{name}：{n}个单位承诺，都没有写数字", f"{name}: promised by {n} units, none with a figure"
            ),
            n > 1 and 0 < m < n: self._t(
                f"{name}：{n}个单位承诺，其中{m}家写了数字", f"{name}: promised by {n} units, {m} of them with a figure"
            ),
        }[True]
        if text != right:
            yield f"{text}: is {right}"

    def of_actions(self, action: str) -> list[Told]:
        """Reads the notes on an action."""
        own, truth = self.mentions(action=action), self.truth
        indicator = truth.actions[action]["indicator_id"]
        name = truth.indicators[indicator][self._t("indicator", "indicator_en")] if indicator else ""
        measured = any(
            truth.by_target[each]["indicator_id"] == indicator
            for mention in own
            for each in (mention["basis_targets"] or "").split()
        )
        return [self.fixed(
            ("按清单的次序排列，不排名次：做同一件事，不等于做得一样多。", "In the order of the list, unranked: to do the same thing is not to do as much of it.", bool(own)),
            (f"口径相同的数字能不能比，看“{name}”的比较。", f"Whether figures of one scope can be compared stands under “{name}”.", bool(indicator) and measured),
            ("这份清单没有人通读全部承诺，没有数字不等于没有承诺。", "Nobody has read all commitments of this list: no figure does not mean no promise.",
             not truth.description["mentions_read"]),
        )]  # fmt: skip
