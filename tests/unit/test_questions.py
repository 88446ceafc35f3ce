"""The worked examples of docs/architecture.md: a question, a column of a new kind and a file format, added and taken away.

What each of them takes stands in this file, once; that it then appears everywhere is what is tested.
"""

import datetime
import io
import json
import shutil
import zipfile

import openpyxl
import pyarrow as arrow
import pypdf
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from fenjin import views
from fenjin.data import queries
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.files import deck, formats, paper
from fenjin.files.formats import FORMATS, Format, Material
from fenjin.language import cells, columns
from fenjin.language.translate import translator
from fenjin.paths import QUERIES, ROOT
from fenjin.server import api
from fenjin.slides import slide, story
from fenjin.views import Context, View
from fenjin.views.base import records
from fenjin.views.columns import UNIT, as_it_is, tabulate
from fenjin.views.page import at
from fenjin.views.parameter import LEAGUE, LIST
from fenjin.views.question import query, question
from tests.unit.test_kinds import Ladder

LISTED = "xiangyang-2022"
WHEN = datetime.datetime(2030, 7, 1, tzinfo=datetime.UTC)

# queries/trial.sql
SQL = """-- How many in a thousand of the commitments of each unit can be measured.
select
    u.unit_id, u.unit, u.unit_en, u.unit_order, count(distinct t.commitment_id) as commitments,
    1000.0 * count(distinct case when t.kind <> 'qualitative' then t.commitment_id end) / count(distinct t.commitment_id) as permille
from targets as t
inner join units as u on u.list_id = t.list_id and u.unit_id = t.unit_id
where t.list_id = $list and t.league = $league
group by u.unit_id, u.unit, u.unit_en, u.unit_order
order by u.unit_order
"""
# A line of fenjin/language/columns.py, and one of fenjin/language/cells.py for a kind that no column had before.
COLUMN = ("千分比", "一千条承诺中有几条可以衡量", "permille")
KIND = cells.Kind(lambda value, _t: f"{value:.1f}‰", lambda _value: '0.0"‰"', number=True, grid="words")


