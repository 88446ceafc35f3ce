"""Views to Streamlit: what every page shares of drawing, choosing and downloading. The only module that knows Streamlit."""

import datetime
import functools
import urllib.parse
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from fenjin import appearance, export, selection, views
from fenjin.charts import Look
from fenjin.database import Database
from fenjin.paths import TABLE
from fenjin.selection import FACETS, Filters
from fenjin.translate import LANGUAGES, Translator, translator
from fenjin.views import Context, View
from fenjin.words import words

_CHART = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
STILL = {"staticPlot": True, "displayModeBar": False}
_EVERYWHERE: dict[str, Sequence[str]] = {"lang": LANGUAGES}


@st.cache_resource(max_entries=2)
def _database(stamp: tuple[int, int]) -> Database:
    return Database(TABLE)


def database() -> Database:
    """The table, loaded once; loaded again when the file has changed."""
    stat = TABLE.stat()
    return _database((stat.st_mtime_ns, stat.st_size))


def language() -> Translator:
    """The language of the link, else the one chosen earlier in the visit, else Chinese."""
    asked = st.query_params.get("lang")
    chosen = asked if asked in LANGUAGES else st.session_state.get("lang", "zh")
    st.session_state["lang"] = chosen
    if chosen != "zh" and asked != chosen:
        st.query_params["lang"] = chosen
    return translator(chosen)


