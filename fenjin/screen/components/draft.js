// A draft as its review looks at it: what is to be looked at, in which state it is, and how the text is cut. Nothing here needs a browser.

/** The file of each kind of row. */
export const FILES = { unit: "units.csv", commitment: "commitments.csv", target: "targets.csv", numeral: "numerals.csv" }
const UNIT_COLUMNS = ["unit_type", "unit", "adcode"]

/** The commitment of a target's code. */
export const commitmentOf = (code) => code.split(".")[0]

/** What is still asked of each row, by kind and code: the columns and the rows of suggestions that ask. */
export function asked(suggestions) {
  const found = {}
  for (const { place, code, column, used } of suggestions) {
    if (used !== "asked") continue
    const kind =
      column === "numeral"
        ? "numeral"
        : UNIT_COLUMNS.includes(column) && !code.includes("/")
          ? "unit"
          : code.includes(".")
            ? "target"
            : "commitment"
    const of = within(found, `${kind} ${code}`, { columns: [], places: [] })
    of.columns.push(column)
    of.places.push(place)
  }
  return found
}

/** All that is looked at, in the order of the text: units, figures, numerals that are none, and commitments without a figure or that
nobody has accepted although all of their figures are. */
export function itemsOf(rows) {
  const items = []
  const begin = (row) => Number(row.start)
  const commitments = Object.entries(rows["commitments.csv"])
  const own = {}
  for (const [code, row] of Object.entries(rows["targets.csv"])) {
    items.push({ kind: "target", code, start: begin(row), rank: 2 })
    const of = within(own, commitmentOf(code), [])
    of.push(row)
  }
  for (const [code, row] of Object.entries(rows["numerals.csv"]))
    if (!row.targets) items.push({ kind: "numeral", code, start: begin(row), rank: 2 })
  const starts = {}
  for (const [code, row] of commitments) {
    starts[row.unit_id] = Math.min(starts[row.unit_id] ?? Number.POSITIVE_INFINITY, begin(row))
    const targets = own[code] ?? []
    const settled = targets.every((target) => target.status === "reviewed")
    if (!targets.length) items.push({ kind: "commitment", code, start: begin(row), rank: 1 })
    else if (settled && row.status !== "reviewed") items.push({ kind: "commitment", code, start: Number(row.end), rank: 3 })
  }
  for (const code of Object.keys(rows["units.csv"]))
    items.push({ kind: "unit", code, start: starts[code] ?? Number.POSITIVE_INFINITY, rank: 0 })
  return items.sort((a, b) => a.start - b.start || a.rank - b.rank || (a.code < b.code ? -1 : 1))
}

/** Where the numerals stand of which the rules do not know whether they are targets. */
export const doubts = (asks) =>
  Object.keys(asks)
    .filter((key) => key.startsWith("numeral "))
    .map((key) => Number(key.slice(8)))

/** The state of what is looked at: accepted, open (to look at), doubtful (the rules ask), or refused (no target, with a reason). */
export function stateOf({ kind, code }, { rows, asks, faults, doubtful }) {
  const row = rows[FILES[kind]][code]
  if (kind === "unit") return asks[`unit ${code}`] ? "doubtful" : "accepted"
  if (kind === "numeral") return asks[`numeral ${code}`] ? "doubtful" : "refused"
  if (row.status === "reviewed") return "accepted"
  const isInside = kind === "target" && doubtful.some((at) => at >= Number(row.start) && at < Number(row.end))
  return isInside || asks[`${kind} ${code}`] || faults[`${FILES[kind]} ${code}`]?.length ? "doubtful" : "open"
}

/** The place of the next item, from a place on and round, of which `wanted` holds; -1 where there is none. */
export function next(items, at, step, wanted) {
  for (let n = 1; n <= items.length; n++) {
    const place = (((at + step * n) % items.length) + items.length) % items.length
    if (wanted(items[place])) return place
  }
  return -1
}

/** The cells that a row still lacks before it can be accepted. */
export const lacking = (row, needed) => needed.filter((column) => row[column] === "")

/** Whether accepting a target settles its commitment too. */
export function settles(code, rows) {
  const own = commitmentOf(code)
  return (
    rows["commitments.csv"][own]?.status === "draft" &&
    Object.entries(rows["targets.csv"]).every(
      ([other, row]) => commitmentOf(other) !== own || other === code || row.status === "reviewed",
    )
  )
}

/** Writes changes, [file, code, before, after], into the rows and the suggestions. */
export function apply(changes, rows, suggestions) {
  for (const [file, code, , after] of changes) {
    if (file === "suggestions.csv") {
      const own = suggestions.find(({ place }) => place === code)
      if (own && after) own.used = after.used
    } else if (after) rows[file][code] = after
    else delete rows[file][code]
  }
}

/** The pieces of a text: what stands outside of commitments, and each commitment with its plain words and its figures in their order. */
export function piecesOf(text, rows) {
  const marks = []
  for (const [code, row] of Object.entries(rows["targets.csv"]))
    marks.push({ kind: "target", code, start: Number(row.start), end: Number(row.end) })
  for (const [code, row] of Object.entries(rows["numerals.csv"]))
    if (!row.targets) marks.push({ kind: "numeral", code, start: Number(row.start), end: Number(row.start) + row.numeral.length })
  marks.sort((a, b) => a.start - b.start || b.end - a.end)
  const commitments = Object.entries(rows["commitments.csv"])
    .map(([code, row]) => ({ code, unit: row.unit_id, start: Number(row.start), end: Number(row.end) }))
    .sort((a, b) => a.start - b.start)
  const pieces = []
  let at = 0
  let mark = 0
  function words(from, to) {
    const parts = []
    let place = from
    while (mark < marks.length && marks[mark].start < from) mark++
    for (; mark < marks.length && marks[mark].start < to; mark++) {
      const each = marks[mark]
      if (each.start < place) {
        // A figure that is a target of several things is printed once: each further one has a sign behind it.
        if (each.kind === "target" && each.end === place) parts.push({ ...each, words: "＋" })
        continue
      }
      if (each.start > place) parts.push(text.slice(place, each.start))
      parts.push({ ...each, words: text.slice(each.start, each.end) })
      place = each.end
    }
    if (place < to) parts.push(text.slice(place, to))
    return parts
  }
  for (const each of commitments) {
    if (each.start < at) continue
    if (text.slice(at, each.start).trim()) pieces.push({ parts: words(at, each.start) })
    pieces.push({ ...each, parts: words(each.start, each.end) })
    at = each.end
  }
  if (text.slice(at).trim()) pieces.push({ parts: words(at, text.length) })
  return pieces
}

/** Where a commitment may be cut: behind each full stop, semicolon or line's end within it, or each comma where it has none of these, and
never within a figure. */
export function beginnings(text, { start, end }, targets) {
  const words = text.slice(Number(start), Number(end))
  const figures = Object.values(targets).map((row) => [Number(row.start), Number(row.end)])
  const behind = (signs) =>
    [...words.matchAll(signs)]
      .map((match) => Number(start) + match.index + match[0].length)
      .filter((at) => text.slice(at, Number(end)).trim() && !figures.some(([low, high]) => low < at && at < high))
  const places = behind(/[。；;！!\n]\s*/g)
  return places.length ? places : behind(/[，,]\s*/g)
}

/** What stands under a key, which is put there where nothing does. */
export function within(object, key, nothing) {
  if (!(key in object)) object[key] = nothing
  return object[key]
}
