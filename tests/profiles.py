"""How much a test tries: `quick` with every change, `full` (`--hypothesis-profile=full`) where minutes do not count.

A quick run tries the same examples each time, so that it judges the change alone; a full one tries others each time.
"""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

Case = TypeVar("Case")
_SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", _SHARED, max_examples=25, derandomize=True)
settings.register_profile("full", _SHARED, max_examples=100)
settings.load_profile("quick")
# For a test, or a file of them, whose subject a quick run leaves to `make test-all`: a detail of what another test shows as a whole.
thorough = pytest.mark.thorough


def full() -> bool:
    """Whether everything is tried that a test can try."""
    return settings.get_current_profile_name() == "full"


def costly() -> settings:
    """For a property each of whose examples takes tenths of a second: a fifth of the profile's."""
    return settings(max_examples=settings().max_examples // 5)


def some(cases: Iterable[Case], every: int, start: int = 0) -> list[Case]:
    """All of the cases in a full run; in a quick one each so many-th of them, beginning with that at `start`."""
    return list(cases)[None if full() else start :: 1 if full() else every]


def by_turns(cases: Iterable[Case]) -> list[tuple[Case, str]]:
    """Each case in both languages; in a quick run in one of them, in turns."""
    turns = (("zh", "en"), ("en", "zh"))
    return some([(case, lang) for place, case in enumerate(cases) for lang in turns[place % 2]], 2)


@cache
def asking(file: Path) -> set[str]:
    """What of a file of tests tries more in a full run: the names of its properties and of what asks the profile, itself or by another
    function, list or fixture of the file."""
    found: set[str] = set()
    uses: dict[str, set[str]] = {}
    for statement in ast.parse(file.read_text("utf-8")).body:
        if isinstance(statement, ast.ImportFrom):
            found |= {each.name for each in statement.names} & {"given", "profiles", "full", "some", "by_turns", "costly"}
        nodes = [*ast.walk(statement)]
        used = {each.id for each in nodes if isinstance(each, ast.Name)} | {
            each.arg for each in nodes if isinstance(each, ast.arg)
        }
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            uses[statement.name] = used
        elif isinstance(statement, ast.Assign):
            uses |= {each.id: used for each in statement.targets if isinstance(each, ast.Name)}
    while more := {name for name, used in uses.items() if used & found} - found:
        found |= more
    return found
