"""The media WebSockets of all rooms: chunks come in, frames go out.

The shell around fan_out.py. It reads messages within their limits, hands them to the room's
fan-out, and once a second sends each room the bill for it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from starlette.websockets import WebSocket

from common import limits
from common.beside import beside
from common.fields import ProtocolError
from common.frames import text_frame
from common.limits import TokenBucket
from common.outlet import Listener, Outlet, offered, outlet_of
from common.presence import Participant
from common.signaling import encode
from common.webm import WebmError
from steps.step1_websocket.fan_out import FanOut
from steps.step1_websocket.messages import (
    SUBPROTOCOL,
    Attach,
    Attached,
    Epoch,
    MediaError,
    Refresh,
    StopSending,
    parse,
)

CHUNKS_PER_SECOND, CHUNK_BURST = 100.0, 200.0
BYTES_PER_SECOND, BYTES_BURST = 1024.0 * 1024, 4.0 * 1024 * 1024
CLOSE_REPLACED, CLOSE_UNKNOWN, CLOSE_POLICY = 4000, 4001, 1008


class MediaSocket:
    """One participant's media WebSocket."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.outlet = outlet_of(websocket)
        self.outlet.keep_kernel_queue_short()
        now = time.monotonic()
        self._messages = TokenBucket(CHUNKS_PER_SECOND, CHUNK_BURST, now)
        self._bytes = TokenBucket(BYTES_PER_SECOND, BYTES_BURST, now)
        self._errors = 0

    def send(self, message: Any) -> None:
        """Queues one text message."""
        self.outlet.write(text_frame(encode(message)))

    def refuse(self, code: str, message: str) -> None:
        """Tells the browser what was wrong; closes the WebSocket at the twentieth time."""
        self.send(MediaError(code, message))
        self._errors += 1
        if self._errors >= limits.ERRORS:
            self.outlet.close(CLOSE_POLICY, "too many errors")

    async def token(self) -> str:
        """The token in the first message, which must be `attach`; "" if there is none."""
        event = await self.websocket.receive()
        with suppress(ProtocolError):
            first = parse(event.get("text") or "")
            return first.token if isinstance(first, Attach) else ""
        return ""

    async def listen(self, take: Listener) -> None:
        """Hands over what this browser says, until the WebSocket ends or breaks the limits."""
        await self.outlet.listen(self.websocket, partial(self._admit, take))

    def _admit(self, take: Listener, message: str | bytes) -> None:
        now = time.monotonic()
        if self._messages.take(now) and self._bytes.take(now, len(message)):
            take(message)
        else:
            self.send(MediaError("flood", "Too much media in too short a time."))
            self.outlet.close(CLOSE_POLICY, "flood")


class MediaSockets:
    """All media WebSockets, and the fan-out of each room."""

    def __init__(self) -> None:
        self.fan_outs: dict[str, FanOut] = {}
        self.attached: dict[int, Outlet] = {}  # by participant id

    async def carry(self, websocket: WebSocket, find: Callable[[str], Participant | None]) -> None:
        """One media WebSocket, from accept to its end; `find` knows participants by token."""
        await websocket.accept(offered(websocket, SUBPROTOCOL))
        media_socket = MediaSocket(websocket)
        participant = await self._attach(media_socket, find)
        if participant is None:
            return
        try:
            await media_socket.listen(partial(self._take, media_socket, participant))
        finally:
            self._detach(participant, media_socket.outlet)

    def gone(self, participant: Participant) -> None:
        """Ends the media of a participant who is no longer in the room."""
        if outlet := self.attached.get(participant.id):
            self._detach(participant, outlet)
            outlet.close(CLOSE_REPLACED, "gone")

    @asynccontextmanager
    async def billing(self, every: float = 1.0) -> AsyncIterator[None]:
        """Sends the bill to each room once a second for as long as the server runs."""
        async with beside(self._bill(every)):
            yield

    async def _bill(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            for fan_out in self.fan_outs.values():
                fan_out.send_all(fan_out.bill(every))

    async def _attach(
        self, media_socket: MediaSocket, find: Callable[[str], Participant | None]
    ) -> Participant | None:
        participant = None
        with suppress(TimeoutError):
            async with asyncio.timeout(limits.JOIN_SECONDS):
                participant = find(await media_socket.token())
        if participant is None:
            media_socket.send(MediaError("expired", "This token is not known: join again."))
            media_socket.outlet.close(CLOSE_UNKNOWN, "unknown token")
            return None
        if older := self.attached.get(participant.id):
            self._detach(participant, older)
            older.close(CLOSE_REPLACED, "replaced")
        self.attached[participant.id] = media_socket.outlet
        media_socket.send(Attached(participant.id))
        fan_out = self.fan_outs.setdefault(participant.room.name, FanOut())
        fan_out.add_viewer(participant.id, media_socket.outlet)
        return participant

    def _detach(self, participant: Participant, outlet: Outlet) -> None:
        if self.attached.get(participant.id) is not outlet:
            return
        del self.attached[participant.id]
        fan_out = self.fan_outs[participant.room.name]
        fan_out.stop(participant.id)
        fan_out.remove_viewer(participant.id)
        if not fan_out.viewers:
            del self.fan_outs[participant.room.name]

    def _take(
        self, media_socket: MediaSocket, participant: Participant, message: str | bytes
    ) -> None:
        fan_out = self.fan_outs.get(participant.room.name)
        if fan_out is None or self.attached.get(participant.id) is not media_socket.outlet:
            return  # removed a moment ago
        try:
            if isinstance(message, bytes):
                if fan_out.feed(participant.id, message, time.monotonic()):
                    media_socket.send(Refresh())
            else:
                self._obey(fan_out, participant, message)
        except ProtocolError as problem:
            media_socket.refuse(problem.code, str(problem))
        except WebmError as problem:
            media_socket.refuse("invalid", str(problem))
            media_socket.send(Refresh())

    def _obey(self, fan_out: FanOut, participant: Participant, text: str) -> None:
        match parse(text):
            case Epoch() as epoch:
                if participant.presence.view:
                    raise ProtocolError("invalid", "A participant who only views sends nothing.")
                fan_out.begin(participant.id, epoch)
            case StopSending():
                fan_out.stop(participant.id)
            case Attach():
                raise ProtocolError("invalid", "This WebSocket is attached already.", "type")
