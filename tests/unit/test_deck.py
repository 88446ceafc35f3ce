"""PowerPoint files: what somebody finds who opens one."""

import datetime
import functools
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_FILL
from pptx.enum.shapes import MSO_SHAPE, MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml.ns import qn

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.lines import Lines
from fenjin.figures.look import Look
from fenjin.figures.table import Table
from fenjin.figures.tiles import Tiles
from fenjin.files import deck
from fenjin.language.translate import translator
from fenjin.slides import decks, slide, story
from fenjin.slides.slide import Slide
from fenjin.views import Context
from tests import profiles

WHEN = datetime.date(2026, 3, 1)
TITLE = "放映"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
FONTS = {"latin": "Microsoft YaHei", "ea": "Microsoft YaHei", "Hans": "Microsoft YaHei"}


@pytest.fixture(scope="module")
def opened():
    return current()


def context(opened, lang="zh", mode="light"):
    return Context(opened, "xiangyang-2022", translator(lang), Look(mode))


@functools.cache
def deck_of(lang, name):
    """The slides of a ready-made story and the bytes of its presentation."""
    about = context(current(), lang)
    slides = told(about, name)
    return slides, deck.powerpoint(about, slides, TITLE, WHEN)


def told(context, name):
    """The slides of a ready-made story, with all the rows of each view."""
    unit = context.description["units"][0]["unit_id"]
    ready = decks.ready(context, name, unit)
    whole = replace(ready, slots=tuple(replace(slot, brief="") for slot in ready.slots))
    return story.slides(context, whole, WHEN, "https://example.org/")


def read(content):
    return Presentation(io.BytesIO(content))


def made(context, slides, template=None):
    """The slides as a presentation, read again."""
    return read(deck.powerpoint(context, slides, TITLE, WHEN, template))


def chart(page):
    return next((shape.chart for shape in page.shapes if shape.has_chart), None)


def one(context, body, **about):
    """The page of one slide with this body."""
    return made(context, [Slide("题", body, source="来源", **about)]).slides[0]


def texts(shapes):
    """The words of shapes, those in groups too."""
    found = []
    for shape in shapes:
        if shape.shape_type is not None and hasattr(shape, "shapes"):
            found += texts(shape.shapes)
        elif shape.has_text_frame:
            found.append(shape.text_frame.text)
    return found


def notes(page):
    return page.notes_slide.notes_text_frame.text.split("\n")


def values(page):
    """The numbers of a page's chart from top to bottom, each with its label, without the upper ends of ranges."""
    drawn = chart(page).plots[0]
    return [
        (label, value)
        for series in drawn.series
        if series.name not in ("标准值上限", "Upper standard value")
        for label, value in zip(drawn.categories, series.values, strict=True)
        if value is not None
    ]


@pytest.mark.parametrize(("name", "lang"), profiles.by_turns(["rural", "whole", "attraction", "city", "livelihood"], 3))
def test_charts_hold_the_figures_of_their_views(opened, lang, name):
    about = context(opened, lang)
    slides, content = deck_of(lang, name)
    found = {}
    for each, page in zip(slides, read(content).slides, strict=True):
        if isinstance(each.body, Bars):
            found.setdefault(id(each.view), (each.view, []))[1].extend(values(page))
    assert found
    for view, drawn in found.values():
        if view.query == "comparison":
            # A figure that counts at a wider scope is drawn there, as the bound that follows.
            rows = [row for row in views.records(view.frame) if row["apart"] != "within"]
            stated = [(about.t.of(row, "short"), row["std_value"]) for row in rows]
        else:
            stated = [("", value) for name in ("city_value", "county_value") for value in view.frame[name]]
        assert sorted(value for _label, value in drawn) == sorted(value for _name, value in stated)
        for name, value in stated:
            assert any(name in label and value == shown for label, shown in drawn), (name, value)


def test_the_parts_of_a_chart_have_one_scale(opened):
    bars = Bars([Section("", [Bar(f"第{n}家", n, f"{n}个") for n in range(1, 31)])])
    view = views.View("问", "答", "nothing", {}, pd.DataFrame(), bars.figure(Look()))
    about = context(opened)
    parts = slide.of_view(about, view, WHEN)
    assert len(parts) > 1
    pages = list(made(about, parts).slides)
    frames = [next(shape for shape in page.shapes if shape.has_chart) for page in pages]
    widths = [
        float(frame.chart._chartSpace.find(f".//{qn('c:manualLayout')}/{qn('c:w')}").get("val")) * frame.width for frame in frames
    ]
    scales = [width / frame.chart.value_axis.maximum_scale for width, frame in zip(widths, frames, strict=True)]
    assert scales == pytest.approx([scales[0]] * len(scales), rel=1e-3)
    assert [value for page in pages for _label, value in values(page)] == list(range(1, 31))


