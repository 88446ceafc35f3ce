"""A server that is killed in the middle of a visit and started again: each reader goes on where he was, without doing anything."""

import hashlib
import re
import shutil
import urllib.parse
from typing import NamedTuple

import pyarrow.parquet
import pytest
from playwright.sync_api import Page, expect

from fenjin import settings
from fenjin.paths import TABLE
from fenjin.table import layout
from fenjin.table.build import write
from tests.server import Server
from tests.show import BESIDE, place, present, press

DOCUMENT = "\n".join(["第一季度、第二季度、第三季度、第四季度。"] * 4000).encode()
PACE = 120  # seconds after which a lobby goes on; longer than the test of it
TARGET = "xiangyang-2022/zaoyang/01.01"
# What a reader has before him, and what he chose: the words of the page and of its fields, and which sections are open.
SCREEN = """() => [
  document.querySelector("[data-testid=stMain]").innerText,
  ...[...document.querySelectorAll("input, textarea")].map((field) => field.value),
  ...[...document.querySelectorAll("details")].map((section) => section.open),
  ...[...document.querySelectorAll("[role=radio], [role=checkbox]")].map((each) => each.ariaChecked),
  document.querySelector("[role=dialog]")?.innerText,
]"""


def open_pages(browser, address, paths):
    """Readers' browsers with a page open in each, by name."""
    pages = {name: browser.new_context(viewport={"width": 1366, "height": 900}).new_page() for name in paths}
    for name, path in paths.items():
        pages[name].goto(f"{address}/{path}", wait_until="commit")
    for page in pages.values():
        expect(page.get_by_test_id("stCaptionContainer").filter(has_text=re.compile("^(数据：|Data:)"))).to_be_visible()
    return pages


def settled(pages):
    """Waits until every page is connected and has been drawn again."""
    for page in pages:
        expect(page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]")).to_be_visible()
        expect(page.locator("[data-testid=stMain]:not([inert])")).to_be_visible()
        expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


class Visit(NamedTuple):
    """A page, what was seen of it before and after its server was away, and what was said to its reader."""

    page: Page
    before: tuple
    after: tuple
    said: str | None


def seen(pages):
    """The screen and the parameters of the address bar of each page."""
    return {name: (page.evaluate(SCREEN), link(page)) for name, page in pages.items()}


def link(page):
    """The parameters of the address bar."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))


@pytest.fixture(scope="module")
def visits(browser, tmp_path_factory):
    """Pages that were open while their server was killed and started again: of each, the page, its screen and link before and after,
    and the words of the notice that stood over it meanwhile and of what was said then."""
    folder = tmp_path_factory.mktemp("restart")
    # A list whose published text is known here.
    path, about = folder / "targets.parquet", layout.about(TABLE)
    about["lists"][-1]["source_sha256"] = hashlib.sha256(DOCUMENT).hexdigest()
    write(pyarrow.parquet.read_table(TABLE).replace_schema_metadata(layout.pack(about)), path)
    (folder / "text.txt").write_bytes(DOCUMENT)
    server = Server(variables={settings.TABLE: str(path)})
    try:
        paths = {
            "theme": "attraction",
            "filters": "explore?lang=en&q=%E5%85%AC%E9%87%8C&league=county",
            "card": f"timeline?target={TARGET}",
            "attached": "about",
        }
        pages = open_pages(browser, server.address, paths)
        pages["theme"].locator(".fenjin-crosstab [data-row]").nth(2).click()
        expect(pages["theme"]).to_have_url(re.compile("indicator="))
        pages["theme"].locator("summary").first.click()
        with pages["attached"].expect_file_chooser() as chooser:
            pages["attached"].get_by_role("button", name="选择原文文件").click()
        chooser.value.set_files(folder / "text.txt")
        expect(pages["attached"].get_by_text("原文已附上")).to_be_visible()
        settled([*pages.values()])
        before = seen(pages)
        server.kill()
        notices = {}
        for name in ("theme", "filters"):
            notice = pages[name].get_by_role("dialog")
            expect(notice).to_be_visible()
            notices[name] = notice.inner_text()
        server.start()
        settled([*pages.values()])
        after = seen(pages)
        yield {name: Visit(page, before[name], after[name], notices.get(name)) for name, page in pages.items()}
        for page in pages.values():
            page.context.close()
    finally:
        server.stop()


@pytest.mark.parametrize("name", ["theme", "filters", "card"])
def test_the_same_screen_comes_back_by_itself(visits, name):
    assert visits[name].after == visits[name].before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("theme", ["与服务器的连接断了", "正在自动重新连接；连上以后，这一屏照旧。"]),
        ("filters", ["The connection to the server is lost", "Connecting again by itself; then this screen is as it was."]),
    ],
)
def test_the_reader_is_told_in_his_language_while_the_server_is_away(visits, name, words):
    assert [line for line in visits[name].said.splitlines() if line.strip()] == words
    expect(visits[name].page.get_by_text(words[0])).to_have_count(0)


def test_the_first_press_after_that_counts_and_adds_to_what_was_chosen(visits):
    page, (_screen, at) = visits["theme"].page, visits["theme"].before
    field = page.get_by_placeholder("搜索单位")
    field.fill("襄州")
    field.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    assert link(page) == {**at, "q": "襄州"}


def test_the_published_text_that_was_attached_is_still_at_hand(visits):
    expect(visits["attached"].page.get_by_text("原文已附上")).to_be_visible()
    expect(visits["attached"].page.get_by_test_id("stToast")).to_have_count(0)


# Counts the notices of Streamlit that the server is away.
COUNT = """() => {
  window.notices = 0
  new MutationObserver((all) => { for (const each of all) for (const node of each.addedNodes)
    if (node.nodeType === 1 && (node.matches(".stDialog") || node.querySelector(".stDialog"))) window.notices += 1
  }).observe(document.body, { childList: true, subtree: true })
}"""


def test_a_lobby_goes_on_while_the_server_is_killed_and_away_and_then_shows_newer_data(newcomer, tmp_path):
    path = tmp_path / "targets.parquet"
    shutil.copy(TABLE, path)
    server = Server(variables={settings.TABLE: str(path)})
    visitor = newcomer(server.address)
    try:
        visitor.page.clock.install()
        page = present(visitor, f"story=livelihood&every={PACE}")
        before, of = place(page)
        page.clock.fast_forward(PACE * 1000)
        assert place(page)[0] == before + 1
        page.evaluate(COUNT)
        server.kill()
        # The list is published under another name meanwhile.
        about = layout.about(path)
        about["lists"][-1]["title"] = "换了名字的清单"
        write(pyarrow.parquet.read_table(path).replace_schema_metadata(layout.pack(about)), path)
        page.wait_for_function("() => window.notices > 0")
        press(page, "ArrowRight")
        page.clock.fast_forward(PACE * 1000)
        assert place(page)[0] == before + 3
        assert page.evaluate(BESIDE) == [], "a room need not read that the server is away"
        page.mouse.click(1000, 700)
        assert place(page)[0] == before + 4, "a mouse steps on without the server"
        server.start()
        expect(page.locator(".stage svg")).to_contain_text("换了名字的清单")
        assert place(page) == (before + 4, of)
        press(page, "Escape")
        expect(page.locator("h1")).to_have_text("放映")
    finally:
        server.stop()
    # The browser itself tells of each connection that it tried in vain.
    assert [each for each in visitor.objections() if not each.startswith("console: ")] == []
