"""What an installation may set: environment variables, each named, read and checked here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = "FENJIN_SOURCE"  # the folder in which an installation keeps the published documents
MAP = "FENJIN_MAP"  # the boundary file that an installation uses in place of the built-in one
TEMPLATE = "FENJIN_TEMPLATE"  # the installation's own PowerPoint template


class SettingError(ValueError):
    """A variable whose value cannot be used: its text names the variable, what it holds and what to do."""


@dataclass(frozen=True)
class Settings:
    """What this installation has set; what it has not is None."""

    source: Path | None
    map: Path | None
    template: Path | None


def read(variables: Mapping[str, str] = os.environ) -> Settings:
    """The installation's settings. Raises SettingError where a variable cannot be understood."""

    def path(name: str) -> Path | None:
        return Path(variables[name]) if variables.get(name) else None

    return Settings(path(SOURCE), path(MAP), path(TEMPLATE))
