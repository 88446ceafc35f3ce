// Streamlit's own words in the reader's language, wherever and whenever they appear; `framework.py` says which and why.

import { OWN_WORDS } from "./streamlit.js"

const ATTRIBUTES = ["aria-label", "title", "placeholder"]

// What stands in place of a text of theirs; nothing where it is none of their words.
export const translated = (words, text) => translation(words)(text)

function translation(words) {
  const patterns = Object.entries(words)
    .filter(([theirs]) => theirs.includes("#"))
    .map(([theirs, ours]) => [
      new RegExp(`^${theirs.replace(/[.+]/g, "\\$&").replace(/^#/, "(\\d+)").replaceAll("#", "(.+?)")}$`),
      ours,
    ])
  return (text) => {
    if (Object.hasOwn(words, text)) return words[text]
    for (const [pattern, ours] of patterns) {
      const parts = text.match(pattern)?.slice(1)
      if (parts) return ours.replaceAll("#", () => parts.shift())
    }
  }
}

// What was said before in place of theirs, by text or element: said anew where the reader takes another language.
function exchange(words, theirs) {
  const inReadersWords = translation(words)
  // Each is written in place, never exchanged for another: Streamlit holds on to its elements and texts.
  const say = (node, name, now, write) => {
    const kept = theirs.get(node)?.[name]
    const said = kept?.ours === now ? kept.theirs : now
    const ours = inReadersWords(said) ?? said
    if (ours === now) return
    theirs.set(node, { ...theirs.get(node), [name]: { theirs: said, ours } })
    write(ours)
  }
  const text = (node) => {
    if (!node.parentElement || node.parentElement.closest(OWN_WORDS)) return
    say(node, "data", node.data, (ours) => {
      node.data = ours
    })
  }
  const element = (node) => {
    if (node.closest(OWN_WORDS)) return
    for (const name of ATTRIBUTES) {
      if (node.hasAttribute(name)) say(node, name, node.getAttribute(name), (ours) => node.setAttribute(name, ours))
    }
  }
  return (root, deep = true) => {
    if (root.nodeType === Node.TEXT_NODE) return text(root)
    if (root.nodeType !== Node.ELEMENT_NODE) return
    element(root)
    if (!deep) return
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    while (walker.nextNode()) (walker.currentNode.nodeType === Node.TEXT_NODE ? text : element)(walker.currentNode)
  }
}

// Called whenever a page has been drawn.
export function translateFramework(words) {
  const key = JSON.stringify(words)
  if (window.fenjinWords?.key === key) return
  window.fenjinWords?.watch.disconnect()
  const theirs = window.fenjinWords?.theirs ?? new WeakMap()
  const say = exchange(words, theirs)
  const watch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") for (const node of change.addedNodes) say(node)
      else say(change.target, false)
    }
  })
  window.fenjinWords = { key, theirs, watch }
  say(document.body)
  if (key !== "{}")
    watch.observe(document.body, { attributeFilter: ATTRIBUTES, characterData: true, childList: true, subtree: true })
}
