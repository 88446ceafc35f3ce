"""Who promises the same action."""

from collections.abc import Mapping, Sequence

from fenjin.data.rows import Action, Promise
from fenjin.language import quantity
from fenjin.language.columns import column
from fenjin.language.translate import _
from fenjin.views.base import LEAGUES, Context, Row, records, remember
from fenjin.views.columns import ACTION as ACTION_COLUMN
from fenjin.views.columns import FIRMNESS, IN_TEXT, MEASURE, PROMISE, UNIT, Columns, as_it_is, code_words, in_language, tabulate
from fenjin.views.coverage import action_name
from fenjin.views.lists import of_lists
from fenjin.views.page import of_theme
from fenjin.views.parameter import ACTION, LIST, THEME, Parameter
from fenjin.views.question import Show, View, query, question
from fenjin.views.rows import in_scope, place_in_text, stress_words

NO_TARGET = ".00"  # ends the number of a commitment that is asked for as a whole


ACTION_CHOICE = query("action_choice", _("清单里有哪些举措、各有几家承诺"), list=LIST, theme=THEME.optional)
SIMILAR = query("similar", _("谁承诺了同一个举措"), list=LIST, action=ACTION)
COMMITMENT_ACTIONS = query("commitment_actions", _("一条承诺里有哪些举措"), target=Parameter("text"))


_CHOICE_COLUMNS: Columns[Action] = (
    ACTION_COLUMN,
    code_words("theme"),
    *(as_it_is(name, "action_choice") for name in ("units", "county_units", "department_units", "figure_units")),
)


@question(ACTION_CHOICE, table=_CHOICE_COLUMNS, theme=THEME)
def actions(context: Context, theme: str | None = None) -> View:
    """The actions of a theme (None for all) that the list promises, those of most units first."""
    t = context.t
    frame = context.frame("action_choice", theme=None)
    if theme is not None:
        frame = frame[frame["theme"] == theme].reset_index(drop=True)
    rows = records(frame, Action)
    table = tabulate(context, rows, _CHOICE_COLUMNS)
    return View(t("清单里有哪些举措？"), t("共{n}个举措", n=len(rows)), "action_choice", {"theme": theme}, frame, table=table)


_SIMILAR_COLUMNS: Columns[Promise] = (
    UNIT,
    code_words("league"),
    in_language("commitment"),
    (PROMISE, lambda context, row: figure_words(context, row)),
    MEASURE,
    FIRMNESS,
    as_it_is("deadline"),
    as_it_is("words"),
    IN_TEXT,
    (column("target_id"), lambda _context, row: row["target_id"] or row["commitment_id"] + NO_TARGET),
)


# A unit's name says its league: the room is for what it promises.
_SHOW = Show(without=("words", "league"), lines=lambda _context, view: view.notes)


@question(SIMILAR, page=of_theme("action"), table=_SIMILAR_COLUMNS, quotes=True, show=_SHOW, action=ACTION)
def similar(context: Context, action: str) -> View:
    """Which units of both leagues promise an action, with the figures that say how much of it they will do; never ranked."""
    t = context.t
    params = {"action": action}
    frame = context.frame("similar", **params)
    rows = records(frame, Promise)
    table = tabulate(context, rows, _SIMILAR_COLUMNS)
    about = next(each for each in context.database.metadata["actions"] if each["action"] == action)
    name = action_name(about, t)
    return View(
        t("谁也承诺了“{action}”？", action=name),
        _takeaway(context, name, rows),
        "similar",
        params,
        frame,
        notes=_notes(context, about, rows),
        table=table,
    )


def _takeaway(context: Context, name: str, rows: Sequence[Promise]) -> str:
    """How many units promise an action, and how many of them with a figure."""
    t = context.t
    units = {unit for row in rows for unit in context.leads(row)}
    n, m = len(units), len({unit for row in rows if row["target_id"] for unit in context.leads(row)})
    if not n:
        return t("{action}：没有单位承诺", action=name)
    if n == 1:
        unit = t.of(rows[0], "short")
        return (
            t("{action}：只有{unit}承诺，写了数字", action=name, unit=unit)
            if m
            else t("{action}：只有{unit}承诺，没有写数字", action=name, unit=unit)
        )
    if m == n:
        return t("{action}：{n}个单位承诺，都写了数字", action=name, n=n)
    if not m:
        return t("{action}：{n}个单位承诺，都没有写数字", action=name, n=n)
    return t("{action}：{n}个单位承诺，其中{m}家写了数字", action=name, n=n, m=m)


def _notes(context: Context, about: Mapping[str, object], rows: Sequence[Promise]) -> list[str]:
    t = context.t
    notes = [t("按清单的次序排列，不排名次：做同一件事，不等于做得一样多。")] if rows else []
    indicator = next(
        (each for each in context.database.metadata["indicators"] if each["indicator_id"] == about["indicator_id"]), None
    )
    if indicator and any(row["indicator_id"] == about["indicator_id"] for row in rows):
        notes.append(t("口径相同的数字能不能比，看“{indicator}”的比较。", indicator=t.of(indicator, "indicator")))
    if rows and not context.description["mentions_read"]:
        notes.append(t("这份清单没有人通读全部承诺，没有数字不等于没有承诺。"))
    return notes


def figure_words(context: Context, row: Row) -> str:
    """How much of an action a row promises, with its scope; that it gives no figure where it gives none."""
    t = context.t
    return in_scope(context, quantity.amount_words(row, t), row["scope"]) if row["target_id"] else t("没有写数字")


def promise_lines(context: Context, view: View) -> dict[str, list[tuple[str, str, str, str]]]:
    """The rows of `similar` for reading, by league: unit, title of the commitment, figures with their firmness, place in the text."""
    t = context.t
    by_league: dict[str, list[tuple[str, str, str, str]]] = {}
    for league in LEAGUES:
        own: dict[tuple[str, int], list[Row]] = {}
        for row in view.rows:
            if row["league"] == league:
                own.setdefault((row["commitment_id"], row["start"]), []).append(row)
        lines = []
        for rows in own.values():
            figures = [figure_words(context, row) + stress_words(row, t) for row in rows]
            lines.append((t.of(rows[0], "short"), t.of(rows[0], "commitment"), t.join(figures), place_in_text(rows[0], t)))
        if lines:
            by_league[league] = lines
    return by_league


@remember
def actions_of(context: Context, target: str) -> list[Row]:
    """The actions that the commitment of a target names, in the order of the text: rows of the query commitment_actions."""
    own = of_lists(context, [target.partition("/")[0]])
    return records(own.database.query("commitment_actions", target=target).to_pandas())
