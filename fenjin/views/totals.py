"""What the list holds as a whole: units, counts, concreteness, definitions, the numerals' ledger."""

from fenjin.data.rows import Concreteness, Count, Indicator, Numerals
from fenjin.figures.numbers import Numbers
from fenjin.figures.shares import Shares
from fenjin.language import cells
from fenjin.language.columns import column
from fenjin.language.translate import _
from fenjin.language.words import words
from fenjin.views.base import Context, records
from fenjin.views.columns import INDICATOR, STD_UOM, UNIT, Columns, as_it_is, code_words, tabulate
from fenjin.views.page import at
from fenjin.views.parameter import LEAGUE, LIST
from fenjin.views.question import Show, View, query, question
from fenjin.views.ranking import INDICATOR_CHOICE

COUNTS = query("counts", _("清单有多少单位、承诺和目标"), list=LIST)


_COUNT_COLUMNS: Columns[Count] = (
    (column("league", "counts"), lambda context, row: _league_or_all(context, row["league"])),
    *map(as_it_is, ("units", "commitments", "measurable", "targets")),
)


def _league_or_all(context: Context, league: str) -> str:
    return context.t("全部") if league == "all" else words(context.t, "league", league)


def _numbers(context: Context, view: View) -> Numbers:
    """The counts of the whole, and of that the counties."""
    t, leagues = context.t, list(view.frame["league"])

    def counts_of(league: str) -> list[str]:
        row = view.table.iloc[leagues.index(league)]
        return [cells.words(cell, each.kind, t) for each, cell in zip(view.columns, row, strict=True) if each.kind == "count"]

    headings = [t(each.heading) for each in view.columns if each.kind == "count"]
    within = [t("其中县区 {n}", n=n) for n in counts_of("county")] if "county" in leagues else [""] * len(headings)
    return Numbers(tuple(zip(counts_of("all"), headings, within, strict=True)))


@question(COUNTS, page=at(""), table=_COUNT_COLUMNS, show=Show(content=_numbers))
def counts(context: Context) -> View:
    """How much the list holds: units, commitments, targets, and how many commitments can be measured."""
    t = context.t
    frame = context.frame("counts")
    whole = frame.set_index("league").loc["all"]
    share = whole["measurable"] / whole["commitments"]
    takeaway = t(
        "{units}个单位作出{commitments}条承诺，其中{measurable}条（{share:.0%}）可以衡量，共{targets}个目标",
        units=whole["units"],
        commitments=whole["commitments"],
        measurable=whole["measurable"],
        share=share,
        targets=whole["targets"],
    )
    table = tabulate(context, records(frame, Count), _COUNT_COLUMNS)
    return View(t("这份清单有什么？"), takeaway, "counts", {}, frame, table=table)


query("concreteness_totals", _("各类单位在各主题上说得多具体"), list=LIST, league=LEAGUE.optional)
CONCRETENESS = query("concreteness", _("谁在哪个主题上说得具体"), list=LIST, league=LEAGUE.optional)


_CONCRETENESS_COLUMNS: Columns[Concreteness] = (
    UNIT,
    code_words("theme"),
    *map(as_it_is, ("commitments", "measurable", "targets")),
)


