"""A made-up list of a city that does not exist, for cases worked out by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as arrow

from fenjin.data.database import Database
from fenjin.table import contract, layout
from fenjin.table.build import narrower, write
from fenjin.table.scopes import Part, Scopes
from fenjin.table.search import add_found_by
from tests.themes import ROWS

UNITS = {
    "east": "东县",
    "west": "西县",
    "north": "北县",
    "south": "南县",
    "middle": "中县",
    "bureau": "市甲局",
    "office": "市乙办",
}
INDICATORS = {
    "projects": {"kind": "level", "std_uom": "个", "direction": "higher", "additive": True},
    "growth": {"kind": "growth", "std_uom": "%", "direction": "higher", "additive": False},
    "days": {"kind": "level", "std_uom": "日", "direction": "lower", "additive": False},
}
FIGURE = {"eq": "{}个", "ge": "{}个以上", "gt": "{}个", "le": "{}个以内", "lt": "{}个", "approx": "{}个左右", "range": "{}个"}


def target(unit: str, value: float, comparator: str = "eq", indicator: str = "projects", **changes: object) -> dict:
    """One target of a unit; `changes` replace any column of the contract."""
    about = INDICATORS[indicator]
    row = {
        "list_id": "nowhere-2030", "year": 2030, "city": "无名市", "unit_id": unit, "unit": UNITS[unit], "unit_en": unit.title(),
        "unit_type": "government" if unit in ("bureau", "office") else "county", "adcode": None if unit in ("bureau", "office") else f"99000{list(UNITS).index(unit)}",
        "league": "department" if unit in ("bureau", "office") else "county", "unit_order": list(UNITS).index(unit) + 1,
        "commitment_no": 1, "commitment": "做项目", "statement": "今年做项目", "theme": "investment", "topic": "work",
        "measure": "项目数", "indicator_id": indicator, "indicator": indicator, "indicator_en": indicator, "scope": None,
        "kind": about["kind"], "comparator": comparator, "value": float(value), "value_high": None, "uom": about["std_uom"],
        "std_value": float(value), "std_high": None, "std_uom": about["std_uom"], "firmness": "plain", "tier": "base",
        "part_of": None, "deadline": None, "figure": FIGURE[comparator].format(value), "source_id": "nowhere", "source_sha256": "0" * 64,
        "para": 1, "start": 0, "end": 3, "status": "reviewed", **changes,
    }  # fmt: skip
    row.setdefault("commitment_id", f"nowhere-2030/{unit}/01")
    if row["figure"] and "end" not in changes:
        row["end"] = row["start"] + len(row["figure"])
    row.setdefault("first_char", row["start"] + 1)
    row.setdefault("last_char", row["first_char"] + row["end"] - row["start"] - 1)
    return row


def of_last_year(row: dict) -> dict:
    """The same row of a target, or of a mention, in the list of the year before."""
    moved = {
        name: row[name].replace("nowhere-2030", "nowhere-2029")
        for name in ("list_id", "commitment_id", "target_id", "basis_targets")
        if row.get(name)
    }
    return {**row, **moved, **({"year": 2029} if "year" in row else {})}


SCOPES = (Part("大型", "size"),)
# What units do by name; the first is measured by an indicator.
ACTIONS = {"building": "projects", "singing": None}


def mention(unit: str, action: str | None = None, indicator: str | None = None, **changes: object) -> dict:
    """What the first commitment of a unit names: an action of ACTIONS or an indicator; `changes` replace any column."""
    return {
        "unit_id": unit, "league": "department" if unit in ("bureau", "office") else "county", "commitment_id": f"nowhere-2030/{unit}/01",
        "commitment_no": 1, "action": action, "indicator_id": indicator or ACTIONS.get(action or ""), "basis_targets": None, "firmness": None,
        "words": "做项目", "para": 1, "first_char": 1, "last_char": 3, "start": 0, "end": 3, **changes,
    }  # fmt: skip


def answering(unit: str, no: int = 1, **roles: str) -> list[dict]:
    """Who answers for a commitment of a unit: the role of each by its code."""
    return [
        {
            "commitment_id": f"nowhere-2030/{unit}/{no:02d}", "unit_id": key, "role": role,
            "league": "department" if key in ("bureau", "office") else "county",
        }
        for key, role in roles.items()
    ]  # fmt: skip


def database(
    folder: Path,
    rows: list[dict],
    parts: Sequence[Part] = SCOPES,
    within: Mapping[str, str] | None = None,
    mentions: Sequence[dict] | None = (),
    asked_of: Mapping[str, str] | None = None,
    themes: Sequence[dict] = ROWS,
    responsibility: Sequence[dict] = (),
    revisions: Sequence[dict] = (),
    before: Sequence[dict] = (),
    mentions_before: Sequence[dict] | None = (),
) -> Database:
    """The rows as a table on disk, opened as the dashboard opens it; `parts` are those of the scopes, and what follows from them is
    worked out as a build does. `within` says of units where they lie, `asked_of` of indicators whose business they are, those of both
    leagues unless it does; `mentions` are None where nobody looked for any. `themes` are those of the project; `responsibility`
    says who answers for commitments beside or in place of their unit (`answering`). With rows `before` (`of_last_year`) there is a list of
    the year before as well, of the units that have any there or mention anything (`mentions_before`)."""
    numbered = []
    for row in [*before, *rows]:
        number = sum((other["list_id"], other["unit_id"]) == (row["list_id"], row["unit_id"]) for other in numbered) + 1
        numbered.append(
            {**dict.fromkeys(contract.COLUMNS), **row, "target_id": row.get("target_id", f"{row['commitment_id']}.{number:02d}")}
        )
    units = [
        {"unit_id": key, "unit": name, "unit_en": key.title(), "short": name, "short_en": key.title(), "unit_order": place + 1,
         "unit_type": "government" if key in ("bureau", "office") else "county", "tile_column": place, "tile_row": 0, "within": (within or {}).get(key)}
        for place, (key, name) in enumerate(UNITS.items())
    ]  # fmt: skip
    known = [
        {"indicator_id": key, "theme": "investment", "topic": "work", "weight": 3, "indicator": key, "indicator_en": key, "stage": "completed",
         "asked_of": (asked_of or {}).get(key, "both"), "definition": "定义", "definition_en": "definition", **values}
        for key, values in INDICATORS.items()
    ]  # fmt: skip

    def listed(year: int, rows: Sequence[dict], mentions: Sequence[dict] | None, units: list[dict]) -> dict:
        code = f"nowhere-{year}"
        return {
            "list_id": code,
            "year": year,
            "city": "无名市",
            "city_en": "Nowhere",
            "title": "无名市清单",
            "title_en": "Nowhere list",
            "source_id": "nowhere",
            "source_sha256": "0" * 64,
            "units": units,
            "ledger": {"target": len(rows)},
            "readers": [],
            "agreement": {},
            "mentions_read": mentions is not None,
            "mentions": list(mentions or ()),
            "responsibility": [each for each in responsibility if each["commitment_id"].startswith(code)],
            "revisions": list(revisions) if year == 2030 else [],
        }

    known_before = {each["unit_id"] for each in (*before, *(mentions_before or ()))}
    units_before = [unit for unit in units if unit["unit_id"] in known_before]
    about = {
        "schema_version": contract.SCHEMA_VERSION,
        "lists": [
            *([listed(2029, before, mentions_before, units_before)] if before else []),
            listed(2030, rows, mentions, units),
        ],
        "themes": list(themes),
        "topics": [
            {"topic_order": 1, "topic": "work", "theme": "investment", "topic_zh": "干活", "topic_en": "Work"},
            {"topic_order": 2, "topic": "land", "theme": "rural", "topic_zh": "种地", "topic_en": "Farming"},
        ],
        "indicators": known,
        "actions": [
            {
                "action": key,
                "theme": "investment",
                "topic": "work",
                "action_zh": f"举措{place}",
                "action_en": key.title(),
                "indicator_id": indicator,
                "wordings": None,
            }
            for place, (key, indicator) in enumerate(ACTIONS.items(), 1)
        ],
        "scopes": [
            {
                "scope": part.name,
                "scope_en": f"part {place}",
                "dimension": part.dimension,
                "effect": part.effect,
                "implies": "，".join(sorted(part.implies)),
                "disjoint": part.disjoint,
                "exhausted_by": "，".join(sorted(part.exhausted_by)),
            }
            for place, part in enumerate(parts)
        ],
        "narrower": [
            asdict(each)
            for each in narrower(pd.DataFrame(numbered), pd.DataFrame(known), Scopes({part.name: part for part in parts}))
        ],
        "units_of_measure": [
            {
                "uom": uom,
                "of": None,
                "factor": None,
                "std_uom": None,
                "one_en": one,
                "many_en": many,
                "pattern_en": pattern,
                "per_en": None,
            }
            for uom, one, many, pattern in (
                ("个", "item", "items", "{n}"),
                ("%", "%", "%", "{n}{name}"),
                ("日", "day", "days", None),
            )
        ],
    }
    path = folder / "targets.parquet"
    add_found_by(numbered, about)
    table = arrow.Table.from_pylist(numbered, schema=contract.SCHEMA)
    write(table.replace_schema_metadata(layout.pack(about)), path)
    return Database(path)
