"""The texts that a reader ran before: kept in his browser alone, to be chosen again."""

from collections.abc import Callable

import streamlit as st

from fenjin.screen.components.browser import component

_history = component("history")


def history(label: str, latest: str, key: str, on_choice: Callable[[str], None]) -> None:
    """Draws the choice; `latest` is the text that is remembered now, "" for none, and `on_choice` is given the one that was chosen."""

    def take() -> None:
        text = st.session_state[key].text
        if isinstance(text, str):
            on_choice(text)

    _history(data={"label": label, "latest": latest}, key=key, width="stretch", height="content", on_text_change=take)
