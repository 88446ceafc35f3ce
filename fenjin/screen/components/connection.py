"""When the connection to the server breaks: Streamlit's browser side connects again by itself, and here is what it leaves undone.

A server that was started again knows nothing of the visit, and Streamlit asks it for nothing until something is pressed, whose
press would then be lost: so the page is asked for at once, and nothing can be pressed until it is there. What the reader sees meanwhile is said in his own language. And a
document that was attached for the visit is gone with it, of which he is told.
"""

from typing import Any

from fenjin.language.translate import Translator

# `connection(data, send)` is called whenever a page has been drawn: `data` is what `told` gives.
SCRIPT = """
const ATTACHED = "fenjin-attached"

// Until the server has drawn the page once, it does not know what is pressed on it.
function hold(app) {
  const main = app.querySelector("[data-testid=stMain]")
  let ran = false
  const run = new MutationObserver(() => {
    const running = app.dataset.testScriptState !== "notRunning"
    if (ran && !running) free()
    ran ||= running
  })
  const late = setTimeout(free, 10000)
  function free() {
    main.inert = false
    run.disconnect()
    clearTimeout(late)
  }
  main.inert = true
  run.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] })
}

function connection(data, send) {
  const app = document.querySelector("[data-testid=stApp]")
  // Streamlit's own notice, in its place and in the reader's words.
  const notice = new MutationObserver(() => {
    for (const box of document.querySelectorAll("body > .stDialog section")) {
      const title = box.querySelector("h2")
      if (title?.textContent === "Connection error") {
        title.firstChild.data = data.title
        title.after(Object.assign(document.createElement("p"), { className: "fenjin-lost", textContent: data.text }))
        box.querySelector("button").ariaLabel = data.close
      }
      const mine = box.querySelector(".fenjin-lost")
      for (let next = mine?.nextElementSibling; next; next = next.nextElementSibling) next.style.display = "none"
    }
  })
  let connected = app.dataset.testConnectionState === "CONNECTED"
  const state = new MutationObserver(() => {
    const now = app.dataset.testConnectionState === "CONNECTED"
    if (now === connected) return
    connected = now
    if (now) {
      notice.disconnect()
      hold(app)
      send("again", true)
    } else notice.observe(document.body, { childList: true, subtree: true })
  })
  window.fenjinConnection?.()
  window.fenjinConnection = () => { notice.disconnect(); state.disconnect() }
  state.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] })
  // What was attached belongs to this tab's visit: another visit in the same tab has lost it.
  attempt(() => {
    const kept = sessionStorage.getItem(ATTACHED)
    if (data.attached) sessionStorage.setItem(ATTACHED, "1")
    else sessionStorage.removeItem(ATTACHED)
    if (kept && data.attached === null) send("lost", true)
  })
}
"""


def told(t: Translator, attached: bool | None) -> dict[str, Any]:
    """What the script needs; `attached` says whether this visit has a document of its own, None where it never came to that."""
    return {
        "title": t("与服务器的连接断了"),
        "text": t("正在自动重新连接；连上以后，这一屏照旧。"),
        "close": t("关闭"),
        "attached": attached,
    }
