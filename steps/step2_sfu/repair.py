"""Lost packets: asked for again upstream, sent again downstream, both within limits. [pure]

A NACK of some hundred bytes may name thousands of packets, and every subscriber may send it again
and again (RFC 4585 section 6.2.1). So each packet is sent again at most three times, not twice
within a round trip; and a subscriber gets 100 a second of all tracks together, after a quiet while
128 at once.
"""

from dataclasses import dataclass, field

from common.limits import TokenBucket

MOST_RESENT = 3  # times, of one packet
LEAST_APART = 0.04  # seconds, or a round trip
RESENT_PER_SECOND, RESENT_BURST = 100.0, 128.0
FORGOTTEN_AFTER = 5.0  # seconds
REMEMBERED = 640  # packets that were sent again: more than go out until they are forgotten
ASKED, ASKED_AGAIN_AFTER = 10, 0.04  # times, and seconds
LATEST = 256  # numbers behind the newest: older packets are given up


def full_bucket() -> TokenBucket:
    """The budget of a subscriber who has not asked for anything yet."""
    return TokenBucket(RESENT_PER_SECOND, RESENT_BURST, now=0.0)


@dataclass(slots=True)
class Resending:
    """What one subscriber may be sent again, of all tracks together."""

    _bucket: TokenBucket = field(default_factory=full_bucket)
    _sent: dict[tuple[int, int], tuple[int, float]] = field(default_factory=dict)  # how often, when

    def allows(self, ssrc: int, number: int, now: float, round_trip: float) -> bool:
        """Whether a packet that is there may be sent again now; True counts as sent."""
        packet = ssrc, number
        times, at = self._sent.get(packet, (0, -1.0))
        if now - at > FORGOTTEN_AFTER:
            times = 0  # the number has come round again
        if times >= MOST_RESENT or (times and now - at < max(LEAST_APART, round_trip)):
            return False
        if not self._bucket.take(now):
            return False
        self._sent.pop(packet, None)
        self._sent[packet] = (times + 1, now)
        if len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]
        return True


@dataclass(slots=True)
class Missing:
    """The packets of one publisher's track that did not come, and are asked for."""

    _newest: int | None = None
    _missing: dict[int, tuple[int, float]] = field(default_factory=dict)  # number: how often, when

    def note(self, number: int) -> None:
        """A packet came: what lies between it and the newest is missing."""
        if self._newest is None:
            self._newest = number
            return
        ahead = (number - self._newest) & 0xFFFF
        if ahead >= 0x8000:
            self._missing.pop(number, None)
            return
        if ahead > LATEST:
            self._missing.clear()  # nobody can use what is older
        for step in range(max(1, ahead - LATEST), ahead):
            self._missing[(self._newest + step) & 0xFFFF] = (0, 0.0)
        self._newest = number
        self._missing.pop(number, None)

    def due(self, now: float, round_trip: float) -> list[int]:
        """The packets to ask for now: again after a round trip, but not for ever."""
        due = []
        for number, (times, at) in list(self._missing.items()):
            if times >= ASKED or self._too_old(number):
                del self._missing[number]
            elif not times or now - at >= max(ASKED_AGAIN_AFTER, round_trip):
                self._missing[number] = (times + 1, now)
                due.append(number)
        return due

    def _too_old(self, number: int) -> bool:
        return self._newest is None or (self._newest - number) & 0xFFFF > LATEST

    @property
    def count(self) -> int:
        """How many packets are missing."""
        return len(self._missing)
