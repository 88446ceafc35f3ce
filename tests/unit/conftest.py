"""What several files of these tests share."""

import shutil

import pytest

from fenjin.paths import CURATED


@pytest.fixture
def curated(tmp_path):
    """A copy of the curated files that a test may spoil."""
    return shutil.copytree(CURATED, tmp_path / "curated")
