"""Every rule of the contract, held against rows just within and just beyond it; a broken build says where, and publishes nothing."""

import contextlib
import math
import re

import duckdb
import pandas as pd
import pyarrow as arrow
import pytest

from fenjin import views
from fenjin.data.database import Database
from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.paths import CURATED, ROOT
from fenjin.table import contract
from fenjin.table.__main__ import main
from fenjin.table.build import assemble, write
from fenjin.table.curated import FILES, BuildError
from fenjin.views import Context
from tests.curated import commitment, edit, load, problems, published, save, target, unit

LIST = "xiangyang-2022"
TOPICS, INDICATORS, SCOPES, ACTIONS = "topics.csv", "indicators.csv", "scopes.csv", "actions.csv"
ABOUT, UNITS, COMMITMENTS = f"{LIST}/list.csv", f"{LIST}/units.csv", f"{LIST}/commitments.csv"
TARGETS, NUMERALS = f"{LIST}/targets.csv", f"{LIST}/numerals.csv"
FIRST = f"{LIST}/curators/first.csv"


@pytest.fixture(scope="module")
def before():
    """The rows that the curated files give as they are."""
    return published(CURATED)


# One cell changed so that one rule breaks, each in a row of its own: the file, the row, the cells, and the column to be complained of.
BROKEN = {
    "target-id-unique": (TARGETS, target("yicheng", 2, 2), {"target_no": "1"}, "target_no"),
    "target-id-form": (COMMITMENTS, commitment("zaoyang", 3), {"commitment_no": "100"}, "commitment_no"),
    "unit-type": (UNITS, unit("zaoyang"), {"unit_type": "town"}, "unit_type"),
    "adcode": (UNITS, unit("yicheng"), {"adcode": ""}, "adcode"),
    "title-length": (COMMITMENTS, commitment("zaoyang", 1), {"commitment": "长" * 21}, "commitment"),
    "statement-length": (COMMITMENTS, commitment("zaoyang", 2), {"statement": "长" * 61}, "statement"),
    "title-english": (COMMITMENTS, commitment("nanzhang", 5), {"commitment_en": "Rural 交通"}, "commitment_en"),
    "statement-english": (COMMITMENTS, commitment("party-office", 2), {"statement_en": "W" * 301}, "statement_en"),
    "measure-english": (TARGETS, target("zaoyang", 5, 6), {"measure_en": "Roads，total length"}, "measure_en"),
    "both-english": (COMMITMENTS, commitment("yicheng", 3), {"commitment_en": ""}, "statement_en"),
    "theme": (TARGETS, target("zaoyang", 1, 1), {"theme": "sport"}, "theme"),
    "topic": (TARGETS, target("zaoyang", 1, 3), {"topic": "grain-and-produce"}, "topic"),
    "measure": (TARGETS, target("zaoyang", 2, 1), {"measure": ""}, "measure"),
    "indicator": (TARGETS, target("zaoyang", 2, 2), {"indicator_id": "no-such-indicator"}, "indicator_id"),
    "indicator-kind": (TARGETS, target("baokang", 4, 2), {"kind": "growth"}, "kind"),
    "scope-needs-indicator": (TARGETS, target("zaoyang", 4, 1), {"scope": "亿元以上"}, "scope"),
    "scope-translated": (TARGETS, target("yicheng", 1, 1), {"scope": "亿元以上，无此口径"}, "scope"),
    "comparable-once": (TARGETS, target("zaoyang", 5, 7), {"scope": ""}, "scope"),
    "kind": (TARGETS, target("zaoyang", 5, 3), {"kind": "amount"}, "kind"),
    "comparator": (TARGETS, target("zaoyang", 2, 3), {"comparator": "about"}, "comparator"),
    "value": (TARGETS, target("zaoyang", 4, 2), {"value": ""}, "value"),
    "value-finite": (TARGETS, target("zaoyang", 4, 3), {"value": "inf"}, "value"),
    "value-high": (TARGETS, target("zaoyang", 4, 4), {"comparator": "range"}, "value_high"),
    "range-order": (TARGETS, target("dongjin", 2, 1), {"value_high": "1"}, "value_high"),
    "uom": (TARGETS, target("zaoyang", 5, 1), {"uom": ""}, "uom"),
    "uom-known": (TARGETS, target("zaoyang", 5, 2), {"uom": "光年"}, "uom"),
    "uom-percent": (TARGETS, target("baokang", 4, 1), {"uom": "个"}, "uom"),
    "std-value": (TARGETS, target("zaoyang", 5, 4), {"uom": "公里"}, "uom"),
    "share-range": (TARGETS, target("baokang", 5, 3), {"value": "101"}, "value"),
    "not-negative": (TARGETS, target("zaoyang", 5, 5), {"value": "-1"}, "value"),
    "firmness": (TARGETS, target("zaoyang", 5, 8), {"firmness": "hope"}, "firmness"),
    "tier": (TARGETS, target("zaoyang", 5, 9), {"tier": "middle"}, "tier"),
    "part-of": (TARGETS, target("xiangzhou", 5, 3), {"part_of": "xiangzhou/01.01"}, "part_of"),
    "date-deadline": (TARGETS, target("state-assets", 1, 1), {"deadline": ""}, "deadline"),
    "deadline-year": (TARGETS, target("health", 1, 1), {"deadline": "2021-06-30"}, "deadline"),
    "figure": (TARGETS, target("zaoyang", 6, 1), {"figure": ""}, "figure"),
    "figure-length": (TARGETS, target("zaoyang", 6, 2), {"end": "1467"}, "end"),
    "offsets": (TARGETS, target("yicheng", 1, 3), {"start": "97", "end": "102"}, "start"),
    "bound-word": (TARGETS, target("zaoyang", 2, 2), {"bound_start": ""}, "bound_word"),
    "bound-place": (TARGETS, target("nanzhang", 3, 1), {"bound_start": "2600"}, "bound_start"),
    "reading": (TARGETS, target("yicheng", 7, 1), {"reading": "guess"}, "reading"),
    "para": (COMMITMENTS, commitment("yicheng", 1), {"para": "0"}, "para"),
    "para-start": (COMMITMENTS, commitment("laohekou", 1), {"para_start": "999999"}, "para_start"),
    "order": (UNITS, unit("nanzhang"), {"unit_order": "0"}, "unit_order"),
    "sha256": (ABOUT, {"list_id": LIST}, {"source_sha256": "4d98"}, "source_sha256"),
    "english": (UNITS, unit("baokang"), {"unit_en": "保康"}, "unit_en"),
}

