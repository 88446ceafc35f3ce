"""The curated files of all lists as a value, and what may be done to them before they are published.

A collection holds the bytes of each file by its path within the folder of curated files: `themes.csv`, `<list>/targets.csv`.
"""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fenjin.language.translate import Message, _
from fenjin.table.curated import CURATORS, FILES, LIST_FILES, OTHER_FILES, READINGS
from fenjin.table.revisions import OF_COMMITMENTS, OF_TARGETS, same

Files = Mapping[str, bytes]
Row = dict[str, str]
_OF_LIST = (*LIST_FILES, *OTHER_FILES)
_SHARED = tuple(name for name in FILES if name not in _OF_LIST)
_CODE = "[a-z0-9]+(-[a-z0-9]+)*"
_LARGEST_UNPACKED = 100 * 2**20  # bytes of a list's files
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same files are the same bytes


class CollectionError(Message):
    """Says of curated files why that cannot be done with them."""


def read_folder(folder: Path) -> Files:
    """The collection of a folder of curated files; what is none of theirs stays out. Raises OSError."""
    lists = sorted(path.name for path in folder.iterdir() if path.is_dir())
    paths = [*_SHARED, *(f"{each}/{name}" for each in lists for name in _OF_LIST)]
    return {path: (folder / path).read_bytes() for path in paths if (folder / path).is_file()}


def read_list(folder: Path) -> Files:
    """The files of one list, by name. Raises CollectionError where it is no list's folder, OSError."""
    files = {name: (folder / name).read_bytes() for name in _OF_LIST if (folder / name).is_file()}
    if "list.csv" not in files:
        raise CollectionError(_("{folder}不是一份清单的文件夹：里面没有 list.csv"), folder=folder)
    return files


