"""The table from the curated files: joined, converted, held against its rules, written.

One file: from top to bottom the steps of one build, each of which takes what the one before gives.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import duckdb
import pandas as pd
import pint
import pyarrow as arrow

from fenjin.language.quantity import SEPARATOR
from fenjin.language.translate import Translator, _
from fenjin.table import contract, layout, mentions
from fenjin.table.agreement import agreements
from fenjin.table.curated import LIST_FILES, OTHER_FILES, READINGS, BuildError, ListFiles, Problem, Reader
from fenjin.table.measure import UnitsOfMeasure, UnknownUnit
from fenjin.table.printed import disagreements
from fenjin.table.replacing import replacing
from fenjin.table.responsibility import responsibility
from fenjin.table.revisions import revisions
from fenjin.table.scopes import Narrower, Scopes
from fenjin.table.search import add_found_by
from fenjin.table.source import NUMERAL
from fenjin.table.vocabulary import Vocabulary, check_english, of_themes, records, vocabulary


def assemble(folder_of_files: Path, t: Translator, only: str = "") -> arrow.Table:
    """The whole table from the folder of curated files, one row per target, with the metadata of its lists; or `only` one list.

    Raises BuildError with every problem found.
    """
    reader = Reader(folder_of_files, t)
    common = vocabulary(reader, t)
    folders = sorted(path.name for path in folder_of_files.iterdir() if path.is_dir()) if folder_of_files.is_dir() else []
    folders = [folder for folder in folders if only in ("", folder)]
    if not folders:
        remedy = t("没有这份清单：写文件夹的名字") if only else t("没有清单：每份清单一个文件夹")
        reader.problems.append(Problem(str(folder_of_files), 0, "", only, remedy))
    parts = {
        folder: {
            name: reader.read(name, folder)
            for name in (*LIST_FILES, *OTHER_FILES)
            if name in LIST_FILES or reader.has(name, folder)
        }
        for folder in folders
    }
    if reader.unreadable:
        raise BuildError(sorted(set(reader.problems)))
    frames, lists = [], []
    for folder in folders:
        frame, about = _assemble_list(reader, folder, parts[folder], common, t)
        frames.append(frame)
        lists.append(about)
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    follows: list[dict[str, Any]] = []
    if len(rows):
        reader.problems.extend(_find_broken_rules(rows, t))
        try:
            families = narrower(rows, common.indicators, common.parts)
            reader.problems.extend(_contradictions(rows, families, t))
            follows = [asdict(each) for each in families]
        except OverflowError as error:
            remedy = t("一个单位的口径交错太多，算不出哪些可以相加：减少互相交叉的口径")
            reader.problems.append(Problem("scopes.csv", 0, "scope", str(error), remedy))
    if reader.problems:
        raise BuildError(sorted(set(reader.problems)))
    metadata = {
        "schema_version": contract.SCHEMA_VERSION,
        "lists": lists,
        "themes": records(common.themes),
        "topics": [{"topic_order": place, **row} for place, row in enumerate(records(common.topics), 1)],
        "indicators": records(common.indicators),
        "actions": records(common.actions),
        "scopes": records(common.scopes),
        "narrower": follows,
        "units_of_measure": records(common.units_of_measure),
    }
    row_dicts = rows.astype(object).where(rows.notna(), None).to_dict("records")
    add_found_by(row_dicts, metadata)
    rows = rows.assign(found_by=[row["found_by"] for row in row_dicts])
    rows = rows.sort_values(["list_id", "unit_order", "commitment_no", "target_id"], kind="stable")
    table = arrow.Table.from_pandas(rows[list(contract.COLUMNS)], schema=contract.SCHEMA, preserve_index=False)
    return table.replace_schema_metadata(layout.pack(metadata))


def _check_scopes(reader: Reader, rows: pd.DataFrame, scopes: Scopes, t: Translator) -> None:
    """Records the rows whose scope says something twice or against itself."""
    faults = [set() if pd.isna(scope) else set(scopes.faults(str(scope))) for scope in rows["scope"]]
    for fault, remedy in {
        "excluded": t("口径的两个部分互斥，不能同时成立"),
        "repeated": t("口径的一个部分已经包含另一个：只写较窄的"),
    }.items():
        reader.refuse(rows, "scope", pd.Series([fault in each for each in faults], index=rows.index, dtype=bool), remedy)


def _check_places(reader: Reader, units: pd.DataFrame, scopes: Scopes, t: Translator) -> None:
    """Records the units that are said to lie in what is neither an area nor a unit of the list, or to stand on another's tile."""
    areas = {part.name for part in scopes.parts.values() if part.dimension == "area"}
    names = areas | set(reader.raw[str(units["_file"].iloc[0])]["unit_id"] if len(units) else ())
    unknown = [not pd.isna(within) and not set(str(within).split()) <= names for within in units["within"]]
    reader.refuse(
        units,
        "within",
        pd.Series(unknown, index=units.index, dtype=bool),
        t("只能写本清单的单位代号或 scopes.csv 中的区域，以空格分开"),
    )
    shared = units["tile_column"].notna() & units.duplicated(["tile_column", "tile_row"], keep=False)
    reader.refuse(units, "tile_column", shared, t("方格图上的位置重复：每个单位要有自己的一格"))


