"""Views to Streamlit: what every page shares of drawing, choosing and downloading."""

import contextlib
import datetime
import functools
import html
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as arrow
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException

from fenjin import metrics, settings, views
from fenjin.data.cluster import ClusterError
from fenjin.data.database import Database
from fenjin.data.edition import TableError, current
from fenjin.data.memory import remembered
from fenjin.figures import charts
from fenjin.figures.charts import Look
from fenjin.files import export
from fenjin.files.pack import research_pack
from fenjin.language.markdown import plain
from fenjin.language.translate import LANGUAGES, Translator, translator
from fenjin.language.words import words
from fenjin.paths import ROOT
from fenjin.screen import downloads
from fenjin.screen.components import appearance, figure, picture, printing
from fenjin.screen.components.share import share
from fenjin.screen.components.upload import upload
from fenjin.server import access, api, audit, logs
from fenjin.server.access import Visitor
from fenjin.settings import ANALYST, OPERATOR
from fenjin.slides import slide, story
from fenjin.table.source import Document, DocumentNotFound
from fenjin.views import OWN_SQL, Context, View, selection
from fenjin.views.selection import FACETS, Filters

downloads.stay()
_LARGEST = 5 * 2**20  # bytes of a document
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_TOLD = 20  # parts of a link that a notice names
PATHS = tuple(sorted({path.stem for path in (ROOT / "pages").glob("*.py")} - {"present"}))
_LOST = "document-lost"  # set until the visitor has been told that the text he attached is gone
_STORY = "story"  # under which a visit keeps the story that is being put together
_TOLD = "told"  # what is to be said of the button that was pressed
_NOTICED = "noticed"  # whether the page says what it dropped from its link, until the next choice
_VERSION = 12  # characters of the data version that a link carries


@st.cache_resource(max_entries=8)
def _installed(folder: str, sha256: str, stamp: tuple[int, ...]) -> Document | None:
    try:
        return Document.find(Path(folder), sha256)
    except DocumentNotFound:
        return None


def visitor() -> Visitor:
    """Who sees this screen. Where nobody is known though the installation restricts who may come in, the run ends here."""
    if settings.read().access is None:
        return access.EVERYBODY
    # What the gate says counts only where there is one: without it anybody could write it himself.
    told = st.user.get(access.KEY) if access.GUARDED else None
    if not isinstance(told, str):
        t = language()
        st.error(t("这里没有登录，看板不显示任何内容。请从管理员给的地址打开。"))
        st.stop()
    return access.of_text(told)


def offer(
    label: str, name: str, mime: str, build: Callable[[], bytes], key: str, icon: str | None = None, **facts: object
) -> None:
    """A button for those who may take files away. The file is built when it is asked for, and that is recorded.

    `facts` are numbers and codes that say what it holds.
    """
    who, version = visitor(), current().version[:_VERSION]

    def taken() -> bytes:
        # Streamlit asks for it in a thread that knows no visitor.
        content = build()
        audit.record("export", who, file=name, bytes=len(content), version=version, **facts)
        return content

    if who.may(ANALYST):
        made = metrics.counted(name.rpartition(".")[2], taken)
        st.download_button(label, data=made, file_name=name, mime=mime, key=key, on_click="ignore", icon=icon)


def documents(lists: Iterable[Mapping[str, Any]]) -> dict[str, Document]:
    """The published documents of some lists that are at hand, by SHA-256: those of this session, then those of the
    installation's folder."""
    found: dict[str, Document] = dict(st.session_state.get("documents", {}))
    folder = settings.read().source
    if folder is None:
        return found
    for each in lists:
        stamp = tuple(path.stat().st_mtime_ns for path in sorted(folder.glob("*.txt")))
        installed = _installed(str(folder), each["source_sha256"], stamp)
        if installed and each["source_sha256"] not in found:
            found[each["source_sha256"]] = installed
    return found


