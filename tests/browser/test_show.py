"""The meeting room: a story on the whole screen, stepped through by keyboard, clicker, finger and by itself.

What each key, a finger and the time do is tried without a browser, in tests/unit/test_show.py.
"""

import datetime
import re

import pytest
from playwright.sync_api import expect

from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.slides import decks, story
from fenjin.slides.story import Slot, Story
from fenjin.views import Context
from tests import profiles
from tests.show import BESIDE, in_link, place, present, press, title

SIZES = ((1920, 1080), (3840, 2160), (1366, 600), (2560, 1080), (800, 1200))
# Whether anything could be scrolled.
SCROLLS = """() => {
  const root = document.documentElement
  return root.scrollHeight > innerHeight || root.scrollWidth > innerWidth
}"""
PAPER = """(rect) => { const box = rect.getBoundingClientRect(); return [box.left, box.top, innerWidth - box.right, innerHeight - box.bottom] }"""
TYPE = """(svg) => [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)"""


def test_a_presenter_steps_forward_and_back_by_keyboard_and_clicker(reader):
    page = present(reader)
    first, of = place(page)
    assert (first, title(page)) == (1, "招商引资")
    press(page, "ArrowRight")
    assert place(page) == (2, of)
    assert title(page) == "三句话"
    # No press is lost, however fast.
    press(page, *["PageDown"] * 4, *["ArrowLeft"] * 2)
    assert place(page)[0] == 4
    press(page, "3", "Enter")
    assert place(page)[0] == 3
    # The link and a reload keep the slide.
    expect(page).to_have_url(re.compile("[?&]slide=3(&|$)"))
    page.reload()
    expect(page.locator(".show .place")).to_have_text(f"3 / {of}")


