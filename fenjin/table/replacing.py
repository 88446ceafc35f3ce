"""A file that takes the place of another in one step: a reader sees the old one or the new one, never a part."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class BusyError(Exception):
    """Something else is writing the same file."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of another once the block has ended well and all of it is on the disk.

    It is written beside the other under one name, which only one process at a time can hold: what a killed one leaves behind
    is taken over by the next. Raises BusyError where another holds it, OSError where it cannot be written; the old file then stays.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    new_path = path.with_name(f"{path.name}.new")
    with _lock(new_path) as file:
        try:
            file.truncate(0)
            yield file
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
            os.replace(new_path, path)
        except BaseException:
            new_path.unlink(missing_ok=True)
            raise
    # The new name must outlast a power cut as well.
    settle(path.parent)


def settle(path: Path) -> None:
    """Waits until a file or the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(path: Path) -> IO[bytes]:
    """The file of this name, locked for this process until it is closed. Raises BusyError where another holds it."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held it may have given it its final name, or removed it, before it was locked here. Opened once more, because
            # of a name alone shared storage may tell what it was a while ago.
            with path.open("rb") as same_name:
                if os.path.samestat(os.fstat(file.fileno()), os.fstat(same_name.fileno())):
                    return file
        except BlockingIOError:
            file.close()
            raise BusyError(path) from None
        except FileNotFoundError:
            pass
        file.close()
