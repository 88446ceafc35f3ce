"""What a reader's own SQL gives."""

import pandas as pd
import pyarrow as arrow

from fenjin.views.base import OWN_SQL, Context, View, addressed


@addressed
def answered(context: Context, sql: str, table: arrow.Table, truncated: bool) -> View:
    """What a reader's own SQL gives, `truncated` where more rows follow, as a view that has the files that every view has."""
    t = context.t
    frame = table.to_pandas(types_mapper={arrow.int64(): pd.Int64Dtype()}.get)
    takeaway, notes = t("{n}行", n=f"{len(frame):,}"), []
    if truncated:
        takeaway = t("前{n}行，后面还有", n=f"{len(frame):,}")
        notes = [t("只取了前{n}行；重新运行这条SQL会得到更多的行。", n=f"{len(frame):,}")]
    return View(t("这条SQL查出什么？"), takeaway, OWN_SQL, {OWN_SQL: sql}, frame, notes=notes, table=frame)
