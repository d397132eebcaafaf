"""uvicorn's HTTP protocol, bounded: in the time and in the bytes of a request.

No request is long: the largest has a session description for a body (WHIP). Whoever sends it a
byte at a time, or without an end, must not hold a connection, or the server's memory.
"""

from asyncio import BaseTransport, TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_SECONDS = 10.0  # for a new connection to send a request, and for each request to its end
REQUEST_BYTES = 64 * 1024  # of a request, headers and all


class PromptHttpProtocol(HttpToolsProtocol):
    """One HTTP connection, cut off if a request takes too long or is too large."""

    longest = REQUEST_BYTES
    _deadline: TimerHandle | None = None
    _received = 0  # bytes, of requests that are not complete

    def connection_made(self, transport: BaseTransport) -> None:
        """Starts the clock on a new connection."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        """Takes bytes, up to the bound."""
        self._received += len(data)
        if self._received > self.longest:
            self.transport.abort()
        else:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """Starts the clock on a request."""
        super().on_message_begin()
        self._start_clock()

    def on_message_complete(self) -> None:
        """Stops the clock: the request is here, to its last byte."""
        self._received = 0
        self._stop_clock()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the clock of a connection that is gone."""
        self._stop_clock()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Stops the clock: what follows is no HTTP."""
        self._stop_clock()
        super().handle_websocket_upgrade()

    def _start_clock(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None


class LongHttpProtocol(PromptHttpProtocol):
    """The same between servers of our own, which tell each other what is in their rooms."""

    longest = 1024 * 1024 + REQUEST_BYTES
