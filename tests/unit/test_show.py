"""What keys, fingers and time do to a show of slides, by its JavaScript in node; how it looks is tried in a browser."""

import pytest

from fenjin.paths import ROOT
from tests.node import called

SCRIPT = ROOT / "fenjin" / "screen" / "components" / "show.js"
SPEAKER = SCRIPT.with_name("speaker.js")
OF = 12  # slides


def state(at=1, **more):
    """A show on its slide `at`, from 1."""
    return {"at": at - 1, "of": OF, "digits": "", "blank": False, "help": False, **more}


def after(keys, **begin):
    """The state after some keys, one after the other."""
    found = state(**begin)
    for key in keys:
        (found,) = called(SCRIPT, ["press", found, key])
        found.pop("effect", None)
    return found


def effects(*pairs):
    """Of each state and key: the effect beside the state after it."""
    return [state and state.get("effect") for state in called(SCRIPT, *[["press", *pair] for pair in pairs])]


@pytest.mark.parametrize(
    ("at", "key", "expected"),
    [
        *[(5, key, 6) for key in ("ArrowRight", " ", "PageDown", "ArrowDown", "Enter")],
        *[(5, key, 4) for key in ("ArrowLeft", "PageUp", "ArrowUp", "Backspace")],
        (5, "Home", 1), (5, "End", 12), (12, "ArrowRight", 12), (12, " ", 12), (1, "ArrowLeft", 1), (1, "PageUp", 1),
    ],
)  # fmt: skip
def test_a_key_or_a_clicker_steps_and_stops_at_the_ends(at, key, expected):
    assert after([key], at=at) == state(expected)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [("5", 5), ("12", 12), ("999", 12), ("0", 1), ("007", 7), ("1234", 12), ("3004", 4)],
    ids=str,
)
def test_a_number_and_enter_lead_to_that_slide(keys, expected):
    """Of more than three digits the last three count."""
    assert after([*keys, "Enter"], at=2) == state(expected)
    assert after(keys, at=2) == state(2, digits=keys[-3:])


def test_a_step_or_escape_forgets_the_number():
    assert after(["4", "ArrowRight", "Enter"], at=2) == state(4)
    assert after(["4", "Escape", "Enter"], at=2) == state(3)


@pytest.mark.parametrize("key", ["b", "."])
def test_a_key_blanks_the_screen_and_gives_it_back_and_a_step_does_too(key):
    assert after([key], at=3) == state(3, blank=True)
    assert after([key, key], at=3) == state(3)
    assert after([key, "ArrowRight"], at=3) == state(4)
    assert after([key, "ArrowRight"], at=OF) == state(OF)


def test_keys_are_shown_on_request_and_the_remark_is_in_the_speakers_window_alone():
    assert effects((state(), "n"), (state(), "N"), (state(3, blank=True), "n")) == ["speaker", None, "speaker"]
    assert after(["n"]) == state()
    for key in ("?", "？", "h"):
        assert after([key]) == state(help=True)
        assert after([key, key]) == state()


def test_escape_takes_away_what_lies_over_the_slide_before_it_leaves():
    over = state(3, help=True, blank=True, digits="4")
    steps = []
    for _ in range(4):
        (over,) = called(SCRIPT, ["press", over, "Escape"])
        steps.append((over["help"], over["blank"], over["digits"], over.get("effect")))
    assert steps == [(False, True, "4", None), (False, False, "4", None), (False, False, "", None), (False, False, "", "leave")]


def test_keys_of_the_browser_are_left_to_it_and_those_that_fill_the_screen_are_ours():
    assert effects((state(), "f"), (state(), "F5"), (state(), "ArrowRight")) == ["whole", "whole", None]
    unknown = ["Tab", "Shift", "a", "F12", "constructor", "__proto__", "toString", ""]
    assert called(SCRIPT, *[["press", state(), key] for key in unknown]) == [None] * len(unknown)


@pytest.mark.parametrize(
    ("event", "digits", "on_button", "expected"),
    [
        ({"key": "F"}, "", False, "f"),
        ({"key": "PageDown"}, "", True, "PageDown"),
        ({"key": "？"}, "", False, "？"),
        ({"key": "ArrowRight", "altKey": True}, "", False, ""),
        ({"key": "b", "ctrlKey": True}, "", False, ""),
        ({"key": "b", "metaKey": True}, "", False, ""),
        ({"key": "b", "isComposing": True}, "", False, ""),
        ({"key": " "}, "", True, ""),
        ({"key": "Enter"}, "", True, ""),
        ({"key": "Enter"}, "4", True, "Enter"),
        ({"key": " "}, "", False, " "),
    ],
)
def test_a_key_is_ours_unless_it_is_the_browsers_or_presses_a_button(event, digits, on_button, expected):
    assert called(SCRIPT, ["nameKey", event, digits, on_button]) == [expected]


