"""The sockets of relayed addresses, each on a random port of the range.

All share one memory to receive into: what has come to one of them has gone on before the next
one is read.
"""

import asyncio
import secrets
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence

from common.stun_attributes import Address
from steps.step2_sfu.datagrams import receiver
from steps.step2_sfu.egress import Egress
from steps.step3_turn.allocation import Allocation, family_of
from steps.step3_turn.udp import open_udp

PORTS = range(49_152, 65_536)  # RFC 8656 section 7.2
MOST_TRIES = 50  # ports, some of which another program may have
BUFFER = 1024 * 1024  # of the kernel, each way
IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, NEVER, ALWAYS = 10, 23, 0, 2  # linux/in.h, linux/in6.h


class RelaySocket:
    """A relayed transport address."""

    def __init__(self, udp: socket.socket, sockets: "RelaySockets", public: str | None) -> None:
        host, self.port = udp.getsockname()[:2]
        self.address: Address = public or host, self.port
        self.bound: Address = host, self.port
        self._allocation: Allocation | None = None
        self.egress = Egress(udp)
        self._receiver = sockets.receivers[udp.family]
        self._sockets = sockets
        self._udp = udp
        self._whole = False  # whether what is sent next is not to be fragmented

    def send(self, payloads: list[bytes], peer: Address) -> None:
        """Sends datagrams to a peer."""
        if self._whole:
            self._send_whole(payloads, peer)
        else:
            self.egress.send(payloads, peer)

    def listen(self, allocation: Allocation) -> None:
        """Hands what comes in to an allocation."""
        self._allocation = allocation
        asyncio.get_running_loop().add_reader(self._udp, self._read)

    def keep_whole(self) -> None:
        """Sends with the don't-fragment bit what is sent next, and nothing after it."""
        self._whole = True

    def close(self) -> None:
        """Gives the port back."""
        if self._allocation is not None:
            asyncio.get_running_loop().remove_reader(self._udp)
        self._udp.close()
        self._sockets.give_back(self)

    def _send_whole(self, payloads: list[bytes], peer: Address) -> None:
        self._whole = False
        if not self._sockets.can_keep_whole:  # the same as with an attribute that is not known
            self.egress.dropped += len(payloads)
            return
        _discover_mtu(self._udp, ALWAYS)
        self.egress.send(payloads, peer)
        _discover_mtu(self._udp, NEVER)

    def _read(self) -> None:
        allocation, receiver, now = self._allocation, self._receiver, time.monotonic()
        for source, payloads in receiver.receive(self._udp):
            if allocation is not None:
                allocation.take_from_peer(payloads, receiver.address_of(source), now)


class RelaySockets:
    """All relays of a server; `hosts` are the addresses from which it may relay."""

    can_keep_whole = sys.platform == "linux"

    def __init__(
        self,
        hosts: Sequence[str],
        ports: range = PORTS,
        public: str | None = None,
        *,
        pairs: bool = True,
    ) -> None:
        self.receivers = {family: receiver(family) for family in (socket.AF_INET, socket.AF_INET6)}
        self._hosts = list(hosts)
        self._open: set[RelaySocket] = set()
        self._dropped = 0
        self._public = public
        self._pairs = pairs
        dice = secrets.SystemRandom()
        self._free = {host: deque(dice.sample(ports, len(ports))) for host in hosts}

    def serves(self, family: int) -> bool:
        """Whether there is an address of this family to relay from."""
        return any(family_of(host) == family for host in self._hosts)

    def open(self, family: int, near: Address, *, even: bool = False) -> RelaySocket | None:
        """A relay, at best on the host that was asked; None if no port is free."""
        host = self._host(family, near)
        free = self._free[host]
        for _try in range(min(MOST_TRIES, len(free))):
            port = free.popleft()
            relay = None if even and port % 2 else self._try(host, port)
            if relay is not None:
                return relay
            free.append(port)
        return None

    def open_pair(self, family: int, near: Address) -> tuple[RelaySocket, RelaySocket] | None:
        """Two relays, on an even port and the next one, if this server has pairs."""
        host = self._host(family, near)
        for _try in range(MOST_TRIES if self._pairs else 0):
            first = self.open(family, near, even=True)
            if first is None:
                return None
            if first.port + 1 in self._free[host]:
                second = self._try(host, first.port + 1)
                if second is not None:
                    self._free[host].remove(second.port)
                    return first, second
            first.close()
        return None

    def token(self) -> bytes:
        """Eight bytes that nobody can guess."""
        return secrets.token_bytes(8)

    @property
    def dropped(self) -> int:
        """How many datagrams the system did not take from the relays, also those of before."""
        return self._dropped + sum(relay.egress.dropped for relay in list(self._open))

    def give_back(self, relay: RelaySocket) -> None:
        """Takes a port back, to be used again after all others."""
        self._open.discard(relay)
        self._dropped += relay.egress.dropped
        self._free[relay.bound[0]].append(relay.port)

    def _host(self, family: int, near: Address) -> str:
        if near[0] in self._free and family_of(near[0]) == family:
            return near[0]
        return next(host for host in self._hosts if family_of(host) == family)

    def _try(self, host: str, port: int) -> RelaySocket | None:
        try:
            udp = open_udp(host, port)
        except OSError:
            return None
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        if self.can_keep_whole:
            _discover_mtu(udp, NEVER)  # RFC 8656 section 14: DF is 0 unless it is asked for
        # Behind a NAT only IPv4 addresses are others than those from outside.
        public = (
            self._public if self._public and family_of(self._public) == family_of(host) else None
        )
        relay = RelaySocket(udp, self, public)
        self._open.add(relay)
        return relay


def _discover_mtu(udp: socket.socket, how: int) -> None:
    if udp.family == socket.AF_INET6:
        udp.setsockopt(socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER, how)
    else:
        udp.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, how)
