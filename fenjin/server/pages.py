"""The first answer to the address of a page, with its first screenful where that is there in time, else without.

It is made in a thread of its own, one after the other and one at a time of each visitor, from the views that are remembered for all. What one visitor
was sent another is sent where address, choice, language, appearance and data version are the same: nothing else is in it.
"""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.types import Scope

from fenjin.data.database import Database
from fenjin.language.translate import language_of
from fenjin.server import access, first
from fenjin.server.bounds import who_of
from fenjin.server.packing import Package
from fenjin.server.screenful import Screenful, screenful
from fenjin.server.sheet import LOOKS

# The cookies that the switches of a page set (fenjin/screen/components/appearance.js).
LANGUAGE, APPEARANCE = "fenjin-language", "fenjin-appearance"
LONGEST = 0.6  # seconds for which an answer waits for its screenful
MOST_WAITING = 8  # answers that wait at once
_MOST_KEPT = 400  # packed answers
_log = logging.getLogger(__name__)


class Wish(NamedTuple):
    """What an answer depends on beside the data: the page, its parameters as they were sent, language, appearance ("" for the browser's),
    whether links name the language, the coding in which it travels, and the dashboard's own address, which a picture's begins with."""

    address: str
    query: str
    lang: str
    appearance: str
    names_language: bool
    coding: str
    home: str = ""


def wish_of(scope: Scope, address: str, coding: str) -> Wish:
    """What a request for a page asks for."""
    headers, query = Headers(scope=scope), scope["query_string"]
    accepted, cookies = headers.get("accept-language", ""), cookie_parser(headers.get("cookie", ""))
    lang, appearance = first.language(query, accepted, cookies.get(LANGUAGE, "")), cookies.get(APPEARANCE, "")
    home = str(Request(scope).base_url).rstrip("/")
    names_language = (lang, language_of(accepted)) != ("zh", "zh")
    return Wish(address, query.decode("latin-1"), lang, appearance if appearance in LOOKS else "", names_language, coding, home)


class Pages:
    """Makes and keeps the pages' answers with their screenful, which `build` packs.

    `database` gives the table that is served, None where there is none; where access is restricted (`is_open` false) only a visitor whom the
    gate let in is given one.
    """

    def __init__(
        self, build: Callable[[Wish, Screenful], Package], database: Callable[[], Database | None], is_open: bool
    ) -> None:
        self._build, self._database, self._is_open = build, database, is_open
        self._kept: OrderedDict[tuple[str, Wish], Package] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, "first")
        self._waiting: Counter[str | None] = Counter()

    async def answer(self, scope: Scope, wish: Wish) -> Package | None:
        """The answer; None where there is none in time."""
        database = self._database()
        if database is None or not (self._is_open or scope.get(access.KEY)):
            return None
        key, who = (database.version, wish), who_of(scope)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._waiting.total() >= MOST_WAITING or (who and self._waiting[who]):
            return None
        self._waiting[who] += 1
        work = asyncio.get_running_loop().run_in_executor(self._worker, self._make, database, wish)

        def keep(package_of: asyncio.Future[Package | None]) -> None:
            self._waiting[who] -= 1
            self._waiting += Counter()
            if package := package_of.result():
                self._kept[key] = package
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)

        work.add_done_callback(keep)
        # What comes too late is there for whoever asks next.
        await asyncio.wait([work], timeout=LONGEST)
        return work.result() if work.done() else None

    def _make(self, database: Database, wish: Wish) -> Package | None:
        try:
            content = screenful(database, wish.address, wish.lang, wish.query, wish.names_language)
        except Exception:
            # The live page says what went wrong; this one does without.
            _log.exception("a first screenful was not made", extra={"page": wish.address})
            return None
        return self._build(wish, content) if content else None
