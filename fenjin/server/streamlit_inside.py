"""What of this program rests on Streamlit's insides: here and nowhere else, with the tests that say so when one of them changes.

Whoever takes another version of Streamlit reads this file, runs the tests of `GUARDS` and writes the version into `VERSION`. What
is known of its front end (classes, test ids, attributes) stands in `fenjin/screen/components/streamlit.js`, and in the styles there and
in `page.css`; `tests/unit/test_components.py` holds all of these names against the installed files.
"""

import asyncio
import functools
import logging
import re
import time
import weakref
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any

import streamlit
import streamlit.logger
import streamlit.starlette
from google.protobuf.message import DecodeError
from starlette.types import Message, Scope
from streamlit import runtime
from streamlit.elements import arrow
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException

from fenjin.server import pace

VERSION = "1.67.0"  # the version of Streamlit in which all of this was seen
# What fails where one of them does not hold any more.
GUARDS = {
    "RUN_AGAIN": "tests/page/test_streamlit_inside.py::test_a_page_that_is_to_run_again_says_so_as_it_leaves",
    "keep_files": "tests/page/test_visit.py::test_a_file_is_there_when_it_is_fetched_however_many_runs_of_others_end_meanwhile",
    "keep_cells": "tests/page/test_streamlit_inside.py::test_the_words_of_a_tables_cells_are_worked_out_once",
    "leave_pages_to_navigation": "tests/page/test_streamlit_inside.py::test_the_first_address_of_a_process_has_its_top_and_navigation",
    "forget_left": "tests/page/test_streamlit_inside.py::test_a_visit_that_was_left_is_let_go_though_nobody_comes",
    "adopt_loggers": "tests/unit/test_logs.py::test_no_logger_of_the_server_speaks_beside_the_log",
    "kind": "tests/unit/test_bounds.py::test_of_all_kinds_of_message_only_those_of_our_pages_are_let_through",
    "operation": "tests/unit/test_bounds.py::test_of_all_kinds_of_message_only_those_of_our_pages_are_let_through",
    "SPOKEN": "tests/unit/test_bounds.py::test_of_all_kinds_of_message_only_those_of_our_pages_are_let_through",
    "with_fresh_memory": "tests/unit/test_bounds.py::test_who_presses_soon_again_is_referred_only_to_what_the_last_run_has_shown",
    "Memory": "tests/page/test_visit.py::test_of_many_presses_in_a_row_each_is_answered_and_sends_no_more_than_what_changes",
    "beside_a_file": "tests/unit/test_bounds.py::test_a_long_message_is_one_file_that_a_page_sends",
    "run_once": "tests/page/test_streamlit_inside.py::test_the_first_address_of_a_process_has_its_top_and_navigation",
    "load_again": "tests/page/test_access.py::test_no_page_runs_without_signing_in",
    "FOLDER": "tests/page/test_web.py::test_every_page_names_what_it_needs_and_nothing_that_is_not_there",
    "shell": "tests/page/test_web.py::test_the_policy_allows_just_the_scripts_that_stand_in_a_page",
    "scripts_of": "tests/page/test_streamlit_inside.py::test_every_part_of_a_page_is_a_file_of_the_installed_version",
    "ADDRESSES": "tests/page/test_web.py::test_every_address_of_the_server_is_known_and_what_no_page_needs_is_closed",
}

# Raised within a page that is to run again (`st.rerun`, `st.switch_page`): what stands around it must let it pass.
RUN_AGAIN = RerunException

# Streamlit's own addresses. All of them begin with one of INTERNAL, but for those of its static files and of files to take away.
INTERNAL = ("/_stcore", "/component")
HEALTH, HOST_CONFIG, SOCKET, COMPONENTS = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/bidi-components/",
)
ADDRESSES = (HEALTH, HOST_CONFIG, SOCKET, COMPONENTS)  # those that its script in the browser needs

