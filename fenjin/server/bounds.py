"""What one visitor, and all together, may ask of the server at once: kinds, sizes and pace of messages, open pages, requests.

A message over a page's live connection is handed on only if it is of a kind that our own pages send, as long as theirs at most, and
in its turn: what comes faster than people choose waits. A visitor is who signed in, else the address that he comes from; one of whom
neither is known (behind a proxy that does not say) has no bound of his own but that of all.
"""

import asyncio
import contextlib
import logging
from collections import Counter, OrderedDict
from collections.abc import Iterator
from weakref import WeakValueDictionary

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fenjin.server import access, audit, origin, pace, refusals, streamlit_inside
from fenjin.server.doors import door
from fenjin.server.pace import Pace
from fenjin.server.signin import address_of
from fenjin.server.streamlit_inside import FILE, HEALTH, RUN, SPOKEN

LONGEST = 256 * 1024  # bytes of a message beside the file that it may bring
LONGEST_OTHER = 4096  # bytes of one that asks for no run
RATE, AT_ONCE = 5.0, 6.0  # messages of a connection: a second, and after a pause
END = 2.0  # seconds at most that whoever speaks faster waits for the end of the run that he asked for last
REST = 3.0  # times as long as that run took, END at most, others then have for themselves, if he has spoken so for a while
SOON = 5.0  # seconds after a message in which its run may not have ended yet
RATE_OF_ONE, AT_ONCE_OF_ONE = 30.0, 30.0  # the same of a visitor, over all of his connections
LONG, DEAR = 16 * 1024, 6.0  # bytes that count like a message of their own, and for how many a file to take away counts
MOST_REFUSED = 5  # messages of a connection: with the last of them it ends
COMING = 1.0  # for how many messages a new connection counts
PAGES, PAGES_OF_ONE, PAGES_OF_A_PERSON = 1000, 200, 50  # open at once: of all, of an address, of somebody who signed in
REQUESTS, REQUESTS_OF_ONE = 1000, 200  # in work at once, until the last of the answer is taken: of all, of a visitor
FILES, FILES_OF_ONE = 12, 4  # open visits that have brought a file, with which 50 MB may be kept: of all, of a visitor
FORGOTTEN = 180.0  # seconds after which a visit that was left is forgotten
PIECE = 256 * 1024  # bytes of an answer that are handed on at once
ANSWERS_OF_ONE = 2  # of the API, the calendar and pictures that are made at once for a visitor; his others wait
_BUILDING = ("/api", "/api/{path:path}", "/calendar.ics", "/picture/{page}")
_MALFORMED, _NOT_TEXT, _ABNORMAL, _NOT_ALLOWED, _TOO_LONG, _FULL = (
    1002,
    1003,
    1006,
    1008,
    1009,
    1013,
)  # RFC 6455, 7.4.1, and its registry
_MOST_PACES = 10_000  # visitors whose pace is
_PERSON = "person "
_log = logging.getLogger(__name__)


class Crowd:
    """How many of something are open at once, of each visitor and of all."""

    def __init__(self, most: int, of_one: int, of_a_person: int) -> None:
        self.open = 0
        self._most, self._of_one, self._of_a_person = most, of_one, of_a_person
        self._each: Counter[str] = Counter()

    def full(self, who: str | None) -> bool:
        """Whether a visitor has to wait until others are closed, his own or anybody's."""
        of_one = self._of_a_person if who and who.startswith(_PERSON) else self._of_one
        return self.open >= self._most or (who is not None and self._each[who] >= of_one)

    @contextlib.contextmanager
    def count(self, who: str | None) -> Iterator[None]:
        """Counts one of a visitor until the block ends."""
        self.open += 1
        if who is not None:
            self._each[who] += 1
        try:
            yield
        finally:
            self.open -= 1
            if who is not None:
                self._each[who] -= 1
                self._each += Counter()


