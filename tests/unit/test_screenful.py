"""The first screenful: what stands in the server's first answer, before the live page runs and where it never does."""

import io
import re
import threading
import urllib.parse

import lxml.html
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from fenjin.data.database import Database
from fenjin.files import paper
from fenjin.server import access, assets, openings, pages, preview, screenful
from tests import hostile_table, profiles

LIST = "xiangyang-2022"


@pytest.fixture(scope="module")
def database():
    return Database()


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A test waits for as long as it takes on a machine that is busy."""
    monkeypatch.setattr(pages, "LONGEST", 300)


async def app(_scope, receive, send):
    """What stands behind a page's first answer: nothing but a beginning and an end."""
    for kind in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{kind}.complete"})


def read(database, address="rural", lang="zh", query="", named=False):
    return lxml.html.fromstring(f"<div>{screenful.screenful(database, address, lang, query, named).body}</div>")


def row(sent, name):
    """The cells of an indicator's row by the names of their columns, without blanks."""
    (head,) = sent.xpath(f"//div[contains(@class, 'fenjin-crosstab')]//th[@scope='row'][.//span[text()='{name}']]")
    return {cell.get("data-of"): re.sub(r"\s", "", cell.text_content()) for cell in head.getparent().iter("td")}


def where(link):
    path, _mark, query = link.get("href").partition("?")
    return path, dict(urllib.parse.parse_qsl(query))


def test_it_shows_the_figures_of_the_published_text(database):
    sent = read(database)
    # Its paragraphs 11 and 519: roads of 310 km, farmland of 145,000 mu (14.45万亩), grain of at least 2.5 billion jin, and 1,000 km for the city.
    roads = row(sent, "农村公路建设里程")
    assert roads["枣阳"].startswith("310") and roads["全市"] == "1,000" and roads["宜城"] == "–"
    assert row(sent, "高标准农田建设面积")["枣阳"] == "14.45" and row(sent, "粮食总产量")["枣阳"].startswith("≥25")
    english = read(database, lang="en", query="lang=en", named=True)
    assert row(english, "Rural roads built or rebuilt")["Zaoyang"].startswith("310")
    assert "乡" not in english.text_content() and "Rural revitalization" in english.findtext(".//h1")
    (table,) = sent.xpath("//div[@id='fenjin-rows']/section[2]//table")
    zaoyang = [
        line.text_content() for line in table.iter("tr") if "枣阳" in line.text_content() and "310公里" in line.text_content()
    ]
    assert zaoyang, "the rows below say it, too"


def test_the_choice_of_the_address_is_the_one_that_is_drawn(database):
    first, other = read(database), read(database, query="indicator=grain-output&utm_source=x")
    in_hand = [sent.xpath("//tr[@aria-current]//th//span/text()") for sent in (first, other)]
    assert in_hand[0] == ["农村公路建设里程"] and len(in_hand[1]) == 1 and in_hand[0] != in_hand[1]
    assert not other.xpath("//p[@class='notice']"), "what a chat program adds is nobody's mistake"
    unit = read(database, "unit", query="unit=gucheng")
    assert unit.xpath("string(//h2[@class='headline'])").startswith("谷城县") and "230公里" in unit.text_content()
    pair = read(database, "compare", query="by=indicators&indicator=rural-roads&other=school-places")
    assert "22公里，至少500个" in pair.xpath("string(//div[@class='drawn'])") and "230公里" not in pair.text_content()
    # Both fields stand there, each with what else the link says.
    fields = {each.get("name"): each for each in pair.xpath("//form/select")}
    assert [each.xpath("option[@selected]/@value") for each in fields.values()] == [["rural-roads"], ["school-places"]]
    hidden = {each.get("name"): each.get("value") for each in fields["other"].xpath("../input")}
    assert list(fields) == ["indicator", "other"] and hidden == {
        "by": "indicators", "indicator": "rural-roads", "list": "xiangyang-2022",
    }  # fmt: skip
    leagues = pair.xpath("//p[@class='choices'][2]/a/@href")
    assert leagues and all("by=indicators" in each for each in leagues)


def test_what_the_address_says_wrong_is_said_and_shown_as_text(database):
    sent = read(database, query="indicator=%3Cb%3Enone%3C%2Fb%3E&unknown=1&v=000000000000")
    (wrong, older) = sent.xpath("//p[@class='notice']")
    assert "链接中有不认识的内容" in wrong.text and "indicator=<b>none</b>" in wrong.text and "unknown=1" in wrong.text
    assert "000000000000" in older.text
    assert sent.xpath("//tr[@aria-current]//th//span/text()") == ["农村公路建设里程"]


