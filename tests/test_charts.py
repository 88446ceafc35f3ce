"""What is drawn for a known frame."""

from fenjin import charts
from fenjin.charts import Bar, Look, Section, Tile

LOOK = Look("light", "rural")


def drawn(*bars, heading=""):
    return charts.bars([Section(heading, list(bars))], LOOK)


def words(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_plain_figure_is_solid_in_the_colour_of_its_theme():
    bar = drawn(Bar("东县", 10, "10个"))["data"][0]
    assert (bar["x"], bar["marker"]["color"]) == ([10], LOOK.mark)
    assert "pattern" not in bar["marker"]


def test_a_figure_striven_for_is_hatched():
    assert drawn(Bar("东县", 10, "10个", strive=True))["data"][0]["marker"]["pattern"]["shape"] == "/"


def test_a_figure_kept_apart_is_an_outline():
    marker = drawn(Bar("东县", 10, "10个", apart=True))["data"][0]["marker"]
    assert marker["color"] == "rgba(0,0,0,0)"
    assert marker["line"]["color"] not in ("rgba(0,0,0,0)", LOOK.mark)


def test_at_least_has_an_open_arrow_and_at_most_a_closed_one_beyond_the_bar():
    for comparator, symbol in (
        ("ge", "triangle-right-open"),
        ("gt", "triangle-right-open"),
        ("le", "triangle-left"),
        ("lt", "triangle-left"),
    ):
        arrow = drawn(Bar("东县", 10, "10个", comparator=comparator))["data"][1]
        assert arrow["marker"]["symbol"] == symbol
        assert arrow["x"][0] > 10
    assert len(drawn(Bar("东县", 10, "10个"))["data"]) == 1


def test_a_range_shows_both_ends():
    assert drawn(Bar("东县", 1, "1–2家", high=2))["data"][1]["x"] == [1, 2]


def test_a_heading_comes_before_its_bars_and_words_above_their_bar():
    figure = drawn(Bar("东县", 10, "10个"), Bar("西县", 5, "5个", detail="大型"), heading="同口径")
    assert words(figure) == ["同口径", "东县　<b>10个</b>", "西县　<b>5个</b>　大型"]
    notes = [note["y"] for note in figure["layout"]["annotations"]]
    bars = [trace["y"][0] for trace in figure["data"]]
    assert notes[0] < notes[1] < bars[0] < notes[2] < bars[1]


def test_long_words_are_broken_into_lines_that_fit_a_phone():
    figure = drawn(Bar("东津新区", 5, "5个", detail="世界五百强和中国五百强以及上市公司投资的工业项目，力争"))
    assert len(words(figure)) > 2
    assert "".join(words(figure)[1:]) == "世界五百强和中国五百强以及上市公司投资的工业项目，力争"
    assert all(len(line) * 17 <= 300 for line in words(figure)[1:])


def test_the_longest_bar_leaves_room_for_its_arrow():
    figure = drawn(Bar("东县", 100, "至少100个", comparator="ge"), Bar("西县", 50, "50个"))
    assert figure["layout"]["xaxis"]["range"] == [0, 106]


def test_nothing_is_drawn_for_no_bars():
    assert charts.bars([Section("空", [])], LOOK)["data"] == []


def test_zero_is_a_bar_of_no_length():
    assert drawn(Bar("东县", 0, "0个"))["data"][0]["x"] == [0]


def test_tiles_shade_ranked_units_only_and_dash_zones():
    cells = [
        Tile("东县", "10", 0, 0, "ranked", 1.0), Tile("西县", "5", 1, 0, "ranked", 0.0), Tile("北县", "7", 0, 1, "apart"),
        Tile("新区", "未列", 1, 1, "silent", zone=True),
    ]  # fmt: skip
    figure = charts.tiles(cells, LOOK)
    fills = [shape["fillcolor"] for shape in figure["layout"]["shapes"]]
    ramp = LOOK.colour("ramp")
    assert fills == [ramp[-1], ramp[0], LOOK.colour("page"), LOOK.colour("silent")]
    assert [shape["line"]["dash"] for shape in figure["layout"]["shapes"]] == ["solid", "solid", "solid", "dash"]
    assert "<b>东县</b><br>10" in words(figure)


def test_matrix_tells_nothing_from_none():
    figure = charts.matrix(["东县"], ["投资", "民生"], [[0.0, None]], [["0/1", "–"]], [["a", "b"]], LOOK)
    fills = [shape["fillcolor"] for shape in figure["layout"]["shapes"]]
    assert fills == [LOOK.colour("ramp")[0], LOOK.colour("silent")]
    assert words(figure) == ["0/1", "–"]


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
        for theme in ("investment", "attraction", "rural", "livelihood", "business", "other"):
            assert contrast(look.colour(theme), look.colour("page")) >= 3
        for fill in [*look.colour("ramp"), look.colour("silent")]:
            tile = (
                charts.tiles([Tile("东县", "1", 0, 0, "ranked", look.colour("ramp").index(fill) / 4)], look)
                if fill in look.colour("ramp")
                else None
            )
            ink = tile["layout"]["annotations"][0]["font"]["color"] if tile else look.colour("text")
            assert contrast(ink, fill) >= 4.5
