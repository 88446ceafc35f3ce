"""The context in which a question is asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, overload

import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute

from fenjin import frames
from fenjin.data.database import Database
from fenjin.data.memory import memoize
from fenjin.figures.look import Look
from fenjin.language.translate import Translator

# A row of whatever query by column, what is missing as None; `fenjin.data.rows` has those of each.
Row = Mapping[str, Any]
Kind = TypeVar("Kind")
LEAGUES = ("county", "department")


@overload
def records(frame: pd.DataFrame) -> list[Row]: ...
@overload
def records(frame: pd.DataFrame, kind: type[Kind]) -> list[Kind]: ...
def records(frame: pd.DataFrame, kind: object = None) -> list[Any]:
    """The rows of a frame as dictionaries, what is missing as None; `kind` tells the type checker of which query they are."""
    return frames.records(frame)


@dataclass(frozen=True)
class Context:
    """What every view needs: the data, the list, the language and the look; `further` are more lists, which only the views
    of filtered rows take in."""

    database: Database
    list_id: str
    t: Translator
    look: Look
    further: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # The table says itself what its units of measure and themes are called, and in which colours themes are drawn.
        object.__setattr__(self, "t", self.t.with_table(self.database.units_of_measure, self.database.themes))
        object.__setattr__(self, "look", self.look.with_themes(self.database.themes.values()))

    def frame(self, query: str, **params: object) -> pd.DataFrame:
        """The rows of a named query for this list, as a frame."""
        return frames.of_table(self.answer(query, **params))

    def frame_of(self, part: str, query: str, **params: object) -> pd.DataFrame:
        """The rows of a named query for one code of a parameter (`part` is indicator or theme), out of those for all of them, which take hardly
        longer and are wanted again. None is all of them."""
        every = self.answer(query, **{**params, part: None})
        column = {"indicator": "indicator_id"}.get(part, part)
        return frames.of_table(every if params[part] is None else every.filter(compute.field(column) == params[part]))

    def answer(self, query: str, **params: object) -> arrow.Table:
        """The rows of a named query for this list. They are remembered, as several views rest on the same in every language and every
        colour; but not what filters leave, which are endless and may be many rows."""
        if "filter_list" in params:
            return self.database.query(query, list=self.list_id, **params)
        return _answer(self.database, query, self.list_id, tuple(sorted(params.items())))

    @property
    def description(self) -> dict[str, Any]:
        """What the table's metadata says of the list, its units included."""
        return self.database.describe(self.list_id)

    @property
    def lists(self) -> tuple[str, ...]:
        """The list and those beside it."""
        return (self.list_id, *self.further)

    @property
    def before(self) -> str | None:
        """The list of the same city of the year before; None where there is none, or more than one."""
        city, year = self.description["city"], self.description["year"]
        lists = [str(each["list_id"]) for each in self.database.lists if (each["city"], each["year"]) == (city, year - 1)]
        return lists[0] if len(lists) == 1 else None

    @property
    def units(self) -> list[dict[str, Any]]:
        """What the table's metadata says of the units of the list, and then of those beside it."""
        return [unit for each in self.lists for unit in self.database.describe(each)["units"]]

    def leads(self, row: Mapping[str, object]) -> tuple[str, ...]:
        """The codes of the units that lead the commitment of a row: the one under which it stands, unless others are named."""
        return self._leads.get(str(row["commitment_id"])) or (str(row["unit_id"]),)

    def who(self, row: Mapping[str, object], field: str = "unit") -> str:
        """The names of the units that lead the commitment of a row (`field` unit or short)."""
        leads = self._leads.get(str(row["commitment_id"]))
        return self._names_of(str(row["commitment_id"]), leads, field) if leads else self.t.of(row, field)

    def assisting(self, row: Mapping[str, object], field: str = "unit") -> str:
        """The names of the units that assist in the commitment of a row; "" where nobody does."""
        commitment = str(row["commitment_id"])
        return self._names_of(commitment, self._answering("assisting").get(commitment, ()), field)

    def assistance(self, unit: str) -> set[str]:
        """The commitments in which a unit assists, whoever leads them."""
        return {commitment for commitment, units in self._answering("assisting").items() if unit in units}

    def select_led(self, frame: pd.DataFrame, units: Collection[str]) -> pd.DataFrame:
        """The rows of a frame whose commitment one of the units leads."""
        is_led = frame["unit_id"].isin(units)
        if self._leads:
            pairs = zip(frame["commitment_id"], frame["unit_id"], strict=True)
            is_led = pd.Series(
                [bool({*self._leads.get(one, (unit,))} & {*units}) for one, unit in pairs], index=frame.index, dtype=bool
            )
        return frame[is_led]

    @cached_property
    def _leads(self) -> dict[str, tuple[str, ...]]:
        return self._answering("lead")

    def _answering(self, role: str) -> dict[str, tuple[str, ...]]:
        """The units in a role by commitment, of those commitments of which somebody is named."""
        by_commitment: dict[str, tuple[str, ...]] = {}
        for each in self.lists:
            for row in self.database.describe(each)["responsibility"]:
                if row["role"] == role:
                    by_commitment[row["commitment_id"]] = (*by_commitment.get(row["commitment_id"], ()), row["unit_id"])
        return by_commitment

    def _names_of(self, commitment: str, units: Collection[str], field: str) -> str:
        by_code = {unit["unit_id"]: unit for unit in self.database.describe(commitment.partition("/")[0])["units"]}
        return self.t.join([self.t.of(by_code[unit], field) for unit in units])

    @property
    def themes(self) -> tuple[str, ...]:
        """The codes of the themes, in their order."""
        return tuple(self.database.themes)

    @property
    def scopes(self) -> dict[str, str]:
        """English words for the parts of a scope."""
        return {each["scope"]: each["scope_en"] for each in self.database.metadata["scopes"]}


@memoize(64)
def _answer(database: Database, query: str, list_id: str, params: tuple[tuple[str, object], ...]) -> arrow.Table:
    return database.query(query, list=list_id, **dict(params))


# A view is made of a data version, a language, colours and a choice, all of which are its arguments, so the same arguments
# give the same view; whoever takes one only reads it.
remember = memoize(256)
# Views of the whole table are large (3.5 MB of 484 rows), and their filters endless.
remember_few = memoize(24)
