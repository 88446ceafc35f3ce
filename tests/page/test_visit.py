"""What visitors meet who are many, change the language, or lose the server, told from the protocol; and that `Visit` speaks it."""

import asyncio

import pytest

from fenjin.paths import ROOT
from tests import profiles
from tests.client import PageError, Visit, run_visit
from tests.server import started


def test_a_choice_made_in_one_language_is_said_in_the_other_after_the_switch(dashboard):
    async def visit():
        async with await Visit.open(dashboard, "story") as visit:
            assert visit.chosen("choose-dark") == ["浅色（适合投影）"]
            await visit.choose("choose-lang", "English")
            assert visit.chosen("choose-dark") == ["Light (right for a projector)"]
            assert visit.chosen("choose-every") == [visit.options("choose-every")[0]]
            before = visit.link
            await visit.rerun()
            assert visit.link == before
        # A browser that speaks English is shown English, until its reader chooses; its links then say so.
        async with await Visit.open(dashboard, "story", locale="en-US") as visit:
            assert visit.chosen("choose-dark") == ["Light (right for a projector)"] and visit.link["lang"] == "en"
            await visit.choose("choose-lang", "中文")
            assert visit.chosen("choose-dark") == ["浅色（适合投影）"] and visit.link["lang"] == "zh"

    run_visit(visit())


def test_a_count_in_a_chosen_filter_follows_the_other_filters(dashboard):
    async def visit():
        async with await Visit.open(dashboard, "explore") as visit:
            theme = visit.options("choose-theme")[0]
            await visit.choose("choose-theme", theme)
            assert visit.chosen("choose-theme") == [theme]
            await visit.choose("choose-league", visit.options("choose-league")[0])
            (said,) = visit.chosen("choose-theme")
            assert said.partition(" · ")[0] == theme.partition(" · ")[0]
            assert said in visit.options("choose-theme") and said != theme

    run_visit(visit())


def test_of_many_presses_in_a_row_each_is_answered_and_sends_no_more_than_what_changes(dashboard):
    """The table of a theme, forty kilobytes, does not come anew for another row that is looked at."""

    async def visit():
        async with await Visit.open(dashboard, "rural?lang=en") as visit:
            table = next(each for each in visit.widgets() if each.key == "matrix").message
            for row, name in (("rural-bridges", "bridges"), ("grain-output", "Grain"), ("rural-bridges", "bridges")):
                run = await visit.press_mark("matrix", f"row {row}")
                assert run.references and run.received < table.ByteSize()
                assert any(name in text for text in visit.texts()) and visit.link["indicator"] == row
                assert next(each for each in visit.widgets() if each.key == "matrix-current").message.ByteSize() < 1000

    run_visit(visit())


def test_a_file_is_there_when_it_is_fetched_however_many_runs_of_others_end_meanwhile(dashboard):
    async def visit():
        async with await Visit.open(dashboard, "attraction") as one, await Visit.open(dashboard, "sql") as other:
            made = await one.file("targets-attraction-csv")
            for _ in range(4):
                await other.rerun()
            answer = await one.http.get(made)
            assert answer.status_code == 200 and answer.content == await one.download("targets-attraction-csv")

    run_visit(visit())


APP = """\
import streamlit as st
page = st.Page(lambda: body(), title="A page", default=True)
def body():
    st.text(f"language {st.query_params.get('lang')}")
    chosen = st.pills("Colour", ["red", "blue"], default="red", key="colour")
    st.query_params["colour"] = chosen
    st.text("x" * 20_000)
    st.download_button("A file", data=lambda: f"all {chosen}".encode(), file_name="a.txt", key="file", on_click="ignore")
    if st.button("Fail", key="fail"):
        raise ValueError("on purpose")
st.navigation([page]).run()
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    (folder / "app.py").write_text(APP, "utf-8")
    (folder / "asgi.py").write_text("import streamlit as st\napp = st.App('app.py')\n", "utf-8")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text("[browser]\ngatherUsageStats = false\n", "utf-8")
    with started("asgi:app", folder, variables={"PYTHONPATH": str(ROOT)}) as server:
        yield server


@profiles.thorough
def test_a_visit_sees_what_a_browser_would(small):
    async def visit():
        async with await Visit.open(small.address, "?lang=en") as visit:
            assert visit.texts()[:2] == ["language en", "Colour"]
            assert visit.chosen("colour") == ["red"]
            run = await visit.choose("colour", "blue")
            assert visit.link == {"lang": "en", "colour": "blue"}
            # The long text was not sent again.
            assert run.references == 1 and run.received < 20_000
            assert await visit.download("file") == b"all blue"
            with pytest.raises(LookupError, match="no widget 'nothing'"):
                visit.options("nothing")
            with pytest.raises(PageError, match="ValueError"):
                await visit.press("fail")
        with pytest.raises(PageError, match="no page nowhere"):
            await Visit.open(small.address, "nowhere")

    run_visit(visit())


@profiles.thorough
def test_a_visit_comes_back_to_the_same_screen_after_a_kill(small):
    async def visit():
        async with await Visit.open(small.address, "") as visit:
            await visit.choose("colour", "blue")
            await asyncio.to_thread(small.kill)
            await asyncio.wait_for(visit.gone(), 10)
            await asyncio.to_thread(small.start)
            await visit.reconnect()
            assert (visit.chosen("colour"), visit.link) == (["blue"], {"colour": "blue"})

    run_visit(visit())
