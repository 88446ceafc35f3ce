"""The table as built: its bytes, its columns, its numbers, and the published text held against it."""

import csv
import errno
import hashlib
import os
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest

from fenjin.language.translate import translator
from fenjin.paths import CURATED, ROOT, TABLE
from fenjin.table import build as table
from fenjin.table import contract, layout
from fenjin.table.__main__ import main
from fenjin.table.agreement import agreement
from fenjin.table.curated import FILES, BuildError
from fenjin.table.replacing import BusyError, replacing
from fenjin.table.verify import verify
from tests import profiles
from tests.themes import ROWS as THEME_ROWS

LIST = "xiangyang-2022"
COLUMNS = """
target_id list_id year city unit_id unit unit_en unit_type league adcode unit_order commitment_id commitment_no commitment commitment_en statement statement_en
theme topic measure measure_en indicator_id indicator indicator_en scope kind comparator value value_high uom std_value std_high std_uom firmness
tier part_of deadline figure source_id source_sha256 para start end first_char last_char bound_word bound_start reading status found_by
""".split()


@pytest.fixture(scope="module")
def built():
    """The table, built once from the curated files."""
    return table.assemble(CURATED, translator("zh"))


@pytest.fixture(scope="module")
def rows(built):
    """Its rows."""
    return built.to_pandas().set_index("target_id", drop=False)


@pytest.fixture(scope="module")
def about(built):
    """Its metadata."""
    return layout.unpack(built.schema.metadata)


def test_building_twice_gives_the_same_bytes(built, tmp_path):
    """Two builds of the same files are one file."""
    table.write(built, tmp_path / "first.parquet")
    table.write(table.assemble(CURATED, translator("en")), tmp_path / "second.parquet")
    # Not compared within the assertion, which would look for minutes where they differ.
    are_same = (tmp_path / "first.parquet").read_bytes() == (tmp_path / "second.parquet").read_bytes()
    assert are_same


def test_committed_table_is_a_fresh_build(built, tmp_path):
    """The table in the project is what its curated files give today."""
    table.write(built, tmp_path / "fresh.parquet", contract.RULES_SHA256)
    is_fresh = (tmp_path / "fresh.parquet").read_bytes() == TABLE.read_bytes()
    assert is_fresh, "run python -m fenjin.table build"


def test_written_file_stands_alone(built, tmp_path):
    """Writing replaces the old file and leaves nothing else; anyone may read it."""
    path = tmp_path / "new" / "targets.parquet"
    table.write(built, path)
    table.write(built.slice(0, 10), path)
    assert [each.name for each in path.parent.iterdir()] == ["targets.parquet"]
    assert parquet.read_table(path).num_rows == 10
    assert path.stat().st_mode & 0o444 == 0o444


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_failed_writing_leaves_the_old_file(built, tmp_path, monkeypatch, error):
    """A disk that fills up half-way, or an impatient user, costs nothing."""
    path = tmp_path / "targets.parquet"
    path.write_bytes(b"the last good table")

    def half(*_, **__):
        raise error

    # After the file's first bytes, which say what it is, nothing more can be written.
    monkeypatch.setattr(parquet.ParquetWriter, "write_table", half)
    with pytest.raises(error):
        table.write(built, path)
    assert path.read_bytes() == b"the last good table"
    assert [each.name for each in tmp_path.iterdir()] == ["targets.parquet"]


def test_schema(built):
    """The columns of the contract in its order; enumerations as dictionaries, in the file too."""
    assert built.schema.names == COLUMNS
    assert built.schema.remove_metadata() == contract.SCHEMA
    stored = parquet.read_schema(TABLE)
    assert stored.names == COLUMNS
    for name in ("unit_type", "league", "theme", "topic", "kind", "comparator", "firmness", "tier", "status"):
        assert arrow.types.is_dictionary(built.schema.field(name).type), name
        assert arrow.types.is_dictionary(stored.field(name).type), name
    assert stored.field("deadline").type == arrow.date32()
    assert stored.field("value").type == stored.field("std_value").type == arrow.float64()


def test_row_order(rows):
    """Rows follow the publication."""
    key = list(rows[["unit_order", "commitment_no", "target_id"]].itertuples(index=False, name=None))
    assert key == sorted(key)
    assert rows["target_id"].iloc[0] == f"{LIST}/zaoyang/01.01"


def test_counts(rows):
    """The size of the first list."""
    assert rows["unit_id"].nunique() == rows["unit_order"].nunique() == 91
    assert rows["commitment_id"].nunique() == 306
    assert rows["target_id"].is_unique
    without = set(rows.loc[rows["kind"] == "qualitative", "commitment_id"])
    assert not without & set(rows.loc[rows["kind"] != "qualitative", "commitment_id"])
    assert all(rows["target_id"].str.endswith(".00") == (rows["kind"] == "qualitative"))


