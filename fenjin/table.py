"""The curated table: build it from the reviewed files, verify it against the published text, report what it holds.

python -m fenjin.table build
python -m fenjin.table verify --source DIR
python -m fenjin.table report
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pandera.errors
import pint
import pyarrow as arrow
import pyarrow.parquet as parquet

from fenjin import contract, measure
from fenjin.paths import CURATED, METADATA_KEY, TABLE
from fenjin.source import NUMERAL, Document, DocumentNotFound
from fenjin.translate import Translator, translator

# Columns of each curated file; a star marks a column that may be left empty.
FILES: dict[str, tuple[str, ...]] = {
    "topics.csv": ("topic", "theme", "topic_zh", "topic_en"),
    "indicators.csv": ("indicator_id", "theme", "indicator", "indicator_en", "kind", "stage", "std_uom", "direction", "additive", "definition", "definition_en"),
    "scopes.csv": ("scope", "scope_en"),
    "list.csv": ("list_id", "year", "city", "city_en", "title", "title_en", "source_id", "source_sha256", "source_end"),
    "units.csv": ("unit_order", "unit", "unit_id", "unit_en", "unit_type", "adcode*", "short", "short_en", "tile_column*", "tile_row*"),
    "commitments.csv": ("unit_id", "commitment_no", "commitment", "statement", "theme", "topic", "para", "start", "end", "status"),
    "targets.csv": ("unit_id", "commitment_no", "target_no", "measure", "indicator_id*", "scope*", "theme", "topic", "kind", "comparator", "value*", "value_high*", "uom*", "firmness", "tier", "part_of*", "deadline*", "figure", "start", "end", "status"),
    "numerals.csv": ("start", "numeral", "targets*", "reason*"),
}  # fmt: skip
CURATOR = ("unit_id", "commitment_no", "theme", "topic", "indicator_id*", "scope*", "kind", "comparator", "value*", "value_high*", "uom*", "firmness", "tier", "deadline*", "start", "end")  # fmt: skip
CURATORS = ("curators/first.csv", "curators/second.csv")
FILES |= dict.fromkeys(CURATORS, CURATOR)

_INTEGERS = {"year", "source_end", "unit_order", "tile_column", "tile_row", "commitment_no", "target_no", "para", "start", "end"}
_REALS = {"value", "value_high"}


class Problem(NamedTuple):
    """What is wrong, where, and what to do. `row` is the line in the file as a spreadsheet counts, 0 for the whole file."""

    file: str
    row: int
    column: str
    value: str
    remedy: str


class BuildError(Exception):
    """The curated files break the contract; carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass
class Reader:
    """Reads the curated files of one folder and collects every problem on the way."""

    folder: Path
    t: Translator
    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str, parent: str = "") -> pd.DataFrame:
        """A curated file with typed columns, `_file` and `_row`; empty with the right columns where it cannot be read."""
        columns = [column.rstrip("*") for column in FILES[name]]
        path = self.folder / parent / name
        label = f"{parent}/{name}" if parent else name
        empty = pd.DataFrame({column: pd.Series(dtype="object") for column in [*columns, "_file", "_row"]})
        try:
            rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except FileNotFoundError:
            self.problems.append(Problem(label, 0, "", "", self.t("文件不存在：补上该文件")))
            return empty
        except UnicodeDecodeError:
            self.problems.append(Problem(label, 0, "", "", self.t("文件不是 UTF-8 编码：以 CSV UTF-8 格式另存")))
            return empty
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            self.problems.append(Problem(label, 0, "", str(error).strip(), self.t("文件不是规整的 CSV：每行列数须与表头相同")))
            return empty
        for column in [c for c in columns if c not in rows.columns]:
            self.problems.append(Problem(label, 1, column, "", self.t("缺少该列：表头须含约定的全部列")))
        for column in [c for c in rows.columns if c not in columns]:
            self.problems.append(Problem(label, 1, column, "", self.t("多出该列：删去，或改正列名")))
        if list(rows.columns) != columns and set(rows.columns) != set(columns):
            return empty
        rows = rows[columns].apply(lambda values: values.str.strip())
        rows["_file"], rows["_row"] = label, range(2, len(rows) + 2)
        for column in FILES[name]:
            if not column.endswith("*"):
                self._refuse(rows, column, rows[column] == "", self.t("必填：补上该值"))
        for column in columns:
            if column in _INTEGERS | _REALS:
                rows[column] = self._numbers(rows, column)
        return rows.replace({"": None})

    def _numbers(self, rows: pd.DataFrame, column: str) -> pd.Series:
        numbers = pd.to_numeric(rows[column].replace("", None), errors="coerce")
        if column in _INTEGERS:
            numbers = numbers.where(numbers == numbers.round())
            self._refuse(rows, column, (rows[column] != "") & numbers.isna(), self.t("须为整数"))
            return numbers.astype("Int64")
        self._refuse(rows, column, (rows[column] != "") & numbers.isna(), self.t("须为数字，不带单位和千分位"))
        return numbers.astype("float64")

    def _refuse(self, rows: pd.DataFrame, column: str, bad: pd.Series, remedy: str) -> None:
        for row in rows[bad].itertuples():
            self.problems.append(Problem(str(row._file), int(row._row), column, str(getattr(row, column)), remedy))

    def refuse(self, rows: pd.DataFrame, column: str, bad: pd.Series, remedy: str) -> pd.DataFrame:
        """Records a problem for each bad row and returns the good ones."""
        bad = bad.fillna(True).astype(bool)
        for file, row, value in rows.loc[bad, ["_file", "_row", column]].itertuples(index=False):
            self.problems.append(Problem(str(file), int(row), column, "" if pd.isna(value) else str(value), remedy))
        return rows[~bad]


