// A figure that Plotly draws.

import { recolour } from "./colours.js"

// One figure a frame: what is asked for first is seen first.
let turn = Promise.resolve()

// Asked for at each figure: what did not come once, as when the server starts again, may come the next time.
function fetchLibrary(address) {
  return import(new URL(address, document.baseURI))
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

async function drawInTurn(place, given) {
  if (place.fenjinGiven !== given || !place.isConnected) return
  await fetchLibrary(given.library)
  if (place.fenjinRead) place.textContent = ""
  place.fenjinRead = false
  await draw(place, given.figure, given.config)
  place.fenjinDrawn = given
  place.removeAllListeners("plotly_click")
  if (!given.press) return
  place.on("plotly_click", ({ points }) => {
    if (points[0].customdata) place.fenjinPress(points[0].customdata)
  })
}

// Draws it at once, as wide as its place is now and with the colours of paper, or those of the screen again.
function drawForPaper(place, onPaper) {
  const given = place.fenjinDrawn
  if (!given || given !== place.fenjinGiven || place.fenjinRead || !place.clientWidth) return
  place.fenjinOnPaper = onPaper
  const figure = onPaper ? JSON.parse(recolour(JSON.stringify(given.figure), given.white)) : given.figure
  draw(place, figure, given.config)
}

function take(place, given) {
  place.fenjinGiven = given
  place.style.height = `${given.figure.layout.height}px`
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
  const text = new TextDecoder().decode(data)
  place.fenjinPress = (target) => setTriggerValue("pressed", target)
  if (place.fenjinText === text) return
  if (!place.fenjinText) new ResizeObserver(widen).observe(place)
  place.fenjinText = text
  place.fenjinPrint = (onPaper) => drawForPaper(place, onPaper)
  take(place, JSON.parse(text))
}
