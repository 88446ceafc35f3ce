"""Views taken away as files: what somebody finds who opens them elsewhere."""

import datetime
import io
import itertools
import json
import re

import openpyxl
import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as arrow_parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter

from fenjin import views
from fenjin.data import database
from fenjin.data.edition import current
from fenjin.figures.bars import Bar, Bars, Section
from fenjin.figures.look import Look
from fenjin.files import everything, export
from fenjin.files.workbook import MOST_CELLS, excel
from fenjin.language.translate import translator
from fenjin.paths import TABLE
from fenjin.views import Context, View
from fenjin.views.selection import Filters
from tests import profiles

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
LINK = "https://example.org/attraction?indicator=projects-attracted"
WHEN = datetime.datetime(2026, 3, 1, 9, 30)
COLUMNS = [
    "单位",
    "名次",
    "目标",
    "依据",
    "标准值",
    "标准值上限",
    "计量单位",
    "比较符",
    "口径",
    "所属合计",
    "语气",
    "衡量什么",
    "出处",
    "目标编号",
    "依据的目标",
]


@pytest.fixture(scope="module")
def opened():
    return current()


@pytest.fixture(scope="module")
def chinese(opened):
    return Context(opened, "xiangyang-2022", translator("zh"), Look("light", "attraction"))


@pytest.fixture(scope="module")
def english(opened):
    return Context(opened, "xiangyang-2022", translator("en"), Look("dark", "attraction"))


def ranking(context):
    return views.ranking(context, "projects-attracted", "county")


def of(table, **params):
    """A view that holds a table."""
    return View("问？", "答。", "nothing", params, pd.DataFrame(), table=table)


def workbook(view, context, when=WHEN, link=LINK):
    return openpyxl.load_workbook(io.BytesIO(excel(view, context, link, when)))


def cells(sheet):
    """The texts and numbers of a sheet, row by row, without the empty cells."""
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row]


# CSV.


@given(st.text() | st.text("'=+-@＝ \t\u3000\ufeffa1"))
def test_what_a_csv_file_guards_can_be_undone(text):
    """The apostrophe comes off again, and only the one that was put there."""
    assert export.unguard(export.guard(text)) == text


@pytest.mark.parametrize(("text", "held"), [
    ("=1+1", "'=1+1"), ("'=1+1", "''=1+1"), ("''+1", "'''+1"), ("'", "'"), ("'枣阳'", "'枣阳'"), ("14.45万亩", "14.45万亩"), ("", ""),
    *((f"{before}{sign}1", f"'{before}{sign}1") for sign in "+-@＝＋－＠" for before in ("", " ", "\u3000", "\ufeff")), ("\t", "\t"),
])  # fmt: skip
def test_a_text_as_a_csv_file_holds_it(text, held):
    assert export.guard(text) == held
    assert export.unguard(held) == text


def test_a_csv_file_gives_back_the_true_texts():
    texts = ["=1+1", "'=1+1", "'", "枣阳", "-3", "换\n行"]
    content = export.csv(pd.DataFrame({"a": texts}))
    # By this mark Excel takes it for UTF-8.
    assert content.startswith(b"\xef\xbb\xbfa\r\n")
    read = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", keep_default_na=False, dtype=str)
    assert [export.unguard(text) for text in read["a"]] == texts


def test_a_table_is_copied_a_row_a_line_as_cells_that_nothing_runs():
    table = pd.DataFrame({"单位": ["枣阳", "=1+1"], "目标\t": ["至少\n450亿元", None], "标准值": [450.0, 0.5]})
    assert export.tabbed(table) == "单位\t目标 \t标准值\r\n枣阳\t至少 450亿元\t450\r\n'=1+1\t\t0.5\r\n"


# Excel.


def test_a_workbook_has_a_cover_the_data_a_chart_and_a_dictionary(chinese):
    assert workbook(ranking(chinese), chinese).sheetnames == ["封面", "数据", "图", "字段和符号"]
    assert workbook(views.ledger(chinese), chinese).sheetnames == ["封面", "数据", "字段和符号"]


