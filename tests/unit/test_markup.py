"""What a press on a figure of HTML stands for, by its JavaScript in node; how it looks is tried in a browser."""

from fenjin.paths import ROOT
from tests.node import called

SCRIPT = ROOT / "fenjin" / "screen" / "components" / "markup.js"


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