SIGNS = Bars([
    Section("同口径排序", [
        Bar("甲", 5, "至少5个", comparator="ge"), Bar("乙", 4, "超过4个", comparator="gt", strive=True), Bar("丙", 3, "至多3个", comparator="le"),
        Bar("丁", 2, "低于2个", comparator="lt"), Bar("戊", 1, "1–2个", high=2, comparator="range"),
    ]),
    Section("口径不同，单列", [Bar("己", 6, "6个", unranked=True, detail="大型"), Bar("庚", 6, "6个", unranked=True, strive=True)]),
])  # fmt: skip


def signs(page):
    """For each label its kind of fill and the words at its bar."""
    found = {}
    drawn = chart(page).plots[0]
    for series in drawn.series:
        for place, (label, value) in enumerate(zip(drawn.categories, series.values, strict=True)):
            if value is not None:
                point = series.points[place]
                fill, words = found.get(label[:1], (None, ""))
                said = point.data_label.text_frame.text if point.data_label.has_text_frame else words
                found[label[:1]] = (fill if series.name == "标准值上限" else point.format.fill.type, said)
    return found


def test_every_sign_of_the_screen_is_on_the_slide(opened):
    page = one(context(opened), SIGNS)
    assert signs(page) == {
        "甲": (MSO_FILL.SOLID, "▷ 至少5个"),
        "乙": (MSO_FILL.PATTERNED, "▷ 超过4个"),
        "丙": (MSO_FILL.SOLID, "◀ 至多3个"),
        "丁": (MSO_FILL.SOLID, "◀ 低于2个"),
        "戊": (MSO_FILL.SOLID, " 1–2个"),
        "己": (MSO_FILL.BACKGROUND, " 6个"),
        "庚": (MSO_FILL.PATTERNED, " 6个"),
    }
    upper = chart(page).plots[0].series[2]
    assert (upper.name, [value for value in upper.values if value is not None]) == ("标准值上限", [2])
    lines = [series._element.find(qn("c:errBars")) for series in chart(page).plots[0].series]
    assert [line is not None for line in lines] == [True, False, False]
    assert [float(value.text) for value in lines[0].iter(qn("c:v"))] == [1]


def test_headings_of_sections_are_whole(opened):
    heading = "同口径排序：" + "很长的口径，" * 20
    page = one(context(opened), Bars([Section(heading, [Bar("甲", 1, "1个")])]))
    assert heading in [text.replace("\v", "") for text in texts(page.shapes)]


def test_no_label_is_left_out_and_a_detail_keeps_its_words(opened):
    detail = "投资五百万元以上，工业，新签约，一百个中的一部分，力争，按季度计算，包括续建"
    page = one(context(opened), Bars([Section("", [Bar(f"甲{n}", n, f"{n}个", detail=detail) for n in range(1, 4)])]))
    axis = chart(page).category_axis._element
    assert axis.find(qn("c:tickLblSkip")).get("val") == "1"
    labels = list(chart(page).plots[0].categories)
    assert "".join(labels).count(detail) == 3
    assert [label for label, _value in values(page)] == ["甲1", "甲2", "甲3"]


def inside(shapes, wide, high):
    return all(
        shape.left >= 0 and shape.top >= 0 and shape.left + shape.width <= wide and shape.top + shape.height <= high
        for shape in shapes
    )


@pytest.mark.parametrize(("name", "lang"), profiles.by_turns(["whole", "attraction", "unit"], 2))
def test_slides_are_drawn_not_pictured(lang, name):
    slides, content = deck_of(lang, name)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [part for part in names if part.startswith("ppt/media")]
    file = read(content)
    assert (file.slide_width, file.slide_height) == (12_192_000, 6_858_000)
    assert len(file.slides) == len(slides)
    for each, page in zip(slides, file.slides, strict=True):
        # The cover has an empty place for an emblem, right of its title and above it.
        emblems = [holder for holder in page.placeholders if holder.placeholder_format.type == PP_PLACEHOLDER.PICTURE]
        assert len(emblems) == each.cover and all(holder.top + holder.height < page.shapes.title.top for holder in emblems)
        assert page.shapes.title.text_frame.text.replace("\v", "") == each.heading
        assert inside(page.shapes, file.slide_width, file.slide_height)
        if each.view is not None:
            # A line that is broken at a space has none there.
            said = re.sub(r"\s", "", "".join(texts(page.shapes)))
            assert all(re.sub(r"\s", "", line) in said for line in (each.source, *each.small))
            assert each.number in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_has_the_cells_of_its_slide(lang):
    slides, content = deck_of(lang, "unit")
    found = 0
    for each, page in zip(slides, read(content).slides, strict=True):
        if isinstance(each.body, Table):
            table = next(shape.table for shape in page.shapes if shape.has_table)
            rows = [tuple(cell.text_frame.text for cell in row.cells) for row in table.rows]
            assert rows == [each.body.columns, *each.body.rows]
            found += 1
    assert found > 1


