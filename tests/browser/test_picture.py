"""Pictures of figures and the shared link, as a reader gets them: files, the clipboard, a phone that reads the code."""

import io
import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from fenjin.data.edition import current
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.look import Look
from fenjin.paths import COMPONENTS
from fenjin.screen.components.share import code
from fenjin.server.parts import join
from tests import picture_app, profiles
from tests.server import serve
from tests.themes import look

LANGUAGES = ("zh", "en")
KINDS = ("bars", "tiles", "matrix", "timeline")
FAILED = {"zh": "图片没有做成。请再点一次。", "en": "No picture was made. Click again."}
SHARE = {"zh": ("分享", "复制链接", "已复制"), "en": ("Share", "Copy link", "Copied")}
LINK = "https://dash.example/explore?theme=rural&q=%E5%85%AC%E8%B7%AF"

# The boxes of words (less the empty part of a line above and below its letters) and of marks, in units of the picture.
BOXES = """() => {
  const box = (each, less) => {
    const { left, right, top, bottom } = each.getBoundingClientRect()
    return [left, right, top + less, bottom - less]
  }
  const words = [...document.querySelectorAll('svg text')].filter((each) => each.textContent.trim()).map((each) => {
    const size = parseFloat(getComputedStyle(each).fontSize)
    return { text: each.textContent, size, box: box(each, size * 0.2) }
  })
  const marks = [...document.querySelectorAll('svg > rect, svg > path, svg > g > rect, svg > g > path')].slice(1)
  return { words, marks: marks.map((each) => box(each, 0)).filter(([left, right]) => right > left) }
}"""
# A browser that fails to make the first PNG.
ONCE = """
const make = HTMLCanvasElement.prototype.toBlob
HTMLCanvasElement.prototype.toBlob = function (done) {
  HTMLCanvasElement.prototype.toBlob = make
  done(null)
}
"""


# The buttons on a page are tried in test_browser.
pytestmark = profiles.thorough


@pytest.fixture(scope="module")
def address():
    """A dashboard of pictures alone."""
    with serve("tests.picture_app:app") as found:
        yield found


@pytest.fixture
def go(reader, address):
    """Opens the page of pictures on a dark screen, after `script`."""

    def opened(query="", script=""):
        reader.address = address
        reader.page.emulate_media(color_scheme="dark")
        reader.page.goto(f"{address}/?{query}")
        expect(button(reader.page, "matrix", "SVG")).to_be_visible()
        if script:
            reader.page.evaluate(f"() => {{ {script} }}")
        return reader.page

    return opened


def button(page, kind, label):
    return page.locator(f".st-key-buttons-{kind}").get_by_text(label, exact=True)


def downloaded(page, kind, label):
    with page.expect_download() as download:
        button(page, kind, label).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def apart(one, other):
    return one[1] <= other[0] + 1 or other[1] <= one[0] + 1 or one[3] <= other[2] + 1 or other[3] <= one[2] + 1


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_is_large_light_full_of_colour_and_says_everything_in_words_that_a_room_can_read(go, lang):
    """As PNG and as SVG; and the page stays as it is."""
    page, pictures = go(f"lang={lang}"), {}
    words = "() => [...document.querySelectorAll('.js-plotly-plot svg text')].map((each) => each.textContent)"
    page.wait_for_function(f"() => ({words})().length > 50")
    page.wait_for_function(f"() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= {len(KINDS)}")
    before = page.evaluate(words)
    for kind in KINDS:
        name, content = downloaded(page, kind, "PNG")
        assert name.startswith(kind) and name.endswith(".png")
        look_at_pixels(content, kind)
        name, pictures[kind] = downloaded(page, kind, "SVG")
        assert name.startswith(kind) and name.endswith(".svg")
    assert page.evaluate(words) == before
    page.goto("about:blank")
    page.set_viewport_size({"width": 1600, "height": 1000})
    for kind, content in pictures.items():
        look_at(page, content, kind, lang)