def attach(page: Context) -> None:
    """Where a reader adds the published document of a list for this visit; any other file is refused."""
    t, described = page.t, page.described
    if not visitor().may(ANALYST):
        st.caption(t("附上原文要“分析”的权限。"))
        return
    sha256 = described["source_sha256"]
    mine = st.session_state.setdefault("documents", {})
    if sha256 in mine:
        st.success(
            t("原文已附上，只在这次访问中有效；各处可以看到原句，导出多一列原文。切换深色或浅色会重新载入，需要再附一次。")
        )
        st.button(t("取下原文"), on_click=mine.pop, args=(sha256,))
        return
    if sha256 in documents([described]):
        st.success(t("本机已装有原文；各处可以看到原句，导出多一列原文。"))
        return
    if settings.read().source and visitor().may(OPERATOR):
        st.warning(t("环境变量{name}所指的文件夹里没有这份原文（按SHA-256指纹认定）。", name=settings.SOURCE))
    st.markdown(t("附上原文，各处就能看到每个数字的原句。文件只在这次访问中保留，不存盘；指纹必须与下面“版本”里的原文指纹一致。"))
    given = upload(t, t("选择原文文件"), "document", _LARGEST)
    if given is not None:
        try:
            mine[sha256] = Document.of(given, sha256)
        except DocumentNotFound as wrong:
            st.error(
                t("这不是清单的原文，没有附上。应有的指纹是{expected}，这个文件的指纹是{found}。请用清单发布时的原文件，不要另存或改动。",
                  expected=wrong.expected[:_VERSION], found=wrong.found[:_VERSION])
            )  # fmt: skip
        else:
            st.rerun()


def language() -> Translator:
    """The language of the link, else the one chosen earlier in the visit, else Chinese."""
    asked = st.query_params.get("lang")
    chosen = asked if asked in LANGUAGES else st.session_state.get("lang", "zh")
    st.session_state["lang"] = chosen
    if chosen != "zh" and asked != chosen:
        st.query_params["lang"] = chosen
    return translator(chosen)


def served(t: Translator) -> bool:
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
        st.error(t("现在没有可用的数据表：{why}", why=problem.said(t)))
        st.caption(t("有了好的数据表，这一页会自己显示出来，不必重新启动。"))
    else:
        st.rerun()


def failed(error: Exception) -> bool:
    """In place of what a page could not show: a notice with the number under which the log has the error.

    Returns True, so that Streamlit shows nothing of its own (see `st.App`).
    """
    t = translator(st.session_state.get("lang", "zh"))
    if isinstance(error, ClusterError):
        st.warning(error.said(t))
        st.button(t("再试一次"), key="ask-again")
        return True
    st.error(t("这里出了错，没有显示出来；其余部分照常可用。请把错误编号{number}告诉管理员。", number=logs.number(error)))
    return True


class Ended(Exception):
    """Raised by a page that is complete before its last line. `st.stop` would keep the top of the page from being completed."""


@contextlib.contextmanager
def headed(t: Translator, title: str, path: str, paths: list[str]) -> Iterator[None]:
    """The top of every page: what it is, and, once the page stands, the choice of language and of a light or dark screen, the way
    to the meeting room and to others.

    What can be pressed there comes last, for a browser that has just come lays out all that it has before it shows a figure.
    """
    if st.session_state.get("present"):
        st.switch_page("pages/present.py", query_params=_shown_from(path))
    st.session_state["headed"] = True
    # What a button of the run before has to say: said by that run, it would be gone where the page is run again right after.
    if said := st.session_state.pop(_TOLD, None):
        st.toast(said, icon=":material/playlist_add:")
    if st.session_state.pop(_LOST, False):
        st.toast(
            t("这次访问中断过（服务器重启或页面重新载入），附上的原文已经没有了。要看原句，请在“关于”页再附一次。"),
            duration="infinite",
        )
    # As it was before this page: the page makes room for documents.
    attached = bool(st.session_state["documents"]) if "documents" in st.session_state else None
    opened = current()
    described = opened.described(the_lists(opened)[0])
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small", key="header"):
        st.title(title, anchor=False, width="content")
        controls = st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="small",
            width="stretch",
            key="controls",
        )
        with controls:
            if len(opened.lists) > 1:
                _choose_list(t, title, opened, described)
            else:
                st.caption(plain(t.of(described, "title")), width="content")
    leaving = False
    try:
        yield
    except Ended:
        pass
    except RerunException:
        leaving = True
        raise
    finally:
        # Also above a page that broke off.
        if not leaving:
            with controls:
                _controls(t, path, paths, described, attached)