def write_into(folder: Path, files: Files) -> None:
    """Writes a collection, or the files of a list, into a folder. Raises OSError."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def packed(files: Files) -> bytes:
    """A collection as a ZIP; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, _WHEN), files[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(content: bytes) -> Files:
    """The collection that `packed` wrote. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist())}


def archived(files: Files, list_id: str) -> bytes:
    """The files of one list of a collection as a ZIP, in a folder of its code. Raises CollectionError where there is none of it."""
    return packed({f"{list_id}/{name}": content for name, content in of_list(files, list_id).items()})


def of_archive(content: bytes) -> tuple[str, Files]:
    """The code and the files of the one list that a ZIP of `archived` holds, perhaps after a change; what is none of theirs stays out.

    Raises CollectionError where it is no such ZIP.
    """
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.partition("/")[2] in _OF_LIST]
            if sum(entry.file_size for entry in entries) <= _LARGEST_UNPACKED:
                files = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        files = {}
    codes = lists_of(files)
    if len(codes) != 1 or f"{codes[0]}/list.csv" not in files:
        raise CollectionError(_("这不是一份清单的文件：先取出它的文件（ZIP），改其中的表，仍压成一个文件夹的ZIP，再放到这里"))
    return codes[0], of_list(files, codes[0])


def lists_of(files: Files) -> list[str]:
    """The lists of a collection, in their order."""
    return sorted({path.partition("/")[0] for path in files if "/" in path})


def of_list(files: Files, list_id: str) -> Files:
    """The files of one list of a collection, by name. Raises CollectionError where it has none of this code."""
    own = {path.partition("/")[2]: content for path, content in files.items() if path.startswith(f"{list_id}/")}
    if not own:
        names = "、".join(lists_of(files))
        raise CollectionError(_("没有清单“{list}”；现有：{names}"), list=list_id, names=names)
    return own


def without(files: Files, list_id: str) -> Files:
    """A collection without a list. Raises CollectionError where it is not there, or is the only one."""
    of_list(files, list_id)
    if len(lists_of(files)) == 1:
        raise CollectionError(_("“{list}”是唯一的清单，去掉就没有可看的了"), list=list_id)
    return {path: content for path, content in files.items() if not path.startswith(f"{list_id}/")}


def with_list(files: Files, list_id: str, own: Files) -> Files:
    """A collection with a list in the place of the one of its code, or beside the others."""
    others = {path: content for path, content in files.items() if not path.startswith(f"{list_id}/")}
    return {**others, **{f"{list_id}/{name}": content for name, content in own.items()}}


def renamed(files: Files, list_id: str, code: str) -> Files:
    """A collection in which a list has another code. Raises CollectionError where the one is not there or the other is."""
    own = of_list(files, list_id)
    if not re.fullmatch(_CODE, code):
        raise CollectionError(_("“{list}”不能做编号：写小写字母、数字和连字符，例如 yichang-2023"), list=code)
    if code in lists_of(files):
        raise CollectionError(_("已经有清单“{list}”：换一个编号"), list=code)
    lines = _rows(own["list.csv"])
    for line in lines:
        line["list_id"] = code
    return with_list(without_any(files, list_id), code, {**own, "list.csv": _bytes("list.csv", lines)})


def without_any(files: Files, list_id: str) -> Files:
    """A collection without a list, be it the only one."""
    return {path: content for path, content in files.items() if not path.startswith(f"{list_id}/")}


class Left(NamedTuple):
    """What of a list nobody has reviewed: commitments, targets, and units of which nothing is reviewed."""

    commitments: int
    targets: int
    units: tuple[str, ...]


def reviewed(own: Files) -> tuple[Files, Left]:
    """The files of a list with its reviewed rows alone, and what is left out; the same bytes where everything is reviewed.

    A unit of which nothing is reviewed is left out, so that nobody says of it that it promises nothing; so are a commitment of whose figures
    none is reviewed, so that nobody takes it for one without, and what was read for promises without a figure, since not all was read.
    """
    commitments, targets = _rows(own["commitments.csv"]), _rows(own["targets.csv"])
    open_commitments = {_commitment(row) for row in commitments if row["status"] != "reviewed"}
    good = {_commitment(row) for row in targets if row["status"] == "reviewed"}
    open_commitments |= {_commitment(row) for row in targets} - good
    open_targets = {_target(row) for row in targets if row["status"] != "reviewed" or _commitment(row) in open_commitments}
    promising = {row["unit_id"] for row in commitments}
    kept_units = {row["unit_id"] for row in commitments if _commitment(row) not in open_commitments}
    units = _rows(own["units.csv"])
    left = Left(
        len(open_commitments),
        len(open_targets),
        tuple(row["unit"] for row in units if row["unit_id"] in promising - kept_units),
    )
    if not open_commitments and not open_targets:
        return own, left
    spans = [(int(row["start"]), int(row["end"])) for row in commitments if _commitment(row) in open_commitments]
    ready = dict(own)
    for name in ("mentions.csv", *CURATORS, *READINGS):
        ready.pop(name, None)
    ready["commitments.csv"] = _bytes("commitments.csv", [row for row in commitments if _commitment(row) not in open_commitments])
    ready["targets.csv"] = _bytes("targets.csv", [row for row in targets if _target(row) not in open_targets])
    ready["units.csv"] = _bytes("units.csv", [row for row in units if row["unit_id"] not in promising - kept_units])
    entries = []
    for row in _rows(own["numerals.csv"]):
        codes = [code for code in row["targets"].split() if code not in {_code(*each) for each in open_targets}]
        if (row["targets"] and not codes) or any(low <= int(row["start"]) < high for low, high in spans):
            continue
        entries.append({**row, "targets": " ".join(codes)})
    ready["numerals.csv"] = _bytes("numerals.csv", entries)
    for name in ("responsibility.csv", "revisions.csv"):
        if name in ready:
            rows = [row for row in _rows(own[name]) if _commitment(row) not in open_commitments]
            ready[name] = _bytes(name, [row for row in rows if not row.get("target_no") or _target(row) not in open_targets])
    return ready, left


def changed_cells(before: Files, after: Files) -> list[Row]:
    """The cells of reviewed targets and commitments that hold something else in the later files of a list: rows of `revisions.csv`
    without day and reasons."""
    lines = []
    for name, columns in (("commitments.csv", OF_COMMITMENTS), ("targets.csv", OF_TARGETS)):
        then, now = ({_key(row): row for row in _rows(files[name]) if row["status"] == "reviewed"} for files in (before, after))
        for key, row in now.items():
            for column in columns if key in then else ():
                old, new = then[key][column] or None, row[column] or None
                if not same(column, old, new):
                    lines.append(dict(zip(_KEY, key, strict=True)) | {"column": column, "old": old or "", "new": new or ""})
    return lines


def revise(before: Files, after: Files, day: datetime.date, reason: str, reason_en: str) -> Files:
    """The later files of a published list with all that was changed in `revisions.csv`: what the earlier ones had there, what the later
    ones have besides, and each cell that differs and of which neither tells it, as changed on a day for a reason."""
    rows = {_line(row): row for files in (before, after) for row in _rows(files.get("revisions.csv", b""))}
    keys_of = {name: {_key(row) for row in _rows(after[name])} for name in ("commitments.csv", "targets.csv")}
    entries = [row for row in rows.values() if _key(row) in keys_of["targets.csv" if row["target_no"] else "commitments.csv"]]
    for cell in changed_cells(before, after):
        own = [row for row in entries if _key(row) == _key(cell) and row["column"] == cell["column"]]
        last = max(own, key=lambda row: row["day"], default=None)
        if last and same(cell["column"], last["new"] or None, cell["new"] or None):
            continue
        if last and last["day"] >= day.isoformat():
            # One line a day: what it was before that day, and what it is now.
            entries.remove(last)
            if not same(cell["column"], last["old"] or None, cell["new"] or None):
                entries.append({**last, "new": cell["new"], "reason": reason, "reason_en": reason_en})
            continue
        entries.append({**cell, "day": day.isoformat(), "reason": reason, "reason_en": reason_en})
    if not entries:
        return {name: content for name, content in after.items() if name != "revisions.csv"}
    order = {_key(row): place for place, row in enumerate([*_rows(after["commitments.csv"]), *_rows(after["targets.csv"])])}
    entries.sort(key=lambda row: (order[_key(row)], row["column"], row["day"]))
    content = _bytes("revisions.csv", entries)
    own_rows = _rows(after.get("revisions.csv", b""))
    return after if [_line(row) for row in own_rows] == [_line(row) for row in entries] else {**after, "revisions.csv": content}


def untold(before: Files, after: Files, day: datetime.date) -> int:
    """How many cells of a published list are changed without a word of why."""
    mark = "\N{REPLACEMENT CHARACTER}"
    return sum(row["reason"] == mark for row in _rows(revise(before, after, day, mark, mark).get("revisions.csv", b"")))


def with_reader(own: Files, by: str) -> Files:
    """The files of a list that rules drafted with who has reviewed it, where nobody has written that down."""
    readers = _rows(own.get("readers.csv", b""))
    if not any(row["role"] == "drafter" for row in readers) or any(row["role"] != "drafter" for row in readers):
        return own
    note = {"note": f"审定：{by}", "note_en": f"Reviewed by {by}"} if by else {"note": "", "note_en": ""}
    line = {"role": "reviewer", "reads": "targets", "kind": "person", **note}
    return {**own, "readers.csv": _bytes("readers.csv", [*readers, line])}


_KEY = ("unit_id", "commitment_no", "target_no")


def _key(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["unit_id"], row["commitment_no"], row.get("target_no") or ""


def _commitment(row: Mapping[str, str]) -> tuple[str, str]:
    return row["unit_id"], row["commitment_no"]


def _target(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["unit_id"], row["commitment_no"], row["target_no"]


def _code(unit: str, commitment: str, target: str) -> str:
    return f"{unit}/{commitment.zfill(2)}.{target.zfill(2)}"


def _line(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name.rstrip("*")] for name in FILES["revisions.csv"])


def _rows(content: bytes) -> list[Row]:
    return [
        {name: (cell or "").strip() for name, cell in row.items() if name}
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    ]


def _bytes(name: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    columns: Sequence[str] = [column.rstrip("*") for column in FILES[name]]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
