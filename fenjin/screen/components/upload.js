export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button"),
    field = parentElement.querySelector("input")
  const said = parentElement.querySelector("span")
  button.textContent = data.label
  button.onclick = () => field.click()
  field.onchange = () => {
    const [file] = field.files
    field.value = ""
    if (!file) return
    said.textContent = file.size > data.largest ? data.tooLarge : file.name
    if (file.size > data.largest) return
    const reader = new FileReader()
    reader.onload = () => {
      window.fenjinOffered = reader.result.split(",")[1] ?? ""
      setTriggerValue("file", window.fenjinOffered)
    }
    reader.onerror = () => {
      said.textContent = data.unreadable
    }
    reader.readAsDataURL(file)
  }
}
