// A figure that Plotly draws.

import { recolour } from "./colours.js"
import { moved } from "./keys.js"
import { keep, light, releaseElsewhere } from "./units.js"

// Ends the settings of a figure in its message; the figure stands behind it.
const LINE_FEED = 10

// One figure a frame: what is asked for first is seen first.
let turn = Promise.resolve()

// Asked for at each figure: what did not come once, as when the server starts again, may come the next time.
function fetchLibrary(address) {
  return import(new URL(address, document.baseURI))
}

async function unpack(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json()
}

function waitForFrame() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done))
    setTimeout(done, 100)
  })
}

function draw(place, figure, config) {
  place.fenjinWidth = place.clientWidth
  return window.Plotly.react(place, figure.data, { ...figure.layout, width: place.clientWidth }, config)
}

// A trace that is one mark, such as a division of a map, and not one a point.
const isOneMark = ({ mode }) => mode === "lines"

/** The units of a mark, codes separated by blanks, by the `meta` of its trace; "" for nobody's. */
export function unitOf(meta, point) {
  return meta?.[meta.length > 1 ? point : 0] ?? ""
}

/** The marks of a figure that tell a reader something: of each trace, what a pointer would be told of its points. */
export function marksOf(data) {
  const seen = new Set()
  return data.flatMap((trace, curveNumber) => {
    const told = [trace.hovertext ?? (isOneMark(trace) ? trace.text : [])].flat()
    return told.flatMap((text, pointNumber) => {
      const words = plainWords(text)
      if (!words || trace.hoverinfo === "skip" || seen.has(words)) return []
      seen.add(words)
      return [{ words, data: trace, curveNumber, pointNumber, customdata: trace.customdata?.[pointNumber] }]
    })
  })
}

// Plotly's own text: lines, bold type, and signs that would be taken for these.
function plainWords(text) {
  const signs = { "&lt;": "<", "&gt;": ">", "&amp;": "&" }
  return text
    .replace(/<br>/g, "; ")
    .replace(/<\/?b>/g, "")
    .replace(/&(lt|gt|amp);/g, (sign) => signs[sign])
    .trim()
}

async function drawInTurn(place, given) {
  if (place.fenjinGiven !== given || !place.isConnected) return
  given.figure ??= await given.unpacked
  await fetchLibrary(given.library)
  if (place.fenjinRead) place.textContent = ""
  place.fenjinRead = false
  await draw(place, given.figure, given.config)
  place.fenjinDrawn = given
  for (const event of ["plotly_click", "plotly_hover", "plotly_unhover"]) place.removeAllListeners(event)
  offerMarks(place, given)
  if (given.config.staticPlot) return
  place.on("plotly_click", ({ points }) => pressMark(place, given, points[0]))
  place.on("plotly_hover", ({ points }) => light(unitOf(points[0].data.meta, points[0].pointNumber)))
  place.on("plotly_unhover", () => light())
}

function pressMark(place, given, { data, pointNumber, customdata }) {
  keep(unitOf(data.meta, pointNumber))
  // Of a mark that is a whole trace Plotly tells no point.
  const pressed = customdata ?? (isOneMark(data) ? data.customdata?.[0] : "")
  if (given.press && pressed) place.fenjinPress(pressed)
}

// Says of what Plotly has drawn whose it is: of a trace by its `meta`, of a shape by that of the layout.
function tie(place, given) {
  const units = given.figure.layout.meta ?? []
  for (const shape of place.querySelectorAll(".shapelayer [data-index]")) setUnit(shape, units[shape.dataset.index])
  for (const trace of place.querySelectorAll(".cartesianlayer .trace")) {
    const about = trace.__data__?.[0]?.trace
    if (!about?.meta) continue
    if (isOneMark(about)) setUnit(trace, about.meta[0])
    else for (const point of trace.querySelectorAll(".point")) setUnit(point, about.meta[point.__data__.i])
  }
}

