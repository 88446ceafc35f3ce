"""A draft as the screen of its review needs it: the text, the rows, what the rules suggested and asked, and the words of all codes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fenjin.draft.checking import Findings
from fenjin.draft.edits import Change, Conflict, Fault, by_code, faults_of
from fenjin.draft.keeping import rows_of, state
from fenjin.draft.workbook import SHEETS, Review, Row, code_of
from fenjin.draft.writing import CORRECTED, DRAFTED
from fenjin.language.columns import title
from fenjin.language.translate import Message, Translator
from fenjin.table.contract import LEDGER_REASONS
from fenjin.table.curated import FILES

# What is shown of a suggestion that nobody was asked for.
_OFFERS = ("indicator_id", "topic", "last_year")


def desk(review: Review, t: Translator) -> dict[str, Any]:
    """All of a held draft, as JSON can carry it."""
    files = {name: by_code(name, review.files[name]) for name in CORRECTED}
    about = rows_of(review.folder / "published" / "about.csv")
    return {
        "list": review.list_id,
        "state": state(review.folder),
        "title": review.files["list.csv"][0]["title"],
        "shape": about[0]["shape"] if about else "",
        "text": review.text,
        "rows": files,
        "drafted": _drafted(review, files),
        "cut": _cut(review, files["commitments.csv"]),
        "suggestions": list(_suggestions(review)),
        "answering": _answering(review),
        "faults": faults_in_words(
            review, faults_of(review, review.files, [("targets.csv", code) for code in files["targets.csv"]]), t
        ),
        "choices": {
            **review.choices(t),
            "reason": {code: t_of for code, t_of in review.choices(t)["reason"].items() if code in LEDGER_REASONS},
        },
        "topics": {row["topic"]: row["theme"] for row in review.shared["topic"]},
        "indicators": {
            row["indicator_id"]: {"topic": row["topic"], "definition": t.of(row, "definition")}
            for row in review.shared["indicator"]
        },
        "scopes": [row["scope"] for row in review.shared["scope"]],
        "uoms": review.uoms,
        "needed": {name: [column for column in FILES[name] if not column.endswith("*")] for name in CORRECTED},
        "heads": {f"{sheet.file} {column.name}": t(column.head) for sheet in SHEETS for column in sheet.columns},
    }


def faults_in_words(review: Review, faults: Iterable[Fault], t: Translator) -> dict[str, list[tuple[str, str]]]:
    """What is wrong, in words, by file and code: of each cell its column and what to do."""
    by_row: dict[str, list[tuple[str, str]]] = {}
    choices = review.choices(t)
    for fault in faults:
        values = dict(fault.remedy.values)
        reading = str(values.get("said", ""))
        # A comparator or a kind is told as it stands in the field.
        values |= {"said": choices[fault.column][reading]} if reading in choices.get(fault.column, {}) else {}
        words = Message(fault.remedy.text, **values).in_words(t)
        by_row.setdefault(f"{fault.file} {fault.code}", []).append((fault.column, words))
    return by_row


def conflict_in_words(conflict: Conflict, review: Review, t: Translator) -> str:
    """A conflict in words."""
    if not conflict.column:
        return t("另一个人刚把这一行改成了别的：已取来现在的样子，请再看一次，没有存下刚才的改动。")
    return t(
        "另一个人刚把这一格改成“{now}”：已取来现在的样子，没有存下刚才的改动。要改成别的，请再改一次。",
        now=_in_words(review, conflict, t) or t("空"),
    )


def _in_words(review: Review, conflict: Conflict, t: Translator) -> str:
    """What a cell holds now as its field shows it."""
    columns = [column for sheet in SHEETS if sheet.file == conflict.file for column in sheet.columns]
    form = next((column.form for column in columns if column.name == conflict.column), "")
    return review.choices(t).get(form, {}).get(conflict.now, conflict.now)


def findings_as_json(review: Review, result: Findings, t: Translator) -> dict[str, Any]:
    """What the checks say, as JSON can carry it: each problem with its row's code and name, its column and the words, which name rows as
    the text does and not by their codes."""
    units = {row["unit_id"]: t.of(row, "unit") for row in review.files["units.csv"]}
    names = {
        code_of(file, row): t(
            "{unit}第{n}条{figure}",
            unit=units.get(row["unit_id"], row["unit_id"]),
            n=row["commitment_no"],
            figure=f" {row['figure']}" if row.get("figure") else "",
        )
        for file in ("commitments.csv", "targets.csv")
        for row in review.files[file]
    }
    codes = re.compile(r"[a-z0-9-]+/\d\d+\.\d\d+")
    problems = [
        {
            "file": problem.file.rpartition("/")[2],
            "code": code,
            "name": names.get(code, ""),
            "column": _head(problem.file.rpartition("/")[2], problem.column, t),
            "value": problem.value,
            "words": codes.sub(lambda match: names.get(match[0], match[0]), problem.remedy),
        }
        for code, problem in result.problems
    ]
    return {"open": result.open, "problems": problems}


def _head(file: str, name: str, t: Translator) -> str:
    heads = [column.head for sheet in SHEETS if sheet.file == file for column in sheet.columns if column.name == name]
    if heads:
        return t(heads[0])
    try:
        return title(t, name)
    except KeyError:
        return name


def changes_as_json(changes: Iterable[Change]) -> list[list[Any]]:
    """Changes as JSON can carry them."""
    return [list(change) for change in changes]


def _drafted(review: Review, files: Mapping[str, Mapping[str, Row]]) -> dict[str, dict[str, dict[str, str]]]:
    """What the rules wrote into the cells that are not so any more, by file, code and column; of a row that is gone all of it."""
    differences: dict[str, dict[str, dict[str, str]]] = {}
    for name in CORRECTED:
        for code, row in by_code(name, rows_of(review.folder / DRAFTED / name)).items():
            now = files[name].get(code)
            cells = row if now is None else {column: value for column, value in row.items() if now.get(column, "") != value}
            if cells:
                differences.setdefault(name, {})[code] = {**cells}
    return differences


def _cut(review: Review, rows: Mapping[str, Row]) -> list[str]:
    """The codes of the commitments that begin or end elsewhere than the rules had them."""
    drafted = by_code("commitments.csv", rows_of(review.folder / DRAFTED / "commitments.csv"))
    places = {code: (row["start"], row["end"]) for code, row in drafted.items()}
    return [code for code, row in rows.items() if places.get(code) != (row["start"], row["end"])]


def _suggestions(review: Review) -> Iterable[dict[str, str]]:
    for place, row in enumerate(review.files["suggestions.csv"]):
        if row["used"] != "asked" and row["column"] not in _OFFERS:
            continue
        file = "targets.csv" if row["target_no"] else "commitments.csv" if row["commitment_no"] else "units.csv"
        code = row["value"].split(" ")[0] if row["column"] == "numeral" else code_of(file, row)
        yield {
            "place": str(place),
            "code": code,
            "column": row["column"],
            "value": row["value"],
            "score": row["score"],
            "used": row["used"],
        }


def _answering(review: Review) -> dict[str, list[tuple[str, str]]]:
    answering: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of(review.folder / review.list_id / "responsibility.csv"):
        answering.setdefault(code_of("commitments.csv", row), []).append((row["responsible"], row["role"]))
    return answering
