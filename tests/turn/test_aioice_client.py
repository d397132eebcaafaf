"""aioice's TURN client, the one of aiortc, against our server over each transport."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aioice import stun, turn

from tests.bed.turn_server import PASSWORD, USER, TurnServer
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

TRANSPORTS = ["udp", "tcp", "tls"]
MESSAGES = [bytes([number]) * length for number, length in enumerate((0, 1, 2, 3, 4, 171, 1_200))]
LIFETIME = 600


class Receiver(asyncio.DatagramProtocol):
    """What came from the peer, and from where; and whether the allocation is gone."""

    def __init__(self) -> None:
        self.received: list[tuple[bytes, tuple[str, int]]] = []
        self.errors: list[Exception] = []
        self.gone = False

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Keeps it."""
        self.received.append((data, addr))

    async def has(self, number: int) -> None:
        """Waits for so many datagrams."""
        await until(lambda: len(self.received) >= number, what=f"{number} datagrams")

    def error_received(self, exc: Exception) -> None:
        """Keeps it."""
        self.errors.append(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        """Notes it."""
        self.gone = True


@asynccontextmanager
async def allocation(
    server: TurnServer, transport: str, password: str = PASSWORD
) -> AsyncIterator[tuple[turn.TurnTransport, Receiver]]:
    """An allocation, deleted at the end; the server must have agreed to that."""
    port = server.tls_port if transport == "tls" else server.port
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    opened, receiver = await turn.create_turn_endpoint(
        Receiver,
        server_addr=(server.host, port),
        username=USER,
        password=password,
        lifetime=LIFETIME,
        ssl=unverified if transport == "tls" else None,
        transport="udp" if transport == "udp" else "tcp",
    )
    yield opened, receiver
    opened.close()
    await until(lambda: receiver.gone, what="the end of the allocation")
    assert receiver.errors == []


def client_of(transport: turn.TurnTransport) -> turn.TurnClientMixin:
    """aioice's side of the allocation, which it keeps to itself."""
    return cast(turn.TurnClientMixin, vars(transport)["_TurnTransport__inner_protocol"])


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_peer_is_reached_through_a_channel(
    server: TurnServer, peer_port: int, transport: str
) -> None:
    peer = (server.host, peer_port)
    async with allocation(server, transport) as (opened, receiver):
        host, port = opened.get_extra_info("sockname")
        assert host == server.host and port not in (server.port, server.tls_port, peer_port)
        for number, message in enumerate(MESSAGES, start=1):
            opened.sendto(message, peer)
            await receiver.has(number)
        assert receiver.received == [(message, peer) for message in MESSAGES]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_two_clients_reach_each_other_through_both_relays(
    server: TurnServer, transport: str
) -> None:
    async with (
        allocation(server, transport) as (ada, ada_got),
        allocation(server, "udp") as (ben, ben_got),
    ):
        ada_at, ben_at = ada.get_extra_info("sockname"), ben.get_extra_info("sockname")
        ada.sendto(b"Is anybody there?", ben_at)  # lost: Ben has not permitted it yet
        ben.sendto(b"Hello.", ada_at)
        await until(lambda: ada_got.received == [(b"Hello.", ben_at)], what="Ben's word")
        ada.sendto(b"Hello, Ben.", ben_at)
        await until(lambda: (b"Hello, Ben.", ada_at) in ben_got.received, what="Ada's word")


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_allocation_is_refreshed(
    server: TurnServer, peer_port: int, transport: str
) -> None:
    async with allocation(server, transport) as (opened, receiver):
        request = stun.Message(stun.Method.REFRESH, stun.Class.REQUEST)
        request.attributes["LIFETIME"] = LIFETIME
        response, _ = await client_of(opened).request_with_retry(request)
        assert response.message_class == stun.Class.RESPONSE
        assert response.attributes["LIFETIME"] == LIFETIME
        opened.sendto(b"still here", (server.host, peer_port))
        await receiver.has(1)
        assert receiver.received[0][0] == b"still here"


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_wrong_password_is_refused(server: TurnServer, transport: str) -> None:
    with pytest.raises(stun.TransactionFailed, match="401"):
        async with allocation(server, transport, "guessed"):
            pass
