"""A field that takes one file from the reader's computer; Streamlit's own speaks English only."""

import base64

import streamlit as st

from fenjin.language.translate import Translator

_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button"), field = parentElement.querySelector("input")
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
    reader.onload = () => setTriggerValue("file", reader.result.split(",")[1] ?? "")
    reader.onerror = () => { said.textContent = data.unreadable }
    reader.readAsDataURL(file)
  }
}
"""
_STYLE = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: 0.5rem; padding: 0.35rem 0.8rem; cursor: pointer;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
input { display: none }
span { font: inherit; color: var(--st-text-color); margin-left: 0.6rem; overflow-wrap: anywhere }
"""
_field = st.components.v2.component(
    "upload", html="<button type='button'></button><input type='file'><span role='status'></span>", css=_STYLE, js=_SCRIPT
)


def upload(t: Translator, label: str, key: str, largest: int) -> bytes | None:
    """Draws the field; the bytes of the file in the run that follows the choice, else None. `largest` is in bytes."""
    given = _field(
        data={
            "label": label, "largest": largest, "unreadable": t("读不了这个文件。"),
            "tooLarge": t("文件太大，最多{n}MB。", n=largest // 2**20),
        },
        key=key, on_file_change=lambda: None, height="content",
    )  # fmt: skip
    try:
        content = base64.b64decode(given.file, validate=True) if isinstance(given.file, str) else None
        return content if content is not None and len(content) <= largest else None
    except ValueError:
        return None