# What a browser loads. `index.html` names the entry; each component is a file of its own, static/js/<name>.<digest>.js.
FOLDER = Path(streamlit.__file__).parent / "static"
SCRIPTS = "static/js"
# Told where its server is, Streamlit's script does not look for it below the page's own address first; told what it would ask
# there, it opens its socket without asking. And a page in which scripts run says so, in words of ours (`first.html`).
_BOOT = """window.__streamlit = {
      BACKEND_BASE_URL: new URL(".", location.href).href,
      HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
    }
    document.documentElement.setAttribute("data-script", "")"""
# What its page says of itself: title, icon, words for whoever has no script, and the address of an interface that is closed here. And
# the one font that it names beforehand, which can wait: the theme has its own.
_THEIRS = re.compile(
    r"""\s*(?:<title>.*?</title>|<noscript>.*?</noscript>|<link\s[^>]*rel="(?:shortcut icon|service-desc)"[^>]*>"""
    r"""|<link\s[^>]*rel="preload"[^>]*as="font"[^>]*>|<script>[^<]*prerenderReady[^<]*</script>|(?<=>)\s*<!--.*?-->)""",
    re.DOTALL,
)
_LANGUAGE = re.compile(r"<html\b[^>]*>")
# Its script's entry, which `first.js` starts once what stands in the page itself is painted, and its style, which only what it draws needs.
_ENTRY = re.compile(r'<script type="module" crossorigin src="([^"]+)"></script>')
_STYLE = re.compile(r'\s*<link rel="stylesheet"[^>]*>')
_ROOT = '<div id="root"></div>'
_IMPORT = re.compile(r"""(?:from|import)["']\./([^"']+\.js)["']""")

# The kinds of message that our own pages send over the socket, an operation by what it asks for: run, stop, a file to take away,
# the next rows of a grid.
RUN, FILE = "rerun_script", "deferred_file"
SPOKEN = (RUN, "stop_script", FILE, "dataframe_chunk")
_KINDS = {each.number: each.name for each in BackMsg.DESCRIPTOR.fields}
_OPERATION = "backend_operation_request"
# Where a message has what a page's component sends: of a run the states of the widgets, of these each, of it the text.
_STATES = (BackMsg.DESCRIPTOR.fields_by_name[RUN].number, 2, 1, 16)
# Where a message to a browser says that a run begins, what it shows, and to what shown before it refers.
_PARTS = len(ForwardMsg.DESCRIPTOR.fields)  # at most that one of them has
_NEW_RUN, _END_OF_RUN, *_HASHES = (
    ForwardMsg.DESCRIPTOR.fields_by_name[name].number for name in ("new_session", "script_finished", "hash", "ref_hash")
)
_TEXT_OF_A_FILE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_ROUND_IT = 200  # characters that stand round a file in what a component sends
_MOST_FIELDS = 5000  # of a message with a file

FILE_SECONDS = 60.0  # for which a file that was made to be taken away stays
# The words and marks of the cells of a table with a style (pandas' Styler, which has no types), as long as that table is there.
_words_of_cells: "weakref.WeakKeyDictionary[Any, Any]" = weakref.WeakKeyDictionary()


def keep_cells() -> None:
    """From now on the words and marks of a table's cells are worked out once as long as the table is kept, not in every run that shows it.

    Streamlit has pandas write each cell for HTML that nobody sees, and takes the words out of it: on a page of rows that is more than
    half of a run.
    """
    arrow.marshall_styler = _write_cells


def _write_cells(proto: ArrowData, styler: Any, default_uuid: str) -> None:
    message = _words_of_cells.get(styler)
    if message is None:
        marshall_styler(proto, styler, default_uuid)
        copy = type(proto.styler)()
        copy.CopyFrom(proto.styler)
        _words_of_cells[styler] = copy
    else:
        proto.styler.CopyFrom(message)


def keep_files() -> None:
    """From now on every file to take away stays at least FILE_SECONDS after it was made.

    Streamlit makes the file of a download button when it is pressed, tells the browser its address, and throws away what no page
    shows any more at the end of every visitor's run: a file that it never shows survives one such end, and is gone after the
    second. With twenty visitors that can be sooner than the browser's request, which then finds nothing.
    """
    media_file_manager.MediaFileMetadata = _Lasting  # type: ignore[misc]


