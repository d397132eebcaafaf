"""What an operator may know of the TURN server: allocations, packets, refusals."""

from collections.abc import Iterable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common.metrics import counter
from steps.step3_turn.allocation import Traffic
from steps.step3_turn.allocator import Allocator
from steps.step3_turn.service import TurnService


class TurnNumbers(Collector):
    """The numbers of this moment, read when they are asked for.

    That may be in a thread of its own, while the server goes on: so tables are copied first.
    """

    def __init__(self, service: TurnService) -> None:
        self.service = service

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        turn = self.service.turn
        yield self._allocations(turn.allocator)
        yield from _traffic(turn.allocator)
        refused = CounterMetricFamily(
            "polycloud_turn_refused", "Requests refused, by error code.", labels=["code"]
        )
        for code, times in sorted(list(turn.refused.items())):
            refused.add_metric([str(code)], times)
        yield refused
        yield counter("turn_malformed", "Messages that were none.", turn.malformed)
        silent = turn.strangers.unanswered
        yield counter("turn_unanswered", "Strangers who asked too often.", silent)
        unsent = self.service.unsent
        yield counter("turn_unsent", "Messages that a client or the network did not take.", unsent)

    def _allocations(self, allocator: Allocator) -> Metric:
        family = GaugeMetricFamily(
            "polycloud_turn_allocations", "Allocations by transport.", labels=["transport"]
        )
        transports = [allocation.client.transport for allocation in list(allocator.allocations)]
        for transport in ("udp", "tcp", "tls"):
            family.add_metric([transport], transports.count(transport))
        return family


def _traffic(allocator: Allocator) -> Iterator[Metric]:
    allocations = list(allocator.allocations)
    sent = _sum(allocator.sent, (allocation.sent for allocation in allocations))
    received = _sum(allocator.received, (allocation.received for allocation in allocations))
    ways = {"to_peer": sent, "to_client": received}
    for name, text in (
        ("packets", "Relayed packets."),
        ("bytes", "Their payload."),
        ("dropped", "Packets without permission, channel or allowance."),
    ):
        family = CounterMetricFamily(f"polycloud_turn_{name}", text, labels=["direction"])
        for way, traffic in ways.items():
            family.add_metric([way], getattr(traffic, name))
        yield family


def _sum(ended: Traffic, running: Iterable[Traffic]) -> Traffic:
    total = Traffic(ended.packets, ended.bytes, ended.dropped)
    for traffic in running:
        total.add(traffic)
    return total
