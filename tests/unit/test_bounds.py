"""What one visitor may ask of the server at once: kinds, sizes and pace of messages, open pages, requests."""

import asyncio
import base64
import contextlib
import ipaddress
import itertools
import json

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from fenjin.server import access, bounds, origin, streamlit_inside
from fenjin.settings import VIEWER
from tests.client import run_visit

STREAM = {"type": "websocket", "path": "/_stcore/stream", "query_string": b"", "headers": [], origin.KEY: "10.0.0.7"}


def connection(messages, gate=None, scope=STREAM, answers=()):
    """What Streamlit hears of a browser's messages, and what the browser is sent meanwhile: to each message an answer of several."""
    waiting, heard, sent, answers = [{"type": "websocket.connect"}, *messages], [], [], list(answers)

    async def receive():
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1001}

    async def send(message):
        sent.append(message)

    async def streamlit(_scope, receive, send):
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message)
            for answer in answers.pop(0) if answers and message["type"] == "websocket.receive" else ():
                await send({"type": "websocket.send", "bytes": answer.SerializeToString()})
        heard.append(message)
        await send({"type": "websocket.close", "code": 1000})

    run_visit((gate or bounds.Bounds(streamlit))(scope, receive, send))
    return [each["bytes"] for each in heard if each["type"] == "websocket.receive"], [each.get("code") for each in sent]


def said(data):
    return {"type": "websocket.receive", "bytes": data}


@pytest.fixture(autouse=True)
def naps(monkeypatch):
    """The time as it passes when somebody is told to wait; yields how long."""
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(bounds.asyncio, "sleep", sleep)
    monkeypatch.setattr(bounds.pace, "clock", lambda: sum(slept))
    # Nothing runs here, and so nothing ends.
    monkeypatch.setattr(bounds, "END", 0.0)
    return slept


def every_kind():
    """A message of each kind that the installed Streamlit knows, an operation of each that can be asked for."""
    for about in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields:
        if about.name == "backend_operation_request":
            for asked in about.message_type.oneofs_by_name["payload"].fields:
                message = BackMsg()
                getattr(message.backend_operation_request, asked.name).SetInParent()
                yield asked.name, message.SerializeToString()
        elif about.message_type:
            message = BackMsg()
            getattr(message, about.name).SetInParent()
            yield about.name, message.SerializeToString()
        else:
            yield about.name, BackMsg(**{about.name: True}).SerializeToString()


def test_of_all_kinds_of_message_only_those_of_our_pages_are_let_through():
    kinds = dict(every_kind())
    assert {"clear_cache", "load_git_info", "file_urls_request", "install_skills"} < set(kinds)
    for kind, message in kinds.items():
        heard, _codes = connection([said(message)])
        assert bool(heard) == (kind in ("rerun_script", "stop_script", "deferred_file", "dataframe_chunk")), kind
        assert streamlit_inside.operation(message, streamlit_inside.kind_of(message)) == kind


def test_what_is_refused_is_logged_and_recorded_and_the_connection_goes_on(caplog, monkeypatch):
    recorded = []
    monkeypatch.setattr(bounds.audit.logs, "audit", lambda event, **facts: recorded.append((event, facts)))
    run, git = (dict(every_kind())[kind] for kind in ("rerun_script", "load_git_info"))
    scope = {**STREAM, access.KEY: access.Visitor("u1", "U", VIEWER)}
    assert connection([said(git), said(run)], scope=scope) == ([run], [1000])
    assert "load_git_info" in caplog.text
    [(event, facts)] = recorded
    assert (event, facts["user"], facts["address"]) == ("refused", "u1", "10.0.0.7") and "load_git_info" in facts["why"]


def test_who_goes_on_with_what_no_page_sends_is_hung_up_on(naps):
    run, git = (dict(every_kind())[kind] for kind in ("rerun_script", "load_git_info"))
    assert connection([said(git)] * 1000 + [said(run)]) == ([], [1008])
    assert sum(naps) == 0, "nobody waits for him, nor he for anybody"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "websocket.receive", "text": "text"}, 1003),
        (said(b""), 1002),
        (said(b"\xff" * 40), 1002),
        (said(b"\x5a\x7f"), 1002),
        (said(b"\x5a\x05\x01"), 1002),
        # Two in one: of these the last would count.
        (said(b"\x5a\x00\x60\x01"), 1002),
        (said(BackMsg(rerun_script={"page_name": "x"}).SerializeToString()[:-1] + b"\xff"), 1002),
        (said(BackMsg(file_urls_request={"file_names": [""] * 5000}).SerializeToString()), 1009),
        (said(BackMsg(rerun_script={"query_string": "x" * 300_000}).SerializeToString()), 1009),
        (said(BackMsg(rerun_script={"cached_message_hashes": [""] * 200_000}).SerializeToString()), 1002),
    ],
    ids=range(10),
)
def test_what_is_no_message_or_too_long_ends_its_connection(message, code):
    assert connection([message, said(dict(every_kind())["rerun_script"])]) == ([], [code])


