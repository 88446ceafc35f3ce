// Slides on the whole screen. What a key, a finger and the time do is said by functions that know no browser; `openShow` draws it.

import { besideOnly, openSpeaker } from "./speaker.js"
import { HEALTH, NOTICE, wholePage } from "./streamlit.js"

const LEAST = 40 // pixels of a swipe
const UPRIGHT = "(orientation: portrait) and (max-width: 640px)" // a screen on which slides lie on their side (show.css)
const STILL = 10 // pixels within which a finger has not moved
const WAIT = 3000 // milliseconds in which a number goes on being typed
const REST = 2500 // milliseconds until the controls of a resting mouse disappear

// A state of the show: `at` (the slide, from 0), `of` (how many there are), `digits` (of a number being typed), and whether the screen
// is `blank` and the `help` is shown.
function to(state, place) {
  return { ...state, at: Math.min(Math.max(place, 0), state.of - 1), digits: "", blank: false }
}

const ahead = (state) => to(state, state.at + 1)
const back = (state) => to(state, state.at - 1)
const ACTS = {
  ArrowRight: ahead,
  " ": ahead,
  PageDown: ahead,
  ArrowDown: ahead,
  ArrowLeft: back,
  PageUp: back,
  ArrowUp: back,
  Backspace: back,
  Home: (state) => to(state, 0),
  End: (state) => to(state, state.of - 1),
  Enter: (state) => (state.digits ? to(state, Number(state.digits) - 1) : ahead(state)),
  f: (state) => ({ ...state, effect: "whole" }),
  b: (state) => ({ ...state, blank: !state.blank }),
  n: (state) => ({ ...state, effect: "speaker" }),
  h: (state) => ({ ...state, help: !state.help }),
  Escape(state) {
    if (state.help) return { ...state, help: false }
    if (state.blank) return { ...state, blank: false }
    if (state.digits) return { ...state, digits: "" }
    return { ...state, effect: "leave" }
  },
}
const SPEAKERS = { back: "ArrowLeft", on: "ArrowRight", blank: "b" }
const OTHERWISE = { F5: "f", ".": "b", "?": "h", "？": "h" }

// The state after a key, with an `effect`, "whole" (screen), "speaker" (his window) or "leave", where the browser has to do something; null for a key that
// means nothing here.
export function press(state, key) {
  if (/^[0-9]$/.test(key)) return { ...state, digits: (state.digits + key).slice(-3) }
  return Object.hasOwn(OTHERWISE, key) ? ACTS[OTHERWISE[key]](state) : Object.hasOwn(ACTS, key) ? ACTS[key](state) : null
}

// The key of an event by the name that `press` knows; "" for one that is left to the browser. `onButton` tells whether a button
// has the focus, which is then pressed by these keys.
export function nameKey({ key, ctrlKey, altKey, metaKey, isComposing }, digits, onButton) {
  if (ctrlKey || altKey || metaKey || isComposing) return ""
  if ((key === " " || key === "Enter") && !digits && onButton) return ""
  return key.length === 1 ? key.toLowerCase() : key
}

// Whether a key that is held down goes on: it steps, and does nothing else.
export const repeats = (key) => /^(Arrow|Page)/.test(key)

// The state after a slide has had its time, where slides go on by themselves.
export function goOn(state) {
  return state.blank || state.help ? state : to(state, state.at + 1 < state.of ? state.at + 1 : 0)
}

// What a finger meant that went from one place to another: the slide after (1), the one before (-1), a touch (0), or nothing (null).
// On an upright phone slides lie on their side, so that a swipe along them goes up or down; one across goes on as well.
export function readSwipe([fromX, fromY], [toX, toY], upright = false) {
  const [x, y] = [toX - fromX, toY - fromY]
  if (upright && Math.abs(y) > LEAST && Math.abs(y) > 1.5 * Math.abs(x)) return y < 0 ? 1 : -1
  if (Math.abs(x) > LEAST && Math.abs(x) > 1.5 * Math.abs(y)) return x < 0 ? 1 : -1
  return Math.abs(x) < STILL && Math.abs(y) < STILL ? 0 : null
}

