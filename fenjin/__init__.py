"""Fenjin (奋进看板): compares the annual targets that a city's counties and departments publish."""

import os
from pathlib import Path

__version__ = "0.1.0"


def _settle() -> None:
    """Gives a user who has no name and no home (a number in a container) one that is nowhere: Streamlit and others ask for it."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = "/nonexistent"


_settle()
