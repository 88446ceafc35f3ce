import { attempt } from "./storage.js"

const WRITTEN = "fenjin-sql"
const MOST = 30

/** Texts with one more before them, which stands there once; the oldest are the first to go. */
export function withLatest(texts, text) {
  return text.trim() ? [text, ...texts.filter((each) => each !== text)].slice(0, MOST) : texts
}

function load() {
  const texts = attempt(() => JSON.parse(localStorage.getItem(WRITTEN)))
  return Array.isArray(texts) ? texts.filter((each) => typeof each === "string") : []
}

export default function ({ data, parentElement, setTriggerValue }) {
  const select = parentElement.querySelector("select")
  select.ariaLabel = data.label
  const texts = withLatest(load(), data.latest)
  attempt(() => localStorage.setItem(WRITTEN, JSON.stringify(texts)))
  const options = texts.map((text) =>
    Object.assign(document.createElement("option"), { value: text, textContent: text.replace(/\s+/g, " ").slice(0, 160) }),
  )
  select.options[0].textContent = data.label
  select.replaceChildren(select.options[0], ...options)
  select.disabled = !texts.length
  select.value = ""
  select.onchange = () => {
    if (select.value) setTriggerValue("text", select.value)
  }
}
