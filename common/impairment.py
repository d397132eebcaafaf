"""Relays that make a good network bad, in user space and in the caller's event loop

A relay listens on a port of its own and passes everything on to its target over a link like that of
`common/link.py`: TcpRelay for byte streams, UdpRelay for datagrams. `up` is the way to the target,
`down` the way back; their conditions may be changed while bytes flow: `relay.down.rate = 200_000`.
Loss on TCP is a stall: the segment and all bytes behind it (head-of-line blocking) come about one
round trip and 200 ms later. A full TCP queue stops reading, a full UDP queue drops at its tail.
"""

import asyncio
import socket
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from itertools import chain
from random import Random
from typing import Self

from common.link import DatagramQueue, Direction
from common.pump import Address, DatagramEnd, Pump, StreamEnd

FLOWS = 1_024  # connections, or client addresses, at once


class Relay(ABC):
    """What both relays share: two directions, a port, and the switches for both ways at once."""

    def __init__(self, target: Address, *, seed: int = 0, host: str = "127.0.0.1") -> None:
        self.target = target
        self.host = host
        self.port = 0  # free, until the relay is open
        self.up = Direction(Random(f"{seed} up"))
        self.down = Direction(Random(f"{seed} down"))
        self.is_cut = False
        self._connecting: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> Address:
        """Where this relay stands in for its target."""
        return self.host, self.port

    def stall(self) -> None:
        """Lets nothing pass until `restore`, and tells nobody: a black hole."""
        self.up.stalled = self.down.stalled = True

    def cut(self) -> None:
        """Cuts the link until `restore`: nothing passes, and connections break."""
        self.is_cut = True
        self.stall()

    def restore(self) -> None:
        """Ends a stall and a cut."""
        self.is_cut = False
        now = asyncio.get_running_loop().time()
        self.up.resume(now)
        self.down.resume(now)
        for pump in list(self._pumps()):
            pump.run()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._connecting:
            task.cancel()
        await asyncio.gather(*self._connecting, return_exceptions=True)
        await self._close()

    @abstractmethod
    def _pumps(self) -> Iterable[Pump]: ...

    @abstractmethod
    async def _open(self) -> None: ...

    @abstractmethod
    async def _close(self) -> None: ...

    def _start(self, connecting: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(connecting)
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)


class TcpRelay(Relay):
    """A TCP relay: each connection made to it becomes one to the target.

    When either side closes its connection, both are closed; a half-closed connection is not kept.
    """

    _server: asyncio.Server

    def __init__(self, target: Address, *, seed: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__(target, seed=seed, host=host)
        self._ends: set[StreamEnd] = set()

    def cut(self) -> None:
        """Breaks all connections, and each new one, until `restore`."""
        super().cut()
        for end in self._ends:
            end.abort()
        self._ends.clear()

    def _pumps(self) -> Iterable[Pump]:
        return (end.pump for end in self._ends)

    async def _open(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.create_server((self.host, self.port), family=family)
        self.port = listener.getsockname()[1]
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: StreamEnd(self.up, self._accepted), sock=listener
        )

    async def _close(self) -> None:
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    def _accepted(self, near: StreamEnd) -> None:
        self._ends -= {end for end in self._ends if end.over and end.pump.queue.empty}
        self._ends.add(near)
        self._start(self._connect(near))

    async def _connect(self, near: StreamEnd) -> None:
        far = StreamEnd(self.down, self._ends.add)
        with suppress(OSError):
            if not self.is_cut and len(self._ends) < 2 * FLOWS:
                await asyncio.get_running_loop().create_connection(lambda: far, *self.target)
        if far.transport is None or self.is_cut:
            near.abort()
            far.abort()
            return
        near.join(far)
        far.join(near)


class DatagramFlow:
    """One client address behind a UDP relay: its pumps, and its own socket to the target."""

    def __init__(self, relay: "UdpRelay", client: Address) -> None:
        self.far = DatagramEnd(lambda data, _: self.down.offer(data))
        self.up = Pump(DatagramQueue(relay.up), self.far.send)
        self.up.paused = True  # until the socket to the target is open
        near = relay.near
        self.down = Pump(DatagramQueue(relay.down), lambda pieces: near.send(pieces, client))

    async def connect(self, target: Address) -> None:
        """Opens the socket to the target and lets the datagrams go that came before."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self.far, remote_addr=target)
        self.up.paused = False
        self.up.run()

    def close(self) -> None:
        """Forgets what is under way."""
        self.up.stop()
        self.down.stop()
        self.far.close()


class UdpRelay(Relay):
    """A UDP relay: each address that sends to it is given a socket of its own to the target."""

    def __init__(self, target: Address, *, seed: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__(target, seed=seed, host=host)
        self.near = DatagramEnd(self._from_client)
        self._flows: dict[Address, DatagramFlow] = {}

    def _pumps(self) -> Iterable[Pump]:
        return chain.from_iterable((flow.up, flow.down) for flow in self._flows.values())

    def stall(self) -> None:
        """Drops what is under way, and all that comes, until `restore`."""
        super().stall()
        for pump in self._pumps():
            pump.queue.clear()

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self.near, local_addr=(self.host, self.port)
        )
        self.port = transport.get_extra_info("sockname")[1]

    async def _close(self) -> None:
        self.near.close()
        for flow in self._flows.values():
            flow.close()
        self._flows.clear()

    def _from_client(self, data: bytes, client: Address) -> None:
        if client not in self._flows:
            if len(self._flows) >= FLOWS:
                return
            self._flows[client] = DatagramFlow(self, client)
            self._start(self._flows[client].connect(self.target))
        self._flows[client].up.offer(data)
