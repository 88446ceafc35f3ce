"""A second reading of a draft, without sight of the first; how far the two agree, where they differ, and what a third settles.

The second reader's draft is a folder of its own. Where both have accepted every figure, both readings are written down as `curators/` of
the list; then each difference is settled in the first one's files, by edits like any other.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from fenjin.draft.edits import SETTLED, Edit, by_code, edit
from fenjin.draft.keeping import draft_in, hold, rows_of, store, whole
from fenjin.draft.rows import commitment
from fenjin.draft.workbook import Review, Row, code_of
from fenjin.draft.writing import CORRECTED, DRAFTED, SUGGESTIONS, lines_of
from fenjin.language.translate import Translator
from fenjin.table.agreement import agreement
from fenjin.table.curated import CURATOR, FILES

FOLDER = "second"  # in FENJIN_STATE
_CURATORS = ("curators/first.csv", "curators/second.csv")
_SETTLED = "settled.csv"  # in the folder of the first: differences in which it stands
_COLUMNS = tuple(column.rstrip("*") for column in CURATOR)
_READER = tuple(column.rstrip("*") for column in FILES["readers.csv"])
_COMPARED = ("kind", "comparator", "value", "value_high", "uom", "indicator_id", "scope", "topic", "firmness", "tier", "deadline")
_ROLES = ("first", "second", "settler")


class Difference(NamedTuple):
    """Where two readings differ: the figures' rows (None for who takes it for no target), and the column ("" for the whole figure)."""

    first: Row | None
    second: Row | None
    column: str

    @property
    def code(self) -> str:
        """The figure's code and the column, by which it is settled."""
        row = self.first or self.second
        assert row
        return f"{code_of('targets.csv', row)} {self.column}".strip()


class Comparison(NamedTuple):
    """Two readings side by side: how many figures each has yet to accept, how far they agree (as `fenjin.table.agreement` says it), and
    the differences that nobody has settled."""

    left: tuple[int, int]
    agreement: dict[str, Any]
    differences: list[Difference]
    is_written: bool


def begin_second(folder: Path, other: Path) -> None:
    """Makes the draft of a second reader: as the rules wrote it, with the units as they are now. Raises FileExistsError, OSError."""
    with hold(folder), whole(other) as new:
        own = new / other.name
        own.mkdir()
        for path in (folder / folder.name).glob("*.csv"):
            drafted = folder / DRAFTED / path.name
            shutil.copy(drafted if drafted.exists() and path.name != "units.csv" else path, own / path.name)
        suggestions = rows_of(own / "suggestions.csv")
        for row in suggestions:
            if row["used"] == SETTLED and row["commitment_no"]:
                row["used"] = "asked"
        (own / "suggestions.csv").write_bytes(lines_of(SUGGESTIONS, suggestions))
        readers = [row for row in rows_of(own / "readers.csv") if row["role"] == "drafter"]
        (own / "readers.csv").write_bytes(lines_of(_READER, readers))
        shutil.copytree(folder / "published", new / "published")
        (new / DRAFTED).mkdir()
        for name in CORRECTED:
            shutil.copy(own / name, new / DRAFTED / name)


def compare(folder: Path, other: Path, curated: Path, t: Translator) -> Comparison:
    """The two readings of a list as they stand now. Raises as `draft_in` does."""
    first, second = _read(folder, curated, t), _read(other, curated, t)
    left = tuple(sum(row["status"] != "reviewed" for row in review.files["targets.csv"]) for review in (first, second))
    frames = [_frame(review) for review in (first, second)]
    stands = {row["code"] for row in rows_of(folder / _SETTLED)}
    paths = [folder / folder.name / name for name in _CURATORS]
    if all(path.exists() for path in paths):
        frames = [_typed(rows_of(path)) for path in paths]
    differences = [each for each in _differences(first, second) if each.code not in stands]
    is_written = paths[0].exists()
    return Comparison((left[0], left[1]), agreement(*frames), differences, is_written)


