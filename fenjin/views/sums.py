"""Whether the counties' targets add up to the city's."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from fenjin.data.rows import Part, Rate, Sum
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.language import quantity
from fenjin.language.columns import Column, column
from fenjin.language.translate import Translator, _
from fenjin.views.base import Context, records, remember
from fenjin.views.columns import (
    BASIS_TARGETS,
    FIRMNESS,
    MEASURE,
    PROMISE,
    PROMISE_IN_WORDS,
    SCOPE,
    STD_UOM,
    TARGET,
    UNIT,
    Columns,
    as_it_is,
    code_words,
    tabulate,
)
from fenjin.views.columns import INDICATOR as INDICATOR_COLUMN
from fenjin.views.comparison import narrowing
from fenjin.views.page import at
from fenjin.views.parameter import INDICATOR, LIST, THEME
from fenjin.views.question import Excerpt, Show, View, query, question
from fenjin.views.rows import in_scope, scope_of

_PARAMETERS = {"list": LIST, "theme": THEME.optional, "indicator": INDICATOR.optional}
COUNTY_CITY = query("county_city", _("县区合计与全市数字"), **_PARAMETERS)
COUNTY_PARTS = query("county_parts", _("合计里有哪几家、各多少，没有计入的是什么"), **_PARAMETERS)
COUNTY_RATES = query("county_rates", _("不能相加的数字，县区与全市各是多少"), **_PARAMETERS)


@remember
def _parts(context: Context) -> list[Part]:
    """What each county has in each sum, and what is in none (`counted` 0), as the query county_parts gives them."""
    return records(context.frame("county_parts", indicator=None, theme=None), Part)


def _of_sum(context: Context, row: Sum, is_counted: int) -> list[Part]:
    """The parts of a sum, or what is left out of it."""
    key = (row["indicator_id"], row["scope"], row["std_uom"], is_counted)
    return [each for each in _parts(context) if (each["indicator_id"], each["scope"], each["std_uom"], each["counted"]) == key]


def _city(row: Sum, context: Context) -> str:
    return quantity.bound_words({**row, "std_value": row["city_value"], "std_high": row["city_high"]}, context.t)


def _counties(row: Sum, context: Context) -> str:
    bound = {
        "comparator": row["county_comparator"],
        "std_value": row["county_value"],
        "std_high": None,
        "std_uom": row["std_uom"],
    }
    return quantity.bound_words(bound, context.t)


def _sum_words(context: Context, row: Sum) -> str:
    """What a sum says, in a sentence that can be read aloud."""
    t = context.t
    about = in_scope(context, t.of(row, "indicator"), row["scope"])
    sentence = t(
        "{about}：{all}家县区中{n}家写了数字，合计{counties}",
        about=about,
        all=row["league_units"],
        n=row["county_units"],
        counties=_counties(row, context),
    )
    patterns = {"eq": t("是全市{city}的{share}"), "ge": t("至少是全市{city}的{share}"), "le": t("至多是全市{city}的{share}")}
    pattern = patterns.get(row["share_comparator"] or "", t("全市{city}，占多少说不定"))
    share = f"{row['share']:.0%}" if row["share_comparator"] else ""
    sentence = t("{told}，{more}", told=sentence, more=pattern.format(city=_city(row, context), share=share))
    return sentence + (t("，超过全市") if _beyond(row) else "")


def sum_sentences(context: Context) -> list[str]:
    """Each sum of an indicator in a sentence that can be read aloud, one an indicator, first those that exceed the city's figure, then
    those of most counties."""
    rows = [row for row in _telling(context, None) if row["county_units"] > 1]
    first = {row["indicator_id"]: row for row in reversed(rows)}
    return [_sum_words(context, row) for row in rows if first[row["indicator_id"]] is row]


def beyond_sentences(context: Context, theme: str | None = None) -> list[str]:
    """The sums that exceed the city's figure, each in a sentence, one an indicator."""
    rows = [row for row in _telling(context, theme) if _beyond(row)]
    first = {row["indicator_id"]: row for row in reversed(rows)}
    return [_sum_words(context, row) for row in rows if first[row["indicator_id"]] is row]


@remember
def _telling(context: Context, theme: str | None) -> list[Sum]:
    rows = records(context.frame("county_city", indicator=None, theme=theme), Sum)
    return sorted(rows, key=lambda row: (not _beyond(row), -row["county_units"], -(row["share"] or 0), row["indicator_id"]))


