import { recolour } from "./colours.js"
import { moved, placeOf, within } from "./keys.js"
import { currentOf } from "./rows.js"
import { keep, light, releaseElsewhere } from "./units.js"

// A figure that is a piece of HTML. What can be pressed says what it stands for: a figure (its target), the head of a row or a column,
// the further rows of a cell.
const KINDS = ["target", "row", "column", "cell"]
const PRESSABLE = "button, summary"
// What a table is called where it can be gone through by arrows: said of each part, as a narrow screen lays them out other than a table.
const ROLES = {
  table: "grid",
  "thead, tbody": "rowgroup",
  tr: "row",
  "thead > tr > *": "columnheader",
  "tbody > tr > th": "rowheader",
  td: "gridcell",
}

/** What a mark with this data stands for, as "kind code", or "" for nothing. */
export function leadIn(data) {
  const kind = KINDS.find((each) => data[each])
  return kind ? `${kind} ${data[kind]}` : ""
}

/** What a press on an element stands for. */
function leadOf(element) {
  return leadIn(element.closest?.("[data-target], [data-row], [data-column], [data-cell]")?.dataset ?? {})
}

function unitOf(element) {
  return element.closest?.("[data-unit]")?.dataset.unit
}

function close(place, kept) {
  for (const each of place.querySelectorAll("details[open]")) if (each !== kept) each.open = false
}

// What can have the focus, row by row and cell by cell: what can be pressed in a cell, or the cell itself.
function stopsOf(place) {
  return [...place.querySelectorAll("tr")].map((row) =>
    row.classList.contains("group")
      ? []
      : [...row.cells].map((cell) => {
          if (!cell.checkVisibility()) return []
          const able = [...cell.querySelectorAll(PRESSABLE)].filter((each) => each.checkVisibility())
          return able.length ? able : [cell]
        }),
  )
}

// The one stop of the Tab key.
function stopAt(place, element) {
  for (const each of place.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1
  if (element) element.tabIndex = 0
}

// Which row is chosen; what is so already is left, as the browser would judge it anew.
function choose(place, data) {
  const table = place.querySelector("table")
  if (!table) return
  if (table.ariaLabel !== data.alt) table.ariaLabel = data.alt
  const chosen = currentOf(data.key)
  const head = chosen && table.querySelector(`[data-row="${CSS.escape(chosen)}"]`)
  const row = head ? head.closest("tr") : null
  for (const each of table.querySelectorAll("tr[aria-current]")) if (each !== row) each.ariaCurrent = null
  if (!row) return
  if (!row.ariaCurrent) row.ariaCurrent = "true"
  if (place.fenjinAt) return
  place.fenjinAt = [row.rowIndex, 0, 0]
  stopAt(place, within(stopsOf(place), place.fenjinAt))
}

function mark(place, data) {
  const table = place.querySelector("table")
  if (!table) return
  for (const [parts, role] of Object.entries(ROLES))
    for (const each of parts === "table" ? [table] : table.querySelectorAll(parts)) each.role = role
  for (const each of place.querySelectorAll(`${PRESSABLE}, th, td`)) each.tabIndex = -1
  choose(place, data)
  const stops = stopsOf(place)
  stopAt(place, within(stops, place.fenjinAt ?? [1, 0, 0]) ?? stops.flat(2)[0])
}

function stopHere(place, element) {
  const at = placeOf(stopsOf(place), element)
  if (at) {
    place.fenjinAt = at
    stopAt(place, element)
  }
  light(unitOf(element))
}

function fill(place, data, html) {
  const focused = place.contains(document.activeElement)
  place.innerHTML = html
  mark(place, data)
  if (focused) place.querySelector('[tabindex="0"]')?.focus({ preventScroll: true })
}

function press(event, place) {
  const { key } = event
  if (key === "Escape") {
    const open = place.querySelector("details[open]")
    close(place, null)
    open?.querySelector("summary").focus()
    return
  }
  const stops = stopsOf(place)
  const at = placeOf(stops, document.activeElement)
  const counts = stops.map((row) => row.map((cell) => cell.length))
  const next = at && !event.altKey && moved(counts, at, key, event.ctrlKey || event.metaKey)
  if (!next) return
  event.preventDefault()
  within(stops, next).focus()
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".fenjin-markup")
  if (place.fenjinText !== data.html) {
    place.fenjinText = data.html
    fill(place, data, data.html)
  } else choose(place, data)
  place.fenjinKey = data.key
  place.fenjinMark = () => choose(place, data)
  place.fenjinPrint = (onPaper) => {
    if (data.white.length) fill(place, data, onPaper ? recolour(data.html, data.white) : data.html)
  }
  place.onclick = ({ target }) => {
    const lead = data.press ? leadOf(target) : ""
    close(place, lead ? null : target.closest("details"))
    if (unitOf(target)) keep(unitOf(target))
    if (lead) setTriggerValue("pressed", lead)
  }
  place.onkeydown = (event) => press(event, place)
  place.onpointerover = ({ target }) => light(unitOf(target))
  place.onpointerleave = () => light()
  // There is no property for these.
  if (!place.fenjinListens) {
    place.addEventListener("focusin", ({ target }) => stopHere(place, target))
    place.addEventListener("focusout", () => light())
  }
  place.fenjinListens = true
  releaseElsewhere()
  light()
}
