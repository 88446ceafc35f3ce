"""The presentation that slides are put into: the project's own look, or a template of the reader's."""

import io
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from fenjin.figures.canvas import SIDE, WIDTH, Frame
from fenjin.figures.look import Hue, Look, ink_on
from fenjin.language.translate import Translator
from fenjin.slides import story

LARGEST = 20 * 2**20  # bytes of a template
_MOST_BYTES = 100 * 2**20
_MOST_GROWTH = 200  # times that a template may grow when it is unpacked
_MOST_PARTS = 5000
_PROGRAMS = {"oleobject", "control", "activexcontrolbinary", "vbaproject"}  # kinds of part that another program runs
# Every Windows and WPS has it.
FONT = "Microsoft YaHei"
WIDE, HIGH = 12_192_000, 6_858_000  # EMU of a slide of 16:9
UNIT = WIDE / WIDTH
_LONGEST = 4000  # characters of a text
CREATION_DATE = (1980, 1, 1, 0, 0, 0)  # of every part of the file: a file depends only on what is in it
_ACCENTS = 6  # colours that a theme of PowerPoint has beside text and ground
_DARK = ink_on("#FFFFFF")
_DRAWING = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


class TemplateError(Exception):
    """A file that cannot serve as a template; says in the reader's language why, and what to do."""


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
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, CREATION_DATE)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()


@dataclass(frozen=True)
class Stage:
    """A presentation without slides, and how slides lie on it.

    `own` says that title and background are the project's. Of a template, `room` is the place (in EMU) below the title of
    `plain`, None where its title leaves none, and `mode` the look that can be read on its background.
    """

    deck: Any
    cover: Any
    plain: Any
    own: bool = True
    mode: str = "light"
    room: Frame | None = None


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
    style = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", "2700")
    style.find(qn("a:defRPr")).set("b", "1")
    _prepare(deck)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _theme_with(theme.blob, Look(hues=hues))
    return save(deck)


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
        for place in root.iterfind(f".//a:clrScheme/a:{name}", _DRAWING):
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
        for place in theme.iterfind(f".//{kind}", _DRAWING):
            chinese = [place.find(qn("a:ea")), *place.iterfind("a:font[@script='Hans']", _DRAWING)]
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
    for holder in (part.package, part, *(layout.part for layout in layouts)):
        rels = holder._rels
        for number in [number for number, rel in rels.items() if rel.reltype in _UNUSED_PARTS]:
            rels.pop(number)
            if holder is not part.package:
                # What was pressed to reach a slide reaches nothing now.
                for link in holder._element.xpath(f"//*[@r:id='{number}']"):
                    link.getparent().remove(link)
    has_master = any(rel.reltype == RELATIONSHIP_TYPE.NOTES_MASTER for rel in part.rels.values())
    if has_master and not any(each.placeholder_format.type == PP_PLACEHOLDER.BODY for each in deck.notes_master.placeholders):
        raise ValueError("no room for notes")
    master = part.notes_master_part
    theme = master.part_related_by(RELATIONSHIP_TYPE.THEME)
    _set_fonts(theme) if has_master else _fonts(theme._element)
    if element.find(qn("p:notesMasterIdLst")) is None:
        master_list = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{part.relate_to(master, RELATIONSHIP_TYPE.NOTES_MASTER)}"/></p:notesMasterIdLst>'
        element.find(qn("p:sldMasterIdLst")).addnext(parse_xml(master_list))


def unreadable(t: Translator) -> str:
    """What is said of a file that the library cannot open."""
    return t("打不开这个文件，它可能已损坏。请在PowerPoint或WPS里打开，另存为.pptx再选。")


def stage_of(template: bytes, t: Translator) -> Stage:
    """A template as a stage. Raises TemplateError."""
    _check(template, t)
    try:
        deck = Presentation(io.BytesIO(template))
        _prepare(deck)
        for master in deck.slide_masters:
            _set_fonts(master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
        layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts if title_place(layout) is not None]
        if not layouts:
            raise TemplateError(t("模板里没有带标题的版式。请换一个模板，或在母版里加上标题。"))
        plain = min(
            layouts, key=lambda each: (each._element.get("type") != "titleOnly", len(list(each.iter_cloneable_placeholders())))
        )
        cover = next((each for each in layouts if each._element.get("type") == "title"), plain)
        return Stage(deck, cover, plain, False, _mode(plain), _room(deck, plain))
    except TemplateError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise TemplateError(unreadable(t)) from error


def _check(template: bytes, t: Translator) -> None:
    """Raises TemplateError for what need not be opened, or must not be."""
    if len(template) > LARGEST:
        raise TemplateError(t("模板太大，最多{n}MB。", n=LARGEST // 2**20))
    if template.startswith(bytes.fromhex("d0cf11e0")):
        raise TemplateError(t("这个文件加了密码，或是旧的.ppt格式。请去掉密码，另存为.pptx再选。"))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            entries = archive.infolist()
            small = sum(each.file_size for each in entries) <= _MOST_BYTES
            types = _parsed(archive.read("[Content_Types].xml")) if small else []
            related = [
                link for each in entries if small and each.filename.endswith(".rels") for link in _parsed(archive.read(each))
            ]
    except Exception as error:
        raise TemplateError(t("这不是PowerPoint文件。请选扩展名是.pptx的文件。")) from error
    size = sum(each.file_size for each in entries)
    if size > _MOST_BYTES or size > _MOST_GROWTH * len(template) or len(entries) > _MOST_PARTS:
        raise TemplateError(t("模板展开后太大，不能用。请去掉里面的大图和视频。"))
    kinds = {each.get("ContentType", "").lower() for each in types}
    if any(word in kind for kind in kinds for word in ("macroenabled", "vbaproject")):
        raise TemplateError(t("模板里有宏，不能用。请另存为不含宏的.pptx再选。"))
    if CONTENT_TYPE.PML_PRESENTATION_MAIN.lower() not in kinds:
        raise TemplateError(t("这不是PowerPoint文件。请选扩展名是.pptx的文件。"))
    # Whoever opens a file that is made with it would be known to the other end, or run what he does not know.
    reached = [each.get("Type", "").rpartition("/")[2] for each in related if each.get("TargetMode", "").lower() == "external"]
    if any(kind != "hyperlink" for kind in reached):
        raise TemplateError(t("模板里有链接到外面的图片或文件，不能用。请改成嵌入的，另存后再选。"))
    if {each.get("Type", "").rpartition("/")[2].lower() for each in related} & _PROGRAMS:
        raise TemplateError(t("模板里嵌有别的程序的对象，不能用。请删去，另存后再选。"))


def _parsed(part: bytes) -> list[Any]:
    """What stands in a part that lists something. Raises XMLSyntaxError, and ValueError where it holds what only an entity would bring."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    elements = list(etree.fromstring(part, parser))
    if not all(isinstance(each.tag, str) for each in elements):
        raise ValueError("an entity in a list of parts")
    return elements


def title_place(layout: Any) -> Any:
    """A layout's place for the title, None where it has none."""
    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    return next((each for each in layout.placeholders if each.placeholder_format.type in kinds), None)


def _mode(layout: Any) -> str:
    """Which of the looks can be read on a template's background: text that is light has a dark background.

    Backgrounds can be pictures and gradients; but in which colour text can be read on them, the template says itself.
    """
    master = layout.slide_master
    colour = master._element.find(f".//{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}/{qn('a:solidFill')}")
    element = colour[0] if colour is not None and len(colour) else etree.Element(qn("a:schemeClr"), val="tx1")
    if element.tag == qn("a:schemeClr"):
        override = layout._element.find(f".//{qn('a:overrideClrMapping')}")
        mapping = override if override is not None else master._element.find(qn("p:clrMap"))
        theme = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
        element = theme.find(f".//a:clrScheme/a:{mapping.get(element.get('val'), element.get('val'))}/*", _DRAWING)
    value = str(element.get("lastClr") or element.get("val"))
    return "dark" if re.fullmatch("[0-9A-Fa-f]{6}", value) and ink_on(f"#{value}") == _DARK else "light"


def _room(deck: Any, layout: Any) -> Frame | None:
    """The place below a layout's title and above its footer, in EMU; None where a canvas would not fit in."""
    wide, high = deck.slide_width or WIDE, deck.slide_height or HIGH
    title = title_place(layout)
    if title.left is None or title.width < wide * 0.4 or title.top + title.height > high * 0.45 or title.left > wide * 0.2:
        return None
    kinds = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    feet = [
        each.top for each in layout.placeholders if each.placeholder_format.type in kinds and each.top and each.top > high * 0.8
    ]
    top, bottom = title.top + title.height, min([*feet, round(high * 0.97)])
    return Frame(title.left, top, wide - 2 * title.left, bottom - top)
