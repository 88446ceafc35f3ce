"""Slides on a whole screen, stepped through in the browser: no step waits for the server, and none is lost when it is away."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from fenjin.language.translate import Translator
from fenjin.slides import slide

PACES = ("10", "15", "20", "30", "60", "120")  # seconds for which a slide stays where slides go on by themselves

_SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
_HTML = """
<section class="show" tabindex="-1">
  <div class="stage"></div>
  <p class="typed" hidden></p>
  <p class="said" role="status" hidden></p>
  <p class="remark" hidden></p>
  <nav>
    <button type="button" name="back">‹</button>
    <span class="place"></span>
    <button type="button" name="on">›</button>
    <button type="button" name="whole">
      <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2.5">
        <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>
      </svg>
    </button>
    <button type="button" name="help">?</button>
    <button type="button" name="leave">✕</button>
  </nav>
  <dl class="help" hidden></dl>
  <div class="blank" hidden></div>
</section>
"""
# Above everything that Streamlit draws.
_STYLE = """
.show {
  position: fixed; inset: 0; z-index: 2000000; display: grid; place-items: center; overflow: hidden; outline: none;
  background: #FFFFFF; color: #16202B; font: inherit; touch-action: pinch-zoom; user-select: none; cursor: none;
}
.dark { background: #0E1620; color: #F2F6FA; }
.moving { cursor: default; }
[hidden] { display: none !important; }
.stage { position: absolute; inset: 0; }
.stage svg { display: block; width: 100%; height: 100%; }
.stage svg [data-unit] { cursor: pointer; transition: opacity 0.15s; }
.stage svg .quiet { opacity: 0.22; }
nav {
  position: absolute; bottom: 2vh; left: 50%; transform: translateX(-50%); display: flex; gap: 0.4rem; align-items: center;
  padding: 0.4rem 0.8rem; border-radius: 0.8rem; background: #16202BE6; color: #FFFFFF; font-size: 24px;
  opacity: 0; visibility: hidden; transition: opacity 0.2s;
}
.moving nav, nav:focus-within { opacity: 1; visibility: visible; }
button {
  font: inherit; min-width: 44px; min-height: 44px; color: inherit; background: none; border: none; border-radius: 0.5rem; cursor: pointer;
}
button:hover, button:focus-visible { background: #FFFFFF40; outline: 2px solid #FFFFFF; }
.place { min-width: 4.5em; text-align: center; }
p, dl {
  position: absolute; margin: 0; padding: 0.6rem 1.2rem; border-radius: 0.6rem; background: #16202BF2; color: #FFFFFF; font-size: 24px;
  max-width: 80vw;
}
.typed { top: 4vh; right: 4vw; font-size: 64px; }
.said { bottom: 14vh; max-height: 50vh; overflow: hidden; overflow-wrap: anywhere; }
.remark { bottom: 0; left: 0; right: 0; max-width: none; border-radius: 0; white-space: pre-wrap; max-height: 40vh; overflow: hidden; }
.help { display: grid; grid-template-columns: auto auto; gap: 0.5rem 2rem; padding: 2rem 3rem; font-size: clamp(18px, 2.4vw, 48px); max-height: 92vh; overflow: auto; }
dt { font-weight: 700; }
dd { margin: 0; }
.blank { position: absolute; inset: 0; background: #000000; }
"""
_show = st.components.v2.component("show", html=_HTML, css=_STYLE, js=_SCRIPT)


def show(
    t: Translator,
    slides: Sequence[slide.Slide],
    story: str,
    at: int,
    mark: str,
    every: int,
    notice: str,
    back: str,
) -> bool:
    """Shows slides on the whole window, beginning with the slide `at` (from 0) and the unit `mark` emphasised ("" for none).

    `story` tells one story from another, `every` is the pace of going on by itself in seconds (0 for not), `notice` a text
    shown for a while, `back` the address of the page that leaving leads to. True when the presenter leaves.
    """
    keys = [
        (t("→ 空格 PageDown"), t("下一页")), (t("← PageUp"), t("上一页")), ("Home  End", t("第一页、最后一页")),
        (t("数字 + 回车"), t("到第几页")), ("F", t("全屏")), ("B", t("黑屏")), ("N", t("备注")),
        (t("点一个单位"), t("突出它，以后各页也突出；再点取消")), ("?", t("显示这些按键")), ("Esc", t("退出全屏；再按，回到原来的页面")),
    ]  # fmt: skip
    data = {
        "slides": [{"title": each.heading, "drawn": slide.svg(each, t.lang), "remark": each.remark} for each in slides],
        "story": story, "at": at, "mark": mark, "every": every, "notice": notice, "back": back, "dark": slides[0].look.mode == "dark",
        "help": keys,
        "words": {
            "back": t("上一页"), "on": t("下一页"), "whole": t("全屏"), "help": t("按键"), "leave": t("退出放映"),
            "noRemark": t("这一页没有备注。"), "refused": t("浏览器不允许由网页全屏，请按F11。"),
            "away": t("服务器没有回应，稍后再退出。"),
        },
    }  # fmt: skip
    # What Streamlit dims while a run is under way would let its own header through, and a room need not read that the server is away.
    st.html(
        "<style>[data-testid=stElementContainer] { opacity: 1 !important } [data-testid=stHeader], .stDialog { display: none }</style>"
    )
    answer = _show(data=data, key="show", on_left_change=lambda: None)
    return bool(answer.left)
