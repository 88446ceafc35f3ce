"""Reads what filters leave of a list as a table of figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fenjin.figures.crosstab import Cell, Crosstab, Head
from fenjin.views import View
from tests.checker.cells import none
from tests.checker.crosstabs import Crosstabs, Row
from tests.checker.places import Thing, things
from tests.themes import THEMES

MOST_COLUMNS = 14


class FilteredMatrices(Crosstabs):
    """The tables of figures of what filters leave."""

    def read_filtered_matrix(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What filters leave: each of its targets once."""
        filters = choice["filters"]
        sets = {facet: codes for facet, codes in filters.sets if facet != "list"}
        kept = self.truth.filtered(sets, filters.bounds, filters.words).to_dict("records")
        rows = [row for row in kept if row["kind"] != "qualitative"]
        yield from self.asked(view, "符合条件的单位各承诺多少？", "What do those that match promise?")
        narrowing = bool(sets) or (filters.bounds, filters.words) != ({}, "")
        head, mark, said = (
            view.takeaway.rpartition(self._t("：", ": ")) if narrowing and self.lang == "zh" else ("", "", view.takeaway)
        )
        right = self._count_of_kept(kept, rows)
        if narrowing and self.lang == "en":
            said, mark = (right, ": ") if view.takeaway.endswith(f": {right}") else (view.takeaway, "")
            head = view.takeaway.removesuffix(f": {right}")
        if said != right or bool(mark) != narrowing:
            yield f"{view.takeaway}: is {right}"
        elif narrowing:
            yield from self.narrowed(head, sets, filters.bounds, filters.words)
        table = view.figure.content if view.figure else None
        cells = [cell for line in table.cells for cell in line] if isinstance(table, Crosstab) else []
        yield from self.signs_of(view.legend, cells)
        if isinstance(table, Crosstab):
            yield from self._table_of_kept(table, kept, rows)
        elif rows:
            yield "nothing is drawn"
        yield from self._notes_on_kept(view.notes, kept, rows, sets.get("unit", ()), table)
        yield from self._lines_of_kept(view, kept)

    def _count_of_kept(self, kept: Sequence[Row], rows: Sequence[Row]) -> str:
        others = len(kept) - len(rows)
        codes = [row["indicator_id"] for row in rows if not none(row["indicator_id"])]
        if not kept:
            return self._t("没有符合条件的目标和承诺", "no target or commitment matches")
        if not rows:
            return self._t(f"没有目标，只有{others}条没有数字的承诺", f"no target; commitments without a figure: {others}")
        n, m, k, i = len({row["unit_id"] for row in rows}), len(rows), len(codes), len(set(codes))
        text = self._t(f"{n}个单位写了{m}个目标", f"units that state figures: {n}, targets: {m}")
        if k == m:
            text += self._t(f"，分属{i}个指标", f", all of an indicator (indicators: {i})")
        elif k:
            text += self._t(f"，其中{k}个属于{i}个指标", f", of an indicator: {k} (indicators: {i})")
        else:
            text += self._t("，都不属于指标", ", none of an indicator")
        more = self._t(
            f"，另有{others}条没有数字的承诺", f", and {others} {self.many(others, 'commitment', 'commitments')} without a figure"
        )
        return text + (more if others else "")

    def _notes_on_kept(
        self, notes: Sequence[str], kept: Sequence[Row], rows: Sequence[Row], asked: Sequence[str], table: Crosstab | None
    ) -> Iterator[str]:
        """What is wrong with who is not drawn, and with what an empty cell and a fill are."""
        stating, every = {row["unit_id"] for row in rows}, {row["unit_id"] for row in kept}

        def named(units: set[str]) -> str:
            return self.listed.join(
                self.truth.units[unit][self._t("short", "short_en")] for unit in self.truth.units if unit in units
            )

        right = []
        if every - stating:
            right.append(
                self._t("只写了文字、没有数字的：", "Words only, no figure: ") + named(every - stating) + self._t("。", ".")
            )
        if {*asked} - every:
            absent = self._t("所选的单位中没有符合条件的：", "Chosen units without a match: ")
            right.append(absent + named({*asked} - every) + self._t("。", "."))
        if table and any(head.code == "departments" for head in table.columns):
            right.append(self._t(
                "部门和单位太多，合在一列，每个数字后写明是谁的。",
                "Departments and bodies are too many for a column each: they share one, each figure with whose it is.",
            ))  # fmt: skip
        if table and any(cell.status == "outside" for line in table.cells for cell in line):
            right.append(self._t(
                "空格是没有符合条件的数字，不等于没有承诺。",
                "An empty cell means that no figure matches, not that nothing is promised.",
            ))  # fmt: skip
        if table and any(cell.status == "ranked" for line in table.cells for cell in line):
            right.append(self._t(
                "颜色按清单中全部单位的名次，县区和部门各排各的，不只在符合条件的之间。",
                "Fills show places among all units of the list, not among those that match; counties and departments are ranked apart.",
            ))  # fmt: skip
        if list(notes) != right:
            yield f"{notes}: are {right}"

    # The table

    def _city_among(self, rows: Sequence[Row]) -> set[str]:
        """The targets that are the city's own figures beside those of counties."""
        if not any(row["league"] == "county" for row in rows):
            return set()
        codes = {row["indicator_id"] for row in rows if not none(row["indicator_id"])}
        own = {row["target_id"] for code in codes for row in self.city_figures(code)}
        return own & {row["target_id"] for row in rows}

    def _table_of_kept(self, table: Crosstab, kept: Sequence[Row], rows: Sequence[Row]) -> Iterator[str]:
        city = self._city_among(rows)
        having = {row["unit_id"] for row in rows if row["target_id"] not in city}
        units = [unit for unit in self.truth.units if unit in having]
        departments = [unit for unit in units if self.truth.league(unit) == "department"]
        together = departments if len(units) + bool(city) > MOST_COLUMNS and len(departments) > 1 else []
        columns = [Head(self._t("全市", "City"), self._t("部门写的", "by departments"), "city", unit=False)] if city else []
        columns += [
            Head(self.truth.units[unit][self._t("short", "short_en")], "", unit) for unit in units if unit not in together
        ]
        if together:
            note = self._t(f"{len(together)}家", f"{len(together)} in all")
            columns.append(Head(self.word("league", "department"), note, "departments", unit=False, wide=3.5))
        if list(table.columns) != columns or table.corner != self._t("指标", "Indicator"):
            yield f"{table.corner}, {table.columns}: are {columns}"
            return
        several = len({self.theme_of(row) for row in rows}) > 1
        held: list[str] = []
        seen = []
        for head, cells in zip(table.rows, table.cells, strict=True):
            code, *place = head.code.split(" ")
            if code == "none":
                own = [row for row in rows if none(row["indicator_id"]) and self._group_of(row) == tuple(place)]
                if (head.name, head.note) != (self._t("其余数字", "Other figures"), self._t("不属指标", "of no indicator")):
                    yield f"cannot read: {head}"
            else:
                own = [row for row in rows if row["indicator_id"] == code]
            seen.append(head.code)
            if not own or head.group != self._group_named(own[0], several):
                yield f"{head}: has {len(own)} figures"
                continue
            yield from self._row_of_kept(head, columns, cells, own, kept, city, {*together}, held)
        wanted = {" ".join(["none", *self._group_of(row)]) if none(row["indicator_id"]) else row["indicator_id"] for row in rows}
        if sorted(seen) != sorted(wanted):
            yield f"rows {sorted(seen)} are {sorted(wanted)}"
        order = [
            THEMES.index(self.theme_of(next(row for row in rows if self._head_of(row) == code)))
            for code in seen
            if code in wanted
        ]
        if order != sorted(order):
            yield f"{seen}: are not in the order of the themes"
        if Counter(held) != Counter(row["target_id"] for row in rows):
            yield f"held {len(held)} of {len(rows)}"

    def _head_of(self, row: Row) -> str:
        return " ".join(["none", *self._group_of(row)]) if none(row["indicator_id"]) else str(row["indicator_id"])

    def _group_of(self, row: Row) -> tuple[str, ...]:
        """The theme of a row, and in the last theme its sub-topic."""
        theme = self.theme_of(row)
        return (theme, self.topic_of(row)) if theme == THEMES[-1] else (theme,)

    def _group_named(self, row: Row, several: bool) -> str:
        theme, *topic = self._group_of(row)
        if not topic:
            return self.word("theme", theme)
        name = str(self.truth.topics[topic[0]][self._t("topic_zh", "topic_en")])
        return f"{self.word('theme', theme)} · {name}" if several else name

    def _row_of_kept(
        self, head: Head, columns: Sequence[Head], cells: Sequence[Cell], own: Sequence[Row], kept: Sequence[Row], city: set[str],
        together: set[str], held: list[str],
    ) -> Iterator[str]:  # fmt: skip
        """What is wrong with a row of the table, whose figures are `own`."""
        indicator, ids = head.code, {row["target_id"] for row in own}
        known: list[Thing] = []
        main, size = None, 1.0
        if indicator in self.truth.indicators:
            known = [
                each for league in ("county", "department") for each in things(self.truth, league, indicator)
                if self._follows(each, ids)
            ]  # fmt: skip
            measure, said = self.measure_and_scope(head.note, own)
            found = self.size_among(measure, own)
            ranked = [each for each in known if "" in each.reasons and self._resting_on(each) - city]
            if found is None or head.name != self.indicator(indicator):
                yield f"{head}: is not how {indicator} is measured"
                return
            size = found
            mains = [each.scope for each in ranked if (said == "") == (not self.truth.parts(each.scope)) and (not said or self.scope_is(said, each.scope))]  # fmt: skip
            if (ranked and not mains) or (said and not ranked):
                yield f"{head.note}: is ranked at {[each.scope for each in ranked]}"
            main = mains[0] if mains else None
        for column, cell in zip(columns, cells, strict=True):
            if column.code == "city":
                rows = [row for row in own if row["target_id"] in city]
            elif column.code == "departments":
                rows = [row for row in own if row["unit_id"] in together and row["target_id"] not in city]
            else:
                rows = [row for row in own if row["unit_id"] == column.code and row["target_id"] not in city]
            for wrong in self._cell_of_kept(cell, column, rows, indicator, known, main, size, kept, held):
                yield f"{head.name}, {column.name}: {wrong}"

    def _cell_of_kept(
        self, cell: Cell, column: Head, rows: Sequence[Row], indicator: str, known: Sequence[Thing], main: str | None, size: float,
        kept: Sequence[Row], held: list[str],
    ) -> Iterator[str]:  # fmt: skip
        if column.code == "departments":
            yield from self._shared_cell(cell, rows, known, main, size, held)
        elif indicator not in self.truth.indicators:
            yield from self.listed_is(cell, rows, held, silent=True)
        elif rows:
            own = [each for each in known if each.unit == rows[0]["unit_id"]]
            yield from self.shows(cell, rows, own, main, size, held, ranks=column.code != "city")
        elif cell.status == "mentioned":
            # Where somebody reads on, he finds the commitment among those that are kept.
            named = [each for each in self.naming(indicator) if each["unit_id"] == column.code]
            commitments = {row["commitment_id"] for row in kept}
            league = self.truth.league(column.code)
            stating = {row["unit_id"] for row in self.truth.figure_rows(league, indicator)}
            if not any(each["commitment_id"] in commitments for each in named) or column.code in stating:
                yield f"{cell}: is not promised there"
            if cell.sign != self._t("有承诺", "promised") or not self.status_words(cell.full, column.code, indicator, league):
                yield f"{cell}: is promised otherwise"
        elif cell != Cell("outside"):
            yield f"{cell}: nothing matches"

    def _shared_cell(
        self, cell: Cell, rows: Sequence[Row], known: Sequence[Thing], main: str | None, size: float, held: list[str]
    ) -> Iterator[str]:
        """What is wrong with a cell that departments share: a figure each, with whose it is before its own small words."""
        entries = []
        for entry in cell.entries:
            row = self.truth.by_target.get(entry.target)
            if row is None:
                yield f"{entry.target}: is no target"
                return
            name = self.truth.units[row["unit_id"]][self._t("short", "short_en")]
            if entry.detail != name and not entry.detail.startswith(name + self._t("，", ", ")):
                yield f"{entry.detail}: is {name}'s"
            entries.append(replace(entry, detail=entry.detail.removeprefix(name).removeprefix(self._t("，", ", "))))
        if not known:
            yield from self.listed_is(Cell(cell.status, tuple(entries), cell.share, cell.strive, cell.derived, cell.sign, cell.full), rows, held, silent=True)  # fmt: skip
            return
        held += [entry.target for entry in entries]
        if sorted(entry.target for entry in entries) != sorted(row["target_id"] for row in rows):
            yield f"{len(entries)} figures are {len(rows)}"
        if (cell.status, cell.sign, cell.share) != ("listed" if rows else "outside", "", None):
            yield f"{cell}: are {len(rows)} figures"
        for entry in entries:
            fitting = [each for each in known if each.row is not None and each.row["target_id"] == entry.target]
            yield from self.of_entry(entry, fitting[0], main, size) if fitting else [f"{entry.target}: is not its own"]

    @staticmethod
    def _resting_on(thing: Thing) -> set[str]:
        return (
            {thing.row["target_id"]}
            if thing.row is not None
            else {target for way in thing.ways for target in way} | {*thing.tops}
        )

    def _follows(self, thing: Thing, ids: set[str]) -> bool:
        """Whether a figure is among those that are kept, or follows from them alone."""
        return self._resting_on(thing) <= ids

    # The table of the file

    def _lines_of_kept(self, view: View, kept: Sequence[Row]) -> Iterator[str]:
        """What is wrong with the lines: a line for each row that is kept, and beside them bounds and mentions that name such rows."""
        seen = Counter[str]()
        ids, commitments = {row["target_id"] for row in kept}, {row["commitment_id"] for row in kept}
        theme = self._t("主题", "Theme")
        for cells in self.known_cells(view):
            row = self.truth.by_target.get(cells["目标编号"])
            told = cells.pop("主题", cells.pop(theme, None))
            key, wrongs = self.line_of(cells, set())
            named = cells["依据的目标"].split()
            if row is not None:
                seen[row["target_id"]] += 1
                right = str(self.truth.topics[self.topic_of(row)]["theme"])
            elif named:
                wrongs += [] if {*named} <= ids else [f"{named}: do not match"]
                right = self.theme_of(self.truth.by_target[named[0]])
            else:
                own = [each for each in self.naming(str(key[2])) if each["unit_id"] == key[1]] if isinstance(key, tuple) else []
                wrongs += [] if any(each["commitment_id"] in commitments for each in own) else ["does not match"]
                right = (
                    self.truth.indicators[key[2]]["theme"] if isinstance(key, tuple) and key[2] in self.truth.indicators else ""
                )
            if not right or told != self.word("theme", right):
                wrongs.append(f"{told}: is {right}")
            yield from (f"{wrong} ({cells})" for wrong in wrongs)
        if seen != Counter(ids):
            yield f"{len(seen)} lines of {len(ids)}"
