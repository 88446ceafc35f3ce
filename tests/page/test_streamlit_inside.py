"""What rests on Streamlit's insides still holds in the installed version."""

import gc
import inspect
import re
import weakref
from types import SimpleNamespace

import httpx2
import pandas
import pytest
import streamlit
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements import arrow
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from fenjin.paths import ROOT
from fenjin.server import streamlit_inside
from fenjin.sitemap import EVERYWHERE, SITEMAP, THEME_PAGE
from tests import profiles
from tests.client import Visit, run_visit
from tests.server import free_port, started, wait_for


def test_the_installed_version_is_the_one_in_which_it_was_seen():
    assert streamlit.__version__ == streamlit_inside.VERSION


@pytest.mark.parametrize("guard", streamlit_inside.GUARDS.values())
def test_every_guard_is_a_test(guard):
    path, _colons, name = guard.partition("::")
    assert f"\ndef {name}(" in (ROOT / path).read_text("utf-8")


def test_nothing_else_names_what_lies_within_streamlit():
    """What is public is `import streamlit`; of its modules only this one imports."""
    for path in [*ROOT.glob("*.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("fenjin/**/*.py")]:
        if path.name != "streamlit_inside.py":
            assert re.findall(r"^\s*(?:from|import) streamlit\..*", path.read_text("utf-8"), re.MULTILINE) == [], path


@profiles.thorough
def test_the_first_address_of_a_process_has_its_top_and_navigation():
    async def come(address):
        async with await Visit.open(address, "attraction") as visit:
            return visit.texts()

    def count():
        return httpx2.get(f"http://127.0.0.1:{port}/metrics", timeout=120).text

    port = free_port()
    with started(variables={"FENJIN_OPERATIONS": f"127.0.0.1:{port}"}) as server:
        assert any("招商引资" in text for text in run_visit(come(server.address)))
        # And the first page was run by the server itself, for whoever comes to it.
        wait_for(lambda: 'fenjin_page_run_seconds_count{page="overview"} 1.0' in count())


def test_the_words_of_a_tables_cells_are_worked_out_once(monkeypatch):
    monkeypatch.setattr(arrow, "marshall_styler", arrow.marshall_styler)
    messages = []
    monkeypatch.setattr(DeltaGenerator, "_enqueue", lambda _self, _kind, proto, **_settings: messages.append(proto.arrow_data))
    streamlit_inside.keep_cells()
    written = []

    def write(value):
        written.append(value)
        return f"{value}个"

    table = pandas.DataFrame({"projects": [100, 45]}).style.format({"projects": write})
    for _run in range(2):
        streamlit.dataframe(table)
    assert written == [100, 45]
    assert messages[0] == messages[1]
    assert "45个".encode() in messages[1].styler.display_values


def test_a_page_that_is_to_run_again_says_so_as_it_leaves():
    def page():
        import streamlit as st

        from fenjin.server.streamlit_inside import RUN_AGAIN

        if "left" not in st.session_state:
            try:
                st.rerun()
            except RUN_AGAIN:
                st.session_state["left"] = True
                raise
        st.text("came again")

    assert [each.value for each in AppTest.from_function(page).run().text] == ["came again"]


def test_every_part_of_a_page_is_a_file_of_the_installed_version():
    """Else a page would be slower, and nobody be told."""
    for component in {*EVERYWHERE, *(part for page in (*SITEMAP.values(), THEME_PAGE) for part in page.parts)}:
        assert streamlit_inside.scripts_of(streamlit_inside.FOLDER, component), component


def test_a_visit_that_was_left_is_let_go_though_nobody_comes(monkeypatch):
    """Streamlit looks for those whose time is over when somebody comes or goes, and at no other time."""
    storage = MemorySessionStorage(ttl_seconds=0)
    left = SessionInfo(client=None, session=SimpleNamespace(id="1"))
    gone = weakref.ref(left)
    storage.save(left)
    del left
    gc.collect()
    assert gone() is not None
    manager = WebsocketSessionManager(storage, None, None, None)
    running = Runtime.__new__(Runtime)
    running._session_mgr = manager
    assert "self._session_mgr = " in inspect.getsource(Runtime.__init__)
    monkeypatch.setattr(Runtime, "_instance", running)
    streamlit_inside.forget_left()
    gc.collect()
    assert gone() is None
