"""A participant without a browser: signalling and media on two real WebSockets.

It remembers everything that it was sent. What it publishes are the numbered frames of
`camera.py`, so that what arrives at others can be counted.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.bed.camera import Camera, FrameCounter
from tests.bed.waiting import until

Message = dict[str, Any]


async def open_websocket(url: str, subprotocol: str, **options: Any) -> ClientConnection:
    """A WebSocket with no limits of its own on what it receives."""
    return await connect(
        url,
        subprotocols=[subprotocol],  # type: ignore[list-item]
        compression=None,
        max_size=None,
        ping_interval=None,
        proxy=None,
        **options,
    )


def clock() -> float:
    """The event loop's time."""
    return asyncio.get_running_loop().time()


@dataclass
class Received:
    """What came from one publisher."""

    starts: list[Message] = field(default_factory=list)
    counter: FrameCounter = field(default_factory=FrameCounter)
    arrivals: list[float] = field(default_factory=list)
    stopped: bool = False

    @property
    def frames(self) -> list[int]:
        """The numbers of the frames that arrived whole."""
        return self.counter.numbers

    def longest_gap(self, until_now: float) -> float:
        """The longest time in which nothing came, from the first arrival until now."""
        times = [*self.arrivals, until_now]
        return max((b - a for a, b in zip(times, times[1:], strict=False)), default=0.0)


class Media:
    """A participant's media WebSocket."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket
        self.messages: list[Message] = []
        self.received: dict[int, Received] = defaultdict(Received)
        self.epoch = 0
        self._tasks = [asyncio.create_task(self._read())]

    async def begin(self, mime: str = Camera.mime) -> None:
        """Announces the next epoch."""
        self.epoch += 1
        await self.send(type="epoch", epoch=self.epoch, mime=mime)

    async def send(self, **message: Any) -> None:
        """Sends one text message."""
        await self.websocket.send(json.dumps(message))

    def publish(self, camera: Camera) -> None:
        """Sends what a camera makes, in its own time, until the WebSocket closes."""
        self._tasks.append(asyncio.create_task(self._publish(camera)))

    async def expect(self, kind: str, *, seconds: float = 5.0) -> Message:
        """The first message of a type."""
        found = [None]
        return (
            await until(
                lambda: next((m for m in self.messages if m["type"] == kind), *found),
                seconds=seconds,
                what=f"{kind} (there were {[m['type'] for m in self.messages][-9:]})",
            )
            or {}
        )

    async def close(self) -> None:
        """Closes the WebSocket and stops publishing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.websocket.close()

    async def _publish(self, camera: Camera) -> None:
        await self.begin(camera.mime)
        next_at = clock()
        with suppress(ConnectionClosed):
            while True:
                await self.websocket.send(camera.next_chunk())
                next_at += camera.timeslice / 1_000
                await asyncio.sleep(max(0.0, next_at - clock()))

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self.websocket:
                if isinstance(message, bytes):
                    self._take(int.from_bytes(message[:4], "big"), message[4:])
                else:
                    self._note(json.loads(message))

    def _take(self, publisher: int, data: bytes) -> None:
        self.received[publisher].arrivals.append(clock())
        self.received[publisher].counter.feed(data)

    def _note(self, message: Message) -> None:
        if message["type"] == "start":
            self.received[message["publisher"]].starts.append(message)
            self.received[message["publisher"]].counter.restart()
        elif message["type"] == "stop":
            self.received[message["publisher"]].stopped = True
        self.messages.append(message)


class Participant:
    """A participant's signalling WebSocket; after `join`, its id and token."""

    def __init__(self, websocket: ClientConnection, url: str) -> None:
        self.websocket = websocket
        self.url = url
        self.messages: list[Message] = []
        self.welcome: Message = {}
        self.answers_pings = True
        self.media: Media | None = None
        self.screen: Media | None = None
        self._seen = 0
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, **options: Any) -> Self:
        """A signalling WebSocket on which nothing has been said; `url` is that of the page."""
        address = url.rstrip("/").replace("http", "ws", 1)
        return cls(await open_websocket(f"{address}/ws", "polycloud.v1", **options), address)

    @classmethod
    async def join(cls, url: str, room: str, name: str, **fields: Any) -> Self:
        """Somebody who is in the room."""
        participant = await cls.open(url)
        await participant.send(type="join", room=room, name=name, **fields)
        participant.welcome = await participant.expect("welcome")
        return participant

    @property
    def id(self) -> int:
        """The participant's number."""
        return int(self.welcome["you"])

    @property
    def token(self) -> str:
        """The secret by which it is resumed."""
        return str(self.welcome["token"])

    async def send(self, **message: Any) -> None:
        """Sends one message."""
        await self.websocket.send(json.dumps(message))

    async def expect(self, kind: str, *, seconds: float = 5.0, **fields: Any) -> Message:
        """The next message of a type with these values; those before it count as seen."""

        def look() -> Message | None:
            for index in range(self._seen, len(self.messages)):
                message = self.messages[index]
                if message["type"] == kind and fields.items() <= message.items():
                    self._seen = index + 1
                    return message
            return None

        return (
            await until(look, seconds=seconds, what=f"{kind} {fields}: {self.messages[-5:]}") or {}
        )

    async def closed(self, *, seconds: float = 5.0) -> int:
        """The code with which the server closed the WebSocket."""
        async with asyncio.timeout(seconds):
            await self._reader
        return self.websocket.close_code or 0

    async def attach(
        self, token: str | None = None, kind: Callable[[ClientConnection], Media] = Media
    ) -> Media:
        """Opens the media WebSocket."""
        websocket = await open_websocket(f"{self.url}/media", "polycloud.chunks.v1")
        self.media = kind(websocket)
        await self.media.send(type="attach", token=token or self.token)
        if token is None:
            await self.media.expect("attached")
        return self.media

    async def share(self) -> Media:
        """Opens a media WebSocket for a screen."""
        self.screen = Media(await open_websocket(f"{self.url}/media", "polycloud.chunks.v1"))
        await self.screen.send(type="attach", token=self.token, screen=True)
        await self.screen.expect("attached")
        return self.screen

    async def publish(self, camera: Camera) -> Media:
        """Opens the media WebSocket if need be, and sends what the camera makes."""
        media = self.media or await self.attach()
        media.publish(camera)
        return media

    async def leave(self) -> None:
        """Leaves the room for good."""
        with suppress(ConnectionClosed):
            await self.send(type="leave")
            await self.closed()
        await self.close()

    async def close(self) -> None:
        """Closes all WebSockets."""
        for media in filter(None, [self.media, self.screen]):
            await media.close()
        await self.websocket.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def drop(self) -> None:
        """Loses the connection without a word, as a laptop does that is shut."""
        self.websocket.transport.abort()
        for media in filter(None, [self.media, self.screen]):
            media.websocket.transport.abort()
        await self.close()

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.websocket:
                message = json.loads(text)
                self.messages.append(message)
                if message["type"] == "ping" and self.answers_pings:
                    with suppress(ConnectionClosed):  # what came before the close is still read
                        await self.send(type="pong", sent=message["sent"])
