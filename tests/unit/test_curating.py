"""Edits of a draft: each is kept at once and can be taken back; two people, a kill in the middle of a write, a full disk."""

import errno
import json
import os
import shutil
import signal
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fenjin import settings
from fenjin.draft import checking, desk, keeping, second
from fenjin.draft.edits import Conflict, Refused, edit
from fenjin.language.translate import translator
from fenjin.paths import COMPONENTS, CURATED
from fenjin.server import origin, review
from fenjin.table.curated import BuildError, Problem
from fenjin.table.replacing import BusyError
from tests import profiles
from tests.drafts import LIST, LIST_ID, begun
from tests.node import called

T = translator("zh")
SCHOOLS, PRIMARY = "education/01.01", "education/01.02"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return begun(tmp_path_factory.mktemp("curating") / "state")


@pytest.fixture
def folder(first, tmp_path):
    """A draft that a test may write into."""
    shutil.copytree(first, tmp_path / "drafts" / LIST_ID)
    return tmp_path / "drafts" / LIST_ID


def stored(folder):
    return {path.name: path.read_bytes() for path in (folder / LIST_ID).iterdir()}


def rows(folder, name="targets.csv"):
    with keeping.hold(folder):
        return desk.by_code(name, keeping.draft_in(folder, CURATED, T).files[name])


def change(folder, *edits):
    return edit(folder, CURATED, edits, T)


def sets(code, file="targets.csv", **cells):
    return {"set": [file, code, {name: list(values) for name, values in cells.items()}]}


def test_what_is_changed_is_kept_looked_up_and_taken_back_to_the_last_byte(folder):
    before = stored(folder)
    # The indicator brings its topic and its theme; the printed figure its place; what was reviewed is to be looked at again.
    change(folder, sets(SCHOOLS, status=("draft", "reviewed")))
    outcome = change(
        folder,
        sets(
            SCHOOLS, firmness=("plain", "ensure"), topic=("education", ""), theme=("livelihood", ""), indicator_id=("", "schools")
        ),
    )
    row = rows(folder)[SCHOOLS]
    assert (row["firmness"], row["indicator_id"], row["topic"], row["theme"], row["status"]) == (
        "ensure",
        "schools",
        "education",
        "livelihood",
        "draft",
    )
    outcomes = [outcome, change(folder, sets(PRIMARY, figure=("5所", "5")))]
    assert [fault.column for fault in outcomes[1].faults] == ["uom"], "the unit is no more part of the figure"
    # A figure that is none, and a numeral that is one.
    outcomes.append(change(folder, {"drop": [PRIMARY, "name"]}))
    assert rows(folder, "numerals.csv")["102"]["reason"] == "name" and PRIMARY not in rows(folder)
    outcomes.append(change(folder, {"add": ["102", "5所"]}))
    assert rows(folder)["education/01.04"]["value"] == "5"
    for each in reversed(outcomes):
        change(folder, {"back": desk.changes_as_json(reversed(each.changes))})
    change(folder, sets(SCHOOLS, status=("reviewed", "draft")))
    assert stored(folder) == before


def test_what_the_checks_find_names_rows_as_the_text_does(folder):
    with keeping.hold(folder):
        draft = keeping.draft_in(folder, CURATED, T)
    problem = Problem(f"{LIST_ID}/targets.csv", 2, "value", "12", f"比它大（{PRIMARY}）")
    (told,) = desk.findings_as_json(draft, checking.Findings(0, [(SCHOOLS, problem)]), T)["problems"]
    assert (told["name"], told["words"]) == ("市教育局第1条 12所", "比它大（市教育局第1条 5所）")


def test_a_unit_of_measure_that_nobody_has_defined_is_told_before_its_figure_is_accepted(folder):
    path = folder / LIST_ID / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",个,", ",嘎,"), encoding="utf-8")
    code = next(code for code, row in rows(folder).items() if row["uom"] == "嘎")
    with pytest.raises(Refused) as refused:
        change(folder, sets(code, status=("draft", "reviewed")))
    assert ("uom", "计量单位未定义") in [(each.column, each.remedy.in_words(T)[:7]) for each in refused.value.faults]