def test_the_tile_grid_is_of_shapes_that_bear_their_units_names(opened):
    about = context(opened)
    view = views.tile_grid(about, "projects-attracted")
    (each,) = slide.of_view(about, view, WHEN)
    assert isinstance(each.body, Tiles)
    (page,) = made(about, [each]).slides
    (group,) = [shape for shape in page.shapes if hasattr(shape, "shapes")]
    assert sorted(shape.name for shape in group.shapes) == sorted(cell.full for cell in each.body.cells)
    for cell in each.body.cells:
        (tile,) = [shape for shape in group.shapes if shape.name == cell.full]
        assert tile.text_frame.text.replace("\v", "") == cell.full + cell.text
        assert (tile.line.dash_style is not None) == cell.zone


def test_the_map_is_of_shapes_that_bear_their_units_names(opened):
    about = context(opened)
    view = views.city_map(about, "projects-attracted")
    (each,) = slide.of_view(about, view, WHEN)
    (page,) = made(about, [each]).slides
    (whole,) = [shape for shape in page.shapes if hasattr(shape, "shapes")]
    drawn = [shape for part in whole.shapes for shape in (part.shapes if hasattr(part, "shapes") else [part])]
    assert sum(shape.shape_type == MSO_SHAPE_TYPE.FREEFORM for shape in drawn) >= len(each.body.regions)
    named = {shape.name for part in whole.shapes for shape in (part, *getattr(part, "shapes", ()))}
    assert {region.name for region in each.body.regions} <= named
    said = " ".join(texts(page.shapes))
    assert all(region.name in said and region.text in said for region in each.body.regions)


def test_notes_say_what_a_speaker_is_asked(opened):
    about = context(opened)
    view = views.ranking(about, "projects-attracted", "county")
    (each,) = slide.of_view(about, view, WHEN, remark="先讲前三名", link="https://example.org/attraction")
    said = notes(made(about, [each]).slides[0])
    assert said[0] == "先讲前三名"
    figures = said[said.index("这一页的数字：") + 1 :][:7]
    # As on the slide: five that are compared, two that are kept apart.
    assert [line.split("：")[0] for line in figures] == ["枣阳市", "宜城市", "襄州区", "樊城区", "襄城区", "宜城市", "老河口市"]
    assert (
        figures[1] == "宜城市：引进的亿元以上项目数 100个；比较符：等于；口径：亿元以上；语气：力争；出处：宜城市第1段，第83–86字"
    )
    # The text says 110 of industry; what follows is told as following, and never in the words of a target.
    assert figures[0] == (
        "枣阳市：引进项目个数 至少110个；口径：亿元以上；依据：由较窄的口径推出（工业110个）；出处：枣阳市第1段，第184–187字"
    )
    assert any(line.startswith("老河口市：") and "至少145个；比较符：至少；口径：新签约" in line for line in figures)
    assert set(view.notes) | set(view.asides) | set(view.legend) <= set(said)
    assert said[-1] == "https://example.org/attraction"


def test_a_bound_from_several_figures_names_them_all(opened):
    """谷城 promises 20, 90 and 120 km of three kinds of road: 230 at least of all kinds."""
    about = context(opened)
    view = views.ranking(about, "rural-roads", "county")
    parts = slide.of_view(about, view, WHEN)
    lines = [line for page in made(about, parts).slides for line in notes(page)]
    (said,) = [line for line in lines if line.startswith("谷城县：农村公路建设里程 至少230公里")]
    assert "依据：由互斥的各项相加推出（县乡道20公里，路网延伸连通90公里，提档升级120公里）" in said
    assert said.count("谷城县第4段，第") == 3
    # 枣阳's 160 km of upgrading are stated; of the other kinds its 310 km of all kinds are the most.
    most = [line for line in lines if line.startswith("枣阳市：农村公路建设里程 至多310公里")]
    assert sorted(line.split("；")[1] for line in most) == ["口径：县乡道", "口径：路网延伸连通"]


