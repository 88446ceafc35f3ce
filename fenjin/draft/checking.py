"""A draft held against all rules of the contract and against its published text, as `build` and `verify` hold a list of the table."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fenjin.draft.edits import by_code
from fenjin.draft.workbook import Review, Row
from fenjin.language.translate import Translator
from fenjin.table.curated import BuildError, Problem
from fenjin.table.verify import verify


class Findings(NamedTuple):
    """What the checks say of a draft: how many rows nobody has accepted yet, and each problem with the code of its row, "" for none.

    Problems of rows that nobody has accepted are not among them.
    """

    open: int
    problems: list[tuple[str, Problem]]


def check(review: Review, curated: Path, t: Translator) -> Findings:
    """Holds a held draft against the rules; `curated` holds the shared files."""
    files = {name: rows for name, rows in review.files.items() if name != "suggestions.csv"}
    left = sum(row["status"] != "reviewed" for name in ("commitments.csv", "targets.csv") for row in files[name])
    try:
        problems = _problems(review.folder, curated, t)
    except BuildError as error:
        problems = error.problems
    places = {name: list(by_code(name, rows).items()) for name, rows in files.items() if name != "list.csv"}
    findings = []
    for problem in problems:
        name = problem.file.rpartition("/")[2]
        code, row = _row(places.get(name, []), problem.row)
        if row is None or row.get("status", "reviewed") == "reviewed":
            findings.append((code, problem))
    return Findings(left, findings)


def passing(folder: Path, curated: Path, t: Translator) -> Path:
    """The folder of the list of a held draft, as it can stand beside the others in the curated files, where it passes all checks.

    Raises BuildError with each problem. Rows that nobody has accepted are no part of a table.
    """
    problems = _problems(folder, curated, t)
    if problems:
        raise BuildError(problems)
    return folder / folder.name


def _row(rows: Sequence[tuple[str, Row]], line: int) -> tuple[str, Row | None]:
    # The first line is the head.
    return rows[line - 2] if 2 <= line < len(rows) + 2 else ("", None)


def _problems(folder: Path, curated: Path, t: Translator) -> list[Problem]:
    """Raises BuildError where the files do not build."""
    with _beside(folder, curated) as files:
        return verify(files, folder / "published", t, folder.name)[1]


@contextmanager
def _beside(folder: Path, curated: Path) -> Iterator[Path]:
    """A folder in which the draft stands with the shared files, as a list of the table does."""
    with tempfile.TemporaryDirectory() as name:
        files = Path(name)
        for shared in curated.glob("*.csv"):
            (files / shared.name).symlink_to(shared.resolve())
        (files / folder.name).symlink_to((folder / folder.name).resolve(), target_is_directory=True)
        yield files
