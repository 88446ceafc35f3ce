"""What a reader's own SQL gives."""

import pandas as pd
import pyarrow as arrow

from fenjin.data import queries, sandbox
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.language import cells
from fenjin.views.base import Context
from fenjin.views.page import at
from fenjin.views.parameter import Parameter, text_of
from fenjin.views.question import OWN_SQL, View, question

LONGEST_SQL = 4000  # characters of it that a link or a story keeps
SQL = text_of(LONGEST_SQL)
MOST_BARS = 40
CHART = Parameter(codes=[str(place) for place in range(1, sandbox.MOST_COLUMNS + 1)])


def sql_of(view: View, context: Context) -> str:
    """The SQL that gives a view's rows, its parameters written in; what a reader wrote himself as he wrote it."""
    return str(view.params[OWN_SQL]) if view.free else queries.fill(view.query, {"list": context.list_id, **view.params})


def chart_columns(frame: pd.DataFrame) -> dict[str, str]:
    """The columns of an answer that bars can show, by their place in it from 1: numbers, of which there are some and none is below zero."""
    return {
        str(place): str(name)
        for place, name in enumerate(frame.columns, start=1)
        if cells.numeric(frame.iloc[:, place - 1], "any") and not (frame.iloc[:, place - 1] < 0).any()
    }


def _bars(context: Context, frame: pd.DataFrame, place: str) -> Bars:
    """A column of numbers as bars in the order of the rows, each named by the texts of its row that tell it from others."""
    column = frame.iloc[:, int(place) - 1]
    named_by = [
        other
        for other in range(frame.shape[1])
        if not cells.numeric(frame.iloc[:, other], "any") and frame.iloc[:, other].astype(str).nunique() > 1
    ]
    bars = []
    for row, value in enumerate(column.head(MOST_BARS)):
        if not cells.missing(value):
            names = [cells.words(frame.iloc[row, other], "any", context.t) for other in named_by[:2]]
            label, detail = (*names, "", "")[:2]
            bars.append(Bar(label or f"{row + 1}", float(value), cells.words(value, "any", context.t), detail=detail))
    return Bars([Section(str(column.name), bars)])


@question(None, page=at("sql"), memory=None, sql=SQL, chart=CHART)
def answered(context: Context, sql: str, table: arrow.Table, truncated: bool, chart: str = "") -> View:
    """What a reader's own SQL gives, `truncated` where more rows follow, as a view that has the files that every view has.

    `chart` is the place of the column that is drawn as bars, "" for none; one that bars cannot show is not drawn.
    """
    t = context.t
    frame = table.to_pandas(types_mapper={arrow.int64(): pd.Int64Dtype()}.get)
    takeaway, notes = t("{n}行", n=f"{len(frame):,}"), []
    if truncated:
        takeaway = t("前{n}行，后面还有", n=f"{len(frame):,}")
        notes = [t("只取了前{n}行；重新运行这条SQL会得到更多的行。", n=f"{len(frame):,}")]
    params, figure = {OWN_SQL: sql}, None
    if chart in chart_columns(frame):
        params["chart"] = chart
        figure = _bars(context, frame, chart).figure(context.look)
        if len(frame) > MOST_BARS:
            notes.append(t("图上是前{n}行。", n=MOST_BARS))
    return View(t("这条SQL查出什么？"), takeaway, OWN_SQL, params, frame, figure, notes, frame)
