"""Views: a question about the table, answered by a named query, a figure, a takeaway computed from the data, and notes.

Screens, files and links render views; nothing else computes a number that a user sees.
"""

import datetime
import inspect
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps

import pandas as pd
import pyarrow as arrow
import pyarrow.compute

from fenjin.data.database import Database
from fenjin.data.memory import remembered
from fenjin.figures import boundaries, charts
from fenjin.figures.boundaries import Boundaries, Plane
from fenjin.figures.charts import Bar, Figure, Look, Map, Marker, Milestone, Region, Section, Tile, Timeline
from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.translate import Translator, _
from fenjin.language.words import words, words_of
from fenjin.table.source import Document, Quote
from fenjin.views.selection import FACETS, Filters, one_of

THEMES = ("investment", "attraction", "rural", "livelihood", "business")
ALL_THEMES = (*THEMES, "other")
LEAGUES = ("county", "department")


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows of a frame as dictionaries, what is missing as None."""
    return [{key: None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")]


@dataclass(frozen=True)
class Context:
    """What every view needs: the data, the list, the language and the look; `beside` are further lists, which only the views
    of filtered rows take in."""

    database: Database
    list_id: str
    t: Translator
    look: Look
    beside: tuple[str, ...] = ()

    def frame(self, query: str, **params: object) -> pd.DataFrame:
        """The rows of a named query for this list, as a frame."""
        return self.database.query(query, list=self.list_id, **params).to_pandas()

    @property
    def described(self) -> dict:
        """What the table's metadata says of the list, its units included."""
        return self.database.described(self.list_id)

    @property
    def lists(self) -> tuple[str, ...]:
        """The list and those beside it."""
        return (self.list_id, *self.beside)

    @property
    def units(self) -> list[dict]:
        """What the table's metadata says of the units of the list, and then of those beside it."""
        return [unit for each in self.lists for unit in self.database.described(each)["units"]]

    @property
    def scopes(self) -> dict[str, str]:
        """English words for the parts of a scope."""
        return {each["scope"]: each["scope_en"] for each in self.database.metadata["scopes"]}


# A view is made of a data version, a language, colours and a choice, all of which are its arguments, so the same arguments
# give the same view; whoever takes one only reads it.
_remembered = remembered(256)
# Views of the whole table are large, and their filters endless.
_remembered_few = remembered(48)
_MOST_TITLES = 3  # titles of lists that a text names


# The name that a view bears instead of a query's where a reader wrote the SQL; its text is the parameter of that name.
OWN_SQL = "sql"


@dataclass(frozen=True, eq=False)
class View:
    """One answered question; each is only itself, so that what is made from it can be remembered by it. `table` holds what a file of the view holds: columns headed in the chosen language.

    `notes` say what may not be compared and why; `legend` what the signs of the figure mean; `aside` what a reader of a file
    or a picture must know and the page says elsewhere. `address` is the function here that makes the view, with its choice
    and its list.
    """

    question: str
    takeaway: str
    query: str
    params: Mapping[str, object]
    frame: pd.DataFrame
    figure: Figure | None = None
    notes: list[str] = field(default_factory=list)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    legend: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    address: tuple[str, Mapping[str, object]] | None = None

    def targets(self, t: Translator) -> list[str]:
        """The number of the target of each row of the table; none where rows are no targets."""
        return [] if self.query == OWN_SQL else list(self.table.get(t("编号"), []))

    @cached_property
    def rows(self) -> list[dict]:
        """The rows of the frame as `records`."""
        return records(self.frame)

    @property
    def drawn(self) -> Figure | None:
        """The figure where it has marks."""
        return self.figure if self.figure and self.figure["data"] else None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.frame.empty


def _addressed(function: Callable[..., View]) -> Callable[..., View]:
    """Has a function say in the view that it makes by which name and choice it can be made again."""
    names = list(inspect.signature(function).parameters)[1:]

    @wraps(function)
    def made(context: Context, /, *args: object, **kwargs: object) -> View:
        choice = {"list": context.list_id, **dict(zip(names, args, strict=False)), **kwargs}
        return replace(function(context, *args, **kwargs), address=(function.__name__, choice))

    return made


@_remembered
def indicators(context: Context, theme: str | None) -> View:
    """The indicators of a theme (None for all), those with the largest comparison of counties first."""
    frame = _choice(context.database, context.list_id)
    if theme is not None:
        frame = frame[frame["theme"] == theme].reset_index(drop=True)
    return View(context.t("这个主题有哪些指标？"), "", "indicator_choice", {"theme": theme}, frame)


@_remembered
def _choice(database: Database, list_id: str) -> pd.DataFrame:
    """The indicators of every theme: a query for all of them takes no longer than one for a theme, and many pages want several."""
    return database.query("indicator_choice", list=list_id, theme=None).to_pandas()


def _of_league(league: str, indicator: str | None = None, units: Sequence[str] = ()) -> dict[str, object]:
    """The parameters of the query comparison for a league; no unit means all of them."""
    return {"theme": None, "indicator": indicator, "league": league, "filter_unit": one_of(units)}


def _of_indicator(context: Context, league: str, indicator: str) -> pd.DataFrame:
    """The figures of an indicator in a league, as the query comparison gives them."""
    every = _league(context.database, context.list_id, league)
    return every.filter(arrow.compute.field("indicator_id") == indicator).to_pandas()


@_remembered
def _league(database: Database, list_id: str, league: str) -> arrow.Table:
    """The figures of every indicator in a league: a query for all of them takes hardly longer than one for an indicator."""
    return database.query("comparison", list=list_id, **_of_league(league))


@_remembered
@_addressed
def ranking(context: Context, indicator: str, league: str) -> View:
    """Which units of a league promise how much of an indicator: ranked where that is fair, kept apart where it is not."""
    t = context.t
    params = _of_league(league, indicator)
    frame = _of_indicator(context, league, indicator)
    if frame.empty:
        return View("", t("没有单位给出这个指标的数字"), "comparison", params, frame)
    rows = _with_wholes(records(frame), t)
    ranked = [row for row in rows if row["apart"] == ""]
    apart = [row for row in rows if row["apart"] != ""]
    return View(
        question=t(
            "{league}中，{indicator}谁承诺得最多？", league=words(t, "league", league), indicator=t.of(rows[0], "indicator")
        )
        if rows[0]["direction"] == "higher"
        else t("{league}中，{indicator}谁承诺得最低？", league=words(t, "league", league), indicator=t.of(rows[0], "indicator")),
        takeaway=_ranking_takeaway(context, rows, ranked),
        query="comparison",
        params=params,
        frame=frame,
        figure=charts.bars(_sections(context, rows), context.look),
        notes=_apart_notes(context, ranked, apart),
        table=_comparison_table(context, rows),
        legend=_signs(t, rows),
        aside=[
            t("{league}：{coverage}", league=words(t, "league", league), coverage=coverage(context, indicator, league).takeaway)
        ],
    )


def _with_wholes(rows: list[dict], t: Translator) -> list[dict]:
    """Compared rows, each part of a total under that total and with its words as `whole`."""
    by_id = {row["target_id"]: row for row in rows}
    for row in rows:
        row["whole"] = quantity.promised(by_id[row["part_of"]], t) if row["part_of"] in by_id else ""
    places = {row["target_id"]: place for place, row in enumerate(rows)}

    def order(row: dict) -> tuple[int, int]:
        together = row["apart"] and row["part_of"] in by_id and by_id[row["part_of"]]["apart"]
        return (places[row["part_of"]] if together else places[row["target_id"]], places[row["target_id"]] if together else -1)

    return sorted(rows, key=order)


def _sections(context: Context, rows: list[dict]) -> list[Section]:
    """Compared rows as sections of bars: one for each scope that is ranked, then those kept apart by reason."""
    t = context.t
    sections = []
    ranked = [row for row in rows if row["apart"] == ""]
    for scope in dict.fromkeys(row["scope_key"] for row in ranked):
        group = [row for row in ranked if row["scope_key"] == scope]
        words_of_scope = quantity.scope_words(scope, context.scopes, t)
        n = group[0]["group_size"]
        if len(group) < n:
            heading = t("同口径{n}家中的位置", n=n) + (t("：{scope}", scope=words_of_scope) if words_of_scope else "")
        elif words_of_scope:
            heading = t("同口径排序：{scope}（{n}家）", scope=words_of_scope, n=n)
        else:
            heading = t("同口径排序（{n}家）", n=n)
        sections.append(Section(heading, [_bar(context, row) for row in group]))
    reason = {
        "partner": t("所选单位中没有同口径的，不相比"),
        "scope": t("口径不同，单列，不排序"),
        "alone": t("只有一家给出，不排序"),
        "tier": t("争取目标，单列，不排序"),
    }
    for why in dict.fromkeys(row["apart"] for row in rows if row["apart"]):
        sections.append(Section(reason[why], [_bar(context, row) for row in rows if row["apart"] == why]))
    return sections


