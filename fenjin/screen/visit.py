"""A visit: who sees the screen and in which language, which lists, the documents that he attached, the story that he puts together."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from fenjin import metrics, settings, views
from fenjin.data import sandbox
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.language.translate import LANGUAGES, Translator, language_of, translator
from fenjin.paths import stamp
from fenjin.screen.components.upload import upload
from fenjin.server import access, audit, origin, pages
from fenjin.server.access import Visitor
from fenjin.settings import ANALYST, OPERATOR
from fenjin.slides import story
from fenjin.table.source import Document, DocumentNotFound, texts
from fenjin.views import Context, View
from fenjin.views.page import SHORT_VERSION
from fenjin.views.parameter import LISTS

_LARGEST = 5 * 2**20  # bytes of a document
STORY_KEY = "story"  # under which a visit keeps the story that is being put together, and behind it those put aside
_BETWEEN = "~"  # two stories, whose codes have no such sign
MOST_ASIDE = 5
TOAST_KEY = "told"  # what is to be said of the button that was pressed
TAKEN_KEY = "story-taken"  # whether the browser has handed over what it kept
_NARROW_KEY = "narrow"  # whether the screen is a narrow one, once it was told
_ASKING: ContextVar[sandbox.Asker | None] = ContextVar("asking", default=None)


@st.cache_resource(max_entries=8)
def _find_document(folder: str, sha256: str, state: tuple[int, ...]) -> Document | None:
    try:
        return Document.find(Path(folder), sha256)
    except DocumentNotFound:
        return None


def visitor() -> Visitor:
    """Who sees this screen. Where nobody is known though the installation restricts who may come in, the run ends here."""
    if settings.load().access is None:
        return access.EVERYBODY
    # What the gate says counts only where there is one: without it anybody could write it himself.
    header = st.user.get(access.KEY) if settings.load().served else None
    if not isinstance(header, str):
        t = language()
        st.error(t("这里没有登录，看板不显示任何内容。请从管理员给的地址打开。"))
        st.stop()
    return access.of_text(header)


def may_curate() -> bool:
    """Whether the visitor of this screen may draft and review lists."""
    return access.may_curate(visitor(), address(), settings.load())


def address() -> str | None:
    """From where the visitor of this screen comes; None where that is not known."""
    # Without the server's own entry anybody could write it himself.
    return st.context.headers.get(origin.PAGE_HEADER) if settings.load().served else None


def on_phone() -> bool:
    """Whether the visitor's screen is as narrow as a phone's: as it is, and before that was told, as the browser calls itself."""
    narrow = st.session_state.get(_NARROW_KEY)
    return "Mobi" in st.context.headers.get("User-Agent", "") if narrow is None else bool(narrow)


def take_width(narrow: bool) -> None:
    """Takes up how wide the visitor's screen is."""
    st.session_state[_NARROW_KEY] = narrow


def asker() -> sandbox.Asker:
    """Who asks for SQL on this screen, or in a file of it: in his own line, and recorded."""
    asking = _ASKING.get()
    if asking:
        return asking
    who, place, version = visitor(), address(), current().version[:SHORT_VERSION]

    def record(sql: str, outcome: str) -> None:
        # Not its text, which may name people.
        digest = hashlib.sha256(sql.encode("utf-8", "replace")).hexdigest()
        audit.record("sql", who, characters=len(sql), sha256=digest, outcome=outcome, version=version, address=place)

    return sandbox.Asker((place or "") if who is access.EVERYBODY else who.user, record)


sandbox.asker = asker


def offer(
    label: str, name: str, mime: str, build: Callable[[], bytes], key: str, icon: str | None = None, **facts: object
) -> None:
    """A button for those who may take files away. The file is built when it is asked for, and that is recorded.

    `facts` are numbers and codes that say what it holds.
    """
    who, version, asking, place = visitor(), current().version[:SHORT_VERSION], asker(), address()

    def build_and_record() -> bytes:
        # Streamlit asks for it in a thread that knows no visitor.
        _ASKING.set(asking)
        content = build()
        audit.record("export", who, file=name, bytes=len(content), version=version, **facts, address=place)
        return content

    if who.may(ANALYST):
        content_of = metrics.count_exports(name.rpartition(".")[2], build_and_record)
        st.download_button(label, data=content_of, file_name=name, mime=mime, key=key, on_click="ignore", icon=icon)


