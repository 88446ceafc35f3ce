"""Hostile input: at least ten thousand of it at the entries of the dashboard, and a table full of it."""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from streamlit.testing.v1 import AppTest

from fenjin import edition, settings
from fenjin.markdown import plain
from fenjin.paths import ROOT
from tests import hostile, hostile_table
from tests.server import PAGES

# Beyond what a thrown entry may need for what it remembers: pages, views and slides, each bounded.
MOST_MEMORY = 400 * 2**20
SLOWEST = 30


@pytest.mark.parametrize("name", hostile.ENTRIES)
def test_an_entry_bears_what_is_thrown_at_it(name):
    """No traceback, no error of the server, nothing shown that cannot be seen, within bounds of time and memory."""
    hostile.allowed()
    memory = hostile.Memory()
    slowest = max(seconds for _seed, seconds in hostile.thrown(name, 0, hostile.ENTRIES[name].count))
    assert slowest < SLOWEST
    assert memory.most() < MOST_MEMORY


def test_ten_thousand_are_thrown():
    assert sum(entry.count for entry in hostile.ENTRIES.values()) >= 10_000


LINKS = (
    *((page, {}) for page in PAGES),
    ("unit", {"unit": "east"}),
    ("compare", {"units": "east,west"}),
    ("compare", {"by": "themes", "unit": "east"}),
    ("explore", {"indicator": "projects", "rows": "unit", "columns": "indicator", "lang": "en"}),
    ("explore", {"target": "nowhere-2030/east/01.01"}),
    ("investment", {"indicator": "days", "lang": "en"}),
    ("timeline", {"lang": "en"}),
)  # fmt: skip
# Fields that are shown as Markdown; the lists of a selectbox, of a grid and the text of a field are not.
MARKDOWN = {
    "markdown": ("body",), "caption": ("body",), "header": ("body",), "subheader": ("body",), "title": ("body",), "button": ("label",),
    "button_group": ("content",), "dialog": ("title",), "metric": ("label",), "expander": ("label",), "warning": ("body",), "info": ("body",),
}  # fmt: skip
# What only the hostile texts make: pictures, links, emphasis, formulas, colours, code, headings, quotations.
MADE = re.compile(
    r"(?<!\\)(?:!?\[[pl]\]\(|\*\*b\*\*|~~s~~|`c`|\$x\^2|\$\$y|:red\[|<script|<img|<svg|<b>|\$ sum)|^\s*(?:# h|> q|```|1\. n)|^- l",
    re.MULTILINE,
)


def words_of(value: Any) -> Iterator[str]:
    """Every text within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from words_of(each)


def strings(message: Any) -> Iterator[tuple[str, str]]:
    """The texts of a message of Streamlit's protocol with the names of their fields."""
    for about, value in message.ListFields():
        for each in value if about.is_repeated else [value]:
            if isinstance(each, str):
                yield about.name, each
            elif hasattr(each, "ListFields"):
                yield from strings(each)


def elements(node: Any) -> Iterator[tuple[str, Any]]:
    """Everything that is on a page: its kind and its message."""
    for child in getattr(node, "children", {}).values():
        yield from elements(child)
    if getattr(node, "proto", None) is not None:
        yield node.type, node.proto


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory):
    return hostile_table.write(tmp_path_factory.mktemp("hostile"), random.Random(1))


def test_the_hostile_table_keeps_the_contract(hostile_file):
    """So it is one that a builder may publish, or somebody put in place of the table."""
    database, rows = edition.opened(hostile_file)
    assert rows == 12 and "<script>" in json.dumps(database.metadata)


@pytest.mark.parametrize(("page", "params"), LINKS, ids=lambda each: each if isinstance(each, str) else "&".join(each))
def test_the_words_of_a_table_are_words_on_every_page(hostile_file, monkeypatch, page, params):
    monkeypatch.setenv(settings.TABLE, str(hostile_file))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(f"pages/{page}.py")
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    texts = [(kind, name, text) for kind, message in elements(app._tree) for name, text in strings(message)]
    for kind, name, text in texts:
        if name in MARKDOWN.get(kind, ()):
            assert not MADE.search(text), (kind, text)
        if kind == "html":
            for each in lxml.html.fromstring(f"<div>{text}</div>").iter():
                assert each.tag not in ("script", "img", "svg", "b", "a") and not any(
                    key.startswith("on") for key in each.attrib
                ), text
        if kind == "plotly_chart" and name == "spec":
            # Plotly knows a little HTML of its own.
            for said in words_of(json.loads(text)):
                assert set(re.findall(r"<[^>]*>?", said)) <= {"<b>", "</b>", "<br>"}, said
    # Each hostile text ends in a number of three digits.
    shown = [text for _kind, _name, text in texts if re.search(r" 0\d\d", text)]
    assert shown or page in ("attraction", "rural", "livelihood", "business", "other", "sql")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("至少450亿元", "至少450亿元"),
        ("a*b_c~d", r"a\*b\_c\~d"),
        ("![p](http://x)", r"!\[p\](http://x)"),
        ("$x$ <b> `c` | &lt;", r"\$x\$ \<b> \`c\` \| \&lt;"),
        ("# h", r"\# h"),
        ("- l", r"\- l"),
        ("-5%", "-5%"),
        ("1. n", r"1\. n"),
        ("2022. ", r"2022\."),
        ("1.5亿元", "1.5亿元"),
        ("> q", r"\> q"),
        ("a\n# h\n\n---", "a # h ---"),
        ("\\", r"\\"),
    ],
)
def test_plain_text_is_escaped_where_markdown_would_make_something_of_it(text, written):
    assert plain(text) == written
