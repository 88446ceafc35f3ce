"""The curated table: build it from the reviewed files, verify it against the published text, report what it holds.

python -m fenjin.table build
python -m fenjin.table verify --source DIR
python -m fenjin.table report
"""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

import duckdb
import pandas as pd
import pint
import pyarrow as arrow
import pyarrow.parquet as parquet

from fenjin import settings
from fenjin.language.translate import Translator, translator
from fenjin.paths import CURATED
from fenjin.table import contract, layout, measure
from fenjin.table.replacing import BusyError, replacing
from fenjin.table.scopes import SEPARATOR, Narrower, Part, Scopes
from fenjin.table.source import NUMERAL, Document, DocumentNotFound

# Columns of each curated file; a star marks a column that may be left empty.
FILES: dict[str, tuple[str, ...]] = {
    "topics.csv": ("topic", "theme", "topic_zh", "topic_en"),
    "indicators.csv": ("indicator_id", "theme", "indicator", "indicator_en", "kind", "stage", "std_uom", "direction", "additive", "definition", "definition_en"),
    "scopes.csv": ("scope", "scope_en", "dimension*", "effect", "implies*", "disjoint*", "exhausted_by*"),
    "list.csv": ("list_id", "year", "city", "city_en", "title", "title_en", "source_id", "source_sha256", "source_end"),
    "units.csv": ("unit_order", "unit", "unit_id", "unit_en", "unit_type", "adcode*", "short", "short_en", "tile_column*", "tile_row*", "within*"),
    "commitments.csv": ("unit_id", "commitment_no", "commitment", "statement", "theme", "topic", "para", "start", "end", "status"),
    "targets.csv": ("unit_id", "commitment_no", "target_no", "measure*", "indicator_id*", "scope*", "theme", "topic", "kind", "comparator", "value*", "value_high*", "uom*", "firmness", "tier", "part_of*", "deadline*", "figure*", "start", "end", "status"),
    "numerals.csv": ("start", "numeral", "targets*", "reason*"),
}  # fmt: skip
CURATOR = ("unit_id", "commitment_no", "theme", "topic", "indicator_id*", "scope*", "kind", "comparator", "value*", "value_high*", "uom*", "firmness", "tier", "deadline*", "start", "end")  # fmt: skip
CURATORS = ("curators/first.csv", "curators/second.csv")
FILES |= dict.fromkeys(CURATORS, CURATOR)
LIST_FILES = ("list.csv", "units.csv", "commitments.csv", "targets.csv", "numerals.csv", *CURATORS)

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
    unreadable: bool = False
    incomplete: set[str] = field(default_factory=set)
    raw: dict[str, pd.DataFrame] = field(default_factory=dict)

    def read(self, name: str, parent: str = "") -> pd.DataFrame:
        """The good rows of a curated file, typed, with `_file` and `_row`; none where the file cannot be read.

        A row with a bad cell is reported and left out, and the file then counts as `incomplete`; `raw` keeps every row as
        text, so that what refers to such a row is not reported as well.
        """
        columns = [column.rstrip("*") for column in FILES[name]]
        label = f"{parent}/{name}" if parent else name
        lines = self._lines(self.folder / parent / name, label)
        header = lines[0] if lines else columns
        for column in [c for c in columns if c not in header]:
            self._report(label, 1, column, "", self.t("缺少该列：表头须含约定的全部列"), unreadable=True)
        for column in [c for c in header if c not in columns]:
            self._report(label, 1, column, "", self.t("多出该列：删去，或改正列名"), unreadable=True)
        if set(header) != set(columns) or len(header) != len(columns):
            return pd.DataFrame(columns=[*columns, "_file", "_row"])
        even = [(place, line) for place, line in enumerate(lines[1:], 2) if len(line) == len(header)]
        for place, line in enumerate(lines[1:], 2):
            if len(line) != len(header):
                self._report(label, place, "", str(len(line)), self.t("文件不是规整的 CSV：每行列数须与表头相同"))
        rows = pd.DataFrame([[cell.strip() for cell in line] for _, line in even], columns=header, dtype="object")[columns]
        rows["_file"], rows["_row"] = label, [place for place, _ in even]
        self.raw[label] = rows
        return self._typed(rows, name)

    def _lines(self, path: Path, label: str) -> list[list[str]]:
        remedy = ""
        try:
            lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True))
            if lines:
                return lines
            remedy = self.t("文件是空的：至少要有表头")
        except FileNotFoundError:
            remedy = self.t("文件不存在：补上该文件")
        except UnicodeDecodeError:
            remedy = self.t("文件不是 UTF-8 编码：以 CSV UTF-8 格式另存")
        except csv.Error:
            remedy = self.t("文件不是规整的 CSV：每行列数须与表头相同")
        self._report(label, 0, "", "", remedy, unreadable=True)
        return []

    def _typed(self, rows: pd.DataFrame, name: str) -> pd.DataFrame:
        bad = pd.Series(False, index=rows.index)
        typed = rows.replace({"": None})
        for column in FILES[name]:
            column, optional = column.rstrip("*"), column.endswith("*")
            empty = rows[column] == ""
            if not optional:
                self.refuse(rows, column, empty, self.t("必填：补上该值"))
                bad |= empty
            if column in _INTEGERS | _REALS:
                numbers = pd.to_numeric(rows[column].where(~empty, None), errors="coerce")
                if column in _INTEGERS:
                    numbers = numbers.where((numbers.abs() < 2**31) & (numbers == numbers.round()))
                wrong = ~empty & numbers.isna()
                remedy = self.t("须为整数") if column in _INTEGERS else self.t("须为数字，不带单位和千分位")
                self.refuse(rows, column, wrong, remedy)
                bad |= wrong
                typed[column] = numbers.astype("float64")
        if bad.any():
            self.incomplete.add(str(rows["_file"].iloc[0]))
        good = typed[~bad].reset_index(drop=True)
        whole = {c.rstrip("*"): "Int64" for c in FILES[name] if c.rstrip("*") in _INTEGERS}
        return good.astype(whole)

    def refuse(self, rows: pd.DataFrame, column: str, bad: pd.Series, remedy: str) -> pd.DataFrame:
        """Records a problem for each bad row and returns the good ones."""
        bad = bad.fillna(True).astype(bool)
        for file, row, value in rows.loc[bad, ["_file", "_row", column]].itertuples(index=False):
            self._report(str(file), int(row), column, "" if pd.isna(value) else str(value), remedy)
        return rows[~bad]

    def _report(self, file: str, row: int, column: str, value: str, remedy: str, unreadable: bool = False) -> None:
        self.problems.append(Problem(file, row, column, value, remedy))
        if row:
            self.incomplete.add(file)
        self.unreadable |= unreadable


