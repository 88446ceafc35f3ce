"""Comparison rows: what ranking, map, standing and comparison of units have in common, as sentences, bars, notes and table.

Two grammars are kept apart. What is *written down* is listed in order of amount, each with its own words. What *holds* whatever
happens follows from the intervals of the amounts, and only this says more, most or first.
"""

import textwrap
from collections.abc import Sequence

import pandas as pd

from fenjin.data.rows import Comparison
from fenjin.figures.bars import Bar, Section
from fenjin.language import quantity
from fenjin.language.columns import column
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views.base import Context, Row, records, remember
from fenjin.views.columns import (
    BASIS_TARGETS,
    COMPARISON_SCOPE,
    FIRMNESS,
    MEASURE,
    PROMISE,
    RANK,
    SOURCE,
    STD_UOM,
    TARGET,
    UNIT,
    Columns,
    as_it_is,
    code_words,
)
from fenjin.views.parameter import INDICATOR, LEAGUE, LIST, THEME, UNITS
from fenjin.views.question import query
from fenjin.views.rows import place, place_in_text, row_name, scope_of, source
from fenjin.views.selection import one_of

COMPARISON = query(
    "comparison",
    _("同一指标的数字怎么比、谁排第几"),
    list=LIST,
    league=LEAGUE.optional,
    unit=UNITS.optional,
    theme=THEME.optional,
    indicator=INDICATOR.optional,
)
MOST_AMOUNTS = 6  # amounts that a sentence lists


def of_league(league: str, indicator: str | None = None, units: Sequence[str] = ()) -> dict[str, object]:
    """The parameters of the query comparison for a league; no unit means all of them."""
    return {"theme": None, "indicator": indicator, "league": league, "filter_unit": one_of(units)}


def of_indicator(context: Context, league: str, indicator: str) -> pd.DataFrame:
    """The figures of an indicator in a league, and what follows from them, as the query comparison gives them."""
    return context.frame_of("indicator", "comparison", indicator=indicator, theme=None, league=league, filter_unit="")


@remember
def positions(context: Context, league: str) -> pd.DataFrame:
    """Every compared row of a league; the same for all of its units."""
    return context.frame("comparison", **of_league(league))


class Position(Comparison):
    """A compared row with the words of the total that it is a part of, and the rows of the targets that it follows from."""

    whole: str
    origins: list[Comparison]


def with_origins(context: Context, frame: pd.DataFrame) -> list[Position]:
    """Comparison rows in their order, each part of a total that is kept apart under that total.

    Each has `whole`, the words of the total that it is a part of, and `origins`, the rows of the targets that it follows from; the
    frame holds them, since whoever is in a comparison is in it with all that he states.
    """
    rows_of = records(frame, Comparison)
    by_id = {row["target_id"]: row for row in rows_of if row["target_id"]}
    rows: list[Position] = [
        {
            **row,
            "whole": quantity.amount_words(by_id[row["part_of"]], context.t) if row["part_of"] in by_id else "",
            "origins": []
            if row["basis"] in ("stated", None)
            else [by_id[each] for each in row["basis_targets"].split() if each in by_id],
        }
        for row in rows_of
    ]
    places = {row["target_id"]: number_of for number_of, row in enumerate(rows) if row["target_id"]}

    def order(pair: tuple[int, Position]) -> tuple[int, int]:
        number, row = pair
        whole = row["part_of"]
        return (places[whole], number) if row["apart"] and whole in by_id and by_id[whole]["apart"] else (number, -1)

    return [row for _number, row in sorted(enumerate(rows), key=order)]


def amount(row: Row, t: Translator) -> str:
    """What a unit states, or what is known of it: "100个", "至少110个"."""
    if row["basis"] == "stated":
        return quantity.amount_words(row, t)
    # In the counting word of the text, where that is a word for the standard unit.
    units = {each["uom"] for each in row.get("origins", ()) if each["value"] == each["std_value"]}
    whole = t.lang == "zh" and len(units) == 1 and all(each["value"] == each["std_value"] for each in row["origins"])
    return quantity.bound_words({**row, "std_uom": units.pop()} if whole else row, t)


def league_size(context: Context, league: str) -> int:
    """How many units of a league the list has."""
    counties = len([unit for unit in context.description["units"] if unit["unit_type"] in ("county", "zone")])
    return counties if league == "county" else len(context.description["units"]) - counties


