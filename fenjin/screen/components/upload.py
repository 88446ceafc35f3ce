"""A field that takes one file from the reader's computer; Streamlit's own speaks English only."""

import base64

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component

_field = component("upload")


def upload(t: Translator, label: str, key: str, largest: int) -> bytes | None:
    """Draws the field; the bytes of the file in the run that follows the choice, else None. `largest` is in bytes."""
    state = _field(
        data={
            "label": label,
            "largest": largest,
            "unreadable": t("读不了这个文件。"),
            "tooLarge": t("文件太大，最多{n}MB。", n=largest // 2**20),
        },
        key=key,
        on_file_change=lambda: None,
        height="content",
    )
    try:
        content = base64.b64decode(state.file, validate=True) if isinstance(state.file, str) else None
        return content if content is not None and len(content) <= largest else None
    except ValueError:
        return None
