import { recolour } from "./colours.js"

// A figure that is a piece of HTML. What can be pressed says what it stands for: a figure (its target), the head of a row or a column,
// the further rows of a cell.
const KINDS = ["target", "row", "column", "cell"]

/** What a mark with this data stands for, as "kind code", or "" for nothing. */
export function leadIn(data) {
  const kind = KINDS.find((each) => data[each])
  return kind ? `${kind} ${data[kind]}` : ""
}

/** What a press on an element stands for. */
function leadOf(element) {
  return leadIn(element.closest?.("[data-target], [data-row], [data-column], [data-cell]")?.dataset ?? {})
}

// A unit that a pointer is on, or that has the focus, stands out in all figures of the page that are HTML.
function light(unit) {
  for (const each of document.querySelectorAll(".fenjin-markup .lit")) each.classList.remove("lit")
  if (unit)
    for (const each of document.querySelectorAll(`.fenjin-markup [data-unit="${CSS.escape(unit)}"]`)) each.classList.add("lit")
}

function close(place, kept) {
  for (const each of place.querySelectorAll("details[open]")) if (each !== kept) each.open = false
}

function mark(place, data) {
  const table = place.querySelector("table")
  if (table) table.ariaLabel = data.alt
  for (const row of place.querySelectorAll("tr")) {
    const current = data.chosen && row.querySelector(`[data-row="${CSS.escape(data.chosen)}"]`)
    row.ariaCurrent = current ? "true" : null
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".fenjin-markup")
  if (place.fenjinText !== data.html) place.innerHTML = place.fenjinText = data.html
  mark(place, data)
  place.fenjinPrint = (onPaper) => {
    if (!data.white.length) return
    place.innerHTML = onPaper ? recolour(data.html, data.white) : data.html
    mark(place, data)
  }
  place.onclick = ({ target }) => {
    const lead = data.press ? leadOf(target) : ""
    close(place, lead ? null : target.closest("details"))
    if (lead) setTriggerValue("pressed", lead)
  }
  place.onkeydown = ({ key }) => {
    const open = key === "Escape" && place.querySelector("details[open]")
    close(place, key === "Escape" ? null : place.querySelector("details[open]"))
    if (open) open.querySelector("summary").focus()
  }
  place.onpointerover = place.onfocusin = ({ target }) => light(target.closest("[data-unit]")?.dataset.unit)
  place.onpointerleave = () => light()
}