def sum_of_theme(context: Context, theme: str) -> str:
    """The sum of a theme's indicators that says most, in a sentence: one that exceeds the city's figure, else that of most counties."""
    rows = _telling(context, theme)
    return _sum_words(context, rows[0]) if rows and rows[0]["county_units"] > 1 else ""


def _share_words(context: Context, row: Sum) -> str:
    t = context.t
    return quantity.with_comparator(f"{row['share']:.0%}", row["share_comparator"], t) if row["share_comparator"] else t("说不定")


def _beyond(row: Sum) -> bool:
    """Whether the counties' sum is more than the city's figure whatever happens."""
    return bool(row["is_beyond"])


def _part_comparator(part: Part) -> str:
    """How a county's part of a sum bounds what it promises: exact where it is stated so, or where all its parts are."""
    exact = part["comparator"] == "eq" and part["basis"] in ("stated", "whole")
    return "eq" if exact else "gt" if part["comparator"] == "gt" else "ge"


def _part_words(context: Context, part: Part) -> str:
    """A county's part of a sum: its name and amount, and where it follows from another scope, that it is a least."""
    t = context.t
    bound = {**part, "comparator": _part_comparator(part)}
    return t("{unit}{amount}", unit=t.of(part, "short"), amount=quantity.bound_words(bound, t))


def part_sentences(context: Context, indicator: str) -> list[str]:
    """Of each sum of an indicator in sentences: every county's part, what is left out, and whose figures may count the same."""
    return [note for row in _sums_of(context, indicator) for note in _notes(context, row)]


def _sums_of(context: Context, indicator: str) -> list[Sum]:
    """The sums of an indicator, first what can be read aloud: the sum that most counties are in."""
    rows = records(context.frame_of("indicator", "county_city", indicator=indicator, theme=None), Sum)
    return sorted(rows, key=lambda row: -row["county_units"])


def _notes(context: Context, row: Sum) -> list[str]:
    """Each county's part, what is left out, and whose figures may count the same, in sentences."""
    t = context.t
    about = in_scope(context, t.of(row, "indicator"), row["scope"])
    parts = _of_sum(context, row, 1)
    amounts = t.join([_part_words(context, part) for part in parts])
    others = t.join(
        [
            t(
                "{unit}{amount}（{scope}）",
                unit=t.of(each, "short"),
                amount=quantity.bound_words(each, t),
                scope=narrowing(context, each["own_scope"], row["scope"]),
            )
            for each in _of_sum(context, row, 0)
        ]
    )
    sentence = (
        t("{about}：{parts}；没有计入{names}。", about=about, parts=amounts, names=others)
        if others
        else t("{about}：{parts}。", about=about, parts=amounts)
    )
    return [sentence, *_overlaps(context, about, parts)]


def _overlaps(context: Context, about: str, parts: Sequence[Part]) -> list[str]:
    """Where a zone and the district around it are both in a sum, that they may count the same."""
    t = context.t
    within = {unit["unit_id"]: (unit.get("within") or "").split() for unit in context.description["units"]}
    short = {part["unit_id"]: t.of(part, "short") for part in parts}
    return [
        t(
            "{about}：{zone}在{district}的地界里，两家可能算了同一件事，合计可能重复。",
            about=about,
            zone=short[zone],
            district=short[district],
        )
        for zone in short
        for district in within[zone]
        if district in short
    ]


# The answer first, as a phone has no room for more; then what it is reckoned from.
_SUM_COLUMNS: Columns[Sum] = (
    INDICATOR_COLUMN,
    (
        Column("share_words", _("占全市多少"), _("县区合计占全市的百分之几，只知道下限或上限的写明；“说不定”是推不出来")),
        lambda context, row: _share_words(context, row),
    ),
    (
        Column("sum", _("各县区合计"), _("县区数字之和；带“至少”的只知道下限"), kind="amount"),
        lambda context, row: _counties(row, context),
    ),
    (
        Column("whole", _("为全市提出"), _("部门为全市提出的数字"), kind="amount"),
        lambda context, row: _city(row, context),
    ),
    SCOPE,
    (
        Column("parts", _("由哪几家合计"), _("合计里有哪几家、各是多少；带“至少”的有些由较窄的口径推出，原文没有这样写")),
        lambda context, row: context.t.join([_part_words(context, part) for part in _of_sum(context, row, 1)]),
    ),
    STD_UOM,
    *map(as_it_is, ("city_value", "county_value", "share", "gap")),
    as_it_is("county_units", "county_city"),
    (Column("city_unit", _("全市由谁提出"), _("提出全市数字的部门")), lambda context, row: context.t.of(row, "unit")),
    TARGET,
    BASIS_TARGETS,
    as_it_is("county_targets"),
)


