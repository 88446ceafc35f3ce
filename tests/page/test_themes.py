"""A city with seven themes of its own: files of data, no line of Python; and what is refused of a theme."""

import json
import shutil

import httpx2
import pytest

from fenjin import settings, views
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.files import deck, paper
from fenjin.language import columns
from fenjin.language.translate import translator
from fenjin.paths import CURATED, PAGES
from fenjin.slides import decks, slide, story
from fenjin.table import build, contract
from fenjin.views import Context
from fenjin.views.selection import Filters
from tests import profiles
from tests.client import Visit, run_visit
from tests.curated import edit, load, problems, save
from tests.server import started
from tests.themes import THEMES
from tests.unit.test_slide import WHEN

LIST, FILE = "xiangyang-2022", "themes.csv"
# What the six are called there, and a seventh, to which the topics of culture go.
NAMED = {
    "investment": "building", "attraction": "opening", "rural": "countryside", "livelihood": "people", "business": "service", "other": "rest",
}  # fmt: skip
SEVENTH, TOPICS = "heritage", ("culture-tourism", "culture-sport")
ROWS = [
    ["building", "建设", "Building", "建设", "Build- ing", "#002C7A", "#2989E2"],
    ["heritage", "文化传承", "Heritage", "文化 传承", "Her- itage", "#7A3E00", "#FFB000"],
    ["opening", "开放", "Opening up", "开放", "Open", "#B65D0C", "#F8AA5F"],
    ["countryside", "乡村", "Countryside", "乡村", "Coun- try- side", "#2B807E", "#7CFACE"],
    ["people", "百姓", "People", "百姓", "People", "#590128", "#D4556C"],
    ["service", "服务", "Service", "服务", "Ser- vice", "#8C58D0", "#D8C7F9"],
    ["rest", "其余", "Rest", "其余", "Rest", "#4A5560", "#B8C4D0"],
]
CODES = tuple(row[0] for row in ROWS)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """The real list as such a city would have sorted it."""
    folder = tmp_path_factory.mktemp("seven")
    curated = shutil.copytree(CURATED, folder / "curated")
    save(curated, FILE, [load(curated, FILE)[0], *ROWS])
    for path in sorted(curated.rglob("*.csv")):
        file = str(path.relative_to(curated))
        head, *lines = load(curated, file)
        if file != FILE and "theme" in head:
            for line in lines:
                topic = line[head.index("topic")] if "topic" in head else ""
                line[head.index("theme")] = SEVENTH if topic in TOPICS else NAMED[line[head.index("theme")]]
            save(curated, file, [head, *lines])
    build.write(build.assemble(curated, translator("zh")), folder / "targets.parquet", contract.RULES_SHA256)
    return folder / "targets.parquet"


@pytest.fixture(scope="module")
def opened(table):
    return Database(table)


@pytest.fixture(params=["zh", "en"])
def page(request, opened):
    return Context(opened, LIST, translator(request.param), Look())


def test_a_table_says_what_its_themes_are(opened):
    assert tuple(opened.themes) == CODES and not set(CODES) & set(THEMES)
    assert opened.themes[SEVENTH] == {
        "theme": "heritage", "theme_order": 2, "name": "文化传承", "name_en": "Heritage", "short": "文化 传承", "short_en": "Her- itage",
        "light": "#7A3E00", "dark": "#FFB000",
    }  # fmt: skip
    cursor = opened.cursor()
    assert cursor.execute("select theme from themes order by theme_order").fetchall() == [(code,) for code in CODES]


def test_views_name_and_count_them_in_their_order(page):
    t, (narrow, wide) = page.t, (("文化<br>传承", "建设<br> "), ("Her-<br>itage<br> ", "Build-<br>ing<br> "))[page.t.lang == "en"]
    matrix = views.concreteness(page, "county").figure.content
    assert len(matrix.columns) == 7
    drawn = str(matrix.plotly(page.look, 16))
    assert narrow in drawn and wide in drawn
    assert views.codes(page)["theme"] == list(CODES)
    found = views.explore(page, Filters((("theme", (SEVENTH,)),)))
    assert set(found.frame["topic"]) == set(TOPICS) and len(found.frame) > 5
    assert t.of(page.database.themes[SEVENTH], "name") in found.question
    assert list(dict.fromkeys(views.explore(page, Filters(), order="theme").table[t("主题")])) == [
        t.of(each, "name") for each in page.database.themes.values()
    ]
    assert list(columns.codes(t, "theme", "explore")) == list(CODES)
    lanes = views.timeline(page).figure.content.lanes
    assert list(lanes) == [code for code in CODES if code in lanes]


