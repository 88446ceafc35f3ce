"""The page on which drafts are published: looked at, published into a running dashboard, taken back; and who sees why not."""

from dataclasses import replace

import pytest

from fenjin import settings
from fenjin.data import edition, store
from fenjin.draft import keeping
from fenjin.language.translate import translator
from fenjin.paths import CURATED
from fenjin.publishing import collection, publishing
from fenjin.publishing.publishing import Place
from fenjin.screen.components import upload
from fenjin.screen.components.upload import Upload
from tests import cities, profiles
from tests.cities import LISTS
from tests.pages import headings, opened
from tests.unit.test_publishing import edited, of_year, target

OLD, NEW = LISTS


@pytest.fixture
def where(tmp_path, monkeypatch):
    """A store in which the first list of the made-up city is published, and the draft of its second, for one person at this machine."""
    shared = {path: content for path, content in collection.read_folder(CURATED).items() if "/" not in path}
    place, state = Place(tmp_path / "store"), tmp_path / "state"
    first = collection.with_list(shared, OLD, of_year(2031))
    publishing.publish(place, publishing.Prepared(first, publishing.assembled(first, translator("zh")), (), ""), "李", "", 0)
    state.mkdir(mode=0o700)
    put(state, of_year(2032))
    monkeypatch.setattr(store, "AHEAD", 0)
    monkeypatch.setattr(edition, "STILL", 0)
    own = replace(settings.read({settings.TABLE: str(place.store)}), state=state, curate=True, served=True)
    monkeypatch.setattr(settings, "_of_process", own)
    return place


def put(state, own):
    """Puts the files of a list where its draft is."""
    folder = state / keeping.FOLDER / NEW
    collection.write_into(folder / NEW, own)
    (folder / "published").mkdir(exist_ok=True)
    (folder / "published" / f"{NEW}.txt").write_text(cities.text_and_files(2032)[0], "utf-8")


def test_who_may_not_publish_sees_why():
    app = opened("publish")
    assert headings(app) == ["这里不能发布"] and "make curate" in app.info[0].value and "运维" in app.info[0].value
    assert "publish" not in [each.key for each in app.button]


def test_a_draft_is_looked_at_published_and_taken_back(where, tmp_path):
    put(tmp_path / "state", edited(of_year(2032), "targets.csv", target("lintan", 2, 1), uom="斗"))
    app = opened("publish", list=OLD)
    app.button(key="publish-look").click().run()
    assert not app.exception and app.error[0].value.endswith("处要改，没有发布：")
    told = app.table[0].value
    assert (
        f"{NEW}/targets.csv" in list(told["文件"])
        and "原文单位（uom）" in list(told["列"])
        and "publish" not in [each.key for each in app.button]
    )

    put(
        tmp_path / "state",
        edited(of_year(2032), "commitments.csv", {"unit_id": "forestry-grass", "commitment_no": "1"}, status="draft"),
    )
    app.button(key="publish-look").click().run()
    assert "还有1条承诺、1个目标没有审定" in app.error[0].value
    app.checkbox(key="publish-reviewed-only").check().run()
    app.button(key="publish-look").click().run()
    assert "整个单位都没有审定的：市林草局" in app.warning[0].value

    put(tmp_path / "state", of_year(2032))
    app.checkbox(key="publish-reviewed-only").uncheck().run()
    app.button(key="publish-look").click().run()
    assert "云栖市2032年目标：新的清单，加19行" in " ".join(each.value for each in app.markdown)
    assert [each["list_id"] for each in edition.current().lists] == [OLD]
    app.text_input(key="publish-note").set_value("新的一年")
    app.button(key="publish").click().run()
    assert not app.exception and not app.error
    last, first = publishing.records(where)
    assert (last.note, last.lists, first.by) == ("新的一年", {NEW: (19, 0, 0)}, "李") and last.by
    assert collection.lists_of(publishing.files_of(where)) == [OLD, NEW]
    said = " ".join(each.value for each in app.markdown)
    assert "新的一年" in said and f"{NEW}：加19行" in said
    # A link that was made before says what has changed since then.
    older = opened("timeline", list=NEW, v=first.version[:12])
    assert older.info[0].value.endswith("加19行（新的一年）。")
    assert opened("timeline", list=OLD, v=first.version[:12]).info[0].value.endswith("这份清单没有改动。")
    # Drafts learn from what is published: the new list, too.
    learnt = publishing.folder_of(settings.load())
    assert (learnt / NEW / "targets.csv").read_bytes() == of_year(2032)["targets.csv"] and learnt != CURATED
    app.button(key=f"back-{first.number}").click().run()
    assert not app.exception and collection.lists_of(publishing.files_of(where)) == [OLD]


@profiles.thorough
def test_a_published_list_is_corrected_and_renamed_from_its_files(where, tmp_path, monkeypatch):
    app = opened("publish", list=OLD)
    app.text_input(key="publish-code").set_value(NEW + "-b").run()
    app.button(key="publish-rename").click().run()
    said = " ".join(each.value for each in app.markdown)
    assert not app.exception and "新的清单，加" in said and "整份去掉" in said
    app.button(key="publish").click().run()
    assert collection.lists_of(publishing.files_of(where)) == [NEW + "-b"]

    own = edited(of_year(2031), "targets.csv", target("lintan", 2, 1), measure="云栖新修路")
    own = edited(own, "list.csv", {"list_id": OLD}, list_id=NEW + "-b")
    content = collection.archived(collection.with_list({}, NEW + "-b", own), NEW + "-b")
    brought = iter([Upload("files.zip", content), *[None] * 9])
    monkeypatch.setattr(upload, "upload", lambda *_args: next(brought))
    app = opened("publish", list=NEW + "-b")
    assert "这次改了1格：写一次理由" in app.error[0].value
    app.text_input(key="publish-reason").set_value("原文更正").run()
    brought = iter([Upload("files.zip", content), *[None] * 9])
    app.run()
    assert not app.exception and "改1行" in " ".join(each.value for each in app.markdown)
    app.button(key="publish").click().run()
    corrected = collection.of_list(publishing.files_of(where), NEW + "-b")["revisions.csv"].decode()
    assert "云栖新修路" in corrected and "原文更正" in corrected
    # Drafts learn from the last version; of those before, the folder of one stays for whoever is reading it.
    every_record = publishing.records(where)
    assert len(every_record) == 3
    for record in reversed(every_record):
        publishing.back(where, record, "王", translator("zh"), 0)
        learnt = publishing.folder_of(settings.load())
    folders = list((tmp_path / "state" / "curated").iterdir())
    assert learnt in folders and len(folders) == 2
