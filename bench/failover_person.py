"""Somebody in a call of step 4 who is no browser, and comes back as the page does.

Signalling goes through the front, media through the gateway, with the passwords of the welcome.
Whenever the WebSocket is lost it is opened again, after the waits of `frontend/lib/reconnect.js`;
the first offer of a node begins a new connection.
"""

import asyncio
import json
import re
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiortc import RTCCertificate
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from bench import rtc_sdp
from bench.gateway_link import ANY_PORT, GatewayLink
from bench.rtc_client import RtcClient
from bench.rtc_publisher import Publisher
from bench.rtc_receiver import HEADER, RTCP_FIRST, RTCP_LAST, Receiver
from bench.rtc_seats import SUBPROTOCOL, new_sources
from bench.turn_control import Login, TurnError
from common.stun_attributes import Address

LADDER, JITTER = (0.0, 0.3, 1.2, 2.7, 4.8, 7.0), 0.2  # seconds
PROVEN_SECONDS = 5.0  # a connection that lived so long was good
CONSENT_SECONDS, CLOSE_SECONDS = 1.0, 2.0
TURN_URL = re.compile(r"turn:(?:\[([^]]+)\]|([^:?]+)):(\d+)\?transport=udp")
COME_BACK_AFTER = ("shutdown", "error")
LOST = (OSError, TimeoutError, WebSocketException, InvalidHandshake)


@dataclass(slots=True)
class Watch(Receiver):
    """A receiver that notes when sources begin, and how long nothing came at worst."""

    begun: list[float] = field(default_factory=list)  # each source's first packet
    last_at: float = 0.0
    longest_gap: float = 0.0

    def take(self, buffer: memoryview, size: int) -> None:
        """Takes a packet, still protected."""
        if RTCP_FIRST <= HEADER.unpack_from(buffer)[0] <= RTCP_LAST:
            return
        now, known = time.monotonic(), len(self.sources)
        Receiver.take(self, buffer, size)
        if len(self.sources) > known:
            self.begun.append(now)
        if self.last_at:
            self.longest_gap = max(self.longest_gap, now - self.last_at)
        self.last_at = now


def gateway_of(ice_servers: list[dict[str, Any]]) -> tuple[Address, Login]:
    """Where the gateway is over UDP, and with which password."""
    for server in ice_servers:
        for url in server["urls"]:
            if found := TURN_URL.fullmatch(url):
                address = found[1] or found[2], int(found[3])
                return address, (server["username"], server["credential"])
    raise ConnectionError("The welcome names no TURN server over UDP.")