class Bounds:
    """ASGI middleware behind the gate, before whatever answers. `pages` counts the visits that are open: each is one socket."""

    def __init__(self, app: ASGIApp, pages: Crowd | None = None) -> None:
        self._app = app
        self._pages = pages or open_pages()
        self._requests = Crowd(REQUESTS, REQUESTS_OF_ONE, REQUESTS_OF_ONE)
        self._files = Crowd(FILES, FILES_OF_ONE, FILES_OF_ONE)
        # Not forgotten with his last connection: he may come again at once.
        self._paces: OrderedDict[str, Pace] = OrderedDict()
        self._lines: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request or a connection on in its turn, or says that there are too many."""
        if scope["type"] == "websocket":
            await self._serve_connection(scope, receive, send)
        elif scope["type"] == "http":
            await self._serve_request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _serve_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        who, (path, _role) = who_of(scope), door(scope)
        page = not path and "text/html" in Headers(scope=scope).get("accept", "")
        if path == HEALTH:
            # Who is told that it is ill would be started again, and help nobody.
            await self._app(scope, receive, send)
        elif self._requests.full(who):
            await self._say("busy", scope, receive, send)
        elif page and self._pages.full(who):
            await self._say("full", scope, receive, send)
        else:
            with self._requests.count(who):
                if who is None or path not in _BUILDING:
                    await self._app(scope, receive, _in_pieces(send))
                    return
                line = self._lines.setdefault(who, asyncio.Semaphore(ANSWERS_OF_ONE))
                async with line:
                    await self._app(scope, receive, _in_pieces(send))

    async def _say(self, problem: str, scope: Scope, receive: Receive, send: Send) -> None:
        _log.warning(
            "too much is asked for at once: %s", problem, extra={"pages": self._pages.open, "requests": self._requests.open}
        )
        answer = refusals.answer(problem, scope, address_of(scope))
        answer.headers["Retry-After"] = "10"
        await answer(scope, receive, send)

    async def _serve_connection(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = who_of(scope)
        if self._pages.full(who):
            _log.warning("a live connection is refused: too many are open", extra={"pages": self._pages.open})
            await receive()
            await send({"type": "websocket.close", "code": _FULL})
            return
        own = Pace(RATE, AT_ONCE)
        all_of_one = self._pace(who) if who else None
        if all_of_one:
            await asyncio.sleep(all_of_one.wait(COMING))
        open_, wrong, hasty, before, memory = True, 0, 0, pace.clock() - SOON, streamlit_inside.Memory()
        files, brought = contextlib.ExitStack(), False

        async def receive_in_turn() -> Message:
            nonlocal open_, wrong, hasty, before, brought
            while open_ and (message := await receive())["type"] == "websocket.receive":
                cost, kind, reason, code = _judge(message)
                if not reason and len(message["bytes"]) > LONGEST and not brought:
                    if self._files.full(who):
                        reason, code = "a file, while too many have brought one", _FULL
                    else:
                        files.enter_context(self._files.count(who))
                        brought = True
                is_run = not reason and kind == RUN
                if is_run:
                    hasty = 0 if memory.ended.is_set() else hasty + 1
                # At least a moment, in which whoever waits is answered.
                delay = 0 if reason else max(own.wait(cost), all_of_one.wait(cost) if all_of_one else 0)
                await asyncio.sleep(delay)
                if is_run:
                    if delay or hasty > AT_ONCE:
                        # Runs that are overtaken go on beside those that come after them.
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(memory.ended.wait(), END)
                    if hasty > AT_ONCE and memory.ended.is_set():
                        # One after the other they would leave everybody else half of the time.
                        await asyncio.sleep(max(0.0, memory.end + min(REST * memory.seconds, END) - pace.clock()))
                    memory.begin()
                if not reason:
                    # What the browser still had when it spoke, it may have let go of before the run that it asks for begins.
                    is_soon, before = delay > 0 or pace.clock() - before < SOON, pace.clock()
                    if not is_soon:
                        return message
                    return {**message, "bytes": streamlit_inside.with_fresh_memory(message["bytes"], memory.hashes)}
                wrong += 1
                code = code or (_NOT_ALLOWED if wrong == MOST_REFUSED else 0)
                _log.warning("a message is refused that no page sends: %s", reason)
                audit.record("refused", scope.get(access.KEY), why=f"message: {reason}", path=scope["path"], **audit.where(scope))
                if code:
                    await send({"type": "websocket.close", "code": code})
                    open_ = False
            return message if open_ else {"type": "websocket.disconnect", "code": _ABNORMAL}

        async def send_while_open(message: Message) -> None:
            nonlocal open_
            if message.get("bytes"):
                memory.note(message["bytes"])
            # Whoever left while his messages waited, or answers no ping any more, is not spoken to.
            with contextlib.suppress(OSError, RuntimeError):
                if open_:
                    await send(message)
                    return
            open_ = False

        try:
            with self._pages.count(who):
                await self._app(scope, receive_in_turn, send_while_open)
        finally:
            if brought:
                _forget_later(files)

    def _pace(self, who: str) -> Pace:
        pace_of_one = self._paces.setdefault(who, Pace(RATE_OF_ONE, AT_ONCE_OF_ONE))
        self._paces.move_to_end(who)
        while len(self._paces) > _MOST_PACES:
            self._paces.popitem(last=False)
        return pace_of_one


def _forget_later(files: contextlib.ExitStack) -> None:
    asyncio.get_running_loop().call_later(FORGOTTEN, files.close)


def open_pages() -> Crowd:
    """Counts the pages that are open: each is one visit with one socket."""
    return Crowd(PAGES, PAGES_OF_ONE, PAGES_OF_A_PERSON)


def _in_pieces(send: Send) -> Send:
    """Sends a long answer piece by piece: the server's protocol waits before each until what came before is taken, and after none."""

    async def send_piece(message: Message) -> None:
        body, begin = message.get("body", b""), 0
        while len(body) - begin > PIECE:
            await send({**message, "body": body[begin : begin + PIECE], "more_body": True})
            begin += PIECE
        await send({**message, "body": body[begin:]} if begin else message)

    return send_piece


def who_of(scope: Scope) -> str | None:
    """Whose a request is, as bounds count; None where nobody is known."""
    visitor = scope.get(access.KEY)
    return f"{_PERSON}{visitor.user}" if visitor else origin.key_of(scope)


def _judge(message: Message) -> tuple[float, str, str, int]:
    """For how many a message counts, its kind, why it is refused ("" where it is not), and the code with which it ends its connection
    (0: it does not)."""
    data = message.get("bytes")
    if data is None:
        return 1.0, "", "text", _NOT_TEXT
    cost = 1.0 + len(data) / LONG
    try:
        kind = streamlit_inside.kind_of(data)
        # Before it is read: what is long takes long to read.
        if len(data) > LONGEST_OTHER and (kind != RUN or _too_long(data)):
            return cost, kind, f"{kind or 'unknown kind'}, too long", _TOO_LONG
        kind = streamlit_inside.operation(data, kind)
    except ValueError as error:
        return cost, "", f"malformed, {error}", _MALFORMED
    return DEAR if kind == FILE else cost, kind, "" if kind in SPOKEN else kind or "unknown kind", 0


def _too_long(data: bytes) -> bool:
    return len(data) > LONGEST and streamlit_inside.beside_a_file(data) > LONGEST