RULES = {rule.name: rule for rule in contract.RULES}
# The build derives the league and leaves drafts out, so that no curated file can break these.
DERIVED = {"league", "published"}

# Rows of the real list by what they say: a level with and without an indicator, a range, a share, a growth, a reduction, a date,
# a part of a total, a commitment without figures; one of a zone and one of a department.
LEVEL, PLAIN, RANGE, SHARE, GROWTH = "zaoyang/01.01", "zaoyang/01.03", "dongjin/02.01", "baokang/04.01", "nanzhang/02.03"
BOUND = "zaoyang/02.02"  # 突破50家, of which 50家 is from 838 to 841
WITHIN = {"commitment_start": 679, "commitment_end": 870}
REDUCTION, DATE, PART, TOTAL = "fancheng/02.01", "state-assets/01.01", "zaoyang/05.07", "zaoyang/05.06"
BARE, ZONE, DEPARTMENT = "zaoyang/03.00", "dongjin/02.01", "supply-marketing/02.01"

# A row, changed cells, and the rules that it breaks then. What the rules look at beside the columns is a cell as well.
BREAKS = [
    (PLAIN, {"target_id": f"{LIST}/zaoyang/1.03"}, {"target-id-form"}),
    (PLAIN, {"target_id": f"{LIST}/zaoyang/01.3"}, {"target-id-form"}),
    (PLAIN, {"target_id": f"{LIST}/yicheng/01.99"}, {"target-id-form"}),
    (PLAIN, {"target_id": "xiangyang-2023/zaoyang/01.03"}, {"target-id-form"}),
    (LEVEL, {"unit_type": "town"}, {"unit-type", "league", "adcode"}),
    (LEVEL, {"league": "department"}, {"league"}),
    (ZONE, {"league": "department"}, {"league"}),
    (DEPARTMENT, {"league": "county"}, {"league"}),
    (LEVEL, {"league": None}, {"league"}),
    *((LEVEL, {"adcode": code}, {"adcode"}) for code in (None, "42068", "4206831", "42068a", "襄阳")),
    *((unit, {"adcode": code}, {"adcode"}) for unit in (ZONE, DEPARTMENT) for code in ("0", "420600", "襄阳")),
    *((LEVEL, {"commitment": title}, {"title-length"}) for title in ("长", "长" * 21, None)),
    *((LEVEL, {"statement": text}, {"statement-length"}) for text in ("长" * 3, "长" * 61, None)),
    *((LEVEL, {"commitment_en": title}, {"title-english"}) for title in ("", "T" * 81, "Growth 增长")),
    *((LEVEL, {"statement_en": text}, {"statement-english"}) for text in ("", "S" * 301, "Grow，and prosper")),
    *((LEVEL, {"measure_en": measure}, {"measure-english"}) for measure in ("", "M" * 121, "Roads（km）")),
    (LEVEL, {"commitment_en": None}, {"both-english"}),
    (LEVEL, {"statement_en": None}, {"both-english"}),
    (LEVEL, {"commitment_en": None, "statement_en": None, "measure_en": None}, set()),
    (LEVEL, {"theme": "sport"}, {"topic"}),
    *((LEVEL, {"theme_known": known}, {"theme"}) for known in (False, None)),
    (LEVEL, {"topic_theme": "rural"}, {"topic"}),
    (LEVEL, {"topic_theme": None}, {"topic"}),
    (LEVEL, {"measure": ""}, {"measure"}),
    (LEVEL, {"measure": None}, {"measure"}),
    (LEVEL, {"indicator_kind": None}, {"indicator"}),
    (LEVEL, {"indicator_kind": "share"}, {"indicator-kind"}),
    (PLAIN, {"scope": "工业", "scope_known": True}, {"scope-needs-indicator"}),
    (LEVEL, {"scope_known": False}, {"scope-translated"}),
    (LEVEL, {"scope_known": None}, {"scope-translated"}),
    (PLAIN, {"kind": "amount"}, {"kind"}),
    (PLAIN, {"comparator": "about"}, {"comparator"}),
    (PLAIN, {"comparator": None}, {"comparator"}),
    (BARE, {"comparator": "eq"}, {"comparator"}),
    (PLAIN, {"value": None}, {"value"}),
    (DATE, {"value": 1.0}, {"value"}),
    (BARE, {"value": 1.0}, {"value"}),
    *((PLAIN, {"value": value}, {"value-finite"}) for value in (1e15, math.inf, math.nan)),
    (PLAIN, {"comparator": "range"}, {"value-high"}),
    (PLAIN, {"value_high": 200.0}, {"value-high"}),
    (RANGE, {"value_high": 1.0}, {"range-order"}),
    (RANGE, {"value_high": 0.5}, {"range-order"}),
    (PLAIN, {"uom": None}, {"uom"}),
    (PLAIN, {"uom": None, "value": None}, {"uom", "value"}),
    (DATE, {"uom": "个", "uom_known": True}, {"uom"}),
    (BARE, {"uom": "个", "uom_known": True}, {"uom"}),
    (PLAIN, {"uom_known": False}, {"uom-known"}),
    *((each, {"uom": "个"}, {"uom-percent"}) for each in (SHARE, GROWTH, REDUCTION)),
    (SHARE, {"uom": "个百分点"}, {"uom-percent"}),
    (PLAIN, {"std_value": None}, {"std-value"}),
    (SHARE, {"value": 100.5}, {"share-range"}),
    (SHARE, {"value": -0.5}, {"share-range", "not-negative"}),
    (LEVEL, {"value": -0.5}, {"not-negative"}),
    (REDUCTION, {"value": -0.5}, {"not-negative"}),
    (LEVEL, {"firmness": "hope"}, {"firmness"}),
    (LEVEL, {"firmness": None}, {"firmness"}),
    *((BARE, {"firmness": code}, {"firmness"}) for code in ("plain", "hope")),
    (LEVEL, {"tier": "middle"}, {"tier"}),
    (LEVEL, {"tier": None}, {"tier"}),
    *((PART, {"part_of": f"{LIST}/{other}"}, {"part-of"}) for other in (PART, LEVEL, "zaoyang/05.99")),
    (DATE, {"deadline": None}, {"date-deadline"}),
    (DATE, {"deadline": "2021-12-31"}, {"deadline-year"}),
    (DATE, {"deadline": "2033-01-01"}, {"deadline-year"}),
    (LEVEL, {"figure": None}, {"figure"}),
    (LEVEL, {"figure": "一百一十个"}, {"figure-length"}),
    (LEVEL, {"commitment_start": 598}, {"offsets"}),
    (LEVEL, {"commitment_end": 600}, {"offsets"}),
    (BARE, {"commitment_start": 0, "end": 0, "start": 0}, {"offsets", "para-start"}),
    (LEVEL, {"first_char": 0, "last_char": 3}, {"para-start"}),
    (LEVEL, {"first_char": None}, {"para-start"}),
    (LEVEL, {"last_char": 188}, {"para-start"}),
    (BOUND, {"bound_word": None}, {"bound-word", "bound-place"}),
    (BOUND, {"bound_start": None}, {"bound-word"}),
    (LEVEL, {"bound_word": "突破"}, {"bound-word"}),
    (BARE, {"bound_word": "突破", "bound_start": 800}, {"bound-word", "bound-place"}),
    # Too far before the figure, within it, too far behind it; and before or behind its commitment.
    *((BOUND, {**WITHIN, "bound_start": place}, {"bound-place"}) for place in (815, 837, 839, 862)),
    (BOUND, {"commitment_start": 837}, {"bound-place"}),
    (BOUND, {"bound_start": 841, "commitment_end": 842}, {"bound-place"}),
    (BOUND, {"reading": "guess"}, {"reading"}),
    (BARE, {"reading": "zero"}, {"reading"}),
    (LEVEL, {"para": 0}, {"para"}),
    (LEVEL, {"unit_order": 0}, {"order"}),
    *((LEVEL, {"source_sha256": given}, {"sha256"}) for given in ("4d98", "4D" * 32, "4d" * 33, None)),
    (LEVEL, {"status": "draft"}, {"published"}),
    *((LEVEL, {"unit_en": name}, {"english"}) for name in ("枣阳", "Zaoyang 市", "", None)),
]
# What is just within the rules.
KEEPS = [
    (PLAIN, {"target_id": f"{LIST}/zaoyang/99.99"}),
    *((LEVEL, {"commitment": "长" * length}) for length in (2, 20)),
    *((LEVEL, {"statement": "长" * length}) for length in (4, 60)),
    (PART, {"scope": None, "tier": "stretch"}),
    (PLAIN, {"value": 1e15 - 1}),
    (RANGE, {"value_high": 1.5}),
    *((SHARE, {"value": value}) for value in (0.0, 100.0)),
    (LEVEL, {"value": 0.0}),
    (PLAIN, {"value": 0.0, "uom": None}),
    *((BARE, {"firmness": code}) for code in ("ensure", "task", "strive")),
    (LEVEL, {"firmness": "task"}),
    (PLAIN, {"kind": "grade"}),
    (GROWTH, {"value": -5.0}),
    *((each, {"uom": uom}) for each in (GROWTH, REDUCTION) for uom in ("‰", "倍", "个百分点")),
    *((DATE, {"deadline": day}) for day in ("2022-01-01", "2032-12-31")),
    (LEVEL, {"deadline": "2022-12-31"}),
    (BARE, {"end": 858, "last_char": 444}),
    (LEVEL, {"first_char": 1, "last_char": 4}),
    *((BOUND, {**WITHIN, "bound_start": place}) for place in (816, 835, 841, 861)),
    *((BOUND, {"reading": code}) for code in ("zero", "unit", "shared")),
]


