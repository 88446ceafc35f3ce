"""Paragraphs of words."""

from dataclasses import dataclass
from typing import ClassVar, Self

from fenjin.figures.canvas import LEAST, LINE, TEXT_SIZES, Frame, Mark, Words, lines_of, spread, stack
from fenjin.figures.content import Content
from fenjin.figures.look import Look
from fenjin.figures.typeset import settle, sure_room, wrap


@dataclass(frozen=True)
class Lines(Content):
    """Paragraphs, for a cover or a closing slide."""

    items: tuple[str, ...]
    whole: ClassVar[bool] = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that it shows."""
        return self.items

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The paragraphs in the largest type, up to a size, in which they fit."""
        lines = next(
            lines
            for size in TEXT_SIZES
            for lines in [self._lines(frame, look, size)]
            if size == LEAST or sum(high for high, _own in lines) <= frame.h
        )
        return stack(lines, frame.y)

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """Parts of whole paragraphs, of about one height."""
        heights = [len(wrap(text, LEAST, sure_room(text, frame.w))) * LEAST * LINE + LEAST * 0.5 for text in self.items]
        return [type(self)(tuple(self.items[n] for n in part)) for part in spread(heights, frame.h)]

    def _lines(self, frame: Frame, look: Look, size: int) -> list[tuple[float, list[Mark]]]:
        lines: list[tuple[float, list[Mark]]] = []
        for text in self.items:
            words = lines_of(settle(text, size, sure_room(text, frame.w)))
            lines.append((len(words) * size * LINE + size * 0.5, [Words(frame.x, 0, words, size, look.colour("text"))]))
        return lines