def _scope(context: Context, scope: object) -> str:
    return quantity.scope_words(scope, context.scopes, context.t) or context.t("未限定口径")


def place(row: dict, t: Translator) -> str:
    """The rank of a compared target, with its bounds where it is tied: "第1位", "第1–3位"; "" where it is not ranked."""
    if row["apart"] or pd.isna(row["rank_best"]):
        return ""
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    return t("第{n}位", n=best) if best == worst else t("第{best}–{worst}位", best=best, worst=worst)


def _bar(context: Context, row: dict) -> Bar:
    t = context.t
    name = t.of(row, "short")
    rank = place(row, t)
    label = f"{rank} {name}" if rank else name
    text = quantity.promised(row, t)
    extra = []
    if row["apart"] == "scope" or (row["apart"] and row["scope_key"]):
        extra.append(_scope(context, row["scope_key"]))
    if row["firmness"] == "strive":
        extra.append(words(t, "firmness", "strive"))
    if row["whole"]:
        extra.append(t("{whole}中的一部分", whole=row["whole"]))
    hover = "<br>".join([
        f"{t.of(row, 'unit')}  {text}", *_wrapped(row["statement"]),
        t("口径：{scope}", scope=_scope(context, row["scope_key"])),
        t("力度：{firmness}", firmness=words(t, "firmness", row["firmness"])),
        t("出处：{where}", where=source(row, t)),
    ])  # fmt: skip
    return Bar(
        label=label,
        value=float(row["std_value"]),
        text=text,
        high=None if pd.isna(row["std_high"]) else float(row["std_high"]),
        comparator=row["comparator"],
        strive=row["firmness"] == "strive",
        apart=bool(row["apart"]),
        detail=("，" if t.lang == "zh" else ", ").join(extra),
        hover=hover,
        target=row["target_id"],
        unit=row["unit_id"],
    )


def _wrapped(text: str, width: int = 30) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


def said(row: dict, t: Translator) -> str:
    """A target as one line of Markdown: the figure, what it measures, its firmness where the text stresses it."""
    return f"**{plain(quantity.promised(row, t))}**　{plain(row['measure'])}{_stressed(row, t)}"


def _stressed(row: dict, t: Translator) -> str:
    """A target's firmness in brackets, "" where the text does not stress it."""
    return t("（{scope}）", scope=words(t, "firmness", row["firmness"])) if row["firmness"] != "plain" else ""


def source(row: dict, t: Translator) -> str:
    """Where the published text says it: the unit's paragraph, and the characters where the row carries them."""
    where = t("{unit}第{para}段", unit=t.of(row, "unit"), para=row["para"])
    if row.get("start") is not None and not pd.isna(row.get("start")):
        where += t("，第{start}–{end}字", start=int(row["start"]) + 1, end=int(row["end"]))
    return where


def _in_scope(context: Context, text: str, scope: object) -> str:
    """A text with the scope that it is about, where there is one."""
    narrowed = quantity.scope_words(scope, context.scopes, context.t)
    return context.t("{indicator}（{scope}）", indicator=text, scope=narrowed) if narrowed else text


def _ranking_takeaway(context: Context, rows: list[dict], ranked: list[dict]) -> str:
    t = context.t
    indicator = t.of(rows[0], "indicator")
    if not ranked:
        if len({row["unit_id"] for row in rows}) == 1:
            named = t.join([_in_scope(context, quantity.promised(row, t), row["scope"]) for row in rows])
            return t("{indicator}：只有{unit}给出数字，{named}", indicator=indicator, unit=t.of(rows[0], "short"), named=named)
        n = len({row["unit_id"] for row in rows})
        return t("{indicator}：{n}家给出数字，口径各不相同，不能排序", indicator=indicator, n=n)
    group = [row for row in ranked if row["scope_key"] == ranked[0]["scope_key"]]
    subject = _in_scope(context, indicator, ranked[0]["scope_key"])
    first = [row for row in group if row["rank_best"] == 1]
    listed = [f"{t.of(row, 'short')} {quantity.promised(row, t)}" for row in group]
    if len(first) == 1 and first[0]["rank_worst"] == 1:
        top, rest = listed[0], t.join(listed[1:3])
        if rows[0]["direction"] == "higher":
            return t("{subject}：{top}最高，其后是{rest}", subject=subject, top=top, rest=rest)
        return t("{subject}：{top}最低，其后是{rest}", subject=subject, top=top, rest=rest)
    tied = t.join([f"{t.of(row, 'short')} {quantity.promised(row, t)}" for row in first])
    return t("{subject}：{tied}，难分先后", subject=subject, tied=tied)


def _apart_notes(context: Context, ranked: list[dict], apart: list[dict]) -> list[str]:
    t = context.t
    notes = []
    if any(row["apart"] == "scope" for row in apart):
        kept = [
            t("{unit}（{scope}）", unit=t.of(row, "short"), scope=_scope(context, row["scope_key"]))
            for row in apart
            if row["apart"] == "scope"
        ]
        if ranked:
            notes.append(t("单列的数字与排序的口径不同，不能比大小：{kept}。", kept=t.join(kept)))
        else:
            notes.append(t("各个数字的口径不同，不能比大小：{kept}。", kept=t.join(kept)))
    if len({row["scope_key"] for row in ranked}) > 1:
        notes.append(t("各口径分别排序，组与组之间不比。"))
    if any(row["rank_best"] != row["rank_worst"] for row in ranked):
        notes.append(t("名次写成区间的难分先后：数字相同，或“至少”“超过”使高低说不清。"))
    return notes


def _signs(t: Translator, rows: list[dict]) -> list[str]:
    signs = []
    if any(row["firmness"] == "strive" for row in rows):
        signs.append(t("斜纹＝力争"))
    if any(row["comparator"] in ("ge", "gt") for row in rows):
        signs.append(t("空心箭头＝至少或超过"))
    if any(row["comparator"] in ("le", "lt") for row in rows):
        signs.append(t("实心箭头＝至多或低于"))
    if any(row["comparator"] == "range" for row in rows):
        signs.append(t("横线＝区间"))
    if any(row["apart"] for row in rows):
        signs.append(t("灰框＝不参加排序"))
    return [t("图例：{signs}。", signs="，".join(signs) if t.lang == "zh" else ", ".join(signs))] if signs else []


def _comparison_table(context: Context, rows: list[dict]) -> pd.DataFrame:
    t = context.t
    return pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("名次"): [place(row, t) or t("不排序") for row in rows],
            t("目标"): [quantity.promised(row, t) for row in rows],
            t("标准值"): [row["std_value"] for row in rows],
            t("标准值上限"): [row["std_high"] for row in rows],
            t("标准单位"): [t(row["std_uom"]) for row in rows],
            t("比较符"): [words(t, "comparator", row["comparator"]) for row in rows],
            t("口径"): [_scope(context, row["scope_key"]) for row in rows],
            t("所属合计"): [row["part_of"] or "" for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) for row in rows],
            t("衡量内容"): [row["measure"] for row in rows],
            t("段落"): [row["para"] for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )


def stating(context: Context, indicator: str, league: str) -> str:
    """How many units of a league state an indicator, in a sentence."""
    return _stating(coverage(context, indicator, league).frame, context.t)


def _stating(frame: pd.DataFrame, t: Translator) -> str:
    return t("{all}家中{n}家给出数字。", all=len(frame), n=int((frame["status"] == "stated").sum()))


@_remembered
@_addressed
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


@dataclass(frozen=True)
class _Stated:
    """What a county or zone shows of an indicator, on the tile grid and on the map alike; `status` and `share` as a tile's."""

    unit: dict
    text: str
    status: str
    share: float | None
    hover: str


