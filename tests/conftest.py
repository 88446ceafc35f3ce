"""What several files of tests share."""

import pytest
from playwright.sync_api import sync_playwright

from tests.server import launch


@pytest.fixture(scope="module")
def browser():
    """One browser for all tests of a file."""
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()
