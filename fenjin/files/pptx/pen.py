"""How words, fills and edges are written on a slide of PowerPoint, and where a place of the canvas lies on it."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.dml.fill import FillFormat
from pptx.dml.line import LineFormat
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from fenjin.figures.canvas import Box, Path, Run
from fenjin.figures.look import Look
from fenjin.files.pptx.template import UPRIGHT, clean, language_code
from fenjin.language.translate import Translator

ALIGN = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}


class Pen:
    """What draws on a page: `unit` is the EMU of a unit of the canvas, whose corner lies at x and y (EMU); `own` says that the page
    has the project's own background, `ground` (#RRGGBB) which colour it has ("" as the look has it); `words` say what a figure on it shows, for those who do not see it.
    """

    def __init__(
        self,
        page: Any,
        look: Look,
        t: Translator,
        unit: float,
        x: float,
        y: float,
        own: bool,
        words: Sequence[str],
        ground: str = "",
    ) -> None:
        self.page, self.look, self.t, self.own, self.words, self.ground = page, look, t, own, words, ground
        self.unit, self.x, self.y = unit, x, y

    def at(self, x: float, y: float) -> tuple[Emu, Emu]:
        """Where a place of the canvas lies."""
        return Emu(round(self.x + x * self.unit)), Emu(round(self.y + y * self.unit))

    def long(self, units: float) -> Emu:
        """How long a length of the canvas is."""
        return Emu(round(units * self.unit))

    def points(self, size: float) -> Pt:
        """The points of type of a size."""
        return Pt(round(size * self.unit / 12700, 1))

    def write(
        self,
        frame: TextFrame,
        lines: Sequence[Sequence[Run]],
        size: float,
        colour: str = "",
        align: PP_ALIGN = PP_ALIGN.LEFT,
        pitch: float = 0,
    ) -> None:
        """Writes lines into a text frame; a size of 0, a colour of "" and a pitch of 0 are left to what the frame has."""
        paragraph = frame.paragraphs[0]
        if size:
            paragraph.alignment = align
            if not self.own:
                _forget_styles(paragraph)
        if pitch:
            paragraph.line_spacing = self.points(size * pitch)
        for number, line in enumerate(lines):
            if number:
                paragraph.add_line_break()
            for run in line:
                piece = paragraph.add_run()
                piece.text = one_line(run.text)
                if size:
                    piece.font.size = self.points(size)
                    piece.font.bold = run.bold
                    if not self.own:
                        for name, value in UPRIGHT.items():
                            piece._r.get_or_add_rPr().set(name, value)
                if run.colour or colour:
                    piece.font.color.rgb = rgb(run.colour or colour)
        self.speak(frame)

    def speak(self, frame: TextFrame) -> None:
        """Says in which language the words of a frame are, so that no font of another language is taken."""
        for run in frame._txBody.iter(qn("a:r"), qn("a:br")):
            properties = run.get_or_add_rPr()
            properties.set("lang", language_code(self.t))
            if self.t.lang == "zh":
                properties.set("altLang", "en-US")

    def fill(self, fill: FillFormat, mark: Box | Path) -> None:
        """Fills what a mark fills; the page's own colour is left to a template's background."""
        if mark.pattern:
            self.hatch(fill, mark.pattern, mark.edge)
        elif mark.fill and (self.own or mark.fill != self.look.colour("page")):
            fill.solid()
            fill.fore_color.rgb = rgb(mark.fill)
        else:
            fill.background()

    def hatch(self, fill: FillFormat, pattern: str, colour: str) -> None:
        """Fills with dots or stripes of a colour."""
        fill.patterned()
        fill.pattern = MSO_PATTERN.PERCENT_30 if pattern == "dots" else MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb = rgb(colour)
        fill.back_color.rgb = rgb(self.ground or self.look.colour("page"))

    def edge(self, line: LineFormat, mark: Box | Path) -> None:
        """Draws the edge of a mark."""
        if not mark.edge:
            line.fill.background()
            return
        line.color.rgb = rgb(mark.edge)
        line.width = self.long(mark.width)
        if mark.dash:
            line.dash_style = MSO_LINE.DASH

    def describe(self, shape: Any, more: str = "") -> None:
        """Says in words what a figure shows."""
        text = "\n".join(dict.fromkeys(part for part in (*self.words, more) if part))
        shape._element._nvXxPr.cNvPr.set("descr", clean(text))


def _forget_styles(paragraph: Any) -> None:
    """Keeps from a paragraph what a template's default style would give it: bullets, indents, room before and after."""
    paragraph.space_before = paragraph.space_after = Pt(0)
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone"), {}))


def one_line(text: str) -> str:
    """A text that XML can hold, on one line."""
    return clean(text).replace("\n", " ")


def rgb(colour: str) -> RGBColor:
    """A colour as the library takes it."""
    return RGBColor.from_string(colour[1:])


def bare(frame: TextFrame, wrap: bool = False) -> None:
    """Takes margins, and unless `wrap` the breaking of lines, from a frame: its words are set already."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.word_wrap = wrap
    frame.auto_size = MSO_AUTO_SIZE.NONE
