"""Reads views whose rows are targets, and cards; and what every view has: its question, and who gives a figure at all."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from fenjin.views import View
from tests.checker.comparisons import Comparisons
from tests.checker.filtered import Filtered
from tests.checker.grammar import split
from tests.checker.places import things
from tests.checker.promises import Promises
from tests.checker.sums import Sums
from tests.themes import THEMES

# The columns of tables of targets whose rows are read cell by cell.
OF_TARGETS = ("城市", "年份", "单位", "目标", "衡量什么", "承诺", "指标", "口径", "所属合计", "语气", "期限", "主题", "子题", "概述", "举措", "原文字样", "段落", "标准值",
              "标准值上限", "计量单位", "比较符", "类型", "单位类型", "档次", "原文数字", "段内首字", "段内末字", "文件内起始位置", "文件内终止位置", "出处", "目标编号",
              "单位范围", "名次", "依据", "依据的目标")  # fmt: skip


class Rows(Comparisons, Sums, Filtered, Promises):
    """The sentences of rows."""

    def asked(self, view: View, zh: str, en: str) -> Iterator[str]:
        """What is wrong with the question."""
        if view.question != self._t(zh, en):
            yield f"cannot read: {view.question}"

    def cells(self, view: View) -> list[dict[str, Any]]:
        """The rows of a view's table by Chinese headings; a heading that nobody knows stays as it is."""
        known = self.headings(OF_TARGETS)
        return [{known.get(name, name): value for name, value in row.items()} for row in view.table.to_dict("records")]

    def indicator(self, code: str) -> str:
        """The name of an indicator."""
        return self.truth.indicators[code][self._t("indicator", "indicator_en")]

    def of_targets(self, view: View, rows: pd.DataFrame) -> Iterator[str]:
        """What is wrong with a table whose rows are these targets."""
        seen = self.cells(view)
        if sorted(cells["目标编号"] for cells in seen) != sorted(rows["target_id"]):
            yield f"{len(seen)} rows are {len(rows)}"
        for cells in seen:
            row = self.truth.by_target.get(cells["目标编号"])
            if row is None:
                continue
            yield from (wrong for heading, value in cells.items() if (wrong := self.fact(heading, value, row)))

    def read_explore(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """The rows that filters leave."""
        filters = choice["filters"]
        sets = {facet: codes for facet, codes in filters.sets if facet != "list"}
        rows = self.truth.filtered(sets, filters.bounds, filters.words)
        names = {"unit": self.truth.units, "theme": dict.fromkeys(THEMES)}
        lone = next(iter(sets)) if len(sets) == 1 and (filters.bounds, filters.words) == ({}, "") else ""
        if lone in names and len(sets[lone]) == 1:
            (code,) = sets[lone]
            name = self.word("theme", code) if lone == "theme" else self.truth.units[code][self._t("unit", "unit_en")]
            yield from self.asked(view, f"“{name}”有哪些目标和承诺？", f"“{name}”: which targets and commitments?")
        else:
            yield from self.asked(view, "哪些目标符合条件？", "Which targets match?")
        yield from self.filtered(view.takeaway, sets, filters.bounds, filters.words)
        yield from self.of_targets(view, rows)

    def read_pivot(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Rows counted by two facets."""
        filters = choice["filters"]
        sets = {facet: codes for facet, codes in filters.sets if facet != "list"}
        rows = self.truth.filtered(sets, filters.bounds, filters.words)
        by, across = (self.word("facet", choice[name]) for name in ("rows", "columns"))
        yield from self.asked(view, f"按{by}和{across}分，各有多少行？", f"How many rows by {by} and {across}?")
        told = self.told(view.takeaway, "{n:d}行，按{by}和{across}计数", "{n:d} {n:row|rows}, counted by {by} and {across}")
        named = (
            self.told(
                view.takeaway, "{name}：{n:d}行，按{by}和{across}计数", "{name}: {n:d} {n:row|rows}, counted by {by} and {across}"
            )
            if sets
            else told
        )
        if named is None or (int(named["n"]), named["by"], named["across"]) != (len(rows), by, across):
            yield f"cannot read: {view.takeaway}"
        elif sets:
            yield from self.narrowed(named["name"], sets, filters.bounds, filters.words)
        coded = self.coded(rows)
        acting = "action" in (choice["rows"], choice["columns"])
        coded = coded.explode("action") if acting else coded
        yield from self.lines(view.notes, self.fixed((
            "一行可以是几个举措，在各举措下各计一次，合计只计一次。",
            "A row may be about several actions: it counts under each of them, and once in a total.", acting,
        )))  # fmt: skip
        held = {
            (str(line), str(head)): set(own)
            for (line, head), own in coded.groupby([choice["rows"], choice["columns"]])["target_id"]
        }
        lines = {self.facet_word(choice["rows"], code): code for code in coded[choice["rows"]].unique()}
        heads = {self.facet_word(choice["columns"], code): code for code in coded[choice["columns"]].unique()}
        for row in view.table.to_dict("records"):
            line = row.pop(by)
            for head, n in row.items():
                chosen = [
                    value
                    for (one, other), value in held.items()
                    if lines.get(line, one) == one and heads.get(str(head), other) == other
                ]
                unknown = (line not in lines and line != self._t("合计", "Total")) or (
                    head not in heads and head != self._t("合计", "Total")
                )
                if unknown or int(n) != len(set().union(*chosen)):
                    yield f"{line}, {head}, {n}: are {len(set().union(*chosen))}"
        if len(view.table) != (len(lines) + 1 if lines else 0):
            yield f"{len(view.table)} lines are {len(lines)}"

    def read_card(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What is known of one target."""
        row = self.truth.by_target[choice["target"]]
        yield from self.asked(view, "这个数字从哪里来？", "Where does this figure come from?")
        unit, mark = self.truth.units[row["unit_id"]][self._t("short", "short_en")], self._t("：", ": ")
        said = view.takeaway.removeprefix(f"{unit}{mark}")
        english = self.lang == "en" and not pd.isna(row["indicator_id"])
        name = "commitment" if row["kind"] == "qualitative" else "indicator" if english else "measure"
        named = self.said_of(row, name)
        if said == view.takeaway or not said.startswith(named):
            yield f"{view.takeaway}: is {unit}, {named}"
        elif row["kind"] == "qualitative":
            yield from [f"{said}: is {named}"] if said != named else []
        elif wrong := self.promise(said.removeprefix(f"{named} "), row):
            yield wrong
        known = self.headings(OF_TARGETS)
        for name, value in view.table.iloc[0].items():
            if wrong := self.on_card(known.get(str(name), str(name)), str(value), row):
                yield wrong

    def on_card(self, heading: str, value: str, row: Mapping[str, Any]) -> str:
        """What is wrong with a line of a card."""
        measured = row["kind"] != "qualitative"
        if heading == "主题":
            topic = self.truth.topics[row["topic"]][self._t("topic_zh", "topic_en")]
            return "" if value == f"{self.word('theme', row['theme'])} · {topic}" else f"{value}: is {row['theme']}, {topic}"
        if heading == "指标" and pd.isna(row["indicator_id"]):
            return (
                ""
                if value == self._t("没有归入指标，不参加比较", "Belongs to no indicator and is not compared") and measured
                else f"{value}: has none"
            )
        if heading == "指标":
            named = value.startswith(row[self._t("indicator", "indicator_en")])
            return "" if named and self.defined(value) is not None else f"{value}: is not the curated definition"
        if heading == "期限":
            whole = self._t("没有写明，以全年为期", "None stated: the whole year")
            right = value == whole if pd.isna(row["deadline"]) else self.day(value) == row["deadline"]
            return "" if right else f"{value}: {row['deadline']}"
        if heading == "出处":
            return "" if self.where(value, [row], named=True) else f"{value}: elsewhere"
        if heading == "名次":
            return self.on_card_place(value, row)
        if heading == "口径":
            return "" if self.scope_is(value, row["scope"]) else f"{value}: is {row['scope']}"
        if heading == "举措":
            own = [each for each in self.mentions(commitment_id=row["commitment_id"]) if each["action"]]
            own = [each for each in own if not measured or row["target_id"] in (each["basis_targets"] or "").split()]
            about = {self.facet_word("action", each["action"]) for each in own}
            return "" if self.names_are(value, about) else f"{value}: is {about}"
        return self.fact(heading, value, row)

    def on_card_place(self, value: str, row: Mapping[str, Any]) -> str:
        """What is wrong with a card's line of where its target stands."""
        every = things(self.truth, row["league"], row["indicator_id"])
        own = next(each for each in every if each.row is not None and each.row["target_id"] == row["target_id"])
        told = self.told(value, "按较宽的口径比较：{rest}", "compared at a wider scope: {rest}")
        if told is None:
            return "" if self.standing(value, own) else f"{value}: is {own.best}–{own.worst} of {own.size} {set(own.reasons)}"
        wider = [
            each
            for each in every
            if each.row is None and each.unit == row["unit_id"] and any(row["target_id"] in way for way in each.ways)
        ]
        pieces = split(told["rest"], self._t("，", ", "))
        mark = self._t("，", ", ")
        for each in wider:
            for one in range(1, len(pieces)):
                for other in range(one + 1, len(pieces)):
                    scope, amount, place = mark.join(pieces[:one]), mark.join(pieces[one:other]), mark.join(pieces[other:])
                    if self.scope_is(scope, each.scope) and not self.amount(amount, each) and self.standing(place, each):
                        return ""
        return f"{value}: is not so"
