"""Those with a password who want more than their share: for themselves, or of others' calls."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from common.stun import Attribute, Method
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import steady_unix_time
from tests.bed.stranger import stranger
from tests.bed.turn_client import StreamWire, TurnClient, code_of, turn_client
from tests.bed.turn_process import (
    CHANNEL,
    HOST,
    TurnBystander,
    TurnProcess,
    turn_call,
    turn_process,
)
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MEBIBYTE = 1024 * 1024
SMALL = 4_096  # bytes of a client's system that nobody has read yet
MOST_KEPT = 512 * 1024  # with what the client's own TLS keeps; without bounds it was 3 MB
SECRET = "between us"


@asynccontextmanager
async def member(
    turn: TurnProcess, transport: str = "udp", buffer: int | None = None
) -> AsyncIterator[TurnClient]:
    """Ada with an allocation, which she gives back at the end."""
    address = turn.tls_address if transport == "tls" else turn.address
    tls = turn.tls if transport == "tls" else None
    async with turn_client(address, transport=transport, tls=tls, buffer=buffer) as client:
        assert code_of(await client.allocate()) is None
        yield client
        assert await client.refresh(0) in (None, 437)


async def quiet(*clients: TurnClient) -> list[int]:
    """How much each has heard, once nothing more comes."""
    while True:
        before = [len(client.heard) for client in clients]
        await asyncio.sleep(0.3)
        if before == [len(client.heard) for client in clients]:
            return before


async def test_who_relays_to_themselves_hears_nothing(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    async with member(turn) as client:
        assert await client.permit(client.relayed) is None
        assert await client.bind(CHANNEL, client.relayed) is None
        for _time in range(100):
            client.send_channel(CHANNEL, b"round and round")
            client.send_to(client.relayed, b"round and round")
        assert await quiet(client) == [0]


async def test_two_who_relay_to_each_other_multiply_nothing(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    async with member(turn) as one, member(turn, "tcp") as other:
        assert await one.bind(CHANNEL, other.relayed) is None
        assert await other.bind(CHANNEL, one.relayed) is None
        for _time in range(100):
            one.send_channel(CHANNEL, b"once")
            other.send_to(one.relayed, b"once")
        assert await quiet(one, other) == [100, 100]


async def test_nobody_asks_the_server_through_the_server(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    """Else an allocation could be made by an allocation, and by that one the next."""
    async with member(turn) as client:
        for door in (turn.address, turn.tls_address):
            assert await client.bind(CHANNEL, door) == 403
            assert await client.permit(door) is None  # for the other ports of that host
            client.send_to(door, bytes.fromhex("000100002112a442") + bytes(12))
        assert await quiet(client) == [0]
        assert await client.permit(("10.0.0.1", 80)) == 403
    assert turn.log.count("'ada' may not reach 10.0.0.1") == 1


async def test_the_thirteenth_allocation_of_one_is_no_loss_for_another(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    async with AsyncExitStack() as stack:
        for number in range(12):
            await stack.enter_async_context(member(turn, ("udp", "tcp", "tls")[number % 3]))
        async with turn_client(turn.address) as thirteenth:
            assert code_of(await thirteenth.allocate()) == 486
        async with turn_client(turn.address, "ben", "battery staple") as other:
            assert code_of(await other.allocate()) is None
            assert await other.refresh(0) is None
    async with member(turn):
        pass


async def come_and_go(turn: TurnProcess, transport: str, peer_port: int) -> None:
    """An allocation with a permission and a channel, which ends with a word or without one."""
    async with member(turn, transport) as client:
        assert await client.bind(CHANNEL, (HOST, peer_port)) is None
        client.send_channel(CHANNEL, b"hello")
        await until(lambda: client.heard, what="an echo")
        if transport == "tcp":
            await client.refresh(0)


async def test_200_allocations_one_after_another_leave_nothing_behind(
    turn: TurnProcess, relayed: TurnBystander, peer_port: int
) -> None:
    async def some(times: int) -> None:
        for number in range(0, times, 10):
            ways = [("udp", "tcp", "udp", "tls")[(number + at) % 4] for at in range(10)]
            await asyncio.gather(*(come_and_go(turn, way, peer_port) for way in ways))

    await some(20)
    memory, descriptors = turn.memory, turn.descriptors
    await some(200)
    await until(lambda: turn.descriptors <= descriptors, what="the descriptors of before")
    assert turn.memory - memory < 2 * MEBIBYTE


@pytest.mark.parametrize("transport", ["tcp", "tls"])
async def test_who_does_not_read_loses_packets_and_costs_no_memory(
    turn: TurnProcess, relayed: TurnBystander, transport: str
) -> None:
    async with member(turn, transport) as client:
        assert await client.permit((HOST, 9)) is None
        assert isinstance(client.wire, StreamWire)
        client.wire.writer.transport.pause_reading()  # type: ignore[attr-defined]
        memory = turn.memory
        with stranger(client.relayed) as peer:
            await peer.flood([bytes(1_100)] * 20_000)
        await relayed.check()
        assert turn.memory - memory < 2 * MEBIBYTE
        client.wire.writer.transport.resume_reading()  # type: ignore[attr-defined]
        assert await client.refresh() is None
        assert 0 < len(client.heard) < 20_000


def reading(client: TurnClient, *, on: bool) -> None:
    """Lets a client read, or stop reading."""
    stream: Any = cast(StreamWire, client.wire).writer.transport
    stream.resume_reading() if on else stream.pause_reading()


@pytest.mark.parametrize("transport", ["tcp", "tls"])
async def test_who_reads_late_finds_little_that_is_old(
    turn: TurnProcess, relayed: TurnBystander, transport: str
) -> None:
    """20 MB were sent meanwhile; what waited on the way would come as many seconds too late."""
    async with member(turn, transport, SMALL) as client:
        assert await client.permit((HOST, 9)) is None
        reading(client, on=False)
        with stranger(client.relayed) as peer:
            await peer.flood(number.to_bytes(4) + bytes(1_000) for number in range(20_000))
            await relayed.check()
            reading(client, on=True)
            await quiet(client)
            kept = len(client.heard)
            peer.send(b"fresh")
            await until(lambda: client.heard[-1] == b"fresh", what="a fresh packet")
    assert 0 < kept * 1_004 < MOST_KEPT, kept


@pytest.mark.parametrize("transport", ["tcp", "tls"])
async def test_a_request_of_who_reads_late_is_answered(
    turn: TurnProcess, relayed: TurnBystander, transport: str
) -> None:
    """Over TCP nobody asks twice: an allocation whose Refresh got lost would end."""
    async with member(turn, transport, SMALL) as client:
        assert await client.permit((HOST, 9)) is None
        reading(client, on=False)
        with stranger(client.relayed) as peer:
            await peer.flood([bytes(1_000)] * 8_000)
            answers = [client.ask(Method.REFRESH) for _time in range(20)]
            await peer.flood([bytes(1_000)] * 1_000)
        await relayed.check()
        reading(client, on=True)
        responses = await asyncio.wait_for(asyncio.gather(*answers), 5)
        assert [code_of(response) for response in responses] == [None] * 20


async def test_who_asks_and_asks_and_never_reads_is_sent_away(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    async with turn_client(turn.address, transport="tcp", buffer=SMALL) as client:
        assert code_of(await client.allocate()) is None
        reading(client, on=False)
        memory, writer = turn.memory, cast(StreamWire, client.wire).writer
        async with asyncio.timeout(20):
            with pytest.raises(ConnectionError):
                while True:
                    client.ask(Method.REFRESH)
                    await writer.drain()
                    await asyncio.sleep(0)  # others have their turn
        assert turn.memory - memory < 2 * MEBIBYTE


async def test_a_rest_password_begins_until_it_expires_and_what_has_begun_goes_on(
    tmp_path: Path,
) -> None:
    options = ["--secret", SECRET, "--user", "ben:battery staple"]
    async with turn_process(tmp_path, *options) as turn, turn_call(turn.address):
        credentials = Credentials("polycloud", secret=SECRET, unix_time=steady_unix_time())
        name, password = credentials.issue("4711", time.monotonic(), 2)
        async with turn_client(turn.address, name, password) as client:
            assert code_of(await client.allocate()) is None
            expired = int(name.partition(":")[0]) + 0.2
            await until(lambda: time.time() > expired, what="the end of the password")
            async with turn_client(turn.address, name, password) as late:
                answer = await late.allocate()
                assert code_of(answer) == 401 and answer.get(Attribute.NONCE)
            assert await client.refresh() is None
            assert await client.permit((HOST, 9)) is None
            assert await client.refresh(0) is None
        async with turn_client(turn.address, name, "guess") as stranger_to_it:
            assert code_of(await stranger_to_it.allocate()) == 401
