"""Several lists in one table: every page, link and file is of its own list, and no figure is ranked with another list's."""

import datetime
import io
import json
import re
import zipfile
from dataclasses import replace

import openpyxl
import pyarrow.parquet as parquet
import pypdf
import pytest
from playwright.sync_api import expect
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fenjin import settings, views
from fenjin.data.database import Database
from fenjin.figures import boundaries
from fenjin.figures.look import Look
from fenjin.files import deck, export, ics, pack, paper, workbook
from fenjin.language.translate import translator
from fenjin.paths import ROOT, TABLE
from fenjin.server import api, calendar
from fenjin.slides import decks, story
from fenjin.table.__main__ import main
from fenjin.table.curated import BuildError
from fenjin.table.verify import verify
from fenjin.views import Context, selection
from fenjin.views.selection import Filters
from tests import cities, profiles
from tests.cities import FIRST, LISTS
from tests.pages import figures, headings, opened
from tests.server import PAGES, serve

OLD, NEW = LISTS
WHEN = datetime.date(2030, 7, 1)
SIDE_BY_SIDE = f"{NEW},{FIRST}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The table of both cities."""
    return cities.built(tmp_path_factory.mktemp("cities"))


@pytest.fixture(scope="module")
def both(path):
    return Database(path)


@pytest.fixture
def served(path, monkeypatch):
    """The dashboard over the table of both cities, without a published text beside it."""
    monkeypatch.setenv(settings.TABLE, str(path))
    monkeypatch.delenv(settings.SOURCE, raising=False)


def context(opened, listed, lang="zh"):
    return Context(opened, listed, translator(lang), Look())


# Pages and stories on which the city's own list of the year before stands beside this one.
WITH_LAST_YEAR = {"overview", "unit", "compare", "whole", "attraction", "rural", "business"}


def foreign(opened, listed, beside=""):
    """What may stand on no page of a list: the number, year and title of the others, their cities and their counties' names; but for
    the list `beside`."""
    own = opened.describe(listed)
    kept = {text for unit in own["units"] for text in unit.values() if isinstance(text, str)}
    words = set()
    for other in opened.lists:
        if other["list_id"] in (listed, beside):
            continue
        words |= {
            other["list_id"],
            other["title"],
            other["title_en"],
            other["source_sha256"],
            rf"(?<![0-9a-f]){other['year']}(?![0-9a-f])",
        }
        if other["city"] != own["city"]:
            words |= {other["city"], other["city"].removesuffix("市"), other["city_en"]}
            for unit in opened.describe(other["list_id"])["units"]:
                words.add(unit["unit"])
                if unit["unit_type"] == "county":
                    words |= {unit["unit_en"], unit["short"], unit["short_en"]}
    return re.compile("|".join(sorted(words - kept)))


def strangers(opened, listed, text, where=""):
    """Where a text names another list, with what stands around it; `where` is the page or the story that it is of."""
    beside = OLD if listed == NEW and where in WITH_LAST_YEAR else ""
    return [text[max(found.start() - 30, 0) : found.end() + 30] for found in foreign(opened, listed, beside).finditer(text)]


