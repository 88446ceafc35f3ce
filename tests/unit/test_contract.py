"""Every rule of the contract, broken once: the build must say where, and what to do, and publish nothing."""

import contextlib
import csv
import shutil
from typing import NamedTuple

import duckdb
import pandas as pd
import pytest

from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.table import build as table
from fenjin.table import contract

LIST = "xiangyang-2022"
TOPICS, INDICATORS, SCOPES = "topics.csv", "indicators.csv", "scopes.csv"
ABOUT, UNITS, COMMITMENTS = f"{LIST}/list.csv", f"{LIST}/units.csv", f"{LIST}/commitments.csv"
TARGETS, NUMERALS = f"{LIST}/targets.csv", f"{LIST}/numerals.csv"
FIRST = f"{LIST}/curators/first.csv"


@pytest.fixture
def curated(tmp_path):
    """A copy of the curated files that a test may spoil."""
    return shutil.copytree(CURATED, tmp_path / "curated")


def load(curated, file):
    """The cells of a curated file, header first."""
    with (curated / file).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def save(curated, file, lines):
    """Writes the cells of a curated file."""
    with (curated / file).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(lines)


def edit(curated, file, where, **cells):
    """Changes cells of the one row that `where` describes; returns its line as a spreadsheet counts."""
    lines = load(curated, file)
    header = lines[0]
    found = [n for n, row in enumerate(lines) if n and all(row[header.index(name)] == value for name, value in where.items())]
    assert len(found) == 1, f"{where} is not one row of {file}"
    for name, value in cells.items():
        assert lines[found[0]][header.index(name)] != value, "the edit changes nothing"
        lines[found[0]][header.index(name)] = value
    save(curated, file, lines)
    return found[0] + 1


def problems(curated):
    """What the build complains about."""
    with pytest.raises(table.BuildError) as caught:
        table.assemble(curated, translator("zh"))
    return caught.value.problems


def published(curated):
    """The rows that the build publishes."""
    return table.assemble(curated, translator("zh")).to_pandas()


def unit(name):
    """Where a unit is."""
    return {"unit_id": name}


def commitment(name, number):
    """Where a commitment is."""
    return {"unit_id": name, "commitment_no": str(number)}


def target(name, number, no):
    """Where a target is."""
    return {**commitment(name, number), "target_no": str(no)}


class Broken(NamedTuple):
    """One row changed so that one rule breaks; `column` is the column that the complaint must name."""

    file: str
    where: dict
    cells: dict
    column: str