def test_marks_take_the_hues_of_the_table(page):
    for mode, hue in (("light", "#7A3E00"), ("dark", "#FFB000")):
        look = Context(page.database, LIST, page.t, Look(mode, SEVENTH)).look
        assert look.mark == look.hue(SEVENTH) == hue
    # On paper a figure of a dark screen has the hue of a light one.
    figure = views.timeline(Context(page.database, LIST, page.t, Look("dark"))).figure
    assert b"#FFB000" in figure.packed and "#7A3E00" in figure.white
    assert Context(page.database, LIST, page.t, Look()).look.mark == Look().colour("accent")


def test_stories_slides_and_files_take_them(page):
    told = decks.ready(page, SEVENTH)
    assert SEVENTH in decks.ready_names(page) and told.title == page.t.of(page.database.themes[SEVENTH], "name") and told.slots
    slides = story.slides(page, told, WHEN)
    assert any("#7A3E00" in slide.svg(each, page.t.lang) for each in slides)
    content = deck.powerpoint(page, slides, told.title, WHEN)
    assert content.startswith(b"PK")
    brief = str(paper._content(page, "culture-tourism", WHEN, ""))
    assert "#7A3E00" in brief and page.t.of(page.database.themes[SEVENTH], "name") in brief


@profiles.thorough
def test_pages_and_api_are_theirs(table):
    assert not (PAGES / f"{SEVENTH}.py").exists()

    async def come(address, path):
        async with await Visit.open(address, path) as visit:
            return [*visit.texts(), json.dumps(visit.figures(), ensure_ascii=False)]

    with started(variables={settings.TABLE: str(table)}) as server:
        said = run_visit(come(server.address, f"{SEVENTH}?lang=zh"))
        assert "文化传承" in said and "全部目标和承诺" in said
        assert "Heritage" in run_visit(come(server.address, f"{SEVENTH}?lang=en"))
        assert any("文化传承" in text for text in run_visit(come(server.address, "")))
        assert "其余" in run_visit(come(server.address, "rest"))
        known = httpx2.get(f"{server.address}/{SEVENTH}")
        assert known.status_code == 200 and "modulepreload" in known.text
        found = httpx2.get(f"{server.address}/api/explore", params={"theme": SEVENTH}).json()
        assert {row["theme"] for row in found["rows"]} == {SEVENTH}
        assert httpx2.get(f"{server.address}/api/explore", params={"theme": "rural"}).status_code == 400


# A cell that is wrong, and the column that is complained of.
WRONG = {
    "a code with a capital": ({"theme": "Rural"}, "theme"),
    "a code that is a page's": ({"theme": "city"}, "theme"),
    "a code that is another's": ({"theme": "other"}, "theme"),
    "no name": ({"name": ""}, "name"),
    "the name of another": ({"name": "其他"}, "name"),
    "an English name in Chinese": ({"name_en": "乡村"}, "name_en"),
    "no colour": ({"light": "green"}, "light"),
    "a colour in small letters": ({"dark": "#7cface"}, "dark"),
    "the colour of another": ({"dark": "#B8C4D0"}, "dark"),
    "too pale for white": ({"light": "#F8AA5F"}, "light"),
    "too dark for a dark screen": ({"dark": "#002C7A"}, "dark"),
}


@pytest.mark.parametrize("case", profiles.some(WRONG, 6))
def test_a_wrong_theme_is_refused_where_it_stands(tmp_path, case):
    curated = shutil.copytree(CURATED, tmp_path / "curated")
    cells, column = WRONG[case]
    if set(cells) & {"theme"}:
        cells = {"theme": cells["theme"]}
    line = edit(curated, FILE, {"theme": "rural"}, **cells)
    found = [each for each in problems(curated) if each.file == FILE]
    assert {each.column for each in found} == {column} and all(each.remedy for each in found)
    # Of two that are alike the later is complained of.
    assert {each.row for each in found} <= {line, line + 3}


def test_a_theme_that_is_not_there_is_refused_wherever_it_is_named(tmp_path):
    curated = shutil.copytree(CURATED, tmp_path / "curated")
    head, *lines = load(curated, FILE)
    save(curated, FILE, [head, *(line for line in lines if line[0] != "business")])
    found = problems(curated)
    assert {each.file for each in found if each.column == "theme"} == {
        "topics.csv", "indicators.csv", f"{LIST}/commitments.csv", f"{LIST}/targets.csv",
    }  # fmt: skip
    assert all("themes.csv" in each.remedy for each in found if each.column == "theme")