def _controls(t: Translator, path: str, paths: list[str], described: Mapping[str, Any], attached: bool | None) -> None:
    def switched() -> None:
        st.session_state["lang"] = st.session_state["choose-lang"]
        _into_link("lang", "choose-lang", "zh")

    def kept(code: str) -> None:
        if code in story.Codes():
            st.session_state[_STORY] = code

    def lost() -> None:
        st.session_state[_LOST] = True

    follow("choose-lang", t.lang)
    st.segmented_control(
        t("语言"), LANGUAGES, format_func={"zh": "中文", "en": "English"}.__getitem__, key="choose-lang", required=True,
        label_visibility="collapsed", on_change=switched, wrap=False,
    )  # fmt: skip
    with st.container(width="content"):
        share(t, _link)
    _signed_in(t)
    if path != "story":
        st.button(t("全屏放映"), icon=":material/slideshow:", key="present")
    appearance.switch(t, paths, st.session_state.get(_STORY), _version(t, described), attached, kept, lost)


def _signed_in(t: Translator) -> None:
    """Who is signed in, and the way out. Where the dashboard is open there is nothing to say."""
    who, restricted = visitor(), settings.read().access
    if restricted is None:
        return
    st.caption(plain(who.said(t)), width="content")
    # Whom a proxy names, it also signs out.
    if isinstance(restricted.by, settings.Oidc) and st.button(t("退出"), key="sign-out", type="tertiary"):
        st.logout()
        st.stop()


def the_lists(opened: Database) -> tuple[str, ...]:
    """The lists of this screen, the first of which is that of every page: those of the link, else the one chosen earlier in
    the visit, else the newest."""
    known, kept = views.known_lists(opened), st.session_state.get("list")
    asked, _lost = selection.SetOf(known, selection.MOST_LISTS).split(st.query_params.get("list", ""))
    found = tuple(asked) or (kept if kept in known else opened.lists[-1]["list_id"],)
    st.session_state["list"] = found[0]
    return found


@remembered(64)
def _offered(opened: Database, lang: str, city: str) -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
    """The names of all cities; what tells the lists of one of them apart, newest first; and its newest list of each year."""
    t = translator(lang)
    cities = {each["city"]: t.of(each, "city") for each in sorted(opened.lists, key=lambda each: str(each["city_en"]))}
    own = [each for each in opened.lists if each["city"] == city]
    # Where a city has two lists of a year, only their titles tell them apart.
    by = "title" if len({each["year"] for each in own}) < len(own) else "year"
    years = {each["list_id"]: str(each["year"]) if by == "year" else t.of(each, by) for each in reversed(own)}
    return cities, years, {each["year"]: each["list_id"] for each in own}


def _choose_list(t: Translator, title: str, opened: Database, described: Mapping[str, Any]) -> None:
    """The choice of city and of year; what belongs to the list that is left goes from the link without a word."""

    def to(list_id: str) -> None:
        put_into_link({"list": list_id})
        st.session_state["list"], st.session_state["list-left"] = list_id, True

    def to_city() -> None:
        of_year = _offered(opened, t.lang, st.session_state["choose-city"])[2]
        to(of_year.get(described["year"], of_year[max(of_year)]))

    cities, years, _of_year = _offered(opened, t.lang, described["city"])
    if len(cities) > 1:
        follow("choose-city", described["city"])
        st.selectbox(
            t("城市"), list(cities), format_func=cities.__getitem__, key="choose-city", on_change=to_city,
            label_visibility="collapsed", width=134,
        )  # fmt: skip
    if len(years) > 1:
        follow("choose-year", described["list_id"])
        st.selectbox(
            t("年份"), list(years), format_func=years.__getitem__, key="choose-year", label_visibility="collapsed", width=96,
            on_change=lambda: to(st.session_state["choose-year"]),
        )  # fmt: skip
    # The browser's tabs and bookmarks tell the lists apart as well.
    st.set_page_config(page_title=f"{title} · {views.list_words(described, t)}")


def _shown_from(path: str) -> dict[str, str]:
    """The parameters with which the page at `path` is presented, and to which one comes back from there."""
    link = st.query_params.to_dict()
    told = path if path in (*views.ALL_THEMES, "city") else "unit" if path == "unit" else "whole"
    unit = {"unit": link["unit"]} if told == "unit" and "unit" in link else {}
    language = {"lang": link["lang"]} if "lang" in link else {}
    return {"story": told, **unit, **language, "list": the_lists(current())[0], "back": f"{path or 'overview'}?{query()}"}


def own_story() -> story.Story:
    """The story that this visitor is putting together."""
    code = st.session_state.get(_STORY)
    return allowed(story.of_code(code, language())) if code else story.Story("")