def assemble(curated: Path, t: Translator) -> arrow.Table:
    """The whole table from the folder of curated files, one row per target, with the metadata of its lists.

    Raises BuildError with every problem found.
    """
    reader = Reader(curated, t)
    topics = reader.read("topics.csv")
    topics = reader.refuse(topics, "topic", topics["topic"].duplicated(), t("重复：每个子题只列一次"))
    topics = reader.refuse(topics, "theme", ~topics["theme"].isin(contract.ENUMERATIONS["theme"]), t("主题不在约定的取值中"))
    indicators = _indicators(reader, t)
    scopes = _scopes(reader, t)
    vocabulary = Scopes({part.name: part for part in map(_part, _records(scopes))})
    _check_vocabulary(reader, scopes, vocabulary, t)
    folders = sorted(path.name for path in curated.iterdir() if path.is_dir()) if curated.is_dir() else []
    if not folders:
        reader.problems.append(Problem(str(curated), 0, "", "", t("没有清单：每份清单一个文件夹")))
    parts = {folder: {name: reader.read(name, folder) for name in LIST_FILES} for folder in folders}
    if reader.unreadable:
        raise BuildError(sorted(set(reader.problems)))
    frames, lists = [], []
    for folder in folders:
        frame, described = _list(reader, folder, parts[folder], topics, indicators, vocabulary, t)
        frames.append(frame)
        lists.append(described)
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    follows: list[dict[str, Any]] = []
    if len(rows):
        reader.problems.extend(_broken_rules(rows, t))
        try:
            follows = [asdict(each) for each in narrower(rows, indicators, vocabulary)]
        except OverflowError as error:
            remedy = t("一个单位的口径交错太多，算不出哪些可以相加：减少互相交叉的口径")
            reader.problems.append(Problem("scopes.csv", 0, "scope", str(error), remedy))
    if reader.problems:
        raise BuildError(sorted(set(reader.problems)))
    metadata = {
        "schema_version": contract.SCHEMA_VERSION,
        "lists": lists,
        "topics": _records(topics),
        "indicators": _records(indicators),
        "scopes": _records(scopes),
        "narrower": follows,
    }
    rows = rows.sort_values(["list_id", "unit_order", "commitment_no", "target_id"], kind="stable")
    table = arrow.Table.from_pandas(rows[list(contract.COLUMNS)], schema=contract.SCHEMA, preserve_index=False)
    return table.replace_schema_metadata(layout.packed(metadata))


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


