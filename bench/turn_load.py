"""What one client of the load generator sends and gets: bursts of packets, each with its time.

The first two words of a payload are the client's own and the time of sending. What comes back is
counted, must be as long as it should be and have that word, and tells how long it was under way.
"""

import secrets
import socket
import ssl
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from struct import Struct
from typing import TypeAlias

from bench.turn_batch import WORD, Batch
from bench.turn_control import message_size
from bench.turn_shapes import PAYLOAD_BYTES
from bench.turn_sockets import dropped

STAMP = Struct("QQ")  # the client's word, nanoseconds: in the order of this machine
SLOTS = 56  # datagrams received at once: what UDP_SEGMENT could send at once, too
WORD_AT, TIME_AT = 64, 64 + WORD  # in a slot, behind the longest header that there is
Around: TypeAlias = tuple[bytes, bytes]
READ_BYTES = 65_536
NO_MORE = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Load(ABC):
    """A client's socket and counters."""

    def __init__(self, link: socket.socket, burst: int, around: Around) -> None:
        """`around` is what a packet has before and after its payload on the way out."""
        self.word = secrets.randbits(64)
        self.file = link.fileno()
        self.link, self._burst, self._around = link, burst, around
        self.forget()

    def forget(self) -> None:
        """Begins to count anew."""
        self.sent = self.received = self.wrong = self.unsent = 0
        self.latencies: list[int] = []  # ns

    def close(self) -> None:
        """Closes its socket."""
        self.link.close()

    @property
    def dropped(self) -> int:
        """The datagrams for which its socket had no room so far."""
        return dropped(self.link)

    @abstractmethod
    def send(self) -> None:
        """Sends a burst."""

    @abstractmethod
    def receive(self) -> None:
        """Takes what has come."""

    def packet(self) -> bytes:
        """A packet as it goes out."""
        stamp = STAMP.pack(self.word, time.monotonic_ns())
        before, after = self._around
        return before + stamp + bytes(PAYLOAD_BYTES - STAMP.size) + after


class DatagramLoad(Load):
    """A client over UDP, through a TURN server or past it."""

    def __init__(self, link: socket.socket, burst: int, around: Around) -> None:
        super().__init__(link, burst, around)
        packet = self.packet()
        self._out = Batch(burst, lead=WORD_AT - len(around[0]), length=len(packet))
        self._out.write(packet)
        self._in = Batch(SLOTS, lead=0, length=0)
        self._answer_bytes = 0

    def learn(self, answer: bytes) -> None:
        """Takes the first packet that came back: the server decides where the payload is in it."""
        lead = WORD_AT - answer.index(self.word.to_bytes(WORD, "little"))
        self._in = Batch(SLOTS, lead=lead, length=len(answer) + 1)
        self._answer_bytes = len(answer)

    def send(self) -> None:
        """Sends a burst."""
        self._out.fill(TIME_AT, time.monotonic_ns())
        self.sent += self._burst
        self.unsent += self._burst - self._out.send(self.file, self._burst)

    def receive(self) -> None:
        """Takes what has come."""
        batch, count = self._in, SLOTS
        while count == SLOTS and (count := batch.receive(self.file)):
            now = time.monotonic_ns()
            whole = batch.sizes(count).count(self._answer_bytes)
            own = batch.column(WORD_AT, count).count(self.word)
            self.received += count
            self.wrong += count - min(whole, own)
            self.latencies += [now - at for at in batch.column(TIME_AT, count)]


class StreamLoad(Load):
    """A client over TCP or TLS: each packet is written by itself, as a browser does."""

    def __init__(self, link: socket.socket, burst: int, around: Around) -> None:
        super().__init__(link, burst, around)
        self._kept = bytearray()
        self._unwritten: list[bytes] = []
        link.setblocking(False)

    def send(self) -> None:
        """Sends a burst, unless the last one is not out yet."""
        self.sent += self._burst
        self._write()
        if self._unwritten:
            self.unsent += self._burst
            return
        self._unwritten = [self.packet() for _packet in range(self._burst)]
        self._write()

    def _write(self) -> None:
        with suppress(*NO_MORE):
            while self._unwritten:
                packet = self._unwritten[0]
                written = self.link.send(packet)
                self._unwritten[:1] = [packet[written:]] if written < len(packet) else []

    def receive(self) -> None:
        """Takes what has come."""
        with suppress(*NO_MORE):
            while data := self.link.recv(READ_BYTES):
                self._kept += data
                self._take(time.monotonic_ns())

    def _take(self, now: int) -> None:
        kept, word, position = self._kept, self.word.to_bytes(WORD, "little"), 0
        while size := message_size(bytes(kept[position : position + 4])):
            if position + size > len(kept):
                break
            at = kept.find(word, position, position + size)
            self.received += 1
            if at < 0 or size < PAYLOAD_BYTES:
                self.wrong += 1
            else:
                self.latencies.append(now - STAMP.unpack_from(kept, at)[1])
            position += size
        del kept[:position]
