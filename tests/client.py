"""A visitor without a browser: Streamlit's own protocol, as its front end speaks it, for measurements, load and soaking.

    async with await Visit.open(address, "explore?lang=en") as visit:
        run = await visit.choose("choose-theme", visit.options("choose-theme")[1])

A visit opens a page, keeps what is on it (`elements`) and what its widgets hold, changes them, follows the link and waits for
the end of each run. It answers caching, fragments and reconnection as a browser does; it does not run the page's scripts.
"""

import asyncio
import contextlib
import json
import time
import urllib.parse
import uuid
import zlib
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

Result = TypeVar("Result")
SECONDS = 300.0  # in which a run has to end
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
# Of each kind of widget: the field of its state, the field that holds what the server sets, and whether that is a list.
_STATES = {
    "button_group": ("string_array_value", "raw_values"),
    "selectbox": ("string_value", "raw_value"),
    "multiselect": ("string_array_value", "raw_values"),
    "text_input": ("string_value", "value"),
    "text_area": ("string_value", "value"),
    "number_input": ("double_value", "value"),
    "button": ("trigger_value", ""),
    "expandable": ("bool_value", ""),
    "popover": ("bool_value", ""),
    "dataframe": ("string_value", ""),
}


def is_figure(message: Any) -> bool:
    """Whether an element is one of our figures."""
    return getattr(message, "component_name", "") == "figure"


def content_of(message: bytes) -> dict[str, Any]:
    """What a figure's component is given: its settings and the figure itself."""
    settings, _line_feed, figure = message.partition(b"\n")
    return {**json.loads(settings), "figure": json.loads(zlib.decompress(figure))}


class PageError(Exception):
    """What a visitor would see as a failure: an uncaught exception on the page, or a page that does not exist."""


class Lost(Exception):
    """The server went away, or did not answer in time."""


