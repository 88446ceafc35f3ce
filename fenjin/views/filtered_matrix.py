"""What of a list satisfies any filters, as a table of figures: indicators by units."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fenjin.figures.crosstab import Cell, Crosstab, Entry, Head
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context, Row, remember_few
from fenjin.views.columns import Columns, code_words, tabulate
from fenjin.views.facets import FILTERS, filter_words
from fenjin.views.lists import within
from fenjin.views.matrix import (
    ENTRIES,
    OTHERS,
    RARE_ENTRIES,
    IndicatorLine,
    city_head,
    entries_of,
    joined,
    leading,
    listed_cell,
    signs_of,
    topic_of,
)
from fenjin.views.parameter import LIST
from fenjin.views.question import View, query, question
from fenjin.views.selection import Filters

MOST_COLUMNS = 14  # where there would be more, departments share the last one
# The code of the column that departments share, and how many columns of others it is as wide as.
DEPARTMENTS, _WIDE = "departments", 3.5

FILTERED_MATRIX = query("filtered_matrix", _("符合条件的目标，按指标和单位"), **{**FILTERS, "list": LIST})
_ENTRIES: Columns[Any] = (*ENTRIES, code_words("theme"))


def _page_of_values(_context: Context, choice: Mapping[str, str]) -> tuple[str, Mapping[str, str | None]]:
    """The page of filtered rows, where they stand as a table of figures."""
    return "explore", {**choice, "form": "values"}


@question(FILTERED_MATRIX, page=_page_of_values, table=_ENTRIES, rare=RARE_ENTRIES, filters=True, memory=remember_few)
def filtered_matrix(context: Context, filters: Filters) -> View:
    """What the filters leave of one list: its indicators by the units that state them, and in last rows the figures of none.

    Raises KeyError where they name several lists, whose units stand in no table together.
    """
    t = context.t
    context, filters = within(context, filters)
    if context.beside:
        raise KeyError("list")
    params = filters.parameters()
    del params["filter_list"]
    frame = context.frame("filtered_matrix", **params)
    rows = _placed(context, entries_of(context, frame))
    figured = [row for row in rows if row["status"] == "figure"]
    stated = [row for row in figured if row["target_id"]]
    table = _table(context, [row for row in rows if row["status"] != "words"], stated) if stated else None
    cells = [cell for line in table.cells for cell in line] if table else []
    takeaway, narrowed = _takeaway(context, rows, stated), filter_words(context, filters)
    if narrowed:
        takeaway = t("{name}：{takeaway}", name=narrowed, takeaway=takeaway)
    return View(
        t("符合条件的单位各承诺多少？"), takeaway, "filtered_matrix", params, frame,
        figure=table.figure(context.look) if table else None, notes=_notes(context, filters, rows, table),
        table=tabulate(context, rows, _ENTRIES), legend=signs_of(context, cells),
    )  # fmt: skip


def _placed(context: Context, rows: Sequence[Row]) -> list[Row]:
    """The rows in the order of the themes. A city's own figure stands beside those of counties; where none is among them it is its department's."""
    city = any(row["league"] == "county" and row["status"] == "figure" for row in rows)
    return sorted(
        ({**row, "is_city": row["is_city"] if city else 0} for row in rows),
        key=lambda row: context.themes.index(row["theme"]),
    )


class _FilteredLine(IndicatorLine):
    """The row of an indicator of what filters leave."""

    def _nothing(self, column: str) -> Cell:
        # Whether a unit promises it all the same the filters have left open.
        return Cell("outside")

    def together(self, units: set[str]) -> Cell:
        """The figures of several units in one cell, each with whose it is."""
        own = [row for row in self.rows if row["basis"] == "stated" and not row["is_city"] and {*self.context.leads(row)} & units]
        return _of_several(self.context, own, [self._entry(row) for row in own])


def _of_several(context: Context, rows: Sequence[Row], entries: Sequence[Entry]) -> Cell:
    named = [
        replace(entry, detail=joined([context.who(row, "short"), entry.detail], context.t))
        for row, entry in zip(rows, entries, strict=True)
    ]
    return Cell("listed", tuple(named)) if named else Cell("outside")


def _columns(context: Context, stated: Sequence[Row]) -> tuple[list[Head], set[str]]:
    """The city where it has figures of its own, counties and departments as in the list; and the departments that share the last column."""
    t = context.t
    named = leading(context, [row for row in stated if not row["is_city"]])
    units = [unit for unit in context.described["units"] if unit["unit_id"] in named]
    heads = {unit["unit_id"]: Head(t.of(unit, "short"), "", unit["unit_id"]) for unit in units}
    city = [city_head(t)] if any(row["is_city"] for row in stated) else []
    departments = [unit["unit_id"] for unit in units if unit["unit_type"] not in ("county", "zone")]
    if len(city) + len(heads) <= MOST_COLUMNS or len(departments) < 2:
        return [*city, *heads.values()], set()
    kept = [head for unit, head in heads.items() if unit not in departments]
    shared = Head(words(t, "league", "department"), t("{n}家", n=len(departments)), DEPARTMENTS, unit=False, wide=_WIDE)
    return [*city, *kept, shared], {*departments}


def _table(context: Context, rows: Sequence[Row], stated: Sequence[Row]) -> Crosstab:
    t = context.t
    columns, together = _columns(context, stated)
    several = len({row["theme"] for row in stated}) > 1
    heads, cells = [], []
    for group, own in _groups(context, stated).items():
        theme, topic = group
        name = _group_words(context, own[0], topic, several)
        for indicator in dict.fromkeys(row["indicator_id"] for row in own if row["indicator_id"]):
            line = _FilteredLine(context, [row for row in rows if row["indicator_id"] == indicator])
            heads.append(replace(line.head(), group=name))
            cells.append(tuple(line.together(together) if each.code == DEPARTMENTS else line.cell(each.code) for each in columns))
        others = [row for row in own if not row["indicator_id"]]
        if others:
            heads.append(Head(t("其余数字"), t("不属指标"), " ".join([OTHERS, theme, topic]).strip(), name))
            cells.append(tuple(_listed(context, others, each.code, together) for each in columns))
    grouped, flow = len({head.group for head in heads}) > 1, [head.code for head in columns] == [DEPARTMENTS]
    return Crosstab(t("指标"), tuple(heads), tuple(columns), tuple(cells), grouped=grouped, flow=flow)


def _groups(context: Context, stated: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows by theme; those of the last theme, which has too many subjects for one row, by theme and sub-topic."""
    found: dict[tuple[str, str], list[Row]] = {}
    order = sorted(
        stated, key=lambda row: (context.themes.index(row["theme"]), row["topic_order"] if _apart(context, row) else 0)
    )
    for row in order:
        found.setdefault((row["theme"], row["topic"] if _apart(context, row) else ""), []).append(row)
    return found


