"""Reads what is said of last year beside this year, worked out anew from the rows of both lists."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from fenjin.views import View
from tests.checker.cells import none
from tests.checker.overviews import Overviews
from tests.checker.truth import Truth

Row = Mapping[str, Any]
_OPEN = {"unsure", "scope", "unlike", "led", "unread_before", "unread_now", "no_unit_before", "no_unit_now"}
_SAME_WORD = ({"eq", "ge", "gt"}, {"eq", "le", "lt"})
_HEADINGS = ("单位", "指标", "口径", "去年的目标", "今年的目标", "变化", "语气的变化", "去年出处", "今年出处", "目标编号", "去年的目标编号")  # fmt: skip


def became(then: Row, now: Row) -> str:
    """What became of a figure: by the amounts that each of the two allows."""
    if then["kind"] != now["kind"] or then["std_uom"] != now["std_uom"]:
        return "unlike"
    ends = [(row["std_value"], row["std_value"] if none(row["std_high"]) else row["std_high"]) for row in (then, now)]
    said = {then["comparator"], now["comparator"]}
    if len(said) == 1 and ends[0] == ends[1]:
        return "same"
    if ends[0][0] == ends[1][0] and any(said <= words for words in _SAME_WORD):
        return "reworded"
    if now["kind"] == "grade":
        return "changed"
    up, down = ("behind", "ahead") if now["kind"] == "rank" else ("raised", "lowered")
    (low, high), (new_low, new_high) = (_allowed(row, each) for row, each in zip((then, now), ends, strict=True))
    strict = said & {"gt", "lt"}
    if high is not None and new_low is not None and (new_low > high or (new_low == high and strict)):
        return up
    if low is not None and new_high is not None and (new_high < low or (new_high == low and strict)):
        return down
    if (low is None, high is None) != (new_low is None, new_high is None):
        return "unsure"
    steps = {(b > a) - (b < a) for a, b in ((low, new_low), (high, new_high)) if a is not None and b is not None}
    return up if steps and min(steps) >= 0 and max(steps) else down if steps and max(steps) <= 0 and min(steps) else "unsure"


def _allowed(row: Row, ends: tuple[float, float]) -> tuple[float | None, float | None]:
    comparator = row["comparator"]
    if comparator == "approx":
        return ends[0] * 0.9, ends[0] * 1.1
    return (None if comparator in ("le", "lt") else ends[0]), (None if comparator in ("ge", "gt") else ends[1])


class Years(Overviews):
    """The sentences of two years."""

    def _figures(self, truth: Truth) -> list[Row]:
        rows = truth.rows[~truth.rows["kind"].isin(("qualitative", "date")) & truth.rows["indicator_id"].notna()]
        return list(rows.to_dict("records"))

    def _alone(self, row: Row, own: Truth, other: Truth, side: str) -> str:
        """Why a figure of one year has none of the other beside it; `side` is the year that has none."""
        leads = own.leads(row)
        figures = [each for each in self._figures(other) if each["indicator_id"] == row["indicator_id"]]
        if any(other.leads(each) & leads for each in figures):
            return "scope" if any(other.leads(each) == leads for each in figures) else "led"
        if not leads & set(other.units):
            return f"no_unit_{side}"
        if any(
            each["indicator_id"] == row["indicator_id"] and other.leads({**each, "commitment_id": each["commitment_id"]}) & leads
            for each in other.description["mentions"]
        ):
            return f"worded_{side}"
        if not other.description["mentions_read"]:
            return f"unread_{side}"
        return {"before": "first", "now": "dropped"}[side]

    def _pairs(self, choice: Mapping[str, Any]) -> dict[tuple[str, str], str]:
        """What became of each figure that the view is asked about: by this year's target and last year's."""
        truth, before = self.truth, self.truth.before
        assert before is not None

        def asked(row: Row, own: Truth) -> bool:
            about, theme = truth.indicators[row["indicator_id"]], choice.get("theme")
            units = set(choice.get("units") or ())
            return (not units or bool(own.leads(row) & units)) and theme in (None, about["theme"])

        def key(row: Row, own: Truth) -> object:
            return own.leads(row), row["indicator_id"], row["scope"], row["tier"]

        now = {key(row, truth): row for row in self._figures(truth)}
        then = {key(row, before): row for row in self._figures(before)}
        found = {}
        for each in {*now, *then}:
            new, old = now.get(each), then.get(each)
            if not ((new and asked(new, truth)) or (old and asked(old, before))):
                continue
            change = (
                became(old, new) if new and old
                else self._alone(new, truth, before, "before") if new
                else self._alone(old or {}, before, truth, "now")
            )  # fmt: skip
            found[(new["target_id"] if new else "", old["target_id"] if old else "")] = change
        return found

    def read_years(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Last year beside this year."""
        before = self.truth.before
        if before is None:
            yield from [] if view.empty else ["there is no list of last year"]
            return
        year, known = before.description["year"], self._pairs(choice)
        yield from self.asked(view, f"和{year}年比，承诺变了什么？", f"What has changed in the promises since {year}?")
        named = self.headings(_HEADINGS)
        seen, stressed = {}, 0
        for line in view.table.to_dict("records"):
            cells = {named.get(str(name), str(name)): value for name, value in line.items()}
            pair = (cells["目标编号"], cells["去年的目标编号"])
            if pair not in known:
                yield f"{pair}: is no pair"
                continue
            seen[pair] = known[pair]
            sides = (self.truth.by_target.get(pair[0]), before.by_target.get(pair[1]))
            yield from self._pair(cells, *sides, known[pair])
            stressed += bool(cells["语气的变化"])
        if set(seen) != set(known):
            yield f"not told: {set(known) - set(seen)}"
        counts = Counter(seen.values())
        yield from self._counted(view.takeaway, year, counts, stressed)
        fixed = (
            "同一单位、同一指标、同一口径和档次才相比；提高、降低说的是数，不是好坏，也不排名次。没有归入指标的数字不在此列。",
            "Compared only for the same unit, indicator, scope and tier. Raised and lowered speak of the figure, not of better or worse, and nothing is ranked. Figures of no indicator are not included.",
            bool(known),
        )  # fmt: skip
        unsure = (
            "说不准的，比较符定不了高低：“至少”的上头、“至多”的下头没有说，“约”按上下一成算。",
            "Open are those of which the comparators do not tell which is higher: “at least” says nothing of the top and “at most” nothing of the bottom; “about” is taken as ±10%.",
            counts["unsure"] > 0,
        )  # fmt: skip
        if view.notes != [self._t(zh, en) for zh, en, right in (fixed, unsure) if right]:
            yield f"{view.notes}: are others"

    def _counted(self, text: str, year: int, counts: Counter[str], stressed: int) -> Iterator[str]:
        if not counts:
            nothing = self._t(
                f"和{year}年比：两年都没有可以相比的指标", f"Against {year}: neither year has an indicator to compare"
            )
            yield from [] if text == nothing else [f"cannot read: {text}"]
            return
        head = self._t(f"和{year}年比：", f"Against {year}: ")
        pieces = text.removeprefix(head).split(self._t("；", "; "))
        unsure = sum(n for each, n in counts.items() if each in _OPEN)
        right = {
            self._t(f"{n}项{self.word('change', each)}", f"{n} {self.word('change', each)}")
            for each, n in counts.items()
            if each not in _OPEN
        }
        right |= {self._t(f"{unsure}项说不准或不能比", f"{unsure} open or not comparable")} if unsure else set()
        every = sum(counts.values())
        right |= (
            {self._t(f"{every}项中有{stressed}项语气变了", f"of the {every}, {stressed} in other firmness")}
            if stressed
            else set()
        )
        if not text.startswith(head) or set(pieces) != right or len(pieces) != len(right):
            yield f"{text}: are {right}"

    def _pair(self, cells: Mapping[str, Any], now: Row | None, then: Row | None, change: str) -> Iterator[str]:
        either = now or then or {}
        own = self.truth if now else self.truth.before
        assert own is not None
        names = {own.units[unit][self._t("unit", "unit_en")] for unit in own.leads(either)}
        if not self.names_are(cells["单位"], names):
            yield f"{cells['单位']}: is {names}"
        if cells["指标"] != self.indicator(either["indicator_id"]) or not self.scope_is(cells["口径"], either["scope"]):
            yield f"{cells['指标']}, {cells['口径']}: is {either['indicator_id']}, {either['scope']}"
        if cells["变化"] != self.word("change", change):
            yield f"{cells['变化']}: is {change}"
        for heading, source, row in (("今年的目标", "今年出处", now), ("去年的目标", "去年出处", then)):
            if row is None:
                yield from [f"{heading}: there is none"] if cells[heading] or cells[source] else []
            else:
                if wrong := self.promise(cells[heading], row):
                    yield wrong
                if not self.where(cells[source], [row], named=False):
                    yield f"{cells[source]}: elsewhere"
        moved = now is not None and then is not None and now["firmness"] != then["firmness"]
        words = (self.word("firmness", row["firmness"]) for row in (then, now) if row is not None) if moved else ()
        old, new = words or ("", "")
        if cells["语气的变化"] != (self._t(f"由{old}改为{new}", f"from {old} to {new}") if moved else ""):
            yield f"{cells['语气的变化']}: is {old}, {new}"
