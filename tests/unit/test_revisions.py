"""What was changed since a list was published: refused where it is wrong, told on pages, and in the calendar by the moved deadline alone."""

import datetime

import pytest
from icalendar import Calendar

from fenjin import views
from fenjin.data import sandbox
from fenjin.data.admission import TableError, open_table
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.files import ics
from fenjin.language.translate import translator
from fenjin.table import build, layout
from fenjin.views import Context
from tests.cities import curated as cities
from tests.curated import problems, save
from tests.made_up import database, target

LIST = "nowhere-2030"
EAST, WEST = f"{LIST}/east/01.01", f"{LIST}/west/01.01"
MOVE = {
    "target_id": EAST, "column": "deadline", "day": datetime.date(2030, 3, 1), "old": "2030-06-30", "new": "2030-08-31",
    "reason": "汛期停工", "reason_en": "floods",
}  # fmt: skip
AGAIN = {
    **MOVE,
    "day": datetime.date(2030, 5, 2),
    "old": "2030-08-31",
    "new": "2030-09-30",
    "reason": "再次顺延",
    "reason_en": "again",
}
AMOUNT = {**MOVE, "target_id": WEST, "column": "value", "old": "20", "new": "30", "reason": "录入有误", "reason_en": "a slip"}
TITLE = {**AMOUNT, "target_id": f"{LIST}/west/01.00", "column": "commitment", "old": "做工程", "new": "做项目"}


def page(folder, day, lang="zh", changes=()):
    folder.mkdir(exist_ok=True)
    rows = [target("east", 100, deadline=day), target("west", 30, deadline=datetime.date(2030, 6, 30)), target("south", 5)]
    return Context(database(folder, rows, revisions=changes), LIST, translator(lang), Look())


def events(body):
    """The events of a calendar by their number, as a subscriber reads them."""
    return {str(event["UID"]): event for event in Calendar.from_ical(body).walk("VEVENT")}


def test_a_moved_deadline_alone_says_that_it_moved(tmp_path):
    first = events(ics.ics(page(tmp_path / "first", datetime.date(2030, 6, 30)), home="http://board.example"))
    moved = page(tmp_path / "moved", datetime.date(2030, 9, 30), changes=[MOVE, AGAIN, AMOUNT, TITLE])
    then = events(ics.ics(moved, home="http://board.example"))
    assert first.keys() == then.keys() == {f"{EAST}@fenjin", f"{WEST}@fenjin"}
    assert then[f"{WEST}@fenjin"].to_ical() == first[f"{WEST}@fenjin"].to_ical()
    before, event = first[f"{EAST}@fenjin"], then[f"{EAST}@fenjin"]
    assert "SEQUENCE" not in before and "LAST-MODIFIED" not in before
    assert event["SEQUENCE"] == 2 and event.start == datetime.date(2030, 9, 30)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == datetime.datetime(2030, 5, 2, tzinfo=datetime.UTC)
    assert event["DTSTAMP"].dt > before["DTSTAMP"].dt
    told = [line for line in str(event["DESCRIPTION"]).split("\n") if "原为" in line]
    assert told == [
        "期限：原为2030年6月30日，2030年3月1日改为2030年8月31日：汛期停工",
        "期限：原为2030年8月31日，2030年5月2日改为2030年9月30日：再次顺延",
    ]
    assert "原为" not in str(before["DESCRIPTION"])


def test_cards_and_the_table_of_changes_tell_them(tmp_path):
    for lang, heading, told in (
        ("zh", "更正", "承诺：原为做工程，2030年3月1日改为做项目：录入有误；原文数值：原为20，2030年3月1日改为30：录入有误"),
        ("en", "Changes", "Deadline: was 30 Jun 2030, changed to 31 Aug 2030 on 1 Mar 2030: floods"),
    ):
        context = page(tmp_path, datetime.date(2030, 8, 31), lang, [MOVE, TITLE, AMOUNT])
        card = views.card(context, WEST if lang == "zh" else EAST)
        assert list(card.table[heading]) == [told]
        assert heading not in views.card(context, f"{LIST}/south/01.01").table
        rows = views.revision_table(context, views.revisions(context))
        assert len(rows) == 3 and list(rows[context.t("原为")])[2] == "20"