@_remembered
def _where(context: Context, indicator: str) -> tuple[View, list[_Stated]]:
    """What each county and zone shows of an indicator, and the view without a figure that grid and map have in common."""
    t = context.t
    compared = ranking(context, indicator, "county")
    rows = records(compared.frame)
    main = next((row["scope_key"] for row in rows if row["apart"] == ""), None)
    places = []
    for unit in records(coverage(context, indicator, "county").frame):
        own = [row for row in rows if row["unit_id"] == unit["unit_id"]]
        in_main = [row for row in own if row["apart"] == "" and row["scope_key"] == main]
        shown = in_main or own
        if in_main:
            status, share = "ranked", _share(in_main[0])
        elif own:
            status, share = "apart", None
        else:
            status, share = unit["status"], None
        text = _tile_number(shown[0], t) if shown else (t("无数字") if status == "topic" else t("未列"))
        hover = "<br>".join(
            [
                t.of(unit, "unit"),
                *([f"{quantity.promised(row, t)}（{_scope(context, row['scope_key'])}）" for row in own] or [text]),
            ]
        )
        places.append(_Stated(unit, text, status, share, hover))
    scope = t("（{scope}）", scope=_scope(context, main)) if main else ""
    common = View(
        t("分布在哪里？"), t("{indicator}的分布{scope}", indicator=t.of(rows[0], "indicator"), scope=scope) if rows else "",
        "comparison", compared.params, compared.frame, table=compared.table, aside=[*compared.notes, *compared.aside],
        legend=[t("计量单位：{uom}", uom=_tile_uom(rows, t))] if rows else [],
    )  # fmt: skip
    return common, places


@_remembered
@_addressed
def tile_grid(context: Context, indicator: str) -> View:
    """Where in the city an indicator is stated: the counties and zones on a grid of equal tiles."""
    t = context.t
    common, places = _where(context, indicator)
    cells = [
        Tile(
            _broken(t.of(each.unit, "short")), each.text, int(each.unit["tile_column"]), int(each.unit["tile_row"]), each.status, each.share,
            each.unit["unit_type"] == "zone", each.hover, t.of(each.unit, "short"), each.unit["unit_id"],
        )
        for each in places
        if not pd.isna(each.unit["tile_column"])
    ]  # fmt: skip
    figure = charts.tiles(cells, context.look, size=16 if t.lang == "zh" else 13) if cells else None
    legend = [
        t(
            "方格等大，只示位置，不示面积；虚线框是开发区。颜色与底色反差越大，名次越前；只有描边的不在这一组里排序，灰底是没有数字。"
        )
    ]
    return replace(common, figure=figure, legend=[*legend, *common.legend])


def city_map(context: Context, indicator: str) -> View:
    """The same as the tile grid on the schematic map; an empty view where no boundary file is at hand."""
    return _mapped(context, indicator, boundaries.current(context.described).boundaries)


# A map holds a thousand points and more, hence few.
@_remembered_few
def _mapped(context: Context, indicator: str, found: Boundaries | None) -> View:
    t = context.t
    common, places = _where(context, indicator)
    if found is None:
        return replace(common, frame=common.frame.iloc[:0])
    codes = {unit["unit_id"]: unit.get("adcode") for unit in context.units}
    page, wide = (_map(t, plane, found.sides, places, codes) for plane in (found.tall, found.wide))
    # A slide is wide: there the enlarged part stands beside the map.
    figure = Figure(charts.regions(page, context.look, size=16 if t.lang == "zh" else 13), wide)
    drawn = {each.unit for each in page.regions} | {each.unit for each in page.markers}
    missing = t.join([t.of(each.unit, "short") for each in places if each.unit["unit_id"] not in drawn])
    legend = [
        t(
            "示意图，不作划界依据；面积不代表多少，菱形是开发区的大致位置。颜色与底色反差越大，名次越前；只有描边的不在这一组里排序，灰底是没有数字。"
        )
    ]
    if missing:
        legend.append(t("图上没有：{names}。", names=missing))
    return replace(
        common,
        figure=figure,
        legend=[*legend, *common.legend],
        address=("city_map", {"list": context.list_id, "indicator": indicator}),
    )


def _map(
    t: Translator, plane: Plane, sides: Mapping[str, str], places: Iterable[_Stated], codes: Mapping[str, str | None]
) -> Map:
    """What the places show, on a plane; `codes` are the units' division codes, `sides` say where a zone's words stand."""
    areas, markers = [], []
    for each in places:
        unit, code, name = each.unit["unit_id"], codes.get(each.unit["unit_id"]), t.of(each.unit, "short")
        if code and code in plane.areas:
            areas.append(
                Region(name, each.text, plane.areas[code], plane.labels[code], each.status, each.share, plane.enlarged.get(code, []), each.hover, unit)
            )  # fmt: skip
        elif unit in plane.points:
            near = plane.near.get(unit)
            within = plane.inset if near and plane.inset else (0.0, 0.0, 1.0, plane.height)
            box = charts.beside(near or plane.points[unit], sides[unit], [name, each.text], plane.type, within)
            signs = [[charts.diamond(at, plane.type)] if at else [] for at in (plane.points[unit], near)]
            markers.append(Marker(name, each.text, signs[0], box, each.status, each.share, signs[1], each.hover, unit))
    return Map(areas, markers, plane.height, plane.type, plane.frame, plane.inset, t("示意图"), plane.sign)


def _broken(name: str) -> str:
    """A name that fits a tile: broken at a hyphen, a long one in pinyin before its last syllable."""
    return (
        re.sub("-(?=[a-z])", "-<br>", name)
        if "-" in name
        else re.sub(r"^([A-Za-z]{5,})(cheng|zhou|yang|zhang|shan|jiang)$", r"\1-<br>\2", name)
    )


def _share(row: dict) -> float:
    return 1 - (row["rank_best"] - 1) / max(row["group_size"] - 1, 1) if row["group_size"] > 1 else 1.0


def _in_billions(row: dict, t: Translator) -> bool:
    return t.lang == "en" and row["std_uom"] == "亿元"


def _tile_uom(rows: list[dict], t: Translator) -> str:
    row, stated = rows[0], {row["uom"] for row in rows}
    if _in_billions(row, t):
        return "CNY billion"
    if t.lang == "zh" and len(stated) == 1 and all(row["value"] == row["std_value"] for row in rows):
        return str(row["uom"])
    return t("万亩") if row["std_uom"] == "亩" else t("万头") if row["std_uom"] == "头" else t(row["std_uom"])


def _tile_number(row: dict, t: Translator) -> str:
    scale = 1e4 if row["std_uom"] in ("亩", "头") else 10.0 if _in_billions(row, t) else 1.0
    sign = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}.get(row["comparator"], "")
    high = "" if pd.isna(row["std_high"]) else "–" + quantity.number(row["std_high"] / scale)
    number = sign + quantity.number(row["std_value"] / scale) + high
    return t("力争{number}", number=number) if row["firmness"] == "strive" else number


def _bound_of_sum(comparators: list[str]) -> str:
    """What a sum of figures is where some are bounds of the same side: a bound of that side; else taken as it is."""
    for sides in (("ge", "gt"), ("le", "lt")):
        if set(comparators) & set(sides) and set(comparators) <= {"eq", *sides}:
            return sides[0]
    return "eq"