// Which of a slide's marks step back for the unit in front: those of the others, where the unit has a mark itself.
export function stepBack(units, unit) {
  const here = Boolean(unit) && units.includes(unit)
  return units.map((each) => here && each !== unit)
}

// What is said as a show begins; `awake` is whether the browser can keep the screen from going dark, which it can over https only.
export function beginWith(data, awake) {
  return [data.notice, data.every && !awake ? data.words.dark : ""].filter(Boolean).join(" ")
}

// The link of a slide (from 0) with a unit in front ("" for none), from the link of another slide.
export function linkTo(link, at, unit) {
  const address = new URL(link)
  address.searchParams.set("slide", at + 1)
  if (unit) address.searchParams.set("mark", unit)
  else address.searchParams.delete("mark")
  return address.href
}

function openShow(root) {
  const find = (name) => root.querySelector(name)
  const room = find(".show"),
    stage = find(".stage"),
    blank = find(".blank"),
    help = find(".help"),
    said = find(".said")
  const place = find(".place"),
    typed = find(".typed")
  let state = { at: 0, of: 1, digits: "", blank: false, help: false }
  let data,
    unit = "",
    typing,
    resting,
    playing,
    touched,
    start,
    lock,
    speaker

  function draw() {
    const slide = data.slides[state.at]
    if (stage.dataset.drawn !== slide.drawn) {
      stage.innerHTML = slide.drawn
      stage.dataset.drawn = slide.drawn
    }
    room.ariaLabel = slide.title
    place.textContent = `${state.at + 1} / ${data.slides.length}`
    room.classList.toggle("dark", data.dark)
    emphasise()
    tellSpeaker()
  }

  // What is only the speaker's is drawn in his window and nowhere else.
  function tellSpeaker() {
    if (speaker?.isOpen) speaker.draw(data.slides, state.at, stage.innerHTML, state.blank)
  }

  function callSpeaker() {
    speaker = openSpeaker(
      { ...data.speaker, words: data.words, lang: document.documentElement.lang },
      (event) => {
        const onButton = event.target.tagName === "BUTTON"
        const name = nameKey(event, state.digits, onButton)
        const next = name && besideOnly(state, press(state, name))
        if (!next || (event.repeat && !repeats(name))) return
        event.preventDefault()
        become(next)
      },
      (name) => become(press(state, SPEAKERS[name])),
    )
    if (speaker) tellSpeaker()
    else notify(data.words.noSpeaker)
  }

  function emphasise() {
    const groups = [...stage.querySelectorAll("[data-unit]")]
    const units = groups.map((group) => group.dataset.unit)
    for (const [n, quiet] of stepBack(units, unit).entries()) groups[n].classList.toggle("quiet", quiet)
  }

  function writeLink() {
    // The link keeps up with the slide, also while the server is away, and the server need not know.
    history.replaceState(history.state, "", linkTo(location.href, state.at, unit))
  }

  function become({ effect, ...next }) {
    const moved = next.at !== state.at
    state = next
    blank.hidden = !state.blank
    help.hidden = !state.help
    typed.textContent = state.digits
    typed.hidden = !state.digits
    clearTimeout(typing)
    if (state.digits) typing = setTimeout(() => become({ ...state, digits: "" }), WAIT)
    if (moved) {
      draw()
      writeLink()
      play()
    } else tellSpeaker()
    if (effect === "speaker") callSpeaker()
    if (effect === "whole") fillScreen()
    if (effect === "leave") leave()
  }

  function play() {
    clearInterval(playing)
    if (data.every) playing = setInterval(() => become(goOn(state)), data.every * 1000)
  }

  async function fillScreen() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen()
      else await document.documentElement.requestFullscreen()
    } catch {
      notify(data.words.refused)
    }
  }

  function notify(text) {
    said.textContent = text
    said.hidden = !text
    if (text)
      setTimeout(() => {
        if (said.textContent === text) said.hidden = true
      }, 8000)
  }

  function leave() {
    if (document.fullscreenElement) document.exitFullscreen()
    clearInterval(playing)
    speaker?.close()
    root.fenjinSend("left", true)
    // A server that was started again in the meantime may not know of this show: then the page is loaded anew.
    setTimeout(async () => {
      if (!room.isConnected) return
      try {
        await fetch(new URL(HEALTH, location))
        location.assign(new URL(data.back, location))
      } catch {
        notify(data.words.away)
      }
    }, 2500)
  }

  function takeKey(event) {
    if (!room.isConnected) return stop()
    const name = nameKey(event, state.digits, root.activeElement?.tagName === "BUTTON")
    const next = name && press(state, name)
    if (!next) return
    event.preventDefault()
    if (event.repeat && !repeats(name)) return
    event.stopImmediatePropagation()
    become(next)
  }

  async function stayAwake() {
    if (document.visibilityState !== "visible") return
    lock = await navigator.wakeLock?.request("screen").catch(() => null)
    if (!room.isConnected) lock?.release()
  }

  // Streamlit's notice of a lost connection would take the mouse and the fingers from the slides: it is closed at once.
  const page = wholePage()
  const notices = new MutationObserver(() => {
    if (page.inert) document.querySelector(`${NOTICE} button`)?.click()
  })

  function stop() {
    window.removeEventListener("keydown", takeKey, true)
    notices.disconnect()
    document.removeEventListener("visibilitychange", stayAwake)
    lock?.release()
    clearInterval(playing)
    window.removeEventListener("pagehide", closeSpeaker)
    closeSpeaker()
  }

  function showControls() {
    room.classList.add("moving")
    clearTimeout(resting)
    resting = setTimeout(() => room.classList.remove("moving"), REST)
  }

  const closeSpeaker = () => speaker?.close()
  window.addEventListener("keydown", takeKey, true)
  window.addEventListener("pagehide", closeSpeaker)
  document.addEventListener("visibilitychange", stayAwake)
  notices.observe(page, { attributes: true, attributeFilter: ["inert"] })
  room.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse") showControls()
  })
  room.addEventListener(
    "touchstart",
    (event) => {
      touched = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null
    },
    { passive: true },
  )
  room.addEventListener("touchend", (event) => {
    if (!touched) return
    const end = [event.changedTouches[0].clientX, event.changedTouches[0].clientY]
    const meant = readSwipe(touched, end, matchMedia(UPRIGHT).matches)
    touched = null
    if (meant) become(to(state, state.at + meant))
    else if (meant === 0) showControls()
  })
  stage.addEventListener("click", (event) => {
    const group = event.target.closest("[data-unit]")
    if (group) {
      unit = unit === group.dataset.unit ? "" : group.dataset.unit
      emphasise()
      tellSpeaker()
      writeLink()
    } else if (event.pointerType === "mouse") become(ahead(state))
  })
  blank.addEventListener("click", () => become({ ...state, blank: false }))
  const buttons = { back: "ArrowLeft", on: "ArrowRight", speaker: "n", whole: "f", help: "h" }
  for (const button of root.querySelectorAll("button")) {
    button.onclick = (event) => {
      // The keys belong to the slides again once a mouse has pressed.
      if (event.detail) event.currentTarget.blur()
      if (button.name === "leave") leave()
      else become(press(state, buttons[button.name]))
    }
  }
  stayAwake()

  return {
    stop,
    update(given) {
      const first = !data
      data = given
      state.of = data.slides.length
      // A story that was opened anew begins where its link says; new data under the same story leave the slide alone.
      if (first || start !== data.story) {
        start = data.story
        state.at = data.at
        unit = data.mark
      }
      state.at = Math.min(state.at, state.of - 1)
      for (const button of root.querySelectorAll("button")) button.ariaLabel = button.title = data.words[button.name]
      help.replaceChildren(
        ...data.help.flatMap(([keys, text]) => {
          const [dt, dd] = [document.createElement("dt"), document.createElement("dd")]
          dt.textContent = keys
          dd.textContent = text
          return [dt, dd]
        }),
      )
      draw()
      if (first) play()
      const notice = beginWith(data, "wakeLock" in navigator)
      if (notice && notice !== said.dataset.last) {
        said.dataset.last = notice
        notify(notice)
      }
    },
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".show").getRootNode()
  root.fenjinSend = setTriggerValue
  root.fenjinShow ??= openShow(root)
  root.fenjinShow.update(data)
  return () => root.fenjinShow.stop()
}
