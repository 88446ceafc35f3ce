"""A table whose every free text is hostile, and the files that are made of it, each read again by a reader of its kind."""

import csv
import datetime
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pyarrow as arrow
import pypdf
from lxml import etree
from pptx import Presentation
from pyarrow import parquet

from fenjin import views
from fenjin.data.database import Database
from fenjin.figures.look import Look
from fenjin.files import deck, export, ics, pack, paper, workbook
from fenjin.language.translate import translator
from fenjin.slides import slide, story
from fenjin.slides.story import Slot, Story
from fenjin.table import layout
from fenjin.table.build import write as store
from fenjin.views import Context, View
from fenjin.views.selection import Filters
from tests import made_up
from tests.made_up import target

WHEN = datetime.date(2030, 7, 1)
LIST = "nowhere-2030"
# What would run, load, lead away, be set in type or end what it stands in, if it were taken for more than text.
TEXTS = (
    "<script>alert(1)</script>", "<img src=http://stranger.example/i.png onerror=alert(1)>", "</text></svg><svg onload=alert(1)>", "\"' onfocus=alert(1) autofocus x='",
    "![p](http://stranger.example/p.png)", "[l](http://stranger.example/)", "http://stranger.example/a", "www.stranger.example", "a@stranger.example",
    "**b** _i_ ~~s~~ `c`", "$x^2$ $$y$$", ":red[r] :material/home: :smile: :streamlit:", "# h", "- l", "1. n", "> q", "| a | b |", "a\n\n# h\n\n---\n", "```\nc", "<b>h</b>", "&lt;i&gt; &#0; &amp;",
    "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "－1", "\t=1", "-2+3", "=HYPERLINK(\"http://stranger.example\")", "{=1}",
    "#set text(1pt); #read(\"/etc/passwd\")", "$ sum $ @label <label>", "\\u{41} */ //", "END:VEVENT\r\nBEGIN:VALARM", "a;b,c\\nd:e", "]]>", "<!--", "<?xml?>",
    "\u202eesrever\u202c", "a\u200bb\u200d\ufeff", "\x07\x1b[31m\x7f", "\x85\u2028\u2029", "\x00", "\ufffe\uffff", "e" + "\u0301" * 60, "𠀀👩‍👩‍👧‍👦", "٣١", "长" * 400, "x" * 400,
    "../../etc/passwd", "'; drop table targets; --", "{0} {x.__class__} {{ }} %s", "%%(a)s", "nan", "NULL", "",
)  # fmt: skip
# Columns of free text; the others are numbers, dates, enumerations, codes and units of measure.
FREE = ("city", "unit", "unit_en", "commitment", "statement", "measure", "indicator", "indicator_en", "scope", "figure")
LONGEST = {"commitment": 20, "statement": 60}
DESCRIBED = (
    "title", "title_en", "city", "city_en", "unit", "unit_en", "short", "short_en", "indicator", "indicator_en", "definition", "definition_en",
    "topic_zh", "topic_en", "name", "name_en", "scope", "scope_en", "action_zh", "action_en", "wordings", "words",
)  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Targets of every kind that the pages draw."""
    day = datetime.date(2030, 6, 30)
    return [
        target("east", 90, "ge"), target("west", 50, scope="大型"), target("north", 40, "range", value_high=60.0, std_high=60.0), target("south", 40, tier="stretch"),
        target("bureau", 300), target("office", 200, "approx"), target("east", 5, "ge", "growth"), target("west", 7, "eq", "growth"), target("office", 6, "ge", "growth"),
        target("north", 3, "le", "days", deadline=day), target("south", 2, "lt", "days", deadline=day, firmness="strive"), target("middle", 1, "gt", commitment_no=2),
    ]  # fmt: skip


MENTIONS = [
    made_up.mention("east", "building", basis_targets=f"{LIST}/east/01.01"), made_up.mention("middle", "building", firmness="strive"),
    made_up.mention("south", "singing"), made_up.mention("office", "singing"),
]  # fmt: skip


class Spoiler:
    """Gives each text a hostile one, the same text the same one; no two are the same."""

    def __init__(self, r: random.Random) -> None:
        self._r = r
        self._given: dict[tuple[str, bool], str] = {}
        self._left = list(TEXTS)
        r.shuffle(self._left)

    def __call__(self, text: str, name: str = "") -> str:
        """The hostile text for a column, as long and of such characters as the contract of the table lets it be."""
        plain, longest = name.endswith("_en"), LONGEST.get(name, 1000)
        key = text, plain
        if key not in self._given:
            taken = self._left.pop() if self._left else "".join(self._r.sample(TEXTS, 2))
            self._left = self._left or [*TEXTS]
            taken = re.sub(r"[^ -~]", "", taken) if plain else taken
            self._given[key] = f"{taken[: longest - 5]} {len(self._given):03d}"
        return self._given[key]


def write(folder: Path, r: random.Random) -> Path:
    """The file of the table, made from a seed."""
    spoil = Spoiler(r)
    made_up.database(folder, rows(), mentions=MENTIONS)
    path = folder / "targets.parquet"
    table = parquet.read_table(path)
    for name in FREE:
        place = table.schema.get_field_index(name)
        spoiled = [None if text is None else spoil(text, name) for text in table[name].to_pylist()]
        table = table.set_column(
            place, table.schema.field(name), arrow.array(spoiled, arrow.string()).cast(table.schema.field(name).type)
        )

    lengths = [None if text is None else len(text) for text in table["figure"].to_pylist()]
    ends = [
        end if n is None else start + n
        for start, end, n in zip(table["start"].to_pylist(), table["end"].to_pylist(), lengths, strict=True)
    ]
    lasts = [
        first + end - start - 1
        for first, start, end in zip(table["first_char"].to_pylist(), table["start"].to_pylist(), ends, strict=True)
    ]
    for name, places in {"end": ends, "last_char": lasts}.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), arrow.array(places, arrow.int32()))

    def through(given: Any) -> Any:
        if isinstance(given, list):
            return [through(each) for each in given]
        if isinstance(given, dict):
            return {
                key: spoil(each, key) if key in DESCRIBED and isinstance(each, str) else through(each)
                for key, each in given.items()
            }
        return given

    spoiled_about = through(layout.about(path))
    spoiled_about["lists"][0]["agreement"] = {
        "targets": {"first": 12, "second": 12, "paired": 12, "quantity": 12, "everything": 12}
    }
    spoiled_about["lists"][0]["readers"] = [
        {
            "reader_no": 1,
            "role": "first",
            "reads": "targets",
            "kind": "person",
            "note": spoil("说明"),
            "note_en": spoil("note", "note_en"),
        }
    ]
    store(table.replace_schema_metadata(layout.pack(spoiled_about)), path)
    return path


def context(path: Path, lang: str = "zh") -> Context:
    return Context(Database(path), LIST, translator(lang), Look("light"))


def every_view(page: Context) -> list[View]:
    """Views of every kind."""
    units = ("east", "west")
    return [
        views.counts(page), views.timeline(page), views.deadlines(page), views.definitions(page), views.ledger(page), views.sums(page),
        views.concreteness(page, "county"), views.profile(page, units), views.alone(page, units, "county"), *views.common_views(page, units, "county"),
        *(views.ranking(page, code, league) for code in made_up.INDICATORS for league in views.LEAGUES),
        views.coverage(page, "projects", "county"), views.tile_grid(page, "projects"), views.county_city(page, "projects"),
        views.matrix(page, "investment"), views.departments(page, "investment"), views.similar(page, "building"), views.similar(page, "singing"), views.coverage(page, "growth", "department"),
        views.standings(page, "east", "county"), views.card(page, f"{LIST}/east/01.00"), views.card(page, f"{LIST}/east/01.01"), views.explore(page, Filters()), views.filtered_matrix(page, Filters()), views.pivot(page, Filters(), "unit", "indicator"),
    ]  # fmt: skip


def check_files(page: Context) -> int:
    """Makes every file of every view and reads it again; how many there were. Raises AssertionError where text is more than text."""
    files = 0
    every = every_view(page)
    for view in every:
        _check_csv(export.csv(view.table))
        parquet.read_table(io.BytesIO(export.parquet(view, page, "http://localhost/")))
        json.loads(export.as_json(view, page, "http://localhost/"))
        files += 3
        if len(view.table.columns):
            _check_workbook(workbook.excel(view, page, "http://localhost/"))
            files += 1
        for each in () if view.empty or view.table.empty else slide.of_view(page, view, WHEN):
            check_svg(slide.svg(each, page.t.lang))
            files += 1
    for view in every[:1] + every[-4:-1]:
        _check_pack(pack.research_pack(view, page, "http://localhost/"))
        files += 1
    told = Story("题", tuple(Slot(name, choice) for name, choice in _STORY.items()))
    pages = story.slides(page, told, WHEN)
    assert len(pages) > len(_STORY)
    _check_deck(deck.powerpoint(page, pages, pages[0].heading, WHEN), len(pages))
    if not paper.font_missing():
        drawn = [(each.heading, slide.svg(each, page.t.lang)) for each in pages]
        assert len(pypdf.PdfReader(io.BytesIO(paper.slides(drawn, pages[0].heading, page.t.lang))).pages) == len(pages)
        assert len(pypdf.PdfReader(io.BytesIO(paper.brief(page, "east"))).pages) == 1
        files += 2
    _check_calendar(ics.ics(page, home="http://localhost"))
    return files + 2


_STORY: dict[str, Mapping[str, str]] = {
    "counts": {}, "ranking": {"indicator": "projects", "league": "county"}, "tile_grid": {"indicator": "projects"}, "sums": {}, "timeline": {},
    "profile": {"units": "east,west"}, "explore": {}, "filtered_matrix": {}, "pivot": {"rows": "unit", "columns": "indicator"}, "definitions": {}, "card": {"target": f"{LIST}/east/01.01"},
}  # fmt: skip


def _check_csv(content: bytes) -> None:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True):
        for cell in row:
            bare = cell.lstrip(" \u3000\ufeff")
            assert not bare.startswith(tuple("=+-@\t\r＝＋－＠")) or re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", bare), cell


def _check_workbook(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for cell in _cells(sheet):
            assert cell.data_type != "f", cell.value
            # The cover links to the page that the file comes from.
            assert cell.hyperlink is None or str(cell.hyperlink.target).startswith("http://localhost"), cell.hyperlink
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert "externalLink" not in name and "vba" not in name
            for each in etree.fromstring(parts.read(name)).iter("{*}f") if name.endswith(".xml") else ():
                assert re.fullmatch(r"'?[^'!]+'?!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", each.text), each.text


def _cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def check_svg(text: str) -> None:
    """An SVG is well-formed, draws only, and asks for nothing."""
    for each in etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True)).iter():
        name = etree.QName(each).localname
        assert name in {
            "svg",
            "g",
            "rect",
            "path",
            "line",
            "circle",
            "ellipse",
            "polygon",
            "polyline",
            "text",
            "tspan",
            "title",
            "desc",
            "defs",
            "pattern",
            "style",
            "clipPath",
            "image",
        }, name
        for key, value in each.attrib.items():
            assert not etree.QName(key).localname.lower().startswith("on"), key
            assert "stranger" not in value or key in ("aria-label", "data-unit"), value
            assert etree.QName(key).localname != "href" or value.startswith(("#", "data:image/png")), value


def _check_pack(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            assert re.fullmatch(r"(tables/)?[A-Za-z_]+\.[a-z]+", name), name
        for name in parts.namelist():
            if name.endswith(".csv"):
                _check_csv(parts.read(name))
        json.loads(parts.read("datapackage.json"))


def _check_deck(content: bytes, slides: int) -> None:
    assert len(Presentation(io.BytesIO(content)).slides) == slides
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(parts.read(name))
                for each in root.iter("{*}Relationship"):
                    assert each.get("TargetMode") != "External" or not each.get("Target").startswith(
                        ("http://stranger", "file:", "..")
                    ), each.attrib
            elif name.endswith(".xlsx"):
                _check_workbook(parts.read(name))


def _check_calendar(content: bytes) -> None:
    read = icalendar.Calendar.from_ical(content)
    assert [each.name for each in read.subcomponents] == ["VEVENT", "VEVENT"]
    assert all(not each.subcomponents for each in read.subcomponents)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