def documents(lists: Iterable[Mapping[str, Any]]) -> dict[str, Document]:
    """The published documents of some lists that are at hand, by SHA-256: those of this session, then those of the
    installation's folder."""
    at_hand: dict[str, Document] = dict(st.session_state.get("documents", {}))
    folder = settings.load().source
    if folder is None:
        return at_hand
    for each in lists:
        state = tuple(part for path in texts(folder) for part in stamp(path))
        own = _find_document(str(folder), each["source_sha256"], state)
        if own and each["source_sha256"] not in at_hand:
            at_hand[each["source_sha256"]] = own
    return at_hand


def attach(page: Context) -> None:
    """Where a reader adds the published document of a list for this visit; any other file is refused."""
    t, about = page.t, page.description
    if not visitor().may(ANALYST):
        st.caption(t("附上原文要“分析”的权限。"))
        return
    sha256 = about["source_sha256"]
    mine = st.session_state.setdefault("documents", {})
    if sha256 in mine:
        st.success(t("原文已附上，留在这个标签页里，关上标签页就没有了；各处可以看到原句，导出多一列原文。"))
        st.button(t("取下原文"), on_click=mine.pop, args=(sha256,))
        return
    if sha256 in documents([about]):
        st.success(t("本机已装有原文；各处可以看到原句，导出多一列原文。"))
        return
    if settings.load().source and visitor().may(OPERATOR):
        st.warning(t("环境变量{name}所指的文件夹里没有这份原文（按SHA-256指纹认定）。", name=settings.SOURCE))
    st.markdown(
        t(
            "附上原文，各处就能看到每个数字的原句。文件只留在这个标签页和这次访问中，服务器不存盘；指纹必须与下面“版本”里的原文指纹一致。"
        )
    )
    file = upload(t, t("选择原文文件"), "document", _LARGEST)
    if file is not None:
        try:
            mine[sha256] = Document.of(file.content, sha256)
        except DocumentNotFound as wrong:
            st.error(
                t(
                    "这不是清单的原文，没有附上。应有的指纹是{expected}，这个文件的指纹是{found}。请用清单发布时的原文件，不要另存或改动。",
                    expected=wrong.expected[:SHORT_VERSION],
                    found=wrong.actual[:SHORT_VERSION],
                )
            )
        else:
            st.rerun()


def take_document(content: str) -> bool:
    """Takes the published text of a list that the browser kept of an earlier visit in the same tab, as Base64; False where it is none, or
    the visitor may not have one."""
    published = {each["source_sha256"] for each in views.known_lists(current()).values()}
    try:
        text = base64.b64decode(content, validate=True)
        sha256 = hashlib.sha256(text).hexdigest()
        if sha256 not in published or len(text) > _LARGEST or not visitor().may(ANALYST):
            return False
        st.session_state.setdefault("documents", {})[sha256] = Document.of(text, sha256)
    except (ValueError, DocumentNotFound):
        return False
    return True


def language() -> Translator:
    """The language of the link, else the one chosen earlier in the visit or in this browser, else that of the browser."""
    wish, before = st.query_params.get("lang"), st.context.cookies.get(pages.LANGUAGE, "")
    own = before if before in LANGUAGES else language_of(st.context.locale or "")
    lang = wish if wish in LANGUAGES else st.session_state.get("lang", own)
    st.session_state["lang"] = lang
    if wish != lang and named_in_links(lang):
        st.query_params["lang"] = lang
    return translator(lang)


def named_in_links(lang: str) -> bool:
    """Whether a link names the language: unless it is Chinese in a Chinese browser."""
    return (lang, language_of(st.context.locale or "")) != ("zh", "zh")


def the_lists(database: Database) -> tuple[str, ...]:
    """The lists of this screen, the first of which is that of every page: those of the link, else the one chosen earlier in
    the visit, else the newest."""
    all_lists, last = views.known_lists(database), st.session_state.get("list")
    wish, _unknown = replace(LISTS, codes=all_lists).split(st.query_params.get("list", ""))
    lists = tuple(wish) or (last if last in all_lists else database.lists[-1]["list_id"],)
    st.session_state["list"] = lists[0]
    return lists


