"""The load generator of the TURN benchmark: all clients and their peer, in one process.

    python -m bench.turn_crowd PORT SHAPE

The clients get their allocations one after the other. It prints how that went, then does each order
(`bench/turn_shapes.py`) that comes as a line of JSON, and prints what it saw.
"""

import gc
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from bench.shapes import Entered, Seen
from bench.turn_clients import Client, direct_client, relayed_client
from bench.turn_control import Allocation, Link, cipher_of, link_to
from bench.turn_pace import Pace
from bench.turn_peer import Peer
from bench.turn_shapes import PASSES, PAYLOAD_BYTES, Shape, TurnOrder, Way
from bench.turn_sockets import host_of

IN_TIME_SECONDS, DRAIN_SECONDS = 0.05, 0.2  # after the last packet was sent
MOST_LATENCIES = 20_000  # told of one order


class Crowd:
    """All clients; those that go past the server come when they are needed."""

    def __init__(self, shape: Shape, port: int) -> None:
        self.shape = shape
        self.peer = Peer(segments=shape.peer_segments)
        self.clients: list[Client] = []
        self._direct: list[Client] = []
        self._links: list[Link] = []
        self._port = port

    def enter(self) -> Entered:
        """Gets everybody an allocation and, unless they are idle, a first packet back."""
        entered = Entered()
        for number in range(self.shape.clients):
            began = time.monotonic()
            link = link_to(self.shape.transport, self._port, host_of(number))
            self._links.append(link)
            allocation = Allocation(link)
            entered.connected_ms.append(1_000 * (time.monotonic() - began))
            if self.shape.way is not Way.NONE:
                self.clients.append(relayed_client(self.shape, allocation, self.peer))
        return Entered(entered.connected_ms, profile=cipher_of(self._links[-1]))

    def play(self, order: TurnOrder) -> Seen:
        """Sends as ordered, and tells what came."""
        clients = self._past_the_server() if order.direct else self.clients
        for each in (*clients, self.peer):
            each.forget()
        pace = Pace(clients, self.peer)
        bursts = self.shape.bursts_per_second * order.times
        dropped, used, began = self._dropped(clients), time.process_time(), time.monotonic()
        pace.send(bursts, began + order.seconds)
        seconds = time.monotonic() - began
        busy = (time.process_time() - used) / seconds
        pace.collect(IN_TIME_SECONDS)
        in_time = self._relayed(clients)
        while pace.collect(DRAIN_SECONDS):
            pass
        sent = sum(client.sent for client in clients)
        return Seen(
            seconds=seconds,
            sent=sent,
            expected=PASSES * sent,
            received=self._relayed(clients),
            in_time=in_time,
            octets=self._relayed(clients) * PAYLOAD_BYTES,
            checked=sum(client.received for client in clients),
            wrong=sum(client.wrong for client in clients),
            latency_ms=_latencies(clients),
            crowd_percent=100 * busy,
            crowd_dropped=self._dropped(clients) - dropped,
            late_ms=1_000 * pace.late,
        )

    def close(self) -> None:
        """Closes all sockets."""
        for each in (*(link.socket for link in self._links), *self._direct, self.peer):
            each.close()

    def _past_the_server(self) -> list[Client]:
        if not self._direct:
            self._direct = [direct_client(self.shape, self.peer) for _client in self.clients]
        return self._direct

    def _relayed(self, clients: Sequence[Client]) -> int:
        return self.peer.received + sum(client.received for client in clients)

    def _dropped(self, clients: Sequence[Client]) -> int:
        return sum(each.dropped + each.unsent for each in (*clients, self.peer))


def _latencies(clients: Sequence[Client]) -> list[float]:
    """How long the packets were under way: of many, some of all times and clients."""
    values = [at / 1e6 for client in clients for at in client.latencies]
    return values[:: 1 + len(values) // MOST_LATENCIES]


def main() -> None:
    """Plays one shape against one server."""
    port, text = sys.argv[1:]
    crowd = Crowd(Shape.read(json.loads(text)), int(port))
    print(json.dumps(asdict(crowd.enter())), flush=True)
    gc.collect()
    gc.freeze()
    gc.disable()
    for line in sys.stdin:
        print(json.dumps(asdict(crowd.play(TurnOrder(**json.loads(line))))), flush=True)


if __name__ == "__main__":
    main()
