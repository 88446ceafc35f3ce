"""The curated files as people keep them, read cell by cell, and what is wrong with them."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fenjin.language.translate import Translator

# Columns of each curated file; a star marks a column that may be left empty.
FILES: dict[str, tuple[str, ...]] = {
    "themes.csv": ("theme", "name", "name_en", "short", "short_en", "light", "dark"),
    "topics.csv": ("topic", "theme", "topic_zh", "topic_en"),
    "indicators.csv": (
        "indicator_id",
        "theme",
        "topic",
        "indicator",
        "indicator_en",
        "kind",
        "stage",
        "std_uom",
        "direction",
        "additive",
        "asked_of",
        "weight",
        "definition",
        "definition_en",
    ),
    "actions.csv": ("action", "theme", "topic", "action_zh", "action_en", "indicator_id*", "wordings*"),
    "scopes.csv": ("scope", "scope_en", "dimension*", "effect", "implies*", "disjoint*", "exhausted_by*"),
    "units_of_measure.csv": ("uom", "of*", "factor*", "std_uom*", "one_en", "many_en", "pattern_en*", "per_en*"),
    "glossary.csv": ("term", "english", "note*"),
    "list.csv": ("list_id", "year", "city", "city_en", "title", "title_en", "source_id", "source_sha256", "source_end"),
    "units.csv": (
        "unit_order",
        "unit",
        "unit_id",
        "unit_en",
        "unit_type",
        "adcode*",
        "short",
        "short_en",
        "tile_column*",
        "tile_row*",
        "within*",
    ),
    "commitments.csv": (
        "unit_id",
        "commitment_no",
        "commitment",
        "commitment_en*",
        "statement*",
        "statement_en*",
        "theme",
        "topic",
        "firmness*",
        "para",
        "para_start",
        "start",
        "end",
        "status",
    ),
    "targets.csv": (
        "unit_id",
        "commitment_no",
        "target_no",
        "measure*",
        "measure_en*",
        "indicator_id*",
        "scope*",
        "theme",
        "topic",
        "kind",
        "comparator",
        "value*",
        "value_high*",
        "uom*",
        "firmness",
        "tier",
        "part_of*",
        "deadline*",
        "figure*",
        "start",
        "end",
        "status",
        "bound_word*",
        "bound_start*",
        "reading*",
    ),
    "numerals.csv": ("start", "numeral", "targets*", "reason*"),
}
CURATOR = (
    "unit_id",
    "commitment_no",
    "theme",
    "topic",
    "indicator_id*",
    "scope*",
    "kind",
    "comparator",
    "value*",
    "value_high*",
    "uom*",
    "firmness",
    "tier",
    "deadline*",
    "start",
    "end",
)
READING = ("unit_id", "commitment_no", "indicator_id*", "action*", "targets*", "firmness*", "words", "start", "end")
CURATORS = ("curators/first.csv", "curators/second.csv")
READINGS = ("curators/first-mentions.csv", "curators/second-mentions.csv")
FILES |= dict.fromkeys(CURATORS, CURATOR) | dict.fromkeys(READINGS, READING)
FILES |= {"mentions.csv": (*READING, "status"), "readers.csv": ("role", "reads", "kind", "note*", "note_en*")}
FILES |= {"passages.csv": ("unit_id", "para", "start", "end", "place*")}
FILES |= {"responsibility.csv": ("unit_id", "commitment_no", "responsible", "role")}
FILES |= {"revisions.csv": ("unit_id", "commitment_no", "target_no*", "column", "day", "old*", "new*", "reason", "reason_en")}
LIST_FILES = ("list.csv", "units.csv", "commitments.csv", "targets.csv", "numerals.csv")
# What a list may be without: who answers for commitments beside or in place of the unit that has them, where its paragraphs stand if no headings say so, what it promises without a figure, who or what read it, what two of them had before it was settled, and what was changed since it was published.
OTHER_FILES = ("responsibility.csv", "passages.csv", "mentions.csv", "readers.csv", "revisions.csv", *CURATORS, *READINGS)

_INTEGERS = {
    "year",
    "source_end",
    "unit_order",
    "tile_column",
    "tile_row",
    "commitment_no",
    "target_no",
    "para",
    "para_start",
    "start",
    "end",
    "bound_start",
    "weight",
}
_REALS = {"value", "value_high", "per_en"}


class Problem(NamedTuple):
    """What is wrong, where, and what to do. `row` is the line in the file as a spreadsheet counts, 0 for the whole file."""

    file: str
    row: int
    column: str
    value: str
    remedy: str


class BuildError(Exception):
    """The curated files break the contract; carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class ListFiles:
    """The files of a list on which its others rest, of each only the good rows: what is said of the list, its units, commitments, targets."""

    folder: str
    about: pd.DataFrame
    units: pd.DataFrame
    commitments: pd.DataFrame
    targets: pd.DataFrame


