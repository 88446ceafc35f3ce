"""What is said of those who read a list: never more than is on record, in both languages."""

import pandas as pd
import pytest

from fenjin.language.reading import readings
from fenjin.language.translate import translator
from fenjin.table.agreement import agreements
from fenjin.table.curated import CURATORS, READINGS

ZH, EN = translator("zh"), translator("en")
TWO_MODELS = [("first", "model"), ("second", "model"), ("settler", "model"), ("reviewer", "model")]
# Ten rows of one and ten of the other, eight of them paired: twelve in all. Nine of twelve is 75 %, six of twelve 50 %.
AGREED = {"targets": {"first": 10, "second": 10, "paired": 8, "quantity": 6, "everything": 3}}
UNKNOWN_ZH = "没有留下两份互不相看的结果，一致的程度无从知道。"
UNKNOWN_EN = "Two results made without sight of each other were not kept, so how far they would agree is not known."
NO_PERSON_EN = "There is no record that a person read them."


def readers(*roles, reads="targets"):
    return [{"role": role, "reads": reads, "kind": kind} for role, kind in roles]


@pytest.mark.parametrize(("given", "agreement", "zh", "en"), [
    ([], {}, "由谁或什么读过、读过几遍，没有记录。" + UNKNOWN_ZH, f"Who or what read them, and how often, is not on record. {UNKNOWN_EN}"),
    ([("drafter", "person")], {}, "起草：人。" + UNKNOWN_ZH, f"drafted: person. {UNKNOWN_EN}"),
    ([("first", "person")], {}, "通读：人。" + UNKNOWN_ZH, f"read: person. {UNKNOWN_EN}"),
    ([("drafter", "rules")], {}, "起草：规则。没有真人读过的记录。" + UNKNOWN_ZH, f"drafted: rules. {NO_PERSON_EN} {UNKNOWN_EN}"),
    ([("drafter", "rules"), ("reviewer", "person"), ("reviewer", "person")], {},
     "起草：规则；审读：人 × 2。" + UNKNOWN_ZH, f"drafted: rules; reviewed: person × 2. {UNKNOWN_EN}"),
    (TWO_MODELS, AGREED,
     "各自通读，互不相看：语言模型 × 2；裁定：语言模型；审读：语言模型。没有真人读过的记录。两份互不相看的结果共12行，相互对应的8行（66.7%）；"
     "数量完全一致的占全部的50%，所有列都一致的占全部的25%。两份都不是真人的结果，一致的程度不能当作两个互不相干的人的一致。",
     f"read twice, neither reader seeing the work of the other: language model × 2; settled: language model; reviewed: language model. {NO_PERSON_EN} "
     "The two results made without sight of each other hold 12 rows in all, of which 8 match (66.7%); 50% of all rows agree on the whole quantity, "
     "25% on every column. Neither is the work of a person, so the agreement is not that of two unconnected people."),
    ([("first", "person"), ("second", "model")], AGREED,
     "各自通读，互不相看：人、语言模型。两份互不相看的结果共12行，相互对应的8行（66.7%）；数量完全一致的占全部的50%，所有列都一致的占全部的25%。",
     "read twice, neither reader seeing the work of the other: person, language model. The two results made without sight of each other hold 12 rows in all, "
     "of which 8 match (66.7%); 50% of all rows agree on the whole quantity, 25% on every column."),
    # Both results were kept, but nobody wrote down whose they are.
    ([], AGREED,
     "由谁或什么读过、读过几遍，没有记录。两份互不相看的结果共12行，相互对应的8行（66.7%）；数量完全一致的占全部的50%，所有列都一致的占全部的25%。",
     "Who or what read them, and how often, is not on record. The two results made without sight of each other hold 12 rows in all, "
     "of which 8 match (66.7%); 50% of all rows agree on the whole quantity, 25% on every column."),
], ids=["nothing known", "one person drafted", "one person read", "rules", "rules and people", "two models", "person and model", "whose is unknown"])  # fmt: skip
def test_what_is_said_of_the_readers_of_targets(given, agreement, zh, en):
    assert readings(readers(*given), agreement, ZH) == {"targets": zh}
    assert readings(readers(*given), agreement, EN) == {"targets": en}


def test_only_what_was_read_is_told_of():
    """Of mentions, firmness and scopes where somebody read them; of mentions also where the list has some that nobody is known to have read."""
    assert list(readings([], {}, ZH)) == ["targets"]
    assert readings([], {}, ZH, "mentions")["mentions"] == "由谁或什么读过、读过几遍，没有记录。" + UNKNOWN_ZH
    told = readings(readers(("drafter", "rules"), reads="firmness") + readers(("reviewer", "person"), reads="scopes"), {}, ZH)
    assert told["firmness"] == "起草：规则。没有真人读过的记录。"
    assert told["scopes"] == "审读：人。"


NAMED = {"unit_id": "jia", "commitment_no": 1, "indicator_id": None, "targets": None, "firmness": None}
FIRST = [
    {**NAMED, "action": "canals", "targets": "1 2", "firmness": "ensure", "start": 10, "end": 12},
    {**NAMED, "action": "pumps", "start": 20, "end": 22},
    {**NAMED, "action": "dams", "start": 30, "end": 32},
]
SECOND = [
    # The same but for the order of its figures; of other firmness; elsewhere in the text; what the first does not have.
    {**NAMED, "action": "canals", "targets": "2 1", "firmness": "ensure", "start": 11, "end": 14},
    {**NAMED, "action": "pumps", "firmness": "strive", "start": 22, "end": 24},
    {**NAMED, "action": "dams", "commitment_no": 2, "start": 30, "end": 32},
    {**NAMED, "action": None, "indicator_id": "dams", "start": 30, "end": 32},
]


def test_agreement_on_mentions():
    """By hand: five different mentions, two of them with both; both agree on figures, one on firmness, one overlaps."""
    files = dict(zip(READINGS, map(pd.DataFrame, (FIRST, SECOND)), strict=True))
    agreed = agreements(files)
    assert agreed == {"mentions": {"first": 3, "second": 4, "paired": 2, "targets": 2, "firmness": 1, "place": 1}}
    told = readings(readers(("first", "person"), ("second", "person"), reads="mentions"), agreed, ZH)["mentions"]
    assert told == (
        "各自通读，互不相看：人 × 2。两份互不相看的结果共5处，两份都有的2处（40%）；其中所属数字一致的占100%，语气一致的占50%，位置重叠的占50%。"
    )
    apart = agreements({READINGS[0]: pd.DataFrame(FIRST[2:]), READINGS[1]: pd.DataFrame(SECOND[:1])})
    assert "none is in both" in readings([], apart, EN)["mentions"]


def test_without_both_readings_there_is_no_agreement():
    rows = pd.DataFrame(FIRST)
    for names in (CURATORS, READINGS):
        assert agreements({names[0]: rows}) == agreements({names[0]: rows, names[1]: rows.iloc[:0]}) == {}
