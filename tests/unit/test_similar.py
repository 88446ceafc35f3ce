"""Who promises the same action: by rules, in the list of 2022 as it reads, and found by name."""

import datetime
from collections import Counter
from dataclasses import replace

import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.slides import slide, story
from fenjin.slides.story import Slot
from fenjin.views import Context
from fenjin.views.selection import FACETS, Filters
from tests.made_up import database, mention, target

LIST = "xiangyang-2022"


@pytest.fixture(scope="module")
def published():
    """The published table."""
    return current()


@pytest.fixture
def page(published):
    """The list of 2022 in Chinese."""
    return Context(published, LIST, translator("zh"), Look())


def test_one_row_a_figure_and_one_for_a_promise_without(tmp_path):
    """East says in two figures how much it builds, west in none, the bureau builds too; north only sings."""
    rows = [
        target("east", 3), target("east", 5, scope="大型"), target("west", 9, indicator="days"), target("bureau", 7),
        target("north", 1, indicator="growth"),
    ]  # fmt: skip
    found = database(tmp_path, rows, mentions=[
        mention("bureau", "building", basis_targets="nowhere-2030/bureau/01.01"),
        mention("east", "building", basis_targets="nowhere-2030/east/01.01 nowhere-2030/east/01.02"),
        mention("west", "building", firmness="ensure"),
        mention("north", "singing"),
    ])  # fmt: skip
    answer = found.query("similar", list="nowhere-2030", action="building").to_pylist()
    told = [(row["unit_id"], row["std_value"], row["firmness"]) for row in answer]
    assert told == [("east", 3, "plain"), ("east", 5, "plain"), ("west", None, "ensure"), ("bureau", 7, "plain")]
    page = Context(found, "nowhere-2030", translator("zh"), Look())
    view = views.similar(page, "building")
    assert view.takeaway == "举措1：3个单位承诺，其中2家写了数字"
    assert list(view.table["目标"]) == ["3个", "5个（大型）", "没有写数字", "7个"]
    assert list(view.table["目标编号"]) == [
        f"nowhere-2030/{each}" for each in ("east/01.01", "east/01.02", "west/01.00", "bureau/01.01")
    ]
    assert views.similar(page, "singing").takeaway == "举措2：只有北县承诺，没有写数字"
    choice = views.actions(page).frame
    assert [tuple(row) for row in choice[["action", "county_units", "department_units", "units", "figure_units"]].to_numpy()] == [
        ("building", 2, 1, 3, 2), ("singing", 1, 0, 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "action", "takeaway"),
    [
        ("zh", "streamlining", "放管服：8个单位承诺，都没有写数字"),
        (
            "en",
            "streamlining",
            "Streamlining administration, delegating power and improving services: promised by 8 units, none with a figure",
        ),
        ("zh", "one-licence", "一业一证：3个单位承诺，其中2家写了数字"),
        ("en", "one-licence", "One licence per trade: promised by 3 units, 2 of them with a figure"),
        ("zh", "old-neighbourhood-renewal", "改造老旧小区：6个单位承诺，其中4家写了数字"),
        ("zh", "young-entrepreneurs", "五比五看：2个单位承诺，都没有写数字"),
    ],
)
def test_who_promises_what_many_promise(page, lang, action, takeaway):
    """Counted in the text: every unit that names the action as its own work, and those that print a number for it."""
    assert views.similar(replace(page, t=translator(lang)), action).takeaway == takeaway


def test_the_units_that_promise_to_streamline(page):
    """Read in the text: four counties and four bureaus; the inspectors name the reform as the ground of an inspection, and do not promise it."""
    view = views.similar(page, "streamlining")
    assert [row["short"] for row in view.rows] == [
        "枣阳",
        "宜城",
        "老河口",
        "樊城",
        "市档案馆",
        "市公安局",
        "市行政审批局",
        "市气象局",
    ]
    # 深化“放管服”改革 in the first paragraph of 宜城, which begins at 1590.
    assert view.table.iloc[1]["出处"] == "第1段，第345–347字"
    assert set(view.table["目标"]) == {"没有写数字"}
    lines = views.promise_lines(page, view)
    assert [len(of_league) for of_league in lines.values()] == [4, 4]
    assert lines["county"][1] == ("宜城", "优化营商环境", "没有写数字", "第1段，第345–347字")