@_remembered
@_addressed
def county_city(context: Context, indicator: str) -> View:
    """Do the counties' targets add up to the city's figure?"""
    t = context.t
    params = {"indicator": indicator, "theme": None}
    frame = context.frame("county_city", **params)
    rows = records(frame)
    sections, notes, takeaways = [], [], []
    stated = records(_of_indicator(context, "county", indicator))
    for row in rows:
        scope = quantity.scope_words(row["scope"], context.scopes, t)
        parts = [each for each in stated if each["scope"] == row["scope"] and not each["part_of"]]
        summed = {each["unit_id"]: t.of(each, "short") for each in parts}
        bound = _bound_of_sum([each["comparator"] for each in parts])
        city = quantity.bounded(quantity.standard(row["city_value"], row["std_uom"], t), row["comparator"], t)
        counties = quantity.bounded(quantity.standard(row["county_value"], row["std_uom"], t), bound, t)
        otherwise = list(dict.fromkeys(t.of(each, "short") for each in stated if each["unit_id"] not in summed))
        named = t.join(list(summed.values()))
        both = [
            Bar(
                t("市级（{unit}）", unit=t.of(row, "short")),
                row["city_value"],
                city,
                comparator=row["comparator"],
                target=row["target_id"],
                unit=row["unit_id"],
            ),
            Bar(
                t("县区：{named}", named=named),
                row["county_value"],
                counties,
                comparator=bound,
                apart=True,
                strive=all(each["firmness"] == "strive" for each in parts),
            ),
        ]
        sections.append(Section(scope, both))
        about = _in_scope(context, t.of(row, "indicator"), row["scope"])
        share = f"{row['share']:.0%}"
        if row["county_units"] == 1:
            said = t(
                "{about}：只有{named}给出同口径的数字{counties}，是市级{city}的{share}",
                about=about,
                named=named,
                counties=counties,
                city=city,
                share=share,
            )
        else:
            said = t(
                "{about}：{n}家县区合计{counties}，是市级{city}的{share}",
                about=about,
                n=row["county_units"],
                counties=counties,
                city=city,
                share=share,
            )
        takeaways.append(said + (t("，超出市级，两边的统计范围可能不同") if row["share"] > 1 else ""))
        missing = row["league_units"] - row["county_units"]
        notes.append(
            t(
                "{about}：{all}家中{missing}家没有同口径的数字，合计不是全部县区的和。",
                about=about,
                all=row["league_units"],
                missing=missing,
            )
        )
        if otherwise:
            notes.append(t("{about}：{names}按别的口径给出数字，没有计入。", about=about, names=t.join(otherwise)))
        if row["county_bounds"] or row["comparator"] != "eq":
            notes.append(t("含“至少”“超过”等承诺，按其界限相加。"))
    question = t("{indicator}：县区加起来等于全市吗？", indicator=t.of(rows[0], "indicator")) if rows else ""
    return View(
        question, "；".join(takeaways) if t.lang == "zh" else "; ".join(takeaways), "county_city", params, frame,
        charts.bars(sections, context.look) if rows else None, list(dict.fromkeys(notes)),
        _sums_table(context, rows), [t("图例：{signs}。", signs=t("空心条＝口径相同的县区合计"))],
    )  # fmt: skip


@_remembered
@_addressed
def sums(context: Context) -> View:
    """For every indicator that counties and city state at the same scope: do the counties add up to the city?"""
    t = context.t
    params = {"indicator": None, "theme": None}
    frame = context.frame("county_city", **params)
    rows = records(frame)
    beyond = [_in_scope(context, t.of(row, "indicator"), row["scope"]) for row in rows if row["gap"] > 0]
    takeaway = t(
        "{n}项数字县区和全市都有，县区合计达到全市的有{m}项", n=len(rows), m=len([row for row in rows if row["gap"] >= 0])
    )
    if beyond:
        takeaway += t("；超出的是{names}，两边的统计范围可能不同", names=t.join(beyond))
    notes = [t("只加口径相同的数字；没有给出数字的县区不当作零，所以差额不等于缺口。")]
    return View(t("县区加起来等于全市吗？"), takeaway, "county_city", params, frame, None, notes, _sums_table(context, rows))


