// The review of a draft: the text with every figure marked by its state, and beside it the form of the one in hand. All of it runs in
// the browser; each edit goes to the server at once, one after another, and none waits for a run of the page.
// One file: all of it shows and changes the one draft in hand, on one screen; what needs no browser in it is `draft.js`.

import {
  apply,
  asked,
  beginnings,
  commitmentOf,
  doubts,
  FILES,
  itemsOf,
  lacking,
  next,
  piecesOf,
  settles,
  stateOf,
  within,
} from "./draft.js"

const LEAST_SCORE = 0.2 // of an indicator that is offered by a number
const RETRY = 15000 // milliseconds after which what was not kept is tried again by itself

const make = (tag, facts = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), facts)
  element.append(...children)
  return element
}

function open(root) {
  const find = (name) => root.querySelector(name)
  const room = find(".review"),
    body = find(".text"),
    form = find("form"),
    menu = find(".menu"),
    alert = find(".alert"),
    report = find(".report")
  let data, desk, address
  let items = [],
    at = -1,
    asks = {},
    buttons = new Map()
  const back = []
  const waiting = []
  let sending = false,
    paused = false,
    stale = false,
    retry,
    pressed = 0

  const w = (name, values = {}) => data.words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key])
  const rowOf = ({ kind, code }) => desk.rows[FILES[kind]][code]
  const facts = () => ({ rows: desk.rows, asks, faults: desk.faults, doubtful: doubts(asks) })
  const stateNow = (item) => stateOf(item, facts())
  const isOpen = (item) => ["open", "doubtful"].includes(stateNow(item))
  const keyOf = ({ kind, code }) => `${kind} ${code}`
  const current = () => items[at]

  // The server.

  async function ask(part, options) {
    const link = new URL(`${address}${part}?lang=${data.lang}&reading=${data.reading}`, document.baseURI)
    const answer = await fetch(link, { ...options, headers: { "Content-Type": "application/json" } })
    return { status: answer.status, content: await answer.json().catch(() => ({})) }
  }

  async function load(then) {
    const was = current()
    try {
      const { status, content } = await ask("")
      if (status !== 200) return warn(content.words ?? w("away"), () => load(then))
      desk = content
      warn("")
      build()
      const exact = items.findIndex((item) => keyOf(item) === then)
      // Where a commitment was cut, a figure has another code and stands where it stood.
      const place = exact >= 0 ? exact : items.findIndex(({ kind, start }) => kind === was?.kind && start === was.start)
      // Whoever opens a review wants its keys; where somebody is elsewhere on the page he stays there.
      const isFree = [document.body, null].includes(document.activeElement)
      go(place >= 0 ? place : Math.max(0, firstOpen()), Boolean(then) || isFree)
    } catch {
      warn(w("away"), () => load(then))
    }
  }

  const firstOpen = () => items.findIndex(isOpen)

  function keep(edits, isBack = false) {
    waiting.push({ edits, isBack, item: current() && keyOf(current()) })
    send()
  }

  async function send() {
    if (sending || paused || !waiting.length) return
    sending = true
    clearTimeout(retry)
    tell()
    const { edits, isBack, item } = waiting[0]
    try {
      const { status, content } = await ask("", { method: "POST", body: JSON.stringify(edits) })
      sending = false
      if (status === 200) {
        waiting.shift()
        warn("")
        take(content, isBack)
      } else if (status === 409 || status === 422 || status === 400 || status === 404) {
        // What was made after it may rest on it: it is not kept either.
        waiting.length = 0
        await load(
          content.code
            ? (items.find(({ code }) => code === content.code) && keyOf(items.find(({ code }) => code === content.code))) || item
            : item,
        )
        warn(
          content.words ??
            Object.values(content.faults)
              .flat()
              .map(([, words]) => words)
              .join(" "),
        )
      } else fail(content.words ?? w("away"))
    } catch {
      sending = false
      fail(w("away"))
    }
    tell()
    send()
  }

  function fail(words) {
    // Nothing is sent until then.
    paused = true
    warn(words, again)
    retry = setTimeout(again, RETRY)
  }

  function again() {
    paused = false
    send()
  }

  function take({ changes, faults, before, state }, isBack) {
    if (changes.length && !isBack) back.push(changes)
    note(changes)
    apply(changes, desk.rows, desk.suggestions)
    for (const [file, code] of changes) delete desk.faults[`${file} ${code}`]
    Object.assign(desk.faults, faults)
    // Where a commitment came or went, codes of what belongs to it are others.
    stale ||= before !== desk.state || changes.some(([file, , old, now]) => file === "commitments.csv" && (!old || !now))
    desk.state = state
    if (!waiting.length && stale) {
      stale = false
      const focused = root.activeElement
      load(current() && keyOf(current())).then(() => focused?.isConnected && focused.focus())
      return
    }
    const structural = changes.some(
      ([file, , old, now]) =>
        file !== "suggestions.csv" && (!old || !now || ["start", "end", "figure"].some((name) => old[name] !== now[name])),
    )
    if (structural && !waiting.length) {
      const here = current() && keyOf(current())
      const moved = changes.find(([file, , old, now]) => file === "targets.csv" && !old && now)
      const then = isBack ? keyOfChange(changes[changes.length - 1]) : moved && back.wants ? `target ${moved[1]}` : here
      back.wants = false
      build()
      const place = items.findIndex((item) => keyOf(item) === then)
      go(place >= 0 ? place : Math.min(at, items.length - 1), true)
    } else {
      renew()
      if (isBack) {
        const place = items.findIndex(
          (item) => keyOf(item) === keyOfChange(changes.find(([file]) => file !== "suggestions.csv") ?? []),
        )
        if (place >= 0) go(place, true)
      } else draw(true)
    }
  }

  function keyOfChange([file, code] = []) {
    const kind = Object.keys(FILES).find((name) => FILES[name] === file)
    return kind ? `${kind} ${code}` : ""
  }

  // What the rules wrote, of cells that are not so any more.
  function note(changes) {
    for (const [file, code, before, after] of changes) {
      if (file === "suggestions.csv" || !before || !after) continue
      const own = within(within(desk.drafted, file, {}), code, {})
      for (const name of Object.keys(after)) {
        if (before[name] === after[name] || name === "status") continue
        if (!(name in own)) own[name] = before[name]
        else if (own[name] === after[name]) delete own[name]
      }
    }
  }

  // What is said.

  function warn(words, again) {
    alert.hidden = !words
    alert.replaceChildren(words)
    if (again) alert.append(make("button", { type: "button", textContent: w("retry"), onclick: again }))
  }

  function tell() {
    find(".kept").textContent = waiting.length ? w(sending ? "saving" : "unsaved", { n: waiting.length }) : w("saved")
  }

  function count() {
    const left = { target: 0, numeral: 0, commitment: 0, unit: 0 }
    const shown = facts()
    for (const item of items) if (["open", "doubtful"].includes(stateOf(item, shown))) left[item.kind]++
    const figures = left.target + left.numeral
    const parts = [w("left", { n: figures })]
    if (left.commitment) parts.push(w("leftCommitments", { n: left.commitment }))
    if (left.unit) parts.push(w("leftUnits", { n: left.unit }))
    const all = figures + left.commitment + left.unit
    const words = all ? parts.join(w("comma")) : w("done")
    const place = find(".left")
    if (place.textContent !== words) place.textContent = words
    const progress = find("progress")
    progress.max = items.length || 1
    progress.value = items.length - all
    progress.ariaLabel = words
  }

  // The text.

  function build() {
    asks = asked(desk.suggestions)
    items = itemsOf(desk.rows)
    const scroll = body.scrollTop
    buttons = new Map()
    const nodes = []
    let unit = ""
    for (const piece of piecesOf(desk.text, desk.rows)) {
      const words = piece.parts.map((part) => (typeof part === "string" ? part : mark(part)))
      if (!piece.code) {
        nodes.push(make("div", { className: "outside" }, ...words))
        continue
      }
      if (piece.unit !== unit) nodes.push(label("unit", piece.unit, desk.rows["units.csv"][piece.unit]?.unit ?? piece.unit))
      unit = piece.unit
      const row = desk.rows["commitments.csv"][piece.code]
      const section = make(
        "section",
        {},
        label("commitment", piece.code, `${row.commitment_no} ${row.commitment || w("untitled")}`, "title"),
        ...words,
      )
      section.dataset.code = piece.code
      nodes.push(section)
    }
    const others = Object.entries(desk.rows["units.csv"]).filter(([code]) => !buttons.has(`unit ${code}`))
    if (others.length)
      nodes.push(
        make("p", { className: "outside", textContent: w("assisting") }),
        ...others.map(([code, row]) => label("unit", code, row.unit)),
      )
    body.replaceChildren(...nodes)
    body.scrollTop = scroll
    renew()
  }

  function mark({ kind, code, words }) {
    const button = label(kind, code, words, "figure")
    button.dataset.words = words
    return button
  }

  function label(kind, code, words, className = kind) {
    const button = make("button", { type: "button", className, tabIndex: -1, textContent: words })
    button.dataset.item = `${kind} ${code}`
    buttons.set(button.dataset.item, button)
    button.onclick = () => {
      const place = items.findIndex((item) => keyOf(item) === button.dataset.item)
      if (place >= 0) go(place, true)
      // A commitment is looked at with its figures.
      else
        go(
          items.findIndex((item) => item.kind === "target" && commitmentOf(item.code) === code),
          true,
        )
    }
    return button
  }

  // The states of all that is marked.
  function renew() {
    asks = asked(desk.suggestions)
    const here = current() && keyOf(current())
    items = itemsOf(desk.rows)
    const place = items.findIndex((item) => keyOf(item) === here)
    if (place >= 0) at = place
    const shown = facts()
    const known = new Set(items.map(keyOf))
    for (const [key, button] of buttons) {
      const [kind, code] = key.split(/ (.*)/)
      const row = desk.rows[FILES[kind]][code]
      if (!row) continue
      const isItem = kind !== "commitment" || known.has(key)
      const state = isItem ? stateOf({ kind, code }, shown) : ""
      const reason = kind === "numeral" ? (desk.choices.reason[row.reason] ?? "") : ""
      const title = [state && w(state), reason].filter(Boolean).join(w("colon"))
      // A browser works for each that is written, also where it says the same.
      if (button.dataset.state === (state || undefined) && button.title === title) continue
      if (state) button.dataset.state = state
      else delete button.dataset.state
      button.title = title
      button.ariaLabel = [button.dataset.words ?? button.textContent, title].filter(Boolean).join(w("comma"))
    }
    count()
  }

  function go(place, focus = true) {
    if (place < 0 || place >= items.length) return
    at = place
    closeMenu(false)
    find("aside").scrollTop = 0
    for (const button of buttons.values()) {
      button.removeAttribute("aria-current")
      button.tabIndex = -1
    }
    for (const section of body.querySelectorAll("section.at")) section.classList.remove("at")
    const button = buttons.get(keyOf(current()))
    draw()
    if (!button) return
    button.ariaCurrent = "true"
    button.tabIndex = 0
    button.closest("section")?.classList.add("at")
    show(button)
    if (focus) button.focus({ preventScroll: true })
  }

  // Scrolls the text, never the page.
  function show(element) {
    const box = element.getBoundingClientRect(),
      frame = body.getBoundingClientRect()
    if (box.bottom > frame.bottom - 60 || box.top < frame.top + 40) body.scrollTop += box.top - frame.top - frame.height / 2
  }

  // The form.

  const nameOf = (file, column) => desk.heads[`${file} ${column}`] ?? column
  const words = (kind, code) => desk.choices[kind]?.[code] ?? code

  function draw(keepFocus = false) {
    const item = current()
    if (!item) return
    const inside = form.contains(root.activeElement)
    if (keepFocus && inside) return
    const row = rowOf(item)
    if (!row) return
    const own = item.kind === "unit" ? null : item.kind === "numeral" ? sectionOf(Number(row.start)) : commitmentOf(item.code)
    const commitment = own && desk.rows["commitments.csv"][own]
    const unit = desk.rows["units.csv"][item.kind === "unit" ? item.code : commitment?.unit_id]
    find("aside h2").textContent = { target: row.figure, numeral: row.numeral, commitment: row.commitment, unit: row.unit }[
      item.kind
    ]
    const state = stateNow(item)
    const verdict = find(".verdict")
    verdict.dataset.state = state
    verdict.textContent = [
      w(state),
      item.kind === "numeral" && words("reason", row.reason),
      unit && item.kind !== "unit" && `${unit.unit} · ${w("commitmentNo", { n: commitment?.commitment_no ?? "" })}`,
    ]
      .filter(Boolean)
      .join(" · ")
    const nodes = []
    if (item.kind === "target") nodes.push(...targetForm(item, row))
    if (item.kind === "numeral")
      nodes.push(make("p", { className: "note wide", textContent: w(state === "doubtful" ? "numeralAsked" : "numeralRefused") }))
    if (item.kind === "unit") nodes.push(...unitForm(item, row))
    if (commitment) nodes.push(...commitmentForm(own, commitment))
    form.replaceChildren(...nodes)
    find(".keys").replaceChildren(
      ...keysFor(item).map(([key, text]) =>
        make(
          "div",
          {},
          make("dt", {}, make("kbd", { textContent: key })),
          // Who has no keyboard at hand presses the words.
          make(
            "dd",
            {},
            acts[key] ? make("button", { type: "button", tabIndex: -1, textContent: text, onclick: acts[key] }) : text,
          ),
        ),
      ),
    )
  }

  function sectionOf(start) {
    return Object.entries(desk.rows["commitments.csv"]).find(
      ([, row]) => Number(row.start) <= start && start < Number(row.end),
    )?.[0]
  }

  function targetForm(item, row) {
    const file = "targets.csv"
    const near = nearOf(item.code)
    const suggested = near.map(({ value, score }, n) => {
      const button = offer(n + 1, words("indicator", value), score, row.indicator_id === value, () => setIndicator(value))
      button.title = desk.indicators[value]?.definition ?? ""
      return button
    })
    const parts = Object.entries(desk.rows[file]).filter(
      ([code]) => code !== item.code && commitmentOf(code) === commitmentOf(item.code),
    )
    const unknown = row.scope.split("，").filter((part) => part && !desk.scopes.includes(part))
    return [
      ...lastYear(item.code),
      ...(suggested.length
        ? [make("div", { className: "suggested", role: "group", ariaLabel: w("suggested") }, ...suggested)]
        : []),
      field(item, "indicator_id", { choices: desk.choices.indicator, wide: true, set: setIndicator }),
      field(item, "value"),
      field(item, "uom", { list: desk.uoms }),
      ...(row.comparator === "range" || row.value_high ? [field(item, "value_high")] : []),
      field(item, "comparator", { choices: desk.choices.comparator }),
      field(item, "firmness", { choices: desk.choices.firmness }),
      field(item, "kind", { choices: desk.choices.kind }),
      field(item, "deadline", { hint: "2031-12-31" }),
      field(item, "scope", {
        list: desk.scopes,
        wide: true,
        say: unknown.length ? w("unjudged", { part: unknown.join("，") }) : isAsked(item, "scope") ? w("scopeAsked") : "",
      }),
      ...topicFields(item),
      field(item, "measure", { wide: true }),
      field(item, "figure"),
      field(item, "bound_word"),
      more([
        field(item, "tier", { choices: desk.choices.tier }),
        field(item, "part_of", {
          choices: Object.fromEntries(parts.map(([code, other]) => [code, `${other.figure} ${other.measure}`])),
        }),
        field(item, "reading", { choices: desk.choices.reading, wide: true }),
        field(item, "measure_en", { wide: true }),
      ]),
    ]
  }

  function commitmentForm(code, row) {
    const item = { kind: "commitment", code }
    const bare = !Object.keys(desk.rows["targets.csv"]).some((other) => commitmentOf(other) === code)
    const answering = (desk.answering[code] ?? []).map(
      ([unit, role]) => `${words("answers", role)} ${desk.rows["units.csv"][unit]?.unit ?? unit}`,
    )
    return [
      make("h3", { textContent: w(row.status === "reviewed" ? "commitmentAccepted" : "commitment") }),
      ...lastYear(code),
      ...(desk.cut.includes(code) ? [make("p", { className: "note wide changed", textContent: w("cut") })] : []),
      field(item, "commitment", { wide: true }),
      ...(row.statement ? [field(item, "statement", { wide: true })] : []),
      ...topicFields(item),
      ...(bare ? [field(item, "firmness", { choices: desk.choices.firmness })] : []),
      more([
        ...(row.statement ? [] : [field(item, "statement", { wide: true })]),
        field(item, "commitment_en", { wide: true }),
        field(item, "statement_en", { wide: true }),
      ]),
      ...(answering.length ? [make("p", { className: "note wide", textContent: answering.join(w("comma")) })] : []),
    ]
  }

  function unitForm(item) {
    const columns = isAsked(item)
    return [
      ...(columns
        ? [
            make("p", {
              className: "note wide fault",
              textContent: w("unitAsked", { columns: columns.map((name) => nameOf("units.csv", name)).join(w("comma")) }),
            }),
          ]
        : []),
      field(item, "unit", { wide: true }),
      field(item, "unit_type", { choices: desk.choices.unit_type }),
      field(item, "adcode"),
      field(item, "short"),
      field(item, "within"),
      field(item, "unit_en", { wide: true }),
      field(item, "short_en", { wide: true }),
    ]
  }

  function isAsked(item, column) {
    const own = asks[keyOf(item)]
    return own && (!column || own.columns.includes(column)) ? own.columns : null
  }

  function more(fields) {
    const details = make("details", {}, make("summary", { textContent: w("more") }), make("div", {}, ...fields))
    // What is wrong in there is seen.
    details.open = fields.some((each) => each.querySelector(".fault"))
    return details
  }

  function offer(key, text, score, isPressed, act) {
    const button = make(
      "button",
      { type: "button", onclick: act },
      make("kbd", { textContent: key }),
      ` ${text} `,
      make("small", { textContent: Number(score).toFixed(2) }),
    )
    button.ariaPressed = String(isPressed)
    return button
  }

  // What last year's list says of it.
  const lastYear = (code) =>
    desk.suggestions
      .filter((each) => each.code === code && each.column === "last_year")
      .map(({ value }) => make("p", { className: "note wide", textContent: w("lastYear", { words: value }) }))

  // The topic, and for the row in hand the nearest ones by a number.
  function topicFields(item) {
    const groups = {}
    for (const [topic, theme] of Object.entries(desk.topics)) within(groups, theme, []).push(topic)
    const row = rowOf(item)
    const near = keyOf(item) === keyOf(current()) ? topicsNear(item.code) : []
    const offers = near.map(({ value, score }, n) =>
      offer(n + 4, words("topic", value), score, row.topic === value, () => setTopic(value)),
    )
    return [
      field(item, "topic", { wide: true, groups, set: (topic) => change(item, { topic, theme: desk.topics[topic] ?? "" }) }),
      ...(offers.length
        ? [make("div", { className: "suggested", role: "group", ariaLabel: w("suggestedTopics") }, ...offers)]
        : []),
    ]
  }

  function field(item, column, { choices, groups, list, wide = false, hint = "", say = "", set } = {}) {
    const file = FILES[item.kind]
    const row = rowOf(item)
    const id = `${item.kind}-${column}`
    const label = make("label", { className: wide ? "wide" : "" }, make("span", { textContent: nameOf(file, column) }))
    let input
    if (choices || groups) {
      input = make("select", {}, make("option", { value: "", textContent: "" }))
      const options = (codes, of) => codes.map((code) => make("option", { value: code, textContent: of[code] ?? code }))
      if (groups)
        for (const [theme, topics] of Object.entries(groups))
          input.append(make("optgroup", { label: words("theme", theme) }, ...options(topics, desk.choices.topic)))
      else input.append(...options(Object.keys(choices), choices))
    } else {
      input = make("input", { type: "text", placeholder: hint })
      if (list) {
        const options = make("datalist", { id: `list-${id}` }, ...list.map((value) => make("option", { value })))
        input.setAttribute("list", options.id)
        label.append(options)
      }
    }
    input.name = column
    input.value = row[column] ?? ""
    input.dataset.file = file
    input.onchange = () => {
      input.dataset.typed = ""
      if (set) set(input.value)
      else change(item, { [column]: input.value })
    }
    label.append(input)
    const notes = []
    const drafted = desk.drafted[file]?.[item.code]?.[column]
    if (drafted !== undefined) {
      label.classList.add("changed")
      const said = make("small", {
        className: "note",
        textContent: w("drafted", { value: (choices?.[drafted] ?? (groups ? words("topic", drafted) : drafted)) || w("empty") }),
      })
      said.append(
        " ",
        make("button", {
          type: "button",
          textContent: w("restore"),
          onclick: () => (set ? set(drafted) : change(item, { [column]: drafted })),
        }),
      )
      notes.push(said)
    }
    for (const [name, text] of desk.faults[`${file} ${item.code}`] ?? [])
      if (name === column) notes.push(make("small", { className: "note fault", textContent: text }))
    if (say) notes.push(make("small", { className: "note fault", textContent: say }))
    for (const [n, each] of notes.entries()) each.id = `said-${id}-${n}`
    if (notes.length) input.setAttribute("aria-describedby", notes.map((each) => each.id).join(" "))
    if (notes.some((each) => each.classList.contains("fault"))) input.ariaInvalid = "true"
    return make("div", { className: wide ? "wide" : "" }, label, ...notes)
  }

  // Of a figure the topics that were suggested for it, else those of its commitment.
  function topicsNear(code) {
    const of = (own) => desk.suggestions.filter((each) => each.code === own && each.column === "topic" && each.value).slice(0, 3)
    return of(code).length ? of(code) : of(commitmentOf(code))
  }

  function setTopic(topic) {
    change(current(), { topic, theme: desk.topics[topic] ?? "" })
    draw()
  }

  const nearOf = (code) =>
    desk.suggestions
      .filter((each) => each.code === code && each.column === "indicator_id" && each.value && Number(each.score) >= LEAST_SCORE)
      .slice(0, 3)

  // Edits.

  function change(item, cells) {
    const row = rowOf(item)
    const edited = Object.fromEntries(
      Object.entries(cells)
        .filter(([name, value]) => row[name] !== value)
        .map(([name, value]) => [name, [row[name], value.trim()]]),
    )
    if (!Object.keys(edited).length) return
    const file = FILES[item.kind]
    const before = { ...row }
    for (const [name, [, value]] of Object.entries(edited)) if (!["figure", "bound_word"].includes(name)) row[name] = value
    if ("status" in row && !("status" in cells)) row.status = "draft"
    note([[file, item.code, before, row]])
    renew()
    keep([{ set: [file, item.code, edited] }])
  }

  function setIndicator(value) {
    const { topic } = desk.indicators[value] ?? {}
    change(current(), { indicator_id: value, ...(topic ? { topic, theme: desk.topics[topic] } : {}) })
    draw()
  }

  function accept() {
    const item = current()
    const row = rowOf(item)
    if (stateNow(item) === "accepted" || stateNow(item) === "refused") return forward()
    // A county without its division code would not be published.
    if (item.kind === "unit" && row.unit_type === "county" && !row.adcode) return complain("units.csv", ["adcode"], true)
    if (item.kind === "unit" || item.kind === "numeral") {
      const places = asks[keyOf(item)].places
      for (const each of desk.suggestions) if (places.includes(each.place)) each.used = "settled"
      renew()
      keep([{ settle: places }])
      return forward()
    }
    const file = FILES[item.kind]
    const missing = lacking(
      row,
      desk.needed[file].filter((name) => name !== "status"),
    )
    const wrong = (desk.faults[`${file} ${item.code}`] ?? []).map(([name]) => name).filter((name) => row[name] !== "")
    if (missing.length || wrong.length) return complain(file, [...missing, ...wrong], missing.length > 0)
    const edits = [{ set: [file, item.code, { status: ["draft", "reviewed"] }] }]
    row.status = "reviewed"
    if (item.kind === "target" && settles(item.code, desk.rows)) {
      const code = commitmentOf(item.code)
      const own = desk.rows["commitments.csv"][code]
      if (lacking(own, desk.needed["commitments.csv"]).length) {
        keep(edits)
        renew()
        return complain("commitments.csv", lacking(own, desk.needed["commitments.csv"]), true)
      }
      own.status = "reviewed"
      edits.push({ set: ["commitments.csv", code, { status: ["draft", "reviewed"] }] })
    }
    renew()
    keep(edits)
    forward()
  }

  function complain(file, columns, isMissing) {
    draw()
    const names = columns.map((name) => (name === "theme" ? "topic" : name))
    const input = names.map((name) => form.querySelector(`[name="${name}"][data-file="${file}"]`)).find(Boolean)
    if (input?.closest("details")) input.closest("details").open = true
    input?.focus()
    warn(w(isMissing ? "missing" : "wrong", { columns: [...new Set(names)].map((name) => nameOf(file, name)).join(w("comma")) }))
  }

  function forward() {
    warn("")
    const place = next(items, at, 1, isOpen)
    if (place >= 0) go(place)
    else draw()
  }

  function refuse(reason) {
    const item = current()
    if (item.kind === "target") {
      const after = next(items, at, 1, isOpen)
      const then = after >= 0 ? keyOf(items[after]) : ""
      keep([{ drop: [item.code, reason] }])
      const place = items.findIndex((each) => keyOf(each) === then)
      if (place >= 0 && place !== at) go(place)
      else find(".review").focus()
    } else if (item.kind === "numeral") {
      change(item, { reason })
      if (asks[keyOf(item)]) accept()
      else forward()
    }
  }

  // The commitment of the item in hand, "" where it has none.
  function ownCommitment() {
    const { kind, code } = current()
    return (kind === "unit" ? "" : kind === "numeral" ? sectionOf(rowOf(current()).start) : commitmentOf(code)) ?? ""
  }

  function split() {
    const code = ownCommitment()
    const row = desk.rows["commitments.csv"][code]
    if (!row) return
    const places = beginnings(desk.text, row, desk.rows["targets.csv"])
    if (!places.length) return warn(w("oneSentence"))
    const words = places.map((at) => desk.text.slice(at, at + 24).replace(/\s+/g, " "))
    choose(w("split"), { ...words }, (n) => keep([{ split: [code, places[n]] }]))
  }

  function merge() {
    const code = ownCommitment()
    if (code) keep([{ merge: code }])
  }

  function adopt() {
    const item = current()
    if (item.kind !== "numeral") return
    const row = rowOf(item)
    const input = make("input", { type: "text", value: row.numeral })
    const rest = desk.text.slice(Number(row.start) + row.numeral.length).match(/^[^\s，。；、,;：:（(]{0,4}/)?.[0] ?? ""
    const button = make("button", { type: "button", textContent: w("adopt"), onclick: confirm })
    function confirm() {
      back.wants = true
      closeMenu(true)
      keep([{ add: [item.code, input.value] }])
    }
    input.onkeydown = (event) => {
      if (event.key === "Enter") confirm()
    }
    showMenu(w("adoptHow", { rest }), [
      make("label", {}, make("span", { textContent: nameOf("numerals.csv", "figure") }), input),
      button,
    ])
    input.focus()
    input.setSelectionRange(input.value.length, input.value.length)
  }

  function undo() {
    const changes = back.pop()
    if (!changes) return warn(w("nothingBack"))
    keep([{ back: [...changes].reverse() }], true)
  }

  // Menus: a choice by a number.

  function choose(title, choices, then) {
    const entries = Object.entries(choices)
    const nodes = entries.map(([code, text], n) =>
      make(
        "button",
        { type: "button", onclick: () => pick(code) },
        ...(n < 9 ? [make("kbd", { textContent: n + 1 }), " "] : []),
        text,
      ),
    )
    function pick(code) {
      closeMenu(true)
      then(code)
    }
    showMenu(title, nodes)
    menu.fenjinPick = (n) => entries[n] && pick(entries[n][0])
    nodes[0]?.focus()
  }

  function showMenu(title, nodes) {
    menu.replaceChildren(make("strong", { textContent: title }), ...nodes)
    menu.ariaLabel = title
    menu.hidden = false
    menu.fenjinPick = null
    find("aside").scrollTop = 0
  }

  function closeMenu(focus) {
    if (menu.hidden) return
    menu.hidden = true
    if (focus) focusText()
  }

  const focusText = () => (buttons.get(current() && keyOf(current())) ?? room).focus({ preventScroll: true })

  function setBy(column, choices) {
    const item = current()
    if (item.kind === "target" || (item.kind === "commitment" && column === "firmness"))
      choose(nameOf(FILES[item.kind], column), choices, (code) => {
        change(item, { [column]: code })
        draw()
      })
  }

  // Search.

  let last = { words: "", at: -1 }
  function seek(step = 1) {
    const wanted = find(".search input").value.trim()
    const said = find(".search span")
    if (!wanted) return
    const places = []
    for (let place = desk.text.indexOf(wanted); place >= 0; place = desk.text.indexOf(wanted, place + 1)) places.push(place)
    if (!places.length) return warn(w("notFound", { words: wanted }))
    const from = last.words === wanted ? last.at : -1
    const place =
      step > 0 ? (places.find((each) => each > from) ?? places[0]) : (places.findLast((each) => each < from) ?? places.at(-1))
    last = { words: wanted, at: place }
    warn("")
    const near = items.findIndex(({ start, kind, code }) =>
      kind === "target" || kind === "numeral" ? start + 1 > place || rowOf({ kind, code }).end > place : start >= place,
    )
    go(near >= 0 ? near : items.length - 1, false)
    const section = body.querySelector(`section[data-code="${sectionOf(place)}"]`)
    if (section) show(section)
    said.textContent = w("searchPlace", { n: places.indexOf(place) + 1, m: places.length })
  }

  async function check() {
    report.hidden = false
    report.replaceChildren(make("p", { textContent: w("checking") }))
    try {
      const { status, content } = await ask("/check")
      if (status !== 200) throw new Error(content.words)
      const lines = content.problems.slice(0, 100).map(({ file, code, name: row, column, value, words: remedy }) => {
        const kind = Object.keys(FILES).find((name) => FILES[name] === file)
        const place = items.findIndex((item) => keyOf(item) === `${kind} ${code}`)
        const text = `${row || code || file} ${column}${value ? `“${value}”` : ""}${w("colon")}${remedy}`
        const line = make(
          "li",
          {},
          place >= 0
            ? make("button", {
                type: "button",
                textContent: text,
                onclick: () => go(items.findIndex((item) => keyOf(item) === `${kind} ${code}`)),
              })
            : text,
        )
        if (place >= 0) {
          const name =
            Object.keys(desk.heads)
              .find((key) => key.startsWith(file) && desk.heads[key] === column)
              ?.split(" ")[1] ?? ""
          const key = `${file} ${code}`
          if (!(desk.faults[key] ?? []).some(([, said]) => said === remedy)) within(desk.faults, key, []).push([name, remedy])
        }
        return line
      })
      const head = content.problems.length
        ? w("problems", { n: content.problems.length })
        : w(content.open ? "noProblems" : "passes")
      report.replaceChildren(make("p", { textContent: head }), make("ul", {}, ...lines))
      if (content.open) report.append(make("p", { textContent: w("stillOpen", { n: content.open }) }))
      renew()
    } catch (error) {
      report.replaceChildren(make("p", { textContent: error.message || w("away") }))
    }
    find("aside").scrollTop = report.offsetTop - find("aside").offsetTop
  }

  // Keys.

  function keysFor({ kind }) {
    const all = [["Enter", w("keyAccept")]]
    if (kind === "target")
      all.push(
        ["x", w("keyRefuse")],
        ["1 2 3", w("keyIndicator")],
        ["4 5 6", w("keyTopic")],
        ["0", w("keyNoIndicator")],
        ["b", w("keyComparator")],
        ["y", w("keyFirmness")],
        ["l", w("keyKind")],
      )
    if (kind === "commitment") all.push(["4 5 6", w("keyTopic")], ["y", w("keyFirmness")])
    if (kind === "numeral") all.push(["x", w("keyReason")], ["t", w("keyAdopt")])
    if (kind !== "unit") all.push(["s", w("keySplit")], ["m", w("keyMerge")])
    all.push(
      ["e", w("keyForm")],
      ["↓ ↑", w("keyStep")],
      ["n p", w("keyDoubtful")],
      ["u", w("keyUndo")],
      ["/", w("keySearch")],
      ["g", w("keyCheck")],
      ["Esc", w("keyBack")],
    )
    return all
  }

  const reasons = () => choose(w("reason"), desk.choices.reason, refuse)
  const acts = {
    Enter: accept,
    ArrowDown: () => go(next(items, at, 1, () => true)),
    ArrowUp: () => go(next(items, at, -1, () => true)),
    j: () => go(next(items, at, 1, () => true)),
    k: () => go(next(items, at, -1, () => true)),
    n: () => jump(1),
    p: () => jump(-1),
    x: () => ["target", "numeral"].includes(current().kind) && reasons(),
    t: adopt,
    s: split,
    m: merge,
    b: () => setBy("comparator", desk.choices.comparator),
    y: () => setBy("firmness", desk.choices.firmness),
    l: () => setBy("kind", desk.choices.kind),
    e: () => (form.querySelector("[aria-invalid=true]") ?? form.querySelector("input, select"))?.focus(),
    u: undo,
    "/": () => find(".search input").focus(),
    g: check,
    0: () => current().kind === "target" && setIndicator(""),
  }
  for (const n of [1, 2, 3]) {
    acts[n] = () => {
      const near = current().kind === "target" && nearOf(current().code)[n - 1]
      if (near) setIndicator(near.value)
    }
    acts[n + 3] = () => {
      const near = ["target", "commitment"].includes(current().kind) && topicsNear(current().code)[n - 1]
      if (near) setTopic(near.value)
    }
  }

  function jump(step) {
    const place = next(items, at, step, (item) => stateNow(item) === "doubtful")
    if (place < 0) warn(w("noDoubtful"))
    else go(place)
  }

  function takeKey(event) {
    if (!desk || event.isComposing || event.altKey) return
    const typing = event.target.matches("input, select, textarea")
    const isUndo = (event.ctrlKey || event.metaKey) && event.key === "z" && !typing
    if ((event.ctrlKey || event.metaKey) && !isUndo) return
    const key = isUndo ? "u" : event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (key === "Escape") {
      if (!menu.hidden) closeMenu(true)
      else focusText()
    } else if (typing) {
      if (key !== "Enter" || menu.contains(event.target)) return
      if (event.target.closest(".search")) seek(event.shiftKey ? -1 : 1)
      else {
        // Leaving the field keeps it.
        focusText()
        draw()
      }
    } else if (!menu.hidden) {
      if (/^[1-9]$/.test(key) && menu.fenjinPick) menu.fenjinPick(Number(key) - 1)
      else if (key === "ArrowDown" || key === "ArrowUp") {
        const all = [...menu.querySelectorAll("button, input")]
        all[(all.indexOf(root.activeElement) + (key === "ArrowDown" ? 1 : all.length - 1)) % all.length]?.focus()
      } else return
    } else {
      const onOther = event.target.matches("button, summary") && !event.target.dataset.item
      if (onOther && (key === "Enter" || key === " ")) return
      if (!Object.hasOwn(acts, key) || !current()) return
      pressed++
      room.dataset.pressed = pressed
      acts[key]()
    }
    event.preventDefault()
    event.stopPropagation()
  }

  function guard(event) {
    if (waiting.length) event.preventDefault()
  }

  room.addEventListener("keydown", takeKey)
  form.onsubmit = (event) => event.preventDefault()

  function tools() {
    const button = (name, act) => make("button", { type: "button", textContent: w(name), onclick: () => current() && act() })
    find(".tools").replaceChildren(
      button("previous", acts.ArrowUp),
      button("following", acts.ArrowDown),
      button("doubtfulNext", () => jump(1)),
      button("undo", undo),
      button("check", check),
    )
    const field = find(".search input")
    field.ariaLabel = w("search")
    field.placeholder = w("search")
    body.ariaLabel = w("text")
    find("aside").ariaLabel = w("form")
  }

  return {
    update(given) {
      const first =
        !data ||
        data.address !== given.address ||
        data.reading !== given.reading ||
        data.edition !== given.edition ||
        data.lang !== given.lang
      data = given
      address = given.address
      room.classList.toggle("dark", given.dark)
      tools()
      window.addEventListener("beforeunload", guard)
      if (first) {
        back.length = 0
        load(desk && current() && keyOf(current())).then(tell)
      }
    },
    stop() {
      window.removeEventListener("beforeunload", guard)
    },
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".review").getRootNode()
  root.fenjinReview ??= open(root)
  root.fenjinReview.update(data)
  return () => root.fenjinReview.stop()
}
