"""Who answers for a commitment, where that is not simply the unit under which the list has it."""

import pandas as pd

from fenjin.language.translate import Translator
from fenjin.table import contract
from fenjin.table.curated import ListFiles, Reader

_KEY = ["unit_id", "commitment_no"]


def responsibility(reader: Reader, rows: pd.DataFrame, own: ListFiles, t: Translator) -> list[dict[str, str]]:
    """Who answers for the reviewed commitments of a list that its `responsibility.csv` names, as the table says it (`layout.PARTS`).

    A commitment that is named there is answered for by those who are named, one of them at least in the lead; what is wrong the
    reader keeps.
    """
    folder, units, commitments = own.folder, own.units, own.commitments
    keys = set(reader.raw[f"{folder}/commitments.csv"].set_index(_KEY).index)
    missing = [key not in keys for key in zip(rows["unit_id"], rows["commitment_no"].astype(str), strict=True)]
    rows = reader.refuse(rows, "commitment_no", _flags(rows, missing), t("承诺不在 commitments.csv 中"))
    unknown = ~rows["responsible"].isin(reader.raw[f"{folder}/units.csv"]["unit_id"])
    rows = reader.refuse(rows, "responsible", unknown, t("单位不在 units.csv 中"))
    wrong = ~rows["role"].isin(contract.ENUMERATIONS["answers"])
    rows = reader.refuse(rows, "role", wrong, t("填 lead（牵头）或 assisting（配合）"))
    rows = reader.refuse(rows, "responsible", rows.duplicated([*_KEY, "responsible"]), t("重复：一条承诺的同一单位只写一行"))
    with_lead = set(rows[rows["role"] == "lead"].set_index(_KEY).index)
    leaderless = [key not in with_lead for key in zip(rows["unit_id"], rows["commitment_no"], strict=True)]
    rows = reader.refuse(rows, "role", _flags(rows, leaderless), t("写了由谁负责的承诺至少有一个牵头单位"))
    types, order = units.set_index("unit_id")["unit_type"], units.set_index("unit_id")["unit_order"]
    good = commitments[commitments["status"] == "reviewed"][_KEY]
    rows = rows[rows["responsible"].isin(types.index)].merge(good, on=_KEY, how="inner")
    entries = [
        {
            "commitment_id": f"{folder}/{row.unit_id}/{int(row.commitment_no):02d}",
            "unit_id": str(row.responsible),
            "league": contract.league_of(str(types[row.responsible])),
            "role": str(row.role),
        }
        for row in rows.itertuples()
    ]
    return sorted(entries, key=lambda row: (row["commitment_id"], row["role"] != "lead", order[row["unit_id"]]))


def _flags(rows: pd.DataFrame, wrong: list[bool]) -> pd.Series:
    return pd.Series(wrong, index=rows.index, dtype=bool)