def test_notes_of_a_part_are_those_of_its_rows(opened):
    about = context(opened)
    unit = about.description["units"][0]["unit_id"]
    view = views.explore(about, views.of_unit(about, unit))
    parts = slide.of_view(about, view, WHEN)
    assert len(parts) > 1
    pages = made(about, parts).slides
    found = []
    for each, page in zip(parts, pages, strict=True):
        said = notes(page)
        figures = said[said.index("这一页的数字：") + 1 :][: len(each.body.rows)]
        found += [int(re.search(r"第(\d+)–", line)[1]) for line in figures]
    starts = dict(zip(view.frame["target_id"], view.frame["first_char"], strict=True))
    assert found == [starts[target] for target in view.targets]


def test_notes_of_a_units_standing_are_of_what_its_slide_compares(opened):
    """The slides leave out what is not compared, as is that 樊城 wants a fifth fewer documents; so it is none of the figures that the speaker has.
    What the unit alone states is only named."""
    about = context(opened, "en")
    view = views.standings(about, "fancheng", "county")
    parts = slide.of_view(about, view, WHEN)
    said = [notes(page) for page in made(about, parts).slides]
    figures = []
    for each, lines in zip(parts, said, strict=True):
        first = lines.index("The figures of this slide:") + 1
        figures += lines[first : lines.index("", first)]
        for line, (indicator, _place, amount, *_more) in zip(lines[first : lines.index("", first)], each.body.rows, strict=True):
            assert f"{indicator} {amount}" in line
    every = "\n".join(figures)
    assert len(parts) > 1 and "New rural bridges 4" in every and "Cut in documents" not in every


@pytest.mark.parametrize(("name", "lang"), profiles.by_turns(["whole", "attraction", "rural", "city", "unit"], 2))
def test_every_slide_has_notes(lang, name):
    slides, content = deck_of(lang, name)
    for each, page in zip(slides, read(content).slides, strict=True):
        said = notes(page)
        assert any(said)
        if each.view is not None:
            assert each.link in said and each.source in said
            # Of a view in several parts the first says what it comes to.
            assert each.part[0] > 1 or any((each.view.takeaway or each.view.question) in line for line in said)
        assert each.say == tuple(said[: len(each.say)])


def test_fonts_are_those_of_windows_and_wps():
    packed = zipfile.ZipFile(io.BytesIO(deck_of("zh", "city")[1]))
    themes = [name for name in packed.namelist() if re.match(r"ppt/theme/theme\d+.xml", name)]
    assert len(themes) == 2
    for name in themes:
        theme = packed.read(name).decode()
        for kind in ("majorFont", "minorFont"):
            (fonts,) = re.findall(f"<a:{kind}>.*?</a:{kind}>", theme, re.DOTALL)
            named = dict(re.findall(r'<a:(latin|ea) typeface="([^"]*)"', fonts)) | dict(
                re.findall(r'script="(Hans)" typeface="([^"]*)"', fonts)
            )
            assert named == FONTS
    for name in packed.namelist():
        xml = packed.read(name).decode("utf-8", "replace")
        if name.startswith(("ppt/slides/slide", "ppt/notesSlides/notesSlide")):
            assert "<a:latin" not in xml
            assert xml.count("<a:r>") == len(re.findall(r'<a:r><a:rPr [^>]*\blang="zh-CN"', xml)) > 0
        if name.startswith("ppt/charts/chart"):
            assert '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>' in xml


@profiles.thorough
def test_figures_are_said_for_those_who_do_not_see_them():
    slides, content = deck_of("zh", "whole")
    for each, page in zip(slides, read(content).slides, strict=True):
        for shape in page.shapes:
            if shape.has_chart or shape.has_table or hasattr(shape, "shapes"):
                said = shape._element._nvXxPr.cNvPr.get("descr")
                assert each.view.takeaway in said
                if shape.has_chart:
                    assert all(bar.text in said for section in each.body.sections for bar in section.bars)


def test_the_file_says_what_it_is(opened):
    about = context(opened)
    described = made(about, told(about, "business")).core_properties
    assert (described.title, described.author) == (TITLE, "奋进看板")
    assert described.subject == about.description["title"]
    assert described.created == described.modified == datetime.datetime(2026, 3, 1)


