"""The server's entry: `uvicorn asgi:app`. Imports and the table are loaded before the first visitor comes."""

import asyncio
import contextlib
import gc
import importlib
import resource
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

import fenjin  # noqa: F401, which finds a home for a user who has none before Streamlit asks for it

# isort: split
import streamlit as st
from starlette.middleware import Middleware

from fenjin import settings, state
from fenjin.data import edition, memory, sandbox
from fenjin.data.database import Database
from fenjin.figures import boundaries
from fenjin.files import paper
from fenjin.paths import PAGES
from fenjin.server import (
    access,
    api,
    assets,
    bounds,
    calendar,
    gate,
    health,
    logs,
    preview,
    review,
    screenful,
    streamlit_inside,
    web,
)


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    """Ends the start with a sentence where a setting would not do."""
    try:
        yield
    except settings.SettingError as error:
        raise SystemExit(str(error)) from None


with _plainly():
    installation = settings.install()
    logs.start(installation)
    folder = state.prepare(installation)
    gates = gate.middleware(installation, folder)
streamlit_inside.adopt_loggers(logs.adopt)
streamlit_inside.keep_files()
streamlit_inside.keep_cells()
streamlit_inside.leave_pages_to_navigation()
pages = bounds.open_pages()
memory.give_back()

# A visitor takes four descriptors, and a usual system allows a process 1024 unless it asks for more.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))


@contextlib.asynccontextmanager
async def _ready(app: st.App) -> AsyncIterator[dict[str, Any]]:
    for name in ("screen", "screen.components.show", "files.deck"):
        importlib.import_module(f"fenjin.{name}")
    end = threading.Event()
    looking = edition.watch(end, lambda: _begin_anew(end), _prepare)
    _load_map()
    # Looks through the server's fonts, once.
    paper.font_missing()
    threads = [looking, memory.tidy(end)]
    forgetting, warming = asyncio.create_task(_forget()), asyncio.create_task(_run_pages(app, end))
    address = installation.operations
    if address:
        threads.append(health.serve(address, asyncio.get_running_loop(), lambda: pages.open, end))
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        forgetting.cancel()
        warming.cancel()
        end.set()
        for thread in threads:
            thread.join()


async def _run_pages(app: st.App, end: threading.Event) -> None:
    """Runs the first page and that of a theme once for nobody: what a process does for the first time is done before anybody waits for it."""
    headers = {access.HEADER: access.EVERYBODY.text()} if installation.access else {}
    for path in ("", *list(_themes())[:1]):
        # Who comes sees what is wrong, and the log says it then.
        with contextlib.suppress(Exception):
            await asyncio.wait_for(streamlit_inside.run_once(app, path, "localhost", headers), 60)
    _warm(end)


def _prepare(database: Database, is_over: Callable[[], bool]) -> None:
    """Makes what is asked of a version that is shown next."""
    memory.follow(_database(), database, is_over)
    screenful.warm(database, is_over)
    sandbox.follow(database)


def _begin_anew(end: threading.Event) -> None:
    """Lets go of what was said of an older version of the table; what everybody asks of the new one is made as far as it was not."""
    memory.forget(_database())
    _warm(end)


def _warm(end: threading.Event) -> None:
    database = _database()
    if database:
        threading.Thread(
            target=screenful.warm, args=(database, lambda: end.is_set() or _database() is not database), name="warm", daemon=True
        ).start()


async def _forget() -> None:
    while True:
        await asyncio.sleep(memory.TIDY_EVERY)
        streamlit_inside.forget_left()


def _load_map() -> None:
    """Loads the map. A function, so that nothing keeps the first version of the table when there is a newer one."""
    database = edition.state().database
    if database:
        boundaries.current(database.describe(database.lists[-1]["list_id"]))


def _database() -> Database | None:
    return edition.state().database


def _themes() -> Mapping[str, Mapping[str, Any]]:
    database = edition.state().database
    return database.themes if database else {}


def _report_failure(error: Exception) -> bool:
    from fenjin import screen

    return screen.report_failure(error)


addresses = [path.stem for path in PAGES.glob("*.py")]
headers = web.policy(assets.scripts(assets.page(streamlit_inside.FOLDER, "")), installation.ancestors)
app = st.App(
    "app.py",
    lifespan=_ready,
    on_script_error=_report_failure,
    routes=[*api.routes, *calendar.routes, *preview.routes, *review.routes],
    middleware=[
        Middleware(web.Front, headers=headers, hosts=installation.hosts, proxies=installation.proxies),
        *gates,
        Middleware(bounds.Bounds, pages=pages),
        Middleware(assets.Assets, addresses=addresses, themes=_themes, database=_database, is_open=installation.access is None),
    ],
)
