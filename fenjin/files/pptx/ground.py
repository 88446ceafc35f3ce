"""What a template has on its pages before anything is written: the ground, and the marks that keep their room."""

import colorsys
import re
from collections.abc import Iterator
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from fenjin.figures.canvas import HEIGHT, WIDTH, Frame
from fenjin.figures.look import ink_on

DRAWING = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
_DARK = ink_on("#FFFFFF")
_WHOLE = 0.85  # of a page in both directions: what covers so much is its ground
_HEX = re.compile("[0-9A-Fa-f]{6}")
_PLAIN = {"white": "FFFFFF", "black": "000000"}
_FOOT = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def mode_of(layout: Any, wide: int, high: int) -> str:
    """Which of the looks can be read on a layout's ground.

    The ground decides where its colour can be told. Pictures cannot be read so, but in which colour text can be read on them the
    template says itself: that of its body, on the layout, on the master, or by its style.
    """
    inks = {ink_on(f"#{colour}") for colour in _ground(layout, wide, high)}
    if len(inks) == 1:
        return "light" if inks == {_DARK} else "dark"
    colour = _text_colour(layout)
    return "dark" if colour is not None and ink_on(f"#{colour}") == _DARK else "light"


def _holders(layout: Any) -> list[Any]:
    """What draws on a page of a layout: the layout, and its master where the layout shows that."""
    shows_master = layout._element.get("showMasterSp") not in ("0", "false")
    return [layout, *([layout.slide_master] if shows_master else [])]


def _ground(layout: Any, wide: int, high: int) -> list[str]:
    """The colours (six hexadecimal digits) of what lies at the bottom of a layout; several of a gradient, none where it cannot be told."""
    master = layout.slide_master
    for holder in _holders(layout):
        for shape in reversed([each for each in holder.shapes if not each.is_placeholder]):
            if (shape.width or 0) >= wide * _WHOLE and (shape.height or 0) >= high * _WHOLE:
                properties = shape._element.find(qn("p:spPr"))
                filled = properties is not None and properties.find(qn("a:noFill")) is None
                if filled:
                    return _fill_colours(properties, layout) if shape._element.tag == qn("p:sp") else []
    for holder in (layout, master):
        ground = holder._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is not None:
            properties, reference = ground.find(qn("p:bgPr")), ground.find(qn("p:bgRef"))
            if properties is not None:
                return _fill_colours(properties, layout)
            # The first of a theme's fills for grounds is plain; the others are gradients and pictures of its own.
            if reference is not None and reference.get("idx") == "1001" and len(reference):
                return [colour for colour in [_colour(reference[0], layout)] if colour]
            return []
    return []


def _fill_colours(properties: Any, layout: Any) -> list[str]:
    solid, gradient = properties.find(qn("a:solidFill")), properties.find(qn("a:gradFill"))
    if solid is not None and len(solid):
        elements = [solid[0]]
    else:
        elements = [stop[0] for stop in gradient.iter(qn("a:gs")) if len(stop)] if gradient is not None else []
    colours = [_colour(each, layout) for each in elements]
    return [] if None in colours else [colour for colour in colours if colour]


def _text_colour(layout: Any) -> str | None:
    """In which colour a template writes its text, None where that cannot be told."""
    master = layout.slide_master
    fill = f"{qn('p:txBody')}/{qn('a:lstStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}/{qn('a:solidFill')}"
    holders = [
        *(each for each in layout.placeholders if each.placeholder_format.type in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)),
        *(each for each in master.placeholders if each.placeholder_format.type == PP_PLACEHOLDER.BODY),
    ]
    fills = [
        *(each._element.find(fill) for each in holders),
        master._element.find(f".//{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}/{qn('a:solidFill')}"),
    ]
    colours = (_colour(each[0], layout) for each in fills if each is not None and len(each))
    return next((colour for colour in colours if colour), _scheme_colour("tx1", layout))


def _scheme_colour(name: str, layout: Any) -> str | None:
    override = layout._element.find(f".//{qn('a:overrideClrMapping')}")
    mapping = override if override is not None else layout.slide_master._element.find(qn("p:clrMap"))
    theme = parse_xml(layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    element = theme.find(f".//a:clrScheme/a:{mapping.get(name, name)}/*", DRAWING)
    value = "" if element is None else str(element.get("lastClr") or element.get("val"))
    return value if _HEX.fullmatch(value) else None


def _colour(element: Any, layout: Any) -> str | None:
    """A colour of DrawingML as six hexadecimal digits, lightened or darkened as it says; None for one that cannot be told."""
    name = str(element.get("val"))
    if element.tag == qn("a:schemeClr"):
        value = _scheme_colour(name, layout)
    else:
        value = str(element.get("lastClr") or _PLAIN.get(name, name))
    if value is None or not _HEX.fullmatch(value):
        return None
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    for change in element:
        amount = change.get("val", "")
        share = int(amount) / 100_000 if amount.lstrip("-").isdigit() else 1.0
        if change.tag == qn("a:lumMod"):
            light *= share
        elif change.tag == qn("a:lumOff"):
            light += share
        elif change.tag == qn("a:shade"):
            light *= share
        elif change.tag == qn("a:tint"):
            light = light * share + 1 - share
    return "".join(f"{round(255 * part):02X}" for part in colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), strength))


def room_of(layout: Any, title: Any, wide: int, high: int) -> Frame | None:
    """The place (EMU) below a layout's title that its footer, and bands and logos of layout and master, leave free; None where a canvas
    would not fit in."""
    if title.left is None or title.width < wide * 0.4 or title.top + title.height > high * 0.45 or title.left > wide * 0.2:
        return None
    left, right = title.left, wide - title.left
    top, bottom = title.top + title.height, round(high * 0.97)
    for each in layout.placeholders:
        if each.placeholder_format.type in _FOOT and each.top and each.top > high * 0.8:
            bottom = min(bottom, each.top)
    for x, y, x1, y1 in _marks(layout, wide, high):
        if y > high * 0.7 and x < right and x1 > left and y < bottom:
            # Beside a mark in a corner there may be more room than above it.
            ways = [
                (left, right, y),
                *([(left, x, bottom)] if x > wide * 0.6 else []),
                *([(x1, right, bottom)] if x1 < wide * 0.4 else []),
            ]
            left, right, bottom = max(ways, key=lambda way: min((way[1] - way[0]) / WIDTH, (way[2] - top) / HEIGHT))
        elif y1 < high * 0.45 and x1 - x > wide * 0.3:
            top = max(top, y1)
        elif y1 - y > high * 0.5 and x1 <= wide * 0.25:
            left = max(left, x1)
        elif y1 - y > high * 0.5 and x >= wide * 0.75:
            right = min(right, x)
    room = Frame(left, top, right - left, bottom - top)
    return room if room.w >= wide * 0.5 and room.h >= high * 0.4 else None


def _marks(layout: Any, wide: int, high: int) -> Iterator[tuple[int, int, int, int]]:
    """Where layout and master have drawn something that is no ground: left, top, right, bottom."""
    for holder in _holders(layout):
        for shape in holder.shapes:
            places = (shape.left, shape.top, shape.width, shape.height)
            if shape.is_placeholder or None in places:
                continue
            x, y, w, h = places
            if w * h < wide * high / 2:
                yield x, y, x + w, y + h
