"""Slides on a whole screen, stepped through in the browser: no step waits for the server, and none is lost when it is away."""

from collections.abc import Sequence

import streamlit as st

from fenjin.language.translate import Translator
from fenjin.slides import slide

PACES = ("10", "15", "20", "30", "60", "120")  # seconds for which a slide stays where slides go on by themselves

_SCRIPT = """
const LEAST = 40       // pixels of a swipe
const WAIT = 1500      // milliseconds in which a number goes on being typed
const REST = 2500      // milliseconds until the controls of a resting mouse disappear

function show(root) {
  const find = (name) => root.querySelector(name)
  const room = find(".show"), stage = find(".stage"), blank = find(".blank"), help = find(".help"), said = find(".said")
  const place = find(".place"), typed = find(".typed"), remark = find(".remark")
  let data, at = 0, unit = "", digits = "", typing, resting, playing, touched, start, lock

  function draw() {
    const slide = data.slides[at]
    if (stage.dataset.drawn !== slide.drawn) {
      stage.innerHTML = slide.drawn
      stage.dataset.drawn = slide.drawn
    }
    room.ariaLabel = slide.title
    place.textContent = `${at + 1} / ${data.slides.length}`
    remark.textContent = slide.remark || data.words.noRemark
    room.classList.toggle("dark", data.dark)
    mark()
  }

  function mark() {
    const groups = [...stage.querySelectorAll("[data-unit]")]
    const here = unit && groups.some((group) => group.dataset.unit === unit)
    for (const group of groups) group.classList.toggle("quiet", here && group.dataset.unit !== unit)
  }

  function tell() {
    // The link keeps up with the slide, also while the server is away, and the server need not know.
    const address = new URL(location)
    address.searchParams.set("slide", at + 1)
    unit ? address.searchParams.set("mark", unit) : address.searchParams.delete("mark")
    history.replaceState(history.state, "", address)
  }

  function go(to) {
    blank.hidden = true
    const next = Math.min(Math.max(to, 0), data.slides.length - 1)
    forget()
    if (next === at) return
    at = next
    draw()
    tell()
    play()
  }

  function play() {
    clearInterval(playing)
    if (data.every) playing = setInterval(() => {
      if (blank.hidden && help.hidden) go(at + 1 < data.slides.length ? at + 1 : 0)
    }, data.every * 1000)
  }

  async function whole() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen()
      else await document.documentElement.requestFullscreen()
    } catch {
      notice(data.words.refused)
    }
  }

  function notice(text) {
    said.textContent = text
    said.hidden = !text
    if (text) setTimeout(() => { if (said.textContent === text) said.hidden = true }, 8000)
  }

  function leave() {
    if (document.fullscreenElement) document.exitFullscreen()
    clearInterval(playing)
    root.fenjinSend("left", true)
    // A server that was started again in the meantime may not know of this show: then the page is loaded anew.
    setTimeout(async () => {
      if (!room.isConnected) return
      try {
        await fetch(new URL("_stcore/health", location))
        location.assign(new URL(data.back, location))
      } catch {
        notice(data.words.away)
      }
    }, 2500)
  }

  function number(digit) {
    digits = (digits + digit).slice(-3)
    typed.textContent = digits
    typed.hidden = false
    clearTimeout(typing)
    typing = setTimeout(forget, WAIT * 2)
  }

  function forget() {
    digits = ""
    typed.hidden = true
  }

  const acts = {
    ArrowRight: () => go(at + 1), " ": () => go(at + 1), PageDown: () => go(at + 1), ArrowDown: () => go(at + 1),
    ArrowLeft: () => go(at - 1), PageUp: () => go(at - 1), ArrowUp: () => go(at - 1), Backspace: () => go(at - 1),
    Home: () => go(0), End: () => go(data.slides.length - 1),
    Enter: () => { if (digits) { go(Number(digits) - 1); forget() } else go(at + 1) },
    f: whole, F5: whole,
    b: () => { blank.hidden = !blank.hidden }, ".": () => { blank.hidden = !blank.hidden },
    n: () => { remark.hidden = !remark.hidden },
    "?": () => { help.hidden = !help.hidden }, "？": () => { help.hidden = !help.hidden }, h: () => { help.hidden = !help.hidden },
    Escape: () => {
      if (!help.hidden) help.hidden = true
      else if (!blank.hidden) blank.hidden = true
      else if (digits) forget()
      else leave()
    },
  }

  function key(event) {
    if (!room.isConnected) return stop()
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const act = /^[0-9]$/.test(name) ? () => number(name) : acts[name]
    if (!act) return
    // A key that is held down steps on, and does nothing else.
    if (event.repeat && !/^(Arrow|Page)/.test(name)) return event.preventDefault()
    // A button that has the focus is pressed by these keys.
    if ((name === " " || name === "Enter") && !digits && root.activeElement?.tagName === "BUTTON") return
    event.preventDefault()
    event.stopImmediatePropagation()
    act()
  }

  async function wake() {
    if (document.visibilityState !== "visible") return
    lock = await navigator.wakeLock?.request("screen").catch(() => null)
    if (!room.isConnected) lock?.release()
  }

  // Streamlit's notice of a lost connection would take the mouse and the fingers from the slides: it is closed at once.
  const app = document.getElementById("root")
  const notices = new MutationObserver(() => { if (app.inert) document.querySelector("body > .stDialog section button")?.click() })

  function stop() {
    window.removeEventListener("keydown", key, true)
    notices.disconnect()
    document.removeEventListener("visibilitychange", wake)
    lock?.release()
    clearInterval(playing)
  }

  function awake() {
    room.classList.add("moving")
    clearTimeout(resting)
    resting = setTimeout(() => room.classList.remove("moving"), REST)
  }

  window.addEventListener("keydown", key, true)
  document.addEventListener("visibilitychange", wake)
  notices.observe(app, { attributes: true, attributeFilter: ["inert"] })
  room.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") awake() })
  room.addEventListener("touchstart", (event) => {
    touched = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null
  }, { passive: true })
  room.addEventListener("touchend", (event) => {
    if (!touched) return
    const [x, y] = [event.changedTouches[0].clientX - touched[0], event.changedTouches[0].clientY - touched[1]]
    touched = null
    if (Math.abs(x) > LEAST && Math.abs(x) > 1.5 * Math.abs(y)) go(at + (x < 0 ? 1 : -1))
    else if (Math.abs(x) < 10 && Math.abs(y) < 10) awake()
  })
  stage.addEventListener("click", (event) => {
    const group = event.target.closest("[data-unit]")
    if (group) {
      unit = unit === group.dataset.unit ? "" : group.dataset.unit
      mark()
      tell()
    } else if (event.pointerType === "mouse") go(at + 1)
  })
  blank.addEventListener("click", () => { blank.hidden = true })
  const buttons = { back: () => go(at - 1), on: () => go(at + 1), whole, help: acts["?"], leave }
  for (const [name, act] of Object.entries(buttons)) {
    find(`button[name=${name}]`).onclick = (event) => {
      // The keys belong to the slides again once a mouse has pressed.
      if (event.detail) event.currentTarget.blur()
      act()
    }
  }
  wake()

  return {
    stop,
    update(given) {
      const first = !data
      data = given
      // A story that was opened anew begins where its link says; new data under the same story leave the slide alone.
      if (first || start !== data.story) {
        start = data.story
        at = data.at
        unit = data.mark
      }
      at = Math.min(at, data.slides.length - 1)
      for (const button of root.querySelectorAll("button")) button.ariaLabel = button.title = data.words[button.name]
      help.replaceChildren(...data.help.flatMap(([keys, text]) => {
        const [dt, dd] = [document.createElement("dt"), document.createElement("dd")]
        dt.textContent = keys
        dd.textContent = text
        return [dt, dd]
      }))
      draw()
      if (first) play()
      if (data.notice && data.notice !== said.dataset.last) notice(said.dataset.last = data.notice)
    },
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".show").getRootNode()
  root.fenjinSend = setTriggerValue
  root.fenjinShow ??= show(root)
  root.fenjinShow.update(data)
  return () => root.fenjinShow.stop()
}
"""
_HTML = """
<section class="show" tabindex="-1">
  <div class="stage"></div>
  <p class="typed" hidden></p>
  <p class="said" role="status" hidden></p>
  <p class="remark" hidden></p>
  <nav>
    <button type="button" name="back">‹</button>
    <span class="place"></span>
    <button type="button" name="on">›</button>
    <button type="button" name="whole">
      <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2.5">
        <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>
      </svg>
    </button>
    <button type="button" name="help">?</button>
    <button type="button" name="leave">✕</button>
  </nav>
  <dl class="help" hidden></dl>
  <div class="blank" hidden></div>
</section>
"""
# Above everything that Streamlit draws.
_STYLE = """
.show {
  position: fixed; inset: 0; z-index: 2000000; display: grid; place-items: center; overflow: hidden; outline: none;
  background: #FFFFFF; color: #16202B; font: inherit; touch-action: pinch-zoom; user-select: none; cursor: none;
}
.dark { background: #0E1620; color: #F2F6FA; }
.moving { cursor: default; }
[hidden] { display: none !important; }
.stage { position: absolute; inset: 0; }
.stage svg { display: block; width: 100%; height: 100%; }
.stage svg [data-unit] { cursor: pointer; transition: opacity 0.15s; }
.stage svg .quiet { opacity: 0.22; }
nav {
  position: absolute; bottom: 2vh; left: 50%; transform: translateX(-50%); display: flex; gap: 0.4rem; align-items: center;
  padding: 0.4rem 0.8rem; border-radius: 0.8rem; background: #16202BE6; color: #FFFFFF; font-size: 24px;
  opacity: 0; visibility: hidden; transition: opacity 0.2s;
}
.moving nav, nav:focus-within { opacity: 1; visibility: visible; }
button {
  font: inherit; min-width: 44px; min-height: 44px; color: inherit; background: none; border: none; border-radius: 0.5rem; cursor: pointer;
}
button:hover, button:focus-visible { background: #FFFFFF40; outline: 2px solid #FFFFFF; }
.place { min-width: 4.5em; text-align: center; }
p, dl {
  position: absolute; margin: 0; padding: 0.6rem 1.2rem; border-radius: 0.6rem; background: #16202BF2; color: #FFFFFF; font-size: 24px;
  max-width: 80vw;
}
.typed { top: 4vh; right: 4vw; font-size: 64px; }
.said { bottom: 14vh; max-height: 50vh; overflow: hidden; overflow-wrap: anywhere; }
.remark { bottom: 0; left: 0; right: 0; max-width: none; border-radius: 0; white-space: pre-wrap; max-height: 40vh; overflow: hidden; }
.help { display: grid; grid-template-columns: auto auto; gap: 0.5rem 2rem; padding: 2rem 3rem; font-size: clamp(18px, 2.4vw, 48px); max-height: 92vh; overflow: auto; }
dt { font-weight: 700; }
dd { margin: 0; }
.blank { position: absolute; inset: 0; background: #000000; }
"""
_show = st.components.v2.component("show", html=_HTML, css=_STYLE, js=_SCRIPT)


