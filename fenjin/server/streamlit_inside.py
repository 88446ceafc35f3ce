"""What of this program rests on Streamlit's insides: here and nowhere else, with the tests that say so when one of them changes.

Whoever takes another version of Streamlit reads this file, runs the tests of `GUARDS` and writes the version into `SEEN`. What
is known of its front end (classes, test ids, attributes) stands in `fenjin/screen/components/streamlit.js`, and in the styles there and
in `page.css`; `tests/unit/test_components.py` holds all of these names against the installed files.
"""

import functools
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

import streamlit
import streamlit.logger
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException

SEEN = "1.67.0"  # the version of Streamlit in which all of this was seen
# What fails where one of them does not hold any more.
GUARDS = {
    "RUN_AGAIN": "tests/page/test_streamlit_inside.py::test_a_page_that_is_to_run_again_says_so_as_it_leaves",
    "keep_files": "tests/page/test_visit.py::test_a_file_is_there_when_it_is_fetched_however_many_runs_of_others_end_meanwhile",
    "leave_pages_to_navigation": "tests/page/test_streamlit_inside.py::test_the_first_address_of_a_process_has_its_top_and_navigation",
    "adopt_loggers": "tests/unit/test_logs.py::test_no_logger_of_the_server_speaks_beside_the_log",
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
# there, it opens its socket without asking.
_TOLD = """window.__streamlit = {
      BACKEND_BASE_URL: new URL(".", location.href).href,
      HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
    }"""
_FONT = re.compile(r'\s*<link\s[^>]*rel="preload"[^>]*as="font"[^>]*>')
_IMPORTED = re.compile(r"""(?:from|import)["']\./([^"']+\.js)["']""")

FILE_SECONDS = 60.0  # for which a file that was made to be taken away stays


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
        self._made = time.monotonic()

    @property
    def is_marked_for_delete(self) -> bool:
        return super().is_marked_for_delete and time.monotonic() - self._made > FILE_SECONDS


def leave_pages_to_navigation() -> None:
    """Says that the folder pages/ is not Streamlit's older navigation.

    It takes it for that until `st.navigation` has run once in a process, and would run a page that is the process's first address
    without app.py, so without header and navigation.
    """
    PagesManager.uses_pages_directory = False


def adopt_loggers(adopt: Callable[[logging.Logger], None]) -> None:
    """Has `adopt` take each of Streamlit's loggers, which give themselves handlers of their own, also those to come."""
    streamlit.logger.setup_formatter = adopt  # type: ignore[assignment]
    streamlit.logger.update_formatter()


def load_again() -> bytes:
    """The message at which the browser loads its page again, as Streamlit's socket carries it."""
    message = ForwardMsg()
    message.auth_redirect.SetInParent()
    return message.SerializeToString()


def shell(folder: Path) -> str:
    """Streamlit's page, which knows where its server is and what it would say."""
    html = (folder / "index.html").read_text("utf-8")
    # The one font that it names beforehand can wait: the theme has its own.
    return _FONT.sub("", html).replace("<script", f"<script>{_TOLD}</script>\n    <script", 1)


def scripts_of(folder: Path, component: str) -> list[str]:
    """The script files of a component and those that they import, below the root, the component's own first."""
    found: list[str] = []
    waiting = sorted(path.name for path in (folder / SCRIPTS).glob(f"{component}.*.js"))
    while waiting:
        name = waiting.pop(0)
        if f"{SCRIPTS}/{name}" not in found:
            found.append(f"{SCRIPTS}/{name}")
            waiting.extend(_imports(folder / SCRIPTS / name))
    return found


@functools.cache
def _imports(path: Path) -> list[str]:
    names = dict.fromkeys(_IMPORTED.findall(path.read_text("utf-8")))
    return [name for name in names if (path.parent / name).is_file()]