class _Lasting(media_file_manager.MediaFileMetadata):
    def __init__(self, kind: MediaFileKind = MediaFileKind.MEDIA) -> None:
        super().__init__(kind)
        self._birth = time.monotonic()

    @property
    def is_marked_for_delete(self) -> bool:
        return super().is_marked_for_delete and time.monotonic() - self._birth > FILE_SECONDS


def leave_pages_to_navigation() -> None:
    """Says that the folder pages/ is not Streamlit's older navigation.

    It takes it for that until `st.navigation` has run once in a process, and would run a page that is the process's first address
    without app.py, so without header and navigation.
    """
    PagesManager.uses_pages_directory = False


def forget_left() -> None:
    """Lets go of the visits that were left longer ago than Streamlit keeps them; to be called on the server's loop.

    By itself it does so only when the next visitor comes or goes: until then each keeps three descriptors and its memory.
    """
    if runtime.exists():
        runtime.get_instance()._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]


def adopt_loggers(adopt: Callable[[logging.Logger], None]) -> None:
    """Has `adopt` take each of Streamlit's loggers, which give themselves handlers of their own, also those to come."""
    streamlit.logger.setup_formatter = adopt  # type: ignore[assignment]
    streamlit.logger.update_formatter()


def kind_of(data: bytes) -> str:
    """The kind of a message of a browser, "" where no version of ours knows it; nothing of its content is read.

    Raises ValueError where it is no message, or more than one: then another than the first would count.
    """
    number, _begin, end = _field(data, 0)
    if end != len(data):
        raise ValueError("more than one message, or a part of one")
    return _KINDS.get(number, "")


def operation(data: bytes, kind: str) -> str:
    """The kind of a message (`kind_of`) as `SPOKEN` has it: of an operation what it asks for. Raises ValueError where it cannot be read."""
    try:
        message = BackMsg.FromString(data)
    except DecodeError as error:
        raise ValueError(str(error)) from None
    return str(message.backend_operation_request.WhichOneof("payload") or _OPERATION) if kind == _OPERATION else kind


class Memory:
    """The elements that the last run of a connection has shown so far, by their hashes (what was sent, and what was referred to), whether
    the run that was asked for last has ended, and when and after how many seconds the last one did."""

    def __init__(self) -> None:
        self.hashes: set[str] = set()
        self.ended = asyncio.Event()
        self.ended.set()
        self.end = self.seconds = self._begin = 0.0

    def begin(self) -> None:
        """A run is asked for."""
        self.ended.clear()
        self._begin = pace.clock()

    def note(self, data: bytes) -> None:
        """Takes down a message that goes to the browser."""
        at = 0
        for _ in range(_PARTS):
            if at >= len(data):
                break
            number, begin, at = _field(data, at)
            if number == _NEW_RUN:
                self.hashes.clear()
            elif number == _END_OF_RUN and _number(data, begin)[0] != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.ended.set()
                self.end = pace.clock()
                self.seconds = self.end - self._begin
            elif number in _HASHES:
                self.hashes.add(data[begin:at].decode())


def with_fresh_memory(data: bytes, fresh: Container[str]) -> bytes:
    """A message of a browser that says of the elements which it still has only the `fresh` ones: it is then sent the others anew.

    It lets go of each after two runs in which it was not shown; a run that is asked for sooner than it can begin would be answered
    with what is gone by then, at which Streamlit's page ends its connection for good.
    """
    message = BackMsg.FromString(data)
    if message.WhichOneof("type") == RUN:
        hashes = message.rerun_script.cached_message_hashes
        hashes[:] = [each for each in hashes if each in fresh]
    return message.SerializeToString()


def beside_a_file(data: bytes) -> int:
    """How long a message is without the longest file that it brings, as the text of a page's component, in bytes.

    Raises ValueError where it cannot be read, or is made of too many parts for one that a page sends.
    """
    spans, parts = [(0, len(data))], 0
    for number in _STATES:
        within = []
        for begin, stop in spans:
            while begin < stop:
                which, content, begin = _field(data, begin)
                parts += 1
                if begin > stop or parts > _MOST_FIELDS:
                    raise ValueError("a part that is too long, or too many of them")
                if which == number:
                    within.append((content, begin))
        spans = within
    texts = (data[begin:stop] for begin, stop in spans)
    return len(data) - max((len(text) for text in texts if len(text.translate(None, _TEXT_OF_A_FILE)) <= _ROUND_IT), default=0)


