"""The curated files, to be spoilt: their cells read, changed and written, and what the build says of it."""

import csv

import pytest

from fenjin.language.translate import translator
from fenjin.table import build
from fenjin.table.curated import BuildError


def load(curated, file):
    """The cells of a curated file, header first."""
    with (curated / file).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def save(curated, file, lines):
    """Writes the cells of a curated file."""
    with (curated / file).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(lines)


def edit(curated, file, where, **cells):
    """Changes cells of the one row that `where` describes; returns its line as a spreadsheet counts."""
    lines = load(curated, file)
    header = lines[0]
    found = [n for n, row in enumerate(lines) if n and all(row[header.index(name)] == value for name, value in where.items())]
    assert len(found) == 1, f"{where} is not one row of {file}"
    for name, value in cells.items():
        assert lines[found[0]][header.index(name)] != value, "the edit changes nothing"
        lines[found[0]][header.index(name)] = value
    save(curated, file, lines)
    return found[0] + 1


def problems(curated):
    """What the build complains about."""
    with pytest.raises(BuildError) as caught:
        build.assemble(curated, translator("zh"))
    return caught.value.problems


def published(curated):
    """The rows that the build publishes."""
    return build.assemble(curated, translator("zh")).to_pandas()


def unit(name):
    """Where a unit is."""
    return {"unit_id": name}


def commitment(name, number):
    """Where a commitment is."""
    return {"unit_id": name, "commitment_no": str(number)}


def target(name, number, no):
    """Where a target is."""
    return {**commitment(name, number), "target_no": str(no)}
