"""A file as it was when it was opened: what happens to it afterwards, no reader feels."""

import hashlib
import mmap
import tempfile
from pathlib import Path
from typing import NamedTuple

import pyarrow as arrow

# A larger file is not held in memory but in a copy on the disk that has no name, so that nobody can change it and it is gone
# with the process however that ends.
IN_MEMORY = 32 * 2**20
_CHUNK = 4 * 2**20


class Snapshot(NamedTuple):
    """The bytes of a file and their SHA-256."""

    content: arrow.Buffer
    sha256: str


def take_snapshot(file: Path | bytes) -> Snapshot:
    """The bytes of a file, or bytes that are at hand, to keep. Raises OSError where the file or its copy fails."""
    if isinstance(file, bytes):
        return Snapshot(arrow.py_buffer(file), hashlib.sha256(file).hexdigest())
    digest = hashlib.sha256()
    with file.open("rb") as original:
        head = original.read(IN_MEMORY + 1)
        digest.update(head)
        if len(head) <= IN_MEMORY:
            return Snapshot(arrow.py_buffer(head), digest.hexdigest())
        with tempfile.TemporaryFile(prefix="fenjin-") as copy:
            while head:
                copy.write(head)
                head = original.read(_CHUNK)
                digest.update(head)
            copy.flush()
            return Snapshot(arrow.py_buffer(mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ)), digest.hexdigest())
