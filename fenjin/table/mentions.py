"""Mentions: what a commitment promises by a known name, with or without a figure."""

import pandas as pd

from fenjin.language.translate import Translator
from fenjin.table import contract
from fenjin.table.curated import ListFiles, Reader

_KEY = ["unit_id", "commitment_no"]
_NAMES = ["action", "indicator_id"]
_SHORTEST, _LONGEST = 2, 15  # characters of the words that name something


def mentions(reader: Reader, rows: pd.DataFrame, own: ListFiles, actions: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The good rows of a list's `mentions.csv`, held against the commitments and targets of the list; `actions` are the actions."""
    rows = reader.refuse(rows, "status", ~rows["status"].isin(contract.ENUMERATIONS["status"]), t("状态填 reviewed 或 draft"))
    rows = check_names(reader, rows, own, t)
    raw, targets = reader.raw[f"{own.folder}/targets.csv"], own.targets
    numbers: dict[tuple[str, str], set[str]] = {}
    for unit, commitment, number in raw[[*_KEY, "target_no"]].itertuples(index=False):
        numbers.setdefault((unit, commitment), set()).add(number)
    numbers_of = [
        None if pd.isna(text) else [str(int(n)) if n.isdigit() else n for n in text.split()] for text in rows["targets"]
    ]
    wrong = [
        own_numbers is not None
        and (len(set(own_numbers)) < len(own_numbers) or not set(own_numbers) <= numbers.get((unit, str(commitment)), set()))
        for own_numbers, unit, commitment in zip(numbers_of, rows["unit_id"], rows["commitment_no"], strict=True)
    ]
    rows = reader.refuse(rows, "targets", _flags(rows, wrong), t("该承诺没有这个目标序号；几个序号用空格隔开，各写一次"))
    with_figure = set(targets[targets["indicator_id"].notna()].set_index([*_KEY, "indicator_id"]).index)
    is_stated = rows.set_index([*_KEY, "indicator_id"]).index.isin(with_figure)
    rows = reader.refuse(rows, "indicator_id", _flags(rows, list(is_stated)), t("该承诺已有这个指标的数字：删去，或改写为举措"))
    acting = rows.assign(measure=resolve(rows, actions))
    acting = set(acting[acting["action"].notna()].set_index([*_KEY, "measure"]).index)
    twice = rows["indicator_id"].notna() & _flags(rows, list(rows.set_index([*_KEY, "indicator_id"]).index.isin(acting)))
    return reader.refuse(rows, "indicator_id", twice, t("该承诺已有属于这个指标的举措：只写举措"))


def check_names(reader: Reader, rows: pd.DataFrame, own: ListFiles, t: Translator) -> pd.DataFrame:
    """The rows that name one known thing at a place within a commitment, each thing once; also those of one reading."""
    keys = set(reader.raw[f"{own.folder}/commitments.csv"].set_index(_KEY).index)
    missing = [key not in keys for key in zip(rows["unit_id"], rows["commitment_no"].astype(str), strict=True)]
    rows = reader.refuse(rows, "commitment_no", _flags(rows, missing), t("承诺不在 commitments.csv 中"))
    rows = reader.refuse(rows, "action", rows["action"].isna() == rows["indicator_id"].isna(), t("举措与指标填且只填一项"))
    for name, remedy in (("action", t("举措须在 actions.csv 中定义")), ("indicator_id", t("指标须在 indicators.csv 中定义"))):
        codes = reader.raw[f"{name.removesuffix('_id')}s.csv"][name]
        rows = reader.refuse(rows, name, rows[name].notna() & ~rows[name].isin(codes), remedy)
    repetitions = rows.duplicated([*_KEY, *_NAMES])
    rows = reader.refuse(rows, "action", repetitions, t("重复：同一承诺的同一举措或指标只写一行"))
    wrong = rows["firmness"].notna() & ~rows["firmness"].isin(contract.STRESSES)
    remedy = t("语气填 {codes} 之一，原文没有强调的留空", codes=t.join(list(contract.STRESSES)))
    rows = reader.refuse(rows, "firmness", wrong, remedy)
    long = ~rows["words"].str.len().between(_SHORTEST, _LONGEST)
    rows = reader.refuse(rows, "words", long, t("只写指称它的{least}至{most}个字", least=_SHORTEST, most=_LONGEST))
    length = rows["end"] - rows["start"] != rows["words"].str.len()
    rows = reader.refuse(rows, "end", length, t("终止位置减起始位置须等于所写的字数"))
    # A commitment that is wrong itself is reported where it stands.
    places = rows.merge(own.commitments[[*_KEY, "start", "end"]], on=_KEY, how="left", suffixes=("", "_of"))
    outside = (places["start"] < places["start_of"]) | (places["end"] > places["end_of"])
    return reader.refuse(rows, "start", _flags(rows, list(outside.fillna(False))), t("位置须落在所属承诺之内"))


def resolve(rows: pd.DataFrame, actions: pd.DataFrame) -> list[str | None]:
    """The indicator that each mention is about: its own, or that by which its action is measured."""
    of = actions.set_index("action")["indicator_id"].to_dict()
    return [
        own if not pd.isna(own) else None if pd.isna(of.get(action)) else of[action]
        for own, action in zip(rows["indicator_id"], rows["action"], strict=True)
    ]


def describe(rows: pd.DataFrame, own: ListFiles, actions: pd.DataFrame) -> list[dict[str, object]]:
    """The reviewed mentions of a list as its table says them (`layout.PARTS`), in the order of the list."""
    good = rows[rows["status"] == "reviewed"]
    good = good.assign(indicator_id=resolve(good, actions))
    targets = set(own.targets[own.targets["status"] == "reviewed"].set_index([*_KEY, "target_no"]).index)
    places = own.commitments[own.commitments["status"] == "reviewed"][[*_KEY, "para", "para_start"]]
    rows_of = good.merge(places, on=_KEY, how="inner").merge(own.units[["unit_id", "unit_order", "unit_type"]], on="unit_id")
    entries = []
    for row in rows_of.sort_values(
        ["unit_order", "commitment_no", "start", "action", "indicator_id"], kind="stable"
    ).itertuples():
        commitment = f"{own.folder}/{row.unit_id}/{int(row.commitment_no):02d}"
        numbers_of = [] if pd.isna(row.targets) else sorted(map(int, row.targets.split()))
        numbers = [n for n in numbers_of if (row.unit_id, row.commitment_no, n) in targets]
        entries.append(
            {
                "unit_id": row.unit_id,
                "league": contract.league_of(str(row.unit_type)),
                "commitment_id": commitment,
                "commitment_no": int(row.commitment_no),
                "action": None if pd.isna(row.action) else row.action,
                "indicator_id": None if pd.isna(row.indicator_id) else row.indicator_id,
                "basis_targets": " ".join(f"{commitment}.{n:02d}" for n in numbers) or None,
                "firmness": None if pd.isna(row.firmness) else row.firmness,
                "words": row.words,
                "para": int(row.para),
                "first_char": int(row.start - row.para_start) + 1,
                "last_char": int(row.end - row.para_start),
                "start": int(row.start),
                "end": int(row.end),
            }
        )
    return entries


def _flags(rows: pd.DataFrame, wrong: list[bool]) -> pd.Series:
    return pd.Series(wrong, index=rows.index, dtype=bool)
