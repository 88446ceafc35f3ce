"""A kind of figure is one file: what `docs/architecture.md` says of adding one, done with a kind that is none of the dashboard's."""

import datetime
import html
import importlib
import inspect
import io
import json
import pkgutil
import re
import sys
from dataclasses import dataclass, replace

import openpyxl
import pandas as pd
import pypdf
import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from fenjin import figures, views
from fenjin.data.edition import current
from fenjin.figures.canvas import LEAST, Box, lines_of
from fenjin.figures.content import Content
from fenjin.figures.look import Look
from fenjin.figures.native import Cell, Chart, Grid, Row
from fenjin.files import deck, paper, webpage, workbook
from fenjin.language.translate import translator
from fenjin.slides import decks, slide, story
from fenjin.views import Context, View
from tests import profiles

WHEN = datetime.date(2030, 7, 1)
COLOUR = "#[0-9a-fA-F]{6}"
EACH = 4  # steps that a slide has room for


@dataclass(frozen=True)
class Ladder(Content):
    """The worked example: steps above each other, each with a name, how high it is, and its target."""

    steps: tuple[tuple[str, float, str], ...]

    def marks(self, frame, look):
        high = frame.h / EACH
        return [
            Box(frame.x, frame.y + place * high, frame.w, high - 8, edge=look.mark, words=lines_of([name]), size=LEAST, colour=look.mark)
            for place, (name, _height, _target) in enumerate(self.steps)
        ]  # fmt: skip

    def html(self, look, size):
        steps = "".join(
            f'<li><button data-target="{target}">{html.escape(name)}</button>' for name, _height, target in self.steps
        )
        return f'<ol style="font-size: {size}px">{steps}</ol>'

    @property
    def length(self):
        return len(self.steps)

    def cut(self, frame, look):
        return [replace(self, steps=self.steps[first : first + EACH]) for first in range(0, len(self.steps), EACH)]

    def native(self, frame, look, t):
        rows = tuple((Cell((name,), look.mark), Cell((f"{height:g}",), look.mark, "end")) for name, height, _target in self.steps)
        return [Grid(frame.x, frame.y, (frame.w * 0.8, frame.w * 0.2), (40,) * len(rows), rows, LEAST)]

    def chart(self, t):
        return Chart(("高",), tuple(Row(name, height, words=(f"{height:g}米",)) for name, height, _target in self.steps))

    def pick(self, names):
        return None

    def sentences(self, t):
        return [f"{name}：{height:g}米" for name, height, _target in self.steps]


LADDER = Ladder(tuple((f"第{n}级<东&西>", n / 2, f"t{n}") for n in range(1, 31)))
ABOUT = Context(current(), "xiangyang-2022", translator("zh"), Look())
VIEW = View(
    "多高？", "三十级，最高十五米", "trial", {}, pd.DataFrame(), LADDER.figure(ABOUT.look), table=pd.DataFrame({"级": ["一"]})
)
# Thirty steps of four each are eight slides; a view has six, and the last says that two of four and of two are left out.
LEFT = "另有6行，见看板。"


def page():
    from fenjin.screen import view
    from tests.unit.test_kinds import ABOUT, VIEW

    view.draw(VIEW, ABOUT, "trial")


def test_a_page_draws_it():
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    (figure,) = app.get("bidi_component")
    drawn = json.loads(figure.proto.json)
    assert drawn["press"] and drawn["html"] == VIEW.figure.html
    assert '<button data-target="t30">第30级&lt;东&amp;西&gt;</button>' in drawn["html"]


def test_a_page_of_its_own_draws_it_without_the_library_of_others():
    content = webpage.page(VIEW, ABOUT, "http://x/").decode()
    assert VIEW.figure.html in content
    assert len(content) < 10_000 and "<script>" not in content


@pytest.fixture(scope="module")
def slides():
    return slide.of_view(ABOUT, VIEW, WHEN)


def test_slides_draw_it_in_parts(slides):
    assert [each.body.length for each in slides] == [EACH] * slide.MOST_PARTS
    drawings = [slide.svg(each, "zh") for each in slides]
    assert [f"第{n}级&lt;东&amp;西&gt;" in drawings[(n - 1) // EACH] for n in range(1, 25)] == [True] * 24
    assert [LEFT in drawing for drawing in drawings] == [False] * 5 + [True]


def test_paper_draws_it(slides):
    content = paper.slides([(each.heading, slide.svg(each, "zh")) for each in slides], "级", "zh")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == slide.MOST_PARTS
    assert "第1级<东&西>" in pages[0] and "第24级<东&西>" in pages[5]


def test_powerpoint_draws_it_and_the_speaker_reads_it(slides):
    pages = list(Presentation(io.BytesIO(deck.powerpoint(ABOUT, slides, "级", WHEN))).slides)
    tables = [shape.table for page in pages for shape in page.shapes if shape.has_table]
    cells = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]
    assert cells[0] == [["第1级<东&西>", "0.5"], ["第2级<东&西>", "1"], ["第3级<东&西>", "1.5"], ["第4级<东&西>", "2"]]
    assert len(cells) == slide.MOST_PARTS
    assert "第24级<东&西>：12米" in pages[5].notes_slide.notes_text_frame.text.split("\n")


def test_a_workbook_has_its_chart():
    book = openpyxl.load_workbook(io.BytesIO(workbook.excel(VIEW, ABOUT, "http://x/")))
    sheet = book["图"]
    assert len(sheet._charts) == 1
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    assert rows[1:4] == [("图中的名字", "目标", "高"), ("第1级<东&西>", "0.5米", 0.5), ("第2级<东&西>", "1米", 1)]


def test_what_needs_no_part_of_its_own_has_an_answer():
    @dataclass(frozen=True)
    class Dot(Content):
        def marks(self, frame, look):
            return [Box(frame.x, frame.y, 40, 40, fill=look.mark)]

    view = replace(VIEW, figure=Dot().figure(ABOUT.look))
    assert view.drawn is None
    only = replace(slide.of_view(ABOUT, VIEW, WHEN)[0], body=Dot())
    (drawing,) = Presentation(io.BytesIO(deck.powerpoint(ABOUT, [only], "点", WHEN))).slides
    (shape,) = [shape for shape in drawing.shapes if shape.name == "图"]
    assert "三十级" in shape._element._nvXxPr.cNvPr.get("descr")
    assert "图" not in openpyxl.load_workbook(io.BytesIO(workbook.excel(view, ABOUT, "http://x/"))).sheetnames


def test_each_kind_of_the_dashboard_is_a_file_of_its_own():
    for module in pkgutil.iter_modules(figures.__path__, "fenjin.figures."):
        importlib.import_module(module.name)
    kinds = [kind.__module__ for kind in Content.__subclasses__() if kind.__module__.startswith("fenjin.")]
    assert len(kinds) >= 8
    assert len(set(kinds)) == len(kinds)
    # None knows another.
    for name in set(kinds):
        others = [other for other in kinds if other != name and f"from {other} import" in inspect.getsource(sys.modules[name])]
        assert not others


@profiles.thorough
@pytest.mark.parametrize("lang", profiles.some(["zh", "en"], 2))
def test_a_figure_of_a_dark_screen_is_on_paper_what_a_light_one_is(lang):
    """Paper takes its colours one by one, in the order in which they stand in it: nothing else of it may differ."""
    opened = current()
    light, dark = (Context(opened, opened.lists[-1]["list_id"], translator(lang), Look(mode)) for mode in ("light", "dark"))
    kinds = set()
    slots = (
        story.Slot("ranking", {"indicator": "projects-attracted", "league": "county"}),
        story.Slot("tile_grid", {"indicator": "projects-attracted"}), story.Slot("concreteness", {"league": "county"}), story.Slot("timeline"),
        *(slot for slot in decks.ready(light, "attraction").slots if slot.view in views.QUESTIONS),
    )  # fmt: skip
    pairs = [[story.view_of(context, slot)[1].drawn for context in (light, dark)] for slot in slots]
    for one, other in [*pairs, [views.city_map(context, "projects-attracted").drawn for context in (light, dark)]]:
        if one and not one.html:
            drawn, wanted = other.packed.decode(), one.packed.decode()
            assert re.split(COLOUR, drawn) == re.split(COLOUR, wanted)
            assert other.white == re.findall(COLOUR, wanted) and one.white == []
            kinds.add(type(one.content).__name__)
    assert kinds >= {"Bars", "Tiles", "Map", "Shares", "Timeline"}
