"""PowerPoint templates as organisations have them: a small file for each kind that real ones taught."""

import io

import pytest
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from fenjin.data.edition import current
from fenjin.figures.bars import Bars
from fenjin.files import deck
from tests.unit.test_deck import chart, context, made, related, told, written

PAGE = 5  # the place of the layout with nothing but a title


@pytest.fixture(scope="module")
def about():
    return context(current())


@pytest.fixture(scope="module")
def slides(about):
    """A cover and a page with a chart."""
    every = told(about, "attraction")
    return [every[0], next(each for each in every if isinstance(each.body, Bars))]


def plain(*uses):
    """A presentation whose slides use layouts at these places."""
    file = Presentation()
    for place in uses:
        file.slides.add_slide(file.slide_layouts[place]).shapes.title.text = "旧"
    return file


def put(file, holder, place, fill):
    """Draws a rectangle on a layout or master: left, top, width, height in shares of the page, and its colour."""
    page = file.slides[0]
    x, y, w, h = (round(share * side) for share, side in zip(place, (file.slide_width, file.slide_height) * 2, strict=True))
    shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, x, y, w, h)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(fill)
    holder.shapes._spTree.insert(2, shape._element)


def paint(holder, fill):
    ground = holder.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor.from_string(fill)


def photo(holder):
    """Gives a layout a picture of black and white stripes as its ground."""
    picture = Image.new("L", (60, 60))
    picture.putdata([255 if number % 60 < 30 else 0 for number in range(3600)])
    picture.save(content := io.BytesIO(), "PNG")
    _part, number = holder.part.get_or_add_image_part(content)
    ground = f'<p:bg {nsdecls("p", "a", "r")}><p:bgPr><a:blipFill><a:blip r:embed="{number}"/><a:stretch><a:fillRect/></a:stretch></a:blipFill><a:effectLst/></p:bgPr></p:bg>'
    holder._element.cSld.insert(0, parse_xml(ground))


def ink(page):
    """The colour in which a page's title is written where it is not the template's own."""
    colour = page.shapes.title.text_frame.paragraphs[0].runs[0].font.color
    return str(colour.rgb) if colour and colour.type else ""


def test_a_title_is_written_so_that_it_can_be_read(about, slides):
    """Black on a black ground is written white; on a place that the template itself fills with white, and on a white ground, it stays."""
    file = plain(0, PAGE)
    for place in (0, PAGE):
        paint(file.slide_layouts[place], "000000")
    title = file.slide_layouts[0].placeholders[0]
    title.fill.solid()
    title.fill.fore_color.rgb = RGBColor(255, 255, 255)
    cover, page = made(about, slides, written(file)).slides
    assert (ink(cover), ink(page)) == ("", "FFFFFF")
    assert [ink(each) for each in made(about, slides, written(plain(0, PAGE))).slides] == ["", ""]


@pytest.mark.parametrize("ground", ["546A8C", "a picture", "0B1F3A", "FFF7E0"])
def test_where_no_colours_can_be_read_figures_stand_on_a_panel(about, slides, ground):
    file = plain(0, PAGE)
    photo(file.slide_layouts[PAGE]) if ground == "a picture" else paint(file.slide_layouts[PAGE], ground)
    page = made(about, slides, written(file)).slides[1]
    panels = [shape for shape in page.shapes if shape.name == "底板"]
    assert len(panels) == (ground in ("546A8C", "a picture"))
    for panel in panels:
        assert str(panel.fill.fore_color.rgb) == "FFFFFF"
        assert str(chart(page).font.color.rgb) == "16202B"
        drawn = next(shape for shape in page.shapes if shape.has_chart)
        assert panel.left <= drawn.left and drawn.left + drawn.width <= panel.left + panel.width


def test_a_picture_of_rings_on_nothing_is_no_ground(about, slides):
    """It covers the whole page, and what is seen is the dark colour under it."""
    file = plain(0, PAGE)
    layout = file.slide_layouts[PAGE]
    paint(layout, "18276C")
    picture = Image.new("RGBA", (160, 90), "#00000000")
    picture.paste("#FFFFFF", (0, 0, 8, 90))
    picture.save(content := io.BytesIO(), "PNG")
    shape = file.slides[1].shapes.add_picture(content, 0, 0, file.slide_width, file.slide_height)
    _part, number = layout.part.get_or_add_image_part(content)
    shape._element.blipFill.blip.set(qn("r:embed"), number)
    layout.shapes._spTree.insert(2, shape._element)
    page = made(about, slides, written(file)).slides[1]
    assert ink(page) == "FFFFFF"
    assert str(chart(page).font.color.rgb) != "16202B"