class Person:
    """A participant who sends and receives, for as long as `stay` runs."""

    def __init__(
        self,
        url: str,
        *,
        room: str,
        name: str,
        certificate: RTCCertificate,
        pictures: list[bytes],
    ) -> None:
        self.room, self.name = room, name
        self.welcome: dict[str, Any] = {}
        self.welcomed_at = self.began_at = 0.0
        self.problem = ""  # why the server does not let us in, or sends us away
        self.watch = Watch()
        self._url = url
        self._certificate, self._pictures = certificate, pictures
        self._client: RtcClient | None = None
        self._publisher: Publisher | None = None
        self._last_event: int | None = None
        self._servers: list[dict[str, Any]] = []
        self._socket: ClientConnection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def node(self) -> str:
        """The node that has the room, as the welcome says."""
        return str(self.welcome.get("way", {}).get("node", ""))

    async def stay(self) -> None:
        """Joins, and joins again whenever the line is lost."""
        attempt = 0
        alive = asyncio.create_task(self._keep_alive())
        try:
            while not self.problem:
                self.welcomed_at = 0.0
                with suppress(*LOST):
                    await self._converse()
                if self.welcomed_at and time.monotonic() - self.welcomed_at > PROVEN_SECONDS:
                    attempt = 0
                wait = LADDER[min(attempt, len(LADDER) - 1)]
                attempt += 1
                await asyncio.sleep(wait * (1 + JITTER * Random().random()))
        finally:
            alive.cancel()
            self._end()

    async def say(self, text: str) -> None:
        """Says something in the chat."""
        await self._send({"type": "chat", "text": text})

    async def leave(self) -> None:
        """Leaves for good."""
        self.problem = "left"
        await self._send({"type": "leave"})

    def forget_gap(self) -> None:
        """Begins to look for the longest gap anew."""
        self.watch.longest_gap = 0.0

    def gap(self) -> float:
        """The longest time in which nothing came, that until now included."""
        return max(self.watch.longest_gap, time.monotonic() - self.watch.last_at)

    async def _converse(self) -> None:
        async with connect(self._url, subprotocols=[SUBPROTOCOL], proxy=None) as socket:  # type: ignore[list-item]
            self._socket = socket
            await self._send(self._join())
            async for text in socket:
                await self._take(json.loads(text))

    def _join(self) -> dict[str, Any]:
        join: dict[str, Any] = {"type": "join", "room": self.room, "name": self.name}
        join |= {"view": False, "microphone": True, "camera": True}
        if self.welcome:
            join |= {"token": self.welcome["token"], "last_event": self._last_event}
        return join

    async def _take(self, message: dict[str, Any]) -> None:
        self._servers = message.get("ice_servers") or self._servers
        kind = message["type"]
        if kind == "welcome":
            self.welcome, self.welcomed_at = message, time.monotonic()
        elif kind == "ping":
            await self._send({"type": "pong", "sent": message["sent"]})
        elif kind == "offer":
            await self._answer(message["revision"], message["sdp"])
        elif self._is_refusal(message):
            self.problem = message["message"]
        if "event" in message and message.get("participants", ()) is not None:
            self._last_event = message["event"]

    def _is_refusal(self, message: dict[str, Any]) -> bool:
        """Whether the page would not come again after this message."""
        if message["type"] == "bye":
            return message["reason"] not in COME_BACK_AFTER
        # Who was in the call already waits for a place.
        waits = bool(self.welcome) and message.get("code") == "server_full"
        return message["type"] == "error" and not self.welcomed_at and not waits

    async def _answer(self, revision: int, sdp: str) -> None:
        remote = rtc_sdp.parse(sdp)
        is_new = revision == 1 or self._client is None
        if is_new:
            self._begin()
        assert self._client
        text = rtc_sdp.answer(remote, self._client.local, self._sources)
        await self._send({"type": "answer", "revision": revision, "sdp": text})
        if is_new:
            self._connecting = asyncio.create_task(self._connect(self._client, remote))

    def _begin(self) -> None:
        self._end()
        address, login = gateway_of(self._servers)
        host = address[0]  # this computer's, from which the gateway relays as well
        self._link = GatewayLink(host, address, login, ANY_PORT, host)
        self._client = RtcClient(self._certificate, host, self._link)
        self._sources = new_sources(True)
        self.watch = self._client.receiver = Watch()
        self.began_at = time.monotonic()

    async def _connect(self, client: RtcClient, remote: rtc_sdp.Remote) -> None:
        try:
            await asyncio.to_thread(self._link.connect, remote.addresses[0])
            await client.connect(remote, controlling=True)
        except (OSError, TimeoutError, TurnError) as problem:
            print(f"{self.name}: {problem!r}", file=sys.stderr)
            if client is self._client:
                self._client = None  # the next offer begins anew
                with suppress(*LOST):
                    await self._send({"type": "restart"})
            return
        self._publisher = Publisher(client, self._sources, self._pictures)
        self._publisher.start(1.0, Random(secrets.randbits(32)))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(CONSENT_SECONDS)
            if self._client and self._client.connected.is_set():
                self._client.check()
                self._client.send_rtcp(self.watch.report(1))
                if self._publisher:
                    self._publisher.report()

    async def _send(self, message: dict[str, Any]) -> None:
        assert self._socket
        await self._socket.send(json.dumps(message))

    def _end(self) -> None:
        if self._publisher:
            self._publisher.stop()
        if self._connecting:
            self._connecting.cancel()
        if self._client:
            closing = asyncio.create_task(_closed(self._client))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        self._publisher = self._connecting = self._client = None


async def _closed(client: RtcClient) -> None:
    with suppress(OSError, TimeoutError):  # the other end is gone
        async with asyncio.timeout(CLOSE_SECONDS):
            await client.close()
