"""The load generator of the SFU benchmark: everybody in a room, in one process.

    python -m bench.rtc_crowd step2|janus|relay PORT SHAPE

They come in one after the other while those before them send. It prints how that went, then does
each order (`bench/shapes.py`) that comes as a line of JSON, and prints what it saw.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from random import Random
from typing import Protocol

from aiortc import RTCCertificate

from bench.janus_seat import JanusSeat
from bench.rtc_publisher import Publisher
from bench.rtc_seats import RelaySeat, Seat, Step2Seat
from bench.shapes import PICTURES_PER_SECOND, Entered, Order, Seen, Shape
from bench.vp8_pictures import pictures
from common.addresses import local_addresses

SEATS: dict[str, Callable[..., Seat]] = {
    "step2": Step2Seat,
    "janus": JanusSeat,
    "relay": RelaySeat,
}
ARRIVE_SECONDS, DRAIN_SECONDS, REPORT_SECONDS = 10.0, 0.2, 1.0
IN_TIME_SECONDS = 0.05  # after the last packet was sent
CONSENT_EVERY = 2  # reports


class Crowd:
    """Everybody in the room; the first of them publish."""

    def __init__(
        self, shape: Shape, new_seat: Callable[[bool], Seat], *, relays: bool = False
    ) -> None:
        """`new_seat` makes a participant, who publishes or not."""
        self.shape = shape
        self.seats: list[Seat] = []
        self.publishers: list[Publisher] = []
        self._pictures = pictures(PICTURES_PER_SECOND)
        self._new_seat = new_seat
        self._relays = relays  # frames, not packets: not what was sent comes out

    async def enter(self) -> Entered:
        """Brings everybody in and waits until they all get what they should."""
        entered = Entered()
        for number in range(self.shape.participants):
            print(f"\r{number + 1} in the room ", end="", file=sys.stderr)
            await self._bring_in(number < self.shape.publishers, entered)
        deadline = time.monotonic() + ARRIVE_SECONDS
        while missing := self._missing_sources():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{missing} streams never came.")
            await asyncio.sleep(0.05)
        profile = self.seats[-1].receiving.profile
        return Entered(entered.connected_ms, entered.seen_ms, profile)

    async def play(self, order: Order) -> Seen:
        """Sends as ordered, and tells what came."""
        self._forget()
        dropped, used, began = self._dropped(), time.process_time(), time.monotonic()
        self._send(order.times)
        await asyncio.sleep(order.seconds)
        self.rest()
        seconds = time.monotonic() - began
        busy = (time.process_time() - used) / seconds
        await asyncio.sleep(IN_TIME_SECONDS)
        in_time = self._received()
        await self.drain()
        receivers = [seat.receiving.receiver for seat in self.seats]
        latencies = [latency for receiver in receivers for latency in receiver.latencies]
        sent = sum(publisher.sent for publisher in self.publishers)
        return Seen(
            seconds=seconds,
            sent=sent,
            expected=sent * (len(self.seats) - 1),
            received=self._received(),
            in_time=in_time,
            octets=sum(receiver.octets for receiver in receivers),
            checked=len(latencies),
            wrong=0 if self._relays else sum(receiver.wrong for receiver in receivers),
            latency_ms=latencies,
            crowd_percent=100 * busy,
            crowd_dropped=self._dropped() - dropped,
            late_ms=1_000 * max(publisher.late for publisher in self.publishers),
        )

    async def keep_alive(self) -> None:
        """Sends what a browser sends by itself: consent, and reports."""
        for turn in range(sys.maxsize):
            await asyncio.sleep(REPORT_SECONDS)
            for seat in self.seats:
                for client in {seat.receiving, seat.sending}:
                    if client.connected.is_set() and not turn % CONSENT_EVERY:
                        client.check()
                if seat.receiving.connected.is_set():
                    seat.receiving.send_rtcp(seat.receiving.receiver.report(1))
            for publisher in self.publishers:
                publisher.report()

    async def _bring_in(self, publishes: bool, entered: Entered) -> None:
        seat = self._new_seat(publishes)
        asked = time.monotonic()
        await seat.enter(self.seats)
        entered.connected_ms.append(1_000 * (time.monotonic() - asked))
        if self.publishers:
            while seat.receiving.receiver.first_at is None:
                await asyncio.sleep(0.001)
                if time.monotonic() > asked + ARRIVE_SECONDS:
                    raise TimeoutError("Nothing came within 10 seconds.")
            entered.seen_ms.append(1_000 * (seat.receiving.receiver.first_at - asked))
        if publishes:
            publisher = Publisher(seat.sending, seat.sources, self._pictures)
            publisher.start(1.0, Random(len(self.publishers)))
            self.publishers.append(publisher)
        for other in self.seats:
            await other.see(seat)
        self.seats.append(seat)

    def _missing_sources(self) -> int:
        per_publisher = 2
        wanted = [
            per_publisher * (self.shape.publishers - bool(seat.sources)) for seat in self.seats
        ]
        there = [len(seat.receiving.receiver.sources) for seat in self.seats]
        return sum(max(0, want - has) for want, has in zip(wanted, there, strict=True))

    def _send(self, times: float) -> None:
        for number, publisher in enumerate(self.publishers):
            publisher.sent, publisher.late = 0, 0.0
            publisher.start(times, Random(number))

    def rest(self) -> None:
        """Sends no more for now."""
        for publisher in self.publishers:
            publisher.stop()

    def _forget(self) -> None:
        for seat in self.seats:
            seat.receiving.receiver.forget()

    def _received(self) -> int:
        return sum(seat.receiving.receiver.packets for seat in self.seats)

    def _dropped(self) -> int:
        return sum(seat.receiving.dropped for seat in self.seats)

    async def drain(self) -> None:
        """Waits until nothing comes any more."""
        before = -1
        while before != (received := self._received()):
            before = received
            await asyncio.sleep(DRAIN_SECONDS)


class Obedient(Protocol):
    """A crowd, or several that do everything together."""

    @property
    def seats(self) -> list[Seat]:
        """Everybody."""

    async def enter(self) -> Entered:
        """Brings everybody in and waits until they all get what they should."""

    async def play(self, order: Order) -> Seen:
        """Sends as ordered, and tells what came."""

    async def keep_alive(self) -> None:
        """Sends what a browser sends by itself."""

    def rest(self) -> None:
        """Sends no more for now."""

    async def drain(self) -> None:
        """Waits until nothing comes any more."""


async def obey(crowd: Obedient) -> None:
    """The whole life of a crowd."""
    async with asyncio.TaskGroup() as group:
        alive = group.create_task(crowd.keep_alive())
        print(json.dumps(asdict(await crowd.enter())), flush=True)
        crowd.rest()
        await crowd.drain()
        gc.freeze()
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(asdict(await crowd.play(Order(**json.loads(line))))), flush=True)
        alive.cancel()
    for seat in crowd.seats:
        await seat.leave()


def main() -> None:
    """Plays one room against one server."""
    kind, port, text = sys.argv[1:]
    certificate = RTCCertificate.generateCertificate()
    new_seat = partial(SEATS[kind], int(port), local_addresses()[0], certificate)
    asyncio.run(obey(Crowd(Shape(**json.loads(text)), new_seat, relays=kind == "relay")))


if __name__ == "__main__":
    main()
