"""A new version of what the dashboard shows: prepared, looked at, published, taken back.

Versions are kept in a store (`fenjin.data.store`). Where an installation serves a store, that is the one. Where it serves a file, they are
kept in the folder of state, and the file is replaced by what the store shows.
"""

import contextlib
import csv
import datetime
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fenjin.data import store
from fenjin.data.admission import open_table
from fenjin.data.database import Database
from fenjin.data.store import Pointer, Record
from fenjin.language.translate import Message, Translator, _
from fenjin.paths import CURATED, TABLE
from fenjin.publishing.collection import (
    Files,
    Left,
    lists_of,
    of_list,
    packed,
    read_folder,
    reviewed,
    revise,
    unpacked,
    untold,
    with_list,
    with_reader,
    write_into,
)
from fenjin.publishing.differences import OfList, differences
from fenjin.settings import Settings
from fenjin.table import build, contract
from fenjin.table.curated import BuildError
from fenjin.table.replacing import replacing
from fenjin.table.source import Document, DocumentNotFound
from fenjin.table.verify import verify

FOLDER = "versions"  # in FENJIN_STATE, where a file is served


class PublishingError(Message):
    """Says why nothing can be published, and what to do."""


@dataclass(frozen=True)
class Place:
    """Where versions are kept, and the file that the dashboard serves where it serves no store."""

    store: Path
    file: Path | None = None


@dataclass(frozen=True)
class Prepared:
    """A version that may be published: its curated files and its table, what changes by it, and what nobody has reviewed, by list.

    `expected` is the last version at the time, "" for none.
    """

    files: Files
    table: bytes
    changes: Sequence[OfList]
    expected: str
    left: Mapping[str, Left] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version that it would be."""
        return hashlib.sha256(self.table).hexdigest()


def place(installation: Settings) -> Place:
    """Where an installation's versions are. Raises PublishingError where it has no place for them."""
    if installation.table.is_dir():
        return Place(installation.table)
    if installation.state is None:
        raise PublishingError(
            _("没有放版本的地方：设环境变量FENJIN_STATE（一个文件夹），或把FENJIN_TABLE设成版本库（见 docs/scale.md）。")
        )
    if not os.access(installation.table.parent, os.W_OK):
        raise PublishingError(
            _("这里的程序不能改写{path}：把FENJIN_TABLE设成它能写的版本库（见 docs/scale.md），再发布。"), path=installation.table
        )
    return Place(installation.state / FOLDER, installation.table)


def last(where: Place) -> Pointer | None:
    """What the store shows or will show; None where nothing was published. Raises PublishingError where that cannot be read."""
    try:
        return store.pointer(where.store)
    except FileNotFoundError:
        return None
    except store.StoreError:
        raise PublishingError(_("{path}读不出来：把它移走，再发布一次"), path=where.store / store.POINTER) from None


def mend(where: Place) -> None:
    """Has the served file be what the store shows, where a publisher was killed in between. Raises OSError, BusyError."""
    pointer_now = last(where)
    if where.file is not None and pointer_now is not None and pointer_now.before == _served(where) != pointer_now.version:
        with replacing(where.file) as file:
            file.write(store.file_of(where.store, pointer_now.version).read_bytes())


def _served(where: Place) -> str:
    """The version of the served file, "" where there is none."""
    return hashlib.sha256(where.file.read_bytes()).hexdigest() if where.file is not None and where.file.is_file() else ""


def _is_foreign(where: Place) -> bool:
    """Whether the served file was put there by somebody else, such as a build, since what the store shows."""
    pointer_now = last(where)
    return where.file is not None and where.file.is_file() and (pointer_now is None or _served(where) != pointer_now.version)


def files_of(where: Place, installation_files: Path = CURATED) -> Files:
    """The curated files of what is published: those kept with the last version; where nothing was published, or the served file was built
    since, those that came with the program. Raises PublishingError where the last version has none."""
    pointer_now = last(where)
    if pointer_now is None or _is_foreign(where):
        return read_folder(installation_files)
    content = store.curated(where.store, pointer_now.version)
    if content is None:
        raise PublishingError(
            _("现在的版本没有带整理文件：先用 python -m fenjin.publishing publish 发布一次整个整理文件的文件夹")
        )
    return unpacked(content)