def header(t: Translator, title: str, paths: list[str]) -> None:
    """The top of every page: what it is, and the choice of language and of a light or dark screen."""

    def switched() -> None:
        st.session_state["lang"] = st.session_state["choose-lang"]
        _into_link("lang", "choose-lang", "zh")

    st.session_state["headed"] = True
    if st.session_state.get("choose-lang") != t.lang:
        st.session_state["choose-lang"] = t.lang
    described = database().metadata["lists"][-1]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.title(title, anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            st.caption(t.of(described, "title"), width="content")
            st.segmented_control(
                t("语言"), LANGUAGES, format_func={"zh": "中文", "en": "English"}.__getitem__, key="choose-lang", required=True,
                label_visibility="collapsed", on_change=switched, wrap=False,
            )  # fmt: skip
            appearance.switch(t, paths)


def context(theme: str = "investment") -> Context:
    """The context of a page: its data, language and colours."""
    if not st.session_state.pop("headed", False):
        # Until st.navigation has run once in a process, Streamlit takes the folder pages/ for its older navigation and
        # runs a page that is the process's first address without app.py, so without header and navigation.
        PagesManager.uses_pages_directory = False
        st.rerun()
    mode = "dark" if st.context.theme.type == "dark" else "light"
    opened = database()
    return Context(opened, opened.metadata["lists"][-1]["list_id"], language(), Look(mode, theme))


def choices(
    t: Translator, allowed: Mapping[str, Collection[str] | None], dropped: Sequence[selection.Dropped] = ()
) -> dict[str, str]:
    """What the link of this page says, checked; what is not understood is dropped from the link with a notice.

    `dropped` are parts of the link that the caller has found and dropped already.
    """
    chosen, unknown = selection.read(st.query_params.to_dict(), {**_EVERYWHERE, **allowed})
    for name in set(st.query_params) - set(chosen):
        del st.query_params[name]
    for name, value in chosen.items():
        if st.query_params[name] != value:
            st.query_params[name] = value
    listed = [*dropped, *unknown]
    if listed:
        with st.container(border=True, key="dropped"):
            st.warning(t("链接中有不认识的内容，已忽略："))
            st.text("\n".join(f"{each.name}={each.value}" for each in listed))
    return chosen


def filters(page: Context, others: Mapping[str, Collection[str] | None]) -> tuple[Filters, dict[str, str]]:
    """The filters that the link states, checked, and its other parameters; what is not understood is dropped with a notice."""
    stated = st.query_params.to_dict()
    found, dropped = selection.filters(stated, views.codes(page))
    for name in {each.name for each in dropped}:
        if name in found.link():
            st.query_params[name] = found.link()[name]
        else:
            del st.query_params[name]
    names = {*FACETS, "low", "high"}
    return found, choices(page.t, {**dict.fromkeys(names & set(stated)), "q": None, **others}, dropped)


def put_into_link(values: Mapping[str, str]) -> None:
    """Writes parameters into the link; an empty value takes its parameter out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def _into_link(name: str, widget: str, default: str) -> None:
    value = st.session_state.get(widget)
    put_into_link({name: "" if value in (None, default) else value})


def choose(
    draw: Callable[..., Any],
    label: str,
    name: str,
    options: Sequence[str],
    value: str | None,
    says: Callable[[str], str],
    **settings: Any,
) -> str:
    """One choice whose value lives in the link: `draw` is the widget, `name` the parameter, the first option the default.

    `value` is what the link says (None for nothing); returns the option in force.
    """
    widget = f"choose-{name}"
    current = value if value is not None and value in options else options[0]
    if st.session_state.get(widget) != current:
        st.session_state[widget] = current
    draw(
        label,
        options,
        format_func=says,
        key=widget,
        on_change=functools.partial(_into_link, name, widget, options[0]),
        **settings,
    )
    return current


def choose_many(
    label: str, name: str, options: Sequence[str], chosen: Sequence[str], says: Callable[[str], str], most: int | None = None
) -> None:
    """Any number of choices, at most `most`, whose value lives in the link, separated by commas."""
    widget = f"choose-{name}"
    current = [code for code in chosen if code in options]
    if st.session_state.get(widget) != current:
        st.session_state[widget] = current

    def changed() -> None:
        put_into_link({name: ",".join(st.session_state[widget])})

    st.multiselect(
        label,
        options,
        format_func=says,
        key=widget,
        on_change=changed,
        placeholder=label,
        label_visibility="collapsed",
        max_selections=most,
    )


def search(label: str, name: str, value: str | None) -> str:
    """A search field whose text lives in the link; returns the text in force."""
    widget = f"search-{name}"
    current = value or ""
    if st.session_state.get(widget) != current:
        st.session_state[widget] = current
    st.text_input(
        label, key=widget, max_chars=selection.LONGEST_SEARCH, placeholder=label, label_visibility="collapsed",
        on_change=functools.partial(_into_link, name, widget, ""), icon=":material/search:",
    )  # fmt: skip
    return current


def draw(view: View, context: Context, key: str, heading: bool = True) -> None:
    """A view as a block: its takeaway, its figure with a text twin, its notes."""
    if heading:
        st.subheader(view.takeaway, anchor=False)
    if view.figure and view.figure["data"]:
        st.plotly_chart(view.figure, theme=None, config=_CHART, key=key, alt=_twin(view))
    for note in view.notes:
        st.caption(note)


def _twin(view: View) -> str:
    columns = list(view.table.columns)[:3]
    listed = "; ".join(
        " ".join(str(row[column]) for column in columns) for row in view.table[columns].head(30).to_dict("records")
    )
    return f"{view.takeaway}. {listed}" if listed else view.takeaway


def table(view: View, context: Context, key: str, name: str, pinned: int = 1) -> None:
    """A view's table and, below it, a CSV file of exactly what the table shows."""
    t = context.t
    shown = view.table
    if shown.empty:
        st.info(t("没有符合条件的行。"))
        return
    config = {
        column: st.column_config.Column(width=min(_width(shown[column]), 190 if place < pinned else 460), pinned=place < pinned)
        for place, column in enumerate(shown.columns)
    }
    st.dataframe(
        shown, hide_index=True, column_config=config, key=key, height="content" if len(shown) <= 12 else 480,
        alt=f"{view.question} {view.takeaway}",
    )  # fmt: skip
    download(view, context, f"{key}-csv", name)


def _width(column: pd.Series) -> int:
    """Pixels that show a column's longest text whole; a Chinese character is as wide as two letters."""
    longest = max(len(str(text).encode("gbk", "replace")) for text in [column.name, *column])
    return max(longest * 9 + 26, 60)


def download(view: View, context: Context, key: str, name: str) -> None:
    """The view's table as files: CSV at once, the formats that also say where it comes from behind a button."""
    t = context.t
    link = _link()
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("下载表格（CSV，{n}行）", n=len(view.table)), data=lambda: export.csv(view.table), file_name=f"{name}.csv", mime="text/csv",
            key=key, on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        with st.popover(t("更多格式")):
            for label, ending, mime, build in (
                (t("Excel 工作簿"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _excel),
                (t("Parquet 数据"), "parquet", "application/vnd.apache.parquet", export.parquet),
                (t("JSON 数据"), "json", "application/json", export.as_json),
            ):
                st.download_button(
                    label, data=functools.partial(build, view, context, link), file_name=f"{name}.{ending}", mime=mime,
                    key=f"{key}-{ending}", on_click="ignore",
                )  # fmt: skip


def _excel(view: View, context: Context, link: str) -> bytes:
    return export.excel(view, context, link, datetime.datetime.now())


def _link() -> str:
    """The address that opens this screen again."""
    query = urllib.parse.urlencode(st.query_params.to_dict())
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{query}" if query else address


def footer(context: Context) -> None:
    """Which list and which version of the table a page shows."""
    t = context.t
    st.divider()
    st.caption(t("数据：{title} · 版本 {version}", title=t.of(context.described, "title"), version=context.database.version[:12]))


def theme_page(theme: str) -> None:
    """A theme's screen, from its indicators down to every target: the same for the five themes and for the rest."""
    page = context(theme)
    t = page.t
    choice = views.indicators(page, theme)
    options = list(choice.frame["indicator_id"])
    chosen = choices(t, {"indicator": options, "q": None})
    if options:
        names = {row["indicator_id"]: row for row in views.records(choice.frame)}

        def chip(indicator: str) -> str:
            row = names[indicator]
            return f"{t.of(row, 'indicator')} · {row['county_units'] + row['department_units']}"

        indicator = choose(
            st.pills,
            t("指标（后面的数字是给出数字的单位数）"),
            "indicator",
            options,
            chosen.get("indicator"),
            chip,
            required=True,
        )
        _comparison(page, names[indicator])
    st.header(t("全部目标和承诺"), anchor=False)
    searched = search(t("搜索单位、承诺、指标、口径，多个词用空格隔开"), "q", chosen.get("q"))
    everything = views.targets(page, theme=theme, search=searched)
    st.caption(everything.takeaway)
    table(everything, page, f"targets-{theme}", f"{page.list_id}-{theme}")
    footer(page)


def _comparison(page: Context, about: dict) -> None:
    t = page.t
    indicator = about["indicator_id"]
    leagues = [league for league in views.LEAGUES if about[f"{league}_units"]]
    main = views.ranking(page, indicator, leagues[0])
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.caption(words(t, "league", leagues[0]))
        draw(main, page, f"ranking-{indicator}")
        download(main, page, f"csv-{indicator}", f"{page.list_id}-{indicator}-{leagues[0]}")
    with right:
        with st.container(border=True):
            st.markdown(f"**{t.of(about, 'indicator')}**")
            st.write(t.of(about, "definition"))
            st.caption(
                t("阶段：{stage} · 计量单位：{uom} · {direction} · {additive}", stage=words(t, "stage", about["stage"]),
                  uom=t(about["std_uom"]), direction=words(t, "direction", about["direction"]),
                  additive=t("可以相加") if about["additive"] else t("不能相加"))
            )  # fmt: skip
        st.caption(views.coverage(page, indicator, leagues[0]).takeaway)
        if about["county_units"]:
            grid = views.tile_grid(page, indicator)
            draw(grid, page, f"tiles-{indicator}", heading=False)
    if len(leagues) > 1:
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.caption(t("{league}（与县区分开，不混排）", league=words(t, "league", leagues[1])))
            departments = views.ranking(page, indicator, leagues[1])
            draw(departments, page, f"departments-{indicator}")
            download(departments, page, f"csv-departments-{indicator}", f"{page.list_id}-{indicator}-{leagues[1]}")
        with right:
            both = views.county_city(page, indicator)
            if not both.empty:
                st.caption(both.question)
                draw(both, page, f"county-city-{indicator}")
                download(both, page, f"csv-county-city-{indicator}", f"{page.list_id}-{indicator}-county-city")
            elif about["additive"]:
                st.caption(t("县区与全市没有同口径的数字，不作加总。"))
            else:
                st.caption(t("这个指标不能相加，不作加总。"))