def test_a_blank_screen_hides_the_slide_and_the_keys_are_shown_on_request(reader):
    page = present(reader)
    press(page, "ArrowRight", "b")
    blank = page.locator(".show .blank")
    expect(blank).to_be_visible()
    assert blank.bounding_box() == {"x": 0, "y": 0, "width": 1366, "height": 768}
    assert blank.evaluate("(each) => getComputedStyle(each).backgroundColor") == "rgb(0, 0, 0)"
    press(page, "b")
    expect(blank).to_be_hidden()
    assert place(page)[0] == 2

    shown = page.locator(".show .help")
    expect(shown).to_be_hidden()
    press(page, "?")
    expect(shown).to_be_visible()
    for words in ("下一页", "上一页", "全屏", "黑屏", "Esc", "到第几页"):
        expect(shown).to_contain_text(words)
    press(page, "Escape")
    expect(shown).to_be_hidden()
    assert "/present" in page.url

    press(page, "f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    press(page, "ArrowRight")
    assert place(page)[0] == 3
    press(page, "f")
    page.wait_for_function("() => document.fullscreenElement === null")


@profiles.thorough
def test_the_slide_is_all_there_is_and_its_type_is_large_enough_for_the_back_of_the_room(reader):
    opened = current()
    context = Context(opened, opened.lists[-1]["list_id"], translator("zh"), Look())
    slides = story.slides(context, decks.ready(context, "whole"), datetime.date(2030, 7, 1))
    smallest = [each.body.smallest for each in slides]
    assert set(smallest) == {20, 24}
    page = present(reader, "story=whole")
    assert place(page)[1] == len(smallest)
    for _step in smallest:
        assert page.evaluate(BESIDE) == []
        assert not page.evaluate(SCROLLS)
        sizes = page.locator(".stage svg").evaluate(TYPE)
        # A table of what all promise has more cells than fit in larger type.
        assert sizes and min(sizes) >= smallest[place(page)[0] - 1] - 0.01
        press(page, "ArrowRight")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(BESIDE) == [] and not page.evaluate(SCROLLS), (width, height)
        assert min(page.locator(".stage svg rect").first.evaluate(PAPER)) >= -1, (width, height)


@profiles.thorough
def test_leaving_leads_back_to_the_page_that_one_came_from_where_keys_write_again(reader):
    page = reader.open("attraction", "indicator=funds-in-place")
    page.get_by_role("button", name="全屏放映").click()
    expect(page.locator(".stage svg")).to_be_visible()
    assert title(page) == "招商引资"
    press(page, "ArrowRight", "ArrowRight", "Escape")
    expect(page.get_by_role("heading", name="招商引资", exact=True)).to_be_visible()
    reader.expect_link("/attraction", indicator="funds-in-place")
    expect(page.locator(".stage svg .quiet")).to_have_count(0)
    field = page.get_by_placeholder("搜索单位、承诺、举措、指标、口径，多个词用空格隔开")
    field.click()
    page.keyboard.type("b f n 5")
    expect(field).to_have_value("b f n 5")


@profiles.thorough
def test_from_the_first_page_one_comes_back_to_it(reader):
    page = reader.open()
    page.get_by_role("button", name="全屏放映").click()
    expect(page.locator(".stage svg")).to_be_visible()
    expect(page.locator(".show .said")).to_be_hidden()
    press(page, "Escape")
    expect(page.locator("h1")).to_have_text("总览")


@profiles.thorough
@pytest.mark.parametrize("moment", ["at once", "once it is drawn", "once the link has it"])
def test_leaving_right_after_a_step_leads_to_a_whole_page(reader, moment):
    page = present(reader, "story=business&back=overview?lang=zh")
    press(page, "ArrowRight")
    if moment == "once it is drawn":
        expect(page.locator(".show .place")).to_have_text(re.compile("^2 /"))
    if moment == "once the link has it":
        expect(page).to_have_url(re.compile("slide=2"))
    press(page, "Escape")
    expect(page.locator("h1")).to_have_text("总览")
    reader.settled()
    assert page.get_by_test_id("stException").count() == 0


@profiles.thorough
def test_a_browser_that_keeps_nothing_shows_the_pages_all_the_same(newcomer):
    visitor = newcomer()
    visitor.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })"
    )
    page = visitor.open("rural")
    expect(page.get_by_role("button", name="深色")).to_be_visible()
    assert "Error" not in page.locator("body").inner_text()


def test_a_unit_that_is_pressed_stays_in_front_on_the_next_slides(reader):
    page = present(reader)
    bars = page.locator(".stage svg [data-unit=yicheng] rect")
    while not bars.count():
        press(page, "ArrowRight")
    bar = bars.first.bounding_box()
    page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    quiet = page.locator(".stage svg .quiet")
    assert quiet.count() > 0
    assert page.locator(".stage svg .quiet[data-unit=yicheng]").count() == 0
    found = 0
    at, of = place(page)
    for _step in range(of - at):
        press(page, "ArrowRight")
        here, others = page.locator(".stage svg [data-unit=yicheng]").count(), page.locator(".stage svg .quiet").count()
        found += bool(here and others)
        assert here or not others, "where the unit states nothing, nothing is dimmed"
    assert found


def test_a_finger_swipes_from_slide_to_slide(newcomer):
    visitor = newcomer(viewport={"width": 1024, "height": 768}, has_touch=True)
    page = present(visitor)
    session = visitor.context.new_cdp_session(page)

    def swipe(start, end, heights=(400, 404)):
        high, low = heights
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start, "y": high}]})
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": (start + end) / 2, "y": (high + low) / 2}]}
        )
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": end, "y": low}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(800, 300)
    assert place(page)[0] == 2
    swipe(800, 300)
    swipe(300, 800)
    assert place(page)[0] == 2

    # On an upright phone slides lie on their side: along them is up and down; a touch brings the buttons.
    page.set_viewport_size({"width": 390, "height": 844})
    swipe(200, 203, (640, 240))
    assert place(page)[0] == 3
    swipe(200, 203, (240, 640))
    assert place(page)[0] == 2
    page.touchscreen.tap(195, 300)
    on = page.get_by_role("button", name="下一页")
    expect(on).to_be_visible()
    bar = page.locator(".show nav").bounding_box()
    assert bar["x"] >= 0 and bar["x"] + bar["width"] <= 390
    box = on.bounding_box()
    assert min(box["width"], box["height"]) >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.touchscreen.tap(box["x"] + 22, box["y"] + 22)
    assert place(page)[0] == 3


