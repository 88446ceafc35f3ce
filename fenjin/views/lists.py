"""Which lists a view is about, and how they are named."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fenjin.data.database import Database
from fenjin.data.memory import memoize
from fenjin.language.translate import Translator, _
from fenjin.table.contract import league_of
from fenjin.views.base import Context, Row
from fenjin.views.parameter import LIST
from fenjin.views.question import View, query
from fenjin.views.selection import Filters
from fenjin.views.sought import Sought, resolve, words_of

query("lists", _("有哪些清单"))
query("readers", _("谁读了清单，读了什么"), list=LIST)
query("revisions", _("清单发布以后改了什么"), list=LIST)
_MOST_TITLES = 3  # titles of lists that a text names


def within(context: Context, filters: Filters) -> tuple[Context, Filters]:
    """Filters with the lists that they leave, those of the context where they name none, and the context of these lists; and with how
    the words of these rows are searched for.

    So no view takes in every list that there is.
    """
    if filters.codes("list"):
        context = of_lists(context, filters.codes("list"))
    else:
        filters = replace(filters, sets=(("list", context.lists), *filters.sets))
    if filters.words and not filters.sought:
        filters = replace(filters, sought=seek(context.database, context.lists, filters.words))
    return context, filters


@memoize(256)
def seek(database: Database, lists: Sequence[str], words: str) -> Sought:
    """How the words of a search are looked for in the rows of some lists."""
    return resolve(words_of(words), lambda pattern: database.finds(pattern, lists))


def of_lists(context: Context, lists: Sequence[str]) -> Context:
    """The same for other lists; its own stays the first where it is one of them."""
    first = context.list_id if context.list_id in lists else lists[0]
    return replace(context, list_id=first, further=tuple(each for each in lists if each != first))


def of_view(context: Context, view: View) -> Context:
    """The context of the lists whose rows a view shows; as it is for a reader's own SQL, which may show any."""
    return context if view.free else of_lists(context, [each["list_id"] for each in lists_of(context, view)])


def lists_of(context: Context, view: View) -> list[Row]:
    """The descriptions of the lists whose rows a view shows, without their units; for a reader's own SQL of the lists that
    it sees."""
    every = known_lists(context.database)
    if view.free:
        return list(every.values()) if context.database.whole else [every[each] for each in context.lists]
    if "target" in view.params:
        ids: Sequence[str] = [list_of(str(view.params["target"]))]
    else:
        ids = [code for code in str(view.params.get("filter_list", "")).split("|") if code] or [context.list_id]
        ids = [*ids, *([str(view.params["before"])] if "before" in view.params else [])]
    return [every[code] for code in ids]


@memoize(4)
def known_lists(database: Database) -> dict[str, Row]:
    """The descriptions of all lists, without their units, by number, in the order of the table."""
    return {str(each["list_id"]): each for each in database.lists}


@memoize(256)
def promised_themes(database: Database, list_id: str) -> tuple[str, ...]:
    """The themes of which anything is promised in a list, in the order of the table."""
    rows = database.query("concreteness_totals", list=list_id, league=None).to_pylist()
    codes = {row["theme"] for row in rows}
    return tuple(theme for theme in database.themes if theme in codes)


@memoize(256)
def has_counties_and_city(database: Database, list_id: str) -> bool:
    """Whether a list is of both leagues, so that what counties promise may be held against what departments promise for the city."""
    return len({league_of(unit["unit_type"]) for unit in database.describe(list_id)["units"]}) > 1


def list_of(target: str) -> str:
    """The list that a target belongs to, by its number."""
    return target.partition("/")[0]


def list_words(about: Mapping[str, object], t: Translator) -> str:
    """A list told from others in a word or two: its city and year."""
    return f"{t.of(about, 'city')} {about['year']}"


def titles(lists: Sequence[Mapping[str, object]], t: Translator) -> str:
    """The titles of some lists; where they are many, the first ones and how many there are."""
    text = t.join([str(t.of(each, "title")) for each in lists[:_MOST_TITLES]])
    return text if len(lists) <= _MOST_TITLES else t("{titles}等{n}份清单", titles=text, n=len(lists))


NO_UNIT = _("没有这样的单位，没有改动。可以写名称、简称、拼音或拼音首字母。")


def units_found_by(context: Context) -> dict[str, str]:
    """What each unit of the context's lists is found by."""
    return {str(unit["unit_id"]): str(unit["found_by"]) for unit in context.units}
