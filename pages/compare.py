"""Compare: two to six units of one league side by side, two to six themes of one unit, or two indicators."""

import functools

import streamlit as st

from fenjin import screen, views
from fenjin.language.markdown import plain
from fenjin.language.words import words
from fenjin.views import leads
from fenjin.views.parameter import LEAGUE, Parameter

page = screen.context()
t = page.t
every = views.units(page).frame.set_index("unit_id")
# What units and themes a link may name depends on its league and its unit.
wish_league = st.query_params.get("league")
wish_unit = st.query_params.get("unit")
own_league = wish_league if wish_league in views.LEAGUES else views.LEAGUES[0]
options = list(every.index[every["league"] == own_league])
own_themes = views.themes_of(page, str(wish_unit if wish_unit in every.index else every.index[0]))
choice = screen.choices(
    page,
    {
        "by": Parameter(codes=["units", "themes", "indicators"]),
        "league": LEAGUE,
        "units": Parameter("codes", options, views.MOST_SIDE_BY_SIDE),
        "unit": Parameter(codes=list(every.index)),
        "themes": Parameter("codes", own_themes, views.MOST_SIDE_BY_SIDE),
        "indicator": Parameter(codes=views.partners(page, own_league)),
        "other": Parameter(codes=views.partners(page, own_league)),
    },
)


def name(unit: str, field: str = "unit") -> str:
    """A unit's name."""
    return t.of(every.loc[unit].to_dict(), field)


def promises(parts: list[tuple[str, str, str]]) -> None:
    """What each part (its heading, a unit, a theme) promises, side by side."""
    with st.grid(len(parts), min_column_width=260, border=True) as grid:
        for heading, unit, theme in parts:
            rows = views.records(views.targets(page, theme=theme, unit=unit).frame)
            lines = [f"- {views.promise_line(row, t)}" for row in rows]
            with grid.cell():
                st.caption(plain(heading))
                st.markdown("\n".join(lines) or t("没有承诺"))


def lead(kind: str, code: str) -> None:
    """What is pressed leads on."""
    path, link = leads.of_compared(page)(kind, code)
    screen.go(path, {**screen.same(page), **link})


def choose_league(*resets: str) -> str:
    """Which units are compared; what was chosen of others goes."""
    return screen.choose(
        st.segmented_control,
        t("单位范围"),
        "league",
        views.LEAGUES,
        choice.get("league"),
        lambda code: words(t, "league", code),
        resets=resets,
        required=True,
        label_visibility="collapsed",
    )


