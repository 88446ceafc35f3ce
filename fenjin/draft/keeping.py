"""A draft's folder, kept through whatever happens: what one step writes is all there or nothing of it is.

One process at a time reads or writes a draft; the lock is the system's, so that it ends with whoever held it. A step that writes several
files first writes down what it will write (`pending.json`): who opens the folder after a process was killed in between finishes it.
"""

import base64
import contextlib
import csv
import fcntl
import io
import json
import os
import re
import shutil
import tempfile
import threading
import time
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from fenjin.draft.drafting import Draft
from fenjin.draft.workbook import Review, Row
from fenjin.draft.writing import lines_of, write
from fenjin.language.translate import Translator
from fenjin.paths import stamp
from fenjin.table.replacing import BusyError, replacing, settle

FOLDER = "drafts"  # in FENJIN_STATE
CODE = "[a-z0-9]+(-[a-z0-9]+)*"  # of a list
_PENDING, _LOCK = "pending.json", ".lock"
_PATIENCE = 10.0  # seconds that one waits for another's step
_MOST_KEPT = 8  # drafts that a process remembers as they were read

_READER = ("role", "reads", "kind", "note", "note_en")
_REVIEWER = {"role": "reviewer", "reads": "targets", "kind": "person", "note": "", "note_en": ""}

Contents = Mapping[str, bytes | None]
_reviews: OrderedDict[Path, tuple[tuple[object, ...], Review]] = OrderedDict()
_remembering = threading.Lock()


def drafts(root: Path) -> list[str]:
    """The codes of the lists that are drafted below `root`, in their order."""
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if re.fullmatch(CODE, path.name) and (path / path.name).is_dir())


def begin(draft: Draft, root: Path, name: str, content: bytes) -> Path:
    """Writes a draft into a folder of its own below `root`, which is there as a whole or not at all.

    `name` and `content` are those of the published file. Raises FileExistsError where the list is drafted already, OSError.
    """
    list_id = draft.files["list.csv"][0]["list_id"]
    with whole(root / list_id) as folder:
        write(draft, folder, name, content)
    return root / list_id


@contextlib.contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """An empty folder that takes this name once the block has ended well. Raises FileExistsError where there is one, OSError."""
    if folder.exists():
        raise FileExistsError(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield beside
        try:
            os.rename(beside, folder)
        except OSError as error:
            raise FileExistsError(str(folder)) if folder.exists() else error from None
        settle(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keeps others out of a draft while the block runs, and finishes what somebody left half done.

    Raises BusyError where another does not let go of it in time, OSError where the folder cannot be written.
    """
    end = time.monotonic() + _PATIENCE
    with (folder / _LOCK).open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise BusyError(folder) from None
                time.sleep(0.02)
        _finish(folder)
        yield


def store(folder: Path, contents: Contents) -> None:
    """Writes files of a held draft, by their paths within it; None takes one away. All or none, also where the process is killed.

    Raises OSError where there is no room; then everything is as it was.
    """
    with contextlib.ExitStack() as stack:
        for path, content in contents.items():
            if content is not None:
                file = stack.enter_context(replacing(folder / path))
                file.write(content)
                # Now there is room for all of them, or none takes its place.
                file.flush()
                os.fsync(file.fileno())
        if len(contents) > 1:
            step = {path: None if content is None else base64.b64encode(content).decode() for path, content in contents.items()}
            with replacing(folder / _PENDING) as file:
                file.write(json.dumps(step).encode())
    _end(folder, contents)


def _finish(folder: Path) -> None:
    try:
        step = json.loads((folder / _PENDING).read_bytes())
    except FileNotFoundError:
        return
    contents = {path: None if content is None else base64.b64decode(content) for path, content in step.items()}
    for path, content in contents.items():
        if content is not None:
            with replacing(folder / path) as file:
                file.write(content)
    _end(folder, contents)


def _end(folder: Path, contents: Contents) -> None:
    for path, content in contents.items():
        if content is None:
            (folder / path).unlink(missing_ok=True)
    (folder / _PENDING).unlink(missing_ok=True)


def pack(folder: Path) -> bytes:
    """A held draft as a ZIP: the list's folder as it stands in the curated files, and `published/`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for part in (folder.name, "published") for path in (folder / part).rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()


def state(folder: Path) -> str:
    """What tells one state of a draft from another."""
    return "-".join(f"{part:x}" for name in _files(folder) for part in stamp(name)[:3])


def _files(folder: Path) -> list[Path]:
    return sorted((folder / folder.name).glob("*.csv"))


def draft_in(folder: Path, curated: Path, t: Translator) -> Review:
    """A held draft as it stands now. Raises Message, BuildError, OSError as `Review.read` does."""
    key = _key(folder, curated)
    with _remembering:
        memory = _reviews.get(folder)
    if memory and memory[0] == key:
        return memory[1]
    review = Review.read(folder, curated, t)
    _remember(review, key)
    return review


def store_rows(review: Review, files: Mapping[str, list[Row]], curated: Path) -> None:
    """Writes files of a held draft, as it stands now, with other rows. Raises OSError as `store` does."""
    store(review.folder, _contents_of(review, files))
    _remember(replace(review, files={**review.files, **files}), _key(review.folder, curated))


def _key(folder: Path, curated: Path) -> tuple[object, ...]:
    return state(folder), tuple(stamp(path) for path in sorted(curated.glob("*.csv"))), curated


def _remember(review: Review, key: tuple[object, ...]) -> None:
    with _remembering:
        _reviews[review.folder] = key, review
        _reviews.move_to_end(review.folder)
        while len(_reviews) > _MOST_KEPT:
            _reviews.popitem(last=False)


def keep(review: Review, files: Mapping[str, list[Row]]) -> None:
    """Writes files of a draft that is not held. Raises BusyError where somebody else wrote one of them since it was read, OSError."""
    with hold(review.folder):
        for name in files:
            if rows_of(review.folder / review.list_id / name) != review.files[name]:
                raise BusyError(review.folder / review.list_id / name)
        store(review.folder, _contents_of(review, files))


def _contents_of(review: Review, files: Mapping[str, list[Row]]) -> dict[str, bytes | None]:
    heads = review.heads
    contents: dict[str, bytes | None] = {
        f"{review.list_id}/{name}": lines_of(tuple(heads.get(name) or (rows[0] if rows else ())), rows)
        for name, rows in files.items()
    }
    place = f"{review.list_id}/readers.csv"
    readers = rows_of(review.folder / place)
    now = _with_reviewer(readers, {**review.files, **files})
    return contents if now == readers else {**contents, place: lines_of(_READER, now)}


def _with_reviewer(readers: list[Row], files: Mapping[str, list[Row]]) -> list[Row]:
    """Who read a list: a person too, once anything of it has been accepted; where two read it apart, that is written down already."""
    if any(row["role"] == "first" for row in readers):
        return readers
    is_reviewed = any(row["status"] == "reviewed" for name in ("commitments.csv", "targets.csv") for row in files[name])
    others = [row for row in readers if row != _REVIEWER]
    return [*others, _REVIEWER] if is_reviewed else others


def rows_of(path: Path) -> list[Row]:
    """The rows of a curated file as text, without what is blank around a cell; none where it is not there."""
    try:
        with io.StringIO(path.read_text("utf-8-sig"), newline="") as file:
            return [{key: (cell or "").strip() for key, cell in row.items()} for row in csv.DictReader(file)]
    except FileNotFoundError:
        return []
