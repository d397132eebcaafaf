"""TCP and TLS connections that are half open, half read, idle, too many, or full of garbage."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from common.stun import Class, Message, Method, serialize
from common.stun_attributes import Address
from steps.step3_turn import stream
from steps.step3_turn.service import TurnService
from steps.step3_turn.stream import MOST_AT_ONCE
from tests.bed.turn_client import OVER_UDP, StreamWire, code_of, turn_client
from tests.bed.turn_process import turn_call
from tests.bed.turn_service import turn_service
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

SHORT = 1.5  # seconds: more than the server needs to look again
BINDING = serialize(Message(Method.BINDING, Class.REQUEST, bytes(12)), fingerprint=False)
RESET = struct.pack("ii", 1, 0)


class Hall:
    """A server with short deadlines, and what its event loop complains of."""

    def __init__(self, service: TurnService, tls: ssl.SSLContext) -> None:
        self.service, self.tls = service, tls
        self.plain, self.secret = service.streams
        self.complaints: list[dict[str, Any]] = []
        self._opened: list[asyncio.StreamWriter] = []

    @property
    def connections(self) -> int:
        """How many there are, also those that are still shaking hands."""
        doors = (self.plain, self.secret)
        return sum(vars(listener)["_by_host"].total() for listener in doors)

    async def raw(self, address: Address, *, local: str = "127.0.0.1") -> "Raw":
        """A TCP connection to it from a local address, which is closed at the end."""
        reader, writer = await asyncio.open_connection(*address, local_addr=(local, 0))
        self._opened.append(writer)
        return Raw(reader, writer)

    async def close(self) -> None:
        """Ends all connections, and waits until the server has noticed."""
        for writer in self._opened:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()
        await until(lambda: self.connections == 0, seconds=5, what="the end of all connections")


@pytest.fixture
async def hall(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """The server, with a call over UDP beside the attack."""
    for name in ("HALF_READ_SECONDS", "WITHOUT_ALLOCATION_SECONDS", "HANDSHAKE_SECONDS"):
        monkeypatch.setattr(stream, name, SHORT)
    monkeypatch.setattr(stream, "CONNECTIONS_OF_ONE", 10)
    async with turn_service() as (service, tls):
        opened, loop = Hall(service, tls), asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: opened.complaints.append(context))
        async with turn_call(service.udp[0].address):
            yield opened
            await opened.close()
        loop.set_exception_handler(None)
        assert not opened.complaints


class Raw:
    """A TCP connection without any manners."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def closed_after(self, seconds: float = 8.0) -> float:
        """After how many seconds the server closes it; what comes before is read."""
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(seconds):
                while await self.reader.read(4_096):
                    pass
        except ConnectionError:
            pass
        return asyncio.get_running_loop().time() - begun


async def test_a_message_that_has_begun_must_end_in_time(hall: Hall) -> None:
    connection = await hall.raw(hall.plain.address)
    connection.writer.write(BINDING[:2])
    assert await connection.closed_after() < SHORT + 2


async def test_a_message_byte_by_byte_gets_no_more_time_than_a_whole_one(hall: Hall) -> None:
    connection = await hall.raw(hall.plain.address)
    closing = asyncio.create_task(connection.closed_after())
    for number in range(100):
        if closing.done():
            break
        connection.writer.write(b"\x00\x01\x7f\xfc!\x12\xa4B"[number : number + 1] or b"x")
        await asyncio.sleep(0.1)
    assert await closing < SHORT + 2


async def test_who_was_quiet_for_long_may_still_send_a_message_in_two_pieces(hall: Hall) -> None:
    async with turn_client(hall.plain.address, transport="tcp") as client:
        assert code_of(await client.allocate()) is None
        await asyncio.sleep(SHORT + 0.5)
        assert isinstance(client.wire, StreamWire)
        client.wire.writer.write(BINDING[:6])
        await asyncio.sleep(SHORT - 0.3)  # the server looks once a second
        client.wire.writer.write(BINDING[6:])
        assert await client.refresh() is None


async def test_who_asks_for_nothing_is_sent_away_and_who_relays_is_not(hall: Hall) -> None:
    async with turn_client(hall.plain.address, transport="tcp") as client:
        assert code_of(await client.allocate()) is None
        idle = await hall.raw(hall.plain.address)
        assert SHORT - 0.5 < await idle.closed_after() < SHORT + 2
        assert await client.refresh(0) is None


