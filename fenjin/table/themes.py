"""Themes as data: what a table says of each, and what must hold for its names and hues."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypedDict

from fenjin.language.translate import _
from fenjin.sitemap import SITEMAP

# What figures stand on, by mode.
GROUND = {"light": "#FFFFFF", "dark": "#0E1620"}
# The contrast that a mark needs to be seen, as WCAG 2 reckons and asks it of graphics.
CONTRAST = 3.0
# Names of addresses and choices, which no theme can have, as it cannot have a page's.
_RESERVED = frozenset("all none own whole accent api calendar review static component media healthz app".split())
_CODE = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HUE = re.compile("#[0-9A-F]{6}")
_ENGLISH = re.compile("[ -~]+")


class Theme(TypedDict):
    """A theme as the table's metadata says it, in the order of the themes.

    `short` and `short_en` head a narrow column, broken at their spaces; `light` and `dark` are the hues of its marks, #RRGGBB.
    """

    theme: str
    theme_order: int
    name: str
    name_en: str
    short: str
    short_en: str
    light: str
    dark: str


class Fault(NamedTuple):
    """What is wrong with a theme: its place among the themes, the column, and what to do, a text of the catalogue."""

    place: int
    column: str
    remedy: str


def luminance(colour: str) -> float:
    """The relative luminance of a colour #RRGGBB, from 0 to 1, as WCAG 2 reckons it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, other: str) -> float:
    """The contrast of two colours #RRGGBB, from 1 to 21, as WCAG 2 reckons it."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faults(themes: Sequence[Mapping[str, object]]) -> Iterator[Fault]:
    """What is wrong with themes that a curated file, or a table, gives."""
    for place, row in enumerate(themes):
        if not _CODE.fullmatch(str(row["theme"])):
            yield Fault(place, "theme", _("代号只用小写字母、数字和连字符，以字母开头"))
        if row["theme"] in (_RESERVED | SITEMAP.keys()):
            yield Fault(place, "theme", _("这个代号看板另有用处：换一个"))
        for column in ("theme", "name", "name_en", *GROUND):
            if row[column] in [other[column] for other in themes[:place]]:
                yield Fault(place, column, _("重复：每个主题只列一次，名称和颜色各不相同"))
        for column in ("name_en", "short_en"):
            if not _ENGLISH.fullmatch(str(row[column])):
                yield Fault(place, column, _("英文名只用英文字符"))
        for mode, ground in GROUND.items():
            if not _HUE.fullmatch(str(row[mode])):
                yield Fault(place, mode, _("颜色写作 #002C7A 的样子，字母大写"))
            elif contrast(str(row[mode]), ground) < CONTRAST:
                yield Fault(
                    place, mode, _("颜色与底色太近，看不清：浅色底（light）上用深一些的，深色底（dark）上用浅一些的，对比度至少3")
                )
