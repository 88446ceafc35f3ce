"""Fields whose value lives in the link."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from fenjin.language.markdown import plain
from fenjin.language.translate import Translator, _
from fenjin.screen.link import put_into_link, take_into_link
from fenjin.views import selection


def follow(widget: str, value: object) -> None:
    """Gives a widget that is yet to be drawn the value that the link states."""
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def _say(widget: str, value: object, words: object) -> None:
    """The same for a choice whose words change, with the language or with what is counted: the browser keeps the old ones unless told."""
    words_key = f"{widget}-words"
    if st.session_state.get(widget) != value or st.session_state.get(words_key) != words:
        st.session_state[widget], st.session_state[words_key] = value, words


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
        on_change=functools.partial(take_into_link, name, widget, options[0], resets),
        # What a narrow screen has no room for would stand out of sight.
        **({} if draw is st.selectbox else {"wrap": True}),
        **settings,
    )
    return current


def choose_many(
    label: str,
    name: str,
    options: Sequence[str],
    values: Sequence[str],
    says: Callable[[str], str],
    most: int | None = None,
    default: Sequence[str] = (),
) -> None:
    """Any number of choices, at most `most`, whose value lives in the link, separated by commas.

    `default` are the choices that the link does not state.
    """
    widget = f"choose-{name}"
    current = [code for code in values if code in options]
    _say(widget, current, [says(code) for code in current])

    def write() -> None:
        now = st.session_state[widget]
        put_into_link({name: "" if set(now) == set(default) else ",".join(now)})

    st.multiselect(
        label,
        options,
        format_func=says,
        key=widget,
        on_change=write,
        placeholder=label,
        label_visibility="collapsed",
        max_selections=most,
        # Its words are English, and all of a filter is none of it.
        select_all=False,
        wrap=True,
    )


def number(label: str, name: str, value: float | None) -> None:
    """A field for a number that may be missing, whose value lives in the link."""
    widget = f"number-{name}"
    follow(widget, value)

    def write() -> None:
        now = st.session_state[widget]
        put_into_link({name: "" if now is None else selection.link_number(now)})

    st.number_input(
        label,
        value=None,
        key=widget,
        on_change=write,
        format="%g",
        step=1.0,
        placeholder=label,
        min_value=-1e14,
        max_value=1e14,
    )


# What a search looks through, as it is said beside it and where nothing was found.
SEARCH_HINT = _("搜的是看板自己的话（单位、标题、概述、衡量内容、指标、口径、子题、数字）和举措的名称；公布的原文附上了才搜。")


def search(t: Translator, name: str, value: str | None) -> str:
    """A search field whose text lives in the link; returns the text in force."""
    widget, label = f"search-{name}", t("搜索单位、承诺、举措、指标、口径，多个词用空格隔开")
    current = value or ""
    follow(widget, current)
    st.text_input(
        label,
        key=widget,
        max_chars=selection.LONGEST_SEARCH,
        placeholder=label,
        label_visibility="collapsed",
        on_change=functools.partial(take_into_link, name, widget, ""),
        icon=":material/search:",
    )
    return current
