"""The calendar: what a calendar program reads from it, what it links to, and what its address refuses."""

import datetime
from collections import Counter

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fenjin.data.edition import current
from fenjin.figures.look import Look
from fenjin.files import ics
from fenjin.language.translate import translator
from fenjin.server import calendar
from fenjin.views import Context
from tests import made_up

LIST = "xiangyang-2022"
HOME = "http://board.example"
client = TestClient(Starlette(routes=calendar.routes), base_url=HOME)


@pytest.fixture(scope="module")
def context():
    return Context(current(), LIST, translator("zh"), Look())


def unfolded(body):
    """The lines of a calendar, put together again as RFC 5545 says: a line that begins with a space goes on with the one before."""
    return body.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def events(body):
    """The events of a calendar by their number, as a calendar program reads them."""
    return {str(event["UID"]): event for event in Calendar.from_ical(body).walk("VEVENT")}


def asked(query="", **headers):
    answer = client.get(f"/calendar.ics{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def test_every_dated_target_is_an_event_on_its_day():
    found = events(asked().content)
    assert Counter(str(event.start) for event in found.values()) == {
        "2022-02-28": 1, "2022-03-31": 1, "2022-06-30": 6, "2022-09-30": 1, "2022-12-31": 17, "2023-12-31": 1,
    }  # fmt: skip
    for event in found.values():
        # A day, not a moment: an event of whole days ends before the day that it names as its end.
        assert type(event.start) is datetime.date
        assert event.end - event.start == datetime.timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"


def test_an_event_says_who_what_how_much_how_firmly_and_where():
    event = events(asked().content)["xiangyang-2022/postal/02.01@fenjin"]
    assert event["SUMMARY"] == "市邮管局：新增参加工伤保险的快递员数 至少1,000名"
    assert event["SUMMARY"].params["LANGUAGE"] == "zh-CN"
    said = str(event["DESCRIPTION"]).split("\n")
    assert said[1:3] == ["目标：新增参加工伤保险的快递员数 至少1,000名", "语气：未强调"]
    assert said[3].startswith("出处：") and "第2段" in said[3]
    link = f"{HOME}/timeline?list=xiangyang-2022&target=xiangyang-2022%2Fpostal%2F02.01"
    assert said[4] == f"看板：{link}" and event["URL"] == link
    assert event.categories == ["民生"]


def test_what_is_striven_for_is_told_and_a_date_is_not_told_twice():
    summaries = {uid: str(event["SUMMARY"]) for uid, event in events(asked().content).items()}
    assert summaries["xiangyang-2022/archives/03.02@fenjin"] == "市档案馆：馆藏数字化比例 75%（力争）"
    assert summaries["xiangyang-2022/state-assets/01.01@fenjin"] == "市国资委：国企三年改革任务全面完成（任务）"
    assert summaries["xiangyang-2022/health/01.02@fenjin"] == "市卫健委：并网前基础建设完成"


def test_english_calendar():
    found = asked("?lang=en").content
    event = events(found)["xiangyang-2022/agriculture/02.01@fenjin"]
    assert event["SUMMARY"] == "Agriculture: Villages closing gaps in basic services 936 (ensured)"
    assert event["SUMMARY"].params["LANGUAGE"] == "en" and "lang=en" in event["URL"]
    assert "Xiangyang annual targets 2022" in str(Calendar.from_ical(found)["X-WR-CALNAME"])


def test_a_calendar_can_be_narrowed():
    assert set(events(asked("?league=county").content)) == {"xiangyang-2022/xiangcheng/04.03@fenjin"}
    assert len(events(asked("?theme=livelihood").content)) == 12
    assert set(events(asked(f"?league=county&theme=livelihood&list={LIST}").content)) == {
        "xiangyang-2022/xiangcheng/04.03@fenjin"
    }
    assert events(asked("?theme=attraction").content) == {}
    assert asked("?theme=rural").headers["content-disposition"] == 'attachment; filename="xiangyang-2022-deadlines-rural.ics"'


def test_the_calendar_names_itself_and_says_when_to_come_again():
    lines = unfolded(asked("?theme=livelihood").content)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert "X-WR-CALNAME:襄阳市2022年度奋进清单 · 期限 · 民生" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:P1D" in lines
    assert any(line.startswith("PRODID:") for line in lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_end_and_fold_as_every_program_expects(lang):
    """No line is longer than 75 bytes, none is cut within a character, and nothing is lost."""
    body = asked(f"?lang={lang}").content
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert sum(line.startswith(b" ") for line in lines) > 28
    for line in lines:
        line.decode("utf-8")
    summaries = [line.partition(":")[2] for line in unfolded(body) if line.startswith("SUMMARY")]
    assert summaries == [str(event["SUMMARY"]).replace(",", "\\,") for event in events(body).values()]


def test_the_same_data_are_the_same_bytes(context):
    first = ics.ics(context, home=HOME)
    assert ics.ics(Context(current(), LIST, translator("zh"), Look("dark")), home=HOME) == first == asked().content
    stamps = {event["DTSTAMP"].dt for event in events(first).values()}
    assert stamps == {datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)}


def test_a_file_without_a_home_has_no_links(context):
    body = ics.ics(context, theme="rural")
    assert b"http" not in body and b"URL" not in body


def test_the_address_of_a_calendar_gives_it(context):
    address = calendar.address(context, HOME, "department", "rural")
    assert client.get(address).content == ics.ics(context, "department", "rural", HOME)
    assert calendar.address(context, HOME) == f"{HOME}/calendar.ics?list={LIST}"


def test_a_text_cannot_break_out_of_its_line(tmp_path):
    day = datetime.date(2030, 5, 6)
    hostile = "a,b;c\\n\r\nEND:VEVENT\nBEGIN:VALARM"
    opened = made_up.database(
        tmp_path, [made_up.target("east", 5, "ge", deadline=day, measure="项目数\n" + hostile, statement=hostile)]
    )
    body = ics.ics(Context(opened, "nowhere-2030", translator("zh"), Look()))
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert event.start == day
    assert unfolded(body).count("END:VEVENT") == 1 and not Calendar.from_ical(body).walk("VALARM")
    assert event["DTSTAMP"].dt.year == 2030


def test_who_has_it_is_told_so():
    answer = asked("?theme=rural")
    etag = answer.headers["etag"]
    again = client.get("/calendar.ics?theme=rural", headers={"If-None-Match": f'"other", W/{etag}'})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == etag
    assert client.get("/calendar.ics?theme=livelihood", headers={"If-None-Match": etag}).status_code == 200
    assert asked("?theme=rural&lang=en").headers["etag"] != etag
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("?theme=war", "unknown-code"),
        ("?league=all", "unknown-code"),
        ("?list=nowhere-1900", "unknown-code"),
        ("?lang=fr", "unknown-code"),
        ("?them=rural", "unknown-parameter"),
        ("?format=csv", "unknown-parameter"),
        ("?theme=rural&theme=other", "repeated-parameter"),
    ],
)
def test_a_wrong_address_is_refused(query, problem):
    answer = client.get(f"/calendar.ics{query}", headers={"If-None-Match": "*"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:fenjin:problem:{problem}" and answer.json()["status"] == 400


def test_a_calendar_is_only_read():
    assert client.post("/calendar.ics").status_code == 405
    assert client.head("/calendar.ics").status_code == 200
