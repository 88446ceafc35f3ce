"""Fields whose value lives in the link."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from fenjin.language.markdown import plain
from fenjin.language.translate import Translator, _
from fenjin.screen.link import put_into_link, take_into_link
from fenjin.screen.visit import tell
from fenjin.views import selection
from fenjin.views.sought import resolve, words_of


def follow(widget: str, value: object) -> None:
    """Gives a widget that is yet to be drawn the value that the link states."""
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value


def _say(widget: str, value: object, words: object) -> None:
    """The same for a choice whose words change, with the language or with what is counted: the browser keeps the old ones unless told."""
    words_key = f"{widget}-words"
    if st.session_state.get(widget) != value or st.session_state.get(words_key) != words:
        st.session_state[widget], st.session_state[words_key] = value, words


def _find(typed: str, options: Sequence[str], found_by: Mapping[str, str]) -> str | None:
    """The option that something typed means, by what each is found by as rows are: that in which it stands foremost; None for none."""
    texts = {code: found_by[code] for code in options if code in found_by}
    sought = resolve(words_of(typed), lambda pattern: any(re.search(pattern, text) for text in texts.values()))

    def foremost(pattern: str, text: str) -> tuple[bool, int] | None:
        # Letters within a word say less than initials: gc is 谷城 rather than Xiangcheng.
        places = [
            (bool(re.match("[a-z]{2}", text[max(match.start() - 1, 0) :])), match.start()) for match in re.finditer(pattern, text)
        ]
        return min(places, default=None)

    hits = [
        (max(each for each in matches if each), place, code)
        for place, (code, text) in enumerate(texts.items())
        if (matches := [foremost(pattern, text) for pattern in sought.patterns]) and all(matches)
    ]
    return min(hits)[2] if hits else None


def _mean(widget: str, options: Sequence[str], found_by: Mapping[str, str], nothing: str) -> None:
    """Puts the options that were meant in the place of what was typed, or says that there is `nothing` like it."""
    value = st.session_state[widget]
    typed = value if isinstance(value, list) else [value]
    codes = [each if each is None or each in options else _find(each, options, found_by) for each in typed]
    if any(code is None for code in codes):
        tell(nothing)
    st.session_state[widget] = list(dict.fromkeys(code for code in codes if code)) if isinstance(value, list) else codes[0]


def choose(
    draw: Callable[..., Any],
    label: str,
    name: str,
    options: Sequence[str],
    value: str | None,
    says: Callable[[str], str],
    resets: Sequence[str] = (),
    found_by: Mapping[str, str] | None = None,
    nothing: str = "",
    **settings: Any,
) -> str:
    """One choice whose value lives in the link: `draw` is the widget, `name` the parameter, the first option the default.

    A change takes the parameters `resets` out of the link, whose values belong to the choice before.
    `value` is what the link says (None for nothing); returns the option in force. With `found_by`, of each option what it is found by, it may
    be typed as a search is, and `nothing` is said where there is none like it.
    """
    widget, says = f"choose-{name}", functools.cache(says)
    current = value if value is not None and value in options else options[0]
    _say(widget, current, says(current))

    def take() -> None:
        _mean(widget, options, found_by or {}, nothing)
        # What means none of them leaves the choice as it is.
        st.session_state[widget] = st.session_state[widget] or current
        take_into_link(name, widget, options[0], resets if st.session_state[widget] != current else ())

    if found_by:
        settings = {**settings, "accept_new_options": True}
    draw(
        label,
        options,
        # What stands on a button is Markdown, what stands in a list is not.
        format_func=says if draw is st.selectbox else functools.cache(lambda code: plain(says(code))),
        key=widget,
        on_change=take if found_by else functools.partial(take_into_link, name, widget, options[0], resets),
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
    found_by: Mapping[str, str] | None = None,
    nothing: str = "",
) -> None:
    """Any number of choices, at most `most`, whose value lives in the link, separated by commas.

    `default` are the choices that the link does not state; `found_by` and `nothing` are as for `choose`.
    """
    widget, says = f"choose-{name}", functools.cache(says)
    current = [code for code in values if code in options]
    _say(widget, current, [says(code) for code in current])

    def write() -> None:
        if found_by:
            _mean(widget, options, found_by, nothing)
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
        accept_new_options=bool(found_by),
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


def phrase(label: str, name: str, value: str | None, longest: int, placeholder: str = "") -> str:
    """A field for a line of words that lives in the link; returns the words in force."""
    widget, current = f"text-{name}", value or ""
    follow(widget, current)
    st.text_input(
        label,
        key=widget,
        max_chars=longest,
        placeholder=placeholder,
        on_change=functools.partial(take_into_link, name, widget, ""),
    )
    return current


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