def narrower(rows: pd.DataFrame, indicators: pd.DataFrame, scopes: Scopes) -> list[Narrower]:
    """What follows from the scopes that units state side by side of the indicators that add up.

    Raises OverflowError as `Scopes.narrower` does.
    """
    additive = set(indicators[indicators["additive"]]["indicator_id"])
    adding = rows[rows["indicator_id"].isin(additive) & (rows["kind"] == "level") & (rows["tier"] == "base")]
    sets: dict[str, set[frozenset[str]]] = {}
    for (indicator, _list, _unit), own in _by_promiser(adding).items():
        sets.setdefault(indicator, set()).add(frozenset(row["scope"] or "" for row in own))
    return scopes.narrower(sets)


# What `narrower` and `_contradictions` read of a row.
_READ = (
    "indicator_id",
    "list_id",
    "unit_id",
    "target_id",
    "scope",
    "comparator",
    "value",
    "std_value",
    "std_high",
    "league",
    "within",
    "_file",
    "_row",
)


def _by_promiser(rows: pd.DataFrame) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """The rows of each indicator, list and unit, in that order; what is missing is None."""
    columns = [name for name in _READ if name in rows]
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for values in zip(*(rows[name].astype(object).where(rows[name].notna(), None) for name in columns), strict=True):
        row = dict(zip(columns, values, strict=True))
        groups.setdefault((row["indicator_id"], row["list_id"], row["unit_id"]), []).append(row)
    return dict(sorted(groups.items()))


def _contradictions(rows: pd.DataFrame, families: Iterable[Narrower], t: Translator) -> list[Problem]:
    """The figures of units that contradict what the same unit states at narrower scopes, each where it stands in its curated file."""
    of: dict[tuple[str, str], dict[int, list[Narrower]]] = {}
    for each in families:
        of.setdefault((each.indicator_id, each.wide), {}).setdefault(each.family, []).append(each)
    indicators = {indicator for indicator, _wide in of}
    adding = rows[
        rows["indicator_id"].isin(indicators)
        & (rows["kind"] == "level")
        & (rows["tier"] == "base")
        & (rows["comparator"] != "approx")
        & rows["std_value"].notna()
    ]
    remedies = {
        "more": _(
            "同一单位较窄口径的数字（{targets}）加起来比它大：核对数字、比较符和口径；原文如此的，给其中一个另写一个没有维度的口径"
        ),
        "less": _(
            "同一单位构成它的各项（{targets}）加起来比它小：核对数字、比较符和口径；原文如此的，给其中一个另写一个没有维度的口径"
        ),
    }
    problems = set()
    for (indicator, _list_id, _unit), own in _by_promiser(adding).items():
        by_scope = {row["scope"] or "": row for row in own}
        for scope, row in by_scope.items():
            for family in of.get((indicator, scope), {}).values():
                within = f" {row['within'] or ''} "
                parts = [
                    by_scope[each.narrow]
                    for each in family
                    if each.narrow in by_scope and (row["league"] != "county" or not each.area or f" {each.area} " in within)
                ]
                wrong = _against(row, parts, whole=family[0].whole and len(parts) == family[0].members)
                if wrong:
                    numbers = " ".join(sorted(part["target_id"].partition("/")[2] for part in parts))
                    value = "" if row["value"] is None else f"{row['value']:g}"
                    problems.add(Problem(row["_file"], int(row["_row"]), "value", value, t(remedies[wrong], targets=numbers)))
    return sorted(problems)


