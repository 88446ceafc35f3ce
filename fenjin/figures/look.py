"""The look of every figure: typeface, colours, and the form in which Plotly draws it.

Figures are plain dictionaries in Plotly's own form, made by pure functions: no query, no counting, no Streamlit. Every mark keeps
the same meaning everywhere: solid for an assigned figure, hatched for one that is striven for, an open arrow for "at least", a
closed one for "at most", an outline for a figure that is kept apart.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

FONT = (
    "Microsoft YaHei UI, Microsoft YaHei, 微软雅黑, PingFang SC, Hiragino Sans GB, HarmonyOS Sans SC, Source Han Sans SC, "
    "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
)
_PALETTE = {
    "light": {
        "text": "#16202B", "secondary": "#4A5560", "page": "#FFFFFF", "neutral": "#8B949E", "grid": "#D5DBE1",
        "silent": "#E9ECEF", "mentioned": "#C5CCD4", "edge": "#5B6672", "ramp": ["#E1EEF8", "#B5D4EC", "#7DB2DA", "#2C6CA8", "#0A3563"],
        "investment": "#002C7A", "attraction": "#B65D0C", "rural": "#2B807E", "livelihood": "#590128", "business": "#8C58D0",
        "other": "#4A5560",
    },
    "dark": {
        "text": "#F2F6FA", "secondary": "#B8C4D0", "page": "#0E1620", "neutral": "#8A97A5", "grid": "#33424F",
        "silent": "#26313C", "mentioned": "#46535F", "edge": "#8A97A5", "ramp": ["#1B3F63", "#2A6295", "#5A9BD0", "#9CC8EA", "#E3F1FB"],
        "investment": "#2989E2", "attraction": "#F8AA5F", "rural": "#7CFACE", "livelihood": "#D4556C", "business": "#D8C7F9",
        "other": "#B8C4D0",
    },
}  # fmt: skip


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


def on_white() -> tuple[dict[str, str], dict[str, str]]:
    """For each colour of a dark screen the one it is on white, and the ink of the words on it there."""
    dark, light = _PALETTE["dark"], _PALETTE["light"]
    # Two names share a colour on a dark screen; that of an edge, darker on white, reads better for both.
    colours = {str(dark[name]): str(light[name]) for name in sorted(dark, key="edge".__eq__) if name != "ramp"}
    colours.update(zip(dark["ramp"], light["ramp"], strict=True))
    return colours, {shade: ink_on(white) for shade, white in colours.items()}


def layout_of(look: Look, height: int, size: int, **changes: Any) -> dict[str, Any]:
    """What every figure tells Plotly of its paper, typeface and axes, `height` pixels high; `changes` are its own."""
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


class Word(NamedTuple):
    """Words of a figure at a place of it."""

    text: str
    x: float
    y: float
    size: int
    colour: str
    shadow: str = "none"


def word_trace(words: list[Word], place: str) -> dict[str, Any]:
    """Words as one trace, `place` (Plotly's `textposition`) from where they are: an annotation each would take ten times as long."""
    text, x, y, size, colour, shadow = (list(each) for each in zip(*words, strict=True)) if words else ([], [], [], [], [], [])
    font = {"size": size, "color": colour, **({"shadow": shadow} if any(each != "none" for each in shadow) else {})}
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y, "text": text, "textposition": place, "textfont": font, "hoverinfo": "skip",
        "cliponaxis": False,
    }  # fmt: skip


def shade(look: Look, status: str, share: float | None) -> tuple[str, str]:
    """The fill of a place by its status (ranked, apart, or one of a coverage) and its share of the ranks, and the colour of words on it."""
    if status == "ranked":
        fill = look.colour("ramp")[round((share or 0) * (len(look.colour("ramp")) - 1))]
        return fill, ink_on(fill)
    fills = {"apart": "page", "outside": "page", "mentioned": "mentioned"}
    return str(look.colour(fills.get(status, "silent"))), str(look.colour("text"))


def ink_on(fill: str) -> str:
    """The colour of words on a fill: dark or white, whichever stands out."""
    red, green, blue = (int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#16202B" if luminance > 0.18 else "#FFFFFF"
