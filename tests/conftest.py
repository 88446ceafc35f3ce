"""What several files of tests share."""

import functools

import pytest
from playwright.sync_api import sync_playwright
from streamlit.components.v2 import manifest_scanner

from tests import profiles  # noqa: F401  # the number of examples, before a module of tests is read
from tests.server import launch

# Streamlit's test harness reads what every installed package says of itself for each app that it runs; none comes or goes meanwhile.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


def pytest_addoption(parser):
    parser.addoption("--spark", action="store_true", help="ask Apache Spark, in place of pysail, where a cluster is asked")


def pytest_ignore_collect(collection_path, config):
    # What needs a Java runtime and many minutes: `make test-cluster`.
    return True if collection_path.name == "test_spark.py" and not config.getoption("--spark") else None


@pytest.fixture(scope="module")
def browser():
    """One browser for all tests of a file; they fail where a page did what its content security policy forbids.

    A context made with `hostile=True` may try.
    """
    forbidden = []
    with sync_playwright() as playwright:
        opened = launch(playwright)
        make = opened.new_context

        def watched(hostile=False, **settings):
            context = make(**settings)
            if not hostile:
                context.on(
                    "console", lambda said: forbidden.append(said.text) if "Content Security Policy" in said.text else None
                )
            return context

        opened.new_context = watched
        opened.new_page = lambda **settings: watched(**settings).new_page()
        yield opened
        opened.close()
    assert forbidden == []
