"""The data contract as code: columns, enumerations and the rules that every row of the table keeps.

`docs/data.md` says the same in prose; both change together.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as arrow

from fenjin.language.translate import _

SCHEMA_VERSION = "6"

ENUMERATIONS: dict[str, tuple[str, ...]] = {
    "unit_type": (
        "county",
        "zone",
        "party",
        "congress",
        "government",
        "judicial",
        "mass",
        "institution",
        "enterprise",
        "vertical",
    ),
    "league": ("county", "department"),
    "kind": ("level", "growth", "share", "reduction", "rank", "grade", "date", "qualitative"),
    "comparator": ("eq", "ge", "gt", "le", "lt", "approx", "range"),
    "firmness": ("ensure", "task", "strive", "plain"),
    "tier": ("base", "stretch"),
    "reading": ("zero", "unit", "shared"),
    "status": ("reviewed", "draft"),
    "stage": ("planned", "signed", "introduced", "started", "in_place", "completed", "new", "total"),
    "direction": ("higher", "lower"),
    "asked_of": ("county", "department", "both"),
    "effect": ("narrows", "stage", "other"),
    "role": ("first", "second", "settler", "reviewer", "drafter"),
    "reads": ("targets", "mentions", "firmness", "scopes"),
    "reader": ("person", "model", "rules"),
    "answers": ("lead", "assisting"),
}

# What the text may stress of a promise that has no figure.
STRESSES = ("ensure", "task", "strive")

# How much an indicator tells of its sub-topic; orders rows and rates no unit.
WEIGHTS = range(1, 6)

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
        arrow.field("commitment_en", _text),
        arrow.field("statement", _text, nullable=False),
        arrow.field("statement_en", _text),
        arrow.field("theme", _enum, nullable=False),
        arrow.field("topic", _topic, nullable=False),
        arrow.field("measure", _text),
        arrow.field("measure_en", _text),
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
        arrow.field("firmness", _enum),
        arrow.field("tier", _enum, nullable=False),
        arrow.field("part_of", _text),
        arrow.field("deadline", arrow.date32()),
        arrow.field("figure", _text),
        arrow.field("source_id", arrow.dictionary(arrow.int16(), arrow.string()), nullable=False),
        arrow.field("source_sha256", arrow.dictionary(arrow.int16(), arrow.string()), nullable=False),
        arrow.field("para", arrow.int16(), nullable=False),
        arrow.field("start", arrow.int32(), nullable=False),
        arrow.field("end", arrow.int32(), nullable=False),
        arrow.field("first_char", arrow.int32(), nullable=False),
        arrow.field("last_char", arrow.int32(), nullable=False),
        arrow.field("bound_word", _text),
        arrow.field("bound_start", arrow.int32()),
        arrow.field("reading", _enum),
        arrow.field("status", _enum, nullable=False),
        arrow.field("found_by", _text, nullable=False),
    ]
)

COLUMNS = tuple(SCHEMA.names)

# Types of the units that are ranked among counties; all others are ranked among departments.
_OF_COUNTIES = ("county", "zone")


def league_of(unit_type: str) -> str:
    """The league in which a unit of this type is ranked."""
    return "county" if unit_type in _OF_COUNTIES else "department"


# What the rules look at beside the columns of a table: of the row's theme, topic and indicator, of its scope and unit of measure, and
# where its commitment stands in the published text.
JOINS = ("theme_known", "topic_theme", "indicator_kind", "scope_known", "uom_known", "commitment_start", "commitment_end")


@dataclass(frozen=True)
class Rule:
    """One rule of the contract: `holds` is a condition in SQL over a row of whole lists, broken also where it is unknown.

    It may look at the columns of the table and at those of JOINS. `remedy` is a catalogue text. `file` is the curated file that
    `column` comes from (units, commitments, list); "" where it is the row's own.
    """

    name: str
    column: str
    holds: str
    remedy: str
    file: str = ""


def _one_of(name: str) -> str:
    return f"{name} in ({', '.join(repr(code) for code in ENUMERATIONS[name])})"


_HAS_AMOUNT = "(kind not in ('date', 'qualitative'))"
_ADCODE = r"case when unit_type = 'county' then regexp_full_match(adcode, '[0-9]{6}') else adcode is null end"
# A zero may be printed without a unit of measure (清零); then none is made up.
_UOM = f"case when {_HAS_AMOUNT} then uom is not null or value = 0 else uom is null end"
_FIRMNESS = f"case when kind = 'qualitative' then firmness is null or firmness <> 'plain' and {_one_of('firmness')} else {_one_of('firmness')} end"
_PERCENT = """case kind when 'share' then uom = '%' when 'growth' then uom in ('%', '‰', '倍', '个百分点', '百分点')
    when 'reduction' then uom in ('%', '‰', '倍', '个百分点', '百分点') else true end"""
_COMPARATOR = f"case when kind = 'qualitative' then comparator is null else {_one_of('comparator')} end"
# Lists are few and short beside the table, so that their rows can be counted in windows.
_ONCE = "indicator_id is null or count(*) over (partition by list_id, unit_id, indicator_id, coalesce(scope, ''), tier) = 1"
_FORM = r"regexp_full_match(target_id, '[a-z0-9-]+/[a-z0-9-]+/[0-9]{2}\.[0-9]{2}') and starts_with(target_id, concat(list_id, '/', unit_id, '/'))"


def _english(name: str, longest: int) -> str:
    # No Chinese character and no full-width sign.
    return rf"{name} is null or length({name}) between 2 and {longest} and not regexp_matches({name}, '[\p{{Han}}\x{{3000}}-\x{{303F}}\x{{FF00}}-\x{{FFEF}}]')"


_PART = "part_of is null or part_of <> target_id and list_contains(list(target_id) over (partition by commitment_id), part_of)"

# A governing word stands close to its figure: farther off it belongs to another.
NEAR = 20
_WITHIN_BOUND = f"""bound_start is null or bound_start >= commitment_start and bound_start + length(bound_word) <= commitment_end
    and (bound_start + length(bound_word) between start - {NEAR} and start or bound_start between "end" and "end" + {NEAR})"""

RULES: tuple[Rule, ...] = (
    Rule("target-id-unique", "target_no", "count(*) over (partition by target_id) = 1", _("编号重复：给每个目标一个不同的序号")),
    Rule("target-id-form", "commitment_no", _FORM, _("编号应为 清单/单位/两位承诺序号.两位目标序号")),
    Rule("unit-type", "unit_type", _one_of("unit_type"), _("单位类型不在约定的取值中"), "units"),
    Rule(
        "league",
        "league",
        f"(league = 'county') = (unit_type in {_OF_COUNTIES})",
        _("县（市）区和开发区属于 county 组，其余属于 department 组"),
        "units",
    ),
    Rule("adcode", "adcode", _ADCODE, _("县级行政区须有六位区划代码，其他单位不得有"), "units"),
    Rule("title-length", "commitment", "length(commitment) between 2 and 20", _("标题应为 2 至 20 个字"), "commitments"),
    Rule(
        "statement-length",
        "statement",
        "length(statement) between 4 and 60 or statement = commitment",
        _("概述应为 4 至 60 个字"),
        "commitments",
    ),
    Rule(
        "title-english", "commitment_en", _english("commitment_en", 80), _("英文标题应为 2 至 80 个字符，不夹中文"), "commitments"
    ),
    Rule(
        "statement-english",
        "statement_en",
        _english("statement_en", 300),
        _("英文概述应为 2 至 300 个字符，不夹中文"),
        "commitments",
    ),
    Rule("measure-english", "measure_en", _english("measure_en", 120), _("英文衡量内容应为 2 至 120 个字符，不夹中文")),
    Rule(
        "both-english",
        "statement_en",
        "(commitment_en is null) = (statement_en is null)",
        _("英文标题和英文概述一起写，或都不写"),
        "commitments",
    ),
    Rule("theme", "theme", "theme_known", _("主题须在 themes.csv 中定义")),
    Rule("topic", "topic", "topic_theme = theme", _("子题须在 topics.csv 中，并属于该行的主题")),
    Rule("measure", "measure", "kind = 'qualitative' or measure <> ''", _("有指标值的行须写明衡量内容")),
    Rule("indicator", "indicator_id", "indicator_id is null or indicator_kind is not null", _("指标须在 indicators.csv 中定义")),
    Rule("indicator-kind", "kind", "indicator_kind is null or indicator_kind = kind", _("类型须与指标定义的类型一致")),
    Rule("scope-needs-indicator", "scope", "scope is null or indicator_id is not null", _("只有归入指标的行才写口径")),
    Rule("scope-translated", "scope", "scope is null or scope_known", _("口径的每个部分都须在 scopes.csv 中有英文名")),
    Rule("comparable-once", "scope", _ONCE, _("同一单位在同一指标、口径和层级上只能有一个目标：用口径区分，或合并")),
    Rule("kind", "kind", _one_of("kind"), _("类型不在约定的取值中")),
    Rule("comparator", "comparator", _COMPARATOR, _("有指标值的行须有约定的比较符，定性承诺不得有")),
    Rule("value", "value", f"{_HAS_AMOUNT} = (value is not null)", _("须有数值；日期目标和定性承诺不得有数值")),
    Rule("value-finite", "value", "value is null or abs(value) < 1e15", _("数值过大或不是有限数")),
    Rule(
        "value-high",
        "value_high",
        "coalesce(comparator = 'range', false) = (value_high is not null)",
        _("区间须有上限，其他比较符不得有上限"),
    ),
    Rule("range-order", "value_high", "value_high is null or value_high > value", _("区间的上限须大于下限")),
    Rule("uom", "uom", _UOM, _("有数值的行须有计量单位，只有零可以不写；其他行不得有")),
    Rule(
        "uom-known", "uom", "uom is null or uom_known", _("计量单位未定义：改用已定义的单位，或在 units_of_measure.csv 中加一行")
    ),
    Rule("uom-percent", "uom", _PERCENT, _("比例以 % 计，增速和压缩幅度以 %、‰、倍或百分点计")),
    Rule("std-value", "uom", f"not {_HAS_AMOUNT} or std_value is not null", _("计量单位不能换算成指标的单位")),
    Rule("share-range", "value", "kind <> 'share' or value between 0 and 100", _("比例须在 0 与 100 之间")),
    Rule("not-negative", "value", "kind = 'growth' or value is null or value >= 0", _("数值不得为负")),
    Rule("firmness", "firmness", _FIRMNESS, _("语气须为约定的取值；没有目标的承诺只写 ensure、task、strive，原文没有强调的留空")),
    Rule("tier", "tier", _one_of("tier"), _("层级不在约定的取值中")),
    Rule("part-of", "part_of", _PART, _("合计须是同一承诺中的另一个目标")),
    Rule("date-deadline", "deadline", "kind <> 'date' or deadline is not null", _("日期目标须有期限")),
    Rule(
        "deadline-year",
        "deadline",
        "deadline is null or date_part('year', deadline::date) - year between 0 and 10",
        _("期限须在清单年度之内或其后十年内"),
    ),
    Rule("figure", "figure", "(kind = 'qualitative') = (figure is null)", _("有指标值的行须有原文数字，定性承诺不得有")),
    Rule("figure-length", "end", 'figure is null or "end" - start = length(figure)', _("终止位置减起始位置须等于原文数字的字数")),
    Rule(
        "bound-word",
        "bound_word",
        "case when figure is null then bound_word is null and bound_start is null else (bound_word is null) = (bound_start is null) end",
        _("限定词与它的位置须一起写；定性承诺没有限定词"),
    ),
    Rule("bound-place", "bound_start", _WITHIN_BOUND, _("限定词须在同一承诺之内、数字之外，离数字不超过 20 个字")),
    Rule(
        "reading", "reading", f"reading is null or figure is not null and {_one_of('reading')}", _("读法的例外不在约定的取值中")
    ),
    Rule(
        "offsets", "start", 'start >= commitment_start and "end" <= commitment_end and start < "end"', _("位置须落在所属承诺之内")
    ),
    Rule("para", "para", "para >= 1", _("段落号从 1 起"), "commitments"),
    Rule(
        "para-start",
        "para_start",
        'first_char > start - commitment_start and last_char - first_char = "end" - start - 1',
        _("段首位置不得在承诺之后"),
        "commitments",
    ),
    Rule("order", "unit_order", "unit_order >= 1", _("单位顺序从 1 起"), "units"),
    Rule(
        "sha256",
        "source_sha256",
        "regexp_full_match(source_sha256, '[0-9a-f]{64}')",
        _("文档指纹应为 64 位十六进制 SHA-256"),
        "list",
    ),
    Rule("published", "status", "status = 'reviewed'", _("只发布已审定的行")),
    Rule("english", "unit_en", "regexp_full_match(unit_en, '[ -~]+')", _("英文名只用英文字符"), "units"),
)


# The rows of some lists of a finished table for `find_broken`: `lists` are the lists, `uoms` the known units of measure. Where a
# commitment stands in the published text a table does not hold; it is taken as right.
PUBLISHED_ROWS = """(
    select
        targets.*, themes.theme is not null as theme_known, topics.theme as topic_theme, indicators.kind as indicator_kind,
        list_has_all((select list(scope) from scopes), string_split(targets.scope, '，')) as scope_known,
        list_contains($uoms, targets.uom) as uom_known, least(start, coalesce(bound_start, start)) as commitment_start,
        greatest("end", coalesce(bound_start + length(bound_word), "end")) as commitment_end
    from targets
    left join themes on themes.theme = targets.theme
    left join topics on topics.topic = targets.topic
    left join indicators on indicators.indicator_id = targets.indicator_id
    where list_contains($lists, list_id)
)"""


# The commitments of a table of which it says wrongly who answers for them: somebody unknown or twice, in no role, or nobody in the lead.
WITHOUT_LEAD = f"""(
    select r.commitment_id
    from responsibility as r
    left join units on units.list_id = r.list_id and units.unit_id = r.unit_id
    left join targets on targets.list_id = r.list_id and targets.commitment_id = r.commitment_id
    where
        units.unit_id is null or r.stated and targets.commitment_id is null or r.role not in {ENUMERATIONS["answers"]}
        or (r.league = 'county') <> (units.unit_type in {_OF_COUNTIES}) or r.league not in {ENUMERATIONS["league"]}
    union
    select commitment_id
    from responsibility
    group by commitment_id
    having count(*) filter (where role = 'lead') = 0 or count(distinct unit_id) < count(*)
)"""


# Names these rules and what they are held against, so that what kept them once need not be held against them again.
RULES_SHA256 = hashlib.sha256(
    repr(([(rule.name, rule.holds) for rule in RULES], ENUMERATIONS, SCHEMA, PUBLISHED_ROWS, WITHOUT_LEAD)).encode()
).hexdigest()


def find_broken(
    connection: duckdb.DuckDBPyConnection, rows: str, mark: str, params: Mapping[str, Any] | None = None
) -> list[tuple[Rule, list[Any]]]:
    """The rules that rows of whole lists break, in the order of the rules, each with what stands in column `mark` of its rows.

    `rows` is a table or a select in brackets that the connection knows, with the columns of the table and those of JOINS, and
    `params` what the select names.
    """
    # A rule over several rows makes the database hold all that is read: each alone, it holds the columns of that rule.
    over_rows = [rule for rule in RULES if " over (" in rule.holds]
    holding: dict[str, bool] = {}
    for rules in ([rule for rule in RULES if rule not in over_rows], *([rule] for rule in over_rows)):
        verdicts = ", ".join(f'{rule.holds} as "{rule.name}"' for rule in rules)
        holdings = ", ".join(f'coalesce(bool_and(coalesce("{rule.name}", false)), true)' for rule in rules)
        holds_by_rule = connection.execute(f"select {holdings} from (select {verdicts} from {rows})", params).fetchone() or ()
        holding |= {rule.name: holds for rule, holds in zip(rules, holds_by_rule, strict=True)}
    return [(rule, _breaking(connection, rule, rows, mark, params)) for rule in RULES if not holding[rule.name]]


def _breaking(
    connection: duckdb.DuckDBPyConnection, rule: Rule, rows: str, mark: str, params: Mapping[str, Any] | None
) -> list[Any]:
    verdicts = f"select {mark} as mark, coalesce({rule.holds}, false) as holds from {rows}"
    marks = connection.execute(f"select mark from ({verdicts}) where not holds order by mark", params).fetchall()
    return [mark for (mark,) in marks]
