"""A field that takes one file from the reader's computer; Streamlit's own speaks English only."""

import base64
from typing import NamedTuple

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component

_field = component("upload")


class Upload(NamedTuple):
    """A file from the reader's computer: its name there and its bytes."""

    name: str
    content: bytes


def upload(t: Translator, label: str, key: str, largest: int, endings: str = "") -> Upload | None:
    """Draws the field; the file in the run that follows the choice, else None. It may also be dropped there. `largest` is in bytes;
    only files whose names have one of the `endings` (".a,.b"; of any name where there are none) are offered for choice.
    """
    state = _field(
        data={
            "label": label,
            "largest": largest,
            "endings": endings,
            "unreadable": t("读不了这个文件。"),
            "tooLarge": t("文件太大，最多{n}MB。", n=largest // 2**20),
        },
        key=key,
        on_file_change=lambda: None,
        height="content",
    )
    try:
        if not isinstance(state.file, str):
            return None
        name, content = (base64.b64decode(part, validate=True) for part in state.file.split(","))
        return Upload(name.decode("utf-8"), content) if len(content) <= largest else None
    except ValueError:
        return None
