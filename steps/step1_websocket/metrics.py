"""What an operator may know of step 1: publishers, sockets, bytes that wait."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from common.metrics import gauge
from steps.step1_websocket.media_socket import MediaSockets


class Gauges(Collector):
    """The numbers of this moment, read when they are asked for."""

    def __init__(self, media: MediaSockets) -> None:
        self.media = media

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        fan_outs, sockets = self.media.fan_outs.values(), self.media.attached.values()
        publishers = sum(len(fan_out.streams) for fan_out in fan_outs)
        waiting = sum(media_socket.outlet.backlog() for media_socket in sockets)
        yield gauge("publishers", "Participants who send media, and screens.", publishers)
        yield gauge("viewers", "Open media WebSockets.", len(sockets))
        yield gauge("backlog_bytes", "Media bytes that wait.", waiting)
