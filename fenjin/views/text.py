"""What files say of each target beside what is shown: its numbers, and the sentence in which a published document states it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from fenjin.language.columns import column
from fenjin.table.source import Document, Quote
from fenjin.views.base import Context, remember
from fenjin.views.columns import QUOTE, Columns, as_it_is, code_words, names_of, tabulate
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
    every = view.rows
    if [row.get("target_id") or "" for row in every] != targets:
        by_target = {row["target_id"]: row for row in every if row.get("target_id")}
        every = [by_target.get(target, {}) for target in targets]
    own_names = {each.name for each in view.columns}
    numbers = tuple((each, cell) for each, cell in _NUMBERS if each.name in view.frame and each.name not in own_names)
    missing = dict.fromkeys(each.name for each, _cell in numbers)
    table = tabulate(context, [row or missing for row in every], numbers)
    table.index = view.table.index
    return replace(view, table=pd.concat([view.table, table], axis=1), columns=(*view.columns, *names_of(numbers)))


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
