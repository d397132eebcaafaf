"""What is measured of an SFU: rooms of some shape, and the packets that their publishers send.

A publisher sends what a browser sends of a camera at 2.5 Mbit/s and of a voice. Publishers are in
the room like everybody else and get each other's media.
"""

from dataclasses import dataclass, field

PICTURES_PER_SECOND, PACKETS_PER_PICTURE, SOUNDS_PER_SECOND = 30, 9, 50
VIDEO_BYTES, AUDIO_BYTES = 1_150, 120  # of an RTP packet, before it is protected
PACKETS_PER_SECOND = PICTURES_PER_SECOND * PACKETS_PER_PICTURE + SOUNDS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Shape:
    """Who is in a room: those who send and receive, and those who only receive."""

    name: str
    publishers: int
    viewers: int

    @property
    def participants(self) -> int:
        """Everybody."""
        return self.publishers + self.viewers

    @property
    def packets_per_second(self) -> int:
        """What the server has to forward if everybody gets everything."""
        return self.publishers * (self.participants - 1) * PACKETS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Order:
    """What a crowd is to do next: send at so many times the usual rate for some seconds."""

    times: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Entered:
    """How a crowd came in: one time for each who found somebody sending."""

    connected_ms: list[float] = field(default_factory=list)  # from the join to the SRTP keys
    seen_ms: list[float] = field(default_factory=list)  # from the join to the first packet
    profile: str = ""  # the SRTP protection profile


@dataclass(frozen=True, slots=True)
class Seen:
    """What a crowd saw while it did what it was told."""

    seconds: float
    sent: int  # packets of all publishers
    expected: int  # at all receivers
    received: int
    in_time: int  # of them: not later than a moment after the last was sent
    octets: int
    checked: int  # packets that were unprotected and looked at
    wrong: int  # of them
    latency_ms: list[float]  # from sending to receiving, of those that were looked at
    crowd_percent: float  # of the crowd's core
    crowd_dropped: int  # packets that came to the crowd and found its buffers full
    late_ms: float  # how far behind its schedule the crowd was at worst
