"""What each page says and draws first: a function for each, from the views of the live page, and the parameters that its link may have;
and what is asked further down."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from fenjin import views
from fenjin.language import quantity
from fenjin.language.words import words
from fenjin.server.sheet import (
    Part,
    Sheet,
    draw,
    escape,
    unmark,
    write_choices,
    write_items,
    write_paragraphs,
    write_select,
    write_table,
    write_title,
)
from fenjin.sitemap import START
from fenjin.slides import decks
from fenjin.slides.story import COVER
from fenjin.views import Context, leads
from fenjin.views.page import theme_of
from fenjin.views.parameter import LEAGUE, SEARCH, Parameter
from fenjin.views.selection import BOUNDS, FACETS, filters

MOST_ITEMS = 60  # lines of a list
# What the live page shows in its first screen where that is no table of figures: a figure, rows, words.
_PLOT, _ROWS, _WORDS = ".js-plotly-plot .main-svg", "[data-testid=stDataFrame] canvas", ".st-key-promises p"

Page = Callable[[Sheet], Part]


def _overview(sheet: Sheet) -> Part:
    page, t = sheet.context, sheet.context.t
    counts, promises = views.counts(page), views.promises(page)
    due = views.deadlines(page)
    dates = [
        f"<li><b>{escape(quantity.day(row['deadline'], t, 'day of the year'))}</b>　{escape(views.due_words(row, t))}</li>"
        for row in views.records(due.frame)[:6]
    ]
    blocks = (
        f'<p class="fold"><a href="#fenjin-rows">{escape(t("数据"))}</a></p>' if promises.drawn else "",
        '<div class="three"><section>',
        f"<h2>{escape(t('何时到期？'))}</h2><ul>{''.join(dates)}</ul>" if dates else write_paragraphs([due.takeaway]),
        f"</section><section><h2>{escape(t('县区加起来等于全市吗？'))}</h2>{write_paragraphs(views.sum_sentences(page)[:3] or [views.sums(page).takeaway])}",
        f"</section><section><h2>{escape(t('谁一个数字也没有写？'))}</h2>{write_paragraphs([views.silent(page).takeaway, *views.silent(page).notes])}</section></div>",
    )
    view = promises if promises.drawn else None
    return Part(views.opening(page), view, leads.of_promises, blocks=blocks, rows=(promises if promises.drawn else counts,))


def open_theme(sheet: Sheet) -> Part:
    """What the page of a theme says and draws first."""
    page, t, theme = sheet.context, sheet.context.t, sheet.address
    view, indicators = views.matrix(page, theme), views.indicators(page, theme)
    rows = {row["indicator_id"]: row for row in indicators.rows}
    # As the live page: unless the link says another, the one that most counties can be compared in.
    indicator = sheet.choice.get("indicator") or next(iter(rows), None)
    blocks: tuple[str, ...] = ()
    if indicator:
        about = rows[indicator]
        league = next(league for league in views.LEAGUES if about[f"{league}_units"])
        ranking, coverage, sums = (
            views.ranking(page, indicator, league),
            views.coverage(page, indicator, league),
            views.county_city(page, indicator),
        )
        facts = t(
            "阶段：{stage} · 计量单位：{uom} · {direction} · {additive}",
            stage=words(t, "stage", about["stage"]),
            uom=quantity.unit_with_metric(about["std_uom"], t),
            direction=words(t, "direction", about["direction"]),
            additive=t("可以相加") if about["additive"] else t("不能相加"),
        )
        definition = f"<p><b>{escape(t.of(about, 'indicator'))}</b>　{escape(t.of(about, 'definition'))}</p>{write_paragraphs([facts], 'caption')}"
        blocks = (
            f'<h3>{write_title(ranking.takeaway)}</h3><div class="two"><section>{draw(sheet, ranking, size=(759, 0))}</section>',
            f'<section><div class="box">{definition}</div>{write_paragraphs([coverage.takeaway], "caption")}',
            "" if sums.empty else f"<h3>{write_title(sums.takeaway)}</h3>",
            "</section></div>",
        )
        return Part(view.takeaway, view, leads.of_matrix(page, theme), indicator, blocks=blocks, rows=(ranking, view))
    return Part(view.takeaway, view, leads.of_matrix(page, theme), rows=(view,))


def ask_further(page: Context, address: str) -> None:
    """Asks what the live page at an address draws further down than what it says first, so that the answers are remembered."""
    if address in page.themes:
        for row in views.indicators(page, address).rows[:1]:
            for league in views.LEAGUES:
                views.ranking(page, row["indicator_id"], league)
        views.departments(page, address)
        views.targets(page, theme=address)
        for action in list(views.actions(page, address).frame["action"])[:1]:
            views.similar(page, action)
    elif address == "story":
        for name in decks.ready_names(page):
            decks.ready(page, name, page.units[0]["unit_id"])


def _unit(sheet: Sheet) -> Part:
    page, t = sheet.context, sheet.context.t
    every = views.units(page).frame.set_index("unit_id")
    unit = sheet.choice.get("unit") or str(every.index[0])
    own = every.loc[unit].to_dict()
    standing, promises = views.standings(page, unit, own["league"]), views.targets(page, unit=unit)
    line_of = views.target_lines(page, unit, own["league"])
    rows = views.records(promises.frame)
    boxes = []
    for theme in page.themes:
        of_theme = [row for row in rows if row["theme"] == theme]
        if of_theme:
            parts = []
            for commitment in dict.fromkeys(row["commitment_id"] for row in of_theme):
                of_one = [row for row in of_theme if row["commitment_id"] == commitment]
                lines = [unmark(line_of[row["target_id"]]) for row in of_one if row["kind"] != "qualitative"]
                title, promise = (t.of(of_one[0], name) for name in ("commitment", "statement"))
                text = title if promise == title else t("{unit}：{promise}", unit=title, promise=promise)
                parts.append(write_items(lines) if lines else f"<p><i>{escape(t('没有数字的承诺'))}</i></p>")
                parts.append(
                    write_paragraphs([text])
                    + write_paragraphs([t("出处：{where}", where=views.source(of_one[0], t, *of_one))], "caption")
                )
            boxes.append(f'<section class="box"><h3>{escape(words(t, "theme", theme))}</h3>{"".join(parts)}</section>')
    takeaway = t(
        "{unit}：{commitments}条承诺，{measurable}条可以衡量，{targets}个目标",
        unit=t.of(own, "unit"),
        commitments=own["commitments"],
        measurable=own["measurable"],
        targets=own["targets"],
    )
    names = {code: t.of(row.to_dict(), "unit") for code, row in every.iterrows()}
    summary = f'<div class="summary">{write_paragraphs([standing.takeaway, *standing.notes])}</div>'
    above = write_select(sheet, t("选择单位"), "unit", {str(code): name for code, name in names.items()}, unit)
    return Part(
        takeaway,
        above=above,
        blocks=(summary, f'<div class="grid">{"".join(boxes)}</div>'),
        rows=(promises, standing),
        awaits=_WORDS,
    )


def _timeline(sheet: Sheet) -> Part:
    page, t = sheet.context, sheet.context.t
    league, theme = (None if sheet.choice.get(name) in (None, "all") else sheet.choice[name] for name in ("league", "theme"))
    due = views.timeline(page, league, theme)
    counts = views.timeline(page, league).frame["theme"].value_counts()

    def options(name: str, codes: Iterable[str], other: Mapping[str, str | None], says: Callable[[str], str]) -> str:
        return write_choices(
            sheet,
            name,
            [
                (code, says(code), {name: "" if code == "all" else code, **{key: value or "" for key, value in other.items()}})
                for code in codes
            ],
            sheet.choice.get(name, "all"),
        )

    above = options(
        "league",
        ["all", *views.LEAGUES],
        {"theme": theme},
        lambda code: t("县区和部门") if code == "all" else words(t, "league", code),
    ) + options(
        "theme",
        ["all", *page.themes],
        {"league": league},
        lambda code: (
            f"{t('各主题') if code == 'all' else words(t, 'theme', code)} · {counts.sum() if code == 'all' else counts.get(code, 0)}"
        ),
    )
    days = []
    for day, group in due.frame.groupby("deadline"):
        days.append(
            f"<p><b>{escape(quantity.day(day, t))}</b></p>{write_items(views.due_words(row, t) for row in views.records(group))}"
        )
    line = draw(sheet, due, size=(495, 0)) if due.drawn else ""
    blocks = (f'<div class="line"><section>{line}</section><section>{"".join(days)}</section></div>',)
    return Part(due.takeaway, above=above, blocks=blocks, rows=(due,), awaits=_PLOT if due.drawn else "")


def _compare(sheet: Sheet) -> Part:
    page, t, choice = sheet.context, sheet.context.t, sheet.choice
    every = views.units(page).frame.set_index("unit_id")
    by = choice.get("by", "units")
    ways = {"units": t("几个单位"), "themes": t("一个单位的几个主题"), "indicators": t("两个指标")}
    above = write_choices(
        sheet, t("对照什么"), [(code, text, {"by": "" if code == "units" else code}) for code, text in ways.items()], by
    )
    if by == "themes":
        unit = choice.get("unit") or str(every.index[0])
        themes = (
            tuple(choice["themes"].split(",")) if "themes" in choice else views.themes_of(page, unit)[: views.MOST_SIDE_BY_SIDE]
        )
        targets = views.explore(page, views.of_unit(page, unit, themes))
        return Part(t("各个主题承诺了什么"), above=above, rows=(targets,))
    league = choice.get("league", views.LEAGUES[0])
    if by == "indicators":
        return _of_indicators(sheet, league, above)
    units = tuple(choice["units"].split(",")) if "units" in choice else views.alike_pair(page, league)
    own = {"league": "" if league == views.LEAGUES[0] else league}
    above += _write_leagues(sheet, league)
    codes = list(every.index[every["league"] == league])
    options = []
    for code in codes if len(codes) <= MOST_ITEMS else units:
        several = [each for each in units if each != code] if code in units else [*units, code]
        if 2 <= len(several) <= views.MOST_SIDE_BY_SIDE:
            options.append(
                (
                    code,
                    ("− " if code in units else "+ ") + t.of(every.loc[code].to_dict(), "short"),
                    {**own, "units": ",".join(several)},
                )
            )
    above = f'<div class="beside">{above}</div>'
    more = (write_choices(sheet, t("选择二至六个单位"), options, ""),)
    if len(units) < 2:
        return Part(t("再选一个单位，才能对照。"), above=above, blocks=more)
    table = views.compared(page, units, league)
    return Part(
        table.takeaway, table, leads.of_compared(page), above=above, blocks=more, rows=(table, views.profile(page, units))
    )


def _write_leagues(sheet: Sheet, league: str, by: str = "") -> str:
    t = sheet.context.t
    options = [(code, words(t, "league", code), {"by": by, "league": code}) for code in views.LEAGUES]
    return write_choices(sheet, t("单位范围"), options, league)


def _of_indicators(sheet: Sheet, league: str, above: str) -> Part:
    """Two indicators against each other."""
    page, t, choice = sheet.context, sheet.context.t, sheet.choice
    above += _write_leagues(sheet, league, "indicators")
    partners = views.partners(page, league)
    if len(partners) < 2:
        above = f'<div class="beside">{above}</div>'
        return Part(t("{league}中能比较的指标不到两个，没有可对照的。", league=words(t, "league", league)), above=above)
    indicator = choice.get("indicator") or next(iter(partners))
    wish = choice.get("other", "")
    other = wish if wish in partners[indicator] else next(iter(partners[indicator]))
    about = {each["indicator_id"]: t.of(each, "indicator") for each in page.database.metadata["indicators"]}
    own = {"by": "indicators", **({} if league == views.LEAGUES[0] else {"league": league})}
    fields = (
        (t("横轴的指标"), "indicator", partners, indicator, own),
        (t("纵轴的指标"), "other", partners[indicator], other, {**own, "indicator": indicator}),
    )
    above += "".join(
        write_select(sheet, label, name, {code: about[code] for code in codes}, current, link)
        for label, name, codes, current, link in fields
    )
    above = f'<div class="beside">{above}</div>'
    view = views.pair(page, league, indicator, other)
    if not view.drawn:
        return Part(view.takeaway, above=above, rows=(view,))
    return Part(view.takeaway, above=above, blocks=(draw(sheet, view),), rows=(view,), awaits=_PLOT)


def _city(sheet: Sheet) -> Part:
    page, t = sheet.context, sheet.context.t
    names = views.sums(page)
    about = names.frame.drop_duplicates("indicator_id").set_index("indicator_id")
    if about.empty:
        return Part(names.takeaway, blocks=(write_paragraphs(names.notes, "caption"),))
    indicator = sheet.choice.get("indicator") or str(about.index[0])
    both = views.county_city(page, indicator)
    options = [(str(code), t.of(row.to_dict(), "indicator"), {"indicator": str(code)}) for code, row in about.iterrows()]
    blocks = (
        write_paragraphs(names.notes, "caption"),
        write_table(sheet, names),
        f"<h2>{escape(t('逐项看'))}</h2>",
        write_choices(sheet, t("指标"), options, indicator),
        f"<h3>{write_title(both.takeaway)}</h3>",
        draw(sheet, both, size=(759, 0)),
    )
    return Part(names.takeaway, blocks=blocks, rows=(both, views.ranking(page, indicator, views.LEAGUES[0])), awaits=_ROWS)


def _explore(sheet: Sheet) -> Part:
    page, t, choice = sheet.context, sheet.context.t, sheet.choice
    own = filters(choice, views.codes(page))[0]
    page = replace(page, look=replace(page.look, theme=theme_of(page, own.link())))
    sheet = replace(sheet, context=page)
    show = tuple(code for code in views.COLUMNS if code in choice.get("show", "").split(",")) or views.DEFAULT_COLUMNS
    rows = views.explore(page, own, show, choice.get("order", "list"))
    link = {name: value for name, value in own.link().items() if name != "list"}
    rest_of_link = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in link.items() if name != "q"
    )
    rest_of_link += f'<input type="hidden" name="list" value="{",".join(page.lists)}">' + (
        f'<input type="hidden" name="lang" value="{t.lang}">' if sheet.names_language else ""
    )
    label = t("搜索单位、承诺、举措、指标、口径，多个词用空格隔开")
    above = (
        f'<form method="get" action="./explore" role="search"><input type="search" name="q" value="{escape(own.words)}" aria-label="{escape(label)}" '
        f'placeholder="{escape(label)}">{rest_of_link}<button>{escape(t("搜索"))}</button></form>'
    )
    counts = views.facets(page, own)
    more = write_choices(
        sheet,
        t("主题"),
        [
            (
                code,
                f"{words(t, 'theme', code)} · {counts['theme'].get(code, 0)}",
                {**link, "theme": "" if code in own.codes("theme") else code},
            )
            for code in page.themes
        ],
        next(iter(own.codes("theme")), ""),
    )
    drops = [
        (code, "× " + views.facet_words(page, facet, code), {**link, facet: ",".join(each for each in codes if each != code)})
        for facet, codes in own.sets
        for code in codes
        if facet not in ("list", "theme")
    ]
    drops += [(name, "× " + views.bound_words(page, own, name), {**link, name: ""}) for name in own.bounds]
    more += write_choices(sheet, t("筛选"), drops, "") if drops else ""
    if choice.get("form") == "values" and not page.further:
        one = own.of_list(page.list_id, [unit["unit_id"] for unit in page.units])
        view = views.filtered_matrix(page, one) if one else None
        if view and view.drawn:
            return Part(
                view.takeaway, view, leads.of_values({**link, "form": "values"}), above=above, blocks=(more,), rows=(rows,)
            )
    return Part(rows.takeaway, above=above, blocks=(more,), rows=(rows,), awaits="" if rows.table.empty else _ROWS)


def _about(sheet: Sheet) -> Part:
    page = sheet.context
    return Part(views.counts(page).takeaway, rows=(views.definitions(page), views.counts(page)))


def _live_alone(sheet: Sheet) -> Part:
    """A page that is nothing without what its reader does on it."""
    t = sheet.context.t
    text = t("这一页要在打开的看板里用：它做的事都是读者当场选的。清单的数字在别的页上。")
    return Part(views.counts(sheet.context).takeaway, blocks=(write_paragraphs([text]),), rows=(views.counts(sheet.context),))


PAGES: dict[str, Page] = {
    START: _overview,
    "unit": _unit,
    "timeline": _timeline,
    "compare": _compare,
    "city": _city,
    "explore": _explore,
    "about": _about,
    "story": _live_alone,
    "sql": _live_alone,
}


def _of_compare(context: Context, link: Mapping[str, str]) -> dict[str, Parameter]:
    every = views.units(context).frame.set_index("unit_id")
    league = link["league"] if link.get("league") in views.LEAGUES else views.LEAGUES[0]
    unit = link["unit"] if link.get("unit") in every.index else str(every.index[0])
    return {
        "by": Parameter(codes=["units", "themes", "indicators"]),
        "league": LEAGUE,
        "units": Parameter("codes", list(every.index[every["league"] == league]), views.MOST_SIDE_BY_SIDE),
        "unit": Parameter(codes=list(every.index)),
        "themes": Parameter("codes", views.themes_of(context, unit), views.MOST_SIDE_BY_SIDE),
        "indicator": Parameter(codes=views.partners(context, league)),
        "other": Parameter(codes=views.partners(context, league)),
    }


def _of_explore(context: Context, link: Mapping[str, str]) -> dict[str, Parameter]:
    codes = views.codes(context)
    facets = {name: Parameter("codes", codes[name]) for name in FACETS if name != "list"}
    own = {"order": views.QUESTIONS["explore"].parameters["order"], "show": views.QUESTIONS["explore"].parameters["columns"]}
    bounds = {name: Parameter("number") for name in BOUNDS}
    more = {name: each.of(context) for name, each in {**views.QUESTIONS["pivot"].parameters, **own}.items()}
    return {**facets, **bounds, **more, "q": SEARCH, "form": Parameter(codes=["rows", "values"])}


# The parameters of each page's link beside those of every page, the theme's under "".
PARAMETERS: dict[str, Callable[[Context, Mapping[str, str]], dict[str, Parameter]]] = {
    "": lambda context, _link: {
        "indicator": Parameter(codes=list(views.indicators(context, context.look.theme or None).frame["indicator_id"])),
        "action": Parameter(codes=list(views.actions(context, context.look.theme or None).frame["action"])),
        "q": SEARCH,
    },
    START: lambda _context, _link: {"league": LEAGUE},
    "unit": lambda context, _link: {
        "unit": Parameter(codes=list(views.units(context).frame["unit_id"])),
        "action": Parameter(codes=list(views.actions(context).frame["action"])),
    },
    "timeline": lambda context, _link: {
        "league": Parameter(codes=["all", *views.LEAGUES]),
        "theme": Parameter(codes=["all", *context.themes]),
    },
    "compare": _of_compare,
    "city": lambda context, _link: {"indicator": Parameter(codes=list(views.sums(context).frame["indicator_id"]))},
    "explore": _of_explore,
    "about": lambda _context, _link: {},
    "story": lambda _context, _link: {name: Parameter("text", longest=None) for name in ("unit", "s", "every", "dark", *COVER)},
    "sql": lambda _context, _link: {name: Parameter("text", longest=None) for name in ("sql", "table")},
}
