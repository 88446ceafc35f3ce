"""Who answers for a commitment: a made-up list in which several units lead one, and others assist, worked out by hand."""

import datetime
import io

import openpyxl
import pandas as pd
import pytest

from fenjin import views
from fenjin.data.admission import TableError, open_table
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.files import export, ics, pack, paper, workbook
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.slides import slide, story
from fenjin.slides.story import Slot, Story
from fenjin.table import build, layout
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests import profiles
from tests.checker.shown import Shown
from tests.checker.truth import Truth
from tests.curated import problems, save
from tests.made_up import answering, database, mention, target

LIST = "nowhere-2030"
DAY = datetime.date(2030, 6, 30)
# 东县 and 西县 lead one promise of 100, in which 北县 assists; what stands under 市乙办 is led by 市甲局.
ROWS = [
    target("east", 100, deadline=DAY), target("north", 5, indicator="growth"), target("south", 30), target("middle", 50),
    target("bureau", 400), target("office", 7, indicator="days"),
]  # fmt: skip
ANSWERING = [
    *answering("east", east="lead", west="lead", north="assisting"),
    *answering("office", bureau="lead", office="assisting"),
]
BOTH = {"zh": "东县、西县", "en": "East, West"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("responsibility")
    database(made, ROWS, mentions=[mention("east", "building")], responsibility=ANSWERING)
    return made


@pytest.fixture(scope="module")
def tables(folder):
    """The table as a small one, and as a large one, which answers for lists that are named from tables of its own."""
    small, large = (Database(folder / "targets.parquet", whole=most) for most in (100_000, 0))
    large._most = 100
    return {"small": small, "large": large}


@pytest.fixture(params=["small", "large"])
def made(request, tables):
    return tables[request.param]


@pytest.fixture(params=profiles.by_turns(["small", "large"]), ids="-".join)
def page(request, tables):
    size, lang = request.param
    return Context(tables[size], LIST, translator(lang), Look())


def rows(made, name, **params):
    named = {"list": LIST, "league": None, "theme": None, "indicator": None, "filter_unit": "", "action": "building", **params}
    return made.query(name, **named).to_pylist()


def test_everybody_who_answers_is_in_a_table_and_the_unit_itself_where_nobody_else_is_named(made):
    found = made.cursor([LIST]).execute("select commitment_id, unit_id, league, role, stated from responsibility").fetchall()
    assert sorted(found) == sorted([
        (f"{LIST}/east/01", "east", "county", "lead", True), (f"{LIST}/east/01", "west", "county", "lead", True),
        (f"{LIST}/east/01", "north", "county", "assisting", True), (f"{LIST}/north/01", "north", "county", "lead", False),
        (f"{LIST}/south/01", "south", "county", "lead", False), (f"{LIST}/middle/01", "middle", "county", "lead", False),
        (f"{LIST}/bureau/01", "bureau", "department", "lead", False), (f"{LIST}/office/01", "bureau", "department", "lead", True),
        (f"{LIST}/office/01", "office", "department", "assisting", True),
    ])  # fmt: skip
    assert made.counts()["responsibility"] == len(found)


def test_a_promise_counts_once_and_with_each_who_leads_it(made):
    assert {row["league"]: (row["units"], row["commitments"], row["measurable"], row["targets"]) for row in rows(made, "counts")} == {
        "county": (5, 4, 4, 4), "department": (1, 2, 2, 2), "all": (6, 6, 6, 6),
    }  # fmt: skip
    assert {row["unit_id"]: (row["commitments"], row["targets"]) for row in rows(made, "units")} == {
        "east": (1, 1), "west": (1, 1), "north": (1, 1), "south": (1, 1), "middle": (1, 1), "bureau": (2, 2),
    }  # fmt: skip
    assert {row["unit_id"]: row["commitments"] for row in rows(made, "concreteness", league="county")} == {
        "east": 1, "west": 1, "north": 1, "south": 1, "middle": 1,
    }  # fmt: skip
    totals = {row["unit_type"]: row["commitments"] for row in rows(made, "concreteness_totals", league="county")}
    assert totals == {"county": 4, "all": 4}
    own = rows(made, "profile", filter_unit="|west|")
    assert {(row["unit_id"], row["theme"], row["commitments"], row["targets"], row["dated"]) for row in own} == {
        ("west", "all", 1, 1, 1), ("west", "investment", 1, 1, 1),
    }  # fmt: skip
    (projects,) = (row for row in rows(made, "indicator_choice") if row["indicator_id"] == "projects")
    assert (projects["county_units"], projects["department_units"], projects["county_ranked"]) == (4, 1, 3)
    (built,) = rows(made, "action_choice")
    assert (built["county_units"], built["units"], built["figure_units"]) == (2, 2, 0)


def test_what_several_lead_is_one_promise_in_a_ranking_and_is_found_under_each(made):
    ranked = [row for row in rows(made, "comparison", league="county", indicator="projects") if not row["apart"]]
    assert [(row["short"], row["short_en"], row["std_value"], row["rank_best"], row["rank_worst"], row["group_size"]) for row in ranked] == [
        ("东县、西县", "East, West", 100, 1, 1, 3), ("中县", "Middle", 50, 2, 2, 3), ("南县", "South", 30, 3, 3, 3),
    ]  # fmt: skip
    for unit in ("east", "west"):
        (own,) = rows(made, "comparison", league="county", filter_unit=f"|{unit}|")
        assert own["target_id"] == f"{LIST}/east/01.01"
    assert [row["indicator_id"] for row in rows(made, "comparison", filter_unit="|north|")] == ["growth"]
    assert rows(made, "comparison", filter_unit="|office|") == []


def test_it_is_in_a_sum_once_with_all_who_lead_it(made):
    (whole,) = rows(made, "county_city", indicator="projects")
    assert (whole["county_value"], whole["county_units"], whole["league_units"], whole["share"]) == (180, 4, 5, 180 / 400)
    parts = [(row["short"], row["std_value"]) for row in rows(made, "county_parts", indicator="projects")]
    assert sorted(parts) == sorted([("东县、西县", 100), ("中县", 50), ("南县", 30)])


def test_all_who_lead_give_the_figure_and_who_assists_lacks_none(made):
    found = {row["unit_id"]: row["status"] for row in rows(made, "coverage", indicator="projects", league="county")}
    assert found == {"east": "figure", "west": "figure", "middle": "figure", "south": "figure", "north": "outside"}
    days = {row["unit_id"]: row["status"] for row in rows(made, "coverage", indicator="days", league="department")}
    assert days == {"bureau": "figure", "office": "outside"}


def test_who_assists_has_the_promise_beside_its_own(page):
    """北县 assists in what 东县 and 西县 lead, 市乙办 in what stands under it and 市甲局 leads; neither has it among its own."""
    (row,) = views.assistance(page, "north")
    assert (row["target_id"], page.who(row, "short")) == (f"{LIST}/east/01.01", BOTH[page.t.lang])
    assert [each["target_id"] for each in views.targets(page, unit="north").rows] == [f"{LIST}/north/01.01"]
    assert [each["target_id"] for each in views.assistance(page, "office")] == [f"{LIST}/office/01.01"]
    assert views.targets(page, unit="office").rows == [] and views.assistance(page, "east") == []


def test_what_a_unit_assists_in_is_told_with_who_leads_and_how_much(page, folder):
    reader = Shown(Truth(folder / "targets.parquet", LIST), page.t.lang)
    for unit, led, leaders in (
        ("north", "east", BOTH[page.t.lang]),
        ("office", "office", "市甲局" if page.t.lang == "zh" else "Bureau"),
    ):
        (line,), row = views.assistance_lines(page, unit), reader.truth.by_target[f"{LIST}/{led}/01.01"]
        who, rest = line.split("　", 1)
        assert who == leaders
        # What these rows measure has no English words.
        if page.t.lang == "zh":
            assert reader.line(rest, row) == "" and reader.line(rest.replace("**", "**1", 1), row) != ""
    assert views.assistance_lines(page, "east") == []


def test_rows_are_found_and_counted_under_each_lead(page):
    def found(unit):
        return list(views.targets(page, unit=unit).frame["target_id"])

    assert found("east") == found("west") == [f"{LIST}/east/01.01"]
    assert found("bureau") == [f"{LIST}/bureau/01.01", f"{LIST}/office/01.01"] and found("office") == []
    left = views.facets(page, Filters())
    assert left["unit"] == {"east": 1, "west": 1, "north": 1, "south": 1, "middle": 1, "bureau": 2}
    assert sum(left["league"].values()) == 6
    table = views.pivot(page, Filters(), "unit", "league").table.set_index(
        views.pivot(page, Filters(), "unit", "league").table.columns[0]
    )
    total = page.t("合计")
    assert table.loc[page.t.of(page.description["units"][1], "unit"), total] == 1 and table.loc[total, total] == 6


def test_views_name_all_who_lead(page):
    t, both = page.t, BOTH[page.t.lang]
    ranking = views.ranking(page, "projects", "county")
    assert both in ranking.takeaway and next(iter(ranking.table[t("单位")])) == both
    for unit in ("east", "west"):
        standing = views.standings(page, unit, "county")
        assert len(standing.frame) == 1 and t("第{n}位", n=1) in standing.table[t("名次")][0]
    tiles = {each.unit: (each.status, each.text) for each in views.tile_grid(page, "projects").figure.content.cells}
    assert tiles["east"] == tiles["west"] and tiles["east"][0] == "ranked"
    sums = views.county_city(page, "projects")
    assert both in str(sums.figure.content) and "180" in sums.takeaway
    (milestone,) = views.timeline(page).figure.content.milestones
    assert (milestone.words, milestone.units) == (both, ("east", "west"))
    assert ("2" in views.similar(page, "building").takeaway) and list(views.similar(page, "building").table[t("单位")]) == [both]
    card = views.card(page, f"{LIST}/east/01.01")
    assert card.table[t("单位")][0] == both and card.table[t("配合单位")][0] == {"zh": "北县", "en": "North"}[t.lang]
    assert card.takeaway.startswith(both)
    assert t("配合单位") not in views.card(page, f"{LIST}/south/01.01").table
    assert both in list(views.explore(page, Filters()).table[t("单位")])
    matrix = views.concreteness(page, "county")
    assert "4/4" in matrix.takeaway and "5/5" not in matrix.takeaway
    # Where all of every theme can be measured, none is the least specific.
    assert "100%" in matrix.takeaway and not any(words in matrix.takeaway for words in ("最笼统", "least"))
    whole = views.counts(page).takeaway
    assert whole.count("6") == 4 and "7" not in whole


def test_files_slides_and_calendar_name_all_who_lead(page):
    t, both = page.t, BOTH[page.t.lang]
    ranking = views.ranking(page, "projects", "county")
    assert both in export.csv(ranking.table).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(workbook.excel(ranking, page, "", datetime.datetime(2030, 7, 1))))
    assert any(both in str(cell.value) for sheet in book for row in sheet for cell in row)
    told = Story("题", (Slot("ranking", {"indicator": "projects", "league": "county"}), Slot("timeline")))
    drawn = "".join(slide.svg(each, t.lang) for each in story.slides(page, told, DAY))
    assert all(name in drawn for name in ({"zh": ("东县", "西县"), "en": ("East", "West")}[t.lang]))
    assert both.replace(",", "\\,") in ics.ics(page).decode().replace("\r\n ", "")
    brief = str(paper._content(page, "west", DAY, ""))
    assert "100" in brief
    assert pack.research_pack(ranking, page, "", datetime.datetime(2030, 7, 1)).startswith(b"PK")