def test_the_cover_says_where_the_data_comes_from(chinese):
    version = chinese.database.version
    lines = cells(workbook(ranking(chinese), chinese)["封面"])
    assert lines[0] == ["襄阳市2022年度奋进清单"]
    said = dict(lines[1:])
    assert said["问题"] == "县（市）区和开发区中，引进项目个数谁承诺得最多？"
    assert said["结论"] == ranking(chinese).takeaway
    assert said["所选"] == "指标：引进项目个数\n单位范围：县（市）区和开发区"
    assert said["链接"] == LINK
    assert said["清单编号"] == "xiangyang-2022"
    assert said["数据版本"] == version
    assert said["导出时间"] == "2026-03-01 09:30"
    assert said["中文引用"] == f"《襄阳市2022年度奋进清单》，奋进看板整理，数据版本{version[:12]}，{LINK}"
    assert said["英文引用"].startswith("Xiangyang annual targets 2022, ")
    assert said["英文引用"].endswith(f"{version[:12]}, {LINK}")
    assert not CHINESE.search(said["英文引用"])


def test_the_cover_is_silent_about_a_time_or_link_that_it_was_not_given(chinese):
    said = [line[0] for line in cells(workbook(ranking(chinese), chinese, when=None, link="")["封面"])]
    assert "导出时间" not in said
    assert "链接" not in said


def test_the_choice_is_told_in_words(chinese):
    filters = Filters((("theme", ("rural", "livelihood")), ("unit", ("zaoyang",))), low=3.5, words="农田 建设", above=2)
    said = dict(cells(workbook(views.explore(chinese, filters), chinese)["封面"])[1:])
    assert said["所选"].split("\n") == [
        "单位：枣阳市",
        "主题：乡村振兴、民生",
        "标准值不低于：3.5",
        "原文数值大于：2",
        "搜索：农田 建设",
    ]
    assert dict(cells(workbook(views.deadlines(chinese), chinese)["封面"])[1:])["所选"] == "全部"


def test_a_choice_without_words_is_told_as_it_is(chinese):
    said = dict(cells(workbook(of(pd.DataFrame({"a": [1]}), mystery="x", theme="gone"), chinese)["封面"])[1:])
    assert said["所选"] == "mystery：x\n主题：gone"


def test_the_data_sheet_can_be_worked_with_at_once(chinese):
    sheet = workbook(ranking(chinese), chinese)["数据"]
    assert [cell.value for cell in sheet[1]] == COLUMNS
    # Seven figures, and what follows from three of them.
    assert sheet.max_row == 11
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:O11"
    row = {cell.value: below for cell, below in zip(sheet[1], sheet[3], strict=True)}
    # 枣阳 promises more for certain, 襄州 and 樊城 may.
    assert (row["单位"].value, row["目标"].value, row["名次"].value) == ("宜城市", "100个", "第2–4位")
    assert (row["标准值"].value, row["标准值"].data_type, row["标准值"].number_format) == (100, "n", "#,##0")
    assert row["出处"].value == "第1段，第83–86字"
    assert row["标准值上限"].value is None
    assert (row["依据"].value, row["目标编号"].value, row["依据的目标"].value) == ("写明", *["xiangyang-2022/yicheng/01.01"] * 2)


def test_a_bound_is_in_the_data_as_what_it_follows_from_and_not_as_a_target(chinese):
    """枣阳 writes down 110 industrial projects of that size, so it promises 110 of that size at least, which the text does not say."""
    sheet = workbook(ranking(chinese), chinese)["数据"]
    row = {cell.value: below.value for cell, below in zip(sheet[1], sheet[2], strict=True)}
    assert (row["单位"], row["目标"], row["名次"], row["口径"]) == ("枣阳市", "至少110个", "第1–3位", "亿元以上")
    assert (row["依据"], row["依据的目标"]) == ("由较窄的口径推出（工业110个）", "xiangyang-2022/zaoyang/01.01")
    assert row["目标编号"] is None and row["衡量什么"] is None