def narrowing(context: Context, scope: object, within: object) -> str:
    """In words, what narrows a scope against a wider one; of a scope that is none, that it is the total."""
    wider = str(within or "").split(quantity.SEPARATOR)
    parts = [part for part in str(scope or "").split(quantity.SEPARATOR) if part and part not in wider]
    return quantity.scope_words(quantity.SEPARATOR.join(parts), context.scopes, context.t) or context.t("总数")


def origin_words(context: Context, row: Row) -> list[str]:
    """From what a bound follows, target by target: "工业110个"."""
    t = context.t
    return [
        t("{scope}{amount}", scope=narrowing(context, each["scope"], row["scope_key"]), amount=quantity.amount_words(each, t))
        for each in row["origins"]
    ]


def group_of(rows: Sequence[Row], scope: str) -> list[Row]:
    """The rows that are ranked at a scope."""
    return [row for row in rows if row["apart"] == "" and row["scope_key"] == scope]


def list_amounts(context: Context, group: Sequence[Row]) -> str:
    """What is written down of a group, in order of amount, each with its own words: "甲110个（工业）、乙100个"."""
    t = context.t
    amounts = []
    for row in group:
        if row["basis"] == "wider":
            continue
        name = t.of(row, "short")
        # Of what lies between two bounds the upper one comes last.
        origins = row["origins"][:-1] if row["basis"] == "between" else row["origins"]
        if row["basis"] == "stated":
            amounts.append(t("{unit}{amount}", unit=name, amount=quantity.amount_words(row, t)))
        elif len(origins) == 1:
            words_of = t(
                "{amount}（{scope}）",
                amount=quantity.amount_words(origins[0], t),
                scope=narrowing(context, origins[0]["scope"], row["scope_key"]),
            )
            amounts.append(t("{unit}{amount}", unit=name, amount=words_of))
        else:
            total = amount({**row, "comparator": "eq", "std_value": row["low"]}, t)
            amounts.append(t("{unit}{amount}", unit=name, amount=t("{amount}（{n}项合计）", amount=total, n=len(origins))))
    first = t.join(amounts[:MOST_AMOUNTS])
    return t("{names}等{n}家", names=first, n=len(amounts)) if len(amounts) > MOST_AMOUNTS else first


def certain(context: Context, group: Sequence[Row], among: str = "") -> str:
    """What holds of a group whatever happens, as the end of a sentence; `among` is what its range is called.

    "给出数字的2家中甲最高", "甲多于乙、丙", or that it cannot be told.
    """
    t = context.t
    by_unit = {row["unit_id"]: t.of(row, "short") for row in group}
    n = len(by_unit)
    among = among or t("给出数字的{n}家中", n=n)
    if len({row["std_value"] for row in group}) == 1 and all(row["basis"] == "stated" for row in group):
        comparators = {row["comparator"] for row in group}
        if comparators == {"eq"}:
            return t("一样多")
        if comparators <= {"eq", "ge", "gt"} or comparators <= {"eq", "le", "lt"}:
            return t("说法不同，数字相同")
    higher = group[0]["direction"] == "higher"
    for row in group:
        others = [other for other in group if other is not row]
        if all(_is_above(row, other) if higher else _is_above(other, row) for other in others):
            return (
                t("{among}{unit}最高", among=among, unit=by_unit[row["unit_id"]])
                if higher
                else t("{among}{unit}最低", among=among, unit=by_unit[row["unit_id"]])
            )
    for row in group:
        less = [by_unit[other["unit_id"]] for other in group if (_is_above(row, other) if higher else _is_above(other, row))]
        if less:
            unit, names = by_unit[row["unit_id"]], t.join(less)
            return t("{unit}多于{names}", unit=unit, names=names) if higher else t("{unit}低于{names}", unit=unit, names=names)
    return t("谁多谁少说不定")


def _is_above(row: Row, other: Row) -> bool:
    """Whether one amount is larger than another whatever happens."""
    return row["low"] is not None and other["high"] is not None and row["low"] > other["high"]


