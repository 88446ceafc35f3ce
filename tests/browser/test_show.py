"""The meeting room: a story on the whole screen, stepped through by keyboard, clicker, finger and by itself."""

import shutil
import urllib.parse

import pyarrow.parquet
import pytest
from playwright.sync_api import expect

from fenjin.paths import ROOT
from fenjin.table import layout
from fenjin.table.build import write
from tests.server import Server, serve
from tests.show import in_link, place, present, press, title

SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
# What is on the screen besides the slide, by points of a grid; and whether anything could be scrolled.
BESIDE = """() => {
  const host = [...document.querySelectorAll("*")].find((each) => each.shadowRoot?.querySelector(".show .stage"))
  const found = new Set()
  for (let x = 1; x < innerWidth; x += innerWidth / 40) for (let y = 1; y < innerHeight; y += innerHeight / 30) {
    const top = document.elementFromPoint(x, y)
    if (top !== host) found.add(top.outerHTML.slice(0, 80))
  }
  return [...found]
}"""
SCROLLS = """() => {
  const root = document.documentElement
  return root.scrollHeight > innerHeight || root.scrollWidth > innerWidth
}"""


@pytest.fixture(scope="module")
def address():
    with serve() as found:
        yield found


def test_a_presenter_steps_forward_and_back_by_keyboard_and_clicker(browser, address):
    page = present(browser, address)
    first, of = place(page)
    assert (first, title(page)) == (1, "招商引资")
    press(page, "ArrowRight")
    assert place(page) == (2, of)
    assert title(page) == (
        "写明的引进项目个数（亿元以上）：枣阳110个（工业）、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城"
    )
    for key, expected in (
        ("Space", 3),
        ("PageDown", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("End", of),
        ("ArrowRight", of),
        ("Home", 1),
        ("ArrowLeft", 1),
    ):
        press(page, key)
        assert place(page)[0] == expected, key
    press(page, "5", "Enter")
    assert place(page)[0] == 5
    press(page, "9", "9", "9", "Enter")
    assert place(page)[0] == of
    page.context.close()


def test_no_press_is_lost_however_fast(browser, address):
    page = present(browser, address)
    press(page, *["ArrowRight"] * 6, *["ArrowLeft"] * 2)
    assert place(page)[0] == 5
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_slide_is_all_there_is_on_the_screen(browser, address, size):
    page = present(browser, address, size=size)
    for _step in range(place(page)[1]):
        assert page.evaluate(BESIDE) == []
        assert not page.evaluate(SCROLLS)
        press(page, "ArrowRight")
    page.context.close()


def test_type_is_large_enough_for_the_back_of_the_room(browser, address):
    page = present(browser, address, "story=whole")
    for _step in range(place(page)[1]):
        sizes = page.locator(".stage svg").evaluate(
            "(svg) => [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)"
        )
        assert sizes
        assert min(sizes) >= 23.99
        press(page, "ArrowRight")
    page.context.close()


def test_a_blank_screen_hides_the_slide_and_gives_it_back(browser, address):
    page = present(browser, address)
    press(page, "ArrowRight", "b")
    blank = page.locator(".show .blank")
    expect(blank).to_be_visible()
    assert blank.bounding_box() == {"x": 0, "y": 0, "width": 1366, "height": 768}
    assert blank.evaluate("(each) => getComputedStyle(each).backgroundColor") == "rgb(0, 0, 0)"
    press(page, "b")
    expect(blank).to_be_hidden()
    assert place(page)[0] == 2
    press(page, ".", "Escape")
    expect(blank).to_be_hidden()
    assert place(page)[0] == 2, "the key that leaves takes away the blank screen first"
    page.context.close()


def test_the_keys_are_shown_on_request(browser, address):
    page = present(browser, address)
    shown = page.locator(".show .help")
    expect(shown).to_be_hidden()
    press(page, "?")
    expect(shown).to_be_visible()
    for words in ("下一页", "上一页", "全屏", "黑屏", "Esc", "到第几页"):
        expect(shown).to_contain_text(words)
    press(page, "Escape")
    expect(shown).to_be_hidden()
    assert "/present" in page.url
    page.context.close()


def test_leaving_leads_back_to_the_page_that_one_came_from(browser, address):
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{address}/attraction?indicator=funds-in-place")
    page.get_by_role("button", name="全屏放映").click(timeout=30_000)
    expect(page.locator(".stage svg")).to_be_visible(timeout=30_000)
    assert title(page) == "招商引资"
    press(page, "ArrowRight", "ArrowRight", "Escape")
    expect(page.get_by_role("heading", name="招商引资")).to_be_visible(timeout=30_000)
    assert urllib.parse.urlsplit(page.url).path == "/attraction"
    assert in_link(page, "indicator") == "funds-in-place"
    expect(page.locator(".stage svg .quiet")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("pause", [0, 150, 300, 500])
def test_leaving_right_after_a_step_leads_to_a_whole_page(browser, address, pause):
    page = present(browser, address, "story=business&back=overview?lang=zh")
    press(page, "ArrowRight")
    page.wait_for_timeout(pause)
    press(page, "Escape")
    expect(page.locator("h1")).to_have_text("总览", timeout=30_000)
    assert page.get_by_test_id("stException").count() == 0
    page.context.close()


def test_from_the_first_page_one_comes_back_to_it(browser, address):
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(address)
    page.get_by_role("button", name="全屏放映").click(timeout=30_000)
    expect(page.locator(".stage svg")).to_be_visible(timeout=30_000)
    expect(page.locator(".show .said")).to_be_hidden()
    press(page, "Escape")
    expect(page.locator("h1")).to_have_text("总览", timeout=30_000)
    page.context.close()


def test_nothing_of_a_slide_is_cut_off_in_a_low_window(browser, address):
    page = present(browser, address, size=(1366, 600))
    for width, height in ((1366, 600), (2560, 1080), (800, 1200)):
        page.set_viewport_size({"width": width, "height": height})
        box = page.locator(".stage svg rect").first.evaluate(
            "(rect) => { const b = rect.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom] }"
        )
        assert box[0] >= -1
        assert box[1] >= -1
        assert box[2] <= width + 1
        assert box[3] <= height + 1
        assert not page.evaluate(SCROLLS)
    page.context.close()


def test_a_key_fills_the_screen_and_another_press_gives_it_back(browser, address):
    page = present(browser, address)
    press(page, "f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    press(page, "ArrowRight")
    assert place(page)[0] == 2
    press(page, "f")
    page.wait_for_function("() => document.fullscreenElement === null")
    page.context.close()


def test_after_leaving_keys_write_again(browser, address):
    page = present(browser, address, "story=rural&back=rural")
    press(page, "ArrowRight", "Escape")
    expect(page.locator("h1")).to_have_text("乡村振兴", timeout=30_000)
    field = page.get_by_placeholder("搜索单位、承诺、指标、口径，多个词用空格隔开")
    field.click()
    page.keyboard.type("b f n 5")
    expect(field).to_have_value("b f n 5")
    page.context.close()


def test_a_browser_that_keeps_nothing_shows_the_pages_all_the_same(browser, address):
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })"
    )
    page.goto(f"{address}/rural")
    expect(page.get_by_role("button", name="深色")).to_be_visible(timeout=30_000)
    assert "Error" not in page.locator("body").inner_text()
    page.context.close()


