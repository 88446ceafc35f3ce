"""A small list drafted and reviewed by keyboard alone, and the table that it gives."""

import statistics

import pytest
from playwright.sync_api import expect

from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.table.build import assemble
from tests.drafts import LIST_ID, begun
from tests.server import started
from tests.visitor import wcag_faults

T = translator("zh")


@pytest.fixture
def drafts(tmp_path):
    """The folder of drafts, with one of LIST."""
    return begun(tmp_path / "state").parent


def test_a_list_is_reviewed_by_keyboard_alone_and_builds(reader, drafts, tmp_path):
    with started(variables={"FENJIN_STATE": str(drafts.parent), "FENJIN_CURATE": "here"}) as server:
        reader.address = server.address
        page = reader.open("curate", f"draft={LIST_ID}&lang=zh")
        left, hand, kept = page.locator(".review .left"), page.locator(".review h2"), page.locator(".review .kept")
        # Seven figures; the commitment without one; the county, whose code nobody knows.
        expect(left).to_have_text("还剩7个数字，1条承诺，1个单位")
        assert wcag_faults(page) == []
        expect(hand).to_have_text("东县")
        presses = []

        def decide(name, *keys):
            expect(hand).to_have_text(name)
            for key in keys:
                page.keyboard.press(key)
            presses.append(len(keys))

        page.keyboard.press("Enter")
        expect(page.get_by_label("区划代码")).to_be_focused()
        page.keyboard.type("429901")
        for _ in range(2):
            page.keyboard.press("Enter")
        for name in ("30个", "80亿元以上", "3万亩以上", "20个"):
            decide(name, "Enter")
        expect(left).to_have_text("还剩3个数字，1条承诺")
        # Another stress than the rules found, which is seen beside what they wrote.
        expect(hand).to_have_text("12所")
        for key in ("y", "1"):
            page.keyboard.press(key)
        expect(page.locator(".review form")).to_contain_text("草稿：未强调")
        decide("12所", "Enter")
        # A figure that is taken for none, and taken back.
        expect(hand).to_have_text("5所")
        # Who has no keyboard presses the words of the keys.
        page.get_by_role("button", name="不是指标值：选理由").click()
        page.keyboard.press("1")
        mark = page.get_by_role("button", name="5", exact=False).and_(page.locator("[data-item='numeral 102']"))
        expect(mark).to_have_attribute("aria-label", "5，不是指标值：名称的一部分")
        page.keyboard.press("u")
        decide("5所", "Enter")
        # A commitment cut in two before the clause of this figure, which is seen, and taken back.
        expect(hand).to_have_text("100%")
        for key in ("s", "2"):
            page.keyboard.press(key)
        expect(page.locator(".review .verdict")).to_contain_text("第3条")
        expect(page.locator(".review form")).to_contain_text("起止与草稿不同")
        expect(hand).to_have_text("100%")
        page.keyboard.press("u")
        expect(page.locator(".review .verdict")).to_contain_text("第1条")
        decide("100%", "Enter")
        # A commitment without a figure is asked, too; the first of its suggested topics is the one that it has.
        expect(hand).to_have_text("深化教育评价改革")
        page.keyboard.press("4")
        page.keyboard.press("Enter")
        expect(left).to_have_text("都审完了")
        expect(kept).to_have_text("已存下")
        assert statistics.median(presses) == 1
        page.keyboard.press("g")
        expect(page.locator(".review .report")).to_contain_text("全部检查通过")
        page.goto("about:blank")
    curated = tmp_path / "curated"
    curated.mkdir()
    for shared in CURATED.glob("*.csv"):
        (curated / shared.name).write_bytes(shared.read_bytes())
    (drafts / LIST_ID / LIST_ID).rename(curated / LIST_ID)
    table = assemble(curated, T).to_pandas().sort_values("start")
    assert list(table["figure"].dropna()) == ["30个", "80亿元以上", "3万亩以上", "20个", "12所", "5所", "100%"]
    assert list(table["firmness"].dropna()) == ["strive", "strive", "plain", "plain", "ensure", "plain", "plain"]