def with_file(text):
    widget = {"id": "upload", "json_trigger_value": json.dumps([{"event": "file", "value": text}])}
    return BackMsg(rerun_script={"page_name": "story", "widget_states": {"widgets": [{"id": "a"}, widget]}}).SerializeToString()


def test_a_long_message_is_one_file_that_a_page_sends():
    largest = with_file(base64.b64encode(bytes(10 * 2**20)).decode())
    assert connection([said(largest)]) == ([largest], [1000])
    for text in ("[" * 1_000_000, "字" * 500_000, "a b " * 200_000):
        assert connection([said(with_file(text))]) == ([], [1009]), text[:10]


def test_files_are_kept_of_a_few_visits_at_once(monkeypatch):
    """What a visit has brought is in the server's memory until the visit is forgotten, a while after its end."""
    forgotten = []
    file, run = with_file("QUJD" * 100_000), dict(every_kind())["rerun_script"]
    monkeypatch.setattr(bounds, "_forget_later", forgotten.append)
    heard = []

    async def streamlit(_scope, receive, _send):
        await receive()
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message["bytes"])

    gate = bounds.Bounds(streamlit)
    ends = [connection([said(file), said(file), said(run)], gate)[1] for _ in range(bounds.FILES_OF_ONE + 1)]
    assert [len(each) for each in ends] == [0] * bounds.FILES_OF_ONE + [1] and ends[-1] == [1013]
    assert heard == [file, file, run] * bounds.FILES_OF_ONE
    forgotten[0].close()
    assert connection([said(file)], gate)[1] == []


def test_who_speaks_faster_than_people_choose_waits_and_loses_nothing(naps):
    many = [BackMsg(rerun_script={"query_string": f"q={n}"}).SerializeToString() for n in range(200)]
    heard, _codes = connection([said(each) for each in many])
    assert heard == many
    assert naps[:5] == [0.0] * 5, "a person's few choices wait for nothing"
    assert sum(naps) == pytest.approx((200 - bounds.AT_ONCE) / bounds.RATE, rel=0.05)


def test_who_speaks_faster_than_that_is_heard_again_when_what_he_asked_for_has_ended(monkeypatch):
    """Or many runs of one visitor would go on side by side, and keep all others waiting."""
    monkeypatch.setattr(bounds, "END", 600.0)
    left, heard = [said(BackMsg(rerun_script={"query_string": f"q={n}"}).SerializeToString()) for n in range(20)], []

    async def receive():
        return left.pop(0) if left else {"type": "websocket.disconnect", "code": 1001}

    async def streamlit(_scope, receive, send):
        for _ in range(int(bounds.AT_ONCE) - 1):
            heard.append(await receive())
        for _ in range(3):
            following = asyncio.ensure_future(receive())
            for message in (ForwardMsg(script_finished="FINISHED_EARLY_FOR_RERUN"), ForwardMsg(new_session={}, hash="run")):
                await send({"type": "websocket.send", "bytes": message.SerializeToString()})
                await turns(20)
                assert not following.done()
            await send({"type": "websocket.send", "bytes": ForwardMsg(script_finished=0).SerializeToString()})
            await turns(20)
            heard.append(following.result())

    run_visit(bounds.Bounds(streamlit)(STREAM, receive, nothing))
    assert len(heard) == bounds.AT_ONCE + 2


def test_who_speaks_faster_than_people_choose_leaves_others_three_quarters_of_the_time(naps, monkeypatch):
    monkeypatch.setattr(bounds, "END", 600.0)
    left = [said(BackMsg(rerun_script={"query_string": f"q={n}"}).SerializeToString()) for n in range(100)]

    async def receive():
        return left.pop(0) if left else {"type": "websocket.disconnect", "code": 1001}

    async def streamlit(_scope, receive, send):
        await receive()
        while left:
            following = asyncio.ensure_future(receive())
            await turns(20)
            # One that is not overtaken takes half a second.
            if not following.done():
                naps.append(0.5)
                await send({"type": "websocket.send", "bytes": ForwardMsg(script_finished=0).SerializeToString()})
            await following

    run_visit(bounds.Bounds(streamlit)(STREAM, receive, nothing))
    assert sum(naps) == pytest.approx((100 - bounds.AT_ONCE) * 0.5 * 4, rel=0.05)


