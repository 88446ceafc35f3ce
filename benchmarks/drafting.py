"""How well rules draft a list that people have reviewed: `python -m benchmarks.drafting --source DIR`.

DIR holds the published text of each list. Units are halved by the SHA-256 of their code: the rules were written with the even half in
sight, the odd half says what they are worth on wordings that they were not written for. A row's own reviewed answer is left out of what
suggestions learn from. Prints a table and ends with 1 where the odd half is below what is asked.

`--texts DIR` measures lists of other places that somebody marked by hand, none of which is part of this project. Each folder in DIR is
a half (`tune`, `held`); in it lies beside each `name.txt` a `name.json`: `shape`, `year`, `city`, `commitments` (`start`, `end`,
`leads`, `assisting`) and `targets` (`start`, `value`, `value_high`, `uom`, `comparator`, `firmness`, `kind`; where it has one,
`indicator`). Places are characters of the text. A table says by shape what the draft has right; `--wrong tune` prints what it has not.
"""

import argparse
import csv
import hashlib
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from fenjin.draft.answering import ROLE_BRACKET
from fenjin.draft.commitments import MARKER, is_heading
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


# What is measured of a text of another place; "leads" are who answer for a commitment that is cut right.
MEASURES = ("precision", "recall", "value, unit, comparator", "firmness", "kind", "indicator in three", "commitments", "leads")


def compare(path: Path, knowledge: Knowledge) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Of a marked text, the right ones and all of each measure, and what is wrong, a line each."""
    marked = json.loads(path.read_text(encoding="utf-8"))
    published = pasted(path.with_suffix(".txt").read_text(encoding="utf-8"))
    draft = draft_list(published, About("linhe-2031", marked["year"], marked["city"]), knowledge)
    text, wrong = published.text, [f"== {path.stem}: {draft.layout.shape}"]
    expected = {target["start"]: target for target in marked["targets"]}
    drafted = {target.start: target for _unit, target in draft.targets}

    def say(what: str, at: int, more: object = "") -> None:
        wrong.append(f"  {what}: {text[max(0, at - 18) : at]}>{text[at : at + 16]} {more}".replace("\n", "/"))

    for at in sorted(drafted.keys() - expected.keys()):
        say("no target", at, drafted[at].figure)
    for at in sorted(expected.keys() - drafted.keys()):
        say("missed", at)
    both = expected.keys() & drafted.keys()
    right: Counter[str] = Counter({"precision": len(both), "recall": len(both)})
    every: Counter[str] = Counter({"precision": len(drafted), "recall": len(expected)})
    for at in sorted(both):
        target, known = drafted[at], expected[at]
        pairs: dict[str, tuple[object, object]] = {
            "value, unit, comparator": (
                (target.value, target.value_high, target.uom or "", target.comparator),
                (known["value"], known["value_high"], known["uom"], known["comparator"]),
            ),
            "firmness": (target.firmness, known["firmness"]),
            "kind": (target.kind, known["kind"]),
        }
        for name, (ours, theirs) in pairs.items():
            every[name] += 1
            right[name] += ours == theirs
            if ours != theirs:
                say(name, at, f"{ours} for {theirs}")
        if "indicator" in known:
            low, high = next((each["start"], each["end"]) for each in marked["commitments"] if each["start"] <= at < each["end"])
            nearest = knowledge.suggestions.indicator(target.words, text[low:high], target.kind, target.uom or "")
            every["indicator in three"] += 1
            found = [each.value for each in nearest[:TOP]]
            right["indicator in three"] += known["indicator"] in found
            if known["indicator"] not in found:
                say("indicator", at, f"{found} for {known['indicator']}")
    cut = {_core(text, each.start, each.end): each for each in draft.layout.commitments}
    for known in marked["commitments"]:
        every["commitments"] += 1
        commitment = cut.pop(_core(text, known["start"], known["end"]), None)
        if commitment is None:
            say("not cut", known["start"])
            continue
        right["commitments"] += 1
        if known["leads"]:
            every["leads"] += 1
            same = (list(commitment.leads), list(commitment.assisting)) == (known["leads"], known["assisting"])
            right["leads"] += same
            if not same:
                say("leads", known["start"], f"{commitment.leads} {commitment.assisting}")
    wrong += [f"  cut, and no commitment: {text[low : low + 30]!r}" for low, _high in cut]
    return {name: (right[name], every[name]) for name in MEASURES}, wrong


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a commitment's own words start and end: without number and headings, and without who answers for it."""
    before = -1
    while before != start:
        before = start
        start += re.match(r"[●■★◆\s]*", text[start:end]).end()  # type: ignore[union-attr]
        marker = MARKER.match(text, start, end)
        line = text.find("\n", start, end)
        start = marker.end() if marker else line if line >= 0 and is_heading(text[start:line]) else start
    if bracket := ROLE_BRACKET.search(text[start:end]):
        end = start + bracket.start()
    return start, start + len(text[start:end].rstrip("。；;，, \n\t"))


def measure(texts: Path, knowledge: Knowledge, wrong: str) -> bool:
    """Prints of marked texts, half by half and shape by shape, what a draft has right; whether the last half is as good as is asked."""
    good = True
    for half in sorted((path for path in texts.iterdir() if path.is_dir()), reverse=True):
        shapes: dict[str, Counter[tuple[str, bool]]] = {}
        for path in sorted(half.glob("*.json")):
            found, lines = compare(path, knowledge)
            shape = json.loads(path.read_text(encoding="utf-8"))["shape"]
            for row in (shape, "all"):
                counts = shapes.setdefault(row, Counter())
                counts["texts", True] += 1
                for name, (right, every) in found.items():
                    counts[name, True] += right
                    counts[name, False] += every
            if half.name == wrong and len(lines) > 1:
                print("\n".join(lines))
        print(f"\n{half.name:12}{'texts':>6}{'targets':>8}" + "".join(f"{name.split(',')[0][:10]:>11}" for name in MEASURES))
        for shape, counts in sorted(shapes.items(), key=lambda row: (row[0] == "all", row[0])):
            shares = [counts[name, True] / counts[name, False] if counts[name, False] else None for name in MEASURES]
            cells = "".join(f"{'' if share is None else f'{share:.3f}':>11}" for share in shares)
            print(f"{shape:12}{counts['texts', True]:6}{counts['recall', False]:8}{cells}")
            if shape == "all":
                good = all(share is None or share >= LEAST.get(name, 0) for name, share in zip(MEASURES, shares, strict=True))
    return good


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def main(arguments: list[str] | None = None) -> int:
    """Drafts every list whose text is there and prints what it has right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafting", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--source", type=Path, help="folder with the published texts")
    parser.add_argument("--texts", type=Path, help="folder with marked texts of other places, a folder each half")
    parser.add_argument("--wrong", default="", metavar="HALF", help="of which half to print what is wrong")
    options = parser.parse_args(arguments)
    if not (options.source or options.texts):
        parser.error("--source or --texts")
    knowledge = Knowledge.read(CURATED, translator("en"))
    good = measure(options.texts, knowledge, options.wrong) if options.texts else True
    if not options.source:
        return 0 if good else 1
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
