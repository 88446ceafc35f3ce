"""Nine questions that a leader would ask of the list of 2022, each answered from the overview by at most two presses, on a phone three.

The answers were worked out by hand from the published figures.
"""

import re

import pytest
from playwright.sync_api import expect

from fenjin.language.translate import translator
from tests import profiles
from tests.themes import ROWS

LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class Leader:
    """A reader who starts at the overview and counts presses."""

    def __init__(self, reader, lang, size):
        self.reader, self.page, self.t = reader, reader.page, translator(lang)
        self.lang, self.phone = lang, size == PHONE
        self.presses = 0
        self.page.set_viewport_size(size)
        reader.open("", f"lang={lang}")

    def begin(self):
        """Stands before the overview."""
        if self.presses:
            self.reader.open("", f"lang={self.lang}")
        self.presses = 0

    def press(self, part):
        self.presses += 1
        part.click()

    def go(self, title):
        """Goes to a page by the navigation, which on a phone has to be opened, and then closes by itself."""
        if self.phone:
            self.press(self.page.get_by_role("button", name=self.t("菜单"), exact=True))
        self.press(self.page.get_by_role("link", name=title, exact=True).first)
        expect(self.page.locator("h1")).to_have_text(title)
        self.reader.settled()
        if self.phone:
            expect(self.page.get_by_role("button", name=self.t("菜单"), exact=True)).to_be_visible()

    def go_to_theme(self, theme):
        """Goes to a theme by the head of its column, where there is room for heads."""
        row = next(row for row in ROWS if row["theme"] == theme)
        title = row["name"] if self.lang == "zh" else row["name_en"]
        if self.phone:
            self.go(title)
            return
        self.press(self.page.locator(f"[data-column={theme}]"))
        expect(self.page.locator("h1")).to_have_text(title)
        self.reader.settled()

    def go_to_unit(self, unit):
        """Goes to a unit by the head of its row, which on a phone shows with all rows."""
        head = self.page.locator(f"[data-row={unit}]")
        if not head.is_visible():
            self.press(self.page.get_by_label(self.t("全部{n}家县区", n=12)))
        self.press(head)
        expect(self.page.locator("h1")).to_have_text(self.t("单位"))
        self.reader.settled()

    def row(self, code):
        """What is seen in the row of an indicator: the amount that each unit states, by its code."""
        cells = self.page.locator(f".fenjin-crosstab tr:has([data-row={code}]) td:visible")
        found = cells.evaluate_all(
            "(all) => all.map((each) => [each.dataset.unit ?? 'city', (each.querySelector('b') ?? each).innerText])"
        )
        return {unit: re.sub(r"\s*▾", "", text) for unit, text in found if text not in ("", "–")}

    def text(self, *names):
        """Whether the page says all of it."""
        seen = self.page.get_by_test_id("stMain").inner_text()
        assert [name for name in names if name not in seen] == []

    def answered(self):
        """The answer came by few presses enough, and the screen scrolls to no side."""
        assert self.presses <= (3 if self.phone else 2)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def attraction(leader):
    """Which county attracts most: 450, 271.5 and 191.4 亿元 in place; of projects one of industry alone has 110."""
    leader.go_to_theme("attraction")
    money = {"zaoyang": "≥450", "dongjin": "271.5", "baokang": "191.4"}
    english = {"zaoyang": "≥45", "dongjin": "27.15", "baokang": "19.14"}
    found = leader.row("funds-in-place")
    assert {unit: text for unit, text in found.items() if unit in money} == (english if leader.lang == "en" else money)
    assert leader.row("projects-attracted")["zaoyang"] == "≥110"


def two_districts(leader):
    """What Fancheng promises, and beside it Xiangcheng: 28 and 11 targets, three indicators of both."""
    leader.go_to_unit("fancheng")
    leader.text("28")
    leader.press(
        leader.page.locator(".st-key-side-by-side").get_by_role(
            "link", name="襄城" if leader.lang == "zh" else "Xiangcheng", exact=True
        )
    )
    expect(leader.page.locator("h1")).to_have_text(leader.t("对照"))
    leader.reader.settled()
    assert leader.row("old-neighbourhoods") == {"fancheng": "≥60", "xiangcheng": "26"}
    assert leader.row("back-streets") == {"fancheng": "8", "xiangcheng": "7"}
    assert leader.row("projects-attracted") == {"fancheng": "≥30", "xiangcheng": "20"}


