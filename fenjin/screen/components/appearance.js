// What the browser is told on every page.

import { watchConnection } from "./connection.js"
import { keepDocuments } from "./documents.js"
import { translateFramework } from "./framework.js"
import { preparePrinting } from "./printing.js"
import { attempt } from "./storage.js"
import { appearanceOf, CHOICES, CLOSER, LINKS, OPENER } from "./streamlit.js"
import { watchWidth } from "./width.js"

const STORY = "fenjin-story"

// A finger does not hover before it presses, and Plotly takes a press for one on what is hovered over.
function hover(event) {
  const plot = event.pointerType === "touch" && event.target.closest?.(".js-plotly-plot .nsewdrag")
  if (!plot) return
  plot.dispatchEvent(new MouseEvent("mousemove", { clientX: event.clientX, clientY: event.clientY, bubbles: true, view: window }))
}

// The drawer of a narrow screen would lie over the page that was chosen in it.
function closeDrawer({ target }) {
  if (target.closest?.(CHOICES)) document.querySelector(CLOSER)?.click()
}

function nameOpener(words) {
  const button = document.querySelector(OPENER)
  if (button) button.ariaLabel = button.dataset.words = words
}

// What the server's first answer to this browser is to look like; below the dashboard's root alone.
function remember(name, value, seconds = 31536000) {
  const { pathname, protocol } = new URL(".", location.href)
  const secure = protocol === "https:" ? "; secure" : ""
  // biome-ignore lint/suspicious/noDocumentCookie: its successor is there on encrypted connections only
  document.cookie = `fenjin-${name}=${value}; path=${pathname}; max-age=${seconds}; samesite=lax${secure}`
}

// What a visitor puts together belongs to his browser, and outlives a visit.
function keepStory(story, send) {
  const kept = attempt(() => localStorage.getItem(STORY))
  if (story !== null) attempt(() => localStorage.setItem(STORY, story))
  else if (kept) send("story", kept)
  // Another tab of the same browser goes on with the same story.
  window.removeEventListener("storage", window.fenjinStory)
  window.fenjinStory = (event) => {
    if (event.key === STORY && event.newValue) send("story", event.newValue)
  }
  window.addEventListener("storage", window.fenjinStory)
}

export default function ({ data, parentElement, setTriggerValue }) {
  document.documentElement.lang = data.lang
  // A style sheet that looks for the button itself (`:has`) would have the browser search the whole page at each change of it.
  document.documentElement.toggleAttribute("data-way-out", data.hasWayOut)
  if (data.chosen) remember("language", data.chosen)
  const kept = attempt(() => JSON.parse(localStorage.getItem(appearanceOf(location.pathname))))
  if (kept === "Light" || kept === "Dark") remember("appearance", kept.toLowerCase())
  else remember("appearance", "", 0)
  keepStory(data.story, setTriggerValue)
  if (!window.fenjinHover) {
    window.fenjinHover = hover
    document.addEventListener("pointerdown", hover, true)
  }
  document.removeEventListener("click", window.fenjinDrawer)
  window.fenjinDrawer = (event) => {
    closeDrawer(event)
    // It is there when the drawer is closed.
    requestAnimationFrame(() => nameOpener(data.menu))
  }
  document.addEventListener("click", window.fenjinDrawer)
  nameOpener(data.menu)
  translateFramework(data.words)
  // Streamlit groups the links of a narrow screen in a way that is no list to who cannot see it.
  for (const part of document.querySelectorAll(LINKS)) part.role = "presentation"
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  button.onclick = () => {
    for (const path of data.paths) attempt(() => localStorage.setItem(appearanceOf(path), JSON.stringify(data.next)))
    remember("appearance", data.next.toLowerCase())
    location.reload()
  }
  watchConnection(data.connection, setTriggerValue)
  keepDocuments(data.documents, setTriggerValue)
  watchWidth(data.narrow, setTriggerValue)
  return preparePrinting(data.paper)
}