@pytest.fixture(scope="module")
def judged():
    """Says which rules the real rows break once cells of one of them are changed: by rule, the targets that break it."""
    database = current()
    with duckdb.connect(":memory:") as connection:
        for name, rows in database.tables().items():
            connection.register(name, rows)
        uoms = [each["uom"] for each in connection.execute("select distinct uom from targets").to_arrow_table().to_pylist()]
        asked = {"lists": [LIST], "uoms": uoms}
        given = connection.execute(f"select * from {contract.PUBLISHED_ROWS}", asked).to_arrow_table()
        # A column of codes would take no other than those that are in it.
        loose = [each.type.value_type if arrow.types.is_dictionary(each.type) else each.type for each in given.schema]
        connection.register("loose", given.cast(arrow.schema(list(zip(given.column_names, loose, strict=True)))))
        connection.execute("create table given as select *, target_id as mark from loose")

        def ask(short="", **cells):
            connection.begin()
            try:
                for column, cell in cells.items():
                    changed = connection.execute(
                        f'update given set "{column}" = $cell where mark = $mark and "{column}" is distinct from $cell',
                        {"cell": cell, "mark": f"{LIST}/{short}"},
                    )
                    assert changed.fetchall() == [(1,)], "the change changes nothing"
                found = contract.find_broken(connection, "given", "mark")
            finally:
                connection.rollback()
            return {rule.name: [mark.removeprefix(f"{LIST}/") for mark in marks] for rule, marks in found}

        yield ask


