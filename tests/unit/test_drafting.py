"""A published list as a draft: files of every kind, every layout, figures and what is none; the folder
that is written; and its workbook, out and in again."""

import csv
import datetime
import io
import shutil
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
import typst
from docx.oxml import parse_xml

from fenjin.draft import __main__ as command
from fenjin.draft import keeping, reading
from fenjin.draft.drafting import About, Knowledge, draft_list
from fenjin.draft.intake import take
from fenjin.draft.reading import Refusal, pasted
from fenjin.draft.workbook import Review, excel
from fenjin.draft.writing import write
from fenjin.language.translate import Message, translator
from fenjin.paths import CURATED
from fenjin.table.build import assemble
from fenjin.table.curated import BuildError
from fenjin.table.replacing import BusyError
from fenjin.table.source import NUMERAL

T = translator("zh")


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge.read(CURATED, T)


def drafted(text, knowledge, shape="", year=2031):
    return draft_list(pasted(text), About("linhe-2031", year, "临河市"), knowledge, shape)


def targets(draft):
    return [
        (row["figure"], row["kind"], row["comparator"], row["value"], row["uom"], row["firmness"])
        for row in draft.files["targets.csv"]
    ]


ITEMS = """各县（市、区）人民政府：
一、高度重视。各责任单位于2031年2月10日前报送方案，逐项分解125项任务。
临河市2031年重点工作任务分解
一、主要预期目标
1.地区生产总值增长7%以上，一般公共预算收入突破30亿元。（责任领导：张明；牵头单位：市发改委；责任单位：市财政局、市税务局）
2.确保总投资50亿元的电池产业园6月底前投产，力争新开工亿元以上项目45个、竣工30个。（牵头单位：市工信局）
3.空气优良天数比例由2030年的85%提高到88%，PM2.5浓度不超过35微克/立方米。（责任单位：市生态环境局、市住建局等）
"""


def test_items_name_who_leads_and_who_assists_and_a_threshold_a_starting_value_and_a_total_are_no_targets(knowledge):
    draft = drafted(ITEMS, knowledge)
    assert draft.layout.shape == "items"
    assert targets(draft) == [
        ("7%以上", "growth", "ge", "7", "%", "plain"),
        ("30亿元", "level", "gt", "30", "亿元", "plain"),
        ("6月底前", "date", "le", "", "", "ensure"),
        ("45个", "level", "eq", "45", "个", "strive"),
        ("30个", "level", "eq", "30", "个", "strive"),
        ("88%", "share", "eq", "88", "%", "plain"),
        ("35微克/立方米", "level", "le", "35", "微克/立方米", "plain"),
    ]
    names = {row["unit_id"]: row["unit"] for row in draft.files["units.csv"]}
    answering = [(row["commitment_no"], names[row["responsible"]], row["role"]) for row in draft.files["responsibility.csv"]]
    assert answering == [
        ("1", "市发改委", "lead"),
        ("1", "市财政局", "assisting"),
        ("1", "市税务局", "assisting"),
        ("1", "市生态环境局", "lead"),
        ("1", "市住建局", "lead"),
    ]
    reasons = {row["numeral"]: row["reason"] for row in draft.files["numerals.csv"] if row["reason"]}
    assert (reasons["50亿"], reasons["亿"], reasons["85"], reasons["2030"], reasons["1"]) == (
        "background",
        "threshold",
        "existing",
        "date",
        "ordinal",
    )
    assert draft.files["passages.csv"][0]["place"] == "第1项"


# Copied from a page, whose table then has its cells one below the other.
FLATTENED = """临河市2031年预期目标任务分解表

附件1

序号

工作任务

牵头单位

配合单位

1

固定资产投资增长6%左右

市发改委

市统计局

2

新建农村公路120公里，
改造危桥8座

市交通局

3

空气质量完成年度任务

市生态环境局

市住建局、市城管委

（此件公开发布）
"""


def test_a_table_whose_cells_were_copied_one_below_the_other_is_read_in_rows(knowledge):
    draft = drafted(FLATTENED, knowledge)
    assert draft.layout.shape == "table"
    assert targets(draft) == [
        ("6%左右", "growth", "approx", "6", "%", "plain"),
        ("120公里", "level", "eq", "120", "公里", "plain"),
        ("8座", "level", "eq", "8", "座", "plain"),
    ]
    assert [(each.leads, each.assisting, each.number) for each in draft.layout.commitments] == [
        (("市发改委",), ("市统计局",), "1"),
        (("市交通局",), (), "2"),
        (("市生态环境局",), ("市住建局", "市城管委"), "3"),
    ]
    # A list of numbered lines is no table.
    assert drafted("临河市实事\n\n序号\n\n1\n\n建桥2座\n\n2\n\n修路3公里\n", knowledge).layout.shape != "table"


def test_what_announces_the_items_that_follow_is_no_target(knowledge):
    text = """2031年将办好10件民生实事：
(1)新建停车场12处。
二、健康惠民工程（项目8个，其中基建类5个、事项类3个）。新建健康驿站3个，建成卫生室等5个项目。
三、就业惠民工程。完成年度4项重点任务，力争三年内培育企业10家。
"""
    assert [row[0] for row in targets(drafted(text, knowledge))] == ["12处", "3个", "5个", "4项", "10家"]


def test_the_years_targets_before_the_items_are_those_of_the_place_and_a_notice_is_nobodys(knowledge):
    text = """各县区要于2月10日前报送方案，逐项分解125项任务。
2031年全市主要预期目标是：地区生产总值增长8.5%左右；城镇登记失业率控制在4.5%以内。
大力发展服务业。新增商贸企业20家。（责任单位：市商务局、市文旅局）
突出工业。技改项目120个。（责任单位：市经信局）
"""
    draft = drafted(text, knowledge)
    assert [row[0] for row in targets(draft)] == ["8.5%左右", "4.5%以内", "20家", "120个"]
    assert [each.leads for each in draft.layout.commitments] == [("临河市",), ("市商务局", "市文旅局"), ("市经信局",)]


def test_names_sayings_policies_and_what_was_are_no_targets(knowledge):
    draft = drafted(
        "临河市2031年要点\n市园林中心\n实现300米见绿，新增绿道20公里。2060年前碳中和背景下，推进“1+6”布局、5G应用和G347、S276两条道路安防工程68公里。\n"
        "进一步完善3号线二期，2030年建成公园40个的基础上再建15个；打造“15分钟健身圈”，给予最高20万元补贴。\n",
        knowledge,
    )
    assert [row["figure"] for row in draft.files["targets.csv"]] == ["20公里", "68公里", "15个"]


TABLE = (
    "序号\t指标名称\t计量单位\t2030年完成\t2031年目标\t牵头单位\t完成时限\n"
    "1\t地区生产总值增速\t%\t6.1\t6.5\t市发改委\t12月底\n2\t粮食总产量\t万吨\t98\t≥100\t市农业农村局\t11月底\n"
)


