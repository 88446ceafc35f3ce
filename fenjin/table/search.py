"""What each row and each unit is found by, worked out once, when the table is built: `found_by` is every text that stands for it on a
screen, a slide or in a file, folded (`fenjin.language.folding`), and the pinyin of its names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from fenjin.language import quantity
from fenjin.language.folding import folded, pinyin
from fenjin.language.translate import Translator, translator

# How a quantity with a comparator is written besides the words that the dashboard has for it.
_WORDINGS = {
    "eq": ("={}",),
    "ge": ("≥{}", "至少{}", "不低于{}", "不少于{}", "不小于{}", "大于等于{}", "{}以上", "{}及以上"),
    "gt": (">{}", "超过{}", "大于{}", "高于{}", "突破{}"),
    "le": ("≤{}", "至多{}", "不超过{}", "不高于{}", "不大于{}", "不多于{}", "小于等于{}", "{}以内", "{}以下", "{}及以下"),
    "lt": ("<{}", "低于{}", "少于{}", "不足{}"),
    "approx": ("约{}", "近{}", "{}左右"),
}

_SIGNS = {"eq": "=", "ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def add_found_by(rows: Iterable[dict[str, Any]], about: Mapping[str, Any]) -> None:
    """Writes `found_by` into the rows of a table and into the units of its lists; `about` is as `layout.pack` takes it."""
    for each in about["lists"]:
        for unit in each["units"]:
            unit["found_by"] = _text(
                [unit[name] for name in ("unit", "short", "unit_en", "short_en")], [unit["unit"], unit["short"]]
            )
    units = {(each["list_id"], unit["unit_id"]): unit for each in about["lists"] for unit in each["units"]}
    leads: dict[str, list[Mapping[str, Any]]] = {}
    mentions: dict[str, list[Mapping[str, Any]]] = {}
    for each in about["lists"]:
        for row in each["responsibility"]:
            unit = units.get((each["list_id"], row["unit_id"]))
            if unit and row["role"] == "lead":
                leads.setdefault(row["commitment_id"], []).append(unit)
        for mention in each["mentions"]:
            mentions.setdefault(mention["commitment_id"], []).append(mention)
    languages = [
        translator(lang).with_table(
            {row["uom"]: row for row in about["units_of_measure"]}, {row["theme"]: row for row in about["themes"]}
        )
        for lang in ("zh", "en")
    ]
    of_theme = {row["theme"]: [row["name"], row["short"].replace(" ", "")] for row in about["themes"]}
    theme_en = {row["theme"]: [row["name_en"], row["short_en"]] for row in about["themes"]}
    topics, actions = ({row[key]: row for row in about[f"{key}s"]} for key in ("topic", "action"))
    scopes = {row["scope"]: row["scope_en"] for row in about["scopes"]}
    for row in rows:
        own = [
            mention
            for mention in mentions.get(row["commitment_id"], ())
            if not mention["basis_targets"] or row["target_id"] in mention["basis_targets"].split()
        ]
        # By their codes: in the order of the text they would be its own enumeration again.
        acting = [actions[code] for code in sorted(mention["action"] for mention in own if mention["action"])]
        topic = topics[row["topic"]]
        whose = [units[row["list_id"], row["unit_id"]], *leads.get(row["commitment_id"], ())]
        names = [
            *(unit[name] for unit in whose for name in ("unit", "short")),
            *(row[name] for name in ("commitment", "indicator")),
            *of_theme[row["theme"]],
            topic["topic_zh"],
            *(action["action_zh"] for action in acting),
        ]
        texts = [
            *names,
            *(unit[name] for unit in whose for name in ("unit_en", "short_en")),
            *(row[name] for name in ("unit", "unit_en", "commitment_en", "statement", "statement_en")),
            *(row[name] for name in ("measure", "measure_en", "indicator_en")),
            *(row[name] for name in ("scope", "figure", "uom", "std_uom", "target_id")),
            *theme_en[row["theme"]],
            topic["topic_en"],
            *(name for action in acting for name in (action["action_en"], *(action["wordings"] or "").split("、"))),
            *sorted(mention["words"] for mention in own),
            *_amounts(row, scopes, languages),
        ]
        row["found_by"] = _text(texts, names)


def _amounts(row: Mapping[str, Any], scopes: dict[str, str], languages: Sequence[Translator]) -> Iterator[str]:
    """How much a row says of what, by when: as it is written in both languages."""
    for t in languages:
        yield quantity.scope_words(row["scope"], scopes, t)
        if row["deadline"] is not None:
            yield quantity.day(row["deadline"], t)
            yield str(row["deadline"])[:10]
        if row["kind"] == "qualitative" or (row["kind"] == "date" and row["deadline"] is None):
            continue
        yield quantity.amount_words(row, t)
        for name in ("uom", "std_uom"):
            if row[name]:
                yield quantity.unit_of_measure(row[name], t)
        if row["std_uom"] and row["std_value"] is not None:
            yield quantity.standard(row["std_value"], row["std_uom"], t)
            yield f"{quantity.number(row['std_value'])}{row['std_uom']}"
            if t.lang == "en" and row["comparator"] in _SIGNS:
                exact = quantity.standard(row["std_value"], row["std_uom"], t)
                yield from (f"{_SIGNS[row['comparator']]}{each}" for each in dict.fromkeys((exact, exact.removeprefix("CNY "))))
    if row["value"] is not None and row["uom"]:
        exact = f"{quantity.number(row['value'])}{row['uom']}"
        yield from (wording.format(exact) for wording in _WORDINGS.get(row["comparator"], ()))


def _text(texts: Iterable[object], names: Iterable[object]) -> str:
    """One text in which words are looked for: what holds another holds its words."""
    return _joined(tuple(folded(texts)), tuple(pinyin(names)))


@lru_cache(maxsize=4096)
def _joined(texts: tuple[str, ...], syllables: tuple[str, ...]) -> str:
    """Kept, as a list that is being curated is put together again and again, and few of its rows have changed."""
    joint = "\n".join(f" {each} " for each in texts)
    longest = [each for each in texts if joint.count(f" {each} ") == 1]
    return f" {' '.join(longest)} {' '.join(syllables)} "
