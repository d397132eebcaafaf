"""The load generator of the gateway benchmark: several rooms on several nodes, in one process.

    python -m bench.gateway_crowd PLAN

All that `bench/rtc_crowd.py` says is true of it too, and each order is for all rooms together.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from functools import partial
from itertools import count

from aiortc import RTCCertificate

from bench.gateway_link import GatewayLink
from bench.gateway_plan import Plan, together
from bench.rtc_crowd import Crowd, obey
from bench.rtc_seats import Seat, Step2Seat
from bench.shapes import Entered, Order, Seen
from bench.turn_sockets import HOST, host_of


class Rooms:
    """Crowds that do everything at the same time."""

    def __init__(self, crowds: Sequence[Crowd]) -> None:
        self._crowds = crowds

    @property
    def seats(self) -> list[Seat]:
        """Everybody."""
        return [seat for crowd in self._crowds for seat in crowd.seats]

    async def enter(self) -> Entered:
        """Brings everybody in, one room after the other."""
        entered = Entered()
        for crowd in self._crowds:
            one = await crowd.enter()
            entered.connected_ms.extend(one.connected_ms)
            entered.seen_ms.extend(one.seen_ms)
            crowd.rest()
        return Entered(entered.connected_ms, entered.seen_ms, one.profile)

    async def play(self, order: Order) -> Seen:
        """Sends as ordered, and tells what came."""
        return together(await asyncio.gather(*(crowd.play(order) for crowd in self._crowds)))

    async def keep_alive(self) -> None:
        """Sends what a browser sends by itself."""
        await asyncio.gather(*(crowd.keep_alive() for crowd in self._crowds))

    def rest(self) -> None:
        """Sends no more for now."""
        for crowd in self._crowds:
            crowd.rest()

    async def drain(self) -> None:
        """Waits until nothing comes any more."""
        await asyncio.gather(*(crowd.drain() for crowd in self._crowds))


def rooms_of(plan: Plan) -> Rooms:
    """The crowds of a plan, each person at an address of their own."""
    certificate, numbers = RTCCertificate.generateCertificate(), count()

    def new_seat(room: int, publishes: bool) -> Seat:
        host, (server, port) = host_of(next(numbers)), plan.node_of(room)
        gateway = GatewayLink(host, (HOST, plan.gateway_port)) if plan.gateway_port else None
        names = {"server": server, "room": f"bench-{room + 1}"}
        return Step2Seat(port, host, certificate, publishes, **names, udp=gateway)

    return Rooms([Crowd(plan.shape, partial(new_seat, room)) for room in range(plan.rooms)])


def main() -> None:
    """Plays a plan."""
    asyncio.run(obey(rooms_of(Plan.read(json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
