"""How one participant of the load generator enters: step 2 of this course, or aiortc's relay.

Janus has a protocol of its own, in `bench/janus_seat.py`.
"""

import asyncio
import json
import secrets
from collections.abc import Sequence
from typing import Any, Protocol

from aiortc import RTCCertificate
from websockets.asyncio.client import ClientConnection, connect

from bench import rtc_sdp
from bench.rtc_client import RtcClient, Udp

ROOM, SUBPROTOCOL = "bench", "polycloud.v1"


class Seat(Protocol):
    """One participant."""

    sources: dict[str, int]  # SSRCs of what is sent, by kind; empty for one who only watches
    receiving: RtcClient
    sending: RtcClient

    async def enter(self, present: Sequence[Any]) -> None:
        """Comes in; returns when everything is connected."""

    async def see(self, newcomer: Any) -> None:
        """Takes note of somebody who has come in."""

    async def leave(self) -> None:
        """Goes."""


def new_sources(publishes: bool) -> dict[str, int]:
    """The SSRCs of a publisher."""
    return {kind: secrets.randbits(32) for kind in ("audio", "video")} if publishes else {}


class Step2Seat:
    """A participant of step 2: one connection, and offers that come whenever something changes."""

    def __init__(
        self,
        port: int,
        host: str,
        certificate: RTCCertificate,
        publishes: bool,
        *,
        server: str = "127.0.0.1",
        room: str = ROOM,
        udp: Udp | None = None,
    ) -> None:
        self.sources = new_sources(publishes)
        self.receiving = self.sending = RtcClient(certificate, host, udp)
        self._url = f"ws://{server}:{port}/ws"
        self._room = room
        self._socket: ClientConnection | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def enter(self, present: Sequence["Step2Seat"]) -> None:
        """Joins, and waits until the first offer has led to a connection."""
        self._socket = await connect(self._url, subprotocols=[SUBPROTOCOL], proxy=None)  # type: ignore[list-item]
        publishes = bool(self.sources)
        join = {"type": "join", "room": self._room, "name": f"Guest {len(present) + 1}"}
        media = {"view": not publishes, "microphone": publishes, "camera": publishes}
        await self._socket.send(json.dumps({**join, **media}))
        self._begin(self._converse(self._socket))
        async with asyncio.timeout(20):
            await self.receiving.connected.wait()

    async def see(self, newcomer: "Step2Seat") -> None:
        """Nothing to do: the server makes an offer."""

    async def look_away(self) -> None:
        """Asks for nobody's picture any more."""
        assert self._socket
        await self._socket.send(json.dumps({"type": "visible", "participants": []}))

    async def leave(self) -> None:
        """Ends the signalling."""
        if self._socket:
            await self._socket.close()

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()

    async def _converse(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "ping":
                await socket.send(json.dumps({"type": "pong", "sent": message["sent"]}))
            elif message["type"] == "offer":
                await self._answer(socket, message["revision"], message["sdp"])
            elif message["type"] in ("error", "bye"):
                raise ConnectionError(message["message"])

    async def _answer(self, socket: ClientConnection, revision: int, sdp: str) -> None:
        remote = rtc_sdp.parse(sdp)
        text = rtc_sdp.answer(remote, self.receiving.local, self.sources)
        await socket.send(json.dumps({"type": "answer", "revision": revision, "sdp": text}))
        if revision == 1:
            self._begin(self.receiving.connect(remote, controlling=remote.lite))


class RelaySeat:
    """A participant of `bench/media_relay.py`: one offer, one answer, and that is all."""

    def __init__(self, port: int, host: str, certificate: RTCCertificate, publishes: bool) -> None:
        self.sources = new_sources(publishes)
        self.receiving = self.sending = RtcClient(certificate, host)
        self._port = port

    async def enter(self, present: Sequence["RelaySeat"]) -> None:
        """Offers to send, or to receive."""
        direction = "sendonly" if self.sources else "recvonly"
        offer = rtc_sdp.offer(self.receiving.local, direction, self.sources)
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(json.dumps({"sdp": offer}).encode() + b"\n")
        answer = json.loads(await reader.readline())
        await self.receiving.connect(rtc_sdp.parse(answer["sdp"]), controlling=True)
        writer.close()

    async def see(self, newcomer: "RelaySeat") -> None:
        """Nobody is seen who was not there before."""

    async def leave(self) -> None:
        """The server notices by itself."""
