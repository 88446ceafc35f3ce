"""The protocol of a connection, `uvicorn --http fenjin.server.heads:Heads`: uvicorn's own, with an end to every request.

uvicorn waits for ever for whoever connects and says nothing or does not take what he asked for, and takes a header of any length.
"""

import asyncio
import fcntl
import logging
import sys
import termios
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from fenjin.server.frames import Frames

SECONDS = 30.0  # for a request to come in whole, its body included, and for the first word of a connection
LARGEST = 64 * 1024  # bytes of the line and the header of a request
LEAST = 30 * 1024  # bytes that whoever is owed an answer takes of it within SECONDS
_log = logging.getLogger(__name__)


class _Line:
    """A connection's transport that counts what is written; all else is the transport's own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._written = transport, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, content: bytes) -> None:
        self._written += len(content)
        self._transport.write(content)

    def owed(self) -> int:
        """Bytes that were written and that the other side has not taken yet: here, and where the system tells it, in its own hands."""
        here, socket = self._transport.get_write_buffer_size(), self._transport.get_extra_info("socket")
        try:
            return here + int.from_bytes(fcntl.ioctl(socket.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
        except (OSError, ValueError):
            return here

    def taken(self) -> int:
        """Bytes that the other side has taken so far."""
        return self._written - self.owed()


class Heads(HttpToolsProtocol):
    """A connection that is ended where a request does not come in whole in time, its header is too large, or an answer is not taken.

    The last holds of what is sent over it as a live connection, too: that takes over the transport, and the looks go on.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.ws_protocol_class is not None:
            self.ws_protocol_class = Frames
        self._until: asyncio.TimerHandle | None = None
        self._heading, self._read = True, 0
        self._trailing = False  # between a piece's length and its bytes: after the last piece, what names itself a header
        self._line: _Line
        self._owed, self._taken = 0, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first word is awaited."""
        self._line = _Line(transport)
        super().connection_made(cast(asyncio.Transport, self._line))
        self._await()
        self.loop.call_later(SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._awaited()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on; a header that grows beyond its bound ends the connection."""
        if self._until is None:
            self._await()
        self._read += len(data)
        super().data_received(data)
        if self._read > LARGEST and not self.transport.is_closing():
            if self._heading:
                self.send_400_response("The header of a request may have 64 KiB at most.")
            elif self._trailing:
                # Its answer may be under way.
                self._end()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a line of the header; one that comes after the body is none, or it would name a visitor behind a proxy's back."""
        if self._heading:
            super().on_header(name, value)

    def on_chunk_header(self) -> None:
        """A piece of the body begins, or its trailer."""
        self._trailing, self._read = True, 0

    def on_body(self, body: bytes) -> None:
        """Takes of the body what has come."""
        self._trailing = False
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """The header is there. Raises ValueError, which httptools makes a refusal of, where it is too large."""
        self._heading, self._read = False, 0
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > LARGEST:
            raise ValueError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; a connection that speaks on otherwise has a time of its own."""
        self._heading, self._trailing, self._read = True, False, 0
        self._awaited()
        super().on_message_complete()

    def _await(self) -> None:
        self._until = self.loop.call_later(SECONDS, self._end)

    def _awaited(self) -> None:
        if self._until is not None:
            self._until.cancel()
            self._until = None

    def _end(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _look(self) -> None:
        """Ends a connection that has taken hardly anything of what it was owed the last time."""
        if self._line.is_closing() and not self._line.get_write_buffer_size():
            return
        progress = self._line.taken()
        if progress - self._taken < min(LEAST, self._owed):
            _log.warning("a connection is ended that does not take what it asked for")
            self._line.abort()
        else:
            self._owed, self._taken = self._line.owed(), progress
            self.loop.call_later(SECONDS, self._look)