def test_what_is_pressed_leads_where_the_live_page_would(database):
    sent = read(database, named=True)
    shared = {"list": LIST, "lang": "zh"}
    (head,) = sent.xpath("//a[@data-column='zaoyang']")
    assert where(head) == ("./unit", {"unit": "zaoyang", **shared})
    assert where(sent.xpath("//a[@data-column='city']")[0]) == ("./city", shared)
    target = next(link for link in sent.xpath("//a[@data-target]") if link.text_content().strip().startswith("14.45"))
    assert where(target) == ("./rural", {"target": target.get("data-target"), **shared})
    card = read(database, query=urllib.parse.urlencode({"target": target.get("data-target")}))
    (box,) = card.xpath("//section[contains(@class, 'card')]")
    assert "14.45万亩" in box.text_content() and "枣阳" in box.text_content()
    assert not sent.xpath("//button | //script")
    everywhere = {where(link)[0] for link in sent.xpath("//footer//a")}
    assert {"./", "./investment", "./unit", "./timeline", "./compare", "./city", "./explore", "./about"} <= everywhere
    (switch,) = sent.xpath("//a[@class='other']")
    assert where(switch)[1]["lang"] == "en"


@pytest.mark.parametrize(("address", "lang"), profiles.by_turns([*openings.PAGES, "rural", "other"]))
def test_every_page_stands_by_itself(database, address, lang):
    content = screenful.screenful(database, address, lang, "", False)
    sent = lxml.html.fromstring(f"<div>{content.body}</div>")
    assert content.takeaway and sent.xpath("//h2[@class='headline']") and len(sent.xpath("//h1")) == 1
    assert sent.xpath("//div[@id='fenjin-rows']//table//td"), "its data stand below it"
    # Its colours are those of either ground, by a name.
    painted = re.sub(
        r"<style>.*?</style>|(?:--(?:text|secondary|page|grid|edge|silent|mentioned|mark)):[^;]*",
        "",
        content.body,
        flags=re.DOTALL,
    )
    assert not re.search(r"(?:fill|stroke|--fill|--ink)[:=]\"?#[0-9A-F]{6}", painted)
    assert "prefers-color-scheme:dark" in content.colours and "<script" not in content.body
    identifiers = sent.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))


def test_nothing_of_the_data_goes_to_whom_no_gate_let_in(database):
    def client(is_open, visitor=None):
        inner = assets.Assets(
            app, ["overview", "unit"], themes=lambda: database.themes, database=lambda: database, is_open=is_open
        )

        async def gate(scope, receive, send):
            await inner({**scope, access.KEY: visitor} if visitor else scope, receive, send)

        return TestClient(gate)

    def figures(answer):
        return "14.45" in answer.text

    asked = {"Accept-Language": "zh-CN"}
    stranger = client(False).get("/rural", headers=asked)
    assert stranger.status_code == 200 and not figures(stranger) and "12家县区" not in stranger.text
    known = client(False, access.EVERYBODY).get("/rural", headers=asked)
    assert figures(known) and known.headers["cache-control"] == "private, no-store"
    assert "12家县区" not in known.text.partition("<body>")[0], "what a chat program reads says nothing of the data"
    everybody = client(True).get("/rural", headers=asked)
    assert figures(everybody) and everybody.headers["cache-control"] == "no-cache"
    assert "12家县区中7家写了28个目标" in everybody.text.partition("<body>")[0]
    assert "og:image" not in known.text and "og:image" in everybody.text


