"""Versions of the table on storage that several servers, and a cluster, share: published by one, switched to by all at one moment.

A store is a folder:

    current.json                       which version is shown, and from when
    versions/<version>/targets.parquet the file of the table, as `build` wrote it
    versions/<version>/<table>/*.parquet   the same rows and its small tables as a cluster reads them

A version is written whole before the pointer names it, and never changed. The pointer is replaced in one step; the moment that it
states lies ahead, so that every server has loaded the version by then, and all switch at once.
"""

import argparse
import datetime
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyarrow import parquet

from fenjin.database import OF_LISTS, TABLES, Database
from fenjin.paths import TABLE
from fenjin.translate import translator

POINTER = "current.json"
AHEAD = 30.0  # seconds between publishing and showing
# A question about one list looks at the end of each file, and reads one or two groups of rows.
_BATCH = 100_000  # rows that are in memory at once
_GROUP = 25_000  # rows that are found together
_OF_FILE = 10  # batches of one file
_SHORT = 12  # characters of a version in the name of its folder


class StoreError(ValueError):
    """Says of a store what is wrong with it."""


@dataclass(frozen=True)
class Pointer:
    """The version that a store shows from a moment on, and the one that it shows until then, as the SHA-256 of their files."""

    version: str
    since: datetime.datetime
    before: str | None = None

    def shown(self) -> str:
        """The version to show now."""
        return self.version if self.before is None or datetime.datetime.now(datetime.UTC) >= self.since else self.before


def file(store: Path, version: str) -> Path:
    """The file of a version."""
    return _folder(store, version) / "targets.parquet"


def tables(store: Path, version: str, address: str | None = None) -> dict[str, str]:
    """The addresses of a version's folders that a cluster reads, by table; `address` is that of the store where the cluster has it
    under another path than this process."""
    # Spark takes an address as it is written, and would look for %20.
    folder = f"{address or f'file://{store.absolute()}'}/versions/{version[:_SHORT]}"
    return {name: f"{folder}/{name}" for name in TABLES}


def pointer(store: Path) -> Pointer:
    """What a store shows. Raises FileNotFoundError where nothing was published, StoreError where the pointer cannot be read."""
    content = (store / POINTER).read_bytes()
    try:
        said = json.loads(content)
        found = Pointer(said["version"], datetime.datetime.fromisoformat(said["since"]), said["before"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{store / POINTER}: {error}") from None
    versions = [found.version, *([] if found.before is None else [found.before])]
    if not all(isinstance(each, str) and re.fullmatch(r"[0-9a-f]{64}", each) for each in versions) or found.since.tzinfo is None:
        raise StoreError(f"{store / POINTER}: no version and moment")
    return found


def publish(file: Path, store: Path, ahead: float = AHEAD) -> Pointer:
    """Puts the table of a file into a store and has it shown `ahead` seconds from now. A version that is there is not written again.

    The file must be one that `opened` of `fenjin.edition` takes; raises OSError where the store cannot be written.
    """
    database = Database(file)
    folder = _folder(store, database.version)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        written = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
        try:
            _write(database, file, written)
            written.chmod(0o755)
            written.rename(folder)
        finally:
            shutil.rmtree(written, ignore_errors=True)
    since = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)
    try:
        before = pointer(store).shown()
    except (FileNotFoundError, StoreError):
        before = None
    said = {"version": database.version, "since": since.isoformat(), "before": before}
    _replace(store / POINTER, json.dumps(said) + "\n")
    return Pointer(database.version, since, before)


def _folder(store: Path, version: str) -> Path:
    return store / "versions" / version[:_SHORT]


def _write(database: Database, file: Path, folder: Path) -> None:
    shutil.copyfile(file, folder / "targets.parquet.part")
    written: dict[str, parquet.ParquetWriter] = {}
    for name in TABLES:
        (folder / name).mkdir()
    for place, (_lists, cursor) in enumerate(database.batches(_BATCH)):
        for name in TABLES if not place else OF_LISTS:
            rows = cursor.table(name).to_arrow_table()
            if not place % _OF_FILE:
                if name in written:
                    written[name].close()
                written[name] = parquet.ParquetWriter(folder / name / f"{place:05}.parquet", rows.schema, compression="zstd")
            written[name].write_table(rows, row_group_size=_GROUP)
    for writer in written.values():
        writer.close()
    (folder / "targets.parquet.part").rename(folder / "targets.parquet")


def _replace(path: Path, content: str) -> None:
    descriptor, written = tempfile.mkstemp(prefix=".", dir=path.parent)
    with open(descriptor, "w", encoding="utf-8") as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    os.chmod(written, 0o644)
    os.replace(written, path)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    # It looks into stores itself.
    from fenjin import edition, settings

    try:
        installed = settings.read()
    except settings.SettingError as error:
        print(error, file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(
        prog="python -m fenjin.store", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path, help="the folder that servers and cluster share")
    parser.add_argument("--file", type=Path, default=TABLE, help="the table to publish, as `build` wrote it")
    parser.add_argument("--ahead", type=float, default=AHEAD, help="seconds until it is shown")
    parser.add_argument("--lang", choices=["zh", "en"], default=installed.lang)
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        edition.opened(options.file)
        shown = publish(options.file, options.store, max(0.0, options.ahead))
    except edition.TableError as problem:
        print(t("{path}没有发布：{why}", path=options.file, why=problem.said(t)), file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or options.store
        print(t("读写{path}时出错：{why}。原来的表没有动。", path=where, why=error.strerror or error), file=sys.stderr)
        return 1
    moment = shown.since.astimezone().isoformat(" ", "seconds")
    print(t("已发布版本{version}，{moment}起显示", version=shown.version[:_SHORT], moment=moment))
    return 0


if __name__ == "__main__":
    sys.exit(main())
