"""What the browser is told of every page: language, light or dark, that a finger may press a figure, its looks on paper, and what
to do when the server goes away.

Streamlit keeps the chosen appearance in the browser, one entry per page address, and reads it when the page loads;
the switch writes that entry for every page and loads the page again, so the same link shows the same screen.
"""

from collections.abc import Callable

import streamlit as st

from fenjin.figures.look import Look
from fenjin.language.translate import Translator
from fenjin.screen.components import connection, framework, printing
from fenjin.screen.components.browser import component

_switch = component("appearance")


def switch(
    t: Translator,
    look: Look,
    paths: list[str],
    story: str | None,
    source: str,
    documents: list[str] | None,
    choice: str,
    narrow: bool,
    has_way_out: bool,
    on_story: Callable[[str], None],
    on_document: Callable[[str], None],
    on_width: Callable[[bool], None],
) -> None:
    """Draws the switch; `look` is that of the page's figures, `paths` are the addresses of every page below the root.

    `source` is what the foot of a printed sheet says of its data. `story` is what the browser shall keep of the visitor's story,
    None where the visit knows of none: then `on_story` is told what the browser kept of an earlier visit. `documents` are the published
    texts that this visit has of its own, by SHA-256, None where it never came to that: then `on_document` is given what the tab kept, as Base64.
    `choice` is the language that was chosen by the switch in this visit, "" for none. `narrow` is whether the screen is taken for a phone's;
    where it is not as wide as that, `on_width` is told so. `has_way_out` is whether a button to sign out stands beside it, for which the page's
    style makes room.
    """

    def keep() -> None:
        code = st.session_state["appearance"].story
        if isinstance(code, str):
            on_story(code)

    def take_document() -> None:
        content = st.session_state["appearance"].document
        if isinstance(content, str):
            on_document(content)

    def take_width() -> None:
        on_width(st.session_state["appearance"].width == "narrow")

    dark = look.mode == "dark"
    data = {
        "lang": "zh-CN" if t.lang == "zh" else "en",
        "chosen": choice,
        "menu": t("菜单"),
        "words": framework.facts(t),
        "label": t("浅色") if dark else t("深色"),
        "next": "Light" if dark else "Dark",
        "story": story,
        "paper": printing.paper(t, source),
        "paths": ["/", *(f"/{path}" for path in paths if path)],
        "connection": connection.facts(t),
        "documents": documents,
        "narrow": narrow,
        "hasWayOut": has_way_out,
    }
    _switch(
        data=data,
        key="appearance",
        width="content",
        height="content",
        on_story_change=keep,
        on_document_change=take_document,
        on_width_change=take_width,
        on_again_change=lambda: None,
    )