async def turns(count):
    """As many turns of the loop."""
    for _ in range(count):
        await asyncio.tasks.sleep(0)


def test_who_presses_soon_again_is_referred_only_to_what_the_last_run_has_shown(monkeypatch):
    """What his browser had when he pressed, it may have let go of before that is answered: to refer to it would end his connection."""

    def press(*hashes):
        return BackMsg(rerun_script={"query_string": "q", "cached_message_hashes": hashes}).SerializeToString()

    def run(*messages):
        return [ForwardMsg(new_session={}, hash="new"), *messages, ForwardMsg(script_finished=0)]

    shows = [run(ForwardMsg(hash="a", delta={}), ForwardMsg(hash="b", delta={})), run(ForwardMsg(ref_hash="b")), []]
    assert connection([said(press("a", "b", "c"))] * 4, answers=shows)[0] == [
        press("a", "b", "c"),
        press("a", "b"),
        press("b"),
        press("b"),
    ]
    press = press("a", "b")
    moments = itertools.count(0, 2 * bounds.SOON)
    monkeypatch.setattr(bounds.pace, "clock", lambda: next(moments))
    assert connection([said(press)] * 20)[0] == [press] * 20, "who takes his time is not sent again what he has"


def test_one_visitor_s_connections_share_his_pace(naps):
    async def forty():
        gate = bounds.Bounds(streamlit)
        await asyncio.gather(*(gate(STREAM, line(), nothing) for _ in range(40)))

    def line():
        waiting = [said(dict(every_kind())["rerun_script"])] * 20

        async def receive():
            await asyncio.tasks.sleep(0)
            return waiting.pop() if waiting else {"type": "websocket.disconnect", "code": 1001}

        return receive

    run_visit(forty())
    assert sum(bool(each) for each in naps) >= 40 * 20 - bounds.AT_ONCE_OF_ONE * 2


async def streamlit(_scope, receive, _send):
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def nothing(_message):
    pass


def test_who_leaves_while_his_messages_wait_is_not_spoken_to():
    heard = []

    async def speaking(_scope, receive, send):
        await receive()
        await send({"type": "websocket.send", "bytes": ForwardMsg(hash="1").SerializeToString()})
        heard.append(await receive())
        await send({"type": "websocket.send", "bytes": ForwardMsg(hash="2").SerializeToString()})

    async def receive():
        return said(dict(every_kind())["rerun_script"])

    async def gone(_message):
        raise OSError

    run_visit(bounds.Bounds(speaking)(STREAM, receive, gone))
    assert [each["type"] for each in heard] == ["websocket.disconnect"]


@pytest.fixture
def full():
    """Fills pages with so many of a visitor."""
    with contextlib.ExitStack() as stack:
        yield lambda pages, who, count: [stack.enter_context(pages.count(who)) for _ in range(count)]


@pytest.mark.parametrize(
    ("who", "count", "scope", "taken"),
    [
        ("10.0.0.7", bounds.PAGES_OF_ONE, STREAM, False),
        ("10.0.0.7", bounds.PAGES_OF_ONE - 1, STREAM, True),
        ("10.0.0.8", bounds.PAGES_OF_ONE, STREAM, True),
        (None, bounds.PAGES, STREAM, False),
        ("person u1", bounds.PAGES_OF_A_PERSON, {**STREAM, access.KEY: access.Visitor("u1", "U", VIEWER)}, False),
        ("10.0.0.7", bounds.PAGES_OF_ONE, {**STREAM, access.KEY: access.Visitor("u1", "U", VIEWER)}, True),
        ("10.0.0.7", bounds.PAGES_OF_ONE, {**STREAM, origin.KEY: None}, True),
    ],
)
def test_one_visitor_with_many_pages_leaves_room_for_others(full, who, count, scope, taken):
    pages = bounds.open_pages()
    full(pages, who, count)
    was_taken = []

    async def streamlit(_scope, _receive, _send):
        was_taken.append(pages.open)

    _heard, codes = connection([], bounds.Bounds(streamlit, pages), scope)
    assert bool(was_taken) is taken and codes == ([] if taken else [1013])
    assert pages.open == count, "whoever left is not counted"