def leading(draft):
    names = {row["unit_id"]: row["unit"] for row in draft.files["units.csv"]}
    rows = draft.files["responsibility.csv"]
    return [(names[row["unit_id"]], names[row["responsible"]], row["role"]) for row in rows] or list(names.values())


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        # As the last words of an item, and as a line of their own.
        ("民生实事分工\n一、新建公厕12座。由市城管局负责落实。\n二、改造危桥3座。由市交通局负责。\n", ["市城管局", "市交通局"]),
        ("任务分解\n一、公园\n新建公园2个。\n由市城管局负责落实。\n二、道路\n改造道路3条。\n由市住建局负责落实。\n", ["市城管局", "市住建局"]),
        ("主要指标\n外贸总额:增长6%,责任单位为市商务局;\n建筑业产值:90亿元,责任单位:市住建局。\n", ["市商务局", "市住建局"]),
        # A label of its own, with the names below it.
        ("01 项目名称：清水\n项目内容：\n治理河道8公里。\n责任单位：\n市水利局\n02 项目名称：书香\n项目内容：\n新建书房2个。\n责任单位\n市文旅局\n", ["市水利局", "市文旅局"]),
    ],
)  # fmt: skip
def test_who_answers_may_be_the_last_words_of_an_item_or_stand_below_a_label(knowledge, text, leads):
    draft = drafted(text, knowledge)
    assert (draft.layout.shape, leading(draft), draft.figures) == ("items", leads, 2)


def test_where_the_text_says_so_the_first_of_those_who_answer_leads(knowledge):
    text = (
        "责任分解\n1.改造小区9个。\n责任单位：市住建局、市财政局（列第一位的为牵头单位，下同）\n"
        "2.植树300亩。\n责任单位：市林业局、市水利局\n"
    )
    commitments = drafted(text, knowledge).layout.commitments
    assert [(each.leads, each.assisting) for each in commitments] == [
        (("市住建局",), ("市财政局",)),
        (("市林业局",), ("市水利局",)),
    ]


def test_a_notice_and_what_was_achieved_are_no_commitments_and_lines_with_bullets_are(knowledge):
    text = (
        "临河市民生实事项目\n聚焦老旧远，安排八方面26项\n为确保票选确定的10件实事如期完成，现将有关事项通知如下：\n"
        "■ 2030年成绩单\n●新增就业6万人\n●修路90公里\n■ 2031年主要目标\n●新增就业7万人以上\n●粮食产量稳定在30万吨\n"
    )
    draft = drafted(text, knowledge)
    assert [draft.published.text[each.start : each.end] for each in draft.layout.commitments] == [
        "●新增就业7万人以上",
        "●粮食产量稳定在30万吨",
    ]


def test_a_second_figure_takes_its_kind_and_a_word_reaches_over_the_number_of_an_item(knowledge):
    text = (
        "市发改委\n1.地区生产总值增长6%以上，力争达到7%；居民消费价格指数上涨2%左右。\n"
        "2.力争产值突破80亿元，新增上市企业2家。\n3.新建道路5公里，路面宽12米，用药量由4周延长至最多10周，对居民中的9种慢性病患者免费随访。\n"
        "4.投资达到30亿元，力争上半年实现时间过半、任务过半。\n市科技局\n1.新增企业3家。\n"
    )
    assert targets(drafted(text, knowledge)) == [
        ("6%以上", "growth", "ge", "6", "%", "plain"),
        ("7%", "growth", "eq", "7", "%", "strive"),
        ("2%左右", "growth", "approx", "2", "%", "plain"),
        ("80亿元", "level", "gt", "80", "亿元", "strive"),
        ("2家", "level", "eq", "2", "家", "strive"),
        ("5公里", "level", "eq", "5", "公里", "plain"),
        ("10周", "level", "le", "10", "周", "plain"),
        ("30亿元", "level", "eq", "30", "亿元", "plain"),
        ("3家", "level", "eq", "3", "家", "plain"),
    ]


def figures(draft):
    return [(row["figure"], row["uom"], row["kind"]) for row in draft.files["targets.csv"]]


def test_a_caption_quarters_and_whole_rows_say_what_the_numbers_of_a_table_are(knowledge):
    text = (
        "项目表\n单位：万元\n序号\t项目名称\t规模\t总投资\t2031年计划投资\t责任单位\n"
        "1\t书香校园\t翻建一幢四层教学楼，增设教室18间\t900\t700\t市教育局\n2\t清水河道\t清淤9公里\t800\t650\t市水利局\n"
    )
    assert figures(drafted(text, knowledge)) == [
        ("一幢", "幢", "level"),
        ("18间", "间", "level"),
        ("700", "万元", "level"),
        ("9公里", "公里", "level"),
        ("650", "万元", "level"),
    ]
    text = (
        "指标名称\t单位\t全年目标\t一季度\t前三季度\t牵头单位\n工业总产值\t亿元\t90\t20\t70\t市统计局\n"
        "地区生产总值\t%\t7左右\t6\t6.5\t市统计局\n森林覆盖率\t%\t45\t44\t45\t市林业局\n"
    )
    draft = drafted(text, knowledge)
    assert figures(draft) == [
        ("90", "亿元", "level"),
        ("20", "亿元", "level"),
        ("70", "亿元", "level"),
        ("7左右", "%", "growth"),
        ("6", "%", "growth"),
        ("6.5", "%", "growth"),
        ("45", "%", "share"),
        ("44", "%", "share"),
        ("45", "%", "share"),
    ]
    assert [row["deadline"] for row in draft.files["targets.csv"]][:3] == ["", "2031-03-31", "2031-09-30"]
    text = "乡镇\t新种任务（亩）\t备注\n全市合计\t900\t\n白河镇\t500\t其中公司种300亩\n青山镇\t400\t\n"
    draft = drafted(text, knowledge)
    assert figures(draft) == [("900", "亩", "level"), ("500", "亩", "level"), ("400", "亩", "level")]
    assert [row["unit"] for row in draft.files["units.csv"]] == ["临河市", "白河镇", "青山镇"]
    assert {row["measure"] for row in draft.files["targets.csv"]} == {"新种任务"}


def test_milestones_in_a_column_of_progress_and_units_in_several_lines_of_a_copied_table_are_read(knowledge):
    text = (
        "序号\t工作事项\t进度安排\t责任单位\n1\t建设综合体。\t①2月上旬前，完成设计招标。②5月底前，完成报批并开工建设。\t市住建局\n"
        "2\t支持金融发展。\t①6月底前，出台贴息政策，并组织兑现。\t市金融办\n"
    )
    assert [row["deadline"] for row in drafted(text, knowledge).files["targets.csv"]] == [
        "2031-02-10",
        "2031-05-31",
        "2031-06-30",
    ]
    text = "序号\n工作任务\n责任单位\n1\n税收增长5%\n市财政局\n市税务局\n2\n修路30公里\n市交通局\n"
    assert [each.leads for each in drafted(text, knowledge).layout.commitments] == [("市财政局", "市税务局"), ("市交通局",)]


