"""A passage of a published document in plain characters, with the place of each of them in the document."""

from dataclasses import dataclass, field

from fenjin.table.numerals import PLAIN

_OPEN, _CLOSE = "“‘「『《", "”’」』》"
_STOPS = "。;!?\n"


@dataclass(frozen=True)
class Passage:
    """Characters without spaces, full-width forms as plain ones, and where each stood in the document.

    `depth` says how many quotation marks and title marks are open at each character; a bracket opens none.
    """

    text: str
    places: tuple[int, ...]
    depth: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, document: str, start: int, end: int) -> "Passage":
        """The passage from `start` up to `end` of a document; a tab between cells stays, as a stop."""
        letters: list[str] = []
        places: list[int] = []
        depths: list[int] = []
        depth, straight = 0, False
        for place in range(start, end):
            char = document[place]
            if char == "\t":
                char = "\n"
            elif char.isspace():
                continue
            if char == '"':
                straight = not straight
                depth += 1 if straight else -1
            elif char in _OPEN:
                depth += 1
            elif char in _CLOSE:
                depth = max(0, depth - 1)
            elif char in "。\n":
                depth, straight = 0, False
            letters.append(char.translate(PLAIN))
            places.append(place)
            depths.append(depth)
        return cls("".join(letters), tuple(places), tuple(depths))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the document of the characters from `start` up to `end`."""
        return self.places[start], self.places[end - 1] + 1

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around a character starts and ends: between full stops, semicolons and cells."""
        start = max(self.text.rfind(stop, 0, at) for stop in _STOPS) + 1
        ends = [place for place in (self.text.find(stop, at) for stop in _STOPS) if place >= 0]
        return start, min(ends, default=len(self.text))
