"""The box for SQL: what it offers at a place of a text, when the server's text takes the place of the reader's, and what it is made of."""

import hashlib
import json
import re
import subprocess

import duckdb
import pytest

from fenjin.paths import CODEMIRROR, COMPONENTS, ROOT
from tests import profiles
from tests.node import NODE, called

OFFERS = COMPONENTS / "offers.js"
FACTS = {
    "table": "表",
    "call": "函数",
    "tables": {
        "targets": [
            ["target_id", "目标编号", "目标的编号"],
            ["unit", "单位", "作出承诺的单位"],
            ["kind", "数字类型", "数字是什么", {"growth": "增长率", "rank": "名次"}],
        ],
        "units": [["unit_id", "单位代号", "单位的代号"], ["unit", "单位", "单位的名称"], ["end", "到", "为止"]],
    },
}


def offered(text, within="name", is_asked=False):
    """What is offered where | stands: from where on, the names of each kind, and whether they are already chosen."""
    at = text.index("|")
    (found,) = called(OFFERS, ["offers", text.replace("|", ""), at, within, FACTS, is_asked])
    if found is None:
        return None
    names = {}
    for each in found["options"]:
        names.setdefault(each["type"], []).append(each["label"])
    return found["from"], names, found["isChosen"]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        # After a table's name, or the name that it has there, its own columns.
        ("select targets.|", 15, {"property": ["target_id", "unit", "kind"]}),
        ("select T.un|\nfrom targets as t", 9, {"property": ["target_id", "unit", "kind"]}),
        ("select u.| from targets t, units u where u.unit = t.unit", 9, {"property": ["unit_id", "unit", "end"]}),
        # After FROM and JOIN tables, and what the text itself calls a query.
        ("with few as (select 1) select * from |", 37, {"class": ["targets", "units", "few"]}),
        ("select * from targets join un|", 27, {"class": ["targets", "units"]}),
    ],
)
def test_a_name_is_offered_where_it_may_stand(text, start, expected):
    assert offered(text, is_asked=True) == (start, expected, False)


def test_without_a_name_before_it_columns_come_first_then_tables_other_names_and_words():
    _start, before, _chosen = offered("select un|")
    # Of two tables each name once.
    assert before["property"] == ["target_id", "unit", "kind", "unit_id", "end"] and "variable" not in before
    _start, names, _chosen = offered("select un| from units as u where true")
    assert (
        names["property"] == ["unit_id", "unit", "end"] and names["variable"] == ["u"] and names["class"] == ["targets", "units"]
    )
    assert {"select", "group by", "is not null"} <= set(names["keyword"]) and {"count", "sum", "avg"} <= set(names["function"])
    (found,) = called(OFFERS, ["offers", "select en from units", 9, "name", FACTS, False])
    assert [each["apply"] for each in found["options"] if each["label"] == "end" and each["type"] == "property"] == ['"end"']


def test_columns_and_codes_are_found_by_their_words():
    assert offered("select 单位| from units") == (7, {"property": ["unit", "unit_id"]}, True)
    codes = {"enum": ["growth", "rank"]}
    assert offered("select 1 from targets where kind = '|", "text") == (36, codes, False)
    assert offered("select 1 from targets where targets.kind in ('rank', 'gr|", "text") == (54, codes, False)
    assert offered("select 1 from targets where kind not in ('增|", "text") == (42, {"enum": ["growth"]}, True)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("select |", "name"),
        ("select 1.|", "name"),
        ("select 12|", "name"),
        ("select nothing.|", "name"),
        ("select constructor.|", "name"),
        ("select 没有这个词|", "name"),
        ("select 1 -- sel|", "comment"),
        ("select 'un|", "text"),
        ("select 1 from targets where unit = '|", "text"),
        ("select 1 from targets where unit like '|", "text"),
    ],
)
def test_where_nothing_can_be_meant_nothing_is_offered(text, within):
    assert offered(text, within) is None


def test_every_word_is_duckdb_s():
    """What is marked and offered means something there."""
    _start, names, _chosen = offered("select |", is_asked=True)
    known, calls, types = (
        {name for (name,) in duckdb.sql(f"select {kind}_name from duckdb_{kind}s()").fetchall()}
        for kind in ("keyword", "function", "type")
    )
    assert {word for phrase in names["keyword"] for word in phrase.split()} <= known
    assert set(names["function"]) <= calls | known
    assert set(re.search(r'TYPES = "(.+?)"', OFFERS.read_text("utf-8"))[1].split()) <= types


@pytest.mark.parametrize(
    ("data", "before", "run", "expected"),
    [
        # A page that was opened with a text, or without.
        ({"text": "a", "times": 0}, None, None, True),
        ({"text": "", "times": 0}, None, None, False),
        # What was run from here stays as it was written on; in another language, too.
        ({"text": "b", "times": 0}, {"text": "a", "times": 0}, "b", False),
        ({"text": "b", "times": 0}, {"text": "b", "times": 0}, "b", False),
        # What was chosen comes, also where it was run last; so does what a link says after Back.
        ({"text": "b", "times": 1}, {"text": "b", "times": 0}, "b", True),
        ({"text": "a", "times": 0}, {"text": "b", "times": 0}, "b", True),
    ],
)
def test_a_text_of_the_server_comes_only_where_it_is_another(data, before, run, expected):
    assert called(COMPONENTS / "editor.js", ["isNew", data, before, run]) == [expected]


@pytest.mark.parametrize(
    ("text", "sent", "later", "expected"),
    [("select 1", "", "", "select 1"), ("b", "a", "a", "b"), ("b", "a", "c", None), ("a", "a", "a", None), ("", "a", "a", None)],
)
def test_a_tab_keeps_what_is_written_and_not_run_beside_what_the_server_sent(text, sent, later, expected):
    """It comes back to the same link, and not to another one."""
    (kept,) = called(COMPONENTS / "editor.js", ["keptOf", text, sent])
    assert called(COMPONENTS / "editor.js", ["unrunOf", kept, later]) == [expected]


def test_the_script_is_put_together_of_what_is_locked_and_says_its_licences():
    script, licences = CODEMIRROR.read_bytes(), (CODEMIRROR.parent / "codemirror-LICENSE.txt").read_text("utf-8")
    assert CODEMIRROR.name == f"codemirror.{hashlib.sha256(script).hexdigest()[:8]}.js", (
        "run make editor, and say its name in paths.py"
    )
    packages = json.loads((ROOT / "tools" / "editor" / "package-lock.json").read_text("utf-8"))["packages"]
    versions = {path.removeprefix("node_modules/"): about.get("version") for path, about in packages.items()}
    inside = re.match(rb"/\* (.+?); licences", script)[1].decode().split(", ")
    assert len(inside) >= 10
    for title in inside:
        name, version = title.split(" ")
        assert versions[name] == version, name
        assert f"{title}," in licences or f", {title}\n" in licences or f"\n{title}\n" in f"\n{licences}", title
    assert b"eval(" not in script and b"new Function" not in script


@profiles.thorough
@pytest.mark.skipif(not (ROOT / "tools/editor/node_modules").exists(), reason="its packages are not installed (make editor)")
def test_the_script_comes_out_the_same_wherever_it_is_put_together(tmp_path):
    run = subprocess.run([NODE, ROOT / "tools" / "editor" / "build.js", tmp_path], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == CODEMIRROR.name
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (CODEMIRROR.parent / path.name).read_bytes()
