"""Publish: a reviewed draft into what everybody sees, looked at beforehand; the versions with who and when, and back to one of them."""

import functools
import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from fenjin import screen, settings
from fenjin.data.edition import PREPARING
from fenjin.data.store import AHEAD, SHORT, Record, StaleError
from fenjin.draft import keeping
from fenjin.draft.keeping import FOLDER
from fenjin.language.markdown import plain
from fenjin.language.translate import Message
from fenjin.publishing import collection, publishing
from fenjin.publishing.collection import Files, Left
from fenjin.publishing.differences import Change, OfList
from fenjin.publishing.publishing import Prepared, Wish
from fenjin.publishing.telling import counts_words, left_lines, moment_words, problem_words, refusal, summary
from fenjin.screen.components.upload import upload
from fenjin.server import audit
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError
from fenjin.views.parameter import Parameter

PREPARED = "publish-prepared"  # what was looked at, and what it is of
TROUBLE = "publish-trouble"  # what kept the last press from being done, until it has been said
MOST = 60  # lines of one kind
MOST_BYTES = 10 * 2**20  # of the files of a list, as a ZIP
FAILURES = (Message, BuildError, BusyError, StaleError, OSError)

page = screen.context()
t = page.t
installation = settings.load()
if installation.state is None or not screen.may_curate():
    st.header(t("这里不能发布"), anchor=False)
    st.info(
        t(
            "发布的人要有整理清单的权限：在要登录的服务器上是运维，在自己的机器上是用 make curate 打开看板的人。草稿审完以后请交给他；发布以前，别人看不到草稿。"
        )
    )
    screen.footer(page, screen.choices(page, {}))
    raise screen.EndOfPage
root = installation.state / FOLDER
drafts = keeping.drafts(root)
choice = screen.choices(page, {"draft": Parameter(codes=drafts)})


def who() -> str:
    """The name under which this visitor publishes."""
    return screen.visitor().user if installation.access else settings.account()


def in_words(error: Exception) -> str:
    """Why something was not done."""
    if isinstance(error, Message):
        return error.in_words(t)
    assert isinstance(error, BusyError | StaleError | OSError)
    return refusal(error, where.store, t)


def look(of: str, files: Files, left: dict[str, Left], source: tuple[str, Path] | None = None) -> None:
    """Prepares a version, to be looked at."""
    with st.spinner(t("正在检查，算出会有什么改动……")):
        if source and not left:
            publishing.check_text(files, source[0], source[1], t)
        st.session_state[PREPARED] = (of, publishing.prepare(where, files, t, left))


def trying(do: Callable[[], None]) -> None:
    """Does what a button is for, or keeps why not for the page to say."""
    st.session_state.pop(PREPARED, None)
    try:
        do()
    except FAILURES as error:
        st.session_state[TROUBLE] = error


def wish() -> Wish:
    """Who publishes what, as the fields say."""
    return Wish(
        who(),
        st.session_state.get("publish-reviewed-only", False),
        st.session_state.get("publish-reason", "").strip(),
        st.session_state.get("publish-reason-en", "").strip(),
    )


def look_at_draft(list_id: str) -> None:
    """Prepares a version with a draft as it is now."""
    folder = root / list_id
    with keeping.hold(folder):
        own = collection.read_list(folder / list_id)
    files, left = publishing.admit(publishing.files_of(where), {list_id: own}, wish(), publishing.day_of(installation))
    look(list_id, files, left, (list_id, folder / "published"))


def look_without(list_id: str) -> None:
    """Prepares a version without a list."""
    look(list_id, collection.without(publishing.files_of(where), list_id), {})


def look_renamed(list_id: str) -> None:
    """Prepares a version in which a list has another code."""
    code = st.session_state.get("publish-code", "").strip()
    look(list_id, collection.renamed(publishing.files_of(where), list_id, code), {})


def look_corrected(content: bytes) -> None:
    """Prepares a version with the corrected files of a published list."""
    files = publishing.files_of(where)
    list_id, own = collection.of_archive(content)
    collection.of_list(files, list_id)
    text = publishing.text_of(own, root / list_id / "published", installation.source)
    with_own, left = publishing.admit(files, {list_id: own}, wish(), publishing.day_of(installation))
    look(list_id, with_own, left, (list_id, text) if text else None)


def publish(prepared: Prepared) -> None:
    """Has what was looked at shown to everybody."""
    done(publishing.publish(where, prepared, who(), st.session_state.get("publish-note", "").strip(), AHEAD))


def back(record: Record) -> None:
    """Has an earlier version shown again."""
    done(publishing.back(where, record, who(), t, AHEAD))


def done(pointer: publishing.Pointer) -> None:
    """Records that something was published, and says so."""
    audit.record("publish", screen.visitor(), version=pointer.version[:SHORT], address=screen.address())
    # What everybody asks of a version is worked out before it is shown.
    minutes = math.ceil(((0 if where.file else AHEAD) + PREPARING) / 60)
    screen.tell(t("已发布版本{version}；看板先把它算好，最迟{n}分钟后换上。", version=pointer.version[:SHORT], n=minutes))


def archive(list_id: str) -> bytes:
    """The files of a published list as a ZIP."""
    return collection.archived(publishing.files_of(where), list_id)


def say_trouble() -> None:
    """Says what kept the last press from being done: of files that break a rule each cell with what to do."""
    error = st.session_state.pop(TROUBLE, None)
    if isinstance(error, BuildError):
        st.error(t("有{n}处要改，没有发布：", n=len(error.problems)))
        rows = [problem_words(each, t) for each in error.problems[:MOST]]
        st.table(
            pd.DataFrame(rows, columns=[t("文件"), t("行"), t("列"), t("现在写的"), t("怎样改")]).map(plain), hide_index=True
        )
    elif error is not None:
        st.error(in_words(error))


