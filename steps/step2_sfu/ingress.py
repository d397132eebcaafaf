"""Packets on their way in: unprotected with their sender's keys, and within limits."""

from dataclasses import dataclass

from common.limits import TokenBucket
from steps.step2_sfu.dtls import DtlsTransport
from steps.step2_sfu.srtp import SrtpError, Transform

# SSRCs of one browser for which SRTP keeps a state: of its tracks and their repairs, and those from
# which it reports. Chromium reports from its tracks' own; Firefox has one for each m-line, of which
# there are 33 at most (`negotiation.py`), and keeps it whoever is shown on the line.
MOST_SOURCES = 64
PACKETS_PER_SECOND, PACKET_BURST = 4_000.0, 4_000.0  # RTP of one participant: 40 Mbit/s
FORWARDED_PER_SECOND = 200_000.0  # of those to all others: a core does not do more
# RTCP: feedback twenty times a second, and what else is said when much is lost of twelve cameras.
REPORTS_PER_SECOND, REPORT_BURST = 400.0, 800.0


class ExcessError(ValueError):
    """A packet more than a participant may send."""


@dataclass(slots=True)
class Dropped:
    """Packets that were not taken, and why."""

    srtp: int = 0
    malformed: int = 0
    excess: int = 0

    def count(self, problem: ValueError) -> None:
        """Counts a packet by what was wrong with it."""
        if isinstance(problem, SrtpError):
            self.srtp += 1
        elif isinstance(problem, ExcessError):
            self.excess += 1
        else:
            self.malformed += 1


class Ingress:
    """The receiving side of one participant."""

    def __init__(self, dtls: DtlsTransport, now: float) -> None:
        self._dtls = dtls
        self._packets = TokenBucket(PACKETS_PER_SECOND, PACKET_BURST, now)
        self._reports = TokenBucket(REPORTS_PER_SECOND, REPORT_BURST, now)
        self._sources: set[bytes] = set()

    def share(self, others: int) -> None:
        """Takes less from a participant whose packets go to very many."""
        self._packets.rate = min(PACKETS_PER_SECOND, FORWARDED_PER_SECOND / max(1, others))

    def open_rtp(self, datagram: bytes, now: float) -> bytes:
        """The RTP packet in an SRTP packet; SrtpError, or ExcessError for one too many."""
        packet = self._opened(datagram, datagram[8:12], self._dtls.unprotect)
        # Only now: a stranger who forges addresses must not use up what a participant may send.
        if not self._packets.take(now):
            raise ExcessError(f"These are more than {self._packets.rate:.0f} packets a second.")
        return packet

    def open_rtcp(self, datagram: bytes, now: float) -> bytes:
        """The RTCP packet in an SRTCP packet; SrtpError, or ExcessError for one too many."""
        packet = self._opened(datagram, datagram[4:8], self._dtls.unprotect_rtcp)
        if not self._reports.take(now):
            raise ExcessError(f"These are more than {REPORTS_PER_SECOND:.0f} reports a second.")
        return packet

    def _opened(self, datagram: bytes, ssrc: bytes, unprotect: Transform) -> bytes:
        if ssrc in self._sources:
            return unprotect(datagram)
        # libsrtp keeps a state for each SSRC that it has seen, without end.
        if len(self._sources) >= MOST_SOURCES:
            raise SrtpError("There are too many sources.")
        packet = unprotect(datagram)
        self._sources.add(ssrc)
        return packet
