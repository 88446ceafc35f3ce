"""Where a file comes from, how to cite it, and what its reader needs to know."""

import datetime
from collections.abc import Mapping, Sequence

from fenjin import views
from fenjin.files.values import plain_value
from fenjin.language.translate import _, translator
from fenjin.views import Context, View
from fenjin.views.selection import MOST_LISTS

_CITATION = _("《{title}》，奋进看板整理，数据版本{version}")


def provenance(view: View, context: Context, link: str) -> dict[str, object]:
    """Where a file comes from, as its reader needs it to find the view again."""
    return {
        "question": view.question,
        "takeaway": view.takeaway,
        "query": view.query,
        "params": {name: plain_value(value) for name, value in view.params.items()},
        "list": list_ids(context, view),
        "version": context.database.version,
        "link": link,
    }


def list_ids(context: Context, view: View) -> str:
    """The numbers of the lists whose rows a view shows, separated by commas; "" where they are more than a text can name."""
    lists = views.lists_of(context, view)
    return ",".join(each["list_id"] for each in lists) if len(lists) <= MOST_LISTS else ""


def notes(view: View) -> list[str]:
    """What a reader of a file needs to know of a view; the signs of the figure on the screen are not those of a file."""
    return [*view.notes, *view.asides]


def citation(lang: str, lists: Sequence[Mapping[str, object]], version: str, link: str) -> str:
    """How to cite a view of some lists in a language, which need not be the language of the file."""
    t = translator(lang)
    text = t(_CITATION, title=views.titles(lists, t), version=version[:12])
    return text + ("，" if lang == "zh" else ", ") + link if link else text


def reference(question: str, lists: Sequence[Mapping[str, object]], version: str, link: str, day: datetime.date) -> list[str]:
    """The same as an entry of a list of references by the Chinese standard GB/T 7714: the view, and each published list that it rests on.

    Who published a list is the city as far as the table knows.
    """
    view = f"奋进看板. {question}[DB/OL]. 数据版本{version[:12]}. [{day.isoformat()}]. {link}"
    return [view, *(f"{each['city']}. {each['title']}[Z]. {each['year']}." for each in lists)]