def allowed(told: story.Story) -> story.Story:
    """A story without the queries of one's own, where the visitor may run none."""
    return (
        told
        if visitor().may(ANALYST)
        else replace(told, slots=tuple(slot for slot in told.slots if slot.view != story.OWN_QUERY))
    )


def keep_story(told: story.Story) -> None:
    """Keeps the visitor's story, in this visit and in his browser."""
    st.session_state[_STORY] = story.code_of(told) if told.slots else ""


def _add(view: View, context: Context) -> None:
    told, t = own_story(), context.t
    if len(told.slots) >= story.MOST_SLIDES:
        st.session_state[_TOLD] = t("放映最多{most}个图，没有加入。", most=story.MOST_SLIDES)
        return
    version = told.version or context.database.version[:_VERSION]
    longer = replace(told, slots=(*told.slots, story.slot_of(view)), version=version)
    if story.code_of(longer) not in story.Codes():
        st.session_state[_TOLD] = t("这个图的SQL太长，或放映里的SQL太多，没有加入。")
        return
    keep_story(longer)
    st.session_state[_TOLD] = t("已加入放映，共{n}个图。在“放映”页可以排序、改标题。", n=len(told.slots) + 1)


def stage() -> None:
    """In place of the header, for a page that is one picture."""
    st.session_state["headed"] = True


def leave(back: str) -> None:
    """Goes to a page of the dashboard, `back` being its path and parameters (`selection.Address`)."""
    path, _mark, query = back.partition("?")
    # Streamlit refuses to be told in this way how it is embedded.
    stated = {name: value for name, value in urllib.parse.parse_qsl(query) if not name.lower().startswith("embed")}
    st.switch_page(f"pages/{path}.py", query_params=stated)


def context(theme: str = "investment", several: bool = False) -> Context:
    """The context of a page: its data, list, language and colours; with `several` also the further lists that its link names."""
    if not st.session_state.pop("headed", False):
        # Until st.navigation has run once in a process, Streamlit takes the folder pages/ for its older navigation and
        # runs a page that is the process's first address without app.py, so without header and navigation.
        PagesManager.uses_pages_directory = False
        st.rerun()
    visitor()
    mode = "dark" if st.context.theme.type == "dark" else "light"
    opened = current()
    first, *beside = the_lists(opened)
    return Context(opened, first, language(), Look(mode, theme), tuple(beside) if several else ())


def choices(
    page: Context, allowed: Mapping[str, Collection[str] | None], dropped: Sequence[selection.Dropped] = ()
) -> dict[str, str]:
    """What the link of this page says, checked; what is not understood is dropped from the link with a notice.

    `dropped` are parts of the link that the caller has found and dropped already. Every link may also name a target whose
    card is open, and says of which version of the data it is; one of another version is met with a notice.
    """
    t, now = page.t, page.database.version[:_VERSION]
    chosen, listed = _checked(page, allowed, dropped)
    st.session_state[_NOTICED] = bool(listed)
    if listed:
        with st.container(border=True, key="dropped"):
            st.warning(t("链接中有不认识的内容，已忽略："))
            st.text(listed)
    if chosen["v"] != now:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.info(_outdated(page, chosen["v"]))
            st.button(t("知道了"), on_click=put_into_link, args=({"v": now},))
    return chosen


def staged(page: Context, allowed: Mapping[str, Collection[str] | None]) -> tuple[dict[str, str], str]:
    """The same for a page that is one picture: the notices are the second of the two, as text."""
    chosen, listed = _checked(page, allowed, ())
    notices = [page.t("链接中有不认识的内容，已忽略：") + listed.replace("\n", " ")] if listed else []
    if chosen["v"] != page.database.version[:_VERSION]:
        notices.append(_outdated(page, chosen["v"]))
    return chosen, "\n".join(notices)


def _outdated(page: Context, then: str) -> str:
    return page.t(
        "这个链接做于数据版本{then}，数据后来有更新；下面是版本{now}的数字。", then=then, now=page.database.version[:_VERSION]
    )


