"""What a template has on its pages before anything is written: the ground, and the marks that keep their room."""

import colorsys
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from fenjin.figures.canvas import HEIGHT, WIDTH, Frame
from fenjin.figures.look import ink_on
from fenjin.table.themes import luminance

DRAWING = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
_DARK = ink_on("#FFFFFF")
_WHOLE = 0.85  # of an area in both directions: what covers so much is its ground
_LEAST_CONTRAST = 3  # at which large type can be read (WCAG 2)
_FILLS = {qn(f"a:{name}") for name in ("solidFill", "gradFill", "noFill", "blipFill", "pattFill")}
_PART = 0.3  # of an area: what covers so much belongs to its ground
_SOLID = 50_000  # thousandths of a percent from which a fill hides what lies under it
_FIRST_GROUND = 1001  # the number of the first of a theme's fills for grounds
_MOST_PIXELS = 30_000_000  # of a picture that is looked at
_HANGING = 0.1  # of a page's height: so far a logo may hang below a title
_THIN = 0.03  # of a page: what reaches no further into an area disturbs nothing there
_MARGIN = 0.03  # of a page's width that is left free at its edges
_HEX = re.compile("[0-9A-Fa-f]{6}")
_NUMBER = re.compile(r"-?\d+")
_GRID = (64, 36)  # the cells in which a picture is looked at
# Of 255: from how far off the picture's usual brightness a cell has something drawn in it, and how near the usual ones are.
_STRANGE, _USUAL = 60, 25
_MOST_STRANGE = 0.35  # of a picture's cells: one with more is a photograph
_PLAIN = {"white": "FFFFFF", "black": "000000"}
_FOOT = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def mode_of(layout: Any, area: Frame) -> str:
    """Which of the looks can be read on the ground of an area (EMU) of a layout.

    The ground decides where its colour can be told. Pictures cannot be read so, but in which colour text can be read on them the
    template says itself: that of its body, on the layout, on the master, or by its style.
    """
    inks = {ink_on(f"#{colour}") for colour in ground_of(layout, area)}
    if len(inks) == 1:
        return "light" if inks == {_DARK} else "dark"
    colour = _text_colour(layout)
    return "dark" if colour is not None and ink_on(f"#{colour}") == _DARK else "light"


def ink_over(layout: Any, place: Any) -> str:
    """The colour (#RRGGBB) in which words of a title or subtitle can be read at their place; "" where the template's own can, or where its
    colour or its ground cannot be told."""
    if place.left is None:
        return ""
    area = Frame(place.left, place.top, place.width, place.height)
    colour, grounds = _text_colour(layout, place), _own_ground(layout, place)
    if grounds is None:
        grounds = ground_of(layout, area)
    if colour is None or not grounds or min(contrast(colour, each) for each in grounds) >= _LEAST_CONTRAST:
        return ""
    return max((_DARK, "#FFFFFF"), key=lambda ink: min(contrast(ink[1:], each) for each in grounds))


def _own_ground(layout: Any, place: Any) -> list[str] | None:
    """The colours with which a placeholder is filled itself, on the layout or on the master; None where it is not."""
    of_master = [
        each for each in layout.slide_master.placeholders if each.placeholder_format.type == place.placeholder_format.type
    ]
    for each in (place, *of_master):
        fills = [fill for fill in each._element.find(qn("p:spPr")) if fill.tag in _FILLS]
        if fills:
            return None if fills[0].tag == qn("a:noFill") else _fill_colours(each._element.find(qn("p:spPr")), layout)
    return None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 reckons it, 1 to 21."""
    low, high = sorted(luminance(f"#{colour}") for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _holders(layout: Any) -> list[Any]:
    """What draws on a page of a layout: the layout, and its master where the layout shows that."""
    shows_master = layout._element.get("showMasterSp") not in ("0", "false")
    return [layout, *([layout.slide_master] if shows_master else [])]


def _fills(layout: Any) -> Iterator[tuple[Any, Frame]]:
    """What layout and master have filled, the topmost first, each with its place (EMU)."""
    for holder in _holders(layout):
        for shape in reversed([each for each in holder.shapes if not each.is_placeholder]):
            properties = shape._element.find(qn("p:spPr"))
            # What a picture's box is filled with says nothing of the picture.
            empty = properties is not None and (
                (properties.find(qn("a:noFill")) is not None and shape._element.tag != qn("p:pic"))
                or any(int(each) < _SOLID for each in properties.xpath(".//a:alpha/@val"))
            )
            is_line = shape._element.tag == qn("p:cxnSp") or (properties is not None and _fullness(properties) < _PART)
            if shape._element.tag == qn("p:pic") and not _hides(shape):
                continue
            if not empty and not is_line and None not in (shape.left, shape.top, shape.width, shape.height):
                yield shape, Frame(shape.left, shape.top, shape.width, shape.height)


def _fullness(properties: Any) -> float:
    """The share of its box that a shape's own outline encloses, about; 1 for the usual shapes, and where that cannot be told."""
    area, box = 0.0, 0.0
    for path in properties.iterfind("a:custGeom/a:pathLst/a:path", DRAWING):
        box = max(box, float(path.get("w", 0)) * float(path.get("h", 0)))
        rings: list[list[tuple[float, float]]] = []
        for step in path:
            corners = [(each.get("x", ""), each.get("y", "")) for each in step.iter(qn("a:pt"))]
            if step.tag == qn("a:arcTo") or not all(_NUMBER.fullmatch(part) for corner in corners for part in corner):
                return 1.0
            if step.tag == qn("a:moveTo") or not rings:
                rings.append([])
            rings[-1] += [(float(x), float(y)) for x, y in corners]
        for ring in rings:
            area += abs(sum(x * y1 - x1 * y for (x, y), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True))) / 2
    return area / box if box else 1.0


