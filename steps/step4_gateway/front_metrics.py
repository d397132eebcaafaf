"""The front's own numbers: the nodes that it knows, and whose signalling passes through it."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common.metrics import gauge
from steps.step4_gateway.entrance import Entrance
from steps.step4_gateway.fleet import Fleet
from steps.step4_gateway.lobby import Lobby

STATES = ("up", "draining", "down")


class FrontNumbers(Collector):
    """What a front knows and does."""

    def __init__(self, fleet: Fleet, entrance: Entrance, lobby: Lobby) -> None:
        self.fleet, self.entrance, self.lobby = fleet, entrance, lobby

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        nodes = GaugeMetricFamily("polycloud_nodes", "Nodes by state.", labels=["state"])
        now = time.monotonic()
        states = [self.fleet.state(node, now) for node in self.fleet.nodes.values()]
        for state in STATES:
            nodes.add_metric([state], states.count(state))
        yield nodes
        yield gauge("passages", "Signalling WebSockets.", len(self.entrance.passages))
        yield gauge(
            "kept_rooms", "Rooms of which a snapshot is kept.", len(self.fleet.kept.by_name)
        )
        yield gauge("kept_bytes", "Bytes of all snapshots.", self.fleet.kept.bytes)
        yield gauge("lobby_listeners", "Pages that listen to the lobby.", self.lobby.listeners)


def numbers(fleet: Fleet, entrance: Entrance, lobby: Lobby) -> CollectorRegistry:
    """A metrics registry of this front alone."""
    own = CollectorRegistry()
    own.register(FrontNumbers(fleet, entrance, lobby))
    return own


def health(fleet: Fleet) -> dict[str, int | str]:
    """The answer of /healthz."""
    nodes = fleet.healthy(time.monotonic())
    return {
        "status": "ok",
        "step": 4,
        "nodes": len(nodes),
        "rooms": len({name for node in nodes for name in node.rooms}),
        "participants": sum(node.said.participants for node in nodes),
    }
