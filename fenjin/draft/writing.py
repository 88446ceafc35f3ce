"""A draft as a folder: the list's curated files, and beside them the published file as it came with the text that it gave."""

import csv
import io
from pathlib import Path

from fenjin.draft.drafting import Draft
from fenjin.draft.reading import VERSION
from fenjin.table.curated import FILES

CORRECTED = ("units.csv", "commitments.csv", "targets.csv", "numerals.csv")
DRAFTED = "drafted"  # the folder that keeps these as the rules wrote them
SUGGESTIONS = ("unit_id", "commitment_no", "target_no", "column", "value", "score", "used")


def write(draft: Draft, folder: Path, name: str, content: bytes) -> Path:
    """Writes a draft into `folder`, which must not be there yet or be empty: `<list>/` with its files, `drafted/` with those that
    people correct as the rules wrote them, and `published/` with the file `name` as it came, its text, and what is known of both. Returns
    the list's folder. Raises FileExistsError, OSError."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(str(folder))
    list_id = draft.files["list.csv"][0]["list_id"]
    own, published = folder / list_id, folder / "published"
    for path in (own, folder / DRAFTED, published):
        path.mkdir(parents=True)
    for place, lines in contents(draft).items():
        if lines is not None:
            (folder / place).write_bytes(lines)
    (published / Path(name).name).write_bytes(content)
    text = published / f"{list_id}.txt"
    if Path(name).name != text.name or content != draft.published.text.encode():
        text.write_bytes(draft.published.text.encode())
    (published / "about.csv").write_bytes(about(draft, Path(name).name))
    return own


def contents(draft: Draft) -> dict[str, bytes | None]:
    """The files of a drafted list by their paths in its folder, and those of `DRAFTED`; None for one that it does without."""
    list_id = draft.files["list.csv"][0]["list_id"]
    files: dict[str, bytes | None] = {}
    for file, rows in draft.files.items():
        columns = SUGGESTIONS if file == "suggestions.csv" else tuple(column.rstrip("*") for column in FILES[file])
        lines = lines_of(columns, rows) if rows or file != "responsibility.csv" else None
        files[f"{list_id}/{file}"] = lines
        if file in CORRECTED:
            files[f"{DRAFTED}/{file}"] = lines
    return files


def about(draft: Draft, name: str) -> bytes:
    """What is known of the published file `name` and its text, as a file."""
    facts = {
        "file": name,
        "sha256": draft.published.sha256,
        "text_sha256": draft.published.text_sha256,
        "reader": VERSION,
        "shape": draft.layout.shape,
        "place": draft.place,
    }
    return lines_of(tuple(facts), [facts])


def lines_of(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    """A curated file: its columns as head, and its rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
