"""What files say of each target beside what is shown: its numbers, and the sentence in which a published document states it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from fenjin.language.columns import Column, column
from fenjin.language.translate import _
from fenjin.table.source import Document, Quote
from fenjin.views.base import Context, remember
from fenjin.views.columns import QUOTE, Cell, Columns, as_it_is, code_words, names_of, tabulate
from fenjin.views.lists import known_lists, of_view
from fenjin.views.question import View
from fenjin.views.selection import Filters
from fenjin.views.similar import NO_TARGET
from fenjin.views.targets import explore


@remember
def places(context: Context) -> dict[str, tuple[str, int, int]]:
    """Where the published documents state each target of the list and of those beside it: the document's SHA-256, first and
    past-last character."""
    sha = {each: known_lists(context.database)[each]["source_sha256"] for each in context.lists}
    rows = explore(context, Filters()).frame[["target_id", "list_id", "start", "end"]].itertuples(index=False)
    return {row.target_id: (sha[row.list_id], row.start, row.end) for row in rows}


@remember
def _commitments(context: Context) -> frozenset[str]:
    """The numbers by which the commitments of the context's lists are asked for as a whole."""
    return frozenset(target.rpartition(".")[0] + NO_TARGET for target in places(context))


class Targets(Collection[str]):
    """The targets of the context's lists, and its commitments as a whole, which are looked up only where one is asked for."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def __contains__(self, target: object) -> bool:
        return target in places(self.context) or target in _commitments(self.context)

    def __iter__(self) -> Iterator[str]:
        yield from places(self.context)
        yield from sorted(_commitments(self.context))

    def __len__(self) -> int:
        return len(places(self.context)) + len(_commitments(self.context))


def quotes(context: Context, documents: Mapping[str, Document], targets: Iterable[str]) -> dict[str, Quote]:
    """The sentences that state these targets, of the documents (by SHA-256) that are at hand."""
    if not documents:
        return {}
    where = {target: places(context)[target] for target in targets if target in places(context)}
    return {target: documents[sha].quote(start, end) for target, (sha, start, end) in where.items() if sha in documents}


# What a file of targets has of each beside what it shows, so that it can be reckoned with.
_NUMBERS: Columns[Any] = (
    *(as_it_is(name) for name in ("value", "value_high")),
    (column("uom"), lambda _context, row: row["uom"] or ""),
    *(as_it_is(name) for name in ("std_value", "std_high")),
    (column("std_uom"), lambda _context, row: row["std_uom"] or ""),
    code_words("comparator"),
    code_words("basis"),
    *((column(name), lambda _context, row, name=name: row[name] or "") for name in ("unit_id", "indicator_id")),
)


def add_numbers(view: View, context: Context) -> View:
    """The view with the numbers of each target behind the columns of its table: value and unit of measure as printed and as compared,
    comparator, basis and codes; those that its query has and its table has not."""
    targets = view.cells("target_id")
    if targets is None:
        return view
    own_names = {each.name for each in view.columns}
    numbers = tuple((each, cell) for each, cell in _NUMBERS if each.name in view.frame and each.name not in own_names)
    return _append(view, context, targets, numbers)


def _append(view: View, context: Context, targets: list[str], columns: Columns[Any]) -> View:
    """The view with columns whose cells are those of the rows of its query, each beside its own target."""
    every = view.rows
    if [row.get("target_id") or "" for row in every] != targets:
        by_target = {row["target_id"]: row for row in every if row.get("target_id")}
        every = [by_target.get(target, {}) for target in targets]
    missing = dict.fromkeys(view.frame)
    table = tabulate(context, [row or missing for row in every], columns)
    table.index = view.table.index
    return replace(view, table=pd.concat([view.table, table], axis=1), columns=(*view.columns, *names_of(columns)))


# The words of a row in the language that the reader has not chosen, by their columns in his.
_IN_ENGLISH = {
    "unit": "unit_en",
    "commitment": "commitment_en",
    "indicator": "indicator_en",
    "measure": "measure_en",
    "statement": "statement_en",
    "topic_zh": "topic_en",
}
_IN_CHINESE = {
    "unit": Column("unit_zh", _("单位（中文）"), _("单位的中文名，与清单一致")),
    "commitment": Column("commitment_zh", _("承诺（中文）"), _("承诺的中文标题，由本看板概括")),
    "indicator": Column("indicator_zh", _("指标（中文）"), _("指标的中文名")),
    "measure": Column("measure_zh", _("衡量什么（中文）"), _("这个数字衡量的是什么，中文")),
    "statement": Column("statement_zh", _("概述（中文）"), _("承诺内容的中文概括")),
    "topic_zh": Column("topic_in_chinese", _("子题（中文）"), _("子题的中文名")),
}  # fmt: skip


def add_other_language(view: View, context: Context) -> View:
    """The view with the words of each target in the other language behind its columns: English beside Chinese, Chinese beside English.

    Of what has no English the cell is empty, as in the table itself.
    """
    targets = view.cells("target_id")
    if targets is None:
        return view
    in_chinese = context.t.lang == "zh"
    own_names = {each.name for each in view.columns}

    def says(name: str) -> Cell[Any]:
        field = _IN_ENGLISH[name] if in_chinese else name
        return lambda _context, row: row[field] or ""

    columns = tuple(
        (column(_IN_ENGLISH[name]) if in_chinese else _IN_CHINESE[name], says(name))
        for name in _IN_ENGLISH
        if name in own_names and {name, _IN_ENGLISH[name]} <= set(view.frame)
    )
    return _append(view, context, targets, columns)


def add_quotes(view: View, context: Context, documents: Mapping[str, Document]) -> View:
    """The view with the sentence of each target, or of each promise of an action, as the last column of its table, where the document
    is at hand."""
    targets = view.targets
    if not documents or not targets:
        return view
    context = of_view(context, view)
    if view.entry and view.entry.quotes:
        sha = {row["list_id"]: known_lists(context.database)[row["list_id"]]["source_sha256"] for row in view.rows}
        spans = [(documents.get(sha[row["list_id"]]), row["start"], row["end"]) for row in view.rows]
        sentences = [str(document.quote(start, end)) if document else "" for document, start, end in spans]
    else:
        by_target = quotes(context, documents, targets)
        sentences = [str(by_target.get(target, "")) for target in targets]
    return replace(view, table=view.table.assign(**{context.t(QUOTE.heading): sentences}), columns=(*view.columns, QUOTE))
