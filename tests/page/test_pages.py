"""Every page through Streamlit's own test harness."""

import datetime
import json
import random
import re

import pandas as pd
import pytest

from fenjin import settings, views
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.paths import TABLE
from fenjin.slides.story import CODE, Slot, Story, code_of, of_code
from fenjin.views import Context, selection
from fenjin.views.selection import Filters
from tests import made_up, profiles
from tests.pages import figures, headings, opened, written
from tests.server import PAGES

THEMES = PAGES[1:7]
FUNDS = "写明的实际到位资金：枣阳至少450亿元、东津新区271.5亿元、保康191.4亿元；给出数字的3家中枣阳最高"
STREETS = "写明的背街小巷改造条数：枣阳60条、襄城7条；所选的单位中枣阳最高"


# A browser opens each in both languages with every change.
@pytest.mark.parametrize(("page", "lang"), profiles.by_turns(PAGES))
def test_every_page_opens_in_both_languages(page, lang):
    app = opened(page, **({"lang": "en"} if lang == "en" else {}))
    assert len(app.title) == 1
    assert app.title[0].value
    # What the page of SQL has to say is in the answer to what is asked of it.
    assert headings(app) or page == "sql"
    assert not app.warning
    figures(app)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_page_has_a_ranking_with_marks(theme):
    assert figures(opened(theme))[0]["data"]


def test_the_overview_says_how_much_can_be_measured_and_who_wrote_no_figure():
    """Counted in the list by hand: 23 of the 91 units have commitments, but no target with a figure."""
    app = opened("overview")
    assert app.subheader[0].value == "91个单位作出306条承诺，其中161条（53%）可以衡量，共339个目标；23个单位一个数字也没有写"
    text = "\n".join(each.value for each in app.markdown)
    assert "91个单位中23个一个数字也没有写" in text
    assert "市公安局" in text and "市统计局" in text
    # The three counties' neighbourhoods exceed the city's 118: 66 + 26 + 60.
    assert "老旧小区改造个数：12家县区中3家写了数字，合计至少152个，至少是全市118个的129%，超过全市" in text
    # What falls due first, with what, leads to its card: the emergency centres' tasks, by the end of February.
    first = next(each for each in app.button if each.label == "**2月28日**　市卫健委：各县急救中心纳入并网任务分解")
    first.click().run()
    assert app.query_params["target"] == first.key.removeprefix("due-")
    assert any(f"**目标编号**　{app.query_params['target']}" in each.value for each in app.markdown)


@pytest.mark.parametrize("theme", THEMES)
def test_every_indicator_of_a_theme_opens_with_its_figure(theme):
    known = current().query("indicator_choice", list="xiangyang-2022", theme=theme, indicator=None).to_pylist()
    # Others than a browser opens with every change.
    for row in profiles.some(known, 8, 1):
        app = opened(theme, indicator=row["indicator_id"])
        assert app.query_params["indicator"] == row["indicator_id"]
        assert app.subheader[1].value.removeprefix("写明的").startswith(row["indicator"])
        assert figures(app)[0]["data"]


def test_a_link_opens_the_same_screen():
    app = opened("attraction", indicator="funds-in-place")
    assert app.subheader[1].value == FUNDS


@pytest.mark.parametrize("link", [
    {"indicator": "funds-in-place。"}, {"indicator": "funds-in-place）请看"}, {"amp;indicator": "funds-in-place"}, {"indicator": "Funds-In-Place,"},
    {"from": "singlemessage", "isappinstalled": "0", "indicator": "funds-in-place", "utm_source": "x", "v": "current。"},
    {"INDICATOR": "FUNDS-IN-PLACE", "ADTAG": "x", "tdsourcetag": "y", "_wv": "1", "spm_id_from": "z", "ttclid": "1", "nbsp;": "", "": ""},
    {"indicator=funds-in-place&v=current": ""}, {"indicator": "funds%2Din%2Dplace_"},
])  # fmt: skip
def test_a_link_survives_being_handed_on(link):
    """What chat programs add goes without a word, and so does what sticks to the end of a value; the choice comes first in the address."""
    version = current().version[:12]
    app = opened(
        "attraction", **{name.replace("current", version): value.replace("current", version) for name, value in link.items()}
    )
    assert app.subheader[1].value == FUNDS and not app.warning and not app.info
    assert list(app.query_params) == ["indicator", "list", "v"]


