"""The tables that only paper shows, in place of a grid."""

import datetime
import re

import pandas as pd
import pytest

from fenjin.language.columns import Column
from fenjin.language.translate import translator
from fenjin.screen.components import printing


def on_paper(frame, **kinds):
    """A table on paper, its columns texts unless another kind is named."""
    fields = [Column(name, name, kind=kinds.get(name, "text")) for name in frame]
    return printing.table(pd.DataFrame(frame), fields, translator("zh"))


def made(frame, **kinds):
    """The head, the rows and the note of a table on paper, as text."""
    page = on_paper(frame, **kinds)
    lines = [re.findall(r"<t[hd](?: class=number)?>([^<]*)", line) for line in page.split("<tr>")[1:]]
    return lines[0], lines[1:], "".join(re.findall("<p>(.*)</p>", page))


def test_a_table_on_paper_writes_values_as_excel_does():
    head, rows, note = made(
        {
            "单位": ["枣阳市", "<b>宜城市"],
            "年份": [2022, 2023],
            "数字": [1470.0, None],
            "比例": [0.1506, 1.5],
            "期限": [datetime.date(2022, 6, 30), None],
            "空": [None, None],
        },
        年份="year",
        数字="number",
        比例="share",
        期限="date",
    )
    assert head == ["单位", "年份", "数字", "比例", "期限"]
    assert rows == [["枣阳市", "2022", "1,470", "15.1%", "2022年6月30日"], ["&lt;b&gt;宜城市", "2023", "", "150.0%", ""]]
    assert note == ""


def test_a_table_on_paper_tells_what_does_not_fit():
    head, rows, note = made({f"列{n}": ["十个字的文字十个字的"] * 70 for n in range(8)})
    assert len(head) < 8 and len(rows) == 60
    assert (
        note
        == f"纸上是前60行，全部70行在下载的文件里。纸上没有这些列：{'、'.join(f'列{n}' for n in range(len(head), 8))}；下载的文件里有。"
    )


@pytest.mark.parametrize("frame", [{"x" * 5000: ["y" * 100_000] * 60}, {"空": [None]}])
def test_a_table_on_paper_stays_small_whatever_it_holds(frame):
    assert len(on_paper(frame).encode()) < 15_000
