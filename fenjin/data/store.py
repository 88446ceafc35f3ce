"""Versions of the table on storage that several servers, and a cluster, share: published by one, switched to by all at one moment.

A store is a folder:

    current.json                       which version is shown, and from when
    versions/<version>/targets.parquet the file of the table, as `build` wrote it
    versions/<version>/<table>/*.parquet   the same rows and its small tables as a cluster reads them

A version is written whole before the pointer names it, and never changed. The pointer is replaced in one step; the moment that it
states lies ahead, so that every server has loaded the version by then, and all switch at once.
"""

import datetime
import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as arrow
from pyarrow import parquet

from fenjin.data.database import OF_LISTS, TABLES, Database
from fenjin.paths import stamp
from fenjin.table.replacing import replacing, settle

POINTER = "current.json"
AHEAD = 30.0  # seconds between publishing and showing
_UNFINISHED = ".fenjin-"  # how the folders begin that a publisher has not ended; others' are left alone
# A question about one list looks at the end of each file, and reads one or two groups of rows.
_BATCH = 100_000  # rows that are in memory at once
_GROUP = 25_000  # rows that are found together
_OF_FILE = 10  # batches of one file
SHORT = 12  # characters of a version in the name of its folder


class StoreError(ValueError):
    """Says of a store what is wrong with it."""


@dataclass(frozen=True)
class Pointer:
    """The version that a store shows from a moment on, and the one that it shows until then, as the SHA-256 of their files."""

    version: str
    since: datetime.datetime
    before: str | None = None

    def current(self) -> str:
        """The version to show now."""
        return self.version if self.before is None or datetime.datetime.now(datetime.UTC) >= self.since else self.before


def file_of(store: Path, version: str) -> Path:
    """The file of a version."""
    return _folder(store, version) / "targets.parquet"


def tables(store: Path, version: str, address: str | None = None) -> dict[str, str]:
    """The addresses of a version's folders that a cluster reads, by table; `address` is that of the store where the cluster has it
    under another path than this process."""
    # Spark takes an address as it is written, and would look for %20.
    folder = f"{address or f'file://{store.absolute()}'}/versions/{version[:SHORT]}"
    return {name: f"{folder}/{name}" for name in TABLES}


def pointer(store: Path) -> Pointer:
    """What a store shows. Raises FileNotFoundError where nothing was published, StoreError where the pointer cannot be read."""
    content = (store / POINTER).read_bytes()
    try:
        content_of = json.loads(content)
        result = Pointer(content_of["version"], datetime.datetime.fromisoformat(content_of["since"]), content_of["before"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{store / POINTER}: {error}") from None
    versions = [result.version, *([] if result.before is None else [result.before])]
    if not all(isinstance(each, str) and re.fullmatch(r"[0-9a-f]{64}", each) for each in versions) or result.since.tzinfo is None:
        raise StoreError(f"{store / POINTER}: no version and moment")
    return result


def stamp_of(store: Path) -> object:
    """What tells one state of the pointer from another: its content, since shared storage may show for a while what it knows of a
    file rather than how it is, but not once the file is opened; where it cannot be read, what `stamp` says of it."""
    try:
        return (store / POINTER).read_bytes()
    except OSError:
        return stamp(store / POINTER)


def publish(database: Database, store: Path, ahead: float = AHEAD) -> Pointer:
    """Puts a table into a store and has it shown `ahead` seconds from now. A version that is there whole is not written again.

    The table must be one that `opened` of `fenjin.data.admission` takes. Raises BusyError while somebody else publishes, OSError where the
    store cannot be written.
    """
    folder = _folder(store, database.version)
    with replacing(store / POINTER) as file:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Whoever began these did not live to end them.
        for remnant in folder.parent.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(remnant, ignore_errors=True)
        if not _is_whole(database, folder):
            new_folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent))
            try:
                _write(database, new_folder)
                if folder.exists():
                    folder.rename(new_folder.with_suffix(".damaged"))
                new_folder.rename(folder)
                settle(folder.parent)
            finally:
                shutil.rmtree(new_folder, ignore_errors=True)
                shutil.rmtree(new_folder.with_suffix(".damaged"), ignore_errors=True)
        since = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)
        try:
            before = pointer(store).current()
        except (FileNotFoundError, StoreError):
            before = None
        file.write(json.dumps({"version": database.version, "since": since.isoformat(), "before": before}).encode() + b"\n")
    return Pointer(database.version, since, before)


def _is_whole(database: Database, folder: Path) -> bool:
    """Whether a folder holds the version: its file byte for byte, and of each table as many rows."""
    try:
        with (folder / "targets.parquet").open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != database.version:
                return False
        rows = {name: sum(parquet.read_metadata(each).num_rows for each in (folder / name).glob("*.parquet")) for name in TABLES}
    except (OSError, arrow.ArrowInvalid):
        return False
    return rows == database.counts()


def _folder(store: Path, version: str) -> Path:
    return store / "versions" / version[:SHORT]


def _write(database: Database, folder: Path) -> None:
    writers: dict[str, parquet.ParquetWriter] = {}
    for name in TABLES:
        (folder / name).mkdir()
    for place, (_lists, cursor) in enumerate(database.batches(_BATCH)):
        for name in TABLES if not place else OF_LISTS:
            rows = cursor.table(name).to_arrow_table()
            if not place % _OF_FILE:
                if name in writers:
                    writers[name].close()
                writers[name] = parquet.ParquetWriter(folder / name / f"{place:05}.parquet", rows.schema, compression="zstd")
            writers[name].write_table(rows, row_group_size=_GROUP)
    for writer in writers.values():
        writer.close()
    with (folder / "targets.parquet").open("wb") as file:
        database.copy_into(file)
    # Whoever publishes need not be who reads.
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        settle(path)
