"""The link, the only state of a screen: what it says, checked, and what is written into it."""

import urllib.parse
from collections.abc import Mapping, Sequence

import streamlit as st

from fenjin import views
from fenjin.data.edition import current
from fenjin.language.translate import LANGUAGES
from fenjin.screen.visit import SHORT_VERSION, STORY_KEY, TOLD_KEY
from fenjin.views import Context, selection
from fenjin.views.parameter import SEARCH, VERSION, Parameter, read
from fenjin.views.selection import FACETS, Filters

_MOST_TOLD = 20  # parts of a link that a notice names
NOTICED_KEY = "noticed"  # whether the page says what it dropped from its link, until the next choice


def choices(page: Context, allowed: Mapping[str, Parameter], dropped: Sequence[selection.Dropped] = ()) -> dict[str, str]:
    """What the link of this page says, checked; what is not understood is dropped from the link with a notice.

    `dropped` are parts of the link that the caller has found and dropped already. Every link may also name a target whose
    card is open, and says of which version of the data it is; one of another version is met with a notice.
    """
    t, now = page.t, page.database.version[:SHORT_VERSION]
    chosen, listed = _checked(page, allowed, dropped)
    st.session_state[NOTICED_KEY] = bool(listed)
    if listed:
        with st.container(border=True, key="dropped"):
            st.warning(t("链接中有不认识的内容，已忽略："))
            st.text(listed)
    if chosen["v"] != now:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.info(_outdated(page, chosen["v"]))
            st.button(t("知道了"), on_click=put_into_link, args=({"v": now},))
    return chosen


def staged(page: Context, allowed: Mapping[str, Parameter]) -> tuple[dict[str, str], str]:
    """The same for a page that is one picture: the notices are the second of the two, as text."""
    chosen, listed = _checked(page, allowed, ())
    notices = [page.t("链接中有不认识的内容，已忽略：") + listed.replace("\n", " ")] if listed else []
    if chosen["v"] != page.database.version[:SHORT_VERSION]:
        notices.append(_outdated(page, chosen["v"]))
    return chosen, "\n".join(notices)


def _outdated(page: Context, then: str) -> str:
    return page.t(
        "这个链接做于数据版本{then}，数据后来有更新；下面是版本{now}的数字。",
        then=then,
        now=page.database.version[:SHORT_VERSION],
    )


def _checked(page: Context, allowed: Mapping[str, Parameter], dropped: Sequence[selection.Dropped]) -> tuple[dict[str, str], str]:
    """What the link says, and what of it was dropped, a line each."""
    everywhere = {
        "lang": Parameter(codes=LANGUAGES), "list": Parameter("codes", views.known_lists(page.database), len(page.lists)),
        "target": Parameter(codes=views.Targets(page)), "v": VERSION,
    }  # fmt: skip
    stated, repeated = _stated()
    chosen, unknown = read(stated, {**everywhere, **allowed})
    if st.session_state.pop("list-left", False):
        # A unit of the list before is no unit of this one, which whoever changed the list knows.
        dropped, unknown = (), []
    for name in set(st.query_params) - set(chosen):
        del st.query_params[name]
    for name, value in chosen.items():
        if st.query_params[name] != value:
            st.query_params[name] = value
    listed = [*dropped, *repeated, *unknown][:_MOST_TOLD]
    st.query_params["v"] = chosen.setdefault("v", page.database.version[:SHORT_VERSION])
    # So that a link still means the same once a newer list has come.
    st.query_params["list"] = chosen["list"] = ",".join(page.lists)
    return chosen, "\n".join(f"{each.name}={each.value}" for each in listed)


def filters(page: Context, others: Mapping[str, Parameter]) -> tuple[Filters, dict[str, str]]:
    """The filters that the link states, checked, and its other parameters; what is not understood is dropped with a notice."""
    stated, dropped = _stated()
    found, unknown = selection.filters(stated, views.codes(page))
    link = found.link()
    put_into_link({name: link.get(name, "") for name in (*FACETS, "low", "high") if name in stated})
    return found, choices(
        page, {**{name: Parameter(codes=[value]) for name, value in link.items()}, "q": SEARCH, **others}, [*dropped, *unknown]
    )


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


def take_into_link(name: str, widget: str, default: str, resets: Sequence[str] = ()) -> None:
    """Writes what a field holds into the link, its default as nothing, and takes the parameters `resets` out."""
    value = st.session_state.get(widget)
    st.session_state[NOTICED_KEY] = False
    put_into_link({name: "" if value in (None, default) else value, **dict.fromkeys(resets, "")})


def around() -> tuple[object, ...]:
    """What the rest of a page depends on beside the choice that a fragment of it offers."""
    kept = (st.session_state.get(name) for name in (STORY_KEY, NOTICED_KEY, TOLD_KEY))
    return current(), st.query_params.get("target"), *kept


def query() -> str:
    """The parameters of this screen's link, as they stand in an address."""
    return urllib.parse.urlencode(st.query_params.to_dict())


def root() -> str:
    """The address below which the dashboard's pages are."""
    return (st.context.url or "").partition("?")[0].rpartition("/")[0] + "/"


def own_link() -> str:
    """The address that opens this screen again."""
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{query()}" if query() else address
