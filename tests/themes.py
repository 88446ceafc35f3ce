"""The themes of the project's own table, as its curated file writes them, and how a test reads them."""

import csv
from typing import Any

from fenjin.figures.look import Hue, Look
from fenjin.language.translate import Translator, translator
from fenjin.paths import CURATED

with (CURATED / "themes.csv").open(encoding="utf-8", newline="") as file:
    ROWS: list[dict[str, Any]] = [{**row, "theme_order": order} for order, row in enumerate(csv.DictReader(file), start=1)]
THEMES: tuple[str, ...] = tuple(row["theme"] for row in ROWS)


def look(mode: str = "light", theme: str = "") -> Look:
    """A look with the colours of these themes."""
    return Look(mode, theme, tuple(Hue(row["theme"], row["light"], row["dark"]) for row in ROWS))


def speaking(lang: str, units: dict | None = None) -> Translator:
    """The translator that names these themes."""
    return translator(lang).with_table(units or {}, {row["theme"]: row for row in ROWS})
