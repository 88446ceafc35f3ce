"""A page on paper: the browser's own printing of every page, looked at as a PDF."""

import re
import unicodedata
from urllib.parse import quote

import numpy
import pypdfium2
import pytest
from PIL import ImageChops, ImageOps

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.views import Context
from tests import profiles

A4 = (595, 842)  # points
LARGEST = 24  # points; no letter on paper is as high or wide
FOOT = 48  # points at the foot of a sheet, where the source stands
MARGIN = 34  # points at the sides of a sheet in which nothing stands; three less than the margin
SCREENS = {"laptop": (1366, 768), "wall": (1920, 1080), "phone": (390, 844)}
SQL = "select 'printed' as word, unit from targets where kind = 'rank' order by unit"
# Pages, each in a language, on a screen, light or dark, and something chosen that paper must still tell.
PRINTED = [
    ("", "zh", "wall", "dark", "县(市)区和开发区"),
    ("attraction?indicator=funds-in-place", "en", "phone", "dark", "Funds in place"),
    ("livelihood", "zh", "laptop", "light", "老旧小区改造个数"),
    ("unit", "zh", "wall", "dark", "枣阳市"),
    ("timeline", "zh", "laptop", "light", "各主题·27"),
    ("compare?units=zaoyang,yicheng,nanzhang", "zh", "laptop", "light", "枣阳市宜城市南漳县"),
    ("city", "zh", "wall", "dark", "“两基”补短板村数"),
    ("explore?theme=rural&q=%E9%9D%A2%E7%A7%AF", "zh", "phone", "light", "主题:乡村振兴搜索:面积"),
    (f"sql?sql={quote(SQL)}", "en", "laptop", "dark", SQL),
    ("about", "en", "laptop", "dark", "Versions"),
]
# Words that make sense only where there is something to press.
PRESSED = {
    "zh": ("English", "全屏放映", "下载表格", "更多格式", "加入放映", "数据、图片、出处", "点条形", "点图上的", "点数字", "点行首", "一页简报", "Ctrl"),
    "en": ("中文", "Present", "More formats", "Add to slides", "Download table", "Data, pictures", "Select a bar", "Select a mark", "Select a figure", "Tick the box", "brief (PDF)", "Ctrl"),
}  # fmt: skip


# What stands on the screen, and what of it paper leaves out.
SEEN = """() => JSON.stringify([
  ...[...document.querySelectorAll('.js-plotly-plot, [data-testid=stCaptionContainer]')].map((each) => each.outerHTML),
  ...[...document.querySelectorAll('.stMain .stElementContainer')].map((each) => each.dataset.paper)])"""


@pytest.fixture
def visit(reader):
    """Opens a page by its link, in a language, on a screen, light or dark."""

    def opened(path, lang="zh", screen="laptop", mode="light"):
        width, height = SCREENS[screen]
        reader.page.set_viewport_size({"width": width, "height": height})
        reader.page.emulate_media(color_scheme=mode)
        place, _mark, query = path.partition("?")
        return reader.open(place, "&".join(filter(None, [query, "lang=en" if lang == "en" else ""])))

    return opened


def printed(page):
    return page.pdf(format="A4", prefer_css_page_size=True, print_background=True)


@pytest.fixture(scope="module")
def kept():
    """What was printed before, for tests that look at the same page."""
    return {}


@pytest.fixture
def sheets(visit, kept):
    """Prints a page, once for all tests."""

    def made(*what):
        if what not in kept:
            kept[what] = printed(visit(*what))
        return kept[what]

    return made


def plain(text):
    """A text without what a line break adds or takes away; a PDF may hold a radical in place of the character it looks like."""
    return re.sub(r"[\s\u200b\ufffe-]", "", unicodedata.normalize("NFKC", text))


def texts_of(pdf):
    """The text of each sheet."""
    return [plain(sheet.get_textpage().get_text_range()) for sheet in pypdfium2.PdfDocument(pdf)]


def text_of(pdf):
    return "".join(texts_of(pdf))


def pictures(pdf, scale=1.0):
    return [sheet.render(scale=scale).to_pil().convert("RGB") for sheet in pypdfium2.PdfDocument(pdf)]


def height_of(pdf, word):
    """How high a word stands on paper, in points."""
    for sheet in pypdfium2.PdfDocument(pdf):
        words = sheet.get_textpage()
        found = words.search(word).get_next()
        if found:
            _left, bottom, _right, top = words.get_charbox(found[0])
            return top - bottom
    raise AssertionError(word)


def overlaps(pdf):
    """Letters that stand on others, of each sheet."""
    found = []
    for sheet in pypdfium2.PdfDocument(pdf):
        words = sheet.get_textpage()
        letters = [words.get_text_range(n, 1) for n in range(words.count_chars())]
        boxes = numpy.array([words.get_charbox(n) for n in range(len(letters))]).reshape(-1, 4)
        seen = numpy.array([bool(each.strip()) for each in letters], bool) & (boxes[:, 2] > boxes[:, 0])
        # Of words on a pattern PDFium tells boxes of the size of the font's own units, in the corner of the sheet.
        seen &= (boxes[:, 2:] - boxes[:, :2] < LARGEST).all(1)
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2
        inside = (middle[:, None] > boxes[None, :, :2]).all(2) & (middle[:, None] < boxes[None, :, 2:]).all(2)
        inside &= seen[:, None] & seen[None] & ~numpy.eye(len(letters), dtype=bool)
        found += ["".join(letter for letter, on in zip(letters, inside.any(1), strict=True) if on)]
    return found