def test_units_in_order(rows):
    """Counties first, zones next, then departments, numbered without a gap."""
    units = rows.drop_duplicates("unit_id").sort_values("unit_order")
    assert list(units["unit_order"]) == list(range(1, 92))
    assert units["unit"].iloc[0] == "枣阳市"
    assert units["unit"].iloc[-1] == "市烟草专卖局"
    assert list(units["unit_type"].iloc[:12]) == ["county"] * 9 + ["zone"] * 3
    assert list(units["league"]) == ["county"] * 12 + ["department"] * 79
    assert units.set_index("unit_id")["adcode"].dropna().str.len().eq(6).sum() == 9


def test_metadata(about, rows):
    """The file tells by itself what its codes mean."""
    assert about["schema_version"] == "6"
    (described,) = about["lists"]
    assert (described["list_id"], described["year"], described["city"]) == (LIST, 2022, "襄阳市")
    assert described["title_en"]
    assert described["source_sha256"] == rows["source_sha256"].iloc[0]
    assert len(described["units"]) == 91
    assert described["units"][0]["short"] == "枣阳"
    assert {each["topic"] for each in about["topics"]} >= set(rows["topic"])
    assert {each["indicator_id"] for each in about["indicators"]} >= set(rows["indicator_id"].dropna())
    parts = {part for scope in rows["scope"].dropna() for part in scope.split("，")}
    assert {each["scope"] for each in about["scopes"] if each["scope_en"]} >= parts
    assert sum(described["ledger"].values()) > 0
    # Counted by another program: 338 rows of both readings, 337 of them with both; 476 mentions, 446 with both.
    assert [described["agreement"][reads]["paired"] for reads in ("targets", "mentions")] == [337, 446]
    assert [(each["role"], each["kind"]) for each in described["readers"] if each["reads"] == "targets"] == [
        (role, "model") for role in ("first", "second", "settler", "reviewer")
    ]
    assert {type(each["additive"]) for each in about["indicators"]} == {bool}


@pytest.mark.parametrize(("short", "value", "uom", "standard", "std_uom"), [
    ("zaoyang/05.01", 14.45, "万亩", 144500, "亩"),
    ("zaoyang/01.02", 450, "亿元", 450, "亿元"),
    ("zaoyang/05.02", 25, "亿斤", 25, "亿斤"),
    ("zaoyang/05.04", 120, "万头", 1200000, "头"),
    ("zaoyang/04.03", 60, "条", 60, "个"),
    ("civil-affairs/01.02", 3000, "元", 0.00003, "亿元"),
    ("supply-marketing/02.01", 3000, "万元", 0.3, "亿元"),
    ("development-reform/03.01", 100, "万千瓦", 100, "万千瓦"),
    ("housing-construction/03.02", 342, "万平方米", 3420000, "平方米"),
    ("housing-fund/01.02", 5.8, "万人", 58000, "人"),
    ("fancheng/05.02", 5, "%", 5, "%"),
    ("approvals/02.01", 70, "个工作日", 70, "工作日"),
    ("tobacco/02.01", 13.82, "万担", 138200, "担"),
])  # fmt: skip
def test_standard_values_in_the_table(rows, short, value, uom, standard, std_uom):
    """Figures as printed and in the standard unit, worked out by hand."""
    row = rows.loc[f"{LIST}/{short}"]
    assert (row["value"], row["uom"], row["std_value"], row["std_uom"]) == (value, uom, standard, std_uom)


def test_a_range_a_date_and_a_part(rows):
    """What else a row may say besides one value."""
    firms = rows.loc[f"{LIST}/dongjin/02.01"]
    assert (firms["value"], firms["value_high"], firms["std_value"], firms["std_high"]) == (1, 2, 1, 2)
    milestone = rows.loc[f"{LIST}/state-assets/01.01"]
    assert str(milestone["deadline"]) == "2022-06-30"
    assert pd.isna(milestone["value"])
    assert pd.isna(milestone["uom"])
    assert rows.loc[f"{LIST}/zaoyang/05.07", "part_of"] == f"{LIST}/zaoyang/05.06"


def curator(*figures):
    """A curator's rows from (unit, commitment, start, end, changes)."""
    plain = {
        "theme": "rural", "topic": "rural-roads", "indicator_id": None, "scope": None, "kind": "level", "comparator": "eq",
        "value": 5.0, "value_high": None, "uom": "公里", "firmness": "plain", "tier": "base", "deadline": None,
    }  # fmt: skip
    return pd.DataFrame([
        {**plain, "unit_id": unit, "commitment_no": number, "start": start, "end": end, **changes} for unit, number, start, end, changes in figures
    ])  # fmt: skip


