"""What is measured of a TURN server: clients whose packets a peer sends back to them.

client, TURN, peer, TURN, client: each packet is relayed twice. A client sends what a browser sends
of a camera at 2.5 Mbit/s: a picture of nine packets, thirty times a second.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from bench.shapes import PACKETS_PER_PICTURE, PICTURES_PER_SECOND, Order

PACKETS_PER_SECOND = PACKETS_PER_PICTURE * PICTURES_PER_SECOND
PAYLOAD_BYTES = 1_150
PASSES = 2  # of each packet through the server
RELAY_PORTS = (61_000, 65_535)  # above those that Linux gives out by itself
USER, PASSWORD, REALM = "bench", "not-a-secret", "polycloud"


class Way(StrEnum):
    """How packets travel between client and server."""

    CHANNEL = "ChannelData"
    INDICATIONS = "Send/Data"  # Firefox sends everything so
    NONE = "nothing"  # an allocation that nobody uses


class Transport(StrEnum):
    """What is between client and server."""

    UDP = "UDP"
    TCP = "TCP"
    TLS = "TLS"


@dataclass(frozen=True, slots=True)
class Shape:
    """So many clients of one kind."""

    name: str
    clients: int
    way: Way = Way.CHANNEL
    transport: Transport = Transport.UDP
    burst: int = PACKETS_PER_PICTURE  # packets sent at once; 1: evenly spaced
    peer_segments: bool = False  # the peer sends runs with UDP_SEGMENT, as the SFU of step 2 does

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """The shape that `asdict` told."""
        words = {"way": Way(told["way"]), "transport": Transport(told["transport"])}
        return cls(**{**told, **words})

    @property
    def bursts_per_second(self) -> float:
        """What a client sends."""
        return PACKETS_PER_SECOND / self.burst

    @property
    def packets_per_second(self) -> int:
        """What the server has to relay, both directions counted."""
        return PASSES * self.clients * PACKETS_PER_SECOND


@dataclass(frozen=True, slots=True)
class TurnOrder(Order):
    """What the clients are to do next; `direct` sends to the peer, past the server."""

    direct: bool = False
