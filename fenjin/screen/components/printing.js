// A page on paper. The style for paper (printing.css) does nearly all of it; here is what has to be done right before the browser prints,
// when nothing can be waited for any more, and is undone right after: figures are drawn at the width of the sheet.

import { CAPTION, CARD, ELEMENT, MAIN, WRAPPER } from "./streamlit.js"

const WIDTH = "184mm" // of a sheet within its margins
const LONGEST = 120 // letters of a link that stands at the foot of a sheet

// The words of a screen without the sentences that say what to press.
export function leaveOut(text, sentences) {
  return sentences.reduce((left, sentence) => left.replace(sentence, ""), text).trim()
}

// What the foot of each sheet says, as a text of CSS: where the data comes from, and the page's link where that is short.
export function footOf(source, link) {
  const lines = link.length < LONGEST ? [source, link] : [source]
  return lines.map((line) => line.replace(/["\\]/g, "\\$&")).join("\\A ")
}

// Gives the page its looks on paper whenever it is printed, until what is returned is called.
export function preparePrinting(paper) {
  const style = document.querySelector("#fenjin-printing") ?? document.head.appendChild(document.createElement("style"))
  style.id = "fenjin-printing"
  style.media = "print"
  style.textContent = paper.style
  const undo = []

  function hide(element) {
    if (!element) return
    element.dataset.paper = "none"
    undo.push(() => delete element.dataset.paper)
  }

  function silence() {
    for (const words of document.querySelectorAll(CAPTION)) {
      const node = words.childNodes.length === 1 && words.firstChild
      const before = node?.data
      const after = before && leaveOut(before, paper.unsaid)
      if (!before || after === before.trim()) continue
      undo.push(() => {
        node.data = before
      })
      node.data = after
      if (!after) hide(words.closest(ELEMENT))
    }
  }

  // What follows the last words or figure, and the room below these, would begin a sheet with nothing on it.
  function trim() {
    const page = document.querySelector(CARD) ?? document.querySelector(MAIN)
    const blocks = [...page.querySelectorAll(`${ELEMENT}, ${WRAPPER}`)]
    const hasInk = (part) => !part.children.length && part.getBoundingClientRect().height > 0
    const last = blocks.findLast((each) => each.matches(ELEMENT) && [...each.querySelectorAll("*")].some(hasInk))
    if (!last) return
    for (const each of blocks.slice(blocks.indexOf(last) + 1)) if (each.dataset.paper !== "none") hide(each)
    for (let each = last; each !== page; each = each.parentElement) {
      each.dataset.paper = "end"
      undo.push(() => delete each.dataset.paper)
    }
  }

  // With the style of paper in force on the screen a place is as wide as it will be on the sheet.
  function drawFigures(onPaper) {
    const { scrollTop } = document.querySelector(MAIN)
    style.media = onPaper ? "all" : "print"
    // As strong as the style itself, for which a page is as wide as its sheet.
    document.documentElement.style.setProperty("width", onPaper ? WIDTH : "", "important")
    // A figure that looks other on paper says so by itself.
    for (const place of document.querySelectorAll(".fenjin-figure, .fenjin-markup")) place.fenjinPrint?.(onPaper)
    if (onPaper) trim()
    style.media = "print"
    document.documentElement.style.removeProperty("width")
    document.querySelector(MAIN).scrollTop = scrollTop
  }

  function before() {
    after()
    style.textContent = paper.style.replace("SOURCE", () => footOf(paper.source, location.href))
    silence()
    if (window.CSSMarginRule) {
      // The foot of every sheet says what the end of the page does.
      const end = [...document.querySelectorAll(`${MAIN} hr`)].pop()?.closest(ELEMENT)
      hide(end)
      hide(end?.nextElementSibling)
    }
    drawFigures(true)
    undo.push(() => drawFigures(false))
  }

  function after() {
    while (undo.length) undo.pop()()
  }

  window.fenjinPrinting?.abort()
  const ours = new AbortController()
  window.fenjinPrinting = ours
  window.addEventListener("beforeprint", before, ours)
  window.addEventListener("afterprint", after, ours)
  return () => {
    if (window.fenjinPrinting !== ours) return
    ours.abort()
    style.remove()
  }
}