@dataclass
class Reader:
    """Reads the curated files of one folder and collects every problem on the way."""

    folder: Path
    t: Translator
    problems: list[Problem] = field(default_factory=list)
    unreadable: bool = False
    incomplete: set[str] = field(default_factory=set)
    raw: dict[str, pd.DataFrame] = field(default_factory=dict)

    def read(self, name: str, parent: str = "") -> pd.DataFrame:
        """The good rows of a curated file, typed, with `_file` and `_row`; none where the file cannot be read.

        A row with a bad cell is reported and left out, and the file then counts as `incomplete`; `raw` keeps every row as
        text, so that what refers to such a row is not reported as well.
        """
        columns = [column.rstrip("*") for column in FILES[name]]
        label = f"{parent}/{name}" if parent else name
        lines = self._lines(self.folder / parent / name, label)
        header = lines[0] if lines else columns
        for column in [c for c in columns if c not in header]:
            self._report(label, 1, column, "", self.t("缺少该列：表头须含约定的全部列"), unreadable=True)
        for column in [c for c in header if c not in columns]:
            self._report(label, 1, column, "", self.t("多出该列：删去，或改正列名"), unreadable=True)
        if set(header) != set(columns) or len(header) != len(columns):
            return pd.DataFrame(columns=[*columns, "_file", "_row"])
        even = [(place, line) for place, line in enumerate(lines[1:], 2) if len(line) == len(header)]
        for place, line in enumerate(lines[1:], 2):
            if len(line) != len(header):
                self._report(label, place, "", str(len(line)), self.t("文件不是规整的 CSV：每行列数须与表头相同"))
        cells = {column: [line[place].strip() for _, line in even] for place, column in enumerate(header)}
        rows = pd.DataFrame({column: cells[column] for column in columns}, dtype="object")
        rows["_file"], rows["_row"] = label, [place for place, _ in even]
        self.raw[label] = rows
        return self._convert(rows, name)

    def has(self, name: str, parent: str) -> bool:
        """Whether a file that a list may be without is there."""
        return (self.folder / parent / name).exists()

    def _lines(self, path: Path, label: str) -> list[list[str]]:
        remedy = ""
        try:
            lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True))
            if lines:
                return lines
            remedy = self.t("文件是空的：至少要有表头")
        except FileNotFoundError:
            remedy = self.t("文件不存在：补上该文件")
        except UnicodeDecodeError:
            remedy = self.t("文件不是 UTF-8 编码：以 CSV UTF-8 格式另存")
        except csv.Error:
            remedy = self.t("文件不是规整的 CSV：每行列数须与表头相同")
        self._report(label, 0, "", "", remedy, unreadable=True)
        return []

    def _convert(self, rows: pd.DataFrame, name: str) -> pd.DataFrame:
        bad = np.zeros(len(rows), dtype=bool)
        values: dict[str, Any] = {}
        for column in FILES[name]:
            column, optional = column.rstrip("*"), column.endswith("*")
            texts = values[column] = np.array([text or None for text in rows[column]], dtype="object")
            empty = np.array([text is None for text in texts], dtype=bool)
            if not optional:
                self.refuse(rows, column, empty, self.t("必填：补上该值"))
                bad |= empty
            if column in _INTEGERS | _REALS:
                numbers = pd.to_numeric(pd.Series(texts), errors="coerce").to_numpy("float64")
                if column in _INTEGERS:
                    numbers = np.where((abs(numbers) < 2**31) & (numbers == numbers.round()), numbers, np.nan)
                wrong = ~empty & np.isnan(numbers)
                remedy = self.t("须为整数") if column in _INTEGERS else self.t("须为数字，不带单位和千分位")
                self.refuse(rows, column, wrong, remedy)
                bad |= wrong
                values[column] = pd.array(numbers, dtype="Int64") if column in _INTEGERS and not wrong.any() else numbers
        frame = pd.DataFrame({**values, "_file": rows["_file"], "_row": rows["_row"]})
        if not bad.any():
            return frame
        self.incomplete.add(str(rows["_file"].iloc[0]))
        whole = {c.rstrip("*"): "Int64" for c in FILES[name] if c.rstrip("*") in _INTEGERS}
        return frame[~bad].reset_index(drop=True).astype(whole)

    def refuse(self, rows: pd.DataFrame, column: str, bad: pd.Series | npt.NDArray[np.bool_], remedy: str) -> pd.DataFrame:
        """Records a problem for each bad row and returns the good ones."""
        if isinstance(bad, pd.Series) and bad.dtype != bool:
            bad = bad.fillna(True).astype(bool)
        if not bad.any():
            return rows
        for file, row, value in rows.loc[bad, ["_file", "_row", column]].itertuples(index=False):
            self._report(str(file), int(row), column, "" if pd.isna(value) else str(value), remedy)
        return rows[~bad]

    def _report(self, file: str, row: int, column: str, value: str, remedy: str, unreadable: bool = False) -> None:
        self.problems.append(Problem(file, row, column, value, remedy))
        if row:
            self.incomplete.add(file)
        self.unreadable |= unreadable