def _against(row: dict[str, Any], parts: list[dict[str, Any]], whole: bool) -> str:
    """How a figure contradicts those of disjoint narrower scopes: they are `more` than it can be, or, where they are the `whole` of it, less."""
    least, most = _interval(row)
    lows, highs = zip(*map(_interval, parts), strict=True) if parts else ((), ())
    bounds = [low for low in lows if low is not None]
    strict = any(part["comparator"] == "gt" for part in parts)
    if bounds and most is not None:
        total = round(sum(bounds), 6)
        if total > most or (total == most and (strict or row["comparator"] == "lt")):
            return "more"
    if whole and least is not None and None not in highs:
        total, strict = round(sum(highs), 6), any(part["comparator"] == "lt" for part in parts)
        if total < least or (total == least and (strict or row["comparator"] == "gt")):
            return "less"
    return ""


def _interval(row: dict[str, Any]) -> tuple[float | None, float | None]:
    """The least and the most that a figure states, in its standard unit."""
    value, comparator = row["std_value"], row["comparator"]
    high = row["std_high"] if comparator == "range" else value
    return (None if comparator in ("le", "lt") else value), (None if comparator in ("ge", "gt") else high)


def _read_list(
    reader: Reader, folder: str, files: dict[str, pd.DataFrame], common: Vocabulary, t: Translator
) -> ListFiles | None:
    """A list's own files, held against one another and against what all lists share; None where nothing says what list it is."""
    about, units, commitments, targets = (files[name] for name in LIST_FILES[:4])
    if len(about) != 1:
        if f"{folder}/list.csv" not in reader.incomplete:
            reader.problems.append(Problem(f"{folder}/list.csv", 0, "", str(len(about)), t("须恰有一行")))
        return None
    reader.refuse(about, "list_id", about["list_id"] != folder, t("清单编号须与文件夹同名"))
    for column in ("unit_id", "unit", "unit_order"):
        units = reader.refuse(units, column, units[column].duplicated(), t("重复：每个单位只列一次"))
    _check_places(reader, units, common.parts, t)
    unknown = ~commitments["unit_id"].isin(reader.raw[f"{folder}/units.csv"]["unit_id"])
    commitments = reader.refuse(commitments, "unit_id", unknown, t("单位不在 units.csv 中"))
    commitments = commitments[commitments["unit_id"].isin(units["unit_id"])]
    key = ["unit_id", "commitment_no"]
    commitments = reader.refuse(
        commitments, "commitment_no", commitments.duplicated(key), t("重复：同一单位内每个承诺序号只用一次")
    )
    of_themes(reader, commitments, t)
    theme = commitments["topic"].map(common.topics.set_index("topic")["theme"])
    reader.refuse(commitments, "topic", theme != commitments["theme"], t("子题须在 topics.csv 中，并属于该行的主题"))
    reader.refuse(
        commitments,
        "start",
        (commitments["start"] < 0) | (commitments["start"] >= commitments["end"]),
        t("起始位置须小于终止位置"),
    )
    begins = commitments.groupby(["unit_id", "para"])["para_start"].transform("nunique")
    reader.refuse(commitments, "para_start", begins != 1, t("同一单位同一段的承诺须写同一个段首位置"))
    # A list need not say its promises a second time in words of its own: the title then stands for both.
    empty = commitments["statement"].isna()
    commitments = commitments.assign(
        statement=commitments["statement"].fillna(commitments["commitment"]),
        statement_en=commitments["statement_en"].where(~empty, commitments["statement_en"].fillna(commitments["commitment_en"])),
    )
    for rows in (commitments, targets):
        reader.refuse(rows, "status", ~rows["status"].isin(contract.ENUMERATIONS["status"]), t("状态填 reviewed 或 draft"))
    commitments_raw = reader.raw[f"{folder}/commitments.csv"]
    keys = set(zip(commitments_raw["unit_id"], commitments_raw["commitment_no"], strict=True))
    exists = [(unit, str(number)) in keys for unit, number in zip(targets["unit_id"], targets["commitment_no"], strict=True)]
    unknown = ~pd.Series(exists, index=targets.index, dtype=bool)
    targets = reader.refuse(targets, "commitment_no", unknown, t("承诺不在 commitments.csv 中"))
    good = set(zip(commitments["unit_id"], commitments["commitment_no"], strict=True))
    pairs = pd.Series(list(zip(targets["unit_id"], targets["commitment_no"], strict=True)), index=targets.index, dtype="object")
    targets = targets[pairs.isin(good).astype(bool)]
    targets = reader.refuse(targets, "target_no", ~targets["target_no"].between(1, 99), t("目标序号为 1 至 99"))
    return ListFiles(folder, about, units, commitments, targets)


