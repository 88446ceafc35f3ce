"""By what rows can be filtered: codes, how many rows each leaves, and their words."""

from collections import Counter
from collections.abc import Callable, Mapping

from fenjin.data.database import Database
from fenjin.data.memory import memoize
from fenjin.language import quantity
from fenjin.language.translate import _
from fenjin.language.words import words, words_of
from fenjin.views.base import Context, records, remember
from fenjin.views.coverage import action_name
from fenjin.views.lists import known_lists, list_words, within
from fenjin.views.parameter import LISTS, NUMBER, SEARCH, Parameter
from fenjin.views.question import query
from fenjin.views.selection import BOUNDS, FACETS, Filters, link_number


def _codes_of(facet: str) -> Callable[[Context], list[str]]:
    return lambda context: codes(context)[facet]


# What rows can be filtered by, as parameters of a link.
FILTERS = {
    **{facet: Parameter("codes", _codes_of(facet), required=False) for facet in FACETS},
    "list": LISTS,
    **dict.fromkeys(BOUNDS, NUMBER),
    "q": SEARCH,
}
FACET_COUNTS = query("facets", _("每个筛选项会剩下几行"), **FILTERS)


def whose(context: Context, row: Mapping[str, object]) -> str:
    """The name of a row's unit, with its city and year where the context has several lists."""
    name = context.who(row)
    if not context.further:
        return name
    return context.t("{unit}（{scope}）", unit=name, scope=facet_words(context, "list", str(row["list_id"])))


def facets(context: Context, filters: Filters) -> dict[str, dict[str, int]]:
    """For each facet the codes that leave rows, and how many rows each would leave while the other filters stay."""
    return _facets(context.database, context.list_id, tuple(sorted(within(context, filters)[1].parameters().items())))


@memoize(256)
def _facets(database: Database, list_id: str, params: tuple[tuple[str, object], ...]) -> dict[str, dict[str, int]]:
    """The same in any language and colour."""
    frame = database.query("facets", list=list_id, **dict(params)).to_pandas()
    return {facet: {row["code"]: row["rows_left"] for row in records(frame[frame["facet"] == facet])} for facet in FACETS}


@remember
def codes(context: Context) -> dict[str, list[str]]:
    """Every code that a filter of a facet may have; "none" stands for rows without an action, indicator, comparator, unit of measure, firmness or
    deadline.

    Lists are all that there are, units and months those of the context's lists.
    """
    metadata = context.database.metadata
    return {
        **{facet: words_of(facet) for facet in ("league", "unit_type", "kind", "measurable")},
        "theme": list(context.themes),
        "list": list(known_lists(context.database)),
        "comparator": [*words_of("comparator"), "none"],
        "firmness": [*words_of("firmness"), "none"],
        "unit": list(dict.fromkeys(unit["unit_id"] for unit in context.units)),
        "topic": [topic["topic"] for topic in metadata["topics"]],
        "action": [*(each["action"] for each in metadata["actions"]), "none"],
        "indicator": [*(each["indicator_id"] for each in metadata["indicators"]), "none"],
        "uom": sorted(facets(context, Filters())["uom"], key=lambda uom: uom == "none"),
        "due": sorted(facets(context, Filters())["due"], key=lambda month: (month == "none", month)),
    }


def facet_words(context: Context, facet: str, code: str) -> str:
    """A facet's code in words; a unit that is not of all the context's lists with the city and year of its own."""
    t = context.t
    if code == "none":
        return t("无期限") if facet == "due" else t("无")
    if facet == "list":
        return list_words(known_lists(context.database)[code], t)
    if facet == "unit":
        return _unit_words(context)[code]
    if facet == "topic":
        topic = next(each for each in context.database.metadata["topics"] if each["topic"] == code)
        return str(topic["topic_zh"] if t.lang == "zh" else topic["topic_en"])
    if facet == "action":
        return action_name(next(each for each in context.database.metadata["actions"] if each["action"] == code), t)
    if facet == "indicator":
        return next(t.of(each, "indicator") for each in context.database.metadata["indicators"] if each["indicator_id"] == code)
    if facet == "uom":
        return _uom_words(context).get(code) or quantity.unit_of_measure(code, t)
    return code if facet == "due" else words(t, facet, code)


