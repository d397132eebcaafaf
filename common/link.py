"""One direction of a bad network link: when does what was sent arrive, if at all [pure]

Bytes and `now` go in, bytes that have arrived come out; the same seed gives the same link. All
that passes in a direction shares one transmitter of a certain rate, then flies for `delay` plus up
to `jitter` seconds; jitter alone never reorders. Datagrams get lost, held back, doubled, and are
dropped at the tail of a full queue. A byte stream loses nothing: a lost segment holds back all the
bytes behind it until it has been retransmitted. Congestion control is left out.
"""

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

SEGMENT = 1_400  # bytes of a stream that are sent, or lost, together
HELD_BACK = 0.02  # seconds by which a reordered datagram is late
RETRANSMISSION_TIMEOUT = 0.2  # seconds; RFC 6298 asks for 1 s, Linux waits 200 ms
IN_FLIGHT = 4 * 1024 * 1024  # bytes that may fly at once


@dataclass(slots=True)
class Counters:
    """What became of the datagrams, or the segments of a stream, that one direction was given."""

    offered: int = 0
    delivered: int = 0
    bytes_delivered: int = 0
    lost: int = 0
    overflowed: int = 0
    duplicated: int = 0
    reordered: int = 0


@dataclass(slots=True)
class Direction:
    """The conditions on one way through the link; each may be changed at any time."""

    random: Random
    loss: float = 0.0  # probability, as are reorder and duplicate
    reorder: float = 0.0
    duplicate: float = 0.0
    delay: float = 0.0  # seconds, as is jitter
    jitter: float = 0.0
    rate: float | None = None  # bits per second
    queue: int = 64 * 1024  # bytes that may wait for the transmitter
    stalled: bool = False  # nothing moves and nothing is dropped; see `resume`
    busy_until: float = 0.0  # when the transmitter has sent what it is sending
    counters: Counters = field(default_factory=Counters)

    def happens(self, probability: float) -> bool:
        """One throw of the seeded dice; none is thrown for what cannot happen."""
        return probability > 0 and self.random.random() < probability

    def transmit(self, size: int, ready: float) -> float:
        """The time at which the transmitter has sent `size` bytes that were ready at `ready`."""
        start = max(ready, self.busy_until)
        self.busy_until = start + (size * 8 / self.rate if self.rate else 0.0)
        return self.busy_until

    def flight_time(self) -> float:
        """The seconds from the transmitter to the far end, drawn anew for each piece."""
        return self.delay + (self.random.uniform(0.0, self.jitter) if self.jitter else 0.0)

    def resume(self, now: float) -> None:
        """Ends a stall: what waited is sent from now on, not as if it had been sent meanwhile."""
        self.stalled = False
        self.busy_until = max(self.busy_until, now)


class Queue(ABC):
    """The pieces of one flow in one direction: those waiting to be sent and those in flight."""

    def __init__(self, direction: Direction) -> None:
        self.direction = direction
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._flying: list[tuple[float, int, bytes]] = []
        self._waiting_bytes = 0
        self._flying_bytes = 0
        self._order = 0
        self._latest = 0.0

    @abstractmethod
    def offer(self, data: bytes, now: float) -> None:
        """Takes what the sender sent at `now`."""

    @abstractmethod
    def _depart(self, piece: bytes, sent: float) -> None:
        """Decides when a piece that left the transmitter at `sent` arrives, and how often."""

    @property
    def has_room(self) -> bool:
        """Whether another piece may wait or fly."""
        return self._waiting_bytes < self.direction.queue and self._flying_bytes < IN_FLIGHT

    @property
    def empty(self) -> bool:
        """Whether everything that was offered has arrived or is lost."""
        return not self._waiting and not self._flying

    def clear(self) -> None:
        """Forgets everything that is under way."""
        self._waiting.clear()
        self._flying.clear()
        self._waiting_bytes = self._flying_bytes = 0

    def due(self, now: float) -> list[bytes]:
        """The pieces that arrive until `now`, in the order of their arrival."""
        if self.direction.stalled:
            return []
        self._transmit(now)
        arrived = []
        while self._flying and self._flying[0][0] <= now:
            arrived.append(heappop(self._flying)[2])
        size = sum(map(len, arrived))
        self._flying_bytes -= size
        self.direction.counters.delivered += len(arrived)
        self.direction.counters.bytes_delivered += size
        return arrived

    def next_at(self) -> float | None:
        """When `due` has something to do again; None: not before something changes."""
        if self.direction.stalled or self.empty:
            return None
        times = [self._flying[0][0]] if self._flying else []
        if self._waiting:
            times.append(max(self._waiting[0][0], self.direction.busy_until))
        return min(times)

    def _transmit(self, now: float) -> None:
        if self.direction.stalled:
            return
        while self._waiting and max(self._waiting[0][0], self.direction.busy_until) <= now:
            ready, piece = self._waiting.popleft()
            self._waiting_bytes -= len(piece)
            self._depart(piece, self.direction.transmit(len(piece), ready))

    def _wait(self, piece: bytes, now: float) -> None:
        self._waiting.append((now, piece))
        self._waiting_bytes += len(piece)
        self._transmit(now)

    def _fly(self, piece: bytes, arrival: float) -> None:
        self._order += 1
        heappush(self._flying, (arrival, self._order, piece))
        self._flying_bytes += len(piece)

    def _in_order(self, arrival: float) -> float:
        self._latest = max(self._latest, arrival)
        return self._latest


class DatagramQueue(Queue):
    """Datagrams: each arrives whole, late, twice, out of order, or not at all."""

    def offer(self, data: bytes, now: float) -> None:
        """Takes one datagram, or drops it: by chance, or for want of room, or in a stall."""
        direction, counters = self.direction, self.direction.counters
        counters.offered += 1
        if direction.stalled or direction.happens(direction.loss):
            counters.lost += 1
        elif not self.has_room or self._waiting_bytes + len(data) > direction.queue:
            counters.overflowed += 1
        else:
            self._wait(data, now)

    def _depart(self, piece: bytes, sent: float) -> None:
        direction, counters = self.direction, self.direction.counters
        arrival = sent + direction.flight_time()
        if direction.happens(direction.reorder):
            counters.reordered += 1
            arrival += HELD_BACK
        else:
            arrival = self._in_order(arrival)
        self._fly(piece, arrival)
        if direction.happens(direction.duplicate):
            counters.duplicated += 1
            self._fly(piece, arrival)


class StreamQueue(Queue):
    """A byte stream: everything arrives in order, so what is late makes late all that follows."""

    def offer(self, data: bytes, now: float) -> None:
        """Takes any number of bytes; offer none while `has_room` is false (backpressure)."""
        for begin in range(0, len(data), SEGMENT):
            self.direction.counters.offered += 1
            self._wait(data[begin : begin + SEGMENT], now)

    def _depart(self, piece: bytes, sent: float) -> None:
        direction = self.direction
        arrival = sent + direction.flight_time()
        if direction.happens(direction.loss):
            # The sender learns of the loss a round trip later at best, and its timer adds to that.
            direction.counters.lost += 1
            arrival += 2 * direction.delay + RETRANSMISSION_TIMEOUT
        self._fly(piece, self._in_order(arrival))
