"""What all counties promise in a theme in one picture, and what the departments do."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

import pandas as pd

from fenjin.figures.crosstab import Cell, Crosstab, Entry, Head
from fenjin.language import quantity
from fenjin.language.columns import column
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views.base import Context, Row
from fenjin.views.columns import (
    FIRMNESS,
    IN_TEXT,
    MEASURE,
    PROMISE,
    RANK,
    STD_UOM,
    TARGET,
    Columns,
    as_it_is,
    code_words,
    in_language,
    tabulate,
)
from fenjin.views.columns import INDICATOR as INDICATOR_COLUMN
from fenjin.views.columns import UNIT as UNIT_COLUMN
from fenjin.views.comparison import amount, basis_words, certain, group_of, league_size, narrowing, with_origins
from fenjin.views.page import at_theme
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST, THEME, UNITS
from fenjin.views.question import View, query, question
from fenjin.views.rows import Measure, place, place_in_text, scope_of, short_measure, short_number, stress_words
from fenjin.views.selection import one_of
from fenjin.views.sums import sum_of_theme

# The codes of the column of the city's own figures, and of the row of figures that belong to no indicator.
CITY, OTHERS = "city", "none"
# Of several figures the first of these is the one that a cell shows: why it is kept apart, "" where it is not.
_FIRST = ("", "within", "scope", "alone", "tier", "other")


MATRIX = query(
    "matrix",
    _("一个主题里谁承诺了什么"),
    list=LIST,
    theme=THEME.optional,
    indicator=INDICATOR.optional,
    league=LEAGUE.optional,
    unit=UNITS.optional,
)


# A commitment without a figure promises in words.
_STATUS = {"words": "mentioned"}
ENTRIES: Columns[Any] = (
    (column("topic_zh"), lambda context, row: topic_of(row, context.t)),
    INDICATOR_COLUMN,
    UNIT_COLUMN,
    (
        column("status", "coverage"),
        lambda context, row: words(context.t, "coverage", str(_STATUS.get(row["status"], row["status"]))),
    ),
    (PROMISE, lambda context, row: amount(row, context.t) if row["status"] == "figure" else ""),
    MEASURE,
    in_language("commitment"),
    (column("scope"), lambda context, row: scope_of(context, row["scope_key"]) if row["status"] == "figure" else ""),
    (column("basis"), lambda context, row: basis_words(context, row) if row["basis"] else ""),
    (RANK, lambda context, row: place(row, context.t) if row["apart"] == "" else ""),
    FIRMNESS,
    as_it_is("deadline"),
    code_words("comparator"),
    as_it_is("std_value"),
    as_it_is("std_high"),
    STD_UOM,
    IN_TEXT,
    TARGET,
    (column("basis_targets"), lambda _context, row: row["basis_targets"] or ""),
)
RARE_ENTRIES = ("std_high", "deadline")


def entries_of(context: Context, frame: pd.DataFrame) -> list[Row]:
    """The rows of the query matrix, each with what it follows from."""
    return cast("list[Row]", with_origins(context, frame))


def parameters(theme: str | None, league: str, units: Sequence[str] = ()) -> dict[str, object]:
    """The parameters of the query matrix; no theme means all of them, no unit all of the league."""
    return {"theme": theme, "indicator": None, "league": league, "filter_unit": one_of(units)}


@question(MATRIX, page=at_theme, table=ENTRIES, rare=RARE_ENTRIES, theme=THEME)
def matrix(context: Context, theme: str) -> View:
    """What the counties and zones of a list promise in a theme: its indicators by the units, and the city's own figures beside them."""
    t = context.t
    params = parameters(theme, "county")
    frame = context.frame_of("theme", "matrix", **params)
    rows = entries_of(context, frame)
    with_cells = [row for row in rows if row["status"] != "words"]
    columns = _units(context, with_cells)
    heads, cells = [], []
    for indicator in dict.fromkeys(row["indicator_id"] for row in with_cells if row["indicator_id"]):
        own = [row for row in with_cells if row["indicator_id"] == indicator]
        line = IndicatorLine(context, own)
        heads.append(line.head())
        cells.append(tuple(line.cell(each_head.code) for each_head in columns))
    others = [row for row in with_cells if not row["indicator_id"]]
    # The rest of a list has too many subjects for one row.
    own_group = theme == context.themes[-1]
    for topic in dict.fromkeys(row["topic"] for row in others) if own_group else [None]:
        own = [row for row in others if topic in (None, row["topic"])]
        if own:
            heads.append(Head(t("其余数字"), t("不属指标"), OTHERS, topic_of(own[0], t) if own_group else OTHERS))
            cells.append(tuple(list_cell(context, [row for row in own if each.code in context.leads(row)]) for each in columns))
    if own_group:
        order = {row["topic"]: row["topic_order"] for row in with_cells}
        names = {topic_of(row, t): order[row["topic"]] for row in with_cells}
        by_group = sorted(zip(heads, cells, strict=True), key=lambda each: names[each[0].group])
        heads, cells = [head for head, _cells in by_group], [line for _head, line in by_group]
    table = Crosstab(t("指标"), tuple(heads), tuple(columns), tuple(cells), grouped=own_group)
    return View(
        t("{theme}：各县区承诺了什么？", theme=words(t, "theme", theme)),
        _takeaway(context, theme, rows),
        "matrix",
        params,
        frame,
        figure=table.figure(context.look) if heads else None,
        notes=_silent_notes(context, rows, "county"),
        table=tabulate(context, rows, ENTRIES),
        legend=signs_of(context, [cell for line in cells for cell in line]),
    )


