"""Commitments cut otherwise than the rules cut them: one made two at a place of the text, or two that follow each other made one.

What belongs to them goes along: targets, with what numerals and parts name them by, suggestions, and who answers. Numbers are names: a
commitment that is cut off gets the next one of its unit, and none is given twice.
"""

import re
from collections.abc import Iterable

from fenjin.draft.cells import Wrong
from fenjin.draft.rows import Files, commitment
from fenjin.draft.workbook import Row, code_of
from fenjin.language.translate import _

NEEDED = ("commitments.csv", "targets.csv", "numerals.csv", "suggestions.csv", "responsibility.csv")
_LONGEST_TITLE = 20


def split(files: Files, text: str, own: Row, at: int) -> None:
    """Makes a commitment two: the second begins at a character of the text. Raises Wrong where nothing would be left on one side, or a
    figure would be cut."""
    start, end = int(own["start"]), int(own["end"])
    if not (start < at < end and text[start:at].strip() and text[at:end].strip()):
        raise Wrong(_("这里分不开：前后都要有文字"))
    targets = [row for row in files["targets.csv"] if commitment(row) == commitment(own)]
    if any(int(row["start"]) < at < int(row["end"]) for row in targets):
        raise Wrong(_("这里是一个数字的中间：换一处"))
    # A number that a draft gave once is not given again.
    numbers = [int(row["commitment_no"]) for name in ("commitments.csv", "suggestions.csv") for row in files[name]
               if row["unit_id"] == own["unit_id"] and row["commitment_no"]]  # fmt: skip
    number = str(max(numbers) + 1)
    at += len(text[at:end]) - len(text[at:end].lstrip())
    title = re.split("[，,。；;：:\n\t]", text[at:end])[0].strip()[:_LONGEST_TITLE]
    names = ("commitment_en", "statement", "statement_en", "firmness")
    new = {**own, **dict.fromkeys(names, ""), "commitment_no": number, "commitment": title, "start": str(at), "status": "draft"}
    own |= {"end": str(at), "status": "draft"}
    rows = files["commitments.csv"]
    rows.insert(rows.index(own) + 1, new)
    for row in [row for row in files["responsibility.csv"] if commitment(row) == commitment(own)]:
        files["responsibility.csv"].append({**row, "commitment_no": number})
    _move(files, [row for row in targets if int(row["start"]) >= at], number, keep=True)


def merge(files: Files, text: str, own: Row) -> None:
    """Joins a commitment to the one before it of its unit. Raises Wrong where there is none in the same paragraph, with nothing but blanks
    between."""
    before = next(
        (row for row in files["commitments.csv"] if row["unit_id"] == own["unit_id"] and row["para"] == own["para"]
         and int(row["end"]) <= int(own["start"]) and not text[int(row["end"]) : int(own["start"])].strip()),
        None,
    )  # fmt: skip
    if before is None:
        raise Wrong(_("前面没有同一段的承诺可以并入"))
    before |= {"end": own["end"], "status": "draft", "firmness": ""}
    number = before["commitment_no"]
    _move(files, [row for row in files["targets.csv"] if commitment(row) == commitment(own)], number, keep=False)
    for row in files["suggestions.csv"]:
        if commitment(row) == commitment(own):
            # What was asked of it is asked no more.
            row["commitment_no"], row["used"] = number, "settled" if row["used"] == "asked" else row["used"]
    have = {row["responsible"] for row in files["responsibility.csv"] if commitment(row) == commitment(before)}
    others = [row for row in files["responsibility.csv"] if commitment(row) != commitment(own)]
    joined = [row for row in files["responsibility.csv"] if commitment(row) == commitment(own) and row["responsible"] not in have]
    files["responsibility.csv"] = others + [{**row, "commitment_no": number} for row in joined]
    files["commitments.csv"] = [row for row in files["commitments.csv"] if row is not own]


def _move(files: Files, targets: Iterable[Row], number: str, keep: bool) -> None:
    """Gives targets to the commitment of this number of their unit; they `keep` their own numbers, or get the next ones there."""
    codes: dict[str, str] = {}
    for row in targets:
        old = code_of("targets.csv", row)
        others = [
            int(each["target_no"])
            for name in ("targets.csv", "suggestions.csv")
            for each in files[name]
            if each["target_no"] and commitment(each) == (row["unit_id"], number.zfill(2))
        ]
        target_no = row["target_no"] if keep else str(max(others, default=0) + 1)
        for each in files["suggestions.csv"]:
            if each["target_no"] == row["target_no"] and commitment(each) == commitment(row):
                each["commitment_no"], each["target_no"] = number, target_no
        row |= {"commitment_no": number, "target_no": target_no}
        codes[old] = code_of("targets.csv", row)
    for row in files["numerals.csv"]:
        row["targets"] = " ".join(codes.get(code, code) for code in row["targets"].split())
    for row in files["targets.csv"]:
        part_of = codes.get(row["part_of"], row["part_of"])
        if part_of != row["part_of"] or (part_of and part_of.split(".")[0] != code_of("commitments.csv", row)):
            # A part and its total stand in one commitment.
            row["part_of"] = part_of if part_of.split(".")[0] == code_of("commitments.csv", row) else ""
            row["status"] = "draft"
