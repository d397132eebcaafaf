"""What one browser is sent: its subscriptions, and what it reports about them. [pure]"""

from dataclasses import dataclass, field

from common import rtcp
from common.presence import quality_of
from steps.step2_sfu.repair import Resending
from steps.step2_sfu.subscription import Subscription

ROUND_TRIP = 0.1  # seconds, until it is measured
POOR_LOSS, FAIR_LOSS = 0.1, 0.03
RATE_SECONDS = 2.0


@dataclass(slots=True)
class Downlink:
    """The tracks that one participant is subscribed to, by the SSRC under which they go."""

    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    resending: Resending = field(default_factory=Resending)
    round_trip: float = ROUND_TRIP
    lost: float = 0.0  # of all packets, from 0 to 1
    _rated_at: float = 0.0

    def obey(self, report: rtcp.Report, now: float) -> None:
        """Takes what the browser reports, and does what it asks for within limits."""
        match report:
            case rtcp.Nack(_, ssrc, lost) if ssrc in self.subscriptions:
                self.subscriptions[ssrc].resend(lost, now, self.resending, self.round_trip)
            case rtcp.PictureLoss(_, ssrc) if ssrc in self.subscriptions:
                if not self.subscriptions[ssrc].paused:
                    self.subscriptions[ssrc].track.pictures.want()
            case rtcp.ReceiverReport(_, blocks) | rtcp.SenderReport(reports=blocks):
                self._read(blocks, now)

    def rate(self, now: float) -> str | None:
        """How good the path is, "good", "fair" or "poor"; None if it is too soon to tell again."""
        if now - self._rated_at < RATE_SECONDS:
            return None
        self._rated_at = now
        # By what came, not by what a browser thinks could come (REMB): that estimate climbs from
        # 100 kbit/s by what little it is sent, and is often half of what arrives without loss.
        if self.lost > POOR_LOSS:
            return "poor"
        return "fair" if self.lost > FAIR_LOSS else quality_of(self.round_trip)

    def _read(self, blocks: list[rtcp.ReportBlock], now: float) -> None:
        known = [block for block in blocks if block.ssrc in self.subscriptions]
        for block in known:
            round_trip = self.subscriptions[block.ssrc].round_trip(block, now)
            if round_trip is not None:
                self.round_trip = round_trip
        if known:
            self.lost = sum(block.fraction_lost for block in known) / 256 / len(known)
