"""Ready-made stories: the whole list, a theme, a unit, the counties against the city, and what a hall's screen shows."""

from collections.abc import Iterable

from fenjin import views
from fenjin.data.memory import memoize
from fenjin.language.words import words
from fenjin.slides import sheets
from fenjin.slides.story import Slot, Story
from fenjin.views import LEAGUES, Context

_BETWEEN = 6  # counties between two times that a hall is told what falls due next
OWN, LOBBY = "own", "lobby"


def ready_names(context: Context) -> tuple[str, ...]:
    """The names of the ready-made stories: those that have something to show of the list."""
    both = views.has_counties_and_city(context.database, context.list_id)
    return ("whole", *views.promised_themes(context.database, context.list_id), "unit", *(["city"] if both else []), LOBBY)


@memoize(256)
def ready(context: Context, name: str, unit: str = "") -> Story:
    """A ready-made story: the whole list, a theme, the unit `unit`, the counties against the city, or what a hall's screen shows."""
    t = context.t
    if name == "whole":
        return Story(t.of(context.description, "title"), tuple(_whole(context)))
    if name == "unit":
        about = next(each for each in context.description["units"] if each["unit_id"] == unit)
        return Story(t("{unit}承诺了什么", unit=t.of(about, "unit")), tuple(_of_unit(context, unit)))
    if name == "city":
        return Story(t("县区加起来等于全市吗？"), tuple(_of_city(context)))
    if name == LOBBY:
        return Story(t.of(context.description, "title"), tuple(_of_lobby(context)))
    return Story(words(t, "theme", name), tuple(_of_theme(context, name)))


def _whole(context: Context) -> Iterable[Slot]:
    """The list for a meeting: three sentences, what it goes through, of each theme one table and one ranking of three units at least, sums,
    what is due with what, who wrote no figure, and what there is to settle."""
    yield Slot(sheets.SUMMARY)
    yield Slot(sheets.AGENDA)
    for theme in context.themes:
        if views.matrix(context, theme).drawn:
            yield Slot("matrix", {"theme": theme}, brief="1")
        for indicator, league in sheets.rankings_of(context, theme)[:1]:
            if len(stating_units(context, indicator, league)) > 2:
                yield Slot("ranking", {"indicator": indicator, "league": league}, brief="1")
    yield Slot("sums", brief="1")
    if context.before:
        yield Slot("years", brief="1")
    yield Slot("deadlines", brief="1")
    yield Slot("silent")
    yield Slot(sheets.SETTLE)


def stating_units(context: Context, indicator: str, league: str) -> set[str]:
    """The units of a league that give a figure of an indicator."""
    return set(views.ranking(context, indicator, league).frame["unit_id"])


def _of_theme(context: Context, theme: str) -> Iterable[Slot]:
    """A theme for a meeting: what all counties promise, at most two rankings of two units at least, the sum that says most, what
    departments promise, and what there is to settle."""
    yield Slot(sheets.SUMMARY, {"theme": theme})
    if views.matrix(context, theme).drawn:
        yield Slot("matrix", {"theme": theme}, brief="1")
    pairs = sheets.rankings_of(context, theme)
    for indicator, league in pairs:
        yield Slot("ranking", {"indicator": indicator, "league": league}, brief="1")
    summed = _of_several_counties(context)
    indicators = views.indicators(context, theme).frame["indicator_id"]
    for indicator in [code for code in indicators if code in summed][:1]:
        yield Slot("county_city", {"indicator": indicator}, brief="1")
    if views.departments(context, theme).drawn:
        yield Slot("departments", {"theme": theme}, brief="1")
    if context.before:
        yield Slot("years", {"theme": theme}, brief="1")
    yield Slot(sheets.SETTLE, {"theme": theme})


def _of_city(context: Context) -> Iterable[Slot]:
    """All sums, then those of several counties each, then what there is to settle."""
    yield Slot("sums", brief="1")
    for indicator in _of_several_counties(context):
        yield Slot("county_city", {"indicator": indicator}, brief="1")
    yield Slot(sheets.SETTLE)


def _of_several_counties(context: Context) -> list[str]:
    """The indicators of which several counties' figures add up to a sum: what one alone states is none."""
    sums = views.sums(context).frame
    return list(dict.fromkeys(sums.loc[sums["county_units"] > 1, "indicator_id"]))


def _of_lobby(context: Context) -> Iterable[Slot]:
    """What is worth reading from afar: of each county its weightiest figures, and now and then what falls due next."""
    codes = [row["unit_id"] for row in views.units(context).rows if row["league"] == LEAGUES[0]]
    of_units = [code for code in codes if views.weightiest(context, code, 1)]
    for place, code in enumerate(of_units):
        if place % _BETWEEN == 0:
            yield Slot(sheets.NEXT)
        yield Slot(sheets.UNIT, {"unit": code})


def _of_unit(context: Context, unit: str) -> Iterable[Slot]:
    about = next(each for each in views.units(context).rows if each["unit_id"] == unit)
    if views.weightiest(context, unit, 1):
        yield Slot(sheets.UNIT, {"unit": unit})
    else:
        yield Slot("profile", {"units": unit})
    if not views.standings(context, unit, about["league"]).empty:
        yield Slot("standings", {"unit": unit, "league": about["league"]}, brief="1")
    if context.before:
        yield Slot("years", {"units": unit})
    yield Slot("explore", {"unit": unit})
