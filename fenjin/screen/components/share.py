"""Passing a screen on: its link to copy, and as a QR code for a phone."""

import urllib.parse
from collections.abc import Callable

import segno
import streamlit as st

from fenjin.language.translate import Translator
from fenjin.screen.components.picture import BUTTON

_SCRIPT = """
async function copied(field) {
  // Browsers hand out the clipboard on https only; the older way also works on a plain http intranet.
  try {
    await navigator.clipboard.writeText(field.value)
    return true
  } catch {
    field.select()
    return document.execCommand("copy")
  }
}

export default function ({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(name)
  const field = find("textarea"), button = find("button"), said = find("output"), code = find("img")
  if (field.value !== data.link) said.textContent = ""
  field.value = data.link
  field.ariaLabel = data.label
  field.onfocus = () => field.select()
  button.textContent = data.copy
  button.onclick = async () => {
    const done = await copied(field)
    said.textContent = done ? data.copied : data.failed
    if (!done) field.select()
  }
  code.hidden = !data.code
  code.alt = data.alt
  if (data.code) code.src = data.code
  code.width = data.pixels
  const notes = data.notes.map((text) => Object.assign(document.createElement("p"), { textContent: text }))
  find("aside").replaceChildren(...notes)
}
"""
_HTML = """
<section>
  <textarea readonly rows="3" spellcheck="false"></textarea>
  <span><button type="button"></button> <output></output></span>
  <aside></aside>
  <img hidden>
</section>
"""
# The frame of the code stays white on a dark screen: readers of codes want dark on light.
_STYLE = (
    BUTTON
    + """
section { display: flex; flex-direction: column; gap: 0.6rem; width: min(24rem, 78vw); max-width: 100%; }
textarea {
  font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: 0.5rem; padding: 0.5rem; resize: none; word-break: break-all;
}
p { margin: 0; font-size: 0.875rem; color: var(--st-text-color); }
aside:empty { display: none; }
img { align-self: center; background: #FFFFFF; max-width: 100%; height: auto; image-rendering: pixelated; }
"""
)
_card = st.components.v2.component("share", html=_HTML, css=_STYLE, js=_SCRIPT)

_LARGEST = 25  # version of a QR code; a larger one has more squares than a phone reads from a screen
_LEAST = 240  # pixels of its width
_HERE = ("localhost", "127.0.0.1", "::1")


def code(link: str) -> segno.QRCode | None:
    """The link as a QR code, None where it is too long for one that a phone reads well."""
    try:
        made = segno.make_qr(link, error="m")
    except segno.DataOverflowError:
        return None
    return made if int(made.version) <= _LARGEST else None


def share(t: Translator, link: Callable[[], str]) -> None:
    """A popover with this screen's link to copy and its QR code; `link` is asked for only when a reader opens it."""
    with st.popover(t("分享"), icon=":material/share:", key="share", on_change="rerun", width="content") as opened:
        if opened.open:
            card(t, link(), t("这一屏的链接"), "share-card")


def card(t: Translator, link: str, label: str, key: str) -> None:
    """A link to copy and its QR code; `label` says what it leads to."""
    made = code(link)
    notes = []
    if urllib.parse.urlsplit(link).hostname in _HERE:
        notes.append(t("这个链接只能在这台机器上打开。"))
    if made is None:
        notes.append(t("链接太长，做不成手机能扫的二维码。"))
    data = {
        "link": link,
        "label": label,
        "copy": t("复制链接"),
        "copied": t("已复制"),
        "failed": t("没有复制成功。链接已选中，请用键盘复制。"),
        "notes": notes,
        "code": made.svg_data_uri(scale=1, border=4, dark="#000000", light="#FFFFFF", omitsize=True) if made else "",
        "alt": t("这个链接的二维码"),
        "pixels": max(_LEAST, 3 * made.symbol_size(border=4)[0]) if made else 0,
    }
    _card(data=data, key=key, width="content", height="content")