@question(MATRIX, page=at_theme, table=ENTRIES, rare=RARE_ENTRIES, theme=THEME)
def departments(context: Context, theme: str) -> View:
    """What the departments of a list promise in a theme: department by department and sub-topic by sub-topic, never ranked."""
    t = context.t
    params = parameters(theme, "department")
    frame = context.frame_of("theme", "matrix", **params)
    rows = entries_of(context, frame)
    with_figure = [row for row in rows if row["target_id"] and row["status"] == "figure"]
    lines: dict[tuple[int, int], list[Row]] = {}
    by_code = {unit["unit_id"]: (number, unit) for number, unit in enumerate(context.description["units"])}
    for row in with_figure:
        for unit in context.leads(row):
            lines.setdefault((row["topic_order"], by_code[unit][0]), []).append(row)
    groups = [own for _order, own in sorted(lines.items())]
    owners = [context.description["units"][number] for _topic_order, number in sorted(lines)]
    heads = tuple(
        Head(t.of(unit, "short"), "", unit["unit_id"], topic_of(own[0], t)) for unit, own in zip(owners, groups, strict=True)
    )
    cells = tuple((list_cell(context, own),) for own in groups)
    table = Crosstab(t("部门"), heads, (Head(t("写了数字的目标")),), cells, by_unit="row", grouped=True, flow=True)
    units = leading(context, with_figure)
    n, m = len(units), len(leading(context, [row for row in rows if row["status"] == "words"]) - units)
    name = words(t, "theme", theme)
    takeaway = (
        t("{theme}：{n}个部门和单位写了{m}个目标", theme=name, n=n, m=len(with_figure))
        if n
        else t("{theme}：没有部门写数字", theme=name)
    )
    if m:
        takeaway += t("，另有{m}个只写了文字", m=m)
    return View(
        t("{theme}：各部门承诺了什么？", theme=name),
        takeaway,
        "matrix",
        params,
        frame,
        figure=table.figure(context.look) if units else None,
        notes=_silent_notes(context, rows, "department"),
        table=tabulate(context, rows, ENTRIES),
    )


def _units(context: Context, rows: Sequence[Row]) -> list[Head]:
    """The columns: the city where it has figures of its own, then the counties and zones that anything is known of, as in the list."""
    t = context.t
    city = [city_head(t)] if any(row["is_city"] for row in rows) else []
    codes = leading(context, [row for row in rows if row["league"] == "county"])
    own = [unit for unit in context.description["units"] if unit["unit_id"] in codes]
    return [*city, *(Head(t.of(unit, "short"), "", unit["unit_id"]) for unit in own)]


def city_head(t: Translator) -> Head:
    """The head of the city's own figures."""
    return Head(t("全市"), t("部门写的"), CITY, unit=False)


