"""One participant's signalling WebSocket, from the first message to the last.

The shell that reads messages within their limits and writes frames without waiting. What the
messages mean is the step's business.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from starlette.websockets import WebSocket

from common import limits
from common.fields import ProtocolError, TileId
from common.frames import text_frame
from common.limits import TokenBucket
from common.outlet import outlet_of
from common.presence import Participant, quality_of
from common.server_messages import Bye, Error, Ping, Unreceived
from common.signaling import (
    LONGEST_MESSAGE,
    FromBrowser,
    Join,
    Leave,
    Pong,
    encode,
    parse,
)

CLOSE_AFTER_BYE, CLOSE_POLICY, CLOSE_TOO_BIG = 4000, 1008, 1009
FLOOD = Bye("flood", "Too many messages in too short a time.")
FORBIDDEN = {
    "talk": "Your link lets you see and hear only: ask the presenter for a link for guests.",
    "present": "Only a presenter may do this: whoever came in by the presenter's link.",
}


class Attendance:
    """An accepted signalling WebSocket, and after the join the participant who speaks on it."""

    participant: Participant  # from the join on

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.outlet = outlet_of(websocket)
        self.returning = False  # with a page that was in the call before, and knows what it knew
        self.left = False  # on purpose, by a leave message
        self.missing: frozenset[TileId] = frozenset()  # of whom nothing comes to their page
        self._unreceived = Unreceived([], [])  # as they were told
        self._bucket = TokenBucket(
            limits.MESSAGES_PER_SECOND, limits.MESSAGE_BURST, time.monotonic()
        )
        self._errors = 0
        self._ended = False  # by us
        self._pinged_at: float | None = None
        self._round_trip: float | None = None
        self._next_ping = 0.0
        self.outlet.prepare_for_flood(text_frame(encode(FLOOD)))

    def send(self, message: Any) -> None:
        """Queues one message dataclass."""
        self.send_frame(text_frame(encode(message)))

    def send_frame(self, frame: bytes) -> None:
        """Queues an encoded frame; a browser that has stopped reading is cut off instead."""
        if self.outlet.backlog() > limits.BACKLOG_BYTES:
            self.outlet.abort()
        else:
            self.outlet.write(frame)

    def end(
        self, reason: str, message: str, code: int = CLOSE_AFTER_BYE, *, by: str | None = None
    ) -> None:
        """Says bye with a reason and closes the WebSocket."""
        self._ended = True
        self.send(Bye(reason, message, by))
        self.outlet.close(code, reason)

    def tell_unreceived(self, unreceived: Unreceived) -> None:
        """Says who does not receive them, or their screen, unless they know."""
        if unreceived != self._unreceived:
            self._unreceived = unreceived
            self.send(unreceived)

    def refuse(self, problem: ProtocolError) -> None:
        """Tells the browser what was wrong with its message."""
        self.send(Error(problem.code, problem.field, str(problem)))

    def turn_away(self, problem: ProtocolError) -> None:
        """Says why somebody is not let in, and closes the WebSocket."""
        self.refuse(problem)
        self.end("error", str(problem), CLOSE_POLICY)

    async def join(self) -> Join | None:
        """The first message, which must be a join and come in time; None if it does not."""
        try:
            async with asyncio.timeout(limits.JOIN_SECONDS):
                async for message in self.messages():
                    if isinstance(message, Join):
                        return message
                    self.refuse(
                        ProtocolError("invalid", "The first message must be a join.", "type")
                    )
        except TimeoutError:
            self.end("idle", "No join came within 10 seconds.", CLOSE_POLICY)
        return None

    async def messages(self) -> AsyncIterator[FromBrowser]:
        """The valid messages of this browser, until it leaves, is lost or breaks the limits."""
        while (text := await self._receive()) is not None:
            try:
                message = parse(text)
            except ProtocolError as problem:
                if not self._forgive(problem):
                    return
                continue
            if isinstance(message, Pong):
                self._answered(message)
                continue
            if isinstance(message, Leave):
                self.left = True
                self.end("left", "You have left the call.")
                return
            if self._may_say(message):
                yield message

    def _may_say(self, message: FromBrowser) -> bool:
        if not hasattr(self, "participant") or self.participant.may(message.needs):
            return True
        self.refuse(ProtocolError("forbidden", FORBIDDEN[message.needs], "type"))
        return False

    async def _receive(self) -> str | None:
        event = await self.websocket.receive()
        if event["type"] == "websocket.disconnect" or self._ended:
            return None  # what came before the browser's own close still counts
        if not self._bucket.take(time.monotonic()):
            self.end(FLOOD.reason, FLOOD.message, CLOSE_POLICY)
            return None
        text = event.get("text")
        if text is None:
            return ""  # a binary message: not JSON, and answered as such
        # A character is at most four bytes: only what could be too long is encoded to be measured.
        if len(text) > LONGEST_MESSAGE // 4 and len(text.encode()) > LONGEST_MESSAGE:
            self.end("error", "A message may have 64 KiB at most.", CLOSE_TOO_BIG)
            return None
        return str(text)

    def _forgive(self, problem: ProtocolError) -> bool:
        self.refuse(problem)
        self._errors += 1
        if self._errors < limits.ERRORS:
            return True
        self.end("flood", "Too many invalid messages.", CLOSE_POLICY)
        return False

    def beat(self, now: float) -> None:
        """The heartbeat, called twice a second: a ping every 10 s, the end 5 s without a pong."""
        if self._pinged_at is not None:
            if now - self._pinged_at > limits.PONG_SECONDS:
                self.outlet.abort()
        elif now >= self._next_ping:
            self._pinged_at = now
            self._next_ping = now + limits.PING_SECONDS
            self.send(Ping(round(now * 1000), self._round_trip))

    def _answered(self, pong: Pong) -> None:
        # Only the echo of the ping that is out counts: a browser cannot claim to be nearer.
        if self._pinged_at is not None and pong.sent == round(self._pinged_at * 1000):
            round_trip = time.monotonic() - self._pinged_at
            self._pinged_at = None
            self._round_trip = round(round_trip * 1000, 1)
            if hasattr(self, "participant"):  # else they wait to be let in
                quality = quality_of(round_trip)
                self.participant.room.rate(self.participant, "signalling", quality)
        elif pong.sent == 0:  # a browser whose network was away asks for a ping
            self._next_ping = 0.0
