"""What a reader's own SQL gives."""

import pandas as pd
import pyarrow as arrow

from fenjin.data import queries
from fenjin.views.base import Context
from fenjin.views.page import at
from fenjin.views.parameter import text_of
from fenjin.views.question import OWN_SQL, View, question

LONGEST_SQL = 4000  # characters of it that a link or a story keeps
SQL = text_of(LONGEST_SQL)


def sql_of(view: View, context: Context) -> str:
    """The SQL that gives a view's rows, its parameters written in; what a reader wrote himself as he wrote it."""
    return str(view.params[OWN_SQL]) if view.free else queries.fill(view.query, {"list": context.list_id, **view.params})


@question(None, page=at("sql"), memory=None, sql=SQL)
def answered(context: Context, sql: str, table: arrow.Table, truncated: bool) -> View:
    """What a reader's own SQL gives, `truncated` where more rows follow, as a view that has the files that every view has."""
    t = context.t
    frame = table.to_pandas(types_mapper={arrow.int64(): pd.Int64Dtype()}.get)
    takeaway, notes = t("{n}行", n=f"{len(frame):,}"), []
    if truncated:
        takeaway = t("前{n}行，后面还有", n=f"{len(frame):,}")
        notes = [t("只取了前{n}行；重新运行这条SQL会得到更多的行。", n=f"{len(frame):,}")]
    return View(t("这条SQL查出什么？"), takeaway, OWN_SQL, {OWN_SQL: sql}, frame, notes=notes, table=frame)
