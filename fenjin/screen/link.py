"""The link, the only state of a screen: what it says, checked, and what is written into it."""

import urllib.parse
from collections.abc import Mapping, Sequence

import streamlit as st

from fenjin import settings, views
from fenjin.data.edition import current
from fenjin.language.translate import LANGUAGES
from fenjin.publishing import publishing
from fenjin.publishing.telling import changed_words, moment_words
from fenjin.screen.visit import STORY_KEY, TOAST_KEY, named_in_links
from fenjin.slides.story import COVER
from fenjin.views import Context, selection
from fenjin.views.page import SHORT_VERSION, age_words
from fenjin.views.parameter import SEARCH, VERSION, Parameter, mend_link, notice_of, read
from fenjin.views.selection import BOUNDS, FACETS, Filters

_DROPPED_KEY = "link-dropped"  # what `mend` took out of the link, until the page has said so
_MOST_CHANGES = 5  # publications that a notice tells
ONWARD_KEY = "onward"  # the page and the parameters to which a press on this one leads
NOTICE_KEY = "noticed"  # whether the page says what it dropped from its link, until the next choice


def mend() -> None:
    """Gives the link back what it was before it was handed on; to be called before anybody reads it.

    What is dropped of it the page says.
    """
    link, dropped = mend_link(((name, value) for name in st.query_params for value in st.query_params.get_all(name)), COVER)
    if link != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(link)
    if dropped:
        st.session_state[_DROPPED_KEY] = dropped


def choices(page: Context, parameters: Mapping[str, Parameter], dropped: Sequence[selection.Ignored] = ()) -> dict[str, str]:
    """What the link of this page says, checked; what is not understood is dropped from the link with a notice.

    `dropped` are parts of the link that the caller has found and dropped already. Every link may also name a target whose
    card is open, and says of which version of the data it is; one of another version is met with a notice.
    """
    t, now = page.t, page.database.version[:SHORT_VERSION]
    choice, ignored = _check(page, parameters, dropped)
    st.session_state[NOTICE_KEY] = bool(ignored)
    if ignored:
        with st.container(border=True, key="dropped"):
            st.warning(t("链接中有不认识的内容，已忽略："))
            st.text(ignored)
    if choice["v"] != now:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.info(_age_words(page, choice["v"]))
            st.button(t("知道了"), on_click=put_into_link, args=({"v": now},))
    return choice


def choices_on_stage(page: Context, parameters: Mapping[str, Parameter]) -> tuple[dict[str, str], str]:
    """The same for a page that is one picture: the notices are the second of the two, as text."""
    choice, ignored = _check(page, parameters, ())
    notices = [page.t("链接中有不认识的内容，已忽略：") + ignored.replace("\n", " ")] if ignored else []
    if choice["v"] != page.database.version[:SHORT_VERSION]:
        notices.append(_age_words(page, choice["v"]))
    return choice, "\n".join(notices)


def _age_words(page: Context, then: str) -> str:
    """That the data are later than a link, and, where it is known who published what since then, what that changed in the page's lists."""
    t, notice = page.t, age_words(page, then)
    try:
        later = publishing.since_version(publishing.place(settings.load()), then) or []
    except publishing.PublishingError:
        return notice
    own = [each for each in later if set(each.lists) & set(page.lists)]
    if later and not own:
        return notice + t("这份清单没有改动。")
    zone = settings.load().timezone
    lines = [f"{moment_words(each, zone)[:10]} {changed_words(each, page.lists, t)}" for each in own[:_MOST_CHANGES]]
    return notice + (t("其间：{changes}。", changes=("；" if t.lang == "zh" else "; ").join(lines)) if lines else "")


