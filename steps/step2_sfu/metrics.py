"""What an operator may know of step 2: tracks, packets in and out, what was dropped and why."""

import threading
from collections.abc import Iterator

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from common.metrics import counter, gauge
from steps.step2_sfu.sfu import Sfu


class SfuNumbers(Collector):
    """The numbers of this moment, read when they are asked for."""

    def __init__(self, sfu: Sfu) -> None:
        self.sfu = sfu

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        port, everybody = self.sfu.port, list(self.sfu.participants.values())
        tracks = sum(len(media.uplink.tracks) for media in everybody)
        subscriptions = sum(len(media.downlink.subscriptions) for media in everybody)
        yield gauge("connections", "Participants with media.", len(everybody))
        yield gauge("tracks", "Published tracks.", tracks)
        yield gauge("subscriptions", "Tracks times their subscribers.", subscriptions)
        yield counter("datagrams_received", "UDP datagrams of any kind.", port.received)
        yield counter("datagrams_sent", "UDP datagrams of any kind.", port.sent)
        yield counter("datagrams_strange", "From strangers, or of no protocol.", port.dropped)
        yield counter("datagrams_unsent", "Which the system did not take.", port.unsent)
        yield gauge("decoders", "Threads that decode media: none, or this is no SFU.", _decoders())
        failed = sum(media.dropped.srtp for media in everybody)
        yield gauge("srtp_failures", "Forged or repeated packets of who is here.", failed)
        broken = sum(media.dropped.malformed for media in everybody)
        yield gauge("malformed", "Packets of who is here that were none.", broken)
        excess = sum(media.dropped.excess for media in everybody)
        yield gauge("excess", "Packets beyond what one participant may send.", excess)


def _decoders() -> int:
    # aiortc decodes each received track in a thread that is called "video-decoder", or so.
    return sum("decoder" in thread.name for thread in threading.enumerate())
