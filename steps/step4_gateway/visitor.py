"""A client of a gateway, which takes one step at a time: aioice's TURN client, asked singly.

An ICE agent does all of it at once and says at the end that it failed; here each answer is seen.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aioice.stun import Class, Message, Method, TransactionError, TransactionFailed
from aioice.turn import TurnClientProtocol, TurnClientTcpProtocol, TurnClientUdpProtocol

from common.authority import KEPT, Unusable, authority, state_folder
from common.stun_attributes import Address
from steps.step4_gateway.turn_uri import TurnUri

SECONDS = 5.0  # that an answer may take
LIFETIME, CHANNEL_REFRESH = 600, 500


class Unanswered(Exception):
    """A request to which nothing came."""


class Denied(Exception):
    """An error response: its code, and its reason phrase."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code


class Visitor(asyncio.DatagramProtocol):
    """Somebody with a name and a password, and what they have heard."""

    def __init__(self, client: TurnClientProtocol) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue(maxsize=64)
        self._client = client
        client.receiver = self

    @property
    def realm(self) -> str:
        """What the gateway calls itself; empty before it has asked who we are."""
        return self._client.realm or ""

    @property
    def address(self) -> Address:
        """Where we are, as our own system sees it."""
        address: Address = self._client.transport.get_extra_info("sockname")[:2]
        return address

    async def allocate(self) -> Address:
        """A relayed transport address of our own (RFC 8656 section 7)."""
        address: Address = await _answer(self._client.connect())
        return address

    async def permit(self, host: str) -> None:
        """Permission to send to a host, and to hear from it (RFC 8656 section 10)."""
        request = Message(Method.CREATE_PERMISSION, Class.REQUEST)
        request.attributes["XOR-PEER-ADDRESS"] = (host, 0)
        await _answer(self._client.request_with_retry(request))

    async def send(self, payload: bytes, peer: Address) -> None:
        """Sends on a channel to a peer, which is bound before (RFC 8656 section 12)."""
        await _answer(self._client.send_data(payload, peer))

    async def hear(self, seconds: float = SECONDS) -> bytes | None:
        """What has come from a peer; None if nothing comes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self.heard.get()
        return None

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Keeps what a peer has sent, as long as there is room for it."""
        with suppress(asyncio.QueueFull):
            self.heard.put_nowait(data)

    async def leave(self) -> None:
        """Gives the allocation back, if there is one."""
        if self._client.relayed_address is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS):
                    await self._client.delete()
        self._client.transport.close()


@asynccontextmanager
async def visit(uri: TurnUri) -> AsyncIterator[Visitor]:
    """A visitor at a door; OSError if nothing is there, as far as TCP and TLS can tell."""
    visitor = Visitor(await _connect(uri))
    try:
        yield visitor
    finally:
        await visitor.leave()


async def _connect(uri: TurnUri) -> TurnClientProtocol:
    loop, server = asyncio.get_running_loop(), (uri.host, uri.port)
    who = uri.username, uri.password, LIFETIME, CHANNEL_REFRESH
    client: TurnClientProtocol
    async with asyncio.timeout(SECONDS):  # TimeoutError is an OSError
        if uri.transport == "udp":
            _transport, client = await loop.create_datagram_endpoint(
                lambda: TurnClientUdpProtocol(server, *who), remote_addr=server
            )
        else:
            tls = _trusting() if uri.transport == "tls" else None
            _stream, client = await loop.create_connection(
                lambda: TurnClientTcpProtocol(server, *who), *server, ssl=tls
            )
    return client


def _trusting() -> ssl.SSLContext:
    """Trusts whom this system trusts, and the steps on this computer."""
    context = ssl.create_default_context()
    with suppress(Unusable, OSError):
        if (state_folder() / KEPT).exists():  # who only asks makes none
            authority().configure_trust(context)
    return context


async def _answer(asked: Any) -> Any:
    try:
        async with asyncio.timeout(SECONDS):
            return await asked
    except TransactionFailed as failed:
        code, reason = failed.response.attributes.get("ERROR-CODE", (0, ""))
        raise Denied(code, reason) from None
    except (TransactionError, ConnectionError, TimeoutError):
        raise Unanswered from None