BROKEN = {
    "target-id-unique": Broken(TARGETS, target("zaoyang", 1, 2), {"target_no": "1"}, "target_no"),
    "target-id-form": Broken(COMMITMENTS, commitment("zaoyang", 3), {"commitment_no": "100"}, "commitment_no"),
    "unit-type": Broken(UNITS, unit("zaoyang"), {"unit_type": "town"}, "unit_type"),
    "adcode": Broken(UNITS, unit("zaoyang"), {"adcode": ""}, "adcode"),
    "title-length": Broken(COMMITMENTS, commitment("zaoyang", 1), {"commitment": "长" * 21}, "commitment"),
    "statement-length": Broken(COMMITMENTS, commitment("zaoyang", 1), {"statement": "长" * 61}, "statement"),
    "theme": Broken(TARGETS, target("zaoyang", 1, 1), {"theme": "sport"}, "theme"),
    "topic": Broken(TARGETS, target("zaoyang", 1, 1), {"topic": "grain-and-produce"}, "topic"),
    "measure": Broken(TARGETS, target("zaoyang", 1, 1), {"measure": ""}, "measure"),
    "indicator": Broken(TARGETS, target("zaoyang", 1, 1), {"indicator_id": "no-such-indicator"}, "indicator_id"),
    "indicator-kind": Broken(TARGETS, target("baokang", 4, 2), {"kind": "growth"}, "kind"),
    "scope-needs-indicator": Broken(TARGETS, target("zaoyang", 1, 3), {"scope": "亿元以上"}, "scope"),
    "scope-translated": Broken(TARGETS, target("zaoyang", 1, 1), {"scope": "亿元以上，无此口径"}, "scope"),
    "comparable-once": Broken(TARGETS, target("zaoyang", 5, 7), {"scope": ""}, "scope"),
    "kind": Broken(TARGETS, target("zaoyang", 1, 3), {"kind": "amount"}, "kind"),
    "comparator": Broken(TARGETS, target("zaoyang", 1, 1), {"comparator": "about"}, "comparator"),
    "value": Broken(TARGETS, target("zaoyang", 1, 1), {"value": ""}, "value"),
    "value-finite": Broken(TARGETS, target("zaoyang", 1, 1), {"value": "inf"}, "value"),
    "value-high": Broken(TARGETS, target("zaoyang", 1, 1), {"comparator": "range"}, "value_high"),
    "range-order": Broken(TARGETS, target("dongjin", 2, 1), {"value_high": "1"}, "value_high"),
    "uom": Broken(TARGETS, target("zaoyang", 1, 1), {"uom": ""}, "uom"),
    "uom-known": Broken(TARGETS, target("zaoyang", 1, 1), {"uom": "光年"}, "uom"),
    "uom-percent": Broken(TARGETS, target("baokang", 4, 1), {"uom": "个"}, "uom"),
    "std-value": Broken(TARGETS, target("zaoyang", 1, 2), {"uom": "公里"}, "uom"),
    "share-range": Broken(TARGETS, target("baokang", 4, 1), {"value": "101"}, "value"),
    "not-negative": Broken(TARGETS, target("zaoyang", 1, 1), {"value": "-1"}, "value"),
    "firmness": Broken(TARGETS, target("zaoyang", 1, 1), {"firmness": "hope"}, "firmness"),
    "tier": Broken(TARGETS, target("zaoyang", 1, 1), {"tier": "middle"}, "tier"),
    "part-of": Broken(TARGETS, target("zaoyang", 5, 7), {"part_of": "zaoyang/01.01"}, "part_of"),
    "date-deadline": Broken(TARGETS, target("state-assets", 1, 1), {"deadline": ""}, "deadline"),
    "deadline-year": Broken(TARGETS, target("state-assets", 1, 1), {"deadline": "2021-06-30"}, "deadline"),
    "figure": Broken(TARGETS, target("zaoyang", 1, 1), {"figure": ""}, "figure"),
    "figure-length": Broken(TARGETS, target("zaoyang", 1, 1), {"end": "602"}, "end"),
    "offsets": Broken(TARGETS, target("zaoyang", 1, 1), {"start": "97", "end": "101"}, "start"),
    "para": Broken(COMMITMENTS, commitment("zaoyang", 1), {"para": "0"}, "para"),
    "order": Broken(UNITS, unit("zaoyang"), {"unit_order": "0"}, "unit_order"),
    "sha256": Broken(ABOUT, {"list_id": LIST}, {"source_sha256": "4d98"}, "source_sha256"),
    "english": Broken(UNITS, unit("zaoyang"), {"unit_en": "枣阳"}, "unit_en"),
}

# The build derives the league and leaves drafts out, so that no curated file can break these; a frame can.
FRAMES = {
    "league": (
        {"unit_type": ["county", "zone", "party", "party"], "league": ["county", "department", "department", "county"]},
        [0, 2],
    ),
    "published": ({"status": ["reviewed", "draft"]}, [0]),
}

RULES = {rule.name: rule for rule in contract.RULES}


def test_every_rule_is_broken_once():
    """No rule is left without a row that breaks it, and no row is for a rule that is gone."""
    assert len(RULES) == len(contract.RULES), "two rules share a name"
    assert sorted([*BROKEN, *FRAMES]) == sorted(RULES)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rule_is_reported_where_it_is(curated, name):
    """One spoilt cell: the complaint names the file and line that were spoilt, the column, and a remedy."""
    case = BROKEN[name]
    line = edit(curated, case.file, case.where, **case.cells)
    mine = [problem for problem in problems(curated) if problem.remedy == RULES[name].remedy]
    assert (case.file, line, case.column) in [problem[:3] for problem in mine]
    assert all(problem.remedy.strip() for problem in mine)


