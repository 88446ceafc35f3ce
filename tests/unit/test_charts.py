"""What is drawn for a known frame."""

import itertools
import re
from dataclasses import replace

import pytest

from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.canvas import Box, Path, Words, lines_of, svg_growing, svg_of, text_of
from fenjin.figures.look import Look, tint
from fenjin.figures.shares import Shares
from fenjin.figures.tiles import Tile, Tiles
from fenjin.figures.timeline import Milestone, Timeline
from fenjin.figures.typeset import breadth, breakable
from tests.themes import ROWS, look

LOOK = look("light", "rural")


def drawn(*bars, heading=""):
    return Bars([Section(heading, list(bars))]).figure(LOOK)


def placed(figure):
    """The words of a figure, each with its height."""
    notes = [(note["text"], note["y"]) for note in figure["layout"].get("annotations", ())]
    return notes + [
        word for trace in figure["data"] if trace.get("mode") == "text" for word in zip(trace["text"], trace["y"], strict=True)
    ]


def words(figure):
    return [text for text, _y in placed(figure)]


def plain_words(text):
    """The words of a figure without their markup and the blanks around them."""
    return " ".join(re.sub("<[^>]*>", "", text).split())


def marks(figure):
    return [trace for trace in figure["data"] if trace.get("mode") != "text"]


def test_a_plain_figure_is_solid_in_the_colour_of_its_theme():
    bar = drawn(Bar("东县", 10, "10个"))["data"][0]
    assert (bar["x"], bar["marker"]["color"], bar["marker"]["pattern"]["shape"]) == ([10], [LOOK.mark], [""])


def test_a_figure_striven_for_is_hatched():
    assert drawn(Bar("东县", 10, "10个", strive=True))["data"][0]["marker"]["pattern"]["shape"] == ["/"]


def test_a_figure_kept_apart_is_an_outline():
    marker = drawn(Bar("东县", 10, "10个", unranked=True))["data"][0]["marker"]
    assert marker["color"] == ["rgba(0,0,0,0)"]
    assert marker["line"]["color"][0] not in ("rgba(0,0,0,0)", LOOK.mark)


def test_bars_of_one_figure_each_keep_their_own_look():
    figure = drawn(
        Bar("东县", 9, "9个", strive=True), Bar("西县", 5, "至少5个", comparator="ge"), Bar("北县", 4, "4个", unranked=True),
        Bar("南县", 3, "至多3个", comparator="le", unranked=True), Bar("中县", 2, "2–3个", comparator="range", high=3),
    )  # fmt: skip
    bars, line, arrows = marks(figure)
    edge = LOOK.colour("edge")
    assert bars["marker"]["pattern"]["shape"] == ["/", "", "", "", ""]
    assert bars["marker"]["color"] == [LOOK.mark, LOOK.mark, "rgba(0,0,0,0)", "rgba(0,0,0,0)", LOOK.mark]
    assert bars["marker"]["line"]["color"] == [LOOK.mark, LOOK.mark, edge, edge, LOOK.mark]
    assert arrows["marker"]["symbol"] == ["triangle-right-open", "triangle-left"]
    assert arrows["y"] == [bars["y"][1], bars["y"][3]]
    assert line["y"] == [bars["y"][4]] * 2


def test_at_least_has_an_open_arrow_and_at_most_a_closed_one_beyond_the_bar():
    for comparator, symbol in (
        ("ge", "triangle-right-open"),
        ("gt", "triangle-right-open"),
        ("le", "triangle-left"),
        ("lt", "triangle-left"),
    ):
        arrow = drawn(Bar("东县", 10, "10个", comparator=comparator))["data"][1]
        assert arrow["marker"]["symbol"] == [symbol]
        assert arrow["x"][0] > 10
    assert len(marks(drawn(Bar("东县", 10, "10个")))) == 1


def test_a_range_shows_both_ends():
    assert drawn(Bar("东县", 1, "1–2家", high=2))["data"][1]["x"] == [1, 2]


def test_a_heading_comes_before_its_bars_and_each_bar_between_its_name_and_its_figure():
    figure = drawn(Bar("东县", 10, "10个"), Bar("西县", 5, "至少5个", comparator="ge", detail="大型"), heading="同口径")
    heading, east, west, *amounts = placed(figure)
    assert [plain_words(text) for text, _y in (heading, east, west, *amounts)] == [
        "同口径",
        "东县",
        "西县 大型",
        "10个",
        "至少5个",
    ]
    bars = figure["data"][0]["y"]
    assert heading[1] < bars[0] and [y for _text, y in (east, west)] == [y for _text, y in amounts] == bars
    assert bars[1] - bars[0] == 28 and figure["data"][-1]["x"] == [10, 5]


