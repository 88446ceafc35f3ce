"""The published document: found by its hash, cut into units and paragraphs, read for its numerals."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

NUMERAL = re.compile(r"\d+(?:\.\d+)?[万亿]*|[零〇一二两三四五六七八九十百千万亿半]+|[Ⅰ-Ⅻ]+")


class DocumentNotFound(Exception):
    """No file with the expected SHA-256 is in the folder."""


@dataclass(frozen=True)
class Document:
    """A published list as text; offsets are counted in characters of the file decoded as UTF-8."""

    text: str
    sha256: str

    @classmethod
    def find(cls, folder: Path, sha256: str) -> "Document":
        """The document in `folder` whose bytes have this SHA-256, whatever its name. Raises DocumentNotFound."""
        for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() == sha256:
                return cls(content.decode("utf-8"), sha256)
        raise DocumentNotFound(sha256)

    def units(self, names: list[str], end: int) -> list[tuple[int, int]]:
        """Start and end offset of each named unit's list (heading excluded), in order of `names`, the last up to `end`.

        Raises ValueError where a heading is missing or out of order.
        """
        headings = []
        position = 0
        for name in names:
            match = re.compile(rf"^{re.escape(name)}\s*$", re.MULTILINE).search(self.text, position, end)
            if match is None:
                raise ValueError(name)
            headings.append((match.start(), match.end()))
            position = match.end()
        ends = [start for start, _ in headings[1:]] + [end]
        return [(heading[1], stop) for heading, stop in zip(headings, ends, strict=True)]

    def paragraphs(self, start: int, end: int) -> list[tuple[int, int]]:
        """Offsets of the non-empty lines between two offsets: paragraph 1 is the first."""
        return [
            (start + match.start(), start + match.end())
            for match in re.finditer(r"[^\n]+", self.text[start:end])
            if match.group().strip()
        ]

    def numerals(self, start: int, end: int) -> list[tuple[int, str]]:
        """Every Arabic and Chinese numeral between two offsets, as (offset, text)."""
        return [(start + match.start(), match.group()) for match in NUMERAL.finditer(self.text[start:end])]
