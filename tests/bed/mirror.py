"""A participant without a browser whose picture is somebody else's, sent back into the room.

What a browser recorded can be decoded by browsers: so a few real pages fill a room with moving
pictures, at the cost of copying.
"""

import asyncio

from websockets.asyncio.client import ClientConnection

from tests.bed.client import Media, Message, Participant


class Mirror(Media):
    """A media WebSocket that publishes what comes from one publisher."""

    def __init__(self, websocket: ClientConnection, source: int) -> None:
        super().__init__(websocket)
        self.source = source
        self._outbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._tasks.append(asyncio.create_task(self._send_back()))

    def _take(self, publisher: int, data: bytes) -> None:
        if publisher == self.source:
            self._outbox.put_nowait(data)

    def _note(self, message: Message) -> None:
        super()._note(message)
        if message["type"] == "start" and message["publisher"] == self.source:
            self._outbox.put_nowait(None)

    async def _send_back(self) -> None:
        while True:
            data = await self._outbox.get()
            if data is None:
                await self.begin("video/webm;codecs=vp8,opus")
            else:
                await self.websocket.send(data)


async def join_as_mirror(url: str, room: str, name: str, source: int) -> Participant:
    """Somebody in the room who shows the picture of the participant with this number."""
    participant = await Participant.join(url, room, name, microphone=True, camera=True)
    await participant.attach(kind=lambda websocket: Mirror(websocket, source))
    return participant