def test_agreement():
    """Two curators by hand: four pairs, one row that only one of them has on either side."""
    first = curator(
        ("a", 1, 10, 14, {}), ("a", 1, 20, 24, {}), ("a", 2, 30, 34, {}), ("b", 1, 40, 44, {"value": None, "kind": "date"}), ("b", 1, 60, 64, {}),
    )  # fmt: skip
    second = curator(
        ("a", 1, 12, 16, {}),  # overlaps the first row, all the same
        ("a", 1, 20, 24, {"comparator": "ge", "theme": "other"}),  # another quantity, another theme
        ("a", 2, 30, 34, {"theme": "other"}),  # the same quantity under another theme
        ("b", 1, 40, 44, {"value": None, "kind": "date"}),  # neither gives a value
        ("b", 2, 60, 64, {}),  # the same place in another commitment: no pair
        ("b", 1, 64, 68, {}),  # begins where the other ends: no pair
    )
    result = agreement(first, second)
    assert (result["first"], result["second"], result["paired"]) == (5, 6, 4)
    assert (result["quantity"], result["everything"]) == (3, 2)
    columns = result["columns"]
    assert (columns["comparator"], columns["theme"], columns["value"], columns["deadline"]) == (3, 2, 4, 4)


def test_agreement_takes_each_row_once():
    """Three measures that share one figure pair with three, not nine times with one."""
    first = curator(*[("a", 1, 10, 14, {"value": float(n)}) for n in range(3)])
    assert agreement(first, first)["paired"] == 3
    assert agreement(first, first)["everything"] == 3
    assert agreement(first, first.iloc[:1])["paired"] == 1
    assert agreement(first, first.iloc[:0])["paired"] == 0


def test_published_text():
    """Every figure of the table is where the table says, and every numeral of the text is accounted for."""
    folder = os.environ.get("FENJIN_SOURCE")
    if not folder:
        pytest.skip("the published text is not part of the project: set FENJIN_SOURCE to a folder that holds it")
    lines, problems = verify(CURATED, Path(folder), translator("zh"))
    assert problems == []
    assert len(lines) == 4
    for line in lines:
        found, total = line.split("：")[1].split(" ")[0].split("/")
        assert int(found) == int(total) > 30


# A made-up list: two units, three commitments, three figures, six numerals.
TEXT = "某年的清单\n甲县\n一、兴修水利。新修水渠12公里，另修泵站3座。\n二、改进服务。推进政务公开。\n乙局\n办好不少于两件实事。\n第9页\n"
MADE = "made-up-2030"


def place(figure):
    """Where a figure of the made-up text starts and ends."""
    assert TEXT.count(figure) == 1
    return {"start": TEXT.index(figure), "end": TEXT.index(figure) + len(figure)}