def _assemble_list(
    reader: Reader, folder: str, files: dict[str, pd.DataFrame], common: Vocabulary, t: Translator
) -> tuple[pd.DataFrame, dict[str, object]]:
    """The rows of one list, and what the table's metadata says of it."""
    own = _read_list(reader, folder, files, common, t)
    if own is None:
        return pd.DataFrame(), {}
    for name in ("commitment", "statement"):
        check_english(reader, own.commitments, name, f"{name}_en", common.glossary, t)
    check_english(reader, own.targets, "measure", "measure_en", common.glossary, t)
    rows = _rows(reader, own, common, t)
    _check_readings(reader, own.targets, int(own.about["year"].iloc[0]), t)
    _check_ledger(reader, own, files["numerals.csv"], rows, t)
    about: dict[str, Any] = {
        **records(own.about)[0],
        "units": records(own.units),
        "ledger": _ledger_counts(files["numerals.csv"]),
        "readers": _readers(reader, files.get("readers.csv"), t),
        "agreement": agreements(files),
        "responsibility": [],
        "revisions": [],
        "mentions_read": "mentions.csv" in files,
        "mentions": [],
    }
    if "mentions.csv" in files:
        rows_of_mentions = mentions.mentions(reader, files["mentions.csv"], own, common.actions, t)
        about["mentions"] = mentions.describe(rows_of_mentions, own, common.actions)
    if "responsibility.csv" in files:
        about["responsibility"] = responsibility(reader, files["responsibility.csv"], own, t)
    if "revisions.csv" in files:
        about["revisions"] = revisions(reader, files["revisions.csv"], own, t)
    for name in READINGS:
        if name in files:
            mentions.check_names(reader, files[name], own, t)
    return rows, about


def _readers(reader: Reader, rows: pd.DataFrame | None, t: Translator) -> list[dict[str, object]]:
    """Who or what read a list, as its table says it (`layout.PARTS`), in the order of the file; none where nobody wrote it down."""
    if rows is None:
        return []
    for column in ("role", "reads", "reader"):
        name = "kind" if column == "reader" else column
        reader.refuse(rows, name, ~rows[name].isin(contract.ENUMERATIONS[column]), t("不在约定的取值中"))
    reader.refuse(rows, "note_en", rows["note"].isna() != rows["note_en"].isna(), t("说明须有中英两种，或都不写"))
    return [{**row, "reader_no": number} for number, row in enumerate(records(rows), 1)]