def _checked(
    page: Context, allowed: Mapping[str, Collection[str] | None], dropped: Sequence[selection.Dropped]
) -> tuple[dict[str, str], str]:
    """What the link says, and what of it was dropped, a line each."""
    lists = selection.SetOf(views.known_lists(page.database), len(page.lists))
    everywhere = {"lang": LANGUAGES, "list": lists, "target": views.Targets(page), "v": selection.Version()}
    stated, repeated = _stated()
    chosen, unknown = selection.read(stated, {**everywhere, **allowed})
    if st.session_state.pop("list-left", False):
        # A unit of the list before is no unit of this one, which whoever changed the list knows.
        dropped, unknown = (), []
    for name in set(st.query_params) - set(chosen):
        del st.query_params[name]
    for name, value in chosen.items():
        if st.query_params[name] != value:
            st.query_params[name] = value
    listed = [*dropped, *repeated, *unknown][:_MOST_TOLD]
    st.query_params["v"] = chosen.setdefault("v", page.database.version[:_VERSION])
    # So that a link still means the same once a newer list has come.
    st.query_params["list"] = chosen["list"] = ",".join(page.lists)
    return chosen, "\n".join(f"{each.name}={each.value}" for each in listed)


def filters(page: Context, others: Mapping[str, Collection[str] | None]) -> tuple[Filters, dict[str, str]]:
    """The filters that the link states, checked, and its other parameters; what is not understood is dropped with a notice."""
    stated, dropped = _stated()
    found, unknown = selection.filters(stated, views.codes(page))
    link = found.link()
    put_into_link({name: link.get(name, "") for name in (*FACETS, "low", "high") if name in stated})
    return found, choices(page, {**{name: [value] for name, value in link.items()}, "q": None, **others}, [*dropped, *unknown])


def _stated() -> tuple[dict[str, str], list[selection.Dropped]]:
    """The parameters of the link, each once; of those that it repeats the last counts and the others are dropped."""
    dropped = []
    for name in list(st.query_params):
        *others, last = st.query_params.get_all(name)
        dropped += [selection.Dropped(selection.cleaned(name), selection.cleaned(value)) for value in others]
        if others:
            st.query_params[name] = last
    return st.query_params.to_dict(), dropped


def same(page: Context) -> dict[str, str]:
    """What the link of another page needs so that it opens with the same list and language, in another window too."""
    return {"list": page.list_id, **({"lang": page.t.lang} if page.t.lang != "zh" else {})}


