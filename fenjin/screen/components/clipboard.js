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

function readAsLink(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = reject
    reader.readAsDataURL(file)
  })
}

/** Copies a PNG that is being made, as one may be pasted into a text; says whether the browser let it. The older way is out of the page. */
export async function copyPicture(picture) {
  if (navigator.clipboard?.write) {
    // The picture must be there; whether it may be copied is another question.
    await picture
    return navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]).then(
      () => true,
      () => false,
    )
  }
  const place = document.createElement("div")
  const image = new Image()
  image.src = await readAsLink(await picture)
  await image.decode()
  place.contentEditable = "true"
  place.append(image)
  document.body.append(place)
  getSelection().selectAllChildren(place)
  const copied = document.execCommand("copy")
  place.remove()
  return copied
}
