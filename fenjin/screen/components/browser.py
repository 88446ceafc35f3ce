"""A component as Streamlit takes it, of the files beside it that bear its name."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from fenjin.paths import COMPONENTS
from fenjin.server import parts


def component(name: str, isolate_styles: bool = True) -> Callable[..., Any]:
    """The component of these files; a style is there where its file is.

    Without `isolate_styles` it stands in the page itself, whose styles reach it.
    """
    css = parts.join(f"{name}.css") if (COMPONENTS / f"{name}.css").exists() else None
    html = (COMPONENTS / f"{name}.html").read_text("utf-8")
    return st.components.v2.component(name, html=html, css=css, js=parts.loader(name), isolate_styles=isolate_styles)