def _rows(reader: Reader, own: ListFiles, common: Vocabulary, t: Translator) -> pd.DataFrame:
    """The list's rows: its reviewed targets, and one row for each reviewed commitment that has no target at all."""
    folder, about, units, commitments, targets = own.folder, own.about, own.units, own.commitments, own.targets
    key = ["unit_id", "commitment_no"]
    good = commitments[commitments["status"] == "reviewed"]
    with_targets = set(zip(targets["unit_id"], targets["commitment_no"], strict=True))
    pairs = list(zip(good["unit_id"], good["commitment_no"], strict=True))
    bare = pd.Series([pair not in with_targets for pair in pairs], index=good.index, dtype=bool)
    reader.refuse(good, "firmness", ~bare & good["firmness"].notna(), t("这条承诺有目标，语气写在 targets.csv 中：此处留空"))
    qualitative = good[bare].assign(target_no=0, kind="qualitative", tier="base")
    parts = [targets[targets["status"] == "reviewed"], qualitative.reindex(columns=targets.columns)]
    rows = pd.concat([part.astype(object) for part in parts if len(part)] or [targets], ignore_index=True)
    heads = good[
        [*key, "commitment", "commitment_en", "statement", "statement_en", "para", "para_start", "start", "end", "_file", "_row"]
    ].rename(
        columns={"start": "commitment_start", "end": "commitment_end", "_file": "commitments_file", "_row": "commitments_row"}
    )
    rows = rows.merge(heads.astype(object), on=key, how="inner")
    rows = rows.merge(units.rename(columns={"_file": "units_file", "_row": "units_row"}).astype(object), on="unit_id", how="left")
    for column in ("list_id", "year", "city", "source_id", "source_sha256"):
        rows[column] = about[column].iloc[0]
    # People count from 1, within the paragraph; offsets count from 0, in the document.
    rows["first_char"], rows["last_char"] = rows["start"] - rows["para_start"] + 1, rows["end"] - rows["para_start"]
    rows["list_file"], rows["list_row"] = about["_file"].iloc[0], about["_row"].iloc[0]
    rows["commitment_id"] = folder + "/" + rows["unit_id"].astype(str) + "/" + rows["commitment_no"].map("{:02d}".format)
    rows["target_id"] = rows["commitment_id"] + "." + rows["target_no"].map("{:02d}".format)
    rows["part_of"] = (folder + "/" + rows["part_of"].astype("string")).astype(object).where(rows["part_of"].notna(), None)
    rows["league"] = rows["unit_type"].map(contract.league_of)
    dates = pd.to_datetime(rows["deadline"], format="%Y-%m-%d", errors="coerce")
    reader.refuse(rows, "deadline", rows["deadline"].notna() & dates.isna(), t("日期须写作 2030-06-30 的样子"))
    rows["deadline"] = dates.dt.date.where(dates.notna(), None)
    rows["theme_known"] = rows["theme"].isin(reader.raw["themes.csv"]["theme"])
    rows["topic_theme"] = rows["topic"].map(common.topics.set_index("topic")["theme"])
    definitions = common.indicators.set_index("indicator_id")
    for column, name in (
        ("indicator", "indicator"),
        ("indicator_en", "indicator_en"),
        ("indicator_kind", "kind"),
        ("std_uom", "std_uom"),
    ):
        rows[column] = rows["indicator_id"].map(definitions[name])
    rows["uom_known"] = rows["uom"].map(lambda uom: pd.isna(uom) or common.measures.knows(str(uom)))
    rows["scope_known"] = rows["scope"].map(
        lambda scope: pd.isna(scope) or set(str(scope).split(SEPARATOR)) <= common.parts.parts.keys()
    )
    _check_scopes(reader, rows, common.parts, t)
    rows["scope"] = rows["scope"].map(lambda scope: None if pd.isna(scope) else common.parts.order(str(scope)))
    standard = [_standardise(row, common.measures) for row in rows[["value", "value_high", "uom", "std_uom"]].to_dict("records")]
    rows[["std_value", "std_high", "std_uom"]] = pd.DataFrame(
        standard, index=rows.index, columns=["std_value", "std_high", "std_uom"]
    )
    rows = rows.astype(object).where(rows.notna(), None)
    return rows.astype(dict.fromkeys(["value", "value_high", "std_value", "std_high"], "float64"))


def _standardise(row: dict[str, Any], measures: UnitsOfMeasure) -> tuple[float | None, float | None, str | None]:
    std_uom = row["std_uom"]
    if pd.isna(row["uom"]):
        # Nothing is nothing in every unit of measure.
        return (0.0, None, None if pd.isna(std_uom) else std_uom) if row["value"] == 0 else (None, None, None)
    try:
        if pd.isna(std_uom):
            std_uom = measures.standard(row["uom"])
        low, high = (None if pd.isna(v) else measures.convert(v, row["uom"], std_uom) for v in (row["value"], row["value_high"]))
    except (UnknownUnit, pint.DimensionalityError):
        return None, None, None if pd.isna(std_uom) else std_uom
    return low, high, std_uom


def _find_broken_rules(rows: pd.DataFrame, t: Translator) -> list[Problem]:
    """The rows that break the contract, each where it stands in its curated file."""
    plain = {field.name: _plain(field.type) for field in contract.SCHEMA if field.name in rows}
    kinds = {**plain, **dict.fromkeys(contract.JOINS, arrow.string()), **_JOIN_TYPES}
    table = arrow.table({name: arrow.array(rows[name], type=kind, from_pandas=True) for name, kind in kinds.items()})
    problems = []
    with duckdb.connect(":memory:") as connection:
        connection.register("given", table.append_column("place", arrow.array(range(len(rows)), arrow.int64())))
        for rule, places in contract.find_broken(connection, "given", "place"):
            for place in places:
                row = rows.iloc[place]
                prefix = f"{rule.file}_" if rule.file else "_"
                value = row[rule.column]
                text = "" if pd.isna(value) else str(value)
                problems.append(Problem(row[f"{prefix}file"], int(row[f"{prefix}row"]), rule.column, text, t(rule.remedy)))
    return problems


