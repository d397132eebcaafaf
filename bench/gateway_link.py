"""A client's socket with a gateway before it: ChannelData there and back (RFC 8656 section 12).

It stands in for the UDP socket of `bench/rtc_client.py`, whose ICE, DTLS and SRTP go through it and
know nothing of it.
"""

from contextlib import suppress
from struct import Struct
from typing import Any

from bench.turn_control import Allocation, DatagramLink, Login
from bench.turn_shapes import PASSWORD, RELAY_PORTS, USER
from bench.turn_sockets import HOST
from common.stun_attributes import Address

CHANNEL = 0x4000
HEADER = Struct("!HH")  # channel number, length
ANY_PORT = (1, 65_535)


class GatewayLink:
    """A way to whatever the gateway's routes lead to."""

    def __init__(
        self,
        host: str,
        gateway: Address,
        login: Login = (USER, PASSWORD),
        relay_ports: tuple[int, int] = RELAY_PORTS,
        relay_host: str = HOST,
    ) -> None:
        self._link = DatagramLink(host, gateway)
        self._udp = self._link.socket
        self._login, self._relayed = login, (relay_ports, relay_host)
        self._peer: Address | None = None
        self._allocation: Allocation | None = None
        self._header = bytearray(HEADER.size)

    def connect(self, peer: Address, /) -> None:
        """Gets an allocation, and a channel to the peer; waits for that."""
        if peer == self._peer:
            return
        self._allocation = Allocation(self._link, self._login, *self._relayed)
        self._allocation.bind(CHANNEL, peer)
        self._udp.setblocking(False)
        self._peer = peer

    def send(self, data: bytes, /) -> int:
        """Sends a datagram to the peer."""
        return self._udp.sendmsg((HEADER.pack(CHANNEL, len(data)), data)) - HEADER.size

    def recv_into(self, buffer: memoryview, /) -> int:
        """Receives a datagram of the peer; what the gateway says itself is passed over."""
        while True:
            size = self._udp.recvmsg_into((self._header, buffer))[0]
            number, length = HEADER.unpack(self._header)
            if number == CHANNEL and size >= HEADER.size + length:
                return int(length)

    def fileno(self) -> int:
        """The file that becomes readable."""
        return self._udp.fileno()

    def getsockname(self) -> Any:
        """Where it is."""
        return self._udp.getsockname()

    def getpeername(self) -> Any:
        """Whom it sends to."""
        return self._peer

    def getsockopt(self, level: int, option: int, size: int, /) -> bytes:
        """One of the system's options."""
        return self._udp.getsockopt(level, option, size)

    def close(self) -> None:
        """Gives allocation and port back."""
        with suppress(OSError):  # the gateway is gone
            if self._allocation:
                self._allocation.release()
        self._udp.close()
