"""A publisher's packets, and what a browser that is sent them would make of their numbers.

No socket and no codec: a packet is its number, its timestamp and the moment at which it came.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

CLOCK_RATE, FRAME_RATE, PACKETS_PER_FRAME = 90_000, 30, 3
NUMBERS, TIMES = 1 << 16, 1 << 32


class Packet(NamedTuple):
    """What a forwarder needs to know of an RTP packet."""

    number: int
    timestamp: int
    at: float  # when it came, in seconds


class Sent(NamedTuple):
    """A packet under the number and timestamp with which it went on, and when."""

    number: int
    timestamp: int
    at: float


def packets(number: int, timestamp: int, at: float, frames: int) -> Iterator[Packet]:
    """Some frames of a camera, each in a few packets, from a number and a timestamp on."""
    for frame in range(frames):
        time = (timestamp + frame * CLOCK_RATE // FRAME_RATE) % TIMES
        for part in range(PACKETS_PER_FRAME):
            place = frame * PACKETS_PER_FRAME + part
            yield Packet((number + place) % NUMBERS, time, at + frame / FRAME_RATE)


def ahead(number: int, before: int, bits: int) -> int:
    """How far a number of so many bits is ahead of another; negative if it is behind."""
    distance = (number - before) % (1 << bits)
    return distance if distance < 1 << bits - 1 else distance - (1 << bits)


def missing(sent: Iterable[Sent]) -> int:
    """The packets that the browser believes lost, and asks for again."""
    return sum(max(0, ahead(b.number, a.number, 16) - 1) for a, b in pairwise(sent))


def repeated(sent: Iterable[Sent]) -> int:
    """The packets that the browser throws away: it has had their numbers."""
    numbers = [packet.number for packet in sent]
    return len(numbers) - len(set(numbers))


def drift(before: Sent, after: Sent) -> float:
    """The seconds by which the timestamps went on more (or less) than the clock on the wall."""
    went_on = ahead(after.timestamp, before.timestamp, 32) / CLOCK_RATE
    return went_on - (after.at - before.at)