def folder_of(installation: Settings) -> Path:
    """The curated files of what is published as a folder, for drafts to learn from; those that came with the program where nothing else is known."""
    try:
        where = place(installation)
        pointer_now = last(where)
        content = store.curated(where.store, pointer_now.version) if pointer_now else None
    except (PublishingError, OSError):
        return CURATED
    if pointer_now is None or content is None or installation.state is None:
        return CURATED
    folder = installation.state / "curated" / pointer_now.version[: store.SHORT]
    if not folder.is_dir():
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent))
        write_into(beside, unpacked(content))
        try:
            beside.rename(folder)
        except OSError:
            # Another process was quicker.
            shutil.rmtree(beside, ignore_errors=True)
        _tidy(folder)
    return folder


def _tidy(folder: Path) -> None:
    """Clears away the folders beside one but the youngest, which somebody may be reading still."""

    def birth(path: Path) -> float:
        with contextlib.suppress(OSError):
            return path.stat().st_mtime
        return 0.0

    others = sorted((path for path in folder.parent.iterdir() if path != folder), key=birth)
    for path in others[:-1]:
        shutil.rmtree(path, ignore_errors=True)


def table_of(where: Place) -> Database | None:
    """The table of the last version, or of the served file where nothing was published or it was built since; None where there is none
    that can be read."""
    pointer_now = last(where)
    path = store.file_of(where.store, pointer_now.version) if pointer_now and not _is_foreign(where) else where.file
    try:
        return Database(path) if path else None
    except (OSError, ValueError, KeyError):
        return None


def assembled(files: Files, t: Translator) -> bytes:
    """The table of a collection as `build` writes it. Raises BuildError with every problem."""
    with _on_disk(files) as folder:
        path = folder / ".targets.parquet"
        build.write(build.assemble(folder, t), path, contract.RULES_SHA256)
        return path.read_bytes()


@contextlib.contextmanager
def _on_disk(files: Files) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fenjin-") as name:
        write_into(Path(name), files)
        yield Path(name)


def check_text(files: Files, list_id: str, source: Path, t: Translator) -> None:
    """Holds a list of a collection against its published text, which a folder has. Raises BuildError with every problem."""
    with _on_disk(files) as folder:
        problems = verify(folder, source, t, list_id)[1]
    if problems:
        raise BuildError(problems)


def text_of(own: Files, *folders: Path | None) -> Path | None:
    """The first of some folders in which the published text of a list's files is; None where none has it."""
    for folder in folders:
        if folder is not None and folder.is_dir():
            with contextlib.suppress(DocumentNotFound, KeyError, StopIteration, ValueError):
                Document.find(folder, next(csv.DictReader(own["list.csv"].decode("utf-8-sig").splitlines()))["source_sha256"])
                return folder
    return None


def prepare(where: Place, files: Files, t: Translator, left: Mapping[str, Left] | None = None) -> Prepared:
    """A collection as a version that may be published. Raises BuildError with every problem, PublishingError."""
    pointer_now = last(where)
    table = assembled(files, t)
    return Prepared(
        files, table, differences(table_of(where), Database(table), t), pointer_now.version if pointer_now else "", left or {}
    )


def publish(where: Place, prepared: Prepared, by: str, note: str = "", ahead: float = store.AHEAD) -> Pointer:
    """Has a prepared version shown: of a store `ahead` seconds from now, of a file at once.

    Raises BusyError while somebody else publishes, StaleError where somebody has published since it was prepared, TableError where the table
    is none that may be served, OSError where there is no room; what was shown is then shown still.
    """
    counts = {each.list_id: each.counts for each in prepared.changes}
    expected = _begin(where, prepared.expected) if _is_foreign(where) else prepared.expected
    return _publish(where, prepared.table, by, note, ahead, counts, packed(prepared.files), expected)


def _begin(where: Place, expected: str) -> str:
    """Keeps the file that the installation serves as a version, so that one can come back to it; its version."""
    assert where.file is not None
    database, _rows = open_table(where.file)
    # The table that came with the program was built from the files that came with it.
    files = packed(read_folder(CURATED)) if TABLE.is_file() and Database(TABLE).version == database.version else None
    return store.publish(database, where.store, 0.0, files=files, expected=expected).version


