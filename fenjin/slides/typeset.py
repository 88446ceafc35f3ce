"""Words on a slide: in lines of one measure, broken where a reader pauses."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from fenjin.figures.typeset import breadth, pieces, wrapped
from fenjin.slides.canvas import Run


def settled(text: str, size: int, room: float) -> list[str]:
    """The text in lines that fill the room, unless that leaves a character or two on the last one."""
    lines = wrapped(text, size, room)
    return balanced(text, size, room) if len(lines) > 1 and breadth(lines[-1], size) < 3 * size else lines


def balanced(text: str, size: int, room: float) -> list[str]:
    """The text in as few lines as fit the room, broken behind punctuation where that is possible, else of about one length."""
    plain = wrapped(text, size, room)
    # Weighing every break takes long where there are many.
    found = _broken(tuple(pieces(text)), size, room, len(plain)) if len(plain) <= _MOST_BALANCED else None
    return list(found[1]) if found else plain


_MOST_BALANCED = 6  # lines


# The ends of a text are set again for every way to set what stands before them.
@lru_cache(maxsize=4096)
def _broken(left: tuple[str, ...], size: int, room: float, lines: int) -> tuple[float, tuple[str, ...]] | None:
    """The cheapest way to set pieces in a number of lines, with its cost; None where there is none."""
    whole = "".join(left)
    if lines == 1:
        return (0.0, (whole,)) if breadth(whole, size) <= room else None
    ideal = breadth(whole, size) / lines
    best: tuple[float, tuple[str, ...]] | None = None
    for place in range(1, len(left)):
        line = "".join(left[:place])
        if breadth(line, size) > room:
            break
        rest = _broken(left[place:], size, room, lines - 1)
        if rest is None:
            continue
        # A break in the middle of a name is worth a line of half the length.
        cost = (
            abs(breadth(line, size) - ideal) / room
            + (0 if line[-1] in _STOPS else 0.15 if line[-1] in _PAUSES else 0.5)
            + rest[0]
        )
        if best is None or cost < best[0]:
            best = cost, (line, *rest[1])
    return best


_STOPS, _PAUSES = "，；：。？,;:.?", "、 ）)”"


def lines_of(lines: Iterable[str], bold: bool = False, colour: str = "") -> tuple[tuple[Run, ...], ...]:
    """Plain lines of words, all in one manner."""
    return tuple((Run(line, bold, colour),) for line in lines)


def text_of(line: Sequence[Run]) -> str:
    """A line of words as text."""
    return "".join(run.text for run in line)
