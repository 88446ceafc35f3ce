"""Where in the rows that a search leaves its words stand: in the cells of their table, off it, or in the published text alone."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fenjin.language import cells
from fenjin.language.folding import SYLLABLE, fold, pinyin
from fenjin.language.translate import _
from fenjin.table.source import Document
from fenjin.views.base import Context, remember_few
from fenjin.views.columns import Columns, tabulate
from fenjin.views.lists import within
from fenjin.views.question import View
from fenjin.views.selection import Filters
from fenjin.views.sought import MOST_WORDS, typed, words_of
from fenjin.views.targets import COLUMNS, explore
from fenjin.views.text import add_quotes, places

_OTHER = _("别的写法（另一种语言、简称、举措的别名）")


def patterns_of(view: View) -> list[str]:
    """The patterns of the words that a view's rows were searched for."""
    return [str(view.params[f"word{n}"]) for n in range(1, MOST_WORDS + 1) if view.params.get(f"word{n}")]


def bears(text: str, pattern: str) -> bool:
    """Whether a text bears what is searched for."""
    sounds = pinyin([text]) if SYLLABLE in pattern else []
    return bool(text) and re.search(pattern, f" {fold(text)} {' '.join(sounds)} ") is not None


def hits(view: View, context: Context) -> dict[str, list[bool]]:
    """For each column of a table, by its heading, which of its cells bear a word that was searched for."""
    patterns = patterns_of(view)
    return {
        str(name): [
            any(bears(cells.words(value, field.kind, context.t), pattern) for pattern in patterns)
            for value in view.table.iloc[:, place]
        ]
        for place, (field, name) in enumerate(zip(view.fields, view.table.columns, strict=True))
    }


@remember_few
def elsewhere(context: Context, view: View) -> list[str]:
    """For each word, in how many rows it stands in none of the table's columns, and in which others."""
    t, by_target = context.t, {row["target_id"]: row for row in view.rows}
    own_names = {each.name for each in view.columns}
    others: Columns[Any] = tuple(
        column for code, column in COLUMNS.items() if code not in ("city", "year", "id") and column[0].name not in own_names
    )
    notes = []
    for pattern in patterns_of(view):
        lines = zip(view.targets, view.table.itertuples(index=False, name=None), strict=True)
        rows = [
            by_target[target]
            for target, row in lines
            if not any(bears(cells.words(value, field.kind, t), pattern) for value, field in zip(row, view.fields, strict=True))
        ]
        if not rows:
            continue
        counts: dict[str, int] = {}
        off_screen = tabulate(context, rows, others)
        for row in off_screen.to_dict("records"):
            headings = [heading for heading, value in row.items() if isinstance(value, str) and bears(value, pattern)]
            for heading in headings or [t(_OTHER)]:
                counts[str(heading)] = counts.get(str(heading), 0) + 1
        where = t.join([t("{name}{n}行", name=name, n=n) for name, n in counts.items()])
        notes.append(t("“{word}”在{n}行中不见于下面的列，而见于：{where}", word=typed([pattern]), n=len(rows), where=where))
    return notes


def in_text(context: Context, filters: Filters, documents: Mapping[str, Document]) -> View | None:
    """The rows of other filters whose sentence in a published document bears all words, though nothing else of them does; None where there
    are none, or no document is at hand. Each has its sentence."""
    context, filters = within(context, filters)
    patterns = [word.pattern for word in words_of(filters.words)]
    if not documents or not patterns:
        return None
    found_by_words = set(explore(context, filters).targets)
    every = explore(context, replace(filters, words="", sought=None))
    spans = places(context)
    rows = []
    for place, target in enumerate(every.targets):
        sha, start, end = spans[target]
        if target in found_by_words or sha not in documents:
            continue
        sentence = str(documents[sha].quote(start, end))
        if all(bears(sentence, pattern) for pattern in patterns):
            rows.append(place)
    if not rows:
        return None
    narrowed = replace(
        every,
        table=every.table.iloc[rows],
        frame=every.frame[every.frame["target_id"].isin([every.targets[place] for place in rows])],
    )
    return add_quotes(replace(narrowed, address=None), context, documents)
