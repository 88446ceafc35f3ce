"""A slide drawn with PowerPoint's own means: title, what it shows, footer and notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Pt

from fenjin.figures.canvas import BOTTOM, HEIGHT, SIDE, WIDTH, Box, Mark, Run, Words
from fenjin.figures.look import Look
from fenjin.figures.native import Grid, Plot
from fenjin.figures.typeset import wrap
from fenjin.files.pptx.charts import draw_chart
from fenjin.files.pptx.ground import ink_over
from fenjin.files.pptx.pen import Pen, bare, rgb
from fenjin.files.pptx.shapes import draw_marks
from fenjin.files.pptx.tables import draw_table
from fenjin.files.pptx.template import HIGH, UNIT, WIDE, Stage, clean
from fenjin.files.pptx.titles import title_place
from fenjin.language.translate import Translator
from fenjin.slides import slide
from fenjin.slides.slide import Slide

_NATIVE: dict[type, Callable[[Pen, Any], None]] = {Plot: draw_chart, Grid: draw_table}


def above_body(each: Slide) -> float:
    """Where the title of a slide ends on the canvas."""
    title = slide.heading_of(each)[0][0]
    return title.y + len(title.lines) * title.size * title.pitch if isinstance(title, Words) else 0.0


class Drawing:
    """A slide of a presentation as it is drawn."""

    def __init__(self, stage: Stage, what: Slide, t: Translator, names: Mapping[str, str], above: float) -> None:
        self.stage, self.t, self.names = stage, t, names
        mode = stage.cover_mode if what.cover else stage.mode
        self.what = what if stage.own else replace(what, look=replace(what.look, mode=mode))
        self.look = self.what.look
        self.page: Any = stage.deck.slides.add_slide(stage.cover if what.cover else stage.plain)
        # The canvas: EMU of a unit, and where its corner lies.
        unit, x, y = UNIT, 0.0, 0.0
        if not stage.own:
            wide, high = self._size()
            if stage.room is None:
                unit = min(wide / WIDTH, high / HEIGHT)
                x, y = (wide - WIDTH * unit) / 2, (high - HEIGHT * unit) / 2
            else:
                room = stage.room
                unit = min(room.w / (WIDTH - 2 * SIDE), room.h / (HEIGHT - BOTTOM - above))
                # A page that is higher for its width than the canvas gives its height to the figure.
                height = above + BOTTOM + room.h / unit
                if not what.cover:
                    self.what = replace(self.what, height=height)
                x, y = room.x - SIDE * unit, room.y + room.h - (height - BOTTOM) * unit
                title = title_place(stage.cover)
                if what.cover and title.left is not None:
                    x = title.left - SIDE * unit
                    top = max(title.top + title.height, stage.cover_room.y if stage.cover_room else 0)
                    y = min(top, high * 0.8) - self.what.frame.y * unit
        view = what.view
        words = [view.question, view.takeaway] if view else [what.title]
        self.pen = Pen(self.page, self.look, t, unit, x, y, stage.own, words, stage.ground)

    def draw(self, notes: Sequence[str]) -> None:
        """Draws the slide and writes its notes."""
        head, foot = slide.heading_of(self.what)[0], slide.footer_of(self.what)[0]
        heading = head.pop(0)
        complete = self._write_title(heading)
        if self.stage.own:
            self._fill_background()
            head += [Box(0, 0, 30, HEIGHT, self.look.mark)] if self.what.cover else []
        else:
            head = [mark for mark in head if isinstance(mark, Words)]
        if self.stage.panel and not self.what.cover:
            self._draw_panel()
        draw_marks(self.pen, head, self.names)
        if not complete:
            self._draw_body()
        draw_marks(self.pen, foot, self.names)
        self._write_notes(notes)

    def _write_title(self, heading: Mark) -> bool:
        """Writes the title into its place, and on a template's cover what stands below it; whether it did that."""
        title = self.page.shapes.title
        assert title is not None and isinstance(heading, Words)
        frame, below = title.text_frame, None
        layout = self.stage.cover if self.what.cover else self.stage.plain
        if self.stage.own or self.stage.room is None:
            title.left, title.top = self.pen.at(heading.x, heading.y)
            # Room to the edge, for where letters are wider than was reckoned with.
            title.width, title.height = (
                self.pen.long(WIDTH - heading.x - 8),
                self.pen.long(len(heading.lines) * heading.size * heading.pitch),
            )
            bare(frame, wrap=True)
            frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
            colour = heading.colour if self.stage.own else ""
            self.pen.write(frame, heading.lines, heading.size, colour, pitch=heading.pitch)
            frame.vertical_anchor = MSO_ANCHOR.TOP
        else:
            self.pen.write(frame, ((Run(self.what.heading),),), 0)
            frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
            largest = self._title_points(layout)
            if largest:
                frame.paragraphs[0].runs[0].font.size = Pt(largest)
        if not self.stage.own:
            is_on_panel = self.stage.shifts_title and bool(self.stage.panel) and not self.what.cover
            _ink(frame, self.look.colour("text") if is_on_panel else ink_over(layout, title_place(layout)))
        for place in list(self.page.placeholders):
            is_below = place.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE and self.what.cover
            if is_below and not self.stage.own and below is None and place.top > title.top:
                below = place
            elif self.stage.own and place.placeholder_format.type == PP_PLACEHOLDER.PICTURE:
                # The place for an emblem is for whoever opens the file.
                continue
            elif place.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                place._element.getparent().remove(place._element)
        if below is None or not self.what.body.paragraphs:
            return False
        below.text_frame.text = "\n".join(clean(text) for text in self.what.body.paragraphs)
        _ink(below.text_frame, ink_over(layout, _original(layout, below)))
        self.pen.speak(below.text_frame)
        return True

    def _title_points(self, layout: Any) -> int:
        """The points of type in which the title fits a template's place for it, 0 where the template's own do."""
        place = title_place(layout)
        levels = [
            *place._element.xpath("./p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr"),
            *layout.slide_master._element.xpath("./p:cSld//p:sp[.//p:ph[@type='title']]/p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr"),
            *layout.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr"),
        ]
        most = next((int(each.get("sz")) // 100 for each in levels if each.get("sz")), 44)
        tracking = next((int(each.get("spc")) / 100 for each in levels if each.get("spc")), 0.0)
        if place.width is None:
            return min(most, 28)
        wide, high = (place.width / 12700 - 16) * 0.9, place.height / 12700 - 4

        def count(size: int) -> int:
            """The lines that the title takes in type of so many points, its letters as far apart as the template has them."""
            return len(wrap(self.what.heading, size, wide * size / (size + max(tracking, 0.0))))

        size = next((size for size in range(most, 12, -1) if count(size) * size * 1.25 <= high), 12)
        # A few characters are no line of their own where slightly smaller type saves it.
        lines = count(size)
        smaller = (less for less in range(size - 1, max(round(size * 0.8), 12) - 1, -1) if count(less) < lines)
        size = next(smaller, size) if lines > 1 else size
        return 0 if size == most else size

    def _fill_background(self) -> None:
        ground = self.look.colour("page")
        if ground != Look().colour("page"):
            fill = self.page.background.fill
            fill.solid()
            fill.fore_color.rgb = rgb(ground)

    def _draw_panel(self) -> None:
        """A panel from below the title to the bottom, behind all that is drawn; below a title that was moved too."""
        room = self.stage.room
        left, top, right, bottom = (
            (round(room.x), round(room.y), round(room.x + room.w), round(room.y + room.h))
            if room
            else (0, self.page.shapes.title.top + self.page.shapes.title.height, *self._size())
        )
        edge = round(self.pen.unit * SIDE / 2)
        if self.stage.shifts_title:
            top = title_place(self.stage.plain).top
        panel = self.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, left - edge, top, right - left + 2 * edge, bottom - top)
        panel.fill.solid()
        panel.fill.fore_color.rgb = rgb(self.stage.panel)
        panel.line.fill.background()
        panel.shadow.inherit = False
        panel.name = self.t("底板")
        self.page.shapes._spTree.insert(2, panel._element)

    def _size(self) -> tuple[int, int]:
        deck = self.stage.deck
        return deck.slide_width or WIDE, deck.slide_height or HIGH

    def _draw_body(self) -> None:
        """What the slide shows: charts and tables of PowerPoint, and shapes, in one group where they are all of a picture."""
        body = self.what.body
        marks: list[Any] = []
        parts = body.native(self.what.frame, self.look, self.t)
        for part in parts:
            draw = _NATIVE.get(type(part))
            if draw:
                draw(self.pen, part)
            else:
                marks.append(part)
        shapes = draw_marks(self.pen, marks, self.names)
        if shapes and body.whole and len(marks) == len(parts):
            group = self.page.shapes.add_group_shape(shapes)
            group.name = self.t("图")
            self.pen.describe(group)

    def _write_notes(self, notes: Sequence[str]) -> None:
        frame = self.page.notes_slide.notes_text_frame
        if frame is None:
            return
        for number, line in enumerate(part for text in notes for part in clean(text).split("\n")):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            if line == self.what.link and line.startswith(("https://", "http://")):
                run.hyperlink.address = line
        self.pen.speak(frame)


def _original(layout: Any, place: Any) -> Any:
    """The placeholder of a layout from which a page's has its looks."""
    number = place.placeholder_format.idx
    return next(each for each in layout.placeholders if each.placeholder_format.idx == number)


def _ink(frame: Any, colour: str) -> None:
    """Writes what stands in a frame in a colour; "" leaves its own."""
    for run in [run for paragraph in frame.paragraphs for run in paragraph.runs] if colour else []:
        run.font.color.rgb = rgb(colour)