def assemble(curated: Path, t: Translator) -> arrow.Table:
    """The whole table from the folder of curated files, one row per target, with the metadata of its lists.

    Raises BuildError with every problem found.
    """
    reader = Reader(curated, t)
    topics = reader.read("topics.csv")
    topics = reader.refuse(topics, "topic", topics["topic"].duplicated(), t("重复：每个子题只列一次"))
    topics = reader.refuse(topics, "theme", ~topics["theme"].isin(contract.ENUMERATIONS["theme"]), t("主题不在约定的取值中"))
    indicators = _indicators(reader, t)
    scopes = reader.read("scopes.csv")
    folders = sorted(path.name for path in curated.iterdir() if path.is_dir()) if curated.is_dir() else []
    if not folders:
        reader.problems.append(Problem(str(curated), 0, "", "", t("没有清单：每份清单一个文件夹")))
    frames, lists = [], []
    for folder in folders:
        frame, described = _list(reader, folder, topics, indicators, scopes, t)
        frames.append(frame)
        lists.append(described)
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if len(rows):
        reader.problems.extend(_broken_rules(rows, t))
    if reader.problems:
        raise BuildError(sorted(set(reader.problems)))
    metadata = {
        "schema_version": contract.SCHEMA_VERSION,
        "lists": lists,
        "topics": _records(topics),
        "indicators": _records(indicators),
        "scopes": _records(scopes),
    }
    rows = rows.sort_values(["list_id", "unit_order", "commitment_no", "target_id"], kind="stable")
    table = arrow.Table.from_pandas(rows[list(contract.COLUMNS)], schema=contract.SCHEMA, preserve_index=False)
    text = json.dumps(metadata, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return table.replace_schema_metadata({METADATA_KEY: text.encode()})


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    named = rows.drop(columns=["_file", "_row"])
    return [
        {key: None if pd.isna(value) else value for key, value in record.items()}
        for record in json.loads(named.to_json(orient="records", force_ascii=False))
    ]


def _indicators(reader: Reader, t: Translator) -> pd.DataFrame:
    rows = reader.read("indicators.csv")
    rows = reader.refuse(rows, "indicator_id", rows["indicator_id"].duplicated(), t("重复：每个指标只列一次"))
    for column in ("theme", "kind", "stage", "direction"):
        rows = reader.refuse(rows, column, ~rows[column].isin(contract.ENUMERATIONS[column]), t("不在约定的取值中"))
    rows = reader.refuse(rows, "additive", ~rows["additive"].isin(["true", "false"]), t("填 true 或 false"))
    return rows.assign(additive=rows["additive"] == "true")


def _list(
    reader: Reader, folder: str, topics: pd.DataFrame, indicators: pd.DataFrame, scopes: pd.DataFrame, t: Translator
) -> tuple[pd.DataFrame, dict[str, object]]:
    about = reader.read("list.csv", folder)
    if len(about) != 1:
        reader.problems.append(Problem(f"{folder}/list.csv", 0, "", str(len(about)), t("须恰有一行")))
        about = about.reindex([0])
    about = reader.refuse(about, "list_id", about["list_id"] != folder, t("清单编号须与文件夹同名")).reindex(about.index)
    units = reader.read("units.csv", folder)
    for column in ("unit_id", "unit", "unit_order"):
        units = reader.refuse(units, column, units[column].duplicated(), t("重复：每个单位只列一次"))
    commitments = reader.read("commitments.csv", folder)
    commitments = reader.refuse(
        commitments, "unit_id", ~commitments["unit_id"].isin(units["unit_id"]), t("单位不在 units.csv 中")
    )
    commitments = reader.refuse(
        commitments,
        "commitment_no",
        commitments.duplicated(["unit_id", "commitment_no"]),
        t("重复：同一单位内每个承诺序号只用一次"),
    )
    targets = reader.read("targets.csv", folder)
    known = set(zip(commitments["unit_id"], commitments["commitment_no"], strict=True))
    pairs = pd.Series(list(zip(targets["unit_id"], targets["commitment_no"], strict=True)), index=targets.index, dtype="object")
    targets = reader.refuse(targets, "commitment_no", ~pairs.isin(known), t("承诺不在 commitments.csv 中"))
    targets = reader.refuse(targets, "target_no", ~targets["target_no"].between(1, 99).fillna(False), t("目标序号为 1 至 99"))

    reviewed = targets[targets["status"] == "reviewed"]
    rows = _rows(reader, folder, about, units, commitments, targets, reviewed, topics, indicators, scopes, t)
    numerals = _ledger(reader, folder, rows, t)
    first, second = (reader.read(name, folder) for name in CURATORS)
    described = {
        **(_records(about)[0] if len(about) else {}),
        "units": _records(units),
        "ledger": _ledger_counts(numerals),
        "agreement": agreement(first, second),
    }
    return rows, described


def _rows(
    reader: Reader, folder: str, about: pd.DataFrame, units: pd.DataFrame, commitments: pd.DataFrame, targets: pd.DataFrame,
    reviewed: pd.DataFrame, topics: pd.DataFrame, indicators: pd.DataFrame, scopes: pd.DataFrame, t: Translator,
) -> pd.DataFrame:  # fmt: skip
    """The list's rows: its reviewed targets, and one row for each reviewed commitment that has no target at all."""
    key = ["unit_id", "commitment_no"]
    with_targets = set(zip(targets["unit_id"], targets["commitment_no"], strict=True))
    bare = [pair not in with_targets for pair in zip(commitments["unit_id"], commitments["commitment_no"], strict=True)]
    qualitative = commitments[bare]
    qualitative = qualitative[qualitative["status"] == "reviewed"].assign(
        target_no=0, kind="qualitative", firmness="plain", tier="base"
    )[[*key, "target_no", "theme", "topic", "kind", "firmness", "tier", "start", "end", "status", "_file", "_row"]]
    parts = [frame for frame in (reviewed, qualitative) if len(frame)]
    rows = pd.concat(parts, ignore_index=True).reindex(columns=[*reviewed.columns]) if parts else reviewed
    headed = commitments[[*key, "commitment", "statement", "para", "start", "end"]]
    headed = headed.rename(columns={"start": "commitment_start", "end": "commitment_end"})
    rows = rows.merge(headed, on=key, how="left").merge(units.drop(columns=["_file", "_row"]), on="unit_id", how="left")
    for column in ("list_id", "year", "city", "source_id", "source_sha256"):
        rows[column] = about[column].iloc[0] if len(about) else None
    unit_path = folder + "/" + rows["unit_id"].astype(str) + "/"
    rows["commitment_id"] = unit_path + rows["commitment_no"].map("{:02d}".format)
    rows["target_id"] = rows["commitment_id"] + "." + rows["target_no"].map("{:02d}".format)
    rows["part_of"] = (folder + "/" + rows["part_of"]).where(rows["part_of"].notna())
    rows["league"] = rows["unit_type"].isin(["county", "zone"]).map({True: "county", False: "department"})
    dates = pd.to_datetime(rows["deadline"], format="%Y-%m-%d", errors="coerce")
    reader.refuse(rows, "deadline", rows["deadline"].notna() & dates.isna(), t("日期须写作 2022-06-30 的样子"))
    rows["deadline"] = dates.dt.date.where(dates.notna(), None)
    rows["topic_theme"] = rows["topic"].map(topics.set_index("topic")["theme"])
    defined = indicators.set_index("indicator_id")
    rows["indicator"] = rows["indicator_id"].map(defined["indicator"])
    rows["indicator_en"] = rows["indicator_id"].map(defined["indicator_en"])
    rows["indicator_kind"] = rows["indicator_id"].map(defined["kind"])
    rows["std_uom"] = rows["indicator_id"].map(defined["std_uom"])
    known = set(scopes["scope"])
    rows["scope_known"] = rows["scope"].map(lambda scope: pd.isna(scope) or set(str(scope).split("，")) <= known)
    standard = [_standardised(row) for row in rows[["value", "value_high", "uom", "std_uom"]].to_dict("records")]
    rows[["std_value", "std_high", "std_uom"]] = pd.DataFrame(
        standard, index=rows.index, columns=["std_value", "std_high", "std_uom"]
    )
    return (
        rows.astype(object)
        .where(rows.notna(), None)
        .astype(dict.fromkeys(("value", "value_high", "std_value", "std_high"), "float64"))
    )


def _standardised(row: dict) -> tuple[float | None, float | None, str | None]:
    if pd.isna(row["uom"]):
        return None, None, None
    std_uom = row["std_uom"]
    try:
        if pd.isna(std_uom):
            std_uom = measure.standard_uom(row["uom"])
        low, high = (None if pd.isna(v) else measure.convert(v, row["uom"], std_uom) for v in (row["value"], row["value_high"]))
    except (measure.UnknownUnit, pint.DimensionalityError):
        return None, None, None if pd.isna(std_uom) else std_uom
    return low, high, std_uom


def _broken_rules(rows: pd.DataFrame, t: Translator) -> list[Problem]:
    try:
        contract.schema().validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        rules = {rule.name: rule for rule in contract.RULES}
        cases = error.failure_cases[["check", "index"]].drop_duplicates()
        problems = []
        for name, index in cases.itertuples(index=False):
            rule = rules[name]
            row = rows.loc[int(index)]
            value = row[rule.column]
            problems.append(
                Problem(row["_file"], int(row["_row"]), rule.column, "" if pd.isna(value) else str(value), t(rule.remedy))
            )
        return problems
    return []


def _ledger(reader: Reader, folder: str, rows: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The numerals' ledger, each entry checked against the targets that it names."""
    ledger = reader.read("numerals.csv", folder)
    ledger = reader.refuse(ledger, "start", ledger["start"].duplicated(), t("重复：每个数字只列一次"))
    ledger = reader.refuse(ledger, "reason", ledger["targets"].isna() == ledger["reason"].isna(), t("目标与理由填且只填一项"))
    unknown = ledger["reason"].notna() & ~ledger["reason"].isin(contract.LEDGER_REASONS)
    ledger = reader.refuse(ledger, "reason", unknown, t("理由不在约定的取值中"))
    figures = {f"{row.unit_id}/{row.target_id.rsplit('/', 1)[-1]}": (row.start, row.end) for row in rows.itertuples()}
    short = ledger["targets"].fillna("").str.split()
    reader.refuse(ledger, "targets", short.map(lambda ids: any(i not in figures for i in ids)), t("没有这个目标"))
    inside = [
        all(figures[i][0] <= start < figures[i][1] for i in ids if i in figures)
        for ids, start in zip(short, ledger["start"], strict=True)
    ]
    reader.refuse(ledger, "targets", ~pd.Series(inside, index=ledger.index, dtype=bool), t("该数字不在所列目标的位置之内"))
    counted = {identifier for ids in short for identifier in ids}
    figured = rows[rows["figure"].notna()]
    missing = [
        NUMERAL.search(str(row.figure)) is not None and f"{row.unit_id}/{row.target_id.rsplit('/', 1)[-1]}" not in counted
        for row in figured.itertuples()
    ]
    reader.refuse(
        figured, "figure", pd.Series(missing, index=figured.index, dtype=bool), t("数字账 numerals.csv 里没有这个目标的数字")
    )
    return ledger


def _ledger_counts(ledger: pd.DataFrame) -> dict[str, int]:
    reasons = ledger["reason"].value_counts()
    return {
        "target": int(ledger["targets"].notna().sum()),
        **{name: int(reasons.get(name, 0)) for name in contract.LEDGER_REASONS},
    }


_COMPARED = (
    "kind",
    "comparator",
    "value",
    "value_high",
    "uom",
    "theme",
    "topic",
    "indicator_id",
    "scope",
    "firmness",
    "tier",
    "deadline",
)


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> dict[str, object]:
    """How far two curators who had not seen each other's work agree, before anything was settled.

    Rows are paired within a commitment where their figures overlap in the text, in order. Returns the number of rows of
    each and of pairs, and the number of pairs that agree per column, on the quantity (kind, comparator, values, unit)
    and on everything.
    """
    waiting: dict[tuple[object, object], list[dict]] = {}
    for row in second.to_dict("records"):
        waiting.setdefault((row["unit_id"], row["commitment_no"]), []).append(row)
    pairs = []
    for row in first.to_dict("records"):
        candidates = waiting.get((row["unit_id"], row["commitment_no"]), [])
        for other in candidates:
            if other["start"] < row["end"] and row["start"] < other["end"]:
                candidates.remove(other)
                pairs.append((row, other))
                break

    def same(row: dict, other: dict, columns: Sequence[str]) -> bool:
        return all((pd.isna(row[c]) and pd.isna(other[c])) or row[c] == other[c] for c in columns)

    return {
        "first": len(first),
        "second": len(second),
        "paired": len(pairs),
        "quantity": sum(same(a, b, _COMPARED[:5]) for a, b in pairs),
        "everything": sum(same(a, b, _COMPARED) for a, b in pairs),
        "columns": {column: sum(same(a, b, [column]) for a, b in pairs) for column in _COMPARED},
    }


def write(table: arrow.Table, path: Path) -> None:
    """Writes the table so that a reader sees the old file or the new one, never a part; the same table gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            parquet.write_table(table, file, compression="zstd", row_group_size=100_000)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def metadata(path: Path) -> dict:
    """The metadata that the table carries: its lists, topics, indicators and scopes."""
    return json.loads(parquet.read_schema(path).metadata[METADATA_KEY])


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
        spans = document.units(list(units["unit"]), int(about["source_end"]))
        commitments = rows.drop_duplicates("commitment_id")
        drawn = dict(zip(units["unit_id"], spans, strict=True))
        for row in commitments.itertuples():
            start, end = document.paragraphs(*drawn[row.unit_id])[row.para - 1]
            if not start <= row.start < row.end <= end:
                problems.append(
                    Problem(f"{folder}/commitments.csv", 0, "para", row.commitment_id, t("不在原文的这一段中：改正段落号或位置"))
                )
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


def report(path: Path, t: Translator) -> list[str]:
    """What the table holds, as lines of text."""
    rows = parquet.read_table(path).to_pandas()
    about = metadata(path)
    lines = []
    for described in about["lists"]:
        own = rows[rows["list_id"] == described["list_id"]]
        targets = own[own["kind"] != "qualitative"]
        commitments = own["commitment_id"].nunique()
        measurable = targets["commitment_id"].nunique()
        lines.append(t.of(described, "title"))
        lines.append(
            t(
                "单位 {units}，承诺 {commitments}，目标 {targets}",
                units=own["unit_id"].nunique(),
                commitments=commitments,
                targets=len(targets),
            )
        )
        lines.append(t("可衡量的承诺 {n}（{share:.1%}）", n=measurable, share=measurable / commitments))
        for column in ("league", "theme", "kind"):
            counts = targets[column].value_counts().sort_index()
            lines.append(f"{column}: " + ", ".join(f"{name} {count}" for name, count in counts.items() if count))
        ledger = described["ledger"]
        lines.append(t("数字账 {n} 条", n=sum(ledger.values())) + ": " + ", ".join(f"{k} {v}" for k, v in ledger.items() if v))
        agreed = described["agreement"]
        union = agreed["first"] + agreed["second"] - agreed["paired"]
        lines.append(
            t("两名整理人：{first} 与 {second} 行，配对 {paired}（{found:.1%}）；数量一致 {quantity:.1%}，全部列一致 {everything:.1%}",
              **{k: agreed[k] for k in ("first", "second", "paired")}, found=agreed["paired"] / union,
              quantity=agreed["quantity"] / union, everything=agreed["everything"] / union)
        )  # fmt: skip
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m fenjin.table", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["build", "verify", "report"])
    parser.add_argument("--curated", type=Path, default=CURATED, help="folder of curated files")
    parser.add_argument("--output", type=Path, default=TABLE, help="the table")
    parser.add_argument("--source", type=Path, help="folder with the published documents (verify)")
    parser.add_argument("--lang", choices=["zh", "en"], default=os.environ.get("FENJIN_LANG", "zh"))
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        if options.command == "build":
            table = assemble(options.curated, t)
            write(table, options.output)
            print(t("已写入 {path}：{n} 行", path=options.output, n=table.num_rows))
            return 0
        if options.command == "report":
            print(*report(options.output, t), sep="\n")
            return 0
        if options.source is None:
            parser.error("verify needs --source DIR")
        lines, problems = verify(options.curated, options.source, t)
        print(*lines, sep="\n")
    except BuildError as error:
        problems = error.problems
    if problems:
        for problem in problems:
            where = t("{file} 第 {row} 行", file=problem.file, row=problem.row) if problem.row else problem.file
            print(f"{where} [{problem.column}] {problem.value!r}: {problem.remedy}", file=sys.stderr)
        print(t("{n} 处问题；表未发布", n=len(problems)), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
