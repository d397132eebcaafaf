"""When a publisher's packets arrived: what its browser needs to know to send faster. [pure]

Without this feedback a browser stays at 300 kbit/s. All packets of a participant are counted
together, whichever track they belong to (see `common/twcc.py`).
"""

from dataclasses import dataclass, field

from common import twcc
from common.rtp import unwrap

EVERY = 0.1  # seconds between two reports
OVERTAKEN = 0.5  # seconds in which a packet may still come that others have overtaken
MOST, LONGEST = 1_000, 4.0  # packets and seconds of one report; after more it begins anew


@dataclass(slots=True)
class Arrivals:
    """The packets of one participant that came lately."""

    _times: dict[int, float] = field(default_factory=dict)  # by number, unwrapped, as they came
    _first: int = 0  # of the numbers of which it is known whether they came
    _next: int = 0  # the first that the next report is about
    _newest: int = 0x10000  # high enough to go back from
    _reports: int = 0
    _reported_at: float = 0.0

    def note(self, number: int, now: float) -> None:
        """A packet with this transport-wide number came."""
        unwrapped = unwrap(number, self._newest)
        if self._leaps(unwrapped, now):
            self._times.clear()
            self._first = self._next = self._newest = unwrapped
        if unwrapped < self._first or unwrapped in self._times:
            return  # too late to be told, or told already
        self._times[unwrapped] = now
        self._newest = max(self._newest, unwrapped)
        # If it was overtaken, it was told as lost: the next report goes back to it.
        self._next = min(self._next, unwrapped)

    def report(self, sender: int, ssrc: int, now: float) -> bytes | None:
        """The RTCP packet about what came since the last one, if it is time for it."""
        nothing_new = not self._times or self._next > self._newest
        if nothing_new or now - self._reported_at < EVERY:
            return None
        arrivals = [self._times.get(number) for number in range(self._next, self._newest + 1)]
        packet = twcc.pack(sender, ssrc, self._reports, self._next & 0xFFFF, arrivals)
        self._next, self._reported_at, self._reports = self._newest + 1, now, self._reports + 1
        self._times = {n: at for n, at in self._times.items() if now - at < OVERTAKEN}
        self._first = min(self._times, default=self._next)
        return packet

    def _leaps(self, unwrapped: int, now: float) -> bool:
        since = next(iter(self._times.values()), now)
        return unwrapped - self._next >= MOST or now - since > LONGEST