def test_what_was_and_why_a_figure_was_set_is_no_target(knowledge):
    text = (
        "政府工作报告\n报告指出，2030年，全市大力恢复经济。全年开工768个项目，固定资产投资增长12%以上。\n"
        "过去五年，我们取得一系列成果。建成4条示范带，271个村全部出列。今年要再建3条示范带。\n"
        "临河发布4月20日消息，今年的主要目标是：粮食产量保持在90万吨以上（依据上级下达的88万吨，居三县第一）。\n"
        "开展文化进万家活动60场，改造城区40条内街小巷，深化三项改革（林场、林权），守住底线。\n"
        "搬迁7村596户。\n"
    )
    assert [row["figure"] for row in drafted(text, knowledge).files["targets.csv"]] == [
        "3条",
        "90万吨以上",
        "60场",
        "40条",
        "7村",
        "596户",
    ]


def test_a_line_below_the_last_item_names_who_answers_for_its_section_and_an_introduction_joins_no_item(knowledge):
    text = (
        "任务分解\n一、做强工业，提升实力\n坚持高端化、绿色化发展，构筑产业高地。\n1.新增企业30家。\n2.技改投资增长9%。\n"
        "责任单位：市经信局\n二、改善民生\n3.新建学校4所。\n4.2031年底前建成医院新院区。\n责任单位：市教育局、市卫健委\n"
    )
    draft = drafted(text, knowledge)
    assert [(draft.published.text[each.start : each.start + 6], each.leads) for each in draft.layout.commitments] == [
        ("1.新增企业", ("市经信局",)),
        ("2.技改投资", ("市经信局",)),
        ("3.新建学校", ("市教育局", "市卫健委")),
        ("4.2031", ("市教育局", "市卫健委")),
    ]
    text = "主要指标\n一、8项考核指标设置情况\n外贸总额：增长6%（责任单位：市商务局）\n财政收入：增长5%（责任单位：市财政局）\n"
    assert figures(drafted(text, knowledge)) == [("6%", "%", "growth"), ("5%", "%", "growth")]


def test_a_size_is_no_target_and_the_name_of_a_row_may_say_in_what_it_is_measured(knowledge):
    text = (
        "市农业局\n1.建设万头生猪养殖场2个，万元工业增加值用水量下降4%，税收亿元楼宇达到5栋。\n"
        "2.冲刺全国百强县前80位，栽植苗木9万株。\n市统计局\n1.粮食总产30万吨。\n"
    )
    assert [(row["figure"], row["kind"]) for row in drafted(text, knowledge).files["targets.csv"]] == [
        ("2个", "level"),
        ("4%", "reduction"),
        ("5栋", "level"),
        ("前80位", "rank"),
        ("9万株", "level"),
        ("30万吨", "level"),
    ]
    text = (
        "责任单位\t指标名称（单位）\t2030年实绩\t2031年目标\t备注\n市工信局\t工业用电量（亿千瓦时）\t46\t50\t\n"
        "市工信局\t工业增加值增速（%）\t7\t8.5\t力争9\n市林草局\t造林面积（万亩）\t5\t6\t\n"
    )
    assert figures(drafted(text, knowledge)) == [
        ("50", "亿千瓦时", "level"),
        ("8.5", "%", "growth"),
        ("6", "万亩", "level"),
    ]


def test_units_may_be_named_in_the_last_sentence_and_an_empty_cell_beside_who_leads_names_nobody(knowledge):
    text = "分工方案\n1.单产提高2%以上。区农业局牵头，区水利局配合。\n2.新增企业8家。区经信局负责。\n"
    assert [(each.leads, each.assisting) for each in drafted(text, knowledge).layout.commitments] == [
        (("区农业局",), ("区水利局",)),
        (("区经信局",), ()),
    ]
    text = "序号\t项目名称\t工作目标\t牵头单位\t责任单位\n1\t安居\t改造小区9个\t县住建局\t县资源局\n2\t饮水\t延伸管网6公里\t县水利局\t\n"
    assert [(each.leads, each.assisting) for each in drafted(text, knowledge).layout.commitments] == [
        (("县住建局",), ("县资源局",)),
        (("县水利局",), ()),
    ]


def test_items_of_a_section_that_names_nobody_are_the_places_and_a_hotline_is_no_fraction(knowledge):
    text = (
        "工作要点\n一、市容\n1.打造示范道路10条；\n二、设施\n2.新建管网28公里。\n责任单位：市住建局\n"
        "三、执法\n3.12319热线办结率保持在98%以上；\n4.整治积水点5处。\n责任单位：市城管局\n"
    )
    draft = drafted(text, knowledge)
    assert [each.leads for each in draft.layout.commitments] == [("临河市",), ("市住建局",), ("市城管局",), ("市城管局",)]
    assert [row["figure"] for row in draft.files["targets.csv"]] == ["10条", "28公里", "98%以上", "5处"]


def test_a_number_at_the_head_of_a_line_counts_nothing_of_the_item_before_it(knowledge):
    text = "未来目标\n1、千人床位数达到4张\n2、千人医生数达到3名\n3、签约服务率≥80%\n信息首发：未来目标\n"
    assert [(row["figure"], row["comparator"]) for row in drafted(text, knowledge).files["targets.csv"]] == [
        ("4张", "eq"),
        ("3名", "eq"),
        ("80%", "ge"),
    ]


def test_a_table_says_units_of_measure_days_and_last_years_values_in_its_columns(knowledge):
    draft = drafted(TABLE, knowledge)
    assert draft.layout.shape == "table"
    assert targets(draft) == [
        ("6.5", "growth", "eq", "6.5", "%", "plain"),
        ("100", "level", "ge", "100", "万吨", "plain"),
    ]
    assert [row["deadline"] for row in draft.files["targets.csv"]] == ["2031-12-31", "2031-11-30"]
    assert [row["reading"] for row in draft.files["targets.csv"]] == ["unit", "unit"]


UNITS = """临河市2031年承诺事项
市教育局
新建学校12所，其中小学5所。课后服务覆盖率保持100%。
深化“双减”工作，全面落实“五项管理”。
市林业局
完成造林3万亩以上，完成森林抚育任务2万亩。
"""
INLINE = "临河市2031年目标\n市体育局：新建健身路径50条。\n市医保局：参保率稳定在95%以上。\n"
MONTHS = "临河市2031年推进计划\n3月\n举办招聘会5场。\n9月\n第四小学投入使用，改造老旧小区18个。\n"
PROSE = "临河市2031年工作报告\n一、去年工作回顾\n建成公园5个。\n二、今年工作\n（一）抓项目。力争进入全省前20名，培育企业一批。\n"


