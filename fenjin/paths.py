"""Where things are, how a file is told from another state of it, and the name under which the table carries its metadata."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CURATED = ROOT / "data" / "curated"
TABLE = ROOT / "data" / "targets.parquet"
QUERIES = ROOT / "queries"
METADATA_KEY = b"fenjin"


def stamp(path: Path) -> tuple[int, int]:
    """What tells one state of a file from another: the time of its last change and its bytes; noughts where it cannot be asked."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
