"""A few large numbers."""

from dataclasses import dataclass
from typing import ClassVar

from fenjin.figures.canvas import LEAST, LINE, TEXT_SIZES, UNEVEN, Frame, Mark, Path, Run, Words, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look
from fenjin.figures.typeset import balance, breadth


@dataclass(frozen=True)
class Numbers(Content):
    """A few large numbers, each with what it counts and a word on it."""

    items: tuple[tuple[str, str, str], ...]
    whole: ClassVar[bool] = False

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The numbers beside each other, with their words below."""
        w = frame.w / len(self.items)
        room = w - 44
        labels = [label for _number, label, _word in self.items]
        size = next(
            size
            for size in TEXT_SIZES
            if size == LEAST
            or all(breadth(line, size) * UNEVEN <= room for label in labels for line in balance(label, size, room))
        )
        y = frame.y + frame.h * 0.14
        below = y + 150 + max(len(balance(label, size, room)) for label in labels) * size * LINE
        end = max(below + LEAST * LINE, y + 270)
        marks: list[Mark] = []
        for place, (number, label, word) in enumerate(self.items):
            x = frame.x + place * w
            large = min(120, w * 0.82 / breadth(number, 1))
            marks.append(Path((((x, y), (x, end)),), edge=look.mark, width=5, closed=False))
            marks.append(Words(x + 24, y - 12, ((Run(number, bold=True),),), large, look.colour("text")))
            marks.append(Words(x + 24, y + 150, lines_of(balance(label, size, room)), size, look.colour("text")))
            if word:
                marks.append(Words(x + 24, below, lines_of(balance(word, LEAST, room)), LEAST, look.colour("secondary")))
        return marks
