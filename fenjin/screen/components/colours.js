// A figure's text (JSON or HTML) in other colours, which are told in the order in which its own stand in it.
export function recolour(text, colours) {
  let at = 0
  return text.replace(/#[0-9a-f]{6}\b/gi, (colour) => colours[at++] ?? colour)
}
