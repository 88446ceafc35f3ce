"""Frames to Plotly figures: pure functions, no query, no counting, no Streamlit.

Figures are plain dictionaries in Plotly's own form. Every mark keeps the same meaning everywhere: solid for an assigned
figure, hatched for one that is striven for, an open arrow for "at least", a closed one for "at most", an outline for a
figure that is kept apart.
"""

import functools
import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

FONT = (
    "Microsoft YaHei UI, Microsoft YaHei, 微软雅黑, PingFang SC, Hiragino Sans GB, HarmonyOS Sans SC, Source Han Sans SC, "
    "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
)
_PALETTE = {
    "light": {
        "text": "#16202B", "secondary": "#4A5560", "page": "#FFFFFF", "neutral": "#8B949E", "grid": "#D5DBE1",
        "silent": "#E3E6EA", "edge": "#5B6672", "ramp": ["#E1EEF8", "#B5D4EC", "#7DB2DA", "#2C6CA8", "#0A3563"],
        "investment": "#002C7A", "attraction": "#B65D0C", "rural": "#2B807E", "livelihood": "#590128", "business": "#8C58D0",
        "other": "#4A5560",
    },
    "dark": {
        "text": "#F2F6FA", "secondary": "#B8C4D0", "page": "#0E1620", "neutral": "#8A97A5", "grid": "#33424F",
        "silent": "#26313C", "edge": "#8A97A5", "ramp": ["#1B3F63", "#2A6295", "#5A9BD0", "#9CC8EA", "#E3F1FB"],
        "investment": "#2989E2", "attraction": "#F8AA5F", "rural": "#7CFACE", "livelihood": "#D4556C", "business": "#D8C7F9",
        "other": "#B8C4D0",
    },
}  # fmt: skip


class Figure(dict[str, Any]):
    """A figure in Plotly's own form that can be drawn again for a picture.

    `wide(size, width)` draws it in light colours, with type of `size` pixels, for a place `width` pixels wide; the height
    that it takes is in its layout. `sections` are the bars of a bar chart.
    """

    def __init__(
        self, drawn: dict[str, Any], wide: Callable[[int, int], dict[str, Any]], sections: Sequence["Section"] = ()
    ) -> None:
        super().__init__(drawn)
        self.wide, self.sections = wide, sections


@dataclass(frozen=True)
class Look:
    """The colours of a figure: `mode` light or dark, and the theme whose colour its marks take."""

    mode: str = "light"
    theme: str = "investment"

    def colour(self, name: str) -> Any:
        """A named colour of the palette."""
        return _PALETTE[self.mode][name]

    @property
    def mark(self) -> str:
        """The colour of the theme's marks."""
        return str(self.colour(self.theme))

    @property
    def light(self) -> "Look":
        """The same look on white."""
        return replace(self, mode="light")


@dataclass(frozen=True)
class Bar:
    """One mark of a bar chart: its words, its length in the standard unit, and what its sign must say."""

    label: str
    value: float
    text: str
    high: float | None = None
    comparator: str = "eq"
    strive: bool = False
    apart: bool = False
    detail: str = ""
    hover: str = ""
    target: str = ""


@dataclass(frozen=True)
class Section:
    """Bars under one heading; a heading of "" draws none."""

    heading: str
    bars: list[Bar] = field(default_factory=list)


def _layout(look: Look, height: int, size: int, **changes: Any) -> dict[str, Any]:
    axis = {"visible": False, "fixedrange": True, "zeroline": False, "showgrid": False}
    return {
        "height": height,
        "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": size, "color": look.colour("text")},
        "hoverlabel": {"font": {"family": FONT, "size": size}, "align": "left"},
        "showlegend": False,
        "dragmode": False,
        "bargap": 0,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
        **changes,
    }