function setUnit(element, unit) {
  if (unit) element.dataset.unit = unit
}

// For the keyboard: a button for each mark that tells something, all of them one stop of the Tab key.
function offerMarks(place, given) {
  tie(place, given)
  const list = place.parentElement.querySelector(".fenjin-marks")
  const marks = given.config.staticPlot ? [] : marksOf(given.figure.data)
  const at = Math.min(place.fenjinAt ?? 0, marks.length - 1)
  const buttons = marks.map((mark, number) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: mark.words })
    button.tabIndex = number === at ? 0 : -1
    button.onclick = () => pressMark(place, given, mark)
    button.onfocus = () => {
      for (const each of buttons) each.tabIndex = each === button ? 0 : -1
      place.fenjinAt = number
      const drawn = drawnMark(place, mark)
      drawn?.classList.add("at")
      drawn?.scrollIntoView({ block: "nearest" })
      light(unitOf(mark.data.meta, mark.pointNumber))
    }
    button.onblur = () => {
      drawnMark(place, mark)?.classList.remove("at")
      light()
    }
    button.onkeydown = (event) => {
      const key = event.key.replace("Right", "Down").replace("Left", "Up")
      const next =
        !event.altKey &&
        moved(
          marks.map(() => [1]),
          [number, 0, 0],
          key,
          true,
        )
      if (!next) return
      event.preventDefault()
      buttons[next[0]].focus()
    }
    return button
  })
  const focused = list.contains(document.activeElement)
  list.replaceChildren(...buttons)
  if (focused) buttons[at]?.focus({ preventScroll: true })
  light()
}

function drawnMark(place, { curveNumber, pointNumber }) {
  const trace = [...place.querySelectorAll(".cartesianlayer .trace")].find(
    (each) => each.__data__?.[0]?.trace.index === curveNumber,
  )
  if (!trace || isOneMark(trace.__data__[0].trace)) return trace
  return [...trace.querySelectorAll(".point")].find((each) => each.__data__.i === pointNumber)
}

// Draws it at once, as wide as its place is now and with the colours of paper, or those of the screen again.
function drawForPaper(place, onPaper) {
  const given = place.fenjinDrawn
  if (!given || given !== place.fenjinGiven || place.fenjinRead || !place.clientWidth) return
  place.fenjinOnPaper = onPaper
  const figure = onPaper ? JSON.parse(recolour(JSON.stringify(given.figure), given.white)) : given.figure
  draw(place, figure, given.config)
  tie(place, given)
}

function take(place, given) {
  place.fenjinGiven = given
  place.style.height = `${given.height}px`
  place.role = "figure"
  place.ariaLabel = given.alt
  // In a part of the page that is folded up there is no room to draw in.
  if (!place.clientWidth) return
  turn = turn
    .then(() => drawInTurn(place, given))
    .catch((error) => {
      // What cannot be drawn is read.
      console.warn(error)
      if (place.fenjinGiven !== given) return
      window.Plotly?.purge(place)
      place.textContent = given.alt
      place.fenjinRead = true
    })
    .then(waitForFrame)
}

function widen(entries) {
  for (const { target } of entries) {
    const changed = target.clientWidth !== target.fenjinWidth && !target.fenjinOnPaper
    if (target.fenjinGiven && changed) take(target, target.fenjinGiven)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".fenjin-figure")
  // What tells one message from another.
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join("")
  place.fenjinPress = (target) => setTriggerValue("pressed", target)
  if (place.fenjinText === text) return
  if (!place.fenjinText) new ResizeObserver(widen).observe(place)
  place.fenjinText = text
  place.fenjinPrint = (onPaper) => drawForPaper(place, onPaper)
  releaseElsewhere()
  const end = data.indexOf(LINE_FEED)
  const settings = JSON.parse(new TextDecoder().decode(data.subarray(0, end)))
  take(place, { ...settings, unpacked: unpack(data.slice(end + 1)) })
}
