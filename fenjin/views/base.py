"""What every view is and needs: the context in which a question is asked, and the answer."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps

import pandas as pd

from fenjin.data.database import Database
from fenjin.data.memory import remembered
from fenjin.figures.content import Figure
from fenjin.figures.look import Look
from fenjin.language.translate import Translator

THEMES = ("investment", "attraction", "rural", "livelihood", "business")
ALL_THEMES = (*THEMES, "other")
LEAGUES = ("county", "department")


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows of a frame as dictionaries, what is missing as None."""
    return [{key: None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")]


@dataclass(frozen=True)
class Context:
    """What every view needs: the data, the list, the language and the look; `beside` are further lists, which only the views
    of filtered rows take in."""

    database: Database
    list_id: str
    t: Translator
    look: Look
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # The table says itself what its units of measure are called.
        object.__setattr__(self, "t", self.t.with_units(self.database.units_of_measure))

    def frame(self, query: str, **params: object) -> pd.DataFrame:
        """The rows of a named query for this list, as a frame."""
        return self.database.query(query, list=self.list_id, **params).to_pandas()

    @property
    def described(self) -> dict:
        """What the table's metadata says of the list, its units included."""
        return self.database.described(self.list_id)

    @property
    def lists(self) -> tuple[str, ...]:
        """The list and those beside it."""
        return (self.list_id, *self.beside)

    @property
    def units(self) -> list[dict]:
        """What the table's metadata says of the units of the list, and then of those beside it."""
        return [unit for each in self.lists for unit in self.database.described(each)["units"]]

    @property
    def scopes(self) -> dict[str, str]:
        """English words for the parts of a scope."""
        return {each["scope"]: each["scope_en"] for each in self.database.metadata["scopes"]}


# A view is made of a data version, a language, colours and a choice, all of which are its arguments, so the same arguments
# give the same view; whoever takes one only reads it.
remember = remembered(256)
# Views of the whole table are large, and their filters endless.
remember_few = remembered(48)

# The name that a view bears instead of a query's where a reader wrote the SQL; its text is the parameter of that name.
OWN_SQL = "sql"


@dataclass(frozen=True, eq=False)
class View:
    """One answered question; each is only itself, so that what is made from it can be remembered by it. `table` holds what a file of the view holds: columns headed in the chosen language.

    `notes` say what may not be compared and why; `legend` what the signs of the figure mean; `aside` what a reader of a file
    or a picture must know and the page says elsewhere. `address` is the function of `views` that makes the view, with its choice
    and its list.
    """

    question: str
    takeaway: str
    query: str
    params: Mapping[str, object]
    frame: pd.DataFrame
    figure: Figure | None = None
    notes: list[str] = field(default_factory=list)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    legend: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    address: tuple[str, Mapping[str, object]] | None = None

    def targets(self, t: Translator) -> list[str]:
        """The number of the target of each row of the table; none where rows are no targets."""
        return [] if self.query == OWN_SQL else list(self.table.get(t("编号"), []))

    def cards(self, t: Translator) -> list[str]:
        """The target whose card each row of the table opens: its own, or the first of those from which it follows."""
        basis = self.table.get(t("依据的目标"))
        own = self.targets(t)
        if basis is None or not own:
            return own
        return [target or str(follows).split()[0] for target, follows in zip(own, basis, strict=True)]

    @cached_property
    def rows(self) -> list[dict]:
        """The rows of the frame as `records`."""
        return records(self.frame)

    @property
    def drawn(self) -> Figure | None:
        """The figure where it has marks."""
        return self.figure if self.figure is not None and not self.figure.empty else None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.frame.empty


def addressed(function: Callable[..., View]) -> Callable[..., View]:
    """Has a function say in the view that it makes by which name and choice it can be made again."""
    names = list(inspect.signature(function).parameters)[1:]

    @wraps(function)
    def made(context: Context, /, *args: object, **kwargs: object) -> View:
        choice = {"list": context.list_id, **dict(zip(names, args, strict=False)), **kwargs}
        return replace(function(context, *args, **kwargs), address=(function.__name__, choice))

    return made