def answered(gate, path="/explore", accept="text/html", scope=None):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asked = {
        "type": "http", "method": "GET", "path": path, "query_string": b"lang=en", "headers": [(b"accept", accept.encode())],
        origin.KEY: "10.0.0.7", **(scope or {}),
    }  # fmt: skip
    run_visit(gate(asked, receive, send))
    return sent


def test_who_has_too_many_pages_open_is_told_so_in_words_and_others_are_not(full):
    pages = bounds.open_pages()
    full(pages, "10.0.0.7", bounds.PAGES_OF_ONE)
    gate = bounds.Bounds(passed, pages)
    start, body = answered(gate)
    assert start["status"] == 503 and (b"retry-after", b"10") in start["headers"]
    assert b"Too many pages are open" in body["body"] and b"/explore?lang=en" in body["body"]
    assert answered(gate, scope={origin.KEY: "10.0.0.8"}) == [PASSED]
    assert answered(gate, "/static/js/index.js", "*/*") == [PASSED]


PASSED = {"type": "http.response.body", "body": b"passed"}


async def passed(_scope, _receive, send):
    await send(PASSED)


@pytest.mark.parametrize("path", ["/api/ledger", "/picture/rural"])
def test_answers_of_the_interface_are_made_in_each_visitor_s_own_line(path):
    working, most = [], []

    async def busy(scope, _receive, _send):
        working.append(scope[origin.KEY])
        most.append(tuple(sorted(working)))
        for _ in range(50):
            await asyncio.tasks.sleep(0)
        working.remove(scope[origin.KEY])

    async def all_of_them():
        gate = bounds.Bounds(busy)
        await asyncio.gather(*(
            gate({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], origin.KEY: who}, None, None)
            for who in ["10.0.0.7"] * 20 + ["10.0.0.8"]
        ))  # fmt: skip

    run_visit(all_of_them())
    assert max(each.count("10.0.0.7") for each in most) == bounds.ANSWERS_OF_ONE
    assert len(most) == 21 and any("10.0.0.8" in each for each in most[:3]), "another is answered with the first of them"


PROXIES = (ipaddress.ip_network("172.30.85.2/32"), ipaddress.ip_network("127.0.0.1/32"))


@pytest.mark.parametrize(
    ("connected", "stated", "address"),
    [
        ("10.0.0.7", [], "10.0.0.7"),
        ("10.0.0.7", ["10.9.9.9"], "10.0.0.7"),
        ("172.30.85.2", ["10.9.9.9"], "10.9.9.9"),
        ("127.0.0.1", ["fd00::9"], "fd00::9"),
        ("::ffff:127.0.0.1", ["10.9.9.9"], "10.9.9.9"),
        ("172.30.85.2", ["10.9.9.9", "10.0.0.1"], None),
        ("172.30.85.2", ["10.9.9.9, 10.0.0.1"], None),
        ("172.30.85.2", ["somebody"], None),
        ("172.30.85.2", [], None),
        ("127.0.0.2", [], None),
        ("", [], None),
    ],
)
def test_an_address_is_the_connection_s_or_what_a_named_proxy_states(connected, stated, address):
    scope = {"type": "http", "client": (connected, 1), "headers": [(b"x-real-ip", each.encode()) for each in stated]}
    assert origin.of(scope, PROXIES) == address


def test_one_machine_s_many_addresses_are_one_visitor():
    apart = {origin.key_of({origin.KEY: each}) for each in ("fd00:0:0:1::7", "fd00::1:1234:5678:9abc:def0")}
    assert len(apart) == 1 and origin.key_of({origin.KEY: "10.0.0.7"}) == "10.0.0.7"


@pytest.mark.parametrize("length", [0, 1, bounds.PIECE, bounds.PIECE + 1, 3 * bounds.PIECE])
def test_a_long_answer_is_handed_on_in_pieces_and_whole(length):
    body = bytes(n % 251 for n in range(length))

    async def answering(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"end"})

    _start, *pieces = answered(bounds.Bounds(answering))
    assert b"".join(each["body"] for each in pieces) == body + b"end"
    assert all(len(each["body"]) <= bounds.PIECE for each in pieces)
    assert [each.get("more_body", False) for each in pieces] == [True] * (len(pieces) - 1) + [False]
