"""The presentation that slides are put into: the project's own look, or a template of the reader's."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from fenjin.figures.canvas import SIDE, TOP, WIDTH, Frame
from fenjin.figures.look import Hue, Look
from fenjin.files.pptx.admission import KINDS, UNREADABLE, TemplateError, check, check_reach
from fenjin.files.pptx.ground import DRAWING, contrast, ground_of, is_over_marks, marks_in_picture, mode_of, room_of
from fenjin.files.pptx.titles import add_title, fit_title, keep_to_one_side, move_title, title_place
from fenjin.language.translate import Translator, _
from fenjin.slides import story

# What a template's default style may say of all text, and no text of a figure is: subscript, italics, underlined …
UPRIGHT = {"baseline": "0", "i": "0", "u": "none", "strike": "noStrike", "cap": "none", "spc": "0"}
# Every Windows and WPS has it.
FONT = "Microsoft YaHei"
WIDE, HIGH = 12_192_000, 6_858_000  # EMU of a slide of 16:9
UNIT = WIDE / WIDTH
_EMBLEM = 150  # units of the canvas that an emblem on the cover may take
_MOST_CONTRAST = 2.5  # of a ground to that of a look whose colours can be read on it
_LONGEST = 4000  # characters of a text
# What layouts are called that are made for something else than a figure under its title.
_OTHER_PAGES = re.compile(
    "目录|目次|过渡|轉場|转场|章节|節標題|节标题|封底|结束|致谢|谢谢|感谢|agenda|contents|section|divider|closing|thank",
    re.IGNORECASE,
)
CREATION_DATE = (1980, 1, 1, 0, 0, 0)  # of every part of the file: a file depends only on what is in it
_ACCENTS = 6  # colours that a theme of PowerPoint has beside text and ground


def language_code(t: Translator) -> str:
    """The reader's language as PowerPoint names it."""
    return "zh-CN" if t.lang == "zh" else "en-US"


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return story.tidy(text, _LONGEST)


def save(deck: Any) -> bytes:
    """The file's bytes, without the time of writing that the library puts into each of its parts."""
    raw, file = io.BytesIO(), io.BytesIO()
    deck.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        # A part that a file has twice makes PowerPoint offer to repair it.
        for name in dict.fromkeys(old.namelist()):
            entry = zipfile.ZipInfo(name, CREATION_DATE)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()


@dataclass(frozen=True)
class Stage:
    """A presentation without slides, and how slides lie on it.

    `own` says that title and background are the project's. Of a template, `room` is the place (in EMU) below the title of
    `plain`, None where its title leaves none, `cover_room` the same of `cover`, and `mode` and `cover_mode` the looks that can be read
    on their backgrounds. `ground` is the colour (#RRGGBB) behind figures, "" where that is not known; `panel` is the
    colour of what figures stand on where no look can be read on the page, or something is drawn there, and "" elsewhere; `shifts_title` says that
    the title stands elsewhere than the template has it, and on that panel too.
    """

    deck: Any
    cover: Any
    plain: Any
    own: bool = True
    mode: str = "light"
    cover_mode: str = "light"
    room: Frame | None = None
    cover_room: Frame | None = None
    ground: str = ""
    panel: str = ""
    shifts_title: bool = False


def own_stage(look: Look) -> Stage:
    """The stage of the project's own look, with the colours of the look's themes."""
    deck = Presentation(io.BytesIO(_own(look.hues)))
    return Stage(deck, deck.slide_layouts[0], deck.slide_layouts[1])


