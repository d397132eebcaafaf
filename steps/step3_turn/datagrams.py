"""Receiving many datagrams in one call (recvmmsg of Linux, for which Python has no name).

A datagram costs a third of what `recvfrom` takes; elsewhere they are received one by one. The
sender's address stays as the system writes it: it is enough to know somebody again.
"""

import ctypes
import socket
import sys
from collections.abc import Hashable, Iterator, Sequence
from typing import Protocol, TypeAlias

from common.stun_attributes import Address

AT_ONCE = 32
LONGEST = 4_096  # bytes: what fills them was cut, and is dropped; no path takes as much anyway
NAME_LENGTH = 28  # of an IPv6 address (struct sockaddr_in6)
MSG_DONTWAIT = 0x40

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


class Together:
    """Receives many datagrams in one call, into memory that is used again and again."""

    def __init__(self, family: socket.AddressFamily) -> None:
        self._family = family
        self._name_length = 16 if family == socket.AF_INET else NAME_LENGTH
        self._bytes = bytearray(AT_ONCE * LONGEST)
        self._names = bytearray(AT_ONCE * NAME_LENGTH)
        self._vectors = (IoVec * AT_ONCE)()
        self._headers = (MessageHeader * AT_ONCE)()
        base, names = _place_of(self._bytes), _place_of(self._names)
        vectors = ctypes.addressof(self._vectors)
        for slot, (vector, header) in enumerate(zip(self._vectors, self._headers, strict=True)):
            vector.base, vector.length = base + slot * LONGEST, LONGEST
            header.vectors = vectors + slot * ctypes.sizeof(IoVec)
            header.vector_count = 1
            header.name, header.name_length = names + slot * NAME_LENGTH, NAME_LENGTH
        self._recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
        self._view = memoryview(self._bytes)
        # The lengths, as one array over all headers: reading a field of each would cost more.
        self._numbers = memoryview(self._headers).cast("B").cast("I")
        self._length_at = MessageHeader.length.offset // 4
        self._stride = ctypes.sizeof(MessageHeader) // 4
        self._slots = [
            (slot * LONGEST, slot * self._stride + self._length_at, slot * NAME_LENGTH)
            for slot in range(AT_ONCE)
        ]

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams."""
        count = self._recvmmsg(udp.fileno(), self._headers, AT_ONCE, MSG_DONTWAIT, None)
        if count <= 0:  # nothing there, or an ICMP error for something that was sent
            return ()
        view, names, numbers, end = self._view, self._names, self._numbers, self._name_length
        return [
            (bytes(view[start : start + numbers[at]]), bytes(names[name : name + end]))
            for start, at, name in self._slots[:count]
            if numbers[at] < LONGEST
        ]

    def address_of(self, source: Hashable) -> Address:
        """Reads a struct sockaddr_in or sockaddr_in6."""
        assert isinstance(source, bytes)
        host = source[4:8] if self._family == socket.AF_INET else source[8:24]
        return socket.inet_ntop(self._family, host), int.from_bytes(source[2:4])


def receiver(family: socket.AddressFamily) -> Receiver:
    """The best way to receive on this system."""
    return Together(family) if sys.platform == "linux" else OneByOne()


def _place_of(memory: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))
