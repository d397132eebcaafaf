"""What an operator may know of step 1: people, sockets, copies, bytes that wait."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from common.meeting import Meeting
from steps.step1_websocket.media_socket import MediaSockets


def health(step: int, meeting: Meeting) -> dict[str, int | str]:
    """The answer of /healthz."""
    rooms = meeting.rooms
    return {
        "status": "ok",
        "step": step,
        "rooms": len(rooms.by_name),
        "participants": len(rooms.participants),
    }


class Gauges(Collector):
    """The numbers of this moment, read when they are asked for."""

    def __init__(self, meeting: Meeting, media: MediaSockets) -> None:
        self.meeting = meeting
        self.media = media

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        rooms, fan_outs = self.meeting.rooms, self.media.fan_outs.values()
        outlets = self.media.attached.values()
        yield _gauge("rooms", "Rooms in which somebody is.", len(rooms.by_name))
        yield _gauge("participants", "Participants in all rooms.", len(rooms.participants))
        yield _gauge(
            "publishers", "Participants who send media.", sum(len(f.streams) for f in fan_outs)
        )
        yield _gauge("viewers", "Open media WebSockets.", len(outlets))
        yield _gauge("backlog_bytes", "Media bytes that wait.", sum(o.backlog() for o in outlets))


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"polycloud_{name}", text, value=value)


def registry(meeting: Meeting, media: MediaSockets) -> CollectorRegistry:
    """A metrics registry of this server alone, without the process's globals."""
    own = CollectorRegistry()
    own.register(Gauges(meeting, media))
    return own
