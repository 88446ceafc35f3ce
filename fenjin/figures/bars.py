"""Bars, with their words above them."""

from dataclasses import dataclass, field
from typing import Any

from fenjin.figures.look import Figure, Look, Word, layout_of, word_trace
from fenjin.figures.typeset import PHONE, as_text, breadth, wrap


@dataclass(frozen=True)
class Bar:
    """One mark of a bar chart: its words, its length in the standard unit, and what its sign must say.

    `target` is what is shown to whoever presses it, `row` names the row of the view's table that it draws, where it is no target's.
    """

    label: str
    value: float
    text: str
    high: float | None = None
    comparator: str = "eq"
    strive: bool = False
    apart: bool = False
    derived: bool = False
    detail: str = ""
    hover: str = ""
    target: str = ""
    unit: str = ""
    row: str = ""

    @property
    def pattern(self) -> str:
        """What the bar is filled with in place of its colour: `dots` where it follows from other figures, `stripes` where it is only
        aimed for, "" for nothing."""
        return "dots" if self.derived else "stripes" if self.strive else ""


@dataclass(frozen=True)
class Section:
    """Bars under one heading; a heading of "" draws none."""

    heading: str
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Bars:
    """What a bar chart shows: bars section by section; `longest` is a value that its scale has room for, 0 for its own."""

    sections: list[Section]
    longest: float = 0


def bars(sections: list[Section], look: Look, size: int = 17) -> Figure:
    """Horizontal bars with their words above them, section by section; nothing where there are no bars.

    Words stand above the bar, from the left edge, in lines that fit a phone, so that nothing is clipped on any screen.
    """
    rows = [bar for section in sections for bar in section.bars]
    content = Bars(sections)
    if not rows:
        return Figure({"data": [], "layout": layout_of(look, 40, size)}, content)
    line = size * 1.35
    longest = max([bar.high or bar.value for bar in rows] + [0]) or 1
    words, shapes, marks = [], [], []
    # Words are higher than their type.
    y = 4.0
    for section in sections:
        if section.heading:
            y += size * 0.7
            for said in wrap(section.heading, size - 1):
                words.append(Word(as_text(said), 0, y + line / 2, size - 1, look.colour("secondary")))
                y += line
            shapes.append({
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y,
                "line": {"color": look.colour("grid"), "width": 1},
            })  # fmt: skip
            y += size * 0.3
        for bar in section.bars:
            for said in _worded(bar, size):
                words.append(Word(said, 0, y + line / 2, size, look.colour("text")))
                y += line
            marks.append((bar, y + size * 0.65))
            y += size * 1.65
    layout = layout_of(
        look, int(y + 8), size,
        shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, longest * 1.06]},
        yaxis={"visible": False, "fixedrange": True, "range": [y + 4, 0]},
        barmode="overlay",
    )  # fmt: skip
    return Figure(
        {"data": [*_marks(marks, size * 0.9, longest, look), word_trace(words, "middle right")], "layout": layout}, content
    )


def _worded(bar: Bar, size: int) -> list[str]:
    """A bar's label, figure (bold) and detail in lines that fit a phone, as few as possible."""
    lines: list[str] = []
    plain = ""
    for text, bold in ((bar.label, False), (bar.text, True), (bar.detail, False)):
        for place, part in enumerate(wrap(text, size) if text else []):
            shown = f"<b>{as_text(part)}</b>" if bold else as_text(part)
            if lines and place == 0 and breadth(f"{plain}　{part}", size) <= PHONE:
                lines[-1], plain = f"{lines[-1]}　{shown}", f"{plain}　{part}"
            else:
                lines.append(shown)
                plain = part
    return lines


_SHAPES = {"": "", "stripes": "/", "dots": "."}  # what Plotly calls the patterns of bars
ARROWS = {"ge": "triangle-right-open", "gt": "triangle-right-open", "le": "triangle-left", "lt": "triangle-left"}


def _marks(placed: list[tuple[Bar, float]], width: float, longest: float, look: Look) -> list[dict[str, Any]]:
    """Bars, each with the height of its middle, as few traces: Plotly's time goes by traces, not by marks."""
    edge, clear = str(look.colour("edge")), "rgba(0,0,0,0)"

    def colours(bars: list[Bar]) -> list[str]:
        return [edge if bar.apart else look.mark for bar in bars]

    def trace(marked: list[tuple[Bar, float]], x: list[float], **settings: Any) -> dict[str, Any]:
        told = {"hoverinfo": "text", "hovertext": [as_text(bar.hover or bar.text) for bar, _y in marked], "cliponaxis": False}
        if any(bar.target for bar, _y in marked):
            # Who presses a mark is shown its target.
            told["customdata"] = [bar.target for bar, _y in marked]
        return {"x": x, "y": [y for _bar, y in marked], **settings, **told}

    bars = [bar for bar, _y in placed]
    # Where a mark is hatched, its colour is that of the strokes.
    fills = [clear if bar.apart and not bar.pattern else colour for bar, colour in zip(bars, colours(bars), strict=True)]
    pattern = {"shape": [_SHAPES[bar.pattern] for bar in bars], "bgcolor": clear, "size": 7, "solidity": 0.3}
    marker: dict[str, Any] = {"color": fills, "line": {"color": colours(bars), "width": 2}, "pattern": pattern}
    drawn = [trace(placed, [bar.value for bar in bars], type="bar", orientation="h", width=[width] * len(bars), marker=marker)]
    for bar, y in placed:
        if bar.high is not None:
            ends: dict[str, Any] = {"x": [bar.value, bar.high], "y": [y, y], "line": {"color": colours([bar])[0], "width": 4}}
            drawn.append({**trace([(bar, y), (bar, y)], []), "type": "scatter", "mode": "lines", **ends})
    open_ended = [(bar, y) for bar, y in placed if bar.comparator in ARROWS]
    if open_ended:
        own = colours([bar for bar, _y in open_ended])
        arrow = {
            "symbol": [ARROWS[bar.comparator] for bar, _y in open_ended], "size": width * 0.95, "color": own, "line": {"width": 2, "color": own},
        }  # fmt: skip
        drawn.append(
            trace(
                open_ended, [bar.value + 0.022 * longest for bar, _y in open_ended], type="scatter", mode="markers", marker=arrow
            )
        )
    return drawn
