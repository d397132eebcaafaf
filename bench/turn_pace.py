"""When each client sends: its bursts evenly spaced, all clients out of step."""

import select
import time
from collections.abc import Sequence
from heapq import heapify, heapreplace
from random import Random

from bench.turn_clients import Client
from bench.turn_peer import Peer

BURSTS_AT_ONCE = 8  # before somebody looks whether anything came


class Pace:
    """The loop of the load generator: sends what is due, takes what comes, else sleeps.

    It waits with select, whose timeout is finer than the milliseconds of epoll.
    """

    def __init__(self, clients: Sequence[Client], peer: Peer) -> None:
        self.late = 0.0  # seconds behind the schedule, at worst
        self._clients = clients
        self._takers = {each.file: each.receive for each in (peer, *clients)}
        self._files = list(self._takers)

    def send(self, bursts: float, until: float) -> None:
        """Has each client send so many bursts a second until that moment."""
        gap = 1 / bursts
        began = time.monotonic()
        # People do not press their buttons in step, so their pictures are not in step either.
        due = [
            (began + gap * Random(number).random(), number) for number in range(len(self._clients))
        ]
        heapify(due)
        while (now := time.monotonic()) < until:
            for _burst in range(BURSTS_AT_ONCE):
                at, number = due[0]
                if at > now:
                    break
                self._clients[number].send()
                heapreplace(due, (at + gap, number))
                self.late = max(self.late, now - at)
            self._wait(min(due[0][0], until) - time.monotonic())

    def collect(self, seconds: float) -> bool:
        """Takes what comes for so long: whether anything did."""
        until, came = time.monotonic() + seconds, False
        while (left := until - time.monotonic()) > 0:
            came |= self._wait(left)
        return came

    def _wait(self, seconds: float) -> bool:
        ready, _writable, _broken = select.select(self._files, [], [], max(0.0, seconds))
        for file in ready:
            self._takers[file]()
        return bool(ready)
