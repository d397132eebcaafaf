"""A TURN server that is put together: its own doors, its clock, and what an operator is told."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from threading import Thread

import pytest

from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import Plan, build, live_unix_time, steady_unix_time
from steps.step3_turn.metrics import TurnNumbers
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.service import TurnService, open_sockets
from tests.bed.turn_bed import REALM, USERS, TurnBed
from tests.bed.turn_client import turn_client
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

HOST, PUBLIC = "127.0.0.1", "198.51.100.7"


@asynccontextmanager
async def service(*, public: str | None = None) -> AsyncIterator[TurnService]:
    """A server on loopback, perhaps behind a NAT."""
    opened = build(
        Plan(
            sockets=open_sockets([HOST], 0, None),
            credentials=Credentials(REALM, USERS),
            policy=PeerPolicy(networks=[ip_network("127.0.0.0/8"), ip_network("198.51.100.0/24")]),
            hosts=[HOST],
            public=public,
        )
    )
    async with opened.running():
        yield opened


async def test_its_doors_are_closed_to_its_relays_also_by_their_public_address() -> None:
    async with service(public=PUBLIC) as turn, turn_client(turn.udp[0].address) as client:
        await client.allocate()
        assert client.relayed[0] == PUBLIC
        doors = [turn.udp[0].address[1], turn.streams[0].address[1]]
        for number, port in enumerate(doors):
            assert await client.bind(0x4000 + number, (HOST, port)) == 403
            assert await client.bind(0x4000 + number, (PUBLIC, port)) == 403
        assert await client.bind(0x4000, (PUBLIC, 9)) is None


async def test_behind_a_nat_a_channel_to_oneself_by_the_address_inside_carries_nothing() -> None:
    async with service(public=PUBLIC) as turn, turn_client(turn.udp[0].address) as client:
        await client.allocate()
        assert await client.bind(0x4000, (HOST, client.relayed[1])) is None
        allocation = next(iter(turn.turn.allocator.allocations))
        client.send_channel(0x4000, b"round and round")
        await until(lambda: allocation.sent.dropped == 1, what="the end of a datagram")
        assert not client.heard and not allocation.sent.packets


def test_a_clock_that_is_set_moves_the_end_of_a_password_that_others_have_made() -> None:
    """`now` is what the monotonic clock says, whatever that is: here a day too early."""
    credentials = Credentials(REALM, secret="between us", unix_time=live_unix_time)
    name = credentials.issue("ada", 0.0, 60).username
    assert int(name.partition(":")[0]) - time.time() == pytest.approx(60, abs=5)
    assert not credentials.is_expired(name, time.monotonic() + 86_400)
    assert credentials.is_expired(f"{int(time.time()) - 5}:ada", time.monotonic() - 86_400)


def test_a_clock_that_is_set_moves_no_end_of_a_password_of_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, unix = time.monotonic(), time.time()
    credentials = Credentials(REALM, secret="ours", unix_time=steady_unix_time())
    name = credentials.issue("ada", now, 60).username
    monkeypatch.setattr(time, "time", lambda: unix + 86_400)
    assert not credentials.is_expired(name, now + 50) and credentials.is_expired(name, now + 70)


async def test_its_numbers_can_be_read_in_another_thread_while_calls_begin_and_end() -> None:
    async with service() as turn:
        bed, problems = TurnBed(quotas=Quotas(9_000, 9_000)), list[Exception]()
        turn.turn.allocator, patient = bed.allocator, sys.getswitchinterval()
        for _one in range(900):
            bed.allocated()

        def read() -> None:
            try:
                for _time in range(400):
                    list(TurnNumbers(turn).collect())
            except Exception as problem:
                problems.append(problem)

        reader = Thread(target=read)
        sys.setswitchinterval(1e-6)
        try:
            reader.start()
            while reader.is_alive() and len(bed.allocator.allocations) < 8_000:
                bed.allocated()
        finally:
            sys.setswitchinterval(patient)
            reader.join()
        assert not problems
