"""The units of measure: what they convert to, what their file may not say, and what they are called in English."""

import csv

import pint
import pytest

from fenjin.language.cells import KINDS
from fenjin.language.quantity import standard, unit_of_measure, unit_with_metric
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.table import build, layout, measure
from fenjin.table.measure import UnitsOfMeasure
from tests import profiles
from tests.curated import edit, load, problems, save, target

FILE = "units_of_measure.csv"
TARGETS = "xiangyang-2022/targets.csv"
with (CURATED / FILE).open(encoding="utf-8") as handle:
    ROWS = list(csv.DictReader(handle))
UNITS = UnitsOfMeasure(ROWS)
EN = translator("en").with_table({row["uom"]: {**row, "per_en": float(row["per_en"] or 1)} for row in ROWS})
ZH = translator("zh").with_table(EN.units)


@pytest.mark.parametrize(("value", "uom", "std_uom", "expected"), [
    (14.45, "万亩", "亩", 144500),
    (450, "亿元", "亿元", 450),
    (3000, "元", "亿元", 0.00003),
    (500, "万元", "亿元", 0.05),
    (25, "亿斤", "亿斤", 25),
    (13.82, "万担", "亿斤", 0.1382),
    (2, "万吨", "亿斤", 0.4),
    (3, "公斤", "斤", 6),
    (90, "里", "公里", 45),
    (1500, "米", "公里", 1.5),
    (3, "亩", "平方米", 2000),
    (1, "平方公里", "亩", 1500),
    (1000, "千瓦", "万千瓦", 0.1),
    (12, "条", "个", 12),
    (3, "天", "日", 3),
    (7, "个工作日", "工作日", 7),
    (3, "万件", "件", 30000),
    (68, "%", "%", 68),
])  # fmt: skip
def test_conversion(value, uom, std_uom, expected):
    """Conversions worked out by hand: exactly, without binary noise."""
    assert UNITS.convert(value, uom, std_uom) == expected


@pytest.mark.parametrize(("uom", "expected"), [
    ("万亩", "亩"), ("元", "亿元"), ("万元", "亿元"), ("亿元", "亿元"), ("斤", "亿斤"), ("万吨", "万吨"), ("千瓦", "万千瓦"),
    ("万千瓦", "万千瓦"), ("万人次", "人次"), ("家", "家"), ("天", "日"), ("个工作日", "工作日"), ("米", "公里"), ("%", "%"),
])  # fmt: skip
def test_standard_unit_without_an_indicator(uom, expected):
    """The unit in which a figure without an indicator is kept."""
    assert UNITS.standard(uom) == expected


@pytest.mark.parametrize(
    "uom", ["光年", "mile", "万", "", " ", "亿", "3个", "元/米", "元 元", "**", "__class__", "个或", "nan", "inf"]
)
def test_unknown_unit(uom):
    """A unit that nobody defined is refused, whatever it looks like."""
    with pytest.raises(measure.UnknownUnit):
        UNITS.standard(uom)
    with pytest.raises(measure.UnknownUnit):
        UNITS.convert(1, uom, "个")


@pytest.mark.parametrize(("uom", "std_uom"), [("亩", "亿元"), ("个", "%"), ("日", "工作日"), ("公里", "亩"), ("吨标煤", "万吨")])
def test_units_that_measure_different_things(uom, std_uom):
    """Money is no area and a calendar day no working day."""
    with pytest.raises(pint.DimensionalityError):
        UNITS.convert(1, uom, std_uom)


@pytest.mark.parametrize(("value", "uom", "std_uom", "expected"), [
    (1, "公顷", "亩", 15),
    (3, "立方米", "升", 3000),
    (2, "万千瓦时", "千瓦时", 20000),
    (0.5, "倍", "%", 50),
    (5, "‰", "%", 0.5),
    (0.02, "毫克/立方米", "微克/立方米", 20),
    (3, "万标箱", "个", 30000),
    (1.2, "万亿元", "亿元", 12000),
    (12, "小时", "日", 0.5),
    (2, "百人", "人", 200),
])  # fmt: skip
def test_conversion_of_what_other_lists_print(value, uom, std_uom, expected):
    assert UNITS.convert(value, uom, std_uom) == expected


@pytest.mark.parametrize(
    "uom", ["套", "株", "床", "公顷", "立方米", "千瓦时", "个百分点", "倍", "美元", "微克/立方米", "标箱", "亿美元", "万株"]
)
def test_units_that_other_lists_print_are_known(uom):
    assert UNITS.knows(uom)


def test_percentage_points_are_no_percentages():
    """A rate raised by two percentage points is not one raised by two per cent."""
    with pytest.raises(pint.DimensionalityError):
        UNITS.convert(2, "个百分点", "%")


def test_every_unit_has_its_english_and_is_kept_in_one_of_its_kind():
    for row in ROWS:
        UNITS.convert(1, row["uom"], UNITS.standard(row["uom"]))
        assert row["one_en"] and row["many_en"]
        assert not row["pattern_en"] or "{n}" in row["pattern_en"]