def test_the_same_slides_give_the_same_bytes(opened):
    about = context(opened)
    slides = told(about, "attraction")
    assert deck.powerpoint(about, slides, TITLE, WHEN) == deck.powerpoint(about, slides, TITLE, WHEN)
    assert deck.powerpoint(about, slides, TITLE, WHEN, branded()) == deck.powerpoint(about, slides, TITLE, WHEN, branded())


def test_dark_slides_are_dark(opened):
    about = context(opened, mode="dark")
    for page in made(about, told(about, "business")).slides:
        assert page.background.fill.fore_color.rgb == RGBColor.from_string("0E1620")


@profiles.costly()
@given(
    hostile=st.one_of(
        st.text(max_size=60),
        st.text(alphabet="\x00\x0b\x1b\x7f\ud800\ufffe\u202e<>&\"'=+-@\n\t\v_x0041_", min_size=1, max_size=60),
        st.just("<script>alert(1)</script>"), st.just('=HYPERLINK("http://x","y")'), st.just("很长" * 5000), st.just("long" * 5000),
    )
)  # fmt: skip
def test_any_text_is_only_text(opened, hostile):
    about = context(opened)
    bars = Bars([Section(hostile, [Bar(hostile, 1, hostile, detail=hostile, comparator="ge", unit=hostile)])])
    table = Table((hostile,), ((hostile,),), (False,), (hostile,))
    bodies = (bars, table, Lines((hostile,)))
    # Sentences that are endless would not fit their slide; that they are set is another matter than that they are safe.
    slides = [Slide(hostile[:200], body, (hostile[:200],), hostile[:200], remark=hostile, link=hostile) for body in bodies]
    file = read(deck.powerpoint(about, slides, hostile, WHEN))
    assert len(file.slides) == 3
    workbook = openpyxl.load_workbook(io.BytesIO(chart(file.slides[0]).part.chart_workbook.xlsx_part.blob))
    assert all(cell.data_type in ("s", "n") for row in workbook.active.iter_rows() for cell in row)


def branded(wide=9_144_000, dark=False, slides=3):
    """An organisation's presentation: a band on its master, a size and colours of its own, slides with notes."""
    file = Presentation()
    if dark:
        mapping = file.slide_master._element.find(qn("p:clrMap"))
        mapping.set("bg1", "dk2")
        mapping.set("tx1", "lt1")
    file.slide_width = wide
    for _number in range(slides):
        page = file.slides.add_slide(file.slide_layouts[1])
        page.shapes.title.text = "旧的机密"
        page.notes_slide.notes_text_frame.text = "旧的备注"
        band = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, wide, 200_000)
        band.name = "band"
    if slides:
        file.slide_master.shapes._spTree.append(band._element)
        # A link of the master leads to a slide, as buttons of some templates do.
        number = file.slide_master.part.relate_to(
            page.part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
        )
        link = band._element.nvSpPr.cNvPr.makeelement(
            qn("a:hlinkClick"), {qn("r:id"): number, "action": "ppaction://hlinksldjump"}
        )
        band._element.nvSpPr.cNvPr.append(link)
    return written(file)


def written(file):
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


@pytest.mark.parametrize(("wide", "dark"), profiles.some([(9_144_000, False), (12_192_000, True)], 2, 1))
def test_a_template_gives_its_look_and_none_of_its_slides(opened, wide, dark):
    about = context(opened)
    slides = told(about, "attraction")
    deck.check(branded(wide, dark))
    content = deck.powerpoint(about, slides, TITLE, WHEN, branded(wide, dark))
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in packed.namelist() if "旧的" in packed.read(name).decode("utf-8", "replace")]
    assert Counter(re.sub(r"\d+", "", name) for name in packed.namelist())["ppt/slides/slide.xml"] == len(slides)
    assert Counter(re.sub(r"\d+", "", name) for name in packed.namelist())["ppt/notesSlides/notesSlide.xml"] == len(slides)
    file = read(content)
    assert file.slide_width == wide
    assert [shape.name for shape in file.slide_master.shapes].count("band") == 1
    for each, page in zip(slides, file.slides, strict=True):
        assert page.shapes.title.text_frame.text == each.heading
        assert not page.shapes.title._element.spPr.xpath("./a:xfrm")
        assert inside(page.shapes, file.slide_width, file.slide_height)
        assert page.slide_layout.name == ("Title Slide" if each.cover else "Title and Content")
        if isinstance(each.body, Bars):
            # Words are readable on the template's own background.
            assert str(chart(page).font.color.rgb) == ("F2F6FA" if dark else "16202B")
            assert Counter(value for _label, value in values(page)) == Counter(
                bar.value for section in each.body.sections for bar in section.bars
            )