def made_up():
    """The curated files of the made-up list as rows by file."""
    level = {
        "theme": "rural",
        "topic": "water",
        "kind": "level",
        "comparator": "eq",
        "firmness": "plain",
        "tier": "base",
        "status": "reviewed",
    }
    figures = [
        {
            **level,
            "unit_id": "jia",
            "commitment_no": 1,
            "target_no": 1,
            "measure": "水渠长度",
            "value": 12,
            "uom": "公里",
            "figure": "12公里",
        },
        {
            **level,
            "unit_id": "jia",
            "commitment_no": 1,
            "target_no": 2,
            "measure": "泵站座数",
            "value": 3,
            "uom": "座",
            "figure": "3座",
        },
        {
            **level,
            "unit_id": "yi",
            "commitment_no": 1,
            "target_no": 1,
            "measure": "实事件数",
            "comparator": "ge",
            "value": 2,
            "uom": "件",
            "figure": "两件",
            "bound_word": "不少于",
            "bound_start": TEXT.index("不少于"),
        },
    ]
    figures = [{**row, **place(row["figure"])} for row in figures]
    head = {"theme": "rural", "topic": "water", "status": "reviewed"}
    numerals = [
        ("一、", "", "ordinal"),
        ("12", "jia/01.01", ""),
        ("3座", "jia/01.02", ""),
        ("二、", "", "ordinal"),
        ("两", "yi/01.01", ""),
    ]
    return {
        "themes.csv": THEME_ROWS,
        "topics.csv": [{"topic": "water", "theme": "rural", "topic_zh": "水利", "topic_en": "Water"}],
        "indicators.csv": [],
        "actions.csv": [
            {"action": "opening-up", "theme": "rural", "topic": "water", "action_zh": "政务公开", "action_en": "Open government"},
            {"action": "canals", "theme": "rural", "topic": "water", "action_zh": "修水渠", "action_en": "Building canals", "wordings": "水渠"},
        ],
        "scopes.csv": [],
        "glossary.csv": [{"term": "水渠", "english": "canal", "note": ""}],
        "units_of_measure.csv": [
            {"uom": "个", "one_en": "item", "many_en": "items", "pattern_en": "{n}"},
            {"uom": "座", "of": "个", "factor": 1, "one_en": "structure", "many_en": "structures", "pattern_en": "{n}"},
            {"uom": "件", "of": "个", "factor": 1, "one_en": "piece", "many_en": "pieces", "pattern_en": "{n}"},
            {"uom": "公里", "one_en": "km", "many_en": "km"},
        ],
        f"{MADE}/list.csv": [{
            "list_id": MADE, "year": 2030, "city": "某市", "city_en": "Some City", "title": "某市清单", "title_en": "Some list",
            "source_id": "some", "source_sha256": hashlib.sha256(TEXT.encode()).hexdigest(), "source_end": TEXT.index("第9页"),
        }],
        f"{MADE}/units.csv": [
            {"unit_order": 1, "unit": "甲县", "unit_id": "jia", "unit_en": "Jia", "unit_type": "county", "adcode": 999999, "short": "甲", "short_en": "Jia"},
            {"unit_order": 2, "unit": "乙局", "unit_id": "yi", "unit_en": "Yi", "unit_type": "government", "short": "乙", "short_en": "Yi"},
        ],
        f"{MADE}/commitments.csv": [
            {**head, "unit_id": "jia", "commitment_no": 1, "commitment": "修水利", "statement": "修水渠和泵站", "para": 1, "para_start": TEXT.index("一、兴修"),
             **place("一、兴修水利。新修水渠12公里，另修泵站3座。")},
            {**head, "unit_id": "jia", "commitment_no": 2, "commitment": "改进服务", "statement": "公开办事过程", "para": 2, "para_start": TEXT.index("二、改进"),
             **place("二、改进服务。推进政务公开。")},
            {**head, "unit_id": "yi", "commitment_no": 1, "commitment": "办实事", "statement": "为居民办两件事", "para": 1, "para_start": TEXT.index("办好不少"),
             **place("办好不少于两件实事。")},
        ],
        f"{MADE}/targets.csv": figures,
        f"{MADE}/numerals.csv": [
            {"start": TEXT.index(text), "numeral": text[:-1] if text[-1] in "、座" else text, "targets": targets, "reason": reason}
            for text, targets, reason in numerals
        ],
        f"{MADE}/mentions.csv": [
            {"unit_id": "jia", "commitment_no": 2, "action": "opening-up", "words": "政务公开", "status": "reviewed", **place("政务公开")},
            {"unit_id": "jia", "commitment_no": 1, "action": "canals", "targets": "1", "words": "水渠", "status": "reviewed", **place("水渠")},
        ],
        f"{MADE}/curators/first.csv": figures,
        f"{MADE}/curators/second.csv": figures[:2],
    }  # fmt: skip


class MadeUp:
    """The made-up list on disk."""

    def __init__(self, folder):
        self.files = made_up()
        self.curated, self.source = folder / "curated", folder / "texts"
        self.source.mkdir()
        (self.source / "any name.txt").write_bytes(TEXT.encode())
        (self.source / "another.txt").write_bytes("别的文件\n".encode())

    def targets(self):
        """The rows of targets.csv."""
        return self.files[f"{MADE}/targets.csv"]

    def numerals(self):
        """The rows of numerals.csv."""
        return self.files[f"{MADE}/numerals.csv"]

    def save(self):
        """Writes the curated files."""
        for name, lines in self.files.items():
            path = self.curated / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(
                    handle, [column.rstrip("*") for column in FILES[name.removeprefix(f"{MADE}/")]], extrasaction="ignore"
                )
                writer.writeheader()
                writer.writerows(lines)

    def verify(self):
        """What the verifier says of them."""
        self.save()
        return verify(self.curated, self.source, translator("zh"))


@pytest.fixture
def made(tmp_path):
    """The made-up list, to be spoilt."""
    return MadeUp(tmp_path)


def test_verify_a_sound_list(made):
    """Three figures of three, two mentions of two, five numerals of five; those behind the last unit and before the first do not
    count."""
    lines, problems = made.verify()
    assert problems == []
    assert ["3/3" in lines[0], "1/1" in lines[1], "2/2" in lines[2], "5/5" in lines[3], len(lines)] == [True, True, True, True, 4]


def test_verify_finds_words_that_stand_elsewhere(made):
    """A mention that is one character off is named."""
    row = made.files[f"{MADE}/mentions.csv"][0]
    row["start"], row["end"] = row["start"] - 1, row["end"] - 1
    lines, problems = made.verify()
    assert [(problem.file, problem.column, problem.value) for problem in problems] == [
        (f"{MADE}/mentions.csv", "words", f"{MADE}/jia/02 政务公开")
    ]
    assert "1/2" in lines[2]


