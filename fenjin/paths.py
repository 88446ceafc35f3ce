"""Where things are, and the name under which the table carries its metadata."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CURATED = ROOT / "data" / "curated"
TABLE = ROOT / "data" / "targets.parquet"
QUERIES = ROOT / "queries"
METADATA_KEY = b"fenjin"