def test_a_template_without_a_place_for_a_figure_keeps_the_projects_places(opened):
    file = Presentation()
    for layout in file.slide_layouts:
        for shape in layout.placeholders:
            if shape.placeholder_format.type in (1, 3):
                shape.left, shape.top, shape.width, shape.height = 0, 3_000_000, 2_000_000, 3_000_000
    about = context(opened)
    slides = told(about, "attraction")
    read_again = made(about, slides, written(file))
    for each, page in zip(slides, read_again.slides, strict=True):
        assert inside(page.shapes, read_again.slide_width, read_again.slide_height)
        if isinstance(each.body, Bars):
            title = page.shapes.title
            figure = next(shape for shape in page.shapes if shape.has_chart)
            assert title.top + title.height <= figure.top


def zipped(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return content.getvalue()


def changed(content, change):
    """A file whose parts are what `change` makes of their name and bytes."""
    old = zipfile.ZipFile(io.BytesIO(content))
    return zipped(**{name: change(name, old.read(name)) for name in old.namelist()})


def workbook():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet()
    return content.getvalue()


def untitled():
    file = Presentation()
    for layout in file.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.type in (1, 3):
                shape._element.getparent().remove(shape._element)
    return written(file)


def with_macros():
    macro = b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return changed(branded(), lambda name, part: part.replace(plain, macro) if name == "[Content_Types].xml" else part)


def with_macros_in_other_words():
    """What an XML parser reads as the type of macros, beside a comment with the harmless one."""
    macro = b"application/vnd.ms-powerpoint.presentation.&#109;acroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    types = lambda part: part.replace(plain, macro).replace(b"</Types>", b"<!--" + plain + b"--></Types>")  # noqa: E731
    return changed(branded(), lambda name, part: types(part) if name == "[Content_Types].xml" else part)


def related(kind, target, mode=b"", holder="ppt/slideLayouts/slideLayout1.xml"):
    """A file of which a layout, or another part, leads to something."""
    link = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%b" Target="%b"%b/>'
    )
    ending = b"</Relationships>"
    added = link % (kind, target, mode) + ending
    place = "/_rels/".join(holder.rsplit("/", 1)) + ".rels"
    content = changed(branded(), lambda name, part: part.replace(ending, added) if name == place else part)
    with zipfile.ZipFile(whole := io.BytesIO(content), "a") as packed:
        packed.writestr("ppt/embeddings/oleObject1.bin", b"program")
    types = b'<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    return changed(
        whole.getvalue(), lambda name, part: part.replace(b"</Types>", types) if name == "[Content_Types].xml" else part
    )


def entity():
    bomb = b'<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    return changed(branded(), lambda name, part: bomb + b"<p>&c;</p>" if name == "ppt/presentation.xml" else part)


