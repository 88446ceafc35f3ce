"""What falls due when: the view of a made-up list, and its bars of the published one."""

import datetime

import pytest

from fenjin import views
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.views import Context
from tests import made_up


def due(folder, *targets, lang="zh"):
    """The view of targets given as unit, day of 2030 (or a whole date) and what else is said of them."""
    rows = [
        made_up.target(unit, 5, deadline=datetime.date.fromisoformat(day if len(day) > 5 else f"2030-{day}"), **more)
        for unit, day, more in targets
    ]
    rows.append(made_up.target("office", 9))
    return views.timeline(Context(made_up.database(folder, rows), "nowhere-2030", translator(lang), Look()))


def milestones(view):
    return [(each.date, each.lane, each.strive, each.words, each.count) for each in view.figure.content.milestones]


def test_a_day_has_a_milestone_for_each_theme_and_one_for_what_is_striven_for(tmp_path):
    found = due(
        tmp_path, ("west", "09-01", {"theme": "other"}), ("east", "09-01", {}), ("west", "09-01", {}), ("east", "09-01", {}),
        ("north", "09-01", {"firmness": "strive"}), ("bureau", "02-03", {"theme": "rural"}),
    )  # fmt: skip
    assert milestones(found) == [
        ("2030-02-03", "rural", False, "市甲局", 1),
        ("2030-09-01", "investment", False, "东县（2个）、西县", 3),
        ("2030-09-01", "investment", True, "北县", 1),
        ("2030-09-01", "other", False, "西县", 1),
    ]
    content = found.figure.content
    assert content.lanes == {"investment": "投资", "rural": "乡村振兴", "other": "其他"}
    assert content.milestones[1].units == ("east", "west")
    assert sorted(target for each in content.milestones for target in each.targets) == sorted(found.frame["target_id"])
    assert found.takeaway == (
        "6个目标写明了期限，其中1个在2030年6月30日前到期；最早的在2030年2月3日（市甲局），最多的一天是2030年9月1日，5个"
    )
    assert found.legend == ["图例：点中数字＝到期的目标数，斜纹＝力争。"]


def test_a_day_beyond_the_year_stands_under_its_own_year(tmp_path):
    content = due(tmp_path, ("east", "2033-05-01", {}), ("west", "06-30", {}), lang="en").figure.content
    assert (content.start, content.end) == ("2030-01-01", "2030-12-31")
    assert content.ticks[:3] == [("2030-01-01", "2030"), ("2030-01-01", "Jan"), ("2030-02-01", "Feb")]
    assert content.ticks[12:] == [("2030-12-01", "Dec"), ("2033-01-01", "2033")]
    assert [each.day for each in content.milestones] == ["30 Jun", "1 May"]


@pytest.mark.parametrize(
    ("days", "takeaway"),
    [
        (["06-30"], "1个目标写明了期限，在2030年6月30日"),
        (["07-01", "07-01"], "2个目标写明了期限，都在2030年7月1日"),
        (["06-30", "07-01"], "2个目标写明了期限，其中1个在2030年6月30日前到期；最早的在2030年6月30日（东县）"),
        ([], "没有目标写明期限"),
    ],
)
def test_the_takeaway_says_no_more_than_there_is(tmp_path, days, takeaway):
    assert due(tmp_path, *(("east", day, {}) for day in days)).takeaway == takeaway


def test_the_bars_by_day_say_the_same_as_the_timeline():
    database = current()
    context = Context(database, database.lists[-1]["list_id"], translator("zh"), Look())
    whole, bars = views.timeline(context), views.deadlines(context)
    assert (bars.takeaway, bars.params) == (whole.takeaway, whole.params)
    assert bars.table.equals(whole.table)
    assert [bar.value for section in bars.figure.content.sections for bar in section.bars] == [1, 1, 6, 1, 17, 1]