@profiles.thorough
def test_a_new_counting_word_needs_one_line(curated):
    """Nothing else is changed, and nothing but the table is needed afterwards."""
    line = edit(curated, TARGETS, target("zaoyang", 4, 3), uom="沓", figure="60沓")
    assert (TARGETS, line, "uom", "沓") in [each[:4] for each in problems(curated)]

    lines = load(curated, FILE)
    save(curated, FILE, [*lines, ["沓", "个", "1", "", "wad", "wads", "", ""]])
    table = build.assemble(curated, translator("zh"))
    row = table.to_pandas().set_index("target_id").loc["xiangyang-2022/zaoyang/04.03"]
    assert (row["uom"], row["std_value"], row["std_uom"]) == ("沓", 60, "个")

    told = layout.whole(table.schema.metadata)["units_of_measure"]
    assert UnitsOfMeasure(told).convert(60, "沓", "个") == 60
    assert standard(1, "沓", translator("en").with_table({each["uom"]: each for each in told})) == "1 wad"


REFUSED = [
    (["亩", "", "", "", "mu", "mu", "", ""], "uom"),
    (["两 个", "", "", "", "two", "two", "", ""], "uom"),
    (["3个", "", "", "", "three", "three", "", ""], "uom"),
    (["大顷", "市顷", "100", "", "qing", "qing", "", ""], "of"),
    (["小顷", "小顷", "100", "", "qing", "qing", "", ""], "of"),
    (["子顷", "亩", "", "", "qing", "qing", "", ""], "factor"),
    (["丑顷", "亩", "一百", "", "qing", "qing", "", ""], "factor"),
    (["寅顷", "亩", "0", "", "qing", "qing", "", ""], "factor"),
    (["卯顷", "亩", "1/0", "", "qing", "qing", "", ""], "factor"),
    (["辰顷", "", "100", "", "qing", "qing", "", ""], "factor"),
    (["巳顷", "亩", "100", "公里", "qing", "qing", "", ""], "std_uom"),
    (["午顷", "亩", "100", "光年", "qing", "qing", "", ""], "std_uom"),
    (["未顷", "亩", "100", "", "", "qing", "", ""], "one_en"),
    (["申顷", "亩", "100", "", "qing", "qing", "{name}", ""], "pattern_en"),
    (["酉顷", "亩", "100", "", "qing", "qing", "{n} {more}", ""], "pattern_en"),
    (["戌顷", "亩", "100", "", "qing", "qing", "", "0"], "per_en"),
]


def test_lines_that_define_no_unit_are_refused(curated):
    """The build names each line and what is wrong with it; the targets that it would measure are not complained of as well."""
    lines = load(curated, FILE)
    save(curated, FILE, [*lines, *(line for line, _column in REFUSED)])

    expected = [(FILE, len(lines) + place, column) for place, (_line, column) in enumerate(REFUSED, 1)]
    assert sorted(each[:3] for each in problems(curated)) == expected


def test_an_indicator_needs_a_known_unit(curated):
    line = edit(curated, "indicators.csv", {"indicator_id": "rural-roads"}, std_uom="光年")

    assert ("indicators.csv", line, "std_uom") in [each[:3] for each in problems(curated)]


def test_a_table_that_defines_no_unit_is_refused():
    with pytest.raises(ValueError, match="顷"):
        UnitsOfMeasure([{"uom": "顷", "of": "亩", "factor": "100", "std_uom": None}])


@pytest.mark.parametrize(
    ("value", "uom", "english"),
    [
        (1, "户", "1 household"),
        (2, "户", "2 households"),
        (3, "个百分点", "3 percentage points"),
        (35, "微克/立方米", "35 µg/m³"),
        (12, "亿美元", "USD 1.2 billion"),
        (5, "万千瓦时", "50 MWh"),
        (7, "家", "7"),
        (2.5, "倍", "2.5 times"),
        (5, "‰", "5‰"),
    ],
)
def test_quantity_in_english(value, uom, english):
    assert standard(value, uom, EN) == english


@pytest.mark.parametrize(
    ("uom", "english"),
    [
        ("亿元", "CNY 100 million"),
        ("万千瓦", "10,000 kW"),
        ("亿斤", "100 million jin"),
        ("家", "firms"),
        ("%", "%"),
        ("工作日", "working days"),
        ("万亩", "10,000 mu"),
    ],
)
def test_a_unit_alone(uom, english):
    """As a column of a table or a caption names it."""
    assert unit_of_measure(uom, EN) == english
    assert unit_of_measure(uom, ZH) == uom


@pytest.mark.parametrize(
    ("uom", "english"),
    [("万亩", "10,000 mu (667 ha)"), ("亿斤", "100 million jin (50,000 tonnes)"), ("亩", "mu (0.067 ha)"), ("公里", "km")],
)
def test_a_chinese_unit_alone_says_its_metric_value(uom, english):
    """15 mu are a hectare, 2,000 jin a tonne; only in English."""
    assert unit_with_metric(uom, EN) == english
    assert unit_with_metric(uom, ZH) == uom


def test_amounts_with_a_metric_value_are_sorted_by_their_own():
    """Within a unit by value: 8,500 mu come before 75,800, whose hectares begin with a lower digit."""
    small, middle, large = "8,500 mu (567 ha)", "75,800 mu (5,053 ha)", "144,500 mu (9,633 ha)"

    assert sorted([large, middle, small], key=KINDS["amount"].order) == [small, middle, large]


def test_amounts_in_millions_and_billions_are_sorted_by_what_they_come_to():
    mixed = ["CNY 45 billion", "CNY 3,000", "CNY 800 million"]
    assert sorted(mixed, key=KINDS["amount"].order) == ["CNY 3,000", "CNY 800 million", "CNY 45 billion"]
    mixed = ["1.2万亿元", "450亿元", "8000元", "3000万元"]
    assert sorted(mixed, key=KINDS["amount"].order) == ["8000元", "3000万元", "450亿元", "1.2万亿元"]