def _scopes(reader: Reader, t: Translator) -> pd.DataFrame:
    rows = reader.read("scopes.csv")
    rows = reader.refuse(rows, "scope", rows["scope"].duplicated(), t("重复：口径的每个部分只列一次"))
    return reader.refuse(rows, "effect", ~rows["effect"].isin(contract.ENUMERATIONS["effect"]), t("不在约定的取值中"))


def _part(row: Mapping[str, Any]) -> Part:
    def named(column: str) -> frozenset[str]:
        return frozenset(part for part in (row[column] or "").split(SEPARATOR) if part)

    return Part(
        name=row["scope"],
        dimension=row["dimension"] or "",
        effect=row["effect"],
        implies=named("implies"),
        disjoint=row["disjoint"] or "",
        exhausted_by=named("exhausted_by"),
    )


def _check_vocabulary(reader: Reader, scopes: pd.DataFrame, vocabulary: Scopes, t: Translator) -> None:
    """Records what the parts of scopes say against themselves."""
    remedies = {
        "unknown": t("所指的部分须在 scopes.csv 中"),
        "unjudged": t("没有写维度的部分什么也不推出：写明维度，或删去推出、互斥和合成"),
        "effect": t("只有缩小范围的部分（narrows）才推出别的部分"),
        "dimension": t("只能推出同一维度的部分"),
        "circle": t("互相推出：只保留一个方向"),
        "excluded": t("推出了互斥的两个部分"),
        "outside": t("合成它的部分须各自推出它"),
        "overlapping": t("合成它的部分须两两互斥"),
    }
    for found in vocabulary.contradictions():
        reader.refuse(scopes, found.column, scopes["scope"] == found.part, remedies[found.wrong])


def _check_scopes(reader: Reader, rows: pd.DataFrame, scopes: Scopes, t: Translator) -> None:
    """Records the rows whose scope says something twice or against itself."""
    faults = [set() if pd.isna(scope) else set(scopes.faults(str(scope))) for scope in rows["scope"]]
    for fault, remedy in {
        "excluded": t("口径的两个部分互斥，不能同时成立"),
        "repeated": t("口径的一个部分已经包含另一个：只写较窄的"),
    }.items():
        reader.refuse(rows, "scope", pd.Series([fault in each for each in faults], index=rows.index, dtype=bool), remedy)


def _check_places(reader: Reader, units: pd.DataFrame, scopes: Scopes, t: Translator) -> None:
    """Records the units that are said to lie in what is neither an area nor a unit of the list."""
    areas = {part.name for part in scopes.parts.values() if part.dimension == "area"}
    known = areas | set(reader.raw[str(units["_file"].iloc[0])]["unit_id"] if len(units) else ())
    unknown = [not pd.isna(within) and not set(str(within).split()) <= known for within in units["within"]]
    reader.refuse(
        units,
        "within",
        pd.Series(unknown, index=units.index, dtype=bool),
        t("只能写本清单的单位代号或 scopes.csv 中的区域，以空格分开"),
    )


def narrower(rows: pd.DataFrame, indicators: pd.DataFrame, scopes: Scopes) -> list[Narrower]:
    """What follows from the scopes that units state side by side of the indicators that add up.

    Raises OverflowError as `Scopes.narrower` does.
    """
    additive = set(indicators[indicators["additive"]]["indicator_id"])
    adding = rows[rows["indicator_id"].isin(additive) & (rows["kind"] == "level") & (rows["tier"] == "base")]
    stated: dict[str, set[frozenset[str]]] = {}
    for (indicator, _list, _unit), own in adding.groupby(["indicator_id", "list_id", "unit_id"]):
        stated.setdefault(indicator, set()).add(frozenset(own["scope"].fillna("")))
    return scopes.narrower(stated)


