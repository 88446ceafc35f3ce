"""Pictures of views for slides and papers, made in the reader's browser from the slide that the server lays out as SVG."""

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component

_buttons = component("picture")


def buttons(svg: str, name: str, t: Translator, key: str) -> None:
    """Buttons that make the SVG `svg` a picture `name`.svg, or `name`.png with twice its pixels, or copy the latter."""
    data = {
        "drawn": svg,
        "name": name,
        "labels": {
            "png": t("下载演示用的图片（{format}）", format="PNG"),
            "svg": t("下载演示用的图片（{format}）", format="SVG"),
            "copy": t("复制图片"),
        },
        "copied": t("已复制"),
        "refused": t("浏览器不让复制。请下载文件。"),
        "busy": t("正在作图…"),
        "failed": t("图片没有做成。请再点一次。"),
    }
    _buttons(data=data, key=key, width="content", height="content")