@pytest.mark.parametrize("name", FRAMES)
def test_rule_that_no_file_can_break(name):
    """Rules over derived columns, held against a frame by hand."""
    cells, good = FRAMES[name]
    frame = table.assemble(CURATED, translator("zh")).to_pandas().astype(object).head(len(next(iter(cells.values()))))
    joined = dict.fromkeys(contract.JOINED, True) | {"topic_theme": frame["theme"], "indicator_kind": frame["kind"]}
    frame = frame.assign(**joined, place=range(len(frame)), **cells)
    with duckdb.connect(":memory:") as connection:
        connection.register("given", frame)
        found = {rule.name: places for rule, places in contract.broken(connection, "given", "place")}
    assert [n for n in range(len(frame)) if n not in found[name]] == good
    assert RULES[name].remedy.strip()


@pytest.mark.parametrize("adcode", ["0", "420600", "襄阳"])
def test_department_with_a_division_code(curated, adcode):
    """Only county-level divisions have a code, whatever its form."""
    line = edit(curated, UNITS, unit("postal"), adcode=adcode)
    assert (UNITS, line, "adcode") in [problem[:3] for problem in problems(curated)]


@pytest.mark.parametrize(("column", "text"), [("theme", "sport"), ("topic", "no-such-topic"), ("start", "-1")])
def test_commitment_with_targets_is_checked_itself(curated, column, text):
    """A commitment's own theme, topic and place are held to the contract also where its targets have theirs."""
    line = edit(curated, COMMITMENTS, commitment("zaoyang", 1), **{column: text})
    assert (COMMITMENTS, line, column) in [problem[:3] for problem in problems(curated)]


def test_a_repeated_number_names_both_rows(curated):
    """Whoever repeats a number sees the two rows that clash."""
    line = edit(curated, TARGETS, target("zaoyang", 1, 2), target_no="1")
    rows = {problem.row for problem in problems(curated) if problem.remedy == RULES["target-id-unique"].remedy}
    assert rows == {line, line - 1}


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


@pytest.mark.parametrize(
    "file", [TOPICS, INDICATORS, SCOPES, ABOUT, UNITS, COMMITMENTS, TARGETS, NUMERALS, f"{LIST}/curators/first.csv"]
)
def test_missing_file(curated, file):
    """A missing file is named."""
    (curated / file).unlink()
    found = [problem for problem in problems(curated) if problem.file == file]
    assert found
    assert found[0].remedy


@pytest.mark.parametrize(("file", "column"), [(TOPICS, "theme"), (UNITS, "adcode"), (TARGETS, "value"), (NUMERALS, "numeral")])
def test_missing_column(curated, file, column):
    """A missing column is named, in the line of the header."""
    lines = load(curated, file)
    place = lines[0].index(column)
    save(curated, file, [row[:place] + row[place + 1 :] for row in lines])
    assert (file, 1, column) in [problem[:3] for problem in problems(curated)]


def test_unknown_column(curated):
    """A column that the contract does not know is named rather than ignored."""
    save(curated, UNITS, [[*row, "remark" if n == 0 else ""] for n, row in enumerate(load(curated, UNITS))])
    assert (UNITS, 1, "remark") in [problem[:3] for problem in problems(curated)]


def test_file_that_is_not_utf8(curated):
    """A file that a Chinese spreadsheet saved in its own encoding is named."""
    path = curated / UNITS
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    found = [problem for problem in problems(curated) if problem.file == UNITS]
    assert found
    assert "UTF-8" in found[0].remedy


@pytest.mark.parametrize("cells", [["surplus"], ["surplus", "surplus"]])
@pytest.mark.parametrize("line", [2, 40])
def test_row_with_too_many_cells(curated, line, cells):
    """A row longer than the header does not shift its columns in silence."""
    lines = load(curated, UNITS)
    lines[line - 1] += cells
    save(curated, UNITS, lines)
    assert UNITS in {problem.file for problem in problems(curated)}


def test_all_rows_with_too_many_cells(curated):
    """Rows that are all longer than the header do not take the first column for row names."""
    lines = load(curated, SCOPES)
    save(curated, SCOPES, [lines[0], *([*row, "surplus"] for row in lines[1:])])
    assert SCOPES in {problem.file for problem in problems(curated)}


def test_row_with_too_few_cells(curated):
    """A row shorter than the header is reported, also where the missing cells are optional ones."""
    lines = load(curated, NUMERALS)
    place = next(n for n, row in enumerate(lines) if row[2] and not row[3])
    lines[place] = lines[place][:3]
    save(curated, NUMERALS, lines)
    assert NUMERALS in {problem.file for problem in problems(curated)}