def test_mentions_in_the_metadata(made):
    """Two mentions: each with its commitment, the targets that say how much, and its place within its paragraph."""
    made.save()
    about = unpacked_of(made.curated)
    assert about["lists"][0]["mentions_read"] is True
    assert [each["action"] for each in about["actions"]] == ["opening-up", "canals"]
    canals, opening = about["lists"][0]["mentions"]  # in the order of the list
    assert (canals["commitment_id"], canals["basis_targets"], canals["league"]) == (
        f"{MADE}/jia/01",
        f"{MADE}/jia/01.01",
        "county",
    )
    # 一、兴修水利。新修水渠: the eleventh and twelfth character of the first paragraph.
    assert (canals["para"], canals["first_char"], canals["last_char"]) == (1, 10, 11)
    # 二、改进服务。推进政务公开。
    assert (opening["para"], opening["first_char"], opening["last_char"], opening["words"]) == (2, 10, 13, "政务公开")
    assert (opening["basis_targets"], opening["indicator_id"], opening["firmness"]) == (None, None, None)


def test_a_list_in_which_nobody_looked_for_mentions(made):
    """Without the file the table says that nobody looked; a file with nothing but its header says that nothing was found."""
    made.files[f"{MADE}/mentions.csv"] = []
    made.save()
    looked = unpacked_of(made.curated)["lists"][0]
    (made.curated / MADE / "mentions.csv").unlink()
    unread = unpacked_of(made.curated)["lists"][0]
    assert [(each["mentions_read"], each["mentions"]) for each in (looked, unread)] == [(True, []), (False, [])]


def unpacked_of(curated):
    """What the table that curated files give says of itself."""
    return layout.unpack(table.assemble(curated, translator("zh")).schema.metadata)


def test_verify_finds_a_wrong_offset(made):
    """A figure that is one character off is named."""
    made.targets()[1]["start"] -= 1
    made.targets()[1]["end"] -= 1
    lines, problems = made.verify()
    assert "2/3" in lines[0]
    assert "5/5" in lines[3]
    assert len(problems) == 1
    assert problems[0].file == f"{MADE}/targets.csv"
    assert "jia/01.02" in problems[0].value
    assert problems[0].remedy


def test_verify_finds_an_unledgered_numeral(made):
    """A numeral of the text that nobody accounted for is named with its place."""
    gone = made.numerals().pop(3)
    lines, problems = made.verify()
    assert "3/3" in lines[0]
    assert "4/5" in lines[3]
    assert [(p.file, p.value) for p in problems] == [(f"{MADE}/numerals.csv", f"{gone['start']} 二")]


def test_verify_finds_a_numeral_that_is_not_in_the_text(made):
    """A numeral that the ledger invents is named with its place."""
    made.numerals().append({"start": TEXT.index("兴修"), "numeral": "九", "reason": "name"})
    lines, problems = made.verify()
    assert "5/5" in lines[3]
    assert [(p.file, p.value) for p in problems] == [(f"{MADE}/numerals.csv", f"{TEXT.index('兴修')} 九")]


def test_verify_finds_a_misread_numeral(made):
    """The right place with the wrong numeral is both one too few and one too many."""
    made.numerals()[1]["numeral"] = "13"
    lines, problems = made.verify()
    assert "4/5" in lines[3]
    assert sorted(p.value.split()[1] for p in problems) == ["12", "13"]


def test_verify_finds_a_governing_word_that_is_not_in_its_place(made):
    made.targets()[2]["bound_start"] -= 1
    lines, problems = made.verify()
    assert "0/1" in lines[1]
    # It is not where it is said to be, and where it is nobody said it.
    assert {(p.file, p.column, p.value) for p in problems} == {(f"{MADE}/targets.csv", "bound_word", f"{MADE}/yi/01.01 不少于")}
    assert len({p.remedy for p in problems}) == 2


def test_verify_finds_a_governing_word_that_nobody_wrote_down(made):
    """Without the word before it the figure would be read as exactly two."""
    made.targets()[2] |= {"comparator": "eq", "bound_word": "", "bound_start": ""}
    _, problems = made.verify()
    assert [(p.file, p.column, p.value) for p in problems] == [(f"{MADE}/targets.csv", "bound_word", f"{MADE}/yi/01.01 不少于")]


@pytest.mark.parametrize("para", [3, 99])
def test_verify_finds_a_wrong_paragraph(made, para):
    """A paragraph number that is not the commitment's is named, also one that the unit does not have."""
    for commitment, para in zip(made.files[f"{MADE}/commitments.csv"], (3, 99, 3), strict=True):
        commitment["para"] = para
    _, problems = made.verify()
    assert {(p.file, p.column) for p in problems} == {(f"{MADE}/commitments.csv", "para")}
    assert len(problems) == 3


def test_verify_finds_a_wrong_start_of_a_paragraph(made):
    """Places would be counted from there: one character off is named, with what it has to be."""
    made.files[f"{MADE}/commitments.csv"][1]["para_start"] -= 1
    _, problems = made.verify()
    assert [(p.file, p.column) for p in problems] == [(f"{MADE}/commitments.csv", "para_start")]
    assert str(TEXT.index("二、改进")) in problems[0].remedy