def _sums_table(context: Context, rows: list[dict]) -> pd.DataFrame:
    t = context.t
    return pd.DataFrame(
        {
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("口径"): [_scope(context, row["scope"]) for row in rows],
            t("标准单位"): [t(row["std_uom"]) for row in rows],
            t("全市数字"): [row["city_value"] for row in rows],
            t("县区合计"): [row["county_value"] for row in rows],
            t("占全市比例"): [row["share"] for row in rows],
            t("差额"): [row["gap"] for row in rows],
            t("县区家数"): [row["county_units"] for row in rows],
            t("全市由谁提出"): [t.of(row, "unit") for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )


def targets(context: Context, theme: str | None = None, unit: str | None = None, search: str = "") -> View:
    """Every target and qualitative commitment of a theme or a unit, narrowed by the words searched for."""
    return explore(context, of_unit(context, unit, (theme,) if theme else (), search))


def of_unit(context: Context, unit: str | None, themes: tuple[str, ...] = (), search: str = "") -> Filters:
    """The filters that leave the rows of a unit (None for all) in some themes of the list."""
    sets = (("list", (context.list_id,)), ("unit", (unit,) if unit else ()), ("theme", themes))
    return Filters(tuple((facet, codes) for facet, codes in sets if codes), words=search)


def themes_of(context: Context, unit: str) -> tuple[str, ...]:
    """The themes in which a unit promises anything, in their own order."""
    held = set(targets(context, unit=unit).frame["theme"])
    return tuple(theme for theme in ALL_THEMES if theme in held)


def units_of_measure(context: Context, filters: Filters) -> list[str]:
    """The standard units of measure among the rows that the filters leave."""
    return sorted(explore(context, filters).frame["std_uom"].dropna().unique())


def within(context: Context, filters: Filters) -> tuple[Context, Filters]:
    """Filters with the lists that they leave, those of the context where they name none, and the context of these lists.

    So no view takes in every list that there is.
    """
    if not filters.chosen("list"):
        return context, replace(filters, sets=(("list", context.lists), *filters.sets))
    return of_lists(context, filters.chosen("list")), filters


def of_lists(context: Context, lists: Sequence[str]) -> Context:
    """The same for other lists; its own stays the first where it is one of them."""
    first = context.list_id if context.list_id in lists else lists[0]
    return replace(context, list_id=first, beside=tuple(each for each in lists if each != first))


def of_view(context: Context, view: View) -> Context:
    """The context of the lists whose rows a view shows; as it is for a reader's own SQL, which may show any."""
    return context if view.query == OWN_SQL else of_lists(context, [each["list_id"] for each in lists_of(context, view)])


def lists_of(context: Context, view: View) -> list[dict]:
    """The descriptions of the lists whose rows a view shows, without their units; for a reader's own SQL of the lists that
    it sees."""
    every = known_lists(context.database)
    if view.query == OWN_SQL:
        return list(every.values()) if context.database.whole else [every[each] for each in context.lists]
    if "target" in view.params:
        named: Sequence[str] = [list_of(str(view.params["target"]))]
    else:
        named = [code for code in str(view.params.get("filter_list", "")).split("|") if code] or [context.list_id]
    return [every[code] for code in named]


@remembered(4)
def known_lists(database: Database) -> dict[str, dict]:
    """The descriptions of all lists, without their units, by number, in the order of the table."""
    return {str(each["list_id"]): each for each in database.lists}


def list_of(target: str) -> str:
    """The list that a target belongs to, by its number."""
    return target.partition("/")[0]


def list_words(described: Mapping[str, object], t: Translator) -> str:
    """A list told from others in a word or two: its city and year."""
    return f"{t.of(described, 'city')} {described['year']}"


def whose(context: Context, row: Mapping[str, object]) -> str:
    """The name of a row's unit, with its city and year where the context has several lists."""
    name = context.t.of(row, "unit")
    if not context.beside:
        return name
    return context.t("{unit}（{scope}）", unit=name, scope=facet_words(context, "list", str(row["list_id"])))


def titles(lists: Sequence[Mapping[str, object]], t: Translator) -> str:
    """The titles of some lists; where they are many, the first ones and how many there are."""
    named = t.join([str(t.of(each, "title")) for each in lists[:_MOST_TITLES]])
    return named if len(lists) <= _MOST_TITLES else t("{titles}等{n}份清单", titles=named, n=len(lists))


# The columns that a table of targets can have, by the code that a link chooses them with; and those that it has unasked.
COLUMNS: dict[str, tuple[str, Callable[[Context, dict], object]]] = {
    "city": (_("城市"), lambda context, row: context.t.of(row, "city")),
    "year": (_("年份"), lambda context, row: row["year"]),
    "unit": (_("单位"), lambda context, row: context.t.of(row, "unit")),
    "target": (_("目标"), lambda context, row: quantity.promised(row, context.t)),
    "measure": (_("衡量内容"), lambda context, row: row["measure"] or ""),
    "commitment": (_("承诺"), lambda context, row: row["commitment"]),
    "indicator": (_("指标"), lambda context, row: context.t.of(row, "indicator") if row["indicator_id"] else ""),
    "scope": (_("口径"), lambda context, row: quantity.scope_words(row["scope"], context.scopes, context.t)),
    "part_of": (_("所属合计"), lambda context, row: row["part_of"] or ""),
    "firmness": (
        _("力度"),
        lambda context, row: "" if row["kind"] == "qualitative" else words(context.t, "firmness", row["firmness"]),
    ),
    "deadline": (_("期限"), lambda context, row: row["deadline"]),
    "theme": (_("主题"), lambda context, row: words(context.t, "theme", row["theme"])),
    "topic": (_("子题"), lambda context, row: row["topic_zh"] if context.t.lang == "zh" else row["topic_en"]),
    "statement": (_("概述"), lambda context, row: row["statement"]),
    "para": (_("段落"), lambda context, row: row["para"]),
    "std_value": (_("标准值"), lambda context, row: row["std_value"]),
    "std_high": (_("标准值上限"), lambda context, row: row["std_high"]),
    "std_uom": (_("标准单位"), lambda context, row: context.t(row["std_uom"]) if row["std_uom"] else ""),
    "comparator": (
        _("比较符"),
        lambda context, row: words(context.t, "comparator", row["comparator"]) if row["comparator"] else "",
    ),
    "kind": (_("类型"), lambda context, row: words(context.t, "kind", row["kind"])),
    "unit_type": (_("单位类型"), lambda context, row: words(context.t, "unit_type", row["unit_type"])),
    "tier": (_("档次"), lambda context, row: words(context.t, "tier", row["tier"])),
    "figure": (_("原文数字"), lambda context, row: row["figure"] or ""),
    "start": (_("起始字"), lambda context, row: row["start"] + 1),
    "end": (_("末尾字"), lambda context, row: row["end"]),
    "id": (_("编号"), lambda context, row: row["target_id"]),
}
_WHICH = ("city", "year")  # what tells a list from another: shown wherever there is more than one
COLUMNS_UNASKED = (*[code for code in COLUMNS if code not in _WHICH][:13], "id")

# The orders of a table of targets. Values are ordered within one indicator, unit of measure and scope only.
ORDERS: dict[str, list[str]] = {
    "list": ["list_id", "unit_order", "commitment_no", "target_id"],
    "value": ["indicator_id", "std_uom", "scope", "value_order", "target_id"],
    "deadline": ["deadline", "list_id", "unit_order", "target_id"],
    "theme": ["theme_order", "topic", "indicator_id", "list_id", "unit_order", "target_id"],
}


@_remembered_few
@_addressed
def explore(context: Context, filters: Filters, columns: tuple[str, ...] = COLUMNS_UNASKED, order: str = "list") -> View:
    """The rows that the filters leave; `columns` are codes of COLUMNS, `order` is one of ORDERS.

    Where they are rows of several lists, each says of which city and year it is.
    """
    t = context.t
    context, filters = within(context, filters)
    params = filters.parameters()
    frame = context.frame("explore", **params)
    lists = {each: known_lists(context.database)[each] for each in filters.chosen("list")}
    keyed = frame.assign(value_order=-frame["std_value"], theme_order=frame["theme"].map(list(ALL_THEMES).index))
    rows = [
        {**row, "city": lists[row["list_id"]]["city"], "city_en": lists[row["list_id"]]["city_en"]}
        for row in records(keyed.sort_values(ORDERS[order], na_position="last", kind="stable"))
    ]
    figures = int((frame["kind"] != "qualitative").sum())
    told = {*columns, "id", *(_WHICH if len(lists) > 1 else ())}
    shown = [COLUMNS[code] for code in COLUMNS if code in told]
    table = pd.DataFrame({t(heading): [cell(context, row) for row in rows] for heading, cell in shown})
    others = len(frame) - figures
    takeaway = t("{targets}个目标", targets=figures)
    if others:
        takeaway += t("，另有{others}条没有数字的承诺", others=others)
    return View(_asked_of(context, filters), takeaway, "explore", params, frame, table=table)


def _asked_of(context: Context, filters: Filters) -> str:
    """The question that filters ask: of one unit, of one theme, or of whatever satisfies them."""
    t = context.t
    for facet in ("unit", "theme"):
        if len(filters.chosen(facet)) == 1:
            return t("“{name}”有哪些目标和承诺？", name=facet_words(context, facet, filters.chosen(facet)[0]))
    return t("哪些目标符合条件？")


@_remembered
def places(context: Context) -> dict[str, tuple[str, int, int]]:
    """Where the published documents state each target of the list and of those beside it: the document's SHA-256, first and
    past-last character."""
    sha = {each: known_lists(context.database)[each]["source_sha256"] for each in context.lists}
    rows = explore(context, Filters()).frame[["target_id", "list_id", "start", "end"]].itertuples(index=False)
    return {row.target_id: (sha[row.list_id], row.start, row.end) for row in rows}


class Targets(Collection[str]):
    """The targets of the context's lists, which are looked up only where one is asked for."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def __contains__(self, target: object) -> bool:
        return target in places(self.context)

    def __iter__(self) -> Iterator[str]:
        return iter(places(self.context))

    def __len__(self) -> int:
        return len(places(self.context))


def quotes(context: Context, documents: Mapping[str, Document], targets: Iterable[str]) -> dict[str, Quote]:
    """The sentences that state these targets, of the documents (by SHA-256) that are at hand."""
    if not documents:
        return {}
    where = {target: places(context)[target] for target in targets if target in places(context)}
    return {target: documents[sha].quote(start, end) for target, (sha, start, end) in where.items() if sha in documents}


def quoted(view: View, context: Context, documents: Mapping[str, Document]) -> View:
    """The view with the sentence of each target as the last column of its table, where the document is at hand."""
    t = context.t
    targets = view.targets(t)
    if not documents or not targets:
        return view
    found = quotes(context, documents, targets)
    sentences = [str(found.get(target, "")) for target in targets]
    return replace(view, table=view.table.assign(**{t("原文"): sentences}))


@_remembered
@_addressed
def card(context: Context, target: str) -> View:
    """Everything that is known of a target: its commitment with all its targets, and its place in its comparison.

    `frame` has a row for each target of the commitment. Raises KeyError where there is no such target.
    """
    t = context.t
    frame = context.frame("commitment", target=target)
    rows = records(frame)
    asked = next((row for row in rows if row["target_id"] == target), None)
    if asked is None:
        raise KeyError(target)
    lines = [
        (t("单位"), t.of(asked, "unit")),
        (t("承诺"), asked["commitment"]),
        (t("概述"), asked["statement"]),
        (t("衡量内容"), asked["measure"] or ""),
        (t("主题"), f"{words(t, 'theme', asked['theme'])} · {asked['topic_zh'] if t.lang == 'zh' else asked['topic_en']}"),
        (t("指标"), t("{indicator}：{definition}", indicator=t.of(asked, "indicator"), definition=t.of(asked, "definition")))
        if asked["indicator_id"]
        else (t("指标"), t("没有归入指标，不参加比较") if asked["kind"] != "qualitative" else ""),
        (t("口径"), _scope(context, asked["scope"]) if asked["kind"] != "qualitative" else ""),
        (t("力度"), words(t, "firmness", asked["firmness"]) if asked["kind"] != "qualitative" else ""),
        (t("期限"), quantity.day(asked["deadline"], t) if asked["deadline"] is not None else t("没有写明，以全年为期")),
        (t("名次"), _standing(context, asked)),
        (t("出处"), source(asked, t)),
        (t("编号"), target),
    ]  # fmt: skip
    lines = [(label, text) for label, text in lines if text]
    table = pd.DataFrame([[text for _label, text in lines]], columns=[label for label, _text in lines])
    if asked["kind"] == "qualitative":
        promise = asked["commitment"]
    else:
        named = t.of(asked, "indicator") if t.lang == "en" and asked["indicator_id"] else asked["measure"]
        promise = f"{named} {quantity.promised(asked, t)}"
    takeaway = t("{unit}：{promise}", unit=t.of(asked, "short"), promise=promise)
    return View(t("这个数字从哪里来？"), takeaway, "commitment", {"target": target}, frame, table=table)


def _standing(context: Context, asked: dict) -> str:
    """A target's place in its comparison, or why it has none; "" where it takes part in none."""
    compared = _compared(of_lists(context, [asked["list_id"]]), asked["league"])
    row = next(iter(records(compared[compared["target_id"] == asked["target_id"]])), None)
    return "" if row is None else _place_or_why(row, context.t)


def _place_or_why(row: dict, t: Translator) -> str:
    """The place of a compared target among how many, or why it has none."""
    if not row["apart"]:
        return place(row, t) + t("，共{n}家", n=row["group_size"])
    return {"scope": t("口径不同，不排序"), "alone": t("只有本单位给出"), "tier": t("争取目标，不排序")}[row["apart"]]


def _span(numbers: list[int]) -> str:
    """Sorted numbers as one, or from the first to the last."""
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"


@_remembered
def facets(context: Context, filters: Filters) -> dict[str, dict[str, int]]:
    """For each facet the codes that leave rows, and how many rows each would leave while the other filters stay."""
    frame = context.frame("facets", **within(context, filters)[1].parameters())
    return {facet: {row["code"]: row["rows_left"] for row in records(frame[frame["facet"] == facet])} for facet in FACETS}


@_remembered
def codes(context: Context) -> dict[str, list[str]]:
    """Every code that a filter of a facet may have; "none" stands for rows without an indicator, comparator or deadline.

    Lists are all that there are, units and months those of the context's lists.
    """
    metadata = context.database.metadata
    return {
        **{facet: words_of(facet) for facet in ("league", "unit_type", "theme", "kind", "firmness", "measurable")},
        "list": list(known_lists(context.database)),
        "comparator": [*words_of("comparator"), "none"],
        "unit": list(dict.fromkeys(unit["unit_id"] for unit in context.units)),
        "topic": [topic["topic"] for topic in metadata["topics"]],
        "indicator": [*(each["indicator_id"] for each in metadata["indicators"]), "none"],
        "due": list(facets(context, Filters())["due"]),
    }


def facet_words(context: Context, facet: str, code: str) -> str:
    """A facet's code in words; a unit that is not of all the context's lists with the city and year of its own."""
    t = context.t
    if code == "none":
        return t("无期限") if facet == "due" else t("无")
    if facet == "list":
        return list_words(known_lists(context.database)[code], t)
    if facet == "unit":
        return _unit_words(context)[code]
    if facet == "topic":
        topic = next(each for each in context.database.metadata["topics"] if each["topic"] == code)
        return str(topic["topic_zh"] if t.lang == "zh" else topic["topic_en"])
    if facet == "indicator":
        return next(t.of(each, "indicator") for each in context.database.metadata["indicators"] if each["indicator_id"] == code)
    return code if facet == "due" else words(t, facet, code)


@_remembered
def _unit_words(context: Context) -> dict[str, str]:
    """The name, or the names, of each unit, with the city and year of the lists that have it where that is not all of them."""
    t, having = context.t, dict[str, list[tuple[str, str]]]()
    for listed in context.lists:
        for unit in context.database.described(listed)["units"]:
            having.setdefault(unit["unit_id"], []).append((t.of(unit, "unit"), facet_words(context, "list", listed)))
    said = {}
    for code, named in having.items():
        name = t.join(list(dict.fromkeys(name for name, _listed in named)))
        everywhere = len(named) == len(context.lists)
        said[code] = name if everywhere else t("{unit}（{scope}）", unit=name, scope=t.join([listed for _name, listed in named]))
    return said


PIVOTS = ("theme", *(facet for facet in FACETS if facet != "theme"))


@_remembered_few
@_addressed
def pivot(context: Context, filters: Filters, rows: str, columns: str) -> View:
    """How many rows the filters leave for each pair of codes of two facets, with totals."""
    t = context.t
    context, filters = within(context, filters)
    frame = explore(context, filters).frame
    coded = frame.rename(columns={"unit": "unit_name"}).rename(columns={"unit_id": "unit", "list_id": "list"})
    coded = coded.assign(comparator=coded["comparator"].fillna("none"), indicator=coded["indicator_id"].fillna("none"))
    known, named = codes(context), dict[str, str]()
    if context.beside:
        # The units of two lists are no one's together, whatever their names.
        coded = coded.assign(unit=coded["list"] + "/" + coded["unit"])
        named = {
            f"{each}/{unit['unit_id']}": t("{unit}（{scope}）", unit=t.of(unit, "unit"), scope=facet_words(context, "list", each))
            for each in context.lists
            for unit in context.database.described(each)["units"]
        }
        known = {**known, "unit": list(named)}

    def says(facet: str, code: str) -> str:
        return named.get(code) or facet_words(context, facet, code)

    counted = coded.groupby([rows, columns], sort=False).size().unstack(fill_value=0) if len(coded) else pd.DataFrame()
    counted = counted.reindex(index=[c for c in known[rows] if c in counted.index])
    counted = counted.reindex(columns=[c for c in known[columns] if c in counted.columns])
    lines = [says(rows, str(code)) for code in counted.index]
    heads = [says(columns, str(code)) for code in counted.columns]
    table = pd.DataFrame(counted.to_numpy(), columns=heads)
    table[t("合计")] = table.sum(axis=1)
    table.insert(0, words(t, "facet", rows), lines)
    if lines:
        table.loc[len(table)] = [t("合计"), *(int(n) for n in table.drop(columns=table.columns[0]).sum())]
    takeaway = t("{n}行，按{rows}和{columns}计数", n=len(frame), rows=words(t, "facet", rows), columns=words(t, "facet", columns))
    params = {**filters.parameters(), "rows": rows, "columns": columns}
    question = t("按{rows}和{columns}分，各有多少行？", rows=words(t, "facet", rows), columns=words(t, "facet", columns))
    return View(question, takeaway, "explore", params, frame, table=table)


@_remembered
def _compared(context: Context, league: str) -> pd.DataFrame:
    """Every compared target of a league; the same for all of its units."""
    return _league(context.database, context.list_id, league).to_pandas()


@_remembered
@_addressed
def standings(context: Context, unit: str, league: str) -> View:
    """Where one unit stands in each comparison that it takes part in."""
    t = context.t
    everything = _compared(context, league)
    frame = everything[everything["unit_id"] == unit]
    rows = records(frame)
    ranked = [row for row in rows if not row["apart"]]
    table = pd.DataFrame(
        {
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("名次"): [_place_or_why(row, t) for row in rows],
            t("目标"): [quantity.promised(row, t) for row in rows],
            t("口径"): [_scope(context, row["scope_key"]) for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) for row in rows],
            t("段落"): [row["para"] for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )
    first = [t.of(row, "indicator") for row in ranked if row["rank_best"] == 1]
    sizes = sorted(row["group_size"] for row in ranked)
    takeaway = t("参加{n}项比较，每项{sizes}家", n=len(ranked), sizes=_span(sizes)) if ranked else t("没有同口径的单位可比")
    if first:
        takeaway += t("，其中{m}项居首或并列居首：{names}", m=len(first), names=t.join(list(dict.fromkeys(first))))
    about = next(each for each in context.described["units"] if each["unit_id"] == unit)
    question = t("{unit}在各项比较中排第几？", unit=t.of(about, "unit"))
    return View(question, takeaway, "comparison", _of_league(league, units=[unit]), frame, table=table)


def _chosen(context: Context, units: tuple[str, ...], league: str) -> tuple[dict[str, object], pd.DataFrame]:
    """The compared targets of some units of a league, and the parameters that they come from."""
    frame = _compared(context, league)
    return _of_league(league, units=units), frame[frame["unit_id"].isin(units)]


@_remembered
def shared(context: Context, units: tuple[str, ...], league: str) -> list[View]:
    """The indicators that at least two of the chosen units state, each drawn by the rules of the ranking.

    A figure is ranked beside another of the chosen units only; the rank that it shows is the one in the whole league.
    """
    t = context.t
    params, frame = _chosen(context, units, league)
    found = []
    for indicator, group in frame.groupby("indicator_id", sort=False):
        if group["unit_id"].nunique() < 2:
            continue
        rows = _with_wholes(records(group), t)
        for row in rows:
            beside = [other for other in rows if other["scope_key"] == row["scope_key"] and other["tier"] == "base"]
            if row["apart"] == "" and len(beside) < 2:
                row["apart"] = "partner"
        rows.sort(key=lambda row: row["apart"] != "")
        found.append(
            View(
                question=t(
                    "{units}各承诺多少{indicator}？",
                    units=t.join(list(dict.fromkeys(t.of(row, "short") for row in rows))),
                    indicator=t.of(rows[0], "indicator"),
                ),
                takeaway=t.of(rows[0], "indicator"),
                query="comparison",
                params={**params, "indicator": indicator},
                frame=group,
                figure=charts.bars(_sections(context, rows), context.look),
                table=_comparison_table(context, rows),
                legend=_signs(t, rows),
                aside=[t("名次是在全部{league}中的名次。", league=words(t, "league", league))],
                address=("beside", {"list": context.list_id, "units": units, "league": league, "indicator": indicator}),
            )
        )
    return found


def beside(context: Context, units: tuple[str, ...], league: str, indicator: str) -> View:
    """One of the indicators that the chosen units share. Raises KeyError where they do not share it."""
    found = {view.params["indicator"]: view for view in shared(context, units, league)}
    return found[indicator]


@_remembered
@_addressed
def alone(context: Context, units: tuple[str, ...], league: str) -> View:
    """The indicators that exactly one of the chosen units states."""
    t = context.t
    params, frame = _chosen(context, units, league)
    stating = frame.groupby("indicator_id")["unit_id"].transform("nunique")
    single = frame[stating == 1].sort_values(["unit_order", "indicator_id", "target_id"])
    rows = records(single)
    table = pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("口径"): [_scope(context, row["scope_key"]) for row in rows],
            t("目标"): [quantity.promised(row, t) for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) for row in rows],
            t("段落"): [row["para"] for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )
    takeaway = t("{n}个指标只有其中一家给出数字，共{m}个数字", n=single["indicator_id"].nunique(), m=len(single))
    return View(t("谁说了别人没说的？"), takeaway, "comparison", params, frame, table=table)


@_remembered
@_addressed
def profile(context: Context, units: tuple[str, ...], themes: tuple[str, ...] = ()) -> View:
    """How firm and how dated the promises of some units are; of one unit by theme where themes are given."""
    t = context.t
    params = {"filter_unit": one_of(units)}
    frame = context.frame("profile", **params)
    rows = records(frame[frame["theme"].isin(themes or ("all",))])
    rows.sort(key=lambda row: (units.index(row["unit_id"]), themes.index(row["theme"]) if themes else 0))
    table = pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in rows],
            t("主题"): [words(t, "theme", row["theme"]) if themes else t("全部") for row in rows],
            t("承诺数"): [row["commitments"] for row in rows],
            t("可衡量的承诺数"): [row["measurable"] for row in rows],
            t("目标数"): [row["targets"] for row in rows],
            t("确保的目标数"): [row["ensured"] for row in rows],
            t("力争的目标数"): [row["striven"] for row in rows],
            t("写明期限的目标数"): [row["dated"] for row in rows],
            t("最早的期限"): [row["first_deadline"] for row in rows],
        }
    )
    said = []
    for row in rows:
        parts = [(t("确保{n}个"), row["ensured"]), (t("力争{n}个"), row["striven"]), (t("写明期限{n}个"), row["dated"])]
        stressed = t.join([part.format(n=n) for part, n in parts if n]) or t("都没有强调，也没有写明期限")
        name = words(t, "theme", row["theme"]) if themes else t.of(row, "short")
        said.append(t("{name}{targets}个目标：{stressed}", name=name, targets=row["targets"], stressed=stressed))
    takeaway = ("；" if t.lang == "zh" else "; ").join(said)
    return View(t("说得多肯定，何时到期？"), takeaway, "profile", params, frame, table=table)


