"""What a client of the load generator does with media: it counts, and looks at a few.

The header of an SRTP packet is clear, so counting needs no key. One packet in so many of each
source is unprotected: it must be one that a publisher made, and tells when it was sent.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct

from pylibsrtp import Error

from common.rtcp import ReceiverReport, ReportBlock, receiver_report

LOOKED_AT = 50  # one in so many
HEADER = Struct("!xBHxxxxI")  # marker and payload type, number, SSRC
STAMP = Struct("!8sQ")  # at the end of each packet: a word to know it by, nanoseconds
WORD = b"poly.rtp"
MOST_BLOCKS = 31  # of a receiver report
RTCP_FIRST, RTCP_LAST = 192, 223


@dataclass(slots=True)
class Source:
    """What came under one SSRC."""

    packets: int = 0
    newest: int = 0  # sequence number of the last packet that was looked at


@dataclass(slots=True)
class Receiver:
    """The packets that came to one client."""

    unprotect: Callable[[bytes], bytes] | None = None  # as soon as there are keys
    octets: int = 0
    wrong: int = 0
    first_at: float | None = None
    latencies: list[float] = field(default_factory=list)  # ms
    sources: dict[int, Source] = field(default_factory=dict)

    @property
    def packets(self) -> int:
        """How many came."""
        return sum(source.packets for source in self.sources.values())

    def forget(self) -> None:
        """Begins to count anew."""
        self.octets = self.wrong = 0
        self.latencies = []
        for source in self.sources.values():
            source.packets = 0

    def take(self, buffer: memoryview, size: int) -> None:
        """Takes a packet, still protected; its first `size` bytes."""
        kind, number, ssrc = HEADER.unpack_from(buffer)
        if RTCP_FIRST <= kind <= RTCP_LAST:
            return
        source = self.sources.get(ssrc)
        if source is None:
            source = self.sources[ssrc] = Source()
            self.first_at = self.first_at or time.monotonic()
        self.octets += size
        source.packets = packets = source.packets + 1
        if not packets % LOOKED_AT and self.unprotect:
            source.newest = number
            self._look_at(bytes(buffer[:size]), self.unprotect)

    def report(self, sender: int) -> bytes:
        """The receiver report that a browser would send."""
        blocks = [
            ReportBlock(ssrc, 0, 0, source.newest, 0, 0, 0)
            for ssrc, source in list(self.sources.items())[:MOST_BLOCKS]
        ]
        return receiver_report(ReceiverReport(sender, blocks))

    def _look_at(self, packet: bytes, unprotect: Callable[[bytes], bytes]) -> None:
        now = time.monotonic_ns()
        try:
            plain = unprotect(packet)
        except Error:
            self.wrong += 1
            return
        word, sent = STAMP.unpack_from(plain, len(plain) - STAMP.size)
        if word == WORD:
            self.latencies.append((now - sent) / 1e6)
        else:
            self.wrong += 1
