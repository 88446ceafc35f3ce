"""Where the title of a template's page stands: as the template has it, clear of what is drawn beside and across it."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from fenjin.figures.canvas import Frame
from fenjin.files.pptx.ground import Mark, ground_of, marks, room_of

_LOWEST, _HIGHEST = 0.11, 0.17  # of a page: how high a template's place for a title is, so that two lines and a figure have room
_THIN = 0.03  # of a page's height: what is no higher is a line
_GAP = 0.008  # of a page's width, between a logo and the title beside it


def title_place(layout: Any) -> Any:
    """A layout's place for the title, None where it has none."""
    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    return next((each for each in layout.placeholders if each.placeholder_format.type in kinds), None)


def fit_title(layout: Any, wide: int, high: int, prints: Sequence[Mark]) -> None:
    """Makes a layout's place for a title lower or higher where it leaves no room for a figure, or none for a second line on the same ground,
    and narrower where a logo stands at one of its ends."""
    title = title_place(layout)
    if title.left is None or title.top > high * 0.35:
        return
    left, top, right, bottom = title.left, title.top, title.left + title.width, title.top + title.height
    for x, y, x1, y1 in (*marks(layout, wide, high), *prints):
        if x1 - x < wide * 0.35 and y1 - y < high * 0.3 and y < bottom and y1 > top:
            if x > left + (right - left) * 0.6:
                right = min(right, x - round(wide * _GAP))
            elif x1 < left + (right - left) * 0.4:
                left = max(left, x1 + round(wide * _GAP))
    height = min(max(bottom - top, round(high * _LOWEST)), round(high * _HIGHEST))
    own, below = Frame(left, top, right - left, bottom - top), Frame(left, bottom, right - left, top + height - bottom)
    if top + height > bottom and ground_of(layout, own) != ground_of(layout, below):
        height = bottom - top
    if (left, right - left, height) != (title.left, title.width, title.height):
        title.left, title.top, title.width, title.height = left, top, right - left, height


def keep_to_one_side(layout: Any, wide: int, high: int) -> None:
    """Keeps a layout's place for a title to the larger side of a line that is drawn across it, for it has more lines than the template's."""
    title = title_place(layout)
    if title.left is None:
        return
    for x, y, x1, y1 in marks(layout, wide, high):
        above, below = y - title.top, title.top + title.height - y1
        is_across = y1 - y < high * _THIN and min(x1, title.left + title.width) - max(x, title.left) > title.width / 2
        if not is_across or min(above, below) <= 0:
            continue
        left, width = title.left, title.width
        top, height = (title.top, above) if above >= min(below, high * _LOWEST) else (y1, below)
        title.left, title.top, title.width, title.height = left, top, width, height


def move_title(layout: Any, wide: int, high: int, prints: Sequence[Mark]) -> bool:
    """Puts a layout's place for a title across the page, below what stands at its top: where the template has it, it leaves no room for a
    figure. Whether it did; else all is as it was.
    """
    title = title_place(layout)
    before = (title.left, title.top, title.width, title.height)
    tops = [y1 for _x, y, _x1, y1 in (*marks(layout, wide, high), *prints) if y < high * 0.12 and y1 < high * 0.35]
    top = max([round(each + high * 0.015) for each in tops] + [round(high * 0.05)])
    title.left, title.top, title.width, title.height = round(wide * 0.05), top, round(wide * 0.9), round(high * 0.13)
    fits = room_of(layout, title, wide, high, prints) is not None
    if not fits and before[0] is not None:
        title.left, title.top, title.width, title.height = before
    return fits


def add_title(layout: Any, wide: int, high: int) -> None:
    """Gives a layout a place for a title, across its top."""
    x, y, w, h = (round(share) for share in (wide * 0.05, high * 0.05, wide * 0.9, high * 0.13))
    layout.shapes._spTree.append(
        parse_xml(
            f"""<p:sp {nsdecls("a", "p")}><p:nvSpPr><p:cNvPr id="9001" name="Title"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>"""
            f'''<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>'''
        )
    )
