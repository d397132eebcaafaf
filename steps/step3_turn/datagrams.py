"""Receiving many datagrams in one call (recvmmsg of Linux, for which Python has no name).

Where datagrams of one sender came as a run, be it from the network card or from this computer's own
SFU, the system hands them over as one piece, to be cut here (UDP_GRO). Elsewhere they are received
one by one. The sender's address stays as the system writes it: it is enough to know somebody again.
"""

import ctypes
import socket
import sys
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol, TypeAlias

from common.stun_attributes import Address

AT_ONCE = 32
LONGEST = 65_536  # bytes of a datagram, or of a run of them
NAME_LENGTH = 28  # of an IPv6 address (struct sockaddr_in6)
CONTROL_LENGTH, SIZE_AT = 24, 16  # struct cmsghdr and an int: how long the pieces of a run are
UDP_GRO, MSG_DONTWAIT = 104, 0x40  # linux/udp.h, linux/socket.h

Received: TypeAlias = Sequence[tuple[bytes, Hashable]]  # datagrams, and from whom


def by_source(received: Received) -> Iterator[tuple[Hashable, list[bytes]]]:
    """The datagrams of each sender, in their order: most often all are of one."""
    senders: dict[Hashable, list[bytes]] = {}
    for datagram, source in received:
        senders.setdefault(source, []).append(datagram)
    return iter(senders.items())


class Receiver(Protocol):
    """Takes what has arrived at a UDP socket."""

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams; fewer mean that there are no more."""

    def address_of(self, source: Hashable) -> Address:
        """The transport address of a sender."""


class OneByOne:
    """Receives as every system can."""

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams."""
        received: list[tuple[bytes, Hashable]] = []
        while len(received) < AT_ONCE:
            try:
                datagram, source = udp.recvfrom(LONGEST)
            except OSError:  # nothing more, or an ICMP error for something that was sent
                break
            if len(datagram) < LONGEST:
                received.append((datagram, source))
        return received

    def address_of(self, source: Hashable) -> Address:
        """The first two parts of what `recvfrom` gives."""
        host, port = source[:2]  # type: ignore[index]
        return host, port


class IoVec(ctypes.Structure):
    """Where the bytes of a datagram go (struct iovec)."""

    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class MessageHeader(ctypes.Structure):
    """Where a datagram and its sender's address go (struct mmsghdr)."""

    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_size_t),  # an int; what follows begins a struct of its own
        ("length", ctypes.c_uint),
    ]


# Where the system writes into the headers, counted in numbers of four bytes.
HEADER = ctypes.sizeof(MessageHeader) // 4
LENGTH, CONTROL = MessageHeader.length.offset // 4, MessageHeader.control_length.offset // 4


class Together:
    """Receives many datagrams in one call, into memory that is used again and again."""

    def __init__(self, family: socket.AddressFamily) -> None:
        self._family = family
        self._name_length = 16 if family == socket.AF_INET else NAME_LENGTH
        self._bytes = bytearray(AT_ONCE * LONGEST)
        self._names = bytearray(AT_ONCE * NAME_LENGTH)
        self._controls = bytearray(AT_ONCE * CONTROL_LENGTH)
        self._vectors = (IoVec * AT_ONCE)()
        self._headers = (MessageHeader * AT_ONCE)()
        self._fill()
        self._recvmmsg = ctypes.CDLL(None).recvmmsg
        self._view = memoryview(self._bytes)
        # The same memory as arrays: reading the fields of each header would cost more.
        self._raw = memoryview(self._headers).cast("B")
        self._fresh = bytes(self._raw)
        self._numbers = self._raw.cast("I")
        self._sizes = memoryview(self._controls).cast("I")

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams, or runs of them."""
        self._raw[:] = self._fresh  # over what the last call has written
        count = self._recvmmsg(udp.fileno(), self._headers, AT_ONCE, MSG_DONTWAIT, None)
        received: list[tuple[bytes, Hashable]] = []
        for slot in range(count):  # -1: nothing there, or an ICMP error for what was sent
            name, start = slot * NAME_LENGTH, slot * LONGEST
            source = bytes(self._names[name : name + self._name_length])
            end, size = start + self._numbers[slot * HEADER + LENGTH], self._size(slot)
            if size:
                pieces = range(start, end, size)
                received += [(bytes(self._view[p : min(end, p + size)]), source) for p in pieces]
            else:
                received.append((bytes(self._view[start:end]), source))
        return received

    def _size(self, slot: int) -> int:
        """How long the pieces of a run are; 0 if it is a single datagram."""
        is_told = self._numbers[slot * HEADER + CONTROL]
        return self._sizes[(slot * CONTROL_LENGTH + SIZE_AT) // 4] if is_told else 0

    def address_of(self, source: Hashable) -> Address:
        """Reads a struct sockaddr_in or sockaddr_in6."""
        assert isinstance(source, bytes)
        host = source[4:8] if self._family == socket.AF_INET else source[8:24]
        return socket.inet_ntop(self._family, host), int.from_bytes(source[2:4])

    def _fill(self) -> None:
        data, names, controls = map(_place_of, (self._bytes, self._names, self._controls))
        vectors = ctypes.addressof(self._vectors)
        for slot, (vector, header) in enumerate(zip(self._vectors, self._headers, strict=True)):
            vector.base, vector.length = data + slot * LONGEST, LONGEST
            header.vectors = vectors + slot * ctypes.sizeof(IoVec)
            header.vector_count = 1
            header.name, header.name_length = names + slot * NAME_LENGTH, NAME_LENGTH
            header.control = controls + slot * CONTROL_LENGTH
            header.control_length = CONTROL_LENGTH


def receiver(family: socket.AddressFamily) -> Receiver:
    """The best way to receive on this system."""
    return Together(family) if sys.platform == "linux" else OneByOne()


def accept_runs(udp: socket.socket) -> None:
    """Lets a socket hand runs of datagrams over as one piece, where it can."""
    if sys.platform == "linux":
        with suppress(OSError):  # before Linux 5.0
            udp.setsockopt(socket.IPPROTO_UDP, UDP_GRO, 1)


def _place_of(memory: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))
