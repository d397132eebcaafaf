"""The labs of notebook 2: the SFU of step 2 in the kernel's own event loop, and servers outside.

Nothing in here prints, and nothing runs in a thread.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import NamedTuple

from film import Shot
from lab import until  # before what follows: it lets Python find `bench`, `common` and `steps`
from people import HOST, Client, People

from bench.servers import MEDIA_RELAY, STEP2, Contestant, running
from common.demux import Kind, classify
from common.impairment import UdpRelay
from common.meeting import Meeting
from common.pump import Address
from common.serving import serving
from steps.step2_sfu.egress import cut
from steps.step2_sfu.ice_lite import Pair
from steps.step2_sfu.port import Port
from steps.step2_sfu.server import create_app
from steps.step2_sfu.sfu import Sfu

__all__ = ["MEDIA_RELAY", "STEP2", "Lab", "Outside", "until"]


class Passed(NamedTuple):
    """A datagram that passed the SFU's port."""

    at: float
    way: str  # in or out
    kind: Kind
    size: int
    pair: Pair


class TracedPort(Port):
    """The SFU's port, which keeps a list of all that passes it."""

    def __init__(self) -> None:
        super().__init__([HOST], 0)
        self.trace: list[Passed] = []

    def send(self, packets: list[bytes], pair: Pair) -> None:
        """Sends datagrams, and notes them."""
        self._note(packets, pair)
        super().send(packets, pair)

    def send_run(self, run: memoryview, size: int, pair: Pair) -> None:
        """Sends datagrams that lie one after another, and notes them."""
        self._note(list(map(bytes, cut(run, size))), pair)
        super().send_run(run, size, pair)

    def _note(self, packets: list[bytes], pair: Pair) -> None:
        now = time.monotonic()
        self.trace += [Passed(now, "out", classify(p), len(p), pair) for p in packets]

    def _take(self, datagram: bytes, pair: Pair, now: float) -> None:
        entry = Passed(time.monotonic(), "in", classify(datagram), len(datagram), pair)
        self.trace.append(entry)
        super()._take(datagram, pair, now)

    def passed(self, name: str) -> list[Passed]:
        """What passed between the SFU and a participant who is still here."""
        pairs = {
            pair for pair, who in self._by_pair.items() if who.participant.presence.name == name
        }
        return [entry for entry in self.trace if entry.pair in pairs]


class Lab:
    """The server of step 2 in this event loop, and whoever joined it."""

    def __init__(self) -> None:
        self.people = People()
        self._open = AsyncExitStack()

    async def start(self) -> "Lab":
        """Starts the server on free ports."""
        self.port = TracedPort()
        self.sfu = Sfu(self.port)
        meeting = Meeting(on_gone=self.sfu.leave, has_media=self.sfu.has_media)
        server = serving(create_app(meeting, self.sfu), meeting.goodbye)
        url = await self._open.enter_async_context(server)
        self._number = int(url.rpartition(":")[2])
        return self

    async def join(
        self, name: str, *, publishes: bool = False, through: Address | None = None
    ) -> Client:
        """Somebody new in the room, who reaches the SFU directly or through a relay."""
        return await self.people.enter_room(
            self._number, name, publishes=publishes, through=through
        )

    async def bad_link(self, *, seed: int) -> UdpRelay:
        """A relay before the SFU, whose link may be made as bad as one likes."""
        relay = UdpRelay(self.port.addresses[0], seed=seed, host=HOST)
        return await self._open.enter_async_context(relay)

    async def close(self) -> None:
        """Sends everybody home and stops the server."""
        await self.people.leave()
        await self._open.aclose()


class Outside:
    """A server in a process of its own, one who publishes to it, and more and more who watch."""

    def __init__(self, contestant: Contestant, shots: list[Shot]) -> None:
        self.contestant, self.shots = contestant, shots
        self.people = People()
        self._open = AsyncExitStack()

    async def start(self) -> "Outside":
        """Starts the server and the film."""
        self.server = self._open.enter_context(running(self.contestant))
        publisher = await self._enter(publishes=True)
        self.people.begin(publisher.play_on(self.shots))
        await asyncio.sleep(0.5)  # a server that decodes has to see a keyframe first
        return self

    async def cost(self, seconds: float = 2.0) -> float:
        """Lets one more watch, and measures the server's processor time for a second of video."""
        viewer = await self._enter(publishes=False)
        await until(lambda: bool(viewer.packets))
        await asyncio.sleep(0.5)
        before, begin = self.server.cpu_seconds, time.monotonic()
        await asyncio.sleep(seconds)
        return (self.server.cpu_seconds - before) / (time.monotonic() - begin)

    async def close(self) -> None:
        """Ends everything."""
        await self.people.leave()
        await self._open.aclose()

    async def _enter(self, *, publishes: bool) -> Client:
        if self.contestant is STEP2:
            name = f"Guest {len(self.people.clients)}"
            return await self.people.enter_room(self.server.port, name, publishes=publishes)
        return await self.people.enter_relay(self.server.port, publishes=publishes)
