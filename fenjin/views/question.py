"""The register of questions: what each may be asked, where it is seen, and its answer, a view.

A question is declared where the function stands that answers it (`question`), a query where it is first asked (`query`). Pages,
stories, files, the API and its description read what they need from here.
"""

import datetime
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import Any

import pandas as pd

from fenjin.data.queries import statement
from fenjin.figures.content import Content, Figure
from fenjin.language.columns import Column
from fenjin.language.translate import _
from fenjin.views.base import Context, Row, records, remember
from fenjin.views.columns import Columns, names_of
from fenjin.views.page import Page
from fenjin.views.parameter import Parameter
from fenjin.views.sought import MOST_WORDS

# The name that a view bears instead of a query's where a reader wrote the SQL; its text is the parameter of that name.
OWN_SQL = "sql"


@dataclass(frozen=True)
class Query:
    """The SQL of `queries/<name>.sql`: a `title` in words (of the catalogue) and its parameters, by the names of a link.

    `usual` are values of parameters of the SQL with which it shows something, where those usual for a comparison would not.
    """

    name: str
    title: str
    parameters: Mapping[str, Parameter]
    usual: Mapping[str, object] = field(default_factory=dict)

    def resolve(self, context: Context) -> dict[str, Parameter]:
        """Its parameters with the codes that there are in a context."""
        return {name: each.of(context) for name, each in self.parameters.items()}


QUERIES: dict[str, Query] = {}


def _names_in_sql(name: str, parameter: Parameter) -> list[str]:
    """The names that a parameter of a link has in the SQL."""
    if parameter.kind == "words":
        return [f"word{n}" for n in range(1, MOST_WORDS + 1)]
    return [f"filter_{name}" if parameter.kind == "codes" else name]


def query(name: str, title: str, usual: Mapping[str, object] | None = None, /, **parameters: Parameter) -> Query:
    """Registers a query. Raises ValueError where its SQL takes other parameters than these, KeyError where there is no such file.

    In the SQL a parameter of the kind `codes` is `filter_<name>`, the words of a search are the patterns `word1` to `word8`, and all others
    bear their own name.
    """
    expected = {sql for each, parameter in parameters.items() for sql in _names_in_sql(each, parameter)}
    names = statement(name)[1]
    if names != expected:
        raise ValueError(f"queries/{name}.sql takes {sorted(names)}, but is declared to take {sorted(expected)}")
    QUERIES[name] = Query(name, title, parameters, usual or {})
    return QUERIES[name]


@dataclass(frozen=True)
class Question:
    """A question: the function that answers it, by whose name links and stories know it, and what it may be asked.

    `query` is None where a reader wrote the SQL. `parameters` bear the names of the function's arguments; with `filters` it takes
    `Filters` besides, and so the rows of several lists. `page` is where its answer is seen; None where no story may hold it. `table` has the columns of
    its table, where they are always the same, and `rare` names those that a page shows only where a row has any of it. `quotes` says
    that rows tell themselves where in the text they stand (list_id, start, end). `show` says how a slide shows it.
    """

    name: str
    query: Query | None
    make: Callable[..., "View"]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    filters: bool = False
    page: Page | None = None
    table: Columns[Any] = ()
    rare: tuple[str, ...] = ()
    quotes: bool = False
    show: "Show" = field(default_factory=lambda: Show())

    def resolve(self, context: Context) -> dict[str, Parameter]:
        """Its parameters with the codes that there are in a context."""
        return {name: each.of(context) for name, each in self.parameters.items()}

    def answer(self, view: "View", choice: Mapping[str, object]) -> "View":
        """A view as the answer to this question for a choice, from which it can be made again."""
        if view.entry is self:
            return view
        columns = view.columns or (names_of(self.table) if len(self.table) == view.table.shape[1] else ())
        return replace(view, entry=self, address=(self.name, choice) if self.page else None, columns=columns)


@dataclass(frozen=True)
class Excerpt:
    """Rows for a slide: their columns and cells, and which row of its view's table each of them is (none where they are none of it)."""

    columns: tuple[Column, ...]
    table: pd.DataFrame
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Show:
    """How a slide shows a view, where its figure, or its table without what a room need not read, would not do.

    `content` is what it shows instead, None for a view that is shown like others; `excerpt` the rows that it shows of its table,
    `without` columns that it leaves out, by machine name. `lines` are the small print below it; `remainder` is the title of a part
    that holds nothing but so many figures that are kept apart. `say` are sentences for the speaker beside the takeaway. `outline` says
    what a bar without a colour is.
    """

    content: Callable[[Context, "View"], Content | None] | None = None
    excerpt: Callable[[Context, "View"], Excerpt] | None = None
    without: tuple[str, ...] = ()
    lines: Callable[[Context, "View"], list[str]] | None = None
    remainder: Callable[[Context, "View", int], str] | None = None
    say: Callable[[Context, "View"], list[str]] | None = None
    outline: str = _("灰框＝不参加排序")