@_remembered
@_addressed
def counts(context: Context) -> View:
    """How much the list holds: units, commitments, targets, and how many commitments can be measured."""
    t = context.t
    frame = context.frame("counts")
    whole = frame.set_index("league").loc["all"]
    share = whole["measurable"] / whole["commitments"]
    takeaway = t(
        "{units}个单位作出{commitments}条承诺，其中{measurable}条（{share:.0%}）可以衡量，共{targets}个目标",
        units=whole["units"], commitments=whole["commitments"], measurable=whole["measurable"], share=share, targets=whole["targets"],
    )  # fmt: skip
    rows = records(frame)
    table = pd.DataFrame(
        {
            t("单位范围"): [t("全部") if row["league"] == "all" else words(t, "league", row["league"]) for row in rows],
            t("单位数"): [row["units"] for row in rows],
            t("承诺数"): [row["commitments"] for row in rows],
            t("可衡量的承诺数"): [row["measurable"] for row in rows],
            t("目标数"): [row["targets"] for row in rows],
        }
    )
    return View(t("这份清单有什么？"), takeaway, "counts", {}, frame, table=table)


@_remembered
def headline(context: Context, theme: str, most: int = 4) -> View | None:
    """A theme's headline comparison, drawn small; None where the theme has no indicator.

    It is the counties' ranking with the most units, cut to the first marks of its first group.
    """
    choice = indicators(context, theme).frame
    if choice.empty:
        return None
    first = choice.iloc[0]
    view = ranking(context, first["indicator_id"], "county" if first["county_units"] else "department")
    rows = _with_wholes(records(view.frame), context.t)
    ranked = [row for row in rows if row["apart"] == ""]
    if ranked:
        shown = [row for row in ranked if row["scope_key"] == ranked[0]["scope_key"]]
    else:
        shown = [row for row in rows if not row["part_of"]]
    figure = charts.bars([Section("", [_bar(context, row) for row in shown[:most]])], context.look, size=16)
    missing = {row["unit_id"] for row in rows} - {row["unit_id"] for row in shown} if ranked else set()
    left_out = [context.t("另有{n}家口径不同，不在这里排序。", n=len(missing))] if missing else []
    return replace(view, figure=figure, notes=left_out)


