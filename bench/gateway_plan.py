"""Which rooms are on which nodes, and whether a gateway stands before them. [pure]"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from bench.shapes import Seen, Shape
from common.stun_attributes import Address


@dataclass(frozen=True, slots=True)
class Plan:
    """Rooms of one shape, shared out evenly among nodes."""

    shape: Shape
    rooms: int
    nodes: tuple[Address, ...]  # of their signalling
    gateway_port: int = 0  # 0: straight to the nodes

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """The plan that `asdict` told."""
        nodes = tuple((host, port) for host, port in told["nodes"])
        return cls(**{**told, "shape": Shape(**told["shape"]), "nodes": nodes})

    def node_of(self, room: int) -> Address:
        """The node that has a room."""
        return self.nodes[room % len(self.nodes)]


def together(seen: Sequence[Seen]) -> Seen:
    """What crowds of one process saw at the same time, as one."""

    def total(name: str) -> int:
        return sum(getattr(one, name) for one in seen)

    def most(name: str) -> float:
        return max(float(getattr(one, name)) for one in seen)

    return Seen(
        seconds=most("seconds"),
        sent=total("sent"),
        expected=total("expected"),
        received=total("received"),
        in_time=total("in_time"),
        octets=total("octets"),
        checked=total("checked"),
        wrong=total("wrong"),
        latency_ms=[latency for one in seen for latency in one.latency_ms],
        crowd_percent=most("crowd_percent"),  # each tells that of the whole process
        crowd_dropped=total("crowd_dropped"),
        late_ms=most("late_ms"),
    )
