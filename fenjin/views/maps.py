"""Where in the city an indicator is stated: on a grid of tiles and on the schematic map."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from fenjin.data.rows import Coverage
from fenjin.figures import boundaries
from fenjin.figures.boundaries import Boundaries, Plane
from fenjin.figures.map import Map, Marker, Region, caption_box, diamond
from fenjin.figures.tiles import Tile, Tiles
from fenjin.language.translate import Translator, _
from fenjin.language.words import words
from fenjin.views.base import Context, Row, records, remember, remember_few
from fenjin.views.comparison import COMPARISON, COMPARISON_COLUMNS, RARE, Position, amount, basis_words, with_origins
from fenjin.views.coverage import coverage, coverage_words, how_many
from fenjin.views.page import of_theme
from fenjin.views.parameter import INDICATOR
from fenjin.views.question import QUESTIONS, Show, View, question
from fenjin.views.ranking import ranking
from fenjin.views.rows import Measure, scope_of, short_measure, short_number
from fenjin.views.similar import NO_TARGET

# What stands in a place of a unit that gives no figure, as short as it must be.
_NO_FIGURE = {"mentioned": _("有承诺"), "absent": _("未承诺"), "outside": _("不涉及"), "unread": _("无数字")}


@dataclass(frozen=True)
class _Place:
    """What a county or zone shows of an indicator, on the tile grid and on the map alike; `status`, `share` and `press` as a tile's."""

    unit: Row
    text: str
    status: str
    share: float | None
    hover: str
    press: str


@remember
def _where(context: Context, indicator: str) -> tuple[View, list[_Place]]:
    """What each county and zone shows of an indicator, and the view without a figure that grid and map have in common."""
    t = context.t
    positions = ranking(context, indicator, "county")
    rows = with_origins(context, positions.frame)
    main = next((row["scope_key"] for row in rows if row["apart"] == ""), None)
    own_figures = [row for row in rows if row["basis"] == "stated"]
    measure = short_measure(own_figures, t) if own_figures else Measure(1.0, "")
    places = []
    for unit in records(coverage(context, indicator, "county").frame, Coverage):
        stating = [row for row in rows if unit["unit_id"] in context.leads(row)]
        own = [row for row in stating if row["apart"] != "other"]
        in_main = [row for row in own if row["apart"] == "" and row["scope_key"] == main]
        figures_of = [row for row in own if row["basis"] == "stated"]
        for_text = in_main or figures_of
        if in_main and in_main[0]["basis"] != "wider":
            status, share = "ranked", _share(in_main[0])
        elif stating:
            status, share = "apart", None
        else:
            status, share = unit["status"], None
        if for_text:
            text = _tile_number(for_text[0], measure, t)
        elif stating:
            text = t("全市{number}", number=_tile_number(stating[0], measure, t))
        else:
            text = t(_NO_FIGURE[status])
        hover = "<br>".join(
            [
                t.of(unit, "unit"),
                *(
                    t("{amount}（{scope}）", amount=amount(row, t), scope=scope_of(context, row["scope_key"]))
                    for row in figures_of
                ),
                *(
                    t("{name}：{value}", name=amount(row, t), value=basis_words(context, row))
                    for row in in_main
                    if row["basis"] != "stated"
                ),
                *([] if own else [text if stating else coverage_words(unit, t)]),
            ]
        )
        places.append(_Place(unit, text, status, share, hover, _press(unit, stating)))
    scope = t("（{scope}）", scope=scope_of(context, main)) if main else ""
    common = View(
        t("分布在哪里？"),
        t("{indicator}的分布{scope}", indicator=t.of(rows[0], "indicator"), scope=scope) if rows else "",
        "comparison",
        positions.params,
        positions.frame,
        table=positions.table,
        asides=[*positions.notes, *positions.asides],
        legend=[t("计量单位：{uom}。", uom=measure.name)] if measure.name else [],
    )
    return common, places


@question(
    COMPARISON, page=of_theme("indicator"), table=COMPARISON_COLUMNS, rare=RARE, show=Show(lines=how_many), indicator=INDICATOR
)
def tile_grid(context: Context, indicator: str) -> View:
    """Where in the city an indicator is stated: the counties and zones on a grid of equal tiles."""
    t = context.t
    common, places = _where(context, indicator)
    cells = [
        Tile(
            _break_name(t.of(each.unit, "short")),
            each.text,
            int(each.unit["tile_column"]),
            int(each.unit["tile_row"]),
            each.status,
            each.share,
            each.unit["unit_type"] == "zone",
            each.hover,
            t.of(each.unit, "short"),
            each.unit["unit_id"],
            each.press,
        )
        for each in places
        if not pd.isna(each.unit["tile_column"])
    ]
    figure = Tiles(cells).figure(context.look, size=16 if t.lang == "zh" else 13) if cells else None
    legend = [
        t(
            "方格等大，只示位置，不示面积；虚线框是开发区。颜色与底色反差越大，无论如何都保得住的名次越前；只有描边的不在这一组里排序。"
        )
    ]
    return replace(common, figure=figure, legend=[*legend, *_grey_legend(places, t), *common.legend])