def test_headings_of_units_months_and_prose_are_recognised_and_can_be_corrected(knowledge):
    units, months, prose = (drafted(text, knowledge) for text in (UNITS, MONTHS, PROSE))
    assert (units.layout.shape, months.layout.shape, prose.layout.shape) == ("units", "months", "prose")
    assert [row["unit"] for row in units.files["units.csv"]] == ["市教育局", "市林业局"]
    assert [(row["figure"], row["part_of"], row["firmness"]) for row in units.files["targets.csv"]] == [
        ("12所", "", "plain"),
        ("5所", "education/01.01", "plain"),
        ("100%", "", "plain"),
        ("3万亩以上", "", "plain"),
        ("2万亩", "", "task"),
    ]
    assert [row["deadline"] for row in months.files["targets.csv"]] == ["2031-03-31", "2031-09-30"]
    # What was done last year is no promise.
    assert targets(prose) == [("前20名", "rank", "le", "20", "名", "strive")]
    inline = drafted(INLINE, knowledge)
    assert [(row["unit"], row["unit_order"]) for row in inline.files["units.csv"]] == [("市体育局", "1"), ("市医保局", "2")]
    # What stands in no commitment is not dropped in silence.
    assert drafted("临河市2031年目标\n共有80家企业参加。\n市体育局\n新建50条。\n", knowledge, "units").left_out == [
        "共有80家企业参加。"
    ]
    assert drafted(UNITS, knowledge, shape="prose").layout.shape == "prose"


def test_each_numeral_is_a_target_or_has_a_reason_and_the_same_text_gives_the_same_draft(knowledge):
    for text in (ITEMS, TABLE, UNITS, MONTHS, PROSE):
        draft, again = drafted(text, knowledge), drafted(text, knowledge)
        assert draft.files == again.files
        ledger = {int(row["start"]): row for row in draft.files["numerals.csv"]}
        for row in draft.files["commitments.csv"]:
            for match in NUMERAL.finditer(draft.published.text, int(row["start"]), int(row["end"])):
                entry = ledger[match.start()]
                assert entry["numeral"] == match.group() and bool(entry["targets"]) != bool(entry["reason"])


def word():
    document = docx.Document()
    document.add_paragraph("市教育局")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ["项目", "责任单位", "新建学校2所", "市教育局"], strict=True
    ):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet():
    book = openpyxl.Workbook()
    book.active.append(["项目", "目标"])
    book.active.append(["入园率", 0.875])
    book.active["B2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Over several lines of a page, one of which ends with a full stop.
LONG = "完成甲工程。" * 20


def portable():
    text = f"#set par(first-line-indent: (amount: 2em, all: true))\n{LONG}\n\n新建公园2个。\n#table(columns: 2, [项目], [责任单位], [新建学校3所], [市教育局])"
    return typst.compile(f"#set text(cjk-latin-spacing: none)\n{text}".encode())


WEB = "<html><head><title>不要</title><script>var x=1</script></head><body><p>新建<b>公园</b>2个</p><table><tr><td>甲</td><td>乙</td></tr></table></body></html>"


def test_files_of_every_kind_give_their_paragraphs_and_rows_in_a_process_of_its_own():
    published = reading.read(word(), "清单.docx")
    assert published.text == "市教育局\n项目\t责任单位\n新建学校2所\t市教育局\n"
    assert [(line.place, line.numbers) for line in published.lines] == [("paragraph", (1,)), ("row", (1, 1)), ("row", (1, 2))]
    # The others without a process each: what they give does not depend on it.
    assert reading._rows(sheet(), ".xlsx") == [("row", [1, 1], ["项目", "目标"]), ("row", [1, 2], ["入园率", "87.5%"])]
    assert reading._rows(portable(), ".pdf") == [
        ("page", [1, 1], [LONG]),
        ("page", [1, 2], ["新建公园2个。"]),
        ("row", [1, 1], ["项目", "责任单位"]),
        ("row", [1, 2], ["新建学校3所", "市教育局"]),
    ]
    assert reading._rows(WEB.encode(), ".html") == [("paragraph", [1], ["新建公园2个"]), ("row", [1, 1], ["甲", "乙"])]
    assert pasted("甲\r\n\r\n乙\n").text == "甲\n\n乙\n"
    assert reading._plain("新建公园".encode("gb18030")) == [("paragraph", [1], ["新建公园"])]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 2000)
    return out.getvalue()


def refused(content, name):
    with pytest.raises(Refusal) as found:
        reading.read(content, name)
    return found.value.reason


def test_a_row_that_goes_on_over_the_page_is_one_row_and_a_long_paragraph_without_an_end_is_no_title(knowledge):
    cells = "".join(f"[{n}], [项目{n}], [{'新建道路并且完善沿线设施，' * 5}合计{n}公里], [市住建局]," for n in (7, 8, 9))
    page = (
        f"#set page(width: 300pt, height: 190pt, margin: 20pt)\n#table(columns: 4, [序号], [项目], [内容], [责任单位], {cells})"
    )
    rows = [line for line in reading.read(typst.compile(page.encode()), "表.pdf").text.splitlines() if line.strip()]
    assert [row.split("\t")[0] for row in rows] == ["序号", "7", "8", "9"]
    assert all(row.endswith(f"合计{n}公里\t市住建局") for n, row in zip((7, 8, 9), rows[1:], strict=True))
    cut = f"{'坚持稳中求进，' * 9}新增企业6家，全面推\n进改造，新建公园2个。\n"
    assert [row["figure"] for row in drafted(cut, knowledge).files["targets.csv"]] == ["6家", "2个"]


def test_files_that_give_no_text_are_refused_with_what_to_do(monkeypatch):
    assert refused(b"\xd0\xcf\x11\xe0 old", "清单.doc") == "old"
    assert refused(b"\xd0\xcf\x11\xe0 " + "EncryptedPackage".encode("utf-16-le"), "清单.docx") == "locked"
    assert refused(b" \n", "清单.txt") == "empty"
    assert refused(b"x", "清单.jpg") == "kind"
    with pytest.raises(Refusal, match=r"save it as \.docx"):
        reading.read(b"x", "清单.wps")

    def at_once(_module, request, _seconds, _most):
        asked = reading.json.loads(request)
        try:
            return reading.json.dumps(
                {"refused": "", "lines": reading._rows(reading.base64.b64decode(asked["content"]), asked["kind"])}
            ), 0
        except reading._Refused as error:
            return reading.json.dumps({"refused": str(error)}), 0

    monkeypatch.setattr(reading.confined, "ask", at_once)
    assert refused(b"PK broken", "清单.docx") == "broken"
    monkeypatch.setattr(reading, "_LARGEST_PACKED", 1000)
    assert refused(bomb(), "清单.docx") == "bomb"
    assert refused(b"%PDF-1.4 broken", "清单.pdf") == "broken"
    assert refused(b"\xff\xff\xff", "清单.txt") == "characters"


