"""The box for SQL: what is written is marked and completed by keyboard alone, runs, and stands in the link; without its script it is a plain field."""

import re

from playwright.sync_api import expect

from tests import profiles
from tests.visitor import LONGEST_WAIT, wcag_faults

MARKED = "(box) => [...box.querySelectorAll('span')].map((span) => [span.className, span.textContent])"


def choose(page, words):
    """Goes down what is offered until it is at an option, and takes it."""
    option = page.get_by_role("option", name=words, exact=True)
    expect(option).to_be_visible(timeout=LONGEST_WAIT)
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(option).to_have_count(0)


@profiles.thorough
def test_sql_is_written_by_keyboard_with_what_is_offered(reader):
    page = reader.open("sql")
    box = page.get_by_role("textbox", name="SQL语句")
    expect(page.locator(".cm-content")).to_be_visible()
    assert box.evaluate("(box) => getComputedStyle(box).fontSize") == "16px"
    page.get_by_text("SQL语句").click()
    page.keyboard.type("sel")
    choose(page, "select distinct")
    page.keyboard.type(" targets.")
    choose(page, "unit单位")
    # A word that is written to its end leaves the Enter key to the next line.
    page.keyboard.type(" from targets")
    page.keyboard.press("Enter")
    page.keyboard.type("where tier = 'base' and league = '")
    expect(page.get_by_role("option", name=re.compile("^county"))).to_be_visible(timeout=LONGEST_WAIT)
    assert wcag_faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".cm-tooltip")).to_have_count(0)
    page.keyboard.type("county' limit 3")
    sql = "select distinct targets.unit from targets\nwhere tier = 'base' and league = 'county' limit 3"
    marked = box.evaluate(MARKED)
    assert [text for kind, text in marked if kind == "keyword"] == ["select", "distinct", "from", "where", "and", "limit"]
    assert ["string", "'county'"] in marked and ["number", "3"] in marked
    page.keyboard.press("Control+Enter")
    reader.expect_link("/sql", sql=sql)
    expect(page.get_by_role("heading", name="3行", exact=True)).to_be_visible(timeout=LONGEST_WAIT)
    reader.settled()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="运行")).to_be_focused()


@profiles.thorough
def test_the_box_follows_back_and_forward_and_keeps_what_is_written_on_in_another_language(reader):
    page = reader.open("sql", "sql=select+3")
    box = page.get_by_role("textbox", name="SQL语句")
    expect(page.locator(".cm-content")).to_be_visible()
    box.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("0")
    page.keyboard.press("Control+Enter")
    reader.expect_link("/sql", sql="select 30")
    reader.settled()
    for step, text in ((page.go_back, "select 3"), (page.go_forward, "select 30")):
        step()
        expect(box).to_have_text(text, timeout=LONGEST_WAIT)
        reader.settled()
    box.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("0")
    page.get_by_text("English", exact=True).first.click()
    written = page.get_by_role("textbox", name="SQL", exact=True)
    expect(written).to_have_text("select 300", timeout=LONGEST_WAIT)
    reader.settled()
    # What is chosen takes its place.
    page.get_by_role("combobox").first.click()
    page.get_by_role("option").first.click()
    expect(written).to_contain_text("funds-in-place", timeout=LONGEST_WAIT)
    expect(written).not_to_contain_text("select 300")
    reader.settled()


@profiles.thorough
def test_without_its_script_the_box_is_a_plain_field(reader):
    reader.page.route(re.compile("codemirror"), lambda route: route.abort())
    page = reader.open("sql", "sql=select+1+as+a")
    field = page.get_by_role("textbox", name="SQL语句")
    expect(field).to_have_value("select 1 as a")
    field.fill("select 2 as b")
    page.keyboard.press("Control+Enter")
    reader.expect_link("/sql", sql="select 2 as b")
    reader.settled()
    assert all("codemirror" in each for each in reader.objections())
