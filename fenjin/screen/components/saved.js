import { attempt } from "./storage.js"

const SAVED = "fenjin-saved"
const MOST = 200

/** The views of a text that was saved or exported, each with name, note and link below the root; null where it is no such text. */
export function read(text) {
  const list = attempt(() => JSON.parse(text)?.views)
  const isView = ({ name, note, link }) =>
    typeof name === "string" &&
    name.trim() !== "" &&
    name.length <= 120 &&
    typeof note === "string" &&
    note.length <= 400 &&
    typeof link === "string" &&
    /^[\w-]*(\?[^#\s]*)?$/.test(link)
  if (!Array.isArray(list) || !list.every((each) => each && isView(each))) return null
  return list.map(({ name, note, link }) => ({ name, note, link }))
}

/** Saved views with others before them: a link stands once, with what was last said of it, and the oldest are the first to go. */
export function add(views, others) {
  const links = new Set(others.map(({ link }) => link))
  return [...others, ...views.filter(({ link }) => !links.has(link))].slice(0, MOST)
}

function load() {
  return read(attempt(() => localStorage.getItem(SAVED)) ?? "") ?? []
}

function save(views) {
  const text = JSON.stringify({ views })
  attempt(() => localStorage.setItem(SAVED, text))
  return attempt(() => localStorage.getItem(SAVED)) === text
}

export default function ({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(name)
  const { name, note } = find("form").elements
  const said = find("output"),
    file = find("[type=file]")
  find("strong").textContent = data.title
  name.placeholder = name.ariaLabel = data.name
  note.placeholder = note.ariaLabel = data.note
  find("[type=submit]").textContent = data.save
  find("[name=export]").textContent = data.export
  find("[name=import]").textContent = data.import
  if (parentElement.fenjinLink !== data.link) {
    parentElement.fenjinLink = data.link
    said.textContent = ""
    name.value = document.title
    note.value = ""
  }

  function line(view) {
    const item = document.createElement("li"),
      link = Object.assign(document.createElement("a"), { textContent: view.name, href: data.root + view.link }),
      forget = Object.assign(document.createElement("button"), { type: "button", textContent: "×" })
    forget.ariaLabel = forget.title = `${data.remove} ${view.name}`
    forget.onclick = () => {
      save(load().filter((each) => each.link !== view.link))
      list()
    }
    item.append(link, forget)
    if (view.note) item.append(Object.assign(document.createElement("small"), { textContent: view.note }))
    return item
  }

  function list() {
    const views = load()
    find("ul").replaceChildren(...views.map(line))
    find("[name=export]").hidden = !views.length
  }

  find("form").onsubmit = (event) => {
    event.preventDefault()
    if (!name.value.trim()) return
    const done = save(add(load(), [{ name: name.value.trim(), note: note.value.trim(), link: data.link }]))
    said.textContent = done ? data.saved : data.failed
    list()
  }
  find("[name=export]").onclick = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify({ views: load() }, null, 2)], { type: "application/json" }))
    Object.assign(document.createElement("a"), { href: url, download: "fenjin-views.json" }).click()
    URL.revokeObjectURL(url)
  }
  find("[name=import]").onclick = () => file.click()
  file.onchange = async () => {
    const [chosen] = file.files
    const views = chosen && read(await chosen.text())
    file.value = ""
    if (views) save(add(load(), views))
    said.textContent = views ? data.imported : data.wrong
    list()
  }
  list()
}
