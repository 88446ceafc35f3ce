"""What falls due as a calendar (RFC 5545), a file to take away.

The same data, choice, language and home give the same bytes, so that a reader who asks every day is mostly told that nothing
has changed. Where a deadline was moved, its event keeps its UID and says that it moved; all others keep their bytes.
"""

import datetime
import urllib.parse

from icalendar import TRANSP, Calendar, Event

from fenjin import views
from fenjin.language import quantity
from fenjin.language.words import words
from fenjin.views import Context

_REFRESH = datetime.timedelta(days=1)


def ics(context: Context, league: str | None = None, theme: str | None = None, home: str = "") -> bytes:
    """The dated targets of a league and a theme (None for all) as all-day events, one a target.

    `home` is the dashboard's address without its path, to which each event links; "" gives no links.
    """
    t = context.t
    choice = [words(t, name, code) for name, code in (("league", league), ("theme", theme)) if code]
    calendar = Calendar.new(
        prodid=f"-//fenjin//{context.list_id}//{t.lang.upper()}",
        uid="/".join(["fenjin", context.list_id, league or "all", theme or "all"]),
        name=" · ".join([t.of(context.description, "title"), t("期限"), *choice]),
        refresh_interval=_REFRESH,
    )
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    # What Outlook reads instead.
    calendar.add("X-PUBLISHED-TTL", "P1D")
    for row in views.timeline(context, league, theme).rows:
        calendar.add_component(_event(context, row, home))
    return bytes(calendar.to_ical())


def _event(context: Context, row: views.Row, home: str) -> Event:
    t = context.t
    about = {
        "list": context.list_id,
        "target": row["target_id"],
        **({"lang": t.lang} if t.lang != "zh" else {}),
    }
    moves = views.revisions(context, row["target_id"], "deadline")
    # The table knows no moment at which it was made; what must not happen is that the same data look new each time.
    days = [datetime.date(int(context.description["year"]), 1, 1), *(each["day"] for each in moves)]
    stamp = datetime.datetime.combine(max(days), datetime.time(), datetime.UTC)
    link = f"{home}/timeline?{urllib.parse.urlencode(about)}" if home else ""
    lines = [
        t.of(row, "statement"),
        t("目标：{promised}", promised=f"{t.of(row, 'measure')} {quantity.amount_words(row, t)}"),
        *(views.revision_words(context, each) for each in moves),
        t("语气：{firmness}", firmness=words(t, "firmness", row["firmness"])),
        t("出处：{where}", where=views.source(row, t)),
        *([t("看板：{link}", link=link)] if link else []),
    ]
    event = Event.new(
        uid=f"{row['target_id']}@fenjin",
        stamp=stamp,
        last_modified=stamp if moves else None,
        sequence=len(moves) or None,
        start=row["deadline"],
        end=row["deadline"] + datetime.timedelta(days=1),
        summary=views.due_words(row, t),
        description="\n".join(lines),
        categories=[words(t, "theme", row["theme"])],
        # A target falls due on a day without taking up anybody's time.
        transparency=TRANSP.TRANSPARENT,
        url=link or None,
    )
    for name in ("SUMMARY", "DESCRIPTION"):
        event[name].params["LANGUAGE"] = "zh-CN" if t.lang == "zh" else t.lang
    return event


def file_name(context: Context, league: str | None = None, theme: str | None = None) -> str:
    """What the file of this calendar is called."""
    return "-".join([context.list_id, "deadlines", *(code for code in (league, theme) if code)]) + ".ics"
