import { copy } from "./clipboard.js"

export default function ({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(name)
  const field = find("textarea"),
    button = find("button"),
    said = find("output"),
    code = find("img")
  if (field.value !== data.link) said.textContent = ""
  field.value = data.link
  field.ariaLabel = data.label
  field.onfocus = () => field.select()
  button.textContent = data.copy
  button.onclick = async () => {
    const done = await copy(data.link, field)
    said.textContent = done ? data.copied : data.failed
    if (!done) field.select()
  }
  code.hidden = !data.code
  code.alt = data.alt
  if (data.code) code.src = data.code
  code.width = data.pixels
  const notes = data.notes.map((text) => Object.assign(document.createElement("p"), { textContent: text }))
  find("aside").replaceChildren(...notes)
}