def sections_of(context: Context, rows: Sequence[Row]) -> list[Section]:
    """Comparison rows as sections of bars: one for each scope that is ranked, then those kept apart by reason.

    A target that stands in a group through what follows from it is not drawn a second time.
    """
    t = context.t
    sections = []
    for scope in dict.fromkeys(row["scope_key"] for row in rows if row["apart"] == ""):
        group = group_of(rows, scope)
        words_of_scope = quantity.scope_words(scope, context.scopes, t)
        n = len([row for row in group if row["basis"] != "wider"])
        if len(group) < group[0]["group_size"]:
            heading = t("同口径{n}家中的位置", n=int(group[0]["group_size"])) + (
                t("：{scope}", scope=words_of_scope) if words_of_scope else ""
            )
        elif words_of_scope:
            heading = t("写明的数字，按大小排：{scope}（{n}家）", scope=words_of_scope, n=n)
        else:
            heading = t("写明的数字，按大小排（{n}家）", n=n)
        sections.append(Section(heading, [bar_of(context, row) for row in group]))
    reason = {
        "partner": t("所选单位中没有同口径的，不相比"),
        "scope": t("口径不同，单列，不排序"),
        "within": t("口径不同，单列，不排序"),
        "alone": t("只有一家给出，不排序"),
        "tier": t("争取目标，单列，不排序"),
        "other": t("说的是全市的数字，不是本单位的"),
    }
    unranked = [row for row in rows_with_bars(rows) if row["apart"]]
    for why in dict.fromkeys(reason[row["apart"]] for row in unranked):
        sections.append(Section(why, [bar_of(context, row) for row in unranked if reason[row["apart"]] == why]))
    return sections


def rows_with_bars(rows: Sequence[Row]) -> list[Row]:
    """The compared rows that have a bar: a target that stands in a group through what follows from it has none of its own."""
    basis = {each for row in rows if row["apart"] == "" for each in row["basis_targets"].split()}
    return [row for row in rows if row["apart"] != "within" or row["target_id"] not in basis]


def bar_of(context: Context, row: Row) -> Bar:
    """A compared row (one of `with_origins`) as a bar, with its rank, what it follows from and what keeps it from being ranked."""
    t = context.t
    name = t.of(row, "short")
    rank = place(row, t)
    label = f"{rank} {name}" if rank else name
    text = amount(row, t)
    extra = origin_words(context, row)
    if row["apart"] and row["scope_key"]:
        extra.append(scope_of(context, row["scope_key"]))
    if row["firmness"] not in ("plain", None):
        extra.append(words(t, "firmness", row["firmness"]))
    if row["whole"]:
        extra.append(t("{whole}中的一部分", whole=row["whole"]))
    sources = [row] if row["basis"] == "stated" else row["origins"]
    statements = dict.fromkeys(t.of(each, "statement") for each in sources)
    hover = "<br>".join(
        [
            f"{t.of(row, 'unit')}  {text}",
            *(line for each in statements for line in textwrap.wrap(each, 30 if t.lang == "zh" else 60)),
            t("口径：{scope}", scope=scope_of(context, row["scope_key"])),
            *([] if row["basis"] == "stated" else [t("依据：{basis}", basis=basis_words(context, row))]),
            *([t("语气：{firmness}", firmness=words(t, "firmness", row["firmness"]))] if row["firmness"] else []),
            *dict.fromkeys(t("出处：{where}", where=source(each, t)) for each in sources),
        ]
    )
    return Bar(
        label=label,
        value=float(row["std_value"]),
        text=text,
        high=None if pd.isna(row["std_high"]) else float(row["std_high"]),
        comparator=row["comparator"],
        strive=row["firmness"] == "strive",
        unranked=bool(row["apart"]),
        derived=row["basis"] != "stated",
        detail=("，" if t.lang == "zh" else ", ").join(extra),
        hover=hover,
        target=row["target_id"] or row["basis_targets"].split()[0],
        unit=row["unit_id"],
        row=row_name(row["target_id"], row["basis_targets"], scope_of(context, row["scope_key"])),
        units=row["unit_id"] if not row["target_id"] and len(row["origins"]) > 1 else "",
    )


def places_in_text(row: Row, t: Translator) -> str:
    """Where the unit's list says a compared row (one of `with_origins`), or each target that it follows from."""
    sources = [row] if row["basis"] == "stated" else row["origins"]
    return ("；" if t.lang == "zh" else "; ").join(dict.fromkeys(place_in_text(each, t) for each in sources))


