"""A few points in large type, each behind a number, a date or an amount."""

from dataclasses import dataclass
from typing import ClassVar, Self

from fenjin.figures.canvas import LEAST, LINE, Frame, Mark, Words, lines_of, spread
from fenjin.figures.content import Content
from fenjin.figures.look import Look
from fenjin.figures.typeset import breadth, settle

FAR = 40  # the smallest type that can be read from five metres on a screen in a hall
_LARGEST, _LARGEST_FAR = 44, 76
_FILLED = 0.94  # of the room: another program's letters may be wider than reckoned with


@dataclass(frozen=True)
class Points(Content):
    """Points under each other: what stands before each ("" for nothing), and its words; `least` is the smallest type that they take."""

    items: tuple[tuple[str, str], ...]
    least: int = LEAST
    whole: ClassVar[bool] = False

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that it shows."""
        return tuple(f"{head}　{text}".strip("　") for head, text in self.items)

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The points in the largest type in which they fit, spread over the place."""
        size = next(
            (size for size in self._sizes() if self._needs(frame, size) <= frame.h and self._left(frame, size) <= frame.w * 0.45),
            self.least,
        )
        left = self._left(frame, size)
        gap = min(max(frame.h - self._needs(frame, size), 0) / (len(self.items) + 1), size)
        marks: list[Mark] = []
        y = frame.y + gap
        for head, text in self.items:
            lines = settle(text, size, (frame.w - left) * _FILLED)
            if head:
                marks.append(Words(frame.x, y, lines_of([head], bold=True), size, look.mark))
            marks.append(Words(frame.x + left, y, lines_of(lines), size, look.colour("text")))
            y += len(lines) * size * LINE + size * 0.5 + gap
        return marks

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """Parts of whole points, of about one height."""
        heights = [self._high(frame, self.least, text) for _head, text in self.items]
        return [type(self)(tuple(self.items[n] for n in part), self.least) for part in spread(heights, frame.h)]

    def _sizes(self) -> range:
        return range(_LARGEST_FAR if self.least >= FAR else _LARGEST, self.least - 1, -2)

    def _left(self, frame: Frame, size: int) -> float:
        """The room for what stands before the points."""
        widest = max((breadth(head, size) for head, _text in self.items if head), default=0.0)
        return min(widest * 1.14 + size * 0.7, frame.w * 0.6) if widest else 0.0

    def _needs(self, frame: Frame, size: int) -> float:
        """The height of all points, without the room between them."""
        return sum(self._high(frame, size, text) for _head, text in self.items)

    def _high(self, frame: Frame, size: int, text: str) -> float:
        return len(settle(text, size, (frame.w - self._left(frame, size)) * _FILLED)) * size * LINE + size * 0.5
