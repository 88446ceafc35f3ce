import { copy } from "./clipboard.js"

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button"),
    field = parentElement.querySelector("textarea"),
    said = parentElement.querySelector("output")
  button.textContent = data.label
  said.textContent = ""
  button.onclick = async () => {
    field.hidden = false
    const done = await copy(data.text, field)
    field.hidden = true
    said.textContent = done ? data.copied : data.failed
    button.focus()
  }
}