def leading(context: Context, rows: Sequence[Row]) -> set[str]:
    """The codes of the units that lead the commitments of rows."""
    return {unit for row in rows for unit in context.leads(row)}


def topic_of(row: Mapping[str, Any], t: Translator) -> str:
    """The name of a row's sub-topic."""
    return str(row["topic_zh" if t.lang == "zh" else "topic_en"])


class IndicatorLine:
    """The row of an indicator: what each unit states of it or is bound by, and what stands where there is nothing."""

    def __init__(self, context: Context, rows: Sequence[Row]) -> None:
        self.context, self.rows = context, rows
        in_order = [row for row in rows if row["apart"] == "" and not row["is_city"]]
        # The scope at which most units are ranked is the row's own.
        self.scope = min(in_order, key=lambda row: (-row["written"], row["scope_key"]))["scope_key"] if in_order else None
        parts = context.database.metadata["scopes"]
        self.others = {part["scope"] for part in parts if part["effect"] == "other"}
        self.implied = {part["scope"]: _parts(part["implies"]) for part in parts}
        figures_of = [row for row in rows if row["basis"] == "stated"]
        self.measure = short_measure(figures_of, context.t) if figures_of else Measure(1.0, "")

    def head(self) -> Head:
        """The indicator, its unit of measure, and the scope at which it is ranked."""
        scope = quantity.scope_words(self.scope, self.context.scopes, self.context.t)
        note = " · ".join(part for part in (self.measure.name, scope) if part)
        return Head(
            self.context.t.of(self.rows[0], "indicator"),
            note,
            self.rows[0]["indicator_id"],
            topic_of(self.rows[0], self.context.t),
        )

    def cell(self, code: str) -> Cell:
        """What a unit, or the city, promises of the indicator."""
        t = self.context.t
        own = [row for row in self.rows if code in ((CITY,) if row["is_city"] else self.context.leads(row))]
        if not own:
            return self._nothing(code)
        if own[0]["status"] == "mentioned":
            where = place_in_text(own[0], t)
            status = words(t, "coverage", "mentioned")
            return Cell(
                "mentioned",
                sign=t("有承诺"),
                full=t("{status}（“{words}”，{where}）", status=status, words=own[0]["words"], where=where),
            )
        own.sort(key=lambda row: _FIRST.index(row["apart"]))
        # A bound from above alone says nothing of what is promised.
        in_order = [row for row in own if row["apart"] == "" and row["scope_key"] == self.scope and row["basis"] != "wider"]
        figures_of = [row for row in own if row["basis"] == "stated"]
        first = (in_order or figures_of)[0]
        parts = first["basis_targets"].split()
        # What a bound follows from alone stands in its own small words.
        others = [row for row in figures_of if row is not first and not (len(parts) == 1 and row["target_id"] in parts)]
        is_bound = first["basis"] != "stated"
        entries, strive = tuple(self._entry(row) for row in [first, *others]), first["firmness"] == "strive"
        # Of a sum of all that there is its own words say how many they are.
        is_sum = first["basis"] in ("parts", "whole") and len(parts) == len(figures_of)
        several = t("共{n}项", n=len(figures_of)) if len(figures_of) > 1 and not is_sum else ""
        small = join_pieces([entries[0].detail, several], t)
        if not in_order or code == CITY:
            return Cell("apart", entries, strive=strive, small=small)
        share = 1 - (first["rank_worst"] - 1) / max(first["group_size"] - 1, 1)
        return Cell("ranked", entries, share, strive, is_bound, small=small)

    def _nothing(self, code: str) -> Cell:
        # What a department is not asked for it need not promise, and of most nobody asks most.
        if code == CITY or any(row["league"] == "department" and not row["is_city"] for row in self.rows):
            return Cell("outside")
        is_asked = self.rows[0]["asked_of"] in ("both", "county")
        status = "outside" if not is_asked else "absent" if self.context.description["mentions_read"] else "unread"
        return Cell(status, sign="–" if is_asked else "", full=words(self.context.t, "coverage", status))

    def _entry(self, row: Row) -> Entry:
        """A figure in its cell; its scope is said where it is not the row's own."""
        context, t = self.context, self.context.t
        details = []
        if row["basis"] != "stated":
            origins = row["origins"][:-1] if row["basis"] == "between" else row["origins"]
            details.append(
                t("{n}项合计", n=len(origins)) if len(origins) > 1 else narrowing(context, origins[0]["scope"], row["scope_key"])
            )
        else:
            details.append(self._scope_note(row["scope_key"]))
        if row["apart"] == "other":
            details.append(t("说的是全市"))
        if row["apart"] == "tier":
            details.append(words(t, "tier", "stretch"))
        if row["firmness"] == "strive":
            details.append(words(t, "firmness", "strive"))
        promise = t(
            "{unit}：{promise}",
            unit=t.of(row, "short"),
            promise=f"{t.of(row, 'indicator')} {amount(row, t)}{stress_words(row, t)}",
        )
        full = t("{name}，口径：{scope}", name=promise, scope=scope_of(context, row["scope_key"]))
        if row["basis"] != "stated":
            full = t("{name}；{basis}", name=full, basis=basis_words(context, row))
        target = row["target_id"] or row["basis_targets"].split()[0]
        # Digits beyond those of a figure come from the change of its unit of measure.
        value = round(row["std_value"] / self.measure.size, 9) if row["comparator"] == "eq" else None
        return Entry(short_number(row, self.measure), join_pieces(details, t), full, target, value)

    def _scope_note(self, scope: str) -> str:
        """The scope of a figure in small words, "" where it is the row's own; one that is not within the row's is said to be another."""
        context, t = self.context, self.context.t
        # Of a figure for the whole city its column or its own words say so.
        own, wide = [part for part in _parts(scope) if part not in self.others], _parts(self.scope)
        if set(wide) <= self._closure_of(own):
            return quantity.scope_words(quantity.SEPARATOR.join(part for part in own if part not in wide), context.scopes, t)
        if not own:
            return t("总数")
        return t("另一口径：{scope}", scope=quantity.scope_words(quantity.SEPARATOR.join(own), context.scopes, t))

    def _closure_of(self, parts: Sequence[str]) -> set[str]:
        """The parts of a scope with all that they imply."""
        closure: set[str] = set()
        waiting = list(parts)
        while waiting:
            part = waiting.pop()
            if part not in closure:
                closure.add(part)
                waiting += self.implied.get(part, [])
        return closure


