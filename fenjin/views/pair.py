"""Two indicators against each other, of the units that give figures of both; and one alone, where its amounts lie."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, cast

from fenjin.figures.plane import Amount, Axis, Plane, Spot
from fenjin.language import quantity
from fenjin.language.columns import codes, column
from fenjin.language.translate import _
from fenjin.views.base import Context, Row, remember
from fenjin.views.columns import (
    BASIS_TARGETS,
    COMPARISON_SCOPE,
    FIRMNESS,
    MEASURE,
    PROMISE,
    SOURCE,
    STD_UOM,
    TARGET,
    UNIT,
    Columns,
    as_it_is,
    code_words,
    in_language,
    tabulate,
)
from fenjin.views.comparison import (
    COMPARISON_COLUMNS,
    MOST_AMOUNTS,
    RARE,
    amount,
    bar_of,
    basis_words,
    bound_notes,
    places_in_text,
    positions,
    with_origins,
)
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST
from fenjin.views.question import Show, View, query, question
from fenjin.views.rows import in_scope, short_measure, stress_words

LEAST_UNITS = 3  # that a figure is drawn of; of fewer a table says as much

PAIR = query("pair", _("两个指标，同一单位各写了多少"), {"indicator": "old-neighbourhoods", "other": "back-streets", "league": "county"},
             list=LIST, league=LEAGUE, indicator=INDICATOR, other=INDICATOR)  # fmt: skip
_COLUMNS: Columns[Any] = (
    UNIT,
    in_language("indicator"),
    (PROMISE, lambda context, row: amount(row, context.t)),
    (column("meeting"), lambda context, row: codes(context.t, "meeting")[row["meeting"]]),
    COMPARISON_SCOPE,
    (column("basis"), basis_words),
    as_it_is("std_value"),
    as_it_is("std_high"),
    STD_UOM,
    code_words("comparator"),
    FIRMNESS,
    MEASURE,
    (SOURCE, lambda context, row: places_in_text(row, context.t)),
    TARGET,
    BASIS_TARGETS,
)


def _page(_context: Context, choice: Mapping[str, str]) -> tuple[str, Mapping[str, str | None]]:
    """The page that compares, where two indicators are chosen."""
    return "compare", {"by": "indicators", **choice}


# Whoever is not in the picture is named below it.
_SHOW = Show(lines=lambda _context, view: view.notes)


@question(PAIR, page=_page, table=_COLUMNS, rare=("std_high",), show=_SHOW, league=LEAGUE, indicator=INDICATOR, other=INDICATOR)
def pair(context: Context, league: str, indicator: str, other: str) -> View:
    """How much each unit of a league promises of two indicators, where it gives a figure of both at scopes that are compared; never ranked,
    and nothing is said of whether the two have to do with each other. Raises KeyError for an indicator and itself."""
    if indicator == other:
        raise KeyError(other)
    t = context.t
    params = {"league": league, "indicator": indicator, "other": other}
    frame = context.frame("pair", **params)
    every = cast("list[Row]", with_origins(context, frame))
    by_unit: dict[tuple[str, str], dict[str, Row]] = {}
    for row in every:
        if row["meeting"] == "both":
            by_unit.setdefault((row["unit_id"], row["unit"]), {})[row["indicator_id"]] = row
    meeting = [(both[indicator], both[other]) for both in by_unit.values()]
    about = {each["indicator_id"]: each for each in context.database.metadata["indicators"]}
    bare = {code: t.of(about[code], "indicator") for code in (indicator, other)}
    names = [
        in_scope(context, name, meeting[0][place]["scope_key"] if meeting else "") for place, name in enumerate(bare.values())
    ]
    spots = tuple(_spot(context, *both) for both in meeting) if len(meeting) >= LEAST_UNITS else ()
    axes = [_axis(context, name, [both[place] for both in meeting]) for place, name in enumerate(names)] if spots else []
    rows = [row for row in every if row["meeting"]]
    return View(
        t("{one}和{other}，同一家各写了多少？", one=names[0], other=names[1]),
        _takeaway(context, names, meeting),
        "pair",
        params,
        frame,
        figure=Plane(axes[0], axes[1], spots).figure(context.look) if spots else None,
        notes=_notes(context, every, bare, meeting),
        table=tabulate(context, rows, _COLUMNS),
        legend=_legend(context, spots),
    )


def _words(context: Context, *rows: Row) -> str:
    """Amounts, each with its firmness where the text stresses it."""
    pieces = [amount(row, context.t) + stress_words(row, context.t) for row in rows]
    return ("，" if context.t.lang == "zh" else "; ").join(pieces)


def _spot(context: Context, one: Row, other: Row) -> Spot:
    across, up = _amount(context, one), _amount(context, other)
    return Spot(context.t.of(one, "short"), across, _words(context, one, other), one["unit_id"], up)


def _amount(context: Context, row: Row) -> Amount:
    bar = bar_of(context, row)
    return Amount(bar.value, bar.high, bar.comparator, bar.derived, bar.hover, bar.row)


def _axis(context: Context, name: str, rows: Sequence[Row]) -> Axis:
    figures = [row for row in rows if row["basis"] == "stated"]
    measure = short_measure(figures or [each for row in rows for each in row["origins"]], context.t)
    return Axis(" · ".join(part for part in (name, measure.name) if part), measure.size)


def _takeaway(context: Context, names: Sequence[str], meeting: Sequence[tuple[Row, Row]]) -> str:
    """How many units give figures of both, with these figures."""
    t, n = context.t, len(meeting)
    items = [t("{unit}（{scope}）", unit=t.of(one, "short"), scope=_words(context, one, other)) for one, other in meeting]
    amounts = t.join(items[:MOST_AMOUNTS])
    if n > MOST_AMOUNTS:
        amounts = t("{names}等{n}家", names=amounts, n=n)
    one, other = names
    if not n:
        return t("{one}和{other}：没有一家在可比的口径里两个都写了，不成图", one=one, other=other)
    if n < LEAST_UNITS:
        return t(
            "{one}和{other}：只有{n}家在可比的口径里两个都写了，不成图：{amounts}", one=one, other=other, n=n, amounts=amounts
        )
    return t("{one}和{other}：{n}家在可比的口径里两个都写了：{amounts}", one=one, other=other, n=n, amounts=amounts)


def _notes(context: Context, rows: Sequence[Row], names: Mapping[str, str], meeting: Sequence[tuple[Row, Row]]) -> list[str]:
    """What follows from other scopes, who gives a figure of one indicator alone, and what a place in the plane does not say."""
    t = context.t
    notes = bound_notes(context, [row for both in meeting for row in both])
    for code, name in names.items():
        single = [t.of(row, "short") for row in rows if row["meeting"] == "one" and row["indicator_id"] == code]
        if single:
            notes.append(t("只写了{indicator}的：{names}。", indicator=name, names=t.join(list(dict.fromkeys(single)))))
    elsewhere = list(dict.fromkeys(t.of(row, "short") for row in rows if row["meeting"] == "apart"))
    if elsewhere:
        notes.append(t("两个都写了、但不都在可比的口径里的：{names}。", names=t.join(elsewhere)))
    if len(meeting) >= LEAST_UNITS:
        notes.append(t("点的位置就是写了多少；两个数字并列，不说明一个影响另一个。"))
    return notes


def _legend(context: Context, spots: Sequence[Spot]) -> list[str]:
    """The signs of the spots, as one line; no line where there are none."""
    t = context.t
    comparators = {each.comparator for spot in spots for each in (spot.across, spot.up)}
    signs = {
        t("空心点＝由别的口径推出的数字"): any(spot.derived for spot in spots),
        t("空心箭头＝至少或超过"): bool(comparators & {"ge", "gt"}),
        t("实心箭头＝至多或低于"): bool(comparators & {"le", "lt"}),
        t("横线＝区间"): "range" in comparators,
    }
    lines = [sign for sign, occurs in signs.items() if occurs]
    return [t("图例：{signs}。", signs="，".join(lines) if t.lang == "zh" else ", ".join(lines))] if lines else []


SPREAD = query(
    "spread",
    _("一个指标，各家写的数字落在哪里"),
    {"indicator": "rural-roads", "league": "county"},
    list=LIST,
    league=LEAGUE,
    indicator=INDICATOR,
)


@question(SPREAD, page=_page, table=COMPARISON_COLUMNS, rare=RARE, show=_SHOW, league=LEAGUE, indicator=INDICATOR)
def spread(context: Context, league: str, indicator: str) -> View:
    """Where the amounts of an indicator lie in a league, at the scope at which most units wrote one down; of eight exact ones or more with
    their quartiles. No figure where no two can be compared."""
    t = context.t
    params = {"league": league, "indicator": indicator}
    frame = context.frame("spread", **params)
    every = with_origins(context, frame)
    # The frame has more columns than a comparison.
    places = {id(row): cast("Row", row)["place"] for row in every}
    rows = sorted((row for row in every if places[id(row)] is not None), key=lambda row: places[id(row)])
    about = next(each for each in context.database.metadata["indicators"] if each["indicator_id"] == indicator)
    subject = in_scope(context, t.of(about, "indicator"), rows[0]["scope_key"] if rows else "")
    question_words = t("{indicator}，各家写的数字落在哪里？", indicator=subject)
    if not rows:
        nothing = t("{indicator}：没有口径相同的数字可比", indicator=subject)
        return View(question_words, nothing, "spread", params, frame, table=tabulate(context, every, COMPARISON_COLUMNS))
    spots = tuple(Spot(t.of(row, "short"), _amount(context, row), _words(context, row), row["unit_id"]) for row in rows)
    first, last = rows[0], rows[-1]
    takeaway = t(
        "{indicator}：{n}家写了数字，从{unit}的{least}到{other}的{most}",
        indicator=subject,
        n=len(rows),
        unit=t.of(first, "short"),
        least=amount(first, t),
        other=t.of(last, "short"),
        most=amount(last, t),
    )
    notes = bound_notes(context, rows)
    about_all = cast("Row", first)
    marked = tuple(about_all[name] for name in ("lower_quartile", "median", "upper_quartile") if about_all[name] is not None)
    if marked:
        low, middle, high = (quantity.standard(value, rows[0]["std_uom"], t) for value in marked)
        notes.append(
            t(
                "虚线＝写了数字的{n}家的四分位数和中位数：{low}、{middle}、{high}。",
                n=len(rows),
                low=low,
                middle=middle,
                high=high,
            )
        )
    elif about_all["exact"] < about_all["units"]:
        notes.append(t("有的数字是“至少”“至多”“大约”或区间，点在写出或推出的数上，实际落在哪里说不定。"))
    notes.append(t("没有写数字的单位不在线上，不等于零。"))
    return View(
        question_words,
        takeaway,
        "spread",
        params,
        frame,
        figure=Plane(_axis(context, subject, rows), None, spots, marked).figure(context.look),
        notes=notes,
        table=tabulate(context, rows, COMPARISON_COLUMNS),
        legend=_legend(context, spots),
    )


@remember
def partners(context: Context, league: str) -> dict[str, dict[str, int]]:
    """The indicators of a league in which units are compared, each with the others and how many units wrote down a compared amount of both:
    those with most first, and so within each."""
    frame = positions(context, league)
    amounts = frame[(frame["apart"] == "") & (frame["basis"] != "wider")]
    units: dict[str, set[str]] = {str(code): set(group["unit_id"]) for code, group in amounts.groupby("indicator_id", sort=False)}
    shared: dict[str, dict[str, int]] = {code: {} for code in units}
    for one, other in combinations(units, 2):
        shared[one][other] = shared[other][one] = len(units[one] & units[other])
    ordered = {code: dict(sorted(own.items(), key=lambda each: -each[1])) for code, own in shared.items()}
    return dict(sorted(ordered.items(), key=lambda each: -max(each[1].values(), default=0)))
