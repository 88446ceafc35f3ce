"""Any choice: its link brings it back, its rows are those that an independent filter leaves, its files are the same bytes."""

import functools
import json
import operator
import re
import string
from dataclasses import replace

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenjin import views
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.files import export, workbook
from fenjin.language.translate import translator
from fenjin.paths import CURATED, METADATA_KEY, TABLE
from fenjin.views import Context, selection
from fenjin.views.lists import within
from fenjin.views.parameter import SEARCH, read
from fenjin.views.selection import BOUNDS, FACETS, Filters
from fenjin.views.sought import words_of
from tests import profiles

LINK = "https://example.org/explore"


@functools.cache
def context():
    return Context(current(), "xiangyang-2022", translator("zh"), Look())


@functools.cache
def again():
    """The same, opened by somebody else."""
    return Context(Database(), "xiangyang-2022", translator("zh"), Look())


@functools.cache
def codes():
    return views.codes(context())


def acting():
    """The actions that each row is about, by its commitment and number, as the curated files have them."""
    folder = CURATED / "xiangyang-2022"
    mentions = pd.read_csv(folder / "mentions.csv", dtype=str, keep_default_na=False)
    found = {}
    for row in mentions[(mentions["action"] != "") & (mentions["status"] == "reviewed")].itertuples():
        found.setdefault((row.unit_id, int(row.commitment_no)), []).append((row.action, {int(n) for n in row.targets.split()}))
    return found


@functools.cache
def read_independently():
    """The table as pandas reads it, each row with the actions that it is about and the texts that a search looks into."""
    file = parquet.read_table(TABLE)
    topics = {each["topic"]: each for each in json.loads(file.schema.metadata[METADATA_KEY])["topics"]}
    frame = file.to_pandas().astype(object)
    frame = frame.where(frame.notna(), None)
    words = [f"{name}{ending}" for name in ("unit", "commitment", "statement", "measure", "indicator") for ending in ("", "_en")]
    fields = [*words, "scope", "figure"]
    frame["texts"] = [
        [str(row[name]).lower() for name in fields if row[name] is not None]
        + [topics[row["topic"]]["topic_zh"].lower(), topics[row["topic"]]["topic_en"].lower()]
        for _, row in frame.iterrows()
    ]
    known = pd.read_csv(CURATED / "actions.csv", dtype=str, keep_default_na=False)
    named = {row.action: [row.action_zh, row.action_en.lower(), row.wordings.lower()] for row in known.itertuples()}
    of = acting()
    frame["actions"] = [
        {
            action
            for action, numbers in of.get((row["unit_id"], row["commitment_no"]), [])
            if not numbers or int(row["target_id"][-2:]) in numbers
        }
        for _, row in frame.iterrows()
    ]
    for _, row in frame.iterrows():
        row["texts"].extend(text for action in row["actions"] for text in named[action])
    return frame.to_dict("records")


CELL = {
    "list": lambda row: row["list_id"],
    "unit": lambda row: row["unit_id"],
    "indicator": lambda row: row["indicator_id"] or "none",
    "comparator": lambda row: row["comparator"] or "none",
    "uom": lambda row: row["uom"] or "none",
    "firmness": lambda row: row["firmness"] or "none",
    "measurable": lambda row: "no" if row["kind"] == "qualitative" else "yes",
    "due": lambda row: str(row["deadline"])[:7] if row["deadline"] is not None else "none",
}


def kept(row, filters):
    """Whether a row satisfies every filter, by a reading of them that shares nothing with the queries."""
    for facet, codes in filters.sets:
        if facet == "action":
            if not (row["actions"] or {"none"}) & set(codes):
                return False
        elif CELL.get(facet, lambda row, facet=facet: row[facet])(row) not in codes:
            return False
    highest = row["std_value"] if row["std_high"] is None else row["std_high"]
    if filters.low is not None and not (row["std_value"] is not None and row["std_value"] >= filters.low):
        return False
    if filters.high is not None and not (highest is not None and highest <= filters.high):
        return False
    printed = [each for each in (row["value"], row["value_high"]) if each is not None]
    fits = {"above": operator.gt, "below": operator.lt, "equals": operator.eq}
    if any(
        not printed or not all(fits[name](each, bound) for each in printed)
        for name, bound in filters.bounds.items()
        if name in fits
    ):
        return False
    patterns = filters.sought.patterns if filters.sought else [word.pattern for word in words_of(filters.words)]
    return all(re.search(pattern, row["found_by"]) for pattern in patterns)


@functools.cache
def texts():
    return [text for row in read_independently() for text in row["texts"] if len(text) > 3]


@st.composite
def piece(draw):
    """A piece of a text that is searched, without spaces."""
    text = draw(st.sampled_from(texts()))
    start = draw(st.integers(0, len(text) - 2))
    return "".join(text[start : start + draw(st.integers(1, 4))].split()) or "市"