def _parts(scope: str | None) -> list[str]:
    """The parts of a scope."""
    return [part for part in (scope or "").split(quantity.SEPARATOR) if part]


def join_pieces(pieces: Sequence[str], t: Translator) -> str:
    """Small words one after the other, without the empty ones."""
    return ("，" if t.lang == "zh" else ", ").join(piece for piece in pieces if piece)


def list_cell(context: Context, rows: Sequence[Row]) -> Cell:
    """Figures with what they measure, one below the other."""
    t = context.t
    return Cell("listed", tuple(map(partial(_list_entry, context), rows))) if rows else Cell("outside", full=t("没有数字"))


def _list_entry(context: Context, row: Row) -> Entry:
    t = context.t
    # What is measured says its scope; the name of an indicator, which is shorter in English, does not.
    by_name = t.lang == "en" and row["indicator_id"]
    name = (
        join_pieces([t.of(row, "indicator"), quantity.scope_words(row["scope_key"], context.scopes, t)], t)
        if by_name
        else t.of(row, "measure")
    )
    promise = t(
        "{unit}：{promise}",
        unit=t.of(row, "short"),
        promise=f"{t.of(row, 'measure')} {quantity.amount_words(row, t)}{stress_words(row, t)}",
    )
    detail = join_pieces([name, words(t, "firmness", "strive") if row["firmness"] == "strive" else ""], t)
    return Entry(short_amount(context, row), detail, promise, row["target_id"])


def short_amount(context: Context, row: Row) -> str:
    """How much a row promises or is bound by; a day of the list's own year without the year."""
    t = context.t
    promise = amount(row, t)
    if row["kind"] == "date" and row["deadline"].year == context.description["year"]:
        return promise.replace(quantity.day(row["deadline"], t), quantity.day(row["deadline"], t, "day of the year"))
    return promise