def test_the_command_writes_a_folder_that_builds_once_reviewed_and_never_over_another(tmp_path, monkeypatch, capsys):
    file, out = tmp_path / "清单.txt", tmp_path / "out"
    file.write_text(UNITS)
    monkeypatch.setattr(reading, "read", lambda content, name: pasted(content.decode()))
    monkeypatch.setattr(command, "read", lambda content, name: pasted(content.decode()))
    call = [str(file), "--list", "linhe-2031", "--year", "2031", "--city", "临河市", "-o", str(out)]
    assert command.main(call) == 0
    assert "2个单位，3条承诺" in capsys.readouterr().out
    assert command.main(call) == 1
    assert "换一个还没有的文件夹" in capsys.readouterr().err
    assert (out / "published" / "清单.txt").read_bytes() == file.read_bytes()

    # A person answers what is asked and says that all is reviewed, in a workbook that speaks the language it was written in, whoever
    # takes it in; then the list builds like any other.
    book = tmp_path / "review.xlsx"
    assert command.main(["workbook", str(out), "-o", str(book), "--lang", "en"]) == 0
    assert command.main(["workbook", str(out), "-o", str(book)]) == 1
    assert "没有动它" in capsys.readouterr().err
    pages = openpyxl.load_workbook(book)
    for name in ("Commitment", "Targets"):
        places = {cell.value: cell.column for cell in pages[name][1]}
        for line in range(2, pages[name].max_row + 1):
            for head, value in {
                "Review": "Reviewed",
                "Theme": "Livelihood",
                "Topic": "Education",
                "Indicator": "",
                "Scope": "",
            }.items():
                if head in places:
                    pages[name].cell(line, places[head]).value = value
    pages.save(book)
    assert command.main(["take", str(book), str(out)]) == 0
    assert "新审定8行" in capsys.readouterr().out
    curated = tmp_path / "curated"
    curated.mkdir()
    for shared in CURATED.glob("*.csv"):
        (curated / shared.name).write_bytes(shared.read_bytes())
    (out / "linhe-2031").rename(curated / "linhe-2031")
    table = assemble(curated, T).to_pandas()
    # Own words are an option: the published heading stands for them.
    assert list(table["statement"]) == list(table["commitment"])
    assert list(table["figure"].dropna()) == ["12所", "5所", "100%", "3万亩以上", "2万亩"]


@pytest.fixture(scope="module")
def drafted_files(knowledge, tmp_path_factory):
    """The list UNITS as a folder, its workbook, and how it is read again."""
    folder = tmp_path_factory.mktemp("review") / "draft"
    write(drafted(UNITS, knowledge), folder, "清单.txt", UNITS.encode())
    review = Review.read(folder, CURATED, T)
    return folder, review, excel(review, T)


@pytest.fixture
def review(drafted_files, tmp_path):
    """The same in a folder that a test may write into."""
    folder = tmp_path / "draft"
    shutil.copytree(drafted_files[0], folder)
    return replace(drafted_files[1], folder=folder)


