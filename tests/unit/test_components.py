"""The components' scripts and styles: how they are put together, and that what they know of Streamlit's page is there."""

import json
import re
import subprocess
from types import SimpleNamespace

import pytest

from fenjin.paths import COMPONENTS, ROOT
from fenjin.screen import visit
from fenjin.server import parts, streamlit_inside
from tests.node import NODE, called

NAMES = COMPONENTS / "streamlit.js"
SCRIPTS = sorted(path.stem for path in COMPONENTS.glob("*.js") if "export default" in path.read_text("utf-8"))
STYLES = [*COMPONENTS.glob("*.css"), *(ROOT / "pages").glob("*.css"), ROOT / "fenjin" / "server" / "page.css"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_goes_to_the_browser_as_one_text_that_needs_no_other(name):
    text = parts.join(f"{name}.js")
    assert text.count("export default") == 1 and "\n//" not in text
    assert not re.search(r"^\s*import\b", text, re.MULTILINE)
    run = subprocess.run([NODE, "--check", "--input-type=module", "-"], input=text, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_a_field_for_a_file_offers_the_kinds_that_it_takes():
    text = parts.join("upload.js").replace("export default function", "const draw = function")
    field = "const field = {}, parts = { button: {}, input: field, span: {} }"
    call = 'draw({ data: { endings: ".pptx,.potx" }, parentElement: { querySelector: (name) => parts[name] } })'
    run = subprocess.run(
        [NODE, "--input-type=module", "-"],
        input="\n".join([text, field, call, "console.log(field.accept)"]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == ".pptx,.potx", run.stderr


def test_a_style_is_one_text_and_buttons_have_one_look():
    button = parts.join("button.css")
    for name in ("appearance", "copying", "picture", "share", "upload"):
        text = parts.join(f"{name}.css")
        assert button in text and "@import" not in text


@pytest.fixture(scope="module")
def installed():
    """The text of Streamlit's scripts as they are installed, and of its page."""
    folder = streamlit_inside.FOLDER
    files = [folder / "index.html", *(folder / streamlit_inside.SCRIPTS).glob("*.js")]
    return "\n".join(path.read_text("utf-8", errors="replace") for path in files)


def test_streamlit_is_the_version_in_which_our_scripts_saw_it():
    assert f"seen in Streamlit {streamlit_inside.VERSION}." in NAMES.read_text("utf-8")


def test_every_entry_on_streamlit_has_a_guard_that_is_a_test():
    *entries, end = re.split(r"^// Guard: (.*)\n", NAMES.read_text("utf-8"), flags=re.MULTILINE)
    assert end == ""
    for text, guard in zip(entries[::2], entries[1::2], strict=True):
        assert "export const" in text, guard
        path, _colons, name = guard.partition("::")
        assert f"\ndef {name}(" in (ROOT / path).read_text("utf-8"), guard


def names_of(text):
    """The names in a script or style that are Streamlit's: classes, test ids, attributes."""
    return {
        *re.findall(r"\.(st[A-Z]\w*)", text), *re.findall(r'data-testid="?(\w+)', text), *re.findall(r"data-test-[a-z-]+", text),
    }  # fmt: skip


@pytest.mark.parametrize("path", [NAMES, *STYLES], ids=lambda path: path.name)
def test_every_name_of_streamlits_page_is_in_the_installed_files(installed, path):
    text = path.read_text("utf-8")
    words = (
        {"Connection error", "CONNECTED", "notRunning", "stActiveTheme", "_stcore/health", 'id="root"'}
        if path == NAMES
        else set()
    )
    assert [name for name in sorted(names_of(text) | words) if name not in installed] == []


def test_no_other_script_names_what_is_streamlits():
    for path in COMPONENTS.glob("*.js"):
        if path != NAMES:
            assert names_of(path.read_text("utf-8")) == set() and "_stcore" not in path.read_text("utf-8"), path.name


def test_a_figure_takes_other_colours_in_their_order_and_nothing_else_changes():
    text = '{"marker": {"color": ["#0E1620", "#FFFFFF"]}, "text": ["#1 of 2", "a#0e1620b"]} <b style="color: #ffffff">'
    found = called(COMPONENTS / "colours.js", ["recolour", text, ["#FFFFFF", "#16202B", "#0A3563"]], ["recolour", text, []])
    assert found == [
        '{"marker": {"color": ["#FFFFFF", "#16202B"]}, "text": ["#1 of 2", "a#0e1620b"]} <b style="color: #0A3563">',
        text,
    ]


@pytest.mark.parametrize(
    ("text", "sentences", "expected"),
    [
        ("实心条是定下的数。点条形，看出处。", ["点条形，看出处。"], "实心条是定下的数。"),
        ("Press a bar.", ["Press a bar."], ""),
        ("Solid bars are assigned.", ["Press a bar."], "Solid bars are assigned."),
    ],
)
def test_paper_says_nothing_of_what_to_press(text, sentences, expected):
    assert called(COMPONENTS / "printing.js", ["leaveOut", text, sentences]) == [expected]


def test_the_foot_of_a_sheet_is_one_text_of_a_style_and_leaves_out_a_long_link():
    short, long = "https://a.example/unit?u=x", f"https://a.example/{'x' * 120}"
    foot = called(COMPONENTS / "printing.js", ["footOf", 'The "list" \\ 2022', short], ["footOf", "2022", long])
    assert foot == [rf"The \"list\" \\ 2022\A {short}", "2022"]


def test_texts_that_a_tab_keeps_are_handed_over_once_and_forgotten_when_they_are_taken_off():
    calls = [
        (["a", "b"], None, []),  # a new visit in a tab that has two
        (["a", "b"], ["a"], ["b"]),  # of which one was handed over
        (["a", "b"], ["a", "b"], []),
        (["a", "b"], ["b"], []),  # one was taken off
        ([], ["a"], []),  # one was attached
        (["a"], [], ["a"]),  # the page has made room for texts before one was handed over
    ]
    assert called(COMPONENTS / "documents.js", *(["settle", *call] for call in calls)) == [
        {"keep": [], "forget": [], "owed": ["a", "b"]},
        {"keep": [], "forget": [], "owed": ["b"]},
        {"keep": [], "forget": [], "owed": []},
        {"keep": [], "forget": ["a"], "owed": []},
        {"keep": ["a"], "forget": [], "owed": []},
        {"keep": [], "forget": [], "owed": ["a"]},
    ]


def test_only_views_of_a_dashboard_are_read_from_a_file_and_each_stands_once():
    def view(name="六月到期", note="", link="timeline?theme=livelihood&v=0123"):
        return {"name": name, "note": note, "link": link}

    good, wrong = [view(), view("总览", "开会前看", "")], [
        view(link="https://elsewhere.example/"), view(link="//elsewhere.example"), view(link="javascript:alert(1)"), view(link="a b"),
        view(link="timeline#x"), view(name=" "), view(name="长" * 121), view(note="长" * 401), view(name=5), {"name": "无"}, None,
    ]  # fmt: skip
    texts = [
        json.dumps({"views": good}),
        *(json.dumps({"views": [*good, each]}) for each in wrong),
        "",
        "[]",
        "{",
        '{"views": 5}',
    ]
    calls = [["read", text] for text in texts]
    renamed = view("改了名")
    first, *others, joint, many = called(
        COMPONENTS / "saved.js",
        *calls,
        ["add", good, [renamed]],
        ["add", [view(link=f"unit?unit=u{n}") for n in range(200)], good],
    )
    assert first == good and others == [None] * len(others) and len(others) == len(wrong) + 4
    assert joint == [renamed, good[1]]
    assert len(many) == 200 and many[:2] == good


def test_a_text_that_ran_again_comes_first_and_stands_once():
    texts = [f"select {n}" for n in range(30)]
    again, another, blank = called(
        COMPONENTS / "history.js", *(["withLatest", texts, text] for text in ("select 7", "select x", " "))
    )
    assert again == ["select 7", *texts[:7], *texts[8:]] and another == ["select x", *texts[:29]] and blank == texts


def test_the_server_is_told_how_wide_a_screen_is_where_it_takes_it_for_another(monkeypatch):
    calls = [(narrow, known) for narrow in (True, False) for known in (True, False)]
    words = called(COMPONENTS / "width.js", *(["wordOf", *call] for call in calls))
    assert words == [None, "narrow", "wide", None]
    state = {}
    page = SimpleNamespace(session_state=state, context=SimpleNamespace(headers={"User-Agent": "Mozilla/5.0 (iPhone) Mobile"}))
    monkeypatch.setattr(visit, "st", page)
    assert visit.on_phone()
    visit.take_width(False)  # it was turned
    assert not visit.on_phone()
    page.context.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64)"
    visit.take_width(True)  # a window made narrow
    assert visit.on_phone()
