"""The protocol of a connection, `uvicorn --http fenjin.server.heads:Heads`: uvicorn's own, with an end to every request.

uvicorn waits for ever for whoever connects and says nothing, and takes a header of any length.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 30.0  # for a request to come in whole, its body included, and for the first word of a connection
LARGEST = 64 * 1024  # bytes of the line and the header of a request


class Heads(HttpToolsProtocol):
    """A connection that is ended where a request does not come in whole in time, or its header is too large."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._until: asyncio.TimerHandle | None = None
        self._heading, self._read = True, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first word is awaited."""
        super().connection_made(transport)
        self._await()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._awaited()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on; a header that grows beyond its bound ends the connection."""
        if self._until is None:
            self._await()
        if self._heading:
            self._read += len(data)
        super().data_received(data)
        if self._heading and self._read > LARGEST and not self.transport.is_closing():
            self.send_400_response("The header of a request may have 64 KiB at most.")

    def on_headers_complete(self) -> None:
        """The header is there. Raises ValueError, which httptools makes a refusal of, where it is too large."""
        self._heading, self._read = False, 0
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > LARGEST:
            raise ValueError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there; a connection that speaks on otherwise has a time of its own."""
        self._heading = True
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