def edited(content, *edits, rows=lambda book: None):
    """A workbook with cells changed as a person does: sheet, code of the row, head of the column, value, number format."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, code, head, value, form in edits:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == head)
        cell = page.cell(next(row[0].row for row in page.iter_rows() if row[0].value == code), column)
        cell.value, cell.number_format = value, form or cell.number_format
    rows(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def stored(review):
    return {path.name: path.read_bytes() for path in (review.folder / review.list_id).iterdir()}


def row_of(review, name, **key):
    with (review.folder / review.list_id / name).open(newline="") as file:
        return next(row for row in csv.DictReader(file) if key.items() <= row.items())


def again(review):
    """The folder as it stands now, without reading the shared files once more."""
    files = {name: keeping.rows_of(review.folder / review.list_id / name) for name in review.files}
    return replace(review, files=files)


def test_a_workbook_taken_in_unchanged_changes_nothing_and_one_changed_back_gives_the_same_bytes(review, drafted_files):
    before, content = stored(review), drafted_files[2]
    assert take(content, review, T) == ({"commitments.csv": 0, "targets.csv": 0, "numerals.csv": 0, "units.csv": 0}, 0, 0, 0)
    # Excel formats rows far below the last one, and people type blanks there.
    take(edited(content, rows=lambda book: book["指标值"].cell(900, 3, "　 ")), review, T)
    assert stored(review) == before
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [page.sheet_state for page in book] == ["visible"] * 5 + ["hidden", "veryHidden"]
    page = book["指标值"]
    assert (page.freeze_panes, page.protection.sheet) == ("D2", True)
    heads = {cell.value: page.cell(2, cell.column) for cell in page[1]}
    assert (heads["编号"].protection.locked, heads["数值"].protection.locked) == (True, False)
    assert (heads["原文"].value, heads["比较符"].value, heads["语气"].value) == ("新建学校12所，其中小学5所", "等于", "未强调")
    # The indicator of the schools is not sure: it is asked, in colour, with the nearest beside it.
    assert heads["指标"].fill.fgColor.rgb == "FFFFE699" and heads["建议的指标"].value.startswith("建设义务教育学校所数")

    there = edited(content, ("指标值", "education/01.01", "量的是什么", "新建的学校数", ""))
    assert take(there, review, T).cells["targets.csv"] == 1
    back = excel(again(review), T)
    assert (
        take(edited(back, ("指标值", "education/01.01", "量的是什么", "新建学校", "")), again(review), T).cells["targets.csv"]
        == 1
    )
    assert stored(review) == before


def test_what_excel_makes_of_days_percentages_and_digits_is_understood(review, drafted_files):
    first, share, trees = "education/01.01", "education/01.03", "shi-lin-ye-ju/01.01"
    content = edited(
        drafted_files[2],
        ("指标值", first, "期限", 48213, "General"),  # 2031-12-31, counted from 1900
        ("指标值", first, "指标", " 建设义务教育学校所数　", ""),
        ("指标值", first, "数值", "１２", ""),
        ("指标值", first, "审定", True, ""),
        ("指标值", "education/01.02", "期限", "2031/6/30", ""),
        ("指标值", share, "数值", 0.98, "0.0%"),
        ("指标值", share, "期限", datetime.datetime(2031, 11, 30), ""),
        ("指标值", trees, "数值", "3,000", ""),
        ("指标值", trees, "计量单位", "亩", ""),
        ("指标值", trees, "比较符", "超过", ""),
        ("指标值", trees, "原文数字", "3万亩", ""),
        ("指标值", trees, "限定词（bound_word）", "以上", ""),
        ("指标值", "shi-lin-ye-ju/01.02", "不是指标值的理由", "背景", ""),
        ("单位", "shi-lin-ye-ju", "区划代码", 420683, ""),
        ("单位", "shi-lin-ye-ju", "单位类型", "事业单位", ""),
        ("不是指标值的数字", str(UNITS.index("五项")), "应作指标值：照抄数字和单位", "五项", ""),
    )
    changes = take(content, review, T)
    assert changes == ({"commitments.csv": 0, "targets.csv": 11, "numerals.csv": 0, "units.csv": 2}, 1, 1, 1)

    def target(code, *columns):
        unit, _, number = code.partition("/01.0")
        row = row_of(review, "targets.csv", unit_id=unit, commitment_no="1", target_no=number)
        return tuple(row[column] for column in columns)

    assert target(first, "deadline", "indicator_id", "value", "status") == ("2031-12-31", "schools", "12", "reviewed")
    assert target("education/01.02", "deadline", "status") == ("2031-06-30", "draft")
    assert target(share, "value", "deadline") == ("98", "2031-11-30")
    assert target(trees, "value", "uom", "comparator") == ("3000", "亩", "gt")
    # Where corrected words stand is looked up in the text.
    at = UNITS.index("3万亩")
    assert target(trees, "start", "end", "bound_start") == (str(at), str(at + 3), str(at + 3))
    # A figure that is none moves into the ledger with its reason.
    assert row_of(review, "numerals.csv", numeral="2万") == {
        "start": str(UNITS.index("2万")), "numeral": "2万", "targets": "", "reason": "background",
    }  # fmt: skip
    with pytest.raises(StopIteration):
        target("shi-lin-ye-ju/01.02", "value")
    # A numeral that was taken for none becomes a target for people to review.
    target_row = row_of(review, "targets.csv", figure="五项")
    assert [target_row[name] for name in ("unit_id", "commitment_no", "target_no", "value", "uom", "start", "end", "status")] == [
        "education", "2", "1", "5", "项", str(UNITS.index("五项")), str(UNITS.index("五项") + 2), "draft",
    ]  # fmt: skip
    assert row_of(review, "numerals.csv", numeral="五")["targets"] == "education/02.01"
    # The same workbook once more finds all of it there.
    after = stored(review)
    assert sum(take(content, again(review), T).cells.values()) == 0 and stored(review) == after
    # 100 % as 1, without a format that says so, is what stood there.
    assert (
        take(edited(excel(again(review), T), ("指标值", share, "数值", 0.98, "General")), again(review), T).cells["targets.csv"]
        == 0
    )


def test_what_is_wrong_is_told_by_sheet_row_and_column_and_nothing_is_written(review, drafted_files):
    def rows(book):
        book["承诺"].delete_rows(3)
        book["指标值"]["A4"] = "education/01.99"
        book["指标值"]["A6"] = "education/01.01"
        book["单位"]["B2"] = "市教委"

    content = edited(
        drafted_files[2],
        ("指标值", "education/01.01", "类型", "很多", ""),
        ("指标值", "education/01.01", "量的是什么", "=B2&B3", ""),
        ("指标值", "education/01.01", "数值", datetime.datetime(2031, 3, 5), "yyyy/m/d"),
        ("指标值", "education/01.01", "期限", "年底", ""),
        ("指标值", "education/01.02", "计量单位", "箩筐", ""),
        ("指标值", "education/01.02", "属于哪个总数", "education/01.09", ""),
        ("指标值", "education/01.02", "数值", 0.05, "0%"),
        ("指标值", "shi-lin-ye-ju/01.01", "审定", "已审", ""),
        ("指标值", "shi-lin-ye-ju/01.01", "子题", "", ""),
        ("指标值", "shi-lin-ye-ju/01.01", "主题", "", ""),
        ("不是指标值的数字", "62", "理由", "", ""),
        rows=rows,
    )
    before = stored(review)
    with pytest.raises(BuildError) as found:
        take(content, review, T)
    assert stored(review) == before
    faults = {(problem.file, problem.row, problem.column): problem.remedy for problem in found.value.problems}
    for place, remedy in {
        ("指标值", 2, "N列“类型”"): "下拉列表",
        ("指标值", 2, "G列“量的是什么”"): "选择性粘贴为数值",
        ("指标值", 2, "I列“数值”"): "变成了日期",
        ("指标值", 2, "O列“期限”"): "2031-12-31",
        ("指标值", 3, "K列“计量单位”"): "units_of_measure.csv",
        ("指标值", 3, "I列“数值”"): "去掉百分号",
        ("指标值", 4, "A列“编号”"): "编号不能改",
        ("指标值", 5, "S列“子题”"): "不能空",
        ("指标值", 6, "A列“编号”"): "第2行已有",
        ("指标值", 0, "A列“编号”"): "还原它",
        ("承诺", 0, "A列“编号”"): "还原它",
        ("单位", 2, "B列“名称”"): "还原为“市教育局”",
        ("不是指标值的数字", 2, "D列“理由”"): "选一个理由",
    }.items():
        assert remedy in faults.pop(place), place
    assert set(faults) <= {("指标值", 3, "V列“属于哪个总数”"), ("指标值", 5, "R列“主题”")} and len(faults) == 2

    # What a reviewed row says is held against what is printed: 12所.
    edits = [("指标值", "education/01.01", *cell, "") for cell in (("数值", 13), ("比较符", "至多"), ("审定", "已审"))]
    with pytest.raises(BuildError) as found:
        take(edited(drafted_files[2], *edits), review, T)
    assert [(problem.row, problem.column) for problem in found.value.problems] == [(2, "I列“数值”"), (2, "L列“比较符”")]
    assert "读作 12" in found.value.problems[0].remedy and "读作 等于" in found.value.problems[1].remedy
    edits = [("指标值", "education/01.01", "原文数字", "14所", ""), ("指标值", "education/01.03", "数值", 0.5, "General")]
    with pytest.raises(BuildError) as found:
        take(edited(drafted_files[2], *edits), review, T)
    assert ["照原文写" in found.value.problems[0].remedy, "百分之八填 8" in found.value.problems[1].remedy] == [True, True]

    # Another person's change to the same cell is not lost.
    title = ("承诺", "education/01", "标题")
    take(edited(drafted_files[2], (*title, "建学校", "")), review, T)
    after = stored(review)
    with pytest.raises(BusyError):
        take(edited(drafted_files[2], (*title, "办学校", "")), review, T)
    assert stored(review) == after
    with pytest.raises(BuildError, match="1 problems") as found:
        take(edited(drafted_files[2], (*title, "办学校", "")), again(review), T)
    assert "已改为“建学校”" in found.value.problems[0].remedy
    with pytest.raises(Message, match="not a workbook"):
        take(sheet(), review, T)


def test_units_of_a_city_s_next_year_come_over_as_they_are_in_its_newest_list():
    """With code, names, kind, division code and place on the grid; a unit of another city's keeps none of what is its own."""
    columns = ("unit", "unit_id", "unit_en", "unit_type", "adcode", "short", "short_en", "within", "tile_column", "tile_row")
    old = dict(zip(columns, ("东县", "east", "East", "county", "990101", "东", "East", "", "0", "0"), strict=True))
    new = {**old, "short": "东县城", "tile_column": "3", "tile_row": "2"}
    units = [{**old, "list_id": "linhe-2031"}, {**new, "list_id": "linhe-2032"}]
    cities = {"linhe-2031": "临河市", "linhe-2032": "临河市"}
    known = replace(Knowledge.read(CURATED, T), units=units, cities=cities)
    text = pasted("东县\n引进项目30个。\n")
    own, other = (
        draft_list(text, About("next-2033", 2033, city), known, "units").files["units.csv"][0] for city in ("临河市", "云栖市")
    )
    assert {name: own[name] for name in columns} == new
    assert (other["adcode"], other["tile_column"], other["short"]) == ("", "", "东县")