def test_the_link_and_a_reload_keep_the_slide(browser, address):
    page = present(browser, address)
    press(page, "4", "Enter")
    page.wait_for_timeout(1500)
    assert in_link(page, "slide") == "4"
    page.reload()
    expect(page.locator(".show .place")).to_contain_text("4 / ", timeout=30_000)
    page.context.close()


def test_a_unit_that_is_pressed_stays_in_front_on_the_next_slides(browser, address):
    page = present(browser, address, "story=attraction&slide=2")
    bar = page.locator(".stage svg [data-unit=yicheng] rect").first.bounding_box()
    page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    quiet = page.locator(".stage svg .quiet")
    assert quiet.count() > 0
    assert page.locator(".stage svg .quiet[data-unit=yicheng]").count() == 0
    found = 0
    for _step in range(place(page)[1] - 2):
        press(page, "ArrowRight")
        here, others = page.locator(".stage svg [data-unit=yicheng]").count(), page.locator(".stage svg .quiet").count()
        found += bool(here and others)
        assert here or not others, "where the unit states nothing, nothing is dimmed"
    assert found
    page.context.close()


def test_a_finger_swipes_from_slide_to_slide(browser, address):
    page = present(browser, address, size=(1024, 768), has_touch=True)
    session = page.context.new_cdp_session(page)

    def swipe(start, end):
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start, "y": 400}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": (start + end) / 2, "y": 402}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": end, "y": 404}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(800, 300)
    assert place(page)[0] == 2
    swipe(800, 300)
    swipe(300, 800)
    assert place(page)[0] == 2
    swipe(500, 490)
    assert place(page)[0] == 2
    page.context.close()


def test_slides_are_light_on_a_dark_screen_unless_asked(browser, address):
    def paper(query):
        page = present(browser, address, query, color_scheme="dark")
        colour = page.locator(".stage svg rect").first.get_attribute("fill")
        page.context.close()
        return colour

    assert paper("story=rural") == "#FFFFFF"
    assert paper("story=rural&dark=1") == "#0E1620"


def test_what_a_link_says_wrong_is_told_on_the_slide_and_the_rest_is_shown(browser, address):
    page = present(browser, address, "story=none&slide=0&s=%3Cscript%3E&unit=nobody&back=https://evil.example/&every=1")
    said = page.locator(".show .said")
    expect(said).to_contain_text("已忽略")
    expect(said).to_contain_text("story=none")
    assert place(page)[0] == 1
    assert in_link(page, "back") is None
    page.context.close()


