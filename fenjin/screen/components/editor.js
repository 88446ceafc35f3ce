// The box for SQL: a plain field first, which CodeMirror replaces once it is there.

import { KEYWORDS, offers, TYPES } from "./offers.js"
import { attempt } from "./storage.js"

const UNRUN = "fenjin-sql"

/** What a tab keeps of a text that was written and not run, beside the one that the server sent; null where there is nothing to keep. */
export const keptOf = (text, sent) => (text && text !== sent ? JSON.stringify([sent, text]) : null)

/** The text that a tab kept beside the one that the server sends; undefined where it kept none beside this one. */
export function unrunOf(kept, sent) {
  const [beside, text] = JSON.parse(kept) ?? []
  return beside === sent ? text : undefined
}

/** Whether a text that the server sends takes the place of what stands in the box: a link, an example or a query that was chosen, but
never the text that was run from here, behind which the reader may have written on. */
export function isNew(data, before, lastRun) {
  if (!data.text) return false
  if (!before) return true
  return data.times !== before.times || (data.text !== before.text && data.text !== lastRun)
}

// What is as long as this is refused by the server all the same, and what is much longer would end the connection.
const bounded = (text, longest) => text.slice(0, 2 * longest + 2)

class Box {
  constructor(section) {
    const find = (name) => section.querySelector(name)
    Object.assign(this, { section, root: section.getRootNode(), label: find("label"), hint: find("small") })
    Object.assign(this, { field: find("textarea"), place: find("div"), button: find("button") })
    this.button.onclick = () => this.run()
    this.field.onkeydown = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return
      event.preventDefault()
      this.run()
    }
    this.field.oncompositionstart = () => {
      this.composition = new Promise((done) =>
        this.field.addEventListener("compositionend", () => setTimeout(done), { once: true }),
      )
    }
    this.label.onclick = () => this.view?.focus()
    this.field.oninput = () => this.keep(this.text)
    // Keys of what is written are none of the page's.
    section.onkeydown = (event) => event.stopPropagation()
  }

  get text() {
    return this.view ? this.view.state.doc.toString() : this.field.value
  }

  // What is written here outlives what loads the page anew, such as another appearance, and ends with the tab.
  keep(text) {
    const kept = keptOf(text, this.data.text)
    attempt(() => (kept ? sessionStorage.setItem(UNRUN, kept) : sessionStorage.removeItem(UNRUN)))
  }

  run() {
    this.keep("")
    if (this.view) this.library.closeCompletion(this.view)
    // Until it comes back from the server.
    this.lastRun = this.text === this.data.text ? undefined : this.text
    this.send(bounded(this.text, this.data.longest))
    return true
  }

  take(data, send) {
    const before = this.data
    Object.assign(this, { data, send })
    this.section.className = data.mode
    this.label.textContent = data.label
    this.button.textContent = data.run
    this.field.placeholder = data.placeholder
    this.hint.textContent = this.view ? `${data.hint} ${data.completing}` : data.hint
    const unrun = before ? undefined : attempt(() => unrunOf(sessionStorage.getItem(UNRUN), data.text))
    if (unrun) this.write(unrun)
    else if (isNew(data, before, this.lastRun) && data.text !== this.text) this.write(data.text)
    if (data.text === this.lastRun) this.lastRun = undefined
    if (data.hint !== before?.hint) this.view?.dispatch({ effects: this.words.reconfigure(this.phrases()) })
  }

  write(text) {
    if (!this.view) this.field.value = text
    else this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 } })
  }

  // What the editor says, in the reader's language.
  phrases() {
    const { label, completions, deleted, placeholder } = this.data
    return [
      this.library.EditorState.phrases.of({ Completions: completions, "Selection deleted": deleted }),
      this.library.EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "hint" }),
      this.library.placeholder(placeholder),
    ]
  }

  // Takes the place of the field with all that stands in it.
  async replace() {
    this.library = await import(new URL(this.data.library, document.baseURI))
    await this.composition
    if (!this.section.isConnected) return
    const { Compartment, EditorState, EditorView } = this.library
    this.words = new Compartment()
    const { value, selectionStart, selectionEnd } = this.field
    const hasFocus = this.root.activeElement === this.field
    const doc = EditorState.create({ doc: value }).doc
    this.place.hidden = false
    this.view = new EditorView({
      parent: this.place,
      root: this.root,
      state: EditorState.create({
        doc,
        selection: { anchor: Math.min(selectionStart, doc.length), head: Math.min(selectionEnd, doc.length) },
        extensions: [
          this.keys(),
          this.completion(),
          this.language(),
          EditorView.lineWrapping,
          EditorView.updateListener.of(({ docChanged }) => docChanged && this.keep(this.text)),
          this.words.of(this.phrases()),
        ],
      }),
    })
    this.field.hidden = true
    this.hint.textContent = `${this.data.hint} ${this.data.completing}`
    if (hasFocus) this.view.focus()
  }

  keys() {
    const { closeCompletion, completionStatus, history, historyKeymap, insertNewlineKeepIndent, keymap, Prec, standardKeymap } =
      this.library
    const own = [
      { key: "Mod-Enter", run: () => this.run() },
      {
        key: "Enter",
        // Who has written a word to its end wants a new line, not the word once more.
        run: (view) => {
          if (completionStatus(view.state) === "active" && this.isWhole(view.state)) closeCompletion(view)
          return false
        },
      },
    ]
    // The Tab key leaves the box, as it leaves any field.
    return [
      Prec.highest(keymap.of(own)),
      history(),
      keymap.of([{ key: "Enter", run: insertNewlineKeepIndent }, ...standardKeymap, ...historyKeymap]),
    ]
  }

  isWhole(state) {
    const { head } = state.selection.main
    const { label } = this.library.selectedCompletion(state) ?? {}
    return Boolean(label) && state.sliceDoc(Math.max(0, head - label.length), head).toLowerCase() === label
  }

  completion() {
    const source = ({ state, pos, explicit }) => {
      const { name } = this.library.syntaxTree(state).resolveInner(pos, -1)
      const within = name === "String" ? "text" : name.endsWith("Comment") ? "comment" : "name"
      const found = offers(state.doc.toString(), pos, within, this.data, explicit)
      if (!found) return null
      const { from, options, isChosen } = found
      return isChosen ? { from, options, filter: false } : { from, options, validFor: /^\w*$/ }
    }
    return this.library.autocompletion({ override: [source], icons: false })
  }

  language() {
    const { HighlightStyle, SQLDialect, syntaxHighlighting, tags } = this.library
    const { language } = SQLDialect.define({ keywords: KEYWORDS, types: TYPES, doubleDollarQuotedStrings: true })
    const marks = [
      [[tags.keyword, tags.bool, tags.null], "keyword"],
      [tags.typeName, "type"],
      [tags.string, "string"],
      [tags.number, "number"],
      [tags.comment, "comment"],
    ]
    return [language, syntaxHighlighting(HighlightStyle.define(marks.map(([tag, name]) => ({ tag, class: name }))))]
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.fenjinBox ??= new Box(parentElement.querySelector("section"))
  const box = parentElement.fenjinBox
  box.take(data, (text) => setTriggerValue("text", text))
  // Where it does not come, the field stays; what did not come once may come the next time.
  box.replacement ??= box.replace().catch((error) => {
    console.warn(error)
    box.replacement = undefined
  })
  return () => box.view?.destroy()
}