def test_every_rule_is_broken_once():
    """No rule is left without a row that breaks it, and no row is for a rule that is gone."""
    assert len(RULES) == len(contract.RULES), "two rules share a name"
    assert {*BROKEN, *DERIVED} == set(RULES)
    several = {"target-id-unique", "comparable-once"}
    assert several.union(*(rules for _row, _cells, rules in BREAKS)) == set(RULES)


@pytest.mark.parametrize(("row", "cells", "rules"), BREAKS)
def test_a_spoilt_cell_breaks_these_rules_and_no_other(judged, row, cells, rules):
    """And only its own row breaks them."""
    assert judged(row, **cells) == {rule: [row] for rule in rules}


@pytest.mark.parametrize(("row", "cells"), [("", {}), *KEEPS])
def test_what_is_just_within_the_rules_breaks_none(judged, row, cells):
    assert judged(row, **cells) == {}


def test_a_rule_about_several_rows_names_each_of_them(judged):
    """Two targets of one number, or of the same indicator, scope and tier."""
    assert judged(PLAIN, target_id=f"{LIST}/{LEVEL}") == {"target-id-unique": [LEVEL, PLAIN]}
    assert judged(PART, scope=None) == {"comparable-once": [TOTAL, PART]}


def test_broken_rules_are_reported_where_they_are(curated):
    """A spoilt cell for each rule, all in one build: the complaint names the file and line that were spoilt, the column, and a remedy."""
    lines = {name: edit(curated, file, where, **cells) for name, (file, where, cells, _column) in BROKEN.items()}
    found = problems(curated)
    for name, (file, _where, _cells, column) in BROKEN.items():
        mine = [problem[:3] for problem in found if problem.remedy == RULES[name].remedy]
        assert (file, lines[name], column) in mine, name
    assert all(problem.remedy.strip() for problem in found)
    # Whoever repeats a number sees the two rows that clash.
    clash = {problem.row for problem in found if problem.remedy == RULES["target-id-unique"].remedy}
    assert clash == {lines["target-id-unique"], lines["target-id-unique"] - 1}


