"""Who cannot see the screen, or uses no mouse: WCAG 2.2 AA as far as axe can tell, the keyboard, and the words for each figure."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.server import PAGES, serve

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
STOPS = 60  # presses of Tab after which something counts as out of reach
CHOSEN = {"compare": "units=zaoyang,xiangcheng", "explore": "theme=rural&rows=league&columns=kind"}


@pytest.fixture(scope="module")
def address():
    with serve() as found:
        yield found


@pytest.fixture
def visit(browser, address):
    """Opens a page as a visitor with a screen of his own would; returns once it is drawn."""
    opened = []

    def go(path, width=1366, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        drawn(page)
        return page

    yield go
    for context in opened:
        context.close()


def drawn(page):
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    expect(page.locator("hr").last).to_be_visible(timeout=60_000)
    expect(page.locator("[data-testid=stSkeleton], [data-stale=true]")).to_have_count(0, timeout=60_000)
    # What the components of the page write comes right after it.
    page.wait_for_function(
        "() => [...document.querySelectorAll('.stBidiComponent')].every((each) => each.shadowRoot || each.innerText || each.children.length)"
    )
    page.wait_for_timeout(500)


def faults(page):
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(each["id"], node["html"][:200], node["failureSummary"]) for each in found for node in each["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_meets_wcag(visit, path):
    address = "" if path == "overview" else path
    assert faults(visit(f"{address}?{CHOSEN.get(path, '')}")) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_meets_wcag_on_a_phone_in_english(visit, scheme):
    assert faults(visit("rural?lang=en", 390, scheme)) == []


def test_what_opens_on_a_page_meets_wcag(visit):
    page = visit("attraction?target=xiangyang-2022/zaoyang/01.01")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    page = visit("attraction", scheme="dark")
    page.get_by_text("数据、图片、出处、放映").first.click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    page.get_by_text("分享").first.click()
    expect(page.locator("textarea")).to_be_visible()
    drawn(page)
    assert faults(page) == []


def test_the_show_meets_wcag(visit, address, browser):
    page = browser.new_page()
    page.goto(f"{address}/present?story=whole")
    page.wait_for_selector(".stage svg", timeout=60_000)
    assert faults(page) == []
    page.close()


def test_every_figure_is_told_in_words_and_has_its_table(visit):
    page = visit("attraction")
    figures = page.get_by_role("figure")
    assert figures.count() == page.locator(".js-plotly-plot").count() >= 3
    for place in range(figures.count()):
        told = figures.nth(place).get_attribute("aria-label")
        assert told.startswith("实际到位资金") and "枣阳市" in told
    assert page.get_by_text("数据、图片、出处、放映").count() >= figures.count()


def reach(page, wanted):
    """Presses Tab until what has the focus is `wanted`, a locator."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement || each.contains(document.activeElement)"):
            return
    raise AssertionError(f"{wanted} cannot be reached by {STOPS} presses of Tab")


def test_a_comparison_is_chosen_opened_and_presented_with_the_keyboard_alone(visit):
    page = visit("attraction?indicator=projects-attracted")
    presenting = page.get_by_role("button", name="全屏放映")
    reach(page, presenting)
    chip = page.get_by_role("radio", name="实际到位资金")
    reach(page, page.get_by_role("radiogroup").last)
    for _ in range(9):
        if chip.evaluate("(each) => each === document.activeElement"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator("h3").first).to_contain_text("写明的实际到位资金：枣阳至少450亿元")
    opener = page.locator("summary").first
    reach(page, opener)
    page.keyboard.press("Enter")
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid).to_be_visible()
    presenting.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stage svg").first).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("招商引资", timeout=30_000)


def test_a_row_opens_its_card_with_the_keyboard_alone(visit):
    page = visit("attraction")
    grid = page.get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    grid.locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
