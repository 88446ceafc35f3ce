"""The reading of printed figures: what each says of number, unit of measure, comparator and day, and what is refused."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fenjin.table import numerals
from fenjin.table.numerals import Unreadable, bound, read, read_date


def said(figure):
    reading = read(figure)
    return reading.value, reading.uom, reading.comparator


@pytest.mark.parametrize(
    ("figure", "value", "uom"),
    [
        ("110个", 110, "个"),
        ("14.45万亩", 14.45, "万亩"),
        ("1,470个", 1470, "个"),
        ("1，470个", 1470, "个"),
        ("１２０个", 120, "个"),
        ("30％", 30, "%"),
        ("10 个", 10, "个"),
        ("6场(次)", 6, "场次"),
        ("6场（次）", 6, "场次"),
        ("0.5日", 0.5, "日"),
        ("25微克/立方米", 25, "微克/立方米"),
        ("2.5个百分点", 2.5, "个百分点"),
        ("1.2倍", 1.2, "倍"),
        ("0起", 0, "起"),
        ("70", 70, None),
        ("十大", 10, None),
        # 万 and 亿 stay in the unit, 百 and 千 go into the number.
        ("1.5万", 1.5, "万"),
        ("2万亿元", 2, "万亿元"),
        ("5千亩", 5000, "亩"),
        ("3千万元", 3000, "万元"),
        ("1亿2000万元", 120_000_000, "元"),
        # 千 is part of a unit's own name.
        ("100千瓦", 100, "千瓦"),
        ("100万千瓦", 100, "万千瓦"),
        ("一百千瓦时", 100, "千瓦时"),
        # Chinese numerals.
        ("一个", 1, "个"),
        ("两所", 2, "所"),
        ("三项", 3, "项"),
        ("十五家", 15, "家"),
        ("一百零五家", 105, "家"),
        ("一百五十家", 150, "家"),
        ("一百五", 150, None),
        ("一千二百人", 1200, "人"),
        ("一千零二人", 1002, "人"),
        ("两万五千亩", 25_000, "亩"),
        ("两万五", 25_000, None),
        ("十万零一千人", 101_000, "人"),
        ("一亿二千万元", 120_000_000, "元"),
        ("一点二亿元", 1.2, "亿元"),
        ("一万零五亿元", 1_000_500_000_000, "元"),
        ("百万元", 100, "万元"),
        ("壹仟贰佰元", 1200, "元"),
        ("一二〇家", 120, "家"),
        # Halves, and parts of a whole.
        ("半年", 0.5, "年"),
        ("一个半月", 1.5, "个月"),
        ("两年半", 2.5, "年"),
        ("半个百分点", 0.5, "个百分点"),
        ("百分之十二", 12, "%"),
        ("百分之零点五", 0.5, "%"),
        ("百分之百", 100, "%"),
        ("千分之三", 0.3, "%"),
        ("四分之三", 75, "%"),
        ("三成", 30, "%"),
        ("三成五", 35, "%"),
        ("七成半", 75, "%"),
        ("一半", 50, "%"),
        ("-5%", -5, "%"),
    ],
)
def test_number_and_unit_of_measure(figure, value, uom):
    reading = read(figure)

    assert (reading.value, reading.value_high, reading.uom, reading.comparator) == (value, None, uom, "eq")
    assert reading.form == "quantity"


@pytest.mark.parametrize(
    ("figure", "value", "uom", "comparator"),
    [
        ("450亿元以上", 450, "亿元", "ge"),
        ("10家及以上", 10, "家", "ge"),
        ("不低于10%", 10, "%", "ge"),
        ("不少于1家", 1, "家", "ge"),
        ("至少一个", 1, "个", "ge"),
        ("达到97%以上", 97, "%", "ge"),
        ("八成以上", 80, "%", "ge"),
        ("超过10%", 10, "%", "gt"),
        ("突破50家", 50, "家", "gt"),
        ("高于68%", 68, "%", "gt"),
        ("过百家", 100, "家", "gt"),
        ("超千万元", 1000, "万元", "gt"),
        ("过半", 50, "%", "gt"),
        ("5%以内", 5, "%", "le"),
        ("控制在5%以内", 5, "%", "le"),
        ("0.5日内", 0.5, "日", "le"),
        ("10个以下", 10, "个", "le"),
        ("不超过3天", 3, "天", "le"),
        ("低于5%", 5, "%", "lt"),
        ("不足10家", 10, "家", "lt"),
        ("10余条", 10, "条", "gt"),
        ("3000多万元", 3000, "万元", "gt"),
        ("十余万人", 10, "万人", "gt"),
        ("10件左右", 10, "件", "approx"),
        ("约10家左右", 10, "家", "approx"),
        ("近百家", 100, "家", "approx"),
        ("达到180家", 180, "家", "eq"),
        # Of two words on one side the weaker holds; a bound says more than "about".
        ("超过10%以上", 10, "%", "ge"),
        ("至少10余家", 10, "家", "ge"),
    ],
)
def test_comparator(figure, value, uom, comparator):
    assert said(figure) == (value, uom, comparator)


@pytest.mark.parametrize(
    ("figure", "low", "high", "uom"),
    [
        ("3-5篇", 3, 5, "篇"),
        ("1—2家", 1, 2, "家"),
        ("10至15个", 10, 15, "个"),
        ("三到五家", 3, 5, "家"),
        ("30%～40%", 30, 40, "%"),
        ("30％－40％", 30, 40, "%"),
        ("5~10万亩", 5, 10, "万亩"),
        ("3万-5万亩", 3, 5, "万亩"),
        ("3个至5个左右", 3, 5, "个"),
    ],
)
def test_range(figure, low, high, uom):
    reading = read(figure)

    assert (reading.value, reading.value_high, reading.uom, reading.comparator) == (low, high, uom, "range")


@pytest.mark.parametrize(
    ("figure", "value", "uom", "comparator", "form"),
    [
        ("前三", 3, None, "le", "rank"),
        ("全省前3名", 3, "名", "le", "rank"),
        ("前10%", 10, "%", "le", "rank"),
        ("百强", 100, None, "le", "rank"),
        ("全国百强", 100, None, "le", "rank"),
        ("前十强", 10, None, "le", "rank"),
        ("第一方阵", 1, "方阵", "eq", "rank"),
        ("第一批", 1, "批", "eq", "rank"),
        ("首位", 1, "位", "eq", "rank"),
        ("C级", 3, "级", "eq", "grade"),
        ("Ⅱ类", 2, "类", "eq", "grade"),
        ("IV类", 4, "类", "eq", "grade"),
        ("甲级", 1, "级", "eq", "grade"),
        ("Ⅲ类以上", 3, "类", "ge", "grade"),
        ("清零", 0, None, "eq", "zero"),
        ("零费用", 0, None, "eq", "zero"),
    ],
)
def test_ranks_grades_and_nothing(figure, value, uom, comparator, form):
    assert (*said(figure), read(figure).form) == (value, uom, comparator, form)


@pytest.mark.parametrize(
    "figure",
    [
        "", "以上", "个", "全覆盖", "翻一番", "-",
        "数十家", "几十个", "十几个", "若干", "上百家", "一批", "一系列", "三五个", "两三个", "一二十家",
        "3家5个", "70、50、30个工作日以内", "7×24小时", "1:1", "10+2个", "2022-06-30", "1.2.3个",
        "5000-1万元", "5-3个", "3家-5个",
        "不超过5家以上", "至少3-5个",
        "零千一", "十百零", "百百", "五十百", "三万四万", "零五", "万亿万",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused(figure):
    with pytest.raises(Unreadable):
        read(figure)


def test_refusals_say_what_to_do():
    assert "数十" in str(raised("数十家").value.text) and "数十家" in str(raised("数十家").value)
    assert raised("全覆盖").value.text != raised("3家5个").value.text != raised("不超过5家以上").value.text


def raised(figure):
    with pytest.raises(Unreadable) as error:
        read(figure)
    return error


def test_where_each_part_was_read():
    figure = "不低于 14.45万亩 以上"
    reading = read(figure)

    assert figure[slice(*reading.value_at)] == "14.45"
    assert figure[slice(*reading.uom_at)] == "万亩"
    assert [figure[slice(*each)] for each in reading.bounds_at] == ["不低于", "以上"]

    figure = "全省前３名"
    assert figure[slice(*read(figure).value_at)] == "３"
    assert figure[slice(*read(figure).uom_at)] == "名"
    assert read("前三").uom_at is None and read("清零").value_at == (0, 2)
    assert read("3-5篇").value_at == (0, 3)


@pytest.mark.parametrize(
    ("word", "comparator"),
    [
        ("突破", "gt"),
        ("不低于", "ge"),
        ("不少于", "ge"),
        ("至少", "ge"),
        ("以内", "le"),
        ("不超过", "le"),
        ("不足", "lt"),
        ("约", "approx"),
        ("达到", "eq"),
    ],
)
def test_governing_words(word, comparator):
    assert bound(word) == comparator


@pytest.mark.parametrize("word", ["", "力争", "突破50", "大约有", "不超过以上"])
def test_other_words_govern_nothing(word):
    with pytest.raises(Unreadable):
        bound(word)


@pytest.mark.parametrize(
    ("printed", "day", "comparator"),
    [
        ("9月", "2022-09-30", "eq"),
        ("6月底前", "2022-06-30", "le"),
        ("2月底前", "2022-02-28", "le"),
        ("2024年2月底前", "2024-02-29", "le"),
        ("１２月底前", "2022-12-31", "le"),
        ("十二月底前", "2022-12-31", "le"),
        ("6月30日前", "2022-06-30", "le"),
        ("2022年6月15日", "2022-06-15", "eq"),
        ("6月中旬", "2022-06-20", "eq"),
        ("一季度", "2022-03-31", "eq"),
        ("第三季度末", "2022-09-30", "eq"),
        ("上半年", "2022-06-30", "eq"),
        ("下半年", "2022-12-31", "eq"),
        ("年底", "2022-12-31", "eq"),
        ("年底前", "2022-12-31", "le"),
        ("今年年底", "2022-12-31", "eq"),
        ("2022年年底", "2022-12-31", "eq"),
        ("2022年底前", "2022-12-31", "le"),
        ("到2022年底", "2022-12-31", "le"),
        ("明年6月底前", "2023-06-30", "le"),
        ("2023年", "2023-12-31", "eq"),
        ("二〇二三年底前", "2023-12-31", "le"),
        ("年内", "2022-12-31", "eq"),
    ],
)
def test_dates(printed, day, comparator):
    reading = read_date(printed, 2022)

    assert (reading.day, reading.comparator) == (datetime.date.fromisoformat(day), comparator)


@pytest.mark.parametrize(
    "printed", ["", "年", "前", "13月", "2月30日", "6月0日", "6月初", "年初", "去年", "季度", "110个", "月底前", "6.30"]
)
def test_no_dates(printed):
    with pytest.raises(Unreadable):
        read_date(printed, 2022)


@pytest.mark.parametrize(("word", "comparator"), [("至", "le"), ("到", "le"), ("不迟于", "le"), ("在", "eq")])
def test_words_that_govern_a_date(word, comparator):
    assert bound(word, of_date=True) == comparator


# Written by the rules of the language, apart from the reading: thousands, hundreds, tens and ones in groups of four digits.
def chinese(number):
    if number >= 10**4:
        scale, name = (10**8, "亿") if number >= 10**8 else (10**4, "万")
        high, low = divmod(number, scale)
        return chinese(high) + name + ("" if not low else ("零" if low < scale // 10 else "") + chinese(low))
    words, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + unit
        gap = not digit
    return words or "零"


UNITS = some.sampled_from(["个", "家", "亩", "公里", "人次", "吨标煤", "个百分点", "立方米", "A级", "标箱", "方阵"])
BOUNDS = some.sampled_from(
    [("", "", "eq"), ("不低于", "", "ge"), ("", "以上", "ge"), ("突破", "", "gt"), ("", "以内", "le"), ("约", "", "approx")]
)


@given(some.integers(1, 10**8 - 1), UNITS, BOUNDS)
def test_chinese_numerals_are_read_as_written(number, unit, bounds):
    written = chinese(number)
    reading = read(bounds[0] + written + unit + bounds[1])

    scale = 10**4 if written.endswith("万") and reading.uom.startswith("万") else 1
    assert (reading.value * scale, reading.uom.removeprefix("万"), reading.comparator) == (number, unit, bounds[2])


@given(some.integers(10**8, 10**13))
def test_great_chinese_numerals_are_read_as_written(number):
    reading = read(chinese(number))

    assert reading.value * {"万亿": 10**12, "亿": 10**8, None: 1}[reading.uom] == number


@given(
    some.decimals(0, 10**9, places=2),
    UNITS,
    BOUNDS,
    some.sampled_from(["{}", "{:,}"]),
    some.booleans(),
    some.sampled_from(["", "万", "亿"]),
)
def test_arabic_numerals_are_read_as_written(number, unit, bounds, pattern, wide, scale):
    printed = pattern.format(number)
    if wide:
        printed = printed.translate({code: code + 0xFEE0 for code in map(ord, "0123456789,.")})
    figure = bounds[0] + printed + scale + unit + bounds[1]
    reading = read(figure)

    assert (reading.value, reading.uom, reading.comparator) == (float(number), scale + unit, bounds[2])
    assert figure[slice(*reading.value_at)] == printed
    assert figure[slice(*reading.uom_at)] == scale + unit


@given(some.integers(1, 9999), some.integers(1, 9999), UNITS, some.sampled_from("-—～~至到"), some.booleans())
def test_ranges_are_read_as_written(one, other, unit, dash, chinese_ones):
    low, high = sorted((one, other))
    printed = [chinese(low), chinese(high)] if chinese_ones else [str(low), str(high)]
    figure = dash.join(printed) + unit
    if low == high:
        with pytest.raises(Unreadable):
            read(figure)
    else:
        assert (read(figure).value, read(figure).value_high, read(figure).uom) == (low, high, unit)


@given(some.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)), some.booleans())
def test_days_are_read_as_written(day, before):
    printed = f"{day.year}年{day.month}月{day.day}日" + ("前" if before else "")

    assert read_date(printed, 2022) == numerals.Deadline(day, "le" if before else "eq")


@given(some.text(some.sampled_from("零一二两三十百千万亿半点成分之第前强0123.,-%个家余多以上内清ⅡC级年月日底前 "), max_size=12))
def test_whatever_is_printed_is_read_or_refused(figure):
    for reading in (read, bound, lambda text: read_date(text, 2022)):
        with contextlib.suppress(Unreadable):
            reading(figure)