_JOIN_TYPES = {
    "theme_known": arrow.bool_(),
    "scope_known": arrow.bool_(),
    "uom_known": arrow.bool_(),
    "commitment_start": arrow.int64(),
    "commitment_end": arrow.int64(),
}


def _plain(kind: arrow.DataType) -> arrow.DataType:
    """The type that holds any value which a curated file may state, however wrong."""
    if arrow.types.is_dictionary(kind):
        return kind.value_type
    return arrow.int64() if arrow.types.is_integer(kind) else kind


def _check_readings(reader: Reader, targets: pd.DataFrame, year: int, t: Translator) -> None:
    """Records the cells of reviewed targets that are not what their figures say."""
    for row, column, remedy in disagreements(targets[targets["status"] == "reviewed"], year):
        value = "" if pd.isna(row[column]) else str(row[column])
        reader.problems.append(Problem(str(row["_file"]), int(row["_row"]), column, value, remedy.in_words(t)))


def _check_ledger(reader: Reader, own: ListFiles, ledger: pd.DataFrame, rows: pd.DataFrame, t: Translator) -> None:
    """Holds each entry of the numerals' ledger against the targets that it names."""
    folder, targets = own.folder, own.targets
    whole = f"{folder}/numerals.csv" not in reader.incomplete
    reader.refuse(ledger, "start", ledger["start"].duplicated(), t("重复：每个数字只列一次"))
    reader.refuse(ledger, "reason", ledger["targets"].isna() == ledger["reason"].isna(), t("目标与理由填且只填一项"))
    unknown = ledger["reason"].notna() & ~ledger["reason"].isin(contract.LEDGER_REASONS)
    reader.refuse(ledger, "reason", unknown, t("理由不在约定的取值中"))
    figures = {
        f"{row.unit_id}/{int(row.commitment_no):02d}.{int(row.target_no):02d}": (row.start, row.end)
        for row in targets.itertuples()
    }
    ids_of = ledger["targets"].fillna("").str.split()
    raw = reader.raw[f"{folder}/targets.csv"]
    keys = {
        f"{unit}/{commitment.zfill(2)}.{target.zfill(2)}"
        for unit, commitment, target in zip(raw["unit_id"], raw["commitment_no"], raw["target_no"], strict=True)
    }
    reader.refuse(ledger, "targets", ids_of.map(lambda ids: not keys.issuperset(ids)).astype(bool), t("没有这个目标"))
    outside = [
        any(not figures[i][0] <= start < figures[i][1] for i in ids if i in figures)
        for ids, start in zip(ids_of, ledger["start"], strict=True)
    ]
    reader.refuse(ledger, "targets", pd.Series(outside, index=ledger.index, dtype=bool), t("该数字不在所列目标的位置之内"))
    if not whole:
        return
    in_ledger = {f"{folder}/{i}" for ids, is_outside in zip(ids_of, outside, strict=True) for i in ids if not is_outside}
    with_figure = rows[rows["figure"].notna()]
    missing = [NUMERAL.search(str(row.figure)) is not None and row.target_id not in in_ledger for row in with_figure.itertuples()]
    reader.refuse(
        with_figure,
        "figure",
        pd.Series(missing, index=with_figure.index, dtype=bool),
        t("数字账 numerals.csv 里没有这个目标的数字"),
    )


def _ledger_counts(ledger: pd.DataFrame) -> dict[str, int]:
    reasons = ledger["reason"].value_counts()
    return {
        "target": int(ledger["targets"].notna().sum()),
        **{name: int(reasons.get(name, 0)) for name in contract.LEDGER_REASONS},
    }


def write(table: arrow.Table, path: Path, rules: str = "") -> None:
    """Writes the table so that a reader sees the old file or the new one, never a part; the same table gives the same bytes.

    Raises BusyError where something else is writing this file, OSError where it cannot be written; the old file then stays.
    """
    with replacing(path) as file:
        store(table, file, rules)


def store(table: arrow.Table, file: IO[bytes], rules: str = "") -> None:
    """Writes the table into an open file; `rules` says by which rules its rows were held (see `layout.write_into`)."""
    layout.write_into(file, [table], table.schema.metadata or {}, rules=rules)