def test_figures_stand_beside_their_promise_and_are_not_ranked(page):
    """The bureau's two figures are its own, the counties' stand in the order of the list, and the note says where they are compared."""
    view = views.similar(page, "old-neighbourhood-renewal")
    assert [(row["short"], row["figure"]) for row in view.rows] == [
        ("枣阳", "66个"), ("宜城", None), ("老河口", None), ("襄城", "26个"), ("樊城", "60个"), ("市住建局", "118个"), ("市住建局", "53个"),
    ]  # fmt: skip
    assert view.notes[0].startswith("按清单的次序排列，不排名次") and "“老旧小区改造个数”" in view.notes[1]
    assert list(view.table["目标"])[4] == "60个（中心城区）"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_slide_of_similar_promises(page, lang):
    """The headline is the title; each unit has its row, in the reader's language, and below stands that nothing is ranked."""
    page = replace(page, t=translator(lang))
    view = views.similar(page, "one-licence")
    (each,) = slide.of_view(page, view, datetime.date(2022, 3, 1))
    assert each.heading == view.takeaway
    names = {
        "zh": ["保康县", "樊城区", "东津新区(经开区)"],
        "en": ["Baokang County", "Fancheng District", "Dongjin New Area (Economic Development Zone)"],
    }
    assert [row[0] for row in each.body.rows] == [row["unit" if lang == "zh" else "unit_en"] for row in view.rows]
    assert [row[0] for row in each.body.rows][:2] == names[lang][:2]
    assert any("不排名次" in line or "unranked" in line for line in each.small)


def test_a_story_keeps_an_action_and_its_page(page):
    """The view can be put into a story, and the slide leads back to the page of the action's theme with the action chosen."""
    slot = story.slot_of(views.similar(page, "river-chiefs"))
    assert (slot.view, slot.choice["action"]) == ("similar", "river-chiefs")
    made = story.view_of(page, slot)
    assert made is not None and made[1].takeaway == "河湖长制：2个单位承诺，都没有写数字"
    assert made[0].look.theme == "other"
    assert story.page_of(page, slot).startswith("other?action=river-chiefs&")
    assert story.view_of(page, Slot("similar", {"action": "no-such-action"})) is None


def test_the_card_of_a_commitment_names_its_actions(page):
    """A commitment as a whole has a card: what it does by name, in the order of the text, but no place that only its figures have."""
    card = views.card(page, f"{LIST}/laohekou/04.00")
    assert card.takeaway == "老河口：增进民生福祉"
    facts = dict(card.table.iloc[0])
    assert facts["举措"] == "改造老旧小区、改造背街小巷、新建口袋公园、院前急救、校园安全、水环境治理、排水防涝"
    assert facts["出处"] == "老河口市第4段" and not {"衡量什么", "指标", "语气", "期限"} & set(facts)
    assert {row["target_id"][-2:] for row in views.records(card.frame)} == {"01", "02"}
    # A target's card names what it says how much of.
    assert dict(views.card(page, f"{LIST}/laohekou/04.01").table.iloc[0])["举措"] == "院前急救"
    units = {each["action"]: each["units"] for each in views.actions_of(page, f"{LIST}/laohekou/04.01")}
    assert (units["back-street-renewal"], units["pocket-park-building"]) == (4, 4)
    assert f"{LIST}/laohekou/04.00" in views.Targets(page) and f"{LIST}/laohekou/40.00" not in views.Targets(page)
    with pytest.raises(KeyError):
        views.card(page, f"{LIST}/laohekou/40.00")
    # What has no figure at all says where it stands.
    assert dict(views.card(page, f"{LIST}/zaoyang/03.00").table.iloc[0])["出处"].startswith("枣阳市第1段，第444–")


def shown(page, words="", **sets):
    """The short names of the units of the rows that filters leave, and how many rows each has."""
    narrowed = Filters(tuple((facet, tuple(codes)) for facet, codes in {"list": [LIST], **sets}.items()), words=words)
    frame = views.explore(page, narrowed).frame
    return Counter(frame["unit"]), views.facets(page, narrowed), frame


