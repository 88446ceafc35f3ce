"""A button that puts a text on the reader's clipboard."""

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component

_button = component("copying")


def button(label: str, text: str, t: Translator, key: str) -> None:
    """A button with this label that copies `text`, and says whether the browser let it."""
    data = {"label": label, "text": text, "copied": t("已复制"), "failed": t("浏览器不让复制。请下载文件。")}
    _button(data=data, key=key, width="content", height="content")
