"""No sentence that the table would not sign: what views say is read again by a checker that knows the table alone."""

import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import LANGUAGES, translator
from fenjin.paths import TABLE
from fenjin.views import Context
from tests.checker.reading import Reader
from tests.checker.truth import Truth

LIST = "xiangyang-2022"
TRUTH = Truth(TABLE, LIST)
PAGES = {lang: Context(current(), LIST, translator(lang), Look()) for lang in LANGUAGES}
READERS = {lang: Reader(TRUTH, lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("league", views.LEAGUES)
def test_every_comparison_says_what_the_table_bears(lang, league):
    wrong = []
    for indicator in views.indicators(PAGES[lang], None).frame["indicator_id"]:
        view = views.ranking(PAGES[lang], indicator, league)
        if not view.frame.empty:
            wrong += [(view.takeaway, each) for each in READERS[lang].comparison(view.takeaway, league)]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sum_says_what_the_table_bears(lang):
    page, reader = PAGES[lang], READERS[lang]
    assert list(reader.sums(views.sums(page).takeaway)) == []
    wrong = []
    for indicator in dict.fromkeys(views.sums(page).frame["indicator_id"]):
        takeaway = views.county_city(page, indicator).takeaway
        wrong += [(takeaway, each) for each in reader.sum(takeaway)]
    assert wrong == []


@pytest.mark.parametrize(
    "false",
    [
        "引进项目个数（亿元以上）：宜城 100个最高，其后是襄州 90个、襄城 20个",
        "写明的引进项目个数（亿元以上）：宜城100个、襄州90个（重点投资）、襄城20个；给出数字的3家中宜城最高",
        "写明的引进项目个数（亿元以上）：枣阳110个（工业）、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄州",
        "写明的引进项目个数（亿元以上）：枣阳110个、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        "写明的引进项目个数（亿元以上）：枣阳111个（工业）、宜城100个、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        "写明的引进项目个数（亿元以上）：宜城100个、枣阳110个（工业）、襄州90个（重点投资）、樊城30个（战略性新兴产业）、襄城20个；枣阳多于宜城、襄城",
        "写明的老旧小区改造个数：枣阳66个、襄城26个；给出数字的2家中枣阳最高",
        "写明的老旧小区改造个数：枣阳66个、樊城60个（中心城区）、襄城26个；给出数字的3家中枣阳最高",
        "写明的老旧小区改造个数：枣阳66个、樊城60个（中心城区）、襄城26个；谁多谁少说不定",
        "写明的新增规上企业数：老河口41家、宜城15家；给出数字的2家中老河口最高",
        "写明的口袋公园新建个数：枣阳5处、襄州5个；给出数字的2家中枣阳最高",
        "写明的审批改革事项数：樊城至少90项、保康至少50项；给出数字的2家中樊城最高",
        "写明的到位资金增速：保康至少10%、谷城10%、东津新区超过10%；一样多",
        "写明的实际到位资金：枣阳450亿元、东津新区271.5亿元、保康191.4亿元；给出数字的3家中枣阳最高",
        "城镇新增就业人数：12家中只有枣阳写了数字，至少6,000人",
        "城镇新增就业人数：11家中只有樊城写了数字，至少6,000人",
        "实际到位资金：12家中只有枣阳写了数字，至少450亿元",
        "地区生产总值：12家中只有高新区写了数字，6,000亿元（全市）",
    ],
)
def test_a_false_comparison_is_found_out(false):
    assert list(READERS["zh"].comparison(false, "county")) != []


@pytest.mark.parametrize(
    "false",
    [
        "老旧小区改造个数：12家县区中2家写了数字，合计92个，是全市118个的78%",
        "老旧小区改造个数：12家县区中3家写了数字，合计152个，是全市118个的129%，超过全市",
        "老旧小区改造个数：12家县区中3家写了数字，合计至少152个，至少是全市118个的129%",
        "农村公路建设里程：12家县区中1家写了数字，合计310公里，是全市1,000公里的31%",
        "农村公路建设里程：12家县区中4家写了数字，合计至少712公里，至少是全市1,000公里的72%",
        "粮食总产量：12家县区中1家写了数字，合计至少25亿斤，是全市至少90亿斤的28%",
        "口袋公园新建个数：12家县区中2家写了数字，合计10个，是全市10个的100%",
    ],
)
def test_a_false_sum_is_found_out(false):
    assert list(READERS["zh"].sum(false)) != []