def ground_of(layout: Any, area: Frame) -> list[str]:
    """The colours (six hexadecimal digits) of what lies under an area (EMU) of a layout; several of a gradient, of a picture, and where
    something covers a part of it; none where it cannot be told."""
    colours: list[str] = []
    for shape, place in _fills(layout):
        across = (min(place.x + place.w, area.x + area.w) - max(place.x, area.x)) / area.w
        down = (min(place.y + place.h, area.y + area.h) - max(place.y, area.y)) / area.h
        if min(across, down) <= 0 or across * down < _PART:
            continue
        properties = shape._element.find(qn("p:spPr"))
        if shape._element.tag == qn("p:pic"):
            own = _picture_colours(shape.part, shape._element, place, area)
        else:
            own = _fill_colours(properties, layout) if properties is not None else []
        if not own:
            return []
        colours += own
        if across >= _WHOLE and down >= _WHOLE:
            return colours
    own = _background(layout, area)
    return colours + own if own else []


def _background(layout: Any, area: Frame) -> list[str]:
    """The colours of the ground of a whole page under an area of it."""
    for holder in (layout, layout.slide_master):
        ground = holder._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is None:
            continue
        properties, reference = ground.find(qn("p:bgPr")), ground.find(qn("p:bgRef"))
        size = holder.part.package.presentation_part.presentation
        page = Frame(0, 0, size.slide_width or area.w, size.slide_height or area.h)
        if properties is not None:
            return _picture_colours(holder.part, properties, page, area) or _fill_colours(properties, layout)
        if reference is None or not len(reference):
            return []
        theme = layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        styles = parse_xml(theme.blob).find(".//a:bgFillStyleLst", DRAWING)
        place = int(reference.get("idx", "0")) - _FIRST_GROUND
        base = _colour(reference[0], layout)
        if base is None or styles is None or not 0 <= place < len(styles):
            return []
        if styles[place].tag == qn("a:blipFill"):
            # A picture that is coloured anew looks other than it is.
            is_plain = not len(styles[place].find(qn("a:blip")))
            return _picture_colours(theme, styles[place], page, area) if is_plain else []
        return [_changed(base, each) for each in styles[place].iter(qn("a:schemeClr")) if each.get("val") == "phClr"]
    return []


