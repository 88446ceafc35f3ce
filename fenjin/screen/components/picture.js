import { copyPicture } from "./clipboard.js"

const SCALE = 2

async function makePicture(drawn, format) {
  const file = new Blob([drawn], { type: "image/svg+xml" })
  if (format === "svg") return file
  const address = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width * SCALE, height: image.height * SCALE })
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => {
      canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), "image/png")
    })
  } finally {
    URL.revokeObjectURL(address)
  }
}

function download(picture, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(picture)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}

export default function ({ data, parentElement }) {
  const said = parentElement.querySelector("output")
  const buttons = [...parentElement.querySelectorAll("button")]
  for (const button of buttons) {
    const format = button.value
    button.title = data.labels[format]
    button.ariaLabel = data.labels[format]
    if (format === "copy") button.textContent = data.labels.copy
    button.onclick = async () => {
      for (const each of buttons) each.disabled = true
      said.textContent = data.busy
      try {
        const copied = format === "copy" && (await copyPicture(makePicture(data.drawn, "png")))
        if (format !== "copy") download(await makePicture(data.drawn, format), `${data.name}.${format}`)
        said.textContent = format !== "copy" ? "" : copied ? data.copied : data.refused
      } catch (error) {
        console.warn(error)
        said.textContent = data.failed
      }
      for (const each of buttons) each.disabled = false
    }
  }
}