def test_changes_are_asked_of_the_table_by_the_query_and_by_a_visitor_s_own_sql(tmp_path):
    moves = [{"list_id": LIST, **each} for each in (MOVE, AGAIN)]
    small = database(tmp_path, [target("east", 100), target("west", 30)], revisions=[MOVE, AGAIN])
    large = Database(tmp_path / "targets.parquet", whole=1)
    large._most = 2
    for own in (small, large):
        assert own.query("revisions", list=LIST).to_pylist() == own.tables([LIST])["revisions"].to_pylist() == moves
        assert own.query("revisions", list="nowhere-2029").num_rows == 0 and own.counts()["revisions"] == 2
        told = sandbox.run("select day, new, reason from revisions where old = '2030-08-31'", own.extract([LIST])).table
        assert told.to_pylist() == [{"day": datetime.date(2030, 5, 2), "new": "2030-09-30", "reason": "再次顺延"}]


@pytest.mark.parametrize("wrong", [{"column": "colour"}, {"old": "May"}, {"target_id": f"{LIST}/nowhere/01.01"}])
def test_a_table_that_says_a_change_wrongly_is_not_served(tmp_path, wrong):
    database(tmp_path, [target("east", 100)], revisions=[MOVE])
    assert open_table(tmp_path / "targets.parquet")[1] == 1
    database(tmp_path, [target("east", 100)], revisions=[{**MOVE, **wrong}])
    with pytest.raises(TableError, match="The change of the target"):
        open_table(tmp_path / "targets.parquet")


HEAD = ["unit_id", "commitment_no", "target_no", "column", "day", "old", "new", "reason", "reason_en"]
GOOD = ["lintan", "2", "1", "deadline", "2031-02-01", "2031-05-31", "2031-06-30", "雨季", "rain"]
FILE = "yunqi-2031/revisions.csv"
# What is wrong with a line after a good one or in its place, and of which line and column is complained.
WRONG = [
    ({1: "99"}, "commitment_no"), ({2: "9"}, "target_no"), ({3: "start"}, "column"), ({2: "", 3: "value"}, "column"), ({4: "2031-2-30"}, "day"),
    ({5: "May"}, "old"), ({5: "2031-06-30"}, "new"), ({6: "2031-07-31"}, "new"), ({7: ""}, "reason"), ({8: ""}, "reason_en"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return cities(tmp_path_factory.mktemp("revisions") / "curated")


@pytest.fixture
def changed(folder):
    yield lambda *lines: save(folder, FILE, [HEAD, *lines])
    (folder / FILE).unlink(missing_ok=True)


def found(folder):
    return [(each.file, each.row, each.column) for each in problems(folder)]


def test_wrong_lines_are_refused_where_they_stand(folder, changed):
    """All of one file at once, so that the table is built once: each line is of a cell of its own unit."""
    lines = [[cells.get(place, text) for place, text in enumerate(GOOD)] for cells, _column in WRONG]
    units = ("lintan", "luming", "wangchuan", "gaoxin")
    changed(*([units[place % 4], *line[1:]] for place, line in enumerate(lines[:4])))
    assert found(folder) == [(FILE, place, column) for place, (_cells, column) in enumerate(WRONG[:4], 2)]
    changed(*([units[place % 4], *line[1:]] for place, line in enumerate(lines[4:8])))
    assert sorted(found(folder)) == [(FILE, place, column) for place, (_cells, column) in enumerate(WRONG[4:8], 2)]
    later = [*GOOD[:4], "2031-03-01", "2031-05-31", "2031-06-30", *GOOD[7:]]
    early = ["luming", *GOOD[1:4], "2031-01-01", "2031-06-30", "2031-05-31", *GOOD[7:]]
    changed(*lines[8:], GOOD, later, ["luming", *GOOD[1:]], early)
    assert set(found(folder)) == {
        (FILE, 2, "reason"), (FILE, 3, "reason_en"), (FILE, 5, "old"), (FILE, 7, "day"), (FILE, 7, "new"),
    }  # fmt: skip


def test_changes_travel_with_the_table_and_a_table_without_any_says_nothing(folder, changed):
    t = translator("zh")
    plain = build.assemble(folder, t, "yunqi-2031")
    assert b"fenjin.revisions" not in plain.schema.metadata
    before = ["lintan", "2", "1", "deadline", "2031-01-15", "", "2031-05-31", "补写", "added"]
    title = ["gaoxin", "1", "", "commitment", "2031-01-15", "招引项目", "招引云栖项目", "写全", "in full"]
    changed(before, title, GOOD)
    table = build.assemble(folder, t, "yunqi-2031")
    assert table.equals(plain) and layout.part(table.schema.metadata, "revisions").to_pylist() == [
        {
            "list_id": "yunqi-2031", "target_id": f"yunqi-2031/{row[0]}/{int(row[1]):02d}.{int(row[2] or 0):02d}", "column": row[3],
            "day": datetime.date.fromisoformat(row[4]), "old": row[5] or None, "new": row[6], "reason": row[7], "reason_en": row[8],
        }
        for row in (before, GOOD, title)
    ]  # fmt: skip