_ON_SLIDES = (
    Column("about", _("指标"), _("指标，括号里是口径")),
    Column("sum", _("县区合计与全市"), _("斜线前是县区数字之和，斜线后是全市")),
    Column("share_words", _("占全市"), _("县区合计占全市的百分之几")),
    Column("parts", _("由哪几家合计"), _("合计里有哪几家、各是多少")),
)


def _on_slides(context: Context, view: View) -> Excerpt:
    """The sums in as few columns as a room reads, in the order of the view's table."""
    t, rows = context.t, _in_order(view.rows)
    table = pd.DataFrame(
        [
            (
                in_scope(context, t.of(row, "indicator"), row["scope"]),
                f"{_counties(row, context)} / {_city(row, context)}",
                _share_words(context, row),
                t.join([_part_words(context, part) for part in _of_sum(context, row, 1)]),
            )
            for row in rows
        ],
        columns=[t(each.heading) for each in _ON_SLIDES],
    )
    return Excerpt(_ON_SLIDES, table, tuple(range(len(rows))))


def _in_order(rows: Sequence[Any]) -> list[Sum]:
    """Sums, first what a mayor can read aloud: those that exceed the city's figure, then the largest shares."""
    return sorted(rows, key=lambda row: (not _beyond(row), -(row["share"] or 0)))


def _lines(context: Context, view: View) -> list[str]:
    return part_sentences(context, str(view.params["indicator"])) if view.params["indicator"] else view.notes


@question(
    COUNTY_CITY, page=at("city"), table=_SUM_COLUMNS, show=Show(lines=_lines, outline=_("空心条＝县区合计")), indicator=INDICATOR
)
def county_city(context: Context, indicator: str) -> View:
    """Do the counties' targets add up to the city's figure?"""
    t = context.t
    params = {"indicator": indicator, "theme": None}
    frame = context.frame_of("indicator", "county_city", indicator=indicator, theme=None)
    rows = _sums_of(context, indicator)
    sections, notes = [], []
    for row in rows:
        parts = _of_sum(context, row, 1)
        targets = [target for part in parts for target in part["basis_targets"].split()]
        names = t.join([t.of(part, "short") for part in parts])
        both = [
            Bar(
                t("全市（{unit}）", unit=t.of(row, "short")),
                row["city_value"],
                _city(row, context),
                high=row["city_high"],
                comparator=row["comparator"],
                derived=row["basis"] != "stated",
                target=row["target_id"],
                unit=row["unit_id"],
            ),
            Bar(
                t("县区：{named}", named=names),
                row["county_value"],
                _counties(row, context),
                comparator=row["county_comparator"],
                unranked=True,
                strive=all(part["firmness"] == "strive" for part in parts),
                target=targets[0] if len(targets) == 1 else "",
                units=",".join(dict.fromkeys(part["unit_id"] for part in parts)) if len(targets) > 1 else "",
            ),
        ]
        sections.append(Section(quantity.scope_words(row["scope"], context.scopes, t), both))
        notes += _notes(context, row)
    notes += [t("{sentence}。", sentence=_sum_words(context, row)) for row in rows[1:]]
    if any(row["county_derived"] for row in rows):
        notes.append(t("带“至少”的有些由较窄的口径推出，原文没有这样写。"))
    if any(row["county_units"] < row["league_units"] for row in rows):
        notes.append(t("没有写数字的县区不当作零。"))
    wording = t("{indicator}：县区加起来等于全市吗？", indicator=t.of(rows[0], "indicator")) if rows else ""
    signs = [t("空心条＝县区合计")]
    if any(bar.pattern == "stripes" for section in sections for bar in section.bars):
        signs.append(t("斜纹＝力争"))
    if any(row["basis"] != "stated" for row in rows):
        signs.append(t("点纹＝由别的口径推出"))
    comparators = {bar.comparator for section in sections for bar in section.bars}
    if comparators & {"ge", "gt"}:
        signs.append(t("空心箭头＝至少或超过"))
    if comparators & {"le", "lt"}:
        signs.append(t("实心箭头＝至多或低于"))
    if "range" in comparators:
        signs.append(t("横线＝区间"))
    return View(
        wording,
        _sum_words(context, rows[0]) if rows else "",
        "county_city",
        params,
        frame,
        Bars(sections).figure(context.look) if rows else None,
        list(dict.fromkeys(notes)),
        tabulate(context, rows, _SUM_COLUMNS),
        [t("图例：{signs}。", signs=("，" if t.lang == "zh" else ", ").join(signs))] if rows else [],
    )


