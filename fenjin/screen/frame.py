"""What stands around every page: its top, its end, and what is said where there is nothing to show."""

import contextlib
import functools
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from fenjin import settings, views
from fenjin.data.admission import TableError
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.data.engine import ClusterError
from fenjin.data.memory import memoize
from fenjin.figures.look import Look
from fenjin.language.markdown import plain
from fenjin.language.translate import LANGUAGES, Translator, translator
from fenjin.screen.choose import follow
from fenjin.screen.components import appearance
from fenjin.screen.components.share import share
from fenjin.screen.link import NOTICE_KEY, ONWARD_KEY, go, own_link, put_into_link, query, root, same
from fenjin.screen.navigation import page_at
from fenjin.screen.view import show_card
from fenjin.screen.visit import (
    STORY_KEY,
    TOAST_KEY,
    are_stories,
    language,
    named_in_links,
    on_phone,
    take_document,
    take_story,
    take_width,
    the_lists,
    visitor,
)
from fenjin.server import logs, streamlit_inside
from fenjin.views import Context
from fenjin.views.page import SHORT_VERSION

_CHOSEN_KEY = "lang-chosen"  # the language that was chosen by the switch
_DOCUMENT_LOST = "document-lost"  # set until the visitor has been told that the text he attached is gone


def has_table(t: Translator) -> bool:
    """Whether there is a table to show; where there is none, says why and shows the page as soon as there is one."""
    try:
        current()
    except TableError:
        st.title(t("奋进看板"), anchor=False)
        _wait_for_table(t)
        return False
    return True


@st.fragment(run_every="3s")
def _wait_for_table(t: Translator) -> None:
    try:
        current()
    except TableError as problem:
        st.error(t("现在没有可用的数据表：{why}", why=problem.in_words(t)))
        st.caption(t("有了好的数据表，这一页会自己显示出来，不必重新启动。"))
    else:
        st.rerun()


def report_failure(error: Exception) -> bool:
    """In place of what a page could not show: a notice with the number under which the log has the error.

    Returns True, so that Streamlit shows nothing of its own (see `st.App`).
    """
    t = translator(st.session_state.get("lang", "zh"))
    if isinstance(error, ClusterError):
        st.warning(error.in_words(t))
        st.button(t("再试一次"), key="ask-again")
        return True
    st.error(t("这里出了错，没有显示出来；其余部分照常可用。请把错误编号{number}告诉管理员。", number=logs.number(error)))
    return True


class EndOfPage(Exception):
    """Raised by a page that is complete before its last line. `st.stop` would keep the top of the page from being completed."""


@contextlib.contextmanager
def frame_page(t: Translator, title: str, path: str, paths: list[str]) -> Iterator[None]:
    """The top of every page: whose it is, and, once the page stands, the choice of language and of a light or dark screen, the way
    to the meeting room and to others. On a wide screen all of this stands in the line of the navigation (`page.css`).

    What can be pressed there comes last, for a browser that has just come lays out all that it has before it shows a figure.
    """
    if onward := st.session_state.pop(ONWARD_KEY, None):
        st.switch_page(f"pages/{onward[0]}.py", query_params=onward[1])
    if st.session_state.get("present"):
        st.switch_page("pages/present.py", query_params=_stage_link(path))
    st.session_state["headed"] = True
    # What a button of the run before has to say: said by that run, it would be gone where the page is run again right after.
    if toast := st.session_state.pop(TOAST_KEY, None):
        st.toast(toast, icon=":material/playlist_add:")
    if st.session_state.pop(_DOCUMENT_LOST, False):
        st.toast(
            t("这次访问中断过（服务器重启或页面重新载入），浏览器没有留住附上的原文。要看原句，请在“关于”页再附一次。"),
            duration="infinite",
        )
    # As it was before this page: the page makes room for documents.
    own_documents = list(st.session_state["documents"]) if "documents" in st.session_state else None
    database = current()
    about = database.describe(the_lists(database)[0])
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", key="header"):
        st.title(plain(title), anchor=False, width="content")
        if len(database.lists) > 1:
            with st.container(horizontal=True, horizontal_alignment="right", gap="small", key="lists"):
                _choose_list(t, title, database, about)
        controls = st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="small",
            width="stretch",
            key="controls",
        )
        with controls, st.container(gap=None, width="content", key="brand"):
            st.markdown(t("奋进看板"), width="content")
            st.caption(plain(t.of(about, "title")), width="content")
    leaving = False
    try:
        yield
    except EndOfPage:
        pass
    except streamlit_inside.RUN_AGAIN:
        leaving = True
        raise
    finally:
        # Also above a page that broke off.
        if not leaving:
            with controls:
                _controls(t, path, paths, about, own_documents)


