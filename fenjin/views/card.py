"""Everything that is known of one target, or of one commitment."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from fenjin.language import quantity
from fenjin.language.columns import Column, column
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views.base import Context, Row, records
from fenjin.views.columns import ASSISTING, FIRMNESS, LEADS, MEASURE, RANK, SOURCE, Columns, in_language, names_of, tabulate
from fenjin.views.comparison import amount, positions
from fenjin.views.coverage import action_name
from fenjin.views.lists import of_lists
from fenjin.views.page import at
from fenjin.views.parameter import Parameter
from fenjin.views.question import Excerpt, Show, View, query, question
from fenjin.views.revisions import revision_words, revisions
from fenjin.views.rows import measure_name, place_or_why, scope_of, source
from fenjin.views.similar import actions_of
from fenjin.views.text import Targets

COMMITMENT = query("commitment", _("一条承诺的全部目标"), target=Parameter("text"))


_LINES: Columns[Any] = (
    LEADS,
    ASSISTING,
    in_language("commitment"),
    (column("statement"), lambda context, row: _own_words(row, context.t)),
    MEASURE,
    (
        column("theme"),
        lambda context, row: (
            f"{words(context.t, 'theme', row['theme'])} · {row['topic_zh' if context.t.lang == 'zh' else 'topic_en']}"
        ),
    ),
    (column("indicator"), lambda context, row: _indicator(context, row)),
    (column("scope"), lambda context, row: scope_of(context, row["scope"]) if row["kind"] != "qualitative" else ""),
    FIRMNESS,
    (column("action_zh"), lambda _context, row: row["actions"]),
    (column("deadline"), lambda context, row: _due(row, context.t)),
    (RANK, lambda context, row: _standing(context, row)),
    (
        Column("revisions", _("更正"), _("发布以后改过什么：原为什么，哪天改为什么，为什么")),
        lambda context, row: _changes(context, row["asked"]),
    ),
    (SOURCE, lambda context, row: _where(row, context.t)),
    (column("target_id"), lambda _context, row: row["asked"]),
)


def _lines_of(context: Context, view: View) -> Excerpt:
    """Each column and its cell as a row, but the number."""
    cells = [
        (context.t(each.heading), str(cell))
        for each, cell in zip(view.columns, view.table.iloc[0], strict=True)
        if each.kind != "target"
    ]
    columns = Column("field", _("字段")), Column("cell", _("取值"))
    return Excerpt(columns, pd.DataFrame(cells, columns=[context.t(each.heading) for each in columns]), (0,) * len(cells))


@question(COMMITMENT, page=at("explore"), show=Show(excerpt=_lines_of), target=Parameter(codes=Targets))
def card(context: Context, target: str) -> View:
    """Everything that is known of a target: its commitment with all its targets, and its place in its comparison.

    The number of a commitment with .00 asks for the commitment as a whole. `frame` has a row for each target of the commitment.
    Raises KeyError where there is no such target.
    """
    t = context.t
    frame = context.frame("commitment", target=target)
    rows = records(frame)
    own_row = next((row for row in rows if row["target_id"] == target), _whole(rows))
    if own_row is None:
        raise KeyError(target)
    about = actions_of(context, target)
    if own_row["kind"] != "qualitative":
        about = [each for each in about if target in (each["basis_targets"] or "").split()]
    facts = {**own_row, "actions": t.join([action_name(each, t) for each in about]), "asked": target}
    lines = tuple((each, cell) for each, cell in _LINES if cell(context, facts))
    if own_row["kind"] == "qualitative":
        promise = t.of(own_row, "commitment")
    else:
        promise = f"{measure_name(own_row, t)} {quantity.amount_words(own_row, t)}"
    takeaway = t("{unit}：{promise}", unit=context.who(own_row, "short"), promise=promise)
    return View(
        t("这个数字从哪里来？"),
        takeaway,
        "commitment",
        {"target": target},
        frame,
        table=tabulate(context, [facts], lines),
        columns=names_of(lines),
    )


def _changes(context: Context, target: str) -> str:
    return ("；" if context.t.lang == "zh" else "; ").join(revision_words(context, row) for row in revisions(context, target))


def _own_words(own_row: Row, t: Translator) -> str:
    """What a commitment promises in the list's own words; "" where it has none but its title."""
    promise = t.of(own_row, "statement")
    return "" if promise == t.of(own_row, "commitment") else promise


def _indicator(context: Context, own_row: Row) -> str:
    t = context.t
    if own_row["indicator_id"]:
        return t("{indicator}：{definition}", indicator=t.of(own_row, "indicator"), definition=t.of(own_row, "definition"))
    return t("没有归入指标，不参加比较") if own_row["kind"] != "qualitative" else ""


def _where(own_row: Row, t: Translator) -> str:
    return (
        source(own_row, t) if own_row["first_char"] else t("{unit}第{para}段", unit=t.of(own_row, "unit"), para=own_row["para"])
    )


def _due(own_row: Row, t: Translator) -> str:
    """When a target falls due; "" for a commitment as a whole, whose figures may fall due on different days."""
    if own_row["deadline"] is not None:
        return quantity.day(own_row["deadline"], t)
    return t("没有写明，以全年为期") if own_row["first_char"] else ""


def _whole(rows: Sequence[Row]) -> Row | None:
    """A commitment as a whole, as the one row of a commitment without a figure would be; where it has figures, no row says where
    in its paragraph it stands."""
    if not rows:
        return None
    figures = dict.fromkeys(("measure", "measure_en", "indicator_id", "scope", "firmness", "deadline", "first_char", "last_char"))
    return {**rows[0], **figures, "kind": "qualitative"}


def _standing(context: Context, own_row: Row) -> str:
    """A target's place in its comparison, or why it has none; "" where it takes part in none."""
    every = positions(of_lists(context, [own_row["list_id"]]), own_row["league"])
    row = next(iter(records(every[every["target_id"] == own_row["target_id"]])), None)
    if row is None:
        return ""
    if row["apart"] != "within":
        return place_or_why(row, context.t)
    # It counts in the comparison at a wider scope.
    own = every[(every["apart"] == "") & (every["basis"] != "stated")]
    wider = next(each for each in records(own) if own_row["target_id"] in each["basis_targets"].split())
    return context.t(
        "按较宽的口径比较：{scope}，{amount}，{place}",
        scope=scope_of(context, wider["scope_key"]),
        amount=amount(wider, context.t),
        place=place_or_why(wider, context.t),
    )
