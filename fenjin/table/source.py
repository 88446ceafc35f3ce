"""The published document: found by its hash, cut into units and paragraphs, read for its numerals."""

import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from fenjin.paths import content

NUMERAL = re.compile(r"\d+(?:\.\d+)?[万亿]*|[零〇一二两三四五六七八九十百千万亿半]+|[Ⅰ-Ⅻ]+")


_STOPS = "。！？"
_LARGEST = 20 * 2**20  # bytes of a text
_log = logging.getLogger(__name__)


class DocumentNotFound(Exception):
    """No file with the expected SHA-256 is in the folder, or a file has another one (`actual`)."""

    def __init__(self, expected: str, actual: str = "") -> None:
        super().__init__(expected)
        self.expected, self.actual = expected, actual


def texts(folder: Path) -> list[Path]:
    """What is called a text in a folder; nothing where the folder cannot be read."""
    try:
        return sorted(folder.glob("*.txt"))
    except OSError:
        return []


@dataclass(frozen=True)
class Quote:
    """A sentence of a document: what stands before the figure, the figure, and what stands after it."""

    before: str
    figure: str
    after: str

    def __str__(self) -> str:
        return self.before + self.figure + self.after


@dataclass(frozen=True)
class Document:
    """A published list as text; offsets are counted in characters of the file decoded as UTF-8."""

    text: str
    sha256: str

    @classmethod
    def find(cls, folder: Path, sha256: str) -> "Document":
        """The document in `folder` whose bytes have this SHA-256, whatever its name. Raises DocumentNotFound."""
        for path in texts(folder):
            try:
                return cls.of(content(path, _LARGEST), sha256)
            except OSError as error:
                # Also what an editor puts beside a text while it is open.
                _log.warning("a text beside the published ones cannot be read: %s", error.strerror, extra={"file": str(path)})
            except DocumentNotFound:
                pass
        raise DocumentNotFound(sha256)

    @classmethod
    def of(cls, text: bytes, sha256: str) -> "Document":
        """The document with these bytes. Raises DocumentNotFound where they have another SHA-256."""
        actual = hashlib.sha256(text).hexdigest()
        if actual != sha256:
            raise DocumentNotFound(sha256, actual)
        return cls(text.decode("utf-8"), sha256)

    def quote(self, start: int, end: int) -> Quote:
        """The sentence, within its line, around the characters from `start` to `end`."""
        line = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", end)
        stop = len(self.text) if stop < 0 else stop
        before = max((self.text.rfind(mark, line, start) for mark in _STOPS), default=-1) + 1
        after = min(
            (at + 1 for at in (self.text.find(mark, max(end - 1, start), stop) for mark in _STOPS) if at >= 0), default=stop
        )
        before, after = max(before, line), max(after, end)
        return Quote(self.text[before:start].lstrip(), self.text[start:end], self.text[end:after].rstrip())

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
        """Offsets of the non-empty lines between two offsets, from their first character that is no space: paragraph 1 is the
        first."""
        return [(start + match.start(), start + match.end()) for match in re.finditer(r"\S[^\n]*", self.text[start:end])]

    def numerals(self, start: int, end: int) -> list[tuple[int, str]]:
        """Every Arabic and Chinese numeral between two offsets, as (offset, text)."""
        return [(start + match.start(), match.group()) for match in NUMERAL.finditer(self.text[start:end])]