def _controls(t: Translator, path: str, paths: list[str], about: Mapping[str, Any], own_documents: list[str] | None) -> None:
    def switch_language() -> None:
        st.session_state["lang"] = st.session_state[_CHOSEN_KEY] = st.session_state["choose-lang"]
        put_into_link({"lang": st.session_state["lang"] if named_in_links(st.session_state["lang"]) else ""})
        st.session_state[NOTICE_KEY] = False

    def keep_story_code(codes: str) -> None:
        if are_stories(codes):
            take_story(codes)

    def keep_document(content: str) -> None:
        st.session_state[_DOCUMENT_LOST] = not take_document(content)

    follow("choose-lang", t.lang)
    st.segmented_control(
        t("语言"),
        LANGUAGES,
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        key="choose-lang",
        required=True,
        label_visibility="collapsed",
        on_change=switch_language,
        wrap=False,
    )
    with st.container(width="content"):
        share(t, own_link, root)
    has_way_out = _show_visitor(t)
    if path != "story":
        st.button(t("全屏放映"), icon=":material/slideshow:", key="present")
    look = Look(_mode()).with_themes(current().themes.values())
    appearance.switch(
        t,
        look,
        paths,
        st.session_state.get(STORY_KEY),
        _version(t, about),
        own_documents,
        st.session_state.get(_CHOSEN_KEY, ""),
        on_phone(),
        has_way_out,
        keep_story_code,
        keep_document,
        take_width,
    )


def _show_visitor(t: Translator) -> bool:
    """Who is signed in, and the way out; whether there is one. Where the dashboard is open there is nothing to say."""
    who, restriction = visitor(), settings.load().access
    if restriction is None:
        return False
    st.caption(plain(who.in_words(t)), width="content")
    # Whom a proxy names, it also signs out.
    if not isinstance(restriction.by, settings.Oidc):
        return False
    if st.button(t("退出"), key="sign-out", type="tertiary"):
        st.logout()
        st.stop()
    return True


@memoize(64)
def _list_choice(database: Database, lang: str, city: str) -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
    """The names of all cities; what tells the lists of one of them apart, newest first; and its newest list of each year."""
    t = translator(lang)
    cities = {each["city"]: t.of(each, "city") for each in sorted(database.lists, key=lambda each: str(each["city_en"]))}
    own = [each for each in database.lists if each["city"] == city]
    # Where a city has two lists of a year, only their titles tell them apart.
    by = "title" if len({each["year"] for each in own}) < len(own) else "year"
    years = {each["list_id"]: str(each["year"]) if by == "year" else t.of(each, by) for each in reversed(own)}
    return cities, years, {each["year"]: each["list_id"] for each in own}