def test_a_link_brings_a_picture_of_what_its_page_draws_first(database, monkeypatch):
    drawn, draw = [], paper.picture
    monkeypatch.setattr(paper, "picture", lambda *content: drawn.append(content) or draw(*content))
    everywhere = Starlette(
        routes=preview.routes,
        middleware=[
            Middleware(assets.Assets, addresses=["overview", "about"], themes=lambda: database.themes, database=lambda: database)
        ],
    )
    client = TestClient(everywhere, "https://targets.example:8443")
    sent = lxml.html.document_fromstring(client.get("/rural?indicator=rural-bridges&lang=en&utm_source=x").text)
    link = sent.xpath("string(//meta[@property='og:image']/@content)")
    assert link.startswith("https://targets.example:8443/picture/rural?indicator=rural-bridges")
    answer = client.get(link)
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["content-type"], picture.format, picture.size) == ("image/png", "PNG", (1200, 675))
    # Paragraph 11 of the published text: 310 km; and the name of the indicator in the language of the page.
    assert {"310", "Zaoyang"} <= set(re.findall(r">([^<]+)</tspan>", drawn[-1][0]))
    assert client.get(link, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert (
        client.get(sent.xpath("string(//meta[@property='og:image']/@content)").replace("lang=en", "lang=zh")).content
        != answer.content
    )
    assert len(drawn) == 2
    assert "og:image" not in client.get("/about").text
    assert client.get("/picture/about").status_code == client.get("/picture/nowhere").status_code == 404
    assert client.get("/picture/overview").headers["content-type"] == "image/png"


def test_the_browser_s_wishes_and_its_cookies_decide_language_and_appearance(database):
    client = TestClient(assets.Assets(app, ["overview"], themes=lambda: database.themes, database=lambda: database))
    plain = client.get("/rural", headers={"Accept-Language": "zh-CN"})
    assert (
        "data-appearance" not in plain.text.partition("<head>")[0]
        and plain.headers["vary"] == "Accept-Encoding, Accept-Language, Cookie"
    )
    english = client.get(
        "/rural", headers={"Accept-Language": "zh-CN", "Cookie": f"{pages.LANGUAGE}=en; {pages.APPEARANCE}=dark"}
    )
    assert (
        '<html lang="en" translate="no" data-appearance="dark">' in english.text
        and "Rural revitalization: 7 of 12" in english.text
    )
    assert english.headers["etag"] != plain.headers["etag"]
    odd = client.get(
        "/rural", headers={"Accept-Language": "zh-CN", "Cookie": f'{pages.APPEARANCE}="><script>; {pages.LANGUAGE}=xx'}
    )
    assert odd.text == plain.text
    assert client.get("/rural?lang=zh", headers={"Cookie": f"{pages.LANGUAGE}=en"}).text.startswith(plain.text[:20])
    assert 'lang="zh-CN"' in client.get("/rural?lang=zh", headers={"Cookie": f"{pages.LANGUAGE}=en"}).text


def test_a_screenful_that_is_not_there_in_time_is_left_out(database, monkeypatch):
    """And is there for whoever asks next."""
    ready, make = threading.Event(), screenful.screenful

    def slow(*asked):
        ready.wait(60)
        return make(*asked)

    monkeypatch.setattr(pages, "screenful", slow)
    monkeypatch.setattr(pages, "LONGEST", 0.01)

    with TestClient(assets.Assets(app, ["overview"], themes=lambda: database.themes, database=lambda: database)) as client:
        assert "fenjin-screen" not in client.get("/rural").text.partition("<body>")[2].partition("<script>")[0]
        ready.set()
        monkeypatch.setattr(pages, "LONGEST", 60)
        assert 'id="fenjin-screen"' in client.get("/rural").text

    broken = assets.Assets(app, ["overview"], themes=lambda: database.themes, database=lambda: database)
    monkeypatch.setattr(pages, "screenful", lambda *_asked: 1 / 0)
    assert 'id="fenjin-screen"' not in TestClient(broken).get("/rural").text


@pytest.mark.parametrize("lang", profiles.some(["zh", "en"], 2))
def test_nothing_of_a_hostile_table_is_markup(hostile_file, lang):
    """Its words hold tags, quotation marks and addresses; what stands in a page is what the page itself writes."""
    database = hostile_table.context(hostile_file, lang).database
    own = {
        "a",
        "b",
        "i",
        "p",
        "div",
        "span",
        "small",
        "section",
        "header",
        "main",
        "nav",
        "footer",
        "style",
        "form",
        "select",
        "option",
        "label",
        "input",
    }
    own |= {
        "button",
        "svg",
        "defs",
        "pattern",
        "rect",
        "circle",
        "path",
        "g",
        "text",
        "tspan",
        "h1",
        "h2",
        "h3",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
    }
    own |= {"table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
    for address in (*openings.PAGES, *database.themes):
        content = screenful.screenful(database, address, lang, "", False)
        sent = lxml.html.fromstring(f"<div>{content.body}</div>")
        assert {each.tag for each in sent.iter()} <= own, address
        attributes = {name for each in sent.iter() for name in each.attrib}
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset")], address
        assert all(link.startswith(("./", "?", "#")) for link in sent.xpath("//@href | //@action")), address