def test_long_words_are_broken_into_lines_that_fit_a_phone():
    figure = drawn(Bar("东津新区", 5, "5个", detail="世界五百强和中国五百强以及上市公司投资的工业项目，力争"))
    name, *lines, amount = map(plain_words, words(figure))
    assert (name, "".join(lines), amount) == ("东津新区", "世界五百强和中国五百强以及上市公司投资的工业项目，力争", "5个")
    assert len(lines) > 1 and all(len(line) * 13 <= 140 for line in lines)
    # Half of a phone is left to bar and figure.
    assert figure["layout"]["margin"]["l"] < 160 and figure["layout"]["margin"]["r"] < 130


def test_the_longest_bar_leaves_room_for_its_arrow():
    figure = drawn(Bar("东县", 100, "至少100个", comparator="ge"), Bar("西县", 50, "50个"))
    assert figure["layout"]["xaxis"]["range"] == [0, 106]


def test_nothing_is_drawn_for_no_bars():
    assert Bars([Section("空", [])]).figure(LOOK)["data"] == []


def test_zero_is_a_bar_of_no_length():
    assert drawn(Bar("东县", 0, "0个"))["data"][0]["x"] == [0]


def test_tiles_shade_ranked_units_only_and_dash_zones():
    cells = [
        Tile("东县", "10", 0, 0, "ranked", 1.0), Tile("西县", "5", 1, 0, "ranked", 0.0), Tile("北县", "7", 0, 1, "apart"),
        Tile("新区", "未承诺", 1, 1, "absent", zone=True), Tile("南县", "有承诺", 2, 0, "mentioned"), Tile("中县", "不涉及", 2, 1, "outside"),
    ]  # fmt: skip
    figure = Tiles(cells).figure(LOOK)
    fills = [shape["fillcolor"] for shape in figure["layout"]["shapes"]]
    faint = tint(LOOK, 0.0)
    assert fills == [LOOK.mark, faint, LOOK.colour("page"), *(LOOK.colour(name) for name in ("silent", "mentioned", "page"))]
    assert [shape["line"]["dash"] for shape in figure["layout"]["shapes"]] == [
        "solid",
        "solid",
        "solid",
        "dash",
        "solid",
        "solid",
    ]
    assert "<b>东县</b><br>10" in words(figure)


def test_a_part_without_room_on_a_line_is_broken_before_a_figure_or_a_character_and_never_before_its_punctuation():
    said = breakable("27个目标，其中8个在2022年6月30日前到期；最早的", 20, 200)
    assert said.split("\u200b") == ["27个目标，其", "中", "8个", "在", "2022年6月30日", "前", "到", "期；最早的"]