def test_commitments_with_targets_are_checked_themselves(curated):
    """A commitment's own theme, topic and place are held to the contract also where its targets have theirs; and no two units share a tile."""
    spoilt = {1: ("theme", "sport"), 2: ("topic", "no-such-topic"), 4: ("start", "-1")}
    expected = {
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("zaoyang", number), **{column: text}), column)
        for number, (column, text) in spoilt.items()
    }
    moved = edit(curated, f"{LIST}/units.csv", {"unit_id": "nanzhang"}, tile_column="0")
    expected |= {(f"{LIST}/units.csv", line, "tile_column") for line in (moved, moved + 1)}
    assert expected <= {problem[:3] for problem in problems(curated)}


def test_the_firmness_of_a_commitment_is_that_of_its_targets_where_it_has_some(curated):
    """It is written down once; of a commitment without a target it is one of three words of the text, or nothing."""
    expected = {
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("zaoyang", 1), firmness="strive"), "firmness"),
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("zaoyang", 3), firmness="plain"), "firmness"),
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("yicheng", 4), firmness="hope"), "firmness"),
    }
    edit(curated, COMMITMENTS, commitment("yicheng", 6), firmness="ensure")
    assert {problem[:3] for problem in problems(curated)} == expected


def test_a_zero_needs_no_unit_of_measure(before):
    """清零 and 零费用 count nothing; whatever they were counted in, nothing is left."""
    zeros = before[before["value"] == 0].set_index("target_id")
    assert {name.removeprefix(f"{LIST}/") for name in zeros.index} == {
        "xiangcheng/02.01",
        "state-assets/03.01",
        "market-regulation/01.03",
    }
    assert zeros["uom"].isna().all() and (zeros["std_value"] == 0).all()


