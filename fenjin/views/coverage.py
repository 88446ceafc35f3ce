"""Which units give a figure of an indicator, which promise it without one, and which do not."""

import pandas as pd

from fenjin.data.rows import Coverage
from fenjin.language.columns import Column, column
from fenjin.language.translate import Translator, _
from fenjin.language.words import words, words_of
from fenjin.views.base import Context, Row, records
from fenjin.views.columns import ACTION, SOURCE, UNIT, Columns, code_words, tabulate
from fenjin.views.page import of_theme
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST
from fenjin.views.question import Excerpt, Show, View, query, question
from fenjin.views.rows import place_in_text


def stating(context: Context, indicator: str, league: str) -> str:
    """How many of the units of a league that are in question give a figure of an indicator, in a sentence."""
    return _stating(context, coverage(context, indicator, league).frame, indicator, league)


def _stating(context: Context, frame: pd.DataFrame, indicator: str, league: str) -> str:
    t, n = context.t, int((frame["status"] == "figure").sum())
    if _about(context, indicator)["asked_of"] in ("both", league):
        return t("{all}家中{n}家给出数字。", all=int((frame["status"] != "outside").sum()), n=n)
    sentence = t("这不是{league}的事，不问它们。", league=words(t, "league", league))
    return sentence + t("仍有{n}家给出数字。", n=n) if n else sentence


def how_many(context: Context, view: View) -> list[str]:
    """How many units of the league of a comparison give a figure of its indicator, as the small print of a slide."""
    indicator, league = str(view.params["indicator"]), str(view.params["league"])
    sentence = stating(context, indicator, league)
    return [context.t("{league}：{coverage}", league=words(context.t, "league", league), coverage=sentence)]


def _about(context: Context, indicator: str) -> Row:
    return next(each for each in context.database.metadata["indicators"] if each["indicator_id"] == indicator)


COVERAGE = query("coverage", _("谁给出了一个指标、谁没有"), list=LIST, league=LEAGUE, indicator=INDICATOR)


_COVERAGE_COLUMNS: Columns[Coverage] = (
    UNIT,
    code_words("unit_type"),
    code_words("status", "coverage", "coverage"),
    ACTION,
    (column("words"), lambda _context, row: row["words"] or ""),
    (SOURCE, lambda context, row: _place(row, context.t)),
)


_MOST_NAMES = 15  # in a cell of a slide


def _by_status(context: Context, view: View) -> Excerpt:
    """The short names of the units that share a status, not too many a row: a row that is higher than a slide could not be cut."""
    t = context.t
    names_of: dict[object, list[str]] = {}
    for status, row in zip(view.cells("status") or [], view.rows, strict=True):
        names_of.setdefault(status, []).append(t.of(row, "short"))
    rows = [
        (status, "" if first else str(len(names)), t.join(names[first : first + _MOST_NAMES]))
        for status, names in names_of.items()
        for first in range(0, len(names), _MOST_NAMES)
    ]
    columns = (column("status", "coverage"), Column("units", _("家数")), column("unit"))
    return Excerpt(columns, pd.DataFrame(rows, columns=[t(each.heading) for each in columns]))


@question(
    COVERAGE,
    page=of_theme("indicator"),
    table=_COVERAGE_COLUMNS,
    show=Show(excerpt=_by_status),
    indicator=INDICATOR,
    league=LEAGUE,
)
def coverage(context: Context, indicator: str, league: str) -> View:
    """How many units of a league give a figure of an indicator, who promises it without one, and who does not promise it."""
    t = context.t
    params = {"indicator": indicator, "league": league}
    frame = context.frame("coverage", **params)
    rows = records(frame, Coverage)
    names_of = {
        status: t.join([t.of(row, "short") for row in rows if row["status"] == status]) for status in words_of("coverage")
    }
    # A department is asked because it promises something else under the topic; that is all that is known of its business.
    absent = t("清单里没有承诺：{names}。") if league == "county" else t("同一子题下有别的承诺、没有这一项的：{names}。")
    sentences = {"mentioned": t("承诺了，没有写数字：{names}。"), "absent": absent, "unread": t("没有找到数字：{names}。")}
    takeaway = _stating(context, frame, indicator, league)
    takeaway += "".join(sentence.format(names=names_of[status]) for status, sentence in sentences.items() if names_of[status])
    if names_of["unread"]:
        takeaway += t("这份清单没有人通读全部承诺，没有数字不等于没有承诺。")
    elif names_of["mentioned"] or names_of["absent"]:
        takeaway += t("没有数字不等于零。")
    outside = int((frame["status"] == "outside").sum())
    if outside and outside < len(frame) and league == "department":
        takeaway += t("另有{n}家不在其列，这不是它们的事。", n=outside)
    table = tabulate(context, rows, _COVERAGE_COLUMNS)
    name = t.of(_about(context, indicator), "indicator")
    wording = t("“{indicator}”，多少{league}给出了数字？", indicator=name, league=words(t, "league", league))
    return View(wording, takeaway, "coverage", params, frame, table=table)


def coverage_words(row: Coverage, t: Translator) -> str:
    """What is known of a unit that gives no figure, with the words of the text where it promises it without one."""
    status = words(t, "coverage", row["status"])
    return (
        t("{status}（“{words}”，{where}）", status=status, words=row["words"], where=_place(row, t)) if row["words"] else status
    )


def _place(row: Coverage, t: Translator) -> str:
    """Where a unit that only mentions the indicator does so, "" for any other."""
    # Numbers that other rows lack come as such with a point.
    whole = {name: int(place) for name in ("para", "first_char", "last_char") if (place := row[name]) is not None}
    return place_in_text(whole, t) if whole else ""


def action_name(row: Row, t: Translator) -> str:
    """The name of the action of a row, "" where it has none."""
    return str(row["action_zh" if t.lang == "zh" else "action_en"] or "")
