"""Small multiples: several rankings beside each other, each in bars of its own scale."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from fenjin.figures.canvas import LEAST, LINE, Box, Frame, Mark, Words, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look
from fenjin.figures.typeset import breadth, wrap

_ACROSS, _MOST = 3, 6  # panels beside each other on a slide, where they leave their bars some room, and on one slide
_LEAST_BAR = 110  # room of the longest bar
_PITCH, _GUTTER = LEAST * 1.5, 36  # from bar to bar, and between panels
_ARROWS = {"ge": "▷", "gt": "▷", "le": "◀", "lt": "◀"}


@dataclass(frozen=True)
class Strip:
    """A bar of a small ranking: whose it is, how much in words, and its length in the standard unit; one without a value is words alone.

    `row` names the row of the view's table that it draws, `target` is what a press on it leads to.
    """

    name: str
    text: str = ""
    value: float | None = None
    comparator: str = "eq"
    pattern: str = ""
    target: str = ""
    unit: str = ""
    row: str = ""

    @property
    def words(self) -> str:
        """How much it is, with the sign of what may be more or less."""
        return " ".join(part for part in (_ARROWS.get(self.comparator, ""), self.text) if part)


@dataclass(frozen=True)
class Panel:
    """One ranking: its title, the code of its indicator, and its bars in their order."""

    title: str
    code: str
    strips: tuple[Strip, ...]

    @property
    def longest(self) -> float:
        """The end of its scale."""
        return max((strip.value or 0 for strip in self.strips), default=0) or 1


@dataclass(frozen=True)
class Multiples(Content):
    """Panels beside each other. Each has its own scale: their bars are not compared with each other."""

    panels: tuple[Panel, ...]

    type_size: ClassVar[int] = 14

    def html(self, look: Look, size: int) -> str:
        """As many panels beside each other as there is room for; a title leads to its ranking, a bar to its card."""
        sections = []
        for panel in self.panels:
            lines = "".join(_line(strip, panel.longest) for strip in panel.strips)
            title = f'<button type="button" data-row="{html.escape(panel.code)}">{html.escape(panel.title)}</button>'
            sections.append(f"<section><h4>{title}</h4>{lines}</section>")
        colours = f"--mark:{look.mark};--page:{look.colour('page')};--text:{look.colour('text')};"
        return f'<div class="fenjin-multiples" style="{colours}font-size:{size}px">{"".join(sections)}</div>'

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """Three panels beside each other, those of a line as high as the highest."""
        wide, marks, y = self._wide(frame), list[Mark](), frame.y
        for line in self._lines(frame):
            for place, panel in enumerate(line):
                marks += _panel_marks(panel, Frame(frame.x + place * (wide + _GUTTER), y, wide, 0), look)
            y += max(_height(panel, wide) for panel in line) + _GUTTER / 2
        return marks

    @property
    def length(self) -> int:
        """How many bars there are."""
        return sum(len(panel.strips) for panel in self.panels)

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """At most six panels each, in whole lines that fit."""
        wide, parts, used = self._wide(frame), list[list[Panel]](), 0.0
        for line in self._lines(frame):
            high = max(_height(panel, wide) for panel in line) + _GUTTER / 2
            if not parts or used + high > frame.h + _GUTTER / 2 or len(parts[-1]) + len(line) > _MOST:
                parts.append([])
                used = 0.0
            parts[-1] += line
            used += high
        return [replace(self, panels=tuple(part)) for part in parts]

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height of all lines of panels."""
        wide = self._wide(frame)
        return sum(max(_height(panel, wide) for panel in line) + _GUTTER / 2 for line in self._lines(frame))

    def pick(self, names: Sequence[str]) -> list[int]:
        """The rows that its bars draw."""
        own = {strip.row for panel in self.panels for strip in panel.strips}
        return [row for row, name in enumerate(names) if name in own]

    def _across(self, frame: Frame) -> int:
        """How many panels stand beside each other."""
        room = max(sum(_sides(panel)) for panel in self.panels) + _LEAST_BAR
        return _ACROSS if len(self.panels) > 2 and room <= (frame.w - (_ACROSS - 1) * _GUTTER) / _ACROSS else _ACROSS - 1

    def _wide(self, frame: Frame) -> float:
        """How wide a panel is."""
        across = self._across(frame)
        return (frame.w - (across - 1) * _GUTTER) / across

    def _lines(self, frame: Frame) -> list[tuple[Panel, ...]]:
        across = self._across(frame)
        return [self.panels[first : first + across] for first in range(0, len(self.panels), across)]


def _line(strip: Strip, longest: float) -> str:
    length = f"{max(100 * (strip.value or 0) / longest, 0.5):.1f}%"
    bar = f'<i class="{strip.pattern or "full"}" style="width:{length}"></i>' if strip.value is not None else ""
    inner = f"<b>{html.escape(strip.name)}</b><span>{bar}</span><em>{html.escape(strip.words)}</em>"
    if not strip.target:
        return f"<div>{inner}</div>"
    unit = f' data-unit="{html.escape(strip.unit)}"' if strip.unit else ""
    return f'<button type="button" data-target="{html.escape(strip.target)}"{unit}>{inner}</button>'


def _sides(panel: Panel) -> tuple[float, float]:
    """The room for the names before the bars and for the amounts behind them."""
    left = max(breadth(strip.name, LEAST) for strip in panel.strips) * 1.08 + 10
    return left, max(breadth(strip.words, LEAST) for strip in panel.strips) * 1.14 + 10


def _title(panel: Panel, wide: float) -> list[str]:
    return wrap(panel.title, LEAST, wide * 0.96)


def _height(panel: Panel, wide: float) -> float:
    return len(_title(panel, wide)) * LEAST * LINE + 8 + len(panel.strips) * _PITCH


def _panel_marks(panel: Panel, frame: Frame, look: Look) -> list[Mark]:
    """A panel from the top of its place on: its title, and its bars between names and amounts."""
    title, text, colour = _title(panel, frame.w), look.colour("text"), look.mark
    marks: list[Mark] = [Words(frame.x, frame.y, lines_of(title, bold=True), LEAST, text)]
    left, right = _sides(panel)
    length, thick = max(frame.w - left - right, 20), LEAST * 0.8
    for place, strip in enumerate(panel.strips):
        y = frame.y + len(title) * LEAST * LINE + 8 + place * _PITCH
        marks.append(Words(frame.x, y, lines_of([strip.name]), LEAST, text, unit=strip.unit))
        end = frame.x + left
        if strip.value is not None:
            long = max(strip.value / panel.longest * length, 2)
            fill = "" if strip.pattern else colour
            top = y + LEAST * LINE / 2 - thick / 2
            marks.append(Box(end, top, long, thick, fill, colour, pattern=strip.pattern, unit=strip.unit))
            end += long
        marks.append(Words(end + 8, y, lines_of([strip.words], bold=True), LEAST, text, unit=strip.unit))
    return marks