def _list(
    reader: Reader,
    folder: str,
    files: dict[str, pd.DataFrame],
    topics: pd.DataFrame,
    indicators: pd.DataFrame,
    scopes: Scopes,
    t: Translator,
) -> tuple[pd.DataFrame, dict[str, object]]:
    """The rows of one list, and what the table's metadata says of it."""
    about, units, commitments, targets = (files[name] for name in LIST_FILES[:4])
    if len(about) != 1:
        if f"{folder}/list.csv" not in reader.incomplete:
            reader.problems.append(Problem(f"{folder}/list.csv", 0, "", str(len(about)), t("须恰有一行")))
        return pd.DataFrame(), {}
    reader.refuse(about, "list_id", about["list_id"] != folder, t("清单编号须与文件夹同名"))
    for column in ("unit_id", "unit", "unit_order"):
        units = reader.refuse(units, column, units[column].duplicated(), t("重复：每个单位只列一次"))
    _check_places(reader, units, scopes, t)
    unknown = ~commitments["unit_id"].isin(reader.raw[f"{folder}/units.csv"]["unit_id"])
    commitments = reader.refuse(commitments, "unit_id", unknown, t("单位不在 units.csv 中"))
    commitments = commitments[commitments["unit_id"].isin(units["unit_id"])]
    key = ["unit_id", "commitment_no"]
    commitments = reader.refuse(
        commitments, "commitment_no", commitments.duplicated(key), t("重复：同一单位内每个承诺序号只用一次")
    )
    unknown = ~commitments["theme"].isin(contract.ENUMERATIONS["theme"])
    reader.refuse(commitments, "theme", unknown, t("主题不在约定的取值中"))
    theme = commitments["topic"].map(topics.set_index("topic")["theme"])
    reader.refuse(commitments, "topic", theme != commitments["theme"], t("子题须在 topics.csv 中，并属于该行的主题"))
    reader.refuse(
        commitments,
        "start",
        (commitments["start"] < 0) | (commitments["start"] >= commitments["end"]),
        t("起始位置须小于终止位置"),
    )
    for rows in (commitments, targets):
        reader.refuse(rows, "status", ~rows["status"].isin(contract.ENUMERATIONS["status"]), t("状态填 reviewed 或 draft"))
    listed = reader.raw[f"{folder}/commitments.csv"]
    mentioned = set(zip(listed["unit_id"], listed["commitment_no"], strict=True))
    named = [(unit, str(number)) in mentioned for unit, number in zip(targets["unit_id"], targets["commitment_no"], strict=True)]
    unknown = ~pd.Series(named, index=targets.index, dtype=bool)
    targets = reader.refuse(targets, "commitment_no", unknown, t("承诺不在 commitments.csv 中"))
    known = set(zip(commitments["unit_id"], commitments["commitment_no"], strict=True))
    pairs = pd.Series(list(zip(targets["unit_id"], targets["commitment_no"], strict=True)), index=targets.index, dtype="object")
    targets = targets[pairs.isin(known).astype(bool)]
    targets = reader.refuse(targets, "target_no", ~targets["target_no"].between(1, 99), t("目标序号为 1 至 99"))
    rows = _rows(reader, folder, about, units, commitments, targets, topics, indicators, scopes, t)
    _check_ledger(reader, folder, files["numerals.csv"], targets, rows, t)
    described = {
        **_records(about)[0],
        "units": _records(units),
        "ledger": _ledger_counts(files["numerals.csv"]),
        "agreement": agreement(files[CURATORS[0]], files[CURATORS[1]]),
    }
    return rows, described


