"""What is printed: the brief of a unit and slides as PDF, read back with other programs."""

import datetime
import io
import re
import zoneinfo

import pypdf
import pypdfium2
import pytest
import typst
import zxingcpp

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.files import paper
from fenjin.language.translate import translator
from fenjin.views import Context
from tests import made_up, profiles
from tests.pages import opened

DAY = datetime.date(2026, 11, 23)
LINK = "http://dash.intranet:8501/unit?unit=fancheng&v=b42f754f6023"
# What a template would run, a web page would read as markup, and a shell or spreadsheet would take for a command.
HOSTILE = '#panic("x") $x^2$ *a* _b_ `c` <d> @e = [f] {g} \\h // i /* j */ "k" \'l\''
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1366 768"><rect width="1366" height="768" fill="#fff"/>'
    '<text x="60" y="120" font-family="Microsoft YaHei, Noto Sans CJK SC" font-size="44">{}</text></svg>'
)


@pytest.fixture(scope="module")
def database():
    return current()


def context(database, lang="zh", mode="light"):
    return Context(database, database.lists[-1]["list_id"], translator(lang), Look(mode))


def read(file):
    return pypdf.PdfReader(io.BytesIO(file))


def said(file):
    """The text of a page, without what layout puts between characters."""
    return re.sub(r"\s|\u200b", "", read(file).pages[0].extract_text())


def margin_is_free(file):
    """Whether nothing is drawn in the last centimetre before the right edge of the first page."""
    picture = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil().convert("L")
    return picture.crop((picture.width - 28, 0, picture.width, picture.height)).getextrema() == (255, 255)


def test_the_brief_tells_what_the_unit_promised_and_where_it_stands(database):
    file = paper.brief(context(database), "fancheng", DAY, LINK)
    text = said(file)
    assert "樊城区" in text
    assert "襄阳市2022年度奋进清单" in text
    # In none of its comparisons does it stand first for certain.
    assert "5条承诺5条可以衡量28个目标13项参加比较0项在给出数字的单位中居首" in text
    assert "446.3亿元签约项目的合同投资额未强调第2位，共2家1段49–55字" in text
    assert "18个年内开工的亿元以上项目数（亿元以上）力争按较宽的口径比较1段132–134字" in text
    # 18 of that size are 18 at least, which the text does not say.
    assert "至少18个新开工项目数（依据：亿元以上18个）2家中难分先后" in text
    assert "至多5%城镇登记失业率上限未强调只有本单位给出5段50–53字" in text
    assert "10个配送体育设施的村和社区未强调不参加比较5段143–145字" in text
    assert "参加13项比较，每项2–5家" in text and "其中" not in text
    assert "28个目标没有写明期限，以2022年全年为期" in text
    assert "另有" not in text
    assert "打印日期：2026年11月23日" in text
    assert database.version[:12] in text
    # As it can be copied.
    assert LINK in read(file).pages[0].extract_text()
    # In the order in which it is read: a theme before its rows, and the left of two columns before the right.
    places = [
        text.index(each)
        for each in (
            "招商引资30个",
            "乡村振兴32个",
            "87个完成",
            "民生至少6,000人",
            "8条背街小巷改造条数",
            "446.3亿元合同投资额",
            "至少18个新开工",
            "至少22公里",
        )
    ]
    assert places == sorted(places)
    assert margin_is_free(file)


def test_the_brief_is_in_the_chosen_language(database):
    file = paper.brief(context(database, "en"), "fancheng", DAY)
    text = said(file)
    assert "28Targets" in text
    assert "CNY44.63billionContractedinvestmentstatedNo.2of21:49–55" in text
    assert "Printedon23Nov2026" in text
    assert read(file).metadata.title == "Fancheng District: one-page brief"
    assert read(file).root_object["/Lang"] == "en-GB"
    assert read(paper.brief(context(database), "fancheng")).root_object["/Lang"] == "zh-CN"


