"""The page on which lists are drafted: for whom it is there, what it refuses, and what it leads to."""

import json
from dataclasses import replace

import pytest

from fenjin import settings
from fenjin.draft import desk, keeping, second
from fenjin.draft.edits import edit
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from tests.drafts import LIST, LIST_ID, begun
from tests.pages import headings, opened


@pytest.fixture
def state(tmp_path, monkeypatch):
    """The folder of state of a dashboard for one person at this machine."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(settings, "_of_process", replace(settings.read({}), state=folder, curate=True, served=True))
    return folder


def test_a_dashboard_for_everybody_has_no_such_page_in_its_navigation(monkeypatch):
    app = opened("curate")
    assert headings(app) == ["这里不能整理清单"] and "make curate" in app.info[0].value and not app.text_area


def test_a_pasted_list_becomes_a_draft_and_what_is_missing_is_asked(state):
    app = opened("curate")
    begin = app.button(key="draft-begin")
    begin.click().run()
    assert app.error[0].value == "先选一个文件，或粘贴文字。"
    # The next year of a city that has a list is one press.
    app.button(key="draft-next-xiangyang-2022").click().run()
    fields = app.text_input(key="draft-city"), app.number_input(key="draft-year"), app.text_input(key="draft-list")
    assert [field.value for field in fields] == ["襄阳市", 2023, "xiangyang-2023"]
    app.text_area(key="draft-text").set_value("字" * 80_000)
    app.button(key="draft-begin").click().run()
    assert "存成 .txt 文件" in app.error[0].value
    app.text_area(key="draft-text").set_value(LIST)
    app.text_input(key="draft-city").set_value("临河市")
    app.number_input(key="draft-year").set_value(2031)
    app.text_input(key="draft-list").set_value("../linhe")
    app.button(key="draft-begin").click().run()
    assert "linhe-2031" in app.error[0].value and keeping.drafts(state / keeping.FOLDER) == []
    app.text_input(key="draft-list").set_value(LIST_ID)
    app.button(key="draft-begin").click().run()
    assert not app.exception and app.query_params["draft"] in (LIST_ID, [LIST_ID])
    (component,) = (json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "review")
    assert component["address"] == f"review/{LIST_ID}"
    assert (state / keeping.FOLDER / LIST_ID / "published" / f"{LIST_ID}.txt").read_text() == LIST
    # Nobody has touched it: it may be drafted anew as something else.
    app.selectbox(key="draft-other").set_value("prose").run()
    app.button(key="draft-again").click().run()
    assert not app.exception
    with keeping.hold(state / keeping.FOLDER / LIST_ID):
        units = keeping.rows_of(state / keeping.FOLDER / LIST_ID / LIST_ID / "units.csv")
    assert [row["unit"] for row in units] == ["临河市"]
    assert [each.key for each in app.get("download_button")] == ["draft-workbook", "draft-zip"]
    # The same code once more.
    app.button(key="drafts").click().run()
    app.text_area(key="draft-text").set_value(LIST)
    app.text_input(key="draft-city").set_value("临河市")
    app.text_input(key="draft-list").set_value(LIST_ID)
    app.button(key="draft-begin").click().run()
    assert "已经有草稿" in app.error[0].value


def test_two_readings_are_settled_on_one_page(state):
    folder, t = begun(state), translator("zh")
    app = opened("curate", draft=LIST_ID)
    app.button(key="second-begin").click().run()
    (component,) = (json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "review")
    # Whoever reads for the second time is shown nothing of the first reading, nor a way to its files.
    assert (
        component["reading"] == "second"
        and not app.get("download_button")
        and "settling" not in [each.key for each in app.button]
    )
    other = state / second.FOLDER / LIST_ID
    with keeping.hold(folder):
        codes = desk.by_code("targets.csv", keeping.draft_in(folder, CURATED, t).files["targets.csv"])
    accepted = [{"set": ["targets.csv", code, {"status": ["draft", "reviewed"]}]} for code in codes]
    edit(folder, CURATED, accepted, t)
    app.query_params["reading"] = "settling"
    app.run()
    assert "第二读者还剩7个" in app.info[0].value
    edit(other, CURATED, [{"set": ["targets.csv", "education/01.01", {"firmness": ["plain", "ensure"]}]}, *accepted], t)
    app.run()
    app.button(key="settling-begin").click().run()
    assert headings(app) == ["还有1处不同"] and any("85.7%" in each.value for each in app.markdown)
    assert [each.label for each in app.button if each.key.startswith("settle-")] == ["第一读者：未强调", "第二读者：确保"]
    app.button(key="settle-education/01.01 firmness-True").click().run()
    assert not app.exception and headings(app) == ["没有要裁定的了"]
    rows = keeping.rows_of(folder / LIST_ID / "targets.csv")
    assert [row["firmness"] for row in rows if row["figure"] == "12所"] == ["ensure"]