def test_errors_in_all_files_are_reported_at_once(curated):
    """Eighteen mistakes in seven files come back from one build, each where it is."""
    expected = {
        (TOPICS, edit(curated, TOPICS, {"topic": "community"}, theme="sport"), "theme"),
        (INDICATORS, edit(curated, INDICATORS, {"indicator_id": "listed-firms"}, direction="up"), "direction"),
        (INDICATORS, edit(curated, INDICATORS, {"indicator_id": "schools"}, additive="yes"), "additive"),
        (
            INDICATORS,
            edit(curated, INDICATORS, {"indicator_id": "research-reports"}, indicator_id="theory-lectures"),
            "indicator_id",
        ),
        (ABOUT, edit(curated, ABOUT, {"list_id": LIST}, list_id="xiangyang-2023"), "list_id"),
        (UNITS, edit(curated, UNITS, unit("postal"), unit_order="1"), "unit_order"),
        (UNITS, edit(curated, UNITS, unit("survey"), tile_row="three"), "tile_row"),
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("zaoyang", 3), unit_id="atlantis"), "unit_id"),
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("yicheng", 4), commitment_no="3"), "commitment_no"),
        (COMMITMENTS, edit(curated, COMMITMENTS, commitment("yicheng", 6), commitment=""), "commitment"),
        (TARGETS, edit(curated, TARGETS, target("nanzhang", 1, 1), commitment_no="99"), "commitment_no"),
        (TARGETS, edit(curated, TARGETS, target("zaoyang", 6, 1), target_no="0"), "target_no"),
        (TARGETS, edit(curated, TARGETS, target("baokang", 2, 2), value="191亿元"), "value"),
        (TARGETS, edit(curated, TARGETS, target("health", 1, 1), deadline="2月底"), "deadline"),
        (TARGETS, edit(curated, TARGETS, target("zaoyang", 2, 1), firmness="hope"), "firmness"),
        (NUMERALS, edit(curated, NUMERALS, {"targets": "zaoyang/04.01"}, reason="name"), "reason"),
        (NUMERALS, edit(curated, NUMERALS, {"start": "421"}, reason="because"), "reason"),
        (NUMERALS, edit(curated, NUMERALS, {"targets": "zaoyang/05.01"}, targets="zaoyang/05.99"), "targets"),
    }
    assert len(expected) == 18
    found = problems(curated)
    missing = expected - {problem[:3] for problem in found}
    assert missing == set()
    assert all(problem.remedy for problem in found)
    assert found == sorted(set(found)), "repeated or unordered complaints"


def test_ledger_entry_outside_its_target(curated):
    """A numeral that is listed for a target must lie inside that target's figure."""
    line = edit(curated, NUMERALS, {"targets": "zaoyang/01.01"}, targets="zaoyang/01.02")
    found = {problem[:3] for problem in problems(curated)}
    assert (NUMERALS, line, "targets") in found
    assert (TARGETS, 2, "figure") in found, "the target that lost its numeral goes unnoticed"


def test_missing_files(curated):
    """Each missing file is named; what the curators had before settling may be missing."""
    files = {TOPICS, INDICATORS, SCOPES, ACTIONS, ABOUT, UNITS, COMMITMENTS, TARGETS, NUMERALS}
    for file in (*files, FIRST):
        (curated / file).unlink()
    found = problems(curated)
    assert {problem.file for problem in found} == files
    assert all(problem.remedy for problem in found)


def test_files_that_are_none_of_ours(curated):
    """A missing or unknown column is named in the line of the header; another encoding and an empty file are named."""
    missing = {TOPICS: "theme", TARGETS: "value", NUMERALS: "numeral"}
    for file, column in missing.items():
        lines = load(curated, file)
        place = lines[0].index(column)
        save(curated, file, [row[:place] + row[place + 1 :] for row in lines])
    save(curated, UNITS, [[*row, "remark" if n == 0 else ""] for n, row in enumerate(load(curated, UNITS))])
    # As a Chinese spreadsheet saves a file.
    path = curated / COMMITMENTS
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    (curated / SCOPES).write_text("", "utf-8")
    found = problems(curated)
    places = {problem[:3] for problem in found}
    assert {(UNITS, 1, "remark"), *((file, 1, column) for file, column in missing.items())} <= places
    assert any("UTF-8" in problem.remedy for problem in found if problem.file == COMMITMENTS)
    assert SCOPES in {problem.file for problem in found}


def test_rows_with_too_many_or_too_few_cells(curated):
    """Such rows do not shift their columns in silence, nor take the first for row names, nor lack only what may be empty."""
    lines = load(curated, UNITS)
    lines[1] += ["surplus"]
    lines[39] += ["surplus", "surplus"]
    save(curated, UNITS, lines)
    lines = load(curated, SCOPES)
    save(curated, SCOPES, [lines[0], *([*row, "surplus"] for row in lines[1:])])
    lines = load(curated, NUMERALS)
    place = next(n for n, row in enumerate(lines) if row[2] and not row[3])
    lines[place] = lines[place][:3]
    save(curated, NUMERALS, lines)
    found = {problem[:2] for problem in problems(curated)}
    assert {(UNITS, 2), (UNITS, 40), (SCOPES, 2), (NUMERALS, place + 1)} <= found


