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
# Whether a quick run has been (`--rest`), so that what it tried need not be tried again.
AFTER_QUICK = False


def full() -> bool:
    """Whether everything is tried that a test can try."""
    return settings.get_current_profile_name() == "full"


def costly() -> settings:
    """For a property each of whose examples takes tenths of a second: a fifth of the profile's."""
    return settings(max_examples=settings().max_examples // 5)


def chosen(cases: Iterable[Case], quick: Iterable[Case]) -> list[Case]:
    """All of the cases in a full run, in a quick one the quick ones, in what is left after one (`--rest`) the others."""
    taken = list(quick)
    return [case for case in cases if not AFTER_QUICK or case not in taken] if full() else taken


def some(cases: Iterable[Case], every: int, start: int = 0) -> list[Case]:
    """Of the cases each so many-th in a quick run, beginning with that at `start`; what is left after one is all others."""
    places = dict(enumerate(cases))
    return [places[place] for place in chosen(places, [*places][start::every])]


def by_turns(cases: Iterable[Case], every: int = 1, start: int = 0) -> list[tuple[Case, str]]:
    """Each case in both languages; in a quick run each so many-th of them in one, in turns."""
    every_case = list(cases)
    quick = [(case, ("zh", "en")[(place + start) % 2]) for place, case in enumerate(every_case[start::every])]
    return chosen([(case, lang) for case in every_case for lang in ("zh", "en")], quick)


def by_halves(cases: Iterable[Case], lang: str) -> list[Case]:
    """Of cases that both languages have, every second one in each: no sentence depends on the language in what it counts."""
    return list(cases)[lang == "en" :: 2]


@cache
def asking(file: Path) -> set[str]:
    """What of a file of tests tries more in a full run: the names of its properties and of what asks the profile, itself or by another
    function, list or fixture of the file."""
    found: set[str] = set()
    uses: dict[str, set[str]] = {}
    for statement in ast.parse(file.read_text("utf-8")).body:
        if isinstance(statement, ast.ImportFrom):
            found |= {each.name for each in statement.names} & {
                "given",
                "profiles",
                "full",
                "chosen",
                "some",
                "by_turns",
                "costly",
            }
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