def bars(sections: list[Section], look: Look, size: int = 17) -> Figure:
    """Horizontal bars with their words above them, section by section; nothing where there are no bars.

    Words stand above the bar, from the left edge, in lines that fit a phone, so that nothing is clipped on any screen.
    """
    rows = [bar for section in sections for bar in section.bars]
    wide = functools.partial(_wide_bars, sections, look.light)
    if not rows:
        return Figure({"data": [], "layout": _layout(look, 40, size)}, wide)
    line = size * 1.35
    longest = max([bar.high or bar.value for bar in rows] + [0]) or 1
    annotations, shapes, data = [], [], []
    y = 0.0
    for section in sections:
        if section.heading:
            y += size * 0.7
            for words in _lines(section.heading, size - 1):
                annotations.append(_note(words, y + line / 2, size - 1, look.colour("secondary")))
                y += line
            shapes.append({
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y,
                "line": {"color": look.colour("grid"), "width": 1},
            })  # fmt: skip
            y += size * 0.3
        for bar in section.bars:
            for words in _worded(bar, size):
                annotations.append(_note(words, y + line / 2, size, look.colour("text")))
                y += line
            data.extend(_marks(bar, y + size * 0.65, size * 0.9, longest, look))
            y += size * 1.65
    layout = _layout(
        look, int(y + 8), size,
        annotations=annotations, shapes=shapes,
        xaxis={"visible": False, "fixedrange": True, "range": [0, longest * 1.06]},
        yaxis={"visible": False, "fixedrange": True, "range": [y + 4, 0]},
        barmode="overlay",
    )  # fmt: skip
    return Figure({"data": data, "layout": layout}, wide, sections)


_PICTURE = (1600, 900)  # pixels; a picture is never lower, but higher where its words need it
_SIZES = range(44, 23, -2)  # pixels of a picture's type; what is smaller cannot be read from a slide


def _wide_bars(sections: list[Section], look: Look, size: int, width: int) -> dict[str, Any]:
    """The same bars for a picture: words on the left, figures behind the bars."""
    rows = [bar for section in sections for bar in section.bars]
    longest = max([bar.high or bar.value for bar in rows] + [0]) or 1
    said = {bar: _beside_bar(bar, size, width * 0.42) for bar in rows}
    left = max([_width("　".join(text for text, _quiet in line), size) for lines in said.values() for line in lines] + [0]) * 1.05
    right = min(max([_width(bar.text, size) for bar in rows] + [0]) * 1.12 + size * 1.2, width * 0.4)
    plot = width - left - size - right
    secondary = look.colour("secondary")
    annotations, shapes, data = [], [], []
    y = 0.0
    for section in sections:
        if section.heading:
            y += size * 0.35 if y else 0
            quiet = max(size - 2, _SIZES[-1])
            lines = _lines(section.heading, quiet, width * 0.94)
            high = len(lines) * quiet * 1.45
            annotations.append(_beside("<br>".join(map(_plain, lines)), -left - size, y + high / 2, quiet, secondary))
            y += high
            shapes.append({
                "type": "line", "xref": "x domain", "x0": -(left + size) / plot, "x1": 1 + right / plot, "y0": y, "y1": y,
                "line": {"color": look.colour("grid"), "width": 2},
            })  # fmt: skip
            y += size * 0.25
        for bar in section.bars:
            words = [
                "　".join(
                    f'<span style="color:{secondary}">{_plain(text)}</span>' if quiet else _plain(text) for text, quiet in line
                )
                for line in said[bar]
            ]
            figure = _lines(bar.text, size, right - size * 1.2)
            high = max(len(words), len(figure)) * size * 1.3 + size * 0.4
            middle = y + high / 2
            annotations.append(_beside("<br>".join(words), -left - size, middle, size, look.colour("text")))
            data.extend(_marks(bar, middle, size, longest, look, size / 17))
            arrow = 0.022 * plot / 1.06 + size * 0.5 if bar.comparator in _ARROWS else 0
            annotations.append({
                **_beside("<br>".join(f"<b>{_plain(part)}</b>" for part in figure), arrow + size * 0.45, middle, size, look.colour("text")),
                "xref": "x", "x": bar.high or bar.value,
            })  # fmt: skip
            y += high
    layout = _layout(
        look, int(y), size,
        margin={"l": left + size, "r": right, "t": 0, "b": 0}, annotations=annotations, shapes=shapes, barmode="overlay",
        # As on the screen: a sign beyond the end of the axis would be left out.
        xaxis={"visible": False, "fixedrange": True, "range": [0, longest * 1.06]},
        yaxis={"visible": False, "fixedrange": True, "range": [y, 0]},
    )  # fmt: skip
    return {"data": data, "layout": layout}


def _beside_bar(bar: Bar, size: int, room: float) -> list[list[tuple[str, bool]]]:
    """A bar's label and its detail in lines: one where both fit, else lines of their own; True marks what is drawn quieter."""
    if bar.detail and _width(f"{bar.label}　{bar.detail}", size) <= room:
        return [[(bar.label, False), (bar.detail, True)]]
    detail = _lines(bar.detail, size, room) if bar.detail else []
    return [[(part, False)] for part in _lines(bar.label, size, room)] + [[(part, True)] for part in detail]


