"""Timeline: what falls due when, by league and theme, and the same as a calendar."""

import streamlit as st

from fenjin import screen, settings, views
from fenjin.files import ics
from fenjin.language import quantity
from fenjin.language.markdown import plain
from fenjin.language.words import words
from fenjin.screen.components import figure, share
from fenjin.server import calendar
from fenjin.views.parameter import Parameter

ALL = "all"

page = screen.context()
t = page.t
leagues, themes = [ALL, *views.LEAGUES], [ALL, *page.themes]
choice = screen.choices(page, {"league": Parameter(codes=leagues), "theme": Parameter(codes=themes)})

league = screen.choose(
    st.segmented_control,
    t("单位范围"),
    "league",
    leagues,
    choice.get("league"),
    lambda code: t("县区和部门") if code == ALL else words(t, "league", code),
    required=True,
    label_visibility="collapsed",
)
of_league = None if league == ALL else league
counts = views.timeline(page, of_league).frame["theme"].value_counts()


def chip(code: str) -> str:
    """A theme with the number of its dated targets."""
    name, n = (t("各主题"), counts.sum()) if code == ALL else (words(t, "theme", code), counts.get(code, 0))
    return f"{name} · {n}"


theme = screen.choose(
    st.pills,
    t("主题（后面的数字是写明期限的目标数）"),
    "theme",
    themes,
    choice.get("theme"),
    chip,
    required=True,
    label_visibility="collapsed",
)
of_theme = None if theme == ALL else theme
due = views.timeline(page, of_league, of_theme)

screen.headline(due.takeaway, due, page)
left, right = st.columns([2, 3], gap="large")


def lead(_kind: str, code: str) -> None:
    """A dot of several targets leads to those of its month and theme."""
    month, of = code.split()
    narrower = {"league": of_league} if of_league else {}
    screen.go("explore", {**screen.same(page), **narrower, "due": month, "theme": of})


with left:
    screen.draw(due, page, "timeline", heading=False, lead=lead)
    figure.first()
    home = (st.context.url or "").partition("?")[0].rpartition("/")[0]
    if not due.empty and screen.visitor().may(settings.ANALYST):
        with st.container(border=True):
            st.markdown(f"**{t('放进日历')}**")
            st.caption(t("每个目标是一件全天的事，写明单位、数字、语气和出处，并带回看板的链接。"))
            screen.offer(
                t("下载日历文件（{n}件）", n=len(due.frame)),
                ics.file_name(page, of_league, of_theme),
                calendar.MEDIA,
                lambda: ics.ics(page, of_league, of_theme, home),
                "calendar",
                icon=":material/download:",
                rows=len(due.frame),
            )
            # A calendar program that asks by itself cannot sign in.
            if settings.load().served and home and not settings.load().access:
                with st.expander(t("订阅：清单更新时，日历随之更新"), key="subscribe"):
                    address = calendar.address(page, home, of_league, of_theme)
                    st.link_button(t("用日历软件订阅"), f"webcal://{address.partition('://')[2]}")
                    st.caption(t("没有反应时，把下面的地址复制到日历软件的“从网址订阅”里。"))
                    share.card(t, address, t("日历的地址"), "calendar-address")
with right, st.container(key="due-list"):
    for day, group in due.frame.groupby("deadline"):
        many = t("{targets}个目标", targets=len(group)) if len(group) > 1 else ""
        st.markdown(f"**{quantity.day(day, t)}**　{many}")
        screen.lines({row["target_id"]: plain(views.due_words(row, t)) for row in views.records(group)}, f"due-{day}")
screen.data(due, page, f"timeline-data-{league}-{theme}", ics.file_name(page, of_league, of_theme).removesuffix(".ics"))
screen.footer(page, choice)