@remember
def _uom_words(context: Context) -> dict[str, str]:
    """The units of measure of the context's lists in words; of two that are the same word in English (人, 名) each with its own."""
    t = context.t
    names = {code: quantity.unit_of_measure(code, t) for code in facets(context, Filters())["uom"] if code != "none"}
    alike = Counter(names.values())
    return {code: name if alike[name] == 1 else f"{name} ({code})" for code, name in names.items()}


# Facets whose codes say in words what they are of.
_PLAIN = ("list", "league", "unit_type", "unit", "theme", "topic", "indicator")
_MOST_CODES = 3  # codes of a facet that a text names


def filter_words(context: Context, filters: Filters) -> str:
    """What filters narrow rows to, in words: "乡村振兴；语气：力争"; "" where they narrow nothing.

    A list is named only where there are several.
    """
    t = context.t
    parts = []
    for facet in FACETS:
        own = filters.codes(facet)
        if not own or (facet == "list" and len(own) == 1):
            continue
        names = t.join([facet_words(context, facet, code) for code in own[:_MOST_CODES]])
        if len(own) > _MOST_CODES:
            names = t("{names}等{n}个", names=names, n=len(own))
        if facet == "action" and "none" not in own:
            # Of a commitment that names it without a figure all rows are left: they stand beside it, and need not measure it.
            parts.append(t("与{names}有关", names=names))
            continue
        plain = facet in _PLAIN and "none" not in own
        parts.append(names if plain else t("{name}：{value}", name=words(t, "facet", facet), value=names))
    parts += [bound_words(context, filters, name) for name in filters.bounds]
    if filters.words:
        phrase = t("含“{words}”", words=filters.words.strip('“”"'))
        if filters.sought and filters.sought.sounds:
            phrase = t("{words}（“{found}”按读音找）", words=phrase, found=t.join(list(filters.sought.sounds)))
        if filters.sought and filters.sought.nearly:
            phrase = t("{words}（没有“{found}”，差一个字的也算）", words=phrase, found=t.join(list(filters.sought.nearly)))
        parts.append(phrase)
    return ("；" if t.lang == "zh" else "; ").join(parts)


_BOUNDS = {
    "low": _("标准值不小于{value}"),
    "high": _("标准值不大于{value}"),
    "above": _("原文数值大于{value}"),
    "below": _("原文数值小于{value}"),
    "equals": _("原文数值等于{value}"),
}


def bound_words(context: Context, filters: Filters, name: str) -> str:
    """A bound that is set in words; of printed values with whether they are of one unit of measure, as numbers in 亿元 and in 个 are not alike."""
    t = context.t
    text = t(_BOUNDS[name], value=link_number(filters.bounds[name]))
    return text if name in ("low", "high") or len(filters.codes("uom")) == 1 else t("{bound}（不分计量单位）", bound=text)


@remember
def _unit_words(context: Context) -> dict[str, str]:
    """The name, or the names, of each unit, with the city and year of the lists that have it where that is not all of them."""
    t, having = context.t, dict[str, list[tuple[str, str]]]()
    for list_id in context.lists:
        for unit in context.database.describe(list_id)["units"]:
            having.setdefault(unit["unit_id"], []).append((t.of(unit, "unit"), facet_words(context, "list", list_id)))
    names_of = {}
    for code, pairs in having.items():
        name = t.join(list(dict.fromkeys(name for name, _list_words in pairs)))
        everywhere = len(pairs) == len(context.lists)
        names_of[code] = (
            name if everywhere else t("{unit}（{scope}）", unit=name, scope=t.join([list_id for _name, list_id in pairs]))
        )
    return names_of


def choice_words(context: Context, choice: Mapping[str, str]) -> str:
    """What the choice of a link is about, in words: units, an indicator, an action, whatever rows are narrowed by; "" for the page as it opens."""
    names = {"units": "unit", "other": "indicator", **{facet: facet for facet in FACETS if facet != "list"}}
    every = codes(context)
    parts = [
        facet_words(context, names[name], code)
        for name, text in choice.items()
        if name in names
        for code in text.split(",")
        if code in every[names[name]]
    ]
    parts += [f"“{choice['q']}”"] if choice.get("q") else []
    return context.t.join(parts[:_MOST_CODES])
