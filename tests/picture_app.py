"""Made-up figures with their buttons and a link to share, as a dashboard of its own: `uvicorn tests.picture_app:app`.

`?lang=en` is in English; `?link=…` is the link to share in place of the page's own address.
"""

import datetime

import pandas as pd
import streamlit as st
from starlette.middleware import Middleware

from fenjin.data.edition import current
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.look import Look
from fenjin.figures.shares import Shares
from fenjin.figures.tiles import Tile, Tiles
from fenjin.figures.timeline import Milestone, Timeline
from fenjin.language.translate import translator
from fenjin.screen import root
from fenjin.screen.components import figure, picture
from fenjin.screen.components.share import share
from fenjin.server import assets, web
from fenjin.slides import slide
from fenjin.views import Context, View
from tests.unit.test_kinds import LADDER

LONG = {"zh": "年产值五亿元以上的新材料和装备制造项目，含续建，不含只有意向的", "en": "new-materials and machinery projects above CNY 500 million, including those continued from last year"}  # fmt: skip
NAME = {"zh": ("东县", "西县", "南山新区"), "en": ("Dongxian", "Xixian", "Nanshan Innovation Zone")}
FIGURE = {"zh": "至少1,200亿元", "en": "at least CNY 1,200 hundred million"}
TITLE = {
    "bars": {"zh": "新上项目：东县至少1,200亿元最高，其后是西县 <300亿元，南山新区口径不同", "en": "Projects begun: Dongxian is highest with at least CNY 1,200 hundred million, then Xixian; Nanshan Innovation Zone <b>counts</b> differently &amp; apart"},
    "tiles": {"zh": "新上项目的分布", "en": "Projects begun: where"},
    "matrix": {"zh": "县区在招商上最具体", "en": "Counties are most specific on attraction"},
    "timeline": {"zh": "多数在年底到期", "en": "Most fall due at the end of the year"},
}  # fmt: skip
NOTES = {"zh": ["单列的数字口径不同，不能比大小。", "没有给出数字的不当作零。"], "en": ["Figures kept apart have another scope.", "A unit without a figure <script>is not</script> zero."]}  # fmt: skip
SIGNS = {
    "zh": "图例：斜纹＝力争，空心箭头＝至少或超过，灰框＝不参加排序。",
    "en": "Key: hatched = aim, grey = not ranked.",
}
ADDRESS = "http://dash.example/rural?indicator=rural-roads&v=0123456789ab"
WHEN = datetime.date(2030, 7, 1)


def figures(lang, mode="dark"):
    """Each kind of figure with every sign that it has, in the colours of a dark screen."""
    look, (east, west, zone), figure, detail = Look(mode, "rural"), NAME[lang], FIGURE[lang], LONG[lang]
    wide = [Bar(east, 1200, figure, comparator="ge", detail=detail), Bar(west, 300, "300", strive=True), Bar(zone, 0, "0")]
    kept = [Bar(zone, 800, "800", unranked=True, strive=True, detail=detail), Bar(west, 200, "200–400", high=400, comparator="range"),
            Bar(east, 1200, figure, comparator="le", unranked=True)]  # fmt: skip
    cells = [
        Tile(name, "1,200", place, place % 2, "ranked", place / 2, zone=place == 2, full=name)
        for place, name in enumerate((east, west, zone))
    ]
    rows = [f"{name}{n}" for n in range(4) for name in (east, west, zone)]
    share_of, text = (
        [[0.0, 0.5, 1.0, None, 0.25, 0.75] for _ in rows],
        [["0/9", "5/10", "19/19", "–", "1/4", "3/4"] for _ in rows],
    )
    columns = ["投资<br> ", "招商<br>引资", "乡村<br>振兴", "民生<br> ", "营商<br>环境", "其他<br> "]
    names = ["投资", "招商引资", "乡村振兴", "民生", "营商环境", "其他"]
    if lang == "en":
        names = ["Investment", "Investment attraction", "Rural revitalization", "Livelihood", "Business environment", "Other"]
    milestones = [
        Milestone(f"2030-{place + 1:02d}-28", f"{place + 1}/28", ("rural", "other")[place % 2], translator(lang).join(rows[: place + 1]), place + 1,
                  strive=place % 3 == 0)
        for place in range(12)
    ]  # fmt: skip
    lanes = {"rural": names[2], "other": names[5]}
    return {
        "bars": Bars([Section(detail, wide), Section(LONG[lang], kept)]).figure(look),
        "tiles": Tiles(cells).figure(look),
        "matrix": Shares(rows, names, share_of, text, hover=text, narrow=columns).figure(look),
        "timeline": Timeline(lanes, "2030-01-01", "2030-12-31", [("2030-01-01", "2030")], milestones).figure(look),
    }


def drawn(kind, lang, mode="dark", figure=None):
    """The picture of a figure as the dashboard makes it from a screen of this mode."""
    opened = current()
    context = Context(opened, opened.lists[-1]["list_id"], translator(lang), Look(mode, "rural"))
    figure = figure or figures(lang, mode)[kind]
    view = View("", TITLE[kind][lang], "", {}, pd.DataFrame(), figure, NOTES[lang], legend=[SIGNS[lang]])
    return slide.svg(slide.picture(context, view, WHEN, ADDRESS), lang)


def draw():
    t = translator(st.query_params.get("lang", "zh"))
    share(t, lambda: st.query_params.get("link", st.context.url), root)
    for kind, drawn_here in figures(t.lang).items():
        figure.draw(drawn_here, kind, TITLE[kind][t.lang])
        with st.container(key=f"buttons-{kind}"):
            picture.buttons(drawn(kind, t.lang), f"{kind}-{TITLE['tiles'][t.lang]}", t, f"picture-{kind}")
    figure.draw(LADDER.figure(Look("dark")), "ladder", "", press=lambda target: st.session_state.update(pressed=target))
    with st.container(key="pressed"):
        st.text(st.session_state.get("pressed", ""))


if __name__ == "__main__":
    draw()
else:
    headers = web.policy(assets.scripts(assets.page(assets.FOLDER, "")))
    app = st.App(__file__, middleware=[Middleware(web.Front, headers=headers), Middleware(assets.Assets, addresses=[])])