def _check(
    page: Context, parameters: Mapping[str, Parameter], dropped: Sequence[selection.Ignored]
) -> tuple[dict[str, str], str]:
    """What the link says, and what of it was dropped, a line each."""
    everywhere = {
        "lang": Parameter(codes=LANGUAGES),
        "list": Parameter("codes", views.known_lists(page.database), len(page.lists)),
        "target": Parameter(codes=views.Targets(views.with_before(page))),
        "v": VERSION,
    }
    link, repetitions = _parameters()
    repetitions = [*st.session_state.pop(_DROPPED_KEY, ()), *repetitions]
    choice, unknown = read(link, {**everywhere, **parameters})
    if st.session_state.pop("list-left", False):
        # A unit of the list before is no unit of this one, which whoever changed the list knows.
        dropped, unknown = (), []
    ignored = [*dropped, *repetitions, *unknown]
    # The choice comes first: what is cut off a link, or sticks to its end, is not what it is about. The list is always said, so that it
    # still means the same once a newer one has come.
    last = {"list": ",".join(page.lists), "v": choice.get("v", page.database.version[:SHORT_VERSION])}
    choice = {**{name: value for name, value in choice.items() if name not in last}, **last}
    if list(st.query_params.to_dict().items()) != list(choice.items()):
        # At once: each change is an address of its own.
        st.query_params.from_dict(choice)
    return choice, notice_of(ignored)


def filters(page: Context, others: Mapping[str, Parameter]) -> tuple[Filters, dict[str, str]]:
    """The filters that the link states, checked, and its other parameters; what is not understood is dropped with a notice."""
    parameters, dropped = _parameters()
    own, unknown = selection.filters(parameters, views.codes(page))
    link = own.link()
    put_into_link({name: link.get(name, "") for name in (*FACETS, *BOUNDS) if name in parameters})
    return own, choices(
        page, {**{name: Parameter(codes=[value]) for name, value in link.items()}, "q": SEARCH, **others}, [*dropped, *unknown]
    )


def _parameters() -> tuple[dict[str, str], list[selection.Ignored]]:
    """The parameters of the link, each once; of those that it repeats the last counts and the others are dropped."""
    dropped = []
    for name in list(st.query_params):
        *others, last = st.query_params.get_all(name)
        dropped += [selection.Ignored(selection.clean(name), selection.clean(value)) for value in others]
        if others:
            st.query_params[name] = last
    return st.query_params.to_dict(), dropped


def same(page: Context) -> dict[str, str]:
    """What the link of another page needs so that it opens with the same list and language, in another window too."""
    return {"list": page.list_id, **({"lang": page.t.lang} if named_in_links(page.t.lang) else {})}


def go(path: str, link: Mapping[str, str]) -> None:
    """Has the run that follows a press lead to another page, `link` being its parameters."""
    st.session_state[ONWARD_KEY] = (path, dict(link))


def put_into_link(values: Mapping[str, str]) -> None:
    """Writes parameters into the link; an empty value takes its parameter out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def take_into_link(name: str, widget: str, default: str, resets: Sequence[str] = ()) -> None:
    """Writes what a field holds into the link, its default as nothing, and takes the parameters `resets` out."""
    value = st.session_state.get(widget)
    st.session_state[NOTICE_KEY] = False
    put_into_link({name: "" if value in (None, default) else value, **dict.fromkeys(resets, "")})


def surroundings() -> tuple[object, ...]:
    """What the rest of a page depends on beside the choice that a fragment of it offers."""
    values = (st.session_state.get(name) for name in (STORY_KEY, NOTICE_KEY, TOAST_KEY, ONWARD_KEY))
    return current(), st.query_params.get("target"), *values


def query() -> str:
    """The parameters of this screen's link, as they stand in an address."""
    return urllib.parse.urlencode(st.query_params.to_dict())


def root() -> str:
    """The address below which the dashboard's pages are."""
    # That of the first page may lack its last stroke.
    return urllib.parse.urljoin(st.context.url or "", "/" if not urllib.parse.urlsplit(st.context.url or "").path else "./")


def own_link() -> str:
    """The address that opens this screen again."""
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{query()}" if query() else address
