// Columns of a grid are as wide as the server says, which knows the screen only as it is told.

const NARROW = "(max-width: 767px)"

// What the server has yet to be told of a screen, null where it knows.
export function wordOf(narrow, known) {
  return narrow === known ? null : narrow ? "narrow" : "wide"
}

// Called whenever a page has been drawn; `known` says whether the server takes the screen for a narrow one.
export function watchWidth(known, send) {
  const screen = matchMedia(NARROW)
  const tell = () => {
    const word = wordOf(screen.matches, known)
    if (word) send("width", word)
  }
  window.fenjinWidth?.()
  window.fenjinWidth = () => screen.removeEventListener("change", tell)
  screen.addEventListener("change", tell)
  tell()
}
