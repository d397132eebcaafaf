"""The way out of one WebSocket: frames written at once, and what is still unsent. A way in, too.

ASGI's `send` waits for the slowest socket and hides how much is queued. A server that sends one
message to many needs neither: it encodes the frame once, looks at the backlog of each outlet and
decides. So uvicorn's WebSocket protocol is extended by an outlet in the ASGI scope, and by a
listener, who gets each message as it arrives: ASGI's `receive` costs a queue and a task switch.
"""

import socket
import sys
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable, MutableMapping
from typing import Any, TypeAlias, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "polycloud.outlet"
CLOSE_NOT_UTF8 = 1007
CLOSE_SECONDS = 2.0  # for the other side to answer a close, then the connection is cut
REQUEST_SECONDS = 10.0  # for a new connection to send its first request
UNSENT_IN_KERNEL = 32 * 1024
# The option's number where Python does not name it yet (Linux, macOS).
TCP_NOTSENT_LOWAT = {"linux": 25, "darwin": 0x201}.get(sys.platform)


Listener: TypeAlias = Callable[[str | bytes], None]


class Outlet:
    """One WebSocket's sending side."""

    __slots__ = ("_is_closing", "_protocol", "_transport", "_write", "backlog")

    def __init__(self, protocol: "OutletProtocol") -> None:
        self._protocol = protocol
        self._transport = transport = protocol.transport
        # Looked up once: these are called for every copy of every chunk.
        self._write, self._is_closing = transport.write, transport.is_closing
        # The bytes that wait in this process because the socket takes no more.
        self.backlog: Callable[[], int] = transport.get_write_buffer_size

    @property
    def open(self) -> bool:
        """Whether something written now can still arrive."""
        return not (self._protocol.close_sent or self._is_closing())

    def write(self, frame: bytes) -> None:
        """Queues a whole frame; on a WebSocket that is closing, nothing."""
        if not (self._protocol.close_sent or self._is_closing()):
            self._write(frame)

    def keep_kernel_queue_short(self) -> None:
        """Leaves the unsent bytes to us, where a slow reader is seen, and not to the kernel."""
        if TCP_NOTSENT_LOWAT is not None:
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL)

    def close(self, code: int, reason: str = "") -> None:
        """Sends a close frame; whoever does not answer within 2 s is cut off."""
        if self.open:
            self._protocol.close_from_outside(code, reason)

    def abort(self) -> None:
        """Cuts the connection: nothing more is sent, and unsent bytes are dropped."""
        self._transport.abort()

    async def listen(self, websocket: WebSocket, listener: Listener) -> None:
        """Hands each text and binary message over as it arrives, until the WebSocket ends."""
        self._protocol.listener = listener
        while (event := await websocket.receive())["type"] != "websocket.disconnect":
            listener(event.get("bytes") or event.get("text") or "")  # it came before there was one


class OutletProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, with an outlet in each connection's ASGI scope."""

    listener: Listener | None = None

    def handle_connect(self, event: Request) -> None:
        """Starts the application on an upgrade request, as uvicorn does, with the outlet."""
        super().handle_connect(event)
        if hasattr(self, "scope"):  # none if the handshake was refused
            extensions = cast(MutableMapping[str, Any], self.scope["extensions"])
            extensions[EXTENSION] = Outlet(self)

    def send_receive_event_to_app(self) -> None:
        """Passes a message on; a text that is not UTF-8 ends the connection (RFC 6455 8.1)."""
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            self.frames = []
            self.conn.send_close(CLOSE_NOT_UTF8)
            self.handle_parser_exception()
        elif self.listener is None:
            super().send_receive_event_to_app()
        else:
            message, self.frames = b"".join(self.frames), []
            if not self.close_sent:
                self.listener(message.decode() if self.curr_msg_data_type == "text" else message)

    def close_from_outside(self, code: int, reason: str) -> None:
        """Begins the closing handshake without waiting for the application to be scheduled."""
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)


class PromptHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a deadline for the first request of a connection."""

    _deadline: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Starts the clock on a new connection."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def on_headers_complete(self) -> None:
        """Stops the clock: the request line and all headers are here."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the clock of a connection that is gone."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def outlet_of(websocket: WebSocket) -> Outlet:
    """The outlet of an accepted WebSocket; the server must run with OutletProtocol."""
    return cast(Outlet, websocket.scope["extensions"][EXTENSION])
