"""A second city that does not exist, with two years, written as curated files beside those of the project and built with them.

The units of both cities that bear one name, and the one zone that bears one code, are here on purpose: they must be told apart.
"""

import csv
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.table import build as table
from fenjin.table import contract
from fenjin.table.curated import FILES
from fenjin.table.source import NUMERAL

CITY, CITY_EN = "云栖市", "Yunqi"
LISTS = ("yunqi-2031", "yunqi-2032")  # the second is the newest of all
FIRST = "xiangyang-2022"

# Name, code, English, kind, division code, short, short English, place on the tile grid.
UNITS = [
    ("临潭县", "lintan", "Lintan County", "county", "990121", "临潭", "Lintan", 0, 0),
    ("鹿鸣县", "luming", "Luming County", "county", "990122", "鹿鸣", "Luming", 1, 0),
    ("望川区", "wangchuan", "Wangchuan District", "county", "990102", "望川", "Wangchuan", 0, 1),
    ("高新区", "gaoxin", "High-tech Zone", "zone", "", "高新区", "High-tech", 1, 1),
    ("市林草局", "forestry-grass", "Bureau of Woods and Meadows", "government", "", "市林草局", "Woods", "", ""),
    ("市乡村振兴局", "rural-revitalization", "Rural Revitalization Bureau", "government", "", "市乡村振兴局", "Rural Revitalization", "", ""),
]  # fmt: skip
SAME_NAMES = ("高新区", "市乡村振兴局")


def _promises(unit: str, place: int, year: int) -> list[dict]:
    """What a unit promises in a year: the commitment's words, its theme and topic, and its targets."""
    more = place + (year - 2031) * 10

    def figure(text: str, indicator: str, measure: str, value: float, uom: str, **changes: object) -> dict:
        return {
            "figure": text, "measure": measure, "indicator_id": indicator, "kind": "level", "comparator": "eq", "value": value, "uom": uom,
            "firmness": "plain", "tier": "base", **changes,
        }  # fmt: skip

    if unit == "forestry-grass":
        roads = figure(f"{500 + more}公里", "rural-roads", "云栖全市修路", 500 + more, "公里")
        return [
            {"commitment": "统筹云栖修路", "statement": "云栖全市修好农村的路", "theme": "rural", "topic": "rural-roads", "targets": [roads]},
        ]  # fmt: skip
    if unit == "rural-revitalization":
        return [
            {"commitment": "改进云栖作风", "statement": "云栖机关改进作风做实事", "theme": "other", "topic": "own-work", "targets": []},
            {
                "commitment": "压缩云栖审批", "statement": "云栖审批用时压缩到规定之内", "theme": "business", "topic": "approvals",
                "targets": [figure(f"{7 + place}个工作日以内", "approval-days", "云栖审批用时", 7 + place, "个工作日", comparator="le")],
            },
        ]  # fmt: skip
    return [
        {
            "commitment": "招引云栖项目", "statement": "云栖引进项目并使资金到位", "theme": "attraction", "topic": "project-attraction",
            "targets": [
                figure(f"{30 + more}个", "projects-attracted", "云栖引进项目", 30 + more, "个", firmness="strive" if place == 1 else "plain"),
                figure(f"{100 + 3 * more}亿元", "funds-in-place", "云栖到位资金", 100 + 3 * more, "亿元"),
            ],
        },
        {
            "commitment": "修好云栖的路", "statement": "云栖在年中之前修好农村的路", "theme": "rural", "topic": "rural-roads",
            "targets": [figure(f"{60 + more}公里以上", "rural-roads", "云栖修路", 60 + more, "公里", deadline=f"{year}-06-30", comparator="ge")],
        },
        {"commitment": "改善云栖民生", "statement": "云栖让居民更方便", "theme": "livelihood", "topic": "community", "targets": []},
    ]  # fmt: skip


def text_and_files(year: int, listed_units: Sequence[tuple] = UNITS) -> tuple[str, dict[str, list[dict]]]:
    """The published text of a year, and its curated files as rows by name."""
    text, listed = f"{CITY}目标\n", f"yunqi-{year}"
    commitments, targets, spans = [], [], []
    for order, unit in enumerate(listed_units):
        text += f"{unit[0]}\n"
        begin = len(text)
        for number, promise in enumerate(_promises(unit[1], order, year), start=1):
            start = len(text)
            placed = []
            text += promise["statement"]
            for own in promise["targets"]:
                placed.append({**own, "start": len(text) + 1, "end": len(text) + 1 + len(own["figure"])})
                text += f"，{own['figure']}"
            text += "。\n"
            head = {
                "unit_id": unit[1],
                "commitment_no": number,
                "theme": promise["theme"],
                "topic": promise["topic"],
                "status": "reviewed",
            }
            commitments.append({**head, **promise, "para": number, "para_start": start, "start": start, "end": len(text) - 1})
            targets += [{**head, **own, "target_no": place} for place, own in enumerate(placed, start=1)]
        spans.append((begin, len(text)))
    numerals = []
    for start, end in spans:
        for found in NUMERAL.finditer(text[start:end]):
            at = start + found.start()
            own = [each for each in targets if each["start"] <= at < each["end"]]
            named = " ".join(f"{each['unit_id']}/{each['commitment_no']:02d}.{each['target_no']:02d}" for each in own)
            numerals.append({"start": at, "numeral": found.group(), "targets": named, "reason": "" if own else "idiom"})
    about = {
        "list_id": listed, "year": year, "city": CITY, "city_en": CITY_EN, "title": f"{CITY}{year}年目标", "title_en": f"{CITY_EN} targets {year}",
        "source_id": f"{listed}-text", "source_sha256": hashlib.sha256(text.encode()).hexdigest(), "source_end": len(text),
    }  # fmt: skip
    names = ("unit", "unit_id", "unit_en", "unit_type", "adcode", "short", "short_en", "tile_column", "tile_row")
    units = [{"unit_order": order, **dict(zip(names, unit, strict=True))} for order, unit in enumerate(listed_units, start=1)]
    return text, {
        "list.csv": [about], "units.csv": units, "commitments.csv": commitments, "targets.csv": targets, "numerals.csv": numerals,
        # Of the first year a person drafted the rows; who read the second nobody wrote down.
        **({"readers.csv": [{"role": "drafter", "reads": "targets", "kind": "person", "note": "云栖人工录入", "note_en": "Entered by hand"}]}
           if year == 2031 else {}),
    }  # fmt: skip


def curated(folder: Path, listed_units: Sequence[tuple] = UNITS) -> Path:
    """The project's curated files with those of the second city, or of some of its units, beside them, as a folder."""
    shutil.copytree(CURATED, folder)
    for listed in LISTS:
        _text, files = text_and_files(int(listed[-4:]), listed_units)
        for name, rows in files.items():
            path = folder / listed / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.rstrip("*") for column in FILES[name]], extrasaction="ignore")
                writer.writeheader()
                writer.writerows(rows)
    return folder


def built(folder: Path, listed_units: Sequence[tuple] = UNITS) -> Path:
    """The table of both cities, built from `curated`; `folder` is one to work in."""
    path = folder / "targets.parquet"
    table.write(table.assemble(curated(folder / "curated", listed_units), translator("zh")), path, contract.RULES_SHA256)
    return path
