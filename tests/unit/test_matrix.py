"""What all units promise in a theme: rows, columns and cells worked out by hand, on made-up lists and on two themes of the text of 2022."""

import datetime
import re
from dataclasses import replace

import pytest

from fenjin import views
from fenjin.figures.content import STYLE
from fenjin.figures.crosstab import Cell, Crosstab, Entry, Head
from fenjin.language.translate import translator
from fenjin.paths import ROOT
from fenjin.slides import slide
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests import made_up, profiles
from tests.checker.shown import Shown
from tests.checker.truth import Truth
from tests.made_up import mention, target
from tests.themes import look
from tests.unit.test_sentences import PAGES, PARTS

WHEN = datetime.date(2030, 7, 1)
THEME = "investment"


@pytest.fixture
def page(tmp_path):
    """Makes a list of rows, and gives its page; what the three questions say of it has been read again by then."""

    def made(*rows, parts=PARTS, **settings):
        opened = made_up.database(tmp_path, list(rows), parts, **settings)
        context = Context(opened, "nowhere-2030", translator("zh"), look())
        reader = Shown(Truth(tmp_path / "targets.parquet", "nowhere-2030"), "zh")
        for view in (views.matrix(context, THEME), views.departments(context, THEME), views.filtered_matrix(context, Filters())):
            assert list(reader.view(view)) == []
        return context

    return made


def bare(unit: str, value: float, measure: str, **changes: object) -> dict:
    """A figure that belongs to no indicator."""
    return {**target(unit, value, measure=measure, **changes), "indicator_id": None, "indicator": None, "indicator_en": None}


def worded(unit: str, **changes: object) -> dict:
    """A commitment without a figure."""
    gone = ("comparator", "value", "std_value", "uom", "std_uom", "figure")
    return {**bare(unit, 0, "", **changes), **dict.fromkeys(gone), "kind": "qualitative"}


def cells(view: views.View) -> dict[tuple[str, str], Cell]:
    """The cells of a view by the names of row and column."""
    table = view.figure.content
    return {
        (head.name, column.name): cell
        for head, line in zip(table.rows, table.cells, strict=True)
        for column, cell in zip(table.columns, line, strict=True)
    }


def told(view: views.View) -> dict[tuple[str, str], str]:
    """What is written in each cell: the first figure and its small words, or the sign."""
    return {
        place: " ".join([cell.entries[0].amount, cell.small or cell.entries[0].detail]).strip() if cell.entries else cell.sign
        for place, cell in cells(view).items()
    }


def test_one_county(page):
    view = views.matrix(page(target("east", 18, "gt")), THEME)
    assert view.takeaway.endswith("：5家县区中1家写了1个目标")
    assert told(view) == {("projects", "东县"): ">18"}
    assert view.notes == ["在这个主题下没有承诺的：西县、北县、南县、中县。", "没有数字不等于零。"]
    assert view.legend == ["图例：只有描边＝不在这一行的口径里排序。"]


def test_departments_alone(page):
    context = page(target("bureau", 90), target("bureau", 4, indicator="days"), target("office", 3, indicator="days"))
    view = views.matrix(context, THEME)
    # Two departments state the days: neither is the city's.
    assert told(view) == {("projects", "全市"): "90"}
    assert view.takeaway.endswith("：5家县区都没有写数字")
    own = views.departments(context, THEME)
    assert own.takeaway.endswith("：2个部门和单位写了3个目标")
    assert {(place, *(entry.amount for entry in cell.entries)) for place, cell in cells(own).items()} == {
        (("市甲局", "写了数字的目标"), "4日", "90个"),
        (("市乙办", "写了数字的目标"), "3日"),
    }


def test_no_indicator_at_all(page):
    context = page(bare("east", 5, "桥"), bare("east", 7, "路", firmness="strive"), worded("west"))
    view = views.matrix(context, THEME)
    cell = cells(view)[("其余数字", "东县")]
    assert [(entry.amount, entry.detail) for entry in cell.entries] == [("5个", "桥"), ("7个", "路，力争")]
    assert view.notes[0] == "只写了文字、没有数字的：西县。"
    # What is hatched is the cell, and this one is not.
    assert view.legend == []