def put_into_link(values: Mapping[str, str]) -> None:
    """Writes parameters into the link; an empty value takes its parameter out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def follow(widget: str, value: object) -> None:
    """Gives a widget that is yet to be drawn the value that the link states."""
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def _say(widget: str, value: object, words: object) -> None:
    """The same for a choice whose words change, with the language or with what is counted: the browser keeps the old ones unless told."""
    said = f"{widget}-words"
    if st.session_state.get(widget) != value or st.session_state.get(said) != words:
        st.session_state[widget], st.session_state[said] = value, words


def _into_link(name: str, widget: str, default: str, resets: Sequence[str] = ()) -> None:
    value = st.session_state.get(widget)
    st.session_state[_NOTICED] = False
    put_into_link({name: "" if value in (None, default) else value, **dict.fromkeys(resets, "")})


def choose(
    draw: Callable[..., Any],
    label: str,
    name: str,
    options: Sequence[str],
    value: str | None,
    says: Callable[[str], str],
    resets: Sequence[str] = (),
    **settings: Any,
) -> str:
    """One choice whose value lives in the link: `draw` is the widget, `name` the parameter, the first option the default.

    A change takes the parameters `resets` out of the link, whose values belong to the choice before.
    `value` is what the link says (None for nothing); returns the option in force.
    """
    widget = f"choose-{name}"
    current = value if value is not None and value in options else options[0]
    _say(widget, current, says(current))
    draw(
        label,
        options,
        # What stands on a button is Markdown, what stands in a list is not.
        format_func=says if draw is st.selectbox else lambda code: plain(says(code)),
        key=widget,
        on_change=functools.partial(_into_link, name, widget, options[0], resets),
        **settings,
    )
    return current


def choose_many(
    label: str,
    name: str,
    options: Sequence[str],
    chosen: Sequence[str],
    says: Callable[[str], str],
    most: int | None = None,
    unasked: Sequence[str] = (),
) -> None:
    """Any number of choices, at most `most`, whose value lives in the link, separated by commas.

    `unasked` are the choices that the link does not state.
    """
    widget = f"choose-{name}"
    current = [code for code in chosen if code in options]
    _say(widget, current, [says(code) for code in current])

    def changed() -> None:
        now = st.session_state[widget]
        put_into_link({name: "" if set(now) == set(unasked) else ",".join(now)})

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


def number(label: str, name: str, value: float | None) -> None:
    """A field for a number that may be missing, whose value lives in the link."""
    widget = f"number-{name}"
    follow(widget, value)

    def changed() -> None:
        now = st.session_state[widget]
        put_into_link({name: "" if now is None else selection.stated(now)})

    st.number_input(
        label,
        value=None,
        key=widget,
        on_change=changed,
        format="%g",
        step=1.0,
        placeholder=label,
        min_value=-1e14,
        max_value=1e14,
    )


def search(label: str, name: str, value: str | None) -> str:
    """A search field whose text lives in the link; returns the text in force."""
    widget = f"search-{name}"
    current = value or ""
    follow(widget, current)
    st.text_input(
        label, key=widget, max_chars=selection.LONGEST_SEARCH, placeholder=label, label_visibility="collapsed",
        on_change=functools.partial(_into_link, name, widget, ""), icon=":material/search:",
    )  # fmt: skip
    return current


def draw(view: View, context: Context, key: str, heading: bool = True) -> None:
    """A view as a block: its takeaway, its figure with a text twin, its notes."""
    if heading:
        st.subheader(plain(view.takeaway), anchor=False)
    reading = list(view.legend)
    if view.drawn:
        pressable = any("customdata" in mark for mark in view.drawn["data"])
        if pressable:
            reading.append(context.t("点条形，看这个数字的来历和出处。"))
        figure.draw(view.drawn, key, _twin(view, context.t.lang), press=functools.partial(_show, key) if pressable else None)
    for note in (*view.notes, ("" if context.t.lang == "zh" else " ").join(reading)):
        if note:
            st.caption(plain(note))


@remembered(256)
def _twin(view: View, lang: str) -> str:
    stop, comma = ("。", "；") if lang == "zh" else (". ", "; ")
    columns = list(view.table.columns)[:3]
    listed = comma.join(
        " ".join(str(row[column]) for column in columns) for row in view.table[columns].head(30).to_dict("records")
    )
    return f"{view.takeaway}{stop}{listed}" if listed else view.takeaway


@dataclass(frozen=True)
class _Grid:
    """A view's table as the browser takes it: its rows, how each column is written, and the same for paper, as HTML."""

    rows: arrow.Table | Styler
    columns: dict[str, Any]
    paper: str
    targets: list[str]


@remembered(64)
def _grid(view: View, context: Context, pinned: int, heat: bool) -> _Grid:
    t, shown = context.t, view.table
    columns = {
        column: (st.column_config.Column if view.query == OWN_SQL else _column(shown[column], t))(
            width=min(_width(shown[column]), 190 if place < pinned else 460), pinned=place < pinned
        )
        for place, column in enumerate(shown.columns)
    }
    if view.query == "comparison":
        # Few comparisons have ranges or parts; the files have the columns all the same.
        hidden = [column for column in (t("标准值上限"), t("所属合计")) if column in shown and not shown[column].any()]
        columns.update(dict.fromkeys(hidden))
    on_paper = [column for column in shown if columns[column] is not None]
    plain = (t("年份"),) if view.query != OWN_SQL else tuple(shown.columns)
    paper = printing.table(shown[on_paper], t, shares=(t("占全市比例"),), plain=plain)
    rows = charts.heat(shown, context.look) if heat else arrow.Table.from_pandas(shown, preserve_index=False)
    return _Grid(rows, columns, paper, view.targets(t))


def table(view: View, context: Context, key: str, name: str, pinned: int = 1, heat: bool = False) -> None:
    """A view's table, in which a target's row opens its card, and below it the files of exactly what the table shows.

    With `heat`, the counts of a table with totals are coloured, darker (on a dark screen lighter) for more.
    """
    t = context.t
    if view.table.empty:
        st.info(t("没有符合条件的行。"))
        return
    grid = _grid(view, context, pinned, heat)
    settings: dict[str, Any] = {}
    if grid.targets:
        settings = {
            "selection_mode": "single-row",
            "on_select": functools.partial(_open_card, key, grid.targets),
        }
    st.html(grid.paper)
    st.dataframe(
        grid.rows, hide_index=True, column_config=grid.columns, key=key, height="content" if len(view.table) <= 12 else 480,
        alt=f"{view.question} {view.takeaway}", placeholder="", width="stretch" if len(grid.columns) > 4 else "content", **settings,
    )  # fmt: skip
    # Below the grid, whose own tools cover what stands above it.
    if grid.targets:
        st.caption(t("点行首的方格，看这个数字的来历和出处。"))
    download(view, context, f"{key}-csv", name)


