// A unit that a pointer is on, that has the focus or that was pressed stands out in all figures of the page, whoever draws them.

const MARKS = ".fenjin-markup [data-unit], .fenjin-figure [data-unit]"
const ELSEWHERE = ".fenjin-markup [data-unit], .fenjin-figure, .fenjin-marks, [role=dialog]"

// The units (their codes, separated by blanks) that were pressed on this page.
function pressed() {
  return window.fenjinUnits?.path === location.pathname ? window.fenjinUnits.codes : ""
}

// What lies behind its neighbours is half hidden by them; the words of a figure, its last trace, stay in front.
function bringForward(element) {
  if (element.matches("g.trace")) element.parentNode.insertBefore(element, element.parentNode.lastElementChild)
}

// Those of the cell that has the focus, which a figure that is drawn later does not know of.
const focused = () => document.activeElement?.closest?.(".fenjin-markup [data-unit]")?.dataset.unit

/** Lets units stand out, unless told otherwise those that have the focus or were pressed. */
export function light(units) {
  const codes = (units || focused() || pressed()).split(" ").filter(Boolean)
  for (const each of document.querySelectorAll(MARKS)) {
    const own = each.dataset.unit.split(" ")
    if (
      each.classList.toggle(
        "lit",
        codes.some((code) => own.includes(code)),
      )
    )
      bringForward(each)
  }
}

/** The same for what was pressed, until something else is. */
export function keep(units) {
  window.fenjinUnits = { codes: units ?? "", path: location.pathname }
  light()
}

export function releaseElsewhere() {
  document.removeEventListener("click", window.fenjinRelease)
  window.fenjinRelease = ({ target }) => {
    if (pressed() && !target.closest?.(ELSEWHERE)) keep("")
  }
  document.addEventListener("click", window.fenjinRelease)
}