def basis_words(context: Context, row: Row) -> str:
    """What a compared row rests on: that it is stated, or from what it follows."""
    t = context.t
    if row["basis"] == "stated":
        return words(t, "basis", "stated")
    origins = ("，" if t.lang == "zh" else ", ").join(origin_words(context, row))
    return (
        t("{basis}（{scope}）", basis=words(t, "basis", row["basis"]), scope=origins)
        if origins
        else words(t, "basis", row["basis"])
    )


def bound_notes(context: Context, rows: Sequence[Row]) -> list[str]:
    """Which of some rows are bounds that follow from other scopes, and from what, as one sentence; none where none is."""
    t = context.t
    amounts = [
        t(
            "{unit}{amount}（{scope}）",
            unit=t.of(row, "short"),
            amount=amount(row, t),
            scope="，".join(origin_words(context, row)) if t.lang == "zh" else ", ".join(origin_words(context, row)),
        )
        for row in rows
        if row["basis"] != "stated"
    ]
    if not amounts:
        return []
    return [t("由别的口径推出、原文没有这样写的界限：{list}。", list=t.join(list(dict.fromkeys(amounts))))]


def apart_notes(context: Context, rows: Sequence[Row]) -> list[str]:
    """What follows from other scopes, why some rows are kept apart, why groups are not compared, and what a rank written as a range
    means, in sentences."""
    t = context.t
    in_order = [row for row in rows if row["apart"] == ""]
    notes = bound_notes(context, in_order)
    of_scope = [row for row in rows if row["apart"] == "scope"]
    if of_scope:
        names = t.join(
            [t("{unit}（{scope}）", unit=t.of(row, "short"), scope=scope_of(context, row["scope_key"])) for row in of_scope]
        )
        if in_order:
            notes.append(t("口径不同、推不出谁多谁少，所以单列：{kept}。", kept=names))
        else:
            notes.append(t("各个数字的口径不同，推不出谁多谁少：{kept}。", kept=names))
    others = [row for row in rows if row["apart"] == "other"]
    if others:
        names = t.join([t("{unit}{amount}", unit=t.of(row, "short"), amount=amount(row, t)) for row in others])
        notes.append(t("写的是全市的数字，不是本单位自己的：{kept}。", kept=names))
    if len({row["scope_key"] for row in in_order}) > 1:
        notes.append(t("各口径分别排列，组与组之间不比。"))
    if any(row["rank_best"] != row["rank_worst"] for row in in_order):
        notes.append(t("名次写成区间或没有写的难分先后：数字相同，或“至少”“超过”“至多”使高低说不清。"))
    return notes


def sign_legend(t: Translator, rows: Sequence[Row]) -> list[str]:
    """The signs that the bars of these rows bear, as one line; no line where there are none."""
    signs, rows = [], rows_with_bars(rows)
    if any(row["basis"] != "stated" for row in rows):
        signs.append(t("点纹＝由别的口径推出"))
    if any(row["firmness"] == "strive" and row["basis"] == "stated" for row in rows):
        signs.append(t("斜纹＝力争"))
    if any(row["firmness"] == "task" for row in rows):
        signs.append(t("“任务”＝完成交办的任务"))
    if any(row["comparator"] in ("ge", "gt") for row in rows):
        signs.append(t("空心箭头＝至少或超过"))
    if any(row["comparator"] in ("le", "lt") for row in rows):
        signs.append(t("实心箭头＝至多或低于"))
    if any(row["comparator"] == "range" for row in rows):
        signs.append(t("横线＝区间"))
    if any(row["apart"] for row in rows):
        signs.append(t("灰框＝不参加排序"))
    return [t("图例：{signs}。", signs="，".join(signs) if t.lang == "zh" else ", ".join(signs))] if signs else []


# Few comparisons have ranges or parts; the files have the columns all the same.
RARE = ("std_high", "part_of")
COMPARISON_COLUMNS: Columns[Position] = (
    UNIT,
    (
        RANK,
        lambda context, row: place(row, context.t) or (context.t("不排序") if row["apart"] else context.t("难分先后")),
    ),
    (PROMISE, lambda context, row: amount(row, context.t)),
    (column("basis"), basis_words),
    as_it_is("std_value"),
    as_it_is("std_high"),
    STD_UOM,
    code_words("comparator"),
    COMPARISON_SCOPE,
    (column("part_of"), lambda _context, row: row["part_of"] or ""),
    FIRMNESS,
    MEASURE,
    (SOURCE, lambda context, row: places_in_text(row, context.t)),
    TARGET,
    BASIS_TARGETS,
)
