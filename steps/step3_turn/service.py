"""A whole TURN server: its listeners on all addresses, its relays, and its clock."""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from common.beside import beside
from common.stun_attributes import Address
from steps.step3_turn.relay_sockets import RelaySockets
from steps.step3_turn.stream import StreamListener
from steps.step3_turn.turn import TurnServer
from steps.step3_turn.udp import UdpListener, open_udp

BACKLOG = 128


@dataclass
class Sockets:
    """The bound sockets of the listeners: opened before anything runs, so that one can say no."""

    udp: list[socket.socket] = field(default_factory=list)
    tcp: list[socket.socket] = field(default_factory=list)
    tls: list[socket.socket] = field(default_factory=list)

    @property
    def addresses(self) -> list[Address]:
        """Where they are bound."""
        return [one.getsockname()[:2] for one in (*self.udp, *self.tcp, *self.tls)]

    def close(self) -> None:
        """Gives the ports back."""
        for one in (*self.udp, *self.tcp, *self.tls):
            one.close()


def open_sockets(
    hosts: Iterable[str], port: int, tls_port: int | None, *, shared: bool = False
) -> Sockets:
    """Binds UDP and TCP to a port of each host, and TLS to another; OSError if one is taken."""
    sockets = Sockets()
    try:
        for host in hosts:
            sockets.udp.append(open_udp(host, port, shared=shared))
            sockets.tcp.append(_listen(host, port, shared=shared))
            if tls_port is not None:
                sockets.tls.append(_listen(host, tls_port, shared=shared))
    except OSError:
        sockets.close()
        raise
    return sockets


def _listen(host: str, port: int, *, shared: bool) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setblocking(False)
    try:
        if listening.family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


class TurnService:
    """A TURN server that runs in the current event loop."""

    def __init__(
        self,
        turn: TurnServer,
        sockets: Sockets,
        tls: ssl.SSLContext | None = None,
        relays: RelaySockets | None = None,
    ) -> None:
        self.turn = turn
        self.relays = relays
        self.udp = [UdpListener(one, turn) for one in sockets.udp]
        self.streams = [StreamListener(one, turn) for one in sockets.tcp]
        self.streams += [StreamListener(one, turn, tls) for one in sockets.tls]

    @property
    def urls(self) -> list[str]:
        """Where it can be reached, as RFC 7065 writes it."""
        doors: list[tuple[str, Address]] = [("turn:{}?transport=udp", u.address) for u in self.udp]
        for stream in self.streams:
            scheme = "turns" if stream.transport == "tls" else "turn"
            doors.append((scheme + ":{}?transport=tcp", stream.address))
        return [text.format(_written(address)) for text, address in doors]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        """Listens and keeps time, which is a task; at the end, everything is closed."""
        listeners: Sequence[UdpListener | StreamListener] = [*self.udp, *self.streams]
        for listener in listeners:
            listener.open()
        try:
            async with beside(self._keep_time()) as clock:
                yield clock
        finally:
            for listener in listeners:
                listener.close()
            self.turn.allocator.close()

    @property
    def unsent(self) -> int:
        """How many messages were not sent on, to clients who did not keep up or at all."""
        to_clients = sum(stream.dropped for stream in self.streams)
        to_clients += sum(listener.egress.dropped for listener in self.udp)
        return to_clients + (self.relays.dropped if self.relays else 0)

    async def drain(self, seconds: float) -> None:
        """Takes no new allocations, and waits until the last one has ended or the time is up."""
        self.turn.allocator.closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.turn.allocator.allocations:
                    await asyncio.sleep(0.2)

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            self.turn.allocator.sweep(now)
            for listener in self.streams:
                listener.sweep(now)


def _written(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
