"""Tools that tests need beside Python's packages."""

import os
import shutil

import pytest


def needs(*tools: str, why: str = "") -> pytest.MarkDecorator:
    """Skips a test where one of these commands is missing. An automatic run (CI) must have them: there it runs, and fails."""
    missing = [tool for tool in tools if not shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")]
    reason = f"not installed: {', '.join(missing)}" + (f" ({why})" if why else "")
    return pytest.mark.skipif(bool(missing) and not os.environ.get("CI"), reason=reason)