def test_a_line_across_the_title_is_not_written_over(about, slides):
    """As below the one line that a template's own titles have: ours has two, and stays above it, or below where most of its place is."""
    for line, side in ((0.16, "above"), (0.06, "below")):
        file = plain(0, PAGE)
        put(file, file.slide_layouts[PAGE], (0.1, line, 0.8, 0.01), "C00000")
        page = made(about, slides, written(file)).slides[1]
        # The page's own place for a title is where its layout has it.
        title, y = page.slide_layout.placeholders[0], line * file.slide_height
        assert title.top + title.height <= y + 1 if side == "above" else title.top >= y


def test_letters_that_a_template_sets_apart_take_their_room(about, slides):
    def points(spacing):
        file = plain(0, PAGE)
        style = file.slide_master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
        style.set("spc", spacing)
        return made(about, slides, written(file)).slides[1].shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt

    assert points("0") > points("1200")


def test_a_figure_takes_the_height_of_its_page(about, slides):
    """On an upright page a chart of the width of the page begins below the title and ends above the source."""
    file = plain(0, PAGE)
    file.slide_width, file.slide_height = 6858000, 9144000
    for layout in (file.slide_layouts[0], file.slide_layouts[PAGE]):
        title = layout.placeholders[0]
        title.left, title.top, title.width, title.height = 342900, 300000, 6172200, 1200000
    page = made(about, slides, written(file)).slides[1]
    drawn = next(shape for shape in page.shapes if shape.has_chart)
    assert drawn.height > 0.5 * file.slide_height
    assert drawn.top < 0.3 * file.slide_height


def test_a_cover_of_another_house_is_not_taken(about, slides):
    """Where the slides' master has no cover of its own, their layout serves as one."""
    file, other = plain(), Presentation()
    master = other.slide_master
    for number, layout in enumerate(list(other.slide_layouts)):
        if number != PAGE:
            other.slide_layouts.remove(layout)
    layout = other.slide_layouts[0]
    layout.name = "house"
    master.part.partname, layout.part.partname = (
        PackURI(f"/ppt/slide{name}.xml") for name in ("Masters/slideMaster9", "Layouts/slideLayout99")
    )
    master.part.part_related_by(RELATIONSHIP_TYPE.THEME).partname = PackURI("/ppt/theme/theme9.xml")
    number = file.part.relate_to(master.part, RELATIONSHIP_TYPE.SLIDE_MASTER)
    masters = file.element.find(qn("p:sldMasterIdLst"))
    masters.append(masters.makeelement(qn("p:sldMasterId"), {"id": "2147483900", qn("r:id"): number}))
    for _number in range(3):
        file.slides.add_slide(file.slide_masters[1].slide_layouts[0]).shapes.title.text = "旧"
    assert [page.slide_layout.name for page in made(about, slides, written(file)).slides] == ["house", "house"]


def test_a_page_for_something_else_is_not_taken_for_figures(about, slides):
    file = plain(0, 1, PAGE)
    file.slide_layouts[1].name = "目录"
    assert made(about, slides, written(file)).slides[1].slide_layout.name == "Title Only"


def title_of(about, slides, change):
    """Where a template's title stands on a page (shares of the page: left, top, width, height), and how much is left below it for a figure."""
    file = plain(0, PAGE)
    layout = file.slide_layouts[PAGE]
    change(file, layout, layout.placeholders[0])
    result = made(about, slides, written(file))
    page, wide, high = result.slides[1], file.slide_width, file.slide_height
    title, drawn = page.shapes.title, next(shape for shape in page.shapes if shape.has_chart)
    return title.left / wide, title.top / high, title.width / wide, title.height / high, drawn.top / high


def test_a_title_leaves_room_for_a_figure_and_has_room_for_two_lines(about, slides):
    def place(top, height):
        def change(file, _layout, title):
            wide, high = file.slide_width, file.slide_height
            title.left, title.top, title.width, title.height = (
                round(n) for n in (wide * 0.05, high * top, wide * 0.9, high * height)
            )

        return change

    assert title_of(about, slides, place(0.09, 0.28))[3] == pytest.approx(0.17, abs=0.001)
    assert title_of(about, slides, place(0.04, 0.05))[3] == pytest.approx(0.11, abs=0.001)
    assert title_of(about, slides, place(0.04, 0.15))[3] == pytest.approx(0.15, abs=0.001)


