"""Pictures of figures for slides, made in the reader's browser: the server sends what to draw, and needs no browser itself."""

from typing import Any

import streamlit as st

from fenjin import assets
from fenjin.translate import Translator

_SCRIPT = """
function library(path) {
  // Relative, like Streamlit's own files, so that it is found below whatever address the dashboard is served at.
  window.fenjinPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(path, document.baseURI)
    script.onload = () => window.Plotly ? resolve(window.Plotly) : script.onerror()
    script.onerror = () => { script.remove(); delete window.fenjinPlotly; reject(new Error(`${script.src} did not load`)) }
    document.head.append(script)
  })
  return window.fenjinPlotly
}

async function picture({ poster, library: path }, format) {
  const plotly = await library(path)
  const { width, height } = poster.layout
  const made = await plotly.toImage(poster, { format, width, height, scale: format === "png" ? 2 : 1, imageDataOnly: true })
  if (format === "svg") return new Blob([made], { type: "image/svg+xml" })
  return new Blob([Uint8Array.from(atob(made), (letter) => letter.charCodeAt(0))], { type: "image/png" })
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
        link.href = URL.createObjectURL(await picture(data, format))
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


def buttons(poster: dict[str, Any], name: str, t: Translator, key: str) -> None:
    """Two buttons that make `poster` (`charts.poster`) a picture `name`.png or `name`.svg.

    PNG has twice the poster's pixels. Nothing is drawn where the server does not serve the Plotly library.
    """
    if not assets.SERVED:
        return
    data = {
        "poster": poster,
        "name": name,
        "library": assets.PLOTLY,
        "labels": {
            "png": t("下载演示用的图片（{format}）", format="PNG"),
            "svg": t("下载演示用的图片（{format}）", format="SVG"),
        },
        "busy": t("正在作图…"),
        "failed": t("图片没有做成。请检查网络，再点一次。"),
    }
    _buttons(data=data, key=key, width="content", height="content")
