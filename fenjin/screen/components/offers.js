// What the box for SQL offers while somebody writes, and the words of DuckDB that it marks; none of it needs a browser.

const PHRASES = `
  all|and|any|as|asc|asof join|between|by|case when|cast|cross join|cube|desc|distinct|distinct on|else|end|escape|except|exclude|exists
  false|filter|following|from|full join|group by|group by all|grouping sets|having|ilike|in|inner join|intersect|interval|is not null
  is null|join|last|lateral|left join|like|limit|natural join|not|not in|null|nulls first|nulls last|offset|on|or|order by|order by all
  outer|over|partition by|pivot|preceding|qualify|range|recursive|replace|right join|rollup|rows|select|select distinct|semi join
  similar to|then|true|try_cast|unbounded|union|union all|unpivot|using|values|when|where|window|with`
const CALLS = `
  abs any_value arg_max arg_min avg bool_and bool_or ceil coalesce concat concat_ws contains count count_if date_diff date_part date_trunc
  dense_rank ends_with first_value floor format greatest lag last_value lead least length list lower make_date max median min mode month
  nullif percent_rank quantile_cont rank regexp_extract regexp_matches regexp_replace replace round row_number split_part starts_with
  stddev strftime string_agg strpos substring sum trim unnest upper year`

export const TYPES = "bigint boolean date decimal double float hugeint integer real smallint text time timestamp tinyint varchar"
const phrases = PHRASES.trim().split(/\||\n\s*/)
const calls = CALLS.trim().split(/\s+/)
const words = [...new Set(phrases.flatMap((each) => each.split(" ")))]
export const KEYWORDS = words.join(" ")

const CHINESE = /[\u3400-\u9fff]/
const WORD = /[\w\u3400-\u9fff]*$/
const OWNER = /(\w+)\s*\.\s*$/
const AFTER_FROM = /\b(?:from|join)\s+$/i
const SOURCE = /(?:\b(?:from|join)\s+|,\s*)(\w+)(?:\s+(?:as\s+)?(\w+))?/gi
const QUERY_OF_A_NAME = /\b(\w+)\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/gi
// What a column is compared with: the quotation mark is open, and before it others may stand in the same list.
const COMPARED = /(\w+)\s*(?:==?|<>|!=|\b(?:not\s+)?in\s*\((?:\s*'[^']*'\s*,)*)\s*'([^']*)$/i

/** What may stand at a place of a text, or null for nothing: from where on it takes the place of what was typed, the options, and whether
they are already chosen by what was typed, as by Chinese, which stands in no name.

`within` says what the place is in: "name", "text" (between quotation marks) or "comment"; `isAsked` that the reader wants to see all. Of
`facts`, `tables` has of each table its columns: name, heading, meaning, and the codes that it may hold with their words. */
export function offers(text, at, within, facts, isAsked) {
  const before = text.slice(0, at)
  if (within === "comment") return null
  const used = sources(text, facts.tables)
  if (within === "text") return codesAt(before, used, facts.tables)
  const [word] = before.match(WORD)
  const start = before.slice(0, at - word.length)
  const owner = start.match(OWNER)?.[1]
  if (owner) {
    const table = used.get(owner.toLowerCase()) ?? owner.toLowerCase()
    return offer(start.length, word, columnsOf([table], facts.tables, 2))
  }
  if (/^\d/.test(word) || !(word || isAsked)) return null
  const names = [...Object.keys(facts.tables), ...queryNames(text)]
  const tables = names.map((label) => ({ label, type: "class", detail: facts.table, boost: 1 }))
  if (AFTER_FROM.test(start)) return offer(start.length, word, tables)
  const known = [...new Set(used.values())]
  return offer(start.length, word, [
    ...columnsOf(known.length ? known : Object.keys(facts.tables), facts.tables, known.length ? 2 : 0),
    ...tables,
    ...[...used.keys()].filter((each) => !names.includes(each)).map((label) => ({ label, type: "variable", boost: 1 })),
    ...phrases.map((label) => ({ label, type: "keyword" })),
    ...calls.map((label) => ({ label, type: "function", detail: facts.call, apply: `${label}(` })),
  ])
}

function offer(from, word, options) {
  const isChinese = CHINESE.test(word)
  // What is called just that comes first.
  const isOther = ({ detail }) => detail !== word
  const shown = isChinese
    ? options.filter(({ detail }) => detail?.includes(word)).toSorted((one, other) => isOther(one) - isOther(other))
    : options
  return shown.length ? { from, options: shown, isChosen: isChinese } : null
}

// The tables that a text names, by the names that they have there.
function sources(text, tables) {
  const found = new Map()
  for (const [, name, alias] of text.matchAll(SOURCE)) {
    const table = name.toLowerCase()
    if (!Object.hasOwn(tables, table)) continue
    const isAlias = alias && !words.includes(alias.toLowerCase())
    found.set(isAlias ? alias.toLowerCase() : table, table)
  }
  return found
}

const queryNames = (text) => [...text.matchAll(QUERY_OF_A_NAME)].map(([, name]) => name)

// The columns of some tables, each once, in their order: `boost` sets them before what else begins like that.
function columnsOf(names, tables, boost) {
  const columns = names.flatMap((name) => (Object.hasOwn(tables, name) ? tables[name] : []))
  const own = columns.filter(([name], place) => columns.findIndex(([other]) => other === name) === place)
  return own.map(([label, detail, info], place) => ({
    label,
    type: "property",
    detail,
    info,
    boost: boost - place / 1000,
    // A column that is called like a word of the language is written in quotation marks.
    apply: words.includes(label) ? `"${label}"` : label,
  }))
}

function codesAt(before, used, tables) {
  const [, column, typed] = before.match(COMPARED) ?? []
  if (!column) return null
  const owners = [...used.values(), ...Object.keys(tables)]
  const codes = owners
    .flatMap((name) => tables[name].filter(([label]) => label === column.toLowerCase()))
    .find((each) => each[3])?.[3]
  const options = Object.entries(codes ?? {}).map(([label, detail]) => ({ label, type: "enum", detail }))
  return offer(before.length - typed.length, typed, options)
}