def _plain(text: str) -> str:
    """A text that Plotly shows as it is, whatever it looks like."""
    return html.escape(text, quote=False)


def _beside(text: str, shift: float, y: float, size: int, colour: str) -> dict[str, Any]:
    """Words whose left end is `shift` pixels from where the bars begin."""
    return {**_note(text, y, size, colour), "xref": "x domain", "xshift": shift}


_PHONE = 300  # pixels that a line of words may take on the narrowest screen


def _width(text: str, size: int) -> float:
    """Pixels that a text takes; a Chinese character is as wide as it is high, a Latin one about half of that."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.54 for c in text) * size


# What is not broken between lines: a word (of a sensible length) or a character, with the punctuation that belongs to it.
_PIECE = re.compile(r"[（“《]*(?:[!-~’–]{1,30} ?|.)[，。；：、！？）”》]*")


def _lines(text: str, size: int, room: float = _PHONE) -> list[str]:
    """The text in lines of at most `room` pixels (those of a phone), broken between words or Chinese characters."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and _width(lines[-1] + piece, size) > room:
            lines.append("")
        lines[-1] += piece
    return lines


def _worded(bar: Bar, size: int) -> list[str]:
    """A bar's label, figure (bold) and detail in lines that fit a phone, as few as possible."""
    lines: list[str] = []
    plain = ""
    for text, bold in ((bar.label, False), (bar.text, True), (bar.detail, False)):
        for place, part in enumerate(_lines(text, size) if text else []):
            shown = f"<b>{part}</b>" if bold else part
            if lines and place == 0 and _width(f"{plain}　{part}", size) <= _PHONE:
                lines[-1], plain = f"{lines[-1]}　{shown}", f"{plain}　{part}"
            else:
                lines.append(shown)
                plain = part
    return lines


def _note(text: str, y: float, size: int, colour: str) -> dict[str, Any]:
    return {
        "text": text, "xref": "paper", "x": 0, "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False,
        "align": "left", "font": {"size": size, "color": colour},
    }  # fmt: skip


_ARROWS = {"ge": "triangle-right-open", "gt": "triangle-right-open", "le": "triangle-left", "lt": "triangle-left"}


def _marks(bar: Bar, y: float, width: float, longest: float, look: Look, scale: float = 1.0) -> list[dict[str, Any]]:
    colour = str(look.colour("edge")) if bar.apart else look.mark
    fill = "rgba(0,0,0,0)" if bar.apart else colour
    marker: dict[str, Any] = {"color": fill, "line": {"color": colour, "width": 2 * scale}}
    if bar.strive:
        marker["color"] = look.colour("page") if not bar.apart else fill
        marker["pattern"] = {"shape": "/", "fgcolor": colour, "bgcolor": "rgba(0,0,0,0)", "size": 7 * scale, "solidity": 0.3}
    common: dict[str, Any] = {"hoverinfo": "text", "hovertext": bar.hover or bar.text, "cliponaxis": False}
    if bar.target:
        # Who presses a mark is shown its target; the others need not fade.
        common |= {"customdata": [bar.target], "unselected": {"marker": {"opacity": 1}}}
    drawn: list[dict[str, Any]] = [
        {"type": "bar", "orientation": "h", "x": [bar.value], "y": [y], "width": [width], "marker": marker, **common}
    ]
    if bar.high is not None:
        drawn.append({
            "type": "scatter", "mode": "lines", "x": [bar.value, bar.high], "y": [y, y],
            "line": {"color": colour, "width": 4 * scale}, **common,
        })  # fmt: skip
    if bar.comparator in _ARROWS:
        drawn.append({
            "type": "scatter", "mode": "markers", "x": [bar.value + 0.022 * longest], "y": [y],
            "marker": {
                "symbol": _ARROWS[bar.comparator], "size": width * 0.95, "color": colour, "line": {"width": 2 * scale, "color": colour},
            },
            **common,
        })  # fmt: skip
    return drawn


@dataclass(frozen=True)
class Tile:
    """One unit on the tile grid.

    `status` is ranked, apart, topic or silent; `rank_share` runs from 0 (lowest of the ranked) to 1; None for what is not
    ranked. `full` is the name for a picture, where `name` is broken to fit a phone.
    """

    name: str
    text: str
    column: int
    row: int
    status: str
    rank_share: float | None = None
    zone: bool = False
    hover: str = ""
    full: str = ""


