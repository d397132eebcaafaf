"""What an operator may know of any step: that it is well, who is there, the step's own numbers."""

import asyncio
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common.meeting import Meeting


def health(step: int, meeting: Meeting) -> dict[str, int | str]:
    """The answer of /healthz."""
    rooms = meeting.rooms
    return {
        "status": "ok",
        "step": step,
        "rooms": len(rooms.by_name),
        "participants": len(rooms.participants),
    }


class Attendances(Collector):
    """The rooms, the people in them, and the tasks that serve them."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        rooms = self.meeting.rooms
        yield gauge("rooms", "Rooms in which somebody is.", len(rooms.by_name))
        yield gauge("participants", "Participants in all rooms.", len(rooms.participants))
        yield gauge("tasks", "Tasks of the server's event loop.", len(asyncio.all_tasks()))


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """A number of this moment."""
    return GaugeMetricFamily(f"polycloud_{name}", text, value=value)


def counter(name: str, text: str, value: float) -> CounterMetricFamily:
    """A number that only grows."""
    return CounterMetricFamily(f"polycloud_{name}", text, value=value)


def registry(meeting: Meeting, *collectors: Collector) -> CollectorRegistry:
    """A metrics registry of this server alone, without the process's globals."""
    own = CollectorRegistry()
    for collector in (Attendances(meeting), *collectors):
        own.register(collector)
    return own