def test_words_of_thirty_tiles_stay_within_theirs_on_a_phone():
    names = ("东津新区", "神农架林区", "Xiang-<br>cheng", "襄城")
    for columns in (5, 6):
        cells = [Tile(names[n % 4], "力争≥1,450", n % columns, n // columns, "ranked", 0.5) for n in range(30)]
        figure = Tiles(cells).figure(LOOK)
        tile, high = 342 / columns, figure["layout"]["height"] / (30 // columns)
        (captions,) = [trace for trace in figure["data"] if trace.get("mode") == "text"]
        size = captions["textfont"]["size"][0]
        for text in captions["text"]:
            lines = re.sub("</?b>", "", text).split("<br>")
            assert all(breadth(line.strip(), size) <= tile for line in lines) and len(lines) * 1.25 * size < high


def test_matrix_tells_nothing_from_none():
    figure = Shares(["东县"], ["投资", "民生"], [[0.0, None]], [["0/1", "–"]], hover=[["a", "b"]]).figure(LOOK)
    fills = [shape["fillcolor"] for shape in figure["layout"]["shapes"]]
    assert fills == [LOOK.colour("ramp")[0], LOOK.colour("silent")]
    assert words(figure) == ["0/1", "–"]


def year(*milestones):
    ticks = [("2030-01-01", "2030年"), ("2030-01-01", "1月"), ("2030-07-01", "7月"), ("2031-01-01", "2031年")]
    lanes = {"rural": "乡村振兴", "other": "其他"}
    return Timeline(lanes, "2030-01-01", "2030-12-31", ticks, list(milestones)).figure(LOOK)


def heights(figure):
    """Where the words of a figure stand, from top to bottom."""
    return dict(placed(figure))


def test_heads_of_columns_are_whole_words_and_are_turned_where_they_have_no_room():
    assert not [row["short_en"] for row in ROWS if "-" in row["short_en"]]
    shares = Shares(["枣阳"], ["Investment"], [[None]], [["–"]])
    axis = shares.plotly(look(), 14)["layout"]["xaxis"]
    assert axis["autotickangles"] == [0, -90] and axis["automargin"]


def test_cells_and_dots_lead_to_what_they_count():
    """A dot of one target to its card, one of several to the rows of its month and theme; a cell without commitments nowhere."""
    shares = Shares(["枣阳"], ["投资", "民生"], [[None, 1.0]], [["–", "2/2"]], cells=[["", "zaoyang livelihood"]]).figure(look())
    assert shares["data"][0]["customdata"] == ["", "cell zaoyang livelihood"] and shares.pressable and shares.leads
    day = {"date": "2022-06-30", "day": "6月30日", "lane": "investment", "words": "市发改委"}
    dots = [Milestone(**day, count=1, targets=("a/b/01.01",)), Milestone(**day, count=2, targets=("a/b/01.01", "a/b/01.02"))]
    drawn = Timeline({"investment": "投资"}, "2022-01-01", "2022-12-31", [], dots).plotly(look(), 14)["data"]
    assert [mark["customdata"] for mark in drawn if "customdata" in mark] == [["target a/b/01.01", "cell 2022-06 investment"]]


def test_a_timeline_runs_downwards_by_date():
    figure = year(
        Milestone("2030-03-01", "3月1日", "rural", "东县", 7), Milestone("2030-08-02", "8月2日", "rural", "西县", 8),
        Milestone("2030-08-02", "8月2日", "other", "北县", 9),
    )  # fmt: skip
    stand = heights(figure)
    order = [
        "2030年", "1月", "<b>3月1日</b>", "7月", "<b>8月2日</b>", "<b>乡村振兴</b>　西县", "<b>其他</b>　北县", "2031年",
    ]  # fmt: skip
    assert [stand[text] for text in order] == sorted(stand[text] for text in order)
    (dots,) = figure["data"]
    named = ("<b>乡村振兴</b>　东县", "<b>乡村振兴</b>　西县", "<b>其他</b>　北县")
    assert dots["y"] == [stand[f"<b>{n}</b>"] for n in (7, 8, 9)] == [stand[text] for text in named]
    assert dots["marker"]["color"] == ["#2B807E", "#2B807E", "#4A5560"]


def test_a_dot_that_is_striven_for_is_hatched():
    solid = year(Milestone("2030-03-01", "3月1日", "rural", "东县", 1))
    hatched = year(Milestone("2030-03-01", "3月1日", "rural", "东县", 1, strive=True))
    assert solid["data"][0]["marker"]["color"] == [LOOK.hue("rural")]
    assert hatched["data"][0]["marker"]["color"] == [LOOK.colour("page")]
    strokes = [
        len([s for s in figure["layout"]["shapes"] if s["line"]["color"] == LOOK.hue("rural")]) for figure in (solid, hatched)
    ]
    assert strokes[0] == 0 < strokes[1]


def test_many_names_of_one_day_are_broken_between_names_and_stand_clear_of_each_other():
    names = "、".join(f"市第{n}号局（{n}个）" for n in range(10, 40))
    figure = year(
        Milestone("2030-03-01", "3月1日", "rural", names, 300), Milestone("2030-03-01", "3月1日", "other", names, 300),
        Milestone("2031-05-01", "5月1日", "other", "东县", 1),
    )  # fmt: skip
    lines = [note for note in figure["layout"]["annotations"] if note["xanchor"] == "left"]
    told = "".join(note["text"] for note in lines)
    assert told == f"<b>乡村振兴</b>　{names}<b>其他</b>　{names}<b>其他</b>　东县"
    assert all(re.fullmatch("(<b>.*</b>　)?(市第[0-9]+号局（[0-9]+个）、?)*|<b>其他</b>　东县", note["text"]) for note in lines)
    places = [note["y"] for note in lines]
    assert all(lower - upper >= 16 for upper, lower in itertools.pairwise(places))
    assert figure["layout"]["height"] > places[-1]


def test_the_line_is_dashed_beyond_the_year():
    figure = year(Milestone("2031-05-01", "5月1日", "other", "东县", 1))
    stand = heights(figure)
    dashes = {
        shape["line"]["dash"]: (shape["y0"], shape["y1"]) for shape in figure["layout"]["shapes"] if "dash" in shape["line"]
    }
    assert dashes["solid"][1] == dashes["dot"][0] < stand["2031年"] < stand["<b>5月1日</b>"] < dashes["dot"][1]


def test_a_name_with_signs_of_a_markup_is_shown_as_it_is():
    assert "<b>其他</b>　A &lt;i&gt; &amp; B" in words(year(Milestone("2030-03-01", "3月1日", "other", "A <i> & B", 1)))


def test_nothing_is_drawn_for_no_milestones():
    assert year()["data"] == []


def contrast(a, b):
    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_and_marks_stand_out_in_light_and_dark():
    for mode in ("light", "dark"):
        look = Look(mode)
        assert contrast(look.colour("text"), look.colour("page")) >= 4.5
        assert contrast(look.colour("secondary"), look.colour("page")) >= 4.5
        for row in ROWS:
            assert contrast(row[mode], look.colour("page")) >= 3
        assert look.colour("silent") != look.colour("mentioned")
        for fill in [*look.colour("ramp"), look.colour("silent"), look.colour("mentioned")]:
            tile = (
                Tiles([Tile("东县", "1", 0, 0, "ranked", look.colour("ramp").index(fill) / 4)]).figure(look)
                if fill in look.colour("ramp")
                else None
            )
            ink = tile["data"][-1]["textfont"]["color"][0] if tile else look.colour("text")
            assert contrast(ink, fill) >= 4.5


def test_a_place_is_shaded_in_the_colour_of_its_theme():
    """The map beside a theme's table has the table's colours."""
    cells = [Tile("东县", "10", 0, 0, "ranked", 1.0), Tile("西县", "5", 1, 0, "ranked", 0.0)]
    for mode in ("light", "dark"):
        of_theme = look(mode, "rural")
        first, last = (shape["fillcolor"] for shape in Tiles(cells).figure(of_theme)["layout"]["shapes"])
        assert first == of_theme.mark
        assert last not in (of_theme.mark, of_theme.colour("page"), *of_theme.colour("ramp"))


def test_the_first_answer_has_bars_where_the_page_will_have_them():
    """Two bars of 10 and 5, the second an open end, in a picture 400 wide: each as high and long as Plotly draws it, within a pixel."""
    content = Bars([Section("", [Bar("东县", 10, "10个", unit="east"), Bar("西县", 5, "至少5个", comparator="ge", unit="west")])])
    figure = content.figure(LOOK)
    layout, traces = figure["layout"], figure["data"]
    left, right, high = layout["margin"]["l"], 400 - layout["margin"]["r"], layout["height"]
    across = (right - left) / layout["xaxis"]["range"][1]
    down = (high - 4) / layout["yaxis"]["range"][0]
    marks_of, own_height = content.marks_on_page(400, LOOK, layout["font"]["size"])
    assert own_height == high
    boxes = [mark for mark in marks_of if isinstance(mark, Box)]
    for box, value, y in zip(boxes, traces[0]["x"], traces[0]["y"], strict=True):
        assert (box.x, box.x + box.w) == pytest.approx((left, left + value * across), abs=1)
        assert box.y + box.h / 2 == pytest.approx(2 + y * down, abs=1)
        assert box.h == pytest.approx(traces[0]["width"][0], abs=1)
    (arrow,) = [mark for mark in marks_of if isinstance(mark, Path)]
    assert left + 5 * across < min(x for x, _y in arrow.rings[0]) < left + 5 * across + 12
    figures = {text_of(mark.lines[0]).strip(): mark.x for mark in marks_of if isinstance(mark, Words)}
    assert figures["10个"] == pytest.approx(left + 10 * across, abs=1)
    assert figures["东县"] == left


def test_in_a_wider_window_bars_grow_and_what_stands_behind_them_moves():
    """In a picture 400 wide a bar of 200 from 100 on with a word and an arrow behind it; in one of 600 all three end 100 later, as half of
    what is added is the bar's."""
    bar, word = Box(100, 5, 200, 16, fill="#123456", unit="east"), Words(300, 0, lines_of(["10"]), 14, "#000000")
    grown = svg_growing(bar, replace(bar, w=300), 400, 200)
    assert re.findall(r'x="([^"]+)" y="5.0" width="200.0" style="([^"]+)"', grown) == [("100.0", "width:calc(50.000% + 0.0px)")]
    moved = svg_growing(word, replace(word, x=400), 400, 200)
    assert re.findall(r'<svg x="([^"]+)">.*<text x="([^"]+)"', moved) == [("50.000%", "100.0")]
    arrow, further = (Path((((x, 0), (x + 10, 8), (x, 16)),), edge="#000000") for x in (305, 405))
    assert 'd="M105.0 0.0L115.0 8.0L105.0 16.0Z"' in svg_growing(arrow, further, 400, 200)
    across = [Path((((100, 9), (end, 9)),), edge="#abcdef", width=1, closed=False) for end in (350, 550)]
    assert 'style="width:calc(100.000% + -150.0px)"' in svg_growing(*across, 400, 200)
    assert svg_growing(bar, bar, 400, 200) == svg_of(bar)