def changes(heading: str, lines: tuple[Change, ...]) -> None:
    """What is said otherwise, as a table."""
    if lines:
        with st.expander(t("{heading}（{n}）", heading=heading, n=len(lines))):
            rows = [(each.about, each.old or "", each.new or "") for each in lines[:MOST]]
            st.table(
                pd.DataFrame(rows, columns=[t("哪里"), t("现在"), t("发布以后")]).map(plain), hide_index=True, border="horizontal"
            )
            if len(lines) > MOST:
                st.caption(t("……另有{n}行", n=len(lines) - MOST))


def rows_of(each: OfList) -> None:
    """Which rows are added, changed and removed."""
    kinds = ((t("加的行"), each.added), (t("改的行"), each.changed), (t("去的行"), each.removed))
    for heading, rows in kinds:
        if rows:
            with st.expander(t("{heading}（{n}）", heading=heading, n=len(rows))):
                lines = [f"- {plain(words)}　`{number}`" for number, words in list(rows.items())[:MOST]]
                st.markdown("\n".join(lines))
                if len(rows) > MOST:
                    st.caption(t("……另有{n}行", n=len(rows) - MOST))


def reasons() -> None:
    """The fields for why a published list is changed."""
    st.text_input(t("更正的理由"), key="publish-reason")
    st.text_input(t("理由的英文（可空）"), key="publish-reason-en")


def preview(prepared: Prepared) -> None:
    """What a version would change, and the button that publishes it."""
    with st.container(border=True, key="publish-preview"):
        st.markdown(f"**{t('发布以后会有这些改动，现在还没有发布')}**")
        for line in left_lines(prepared.left, t):
            st.warning(line)
        if not prepared.changes:
            st.markdown(t("和现在的版本没有不同"))
        for each in prepared.changes:
            st.markdown(f"**{plain(summary(each, t))}**")
            rows_of(each)
            changes(t("页面上的话"), each.headlines)
            changes(t("名次"), each.places)
            changes(t("合计"), each.sums)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            st.text_input(t("为什么发布（可空，记在版本里）"), key="publish-note")
            st.button(
                t("发布"),
                key="publish",
                type="primary",
                icon=":material/publish:",
                on_click=trying,
                args=(functools.partial(publish, prepared),),
            )


try:
    where = publishing.place(installation)
    publishing.mend(where)
    every_record = publishing.records(where)
    published = collection.lists_of(publishing.files_of(where))
except FAILURES as error:
    st.error(
        error.in_words(t)
        if isinstance(error, Message)
        else t("读写{path}时出错：{why}。原来的表没有动。", path=installation.state, why=error)
    )
    screen.footer(page, choice)
    raise screen.EndOfPage from None

st.header(t("发布一份审完的草稿"), anchor=False)
if drafts:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        draft = screen.choose(st.selectbox, t("草稿"), "draft", drafts, choice.get("draft"), str, width=260)
        st.button(t("看会有什么改动"), key="publish-look", on_click=trying, args=(functools.partial(look_at_draft, draft),))
    st.checkbox(t("只发布已审定的行，其余留在草稿里"), key="publish-reviewed-only")
    if draft in published:
        st.caption(t("这份清单发布过：改了什么会记进更正，理由写一次。"))
        with st.container(horizontal=True, gap="small"):
            reasons()
else:
    st.caption(t("还没有草稿。先在“整理”里起草、审定一份清单。"))
say_trouble()
if PREPARED in st.session_state:
    preview(st.session_state[PREPARED][1])

st.header(t("已发布的清单"), anchor=False)
with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    own_list = st.selectbox(t("清单"), published, key="publish-list", width=260)
    screen.offer(
        t("取出它的文件（ZIP）"),
        f"{own_list}.zip",
        "application/zip",
        functools.partial(archive, own_list),
        "publish-files",
        icon=":material/folder_zip:",
    )
    st.button(
        t("看去掉它会怎样"),
        key="publish-remove",
        disabled=len(published) < 2,
        on_click=trying,
        args=(functools.partial(look_without, own_list),),
    )
    st.text_input(t("新的编号"), key="publish-code", width=200)
    st.button(t("看改编号会怎样"), key="publish-rename", on_click=trying, args=(functools.partial(look_renamed, own_list),))
st.caption(
    t("更正：取出它的文件，用表格软件改要改的格，压成ZIP放到下面，先看会有什么改动；每一格都照规则核对，改了什么会记进更正。")
)
if not drafts or draft not in published:
    with st.container(horizontal=True, gap="small"):
        reasons()
correction = upload(t, t("放入更正后的文件（ZIP），或拖到这里"), "publish-corrected", MOST_BYTES)
if correction:
    trying(functools.partial(look_corrected, correction.content))
    st.rerun()

st.header(t("版本"), anchor=False)
if not every_record:
    st.caption(t("还没有发布过；第一次发布时，现在这一版也会留下，可以回来。"))
for place_of, record in enumerate(every_record):
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        about = [
            moment_words(record, installation.timezone),
            record.by or t("（没有记名）"),
            counts_words(record, t),
            record.note,
        ]
        st.markdown(plain(" · ".join(part for part in about if part)) + f"　`{record.version[:SHORT]}`")
        if not place_of:
            st.badge(t("现在的版本"))
        elif record.version != every_record[0].version:
            st.button(
                t("回到这一版"),
                key=f"back-{record.number}",
                icon=":material/undo:",
                on_click=trying,
                args=(functools.partial(back, record),),
            )
screen.footer(page, choice)
