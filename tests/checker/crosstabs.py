"""Reads tables of promises: every head, every cell with what stands behind it, and that nothing of a theme is missing or said twice."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fenjin.figures.crosstab import Cell, Crosstab, Entry, Head
from fenjin.views import View
from tests.checker.cells import none
from tests.checker.grammar import near
from tests.checker.places import Thing, things
from tests.checker.promises import SIGNED
from tests.checker.rows import Rows
from tests.themes import THEMES

Row = Mapping[str, Any]
SIGNS = {
    "ranked": ("颜色与底色反差越大＝同口径中无论如何都保得住的名次越前", "stronger colour = certainly higher within the same scope"),
    "apart": ("只有描边＝不在这一行的口径里排序", "outline only = not ranked in its row"),
    "strive": ("斜纹＝力争", "hatched = aim"),
    "derived": ("点纹＝由别的口径推出", "dots = follows from another scope"),
    "mentioned": ("有承诺＝承诺了，没有写数字", "promised = promised without a figure"),
    "absent": ("–＝清单里没有承诺", "– = not promised in the list"),
    "unread": ("–＝没有找到数字", "– = no figure found"),
}  # fmt: skip


class Crosstabs(Rows):
    """The tables of promises."""

    # What a theme holds

    def theme_of(self, row: Row) -> str:
        return str(row["theme"] if none(row["indicator_id"]) else self.truth.indicators[row["indicator_id"]]["theme"])

    def topic_of(self, row: Row) -> str:
        return str(row["topic"] if none(row["indicator_id"]) else self.truth.indicators[row["indicator_id"]]["topic"])

    def promised_in(self, league: str, theme: str) -> list[Row]:
        """The targets of a theme in a league."""
        own = [row for row in self.truth.by_target.values() if row["league"] == league and row["kind"] != "qualitative"]
        return [row for row in own if self.theme_of(row) == theme]

    def city_figures(self, indicator: str) -> list[Row]:
        """The city's own figures of an indicator: those of the only department that gives any, at a scope without an area."""
        rows = self.truth.figure_rows("department", indicator)
        if len({row["unit_id"] for row in rows}) != 1:
            return []
        parts = self.truth.scopes
        return [
            row
            for row in rows
            if not any(
                parts.get(part, {}).get("dimension") == "area" and parts[part]["effect"] == "narrows"
                for part in self.truth.parts(row["scope"])
            )
        ]

    def _is_named(self, unit: str, indicator: str) -> bool:
        return any(each["unit_id"] == unit for each in self.naming(indicator))

    def drawn(self, league: str, theme: str) -> set[str]:
        """The units of which something is drawn: figures of a theme, and of counties indicators that they promise without one."""
        found = {row["unit_id"] for row in self.promised_in(league, theme)}
        if league == "county":
            own = [code for code, about in self.truth.indicators.items() if about["theme"] == theme]
            found |= {unit for unit in self.truth.members(league) for code in own if self._is_named(unit, code)}
        return found

    def wording(self, league: str, theme: str) -> set[str]:
        """The units that promise something of a theme in words alone."""
        rows = self.truth.rows
        own = set(rows[(rows["league"] == league) & (rows["theme"] == theme) & (rows["kind"] == "qualitative")]["unit_id"])
        if league == "county":
            acts = {code for code, act in self.truth.actions.items() if act["theme"] == theme}
            own |= {
                each["unit_id"]
                for each in self.mentions()
                if each["action"] in acts and each["unit_id"] in self.truth.members(league)
            }
        return own - self.drawn(league, theme)

    # The sentences

    def read_matrix(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What all counties promise in a theme."""
        theme = choice["theme"]
        name = self.word("theme", theme)
        yield from self.asked(view, f"{name}：各县区承诺了什么？", f"{name}: what do the counties and zones promise?")
        yield from self._of_counties(view.takeaway, theme, name)
        yield from self._who_is_left(view.notes, "county", theme)
        content = view.figure.content if view.figure else None
        if content is None:
            yield from ["nothing is drawn"] if self.drawn("county", theme) or self._rows_of(theme) else []
            yield from [f"{view.legend}: nothing is drawn"] if view.legend else []
        else:
            assert isinstance(content, Crosstab)
            yield from self.crosstab(content, theme)
            yield from self.signs_of(view.legend, [cell for line in content.cells for cell in line])
        yield from self._lines_of(view, theme, "county")

    def read_departments(self, view: View, choice: Mapping[str, Any]) -> Iterator[str]:
        """What departments promise in a theme."""
        theme = choice["theme"]
        name = self.word("theme", theme)
        yield from self.asked(view, f"{name}：各部门承诺了什么？", f"{name}: what do the departments promise?")
        rows = self.promised_in("department", theme)
        n, m = len({row["unit_id"] for row in rows}), len(self.wording("department", theme))
        right = (
            self._t(
                f"{name}：{n}个部门和单位写了{len(rows)}个目标",
                f"{name}: departments and bodies that state targets: {n}, with {len(rows)} {self.many(len(rows), 'target', 'targets')}",
            )
            if n
            else self._t(f"{name}：没有部门写数字", f"{name}: no department states a figure")
        )
        right += self._t(f"，另有{m}个只写了文字", f"; words only: {m} more") if m else ""
        if view.takeaway != right:
            yield f"{view.takeaway}: is {right}"
        yield from self._who_is_left(view.notes, "department", theme)
        yield from view.legend
        if view.figure is not None:
            assert isinstance(view.figure.content, Crosstab)
            yield from self._by_department(view.figure.content, rows)
        elif rows:
            yield "nothing is drawn"
        yield from self._lines_of(view, theme, "department")

    def _of_counties(self, text: str, theme: str, name: str) -> Iterator[str]:
        rows, every = self.promised_in("county", theme), len(self.truth.members("county"))
        n = len({row["unit_id"] for row in rows})
        if not rows:
            right = self._t(
                f"{name}：{every}家县区都没有写数字", f"{name}: none of the {every} counties and zones states a figure"
            )
            right = (
                right
                if every
                else self._t(f"{name}：这份清单里只有部门和单位", f"{name}: this list is of departments and bodies alone")
            )
            yield from [f"{text}: is {right}"] if text != right else []
            return
        right = self._t(
            f"{name}：{every}家县区中{n}家写了{len(rows)}个目标",
            f"{name}: {n} of {every} counties and zones {self.many(n, 'states', 'state')} targets, {len(rows)} in all",
        )
        telling = text.removeprefix(right)
        if telling == text:
            yield f"{text}: is {right}"
        elif telling:
            mark = self._t("；", "; ")
            yield from (
                self._telling(telling.removeprefix(mark), theme) if telling.startswith(mark) else [f"cannot read: {telling}"]
            )

    def _telling(self, text: str, theme: str) -> Iterator[str]:
        """What is wrong with the sum, or the certain first, that stands behind the count."""
        subject, _mark, certain = text.rpartition(self._t("：", ": "))
        about = self.subject(subject)
        best = about and re.fullmatch(
            self._t(r"给出数字的\d+家中.+最[高低]", r"of the \d+ that give figures, .+ promises (?:most|least)"), certain
        )
        if not best:
            yield from self.sum(text)
            about = self.subject(text.partition(self._t("：", ": "))[0])
        else:
            assert about is not None
            known = self.truth.known("county", *about)
            if len(known) < 3:
                yield f"{text}: among {len(known)}"
            yield from self._certain(certain, known, about[0], ())
        if about is None or self.truth.indicators[about[0]]["theme"] != theme:
            yield f"{text}: is of another theme"

    def _who_is_left(self, notes: Sequence[str], league: str, theme: str) -> Iterator[str]:
        wording = self.wording(league, theme)
        silent = set(self.truth.members(league)) - self.drawn(league, theme) - wording if league == "county" else set()
        told = {
            self._t("只写了文字、没有数字的：", "Words only, no figure: "): wording,
            self._t("在这个主题下没有承诺的：", "No promise in this theme: "): silent if self.truth.description["mentions_read"] else set(),
            self._t("在这个主题下没有找到承诺的：", "No promise found in this theme: "): set() if self.truth.description["mentions_read"] else silent,
        }  # fmt: skip
        right = []
        for head, units in told.items():
            named = self.listed.join(
                self.truth.units[unit][self._t("short", "short_en")] for unit in self.truth.units if unit in units
            )
            right += [head + named + self._t("。", ".")] if units else []
        if league == "county" and right:
            right.append(self._t("没有数字不等于零。", "No figure does not mean zero."))
        if list(notes) != right:
            yield f"{notes}: are {right}"

    def signs_of(self, legend: Sequence[str], cells: Sequence[Cell]) -> Iterator[str]:
        having = {cell.status for cell in cells} | {
            name for name in ("strive", "derived") for cell in cells if getattr(cell, name)
        }
        right = {self._t(*words) for sign, words in SIGNS.items() if sign in having}
        told = [self.told(line, "图例：{signs}。", "Key: {signs}.") for line in legend]
        rest = told[0]["signs"] if told and told[0] else ""
        for sign in right:
            if sign not in rest:
                yield f"{sign}: is drawn and not said"
            rest = rest.replace(sign, "", 1)
        if len(legend) != bool(right) or rest != self._t("，", ", ") * max(len(right) - 1, 0):
            yield f"{legend}: {rest} is not drawn"

    # The heads

    def _rows_of(self, theme: str) -> list[str]:
        """The indicators of a theme that counties state or promise, or of which the city has a figure."""
        counties = self.truth.members("county")
        return [
            code
            for code, about in self.truth.indicators.items()
            if about["theme"] == theme
            and (
                not self.truth.figures("county", code).empty
                or self.city_figures(code)
                or any(self._is_named(unit, code) for unit in counties)
            )
        ]

    def crosstab(self, table: Crosstab, theme: str) -> Iterator[str]:
        """What is wrong with the heads and cells of what counties promise in a theme."""
        indicators = self._rows_of(theme)
        city = [Head(self._t("全市", "City"), self._t("部门写的", "by departments"), "city", unit=False)]
        columns = city if any(self.city_figures(code) for code in indicators) else []
        drawn = self.drawn("county", theme)
        columns += [
            Head(about[self._t("short", "short_en")], "", unit) for unit, about in self.truth.units.items() if unit in drawn
        ]
        if list(table.columns) != columns or table.corner != self._t("指标", "Indicator"):
            yield f"{table.corner}, {table.columns}: are {columns}"
        heads = [head.code for head in table.rows if head.code != "none"]
        if sorted(heads) != sorted(indicators):
            yield f"rows {sorted(heads)} are {sorted(indicators)}"
        held: list[str] = []
        for head, cells in zip(table.rows, table.cells, strict=True):
            if len(cells) != len(table.columns):
                yield f"{head}: {len(cells)} cells"
            if head.code in self.truth.indicators:
                yield from self._indicator_row(head, table.columns, cells, held)
            else:
                yield from self._rest_row(head, table.columns, cells, theme, held)
        every = [row["target_id"] for row in self.promised_in("county", theme)]
        every += [row["target_id"] for code in indicators for row in self.city_figures(code)]
        if Counter(held) != Counter(every):
            yield f"held {Counter(held) - Counter(every)}, missing {Counter(every) - Counter(held)}"

    def _indicator_row(self, head: Head, columns: Sequence[Head], cells: Sequence[Cell], held: list[str]) -> Iterator[str]:
        """What is wrong with the row of an indicator; `held` takes up the targets in it."""
        indicator, truth = head.code, self.truth
        topic = truth.topics[truth.indicators[indicator]["topic"]][self._t("topic_zh", "topic_en")]
        if (head.name, head.group) != (self.indicator(indicator), topic):
            yield f"{head}: is {self.indicator(indicator)}, {topic}"
        groups = truth.groups("county", indicator)
        most = max((sum(each.written for each in known.values()) for known in groups.values()), default=0)
        mains = [scope for scope, known in groups.items() if sum(each.written for each in known.values()) == most]
        measure, said = self.measure_and_scope(
            head.note, [*self.truth.figure_rows("county", indicator), *self.city_figures(indicator)]
        )
        main = next((scope for scope in mains if (said == "") == (not truth.parts(scope)) and (not said or self.scope_is(said, scope))), None)  # fmt: skip
        if (mains and main is None) or (not mains and said):
            yield f"{head.note}: is ranked at {mains}"
        size = self._size(measure, indicator)
        if not size:
            yield f"{measure}: is not how {indicator} is measured"
            return
        for column, cell in zip(columns, cells, strict=True):
            for wrong in self._of_unit(cell, column.code, indicator, main, size, held):
                yield f"{head.name}, {column.name}: {wrong}"
        ranked = [
            (cell.share, min(each.worst for each in things(truth, "county", indicator) if each.unit == column.code and self._at(each, main)))
            for column, cell in zip(columns, cells, strict=True)
            if cell.status == "ranked" and any(each.unit == column.code and self._at(each, main) for each in things(truth, "county", indicator))
        ]  # fmt: skip
        for share, worst in ranked:
            for other, theirs in ranked:
                if (share > other) != (worst < theirs):  # type: ignore[operator]
                    yield f"{head.name}: {share} at place {worst}, {other} at place {theirs}"

    def _size(self, measure: str, indicator: str) -> float | None:
        """How much of the standard unit the unit of measure of a row's head is; None where it is no unit of the indicator."""
        rows = [*self.truth.figure_rows("county", indicator), *self.city_figures(indicator)]
        if not rows:
            return 1.0 if measure == "" else None
        return self.size_among(measure, rows)

    def _is_nameless(self, rows: Sequence[Row]) -> bool:
        """Whether figures count what English has no unit of measure for: 30个 -> "30"."""
        uom = str(rows[0]["std_uom"]) if rows else ""
        return self.lang == "en" and self.truth.measures.get(uom, {}).get("pattern_en") == "{n}"

    def measure_and_scope(self, note: str, rows: Sequence[Row]) -> tuple[str, str]:
        """The unit of measure in a row's note, and the scope after it."""
        if self._is_nameless(rows):
            return "", note
        measure, _mark, scope = note.partition(" · ")
        return measure, scope

    def size_among(self, measure: str, rows: Sequence[Row]) -> float | None:
        """How much of the standard unit a unit of measure is in which figures of one indicator are written; None where it is none."""
        uom = rows[0]["std_uom"]
        if self.lang == "en" and uom == "亿元":
            return 10.0 if measure == "CNY billion" else None
        if self._is_nameless(rows):
            return 1.0 if measure == "" else None
        known = {uom: 1.0} | ({f"万{uom}": 1e4} if uom in ("亩", "头") else {})
        if self.lang == "zh":
            known |= {row["uom"]: row["std_value"] / row["value"] for row in rows if row["value"]}
        return next((size for name, size in known.items() if self.measure_is(measure, name)), None)

    # The cells

    def _at(self, thing: Thing, main: str | None) -> bool:
        return (
            main is not None
            and "" in thing.reasons
            and set(self.truth.parts(thing.scope)) == set(self.truth.parts(main))
            and (thing.row is not None or thing.low is not None)
        )

    def _of_unit(self, cell: Cell, column: str, indicator: str, main: str | None, size: float, held: list[str]) -> Iterator[str]:
        city = column == "city"
        rows = (
            self.city_figures(indicator)
            if city
            else [row for row in self.truth.figure_rows("county", indicator) if row["unit_id"] == column]
        )
        if not rows:
            yield from self._bare(cell, column, indicator)
            return
        league = "department" if city else "county"
        own = [each for each in things(self.truth, league, indicator) if each.unit == rows[0]["unit_id"]]
        yield from self.shows(cell, rows, own, main, size, held, ranks=not city)

    def shows(
        self,
        cell: Cell,
        rows: Sequence[Row],
        own: Sequence[Thing],
        main: str | None,
        size: float,
        held: list[str],
        ranks: bool = True,
    ) -> Iterator[str]:
        """What is wrong with a cell of these targets, of which all `own` are known; `ranks` says whether they are ranked in it."""
        at = [each for each in own if ranks and self._at(each, main)]
        stated = [each for each in own if each.row is not None]
        # A figure of the unit itself comes before a stretch target, and that before one of another quantity.
        order = [each for each in stated if not each.reasons & {"tier", "other"}] or [
            each for each in stated if "other" not in each.reasons
        ]
        first = at or order or stated
        if cell.status != ("ranked" if at else "apart") or cell.sign or not cell.entries:
            yield f"{cell.status} {cell.sign}: is {'ranked' if at else 'apart'}"
            return
        share = 1 - (at[0].worst - 1) / max(at[0].size - 1, 1) if at else None
        if (cell.share is None) != (share is None) or (share is not None and abs(cell.share - share) > 1e-9):  # type: ignore[operator]
            yield f"share {cell.share}: is {share}"
        derived = bool(at) and at[0].row is None
        if cell.derived != derived:
            yield "follows from elsewhere, or not?"
        tries = [list(self.of_entry(cell.entries[0], each, main, size)) for each in first]
        yield from min(tries, key=len)
        thing = first[tries.index(min(tries, key=len))]
        aims = {
            any(self.truth.by_target[target]["firmness"] == "strive" for target in way) for way in thing.ways
        } if thing.row is None else {thing.row["firmness"] == "strive"}  # fmt: skip
        if cell.strive not in aims:
            yield "is aimed for, or not?"
        targets = [row["target_id"] for row in rows]
        listed = [entry.target for entry in cell.entries[derived:]]
        lone = [each for each in (cell.entries[0].target,) if derived and each not in listed]
        if derived and lone and not any(way == {lone[0]} for way in thing.ways):
            yield f"{lone}: does not bear that alone"
        if sorted(listed + lone) != sorted(targets):
            yield f"{listed + lone}: are {targets}"
        held += listed + lone
        for entry in cell.entries[1:]:
            fitting = [each for each in stated if each.row is not None and each.row["target_id"] == entry.target]
            yield from self.of_entry(entry, fitting[0], main, size) if fitting else [f"{entry.target}: is not its own"]
        summed = derived and any(way == set(targets) for way in thing.ways) and len(targets) > 1 and not thing.tops
        several = self._t(f"共{len(targets)}项", f"{len(targets)} figures") if len(targets) > 1 and not summed else ""
        small = self._t("，", ", ").join(each for each in (cell.entries[0].detail, several) if each)
        if cell.small != small:
            yield f"{cell.small}: is {small}"

    def _bare(self, cell: Cell, column: str, indicator: str) -> Iterator[str]:
        """What is wrong with a cell in which there is no figure."""
        status = "outside" if column == "city" else self.statuses(indicator, "county")[column]
        sign = {"mentioned": self._t("有承诺", "promised"), "absent": "–", "unread": "–"}.get(status, "")
        if (cell.status, cell.sign) != (status, sign) or cell.entries or cell.share is not None or cell.strive or cell.derived:
            yield f"{cell}: is {status}"
        elif column != "city" and not self.status_words(cell.full, column, indicator, "county"):
            yield f"{cell.full}: is {status}"

    def of_entry(self, entry: Entry, thing: Thing, main: str | None, size: float) -> Iterator[str]:
        """What is wrong with a figure in a cell."""
        if not self._number_is(entry.amount, thing, size):
            yield f"{entry.amount}: is {thing.low}, {thing.high} {thing.comparators} in {size}"
        plain = "eq" in thing.comparators and entry.amount[:1].isdigit() and "–" not in entry.amount
        exact = thing.row["std_value"] if thing.row is not None else thing.low
        if (entry.value is not None) != plain or (plain and not near(entry.value * size, float(exact))):  # type: ignore[operator]
            yield f"{entry.value}: is {entry.amount}"
        wanted = self._details_of(thing, main)
        if entry.detail not in wanted:
            yield f"{entry.detail}: is {wanted}"
        targets = {thing.row["target_id"]} if thing.row is not None else {target for way in thing.ways for target in way}
        if entry.target not in targets:
            yield f"{entry.target}: is {targets}"
        yield from self._in_full(entry.full, thing)

    def _number_is(self, text: str, thing: Thing, size: float) -> bool:
        found = re.fullmatch(r"([≥>≤<≈]?)([\d,]+(?:\.\d+)?)(?:–([\d,]+(?:\.\d+)?))?", text)
        if not found:
            return False
        sign = next((code for code, mark in SIGNED.items() if mark == found[1]), "range" if found[3] else "eq")
        low = thing.row["std_value"] if thing.row is not None else thing.low if thing.low is not None else thing.high
        high = thing.row["std_high"] if thing.row is not None else thing.high
        low_said, high_said = (float(each.replace(",", "")) * size if each else None for each in (found[2], found[3]))
        return (
            sign in thing.comparators and near(low_said or 0, float(low)) and (high_said is None or near(high_said, float(high)))
        )

    def _details_of(self, thing: Thing, main: str | None) -> set[str]:
        """The small words that a figure may have: its scope against that of the row, what it is a sum of, whose it is, and how firm."""
        names = {part: name for name, part in self.truth.part_names[self.lang].items()}
        mark, wide = self._t("，", ", "), self.truth.parts(main)
        found = set()
        for way in thing.ways:
            rows = [self.truth.by_target[target] for target in way]
            if thing.row is None and len(way) > 1:
                scopes = [self._t(f"{len(way)}项合计", f"sum of {len(way)}")]
            else:
                parts = self.truth.parts(rows[0]["scope"])
                own = [part for part in parts if self.truth.scopes.get(part, {}).get("effect") != "other"]
                reached = set().union(*(self.truth.implied(part) for part in own)) if own else set()
                if set(wide) <= reached:
                    scopes = [names[part] for part in own if part not in wide]
                elif not own:
                    scopes = [self._t("总数", "total")]
                else:
                    scopes = [self._t("另一口径：", "other scope: ") + mark.join(names[part] for part in own)]
            words = [*scopes]
            words += [self._t("说的是全市", "of the whole city")] if "other" in thing.reasons else []
            words += [self.word("tier", "stretch")] if "tier" in thing.reasons else []
            words += [self.word("firmness", "strive")] if any(row["firmness"] == "strive" for row in rows) else []
            found.add(mark.join(words))
        return found

    def _in_full(self, text: str, thing: Thing) -> Iterator[str]:
        """What is wrong with all the words of a figure."""
        unit = self.truth.units[thing.unit][self._t("short", "short_en")]
        head = f"{unit}{self._t('：', ': ')}{self.indicator(thing.indicator)} "
        promise, mark, rest = text.removeprefix(head).partition(self._t("，口径：", "; scope: "))
        scope, basis_mark, basis = rest.partition(self._t("；", "; "))
        if not text.startswith(head) or not mark or not self.scope_is(scope, thing.scope):
            yield f"{text}: is {head}, {thing.scope}"
        if bool(basis_mark) != (thing.row is None) or (basis and self.basis(basis, thing)):
            yield f"{basis}: does not rest on that"
        said, firm = self._firm(promise)
        if wrong := self.amount(said, thing):
            yield wrong
        rows = [thing.row] if thing.row is not None else [self.truth.by_target[each] for way in thing.ways for each in way]
        codes = {row["firmness"] for row in rows if row is not None}
        if (firm or "plain") not in codes:
            yield f"{promise}: is {codes}"

    def _firm(self, text: str) -> tuple[str, str]:
        """A promise without the bracket that stresses it, and the code of how firm it is."""
        said, words = self.bracketed(text)
        code = next((code for code in ("ensure", "task", "strive") if words == self.word("firmness", code)), "")
        return (said, code) if code else (text, "")

    # Figures with what they measure

    def _rest_row(self, head: Head, columns: Sequence[Head], cells: Sequence[Cell], theme: str, held: list[str]) -> Iterator[str]:
        """What is wrong with the row of figures of no indicator; those of the last theme stand topic by topic."""
        rows = [row for row in self.promised_in("county", theme) if none(row["indicator_id"])]
        if theme == THEMES[-1]:
            rows = [row for row in rows if self.truth.topics[row["topic"]][self._t("topic_zh", "topic_en")] == head.group]
        if (head.name, head.note, head.code) != (
            self._t("其余数字", "Other figures"),
            self._t("不属指标", "of no indicator"),
            "none",
        ):
            yield f"cannot read: {head}"
        for column, cell in zip(columns, cells, strict=True):
            yield from self.listed_is(cell, [row for row in rows if row["unit_id"] == column.code], held)

    def listed_is(self, cell: Cell, rows: Sequence[Row], held: list[str], silent: bool = False) -> Iterator[str]:
        if cell.status != ("listed" if rows else "outside") or cell.sign or cell.strive or cell.derived:
            yield f"{cell.status} {cell.sign}: are {len(rows)} figures"
        if cell.full != ("" if rows or silent else self._t("没有数字", "no figure")):
            yield f"{cell.full}: what is this?"
        if sorted(entry.target for entry in cell.entries) != sorted(row["target_id"] for row in rows):
            yield f"{[entry.target for entry in cell.entries]}: are {[row['target_id'] for row in rows]}"
        held += [entry.target for entry in cell.entries]
        for entry in cell.entries:
            row = self.truth.by_target.get(entry.target)
            yield from self._told(entry, row) if row is not None else [f"{entry.target}: is no target"]

    def _told(self, entry: Entry, row: Row) -> Iterator[str]:
        amount = entry.amount
        if row["kind"] == "date" and row["deadline"].year == self.truth.description["year"]:
            year = row["deadline"].year
            amount = self._t(f"{year}年{amount}", f"{amount} {year}")
        if wrong := self.promise(amount, row):
            yield wrong
        english = self.lang == "en" and not none(row["indicator_id"])
        names = {part: name for name, part in self.truth.part_names[self.lang].items()}
        words = (
            [row["indicator_en"], *(names[part] for part in self.truth.parts(row["scope"]))]
            if english
            else [self.said_of(row, "measure")]
        )
        words += [self.word("firmness", "strive")] if row["firmness"] == "strive" else []
        if entry.detail != self._t("，", ", ").join(words):
            yield f"{entry.detail}: is {words}"
        head = f"{self.truth.units[row['unit_id']][self._t('short', 'short_en')]}{self._t('：', ': ')}{self.said_of(row, 'measure')} "
        said, firm = self._firm(entry.full.removeprefix(head))
        if not entry.full.startswith(head) or self.promise(said, row) or (firm or "plain") != row["firmness"]:
            yield f"{entry.full}: is {head}, {row['firmness']}"

    def _by_department(self, table: Crosstab, rows: Sequence[Row]) -> Iterator[str]:
        wanted = {(self.topic_of(row), row["unit_id"]) for row in rows}
        topics = {about[self._t("topic_zh", "topic_en")]: code for code, about in self.truth.topics.items()}
        heads = [(topics.get(head.group, ""), head.code) for head in table.rows]
        if sorted(heads) != sorted(wanted) or table.columns != (Head(self._t("写了数字的目标", "Targets with a figure")),):
            yield f"{heads} are {wanted}; {table.columns}"
        if table.corner != self._t("部门", "Department"):
            yield f"cannot read: {table.corner}"
        held: list[str] = []
        for place, head, (cell,) in zip(heads, table.rows, table.cells, strict=True):
            name = self.truth.units.get(head.code, {}).get(self._t("short", "short_en"))
            if head.name != name or head.note:
                yield f"{head.name} {head.note}: is {name}"
            yield from self.listed_is(cell, [row for row in rows if (self.topic_of(row), row["unit_id"]) == place], held)
        if Counter(held) != Counter(row["target_id"] for row in rows):
            yield f"{len(held)} held of {len(rows)}"

    # The table of the file

    def _lines_of(self, view: View, theme: str, league: str) -> Iterator[str]:
        """What is wrong with the lines of figures, bounds, mentions and words of a theme."""
        truth = self.truth
        indicators = [code for code, about in truth.indicators.items() if about["theme"] == theme]
        wanted = Counter[object](row["target_id"] for row in self.promised_in(league, theme))
        if league == "county":
            wanted.update(row["target_id"] for code in indicators for row in self.city_figures(code))
        wanted.update(
            (each.unit, code, frozenset(truth.parts(each.scope)))
            for code in indicators for each in things(truth, league, code) if each.row is None
        )  # fmt: skip
        wanted.update(
            ("mentioned", unit, code)
            for code in indicators for unit, status in self.statuses(code, league).items() if status == "mentioned"
        )  # fmt: skip
        worded = truth.rows[
            (truth.rows["league"] == league) & (truth.rows["theme"] == theme) & (truth.rows["kind"] == "qualitative")
        ]
        wanted.update(worded["target_id"])
        having = set(truth.rows[truth.rows["theme"] == theme]["unit_id"])
        acts = {code for code, act in truth.actions.items() if act["theme"] == theme}
        named = {each["unit_id"] for each in self.mentions() if each["action"] in acts} & set(truth.members("county"))
        wanted.update(("acts", unit) for unit in named - having if league == "county")
        met = Counter[object]()
        for cells in self.known_cells(view):
            key, wrongs = self.line_of(cells, acts)
            met[key] += 1
            yield from (f"{wrong} ({cells})" for wrong in wrongs)
        if met != wanted:
            yield f"lines {met - wanted}, missing {wanted - met}"

    def known_cells(self, view: View) -> list[dict[str, Any]]:
        stated = self._t("有无数字", "Stated or not")
        return [{("有无数字" if name == stated else name): value for name, value in cells.items()} for cells in self.cells(view)]

    def line_of(self, cells: Mapping[str, Any], acts: set[str]) -> tuple[object, list[str]]:
        """What a line is about, and what is wrong with it."""
        truth = self.truth
        unit = truth.unit_names[self.lang].get(cells["单位"], "")
        indicator = truth.indicator_names[self.lang].get(cells["指标"], "")
        row = truth.by_target.get(cells["目标编号"])
        figured = cells["有无数字"] == self.word("coverage", "figure")
        if row is not None:
            topic = self.topic_of(row)
        elif indicator:
            topic = truth.indicators[indicator]["topic"]
        else:
            topic = next((truth.actions[each["action"]]["topic"] for each in self._acts(unit, cells, acts)), "")
        wrongs = (
            []
            if topic and cells["子题"] == truth.topics[topic][self._t("topic_zh", "topic_en")]
            else [f"{cells['子题']}: is {topic}"]
        )
        if figured and row is not None and row["kind"] != "qualitative":
            return row["target_id"], wrongs + self._stated_line(cells, row)
        if figured and indicator and row is None:
            thing = self.thing_of(truth.league(unit) if unit else "county", indicator, "", cells["依据的目标"], cells["口径"])
            if thing is None:
                return "?", ["is nothing that the table bears"]
            return (thing.unit, indicator, frozenset(truth.parts(thing.scope))), wrongs + self._bound_line(cells, thing)
        empty = ("目标", "衡量什么", "口径", "依据", "名次", "依据的目标")
        blank = all(none(cells[name]) for name in (*empty, "标准值", "标准值上限", "计量单位"))
        if figured or cells["有无数字"] != self.word("coverage", "mentioned") or not blank:
            wrongs.append("is there a figure?")
        if row is not None:
            rest = ("单位", "承诺", "语气", "期限", "出处")
            return row["target_id"], wrongs + [wrong for name in rest if (wrong := self.fact(name, cells[name], row))]
        own = self.naming(indicator) if indicator else self._acts(unit, cells, acts)
        if not any(self._mention_is(cells, each, unit) for each in own) or not none(cells["期限"]):
            wrongs.append("is not in the list")
        return ("mentioned", unit, indicator) if indicator else ("acts", unit), wrongs

    def _acts(self, unit: str, cells: Mapping[str, Any], acts: set[str]) -> list[Row]:
        own = [each for each in self.mentions(unit_id=unit) if each["action"] in acts]
        return [each for each in own if self.where(cells["出处"], [each], named=False)]

    def _mention_is(self, cells: Mapping[str, Any], each: Row, unit: str) -> bool:
        first = next(row for row in self.truth.by_target.values() if row["commitment_id"] == each["commitment_id"])
        firm = self.word("firmness", each["firmness"]) if each["firmness"] else ""
        return (
            each["unit_id"] == unit
            and self.where(cells["出处"], [each], named=False)
            and cells["承诺"] == self.said_of(first, "commitment")
            and cells["语气"] == firm
        )

    def _stated_line(self, cells: Mapping[str, Any], row: Row) -> list[str]:
        wrongs = []
        for heading, value in cells.items():
            if heading in ("子题", "有无数字"):
                wrong = ""
            elif heading == "口径":
                wrong = "" if self.scope_is(str(value), row["scope"]) else f"{value}: is {row['scope']}"
            elif heading == "依据":
                wrong = "" if value == self.word("basis", "stated") else f"{value}: it is written down"
            elif heading == "依据的目标":
                wrong = "" if value == row["target_id"] else f"{value}: is {row['target_id']}"
            elif heading == "名次":
                every = things(self.truth, row["league"], row["indicator_id"]) if not none(row["indicator_id"]) else []
                own = [each for each in every if each.row is not None and each.row["target_id"] == row["target_id"]]
                wrong = "" if (self.place(value, own[0]) if own else value == "") else f"{value}: is another's place"
            else:
                wrong = self.fact(heading, value, row)
            wrongs += [wrong] if wrong else []
        return wrongs

    def _bound_line(self, cells: Mapping[str, Any], thing: Thing) -> list[str]:
        rows = [self.truth.by_target[each] for each in cells["依据的目标"].split() if each in self.truth.by_target]
        own = ("子题", "有无数字", "名次", "承诺", "出处")
        wrongs = list(self.compared({name: value for name, value in cells.items() if name not in own}, thing))
        wrongs += [] if self.place(cells["名次"], thing) else [f"{cells['名次']}: is {thing.best}–{thing.worst}"]
        fits = any(
            self.said_of(row, "commitment") == cells["承诺"] and self.where(cells["出处"], [row], named=False) for row in rows
        )
        return wrongs + ([] if fits else [f"{cells['承诺']}, {cells['出处']}: elsewhere"])

    # Slides and the speaker

    def part_of(self, body: Crosstab, whole: Crosstab) -> Iterator[str]:
        """What is wrong with a part of a table on a slide: each of its cells must be one of the table, or a part of what is listed there."""
        columns = {head.code: place for place, head in enumerate(whole.columns)}
        for head, cells in zip(body.rows, body.cells, strict=True):
            fitting = [line for row, line in zip(whole.rows, whole.cells, strict=True) if row == head]
            if not any(
                all(
                    column in whole.columns and self._cut_from(cell, line[columns[column.code]])
                    for column, cell in zip(body.columns, cells, strict=True)
                )
                for line in fitting
            ):
                yield f"{head}: is no row of the table"

    @staticmethod
    def _cut_from(part: Cell, whole: Cell) -> bool:
        if part == whole:
            return True
        blank = not part.entries and part.status == "outside" and not part.sign
        listed = part.status == whole.status == "listed" and set(part.entries) <= set(whole.entries)
        return blank or listed

    def aloud_lines(self, body: Crosstab) -> set[str]:
        """The lines that a speaker may read of a table."""
        found, joint = set(), self._t("；", "; ")
        for head, cells in zip(body.rows, body.cells, strict=True):
            held = []
            for column, cell in zip(body.columns, cells, strict=True):
                words = [f"{entry.amount} {entry.detail}".strip() for entry in cell.entries]
                words = words or ([cell.sign] if cell.status == "mentioned" else [])
                if words:
                    held.append((f"{column.name} " if body.by_unit == "column" else "") + self.listed.join(words))
            name = head.name + (self._t(f"（{head.note}）", f" ({head.note})") if head.note else "")
            found.add(name + self._t("：", ": ") + joint.join(held))
        return found