# Lines of responsibility.csv, and of which line and column is complained.
WRONG = {
    "a commitment that is not there": ([["zaoyang", "99", "zaoyang", "lead"]], 2, "commitment_no"),
    "a unit that is not there": ([["zaoyang", "1", "nowhere", "lead"], ["zaoyang", "1", "zaoyang", "lead"]], 2, "responsible"),
    "no such role": ([["zaoyang", "1", "yicheng", "lead"], ["zaoyang", "1", "zaoyang", "helper"]], 3, "role"),
    "a unit twice": ([["zaoyang", "1", "zaoyang", "lead"], ["zaoyang", "1", "zaoyang", "assisting"]], 3, "responsible"),
    "nobody in the lead": ([["zaoyang", "1", "yicheng", "assisting"]], 2, "role"),
}
FILE = "xiangyang-2022/responsibility.csv"
HEAD = ["unit_id", "commitment_no", "responsible", "role"]


@pytest.fixture
def writing(curated):
    def write(lines):
        save(curated, FILE, [HEAD, *lines])
        return curated

    return write


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_line_is_refused_where_it_stands(writing, case):
    lines, line, column = WRONG[case]
    found = problems(writing(lines))
    assert [(each.file, each.row, each.column) for each in found] == [(FILE, line, column)] and found[0].remedy


