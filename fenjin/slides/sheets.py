"""Slides that answer no question of the register: words of one's own, the whole in three sentences, what there is to settle, and what is
worth reading from afar in a hall. Each is made again from today's table, as views are."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fenjin import views
from fenjin.data.rows import Indicator
from fenjin.figures.content import Content
from fenjin.figures.lines import Lines
from fenjin.figures.points import FAR, Points
from fenjin.language import quantity
from fenjin.slides.slide import sentence
from fenjin.views import Context

LONGEST_TEXT = 600  # characters of a slide of one's own words
TEXT, AGENDA, SUMMARY, SETTLE, UNIT, NEXT = "text", "agenda", "summary", "settle", "unit_promises", "next_due"
_MOST_RANKED = 2  # rankings of a theme in a deck
_MOST_TO_SETTLE = 6
_MOST_AFAR = 3  # points that are read from afar


@dataclass(frozen=True)
class Sheet:
    """What a slide of words shows, and what its speaker may say, a sentence each."""

    title: str
    body: Content
    say: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """What a sheet may depend on beside the table: the day of the meeting, and what the story goes through, in words."""

    when: datetime.date
    contents: tuple[str, ...] = ()


def sheet(name: str, context: Context, choice: Mapping[str, str], occasion: Occasion) -> Sheet | None:
    """The sheet of a name; None where it would show nothing."""
    made_of = SHEETS[name](context, choice, occasion)
    return made_of if made_of and any(made_of.body.paragraphs) else None


def _text(context: Context, choice: Mapping[str, str], _occasion: Occasion) -> Sheet:
    lines = tuple(line.strip() for line in choice.get("text", "").splitlines() if line.strip())
    return Sheet("", Points(tuple(("•", line) for line in lines)) if len(lines) > 1 else Lines(lines))


def _agenda(context: Context, _choice: Mapping[str, str], occasion: Occasion) -> Sheet | None:
    t = context.t
    if len(occasion.contents) < 2:
        return None
    return Sheet(
        t("今天讲什么"),
        Points(_numbered(occasion.contents)),
        (t("分{n}个部分：{names}。", n=len(occasion.contents), names=t.join(list(occasion.contents))),),
    )


def _numbered(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{n}", text) for n, text in enumerate(texts, start=1))


def _summary(context: Context, choice: Mapping[str, str], _occasion: Occasion) -> Sheet | None:
    """A theme, or where none is named the whole list."""
    t = context.t
    theme = choice.get("theme", "")
    sentences = summary_of_theme(context, theme) if theme in context.themes else _summary_of_list(context)
    return (
        Sheet(t("三句话") if len(sentences) == 3 else t("要点"), Points(_numbered(sentences)), tuple(sentences))
        if sentences
        else None
    )


def _summary_of_list(context: Context) -> list[str]:
    sums = views.sum_sentences(context)[:1]
    return [sentence(text, context.t) for text in (views.opening(context), *sums, views.deadlines(context).takeaway)]


def summary_of_theme(context: Context, theme: str) -> list[str]:
    """A theme in at most three sentences: what counties and departments promise, and of its first ranking who promises how much."""
    rankings = rankings_of(context, theme)[:1]
    views_of = [
        views.matrix(context, theme),
        *(views.ranking(context, *each) for each in rankings),
        views.departments(context, theme),
    ]
    return [sentence(view.takeaway, context.t) for view in views_of if view.drawn]


def rankings_of(context: Context, theme: str) -> list[tuple[str, str]]:
    """The rankings that a deck shows of a theme: indicator and league, of at least two units each, first those in which most can be ranked."""
    rows: list[Indicator] = views.records(views.indicators(context, theme).frame, Indicator)
    pairs = [
        (row["county_ranked" if league == "county" else "department_ranked"], units, row["indicator_id"], league)
        for row in rows
        for league in views.LEAGUES
        for units in [row["county_units" if league == "county" else "department_units"]]
        if units > 1
    ]
    # A sort keeps the order in which the page offers them.
    pairs.sort(key=lambda each: (-each[0], -each[1]))
    return [(indicator, league) for _most, _units, indicator, league in pairs[:_MOST_RANKED]]


def _settle(context: Context, choice: Mapping[str, str], _occasion: Occasion) -> Sheet | None:
    """What figures leave open: sums beyond the city's figure, figures of scopes that cannot be ranked, promises and units without one."""
    t = context.t
    theme = choice.get("theme") if choice.get("theme") in context.themes else None
    points = [t("{told}：全市的数字和县区的数字，哪个要改？", told=each) for each in views.beyond_sentences(context, theme)]
    frames = [views.indicators(context, each).frame for each in ([theme] if theme else context.themes)]
    several = [
        row for frame in frames for row in views.records(frame, Indicator) if row["county_units"] > 1 and not row["county_ranked"]
    ]
    if several:
        names = t.join([t.of(row, "indicator") for row in several])
        points.append(t("{names}：几家写了数字，却没有两家能排在一起，明年能不能按一个口径写？", names=names))
    rows = [row for each in ([theme] if theme else context.themes) for row in views.matrix(context, each).rows]
    mentioned = [row for row in rows if row["status"] == "mentioned" and row["league"] == "county"]
    if mentioned:
        n, units = len(mentioned), len({unit for row in mentioned for unit in context.leads(row)})
        points.append(t("县区有{n}处承诺了却没有写数字（{units}家）：要不要补上数字？", n=n, units=units))
    silent = [row for row in views.silent(context).rows if not row["targets"]]
    if silent and not theme:
        points.append(t("{n}个单位一个数字也没有写：明年要不要写？", n=len(silent)))
    points = points[:_MOST_TO_SETTLE]
    return Sheet(t("要研究的问题"), Points(_numbered(points)), tuple(points)) if points else None


def _promises_of(context: Context, choice: Mapping[str, str], _occasion: Occasion) -> Sheet | None:
    """The weightiest figures of a county, to be read from afar."""
    t = context.t
    unit = next((each for each in context.description["units"] if each["unit_id"] == choice.get("unit")), None)
    points = views.weightiest(context, str(choice.get("unit")), _MOST_AFAR) if unit else []
    if not unit or not points:
        return None
    title = t("{unit}今年承诺", unit=t.of(unit, "unit"))
    return Sheet(title, Points(tuple(points), FAR), tuple(f"{amount}　{what}" for amount, what in points))


def _next_due(context: Context, _choice: Mapping[str, str], occasion: Occasion) -> Sheet | None:
    """What falls due next, from the day of the show on, to be read from afar; where all is past, the first days of the list."""
    t = context.t
    rows = views.deadlines(context).rows
    ahead = [row for row in rows if row["deadline"] >= occasion.when] or rows
    year = int(context.description["year"])
    points = tuple(
        (quantity.day(row["deadline"], t, "day of the year" if row["deadline"].year == year else "day"), views.due_words(row, t))
        for row in ahead[:_MOST_AFAR]
    )
    return Sheet(t("接下来到期的"), Points(points, FAR), tuple(f"{day}　{what}" for day, what in points)) if points else None


SHEETS: dict[str, Callable[[Context, Mapping[str, str], Occasion], Sheet | None]] = {
    TEXT: _text,
    AGENDA: _agenda,
    SUMMARY: _summary,
    SETTLE: _settle,
    UNIT: _promises_of,
    NEXT: _next_due,
}
