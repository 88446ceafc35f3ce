"""Pictures of views for slides and papers, made in the reader's browser from the slide that the server lays out as SVG."""

import streamlit as st

from fenjin.language.translate import Translator

_SCRIPT = """
const SCALE = 2

async function picture(drawn, format) {
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
      canvas.toBlob((made) => made ? resolve(made) : reject(new Error("no picture")), "image/png")
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
        link.href = URL.createObjectURL(await picture(data.drawn, format))
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
"""
BUTTON = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: 0.5rem; padding: 0.35rem 0.8rem; cursor: pointer; white-space: nowrap;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:disabled { opacity: 0.5; cursor: progress; }
output { font-size: 0.875rem; color: var(--st-text-color); }
"""
_HTML = """
<section>
  <button type="button" value="png">PNG</button>
  <button type="button" value="svg">SVG</button>
  <output></output>
</section>
"""
_STYLE = BUTTON + "section { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }"
_buttons = st.components.v2.component("picture", html=_HTML, css=_STYLE, js=_SCRIPT)


def buttons(drawn: str, name: str, t: Translator, key: str) -> None:
    """Two buttons that make the SVG `drawn` a picture `name`.svg, or `name`.png with twice its pixels."""
    data = {
        "drawn": drawn,
        "name": name,
        "labels": {
            "png": t("下载演示用的图片（{format}）", format="PNG"),
            "svg": t("下载演示用的图片（{format}）", format="SVG"),
        },
        "busy": t("正在作图…"),
        "failed": t("图片没有做成。请再点一次。"),
    }
    _buttons(data=data, key=key, width="content", height="content")
