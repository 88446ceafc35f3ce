"""A draft as a folder: the list's curated files, and beside them the published file as it came with the text that it gave."""

import csv
import io
from pathlib import Path

from fenjin.draft.drafting import Draft
from fenjin.draft.reading import VERSION
from fenjin.table.curated import FILES

SUGGESTIONS = ("unit_id", "commitment_no", "target_no", "column", "value", "score", "used")


def write(draft: Draft, folder: Path, name: str, content: bytes) -> Path:
    """Writes a draft into `folder`, which must not be there yet or be empty: `<list>/` with its files, and `published/` with the file
    `name` as it came, its text, and what is known of both. Returns the list's folder. Raises FileExistsError, OSError."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(str(folder))
    list_id = draft.files["list.csv"][0]["list_id"]
    own, published = folder / list_id, folder / "published"
    for path in (own, published):
        path.mkdir(parents=True)
    for file, rows in draft.files.items():
        columns = SUGGESTIONS if file == "suggestions.csv" else tuple(column.rstrip("*") for column in FILES[file])
        if rows or file != "responsibility.csv":
            (own / file).write_bytes(lines_of(columns, rows))
    (published / Path(name).name).write_bytes(content)
    text = published / f"{list_id}.txt"
    if Path(name).name != text.name or content != draft.published.text.encode():
        text.write_bytes(draft.published.text.encode())
    facts = {
        "file": Path(name).name,
        "sha256": draft.published.sha256,
        "text_sha256": draft.published.text_sha256,
        "reader": VERSION,
        "shape": draft.layout.shape,
    }
    (published / "about.csv").write_bytes(lines_of(tuple(facts), [facts]))
    return own


def lines_of(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    """A curated file: its columns as head, and its rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
