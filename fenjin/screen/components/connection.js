// When the connection to the server breaks: Streamlit's side in the browser connects again by itself, and here is what it leaves undone.

import { APP, CONNECTION_STATE, isConnected, isRunning, LOST, MAIN, NOTICE, RUN_STATE } from "./streamlit.js"

const LATEST = 10000 // milliseconds after which a page can be pressed again, whatever its server does

// Until the server has drawn the page once, it does not know what is pressed on it.
function holdPage(app) {
  const main = app.querySelector(MAIN)
  let ran = false
  const run = new MutationObserver(() => {
    const running = isRunning(app)
    if (ran && !running) free()
    ran ||= running
  })
  const late = setTimeout(free, LATEST)
  function free() {
    main.inert = false
    run.disconnect()
    clearTimeout(late)
  }
  main.inert = true
  run.observe(app, { attributes: true, attributeFilter: [RUN_STATE] })
}

// Streamlit's own notice, in its place and in the reader's words.
function rewordNotice(data) {
  for (const box of document.querySelectorAll(NOTICE)) {
    const title = box.querySelector("h2")
    if (title?.textContent === LOST) {
      title.firstChild.data = data.title
      title.after(Object.assign(document.createElement("p"), { className: "fenjin-lost", textContent: data.text }))
      box.querySelector("button").ariaLabel = data.close
    }
    const ours = box.querySelector(".fenjin-lost")
    for (let next = ours?.nextElementSibling; next; next = next.nextElementSibling) next.style.display = "none"
  }
}

// Called whenever a page has been drawn; `data` is what `facts` in connection.py gives.
export function watchConnection(data, send) {
  const app = document.querySelector(APP)
  const notice = new MutationObserver(() => rewordNotice(data))
  let connected = isConnected(app)
  const state = new MutationObserver(() => {
    const now = isConnected(app)
    if (now === connected) return
    connected = now
    if (now) {
      notice.disconnect()
      holdPage(app)
      send("again", true)
    } else notice.observe(document.body, { childList: true, subtree: true })
  })
  window.fenjinConnection?.()
  window.fenjinConnection = () => {
    notice.disconnect()
    state.disconnect()
  }
  state.observe(app, { attributes: true, attributeFilter: [CONNECTION_STATE] })
}