def _apart(context: Context, row: Row) -> bool:
    return bool(row["theme"] == context.themes[-1])


def _group_words(context: Context, row: Row, topic: str, several: bool) -> str:
    theme = words(context.t, "theme", row["theme"])
    if not topic:
        return theme
    return f"{theme} · {topic_of(row, context.t)}" if several else topic_of(row, context.t)


def _listed(context: Context, rows: Sequence[Row], column: str, together: set[str]) -> Cell:
    if column == DEPARTMENTS:
        own = [row for row in rows if {*context.leads(row)} & together]
        return _of_several(context, own, listed_cell(context, own).entries)
    own = [row for row in rows if column in context.leads(row)]
    return listed_cell(context, own) if own else Cell("outside")


def _takeaway(context: Context, rows: Sequence[Row], stated: Sequence[Row]) -> str:
    """How many units state how many targets, of how many indicators."""
    t = context.t
    others = len([row for row in rows if row["status"] == "words"])
    of_indicators = [row for row in stated if row["indicator_id"]]
    n, m, k, i = (
        len(leading(context, stated)),
        len(stated),
        len(of_indicators),
        len({row["indicator_id"] for row in of_indicators}),
    )
    if not rows:
        return t("没有符合条件的目标和承诺")
    if not m:
        return t("没有目标，只有{others}条没有数字的承诺", others=others)
    said = t("{n}个单位写了{m}个目标", n=n, m=m)
    if k:
        said += t("，分属{i}个指标", i=i) if k == m else t("，其中{k}个属于{i}个指标", k=k, i=i)
    else:
        said += t("，都不属于指标")
    return said + (t("，另有{others}条没有数字的承诺", others=others) if others else "")


def _notes(context: Context, filters: Filters, rows: Sequence[Row], table: Crosstab | None) -> list[str]:
    """Who is not drawn, who shares a column, and what an empty cell and a fill do not say."""
    t = context.t
    stating = leading(context, [row for row in rows if row["status"] == "figure"])
    wording = leading(context, [row for row in rows if row["status"] == "words"]) - stating
    absent = {*filters.chosen("unit")} - stating - wording
    told = {
        t("只写了文字、没有数字的：{names}。"): wording,
        t("所选的单位中没有符合条件的：{names}。"): absent,
    }
    notes = [
        pattern.format(names=t.join([t.of(unit, "short") for unit in context.described["units"] if unit["unit_id"] in units]))
        for pattern, units in told.items()
        if units
    ]
    if table and any(head.code == DEPARTMENTS for head in table.columns):
        notes.append(t("部门和单位太多，合在一列，每个数字后写明是谁的。"))
    if table and any(cell.status == "outside" for line in table.cells for cell in line):
        notes.append(t("空格是没有符合条件的数字，不等于没有承诺。"))
    if table and any(cell.status == "ranked" for line in table.cells for cell in line):
        notes.append(t("颜色按清单中全部单位的名次，县区和部门各排各的，不只在符合条件的之间。"))
    return notes