def data(view: View, context: Context, key: str, name: str, label: str = "") -> None:
    """What stands behind a figure, on request: its table, in which a target's row opens its card, and its files."""
    opened = st.expander(label or context.t("数据、图片、出处、放映"), key=f"{key}-data", on_change="rerun")
    if opened.open:
        with opened:
            if visitor().may(ANALYST) and view.drawn:
                drawn = slide.svg(slide.picture(context, view, datetime.date.today(), _link()), context.t.lang)
                picture.buttons(drawn, name, context.t, f"{key}-picture")
            table(view, context, key, name)


def _open_card(key: str, targets: list[str]) -> None:
    rows = st.session_state[key].selection.rows
    _show(key, targets[rows[0]] if rows else None)


def _show(key: str, target: str | None) -> None:
    """Opens the card of a target; None, what was chosen was pressed again, opens the last one once more."""
    shown = st.session_state.get(f"{key}-card", "") if target is None else target
    st.session_state[f"{key}-card"] = shown
    put_into_link({"target": shown})


def _card(context: Context, target: str) -> None:
    """The card of a target: what it promises and in what words of the published document, and how it compares."""
    t = context.t
    view = views.card(context, target)
    rows = views.records(view.frame)
    quote = views.quotes(context, documents([context.described]), [target]).get(target)
    if quote:
        with st.container(border=True):
            st.html(f"{html.escape(quote.before)}<mark>{html.escape(quote.figure)}</mark>{html.escape(quote.after)}")
    facts = [f"**{label}**　{plain(str(text))}" for label, text in view.table.iloc[0].items()]
    for column, part in zip(st.columns(2), (facts[::2], facts[1::2]), strict=True):
        column.markdown("  \n".join(part))
    if not quote:
        st.caption(t("附上原文后，这里显示原句。在“关于”页可以附上。"))
    others = [row for row in rows if row["target_id"] != target and row["kind"] != "qualitative"]
    if others:
        st.markdown(t("**同一承诺的其他目标**"))
        st.markdown("\n".join(f"- {views.said(row, t)}" for row in others))
    download(view, context, "card", target.replace("/", "-"))


def _column(column: pd.Series, t: Translator) -> Callable[..., Any]:
    """How a column's cells are written: numbers with thousands separated, but a year; shares in per cent; dates in words."""
    if any(isinstance(value, datetime.date) for value in column):
        return functools.partial(st.column_config.DateColumn, format="YYYY年M月D日" if t.lang == "zh" else "D MMM YYYY")
    if not pd.api.types.is_numeric_dtype(column) or column.name == t("年份"):
        return st.column_config.Column
    share = column.name == t("占全市比例")
    return functools.partial(st.column_config.NumberColumn, format="percent" if share else "localized")


def _width(column: pd.Series) -> int:
    """Pixels that show a column's longest text whole; a Chinese character is as wide as two letters."""
    longest = max(len(str(text).encode("gbk", "replace")) for text in [column.name, *column])
    # A date is written longer than it is stored.
    dated = any(isinstance(value, datetime.date) for value in column)
    return max((max(longest, 14) if dated else longest) * 9 + 26, 60)


def download(view: View, context: Context, key: str, name: str) -> None:
    """The view's table as files: CSV at once, behind a button the formats that also say where it comes from."""
    t = context.t
    attached = documents(views.lists_of(context, view)) if view.targets(t) else {}
    quoted = functools.partial(views.quoted, view, context, attached)
    facts: dict[str, Any] = {"query": view.query, "rows": len(view.table), "list": export.listed(context, view)}
    with st.container(horizontal=True, gap="small"):
        offer(
            t("下载表格（CSV，{n}行）", n=len(view.table)), f"{name}.csv", "text/csv", lambda: export.csv(quoted().table), key,
            icon=":material/download:", **facts,
        )  # fmt: skip
        if view.address:
            st.button(t("加入放映"), key=f"{key}-story", on_click=_add, args=(view, context), icon=":material/playlist_add:")
        if not visitor().may(ANALYST):
            return
        # What is in it is made when it is opened: few readers do.
        with st.popover(t("更多格式"), key=f"{key}-more", on_change="rerun") as more:
            if more.open:
                _formats(view, context, key, name, attached, quoted, facts)


