// Bytes or characters as the text in which the browser sends them.
const encode = (words) => btoa(String.fromCharCode(...new TextEncoder().encode(words)))

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button"),
    field = parentElement.querySelector("input")
  const said = parentElement.querySelector("span")
  button.textContent = data.label
  field.accept = data.endings
  button.onclick = () => field.click()
  field.onchange = () => {
    take(field.files[0])
    field.value = ""
  }
  button.ondragover = (event) => event.preventDefault()
  button.ondrop = (event) => {
    event.preventDefault()
    take(event.dataTransfer.files[0])
  }
  function take(file) {
    if (!file) return
    said.textContent = file.size > data.largest ? data.tooLarge : file.name
    if (file.size > data.largest) return
    const reader = new FileReader()
    reader.onload = () => {
      window.fenjinOffered = reader.result.split(",")[1] ?? ""
      setTriggerValue("file", `${encode(file.name)},${window.fenjinOffered}`)
    }
    reader.onerror = () => {
      said.textContent = data.unreadable
    }
    reader.readAsDataURL(file)
  }
}
