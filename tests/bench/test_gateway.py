"""The clients of the gateway benchmark: where their rooms are, what goes through the gateway."""

import asyncio
import json
import socket
from contextlib import closing
from dataclasses import asdict, replace

import pytest

from bench.gateway_link import ANY_PORT, GatewayLink
from bench.gateway_plan import Plan, together
from bench.shapes import Seen, Shape
from tests.bed.gateway_bed import (
    ADA,
    BACKEND,
    HOST,
    at,
    cluster,
    config_of,
    gateway,
    listener,
    ports,
)
from tests.bed.waiting import until

NODES = ((HOST, 8_002), ("127.0.2.2", 8_003))
SEEN = Seen(
    seconds=2.0,
    sent=10,
    expected=20,
    received=19,
    in_time=18,
    octets=1_000,
    checked=2,
    wrong=1,
    latency_ms=[0.5, 1.5],
    crowd_percent=40.0,
    crowd_dropped=3,
    late_ms=1.0,
)


def test_a_plan_is_the_same_after_its_way_through_json() -> None:
    plan = Plan(Shape("room of 3", 3, 0), 4, NODES, 3478)
    assert Plan.read(json.loads(json.dumps(asdict(plan)))) == plan


def test_rooms_are_shared_out_evenly() -> None:
    plan = Plan(Shape("room of 3", 3, 0), 4, NODES)
    assert [plan.node_of(room) for room in range(4)] == [*NODES, *NODES]


def test_what_rooms_see_together_is_counted_once() -> None:
    other = replace(SEEN, seconds=2.5, latency_ms=[2.5], crowd_percent=39.0, late_ms=4.0)
    both = together([SEEN, other])
    counts = both.sent, both.expected, both.received, both.in_time, both.octets
    assert counts == (20, 40, 38, 36, 2_000)
    assert (both.checked, both.wrong, both.crowd_dropped) == (4, 2, 6)
    assert both.latency_ms == [0.5, 1.5, 2.5]
    assert (both.seconds, both.crowd_percent, both.late_ms) == (2.5, 40.0, 4.0)


@pytest.mark.anyio
async def test_a_client_behind_the_gateway_has_a_way_there_and_back() -> None:
    (port,) = ports(1)
    login = (ADA["username"], ADA["password"])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as node:
        node.bind((HOST, 0))
        node.setblocking(False)
        peer = node.getsockname()
        clusters = [cluster(at(peer[1]))]
        async with gateway() as opened:
            await opened.reconcile(config_of(listener(port, BACKEND), clusters=clusters))
            with closing(GatewayLink(HOST, (HOST, port), login, ANY_PORT)) as link:
                await asyncio.to_thread(link.connect, peer)
                assert link.getpeername() == peer
                assert link.send(b"there") == 5
                loop, buffer = asyncio.get_running_loop(), bytearray(2_048)
                said, relay = await loop.sock_recvfrom(node, 2_048)
                await loop.sock_sendto(node, b"and back", relay)
                size = await until(lambda: _received(link, buffer), what="an answer")
                assert (said, bytes(buffer[:size])) == (b"there", b"and back")
                assert opened.allocations == 1
            await until(lambda: not opened.allocations, what="the end of the allocation")


def _received(link: GatewayLink, buffer: bytearray) -> int:
    try:
        return link.recv_into(memoryview(buffer))
    except BlockingIOError:
        return 0
