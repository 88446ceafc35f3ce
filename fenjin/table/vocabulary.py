"""What all lists share, as its curated files define it: themes, topics, indicators, actions, scopes, units of measure."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from fenjin import frames
from fenjin.language.quantity import SEPARATOR
from fenjin.language.translate import Translator
from fenjin.table import contract, measure
from fenjin.table.curated import Problem, Reader
from fenjin.table.english import Glossary, Term
from fenjin.table.measure import UnitsOfMeasure
from fenjin.table.scopes import Part, Scopes
from fenjin.table.themes import faults

# How a number and the name of its unit stand together in English.
_PATTERN = re.compile(r"[^{}]*(\{name\}[^{}]*)?\{n\}[^{}]*|[^{}]*\{n\}[^{}]*\{name\}[^{}]*")


class Vocabulary(NamedTuple):
    """The shared files; `parts` knows what follows from scopes, `measures` converts by the units of measure, `glossary` holds English
    against Chinese."""

    themes: pd.DataFrame
    topics: pd.DataFrame
    indicators: pd.DataFrame
    actions: pd.DataFrame
    scopes: pd.DataFrame
    units_of_measure: pd.DataFrame
    parts: Scopes
    measures: UnitsOfMeasure
    glossary: Glossary


def vocabulary(reader: Reader, t: Translator) -> Vocabulary:
    """Reads the shared files; what is wrong with them the reader keeps."""
    themes = _themes(reader, t)
    topics = reader.read("topics.csv")
    topics = reader.refuse(topics, "topic", topics["topic"].duplicated(), t("重复：每个子题只列一次"))
    topics = of_themes(reader, topics, t)
    scopes = _scopes(reader, t)
    parts = Scopes({part.name: part for part in map(_part, records(scopes))})
    _check_parts(reader, scopes, parts, t)
    units_of_measure, measures = _units_of_measure(reader, t)
    indicators = _indicators(reader, topics, t)
    unknown = ~indicators["std_uom"].map(measures.knows).astype(bool)
    indicators = reader.refuse(
        indicators, "std_uom", unknown, t("计量单位未定义：改用已定义的单位，或在 units_of_measure.csv 中加一行")
    )
    actions, glossary = _actions(reader, topics, indicators, t), _glossary(reader, t)
    check_english(reader, actions, "action_zh", "action_en", glossary, t)
    return Vocabulary(themes, topics, indicators, actions, scopes, units_of_measure, parts, measures, glossary)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a curated file as they travel with the table."""
    return frames.records(rows.drop(columns=["_file", "_row"]))


def _themes(reader: Reader, t: Translator) -> pd.DataFrame:
    """The themes in the order of the file."""
    rows = reader.read("themes.csv")
    faults_of = list(faults(rows.to_dict("records")))
    for column, remedy in dict.fromkeys((each.column, each.remedy) for each in faults_of):
        bad = {each.place for each in faults_of if (each.column, each.remedy) == (column, remedy)}
        reader.refuse(
            rows, column, pd.Series([place in bad for place in range(len(rows))], index=rows.index, dtype=bool), t(remedy)
        )
    return rows.assign(theme_order=range(1, len(rows) + 1))


