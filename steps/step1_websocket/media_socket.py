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
from common.outlet import Listener, offered, outlet_of
from common.presence import Participant
from common.signaling import encode
from common.webm import WebmError
from steps.step1_websocket.fan_out import FanOut
from steps.step1_websocket.messages import (
    SCREEN,
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
    """One participant's media WebSocket, or the one for their screen."""

    publisher = 0  # the number of what comes from here, once it is attached

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

    async def claim(self) -> Attach | None:
        """The first message, if it is `attach`, as it must be."""
        event = await self.websocket.receive()
        with suppress(ProtocolError):
            first = parse(event.get("text") or "")
            return first if isinstance(first, Attach) else None
        return None

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
        self.attached: dict[int, MediaSocket] = {}  # by the number of what comes from there

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
            self._detach(participant, media_socket)

    def gone(self, participant: Participant) -> None:
        """Ends the media of a participant who is no longer in the room."""
        for publisher in (participant.id, participant.id | SCREEN):
            self._end(participant, publisher, "gone")

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
        claim = None
        with suppress(TimeoutError):
            async with asyncio.timeout(limits.JOIN_SECONDS):
                claim = await media_socket.claim()
        participant = find(claim.token) if claim else None
        if claim is None or participant is None:
            media_socket.send(MediaError("expired", "This token is not known: join again."))
            media_socket.outlet.close(CLOSE_UNKNOWN, "unknown token")
            return None
        publisher = media_socket.publisher = participant.id | (SCREEN if claim.screen else 0)
        self._end(participant, publisher, "replaced")
        self.attached[publisher] = media_socket
        media_socket.send(Attached(participant.id))
        fan_out = self.fan_outs.setdefault(participant.room.name, FanOut())
        if claim.screen:
            fan_out.add_screen(publisher, media_socket.outlet)
        else:
            fan_out.add_viewer(publisher, media_socket.outlet)
        return participant

    def _end(self, participant: Participant, publisher: int, reason: str) -> None:
        if media_socket := self.attached.get(publisher):
            self._detach(participant, media_socket)
            media_socket.outlet.close(CLOSE_REPLACED, reason)

    def _detach(self, participant: Participant, media_socket: MediaSocket) -> None:
        if self.attached.get(media_socket.publisher) is not media_socket:
            return
        del self.attached[media_socket.publisher]
        fan_out = self.fan_outs[participant.room.name]
        fan_out.remove(media_socket.publisher)
        if fan_out.empty:
            del self.fan_outs[participant.room.name]

    def _take(
        self, media_socket: MediaSocket, participant: Participant, message: str | bytes
    ) -> None:
        publisher = media_socket.publisher
        if self.attached.get(publisher) is not media_socket:
            return  # removed a moment ago
        fan_out = self.fan_outs[participant.room.name]
        try:
            if isinstance(message, bytes):
                if fan_out.feed(publisher, message, time.monotonic()):
                    media_socket.send(Refresh())
            else:
                self._obey(fan_out, participant, publisher, message)
        except ProtocolError as problem:
            media_socket.refuse(problem.code, str(problem))
        except WebmError as problem:
            media_socket.refuse("invalid", str(problem))
            media_socket.send(Refresh())

    def _obey(self, fan_out: FanOut, participant: Participant, publisher: int, text: str) -> None:
        match parse(text):
            case Epoch() as epoch:
                if participant.presence.view:
                    raise ProtocolError("invalid", "A participant who only views sends nothing.")
                self._begin(fan_out, participant, publisher, epoch)
            case StopSending():
                fan_out.stop(publisher)
            case Attach():
                raise ProtocolError("invalid", "This WebSocket is attached already.", "type")

    def _begin(
        self, fan_out: FanOut, participant: Participant, publisher: int, epoch: Epoch
    ) -> None:
        try:
            fan_out.begin(publisher, epoch)
        except ProtocolError as problem:
            if problem.code == "too_many_publishers" and not publisher & SCREEN:
                participant.room.update(participant, forwarded=False)
            raise
        if not publisher & SCREEN:
            participant.room.update(participant, forwarded=True)
