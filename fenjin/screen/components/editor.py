"""The box in which a reader writes SQL: it marks the words of the language and completes names, with what they mean, while he writes.

CodeMirror writes it (`static/`, put together by `make editor`); until it is there, and where it does not come, it is a plain field.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from fenjin.language import columns
from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component
from fenjin.server.assets import EDITOR

_editor = component("editor")


def editor(
    t: Translator,
    mode: str,
    tables: Mapping[str, Sequence[str]],
    text: str,
    times: int,
    longest: int,
    key: str,
    on_text: Callable[[str], None],
) -> None:
    """Draws the box, light or dark by `mode`; `tables` has the columns of each table that may be named.

    `text` is what was run last or chosen, and takes the place of what stands there when `times`, how often one was chosen, has changed;
    `on_text` is given what is to be run, of which `longest` characters may be run at most.
    """

    def run() -> None:
        sql = st.session_state[key].text
        if isinstance(sql, str):
            on_text(sql)

    data = {
        "library": EDITOR,
        "mode": mode,
        "text": text,
        "times": times,
        "longest": longest,
        "label": t("SQL语句"),
        "placeholder": "select unit, count(*) from targets group by unit",
        "run": t("运行"),
        "hint": t("在框中按Ctrl+Enter（苹果电脑按Command+Enter）也可运行。"),
        "completing": t("写的时候会提示表、字段和代码：按上下键选，回车写上，Esc收起；也可以打中文找字段。按Tab离开这个框。"),
        "completions": t("可选的"),
        "deleted": t("已删除所选"),
        "table": t("表"),
        "call": t("函数"),
        "tables": {name: [_column(t, column, name) for column in names] for name, names in tables.items()},
    }
    _editor(data=data, key=key, height="content", on_text_change=run)


def _column(t: Translator, name: str, table: str) -> list[Any]:
    """A column of a table: name, heading, meaning, and the codes that it may hold with their words."""
    codes = columns.codes(t, name, table)
    return [name, columns.title(t, name, table), columns.meaning(t, name, table), *([codes] if codes else [])]
