"""Bars as rows of a native chart: their lines, sizes and one scale for several slides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fenjin.figures.bars import Bar, Bars
from fenjin.figures.canvas import LEAST, Frame
from fenjin.figures.typeset import breadth, wrap
from fenjin.language.translate import Translator
from fenjin.slides.kinds import SIZES
from fenjin.slides.slide import Slide


@dataclass(frozen=True)
class Row:
    """A line of a bar chart: words of a label, with the bar where they are its first; or of a section's heading."""

    label: str = ""
    bar: Bar | None = None
    heading: str = ""
    section: int = 0


def laid_rows(bars: Bars, frame: Frame, t: Translator) -> tuple[int, float, list[Row], float, float]:
    """The largest type in which a chart fits its frame, how far its lines stand apart, its lines, and the room left and right of
    the bars.
    """
    every = [bar for section in bars.sections for bar in section.bars]
    tried = (
        (size, *_rows(bars, size, frame.w, share, t, roomy))
        # Long labels may take half of the width before type gets small, and air before it gets smaller than can be read.
        for share, least, roomy in ((0.4, 30, True), (0.5, LEAST, True), (0.4, LEAST, True), (0.4, LEAST, False))
        for size in SIZES
        if size >= least
    )
    for size, pitch, rows in tried:
        if len(rows) * pitch * size <= frame.h:
            break
    left = max([breadth(row.label, size) for row in rows] + [0]) * 1.08 + size * 0.6
    right = min(max([breadth(bar.text, size) for bar in every] + [0]) * 1.1 + size * 2, frame.w * 0.4)
    return size, min(pitch * size, frame.h / len(rows)), rows, left, right


def one_scale(slides: Sequence[Slide], t: Translator) -> list[Slide]:
    """The slides, with charts that are parts of one drawn to one scale, so that their bars can be compared."""
    found: list[Slide] = []
    for _view, group in groupby(slides, key=lambda each: (id(each.view), each.part[1])):
        own = list(group)
        parts = [each.body for each in own if isinstance(each.body, Bars)]
        if len(own) > 1 and len(parts) == len(own):
            longest = max(bar.high or bar.value for part in parts for section in part.sections for bar in section.bars)
            rooms = [each.frame.w - sum(laid_rows(part, each.frame, t)[3:]) for each, part in zip(own, parts, strict=True)]
            own = [
                replace(each, body=replace(part, longest=longest * room / min(rooms)))
                for each, part, room in zip(own, parts, rooms, strict=True)
            ]
        found += own
    return found


def _label(bar: Bar, size: int, room: float, t: Translator) -> list[str]:
    """A bar's label and its detail: on one line where both fit, else the detail in brackets below."""
    together = f"{bar.label}　{bar.detail}" if bar.detail else bar.label
    if breadth(together, size) <= room or not bar.detail:
        return wrap(together, size, room)
    return [*wrap(bar.label, size, room), *wrap(t("（{scope}）", scope=bar.detail).strip(), size, room)]


def _rows(bars: Bars, size: int, wide: float, share: float, t: Translator, roomy: bool) -> tuple[float, list[Row]]:
    """A chart's lines in type of a size, and how far apart they stand as a multiple of it; labels take a share of the width."""
    labels = {bar: _label(bar, size, wide * share, t) for section in bars.sections for bar in section.bars}
    # Where labels have two lines, air shows which belong together.
    air = roomy and any(len(lines) > 1 for lines in labels.values())
    rows: list[Row] = []
    for place, section in enumerate(bars.sections):
        if section.heading:
            if roomy and rows and rows[-1].label:
                rows.append(Row())
            rows += [Row(heading=line, section=place) for line in wrap(section.heading, max(size - 2, LEAST), wide * 0.97)]
        for bar in section.bars:
            first, *others = labels[bar]
            rows += [Row(first, bar, section=place), *(Row(line, section=place) for line in others)]
            rows += [Row()] if air else []
    if air:
        rows.pop()
    return 1.36 if air else 1.74 if roomy else 1.32, rows