def test_nothing_in_a_theme(page):
    context = page(target("east", 5))
    view = views.matrix(context, "rural")
    assert view.figure is None and view.notes[0] == "在这个主题下没有承诺的：东县、西县、北县、南县、中县。"


def test_several_scopes_in_a_cell(page):
    """东县 states three scopes, of which only the whole is ranked with that of 西县."""
    view = views.matrix(
        page(target("east", 30), target("east", 12, scope="钢铁"), target("east", 3, scope="绿色"), target("west", 20)), THEME
    )
    assert told(view) == {("projects", "东县"): "30 共3项", ("projects", "西县"): "20"}
    east, west = (cells(view)[("projects", name)] for name in ("东县", "西县"))
    assert [(entry.amount, entry.detail) for entry in east.entries] == [("30", ""), ("3", "绿色"), ("12", "钢铁")]
    assert (east.status, east.share, west.share) == ("ranked", 1.0, 0.0)


def test_a_bound_says_from_what_it_follows_and_a_sum_of_how_many(page):
    view = views.matrix(
        page(
            target("east", 12, scope="钢铁"), target("east", 8, scope="造纸"),
            target("west", 50, scope="绿色"), target("north", 9, firmness="strive"), target("south", 7),
        ), THEME,
    )  # fmt: skip
    assert told(view) == {
        ("projects", "东县"): "≥20 2项合计", ("projects", "西县"): "≥50 绿色",
        ("projects", "北县"): "9 力争", ("projects", "南县"): "7",
    }  # fmt: skip
    # 50 at least is more than 9 and 7, and so is 20; which of both is more is open. 9 is more than 7.
    shares = {column: cell.share for (_row, column), cell in cells(view).items()}
    assert shares["南县"] == 0.0 < shares["北县"] < shares["东县"] == shares["西县"]
    assert [cells(view)[("projects", name)].derived for name in ("东县", "西县", "北县")] == [True, True, False]


def test_a_figure_that_is_not_within_the_scope_of_its_row_says_so(page):
    """The row is ranked at 大型; 签约 projects, and all, may be of any size."""
    scopes = {"east": "大型", "west": "大型", "north": "签约", "south": None}
    view = views.matrix(page(*(target(unit, 5, indicator="growth", scope=scope) for unit, scope in scopes.items())), THEME)
    assert view.figure.content.rows[0].note == "% · 大型"
    assert told(view) == {
        ("growth", "东县"): "5", ("growth", "西县"): "5", ("growth", "北县"): "5 另一口径：签约", ("growth", "南县"): "5 总数",
    }  # fmt: skip
    assert [cell.status for cell in cells(view).values()] == ["ranked", "ranked", "apart", "apart"]


def test_a_stretch_target_and_a_figure_for_the_whole_city_come_after_the_units_own(page):
    view = views.matrix(
        page(
            target("east", 30, tier="stretch"), target("east", 20), target("west", 900, scope="全市"),
            target("north", 800, scope="全市"), target("north", 4, scope="别的"),
        ), THEME,
    )  # fmt: skip
    east = cells(view)[("projects", "东县")]
    assert [(entry.amount, entry.detail) for entry in east.entries] == [("20", ""), ("30", "争取目标")]
    assert told(view)[("projects", "西县")] == "900 说的是全市"
    assert told(view)[("projects", "北县")] == "4 别的，共2项"
    assert {cell.status for cell in cells(view).values()} == {"apart"}


def test_the_citys_figure_is_that_of_the_only_department_at_a_scope_without_an_area(page):
    view = views.matrix(page(target("bureau", 90), target("bureau", 30, scope="中心"), target("east", 9)), THEME)
    assert told(view) == {("projects", "全市"): "90", ("projects", "东县"): "9"}
    assert [column.note for column in view.figure.content.columns] == ["部门写的", ""]


