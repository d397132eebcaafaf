"""The relays with real sockets: what passes, what a cut and a stall do, what is left over."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from common.impairment import TcpRelay, UdpRelay
from common.pump import Address, DatagramEnd

pytestmark = pytest.mark.anyio

BROKEN = (ConnectionError, asyncio.IncompleteReadError)


async def until(condition: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Waits for a condition, at most so long."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def tcp_echo() -> AsyncIterator[Address]:
    """A server that sends back what it gets."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()
    finally:
        server.close()


@asynccontextmanager
async def tcp_client(
    address: Address,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that is closed at the end, broken or not."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def test_tcp_passes_bytes_both_ways_under_loss_and_jitter() -> None:
    sent = bytes(range(256)) * 1_000
    async with tcp_echo() as target, TcpRelay(target, seed=3) as relay:
        relay.up.jitter = relay.down.jitter = 0.002
        relay.up.loss = 0.005
        async with tcp_client(relay.address) as (reader, writer):
            writer.write(sent)
            async with asyncio.timeout(20):
                assert await reader.readexactly(len(sent)) == sent
        assert relay.up.counters.bytes_delivered == relay.down.counters.bytes_delivered == len(sent)


async def test_tcp_end_of_stream_comes_after_the_delayed_bytes() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"good bye")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server, TcpRelay(server.sockets[0].getsockname()) as relay:
        relay.down.delay = 0.1
        async with tcp_client(relay.address) as (reader, _), asyncio.timeout(5):
            assert await reader.read() == b"good bye"


async def test_a_cut_breaks_connections_and_restore_lets_new_ones_in() -> None:
    async with tcp_echo() as target, TcpRelay(target) as relay:
        async with tcp_client(relay.address) as (reader, writer):
            writer.write(b"1")
            assert await reader.readexactly(1) == b"1"
            relay.cut()
            with pytest.raises(BROKEN):
                assert await reader.readexactly(1)
        async with tcp_client(relay.address) as (reader, _):
            with pytest.raises(BROKEN):
                assert await reader.readexactly(1)
        relay.restore()
        async with tcp_client(relay.address) as (reader, writer):
            writer.write(b"2")
            assert await reader.readexactly(1) == b"2"


async def test_a_stall_keeps_the_connection_and_the_bytes() -> None:
    async with (
        tcp_echo() as target,
        TcpRelay(target) as relay,
        tcp_client(relay.address) as (reader, writer),
    ):
        relay.stall()
        writer.write(b"later")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await reader.readexactly(5)
        relay.restore()
        async with asyncio.timeout(5):
            assert await reader.readexactly(5) == b"later"


async def test_a_full_tcp_queue_stops_the_sender() -> None:
    async with tcp_echo() as target, TcpRelay(target) as relay:
        relay.up.rate = 8_000
        async with tcp_client(relay.address) as (_, writer):
            writer.transport.set_write_buffer_limits(0)
            writer.write(bytes(8 * 1024 * 1024))
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await writer.drain()
            assert relay.up.counters.offered * 1_400 < 1024 * 1024


async def test_a_reader_that_does_not_read_stops_the_sender_through_the_relay() -> None:
    stuck: list[asyncio.StreamWriter] = []

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stuck.append(writer)
        writer.write(bytes(32 * 1024 * 1024))

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    async with server, TcpRelay(server.sockets[0].getsockname()) as relay:
        async with tcp_client(relay.address) as (reader, _):
            await until(lambda: relay.down.counters.bytes_delivered > 0)
            async with asyncio.timeout(20):
                for _ in range(32 * 1024):
                    await reader.readexactly(1024)
            assert relay.down.counters.bytes_delivered == 32 * 1024 * 1024
        stuck[0].transport.abort()


async def test_a_target_that_is_not_there_breaks_the_connection() -> None:
    async with tcp_echo() as target:
        pass
    async with TcpRelay(target) as relay, tcp_client(relay.address) as (reader, _):
        with pytest.raises(BROKEN):
            assert await reader.readexactly(1)


@asynccontextmanager
async def udp_echo() -> AsyncIterator[Address]:
    """A socket that sends each datagram back to its sender."""
    echo = DatagramEnd(lambda data, address: echo.send([data], address))
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: echo, ("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")
    finally:
        transport.close()


@asynccontextmanager
async def udp_client(address: Address) -> AsyncIterator[tuple[DatagramEnd, list[bytes]]]:
    """A connected socket and the datagrams that it received."""
    received: list[bytes] = []
    client = DatagramEnd(lambda data, _: received.append(data))
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: client, remote_addr=address)
    try:
        yield client, received
    finally:
        client.close()


async def test_udp_gives_each_client_its_own_answers() -> None:
    async with (
        udp_echo() as target,
        UdpRelay(target) as relay,
        udp_client(relay.address) as (one, to_one),
        udp_client(relay.address) as (other, to_other),
    ):
        one.send([b"1", b"one"])
        other.send([b"2"])
        await until(lambda: len(to_one) == 2 and len(to_other) == 1)
        assert to_one == [b"1", b"one"] and to_other == [b"2"]


async def test_udp_loss_delay_and_duplicates_are_those_of_the_link() -> None:
    async with udp_echo() as target, UdpRelay(target, seed=5) as relay:
        relay.up.loss, relay.down.delay, relay.down.duplicate = 0.5, 0.02, 0.5
        async with udp_client(relay.address) as (client, received):
            client.send([bytes([number]) for number in range(100)])
            await until(lambda: relay.up.counters.offered == 100)
            up, down = relay.up.counters, relay.down.counters
            await until(lambda: down.delivered == up.delivered + down.duplicated > 0)
            await until(lambda: len(received) == down.delivered)
            assert up.lost + up.delivered == 100 and up.lost > 20


async def test_a_udp_cut_drops_and_restore_lets_pass() -> None:
    async with (
        udp_echo() as target,
        UdpRelay(target) as relay,
        udp_client(relay.address) as (client, received),
    ):
        relay.cut()
        client.send([b"lost"])
        await until(lambda: relay.up.counters.lost == 1)
        relay.restore()
        client.send([b"found"])
        await until(lambda: received == [b"found"])
        assert relay.down.counters.delivered == 1


async def test_nothing_is_left_when_a_relay_closes() -> None:
    before = asyncio.all_tasks()
    async with tcp_echo() as target:
        async with TcpRelay(target) as relay, tcp_client(relay.address) as (_, writer):
            writer.write(b"x")
            await until(lambda: relay.down.counters.delivered == 1)
        with pytest.raises(ConnectionError):
            await asyncio.open_connection(*relay.address)
    await until(lambda: asyncio.all_tasks() <= before)
    assert relay.port != 0


async def test_connections_made_during_a_cut_leave_no_socket_behind() -> None:
    async with tcp_echo() as target, TcpRelay(target) as relay:
        relay.cut()
        for _ in range(20):
            async with tcp_client(relay.address) as (reader, _), asyncio.timeout(5):
                with pytest.raises(BROKEN):
                    await reader.readexactly(1)
        assert relay.up.counters.offered == 0
    gc.collect()  # an unclosed socket warns when it is collected, and warnings are errors