@lru_cache(maxsize=1)
def _own(hues: tuple[Hue, ...]) -> bytes:
    """The project's own template: the library's, made 16:9, with Chinese fonts, the palette, and two layouts."""
    deck = Presentation()
    master = deck.slide_master
    for layout in [each for each in deck.slide_layouts if each._element.get("type") not in ("title", "titleOnly")]:
        deck.slide_layouts.remove(layout)
    deck.slide_width, deck.slide_height = Emu(WIDE), Emu(HIGH)
    deck.element.find(qn("p:sldSz")).attrib.pop("type", None)
    for holder in (master, *deck.slide_layouts):
        for name, key in (("a:off", "x"), ("a:ext", "cx")):
            for place in holder._element.iter(qn(name)):
                if place.get(key):
                    place.set(key, str(int(place.get(key)) * 4 // 3))
    title = master.placeholders[0]
    title.left, title.top, title.width, title.height = (_emu(n) for n in (SIDE, 34, WIDTH - 2 * SIDE, 112))
    body = title._element.txBody.find(qn("a:bodyPr"))
    body.set("anchor", "t")
    for side in ("lIns", "rIns", "tIns", "bIns"):
        body.set(side, "0")
    _add_emblem(deck.slide_layouts[0])
    style = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", "2700")
    style.find(qn("a:defRPr")).set("b", "1")
    _prepare(deck)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _theme_with(theme.blob, Look(hues=hues))
    return save(deck)


def _add_emblem(cover: Any) -> None:
    """Gives the cover a place for an emblem: a picture that whoever opens the file puts there, and that is not seen while it is empty."""
    x, y, side = (_emu(n) for n in (WIDTH - SIDE - _EMBLEM, TOP, _EMBLEM))
    cover.shapes._spTree.append(
        parse_xml(
            f"""<p:sp {nsdecls("a", "p")}><p:nvSpPr><p:cNvPr id="9002" name="Emblem"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="pic" sz="quarter" idx="13"/></p:nvPr></p:nvSpPr>"""
            f"""<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{side}" cy="{side}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"""
        )
    )


def _emu(units: float) -> Emu:
    return Emu(round(units * UNIT))


def _theme_with(theme: bytes, look: Look) -> bytes:
    """A theme with Chinese fonts, and the palette's colours where the reader of the file draws something new."""
    root = parse_xml(theme)
    _fonts(root)
    root.set("name", "Fenjin")
    colours = {
        "dk1": look.colour("text"),
        "lt1": look.colour("page"),
        "dk2": look.colour("secondary"),
        "lt2": look.colour("silent"),
        **{f"accent{n}": each.light for n, each in zip(range(1, _ACCENTS + 1), look.hues, strict=False)},
    }
    for name, colour in colours.items():
        for place in root.iterfind(f".//a:clrScheme/a:{name}", DRAWING):
            place[:] = [etree.Element(qn("a:srgbClr"), val=colour[1:])]
    return _text_of(root)


def _text_of(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_fonts(theme: Any) -> None:
    """Gives a theme of a template a Chinese font where it names none."""
    root = parse_xml(theme.blob)
    _fonts(root, all_of_them=False)
    theme.blob = _text_of(root)


def _fonts(theme: Any, all_of_them: bool = True) -> None:
    """Gives a theme a Chinese font, in place of its own or only where it names none."""
    for kind in ("a:majorFont", "a:minorFont"):
        for place in theme.iterfind(f".//{kind}", DRAWING):
            chinese = [place.find(qn("a:ea")), *place.iterfind("a:font[@script='Hans']", DRAWING)]
            if all_of_them or not any(font.get("typeface") for font in chinese):
                for font in [*chinese, *([place.find(qn("a:latin"))] if all_of_them else [])]:
                    font.set("typeface", FONT)


# What a file need not say of itself, or would say of slides that it no longer has.
_UNUSED_PARTS = {
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.VIEW_PROPS,
    RELATIONSHIP_TYPE.PRINTER_SETTINGS,
    RELATIONSHIP_TYPE.SLIDE,
    "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
}
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def _prepare(deck: Any) -> None:
    """Takes a presentation's slides out of it, with all that hangs on them, and gives it a master for notes."""
    element, part = deck.element, deck.part
    for name in ("p:sldIdLst", "p:custShowLst", "p:modifyVerifier"):
        for place in list(element.iterfind(qn(name))):
            element.remove(place)
    for place in list(element.iter(qn("p:ext"))):
        if place.get("uri") == _SECTIONS:
            place.getparent().remove(place)
    layouts = [layout for master in deck.slide_masters for layout in (master, *master.slide_layouts)]
    for layout in layouts:
        _still(layout)
    for holder in (part.package, part, *(layout.part for layout in layouts)):
        rels = holder._rels
        for number in [number for number, rel in rels.items() if rel.reltype in _UNUSED_PARTS or _is_old_core(rel)]:
            rels.pop(number)
            if holder is not part.package:
                # What was pressed to reach a slide reaches nothing now.
                for link in holder._element.xpath(f"//*[@r:id='{number}']"):
                    link.getparent().remove(link)
    has_master = any(rel.reltype == RELATIONSHIP_TYPE.NOTES_MASTER for rel in part.rels.values())
    if has_master and not any(
        each.placeholder_format.type == PP_PLACEHOLDER.BODY
        for each in part.part_related_by(RELATIONSHIP_TYPE.NOTES_MASTER).notes_master.placeholders
    ):
        # One without a place for notes makes room for the library's own.
        has_master = False
        for number in [number for number, rel in part.rels.items() if rel.reltype == RELATIONSHIP_TYPE.NOTES_MASTER]:
            part._rels.pop(number)
        for place in list(element.iterfind(qn("p:notesMasterIdLst"))):
            element.remove(place)
    master = part.notes_master_part
    theme = master.part_related_by(RELATIONSHIP_TYPE.THEME)
    _set_fonts(theme) if has_master else _fonts(theme._element)
    if element.find(qn("p:notesMasterIdLst")) is None:
        master_list = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{part.relate_to(master, RELATIONSHIP_TYPE.NOTES_MASTER)}"/></p:notesMasterIdLst>'
        element.find(qn("p:sldMasterIdLst")).addnext(parse_xml(master_list))


def _still(layout: Any) -> None:
    """Puts the picture of each object that another program would draw, such as those of add-ins, in its place; without one it is gone."""
    for frame in list(layout._element.iter(qn("p:graphicFrame"))):
        objects = list(frame.iter(qn("p:oleObj")))
        picture = next(frame.iter(qn("p:pic")), None)
        if objects and picture is not None:
            picture.find(qn("p:nvPicPr")).find(qn("p:cNvPr")).attrib.update(frame.nvGraphicFramePr.cNvPr.attrib)
            frame.addprevious(picture)
        if objects:
            frame.getparent().remove(frame)
        for number in {each.get(qn("r:id")) for each in objects} & {*layout.part._rels}:
            layout.part._rels.pop(number)


def _is_old_core(rel: Any) -> bool:
    """Whether it leads to what a file says of itself under a name that the library does not know, and would write beside its own."""
    return rel.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES and rel.reltype.endswith("/core-properties")


class Layouts(NamedTuple):
    """What the layouts of a template that have a title are called, and the places of those for the cover and for all other slides."""

    names: tuple[str, ...]
    cover: int
    plain: int


def layouts_of(template: bytes) -> Layouts:
    """The layouts that slides may take, and those that they take where nobody chooses. Raises TemplateError."""
    stage = stage_of(template)
    titled = _titled(stage.deck)
    masters = [each.part for each in stage.deck.slide_masters]
    numbers = [f"{masters.index(each.slide_master.part) + 1}. " if len(masters) > 1 else "" for each in titled]
    names = tuple(f"{number}{clean(each.name)}" for number, each in zip(numbers, titled, strict=True))
    cover, plain = ([each.part for each in titled].index(layout.part) for layout in (stage.cover, stage.plain))
    return Layouts(names, cover, plain)


def _titled(deck: Any) -> list[Any]:
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    return [layout for layout in layouts if title_place(layout) is not None]


def stage_of(template: bytes, own_layouts: tuple[int, int] | None = None) -> Stage:
    """A template as a stage, with the layouts for cover and other slides that were chosen among `layouts_of`. Raises TemplateError."""
    check(template)
    try:
        deck = Presentation(io.BytesIO(_as_presentation(template)))
        # Not by the library's list of slides, which would stay with those that are taken out.
        uses: list[Any] = [deck.part.related_slide(each.rId).slide_layout for each in deck.element.iter(qn("p:sldId"))]
        _prepare(deck)
        check_reach(deck)
        _forget_default_style(deck)
        for master in deck.slide_masters:
            _set_fonts(master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
        wide, high = deck.slide_width or WIDE, deck.slide_height or HIGH
        cover, plain = _layouts(deck, uses, wide, high)
        if own_layouts:
            titled = _titled(deck)
            cover, plain = (titled[min(place, len(titled) - 1)] for place in own_layouts)
        for each in (cover, plain):
            # The library knows a title by its number, which files that were put together from others have otherwise.
            title_place(each)._element.nvSpPr.nvPr.find(qn("p:ph")).attrib.pop("idx", None)
        prints = marks_in_picture(plain, wide, high)
        fit_title(plain, wide, high, prints)
        for each in (cover, plain):
            keep_to_one_side(each, wide, high)
        room = room_of(plain, title_place(plain), wide, high, prints)
        shifts_title = room is None and move_title(plain, wide, high, prints)
        room = room_of(plain, title_place(plain), wide, high, prints)
        cover_room = room_of(cover, title_place(cover), wide, high)
        page = Frame(0, 0, wide, high)
        mode, cover_mode = mode_of(plain, room or page), mode_of(cover, page)
        grounds = ground_of(plain, room or page)
        own_page = Look("light").colour("page")
        if any(contrast(each, Look(mode).colour("page")[1:]) > _MOST_CONTRAST for each in grounds):
            mode, ground, panel = "light", "", own_page
        else:
            ground = f"#{grounds[0]}" if len(grounds) == 1 else ""
            mode = mode if grounds or not shifts_title else "light"
            is_over = (shifts_title and not grounds) or is_over_marks(plain, room or page, wide, high)
            panel = (ground or Look(mode).colour("page")) if is_over else ""
        return Stage(
            deck,
            cover,
            plain,
            False,
            mode,
            cover_mode,
            room=room,
            cover_room=cover_room,
            ground=ground,
            panel=panel,
            shifts_title=shifts_title,
        )
    except TemplateError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise TemplateError(UNREADABLE) from error


def _as_presentation(template: bytes) -> bytes:
    """A template or a show as the presentation that it is but for one word."""
    with zipfile.ZipFile(io.BytesIO(template)) as old:
        types = old.read("[Content_Types].xml")
        for kind in KINDS[1:]:
            types = types.replace(kind.encode(), KINDS[0].encode())
        if types == old.read("[Content_Types].xml"):
            return template
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for name in dict.fromkeys(old.namelist()):
                new.writestr(name, types if name == "[Content_Types].xml" else old.read(name))
    return file.getvalue()


def _layouts(deck: Any, uses: list[Any], wide: int, high: int) -> tuple[Any, Any]:
    """The layouts for the cover and for all other slides: those that the template's own slides use, else those that are made for it.

    `uses` are the layouts of its slides, in their order. Where no layout has a title, that of most slides gets one. A cover comes from the
    master of the other slides, if need be as one of them: another's would look like another house's.
    """
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    titled = _titled(deck)
    if not layouts:
        raise TemplateError(_("模板里没有版式，不能用。请在PowerPoint的幻灯片母版里插入一个版式，另存后再选。"))
    if not titled:
        bare = Counter(each.part.partname for each in uses).most_common(1)
        layout = next((each for each in layouts if bare and each.part.partname == bare[0][0]), layouts[0])
        add_title(layout, wide, high)
        return layout, layout
    used = Counter(each.part.partname for each in uses[1:])
    main = used.most_common(1)[0][0] if used else None
    house = next((each.slide_master.part for each in layouts if each.part.partname == main), layouts[0].slide_master.part)

    def order(layout: Any) -> tuple[Any, ...]:
        no_room, strange = room_of(layout, title_place(layout), wide, high) is None, layout.slide_master.part is not house
        kind, holders = layout._element.get("type"), len(list(layout.iter_cloneable_placeholders()))
        is_other = bool(_OTHER_PAGES.search(layout.name)) or layout._element.get("type") == "secHead"
        return no_room, strange, is_other, -used[layout.part.partname], kind != "titleOnly", holders

    plain = min(titled, key=order)
    covers = [each for each in titled if each._element.get("type") == "title"]
    first = uses[0].part.partname if uses else None
    opening = next((each for each in titled if each.part.partname == first and first not in used), None)
    of_house = [each for each in covers if each.slide_master.part is plain.slide_master.part]
    return opening or next(iter(of_house or ([] if used else covers)), plain), plain


def _forget_default_style(deck: Any) -> None:
    """Takes from a presentation's style of all text what no text of a figure is; not every program heeds that a text says otherwise."""
    style = deck.element.find(qn("p:defaultTextStyle"))
    for level in style if style is not None else ():
        for mark in [each for each in level if each.tag.startswith(qn("a:bu"))]:
            level.remove(mark)
        for run in level.iter(qn("a:defRPr")):
            for name in UPRIGHT:
                run.attrib.pop(name, None)