def show(
    t: Translator,
    slides: Sequence[slide.Slide],
    story: str,
    at: int,
    mark: str,
    every: int,
    notice: str,
    back: str,
) -> bool:
    """Shows slides on the whole window, beginning with the slide `at` (from 0) and the unit `mark` emphasised ("" for none).

    `story` tells one story from another, `every` is the pace of going on by itself in seconds (0 for not), `notice` a text
    shown for a while, `back` the address of the page that leaving leads to. True when the presenter leaves.
    """
    keys = [
        (t("→ 空格 PageDown"), t("下一页")), (t("← PageUp"), t("上一页")), ("Home  End", t("第一页、最后一页")),
        (t("数字 + 回车"), t("到第几页")), ("F", t("全屏")), ("B", t("黑屏")), ("N", t("备注")),
        (t("点一个单位"), t("突出它，以后各页也突出；再点取消")), ("?", t("显示这些按键")), ("Esc", t("退出全屏；再按，回到原来的页面")),
    ]  # fmt: skip
    data = {
        "slides": [{"title": each.heading, "drawn": slide.svg(each, t.lang), "remark": each.remark} for each in slides],
        "story": story, "at": at, "mark": mark, "every": every, "notice": notice, "back": back, "dark": slides[0].look.mode == "dark",
        "help": keys,
        "words": {
            "back": t("上一页"), "on": t("下一页"), "whole": t("全屏"), "help": t("按键"), "leave": t("退出放映"),
            "noRemark": t("这一页没有备注。"), "refused": t("浏览器不允许由网页全屏，请按F11。"),
            "away": t("服务器没有回应，稍后再退出。"),
        },
    }  # fmt: skip
    # What Streamlit dims while a run is under way would let its own header through, and a room need not read that the server is away.
    st.html(
        "<style>[data-testid=stElementContainer] { opacity: 1 !important } [data-testid=stHeader], .stDialog { display: none }</style>"
    )
    answer = _show(data=data, key="show", on_left_change=lambda: None)
    return bool(answer.left)
