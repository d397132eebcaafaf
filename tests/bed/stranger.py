"""Somebody who knows the server's address and nothing else: a UDP socket, and what it sends."""

import asyncio
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from random import Random

from OpenSSL import SSL

from common import rtcp, stun
from common.stun_attributes import Address

AT_ONCE, APART = 25, 0.004  # datagrams, seconds: a flood, and still room in the socket's buffer
FATAL_ALERT = bytes.fromhex("15feff000000000000000000020228")  # handshake failure, epoch 0
CLOSE_NOTIFY = bytes.fromhex("15feff000000000000000000020100")


class Stranger:
    """A socket from which the server expects nothing."""

    def __init__(self, target: Address) -> None:
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp.setblocking(False)
        self.udp.connect(target)

    def send(self, datagram: bytes) -> None:
        """Sends a datagram."""
        self.udp.send(datagram)

    async def flood(self, datagrams: Iterable[bytes]) -> int:
        """Sends many, as fast as a socket's buffer bears; gives how many."""
        sent = 0
        for datagram in datagrams:
            self.send(datagram)
            sent += 1
            if sent % AT_ONCE == 0:
                await asyncio.sleep(APART)
        return sent

    @property
    def heard(self) -> list[bytes]:
        """What came back since the last look."""
        found = []
        with suppress(BlockingIOError):
            while True:
                found.append(self.udp.recv(2_048))
        return found


@contextmanager
def stranger(target: Address) -> Iterator[Stranger]:
    """A stranger who goes at the end."""
    somebody = Stranger(target)
    try:
        yield somebody
    finally:
        somebody.udp.close()


def client_hello() -> bytes:
    """The first datagram of a real DTLS handshake."""
    connection = SSL.Connection(SSL.Context(SSL.DTLS_CLIENT_METHOD))
    connection.set_connect_state()
    with suppress(SSL.WantReadError):
        connection.do_handshake()
    return connection.bio_read(4_096)


def binding_request(ufrag: str = "nobody", password: str = "guess") -> bytes:
    """A Binding request that is signed with some password."""
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, bytes(12))
    request.add(stun.Attribute.USERNAME, f"{ufrag}:here")
    request.add(stun.Attribute.PRIORITY, 1)
    request.add(stun.Attribute.ICE_CONTROLLING, 1)
    request.add(stun.Attribute.USE_CANDIDATE)
    return stun.serialize(request, password.encode())


def garbage(number: int, seed: int = 1) -> Iterator[bytes]:
    """Empty datagrams, the beginnings of each protocol, and noise."""
    dice = Random(seed)
    known = [
        b"",
        client_hello(),
        FATAL_ALERT,
        CLOSE_NOTIFY,
        binding_request(),
        rtcp.picture_loss(1, 2),
        bytes([0x80, 96]) + dice.randbytes(100),
        bytes([0x40]) + dice.randbytes(20),  # ChannelData of TURN
    ]
    for turn in range(number):
        noise = dice.randbytes(dice.randrange(1_400))
        yield known[turn // 2 % len(known)] if turn % 2 else noise