def test_a_title_ends_before_a_logo_and_nothing_touches_the_edge(about, slides):
    def change(file, layout, title):
        title.left, title.top, title.width, title.height = 0, 0, file.slide_width, round(file.slide_height * 0.15)
        put(file, layout, (0.85, 0.02, 0.12, 0.08), "C00000")

    left, _top, width, *_rest = title_of(about, slides, change)
    assert left + width <= 0.85 + 0.001

    file = plain(0, PAGE)
    change(file, file.slide_layouts[PAGE], file.slide_layouts[PAGE].placeholders[0])
    page = made(about, slides, written(file)).slides[1]
    others = [shape for shape in page.shapes if not shape.is_placeholder]
    assert min(shape.left for shape in others) >= file.slide_width * 0.029


def test_a_figure_stays_on_the_panel_on_which_the_title_stands(about, slides):
    """As on pages whose ground is a picture: a white panel holds title and content."""
    file = plain(0, PAGE)
    put(file, file.slide_layouts[PAGE], (0.02, 0.03, 0.75, 0.85), "FFFFFF")
    page = made(about, slides, written(file)).slides[1]
    right, bottom = file.slide_width * 0.77, file.slide_height * 0.88
    for shape in page.shapes:
        if not shape.is_placeholder and shape.width:
            assert shape.left + (shape.width if shape.has_chart else 0) <= right
            assert shape.top <= bottom


def test_no_text_of_a_template_remembers_that_all_text_was_subscript(about, slides):
    file = plain(0, PAGE)
    style = file.element.find(qn("p:defaultTextStyle"))
    level = style.find(qn("a:lvl1pPr"))
    level.find(qn("a:defRPr")).set("baseline", "-25000")
    level.insert(0, parse_xml(f'<a:buChar {nsdecls("a")} char="-"/>'))
    result = made(about, slides, written(file)).element.find(qn("p:defaultTextStyle"))
    assert not list(result.iter(qn("a:buChar")))
    assert all(each.get("baseline") is None for each in result.iter(qn("a:defRPr")))


def test_what_only_its_own_slides_reach_keeps_no_template_from_serving():
    for holder, serves in (("ppt/slides/slide1.xml", True), ("ppt/slideMasters/slideMaster1.xml", False)):
        linked = related(b"image", b"file:///x.png", b' TargetMode="External"', holder)
        embedded = related(b"oleObject", b"/ppt/embeddings/oleObject1.bin", b"", holder)
        for content in (linked, embedded):
            if serves:
                deck.check(content)
            else:
                with pytest.raises(deck.TemplateError):
                    deck.check(content)


@pytest.mark.parametrize(
    ("stream", "reason"),
    [("EncryptedPackage", "加了密码"), ("PowerPoint Document", "旧的.ppt格式"), ("WordDocument", "不是PowerPoint文件")],
)
def test_what_is_in_an_old_file_is_named(stream, reason):
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + stream.encode("utf-16-le") + bytes(100)
    with pytest.raises(deck.TemplateError) as refused:
        deck.check(content)
    assert reason in refused.value.text


def test_a_template_without_a_layout_is_refused_with_that_reason():
    file = Presentation()
    for layout in list(file.slide_layouts):
        file.slide_layouts.remove(layout)
    with pytest.raises(deck.TemplateError) as refused:
        deck.check(written(file))
    assert "没有版式" in refused.value.text


def test_a_title_with_another_number_is_a_title(about, slides):
    """Files that were put together from others number the title of a layout like what belongs nowhere."""
    file = plain()
    for place in (0, PAGE):
        title = file.slide_layouts[place].placeholders[0]
        title._element.nvSpPr.nvPr.find(qn("p:ph")).set("idx", "4294967295")
    content = written(file)
    deck.check(content)
    assert [page.shapes.title.text_frame.text for page in made(about, slides, content).slides] == [
        each.heading for each in slides
    ]


def test_an_object_of_another_program_leaves_its_picture(about, slides):
    """As add-ins put them on masters: what the program would draw is gone, its picture stays where it was."""
    file = plain(PAGE)
    master, high = file.slide_master, file.slide_height
    picture = Image.new("RGB", (8, 8), "#C00000")
    picture.save(content := io.BytesIO(), "PNG")
    frame = (
        file.slides[0]
        .shapes.add_ole_object(io.BytesIO(b"program"), "Other.Program.1", 0, high - 500_000, 400_000, 400_000, content)
        ._element
    )
    used = file.slides[0].part
    for name in (f"{{{frame.nsmap['r']}}}id", f"{{{frame.nsmap['r']}}}embed"):
        for each in [each for each in frame.iter() if each.get(name)]:
            rel = used.rels[each.get(name)]
            each.set(name, master.part.relate_to(rel.target_part, rel.reltype))
    master.shapes._spTree.append(frame)
    result = made(about, slides, written(file))
    kept = [shape for shape in result.slide_master.shapes if not shape.is_placeholder]
    assert [(shape.shape_type, shape.left, shape.top) for shape in kept] == [(MSO_SHAPE_TYPE.PICTURE, 0, high - 500_000)]
    assert not [each for each in result.part.package.iter_rels() if each.reltype.endswith("/oleObject")]


