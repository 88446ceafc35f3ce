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

export default function ({ data, parentElement }) {
  const said = parentElement.querySelector("output")
  const buttons = [...parentElement.querySelectorAll("button")]
  for (const button of buttons) {
    const format = button.value
    button.title = data.labels[format]
    button.ariaLabel = data.labels[format]
    button.onclick = async () => {
      for (const each of buttons) each.disabled = true
      said.textContent = data.busy
      try {
        const link = document.createElement("a")
        link.href = URL.createObjectURL(await makePicture(data.drawn, format))
        link.download = `${data.name}.${format}`
        link.click()
        setTimeout(() => URL.revokeObjectURL(link.href), 60000)
        said.textContent = ""
      } catch (error) {
        console.warn(error)
        said.textContent = data.failed
      }
      for (const each of buttons) each.disabled = false
    }
  }
}