QUESTIONS: dict[str, Question] = {}


def story_questions() -> dict[str, Question]:
    """The questions whose answers a story may hold, by name."""
    return {name: each for name, each in QUESTIONS.items() if each.page}


@dataclass(frozen=True, eq=False)
class View:
    """One answered question; each is only itself, so that what is made from it can be remembered by it. `table` holds what a file of the view holds: columns headed in the chosen language.

    `notes` say what may not be compared and why; `legend` what the signs of the figure mean; `asides` what a reader of a file
    or a picture must know and the page says elsewhere. `entry` is the question in the register, `address` its name with the choice
    and list from which the view can be made again; `columns` say what those of the table mean. `totals` says that its last row holds
    totals, which stand outside any sorting and filtering.
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
    asides: list[str] = field(default_factory=list)
    address: tuple[str, Mapping[str, object]] | None = None
    entry: Question | None = None
    columns: tuple[Column, ...] = ()
    totals: bool = False

    @property
    def show(self) -> Show:
        """How a slide shows it."""
        return self.entry.show if self.entry else Show()

    @property
    def free(self) -> bool:
        """Whether a reader wrote the SQL, so that its columns mean what he pleases."""
        return self.query == OWN_SQL

    @cached_property
    def fields(self) -> tuple[Column, ...]:
        """What each column of the table means; of one that nobody declared only how its values are written."""
        return self.columns or tuple(
            Column(str(name), str(name), kind="any" if self.free else _kind_of(self.table.iloc[:, place]))
            for place, name in enumerate(self.table.columns)
        )

    def cells(self, name: str) -> list[Any] | None:
        """The cells of the column with a machine name; None where the table has none."""
        place = next((place for place, each in enumerate(self.columns) if each.name == name), None)
        return None if place is None else list(self.table.iloc[:, place])

    @property
    def targets(self) -> list[str]:
        """The number of the target of each row of the table; none where rows are no targets."""
        return self.cells("target_id") or []

    @property
    def cards(self) -> list[str]:
        """The target whose card each row of the table opens: its own, or the first of those from which it follows, or that of the year before; "" for no target."""
        basis, own = self.cells("basis_targets") or self.cells("before_target"), self.targets
        if basis is None or not own:
            return own
        return [target or next(iter(str(follows or "").split()), "") for target, follows in zip(own, basis, strict=True)]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the frame as `records`."""
        return records(self.frame)

    @property
    def indicators(self) -> list[str]:
        """The codes of the indicators that it is asked of."""
        return [str(self.params[name]) for name in ("indicator", "other") if self.params.get(name)]

    @property
    def drawn(self) -> Figure | None:
        """The figure where it has marks."""
        return self.figure if self.figure is not None and not self.figure.empty else None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return bool(self.frame.empty)


def _kind_of(column: pd.Series) -> str:
    """The kind of a column by its values."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return "number"
    return "date" if any(isinstance(value, datetime.date) for value in column) else "text"


def question(
    source: Query | None,
    /,
    *,
    page: Page | None = None,
    table: Columns[Any] = (),
    rare: tuple[str, ...] = (),
    quotes: bool = False,
    show: Show = Show(),
    filters: bool = False,
    memory: Callable[[Callable[..., View]], Callable[..., View]] | None = remember,
    **parameters: Parameter,
) -> Callable[[Callable[..., View]], Callable[..., View]]:
    """Registers the function that it stands above as the answer to a question, and has it remember its answers (`memory`).

    `parameters` are the function's arguments behind the context; those with a default are optional. Each view says then of which
    question it is, and from which choice.
    """

    def register(function: Callable[..., View]) -> Callable[..., View]:
        arguments = inspect.signature(function).parameters
        names = list(arguments)[1:]

        @wraps(function)
        def make(context: Context, /, *args: Any, **kwargs: Any) -> View:
            choice = {"list": context.list_id, **dict(zip(names, args, strict=False)), **kwargs}
            return entry.answer(function(context, *args, **kwargs), choice)

        answer = memory(make) if memory else make
        own = {
            name: replace(each, required=arguments[name].default is inspect.Parameter.empty) for name, each in parameters.items()
        }
        entry = QUESTIONS[function.__name__] = Question(
            function.__name__, source, answer, own, filters, page, table, rare, quotes, show
        )
        return answer

    return register
