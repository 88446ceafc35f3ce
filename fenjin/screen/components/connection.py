"""When the connection to the server breaks: Streamlit's browser side connects again by itself, and here is what it leaves undone.

A server that was started again knows nothing of the visit, and Streamlit asks it for nothing until something is pressed, whose
press would then be lost: so the page is asked for at once, and nothing can be pressed until it is there. What the reader sees meanwhile is said in his own language.
"""

from typing import Any

from fenjin.language.translate import Translator


def facts(t: Translator) -> dict[str, Any]:
    """What connection.js needs."""
    return {
        "title": t("与服务器的连接断了"),
        "text": t("正在自动重新连接；连上以后，这一屏照旧。"),
        "close": t("关闭"),
    }