def run_visit(visit: Coroutine[Any, Any, Result]) -> Result:
    """Runs a visit to its end and returns what it returns, in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


@dataclass
class Run:
    """One run of a page as its visitor sees it: seconds from the request to its end, and what was sent meanwhile.

    `received` are bytes of the messages, `wire` those that came through the socket (compressed, several messages of one run);
    `references` are elements that the server did not send again because the visitor still had them.
    """

    seconds: float = 0.0
    figure: float | None = None  # seconds to the first figure or grid
    messages: int = 0
    deltas: int = 0
    references: int = 0
    received: int = 0
    wire: int = 0


@dataclass
class _Placed:
    """An element or a block where it stands, and the run that put it there."""

    kind: str
    message: Any
    fragment: str
    run: str


@dataclass
class Widget:
    """A widget of the page: its kind in the protocol, its identity, its message, and the fragment that is run again for it."""

    kind: str
    id: str
    message: Any
    fragment: str = ""

    @property
    def key(self) -> str:
        """The key that the page gave it, or ""."""
        parts = self.id.split("-", 2)
        return "" if len(parts) < 3 or parts[2] == "None" else parts[2]

    @property
    def label(self) -> str:
        """Its label."""
        return getattr(self.message, "label", "")

    @property
    def options(self) -> list[str]:
        """What can be chosen, in words."""
        return [getattr(each, "content", each) for each in getattr(self.message, "options", ())]


class _Counting(ClientConnection):
    """A connection that counts the bytes that come in."""

    wire = 0

    def data_received(self, data: bytes) -> None:
        self.wire += len(data)
        super().data_received(data)


@dataclass
class Visit:
    """One visitor on one page at a time; made by `open`."""

    address: str
    path: str
    query: str
    compress: bool = True
    locale: str = "zh-CN"
    headers: dict[str, str] = field(default_factory=dict)
    elements: dict[tuple[int, ...], _Placed] = field(default_factory=dict)
    last: Run = field(default_factory=Run)
    reconnections: int = 0
    _socket: _Counting | None = None
    _http: httpx2.AsyncClient | None = None
    _session: str = ""
    _page: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _known: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    _kept_for: int = 2
    _runs: int = 0
    _running: str = ""

    @classmethod
    async def open(
        cls,
        address: str,
        page: str = "",
        *,
        compress: bool = True,
        headers: dict[str, str] | None = None,
        html: bool = False,
        locale: str = "zh-CN",
    ) -> Self:
        """A visitor who opens `page` (a path below the root, with its query) and has seen it drawn.

        With `html` the page itself is asked for first, as a browser does, and its cookies are kept.

        Raises Lost where the server does not answer, PageError where the page shows a failure.
        """
        path, _mark, query = page.partition("?")
        visit = cls(address.rstrip("/"), path, query, compress, locale, headers=dict(headers or {}))
        try:
            if html:
                async with visit._within():
                    await visit.http.get(f"/{page}")
            await visit._connect()
            await visit.rerun()
        except BaseException:
            await visit.close()
            raise
        return visit

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """Leaves, as a closed tab does."""
        if self._socket:
            await self._socket.close()
        if self._http:
            await self._http.aclose()
        self._socket = self._http = None

    async def gone(self) -> None:
        """Waits until the server has ended the connection."""
        if self._socket:
            await self._socket.wait_closed()

    @property
    def link(self) -> dict[str, str]:
        """The parameters of the address bar."""
        return dict(urllib.parse.parse_qsl(self.query))

    @property
    def http(self) -> httpx2.AsyncClient:
        """The same visitor's requests beside the socket, with the same cookies."""
        if self._http is None:
            self._http = httpx2.AsyncClient(base_url=self.address, headers=self.headers, timeout=SECONDS, verify=False)
        return self._http

    async def rerun(self) -> Run:
        """Runs the page again with the widgets as they are."""
        return await self._run(list(self._states.values()))

    async def goto(self, page: str) -> Run:
        """Opens another page in the same visit, as the navigation does."""
        self.path, _mark, self.query = page.partition("?")
        self._page = ""
        self._states.clear()
        return await self.rerun()

    async def choose(self, key: str, *values: str | float | bool) -> Run:
        """Gives a widget, found by its key or its label, another value and waits for the page."""
        self.fill(key, *values)
        return await self._run(list(self._states.values()), self.widget(key).fragment)

    def fill(self, key: str, *values: str | float | bool) -> None:
        """The same without a run, as in a form."""
        widget = self.widget(key)
        self._states[widget.id] = _state(widget, list(values))

    async def press(self, key: str) -> Run:
        """Presses a button, found by its key or its label."""
        widget = self.widget(key, "button")
        return await self._run([*self._states.values(), WidgetState(id=widget.id, trigger_value=True)], widget.fragment)

    async def press_mark(self, key: str, target: str) -> Run:
        """Presses the mark of a target in a figure, found by its key."""
        return await self.tell(key, "pressed", target)

    async def tell(self, key: str, event: str, value: str) -> Run:
        """Has a component of ours, found by its key, say what happened there."""
        widget = self.widget(key, "bidi_component")
        told = json.dumps([{"event": event, "value": value}])
        state = WidgetState(id=f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{widget.id}__events", json_trigger_value=told)
        return await self._run([*self._states.values(), state], widget.fragment)

    def figures(self) -> dict[str, dict[str, Any]]:
        """What the page's figures were given to draw, by their keys."""
        return {each.key: content_of(each.message.bytes) for each in self.widgets() if is_figure(each.message)}

    async def download(self, key: str) -> bytes:
        """The file behind a download button, found by its key or its label. Raises PageError where it cannot be had."""
        url = await self.file(key)
        try:
            response = await self.http.get(url)
        except httpx2.TransportError as error:
            raise Lost(str(error)) from error
        if response.status_code != 200:
            raise PageError(f"{self.path}: {key}: {url} answers {response.status_code}")
        return response.content

    async def file(self, key: str) -> str:
        """Has the file behind a download button made, without fetching it; returns where it is."""
        message = self.widget(key, "download_button").message
        url = message.url
        if message.deferred_file_id:
            wanted = uuid.uuid4().hex
            asked = BackMsg()
            asked.backend_operation_request.request_id = wanted
            asked.backend_operation_request.session_id = self._session
            asked.backend_operation_request.deferred_file.file_id = message.deferred_file_id
            async with self._within():
                await self._sent(asked)
                while True:
                    answer = (await self._received()).backend_operation_response
                    if answer.request_id == wanted:
                        break
            if answer.error_msg:
                raise PageError(f"{self.path}: {key}: {answer.error_msg}")
            url = answer.deferred_file.url
        return str(url)

    async def reconnect(self) -> Run:
        """Comes back after the server went away, to the same screen, as a browser does by itself."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                await self._connect()
                run = await self.rerun()
            except Lost:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.5)
            else:
                self.reconnections += 1
                return run

    def widgets(self) -> Iterator[Widget]:
        """The widgets of the page, from top to bottom."""
        for _path, placed in sorted(self.elements.items()):
            if getattr(placed.message, "id", ""):
                yield Widget(placed.kind, placed.message.id, placed.message, placed.fragment)

    def widget(self, key: str, kind: str = "") -> Widget:
        """A widget by its key, else by its label. Raises LookupError where the page has none."""
        found = [each for each in self.widgets() if not kind or each.kind == kind]
        for each in found:
            if each.key == key:
                return each
        for each in found:
            if each.label == key:
                return each
        raise LookupError(f"{self.path} has no widget {key!r}, only {[each.key or each.label for each in found]}")

    def options(self, key: str) -> list[str]:
        """What can be chosen in a widget."""
        return self.widget(key).options

    def chosen(self, key: str) -> list[str]:
        """What is chosen in a widget of choices."""
        state = self._states[self.widget(key).id]
        value = getattr(state, str(state.WhichOneof("value")))
        return list(value.data) if hasattr(value, "data") else [value]

    def texts(self) -> list[str]:
        """What the page says, from top to bottom."""
        said = (
            getattr(placed.message, "body", "") or getattr(placed.message, "label", "")
            for _path, placed in sorted(self.elements.items())
        )
        return [text for text in said if text]

    @contextlib.asynccontextmanager
    async def _within(self) -> Any:
        try:
            async with asyncio.timeout(SECONDS):
                yield
        except (ConnectionClosed, InvalidHandshake, httpx2.TransportError, OSError, TimeoutError, EOFError) as error:
            raise Lost(f"{self.address}/{self.path}: {type(error).__name__} {error}") from error

    async def _connect(self) -> None:
        if self._socket:
            await self._socket.close()
        self._socket = None
        scheme, _colon, host = self.address.partition("://")
        spoken: list[Any] = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *filter(None, [self._session])]
        cookies = "; ".join(f"{each.name}={each.value}" for each in self._http.cookies.jar) if self._http else ""
        async with self._within():
            found = await connect(
                f"ws{self.address.removeprefix('http')}/_stcore/stream", subprotocols=spoken, max_size=None, max_queue=None,
                additional_headers={**self.headers, **({"Cookie": cookies} if cookies else {})}, ping_interval=None, proxy=None,
                origin=Origin(f"{scheme}://{host}"), compression="deflate" if self.compress else None, create_connection=_Counting, open_timeout=SECONDS,
            )  # fmt: skip
        assert isinstance(found, _Counting)
        self._socket = found

    async def _sent(self, message: BackMsg) -> None:
        if self._socket is None:
            raise Lost("not connected")
        await self._socket.send(message.SerializeToString())

    async def _received(self) -> ForwardMsg:
        assert self._socket
        content = await self._socket.recv(decode=False)
        message = ForwardMsg.FromString(content)
        self.last.messages += 1
        self.last.received += len(content)
        if message.HasField("ref_hash"):
            if message.ref_hash not in self._known:
                raise PageError(f"{self.path}: the server refers to an element that was never sent")
            whole = ForwardMsg()
            whole.CopyFrom(self._known[message.ref_hash][0])
            whole.metadata.CopyFrom(message.metadata)
            self._known[message.ref_hash] = whole, self._runs
            self.last.references += 1
            message = whole
        elif message.metadata.cacheable:
            self._known[message.hash] = message, self._runs
        return message

    async def _run(self, states: list[WidgetState], fragment: str = "") -> Run:
        self.last = run = Run()
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self._page, fragment
        if not self._page:
            state.page_name = self.path
        state.widget_states.widgets.extend(states)
        state.cached_message_hashes.extend(self._known)
        context = state.context_info
        context.url, context.locale, context.timezone = f"{self.address}/{self.path}", self.locale, "Asia/Shanghai"
        context.timezone_offset, context.is_embedded, context.color_scheme = -480, False, "light"
        started, before = time.perf_counter(), self._socket.wire if self._socket else 0
        async with self._within():
            await self._sent(asked)
            while not self._took(await self._received(), started):
                pass
        assert self._socket
        run.seconds, run.wire = time.perf_counter() - started, self._socket.wire - before
        self._runs += 1
        self._known = {name: (kept, at) for name, (kept, at) in self._known.items() if self._runs - at <= self._kept_for}
        self._refuse_failures()
        return run

    def _took(self, message: ForwardMsg, started: float) -> bool:
        """Takes a message in; True at the end of the run that was asked for."""
        kind = message.WhichOneof("type")
        if kind == "delta":
            self.last.deltas += 1
            self._place(message)
            element = message.delta.new_element
            if self.last.figure is None and (element.HasField("dataframe") or is_figure(element.bidi_component)):
                self.last.figure = time.perf_counter() - started
        elif kind == "new_session":
            self._session = message.new_session.initialize.session_id
            self._page = message.new_session.page_script_hash
            self._kept_for = message.new_session.config.max_cached_message_age
            self._running = message.metadata.run.script_run_id
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            for page in message.navigation.app_pages:
                if page.page_script_hash == self._page:
                    self.path = page.url_pathname or self.path
        elif kind == "page_not_found":
            raise PageError(f"there is no page {self.path}")
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            raise PageError(message.session_event.script_compilation_exception.message)
        elif kind == "script_finished":
            fragments = set(message.metadata.run.fragment_ids)
            if message.script_finished in _FINISHED:
                self._forget(None)
                return True
            if message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                self._forget(fragments)
                return True
        return False

    def _place(self, message: ForwardMsg) -> None:
        path, delta = tuple(message.metadata.delta_path), message.delta
        where = delta.fragment_id, self._running
        if delta.WhichOneof("type") == "new_element":
            kind = str(delta.new_element.WhichOneof("type"))
            placed = _Placed(kind, getattr(delta.new_element, kind), *where)
            self._keep_state(placed)
        elif delta.WhichOneof("type") == "add_block":
            kind = str(delta.add_block.WhichOneof("type"))
            placed = _Placed(kind, getattr(delta.add_block, kind) if kind != "None" else Delta(), *where)
        else:
            return
        self.elements[path] = placed

    def _keep_state(self, placed: _Placed) -> None:
        """The state of a widget of choices or text, as the browser reports it with every run."""
        set_by = _STATES.get(placed.kind, ("", ""))[1]
        message = placed.message
        if not set_by or (message.id in self._states and not message.set_value):
            return
        if message.set_value:
            value = getattr(message, set_by)
            values = list(value) if set_by == "raw_values" else [value] if message.HasField(set_by) else []
        elif placed.kind in ("button_group", "multiselect"):
            values = [Widget(placed.kind, message.id, message).options[at] for at in message.default]
        elif not message.HasField("default"):
            values = []
        else:
            values = [message.options[message.default] if placed.kind == "selectbox" else message.default]
        self._states[message.id] = _state(Widget(placed.kind, message.id, message), values)

    def _forget(self, fragments: set[str] | None) -> None:
        """What the run did not put there any more is gone; `fragments` where it was a run of these only."""
        self.elements = {
            path: placed
            for path, placed in self.elements.items()
            if placed.run == self._running or (fragments is not None and placed.fragment not in fragments)
        }
        alive = {getattr(placed.message, "id", "") for placed in self.elements.values()}
        self._states = {name: state for name, state in self._states.items() if name in alive}

    def _refuse_failures(self) -> None:
        for placed in self.elements.values():
            if placed.kind == "exception":
                raise PageError(f"{self.path}?{self.query}: {placed.message.type} {placed.message.message}")


def _state(widget: Widget, values: list[Any]) -> WidgetState:
    stated = _STATES[widget.kind][0]
    state = WidgetState(id=widget.id)
    if stated == "string_array_value":
        state.string_array_value.SetInParent()
        state.string_array_value.data.extend(values)
    elif values:
        setattr(state, stated, values[0])
    return state