choosing = st.container(horizontal=True, gap="small")
with choosing:
    by = screen.choose(
        st.segmented_control,
        t("对照什么"),
        "by",
        ["units", "themes", "indicators"],
        choice.get("by"),
        {"units": t("几个单位"), "themes": t("一个单位的几个主题"), "indicators": t("两个指标")}.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
if by == "units":
    with choosing:
        league = choose_league("units")
        units = tuple(choice["units"].split(",")) if "units" in choice else views.alike_pair(page, league)
        screen.choose_many(
            t("选择二至六个单位"),
            "units",
            options,
            units,
            name,
            most=views.MOST_SIDE_BY_SIDE,
            found_by=views.units_found_by(page),
            nothing=t(views.NO_UNIT),
        )
    if len(units) < 2:
        st.info(t("再选一个单位，才能对照。"))
    else:
        table = views.compared(page, units, league)
        screen.headline(table.takeaway, table, page)
        screen.draw(table, page, "compared", heading=False, lead=lead)
        screen.data(table, page, "compared-data", f"{page.list_id}-compared")

        st.header(t("共同的指标"), anchor=False)
        common = views.common_views(page, units, league)
        if common:
            st.caption(
                t("{n}个指标有两家以上给出数字；名次是在全部{league}中的名次。", n=len(common), league=words(t, "league", league))
            )
            with st.grid(min(len(common), 3), min_column_width=330, border=True) as grid:
                for view in common:
                    key = f"shared-{view.params['indicator']}"
                    with grid.cell():
                        rows_of = functools.partial(screen.lead_to_rows, page, str(view.params["indicator"]))
                        screen.draw(view, page, key, lead=rows_of)
                        screen.data(view, page, f"{key}-data", f"{page.list_id}-{view.params['indicator']}")
        else:
            st.info(t("这几个单位没有共同的指标，数字不能相比。"))

        firm = views.profile(page, units)
        st.header(plain(firm.question), anchor=False)
        st.caption(plain(firm.takeaway))
        screen.table(firm, page, "profile", f"{page.list_id}-profile")

        screen.beside_last_year(page, f"{page.list_id}-years", units=units)
        # The figures stand above already.
        everything = st.expander(t("各个主题承诺了什么"), key="everything", on_change="rerun")
        if everything.open:
            with everything:
                themes_of = {theme for unit in units for theme in views.themes_of(page, unit)}
                for theme in page.themes:
                    if theme in themes_of:
                        st.markdown(f"**{words(t, 'theme', theme)}**")
                        promises([(name(unit, "short"), unit, theme) for unit in units])
                none = [words(t, "theme", theme) for theme in page.themes if theme not in themes_of]
                if none:
                    st.caption(t("都没有承诺的主题：{themes}。", themes=t.join(none)))
elif by == "indicators":
    with choosing:
        league = choose_league("indicator", "other")
    partners = views.partners(page, league)
    codes_of_lines = tuple(partners)
    if len(partners) < 2:
        st.info(t("{league}中能比较的指标不到两个，没有可对照的。", league=words(t, "league", league)))
    else:
        names = {each["indicator_id"]: t.of(each, "indicator") for each in page.database.metadata["indicators"]}
        with choosing:
            indicator = screen.choose(
                st.selectbox,
                t("横轴的指标"),
                "indicator",
                list(partners),
                choice.get("indicator"),
                names.__getitem__,
                resets=["other"],
                label_visibility="collapsed",
                width=300,
            )
            other = screen.choose(
                st.selectbox,
                t("纵轴的指标"),
                "other",
                list(partners[indicator]),
                choice.get("other"),
                names.__getitem__,
                label_visibility="collapsed",
                width=300,
            )
        both = views.pair(page, league, indicator, other)
        screen.headline(both.takeaway, both, page)
        name_of_file = f"{page.list_id}-{indicator}-{other}-{league}"
        if both.drawn:
            rows_of = functools.partial(screen.lead_to_rows, page, f"{indicator},{other}")
            screen.draw(both, page, "pair", heading=False, lead=rows_of)
            screen.data(both, page, "pair-data", name_of_file)
        else:
            for note in both.notes:
                st.caption(plain(note))
            screen.table(both, page, "pair", name_of_file, titled=True)
        codes_of_lines = (indicator, other)
    if codes_of_lines:
        st.header(t("各家写的数字落在哪里"), anchor=False)
        with st.grid(len(codes_of_lines), min_column_width=330, border=True) as grid:
            for code in codes_of_lines:
                along = views.spread(page, league, code)
                with grid.cell():
                    screen.draw(along, page, f"spread-{code}", lead=functools.partial(screen.lead_to_rows, page, code))
                    screen.data(along, page, f"spread-{code}-data", f"{page.list_id}-{code}-{league}-spread")
else:
    with choosing:
        unit = screen.choose(
            st.selectbox,
            t("选择单位"),
            "unit",
            list(every.index),
            choice.get("unit"),
            name,
            resets=["themes"],
            found_by=views.units_found_by(page),
            nothing=t(views.NO_UNIT),
            label_visibility="collapsed",
            width=300,
        )
    themes = tuple(choice["themes"].split(",")) if "themes" in choice else own_themes[: views.MOST_SIDE_BY_SIDE]
    with choosing:
        screen.choose_many(
            t("选择二至六个主题"),
            "themes",
            own_themes,
            themes,
            lambda code: words(t, "theme", code),
            most=views.MOST_SIDE_BY_SIDE,
            default=own_themes[: views.MOST_SIDE_BY_SIDE],
        )
    if len(themes) < 2:
        st.info(t("这里只有一个主题，没有可对照的；换一个单位或再选一个主题。"))
    else:
        st.header(t("各个主题承诺了什么"), anchor=False)
        with st.container(key="promises"):
            promises([(words(t, "theme", theme), unit, theme) for theme in themes])
        targets = views.explore(page, views.of_unit(page, unit, themes))
        screen.data(targets, page, "themes-data", f"{page.list_id}-{unit}-themes")

        firm = views.profile(page, (unit,), themes)
        st.header(plain(firm.question), anchor=False)
        st.caption(plain(firm.takeaway))
        screen.table(firm, page, "profile", f"{page.list_id}-{unit}-profile")
screen.footer(page, choice)
