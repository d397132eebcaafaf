"""How well one source arrives: what a receiver report tells (RFC 3550 section 6.4). [pure]"""

from dataclasses import dataclass

from common.rtcp import ReportBlock, SenderReport
from common.rtp import unwrap

START = 1 << 16  # unwrapped numbers begin here: high enough to go back from


@dataclass(slots=True)
class Reception:
    """The statistics of one source (RFC 3550 appendix A.3 and A.8)."""

    clock_rate: int
    received: int = 0
    jitter: float = 0.0  # in timestamp units
    _first: int = START
    _newest: int = START
    _transit: float | None = None
    _expected_before: int = 0  # at the last report
    _received_before: int = 0
    _sender_report: int = 0  # the middle of the NTP time in the newest one
    _sender_report_at: float = 0.0

    def note(self, number: int, timestamp: int, now: float) -> None:
        """A packet came."""
        if not self.received:
            self._first = self._newest = START + number
        self._newest = max(self._newest, unwrap(number, self._newest))
        self.received += 1
        transit = now * self.clock_rate - timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < self.clock_rate:  # else the timestamps wrapped, or began anew
                self.jitter += (difference - self.jitter) / 16
        self._transit = transit

    def heard(self, report: SenderReport, now: float) -> None:
        """A sender report came: its time is echoed, so that its sender can tell the round trip."""
        self._sender_report, self._sender_report_at = middle(report.ntp_time), now

    def block(self, ssrc: int, now: float) -> ReportBlock:
        """What to report now about this source; the fraction counts from the last report on."""
        expected = self._newest - self._first + 1 if self.received else 0
        new = expected - self._expected_before
        lost = new - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        return ReportBlock(
            ssrc,
            fraction_lost=256 * lost // new if new > 0 and lost > 0 else 0,
            packets_lost=max(-0x800000, min(0x7FFFFF, expected - self.received)),
            highest=(self._newest - START) & 0xFFFFFFFF,
            jitter=round(self.jitter),
            last_report=self._sender_report,
            delay=self._delay(now),
        )

    def _delay(self, now: float) -> int:
        if not self._sender_report:
            return 0
        return round((now - self._sender_report_at) * 65_536) & 0xFFFFFFFF


def middle(ntp_time: int) -> int:
    """The middle 32 of the 64 bits of an NTP time, which reports use for short."""
    return ntp_time >> 16 & 0xFFFFFFFF