def look_at_pixels(content, kind):
    """The picture has twice a slide's width, a white edge, and the colour of its marks."""
    drawn = Image.open(io.BytesIO(content)).convert("RGB")
    assert content.startswith(b"\x89PNG")
    assert drawn.width == 2732 and drawn.height >= 1536
    assert {drawn.getpixel(corner) for corner in ((1, 1), (2730, 1), (1, drawn.height - 2))} == {(255, 255, 255)}
    colours = {colour: count for count, colour in drawn.getcolors(10_000_000)}
    ramp, mark = Look().colour("ramp"), look("light", "rural").mark
    assert colours.get(rgb({"matrix": ramp[2]}.get(kind, mark)), 0) > 10_000
    assert len(colours) > 50


def look_at(page, content, kind, lang):
    """The picture says what it should, in words of at least 24 units that stand apart from each other and within it."""
    whole = re.sub(r"\s", "", "".join(ElementTree.fromstring(content).itertext()))
    listed = current().lists[-1]["title" if lang == "zh" else "title_en"]
    date = {"zh": "2030年7月1日", "en": "1 Jul 2030"}[lang]
    told = (
        picture_app.TITLE[kind][lang], picture_app.SIGNS[lang], *picture_app.NOTES[lang], listed, current().version[:12], date,
        picture_app.ADDRESS,
    )  # fmt: skip
    for text in told:
        assert re.sub(r"\s", "", text) in whole
    page.set_content(f"<body style='margin:0'>{content.decode()}")
    seen, drawing = page.evaluate(BOXES), page.locator("svg").first.bounding_box()
    words = seen["words"]
    assert drawing["width"] == 1366
    assert seen["marks"]
    for word in words:
        assert word["size"] >= 24, word
        left, right, top, bottom = word["box"]
        assert left >= 0 and right <= 1366 and top >= 0 and bottom <= drawing["height"], word
    for place, word in enumerate(words):
        for other in words[place + 1 :]:
            assert apart(word["box"], other["box"]), (word, other)
        if kind == "bars":
            assert all(apart(word["box"], mark) for mark in seen["marks"]), word


@pytest.mark.parametrize("lang", profiles.some(LANGUAGES, 2, start=1))
def test_a_picture_that_cannot_be_made_says_so_and_is_made_at_the_next_click(go, lang):
    page = go(f"lang={lang}", ONCE)
    button(page, "tiles", "PNG").click()
    expect(page.locator(".st-key-buttons-tiles output")).to_have_text(FAILED[lang])
    assert downloaded(page, "tiles", "PNG")[1].startswith(b"\x89PNG")
    expect(page.locator(".st-key-buttons-tiles output")).to_have_text("")


def test_pictures_are_made_without_another_request(go):
    page, asked = go(), []
    note = lambda request: asked.append(request.url)  # noqa: E731
    page.on("request", note)
    for label, begin in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        assert downloaded(page, "matrix", label)[1].startswith(begin)
    page.remove_listener("request", note)
    assert not [url for url in asked if not url.startswith(("blob:", "data:"))]


def test_pictures_are_made_on_plain_http(browser):
    """The page of this test is on no machine of its own, which a browser trusts as it does https."""
    page = browser.new_page()
    html = (COMPONENTS / "picture.html").read_text("utf-8")
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("http://fenjin.example/")
    assert not page.evaluate("isSecureContext")
    data = {"drawn": picture_app.drawn("bars", "zh"), "name": "图", "labels": {}, "busy": "", "failed": "failed"}
    page.evaluate(
        "async ([script, data]) => (await import(`data:text/javascript,${encodeURIComponent(script)}`))"
        ".default({ data, parentElement: document })",
        [join("picture.js"), data],
    )
    for ending, begin in (("png", b"\x89PNG"), ("svg", b"<svg")):
        with page.expect_download() as download:
            page.locator(f"button[value={ending}]").click()
        assert download.value.suggested_filename == f"图.{ending}"
        assert download.value.path().read_bytes().startswith(begin)
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_a_dark_screen_is_light(kind):
    assert picture_app.drawn(kind, "zh", "dark") == picture_app.drawn(kind, "zh", "light")


