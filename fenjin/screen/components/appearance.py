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
    has_document: bool | None,
    on_story: Callable[[str], None],
    on_loss: Callable[[], None],
) -> None:
    """Draws the switch; `look` is that of the page's figures, `paths` are the addresses of every page below the root.

    `source` is what the foot of a printed sheet says of its data. `story` is what the browser shall keep of the visitor's story,
    None where the visit knows of none: then `on_story` is told what the browser kept of an earlier visit. `has_document` says whether this
    visit has a document of its own, None where it never came to that; `on_loss` is called where one was attached that is gone now.
    """

    def keep() -> None:
        code = st.session_state["appearance"].story
        if isinstance(code, str):
            on_story(code)

    def notice_loss() -> None:
        if st.session_state["appearance"].lost is True:
            on_loss()

    dark = look.mode == "dark"
    data = {
        "lang": "zh-CN" if t.lang == "zh" else "en",
        "menu": t("菜单"),
        "words": framework.facts(t),
        "label": t("浅色") if dark else t("深色"),
        "next": "Light" if dark else "Dark",
        "story": story,
        "paper": printing.paper(t, source),
        "paths": ["/", *(f"/{path}" for path in paths if path)],
        "connection": connection.facts(t, has_document),
    }
    _switch(
        data=data,
        key="appearance",
        width="content",
        height="content",
        on_story_change=keep,
        on_lost_change=notice_loss,
        on_again_change=lambda: None,
    )