def _field(data: bytes, at: int) -> tuple[int, int, int]:
    """The field of a message that begins at a place: its number, where its content begins and where it ends."""
    tag, at = _number(data, at)
    form = tag & 7
    if form == 0:
        end = _number(data, at)[1]
    elif form == 2:
        length, at = _number(data, at)
        end = at + length
    else:
        end = at + {1: 8, 5: 4}.get(form, len(data))
    if end > len(data):
        raise ValueError("a part that is cut off")
    return tag >> 3, at, end


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of a message (protobuf's varint) and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        value |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:
            return value, at
    raise ValueError("a number that is cut off")


async def run_once(app: streamlit.starlette.App, path: str, host: str, headers: Mapping[str, str]) -> None:
    """Runs the page at an address below the root for nobody, past all that stands before Streamlit, as a visitor with these headers would."""
    message = BackMsg()
    message.rerun_script.page_name = path
    message.rerun_script.context_info.url = f"http://{host}/{path}"
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    inbox.put_nowait({"type": "websocket.connect"})
    inbox.put_nowait({"type": "websocket.receive", "bytes": message.SerializeToString()})

    async def send(answer: Message) -> None:
        content = answer.get("bytes")
        # Whoever is refused is gone by then.
        if answer["type"] == "websocket.close" or (
            content and ForwardMsg.FromString(content).WhichOneof("type") == "script_finished"
        ):
            inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})

    own = {"host": host, "origin": f"http://{host}", **headers}
    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": SOCKET,
        "raw_path": SOCKET.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in own.items()],
        "client": (host, 0),
        "server": (host, 80),
        "subprotocols": ["streamlit"],
        "extensions": {},
        "state": {},
    }
    inner = app._starlette_app
    if inner is not None:
        await inner.router({**scope, "app": inner}, inbox.get, send)


def load_again() -> bytes:
    """The message at which the browser loads its page again, as Streamlit's socket carries it."""
    message = ForwardMsg()
    message.auth_redirect.SetInParent()
    return message.SerializeToString()


def shell(folder: Path, lang: str, head: str, body: str, appearance: str = "") -> str:
    """Streamlit's page, which knows where its server is and what it would say, with our own words in place of Streamlit's.

    `body` holds the place of Streamlit's own (`<div id="root">`), and what stands beside it; `appearance` is light, dark or the browser's.
    What stands before that place is painted without waiting for Streamlit's style or script, which a script of the body starts (`data-entry`).
    """
    html = _THEIRS.sub("", (folder / "index.html").read_text("utf-8"))
    html = html.replace("<script", f"<script>{_BOOT}</script>\n    <script", 1)
    look = f' data-appearance="{appearance}"' if appearance else ""
    html = _LANGUAGE.sub(f'<html lang="{lang}" translate="no"{look}>', html, count=1)
    html = _ENTRY.sub(r'<link rel="modulepreload" crossorigin data-entry href="\1">', html, count=1)
    styles = "".join(_STYLE.findall(html))
    html = _STYLE.sub("", html)
    return html.replace("</head>", f"{head}\n  </head>", 1).replace(
        _ROOT, body.replace('<div id="root">', f'{styles.strip()}\n<div id="root">', 1), 1
    )


def scripts_of(folder: Path, component: str) -> list[str]:
    """The script files of a component and those that they import, below the root, the component's own first."""
    names: list[str] = []
    waiting = sorted(path.name for path in (folder / SCRIPTS).glob(f"{component}.*.js"))
    while waiting:
        name = waiting.pop(0)
        if f"{SCRIPTS}/{name}" not in names:
            names.append(f"{SCRIPTS}/{name}")
            waiting.extend(_imports(folder / SCRIPTS / name))
    return names


@functools.cache
def _imports(path: Path) -> list[str]:
    names = dict.fromkeys(_IMPORT.findall(path.read_text("utf-8")))
    return [name for name in names if (path.parent / name).is_file()]
