"""What the table holds, in words."""

from pathlib import Path

import pyarrow.parquet as parquet

from fenjin.language.reading import readings
from fenjin.language.translate import Translator
from fenjin.language.words import words
from fenjin.table import layout


def report(path: Path, t: Translator) -> list[str]:
    """What the table holds, as lines of text."""
    rows = parquet.read_table(path).to_pandas()
    about = layout.about(path)
    lines = []
    for about_list in about["lists"]:
        own = rows[rows["list_id"] == about_list["list_id"]]
        targets = own[own["kind"] != "qualitative"]
        commitments = own["commitment_id"].nunique()
        measurable = targets["commitment_id"].nunique()
        lines.append(t.of(about_list, "title"))
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
        ledger = about_list["ledger"]
        lines.append(t("数字账 {n} 条", n=sum(ledger.values())) + ": " + ", ".join(f"{k} {v}" for k, v in ledger.items() if v))
        sentences = readings(about_list["readers"], about_list["agreement"], t)
        lines += [t("{name}：{value}", name=words(t, "reads", reads), value=sentence) for reads, sentence in sentences.items()]
    return lines