@pytest.mark.parametrize(("path", "lang", "screen", "mode", "chosen"), profiles.some(PRINTED, 9, start=2))
def test_a_page_prints_as_clean_sheets(visit, kept, path, lang, screen, mode, chosen):
    page = visit(path, lang, screen, mode)
    headings = page.locator("h1, h2, h3").all_inner_texts()
    lines = ".js-plotly-plot svg text, [class*=st-key-lines-] button"
    words = page.evaluate("(lines) => [...document.querySelectorAll(lines)].map((each) => each.textContent)", lines)
    # What only paper shows takes no room on the screen.
    assert not any(
        page.evaluate(
            "[...document.querySelectorAll('.fenjin-paper')].map((each) => each.closest('.stElementContainer').offsetHeight)"
        )
    )
    before = page.evaluate(SEEN)
    page.evaluate("for (const name of ['beforeprint', 'afterprint']) addEventListener(name, () => { window[name] = true })")
    kept[path, lang, screen, mode] = pdf = printed(page)
    assert page.evaluate("window.beforeprint && window.afterprint")
    assert page.evaluate(SEEN) == before, "the screen is after printing what it was before"
    assert {tuple(map(round, sheet.get_size())) for sheet in pypdfium2.PdfDocument(pdf)} == {A4}

    texts, version = texts_of(pdf), current().version[:12]
    text = "".join(texts)
    assert len(texts) <= (3 if path == "" else 8 if path.startswith(("compare", "unit")) else 6)
    assert len(headings) > 1
    assert [each for each in (*headings, *words, chosen) if plain(each) not in text] == []
    assert [each for each in texts if version not in each] == []
    assert [each for each in PRESSED[lang] if plain(each) in text] == []
    assert not any(overlaps(pdf))
    # Between the foot and the first words of the page stand its title and that of the list, and nothing else.
    title = plain(headings[0] + {"zh": "襄阳市2022年度奋进清单", "en": "Xiangyang annual targets 2022"}[lang])
    start = texts[0].partition(version)[2].removeprefix(plain(page.url)).removeprefix(f"1/{len(texts)}")
    assert start.startswith(title)

    for number, picture in enumerate(pictures(pdf), 1):
        width, height = picture.size
        # A sheet is filled to near its half at least, but for the last, which has something on it.
        filled = ImageOps.invert(picture.crop((0, 0, width, height - FOOT)).convert("L")).getbbox()
        assert filled and (number == len(texts) or filled[3] > 0.45 * height)
        for left, right in ((0, MARGIN), (width - MARGIN, width)):
            assert picture.crop((left, 0, right, height)).getextrema() == ((255, 255),) * 3
        colours = {colour: count for count, colour in picture.getcolors(1 << 24)}
        assert colours[(255, 255, 255)] > 0.6 * width * height


@profiles.thorough
@pytest.mark.parametrize(
    ("path", "lang", "screen", "word"),
    profiles.some(
        [
            ("attraction?indicator=funds-in-place", "en", "phone", "Dongjin"),
            ("", "zh", "phone", "东津新区"),
            ("timeline", "zh", "laptop", "各主题"),
        ],
        3,
    ),
)
def test_a_page_prints_alike_from_a_dark_and_a_light_screen_and_with_words_as_large_from_a_wide_one(
    reader, sheets, visit, path, lang, screen, word
):
    dark = sheets(path, lang, screen, "dark")
    light = printed(visit(path, lang, screen, "light"))
    one, other = pictures(light, 2), pictures(dark, 2)
    assert len(one) == len(other)
    for sheet, of_dark in zip(one, other, strict=True):
        differing = ImageChops.difference(sheet, of_dark).convert("L").point(lambda level: 255 * (level > 32))
        assert differing.histogram()[255] < 0.0005 * sheet.width * sheet.height
    width, height = SCREENS["wall"]
    reader.page.set_viewport_size({"width": width, "height": height})
    heights = [height_of(pdf, word) for pdf in (light, printed(reader.settled()))]
    assert min(heights) > 6
    assert max(heights) < 1.05 * min(heights)


@profiles.thorough
def test_an_open_card_is_printed_in_place_of_the_page_below_it(visit):
    target = current().tables()["targets"]["target_id"][0].as_py()
    text = text_of(printed(visit(f"attraction?target={quote(target)}", mode="dark")))
    assert plain(target) in text
    assert "全部目标和承诺" not in text


@profiles.thorough
def test_paper_shows_more_of_a_table_than_the_screen(sheets):
    opened = current()
    context = Context(opened, opened.lists[-1]["list_id"], translator("zh"), Look())
    rows = views.targets(context, theme="livelihood").table
    text = text_of(sheets("livelihood", "zh", "laptop", "light"))
    for row in rows["承诺"].iloc[:60]:
        assert plain(row) in text
    assert len(rows) > 60
    assert plain(f"纸上是前60行，全部{len(rows)}行在下载的文件里。") in text
