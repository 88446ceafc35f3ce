"""Writes docs/licences.md: the licence of every package that the dashboard needs at run time.

Run as `python tools/licences.py`; with `--check` nothing is written and the file is compared with what is installed.
Ends with 1 and names the packages whose licence is unknown, not allowed or not written down.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.txt"
FILE = ROOT / "docs" / "licences.md"
ALLOWED = {
    "0BSD",
    "3-Clause BSD License",
    "Apache License 2.0",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "Zlib",
}
# Its copyleft ends at the package's own files, which are used unchanged; each package is let in by name.
MPL = {"certifi", "orjson"}
MPL_NAMES = {"MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"}
# Words of one package: PDFium within it holds parts of others (AGG, FreeType, ICU, libjpeg-turbo, lcms, OpenJPEG, zlib), all permissive.
NAMED = {"pypdfium2": "BSD-3-Clause, Apache-2.0, dependency licenses"}
# Locked for systems on which nobody runs `make licences`.
ELSEWHERE = {"colorama": "BSD License"}
HEAD = """# Licences of what the dashboard needs

Every package in `requirements.txt`, as its own metadata states it. Written by `make licences`, which refuses a licence that
is unknown or not permissive. The Mozilla Public License is allowed for the packages that are named in
`tools/licences.py`: its conditions reach no further than their own files. Besides, `static/` holds a part of plotly.js as
its makers publish it and a part of CodeMirror, put together of the packages in `tools/editor/package-lock.json`: all MIT, their
notices beside them.

| package | licence |
|---|---|
"""


def locked() -> list[str]:
    """Names of the packages that the lock holds, lower case with hyphens, in order."""
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)", LOCK.read_text(), re.MULTILINE)))


def licences(names: list[str]) -> dict[str, str]:
    """Licence of each package that is installed, as pip-licenses reads it from the metadata."""
    run = [sys.executable, "-m", "piplicenses", "--format=json", "--no-version", "--with-system", "--packages", *names]
    rows = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    return {re.sub(r"[-_.]+", "-", row["Name"]).lower(): row["License"] for row in rows}


def allowed(name: str, licence: str) -> bool:
    """Whether each part of a licence is allowed; of parts joined by OR one is enough."""
    known = ALLOWED | (MPL_NAMES if name in MPL else set())
    if licence in known or licence == NAMED.get(name):
        return True
    parts = re.split(r"\s+AND\s+(?![^(]*\))|;\s*", licence)
    return all(any(one in known for one in part.strip("() ").split(" OR ")) for part in parts)


def main() -> int:
    """Write the file, or compare it; 1 where a licence is not allowed or the file is not current."""
    check = "--check" in sys.argv[1:]
    names = locked()
    found = licences(names)
    faults = [f"{name}: {text}: not an allowed licence" for name, text in found.items() if not allowed(name, text)]
    if check:
        rows = dict(re.findall(r"^\| ([a-z0-9.-]+) \| (.+) \|$", FILE.read_text(), re.MULTILINE))
        rows.pop("package")
        faults += [f"{name}: not in docs/licences.md; run make licences" for name in names if name not in rows]
        faults += [f"{name}: no longer needed, but in docs/licences.md; run make licences" for name in rows if name not in names]
        faults += [
            f"{name}: {rows[name]} in docs/licences.md, but {text}; run make licences"
            for name, text in found.items()
            if rows.get(name, text) != text
        ]
    else:
        found = {**ELSEWHERE, **found}
        faults += [f"{name}: not installed, so its licence is unknown" for name in names if name not in found]
        if not faults:
            FILE.write_text(HEAD + "".join(f"| {name} | {found[name]} |\n" for name in names))
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