def reviewed_row(columns, *cells):
    return dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False)) | {"status": "reviewed"}


def test_a_second_year_takes_up_what_was_written_of_the_first_and_asks_nothing_twice(knowledge):
    """Of the same unit: title, measure, indicator, scope and English; where a number in them is gone, nothing; of what is new, nothing."""
    head = ("unit_id", "commitment_no", "commitment", "commitment_en", "statement", "statement_en", "topic", "theme")
    commitments = [
        reviewed_row(
            head,
            "education",
            "1",
            "扩大学位供给",
            "More school places",
            "新建学校12所，新增学位。",
            "Build 12.",
            "education",
            "livelihood",
        ),
        reviewed_row(
            head, "education", "2", "深化教育评价改革", "Reform", "全面落实双减工作。", "Lighten.", "education", "livelihood"
        ),
        {**reviewed_row(head, "education", "3", "开展校园巡查", "Patrols", "", "", "safety", "other"), "status": "draft"},
    ]
    head = (
        "unit_id",
        "commitment_no",
        "target_no",
        "measure",
        "measure_en",
        "indicator_id",
        "scope",
        "topic",
        "kind",
        "uom",
        "figure",
    )
    first = [
        reviewed_row(head, "education", "1", "1", "新建学校数", "Schools built", "", "", "education", "level", "所", "12所"),
        reviewed_row(head, "education", "1", "2", "6所以上小学所在乡镇数", "Towns", "", "", "education", "level", "所", "7所"),
        reviewed_row(
            head, "education", "1", "3", "新增学位数", "Places", "school-places", "义务教育", "education", "level", "个", "900个"
        ),
    ]
    rows = {
        "list.csv": [{"list_id": "linhe-2030", "year": "2030", "city": "临河市", "city_en": "Linhe", "title": "2030年临河清单"}],
        "commitments.csv": commitments,
        "targets.csv": first,
    }
    later = {**rows, "list.csv": [{"list_id": "linhe-2031", "year": "2031", "city": "临河市"}], "commitments.csv": []}
    known = replace(knowledge, lists={"linhe-2030": rows, "linhe-2031": later})
    text = (
        "市教育局\n深化教育评价改革，全面落实双减工作。\n扩大学位供给，新建学校15所，新增学位1200个，改造食堂3个。\n"
        "开展校园巡查200次。\n"
    )
    draft = drafted(text, known, "units")
    of = {row["commitment_no"]: row for row in draft.files["commitments.csv"]}
    assert (of["1"]["commitment_en"], of["1"]["statement_en"], of["1"]["topic"]) == ("Reform", "Lighten.", "education")
    # Ten of before may be another ten: where a figure changed, what was stated with numbers is gone.
    again = {**commitments[0], "statement": "新增学位和食堂各增长3个。"}
    other = drafted(text, replace(known, lists={"linhe-2030": {**rows, "commitments.csv": [again]}}), "units")
    assert not other.files["commitments.csv"][1].get("statement")
    # The twelve schools are no longer in the text, so that what was stated of them is not kept.
    assert of["2"].get("statement") is None
    assert (of["2"]["commitment"], of["2"]["commitment_en"]) == ("扩大学位供给", "More school places")
    assert "commitment_en" not in of["3"], "what nobody reviewed is not taken up"
    cells = [
        (row["figure"], row["measure_en"], row["indicator_id"], row["scope"])
        for row in draft.files["targets.csv"]
        if row["commitment_no"] == "2"
    ]
    assert cells[:2] == [("15所", "Schools built", "", ""), ("1200个", "Places", "school-places", "义务教育")]
    assert cells[2][:2] == ("3个", "")
    said = [row for row in draft.files["suggestions.csv"] if row["commitment_no"] == "2" and row["target_no"] in ("1", "2")]
    assert not [row for row in said if row["used"] == "asked"]
    assert [row["value"] for row in said if row["column"] == "last_year"] == ["12所 新建学校数", "900个 新增学位数"]
    of_list = draft.files["list.csv"][0]
    assert (of_list["city_en"], of_list["title"]) == ("Linhe", "2031年临河清单")
    fresh = drafted(text, known, "units", year=2030)
    assert not [row for row in fresh.files["targets.csv"] if row["measure_en"]]


def test_a_text_box_of_a_word_file_is_read_once():
    document = docx.Document()
    run = document.add_paragraph("市教育局").add_run()
    box = "<w:txbxContent><w:p><w:r><w:t>新建学校</w:t></w:r><w:r><w:t>12所</w:t></w:r></w:p></w:txbxContent>"
    names = " ".join(
        f'xmlns:{name}="{address}"'
        for name, address in {
            "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
            "v": "urn:schemas-microsoft-com:vml",
        }.items()
    )
    both = (
        f'<mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>'
    )
    run._r.append(parse_xml(f"<mc:AlternateContent {names}>{both}</mc:AlternateContent>"))
    document.add_paragraph("市林业局")
    out = io.BytesIO()
    document.save(out)
    assert [text for _place, _numbers, (text,) in reading._word(out.getvalue())] == ["市教育局", "新建学校12所", "市林业局"]