def neighbourhoods(leader):
    """Who renews old neighbourhoods: three with figures, two more promise it without one, and the city has 118."""
    leader.go_to_theme("livelihood")
    without = leader.t("有承诺")
    assert leader.row("old-neighbourhoods") == {
        "city": "118", "zaoyang": "66", "fancheng": "≥60", "xiangcheng": "26", "yicheng": without, "laohekou": without,
    }  # fmt: skip


def rural(leader):
    """All of rural revitalization in one picture: 28 targets of 7 counties, each of them in the table."""
    leader.go_to_theme("rural")
    table = leader.page.locator(".fenjin-crosstab").first
    shown = table.locator("[data-target]").evaluate_all("(all) => [...new Set(all.map((each) => each.dataset.target))]")
    counties = {code.split("/")[1] for code in shown} - {"transport-bureau", "agriculture-bureau", "water-bureau"}
    assert {"zaoyang", "yicheng", "nanzhang", "baokang", "gucheng", "laohekou", "fancheng"} <= counties
    assert table.locator("tbody tr").count() == 12
    if not leader.phone:
        assert table.bounding_box()["y"] + table.bounding_box()["height"] < 768


def business(leader):
    """Which departments answer for the business environment: nine with figures, the approval bureau among them."""
    leader.go_to_theme("business")
    table = leader.page.locator(".fenjin-crosstab.flow")
    units = table.locator("tbody [data-row]").evaluate_all("(all) => [...new Set(all.map((each) => each.dataset.row))]")
    assert len(units) == 9
    expect(table).to_contain_text("行政审批局" if leader.lang == "zh" else "Approval")


def june(leader):
    """What falls due by the end of June: eight, six of them on the last day, each with what it is."""
    leader.go(leader.t("期限"))
    due = {
        "zh": ("2022年6月30日", "郑万高铁开通", "襄荆高铁全线开工", "奇幻谷项目建成并开业", "完成博爱家园项目数", "并网前基础建设完成", "国企三年改革任务全面完成"),
        "en": ("30 Jun 2022", "Opening of the Zhengzhou-Wanzhou", "whole Xiangyang-Jingmen", "Fantasy Valley", "Fraternity Home projects", "before joining the network", "Three-year reform tasks"),
    }  # fmt: skip
    leader.text(*due[leader.lang])


def silent(leader):
    """Who promised nothing that can be measured: 23 of 91."""
    said = leader.page.get_by_text(leader.t("{all}个单位中{n}个一个数字也没有写", all=91, n=23))
    expect(said).to_be_visible()
    leader.text("公安局" if leader.lang == "zh" else "Public Security")


def special(leader):
    """What is special of Yicheng: two indicators that it alone states, and its park's grade C."""
    leader.go_to_unit("yicheng")
    if leader.lang == "zh":
        leader.text("只有宜城给出：全域国土综合整治面积、签约投资额", "化工园区安全风险等级")
    else:
        leader.text("figures from Yicheng only: Comprehensive land consolidation, Signed investment", "grade C")


def enough(leader):
    """Whether the counties add up to the city: 152 of 118 old neighbourhoods, 712 of 1,000 km of rural roads, 141 of 936 villages."""
    if leader.lang == "zh":
        leader.text("至少152个", "118个", "至少712公里", "1,000公里")
    else:
        leader.text("at least 152", "118", "at least 712 km", "1,000 km")
    if leader.phone:
        # Both questions stand within about two screens, however many counties are listed above them.
        for question, screens in (("何时到期？", 2), ("县区加起来等于全市吗？", 2.4)):
            heading = leader.page.get_by_role("heading", name=leader.t(question), exact=True)
            assert heading.bounding_box()["y"] < screens * PHONE["height"]


QUESTIONS = (silent, enough, attraction, two_districts, neighbourhoods, rural, business, june, special)
READERS = [("zh", LAPTOP), ("en", PHONE), ("en", LAPTOP), ("zh", PHONE)]


@profiles.thorough
@pytest.mark.parametrize(("lang", "size"), READERS)
def test_nine_questions_are_answered_by_few_presses(reader, lang, size):
    leader = Leader(reader, lang, size)
    for question in QUESTIONS:
        leader.begin()
        question(leader)
        leader.answered()