@pytest.mark.parametrize("rest", [" (see page 2)", "</a>", "; thanks", "，please"])
def test_a_word_that_sticks_to_a_link_does_not_take_its_choice(rest):
    """It may have been a part of the link: it is told."""
    app = opened("attraction", indicator=f"funds-in-place{rest}")
    assert app.subheader[1].value == FUNDS and app.text[0].value == f"indicator={rest.strip()}"


def test_bytes_that_are_no_text_are_dropped_with_a_notice():
    app = opened("explore", q="\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}", theme="rural")
    assert app.warning and "q" not in app.query_params and app.query_params["theme"] == "rural"


def test_an_unknown_value_is_dropped_with_a_notice():
    app = opened("attraction", indicator="no-such-thing", foo="1")
    assert app.warning
    assert app.text[0].value == "indicator=no-such-thing\nfoo=1"
    assert app.subheader[1].value.startswith("写明的引进项目个数")
    assert "indicator" not in app.query_params
    assert "foo" not in app.query_params


def test_a_tie_is_shown_as_a_tie():
    assert opened("livelihood", indicator="pocket-parks").subheader[1].value == "写明的口袋公园新建个数：枣阳5处、襄州5个；一样多"


def test_a_unit_shows_what_it_promised_and_where_it_stands():
    app = opened("unit", unit="xiangzhou")
    assert any(each.label.startswith("**90个**") and "力争" in each.label for each in app.button)
    standing = written(app.dataframe[0])
    own = standing[standing["指标"] == "引进项目个数"]
    # 90 key investment projects are 90 of that size at least: only 襄城's 20 are fewer for certain.
    assert list(zip(own["名次"], own["目标"], own["依据"], strict=True)) == [
        ("第1–4位，共5家", "至少90个", "由较窄的口径推出（重点投资90个）"), ("按较宽的口径比较", "90个", "写明"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_unit_is_headed_by_what_the_table_has_of_it(lang):
    rows = pd.read_parquet(TABLE)
    for unit, own in list(rows.groupby("unit_id"))[lang == "en" :: 3 if profiles.full() else 60]:
        stated, measurable = own["commitment_id"], own[own["kind"] != "qualitative"]["commitment_id"]
        known = [stated.nunique(), measurable.nunique(), len(measurable)]
        heading = opened("unit", unit=unit, lang=lang).header[0].value
        name = own["unit" if lang == "zh" else "unit_en"].iloc[0]
        assert heading.startswith(name) and [int(n) for n in re.findall(r"\d+", heading.removeprefix(name))] == known


def test_the_timeline_says_what_falls_due_when():
    """Counted in the list by hand: 1, 1, 6, 1 and 17 targets on five days of the year, 1 at the end of the next."""
    app = opened("timeline")
    assert headings(app)[0] == (
        "27个目标写明了期限，其中8个在2022年6月30日前到期；最早的在2022年2月28日（市卫健委），最多的一天是2022年12月31日，17个"
    )
    (figure,) = figures(app)
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert [text for text in words if "日" in text] == [
        "<b>2月28日</b>", "<b>3月31日</b>", "<b>6月30日</b>", "<b>9月30日</b>", "<b>12月31日</b>", "<b>12月31日</b>"
    ]  # fmt: skip
    assert [text for text in words if text.endswith("年")] == ["2022年", "2023年"]
    counts = [int(text[3:-4]) for text in words if re.fullmatch("<b>[0-9]+</b>", text)]
    assert counts == [1, 1, 1, 1, 2, 2, 1, 2, 8, 3, 4, 1]


def test_the_timeline_is_narrowed_by_its_link():
    app = opened("timeline", league="county")
    assert headings(app)[0] == "1个目标写明了期限，在2022年9月30日"
    app = opened("timeline", league="department", theme="rural")
    assert headings(app)[0] == "2个目标写明了期限，都在2022年12月31日"
    app = opened("timeline", theme="attraction")
    assert headings(app)[0] == "没有目标写明期限"
    assert not figures(app)


def test_the_unit_that_gives_no_figure_still_has_its_page():
    app = opened("unit", unit="peoples-congress")
    assert any(heading.endswith("：3条承诺，0条可以衡量，0个目标") for heading in headings(app))
    assert not app.dataframe


def test_about_tells_hash_ledger_changes_and_the_operator_s_template(monkeypatch, tmp_path):
    (tmp_path / "wrong.pptx").write_text("no presentation", "utf-8")
    monkeypatch.setenv("FENJIN_TEMPLATE", str(tmp_path / "wrong.pptx"))
    row = {
        "target_id": "xiangyang-2022/postal/02.01", "column": "deadline", "day": datetime.date(2022, 3, 1), "old": None, "new": "2022-06-30",
        "reason": "补写", "reason_en": "added",
    }  # fmt: skip
    describe = Database.describe
    monkeypatch.setattr(Database, "describe", lambda *asked: {**describe(*asked), "revisions": [row]})
    app = opened("about")
    (told,) = app.table[0].value.to_numpy().tolist()
    (warning,) = [each.value for each in app.warning]
    assert "FENJIN_TEMPLATE" in warning and "不是PowerPoint文件" in warning
    # No reader of the slides is blamed for it.
    assert not opened("story").warning
    assert told == ["xiangyang-2022/postal/02.01", "市邮管局", "2022年3月1日", "期限", "（空）", "2022年6月30日", "补写"]
    text = "\n".join(each.value for each in [*app.markdown, *app.subheader])
    assert "841个数字" in text
    assert "4d984fdb7b48605a459cac9d1d30b834dccf35d909915b935f590891182ac25c" in text


def test_explore_filters_by_its_link_and_tells_what_it_drops():
    app = opened("explore", theme="rural,nowhere", league="county", low="abc", zzz="1")
    assert app.subheader[0].value == "县（市）区和开发区；乡村振兴：28个目标，另有1条没有数字的承诺"
    assert app.text[0].value == "theme=nowhere\nlow=abc\nzzz=1"
    assert app.query_params["theme"] == "rural"
    assert "low" not in app.query_params


@pytest.mark.parametrize(("lang", "ensured", "none"), [("zh", "确保", "无"), ("en", "ensured", "none")])
def test_explore_finds_promises_without_a_figure_by_the_texts_own_word(lang, ensured, none):
    """市交通局: two expressways are 确保, three figures say no such word; 市审计局 stresses nothing."""
    app = opened("explore", firmness="ensure", unit="transport", lang=lang)
    assert list(app.dataframe[0].value["语气" if lang == "zh" else "Firmness"]) == [ensured]
    assert len(opened("explore", firmness="plain", unit="transport,audit", lang=lang).dataframe[0].value) == 3
    app = opened("explore", firmness="none", unit="transport,audit", lang=lang)
    assert list(app.dataframe[0].value["语气" if lang == "zh" else "Firmness"]) == [""] * 3
    assert any(none in each.label for each in app.button)


def test_the_page_of_a_unit_says_how_firm_a_promise_without_a_figure_is():
    lines = [
        getattr(each, "value" if each.type == "markdown" else "label")
        for each in opened("unit", unit="transport").main
        if each.type in ("markdown", "button")
    ]
    assert lines[lines.index("*没有数字的承诺*（确保）") + 1].startswith("高速公路建成通车")
    assert not any("没有数字的承诺" in each.label and "（" in each.label for each in opened("unit", unit="audit").button)


def test_explore_shows_what_it_finds_as_a_table_of_figures():
    """By one choice, which stands in the link and goes with the filters into a story."""
    app = opened("explore", theme="rural", league="county", form="values")
    assert (
        app.subheader[0].value == "县（市）区和开发区；乡村振兴：7个单位写了28个目标，其中22个属于10个指标，另有1条没有数字的承诺"
    )
    (drawn,) = [json.loads(each.proto.json) for each in app.get("bidi_component") if "fenjin-crosstab" in each.proto.json]
    assert "高标准农田建设面积" in drawn["html"] and 'data-target="xiangyang-2022/zaoyang/05.02"' in drawn["html"]
    # The counts below are the only grid; those of the targets are one press away.
    assert len(app.dataframe) == 1
    app.button_group(key="choose-form").set_value("rows").run()
    assert "form" not in app.query_params and len(app.dataframe) == 2
    assert opened("explore", q="无此词", form="values").info[0].value.startswith("没有符合条件的行。")


def test_explore_clears_its_filters():
    app = opened("explore", theme="rural", q="谷城")
    app.button(key="clear").click().run()
    assert app.subheader[0].value.startswith("339个目标")
    assert "theme" not in app.query_params
    assert "q" not in app.query_params


def test_explore_takes_one_filter_away():
    app = opened("explore", theme="rural,business", league="county")
    app.button(key="drop-theme-rural").click().run()
    assert app.query_params["theme"] == "business"
    assert app.query_params["league"] == "county"


def test_explore_draws_the_comparison_of_one_indicator():
    app = opened("explore", indicator="funds-in-place")
    assert FUNDS in headings(app)


def test_explore_counts_by_two_dimensions_with_totals():
    app = opened("explore", theme="rural", rows="league", columns="kind")
    grid = app.dataframe[1]
    # Totals stand in the heads, where no sorting moves them.
    assert list(grid.value["单位范围"]) == ["县（市）区和开发区", "部门和单位"] and list(grid.value["合计"]) == [29, 17]
    assert json.loads(grid.proto.columns)["合计"]["label"] == "合计 · 46"


def test_a_grid_is_sorted_as_people_count():
    """What the browser sorts by is behind what it shows: quantities by unit of measure and value."""
    grid = opened("explore", unit="zaoyang").dataframe[0]
    places = grid.value["目标"].tolist()
    texts = [text for _place, text in sorted(set(zip(places, written(grid)["目标"], strict=True)))]
    assert [text for text in texts if text.endswith("亿元")] == ["超过10亿元", "至少450亿元"] and texts[-1] == "没有数字"
    counts = [int(re.sub("[^0-9]", "", text)) for text in texts if text.endswith("个")]
    assert counts == sorted(counts) and len(counts) > 2


def test_a_unit_is_chosen_as_it_is_searched():
    """By a short name, pinyin, initials, traditional characters; what means none changes nothing and says so."""
    app = opened("compare", units="zaoyang,yicheng")
    for typed, unit in (("fcq", "fancheng"), ("保康縣", "baokang"), ("laohekou", "laohekou")):
        field = app.multiselect(key="choose-units")
        field.set_value([*field.value, typed]).run()
        assert app.query_params["units"].split(",")[-1] == unit and not app.toast
    field = app.multiselect(key="choose-units")
    field.set_value([*field.value, "没有的单位"]).run()
    assert app.query_params["units"] == "zaoyang,yicheng,fancheng,baokang,laohekou" and "没有这样的单位" in app.toast[0].value


def test_files_and_tabs_are_named_by_what_is_chosen():
    page = Context(current(), "xiangyang-2022", translator("zh"), Look())
    link = {"unit": "zaoyang", "theme": "rural", "low": "10", "q": "农田 OR 公里"}
    filters = selection.filters(link, views.codes(page))[0]
    assert filters.file_name() == "zaoyang-rural-from10-农田-公里" and Filters().file_name() == ""
    assert views.choice_words(page, link) == "枣阳市、乡村振兴、“农田 OR 公里”"
    assert views.choice_words(page, {"indicator": "funds-in-place", "list": "xiangyang-2022", "v": "0"}) == "实际到位资金"
    assert views.choice_words(page, {"indicator": "rural-roads", "other": "school-places"}) == "农村公路建设里程、新增学位数"
    assert views.choice_words(page, {"units": "zaoyang,yicheng"}) == "枣阳市、宜城市"


def test_months_follow_one_another():
    months = views.codes(Context(current(), "xiangyang-2022", translator("zh"), Look()))["due"]
    assert months == [*sorted(months[:-1]), "none"]


def test_compare_draws_what_units_have_in_common_and_lists_the_rest():
    app = opened("compare", units="zaoyang,xiangcheng")
    assert STREETS in headings(app)
    assert app.subheader[0].value.startswith("枣阳、襄城：")


def test_compare_holds_a_narrower_figure_against_a_wider_one_as_a_bound():
    """枣阳 states industrial projects only, 襄城 all of that size: 110 of industry are 110 at least, more than 20 in any case."""
    app = opened("compare", units="zaoyang,xiangcheng")
    assert "写明的引进项目个数（亿元以上）：枣阳110个（工业）、襄城20个；所选的单位中枣阳最高" in headings(app)
    words = [text for figure in figures(app) for trace in figure["data"] if trace.get("mode") == "text" for text in trace["text"]]
    assert any("至少110个" in text for text in words)
    place = next(place for place, text in enumerate(words) if text.startswith("第1–3位 枣阳"))
    assert "工业110个" in words[place] + words[place + 1]


def test_compare_keeps_figures_of_another_stage_apart():
    """老河口 states newly signed projects, 襄城 projects brought in: side by side, not ranked."""
    app = opened("compare", units="laohekou,xiangcheng")
    written = [[trace for trace in figure["data"] if trace.get("mode") == "text"] for figure in figures(app)]
    beside = [
        [name for name, y in zip(names["text"], names["y"], strict=True) if abs(y - height) < 24]
        for names, amounts in (each for each in written if len(each) == 2)
        for amount, height in zip(amounts["text"], amounts["y"], strict=True)
        if "145个" in amount
    ]
    assert len(beside) == 1 and beside[0][0].startswith("老河口")


def test_compare_asks_for_a_second_unit_and_drops_unknown_ones():
    assert opened("compare", units="zaoyang").info
    app = opened("compare", units="zaoyang,atlantis")
    assert app.text[0].value == "units=atlantis"
    assert app.query_params["units"] == "zaoyang"
    assert app.info
    app = opened("compare", units="zaoyang,xiangcheng,zaoyang,planning-bureau-of-atlantis")
    assert app.query_params["units"] == "zaoyang,xiangcheng"
    assert STREETS in headings(app)


def test_compare_names_units_of_the_other_group():
    app = opened("compare", league="department", units="zaoyang")
    assert app.text[0].value == "units=zaoyang"


def test_compare_sets_two_indicators_against_each_other():
    """Zaoyang upgrades 160 km and adds 1,470 places, Gucheng 120 and at least 1,000, Fancheng 22 and at least 500."""
    app = opened("compare", by="indicators", indicator="rural-roads", other="school-places")
    takeaway = "3家在可比的口径里两个都写了：枣阳（160公里，1,470个）、谷城（120公里，至少1,000个）、樊城（22公里，至少500个）"
    assert app.subheader[0].value.endswith(takeaway)
    figure, *lines = figures(app)
    assert len(lines) == 2, "where the figures of either lie"
    dots = next(trace for trace in figure["data"] if trace.get("mode") == "markers")
    assert {*zip(dots["meta"], dots["x"], dots["y"], strict=True)} == {
        ("zaoyang", 160, 1470), ("gucheng", 120, 1000), ("fancheng", 22, 500),
    }  # fmt: skip
    words = " ".join(text for trace in figure["data"] if trace.get("mode") == "text" for text in trace["text"])
    assert "22公里，至少500个" in words and "南漳" not in words
    assert any("只写了农村公路建设里程的：南漳。" in each.value for each in app.caption)
    app.selectbox(key="choose-indicator").set_value("funds-in-place").run()
    assert "other" not in app.query_params
    app.selectbox(key="choose-other").set_value("funds-in-place-growth").run()
    assert any("只有2家在可比的口径里两个都写了，不成图" in each for each in headings(app)) and len(figures(app)) == 2
    assert [*written(app.dataframe[0])["目标"]].count("271.5亿元") == 1
    assert "不到两个" in opened("compare", by="indicators", league="department").info[0].value


def test_explore_keeps_a_filter_of_any_length():
    """All 91 units are named by more than a thousand characters."""
    units = [unit["unit_id"] for unit in current().describe("xiangyang-2022")["units"]]
    app = opened("explore", unit=",".join(units))
    assert not app.text
    assert app.query_params["unit"] == ",".join(units)
    assert app.subheader[0].value.startswith("枣阳市、宜城市、南漳县等91个：339个目标")
    app.run()
    assert app.query_params["unit"] == ",".join(units)
    assert app.subheader[0].value.startswith("枣阳市、宜城市、南漳县等91个：339个目标")


def test_a_repeated_parameter_counts_once_and_is_named():
    app = opened("unit", unit=["nobody", "yicheng"])
    assert app.text[0].value == "unit=nobody"
    assert app.query_params["unit"] == "yicheng"
    assert headings(app)[0].startswith("宜城市：")


def test_counties_are_held_against_the_city():
    # Both are "at least": no share follows.
    assert "粮食总产量：12家县区中1家写了数字，合计至少25亿斤，全市至少90亿斤，占多少说不定" in headings(
        opened("city", indicator="grain-output")
    )
    app = opened("city", indicator="old-neighbourhoods")
    sums = app.dataframe[0].value
    assert {(row["指标"], row["口径"], row["差额"]) for _, row in sums.iterrows()} >= {
        ("粮食总产量", "口径不限", 25 - 90), ("老旧小区改造个数", "口径不限", 66 + 26 + 60 - 118), ("老旧小区改造个数", "中心城区", 60 - 53),
    }  # fmt: skip
    assert "老旧小区改造个数：12家县区中3家写了数字，合计至少152个，至少是全市118个的129%，超过全市" in headings(app)
    said = [each.value for each in app.caption]
    assert any(
        "老旧小区改造个数（中心城区）：12家县区中1家写了数字，合计60个，是全市53个的113%，超过全市。" in each for each in said
    )


def test_rates_of_counties_stand_beside_the_citys():
    app = opened("city")
    (beside,) = [written(frame) for frame in app.dataframe if "单位范围" in frame.value]
    assert [(row["单位"], row["目标"]) for _, row in beside.iterrows()] == [
        ("市发改委", "至少12%"), ("南漳县", "12%"), ("市市场监管局", "至少100项"), ("保康县", "至少50项"), ("樊城区", "至少90项"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def of_one_target(tmp_path_factory):
    """A table of one target that one person curated."""
    folder = tmp_path_factory.mktemp("one")
    made_up.database(folder, [made_up.target("east", 5)])
    return folder / "targets.parquet"


@pytest.mark.parametrize(("page", "lang"), profiles.by_turns(PAGES, 4, start=1))
def test_every_page_opens_on_a_table_of_one_target_that_one_person_curated(page, lang, of_one_target, monkeypatch):
    monkeypatch.setenv(settings.TABLE, str(of_one_target))
    app = opened(page, lang=lang)
    assert not app.error
    assert app.title and app.caption


def test_a_story_that_no_link_holds_is_not_made():
    """Its link would be refused wherever it is opened."""
    r = random.Random(1)
    remarks = ["".join(map(chr, r.choices(range(0x4E00, 0x9FA5), k=400))) for _ in range(60)]
    slots = [Slot("counts", remark=each) for each in remarks]
    many = next(n for n in range(60, 0, -1) if CODE.takes(code_of(Story("", (*slots[:n], Slot("counts"))))))
    code = code_of(Story("", (*slots[:many], Slot("counts"))))
    app = opened("story", s=code)
    app.button(key="adopt").click().run()
    app.text_area(f"remark-{many}").set_value(remarks[-1]).run()
    kept = app.query_params["s"]
    assert of_code(kept, translator("zh")).slots[many].remark == "" and not app.exception
    assert any("放映太长" in each.value for each in app.toast)


def own_of(app):
    """The visitor's own story in a page that was run, and those that he has put aside."""
    return [of_code(code, translator("zh")) if code else None for code in app.session_state["story"].split("~")]


def test_a_colleagues_story_is_shown_as_his_and_neither_it_nor_ones_own_is_lost():
    theirs, mine = Story("他的", (Slot("counts"), Slot("promises"))), Story("我的", (Slot("sums"),))
    app = opened("story", s=code_of(theirs))
    assert any(each.value.startswith("这份不是你自己编的") for each in app.info)
    # Nothing of it can be changed before it is taken over.
    assert not [each for each in app.text_area if each.key.startswith("remark-")]
    app.session_state["story"] = code_of(mine)
    app.switch_page("pages/rural.py").run()
    next(each for each in app.button if each.label == "加入放映").click().run()
    assert any("共2个图" in each.value for each in app.toast)
    app.switch_page("pages/story.py").run()
    app.text_input(key="story-office").set_value("政府办").run()
    assert any("《他的》还在" in each.value for each in app.markdown)
    assert own_of(app)[0].title == "我的" and len(own_of(app)[0].slots) == 2
    app.button(key="look-again").click().run()
    assert app.query_params["s"] == code_of(theirs) and own_of(app)[0].title == "我的"
    app.button(key="adopt").click().run()
    assert [each.title for each in own_of(app)] == ["他的", "我的"] and not app.info and not app.exception
    app.button(key="swap-0").click().run()
    assert [each.title for each in own_of(app)] == ["我的", "他的"]
    assert app.text_input(key="story-title").value == "我的"
    app.button(key="own-anew").click().run()
    assert [each and each.title for each in own_of(app)] == [None, "我的", "他的"]


def test_ones_own_story_is_not_taken_for_anothers_where_the_browser_hands_it_over_late():
    mine = code_of(Story("我的", (Slot("sums"),)))
    app = opened("story", s=mine)
    app.session_state["story"] = mine
    app.run()
    assert not app.info and not any("还在" in each.value for each in app.markdown)


def test_a_ready_made_story_becomes_ones_own_with_a_cover_and_words_of_ones_own():
    app = opened("story", occasion="常务会", office="政府办")
    app.button(key="ready-rural-own").click().run()
    app.button(key="adopt").click().run()
    (own,) = own_of(app)
    assert (own.title, own.occasion, own.office) == ("乡村振兴", "常务会", "政府办") and own.slots[0].view == "summary"
    app.text_input(key="story-day").set_value("6月1日").run()
    app.button(key="add-text").click().run()
    last = len(own.slots)
    app.text_input(key=f"title-{last}").set_value("今天要定的事").run()
    app.text_area(key=f"text-{last}").set_value("统一口径\n补上数字").run()
    (own,) = own_of(app)
    assert own.day == "6月1日" and own.slots[-1] == Slot("text", {"text": "统一口径\n补上数字"}, "今天要定的事")
    assert not app.exception
    # Every view has its first slide as a small picture.
    assert sum("data:image/svg+xml" in each.proto.body for each in app.get("html")) == len(own.slots)


@pytest.mark.parametrize(("page", "times"), [("explore", 2), ("city", 3)])
def test_a_view_is_added_to_ones_slides_beside_its_title_and_nowhere_twice(page, times):
    """On 查询 the rows and the counts; on 县区与全市 the sums, what is never added up, and the indicator in hand."""
    app = opened(page)
    adding = [each for each in app.button if each.label == "加入放映"]
    assert len(adding) == times and sum(each.key == "headline-add" for each in adding) == 1
