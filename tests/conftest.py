"""What tests share: one dashboard a run, one browser and one reader's tab a worker. docs/tests.md says which to take."""

import functools
import os
import random

import httpcore2
import pytest
from playwright.sync_api import expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

from fenjin import settings
from tests import hostile_table, profiles
from tests.server import resident, shared, started
from tests.visitor import LONGEST_WAIT, SIZE, Visitor

# Streamlit's test harness reads what every installed package says of itself for each app that it runs; none comes or goes meanwhile.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
# Each client reads all the world's certificates, and none here asks anybody beyond this machine.
httpcore2.default_ssl_context = functools.cache(httpcore2.default_ssl_context)
expect.set_options(timeout=LONGEST_WAIT)


# The files that take longest in a quick run.
LONGEST = (
    "test_browser.py", "test_access.py", "test_show.py", "test_curating.py", "test_pages.py", "test_sandbox.py", "test_views_read.py",
    "test_web.py", "test_hostile.py", "test_deck.py", "test_build.py", "test_slide.py", "test_contract.py", "test_edition.py",
    "test_sentences.py", "test_lists.py", "test_pack.py",
)  # fmt: skip


def pytest_addoption(parser):
    parser.addoption("--spark", action="store_true", help="ask Apache Spark, in place of pysail, where a cluster is asked")
    parser.addoption("--rest", action="store_true", help="only what `make test` does not try, or not as much of")


def pytest_configure(config):
    profiles.AFTER_QUICK = config.getoption("--rest")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--rest"):
        quick = [config.rootpath / each for each in config.getini("testpaths")]
        rest = [
            each
            for each in items
            if not any(each.path.is_relative_to(folder) for folder in quick)
            or each.get_closest_marker("thorough")
            or each.originalname in profiles.asking(each.path)
        ]
        config.hook.pytest_deselected(items=[each for each in items if each not in rest])
        items[:] = rest
    if "PYTEST_XDIST_WORKER" in os.environ:
        # In parallel each file is one process': what lasts longest begins first, so that none waits for another in the end.
        items.sort(key=lambda each: LONGEST.index(each.path.name) if each.path.name in LONGEST else len(LONGEST))


def pytest_ignore_collect(collection_path, config):
    # What needs a Java runtime and many minutes: `make test-cluster`.
    return True if collection_path.name == "test_spark.py" and not config.getoption("--spark") else None


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory):
    """The address of the dashboard as `make run` serves it, for all tests that leave it as it is."""
    folder = tmp_path_factory.getbasetemp()
    with shared(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) as address:
        yield address


@pytest.fixture(scope="session")
def own_context(tmp_path_factory):
    """A reader's own browser, which keeps what it has fetched and compiled."""
    with sync_playwright() as playwright:
        # What a compiler makes of JavaScript to run it faster is not repaid in visits as short as those of tests.
        opened = resident(playwright, tmp_path_factory.mktemp("browser"), ["--js-flags=--no-opt"], viewport=SIZE, locale=LOCALE)
        yield opened
        opened.close()


# Who says nothing else reads Chinese: a browser that speaks English is shown English.
LOCALE = "zh-CN"


@pytest.fixture(scope="session")
def browser(own_context):
    """The browser, for contexts of one's own: `new_context(hostile=True)` makes one that may try what our pages forbid."""
    opened = own_context.browser
    opened.forbidden, make = [], opened.new_context

    def watched(hostile=False, **settings):
        context = make(**{"locale": LOCALE, **settings})
        context.set_default_timeout(LONGEST_WAIT)
        if not hostile:
            context.on("console", note)
        return context

    def note(said):
        if "Content Security Policy" in said.text:
            opened.forbidden.append(said.text)

    opened.new_context = watched
    opened.new_page = lambda **settings: watched(**settings).new_page()
    return opened


@pytest.fixture(autouse=True)
def content_security_policy(request):
    """A test fails where one of its pages did what its content security policy forbids."""
    yield
    if "browser" in request.fixturenames:
        forbidden = request.getfixturevalue("browser").forbidden
        noted = [*forbidden]
        forbidden.clear()
        assert noted == []


@pytest.fixture(scope="session")
def own_tab(own_context, dashboard):
    return Visitor(own_context, dashboard)


@pytest.fixture
def reader(own_tab, dashboard):
    """A visitor of the dashboard in a warm browser, on a light screen of 1366 x 768; `address` may be set to another dashboard's.

    Nothing that one test leaves in the browser is there for the next. A test fails where its reader has something to object to:
    an error, a dialog, a request to a stranger.
    """
    own_tab.address = dashboard
    yield own_tab
    own_tab.leave()
    assert own_tab.objections() == []


@pytest.fixture
def newcomer(browser, dashboard):
    """Makes visitors with a browser context of their own: where what a browser keeps, or its kind, is the subject. Else `reader`."""
    visitors = []

    def come(address=dashboard, hostile=False, **settings):
        context = browser.new_context(hostile=hostile, **{"viewport": SIZE, **settings})
        visitors.append(Visitor(context, address))
        return visitors[-1]

    yield come
    noted = [each for visitor in visitors for each in visitor.objections()]
    for visitor in visitors:
        visitor.context.close()
    assert noted == []


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory):
    """A table that keeps the contract, in which every word is hostile."""
    return hostile_table.write(tmp_path_factory.mktemp("hostile"), random.Random(1))


@pytest.fixture(scope="session")
def hostile_server(hostile_file):
    """The dashboard that serves it."""
    with started(variables={settings.TABLE: str(hostile_file)}) as running:
        yield running