def test_byte_order_mark_and_windows_line_ends_are_welcome(curated, before):
    """What a spreadsheet adds to a CSV file changes nothing."""
    for path in curated.rglob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(published(curated), before)


def test_numbers_that_are_none(curated):
    """A place for a whole number that holds something else is a complaint, never a crash."""
    rows = [
        (TARGETS, "start", (target("zaoyang", 1, 1), target("zaoyang", 1, 2), target("zaoyang", 1, 3))),
        (COMMITMENTS, "commitment_no", (commitment("zaoyang", 3), commitment("yicheng", 4), commitment("yicheng", 6))),
        (NUMERALS, "start", ({"start": "421"}, {"targets": "zaoyang/04.01"}, {"targets": "zaoyang/05.01"})),
        (FIRST, "end", tuple({"unit_id": "zaoyang", "start": start} for start in ("597", "608", "661"))),
    ]
    expected = {
        (file, edit(curated, file, where, **{column: text}), column)
        for file, column, wheres in rows
        for where, text in zip(wheres, ("", "1.5", "1e400"), strict=True)
    }
    assert len(expected) == 12
    assert expected <= {problem[:3] for problem in problems(curated)}


def release(curated, short):
    """Takes a target out of the ledger of numerals."""
    lines = load(curated, NUMERALS)
    save(curated, NUMERALS, [[row[0], row[1], "", "background"] if row[2] == short else row for row in lines])


def test_drafts_are_not_published(curated, before):
    """A draft target is left out, its commitment keeps the others; a commitment whose figures are all in draft is not passed off as one
    without figures; a draft commitment without figures is left out."""
    edit(curated, TARGETS, target("zaoyang", 1, 3), status="draft")
    release(curated, "zaoyang/01.03")
    # The ledger may go on naming a target that is back in draft: marking it takes one cell.
    edit(curated, TARGETS, target("zaoyang", 2, 3), status="draft")
    edit(curated, TARGETS, target("nanzhang", 1, 1), status="draft")
    edit(curated, COMMITMENTS, commitment("zaoyang", 3), status="draft")
    after = published(curated)
    gone = {"zaoyang/01.03", "zaoyang/02.03", "nanzhang/01.01", "zaoyang/03.00"}
    assert set(before["target_id"]) - set(after["target_id"]) == {f"{LIST}/{short}" for short in gone}
    assert set(after["target_id"]) < set(before["target_id"])
    assert set(after["status"]) == {"reviewed"}
    assert after["commitment_id"].nunique() == 304


def test_draft_words_do_not_reach_the_table(curated):
    """The title and statement of a draft commitment are not published with its reviewed figures."""
    edit(curated, COMMITMENTS, commitment("zaoyang", 1), status="draft", commitment="未定的标题")
    titles = set()
    with contextlib.suppress(BuildError):  # a refusal keeps them back as well
        titles = set(published(curated)["commitment"])
    assert "未定的标题" not in titles


def test_misspelt_status_is_reported(curated):
    """A misspelt status does not make a row vanish without a word."""
    expected = {
        (file, edit(curated, file, where, status="reviwed"), "status")
        for file, where in ((TARGETS, target("zaoyang", 1, 3)), (COMMITMENTS, commitment("zaoyang", 3)))
    }
    assert expected <= {problem[:3] for problem in problems(curated)}


def test_failed_build_leaves_the_last_good_table(curated, tmp_path, capsys):
    """A build that fails says where and what to do, and touches nothing."""
    output = tmp_path / "out" / "targets.parquet"
    output.parent.mkdir()
    output.write_bytes(b"the last good table")
    line = edit(curated, TARGETS, target("zaoyang", 1, 1), firmness="hope")
    assert main(["build", "--curated", str(curated), "--output", str(output), "--lang", "zh"]) == 1
    assert output.read_bytes() == b"the last good table"
    assert [path.name for path in output.parent.iterdir()] == ["targets.parquet"]
    said = capsys.readouterr()
    complaint = said.err.splitlines()[0]
    assert TARGETS in complaint
    assert str(line) in complaint
    assert "firmness" in complaint
    assert "hope" in complaint
    assert RULES["firmness"].remedy in complaint
    assert not said.out


