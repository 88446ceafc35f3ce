"""Figures in a page, drawn by Plotly's browser side or as HTML.

`st.plotly_chart` would load all of Plotly, of which a figure here needs the part for bars, lines and points: a fifth of the script,
and a second less until the first figure stands. It would also take every figure away and draw another in its place, where this
one changes the figure that is there. The script lies in `static/` and says its version and licence in its first lines; it is
the one that the Python package of the same release (requirements.in) brings in full.
"""

import json
import time
from collections.abc import Callable

import streamlit as st

from fenjin.figures.content import Figure
from fenjin.screen.components.browser import component
from fenjin.server.assets import LIBRARY
from fenjin.settings import load

_MOMENT = 0.05  # seconds for what is on the first screen

_figure = component("figure", isolate_styles=False)
_markup = component("markup", isolate_styles=False)
_current = component("current")


def draw(
    figure: Figure,
    key: str,
    alt: str,
    still: bool = False,
    press: Callable[[str], None] | None = None,
    lead: Callable[[str, str], None] | None = None,
    current: str = "",
) -> None:
    """A figure in the page; `alt` says what it shows. `still` takes no pointer; else `press` is told which target was pressed, and `lead`
    what else: a "row" or a "column" by its head, or the rows of a "cell", and its code. `current` is the code of the row that stands out there."""

    def press_part() -> None:
        kind, space, code = str(st.session_state[key].pressed or "").partition(" ")
        # A bar says its target alone.
        kind, code = (kind, code) if space else ("target", kind)
        if kind == "target" and code and press:
            press(code)
        elif code and lead:
            lead(kind, code)

    if figure.html:
        data = {
            "html": figure.html,
            "alt": alt,
            "press": press is not None and not still,
            "key": key,
            "white": figure.white,
        }
        _markup(data=data, key=key, on_pressed_change=press_part)
        if current:
            _current(data={"of": key, "row": current}, key=f"{key}-current")
        return
    config = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "staticPlot": still}
    settings = {
        "alt": alt,
        "config": config,
        "press": press is not None,
        "library": LIBRARY,
        "white": figure.white,
        "height": figure["layout"].get("height"),
    }
    # One line of JSON, which is read at once, and the figure behind it, which is unpacked beside the page's work.
    message = b"%b\n%b" % (json.dumps(settings, ensure_ascii=False).encode(), figure.deflated)
    _figure(data=message, key=key, on_pressed_change=press_part)


def first() -> None:
    """Gives the browser a moment to draw what was sent so far, the first screen, before the rest of the page keeps it busy.

    Without it Streamlit's front end lays out the whole page before the first figure is seen, 20 ms later after a choice.
    """
    # Only where browsers draw what is sent is it worth while to give them time.
    if load().served:
        time.sleep(_MOMENT)
