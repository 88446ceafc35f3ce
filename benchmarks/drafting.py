"""How well rules draft a list that people have reviewed: `python -m benchmarks.drafting --source DIR`.

DIR holds the published text of each list. Units are halved by the SHA-256 of their code: the rules were written with the even half in
sight, the odd half says what they are worth on wordings that they were not written for. A row's own reviewed answer is left out of what
suggestions learn from. Prints a table and ends with 1 where the odd half is below what is asked.
"""

import argparse
import csv
import hashlib
import sys
import time
from collections import Counter
from pathlib import Path

from fenjin.draft.drafting import About, Draft, Knowledge, draft_list
from fenjin.draft.reading import pasted
from fenjin.draft.suggestions import TOP
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.table.source import Document, DocumentNotFound

# What is asked of the half that was not in sight, and how long the whole list may take.
LEAST = {
    "precision": 0.97,
    "recall": 0.97,
    "value, unit, comparator": 0.97,
    "firmness": 0.97,
    "kind": 0.97,
    "indicator in three": 0.85,
    "commitments": 0.95,
}
SECONDS = 5

Row = dict[str, str]


def in_sight(unit: str) -> bool:
    """Whether the rules were written with a unit's list in sight."""
    return hashlib.sha256(unit.encode()).digest()[0] % 2 == 0


def scores(draft: Draft, knowledge: Knowledge, folder: Path, even: bool) -> dict[str, float]:
    """The share of each thing that the draft has right in one half of a list's units."""
    list_id = folder.name
    targets, commitments = (
        [row for row in _rows(folder / name) if in_sight(row["unit_id"]) == even] for name in ("targets.csv", "commitments.csv")
    )
    spans = [(int(row["start"]), int(row["end"])) for row in commitments]
    drafted_spans = {(row["start"], row["end"]) for row in draft.files["commitments.csv"]}
    drafted = {target.start: target for _unit, target in draft.targets if any(low <= target.start < high for low, high in spans)}
    counts: Counter[str] = Counter()
    for row in targets:
        target = drafted.get(int(row["start"]))
        if target is None:
            continue
        counts["met"] += 1
        quantity = (_cell(target.value), _cell(target.value_high), target.uom or "", target.comparator)
        counts["value, unit, comparator"] += quantity == (row["value"], row["value_high"], row["uom"], row["comparator"])
        counts["firmness"] += target.firmness == row["firmness"]
        counts["kind"] += target.kind == row["kind"]
        if row["indicator_id"]:
            low, high = next(span for span in spans if span[0] <= target.start < span[1])
            own = f"{list_id}/{row['unit_id']}/{row['commitment_no'].zfill(2)}.{row['target_no'].zfill(2)}"
            nearest = knowledge.suggestions.indicator(
                target.words, draft.published.text[low:high], target.kind, target.uom or "", own
            )
            counts["with indicator"] += 1
            counts["indicator in three"] += row["indicator_id"] in [each.value for each in nearest[:TOP]]
    starts = {int(row["start"]) for row in targets}
    found = {
        "precision": len(starts & drafted.keys()) / len(drafted),
        "recall": len(starts & drafted.keys()) / len(starts),
        "indicator in three": counts["indicator in three"] / counts["with indicator"],
        "commitments": sum((row["start"], row["end"]) in drafted_spans for row in commitments) / len(commitments),
    }
    return found | {name: counts[name] / counts["met"] for name in LEAST if name not in found}


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def main(arguments: list[str] | None = None) -> int:
    """Drafts every list whose text is there and prints what it has right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafting", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--source", type=Path, required=True, help="folder with the published texts")
    options = parser.parse_args(arguments)
    knowledge = Knowledge.read(CURATED, translator("en"))
    good = True
    for about in (_rows(path / "list.csv")[0] for path in sorted(CURATED.iterdir()) if (path / "list.csv").exists()):
        try:
            document = Document.find(options.source, about["source_sha256"])
        except DocumentNotFound:
            continue
        begin = time.process_time()
        draft = draft_list(pasted(document.text), About(about["list_id"], int(about["year"]), about["city"]), knowledge)
        seconds = time.process_time() - begin
        even, odd = (scores(draft, knowledge, CURATED / about["list_id"], half) for half in (True, False))
        print(f"{about['list_id']}: {draft.figures} targets in {seconds:.1f} s")
        print(f"{'':26}{'in sight':>9}{'held out':>9}{'asked':>7}")
        for name, least in LEAST.items():
            print(f"{name:26}{even[name]:9.3f}{odd[name]:9.3f}{least:7.2f}")
            good = good and odd[name] >= least
        good = good and seconds <= SECONDS
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