def write_readings(folder: Path, other: Path, curated: Path, t: Translator) -> None:
    """Writes down both readings as they are before anything is settled, and who read. Raises ValueError where one has not read all."""
    first, second = _read(folder, curated, t), _read(other, curated, t)
    for review in (first, second):
        if any(row["status"] != "reviewed" for row in review.files["targets.csv"]):
            raise ValueError("a reading is not complete")
    with hold(folder):
        own = folder.name
        readers = [row for row in rows_of(folder / own / "readers.csv") if row["role"] == "drafter"]
        readers += [{"role": role, "reads": "targets", "kind": "person", "note": "", "note_en": ""} for role in _ROLES]
        contents = {
            f"{own}/{name}": lines_of(
                _COLUMNS, [{column: row[column] for column in _COLUMNS} for row in review.files["targets.csv"]]
            )
            for name, review in zip(_CURATORS, (first, second), strict=True)
        }
        store(folder, {**contents, f"{own}/readers.csv": lines_of(_READER, readers)})


def settle(folder: Path, other: Path, curated: Path, code: str, takes_second: bool, t: Translator) -> None:
    """Settles a difference, by its code: the first reading stands, or the second takes its place. Raises as `edit` does, and KeyError
    where there is no such difference any more."""
    first, second = _read(folder, curated, t), _read(other, curated, t)
    difference = next((each for each in _differences(first, second) if each.code == code), None)
    if difference is None:
        raise KeyError(code)
    if takes_second:
        edit(folder, curated, _as_second(difference, first, second), t)
    else:
        with hold(folder):
            rows = [*rows_of(folder / _SETTLED), {"code": code}]
            store(folder, {_SETTLED: lines_of(("code",), rows)})


def _as_second(difference: Difference, first: Review, second: Review) -> list[Edit]:
    own, other, column = difference
    if own and other:
        code = code_of("targets.csv", own)
        cells = {column: [own[column], other[column]], "status": [own["status"], "reviewed"]}
        if column in ("indicator_id", "topic"):
            cells |= {name: [own[name], other[name]] for name in ("topic", "theme")}
        if column in ("comparator", "value", "uom"):
            # What a figure says goes with the words that it is printed in.
            cells |= {name: [own[name], other[name]] for name in ("figure", "bound_word", "reading") if own[name] != other[name]}
        return [{"set": ["targets.csv", code, cells]}]
    if own:
        numerals = [row for row in second.files["numerals.csv"] if int(own["start"]) <= int(row["start"]) < int(own["end"])]
        reason = next((row["reason"] for row in numerals if row["reason"]), "background")
        return [{"drop": [code_of("targets.csv", own), reason]}]
    assert other
    code = code_of("targets.csv", other)
    changes: list[list[object]] = [["targets.csv", code, other, None]]
    for start, row in by_code("numerals.csv", first.files["numerals.csv"]).items():
        if int(other["start"]) <= int(start) < int(other["end"]):
            changes.append(["numerals.csv", start, {**row, "targets": code, "reason": ""}, row])
    return [{"back": changes}]


def _read(folder: Path, curated: Path, t: Translator) -> Review:
    with hold(folder):
        return draft_in(folder, curated, t)


def _differences(first: Review, second: Review) -> Iterator[Difference]:
    waiting = list(second.files["targets.csv"])
    for own in first.files["targets.csv"]:
        other = next((row for row in waiting if _is_same(own, row)), None)
        if other is None:
            yield Difference(own, None, "")
            continue
        waiting.remove(other)
        for column in _COMPARED:
            if own[column] != other[column]:
                yield Difference(own, other, column)
    for other in waiting:
        yield Difference(None, other, "")


def _is_same(own: Row, other: Row) -> bool:
    overlap = int(own["start"]) < int(other["end"]) and int(other["start"]) < int(own["end"])
    return commitment(own) == commitment(other) and overlap


def _frame(review: Review) -> pd.DataFrame:
    return _typed(review.files["targets.csv"])


def _typed(rows: Sequence[Row]) -> pd.DataFrame:
    frame = pd.DataFrame([{column: row[column] for column in _COLUMNS} for row in rows], columns=list(_COLUMNS), dtype="object")
    return frame.assign(start=frame["start"].astype("int64"), end=frame["end"].astype("int64"))
