"""How long a PowerPoint file of 30 slides takes, and a page while such files are being made.

Files: from slides that are ready. Page: run again in Streamlit's own test harness, alone and while a thread of the same process,
as a download is one, makes file after file.
"""

import datetime
import statistics
import threading
import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.files import deck
from fenjin.language.translate import translator
from fenjin.paths import ROOT
from fenjin.slides import decks, story
from fenjin.slides.slide import Slide
from fenjin.views import Context

RUNS, SLIDES = 10, 30
WHEN = datetime.date(2026, 3, 1)


def slides() -> tuple[Context, list[Slide]]:
    """The first slides of the ready-made stories."""
    database = Database()
    context = Context(database, database.lists[-1]["list_id"], translator("zh"), Look())
    unit = context.description["units"][0]["unit_id"]
    found = [
        each for name in decks.ready_names(context) for each in story.slides(context, decks.ready(context, name, unit), WHEN)
    ]
    return context, found[:SLIDES]


def times(action: Callable[[], object]) -> list[float]:
    """Milliseconds of each run."""
    found = []
    for _ in range(RUNS):
        started = time.perf_counter()
        action()
        found.append(1000 * (time.perf_counter() - started))
    return found


def measure() -> dict[str, dict[str, float]]:
    """Milliseconds in the middle and at most, of the built-in table."""
    context, pages = slides()

    def make() -> bytes:
        return deck.powerpoint(context, pages, "放映", WHEN)

    found = {"file": _row(times(make))}
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/attraction.py").run()
    found["page"] = _row(times(app.run))
    over = threading.Event()

    def busy() -> None:
        while not over.is_set():
            make()

    maker = threading.Thread(target=busy)
    maker.start()
    found["page_meanwhile"] = _row(times(app.run))
    over.set()
    maker.join()
    return found


def _row(found: list[float]) -> dict[str, float]:
    return {"ms": round(statistics.median(found)), "longest_ms": round(max(found)), "runs": len(found)}