@profiles.thorough
@pytest.mark.parametrize(("query", "paper"), [("story=rural", "#FFFFFF"), ("story=rural&dark=1", "#0E1620")])
def test_slides_are_light_on_a_dark_screen_unless_asked(reader, query, paper):
    reader.page.emulate_media(color_scheme="dark")
    assert present(reader, query).locator(".stage svg rect").first.get_attribute("fill") == paper


def test_what_a_link_says_wrong_is_told_on_the_slide_and_the_rest_is_shown(reader):
    page = present(reader, "story=none&slide=0&s=%3Cscript%3E&unit=nobody&back=https://evil.example/&every=1")
    said = page.locator(".show .said")
    expect(said).to_contain_text("已忽略")
    expect(said).to_contain_text("story=none")
    assert place(page)[0] == 1
    assert in_link(page, "back") is None


REMARK = "枣阳口径不同，会后统一"


def of_own(*slots):
    """The parameters that present a story of one's own."""
    return f"story=own&s={story.code_of(Story('例会', slots))}"


def test_a_talk_in_two_windows_goes_on_forwards_and_backwards_while_the_network_is_gone(newcomer):
    """The speaker's window has slide, next slide, remark and words to say; the wall has none of them but the slide."""
    visitor = newcomer()
    ranking = Slot("ranking", {"indicator": "old-neighbourhoods", "league": "county"}, remark=REMARK)
    page = present(visitor, of_own(ranking, Slot("silent"), Slot("text", {"text": "统一口径\n补上数字"}, "要定的事")))
    with page.expect_popup() as opening:
        press(page, "n")
    speaker = opening.value
    shown = speaker.locator(".place")

    def at(n):
        expect(shown).to_have_text(f"{n} / 5")
        expect(page.locator(".show .place")).to_have_text(f"{n} / 5")

    at(1)
    press(speaker, "ArrowRight")
    at(2)
    expect(speaker.locator(".remark")).to_have_text(REMARK)
    expect(speaker.locator(".say")).to_contain_text("枣阳66个")
    expect(speaker.locator(".now svg")).to_contain_text("枣阳")
    expect(speaker.locator(".next svg")).to_contain_text("市公安局")
    expect(speaker.locator(".day")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    everything = "() => [...document.querySelectorAll('*')].map((each) => each.shadowRoot?.textContent ?? '').join('') + document.body.innerText"
    assert REMARK not in page.evaluate(everything) and BESIDE and page.evaluate(BESIDE) == []

    visitor.context.set_offline(True)
    press(speaker, "PageDown", "PageDown", "PageUp")
    at(3)
    speaker.get_by_role("button", name="下一页").click()
    at(4)
    expect(speaker.locator(".now svg")).to_contain_text("补上数字")
    press(page, "ArrowLeft", "ArrowLeft")
    at(2)
    expect(speaker.locator(".remark")).to_have_text(REMARK)
    press(speaker, "b")
    expect(page.locator(".show .blank")).to_be_visible()
    press(speaker, "End")
    at(5)
    expect(speaker.locator(".following")).to_have_text("这是最后一页")
    visitor.context.set_offline(False)
    press(speaker, "Home", "Escape", "f")
    at(1)
    # Without the second window the remark stays away.
    speaker.close()
    page.evaluate("() => { window.open = () => null }")
    press(page, "ArrowRight", "n")
    expect(page.locator(".show .said")).to_contain_text("请允许本站弹出窗口")
    assert REMARK not in page.evaluate(everything)
    gone = "ERR_INTERNET_DISCONNECTED"
    assert [each for each in visitor.objections() if gone not in each] == []


def add(visitor, path, query="", nth=0):
    """Adds a view of a page to the visitor's own story, and waits until the browser keeps it."""
    page = visitor.open(path, query)
    # Streamlit keeps things of its own there besides.
    kept = page.evaluate("() => localStorage.getItem('fenjin-story')")
    page.get_by_role("button", name="加入放映").nth(nth).click()
    expect(page.get_by_text("已加入放映")).to_be_visible()
    # A new load of the page is a new visit: the browser hands over what it kept.
    page.wait_for_function("(kept) => localStorage.getItem('fenjin-story') !== kept", arg=kept)


def test_a_story_of_ones_own_is_put_together_kept_and_shown(reader):
    add(reader, "rural", nth=1)
    add(reader, "attraction", "indicator=funds-in-place-growth", nth=1)
    page = reader.open("story")
    page.get_by_role("button", name="上移").last.click()
    expect(page.get_by_text("1　写明的到位资金增速")).to_be_visible()
    heading = page.get_by_label("这份放映的标题")
    before = page.url
    for field, words in (
        (heading, "招商专题会"),
        (page.get_by_label("标题", exact=True).first, "资金增速怎么样"),
        (page.get_by_label("备注（写在PowerPoint的备注里；放映时只在讲者窗口里）").first, "先说东津新区"),
    ):
        field.fill(words)
        field.blur()
        # Each is in the link once the page has it.
        page.wait_for_function("(before) => location.href !== before", arg=before)
        before = page.url
    reader.settled()
    page.get_by_role("button", name="全屏放映").last.click()
    expect(page.locator(".stage svg")).to_be_visible()
    assert title(page) == "招商专题会"
    press(page, "ArrowRight")
    assert title(page) == "资金增速怎么样"
    expect(page.locator(".stage svg")).to_contain_text("说法不同，数字相同")
    press(page, "ArrowRight")
    assert title(page).startswith("写明的农村公路建设里程")


@profiles.thorough
def test_a_story_is_passed_on_by_its_link_and_by_its_file(reader, newcomer, tmp_path):
    slot = Slot("ranking", {"indicator": "funds-in-place-growth", "league": "county"}, "资金增速怎么样")
    query = f"s={story.code_of(Story('招商专题会', (slot,)))}"
    page = reader.open("story", query)
    page.get_by_role("button", name="收为自己的").click()
    expect(page.get_by_label("标题", exact=True).first).to_have_value("资金增速怎么样")
    reader.settled()
    with page.expect_download() as taken:
        page.get_by_role("button", name="存成小文件").click()
    assert taken.value.suggested_filename == "招商专题会.json"
    taken.value.save_as(tmp_path / "story.json")

    other = newcomer()
    page = other.open("story", query)
    heading = page.get_by_label("这份放映的标题")
    expect(page.get_by_text("这份不是你自己编的")).to_be_visible()
    expect(page.get_by_text("招商专题会")).to_be_visible()
    expect(heading).to_have_count(0)
    other.open("story")
    expect(page.get_by_text("还没有图")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="打开存下的放映文件").click()
    chooser.value.set_files(tmp_path / "story.json")
    page.get_by_role("button", name="收为自己的").click()
    expect(heading).to_have_value("招商专题会")
    expect(page.get_by_label("标题", exact=True).first).to_have_value("资金增速怎么样")
    (tmp_path / "wrong.json").write_text("{}")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="打开存下的放映文件").click()
    chooser.value.set_files(tmp_path / "wrong.json")
    expect(page.get_by_text("这不是放映文件")).to_be_visible()
    expect(heading).to_have_value("招商专题会")
