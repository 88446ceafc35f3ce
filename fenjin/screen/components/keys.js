// The keyboard in a figure, which is one stop of the Tab key: arrows go from mark to mark within it.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

/** The cell of a row nearest to a place that can have the focus, or -1. */
function nearest(row, place) {
  const able = row.map((count, cell) => (count ? cell : -1)).filter((cell) => cell >= 0)
  return able.reduce((best, cell) => (best < 0 || Math.abs(cell - place) < Math.abs(best - place) ? cell : best), -1)
}

/** Where the focus is after a key; null where the key moves nothing.

`stops` holds for each row how many stops each of its cells has (none where it is out of sight), `at` is a row, a cell and a stop within it.
Home and End go to the ends of the row, with `far` to those of all rows. */
export function moved(stops, at, key, far = false) {
  const [row, cell, stop] = at
  if (key === "ArrowDown" && stop + 1 < stops[row][cell]) return [row, cell, stop + 1]
  if (key === "ArrowUp" && stop > 0) return [row, cell, stop - 1]
  if (key === "Home" || key === "End") {
    const rows = stops.map((counts, place) => (counts.some(Boolean) ? place : -1)).filter((place) => place >= 0)
    const end = far ? rows.at(key === "Home" ? 0 : -1) : row
    return [end, nearest(stops[end], key === "Home" ? 0 : stops[end].length), 0]
  }
  const [down, right] = STEPS[key] ?? [0, 0]
  if (right) {
    for (let next = cell + right; next >= 0 && next < stops[row].length; next += right)
      if (stops[row][next]) return [row, next, 0]
  } else if (down) {
    for (let next = row + down; next >= 0 && next < stops.length; next += down) {
      const found = nearest(stops[next], cell)
      if (found >= 0) return [next, found, down < 0 ? stops[next][found] - 1 : 0]
    }
  }
  return null
}

/** Which stop a place names, or the nearest before it where there are fewer. */
export function within(elements, at) {
  const rows = elements[Math.min(at[0], elements.length - 1)]
  const cell = rows?.[Math.min(at[1], rows.length - 1)]
  return cell?.[Math.min(at[2], cell.length - 1)]
}

/** The place of an element among the stops; null where it is none of them. */
export function placeOf(elements, element) {
  for (const [row, cells] of elements.entries())
    for (const [cell, stops] of cells.entries()) if (stops.includes(element)) return [row, cell, stops.indexOf(element)]
  return null
}
