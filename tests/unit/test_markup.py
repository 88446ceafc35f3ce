"""What a press on a figure stands for and where its keys lead, by its JavaScript in node; how it looks is tried in a browser."""

import pytest

from fenjin.paths import ROOT
from tests.node import called

FOLDER = ROOT / "fenjin" / "screen" / "components"
SCRIPT = FOLDER / "markup.js"


def test_a_press_stands_for_what_its_mark_bears():
    marks = [
        {"target": "a/01.02"},
        {"row": "projects"},
        {"column": "zaoyang"},
        {"cell": "zaoyang rural"},
        {"target": "", "row": "days"},
        {},
    ]
    assert called(SCRIPT, *[["leadIn", mark] for mark in marks]) == [
        "target a/01.02", "row projects", "column zaoyang", "cell zaoyang rural", "row days", "",
    ]  # fmt: skip


# A head above two rows between which stands the heading of a group; the second cell of the last row holds three figures, the third is out of sight.
STOPS = [[1, 1, 1, 1], [1, 1, 1, 1], [], [1, 3, 0, 1]]


@pytest.mark.parametrize(
    ("at", "key", "far", "expected"),
    [
        ([1, 1, 0], "ArrowRight", False, [1, 2, 0]),
        ([3, 1, 0], "ArrowRight", False, [3, 3, 0]),
        ([3, 3, 0], "ArrowRight", False, None),
        ([3, 3, 0], "ArrowLeft", False, [3, 1, 0]),
        ([1, 1, 0], "ArrowDown", False, [3, 1, 0]),
        ([3, 1, 1], "ArrowDown", False, [3, 1, 2]),
        ([3, 1, 2], "ArrowDown", False, None),
        ([3, 1, 2], "ArrowUp", False, [3, 1, 1]),
        ([3, 1, 0], "ArrowUp", False, [1, 1, 0]),
        ([1, 2, 0], "ArrowDown", False, [3, 1, 0]),
        ([0, 2, 0], "ArrowUp", False, None),
        ([3, 1, 2], "Home", False, [3, 0, 0]),
        ([1, 1, 0], "End", False, [1, 3, 0]),
        ([3, 1, 0], "Home", True, [0, 0, 0]),
        ([0, 0, 0], "End", True, [3, 3, 0]),
        ([1, 1, 0], "Tab", False, None),
        ([1, 1, 0], "Enter", False, None),
    ],
)
def test_keys_lead_from_cell_to_cell(at, key, far, expected):
    assert called(FOLDER / "keys.js", ["moved", STOPS, at, key, far]) == [expected]


def test_the_marks_of_a_figure_say_what_a_pointer_is_told_and_whose_they_are():
    bars = {
        "type": "bar",
        "hovertext": ["东县<br><b>1&lt;2</b>个", "西县 3个"],
        "meta": ["dong", "xi"],
        "customdata": ["t/1", ""],
    }
    arrows = {"mode": "markers", "hovertext": ["西县 3个"], "meta": ["xi"]}
    division = {"mode": "lines", "text": "南县 未承诺", "meta": ["nan"]}
    words = {"mode": "text", "text": ["东县", "西县"], "hoverinfo": "skip"}
    (marks,) = called(FOLDER / "figure.js", ["marksOf", [bars, arrows, division, words]])
    assert [(each["words"], each["curveNumber"], each.get("customdata")) for each in marks] == [
        ("东县; 1<2个", 0, "t/1"), ("西县 3个", 0, ""), ("南县 未承诺", 2, None),
    ]  # fmt: skip
    units = called(FOLDER / "figure.js", *[["unitOf", each["data"]["meta"], each["pointNumber"]] for each in marks])
    assert units == ["dong", "xi", "nan"]
    assert called(FOLDER / "figure.js", ["unitOf", None, 0], ["unitOf", ["dong", ""], 1]) == ["", ""]
