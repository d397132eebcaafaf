"""Numbers and times that go on without a break, whatever is left out. [pure]

A subscriber's decoder must not notice that a track was paused: to it a gap in the sequence numbers
means loss, and a repeated number a copy to be thrown away. So each subscription adds an offset of
its own, which changes only at such a cut (RFC 7667 section 3.7). As long as there was none it is 0,
and the packet is sent as it came, unless the subscriber began shortly before the numbers wrap.
"""

from dataclasses import dataclass

from common.rtp import unwrap

NUMBERS, TIMES = 0xFFFF, 0xFFFFFFFF
# A receiver that misses all packets up to the wrap of the numbers would count its rollovers wrong
# for ever (RFC 3711 section 3.3.1), so none begins shortly before it.
NEAR_WRAP, FIRST_HALF = 0xF000, 0x8000
START = 1 << 32  # where unwrapped numbers begin: high enough to go back from


@dataclass(slots=True)
class Rewriter:
    """What one subscription makes of one track's sequence numbers and timestamps."""

    clock_rate: int
    cut: bool = True  # the next packet follows a pause
    number_offset: int = 0
    time_offset: int = 0
    _first: int = START  # the first number after the cut, unwrapped: what is older stays out
    _newest: int | None = None  # the highest number passed on, unwrapped, as sent
    _newest_in: int = START  # and as it came
    _newest_time: int = 0  # its timestamp, as sent
    _newest_at: float = 0.0  # when it came

    def rewrite(self, number: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The number and the timestamp to send a packet with, or None if it is from before the cut.

        `number` has 16 bits, `timestamp` 32; `now` is in seconds.
        """
        if self.cut:
            self._resume(number, timestamp, now)
        unwrapped = unwrap(number, self._newest_in)
        if unwrapped < self._first:
            return None
        sent = unwrapped + self.number_offset
        time = (timestamp + self.time_offset) & TIMES
        if self._newest is None or sent > self._newest:
            self._newest, self._newest_in = sent, unwrapped
            self._newest_time, self._newest_at = time, now
        return sent & NUMBERS, time

    def _resume(self, number: int, timestamp: int, now: float) -> None:
        self.cut = False
        self._first = self._newest_in = START + number
        if self._newest is None:  # the very first packet: nothing to follow
            self.number_offset = -FIRST_HALF if number > NEAR_WRAP else 0
            return
        passed = max(1, round((now - self._newest_at) * self.clock_rate))
        self.number_offset = self._newest + 1 - self._first
        self.time_offset = (self._newest_time + passed - timestamp) & TIMES

    def has_sent(self, at: float) -> bool:
        """Whether what came at that time was sent already, or left out."""
        return self._newest is not None and at <= self._newest_at

    def catch_up(self, newest: bytes, at: float) -> None:
        """Takes note of the newest packet that went out untouched, and when, before a cut."""
        self._newest = self._newest_in = START + int.from_bytes(newest[2:4])
        self._newest_time, self._newest_at = int.from_bytes(newest[4:8]), at

    @property
    def untouched(self) -> bool:
        """Whether packets are sent with the numbers they came with."""
        return not (self.number_offset & NUMBERS or self.time_offset)

    def original(self, number: int) -> int:
        """The publisher's number of a packet that was sent under `number` since the last cut."""
        return (number - self.number_offset) & NUMBERS
