"""The page of a theme, the same for all of them."""

import functools

import streamlit as st

from fenjin import metrics, views
from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.screen.choose import search
from fenjin.screen.components import figure
from fenjin.screen.frame import context, footer, go, lead_to_rows, name_tab
from fenjin.screen.link import NOTICE_KEY, choices, put_into_link, same, surroundings
from fenjin.screen.navigation import empty_pages, known_themes, page_at, themes
from fenjin.screen.similar import choose_similar
from fenjin.screen.view import caption, data, draw, headline, in_text, table, title
from fenjin.screen.years import beside_last_year
from fenjin.views import Context, View, leads
from fenjin.views.parameter import SEARCH, Parameter

# A map of fewer units shows less than their bars.
_LEAST_FOR_MAP = 6


def theme_names(t: Translator) -> dict[str, str]:
    """What the table calls its themes, by their codes, which are the addresses of their pages."""
    return {code: t.of(row, "name") for code, row in known_themes().items()}


def theme_pages(t: Translator) -> list["st.Page"]:
    """The pages of the themes for the navigation, in the order of the table: out of sight where the list promises nothing of
    it, and where there is no table until there is."""
    names, empty = theme_names(t), empty_pages()
    pages = []
    for theme in themes():
        file = page_at(theme)
        page = file if isinstance(file, str) else functools.partial(theme_page, theme)
        pages.append(
            # The navigation reads titles as Markdown.
            st.Page(
                page,
                title=plain(names.get(theme, theme)),
                url_path=theme,
                visibility="visible" if theme in names and theme not in empty else "hidden",
            )
        )
    return pages


def theme_page(theme: str) -> None:
    """A theme's screen: what all counties promise in one picture, the indicator in hand, what departments promise, who promises the same,
    and every row."""
    page = context(theme)
    t = page.t
    indicators = views.indicators(page, theme)
    options = list(indicators.frame["indicator_id"])
    actions = list(views.actions(page, theme).frame["action"])
    choice = choices(page, {"indicator": Parameter(codes=options), "action": Parameter(codes=actions), "q": SEARCH})
    _counties(page, theme, indicators, surroundings())
    rankings = views.multiples(page, theme)
    # One alone is the row in hand.
    if rankings.drawn and len(set(rankings.cells("indicator") or ())) > 1:
        st.header(t("几个指标一起看"), anchor=False)
        caption(rankings.takeaway, rankings, page, "multiples")
        draw(rankings, page, "multiples", heading=False, lead=functools.partial(_lead, page, theme))
        data(rankings, page, f"multiples-{theme}", f"{page.list_id}-{theme}-rankings")
    departments = views.departments(page, theme)
    if not departments.empty:
        st.header(t("部门承诺了什么"), anchor=False)
        draw(departments, page, "departments", lead=functools.partial(_lead, page, theme))
        data(departments, page, f"departments-{theme}", f"{page.list_id}-{theme}-departments")
    if actions:
        st.header(t("相近的承诺"), anchor=False)
        choose_similar(page, actions, "similar", surroundings())
    beside_last_year(page, f"{page.list_id}-{theme}-years", theme=theme)
    st.header(t("全部目标和承诺"), anchor=False)
    words_sought = search(t, "q", choice.get("q"))
    everything = views.targets(page, theme=theme, search=words_sought)
    st.caption(plain(everything.takeaway))
    own = views.of_unit(page, None, (theme,), words_sought)
    table(everything, page, f"targets-{theme}", f"{page.list_id}-{own.file_name()}")
    in_text(page, own, f"targets-{theme}")
    footer(page, choice)


@st.fragment
@metrics.run("comparison")
def _counties(page: Context, theme: str, indicators: View, before: tuple[object, ...]) -> None:
    """The counties' matrix and the row in hand: alone run again when another row is pressed."""
    if before != surroundings():
        st.rerun()
    t, rows = page.t, {row["indicator_id"]: row for row in indicators.rows}
    view = views.matrix(page, theme)
    indicator = st.query_params.get("indicator")
    # Unless the link says another, the one that most counties can be compared in.
    indicator = indicator if indicator in rows else next(iter(rows), None)
    headline(view.takeaway, view, page)
    draw(view, page, "matrix", heading=False, lead=functools.partial(_lead, page, theme), current=indicator or "")
    figure.first()
    if indicator:
        _row(page, rows[indicator])
    name_tab(page, st.query_params.to_dict())
    # Below the row in hand, which is to be seen with the table.
    data(view, page, f"matrix-{theme}", f"{page.list_id}-{theme}-matrix", t("整个主题的表：数据、图片、出处、放映"))


def _lead(page: Context, theme: str, kind: str, code: str) -> None:
    """What a press on a head of a matrix leads to: that of an indicator to its comparison, that of a unit to its page."""
    path, link = leads.of_matrix(page, theme)(kind, code)
    if path == theme:
        put_into_link({"indicator": link.get("indicator", "")})
        st.session_state[NOTICE_KEY] = False
    else:
        go(path, {**same(page), **link})


def _row(page: Context, about: views.Row) -> None:
    """The indicator in hand: who promises how much, what it counts, where, and whether the counties add up to the city."""
    t = page.t
    indicator = about["indicator_id"]
    leagues = [league for league in views.LEAGUES if about[f"{league}_units"]]
    main = views.ranking(page, indicator, leagues[0])
    rows_of = functools.partial(lead_to_rows, page, indicator)
    # As wide as the page: beside the card its words would take twice as many lines from the bars.
    title(main.takeaway, main, page, "ranking")
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw(main, page, "ranking", heading=False, lead=rows_of)
        data(main, page, f"csv-{indicator}", f"{page.list_id}-{indicator}-{leagues[0]}")
        if len(leagues) > 1:
            st.caption(t("{league}（与县区分开，不混排）", league=words(t, "league", leagues[1])))
            departments = views.ranking(page, indicator, leagues[1])
            draw(departments, page, "departments-ranking", lead=rows_of)
            data(departments, page, f"csv-departments-{indicator}", f"{page.list_id}-{indicator}-{leagues[1]}")
    with right:
        with st.container(border=True):
            st.markdown(f"**{plain(t.of(about, 'indicator'))}**　{plain(t.of(about, 'definition'))}")
            st.caption(
                t(
                    "阶段：{stage} · 计量单位：{uom} · {direction} · {additive}",
                    stage=words(t, "stage", about["stage"]),
                    uom=quantity.unit_with_metric(about["std_uom"], t),
                    direction=words(t, "direction", about["direction"]),
                    additive=t("可以相加") if about["additive"] else t("不能相加"),
                )
            )
        coverage = views.coverage(page, indicator, leagues[0])
        st.caption(plain(coverage.takeaway))
        data(coverage, page, f"coverage-{indicator}", f"{page.list_id}-{indicator}-coverage", t("谁给出，谁没有"))
        both = views.county_city(page, indicator)
        if not both.empty:
            st.caption(plain(both.question))
            draw(both, page, "county-city", lead=rows_of)
            data(both, page, f"csv-county-city-{indicator}", f"{page.list_id}-{indicator}-county-city")
        if about["county_units"] >= _LEAST_FOR_MAP:
            where = views.city_map(page, indicator)
            where = views.tile_grid(page, indicator) if where.empty else where
            st.caption(plain(where.takeaway))
            draw(where, page, "map", heading=False, lead=rows_of)
            data(where, page, f"map-data-{indicator}", f"{page.list_id}-{indicator}-map")
