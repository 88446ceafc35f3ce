"""The page of a theme, the same for all of them."""

import functools

import streamlit as st

from fenjin import metrics, views
from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.screen.choose import choose, search
from fenjin.screen.components import figure
from fenjin.screen.frame import context, footer
from fenjin.screen.link import around, choices
from fenjin.screen.navigation import known_themes, page_at, themes
from fenjin.screen.similar import choose_similar
from fenjin.screen.view import data, draw, table
from fenjin.views import Context, View
from fenjin.views.parameter import SEARCH, Parameter


def theme_pages(t: Translator) -> list["st.Page"]:
    """The pages of the themes for the navigation, in the order of the table: where there is none, out of sight until there is."""
    named = {code: t.of(row, "name") for code, row in known_themes().items()}
    pages = []
    for theme in themes():
        file = page_at(theme)
        shown = file if isinstance(file, str) else functools.partial(theme_page, theme)
        pages.append(
            st.Page(shown, title=named.get(theme, theme), url_path=theme, visibility="visible" if theme in named else "hidden")
        )
    return pages


def theme_page(theme: str) -> None:
    """A theme's screen, from its indicators down to every target: the same for all themes."""
    page = context(theme)
    t = page.t
    choice = views.indicators(page, theme)
    options = list(choice.frame["indicator_id"])
    actions = list(views.actions(page, theme).frame["action"])
    chosen = choices(page, {"indicator": Parameter(codes=options), "action": Parameter(codes=actions), "q": SEARCH})
    if options:
        _compared(page, choice, around())
    if actions:
        st.header(t("相近的承诺"), anchor=False)
        choose_similar(page, actions, "similar", around())
    st.header(t("全部目标和承诺"), anchor=False)
    searched = search(t, "q", chosen.get("q"))
    everything = views.targets(page, theme=theme, search=searched)
    st.caption(plain(everything.takeaway))
    table(everything, page, f"targets-{theme}", f"{page.list_id}-{theme}")
    footer(page, chosen)


@st.fragment
@metrics.run("comparison")
def _compared(page: Context, choice: View, told: tuple[object, ...]) -> None:
    """The choice of an indicator and its comparison: alone run again when another indicator is chosen."""
    if told != around():
        st.rerun()
    t, names = page.t, {row["indicator_id"]: row for row in choice.rows}

    def chip(indicator: str) -> str:
        row = names[indicator]
        return f"{t.of(row, 'indicator')} · {row['county_units'] + row['department_units']}"

    indicator = choose(
        st.pills,
        t("指标（后面的数字是给出数字的单位数）"),
        "indicator",
        list(names),
        st.query_params.get("indicator"),
        chip,
        required=True,
    )
    _comparison(page, names[indicator])


def _comparison(page: Context, about: views.Row) -> None:
    t = page.t
    indicator = about["indicator_id"]
    leagues = [league for league in views.LEAGUES if about[f"{league}_units"]]
    main = views.ranking(page, indicator, leagues[0])
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.caption(words(t, "league", leagues[0]))
        draw(main, page, "ranking")
        figure.first()
        data(main, page, f"csv-{indicator}", f"{page.list_id}-{indicator}-{leagues[0]}")
    with right:
        with st.container(border=True):
            st.markdown(f"**{plain(t.of(about, 'indicator'))}**")
            st.markdown(plain(t.of(about, "definition")))
            st.caption(
                t("阶段：{stage} · 计量单位：{uom} · {direction} · {additive}", stage=words(t, "stage", about["stage"]),
                  uom=quantity.unit_of_measure(about["std_uom"], t), direction=words(t, "direction", about["direction"]),
                  additive=t("可以相加") if about["additive"] else t("不能相加"))
            )  # fmt: skip
        covered = views.coverage(page, indicator, leagues[0])
        st.caption(plain(covered.takeaway))
        data(covered, page, f"coverage-{indicator}", f"{page.list_id}-{indicator}-coverage", t("谁给出，谁没有"))
    if about["county_units"]:
        st.markdown(f"**{plain(views.tile_grid(page, indicator).takeaway)}**")
        for column, name, view in zip(
            st.columns(2, gap="large"), ("tiles", "map"), (views.tile_grid(page, indicator), views.city_map(page, indicator)), strict=True
        ):  # fmt: skip
            with column:
                if not view.empty:
                    draw(view, page, name, heading=False)
                    data(view, page, f"{name}-data-{indicator}", f"{page.list_id}-{indicator}-{name}")
    if len(leagues) > 1:
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.caption(t("{league}（与县区分开，不混排）", league=words(t, "league", leagues[1])))
            departments = views.ranking(page, indicator, leagues[1])
            draw(departments, page, "departments")
            data(departments, page, f"csv-departments-{indicator}", f"{page.list_id}-{indicator}-{leagues[1]}")
        with right:
            both = views.county_city(page, indicator)
            if not both.empty:
                st.caption(plain(both.question))
                draw(both, page, "county-city")
                data(both, page, f"csv-county-city-{indicator}", f"{page.list_id}-{indicator}-county-city")
            elif about["additive"]:
                st.caption(t("没有县区和全市都写了、可以相加的数字。"))
            else:
                st.caption(t("这个指标不能相加，不作加总。"))
