"""Two indicators in a plane and small rankings: where spots, bars and words stand, and what each sign says."""

import io
import itertools
import zipfile

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures import plane
from fenjin.figures.canvas import Box, Frame, Path, Words, text_of
from fenjin.figures.look import Look
from fenjin.figures.multiples import Multiples, Panel, Strip
from fenjin.figures.plane import Amount, Axis, Plane, Spot
from fenjin.figures.typeset import breadth
from fenjin.files.workbook import excel
from fenjin.language.translate import translator
from fenjin.views import Context

PLACE = Frame(52, 150, 1262, 520)
LOOK = Look()


def spot(name, x, y, across="eq", up="eq"):
    return Spot(name, Amount(x, comparator=across), f"{x:g}个，{y:g}条", name, Amount(y, comparator=up))


def drawn(*spots):
    return Plane(Axis("甲指标 · 个"), Axis("乙指标 · 条"), spots)


def boxes(marks):
    """Where the words of spots stand: left, top, right, bottom."""
    found = []
    for mark in marks:
        if isinstance(mark, Words) and mark.unit:
            wide = max(breadth(text_of(line), mark.size) for line in mark.lines)
            left = mark.x - wide * {"start": 0, "middle": 0.5, "end": 1}[mark.anchor]
            found.append((left, mark.y, left + wide, mark.y + len(mark.lines) * mark.size * 1.32))
    return found


# Twelve counties are the most that a plane has words for; where they stand is whatever they promise.
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 2000)), min_size=3, max_size=12))
def test_no_words_lie_on_others_or_leave_the_place(places):
    shown = drawn(*(spot(f"县区{n}", float(x), float(y)) for n, (x, y) in enumerate(places)))
    found = boxes(shown.marks(PLACE, LOOK))
    assert len(found) == len(places)
    for one, other in itertools.combinations(found, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 0.01 or other[3] <= one[1] + 0.01
    assert all(PLACE.x <= left and right <= PLACE.x + PLACE.w for left, _top, right, _bottom in found)
    assert all(PLACE.y <= top and bottom <= PLACE.y + PLACE.h for _left, top, _right, bottom in found)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=10))