def test_a_promise_without_a_figure_and_none_at_all(page):
    context = page(
        target("east", 9), worded("west"), target("south", 3, indicator="days"), mentions=[mention("west", "building")]
    )
    view = views.matrix(context, THEME)
    assert told(view) == {
        ("projects", "东县"): "9", ("projects", "西县"): "有承诺", ("projects", "南县"): "–",
        ("days", "东县"): "–", ("days", "西县"): "–", ("days", "南县"): "3",
    }  # fmt: skip
    assert cells(view)[("projects", "西县")].full == "承诺了，没有写数字（“做项目”，第1段，第1–3字）"


def test_an_action_that_a_county_names_in_a_commitment_of_another_theme_is_a_promise(page):
    view = views.matrix(
        page(target("east", 9), worded("west", theme="rural", topic="land"), mentions=[mention("west", "singing")]), THEME
    )
    assert view.notes[:2] == ["只写了文字、没有数字的：西县。", "在这个主题下没有承诺的：北县、南县、中县。"]


def test_a_list_that_nobody_read_for_promises_without_figures(page):
    view = views.matrix(page(target("east", 9), target("west", 3, indicator="days"), mentions=None), THEME)
    assert cells(view)[("projects", "西县")] == Cell("unread", sign="–", full="没有找到数字")
    assert view.notes[0] == "在这个主题下没有找到承诺的：北县、南县、中县。"
    assert view.legend[0].endswith("–＝没有找到数字。")


def test_thirty_counties_stand_side_by_side_on_several_slides(page, monkeypatch):
    names = {f"c{n}": f"第{n}县" for n in range(1, 31)}
    monkeypatch.setattr(made_up, "UNITS", names)
    rows = [target(unit, n, scope=None if n % 2 else "大型", adcode=f"9900{n:02d}") for n, unit in enumerate(names, 1)]
    context = page(*rows, target("c1", 3, indicator="growth", adcode="990001"))
    view = views.matrix(context, THEME)
    slides = slide.of_view(context, view, WHEN)
    assert len(slides) > 1
    assert [column.name for each in slides for column in each.body.columns] == list(names.values())
    for each in slides:
        assert isinstance(each.body, Crosstab)
        drawing = slide.svg(each, "zh")
        assert all(column.name in drawing for column in each.body.columns)
    # Where nothing at all stands in a row, it is left out of a part.
    first, *others = slide.of_view(context, views.filtered_matrix(context, Filters()), WHEN)
    assert [head.code for head in first.body.rows] == ["growth", "projects"]
    assert {head.code for each in others for head in each.body.rows} == {"projects"}