@_remembered
@_addressed
def concreteness(context: Context, league: str) -> View:
    """Who is concrete where: commitments and measurable commitments by unit (or kind of department) and theme."""
    t = context.t
    params = {"league": league}
    frame = context.frame("concreteness", **params)
    if frame.empty:
        return View(t("谁在哪里说得具体？"), t("没有承诺"), "concreteness", params, frame)
    drawn = frame.assign(row=frame["unit_id"] if league == "county" else frame["unit_type"])
    units = frame.drop_duplicates("unit_id")
    if league == "county":
        labels = {row["unit_id"]: t.of(row, "short") for row in records(units)}
    else:
        labels = {kind: words(t, "unit_type", kind) for kind in units["unit_type"].drop_duplicates()}
    summed = drawn.groupby(["row", "theme"])[["commitments", "measurable"]].sum()
    share, text, hover = [], [], []
    for row, label in labels.items():
        cells = [summed.loc[(row, theme)] if (row, theme) in summed.index else None for theme in ALL_THEMES]
        share.append([None if cell is None else cell["measurable"] / cell["commitments"] for cell in cells])
        text.append(["–" if cell is None else f"{cell['measurable']}/{cell['commitments']}" for cell in cells])
        hover.append([
            f"{label} · {words(t, 'theme', theme)}<br>"
            + (t("没有承诺") if cell is None else t("{n}条承诺，{m}条可衡量", n=cell["commitments"], m=cell["measurable"]))
            for theme, cell in zip(ALL_THEMES, cells, strict=True)
        ])  # fmt: skip
    columns = [words(t, "theme_narrow", theme) for theme in ALL_THEMES]
    names = [words(t, "theme", theme) for theme in ALL_THEMES]
    totals = frame.groupby("theme")[["commitments", "measurable"]].sum()
    rate = (totals["measurable"] / totals["commitments"]).sort_values(ascending=False, kind="stable")

    def named(share: float) -> str:
        """The themes with this share, each with its counts."""
        same = [theme for theme in ALL_THEMES if theme in rate.index and rate[theme] == share]
        return t.join([
            f"{words(t, 'theme', theme)} {totals.loc[theme, 'measurable']}/{totals.loc[theme, 'commitments']}" for theme in same
        ])  # fmt: skip

    takeaway = t(
        "{league}在“{best}”上最具体（{share:.0%}的承诺可衡量），在“{worst}”上最笼统（{low:.0%}）",
        league=words(t, "league", league), best=named(rate.iloc[0]), share=rate.iloc[0],
        worst=named(rate.iloc[-1]), low=rate.iloc[-1],
    )  # fmt: skip
    table = pd.DataFrame(
        {
            t("单位"): [t.of(row, "unit") for row in records(frame)],
            t("主题"): [words(t, "theme", theme) for theme in frame["theme"]],
            t("承诺数"): frame["commitments"],
            t("可衡量的承诺数"): frame["measurable"],
            t("目标数"): frame["targets"],
        }
    )
    figure = charts.matrix(
        list(labels.values()),
        columns,
        share,
        text,
        hover,
        context.look,
        names=names,
        units=list(labels) if league == "county" else (),
    )
    legend = [
        t("格中为 可衡量的承诺数/承诺数；颜色与底色反差越大，可衡量的比例越高；“–”是没有这方面的承诺。"),
    ]
    notes = [t("一条承诺涉及几个主题时，在每个主题各计一次。承诺多少不是优劣。")]
    return View(t("谁在哪里说得具体？"), takeaway, "concreteness", params, frame, figure, notes, table, legend)


