"""Who cannot see the screen, or uses no mouse: WCAG 2.2 AA as far as axe can tell where something is open or dark, the keyboard.

Every page as it opens is looked at with axe in test_browser.py.
"""

import re

import pytest
from playwright.sync_api import expect

from tests import profiles
from tests.visitor import wcag_faults

STOPS = 40  # presses of Tab after which something counts as out of reach


@profiles.thorough
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_page_meets_wcag_on_a_phone_in_english(reader, scheme):
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.page.emulate_media(color_scheme=scheme)
    assert wcag_faults(reader.open("rural", "lang=en")) == []


@profiles.thorough
def test_what_opens_on_a_page_meets_wcag(reader):
    page = reader.open("attraction", "target=xiangyang-2022/zaoyang/01.01")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert wcag_faults(page) == []
    page.emulate_media(color_scheme="dark")
    reader.open("attraction")
    page.get_by_text("数据、图片、出处、放映").first.click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    page.get_by_text("分享").first.click()
    expect(page.locator("textarea")).to_be_visible()
    reader.settled()
    assert wcag_faults(page) == []


# How each choice of a group looks, in colours that the reader's system sets: whether it is chosen, its line and the weight of its words.
LOOKS = """() => [...document.querySelectorAll('[role=radio], [data-testid=stTopNavLink]')].filter((each) => each.checkVisibility()).map((each) => {
  const style = getComputedStyle(each)
  return [each.matches('[aria-checked=true], [aria-current=page]'), style.outlineStyle, style.outlineWidth, style.fontWeight]
})"""


@profiles.thorough
def test_what_is_chosen_is_told_by_more_than_colour_where_the_system_sets_the_colours(reader):
    page = reader.open("attraction")
    page.emulate_media(forced_colors="active")
    try:
        looks = page.evaluate(LOOKS)
        chosen, others = ([look for is_chosen, *look in looks if is_chosen is wanted] for wanted in (True, False))
        assert chosen and others
        assert all(look == ["solid", "3px", "700"] for look in chosen) and all(look[0] == "none" for look in others)
    finally:
        page.emulate_media(forced_colors="none")


def reach(page, wanted):
    """Presses Tab until what has the focus is `wanted`, a locator."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement || each.contains(document.activeElement)"):
            return
    raise AssertionError(f"{wanted} cannot be reached by {STOPS} presses of Tab")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_comparison_is_chosen_opened_and_presented_with_the_keyboard_alone(reader):
    page = reader.open("attraction", "indicator=projects-attracted")
    presenting, bars = (
        page.get_by_role("button", name="全屏放映"),
        page.locator(".js-plotly-plot").first.locator(".barlayer .point"),
    )
    reach(page, presenting)
    # A table of figures is one stop, at the row in hand; arrows lead through it.
    reach(page, page.locator(".fenjin-crosstab [data-row=projects-attracted]"))
    press(page, "Control+Home", "ArrowDown", "ArrowDown", "Enter")
    expect(page.locator("h3").nth(1)).to_contain_text("写明的实际到位资金：枣阳至少450亿元")
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator(".fenjin-crosstab [data-target='xiangyang-2022/zaoyang/01.02']")).to_be_focused()
    expect(bars.nth(0)).to_have_class(re.compile(r"\blit\b"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("枣阳")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".fenjin-crosstab [data-target='xiangyang-2022/zaoyang/01.02']")).to_be_focused()
    reader.settled()
    # So is what Plotly draws. A unit stands out in all figures, and goes on where it was pressed.
    reach(page, page.locator(".fenjin-marks").first)
    press(page, "ArrowDown")
    stated = page.locator(".fenjin-crosstab td.lit b")
    assert "271.5" in stated.all_inner_texts() and "≥450" not in stated.all_inner_texts()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("东津新区：招商项目到位资金 271.5亿元")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    presenting.focus()
    expect(bars.nth(1)).to_have_class(re.compile(r"\blit\b"))
    opener = page.get_by_test_id("stExpander").first.locator("summary")
    reach(page, opener)
    page.keyboard.press("Enter")
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid).to_be_visible()
    presenting.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stage svg").first).to_be_visible()
    assert wcag_faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("招商引资")


@profiles.thorough
def test_a_row_opens_its_card_with_the_keyboard_alone(reader):
    page = reader.open("attraction")
    grid = page.get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    grid.locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