def test_numbers_that_word_counts_by_itself_are_read(knowledge):
    """A list in Chinese numerals, and within it one in Arabic numerals that begins anew below each item."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate((("chineseCountingThousand", "%1、"), ("decimal", "%2.")))
    )
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {names} w:abstractNumId="90">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {names} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in (
        (0, "教育"),
        (1, "2031年新建学校12所。"),
        (1, "改建学校3所。"),
        (0, "林业"),
        (1, "造林3万亩。"),
        (None, "附件"),
    ):
        paragraph = document.add_paragraph(text)
        if level is not None:
            number = f'<w:numPr {names}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(number))
    out = io.BytesIO()
    document.save(out)
    assert [text for _place, _numbers, (text,) in reading._word(out.getvalue())] == [
        "一、教育", "1. 2031年新建学校12所。", "2. 改建学校3所。", "二、林业", "1. 造林3万亩。", "附件",
    ]  # fmt: skip


def test_signs_for_units_indices_without_one_and_figures_of_several_quantities_are_read(knowledge):
    """An index counts points that nobody prints; what is said of two rates at once is a target of each, 分别 gives each its own."""
    text = (
        "市住建局\n改造管网12km、绿化3.5万㎡，新增供水能力2万m³/日，治理流域20km²，高铁时速350km/h。\n"
        "群众安全感指数达到98.5以上，信用监测指数不低于75。\n生活垃圾处理率和污水处理率均达到95%以上。\n"
        "财政收入、固定资产投资、工业增加值分别增长8%、10%、9%。\n企业和群众满意度均达到96%。\n"
    )
    draft = drafted(text, knowledge, "units")
    rows = [
        (row["commitment_no"], row["figure"], row["value"], row["uom"], row["comparator"], row["reading"])
        for row in draft.files["targets.csv"]
    ]
    assert rows[:6] == [
        ("1", "12km", "12", "km", "eq", ""),
        ("1", "3.5万㎡", "3.5", "万㎡", "eq", ""),
        ("1", "2万m³/日", "2", "万m³/日", "eq", ""),
        ("1", "20km²", "20", "km²", "eq", ""),
        ("2", "98.5以上", "98.5", "分", "ge", "unit"),
        ("2", "75", "75", "分", "ge", "unit"),
    ]
    assert [(row["commitment_no"], row["figure"], row["measure"]) for row in draft.files["targets.csv"][6:]] == [
        ("3", "95%以上", "生活垃圾处理率"),
        ("3", "95%以上", "污水处理率"),
        ("4", "8%", "财政收入增长"),
        ("4", "10%", "固定资产投资增长"),
        ("4", "9%", "工业增加值增长"),
        ("5", "96%", "企业和群众满意度"),
    ]
    text = "市民政局\n新增2家智慧养老院、1个社区食堂和3个照护中心，引进饮料项目1个，达产后年产值6亿元。\n"
    row_of_figures = drafted(text, knowledge, "units").files["targets.csv"]
    measures = [(row["figure"], row["measure"]) for row in row_of_figures]
    assert measures == [("2家", "新增智慧养老院"), ("1个", "社区食堂"), ("3个", "照护中心"), ("1个", "引进饮料项目")]
    (shared,) = [row for row in draft.files["numerals.csv"] if row["numeral"] == "95"]
    codes = shared["targets"].split()
    assert len(codes) == 2 and codes[0] != codes[1] and not shared["reason"]
    measures = knowledge.common.measures
    assert (measures.convert(3.5, "万㎡", "平方米"), measures.convert(20, "km²", "平方公里")) == (35000, 20)


def test_what_a_made_up_city_met_first(knowledge):
    """Marked by hand before it was drafted: plain m2 and m3, thousands with a comma, 分别 with several counts, sizes and marks."""
    text = (
        "市建设局\n拆除违法建设6.5万m2，日处理污水2万m3的城东污水处理厂10月底建成投运。\n"
        "为2,300家次企业办理减税降费4.7亿元，“一网通办”事项比例达98%以上。\n小学、初中、高中分别新增学位1200个、800个和400个。\n"
        "云渡水库3月底前开工，确保9月30日前完成大坝截流。\n力争3个村集体经营性收入突破50万元，新建消防栓30具。\n"
        "4月底前实现企业开办“零费用”。\n新建高标准农田2.6万亩，6月底前建成1.5万亩；粮食播种面积稳定在41万亩。\n"
    )
    rows = drafted(text, knowledge, "units").files["targets.csv"]
    assert [(row["figure"], row["value"], row["uom"], row["measure"], row["firmness"], row["deadline"]) for row in rows] == [
        ("6.5万m2", "6.5", "万m2", "拆除违法建设", "plain", ""),
        ("10月底", "", "", "日处理污水2万m3的城东污水处理厂建成投运", "plain", "2031-10-31"),
        ("2,300家次", "2300", "家次", "企业办理减税降费", "plain", ""),
        ("4.7亿元", "4.7", "亿元", "企业办理减税降费", "plain", ""),
        ("98%以上", "98", "%", "一网通办事项比例", "plain", ""),
        ("1200个", "1200", "个", "小学新增学位", "plain", ""),
        ("800个", "800", "个", "初中新增学位", "plain", ""),
        ("400个", "400", "个", "高中新增学位", "plain", ""),
        ("3月底前", "", "", "云渡水库开工", "plain", "2031-03-31"),
        ("9月30日前", "", "", "完成大坝截流", "ensure", "2031-09-30"),
        ("3个", "3", "个", "村集体经营性收入突破", "strive", ""),
        ("30具", "30", "具", "新建消防栓", "strive", ""),
        ("零费用", "0", "", "4月底前实现企业开办", "plain", "2031-04-30"),
        ("2.6万亩", "2.6", "万亩", "新建高标准农田", "plain", ""),
        ("1.5万亩", "1.5", "万亩", "新建高标准农田", "plain", "2031-06-30"),
        ("41万亩", "41", "万亩", "粮食播种面积", "plain", ""),
    ]
    assert knowledge.common.measures.convert(6.5, "万m2", "平方米") == 65000


def test_a_heading_with_a_full_stop_is_no_commitment_and_titles_cut_no_figure(knowledge):
    text = (
        "青禾县2031年为民办实事方案\n一、教育助学。\n1.新建幼儿园4所。\n2.11月底前完成60所学校食堂“明厨亮灶工程”改造。\n"
        "二、安居宜居。\n3.每千人口拥有3岁以下婴幼儿托位数达4.6个。\n4.力争城乡居民人均可支配收入分别增长6%、7%。\n"
    )
    draft = draft_list(pasted(text), About("qinghe-2031", 2031, "青禾县"), knowledge)
    assert [row["commitment"] for row in draft.files["commitments.csv"]] == [
        "新建幼儿园4所",
        "11月底前完成60所学校食堂",
        "每千人口拥有3岁以下婴幼儿托位数",
        "力争城乡居民人均可支配收入分别增长",
    ]


def test_a_cell_over_several_rows_at_a_sheets_end_counts_for_all_and_formulas_without_results_are_told(knowledge):
    book = openpyxl.Workbook()
    rows = [
        ("项目", "目标", "责任单位"),
        ("新建学校", "12所", "市教育局"),
        ("新增学位", "1200个", None),
        ("签约率", "95%", "市卫生局"),
    ]
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("C2:C3")

    def content():
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    draft = draft_list(reading.read(content(), "清单.xlsx"), About("linhe-2031", 2031, "临河市"), knowledge)
    assert [each.leads for each in draft.layout.commitments] == [("市教育局",), ("市教育局",), ("市卫生局",)]
    book.active["B2"] = "=6+6"
    with pytest.raises(reading._Refused, match="formula"):
        reading._rows(content(), ".xlsx")
    with pytest.raises(reading._Refused, match="characters"):
        reading._plain("臨河市年度清單".encode("big5"))


def test_several_counties_at_once_are_no_county(knowledge):
    """各县区 has no division code, so that nobody is asked for one."""
    text = "临河市民生实事表\n项目\t目标\t责任单位\n新建学校\t12所\t市教育局\n改造厕所\t3000户\t各县区\n修建公路\t80公里\t东县\n"
    units = draft_list(pasted(text), About("linhe-2031", 2031, "临河市"), knowledge, "table").files["units.csv"]
    assert {row["unit"]: row["unit_type"] for row in units} == {
        "市教育局": "government",
        "各县区": "government",
        "东县": "county",
    }