async def test_tls_without_a_handshake_ends_and_with_garbage_at_once(hall: Hall) -> None:
    silent, noisy = await hall.raw(hall.secret.address), await hall.raw(hall.secret.address)
    noisy.writer.write(BINDING)
    assert await noisy.closed_after() < 1
    assert await silent.closed_after() < SHORT + 2
    async with turn_client(hall.secret.address, transport="tls", tls=hall.tls) as client:
        assert code_of(await client.allocate()) is None


async def test_one_address_has_so_many_connections_and_others_are_let_in(hall: Hall) -> None:
    many = [await hall.raw(hall.plain.address) for _number in range(10)]
    await until(lambda: hall.connections == 10, what="ten connections")
    for _time in range(5):
        assert await (await hall.raw(hall.plain.address)).closed_after() < 1
    other = await hall.raw(hall.plain.address, local="127.0.0.2")
    other.writer.write(BINDING)
    assert len(await other.reader.readexactly(32)) == 32
    for connection in (*many, other):
        connection.writer.close()
    await until(lambda: hall.connections == 0, what="room for others")
    async with turn_client(hall.plain.address, transport="tcp") as client:
        assert code_of(await client.allocate()) is None


async def test_who_hangs_up_at_once_leaves_nothing_and_raises_nothing(hall: Hall) -> None:
    """A reset before the server has looked: the system then knows no address of the other end."""
    for address in (hall.plain.address, hall.secret.address):
        for _time in range(60):
            connection = socket.create_connection(address)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.close()
            await asyncio.sleep(0)
    await until(lambda: hall.connections == 0, what="nobody")


async def test_who_is_cut_off_in_the_handshake_is_counted_out_once(hall: Hall) -> None:
    for _one in range(3):
        await hall.raw(hall.secret.address)
    await until(lambda: hall.connections == 3, what="three connections")
    greetings: set[asyncio.Task[None]] = set(vars(hall.secret)["_greeting"])
    for greeting in greetings:
        greeting.cancel()
    await asyncio.wait(greetings)
    assert all(greeting.cancelled() for greeting in greetings) and hall.connections == 0


@pytest.mark.parametrize(
    ("garbage", "seconds"),
    [
        (b"\xff" * 4, 1),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", SHORT + 2),  # begins as a long ChannelData would
        (bytes.fromhex("16030100fb010000f70303"), SHORT + 2),  # and TLS as a STUN message
    ],
    ids=["reserved", "HTTP", "TLS"],
)
async def test_another_protocol_is_sent_away(hall: Hall, garbage: bytes, seconds: float) -> None:
    connection = await hall.raw(hall.plain.address)
    connection.writer.write(BINDING)
    assert (await connection.reader.readexactly(32))[:2] == b"\x01\x01"
    connection.writer.write(garbage)
    assert await connection.closed_after() < seconds


@pytest.mark.parametrize("transport", ["tcp", "tls"])
async def test_of_a_burst_a_client_gets_what_fits_and_loses_only_the_rest(
    hall: Hall, transport: str
) -> None:
    """180 datagrams of 1,150 bytes come at once after a pause: none of them is no answer."""
    door = hall.plain if transport == "tcp" else hall.secret
    tls = hall.tls if transport == "tls" else None
    async with turn_client(door.address, transport=transport, tls=tls) as client:
        assert code_of(await client.allocate()) is None
        (there,) = door.clients
        there.send([b"\x40\x00\x04\x7e" + bytes(1_150)] * 180)
        fitting = MOST_AT_ONCE // 1_156  # with header and padding
        await until(lambda: len(client.heard) >= fitting, what="what fits")
        assert await client.refresh() is None  # and nothing more came before the answer
        assert (len(client.heard), door.dropped) == (fitting, 180 - fitting) == (170, 10)


async def test_200_streams_of_garbage_cost_nobody_anything(hall: Hall) -> None:
    dice = Random(3)
    for number in range(200):
        connection = await hall.raw(hall.plain.address, local=f"127.0.0.{2 + number % 20}")
        for _piece in range(dice.randrange(1, 6)):
            piece = bytearray(dice.choice([BINDING, b"\x40\x00\x00\x04abcd", dice.randbytes(30)]))
            for _change in range(dice.randrange(3)):
                piece[dice.randrange(len(piece))] = dice.randrange(256)
            connection.writer.write(piece)
        await asyncio.sleep(0)
        if number % 2:
            connection.writer.transport.abort()
    assert hall.connections <= 200


async def test_with_its_connection_an_allocation_ends_at_once(hall: Hall) -> None:
    allocations = hall.service.turn.allocator.allocations
    async with turn_client(hall.plain.address, transport="tcp") as client:
        await client.request(Method.ALLOCATE, OVER_UDP)
        assert len(allocations) == 2
    await until(lambda: len(allocations) == 1, seconds=1, what="the end of an allocation")