def _rows(
    reader: Reader,
    folder: str,
    about: pd.DataFrame,
    units: pd.DataFrame,
    commitments: pd.DataFrame,
    targets: pd.DataFrame,
    topics: pd.DataFrame,
    indicators: pd.DataFrame,
    scopes: Scopes,
    t: Translator,
) -> pd.DataFrame:
    """The list's rows: its reviewed targets, and one row for each reviewed commitment that has no target at all."""
    key = ["unit_id", "commitment_no"]
    reviewed = commitments[commitments["status"] == "reviewed"]
    with_targets = set(zip(targets["unit_id"], targets["commitment_no"], strict=True))
    bare = [pair not in with_targets for pair in zip(reviewed["unit_id"], reviewed["commitment_no"], strict=True)]
    qualitative = reviewed[pd.Series(bare, index=reviewed.index, dtype=bool)].assign(
        target_no=0, kind="qualitative", firmness="plain", tier="base"
    )
    parts = [targets[targets["status"] == "reviewed"], qualitative.reindex(columns=targets.columns)]
    rows = pd.concat([part.astype(object) for part in parts if len(part)] or [targets], ignore_index=True)
    headed = reviewed[[*key, "commitment", "statement", "para", "start", "end", "_file", "_row"]].rename(
        columns={"start": "commitment_start", "end": "commitment_end", "_file": "commitments_file", "_row": "commitments_row"}
    )
    rows = rows.merge(headed.astype(object), on=key, how="inner")
    rows = rows.merge(units.rename(columns={"_file": "units_file", "_row": "units_row"}).astype(object), on="unit_id", how="left")
    for column in ("list_id", "year", "city", "source_id", "source_sha256"):
        rows[column] = about[column].iloc[0]
    rows["list_file"], rows["list_row"] = about["_file"].iloc[0], about["_row"].iloc[0]
    rows["commitment_id"] = folder + "/" + rows["unit_id"].astype(str) + "/" + rows["commitment_no"].map("{:02d}".format)
    rows["target_id"] = rows["commitment_id"] + "." + rows["target_no"].map("{:02d}".format)
    rows["part_of"] = (folder + "/" + rows["part_of"].astype("string")).astype(object).where(rows["part_of"].notna(), None)
    rows["league"] = rows["unit_type"].isin(["county", "zone"]).map({True: "county", False: "department"})
    dates = pd.to_datetime(rows["deadline"], format="%Y-%m-%d", errors="coerce")
    reader.refuse(rows, "deadline", rows["deadline"].notna() & dates.isna(), t("日期须写作 2030-06-30 的样子"))
    rows["deadline"] = dates.dt.date.where(dates.notna(), None)
    rows["topic_theme"] = rows["topic"].map(topics.set_index("topic")["theme"])
    defined = indicators.set_index("indicator_id")
    for column, name in (
        ("indicator", "indicator"),
        ("indicator_en", "indicator_en"),
        ("indicator_kind", "kind"),
        ("std_uom", "std_uom"),
    ):
        rows[column] = rows["indicator_id"].map(defined[name])
    rows["uom_known"] = rows["uom"].map(lambda uom: pd.isna(uom) or measure.known(str(uom)))
    rows["scope_known"] = rows["scope"].map(
        lambda scope: pd.isna(scope) or set(str(scope).split(SEPARATOR)) <= scopes.parts.keys()
    )
    _check_scopes(reader, rows, scopes, t)
    rows["scope"] = rows["scope"].map(lambda scope: None if pd.isna(scope) else scopes.ordered(str(scope)))
    standard = [_standardised(row) for row in rows[["value", "value_high", "uom", "std_uom"]].to_dict("records")]
    rows[["std_value", "std_high", "std_uom"]] = pd.DataFrame(
        standard, index=rows.index, columns=["std_value", "std_high", "std_uom"]
    )
    rows = rows.astype(object).where(rows.notna(), None)
    return rows.astype(dict.fromkeys(["value", "value_high", "std_value", "std_high"], "float64"))


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
    """The rows that break the contract, each where it stands in its curated file."""
    plain = {field.name: _plain(field.type) for field in contract.SCHEMA}
    kinds = {**plain, **dict.fromkeys(contract.JOINED, arrow.string()), **_JOINED}
    given = arrow.table({name: arrow.array(rows[name], type=kind, from_pandas=True) for name, kind in kinds.items()})
    problems = []
    with duckdb.connect(":memory:") as connection:
        connection.register("given", given.append_column("place", arrow.array(range(len(rows)), arrow.int64())))
        for rule, places in contract.broken(connection, "given", "place"):
            for place in places:
                row = rows.iloc[place]
                prefix = f"{rule.file}_" if rule.file else "_"
                value = row[rule.column]
                said = "" if pd.isna(value) else str(value)
                problems.append(Problem(row[f"{prefix}file"], int(row[f"{prefix}row"]), rule.column, said, t(rule.remedy)))
    return problems


_JOINED = {
    "scope_known": arrow.bool_(), "uom_known": arrow.bool_(), "commitment_start": arrow.int64(), "commitment_end": arrow.int64()
}  # fmt: skip


def _plain(kind: arrow.DataType) -> arrow.DataType:
    """The type that holds any value which a curated file may state, however wrong."""
    if arrow.types.is_dictionary(kind):
        return kind.value_type
    return arrow.int64() if arrow.types.is_integer(kind) else kind