def test_a_picture_grows_where_its_words_need_it_and_only_there():
    def height(bars):
        section = Section("", [Bar(f"县{n}", n, f"{n}个") for n in range(bars)])
        drawn = ElementTree.fromstring(picture_app.drawn("tiles", "zh", figure=Bars([section]).figure(Look())))
        return int(drawn.get("viewBox").split()[3])

    assert height(1) == height(9) == 768
    assert height(40) > 1500


def test_a_link_is_asked_for_only_when_a_reader_opens_it():
    def page():
        from fenjin.language.translate import translator
        from fenjin.screen.components.share import share

        def link():
            raise AssertionError

        share(translator("zh"), link, link)

    assert not AppTest.from_function(page).run(timeout=600).exception


def opened_share(page, opens="分享"):
    """The card of the shared link."""
    page.get_by_test_id("stPopover").get_by_text(opens, exact=True).click()
    return page.locator(".st-key-share-card")


# Away from https a browser has no clipboard to offer.
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });"


@pytest.mark.parametrize(
    ("lang", "script"), profiles.some([("zh", ""), ("zh", NO_CLIPBOARD), ("en", NO_CLIPBOARD), ("en", "")], 2)
)
def test_a_shared_link_is_copied_and_read_by_a_phone(go, lang, script):
    page = go(f"lang={lang}&link={quote(LINK, safe='')}", script)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opens, copy, copied = SHARE[lang]
    card = opened_share(page, opens)
    expect(card.locator("textarea")).to_have_value(LINK)
    page.get_by_role("button", name=copy).click()
    expect(card.locator("output")).to_have_text(copied)
    picture_of_code = card.locator("img")
    assert picture_of_code.get_attribute("alt")
    assert picture_of_code.bounding_box()["width"] >= 220
    shown = Image.open(io.BytesIO(picture_of_code.screenshot()))
    assert shown.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert [found.text for found in zxingcpp.read_barcodes(shown)] == [LINK]
    expect(card.locator("aside")).to_have_text("")
    page.reload()
    assert page.evaluate("navigator.clipboard.readText()") == LINK


def test_a_failed_copy_says_so_and_leaves_the_link_selected(go):
    page = go(f"link={quote(LINK, safe='')}", NO_CLIPBOARD + "document.execCommand = () => false")
    card = opened_share(page)
    page.get_by_role("button", name="复制链接").click()
    expect(card.locator("output")).to_have_text("没有复制成功。链接已选中，请用键盘复制。")
    field = card.locator("textarea")
    assert field.evaluate("(each) => each.value.slice(each.selectionStart, each.selectionEnd)") == LINK


def test_a_link_too_long_for_a_code_is_shared_as_text_only(go):
    long = LINK + "&unit=" + "x" * 1500
    card = opened_share(go(f"link={quote(long, safe='')}"))
    expect(card.locator("textarea")).to_have_value(long)
    expect(card.locator("aside")).to_have_text("链接太长，做不成手机能扫的二维码。")
    expect(card.locator("img")).to_be_hidden()


@pytest.mark.parametrize("host", profiles.some(["[::1]:8501", "localhost:8501", "127.0.0.1:8501"], 3))
def test_a_link_of_this_machine_says_so(go, host):
    card = opened_share(go(f"link={quote(f'http://{host}/rural', safe='')}"))
    expect(card.locator("aside")).to_have_text("这个链接只能在这台机器上打开。")


def test_a_code_holds_any_link_up_to_its_limit():
    def read(made: segno.QRCode):
        drawn = io.BytesIO()
        made.save(drawn, kind="png", scale=4)
        return zxingcpp.read_barcode(Image.open(drawn)).text

    for length in (0, 10, 300, 900):
        made = code(LINK + "a" * length)
        assert made is not None and read(made) == LINK + "a" * length
    assert code(LINK + "a" * 1000) is None
    assert code("a" * 5000) is None


def test_a_mark_of_a_figure_that_is_html_is_pressed_by_pointer_and_key(go):
    page = go()
    page.get_by_role("button", name="第30级<东&西>").click()
    expect(page.locator(".st-key-pressed")).to_have_text("t30")
    page.get_by_role("button", name="第2级<东&西>").press("Enter")
    expect(page.locator(".st-key-pressed")).to_have_text("t2")