def test_what_is_wrong_is_told_in_words_and_nothing_is_kept(folder):
    before = stored(folder)
    for each, column in (
        (sets(SCHOOLS, value=("12", "zwölf")), "value"),
        (sets(SCHOOLS, uom=("所", "座桥")), "uom"),
        (sets(SCHOOLS, deadline=("", "31.2.2031")), "deadline"),
        (sets(SCHOOLS, kind=("level", "heap")), "kind"),
        (sets(SCHOOLS, figure=("12所", "13所")), "figure"),
        # Twelve is no "at least".
        (sets(SCHOOLS, comparator=("eq", "ge"), status=("draft", "reviewed")), "comparator"),
        (sets("education/02", "commitments.csv", topic=("education", ""), theme=("livelihood", ""), status=("draft", "reviewed")), "theme"),
        ({"add": ["77", "五座"]}, "figure"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            # What comes with it is not kept either.
            change(folder, sets(PRIMARY, status=("draft", "reviewed")), each)
        assert refused.value.faults[0].column == column and refused.value.faults[0].remedy.in_words(T)
    for nonsense in (
        {"set": ["targets.csv", SCHOOLS, {"start": ["94", "1"]}]},
        {"set": ["list.csv", "x", {}]},
        {"drop": [SCHOOLS, "whim"]},
        {"burn": 1},
    ):
        with pytest.raises((ValueError, Conflict)):
            change(folder, nonsense)
    assert stored(folder) == before


def test_two_people_lose_nothing_of_each_other(folder):
    change(folder, sets(SCHOOLS, measure=("新建学校", "新建中小学")))
    # Another cell of the same row, from a screen that had not seen it yet.
    outcome = change(folder, sets(SCHOOLS, firmness=("plain", "ensure")))
    assert rows(folder)[SCHOOLS]["measure"] == "新建中小学" and outcome.before != outcome.after
    with pytest.raises(Conflict) as conflict:
        change(folder, sets(SCHOOLS, measure=("新建学校", "建学校")))
    with keeping.hold(folder):
        review_of = keeping.draft_in(folder, CURATED, T)
    assert "新建中小学" in desk.conflict_in_words(conflict.value, review_of, T)
    # Both meant the same; and one dropped what the other changes.
    assert change(folder, sets(SCHOOLS, measure=("新建学校", "新建中小学"))).changes == []
    change(folder, {"drop": [PRIMARY, "name"]})
    with pytest.raises(Conflict):
        change(folder, sets(PRIMARY, status=("draft", "reviewed")))


def forked(action):
    """Does something in a process of its own; returns how it ended."""
    child = os.fork()
    if not child:
        try:
            action()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


@profiles.thorough
def test_a_kill_at_any_moment_leaves_all_of_an_edit_or_nothing(folder, monkeypatch):
    rows(folder)
    before = stored(folder)
    change(folder, {"drop": [PRIMARY, "name"]})
    after = stored(folder)
    assert len([name for name in before if before[name] != after[name]]) == 2
    replace_file, seen = os.replace, set()
    for moment in range(1, 5):
        for name, content in before.items():
            (folder / LIST_ID / name).write_bytes(content)
        times = [0]

        def dying(old, new, moment=moment, times=times):
            times[0] += 1
            if times[0] == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            replace_file(old, new)

        def drop(dying=dying):
            os.replace = dying
            edit(folder, CURATED, [{"drop": [PRIMARY, "name"]}], T)

        seen.add(forked(drop))
        # Who opens it next finds it whole, and nobody is locked out.
        rows(folder)
        now = {name: content for name, content in stored(folder).items() if not name.endswith(".new")}
        assert now in (before, after), moment
        assert not (folder / "pending.json").exists()
    assert seen == {signal.SIGKILL, 0}, "the last moment comes too late"


def test_nobody_waits_for_ever_for_who_holds_a_draft(folder, monkeypatch):
    monkeypatch.setattr(keeping, "_PATIENCE", 0.0)
    with keeping.hold(folder), pytest.raises(BusyError), keeping.hold(folder):
        pass
    assert rows(folder)


@pytest.fixture
def client(folder, monkeypatch):
    """The addresses of the review on a machine of one's own."""
    own = replace(settings.read({}), state=folder.parent.parent, curate=True, served=True)
    monkeypatch.setattr(settings, "_of_process", own)
    return TestClient(Starlette(routes=review.routes), raise_server_exceptions=True)


def test_a_full_disk_is_told_before_anything_is_lost(folder, client, monkeypatch):
    before = stored(folder)

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = client.post(f"/review/{LIST_ID}", json=[{"drop": [PRIMARY, "name"]}])
        assert answer.status_code == 507 and "磁盘满了" in answer.json()["words"]
        assert (
            client.post(f"/review/{LIST_ID}?lang=en", json=[sets(SCHOOLS, status=("draft", "reviewed"))])
            .json()["words"]
            .startswith("The server's disk is full")
        )
    assert stored(folder) == before
    assert client.post(f"/review/{LIST_ID}", json=[{"drop": [PRIMARY, "name"]}]).status_code == 200


def test_the_screen_is_told_all_it_needs_and_strangers_nothing(folder, client, monkeypatch):
    told = client.get(f"/review/{LIST_ID}").json()
    assert told["text"].startswith("临河市") and told["rows"]["targets.csv"][SCHOOLS]["figure"] == "12所"
    assert told["choices"]["firmness"]["ensure"] == "确保" and told["shape"] == "units" and told["drafted"] == {}
    answer = client.post(f"/review/{LIST_ID}", json=[sets(SCHOOLS, firmness=("plain", "ensure"))]).json()
    assert answer["before"] == told["state"] != answer["state"]
    assert client.get(f"/review/{LIST_ID}").json()["drafted"] == {"targets.csv": {SCHOOLS: {"firmness": "plain"}}}
    refused = client.post(f"/review/{LIST_ID}", json=[sets(SCHOOLS, comparator=("eq", "le"), status=("draft", "reviewed"))])
    assert refused.status_code == 422 and "等于" in json.dumps(refused.json(), ensure_ascii=False)
    conflict = client.post(f"/review/{LIST_ID}", json=[sets(SCHOOLS, firmness=("plain", "task"))])
    assert conflict.status_code == 409 and conflict.json()["code"] == SCHOOLS and "“确保”" in conflict.json()["words"]
    for content, kind in (
        ("[]", "text/plain"),
        ("{", "application/json"),
        ("{}", "application/json"),
        ("[[]]", "application/json"),
    ):
        assert client.post(f"/review/{LIST_ID}", content=content, headers={"content-type": kind}).status_code == 400
    for path in ("/review/nobody-2031", "/review/..", f"/review/{LIST_ID}/other"):
        assert client.get(path).status_code == 404
    # Somebody from elsewhere, and a dashboard that is open to everybody.
    inside = Starlette(routes=review.routes)

    async def from_elsewhere(scope, receive, send):
        await inside({**scope, origin.KEY: "192.0.2.7"}, receive, send)

    assert TestClient(from_elsewhere).get(f"/review/{LIST_ID}").status_code == 404
    monkeypatch.setattr(settings, "_of_process", replace(settings.load(), curate=False))
    assert client.get(f"/review/{LIST_ID}").status_code == 404


def test_a_draft_passes_its_checks_once_it_is_reviewed(folder):
    with keeping.hold(folder):
        findings = checking.check(keeping.draft_in(folder, CURATED, T), CURATED, T)
    # Nobody has accepted anything; the county lacks its code, which is no row that is accepted.
    assert findings.open == 11 and [problem.column for _code, problem in findings.problems] in ([], ["adcode"])
    change(folder, sets("dong-xian", "units.csv", adcode=("", "429901")))
    for file in ("commitments.csv", "targets.csv"):
        change(folder, *(sets(code, file, status=("draft", "reviewed")) for code in rows(folder, file)))
    with keeping.hold(folder):
        assert checking.passing(folder, CURATED, T) == folder / LIST_ID
        assert checking.check(keeping.draft_in(folder, CURATED, T), CURATED, T) == (0, [])
    change(folder, sets("dong-xian", "units.csv", adcode=("429901", "")))
    with keeping.hold(folder), pytest.raises(BuildError) as error:
        checking.passing(folder, CURATED, T)
    assert [problem.column for problem in error.value.problems] == ["adcode"] * len(error.value.problems)


def test_settings_of_curating_are_held_together():
    assert settings.read({settings.CURATE: "here", settings.STATE: "/var/lib/fenjin"}).curate
    for variables in (
        {settings.CURATE: "yes", settings.STATE: "/x"},
        {settings.CURATE: "here"},
        {settings.CURATE: "here", settings.STATE: "/x", settings.PROXY_ADDRESSES: "10.0.0.1"},
    ):
        with pytest.raises(settings.SettingError, match=settings.CURATE):
            settings.read(variables)


MODEL = COMPONENTS / "draft.js"


def test_what_is_looked_at_comes_in_the_order_of_the_text_and_bears_its_state(folder, client):
    told = client.get(f"/review/{LIST_ID}").json()
    asks, items, pieces = called(
        MODEL, ["asked", told["suggestions"]], ["itemsOf", told["rows"]], ["piecesOf", told["text"], told["rows"]]
    )
    assert [(each["kind"], each["code"]) for each in items[:5]] == [
        ("unit", "dong-xian"), ("numeral", "27"), ("target", "dong-xian/01.01"), ("target", "dong-xian/01.02"), ("target", "dong-xian/02.01"),
    ]  # fmt: skip
    # What is cut is the whole text, and nothing of it twice.
    words = [part if isinstance(part, str) else part["words"] for each in pieces for part in each["parts"]]
    assert "".join(words).replace("\n", "") == LIST.replace("\n", "")
    # The county's code is asked, and of which indicator twelve schools are; a name in quotation marks is refused.
    facts = {"rows": told["rows"], "asks": asks, "faults": told["faults"], "doubtful": []}
    looked_at = [
        ("unit", "dong-xian"),
        ("unit", "education"),
        ("target", "dong-xian/01.01"),
        ("target", SCHOOLS),
        ("numeral", "27"),
        ("commitment", "education/02"),
    ]
    states = called(MODEL, *(["stateOf", {"kind": kind, "code": code}, facts] for kind, code in looked_at))
    assert states == ["doubtful", "accepted", "open", "doubtful", "refused", "open"]
    own, targets = told["rows"]["commitments.csv"], told["rows"]["targets.csv"]
    cuts = called(MODEL, *(["beginnings", told["text"], own[code], targets] for code in ("dong-xian/01", "dong-xian/02")))
    words = [[told["text"][at : at + 4] for at in places] for places in cuts]
    assert words == [["力争引进"], ["改造老旧", "实施“五"]]
    told["rows"]["targets.csv"]["dong-xian/01.01"]["status"] = "reviewed"
    assert called(MODEL, ["settles", "dong-xian/01.02", told["rows"]], ["settles", "dong-xian/02.01", told["rows"]]) == [
        True,
        False,
    ]


def accept_all(folder, file="targets.csv"):
    change(folder, *(sets(code, file, status=("draft", "reviewed")) for code in rows(folder, file)))


def test_a_second_reads_without_sight_of_the_first_and_a_third_settles(folder, tmp_path):
    change(folder, sets("dong-xian", "units.csv", adcode=("", "429901")), sets(SCHOOLS, firmness=("plain", "ensure")))
    other = tmp_path / "second" / LIST_ID
    second.begin_second(folder, other)
    with pytest.raises(FileExistsError):
        second.begin_second(folder, other)
    # Nothing of what the first decided is there, but what the units are.
    assert rows(other)[SCHOOLS]["firmness"] == "plain" and rows(other, "units.csv")["dong-xian"]["adcode"] == "429901"
    accept_all(folder)
    accept_all(folder, "commitments.csv")
    assert second.compare(folder, other, CURATED, T).left == (0, 7)
    with pytest.raises(ValueError, match="not complete"):
        second.write_readings(folder, other, CURATED, T)
    # The second takes five primary schools for no target and the old neighbourhoods for none of their indicator.
    change(other, {"drop": [PRIMARY, "repeated"]}, sets("dong-xian/02.02", indicator_id=("old-neighbourhoods", "")))
    accept_all(other)
    second.write_readings(folder, other, CURATED, T)
    comparison = second.compare(folder, other, CURATED, T)
    # Of seven figures six are with both, all six with the same quantity; four of them agree in everything.
    assert [comparison.agreement[name] for name in ("first", "second", "paired", "quantity", "everything")] == [7, 6, 6, 6, 4]
    codes = ["dong-xian/02.02 indicator_id", f"{SCHOOLS} firmness", PRIMARY]
    assert [each.code for each in comparison.differences] == codes
    for code, takes_second in zip(codes, (False, True, True), strict=True):
        second.settle(folder, other, CURATED, code, takes_second, T)
    after = second.compare(folder, other, CURATED, T)
    # How far they agreed is what it was before.
    assert after.differences == [] and after.agreement == comparison.agreement and after.is_written
    settled = rows(folder)
    assert settled[SCHOOLS]["firmness"] == "plain" and PRIMARY not in settled
    assert settled["dong-xian/02.02"]["indicator_id"] == "old-neighbourhoods"
    assert rows(folder, "numerals.csv")["102"]["reason"] == "repeated"
    accept_all(folder, "commitments.csv")
    with keeping.hold(folder):
        checking.passing(folder, CURATED, T)
    with keeping.hold(folder):
        readers = keeping.rows_of(folder / LIST_ID / "readers.csv")
    assert [(row["role"], row["kind"]) for row in readers] == [
        ("drafter", "rules"),
        ("first", "person"),
        ("second", "person"),
        ("settler", "person"),
    ]


def test_who_accepted_anything_is_written_down_as_its_reader(folder):
    def roles():
        return [(row["role"], row["kind"]) for row in keeping.rows_of(folder / LIST_ID / "readers.csv")]

    change(folder, sets(SCHOOLS, firmness=("plain", "ensure")))
    assert roles() == [("drafter", "rules")]
    change(folder, sets(SCHOOLS, status=("draft", "reviewed")))
    assert roles() == [("drafter", "rules"), ("reviewer", "person")]


def test_a_commitment_is_cut_in_two_and_joined_again_with_all_that_belongs_to_it(folder):
    """Targets go along with what names them; what was said of the whole is to be looked at again; each step is taken back to the last byte."""
    change(folder, sets("dong-xian/01.01", status=("draft", "reviewed")))
    before = stored(folder)
    at = LIST.index("到位资金")
    outcome = change(folder, {"split": ["dong-xian/01", at]})
    commitments, targets = rows(folder, "commitments.csv"), rows(folder)
    assert [
        LIST[int(commitments[code]["start"]) : int(commitments[code]["end"])] for code in ("dong-xian/01", "dong-xian/03")
    ] == [
        "全力招商引资。力争引进亿元以上工业项目30个，",
        "到位资金80亿元以上。",
    ]
    assert (commitments["dong-xian/03"]["commitment"], commitments["dong-xian/03"]["status"]) == ("到位资金80亿元以上", "draft")
    assert targets["dong-xian/03.02"]["figure"] == "80亿元以上" and "dong-xian/01.02" not in targets
    assert targets["dong-xian/01.01"]["status"] == "reviewed"
    assert next(row for row in rows(folder, "numerals.csv").values() if row["numeral"] == "80亿")["targets"] == "dong-xian/03.02"
    told = desk.desk(keeping.draft_in(folder, CURATED, T), T)
    assert told["cut"] == ["dong-xian/01", "dong-xian/03"], "what is not cut as the rules cut it is seen"
    apart = stored(folder)

    joined = change(folder, {"merge": "dong-xian/03"})
    commitments, targets = rows(folder, "commitments.csv"), rows(folder)
    assert "dong-xian/03" not in commitments
    assert LIST[: int(commitments["dong-xian/01"]["end"])].endswith("到位资金80亿元以上。")
    figures = {code: row["figure"] for code, row in targets.items() if code.startswith("dong-xian/01")}
    assert figures == {"dong-xian/01.01": "30个", "dong-xian/01.02": "80亿元以上"}
    for changes, then in ((joined.changes, apart), (outcome.changes, before)):
        change(folder, {"back": [list(each) for each in reversed(changes)]})
        assert stored(folder) == then

    for wrong in (
        {"split": ["dong-xian/01", LIST.index("0亿元以上")]},
        {"split": ["dong-xian/01", 3]},
        {"merge": "dong-xian/02"},
    ):
        # Two paragraphs cannot be cited as one.
        with pytest.raises(Refused):
            change(folder, wrong)
    assert stored(folder) == before