def _check_ledger(
    reader: Reader, folder: str, ledger: pd.DataFrame, targets: pd.DataFrame, rows: pd.DataFrame, t: Translator
) -> None:
    """Holds each entry of the numerals' ledger against the targets that it names."""
    whole = f"{folder}/numerals.csv" not in reader.incomplete
    reader.refuse(ledger, "start", ledger["start"].duplicated(), t("重复：每个数字只列一次"))
    reader.refuse(ledger, "reason", ledger["targets"].isna() == ledger["reason"].isna(), t("目标与理由填且只填一项"))
    unknown = ledger["reason"].notna() & ~ledger["reason"].isin(contract.LEDGER_REASONS)
    reader.refuse(ledger, "reason", unknown, t("理由不在约定的取值中"))
    figures = {
        f"{row.unit_id}/{int(row.commitment_no):02d}.{int(row.target_no):02d}": (row.start, row.end)
        for row in targets.itertuples()
    }
    named = ledger["targets"].fillna("").str.split()
    listed = reader.raw[f"{folder}/targets.csv"]
    mentioned = {
        f"{unit}/{commitment.zfill(2)}.{target.zfill(2)}"
        for unit, commitment, target in zip(listed["unit_id"], listed["commitment_no"], listed["target_no"], strict=True)
    }
    reader.refuse(ledger, "targets", named.map(lambda ids: not mentioned.issuperset(ids)).astype(bool), t("没有这个目标"))
    outside = [
        any(not figures[i][0] <= start < figures[i][1] for i in ids if i in figures)
        for ids, start in zip(named, ledger["start"], strict=True)
    ]
    reader.refuse(ledger, "targets", pd.Series(outside, index=ledger.index, dtype=bool), t("该数字不在所列目标的位置之内"))
    if not whole:
        return
    counted = {f"{folder}/{i}" for ids, out in zip(named, outside, strict=True) for i in ids if not out}
    figured = rows[rows["figure"].notna()]
    missing = [NUMERAL.search(str(row.figure)) is not None and row.target_id not in counted for row in figured.itertuples()]
    reader.refuse(
        figured, "figure", pd.Series(missing, index=figured.index, dtype=bool), t("数字账 numerals.csv 里没有这个目标的数字")
    )


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


def write(table: arrow.Table, path: Path, rules: str = "") -> None:
    """Writes the table so that a reader sees the old file or the new one, never a part; the same table gives the same bytes.

    Raises BusyError where something else is writing this file, OSError where it cannot be written; the old file then stays.
    """
    with replacing(path) as file:
        _store(table, file, rules)


def _store(table: arrow.Table, file: IO[bytes], rules: str = "") -> None:
    layout.write_into(file, [table], table.schema.metadata or {}, rules=rules)


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
    about = layout.about(path)
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
        if not union:
            continue
        lines.append(
            t("两名整理人：{first} 与 {second} 行，配对 {paired}（{found:.1%}）；数量一致 {quantity:.1%}，全部列一致 {everything:.1%}",
              **{k: agreed[k] for k in ("first", "second", "paired")}, found=agreed["paired"] / union,
              quantity=agreed["quantity"] / union, everything=agreed["everything"] / union)
        )  # fmt: skip
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    installed, parser = settings.command("fenjin.table", __doc__)
    parser.add_argument("command", choices=["build", "verify", "report"])
    parser.add_argument("--curated", type=Path, default=CURATED, help="folder of curated files")
    parser.add_argument("--output", type=Path, default=installed.table, help="the table")
    parser.add_argument("--source", type=Path, help="folder with the published documents (verify)")
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        if options.command == "build":
            # Held from before the files are read: of two builds the later one never loses to the earlier.
            with replacing(options.output) as file:
                table = assemble(options.curated, t)
                _store(table, file, contract.KEPT)
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
    except BusyError:
        print(t("另一次生成正在写{path}，这一次没有做。请等它结束再来。", path=options.output), file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or options.output
        print(t("读写{path}时出错：{why}。原来的表没有动。", path=where, why=error.strerror or error), file=sys.stderr)
        return 1
    if problems:
        for problem in problems:
            where = t("{file} 第 {row} 行", file=problem.file, row=problem.row) if problem.row else problem.file
            print(f"{where} [{problem.column}] {problem.value!r}: {problem.remedy}", file=sys.stderr)
        print(t("{n} 处问题；表未发布", n=len(problems)), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