def _choose_list(t: Translator, title: str, database: Database, about: Mapping[str, Any]) -> None:
    """The choice of city and of year; what belongs to the list that is left goes from the link without a word."""

    def to(list_id: str) -> None:
        put_into_link({"list": list_id})
        st.session_state["list"], st.session_state["list-left"] = list_id, True

    def to_city() -> None:
        of_year = _list_choice(database, t.lang, st.session_state["choose-city"])[2]
        to(of_year.get(about["year"], of_year[max(of_year)]))

    cities, years, _of_year = _list_choice(database, t.lang, about["city"])
    if len(cities) > 1:
        follow("choose-city", about["city"])
        st.selectbox(
            t("城市"),
            list(cities),
            format_func=cities.__getitem__,
            key="choose-city",
            on_change=to_city,
            label_visibility="collapsed",
            width=134,
        )
    if len(years) > 1:
        follow("choose-year", about["list_id"])
        st.selectbox(
            t("年份"),
            list(years),
            format_func=years.__getitem__,
            key="choose-year",
            label_visibility="collapsed",
            width=96,
            on_change=lambda: to(st.session_state["choose-year"]),
        )
    # The browser's tabs and bookmarks tell the lists apart as well.
    st.session_state["page-title"] = f"{title} · {views.list_words(about, t)}"
    st.set_page_config(page_title=st.session_state["page-title"])


def _stage_link(path: str) -> dict[str, str]:
    """The parameters with which the page at `path` is presented, and to which one comes back from there."""
    link = st.query_params.to_dict()
    story_name = path if path in (*current().themes, "city") else "unit" if path == "unit" else "whole"
    unit = {"unit": link["unit"]} if story_name == "unit" and "unit" in link else {}
    lang = {"lang": link["lang"]} if "lang" in link else {}
    return {"story": story_name, **unit, **lang, "list": the_lists(current())[0], "back": f"{path or 'overview'}?{query()}"}


def stage() -> None:
    """In place of the header, for a page that is one picture."""
    st.session_state["headed"] = True


def lead_to_rows(page: Context, indicator: str, _kind: str, units: str) -> None:
    """Has a press on a mark of several figures lead to the rows of its units in an indicator."""
    go("explore", {**same(page), "indicator": indicator, "unit": units})


def leave(address: str) -> None:
    """Goes to a page of the dashboard, `address` being its path and parameters (`parameter.address`)."""
    path, _mark, text = address.partition("?")
    # Streamlit refuses to be told in this way how it is embedded.
    parameters = {name: value for name, value in urllib.parse.parse_qsl(text) if not name.lower().startswith("embed")}
    st.switch_page(page_at(path), query_params=parameters)


def _mode() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"


def context(theme: str = "", several: bool = False) -> Context:
    """The context of a page: its data, list, language and colours, those of a theme where it is that of one; with `several` also the further lists that its link names."""
    if not st.session_state.pop("headed", False):
        # Run without app.py, as the first page of a process is.
        streamlit_inside.leave_pages_to_navigation()
        st.rerun()
    visitor()
    database = current()
    first, *further = the_lists(database)
    return Context(database, first, language(), Look(_mode(), theme), tuple(further) if several else ())


def name_tab(page: Context, choice: Mapping[str, str]) -> None:
    """Has tab, bookmark and history say what is on the screen: the choice, then the page."""
    parts = [views.choice_words(page, choice), st.session_state.get("page-title", "")]
    st.set_page_config(page_title=" · ".join(part for part in parts if part))


def footer(page: Context, choice: Mapping[str, str]) -> None:
    """The end of a page: which lists and which version of the table it shows; over it the card that the link asks for."""
    name_tab(page, choice)
    if "target" in choice:
        own = views.of_lists(page, [views.list_of(choice["target"])])
        title = views.card(own, choice["target"]).takeaway
        st.dialog(plain(title), width="large", on_dismiss=functools.partial(put_into_link, {"target": ""}))(show_card)(
            own, choice["target"]
        )
    st.divider()
    for each in page.lists:
        st.caption(plain(_version(page.t, page.database.describe(each))))


def _version(t: Translator, about: Mapping[str, Any]) -> str:
    """Which list and which version of the table."""
    return t("数据：{title} · 版本 {version}", title=t.of(about, "title"), version=current().version[:SHORT_VERSION])