def declare():
    """fenjin/views/trial.py: the query, the columns, and the function that answers."""
    trial = query("trial", "一千条承诺中有几条可以衡量", list=LIST, league=LEAGUE)
    shown = (UNIT, as_it_is("commitments"), as_it_is("permille"))

    @question(trial, page=at("compare", "league"), table=shown, league=LEAGUE)
    def trial(context: Context, league: str) -> View:
        """How many in a thousand of the commitments of each unit of a league can be measured?"""
        frame = context.frame("trial", league=league)
        rows = records(frame)
        steps = tuple((row["unit"], row["permille"], "") for row in rows)
        return View(
            "谁的承诺可以衡量？", "千分比如下", "trial", {"league": league}, frame, Ladder(steps).figure(context.look),
            table=tabulate(context, rows, shown),
        )  # fmt: skip


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The trial question, with its column and its kind, for as long as a test lasts."""
    folder = tmp_path / "queries"
    shutil.copytree(QUERIES, folder)
    (folder / "trial.sql").write_text(SQL, "utf-8")
    monkeypatch.setattr(queries, "QUERIES", folder)
    monkeypatch.setitem(columns.COLUMNS, "permille", COLUMN)
    monkeypatch.setitem(cells.KINDS, "permille", KIND)
    before = dict(views.QUERIES), dict(views.QUESTIONS)
    declare()
    yield Context(current(), LISTED, translator("zh"), Look())
    for register, known in zip((views.QUERIES, views.QUESTIONS), before, strict=True):
        register.clear()
        register.update(known)
    queries.statement.cache_clear()


@pytest.fixture
def view(added):
    return views.QUESTIONS["trial"].make(added, "county")


# Yuliangzhou made three commitments, of which one can be measured.
def test_its_answer_is_a_view(view):
    told = dict(zip(view.table["单位"], view.table["千分比"], strict=True))
    assert len(told) == 12 and round(told["鱼梁洲经济开发区"], 1) == 333.3


def page():
    from fenjin import screen, views
    from fenjin.data.edition import current
    from fenjin.figures.look import Look
    from fenjin.language.translate import translator
    from fenjin.views import Context

    context = Context(current(), "xiangyang-2022", translator("zh"), Look())
    view = views.QUESTIONS["trial"].make(context, "county")
    screen.draw(view, context, "trial")
    screen.table(view, context, "trial-rows", "trial")


def test_a_page_draws_and_lists_it(added):
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    (figure,) = app.get("bidi_component")
    assert "鱼梁洲经济开发区" in json.loads(figure.proto.json)["html"]
    written = arrow.ipc.open_stream(app.dataframe[0].proto.arrow_data.styler.display_values).read_all()
    assert "333.3‰" in written["千分比"].to_pylist()
    assert "<td class=number>333.3‰" in "".join(each.proto.body for each in app.get("html"))
    assert "加入放映" in [each.label for each in app.button]


def test_a_story_keeps_it_and_leads_to_its_page(added, view):
    slot = story.slot_of(view)
    (kept,) = story.of_code(story.code_of(story.Story("题", (slot,))), added.t).slots
    _context, again = story.view_of(added, kept)
    assert again.takeaway == view.takeaway
    assert story.page_of(added, kept).startswith("compare?league=county&list=")
    assert story.view_of(added, story.Slot("trial", {"league": "nobody"})) is None
    assert story.view_of(added, story.Slot("trial")) is None


def test_slides_powerpoint_and_paper_show_it(added, view):
    told = story.Story("题", (story.slot_of(view),))
    pages = story.slides(added, told, WHEN.date())
    drawings = [slide.svg(each, "zh") for each in pages]
    assert any("鱼梁洲经济开发区" in drawing for drawing in drawings)
    shown = list(Presentation(io.BytesIO(deck.powerpoint(added, pages, "题", WHEN.date()))).slides)
    assert any(shape.has_table and shape.table.cell(0, 0).text for each in shown for shape in each.shapes)
    content = paper.slides([(each.heading, drawing) for each, drawing in zip(pages, drawings, strict=True)], "题", "zh")
    assert "鱼梁洲经济开发区" in "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_slide_of_its_rows_writes_the_new_kind(added):
    bare = views.QUESTIONS["trial"].make(added, "county")
    (only,) = slide.of_view(added, View(bare.question, "", "trial", {}, bare.frame, table=bare.table, columns=bare.columns), WHEN)
    assert ("鱼梁洲经济开发区", "3", "333.3‰") in only.body.rows


def test_files_hold_it(added, view):
    made = {ending: each.write(Material(view, added, "http://x/", WHEN)) for ending, each in FORMATS.items() if each.suits(view)}
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    (cell,) = [row[2] for row in book["数据"].iter_rows(min_row=2) if row[0].value == "鱼梁洲经济开发区"]
    assert (round(cell.value, 1), cell.number_format) == (333.3, '0.0"‰"')
    assert ("千分比", "数字", COLUMN[1]) in [row[:3] for row in book["字段和符号"].iter_rows(values_only=True)]
    assert len(book["图"]._charts) == 1
    assert "千分比" in made["csv"].decode("utf-8-sig").splitlines()[0]
    assert "鱼梁洲经济开发区" in made["html"].decode()
    with zipfile.ZipFile(io.BytesIO(made["zip"])) as pack:
        described = json.loads(pack.read("datapackage.json"))
        assert "1000.0 * count" in pack.read("query.sql").decode()
    fields = next(each["schema"]["fields"] for each in described["resources"] if each["path"] == "result.csv")
    assert COLUMN[1] in next(each["description"] for each in fields if each["name"] == "permille")


def test_the_api_answers_and_describes_it(added, view):
    client = TestClient(Starlette(routes=api.routes))
    assert api.address(view, added) == f"/api/trial?league=county&list={LISTED}"
    rows = client.get("/api/trial?league=county").json()["rows"]
    assert [round(row["permille"], 1) for row in rows if row["unit_id"] == "yuliangzhou"] == [333.3]
    assert client.get("/api/trial").json()["allowed"] == list(views.LEAGUES)
    described = client.get("/api/openapi.json").json()
    OpenAPIV31SpecValidator(described).validate()
    asked = described["paths"]["/api/trial"]["get"]
    assert asked["description"].startswith("How many in a thousand")
    row = asked["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]["items"]
    assert row["properties"]["permille"]["description"] == COLUMN[1]


def test_the_page_of_sql_begins_with_it(added):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/sql.py").run()
    assert "一千条承诺中有几条可以衡量" in app.selectbox[1].options


def test_what_was_taken_away_is_gone():
    assert "trial" not in views.QUESTIONS and "trial" not in views.QUERIES
    assert TestClient(Starlette(routes=api.routes)).get("/api/trial").status_code == 404


# A file format: an entry of fenjin/files/formats.py.
def _tabs(frame):
    return frame.to_csv(sep="\t", index=False).encode("utf-8")


TABS = Format(
    "tsv", "制表符分隔（TSV，{n}行）", "text/tab-separated-values", lambda made: _tabs(made.view.table),
    answer=lambda table, _about: _tabs(table.to_pandas()), most=10_000, refusal="表太大，不做TSV。",
)  # fmt: skip


def test_a_format_is_one_entry(monkeypatch):
    monkeypatch.setitem(formats.FORMATS, "tsv", TABS)
    client = TestClient(Starlette(routes=api.routes))
    answer = client.get("/api/ledger?format=tsv")
    assert answer.headers["content-type"].startswith("text/tab-separated-values")
    assert answer.text.startswith("reason\tnumerals\tall_numerals\n")
    assert client.get("/api/ledger", headers={"Accept": "text/tab-separated-values"}).text == answer.text
    described = client.get("/api/openapi.json").json()
    assert "text/tab-separated-values" in described["paths"]["/api/ledger"]["get"]["responses"]["200"]["content"]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/city.py").run()
    app.session_state["sums-csv-more"] = True
    app.run()
    assert "制表符分隔（TSV，11行）" in [each.proto.label for each in app.get("download_button")]