def test_lines_that_are_drawn_across_a_page_are_not_its_ground(about, slides):
    file = plain(0, PAGE)
    layout, wide, high = file.slide_layouts[PAGE], file.slide_width, file.slide_height
    paint(layout, "0F221D")
    put(file, layout, (0, 0, 1, 1), "ADDDE0")
    outline = "".join(f'<a:{step}><a:pt x="{x}" y="{y}"/></a:{step}>' for step, x, y in LINE)
    shape = next(each for each in layout.shapes if not each.is_placeholder)
    shape._element.spPr.replace(
        shape._element.spPr.find(qn("a:prstGeom")),
        parse_xml(
            f'<a:custGeom {nsdecls("a")}><a:avLst/><a:pathLst><a:path w="100" h="100">{outline}<a:close/></a:path></a:pathLst></a:custGeom>'
        ),
    )
    assert (shape.width, shape.height) == (wide, high)
    page = made(about, slides, written(file)).slides[1]
    assert ink(page) == "FFFFFF"
    # The figure stands on a panel of the page's colour: no line runs through its words.
    assert [str(each.fill.fore_color.rgb) for each in page.shapes if each.name == "底板"] == ["0F221D"]
    assert str(chart(page).font.color.rgb) == "F2F6FA"


LINE = [("moveTo", 0, 0), ("lnTo", 100, 98), ("lnTo", 100, 100), ("lnTo", 0, 2)]


def test_what_is_drawn_in_a_picture_keeps_its_room(about, slides):
    """A white picture as the ground of a page, with a logo beside the title and a band at the bottom."""

    def change(file, layout, title):
        wide, high = file.slide_width, file.slide_height
        title.left, title.top, title.width, title.height = round(wide * 0.05), 0, round(wide * 0.9), round(high * 0.15)
        picture = Image.new("RGB", (640, 360), "white")
        picture.paste("#C00000", (480, 18, 600, 50))
        picture.paste("#C00000", (0, 320, 640, 360))
        picture.save(content := io.BytesIO(), "PNG")
        shape = layout.part.get_or_add_image_part(content)[1]
        layout.shapes._spTree.insert(
            2,
            parse_xml(
                f"""<p:pic {nsdecls("p", "a", "r")}><p:nvPicPr><p:cNvPr id="77" name="ground"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="{shape}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>"""
                f"""<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr></p:pic>"""
            ),
        )

    left, _top, width, *_rest = title_of(about, slides, change)
    assert left + width <= 0.75 + 0.001
    file = plain(0, PAGE)
    change(file, file.slide_layouts[PAGE], file.slide_layouts[PAGE].placeholders[0])
    page = made(about, slides, written(file)).slides[1]
    assert max(shape.top for shape in page.shapes if shape.top is not None) <= file.slide_height * 320 / 360


@pytest.mark.parametrize("box", [None, (0.1, 0.3, 0.3, 0.5)])
def test_a_title_that_leaves_no_room_is_moved_below_what_stands_at_the_top(about, slides, box):
    """A title in the middle of the page goes below the logo; where the page has a box in the middle, title and figure stand on a panel."""
    file = plain(0, PAGE)
    wide, high = file.slide_width, file.slide_height
    places = [each for layout in file.slide_layouts for each in layout.placeholders if each.placeholder_format.type in (1, 3)]
    for title in places:
        title.left, title.top, title.width, title.height = (round(n) for n in (wide * 0.1, high * 0.4, wide * 0.3, high * 0.2))
    put(file, file.slide_master, (0.02, 0.02, 0.2, 0.1), "C00000")
    if box:
        put(file, file.slide_master, box, "FF2000")
    page = made(about, slides, written(file)).slides[1]
    title, figure = page.shapes.title, next(shape for shape in page.shapes if shape.has_chart)
    assert round(high * 0.12) - 1 <= title.top < title.top + title.height <= figure.top
    panels = [shape for shape in page.shapes if shape.name == "底板"]
    assert len(panels) == bool(box)
    for panel in panels:
        assert panel.top <= title.top and panel.top + panel.height >= figure.top + figure.height
        assert ink(page) == "16202B"
        tree = page.shapes._spTree
        assert tree.index(panel._element) < tree.index(title._element)
