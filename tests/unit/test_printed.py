"""The rows of a list held against their printed figures: a slip in a cell is refused, and the build says what the figure says."""

import pytest

from tests.curated import edit, problems, target

TARGETS = "xiangyang-2022/targets.csv"

# Slips, each in a row of its own: the row, the cells that are changed, the column that is complained of and what is said of it.
SLIPS = [
    # 110个
    (target("zaoyang", 1, 1), {"value": "1100"}, "value", "110"),
    # 450亿元以上
    (target("zaoyang", 1, 2), {"comparator": "eq"}, "comparator", "ge"),
    # 180家
    (target("zaoyang", 1, 3), {"uom": "个"}, "uom", "家"),
    # 160家, with nothing before or after it
    (target("zaoyang", 2, 1), {"comparator": "ge"}, "comparator", "bound_word"),
    # 突破50家: taken as if nothing governed it, or the word left out
    (target("zaoyang", 2, 2), {"comparator": "eq"}, "comparator", "gt"),
    (target("zaoyang", 2, 3), {"bound_word": "", "bound_start": ""}, "comparator", "bound_word"),
    # 14.45万亩
    (target("zaoyang", 5, 1), {"uom": "亩"}, "uom", "万亩"),
    # 25亿斤以上
    (target("zaoyang", 5, 2), {"value": "2.5"}, "value", "25"),
    # 11.5万亩
    (target("zaoyang", 5, 3), {"value": "115000", "uom": "亩"}, "value", "11.5"),
    # 1764座, written anew and forgotten in the value
    (target("zaoyang", 5, 5), {"figure": "1746座"}, "value", "1746"),
    # 高于68%
    (target("baokang", 4, 1), {"bound_word": "至少"}, "comparator", "ge"),
    # 不低于10亿元
    (target("nanzhang", 3, 1), {"bound_word": "总量"}, "bound_word", "总量"),
    (target("laohekou", 2, 1), {"bound_word": "达到"}, "bound_word", "达到"),
    # 5%以内
    (target("fancheng", 5, 2), {"bound_word": "超过"}, "figure", "5%以内"),
    # 1—2家
    (target("dongjin", 2, 1), {"value_high": "3"}, "value_high", "2"),
    (target("policy-research", 2, 2), {"comparator": "ge", "value_high": ""}, "comparator", "range"),
    (target("party-organs", 3, 1), {"figure": "十几个"}, "figure", "十几个"),
    # C级, 第一批, 百强
    (target("yicheng", 3, 1), {"value": "4"}, "value", "3"),
    (target("ecology", 2, 1), {"kind": "rank"}, "kind", "grade"),
    (target("human-resources", 5, 1), {"kind": "level"}, "kind", "rank"),
    (target("gucheng", 1, 1), {"comparator": "eq"}, "comparator", "le"),
    (target("tobacco", 3, 2), {"reading": ""}, "uom", "unit"),
    (target("yicheng", 7, 1), {"reading": "shared"}, "uom", "reading"),
    # 清零
    (target("xiangcheng", 2, 1), {"reading": ""}, "reading", "zero"),
    (target("state-assets", 3, 1), {"value": "1"}, "value", "0"),
    (target("market-regulation", 1, 3), {"uom": "元"}, "uom", "reading"),
    # 70、50、30个工作日以内
    (target("approvals", 2, 1), {"uom": "日"}, "uom", "reading"),
    (target("approvals", 2, 2), {"reading": "zero"}, "reading", "reading"),
    (target("fancheng", 1, 1), {"reading": "unit"}, "reading", "reading"),
    (target("commerce", 2, 1), {"kind": "rank"}, "kind", "150家以上"),
    # 6月底前, 2月底前, 一季度, 年底
    (target("state-assets", 1, 1), {"deadline": "2022-07-31"}, "deadline", "2022-06-30"),
    (target("health", 1, 1), {"comparator": "eq"}, "comparator", "le"),
    (target("natural-resources", 2, 1), {"comparator": "le"}, "comparator", "bound_word"),
    (target("publicity", 3, 1), {"bound_word": "达"}, "bound_word", "达"),
    (target("culture-tourism", 1, 4), {"figure": "13月底前"}, "figure", "13月底前"),
]


def test_slips_are_refused_where_they_are(curated):
    lines = [edit(curated, TARGETS, where, **cells) for where, cells, _column, _said in SLIPS]
    found = problems(curated)

    for line, (where, _cells, column, said) in zip(lines, SLIPS, strict=True):
        mine = [problem for problem in found if (problem.file, problem.row, problem.column) == (TARGETS, line, column)]
        assert any(said in problem.remedy for problem in mine), (where, mine)


@pytest.mark.parametrize("cells", [{"value": "1100"}, {"comparator": "ge"}, {"uom": "家"}])
def test_one_slip_is_one_complaint(curated, cells):
    line = edit(curated, TARGETS, target("zaoyang", 1, 1), **cells)

    assert [(each.file, each.row, each.column) for each in problems(curated)] == [(TARGETS, line, *cells)]