def test_a_unit_without_figures_says_so(database):
    text = said(paper.brief(context(database), "peoples-congress"))
    assert "3条承诺0条可以衡量0个目标" in text
    assert "没有数字，不参加比较" in text
    assert "没有写明期限，以2022年全年为期" in text
    assert "力争" not in text and "任务" not in text


@pytest.mark.parametrize(
    ("lang", "ensured", "assigned"),
    [
        ("zh", "高速公路建成通车（确保）：", "优化气象营商环境（任务）："),
        ("en", "Expresswayscompletedandopened(ensured):Open", "Businessenvironmentinmeteorology(assignedtask):Simplify"),
    ],
)
def test_a_promise_without_a_figure_says_how_firm_it_is(database, lang, ensured, assigned):
    """Two expressways are 确保 in the text; the weather bureau completes its 任务."""
    page = context(database, lang)
    assert ensured in said(paper.brief(page, "transport"))
    assert assigned in said(paper.brief(page, "meteorology"))


def test_what_falls_due_is_by_date_and_the_rest_is_counted(database):
    """市卫健委: three steps of a network, two shares and counts by the end of the year, two without a date."""
    text = said(paper.brief(context(database), "health")).partition("何时到期")[2]
    assert [text.index(f"2022年{day}") for day in ("2月28日", "6月30日", "12月31日")] == sorted(
        text.index(f"2022年{day}") for day in ("2月28日", "6月30日", "12月31日")
    )
    assert text.count("2022年12月31日") == 3
    assert "2个目标没有写明期限" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_brief_is_one_a4_page_with_its_fonts(database, lang):
    """Each other unit's in Chinese, the others' in English."""
    page, turn = context(database, lang), ("zh", "en").index(lang)
    for unit in profiles.some(views.units(page).frame["unit_id"][turn::2], 12, 6 * turn):
        file = read(paper.brief(page, unit, DAY, LINK))
        assert len(file.pages) == 1
        assert [round(float(side) / 72 * 25.4) for side in file.pages[0].mediabox[2:]] == [210, 297]
        fonts = [font.get_object() for font in file.pages[0]["/Resources"]["/Font"].values()]
        kinds = [font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts]
        assert kinds
        assert all({"/FontFile2", "/FontFile3"} & set(kind["/FontDescriptor"].get_object()) for kind in kinds)


def test_only_what_is_striven_for_is_hatched(database):
    def hatched(unit):
        return "/Pattern" in read(paper.brief(context(database), unit)).pages[0]["/Resources"]

    assert hatched("fancheng")
    assert not hatched("health")


@profiles.thorough
def test_the_same_input_gives_the_same_file(database):
    file = paper.brief(context(database), "zaoyang", DAY, LINK)
    assert file == paper.brief(context(database), "zaoyang", DAY, LINK)
    assert file == paper.brief(context(database, mode="dark"), "zaoyang", DAY, LINK)
    assert file != paper.brief(context(database), "zaoyang", DAY - datetime.timedelta(days=1), LINK)


def test_the_code_on_the_page_leads_to_the_unit(database):
    picture = pypdfium2.PdfDocument(paper.brief(context(database), "fancheng", DAY, LINK))[0].render(scale=4).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [LINK]


@profiles.thorough
def test_a_link_too_long_for_a_code_is_still_printed_on_one_page(database):
    link = "http://dash.intranet/unit?unit=fancheng&q=" + "x" * 900
    file = paper.brief(context(database), "fancheng", DAY, link)
    assert len(read(file).pages) == 1
    assert link in said(file)
    assert margin_is_free(file)


def test_text_is_printed_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setitem(made_up.UNITS, "east", HOSTILE)
    hostile = dict.fromkeys(("measure", "statement", "commitment", "scope", "indicator"), HOSTILE)
    rows = [{**made_up.target("east", 90, "ge"), **hostile}, {**made_up.target("west", 50), **hostile}]
    file = paper.brief(context(made_up.database(tmp_path, rows)), "east", DAY, HOSTILE)
    plain = HOSTILE.replace(" ", "")
    # Unit, measure, scope, commitment, statement, indicator and scope of the ranking, the takeaway, link.
    assert said(file).count(plain) >= 8
    assert HOSTILE in read(file).metadata.title


