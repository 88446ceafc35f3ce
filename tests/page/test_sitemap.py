"""The worked example of docs/architecture.md for a page: its file, its entry and its words, added and taken away."""

import shutil
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from fenjin import sitemap
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language import translate
from fenjin.language.translate import translator
from fenjin.paths import PAGES, ROOT
from fenjin.screen import navigation
from fenjin.server import assets
from fenjin.sitemap import GRID, MORE, SITEMAP
from fenjin.slides import story
from fenjin.table import themes
from fenjin.views import QUESTIONS, Context
from fenjin.views.page import at
from tests.themes import ROWS, THEMES

# pages/trial.py
FILE = """
from fenjin import screen, views
from fenjin.views.parameter import LEAGUE

page = screen.context()
choice = screen.choices(page, {"league": LEAGUE})
screen.table(views.timeline(page, choice.get("league")), page, "trial", "trial")
screen.footer(page, choice)
"""
# A line of fenjin/sitemap.py, and one of fenjin/language/locale/en.po.
ENTRY = sitemap.Page("名册", MORE, parts=GRID)
ENGLISH = "Roll"


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The program with the page, for as long as a test lasts: the path of its app.py."""
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(PAGES, tmp_path / "pages")
    (tmp_path / "pages" / "trial.py").write_text(FILE, "utf-8")
    monkeypatch.setitem(SITEMAP, "trial", ENTRY)
    monkeypatch.setitem(translate._catalogue("en"), ENTRY.title, ENGLISH)
    return str(tmp_path / "app.py")


def test_a_page_opens_under_its_title_and_obeys_its_link(added):
    app = AppTest.from_file(added, default_timeout=600).run().switch_page("pages/trial.py")
    for lang, title in (("zh", "名册"), ("en", "Roll")):
        app.query_params["lang"], app.query_params["league"] = lang, "county"
        app.run()
        assert not app.exception and app.title[0].value == title
        # Of 27 targets with a last day one is a county's.
        assert app.query_params["league"] == "county" and len(app.dataframe[0].value) == 1
        # What stands around every page.
        assert "present" in [each.key for each in app.button]
    assert navigation.page_at("trial") == "pages/trial.py" and "trial" in navigation.paths()


def test_the_server_knows_its_address_its_title_and_what_it_is_made_of(added):
    async def none(_scope, _receive, _send):
        raise AssertionError

    client = TestClient(assets.Assets(none, SITEMAP))
    content = client.get("/trial?lang=en").text
    assert "<title>Roll · " in content and "static/js/DataFrame." in content and assets.LIBRARY not in content
    assert client.get("/Trial", follow_redirects=False).headers["location"] == "./trial"


def test_a_question_may_lead_to_it_and_no_theme_may_take_its_address(added, monkeypatch):
    context = Context(current(), "xiangyang-2022", translator("zh"), Look())
    monkeypatch.setitem(QUESTIONS, "timeline", replace(QUESTIONS["timeline"], page=at("trial", "league")))
    assert story.page_of(context, story.Slot("timeline", {"league": "county"})).startswith("trial?league=county&")
    taken = [{**row, "theme": "trial"} if row["theme"] == "rural" else row for row in ROWS]
    assert [(each.place, each.column) for each in themes.faults(taken)] == [(THEMES.index("rural"), "theme")]


def test_each_file_of_a_page_is_one_of_them_or_a_themes():
    assert {path.stem for path in PAGES.glob("*.py")} - set(THEMES) == set(SITEMAP)
    assert not set(THEMES) & set(SITEMAP)
