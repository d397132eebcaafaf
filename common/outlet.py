"""The way out of one WebSocket: frames written at once, and what is still unsent. A way in, too.

ASGI's `send` waits for the slowest socket and hides how much is queued. A server that sends one
message to many needs neither: it encodes the frame once, looks at the backlog of each outlet and
decides. So uvicorn's WebSocket protocol is extended by an outlet in the ASGI scope, and by a
listener, who gets each message as it arrives: ASGI's `receive` costs a queue and a task switch.
"""

import asyncio
import logging
import socket
import sys
import time
from asyncio import BaseTransport
from collections.abc import Callable, MutableMapping
from typing import Any, TypeAlias, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from common.limits import TokenBucket

logger = logging.getLogger(__name__)

EXTENSION = "polycloud.outlet"
CLOSE_NOT_UTF8, CLOSE_POLICY = 1007, 1008
CLOSE_SECONDS = 2.0  # for the other side to answer a close, then the connection is cut
FRAMES_PER_SECOND, FRAME_BURST = 250.0, 500.0  # of any kind, from one WebSocket
SLICE = 64 * 1024  # bytes that are read before the frames in them are looked at
UNREAD_PONGS = 64 * 1024  # bytes that wait, above which a ping is not answered
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

    def write(self, frames: bytes) -> None:
        """Queues whole frames; on a WebSocket that is closing, nothing."""
        if not (self._protocol.close_sent or self._is_closing()):
            self._write(frames)

    def keep_kernel_queue_short(self) -> None:
        """Leaves the unsent bytes to us, where a slow reader is seen, and not to the kernel."""
        if TCP_NOTSENT_LOWAT is not None:
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL)

    def prepare_for_flood(self, farewell: bytes) -> None:
        """The frame that is sent before the close if this WebSocket brings too many frames."""
        self._protocol.farewell = farewell

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
            # It came before there was a listener.
            binary = event.get("bytes")
            listener(event.get("text") or "" if binary is None else binary)


class OutletProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, with an outlet in each connection's ASGI scope.

    It bounds what uvicorn does not: the frames of any kind that are taken in a second, the pongs
    for somebody who never reads, and the time that a closing connection has for its last bytes.
    """

    listener: Listener | None = None
    flooded = False
    farewell = b""

    def connection_made(self, transport: BaseTransport) -> None:
        """Begins to count frames."""
        super().connection_made(transport)
        self._frames = TokenBucket(FRAMES_PER_SECOND, FRAME_BURST, time.monotonic())

    def handle_connect(self, event: Request) -> None:
        """Starts the application on an upgrade request, as uvicorn does, with the outlet."""
        super().handle_connect(event)
        if hasattr(self, "scope"):  # none if the handshake was refused
            extensions = cast(MutableMapping[str, Any], self.scope["extensions"])
            extensions[EXTENSION] = Outlet(self)

    def data_received(self, data: bytes) -> None:
        """Takes bytes in slices, so that a flood of tiny frames is noticed in the first of them."""
        for start in range(0, len(data), SLICE):
            if not self.flooded:
                super().data_received(data[start : start + SLICE])

    def handle_text(self, event: Frame) -> None:
        """Takes a text frame, if there were not too many."""
        if self._admits():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """Takes a binary frame, if there were not too many."""
        if self._admits():
            super().handle_bytes(event)

    def handle_cont(self, event: Frame) -> None:
        """Takes a continuation frame, if there were not too many: an empty one is one, too."""
        if self._admits():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answers a ping, unless there were too many, or the answers are not read."""
        if self._admits() and self.transport.get_write_buffer_size() < UNREAD_PONGS:
            super().handle_ping()
        else:
            self.conn.data_to_send()  # the pong is dropped

    def handle_pong(self, event: Frame) -> None:
        """Nobody asked, so a pong is one of the frames that are counted, and no more."""
        self._admits()

    def send_receive_event_to_app(self) -> None:
        """Passes a message on; a text that is not UTF-8 ends the connection (RFC 6455 8.1)."""
        message, self.frames = b"".join(self.frames), []
        if self.curr_msg_data_type == "text" and not _is_utf8(message):
            self.close_from_outside(CLOSE_NOT_UTF8, "not UTF-8")
        elif self.listener is None:
            self.frames = [message]
            super().send_receive_event_to_app()
        elif not self.close_sent:
            self.listener(message.decode() if self.curr_msg_data_type == "text" else message)

    def close_from_outside(self, code: int, reason: str) -> None:
        """Begins the closing handshake without waiting for the application to be scheduled."""
        if self.conn.state is State.OPEN:  # else a close of the other side is being read
            self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._cut_off_soon()

    def handle_close(self, event: Frame) -> None:
        """Answers a close; the rest of what was written must be read soon."""
        super().handle_close(event)
        self._cut_off_soon()

    def handle_parser_exception(self) -> None:
        """Closes after bytes that are no WebSocket frame."""
        super().handle_parser_exception()
        self._cut_off_soon()

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        """The application has said all it had to say."""
        super().on_task_complete(task)
        self._cut_off_soon()

    def shutdown(self) -> None:
        """The server stops: a connection that is closing already is not waited for."""
        if self.transport.is_closing():
            self.transport.abort()
        else:
            super().shutdown()
            self._cut_off_soon()

    def _admits(self) -> bool:
        if self.flooded:
            return False
        self.flooded = not self._frames.take(time.monotonic())
        if self.flooded:
            logger.warning("%s is cut off: too many frames in too short a time", self.client)
            if not self.close_sent:
                self.transport.write(self.farewell)
            self.close_from_outside(CLOSE_POLICY, "flood")
        return not self.flooded

    def _cut_off_soon(self) -> None:
        # A transport that is closed waits for ever for whoever does not read the rest.
        if self.close_timer is None and not self.disconnected:
            self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def offered(websocket: WebSocket, subprotocol: str) -> str | None:
    """A subprotocol, if the browser offered it: only then may it be chosen (RFC 6455 4.2.2)."""
    return subprotocol if subprotocol in websocket.scope["subprotocols"] else None


def outlet_of(websocket: WebSocket) -> Outlet:
    """The outlet of an accepted WebSocket; the server must run with OutletProtocol."""
    return cast(Outlet, websocket.scope["extensions"][EXTENSION])
