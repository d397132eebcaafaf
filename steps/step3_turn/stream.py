"""TURN over TCP and TLS: each connection is one client, its messages stand one after another."""

import asyncio
import errno
import logging
import socket
import ssl
import time
from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import cast

from common.stun_attributes import Address
from steps.step3_turn.allocation import Allocation
from steps.step3_turn.channel_data import FramingError, StreamFrames, padded
from steps.step3_turn.quotas import source_of
from steps.step3_turn.turn import TurnServer

logger = logging.getLogger(__name__)

CONNECTIONS, CONNECTIONS_OF_ONE = 1_000, 200  # a hall full of people may share one address
HANDSHAKE_SECONDS = 10.0
WITHOUT_ALLOCATION_SECONDS = 30.0
HALF_READ_SECONDS = 10.0
EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
# Bytes that wait for a client. With more, media are dropped, as in any network; and of what comes
# at once, the rest that is too much. Responses are not, but somebody must read them.
MOST_UNSENT, MOST_AT_ONCE, MOST_UNREAD = 64 * 1024, 192 * 1024, 512 * 1024
READ_AT_ONCE = 16 * 1024  # bytes of a client: then others have their turn
MOST_IN_KERNEL = 16 * 1024  # bytes that it has not sent yet: what waits there is too old to drop


class StreamClient(asyncio.BufferedProtocol):
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

    def get_buffer(self, sizehint: int) -> bytearray:
        """Where to put the bytes that have come.

        For all connections one place, which is read before it is written again. Without it TLS
        would ask for a quarter of a megabyte each time, and give all but a packet of it back.
        """
        return self._listener.arrived

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes have come: perhaps a message is whole now."""
        data, now = bytes(memoryview(self._listener.arrived)[:nbytes]), time.monotonic()
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
            self._respond(self._listener.turn.take(messages, self, now))

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over, and with it the allocation."""
        if self.allocation is not None:
            self._listener.turn.allocator.free(self.allocation)
        self._listener.forget(self)

    def send(self, messages: list[bytes]) -> None:
        """Sends media, as many messages as there is room for; the rest of a burst is dropped."""
        room = MOST_AT_ONCE if self._stream.get_write_buffer_size() <= MOST_UNSENT else 0
        whole = list(map(padded, messages))
        fitting = bisect_right(list(accumulate(map(len, whole))), room)
        self._write(b"".join(whole[:fitting]))
        self._listener.dropped += len(whole) - fitting

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

    def _respond(self, responses: list[bytes]) -> None:
        """Sends responses, for which nobody asks again over TCP."""
        if self._stream.get_write_buffer_size() > MOST_UNREAD:
            self._stream.abort()
        else:
            self._write(b"".join(responses))

    def _write(self, data: bytes) -> None:
        if data and not self._stream.is_closing():
            self._stream.write(data)


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
        self.arrived = bytearray(READ_AT_ONCE)
        self._by_host: Counter[str] = Counter()  # connections, also those still shaking hands
        self._counted: set[StreamClient] = set()
        self._greeting: set[asyncio.Task[None]] = set()
        self._resting = self._complained = False
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
        """Ends connections that are of no use to anybody; takes new ones again after a rest."""
        for client in list(self.clients):
            client.sweep(now)
        if self._resting:
            self._resting = False
            self.open()

    def forget(self, client: StreamClient) -> None:
        """Counts a connection no more."""
        self.clients.discard(client)
        if client in self._counted:
            self._counted.discard(client)
            source = source_of(client.address[0])
            self._by_host[source] -= 1
            if not self._by_host[source]:
                del self._by_host[source]

    def _accept(self) -> None:
        try:
            connection, address = self._listening.accept()
        except OSError as problem:
            if problem.errno in EXHAUSTED:
                self._rest(problem)
            return  # else it is gone again
        source = source_of(address[0])
        full = self._by_host.total() >= CONNECTIONS or self._by_host[source] >= CONNECTIONS_OF_ONE
        if full:
            connection.close()
            return
        client = StreamClient(self, address[:2], self.address)
        self._by_host[source] += 1
        self._counted.add(client)
        greeting = asyncio.create_task(self._greet(connection, client))
        self._greeting.add(greeting)
        greeting.add_done_callback(self._greeting.discard)

    def _rest(self, problem: OSError) -> None:
        """Takes no connection for a second: one that cannot be taken would be told of for ever."""
        asyncio.get_running_loop().remove_reader(self._listening)
        self._resting = True
        if not self._complained:
            self._complained = True
            logger.error("port %d takes no more connections: %s", self.address[1], problem.strerror)

    async def _greet(self, connection: socket.socket, client: StreamClient) -> None:
        try:
            connection.setblocking(False)
            _keep_little(connection)
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: client,
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=HANDSHAKE_SECONDS if self._tls else None,
            )
        except OSError:  # no TLS, or not in time; ssl.SSLError is one
            self._turn_away(connection, client)
        except BaseException:
            self._turn_away(connection, client)
            raise

    def _turn_away(self, connection: socket.socket, client: StreamClient) -> None:
        if client not in self.clients:  # else the socket is that of its transport
            connection.close()
            self.forget(client)


def _keep_little(connection: socket.socket) -> None:
    """Has the system say early that a client does not keep up."""
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_IN_KERNEL)
    else:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_UNSENT)