def _takeaway(context: Context, theme: str, rows: Sequence[Row]) -> str:
    """How many units give how many figures, and what the most telling of them come to, in a sentence that can be read aloud."""
    t = context.t
    own = [row for row in rows if row["target_id"] and row["status"] == "figure" and row["league"] == "county"]
    name, size = words(t, "theme", theme), league_size(context, "county")
    if not size:
        return t("{theme}：这份清单里只有部门和单位", theme=name)
    if not own:
        return t("{theme}：{all}家县区都没有写数字", theme=name, all=size)
    n = len(leading(context, own))
    sentence = t("{theme}：{all}家县区中{n}家写了{m}个目标", theme=name, all=size, n=n, m=len(own))
    telling = sum_of_theme(context, theme) or _certain(context, rows)
    return t("{sentence}；{telling}", sentence=sentence, telling=telling) if telling else sentence


def _certain(context: Context, rows: Sequence[Row]) -> str:
    """Who promises most (or least) of the weightiest indicator where that holds whatever happens among three or more; "" where none does."""
    t = context.t
    in_order = [row for row in rows if row["apart"] == "" and row["league"] == "county"]
    for _weight, _figures, indicator, scope in sorted(
        {(-row["weight"], -row["written"], row["indicator_id"], row["scope_key"]) for row in in_order}
    ):
        group = group_of([row for row in in_order if row["indicator_id"] == indicator], scope)
        group.sort(key=lambda row: (row["rank_best"], row["unit_order"]))
        if len(group) > 2 and group[0]["rank_worst"] == 1:
            about = t.of(group[0], "indicator")
            scope_text = quantity.scope_words(scope, context.scopes, t)
            subject = t("{indicator}（{scope}）", indicator=about, scope=scope_text) if scope_text else about
            return t("{subject}：{certain}", subject=subject, certain=certain(context, group))
    return ""


def _silent_notes(context: Context, rows: Sequence[Row], league: str) -> list[str]:
    """Who is not drawn: those that wrote only words, and those of whom there is nothing."""
    t = context.t
    own = [row for row in rows if row["league"] == league]
    with_cell = leading(
        context, [row for row in own if row["status"] != "words" and (league == "county" or row["status"] == "figure")]
    )
    wording = leading(context, [row for row in own if row["status"] == "words"]) - with_cell
    notes = []
    names = [t.of(unit, "short") for unit in context.description["units"] if unit["unit_id"] in wording and _is_of(unit, league)]
    if names:
        notes.append(t("只写了文字、没有数字的：{names}。", names=t.join(names)))
    if league == "county":
        silent = [
            t.of(unit, "short")
            for unit in context.description["units"]
            if _is_of(unit, league) and unit["unit_id"] not in with_cell | wording
        ]
        if silent:
            is_read = context.description["mentions_read"]
            pattern = t("在这个主题下没有承诺的：{names}。") if is_read else t("在这个主题下没有找到承诺的：{names}。")
            notes.append(pattern.format(names=t.join(silent)))
        if silent or names:
            notes.append(t("没有数字不等于零。").strip())
    return notes


def _is_of(unit: Mapping[str, Any], league: str) -> bool:
    return (unit["unit_type"] in ("county", "zone")) == (league == "county")


def signs_of(context: Context, cells: Sequence[Cell]) -> list[str]:
    """What the fills and signs of the cells mean, as one line."""
    t = context.t
    statuses = {cell.status for cell in cells}
    signs = {
        t("颜色与底色反差越大＝同口径中无论如何都保得住的名次越前"): "ranked" in statuses,
        t("只有描边＝不在这一行的口径里排序"): "apart" in statuses,
        t("斜纹＝力争"): any(cell.strive for cell in cells),
        t("点纹＝由别的口径推出"): any(cell.derived for cell in cells),
        t("有承诺＝{status}", status=words(t, "coverage", "mentioned")): "mentioned" in statuses,
        t("–＝{status}", status=words(t, "coverage", "absent")): "absent" in statuses,
        t("–＝{status}", status=words(t, "coverage", "unread")): "unread" in statuses,
    }
    lines = [sign for sign, occurs in signs.items() if occurs]
    return [t("图例：{signs}。", signs=join_pieces(lines, t))] if lines else []