def everything(app):
    """All that a page sends to the browser, but for the names of the lists among which one may choose."""
    texts = []

    def walk(node):
        for child in getattr(node, "children", {}).values():
            walk(child)
        if getattr(node, "key", None) not in ("choose-city", "choose-year", "choose-list") and hasattr(node, "proto"):
            texts.append(str(node.proto))

    walk(app.main)
    plain = re.sub(
        r"(?:\\[0-7]{3})+",
        lambda run: bytes(int(n, 8) for n in run[0].split("\\")[1:]).decode("utf-8", "replace"),
        "\n".join(texts),
    )
    return re.sub(r"\\+u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), plain)


def test_a_second_city_is_built_beside_the_first(path, both, tmp_path):
    """Its rows join those of the first list, which stay as they were; the same files give the same bytes."""
    assert [each["list_id"] for each in both.lists] == [FIRST, *LISTS]
    again = tmp_path / "again.parquet"
    assert main(["build", "--curated", str(path.parent / "curated"), "--output", str(again)]) == 0
    assert again.read_bytes() == path.read_bytes()
    rows = parquet.read_table(path).to_pandas()
    alone = parquet.read_table(TABLE).to_pandas()
    first = rows[rows["list_id"] == FIRST].reset_index(drop=True).astype(object)
    assert first.equals(alone.astype(object))
    # Four counties with three targets in three commitments of which one has none, two departments with a target each, one bare.
    assert rows[rows["list_id"] == NEW]["kind"].ne("qualitative").sum() == 14
    assert both.query("counts", list=NEW).to_pylist()[0]["commitments"] == 15


@profiles.thorough
def test_the_published_texts_of_the_second_city_are_verified(path, tmp_path):
    source = tmp_path / "texts"
    source.mkdir()
    for listed in LISTS:
        (source / f"{listed}.txt").write_text(cities.text_and_files(int(listed[-4:]))[0], "utf-8")
    lines, problems = verify(path.parent / "curated", source, translator("zh"))
    # The first list's text is not there, which is said and keeps nothing from the others.
    assert [line.partition("：")[0] for line in lines] == [FIRST, OLD, OLD, NEW, NEW]
    assert "没有核对" in lines[0]
    assert problems == []

    lines, problems = verify(path.parent / "curated", source, translator("zh"), OLD)
    assert [line.partition("：")[0] for line in lines] == [OLD, OLD]
    assert problems == []

    lines, problems = verify(path.parent / "curated", source, translator("zh"), FIRST)
    assert [problem.file for problem in problems] == [f"{FIRST}/list.csv"]

    with pytest.raises(BuildError) as error:
        verify(path.parent / "curated", source, translator("zh"), "nowhere-2031")
    assert [problem.value for problem in error.value.problems] == ["nowhere-2031"]


# Each page with either list, in one of the languages.
LISTED = [
    (page, listed, ("zh", "en")[(place // 2 + n) % 2])
    for place, page in enumerate(PAGES)
    for n, listed in enumerate((NEW, FIRST))
]


@pytest.mark.parametrize(("page", "listed", "lang"), profiles.some(LISTED, 7))
def test_a_page_of_one_list_names_no_other(page, listed, lang, served, both):
    app = opened(page, list=listed, lang=lang)
    assert not app.warning
    assert app.query_params["list"] == listed
    shown = everything(app)
    assert strangers(both, listed, shown, page) == []
    assert ("和2031年比" in shown or "since 2031" in shown) == (listed == NEW and page in WITH_LAST_YEAR)


def test_without_a_word_a_page_is_of_the_newest_list_and_its_link_says_so(served):
    app = opened("rural")
    assert app.query_params["list"] == NEW
    assert [each.value for each in app.selectbox][:2] == [cities.CITY, NEW]
    assert any(each.value.startswith("数据：云栖市2032年目标") for each in app.caption)


def test_an_unknown_list_is_dropped_with_a_notice(served):
    app = opened("unit", list="atlantis-2032")
    assert app.text[0].value == "list=atlantis-2032"
    assert app.query_params["list"] == NEW
    app = opened("unit", list=f"{FIRST},{NEW}")
    assert app.text[0].value == f"list={NEW}"
    assert app.query_params["list"] == FIRST
    app = opened("explore", list=f"{FIRST},atlantis")
    assert app.text[0].value == "list=atlantis"
    assert app.query_params["list"] == FIRST


def test_a_single_list_is_no_choice():
    app = opened("overview")
    assert not app.selectbox
    assert app.query_params["list"] == FIRST


def test_the_choice_of_city_and_year_keeps_what_the_other_list_has(served):
    app = opened("unit", list=NEW, unit="luming", target=f"{NEW}/luming/01.01")
    app.selectbox(key="choose-year").set_value(OLD).run()
    assert app.query_params["list"] == OLD
    assert app.query_params["unit"] == "luming"
    assert "target" not in app.query_params
    assert not app.warning
    app.selectbox(key="choose-city").set_value("襄阳市").run()
    assert app.query_params["list"] == FIRST
    assert not app.warning
    assert headings(app)[0].startswith("枣阳市：")
    # There is no list of that year: the newest one of the city.
    app.selectbox(key="choose-city").set_value(cities.CITY).run()
    assert app.query_params["list"] == NEW


def test_the_list_is_kept_from_page_to_page(served):
    app = opened("rural", list=OLD)
    app.query_params.clear()
    app.switch_page("pages/timeline.py").run()
    assert app.query_params["list"] == OLD
    app.button(key="present").click().run()
    assert app.query_params["list"] == OLD


def test_lists_stand_side_by_side_and_are_told_apart(served, both):
    app = opened("explore", list=SIDE_BY_SIDE, unit="gaoxin")
    rows = app.dataframe[0].value
    assert {(row["城市"], row["年份"]) for _, row in rows.iterrows()} == {("云栖市", 2032), ("襄阳市", 2022)}
    assert set(rows["单位"]) == {"高新区"}
    labels = next(each for each in app.multiselect if each.key == "choose-unit").options
    assert any(label.startswith("鹿鸣县（云栖市 2032）") for label in labels)
    assert any(label.startswith("高新区 ·") for label in labels)
    counted = views.pivot(context(both, NEW), Filters((("list", (NEW, FIRST)), ("unit", ("gaoxin",)))), "unit", "list").table
    assert list(counted["单位"]) == ["高新区（云栖市 2032）", "高新区（襄阳市 2022）", "合计"]
    assert counted["云栖市 2032"].tolist()[:2] == [4, 0]


def test_each_list_has_its_own_table_of_figures(served):
    """Also of a unit that only one of them has."""
    app = opened("explore", list=SIDE_BY_SIDE, unit="gaoxin", form="values")
    named = [each.value for each in app.subheader]
    assert named.index("云栖市 2032") < named.index("襄阳市 2022")
    tables = [each.proto.json for each in app.get("bidi_component") if "fenjin-crosstab" in each.proto.json]
    assert [table.count(f'data-target=\\"{listed}/gaoxin/') > 0 for listed, table in zip((NEW, FIRST), tables, strict=True)] == [
        True,
        True,
    ]
    app = opened("explore", list=SIDE_BY_SIDE, unit="luming", form="values")
    assert len([each for each in app.get("bidi_component") if "fenjin-crosstab" in each.proto.json]) == 1
    assert app.subheader[0].value.startswith("鹿鸣县：1个单位写了")


def test_nothing_is_ranked_across_lists(served, both):
    """The project's list ranks its counties among nine and three, the made-up ones theirs among four, whoever is looked at beside."""
    app = opened("explore", list=f"{NEW},{OLD},{FIRST}", indicator="projects-attracted", league="county")
    assert len(figures(app)) == 3
    assert len([figure for figure in figures(app) if "（4家）" in json.dumps(figure, ensure_ascii=False)]) == 2
    assert any(each.value == "每份清单自成一组，清单之间不排名次。" for each in app.caption)
    for listed in (NEW, OLD, FIRST):
        alone = views.ranking(context(both, listed), "projects-attracted", "county").frame
        assert set(alone["list_id"]) == {listed}
        assert alone["group_size"].max() <= len(both.describe(listed)["units"])
        beside = views.ranking(
            Context(both, listed, translator("zh"), Look(), tuple({NEW, OLD, FIRST} - {listed})), "projects-attracted", "county"
        )
        assert beside.frame.equals(alone)


def test_no_more_lists_than_can_be_looked_at(both, monkeypatch):
    monkeypatch.setattr(selection, "MOST_LISTS", 2)
    found, dropped = selection.filters({"list": f"{NEW},{OLD},{FIRST}"}, views.codes(context(both, NEW)))
    assert found.codes("list") == (NEW, OLD)
    assert [(each.name, each.value) for each in dropped] == [("list", FIRST)]


def texts_of(view, page):
    """The text of each file of a view, by the end of its name."""
    link = f"http://board.example/x?list={page.list_id}"
    yield "csv", export.csv(view.table).decode("utf-8-sig")
    yield "json", export.as_json(view, page, link).decode()
    yield (
        "parquet",
        str(parquet.read_table(io.BytesIO(export.parquet(view, page, link))).to_pydict())
        + str(parquet.read_schema(io.BytesIO(export.parquet(view, page, link))).metadata),
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook.excel(view, page, link)))
    yield (
        "xlsx",
        "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        + str(book.properties),
    )
    with zipfile.ZipFile(io.BytesIO(pack.research_pack(view, page, link))) as packed:
        for name in packed.namelist():
            content = packed.read(name)
            if name.endswith(".parquet"):
                # Words that the lists share: what a topic, an indicator, an action or a scope is.
                yield (
                    name,
                    ""
                    if re.search("topics|indicators|actions|scopes", name)
                    else str(parquet.read_table(io.BytesIO(content)).to_pydict()),
                )
            elif not name.endswith(".xlsx"):
                yield name, content.decode("utf-8-sig")


@pytest.mark.parametrize(("listed", "lang"), profiles.by_turns([NEW, FIRST], 2))
def test_a_file_of_one_list_names_no_other(listed, lang, both):
    page = context(both, listed, lang)
    unit = both.describe(listed)["units"][0]["unit_id"]
    made = [
        views.counts(page), views.ranking(page, "rural-roads", "county"), views.coverage(page, "rural-roads", "county"), views.county_city(page, "rural-roads"),
        views.targets(page, unit=unit), views.timeline(page), views.standings(page, unit, "county"), views.ledger(page), views.definitions(page),
        views.pivot(page, Filters(), "unit", "theme"), views.card(page, f"{listed}/{unit}/01.01"),
    ]  # fmt: skip
    for view in made:
        for name, text in texts_of(view, page):
            assert strangers(both, listed, text) == [], (view.address, name)
    for name in profiles.some(("whole", "unit", "city", "rural"), 4, start=2 * int(listed == FIRST)):
        slides = story.slides(page, decks.ready(page, name, unit), WHEN, "http://board.example/")
        show = Presentation(io.BytesIO(deck.powerpoint(page, slides, "题", WHEN)))
        said = [shape.text_frame.text for each in show.slides for shape in each.shapes if shape.has_text_frame]
        said += [each.notes_slide.notes_text_frame.text for each in show.slides] + [show.core_properties.subject]
        assert strangers(both, listed, "\n".join(said), name) == [], name
        assert any(both.describe(listed)["title" if lang == "zh" else "title_en"] in text for text in said)
    brief = pypdf.PdfReader(io.BytesIO(paper.brief(page, unit, WHEN, f"http://board.example/unit?list={listed}")))
    assert strangers(both, listed, "".join(page.extract_text() for page in brief.pages).replace("2030", "")) == []
    assert strangers(both, listed, ics.ics(page, home="http://board.example").decode().replace("\r\n ", "")) == []


def test_a_file_of_several_lists_names_them_all(both):
    page = context(both, NEW)
    view = views.explore(page, Filters((("list", (NEW, FIRST)), ("indicator", ("rural-roads",)))))
    assert json.loads(export.as_json(view, page, ""))["list"] == SIDE_BY_SIDE
    for name, text in texts_of(view, page):
        if name in ("xlsx", "README.md", "CITATION.cff", "datapackage.json"):
            assert "云栖市2032年目标" in text, name
            assert "襄阳市2022年度奋进清单" in text, name
            assert OLD not in text


def test_each_view_of_a_story_is_of_its_own_list(both):
    """A story made from views of two lists shows each from its own, whatever list the page is of."""
    slots = tuple(story.slot_of(views.ranking(context(both, listed), "rural-roads", "county")) for listed in (NEW, FIRST))
    slots += (story.slot_of(views.explore(context(both, NEW), Filters((("list", (NEW, OLD)), ("unit", ("luming",)))))),)
    told = story.of_code(story.code_of(story.Story("例会", slots, both.version[:12])), translator("zh"))
    cover, first, *middle, closing = story.slides(context(both, OLD), told, WHEN, "http://board.example/")
    assert cover.body.items[0] == "云栖市2032年目标、襄阳市2022年度奋进清单、云栖市2031年目标"
    assert first.source.startswith("云栖市2032年目标 ·")
    assert f"list={NEW}" in first.link
    second = next(each for each in middle if each.view.params.get("indicator") and each.view.frame["list_id"].iloc[0] == FIRST)
    assert second.source.startswith("襄阳市2022年度奋进清单 ·")
    assert f"list={FIRST}" in second.link
    assert f"list={NEW},{OLD}" in middle[-1].link
    assert closing.source.startswith("云栖市2032年目标、襄阳市2022年度奋进清单、云栖市2031年目标 ·")
    assert story.changes(context(both, OLD), told) == ""
    gone = story.Slot("ranking", {"list": "atlantis-2032", "indicator": "rural-roads", "league": "county"})
    assert story.view_of(context(both, NEW), gone) is None
    shown = Presentation(io.BytesIO(deck.powerpoint(context(both, OLD), [cover, first, *middle, closing], "例会", WHEN)))
    notes = shown.slides[len(shown.slides) - 2].notes_slide.notes_text_frame.text
    assert "鹿鸣县（云栖市 2032）" in notes
    assert "鹿鸣县（云栖市 2031）" in notes


def test_a_map_is_drawn_for_the_city_whose_divisions_the_file_has(both, tmp_path, monkeypatch):
    assert not views.city_map(context(both, FIRST), "rural-roads").empty
    assert views.city_map(context(both, NEW), "rural-roads").empty
    own = both.describe(NEW)
    counties = [unit["adcode"] for unit in own["units"] if unit["adcode"]]
    squares = [
        {
            "type": "Feature",
            "id": code,
            "geometry": {"type": "Polygon", "coordinates": [[[x, 40], [x + 1, 40], [x + 1, 41], [x, 41], [x, 40]]]},
        }
        for x, code in enumerate(counties, start=100)
    ]
    # The zone of the same code lies in the other city.
    zone = {"type": "Feature", "id": "gaoxin", "geometry": {"type": "Point", "coordinates": [112.135, 32.105]}}
    file = tmp_path / "map.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "metadata": {"title": "三块", "origin": "手画"}, "features": [*squares, zone]}),
        "utf-8",
    )
    monkeypatch.setenv(settings.MAP, str(file))
    drawn = views.city_map(context(both, NEW), "rural-roads")
    assert set(boundaries.current(own).boundaries.tall.areas) == set(counties)
    assert not boundaries.current(own).boundaries.tall.points
    assert any("图上没有：高新区" in line for line in drawn.legend)
    assert views.city_map(context(both, FIRST), "rural-roads").empty


@pytest.mark.usefixtures("served")
def test_the_api_and_the_calendar_answer_for_each_list(both):
    client = TestClient(Starlette(routes=[*api.routes, *calendar.routes]))
    for name in sorted(views.QUERIES):
        asked = {"indicator": "rural-roads", "league": "county"} | ({"action": "trunk-roads"} if name == "similar" else {})
        asked |= {"unit": "gaoxin"} if name == "named_by_departments" else {"other": "school-places"} if name == "pair" else {}
        for listed in (None, *LISTS, FIRST):
            taken = views.QUERIES[name].parameters
            given = {
                key: value
                for key, value in {**asked, "list": listed, "target": f"{listed or NEW}/gaoxin/01.01"}.items()
                if key in taken and value
            }
            answer = client.get(f"/api/{name}", params=given)
            assert answer.status_code == 200, answer.text
            # Kilometres are added, not held beside the city's; who read the made-up lists, and for what actions, nobody recorded, and nothing was changed in them.
            unknown = (
                "county_rates",
                "readers",
                "revisions",
                "action_choice",
                "similar",
                "commitment_actions",
                "named_by_departments",
            )
            if name == "years":
                assert bool(answer.json()["rows"]) == (listed in (None, NEW))
            else:
                assert bool(answer.json()["rows"]) or name in unknown, name
            if name not in ("lists", "facets"):
                assert strangers(both, listed or NEW, answer.text, "whole" if name == "years" else "") == [], name
    assert [row["list_id"] for row in client.get("/api/lists").json()["rows"]] == [FIRST, *LISTS]
    # Beside a list stands that of its own city of the year before, and no other.
    assert client.get(f"/api/years?list={NEW}&before={FIRST}").json()["parameter"] == "before"
    several = client.get(f"/api/explore?list={SIDE_BY_SIDE}&unit=gaoxin").json()
    assert {row["list_id"] for row in several["rows"]} == {NEW, FIRST}
    # A unit of the other list is none of this one's.
    assert client.get(f"/api/explore?list={NEW}&unit=zaoyang").json()["parameter"] == "unit"
    assert client.get("/api/counts?list=atlantis").json()["allowed"] == [FIRST, *LISTS]
    for listed in (*LISTS, FIRST):
        found = client.get(f"/calendar.ics?list={listed}").text.replace("\r\n ", "")
        assert strangers(both, listed, found) == []
        assert f"list={listed}" in found


@pytest.mark.usefixtures("served")
def test_a_request_for_too_many_lists_is_refused(monkeypatch):
    asked = views.QUERIES["explore"]
    fewer = {**asked.parameters, "list": replace(asked.parameters["list"], most=2)}
    monkeypatch.setitem(views.QUERIES, "explore", replace(asked, parameters=fewer))
    client = TestClient(Starlette(routes=api.routes))
    assert client.get(f"/api/explore?list={NEW},{OLD}").status_code == 200
    refused = client.get(f"/api/explore?list={NEW},{OLD},{FIRST}")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "list")


def test_no_city_and_no_year_is_built_into_the_program():
    named = re.compile("襄阳|枣阳|xiangyang|(?<![0-9a-f])2022(?![0-9a-f])", re.IGNORECASE)
    files = [
        *ROOT.glob("*.py"),
        *(path for folder in ("fenjin", "pages", "queries") for path in (ROOT / folder).rglob("*") if path.is_file()),
    ]
    texts = {path: path.read_text("utf-8") for path in files if path.suffix in (".py", ".sql", ".typ", ".po", ".js", ".css")}
    assert len(texts) > 60
    assert [path for path, text in texts.items() if named.search(text)] == []


@pytest.mark.parametrize(("listed", "known", "said", "unsaid"), [
    (OLD, 1, ["起草：人。没有留下两份", "云栖市2031年目标》由云栖市发布：县（市）区、开发区、部门和单位列出2031年"], ["语言模型", "规则", "%", "真人"]),
    (NEW, 0, ["由谁或什么读过、读过几遍，没有记录。没有留下两份"], ["语言模型", "规则", "%", "真人"]),
    (FIRST, 7, ["各自通读，互不相看：语言模型 × 2；裁定：语言模型；审读：语言模型。没有真人读过的记录。", "列出2022年"], ["规则"]),
])  # fmt: skip
def test_about_says_of_each_list_who_read_it_and_no_more(served, listed, known, said, unsaid):
    app = opened("about", list=listed)
    place = [each.value for each in app.subheader].index("怎样整理和核对")
    told = "\n".join(each.value for each in app.markdown)
    assert all(each in told for each in said)
    section = told[told.index("- **目标与数字**") : told.index("标题、概述和衡量内容")]
    assert place and [each for each in unsaid if each in section] == []
    assert section.count("    - ") == known
    english = "\n".join(each.value for each in opened("about", list=listed, lang="en").markdown)
    assert ("drafted: person." in english) == (listed == OLD)
    assert ("is not on record" in english) == (listed == NEW)
    assert ("language model × 2" in english) == (listed == FIRST)


@profiles.thorough
@pytest.mark.parametrize("kind", ["county", "government"])
def test_a_list_may_have_one_kind_of_units_alone(kind, tmp_path, monkeypatch):
    path = cities.built(tmp_path, [unit for unit in cities.UNITS if unit[3] == kind])
    monkeypatch.setenv(settings.TABLE, str(path))
    app = opened("overview", list=NEW)
    assert app.subheader[0].value.startswith("3个单位" if kind == "county" else "2个单位")
    # Nothing leads to a page that has nothing to show, and no sentence counts none of no counties.
    assert len(app.get("page_link")) == (1 if kind == "county" else 0)
    said = opened("rural", list=NEW).subheader[0].value
    assert said.startswith("乡村振兴：" + ("3家县区中" if kind == "county" else "这份清单里只有部门和单位"))
    about = "\n".join(each.value for each in opened("about", list=NEW).markdown)
    assert ("发布：县（市）区列出2032年" if kind == "county" else "发布：部门和单位列出2032年") in about
    page = context(Database(path), NEW)
    slides = story.slides(page, decks.ready(page, "whole"), WHEN)
    assert len(Presentation(io.BytesIO(deck.powerpoint(page, slides, "题", WHEN))).slides) == len(slides)
    (counted,) = story.of_slot(page, story.Slot("counts"), story.Occasion(WHEN))
    assert counted.body.items[0] == (("3", "单位数", "其中县区 3") if kind == "county" else ("2", "单位数", ""))


@profiles.thorough
def test_a_reader_goes_from_city_to_city(path, browser):
    """Chosen by hand in a browser: the page, its link and its title follow, and the show that it opens."""
    with serve(variables={settings.TABLE: str(path)}) as address:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.goto(f"{address}/rural?list={OLD}")
        expect(page.get_by_text("鹿鸣").first).to_be_visible()
        expect(page).to_have_title("乡村振兴 · 云栖市 2031")
        page.locator(".st-key-choose-city input").fill("襄阳")
        page.get_by_role("option", name="襄阳市").click()
        expect(page).to_have_title("乡村振兴 · 襄阳市 2022")
        expect(page.get_by_text("谷城").first).to_be_visible()
        assert f"list={FIRST}" in page.url
        expect(page.locator("body")).not_to_contain_text("鹿鸣")
        page.get_by_role("link", name="投资").click()
        expect(page).to_have_title("投资 · 襄阳市 2022")
        page.wait_for_url(re.compile(f"list={FIRST}"))
        page.get_by_role("button", name="全屏放映").click()
        expect(page.locator(".stage svg")).to_contain_text("襄阳市2022年度奋进清单")
        assert f"list={FIRST}" in page.url
        page.keyboard.press("Escape")
        expect(page).to_have_title("投资 · 襄阳市 2022")
        assert f"list={FIRST}" in page.url
        page.context.close()