def test_a_lobby_goes_on_while_the_server_is_killed_and_away_and_then_shows_newer_data(browser, tmp_path):
    folder = tmp_path / "fenjin"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "tests", "docs", "benchmarks", "__pycache__"))
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    server = Server(folder=folder)
    try:
        page = present(browser, server.address, "story=livelihood&every=10")
        before, of = place(page)
        page.wait_for_timeout(10_500)
        assert place(page)[0] == before + 1
        server.kill()
        # The list is published under another name meanwhile.
        path = folder / "data" / "targets.parquet"
        about = layout.about(path)
        about["lists"][-1]["title"] = "换了名字的清单"
        write(pyarrow.parquet.read_table(path).replace_schema_metadata(layout.packed(about)), path)
        press(page, "ArrowRight")
        page.wait_for_timeout(11_000)
        assert place(page)[0] == before + 3
        assert page.evaluate(BESIDE) == [], "a room need not read that the server is away"
        at = place(page)[0]
        page.mouse.click(1000, 700)
        assert place(page)[0] == at + 1, "a mouse steps on without the server"
        server.start()
        expect(page.locator(".stage svg")).to_contain_text("换了名字的清单", timeout=60_000)
        assert place(page)[0] >= before + 4
        assert place(page)[1] == of
        press(page, "Escape")
        expect(page.locator("h1")).to_have_text("放映", timeout=30_000)
    finally:
        server.stop()
    page.context.close()


def add(page, address, path):
    """Adds the first view of a page to the visitor's own story."""
    page.goto(f"{address}/{path}")
    first = page.get_by_test_id("stExpander").first
    first.get_by_text("数据、图片、出处、放映").click(timeout=30_000)
    # What stands below the grid moves until the grid is drawn, and a press on what moves is none.
    expect(first.locator("canvas").first).to_be_visible(timeout=30_000)
    first.get_by_role("button", name="加入放映").click()
    expect(page.get_by_text("已加入放映")).to_be_visible()


def open_own(page, address, link=""):
    """The page of stories."""
    page.goto(link or f"{address}/story")
    expect(page.get_by_label("这份放映的标题")).to_be_visible(timeout=30_000)


def test_a_story_of_ones_own_is_put_together_kept_shown_and_passed_on(browser, address, tmp_path):
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    add(page, address, "rural")
    # A new load of the page is a new visit: the browser hands over what it kept.
    page.wait_for_timeout(500)
    add(page, address, "attraction?indicator=funds-in-place-growth")
    page.wait_for_timeout(500)
    open_own(page, address)
    page.get_by_role("button", name="上移").last.click()
    expect(page.get_by_text("1　到位资金增速")).to_be_visible()
    page.get_by_label("这份放映的标题").fill("招商专题会")
    page.get_by_label("这份放映的标题").press("Enter")
    page.get_by_label("标题", exact=True).first.fill("资金增速怎么样")
    page.get_by_label("标题", exact=True).first.press("Enter")
    page.get_by_label("备注（不上屏，放映时按N看，也在PowerPoint的备注里）").first.fill("先说东津新区")
    page.get_by_label("这份放映的标题").click()
    page.wait_for_timeout(1500)
    link = page.url
    with page.expect_download() as taken:
        page.get_by_role("button", name="存成小文件").click()
    taken.value.save_as(tmp_path / "story.json")
    page.get_by_role("button", name="全屏放映").last.click()
    expect(page.locator(".stage svg")).to_be_visible(timeout=30_000)
    assert title(page) == "招商专题会"
    press(page, "ArrowRight", "n")
    assert title(page) == "资金增速怎么样"
    expect(page.locator(".stage svg")).to_contain_text("说法不同，数字相同")
    expect(page.locator(".show .remark")).to_have_text("先说东津新区")
    press(page, "ArrowRight")
    assert title(page).startswith("写明的农村公路建设里程")
    context.close()

    other = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
    open_own(other, address, link)
    expect(other.get_by_label("这份放映的标题")).to_have_value("招商专题会")
    other.goto(f"{address}/story")
    expect(other.get_by_text("还没有图")).to_be_visible(timeout=30_000)
    with other.expect_file_chooser() as chooser:
        other.get_by_role("button", name="打开存下的放映文件").click()
    chooser.value.set_files(tmp_path / "story.json")
    expect(other.get_by_label("这份放映的标题")).to_have_value("招商专题会", timeout=15_000)
    expect(other.get_by_label("标题", exact=True).first).to_have_value("资金增速怎么样")
    (tmp_path / "wrong.json").write_text("{}")
    with other.expect_file_chooser() as chooser:
        other.get_by_role("button", name="打开存下的放映文件").click()
    chooser.value.set_files(tmp_path / "wrong.json")
    expect(other.get_by_text("这不是放映文件")).to_be_visible()
    expect(other.get_by_label("这份放映的标题")).to_have_value("招商专题会")
    other.context.close()
