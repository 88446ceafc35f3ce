"""What the browser is told of every page: language, light or dark, that a finger may press a figure, its looks on paper, and what
to do when the server goes away.

Streamlit keeps the chosen appearance in the browser, one entry per page address, and reads it when the page loads;
the switch writes that entry for every page and loads the page again, so the same link shows the same screen.
"""

from collections.abc import Callable

import streamlit as st

from fenjin.figures.look import Look
from fenjin.language.translate import Translator
from fenjin.screen.components import connection, printing

_SCRIPT = (
    printing.SCRIPT
    + connection.SCRIPT
    + """
const STORY = "fenjin-story"

// A browser may be set to keep nothing.
function attempt(act) {
  try {
    return act()
  } catch {
    return null
  }
}

// A finger does not hover before it presses, and Plotly takes a press for one on what is hovered over.
function pressed(event) {
  const plot = event.pointerType === "touch" && event.target.closest?.(".js-plotly-plot .nsewdrag")
  if (!plot) return
  plot.dispatchEvent(new MouseEvent("mousemove", { clientX: event.clientX, clientY: event.clientY, bubbles: true, view: window }))
}

export default function ({ data, parentElement, setTriggerValue }) {
  document.documentElement.lang = data.lang
  // What a visitor puts together belongs to his browser, and outlives a visit.
  const kept = attempt(() => localStorage.getItem(STORY))
  if (data.story !== null) attempt(() => localStorage.setItem(STORY, data.story))
  else if (kept) setTriggerValue("story", kept)
  // Another tab of the same browser goes on with the same story.
  window.removeEventListener("storage", window.fenjinStory)
  window.addEventListener("storage", window.fenjinStory = (event) => {
    if (event.key === STORY && event.newValue) setTriggerValue("story", event.newValue)
  })
  if (!window.fenjinPress) document.addEventListener("pointerdown", window.fenjinPress = pressed, true)
  // Streamlit groups the links of a narrow screen in a way that is no list to who cannot see it.
  for (const part of document.querySelectorAll("[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li")) part.role = "presentation"
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  button.onclick = () => {
    for (const path of data.paths) {
      attempt(() => localStorage.setItem(`stActiveTheme-${path}-v2`, JSON.stringify(data.next)))
    }
    location.reload()
  }
  connection(data.connection, setTriggerValue)
  return printing(data.paper)
}
"""
)
_STYLE = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: 0.5rem; padding: 0.35rem 0.8rem; cursor: pointer; white-space: nowrap;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""
_switch = st.components.v2.component("appearance", html="<button type='button'></button>", css=_STYLE, js=_SCRIPT)


def switch(
    t: Translator,
    look: Look,
    paths: list[str],
    story: str | None,
    source: str,
    attached: bool | None,
    kept: Callable[[str], None],
    lost: Callable[[], None],
) -> None:
    """Draws the switch; `look` is that of the page's figures, `paths` are the addresses of every page below the root.

    `source` is what the foot of a printed sheet says of its data. `story` is what the browser shall keep of the visitor's story,
    None where the visit knows of none: then `kept` is told what the browser kept of an earlier visit. `attached` says whether this
    visit has a document of its own, None where it never came to that; `lost` is called where one was attached that is gone now.
    """

    def told() -> None:
        code = st.session_state["appearance"].story
        if isinstance(code, str):
            kept(code)

    def gone() -> None:
        if st.session_state["appearance"].lost is True:
            lost()

    dark = look.mode == "dark"
    data = {
        "lang": "zh-CN" if t.lang == "zh" else "en",
        "label": t("浅色") if dark else t("深色"),
        "next": "Light" if dark else "Dark",
        "story": story,
        "paper": printing.paper(t, look, source),
        "paths": ["/", *(f"/{path}" for path in paths if path)],
        "connection": connection.told(t, attached),
    }
    _switch(
        data=data, key="appearance", width="content", height="content",
        on_story_change=told, on_lost_change=gone, on_again_change=lambda: None,
    )  # fmt: skip