def back(where: Place, record: Record, by: str, t: Translator, ahead: float = store.AHEAD) -> Pointer:
    """Has an earlier version shown again, as it was. Raises what `publish` raises, and PublishingError where it is no longer there."""
    pointer_now = last(where)
    try:
        table = store.file_of(where.store, record.version).read_bytes()
    except FileNotFoundError:
        raise PublishingError(_("版本{version}已经不在了"), version=record.version[: store.SHORT]) from None
    before = table_of(where)
    counts = {each.list_id: each.counts for each in differences(before, Database(table), t)}
    note = t("回到版本{version}", version=record.version[: store.SHORT])
    files = store.curated(where.store, record.version)
    expected = pointer_now.version if pointer_now else ""
    expected = _begin(where, expected) if _is_foreign(where) else expected
    return _publish(where, table, by, note, ahead, counts, files, expected)


def _publish(
    where: Place,
    table: bytes,
    by: str,
    note: str,
    ahead: float,
    counts: Mapping[str, tuple[int, int, int]],
    files: bytes | None,
    expected: str,
) -> Pointer:
    with tempfile.TemporaryDirectory(prefix="fenjin-") as name:
        path = Path(name) / "targets.parquet"
        path.write_bytes(table)
        database, _rows = open_table(path)
    with contextlib.ExitStack() as stack:
        if where.file is not None:
            # There is room for it, or nothing is published; it takes the old one's place once the store names it.
            file = stack.enter_context(replacing(where.file))
            file.write(table)
            file.flush()
            os.fsync(file.fileno())
        return store.publish(database, where.store, 0.0 if where.file else ahead, by, note, counts, files, expected)


def records(where: Place) -> list[Record]:
    """What was published, the last first. Raises PublishingError where that cannot be read."""
    last(where)
    return list(store.records(where.store))


def since_version(where: Place, version: str) -> list[Record] | None:
    """What was published after a version (its first twelve digits) was shown last, the last first; None where nothing is known of it."""
    try:
        every_record = list(store.records(where.store))
    except (store.StoreError, OSError):
        return None
    later: list[Record] = []
    for each in every_record:
        if each.version.startswith(version):
            return later
        later.append(each)
    return None


def day_of(installation: Settings) -> datetime.date:
    """The day on which something is changed, in the installation's time zone."""
    return datetime.datetime.now(installation.timezone).date()


@dataclass(frozen=True)
class Wish:
    """What somebody wants to publish: with the reviewed rows alone where others are left, and the reason for what changes in a published list."""

    by: str
    reviewed_only: bool = False
    reason: str = ""
    reason_en: str = ""


def admit(files: Files, lists: Mapping[str, Files], wish: Wish, day: datetime.date) -> tuple[Files, dict[str, Left]]:
    """A collection with lists as they may be published in it, and what of each nobody has reviewed.

    Raises PublishingError where rows are not reviewed and the wish does not leave them out, and where cells of a published list are
    changed without a reason.
    """
    every_left = {}
    for list_id, own in lists.items():
        try:
            ready, left = reviewed(own)
        except (KeyError, ValueError, csv.Error):
            # The build says what is wrong with a file that cannot be read.
            files = with_list(files, list_id, own)
            continue
        if left.commitments or left.targets:
            every_left[list_id] = left
            if not wish.reviewed_only:
                raise PublishingError(
                    _("“{list}”还有{n}条承诺、{m}个目标没有审定，草稿不发布：审完再来，或只发布已审定的行"),
                    list=list_id,
                    n=left.commitments,
                    m=left.targets,
                )
        if list_id in lists_of(files):
            before = of_list(files, list_id)
            if not wish.reason and (n := untold(before, ready, day)):
                raise PublishingError(_("“{list}”发布过，这次改了{n}格：写一次理由，它会记进更正"), list=list_id, n=n)
            ready = revise(before, ready, day, wish.reason, wish.reason_en or wish.reason)
        files = with_list(files, list_id, with_reader(ready, wish.by))
    return files, every_left
