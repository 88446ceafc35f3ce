"""Reads what is promised in all themes at once, units side by side, what departments say of a county by name, and who wrote no figure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fenjin.figures.crosstab import Cell, Crosstab, Entry, Head
from fenjin.views import View
from tests.checker.cells import none
from tests.checker.crosstabs import Row
from tests.checker.filtered_matrices import FilteredMatrices
from tests.checker.places import Thing, things
from tests.themes import THEMES


class Overviews(FilteredMatrices):
    """The tables of a whole list, or of some of its units."""

    def _given(self, unit: str, theme: str) -> list[Row]:
        league = self.truth.league(unit)
        return [row for row in self.promised_in(league, theme) if row["unit_id"] == unit]

    def _worded(self, unit: str, theme: str) -> int:
        """How many commitments of a theme a unit has in words alone; one that only names what others count in it counts once."""
        rows = self.truth.rows
        own = rows[(rows["unit_id"] == unit) & (rows["theme"] == theme)]
        named = any(
            self.truth.actions[each["action"]]["theme"] == theme for each in self.mentions(unit_id=unit) if each["action"]
        )
        return int((own["kind"] == "qualitative").sum()) or int(own.empty and named)

    def read_promises(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What every county promises in every theme."""
        yield from self.asked(view, "各县区在各个主题上承诺了什么？", "What do the counties and zones promise in each theme?")
        counties = self.truth.members("county")
        rows = {theme: self.promised_in("county", theme) for theme in THEMES}
        every = [row for own in rows.values() for row in own]
        states = self.many(n := len({row["unit_id"] for row in every}), "county or zone states", "counties and zones state")
        right = self._t(
            f"{n}家县区写了{len(every)}个目标", f"{n} {states} {len(every)} {self.many(len(every), 'target', 'targets')}"
        )
        shown = [
            theme
            for theme in THEMES
            if rows[theme]
            or any(self._worded(unit, theme) for unit in counties)
            or any(self.statuses(code, "county")[unit] == "mentioned" for code in self._of(theme) for unit in counties)
        ]
        without = [self.word("theme", theme) for theme in shown if not rows[theme]]
        if without:
            names = self.listed.join(without)
            right += self._t(f"；{names}没有一家写数字", f"; none in {names}")
        if view.takeaway != right:
            yield f"{view.takeaway}: is {right}"
        fixed = (
            "每格先写分量大的数字：金额和总量先于个数，个数先于比例；承诺多少不是优劣。没有数字不等于零。",
            "In each cell the weightiest figures come first: money and totals before numbers of things, these before rates. Promising more is not better. No figure does not mean zero.",
        )  # fmt: skip
        signs = (
            "图例：斜纹＝只写了文字，–＝在这个主题下没有承诺，+n＝另有n个数字。",
            "Key: hatched = words only, – = no promise in this theme, +n = n more figures.",
        )
        if view.notes != [self._t(*fixed)] or view.legend != [self._t(*signs)]:
            yield f"{view.notes}, {view.legend}"
        assert view.figure is not None
        table = view.figure.content
        assert isinstance(table, Crosstab)
        if [head.code for head in table.columns] != shown or [head.code for head in table.rows] != counties:
            yield f"{table.columns}, {table.rows}: are {shown}, {counties}"
        for head, cells in zip(table.rows, table.cells, strict=True):
            if head.name != self.truth.units[head.code][self._t("short", "short_en")]:
                yield f"{head.name}: is {head.code}"
            for column, cell in zip(table.columns, cells, strict=True):
                if column.name != self.word("theme", column.code):
                    yield f"{column.name}: is {column.code}"
                for wrong in self._in_theme(cell, head.code, column.code):
                    yield f"{head.name}, {column.name}: {wrong}"
        yield from self._lines_of_all(view, counties, "county")

    def _of(self, theme: str) -> list[str]:
        return [code for code, about in self.truth.indicators.items() if about["theme"] == theme]

    def _in_theme(self, cell: Cell, unit: str, theme: str) -> Iterator[str]:
        own = self._given(unit, theme)
        if not own:
            n = self._worded(unit, theme)
            right = ("worded", self._t(f"只有文字 {n}条", f"words only: {n}")) if n else ("absent", "–")
            if (cell.status, cell.sign) != right or cell.entries or cell.more:
                yield f"{cell}: is {right}"
            return
        if cell.status != "listed" or not cell.entries or cell.rows != f"{unit} {theme}":
            yield f"{cell}: {len(own)} figures"
            return
        covered: set[str] = set()
        weights = []
        for entry in cell.entries:
            row = self.truth.by_target.get(entry.target)
            if row is None or row not in own:
                yield f"{entry.target}: is not its own"
                continue
            indicator = None if none(row["indicator_id"]) else row["indicator_id"]
            weights.append(self.truth.indicators[indicator]["weight"] if indicator else 0)
            if not list(self._told_of(entry, row)):
                covered.add(entry.target)
                if not self._whole_of(
                    entry, unit, indicator, row["scope"], row["firmness"], self.promise(self._amount_in(entry), row)
                ):
                    yield f"{entry.full}: is not what the table bears"
                continue
            bounds = [
                each for each in things(self.truth, "county", str(indicator))
                if each.unit == unit and each.row is None and each.low is not None and entry.target in {t for way in each.ways for t in way}
            ] if indicator else []  # fmt: skip
            fitting = next((each for each in bounds if not self.amount(entry.amount, each)), None)
            if fitting is None or not entry.detail.startswith(self.indicator(str(indicator))):
                yield f"{entry}: is not what the table bears"
            else:
                covered |= max(fitting.ways, key=len)
                firm = {self.truth.by_target[each]["firmness"] for way in fitting.ways for each in way}
                wrong = self.amount(self._amount_in(entry), fitting)
                if not any(self._whole_of(entry, unit, indicator, fitting.scope, each, wrong) for each in firm):
                    yield f"{entry.full}: is not what the table bears"
        most = max(
            [
                0 if none(row["indicator_id"]) else self.truth.indicators[row["indicator_id"]]["weight"]
                for row in own
                if none(row["part_of"]) and row["tier"] == "base" and not self.truth.is_other(row)
            ],
            default=0,
        )
        if weights != sorted(weights, reverse=True) or (weights and weights[0] < most):
            yield f"weights {weights}, the most is {most}"
        left = len(own) - len(covered)
        if (cell.more, cell.full) != (left, self._t(f"另有{left}个", f"{left} more") if left else ""):
            yield f"{cell.more}, {cell.full}: are {left}"

    def _amount_in(self, entry: Entry) -> str:
        """The amount in all the words of a figure, behind what it measures."""
        strive = self._t("，", ", ") + self.word("firmness", "strive")
        promise = entry.full.partition(self._t("，口径：", "; scope: "))[0].partition(f"{entry.detail.removesuffix(strive)} ")[2]
        return self._firm(promise)[0]

    def _whole_of(self, entry: Entry, unit: str, indicator: str | None, scope: object, firmness: str, wrong: str) -> bool:
        """Whether all the words of a figure say whose it is, what it measures, at which scope and how firmly it is promised."""
        strive = self._t("，", ", ") + self.word("firmness", "strive")
        head = f"{self.truth.units[unit][self._t('short', 'short_en')]}{self._t('：', ': ')}{entry.detail.removesuffix(strive)} "
        promise, mark, said = entry.full.partition(self._t("，口径：", "; scope: "))
        firm = self._firm(promise)[1] or "plain"
        scoped = bool(mark) == bool(indicator) and (not mark or self.scope_is(said, scope))
        return promise.startswith(head) and firm == firmness and scoped and not wrong

    def _told_of(self, entry: Entry, row: Row) -> Iterator[str]:
        """What is wrong with a figure as it is stated, and what it measures."""
        amount = entry.amount
        if row["kind"] == "date" and row["deadline"].year == self.truth.description["year"]:
            year = row["deadline"].year
            amount = self._t(f"{year}年{amount}", f"{amount} {year}")
        if wrong := self.promise(amount, row):
            yield wrong
        strive = self._t("，", ", ") + self.word("firmness", "strive")
        detail = entry.detail.removesuffix(strive)
        if (detail != entry.detail) != (row["firmness"] == "strive"):
            yield f"{entry.detail}: is aimed for, or not?"
        if self.lang == "en" and not none(row["indicator_id"]):
            about = self.subject(detail)
            if (
                about is None
                or about[0] != row["indicator_id"]
                or set(self.truth.parts(about[1])) != set(self.truth.parts(row["scope"]))
            ):
                yield f"{detail}: is {row['indicator_id']}, {row['scope']}"
        elif detail != self.said_of(row, "measure"):
            yield f"{detail}: is {row['measure']}"

    def _lines_of_all(self, view: View, units: Sequence[str], league: str) -> Iterator[str]:
        """What is wrong with the lines of all themes of some units."""
        truth, acts = self.truth, set(self.truth.actions)
        wanted = Counter[object]()
        for theme in THEMES:
            wanted.update(row["target_id"] for row in self.promised_in(league, theme) if row["unit_id"] in units)
            for code in self._of(theme):
                wanted.update(
                    (each.unit, code, frozenset(truth.parts(each.scope)))
                    for each in things(truth, league, code)
                    if each.row is None and each.unit in units
                )
                wanted.update(
                    ("mentioned", unit, code) for unit, status in self.statuses(code, league).items() if status == "mentioned" and unit in units
                )  # fmt: skip
            worded = truth.rows[(truth.rows["theme"] == theme) & (truth.rows["kind"] == "qualitative")]
            wanted.update(worded[worded["unit_id"].isin(units)]["target_id"])
            having = set(truth.rows[truth.rows["theme"] == theme]["unit_id"])
            named = {
                each["unit_id"] for each in self.mentions() if each["action"] and truth.actions[each["action"]]["theme"] == theme
            }
            wanted.update(("acts", unit) for unit in named - having if unit in units and league == "county")
        met = Counter[object]()
        for cells in self.known_cells(view):
            key, wrongs = self.line_of(cells, acts)
            met[key] += 1
            yield from (f"{wrong} ({cells})" for wrong in wrongs)
        if met != wanted:
            yield f"lines {met - wanted}, missing {wanted - met}"

    def read_compared(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What some units promise, side by side."""
        units, league, truth = tuple(choice["units"]), choice["league"], self.truth
        named = self.listed.join(truth.units[unit][self._t("short", "short_en")] for unit in units)
        yield from self.asked(view, f"{named}各承诺了什么？", f"{named}: what does each promise?")
        giving = {code: {row["unit_id"] for row in truth.figure_rows(league, code)} & set(units) for code in truth.indicators}
        n, m = len([1 for own in giving.values() if len(own) > 1]), len([1 for own in giving.values() if len(own) == 1])
        right = self._t(
            f"{named}：{n}个指标两家以上写了数字，{m}个只有一家写了数字",
            f"{named}: {n} {self.many(n, 'indicator', 'indicators')} with figures of two or more, {m} with a figure of one alone",
        )
        if view.takeaway != right:
            yield f"{view.takeaway}: is {right}"
        table = view.figure.content if view.figure else None
        if not isinstance(table, Crosstab):
            yield from ["nothing is drawn"] if n + m else []
            return
        group = self.word("league", league)
        yield from self.lines(
            view.notes, self.fixed((f"名次是在全部{group}中的名次。", f"Ranks are those among all {group}.", True))
        )
        yield from self.signs_of(view.legend, [cell for line in table.cells for cell in line])
        columns = [Head(truth.units[unit][self._t("short", "short_en")], "", unit) for unit in units]
        if list(table.columns) != columns:
            yield f"{table.columns}: are {columns}"
        heads = {
            True: self._t("两家以上写了数字的", "With figures of two or more"),
            False: self._t("只有一家写了数字的", "With a figure of one alone"),
        }
        held: list[str] = []
        seen = []
        for head, cells in zip(table.rows, table.cells, strict=True):
            if head.code in truth.indicators:
                seen.append(head.code)
                if head.group != heads[len(giving[head.code]) > 1] or head.name != self.indicator(head.code):
                    yield f"{head}: {giving[head.code]}"
                rows = [row for row in truth.figure_rows(league, head.code) if row["unit_id"] in units]
                measure, scope = self.measure_and_scope(head.note, rows)
                size = self.size_among(measure, rows)
                ranked = [each for each in things(truth, league, head.code) if "" in each.reasons]
                if size is None or (scope and not any(self.scope_is(scope, each.scope) for each in ranked)):
                    yield f"{head.note}: is not how {head.code} is measured"
                    continue
                for column, cell in zip(columns, cells, strict=True):
                    for wrong in self._beside(cell, column.code, league, head.code, size, held):
                        yield f"{head.name}, {column.name}: {wrong}"
            else:
                theme = next((theme for theme in THEMES if self.word("theme", theme) == head.name), "")
                rows = [row for row in self.promised_in(league, theme) if none(row["indicator_id"])] if theme else []
                if head.group != self._t("不属指标的数字", "Figures of no indicator"):
                    yield f"cannot read: {head}"
                for column, cell in zip(columns, cells, strict=True):
                    yield from self.listed_is(cell, [row for row in rows if row["unit_id"] == column.code], held)
        if sorted(seen) != sorted(code for code, own in giving.items() if own):
            yield f"rows {seen}"
        every = [row["target_id"] for theme in THEMES for unit in units for row in self._given(unit, theme)]
        if Counter(held) != Counter(every):
            yield f"held {Counter(held) - Counter(every)}, missing {Counter(every) - Counter(held)}"
        yield from self._lines_of_all(view, units, league)

    def _beside(self, cell: Cell, unit: str, league: str, indicator: str, size: float, held: list[str]) -> Iterator[str]:
        """What is wrong with what one of some units promises of an indicator."""
        own = [row["target_id"] for row in self.truth.figure_rows(league, indicator) if row["unit_id"] == unit]
        found = {entry.target for entry in cell.entries}
        held += found
        if found != set(own):
            yield f"{found} are {own}"
        if not own and league == "county":
            yield from self._bare(cell, unit, indicator)
        bare = cell.status == "outside" and not cell.sign and not cell.full
        mentioned = cell.status == "mentioned" and self.status_words(cell.full, unit, indicator, league)
        if not own and league == "department" and not bare and not mentioned:
            yield f"{cell.sign} {cell.full}: there is no figure"
        several = self._t(f"共{len(own)}项", f"{len(own)} figures")
        joint = self._t("，", ", ")
        first = cell.entries[0].detail if cell.entries else ""
        if cell.small not in {
            joint.join(each for each in (first, more) if each) for more in ("", several if len(own) > 1 else "")
        }:
            yield f"{cell.small}: is {first}"
        for place, entry in enumerate(cell.entries):
            fitting = [
                each
                for each in things(self.truth, league, indicator)
                if each.unit == unit and entry.target in self._targets_of(each) and self._number_is(entry.amount, each, size)
            ]
            if not any(self._detail_is(entry.detail, each) and not list(self._in_full(entry.full, each)) for each in fitting):
                yield f"{entry}: is not what the table bears"
            # What stands first in a cell tells how firm it is.
            aims = {self.truth.by_target[target]["firmness"] == "strive" for each in fitting for target in self._targets_of(each)}
            if place == 0 and cell.strive not in aims:
                yield "is aimed for, or not?"

    @staticmethod
    def _targets_of(thing: Thing) -> set[str]:
        return {thing.row["target_id"]} if thing.row is not None else {target for way in thing.ways for target in way}

    def _detail_is(self, text: str, thing: Thing) -> bool:
        """Whether the small words of a figure are of its scope, of what it is a sum, whose it is and how firm."""
        wides = [each.scope for each in things(self.truth, thing.league, thing.indicator) if "" in each.reasons]
        return any(text in self._details_of(thing, wide) for wide in ("", None, *wides))

    def read_named_by_departments(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What departments promise for a county by name."""
        unit = choice["unit"]
        name, short = self.truth.units[unit][self._t("short", "short_en")], self.truth.units[unit]["short"]
        county = self.truth.league(unit) == "county"
        rows = [
            row for row in self.truth.by_target.values()
            if county and row["league"] == "department" and row["kind"] != "qualitative" and short in str(row["measure"])
        ]  # fmt: skip
        yield from self.asked(view, f"部门为{name}写了什么？", f"What do departments promise for {name}?")
        right = (
            self._t(
                f"部门有{len(rows)}个数字点名{name}",
                f"{len(rows)} {self.many(len(rows), 'figure of departments names', 'figures of departments name')} {name}",
            )
            if rows
            else self._t(f"没有部门的数字点名{name}", f"No figure of a department names {name}")
        )
        if view.takeaway != right:
            yield f"{view.takeaway}: is {right}"
        seen = []
        for cells in self.cells(view):
            row = self.truth.by_target.get(cells["目标编号"])
            if row is None:
                yield f"{cells['目标编号']}: is no target"
                continue
            seen.append(row["target_id"])
            yield from (wrong for heading, value in cells.items() if (wrong := self.fact(heading, value, row)))
        if sorted(seen) != sorted(row["target_id"] for row in rows):
            yield f"{seen}: are {[row['target_id'] for row in rows]}"

    def read_silent(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """Who wrote no figure at all."""
        yield from self.asked(view, "哪些单位一个数字也没有写？", "Which units wrote no figure at all?")
        rows = self.truth.rows
        giving = set(rows[rows["kind"] != "qualitative"]["unit_id"])
        units = [unit for unit in self.truth.units if unit not in giving]
        every, n = len(self.truth.units), len(units)
        right = (
            self._t(
                f"{every}个单位中{n}个一个数字也没有写",
                f"{n} of {every} {self.many(every, 'unit', 'units')} wrote no figure at all",
            )
            if n
            else self._t(f"{every}个单位都写了数字", f"All {every} {self.many(every, 'unit', 'units')} wrote figures")
        )
        if view.takeaway != right:
            yield f"{view.takeaway}: is {right}"
        names = self.listed.join(self.truth.units[unit][self._t("short", "short_en")] for unit in units)
        notes = [self._t(f"没有写数字的：{names}。", f"No figure: {names}.")] if n else []
        if view.notes != notes:
            yield f"{view.notes}: are {notes}"
        known = self.headings(("单位", "单位类型", "承诺数"))
        seen = []
        for row in view.table.to_dict("records"):
            cells = {known.get(str(name), str(name)): value for name, value in row.items()}
            unit = self.truth.unit_names[self.lang].get(cells["单位"], "")
            seen.append(unit)
            kind = self.word("unit_type", self.truth.units[unit]["unit_type"]) if unit else ""
            count = rows[rows["unit_id"] == unit]["commitment_id"].nunique()
            if (cells["单位类型"], cells["承诺数"]) != (kind, count):
                yield f"{cells}: is {kind}, {count}"
        if seen != units:
            yield f"{seen}: are {units}"