@_remembered
@_addressed
def deadlines(context: Context) -> View:
    """How many targets fall due on each day that the text states: the whole timeline as bars."""
    t = context.t
    whole = timeline(context)
    bars = []
    for date, group in whole.frame.groupby("deadline", sort=True):
        named = list(dict.fromkeys(t.of(row, "short") for row in records(group)))
        listed = t.join(named[:2]) + (t("等{n}家", n=len(named)) if len(named) > 2 else "")
        hover = "<br>".join(due_words(row, t) for row in records(group))
        bars.append(Bar(quantity.day(date, t), len(group), t("{n}个", n=len(group)), detail=listed, hover=hover))
    return replace(whole, figure=charts.bars([Section("", bars)], context.look) if bars else None, legend=[])


@_remembered
@_addressed
def timeline(context: Context, league: str | None = None, theme: str | None = None) -> View:
    """What falls due when: the targets for which the text states a last day, along the list's year, one lane a theme.

    None stands for every league and every theme.
    """
    t = context.t
    params = {"league": league, "theme": theme}
    frame = context.frame("deadlines", **params)
    rows = records(frame)
    table = pd.DataFrame(
        {
            t("期限"): [row["deadline"] for row in rows],
            t("单位"): [t.of(row, "unit") for row in rows],
            t("目标"): [quantity.promised(row, t) for row in rows],
            t("衡量内容"): [row["measure"] for row in rows],
            t("承诺"): [row["commitment"] for row in rows],
            t("主题"): [words(t, "theme", row["theme"]) for row in rows],
            t("力度"): [words(t, "firmness", row["firmness"]) for row in rows],
            t("段落"): [row["para"] for row in rows],
            t("编号"): [row["target_id"] for row in rows],
        }
    )
    signs = [t("点中数字＝到期的目标数")] + ([t("斜纹＝力争")] if any(row["firmness"] == "strive" for row in rows) else [])
    return View(
        t("何时到期？"), _due_takeaway(context, rows), "deadlines", params, frame,
        charts.timeline(_timeline(context, frame), context.look) if rows else None,
        [t("没有写明期限的目标以全年为期，不在此列。")], table,
        [t("图例：{signs}。", signs=("，" if t.lang == "zh" else ", ").join(signs))] if rows else [],
    )  # fmt: skip


def due_words(row: dict, t: Translator) -> str:
    """A dated target in a line: its unit, what it measures, its firmness, and how much, but where that is the day itself."""
    named = t.of(row, "indicator") if t.lang == "en" and row["indicator_id"] else row["measure"]
    figure = "" if row["kind"] == "date" else f" {quantity.promised(row, t)}"
    return t("{unit}：{promise}", unit=t.of(row, "short"), promise=f"{named}{figure}{_stressed(row, t)}")


def _due_takeaway(context: Context, rows: list[dict]) -> str:
    """How many targets state a day, how many of them fall due by the middle of the year, the first day and the fullest one."""
    t, middle = context.t, datetime.date(int(context.described["year"]), 6, 30)
    days = [row["deadline"] for row in rows]
    if not days:
        return t("没有目标写明期限")
    said = t("{n}个目标写明了期限", n=len(days))
    by_middle = len([day for day in days if day <= middle])
    if 0 < by_middle < len(days):
        said += t("，其中{n}个在{day}前到期", n=by_middle, day=quantity.day(middle, t))
    first, fullest = days[0], max(dict.fromkeys(days), key=days.count)
    if days.count(fullest) == len(days):
        return said + t("，都在{day}" if len(days) > 1 else "，在{day}", day=quantity.day(fullest, t))
    named = t.join(list(dict.fromkeys(t.of(row, "short") for row in rows if row["deadline"] == first)))
    said += t("；最早的在{day}（{units}）", day=quantity.day(first, t), units=named)
    if days.count(fullest) > 1:
        said += t("，最多的一天是{day}，{n}个", day=quantity.day(fullest, t), n=days.count(fullest))
    return said


def _timeline(context: Context, frame: pd.DataFrame) -> Timeline:
    """Dated targets as a timeline: on each day a milestone for each theme, and one for what is striven for."""
    t, year = context.t, int(context.described["year"])
    milestones = []
    told = frame.assign(strive=frame["firmness"] == "strive")
    for (date, theme, strive), group in told.groupby(["deadline", "theme", "strive"]):
        rows = records(group)
        named = Counter(t.of(row, "short") for row in rows)
        about = f"{quantity.day(date, t)} · {words(t, 'theme', theme)}"
        milestones.append(
            Milestone(
                date=date.isoformat(),
                day=quantity.day(date, t, "day of the year"),
                lane=theme,
                words=t.join([t("{unit}（{n}个）", unit=unit, n=n) if n > 1 else unit for unit, n in named.items()]),
                count=len(rows),
                units=tuple(dict.fromkeys(row["unit_id"] for row in rows)),
                strive=bool(strive),
                hover="<br>".join([about, *(due_words(row, t) for row in rows)]),
                targets=tuple(row["target_id"] for row in rows),
            )
        )
    milestones.sort(key=lambda each: (each.date, ALL_THEMES.index(each.lane), each.strive))
    years = {year, *(int(each.date[:4]) for each in milestones)}
    firsts = [(datetime.date(each, 1, 1), "year") for each in years]
    firsts += [(datetime.date(year, month, 1), "month") for month in range(1, 13)]
    # A year stands before its first month: the sort keeps their order.
    ticks = [(first.isoformat(), quantity.day(first, t, said)) for first, said in sorted(firsts, key=lambda each: each[0])]
    lanes = {theme: words(t, "theme", theme) for theme in ALL_THEMES if any(each.lane == theme for each in milestones)}
    return Timeline(lanes, f"{year}-01-01", f"{year}-12-31", ticks, milestones)


@_remembered
def units(context: Context) -> View:
    """Every unit of the list, in order of publication."""
    return View(context.t("清单里有哪些单位？"), "", "units", {}, context.frame("units"))


@_remembered
@_addressed
def definitions(context: Context) -> View:
    """The definition of every indicator that the list states."""
    t = context.t
    frame = context.frame("indicator_choice", theme=None)
    rows = records(frame)
    table = pd.DataFrame(
        {
            t("主题"): [words(t, "theme", row["theme"]) for row in rows],
            t("指标"): [t.of(row, "indicator") for row in rows],
            t("定义"): [t.of(row, "definition") for row in rows],
            t("阶段"): [words(t, "stage", row["stage"]) for row in rows],
            t("标准单位"): [t(row["std_uom"]) for row in rows],
            t("方向"): [words(t, "direction", row["direction"]) for row in rows],
            t("可否相加"): [t("可") if row["additive"] else t("否") for row in rows],
            t("县区家数"): [row["county_units"] for row in rows],
            t("部门家数"): [row["department_units"] for row in rows],
        }
    )
    return View(
        t("每个指标是什么意思？"), t("共{n}个指标", n=len(frame)), "indicator_choice", {"theme": None}, frame, table=table
    )


@_remembered
@_addressed
def ledger(context: Context) -> View:
    """What became of every numeral of the published text."""
    t = context.t
    frame = context.frame("ledger")
    rows = records(frame)
    table = pd.DataFrame(
        {t("去向"): [words(t, "ledger", row["reason"]) for row in rows], t("数字个数"): [row["numerals"] for row in rows]}
    )
    total = int(frame["all_numerals"].iloc[0]) if rows else 0
    return View(t("原文的数字都去哪了？"), t("原文{n}个数字，个个有着落", n=total), "ledger", {}, frame, table=table)


@_addressed
def answered(context: Context, sql: str, table: arrow.Table, truncated: bool) -> View:
    """What a reader's own SQL gives, `truncated` where more rows follow, as a view that has the files that every view has."""
    t = context.t
    frame = table.to_pandas(types_mapper={arrow.int64(): pd.Int64Dtype()}.get)
    takeaway, notes = t("{n}行", n=f"{len(frame):,}"), []
    if truncated:
        takeaway = t("前{n}行，后面还有", n=f"{len(frame):,}")
        notes = [t("只取了前{n}行；重新运行这条SQL会得到更多的行。", n=f"{len(frame):,}")]
    return View(t("这条SQL查出什么？"), takeaway, OWN_SQL, {OWN_SQL: sql}, frame, notes=notes, table=frame)
