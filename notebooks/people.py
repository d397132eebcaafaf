"""The people of notebook 2: they have real ICE, DTLS and SRTP, and no codec.

They are the load generator's clients, who also keep what they get and ask for what they miss.
Nothing in here prints.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from itertools import count
from typing import Any, TypeAlias

import pylibsrtp
from aiortc import RTCCertificate
from film import ADA, Shot  # before what follows: it lets Python find `bench` and `steps`
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench import rtc_sdp
from bench.rtc_client import RtcClient
from common import rtcp
from common.addresses import local_addresses
from common.demux import Kind, classify
from common.pump import Address
from common.rtp import read_header, rewrite
from steps.step2_sfu import rtx
from steps.step2_sfu.repair import Missing

HOST = "127.0.0.1"
OWN = 2  # the SSRC from which a client reports
ROUND_TRIP = 0.06  # seconds: what a client waits before it asks again
EVERY, CHECKED = 0.02, 50  # seconds between looks at what is missing; looks between ICE checks

# What stands in for the server: an address, or what makes one of the welcome.
Through: TypeAlias = Address | Callable[[dict[str, Any]], Awaitable[Address]] | None


class Client(RtcClient):
    """Somebody's connection, which keeps the packets it is sent and asks for those it misses."""

    def __init__(self, certificate: RTCCertificate, host: str, through: Through) -> None:
        super().__init__(certificate, host)
        self.welcome: dict[str, Any] = {}
        self.receiver: Any = self  # which is told how to unprotect, once there are keys
        self.packets: list[bytes] = []  # RTP, unprotected, in the order of their arrival
        self.times: list[float] = []  # when each of them came
        self._through = through
        self._missing = Missing()

    async def connect(self, remote: rtc_sdp.Remote, *, controlling: bool = True) -> None:
        """Connects to the server, or through a relay that stands in for it."""
        through = self._through
        if callable(through):
            through = await through(self.welcome)
        remote.addresses = [through] if through else remote.addresses
        await super().connect(remote, controlling=controlling)

    def take(self, buffer: memoryview, size: int) -> None:
        """Takes a packet, still protected."""
        datagram = bytes(buffer[:size])
        if classify(datagram) is not Kind.RTP or not self.connected.is_set():
            return
        with suppress(pylibsrtp.Error):  # it came before
            packet = bytes(self.unprotect(datagram))
            if (header := read_header(packet)).payload_type in rtx.FIRST:
                self._take_again(rtx.from_repair(packet, header, ADA))
            else:
                self._missing.note(header.sequence_number)
                self._keep(packet)

    def _take_again(self, packet: bytes | None) -> None:
        before = self._missing.count
        if packet:
            self._missing.note(read_header(packet).sequence_number)
            if self._missing.count < before:  # else it had come after all
                self._keep(packet)

    def _keep(self, packet: bytes) -> None:
        self.packets.append(packet)
        self.times.append(time.monotonic())

    async def tend(self) -> None:
        """Asks for what is missing, and says now and then that somebody is still here."""
        await self.connected.wait()
        for turn in count():
            if lost := self._missing.due(time.monotonic(), ROUND_TRIP):
                self.send_rtcp(rtcp.nack(OWN, ADA, lost))
            if not turn % CHECKED:
                self.check()
            await asyncio.sleep(EVERY)

    async def play(self, shots: list[Shot], *, speed: float = 1.0) -> list[float]:
        """Sends packets at their pace, and tells when each went."""
        begin, sent = time.monotonic() - shots[0].at / 1000 / speed, []
        for shot in shots:
            await asyncio.sleep(max(0.0, begin + shot.at / 1000 / speed - time.monotonic()))
            sent.append(time.monotonic())
            self.send_rtp(shot.packet)
        return sent

    async def play_on(self, shots: list[Shot]) -> None:
        """Plays the film again and again, under numbers and times that go on."""
        for turn in count():
            again = [Shot(shot.at, _moved(shot.packet, turn, shots)) for shot in shots]
            await self.play(again)
            await asyncio.sleep(0.033)

    async def close(self) -> None:
        """Ends the association and gives the socket back."""
        await self._dtls.stop()
        asyncio.get_running_loop().remove_reader(self._udp)
        self._udp.close()


def _moved(packet: bytes, turn: int, shots: list[Shot]) -> bytes:
    header, moved = read_header(packet), bytearray(packet)
    number = header.sequence_number + turn * len(shots) & 0xFFFF
    timestamp = header.timestamp + turn * 90 * (shots[-1].at + 34) & 0xFFFFFFFF
    rewrite(moved, sequence_number=number, timestamp=timestamp, ssrc=header.ssrc)
    return bytes(moved)


class People:
    """Those who are connected to one server."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self._certificate = RTCCertificate.generateCertificate()
        self._open = AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []

    async def enter_room(
        self, port: int, name: str, *, publishes: bool, through: Through = None
    ) -> Client:
        """Joins a room of step 2 or 3."""
        client = self._client(HOST, through)
        url, protocols = f"ws://{HOST}:{port}/ws", ["polycloud.v1"]
        socket = await self._open.enter_async_context(
            connect(url, subprotocols=protocols, proxy=None)  # type: ignore[arg-type]
        )
        join = {"type": "join", "room": "lab", "name": name, "view": not publishes}
        await socket.send(json.dumps({**join, "camera": publishes}))
        self.begin(self._converse(socket, client, {"video": ADA} if publishes else {}))
        await asyncio.wait_for(client.connected.wait(), 15)
        return client

    async def enter_relay(self, port: int, *, publishes: bool) -> Client:
        """Joins the room of `bench/media_relay.py`."""
        client = self._client(local_addresses()[0], None)
        sources = {"video": ADA} if publishes else {}
        offer = rtc_sdp.offer(client.local, "sendonly" if publishes else "recvonly", sources)
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(json.dumps({"sdp": offer}).encode() + b"\n")
        answer = json.loads(await reader.readline())
        writer.close()
        await client.connect(rtc_sdp.parse(answer["sdp"]))
        return client

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begins something that goes on until `leave`."""
        self._tasks.append(asyncio.create_task(work))

    async def leave(self) -> None:
        """Sends everybody home."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._open.aclose()
        for client in self.clients:
            await client.close()
        self.clients.clear()

    def _client(self, host: str, through: Through) -> Client:
        client = Client(self._certificate, host, through)
        self.clients.append(client)
        self.begin(client.tend())
        return client

    async def _converse(
        self, socket: ClientConnection, client: Client, sources: dict[str, int]
    ) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                message = json.loads(text)
                if message["type"] in ("welcome", "ice_servers"):
                    client.welcome |= message
                elif message["type"] == "ping":
                    await socket.send(json.dumps({"type": "pong", "sent": message["sent"]}))
                elif message["type"] == "offer":
                    remote = rtc_sdp.parse(message["sdp"])
                    answer = rtc_sdp.answer(remote, client.local, sources)
                    reply = {"type": "answer", "revision": message["revision"], "sdp": answer}
                    await socket.send(json.dumps(reply))
                    if message["revision"] == 1:
                        self.begin(client.connect(remote))
