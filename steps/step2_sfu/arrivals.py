"""When a publisher's packets arrived: what its browser needs to know to send faster. [pure]

Without this feedback a browser stays at 300 kbit/s. All packets of a participant are counted
together, whichever track they belong to (see `common/twcc.py`).
"""

from dataclasses import dataclass, field

from common import twcc
from common.rtp import unwrap

EVERY = 0.1  # seconds between two reports
MOST, LONGEST = 1_000, 4.0  # packets and seconds of one report; after more it begins anew


@dataclass(slots=True)
class Arrivals:
    """The packets of one participant that are not reported yet."""

    _times: dict[int, float] = field(default_factory=dict)  # by number, unwrapped
    _next: int | None = None  # the first number that is not reported
    _newest: int = 0
    _since: float = 0.0  # when the first of them came
    _reports: int = 0
    _reported_at: float = 0.0

    def note(self, number: int, now: float) -> None:
        """A packet with this transport-wide number came."""
        if self._next is None:
            self._next = self._newest = number + 0x10000
        unwrapped = unwrap(number, self._newest)
        if unwrapped - self._next >= MOST or self._since < now - LONGEST:
            self._times.clear()
            self._next = unwrapped
        if unwrapped >= self._next:
            self._since = now if not self._times else self._since
            self._times.setdefault(unwrapped, now)
            self._newest = max(self._newest, unwrapped)

    def report(self, sender: int, ssrc: int, now: float) -> bytes | None:
        """The RTCP packet about what came since the last one, if it is time for it."""
        if self._next is None or not self._times or now - self._reported_at < EVERY:
            return None
        last = max(self._times)
        arrivals = [self._times.get(number) for number in range(self._next, last + 1)]
        packet = twcc.pack(sender, ssrc, self._reports, self._next & 0xFFFF, arrivals)
        self._times.clear()
        self._next, self._reported_at, self._reports = last + 1, now, self._reports + 1
        return packet