def test_empty_file(curated):
    """A file without even a header is named."""
    (curated / SCOPES).write_text("", "utf-8")
    assert SCOPES in {problem.file for problem in problems(curated)}


def test_byte_order_mark_and_windows_line_ends_are_welcome(curated):
    """What a spreadsheet adds to a CSV file changes nothing."""
    before = published(curated)
    for path in curated.rglob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(published(curated), before)


@pytest.mark.parametrize("text", ["", "1.5", "1e400"])
@pytest.mark.parametrize(("file", "where", "column"), [
    (TARGETS, target("zaoyang", 1, 1), "start"), (COMMITMENTS, commitment("zaoyang", 3), "commitment_no"),
    (NUMERALS, {"start": "421"}, "start"), (FIRST, {"unit_id": "zaoyang", "start": "597"}, "end"),
])  # fmt: skip
def test_number_that_is_none(curated, file, where, column, text):
    """A place for a whole number that holds something else is a complaint, never a crash."""
    line = edit(curated, file, where, **{column: text})
    assert (file, line, column) in [problem[:3] for problem in problems(curated)]


def release(curated, short):
    """Takes a target out of the ledger of numerals."""
    lines = load(curated, NUMERALS)
    save(curated, NUMERALS, [[row[0], row[1], "", "background"] if row[2] == short else row for row in lines])


def test_draft_target_is_not_published(curated):
    """A draft target is left out; its commitment keeps the others."""
    before = published(curated)
    edit(curated, TARGETS, target("zaoyang", 1, 3), status="draft")
    release(curated, "zaoyang/01.03")
    after = published(curated)
    assert set(before["target_id"]) - set(after["target_id"]) == {f"{LIST}/zaoyang/01.03"}
    assert set(after["status"]) == {"reviewed"}


def test_marking_a_target_as_draft_takes_one_cell(curated):
    """The ledger may go on naming a target that is back in draft."""
    edit(curated, TARGETS, target("zaoyang", 1, 3), status="draft")
    assert f"{LIST}/zaoyang/01.03" not in set(published(curated)["target_id"])


def test_commitment_with_only_drafts_vanishes(curated):
    """A commitment whose figures are all in draft is not passed off as one without figures."""
    edit(curated, TARGETS, target("nanzhang", 1, 1), status="draft")
    release(curated, "nanzhang/01.01")
    after = published(curated)
    assert f"{LIST}/nanzhang/01" not in set(after["commitment_id"])
    assert after["commitment_id"].nunique() == 305


def test_draft_commitment_without_targets_is_not_published(curated):
    """A draft commitment without figures is left out."""
    edit(curated, COMMITMENTS, commitment("zaoyang", 3), status="draft")
    after = published(curated)
    assert f"{LIST}/zaoyang/03" not in set(after["commitment_id"])
    assert after["commitment_id"].nunique() == 305


def test_draft_words_do_not_reach_the_table(curated):
    """The title and statement of a draft commitment are not published with its reviewed figures."""
    edit(curated, COMMITMENTS, commitment("zaoyang", 1), status="draft", commitment="未定的标题")
    titles = set()
    with contextlib.suppress(table.BuildError):  # a refusal keeps them back as well
        titles = set(published(curated)["commitment"])
    assert "未定的标题" not in titles


@pytest.mark.parametrize(("file", "where"), [(TARGETS, target("zaoyang", 1, 3)), (COMMITMENTS, commitment("zaoyang", 3))])
def test_misspelt_status_is_reported(curated, file, where):
    """A misspelt status does not make a row vanish without a word."""
    line = edit(curated, file, where, status="reviwed")
    assert (file, line, "status") in [problem[:3] for problem in problems(curated)]


def test_failed_build_leaves_the_last_good_table(curated, tmp_path, capsys):
    """A build that fails says where and what to do, and touches nothing."""
    output = tmp_path / "out" / "targets.parquet"
    output.parent.mkdir()
    output.write_bytes(b"the last good table")
    line = edit(curated, TARGETS, target("zaoyang", 1, 1), firmness="hope")
    assert table.main(["build", "--curated", str(curated), "--output", str(output), "--lang", "zh"]) == 1
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
    assert table.main(["build", "--curated", str(tmp_path / "nowhere"), "--output", str(output)]) == 1
    assert not output.exists()
    assert "nowhere" in capsys.readouterr().err
