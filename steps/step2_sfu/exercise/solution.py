"""One solution: an offset for the numbers and one for the times, which change only at a cut.

The server's own is `steps/step2_sfu/rewriter.py`.
"""

from common.rtp import unwrap

CLOCK_RATE = 90_000  # timestamp units in a second, of any picture
NUMBERS, TIMES = 1 << 16, 1 << 32
START = 1 << 32  # unwrapped numbers begin here: high enough to go back from


class Numbering:
    """What one subscription makes of one track's sequence numbers and timestamps."""

    def __init__(self) -> None:
        self.is_cut = True
        self.number_offset = self.time_offset = 0
        self.first = 0  # of the publisher's numbers since the cut, unwrapped
        self.newest: tuple[int, int, int, float] | None = None  # came as, sent as, time, when

    def cut(self) -> None:
        """The next packet follows a pause, or comes from another source."""
        self.is_cut = True

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The number and timestamp to send a packet with, or None: it must not be sent."""
        if self.is_cut:
            self._go_on_with(number, timestamp, now)
        came = unwrap(number, self.newest[0] if self.newest else START)
        if came < self.first:
            return None  # late, from before the cut
        sent = came + self.number_offset
        time = (timestamp + self.time_offset) % TIMES
        if self.newest is None or sent > self.newest[1]:
            self.newest = came, sent, time, now
        return sent % NUMBERS, time

    def _go_on_with(self, number: int, timestamp: int, now: float) -> None:
        self.is_cut = False
        self.first = unwrap(number, START)
        if self.newest is None:
            return
        _came, sent, time, at = self.newest
        passed = max(1, round((now - at) * CLOCK_RATE))
        self.number_offset = sent + 1 - self.first
        self.time_offset = time + passed - timestamp
        self.newest = self.first - 1, sent, time, at

    def original(self, number: int) -> int:
        """The publisher's number of the packet that was sent as `number`: somebody lost it."""
        return (number - self.number_offset) % NUMBERS