@profiles.thorough
@pytest.mark.parametrize("name", ["很长的单位名称" * 12, "Verylongname" * 12])
def test_a_long_name_stays_on_the_page(tmp_path, monkeypatch, name):
    monkeypatch.setitem(made_up.UNITS, "east", name)
    file = paper.brief(context(made_up.database(tmp_path, [made_up.target("east", 90)])), "east")
    assert len(read(file).pages) == 1
    assert name in said(file)
    assert margin_is_free(file)


@profiles.thorough
def test_what_does_not_fit_is_counted(tmp_path):
    """200 targets of one unit: what is printed of them and what is said to be left out are 200 together."""
    none = dict.fromkeys(("indicator_id", "indicator", "indicator_en"))
    rows = [{**made_up.target("east", 1001 + n, measure=f"项目数{n:03d}"), **none} for n in range(200)]
    file = paper.brief(context(made_up.database(tmp_path, rows)), "east", DAY, LINK)
    text = said(file)
    printed = set(re.findall(r"项目数(\d{3})", text))
    assert len(read(file).pages) == 1
    assert 20 < len(printed) < 200
    assert f"另有{200 - len(printed)}条，见看板" in text
    assert "打印日期" in text


def test_slides_are_pages_with_bookmarks(database):
    when = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
    pages = [("第一页", DRAWING.format("投资")), (HOSTILE, DRAWING.format("招商"))]
    file = read(paper.slides(pages, "放映", "zh", when))
    assert len(file.pages) == 2
    assert all([float(side) for side in page.mediabox[2:]] == [960, 540] for page in file.pages)
    assert [page.extract_text().strip() for page in file.pages] == ["投资", "招商"]
    assert [mark["/Title"] for mark in file.outline] == ["第一页", HOSTILE]
    assert file.metadata.title == "放映"
    assert file.metadata.creation_date == when
    assert paper.slides(pages, "放映", "zh", when) == paper.slides(pages, "放映", "zh", when)


def test_the_page_of_a_unit_offers_the_brief():
    app = opened("unit", unit="zaoyang")
    assert "一页简报（PDF）" in [button.proto.label for button in app.get("download_button")]


def test_without_a_chinese_font_the_page_says_what_to_install(monkeypatch):
    monkeypatch.setattr(paper, "_fonts", lambda: typst.Fonts(include_system_fonts=False))
    paper.font_missing.cache_clear()
    try:
        assert paper.font_missing()
        app = opened("unit", unit="zaoyang")
        assert "一页简报（PDF）" not in [button.proto.label for button in app.get("download_button")]
        assert any("fonts-noto-cjk" in each.value for each in app.caption)
    finally:
        paper.font_missing.cache_clear()


def test_a_character_without_a_font_is_printed_as_its_code_and_told_to_the_log(tmp_path, monkeypatch, caplog):
    """No font has U+0378, which is no character: neither brief, slide nor picture shows a box in its place."""
    monkeypatch.setattr(paper, "_has_glyph", {})
    monkeypatch.setitem(made_up.UNITS, "east", "东\u0378县")
    file = paper.brief(context(made_up.database(tmp_path, [made_up.target("east", 90)])), "east", DAY)
    assert "东[U+0378]县" in said(file)
    page = ("东\u0378县", DRAWING.format("东\u0378县"))
    assert read(paper.slides([page], "放映", "zh")).pages[0].extract_text().strip() == "东[U+0378]县"
    coded = ("东县", DRAWING.format('东<tspan font-size="40%">[U+0378]</tspan>县'))
    assert paper.picture(page[1], "东县", "zh") == paper.picture(coded[1], "东县", "zh")
    messages = [record.getMessage() for record in caplog.records if record.name == paper.__name__]
    assert len(messages) == 1
    assert "U+0378" in messages[0]
    assert "东\u0378县" in messages[0]
