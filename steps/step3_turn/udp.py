"""TURN over UDP: one socket, and the clients behind it."""

import asyncio
import socket
import time
from collections.abc import Hashable

from common.stun_attributes import Address
from steps.step2_sfu.datagrams import accept_runs, receiver
from steps.step2_sfu.egress import Egress
from steps.step3_turn.allocation import Allocation
from steps.step3_turn.turn import TurnServer

BUFFER = 4 * 1024 * 1024  # of the kernel, each way


def open_udp(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A bound UDP socket that does not block; workers may share its port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    udp.setblocking(False)
    accept_runs(udp)
    try:
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if shared:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        udp.bind((host, port))
    except OSError:
        udp.close()
        raise
    return udp


class UdpClient:
    """A client's 5-tuple over UDP."""

    transport = "udp"

    def __init__(self, listener: "UdpListener", source: Hashable) -> None:
        self.address = listener.receiver.address_of(source)
        self.server = listener.address
        self.allocation: Allocation | None = None
        self._listener = listener
        self._source = source

    def send(self, messages: list[bytes]) -> None:
        """Sends messages."""
        self._listener.egress.send(messages, self.address)

    def release(self) -> None:
        """Is forgotten."""
        self._listener.clients.pop(self._source, None)


class UdpListener:
    """One listening socket; it remembers only clients that have an allocation."""

    def __init__(self, udp: socket.socket, turn: TurnServer) -> None:
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        self.address: Address = udp.getsockname()[:2]
        self.clients: dict[Hashable, UdpClient] = {}
        self.receiver = receiver(udp.family)
        self.egress = Egress(udp)
        self._turn = turn
        self._udp = udp

    def open(self) -> None:
        """Begins to read."""
        asyncio.get_running_loop().add_reader(self._udp, self._read)

    def close(self) -> None:
        """Reads no more, and gives the port back."""
        asyncio.get_running_loop().remove_reader(self._udp)
        self._udp.close()

    def _read(self) -> None:
        now = time.monotonic()
        for source, datagrams in self.receiver.receive(self._udp):
            client = self.clients.get(source) or UdpClient(self, source)
            responses = self._turn.take(datagrams, client, now)
            if responses:
                client.send(responses)
            if client.allocation is not None:
                self.clients[source] = client
