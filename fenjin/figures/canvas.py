"""The canvas of a slide: marks in units of 1366 x 768, and how SVG writes them."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fenjin.figures.look import Look
from fenjin.figures.typeset import writable

WIDTH, HEIGHT = 1366, 768
LEAST = 24  # the smallest type that can be read from the back of a room
SIDE = 52
TOP, BOTTOM = 34, 26
LINE = 1.32
GAP = 22
SIZES = range(40, LEAST - 1, -2)  # of type, largest first
TEXT_SIZES = range(32, LEAST - 1, -2)  # of that of running text
UNEVEN = 1.13  # times its width by its letters that a word which is not broken may take


@dataclass(frozen=True)
class Run:
    """A piece of a line of words; a colour of "" is that of the words."""

    text: str
    bold: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Words:
    """Lines of words; `x` is their left end, middle or right end as `anchor` says (start, middle, end), `y` the top of the
    first; a line is `pitch` times as high as its type.
    """

    x: float
    y: float
    lines: tuple[tuple[Run, ...], ...]
    size: float
    colour: str
    anchor: str = "start"
    unit: str = ""
    pitch: float = 1.32


@dataclass(frozen=True)
class Box:
    """A rectangle, with or without words in its middle; `pattern` fills it with stripes or dots of the edge's colour."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    edge: str = ""
    width: float = 2
    dash: bool = False
    pattern: str = ""
    words: tuple[tuple[Run, ...], ...] = ()
    size: float = LEAST
    colour: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Path:
    """Lines through points: closed ones are filled, a ring within a ring is a hole; `pattern` fills as that of a box."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    fill: str = ""
    edge: str = ""
    width: float = 2
    dash: bool = False
    closed: bool = True
    pattern: str = ""
    unit: str = ""


Mark = Words | Box | Path


def lines_of(lines: Iterable[str], bold: bool = False, colour: str = "") -> tuple[tuple[Run, ...], ...]:
    """Plain lines of words, all in one manner."""
    return tuple((Run(line, bold, colour),) for line in lines)


def text_of(line: Sequence[Run]) -> str:
    """A line of words as text."""
    return "".join(run.text for run in line)


@dataclass(frozen=True)
class Frame:
    """A place on the canvas."""

    x: float
    y: float
    w: float
    h: float


def rule(frame: Frame, y: float, look: Look, edge: str = "grid") -> Path:
    """A line across the frame at a height of it."""
    return Path((((frame.x, y), (frame.x + frame.w, y)),), edge=look.colour(edge), width=1.5, closed=False)


def centre(lines: tuple[tuple[Run, ...], ...], x: float, middle: float, size: float, colour: str, unit: str) -> Words:
    """Lines of words whose middle is at a height."""
    return Words(x, middle - len(lines) * size * LINE / 2, lines, size, colour, unit=unit)


def stack(lines: Iterable[tuple[float, list[Mark]]], y: float) -> list[Mark]:
    """Marks of lines under each other, from y on; of each line its height, and its marks as if it began at y = 0."""
    marks: list[Mark] = []
    for high, own in lines:
        marks += [_shift(mark, y) for mark in own]
        y += high
    return marks


def _shift(mark: Mark, down: float = 0, right: float = 0) -> Mark:
    if isinstance(mark, Path):
        return replace(mark, rings=tuple(tuple((x + right, y + down) for x, y in ring) for ring in mark.rings))
    return replace(mark, x=mark.x + right, y=mark.y + down)


def spread(heights: Sequence[float], room: float) -> list[list[int]]:
    """Which lines stand together where not all fit a room: as few groups as need be, none much higher than the others."""

    def group(limit: float) -> list[list[int]]:
        groups: list[list[int]] = [[]]
        used = 0.0
        for line, high in enumerate(heights):
            if used + high > limit and groups[-1]:
                groups.append([])
                used = 0.0
            groups[-1].append(line)
            used += high
        return groups

    least = len(group(room))
    return next(groups for step in range(1, 11) for groups in [group(room * step / 10)] if len(groups) == least)


def svg_of(mark: Mark) -> str:
    """A mark as SVG; that of a unit is a group that bears its code as `data-unit`."""
    if isinstance(mark, Words):
        svg = _svg_words(mark)
    elif isinstance(mark, Box):
        svg = _svg_box(mark, f'width="{mark.w:.1f}"')
        if mark.words:
            y = mark.y + (mark.h - len(mark.words) * mark.size * 1.25) / 2
            svg += _svg_words(Words(mark.x + mark.w / 2, y, mark.words, mark.size, mark.colour, "middle", pitch=1.25))
    else:
        lines = " ".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + ("Z" if mark.closed else "") for ring in mark.rings
        )
        svg = f'<path d="{lines}" fill-rule="evenodd" {_stroke(mark)}/>'
        if mark.pattern:
            svg += f'<path d="{lines}" fill="url(#{pattern_of(mark.pattern, mark.edge)})"/>'
    return _of_unit(mark, svg)


def svg_growing(mark: Mark, wider: Mark, at: float, by: float) -> str:
    """A mark as SVG in a picture that has no view box and grows with its place: it is `mark` where that is `at` pixels wide, and `wider` where
    it is wider by `by`. What is a line or a box grows, and all that stands behind it moves.
    """
    left, right = _ends(mark)
    share, ends = (_ends(wider)[0] - left) / by, _ends(wider)
    growth = round((ends[1] - ends[0] - right + left) / by, 6)
    still = _shift(mark, right=-share * at)
    if growth and isinstance(still, Path):
        # Of its lines only the width can be told as a part of the picture's.
        (_x, y), *_rest = still.rings[0]
        still = Box(left - share * at, y - still.width / 2, right - left, still.width, fill=still.edge, unit=still.unit)
    if growth and isinstance(still, Box):
        style = f"width:calc({growth:.3%} + {right - left - growth * at:.1f}px)"
        svg = _of_unit(still, _svg_box(still, f'width="{still.w:.1f}" style="{style}"'))
    else:
        svg = svg_of(still)
    return f'<svg x="{share:.3%}">{svg}</svg>' if share else svg


def _ends(mark: Mark) -> tuple[float, float]:
    """Where a mark begins and ends, from left to right; words at their anchor."""
    if isinstance(mark, Path):
        across = [x for ring in mark.rings for x, _y in ring]
        return min(across), max(across)
    return mark.x, mark.x + (mark.w if isinstance(mark, Box) else 0)


def _of_unit(mark: Mark, svg: str) -> str:
    return f'<g data-unit="{_escape(mark.unit)}">{svg}</g>' if mark.unit else svg


def _svg_box(box: Box, width: str) -> str:
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" {width} height="{box.h:.1f}"'
    svg = f"<rect {place} {_stroke(box)}/>"
    return f'{svg}<rect {place} fill="url(#{pattern_of(box.pattern, box.edge)})"/>' if box.pattern else svg


def _escape(text: str) -> str:
    return html.escape(writable(text))


_PATTERNS = {
    "stripes": '<rect width="3.4" height="9" fill="{colour}"/>',
    "dots": '<circle cx="4.5" cy="4.5" r="2" fill="{colour}"/>',
}


def pattern_of(pattern: str, colour: str) -> str:
    """The name of a pattern in a colour."""
    return f"{pattern}-{colour.removeprefix('#')}"


def svg_pattern(pattern: str, colour: str) -> str:
    """The definition of a pattern in a colour as SVG."""
    return (
        f'<pattern id="{pattern_of(pattern, colour)}" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f"{_PATTERNS[pattern].format(colour=colour)}</pattern>"
    )


def _stroke(mark: Box | Path) -> str:
    dash = ' stroke-dasharray="7 5"' if mark.dash else ""
    edge = f' stroke="{mark.edge}" stroke-width="{mark.width}"{dash}' if mark.edge else ""
    return f'fill="{mark.fill or "none"}"{edge}'


def _svg_words(words: Words) -> str:
    lines = []
    for place, line in enumerate(words.lines):
        # The base line of letters whose line begins at the top.
        y = words.y + words.size * (words.pitch * (place + 0.5) + 0.36)
        runs = "".join(_tspan(run) for run in line)
        lines.append(f'<text x="{words.x:.1f}" y="{y:.1f}">{runs}</text>')
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    return f'<g font-size="{words.size:.0f}" fill="{words.colour}"{anchor}>{"".join(lines)}</g>'


def _tspan(run: Run) -> str:
    weight = ' font-weight="700"' if run.bold else ""
    fill = f' fill="{run.colour}"' if run.colour else ""
    return f"<tspan{weight}{fill}>{_escape(run.text)}</tspan>"
