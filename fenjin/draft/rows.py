"""What people do to rows of a draft as a whole: a printed figure found in the text, a numeral made a target, a target made none."""

import re
from collections.abc import Mapping, Sequence

from fenjin.draft.cells import Wrong
from fenjin.draft.workbook import Review, Row, code_of
from fenjin.language.translate import _
from fenjin.table import numerals
from fenjin.table.contract import NEAR

NOT_THERE = _("承诺的原文里这个数字近旁没有这几个字：照原文写")

Files = dict[str, list[Row]]


def commitment(row: Mapping[str, str]) -> tuple[str, str]:
    """The commitment that a row belongs to: its unit and its number."""
    return row["unit_id"], row["commitment_no"].zfill(2)


def place(text: str, commitments: Sequence[Row], name: str, words: str, row: Mapping[str, str]) -> int | None:
    """Where a target's `figure` or `bound_word` (`name`) stands in the text, the nearest to where its figure stood; None where it does not."""
    own = next((each for each in commitments if commitment(each) == commitment(row)), None)
    if own is None or not words:
        return None
    start, end = int(row["start"]), int(row["end"])
    places = _places(text, words, own)
    if name == "figure":
        near = [at for at in places if at < end and start < at + len(words)]
    else:
        near = [at for at in places if start - NEAR <= at + len(words) <= start or end <= at <= end + NEAR]
    return min(near, key=lambda at: (abs(at - start), at), default=None)


def replace_words(text: str, commitments: Sequence[Row], name: str, words: str, row: Row) -> None:
    """Gives a target another printed `figure` or `bound_word` and looks up its place. Raises Wrong where the text has no such words."""
    at = place(text, commitments, name, words, row)
    if at is None and (words or name == "figure"):
        raise Wrong(NOT_THERE)
    row[name] = words
    row["start" if name == "figure" else "bound_start"] = "" if at is None else str(at)
    if name == "figure" and at is not None:
        row["end"] = str(at + len(words))


def follow(row: Row, review: Review) -> None:
    """Fills an empty topic from the indicator, an empty theme from the topic; what a person wrote stands."""

    def of(name: str, key: str, code: str, column: str) -> str:
        return next((str(each[column]) for each in review.shared[name] if each[key] == code), "")

    row["topic"] = row["topic"] or of("indicator", "indicator_id", row.get("indicator_id", ""), "topic")
    row["theme"] = row["theme"] or of("topic", "topic", row["topic"], "theme")


def add_target(files: Files, review: Review, numeral: Row, figure: str) -> str:
    """Drafts a target at a numeral that was taken for none: what its printed figure says, for people to review. Returns its code.

    Raises Wrong where the text has no such figure there, Unreadable where it says no number.
    """
    at = int(numeral["start"])
    own = next((each for each in files["commitments.csv"] if int(each["start"]) <= at < int(each["end"])), None)
    places = _places(review.text, figure, own) if own else []
    start = next((begin for begin in places if begin <= at < begin + len(figure)), None)
    if own is None or start is None:
        raise Wrong(NOT_THERE)
    quantity = numerals.read(figure)
    targets = files["targets.csv"]
    before = [n for n, each in enumerate(targets) if commitment(each) == commitment(own)]
    # The number of a figure that was dropped is not given again: an older workbook would take the one for the other.
    of_drafts = [each for each in review.files["suggestions.csv"] if each["target_no"]]
    numbers = [int(targets[n]["target_no"]) for n in before]
    numbers += [int(each["target_no"]) for each in of_drafts if commitment(each) == commitment(own)]
    form = quantity.form if quantity.form in ("rank", "grade") else "share" if quantity.uom == "%" else "level"
    target = dict.fromkeys(review.heads["targets.csv"], "") | {
        "unit_id": own["unit_id"],
        "commitment_no": own["commitment_no"],
        "target_no": str(max(numbers, default=0) + 1),
        "theme": own["theme"],
        "topic": own["topic"],
        "kind": form,
        "comparator": quantity.comparator,
        "value": f"{quantity.value:.15g}",
        "value_high": "" if quantity.value_high is None else f"{quantity.value_high:.15g}",
        "uom": quantity.uom or "",
        "firmness": "plain",
        "tier": "base",
        "figure": figure,
        "start": str(start),
        "end": str(start + len(figure)),
        "status": "draft",
        "reading": "zero" if quantity.form == "zero" else "",
    }
    targets.insert(before[-1] + 1 if before else len(targets), target)
    code = code_of("targets.csv", target)
    for each in files["numerals.csv"]:
        if start <= int(each["start"]) < start + len(figure) and each["reason"]:
            each["targets"], each["reason"] = code, ""
    return code


def drop_targets(files: Files, reasons: Mapping[str, str]) -> None:
    """Takes targets, by their codes, out of the draft; their numerals get the reason why they are none."""
    files["targets.csv"] = [row for row in files["targets.csv"] if code_of("targets.csv", row) not in reasons]
    for row in files["numerals.csv"]:
        codes = [code for code in row["targets"].split() if code in reasons]
        if codes:
            row["targets"] = " ".join(code for code in row["targets"].split() if code not in reasons)
            row["reason"] = "" if row["targets"] else reasons[codes[0]]


def _places(text: str, words: str, own: Row) -> list[int]:
    """Every place of some words in a commitment."""
    start, end = int(own["start"]), int(own["end"])
    return [start + match.start() for match in re.finditer(re.escape(words), text[start:end])]