def _join(t: Translator, sentences: list[str]) -> str:
    return ("；" if t.lang == "zh" else "; ").join(sentences)


@question(
    COUNTY_CITY,
    page=at("city"),
    table=_SUM_COLUMNS,
    show=Show(excerpt=_on_slides, lines=_lines, say=lambda context, _view: sum_sentences(context)[1:3]),
)
def sums(context: Context) -> View:
    """For every indicator of which counties and city give figures that can be set against each other: do the counties add up to the city?"""
    t = context.t
    params = {"indicator": None, "theme": None}
    frame = context.frame("county_city", **params)
    rows = _in_order(records(frame, Sum))
    if rows:
        takeaway = t(
            "{sentence}；县区和全市都写了数字的共{n}项，超过全市的{m}项",
            sentence=_sum_words(context, rows[0]),
            n=len(rows),
            m=len([row for row in rows if _beyond(row)]),
        )
    else:
        takeaway = t("没有县区和全市都写了、可以相加的数字")
    notes = [t("没有写数字的县区不当作零，所以差额不等于缺口；带“至少”的合计含有由较窄口径推出的界限，或本来就是“至少”。")]
    return View(
        t("县区加起来等于全市吗？"), takeaway, "county_city", params, frame, None, notes, tabulate(context, rows, _SUM_COLUMNS)
    )


_PART_COLUMNS: Columns[Part] = (
    SCOPE,
    UNIT,
    (
        PROMISE,
        lambda context, row: quantity.bound_words(
            {**row, "comparator": _part_comparator(row)} if row["counted"] else row, context.t
        ),
    ),
    code_words("basis"),
    as_it_is("counted"),
    (column("own_scope"), lambda context, row: "" if row["basis"] != "stated" else scope_of(context, row["own_scope"])),
    as_it_is("std_value"),
    STD_UOM,
    FIRMNESS,
    (column("target_id"), lambda _context, row: row["basis_targets"] if row["basis"] == "stated" else ""),
    BASIS_TARGETS,
)


@question(COUNTY_PARTS, table=_PART_COLUMNS, indicator=INDICATOR)
def county_parts(context: Context, indicator: str) -> View:
    """What each county has in the sums of an indicator, what that rests on, and what is in none of them."""
    t = context.t
    params = {"indicator": indicator, "theme": None}
    frame = context.frame_of("indicator", "county_parts", indicator=indicator, theme=None)
    rows = records(frame, Part)
    table = tabulate(context, rows, _PART_COLUMNS)
    about = t.of(rows[0], "indicator") if rows else ""
    wording = t("{indicator}：合计里有哪几家、各多少、凭什么？", indicator=about) if rows else ""
    return View(wording, "", "county_parts", params, frame, notes=part_sentences(context, indicator), table=table)


_RATE_COLUMNS: Columns[Rate] = (INDICATOR_COLUMN, SCOPE, code_words("league"), UNIT, PROMISE_IN_WORDS, MEASURE, FIRMNESS, TARGET)


@question(COUNTY_RATES, page=at("city"), table=_RATE_COLUMNS)
def rates(context: Context) -> View:
    """Rates and other figures that are never added: what counties promise beside what the city promises, at the same scope."""
    t = context.t
    params = {"indicator": None, "theme": None}
    frame = context.frame("county_rates", **params)
    rows = records(frame, Rate)
    sentences = []
    for target in dict.fromkeys(row["city_target"] for row in rows):
        group = [row for row in rows if row["city_target"] == target]
        city = next(row for row in group if row["league"] == "department")
        amounts = t.join(
            [
                t("{unit}{amount}", unit=t.of(row, "short"), amount=quantity.amount_words(row, t))
                for row in group
                if row is not city
            ]
        )
        about = in_scope(context, t.of(city, "indicator"), city["scope"])
        sentences.append(t("{about}：全市{city}，{names}", about=about, city=quantity.amount_words(city, t), names=amounts))
    table = tabulate(context, rows, _RATE_COLUMNS)
    takeaway = _join(t, sentences) if rows else t("没有县区和全市都写了、不能相加的数字")
    return View(
        t("不能相加的数字，县区和全市各是多少？"),
        takeaway,
        "county_rates",
        params,
        frame,
        notes=[t("比例、增速和各家可能重复的事项不相加。")] if rows else [],
        table=table,
    )
