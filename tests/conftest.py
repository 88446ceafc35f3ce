"""What several files of tests share."""

import pytest
from playwright.sync_api import sync_playwright

from tests.server import launch


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
