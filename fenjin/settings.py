"""What an installation may set: environment variables, each named, read and checked here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fenjin import paths

SOURCE = "FENJIN_SOURCE"  # the folder in which an installation keeps the published documents
MAP = "FENJIN_MAP"  # the boundary file that an installation uses in place of the built-in one
TEMPLATE = "FENJIN_TEMPLATE"  # the installation's own PowerPoint template
TABLE = "FENJIN_TABLE"  # the file of the table, in place of data/targets.parquet in the program's folder
LOG = "FENJIN_LOG"  # the file that the log is written to in place of standard error
LEVEL = "FENJIN_LOG_LEVEL"  # the least that is logged: debug, info, warning or error
AUDIT = "FENJIN_AUDIT"  # the file that records sign-ins and exports
OPERATIONS = "FENJIN_OPERATIONS"  # host:port at which the operator finds health and metrics

LEVELS = ("debug", "info", "warning", "error")


class SettingError(ValueError):
    """A variable whose value cannot be used: its text names the variable, what it holds and what to do."""


@dataclass(frozen=True)
class Settings:
    """What this installation has set; what it has not is None."""

    source: Path | None
    map: Path | None
    template: Path | None
    table: Path = paths.TABLE
    log: Path | None = None
    log_level: str = "info"
    audit: Path | None = None
    operations: tuple[str, int] | None = None


def read(variables: Mapping[str, str] = os.environ) -> Settings:
    """The installation's settings. Raises SettingError where a variable cannot be understood."""

    def path(name: str) -> Path | None:
        return Path(variables[name]) if variables.get(name) else None

    return Settings(
        path(SOURCE), path(MAP), path(TEMPLATE), path(TABLE) or paths.TABLE, path(LOG), _level(variables.get(LEVEL) or "info"),
        path(AUDIT), _address(variables.get(OPERATIONS, "")),
    )  # fmt: skip


def _level(value: str) -> str:
    if value.lower() not in LEVELS:
        raise SettingError(f"{LEVEL}={value}: write one of {', '.join(LEVELS)}.")
    return value.lower()


def _address(value: str) -> tuple[str, int] | None:
    """Host and port; an IPv6 address stands in brackets."""
    host, _, port = value.rpartition(":")
    if not value:
        return None
    if not host or not port.isdecimal() or not port.isascii() or int(port) > 65535:
        raise SettingError(f"{OPERATIONS}={value}: write host:port, for example 127.0.0.1:9090.")
    return host.removeprefix("[").removesuffix("]"), int(port)
