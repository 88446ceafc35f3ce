"""What falls due when, along a line of days."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from fenjin.figures.canvas import LEAST, LINE, TEXT_SIZES, Frame, Mark, Path, Words, lines_of, spread, stack
from fenjin.figures.content import Content
from fenjin.figures.look import Look, ink_on, layout_of
from fenjin.figures.typeset import PHONE, as_text, breadth, wrap


@dataclass(frozen=True)
class Milestone:
    """Targets of one theme that fall due on one day: `date` is in ISO form, `day` the same in words without the year.

    `lane` is the theme's code, `words` are the names of the `units`, `count` counts the `targets`.
    """

    date: str
    day: str
    lane: str
    words: str
    count: int
    units: tuple[str, ...] = ()
    strive: bool = False
    hover: str = ""
    targets: tuple[str, ...] = ()

    @property
    def press(self) -> str:
        """What a press on its dot leads to: a target, or the rows of its month and theme."""
        return f"target {self.targets[0]}" if len(self.targets) == 1 else f"cell {self.date[:7]} {self.lane}"


@dataclass(frozen=True)
class Timeline(Content):
    """What a timeline shows: milestones in their order, in lanes (a theme's code and its words).

    `start` and `end` bound the list's year; `ticks` divide it, each a date and its words, and name the years beyond it.
    """

    lanes: dict[str, str]
    start: str
    end: str
    ticks: list[tuple[str, str]]
    milestones: list[Milestone]

    def plotly(self, look: Look, size: int) -> dict[str, Any]:
        """A line down the year with a dot for each milestone, its number in it and its words beside it; dashed beyond the year.

        Time runs downwards and as far apart as words need: only so do many names of one day stand clear of each other on a phone.
        """
        if not self.milestones:
            return {"data": [], "layout": layout_of(look, 40, size)}
        line, radius = size * 1.35, size * 0.8
        gap = radius + size * 0.5
        labels = [words for _date, words in self.ticks] + [each.day for each in self.milestones]
        left = int(max(breadth(words, size) for words in labels) * 1.12 + gap)
        words_of: dict[str, list[str]] = {}
        for date, words in self.ticks:
            words_of.setdefault(date, []).append(words)
        annotations, shapes, heights = [], [], []
        y, end = line * 0.6, 0.0
        for date in sorted({*words_of, *(each.date for each in self.milestones)}):
            for words in words_of.get(date, []):
                annotations.append(_side_note(words, -gap, y, size - 2, look.colour("secondary")))
                shapes.append(_stroke(f"M0,{y}L{-radius * 0.6},{y}", look.colour("edge"), 2))
                y += line
            own = [each for each in self.milestones if each.date == date]
            if own:
                y += radius * 0.4
                annotations.append(_side_note(f"<b>{as_text(own[0].day)}</b>", -gap, y, size, look.colour("text")))
            for each in own:
                heights.append(y)
                bold = len(self.lanes[each.lane])
                for words in _name_lines(f"{self.lanes[each.lane]}　", each.words, size, PHONE + 20 - left - gap):
                    text = f"<b>{as_text(words[:bold])}</b>{as_text(words[bold:])}" if bold else as_text(words)
                    annotations.append(_side_note(text, gap, y, size, look.colour("text")))
                    bold = max(bold - len(words), 0)
                    y += line
                y = max(y, heights[-1] + 2 * radius) + size * 0.4
            if date <= self.end:
                end = y - line / 2
        for each, height in zip(self.milestones, heights, strict=True):
            colour = look.hue(each.lane)
            ink, digits = look.colour("text") if each.strive else ink_on(colour), size - (2 if each.count < 100 else 5)
            number = _side_note(f"<b>{each.count}</b>", 0, height, digits, ink)
            if each.strive:
                shapes += [_stroke(path, colour, 2) for path in _hatching(radius, height)]
                number |= {"bgcolor": look.colour("page"), "borderpad": 1}
            annotations.append({**number, "xanchor": "center"})
        dots = {
            "type": "scatter",
            "mode": "markers",
            "x": [0] * len(heights),
            "y": heights,
            "cliponaxis": False,
            "hoverinfo": "text",
            "hovertext": [as_text(each.hover or each.words) for each in self.milestones],
            "meta": [" ".join(each.units) for each in self.milestones],
            "customdata": [each.press for each in self.milestones],
            "marker": {
                "size": 2 * radius,
                "opacity": 1,
                "color": [look.colour("page") if each.strive else look.hue(each.lane) for each in self.milestones],
                "line": {"width": 2, "color": [look.hue(each.lane) for each in self.milestones]},
            },
        }
        end = y if date <= self.end else end
        rail = {"type": "line", "layer": "below", "xref": "x", "x0": 0, "x1": 0}
        for top, bottom, dash in ((0, end, "solid"), (end, y, "dot")):
            shapes.append({**rail, "y0": top, "y1": bottom, "line": {"color": look.colour("edge"), "width": 2, "dash": dash}})
        layout = layout_of(
            look,
            int(y) + 4,
            size,
            margin={"l": left, "r": 2, "t": 2, "b": 2},
            annotations=annotations,
            shapes=shapes,
            xaxis={"visible": False, "fixedrange": True, "range": [0, 1]},
            yaxis={"visible": False, "fixedrange": True, "range": [int(y), 0]},
        )
        return {"data": [dots], "layout": layout}

    def marks(self, frame: Frame, look: Look) -> list[Mark]:
        """The milestones in the largest type, up to a size, in which they fit."""
        lines = next(
            lines
            for size in TEXT_SIZES
            for lines in [self._lines(frame, look, size)]
            if size == LEAST or sum(high for high, _own in lines) <= frame.h
        )
        return stack(lines, frame.y)

    @property
    def length(self) -> int:
        """How many targets fall due."""
        return sum(each.count for each in self.milestones)

    def cut(self, frame: Frame, look: Look) -> list[Self]:
        """Parts of whole milestones."""
        heights = [high for high, _own in self._lines(frame, look, LEAST)]
        return [replace(self, milestones=[self.milestones[n] for n in part]) for part in spread(heights, frame.h)]

    def least_height(self, frame: Frame, look: Look) -> float:
        """The height of all milestones."""
        return sum(high for high, _own in self._lines(frame, look, LEAST))

    def pick(self, names: Sequence[str]) -> list[int]:
        """The rows of the targets that fall due; all where it knows none."""
        own = {target for milestone in self.milestones for target in milestone.targets}
        return [row for row, name in enumerate(names) if name in own] if any(own) else list(range(len(names)))

    def _lines(self, frame: Frame, look: Look, size: int) -> list[tuple[float, list[Mark]]]:
        """The milestones one under the other along a line down the year, each with its height."""
        # A day of another year than the list's says which.
        days = [each.day if self.start <= each.date <= self.end else f"{each.day}（{each.date[:4]}）" for each in self.milestones]
        left = max(breadth(day, size) for day in days) * 1.04 + size
        radius = size * 0.72
        x = frame.x + left + radius
        themes = [breadth(self.lanes[each.lane], size) for each in self.milestones]
        words_at = x + radius + size * 0.6
        names_at = words_at + (max(themes) * 1.04 + size if max(themes) else 0)
        lines: list[tuple[float, list[Mark]]] = []
        for place, (each, day) in enumerate(zip(self.milestones, days, strict=True)):
            first = place == 0 or days[place - 1] != day
            names = wrap(each.words, size, frame.x + frame.w - names_at)
            high = max(len(names) * size * LINE, 2 * radius) + size * 0.3
            unit = each.units[0] if len(each.units) == 1 else ""
            colour, middle = look.hue(each.lane), size * LINE / 2
            marks: list[Mark] = [Path((((x, 0), (x, high)),), edge=look.colour("edge"), width=2, closed=False)]
            if first:
                marks.append(Words(x - radius - size * 0.5, 0, lines_of([day], bold=True), size, look.colour("text"), "end"))
            marks += [
                Path(
                    (_circle(x, middle, radius),),
                    "" if each.strive else colour,
                    colour,
                    2,
                    pattern="stripes" if each.strive else "",
                    unit=unit,
                ),
                *([Path((_circle(x, middle, radius * 0.62),), look.colour("page"), unit=unit)] if each.strive else []),
                Words(
                    x,
                    middle - size * LINE * 0.46,
                    lines_of([str(each.count)], bold=True),
                    max(size * 0.92, LEAST),
                    look.colour("text") if each.strive else ink_on(colour),
                    "middle",
                    unit,
                ),
                Words(words_at, 0, lines_of([self.lanes[each.lane]], bold=True), size, look.colour("text"), unit=unit),
                Words(names_at, 0, lines_of(names), size, look.colour("text"), unit=unit),
            ]
            lines.append((high, marks))
        return lines


def _circle(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    return tuple((x + radius * math.cos(step * math.pi / 16), y + radius * math.sin(step * math.pi / 16)) for step in range(32))


def _name_lines(label: str, names: str, size: int, room: float) -> list[str]:
    """A label and names in lines of at most `room` pixels, broken between names where they are short enough."""
    lines = wrap(label, size, room)
    for name in re.findall("[^、,]+[、,]? ?", names):
        if breadth(lines[-1] + name.rstrip(), size) <= room:
            lines[-1] += name
        else:
            lines += wrap(name, size, room)
    return lines


def _side_note(text: str, shift: float, y: float, size: int, colour: str) -> dict[str, Any]:
    """Words that begin, or to the left of it end, `shift` pixels from the line of a timeline."""
    side = {"xref": "x", "x": 0, "xshift": shift, "xanchor": "left" if shift > 0 else "right"}
    return {**_note(text, y, size, colour), **side}


def _stroke(path: str, colour: str, width: float) -> dict[str, Any]:
    """A path whose x counts pixels from the line of a timeline; one that is tied to the axis would be cut off there."""
    line = {"color": colour, "width": width}
    return {"type": "path", "path": path, "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "line": line}


def _hatching(radius: float, y: float) -> list[str]:
    """The strokes that hatch a dot: Plotly hatches bars, but no dots."""
    paths = []
    for shift in (-0.6, -0.2, 0.2, 0.6):
        across, along = shift * radius / 2**0.5, radius * ((1 - shift**2) / 2) ** 0.5
        paths.append(f"M{across - along:.1f},{y + across + along:.1f}L{across + along:.1f},{y + across - along:.1f}")
    return paths


def _note(text: str, y: float, size: int, colour: str) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "y": y,
        "yanchor": "middle",
        "showarrow": False,
        "align": "left",
        "font": {"size": size, "color": colour},
    }
