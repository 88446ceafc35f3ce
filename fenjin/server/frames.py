"""A page's live connection: uvicorn's own protocol, with bounds on what has not become a message yet.

uvicorn waits with the next message until one is taken, but takes pings, pieces of messages and messages that do not end as they come:
a million pings keep everybody waiting for ten seconds, a hundred unfinished messages hold two gigabytes.
"""

import asyncio
import logging
from typing import Any, ClassVar, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from fenjin.server.pace import Pace

# Browsers send no pings, answer one of ours every 20 seconds, and cut only what is long into pieces.
RATE, AT_ONCE = 5.0, 100.0  # pings, pongs and small pieces of a connection: a second, and after a pause
SMALL = 1024  # bytes of a piece that counts like a ping
LONG = 256 * 1024  # bytes beyond which an unfinished message counts as long
FILES, SECONDS = 8, 60.0  # long messages that may come in at once in a process, and the time of each
CLOSING = 2.0  # seconds that the other side has to say farewell
_SLICE = 4096  # bytes that are read before what they brought is looked at
_NOT_ALLOWED, _FULL = 1008, 1013  # RFC 6455, 7.4.1, and its registry
_log = logging.getLogger(__name__)


class Frames(WebSocketsSansIOProtocol):
    """A live connection that is ended where it brings too many pieces or pings, or a long message when too many are under way."""

    _coming: ClassVar[set["Frames"]] = set()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Until then it keeps what it brought last.
        self.close_timeout = CLOSING
        self._pace = Pace(RATE, AT_ONCE)
        self._rest, self._unfinished = b"", 0
        self._until: asyncio.TimerHandle | None = None
        self._refused = False

    def data_received(self, data: bytes) -> None:
        """Reads on, as long as what came before is taken; the rest waits."""
        data, at = self._rest + data, 0
        while at < len(data) and not (self.read_paused or self._refused or self.transport.is_closing()):
            piece = data[at : at + _SLICE]
            at += len(piece)
            self._unfinished += len(piece)
            super().data_received(piece)
            if self._unfinished > LONG and self._until is None and not self._refused:
                self._await_end()
        self._rest = b"" if self._refused else data[at:]

    async def receive(self) -> Any:
        """The next message; what waited behind it is read."""
        message = await super().receive()
        if self._rest and not self.read_paused:
            self.data_received(b"")
        return message

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._rest = b""
        self._end_wait()
        # It refers to itself, and keeps what it read last.
        self.conn.parser.close()
        super().connection_lost(exc)

    def send_receive_event_to_app(self) -> None:
        """A message is there as a whole."""
        self._unfinished = 0
        self._end_wait()
        super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answers a ping, if it is in its turn."""
        if self._is_in_turn():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Takes an answer to a ping of ours, or of nobody's."""
        if self._is_in_turn():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Takes a further piece of a message."""
        if len(event.data) > SMALL or self._is_in_turn():
            super().handle_cont(event)

    def _is_in_turn(self) -> bool:
        if not self._refused and self._pace.wait(1):
            self._refuse(_NOT_ALLOWED, "pings or pieces of messages without end")
        return not self._refused

    def _await_end(self) -> None:
        if len(self._coming) >= FILES:
            self._refuse(_FULL, "too many long messages come in at once")
        else:
            self._coming.add(self)
            self._until = self.loop.call_later(SECONDS, self._refuse, _NOT_ALLOWED, "a long message does not end")

    def _end_wait(self) -> None:
        self._coming.discard(self)
        if self._until is not None:
            self._until.cancel()
            self._until = None

    def _refuse(self, code: int, why: str) -> None:
        self._refused, self.frames = True, []
        self._end_wait()
        _log.warning("a live connection is ended: %s", why)
        if self.handshake_complete and self.conn.close_sent is None:
            self.conn.fail(code)
            self.handle_parser_exception()
        else:
            cast(asyncio.Transport, self.transport).abort()