# The file of boundaries may change meanwhile, so that what is remembered is the map of one.
@question(
    COMPARISON,
    page=of_theme("indicator"),
    table=COMPARISON_COLUMNS,
    rare=RARE,
    show=Show(lines=how_many),
    memory=None,
    indicator=INDICATOR,
)
def city_map(context: Context, indicator: str) -> View:
    """The same as the tile grid on the schematic map; an empty view where no boundary file is at hand."""
    return _map_view(context, indicator, boundaries.current(context.description).boundaries)


# A map holds a thousand points and more, hence few.
@remember_few
def _map_view(context: Context, indicator: str, file: Boundaries | None) -> View:
    t = context.t
    common, places = _where(context, indicator)
    if file is None:
        nothing = replace(common, frame=common.frame.iloc[:0])
        return QUESTIONS["city_map"].answer(nothing, {"list": context.list_id, "indicator": indicator})
    codes = {unit["unit_id"]: unit.get("adcode") for unit in context.units}
    page, wide = (_map(t, file, plane, places, codes) for plane in (file.tall, file.wide))
    # A slide is wide: there the enlarged part stands beside the map.
    figure = page.figure(context.look, size=16 if t.lang == "zh" else 13, elsewhere=wide)
    on_map = {each.unit for each in page.regions} | {each.unit for each in page.markers}
    missing = t.join([t.of(each.unit, "short") for each in places if each.unit["unit_id"] not in on_map])
    number = t.of(file.about, "number")
    lines = [
        t("地图：{title}。", title=t.of(file.about, "title")) if file.about["title"] else "",
        t("审图号：{number}。", number=number) if number else "",
        t("示意图，不作划界依据。") if file.schematic else "",
        t("菱形是开发区的大致位置。") if page.markers else "",
        t("面积不代表多少。颜色与底色反差越大，无论如何都保得住的名次越前；只有描边的不在这一组里排序。"),
        t("图上没有：{names}。", names=missing) if missing else "",
    ]
    legend = [line for line in lines if line]
    view = replace(common, figure=figure, legend=[*legend, *_grey_legend(places, t), *common.legend])
    return QUESTIONS["city_map"].answer(view, {"list": context.list_id, "indicator": indicator})


def _grey_legend(places: Iterable[_Place], t: Translator) -> list[str]:
    """What the words and the greys of units without a figure mean, as one line; none where every unit gives one."""
    shades = {"mentioned": _("浓灰底"), "absent": _("淡灰底"), "unread": _("淡灰底"), "outside": _("无底色")}
    having = {each.status for each in places}
    signs = [
        t("{shade}“{sign}”＝{status}", shade=t(shade), sign=t(_NO_FIGURE[status]), status=words(t, "coverage", status))
        for status, shade in shades.items()
        if status in having
    ]
    return [t("没有数字的：{signs}。", signs=("，" if t.lang == "zh" else ", ").join(signs))] if signs else []


def _map(t: Translator, file: Boundaries, plane: Plane, places: Iterable[_Place], codes: Mapping[str, str | None]) -> Map:
    """What the places show, on a plane; `codes` are the units' division codes."""
    areas, markers = [], []
    for each in places:
        unit, code, name = each.unit["unit_id"], codes.get(each.unit["unit_id"]), t.of(each.unit, "short")
        if code and code in plane.areas:
            areas.append(
                Region(
                    name,
                    each.text,
                    plane.areas[code],
                    plane.labels[code],
                    each.status,
                    each.share,
                    plane.enlarged.get(code, []),
                    each.hover,
                    unit,
                    each.press,
                    plane.leaders.get(code),
                )
            )
        elif unit in plane.points:
            near = plane.near.get(unit)
            within = plane.inset if near and plane.inset else (0.0, 0.0, 1.0, plane.height)
            box = caption_box(near or plane.points[unit], file.sides[unit], [name, each.text], plane.type, within)
            signs = [[diamond(at, plane.type)] if at else [] for at in (plane.points[unit], near)]
            markers.append(
                Marker(name, each.text, signs[0], box, each.status, each.share, signs[1], each.hover, unit, each.press)
            )
    return Map(
        areas, markers, plane.height, plane.type, plane.frame, plane.inset, t("示意图") if file.schematic else "", plane.sign
    )


def _break_name(name: str) -> str:
    """A name that fits a tile: broken at a hyphen, a long one in pinyin before its last syllable."""
    return (
        re.sub("-(?=[a-z])", "-<br>", name)
        if "-" in name
        else re.sub(r"^([A-Za-z]{5,})(cheng|zhou|yang|zhang|shan|jiang)$", r"\1-<br>\2", name)
    )


def _press(unit: Coverage, stating: Iterable[Position]) -> str:
    """What a press on a unit's place leads to: its one figure, its rows where it states several, or what it promises without a figure."""
    targets = [row["target_id"] for row in stating if row["basis"] == "stated"]
    if len(targets) > 1:
        return f"cell {unit['unit_id']}"
    if targets:
        return f"target {targets[0]}"
    return f"target {unit['commitment_id']}{NO_TARGET}" if unit["commitment_id"] else ""


def _share(row: Row) -> float:
    """How dark a place is, from the place that a unit holds whatever happens: who may be first is not drawn as first."""
    return 1 - (row["rank_worst"] - 1) / max(row["group_size"] - 1, 1) if row["group_size"] > 1 else 1.0


def _tile_number(row: Row, measure: Measure, t: Translator) -> str:
    number = short_number(row, measure)
    return t("力争{number}", number=number) if row["firmness"] == "strive" else number