odd = st.text(st.sampled_from([*string.punctuation, *string.ascii_letters, "％", "公", "里", "\u3000", "１"]), max_size=6)
numbers = st.one_of(
    st.none(),
    st.sampled_from([0.0, 1.0, 10.0, 66.0, 100.0, 144500.0, 1e6]),
    st.floats(-1e6, 1e7, width=32).map(lambda n: n + 0.0),
)


@st.composite
def choices(draw):
    """Filters as a person might set them: a few facets, bounds, words."""
    facets = draw(st.lists(st.sampled_from(FACETS), unique=True, max_size=3))
    sets = []
    for facet in (facet for facet in FACETS if facet in facets):
        sets.append((facet, tuple(draw(st.lists(st.sampled_from(codes()[facet]), unique=True, min_size=1, max_size=4)))))
    words = " ".join(draw(st.lists(st.one_of(piece(), odd), max_size=3)))
    cleaned, _ = read({"q": words}, {"q": SEARCH})
    # Bounds are mostly missing, since hardly a row is within many.
    bounds = {name: draw(numbers) for name in draw(st.lists(st.sampled_from(BOUNDS), unique=True, max_size=2))}
    return Filters(tuple(sets), words=cleaned.get("q", ""), **bounds)


@given(choices())
def test_rows_are_those_of_an_independent_filter(filters):
    found = context().frame("explore", **filters.parameters())
    assert list(found["target_id"]) == [row["target_id"] for row in read_independently() if kept(row, filters)]


@profiles.costly()
@given(choices(), st.sampled_from(FACETS))
def test_each_choice_tells_how_many_rows_it_would_leave(filters, facet):
    told = views.facets(context(), filters)[facet]
    filters = within(context(), filters)[1]
    others = tuple((name, codes) for name, codes in filters.sets if name != facet)
    for code in codes()[facet][:8]:
        narrowed = replace(filters, sets=(*others, (facet, (code,))))
        assert told.get(code, 0) == sum(kept(row, narrowed) for row in read_independently())


@given(choices(), st.lists(st.sampled_from(list(views.COLUMNS)), unique=True, min_size=1), st.sampled_from(list(views.ORDERS)))
@profiles.costly()
def test_a_link_brings_back_choice_frame_and_bytes(filters, columns, order):
    linked, dropped = selection.filters(filters.link(), codes())
    assert dropped == []
    assert linked == filters
    one = views.explore(context(), filters, tuple(columns), order)
    other = views.explore(again(), linked, tuple(columns), order)
    assert one is not other
    pd.testing.assert_frame_equal(one.frame, other.frame)
    pd.testing.assert_frame_equal(one.table, other.table)
    for made in (lambda view, _context: export.csv(view.table), *MAKERS):
        assert made(one, context()) == made(other, again())


MAKERS = [
    lambda view, context: workbook.excel(view, context, LINK),
    lambda view, context: export.parquet(view, context, LINK),
    lambda view, context: export.as_json(view, context, LINK),
]


@pytest.mark.parametrize(("text", "kept"), [
    ("-0", {"low": "0"}), ("1e3", {"low": "1000"}), ("+2.50", {"low": "2.5"}), (".5", {"low": "0.5"}), ("0.1", {"low": "0.1"}),
    ("1_000", {}), ("nan", {}), ("inf", {}), ("1e300", {}), ("0x10", {}), ("１０", {}), (" 5", {}), ("", {}),
])  # fmt: skip
def test_a_bound_is_a_plain_number(text, kept):
    found, dropped = selection.filters({"low": text}, codes())
    assert found.link() == kept
    assert bool(dropped) == (not kept)


@given(choices())
def test_the_parameters_of_a_query_give_the_same_link(filters):
    link = selection.link_of(filters.parameters())
    assert {**link, "q": ""} == {**filters.link(), "q": ""}
    # Of the words it says what they mean, also where they are searched for by their sound or nearly.
    own = within(context(), filters)[1]
    for linked in (link, selection.link_of(own.parameters())):
        again, _dropped = selection.filters(linked, codes())
        assert [word.wordings for word in words_of(again.words)] == [word.wordings for word in words_of(filters.words)]


@pytest.mark.parametrize("order", views.ORDERS)
def test_an_order_keeps_every_row(order):
    one = views.explore(context(), Filters(), order=order).table
    assert sorted(one["目标编号"]) == sorted(row["target_id"] for row in read_independently())


def test_values_are_ordered_within_one_indicator_and_scope():
    table = views.explore(
        context(), Filters((("indicator", ("rural-roads",)), ("unit", ("zaoyang", "gucheng")))), order="value"
    ).table
    assert list(zip(table["单位"], table["口径"], table["目标"], strict=True)) == [
        ("谷城县", "县乡道", "20公里"), ("枣阳市", "提档升级", "160公里"), ("谷城县", "提档升级", "120公里"),
        ("谷城县", "路网延伸连通", "90公里"), ("枣阳市", "", "310公里"),
    ]  # fmt: skip


def test_chosen_columns_come_in_their_own_order_with_the_number_of_the_target():
    table = views.explore(context(), Filters(), ("std_value", "unit")).table
    assert list(table.columns) == ["单位", "标准值", "目标编号"]
