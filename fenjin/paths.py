"""Where things are, how a file is told from another state of it, and the name under which the table carries its metadata."""

import errno
import os
from pathlib import Path
from stat import S_ISREG

ROOT = Path(__file__).resolve().parent.parent
CURATED = ROOT / "data" / "curated"
TABLE = ROOT / "data" / "targets.parquet"
PAGES = ROOT / "pages"
QUERIES = ROOT / "queries"
COMPONENTS = ROOT / "fenjin" / "screen" / "components"
PLOTLY = ROOT / "static" / "plotly-basic-4.1.1.min.js"
CODEMIRROR = ROOT / "static" / "codemirror.659d076d.js"
METADATA_KEY = b"fenjin"


def content(path: Path, most: int) -> bytes:
    """The bytes of a file that somebody has named. Raises OSError where it is none that can be read: gone, a folder, a pipe or a device,
    not for this user, or of more than `most` bytes."""
    try:
        # A pipe into which nobody writes would be waited for.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, "This is no file", str(path))
            read_bytes = file.read(most + 1)
    except ValueError:
        # A name that no file can have.
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from None
    if len(read_bytes) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return read_bytes


def stamp(path: Path) -> tuple[int, ...]:
    """What tells one state of a file from another: time of its last change, bytes, which file it is, and time of the last change to
    it or to who may read it; noughts where it cannot be asked.
    """
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0, 0
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns
