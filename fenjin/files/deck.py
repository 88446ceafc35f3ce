"""Views to PowerPoint: slides of native charts, tables and shapes that stay editable, with notes for the speaker.

The same input gives the same bytes.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

import pandas as pd
import xlsxwriter
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.dml.fill import FillFormat
from pptx.dml.line import LineFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_PATTERN, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.base import BaseShape
from pptx.shapes.freeform import FreeformBuilder
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from fenjin import views
from fenjin.figures.bars import ARROWS, Bar, Bars
from fenjin.figures.look import Look, ink_on
from fenjin.figures.matrix import Matrix
from fenjin.figures.timeline import Timeline
from fenjin.figures.typeset import breadth, wrapped
from fenjin.language import quantity
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.slides import kinds, slide, story
from fenjin.slides.body import cell_words
from fenjin.slides.canvas import BOTTOM, HEIGHT, LEAST, LINE, SIDE, WIDTH, Box, Frame, Mark, Path, Run, Words
from fenjin.slides.kinds import SIZES, Lines, Numbers, Table, column_widths, table_lines
from fenjin.slides.slide import Slide
from fenjin.slides.typeset import lines_of, text_of
from fenjin.views import Context

LARGEST = 20 * 2**20  # bytes of a template
_UNPACKED = 100 * 2**20
_PACKED = 200  # times that a template may grow when it is unpacked
_MOST_PARTS = 5000
# Every Windows and WPS has it.
_FONT = "Microsoft YaHei"
_WIDE, _HIGH = 12_192_000, 6_858_000  # EMU of a slide of 16:9
_UNIT = _WIDE / WIDTH
_LONGEST = 4000  # characters of a text
_CREATED = (1980, 1, 1, 0, 0, 0)  # of every part of the file: a file depends only on what is in it
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"
_DARK = ink_on("#FFFFFF")
_DRAWING = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


class TemplateError(Exception):
    """A file that cannot serve as a template; says in the reader's language why, and what to do."""


def powerpoint(
    context: Context, slides: Sequence[Slide], title: str, when: datetime.date, template: bytes | None = None
) -> bytes:
    """Slides as a PowerPoint file with this title; `when` is the date that the file says it was made.

    With a template, title, fonts and background are those of the template, and its own slides are left out. Raises
    TemplateError where it is none.
    """
    t = context.t
    stage = _own_stage() if template is None else _stage(template, t)
    above = min((_above(each) for each in slides if not each.cover), default=0.0)
    before: Slide | None = None
    row = 0
    for each in _one_scale(slides, t):
        follows = before is not None and before.view is each.view and before.part[0] == each.part[0] - 1
        row = row + len(before.body.rows) if follows and before and isinstance(before.body, Table) else 0
        shown = each.context or context
        names = {unit["unit_id"]: t.of(unit, "short") for unit in shown.units}
        _Drawn(stage, each, t, names, above).draw(_notes(shown, each, row if follows or each.part[0] == 1 else None))
        before = each
    described = stage.deck.core_properties
    about = {
        each["list_id"]: each
        for slide in slides
        if slide.context and slide.view
        for each in views.lists_of(slide.context, slide.view)
    }
    described.title = _clean(title)[:255]
    described.subject = _clean(views.titles(list(about.values()) or [context.described], t))[:255]
    described.author = described.last_modified_by = t("奋进看板")
    described.created = described.modified = datetime.datetime.combine(when, datetime.time())
    described.revision, described.language = 1, _code(t)
    return _saved(stage.deck)


def check(template: bytes, t: Translator) -> None:
    """Raises TemplateError, in words, where a file cannot serve as a template."""
    stage = _stage(template, t)
    try:
        for cover in (True, False):
            _Drawn(stage, Slide(t("标题"), Lines((t("取值"),)), source=" ", cover=cover), t, {}, 0).draw([t("结论")])
        Presentation(io.BytesIO(_saved(stage.deck)))
    except Exception as error:  # whatever a broken file makes the library raise
        raise TemplateError(_unreadable(t)) from error


def _code(t: Translator) -> str:
    return "zh-CN" if t.lang == "zh" else "en-US"


def _clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return story.tidy(text, _LONGEST)


def _saved(deck: Any) -> bytes:
    """The file's bytes, without the time of writing that the library puts into each of its parts."""
    written, file = io.BytesIO(), io.BytesIO()
    deck.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _CREATED)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()


@dataclass(frozen=True)
class _Stage:
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


def _own_stage() -> _Stage:
    deck = Presentation(io.BytesIO(_own()))
    return _Stage(deck, deck.slide_layouts[0], deck.slide_layouts[1])


@lru_cache(maxsize=1)
def _own() -> bytes:
    """The project's own template: the library's, made 16:9, with Chinese fonts, the palette, and two layouts."""
    deck = Presentation()
    master = deck.slide_master
    for layout in [each for each in deck.slide_layouts if each._element.get("type") not in ("title", "titleOnly")]:
        deck.slide_layouts.remove(layout)
    deck.slide_width, deck.slide_height = Emu(_WIDE), Emu(_HIGH)
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
    _prepared(deck)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _themed(theme.blob, Look())
    return _saved(deck)


def _emu(units: float) -> Emu:
    return Emu(round(units * _UNIT))


def _themed(theme: bytes, look: Look) -> bytes:
    """A theme with Chinese fonts, and the palette's colours where the reader of the file draws something new."""
    root = parse_xml(theme)
    _fonts(root)
    root.set("name", "Fenjin")
    colours = {
        "dk1": look.colour("text"), "lt1": look.colour("page"), "dk2": look.colour("secondary"), "lt2": look.colour("silent"),
        **{f"accent{n}": look.colour(theme) for n, theme in enumerate(views.ALL_THEMES, start=1)},
    }  # fmt: skip
    for name, colour in colours.items():
        for place in root.iterfind(f".//a:clrScheme/a:{name}", _DRAWING):
            place[:] = [etree.Element(qn("a:srgbClr"), val=colour[1:])]
    return _text_of(root)


def _text_of(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _refonted(theme: Any) -> None:
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
                    font.set("typeface", _FONT)


# What a file need not say of itself, or would say of slides that it no longer has.
_DROPPED = {
    RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.VIEW_PROPS, RELATIONSHIP_TYPE.PRINTER_SETTINGS,
    RELATIONSHIP_TYPE.SLIDE, "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
}  # fmt: skip
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def _prepared(deck: Any) -> None:
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
        for number in [number for number, rel in rels.items() if rel.reltype in _DROPPED]:
            rels.pop(number)
            if holder is not part.package:
                # What was pressed to reach a slide reaches nothing now.
                for link in holder._element.xpath(f"//*[@r:id='{number}']"):
                    link.getparent().remove(link)
    known = any(rel.reltype == RELATIONSHIP_TYPE.NOTES_MASTER for rel in part.rels.values())
    if known and not any(each.placeholder_format.type == PP_PLACEHOLDER.BODY for each in deck.notes_master.placeholders):
        raise ValueError("no room for notes")
    master = part.notes_master_part
    theme = master.part_related_by(RELATIONSHIP_TYPE.THEME)
    _refonted(theme) if known else _fonts(theme._element)
    if element.find(qn("p:notesMasterIdLst")) is None:
        listed = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{part.relate_to(master, RELATIONSHIP_TYPE.NOTES_MASTER)}"/></p:notesMasterIdLst>'
        element.find(qn("p:sldMasterIdLst")).addnext(parse_xml(listed))


def _unreadable(t: Translator) -> str:
    return t("打不开这个文件，它可能已损坏。请在PowerPoint或WPS里打开，另存为.pptx再选。")


def _stage(template: bytes, t: Translator) -> _Stage:
    """A template as a stage. Raises TemplateError."""
    _checked(template, t)
    try:
        deck = Presentation(io.BytesIO(template))
        _prepared(deck)
        for master in deck.slide_masters:
            _refonted(master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
        layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts if _title(layout) is not None]
        if not layouts:
            raise TemplateError(t("模板里没有带标题的版式。请换一个模板，或在母版里加上标题。"))
        plain = min(
            layouts, key=lambda each: (each._element.get("type") != "titleOnly", len(list(each.iter_cloneable_placeholders())))
        )
        cover = next((each for each in layouts if each._element.get("type") == "title"), plain)
        return _Stage(deck, cover, plain, False, _mode(plain), _room(deck, plain))
    except TemplateError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise TemplateError(_unreadable(t)) from error


def _checked(template: bytes, t: Translator) -> None:
    """Raises TemplateError for what need not be opened, or must not be."""
    if len(template) > LARGEST:
        raise TemplateError(t("模板太大，最多{n}MB。", n=LARGEST // 2**20))
    if template.startswith(bytes.fromhex("d0cf11e0")):
        raise TemplateError(t("这个文件加了密码，或是旧的.ppt格式。请去掉密码，另存为.pptx再选。"))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            entries = packed.infolist()
            types = packed.read("[Content_Types].xml") if sum(each.file_size for each in entries) <= _UNPACKED else b""
    except Exception as error:
        raise TemplateError(t("这不是PowerPoint文件。请选扩展名是.pptx的文件。")) from error
    unpacked = sum(each.file_size for each in entries)
    if unpacked > _UNPACKED or unpacked > _PACKED * len(template) or len(entries) > _MOST_PARTS:
        raise TemplateError(t("模板展开后太大，不能用。请去掉里面的大图和视频。"))
    if CONTENT_TYPE.PML_PRES_MACRO_MAIN.encode() in types or any(each.filename.endswith("vbaProject.bin") for each in entries):
        raise TemplateError(t("模板里有宏，不能用。请另存为不含宏的.pptx再选。"))
    if CONTENT_TYPE.PML_PRESENTATION_MAIN.encode() not in types:
        raise TemplateError(t("这不是PowerPoint文件。请选扩展名是.pptx的文件。"))


def _title(layout: Any) -> Any:
    """A layout's place for the title, None where it has none."""
    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    return next((each for each in layout.placeholders if each.placeholder_format.type in kinds), None)


def _mode(layout: Any) -> str:
    """Which of the looks can be read on a template's background: text that is light has a dark background.

    Backgrounds can be pictures and gradients; but in which colour text can be read on them, the template says itself.
    """
    master = layout.slide_master
    colour = master._element.find(f".//{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}/{qn('a:solidFill')}")
    named = colour[0] if colour is not None and len(colour) else etree.Element(qn("a:schemeClr"), val="tx1")
    if named.tag == qn("a:schemeClr"):
        override = layout._element.find(f".//{qn('a:overrideClrMapping')}")
        mapping = override if override is not None else master._element.find(qn("p:clrMap"))
        theme = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
        named = theme.find(f".//a:clrScheme/a:{mapping.get(named.get('val'), named.get('val'))}/*", _DRAWING)
    value = str(named.get("lastClr") or named.get("val"))
    return "dark" if re.fullmatch("[0-9A-Fa-f]{6}", value) and ink_on(f"#{value}") == _DARK else "light"


def _room(deck: Any, layout: Any) -> Frame | None:
    """The place below a layout's title and above its footer, in EMU; None where a canvas would not fit in."""
    wide, high = deck.slide_width or _WIDE, deck.slide_height or _HIGH
    title = _title(layout)
    if title.left is None or title.width < wide * 0.4 or title.top + title.height > high * 0.45 or title.left > wide * 0.2:
        return None
    kinds = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    feet = [
        each.top for each in layout.placeholders if each.placeholder_format.type in kinds and each.top and each.top > high * 0.8
    ]
    top, bottom = title.top + title.height, min([*feet, round(high * 0.97)])
    return Frame(title.left, top, wide - 2 * title.left, bottom - top)


def _above(each: Slide) -> float:
    """Where the title of a slide ends on the canvas."""
    title = slide.heading_of(each)[0][0]
    return title.y + len(title.lines) * title.size * title.pitch if isinstance(title, Words) else 0.0


class _Freeform(FreeformBuilder):
    """The library looks for the corner of a shape again at each of its points."""

    @cached_property
    def shape_offset_x(self) -> Any:  # type: ignore[override]
        return super().shape_offset_x

    @cached_property
    def shape_offset_y(self) -> Any:  # type: ignore[override]
        return super().shape_offset_y


class _Data(CategoryChartData):
    """The data of a chart, whose workbook takes no text for a formula, a number or a link."""

    @property
    def xlsx_blob(self) -> bytes:
        file = io.BytesIO()
        options = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_format_properties": {"font_name": _FONT, "font_size": 10},
        }  # fmt: skip
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"created": datetime.datetime(*_CREATED)})
            sheet = book.add_worksheet("Sheet1")
            sheet.set_column(0, 0, 30)
            sheet.write_column(1, 0, [category.label for category in self.categories])
            for place, series in enumerate(self, start=1):
                sheet.write_string(0, place, series.name)
                sheet.write_column(1, place, series.values)
        return file.getvalue()


@dataclass(frozen=True)
class _Cell:
    """A cell of a table: its words, how they are set, and its fill."""

    text: str
    align: PP_ALIGN = PP_ALIGN.LEFT
    bold: bool = False
    colour: str = ""
    fill: str = ""


@dataclass(frozen=True)
class _Row:
    """A line of a bar chart: words of a label, with the bar where they are its first; or of a section's heading."""

    label: str = ""
    bar: Bar | None = None
    heading: str = ""
    section: int = 0


class _Drawn:
    """A slide of a presentation as it is drawn."""

    def __init__(self, stage: _Stage, what: Slide, t: Translator, names: Mapping[str, str], above: float) -> None:
        self.stage, self.t, self.names = stage, t, names
        self.what = what if stage.own else replace(what, look=replace(what.look, mode=stage.mode))
        self.look = self.what.look
        self.page: Any = stage.deck.slides.add_slide(stage.cover if what.cover else stage.plain)
        # The canvas: EMU of a unit, and where its corner lies.
        self.unit, self.x, self.y = _UNIT, 0.0, 0.0
        if not stage.own:
            wide, high = stage.deck.slide_width or _WIDE, stage.deck.slide_height or _HIGH
            if stage.room is None:
                self.unit = min(wide / WIDTH, high / HEIGHT)
                self.x, self.y = (wide - WIDTH * self.unit) / 2, (high - HEIGHT * self.unit) / 2
            else:
                room = stage.room
                self.unit = min(room.w / (WIDTH - 2 * SIDE), room.h / (HEIGHT - BOTTOM - above))
                self.x, self.y = room.x - SIDE * self.unit, room.y + room.h - (HEIGHT - BOTTOM) * self.unit
                title = _title(stage.cover)
                if what.cover and title.left is not None:
                    self.x = title.left - SIDE * self.unit
                    self.y = min(title.top + title.height, high * 0.8) - self.what.frame.y * self.unit

    def draw(self, notes: Sequence[str]) -> None:
        """Draws the slide and writes its notes."""
        head, foot = slide.heading_of(self.what)[0], slide.footer_of(self.what)[0]
        heading = head.pop(0)
        held = self._entitled(heading)
        if self.stage.own:
            self._ground()
            head += [Box(0, 0, 30, HEIGHT, self.look.mark)] if self.what.cover else []
        else:
            head = [mark for mark in head if isinstance(mark, Words)]
        self._shapes(head)
        self._body(held)
        self._shapes(foot)
        self._noted(notes)

    def _entitled(self, heading: Mark) -> bool:
        """Writes the title into its place, and on a template's cover what stands below it; whether it did that."""
        title = self.page.shapes.title
        assert title is not None and isinstance(heading, Words)
        frame, below = title.text_frame, None
        if self.stage.own or self.stage.room is None:
            title.left, title.top = self._at(heading.x, heading.y)
            # Room to the edge, for where letters are wider than was reckoned with.
            title.width, title.height = (
                self._long(WIDTH - heading.x - 8),
                self._long(len(heading.lines) * heading.size * heading.pitch),
            )
            _bare(frame, wrap=True)
            frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
            colour = heading.colour if self.stage.own else ""
            self._write(frame, heading.lines, heading.size, colour, pitch=heading.pitch)
            frame.vertical_anchor = MSO_ANCHOR.TOP
        else:
            self._write(frame, ((Run(self.what.heading),),), 0)
            largest = self._fitting(self.stage.cover if self.what.cover else self.stage.plain)
            if largest:
                frame.paragraphs[0].runs[0].font.size = Pt(largest)
        for place in list(self.page.placeholders):
            if place.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE and not self.stage.own and below is None:
                below = place
            elif place.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                place._element.getparent().remove(place._element)
        if below is None or not isinstance(self.what.body, Lines):
            return False
        below.text_frame.text = "\n".join(_clean(text) for text in self.what.body.items)
        self._spoken(below.text_frame)
        return True

    def _fitting(self, layout: Any) -> int:
        """The points of type in which the title fits a template's place for it, 0 where the template's own do."""
        place = _title(layout)
        sizes = [
            *place._element.xpath("./p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr/@sz"),
            *layout.slide_master._element.xpath(
                "./p:cSld//p:sp[.//p:ph[@type='title']]/p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr/@sz"
            ),
            *layout.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz"),
        ]
        most = int(sizes[0]) // 100 if sizes else 44
        if place.width is None:
            return min(most, 28)
        wide, high = place.width / 12700 - 16, place.height / 12700 - 4
        for size in range(most, 11, -1):
            if len(wrapped(self.what.heading, size, wide * 0.97)) * size * 1.25 <= high:
                return 0 if size == most else size
        return 12

    def _ground(self) -> None:
        ground = self.look.colour("page")
        if ground != Look().colour("page"):
            fill = self.page.background.fill
            fill.solid()
            fill.fore_color.rgb = _rgb(ground)

    def _at(self, x: float, y: float) -> tuple[Emu, Emu]:
        return Emu(round(self.x + x * self.unit)), Emu(round(self.y + y * self.unit))

    def _long(self, units: float) -> Emu:
        return Emu(round(units * self.unit))

    def _points(self, size: float) -> Pt:
        return Pt(round(size * self.unit / 12700, 1))

    def _write(
        self, frame: TextFrame, lines: Sequence[Sequence[Run]], size: float, colour: str = "", align: PP_ALIGN = PP_ALIGN.LEFT, pitch: float = 0
    ) -> None:  # fmt: skip
        """Writes lines into a text frame; a size of 0, a colour of "" and a pitch of 0 are left to what the frame has."""
        paragraph = frame.paragraphs[0]
        if size:
            paragraph.alignment = align
        if pitch:
            paragraph.line_spacing = self._points(size * pitch)
        for number, line in enumerate(lines):
            if number:
                paragraph.add_line_break()
            for run in line:
                added = paragraph.add_run()
                added.text = _clean(run.text).replace("\n", " ")
                if size:
                    added.font.size = self._points(size)
                    added.font.bold = run.bold
                if run.colour or colour:
                    added.font.color.rgb = _rgb(run.colour or colour)
        self._spoken(frame)

    def _spoken(self, frame: TextFrame) -> None:
        """Says in which language the words of a frame are, so that no font of another language is taken."""
        for run in frame._txBody.iter(qn("a:r"), qn("a:br")):
            properties = run.get_or_add_rPr()
            properties.set("lang", _code(self.t))
            if self.t.lang == "zh":
                properties.set("altLang", "en-US")

    def _filled(self, fill: FillFormat, mark: Box | Path) -> None:
        shown = mark.fill if self.stage.own or mark.fill != self.look.colour("page") else ""
        if mark.pattern:
            self._patterned(fill, mark.pattern, mark.edge)
        elif shown:
            fill.solid()
            fill.fore_color.rgb = _rgb(shown)
        else:
            fill.background()

    def _patterned(self, fill: FillFormat, pattern: str, colour: str) -> None:
        fill.patterned()
        fill.pattern = MSO_PATTERN.PERCENT_30 if pattern == "dots" else MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb = _rgb(colour)
        if self.stage.own:
            fill.back_color.rgb = _rgb(self.look.colour("page"))
        else:
            fill.back_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1

    def _edged(self, line: LineFormat, mark: Box | Path) -> None:
        if not mark.edge:
            line.fill.background()
            return
        line.color.rgb = _rgb(mark.edge)
        line.width = self._long(mark.width)
        if mark.dash:
            line.dash_style = MSO_LINE.DASH

    def _shape(self, mark: Mark) -> BaseShape:
        """A mark as a shape of its own."""
        if isinstance(mark, Words):
            return self._text(mark)
        if isinstance(mark, Path):
            return self._path(mark)
        left, top = self._at(mark.x, mark.y)
        drawn = self.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, top, self._long(mark.w), self._long(mark.h))
        _unstyled(drawn)
        self._filled(drawn.fill, mark)
        self._edged(drawn.line, mark)
        _bare(drawn.text_frame)
        drawn.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        if mark.words:
            self._write(drawn.text_frame, mark.words, mark.size, mark.colour, PP_ALIGN.CENTER, 1.25)
        return drawn

    def _text(self, mark: Words) -> BaseShape:
        wide = max([breadth(text_of(line), mark.size) for line in mark.lines] + [1.0])  # type: ignore[arg-type]
        left = mark.x - {"start": 0, "middle": wide / 2, "end": wide}[mark.anchor]
        x, y = self._at(left, mark.y)
        drawn = self.page.shapes.add_textbox(x, y, self._long(wide), self._long(len(mark.lines) * mark.size * mark.pitch))
        _bare(drawn.text_frame)
        align = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}[mark.anchor]
        self._write(drawn.text_frame, mark.lines, mark.size, mark.colour, align, mark.pitch)
        return drawn

    def _path(self, mark: Path) -> BaseShape:
        rings = [[self._at(x, y) for x, y in ring] for ring in mark.rings]
        if len(rings) == 1 and len(rings[0]) == 2 and not mark.closed:
            (x, y), (to_x, to_y) = rings[0]
            line = self.page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, y, to_x, to_y)
            _unstyled(line)
            self._edged(line.line, mark)
            return line
        first, *others = rings
        builder = _Freeform(self.page.shapes, *first[0], 1.0, 1.0)
        builder.add_line_segments(first[1:], close=mark.closed)
        for ring in others:
            builder.move_to(*ring[0])
            builder.add_line_segments(ring[1:], close=mark.closed)
        drawn = builder.convert_to_shape()
        _unstyled(drawn)
        if mark.closed:
            self._filled(drawn.fill, mark)
        else:
            drawn.fill.background()
        self._edged(drawn.line, mark)
        return drawn

    def _shapes(self, marks: Sequence[Mark]) -> list[BaseShape]:
        """Marks as shapes, those of one unit that follow each other in a group that bears its name."""
        found: list[BaseShape] = []
        for unit, own in groupby(marks, key=lambda mark: mark.unit):
            drawn = [self._shape(mark) for mark in own]
            if unit and len(drawn) > 1:
                drawn = [self.page.shapes.add_group_shape(drawn)]
            for each in drawn if unit else []:
                each.name = _clean(self.names.get(unit, unit))
            found += drawn
        return found

    def _body(self, held: bool) -> None:
        """What the slide shows: a chart, a table, or shapes; nothing where the title's layout holds it."""
        body, frame = self.what.body, self.what.frame
        if held:
            return
        if isinstance(body, Bars):
            self._bars(body, frame)
        elif isinstance(body, Table):
            self._table(body, frame)
        else:
            marks = kinds.drawn(body, frame, self.look)
            boxes = [mark for mark in marks if isinstance(mark, Box)]
            # Rows of a table are at least as high as a line of its type, in some programs whatever they are told.
            if isinstance(body, Matrix) and boxes[0].h + 4 >= boxes[0].size * 1.45:
                self._matrix(body, frame, marks)
                return
            drawn = self._shapes(marks)
            if drawn and not isinstance(body, Lines | Numbers):
                whole = self.page.shapes.add_group_shape(drawn)
                whole.name = self.t("图")
                self._described(whole)

    def _described(self, shape: BaseShape, more: str = "") -> None:
        """Says in words what a figure shows, for those who do not see it."""
        view = self.what.view
        said = [view.question, view.takeaway] if view else [self.what.title]
        text = "\n".join(dict.fromkeys(part for part in (*said, more) if part))
        shape._element._nvXxPr.cNvPr.set("descr", _clean(text))

    def _bars(self, bars: Bars, frame: Frame) -> None:
        """Bars as one native chart, a line of words a category, so that a label of two lines is not squeezed into one.

        Headings of sections stand over lines that have no bar: words of a chart could not be as long as they are.
        """
        size, pitch, rows, left, right = _laid(bars, frame, self.t)
        high = pitch * len(rows)
        y = frame.y + max(frame.h - high, 0) * 0.35
        every = [bar for section in bars.sections for bar in section.bars]
        longest = max([bar.high or bar.value for bar in every] + [bars.longest]) or 1
        data = _Data()
        data.categories = [_clean(row.label).replace("\n", " ") for row in rows]
        for place, section in enumerate(bars.sections):
            own = [row.bar.value if row.bar and row.section == place else None for row in rows]
            data.add_series(_clean(section.heading or self.t("数字")).replace("\n", " "), own)
        spans = any(bar.high is not None for bar in every)
        if spans:
            data.add_series(self.t("标准值上限"), [row.bar.high if row.bar else None for row in rows])
        corner, wide = self._at(frame.x, y), self._long(frame.w)
        drawn = self.page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *corner, wide, self._long(high), data)
        drawn.name = self.t("图")
        listed = ("；" if self.t.lang == "zh" else "; ").join(f"{bar.label} {bar.text}" for bar in every)
        self._described(drawn, listed)
        chart = drawn.chart
        self._plotted(chart, Frame(left / frame.w, 0, (frame.w - left - right) / frame.w, 1), size, longest)
        plot = chart.plots[0]
        plot.overlap = 100
        plot.gap_width = max(round((pitch / (size * 0.95) - 1) * 100), 0)
        for place, series in enumerate(plot.series):
            series.invert_if_negative = False
            for number, row in enumerate(rows):
                if row.bar and row.section == place:
                    self._bar(series, number, row.bar)
                    holder = plot.series[len(bars.sections)] if row.bar.high is not None else series
                    self._labelled(holder.points[number], row.bar, size, right)
        if spans:
            over = plot.series[len(bars.sections)]
            over.format.fill.background()
            over.format.line.fill.background()
            self._ranged(plot.series, rows)
        for place in range(len(bars.sections)):
            at = [number for number, row in enumerate(rows) if row.heading and row.section == place]
            if at:
                quiet, end = max(size - 2, LEAST), y + (at[-1] + 0.92) * pitch
                lines = lines_of([rows[number].heading for number in at])
                top = end - pitch * 0.08 - len(lines) * quiet * LINE
                rule = Path((((frame.x, end), (frame.x + frame.w, end)),), edge=self.look.colour("grid"), width=1.5, closed=False)
                self._shapes([Words(frame.x, top, lines, quiet, self.look.colour("secondary")), rule])

    def _plotted(self, chart: Any, plot: Frame, size: float, longest: float) -> None:
        """Sets a chart's type, its axes, and where on it the bars stand."""
        chart.has_legend = chart.has_title = False
        chart.font.size = self._points(size)
        chart.font.color.rgb = _rgb(self.look.colour("text"))
        properties = chart.font._rPr
        properties.set("lang", _code(self.t))
        for kind, face in (("a:latin", "+mn-lt"), ("a:ea", "+mn-ea")):
            etree.SubElement(properties, qn(kind), typeface=face)
        space = chart._chartSpace
        space.find(qn("c:date1904")).addnext(parse_xml(f'<c:roundedCorners {nsdecls("c")} val="0"/>'))
        for number in space.iter(qn("c:axId"), qn("c:crossAx")):
            # The library's are negative, which the format does not know.
            number.set("val", number.get("val").lstrip("-"))
        area = space.find(f".//{qn('c:plotArea')}")
        place = "".join(
            f'<c:{name} val="{value:.5f}"/>' for name, value in zip("xywh", (plot.x, plot.y, plot.w, plot.h), strict=True)
        )
        layout = (
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f"{place}</c:manualLayout></c:layout>"
        )
        area.insert(0, parse_xml(layout))
        values, names = chart.value_axis, chart.category_axis
        values.minimum_scale, values.maximum_scale = 0, longest
        values.has_major_gridlines = values.visible = False
        names.reverse_order = True
        # Marks that are not seen keep the labels off the bars.
        names.major_tick_mark = XL_TICK_MARK.OUTSIDE
        names.format.line.fill.background()
        # Without these, PowerPoint and LibreOffice leave out labels that they think stand too close.
        names._element.find(qn("c:lblOffset")).addnext(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))
        names.tick_labels.font.size = self._points(size)
        names._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("rot", "0")

    def _bar(self, series: Any, number: int, bar: Bar) -> None:
        """Draws a bar with its sign: its pattern, an outline for what is kept apart."""
        colour = str(self.look.colour("edge")) if bar.apart else self.look.mark
        form = series.points[number].format
        if bar.pattern:
            self._patterned(form.fill, bar.pattern, colour)
        elif bar.apart:
            form.fill.background()
        else:
            form.fill.solid()
            form.fill.fore_color.rgb = _rgb(colour)
        form.line.color.rgb = _rgb(colour)
        form.line.width = self._long(2)

    def _labelled(self, point: Any, bar: Bar, size: float, room: float) -> None:
        """Writes a bar's figure as people say it, behind the arrow that shows which way it is open."""
        colour = str(self.look.colour("edge")) if bar.apart else self.look.mark
        # A space keeps the figure off its bar.
        sign = {"triangle-right-open": "▷ ", "triangle-left": "◀ "}.get(ARROWS.get(bar.comparator, ""), " ")
        lines = [[Run(part, bold=True)] for part in wrapped(bar.text, int(size), room - size * 2)]
        lines[0].insert(0, Run(sign, colour=colour))
        label = point.data_label
        self._write(label.text_frame, lines, size, str(self.look.colour("text")))
        label.text_frame.word_wrap = False
        label.position = XL_LABEL_POSITION.OUTSIDE_END

    def _ranged(self, series: Any, rows: Sequence[_Row]) -> None:
        """Draws the upper ends of ranges as lines from the ends of their bars."""
        for place, own in enumerate(series):
            spans = {
                number: row.bar
                for number, row in enumerate(rows)
                if row.bar and row.section == place and row.bar.high is not None
            }
            if not spans:
                continue
            apart = any(bar.apart for bar in spans.values())
            colour = str(self.look.colour("edge")) if apart else self.look.mark
            points = "".join(
                f'<c:pt idx="{number}"><c:v>{(bar.high or 0) - bar.value}</c:v></c:pt>' for number, bar in spans.items()
            )
            count = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(rows)}"/>'
            bars = (
                f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="plus"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
                f"<c:plus><c:numLit>{count}{points}</c:numLit></c:plus><c:minus><c:numLit>{count}</c:numLit></c:minus>"
                f'<c:spPr><a:ln w="{self._long(5)}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
            )
            own._element.find(qn("c:cat")).addprevious(parse_xml(bars))

    def _table(self, table: Table, frame: Frame) -> None:
        lines = table_lines(table, frame, self.look)
        size = next(mark.size for mark in lines[0][1] if isinstance(mark, Words))
        secondary, text = str(self.look.colour("secondary")), str(self.look.colour("text"))
        aligned = [PP_ALIGN.RIGHT if figures else PP_ALIGN.LEFT for figures in table.figures]
        rows = [[_Cell(name, align, colour=secondary) for name, align in zip(table.columns, aligned, strict=True)]]
        rows += [
            [_Cell(cell, align, align == PP_ALIGN.RIGHT, text) for cell, align in zip(row, aligned, strict=True)]
            for row in table.rows
        ]
        widths = column_widths(table, int(size), frame.w)
        drawn = self._grid(frame, widths, [high for high, _marks in lines], rows, size)
        for number, cells in enumerate(drawn.table.rows):
            for cell in cells.cells:
                right = cell.text_frame.paragraphs[0].alignment == PP_ALIGN.RIGHT
                cell.margin_right = self._long(size if right else size * 0.25)
                cell.margin_top = self._long(size * 0.2)
                _lined(cell, ("B",), self.look.colour("edge" if number == 0 else "grid"), self._long(1.5))

    def _matrix(self, matrix: Matrix, frame: Frame, marks: Sequence[Mark]) -> None:
        """Shares as a table with shaded cells, where their marks are."""
        cells = [mark for mark in marks if isinstance(mark, Box)]
        heads = [mark for mark in marks if isinstance(mark, Words)][: len(matrix.columns)]
        text = str(self.look.colour("text"))
        first, size = cells[0], cells[0].size
        widths = [first.x - 2 - frame.x] + [first.w + 4] * len(matrix.columns)
        top = first.y - 2 - frame.y
        rows = [
            [_Cell("")] + [_Cell("\v".join(text_of(line) for line in head.lines), PP_ALIGN.CENTER, colour=text) for head in heads]
        ]
        for number, name in enumerate(matrix.rows):
            own = cells[number * len(matrix.columns) : (number + 1) * len(matrix.columns)]
            shown = [_Cell(text_of(box.words[0]), PP_ALIGN.CENTER, colour=box.colour, fill=box.fill) for box in own]
            rows.append([_Cell(name, colour=text), *shown])
        drawn = self._grid(frame, widths, [top] + [first.h + 4] * len(matrix.rows), rows, size)
        for number, line in enumerate(drawn.table.rows):
            for place, cell in enumerate(line.cells):
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE if number else MSO_ANCHOR.BOTTOM
                if number and place:
                    _lined(cell, ("L", "R", "T", "B"), self.look.colour("edge"), self._long(1))
                elif number == 0:
                    cell.margin_bottom = self._long(8)

    def _grid(
        self, frame: Frame, widths: Sequence[float], heights: Sequence[float], rows: Sequence[Sequence[_Cell]], size: float
    ) -> Any:
        """A table at the corner of a frame; its first row holds the headings."""
        drawn = self.page.shapes.add_table(
            len(rows), len(widths), *self._at(frame.x, frame.y), self._long(sum(widths)), self._long(sum(heights))
        )
        drawn.name = self.t("表")
        self._described(drawn)
        table = drawn.table
        table.horz_banding = False
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self._long(width)
        for line, height, cells in zip(table.rows, heights, rows, strict=True):
            line.height = self._long(height)
            for place, cell in zip(line.cells, cells, strict=True):
                place.margin_left = place.margin_right = place.margin_top = place.margin_bottom = 0
                lines = [[Run(part, cell.bold)] for part in cell.text.split("\v")]
                self._write(place.text_frame, lines, size, cell.colour or self.look.colour("text"), cell.align, 1.25)
                if cell.fill:
                    place.fill.solid()
                    place.fill.fore_color.rgb = _rgb(cell.fill)
        return drawn

    def _noted(self, notes: Sequence[str]) -> None:
        frame = self.page.notes_slide.notes_text_frame
        if frame is None:
            return
        for number, line in enumerate(part for text in notes for part in _clean(text).split("\n")):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            if line == self.what.link and line.startswith(("https://", "http://")):
                run.hyperlink.address = line
        self._spoken(frame)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])


def _unstyled(shape: BaseShape) -> None:
    """Takes away the theme's style, which would bring shadows and colours of its own."""
    for style in list(shape._element.iterfind(qn("p:style"))):
        shape._element.remove(style)


def _bare(frame: TextFrame, wrap: bool = False) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.word_wrap = wrap
    frame.auto_size = MSO_AUTO_SIZE.NONE


def _lined(cell: Any, sides: Sequence[str], colour: str, width: int) -> None:
    """Draws lines at sides (L, R, T, B) of a cell, in this order."""
    properties = cell._tc.get_or_add_tcPr()
    for place, side in enumerate(sides):
        line = f'<a:ln{side} {nsdecls("a")} w="{width}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:ln{side}>'
        properties.insert(place, parse_xml(line))


def _laid(bars: Bars, frame: Frame, t: Translator) -> tuple[int, float, list[_Row], float, float]:
    """The largest type in which a chart fits its frame, how far its lines stand apart, its lines, and the room left and right of
    the bars.
    """
    every = [bar for section in bars.sections for bar in section.bars]
    tried = (
        (size, *_rows(bars, size, frame.w, share, t, roomy))
        # Long labels may take half of the width before type gets small, and air before it gets smaller than can be read.
        for share, least, roomy in ((0.4, 30, True), (0.5, LEAST, True), (0.4, LEAST, True), (0.4, LEAST, False))
        for size in SIZES
        if size >= least
    )
    for size, pitch, rows in tried:
        if len(rows) * pitch * size <= frame.h:
            break
    left = max([breadth(row.label, size) for row in rows] + [0]) * 1.08 + size * 0.6
    right = min(max([breadth(bar.text, size) for bar in every] + [0]) * 1.1 + size * 2, frame.w * 0.4)
    return size, min(pitch * size, frame.h / len(rows)), rows, left, right


def _one_scale(slides: Sequence[Slide], t: Translator) -> list[Slide]:
    """The slides, with charts that are parts of one drawn to one scale, so that their bars can be compared."""
    found: list[Slide] = []
    for _view, group in groupby(slides, key=lambda each: (id(each.view), each.part[1])):
        own = list(group)
        parts = [each.body for each in own if isinstance(each.body, Bars)]
        if len(own) > 1 and len(parts) == len(own):
            longest = max(bar.high or bar.value for part in parts for section in part.sections for bar in section.bars)
            rooms = [each.frame.w - sum(_laid(part, each.frame, t)[3:]) for each, part in zip(own, parts, strict=True)]
            own = [
                replace(each, body=replace(part, longest=longest * room / min(rooms)))
                for each, part, room in zip(own, parts, rooms, strict=True)
            ]
        found += own
    return found


def _label(bar: Bar, size: int, room: float, t: Translator) -> list[str]:
    """A bar's label and its detail: on one line where both fit, else the detail in brackets below."""
    together = f"{bar.label}　{bar.detail}" if bar.detail else bar.label
    if breadth(together, size) <= room or not bar.detail:
        return wrapped(together, size, room)
    return [*wrapped(bar.label, size, room), *wrapped(t("（{scope}）", scope=bar.detail).strip(), size, room)]


def _rows(bars: Bars, size: int, wide: float, share: float, t: Translator, roomy: bool) -> tuple[float, list[_Row]]:
    """A chart's lines in type of a size, and how far apart they stand as a multiple of it; labels take a share of the width."""
    labels = {bar: _label(bar, size, wide * share, t) for section in bars.sections for bar in section.bars}
    # Where labels have two lines, air shows which belong together.
    air = roomy and any(len(lines) > 1 for lines in labels.values())
    rows: list[_Row] = []
    for place, section in enumerate(bars.sections):
        if section.heading:
            if roomy and rows and rows[-1].label:
                rows.append(_Row())
            rows += [_Row(heading=line, section=place) for line in wrapped(section.heading, max(size - 2, LEAST), wide * 0.97)]
        for bar in section.bars:
            first, *others = labels[bar]
            rows += [_Row(first, bar, section=place), *(_Row(line, section=place) for line in others)]
            rows += [_Row()] if air else []
    if air:
        rows.pop()
    return 1.36 if air else 1.74 if roomy else 1.32, rows


def _notes(context: Context, each: Slide, row: int | None) -> list[str]:
    """The notes of a slide, line by line; `row` is the first row of the view's table that it shows, None where that is unknown."""
    t, view = context.t, each.view
    lines = [each.remark, ""] if each.remark else []
    if view is None:
        return lines + (list(each.body.items) if isinstance(each.body, Lines) else [])
    lines += [t("{name}：{value}", name=t("结论"), value=view.takeaway or view.question), ""]
    figures = list(_figures(context, each, row))
    lines += [t("这一页的数字："), *figures, ""] if figures else []
    caveats = list(dict.fromkeys([*view.notes, *view.aside, *view.legend, *each.small]))
    lines += [t("{name}：{value}", name=t("怎么读"), value=""), *caveats, ""] if caveats else []
    lines += [each.source, *([each.link] if each.link else [])]
    return lines


def _figures(context: Context, each: Slide, row: int | None) -> Iterator[str]:
    """Every figure of a slide in a line of its own."""
    t, view, body = context.t, each.view, each.body
    assert view is not None
    if isinstance(body, Matrix):
        for name, texts in zip(body.rows, body.text, strict=True):
            yield t(
                "{name}：{value}",
                name=name,
                value=t.join([f"{column} {text}" for column, text in zip(body.columns, texts, strict=True)]),
            )
        return
    shown, held = _shown(body, view, t, row), _by_target(view.frame)
    if shown is None:
        assert isinstance(body, Table)
        for cells in body.rows:
            yield _listed(t, zip(body.columns, cells, strict=True))
        return
    ids = shown.get(t("编号"))
    for number, record in enumerate(shown.to_dict("records")):
        target = held.get(str(ids.iloc[number])) if ids is not None else None
        if target is not None:
            yield _sentence(context, target)
        else:
            yield _listed(t, ((str(name), cell_words(value, name, t)) for name, value in record.items()))


def _shown(body: object, view: views.View, t: Translator, row: int | None) -> pd.DataFrame | None:
    """The rows of a view's table that a slide shows; None where its own words must do."""
    table = view.table
    if isinstance(body, Bars | Timeline):
        named = (
            {bar.target for section in body.sections for bar in section.bars}
            if isinstance(body, Bars)
            else {target for milestone in body.milestones for target in milestone.targets}
        )
        return table[table[t("编号")].isin(named)] if t("编号") in table and any(named) else table
    if isinstance(body, Table) and view.query != "commitment":
        return None if view.query == "coverage" or row is None else table.iloc[row : row + len(body.rows)]
    return table


def _by_target(frame: pd.DataFrame) -> dict[str, dict]:
    """The rows of a frame by their target, where they say all that the words of a target need."""
    if not {"target_id", "kind", "comparator", "std_value", "firmness", "para", "measure"} <= set(frame):
        return {}
    return {row["target_id"]: row for row in views.records(frame)}


def _sentence(context: Context, row: dict) -> str:
    """A target in a line: unit, what, how much, comparator, scope, firmness, and where it is written."""
    t = context.t
    if row["kind"] == "qualitative":
        promise = t("{indicator}（{scope}）", indicator=row["commitment"], scope=t("定性"))
        stressed = [t("力度：{firmness}", firmness=words(t, "firmness", row["firmness"]))] if row["firmness"] else []
        said = [*stressed, t("出处：{where}", where=views.source(row, t))]
    else:
        named = t.of(row, "indicator") if t.lang == "en" and row["indicator_id"] else row["measure"]
        promise = f"{named} {quantity.promised(row, t)}"
        scope = quantity.scope_words(row.get("scope_key", row.get("scope")), context.scopes, t) or t("未限定口径")
        said = [
            t("{name}：{value}", name=t("比较符"), value=words(t, "comparator", row["comparator"])),
            t("口径：{scope}", scope=scope),
            t("力度：{firmness}", firmness=words(t, "firmness", row["firmness"])),
            t("出处：{where}", where=views.source(row, t)),
        ]
    return ("；" if t.lang == "zh" else "; ").join(
        [t("{unit}：{promise}", unit=views.whose(context, row), promise=promise), *said]
    )


def _listed(t: Translator, cells: Any) -> str:
    """A row in a line: each heading with its cell, without the empty ones."""
    said = [t("{name}：{value}", name=name, value=text) for name, text in cells if text]
    return ("；" if t.lang == "zh" else "; ").join(said)