def test_no_word_in_a_head_or_a_cell_is_wider_than_its_column():
    """Of many columns on a page, that of a long English word leaves it room, and the others share the rest."""
    heads = [Head(name) for name in ("Zaoyang", "Yicheng", "Rural Revitalization", "Baokang")]
    cells = tuple(
        Cell("listed", (Entry(amount, detail),))
        for amount, detail in zip("1234", ("", "", "", "demonstration belts"), strict=True)
    )
    table = Crosstab("Indicator", (Head("Other figures"),), tuple(heads), (cells,), by_unit="row")
    least = [int(each) for each in re.findall(r'<th scope="col".*?, (\d+)px\)', table.html(look(), 0))]
    # Letters of 13 pixels are about half as wide.
    assert least[0] < 80 < 14 * 13 * 0.45 < least[2] and least[3] > 13 * 13 * 0.45
    assert f"--least:{sum(least)}px" in table.html(look(), 0)


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("x", "pairs single"),
        ("xx", "pairs"),
        ("xxx", ""),
        ("xxxx", "pairs"),
        ("xxxxx", "sixths 3+2"),
        ("xxxxxx", ""),
        ("xxxxxxx", "sixths 3+2+2"),
        ("xxxxxxxx", "sixths 3+3+2"),
        ("x.x..x.x.x", "sixths 3+2"),
        ("xL", "pairs"),
        ("xLxxx", ""),
        ("..", "pairs single"),
    ],
)
def test_on_a_phone_no_cell_is_left_alone_below_the_others_of_its_row(row, lines):
    """What is promised stands in lines of two or three below the row's name; what is not (.) takes no place there. L is a list of figures."""
    cells = {"x": Cell("apart", (Entry("1", ""),)), ".": Cell("absent"), "L": Cell("listed", (Entry("1", ""),))}
    table = Crosstab("Indicator", (Head("Roads"),), tuple(map(Head, row)), (tuple(cells[sign] for sign in row),))
    (words,) = re.findall(r'<tr class="([^"]*)"><th scope="row"', table.html(look(), 0))
    rule = words.removeprefix("begun").strip()
    shown = [" half" in each for each in re.findall(r'<td class="([^"]*)"', table.html(look(), 0)) if "absent" not in each]
    if rule == "sixths":
        thirds, halves = shown.count(False), shown.count(True)
        assert shown == [False] * thirds + [True] * halves
        rule += " " + "+".join(["3"] * (thirds // 3) + ["2"] * (halves // 2))
    assert rule == lines


def test_no_style_sheet_has_a_browser_search_the_page_at_every_change():
    """What looks through a table, or the whole page, for what may be in it (`:has`, `:nth-child(of)`) was judged anew whenever anything changed."""
    # Whether a box is ticked is looked for in the one place where it can be.
    screen = STYLE.partition("@media print")[0].replace(".fenjin-crosstab:has(> label > input:not(:checked)) tr.rest", "")
    assert not re.search(r":has\(|:nth-|:first-of|:last-of", screen)
    assert not re.search(r"body:(has|not\(:has)\(", (ROOT / "fenjin/server/page.css").read_text("utf-8"))


def test_a_row_that_is_higher_than_a_slide_runs_on(page):
    rows = [bare("east", n, f"第{n}项工作的数量与质量") for n in range(1, 41)]
    context = page(*rows, *(bare(unit, 1, "一") for unit in ("west", "north", "south", "middle")))
    slides = slide.of_view(context, views.matrix(context, THEME), WHEN)
    held = [entry.target for each in slides for line in each.body.cells for entry in line[0].entries]
    assert len(slides) > 1 and len(held) == len(set(held)) == 40


def found(context, words="", **sets: str) -> views.View:
    """The table of figures of what some filters leave."""
    return views.filtered_matrix(
        context, Filters(tuple((name, tuple(codes.split(","))) for name, codes in sets.items()), words=words)
    )


def test_a_sum_stands_only_where_all_that_it_is_made_of_was_asked_for(page):
    context = page(
        target("east", 12, scope="钢铁", firmness="strive"),
        target("east", 8, scope="造纸"),
        target("west", 50),
        target("north", 9),
    )
    assert told(found(context)) == {
        ("projects", "东县"): "≥20 2项合计，力争",
        ("projects", "西县"): "50",
        ("projects", "北县"): "9",
    }
    view = found(context, firmness="strive")
    assert told(view) == {("projects", "东县"): "12 钢铁，力争"}
    assert view.takeaway == "语气：力争：1个单位写了1个目标，分属1个指标"
    # Places are those in the whole list: 9 is less than what 东县 and 西县 promise.
    own = found(context, unit="north")
    assert [(cell.status, cell.share) for cell in cells(own).values()] == [("ranked", 0.0)]
    assert own.notes == ["颜色按清单中全部单位的名次，县区和部门各排各的，不只在符合条件的之间。"]


def test_the_citys_figure_stands_beside_those_of_counties_and_else_with_its_department(page):
    context = page(target("bureau", 90), target("east", 9), bare("bureau", 3, "会"))
    assert told(found(context)) == {
        ("projects", "全市"): "90", ("projects", "东县"): "9", ("projects", "市甲局"): "",
        ("其余数字", "全市"): "", ("其余数字", "东县"): "", ("其余数字", "市甲局"): "3个 会",
    }  # fmt: skip
    assert told(found(context, league="department")) == {("projects", "市甲局"): "90", ("其余数字", "市甲局"): "3个 会"}


def test_a_promise_without_a_figure_stands_where_its_commitment_was_asked_for(page):
    context = page(target("east", 9, firmness="strive"), worded("west"), mentions=[mention("west", "building")])
    assert told(found(context)) == {("projects", "东县"): "9 力争"}
    assert found(context).notes[0] == "只写了文字、没有数字的：西县。"
    context = page(target("east", 9), bare("west", 3, "会"), bare("north", 4, "会"), mentions=[mention("west", "building")])
    assert told(found(context))[("projects", "西县")] == "有承诺"
    assert told(found(context, unit="east,north"))[("projects", "北县")] == ""


def test_nothing_that_satisfies_the_filters(page):
    context = page(target("east", 9), worded("west"))
    view = found(context, kind="date", unit="north,east")
    assert (view.figure, view.takeaway) == (None, "北县、东县；类型：日期：没有符合条件的目标和承诺")
    assert view.notes == ["所选的单位中没有符合条件的：东县、北县。"]
    assert found(context, measurable="no").takeaway == "可否衡量：没有数字：没有目标，只有1条没有数字的承诺"


def test_more_units_than_columns_are_legible_in(page, monkeypatch):
    """Fourteen columns, in the last of which departments stand together, each figure with whose it is."""
    names = {**{f"c{n}": f"第{n}县" for n in range(1, 14)}, "bureau": "市甲局", "office": "市乙办"}
    monkeypatch.setattr(made_up, "UNITS", names)
    rows = [target(unit, n, adcode=None if unit in ("bureau", "office") else f"9900{n:02d}") for n, unit in enumerate(names, 1)]
    context = page(*rows)
    view = found(context)
    assert [head.name for head in view.figure.content.columns] == [*list(names.values())[:13], "部门和单位"]
    assert view.notes[0] == "部门和单位太多，合在一列，每个数字后写明是谁的。"
    shared = cells(view)[("projects", "部门和单位")]
    assert [(entry.amount, entry.detail) for entry in shared.entries] == [("14", "市甲局"), ("15", "市乙办")]
    held = [
        entry.target
        for each in slide.of_view(context, view, WHEN)
        for line in each.body.cells
        for cell in line
        for entry in cell.entries
    ]
    assert len(held) == 15


def test_a_table_of_figures_is_of_one_list():
    with pytest.raises(KeyError):
        views.filtered_matrix(replace(PAGES["zh"], further=("elsewhere-2030",)), Filters())


@pytest.mark.parametrize("filters", profiles.some([
    Filters(), Filters((("league", ("department",)),)), Filters((("theme", ("rural", "other")), ("firmness", ("strive",)))), Filters(words="项目"),
    Filters((("comparator", ("ge", "gt")),), low=5.0), Filters((("due", ("2022-06", "2022-12")),)), Filters((("action", ("streamlining",)),)),
    Filters((("unit_type", ("zone",)),)), Filters((("measurable", ("no",)),)), Filters((("indicator", ("none",)), ("league", ("county",)))),
], 3))  # fmt: skip
def test_every_target_that_filters_leave_stands_once_in_the_cells(filters):
    """As many as the rows of the page 查询."""
    rows = views.explore(PAGES["zh"], filters).frame
    wanted = sorted(rows[rows["kind"] != "qualitative"]["target_id"])
    view = views.filtered_matrix(PAGES["zh"], filters)
    lines = view.figure.content.cells if view.figure else ()
    # What a sum is made of stands beside it.
    held = [
        entry.target
        for line in lines
        for cell in line
        for entry in cell.entries[1 if cell.derived and len(cell.entries) > 1 else 0 :]
    ]
    assert sorted(held) == wanted
    assert sorted(target for target in view.targets if target) == sorted(rows["target_id"])


def test_projects_and_funds_of_2022():
    found = told(views.matrix(PAGES["zh"], "attraction"))
    assert {place: found[place] for place in [
        ("引进项目个数", "枣阳"), ("引进项目个数", "宜城"), ("引进项目个数", "老河口"), ("实际到位资金", "枣阳"), ("实际到位资金", "东津新区"),
        ("合同投资额", "樊城"), ("合同投资额", "谷城"), ("招商推介活动增速", "全市"),
    ]} == {
        ("引进项目个数", "枣阳"): "≥110 工业，力争", ("引进项目个数", "宜城"): "100 力争，共2项",
        ("引进项目个数", "老河口"): "≥145 另一口径：新签约，力争", ("实际到位资金", "枣阳"): "≥450 力争", ("实际到位资金", "东津新区"): "271.5",
        ("合同投资额", "樊城"): "446.3 共2项", ("合同投资额", "谷城"): "有承诺", ("招商推介活动增速", "全市"): "20",
    }  # fmt: skip


def test_villages_of_2022():
    found = told(views.matrix(PAGES["zh"], "rural"))
    assert {place: found[place] for place in [
        ("高标准农田建设面积", "枣阳"), ("高标准农田建设面积", "宜城"), ("粮食总产量", "全市"), ("粮食总产量", "枣阳"), ("“两基”补短板村数", "全市"),
        ("“两基”补短板村数", "南漳"), ("“两基”补短板村数", "保康"), ("农村公路建设里程", "枣阳"), ("农村公路建设里程", "谷城"), ("农村公路建设里程", "宜城"),
    ]} == {
        ("高标准农田建设面积", "枣阳"): "14.45", ("高标准农田建设面积", "宜城"): "7.58", ("粮食总产量", "全市"): "≥90",
        ("粮食总产量", "枣阳"): "≥25 力争", ("“两基”补短板村数", "全市"): "936", ("“两基”补短板村数", "南漳"): "109",
        ("“两基”补短板村数", "保康"): "有承诺", ("农村公路建设里程", "枣阳"): "310 共2项", ("农村公路建设里程", "谷城"): "≥230 3项合计",
        ("农村公路建设里程", "宜城"): "–",
    }  # fmt: skip
    table = views.matrix(PAGES["en"], "rural").figure.content
    notes = {head.name: head.note for head in table.rows}
    # What is counted has no unit of measure in English.
    assert (notes["Demonstration villages"], notes["Grain output"]) == ("", "100 million jin (50,000 tonnes)")
    # What is of no indicator stands side by side in one cell, with whose it is.
    row = table.html(look(), 15).rpartition("<tr")[2]
    assert row.count("<td") == 1
    assert re.findall("<i>(.*?)</i>", row) == ["Zaoyang", "Baokang", "Fancheng"]


def test_every_promise_of_a_list_stands_once_in_the_tables_of_its_themes():
    tables = [
        make(PAGES["zh"], theme).figure.content for make in (views.matrix, views.departments) for theme in PAGES["zh"].themes
    ]
    held = [
        entry.target
        for table in tables
        for line in table.cells
        for column, cell in zip(table.columns, line, strict=True)
        if column.code != "city"
        for entry in cell.entries
    ]
    # A sum is opened by the first target that it is made up of, which stands in its cell again.
    assert len(set(held)) == 339


def test_a_row_without_a_figure_opens_no_card():
    """宜城 promises grain without a figure: its line of the table is no target's."""
    view = views.matrix(PAGES["zh"], "rural")
    cards = dict(zip(zip(view.table["单位"], view.table["指标"], strict=True), view.cards, strict=True))
    assert cards["宜城市", "粮食总产量"] == ""
    assert cards["枣阳市", "粮食总产量"] == "xiangyang-2022/zaoyang/05.02"
