"""Slides on a whole screen, stepped through in the browser: no step waits for the server, and none is lost when it is away."""

from collections.abc import Sequence

import streamlit as st

from fenjin.language.translate import Translator
from fenjin.paths import COMPONENTS
from fenjin.screen.components.browser import component
from fenjin.slides import slide

PACES = ("10", "15", "20", "30", "60", "120")  # seconds for which a slide stays where slides go on by themselves

_show = component("show")


def show(
    t: Translator,
    slides: Sequence[slide.Slide],
    story: str,
    at: int,
    mark: str,
    every: int,
    notice: str,
    return_to: str,
) -> bool:
    """Shows slides on the whole window, beginning with the slide `at` (from 0) and the unit `mark` emphasised ("" for none).

    `story` tells one story from another, `every` is the pace of going on by itself in seconds (0 for not), `notice` a text
    shown for a while, `return_to` the address of the page that leaving leads to. True when the presenter leaves.
    """
    keys = [
        (t("→ 空格 PageDown"), t("下一页")),
        (t("← PageUp"), t("上一页")),
        ("Home  End", t("第一页、最后一页")),
        (t("数字 + 回车"), t("到第几页")),
        ("F", t("全屏")),
        ("B", t("黑屏")),
        ("N", t("讲者窗口：备注、下一页、时间，大屏上看不到")),
        (t("点一个单位"), t("突出它，以后各页也突出；再点取消")),
        ("?", t("显示这些按键")),
        ("Esc", t("退出全屏；再按，回到原来的页面")),
    ]
    data = {
        "slides": [
            {"title": each.heading, "drawn": slide.svg(each, t.lang), "remark": each.remark, "say": each.say} for each in slides
        ],
        "story": story,
        "at": at,
        "mark": mark,
        "every": every,
        "notice": notice,
        "back": return_to,
        "dark": slides[0].look.mode == "dark",
        "help": keys,
        "speaker": {name: (COMPONENTS / f"speaker.{name}").read_text("utf-8") for name in ("html", "css")},
        "words": {
            "back": t("上一页"),
            "on": t("下一页"),
            "whole": t("全屏"),
            "help": t("按键"),
            "leave": t("退出放映"),
            "speaker": t("讲者窗口"),
            "next": t("下一页"),
            "end": t("这是最后一页"),
            "blank": t("黑屏"),
            "noSpeaker": t("浏览器没有打开讲者窗口。请允许本站弹出窗口，再按N。"),
            "refused": t("浏览器不允许由网页全屏，请按F11。"),
            "dark": t("屏幕可能会自己变黑：浏览器在https下才能让它一直亮着。请在这台电脑上关掉屏幕保护和休眠。"),
            "away": t("服务器没有回应，稍后再退出。"),
        },
    }
    st.html(COMPONENTS / "show-page.css")
    answer = _show(data=data, key="show", on_left_change=lambda: None)
    return bool(answer.left)
