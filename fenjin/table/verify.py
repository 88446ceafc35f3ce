"""The curated files held against the published text."""

from pathlib import Path

from fenjin.language.translate import Translator
from fenjin.table.build import assemble
from fenjin.table.curated import Problem, Reader
from fenjin.table.source import Document, DocumentNotFound


def verify(curated: Path, source: Path, t: Translator) -> tuple[list[str], list[Problem]]:
    """Re-reads every figure at its place in the published text and holds the numerals' ledger against it.

    Returns one line of result per list and check, and every difference. Raises BuildError where the curated files do not build.
    """
    table = assemble(curated, t).to_pandas()
    lines: list[str] = []
    problems: list[Problem] = []
    for folder in sorted(path.name for path in curated.iterdir() if path.is_dir()):
        reader = Reader(curated, t)
        about = reader.read("list.csv", folder).iloc[0]
        try:
            document = Document.find(source, about["source_sha256"])
        except DocumentNotFound:
            problems.append(
                Problem(
                    f"{folder}/list.csv",
                    2,
                    "source_sha256",
                    about["source_sha256"],
                    t("该文件夹中没有这个指纹的文档：放入原文件，不要改动"),
                )
            )
            continue
        rows = table[table["list_id"] == folder]
        figures = rows[rows["figure"].notna()]
        wrong = figures[[document.text[row.start : row.end] != row.figure for row in figures.itertuples()]]
        for row in wrong.itertuples():
            problems.append(
                Problem(
                    f"{folder}/targets.csv", 0, "figure", f"{row.target_id} {row.figure}", t("原文此处不是这个数字：改正位置")
                )
            )
        lines.append(
            t("{list}：{found}/{all} 个数字在原文的位置上找到", list=folder, found=len(figures) - len(wrong), all=len(figures))
        )

        units = reader.read("units.csv", folder)
        try:
            spans = document.units(list(units["unit"]), int(about["source_end"]))
        except ValueError as error:
            problems.append(Problem(f"{folder}/units.csv", 0, "unit", str(error), t("原文中找不到这个单位的标题，或次序不对")))
            continue
        commitments = rows.drop_duplicates("commitment_id")
        drawn = dict(zip(units["unit_id"], spans, strict=True))
        for row in commitments.itertuples():
            paragraphs = document.paragraphs(*drawn[row.unit_id])
            start, end = paragraphs[row.para - 1] if row.para <= len(paragraphs) else (0, 0)
            if not start <= row.start < row.end <= end:
                problems.append(
                    Problem(f"{folder}/commitments.csv", 0, "para", row.commitment_id, t("不在原文的这一段中：改正段落号或位置"))
                )
            elif row.first_char != row.start - start + 1:
                remedy = t("原文的这一段从第{start}个字之后开始：改正段首位置", start=start)
                problems.append(Problem(f"{folder}/commitments.csv", 0, "para_start", row.commitment_id, remedy))
        ledger = reader.read("numerals.csv", folder)
        entries = dict(zip(ledger["start"].astype(int), ledger["numeral"], strict=True))
        numerals = dict(numeral for start, end in spans for numeral in document.numerals(start, end))
        for offset, numeral in sorted(numerals.items() - entries.items()):
            problems.append(
                Problem(
                    f"{folder}/numerals.csv", 0, "start", f"{offset} {numeral}", t("原文的这个数字不在账上：归入目标，或写明理由")
                )
            )
        for offset, numeral in sorted(entries.items() - numerals.items()):
            problems.append(
                Problem(f"{folder}/numerals.csv", 0, "start", f"{offset} {numeral}", t("原文此处没有这个数字：删去，或改正位置"))
            )
        matched = len(numerals.items() & entries.items())
        lines.append(t("{list}：{found}/{all} 个数字已入账", list=folder, found=matched, all=len(numerals)))
    return lines, problems
