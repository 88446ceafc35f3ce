"""A slide drawn with PowerPoint's own means: text, shapes, tables, charts.

One class, because each of its methods places what it draws on the same slide of the same stage.
"""

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

import xlsxwriter
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.dml.fill import FillFormat
from pptx.dml.line import LineFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_PATTERN, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.base import BaseShape
from pptx.shapes.freeform import FreeformBuilder
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from fenjin.figures.bars import ARROWS, Bar, Bars
from fenjin.figures.canvas import BOTTOM, HEIGHT, LEAST, LINE, SIDE, WIDTH, Box, Frame, Mark, Path, Run, Words, lines_of, text_of
from fenjin.figures.look import Look
from fenjin.figures.matrix import Matrix
from fenjin.figures.typeset import breadth, wrap
from fenjin.files.pptx.charts import Row, laid_rows
from fenjin.files.pptx.template import CREATED, FONT, HIGH, UNIT, WIDE, Stage, clean, language_code, title_place
from fenjin.language.translate import Translator
from fenjin.slides import kinds, slide
from fenjin.slides.kinds import Lines, Numbers, Table, column_widths, table_lines
from fenjin.slides.slide import Slide

_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "No Style, No Grid"


def above_body(each: Slide) -> float:
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
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        }  # fmt: skip
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"created": datetime.datetime(*CREATED)})
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


class Drawing:
    """A slide of a presentation as it is drawn."""

    def __init__(self, stage: Stage, what: Slide, t: Translator, names: Mapping[str, str], above: float) -> None:
        self.stage, self.t, self.names = stage, t, names
        self.what = what if stage.own else replace(what, look=replace(what.look, mode=stage.mode))
        self.look = self.what.look
        self.page: Any = stage.deck.slides.add_slide(stage.cover if what.cover else stage.plain)
        # The canvas: EMU of a unit, and where its corner lies.
        self.unit, self.x, self.y = UNIT, 0.0, 0.0
        if not stage.own:
            wide, high = stage.deck.slide_width or WIDE, stage.deck.slide_height or HIGH
            if stage.room is None:
                self.unit = min(wide / WIDTH, high / HEIGHT)
                self.x, self.y = (wide - WIDTH * self.unit) / 2, (high - HEIGHT * self.unit) / 2
            else:
                room = stage.room
                self.unit = min(room.w / (WIDTH - 2 * SIDE), room.h / (HEIGHT - BOTTOM - above))
                self.x, self.y = room.x - SIDE * self.unit, room.y + room.h - (HEIGHT - BOTTOM) * self.unit
                title = title_place(stage.cover)
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
        below.text_frame.text = "\n".join(clean(text) for text in self.what.body.items)
        self._spoken(below.text_frame)
        return True

    def _fitting(self, layout: Any) -> int:
        """The points of type in which the title fits a template's place for it, 0 where the template's own do."""
        place = title_place(layout)
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
            if len(wrap(self.what.heading, size, wide * 0.97)) * size * 1.25 <= high:
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
                added.text = clean(run.text).replace("\n", " ")
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
            properties.set("lang", language_code(self.t))
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
                each.name = clean(self.names.get(unit, unit))
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
        shape._element._nvXxPr.cNvPr.set("descr", clean(text))

    def _bars(self, bars: Bars, frame: Frame) -> None:
        """Bars as one native chart, a line of words a category, so that a label of two lines is not squeezed into one.

        Headings of sections stand over lines that have no bar: words of a chart could not be as long as they are.
        """
        size, pitch, rows, left, right = laid_rows(bars, frame, self.t)
        high = pitch * len(rows)
        y = frame.y + max(frame.h - high, 0) * 0.35
        every = [bar for section in bars.sections for bar in section.bars]
        longest = max([bar.high or bar.value for bar in every] + [bars.longest]) or 1
        data = _Data()
        data.categories = [clean(row.label).replace("\n", " ") for row in rows]
        for place, section in enumerate(bars.sections):
            own = [row.bar.value if row.bar and row.section == place else None for row in rows]
            data.add_series(clean(section.heading or self.t("数字")).replace("\n", " "), own)
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
        properties.set("lang", language_code(self.t))
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
        lines = [[Run(part, bold=True)] for part in wrap(bar.text, int(size), room - size * 2)]
        lines[0].insert(0, Run(sign, colour=colour))
        label = point.data_label
        self._write(label.text_frame, lines, size, str(self.look.colour("text")))
        label.text_frame.word_wrap = False
        label.position = XL_LABEL_POSITION.OUTSIDE_END

    def _ranged(self, series: Any, rows: Sequence[Row]) -> None:
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
        for number, line in enumerate(part for text in notes for part in clean(text).split("\n")):
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
