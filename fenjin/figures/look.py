"""The look of every figure: typeface, colours, and the form in which Plotly draws it.

Figures are plain dictionaries in Plotly's own form, made by pure functions: no query, no counting, no Streamlit. Every mark keeps
the same meaning everywhere: solid for an assigned figure, hatched for one that is striven for, an open arrow for "at least", a
closed one for "at most", an outline for a figure that is kept apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from fenjin.table.themes import GROUND, Theme, luminance

FONT = (
    "Microsoft YaHei UI, Microsoft YaHei, 微软雅黑, PingFang SC, Hiragino Sans GB, HarmonyOS Sans SC, Source Han Sans SC, "
    "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
)
_PALETTE = {
    "light": {
        "text": "#16202B",
        "secondary": "#4A5560",
        "page": GROUND["light"],
        "neutral": "#8B949E",
        "grid": "#D5DBE1",
        "silent": "#E9ECEF",
        "mentioned": "#C5CCD4",
        "edge": "#5B6672",
        "ramp": ["#E1EEF8", "#B5D4EC", "#7DB2DA", "#2C6CA8", "#0A3563"],
        "accent": "#002C7A",
    },
    "dark": {
        "text": "#F2F6FA",
        "secondary": "#B8C4D0",
        "page": GROUND["dark"],
        "neutral": "#8A97A5",
        "grid": "#33424F",
        "silent": "#26313C",
        "mentioned": "#46535F",
        "edge": "#8A97A5",
        "ramp": ["#1B3F63", "#2A6295", "#5A9BD0", "#9CC8EA", "#E3F1FB"],
        "accent": "#2989E2",
    },
}


class Hue(NamedTuple):
    """The colour of a theme's marks on either ground."""

    theme: str
    light: str
    dark: str


@dataclass(frozen=True)
class Look:
    """The colours of a figure: `mode` light or dark, and the theme whose colour its marks take, "" for those of no theme.

    `hues` are the colours of the table's themes: the code of each, and its hue for either mode.
    """

    mode: str = "light"
    theme: str = ""
    hues: tuple[Hue, ...] = ()

    def colour(self, name: str) -> Any:
        """A named colour of the dashboard's own palette."""
        return _PALETTE[self.mode][name]

    def hue(self, theme: str) -> str:
        """The colour of a theme; the dashboard's own for what is of none."""
        own = next((each for each in self.hues if each.theme == theme), None)
        return str(self.colour("accent") if own is None else getattr(own, self.mode))

    def with_themes(self, themes: Iterable[Theme]) -> "Look":
        """The same look for a table with these themes."""
        return replace(self, hues=tuple(Hue(each["theme"], each["light"], each["dark"]) for each in themes))

    @property
    def mark(self) -> str:
        """The colour of the theme's marks."""
        return self.hue(self.theme)

    @property
    def light(self) -> "Look":
        """The same look on white."""
        return replace(self, mode="light")


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
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "text": text,
        "textposition": place,
        "textfont": font,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def shade(look: Look, status: str, share: float | None) -> tuple[str, str]:
    """The fill of a place by its status (ranked, apart, or one of a coverage) and its share of the ranks, in the theme's colour where there
    is one, and the colour of words on it."""
    if status == "ranked":
        fill = tint(look, share or 0) if look.theme else step(look, share or 0)
        return fill, ink_on(fill)
    fills = {"apart": "page", "outside": "page", "mentioned": "mentioned"}
    return str(look.colour(fills.get(status, "silent"))), str(look.colour("text"))


def step(look: Look, share: float) -> str:
    """A step of the dashboard's own ramp for a share between 0 and 1."""
    ramp = look.colour("ramp")
    return str(ramp[round(share * (len(ramp) - 1))])


# How much of the theme's colour is in each step of its ramp, from the lowest place to the highest.
_STEPS = {"light": (0.14, 0.28, 0.45, 0.88, 1.0), "dark": (0.16, 0.26, 0.36, 0.8, 1.0)}


def tint(look: Look, share: float) -> str:
    """A step of the theme's colour for a share of the ranks between 0 and 1: more of the colour for a higher place."""
    steps = _STEPS[look.mode]
    return blend(look.mark, str(look.colour("page")), steps[round(share * (len(steps) - 1))])


def blend(colour: str, ground: str, part: float) -> str:
    """A colour laid on a ground, `part` of it between 0 and 1: blend("#000000", "#FFFFFF", 0.2) is a light grey."""
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * part):02X}" for high, low in pairs)


def ink_on(fill: str) -> str:
    """The colour of words on a fill: dark or white, whichever stands out."""
    return "#0E1620" if luminance(fill) > 0.18 else "#FFFFFF"