BAD = {
    "nothing": lambda: b"",
    "text": lambda: "这不是演示文稿".encode(),
    "old format": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    "too large": lambda: b"PK" + b"\0" * deck.LARGEST,
    "another zip": lambda: zipped(**{"a.txt": b"a"}),
    "a workbook": workbook,
    "unpacks to very much": lambda: zipped(**{"[Content_Types].xml": b"<Types/>", "ppt/media/a.bin": b"\0" * 40_000_000}),
    "a cut-off download": lambda: branded()[: len(branded()) // 2],
    "cut off": lambda: branded()[:-2000],
    "macros": with_macros,
    "macros in other words": with_macros_in_other_words,
    "a picture elsewhere": lambda: related(b"image", b"file:///\\\\evil.example\\share\\x.png", b' TargetMode="External"'),
    "a template elsewhere": lambda: related(b"attachedTemplate", b"http://evil.example/x", b" TargetMode='&#69;xternal'"),
    "an embedded program": lambda: related(b"oleObject", b"../embeddings/oleObject1.bin"),
    "no presentation": lambda: changed(branded(), lambda name, part: b"<a/>" if name == "ppt/presentation.xml" else part),
    "broken XML": lambda: changed(branded(), lambda name, part: part[:100] if name == "ppt/presentation.xml" else part),
    "broken theme": lambda: changed(branded(), lambda name, part: b"x" if name.startswith("ppt/theme") else part),
    "endless entities": entity,
    "an entity among the kinds of parts": lambda: changed(
        branded(),
        lambda name, part: (
            re.sub(rb"(?s)(<Types[^>]*>)", rb'<!DOCTYPE Types [<!ENTITY x "y">]>\1&x;', part)
            if name == "[Content_Types].xml"
            else part
        ),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_template_is_refused_in_words(opened, name):
    content = BAD[name]()
    with pytest.raises(deck.TemplateError) as refused:
        deck.check(content)
    for lang in ("zh", "en"):
        assert (CHINESE.search(refused.value.in_words(translator(lang))) is not None) == (lang == "zh")
    with pytest.raises(deck.TemplateError):
        deck.powerpoint(context(opened), told(context(opened), "business"), TITLE, WHEN, content)


def test_a_template_with_the_address_of_its_house_serves():
    deck.check(related(b"hyperlink", b"http://house.example/", b' TargetMode="External"'))


def as_kind(content, kind):
    """A presentation as PowerPoint's own format for templates, or for shows."""
    main = b"presentationml.%b.main+xml"
    return changed(
        content, lambda name, part: part.replace(main % b"presentation", main % kind) if name == "[Content_Types].xml" else part
    )


@pytest.mark.parametrize("kind", [b"template", b"slideshow"])
def test_powerpoints_own_templates_and_shows_serve(opened, kind):
    about = context(opened)
    slides = told(about, "business")[:2]
    content = deck.powerpoint(about, slides, TITLE, WHEN, as_kind(branded(), kind))
    assert b"presentationml.presentation.main+xml" in zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml")
    assert len(read(content).slides) == 2


def test_a_template_without_a_place_for_a_title_gets_one(opened):
    """As very many decks are made: with text boxes on empty pages."""
    about = context(opened)
    slides = told(about, "attraction")
    file = made(about, slides, untitled())
    for each, page in zip(slides, file.slides, strict=True):
        title = page.shapes.title
        assert title.text_frame.text == each.heading
        assert (
            title.top + title.height
            <= min(shape.top for shape in page.shapes if shape.has_chart or shape.has_table or shape == title) + title.height
        )
        assert inside(page.shapes, file.slide_width, file.slide_height)


def several(uses):
    """A presentation with a second master, that of the house; its slides use these of the four layouts: plain cover and page, then the house's."""
    file = Presentation(io.BytesIO(branded(slides=0)))
    for number, layout in enumerate(file.slide_layouts):
        layout.name = f"plain {number}"
    house = [file.slide_layouts[2], file.slide_layouts[1]]
    for layout, name in zip(house, ("house cover", "house page"), strict=True):
        layout.name = name
    for place in uses:
        page = file.slides.add_slide([file.slide_layouts[0], file.slide_layouts[5], *house][place])
        page.shapes.title.text = "旧的机密"
    return written(file)


@pytest.mark.parametrize(
    ("uses", "cover", "page"),
    profiles.some([((2, 3, 3, 3), "house cover", "house page"), ((3, 3, 3), "plain 0", "house page"), ((), "plain 0", "plain 5"), ((2, 1, 3, 3), "house cover", "house page")], 2),
)  # fmt: skip
def test_pages_look_like_those_that_the_template_itself_has(opened, uses, cover, page):
    about = context(opened)
    slides = told(about, "attraction")
    layouts = {
        each.cover: drawn.slide_layout.name for each, drawn in zip(slides, made(about, slides, several(uses)).slides, strict=True)
    }
    assert layouts == {True: cover, False: page}


def test_other_layouts_may_be_chosen_by_their_names(opened):
    about = context(opened)
    content = several((2, 3, 3, 3))
    layouts = deck.layouts_of(content)
    assert (layouts.names[layouts.cover], layouts.names[layouts.plain]) == ("house cover", "house page")
    slides = told(about, "attraction")
    chosen = layouts.names.index("plain 0"), layouts.names.index("plain 5")
    file = read(deck.powerpoint(about, slides, TITLE, WHEN, content, chosen))
    assert {page.slide_layout.name for page in file.slides} == {"plain 0", "plain 5"}


def coloured(place, fill):
    """A template whose ground is dark in one of the places where a file may say so, while its default text is black."""
    file = Presentation()
    layout, master = file.slide_layouts[5], file.slide_master
    page = file.slides.add_slide(layout)
    page.shapes.title.text = "旧"
    if place == "a rectangle on the layout":
        shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, file.slide_width, file.slide_height)
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
        layout.shapes._spTree.insert(2, shape._element)
    else:
        holder = layout if place == "the layout's background" else master
        fill_of = holder.background.fill
        fill_of.solid()
        fill_of.fore_color.rgb = RGBColor.from_string(fill)
    return written(file)


@pytest.mark.parametrize("place", ["a rectangle on the layout", "the layout's background", "the master's background"])
@pytest.mark.parametrize(("fill", "ink"), [("0B1F3A", "F2F6FA"), ("FFF7E0", "16202B")])
def test_words_can_be_read_on_the_ground_of_a_template(opened, place, fill, ink):
    about = context(opened)
    slides = [each for each in told(about, "attraction") if isinstance(each.body, Bars)][:1]
    (page,) = made(about, slides, coloured(place, fill)).slides
    assert str(chart(page).font.color.rgb) == ink


def test_bands_and_logos_of_a_template_keep_their_room(opened):
    about = context(opened)
    slides = told(about, "attraction")
    file = Presentation()
    page = file.slides.add_slide(file.slide_layouts[5])
    page.shapes.title.text = "旧"
    wide, high = file.slide_width, file.slide_height
    band = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, int(high * 0.88), wide, int(high * 0.12))
    logo = page.shapes.add_shape(MSO_SHAPE.OVAL, int(wide * 0.85), int(high * 0.8), int(wide * 0.1), int(high * 0.05))
    places = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in (band, logo)]
    for shape in (band, logo):
        file.slide_master.shapes._spTree.append(shape._element)
    for each in made(about, slides, written(file)).slides:
        if each.slide_layout.name == "Title Only":
            for box in [shape for shape in each.shapes if not shape.is_placeholder and shape.width and shape.top is not None]:
                for left, top, right, bottom in places:
                    assert (
                        box.left >= right
                        or box.left + box.width <= left + 1000
                        or box.top >= bottom
                        or box.top + box.height <= top + 1000
                    )