def tiles(cells: list[Tile], look: Look, size: int = 16) -> Figure:
    """A grid of equal tiles, one a unit, so that no unit counts for more because it is larger. Zones have dashed edges."""
    ramp = look.colour("ramp")
    shapes, annotations, x, y, hover = [], [], [], [], []
    for cell in cells:
        if cell.status == "ranked":
            step = round((cell.rank_share or 0) * (len(ramp) - 1))
            fill, ink = ramp[step], _ink(ramp[step])
        elif cell.status == "apart":
            fill, ink = look.colour("page"), look.colour("text")
        else:
            fill, ink = look.colour("silent"), look.colour("text")
        shapes.append({
            "type": "rect", "x0": cell.column + 0.03, "x1": cell.column + 0.97, "y0": cell.row + 0.04, "y1": cell.row + 0.96,
            "fillcolor": fill, "layer": "below",
            "line": {"color": look.colour("edge"), "width": 1.5, "dash": "dash" if cell.zone else "solid"},
        })  # fmt: skip
        words = f"<b>{cell.name}</b><br>{cell.text}"
        annotations.append({
            "text": words, "x": cell.column + 0.5, "y": cell.row + 0.5, "showarrow": False, "font": {"size": size, "color": ink},
        })  # fmt: skip
        x.append(cell.column + 0.5)
        y.append(cell.row + 0.5)
        hover.append(cell.hover or words)
    columns, lines = max(cell.column for cell in cells) + 1, max(cell.row for cell in cells) + 1
    layout = _layout(
        look, int(lines * size * (4.6 if size >= 16 else 5.8)), size,
        shapes=shapes, annotations=annotations,
        xaxis={"visible": False, "fixedrange": True, "range": [0, columns]},
        yaxis={"visible": False, "fixedrange": True, "range": [lines, 0]},
    )  # fmt: skip
    points = {
        "type": "scatter", "mode": "markers", "x": x, "y": y, "hoverinfo": "text", "hovertext": hover,
        "marker": {"size": 50, "opacity": 0, "symbol": "square"},
    }  # fmt: skip
    whole = [replace(cell, name=cell.full or cell.name) for cell in cells]
    return Figure({"data": [points], "layout": layout}, lambda size, width: tiles(whole, look.light, size))


def heat(counts: pd.DataFrame, look: Look) -> Styler:
    """A table of counts (names in the first column, totals in the last column and row) with each count shaded; none for 0."""
    ramp = look.colour("ramp")
    inner = counts.iloc[:-1, 1:-1]
    most = max(int(inner.to_numpy().max()), 1) if inner.size else 1

    def shade(count: int) -> str:
        if not count:
            return f"color: {look.colour('secondary')}"
        fill = ramp[round((count / most) ** 0.5 * (len(ramp) - 1))]
        return f"background-color: {fill}; color: {_ink(fill)}"

    return counts.style.map(shade, subset=(inner.index, inner.columns))