def test_a_paragraph_has_one_start(made):
    """Two commitments of one paragraph that say otherwise, and a paragraph that begins within its commitment, are refused unread."""
    for row, (para, start) in enumerate([(2, 0), (2, 1)]):
        made.files[f"{MADE}/commitments.csv"][row].update(para=para, para_start=start)
    made.files[f"{MADE}/commitments.csv"][2]["para_start"] += 1
    with pytest.raises(BuildError) as refused:
        made.verify()
    assert [(p.row, p.column) for p in refused.value.problems] == [(2, "para_start"), (3, "para_start"), (4, "para_start")]


def test_places_are_counted_within_the_paragraph(made):
    """By hand: 新修水渠12公里 in 一、兴修水利。新修水渠12公里: the figure is the 12th to the 15th character, whatever stands before."""
    made.save()
    rows = {row["target_id"]: row for row in table.assemble(made.curated, translator("zh")).to_pylist()}
    found = {short: (row["para"], row["first_char"], row["last_char"]) for short, row in rows.items()}
    assert found == {
        f"{MADE}/jia/01.01": (1, 12, 15), f"{MADE}/jia/01.02": (1, 21, 22), f"{MADE}/jia/02.00": (2, 1, 14), f"{MADE}/yi/01.01": (1, 6, 7),
    }  # fmt: skip


@pytest.mark.parametrize(("short", "place"), [
    # Counted in the published text by hand.
    ("yicheng/01.01", (1, 83, 86)), ("yicheng/01.03", (1, 104, 108)), ("yicheng/07.01", (1, 818, 819)), ("zaoyang/01.01", (1, 184, 187)),
    ("zaoyang/02.02", (1, 425, 427)), ("nanzhang/01.01", (1, 33, 36)), ("nanzhang/02.01", (2, 65, 67)), ("development-reform/01.01", (1, 12, 16)),
])  # fmt: skip
def test_places_in_the_published_text(rows, short, place):
    """No place lies beyond its paragraph: that of 宜城市 has 826 characters."""
    row = rows[rows["target_id"] == f"{LIST}/{short}"].iloc[0]
    assert (row["para"], row["first_char"], row["last_char"]) == place
    assert rows[rows["unit_id"] == "yicheng"]["last_char"].max() <= 826


def test_verify_finds_a_unit_that_is_not_in_the_text(made):
    """A unit without a heading in the text is reported, not a crash."""
    made.files[f"{MADE}/units.csv"][1]["unit"] = "丙局"
    _, problems = made.verify()
    assert any(p.file == f"{MADE}/units.csv" and "丙局" in p.value for p in problems)


@pytest.mark.parametrize("spoil", ["absent", "altered", "no folder"])
def test_verify_without_the_document(made, spoil):
    """Only the very document counts: without it nothing is said to be found."""
    path = made.source / "any name.txt"
    if spoil == "altered":
        path.write_bytes((TEXT + " ").encode())
    else:
        path.unlink()
    if spoil == "no folder":
        made.source = made.source / "nowhere"
    lines, problems = made.verify()
    assert len(lines) == 1 and "没有核对" in lines[0]
    assert [(p.file, p.column) for p in problems] == [(f"{MADE}/list.csv", "source_sha256")]
    assert problems[0].remedy


def test_verify_on_the_command_line(made, capsys):
    """Success is silent on the error stream and gives status 0; a difference gives 1 and says where."""
    made.save()
    command = ["verify", "--curated", str(made.curated), "--source", str(made.source), "--lang", "en"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "3/3" in said.out
    assert "5/5" in said.out
    assert not said.err
    assert main([*command, "--list", MADE]) == 0
    assert capsys.readouterr().out == said.out
    assert main([*command, "--list", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
    made.numerals().pop(0)
    made.save()
    assert main(command) == 1
    said = capsys.readouterr()
    assert "4/5" in said.out
    assert "numerals.csv" in said.err


def test_a_figure_without_its_numeral_in_the_ledger_does_not_build(made):
    """The ledger holds the numeral of every figure, or the table is not published."""
    made.numerals().pop(1)
    made.save()
    with pytest.raises(BuildError) as caught:
        table.assemble(made.curated, translator("zh"))
    assert [p[:3] for p in caught.value.problems] == [(f"{MADE}/targets.csv", 2, "figure")]


@pytest.mark.parametrize(("lang", "expected"), [
    ("zh", ["某市清单", "单位 2，承诺 3，目标 3", "可衡量的承诺 2（66.7%）"]), ("en", ["Some list", "2", "3", "66.7%"]),
])  # fmt: skip
def test_report(made, tmp_path, capsys, lang, expected):
    """The report gives the numbers of units, commitments, targets, numerals and curators' rows."""
    made.save()
    output = tmp_path / "made.parquet"
    assert main(["build", "--curated", str(made.curated), "--output", str(output), "--lang", lang]) == 0
    assert "4" in capsys.readouterr().out  # three targets and one commitment without
    assert main(["report", "--output", str(output), "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert all(text in said for text in expected)
    assert "county 2, department 1" in said
    assert "level 3" in said
    assert "target 3" in said
    assert "ordinal 2" in said


def test_report_of_the_published_table(capsys):
    """The first list: 91 units and 306 commitments."""
    assert main(["report", "--lang", "zh"]) == 0
    assert "单位 91，承诺 306，" in capsys.readouterr().out


def test_list_without_curators_rows(made, tmp_path, capsys):
    """A list that one person curated alone can be built and reported."""
    made.files[f"{MADE}/curators/first.csv"] = made.files[f"{MADE}/curators/second.csv"] = []
    made.save()
    output = tmp_path / "made.parquet"
    assert main(["build", "--curated", str(made.curated), "--output", str(output), "--lang", "zh"]) == 0
    assert main(["report", "--output", str(output), "--lang", "zh"]) == 0
    assert "单位 2，承诺 3，目标 3" in capsys.readouterr().out


def test_list_that_nobody_wrote_down_who_read(made, tmp_path, capsys):
    """A folder without `curators` and without `readers.csv` builds; what is not known is said to be unknown."""
    for name in ("first", "second"):
        del made.files[f"{MADE}/curators/{name}.csv"]
    made.save()
    assert not (made.curated / MADE / "curators").exists()
    output = tmp_path / "made.parquet"
    assert main(["build", "--curated", str(made.curated), "--output", str(output), "--lang", "zh"]) == 0
    assert main(["report", "--output", str(output), "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "由谁或什么读过、读过几遍，没有记录。没有留下两份互不相看的结果" in said
    assert "%" not in said.split("目标与数字")[1]


def test_readers_travel_with_the_table(made):
    """Who or what read the list, in the order of the file; of agreement nothing where one of the readings is not there."""
    del made.files[f"{MADE}/curators/second.csv"]
    made.files[f"{MADE}/readers.csv"] = [
        {"role": "drafter", "reads": "targets", "kind": "rules", "note": "规则第三版", "note_en": "third version"},
        {"role": "reviewer", "reads": "targets", "kind": "person"},
    ]
    made.save()
    (described,) = layout.unpack(table.assemble(made.curated, translator("zh")).schema.metadata)["lists"]
    assert described["agreement"] == {}
    assert described["readers"] == [
        {
            "reader_no": 1,
            "role": "drafter",
            "reads": "targets",
            "kind": "rules",
            "note": "规则第三版",
            "note_en": "third version",
        },
        {"reader_no": 2, "role": "reviewer", "reads": "targets", "kind": "person", "note": None, "note_en": None},
    ]


@pytest.mark.parametrize(
    ("column", "value"), [("role", "boss"), ("reads", "figures"), ("kind", "robot"), ("note_en", ""), ("kind", "")]
)
def test_a_reader_of_no_known_kind_is_refused(made, column, value):
    reader = {"role": "first", "reads": "targets", "kind": "model", "note": "一次运行", "note_en": "one run", column: value}
    made.files[f"{MADE}/readers.csv"] = [reader]
    made.save()
    with pytest.raises(BuildError) as refused:
        table.assemble(made.curated, translator("zh"))
    assert [(p.file, p.row, p.column) for p in refused.value.problems] == [(f"{MADE}/readers.csv", 2, column)]


def test_two_lists_in_one_table(made):
    """A second year is a second folder."""
    for name in [name for name in made.files if name.startswith(MADE)]:
        made.files[name.replace(MADE, "made-up-2031")] = [
            {**row, **({"list_id": "made-up-2031", "year": 2031} if "list_id" in row else {})} for row in made.files[name]
        ]
    made.curated.mkdir()
    for name, lines in made.files.items():
        path = made.curated / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as handle:
            columns = FILES[name.removeprefix("made-up-2031/").removeprefix(f"{MADE}/")]
            writer = csv.DictWriter(handle, [column.rstrip("*") for column in columns], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(lines)
    rows = table.assemble(made.curated, translator("zh")).to_pandas()
    assert rows.groupby("list_id", observed=True)["target_id"].count().to_dict() == {MADE: 4, "made-up-2031": 4}
    assert list(rows["year"].unique()) == [2030, 2031]
    assert rows["target_id"].is_unique


# Writes the same two tables in turn until it is killed; a child each time, since what is killed cannot go on.
KILLED = """
import os, random, signal, sys, time
from pathlib import Path
import pyarrow as arrow
import pyarrow.parquet as parquet
from fenjin.table import build as table

folder, most = Path(sys.argv[1]), int(sys.argv[2])
path = folder / "targets.parquet"
arrow.set_cpu_count(1)
rows = {name: parquet.read_table(folder.parent / name, use_threads=False) for name in ("one.parquet", "two.parquet")}
whole = {name: (folder.parent / name).read_bytes() for name in rows}
dice = random.Random(5)
kills, amid = 0, 0
while kills < most or amid < 3:
    child = os.fork()
    if not child:
        while True:
            for each in rows.values():
                table.write(each, path)
    time.sleep(dice.uniform(0.001, 0.08))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kills += 1
    assert path.read_bytes() in whole.values(), "a part of a table"
    left = {each.name for each in folder.iterdir()} - {path.name}
    assert left <= {"targets.parquet.new"}, left
    amid += bool(left)
table.write(rows["one.parquet"], path)
assert path.read_bytes() == whole["one.parquet"] and [each.name for each in folder.iterdir()] == [path.name]
"""


@profiles.thorough
def test_a_write_that_is_killed_leaves_the_old_table_or_the_new_one(built, tmp_path):
    """Killed at many moments (kill -9): never a part of a table, no more than one file beside it, and the next write takes that over."""
    folder = tmp_path / "data"
    larger = arrow.concat_tables([built] * 20)
    table.write(larger, tmp_path / "one.parquet")
    table.write(larger.slice(1), tmp_path / "two.parquet")
    table.write(larger, folder / "targets.parquet")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), "100" if profiles.full() else "20"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def no_more(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", profiles.some(["fsync", "replace"], 2))
def test_a_full_disk_leaves_the_old_table(tmp_path, capsys, monkeypatch, step):
    """Whichever step the disk refuses, nothing is left beside the old table and the message says why."""
    path = tmp_path / "targets.parquet"
    path.write_bytes(b"the old one")
    monkeypatch.setattr(os, step, no_more)
    assert main(["build", "--output", str(path), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said and str(path) in said and "stays as it was" in said
    assert path.read_bytes() == b"the old one" and [each.name for each in tmp_path.iterdir()] == [path.name]


@profiles.thorough
def test_a_disk_that_ends_within_the_table_leaves_the_old_one(tmp_path):
    """The system itself refuses the 50001st byte."""
    path = tmp_path / "targets.parquet"
    path.write_bytes(b"the old one")
    done = subprocess.run(
        [sys.executable, "-m", "fenjin.table", "build", "--output", str(path), "--lang", "en"], cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )  # fmt: skip
    assert done.returncode == 1 and "File too large" in done.stderr and "Traceback" not in done.stderr
    assert path.read_bytes() == b"the old one" and [each.name for each in tmp_path.iterdir()] == [path.name]


@profiles.thorough
def test_two_builds_at_once_do_not_mix(built, tmp_path, capsys):
    """The second one says so and does nothing; the first one's table is whole."""
    path = tmp_path / "targets.parquet"
    with replacing(path) as file:
        file.write(b"half of the first")
        assert main(["build", "--output", str(path), "--lang", "en"]) == 1
        assert f"Another build is writing {path}" in capsys.readouterr().err
        assert not path.exists()
        file.write(b" and the rest")
    assert path.read_bytes() == b"half of the first and the rest"
    assert main(["build", "--output", str(path), "--lang", "en"]) == 0
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_many_writers_at_once_leave_one_whole_table(built, tmp_path):
    """Eight threads, each a table of its own: what stands there in the end is one of them, and nothing else."""
    path = tmp_path / "targets.parquet"
    expected = set()

    def attempt(n):
        try:
            table.write(built.slice(n), path)
            expected.add(built.num_rows - n)
        except BusyError:
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(attempt, range(40)))
    assert parquet.read_table(path).num_rows in expected
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_link_in_the_tables_place_is_followed(built, tmp_path):
    """An installation that keeps its data elsewhere and links to them keeps its link."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "targets.parquet"
    link.symlink_to(tmp_path / "elsewhere" / "targets.parquet")
    table.write(built, link)
    assert link.is_symlink() and parquet.read_table(tmp_path / "elsewhere" / "targets.parquet").num_rows == built.num_rows


def test_the_installations_table_is_what_is_built_and_reported(tmp_path, capsys, monkeypatch):
    """And a setting that cannot be used is named, not met with a traceback."""
    monkeypatch.setenv("FENJIN_TABLE", str(tmp_path / "own.parquet"))
    assert main(["build", "--lang", "en"]) == 0 and (tmp_path / "own.parquet").exists()
    assert main(["report", "--lang", "en"]) == 0
    monkeypatch.setenv("FENJIN_LOG_LEVEL", "loud")
    with pytest.raises(SystemExit, match="FENJIN_LOG_LEVEL=loud"):
        main(["report"])