def test_an_action_finds_its_units(page):
    """By its name, in either language, and by another wording of the texts; a word that only stands in the published text finds nothing."""
    streamlining = {"枣阳市", "宜城市", "老河口市", "樊城区", "市档案馆", "市公安局", "市行政审批局", "市气象局"}
    assert set(shown(page, words="放管服")[0]) == streamlining
    assert streamlining <= set(shown(page, words="delegating power")[0])
    assert set(shown(page, words="两网")[0]) >= {"枣阳市"}
    # 老河口 names pocket parks, and its figures count something else.
    assert shown(page, words="口袋公园")[0]["老河口市"] == 2
    # In the table of a theme too.
    themed = views.targets(page, theme="business", search="放管服").frame
    assert set(themed["unit"]) == streamlining - {"市档案馆"}
    # 全国文明城市 stands in the text of 老河口, and in no word of ours.
    assert not shown(page, words="微循环")[0]


def test_rows_are_filtered_by_action(page):
    """A figure stands for the actions of which it says how much; of an action without a figure every row of the commitment is left."""
    units, left, frame = shown(page, action=["pocket-park-building"])
    parks = frame[frame["unit"].isin(["枣阳市", "市住建局"])]
    assert list(parks["figure"]) == ["5处", "10个"]
    assert set(units) == {"枣阳市", "老河口市", "襄州区", "市住建局"}
    assert left["league"] == {"county": len(frame) - 1, "department": 1}
    # What each choice would leave is what it leaves.
    for code in ("streamlining", "none", "theory-lecturing"):
        assert left["action"][code] == len(shown(page, action=[code])[2])
    assert left["action"].keys() <= set(views.codes(page)["action"])
    both = shown(page, action=["pocket-park-building", "streamlining"])[2]
    assert len(both) == left["action"]["streamlining"] + len(frame) - len(
        set(frame["target_id"]) & set(shown(page, action=["streamlining"])[2]["target_id"])
    )
    assert "action" in FACETS


def test_counts_by_action_count_a_row_for_each_of_its_actions(page):
    """Under an action stand all of its rows; a total counts a row once."""
    narrowed = Filters((("list", (LIST,)), ("unit", ("laohekou",)), ("theme", ("livelihood",))))
    counted = views.pivot(page, narrowed, "action", "league")
    totals = dict(zip(counted.table["举措"], counted.table["合计"], strict=True))
    # Two rows: eleven stations and seventy schools; five more actions are those of both.
    assert (totals["院前急救"], totals["校园安全"], totals["改造背街小巷"], totals["合计"]) == (1, 1, 2, 2)
    assert counted.notes and not views.pivot(page, narrowed, "theme", "league").notes


@pytest.mark.parametrize("facets", [("unit", "theme"), ("due", "firmness"), ("action", "uom"), ("comparator", "topic")])
def test_a_cell_of_counts_leads_to_as_many_rows(page, facets):
    """Each cell, also of the totals, and none that counts nothing."""
    narrowed = Filters((("list", (LIST,)), ("theme", ("rural",))))
    table = views.pivot(page, narrowed, *facets).table
    for row in range(len(table) - 1):
        for column in (1, 2, len(table.columns) - 1):
            link = views.counted_rows(page, narrowed, facets, row, column)
            chosen = {**{"list": (LIST,), "theme": ("rural",)}, **{facet: (code,) for facet, code in link.items()}}
            left = views.explore(page, Filters(tuple((each, chosen[each]) for each in FACETS if each in chosen))).frame
            assert (len(left) if link else 0) == table.iloc[row, column], (row, column, link)
    assert views.counted_rows(page, narrowed, facets, 0, 0) == {}


def test_what_is_chosen_is_said(page):
    """A filter of an action is named in the headline of the rows."""
    chosen = Filters((("list", (LIST,)), ("action", ("streamlining",))))
    assert views.explore(page, chosen).takeaway.startswith("与放管服有关：")
    assert views.explore(replace(page, t=translator("en")), chosen).takeaway.startswith("Related to Streamlining administration")


def test_a_county_is_offered_all_others_and_a_department_those_that_promise_the_same(page):
    assert views.companions(page, "yicheng", "county") == (
        "zaoyang", "nanzhang", "baokang", "gucheng", "laohekou", "xiangzhou", "xiangcheng", "fancheng", "gaoxin", "dongjin", "yuliangzhou",
    )  # fmt: skip

    def promised(unit):
        return {
            code
            for row in views.targets(page, unit=unit).rows
            for code in [row["indicator_id"], *(row["actions"] or "").split()]
            if code
        }

    # The party's organs and its school both hold lectures and write for journals.
    found = views.companions(page, "party-organs", "department")
    assert found[0] == "party-school" and len(found) == 5 and "party-organs" not in found
    assert all(promised(unit) & promised("party-organs") for unit in found)