def _ink(fill: str) -> str:
    red, green, blue = (int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#16202B" if luminance > 0.18 else "#FFFFFF"


def matrix(
    rows: list[str], columns: list[str], share: list[list[float | None]], text: list[list[str]], hover: list[list[str]],
    look: Look, size: int = 16, names: list[str] | None = None, pitch: float = 2.3,
) -> Figure:  # fmt: skip
    """A table of shares between 0 and 1 as shades with their words inside; None is drawn as not stated.

    `share`, `text` and `hover` hold one list per row, one item per column; `names` are the columns' full names, for a
    picture, where `columns` are broken to fit a phone; a row is `pitch` times as high as its type.
    """
    ramp = look.colour("ramp")
    shapes, annotations = [], []
    for r, line in enumerate(share):
        for c, value in enumerate(line):
            fill = look.colour("silent") if value is None else ramp[round(value * (len(ramp) - 1))]
            shapes.append({
                "type": "rect", "x0": c + 0.02, "x1": c + 0.98, "y0": r + 0.06, "y1": r + 0.94, "fillcolor": fill, "layer": "below",
                "line": {"color": look.colour("edge"), "width": 0.6},
            })  # fmt: skip
            ink = look.colour("text") if value is None else _ink(fill)
            annotations.append(
                {"text": text[r][c], "x": c + 0.5, "y": r + 0.5, "showarrow": False, "font": {"size": size, "color": ink}}
            )
    points = {
        "type": "scatter", "mode": "markers", "hoverinfo": "text",
        "x": [c + 0.5 for _ in rows for c in range(len(columns))],
        "y": [r + 0.5 for r in range(len(rows)) for _ in columns],
        "hovertext": [words for line in hover for words in line],
        "marker": {"size": 26, "opacity": 0, "symbol": "square"},
    }  # fmt: skip
    longest = max((len(name.encode("gbk", "replace")) for name in rows), default=4)
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": size}}
    layout = _layout(
        look, int(len(rows) * size * pitch + size * 3.4), size,
        shapes=shapes, annotations=annotations,
        margin={"l": int(longest * size * 0.56) + 8, "r": 2, "t": int(size * 1.4 * max(name.count("<br>") + 1 for name in columns)) + 6, "b": 2},
        xaxis={**axis, "side": "top", "tickangle": 0, "range": [0, len(columns)], "tickvals": [c + 0.5 for c in range(len(columns))], "ticktext": columns},
        yaxis={**axis, "range": [len(rows), 0], "tickvals": [r + 0.5 for r in range(len(rows))], "ticktext": rows},
    )  # fmt: skip

    def wide(size: int, width: int) -> dict[str, Any]:
        full = names or columns
        # A word wider than its column would run into the next; both the words and the room that the rows' names leave go by size.
        widest = max([_width(piece, 1) for name in full for part in name.split("<br>") for piece in _PIECE.findall(part)] + [1])
        fitting = min(size, int(0.94 * width / (len(columns) * widest + 0.94 * 0.56 * longest))) if columns else size
        room = 0.94 * (width - longest * fitting * 0.56) / max(len(columns), 1)
        broken = ["<br>".join(_lines(name, fitting, room)) for name in names] if names else columns
        return matrix(rows, broken, share, text, hover, look.light, fitting, pitch=1.8)

    return Figure({"data": [points], "layout": layout}, wide)


def poster(figure: Figure, title: str, notes: list[str], source: str) -> dict[str, Any]:
    """A figure as a picture that stands on its own on a slide: title above it, notes and source below, light colours.

    The type of the figure is as large as the height of the picture allows. `source` may have several lines.
    """
    (width, least), side, edge, gap = _PICTURE, 56, 40, 26
    room = width - 2 * side
    look = Look("light")

    size, lines = next(
        (size, lines)
        for size in (44, 40, 36, 32)
        for lines in [_lines(title, size, room * 0.92)]
        if len(lines) <= 2 or size == 32
    )  # fmt: skip
    blocks = [("<br>".join(f"<b>{_plain(line)}</b>" for line in lines), size, len(lines), look.colour("text"))]
    small = [(line, 21) for note in notes for line in _lines(note, 21, room * 0.97)]
    blocks.append(("<br>".join(_plain(line) for line, _size in small), 21, len(small), look.colour("secondary")))
    cited = [part for line in source.split("\n") for part in _lines(line, 18, room * 0.97)]
    blocks.append(("<br>".join(map(_plain, cited)), 18, len(cited), look.colour("secondary")))
    heights = [lines * size * 1.3 for _text, size, lines, _colour in blocks]

    free = least - 2 * edge - sum(heights) - (3 if notes else 2) * gap
    drawn = next(
        drawn for size in _SIZES for drawn in [figure.wide(size, room)] if drawn["layout"]["height"] <= free or size == _SIZES[-1]
    )
    inner, margin = drawn["layout"], drawn["layout"]["margin"]
    spare = max(free - inner["height"], 0)
    height = int(least - free + inner["height"] + spare)
    top = edge + heights[0] + gap + min(spare * 0.4, 60)
    starts = [edge, height - edge - heights[2] - (gap if notes else 0) - heights[1], height - edge - heights[2]]
    words = [
        {
            **_note(text, 1 - start / height, size, colour), "xref": "paper", "x": side / width, "yref": "paper", "yanchor": "top",
        }
        for (text, size, _lines_of, colour), start in zip(blocks, starts, strict=True)
        if text
    ]  # fmt: skip
    across = [(side + margin["l"]) / width, (width - side - margin["r"]) / width]
    down = [1 - (top + inner["height"] - margin["b"]) / height, 1 - (top + margin["t"]) / height]
    return {
        "data": [{name: value for name, value in trace.items() if not name.startswith("hover")} for trace in drawn["data"]],
        "layout": {
            **inner, "width": width, "height": height, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "paper_bgcolor": look.colour("page"),
            "annotations": [*inner.get("annotations", []), *words],
            "xaxis": {**inner["xaxis"], "domain": across}, "yaxis": {**inner["yaxis"], "domain": down},
        },
    }  # fmt: skip
