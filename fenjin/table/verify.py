"""The curated files held against the published text."""

from pathlib import Path
from typing import Any

import pandas as pd

from fenjin.language.translate import Translator
from fenjin.table import layout, numerals
from fenjin.table.build import assemble
from fenjin.table.curated import Problem, Reader
from fenjin.table.source import Document, DocumentNotFound


def verify(folder_of_files: Path, source: Path, t: Translator, only: str = "") -> tuple[list[str], list[Problem]]:
    """Re-reads every figure and governing word at its place in the published text and holds the numerals' ledger against it.

    Of all lists those are verified whose text is in `source`, or `only` the one that is named. Returns one line of result per list
    and check, and every difference; that a list has no text is one where nothing else could be verified. Raises BuildError where
    the curated files do not build.
    """
    built = assemble(folder_of_files, t, only)
    table, mentions = built.to_pandas(), layout.part(built.schema.metadata, "mentions").to_pylist()
    lines: list[str] = []
    problems: list[Problem] = []
    missing: list[Problem] = []
    folders = sorted(set(table["list_id"]))
    for folder in folders:
        reader = Reader(folder_of_files, t)
        about = reader.read("list.csv", folder).iloc[0]
        sha256 = str(about["source_sha256"])
        try:
            document = Document.find(source, sha256)
        except DocumentNotFound:
            lines.append(t("{list}：没有它的原文，没有核对", list=folder))
            remedy = t("该文件夹中没有这个指纹的文档：放入原文件，不要改动")
            missing.append(Problem(f"{folder}/list.csv", 2, "source_sha256", sha256, remedy))
            continue
        rows = table[table["list_id"] == folder]
        problems += _figures(document, rows, folder, lines, t)
        problems += _bounds(document, rows, folder, lines, t)
        problems += _mentions(document, [row for row in mentions if row["list_id"] == folder], folder, lines, t)
        try:
            paragraphs = _paragraphs_of(reader, document, folder, int(about["source_end"]))
        except ValueError as error:
            problems.append(Problem(f"{folder}/units.csv", 0, "unit", str(error), t("原文中找不到这个单位的标题，或次序不对")))
            continue
        problems += _paragraphs(rows, paragraphs, folder, t)
        spans = [span for unit in paragraphs.values() for span in unit]
        problems += _ledger(document, reader.read("numerals.csv", folder), spans, folder, lines, t)
    return lines, problems + (missing if len(missing) == len(folders) else [])


def _paragraphs_of(reader: Reader, document: Document, folder: str, end: int) -> dict[str, list[tuple[int, int]]]:
    """Where each unit's paragraphs stand in the text: as `passages.csv` says, or below the unit's heading. Raises ValueError."""
    if reader.has("passages.csv", folder):
        passages = reader.read("passages.csv", folder).sort_values(["unit_id", "para"], kind="stable")
        return {
            str(unit): list(zip(rows["start"].astype(int), rows["end"].astype(int), strict=True))
            for unit, rows in passages.groupby("unit_id", sort=False)
        }
    units = reader.read("units.csv", folder)
    spans = document.units(list(units["unit"]), end)
    return {unit: document.paragraphs(*span) for unit, span in zip(units["unit_id"], spans, strict=True)}


def _figures(document: Document, rows: pd.DataFrame, folder: str, lines: list[str], t: Translator) -> list[Problem]:
    figures = rows[rows["figure"].notna()]
    wrong = figures[[document.text[row.start : row.end] != row.figure for row in figures.itertuples()]]
    good = len(figures) - len(wrong)
    lines.append(t("{list}：{found}/{all} 个数字在原文的位置上找到", list=folder, found=good, all=len(figures)))
    remedy = t("原文此处不是这个数字：改正位置")
    return [Problem(f"{folder}/targets.csv", 0, "figure", f"{row.target_id} {row.figure}", remedy) for row in wrong.itertuples()]


def _mentions(document: Document, mentions: list[dict[str, Any]], folder: str, lines: list[str], t: Translator) -> list[Problem]:
    missing = [row for row in mentions if document.text[row["start"] : row["end"]] != row["words"]]
    if mentions:
        lines.append(
            t(
                "{list}：{found}/{all} 处提及在原文的位置上找到",
                list=folder,
                found=len(mentions) - len(missing),
                all=len(mentions),
            )
        )
    remedy = t("原文此处不是这几个字：改正位置")
    return [Problem(f"{folder}/mentions.csv", 0, "words", f"{row['commitment_id']} {row['words']}", remedy) for row in missing]


def _bounds(document: Document, rows: pd.DataFrame, folder: str, lines: list[str], t: Translator) -> list[Problem]:
    """The governing words that are not where they are said to be, and those beside a figure that are not said."""
    problems, total, good = [], 0, 0
    for row in rows[rows["figure"].notna()].itertuples():
        span = (0, 0)
        if not pd.isna(row.bound_word):
            span = int(row.bound_start), int(row.bound_start) + len(row.bound_word)
            total += 1
            if document.text[slice(*span)] == row.bound_word:
                good += 1
            else:
                remedy = t("原文此处不是这个限定词：改正位置")
                problems.append(Problem(f"{folder}/targets.csv", 0, "bound_word", f"{row.target_id} {row.bound_word}", remedy))
        for start, end in numerals.touching(document.text, row.start, row.end, row.kind == "date"):
            if not span[0] <= start < end <= span[1]:
                remedy = t("原文的限定词紧挨着数字：写进 bound_word，或连同它一起作原文数字")
                value = f"{row.target_id} {document.text[start:end]}"
                problems.append(Problem(f"{folder}/targets.csv", 0, "bound_word", value, remedy))
    if total:
        lines.append(t("{list}：{found}/{all} 个限定词在原文的位置上找到", list=folder, found=good, all=total))
    return problems


def _paragraphs(rows: pd.DataFrame, paragraphs_of: dict[str, list[tuple[int, int]]], folder: str, t: Translator) -> list[Problem]:
    problems = []
    for row in rows.drop_duplicates("commitment_id").itertuples():
        paragraphs = paragraphs_of.get(row.unit_id, [])
        start, end = paragraphs[row.para - 1] if row.para <= len(paragraphs) else (0, 0)
        if not start <= row.start < row.end <= end:
            remedy = t("不在原文的这一段中：改正段落号或位置")
            problems.append(Problem(f"{folder}/commitments.csv", 0, "para", row.commitment_id, remedy))
        elif row.first_char != row.start - start + 1:
            remedy = t("原文的这一段从第{start}个字之后开始：改正段首位置", start=start)
            problems.append(Problem(f"{folder}/commitments.csv", 0, "para_start", row.commitment_id, remedy))
    return problems


def _ledger(
    document: Document, ledger: pd.DataFrame, spans: list[tuple[int, int]], folder: str, lines: list[str], t: Translator
) -> list[Problem]:
    entries = dict(zip(ledger["start"].astype(int), ledger["numeral"], strict=True))
    in_text = dict(numeral for start, end in spans for numeral in document.numerals(start, end))
    lines.append(
        t("{list}：{found}/{all} 个数字已入账", list=folder, found=len(in_text.items() & entries.items()), all=len(in_text))
    )
    file = f"{folder}/numerals.csv"
    return [
        *(
            Problem(file, 0, "start", f"{offset} {numeral}", t("原文的这个数字不在账上：归入目标，或写明理由"))
            for offset, numeral in sorted(in_text.items() - entries.items())
        ),
        *(
            Problem(file, 0, "start", f"{offset} {numeral}", t("原文此处没有这个数字：删去，或改正位置"))
            for offset, numeral in sorted(entries.items() - in_text.items())
        ),
    ]