@question(CONCRETENESS, page=at(""), table=_CONCRETENESS_COLUMNS, league=LEAGUE)
def concreteness(context: Context, league: str) -> View:
    """Who is concrete where: commitments and measurable commitments by unit (or kind of department) and theme."""
    t = context.t
    params = {"league": league}
    frame = context.frame("concreteness", **params)
    if frame.empty:
        return View(t("谁在哪里说得具体？"), t("没有承诺"), "concreteness", params, frame)
    rows_of = frame.assign(row=frame["unit_id"] if league == "county" else frame["unit_type"])
    owners = frame.drop_duplicates("unit_id")
    if league == "county":
        labels = {row["unit_id"]: t.of(row, "short") for row in records(owners)}
    else:
        labels = {kind: words(t, "unit_type", kind) for kind in owners["unit_type"].drop_duplicates()}
    # What several units promise together counts once where units are taken together.
    all_totals = context.frame("concreteness_totals", **params)
    by_row = rows_of if league == "county" else all_totals.rename(columns={"unit_type": "row"})
    counts_by_row = by_row.set_index(["row", "theme"])[["commitments", "measurable"]]
    share, text, hover, codes_of_cells = [], [], [], []
    for row, label in labels.items():
        pairs = [counts_by_row.loc[(row, theme)] if (row, theme) in counts_by_row.index else None for theme in context.themes]
        codes_of_cells.append(
            ["" if cell is None else f"{row} {theme}" for theme, cell in zip(context.themes, pairs, strict=True)]
        )
        share.append([None if cell is None else cell["measurable"] / cell["commitments"] for cell in pairs])
        text.append(["–" if cell is None else f"{cell['measurable']}/{cell['commitments']}" for cell in pairs])
        hover.append(
            [
                f"{label} · {words(t, 'theme', theme)}<br>"
                + (t("没有承诺") if cell is None else t("{n}条承诺，{m}条可衡量", n=cell["commitments"], m=cell["measurable"]))
                for theme, cell in zip(context.themes, pairs, strict=True)
            ]
        )
    columns = _narrow(context)
    names = [words(t, "theme", theme) for theme in context.themes]
    totals = all_totals[all_totals["unit_type"] == "all"].set_index("theme")[["commitments", "measurable"]]
    rate = (totals["measurable"] / totals["commitments"]).sort_values(ascending=False, kind="stable")

    def theme_names(share: float) -> str:
        """The themes with this share, each with its counts."""
        same = [theme for theme in context.themes if theme in rate.index and rate[theme] == share]
        return t.join(
            [f"{words(t, 'theme', theme)} {totals.loc[theme, 'measurable']}/{totals.loc[theme, 'commitments']}" for theme in same]
        )

    league_name, best = words(t, "league", league), theme_names(rate.iloc[0])
    if rate.iloc[0] == rate.iloc[-1]:
        # Where all themes are alike, or there is one, none is the least specific.
        takeaway = t("{league}在“{best}”上都有{share:.0%}的承诺可衡量", league=league_name, best=best, share=rate.iloc[0])
    else:
        takeaway = t(
            "{league}在“{best}”上最具体（{share:.0%}的承诺可衡量），在“{worst}”上最笼统（{low:.0%}）",
            league=league_name,
            best=best,
            share=rate.iloc[0],
            worst=theme_names(rate.iloc[-1]),
            low=rate.iloc[-1],
        )
    table = tabulate(context, records(frame, Concreteness), _CONCRETENESS_COLUMNS)
    shares = Shares(
        list(labels.values()),
        names,
        share,
        text,
        units=list(labels) if league == "county" else (),
        hover=hover,
        narrow=columns,
        cells=codes_of_cells,
    )
    legend = [
        t("格中为 可衡量的承诺数/承诺数；颜色与底色反差越大，可衡量的比例越高；“–”是没有这方面的承诺。"),
    ]
    notes = [t("一条承诺涉及几个主题时，在每个主题各计一次。承诺多少不是优劣。")]
    return View(
        t("谁在哪里说得具体？"), takeaway, "concreteness", params, frame, shares.figure(context.look), notes, table, legend
    )


UNITS_OF_A_LIST = query("units", _("单位和各自的承诺"), list=LIST)


def _narrow(context: Context) -> list[str]:
    """The themes as heads of narrow columns, in lines, all of as many."""
    pieces = [context.t.of(each, "short").split() for each in context.database.themes.values()]
    most = max(map(len, pieces))
    return ["<br>".join([*lines, *[" "] * (most - len(lines))]) for lines in pieces]


@question(UNITS_OF_A_LIST)
def units(context: Context) -> View:
    """Every unit of the list, in order of publication."""
    return View(context.t("清单里有哪些单位？"), "", "units", {}, context.frame("units"))


_DEFINITION_COLUMNS: Columns[Indicator] = (
    code_words("theme"),
    INDICATOR,
    (column("definition"), lambda context, row: context.t.of(row, "definition")),
    code_words("stage"),
    STD_UOM,
    code_words("direction"),
    (column("additive"), lambda context, row: context.t("可") if row["additive"] else context.t("否")),
    *map(as_it_is, ("county_units", "department_units")),
)


@question(INDICATOR_CHOICE, page=at("about"), table=_DEFINITION_COLUMNS)
def definitions(context: Context) -> View:
    """The definition of every indicator that the list states."""
    t = context.t
    frame = context.frame("indicator_choice", theme=None, indicator=None)
    table = tabulate(context, records(frame, Indicator), _DEFINITION_COLUMNS)
    return View(
        t("每个指标是什么意思？"),
        t("共{n}个指标", n=len(frame)),
        "indicator_choice",
        {"theme": None, "indicator": None},
        frame,
        table=table,
    )


def unit_kinds(context: Context) -> str:
    """The kinds of units that the list has, within a sentence."""
    t = context.t
    kinds = {unit["unit_type"] for unit in context.description["units"]}
    names = [words(t, "unit_type", kind) for kind in ("county", "zone") if kind in kinds]
    names += [words(t, "league", "department")] if kinds - {"county", "zone"} else []
    return t.join([name.lower() for name in names])


LEDGER = query("ledger", _("原文数字的去向"), list=LIST)


_LEDGER_COLUMNS: Columns[Numerals] = (code_words("reason", "ledger"), as_it_is("numerals"))


@question(LEDGER, page=at("about"), table=_LEDGER_COLUMNS)
def ledger(context: Context) -> View:
    """What became of every numeral of the published text."""
    t = context.t
    frame = context.frame("ledger")
    rows = records(frame, Numerals)
    table = tabulate(context, rows, _LEDGER_COLUMNS)
    total = int(frame["all_numerals"].iloc[0]) if rows else 0
    return View(
        t("原文的数字都去哪了？"),
        t("账上{n}个数字，个个写明去向", n=total) if rows else t("账上没有数字"),
        "ledger",
        {},
        frame,
        table=table,
    )