def test_each_cell_is_what_it_is(chinese):
    table = pd.DataFrame({
        "文": ["=1+1", "007", "https://example.org", "枣阳"], "数": [14.45, 1470.0, None, 1 / 3], "比": [0.2778, 1.0, 0.5, 0.25],
        "日": [datetime.date(2022, 6, 30), None, None, None], "真": [True, False, True, False], "无": [None, float("nan"), pd.NaT, ""],
        "混": [-7, "x", None, float("inf")],
    })  # fmt: skip
    sheet = workbook(of(table), chinese)["数据"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [(row[0].value, row[0].data_type) for row in rows] == [
        ("=1+1", "s"), ("007", "s"), ("https://example.org", "s"), ("枣阳", "s"),
    ]  # fmt: skip
    assert [row[1].value for row in rows] == [14.45, 1470, None, pytest.approx(1 / 3)]
    assert [row[1].number_format for row in rows][:2] == ["#,##0.####", "#,##0"]
    assert [row[2].value for row in rows] == [0.2778, 1, 0.5, 0.25]
    assert rows[0][3].value == datetime.datetime(2022, 6, 30)
    assert rows[0][3].number_format == "yyyy-mm-dd"
    assert [row[4].value for row in rows] == [True, False, True, False]
    assert [row[5].value for row in rows] == [None] * 4
    assert [row[6].value for row in rows] == [-7, "x", None, None]


def test_a_moment_keeps_its_time_and_a_day_shows_none(chinese):
    table = pd.DataFrame({"时": [datetime.datetime(2022, 6, 30, 9, 30), datetime.datetime(2022, 6, 30)]})
    first, second = (row[0] for row in workbook(of(table), chinese)["数据"].iter_rows(min_row=2))
    assert first.value == datetime.datetime(2022, 6, 30, 9, 30) and "h" in first.number_format
    assert second.number_format == "yyyy-mm-dd"


def test_a_heading_that_looks_like_a_formula_stays_a_text(chinese):
    book = workbook(of(pd.DataFrame({"=1+1": ["+2"]})), chinese)
    assert [cell.data_type for sheet in ("数据", "字段和符号") for cell in book[sheet]["A"][:2]] == ["s"] * 4


def test_a_chinese_column_is_as_wide_as_its_characters(chinese):
    sheet = workbook(of(pd.DataFrame({"a": ["高标准农田建设面积"], "b": ["abcdefghi"], "c": ["长" * 500]})), chinese)["数据"]
    widths = [sheet.column_dimensions[name].width for name in "abc".upper()]
    assert 18 <= widths[0] <= 24
    assert 9 <= widths[1] < widths[0]
    assert widths[2] < 60
    assert sheet.row_dimensions[2].height > 100


def reader_of(sheet):
    """How high letters of 10 points are on paper, and how many points wide the columns of each page are, after room for margins."""
    scale = (sheet.page_setup.scale or 100) / 100
    last = sheet.print_area.rpartition("$")[0].rpartition("$")[2] if sheet.print_area else get_column_letter(sheet.max_column)
    widths = [
        (7 * sheet.column_dimensions[get_column_letter(n)].width + 5) * 0.75 for n in range(1, column_index_from_string(last) + 1)
    ]
    edges = [0, *(each.id for each in sheet.col_breaks.brk), len(widths)]
    again = [widths[0] if place else 0 for place in range(len(edges) - 1)]
    pages = [extra + sum(widths[start:end]) for extra, (start, end) in zip(again, itertools.pairwise(edges), strict=True)]
    room = {9: 842, 8: 1191}[int(sheet.page_setup.paperSize)] - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    return 10 * scale, [width * scale / room for width in pages]


@pytest.mark.parametrize(("columns", "paper", "pages"), [(3, 9, 1), (5, 8, 1), (13, 8, 3)])
def test_paper_is_read_without_a_glass(chinese, columns, paper, pages):
    """Columns of 48 letters: three need A4, five A3, and thirteen three pages of it, each with the first column."""
    sheet = workbook(of(pd.DataFrame({f"列{n}": ["长" * 60] for n in range(columns)})), chinese)["数据"]
    letters, filled = reader_of(sheet)
    assert (int(sheet.page_setup.paperSize), len(filled)) == (paper, pages)
    assert letters >= 7 and max(filled) < 1 and sheet.print_title_cols == "$A:$A"


def test_a_source_too_long_for_paper_ends_with_a_whole_word(english):
    view = ranking(english)
    for sheet in workbook(view, english):
        source = sheet.oddFooter.left.text
        question = source.rpartition(" · ")[2].removesuffix("…").strip()
        assert source.endswith("…") and f"{view.question} ".startswith(f"{question} ")


def test_every_sheet_of_paper_tells_its_number_and_source_and_no_codes(chinese):
    book = workbook(ranking(chinese), chinese)
    for sheet in book:
        assert sheet.oddFooter.right.text == "&P / &N" and current().version[:12] in sheet.oddFooter.left.text
        assert "襄阳市2022年度奋进清单" in sheet.oddFooter.left.text and reader_of(sheet)[0] >= 7
    heads = [cell.value for cell in book["数据"][1]]
    area = book["数据"].print_area.rpartition("$")[0].rpartition("$")[2]
    assert heads[column_index_from_string(area) :] == ["目标编号", "依据的目标"]


def test_what_a_cell_cannot_hold_is_said_in_it(chinese):
    whole, cut = (
        cell.value for cell in workbook(of(pd.DataFrame({"a": ["长" * 32_767, "𠮷" * 20_000]})), chinese)["数据"]["A"][1:]
    )
    assert whole == "长" * 32_767
    head = cut.rstrip("见CSV文件）")
    assert len(cut.encode("utf-16-le")) <= 2 * 32_767 and cut.startswith("𠮷" * 16_000)
    assert f"后面还有{20_000 - head.count('𠮷')}个字" in cut


def test_an_empty_table_still_has_its_header(chinese):
    sheet = workbook(of(pd.DataFrame({"单位": [], "名次": [], "标准值": [], "口径": []})), chinese)["数据"]
    assert [cell.value for cell in sheet[1]] == ["单位", "名次", "标准值", "口径"]
    assert sheet.max_row == 1
    assert workbook(of(pd.DataFrame()), chinese).sheetnames == ["封面", "数据", "字段和符号"]


def test_the_chart_draws_the_comparison(chinese):
    """Five are ranked at one scope, two are kept apart: two series over the seven rows of the chart's own table.

    What bounds a wider figure is drawn there, with its own scope, and not a second time among those kept apart.
    """
    sheet = workbook(ranking(chinese), chinese)["图"]
    (chart,) = sheet._charts
    header = next(cell.row for cell in sheet["A"] if cell.value == "图中的名字")
    rows = list(sheet.iter_rows(min_row=header, values_only=True))
    assert rows == [
        ("图中的名字", "目标", "写明的数字，按大小排：亿元以上（5家）", "口径不同，单列，不排序"),
        ("第1–3位 枣阳（工业110个，力争）", "至少110个", 110, None),
        ("第2–4位 宜城", "100个", 100, None),
        ("第1–4位 襄州（重点投资90个，力争）", "至少90个", 90, None),
        ("第1–4位 樊城（战略性新兴产业30个）", "至少30个", 30, None),
        ("第5位 襄城", "20个", 20, None),
        ("宜城（5亿元以上，力争，100个中的一部分）", "15个", None, 15),
        ("老河口（新签约，力争）", "至少145个", None, 145),
    ]
    assert sheet["A2"].value == "图例：点纹＝由别的口径推出、斜纹＝力争、灰框＝不参加排序。"
    first, last = header + 1, header + 7
    drawn = [(each.tx.strRef.f, each.cat.strRef.f, each.val.numRef.f) for each in chart.series]
    assert drawn == [
        (f"图!${column}${header}", f"图!$A${first}:$A${last}", f"图!${column}${first}:${column}${last}") for column in "CD"
    ]
    assert chart.barDir == "bar"


def test_what_is_kept_apart_is_drawn_as_an_outline(chinese):
    """Also where nothing is ranked at all."""
    ranked, apart = workbook(ranking(chinese), chinese)["图"]._charts[0].series
    assert apart.spPr.noFill
    assert not ranked.spPr.noFill
    alone = drawn(Section("单列", [Bar("东县", 3.0, "3个", unranked=True, detail="大型")]))
    (series,) = workbook(alone, chinese)["图"]._charts[0].series
    assert series.spPr.noFill


def drawn(*sections):
    """A view with these bars."""
    table = pd.DataFrame({"单位": ["东县"]})
    return View("问？", "答。", "nothing", {}, pd.DataFrame(), figure=Bars(list(sections)).figure(Look()), table=table)


def test_every_scope_that_is_ranked_is_a_series_of_its_own(chinese):
    view = drawn(
        Section("大型（1家）", [Bar("东县", 3.0, "3个")]),
        Section("（2家）", [Bar("西县", 9.0, "9个"), Bar("北县", 8.0, "至少8个", comparator="ge")]),
    )
    sheet = workbook(view, chinese)["图"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "图中的名字")
    assert rows[head:] == [
        ("图中的名字", "目标", "大型（1家）", "（2家）"), ("东县", "3个", 3, None), ("西县", "9个", None, 9), ("北县", "至少8个", None, 8),
    ]  # fmt: skip
    assert len(sheet._charts[0].series) == 2


@pytest.mark.parametrize("view", [views.deadlines, lambda context: views.county_city(context, "grain-output")])
def test_every_view_with_bars_has_a_chart(chinese, view):
    sheet = workbook(view(chinese), chinese)["图"]
    (chart,) = sheet._charts
    values = [row[2] for row in sheet.iter_rows(values_only=True) if isinstance(row[2], int | float)]
    assert values in ([1, 1, 6, 1, 17, 1], [90, 25])
    assert len(chart.series) == 1


def test_the_dictionary_explains_columns_and_signs(chinese):
    lines = {line[0]: line[1:] for line in cells(workbook(ranking(chinese), chinese)["字段和符号"])}
    assert list(lines)[: 1 + len(COLUMNS)] == ["字段", *COLUMNS]
    assert lines["标准值"] == ["数字", "换算到标准单位的数字，用来比较；区间为下限"]
    assert lines["目标编号"][0] == "文字"
    signs = list(lines)[list(lines).index("符号") + 1 :]
    assert signs == ["空格", "不排序", "第1–3位", "至少、超过", "力争", "未强调"]
    # Nobody stands first or last for certain where roads of narrower kinds only bound the total.
    lines = {
        line[0]: line[1:] for line in cells(workbook(views.ranking(chinese, "rural-roads", "county"), chinese)["字段和符号"])
    }
    assert "难分先后" in lines and "区间" not in lines


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_every_view_is_explained(lang):
    """A column without a meaning would stand unexplained in the workbook, and two with one heading could not be told apart."""
    t = translator(lang)
    tables = [[each for each, _cell in asked.table] for asked in views.QUESTIONS.values()]
    tables.append([each for each, _cell in views.COLUMNS.values()])
    assert len({each.name for table in tables for each in table}) > 20
    for table in tables:
        assert all(t(each.heading) and t(each.meaning) for each in table)
        assert len({t(each.heading) for each in table}) == len(table)


def test_counts_are_explained_too(chinese):
    view = views.pivot(chinese, Filters(), "theme", "league")
    lines = {line[0]: line[1:] for line in cells(workbook(view, chinese)["字段和符号"])}
    assert lines["县（市）区和开发区"] == ["数字", "属于这一类的行数"]
    assert lines["合计"] == ["数字", "一行或一列的总数"]
    # What is sorted or filtered in Excel leaves the totals, the last row, where they are.
    assert workbook(view, chinese).worksheets[1].auto_filter.ref == f"A1:D{len(view.table)}"


def test_an_english_workbook_is_english(english):
    """Chinese stands only in the data, and in the Chinese citation."""
    view = ranking(english)
    book = workbook(view, english)
    data, (chart,) = book.worksheets[1], book.worksheets[2]._charts
    assert not [name for name in book.sheetnames if CHINESE.search(name)]
    assert not [cell.value for cell in data[1] if CHINESE.search(cell.value)]
    texts = [text for place in (0, 2, 3) for row in cells(book.worksheets[place]) for text in row if isinstance(text, str)]
    assert [text for text in texts if CHINESE.search(text)] == [text for text in texts if text.startswith("《")]
    assert not CHINESE.search("".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r))
    properties = book.properties
    assert not CHINESE.search(f"{properties.title}{properties.subject}{properties.creator}")
    chosen = workbook(views.explore(english, Filters((("unit", ("zaoyang",)),), high=9.0)), english)
    assert next(row for row in cells(chosen.worksheets[0]) if row[0] == "Choice")[1].split("\n")[0] == "Unit: Zaoyang City"


