"""Charts of a figure as charts of PowerPoint, with a workbook each."""

import datetime
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from fenjin.figures.canvas import Frame, Run
from fenjin.figures.look import Look
from fenjin.figures.native import Plot, Row
from fenjin.files.pptx.pen import Pen, one_line, rgb
from fenjin.files.pptx.template import CREATION_DATE, language_code
from fenjin.language import cells


def draw_chart(pen: Pen, plot: Plot) -> None:
    """A bar chart that can be edited, its bars and words as its rows say."""
    t, rows, frame = pen.t, plot.chart.rows, plot.frame
    data = _Data()
    data.categories = [one_line(row.label) for row in rows]
    for place, name in enumerate(plot.chart.series):
        data.add_series(one_line(name or t("数字")), [row.value if row.series == place else None for row in rows])
    spans = any(row.high is not None for row in rows)
    if spans:
        data.add_series(t("标准值上限"), [row.high for row in rows])
    shape = pen.page.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, *pen.at(frame.x, frame.y), pen.long(frame.w), pen.long(frame.h), data
    )
    shape.name = t("图")
    pen.describe(shape, plot.words)
    _set_chart(pen, shape.chart, Frame(plot.left / frame.w, 0, (frame.w - plot.left - plot.right) / frame.w, 1), plot)
    plot_xml = shape.chart.plots[0]
    plot_xml.overlap = 100
    plot_xml.gap_width = max(round((frame.h / len(rows) / (plot.size * 0.95) - 1) * 100), 0)
    span_series = plot_xml.series[len(plot.chart.series)] if spans else None
    for series in plot_xml.series:
        series.invert_if_negative = False
    for number, row in enumerate(rows):
        if row.value is not None:
            series = plot_xml.series[row.series]
            _bar(pen, series.points[number], row)
            # A range ends at its upper value, and so do its words.
            holder = series if row.high is None or span_series is None else span_series
            _label(pen, holder.points[number], row, plot.size)
    if span_series is not None:
        span_series.format.fill.background()
        span_series.format.line.fill.background()
        _ranges(pen, list(plot_xml.series), rows)


class _Data(CategoryChartData):
    """The data of a chart, whose workbook takes no text for a formula, a number or a link."""

    @property
    def xlsx_blob(self) -> bytes:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, cells.workbook_options()) as book:
            book.set_properties({"created": datetime.datetime(*CREATION_DATE)})
            sheet = book.add_worksheet("Sheet1")
            sheet.set_column(0, 0, 30)
            sheet.write_column(1, 0, [category.label for category in self.categories])
            for place, series in enumerate(self, start=1):
                sheet.write_string(0, place, series.name)
                sheet.write_column(1, place, series.values)
        return file.getvalue()


def _set_chart(pen: Pen, chart: Any, area: Frame, plot: Plot) -> None:
    """Sets a chart's type, its axes, and where on it, in shares of its width and height, the bars stand."""
    chart.has_legend = chart.has_title = False
    chart.font.size = pen.points(plot.size)
    chart.font.color.rgb = rgb(pen.look.colour("text"))
    properties = chart.font._rPr
    properties.set("lang", language_code(pen.t))
    for kind, face in (("a:latin", "+mn-lt"), ("a:ea", "+mn-ea")):
        etree.SubElement(properties, qn(kind), typeface=face)
    space = chart._chartSpace
    space.find(qn("c:date1904")).addnext(parse_xml(f'<c:roundedCorners {nsdecls("c")} val="0"/>'))
    for number in space.iter(qn("c:axId"), qn("c:crossAx")):
        # The library's are negative, which the format does not know.
        number.set("val", number.get("val").lstrip("-"))
    place = "".join(
        f'<c:{name} val="{value:.5f}"/>' for name, value in zip("xywh", (area.x, area.y, area.w, area.h), strict=True)
    )
    layout = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{place}</c:manualLayout></c:layout>"
    )
    space.find(f".//{qn('c:plotArea')}").insert(0, parse_xml(layout))
    values, names = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = 0, plot.longest
    values.has_major_gridlines = values.visible = False
    names.reverse_order = True
    # Marks that are not seen keep the labels off the bars.
    names.major_tick_mark = XL_TICK_MARK.OUTSIDE
    names.format.line.fill.background()
    # Without these, PowerPoint and LibreOffice leave out labels that they think stand too close.
    names._element.find(qn("c:lblOffset")).addnext(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))
    names.tick_labels.font.size = pen.points(plot.size)
    names._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("rot", "0")


def _colour(look: Look, row: Row) -> str:
    return str(look.colour("edge")) if row.outline else look.mark


def _bar(pen: Pen, point: Any, row: Row) -> None:
    """Draws a bar with its sign: its pattern, an outline for what is kept apart."""
    form, colour = point.format, _colour(pen.look, row)
    if row.pattern:
        pen.hatch(form.fill, row.pattern, colour)
    elif row.outline:
        form.fill.background()
    else:
        form.fill.solid()
        form.fill.fore_color.rgb = rgb(colour)
    form.line.color.rgb = rgb(colour)
    form.line.width = pen.long(2)


def _label(pen: Pen, point: Any, row: Row, size: float) -> None:
    """Writes a bar's figure as people say it, behind the arrow that shows which way it is open."""
    lines = [[Run(part, bold=True)] for part in row.words]
    # A space keeps the figure off its bar.
    lines[0].insert(0, Run(f"{row.sign} ", colour=_colour(pen.look, row)))
    label = point.data_label
    pen.write(label.text_frame, lines, size, str(pen.look.colour("text")))
    label.text_frame.word_wrap = False
    label.position = XL_LABEL_POSITION.OUTSIDE_END


def _ranges(pen: Pen, series: Sequence[Any], rows: Sequence[Row]) -> None:
    """Draws the upper ends of ranges as lines from the ends of their bars."""
    for place, own in enumerate(series):
        spans = {
            number: (row, row.value, row.high)
            for number, row in enumerate(rows)
            if row.series == place and row.value is not None and row.high is not None
        }
        if not spans:
            continue
        outline = next((row for row, _low, _high in spans.values() if row.outline), None)
        colour = _colour(pen.look, outline or next(iter(spans.values()))[0])
        points = "".join(f'<c:pt idx="{number}"><c:v>{high - low}</c:v></c:pt>' for number, (_row, low, high) in spans.items())
        count = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(rows)}"/>'
        bars = (
            f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="plus"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
            f"<c:plus><c:numLit>{count}{points}</c:numLit></c:plus><c:minus><c:numLit>{count}</c:numLit></c:minus>"
            f'<c:spPr><a:ln w="{pen.long(5)}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
        )
        own._element.find(qn("c:cat")).addprevious(parse_xml(bars))
