"""Reads every sentence that a view shows, by the view's name and choice, and says what in it the table does not bear.

Each reader takes what is shown and what it is shown for, and yields what is wrong: a claim that does not hold, a name or number that is not
borne, or that a sentence cannot be read. Nothing is yielded for a true sentence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from icalendar import Calendar

from fenjin.figures.bars import Bars
from fenjin.views import View
from tests.checker.panels import Panels
from tests.checker.places import things
from tests.themes import THEMES


class Reader(Panels):
    """Reads what views show of one list in one language."""

    def view(self, view: View) -> Iterator[str]:
        """What is wrong with the words of a view: takeaway, question, notes, legend, what stands aside, its figure, its table."""
        assert view.address is not None
        name, choice = view.address
        for wrong in getattr(self, f"read_{name}")(view, choice):
            yield f"{name} {dict(choice)}: {wrong}"

    # Comparisons

    def read_ranking(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Who promises how much."""
        indicator, league = choice["indicator"], choice["league"]
        if self.truth.figures(league, indicator).empty:
            if (
                view.takeaway != self._t("没有单位给出这个指标的数字", "No unit gives a figure for this indicator")
                or not view.empty
            ):
                yield "no figure is stated"
            return
        name, group = self.indicator(indicator), self.word("league", league)
        most = self.truth.indicators[indicator]["direction"] == "higher"
        yield from self.asked(
            view,
            f"{group}中，{name}谁承诺得最{'多' if most else '低'}？",
            f"{name}: who promises {'most' if most else 'least'}? ({group})",
        )
        yield from self.comparison(view.takeaway, league)
        yield from self.lines(view.notes, *self.of_comparison(league, indicator))
        yield from self.owed(league, indicator, view.notes)
        yield from self.lines(view.asides, lambda text: self.covered(text, indicator, league))
        yield from self.compared_table(view, indicator, league)
        assert view.figure is not None and isinstance(view.figure.content, Bars)
        yield from self.bars(view.figure.content, league, indicator)
        yield from self.signed(view, view.figure.content, league, indicator)

    def signed(self, view: View, bars: Bars, league: str, indicator: str) -> Iterator[str]:
        """What is wrong with the legend of a comparison's bars."""
        tasks = any(self.word("firmness", "task") in bar.detail for section in bars.sections for bar in section.bars)
        signs = self.signs(bars) | ({"task"} if tasks else set())
        yield from self.lines(view.legend, self.legend(signs))
        if bool(signs) != bool(view.legend):
            yield f"{signs}: {view.legend}"

    def read_beside(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Units side by side in one indicator."""
        indicator, league, units = choice["indicator"], choice["league"], tuple(choice["units"])
        name = self.indicator(indicator)
        own = [unit for unit in self.truth.figures(league, indicator)["unit_id"].unique() if unit in units]
        told = self.told(view.question, "{units}各承诺多少{name}？", "{name}: what do {units} each promise?")
        named = [self.truth.short[self.lang].get(each) for each in told["units"].split(self.listed)] if told else []
        if told is None or told["name"] != name or set(named) != set(own):
            yield f"cannot read: {view.question}"
        yield from self.comparison(view.takeaway, league, units)
        group = self.word("league", league)
        yield from self.lines(
            [*view.notes, *view.asides],
            self.fixed((f"名次是在全部{group}中的名次。", f"Ranks are those among all {group}.", True)),
        )
        yield from self.compared_table(view, indicator, league, units)
        assert view.figure is not None and isinstance(view.figure.content, Bars)
        yield from self.bars(view.figure.content, league, indicator, units)
        yield from self.signed(view, view.figure.content, league, indicator)

    def read_standings(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Where a unit stands."""
        unit, league = choice["unit"], choice["league"]
        name = self.truth.units[unit][self._t("unit", "unit_en")]
        yield from self.asked(view, f"{name}在各项比较中排第几？", f"Where does {name} stand in each comparison?")
        yield from self.standings(view.takeaway, unit, league)
        yield from self.stated_alone(view.notes, unit, league)
        seen = 0
        names = self.truth.indicator_names[self.lang]
        for cells in self.cells(view):
            thing = self.thing_of(league, names.get(cells["指标"], ""), cells["目标编号"], cells["依据的目标"], cells["口径"])
            if thing is None or thing.unit != unit:
                yield f"{cells}: is nothing that the table bears"
                continue
            seen += 1
            yield from self.compared(cells, thing)
        if seen != len(self._all(league, (unit,))):
            yield f"{seen} listed of {len(self._all(league, (unit,)))}"

    def read_alone(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What only one of some units states."""
        yield from self.asked(view, "谁说了别人没说的？", "Who states what the others do not?")
        yield from self.alone(view.takeaway, choice["units"], choice["league"])
        yield from self.of_targets(view, self.single(choice["units"], choice["league"]))

    def read_profile(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """How firm and how dated."""
        units, themes = tuple(choice["units"]), tuple(choice.get("themes", ()))
        yield from self.asked(view, "说得多肯定，何时到期？", "How firm, and due when?")
        yield from self.profile(view.takeaway, units, themes)
        known = self.headings(
            (
                "单位",
                "主题",
                "承诺数",
                "可衡量的承诺数",
                "目标数",
                "确保的目标数",
                "任务的目标数",
                "力争的目标数",
                "写明期限的目标数",
                "最早的期限",
            )
        )
        codes = {self.word("theme", theme): theme for theme in THEMES}
        seen = []
        for row in view.table.to_dict("records"):
            cells = {known.get(str(name), str(name)): value for name, value in row.items()}
            by = {"unit_id": self.truth.unit_names[self.lang].get(cells["单位"], "")}
            by |= {"theme": codes[cells["主题"]]} if cells["主题"] in codes else {}
            if (cells["主题"] in codes) != bool(themes) or (not themes and cells["主题"] != self._t("全部", "everything")):
                yield f"{cells['主题']}: what is this?"
            own = self.own(**by)
            seen.append((by["unit_id"], by.get("theme", "")))
            yield from self.counted(cells, **by)
            days = own[own["kind"] != "qualitative"]["deadline"].dropna()
            if (days.min() if len(days) else None) != (None if pd.isna(cells["最早的期限"]) else cells["最早的期限"]):
                yield f"{cells['最早的期限']} is {days.min() if len(days) else None}"
        if seen != (
            [(units[0], theme) for theme in themes if len(self.own(unit_id=units[0], theme=theme))]
            or [(unit, "") for unit in units]
        ):
            yield f"lines of {seen}"

    # Sums

    def read_county_city(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Counties against the city."""
        indicator = choice["indicator"]
        if not self.sums_of(indicator):
            if view.takeaway or view.notes or view.legend or view.drawn:
                yield f"there is no sum: {view.legend}"
            return
        name = self.indicator(indicator)
        yield from self.asked(view, f"{name}：县区加起来等于全市吗？", f"{name}: do the counties add up to the city?")
        yield from self.sum(view.takeaway)
        yield from self.lines(view.notes, *self.of_sums(indicator))
        yield from self.summed_table(view)
        assert view.figure is not None and isinstance(view.figure.content, Bars)
        yield from self.lines(view.legend, self.legend((self.signs(view.figure.content) - {"apart"}) | {"sum"}))
        yield from self.summed_bars(view.figure.content, indicator)

    def read_sums(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """All sums."""
        yield from self.asked(view, "县区加起来等于全市吗？", "Do the counties add up to the city?")
        if view.empty:
            if view.takeaway != self._t(
                "没有县区和全市都写了、可以相加的数字",
                "There is no figure of counties and city that could be added up and compared",
            ):
                yield f"cannot read: {view.takeaway}"
            return
        yield from self.sums(view.takeaway)
        yield from self.lines(view.notes, self.fixed((
            "没有写数字的县区不当作零，所以差额不等于缺口；带“至少”的合计含有由较窄口径推出的界限，或本来就是“至少”。",
            "Counties without a figure are not taken as zero, so that the difference is no gap; a sum with “at least” holds bounds that follow from narrower scopes, or figures that are “at least” themselves.", True,
        )))  # fmt: skip
        yield from self.summed_table(view)

    def read_rates(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What is never added."""
        yield from self.asked(
            view, "不能相加的数字，县区和全市各是多少？", "What do counties and city promise where figures cannot be added up?"
        )
        yield from self.rates(view.takeaway)
        yield from self.lines(view.notes, self.told_of_all())
        yield from self.of_targets(view, self.rated())

    # Wholes

    def read_counts(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """The list in numbers."""
        yield from self.asked(view, "这份清单有什么？", "What does this list hold?")
        yield from self.counts(view.takeaway)
        known = self.headings(("单位范围", "单位数", "承诺数", "可衡量的承诺数", "目标数"))
        leagues = {self._t("全部", "everything"): "all", **{self.word("league", code): code for code in ("county", "department")}}
        for row in view.table.to_dict("records"):
            cells = {known.get(str(name), str(name)): value for name, value in row.items()}
            league = leagues.get(cells["单位范围"], "")
            yield from self.counted(cells, **({} if league == "all" else {"league": league}))

    def read_concreteness(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Who is specific about what."""
        league = choice["league"]
        yield from self.asked(view, "谁在哪里说得具体？", "Who is specific about what?")
        if view.empty:
            if view.takeaway != self._t("没有承诺", "no commitment") or not self._rows(league).empty:
                yield f"cannot read: {view.takeaway}"
            return
        yield from self.concreteness(view.takeaway, league)
        yield from self.lines([*view.notes, *view.legend], self.told_of_all())
        assert view.figure is not None
        yield from self.matrix(view.figure.content, league)
        known = self.headings(("单位", "主题", "承诺数", "可衡量的承诺数", "目标数"))
        codes = {self.word("theme", theme): theme for theme in THEMES}
        seen = []
        for row in view.table.to_dict("records"):
            cells = {known.get(str(name), str(name)): value for name, value in row.items()}
            unit = self.truth.unit_names[self.lang].get(cells["单位"], "")
            seen.append((unit, codes.get(cells["主题"], "")))
            yield from self.counted(cells, unit_id=unit, theme=seen[-1][1])
        if sorted(seen) != sorted(self._rows(league).groupby(["unit_id", "theme"]).groups):
            yield f"{len(seen)} lines of units and themes"

    def read_timeline(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What falls due when."""
        league, theme = choice.get("league"), choice.get("theme")
        yield from self._due(view, league, theme)
        if view.figure is not None:
            content = view.figure.content
            yield from self.milestones(content, league, theme)
            strive = any(each.strive for each in content.milestones)  # type: ignore[union-attr]
            yield from self.lines(view.legend, self.legend({"dot"} | ({"strive"} if strive else set())))
        elif view.legend:
            yield f"{view.legend}: nothing is drawn"

    def _due(self, view: View, league: str | None, theme: str | None) -> Iterator[str]:
        yield from self.asked(view, "何时到期？", "What falls due when?")
        yield from self.timeline(view.takeaway, league, theme)
        yield from self.lines(view.notes, self.told_of_all())
        yield from self.of_targets(view, self.dated(league, theme))

    def read_deadlines(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """The days of the whole list."""
        yield from self._due(view, None, None)
        if view.figure is not None:
            yield from self.days(view.figure.content)
        yield from view.legend

    def read_definitions(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What every indicator means: the curated text."""
        yield from self.asked(view, "每个指标是什么意思？", "What does each indicator mean?")
        rows = self.truth.rows[(self.truth.rows["indicator_id"].notna()) & (self.truth.rows["kind"] != "qualitative")]
        n = rows["indicator_id"].nunique()
        if view.takeaway != self._t(f"共{n}个指标", f"{n} {self.many(n, 'indicator', 'indicators')}"):
            yield f"{view.takeaway}: {n}"
        known = self.headings(("主题", "指标", "定义", "阶段", "计量单位", "方向", "可否相加", "县区家数", "部门家数"))
        for row in view.table.to_dict("records"):
            cells = {known.get(str(name), str(name)): value for name, value in row.items()}
            each = self.truth.indicators.get(self.truth.indicator_names[self.lang].get(cells["指标"], ""))
            if each is None:
                yield f"{cells['指标']}: is no indicator"
                continue
            own = rows[rows["indicator_id"] == each["indicator_id"]]
            right = {
                "主题": self.word("theme", each["theme"]), "指标": cells["指标"], "定义": each[self._t("definition", "definition_en")],
                "阶段": self.word("stage", each["stage"]), "方向": self.word("direction", each["direction"]), "计量单位": cells["计量单位"],
                "可否相加": self._t("可", "yes") if each["additive"] else self._t("否", "no"),
                "县区家数": own[own["league"] == "county"]["unit_id"].nunique(), "部门家数": own[own["league"] == "department"]["unit_id"].nunique(),
            }  # fmt: skip
            if cells != right or not self.measure_is(cells["计量单位"], each["std_uom"]):
                yield f"{cells} is {right}"

    def read_ledger(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What became of every numeral."""
        yield from self.asked(view, "原文的数字都去哪了？", "What became of every numeral of the text?")
        held = {reason: n for reason, n in self.truth.description["ledger"].items() if n}
        n = sum(held.values())
        if view.takeaway != (
            self._t(f"账上{n}个数字，个个写明去向", f"{n} numerals in the ledger, each with what became of it")
            if n
            else self._t("账上没有数字", "no numerals in the ledger")
        ):
            yield f"{view.takeaway}: {n}"
        if {tuple(row.values()) for row in view.table.to_dict("records")} != {
            (self.word("ledger", reason), n) for reason, n in held.items()
        }:
            yield f"{view.table}: are {held}"

    # Who gives a figure, and where

    def read_coverage(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Who gives a figure of an indicator."""
        indicator, league = choice["indicator"], choice["league"]
        name, group = self.indicator(indicator), self.word("league", league)
        yield from self.asked(view, f"“{name}”，多少{group}给出了数字？", f"“{name}”: how many state a figure? ({group})")
        yield from self.coverage(view.takeaway, indicator, league)
        known = self.statuses(indicator, league)
        seen = []
        for row in view.table.to_dict("records"):
            unit, kind, status, action, words, where = row.values()
            code = self.truth.unit_names[self.lang].get(unit, "")
            seen.append(code)
            if (
                code not in known
                or kind != self.word("unit_type", self.truth.units[code]["unit_type"])
                or status != self.word("coverage", known[code])
            ):
                yield f"{unit} {kind} {status}: is {known.get(code)}"
            elif known[code] != "mentioned":
                yield from [f"{action} {words} {where}: of whom?"] if action or words or where else []
            else:
                own = [
                    each
                    for each in self.naming(indicator)
                    if each["unit_id"] == code and each["words"] == words and self.where(where, [each], named=False)
                ]
                if not any(action == (self.facet_word("action", each["action"]) if each["action"] else "") for each in own):
                    yield f"{unit} {action} {words} {where}: is not in the list"
        if seen != self.truth.members(league):
            yield f"{len(seen)} lines of {len(known)}"

    def read_tile_grid(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Where an indicator is stated."""
        yield from self._mapped(view, choice["indicator"], view.figure.content.cells if view.figure else [])  # type: ignore[union-attr]

    def read_city_map(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """The same on the map."""
        content = view.figure.content if view.figure else None
        yield from self._mapped(view, choice["indicator"], [*content.regions, *content.markers] if content else [])  # type: ignore[union-attr]

    def _mapped(self, view: View, indicator: str, cells: list[Any]) -> Iterator[str]:
        every = things(self.truth, "county", indicator)
        yield from self.asked(view, "分布在哪里？", "Where?")
        name = self.indicator(indicator)
        told = self.told(view.takeaway, "{name}的分布（{scope}）", "{name}: where ({scope})")
        ranked = [each for each in every if "" in each.reasons]
        if not every:
            yield from [f"{view.takeaway}: nothing is stated"] if view.takeaway else []
        elif told is None or not ranked:
            yield from (
                []
                if (not ranked or any(not self.truth.parts(each.scope) for each in ranked))
                and view.takeaway == self._t(f"{name}的分布", f"{name}: where")
                else [f"cannot read: {view.takeaway}"]
            )
        elif told["name"] != name or not any(self.scope_is(told["scope"], each.scope) for each in ranked):
            yield f"{view.takeaway}: at which scope?"
        yield from self.places(cells, indicator, told["scope"] if told else None)
        having = {each.status for each in cells}
        yield from self.lines(view.legend, *self.of_places(indicator, having, {each.unit for each in cells}))
        yield from self.lines(
            view.asides, *self.of_comparison("county", indicator), lambda text: self.covered(text, indicator, "county")
        )
        yield from self.compared_table(view, indicator, "county")

    def read_similar(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Who promises the same action."""
        action = choice["action"]
        name = self.facet_word("action", action)
        yield from self.asked(view, f"谁也承诺了“{name}”？", f"Who else promises “{name}”?")
        yield from self.similar(view.takeaway, action)
        yield from self.lines(view.notes, *self.of_actions(action))
        wanted = sorted(
            target
            for each in self.mentions(action=action)
            for target in ((each["basis_targets"] or "").split() or [f"{each['commitment_id']}.00"])
        )
        seen = [self._promised(cells, action) for cells in self.cells(view)]
        yield from (wrong for _target, wrong in seen if wrong)
        if sorted(target for target, _wrong in seen) != wanted:
            yield f"{len(seen)} lines of {len(wanted)}"

    def _promised(self, cells: Mapping[str, Any], action: str) -> tuple[str, str]:
        """The number of a line of an action, and what is wrong with it."""
        target, words = cells["目标编号"], cells.get("原文字样")
        own = [
            each for each in self.mentions(action=action)
            if each["commitment_id"] == target.rpartition(".")[0] and each["words"] == words and self.where(cells["出处"], [each], named=False)
        ]  # fmt: skip
        if not own:
            return target, f"{words}, {cells['出处']}: is not in the list"
        row = self.truth.by_target.get(target) if any(target in (each["basis_targets"] or "").split() for each in own) else None
        if row is not None:
            said, scope = self.bracketed(cells["目标"]) if self.truth.parts(row["scope"]) else (cells["目标"], None)
            wrong = self.promise(said, row) or (
                "" if scope is None or self.scope_is(scope, row["scope"]) else f"{scope}: is {row['scope']}"
            )
            rest = ("单位", "单位范围", "承诺", "衡量什么", "语气", "期限")
            return target, wrong or next((told for name in rest if (told := self.fact(name, cells[name], row))), "")
        first = next(each for each in self.truth.by_target.values() if each["commitment_id"] == own[0]["commitment_id"])
        firm = self.word("firmness", own[0]["firmness"]) if own[0]["firmness"] else ""
        wrong = next((told for name in ("单位", "单位范围", "承诺") if (told := self.fact(name, cells[name], first))), "")
        bare = (
            cells["目标"] == self._t("没有写数字", "no figure")
            and not cells["衡量什么"]
            and cells["语气"] == firm
            and pd.isna(cells["期限"])
        )
        return target, wrong or ("" if bare else f"{cells}: there is no figure")

    # Elsewhere

    def calendar(self, content: bytes) -> Iterator[str]:
        """What is wrong with the events of a calendar of all that falls due."""
        rows, seen = {row["target_id"]: row for row in self.dated(None, None).to_dict("records")}, []
        for event in Calendar.from_ical(content).walk("VEVENT"):
            row = rows[str(event["UID"]).removesuffix("@fenjin")]
            seen.append(row["target_id"])
            if wrong := self.due(str(event["SUMMARY"]), row):
                yield wrong
            if event["DTSTART"].dt != row["deadline"] or str(event["CATEGORIES"].cats[0]) != self.word("theme", row["theme"]):
                yield f"{event['DTSTART'].dt}: is {row['deadline']}"
            statement, aim, firm, source = str(event["DESCRIPTION"]).split("\n")[:4]
            mark = self._t("：", ": ")
            said = aim.partition(mark)[2].removeprefix(f"{self.said_of(row, 'measure')} ")
            if (
                statement != self.said_of(row, "statement")
                or self.promise(said, row)
                or firm.partition(mark)[2] != self.word("firmness", row["firmness"])
            ):
                yield f"{aim}, {firm}: is not {row['target_id']}"
            if not self.where(source.partition(mark)[2], [row], named=True):
                yield f"{source}: elsewhere"
        if sorted(seen) != sorted(rows):
            yield f"{len(seen)} of {len(rows)}"