def test_the_same_view_gives_the_same_file(chinese):
    view = ranking(chinese)
    assert excel(view, chinese, LINK, WHEN) == excel(view, chinese, LINK, WHEN)
    assert excel(view, chinese, LINK) == excel(view, chinese, LINK)
    assert excel(view, chinese, LINK, WHEN) != excel(view, chinese, LINK, WHEN + datetime.timedelta(days=1))
    assert workbook(view, chinese).properties.created == datetime.datetime(1980, 1, 1)
    assert export.parquet(view, chinese, LINK) == export.parquet(view, chinese, LINK)
    assert export.as_json(view, chinese, LINK) == export.as_json(view, chinese, LINK)


def test_every_comparison_can_be_taken_away(chinese, english):
    """Every indicator, both leagues, both languages: a workbook that opens, with one chart."""
    opened = 0
    for start, context in enumerate((chinese, english)):
        for indicator in profiles.some(views.definitions(context).frame["indicator_id"], 5, start):
            for league in views.LEAGUES:
                view = views.ranking(context, indicator, league)
                if not view.empty:
                    assert len(workbook(view, context).worksheets[2]._charts) == 1
                    opened += 1
    assert opened > (80 if profiles.full() else 20)


# Tables of figures.


@pytest.fixture(scope="module")
def investment(chinese):
    """The sheet of what counties promise to attract, by indicator and unit."""
    sheet = workbook(views.matrix(chinese, "attraction"), chinese)["数字表"]
    heads = [cell.value for cell in sheet[1]]
    return sheet, {
        (row[0].value, head): cell for row in sheet.iter_rows(min_row=2) for head, cell in zip(heads, row, strict=True)
    }


