"""The lab of the notebooks: the server of step 1 and people in it, in the kernel's own event loop.

Imported first, it lets Python find `common` and `steps`. The people are no browsers: they speak the
step's protocols over real WebSockets. Nothing in here prints, and nothing runs in a thread.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from common.meeting import Meeting
from common.pump import Address
from common.serving import serving
from steps.step1_websocket.media_socket import MediaSockets
from steps.step1_websocket.server import create_app

PLAIN: dict[str, Any] = {"max_size": None, "compression": None, "ping_interval": None}


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for a condition, at most so long."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


class Participant:
    """Somebody in a room, and everything that the server sent them over /media."""

    def __init__(self, signalling: ClientConnection, media: ClientConnection, welcome: Any) -> None:
        self.id: int = welcome["you"]
        self.messages: list[dict[str, Any]] = []  # the texts
        self.pieces: list[bytes] = []  # the binaries, without the publisher's id
        self.times: list[float] = []  # when each of the pieces came
        self._signalling, self._media = signalling, media
        self._tasks = [asyncio.create_task(self._answer()), asyncio.create_task(self._receive())]

    async def begin(self, mime: str) -> None:
        """Announces a recorder run: the chunks that follow are one byte stream."""
        await self._media.send(json.dumps({"type": "epoch", "epoch": 1, "mime": mime}))

    async def send(self, chunk: bytes) -> None:
        """Sends the next chunk."""
        await self._media.send(chunk)

    async def leave(self) -> None:
        """Says so, whereupon the server closes both WebSockets."""
        await self._signalling.send(json.dumps({"type": "leave"}))
        await asyncio.gather(*self._tasks)

    async def _answer(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self._signalling:
                message = json.loads(text)
                if message["type"] == "ping":
                    await self._signalling.send(json.dumps({**message, "type": "pong"}))

    async def _receive(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self._media:
                if isinstance(message, str):
                    self.messages.append(json.loads(message))
                else:
                    self.pieces.append(message[4:])
                    self.times.append(time.monotonic())


class Lab:
    """A running server of step 1, and whoever joined it."""

    def __init__(self) -> None:
        self.people: list[Participant] = []
        self._open = AsyncExitStack()

    async def start(self) -> "Lab":
        """Starts the server on a free port."""
        media = MediaSockets()
        meeting = Meeting(on_gone=media.gone)
        server = serving(create_app(meeting, media), meeting.goodbye)
        host, _, port = (await self._open.enter_async_context(server))[7:].partition(":")
        self.address: Address = (host, int(port))
        return self

    async def join(self, name: str, *, through: Address | None = None) -> Participant:
        """Somebody new in the room, who reaches the server directly or through a relay."""
        host, port = through or self.address
        url = f"ws://{host}:{port}"
        signalling = await self._connect(f"{url}/ws", "polycloud.v1")
        await signalling.send(json.dumps({"type": "join", "room": "lab", "name": name}))
        welcome = json.loads(await signalling.recv())
        media = await self._connect(f"{url}/media", "polycloud.chunks.v1")
        await media.send(json.dumps({"type": "attach", "token": welcome["token"]}))
        participant = Participant(signalling, media, welcome)
        self.people.append(participant)
        await until(lambda: bool(participant.messages))
        return participant

    async def _connect(self, url: str, protocol: Any) -> ClientConnection:
        connection = connect(url, subprotocols=[protocol], proxy=None, **PLAIN)
        return await self._open.enter_async_context(connection)

    async def clear(self) -> None:
        """Sends everybody home; the room ends with its last participant."""
        await asyncio.gather(*(participant.leave() for participant in self.people))
        self.people.clear()

    async def close(self) -> None:
        """Sends everybody home and stops the server."""
        await self.clear()
        await self._open.aclose()
