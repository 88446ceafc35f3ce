"""Where things are, how a file is told from another state of it, and the name under which the table carries its metadata."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CURATED = ROOT / "data" / "curated"
TABLE = ROOT / "data" / "targets.parquet"
PAGES = ROOT / "pages"
QUERIES = ROOT / "queries"
PLOTLY = ROOT / "static" / "plotly-basic-4.1.1.min.js"
METADATA_KEY = b"fenjin"


def stamp(path: Path) -> tuple[int, ...]:
    """What tells one state of a file from another: time of its last change, bytes, which file it is, and time of the last change to
    it or to who may read it; noughts where it cannot be asked.
    """
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0, 0
    return stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns
