"""The published document: attached by its hash, quoted by sentence, and refused where it is another one."""

import hashlib
import os
from pathlib import Path

import pytest

from fenjin import settings, views
from fenjin.data.edition import current
from fenjin.figures import boundaries
from fenjin.figures.look import Look
from fenjin.language.translate import translator
from fenjin.paths import content
from fenjin.table.source import Document, DocumentNotFound
from fenjin.views import Context
from tests.pages import opened
from tests.signing import GOOD

TEXT = "东县\n第一，修路30公里，其中新建10公里。第二，种树！\n　　建桥2座\n西县\n没有数字。"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
TARGET = "xiangyang-2022/zaoyang/02.03"


def test_a_document_is_known_by_its_bytes():
    assert Document.of(TEXT.encode(), SHA).text == TEXT
    with pytest.raises(DocumentNotFound) as refused:
        Document.of(TEXT.encode() + b"\n", SHA)
    assert refused.value.expected == SHA
    assert refused.value.actual == hashlib.sha256(TEXT.encode() + b"\n").hexdigest()


def test_a_document_is_found_in_a_folder_whatever_its_name(tmp_path):
    (tmp_path / "a.txt").write_text("other", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe not text")
    with pytest.raises(DocumentNotFound):
        Document.find(tmp_path, SHA)
    (tmp_path / "清单.txt").write_text(TEXT, "utf-8")
    assert Document.find(tmp_path, SHA).text == TEXT


def beside(folder: Path) -> None:
    """What an editor, a slip or a strange disk puts beside a text."""
    (folder / ".#open.txt").symlink_to("somebody@a-host.123")
    (folder / "0-folder.txt").mkdir()
    os.mkfifo(folder / "0-pipe.txt")
    (folder / "0-endless.txt").symlink_to("/dev/zero")
    (folder / "0-round.txt").symlink_to("0-round.txt")
    (folder / "0-locked.txt").write_text("locked")
    (folder / "0-locked.txt").chmod(0)


def test_what_lies_beside_a_text_keeps_nobody_from_it(tmp_path, caplog):
    beside(tmp_path)
    (tmp_path / "清单.txt").write_text(TEXT, "utf-8")
    assert Document.find(tmp_path, SHA).text == TEXT
    assert "0-pipe.txt" in {Path(each.file).name for each in caplog.records}
    for nowhere in (tmp_path / "none", tmp_path / "清单.txt", tmp_path / "0-round.txt"):
        with pytest.raises(DocumentNotFound):
            Document.find(nowhere, SHA)


def test_pages_open_whatever_lies_beside_a_text(tmp_path, monkeypatch):
    beside(tmp_path)
    monkeypatch.setenv(settings.SOURCE, str(tmp_path))
    assert not opened("unit", target=TARGET).exception


@pytest.mark.parametrize("name", ["0-folder.txt", "0-pipe.txt", "0-endless.txt", "0-round.txt", ".#open.txt", "none", "a\0b"])
def test_a_setting_that_names_no_file_that_can_be_read_is_told_so(tmp_path, name):
    beside(tmp_path)
    with pytest.raises(OSError, match=r"\[Errno"):
        content(tmp_path / name, 100)
    with pytest.raises(boundaries.BoundariesError, match="cannot be read"):
        boundaries.load(tmp_path / name, frozenset(["420606"]))
    if "\0" not in name:
        stated = {**GOOD, settings.OIDC_CLIENT_SECRET_FILE: str(tmp_path / name)}
        del stated[settings.OIDC_CLIENT_SECRET]
        with pytest.raises(settings.SettingError, match=settings.OIDC_CLIENT_SECRET_FILE):
            settings.read(stated)


@pytest.mark.parametrize(("figure", "sentence"), [
    ("30公里", "第一，修路30公里，其中新建10公里。"), ("10公里", "第一，修路30公里，其中新建10公里。"), ("种树", "第二，种树！"),
    ("2座", "建桥2座"), ("没有数字。", "没有数字。"), ("第一，修路30公里，其中新建10公里。第二，种树！", "第一，修路30公里，其中新建10公里。第二，种树！"),
])  # fmt: skip
def test_a_figure_is_quoted_with_its_sentence(figure, sentence):
    start = TEXT.index(figure)
    quote = Document.of(TEXT.encode(), SHA).quote(start, start + len(figure))
    assert str(quote) == sentence
    assert quote.figure == figure


def context():
    return Context(current(), "xiangyang-2022", translator("zh"), Look())


@pytest.fixture
def filler(monkeypatch):
    """A document in the place of the published one: as long, every character 文, the figure of one target 10亿元."""
    page = context()
    sha, start, end = views.places(page)[TARGET]
    assert end - start == 4
    document = Document("文" * start + "10亿元" + "。" + "文" * 40000, sha)
    monkeypatch.setattr("fenjin.screen.view.documents", lambda _lists: {sha: document})
    return document


def shown(app):
    return "\n".join(each.value for each in [*app.markdown, *app.caption])


def marked(app):
    return [each.proto.body for each in app.get("html") if "<mark>" in each.proto.body]


def test_a_link_opens_the_card_of_a_target(monkeypatch):
    monkeypatch.delenv(settings.SOURCE, raising=False)
    app = opened("attraction", target=TARGET)
    text = shown(app)
    assert "**衡量什么**　全社会研发投入" in text
    assert "**出处**　枣阳市第1段，第439–442字" in text
    assert "**名次**　只有本单位给出" in text
    assert "超过50家" in text
    assert "附上原文后，这里显示原句" in text
    assert marked(app) == []


def test_the_card_of_a_ranked_target_tells_its_rank():
    assert "**名次**　第1位，共3家" in shown(opened("overview", target="xiangyang-2022/zaoyang/01.02"))


def test_a_card_that_does_not_exist_is_dropped_with_a_notice():
    app = opened("attraction", target="xiangyang-2022/zaoyang/99.01")
    assert app.text[0].value == "target=xiangyang-2022/zaoyang/99.01"
    assert "target" not in app.query_params


def test_attached_the_card_shows_the_sentence(filler):
    (sentence,) = marked(opened("attraction", target=TARGET))
    assert sentence.endswith("文<mark>10亿元</mark>。")


def test_attached_every_file_of_targets_gains_the_sentence(filler):
    page = context()
    view = views.ranking(page, "research-spending", "county")
    assert "原文" not in view.table.columns
    quoted = views.add_quotes(view, page, {filler.sha256: filler})
    assert list(quoted.table.columns) == [*view.table.columns, "原文"]
    assert quoted.table["原文"].iloc[list(view.table["目标编号"]).index(TARGET)].endswith("文10亿元。")
    totals = views.counts(page)
    assert views.add_quotes(totals, page, {filler.sha256: filler}) is totals


def test_about_tells_that_the_document_is_not_attached_and_where_it_would_come_from(monkeypatch, tmp_path):
    monkeypatch.delenv(settings.SOURCE, raising=False)
    app = opened("about")
    assert not app.warning
    assert "服务器不存盘" in shown(app)
    monkeypatch.setenv(settings.SOURCE, str(tmp_path))
    assert "FENJIN_SOURCE" in opened("about").warning[0].value


def test_every_figure_stands_in_its_sentence_of_the_published_text():
    folder = os.environ.get("FENJIN_SOURCE")
    if not folder:
        pytest.skip("the published text is not part of the project: set FENJIN_SOURCE to a folder that holds it")
    page = context()
    document = Document.find(Path(folder), page.description["source_sha256"])
    rows = page.database.tables()["targets"].to_pylist()
    found = views.quotes(page, {document.sha256: document}, [row["target_id"] for row in rows])
    assert len(found) == len(rows) == 484
    for row in rows:
        quote = found[row["target_id"]]
        assert row["figure"] is None or quote.figure == row["figure"]
        assert "\n" not in str(quote)
        assert str(quote).endswith(("。", "！", "？")) or row["figure"] is None or len(str(quote)) > len(row["figure"])
