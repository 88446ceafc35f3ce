"""How many units state an indicator at all."""

import pandas as pd

from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.views.base import Context, View, addressed, records, remember


def stating(context: Context, indicator: str, league: str) -> str:
    """How many units of a league state an indicator, in a sentence."""
    return _stating(coverage(context, indicator, league).frame, context.t)


def _stating(frame: pd.DataFrame, t: Translator) -> str:
    return t("{all}家中{n}家给出数字。", all=len(frame), n=int((frame["status"] == "stated").sum()))


@remember
@addressed
def coverage(context: Context, indicator: str, league: str) -> View:
    """How many units of a league state an indicator at all, and who does not."""
    t = context.t
    params = {"indicator": indicator, "league": league}
    frame = context.frame("coverage", **params)
    rows = records(frame)
    by_status = {status: [row for row in rows if row["status"] == status] for status in ("stated", "topic", "silent")}
    names = {status: t.join([t.of(row, "short") for row in of_status]) for status, of_status in by_status.items()}
    takeaway = _stating(frame, t)
    if league == "county":
        if by_status["topic"]:
            takeaway += t("有相关承诺但没有这个数字：{names}。", names=names["topic"])
        if by_status["silent"]:
            takeaway += t("没有列出：{names}。", names=names["silent"])
        if by_status["topic"] or by_status["silent"]:
            takeaway += t("没有数字不等于零。")
    said = {"stated": t("给出数字"), "topic": t("有相关承诺，没有这个数字"), "silent": t("没有列出")}
    table = pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("单位类型"): [words(t, "unit_type", row["unit_type"]) for row in rows],
            t("有无数字"): [said[row["status"]] for row in rows],
        }
    )
    about = next(each for each in context.database.metadata["indicators"] if each["indicator_id"] == indicator)
    question = t("“{indicator}”，多少{league}给出了数字？", indicator=t.of(about, "indicator"), league=words(t, "league", league))
    return View(question, takeaway, "coverage", params, frame, table=table)
