"""On which page of the dashboard a question is seen, and by which link."""

from collections.abc import Callable, Mapping

from fenjin.views.base import Context

SHORT_VERSION = 12  # characters of the data version that a link carries
# From a choice as a link states it to the page's path below the dashboard's root and the parameters of its link.
Page = Callable[[Context, Mapping[str, str]], tuple[str, Mapping[str, str | None]]]


def at(path: str, *names: str) -> Page:
    """The page at a path; its link takes these parameters of the choice, or where none is named all of them."""
    return lambda _context, choice: (path, {name: choice.get(name) for name in names} if names else choice)


def of_theme(name: str) -> Page:
    """The page of the theme of the indicator or action that the parameter `name` names."""
    return lambda context, choice: (theme_of(context, choice), {name: choice.get(name)})


def theme_of(context: Context, choice: Mapping[str, str]) -> str:
    """The theme of a choice: that of its indicator or action, else the one that it names, else none ("")."""
    metadata = context.database.metadata
    of = {
        **{each["indicator_id"]: each["theme"] for each in metadata["indicators"]},
        **{each["action"]: each["theme"] for each in metadata["actions"]},
    }
    code = choice.get("indicator") or choice.get("action") or ""
    return str(of.get(code, choice.get("theme") if choice.get("theme") in context.themes else ""))


def at_theme(context: Context, choice: Mapping[str, str]) -> tuple[str, Mapping[str, str | None]]:
    """The page of the theme that a choice names."""
    return theme_of(context, choice), {}


def age_words(context: Context, then: str) -> str:
    """What is said of a link that was made with another version of the data."""
    return context.t(
        "这个链接做于数据版本{then}，数据后来有更新；下面是版本{now}的数字。",
        then=then,
        now=context.database.version[:SHORT_VERSION],
    )