def test_a_list_may_name_who_answers(writing):
    lines = [["zaoyang", "1", "yicheng", "assisting"], ["zaoyang", "1", "zaoyang", "lead"], ["zaoyang", "1", "commerce", "lead"]]
    table = build.assemble(writing([line for line in lines if line[2] != "commerce"]), translator("zh"))
    assert layout.part(table.schema.metadata, "responsibility").to_pylist() == [
        {"list_id": "xiangyang-2022", "commitment_id": "xiangyang-2022/zaoyang/01", "unit_id": unit, "league": "county", "role": role}
        for unit, role in (("zaoyang", "lead"), ("yicheng", "assisting"))
    ]  # fmt: skip
    plain = build.assemble(CURATED, translator("zh"))
    assert pd.DataFrame(table.to_pandas()).equals(plain.to_pandas())


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Rows that are served with who answers for them."""
    found = [target("east", 100), target("south", 30)]
    path = tmp_path_factory.mktemp("good")
    database(path, found, responsibility=answering("east", east="lead", south="assisting"))
    assert open_table(path / "targets.parquet")[1] == 2
    return found


@pytest.mark.parametrize(
    "wrong",
    [
        [{**row, "unit_id": "elsewhere"} for row in answering("east", east="lead")],
        [{**row, "role": "helper"} for row in answering("east", east="lead")],
        [{**row, "league": "department"} for row in answering("east", east="lead")],
        answering("east", east="assisting"),
        answering("west", west="lead"),
        [*answering("east", east="lead"), *answering("east", east="assisting")],
    ],
)
def test_a_table_that_says_it_wrongly_is_not_served(tmp_path, good, wrong):
    database(tmp_path, good, responsibility=wrong)
    with pytest.raises(TableError, match="Who answers for the commitment"):
        open_table(tmp_path / "targets.parquet")
