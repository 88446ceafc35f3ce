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
from fenjin.server.assets import LIBRARY
from fenjin.settings import installed

_COME, _THERE = 0.25, 0.05  # seconds for what is on the first screen: of a browser that has just come, and that has drawn before
_BEGUN = "begun"  # whether the visit has had its first screen

_SCRIPT = """
// One figure a frame: what is asked for first is seen first.
let turn = library()

// Asked for at each figure: what did not come once, as when the server starts again, may come the next time.
function library() { return import(new URL(ADDRESS, document.baseURI)) }

function painted() {
  return new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100) })
}

async function draw(place, given) {
  if (place.fenjinGiven !== given || !place.isConnected) return
  const { figure, config, press } = given
  await library()
  if (place.fenjinRead) place.textContent = ""
  place.fenjinRead = false
  place.fenjinWidth = place.clientWidth
  await Plotly.react(place, figure.data, { ...figure.layout, width: place.clientWidth }, config)
  place.removeAllListeners("plotly_click")
  if (press) place.on("plotly_click", ({ points }) => { if (points[0].customdata) place.fenjinPress(points[0].customdata) })
}

function take(place, given) {
  place.fenjinGiven = given
  place.style.height = `${given.figure.layout.height}px`
  place.ariaLabel = given.alt
  // In a part of the page that is folded up there is no room to draw in.
  if (!place.clientWidth) return
  turn = turn.then(() => draw(place, given)).catch((error) => {
    // What cannot be drawn is read.
    console.warn(error)
    if (place.fenjinGiven !== given) return
    window.Plotly?.purge(place)
    place.textContent = given.alt
    place.fenjinRead = true
  }).then(painted)
}

function widen(entries) {
  for (const { target } of entries) {
    // A sheet of paper has its own measures.
    if (target.fenjinGiven && target.clientWidth !== target.fenjinWidth && !target.dataset.paper) take(target, target.fenjinGiven)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".fenjin-figure"), text = new TextDecoder().decode(data)
  place.fenjinPress = (target) => setTriggerValue("pressed", target)
  if (place.fenjinText === text) return
  if (!place.fenjinText) new ResizeObserver(widen).observe(place)
  place.fenjinText = text
  take(place, JSON.parse(text))
}
""".replace("ADDRESS", json.dumps(LIBRARY))
_figure = st.components.v2.component(
    "figure", html="<div class='fenjin-figure' role='figure'></div>", js=_SCRIPT, isolate_styles=False
)
# What a mark of it is of stands in its `data-target`, as that of one of Plotly's stands in its `customdata`.
_MARKUP = """
export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".fenjin-markup")
  if (place.fenjinText !== data.html) place.innerHTML = place.fenjinText = data.html
  place.onclick = ({ target }) => {
    const mark = data.press && target.closest("[data-target]")
    if (mark) setTriggerValue("pressed", mark.dataset.target)
  }
}
"""
_markup = st.components.v2.component("markup", html="<div class='fenjin-markup'></div>", js=_MARKUP, isolate_styles=False)


def draw(figure: Figure, key: str, alt: str, still: bool = False, press: Callable[[str], None] | None = None) -> None:
    """A figure in the page; `alt` says what it shows. `still` takes no pointer; else `press` is told which target was pressed."""

    def pressed() -> None:
        target = st.session_state[key].pressed
        if press and isinstance(target, str):
            press(target)

    if figure.html:
        _markup(data={"html": figure.html, "press": press is not None and not still}, key=key, on_pressed_change=pressed)
        return
    config = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "staticPlot": still}
    settings = json.dumps({"alt": alt, "config": config, "press": press is not None}, ensure_ascii=False)
    data = b'{"figure":%b,%b' % (figure.packed, settings.encode()[1:])
    _figure(data=data, key=key, on_pressed_change=pressed)


def first() -> None:
    """Gives the browser a moment to draw what was sent so far, the first screen, before the rest of the page keeps it busy.

    Without it Streamlit's front end lays out the whole page before the first figure is seen: a quarter of a second later in a
    browser that has just come, 20 ms later after a choice.
    """
    # Only where browsers draw what is sent is it worth while to give them time.
    if installed().served:
        time.sleep(_THERE if _BEGUN in st.session_state else _COME)
        st.session_state[_BEGUN] = True
