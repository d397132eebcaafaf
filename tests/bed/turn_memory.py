"""Relays and clients of a TURN server in memory: what would leave a socket is noted."""

from collections.abc import Iterable
from itertools import count

from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV4, IPV6, Allocation

RELAY_HOSTS = {IPV4: "192.0.2.1", IPV6: "2001:db8::1"}


class MemoryRelay:
    """A relayed transport address that notes what is sent from it."""

    def __init__(self, relays: "MemoryRelays", address: Address) -> None:
        self.address = self.bound = address
        self.allocation: Allocation | None = None
        self.closed = False
        self.sent: list[tuple[bytes, Address]] = []
        self.whole: list[bytes] = []  # of what was sent, that which nobody may fragment
        self._keeps_whole = False
        self._relays = relays

    def send(self, payloads: list[bytes], peer: Address) -> None:
        """Notes datagrams."""
        assert payloads and not self.closed  # a socket could not send nothing
        self.sent += [(payload, peer) for payload in payloads]
        self.whole += payloads if self._keeps_whole else []
        self._keeps_whole = False

    def listen(self, allocation: Allocation) -> None:
        """Hands what comes in to an allocation."""
        self.allocation = allocation

    def keep_whole(self) -> None:
        """Notes that what is sent next is not to be fragmented."""
        self._keeps_whole = True

    def close(self) -> None:
        """Gives the port back, which must happen once only."""
        assert not self.closed
        self.closed = True
        self._relays.open_now.discard(self)


class MemoryRelays:
    """Relays of the address families that are given, of which there are `most` at a time."""

    def __init__(self, families: Iterable[int] = (IPV4, IPV6), most: int = 10_000) -> None:
        self.can_keep_whole = True
        self.families = set(families)
        self.most = most
        self.open_now: set[MemoryRelay] = set()
        self._ports = count(49_153)
        self._tokens = count(1)

    def serves(self, family: int) -> bool:
        """Whether there is an address of this family to relay from."""
        return family in self.families

    def open(self, family: int, near: Address, *, even: bool = False) -> MemoryRelay | None:
        """A relay on the next port."""
        assert family in self.families
        if len(self.open_now) >= self.most:
            return None
        port = next(port for port in self._ports if not (even and port % 2))
        relay = MemoryRelay(self, (RELAY_HOSTS[family], port))
        self.open_now.add(relay)
        return relay

    def open_pair(self, family: int, near: Address) -> tuple[MemoryRelay, MemoryRelay] | None:
        """Two relays, on an even port and the next one."""
        if len(self.open_now) + 2 > self.most:
            return None
        first, second = self.open(family, near, even=True), self.open(family, near)
        return (first, second) if first and second else None

    def token(self) -> bytes:
        """The next token."""
        return next(self._tokens).to_bytes(8)


class MemoryClient:
    """A 5-tuple that notes what it is sent."""

    def __init__(self, address: Address, server: Address, transport: str) -> None:
        self.address, self.server, self.transport = address, server, transport
        self.allocation: Allocation | None = None
        self.received: list[bytes] = []
        self.released = 0

    @property
    def relay(self) -> MemoryRelay:
        """The first relay of its allocation."""
        assert self.allocation is not None
        relay = next(iter(self.allocation.relays.values()))
        assert isinstance(relay, MemoryRelay)
        return relay

    def send(self, messages: list[bytes]) -> None:
        """Notes messages, of which there must be some: a socket cannot send none."""
        assert messages
        self.received += messages

    def release(self) -> None:
        """Learns that its allocation has ended."""
        assert self.allocation is None
        self.released += 1
