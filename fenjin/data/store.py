"""Versions of the table on storage that several servers, and a cluster, share: published by one, switched to by all at one moment.

A store is a folder:

    current.json                       which version is shown, and from when
    versions/<version>/targets.parquet the file of the table, as `build` wrote it
    versions/<version>/curated.zip     the curated files that the table was built from, where the publisher had them
    versions/<version>/<table>/*.parquet   the same rows and its small tables as a cluster reads them
    records/<number>.json              who published what and when; each names the one before it, and the pointer the last

A version is written whole before the pointer names it, and never changed. The pointer is replaced in one step; the moment that it
states lies ahead, so that every server has loaded the version by then, and all switch at once. A record that no pointer leads to is what
a killed publisher left: nothing of it was ever shown.
"""

import datetime
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as arrow
from pyarrow import parquet

from fenjin import paths
from fenjin.data.database import OF_LISTS, TABLES, Database
from fenjin.paths import stamp
from fenjin.table.replacing import replacing, settle

POINTER = "current.json"
_LARGEST = 2**20  # bytes of a pointer or a record
CURATED = "curated.zip"
_RECORDS, _NUMBER = "records", "[0-9]{8}T[0-9]{12}-[0-9a-f]{12}"
AHEAD = 30.0  # seconds between publishing and showing
_UNFINISHED = ".fenjin-"  # how the folders begin that a publisher has not ended; others' are left alone
# A question about one list looks at the end of each file, and reads one or two groups of rows.
_BATCH = 100_000  # rows that are in memory at once
_GROUP = 25_000  # rows that are found together
_OF_FILE = 10  # batches of one file
SHORT = 12  # characters of a version in the name of its folder


class StoreError(ValueError):
    """Says of a store what is wrong with it."""


class StaleError(Exception):
    """Somebody else has published since: what the store shows is not what the publisher has seen."""


@dataclass(frozen=True)
class Pointer:
    """The version that a store shows from a moment on, and the one that it shows until then, as the SHA-256 of their files; `record` is
    the number of the record of who published it."""

    version: str
    since: datetime.datetime
    before: str | None = None
    record: str | None = None

    def current(self) -> str:
        """The version to show now."""
        return self.version if self.before is None or datetime.datetime.now(datetime.UTC) >= self.since else self.before


@dataclass(frozen=True)
class Record:
    """One publication: its number, the version, from when it is shown, by whom, in whose words why, and of each list that it changed how
    many rows it added, changed and removed. `previous` is the number of the one before."""

    number: str
    version: str
    since: str
    by: str
    note: str = ""
    lists: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    previous: str | None = None


def records(store: Path) -> Iterator[Record]:
    """What was published into a store, the last first, as far back as there are records. Raises StoreError where the pointer cannot be read."""
    try:
        number = pointer(store).record
    except FileNotFoundError:
        return
    while number and re.fullmatch(_NUMBER, number):
        try:
            content = json.loads(paths.content(store / _RECORDS / f"{number}.json", _LARGEST))
            record = Record(**{**content, "lists": {name: tuple(counts) for name, counts in content["lists"].items()}})
        except (OSError, ValueError, TypeError, KeyError):
            # What came before is lost; what is shown is not.
            return
        yield record
        number = record.previous


def curated(store: Path, version: str) -> bytes | None:
    """The curated files of a version, as a ZIP; None where its publisher had none."""
    try:
        return (_folder(store, version) / CURATED).read_bytes()
    except FileNotFoundError:
        return None


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
    text = paths.content(store / POINTER, _LARGEST)
    try:
        content_of = json.loads(text)
        since = datetime.datetime.fromisoformat(content_of["since"])
        result = Pointer(content_of["version"], since, content_of["before"], content_of.get("record"))
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
        return paths.content(store / POINTER, _LARGEST)
    except OSError:
        return stamp(store / POINTER)


def publish(
    database: Database,
    store: Path,
    ahead: float = AHEAD,
    by: str = "",
    note: str = "",
    lists: Mapping[str, tuple[int, int, int]] | None = None,
    files: bytes | None = None,
    expected: str | None = None,
) -> Pointer:
    """Puts a table into a store and has it shown `ahead` seconds from now. A version that is there whole is not written again.

    `by`, `note` and `lists` go into its record, `files` are the curated files that it was built from, as a ZIP; `expected` is the version
    that the publisher takes for the last one ("" for none), None where that is all the same. The table must be one that `opened` of
    `fenjin.data.admission` takes. Raises BusyError while somebody else publishes, StaleError where somebody has published since, OSError where the
    store cannot be written.
    """
    folder = _folder(store, database.version)
    with replacing(store / POINTER) as file:
        try:
            last: Pointer | None = pointer(store)
        except (FileNotFoundError, StoreError):
            last = None
        if expected is not None and expected != (last.version if last else ""):
            raise StaleError(store)
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
        if files is not None and curated(store, database.version) != files:
            with replacing(folder / CURATED) as archive:
                archive.write(files)
        since = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)
        number = f"{since:%Y%m%dT%H%M%S%f}-{database.version[:SHORT]}"
        record = Record(number, database.version, since.isoformat(), by, note, lists or {}, last.record if last else None)
        with replacing(store / _RECORDS / f"{number}.json") as own:
            own.write(json.dumps(asdict(record), ensure_ascii=False).encode() + b"\n")
        latest = Pointer(database.version, since, last.current() if last else None, number)
        file.write(json.dumps({**asdict(latest), "since": since.isoformat()}).encode() + b"\n")
    return latest


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