def test_a_table_of_figures_has_its_sheet_beside_its_rows(chinese, investment):
    view = views.filtered_matrix(chinese, Filters((("league", ("county",)), ("theme", ("rural", "livelihood")))))
    book = workbook(view, chinese)
    assert book.sheetnames == ["封面", "数字表", "数据", "字段和符号"]
    sheet = book["数字表"]
    assert [cell.value for cell in sheet[1]][:4] == ["分组", "指标", "计量单位、口径", "枣阳"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("D2", "$1:$1", "$A:$C")
    assert sheet.page_setup.orientation == "landscape" and "见批注" in sheet.oddFooter.left.text
    assert sheet.auto_filter.ref == sheet.dimensions
    # As many rows as the screen shows, and a signature of each bound in columns of its own on the sheet of data.
    assert sheet.max_row == len(view.figure.content.rows) + 1
    assert {"比较符", "标准值", "计量单位"} <= {cell.value for cell in book["数据"][1]}
    lines = {line[0]: line[1:] for line in cells(book["字段和符号"])}
    assert "数字后的*" in lines and "≥、>、≤、<、≈" in lines


def test_a_plain_number_is_a_number_in_the_unit_of_its_row(investment):
    """东津新区 writes 580亿元 and 271.5亿元 and no more, 樊城 446.3亿元 and a part of it, 宜城 strives for 100 projects, 15 of them larger."""
    _sheet, at = investment
    assert (at["合同投资额", "计量单位、口径"].value, at["引进项目个数", "计量单位、口径"].value) == ("亿元", "个 · 亿元以上")
    plain = at["合同投资额", "东津新区"]
    assert (plain.value, plain.data_type, plain.comment) == (580, "n", None) and '"*"' not in plain.number_format
    for place, value, more in (
        (("合同投资额", "樊城"), 446.3, "245.9亿元"), (("引进项目个数", "宜城"), 100, "5亿元以上"), (("引进名企个数", "襄州"), 5, "500强或上市公司"),
    ):  # fmt: skip
        assert at[place].value == value and at[place].number_format.endswith('"*"') and more in at[place].comment.text


def test_a_bound_is_no_number_that_could_be_added_up(investment):
    _sheet, at = investment
    assert at["引进项目个数", "枣阳"].value == "≥110 工业，力争"
    assert at["引进项目个数", "老河口"].value == "≥145 另一口径：新签约，力争"
    assert (at["到位资金增速", "保康"].value, at["到位资金增速", "东津新区"].value) == ("≥10", ">10")
    assert at["引进名企个数", "东津新区"].value.startswith("1–2 ")


def test_who_promises_without_a_figure_says_so_and_who_promises_nothing_is_empty(investment):
    _sheet, at = investment
    assert at["合同投资额", "谷城"].value == "有承诺"
    assert at["合同投资额", "枣阳"].value is None and at["合同投资额", "枣阳"].comment is None


def test_figures_of_no_indicator_and_units_as_rows_are_texts_line_by_line(chinese):
    sheet = workbook(views.filtered_matrix(chinese, Filters((("unit", ("zaoyang",)), ("theme", ("rural",))))), chinese)["数字表"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[:2] == ["其余数字", "不属指标"] and "5处 启动的农村饮水提升工程" in last[2].split("\n")
    overview = workbook(views.promises(chinese), chinese)["数字表"]
    assert [cell.value for cell in overview[1]][:2] == ["县区", "投资"] and overview.freeze_panes == "B2"
    assert "计量单位、口径" not in [cell.value for cell in overview[1]]
    departments = workbook(views.departments(chinese, "business"), chinese)["数字表"]
    assert [cell.value for cell in departments[1]] == ["分组", "部门", "写了数字的目标"]


def test_no_bound_of_a_whole_list_is_a_number(chinese):
    view = views.filtered_matrix(chinese, Filters())
    table, sheet = view.figure.content, workbook(view, chinese)["数字表"]
    numbers = 0
    for cells_, row in zip(table.cells, sheet.iter_rows(min_row=2, min_col=4), strict=True):
        for cell, written in zip(cells_, row, strict=True):
            bound = not cell.entries or cell.status == "listed" or not re.fullmatch(r"[\d,.]+", cell.entries[0].amount)
            assert isinstance(written.value, int | float) != bound, (cell, written.value)
            numbers += not bound
    assert numbers > 60


# Parquet and JSON.


def test_parquet_carries_the_true_texts_and_where_they_come_from(chinese):
    table = pd.DataFrame(
        {"单位": ["=1+1", "'枣阳"], "值": [1.5, None], "期限": [datetime.date(2022, 6, 30), None], "混": [1, "x"]}
    )
    view = of(table, theme="rural", low=None)
    assert export.as_arrow(pd.Series([1, "x", None], dtype=object)).to_pylist() == ["1", "x", None]
    read = arrow_parquet.read_table(io.BytesIO(export.parquet(view, chinese, LINK)))
    assert read.to_pydict() == {
        "单位": ["=1+1", "'枣阳"],
        "值": [1.5, None],
        "期限": [datetime.date(2022, 6, 30), None],
        "混": ["1", "x"],
    }
    assert json.loads(read.schema.metadata[b"fenjin"]) == {
        "question": "问？", "takeaway": "答。", "query": "nothing", "params": {"theme": "rural", "low": None}, "link": LINK,
        "list": "xiangyang-2022", "version": chinese.database.version,
    }  # fmt: skip


def test_a_file_of_targets_holds_numbers_with_their_units_of_measure(chinese):
    """Value and unit as printed and as compared, comparator and codes, whatever the table shows; each heading once."""
    view = views.explore(chinese, Filters((("unit", ("zaoyang",)),)), ("target",))
    whole = views.add_numbers(view, chinese)
    row = next(row for row in whole.table.to_dict("records") if row["目标"] == "14.45万亩")
    assert (row["原文数值"], row["原文单位"], row["标准值"], row["计量单位"]) == (14.45, "万亩", 144500.0, "亩")
    assert (row["比较符"], row["单位代号"], row["指标代号"]) == ("等于", "zaoyang", "high-standard-farmland")
    lines = export.csv(whole.table, whole=True).decode("utf-8-sig").splitlines()
    assert [line for line in lines if "14.45,,万亩,144500,,亩" in line]
    assert export.csv(whole.table, "gb18030").decode("gb18030") == export.csv(whole.table).decode("utf-8-sig")
    for each in (
        view, views.ranking(chinese, "funds-in-place", "county"), views.matrix(chinese, "rural"), views.card(chinese, row["目标编号"]), views.standings(chinese, "zaoyang", "county"),
        views.deadlines(chinese),
    ):  # fmt: skip
        own = views.add_numbers(each, chinese)
        assert len(set(own.table.columns)) == len(own.table.columns) == len(own.columns), each.query
        assert {"std_value", "std_uom"} <= {column.name for column in own.columns}, each.query
        assert len(own.table) == len(each.table)


def test_a_file_of_targets_holds_its_words_in_both_languages(chinese, english):
    """What is shown in one language stands in the other behind it, for readers of either."""
    filters = Filters((("unit", ("zaoyang",)), ("indicator", ("high-standard-farmland",))))
    for context, heads in (
        (chinese, ("单位（英文）", "承诺（英文）", "衡量内容（英文）", "概述（英文）")),
        (english, ("Unit (Chinese)", "Commitment (Chinese)", "Measure (Chinese)", "Statement (Chinese)")),
    ):
        (row,) = views.add_other_language(views.explore(context, filters), context).table.to_dict("records")
        own = (
            ("枣阳市", "推进乡村振兴", "建成高标准农田面积"),
            ("Zaoyang City", "Rural revitalization", "High-standard farmland completed"),
        )
        assert tuple(row[head] for head in heads[:3]) == own[context is chinese]
        assert row[heads[3]].startswith(("建高标准农田14.45万亩", "Build 144,500 mu (9,633 ha)")[context is chinese])
    # Only what is shown, once, and of the same rows.
    for each in (views.ranking(chinese, "funds-in-place", "county"), views.matrix(english, "rural"), views.deadlines(english)):
        context = english if each.table.columns[0].isascii() else chinese
        both = views.add_other_language(views.add_numbers(each, context), context)
        assert len(set(both.table.columns)) == len(both.table.columns) == len(both.columns), each.query
        assert {"unit_en", "unit_zh"} & {column.name for column in both.columns}, each.query
        assert len(both.table) == len(each.table)


def test_parquet_keeps_the_types_of_columns_without_a_value(chinese):
    """So that the files of two choices can be put together."""
    files = [
        arrow_parquet.read_table(
            io.BytesIO(export.parquet(views.add_numbers(views.explore(chinese, filters), chinese), chinese, LINK))
        )
        for filters in (Filters(), Filters((("kind", ("qualitative",)),)), Filters(words="没有这个词"))
    ]
    assert files[0].schema.field("期限").type == arrow.date32() and files[0].schema.field("标准值").type == arrow.float64()
    for other in files[1:]:
        assert other.schema.remove_metadata() == files[0].schema.remove_metadata()


def test_parquet_of_a_comparison(chinese):
    view = ranking(chinese)
    read = arrow_parquet.read_table(io.BytesIO(export.parquet(view, chinese, LINK)))
    assert read.column_names == COLUMNS
    assert read["标准值"].to_pylist() == [110, 100, 90, 30, 20, 110, 15, 145, 90, 30]
    # Counted in the published text by hand; a bound is where that is from which it follows.
    zaoyang, xiangzhou, fancheng = "第1段，第184–187字", "第1段，第77–79字", "第1段，第34–36字"
    assert read["出处"].to_pylist() == [
        zaoyang, "第1段，第83–86字", xiangzhou, fancheng, "第5段，第137–139字", zaoyang, "第1段，第95–97字", "第1段，第56–61字", xiangzhou, fancheng,
    ]  # fmt: skip
    assert read["目标"].to_pylist()[7] == "至少145个"


def test_json_carries_the_true_texts_and_where_they_come_from(chinese):
    table = pd.DataFrame({
        "单位": ["=1+1", "枣阳"], "值": [1.5, float("nan")], "数": [3, 4], "期限": [datetime.date(2022, 6, 30), None], "无": [pd.NaT, None],
        "刻": pd.to_datetime(["2022-06-30 08:00", None]), "限": [float("inf"), 2.0],
    })  # fmt: skip
    content = export.as_json(of(table, theme="rural", low=None), chinese, LINK)
    assert "枣阳" in content.decode("utf-8")
    assert json.loads(content) == {
        "question": "问？", "takeaway": "答。", "query": "nothing", "params": {"theme": "rural", "low": None}, "link": LINK,
        "list": "xiangyang-2022", "version": chinese.database.version, "notes": [],
        "columns": ["单位", "值", "数", "期限", "无", "刻", "限"],
        "rows": [
            {"单位": "=1+1", "值": 1.5, "数": 3, "期限": "2022-06-30", "无": None, "刻": "2022-06-30T08:00:00", "限": None},
            {"单位": "枣阳", "值": None, "数": 4, "期限": None, "无": None, "刻": None, "限": 2.0},
        ],
    }  # fmt: skip


def test_json_of_a_comparison(chinese):
    content = json.loads(export.as_json(ranking(chinese), chinese, LINK))
    assert content["columns"] == COLUMNS
    assert len(content["rows"]) == 10
    assert [row["标准值"] for row in content["rows"][:2]] == [110, 100]
    assert content["rows"][0]["标准值上限"] is None
    assert content["params"] == {"theme": None, "indicator": "projects-attracted", "league": "county", "filter_unit": ""}
    assert content["notes"] == [
        *ranking(chinese).notes,
        "县（市）区和开发区：12家中6家给出数字。承诺了，没有写数字：保康、东津新区、鱼梁洲。清单里没有承诺：南漳、谷城、高新区。没有数字不等于零。",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_data_are_one_workbook_with_what_each_column_means(opened, lang):
    """Its first sheet is the targets as a program reads them; each column of each sheet stands in the codebook."""
    context = Context(opened, "xiangyang-2022", translator(lang), Look("light"))
    content = everything.everything(context, LINK, datetime.datetime(2026, 1, 2, 3, 4))
    sheets = pd.read_excel(io.BytesIO(content), sheet_name=None)
    names = list(sheets)
    targets, codebook = sheets[names[0]], sheets[names[1]]
    rows = pd.read_parquet(TABLE)
    assert names[0] == "targets" and list(targets["target_id"]) == list(rows["target_id"])
    assert targets["value"].sum() == pytest.approx(rows["value"].sum()) and targets["std_value"].dtype == float
    assert set(names[3:]) == set(database.TABLES) - {"targets"} and len(sheets["units"]) == 91
    described = set(zip(codebook.iloc[:, 0], codebook.iloc[:, 1], strict=True))
    assert described == {(name, column) for name in database.TABLES for column in sheets[name].columns}
    assert codebook.iloc[:, 4].notna().all()
    assert everything.cells_of(context) < MOST_CELLS