def _picture_colours(part: Any, element: Any, place: Frame, area: Frame) -> list[str]:
    """A dark and a light colour of what a picture at a place has under an area; none where it is no picture that can be read."""
    opaque = _picture(part, element)
    if opaque is None:
        return []
    x, y = (opaque.width / place.w, opaque.height / place.h)
    box = (
        max(0, round((area.x - place.x) * x)),
        max(0, round((area.y - place.y) * y)),
        min(opaque.width, round((area.x + area.w - place.x) * x)),
        min(opaque.height, round((area.y + area.h - place.y) * y)),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return []
    raw = opaque.crop(box).convert("RGB").resize((24, 24), Image.Resampling.BOX).tobytes()
    pixels = sorted((raw[at : at + 3].hex().upper() for at in range(0, len(raw), 3)), key=lambda each: luminance(f"#{each}"))
    return list(dict.fromkeys([pixels[len(pixels) // 20], pixels[-len(pixels) // 20]]))


def _picture(part: Any, element: Any, under: str = "white") -> Image.Image | None:
    """The picture that an element of a part shows, on a colour where it lets through; None where there is none that can be read."""
    number = next(iter(element.xpath(".//a:blip/@r:embed")), None)
    if number is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(io.BytesIO(part.related_part(number).blob))
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            picture.draft("RGB", (256, 256))
            opaque = Image.new("RGBA", picture.size, under)
            opaque.alpha_composite(picture.convert("RGBA"))
    except Exception:  # whatever a broken picture makes the library raise
        return None
    return opaque


def _hides(shape: Any) -> bool:
    """Whether a picture hides most of what lies under it, as one of rings or dust on nothing does not; True where that cannot be told."""
    picture = _picture(shape.part, shape._element, "#00000000")
    return (
        picture is None or sum(picture.getchannel("A").resize(_GRID, Image.Resampling.BOX).tobytes()) > 128 * _GRID[0] * _GRID[1]
    )


def _fill_colours(properties: Any, layout: Any) -> list[str]:
    solid, gradient = properties.find(qn("a:solidFill")), properties.find(qn("a:gradFill"))
    if solid is not None and len(solid):
        elements = [solid[0]]
    else:
        elements = [stop[0] for stop in gradient.iter(qn("a:gs")) if len(stop)] if gradient is not None else []
    colours = [_colour(each, layout) for each in elements]
    return [] if None in colours else [colour for colour in colours if colour]


def _text_colour(layout: Any, place: Any = None) -> str | None:
    """In which colour a template writes the text of a placeholder, or its body, None where that cannot be told."""
    master = layout.slide_master
    kind = PP_PLACEHOLDER.BODY if place is None else place.placeholder_format.type
    kinds, style = (
        ((PP_PLACEHOLDER.TITLE,), "p:titleStyle")
        if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
        else ((PP_PLACEHOLDER.BODY,), "p:bodyStyle")
    )
    own = [each for each in layout.placeholders if each.placeholder_format.type in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)]
    holders = [
        *(own if place is None else [place]),
        *(each for each in master.placeholders if each.placeholder_format.type in kinds),
    ]
    level = f"{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
    sets = [
        *(each._element.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}/{level}") for each in holders),
        master._element.find(f".//{qn(style)}/{level}"),
    ]
    fills = [fill for each in sets if each is not None for fill in each if fill.tag in _FILLS]
    if place is not None and fills and fills[0].tag != qn("a:solidFill"):
        return None
    colours = (_colour(each[0], layout) for each in fills if each.tag == qn("a:solidFill") and len(each))
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
    return _changed(value, element)


def _changed(value: str, element: Any) -> str:
    """A colour, lightened or darkened as an element says."""
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


Mark = tuple[int, int, int, int]  # left, top, right, bottom (EMU)


def room_of(layout: Any, title: Any, wide: int, high: int, prints: Sequence[Mark] = ()) -> Frame | None:
    """The place (EMU) below a layout's title that its footer, bands and logos of layout and master, and the `prints` in the picture that is its ground,
    leave free; None where a canvas would not fit in."""
    if title.left is None or title.width < wide * 0.4 or title.top + title.height > high * 0.45 or title.left > wide * 0.2:
        return None
    edge = max(title.left, round(wide * _MARGIN))
    left, right = edge, wide - edge
    top, bottom = title.top + title.height, round(high * 0.97)
    for each in layout.placeholders:
        if each.placeholder_format.type in _FOOT and each.top and each.top > high * 0.8:
            bottom = min(bottom, each.top)
    panel = _panel(layout, title, wide, high)
    if panel:
        inner = round(wide * _MARGIN / 2)
        left, right = max(left, round(panel.x) + inner), min(right, round(panel.x + panel.w) - inner)
        bottom = min(bottom, round(panel.y + panel.h) - inner)
    for x, y, x1, y1 in (*marks(layout, wide, high), *prints):
        if y > high * 0.7 and x < right and x1 > left and y < bottom:
            # Beside a mark in a corner there may be more room than above it.
            ways = [
                (left, right, y),
                *([(left, x, bottom)] if x > wide * 0.6 else []),
                *([(x1, right, bottom)] if x1 < wide * 0.4 else []),
            ]
            left, right, bottom = max(ways, key=lambda way: min((way[1] - way[0]) / WIDTH, (way[2] - top) / HEIGHT))
        elif y1 < high * 0.45 and (x1 - x > wide * 0.3 or (x < right and x1 > left and y1 < top + high * _HANGING)):
            top = max(top, y1)
        elif y1 - y > high * 0.5 and x1 <= wide * 0.35:
            left = max(left, x1)
        elif y1 - y > high * 0.5 and x >= wide * 0.65:
            right = min(right, x)
    room = Frame(left, top, right - left, bottom - top)
    return room if room.w >= wide * 0.5 and room.h >= high * 0.4 else None


def _panel(layout: Any, title: Any, wide: int, high: int) -> Frame | None:
    """The panel on which a layout's title stands and which reaches far below it, as on pages whose ground is a picture; None without."""
    for holder in _holders(layout):
        for shape in reversed([each for each in holder.shapes if not each.is_placeholder]):
            if None in (shape.left, shape.top, shape.width, shape.height) or shape._element.tag == qn("p:pic"):
                continue
            place = Frame(shape.left, shape.top, shape.width, shape.height)
            holds = place.x <= title.left + title.width / 2 <= place.x + place.w and place.y <= title.top + title.height / 2
            whole = place.w >= wide * _WHOLE and place.h >= high * _WHOLE
            if holds and not whole and place.w >= wide * 0.5 and place.y + place.h >= title.top + title.height + high * 0.3:
                return place
    return None


def marks(layout: Any, wide: int, high: int) -> Iterator[Mark]:
    """Where layout and master have drawn something that is no ground: left, top, right, bottom."""
    for holder in _holders(layout):
        for shape in holder.shapes:
            places = (shape.left, shape.top, shape.width, shape.height)
            if shape.is_placeholder or None in places:
                continue
            x, y, w, h = places
            if w * h < wide * high / 2:
                yield x, y, x + w, y + h


def is_over_marks(layout: Any, area: Frame, wide: int, high: int) -> bool:
    """Whether something that layout and master have drawn, other than a ground and thin lines, reaches into an area."""
    for holder in _holders(layout):
        for shape in holder.shapes:
            if shape.is_placeholder or None in (shape.left, shape.top, shape.width, shape.height):
                continue
            properties = shape._element.find(qn("p:spPr"))
            is_large = shape.width * shape.height >= wide * high / 2
            if is_large and (properties is None or _fullness(properties) >= _PART):
                continue
            across = min(shape.left + shape.width, area.x + area.w) - max(shape.left, area.x)
            down = min(shape.top + shape.height, area.y + area.h) - max(shape.top, area.y)
            if across > wide * _THIN and down > high * _THIN:
                return True
    return False


def marks_in_picture(layout: Any, wide: int, high: int) -> list[Mark]:
    """Where bands and logos stand that are drawn in a picture which is the ground of whole pages; none in a photograph."""
    for shape, place in _fills(layout):
        if place.w >= wide * _WHOLE and place.h >= high * _WHOLE:
            picture = _picture(shape.part, shape._element) if shape._element.tag == qn("p:pic") else None
            return [] if picture is None else _strange_boxes(picture, place)
    for holder in (layout, layout.slide_master):
        ground = holder._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is not None:
            picture = _picture(holder.part, ground)
            return [] if picture is None else _strange_boxes(picture, Frame(0, 0, wide, high))
    return []


def _strange_boxes(picture: Image.Image, place: Frame) -> list[Mark]:
    """The boxes of what is much darker or lighter than most of a picture that lies at a place."""
    across, down = _GRID
    cells = picture.convert("L").resize(_GRID, Image.Resampling.BOX).tobytes()
    usual = sorted(cells)[len(cells) // 2]
    waiting = {cell for cell, light in enumerate(cells) if abs(light - usual) > _STRANGE}
    near = sum(abs(light - usual) <= _USUAL for light in cells)
    if len(waiting) > len(cells) * _MOST_STRANGE or near < len(cells) / 2:
        return []
    boxes: list[Mark] = []
    while waiting:
        group, edge = set[int](), {waiting.pop()}
        while edge:
            group |= edge
            edge = {
                cell + dx + dy * across
                for cell in edge
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
                if 0 <= cell % across + dx < across
            } & waiting
            waiting -= edge
        rows, columns = [cell // across for cell in group], [cell % across for cell in group]
        left, right = place.x + place.w * min(columns) / across, place.x + place.w * (max(columns) + 1) / across
        top, bottom = place.y + place.h * min(rows) / down, place.y + place.h * (max(rows) + 1) / down
        if len(group) > 1 and (right - left) * (bottom - top) < place.w * place.h / 2:
            boxes.append((round(left), round(top), round(right), round(bottom)))
    return sorted(boxes)
