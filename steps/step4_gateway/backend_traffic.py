"""On the way to backends: counted by cluster, and sent to where a backend really is. [pure]"""

from typing import cast

from common.stun_attributes import Address
from steps.step3_turn.allocation import Allocation, Relay
from steps.step3_turn.allocator import Relays
from steps.step4_gateway.router import RoutePolicy
from steps.step4_gateway.stand_ins import StandIns


class CountingRelay:
    """A relay that counts what goes through it; to whom it may send has been judged before."""

    def __init__(self, relay: Relay, policy: RoutePolicy, stand_ins: StandIns) -> None:
        self.address, self.bound = relay.address, relay.bound
        self._policy = policy
        self._relay = relay
        self._stand_ins = stand_ins

    def send(self, payloads: list[bytes], peer: Address) -> None:
        """Sends datagrams to a backend."""
        if (cluster := self._policy.cluster_of(peer)) is not None:
            cluster.tx.add(len(payloads), sum(map(len, payloads)))
        self._relay.send(payloads, self._stand_ins.real(peer))

    def listen(self, allocation: Allocation) -> None:
        """Hands what comes in to an allocation."""
        # A relay asks an allocation for nothing but take_from_peer.
        counted = CountedAllocation(allocation, self._policy, self._stand_ins)
        self._relay.listen(cast(Allocation, counted))

    def keep_whole(self) -> None:
        """Sends the next datagram with the don't-fragment bit."""
        self._relay.keep_whole()

    def close(self) -> None:
        """Gives the port back."""
        self._relay.close()


class CountedAllocation:
    """An allocation of which is counted what it has let in."""

    def __init__(self, allocation: Allocation, policy: RoutePolicy, stand_ins: StandIns) -> None:
        self._allocation = allocation
        self._policy = policy
        self._stand_ins = stand_ins

    def take_from_peer(self, payloads: list[bytes], peer: Address, now: float) -> None:
        """Brings a backend's datagrams to the client."""
        received, peer = self._allocation.received, self._stand_ins.told(peer)
        packets, size = received.packets, received.bytes
        self._allocation.take_from_peer(payloads, peer, now)
        if received.packets > packets and (cluster := self._policy.cluster_of(peer)) is not None:
            cluster.rx.add(received.packets - packets, received.bytes - size)


class CountingRelays:
    """Whoever opens relays, with a count by cluster."""

    def __init__(self, relays: Relays, policy: RoutePolicy, stand_ins: StandIns) -> None:
        self.can_keep_whole = relays.can_keep_whole
        self._policy = policy
        self._relays = relays
        self._stand_ins = stand_ins

    def serves(self, family: int) -> bool:
        """Whether there is an address of this family to relay from."""
        return self._relays.serves(family)

    def open(self, family: int, near: Address, *, even: bool = False) -> Relay | None:
        """A relay, at best on the host that was asked; None if all ports are taken."""
        relay = self._relays.open(family, near, even=even)
        return self._counting(relay) if relay is not None else None

    def open_pair(self, family: int, near: Address) -> tuple[Relay, Relay] | None:
        """Two relays, on an even port and the next one."""
        pair = self._relays.open_pair(family, near)
        if pair is None:
            return None
        return self._counting(pair[0]), self._counting(pair[1])

    def token(self) -> bytes:
        """Eight bytes that nobody can guess."""
        return self._relays.token()

    def _counting(self, relay: Relay) -> Relay:
        return CountingRelay(relay, self._policy, self._stand_ins)
