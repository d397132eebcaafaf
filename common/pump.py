"""What moves bytes through a simulated link: pumps, and the socket ends that they stand between

A pump keeps the appointments of one queue of `common/link.py` in the running event loop. StreamEnd
and DatagramEnd are the asyncio protocols which the relays of `common/impairment.py` are made of.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import TypeAlias, cast

from common.link import Direction, Queue, StreamQueue

Address: TypeAlias = tuple[str, int]

# Small, or the system's own buffers hide a bad link for seconds; smaller than a loopback segment
# of 64 KiB (Linux doubles the number) would be a bad link itself.
SOCKET_BUFFER = 32 * 1024


class Pump:
    """Hands over what arrives at the end of a queue, at the time at which it arrives."""

    def __init__(self, queue: Queue, deliver: Callable[[list[bytes]], None]) -> None:
        self.queue = queue
        self.paused = False
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    def offer(self, data: bytes) -> None:
        """Takes what was sent just now."""
        self.queue.offer(data, self._loop.time())
        self.run()

    def run(self) -> None:
        """Delivers what is due and comes back when more is; call it after any change."""
        self.stop()
        if self.paused:
            return
        self._deliver(self.queue.due(self._loop.time()))
        if not self.paused and (at := self.queue.next_at()) is not None:
            self._timer = self._loop.call_at(at, self.run)

    def stop(self) -> None:
        """Delivers nothing more until `run` is called."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None


class StreamEnd(asyncio.Protocol):
    """One end of a relayed TCP connection; what it reads goes through its pump to the other end."""

    def __init__(self, direction: Direction, opened: Callable[["StreamEnd"], None]) -> None:
        self.pump = Pump(StreamQueue(direction), self._deliver)
        self._opened = opened
        self.transport: asyncio.Transport | None = None
        self.over = False
        self._other: StreamEnd | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The end is open; it reads nothing before the other end is open too."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(SOCKET_BUFFER)
        raw: socket.socket = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
        self.transport.pause_reading()
        self._opened(self)

    def join(self, other: "StreamEnd") -> None:
        """Lets the bytes of this end flow to the other one."""
        self._other = other
        self._read_if_room()

    def data_received(self, data: bytes) -> None:
        """Bytes for the other end: they pass the link first."""
        self.pump.offer(data)
        if not self.pump.queue.has_room and self.transport is not None:
            self.transport.pause_reading()

    def pause_writing(self) -> None:
        """Nobody reads at this end: what is on its way to it waits."""
        if self._other is not None:
            self._other.pump.paused = True

    def resume_writing(self) -> None:
        """This end takes bytes again."""
        if self._other is not None:
            self._other.pump.paused = False
            self._other.pump.run()

    def connection_lost(self, error: Exception | None) -> None:
        """This end is over: nothing reaches it any more, but what it sent still arrives."""
        self.over = True
        if error is not None and self._other is not None:
            self._other.abort()
        self.pump.run()

    def abort(self) -> None:
        """Breaks this end: what is under way to it and from it is gone."""
        self.pump.stop()
        if self.transport is not None:
            self.transport.abort()

    def _deliver(self, pieces: list[bytes]) -> None:
        if self._other is None or self._other.transport is None or self._other.over:
            return
        transport = self._other.transport
        if pieces and not transport.is_closing():
            transport.write(b"".join(pieces))
        if self.over and self.pump.queue.empty:
            transport.close()
        else:
            self._read_if_room()

    def _read_if_room(self) -> None:
        transport = self.transport
        if transport is not None and not transport.is_closing() and self.pump.queue.has_room:
            transport.resume_reading()


class DatagramEnd(asyncio.DatagramProtocol):
    """A UDP socket that hands each datagram, with the address of its sender, to a callback."""

    def __init__(self, received: Callable[[bytes, Address], None]) -> None:
        self._received = received
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Address) -> None:
        """A datagram came in."""
        self._received(data, address)

    def send(self, pieces: list[bytes], address: Address | None = None) -> None:
        """Sends each piece as one datagram, to the address or to where the socket is connected."""
        if self.transport is not None and not self.transport.is_closing():
            for piece in pieces:
                self.transport.sendto(piece, address)

    def close(self) -> None:
        """Closes the socket."""
        if self.transport is not None:
            self.transport.close()
