"""An allocation: one client's relayed transport addresses, and what passes through them. [pure]

Here is the way of every packet: from the client as ChannelData or in a Send indication, out to the
peer from the relayed address, and back (RFC 8656 sections 11 and 12). Packets that came together
go on together: a burst is looked at once.
"""

from dataclasses import dataclass, field
from itertools import count, groupby
from operator import itemgetter
from typing import Protocol

from common.stun import Message
from common.stun_attributes import Address
from steps.step3_turn.channel import Channels
from steps.step3_turn.channel_data import payload_of
from steps.step3_turn.indications import (
    LONGEST_DATA,
    Target,
    data_indication,
    disguised,
    parse_send,
    undisguised,
    usual_data,
    usual_payload,
    usual_peer,
)
from steps.step3_turn.permission import Permissions
from steps.step3_turn.policy import PeerPolicy

PEERS_KEPT = 256  # how often an address was written down; not a bound on peers
IPV4, IPV6 = 1, 2  # RFC 8489 section 14.1
TRANSACTION_IDS = 1 << 96


def family_of(host: str) -> int:
    """The address family of a host, as TURN numbers them."""
    return IPV6 if ":" in host else IPV4


class Relay(Protocol):
    """A socket of a relayed transport address."""

    address: Address
    bound: Address  # the same on this computer, if that is behind a NAT

    def send(self, payloads: list[bytes], peer: Address) -> None:
        """Sends datagrams to a peer."""

    def listen(self, allocation: "Allocation") -> None:
        """Hands what comes in to an allocation."""

    def keep_whole(self) -> None:
        """Sends with the don't-fragment bit what is sent next, and nothing after it."""

    def close(self) -> None:
        """Gives the port back."""


class Client(Protocol):
    """A 5-tuple: a client's transport address, the server's, and the transport between them."""

    transport: str  # udp, tcp or tls
    address: Address
    server: Address
    allocation: "Allocation | None"

    def send(self, messages: list[bytes]) -> None:
        """Sends messages, or drops them if the client does not keep up."""

    def release(self) -> None:
        """Learns that its allocation has ended."""


@dataclass(slots=True)
class Traffic:
    """What has passed, in packets and bytes of payload."""

    packets: int = 0
    bytes: int = 0
    dropped: int = 0

    def add(self, other: "Traffic") -> None:
        """Adds what has passed elsewhere."""
        self.packets += other.packets
        self.bytes += other.bytes
        self.dropped += other.dropped

    def lose(self, packets: int, size: int) -> None:
        """Counts as dropped what was counted before it turned out that it cannot pass."""
        self.packets -= packets
        self.bytes -= size
        self.dropped += packets