def test_failed_first_build_writes_no_table(tmp_path, capsys):
    """Without curated files there is a complaint, no table, and no traceback."""
    output = tmp_path / "out" / "targets.parquet"
    assert main(["build", "--curated", str(tmp_path / "nowhere"), "--output", str(output)]) == 1
    assert not output.exists()
    assert "nowhere" in capsys.readouterr().err


def contradictions(curated):
    """Where the build finds that a unit contradicts itself, and the targets that it names."""
    found = [problem for problem in problems(curated) if "同一单位" in problem.remedy and "加起来" in problem.remedy]
    return {(*problem[:3], problem.remedy.partition("（")[2].partition("）")[0]) for problem in found}


def test_kinds_of_roads_that_come_to_more_than_all_roads_are_refused(curated):
    """谷城 states 20, 90 and 120 km of three kinds; were the 90 all its roads, the other two would be more."""
    line = edit(curated, TARGETS, target("gucheng", 4, 2), scope="")
    assert contradictions(curated) == {(TARGETS, line, "value", "gucheng/04.01 gucheng/04.03")}


def test_more_of_one_kind_than_of_all_kinds_is_refused(curated):
    """枣阳 states 310 km of roads, 160 of them upgraded; the other way round it cannot be."""
    line = edit(curated, TARGETS, target("zaoyang", 5, 7), scope="")
    edit(curated, TARGETS, target("zaoyang", 5, 6), scope="提档升级")
    assert contradictions(curated) == {(TARGETS, line, "value", "zaoyang/05.06")}


def test_all_parts_that_come_to_less_than_the_whole_are_refused(curated):
    """The city states 10995 places in schools and 2900 in kindergartens; both together are no 15000."""
    edit(
        curated, TARGETS, target("education", 1, 3), indicator_id="school-places", scope="学前和义务教育", value="15000", uom="个"
    )
    line = next(number for number, row in enumerate(load(curated, TARGETS), 1) if row[:3] == ["education", "1", "3"])
    assert contradictions(curated) == {(TARGETS, line, "value", "education/01.02 education/01.04")}


def test_a_total_of_at_least_so_much_leaves_room_for_its_parts(curated):
    """Were the 90 km of 谷城 what all its roads come to at least, 20 and 120 of two kinds would fit."""
    edit(curated, TARGETS, target("gucheng", 4, 2), scope="", comparator="ge")
    assert contradictions(curated) == set()


def test_a_new_indicator_is_a_line_and_the_targets_that_state_it(curated, tmp_path):
    """The worked example of docs/architecture.md: nothing but data, and it has its comparison."""
    lines = load(curated, INDICATORS)
    lines.append(
        [
            "large-firms",
            "other",
            "industry",
            "亿元企业数",
            "Firms of 100 million",
            "level",
            "total",
            "家",
            "higher",
            "true",
            "both",
            "3",
            "年产值过亿元的企业",
            "Firms",
        ]
    )
    save(curated, INDICATORS, lines)
    edit(curated, TARGETS, target("zaoyang", 1, 3), indicator_id="large-firms")
    write(assemble(curated, translator("zh")), tmp_path / "targets.parquet", contract.RULES_SHA256)
    page = Context(Database(tmp_path / "targets.parquet"), LIST, translator("zh"), Look())
    assert "large-firms" in list(views.indicators(page, "other").frame["indicator_id"])
    assert (
        "枣阳" in views.ranking(page, "large-firms", "county").takeaway
        and "180" in views.ranking(page, "large-firms", "county").takeaway
    )


def test_the_documentation_names_every_column_of_every_curated_file_and_which_may_stay_empty():
    text = (ROOT / "docs" / "data.md").read_text("utf-8")
    section = text.partition("### Every column\n")[2].partition("\n## ")[0]
    told = {}
    for entry in re.split(r"^- ", section, flags=re.MULTILINE)[1:]:
        head, _colon, rest = entry.partition(": ")
        for file in re.findall(r"`([^`]+\.csv)`", head):
            told[file] = rest
    assert set(told) == set(FILES)
    for file, columns in FILES.items():
        for column in columns:
            name, star = column.rstrip("*"), column.endswith("*")
            marks = re.findall(rf"`{name}`(\*?)", told[file])
            assert marks, f"{file}: {name}"
            assert marks[0] == ("*" if star else ""), f"{file}: {column}"