def of_themes(reader: Reader, rows: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The rows of a curated file whose theme is one of `themes.csv`, be that row good or not."""
    codes = reader.raw["themes.csv"]["theme"] if "themes.csv" in reader.raw else ()
    return reader.refuse(rows, "theme", ~rows["theme"].isin(codes), t("主题须在 themes.csv 中定义"))


def _indicators(reader: Reader, topics: pd.DataFrame, t: Translator) -> pd.DataFrame:
    rows = reader.read("indicators.csv")
    rows = reader.refuse(rows, "indicator_id", rows["indicator_id"].duplicated(), t("重复：每个指标只列一次"))
    rows = of_themes(reader, rows, t)
    for column in ("kind", "stage", "direction", "asked_of"):
        rows = reader.refuse(rows, column, ~rows[column].isin(contract.ENUMERATIONS[column]), t("不在约定的取值中"))
    theme = rows["topic"].map(topics.set_index("topic")["theme"])
    rows = reader.refuse(rows, "topic", theme != rows["theme"], t("子题须在 topics.csv 中，并属于该行的主题"))
    rows = reader.refuse(rows, "weight", ~rows["weight"].isin(list(contract.WEIGHTS)), t("填 1 到 5 的整数"))
    rows = reader.refuse(rows, "additive", ~rows["additive"].isin(["true", "false"]), t("填 true 或 false"))
    return rows.assign(additive=rows["additive"] == "true")


def _actions(reader: Reader, topics: pd.DataFrame, indicators: pd.DataFrame, t: Translator) -> pd.DataFrame:
    rows = reader.read("actions.csv")
    is_wrong = ~rows["action"].str.fullmatch("[a-z0-9]+(-[a-z0-9]+)*").astype(bool)
    rows = reader.refuse(rows, "action", is_wrong, t("代号只用小写字母、数字和连字符"))
    for column in ("action", "action_zh", "action_en"):
        rows = reader.refuse(rows, column, rows[column].duplicated(), t("重复：每个举措只列一次，名称各不相同"))
    rows = reader.refuse(rows, "action_en", ~rows["action_en"].str.fullmatch("[ -~]+").astype(bool), t("英文名只用英文字符"))
    theme = rows["topic"].map(topics.set_index("topic")["theme"])
    rows = reader.refuse(rows, "topic", theme != rows["theme"], t("子题须在 topics.csv 中，并属于该行的主题"))
    unknown = rows["indicator_id"].notna() & ~rows["indicator_id"].isin(reader.raw["indicators.csv"]["indicator_id"])
    return reader.refuse(rows, "indicator_id", unknown, t("指标须在 indicators.csv 中定义"))


def _glossary(reader: Reader, t: Translator) -> Glossary:
    """The terms; of several English words for one any may stand, separated by semicolons."""
    rows = reader.read("glossary.csv")
    rows = reader.refuse(rows, "term", rows["term"].duplicated(), t("重复：每个术语只列一次"))
    return Glossary(
        Term(row["term"], tuple(word.strip() for word in row["english"].split(";") if word.strip())) for row in records(rows)
    )


def check_english(reader: Reader, rows: pd.DataFrame, chinese: str, english: str, glossary: Glossary, t: Translator) -> None:
    """Records where the English of a curated file says otherwise than its Chinese (`Glossary.faults`)."""
    both = rows[rows[chinese].notna() & rows[english].notna()]
    for text, translation, file, line in zip(both[chinese], both[english], both["_file"], both["_row"], strict=True):
        for fault in glossary.faults(text, translation):
            reader.problems.append(Problem(file, int(line), english, translation, fault.in_words(t)))


def _scopes(reader: Reader, t: Translator) -> pd.DataFrame:
    rows = reader.read("scopes.csv")
    rows = reader.refuse(rows, "scope", rows["scope"].duplicated(), t("重复：口径的每个部分只列一次"))
    return reader.refuse(rows, "effect", ~rows["effect"].isin(contract.ENUMERATIONS["effect"]), t("不在约定的取值中"))


def _part(row: Mapping[str, Any]) -> Part:
    def names_in(column: str) -> frozenset[str]:
        return frozenset(part for part in (row[column] or "").split(SEPARATOR) if part)

    return Part(
        name=row["scope"],
        dimension=row["dimension"] or "",
        effect=row["effect"],
        implies=names_in("implies"),
        disjoint=row["disjoint"] or "",
        exhausted_by=names_in("exhausted_by"),
    )


def _check_parts(reader: Reader, scopes: pd.DataFrame, parts: Scopes, t: Translator) -> None:
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
    for contradiction in parts.contradictions():
        reader.refuse(scopes, contradiction.column, scopes["scope"] == contradiction.part, remedies[contradiction.wrong])


def _units_of_measure(reader: Reader, t: Translator) -> tuple[pd.DataFrame, UnitsOfMeasure]:
    """The units of measure and what converts by them. Where one is wrong no figure can be judged: they then count as unreadable."""
    rows = reader.read("units_of_measure.csv")
    remedies = {
        "uom": t("计量单位只列一次，用文字写，不用空格和标点；“/”“%”“‰”可以用"),
        "of": t("换算的单位须列在本行之前"),
        "factor": t("换算到别的单位须写倍数，如 1000、0.5、2000/3；自成一类的单位不写"),
    }
    units = frames.records(rows)
    names = [str(row["uom"]) for row in units]
    columns = [measure.wrong(row, names[:place]) for place, row in enumerate(units)]
    measures = measure.units_of_measure(row for row, column in zip(units, columns, strict=True) if not column)

    def refuse(column: str, bad: list[bool], remedy: str) -> None:
        reader.refuse(rows, column, pd.Series(bad, index=rows.index, dtype=bool), remedy)
        reader.unreadable |= any(bad)

    for column, remedy in remedies.items():
        refuse(column, [each == column for each in columns], remedy)
    good = [bool(column) or measures.convertible(uom, measures.standard(uom)) for column, uom in zip(columns, names, strict=True)]
    refuse("std_uom", [not each for each in good], t("保存用的单位须与本单位同类，能互相换算"))
    patterns = [not row["pattern_en"] or bool(_PATTERN.fullmatch(row["pattern_en"])) for row in units]
    refuse("pattern_en", [not each for each in patterns], t("英文写法须恰有一处写数的 n，可以有一处写名称的 name，都加花括号"))
    refuse("per_en", [row["per_en"] is not None and not row["per_en"] > 0 for row in units], t("须大于 0"))
    reader.unreadable |= "units_of_measure.csv" in reader.incomplete
    return rows, measures