def _formats(
    view: View,
    context: Context,
    key: str,
    name: str,
    attached: Mapping[str, Document],
    quoted: Callable[[], View],
    facts: dict[str, Any],
) -> None:
    t, link = context.t, _link()

    def sentences() -> dict[str, str]:
        return {target: str(quote) for target, quote in views.quotes(context, attached, view.targets(t)).items()}

    files: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (t("Excel 工作簿"), "xlsx", _EXCEL, lambda: export.excel(quoted(), context, link, _now())),
        (t("Parquet 数据"), "parquet", "application/vnd.apache.parquet", lambda: export.parquet(quoted(), context, link)),
        (t("JSON 数据"), "json", "application/json", lambda: export.as_json(quoted(), context, link)),
        *([(t("交互图（HTML）"), "html", "text/html", lambda: export.page(view, context, link))] if view.drawn else []),
        (t("研究包（数据、查询、说明，ZIP）"), "zip", "application/zip", lambda: research_pack(quoted(), context, link, _now(), sentences())),
    ]  # fmt: skip
    for label, ending, mime, build in files:
        if ending == "xlsx" and view.table.size > export.MOST_CELLS:
            st.caption(t("表太大，不做Excel；请用CSV或Parquet。"))
            continue
        offer(label, f"{name}.{ending}", mime, build, f"{key}-{ending}", **facts)
    answer = api.address(view, context) if api.SERVED else ""
    if answer:
        st.link_button(t("数据接口（查询的行，JSON）"), answer, icon=":material/api:")


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


def query() -> str:
    """The parameters of this screen's link, as they stand in an address."""
    return urllib.parse.urlencode(st.query_params.to_dict())


def root() -> str:
    """The address below which the dashboard's pages are."""
    return (st.context.url or "").partition("?")[0].rpartition("/")[0] + "/"


def _link() -> str:
    """The address that opens this screen again."""
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{query()}" if query() else address


def footer(context: Context, chosen: Mapping[str, str]) -> None:
    """The end of a page: which lists and which version of the table it shows; over it the card that the link asks for."""
    if "target" in chosen:
        own = views.of_lists(context, [views.list_of(chosen["target"])])
        title = views.card(own, chosen["target"]).takeaway
        st.dialog(plain(title), width="large", on_dismiss=functools.partial(put_into_link, {"target": ""}))(_card)(
            own, chosen["target"]
        )
    st.divider()
    for each in context.lists:
        st.caption(plain(_version(context.t, context.database.described(each))))


def _version(t: Translator, described: Mapping[str, Any]) -> str:
    """Which list and which version of the table."""
    return t("数据：{title} · 版本 {version}", title=t.of(described, "title"), version=current().version[:_VERSION])


def theme_page(theme: str) -> None:
    """A theme's screen, from its indicators down to every target: the same for the five themes and for the rest."""
    page = context(theme)
    t = page.t
    choice = views.indicators(page, theme)
    options = list(choice.frame["indicator_id"])
    chosen = choices(page, {"indicator": options, "q": None})
    if options:
        _compared(page, choice, _around())
    st.header(t("全部目标和承诺"), anchor=False)
    searched = search(t("搜索单位、承诺、指标、口径，多个词用空格隔开"), "q", chosen.get("q"))
    everything = views.targets(page, theme=theme, search=searched)
    st.caption(plain(everything.takeaway))
    table(everything, page, f"targets-{theme}", f"{page.list_id}-{theme}")
    footer(page, chosen)


def _around() -> tuple[object, ...]:
    """What the rest of a page depends on beside the choice that a fragment of it offers."""
    kept = (st.session_state.get(name) for name in (_STORY, _NOTICED, _TOLD))
    return current(), st.query_params.get("target"), *kept


@st.fragment
@metrics.run("comparison")
def _compared(page: Context, choice: View, around: tuple[object, ...]) -> None:
    """The choice of an indicator and its comparison: alone run again when another indicator is chosen."""
    if around != _around():
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


def _comparison(page: Context, about: dict) -> None:
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
                  uom=t(about["std_uom"]), direction=words(t, "direction", about["direction"]),
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
                st.caption(t("县区与全市没有同口径的数字，不作加总。"))
            else:
                st.caption(t("这个指标不能相加，不作加总。"))
