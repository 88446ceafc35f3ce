"""What people change of a draft, edit by edit: each is held against what they saw, kept at once, and can be taken back.

An edit is a mapping, as a browser sends it; of several that come together all are kept or none:

- `{"set": [file, code, {column: [before, after], …}]}`: cells of a row. A figure or governing word is looked up in the text; a topic
  follows its indicator, a theme its topic; a reviewed row that is changed is to be looked at again;
- `{"drop": [code, reason]}`: a target that is none; `{"add": [start, figure]}`: a numeral that is one;
- `{"split": [code, at]}`: a commitment made two, the second from a character of the text on; `{"merge": code}`: one joined to that before it;
- `{"settle": [code, …]}`: what the rules asked in these rows of `suggestions.csv` has been answered;
- `{"back": [change, …]}`: changes that an edit made, taken back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from fenjin.draft import cutting
from fenjin.draft.cells import Typed, Wrong, curated, folded
from fenjin.draft.keeping import draft_in, hold, state, store_rows
from fenjin.draft.rows import add_target, commitment, drop_targets, follow, replace_words
from fenjin.draft.workbook import SHEETS, Review, Row, code_of
from fenjin.draft.writing import CORRECTED
from fenjin.language.translate import Message, Translator, _, translator
from fenjin.table.contract import LEDGER_REASONS
from fenjin.table.curated import FILES
from fenjin.table.numerals import Unreadable
from fenjin.table.printed import disagreements

SETTLED = "settled"  # `used` of a suggestion that was asked and has been answered
_OWN_FORMS = {("units.csv", "unit"): "text"}  # what the workbook fills in and a screen lets correct
_NEEDED = _("审定前要填上这一格")
_UNKNOWN_UOM = _("计量单位未定义：改用已定义的单位，或在 units_of_measure.csv 中加一行")
_FILES = (*CORRECTED, "suggestions.csv", "responsibility.csv")  # whose rows edits change
_MOST = 200  # edits that come together

Edit = Mapping[str, Any]


class Change(NamedTuple):
    """A row that an edit changed: None before where it was not there, None after where it is not any more."""

    file: str
    code: str
    before: Row | None
    after: Row | None


class Fault(NamedTuple):
    """What is wrong with a cell, and what to do."""

    file: str
    code: str
    column: str
    remedy: Message


class Conflict(Exception):
    """Somebody else changed what an edit was to change: the row, the cell ("" for the whole row) and what it holds now."""

    def __init__(self, file: str, code: str, column: str, now: str) -> None:
        super().__init__(file, code, column)
        self.file, self.code, self.column, self.now = file, code, column, now


class Refused(Exception):
    """Edits that are not kept: each fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = list(faults)


@dataclass(frozen=True)
class Outcome:
    """What edits changed, what is to be said of the rows that they touched, and the draft's state before and after."""

    changes: list[Change]
    faults: list[Fault]
    before: str
    after: str


def edit(folder: Path, curated_files: Path, edits: Sequence[Edit], t: Translator) -> Outcome:
    """Keeps edits in a draft's folder. Raises Conflict, Refused, BusyError, OSError; then none of them is kept.

    Raises ValueError for what no screen sends.
    """
    with hold(folder):
        review = draft_in(folder, curated_files, t)
        before = state(folder)
        work = _Work(review)
        for each in edits[:_MOST]:
            work.take(each)
        changes = list(work.changes())
        faults = faults_of(review, work.files, {(change.file, change.code) for change in changes})
        refused = [fault for fault in faults if _is_reviewed(work, fault)]
        if refused:
            raise Refused(refused)
        if changes:
            store_rows(review, {name: work.files[name] for name in {change.file for change in changes}}, curated_files)
        return Outcome(changes, faults, before, state(folder))


def _is_reviewed(work: "_Work", fault: Fault) -> bool:
    row = work.rows(fault.file).get(fault.code)
    return row is not None and row.get("status") == "reviewed"


def by_code(file: str, rows: Sequence[Row]) -> dict[str, Row]:
    """The rows of a file by their codes; a suggestion's is its place, that of who answers for a commitment names the unit, too."""
    if file == "suggestions.csv":
        return {str(n): row for n, row in enumerate(rows)}
    if file == "responsibility.csv":
        return {f"{code_of(file, row)} {row['responsible']}": row for row in rows}
    return {code_of(file, row): row for row in rows}


