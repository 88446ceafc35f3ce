export async function copy(text, field) {
  // Browsers hand out the clipboard on https only; the older way, out of a field, also works on a plain http intranet.
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    field.value = text
    field.select()
    return document.execCommand("copy")
  }
}