def own_story() -> story.Story:
    """The story that this visitor is putting together."""
    code = _codes()[0]
    return restrict(story.of_code(code, language())) if code else story.Story("")


def _codes() -> list[str]:
    """The visitor's story and those that he has put aside, as codes, "" for none."""
    return str(st.session_state.get(STORY_KEY) or "").split(_BETWEEN)


def _keep_codes(codes: list[str]) -> None:
    st.session_state[STORY_KEY] = _BETWEEN.join(codes)


def are_stories(codes: str) -> bool:
    """Whether a browser kept this: a story, and those put aside, no more than there may be."""
    first, *others = codes.split(_BETWEEN)
    return (
        len(others) <= MOST_ASIDE
        and (story.CODE.takes(first) or (not first and bool(others)))
        and all(map(story.CODE.takes, others))
    )


def stories_aside() -> list[story.Story]:
    """The visitor's other stories, the one put aside last first."""
    return [restrict(story.of_code(code, language())) for code in _codes()[1:]]


def put_aside(following: story.Story) -> bool:
    """Puts another story in the place of the visitor's own, which is kept beside it; False, and says so, where there is no room."""
    own, *others = _codes()
    if own and len(others) >= MOST_ASIDE:
        tell(language()("放在一边的放映最多{most}份，请先删去一份。", most=MOST_ASIDE))
        return False
    _keep_codes([story.code_of(following) if following.slots else "", *([own] if own else []), *others])
    return True


def take_back(place: int) -> None:
    """Puts one of the stories aside in the place of the visitor's own, which goes where it was."""
    own, *others = _codes()
    code = others.pop(place)
    _keep_codes([code, *([own] if own else []), *others])


def drop_aside(place: int) -> None:
    """Forgets one of the stories aside."""
    own, *others = _codes()
    others.pop(place)
    _keep_codes([own, *others])


def restrict(own: story.Story) -> story.Story:
    """A story without the queries of one's own, where the visitor may run none."""
    return (
        own if visitor().may(ANALYST) else replace(own, slots=tuple(slot for slot in own.slots if not story.runs_sql(slot.view)))
    )


def tell(text: str) -> None:
    """Says something at the top of the next run, of the button that was pressed."""
    st.session_state[TOAST_KEY] = text


def keep_story(own: story.Story) -> None:
    """Keeps the visitor's story, in this visit and in his browser."""
    _keep_codes([story.code_of(own) if own.slots else "", *_codes()[1:]])


def take_story(codes: str) -> None:
    """Takes the stories that the browser kept of an earlier visit or of another tab. A view that was added before it first handed one over
    comes after what it had."""
    before, is_first = _codes()[0], not st.session_state.get(TAKEN_KEY)
    st.session_state[STORY_KEY], st.session_state[TAKEN_KEY] = codes, True
    code = _codes()[0]
    if is_first and before:
        t = language()
        older, newer = story.of_code(code, t) if code else story.Story(""), story.of_code(before, t)
        joint = replace(
            older, slots=(*older.slots, *(slot for slot in newer.slots if slot not in older.slots))[: story.MOST_SLIDES]
        )
        if story.CODE.takes(story.code_of(joint)):
            keep_story(joint)


def add_to_story(view: View, context: Context) -> None:
    """Adds a view to the visitor's story; whether it was added, or why not, is said at the top of the next run."""
    own, t = own_story(), context.t
    if len(own.slots) >= story.MOST_SLIDES:
        tell(t("放映最多{most}个图，没有加入。", most=story.MOST_SLIDES))
        return
    version = own.version or context.database.version[:SHORT_VERSION]
    longer = replace(own, slots=(*own.slots, story.slot_of(view)), version=version)
    if not story.CODE.takes(story.code_of(longer)):
        tell(t("加上这个图，放映就太长了，或SQL太多，没有加入。"))
        return
    keep_story(longer)
    tell(t("已加入放映，共{n}个图。在“放映”页可以排序、改标题。", n=len(own.slots) + 1))