def faults_of(review: Review, files: Mapping[str, Sequence[Row]], only: Iterable[tuple[str, str]]) -> list[Fault]:
    """What is wrong with some rows (file and code) as the build would see them: needed cells that are empty, and figures that do not say
    what their cells do."""
    faults = []
    year = int(review.files["list.csv"][0]["year"])
    only = set(only)
    for file in ("commitments.csv", "targets.csv"):
        rows = by_code(file, files[file])
        for code in [code for name, code in sorted(only) if name == file and code in rows]:
            needed = [name for name in FILES[file] if not name.endswith("*")]
            faults += [Fault(file, code, name, Message(_NEEDED)) for name in needed if not rows[code][name]]
    codes_of_targets = {code for name, code in only if name == "targets.csv"}
    targets = [row for row in files["targets.csv"] if code_of("targets.csv", row) in codes_of_targets]
    for row in targets:
        if row["uom"] and not review.measures.knows(row["uom"]):
            faults.append(Fault("targets.csv", code_of("targets.csv", row), "uom", Message(_UNKNOWN_UOM)))
    near = {commitment(row) for row in targets}
    rows_near = [row for row in files["targets.csv"] if commitment(row) in near]
    if rows_near:
        frame = pd.DataFrame(rows_near, dtype="object").replace("", None)
        for name in ("value", "value_high", "start"):
            frame[name] = pd.to_numeric(frame[name], errors="coerce")
        for row, name, remedy in disagreements(frame, year):
            if code_of("targets.csv", row) in codes_of_targets:
                faults.append(Fault("targets.csv", code_of("targets.csv", row), name, remedy))
    return faults


