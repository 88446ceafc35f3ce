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
    join_pieces,
    leading,
    list_cell,
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
    if context.further:
        raise KeyError("list")
    params = filters.parameters()
    del params["filter_list"]
    frame = context.frame("filtered_matrix", **params)
    rows = _in_order(context, entries_of(context, frame))
    with_figure = [row for row in rows if row["status"] == "figure"]
    figures = [row for row in with_figure if row["target_id"]]
    table = _table(context, [row for row in rows if row["status"] != "words"], figures) if figures else None
    cells = [cell for line in table.cells for cell in line] if table else []
    takeaway, narrowing = _takeaway(context, rows, figures), filter_words(context, filters)
    if narrowing:
        takeaway = t("{name}：{takeaway}", name=narrowing, takeaway=takeaway)
    return View(
        t("符合条件的单位各承诺多少？"),
        takeaway,
        "filtered_matrix",
        params,
        frame,
        figure=table.figure(context.look) if table else None,
        notes=_notes(context, filters, rows, table),
        table=tabulate(context, rows, _ENTRIES),
        legend=signs_of(context, cells),
    )


def _in_order(context: Context, rows: Sequence[Row]) -> list[Row]:
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

    def shared_cell(self, units: set[str]) -> Cell:
        """The figures of several units in one cell, each with whose it is."""
        own = [row for row in self.rows if row["basis"] == "stated" and not row["is_city"] and {*self.context.leads(row)} & units]
        return _of_several(self.context, own, [self._entry(row) for row in own])


def _of_several(context: Context, rows: Sequence[Row], entries: Sequence[Entry]) -> Cell:
    with_unit = [
        replace(entry, detail=join_pieces([context.who(row, "short"), entry.detail], context.t))
        for row, entry in zip(rows, entries, strict=True)
    ]
    return Cell("listed", tuple(with_unit)) if with_unit else Cell("outside")


def _columns(context: Context, figures: Sequence[Row]) -> tuple[list[Head], set[str]]:
    """The city where it has figures of its own, counties and departments as in the list; and the departments that share the last column."""
    t = context.t
    codes = leading(context, [row for row in figures if not row["is_city"]])
    units = [unit for unit in context.description["units"] if unit["unit_id"] in codes]
    heads = {unit["unit_id"]: Head(t.of(unit, "short"), "", unit["unit_id"]) for unit in units}
    city = [city_head(t)] if any(row["is_city"] for row in figures) else []
    departments = [unit["unit_id"] for unit in units if unit["unit_type"] not in ("county", "zone")]
    if len(city) + len(heads) <= MOST_COLUMNS or len(departments) < 2:
        return [*city, *heads.values()], set()
    counties = [head for unit, head in heads.items() if unit not in departments]
    shared = Head(words(t, "league", "department"), t("{n}家", n=len(departments)), DEPARTMENTS, unit=False, wide=_WIDE)
    return [*city, *counties, shared], {*departments}


def _table(context: Context, rows: Sequence[Row], figures: Sequence[Row]) -> Crosstab:
    t = context.t
    columns, sharing = _columns(context, figures)
    several = len({row["theme"] for row in figures}) > 1
    heads, cells = [], []
    for group, own in _groups(context, figures).items():
        theme, topic = group
        name = _group_words(context, own[0], topic, several)
        for indicator in dict.fromkeys(row["indicator_id"] for row in own if row["indicator_id"]):
            line = _FilteredLine(context, [row for row in rows if row["indicator_id"] == indicator])
            heads.append(replace(line.head(), group=name))
            cells.append(
                tuple(line.shared_cell(sharing) if each.code == DEPARTMENTS else line.cell(each.code) for each in columns)
            )
        others = [row for row in own if not row["indicator_id"]]
        if others:
            heads.append(Head(t("其余数字"), t("不属指标"), " ".join([OTHERS, theme, topic]).strip(), name))
            cells.append(tuple(_rest_cell(context, others, each.code, sharing) for each in columns))
    grouped, flow = len({head.group for head in heads}) > 1, [head.code for head in columns] == [DEPARTMENTS]
    return Crosstab(t("指标"), tuple(heads), tuple(columns), tuple(cells), grouped=grouped, flow=flow)


def _groups(context: Context, figures: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows by theme; those of the last theme, which has too many subjects for one row, by theme and sub-topic."""
    groups: dict[tuple[str, str], list[Row]] = {}
    order = sorted(
        figures, key=lambda row: (context.themes.index(row["theme"]), row["topic_order"] if _by_topic(context, row) else 0)
    )
    for row in order:
        groups.setdefault((row["theme"], row["topic"] if _by_topic(context, row) else ""), []).append(row)
    return groups


def _by_topic(context: Context, row: Row) -> bool:
    return bool(row["theme"] == context.themes[-1])


def _group_words(context: Context, row: Row, topic: str, several: bool) -> str:
    theme = words(context.t, "theme", row["theme"])
    if not topic:
        return theme
    return f"{theme} · {topic_of(row, context.t)}" if several else topic_of(row, context.t)


def _rest_cell(context: Context, rows: Sequence[Row], column: str, sharing: set[str]) -> Cell:
    if column == DEPARTMENTS:
        own = [row for row in rows if {*context.leads(row)} & sharing]
        return _of_several(context, own, list_cell(context, own).entries)
    own = [row for row in rows if column in context.leads(row)]
    return list_cell(context, own) if own else Cell("outside")


def _takeaway(context: Context, rows: Sequence[Row], figures: Sequence[Row]) -> str:
    """How many units state how many targets, of how many indicators."""
    t = context.t
    others = len([row for row in rows if row["status"] == "words"])
    of_indicators = [row for row in figures if row["indicator_id"]]
    n, m, k, i = (
        len(leading(context, figures)),
        len(figures),
        len(of_indicators),
        len({row["indicator_id"] for row in of_indicators}),
    )
    if not rows:
        return t("没有符合条件的目标和承诺")
    if not m:
        return t("没有目标，只有{others}条没有数字的承诺", others=others)
    sentence = t("{n}个单位写了{m}个目标", n=n, m=m)
    if k:
        sentence += t("，分属{i}个指标", i=i) if k == m else t("，其中{k}个属于{i}个指标", k=k, i=i)
    else:
        sentence += t("，都不属于指标")
    return sentence + (t("，另有{others}条没有数字的承诺", others=others) if others else "")


def _notes(context: Context, filters: Filters, rows: Sequence[Row], table: Crosstab | None) -> list[str]:
    """Who is not drawn, who shares a column, and what an empty cell and a fill do not say."""
    t = context.t
    stating = leading(context, [row for row in rows if row["status"] == "figure"])
    wording = leading(context, [row for row in rows if row["status"] == "words"]) - stating
    absent = {*filters.codes("unit")} - stating - wording
    sentences = {
        t("只写了文字、没有数字的：{names}。"): wording,
        t("所选的单位中没有符合条件的：{names}。"): absent,
    }
    notes = [
        pattern.format(names=t.join([t.of(unit, "short") for unit in context.description["units"] if unit["unit_id"] in units]))
        for pattern, units in sentences.items()
        if units
    ]
    if table and any(head.code == DEPARTMENTS for head in table.columns):
        notes.append(t("部门和单位太多，合在一列，每个数字后写明是谁的。"))
    if table and any(cell.status == "outside" for line in table.cells for cell in line):
        notes.append(t("空格是没有符合条件的数字，不等于没有承诺。"))
    if table and any(cell.status == "ranked" for line in table.cells for cell in line):
        notes.append(t("颜色按清单中全部单位的名次，县区和部门各排各的，不只在符合条件的之间。"))
    return notes