def test_a_template_whose_own_text_is_subscript_or_has_bullets_gives_none_of_it(opened):
    about = context(opened)
    slides = [each for each in told(about, "attraction") if isinstance(each.body, Bars)][:1]
    style = (
        b'<p:defaultTextStyle><a:lvl1pPr marL="400000" indent="-400000"><a:spcBef><a:spcPts val="900"/></a:spcBef><a:buChar char="-"/>'
        b'<a:defRPr baseline="-25000" i="1" cap="all"/></a:lvl1pPr></p:defaultTextStyle></p:presentation>'
    )
    content = changed(
        written(Presentation()),
        lambda name, part: (
            re.sub(rb"(?s)<p:defaultTextStyle>.*</p:defaultTextStyle>", b"", part).replace(b"</p:presentation>", style)
            if name == "ppt/presentation.xml" else part
        ),
    )  # fmt: skip
    (page,) = made(about, slides, content).slides
    texts = [shape for shape in page.shapes if shape.has_text_frame and not shape.is_placeholder and shape.text_frame.text]
    runs = [run._r.rPr for shape in texts for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
    assert runs and all((each.get("baseline"), each.get("i"), each.get("cap")) == ("0", "0", "none") for each in runs)
    assert all(shape.text_frame._txBody.p_lst[0].pPr.find(qn("a:buNone")) is not None for shape in texts)


@profiles.thorough
def test_a_subtitle_is_a_place_for_the_cover_alone(opened):
    """Where a page has one too, no page of sources and definitions is poured into it."""
    about = context(opened)
    slides = told(about, "whole")
    file = Presentation()
    layout = file.slide_layouts[0]
    for _number in range(3):
        file.slides.add_slide(layout).shapes.title.text = "旧"
    for each, page in zip(slides, made(about, slides, written(file)).slides, strict=True):
        below = [shape for shape in page.placeholders if shape.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE]
        assert each.cover or not below


def test_no_part_is_written_twice_and_a_master_for_notes_without_room_is_replaced(opened):
    about = context(opened)
    slides = told(about, "business")[:2]

    def old_spelling(name, part):
        if name == "_rels/.rels":
            return part.replace(
                b"package/2006/relationships/metadata/core-properties",
                b"officeDocument/2006/relationships/metadata/core-properties",
            )
        return (
            re.sub(rb'(?s)<p:sp>(?:(?!</p:sp>).)*type="body".*?</p:sp>', b"", part)
            if "notesMaster1.xml" in name and "rels" not in name
            else part
        )

    content = deck.powerpoint(about, slides, TITLE, WHEN, changed(branded(), old_spelling))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len(names) == len(set(names))
    assert all(page.notes_slide.notes_text_frame.text for page in read(content).slides)


def test_a_template_without_slides_or_notes_serves(opened):
    deck.check(branded(slides=0))
