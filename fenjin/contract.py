"""The data contract as code: columns, enumerations and the rules that every row of the table keeps.

`docs/data.md` says the same in prose; both change together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow

from fenjin import measure
from fenjin.translate import _

SCHEMA_VERSION = "1"

ENUMERATIONS: dict[str, tuple[str, ...]] = {
    "unit_type": (
        "county", "zone", "party", "congress", "government", "judicial", "mass", "institution", "enterprise", "vertical",
    ),
    "league": ("county", "department"),
    "theme": ("investment", "attraction", "rural", "livelihood", "business", "other"),
    "kind": ("level", "growth", "share", "reduction", "rank", "date", "qualitative"),
    "comparator": ("eq", "ge", "gt", "le", "lt", "approx", "range"),
    "firmness": ("ensure", "strive", "plain"),
    "tier": ("base", "stretch"),
    "status": ("reviewed", "draft"),
    "stage": ("planned", "signed", "introduced", "started", "in_place", "completed", "new", "total"),
    "direction": ("higher", "lower"),
}  # fmt: skip

# Why a numeral of the published text is no target of its own.
LEDGER_REASONS = ("name", "threshold", "existing", "background", "repeated", "site", "ordinal", "date", "idiom")

_text, _enum, _real = arrow.string(), arrow.dictionary(arrow.int8(), arrow.string()), arrow.float64()
_topic = arrow.dictionary(arrow.int16(), arrow.string())

SCHEMA = arrow.schema(
    [
        arrow.field("target_id", _text, nullable=False),
        arrow.field("list_id", arrow.dictionary(arrow.int16(), arrow.string()), nullable=False),
        arrow.field("year", arrow.int16(), nullable=False),
        arrow.field("city", arrow.dictionary(arrow.int16(), arrow.string()), nullable=False),
        arrow.field("unit_id", _text, nullable=False),
        arrow.field("unit", _text, nullable=False),
        arrow.field("unit_en", _text, nullable=False),
        arrow.field("unit_type", _enum, nullable=False),
        arrow.field("league", _enum, nullable=False),
        arrow.field("adcode", _text),
        arrow.field("unit_order", arrow.int16(), nullable=False),
        arrow.field("commitment_id", _text, nullable=False),
        arrow.field("commitment_no", arrow.int16(), nullable=False),
        arrow.field("commitment", _text, nullable=False),
        arrow.field("statement", _text, nullable=False),
        arrow.field("theme", _enum, nullable=False),
        arrow.field("topic", _topic, nullable=False),
        arrow.field("measure", _text),
        arrow.field("indicator_id", _topic),
        arrow.field("indicator", _topic),
        arrow.field("indicator_en", _topic),
        arrow.field("scope", _text),
        arrow.field("kind", _enum, nullable=False),
        arrow.field("comparator", _enum),
        arrow.field("value", _real),
        arrow.field("value_high", _real),
        arrow.field("uom", _topic),
        arrow.field("std_value", _real),
        arrow.field("std_high", _real),
        arrow.field("std_uom", _topic),
        arrow.field("firmness", _enum, nullable=False),
        arrow.field("tier", _enum, nullable=False),
        arrow.field("part_of", _text),
        arrow.field("deadline", arrow.date32()),
        arrow.field("figure", _text),
        arrow.field("source_id", arrow.dictionary(arrow.int16(), arrow.string()), nullable=False),
        arrow.field("source_sha256", arrow.dictionary(arrow.int16(), arrow.string()), nullable=False),
        arrow.field("para", arrow.int16(), nullable=False),
        arrow.field("start", arrow.int32(), nullable=False),
        arrow.field("end", arrow.int32(), nullable=False),
        arrow.field("status", _enum, nullable=False),
    ]
)

COLUMNS = tuple(SCHEMA.names)


@dataclass(frozen=True)
class Rule:
    """One rule of the contract: `holds` maps the table's frame to a boolean per row; `remedy` is a catalogue text.

    `file` is the curated file that `column` comes from (units, commitments, list); "" where it is the row's own.
    """

    name: str
    column: str
    holds: Callable[[pd.DataFrame], pd.Series]
    remedy: str
    file: str = ""


def _one_of(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: rows[name].isin(ENUMERATIONS[name])


def _present(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[column].notna() & (rows[column].astype("string") != "")


def _measured(rows: pd.DataFrame) -> pd.Series:
    return ~rows["kind"].isin(["date", "qualitative"])


def _same_as_total(rows: pd.DataFrame) -> pd.Series:
    totals = rows.drop_duplicates("target_id").set_index("target_id")["commitment_id"]
    found = rows["part_of"].map(totals)
    return rows["part_of"].isna() | ((found == rows["commitment_id"]) & (rows["part_of"] != rows["target_id"]))


def _comparable_once(rows: pd.DataFrame) -> pd.Series:
    key = ["list_id", "unit_id", "indicator_id", "scope", "tier"]
    repeated = rows.assign(scope=rows["scope"].fillna("")).duplicated(key, keep=False)
    return rows["indicator_id"].isna() | ~repeated


def _dimension_fits(rows: pd.DataFrame) -> pd.Series:
    return ~_measured(rows) | rows["std_value"].notna()


def _known_uom(uom: object) -> bool:
    try:
        measure.standard_uom(str(uom))
    except measure.UnknownUnit:
        return False
    return True


RULES: tuple[Rule, ...] = (
    Rule("target-id-unique", "target_no", lambda r: ~r["target_id"].duplicated(keep=False), _("编号重复：给每个目标一个不同的序号")),
    Rule("target-id-form", "commitment_no", lambda r: r["target_id"].str.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+/\d{2}\.\d{2}"), _("编号应为 清单/单位/两位承诺序号.两位目标序号")),
    Rule("unit-type", "unit_type", _one_of("unit_type"), _("单位类型不在约定的取值中"), "units"),
    Rule("league", "league", lambda r: (r["league"] == "county") == r["unit_type"].isin(["county", "zone"]), _("县（市）区和开发区属于 county 组，其余属于 department 组"), "units"),
    Rule("adcode", "adcode", lambda r: r["adcode"].notna().where(r["unit_type"] != "county", ~r["adcode"].fillna("").str.fullmatch(r"\d{6}").astype(bool)).eq(False), _("县级行政区须有六位区划代码，其他单位不得有"), "units"),
    Rule("title-length", "commitment", lambda r: r["commitment"].str.len().between(2, 20), _("标题应为 2 至 20 个字"), "commitments"),
    Rule("statement-length", "statement", lambda r: r["statement"].str.len().between(4, 60), _("概述应为 4 至 60 个字"), "commitments"),
    Rule("theme", "theme", _one_of("theme"), _("主题不在约定的取值中")),
    Rule("topic", "topic", lambda r: r["topic_theme"] == r["theme"], _("子题须在 topics.csv 中，并属于该行的主题")),
    Rule("measure", "measure", lambda r: (r["kind"] == "qualitative") | _present(r, "measure"), _("有指标值的行须写明衡量内容")),
    Rule("indicator", "indicator_id", lambda r: r["indicator_id"].isna() | r["indicator_kind"].notna(), _("指标须在 indicators.csv 中定义")),
    Rule("indicator-kind", "kind", lambda r: r["indicator_kind"].isna() | (r["indicator_kind"] == r["kind"]), _("类型须与指标定义的类型一致")),
    Rule("scope-needs-indicator", "scope", lambda r: r["scope"].isna() | r["indicator_id"].notna(), _("只有归入指标的行才写口径")),
    Rule("scope-translated", "scope", lambda r: r["scope"].isna() | r["scope_known"], _("口径的每个部分都须在 scopes.csv 中有英文名")),
    Rule("comparable-once", "scope", _comparable_once, _("同一单位在同一指标、口径和层级上只能有一个目标：用口径区分，或合并")),
    Rule("kind", "kind", _one_of("kind"), _("类型不在约定的取值中")),
    Rule("comparator", "comparator", lambda r: (r["kind"] == "qualitative") & r["comparator"].isna() | (r["kind"] != "qualitative") & r["comparator"].isin(ENUMERATIONS["comparator"]), _("有指标值的行须有约定的比较符，定性承诺不得有")),
    Rule("value", "value", lambda r: _measured(r) == r["value"].notna(), _("须有数值；日期目标和定性承诺不得有数值")),
    Rule("value-finite", "value", lambda r: r["value"].isna() | (r["value"].abs() < 1e15), _("数值过大或不是有限数")),
    Rule("value-high", "value_high", lambda r: (r["comparator"] == "range") == r["value_high"].notna(), _("区间须有上限，其他比较符不得有上限")),
    Rule("range-order", "value_high", lambda r: r["value_high"].isna() | (r["value_high"] > r["value"]), _("区间的上限须大于下限")),
    Rule("uom", "uom", lambda r: _measured(r) == r["uom"].notna(), _("有数值的行须有计量单位，其他行不得有")),
    Rule("uom-known", "uom", lambda r: r["uom"].isna() | r["uom"].map(_known_uom), _("计量单位未定义：改用已定义的单位，或在 fenjin/measure.py 中加入")),
    Rule("uom-percent", "uom", lambda r: ~r["kind"].isin(["growth", "share", "reduction"]) | (r["uom"] == "%"), _("增速、比例和压缩幅度以 % 计")),
    Rule("std-value", "uom", _dimension_fits, _("计量单位不能换算成指标的单位")),
    Rule("share-range", "value", lambda r: (r["kind"] != "share") | r["value"].between(0, 100), _("比例须在 0 与 100 之间")),
    Rule("not-negative", "value", lambda r: r["kind"].isin(["growth"]) | r["value"].isna() | (r["value"] >= 0), _("数值不得为负")),
    Rule("firmness", "firmness", _one_of("firmness"), _("力度不在约定的取值中")),
    Rule("tier", "tier", _one_of("tier"), _("层级不在约定的取值中")),
    Rule("part-of", "part_of", _same_as_total, _("合计须是同一承诺中的另一个目标")),
    Rule("date-deadline", "deadline", lambda r: (r["kind"] != "date") | r["deadline"].notna(), _("日期目标须有期限")),
    Rule("deadline-year", "deadline", lambda r: r["deadline"].isna() | (pd.to_datetime(r["deadline"]).dt.year - r["year"]).between(0, 10), _("期限须在清单年度之内或其后十年内")),
    Rule("figure", "figure", lambda r: (r["kind"] == "qualitative") == r["figure"].isna(), _("有指标值的行须有原文数字，定性承诺不得有")),
    Rule("figure-length", "end", lambda r: r["figure"].isna() | (r["end"] - r["start"] == r["figure"].str.len()), _("终止位置减起始位置须等于原文数字的字数")),
    Rule("offsets", "start", lambda r: (r["start"] >= r["commitment_start"]) & (r["end"] <= r["commitment_end"]) & (r["start"] < r["end"]), _("位置须落在所属承诺之内")),
    Rule("para", "para", lambda r: r["para"] >= 1, _("段落号从 1 起"), "commitments"),
    Rule("order", "unit_order", lambda r: r["unit_order"] >= 1, _("单位顺序从 1 起"), "units"),
    Rule("sha256", "source_sha256", lambda r: r["source_sha256"].str.fullmatch(r"[0-9a-f]{64}"), _("文档指纹应为 64 位十六进制 SHA-256"), "list"),
    Rule("published", "status", lambda r: r["status"] == "reviewed", _("只发布已审定的行")),
    Rule("english", "unit_en", lambda r: r["unit_en"].str.fullmatch(r"[ -~]+"), _("英文名只用英文字符"), "units"),
)  # fmt: skip


def _whole(holds: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], pd.Series]:
    """The rule with an undecided row counted as broken."""
    return lambda rows: holds(rows).astype("boolean").fillna(False).astype(bool)


def schema() -> pa.DataFrameSchema:
    """The rules as a pandera schema over the joined frame (the table's columns and the helpers that the build joins)."""
    return pa.DataFrameSchema(
        checks=[pa.Check(_whole(rule.holds), name=rule.name, ignore_na=False) for rule in RULES],
        strict=False,
    )
