"""Views that a reader saves for himself: kept in his browser alone, with a name and a note of his own, and as a file to take along."""

from fenjin.language.translate import Translator
from fenjin.screen.components.browser import component

_saved = component("saved")


def saved(t: Translator, link: str, root: str) -> None:
    """Where this screen is saved, and what was saved before; `root` is the address of the dashboard, below which `link` leads."""
    data = {
        "link": link.removeprefix(root),
        "root": root,
        "title": t("收藏这一屏（只存在这个浏览器里）"),
        "name": t("名字"),
        "note": t("备注（可以不写）"),
        "save": t("收藏"),
        "saved": t("已收藏"),
        "failed": t("浏览器不许保存，没有收藏。"),
        "remove": t("删除收藏："),
        "export": t("导出收藏"),
        "import": t("导入收藏"),
        "imported": t("已导入"),
        "wrong": t("这个文件不是看板导出的收藏，没有导入。"),
    }
    _saved(data=data, key="saved", width="content", height="content")