def test_a_key_that_is_held_down_steps_on_and_does_nothing_else():
    keys = ["ArrowRight", "PageDown", "ArrowLeft", "PageUp", "b", "Enter", "5", " ", "Escape"]
    assert called(SCRIPT, *[["repeats", key] for key in keys]) == [True] * 4 + [False] * 5


def test_slides_go_on_by_themselves_and_begin_anew_but_not_below_what_is_shown_over_them():
    found = called(SCRIPT, ["goOn", state(3)], ["goOn", state(OF)], ["goOn", state(3, blank=True)], ["goOn", state(3, help=True)])
    assert [each["at"] + 1 for each in found] == [4, 1, 3, 3]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((800, 400), (300, 404), 1),
        ((300, 400), (800, 404), -1),
        ((500, 400), (490, 400), None),
        ((500, 400), (500, 401), 0),
        ((500, 400), (460, 400), None),
        ((500, 400), (459, 400), 1),
        ((500, 400), (400, 470), None),
        ((500, 400), (500, 700), None),
    ],
)
def test_a_finger_swipes_touches_or_does_neither(start, end, expected):
    assert called(SCRIPT, ["readSwipe", start, end]) == [expected]


def test_on_an_upright_phone_a_swipe_along_the_slide_that_lies_on_its_side_leads_on_too():
    start, ends = [200, 400], {(206, 250): 1, (194, 550): -1, (90, 405): 1, (310, 395): -1, (203, 402): 0}
    assert called(SCRIPT, *[["readSwipe", start, end, True] for end in ends]) == list(ends.values())


def test_the_speakers_window_steps_and_darkens_and_neither_fills_the_wall_nor_leaves_it():
    at, dark = state(3), state(3, blank=True)
    pressed = [(at, key) for key in ("ArrowRight", "PageUp", "b", "7", "f", "n", "Escape", "?")] + [(dark, "Escape")]
    steps = called(SCRIPT, *[["press", *pair] for pair in pressed])
    found = called(SPEAKER, *[["besideOnly", before, step] for (before, _key), step in zip(pressed, steps, strict=True)])
    assert found == [state(4), state(2), dark, state(3, digits="7"), None, None, None, None, at]


def test_the_speakers_window_says_how_long_he_speaks_and_what_comes_next():
    lengths = {0: "0:00", 65_400: "1:05", 754_000: "12:34", 3_723_000: "1:02:03"}
    assert called(SPEAKER, *[["lengthOf", each] for each in lengths]) == list(lengths.values())
    slides = [{"remark": "慢一点", "say": ["一"]}, {"remark": "", "say": []}]
    assert called(SPEAKER, ["besideSlide", slides, 0], ["besideSlide", slides, 1]) == [
        {"remark": "慢一点", "say": ["一"], "next": 1}, {"remark": "", "say": [], "next": None},
    ]  # fmt: skip


def test_marks_of_other_units_step_back_where_the_unit_in_front_has_one():
    units = ["yicheng", "xiangzhou", "yicheng"]
    assert called(SCRIPT, ["stepBack", units, "yicheng"], ["stepBack", units, "baokang"], ["stepBack", units, ""], ["stepBack", [], "a"]) == [
        [False, True, False], [False] * 3, [False] * 3, [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("link", "at", "unit", "expected"),
    [
        ("https://a.example/present?story=s", 0, "", "https://a.example/present?story=s&slide=1"),
        ("https://a.example/present?story=s&slide=4&mark=x#end", 2, "襄州", "https://a.example/present?story=s&slide=3&mark=%E8%A5%84%E5%B7%9E#end"),
        ("https://a.example/d/present?slide=4&mark=x&lang=en", 3, "", "https://a.example/d/present?slide=4&lang=en"),
    ],
)  # fmt: skip
def test_the_link_follows_slide_and_unit_and_keeps_the_rest(link, at, unit, expected):
    assert called(SCRIPT, ["linkTo", link, at, unit]) == [expected]


def test_a_show_that_goes_on_by_itself_says_where_the_screen_may_go_dark():
    words = {"dark": "may go dark"}
    asked = [
        ({"notice": notice, "every": every, "words": words}, awake)
        for notice in ("", "newer") for every in (0, 10) for awake in (True, False)
    ]  # fmt: skip
    said = called(SCRIPT, *[["beginWith", *each] for each in asked])
    assert said == ["", "", "", "may go dark", "newer", "newer", "newer", "newer may go dark"]
