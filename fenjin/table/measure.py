"""Units of measure: from a figure as printed (万亩, 亿元, 公里) to the standard unit of its indicator."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pint

# What a unit may have in front of it, the longest first.
SCALES = {"万亿": 1e12, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}


# A name for each sign that a unit of measure may be written with.
_SIGNS = str.maketrans(
    {"/": "每", "%": "百分之一", "‰": "千分之一", "²": "平方", "³": "立方"}
    | {"㎡": "平方米号", "㎢": "平方公里号", "㎥": "立方米号", "㎞": "公里号"}
)


class UnknownUnit(ValueError):
    """A unit of measure that no conversion is defined for."""


class UnitsOfMeasure:
    """Units of measure and what they convert to, each as a line of `units_of_measure.csv` defines it.

    A row has `uom`; `of` and `factor`, how many it is of a unit above it, both empty for a unit of its own; and `std_uom`, what its
    figures are kept in where no indicator says it, empty for itself. Raises ValueError where a row defines no unit.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows: dict[str, Mapping[str, Any]] = {}
        self._registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, cache_folder=None)
        for scale, times in SCALES.items():
            self._registry.define(f"{scale}- = {times:g}")
        for row in rows:
            if column := wrong(row, self._rows):
                raise ValueError(f"{row['uom']}: {column}")
            of = f"{float(Fraction(row['factor']))!r} * {_name(row['of'])}" if row["of"] else f"[{_name(row['uom'])}]"
            self._registry.define(f"{_name(row['uom'])} = {of}")
            self._rows[row["uom"]] = row

    def knows(self, uom: str) -> bool:
        """Whether a unit, with or without 万 or 亿, is defined."""
        return self._base(uom) is not None

    def convert(self, value: float, uom: str, std_uom: str) -> float:
        """`value` in `uom` (as printed) expressed in `std_uom`.

        Raises UnknownUnit where a unit is not defined, pint.DimensionalityError where the two measure different things.
        """
        magnitude = self._registry.Quantity(value, self._unit(uom)).to(self._unit(std_uom)).magnitude
        # Ten significant digits: more than any list prints, and free of binary noise such as 144499.99999999997.
        return float(f"{magnitude:.10g}")

    def convertible(self, uom: str, std_uom: str) -> bool:
        """Whether both units are defined and measure the same thing."""
        return self.knows(uom) and self.knows(std_uom) and bool(self._unit(uom).is_compatible_with(self._unit(std_uom)))

    def standard(self, uom: str) -> str:
        """The unit that a figure printed in `uom` is kept in when no indicator says otherwise. Raises UnknownUnit."""
        base = self._base(uom)
        if base is None:
            raise UnknownUnit(uom)
        return str(self._rows[base]["std_uom"] or base)

    def _base(self, uom: str) -> str | None:
        """The unit without its 万 or 亿; None where it is not defined."""
        if uom in self._rows:
            return uom
        return next(
            (uom.removeprefix(scale) for scale in SCALES if uom.startswith(scale) and uom.removeprefix(scale) in self._rows), None
        )

    def _unit(self, uom: str) -> pint.Unit:
        if not self.knows(uom):
            raise UnknownUnit(uom)
        return self._registry.Unit(_name(uom))


def units_of_measure(rows: Iterable[Mapping[str, Any]]) -> UnitsOfMeasure:
    """What UnitsOfMeasure makes of rows; of the same rows once, as to define them costs more than all that is asked of them."""
    return _defined(tuple(tuple(row[name] for name in _DEFINING) for row in rows))


_DEFINING = ("uom", "of", "factor", "std_uom")


@lru_cache(16)
def _defined(rows: tuple[tuple[Any, ...], ...]) -> UnitsOfMeasure:
    return UnitsOfMeasure(dict(zip(_DEFINING, row, strict=True)) for row in rows)


def wrong(row: Mapping[str, Any], units_above: Iterable[str]) -> str:
    """The column for which a row of `units_of_measure.csv` defines no unit, where the units `units_above` it are defined; else ""."""
    if not _name(str(row["uom"])).isidentifier() or row["uom"] in units_above:
        return "uom"
    if row["of"] and row["of"] not in units_above:
        return "of"
    try:
        is_valid = Fraction(row["factor"]) > 0 if row["of"] else not row["factor"]
    except (TypeError, ValueError, ZeroDivisionError):
        is_valid = False
    return "" if is_valid else "factor"


def _name(uom: str) -> str:
    """A unit by a name that pint takes: 微克/立方米 -> 微克每立方米, m² -> m平方."""
    return uom.translate(_SIGNS)
