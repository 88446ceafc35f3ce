// The code of the row that stands out in each table of figures, by the key of the table: it may come before the table and after it.

/** The code of the row that stands out in a table, or "". */
export function currentOf(key) {
  return document.fenjinCurrent?.[key] ?? ""
}

/** Has a row stand out in a table, where that is there, and when it comes. */
export function setCurrent(key, row) {
  document.fenjinCurrent = { ...document.fenjinCurrent, [key]: row }
  for (const place of document.querySelectorAll(".fenjin-markup")) if (place.fenjinKey === key) place.fenjinMark()
}