def test_words_on_a_line_are_clear_of_each_other(values):
    spots = tuple(Spot(f"县区{n}", Amount(float(x)), f"至少{x}个", f"县区{n}") for n, x in enumerate(values))
    found = boxes(Plane(Axis("甲指标 · 个"), None, spots).marks(PLACE, LOOK))
    assert len(found) == len(spots)
    for one, other in itertools.combinations(found, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 0.01 or other[3] <= one[1] + 0.01
    assert all(PLACE.x <= left and right <= PLACE.x + PLACE.w for left, _top, right, _bottom in found)


def test_words_on_a_line_stand_over_or_below_their_own_spot():
    spots = tuple(Spot(f"县区{n}", Amount(float(x)), f"至少{x}个", f"县区{n}") for n, x in enumerate((20, 30, 90, 100, 110)))
    marks = Plane(Axis("甲指标 · 个"), None, spots).marks(PLACE, LOOK)
    words = {mark.unit: mark.x for mark in marks if isinstance(mark, Words) and mark.unit}
    rings = {mark.unit: mark.rings[0] for mark in marks if isinstance(mark, Path) and mark.unit and mark.closed}
    assert len(words) == 5
    assert all(abs(x - sum(point[0] for point in rings[unit]) / len(rings[unit])) < 1 for unit, x in words.items())


@pytest.mark.parametrize(
    ("values", "size", "ticks"),
    [
        ([66.0, 26.0, 60.0], 1.0, ["0", "20", "40", "60", "80"]),
        ([144500.0, 78000.0], 1e4, ["0", "5", "10", "15", "20"]),
        ([-3.0, 5.0], 1.0, ["-4", "-2", "0", "2", "4", "6"]),
        ([0.0, 0.0], 1.0, ["0", "0.5", "1", "1.5"]),
    ],
)
def test_an_axis_has_round_numbers_beyond_all_values(values, size, ticks):
    found = Axis("甲", size).ticks(values)
    assert [words for _value, words in found] == ticks
    assert found[0][0] <= min(values) and max(values) < found[-1][0]


def test_an_open_end_has_its_arrow_on_its_own_axis_and_says_so_in_words():
    shown = drawn(spot("甲", 10.0, 20.0, "ge"), spot("乙", 30.0, 40.0, "eq", "le"), spot("丙", 50.0, 5.0))
    assert [sign for each in shown.spots for _amount, sign, _right, _up in plane._signs(each)] == ["▷", "▼"]
    drawing = shown.plotly(LOOK, 15)
    layout = drawing["layout"]
    assert "lines" not in [trace["mode"] for trace in drawing["data"]], "figure.js reads words of each line"
    arrows = {note["text"]: (note["xshift"], note["yshift"]) for note in layout["annotations"] if note["text"] in "▷▼"}
    assert arrows["▷"][0] > 0 == arrows["▷"][1] and arrows["▼"][1] < 0 == arrows["▼"][0]
    assert not any(isinstance(mark, Box) for mark in shown.marks(PLACE, LOOK))


# Seven rankings: six are the most of a slide, and a press on a title leads to its comparison.
def test_small_rankings_stand_three_beside_each_other_and_six_on_a_slide():
    strips = tuple(Strip(f"县区{n}", f"{n}个", float(n), target=f"t{n}", unit=f"u{n}") for n in range(5, 0, -1))
    shown = Multiples(tuple(Panel(f"第{n}个指标", f"code-{n}", strips) for n in range(1, 8)))
    parts = shown.cut(PLACE, LOOK)
    assert [len(part.panels) for part in parts] == [6, 1]
    first = parts[0].marks(PLACE, LOOK)
    titles = [mark for mark in first if isinstance(mark, Words) and text_of(mark.lines[0]).startswith("第")]
    assert len({round(mark.x) for mark in titles}) == 3 and len({round(mark.y) for mark in titles}) == 2
    bars = [mark for mark in first if isinstance(mark, Box)]
    assert len(bars) == 30 and len({round(bar.w) for bar in bars}) == 5, "each panel has its own scale, here the same"
    assert all(PLACE.y <= mark.y <= PLACE.y + PLACE.h and PLACE.x <= mark.x <= PLACE.x + PLACE.w for mark in (*titles, *bars))
    content = lxml.html.fromstring(shown.html(LOOK, 14))
    assert [each.get("data-row") for each in content.xpath("//h4/button")] == [f"code-{n}" for n in range(1, 8)]
    assert [each.get("data-target") for each in content.xpath("//section[1]/button")] == ["t5", "t4", "t3", "t2", "t1"]
    assert content.xpath("//section[1]/button[3]//i/@style") == ["width:60.0%"]


# Long rankings take a line of panels each.
def test_panels_that_are_too_high_for_two_lines_have_a_slide_a_line():
    strips = tuple(Strip(f"县区{n}", f"{n}个", float(n)) for n in range(10, 0, -1))
    shown = Multiples(tuple(Panel(f"第{n}个指标", f"code-{n}", strips) for n in range(1, 6)))
    assert [len(part.panels) for part in shown.cut(PLACE, LOOK)] == [3, 2]


def test_excel_draws_a_plane_as_points_and_a_line_as_bars():
    """In the units of measure of the axes: 3 of 10,000 each are 30,000."""
    spots = (spot("甲", 30000, 2), spot("乙", 10000, 5))
    both = Plane(Axis("甲指标 · 万元", 10000), Axis("乙指标 · 条"), spots).chart(translator("zh"))
    assert [(each.label, each.across, each.up) for each in both.points] == [("甲", 3, 2), ("乙", 1, 5)]
    along = Plane(Axis("甲指标 · 万元", 10000), None, spots).chart(translator("zh"))
    assert along.series == ("甲指标 · 万元",) and [(row.label, row.value) for row in along.rows] == [("甲", 3), ("乙", 1)]
    context = Context(current(), "xiangyang-2022", translator("zh"), LOOK)
    for view, kind in (
        (views.pair(context, "county", "back-streets", "old-neighbourhoods"), "scatterChart"),
        (views.spread(context, "county", "rural-roads"), "barChart"),
    ):
        with zipfile.ZipFile(io.BytesIO(excel(view, context, "http://localhost/"))) as book:
            assert f"<c:{kind}>" in book.read("xl/charts/chart1.xml").decode()