class _Work:
    """A draft while edits are made: files are copied when they are touched."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.files: dict[str, list[Row]] = dict(review.files)
        self._touched: set[str] = set()
        self._codes: dict[str, dict[str, str]] | None = None

    def rows(self, file: str) -> dict[str, Row]:
        """The rows of a file by their codes."""
        return by_code(file, self.files[file])

    def touch(self, *names: str) -> None:
        """Makes files' rows the work's own."""
        for name in names:
            if name not in self._touched:
                self.files[name] = [dict(row) for row in self.files[name]]
                self._touched.add(name)

    def changes(self) -> Iterable[Change]:
        """The rows that are not as they were."""
        for file in sorted(self._touched):
            before, after = by_code(file, self.review.files[file]), self.rows(file)
            for code in dict.fromkeys([*before, *after]):
                if before.get(code) != after.get(code):
                    yield Change(file, code, before.get(code), after.get(code))

    def take(self, each: Edit) -> None:
        """Makes one edit."""
        if len(each) != 1:
            raise ValueError("one edit at a time")
        ((kind, value),) = each.items()
        if kind == "set":
            self._set(*value)
        elif kind == "drop":
            self._drop(*value)
        elif kind == "add":
            self._add(*value)
        elif kind == "split":
            code, at = value
            self._cut(code, lambda own: cutting.split(self.files, self.review.text, own, int(at)))
        elif kind == "merge":
            self._cut(value, lambda own: cutting.merge(self.files, self.review.text, own))
        elif kind == "settle":
            self._settle(value)
        elif kind == "back":
            self._back([Change(*change) for change in value])
        else:
            raise ValueError(f"no edit: {kind}")

    def _row(self, file: str, code: str) -> Row:
        if file not in _FILES:
            raise ValueError(f"no file: {file}")
        self.touch(file)
        row = self.rows(file).get(code)
        if row is None:
            raise Conflict(file, code, "", "")
        return row

    def _set(self, file: str, code: str, cells: Mapping[str, Sequence[str]]) -> None:
        sheet = next((sheet for sheet in SHEETS if sheet.file == file), None)
        row = self._row(file, code)
        columns = {column.name: column for column in sheet.columns} if sheet else {}
        faults, reopened = [], False
        for name, (before, after) in cells.items():
            column = columns.get(name)
            if column is None or name not in row or not (column.form or (file, name) in _OWN_FORMS):
                raise ValueError(f"no cell: {file} {name}")
            try:
                value = self._value(column, after, row)
                if row[name] == value:
                    continue
                if row[name] != before:
                    raise Conflict(file, code, name, row[name])
                if name in ("figure", "bound_word"):
                    replace_words(self.review.text, self.files["commitments.csv"], name, value, row)
                row[name] = value
                reopened |= name != "status"
            except Wrong as error:
                faults.append(Fault(file, code, name, error.remedy))
        if faults:
            raise Refused(faults)
        if file in ("commitments.csv", "targets.csv"):
            follow(row, self.review)
            if reopened and cells.get("status", ("", ""))[1] != "reviewed":
                row["status"] = "draft"

    def _value(self, column: Any, text: object, row: Row) -> str:
        if not isinstance(text, str):
            raise ValueError("no text")
        if self._codes is None:
            # The browser sends codes, never words.
            self._codes = {
                name: {folded(code): code for code in of} for name, of in self.review.choices(translator("zh")).items()
            }
        form = column._replace(form="text") if not column.form else column
        return curated(form, Typed(text), row[column.name], row.get("uom", ""), self._codes, self.review)

    def _drop(self, code: str, reason: str) -> None:
        if reason not in LEDGER_REASONS:
            raise ValueError(f"no reason: {reason}")
        row = dict(self._row("targets.csv", code))
        self.touch("numerals.csv", "commitments.csv", "suggestions.csv")
        drop_targets(self.files, {code: reason})
        for other in self.files["targets.csv"]:
            if other["part_of"] == code:
                other["part_of"], other["status"] = "", "draft"
        if not any(commitment(other) == commitment(row) for other in self.files["targets.csv"]):
            # What promises no figure any more is another thing than what was looked at.
            own = next(each for each in self.files["commitments.csv"] if commitment(each) == commitment(row))
            own["status"] = "draft"
        self._settle_numerals(int(row["start"]), int(row["end"]))

    def _add(self, start: str, figure: str) -> None:
        numeral = self._row("numerals.csv", start)
        if numeral["targets"]:
            raise Conflict("numerals.csv", start, "targets", numeral["targets"])
        self.touch("targets.csv", "commitments.csv", "suggestions.csv")
        try:
            code = add_target(self.files, self.review, numeral, figure.strip())
        except Wrong as error:
            raise Refused([Fault("numerals.csv", start, "figure", error.remedy)]) from None
        except Unreadable as error:
            raise Refused([Fault("numerals.csv", start, "figure", error)]) from None
        row = self.rows("targets.csv")[code]
        own = next(each for each in self.files["commitments.csv"] if commitment(each) == commitment(row))
        own["firmness"] = ""
        self._settle_numerals(int(row["start"]), int(row["end"]))

    def _cut(self, code: str, cut: Callable[[Row], None]) -> None:
        self.touch(*cutting.NEEDED)
        try:
            cut(self._row("commitments.csv", code))
        except Wrong as error:
            raise Refused([Fault("commitments.csv", code, "", error.remedy)]) from None

    def _settle_numerals(self, start: int, end: int) -> None:
        for row in self.files["suggestions.csv"]:
            if row["column"] == "numeral" and row["used"] == "asked" and start <= int(row["value"].split(" ")[0]) < end:
                row["used"] = SETTLED

    def _settle(self, places: Sequence[str]) -> None:
        for place in places:
            row = self._row("suggestions.csv", place)
            if row["used"] == "asked":
                row["used"] = SETTLED

    def _back(self, changes: Sequence[Change]) -> None:
        for file, code, before, after in changes:
            if file not in _FILES:
                raise ValueError(f"no file: {file}")
            self.touch(file)
            row = self.rows(file).get(code)
            if after is None and before is not None:
                if row is not None:
                    raise Conflict(file, code, "", "")
                self._insert(file, before)
            elif after is not None and before is None:
                if row != after:
                    raise Conflict(file, code, "", "")
                self.files[file] = [each for each in self.files[file] if each is not row]
            elif after is not None and before is not None:
                if row is None:
                    raise Conflict(file, code, "", "")
                for name in [name for name in row if before.get(name) != after.get(name)]:
                    if row[name] != after[name]:
                        raise Conflict(file, code, name, row[name])
                    row[name] = str(before[name])

    def _insert(self, file: str, row: Row) -> None:
        heads = self.review.heads.get(file)
        if (
            file not in ("targets.csv", "commitments.csv", "responsibility.csv")
            or heads is None
            or set(row) != set(heads)
            or not all(isinstance(cell, str) for cell in row.values())
        ):
            raise ValueError("no row that was taken out")
        rows = self.files[file]
        own = {name: row[name] for name in heads}
        if file == "responsibility.csv":
            rows.append(own)
            return
        same = [n for n, other in enumerate(rows) if file == "targets.csv" and commitment(other) == commitment(row)]
        later = [n for n in same or range(len(rows)) if int(rows[n]["start"]) > int(row["start"])]
        rows.insert(later[0] if later else same[-1] + 1 if same else len(rows), own)