@dataclass(slots=True, eq=False)
class Allocation:
    """What one client has been given, for as long as it refreshes it."""

    client: Client
    username: str
    owner: str
    policy: PeerPolicy
    permissions: Permissions
    channels: Channels
    until: float
    transaction_id: bytes
    relays: dict[int, Relay] = field(default_factory=dict)  # by address family
    response: Message | None = None  # to the Allocate, in case it is asked again
    allowance: int = 0  # bytes that may still pass in this second
    sent: Traffic = field(default_factory=Traffic)
    received: Traffic = field(default_factory=Traffic)
    _targets: dict[bytes, Target] = field(default_factory=dict)
    _disguised: dict[Address, bytes] = field(default_factory=dict)
    _ends: dict[int, float] = field(init=False)  # by address family; `until` is the last one
    _indications: "count[int]" = field(init=False)

    def __post_init__(self) -> None:
        self._ends = dict.fromkeys(self.relays, self.until)
        self._indications = count(int.from_bytes(self.transaction_id))

    def take_channel_data(self, messages: list[bytes], now: float) -> None:
        """Sends what a client has put on one channel to the peer behind it."""
        channel = self.channels.by_prefix.get(messages[0][:2])
        if channel is None or channel.until <= now or self.until <= now:
            self.sent.dropped += len(messages)
            return
        payloads = [p for message in messages if (p := payload_of(message)) is not None]
        self.sent.dropped += len(messages) - len(payloads)
        if payloads:  # none if all of them promise more than there is
            self._to_peer(payloads, channel.peer)

    def take_send(self, messages: list[bytes], now: float) -> None:
        """Sends what Send indications carry, as far as there are permissions."""
        parsed = [p for message in messages if (p := self._parse_send(message)) is not None]
        self.sent.dropped += len(messages) - len(parsed)
        for (peer, keep_whole), run in groupby(parsed, key=itemgetter(0)):
            payloads = [payload for _target, payload in run]
            if self.until > now and self.permissions.allow(peer[0], now):
                self._to_peer(payloads, peer, keep_whole=keep_whole)
            else:
                self.sent.dropped += len(payloads)

    def take_from_peer(self, payloads: list[bytes], peer: Address, now: float) -> None:
        """Brings a peer's datagrams to the client: on its channel, or in Data indications."""
        # A channel is a permission while it lasts, as with coturn. Strictly, that would end after
        # five minutes; but clients bind a channel again only before its ten are over.
        channel = self.channels.by_peer.get(peer)
        bound = channel is not None and channel.until > now
        if self.until <= now or not (bound or self.permissions.allow(peer[0], now)):
            self.received.dropped += len(payloads)
        elif not self._may_pass(payloads, peer, self.received):
            pass
        elif channel is not None and bound:
            prefix = channel.prefix
            self.client.send([prefix + len(data).to_bytes(2) + data for data in payloads])
        else:
            short = [data for data in payloads if len(data) <= LONGEST_DATA]
            if lost := len(payloads) - len(short):
                self.received.lose(lost, sum(map(len, payloads)) - sum(map(len, short)))
            if short:
                self.client.send([self._data(data, peer) for data in short])

    def prolong(self, until: float, family: int | None = None) -> None:
        """Lasts until then; if a family is named, only its relayed address does."""
        for one in self.relays if family is None else [family]:
            self._ends[one] = until
        self.until = max(self._ends.values())

    def give_up(self, family: int) -> None:
        """Ends one of two relayed addresses, with what it was for (RFC 8656 section 8.2)."""
        self.relays.pop(family).close()
        del self._ends[family]
        self.until = max(self._ends.values())
        self.permissions.forget(lambda host: family_of(host) == family)
        self.channels.forget(lambda host: family_of(host) == family)

    def expire(self, now: float) -> None:
        """Forgets permissions, channels and one of two relayed addresses whose time is over."""
        self.permissions.expire(now)
        self.channels.expire(now)
        for family in [one for one, end in self._ends.items() if end <= now < self.until]:
            self.give_up(family)

    def close(self) -> None:
        """Gives the ports back."""
        for relay in self.relays.values():
            relay.close()
        self.client.allocation = None
        self.client.release()

    def _to_peer(self, payloads: list[bytes], peer: Address, *, keep_whole: bool = False) -> None:
        relay = self.relays.get(family_of(peer[0]))
        # To itself it would relay for ever.
        if relay is None or peer == relay.address or peer == relay.bound:
            self.sent.dropped += len(payloads)
        elif self._may_pass(payloads, peer, self.sent):
            if keep_whole:
                relay.keep_whole()
            relay.send(payloads, peer)

    def _may_pass(self, payloads: list[bytes], peer: Address, traffic: Traffic) -> bool:
        length = sum(map(len, payloads))
        if length > self.allowance or not self.policy.allows(peer):
            traffic.dropped += len(payloads)
            return False
        self.allowance -= length
        traffic.packets += len(payloads)
        traffic.bytes += length
        return True

    def _parse_send(self, message: bytes) -> tuple[Target, bytes] | None:
        raw = usual_peer(message)
        if raw is None:
            return parse_send(message)
        return self._targets.get(raw) or self._know(raw), usual_payload(message)

    def _know(self, raw: bytes) -> Target:
        if len(self._targets) >= PEERS_KEPT:
            self._targets.clear()
        target = self._targets[raw] = undisguised(raw), False  # the usual form has no more to say
        return target

    def _data(self, payload: bytes, peer: Address) -> bytes:
        transaction_id = (next(self._indications) % TRANSACTION_IDS).to_bytes(12)
        if ":" in peer[0]:
            return data_indication(peer, payload, transaction_id)
        attribute = self._disguised.get(peer)
        if attribute is None:
            if len(self._disguised) >= PEERS_KEPT:
                self._disguised.clear()
            attribute = self._disguised[peer] = disguised(peer)
        return usual_data(attribute, payload, transaction_id)
