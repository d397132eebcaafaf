"""Channels: a number of two bytes that stands for a peer (RFC 8656 section 12). [pure]"""

from collections.abc import Callable
from dataclasses import dataclass

from common.stun_attributes import Address

CHANNEL_SECONDS = 600.0


@dataclass(slots=True)
class Channel:
    """A number bound to a peer's transport address for ten minutes, unless it is bound again."""

    prefix: bytes  # the number, as it stands before each payload
    peer: Address
    until: float


class Channels:
    """The channels of one allocation, of which there are at most `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.by_prefix: dict[bytes, Channel] = {}
        self.by_peer: dict[Address, Channel] = {}

    def __len__(self) -> int:
        return len(self.by_prefix)

    def conflict(self, number: int, peer: Address) -> bool:
        """Whether the number stands for another peer, or the peer has another number."""
        return self.by_prefix.get(number.to_bytes(2)) is not self.by_peer.get(peer)

    def has_room_for(self, peer: Address) -> bool:
        """Whether a channel for the peer would fit beside those that are there."""
        return peer in self.by_peer or len(self) < self.most

    def bind(self, number: int, peer: Address, now: float) -> None:
        """Binds a number to a peer, or prolongs the binding."""
        prefix = number.to_bytes(2)
        channel = self.by_prefix.get(prefix) or Channel(prefix, peer, now)
        channel.until = now + CHANNEL_SECONDS
        self.by_prefix[prefix] = self.by_peer[peer] = channel

    def expire(self, now: float) -> None:
        """Forgets those whose time is over."""
        for channel in [known for known in self.by_prefix.values() if known.until <= now]:
            del self.by_prefix[channel.prefix], self.by_peer[channel.peer]

    def forget(self, gone: Callable[[str], bool]) -> None:
        """Forgets those to certain hosts."""
        for channel in [known for known in self.by_prefix.values() if gone(known.peer[0])]:
            del self.by_prefix[channel.prefix], self.by_peer[channel.peer]
