"""TURN over TCP and TLS: each connection is one client, its messages stand one after another."""

import asyncio
import socket
import ssl
import time
from collections import Counter
from typing import cast

from common.stun_attributes import Address
from steps.step3_turn.allocation import Allocation
from steps.step3_turn.channel_data import FramingError, StreamFrames, padded
from steps.step3_turn.turn import TurnServer

CONNECTIONS, CONNECTIONS_OF_ONE = 1_000, 200  # a hall full of people may share one address
HANDSHAKE_SECONDS = 10.0
WITHOUT_ALLOCATION_SECONDS = 30.0
HALF_READ_SECONDS = 10.0
MOST_UNSENT = 64 * 1024  # bytes; media that do not fit are dropped, as in any network


class StreamClient(asyncio.Protocol):
    """A client's 5-tuple over TCP or TLS."""

    def __init__(self, listener: "StreamListener", address: Address, server: Address) -> None:
        self.transport = listener.transport
        self.allocation: Allocation | None = None
        self.address = address
        self.server = server
        self._frames = StreamFrames()
        self._listener = listener
        self._stream: asyncio.Transport = cast(asyncio.Transport, None)
        self._begun_at = self._idle_since = 0.0  # an unfinished message, uselessness

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there, for TLS with its handshake done."""
        self._stream = cast(asyncio.Transport, transport)
        self._idle_since = time.monotonic()
        self._listener.clients.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes have come: perhaps a message is whole now."""
        now = time.monotonic()
        if not self._frames.half_read:
            self._begun_at = now
        messages: list[bytes] = []
        try:
            for message in self._frames.take(data):
                messages.append(message)
        except FramingError:
            self._stream.abort()
        if messages:
            self._begun_at = now
            self.send(self._listener.turn.take(messages, self, now))

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over, and with it the allocation."""
        if self.allocation is not None:
            self._listener.turn.allocator.free(self.allocation)
        self._listener.clients.discard(self)
        self._listener.forget(self.address[0])

    def send(self, messages: list[bytes]) -> None:
        """Sends messages, unless the client does not keep up."""
        if self._stream.get_write_buffer_size() > MOST_UNSENT:
            self._listener.dropped += len(messages)
        elif messages and not self._stream.is_closing():
            self._stream.write(b"".join(map(padded, messages)))

    def release(self) -> None:
        """Has no allocation any more: the connection may end, or ask for another one."""
        self._idle_since = time.monotonic()

    def close(self) -> None:
        """Ends the connection."""
        self._stream.abort()

    def sweep(self, now: float) -> None:
        """Ends a connection that is of no use to anybody."""
        idle = self.allocation is None and now - self._idle_since > WITHOUT_ALLOCATION_SECONDS
        stuck = self._frames.half_read and now - self._begun_at > HALF_READ_SECONDS
        if idle or stuck:
            self._stream.abort()


class StreamListener:
    """One listening socket for TCP, or for TLS if there is a context."""

    def __init__(
        self,
        listening: socket.socket,
        turn: TurnServer,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.address: Address = listening.getsockname()[:2]
        self.transport = "tls" if tls else "tcp"
        self.turn = turn
        self.clients: set[StreamClient] = set()
        self.dropped = 0
        self._by_host: Counter[str] = Counter()  # connections, also those still shaking hands
        self._greeting: set[asyncio.Task[None]] = set()
        self._listening = listening
        self._tls = tls

    def open(self) -> None:
        """Begins to take connections."""
        asyncio.get_running_loop().add_reader(self._listening, self._accept)

    def close(self) -> None:
        """Ends all connections, and takes no more."""
        asyncio.get_running_loop().remove_reader(self._listening)
        self._listening.close()
        for task in self._greeting:
            task.cancel()
        for client in list(self.clients):
            client.close()

    def sweep(self, now: float) -> None:
        """Ends connections that are of no use to anybody."""
        for client in list(self.clients):
            client.sweep(now)

    def forget(self, host: str) -> None:
        """Counts a connection no more."""
        self._by_host[host] -= 1
        if not self._by_host[host]:
            del self._by_host[host]

    def _accept(self) -> None:
        try:
            connection, address = self._listening.accept()
        except OSError:  # gone again
            return
        host = address[0]
        full = self._by_host.total() >= CONNECTIONS or self._by_host[host] >= CONNECTIONS_OF_ONE
        if full:
            connection.close()
            return
        self._by_host[host] += 1
        greeting = asyncio.create_task(self._greet(connection, address[:2]))
        self._greeting.add(greeting)
        greeting.add_done_callback(self._greeting.discard)

    async def _greet(self, connection: socket.socket, address: Address) -> None:
        connection.setblocking(False)
        client = StreamClient(self, address, connection.getsockname()[:2])
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: client,
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=HANDSHAKE_SECONDS if self._tls else None,
            )
        except (OSError, asyncio.CancelledError):  # no TLS, or not in time; ssl.SSLError is one
            connection.close()
            self.forget(address[0])
